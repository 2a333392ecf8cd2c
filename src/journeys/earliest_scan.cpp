#include "earliest_scan.hpp"

namespace qaidam::journeys {

void earliest_scan::begin() {
    const auto size = net_.points + 2;
    ready_.assign(size, never);
    ready_[net_.not_alighted()] = -1; // nobody alights there
    gate_.assign(size, never);
    gate_[net_.not_alighted()] = -1;
    reached_.resize(size); // where nothing was reached nobody looks
    headways_.begin_scan();
    waits_at_.clear();
    for (const auto& s : asked_.sources) improve(s.to, asked_.after + s.takes, {});
}

/// Each ride may lead to where the next one begins. First come, first served: else a point might be improved
/// time and again. Returns: whether that changes anything.
template <class Arrive>
bool earliest_scan::ride_by_headway(const instant& best, const Arrive& arrive) {
    bool changed = false;
    for (std::size_t i = 0; i < waits_at_.size(); ++i) {
        const auto p = waits_at_[i];
        headways_.ride_from(p, ready_[p], headway_rides::coming::any_time, best,
                            [&](boarding_point_id to, instant arrival, connection_id by) {
                                const bool better = arrival < std::min(gate_[to], best) &&
                                                    arrive(to, arrival, ridden{by, by});
                                changed = changed || better;
                                return better;
                            });
    }
    waits_at_.clear();
    return changed;
}

/// `arrive(boarding point, arrival, by)` returns whether one may board earlier somewhere.
template <class Arrive>
QAIDAM_INLINED inline void earliest_scan::scan(const instant& best, const Arrive& arrive) {
    const auto* const ready_at = ready_.data();
    const auto* const gate_at = gate_.data();
    ride_by_headway(best, arrive);
    runs_.scan(
        asked_.after,
        [&](instant departure) { return departure > best; }, // latest_scan asks for that moment too
        [ready_at, gate_at](const connection& c, instant base, std::uint8_t trains) QAIDAM_INLINED {
            // Negative where one can board, and where one arrives earlier than known. Without a branch.
            const instant boards = ready_at[c.from.value()] - 1 - base - c.departure;
            const instant arrives = c.arrival + base - gate_at[c.to.value()];
            const auto off = static_cast<instant>(static_cast<std::int8_t>(trains)) >> 31; // all bits or none
            const auto either = arrives ^ ((boards ^ arrives) & off);
            return static_cast<std::uint32_t>(either | c.to.negative_if_onward()) >> 31;
        },
        [&, ready_at, gate_at](const connection& c, connection_id id, instant base, run_id run)
            QAIDAM_INLINED {
                const auto arrival = c.arrival + base;
                if (runs_.on(run) == forward_scan::unboarded) {
                    if (ready_at[c.from.value()] > c.departure + base) return false;
                    runs_.board(run, 1, id);
                }
                bool changed = arrival < gate_at[c.to.value()] &&
                               arrive(c.to.point(), arrival, ridden{runs_.entered(run), id});
                if (!waits_at_.empty()) changed = ride_by_headway(best, arrive) || changed;
                if (c.onward()) changed = runs_.stay_on(run) || changed;
                return changed;
            });
}

instant earliest_scan::to_target() {
    begin();
    instant best = asked_.limit;
    scan(best, [&](boarding_point_id p, instant arrival, const ridden& by) QAIDAM_INLINED {
        bool changed = improve(p, arrival + asked_.change[p], by);
        if (!asked_.special[p]) {
            gate_[p] = arrival;
            return changed;
        }
        for (const auto& w : net_.paths->from[p.value()])
            changed = improve(w.to, arrival + w.time(asked_.change_time), by) || changed;
        if (asked_.to_target[p] != never && arrival + asked_.to_target[p] < best) {
            best = arrival + asked_.to_target[p];
            reached_[net_.target_point()] = by;
            changed = true;
        }
        return changed;
    });
    return best < asked_.limit ? best : never;
}

const kept_vector<boarding_point_id, instant>& earliest_scan::everywhere() {
    begin();
    arrived_.assign(net_.points, never);
    const auto arrive_at = [&](boarding_point_id p, instant time) {
        arrived_[p] = std::min(arrived_[p], time);
    };
    for (const auto& s : asked_.sources) arrive_at(s.to, asked_.after + s.takes);
    scan(asked_.limit, [&](boarding_point_id p, instant arrival, const ridden& by) {
        bool changed = improve(p, arrival + asked_.change[p], by);
        gate_[p] = arrival;
        arrive_at(p, arrival);
        for (const auto& w : net_.paths->from[p.value()]) {
            changed = improve(w.to, arrival + w.time(asked_.change_time), by) || changed;
            arrive_at(w.to, arrival + w.time(asked_.change_time));
        }
        return changed;
    });
    return arrived_;
}

} // namespace qaidam::journeys
