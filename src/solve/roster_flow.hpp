/// What flows say of a roster: a first one, a bound, and why there is none.
#pragma once

#include <optional>
#include <vector>

#include "roster_model.hpp"

namespace qaidam::solve::detail {

/// Every shift has who it wants, nobody does what they cannot; rules of rest may be broken.
struct roster_start {
    std::vector<roster_choice> choices{};
    std::int64_t bound = 0; ///< no roster costs less
};

struct shared_out {
    std::int64_t cost = 0;
    std::int64_t price = 0; ///< of the last unit; negative where units lack
};
/// What a share costs at least: all its units have to be somebody's, whoever can have them.
[[nodiscard]] shared_out share_out(const roster_model& m, std::size_t share);

/// Nothing if the month as a whole has too few people.
[[nodiscard]] std::optional<roster_start> start_roster(const roster_model& m);

/// Shifts of one day, or of one that end too late for those of the next day, that want more people than there are.
[[nodiscard]] std::optional<roster_shortage> find_short_days(const roster_model& m);
/// The same of days on end, by how many of them one may work, of weeks, and of all days.
[[nodiscard]] std::optional<roster_shortage> find_short_spans(const roster_model& m);
/// Somebody whose fixed shifts break a rule of rest or a limit, with as few of these shifts as tell.
[[nodiscard]] std::optional<roster_shortage> find_bad_fixed(const roster_model& m);

} // namespace qaidam::solve::detail
