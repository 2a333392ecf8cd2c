/// Recurrence rules, unrolled.
#pragma once

#include <optional>

#include <qaidam/base/function_ref.hpp>
#include <qaidam/calendar/zone.hpp>

#include "rule.hpp"

namespace qaidam::icalendar {

/// The last year that libical writes, and in which series are looked for.
inline constexpr int last_year = 3000;

/// A series: its rule, the start that is its first occasion, and the last second in which one may begin.
struct series {
    const recurrence_rule& rule;
    calendar::local_time start;
    bool all_day = false;
    std::optional<calendar::local_time> end{};
};

/// UNTIL as the clock of the event shows it: a day lasts until its end; beside whole days, its day counts.
/// `clock` is that of the event, none where the event has no zone.
[[nodiscard]] std::optional<calendar::local_time> end_on_clock(const recurrence_rule& rule, bool all_day,
                                                               const std::optional<calendar::zone>& clock);

enum class unrolled {
    done,     ///< to the end, or until it was stopped
    too_long, ///< more than so many steps
    unknown   ///< its calendar (RSCALE) is not known
};

/// Calls `take` with each occasion, from `from` on and in order, until it says false. The start is the first
/// one, whether the rule names it or not, and counts; but a rule that names no moment at all until the year
/// 3000 has none. `steps` is counted down.
/// Source: RFC 5545, 3.3.10; a week of a year belongs to it whole, with its days in the year before or after.
unrolled unroll(const series& s, calendar::local_time from, int& steps,
                function_ref<bool(calendar::local_time)> take);

} // namespace qaidam::icalendar
