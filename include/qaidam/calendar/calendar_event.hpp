/// An event of a calendar that people subscribe to, as in iCalendar (RFC 5545). Read and written by the room
/// `icalendar`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <qaidam/calendar/time.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

enum class event_status { confirmed, tentative, cancelled };

/// Whom an event is for: everybody, those who may see it (CLASS:CONFIDENTIAL), its owner (CLASS:PRIVATE).
enum class event_privacy { open, confidential, personal };

struct calendar_event {
    std::string uid{}; ///< the same for as long as it is the same event
    int sequence = 0;  ///< grows with each change
    event_status status = event_status::confirmed;
    event_privacy privacy = event_privacy::open;
    local_time from{};    ///< on the clock of the zone
    local_time until{};   ///< not before `from`
    std::string zone{};   ///< "Asia/Shanghai", "UTC"; empty for the clock of wherever one is
    bool all_day = false; ///< times are midnights
    std::string summary{};
    std::string location{};
    std::string description{};
    std::vector<std::string> categories{};
    std::string rule{};               ///< of a series, as RRULE: "FREQ=WEEKLY;COUNT=8"; empty for one event
    std::vector<local_time> except{}; ///< when the series leaves one out
    std::vector<local_time> also{};   ///< when it has one more
    /// Of the series with the same uid, the one that this takes the place of, on the clock of the series.
    std::optional<local_time> instead_of{};
    friend bool operator==(const calendar_event&, const calendar_event&) = default;
};

} // namespace qaidam::calendar

#pragma GCC visibility pop
