#include "question.hpp"

#include <qaidam/rail/detail/service_days.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace qaidam::journeys {
namespace {

/// The moment in whole seconds, rounded up: nobody leaves before it.
calendar::ptime whole_seconds(const calendar::ptime& time) {
    if (time.time_of_day().fractional_seconds() == 0) return time;
    const auto down =
        time - boost::posix_time::time_duration{0, 0, 0, time.time_of_day().fractional_seconds()};
    return down + boost::posix_time::seconds{1};
}

void check_when(const network::state&, const query&, const leave_after&) {}
void check_when(const network::state&, const query&, const arrive_by&) {}

void check_when(const network::state&, const query&, const leave_between& span) {
    calendar::require_plain(span.from, "router");
    calendar::require_plain(span.until, "router");
    if (span.until - span.from > boost::posix_time::hours{24 * 366})
        throw std::invalid_argument("router: got departures of more than 366 days, want a shorter span");
}

void check_when(const network::state& net, const query& q, const aboard& start) {
    require_train(net.table, start.train);
    calendar::require_plain(start.service_date, "router");
    const auto& x = net.table.trains()[start.train];
    const auto refuse = [&](std::string_view why) {
        throw std::invalid_argument(fmt::format("router: aboard train {} of {}: {}", x.key,
                                                calendar::to_text(start.service_date), why));
    };
    if (!net.is_taken(start.train)) refuse("the network leaves it out");
    if (!x.days.contains(start.service_date)) refuse("it does not run");
    if (!x.headways.empty()) refuse("it has no fixed times");
    if (start.call >= x.calls.size() - 1)
        refuse(fmt::format("got call {}, want 0 to {}", start.call, x.calls.size() - 2));
    if (!q.from.empty() || !q.via.empty()) refuse("want neither from nor vias");
}

void check_vias(const network::state& net, const query& q) {
    if (q.via.size() > query::most_vias)
        throw std::invalid_argument(
            fmt::format("router: got {} vias, want at most {}", q.via.size(), query::most_vias));
    const auto* before_it = &q.from;
    for (const auto& v : q.via) {
        if (v.stay.count() < 0 || v.stay > std::chrono::hours{24 * 7})
            throw std::invalid_argument(
                fmt::format("router: got a stay of {} s, want 0 to a week", v.stay.count()));
        for (const auto s : v.at) {
            require_station(net.table, s);
            if (before_it->contains(s) || q.to.contains(s))
                throw std::invalid_argument(
                    fmt::format("router: via {}, where the journey is already", net.table.stations()[s].key));
        }
        before_it = &v.at;
    }
}

} // namespace

void check_horizon(std::chrono::hours horizon) {
    if (horizon.count() < 0 || horizon > std::chrono::hours{24 * 366})
        throw std::invalid_argument(
            fmt::format("router: got a horizon of {} h, want 0 to {} h", horizon.count(), 24 * 366));
}

void check_change_time(std::chrono::seconds change_time) {
    if (change_time.count() < 0 || change_time > std::chrono::hours{24})
        throw std::invalid_argument(
            fmt::format("router: got a change time of {} s, want 0 to a day", change_time.count()));
}

void check_question(const network::state& net, const query& q) {
    check_horizon(q.horizon);
    check_change_time(q.change_time);
    if (q.max_changes < 0 || q.max_changes > query::most_changes)
        throw std::invalid_argument(
            fmt::format("router: got max_changes = {}, want 0 to {}", q.max_changes, query::most_changes));
    for (const auto* set : {&q.from, &q.to})
        for (const auto s : *set) require_station(net.table, s);
    check_vias(net, q);
    std::visit([&](const auto& departure) { check_when(net, q, departure); }, q.when);
}

question_times times_of(const timetable& t, const query& q) {
    static const calendar::ptime first_moment{calendar::date{boost::gregorian::min_date_time}};
    const auto utc_of = [&](const calendar::ptime& time) {
        calendar::require_plain(time, "router");
        return std::max(t.zone().to_utc(time), first_moment);
    };
    if (const auto* start = std::get_if<aboard>(&q.when)) {
        const auto& call = t.trains()[start->train].calls[start->call];
        const auto leaves = t.utc(start->service_date, *call.departure);
        return {leaves, leaves};
    }
    if (const auto* arrival = std::get_if<arrive_by>(&q.when)) {
        const boost::posix_time::seconds horizon{std::chrono::seconds{q.horizon}.count()};
        const auto last = utc_of(arrival->time);
        return {last - first_moment < horizon ? first_moment : whole_seconds(last - horizon), last};
    }
    if (const auto* span = std::get_if<leave_between>(&q.when)) {
        const auto first = whole_seconds(utc_of(span->from));
        return {first, std::max(first, whole_seconds(utc_of(span->until)))};
    }
    const auto first = whole_seconds(utc_of(std::get<leave_after>(q.when).time));
    return {first, first};
}

} // namespace qaidam::journeys
