#include <charconv>
#include <utility>

#include <fmt/format.h>

#include <qaidam/rail/detail/service_days.hpp>

#include "realtime_reader.hpp"

namespace qaidam::gtfs::detail {

using namespace rail;
using calendar::date;
using calendar::utc_time;

namespace {

/// 20240319
std::optional<date> date_of(std::string_view text) {
    if (text.size() != 8) return std::nullopt;
    return calendar::parse_date(
        fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
}

/// With the start and the direction that an id of New York's subway tells: hundredths of minutes, route, direction.
trip_descriptor with_origin(trip_descriptor d) {
    const auto route = d.trip.find('_');
    const auto dots = d.trip.find("..");
    std::int32_t hundredths = 0;
    const auto [end, failure] = std::from_chars(
        d.trip.data(), d.trip.data() + std::min<std::size_t>(route, d.trip.size()), hundredths);
    if (route != 6 || dots == std::string::npos || failure != std::errc{} || end != d.trip.data() + route)
        return d;
    const auto way = dots + 2 < d.trip.size() ? d.trip[dots + 2] : ' ';
    d.start_time = rail::to_cell(service_time{std::chrono::seconds{hundredths * 6 / 10}});
    if (!d.direction && (way == 'N' || way == 'S')) d.direction = way == 'N' ? 0 : 1;
    return d;
}

} // namespace

std::optional<utc_time> instant_of(std::optional<std::int64_t> since_1970) {
    constexpr std::int64_t last = 253402300799; // the end of 9999
    if (!since_1970 || *since_1970 <= 0 || *since_1970 > last) return std::nullopt;
    return utc_time::from_seconds_since_1970(*since_1970);
}

trip_finder::trip_finder(const timetable& t, calendar::day_count days_earlier)
    : t_{t},
      days_earlier_{days_earlier} {
    for (const auto i : t.trains().ids()) {
        const auto& x = t.trains()[i];
        if (x.route) by_route_[*x.route].push_back(i);
    }
}

std::optional<date> trip_finder::service_date(const trip_descriptor& d) const {
    const auto day = date_of(d.start_date);
    if (!day || *day - date{boost::gregorian::min_date_time} < days_earlier_) return std::nullopt;
    return *day - days_earlier_;
}

std::optional<utc_time> trip_finder::instant(std::optional<std::int64_t> since_1970) const {
    const auto at = instant_of(since_1970);
    if (!at) return at;
    return *at - std::chrono::hours{24} * days_earlier_.days();
}

bool trip_finder::fits(train_id i, const trip_descriptor& d, std::optional<service_time> start) const {
    const auto& x = t_.trains()[i];
    if (d.direction && x.direction && *x.direction != static_cast<int>(*d.direction)) return false;
    return start && x.calls.front().departure == *start;
}

/// Trains whose key has the id as a part that ends it or goes on with the path, as New York's subway has it:
/// 000600_1..S of ASP23-Sunday-00_000600_1..S03R.
std::vector<train_id> trip_finder::find_by_part(const std::string& id) {
    if (!std::exchange(has_parts_, true))
        for (const auto i : t_.trains().ids()) {
            const std::string_view k = t_.trains()[i].key.text();
            for (auto at = k.find('_'); at != std::string_view::npos; at = k.find('_', at + 1))
                parts_.emplace(k.substr(at + 1), i);
        }
    std::vector<train_id> all;
    for (auto at = parts_.lower_bound(id); !id.empty() && at != parts_.end() && at->first.starts_with(id);
         ++at)
        all.push_back(at->second);
    return all;
}

std::vector<train_id> trip_finder::find_trains(const trip_descriptor& named) {
    if (const auto found = t_.trains().find(named.trip)) return {*found};
    if (auto found = find_by_part(named.trip); !found.empty()) return found;
    const auto d = with_origin(named);
    if (const auto found = t_.trains().find(d.trip)) return {*found};
    const auto start = parse_service_time(d.start_time);
    if (start)
        if (const auto found = t_.trains().find(fmt::format("{}@{}", d.trip, rail::to_cell(*start))))
            return {*found};
    const auto route = t_.routes().find(d.route);
    const auto trains = route ? by_route_.find(*route) : by_route_.end();
    std::vector<train_id> all;
    if (trains == by_route_.end()) return all;
    for (const auto i : trains->second)
        if (fits(i, d, start)) all.push_back(i);
    return all;
}

utc_time trip_finder::departs(train_id i, const date& on) const {
    return t_.utc(on, *t_.trains()[i].calls.front().departure);
}

std::optional<date> trip_finder::find_date(train_id i, const trip_descriptor& d,
                                           const std::optional<utc_time>& near) const {
    const auto& x = t_.trains()[i];
    if (!d.start_date.empty()) {
        const auto day = service_date(d);
        return day && x.days.contains(*day) ? day : std::nullopt;
    }
    if (!near) return std::nullopt;
    std::optional<date> best;
    const auto today = date_at(t_.zone(), *near);
    for (int back = -1; back <= t_.longest_run_days() + 1; ++back) {
        const auto day = calendar::later(today, -back);
        if (!day || !x.days.contains(*day)) continue;
        const auto away = [&](const date& on) { return std::chrono::abs(departs(i, on) - *near); };
        if (!best || away(*day) < away(*best)) best = day;
    }
    return best;
}

} // namespace qaidam::gtfs::detail
