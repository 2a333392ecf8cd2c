/// A recurrence rule as a file has it, made one that is followed and written.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <qaidam/calendar/calendar_event.hpp>

#include "zones.hpp"

namespace qaidam::icalendar {

struct settled_rule {
    std::string rule{};
    std::vector<std::pair<const message_rule*, std::vector<std::string>>> said{};
};

/// The rule of a series that begins at `e.from`: spelled anew, with an end on the event's kind of clock, one
/// end of two, and with an end at all if it goes on by the minute. `steps` are left for the whole file.
[[nodiscard]] settled_rule settle_rule(std::string_view text, const calendar::calendar_event& e,
                                       const file_clock& clock, int& steps);

} // namespace qaidam::icalendar
