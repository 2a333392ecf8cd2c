#include "backward_scan.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

namespace qaidam::journeys {

namespace {
constexpr int soon = 8; ///< most changes are to one of the next departures
}

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
    auto& ref = known_of_[run];
    if (ref == not_aboard) {
        ref = static_cast<std::uint32_t>(known_.size());
        known_runs_.push_back(run);
        known_.push_back({too_late_});
    }
    return known_[ref];
}

/// Whether any of the arrivals with at least one train is earlier than what staying on the run leads to.
QAIDAM_INLINED inline bool backward_scan::is_better(run_id run, const instant* arrivals) const {
    const auto ref = known_of_[run];
    const auto& now = ref == not_aboard ? too_late_ : known_[ref].arrival;
    return any_earlier(arrivals, now.data() + 1, lanes - 1);
}

/// Walks to the target.
QAIDAM_INLINED inline void backward_scan::alight(connection_id id, const connection& c, instant arrives,
                                                 run_id run) {
    const auto walk = asked_.to_target[c.to.point()];
    if (walk == never || arrives + walk >= too_late_[1]) return;
    auto& now = known_of(run);
    for (std::size_t l = 1; l < lanes; ++l) {
        if (now.arrival[l] <= arrives + walk) continue;
        now.arrival[l] = arrives + walk;
        now.exit[l] = id;
    }
}

QAIDAM_INLINED inline void backward_scan::change_to(boarding_point_id p, instant from, connection_id id,
                                                    run_id run) {
    const auto* const next = next_departure(p, from);
    if (next == nullptr) return;
    const auto& there = arrivals(*next);
    if (!is_better(run, there.data())) return;
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
        if (next.value() >= known_of_.size() || known_of_[next] == not_aboard) return;
        const auto onward = known_[known_of_[next]];
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
                                                run_id run) {
    const auto& now = known_[known_of_[run]];
    auto& waiting = departures_[from];
    const bool same_moment = !waiting.empty() && waiting.back().at == leaves;
    const auto& known = waiting.empty() ? too_late_ : arrivals(waiting.back());
    if (!any_earlier(now.arrival.data() + 1, known.data() + 1, lanes - 1))
        return same_moment && name(id, run, now, from);
    if (!same_moment) {
        if (waiting.empty()) left_from_.push_back(from);
        offer best;
        for (std::size_t l = 0; l < lanes; ++l) best.arrival[l] = std::min(known[l], now.arrival[l]);
        waiting.push_back({leaves, static_cast<std::uint32_t>(offers_.size())});
        offers_.push_back(best);
        trains_.push_back({no_connections, now.exit});
        trains_.back().enter.fill(id);
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
    if (c.onward()) stay_on(run);
    alight(id, c, arrives, run);
    if (net_.is_point(to)) {
        change_to(to, arrives + asked_.change[to], id, run);
        for (const auto& w : net_.paths->from[to.value()])
            change_to(w.to, arrives + w.time(asked_.change_time), id, run);
    }
    if (known_of_[run] == not_aboard || !net_.is_point(c.from)) return false;
    return board(id, c.from, c.departure + base, run);
}

/// What can be reached at all.
void backward_scan::list_reachable(instant after, instant end) {
    reachable_.clear();
    ready_.assign(net_.points + 2, never);
    ready_[net_.not_alighted().value()] = -1;
    for (const auto& s : asked_.sources)
        ready_[s.to.value()] = std::min(ready_[s.to.value()], after + s.takes);
    runs_.scan(
        after, [&](instant leaves) { return leaves > end; },
        [&](const connection& c, instant base, std::uint8_t trains) QAIDAM_INLINED {
            return static_cast<std::uint32_t>(static_cast<int>(trains != forward_scan::unboarded) |
                                              static_cast<int>(ready_[c.from.value()] <= c.departure + base));
        },
        [&](const connection& c, connection_id id, instant base, run_id run) {
            bool changed = false;
            if (static_cast<int>(runs_.trains(run) == forward_scan::unboarded) &
                static_cast<int>(ready_[c.from.value()] > c.departure + base))
                return false;
            runs_.board(run, 1, id);
            reachable_.push_back(id);
            const auto arrival = c.arrival + base;
            const auto improve = [&](boarding_point_id p, instant time) {
                changed = changed || time < ready_[p.value()];
                ready_[p.value()] = std::min(ready_[p.value()], time);
            };
            const auto to = c.to.point();
            improve(to, arrival + asked_.change[to]);
            if (net_.is_point(to))
                for (const auto& w : net_.paths->from[to.value()])
                    improve(w.to, arrival + w.time(asked_.change_time));
            if (c.onward()) changed = runs_.stay_on(run) || changed;
            return changed;
        });
    const bool twice =
        std::adjacent_find(reachable_.begin(), reachable_.end(), std::greater_equal<>{}) != reachable_.end();
    if (!twice) return; // else there were ties
    std::sort(reachable_.begin(), reachable_.end());
    reachable_.erase(std::unique(reachable_.begin(), reachable_.end()), reachable_.end());
}

void backward_scan::forget() {
    for (const auto p : left_from_) departures_[p].clear();
    left_from_.clear();
    offers_.clear();
    trains_.clear();
    departures_.resize(net_.points + 2);
    for (const auto run : known_runs_) known_of_[run] = not_aboard;
    known_runs_.clear();
    known_.clear();
    known_of_.resize(runs_.run_count(), not_aboard);
}

/// Reachable connections of one day that leave at the same time, by their positions in `reachable_`.
struct backward_scan::moment {
    std::size_t begin, end;
    std::size_t day;
    const connection* connections;
    std::uint32_t first; ///< the number of the day's first connection
};

void backward_scan::scan(instant after, instant end, const lane_times& too_late) {
    too_late_ = too_late;
    list_reachable(after, end);
    forget();
    auto day_end = days_.day_count(); // the day in hand is the one before
    for (auto i = reachable_.size(); i > 0;) {
        while (days_.first_of(day_end - 1) > reachable_[i - 1].value()) --day_end;
        moment m{i - 1, i, day_end - 1, days_.days().days[day_end - 1]->connections.data(),
                 days_.first_of(day_end - 1)};
        const auto at = [&](std::size_t k) -> const connection& {
            return m.connections[reachable_[k].value() - m.first];
        };
        bool instantly = at(m.begin).arrival == at(m.begin).departure;
        while (m.begin > 0 && reachable_[m.begin - 1].value() >= m.first &&
               at(m.begin - 1).departure == at(i - 1).departure) {
            --m.begin;
            instantly = instantly || at(m.begin).arrival == at(m.begin).departure;
        }
        instantly ? look_at_tie(m) : look_at_moment(m);
        i = m.begin;
    }
}

QAIDAM_INLINED inline void backward_scan::look_at_moment(const moment& m) {
    for (auto k = m.end; k > m.begin; --k) {
        const auto& c = m.connections[reachable_[k - 1].value() - m.first];
        look_at(reachable_[k - 1], c, timeline::start_of(m.day), days_.run_of(m.day, c));
    }
}

/// As forward: each time anew from what was known of a run before.
void backward_scan::look_at_tie(const moment& m) {
    const auto at = [&](std::size_t k) -> const connection& {
        return m.connections[reachable_[k].value() - m.first];
    };
    std::vector<on_run> before;
    for (int quiet = 0, passes = 0; quiet < 2; ++passes) {
        ++quiet;
        std::size_t runs_seen = 0;
        for (auto k = m.end; k > m.begin; --k) {
            const auto run = days_.run_of(m.day, at(k - 1));
            if (k == m.end || at(k).run != at(k - 1).run) {
                const auto ref = known_of_[run];
                if (passes == 0) before.push_back(ref == not_aboard ? on_run{too_late_} : known_[ref]);
                if (ref != not_aboard) known_[ref] = before[runs_seen];
                ++runs_seen;
            }
            if (look_at(reachable_[k - 1], at(k - 1), timeline::start_of(m.day), run)) quiet = 0;
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
