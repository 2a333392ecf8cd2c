// The scans. Forward over connections in the order of departure for earliest arrivals, with a lane a number
// of trains for all good ones; backward for all good journeys of a span.
//
// Sources: Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm (2018); the lanes are the "Pareto
// connection scan" of the same.

#include <algorithm>
#include <array>
#include <functional>
#include <stdexcept>

#include "network.hpp"
#include "service_days.hpp"

namespace qaidam::rail {
namespace {

constexpr int lanes = 16; ///< lane k: with at most k trains
constexpr std::uint8_t unboarded = 0xFF;
constexpr std::uint32_t none = 0xFFFFFFFF;
static_assert(journey_query::most_changes + 1 < lanes);

using lane_times = std::array<instant, lanes>;
using lane_refs = std::array<std::uint32_t, lanes>;

constexpr lane_times all_never = [] {
    lane_times all{};
    for (auto& t : all) t = never;
    return all;
}();

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

struct router::workspace {
    explicit workspace(const network& n) : net{n.internals()}, table{n.table()} {}

    network::state& net;
    const timetable& table;

    // The question.
    calendar::ptime zero; ///< midnight (UTC) of the first day
    std::int64_t first_day = 0;
    instant after = 0;
    instant limit = 0; ///< no arrival from here on
    int most_trains = lanes - 1;
    struct source {
        std::uint32_t to; ///< where trains may be boarded
        instant takes;    ///< the walk to it
        std::uint32_t from;
    };
    std::vector<source> sources;
    std::vector<instant> to_target;       ///< by station: the walk to the target, `never` if there is none
    std::vector<std::uint32_t> target_of; ///< and the target to which it leads
    std::vector<instant> arrived;         ///< by station, when all are asked for
    std::vector<std::uint32_t> targets;   ///< stations from which there is one
    std::vector<instant> change;          ///< by station
    std::chrono::seconds change_for{-1};

    // The days, as they are come to.
    std::vector<std::shared_ptr<const slice>> days;
    std::vector<std::uint32_t> day_begin; ///< number of each day's first connection; one more than days

    // What the forward scans know.
    std::vector<std::uint8_t> boarded; ///< by run: the least number of trains to be on it
    std::size_t rows_clear = 0;
    std::vector<std::uint32_t> entered; ///< by run: where it was boarded for that
    struct on_run {
        std::size_t run;
        std::uint8_t trains;
        std::uint32_t enter;
    };
    std::vector<on_run> before_tie; ///< what was known of the runs before connections of one moment
    bool in_tie = false;
    std::vector<on_run> inherited; ///< and what came to them from the trains that go on as them
    struct ridden {                ///< from one connection to another
        std::uint32_t enter = none, exit = none;
    };
    std::vector<instant> ready;  ///< by station
    std::vector<ridden> reached; ///< by station
    std::vector<lane_times> ready_lanes;
    std::vector<std::array<ridden, lanes>> reached_lanes;
    std::vector<std::vector<std::uint8_t>> least_trains; ///< from a station, by the rows below
    std::vector<std::uint32_t> least_trains_row;

    void ask(const journey_query& q);
    const slice& day(std::size_t d);
    [[nodiscard]] std::size_t run_of(std::size_t d, const connection& c) const {
        return static_cast<std::size_t>(
            static_cast<std::int64_t>(d + static_cast<std::size_t>(net.days_back)) *
                static_cast<std::int64_t>(net.trains.size()) +
            c.run);
    }
    void clear_runs_for(std::size_t d);
    void forget_runs() { rows_clear = 0; }

    bool inherit(std::size_t next, std::size_t run);
    template <class Stop, class Visit>
    void scan(instant from, const Stop& stop, const Visit& visit);
    template <class Set>
    void go_on(std::size_t run, std::size_t d, std::uint32_t i, const Set& set);

    instant scan_earliest(instant from, bool everywhere);
    void scan_lanes(instant from, lane_times& best);
    int least_trains_to_target();
    const std::vector<std::uint8_t>& least_trains_from(std::uint32_t station);

    struct where {
        std::size_t day;
        std::uint32_t index;
    };
    [[nodiscard]] where find(std::uint32_t number) const {
        const auto d = static_cast<std::size_t>(std::upper_bound(day_begin.begin(), day_begin.end(), number) -
                                                day_begin.begin()) -
                       1;
        return {d, number - day_begin[d]};
    }
    [[nodiscard]] const connection& at(std::uint32_t number) const {
        const auto w = find(number);
        return days[w.day]->connections[w.index];
    }
    [[nodiscard]] std::size_t run_of_number(std::uint32_t number) const {
        const auto w = find(number);
        return run_of(w.day, days[w.day]->connections[w.index]);
    }
    [[nodiscard]] calendar::ptime utc(std::int64_t t) const { return zero + boost::posix_time::seconds{t}; }

    void append_rides(std::vector<leg>& legs, std::uint32_t enter, std::uint32_t exit) const;
    [[nodiscard]] ride make_ride(std::uint32_t train, std::size_t day_of_service, std::size_t board,
                                 std::size_t alight) const;
    [[nodiscard]] walk make_walk(std::uint32_t from, std::uint32_t to, instant leaves, instant takes) const;
    /// The walk by which a journey comes to its first train there, null if it starts there.
    [[nodiscard]] const source* walked_from(std::uint32_t station) const {
        const auto found =
            std::min_element(sources.begin(), sources.end(), [&](const source& a, const source& b) {
                return std::pair{a.to != station, a.takes} < std::pair{b.to != station, b.takes};
            });
        return found->from == found->to ? nullptr : &*found;
    }
    template <class Label>
    [[nodiscard]] journey trace(std::uint32_t target, int trains, const Label& label) const;
    [[nodiscard]] instant arrival_of(std::uint32_t number) const {
        const auto w = find(number);
        return days[w.day]->connections[w.index].arrival + static_cast<instant>(w.day) * 86400;
    }
    [[nodiscard]] instant departure_of(std::uint32_t number) const {
        const auto w = find(number);
        return days[w.day]->connections[w.index].departure + static_cast<instant>(w.day) * 86400;
    }

    std::vector<journey> good_arrivals();
    std::vector<journey> good_journeys(instant before);

    // What the backward scan knows.
    struct aboard { ///< of a run: the arrival at the target by number of trains, this one included
        lane_times arrival;
        lane_refs exit;
    };
    struct chance { ///< of a station: the same for whoever waits there at `at`
        instant at;
        lane_times arrival;
        lane_refs enter;
        lane_refs exit;
    };
    std::vector<std::uint32_t> aboard_of; ///< by run
    std::vector<aboard> aboards;
    std::vector<std::vector<chance>> departures;
    std::vector<std::uint32_t> touched;
    std::vector<std::uint32_t> useful; ///< connections that can be reached, in order

    [[nodiscard]] const chance* next_departure(std::uint32_t station, instant from) const;
    bool look_back(std::uint32_t number);
    void trace_from(std::vector<journey>& all, std::uint32_t station, const chance& d, int trains) const;
};

void router::workspace::ask(const journey_query& q) {
    calendar::require_plain(q.leave.after, "router");
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
    for (const auto* set : {&q.from, &q.to})
        for (const auto s : *set) require_station(table, s);

    const auto start = whole_seconds(table.zone().to_utc(q.leave.after));
    zero = calendar::ptime{start.date()};
    first_day = day_number(start.date());
    after = static_cast<instant>((start - zero).total_seconds());
    const auto last = q.leave.before
                          ? static_cast<instant>(
                                (whole_seconds(table.zone().to_utc(*q.leave.before)) - zero).total_seconds())
                          : after;
    limit = static_cast<instant>(std::min<std::int64_t>(
        std::max(last, after) + std::chrono::seconds{q.horizon}.count() + 1, std::int64_t{366} * 2 * 86400));
    most_trains = q.max_changes + 1;
    days.clear();
    day_begin.assign(1, 0);
    forget_runs();

    if (change.size() != net.stations + 2 || change_for != q.change_time) {
        change.assign(net.stations + 2, static_cast<instant>(q.change_time.count()));
        for (std::size_t s = 0; s < net.stations; ++s)
            if (net.change_times[s]) change[s] = *net.change_times[s];
        change_for = q.change_time;
    }
    sources.clear();
    for (const auto s : q.from) sources.push_back({s.value(), 0, s.value()});
    for (const auto s : q.from)
        for (const auto& w : net.walks[s.value()])
            if (!q.from.contains(station_id{w.to})) sources.push_back({w.to, w.takes, s.value()});
    for (const auto s : targets) to_target[s] = never;
    targets.clear();
    to_target.resize(net.stations + 2, never);
    target_of.resize(net.stations + 2, none);
    const auto reach_by = [&](std::uint32_t s, instant takes, std::uint32_t target) {
        if (to_target[s] == never) targets.push_back(s);
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

/// Visits connections from a moment on until `stop(departure)`. Where order does not tell, as among
/// connections of one moment some of which take no time, until no visit changes anything.
template <class Stop, class Visit>
void router::workspace::scan(instant from, const Stop& stop, const Visit& visit) {
    for (auto d = static_cast<std::size_t>(from / 86400);; ++d) {
        const auto base = static_cast<instant>(d) * 86400;
        if (stop(base)) return;
        clear_runs_for(d);
        const auto& today = day(d);
        const auto& all = today.connections;
        const auto first = day_begin[d];
        const auto runs = static_cast<std::int64_t>(d + static_cast<std::size_t>(net.days_back)) *
                          static_cast<std::int64_t>(net.trains.size());
        auto i = static_cast<std::uint32_t>(
            std::lower_bound(all.begin(), all.end(), from - base,
                             [](const connection& c, instant t) { return c.departure < t; }) -
            all.begin());
        auto tie = std::lower_bound(today.ties.begin(), today.ties.end(), i,
                                    [](const slice::group& g, std::uint32_t n) { return g.begin < n; });
        const auto count = static_cast<std::uint32_t>(all.size());
        while (i < count) {
            const auto until = tie == today.ties.end() ? count : tie->begin;
            for (; i < until; ++i) {
                if (stop(all[i].departure + base)) return;
                visit(all[i], first + i, base, static_cast<std::size_t>(runs + all[i].run), d);
            }
            if (i == count) break;
            if (stop(all[i].departure + base)) return;
            // Each time anew from what was known of a run before: its earlier hops are not reached by its
            // later ones.
            before_tie.clear();
            inherited.clear();
            in_tie = true;
            for (bool changed = true, first_time = true; changed; first_time = false) {
                changed = false;
                std::size_t runs_seen = 0;
                for (auto j = tie->begin; j < tie->end; ++j) {
                    const auto run = static_cast<std::size_t>(runs + all[j].run);
                    if (j == tie->begin || all[j - 1].run != all[j].run) {
                        if (first_time) before_tie.push_back({run, boarded[run], entered[run]});
                        const auto& known = before_tie[runs_seen++];
                        boarded[run] = known.trains;
                        entered[run] = known.enter;
                        for (const auto& more : inherited)
                            if (more.run == run && more.trains < boarded[run]) {
                                boarded[run] = more.trains;
                                entered[run] = more.enter;
                            }
                    }
                    changed = visit(all[j], first + j, base, run, d) || changed;
                }
            }
            in_tie = false;
            i = tie->end;
            ++tie;
        }
    }
}

/// Calls `set` for the runs as which the coaches go on, if connection `i` of day `d` is the run's last.
template <class Set>
void router::workspace::go_on(std::size_t run, std::size_t d, std::uint32_t i, const Set& set) {
    const auto count = net.trains.size();
    const auto train = run % count;
    const auto& onward = net.goes_on_as[train];
    if (onward.empty() || days[d]->hops[i] + 2 != table.trains()[net.trains[train].train].calls.size())
        return;
    for (const auto& next : onward)
        set(run - train + next.train + static_cast<std::size_t>(next.days_later) * count);
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
        arrived.assign(net.stations, never);
        for (const auto& s : sources) arrived[s.to] = std::min(arrived[s.to], from + s.takes);
    }
    instant best = everywhere ? never : limit;
    const auto end = limit;
    const auto stop = [&](instant departure) { return departure >= best || departure >= end; };
    scan(from, stop,
         [&](const connection& c, std::uint32_t number, instant base, std::size_t run, std::size_t d) {
             bool changed = false;
             if (boarded[run] == unboarded) {
                 if (ready[c.from] > c.departure + base) return false;
                 boarded[run] = 1;
                 entered[run] = number;
             }
             const auto arrival = c.arrival + base;
             const ridden by{entered[run], number};
             const auto improve = [&](std::uint32_t station, instant time) {
                 if (time >= ready[station]) return;
                 changed = true;
                 ready[station] = time;
                 reached[station] = by;
             };
             improve(c.to, arrival + change[c.to]);
             if (c.to < net.stations) {
                 for (const auto& w : net.walks[c.to]) improve(w.to, arrival + w.takes);
                 if (!everywhere && to_target[c.to] != never && arrival + to_target[c.to] < best) {
                     best = arrival + to_target[c.to];
                     reached[net.stations] = by;
                 }
                 if (everywhere) {
                     arrived[c.to] = std::min(arrived[c.to], arrival);
                     for (const auto& w : net.walks[c.to])
                         arrived[w.to] = std::min(arrived[w.to], arrival + w.takes);
                 }
             }
             if (!net.goes_on_as[run % net.trains.size()].empty())
                 go_on(run, d, number - day_begin[d],
                       [&](std::size_t next) { changed = inherit(next, run) || changed; });
             return changed;
         });
    return best < limit && !everywhere ? best : never;
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
    scan(from, stop,
         [&](const connection& c, std::uint32_t number, instant base, std::size_t run, std::size_t d) {
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
             changed = improve(c.to, lane, arrival + change[c.to], by) || changed;
             if (c.to < net.stations) {
                 for (const auto& w : net.walks[c.to])
                     changed = improve(w.to, lane, arrival + w.takes, by) || changed;
                 const auto there = to_target[c.to] == never ? never : arrival + to_target[c.to];
                 for (auto l = lane; there < limit && l < lanes && best[l] > there; ++l) {
                     best[l] = there;
                     reached_lanes[net.stations][l] = by;
                 }
             }
             if (!net.goes_on_as[run % net.trains.size()].empty())
                 go_on(run, d, number - day_begin[d],
                       [&](std::size_t next) { changed = inherit(next, run) || changed; });
             return changed;
         });
}

/// By station: how many trains it takes at least, whenever they run; `unboarded` where none go.
const std::vector<std::uint8_t>& router::workspace::least_trains_from(std::uint32_t station) {
    constexpr std::size_t most_rows = 4096;
    if (least_trains_row.size() != net.stations || least_trains.size() >= most_rows) {
        least_trains.clear();
        least_trains_row.assign(net.stations, none);
    }
    auto& row = least_trains_row[station];
    if (row != none) return least_trains[row];
    row = static_cast<std::uint32_t>(least_trains.size());
    auto& least = least_trains.emplace_back(net.stations, unboarded);
    std::vector<std::uint32_t> now{station}, next;
    std::vector<std::uint32_t> ridden_from(table.trains().size(), none); // the first call boarded
    least[station] = 0;
    for (const auto& w : net.walks[station]) {
        least[w.to] = 0;
        now.push_back(w.to);
    }
    for (std::uint8_t trains = 1; !now.empty() && trains < lanes; ++trains) {
        next.clear();
        const auto reach = [&](std::uint32_t s) {
            if (least[s] != unboarded) return;
            least[s] = trains;
            next.push_back(s);
        };
        // A train and those as which its coaches go on.
        const auto ride = [&](auto& self, train_id i, std::uint32_t call) -> void {
            auto& first = ridden_from[i.value()];
            if (first <= call) return;
            const auto& calls = table.trains()[i].calls;
            const auto end = std::min<std::size_t>(first, calls.size() - 1);
            for (auto c = call + 1; c <= end; ++c) {
                const auto s = calls[c].at.value();
                reach(s);
                for (const auto& w : net.walks[s]) reach(w.to);
            }
            const bool whole = first == none;
            first = call;
            if (!whole) return;
            for (const auto& onward : net.goes_on_as[net.first_of[i.value()]])
                self(self, net.trains[onward.train].train, 0);
        };
        for (const auto s : now)
            for (const auto& ref : table.calls_at(station_id{s})) ride(ride, ref.train, ref.call);
        std::swap(now, next);
    }
    return least;
}

int router::workspace::least_trains_to_target() {
    int least = lanes;
    for (const auto& s : sources) {
        const auto& from = least_trains_from(s.to);
        for (const auto t : targets) least = std::min<int>(least, from[t]);
    }
    return std::max(least, 1);
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
            for (const auto& next : net.goes_on_as[queue[i].first % count]) {
                const auto onward = queue[i].first - queue[i].first % count + next.train +
                                    static_cast<std::size_t>(next.days_later) * count;
                queue.emplace_back(onward, i);
                if (onward == last) found = queue.size() - 1;
                if (found != none) break;
            }
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

namespace {

/// By departure, then arrival, then changes.
void sort(std::vector<journey>& all) {
    std::stable_sort(all.begin(), all.end(), [](const journey& a, const journey& b) {
        return std::tuple{a.departure_utc(), a.arrival_utc(), a.changes()} <
               std::tuple{b.departure_utc(), b.arrival_utc(), b.changes()};
    });
}

} // namespace

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

/// The entry for whoever is at the station at a moment, null if nothing leaves for the target any more.
const router::workspace::chance* router::workspace::next_departure(std::uint32_t station,
                                                                   instant from) const {
    const auto& all = departures[station]; // later ones first
    const auto found =
        std::partition_point(all.begin(), all.end(), [&](const chance& d) { return d.at >= from; });
    return found == all.begin() ? nullptr : &*(found - 1);
}

/// Looks at a connection after all that leave later. Returns: whether that is better for whoever waits at its
/// station.
bool router::workspace::look_back(std::uint32_t number) {
    const auto w = find(number);
    const auto& c = days[w.day]->connections[w.index];
    const auto base = static_cast<instant>(w.day) * 86400;
    const auto run = run_of(w.day, c);
    const auto arrives = c.arrival + base;
    auto ref = aboard_of[run];
    aboard now = ref == none ? aboard{all_never, {}} : aboards[ref];
    bool changed = false;
    const auto take = [&](std::size_t lane, instant time) {
        if (now.arrival[lane] <= time) return;
        now.arrival[lane] = time;
        now.exit[lane] = number;
        changed = true;
    };
    if (to_target[c.to] != never && arrives + to_target[c.to] < limit)
        for (std::size_t l = 1; l < lanes; ++l) take(l, arrives + to_target[c.to]);
    const auto change_to = [&](std::uint32_t station, instant from) {
        if (const auto* next = next_departure(station, from))
            for (std::size_t l = 2; l < lanes; ++l) take(l, next->arrival[l - 1]);
    };
    if (c.to < net.stations) {
        change_to(c.to, arrives + change[c.to]);
        for (const auto& path : net.walks[c.to]) change_to(path.to, arrives + path.takes);
    }
    go_on(run, w.day, w.index, [&](std::size_t next) {
        if (next >= aboard_of.size() || aboard_of[next] == none) return;
        const auto& onward = aboards[aboard_of[next]];
        for (std::size_t l = 1; l < lanes; ++l)
            if (onward.arrival[l] < now.arrival[l]) {
                now.arrival[l] = onward.arrival[l];
                now.exit[l] = onward.exit[l];
                changed = true;
            }
    });
    if (changed) {
        if (ref == none) {
            ref = aboard_of[run] = static_cast<std::uint32_t>(aboards.size());
            aboards.emplace_back();
        }
        aboards[ref] = now;
    }
    if (ref == none || c.from >= net.stations) return false;
    auto& waiting = departures[c.from];
    const auto leaves = c.departure + base;
    bool better = waiting.empty();
    if (!better)
        for (std::size_t l = 1; l < lanes && !better; ++l)
            better = now.arrival[l] < waiting.back().arrival[l];
    if (!better) return false;
    if (waiting.empty()) {
        touched.push_back(c.from);
        waiting.push_back({leaves, all_never, {}, {}});
    } else if (waiting.back().at != leaves) {
        waiting.push_back(waiting.back());
        waiting.back().at = leaves;
    }
    auto& d = waiting.back();
    for (std::size_t l = 1; l < lanes; ++l)
        if (now.arrival[l] < d.arrival[l]) {
            d.arrival[l] = now.arrival[l];
            d.enter[l] = number;
            d.exit[l] = now.exit[l];
        }
    return true;
}

void router::workspace::trace_from(std::vector<journey>& all, std::uint32_t start, const chance& d,
                                   int trains) const {
    journey j;
    const auto* here = &d;
    auto lane = static_cast<std::size_t>(trains);
    auto goal = d.arrival[lane];
    if (const auto* s = walked_from(start))
        j.legs.emplace_back(make_walk(s->from, start, d.at - s->takes, s->takes));
    for (;;) {
        const auto exit = here->exit[lane];
        append_rides(j.legs, here->enter[lane], exit);
        const auto station = at(exit).to;
        const auto arrives = arrival_of(exit);
        if (to_target[station] != never && arrives + to_target[station] == goal) {
            if (target_of[station] != station)
                j.legs.emplace_back(make_walk(station, target_of[station], arrives, to_target[station]));
            break;
        }
        --lane;
        const chance* next = next_departure(station, arrives + change[station]);
        if (next == nullptr || next->arrival[lane] > goal)
            for (const auto& w : net.walks[station]) {
                next = next_departure(w.to, arrives + w.takes);
                if (next == nullptr || next->arrival[lane] > goal) continue;
                j.legs.emplace_back(make_walk(station, w.to, arrives, w.takes));
                break;
            }
        here = next;
        goal = here->arrival[lane];
    }
    all.push_back(std::move(j));
}

std::vector<journey> router::workspace::good_journeys(instant before) {
    // What leaves at the end of the span bounds what is worth arriving at.
    lane_times bound;
    scan_lanes(before, bound);
    const int least = least_trains_to_target();
    if (least > most_trains) return {};
    const auto end = std::min(limit, bound[static_cast<std::size_t>(least)] == never
                                         ? limit
                                         : bound[static_cast<std::size_t>(least)]);
    // What can be reached at all.
    forget_runs();
    useful.clear();
    ready.assign(net.stations + 2, never);
    ready[net.stations + 1] = -1;
    for (const auto& s : sources) ready[s.to] = std::min(ready[s.to], after + s.takes);
    scan(
        after, [&](instant departure) { return departure > end; },
        [&](const connection& c, std::uint32_t number, instant base, std::size_t run, std::size_t d) {
            bool changed = false;
            if (boarded[run] == unboarded) {
                if (ready[c.from] > c.departure + base) return false;
                boarded[run] = 1;
            }
            useful.push_back(number);
            const auto arrival = c.arrival + base;
            const auto improve = [&](std::uint32_t station, instant time) {
                changed = changed || time < ready[station];
                ready[station] = std::min(ready[station], time);
            };
            improve(c.to, arrival + change[c.to]);
            if (c.to < net.stations)
                for (const auto& w : net.walks[c.to]) improve(w.to, arrival + w.takes);
            if (!net.goes_on_as[run % net.trains.size()].empty())
                go_on(run, d, number - day_begin[d],
                      [&](std::size_t next) { changed = inherit(next, run) || changed; });
            return changed;
        });

    if (std::adjacent_find(useful.begin(), useful.end(), std::greater_equal<>{}) !=
        useful.end()) { // after ties
        std::sort(useful.begin(), useful.end());
        useful.erase(std::unique(useful.begin(), useful.end()), useful.end());
    }
    for (const auto s : touched) departures[s].clear();
    touched.clear();
    departures.resize(net.stations + 2);
    aboards.clear();
    aboard_of.assign(boarded.size(), none);
    for (auto i = useful.size(); i > 0;) {
        auto begin = i - 1;
        const auto moment = departure_of(useful[begin]);
        bool instantly = arrival_of(useful[begin]) == moment;
        while (begin > 0 && departure_of(useful[begin - 1]) == moment) {
            --begin;
            instantly = instantly || arrival_of(useful[begin]) == moment;
        }
        // As forward: each time anew from what was known of a run before.
        std::vector<aboard> known;
        for (int quiet = 0, passes = 0; quiet < (instantly ? 2 : 1); ++passes) {
            ++quiet;
            std::size_t runs_seen = 0;
            for (auto k = i; k > begin; --k) {
                const auto run = run_of_number(useful[k - 1]);
                if (instantly && (k == i || run_of_number(useful[k]) != run)) {
                    const auto ref = aboard_of[run];
                    if (passes == 0) known.push_back(ref == none ? aboard{all_never, {}} : aboards[ref]);
                    if (ref != none) aboards[ref] = known[runs_seen];
                    ++runs_seen;
                }
                if (look_back(useful[k - 1]) && instantly) quiet = 0;
            }
        }
        i = begin;
    }

    // The departures of the span from the source that are better than every later one.
    struct start {
        instant leaves;
        std::uint32_t station;
        instant walk;
        const chance* at;
    };
    std::vector<start> starts;
    for (const auto& s : sources)
        for (const auto& d : departures[s.to]) starts.push_back({d.at - s.takes, s.to, s.takes, &d});
    std::stable_sort(starts.begin(), starts.end(), [](const start& a, const start& b) {
        return std::tie(b.leaves, a.walk, a.station) < std::tie(a.leaves, b.walk, b.station);
    });
    std::vector<journey> all;
    lane_times best = all_never;
    for (std::size_t i = 0; i < starts.size();) {
        // Those of one moment compete by arrival.
        std::size_t moment = i;
        auto here = best;
        lane_refs by{};
        for (; moment < starts.size() && starts[moment].leaves == starts[i].leaves; ++moment)
            for (std::size_t l = 1; l <= static_cast<std::size_t>(most_trains); ++l)
                if (starts[moment].at->arrival[l] < here[l]) {
                    here[l] = starts[moment].at->arrival[l];
                    by[l] = static_cast<std::uint32_t>(moment) + 1;
                }
        for (std::size_t l = 1; l <= static_cast<std::size_t>(most_trains); ++l) {
            const bool fewer_do = l > 1 && here[l - 1] <= here[l];
            if (by[l] == 0 || fewer_do || starts[i].leaves >= before || starts[i].leaves < after) continue;
            const auto& s = starts[by[l] - 1];
            trace_from(all, s.station, *s.at, static_cast<int>(l));
        }
        best = here;
        i = moment;
    }
    sort(all);
    return all;
}

router::router(const network& n) : work_{std::make_unique<workspace>(n)} {}
router::~router() = default;
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;

std::optional<journey> router::earliest(const journey_query& q) {
    auto& w = *work_;
    w.ask(q);
    if (q.from.empty() || q.to.empty()) return std::nullopt;
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
    if (q.from.empty() || q.to.empty()) return {};
    if (!q.leave.before) return w.good_arrivals();
    const auto before = static_cast<instant>(
        (whole_seconds(w.table.zone().to_utc(*q.leave.before)) - w.zero).total_seconds());
    return before <= w.after ? std::vector<journey>{} : w.good_journeys(before);
}

id_vector<station_id, std::optional<calendar::ptime>> router::reach(const journey_query& q) {
    auto& w = *work_;
    w.ask(q);
    w.scan_earliest(w.after, true);
    id_vector<station_id, std::optional<calendar::ptime>> all(w.net.stations);
    for (const auto s : all.ids())
        if (w.arrived[s.value()] < w.limit) all[s] = w.utc(w.arrived[s.value()]);
    return all;
}

} // namespace qaidam::rail
