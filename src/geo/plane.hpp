/// Polygons as plain numbers: on which side of a line a point lies, without rounding; edges; metres nearby.
#pragma once

#include <cmath>

#include <qaidam/geo/polygon.hpp>

namespace qaidam::geo {

/// A place in the plane of longitude and latitude, in degrees.
struct place {
    double x;
    double y;
};

[[nodiscard]] inline place coordinates(const point& p) {
    return {p.lon().degrees(), p.lat().degrees()};
}

/// What `orientation` does where floating point cannot be sure.
[[nodiscard]] int exact_orientation(place a, place b, place p);

/// The sign of the area of the triangle a b p: positive if p is left of the line from a to b. Exact.
[[nodiscard]] inline int orientation(place a, place b, place p) {
    const double left = (a.x - p.x) * (b.y - p.y);
    const double right = (a.y - p.y) * (b.x - p.x);
    const double determinant = left - right;
    // Shewchuk's bound for the rounding of this expression; and underflow, which it does not cover, goes the
    // long way.
    const double bound = 3.3306690738754716e-16 * (std::fabs(left) + std::fabs(right));
    if (std::fabs(determinant) > bound && std::fabs(determinant) > 1e-290) return determinant > 0 ? 1 : -1;
    return exact_orientation(a, b, p);
}

/// Metres east and north of a place nearby, as if the earth were flat. Source: the series for the length of a
/// degree on the WGS 84 ellipsoid.
class flat_map {
public:
    explicit flat_map(const point& middle) : middle_{coordinates(middle)} {
        const double radians = middle_.y * 0.017453292519943295;
        north_ = 111132.95 - 559.85 * std::cos(2 * radians);
        east_ = 111412.88 * std::cos(radians) - 93.5 * std::cos(3 * radians);
    }
    [[nodiscard]] place operator()(const point& p) const {
        const auto c = coordinates(p);
        return {(c.x - middle_.x) * east_, (c.y - middle_.y) * north_};
    }

private:
    place middle_;
    double north_;
    double east_;
};

/// Calls use(from, to) for each edge of a polygon.
template <class Use>
void for_each_edge(const polygon& shape, Use use) {
    const auto walk = [&](const ring& corners) {
        for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++)
            use(corners[j], corners[i]);
    };
    walk(shape.outer());
    for (const auto& hole : shape.holes()) walk(hole);
}

template <class Use>
void for_each_edge(const multipolygon& area, Use use) {
    for (const auto& part : area) for_each_edge(part, use);
}

} // namespace qaidam::geo
