// The scans. Forward over connections in the order of departure for earliest arrivals, with a lane a number
// of trains for all good ones; backward for all good journeys of a span.
//
// Sources: Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm (2018); the lanes are the "Pareto
// connection scan" of the same.

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <stdexcept>

#include "router_workspace.hpp"
#include "service_days.hpp"

namespace qaidam::rail {
namespace {

std::int64_t day_number(const calendar::date& day) {
    constexpr std::int64_t epoch_day = 2440588; // Julian day number of 1970-01-01
    return static_cast<std::int64_t>(day.day_number()) - epoch_day;
}

/// The moment in whole seconds, rounded up: nobody leaves before it.
calendar::ptime whole_seconds(const calendar::ptime& time) {
    if (time.time_of_day().fractional_seconds() == 0) return time;
    const auto down =
        time - boost::posix_time::time_duration{0, 0, 0, time.time_of_day().fractional_seconds()};
    return down + boost::posix_time::seconds{1};
}

} // namespace

void router::workspace::ask(const journey_query& q) {
    calendar::require_plain(q.arrive_by ? *q.arrive_by : q.leave.after, "router");
    if (q.leave.before) calendar::require_plain(*q.leave.before, "router");
    if (q.horizon.count() < 0 || q.horizon > std::chrono::hours{24 * 366})
        throw std::invalid_argument(
            fmt::format("router: got a horizon of {} h, want 0 to {} h", q.horizon.count(), 24 * 366));
    if (q.max_changes < 0 || q.max_changes > journey_query::most_changes)
        throw std::invalid_argument(fmt::format("router: got max_changes = {}, want 0 to {}", q.max_changes,
                                                journey_query::most_changes));
    if (q.change_time.count() < 0 || q.change_time > std::chrono::hours{24})
        throw std::invalid_argument(
            fmt::format("router: got a change time of {} s, want 0 to a day", q.change_time.count()));
    if (q.leave.before && *q.leave.before - q.leave.after > boost::posix_time::hours{24 * 366})
        throw std::invalid_argument("router: got departures of more than 366 days, want a shorter span");
    for (const auto* set : {&q.from, &q.to})
        for (const auto s : *set) require_station(table, s);

    static const calendar::ptime first_moment{calendar::date{boost::gregorian::min_date_time}};
    const auto utc_of = [&](const calendar::ptime& time) {
        return std::max(table.zone().to_utc(time), first_moment);
    };
    const boost::posix_time::seconds horizon{std::chrono::seconds{q.horizon}.count()};
    const auto start = !q.arrive_by ? whole_seconds(utc_of(q.leave.after))
                       : utc_of(*q.arrive_by) - first_moment < horizon
                           ? first_moment
                           : whole_seconds(utc_of(*q.arrive_by) - horizon);
    zero = calendar::ptime{start.date()};
    first_day = day_number(start.date());
    const auto since_zero = [&](const calendar::ptime& time) { return (time - zero).total_seconds(); };
    after = static_cast<instant>(since_zero(start));
    if (q.arrive_by) { // total_seconds() rounds down: nobody arrives after it
        limit = static_cast<instant>(since_zero(utc_of(*q.arrive_by))) + 1;
    } else {
        const auto last = q.leave.before ? since_zero(whole_seconds(utc_of(*q.leave.before))) : after;
        constexpr std::int64_t longest = std::int64_t{366} * 2 * 86400;
        limit = static_cast<instant>(std::min<std::int64_t>(
            std::max<std::int64_t>(last, after) + horizon.total_seconds() + 1, longest));
    }
    most_trains = q.max_changes + 1;
    days.clear();
    day_begin.assign(1, 0);
    forget_runs();

    if (change.empty()) {
        change.resize(net.stations + 2);
        special.resize(net.stations + 2);
        to_target.resize(net.stations + 2, never);
        target_of.resize(net.stations + 2, none);
        for (std::size_t p = 0; p < net.stations; ++p) special[p] = net.walks[p].empty() ? 0 : 1;
    }
    if (change_for != q.change_time) {
        for (std::size_t p = 0; p < net.stations; ++p)
            change[p] = net.change_times[p].value_or(static_cast<instant>(q.change_time.count()));
        change_for = q.change_time;
    }
    sources.clear();
    for (const auto s : q.from) sources.push_back({s.value(), 0, s.value()});
    for (const auto s : q.from)
        for (const auto& w : net.walks[s.value()])
            if (!q.from.contains(station_id{w.to})) sources.push_back({w.to, w.takes, s.value()});
    for (const auto s : targets) {
        to_target[s] = never;
        special[s] = net.walks[s].empty() ? 0 : 1;
    }
    targets.clear();
    const auto reach_by = [&](std::uint32_t s, instant takes, std::uint32_t target) {
        if (to_target[s] == never) targets.push_back(s);
        special[s] = 1;
        if (to_target[s] <= takes) return;
        to_target[s] = takes;
        target_of[s] = target;
    };
    for (const auto s : q.to) reach_by(s.value(), 0, s.value());
    for (const auto s : q.to)
        for (const auto& w : net.walks_to[s.value()]) reach_by(w.to, w.takes, s.value());
}

const slice& router::workspace::day(std::size_t d) {
    while (days.size() <= d) {
        days.push_back(net.slice_of(first_day + static_cast<std::int64_t>(days.size())));
        day_begin.push_back(day_begin.back() + static_cast<std::uint32_t>(days.back()->connections.size()));
    }
    return *days[d];
}

/// The runs of a day's connections have service dates up to a day ahead; each date is a row.
void router::workspace::clear_runs_for(std::size_t d) {
    const auto rows =
        d + static_cast<std::size_t>(net.days_back + network::state::days_ahead + net.longest_wait) + 1;
    const auto count = net.trains.size();
    if (boarded.size() < rows * count) {
        boarded.resize(rows * count);
        entered.resize(rows * count);
    }
    if (rows <= rows_clear) return;
    std::fill(boarded.begin() + static_cast<std::ptrdiff_t>(rows_clear * count),
              boarded.begin() + static_cast<std::ptrdiff_t>(rows * count), unboarded);
    rows_clear = rows;
}

/// Who is on a run stays on the one as which it goes on. Returns: whether that is new.
bool router::workspace::inherit(std::size_t next, std::size_t run) {
    const auto trains = boarded[run];
    const auto enter = entered[run];
    bool changed = false;
    if (in_tie && std::none_of(inherited.begin(), inherited.end(),
                               [&](const on_run& x) { return x.run == next && x.trains <= trains; })) {
        inherited.push_back({next, trains, enter});
        changed = true;
    }
    if (boarded[next] <= trains) return changed;
    boarded[next] = trains;
    entered[next] = enter;
    return true;
}

/// The earliest arrival at the target, `never` if there is none before the limit; at every station if asked
/// for.
instant router::workspace::scan_earliest(instant from, bool everywhere) {
    ready.assign(net.stations + 2, never);
    ready[net.stations + 1] = -1; // nobody alights there
    reached.assign(net.stations + 2, {});
    for (const auto& s : sources) ready[s.to] = std::min(ready[s.to], from + s.takes);
    if (everywhere) {
        std::fill(special.begin(), special.begin() + net.stations, std::uint8_t{1});
        arrived.assign(net.stations, never);
        for (const auto& s : sources) arrived[s.to] = std::min(arrived[s.to], from + s.takes);
    }
    instant best = limit; // where all stations are asked for, nothing comes before it
    const auto stop = [&](instant departure) { return departure >= best; };
    auto* const ready_at = ready.data();
    auto* const reached_by = reached.data();
    const auto* const changes = change.data();
    const auto* const has_more = special.data();
    // What few stations need: walks, the target, arrivals for their own sake.
    const auto look_further = [&](const connection& c, instant arrival, const ridden& by) {
        bool changed = false;
        for (const auto& w : net.walks[c.to])
            if (arrival + w.takes < ready_at[w.to]) {
                changed = true;
                ready_at[w.to] = arrival + w.takes;
                reached_by[w.to] = by;
            }
        if (everywhere) {
            arrived[c.to] = std::min(arrived[c.to], arrival);
            for (const auto& w : net.walks[c.to]) arrived[w.to] = std::min(arrived[w.to], arrival + w.takes);
        } else if (to_target[c.to] != never && arrival + to_target[c.to] < best) {
            best = arrival + to_target[c.to];
            reached_by[net.stations] = by;
        }
        return changed;
    };
    scan(from, stop,
         [&, ready_at, reached_by, changes, has_more](const connection& c, std::uint32_t number, instant base,
                                                      std::size_t run) {
             const bool off = boarded[run] == unboarded;
             // One branch for both: apart they cannot be foretold.
             if (static_cast<int>(off) & static_cast<int>(ready_at[c.from] > c.departure + base))
                 return false;
             if (off) {
                 boarded[run] = 1;
                 entered[run] = number;
             }
             bool changed = false;
             const auto arrival = c.arrival + base;
             if (arrival + changes[c.to] < ready_at[c.to]) {
                 changed = true;
                 ready_at[c.to] = arrival + changes[c.to];
                 reached_by[c.to] = {entered[run], number};
             }
             if (has_more[c.to]) changed = look_further(c, arrival, {entered[run], number}) || changed;
             if (c.onward) go_on(run, [&](std::size_t next) { changed = inherit(next, run) || changed; });
             return changed;
         });
    if (everywhere)
        for (std::size_t p = 0; p < net.stations; ++p)
            special[p] = net.walks[p].empty() && to_target[p] == never ? 0 : 1;
    return best < limit ? best : never;
}

/// The earliest arrival at the target by number of trains; lanes without one stay `never`.
void router::workspace::scan_lanes(instant from, lane_times& best) {
    const int least = least_trains_to_target();
    best = all_never;
    if (least > most_trains) return;
    ready_lanes.assign(net.stations + 2, all_never);
    reached_lanes.resize(net.stations + 2);
    ready_lanes[net.stations + 1].fill(-1);
    for (const auto& s : sources) {
        for (auto& t : ready_lanes[s.to]) t = std::min(t, from + s.takes);
        reached_lanes[s.to].fill({});
    }
    const auto stop = [&](instant departure) {
        return departure >= limit || departure >= best[static_cast<std::size_t>(least)];
    };
    const auto* const changes = change.data();
    const auto* const has_more = special.data();
    const auto improve = [&](std::uint32_t station, std::size_t lane, instant time, const ridden& by) {
        auto& times = ready_lanes[station];
        if (times[lane] <= time) return false;
        auto& refs = reached_lanes[station];
        for (; lane < lanes && times[lane] > time; ++lane) {
            times[lane] = time;
            refs[lane] = by;
        }
        return true;
    };
    scan(from, stop, [&](const connection& c, std::uint32_t number, instant base, std::size_t run) {
        bool changed = false;
        const auto departure = c.departure + base;
        if (boarded[run] > 1) {
            const auto& times = ready_lanes[c.from];
            const auto most = std::min<int>(boarded[run] - 1, most_trains);
            if (times[static_cast<std::size_t>(most - 1)] <= departure) {
                int k = 0;
                while (times[static_cast<std::size_t>(k)] > departure) ++k;
                boarded[run] = static_cast<std::uint8_t>(k + 1);
                entered[run] = number;
            }
        }
        if (boarded[run] == unboarded) return changed;
        const auto lane = static_cast<std::size_t>(boarded[run]);
        const auto arrival = c.arrival + base;
        if (arrival >= best[lane]) return changed;
        const ridden by{entered[run], number};
        changed = improve(c.to, lane, arrival + changes[c.to], by) || changed;
        if (has_more[c.to]) {
            for (const auto& w : net.walks[c.to])
                changed = improve(w.to, lane, arrival + w.takes, by) || changed;
            const auto there = to_target[c.to] == never ? never : arrival + to_target[c.to];
            for (auto l = lane; there < limit && l < lanes && best[l] > there; ++l) {
                best[l] = there;
                reached_lanes[net.stations][l] = by;
            }
        }
        if (c.onward) go_on(run, [&](std::size_t next) { changed = inherit(next, run) || changed; });
        return changed;
    });
}

ride router::workspace::make_ride(std::uint32_t train, std::size_t row, std::size_t board,
                                  std::size_t alight) const {
    const auto& v = net.trains[train];
    const auto& calls = table.trains()[v.train].calls;
    const auto day = first_day + static_cast<std::int64_t>(row) - net.days_back;
    ride r{v.train, {}, board, alight, {}, {}, {}, {}, false};
    r.service_date = zero.date() + calendar::day_count{static_cast<int>(day - first_day)};
    const auto moment = [&](const std::optional<service_time>& t) {
        return table.utc(r.service_date, service_time{std::chrono::seconds{t->seconds() + v.shift}});
    };
    r.departure_utc = moment(calls[board].departure);
    r.arrival_utc = moment(calls[alight].arrival);
    r.departure = table.zone_of(calls[board].at).to_local(r.departure_utc);
    r.arrival = table.zone_of(calls[alight].at).to_local(r.arrival_utc);
    return r;
}

walk router::workspace::make_walk(std::uint32_t from, std::uint32_t to, instant leaves, instant takes) const {
    walk w{station_id{from}, station_id{to}, {}, {}, utc(leaves), utc(leaves + takes)};
    w.departure = table.zone_of(w.from).to_local(w.departure_utc);
    w.arrival = table.zone_of(w.to).to_local(w.arrival_utc);
    return w;
}

/// The ride from one connection to another, which may be of a train as which the coaches go on.
void router::workspace::append_rides(std::vector<leg>& legs, std::uint32_t enter, std::uint32_t exit) const {
    const auto count = net.trains.size();
    const auto in = find(enter), out = find(exit);
    auto run = run_of(in.day, days[in.day]->connections[in.index]);
    const auto last = run_of(out.day, days[out.day]->connections[out.index]);
    std::size_t board = days[in.day]->hops[in.index];
    const std::size_t alight = days[out.day]->hops[out.index] + 1;
    bool seated = false;
    while (run != last) {
        // Along the links to the last train: breadth first, for a train may go on as several.
        std::vector<std::pair<std::size_t, std::size_t>> queue{{run, none}};
        std::size_t found = none;
        for (std::size_t i = 0; i < queue.size() && found == none; ++i)
            go_on(queue[i].first, [&](std::size_t onward) {
                const bool seen =
                    std::any_of(queue.begin(), queue.end(), [&](const auto& q) { return q.first == onward; });
                if (seen || found != none) return;
                queue.emplace_back(onward, i);
                if (onward == last) found = queue.size() - 1;
            });
        while (queue[queue[found].second].second != none) found = queue[found].second;
        auto r = make_ride(static_cast<std::uint32_t>(run % count), run / count, board,
                           table.trains()[net.trains[run % count].train].calls.size() - 1);
        r.stays_seated = seated;
        legs.push_back(r);
        run = queue[found].first;
        board = 0;
        seated = true;
    }
    auto r = make_ride(static_cast<std::uint32_t>(run % count), run / count, board, alight);
    r.stays_seated = seated;
    legs.push_back(r);
}

/// Goes back from the target; `label(station, trains)` says how it was reached with so many trains.
template <class Label>
journey router::workspace::trace(std::uint32_t target, int trains, const Label& label) const {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> parts; // enter, exit; backwards
    std::uint32_t station = target;
    std::vector<std::uint32_t> ends; // where each part is left for: the station of the next boarding
    while (trains > 0) {
        const auto by = label(station, trains);
        if (by.exit == none) break; // the source
        parts.emplace_back(by.enter, by.exit);
        ends.push_back(station);
        station = at(by.enter).from;
        --trains;
    }
    journey j;
    std::reverse(parts.begin(), parts.end());
    std::reverse(ends.begin(), ends.end());
    const auto takes = [&](std::uint32_t from, std::uint32_t to) {
        for (const auto& w : net.walks[from])
            if (w.to == to) return w.takes;
        return instant{0};
    };
    if (const auto* s = walked_from(station))
        j.legs.emplace_back(
            make_walk(s->from, station, departure_of(parts.front().first) - s->takes, s->takes));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        append_rides(j.legs, parts[i].first, parts[i].second);
        const auto alighted = at(parts[i].second).to;
        auto goal = ends[i];
        if (goal == net.stations) goal = target_of[alighted]; // itself, or the end of a walk
        if (goal != alighted)
            j.legs.emplace_back(
                make_walk(alighted, goal, arrival_of(parts[i].second), takes(alighted, goal)));
    }
    return j;
}

std::vector<journey> router::workspace::good_arrivals() {
    lane_times best;
    scan_lanes(after, best);
    std::vector<journey> all;
    for (int k = 1; k <= most_trains; ++k) {
        const auto lane = static_cast<std::size_t>(k);
        if (best[lane] == never || (k > 1 && best[lane] == best[lane - 1])) continue;
        all.push_back(trace(net.stations, k, [&](std::uint32_t station, int trains) {
            return reached_lanes[station][static_cast<std::size_t>(trains)];
        }));
    }
    sort(all);
    return all;
}

router::router(const network& n) : work_{std::make_unique<workspace>(n)} {}
router::~router() = default;
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;

namespace {

/// Nobody has to travel who may already be there.
bool has_an_answer(const journey_query& q) {
    return !q.from.empty() && !q.to.empty() &&
           std::none_of(q.from.begin(), q.from.end(), [&](station_id s) { return q.to.contains(s); });
}

void require_leaving(const journey_query& q) {
    if (q.arrive_by)
        throw std::invalid_argument("router: the question has arrive_by, want leave; plan() takes both");
}

} // namespace

std::optional<journey> router::earliest(const journey_query& q) {
    auto& w = *work_;
    require_leaving(q);
    w.ask(q);
    if (!has_an_answer(q)) return std::nullopt;
    if (q.max_changes < journey_query::most_changes) {
        const auto all = w.good_arrivals();
        const auto first = std::min_element(all.begin(), all.end(), [](const journey& a, const journey& b) {
            return a.arrival_utc() < b.arrival_utc();
        });
        return first == all.end() ? std::nullopt : std::optional{*first};
    }
    if (w.scan_earliest(w.after, false) == never) return std::nullopt;
    return w.trace(w.net.stations, static_cast<int>(w.net.stations),
                   [&](std::uint32_t station, int) { return w.reached[station]; });
}

std::vector<journey> router::plan(const journey_query& q) {
    auto& w = *work_;
    w.ask(q);
    if (!has_an_answer(q)) return {};
    if (q.arrive_by) return w.latest_departures();
    if (!q.leave.before) return w.good_arrivals();
    const auto before = static_cast<instant>(
        (whole_seconds(w.table.zone().to_utc(*q.leave.before)) - w.zero).total_seconds());
    return before <= w.after ? std::vector<journey>{} : w.good_journeys(before);
}

id_vector<station_id, std::optional<calendar::ptime>> router::reach(const journey_query& q) {
    auto& w = *work_;
    require_leaving(q);
    w.ask(q);
    w.scan_earliest(w.after, true);
    id_vector<station_id, std::optional<calendar::ptime>> all(w.net.stations);
    for (const auto s : all.ids())
        if (w.arrived[s.value()] < w.limit) all[s] = w.utc(w.arrived[s.value()]);
    return all;
}

} // namespace qaidam::rail
