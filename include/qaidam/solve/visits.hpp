/// The order in which to visit places, on a way as short as can be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam::solve {

struct visit_options {
    bool return_to_start = false;
    int steps = 200;        ///< attempts from other ways, where the shortest way is not proven
    std::uint64_t seed = 1; ///< the same gives the same
};

struct visiting_order {
    std::vector<std::size_t> order; ///< all places, the start first
    double length = 0;
    bool proven = false; ///< no way is shorter
};

/// An order of `places` places that begins with place 0.
///
/// Requires: lengths whose sum is finite, not negative, and the same both ways, else std::invalid_argument.
/// Cost:     up to 13 places O(2^n n²), proven; beyond, local search: O(steps × n²) and more.
/// Source:   Held and Karp 1962; moves of segments and reversals (Or 1976, Croes 1958).
[[nodiscard]] visiting_order
find_visiting_order(std::size_t places, const std::function<double(std::size_t, std::size_t)>& length,
                    const visit_options& options = {});

} // namespace qaidam::solve

#pragma GCC visibility pop
