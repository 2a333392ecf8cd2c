#include <qaidam/geo/check.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include "boost_shapes.hpp"
#include "plane.hpp"

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

namespace {

/// Leaves out repeated corners and spikes; whether there were any of each.
struct cleaning {
    bool repeated = false;
    bool spikes = false;

    void clean(ring& corners) {
        for (bool more = true; more && corners.size() > 1;) {
            more = false;
            for (std::size_t i = 0; i < corners.size() && corners.size() > 1; ++i) {
                const auto& before = corners[(i + corners.size() - 1) % corners.size()];
                const auto& after = corners[(i + 1) % corners.size()];
                const bool again = corners[i] == before;
                if (!again && !runs_back(before, corners[i], after)) continue;
                (again ? repeated : spikes) = true;
                corners.erase(corners.begin() + static_cast<std::ptrdiff_t>(i));
                more = true;
                break;
            }
        }
    }

private:
    /// Whether the way from a to b goes on towards a again.
    static bool runs_back(const point& a, const point& b, const point& c) {
        const auto u = coordinates(a);
        const auto v = coordinates(b);
        const auto w = coordinates(c);
        return orientation(u, v, w) == 0 && (u.x - v.x) * (w.x - v.x) + (u.y - v.y) * (w.y - v.y) > 0;
    }
};

/// Twice the area in square degrees: positive if counter-clockwise.
double turning(const ring& corners) {
    double sum = 0;
    for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
        const auto a = coordinates(corners[j]);
        const auto b = coordinates(corners[i]);
        sum += (a.x - coordinates(corners[0]).x) * (b.y - coordinates(corners[0]).y) -
               (b.x - coordinates(corners[0]).x) * (a.y - coordinates(corners[0]).y);
    }
    return sum;
}

/// The lines that a line is made of which comes back to corners where it was; the largest first.
std::vector<ring> part_at_touches(const ring& corners) {
    std::vector<ring> loops;
    ring way;
    std::map<point, std::size_t> at;
    for (const auto& corner : corners) {
        if (const auto seen = at.find(corner); seen != at.end()) {
            ring loop{way.begin() + static_cast<std::ptrdiff_t>(seen->second), way.end()};
            for (auto i = seen->second + 1; i < way.size(); ++i) at.erase(way[i]);
            way.erase(way.begin() + static_cast<std::ptrdiff_t>(seen->second) + 1, way.end());
            if (loop.size() >= 3) loops.push_back(std::move(loop));
            continue;
        }
        at.emplace(corner, way.size());
        way.push_back(corner);
    }
    loops.push_back(std::move(way));
    std::stable_sort(loops.begin(), loops.end(), [](const ring& a, const ring& b) {
        return std::fabs(turning(a)) > std::fabs(turning(b));
    });
    return loops;
}

} // namespace

std::optional<repaired_polygon> repair_polygon(ring outer, std::vector<ring> holes) {
    cleaning done;
    if (outer.size() > 1 && outer.front() == outer.back()) outer.pop_back(); // closing a ring is no repeat
    done.clean(outer);
    for (auto& hole : holes) {
        if (hole.size() > 1 && hole.front() == hole.back()) hole.pop_back();
        done.clean(hole);
    }
    const auto flat_holes = std::erase_if(holes, [](const ring& hole) { return hole.size() < 3; });
    if (outer.size() < 3) return std::nullopt;

    auto loops = part_at_touches(outer);
    std::vector<ring> apart;
    for (std::size_t i = 1; i < loops.size(); ++i)
        (turning(loops[i]) * turning(loops[0]) < 0 ? holes : apart).push_back(loops[i]);
    if (polygon::find_fault(loops[0], holes)) return std::nullopt;
    repaired_polygon result{{polygon{loops[0], std::move(holes)}}, {}};
    for (auto& loop : apart) {
        if (polygon::find_fault(loop)) return std::nullopt;
        result.shape.emplace_back(std::move(loop));
    }
    if (done.repeated) result.repairs.push_back({"去掉重复的角", "repeated corners left out"});
    if (done.spikes) result.repairs.push_back({"去掉尖刺", "spikes left out"});
    if (flat_holes > 0) result.repairs.push_back({"去掉没有面积的洞", "holes without area left out"});
    if (loops.size() > 1)
        result.repairs.push_back({"边界自触处断开", "the outline is parted where it touches itself"});
    return result;
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
