/// What happens at the venues, to look at and to subscribe to.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <qaidam/report/table.hpp>
#include <qaidam/venues/venues.hpp>

namespace qaidam::views {

/// Entries by time: day, hours, what, where, who.
[[nodiscard]] report::table entry_table(std::span<const venues::entry> entries, const civic::community& c,
                                        language l);

/// The stalls of a fair: keeper and goods.
[[nodiscard]] report::table stall_table(const venues::fair& f, language l);

/// The sessions and bookings as iCalendar; `stamp` as in report::write_icalendar.
[[nodiscard]] std::string programme_calendar(std::span<const venues::entry> entries,
                                             const civic::community& c, std::string_view stamp, language l);

} // namespace qaidam::views
