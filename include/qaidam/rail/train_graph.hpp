/// The train graph (列车运行图) as data: how the trains of a day move along a line, where they meet and
/// overtake, and where every train is at an instant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/file_path.hpp>
#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// The line along a train's calls, with great-circle distances for mileage: the best that a feed without
/// mileage gives, which the line's name says. The line of a train that ends where it began is a ring: its last
/// station is the first one again.
/// Throws: std::invalid_argument if a station has no point.
[[nodiscard]] line line_along(const timetable& t, train_id train);

/// Reads lines from a table "line,seq,station,km" whose stations are the timetable's by name or code; what
/// the timetable does not have is left out (a notice a line). Kilometres may have decimals.
/// Throws: data_error under policy::strict if mileage falls along a line or a number is not one.
[[nodiscard]] loaded<std::vector<line>> load_lines(const timetable& t, const file_path& file,
                                                   const load_options& options = {});

/// The part of a line between two of its stations, mileage counted from the first of them.
/// Throws: std::invalid_argument if one of them is not of the line.
[[nodiscard]] line part_of(const line& whole, station_id from, station_id to);

/// One train's run along the line: its path in time and mileage.
struct stringline {
    struct spot {
        std::int32_t seconds; ///< since midnight of the graph's date; may be negative or beyond the day
        std::int32_t mileage;
        friend bool operator==(const spot&, const spot&) = default;
    };
    train_id train;
    calendar::date service_date;
    bool down; ///< mileage grows
    std::string number;
    std::vector<spot> path;
};

/// The runs that touch the day, by train and service date. A run that leaves the line and comes back is two;
/// one that turns on it changes direction and is two, and so is one that runs round a ring and goes on.
[[nodiscard]] std::vector<stringline> trace_trains(const timetable& t, const line& along,
                                                   const calendar::date& day);

/// The same of the runs that real-time updates changed or cancelled, as they were planned.
[[nodiscard]] std::vector<stringline> trace_changed(const timetable& t, const line& along,
                                                    const calendar::date& day);

/// Two runs at one place of the line at one moment.
struct encounter {
    std::size_t one; ///< places among the stringlines; for an overtaking, the one that overtakes
    std::size_t other;
    double seconds; ///< since midnight
    double mileage; ///< metres
    friend bool operator==(const encounter&, const encounter&) = default;
};

/// Where trains of opposite directions meet (会车), by time. Cost: O(n² × calls²).
[[nodiscard]] std::vector<encounter> find_meets(const std::vector<stringline>& runs);
/// Where one train passes another of its direction (越行), by time. A train that is overtaken while it stands
/// is overtaken when the other passes its station.
[[nodiscard]] std::vector<encounter> find_overtakes(const std::vector<stringline>& runs);

/// A train that passes or leaves a place, after the one before it in its direction.
struct headway_at {
    std::size_t run;
    double seconds; ///< since midnight
    double after;   ///< seconds after the run before, negative for the first
    friend bool operator==(const headway_at&, const headway_at&) = default;
};
/// The runs of a direction past a place of the line, by time; a run that stands there counts when it leaves.
[[nodiscard]] std::vector<headway_at> list_headways(const std::vector<stringline>& runs, std::int32_t mileage,
                                                    bool down);

/// How many trains of each direction run over a section of the line in the day (区间列车对数).
struct section_count {
    station_id from;
    station_id to;
    std::size_t down = 0;
    std::size_t up = 0;
    friend bool operator==(const section_count&, const section_count&) = default;
};
[[nodiscard]] std::vector<section_count> count_sections(const std::vector<stringline>& runs,
                                                        const line& along);

/// Where a train is at an instant.
struct position {
    train_id train;
    calendar::date service_date;
    std::size_t call;               ///< the last one it arrived at or left
    double share;                   ///< of the way to the next call; 0 while it stands
    std::optional<geo::point> at{}; ///< on the straight way between the two, if both have points
    friend bool operator==(const position&, const position&) = default;
};
/// All trains that are under way, or stand between arrival and departure, at the instant (UTC); by train.
/// Trains that run every so often are left out: nobody knows where they are.
[[nodiscard]] std::vector<position> locate_trains(const timetable& t, calendar::utc_time utc);

} // namespace qaidam::rail

#pragma GCC visibility pop
