/// On which side of a line a point lies, without rounding.
#pragma once

#include <cmath>

#include <qaidam/geo/point.hpp>

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

} // namespace qaidam::geo
