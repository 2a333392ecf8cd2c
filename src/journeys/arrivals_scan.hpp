// The earliest arrivals of several travellers at every boarding point, by one scan: each has a lane of `lane_times`.
#pragma once

#include <span>

#include "forward_scan.hpp"

namespace qaidam::journeys {

class arrivals_scan {
public:
    static constexpr std::size_t most_travellers = lanes;

    arrivals_scan(const network::state& net, const question& asked, timeline& days)
        : net_{net},
          asked_{asked},
          runs_{asked, days} {}

    void begin();
    /// One more sets out where the question says, at the moment that it says; all at the same one.
    void add_traveller();
    /// No train may run every so often. Ends when all are at all of the targets as early as they can be.
    void scan(std::span<const boarding_point_id> targets);
    /// When each is there, in the order in which they were added; at the limit or later where not before it.
    [[nodiscard]] lane_times at(boarding_point_id p) const;

private:
    using travellers = travellers_aboard::value; ///< a bit for each
    static constexpr instant between_looks = 3 * 3600;

    [[nodiscard]] instant last_arrival(std::span<const boarding_point_id> targets) const;
    [[nodiscard]] std::uint32_t wants(const connection& c, instant base, travellers off) const;
    bool visit(const connection& c, connection_id id, instant base, run_id run);
    bool arrive(boarding_point_id p, travellers who, instant arrival);
    bool be_ready(boarding_point_id p, travellers who, instant time);

    const network::state& net_;
    const question& asked_;
    forward_scan_of<travellers_aboard> runs_;
    std::size_t count_ = 0;                              ///< of travellers
    kept_vector<boarding_point_id, lane_times> ready_;   ///< from when on they may board there
    kept_vector<boarding_point_id, lane_times> came_;    ///< when they come there by train
    kept_vector<boarding_point_id, lane_times> set_out_; ///< when they are there without a train
    struct summary {
        instant last_came;    ///< of those who come there by train
        travellers came;      ///< who they are
        travellers may_board; ///< those who are ready there at some time
    };
    kept_vector<boarding_point_id, summary> summaries_; ///< of these times
};

} // namespace qaidam::journeys
