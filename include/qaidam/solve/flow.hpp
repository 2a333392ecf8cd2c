/// Flows through networks at the least cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam::solve {

/// A way from one node to another for so much, at a cost for each unit of it.
struct flow_arc {
    std::size_t from;
    std::size_t to;
    std::int64_t capacity;
    std::int64_t cost = 0;
};

struct flow {
    std::int64_t amount = 0;
    std::int64_t cost = 0;
    std::vector<std::int64_t> through; ///< each arc
    /// Nodes from which more could reach the sink. Where less flows than was asked for, these are the other
    /// side of a least cut: all arcs that lead to them are full, and that is why.
    std::vector<bool> short_of_more;
};

/// As much as can flow from source to sink, but at most so much, at the least cost.
///
/// Shape:    through.size() == arcs.size(), short_of_more.size() == nodes.
/// Throws:   std::invalid_argument if an arc leaves the nodes, source and sink are one, or a capacity or a
///           cost is negative.
/// Cost:     O(paths × (arcs + nodes) log nodes); a path carries one unit at least.
/// Source:   successive shortest paths under potentials (Edmonds and Karp 1972).
[[nodiscard]] flow find_cheapest_flow(std::size_t nodes, std::span<const flow_arc> arcs, std::size_t source,
                                      std::size_t sink,
                                      std::int64_t at_most = std::numeric_limits<std::int64_t>::max());

} // namespace qaidam::solve

#pragma GCC visibility pop
