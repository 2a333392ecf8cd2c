// The runs of a service date by stop pattern: what the scan in rounds rides along.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "boarding_points.hpp"

namespace qaidam::journeys {

/// Runs of one pattern call at the same boarding points in the same order, may be boarded and left at the same ones, and
/// none overtakes another: at every call they are in the same order.
struct stop_patterns {
    struct pattern {
        std::uint32_t first_call; ///< in `boards` and `alights`
        std::uint32_t calls;
        std::uint32_t first_time; ///< in `departures` and `arrivals`
        std::uint32_t runs;
    };
    /// A call of all runs of a pattern.
    struct place {
        std::uint32_t pattern, call;
        instant first, last; ///< departures
    };

    std::vector<pattern> all;
    std::vector<boarding_point_id> boards, alights; ///< by pattern and call; `no_point` where nobody may
    std::vector<instant> departures, arrivals;      ///< by pattern, call and run: seconds of the service date
    std::vector<std::uint32_t> first_place;         ///< by boarding point; one more than these
    std::vector<place> places;                      ///< at which one may board
    instant first_departure = never, last_departure = -never;

    [[nodiscard]] std::span<const place> at(boarding_point_id p) const {
        return std::span{places}.subspan(first_place[p.value()],
                                         first_place[p.value() + 1] - first_place[p.value()]);
    }
    /// When the runs of a pattern leave, and arrive at, one of its calls.
    [[nodiscard]] const instant* departures_at(const pattern& x, std::uint32_t call) const {
        return departures.data() + x.first_time + std::size_t{call} * x.runs;
    }
    [[nodiscard]] const instant* arrivals_at(const pattern& x, std::uint32_t call) const {
        return arrivals.data() + x.first_time + std::size_t{call} * x.runs;
    }
};

/// Those of a service date.
struct dated_patterns {
    std::shared_ptr<const stop_patterns> patterns;
    std::int32_t zero; ///< from which their times count, in seconds from the midnight (UTC) of the date
};

} // namespace qaidam::journeys
