// Connections and walks of a question's answer as the legs of a journey.
#pragma once

#include "headway_rides.hpp"
#include "question.hpp"
#include "timeline.hpp"

namespace qaidam::journeys {

class leg_writer {
public:
    leg_writer(const network::state& net, const question& asked, const timeline& days)
        : net_{net},
          asked_{asked},
          days_{days} {}

    /// The walk from the source to where the first train is boarded, if there is one.
    void add_walk_to(std::vector<leg>& legs, boarding_point_id first, instant departure) const;
    /// The ride from one connection to another, which may be of a train as which the coaches go on.
    void add_rides(std::vector<leg>& legs, connection_id enter, connection_id exit) const;
    void add_rides(std::vector<leg>& legs, run_id first, std::size_t board, run_id last,
                   std::size_t alight) const;
    void add_headway_ride(std::vector<leg>& legs, const headway_ride& by) const;
    /// A walk, unless it only leads to another boarding point of the same station.
    void add_walk(std::vector<leg>& legs, boarding_point_id from, boarding_point_id to, instant leaves,
                  instant takes) const;

private:
    [[nodiscard]] ride make_ride(run_id r, std::size_t board, std::size_t alight) const;
    [[nodiscard]] walk make_walk(boarding_point_id from, boarding_point_id to, instant leaves,
                                 instant takes) const;
    [[nodiscard]] std::vector<run_id> find_runs(run_id first, run_id last) const;

    const network::state& net_;
    const question& asked_;
    const timeline& days_;
};

} // namespace qaidam::journeys
