#include <qaidam/rail/train_graph.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace qaidam::rail {

line line_along(const timetable& t, train_id train) {
    if (train.value() >= t.trains().size())
        throw std::invalid_argument("line_along: the train is not of this timetable");
    line along;
    std::optional<geo::point> before;
    double mileage = 0;
    for (const auto& c : t.trains()[train].calls) {
        const auto& s = t.stations()[c.at];
        if (!s.at) throw std::invalid_argument("line_along: station " + s.key.text() + " has no point");
        if (std::any_of(along.begin(), along.end(), [&](const line_stop& x) { return x.station == c.at; }))
            continue;
        if (before) mileage += geo::distance(*before, *s.at).value();
        before = s.at;
        along.push_back({c.at, static_cast<std::int32_t>(std::lround(mileage))});
    }
    return along;
}

std::vector<stringline> trace_trains(const timetable& t, const line& along, const calendar::date& day) {
    calendar::require_plain(day, "trace_trains");
    id_vector<station_id, std::optional<std::int32_t>> mileage(t.stations().size());
    for (const auto& s : along) {
        if (s.station.value() >= t.stations().size())
            throw std::invalid_argument("trace_trains: a station of the line is not of this timetable");
        mileage[s.station] = s.mileage;
    }

    std::vector<stringline> all;
    for (const auto train : t.trains().ids()) {
        const auto& x = t.trains()[train];
        for (int back = t.longest_run_days(); back >= 0; --back) {
            if ((day - calendar::date{boost::gregorian::min_date_time}).days() < back) continue;
            const auto service_date = day - calendar::day_count{back};
            if (!x.days.contains(service_date)) continue;
            const std::int32_t shift = -back * 86400;
            stringline drawn{train, service_date, true, {}};
            const auto finish = [&] {
                const bool touches = drawn.path.size() > 2 && drawn.path.back().seconds > 0 &&
                                     drawn.path.front().seconds < 86400;
                if (touches && drawn.path.front().mileage != drawn.path.back().mileage) {
                    drawn.down = drawn.path.front().mileage < drawn.path.back().mileage;
                    all.push_back(drawn);
                }
                drawn.path.clear();
            };
            for (const auto& c : x.calls) {
                if (!mileage[c.at]) {
                    finish();
                    continue;
                }
                if (c.arrival) drawn.path.push_back({c.arrival->seconds() + shift, *mileage[c.at]});
                if (c.departure) drawn.path.push_back({c.departure->seconds() + shift, *mileage[c.at]});
            }
            finish();
        }
    }
    return all;
}

} // namespace qaidam::rail
