/// Polygons with holes. To find the one of many that a point lies in, see <qaidam/geo/locator.hpp>.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <qaidam/base/language.hpp>
#include <qaidam/geo/point.hpp>

#pragma GCC visibility push(default)

namespace qaidam::geo {

/// The corners of a closed line, the first not repeated at the end.
using ring = std::vector<point>;

enum class side { outside, edge, inside };

/// A simple polygon with holes. Edges are straight in longitude and latitude, as in GeoJSON.
class polygon {
public:
    /// Rings may run either way round and may repeat their first corner at the end.
    /// Throws: std::invalid_argument, saying what is wrong: fewer than three corners, edges that cross or
    ///         touch, a hole outside, no area.
    explicit polygon(ring outer, std::vector<ring> holes = {});

    /// What is wrong with rings that no polygon can be made of, nothing if one can.
    [[nodiscard]] static std::optional<label> find_fault(const ring& outer,
                                                         const std::vector<ring>& holes = {});

    [[nodiscard]] const ring& outer() const { return outer_; }
    [[nodiscard]] const std::vector<ring>& holes() const { return holes_; }

    /// Exact: no tolerance, whatever the coordinates. Cost: O(corners).
    [[nodiscard]] side side_of(const point& p) const;

    friend bool operator==(const polygon&, const polygon&) = default;

private:
    ring outer_;
    std::vector<ring> holes_;
};

/// One area in several pieces, as a city with an island.
using multipolygon = std::vector<polygon>;

/// Square metres on the WGS 84 ellipsoid.
[[nodiscard]] double area(const polygon& p);

/// The centre of mass of an area, which need not lie in it.
/// Throws: std::invalid_argument if it has no polygon.
[[nodiscard]] point centre_of(const multipolygon& area);

/// Square metres that both cover; 0 where they only touch.
[[nodiscard]] double overlap_area(const polygon& a, const polygon& b);

/// South-west and north-east corner of everything.
struct bounds {
    point south_west;
    point north_east;
};
[[nodiscard]] bounds bounds_of(const polygon& p);

} // namespace qaidam::geo

#pragma GCC visibility pop
