// The earliest arrival by number of trains: the "Pareto connection scan" of Dibbelt et al. (2018).
#pragma once

#include "forward_scan.hpp"

namespace qaidam::journeys {

class pareto_scan {
public:
    pareto_scan(const network::state& net, const question& asked, forward_scan& runs)
        : net_{net},
          asked_{asked},
          runs_{runs} {}

    /// The earliest arrivals at the target for who leaves from a moment on; lanes without one are `never`.
    /// `least` is a number of trains without which nobody gets there.
    const lane_times& scan(instant from, int least);

    /// The ride by which a boarding point was reached with so many trains, or the target for
    /// `net.target_point()`.
    [[nodiscard]] const ridden& reached(boarding_point_id p, int trains) const {
        return reached_[p][static_cast<std::size_t>(trains)];
    }

private:
    void begin(instant from);
    void board_with_fewer(const connection& c, connection_id id, instant departure, run_id run);
    bool improve(boarding_point_id p, std::size_t lane, instant time, const ridden& by);
    void reach_target(std::size_t lane, instant time, const ridden& by);

    const network::state& net_;
    const question& asked_;
    forward_scan& runs_;
    kept_vector<boarding_point_id, lane_times> ready_; ///< from when on one may board there
    std::vector<boarding_point_id> known_;             ///< those whose times are not all `never`
    kept_vector<boarding_point_id, std::array<ridden, lanes>> reached_;
    lane_times best_ = all_never; ///< at the target
};

} // namespace qaidam::journeys
