/// Moments from and to Boost.Date_Time's ptime, for programs that have some: no other header includes ptime.
#pragma once

#include <stdexcept>

#include <boost/date_time/posix_time/posix_time_types.hpp>

#include <qaidam/calendar/moment.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

template <class Clock>
[[nodiscard]] boost::posix_time::ptime to_ptime(moment<Clock> t) {
    return {t.date(), boost::posix_time::seconds{t.time_of_day().count()}};
}

/// Throws: std::invalid_argument for a special time, and for a fraction of a second, which would be lost.
template <class Moment>
[[nodiscard]] Moment from_ptime(const boost::posix_time::ptime& t) {
    if (t.is_special()) throw std::invalid_argument("from_ptime: got a special time, want a plain one");
    const auto of_day = t.time_of_day();
    if (of_day.fractional_seconds() != 0)
        throw std::invalid_argument("from_ptime: got a fraction of a second, want whole seconds");
    return Moment{t.date(), std::chrono::seconds{of_day.total_seconds()}};
}

} // namespace qaidam::calendar

#pragma GCC visibility pop
