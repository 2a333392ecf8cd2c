/// Grid plans to look at: of a community, and newly drawn.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include <qaidam/civic/community.hpp>
#include <qaidam/geojson/geojson.hpp>
#include <qaidam/grids/draw.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

struct grid_map_options {
    /// A day: grids then have their households, residents and leaders (masked), buildings without a party
    /// member are ringed.
    std::optional<calendar::date> day{};
};

/// A map of a plan's outlines and the buildings in them, north up, with a scale bar.
[[nodiscard]] std::string draw_grid_map(const civic::community& c, civic::grid_plan_id plan, language l,
                                        const grid_map_options& options = {});

/// The point that the map shows at a place of its picture, in pixels from the left and from the top: where somebody pointed to.
/// Beyond the map too, as if it went on.
/// Throws: std::invalid_argument if a number is not finite or beyond 10^6.
[[nodiscard]] geo::point point_on_grid_map(const civic::community& c, civic::grid_plan_id plan, double x,
                                           double y);

/// The same as GeoJSON: outlines with name, code, households and residents, buildings with name and grid, and
/// with the day of the options whether a party member is there.
[[nodiscard]] geojson::feature_collection grid_features(const civic::community& c, civic::grid_plan_id plan,
                                                        const grid_map_options& options = {});

/// A map of a plan's grids, the darker the larger their values, each with its name and value; a grid without a value is
/// white. The scale ends at `most`, or at the largest value.
struct choropleth {
    std::string title{}; ///< what the values are
    std::string unit{};  ///< written after them: "%"
    std::map<civic::grid_id, double> values{};
    std::optional<double> most{};
};

/// Throws: std::invalid_argument for a value that is below zero or not finite.
[[nodiscard]] std::string draw_choropleth(const civic::community& c, civic::grid_plan_id plan,
                                          const choropleth& shown, language l);

/// A map of a plan that was drawn: units in the colour of their grid, neighbours in other colours, each grid
/// with its number and weights. Units without an area are dots; those without a place are left out.
/// Requires: as many areas as units, or none, and units.at or areas; else std::invalid_argument.
[[nodiscard]] std::string draw_plan_map(const grids::drawing_units& units,
                                        std::span<const geo::multipolygon> areas,
                                        const grids::drawn_plan& plan, language l);

} // namespace qaidam::views

#pragma GCC visibility pop
