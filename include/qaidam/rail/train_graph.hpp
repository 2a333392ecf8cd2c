/// The train graph (列车运行图) as data: how the trains of a day move along a line.
#pragma once

#include <string>
#include <vector>

#include <qaidam/rail/timetable.hpp>

namespace qaidam::rail {

/// A station of a line with its mileage in metres from the line's first station.
struct line_stop {
    station_id station;
    std::int32_t mileage;
    friend bool operator==(const line_stop&, const line_stop&) = default;
};

/// A railway line: stations in the order of growing mileage ("down").
using line = std::vector<line_stop>;

/// The line along a train's calls, with great-circle distances for mileage: the best that a feed without
/// mileage gives. Throws: std::invalid_argument if a station has no point.
[[nodiscard]] line line_along(const timetable& t, train_id train);

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
    std::vector<spot> path;
};

/// The runs that touch the day, by train and service date. A run that leaves the line and comes back is two.
[[nodiscard]] std::vector<stringline> trace_trains(const timetable& t, const line& along,
                                                   const calendar::date& day);

} // namespace qaidam::rail
