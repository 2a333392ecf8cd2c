/// Coarser graphs, whose nodes are groups of nodes.
#pragma once

#include "annealing.hpp"

namespace qaidam::solve::detail {

/// The graph whose nodes are groups of nodes: group_of[v] < groups.
[[nodiscard]] graph contract(const graph& g, const std::vector<node>& group_of, std::size_t groups);

/// The graph of some nodes only, which get new numbers; `none` for those left out.
[[nodiscard]] graph part_of_graph(const graph& g, const std::vector<node>& number_of, std::size_t nodes);

/// What stays the same while a problem is solved.
struct setting {
    std::size_t parts = 0;
    std::size_t components = 0;
    std::vector<std::size_t> component_of_part{};
    std::vector<std::vector<double>> limits{}; ///< [part][measure]
    std::vector<double> heaviest{};            ///< what a group may weigh
    std::int64_t binding = 0;                  ///< a cost above all that are not rules
};

/// Pairs neighbours up, those first that have much border with each other. A pair is not too heavy,
/// is of one part if parts are given, and has one home at most. Returns the number of groups.
[[nodiscard]] std::size_t pair_up(const graph& g, const setting& s,
                                  const std::vector<std::size_t>& component_of,
                                  const std::vector<part>* part_of, dice& random,
                                  std::vector<node>& group_of);

} // namespace qaidam::solve::detail
