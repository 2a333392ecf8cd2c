// The earliest arrival by number of trains, in rounds: each rides along the stop patterns of the boarding points that the
// round before has improved. Where many trains share a pattern, it looks at few of their calls.
//
// Source: Delling, Pajor, Werneck: Round-Based Public Transit Routing (2012).
#pragma once

#include <vector>

#include "backward_rounds.hpp"
#include "lanes.hpp"
#include "question.hpp"
#include "stop_patterns.hpp"
#include "timeline.hpp"

namespace qaidam::journeys {

class pattern_scan {
public:
    pattern_scan(network::state& net, const question& asked, timeline& days)
        : net_{net},
          asked_{asked},
          days_{days} {}

    /// Whether it answers the question, and sooner than a scan of connections: all trains are looked at, none of them
    /// runs every so often, nobody is aboard one, no coaches go on as another train, and many share a pattern.
    [[nodiscard]] bool is_for_question() const;

    /// As pareto_scan has it.
    const lane_times& scan(instant from);
    [[nodiscard]] backward_rounds::ready_times ready() const {
        return {ready_.data()->data(), lanes, nullptr};
    }

private:
    static constexpr std::uint32_t not_queued = 0xFFFFFFFF;
    struct service_date {
        std::shared_ptr<const stop_patterns> patterns;
        instant zero;                          ///< from which their times count
        std::vector<std::uint32_t> first_call; ///< by pattern: from which on to ride, if it is queued
        std::vector<std::uint32_t> queue;      ///< patterns
    };

    void begin(instant from);
    void look_at_dates(instant from);
    void queue_from(service_date& on, boarding_point_id p, instant end);
    void ride(const service_date& on, std::uint32_t pattern, std::size_t trains);
    void arrive(boarding_point_id p, std::size_t trains, instant arrival);
    void improve(boarding_point_id p, instant time);
    void end_round(std::size_t trains);
    void reach_target(std::size_t trains, instant time);
    /// What arrives or leaves later, with so many trains, is of no use.
    [[nodiscard]] instant too_late(std::size_t trains) const {
        return std::min(best_[trains], asked_.limit - 1);
    }

    network::state& net_;
    const question& asked_;
    timeline& days_;
    std::vector<service_date> dates_;
    std::int64_t first_day_ = -1; ///< of the question for which they are, counted from 1970
    int first_date_ = 0;          ///< the first of them, counted from that day
    kept_vector<boarding_point_id, lane_times> ready_; ///< from when on one may board there
    kept_vector<boarding_point_id, instant> before_;   ///< the same, of the rounds before
    kept_vector<boarding_point_id, instant> now_;      ///< and with this one
    kept_vector<boarding_point_id, std::uint8_t> marked_;
    std::vector<boarding_point_id> known_;              ///< those whose times are not all `never`
    std::vector<boarding_point_id> improved_, to_look_; ///< in this round, and in the one before
    lane_times best_ = all_never;                       ///< at the target
};

} // namespace qaidam::journeys
