#include <qaidam/solve/partition.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "exact_partition.hpp"
#include "multilevel.hpp"
#include "partition_steps.hpp"

namespace qaidam::solve {
namespace {

using namespace detail;

graph graph_of(const partition_problem& p, std::int64_t binding) {
    graph g;
    g.measures = p.weights.size();
    index_edges(p.nodes, p.edges, g.first, g.edges);
    std::vector<weighted_edge> ties;
    for (const auto& e : p.together) ties.push_back({e.from, e.to, binding});
    for (const auto& e : p.apart) ties.push_back({e.from, e.to, -binding});
    index_edges(p.nodes, ties, g.first_tie, g.ties);
    g.weight.resize(p.nodes * g.measures);
    for (std::size_t m = 0; m < g.measures; ++m)
        for (std::size_t v = 0; v < p.nodes; ++v) g.weight[v * g.measures + m] = p.weights[m][v];
    g.home.assign(p.nodes, none);
    g.leaving.assign(p.nodes, 0);
    for (std::size_t v = 0; v < p.nodes; ++v) {
        if (!p.fixed.empty() && p.fixed[v]) {
            g.home[v] = *p.fixed[v];
            g.leaving[v] = 2 * binding; // more than all that is not fixed together
        } else if (!p.current.empty() && p.current[v] && *p.current[v] < p.parts) {
            g.home[v] = *p.current[v];
            g.leaving[v] = p.moving.empty() ? 0 : p.moving[v];
        }
    }
    return g;
}

struct grouping {
    std::vector<node> group_of;
    std::size_t groups;
};

/// Groups of nodes that belong together, with those on a shortest way between them; each node alone where
/// that would leave a component fewer groups than parts.
grouping tie_together(const partition_problem& p, const graph& g, const partition_limits& limits) {
    std::vector<edge> joined;
    std::vector<node> came_from;
    for (const auto& pair : p.together) {
        came_from.assign(g.size(), none);
        std::vector<node> queue{static_cast<node>(pair.from)};
        came_from[pair.from] = queue[0];
        for (std::size_t at = 0; at < queue.size() && came_from[pair.to] == none; ++at)
            for (auto i = g.first[queue[at]]; i < g.first[queue[at] + 1]; ++i)
                if (const auto u = g.edges[i].to; came_from[u] == none)
                    came_from[u] = queue[at], queue.push_back(u);
        if (came_from[pair.to] == none) continue;
        for (auto v = static_cast<node>(pair.to); v != pair.from; v = came_from[v])
            joined.push_back({v, came_from[v]});
    }
    grouping result{std::vector<node>(p.nodes), 0};
    std::vector<std::size_t> groups_of(limits.parts_of.size());
    const auto group_of = components(p.nodes, joined);
    for (std::size_t v = 0; v < p.nodes; ++v) {
        result.group_of[v] = static_cast<node>(group_of[v]);
        if (group_of[v] < result.groups) continue;
        ++result.groups;
        ++groups_of[limits.component_of[v]];
    }
    for (std::size_t c = 0; c < groups_of.size(); ++c)
        if (groups_of[c] < limits.parts_of[c]) {
            for (node v = 0; v < p.nodes; ++v) result.group_of[v] = v;
            result.groups = p.nodes;
        }
    return result;
}

/// Which component a part lies in: where nodes are fixed in it; else where most of today's is; else where
/// parts are wanted.
std::vector<std::size_t> places_of_parts(const partition_problem& p, const partition_limits& limits) {
    const auto count = limits.parts_of.size();
    auto wanted = limits.parts_of;
    std::vector<std::size_t> component_of(p.parts, count);
    for (std::size_t v = 0; v < p.fixed.size(); ++v)
        if (p.fixed[v] && component_of[*p.fixed[v]] == count) {
            component_of[*p.fixed[v]] = limits.component_of[v];
            --wanted[limits.component_of[v]];
        }
    std::vector<std::vector<std::int64_t>> today(p.parts,
                                                 std::vector<std::int64_t>(p.current.empty() ? 0 : count));
    for (std::size_t v = 0; v < p.current.size(); ++v)
        if (p.current[v] && *p.current[v] < p.parts)
            today[*p.current[v]][limits.component_of[v]] += 1 + (p.moving.empty() ? 0 : p.moving[v]);
    for (std::size_t q = 0; q < p.parts && !p.current.empty(); ++q) {
        if (component_of[q] != count) continue;
        const auto most = std::max_element(today[q].begin(), today[q].end());
        const auto c = static_cast<std::size_t>(most - today[q].begin());
        if (*most > 0 && wanted[c] > 0) component_of[q] = c, --wanted[c];
    }
    std::size_t c = 0;
    for (auto& place : component_of) {
        if (place != count) continue;
        while (wanted[c] == 0) ++c;
        place = c;
        --wanted[c];
    }
    return component_of;
}

/// Makes each component that is small as good as can be. Returns whether that was proven of all.
bool finish_exactly(const partition_problem& p, const graph& g, const setting& s,
                    const std::vector<std::size_t>& component_of, std::size_t budget,
                    std::vector<part>& part_of) {
    bool proven = true;
    for (std::size_t c = 0; c < s.components; ++c) {
        std::vector<node> group_of(g.size(), none); // the component's nodes, numbered anew
        node nodes = 0;
        for (node v = 0; v < g.size(); ++v)
            if (component_of[v] == c) group_of[v] = nodes++;
        if (nodes > most_exact_nodes) {
            proven = false;
            continue;
        }
        const auto small = part_of_graph(g, group_of, nodes);
        std::vector<part> labels;
        for (part q = 0; q < s.parts; ++q)
            if (s.component_of_part[q] == c) labels.push_back(q);
        std::vector<part> known(nodes);
        for (node v = 0; v < g.size(); ++v)
            if (group_of[v] != none) known[group_of[v]] = part_of[v];
        const annealer now{small, s.limits, 1, known};
        // A tie that holds costs nothing, one that must not hold and does not is a gain: see graph::ties.
        std::int64_t gains = 0;
        for (const auto& pair : p.apart)
            if (component_of[pair.from] == c && component_of[pair.to] == c && pair.from != pair.to)
                gains -= s.binding;
        const auto cost = now.cost() - gains;
        const bool allowed = now.overload() <= 0 && cost < s.binding;
        const auto search = search_exactly(small, s.limits[labels[0]], labels, s.binding,
                                           allowed ? cost : std::numeric_limits<std::int64_t>::max(), budget);
        proven = proven && search.finished;
        auto better = search.better;
        if (!allowed && !better && search.finished) { // none is within the limits
            auto lightest = search_lightest(small, s.limits[labels[0]], labels, s.binding,
                                            cost < s.binding ? std::optional{known} : std::nullopt, budget);
            proven = proven && lightest.finished;
            better = std::move(lightest.better);
        }
        if (!better) continue;
        for (node v = 0; v < g.size(); ++v)
            if (group_of[v] != none) part_of[v] = (*better)[group_of[v]];
    }
    return proven;
}

} // namespace

partition_result detail::partition_within(const partition_problem& p, const partition_limits& limits,
                                          const partition_options& options) {
    std::int64_t binding = 1;
    for (const auto& e : p.edges) binding += e.cost;
    for (const auto c : p.moving) binding += c;

    const auto all = graph_of(p, binding);
    const auto [group_of, groups] = tie_together(p, all, limits);
    auto g = contract(all, group_of, groups);
    std::vector<std::size_t> component_of(groups);
    for (std::size_t v = 0; v < p.nodes; ++v) component_of[group_of[v]] = limits.component_of[v];
    setting s{.parts = p.parts,
              .components = limits.parts_of.size(),
              .component_of_part = places_of_parts(p, limits),
              .binding = binding};
    s.heaviest.assign(g.measures, std::numeric_limits<double>::infinity());
    for (const auto c : s.component_of_part) {
        const auto& at_most = limits.at_most[c];
        s.limits.emplace_back(at_most.begin(), at_most.end());
        for (std::size_t m = 0; m < g.measures; ++m)
            s.heaviest[m] =
                std::min(s.heaviest[m], std::max(1.0, s.limits.back()[m] / 6)); // a part has several
    }
    multilevel_solver solver{std::move(g), s, component_of, options.seed};
    auto best = solver.first();
    for (std::size_t step = 0; step < options.steps && !options.stop.stop_requested(); ++step) {
        if (auto next = solver.again(best.part_of); !(best < next)) best = std::move(next);
        if (options.progress) options.progress(step + 1, options.steps);
    }

    partition_result result;
    for (const auto group : group_of) result.part_of.push_back(best.part_of[group]);
    result.proven = finish_exactly(p, all, s, limits.component_of, options.proof, result.part_of);
    for (const auto& e : p.edges)
        if (result.part_of[e.from] != result.part_of[e.to]) result.cut += e.cost;
    for (std::size_t v = 0; v < p.current.size() && !p.moving.empty(); ++v)
        if (p.current[v] && result.part_of[v] != *p.current[v]) result.moved += p.moving[v];
    result.limits = limits;
    return result;
}

partition_result partition(const partition_problem& p, const partition_options& options) {
    const auto limits = limits_of(p);
    auto found = partition_within(p, limits, options);
    // Without a tolerance, parts that do not make one component lighter may make another so.
    const bool is_even = p.tolerance || limits.parts_of.size() == 1;
    if (is_even && is_within(p, limits, found.part_of)) return found;
    return partition_evenly(p, limits, std::move(found), options);
}

} // namespace qaidam::solve
