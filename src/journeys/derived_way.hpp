// A way of which nobody says how long it takes.
#pragma once

#include <optional>

#include <qaidam/journeys/destination.hpp>

namespace qaidam::journeys {

struct derived_way {
    way_mode mode;
    geo::meters length;
    std::chrono::seconds duration;
};

/// Nothing where the points are too far apart.
[[nodiscard]] std::optional<derived_way> derive_way(const geo::point& a, const geo::point& b,
                                                    const way_speeds& speeds);

/// Whole minutes, rounded up.
[[nodiscard]] std::chrono::seconds time_over(geo::meters length, way_mode mode, const way_speeds& speeds);

} // namespace qaidam::journeys
