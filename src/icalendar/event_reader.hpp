/// Reads one VEVENT.
#pragma once

#include <map>
#include <optional>

#include <qaidam/icalendar/icalendar.hpp>

#include "ical.hpp"
#include "lines.hpp"
#include "zones.hpp"

namespace qaidam::icalendar {

/// A time as a property gives it.
struct clock_reading {
    calendar::local_time shown{};
    bool is_day = false;
    file_clock clock{};

    /// On another clock; the same where one of the two is wherever one is.
    [[nodiscard]] calendar::local_time on(const file_clock& other) const;
};

/// An event, and what is not yet known while its series may still come.
struct read_event {
    calendar::calendar_event event{};
    file_clock clock{};                          ///< of its start
    std::optional<clock_reading> instead_of{};   ///< RECURRENCE-ID
    location instead_where{};                    ///< and where that is
    std::optional<calendar::utc_time> stamped{}; ///< DTSTAMP
    location where{};
};

/// The series' one that is meant: an instant, or the one on a day.
/// Returns: nothing beyond the years that there are.
[[nodiscard]] std::optional<calendar::local_time> occasion_of(const clock_reading& t,
                                                              const calendar::calendar_event& series,
                                                              const file_clock& clock, notices& out,
                                                              location where);

/// What all events of a file share.
struct reading_context {
    zone_book& zones;
    notices& out;
    tally_by_name& left_out;
    int& steps; ///< of rules, for the file as a whole
};

/// Nothing, with notices, for an event that is damaged.
[[nodiscard]] std::optional<read_event> read_event_of(const component_lines& lines, const std::string& file,
                                                      const reading_context& context);

} // namespace qaidam::icalendar
