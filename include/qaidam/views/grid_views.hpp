/// A grid plan to look at.
#pragma once

#include <string>

#include <qaidam/civic/community.hpp>
#include <qaidam/geojson/geojson.hpp>

namespace qaidam::views {

/// A map of a plan's outlines and the buildings in them, north up, with a scale bar.
[[nodiscard]] std::string draw_grid_map(const civic::community& c, civic::grid_plan_id plan, language l);

/// The same as GeoJSON: outlines with name and code, buildings with name and grid.
[[nodiscard]] geojson::feature_collection grid_features(const civic::community& c, civic::grid_plan_id plan);

} // namespace qaidam::views
