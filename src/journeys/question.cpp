#include "question.hpp"

#include <qaidam/rail/detail/service_days.hpp>

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace qaidam::journeys {
namespace {

void check_when(const network::state&, const query&, const leave_after&) {}
void check_when(const network::state&, const query&, const arrive_by&) {}

void check_when(const network::state&, const query&, const leave_between& span) {
    if (span.until - span.from > std::chrono::hours{24 * 366})
        throw std::invalid_argument("router: got departures of more than 366 days, want a shorter span");
}

void check_when(const network::state& net, const query& q, const aboard& start) {
    require_train(net.table, start.train);
    calendar::require_plain(start.service_date, "router");
    const auto& x = net.table.trains()[start.train];
    const auto refuse = [&](std::string_view why) {
        throw std::invalid_argument(fmt::format("router: aboard train {} of {}: {}", x.key,
                                                calendar::to_string(start.service_date), why));
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
    const auto utc_of = [&](calendar::local_time time) { return t.zone().to_utc(time); };
    if (const auto* start = std::get_if<aboard>(&q.when)) {
        const auto& call = t.trains()[start->train].calls[start->call];
        const auto leaves = t.utc(start->service_date, *call.departure);
        return {leaves, leaves};
    }
    if (const auto* arrival = std::get_if<arrive_by>(&q.when)) {
        const auto last = utc_of(arrival->time);
        return {last - std::min<std::chrono::seconds>(q.horizon, last - calendar::utc_time::first()), last};
    }
    if (const auto* span = std::get_if<leave_between>(&q.when)) {
        const auto first = utc_of(span->from);
        return {first, std::max(first, utc_of(span->until))};
    }
    const auto first = utc_of(std::get<leave_after>(q.when).time);
    return {first, first};
}

void question::ask(const query& q, const question_times& times, calendar::utc_time zero) {
    const auto since_zero = [&](calendar::utc_time time) { return (time - zero).count(); };
    after = static_cast<instant>(since_zero(times.first));
    if (std::holds_alternative<arrive_by>(q.when)) {
        limit = static_cast<instant>(since_zero(times.last)) + 1;
    } else {
        constexpr std::int64_t longest = std::int64_t{366} * 3 * 86400;
        const auto horizon = std::chrono::seconds{q.horizon}.count();
        limit = static_cast<instant>(std::min<std::int64_t>(since_zero(times.last) + horizon + 1, longest));
        before = static_cast<instant>(since_zero(times.last));
    }
    most_trains = q.max_changes + 1;
    headway_wait = q.headway_wait;
    begun_on.reset();
    make_room();
    for (const auto p : targets) { // of the question before
        to_target[p] = never;
        set_special(p, !net_.paths->from[p.value()].empty());
    }
    set_change_time(static_cast<instant>(q.change_time.count()));
    set_sources(q);
    set_targets(q);
}

void question::make_room() {
    if (!change.empty()) return;
    const auto size = net_.points + 2;
    change.resize(size);
    always_changes.resize(size);
    special.resize(size);
    to_target.resize(size, never);
    target_of.resize(size, no_point);
    for (const auto p : net_.all_points()) special[p] = net_.paths->from[p.value()].empty() ? 0 : 1;
}

void question::set_special(boarding_point_id p, bool is) {
    special[p] = is ? 1 : 0;
    always_changes[p] = is ? -never : change[p];
}

void question::set_change_time(instant time) {
    if (change_time == time) return;
    change_time = time;
    for (const auto p : net_.all_points()) {
        change[p] = net_.paths->to_change[p.value()].value_or(time);
        set_special(p, special[p] != 0);
    }
}

void question::set_sources(const query& q) {
    sources.clear();
    for (const auto s : q.from) sources.push_back({net_.point_of(s), 0, net_.point_of(s)});
    for (const auto s : q.from)
        for (const auto& w : net_.paths->from[s.value()])
            if (net_.station_of(w.to) == s || !q.from.contains(net_.station_of(w.to)))
                sources.push_back({w.to, w.time(change_time), net_.point_of(s)});
}

void question::set_targets(const query& q) {
    targets.clear();
    goals.clear();
    for (const auto s : q.to) goals.push_back(net_.last_point_of(s));
    for (const auto p : goals) reach_by(p, 0, p);
    for (const auto p : goals)
        for (const auto& w : net_.paths->to[p.value()]) reach_by(w.to, w.time(change_time), p);
}

void question::reach_by(boarding_point_id p, instant takes, boarding_point_id target) {
    if (to_target[p] == never) targets.push_back(p);
    set_special(p, true);
    if (to_target[p] <= takes) return;
    to_target[p] = takes;
    target_of[p] = target;
}

const question::source* question::walked_from(boarding_point_id p) const {
    if (sources.empty()) return nullptr;
    const auto found =
        std::min_element(sources.begin(), sources.end(), [&](const source& a, const source& b) {
            return std::pair{a.to != p, a.takes} < std::pair{b.to != p, b.takes};
        });
    return found->from == found->to ? nullptr : &*found;
}

} // namespace qaidam::journeys
