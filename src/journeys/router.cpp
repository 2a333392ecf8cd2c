#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "router_workspace.hpp"

namespace qaidam::journeys {

void put_in_order(std::vector<journey>& all) {
    std::stable_sort(all.begin(), all.end(), [](const journey& a, const journey& b) {
        return std::tuple{a.departure_utc(), a.arrival_utc(), a.changes()} <
               std::tuple{b.departure_utc(), b.arrival_utc(), b.changes()};
    });
}

namespace {

/// Nobody has to travel who is there already.
bool has_an_answer(const query& q) {
    if (std::holds_alternative<aboard>(q.when)) return !q.to.empty();
    return !q.from.empty() && !q.to.empty() &&
           std::none_of(q.from.begin(), q.from.end(), [&](station_id s) { return q.to.contains(s); });
}

void require_one_departure(const query& q) {
    if (!std::holds_alternative<leave_after>(q.when) && !std::holds_alternative<aboard>(q.when))
        throw std::invalid_argument("router: want leave_after or aboard for the earliest arrival; find_all "
                                    "answers leave_between and arrive_by");
}

/// Of equal trains, the one on which they are is named to passengers aboard.
void name_begun(const query& q, journey& j) {
    if (const auto* start = std::get_if<aboard>(&q.when)) std::get<ride>(j.legs.front()).train = start->train;
}

/// Arrivals everywhere are those of any way, so that nothing may be asked of the way.
void require_any_way(const query& q) {
    require_one_departure(q);
    if (!q.to.empty() || !q.via.empty() || q.max_changes != query::most_changes)
        throw std::invalid_argument("router: want no to, via or max_changes for arrivals everywhere");
}

} // namespace

router::workspace::workspace(std::shared_ptr<network::state> n,
                             std::shared_ptr<const prepared_network::state> lists)
    : shared{std::move(n)},
      net{*shared},
      prepared{std::move(lists)} {}

router::workspace& router::workspace::for_filter(const query& q) {
    if (q.filter.empty()) return *this;
    const auto* const start = std::get_if<aboard>(&q.when);
    auto wanted = net.within(q.filter, start != nullptr ? std::optional{start->train} : std::nullopt);
    if (!filtered || filtered->shared != wanted)
        filtered = std::make_unique<workspace>(std::move(wanted), nullptr);
    return *filtered;
}

router::workspace& router::workspace::for_arrivals(const query& q) {
    require_any_way(q);
    check_question(net, q);
    return for_filter(q);
}

router::workspace& router::workspace::for_question(const query& q) {
    if (q.filter.empty() && q.via.empty()) return *this;
    check_question(net, q);
    if (!q.filter.empty()) {
        auto within = q;
        within.filter = {};
        return for_filter(q).for_question(within);
    }
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
    const auto times = times_of(net.table, q);
    const auto* const start = std::get_if<aboard>(&q.when);
    const auto first = std::holds_alternative<arrive_by>(q.when) ? times.last : times.first;
    const bool listed = use_lists && start == nullptr && q.via.empty() && prepared != nullptr &&
                        prepared->is_for(q, first, times.last);
    if (listed)
        days.look_at_lists(q);
    else
        days.look_at_all(day_number(times.first.date()));
    asked.ask(q, times, days.zero());
    headways.begin_question();
    if (start != nullptr) asked.begin_on(days.connection_from(*start, asked.after));
}

/// Returns: the walk's time, 0 where there is none.
static instant walk_between(const network::state& net, const question& asked, boarding_point_id from,
                            boarding_point_id to) {
    for (const auto& w : net.paths->from[from.value()])
        if (w.to == to) return w.time(asked.change_time);
    return 0;
}

template <class Reached>
journey router::workspace::trace_back(int trains, const Reached& reached) const {
    struct part {
        ridden by;
        boarding_point_id end; ///< where the next part begins, or the target
    };
    std::vector<part> parts; // backwards
    auto here = net.target_point();
    for (; trains > 0; --trains) {
        const ridden by = reached(here, trains);
        if (by.exit == no_connection) break; // the source
        parts.push_back({by, here});
        if (by.enter == asked.begun_on) break;
        here = headways.is_one(by.enter) ? headways.at(by.enter).from : days.at(by.enter).from;
    }
    std::reverse(parts.begin(), parts.end());
    journey j;
    j.legs.reserve(parts.size() + 1);
    const auto first = parts.front().by.enter;
    legs.add_walk_to(j.legs, here,
                     headways.is_one(first) ? headways.at(first).waits_from : days.departure_of(first));
    for (const auto& [by, end] : parts) {
        const bool waits = headways.is_one(by.exit);
        if (waits)
            legs.add_headway_ride(j.legs, headways.at(by.exit));
        else
            legs.add_rides(j.legs, by.enter, by.exit);
        const auto alighted = waits ? headways.at(by.exit).to : days.at(by.exit).to.point();
        const auto arrives = waits ? headways.at(by.exit).arrives : days.arrival_of(by.exit);
        const auto goal = end == net.target_point() ? asked.target_of[alighted] : end;
        if (goal != alighted)
            legs.add_walk(j.legs, alighted, goal, arrives, walk_between(net, asked, alighted, goal));
    }
    return j;
}

journey router::workspace::trace_rounds(const backward_rounds::start& s) const {
    journey j;
    j.legs.reserve(static_cast<std::size_t>(s.trains) + 1);
    if (s.from != no_point) legs.add_walk_to(j.legs, s.from, s.leaves + s.walk);
    auto by = s.by;
    for (int trains = s.trains - 1;; --trains) {
        legs.add_rides(j.legs, by.run, by.board, by.last, by.alight);
        if (trains == 0) {
            const auto goal = asked.target_of[by.to];
            if (goal != by.to) legs.add_walk(j.legs, by.to, goal, by.arrives, asked.to_target[by.to]);
            return j;
        }
        auto next = by.to;
        if (rounds.leaves(next, trains) < by.arrives + asked.change[next])
            for (const auto& w : net.paths->from[by.to.value()]) {
                const auto takes = w.time(asked.change_time);
                if (rounds.leaves(w.to, trains) < by.arrives + takes) continue;
                legs.add_walk(j.legs, by.to, w.to, by.arrives, takes);
                next = w.to;
                break;
            }
        by = rounds.next(next, trains);
    }
}

journey router::workspace::trace_from(instant moment, int trains, int fewest) {
    (void)pareto.scan(moment, fewest, headway_rides::coming::at_moments);
    return trace_back(trains, [&](boarding_point_id p, int k) { return pareto.reached(p, k); });
}

journey router::workspace::trace_on(const backward_scan::start& s, int trains) const {
    journey j;
    const auto* here = s.then;
    auto from = s.from;
    auto lane = static_cast<std::size_t>(trains);
    legs.add_walk_to(j.legs, s.from, here->at);
    for (;;) {
        const auto goal = backward.arrivals(*here)[lane];
        const auto by = backward.train_of(from, *here, lane);
        legs.add_rides(j.legs, by.enter, by.exit);
        const auto point = days.at(by.exit).to.point();
        const auto arrives = days.arrival_of(by.exit);
        const auto walk = asked.to_target[point];
        if (walk != never && arrives + walk == goal) {
            if (asked.target_of[point] != point)
                legs.add_walk(j.legs, point, asked.target_of[point], arrives, walk);
            return j;
        }
        --lane;
        from = point;
        here = backward.next_departure(point, arrives + asked.change[point]);
        if (here != nullptr && backward.arrivals(*here)[lane] <= goal) continue;
        for (const auto& w : net.paths->from[point.value()]) {
            here = backward.next_departure(w.to, arrives + w.time(asked.change_time));
            if (here == nullptr || backward.arrivals(*here)[lane] > goal) continue;
            from = w.to;
            legs.add_walk(j.legs, point, w.to, arrives, w.time(asked.change_time));
            break;
        }
    }
}

router::workspace::by_trains router::workspace::find_by_trains(instant from) {
    if (!least.may_wait() && patterns.is_for_question()) return {patterns.scan(from), patterns.ready()};
    return {pareto.scan(from, least.find()), pareto.ready()};
}

std::optional<journey> router::workspace::find_first() {
    const auto trace = [&] {
        constexpr int any_number = std::numeric_limits<int>::max();
        return trace_back(any_number, [&](boarding_point_id p, int) { return earliest.reached(p); });
    };
    const bool any_number = asked.most_trains > query::most_changes;
    const bool waits = least.may_wait();
    if (any_number) {
        const auto arrival = earliest.to_target();
        if (arrival == never) return std::nullopt;
        if (!waits) {
            const auto& start = rounds.search(arrival, asked.most_trains, earliest.ready());
            return start.trains == 0 ? trace() : trace_rounds(start);
        }
        asked.limit = arrival + 1;
    }
    const auto found = find_by_trains(asked.after);
    const auto& best = found.best;
    const auto arrival = best[static_cast<std::size_t>(asked.most_trains)];
    if (arrival == never) {
        if (!any_number) return std::nullopt;
        (void)earliest.to_target(); // it takes more trains than there are lanes
        return trace();
    }
    const auto fewest = static_cast<int>(std::find(best.begin() + 1, best.end(), arrival) - best.begin());
    if (!waits) return trace_rounds(rounds.search(arrival, fewest, found.ready));
    return trace_back(fewest, [&](boarding_point_id p, int trains) { return pareto.reached(p, trains); });
}

std::vector<journey> router::workspace::find_arrivals() {
    const bool waits = least.may_wait();
    const auto found = find_by_trains(asked.after);
    std::vector<journey> all;
    for (int k = 1; k <= asked.most_trains; ++k) {
        const auto lane = static_cast<std::size_t>(k);
        const auto& best = found.best;
        if (best[lane] == never || (k > 1 && best[lane] == best[lane - 1])) continue;
        all.push_back(
            waits ? trace_back(k, [&](boarding_point_id p, int trains) { return pareto.reached(p, trains); })
                  : trace_rounds(rounds.search(best[lane], k, found.ready)));
    }
    put_in_order(all);
    return all;
}

std::vector<journey> router::workspace::find_in_span() {
    // What leaves at the end of the span bounds what is worth arriving at.
    const int fewest = least.find();
    if (fewest > asked.most_trains) return {};
    auto best = pareto.scan(asked.before, fewest);
    for (auto& t : best) t = std::min(t, asked.limit);
    backward.scan(asked.after, best[static_cast<std::size_t>(fewest)], best);
    const auto starts = backward.list_starts();
    std::vector<journey> all;
    for (auto start = starts.begin(); start != starts.end();) {
        // Those of one moment compete by arrival.
        auto here = best;
        std::array<const backward_scan::start*, lanes> by{};
        const auto leaves = start->leaves;
        for (; start != starts.end() && start->leaves == leaves; ++start)
            for (std::size_t l = 1; l <= static_cast<std::size_t>(asked.most_trains); ++l)
                if (const auto arrival = backward.arrivals(*start->then)[l]; arrival < here[l]) {
                    here[l] = arrival;
                    by[l] = &*start;
                }
        for (std::size_t l = 1; l <= static_cast<std::size_t>(asked.most_trains); ++l) {
            const bool fewer_do = l > 1 && here[l - 1] <= here[l];
            if (by[l] == nullptr || fewer_do || leaves >= asked.before || leaves < asked.after) continue;
            all.push_back(trace_on(*by[l], static_cast<int>(l)));
        }
        best = here;
    }
    put_in_order(all);
    return all;
}

std::optional<std::vector<journey>> router::workspace::find_departures() {
    const auto earliest_one = asked.after;
    const auto first = days.is_listed() ? std::max(earliest_one, prepared->window.begin) : earliest_one;
    const int fewest = first == earliest_one ? least.find() : least.search();
    if (fewest > asked.most_trains) return std::vector<journey>{};
    lane_times too_late;
    too_late.fill(asked.limit);
    // Most of the time a short look back is enough.
    for (instant span = 6 * 3600;; span *= 2) {
        const auto after = std::max(first, asked.limit - 1 - span);
        backward.scan(after, asked.limit, too_late);
        const auto starts = backward.list_starts();
        std::vector<journey> all;
        instant best = -1;
        bool complete = after == earliest_one;
        for (int k = fewest; k <= asked.most_trains; ++k) {
            const auto lane = static_cast<std::size_t>(k);
            const auto latest = std::find_if(starts.begin(), starts.end(), [&](const auto& s) {
                return s.leaves >= after && backward.arrivals(*s.then)[lane] < asked.limit;
            });
            if (k == fewest) complete = complete || latest != starts.end();
            if (latest == starts.end() || latest->leaves <= best) continue;
            best = latest->leaves;
            all.push_back(trace_on(*latest, k));
        }
        if (!complete && after == first) return std::nullopt;
        if (!complete) continue;
        put_in_order(all);
        return all;
    }
}

router::router(const network& n) : work_{std::make_unique<workspace>(n.internals(), nullptr)} {}
router::router(const prepared_network& p)
    : work_{std::make_unique<workspace>(p.internals()->shared, p.internals())} {}
router::~router() = default;
router::router(router&&) noexcept = default;
router& router::operator=(router&&) noexcept = default;

std::optional<journey> router::find_earliest(const query& q) {
    require_one_departure(q);
    auto& w = work_->for_question(q);
    w.ask(q);
    if (!has_an_answer(q) || !w.least.are_joined()) return std::nullopt;
    auto found = w.find_first();
    if (found) name_begun(q, *found);
    return found;
}

std::vector<journey> router::find_all(const query& q) {
    auto& w = work_->for_question(q);
    w.ask(q);
    if (!has_an_answer(q) || !w.least.are_joined()) return {};
    const bool by_headway = w.least.may_wait();
    if (std::holds_alternative<arrive_by>(q.when)) {
        if (by_headway) return w.find_departures_by_moments();
        auto found = w.find_departures();
        if (!found) { // they leave before the prepared window
            w.ask(q, false);
            found = w.least.are_joined() ? w.find_departures() : std::vector<journey>{};
        }
        return *std::move(found);
    }
    if (!std::holds_alternative<leave_between>(q.when)) {
        auto found = w.find_arrivals();
        for (auto& j : found) name_begun(q, j);
        return found;
    }
    if (w.asked.before <= w.asked.after) return {};
    return by_headway ? w.find_in_span_by_moments() : w.find_in_span();
}

id_vector<station_id, std::optional<calendar::utc_time>> router::find_earliest_arrivals(const query& q) {
    auto& w = work_->for_arrivals(q);
    w.ask(q, false);
    const auto& arrived = w.earliest.everywhere();
    id_vector<station_id, std::optional<calendar::utc_time>> all(w.net.table.stations().size());
    for (const auto s : all.ids())
        if (const auto at = arrived[w.net.point_of(s)]; at < w.asked.limit) all[s] = w.days.utc(at);
    return all;
}

} // namespace qaidam::journeys
