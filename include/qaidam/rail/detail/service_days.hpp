// The service dates that a question about a span of time has to look at.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <vector>

#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// A date on which trains leave their origins, and when its service times begin to count, in UTC.
struct service_day {
    calendar::date on;
    calendar::utc_time start;
};

/// The service dates of trains that may run on the days [from, until] of the timetable's clock, as far as
/// every run ends on a date that there is.
[[nodiscard]] inline std::vector<service_day> service_days(const timetable& t, const calendar::date& from,
                                                           const calendar::date& until) {
    static const calendar::date first{boost::gregorian::min_date_time};
    static const calendar::date last{boost::gregorian::max_date_time};
    const calendar::day_count run{t.longest_run_days()};
    std::vector<service_day> all;
    if (until < first + run) return all;
    const auto end = std::min(until, last - run - calendar::day_count{1}) + calendar::day_count{1};
    for (auto d = from < first + run ? first : from - run; d <= end; d += calendar::day_count{1})
        all.push_back({d, t.utc(d, service_time{std::chrono::seconds{0}})});
    return all;
}

/// The date on a clock at an instant.
[[nodiscard]] inline calendar::date date_at(const calendar::zone& zone, calendar::utc_time utc) {
    return zone.to_local(utc).date();
}

inline void require_station(const timetable& t, station_id s) {
    if (s.value() >= t.stations().size())
        throw std::invalid_argument("rail: the station is not of this timetable");
}

inline void require_train(const timetable& t, train_id x) {
    if (x.value() >= t.trains().size())
        throw std::invalid_argument("rail: the train is not of this timetable");
}

} // namespace qaidam::rail

#pragma GCC visibility pop
