/// iCalendar (RFC 5545) out: events that any calendar program opens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qaidam::report {

/// Times are local ("floating") and written as `20220110T224000`.
struct calendar_event {
    std::string uid;
    std::string start;
    std::string end;
    std::string summary;
    std::string location{};
    std::string rule{}; ///< a recurrence such as "FREQ=WEEKLY;COUNT=8"; empty for a single event
};

/// A VCALENDAR. Lines are folded at 75 octets between characters and end in CRLF.
/// `stamp` is the DTSTAMP of every event in UTC, `20211224T000000Z`.
[[nodiscard]] std::string write_icalendar(const std::vector<calendar_event>& events, std::string_view stamp);

} // namespace qaidam::report
