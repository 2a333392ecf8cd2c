#pragma once

#include <cstdint>

#include <qaidam/calendar/time.hpp>

namespace qaidam::calendar {

/// The day of a Julian day number.
inline date to_date(std::int64_t number) {
    return date{boost::gregorian::gregorian_calendar::from_day_number(static_cast<std::uint32_t>(number))};
}

} // namespace qaidam::calendar
