/// Who reaches a service by train, and is back home: the catchment of a hospital, an office, a school (服务覆盖).
///
///     const auto places = journeys::load_settlements("places.csv", timetable).value;
///     const auto before = journeys::find_catchment(network, places, {.to = golmud, .day = {2022, 1, 5}});
///     fmt::print("{}\n", journeys::people_by_nights(places, before)[0]); // back on the same day
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <qaidam/journeys/destination.hpp>
#include <qaidam/journeys/journey.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

/// Where people live (居民点): at a point or at a station.
struct settlement {
    qaidam::key key{};
    label name{};
    std::optional<geo::point> at{};
    std::optional<rail::station_id>
        station{}; ///< from which they leave; the nearest one where trains call if missing
    std::int64_t people = 0;
    friend bool operator==(const settlement&, const settlement&) = default;
};

struct catchment_query {
    station_set to{};     ///< stations of the service
    calendar::date day{}; ///< on which people leave home; in the timetable's zone, as all times
    std::chrono::seconds opens = std::chrono::hours{8};           ///< of each day
    std::chrono::seconds closes = std::chrono::hours{18};         ///< up to 24 h
    std::chrono::seconds stay = std::chrono::hours{1};            ///< at the service, within its hours
    std::chrono::seconds from_station = std::chrono::minutes{20}; ///< to the service, and back
    int nights = 3;                                               ///< away from home, at most
    way_speeds speeds{};                                          ///< from home to the station and back
    journeys::filter filter{};                                    ///< of trains
};

/// How people of a settlement get to the service and back with the fewest nights away.
struct trip_to_service {
    int nights; ///< midnights between leaving home and being there again
    std::optional<journey>
        out{}; ///< the latest that is in time; nothing where home is at the service's station
    std::optional<journey> back{}; ///< the earliest
    calendar::local_time leaves_home;
    calendar::local_time is_served; ///< when the stay begins
    calendar::local_time is_home;
    friend bool operator==(const trip_to_service&, const trip_to_service&) = default;
};

/// For each settlement its trip; nothing where there is none with so few nights, or no station within reach.
/// Throws: std::invalid_argument for a query without `to`; ids that the timetable does not have; a special date; hours
///         that do not hold the stay; durations below 0; nights outside 0 to 30.
/// Cost:   three questions for each station from which people leave.
[[nodiscard]] std::vector<std::optional<trip_to_service>> find_catchment(router& trains,
                                                                         const rail::timetable& t,
                                                                         std::span<const settlement> places,
                                                                         const catchment_query& q);
[[nodiscard]] std::vector<std::optional<trip_to_service>>
find_catchment(const network& n, std::span<const settlement> places, const catchment_query& q);

/// How many people are away for no night, for one, …; the last number is of those who have no trip.
/// Requires: as many trips as places, else std::invalid_argument.
[[nodiscard]] std::vector<std::int64_t>
people_by_nights(std::span<const settlement> places, std::span<const std::optional<trip_to_service>> trips,
                 int most_nights = catchment_query{}.nights);

/// Reads a table with the columns place_id, name, name_en, longitude, latitude, datum, stop_id and people.
/// Throws: data_error as the policy says.
[[nodiscard]] loaded<std::vector<settlement>>
load_settlements(const file_path& file, const rail::timetable& t, const load_options& options = {});

} // namespace qaidam::journeys

#pragma GCC visibility pop
