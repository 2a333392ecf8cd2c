#include <qaidam/solve/partition.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "partition_steps.hpp"

namespace qaidam::solve {
namespace {

using detail::tolerance_of;

constexpr std::int64_t most_in_all = 1'000'000'000'000; ///< of all costs, of all weights, together

void check(const partition_problem& p) {
    const auto refuse = [](std::string why) { throw std::invalid_argument("partition: " + why); };
    if (p.nodes >= 0xFFFFFFFF) refuse("too many nodes");
    if (p.parts < 1 || p.parts > p.nodes)
        refuse(fmt::format("got {} parts, want 1 to the number of nodes, {}", p.parts, p.nodes));
    std::int64_t costs = 0;
    const auto count = [&](std::int64_t cost) {
        if (cost < 0) refuse("a cost is negative");
        if (cost > most_in_all - costs) refuse("costs above 10^12 in all");
        costs += cost;
    };
    for (const auto& e : p.edges) {
        if (e.from >= p.nodes || e.to >= p.nodes) refuse("an edge leaves the nodes");
        count(e.cost);
    }
    for (const auto c : p.moving) count(c);
    for (const auto& measure : p.weights) {
        if (measure.size() != p.nodes) refuse("a measure does not weigh each node");
        std::int64_t sum = 0;
        for (const auto w : measure) {
            if (w < 0) refuse("a weight is negative");
            if (w > most_in_all - sum) refuse("weights above 10^12 in all");
            sum += w;
        }
    }
    for (const auto* pairs : {&p.together, &p.apart})
        for (const auto& e : *pairs)
            if (e.from >= p.nodes || e.to >= p.nodes) refuse("a pair leaves the nodes");
    if (!p.fixed.empty() && p.fixed.size() != p.nodes) refuse("fixed has another length than the nodes");
    if (!p.current.empty() && p.current.size() != p.nodes)
        refuse("current has another length than the nodes");
    if (!p.moving.empty() && p.moving.size() != p.nodes) refuse("moving has another length than the nodes");
    for (const auto& f : p.fixed)
        if (f && *f >= p.parts) refuse("a node is fixed in a part that is not there");
    if (const auto t = tolerance_of(p); !(t >= 0) || t > 1e6) refuse("the tolerance is not 0 or more");
}

/// Parts of each component: one, or as many as nodes are fixed in; each further one where parts are heaviest.
std::vector<std::size_t> share_out(const partition_problem& p, const std::vector<std::size_t>& nodes_of,
                                   const std::vector<std::vector<double>>& weight_of,
                                   const std::vector<std::size_t>& at_least) {
    auto parts_of = at_least;
    auto left = p.parts - std::accumulate(at_least.begin(), at_least.end(), std::size_t{0});
    const auto load = [&](std::size_t c) {
        double most = 0;
        for (const auto share : weight_of[c]) most = std::max(most, share);
        return std::pair{most / static_cast<double>(parts_of[c]),
                         static_cast<double>(nodes_of[c]) / static_cast<double>(parts_of[c])};
    };
    for (; left > 0; --left) {
        std::size_t best = nodes_of.size();
        for (std::size_t c = 0; c < nodes_of.size(); ++c)
            if (parts_of[c] < nodes_of[c] && (best == nodes_of.size() || load(c) > load(best))) best = c;
        ++parts_of[best];
    }
    return parts_of;
}

/// As many parts of each component as there are today, if that is allowed: all parts are there, each in the
/// component where leaving it costs most, and no component's mean is above the tolerance.
std::optional<std::vector<std::size_t>> parts_of_today(const partition_problem& p,
                                                       const std::vector<std::size_t>& component_of,
                                                       const std::vector<std::vector<double>>& weight_of,
                                                       const std::vector<std::size_t>& at_least) {
    if (p.current.empty()) return std::nullopt;
    std::vector<std::vector<std::int64_t>> there(p.parts, std::vector<std::int64_t>(at_least.size()));
    for (std::size_t v = 0; v < p.nodes; ++v)
        if (p.current[v] && *p.current[v] < p.parts)
            there[*p.current[v]][component_of[v]] += 1 + (p.moving.empty() ? 0 : p.moving[v]);
    std::vector<std::size_t> parts_of(at_least.size());
    for (const auto& costs : there) {
        const auto most = std::max_element(costs.begin(), costs.end());
        if (*most == 0) return std::nullopt;
        ++parts_of[static_cast<std::size_t>(most - costs.begin())];
    }
    const double mean = (1 + tolerance_of(p)) / static_cast<double>(p.parts);
    for (std::size_t c = 0; c < parts_of.size(); ++c) {
        if (parts_of[c] < at_least[c]) return std::nullopt;
        for (const auto weight : weight_of[c])
            if (weight / static_cast<double>(parts_of[c]) > mean) return std::nullopt;
    }
    return parts_of;
}

/// What components and measures weigh.
struct component_weights {
    std::vector<std::size_t> nodes;
    std::vector<std::vector<std::int64_t>> sum;      ///< [component][measure]
    std::vector<std::vector<std::int64_t>> heaviest; ///< a node
    std::vector<std::int64_t> all;
};

component_weights weigh(const partition_problem& p, const std::vector<std::size_t>& component_of) {
    const auto count = *std::max_element(component_of.begin(), component_of.end()) + 1;
    const auto measures = p.weights.size();
    const std::vector<std::vector<std::int64_t>> nothing(count, std::vector<std::int64_t>(measures));
    component_weights w{std::vector<std::size_t>(count), nothing, nothing,
                        std::vector<std::int64_t>(measures)};
    for (const auto c : component_of) ++w.nodes[c];
    for (std::size_t m = 0; m < measures; ++m)
        for (std::size_t v = 0; v < p.nodes; ++v) {
            const auto c = component_of[v];
            w.sum[c][m] += p.weights[m][v];
            w.heaviest[c][m] = std::max(w.heaviest[c][m], p.weights[m][v]);
            w.all[m] += p.weights[m][v];
        }
    return w;
}

/// At least so many parts of each component: one, or as many as nodes are fixed in.
std::vector<std::size_t> fewest_parts(const partition_problem& p,
                                      const std::vector<std::size_t>& component_of, std::size_t count) {
    std::vector<std::size_t> at_least(count);
    std::vector<std::size_t> component_of_part(p.parts, count);
    for (std::size_t v = 0; v < p.fixed.size(); ++v) {
        if (!p.fixed[v]) continue;
        auto& c = component_of_part[*p.fixed[v]];
        if (c == count)
            ++at_least[component_of[v]];
        else if (c != component_of[v])
            throw std::invalid_argument("partition: nodes that no way joins are fixed in one part");
        c = component_of[v];
    }
    for (auto& n : at_least) n = std::max<std::size_t>(n, 1);
    if (const auto least = std::accumulate(at_least.begin(), at_least.end(), std::size_t{0}); least > p.parts)
        throw std::invalid_argument(fmt::format(
            "partition: got {} parts, want at least {}: parts do not reach from one component to another",
            p.parts, least));
    return at_least;
}

} // namespace

void detail::limit(const partition_problem& p, partition_limits& limits) {
    const auto w = weigh(p, limits.component_of);
    const auto above = [&](std::int64_t weight, std::size_t parts) {
        const double mean = static_cast<double>(weight) / static_cast<double>(parts);
        return static_cast<std::int64_t>(
            std::max(std::floor(mean * (1 + tolerance_of(p)) + 1e-9), std::ceil(mean)));
    };
    const auto count = limits.parts_of.size();
    limits.at_most.assign(count, std::vector<std::int64_t>(p.weights.size()));
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t m = 0; m < p.weights.size(); ++m)
            limits.at_most[c][m] = std::max(
                {above(w.all[m], p.parts), above(w.sum[c][m], limits.parts_of[c]), w.heaviest[c][m]});
}

partition_limits limits_of(const partition_problem& p) {
    check(p);
    std::vector<edge> plain;
    plain.reserve(p.edges.size());
    for (const auto& e : p.edges) plain.push_back({e.from, e.to});
    partition_limits limits{components(p.nodes, plain), {}, {}};
    const auto w = weigh(p, limits.component_of);
    const auto count = w.nodes.size();
    std::vector<std::vector<double>> share(count, std::vector<double>(p.weights.size()));
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t m = 0; m < p.weights.size(); ++m)
            share[c][m] =
                static_cast<double>(w.sum[c][m]) / static_cast<double>(std::max<std::int64_t>(w.all[m], 1));
    const auto at_least = fewest_parts(p, limits.component_of, count);
    limits.parts_of = parts_of_today(p, limits.component_of, share, at_least)
                          .value_or(share_out(p, w.nodes, share, at_least));
    detail::limit(p, limits);
    return limits;
}

} // namespace qaidam::solve
