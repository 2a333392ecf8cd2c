#include <qaidam/views/grid_views.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

#include <qaidam/report/svg.hpp>

namespace qaidam::views {
namespace {

constexpr std::string_view fills[] = {"#f6d8ae", "#cfe3c8", "#c9dcee", "#ead1dc",
                                      "#f4e9a8", "#d9d2e9", "#d0e8e2"};

/// West, south, east and north of everything that the plan shows.
struct extent {
    double west = 180, south = 90, east = -180, north = -90;
    void add(const geo::point& p) {
        west = std::min(west, p.lon().degrees());
        east = std::max(east, p.lon().degrees());
        south = std::min(south, p.lat().degrees());
        north = std::max(north, p.lat().degrees());
    }
    [[nodiscard]] bool empty() const { return west > east; }
};

} // namespace

std::string draw_grid_map(const civic::community& c, civic::grid_plan_id plan, language l) {
    const auto grids = c.grids_of(plan);
    extent all;
    for (const auto g : grids) {
        if (const auto& outline = c.grids()[g].outline)
            for (const auto& p : outline->outer()) all.add(p);
        for (const auto b : c.grids()[g].buildings)
            if (const auto& at = c.buildings()[b].at) all.add(*at);
    }
    if (all.empty()) all = {0, 0, 0, 0};
    // Equirectangular about the middle: a community is small.
    constexpr double margin = 24, map_width = 960, footer = 44;
    const double shrink = std::cos((all.south + all.north) / 2 * std::numbers::pi / 180);
    const double scale = map_width / std::max((all.east - all.west) * shrink, 1e-6);
    const double map_height = std::max((all.north - all.south) * scale, 1.0);
    const auto at = [&](const geo::point& p) {
        return report::spot{margin + (p.lon().degrees() - all.west) * shrink * scale,
                            margin + (all.north - p.lat().degrees()) * scale};
    };

    const auto& name = c.identity().name.in(l);
    report::svg drawing{map_width + 2 * margin, map_height + 2 * margin + footer,
                        name + " · " + c.grid_plans()[plan].name.in(l)};
    for (std::size_t i = 0; i < grids.size(); ++i) {
        const auto& grid = c.grids()[grids[i]];
        if (!grid.outline) continue;
        std::vector<std::vector<report::spot>> rings(1);
        for (const auto& p : grid.outline->outer()) rings[0].push_back(at(p));
        for (const auto& hole : grid.outline->holes()) {
            auto& ring = rings.emplace_back();
            for (const auto& p : hole) ring.push_back(at(p));
        }
        drawing.area(rings, {.color = "#8a5a2b", .width = 1.2, .fill = fills[i % std::size(fills)]},
                     grid.name.in(l));
    }
    for (const auto g : grids) {
        const auto& grid = c.grids()[g];
        for (const auto b : grid.buildings) {
            const auto& building = c.buildings()[b];
            if (!building.at) continue;
            drawing.circle(at(*building.at), 4, {.color = "#fff", .fill = "#b3372f"},
                           c.quarters()[building.quarter].name.in(l) + " " + building.name.in(l));
        }
        if (grid.outline) {
            auto where = at(geo::middle_of(grid.outline->outer()));
            where.y -= 52;
            drawing.text(where, grid.name.in(l),
                         {.size = 12, .anchor = report::anchor::middle, .halo = true});
        }
    }
    const double meters_per_pixel = 111195.0 / scale;
    const double bar = 500 / meters_per_pixel;
    const double y = map_height + 2 * margin + 12;
    drawing.line({margin, y}, {margin + bar, y}, {.color = "#222", .width = 3});
    drawing.text({margin, y + 18}, "500 m", {.size = 12});
    drawing.text({margin + bar + 24, y + 6},
                 l == language::zh ? "上为北；红点为楼栋" : "north is up; red dots are buildings",
                 {.size = 12, .color = "#666"});
    return drawing.str();
}

geojson::feature_collection grid_features(const civic::community& c, civic::grid_plan_id plan) {
    geojson::feature_collection features;
    for (const auto g : c.grids_of(plan)) {
        const auto& grid = c.grids()[g];
        if (grid.outline)
            features.push_back({.id = grid.key.text(),
                                .properties = {{"name", grid.name.zh}, {"code", grid.code}},
                                .geometry = *grid.outline});
        for (const auto b : grid.buildings)
            if (const auto& building = c.buildings()[b]; building.at)
                features.push_back({.id = building.key.text(),
                                    .properties = {{"name", building.name.zh}, {"grid", grid.key.text()}},
                                    .geometry = *building.at});
    }
    return features;
}

} // namespace qaidam::views
