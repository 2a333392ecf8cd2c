#include <qaidam/geo/check.hpp>

#include <algorithm>
#include <map>

#include "boost_shapes.hpp"

namespace qaidam::geo {
namespace {

using flat = bg::cs::cartesian;

std::string whole(double square_metres) {
    return fmt::format("{:.0f}", square_metres);
}

bool touch(const bounds& a, const bounds& b) {
    return a.south_west.lon() <= b.north_east.lon() && b.south_west.lon() <= a.north_east.lon() &&
           a.south_west.lat() <= b.north_east.lat() && b.south_west.lat() <= a.north_east.lat();
}

/// All shapes as one, halves joined first.
boost_multipolygon<flat> join(std::span<const boost_multipolygon<flat>> shapes) {
    if (shapes.empty()) return {};
    if (shapes.size() == 1) return shapes[0];
    const auto half = shapes.size() / 2;
    boost_multipolygon<flat> all;
    bg::union_(join(shapes.first(half)), join(shapes.subspan(half)), all);
    return all;
}

} // namespace

std::vector<finding> check_areas(std::span<const multipolygon> areas, double least) {
    std::vector<finding> found;
    struct part {
        std::size_t area;
        const polygon* shape;
        bounds box;
    };
    std::vector<part> parts;
    std::vector<boost_multipolygon<flat>> shapes;
    for (std::size_t a = 0; a < areas.size(); ++a)
        for (const auto& shape : areas[a]) {
            parts.push_back({a, &shape, bounds_of(shape)});
            shapes.push_back({to_boost<flat>(shape.outer(), shape.holes())});
        }
    std::sort(parts.begin(), parts.end(),
              [](const part& a, const part& b) { return a.box.south_west.lon() < b.box.south_west.lon(); });
    std::map<std::pair<std::size_t, std::size_t>, double> overlaps;
    for (std::size_t i = 0; i < parts.size(); ++i)
        for (std::size_t j = i + 1; j < parts.size(); ++j) {
            if (parts[j].box.south_west.lon() > parts[i].box.north_east.lon()) break;
            if (parts[i].area == parts[j].area || !touch(parts[i].box, parts[j].box)) continue;
            if (const double both = overlap_area(*parts[i].shape, *parts[j].shape); both > 0)
                overlaps[std::minmax(parts[i].area, parts[j].area)] += both;
        }
    for (const auto& [pair, both] : overlaps)
        if (both > least)
            found.push_back({&codes::areas_overlap,
                             {},
                             {std::to_string(pair.first), std::to_string(pair.second), whole(both)}});
    for (const auto& piece : join(shapes))
        for (const auto& hole : piece.inners()) {
            const auto corners = from_boost(hole);
            // A hole of one area that no other fills is meant to be one.
            const bool meant = std::any_of(parts.begin(), parts.end(), [&](const part& p) {
                return std::any_of(p.shape->holes().begin(), p.shape->holes().end(), [&](const ring& h) {
                    return std::is_permutation(h.begin(), h.end(), corners.begin(), corners.end());
                });
            });
            const double size = ground_area(corners, {});
            if (!meant && size > least)
                found.push_back({&codes::areas_leave_gap, {}, {whole(size), to_string(corners.front())}});
        }
    return found;
}

std::vector<finding> explain_misses(const area_index& index, std::span<const point> points) {
    std::size_t missed = 0;
    std::size_t swapped = 0;
    std::size_t shifted = 0;
    for (const auto& p : points) {
        if (index.find(p)) continue;
        ++missed;
        const longitude lon{p.lat().degrees()};
        const latitude lat{p.lon().degrees()};
        if (on_earth(lon, lat) && index.find({lon, lat})) ++swapped;
        if (index.find(to_wgs84(gcj02_point{p.lon(), p.lat()}))) ++shifted;
    }
    std::vector<finding> found;
    const auto explain = [&](const message_rule& rule, std::size_t n) {
        if (n * 2 > missed) found.push_back({&rule, {}, {std::to_string(missed), std::to_string(n)}});
    };
    explain(codes::perhaps_swapped, swapped);
    explain(codes::perhaps_gcj02, shifted);
    return found;
}

} // namespace qaidam::geo
