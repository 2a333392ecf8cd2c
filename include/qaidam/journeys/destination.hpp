/// A destination (旅游目的地): sights, hotels, and the ways between them and the stations.
///
///     const auto around = journeys::load_destination("qaidam-sights", timetable).value;
///     const auto lake = around.sights.id_of(key{"emerald-lake"});
///
/// docs/destination.md describes its files.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/feed_files.hpp>
#include <qaidam/calendar/day_set.hpp>
#include <qaidam/calendar/work_hours.hpp>
#include <qaidam/geo/point.hpp>
#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

using sight_id = id<struct sight_tag>;
using hotel_id = id<struct hotel_tag>;

/// A time at which doors open or close: so long after midnight, or after the sun rises or sets.
struct door_time {
    enum class mark { midnight, sunrise, sunset };
    mark after = mark::midnight;
    std::chrono::seconds offset{}; ///< may be below zero for sunrise and sunset
    friend bool operator==(const door_time&, const door_time&) = default;
};

using calendar::month_day;

/// Hours at which a sight is open. Doors that close at or before the time at which they open close on the day after.
struct opening {
    std::optional<month_day> from{};  ///< of each year; the season may go on over the new year
    std::optional<month_day> until{}; ///< the first day that is not of the season
    calendar::day_set days = calendar::day_set::daily();
    door_time opens{};
    door_time closes{};
    std::optional<door_time> last_entry{}; ///< when it closes, where nobody says
    friend bool operator==(const opening&, const opening&) = default;
};

/// A sight (景点). It stands at a point, or at a station.
struct sight {
    qaidam::key key{};
    label name{};
    std::optional<geo::point> at{};
    std::optional<rail::station_id> station{};
    std::chrono::seconds visit{}; ///< how long people stay
    std::vector<opening> hours{}; ///< any time will do where there are none
    bool hours_unknown = false;   ///< then it counts as closed
    std::int64_t price = 0;       ///< hundredths of the destination's currency: fen
    friend bool operator==(const sight&, const sight&) = default;
};

/// A place to sleep (住宿).
struct hotel {
    qaidam::key key{};
    label name{};
    std::optional<geo::point> at{};
    std::optional<rail::station_id> station{};
    std::int64_t price = 0; ///< of a night, in hundredths
    friend bool operator==(const hotel&, const hotel&) = default;
};

using waypoint = std::variant<rail::station_id, sight_id, hotel_id>;

enum class way_mode { drive, walk };

/// A way between two places that somebody gave; both ways are the same, unless another one is given.
struct way {
    waypoint from;
    waypoint to;
    way_mode mode = way_mode::drive;
    std::chrono::seconds duration{};
    std::optional<geo::meters> length{};
    std::int64_t price = 0; ///< in hundredths
    bool is_derived =
        false; ///< nobody gave its duration: it is that of a speed over a length, or over a line
    friend bool operator==(const way&, const way&) = default;
};

struct destination {
    registry<sight_id, sight> sights;
    registry<hotel_id, hotel> hotels;
    std::vector<way> ways;
    std::string currency; ///< ISO 4217; "" where nothing has a price
    friend bool operator==(const destination&, const destination&) = default;
};

/// How fast people get on where nobody says how long a way takes.
struct way_speeds {
    double driving = 50;                ///< kilometres an hour
    double walking = 4;                 ///< kilometres an hour
    double detour = 1.3;                ///< how much longer a way is than the line
    geo::meters walked_within{1500};    ///< along the line: shorter ways are walked
    geo::meters driven_within{300'000}; ///< along the line: there is no way beyond
};

/// The way that leads from one place to the other: the given one, or one given for the way back, or else one derived
/// from the line between the two. Nothing if neither has been given and a point is missing, or they are too far apart.
/// Cost: linear in the destination's ways.
[[nodiscard]] std::optional<way> find_way(const destination& d, const rail::timetable& t,
                                          const waypoint& from, const waypoint& to,
                                          const way_speeds& speeds = {});

/// The station nearest to a point where trains call, within so far along the line; the first of two that are as near.
/// Cost: linear in the stations.
[[nodiscard]] std::optional<rail::station_id> find_nearest_station(const rail::timetable& t,
                                                                   const geo::point& at, geo::meters within);

/// A span in which one may begin to visit a sight, and when one has to be out.
struct visiting_hours {
    calendar::utc_time opens;
    calendar::utc_time last_entry;
    calendar::utc_time closes;
    friend bool operator==(const visiting_hours&, const visiting_hours&) = default;
};

/// The hours of a sight that begin on that day of the zone's clock, in order. Sunrise and sunset are those of its
/// point, or of its station's, to the minute that is in the daylight; without either, or where the sun does not rise or
/// set, such hours are none. A sight without hours lets people in at any time of the day, to stay through the next.
[[nodiscard]] std::vector<visiting_hours> hours_on(const sight& s, const rail::timetable& t,
                                                   const calendar::date& day);

/// Reads sights.csv, sight_hours.csv, hotels.csv and ways.csv; their stations are those of the timetable.
/// Throws: data_error as the policy says.
[[nodiscard]] loaded<destination> load_destination(const feed_files& files, const rail::timetable& t,
                                                   const load_options& options = {});

/// Those files with their columns, and what each is for.
[[nodiscard]] std::span<const table_layout> destination_layouts();

/// What a place is called, in the languages that there are.
[[nodiscard]] const label& name_of(const destination& d, const rail::timetable& t, const waypoint& p);

} // namespace qaidam::journeys

#pragma GCC visibility pop
