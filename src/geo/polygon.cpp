#include <qaidam/geo/polygon.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "boost_shapes.hpp"
#include "plane.hpp"

namespace qaidam::geo {
namespace {

side side_of_ring(const ring& corners, const point& p) {
    bool inside = false;
    for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
        const auto& a = corners[j];
        const auto& b = corners[i];
        const auto [low, high] =
            std::minmax(a, b, [](const point& u, const point& v) { return u.lat() < v.lat(); });
        if (p.lat() < low.lat() || p.lat() > high.lat()) continue;
        if (p.lat() == low.lat() && p.lat() == high.lat()) { // a level edge
            if (p.lon() >= std::min(a.lon(), b.lon()) && p.lon() <= std::max(a.lon(), b.lon()))
                return side::edge;
            continue;
        }
        const int turn = orientation(coordinates(low), coordinates(high), coordinates(p));
        if (turn == 0) return side::edge;
        if (turn > 0 && p.lat() < high.lat())
            inside = !inside; // a ray to the east crosses it; the upper end is not counted
    }
    return inside ? side::inside : side::outside;
}

void drop_closing_corner(ring& corners) {
    if (corners.size() > 1 && corners.front() == corners.back()) corners.pop_back();
}

label words_of(bg::validity_failure_type failure) {
    switch (failure) {
    case bg::failure_spikes: return {"多边形的边折返，有尖刺", "polygon: an edge runs back along itself"};
    case bg::failure_self_intersections:
        return {"多边形的边界自相交", "polygon: the outline crosses or touches itself"};
    case bg::failure_interior_rings_outside:
        return {"多边形的洞在外环之外", "polygon: a hole lies outside of the outer ring"};
    case bg::failure_nested_interior_rings:
        return {"多边形的洞互相嵌套", "polygon: a hole lies in another one"};
    case bg::failure_disconnected_interior:
        return {"多边形被洞隔成几片", "polygon: holes cut it into pieces"};
    case bg::failure_duplicate_points: return {"多边形有重复的角", "polygon: a corner occurs twice"};
    default: return {"多边形的边界自相交或没有面积", "polygon: the outline crosses itself or has no area"};
    }
}

} // namespace

std::optional<label> polygon::find_fault(const ring& outer, const std::vector<ring>& holes) {
    const auto corners = [](ring r) {
        drop_closing_corner(r);
        return r.size();
    };
    if (corners(outer) < 3)
        return label{fmt::format("多边形外环有 {} 个角，至少要 3 个", corners(outer)),
                     fmt::format("polygon: outer ring: got {} corners, want >= 3", corners(outer))};
    for (std::size_t i = 0; i < holes.size(); ++i)
        if (corners(holes[i]) < 3)
            return label{
                fmt::format("多边形第 {} 个洞有 {} 个角，至少要 3 个", i + 1, corners(holes[i])),
                fmt::format("polygon: hole {}: got {} corners, want >= 3", i + 1, corners(holes[i]))};
    bg::validity_failure_type failure = bg::no_failure;
    if (bg::is_valid(to_boost<bg::cs::cartesian>(outer, holes), failure)) return std::nullopt;
    return words_of(failure);
}

polygon::polygon(ring outer, std::vector<ring> holes) : outer_{std::move(outer)}, holes_{std::move(holes)} {
    if (const auto fault = find_fault(outer_, holes_)) throw std::invalid_argument(fault->en);
    drop_closing_corner(outer_);
    for (auto& hole : holes_) drop_closing_corner(hole);
}

side polygon::side_of(const point& p) const {
    const auto around = side_of_ring(outer_, p);
    if (around != side::inside) return around;
    for (const auto& hole : holes_) {
        const auto within = side_of_ring(hole, p);
        if (within == side::edge) return side::edge;
        if (within == side::inside) return side::outside;
    }
    return side::inside;
}

double ground_area(const ring& outer, const std::vector<ring>& holes) {
    return std::fabs(bg::area(to_boost<bg::cs::geographic<bg::degree>>(outer, holes)));
}

double area(const polygon& p) {
    return ground_area(p.outer(), p.holes());
}

point centre_of(const multipolygon& area) {
    if (area.empty()) throw std::invalid_argument("centre_of: an area without polygons");
    boost_multipolygon<bg::cs::cartesian> shape;
    for (const auto& part : area) shape.push_back(to_boost<bg::cs::cartesian>(part.outer(), part.holes()));
    const auto centre = bg::return_centroid<bg::model::point<double, 2, bg::cs::cartesian>>(shape);
    return {longitude{bg::get<0>(centre)}, latitude{bg::get<1>(centre)}};
}

double overlap_area(const polygon& a, const polygon& b) {
    const auto shape_a = to_boost<bg::cs::cartesian>(a.outer(), a.holes());
    const auto shape_b = to_boost<bg::cs::cartesian>(b.outer(), b.holes());
    boost_multipolygon<bg::cs::cartesian> common;
    bg::intersection(shape_a, shape_b, common);
    double sum = 0;
    for (const auto& piece : common) {
        std::vector<ring> holes;
        for (const auto& inner : piece.inners()) holes.push_back(from_boost(inner));
        sum += ground_area(from_boost(piece.outer()), holes);
    }
    return sum;
}

bounds bounds_of(const polygon& p) {
    const auto [west, east] = std::minmax_element(
        p.outer().begin(), p.outer().end(), [](const point& a, const point& b) { return a.lon() < b.lon(); });
    const auto [south, north] = std::minmax_element(
        p.outer().begin(), p.outer().end(), [](const point& a, const point& b) { return a.lat() < b.lat(); });
    return {{west->lon(), south->lat()}, {east->lon(), north->lat()}};
}

} // namespace qaidam::geo
