/// The best partition of a small connected graph, by trying all that can be better than a known one.
#pragma once

#include <optional>

#include "annealing.hpp"

namespace qaidam::solve::detail {

constexpr std::size_t most_exact_nodes = 48;

struct exact_search {
    std::optional<std::vector<part>> better{}; ///< a best partition, if there is one that costs less
    bool finished = false;                     ///< whether all were tried
};

/// Parts of `g` under the limits of each measure, with what ties and fixed nodes (leaving >= binding) demand.
/// `labels` are the numbers of the parts. Looks for a cost below `below`, at `budget` partial parts at most,
/// which is lowered by those that it looked at.
/// Requires: g is connected and has most_exact_nodes at most.
[[nodiscard]] exact_search search_exactly(const graph& g, const std::vector<double>& limits,
                                          const std::vector<part>& labels, std::int64_t binding,
                                          std::int64_t below, std::size_t& budget);

/// The same where no partition is within the limits: one whose heaviest part, as a share of them, is the lightest, and of
/// these the cheapest. `known` is one that keeps ties and fixed nodes.
[[nodiscard]] exact_search search_lightest(const graph& g, const std::vector<double>& limits,
                                           const std::vector<part>& labels, std::int64_t binding,
                                           std::optional<std::vector<part>> known, std::size_t& budget);

} // namespace qaidam::solve::detail
