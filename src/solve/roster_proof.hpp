/// Proofs about small rosters: the best, or that there is none.
#pragma once

#include <optional>
#include <vector>

#include "roster_model.hpp"

namespace qaidam::solve::detail {

struct roster_proof {
    bool complete = false; ///< all were looked at
    std::optional<std::vector<roster_choice>> better{};
};
/// Looks for a roster that costs less than `known`, or for any where nothing is known, over at most so many choices in
/// partial rosters; not at all if its people have too many lines.
[[nodiscard]] roster_proof prove_roster(const roster_model& m, std::optional<std::int64_t> known,
                                        std::size_t most);

} // namespace qaidam::solve::detail
