#include "coarsening.hpp"

#include <algorithm>
#include <numeric>

namespace qaidam::solve::detail {

graph contract(const graph& g, const std::vector<node>& group_of, std::size_t groups) {
    graph coarse;
    coarse.measures = g.measures;
    coarse.weight.resize(groups * g.measures);
    coarse.home.assign(groups, none);
    coarse.leaving.resize(groups);
    for (node v = 0; v < g.size(); ++v) {
        const auto to = group_of[v];
        for (std::size_t m = 0; m < g.measures; ++m)
            coarse.weight[to * g.measures + m] += g.weight[v * g.measures + m];
        if (g.home[v] == none) continue;
        // Of several homes the one that is dearest to leave, by as much more as it is.
        if (coarse.home[to] == none || coarse.home[to] == g.home[v]) {
            coarse.home[to] = g.home[v];
            coarse.leaving[to] += g.leaving[v];
        } else {
            coarse.leaving[to] -= g.leaving[v];
            if (coarse.leaving[to] < 0) {
                coarse.home[to] = g.home[v];
                coarse.leaving[to] = -coarse.leaving[to];
            }
        }
    }
    // Edges of a group gathered from its members, each neighbour once.
    std::vector<std::size_t> begin(groups + 1);
    for (node v = 0; v < g.size(); ++v) ++begin[group_of[v] + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    std::vector<node> members(g.size());
    auto at = begin;
    for (node v = 0; v < g.size(); ++v) members[at[group_of[v]]++] = v;
    std::vector<std::size_t> place(groups, 0); // of a neighbour in the list, plus one
    const auto gather = [&](const std::vector<std::size_t>& from_first,
                            const std::vector<graph::half_edge>& from, std::vector<std::size_t>& to_first,
                            std::vector<graph::half_edge>& to) {
        to_first.assign(1, 0);
        for (node c = 0; c < groups; ++c) {
            for (auto i = begin[c]; i < begin[c + 1]; ++i)
                for (auto e = from_first[members[i]]; e < from_first[members[i] + 1]; ++e) {
                    const auto d = group_of[from[e].to];
                    if (d == c) continue;
                    if (place[d] <= to_first[c]) {
                        to.push_back({d, from[e].cost});
                        place[d] = to.size();
                    } else {
                        to[place[d] - 1].cost += from[e].cost;
                    }
                }
            to_first.push_back(to.size());
        }
        std::fill(place.begin(), place.end(), 0);
    };
    gather(g.first, g.edges, coarse.first, coarse.edges);
    gather(g.first_tie, g.ties, coarse.first_tie, coarse.ties);
    return coarse;
}

graph part_of_graph(const graph& g, const std::vector<node>& number_of, std::size_t nodes) {
    graph some;
    some.measures = g.measures;
    some.first.reserve(nodes + 1);
    const auto keep = [&](const std::vector<std::size_t>& from_first,
                          const std::vector<graph::half_edge>& from, node v,
                          std::vector<std::size_t>& to_first, std::vector<graph::half_edge>& to) {
        for (auto i = from_first[v]; i < from_first[v + 1]; ++i)
            if (number_of[from[i].to] != none) to.push_back({number_of[from[i].to], from[i].cost});
        to_first.push_back(to.size());
    };
    for (node v = 0; v < g.size(); ++v) {
        if (number_of[v] == none) continue;
        keep(g.first, g.edges, v, some.first, some.edges);
        keep(g.first_tie, g.ties, v, some.first_tie, some.ties);
        for (std::size_t m = 0; m < g.measures; ++m) some.weight.push_back(g.weight[v * g.measures + m]);
        some.home.push_back(g.home[v]);
        some.leaving.push_back(g.leaving[v]);
    }
    return some;
}

std::size_t pair_up(const graph& g, const setting& s, const std::vector<std::size_t>& component_of,
                    const std::vector<part>* part_of, dice& random, std::vector<node>& group_of) {
    std::vector<node> order(g.size());
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    group_of.assign(g.size(), none);
    std::size_t groups = 0;
    const auto may_pair = [&](node v, node u) {
        if (group_of[u] != none || (part_of != nullptr && (*part_of)[u] != (*part_of)[v])) return false;
        if (g.home[u] != g.home[v] && g.home[u] != none && g.home[v] != none) return false;
        for (std::size_t m = 0; m < g.measures; ++m)
            if (static_cast<double>(g.weight[v * g.measures + m] + g.weight[u * g.measures + m]) >
                s.heaviest[m])
                return false;
        for (auto i = g.first_tie[v]; i < g.first_tie[v + 1]; ++i)
            if (g.ties[i].to == u && g.ties[i].cost < 0) return false;
        return true;
    };
    // Of each component some more nodes are to be left than it has parts.
    std::vector<std::ptrdiff_t> spare(s.components);
    for (const auto c : component_of) ++spare[c];
    for (const auto c : s.component_of_part) spare[c] -= 4;
    for (const auto v : order) {
        if (group_of[v] != none) continue;
        node best = none;
        double most = -1;
        for (auto i = g.first[v]; i < g.first[v + 1]; ++i) {
            const auto u = g.edges[i].to;
            // What of the neighbour's border would vanish.
            const auto degree = static_cast<double>(g.first[u + 1] - g.first[u]);
            const double worth = static_cast<double>(g.edges[i].cost + 1) / degree;
            if (worth > most && may_pair(v, u)) most = worth, best = u;
        }
        group_of[v] = static_cast<node>(groups);
        if (best != none && spare[component_of[v]] > 0) {
            group_of[best] = static_cast<node>(groups);
            --spare[component_of[v]];
        }
        ++groups;
    }
    return groups;
}

} // namespace qaidam::solve::detail
