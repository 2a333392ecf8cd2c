/// Polygons with holes, and the locator: which of many polygons is a point in?
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/id.hpp>
#include <qaidam/geo/point.hpp>

namespace qaidam::geo {

/// The corners of a closed line, the first not repeated at the end.
using ring = std::vector<point>;

enum class side { outside, edge, inside };

/// A simple polygon with holes. Edges are straight in longitude and latitude, as in GeoJSON.
class polygon {
public:
    /// Rings may run either way round and may repeat their first corner at the end.
    /// Throws: std::invalid_argument, saying what is wrong: fewer than three corners, edges that cross or
    /// touch,
    ///         a hole outside, no area.
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

/// Square metres on the WGS 84 ellipsoid.
[[nodiscard]] double area(const polygon& p);

/// Square metres that both cover; 0 where they only touch.
[[nodiscard]] double overlap_area(const polygon& a, const polygon& b);

/// South-west and north-east corner of everything.
struct bounds {
    point south_west;
    point north_east;
};
[[nodiscard]] bounds bounds_of(const polygon& p);

/// Finds the polygon that a point lies in.
///
/// A point on an edge that polygons share belongs to the first of them. Const calls are safe from many
/// threads. Cost: a box test per polygon, then an exact test for each box that holds the point.
class polygon_index {
public:
    explicit polygon_index(std::vector<polygon> polygons);
    [[nodiscard]] std::optional<std::size_t> find(const point& p) const;
    [[nodiscard]] std::size_t size() const { return polygons_.size(); }

private:
    std::vector<polygon> polygons_;
    std::vector<bounds> boxes_;
};

/// The same for polygons that belong to ids: `Id{i}` is the i-th.
template <class Id>
class locator {
public:
    explicit locator(const id_vector<Id, polygon>& polygons)
        : index_{std::vector<polygon>{polygons.begin(), polygons.end()}} {}

    [[nodiscard]] std::optional<Id> find(const point& p) const {
        const auto found = index_.find(p);
        return found ? std::optional{Id{static_cast<std::uint32_t>(*found)}} : std::nullopt;
    }

    /// Shape: result.size() == points.size(), in the points' order.
    [[nodiscard]] std::vector<std::optional<Id>> find(std::span<const point> points) const {
        std::vector<std::optional<Id>> all;
        all.reserve(points.size());
        for (const auto& p : points) all.push_back(find(p));
        return all;
    }

private:
    polygon_index index_;
};

} // namespace qaidam::geo
