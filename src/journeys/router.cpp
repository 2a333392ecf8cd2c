// The scans. Forward over connections in the order of departure for earliest arrivals, with a lane a number
// of trains for all good ones; backward for all good journeys of a span.
//
// Sources: Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm (2018); the lanes are the "Pareto
// connection scan" of the same.

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>

#include "router_workspace.hpp"
#include <qaidam/rail/detail/service_days.hpp>

namespace qaidam::journeys {
/// Finds the connection that leaves the call.
void router::workspace::begin_on(const journeys::aboard& start) {
    const auto d = static_cast<std::size_t>(after / 86400);
    const auto& today = day(d);
    const auto all = std::span{today.connections};
    const auto train = static_cast<std::int32_t>(net.first_of[start.train.value()]);
    const auto count = static_cast<std::int32_t>(net.stride);
    const auto back = static_cast<std::int32_t>(
        (date_of_day(first_day + static_cast<std::int64_t>(d)) - start.service_date).days());
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].run == train - back * count && today.hops[i] == start.call)
            begun_on = days->begin[d] + static_cast<std::uint32_t>(i);
}

auto router::workspace::through_filter(const query& q) -> workspace& {
    if (q.filter.empty()) return *this;
    const auto* const start = std::get_if<journeys::aboard>(&q.when);
    auto wanted = net.within(q.filter, start != nullptr ? std::optional{start->train} : std::nullopt);
    if (!filtered || filtered->shared != wanted)
        filtered = std::make_unique<workspace>(std::move(wanted), nullptr);
    return *filtered;
}

auto router::workspace::for_question(const query& q) -> workspace& {
    if (!q.filter.empty()) {
        check_question(net, q);
        auto within = q;
        within.filter = {};
        return through_filter(q).for_question(within);
    }
    if (q.via.empty()) return *this;
    check_question(net, q);
    if (!layered || layered->via != q.via || layered->change_time != q.change_time) {
        layered.reset();
        auto layers =
            std::make_shared<network::state>(net, q.via, static_cast<instant>(q.change_time.count()));
        layered.emplace(
            in_layers{q.via, q.change_time, std::make_unique<workspace>(std::move(layers), nullptr)});
    }
    return *layered->work;
}

void router::workspace::ask(const query& q, bool use_lists) {
    check_question(net, q);
    const auto [first, last] = times_of(table, q);
    const boost::posix_time::seconds horizon{std::chrono::seconds{q.horizon}.count()};
    const auto* const start = std::get_if<journeys::aboard>(&q.when);
    const bool arrives = std::holds_alternative<arrive_by>(q.when);
    listed = use_lists && start == nullptr && q.via.empty() && prepared != nullptr &&
             prepared->is_for(q, arrives ? last : first, last);
    zero = listed ? prepared->zero() : calendar::ptime{first.date()};
    first_day = day_number(zero.date());
    if (!listed && own_first_day != first_day) {
        own_days = {};
        own_first_day = first_day;
    }
    days = listed ? &prepared->days : &own_days;
    const auto since_zero = [&](const calendar::ptime& time) { return (time - zero).total_seconds(); };
    after = static_cast<instant>(since_zero(first));
    if (arrives) { // total_seconds() rounds down: nobody arrives after it
        limit = static_cast<instant>(since_zero(last)) + 1;
    } else {
        constexpr std::int64_t longest = std::int64_t{366} * 3 * 86400;
        limit = static_cast<instant>(
            std::min<std::int64_t>(since_zero(last) + horizon.total_seconds() + 1, longest));
        before = static_cast<instant>(since_zero(last));
    }
    most_trains = q.max_changes + 1;
    forget_runs();

    if (change.empty()) {
        change.resize(net.places + 2);
        always_changes.resize(net.places + 2);
        special.resize(net.places + 2);
        to_target.resize(net.places + 2, never);
        target_of.resize(net.places + 2, none);
        for (std::size_t p = 0; p < net.places; ++p) special[p] = net.paths->from[p].empty() ? 0 : 1;
    }
    const auto set_special = [&](std::size_t p, bool is) {
        special[p] = is ? 1 : 0;
        always_changes[p] = is ? -never : change[p];
    };
    for (const auto s : targets) { // of the question before
        to_target[s] = never;
        set_special(s, !net.paths->from[s].empty());
    }
    targets.clear();
    if (asked_change != q.change_time.count()) {
        asked_change = static_cast<instant>(q.change_time.count());
        for (std::size_t p = 0; p < net.places; ++p) {
            change[p] = net.paths->to_change[p].value_or(asked_change);
            set_special(p, special[p] != 0);
        }
    }
    sources.clear();
    begun_on.reset();
    if (start != nullptr) {
        begin_on(*start);
    } else {
        for (const auto s : q.from) sources.push_back({s.value(), 0, s.value()});
        for (const auto s : q.from)
            for (const auto& w : net.paths->from[s.value()])
                if (net.station_of(w.to) == s || !q.from.contains(net.station_of(w.to)))
                    sources.push_back({w.to, w.time(asked_change), s.value()});
    }
    const auto reach_by = [&](std::uint32_t s, instant takes, std::uint32_t target) {
        if (to_target[s] == never) targets.push_back(s);
        set_special(s, true);
        if (to_target[s] <= takes) return;
        to_target[s] = takes;
        target_of[s] = target;
    };
    goals.clear();
    for (const auto s : q.to) goals.push_back(net.places - net.places_a_layer() + s.value());
    for (const auto s : goals) reach_by(s, 0, s);
    for (const auto s : goals)
        for (const auto& w : net.paths->to[s]) reach_by(w.to, w.time(asked_change), s);
    if (listed) join_lists(q);
}

/// The connections that good journeys use between the regions of the question.
void router::workspace::join_lists(const query& q) {
    region_pairs.clear();
    for (const auto t : q.to)
        for (const auto s : q.from)
            region_pairs.emplace_back(prepared->regions[t.value()], prepared->regions[s.value()]);
    std::sort(region_pairs.begin(), region_pairs.end());
    region_pairs.erase(std::unique(region_pairs.begin(), region_pairs.end()), region_pairs.end());
    if (region_pairs.size() == 1) {
        list = prepared->list(region_pairs.front().first, region_pairs.front().second);
        return;
    }
    joined_lists.clear();
    for (const auto& [to, from] : region_pairs) {
        const auto one = prepared->list(to, from);
        const auto middle = static_cast<std::ptrdiff_t>(joined_lists.size());
        joined_lists.insert(joined_lists.end(), one.begin(), one.end());
        std::inplace_merge(joined_lists.begin(), joined_lists.begin() + middle, joined_lists.end());
    }
    joined_lists.erase(std::unique(joined_lists.begin(), joined_lists.end()), joined_lists.end());
    list = joined_lists;
}

const slice& router::workspace::day(std::size_t d) {
    while (days->days.size() <= d)
        own_days.add(net.slice_of(first_day + static_cast<std::int64_t>(own_days.days.size())));
    return *days->days[d];
}

/// The runs of a day's connections have service dates up to a day ahead; each date is a row.
void router::workspace::make_room_for_runs(std::size_t d) {
    const auto rows =
        d + static_cast<std::size_t>(net.days_back + network::state::days_ahead + net.longest_wait) + 1;
    const std::size_t count = net.stride;
    if (boarded.size() >= rows * count) return;
    boarded.resize(rows * count, unboarded);
    entered.resize(rows * count);
    runs_boarded.resize(rows * count);
}

void router::workspace::forget_runs() {
    for (std::size_t i = 0; i < count_boarded; ++i) boarded[runs_boarded[i]] = unboarded;
    count_boarded = 0;
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
    board(next, trains, enter);
    return true;
}

/// The earliest arrival at the target, `never` if there is none before the limit; at every station if asked
/// for.
instant router::workspace::scan_earliest(instant from, bool everywhere) {
    ready.assign(net.places + 2, never);
    ready[net.places + 1] = -1;     // nobody alights there
    reached.resize(net.places + 2); // where nothing was reached nobody looks
    for (const auto& s : sources) {
        ready[s.to] = std::min(ready[s.to], from + s.takes);
        reached[s.to] = {};
    }
    gate.assign(net.places + 2, never);
    gate[net.places + 1] = -1;
    if (everywhere) {
        arrived.assign(net.places, never);
        for (const auto& s : sources) arrived[s.to] = std::min(arrived[s.to], from + s.takes);
    }
    instant best = limit; // where all stations are asked for, nothing comes before it
    const auto stop = [&](instant departure) { return departure >= best; };
    auto* const ready_at = ready.data();
    auto* const gate_at = gate.data();
    const auto arrive = [&, ready_at, gate_at](std::uint32_t station, instant arrival,
                                               const ridden& by) QAIDAM_INLINED {
        bool changed = false;
        const auto improve = [&](std::uint32_t s, instant time) {
            if (time >= ready_at[s]) return;
            changed = true;
            ready_at[s] = time;
            reached[s] = by;
        };
        improve(station, arrival + change[station]);
        if (!special[station] && !everywhere) {
            gate_at[station] = arrival;
            return changed;
        }
        for (const auto& w : net.paths->from[station]) improve(w.to, arrival + w.time(asked_change));
        if (everywhere) {
            arrived[station] = std::min(arrived[station], arrival);
            for (const auto& w : net.paths->from[station])
                arrived[w.to] = std::min(arrived[w.to], arrival + w.time(asked_change));
        } else if (to_target[station] != never && arrival + to_target[station] < best) {
            best = arrival + to_target[station];
            reached[net.places] = by;
        }
        return changed;
    };
    scan(
        from, stop,
        [this, ready_at, gate_at](const connection& c, instant base, std::size_t run) QAIDAM_INLINED {
            // Negative where one can board, and where one arrives earlier than known. Without a branch.
            const instant boards = ready_at[c.from] - 1 - base - c.departure;
            const instant arrives = c.arrival + base - gate_at[c.to];
            const auto off =
                static_cast<instant>(static_cast<std::int8_t>(boarded[run])) >> 31; // all bits or none
            const auto either = arrives ^ ((boards ^ arrives) & off);
            return static_cast<std::uint32_t>(either | c.to.negative_if_onward()) >> 31;
        },
        [&, ready_at, gate_at](const connection& c, std::uint32_t number, instant base, std::size_t run)
            QAIDAM_INLINED {
                const auto arrival = c.arrival + base;
                if (boarded[run] == unboarded) {
                    if (ready_at[c.from] > c.departure + base) return false;
                    board(run, 1, number);
                }
                bool changed = arrival < gate_at[c.to] && arrive(c.to, arrival, {entered[run], number});
                if (c.onward())
                    go_on(run, [&](std::size_t next) { changed = inherit(next, run) || changed; });
                return changed;
            });
    return best < limit ? best : never;
}

/// The earliest arrival at the target by number of trains; lanes without one stay `never`.
void router::workspace::scan_lanes(instant from, lane_times& best) {
    const int least = least_trains();
    best = all_never;
    if (least > most_trains) return;
    if (ready_lanes.empty()) {
        reached_lanes.resize(net.places + 2);
        ready_lanes.resize(net.places + 2, all_never);
        ready_lanes[net.places + 1].fill(-1);
    }
    for (const auto s : ready_in_lanes) ready_lanes[s] = all_never; // most places were never reached
    ready_in_lanes.clear();
    for (const auto& s : sources) {
        ready_in_lanes.push_back(s.to);
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
        if (times.back() == never) ready_in_lanes.push_back(station);
        auto& refs = reached_lanes[station];
        for (; lane < lanes && times[lane] > time; ++lane) {
            times[lane] = time;
            refs[lane] = by;
        }
        return true;
    };
    const auto* const rows = ready_lanes.data();
    const auto* const after_arrival = always_changes.data();
    const auto most_after = static_cast<std::uint32_t>(most_trains);
    const auto wanted = [=, this, &best](const connection& c, instant base, std::size_t run) QAIDAM_INLINED {
        const std::uint32_t lane = boarded[run];
        const auto fewer = std::min(lane - 1, most_after) - 1; // than it would have to board with
        const int boards = static_cast<int>(lane > 1) &
                           static_cast<int>(rows[c.from][fewer & (lanes - 1)] <= c.departure + base);
        const auto here = lane & (lanes - 1); // 15 for who is not on board
        const auto arrival = c.arrival + base;
        const int arrives = static_cast<int>(lane != unboarded) & static_cast<int>(arrival < best[here]) &
                            (static_cast<int>(arrival + after_arrival[c.to] < rows[c.to][here]) |
                             static_cast<int>(c.onward()));
        return static_cast<std::uint32_t>(boards | arrives);
    };
    scan(from, stop, wanted,
         [&](const connection& c, std::uint32_t number, instant base, std::size_t run) QAIDAM_INLINED {
             bool changed = false;
             const auto departure = c.departure + base;
             if (boarded[run] > 1) {
                 const auto& times = ready_lanes[c.from];
                 const auto most = std::min<int>(boarded[run] - 1, most_trains);
                 if (times[static_cast<std::size_t>(most - 1)] <= departure) {
                     int k = 0;
                     while (times[static_cast<std::size_t>(k)] > departure) ++k;
                     board(run, k + 1, number);
                 }
             }
             if (boarded[run] == unboarded) return changed;
             const auto lane = static_cast<std::size_t>(boarded[run]);
             const auto arrival = c.arrival + base;
             if (arrival >= best[lane]) return changed;
             const ridden by{entered[run], number};
             changed = improve(c.to, lane, arrival + changes[c.to], by) || changed;
             if (has_more[c.to]) {
                 for (const auto& w : net.paths->from[c.to])
                     changed = improve(w.to, lane, arrival + w.time(asked_change), by) || changed;
                 const auto there = to_target[c.to] == never ? never : arrival + to_target[c.to];
                 for (auto l = lane; there < limit && l < lanes && best[l] > there; ++l) {
                     best[l] = there;
                     reached_lanes[net.places][l] = by;
                 }
             }
             if (c.onward()) go_on(run, [&](std::size_t next) { changed = inherit(next, run) || changed; });
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

void router::workspace::append_walk(std::vector<leg>& legs, std::uint32_t from, std::uint32_t to,
                                    instant leaves, instant takes) const {
    if (net.station_of(from) == net.station_of(to)) return;
    // Where a walk leads by a via, one stays there before one walks on, or after one walked there.
    instant before_it = 0, after_it = 0;
    const auto first = from / net.places_a_layer(), last = to / net.places_a_layer();
    const auto is_via = [&](std::uint32_t s) { return net.via_at[first][net.station_of(s).value()]; };
    if (first != last) (is_via(to) ? after_it : before_it) = net.stays[first];
    if (last - first == 2) after_it = net.stays[first + 1];
    legs.emplace_back(make_walk(from, to, leaves + before_it, takes - before_it - after_it));
}

walk router::workspace::make_walk(std::uint32_t from, std::uint32_t to, instant leaves, instant takes) const {
    walk w{net.station_of(from), net.station_of(to), {}, {}, utc(leaves), utc(leaves + takes)};
    w.departure = table.zone_of(w.from).to_local(w.departure_utc);
    w.arrival = table.zone_of(w.to).to_local(w.arrival_utc);
    return w;
}

/// The ride from one connection to another, which may be of a train as which the coaches go on.
void router::workspace::append_rides(std::vector<leg>& legs, std::uint32_t enter, std::uint32_t exit) const {
    const std::size_t count = net.stride;
    const auto in = find(enter), out = find(exit);
    auto run = run_of(in.day, at(in));
    const auto last = run_of(out.day, at(out));
    std::size_t board = days->days[in.day]->hops[in.index];
    const std::size_t alight = days->days[out.day]->hops[out.index] + 1;
    if (run == last) {
        legs.push_back(make_ride(static_cast<std::uint32_t>(run % count), run / count, board, alight));
        return;
    }
    // Along the links to the last train: breadth first, for a train may go on as several.
    std::vector<std::pair<std::size_t, std::size_t>> queue{{last, none}, {run, none}};
    for (std::size_t i = 1; queue.front().second == none; ++i)
        go_on(queue[i].first, [&](std::size_t onward) {
            if (onward == last && queue.front().second == none) queue.front().second = i;
            const bool seen =
                std::any_of(queue.begin(), queue.end(), [&](const auto& q) { return q.first == onward; });
            if (!seen) queue.emplace_back(onward, i);
        });
    std::vector<std::size_t> runs{last};
    for (auto i = queue.front().second; i != none; i = queue[i].second) runs.push_back(queue[i].first);
    bool seated = false;
    const auto add = [&](std::size_t on, std::size_t until) {
        legs.push_back(make_ride(static_cast<std::uint32_t>(on % count), on / count, board, until));
        std::get<ride>(legs.back()).stays_seated = seated;
    };
    for (auto i = runs.size() - 1; i > 0; --i) {
        add(runs[i], table.trains()[net.trains[runs[i] % count].train].calls.size() - 1);
        seated = true;
        board = 0;
    }
    add(last, alight);
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
        if (begun_on && by.enter == *begun_on) break;
        station = at(by.enter).from;
        --trains;
    }
    journey j;
    std::reverse(parts.begin(), parts.end());
    std::reverse(ends.begin(), ends.end());
    const auto takes = [&](std::uint32_t from, std::uint32_t to) {
        for (const auto& w : net.paths->from[from])
            if (w.to == to) return w.time(asked_change);
        return instant{0};
    };
    j.legs.reserve(parts.size() + 1);
    if (const auto* s = walked_from(station))
        append_walk(j.legs, s->from, station, departure_of(parts.front().first) - s->takes, s->takes);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        append_rides(j.legs, parts[i].first, parts[i].second);
        const auto alighted = at(parts[i].second).to;
        auto goal = ends[i];
        if (goal == net.places) goal = target_of[alighted]; // itself, or the end of a walk
        if (goal != alighted)
            append_walk(j.legs, alighted, goal, arrival_of(parts[i].second), takes(alighted, goal));
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
        all.push_back(trace(net.places, k, [&](std::uint32_t station, int trains) {
            return reached_lanes[station][static_cast<std::size_t>(trains)];
        }));
    }
    sort(all);
    return all;
}

router::router(const network& n) : work_{std::make_unique<workspace>(n.internals(), nullptr)} {}
router::router(const prepared_network& p)
    : work_{std::make_unique<workspace>(p.internals()->shared, p.internals())} {}
router::~router() = default;
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;

namespace {

/// Nobody has to travel who may already be there.
bool has_an_answer(const query& q) {
    if (std::holds_alternative<aboard>(q.when)) return !q.to.empty();
    return !q.from.empty() && !q.to.empty() &&
           std::none_of(q.from.begin(), q.from.end(), [&](station_id s) { return q.to.contains(s); });
}

void require_one_departure(const query& q) {
    if (!std::holds_alternative<leave_after>(q.when) && !std::holds_alternative<aboard>(q.when))
        throw std::invalid_argument("router: want leave_after or aboard for the earliest arrival");
}

/// Arrivals everywhere are those of any way, so that nothing may be asked of the way.
void require_any_way(const query& q) {
    require_one_departure(q);
    if (!q.to.empty() || !q.via.empty() || q.max_changes != query::most_changes)
        throw std::invalid_argument("router: want no to, via or max_changes for arrivals everywhere");
}

} // namespace

std::optional<journey> router::earliest(const query& q) {
    require_one_departure(q);
    auto& w = work_->for_question(q);
    w.ask(q);
    if (!has_an_answer(q) || !w.are_joined()) return std::nullopt;
    if (q.max_changes < query::most_changes) {
        const auto all = w.good_arrivals();
        const auto first = std::min_element(all.begin(), all.end(), [](const journey& a, const journey& b) {
            return a.arrival_utc() < b.arrival_utc();
        });
        return first == all.end() ? std::nullopt : std::optional{*first};
    }
    if (w.scan_earliest(w.after, false) == never) return std::nullopt;
    return w.trace(w.net.places, static_cast<int>(w.net.places),
                   [&](std::uint32_t station, int) { return w.reached[station]; });
}

std::vector<journey> router::plan(const query& q) {
    auto& w = work_->for_question(q);
    w.ask(q);
    if (!has_an_answer(q) || !w.are_joined()) return {};
    if (std::holds_alternative<arrive_by>(q.when)) {
        auto found = w.latest_departures();
        if (!found) { // they leave before the prepared window
            w.ask(q, false);
            found = w.are_joined() ? w.latest_departures() : std::vector<journey>{};
        }
        return *std::move(found);
    }
    if (!std::holds_alternative<leave_between>(q.when)) return w.good_arrivals();
    return w.before <= w.after ? std::vector<journey>{} : w.good_journeys();
}

id_vector<station_id, std::optional<calendar::ptime>> router::reach(const query& q) {
    require_any_way(q);
    check_question(work_->net, q);
    auto& w = work_->through_filter(q);
    w.ask(q, false);
    w.scan_earliest(w.after, true);
    id_vector<station_id, std::optional<calendar::ptime>> all(w.table.stations().size());
    for (const auto s : all.ids())
        if (w.arrived[s.value()] < w.limit) all[s] = w.utc(w.arrived[s.value()]);
    return all;
}

} // namespace qaidam::journeys
