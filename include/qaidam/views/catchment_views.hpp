/// Catchments, to look at: who reaches a service and is back, on one day or before and after a change of the timetable.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/journeys/catchment.hpp>
#include <qaidam/report/table.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

/// The trips of a day, in the order of the settlements.
struct catchment_day {
    calendar::date day;
    std::vector<std::optional<journeys::trip_to_service>> trips;
};

/// A row a settlement with its people and, for each day, the nights away, when people leave home and when they are home
/// again.
/// Throws: std::invalid_argument unless each day has a trip for each settlement, as all here.
[[nodiscard]] report::table catchment_table(std::span<const journeys::settlement> places,
                                            std::span<const catchment_day> days, language l);

/// How many people, and what share of them, are away how long: a row for each number of nights, a column for each day.
[[nodiscard]] report::table catchment_totals(std::span<const journeys::settlement> places,
                                             std::span<const catchment_day> days, language l);

/// A map a day, one below the other, as an SVG 360 pixels wide: each settlement whose place is known as a disc, larger
/// with more people, in the colour of the nights. A name that finds no room is left to the tooltip.
[[nodiscard]] std::string draw_catchment(const rail::timetable& t,
                                         std::span<const journeys::settlement> places,
                                         std::span<const catchment_day> days, language l);

} // namespace qaidam::views

#pragma GCC visibility pop
