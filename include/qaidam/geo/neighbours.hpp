/// Who is beside whom: areas with a common border, points with nothing between them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <qaidam/geo/polygon.hpp>

#pragma GCC visibility push(default)

namespace qaidam::geo {

/// Two areas or points, `one` < `other`, and how long their common border is, or how far they are apart.
struct neighbours {
    std::size_t one;
    std::size_t other;
    meters length;

    friend bool operator==(const neighbours&, const neighbours&) = default;
};

/// Areas that share a piece of border, not a corner alone, and its length; each pair once, in order.
///
/// Edges need not have the same corners: where one area has a corner in the middle of another's edge, edges
/// are one border as long as they are within `gap` of each other. Pieces shorter than five gaps do not count.
/// Cost:     O(edges log edges + pairs of edges at one longitude).
[[nodiscard]] std::vector<neighbours> find_shared_borders(std::span<const multipolygon> areas,
                                                          meters gap = meters{0.2});

/// Points between which there is no other: the circle that has both on its diameter holds none (the Gabriel
/// graph), and with it a way from each point to each. Points at one place are neighbours in a row.
///
/// Cost:     O(points log points).
/// Source:   Gabriel and Sokal 1969; a part of the Delaunay triangulation (Boost.Polygon).
[[nodiscard]] std::vector<neighbours> find_near_points(std::span<const point> points);

} // namespace qaidam::geo

#pragma GCC visibility pop
