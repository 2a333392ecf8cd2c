// The earliest arrival, with any number of trains.
#pragma once

#include "backward_rounds.hpp"
#include "forward_scan.hpp"
#include "headway_rides.hpp"

namespace qaidam::journeys {

class earliest_scan {
public:
    earliest_scan(const network::state& net, const question& asked, forward_scan& runs,
                  headway_rides& headways)
        : net_{net},
          asked_{asked},
          runs_{runs},
          headways_{headways} {}

    /// The earliest arrival at the target, `never` if there is none before the limit.
    instant to_target();
    /// The same at every boarding point.
    const kept_vector<boarding_point_id, instant>& everywhere();

    /// From when on one may board, by boarding point.
    [[nodiscard]] backward_rounds::ready_times ready() const { return {ready_.data(), 1, &runs_}; }
    /// The ride by which a boarding point was reached, or the target for `net.target_point()`.
    [[nodiscard]] const ridden& reached(boarding_point_id p) const { return reached_[p]; }

private:
    void begin();
    template <class Arrive>
    void scan(const instant& best, const Arrive& arrive);
    bool improve(boarding_point_id p, instant time, const ridden& by) {
        if (time >= ready_[p]) return false;
        ready_[p] = time;
        reached_[p] = by;
        if (headways_.may_board(p)) waits_at_.push_back(p);
        return true;
    }
    template <class Arrive>
    bool ride_by_headway(const instant& best, const Arrive& arrive);

    const network::state& net_;
    const question& asked_;
    forward_scan& runs_;
    headway_rides& headways_;
    std::vector<boarding_point_id> waits_at_;       ///< where one is earlier, and trains run every so often
    kept_vector<boarding_point_id, instant> ready_; ///< from when on one may board there
    kept_vector<boarding_point_id, instant> gate_;  ///< arrivals from then on change nothing there
    kept_vector<boarding_point_id, ridden> reached_;
    kept_vector<boarding_point_id, instant> arrived_; ///< where all are asked for
};

} // namespace qaidam::journeys
