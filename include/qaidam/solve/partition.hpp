/// Balanced connected partition: cut a graph into parts that hang together, weigh much the same and have
/// little border between them.
///
///     const auto parts = solve::partition({.nodes = 4,
///                                          .edges = {{0, 1}, {1, 2}, {2, 3}},
///                                          .weights = {{5, 3, 4, 4}},
///                                          .parts = 2});
///     for (const auto part : parts.part_of) fmt::print("{} ", part);   // 1 1 0 0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include <qaidam/solve/graph.hpp>

#pragma GCC visibility push(default)

namespace qaidam::solve {

/// An edge, and the cost of its ends being in two parts.
struct weighted_edge {
    std::size_t from;
    std::size_t to;
    std::int64_t cost = 1;
};

/// What is to be cut. Edges may come in any order and several times; one from a node to itself is nothing.
struct partition_problem {
    std::size_t nodes = 0;
    std::vector<weighted_edge> edges{};
    std::vector<std::vector<std::int64_t>> weights{}; ///< of one or several measures, each a weight a node
    std::size_t parts = 1;
    /// No part weighs more than this share above the mean, if that can be: 0.03 is 3 %. One for all measures.
    /// Nothing: the parts are as even as can be.
    std::optional<double> tolerance = 0.03;
    std::vector<edge> together{};                      ///< pairs of nodes that belong in one part
    std::vector<edge> apart{};                         ///< pairs of nodes that belong in two
    std::vector<std::optional<std::uint32_t>> fixed{}; ///< the part of a node; empty: of none
    std::vector<std::optional<std::uint32_t>>
        current{};                      ///< where a node is today; empty, or >= parts: nowhere
    std::vector<std::int64_t> moving{}; ///< the cost of a node not staying there; empty: 0
};

struct partition_options {
    std::uint64_t seed = 1;
    /// How often to try to better the first partition. The result depends on this and the seed, not on time.
    std::size_t steps = 0;
    /// How many partial parts to look at in each proof that components of up to 48 nodes are cut the best way.
    std::size_t proof = 2'000'000;
    std::function<void(std::size_t done, std::size_t steps)> progress{};
    std::stop_token stop{}; ///< ends the steps early, with the best partition so far
};

/// The most that a part may weigh, for each component of the graph and each measure, and how many parts a
/// component is cut into: as many as today if that is within the tolerance, else more where more weight is.
struct partition_limits {
    std::vector<std::size_t> component_of;          ///< of each node
    std::vector<std::size_t> parts_of;              ///< of each component; their sum is the number of parts
    std::vector<std::vector<std::int64_t>> at_most; ///< [component][measure]
};

struct partition_result {
    std::vector<std::uint32_t> part_of; ///< of each node
    std::int64_t cut = 0;               ///< the costs of the edges between parts
    std::int64_t moved = 0;             ///< the costs of nodes that did not stay
    /// What the tolerance allows, with the parts that each component has.
    partition_limits limits{};
    /// No other partition that the problem allows has less cut + moved. Where it allows none because of the
    /// tolerance, or none was asked for: the heaviest part is as light as can be, then the heaviest of the
    /// other components, and of such partitions none has less. Costs are compared with partitions of as many
    /// parts in each component.
    bool proven = false;
};

/// The limits that a partition is looked for within, at first. Without a tolerance it is the mean, rounded up.
/// Throws: as partition().
[[nodiscard]] partition_limits limits_of(const partition_problem& problem);

/// Parts that are connected and not empty, always; within the limits, with pairs together and apart and
/// nodes where they are fixed, if such a partition is found; else, and without a tolerance, as even as was
/// found: the heaviest part weighs least. Components are then cut into as many parts as make it so.
///
/// Shape:    part_of.size() == nodes, each < parts.
/// Throws:   std::invalid_argument if an edge or a fixed part is out of range, a weight or cost is negative,
///           lists have another length, there are fewer nodes than parts, or fewer parts than components.
/// Cost:     a first partition looks some hundred times at each node on a border, a step some thousand times;
///           the proof looks at options.proof partial parts at most. What is as even as can be is looked for up to ten
///           times, with a limit closer and closer to what cannot be avoided, and each time with a proof of its own; one
///           more for each component of up to 48 nodes and each number of parts that it may be cut into. Measured in
///           tests/bench/grids_bench.cpp.
/// Source:   simulated annealing of connected parts (Kirkpatrick 1983) on coarser and coarser graphs (Karypis
///           and Kumar 1998).
[[nodiscard]] partition_result partition(const partition_problem& problem,
                                         const partition_options& options = {});

} // namespace qaidam::solve

#pragma GCC visibility pop
