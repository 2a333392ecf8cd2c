// The earliest arrival by number of trains: the "Pareto connection scan" of Dibbelt et al. (2018).
#pragma once

#include "backward_rounds.hpp"
#include "forward_scan.hpp"
#include "headway_rides.hpp"

namespace qaidam::journeys {

class pareto_scan {
public:
    pareto_scan(const network::state& net, const question& asked, forward_scan& runs, headway_rides& headways)
        : net_{net},
          asked_{asked},
          runs_{runs},
          headways_{headways} {}

    /// The earliest arrivals at the target for who leaves from a moment on; lanes without one are `never`.
    /// `least` is a number of trains without which nobody gets there, `sets_out` is how one comes to a first train
    /// that runs every so often.
    const lane_times& scan(instant from, int least,
                           headway_rides::coming sets_out = headway_rides::coming::any_time);

    /// From when on one may board, by boarding point and number of trains.
    [[nodiscard]] backward_rounds::ready_times ready() const {
        return {ready_.data()->data(), lanes, &runs_};
    }
    /// The ride by which a boarding point was reached with so many trains, or the target for
    /// `net.target_point()`.
    [[nodiscard]] const ridden& reached(boarding_point_id p, int trains) const {
        return reached_[p][static_cast<std::size_t>(trains)];
    }

private:
    void begin(instant from);
    void board_with_fewer(const connection& c, connection_id id, instant departure, run_id run);
    bool improve(boarding_point_id p, std::size_t lane, instant time, const ridden& by);
    bool reach_target(std::size_t lane, instant time, const ridden& by);
    bool arrive(boarding_point_id p, std::size_t lane, instant arrival, const ridden& by);
    bool ride_by_headway();

    const network::state& net_;
    const question& asked_;
    forward_scan& runs_;
    headway_rides& headways_;
    headway_rides::coming sets_out_{};
    std::vector<boarding_point_id> waits_at_; ///< where one is earlier, and trains run every so often
    kept_vector<boarding_point_id, lane_times> ready_; ///< from when on one may board there
    std::vector<boarding_point_id> known_;             ///< those whose times are not all `never`
    kept_vector<boarding_point_id, std::array<ridden, lanes>> reached_;
    lane_times best_ = all_never; ///< at the target
};

} // namespace qaidam::journeys
