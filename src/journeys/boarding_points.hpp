// Where trains are boarded and left, as far as the rules for changing trains (GTFS transfers) tell calls
// apart.
#pragma once

#include <optional>
#include <vector>

#include <qaidam/rail/timetable.hpp>

#include "ids.hpp"

namespace qaidam::journeys {

using namespace rail;

/// Seconds from the midnight (UTC) of a question's first day.
using instant = std::int32_t;
constexpr instant never = INT32_MAX / 2;
constexpr instant no_change = never / 2; ///< the time to change where it is forbidden

struct footpath {
    static constexpr instant as_asked = -1;
    boarding_point_id to;
    instant takes; ///< `as_asked`: the question's time to change

    [[nodiscard]] instant time(instant change_time) const { return takes == as_asked ? change_time : takes; }
};

/// A station is one boarding point, at which its trains call, unless rules tell some of its calls from
/// others: by their train, their route or their platform. Then the calls of one kind have a boarding point of
/// their own, numbered behind those of the stations. The station's own is then where journeys begin and end,
/// and no train calls there.
struct boarding_points {
    std::vector<station_id> stations;        ///< by boarding point
    std::vector<boarding_point_id> of_calls; ///< of all trains, call by call
    std::vector<instant> boardings; ///< of these, in seconds of the service date; `never` where nobody may
    std::vector<std::uint32_t> first_call; ///< where those of each train begin; one more than trains
    std::vector<bool> parted;              ///< by station: whether rules tell its calls apart
};

/// To change at one boarding point takes its time to change. From one to another, in a station or between
/// two, the footpath says how long it takes; where there is none, nobody can change.
struct footpaths {
    std::vector<std::optional<instant>> to_change; ///< by boarding point; the question's where missing
    std::vector<std::vector<footpath>> from, to;   ///< by boarding point

    void resize(std::size_t points) {
        to_change.resize(points);
        from.resize(points);
        to.resize(points);
    }
    void add(boarding_point_id start, boarding_point_id end, instant takes) {
        from[start.value()].push_back({end, takes});
        to[end.value()].push_back({start, takes});
    }
};

struct points_and_footpaths {
    boarding_points points;
    shared_vector<std::vector<call_ref>> calls; ///< by boarding point, of those behind the stations'
    footpaths paths;
};

/// When one may board, in seconds of the service date; `never` where nobody may.
[[nodiscard]] inline instant boarding_of(const call& c) {
    return c.may_board() && c.departure ? c.departure->seconds() : never;
}

/// Throws: std::invalid_argument for rules that tell so many calls apart that the footpaths between them
/// would not fit.
[[nodiscard]] points_and_footpaths find_boarding_points(const timetable& t);

} // namespace qaidam::journeys
