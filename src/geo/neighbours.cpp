#include <qaidam/geo/neighbours.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <boost/polygon/voronoi.hpp>

#include "plane.hpp"

namespace qaidam::geo {
namespace {

/// An edge of an area, in degrees.
struct side_of_area {
    std::size_t area;
    point a;
    point b;
    double west, east, south, north; ///< of it and `gap` around it
};

/// How much of two edges runs side by side within `gap`, in metres.
double shared_length(const side_of_area& one, const side_of_area& other, double gap) {
    const flat_map flat{one.a};
    const auto d = flat(one.b);
    const double length = std::hypot(d.x, d.y);
    if (length == 0) return 0;
    const auto along = [&](place p) { return (p.x * d.x + p.y * d.y) / length; };
    const auto aside = [&](place p) { return (p.x * d.y - p.y * d.x) / length; };
    const auto a = flat(other.a);
    const auto b = flat(other.b);
    double from = along(a);
    double to = along(b);
    double off_from = aside(a);
    double off_to = aside(b);
    if (from > to) std::swap(from, to), std::swap(off_from, off_to);
    const double low = std::max(from, 0.0);
    const double high = std::min(to, length);
    if (high - low <= 0) return 0;
    const auto off = [&](double at) { return off_from + (off_to - off_from) * (at - from) / (to - from); };
    return std::fabs(off(low)) <= gap && std::fabs(off(high)) <= gap ? high - low : 0;
}

} // namespace

std::vector<neighbours> find_shared_borders(std::span<const multipolygon> areas, meters gap) {
    std::vector<side_of_area> edges;
    for (std::size_t a = 0; a < areas.size(); ++a)
        for_each_edge(areas[a], [&](const point& from, const point& to) {
            const auto u = coordinates(from);
            const auto v = coordinates(to);
            const double north = gap.value() / 110000;
            const double east = north / std::max(0.01, std::cos(u.y * 0.017453292519943295));
            edges.push_back({a, from, to, std::min(u.x, v.x) - east, std::max(u.x, v.x) + east,
                             std::min(u.y, v.y) - north, std::max(u.y, v.y) + north});
        });
    std::sort(edges.begin(), edges.end(),
              [](const side_of_area& x, const side_of_area& y) { return x.west < y.west; });
    std::map<std::pair<std::size_t, std::size_t>, double> lengths;
    std::vector<std::size_t> open; // edges that reach to where the sweep is
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const auto& e = edges[i];
        std::erase_if(open, [&](std::size_t o) { return edges[o].east < e.west; });
        for (const auto o : open) {
            const auto& other = edges[o];
            if (other.area == e.area || other.south > e.north || other.north < e.south) continue;
            if (const double shared = shared_length(e, other, gap.value()); shared > 0)
                lengths[std::minmax(e.area, other.area)] += shared;
        }
        open.push_back(i);
    }
    std::vector<neighbours> all;
    for (const auto& [pair, length] : lengths)
        if (length > 5 * gap.value()) all.push_back({pair.first, pair.second, meters{length}});
    return all;
}

std::vector<neighbours> find_near_points(std::span<const point> points) {
    if (points.empty()) return {};
    // In whole numbers, as the triangulation wants them: centimetres, or more if the points lie far apart.
    // Points at one place are one of it.
    const flat_map map{middle_of(points)};
    double farthest = 1;
    for (const auto& p : points) farthest = std::max({farthest, std::fabs(map(p).x), std::fabs(map(p).y)});
    const double scale = std::min(100.0, 1e9 / farthest);
    using spot = boost::polygon::point_data<int>;
    std::vector<spot> spots;
    for (const auto& p : points) {
        const auto [x, y] = map(p);
        spots.emplace_back(static_cast<int>(std::lround(x * scale)),
                           static_cast<int>(std::lround(y * scale)));
    }
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return spots[a] < spots[b]; });
    std::vector<neighbours> all;
    const auto join = [&](std::size_t a, std::size_t b) {
        all.push_back({std::min(a, b), std::max(a, b), distance(points[a], points[b])});
    };
    std::vector<spot> sites;
    std::vector<std::size_t> first; // the point of each site
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && spots[order[i]] == sites.back()) {
            join(order[i - 1], order[i]);
            continue;
        }
        sites.push_back(spots[order[i]]);
        first.push_back(order[i]);
    }
    boost::polygon::voronoi_diagram<double> diagram;
    boost::polygon::construct_voronoi(sites.begin(), sites.end(), &diagram);
    std::vector<std::vector<std::size_t>> beside(sites.size());
    for (const auto& edge : diagram.edges())
        beside[edge.cell()->source_index()].push_back(edge.twin()->cell()->source_index());
    for (auto& list : beside) {
        std::sort(list.begin(), list.end());
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
    for (std::size_t a = 0; a < sites.size(); ++a)
        for (const auto b : beside[a]) {
            if (b <= a) continue;
            // A point in the circle sees the two at more than a right angle; if any is, one beside both is.
            const auto between = [&](std::size_t c) {
                const auto to = [&](std::size_t s) {
                    return place{static_cast<double>(sites[s].x()) - sites[c].x(),
                                 static_cast<double>(sites[s].y()) - sites[c].y()};
                };
                const auto u = to(a);
                const auto v = to(b);
                return u.x * v.x + u.y * v.y < 0;
            };
            if (std::none_of(beside[a].begin(), beside[a].end(), [&](std::size_t c) {
                    return c != b && std::binary_search(beside[b].begin(), beside[b].end(), c) && between(c);
                }))
                join(first[a], first[b]);
        }
    std::sort(all.begin(), all.end(), [](const neighbours& x, const neighbours& y) {
        return std::pair{x.one, x.other} < std::pair{y.one, y.other};
    });
    return all;
}

} // namespace qaidam::geo
