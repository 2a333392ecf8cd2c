/// The search for rosters: people exchange days.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "roster_model.hpp"

namespace qaidam::solve::detail {

struct roster_found {
    std::vector<roster_choice> choices{};
    std::int64_t cost = 0;
};

/// The best roster that keeps all rules, from choices that keep what is wanted and allowed; stops at one that costs
/// `bound`. With `report(share done)`, which may ask to stop.
[[nodiscard]] std::optional<roster_found> search_roster(const roster_model& m,
                                                        std::vector<roster_choice> choices,
                                                        std::int64_t bound, const roster_options& options,
                                                        const std::function<bool(double)>& report);

} // namespace qaidam::solve::detail
