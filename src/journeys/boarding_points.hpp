// Where trains call, as far as the rules for changing trains (GTFS transfers) tell calls apart.
#pragma once

#include <optional>
#include <vector>

#include <qaidam/rail/timetable.hpp>

namespace qaidam::journeys {

using namespace rail;

/// Seconds from the midnight (UTC) of a question's first day.
using instant = std::int32_t;
constexpr instant never = INT32_MAX / 2;
constexpr instant no_change = never / 2; ///< the time to change where it is forbidden

struct footpath {
    static constexpr instant as_asked = -1;
    std::uint32_t to;
    instant takes; ///< `as_asked`: the question's time to change

    [[nodiscard]] instant time(instant change_time) const { return takes == as_asked ? change_time : takes; }
};

/// A station is one place, and its calls are made there, unless rules tell some of them from others: by their
/// train, their route or their platform. Then the calls of one kind have a place of their own, behind those
/// of the stations; the station's is where journeys begin and end, and no train calls there.
struct station_places {
    std::vector<station_id> stations;      ///< by place
    std::vector<std::uint32_t> of_calls;   ///< of all trains, call by call
    std::vector<std::uint32_t> first_call; ///< where those of each train begin; one more than trains
    std::vector<bool> parted;              ///< by station: whether rules tell its calls apart
};

/// To change at a place takes its time to change; from one place to another, in a station or between two, the
/// walk says what it takes, and without one there is no way.
struct footpaths {
    std::vector<std::optional<instant>> to_change; ///< by place; the question's where missing
    std::vector<std::vector<footpath>> from, to;   ///< by place

    void resize(std::size_t places) {
        to_change.resize(places);
        from.resize(places);
        to.resize(places);
    }
    void add(std::uint32_t start, std::uint32_t end, instant takes) {
        from[start].push_back({end, takes});
        to[end].push_back({start, takes});
    }
};

struct places_and_paths {
    station_places places;
    shared_vector<std::vector<call_ref>> calls; ///< by place, of those behind the stations'
    footpaths paths;
};

/// Throws: std::invalid_argument for rules that tell so many calls apart that the walks between them would
/// not fit.
[[nodiscard]] places_and_paths find_places(const timetable& t);

} // namespace qaidam::journeys
