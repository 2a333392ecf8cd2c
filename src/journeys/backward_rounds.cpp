#include "backward_rounds.hpp"

#include <algorithm>
#include <tuple>

namespace qaidam::journeys {

namespace {
constexpr lane_times no_departures = [] {
    lane_times all{};
    for (auto& t : all) t = -1;
    return all;
}();
} // namespace

void backward_rounds::begin(instant arrival) {
    best_ = {};
    if (until_.empty()) {
        until_.resize(net_.points + 2, -1);
        looked_.resize(net_.points + 2, -1);
        last_.resize(net_.points + 2, -1);
        leaves_.resize(net_.points + 2, no_departures);
        rides_at_.resize(net_.points + 2);
    }
    for (const auto p : known_) {
        until_[p] = looked_[p] = last_[p] = -1;
        leaves_[p] = no_departures;
    }
    known_.clear();
    for (const auto& state : on_) at_[state.run] = unknown;
    on_.clear();
    const auto runs = days_.run_count(days_.day_count());
    if (at_.size() < runs) at_.resize(runs, unknown);
    zeros_.assign(runs / net_.stride + 1, never);
    rides_.clear();
    edge_.clear();
    next_edge_.clear();
    longest_hop_ = 0;
    for (const auto& day : days_.days().days)
        longest_hop_ = std::max(longest_hop_, day->arrivals().longest_hop);
    begun_run_.reset();
    if (asked_.begun_on) {
        const auto at = days_.find(*asked_.begun_on);
        begun_run_ = days_.run_of(at.day, days_.at(at));
        begun_call_ = static_cast<std::uint32_t>(days_.call_of(at));
    }
    mark_starting_trains();
    for (const auto p : asked_.targets) open(p, arrival - asked_.to_target[p]);
}

void backward_rounds::mark_starting_trains() {
    starting_trains_.assign(net_.table.trains().size() / 64 + 1, 0);
    for (const auto& s : asked_.sources)
        for (const auto& ref : net_.calls_at(net_.in_first_layer(s.to)))
            starting_trains_[ref.train.value() / 64] |= std::uint64_t{1} << ref.train.value() % 64;
}

/// Lets the next round look at arrivals at a boarding point until a moment.
void backward_rounds::open(boarding_point_id p, instant until) {
    if (until_[p] >= until) return;
    if (until_[p] < 0) known_.push_back(p);
    if (until_[p] == looked_[p]) next_edge_.push_back(p);
    until_[p] = until;
}

/// Of those who took so many trains before the one by which they arrive.
void backward_rounds::find_arrivals(boarding_point_id p, int before, const ready_times& ready) {
    const auto until = until_[p];
    const auto after =
        std::max(looked_[p], ready.at(p, before + 1) - asked_.change[p] - 1); // before that nobody gets there
    looked_[p] = until;
    if (after >= until) return;
    const auto first_day = static_cast<std::size_t>(asked_.after / 86400);
    auto d = std::min(static_cast<std::size_t>(until / 86400) + 1, days_.day_count());
    while (d-- > first_day) {
        const auto base = timeline::start_of(d);
        if (base + 86400 + longest_hop_ <= after) return;
        const auto& day = *days_.days().days[d];
        const auto& arrivals = day.arrivals();
        const auto all = arrivals.at(p);
        const auto first = days_.first_of(d);
        auto a = std::partition_point(all.begin(), all.end(), [&](const arrivals_by_point::arrival& x) {
            return x.at + base <= after;
        });
        for (; a != all.end() && a->at + base <= until; ++a) {
            const run_id run{days_.runs_before(d) + static_cast<std::uint32_t>(a->run)};
            if (is_out_of_reach(run, before + 1, ready)) continue;
            if (at_[run] != unknown) {
                const auto& state = on_[at_[run]];
                if (a->call <= std::max(state.known, state.now)) continue;
            }
            const connection_id id{first + arrivals.connection_of(*a)};
            const bool is_aboard = run == begun_run_ ? id >= *asked_.begun_on
                                                     : ready.by_trains() || id >= ready.runs->entered(run);
            if (is_aboard) leave_later(run, a->call, run, {run, 0, run, a->call, p, a->at + base});
        }
    }
}

void backward_rounds::leave_later(run_id run, std::uint32_t call, run_id via, const ride& out) {
    if (at_[run] == unknown) {
        at_[run] = static_cast<std::uint32_t>(on_.size());
        on_.emplace_back().run = run;
    }
    auto& state = on_[at_[run]];
    if (state.now == 0) to_ride_.push_back(run);
    state.now = call;
    state.via = via;
    state.out = out;
}

/// Whether the coaches of a run go on as the one before they do as the other.
bool backward_rounds::goes_on_first_as(run_id run, run_id one, run_id other) const {
    std::optional<run_id> first;
    days_.go_on(run, [&](run_id next) {
        if (!first && (next == one || next == other)) first = next;
    });
    return first == one;
}

/// Who leaves a run somewhere may have come on the runs that go on as it.
void backward_rounds::stay_on(const ready_times& ready) {
    auto todo = to_ride_;
    while (!todo.empty()) {
        const auto run = todo.back();
        todo.pop_back();
        const auto departure = days_.departure_of(run).value();
        const auto onward = on_[at_[run]];
        if (onward.known != 0) continue; // they are known
        for (const auto from : net_.came_from[departure])
            for (const auto& link : net_.goes_on_as[from]) {
                const auto days_before = static_cast<std::uint32_t>(link.days_later) * net_.stride;
                if (link.departure != departure || run.value() < days_before + departure) continue;
                const run_id earlier{run.value() - days_before - departure + from};
                if (earlier.value() >= at_.size() || is_out_of_reach(earlier, lanes, ready) ||
                    !link.days.contains(days_.service_date_of(earlier)))
                    continue;
                const auto end =
                    static_cast<std::uint32_t>(net_.table.trains()[net_.departures[from].train].calls.size());
                const auto state = at_[earlier] == unknown ? on_run{} : on_[at_[earlier]];
                if (state.known >= end) continue;
                if (state.now >= end && state.via != run && !goes_on_first_as(earlier, run, state.via))
                    continue;
                const auto same = state.now >= end && state.via == run && state.out.last == onward.out.last &&
                                  state.out.alight == onward.out.alight;
                if (same) continue;
                leave_later(earlier, end, run, onward.out);
                todo.push_back(earlier);
            }
    }
}

void backward_rounds::ride_back(run_id run, int trains, int before, const ready_times& ready) {
    auto& state = on_[at_[run]];
    const auto& v = net_.departures[days_.departure_of(run).value()];
    const auto called_at = net_.points_of(v.train);
    const auto boardings = net_.boardings_of(v.train);
    layers_.clear();
    if (net_.layers > 1) {
        layers_.resize(called_at.size(), v.layer);
        for (auto c = v.first_hop + 1; c < called_at.size(); ++c)
            layers_[c] = net_.past(layers_[c - 1], net_.station_of(called_at[c]));
    }
    auto by = state.out;
    by.run = run;
    const auto zero = zero_of(run);
    const auto end = std::min(state.now, static_cast<std::uint32_t>(called_at.size()) - 1);
    for (auto c = end; c-- > std::max(state.known, v.first_hop);) {
        by.board = c;
        if (run == begun_run_ && c == begun_call_) {
            set_out({trains, asked_.after, no_point, 0, by});
            break;
        }
        const auto departure = zero + boardings[c];
        const auto p = layers_.empty() ? called_at[c] : net_.in_layer(layers_[c], called_at[c]);
        if (departure < asked_.after) break;
        if (departure < last_[p] || departure < ready.at(p, before) || boardings[c] == never) continue;
        if (!net_.avoided[net_.station_of(p).value()]) board(p, departure, trains, by);
    }
    state.known = state.now;
    state.now = 0;
}

/// From which its times count.
instant backward_rounds::zero_of(run_id run) {
    auto& known = zeros_[run.value() / net_.stride];
    if (known == never) known = net_.start_of_run(run, days_.first_day()).value_or(never);
    return known;
}

void backward_rounds::board(boarding_point_id p, instant departure, int trains, const ride& by) {
    auto& last = leaves_[p];
    if (last_[p] < 0) known_.push_back(p);
    last_[p] = departure;
    const auto fewest = static_cast<std::size_t>(trains);
    if (last[fewest] > departure || last[fewest - 1] == departure) return;
    if (last[fewest] == departure && !net_.is_named_before(by.run, rides_[rides_at_[p][fewest]].run)) return;
    for (auto l = fewest; l < lanes; ++l) {
        last[l] = departure;
        rides_at_[p][l] = static_cast<std::uint32_t>(rides_.size());
    }
    rides_.push_back(by);
    open(p, departure - asked_.change[p]);
    for (const auto& w : net_.paths->to[p.value()]) open(w.to, departure - w.time(asked_.change_time));
    for (const auto& s : asked_.sources)
        if (s.to == p && departure - s.takes >= asked_.after)
            set_out({trains, departure - s.takes, p, s.takes, by});
}

/// Looks at those of one number of trains.
void backward_rounds::set_out(const start& s) {
    const auto rank = [](const start& x) { return std::tuple{-x.leaves, x.walk, x.from}; };
    if (best_.trains == 0 || rank(s) <= rank(best_)) best_ = s;
}

const backward_rounds::start& backward_rounds::search(instant arrival, int most, const ready_times& ready) {
    begin(arrival);
    for (int trains = 1; trains <= most && best_.trains == 0 && !next_edge_.empty(); ++trains) {
        std::swap(edge_, next_edge_);
        next_edge_.clear();
        to_ride_.clear();
        const int before = most - trains;
        for (const auto p : edge_) find_arrivals(p, before, ready);
        stay_on(ready);
        // Where one of these comes to the source, the others need not be looked at.
        const auto others =
            std::partition(to_ride_.begin(), to_ride_.end(), [&](run_id run) { return may_start(run); });
        for (auto run = to_ride_.begin(); run != others; ++run) ride_back(*run, trains, before, ready);
        if (best_.trains != 0) break;
        for (auto run = others; run != to_ride_.end(); ++run) ride_back(*run, trains, before, ready);
    }
    return best_;
}

} // namespace qaidam::journeys
