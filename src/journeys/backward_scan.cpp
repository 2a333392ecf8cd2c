#include "backward_scan.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <tuple>

namespace qaidam::journeys {

namespace {
constexpr int soon = 8; ///< most changes are to one of the next departures
constexpr instant some_hours = 3 * 3600;
} // namespace

const backward_scan::departure* backward_scan::next_departure(boarding_point_id p, instant from) const {
    const auto& all = departures_[p];
    auto end = all.end();
    for (int i = 0; i < soon; ++i, --end) {
        if (end == all.begin()) return nullptr;
        if (std::prev(end)->at >= from) return &*std::prev(end);
    }
    const auto found =
        std::partition_point(all.begin(), end, [&](const departure& d) { return d.at >= from; });
    return found == all.begin() ? nullptr : &*std::prev(found);
}

ridden backward_scan::train_of(boarding_point_id p, const departure& d, std::size_t trains) const {
    const auto* first = &d; // whose offer has it
    while (arrivals_after(p, *first)[trains] == arrivals(d)[trains]) --first;
    return {trains_[first->offer].enter[trains], trains_[first->offer].exit[trains]};
}

QAIDAM_INLINED inline backward_scan::on_run& backward_scan::known_of(run_id run) {
    if (auto* const now = find_known(run)) return *now;
    with_state_.push_back(run);
    state_of_[run].known = static_cast<std::int32_t>(known_.size());
    known_.push_back({too_late_});
    return known_.back();
}

/// Whether any of the arrivals with at least one train is earlier than what staying on the run leads to, and than those who set out
/// later.
QAIDAM_INLINED inline bool backward_scan::is_better(run_id run, const instant* arrivals) {
    const auto* const now = find_known(run);
    const auto& known = now == nullptr ? too_late_ : now->arrival;
    return any_earlier(arrivals, known.data() + 1, beaten_.data() + 1, lanes - 1);
}

/// A journey may set out with a departure.
void backward_scan::set_out(boarding_point_id from, const departure& d) {
    to_beat_.push_back({d.at - walk_to_[from], d.offer});
    last_to_beat_ = std::max(last_to_beat_, to_beat_.back().leaves);
}

/// Those who set out later than now are ahead of what is looked at.
void backward_scan::look_from(instant now) {
    if (last_to_beat_ <= now) return;
    last_to_beat_ = -never;
    std::erase_if(to_beat_, [&](const set_out_at& s) {
        if (s.leaves > now) {
            for (std::size_t l = 0; l < lanes; ++l)
                beaten_[l] = std::min(beaten_[l], offers_[s.offer].arrival[l]);
            return true;
        }
        last_to_beat_ = std::max(last_to_beat_, s.leaves);
        return false;
    });
}

/// A run that leads to no earlier arrival any more is like one that leads nowhere.
QAIDAM_INLINED inline void backward_scan::forget_where_beaten(run_id run) {
    const auto* const now = find_known(run);
    if (now != nullptr && !any_earlier(now->arrival.data() + 1, beaten_.data() + 1, lanes - 1))
        state_of_[run].known = -1;
}

/// Walks to the target.
QAIDAM_INLINED inline void backward_scan::alight(connection_id id, boarding_point_id to, instant arrives,
                                                 run_id run) {
    const auto walk = asked_.to_target[to];
    if (walk == never || arrives + walk >= beaten_[1]) return;
    auto& now = known_of(run);
    for (std::size_t l = 1; l < lanes; ++l) {
        if (now.arrival[l] <= arrives + walk) continue;
        now.arrival[l] = arrives + walk;
        now.exit[l] = id;
    }
}

/// That departure, and so each later one, leads to no earlier arrival any more.
QAIDAM_INLINED inline void backward_scan::lead_on_before(boarding_point_id p, const departure& d) {
    if (asked_.special[p]) return;
    const bool is_first = &d == &departures_[p].back();
    leads_on_until_[p] = is_first ? -never : (&d + 1)->at - asked_.change[p];
}

QAIDAM_INLINED inline void backward_scan::change_to(boarding_point_id p, instant from, connection_id id,
                                                    run_id run) {
    const auto* const next = next_departure(p, from);
    if (next == nullptr) return;
    const auto& there = arrivals(*next);
    if (!is_better(run, there.data())) {
        if (!any_earlier(there.data() + 1, beaten_.data() + 2, lanes - 2)) lead_on_before(p, *next);
        return;
    }
    auto& now = known_of(run);
    for (std::size_t l = 2; l < lanes; ++l) {
        if (now.arrival[l] <= there[l - 1]) continue;
        now.arrival[l] = there[l - 1];
        now.exit[l] = id;
    }
}

/// Stays on the coaches, which go on as other runs.
void backward_scan::stay_on(run_id run) {
    days_.go_on(run, [&](run_id next) {
        if (next.value() >= state_of_.size() || find_known(next) == nullptr) return;
        const auto onward = *find_known(next);
        if (!is_better(run, onward.arrival.data() + 1)) return;
        auto& now = known_of(run);
        for (std::size_t l = 1; l < lanes; ++l) {
            if (now.arrival[l] <= onward.arrival[l]) continue;
            now.arrival[l] = onward.arrival[l];
            now.exit[l] = onward.exit[l];
        }
    });
}

/// Offers the run to whoever waits where it leaves. Returns: whether that is better for them.
QAIDAM_INLINED inline bool backward_scan::board(connection_id id, boarding_point_id from, instant leaves,
                                                run_id run, const on_run& now) {
    auto& waiting = departures_[from];
    const bool same_moment = !waiting.empty() && waiting.back().at == leaves;
    const auto& known = waiting.empty() ? too_late_ : arrivals(waiting.back());
    const bool is_start = walk_to_[from] != never;
    const auto* const beaten =
        beaten_.data() + (is_start ? 1 : 2); // else it takes one more train to be there
    if (!any_earlier(now.arrival.data() + 1, known.data() + 1, beaten, lanes - (is_start ? 1u : 2u)))
        return same_moment && name(id, run, now, from);
    if (!same_moment) {
        if (waiting.empty()) left_from_.push_back(from);
        if (leads_on_until_[from] == -never) leads_on_until_[from] = leaves - asked_.change[from];
        offer best;
        for (std::size_t l = 0; l < lanes; ++l) best.arrival[l] = std::min(known[l], now.arrival[l]);
        waiting.push_back({leaves, static_cast<std::uint32_t>(offers_.size())});
        offers_.push_back(best);
        trains_.push_back({no_connections, now.exit});
        trains_.back().enter.fill(id);
        if (is_start) set_out(from, waiting.back());
        return true;
    }
    auto& arrival = offers_[waiting.back().offer].arrival;
    auto& by = trains_[waiting.back().offer];
    for (std::size_t l = 1; l < lanes; ++l)
        if (now.arrival[l] < arrival[l]) {
            arrival[l] = now.arrival[l];
            by.enter[l] = id;
            by.exit[l] = now.exit[l];
        }
    (void)name(id, run, now, from);
    return true;
}

/// Names the run where another one is equally good that leaves at the same moment, and is named after it.
bool backward_scan::name(connection_id id, run_id run, const on_run& now, boarding_point_id from) {
    const auto& d = departures_[from].back();
    const auto& best = arrivals(d);
    const auto& after = arrivals_after(from, d);
    auto& by = trains_[d.offer];
    bool changed = false;
    for (std::size_t l = 1; l < lanes; ++l) {
        const bool fewer_do = now.arrival[l] == now.arrival[l - 1];
        if (now.arrival[l] != best[l] || best[l] == after[l] || fewer_do || by.enter[l] == id) continue;
        const auto other = days_.find(by.enter[l]);
        const auto other_run = days_.run_of(other.day, days_.at(other));
        if (other_run == run || !net_.is_named_before(run, other_run)) continue;
        by.enter[l] = id;
        by.exit[l] = now.exit[l];
        changed = true;
    }
    return changed;
}

/// Looks at a connection after all that leave later. Returns: whether that is better for whoever waits where
/// it leaves.
bool backward_scan::look_at(connection_id id, const connection& c, instant base, run_id run) {
    const auto arrives = c.arrival + base;
    const auto to = c.to.point();
    look_from(c.departure + base);
    forget_where_beaten(run);
    if (c.onward()) stay_on(run);
    if (asked_.special[to]) {
        alight(id, to, arrives, run);
        for (const auto& w : net_.paths->from[to.value()])
            change_to(w.to, arrives + w.time(asked_.change_time), id, run);
    }
    if (net_.is_point(to)) change_to(to, arrives + asked_.change[to], id, run);
    const auto* const now = find_known(run);
    return now != nullptr && net_.is_point(c.from) && board(id, c.from, c.departure + base, run, *now);
}

/// Boards each run where it can be boarded first.
void backward_scan::board_runs(instant after, instant until) {
    ready_.assign(net_.points + 2, never);
    ready_[net_.not_alighted().value()] = -1;
    for (const auto& s : asked_.sources)
        ready_[s.to.value()] = std::min(ready_[s.to.value()], after + s.takes);
    const auto wanted = [ready = ready_.data(), after_arrival = asked_.always_changes.data()](
                            const connection& c, instant base, std::uint8_t trains) QAIDAM_INLINED {
        const auto to = c.to.value();
        const int boards = static_cast<int>(ready[c.from.value()] <= c.departure + base);
        const int arrives =
            static_cast<int>(c.arrival + base + after_arrival[to] < ready[to]) | static_cast<int>(c.onward());
        return static_cast<std::uint32_t>(trains == forward_scan::unboarded ? boards : arrives);
    };
    runs_.scan(
        after, [&](instant leaves) { return leaves > until; }, wanted,
        [&](const connection& c, connection_id id, instant base, run_id run) {
            if (runs_.on(run) == forward_scan::unboarded) {
                if (ready_[c.from.value()] > c.departure + base) return false;
                runs_.board(run, 1, id);
            }
            bool changed = false;
            const auto arrival = c.arrival + base;
            const auto improve = [&](boarding_point_id p, instant time) {
                changed = changed || time < ready_[p.value()];
                ready_[p.value()] = std::min(ready_[p.value()], time);
            };
            const auto to = c.to.point();
            improve(to, arrival + asked_.change[to]);
            if (asked_.special[to])
                for (const auto& w : net_.paths->from[to.value()])
                    improve(w.to, arrival + w.time(asked_.change_time));
            if (c.onward()) changed = runs_.stay_on(run) || changed;
            return changed;
        });
}

/// Forgets the scan before, and knows of the runs where they were boarded.
void backward_scan::begin(std::size_t runs) {
    for (const auto p : left_from_) departures_[p].clear();
    left_from_.clear();
    offers_.clear();
    trains_.clear();
    departures_.resize(net_.points + 2);
    leads_on_until_.resize(net_.points + 2, -never);
    for (const auto p : net_.all_points()) leads_on_until_[p] = asked_.special[p] != 0 ? never : -never;
    for (const auto run : with_state_) state_of_[run] = {};
    known_.clear();
    beaten_ = too_late_;
    to_beat_.clear();
    last_to_beat_ = -never;
    walk_to_.resize(net_.points + 2, never);
    for (const auto p : walked_to_) walk_to_[p] = never;
    walked_to_.clear();
    for (const auto& s : asked_.sources) {
        walk_to_[s.to] = std::min(walk_to_[s.to], s.takes);
        walked_to_.push_back(s.to);
    }
    with_state_.assign(runs_.boarded().begin(), runs_.boarded().end());
    if (state_of_.size() < runs) state_of_.resize(runs);
    for (const auto run : with_state_)
        if (runs_.on(run) != forward_scan::unboarded)
            state_of_[run].boarded = static_cast<std::int32_t>(runs_.entered(run).value());
}

void backward_scan::scan(instant after, instant end, const lane_times& too_late) {
    too_late_ = too_late;
    const auto first_day = static_cast<std::size_t>(after / 86400);
    // Lists have little that is out of reach: after some hours all counts as boarded.
    const auto until = days_.is_listed() ? std::min(end, after + some_hours) : end;
    board_runs(after, until);
    const auto end_day = std::min(static_cast<std::size_t>(end / 86400) + 1, days_.day_count());
    const auto day = static_cast<std::size_t>((until + 1) / 86400);
    all_from_ =
        until == end || day >= end_day
            ? std::numeric_limits<std::int32_t>::max()
            : static_cast<std::int32_t>(days_.first_of(day) +
                                        days_.day(day).first_from(until + 1 - timeline::start_of(day)));
    begin(days_.run_count(end_day));
    for (auto d = end_day; d-- > first_day;)
        runs_.on_day(d, after, [&](auto all) {
            all.count = all.position_of(days_.day(d).first_from(end + 1 - timeline::start_of(d)));
            scan_day(all);
        });
}

template <class Index>
void backward_scan::scan_day(forward_scan::stretch<Index> all) {
    const auto& ties = days_.days().days[all.day]->ties;
    auto tie = ties.end();
    if (all.i < all.count)
        tie = std::partition_point(
            ties.begin(), tie, [last = all.index(all.count - 1)](const auto& g) { return g.begin <= last; });
    while (all.i < all.count) {
        const auto behind = tie == ties.begin() ? all.i : all.position_of(std::prev(tie)->end);
        scan_in_order(all, behind);
        all.count = behind;
        if (tie == ties.begin()) break;
        --tie;
        const auto begin = all.position_of(tie->begin);
        if (begin < all.count) look_at_tie(all, begin);
        all.count = begin;
    }
}

/// Connections from the last one back to a position; as the forward scan, it asks for several at once which of them lead
/// anywhere, and looks at those.
template <class Index>
QAIDAM_INLINED inline void backward_scan::scan_in_order(const forward_scan::stretch<Index>& stretch,
                                                        std::uint32_t begin) {
    const auto d = stretch.day;
    const auto base = timeline::start_of(d);
    const auto* const all = days_.days().days[d]->connections.data();
    const auto first = days_.first_of(d);
    const auto runs = days_.runs_before(d);
    const auto run_of = [runs](const connection& c) {
        return run_id{runs + static_cast<std::uint32_t>(c.run)};
    };
    const auto leads_on = [first, base, run_of, all_from = all_from_, states = state_of_.data(),
                           until = leads_on_until_.data()](const connection& c,
                                                           std::uint32_t n) QAIDAM_INLINED {
        const auto& run = states[run_of(c).value()];
        const auto since_boarded = static_cast<std::int32_t>(first + n) - std::min(run.boarded, all_from);
        const auto too_late = c.arrival + base - until[c.to.value()] - 1; // to go on by another
        return static_cast<std::uint32_t>(~since_boarded &
                                          (~run.known | c.to.negative_if_onward() | too_late)) >>
               31;
    };
    for (auto i = stretch.count; i > begin;) {
        constexpr std::uint32_t at_once = 16;
        const auto some = std::min(at_once, i - begin);
        i -= some;
        const auto here = stretch.index.from(all, i);
        std::uint32_t to_look_at = (1u << some) - 1;
        if (some == at_once)
            to_look_at = [&]<std::uint32_t... K>(std::integer_sequence<std::uint32_t, K...>) QAIDAM_INLINED {
                std::uint32_t bits = 0; // the last one first
                ((bits = 2 * bits + leads_on(here(at_once - 1 - K), stretch.index(i + at_once - 1 - K))),
                 ...);
                return bits;
            }
        (std::make_integer_sequence<std::uint32_t, at_once>{});
        auto earliest = never; // arrival among these, unless they leave at one moment
        if (here(0).departure != here(some - 1).departure)
            for (std::uint32_t k = 0; k < some; ++k) earliest = std::min(earliest, here(k).arrival);
        while (to_look_at != 0) {
            const auto k = static_cast<std::uint32_t>(std::bit_width(to_look_at)) - 1;
            const auto n = stretch.index(i + k);
            const auto& c = all[n];
            const connection_id id{first + n};
            to_look_at &= (1u << k) - 1;
            if (!is_aboard(run_of(c), id)) continue;
            look_at(id, c, base, run_of(c));
            // What leads to it may arrive among these.
            if (earliest <= c.departure) to_look_at |= (1u << k) - 1;
        }
    }
}

/// As forward: each time anew from what was known of a run before.
template <class Index>
void backward_scan::look_at_tie(const forward_scan::stretch<Index>& stretch, std::uint32_t begin) {
    struct leaving {
        connection_id id;
        const connection* c;
        run_id run;
    };
    const auto base = timeline::start_of(stretch.day);
    const auto* const connections = days_.days().days[stretch.day]->connections.data();
    std::vector<leaving> all; // the last first
    for (auto i = stretch.count; i-- > begin;) {
        const auto n = stretch.index(i);
        const leaving x{connection_id{days_.first_of(stretch.day) + n}, &connections[n],
                        days_.run_of(stretch.day, connections[n])};
        if (is_aboard(x.run, x.id)) all.push_back(x);
    }
    std::vector<on_run> before;
    for (int quiet = 0, passes = 0; quiet < 2; ++passes) {
        ++quiet;
        std::size_t runs_seen = 0;
        for (std::size_t k = 0; k < all.size(); ++k) {
            const auto& x = all[k];
            if (k == 0 || all[k - 1].run != x.run) {
                auto* const now = find_known(x.run);
                if (passes == 0) before.push_back(now == nullptr ? on_run{too_late_} : *now);
                if (now != nullptr) *now = before[runs_seen];
                ++runs_seen;
            }
            if (look_at(x.id, *x.c, base, x.run)) quiet = 0;
        }
    }
}

std::vector<backward_scan::start> backward_scan::list_starts() const {
    std::vector<start> starts;
    for (const auto& s : asked_.sources)
        for (const auto& d : departures_[s.to]) starts.push_back({d.at - s.takes, s.to, s.takes, &d});
    std::stable_sort(starts.begin(), starts.end(), [](const start& a, const start& b) {
        return std::tie(b.leaves, a.walk, a.from) < std::tie(a.leaves, b.walk, b.from);
    });
    return starts;
}

} // namespace qaidam::journeys
