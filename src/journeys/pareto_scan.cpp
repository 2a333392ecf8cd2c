#include "pareto_scan.hpp"

namespace qaidam::journeys {

void pareto_scan::begin(instant from) {
    best_ = all_never;
    if (ready_.empty()) {
        reached_.resize(net_.points + 2);
        ready_.resize(net_.points + 2, all_never);
        ready_[net_.not_alighted()].fill(-1);
    }
    for (const auto p : known_) ready_[p] = all_never; // most were never reached
    known_.clear();
    headways_.begin_scan();
    waits_at_.clear();
    for (const auto& s : asked_.sources) {
        known_.push_back(s.to);
        for (auto& t : ready_[s.to]) t = std::min(t, from + s.takes);
        reached_[s.to].fill({});
        if (headways_.may_board(s.to)) waits_at_.push_back(s.to);
    }
}

QAIDAM_INLINED inline bool pareto_scan::improve(boarding_point_id p, std::size_t lane, instant time,
                                                const ridden& by) {
    auto& times = ready_[p];
    if (times[lane] <= time) return false;
    if (times.back() == never) known_.push_back(p);
    auto& rides = reached_[p];
    for (; lane < lanes && times[lane] > time; ++lane) {
        times[lane] = time;
        rides[lane] = by;
    }
    if (headways_.may_board(p)) waits_at_.push_back(p);
    return true;
}

QAIDAM_INLINED inline bool pareto_scan::reach_target(std::size_t lane, instant time, const ridden& by) {
    if (time >= asked_.limit || best_[lane] <= time) return false;
    for (; lane < lanes && best_[lane] > time; ++lane) {
        best_[lane] = time;
        reached_[net_.target_point()][lane] = by;
    }
    return true;
}

/// Returns: whether that changes anything.
QAIDAM_INLINED inline bool pareto_scan::arrive(boarding_point_id p, std::size_t lane, instant arrival,
                                               const ridden& by) {
    bool changed = improve(p, lane, arrival + asked_.change[p], by);
    if (!asked_.special[p]) return changed;
    for (const auto& w : net_.paths->from[p.value()])
        changed = improve(w.to, lane, arrival + w.time(asked_.change_time), by) || changed;
    if (asked_.to_target[p] != never)
        changed = reach_target(lane, arrival + asked_.to_target[p], by) || changed;
    return changed;
}

/// As in the earliest scan, with each number of trains.
bool pareto_scan::ride_by_headway() {
    using coming = headway_rides::coming;
    bool changed = false;
    for (std::size_t i = 0; i < waits_at_.size(); ++i) {
        const auto p = waits_at_[i];
        const auto ready = ready_[p];
        for (std::size_t lane = 0; lane < static_cast<std::size_t>(asked_.most_trains); ++lane) {
            if (ready[lane] == never || (lane > 0 && ready[lane] == ready[lane - 1])) continue;
            const auto too_late = std::min(asked_.limit, best_[lane + 1]);
            headways_.ride_from(p, ready[lane], lane == 0 ? sets_out_ : coming::any_time, too_late,
                                [&](boarding_point_id to, instant arrival, connection_id by) {
                                    if (arrival >= best_[lane + 1]) return false;
                                    const bool better = arrive(to, lane + 1, arrival, ridden{by, by});
                                    changed = changed || better;
                                    return better;
                                });
        }
    }
    waits_at_.clear();
    return changed;
}

/// Boards a run with fewer trains than it is known with, where one is there in time.
QAIDAM_INLINED inline void pareto_scan::board_with_fewer(const connection& c, connection_id id,
                                                         instant departure, run_id run) {
    if (runs_.on(run) <= 1) return;
    const auto& times = ready_[c.from];
    const auto most = std::min<int>(runs_.on(run) - 1, asked_.most_trains);
    if (times[static_cast<std::size_t>(most - 1)] > departure) return;
    int k = 0;
    while (times[static_cast<std::size_t>(k)] > departure) ++k;
    runs_.board(run, static_cast<std::uint8_t>(k + 1), id);
}

const lane_times& pareto_scan::scan(instant from, int least, headway_rides::coming sets_out) {
    sets_out_ = sets_out;
    begin(from);
    if (least > asked_.most_trains) return best_;
    const auto stop = [this, limit = asked_.limit, lane = static_cast<std::size_t>(least)](
                          instant departure) { return departure >= limit || departure > best_[lane]; };
    const auto wanted = [this, rows = ready_.data(), after_arrival = asked_.always_changes.data(),
                         most_after = static_cast<std::uint32_t>(asked_.most_trains)](
                            const connection& c, instant base, std::uint8_t trains) QAIDAM_INLINED {
        const std::uint32_t lane = trains;
        const auto fewer = std::min(lane - 1, most_after) - 1; // than it would have to board with
        const int boards = static_cast<int>(lane > 1) &
                           static_cast<int>(rows[c.from.value()][fewer & (lanes - 1)] <= c.departure + base);
        const auto here = lane & (lanes - 1); // 15 for who is not on board
        const auto arrival = c.arrival + base;
        const auto to = c.to.value();
        const int arrives =
            static_cast<int>(lane != forward_scan::unboarded) & static_cast<int>(arrival <= best_[here]) &
            (static_cast<int>(arrival + after_arrival[to] < rows[to][here]) | static_cast<int>(c.onward()));
        return static_cast<std::uint32_t>(boards | arrives);
    };
    ride_by_headway();
    runs_.scan(from, stop, wanted,
               [&](const connection& c, connection_id id, instant base, run_id run) QAIDAM_INLINED {
                   board_with_fewer(c, id, c.departure + base, run);
                   if (runs_.on(run) == forward_scan::unboarded) return false;
                   const auto lane = static_cast<std::size_t>(runs_.on(run));
                   const auto arrival = c.arrival + base;
                   if (arrival > best_[lane]) return false;
                   bool changed = arrive(c.to.point(), lane, arrival, {runs_.entered(run), id});
                   if (!waits_at_.empty()) changed = ride_by_headway() || changed;
                   if (c.onward()) changed = runs_.stay_on(run) || changed;
                   return changed;
               });
    return best_;
}

} // namespace qaidam::journeys
