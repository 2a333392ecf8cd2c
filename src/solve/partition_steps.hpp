/// The steps of a partition: limits, a partition within them, and one as even as can be.
#pragma once

#include <qaidam/solve/partition.hpp>

namespace qaidam::solve::detail {

/// Nothing above the mean where none is named.
[[nodiscard]] inline double tolerance_of(const partition_problem& p) {
    return p.tolerance.value_or(0);
}

/// Sets limits.at_most to what the tolerance allows the parts of each component.
void limit(const partition_problem& p, partition_limits& limits);

/// A partition within `limits` if one is found; else one whose components are as light as was found.
[[nodiscard]] partition_result partition_within(const partition_problem& p, const partition_limits& limits,
                                                const partition_options& options);

/// Whether no part is heavier than `limits` say.
[[nodiscard]] bool is_within(const partition_problem& p, const partition_limits& limits,
                             const std::vector<std::uint32_t>& part_of);

/// A partition as even as was found. `found` is one with the parts of `limits`.
[[nodiscard]] partition_result partition_evenly(const partition_problem& p, const partition_limits& limits,
                                                partition_result found, const partition_options& options);

} // namespace qaidam::solve::detail
