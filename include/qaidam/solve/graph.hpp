/// Graphs over plain indices, for the rooms that pose their questions as graph problems.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam::solve {

/// An undirected edge between nodes 0 … n − 1.
struct edge {
    std::size_t from;
    std::size_t to;
};

/// The number of each node's connected component, numbered in the order of their first nodes.
///
/// Shape:    result.size() == nodes.
/// Throws:   std::invalid_argument if an edge leaves the nodes.
/// Cost:     O((nodes + edges) α(nodes)).
[[nodiscard]] std::vector<std::size_t> components(std::size_t nodes, std::span<const edge> edges);

/// One worker for each task at the least total cost.
///
/// Shape:    cost[t][w] is the cost of worker w doing task t; every row has the same length, at least
///           cost.size(). result[t] is the worker of task t; no worker has two.
/// Throws:   std::invalid_argument if there are fewer workers than tasks, rows differ, or a cost is not
///           finite.
/// Cost:     O(tasks² × workers).
/// Source:   Kuhn 1955, Munkres 1957, in the shortest-path form of Jonker and Volgenant 1987.
[[nodiscard]] std::vector<std::size_t> assign(const std::vector<std::vector<double>>& cost);

} // namespace qaidam::solve

#pragma GCC visibility pop
