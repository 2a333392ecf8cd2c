#include <qaidam/views/grid_views.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <stdexcept>

#include <qaidam/civic/masking.hpp>
#include <qaidam/report/chart.hpp>
#include <qaidam/report/svg.hpp>

namespace qaidam::views {
namespace {

constexpr std::string_view fills[] = {"#f6d8ae", "#cfe3c8", "#c9dcee", "#ead1dc",
                                      "#f4e9a8", "#d9d2e9", "#d0e8e2"};

/// North up, equirectangular about the middle: what is shown is small. With a scale bar below.
class map_frame {
public:
    void add(const geo::point& p) {
        west_ = std::min(west_, p.lon().degrees());
        east_ = std::max(east_, p.lon().degrees());
        south_ = std::min(south_, p.lat().degrees());
        north_ = std::max(north_, p.lat().degrees());
    }
    void add(const geo::polygon& shape) {
        for (const auto& p : shape.outer()) add(p);
    }
    /// No more is added from here on.
    [[nodiscard]] report::svg begin(const std::string& title) {
        settle();
        return {width + 2 * margin, height_ + 2 * margin + footer, title};
    }
    void settle() {
        if (west_ > east_) west_ = east_ = south_ = north_ = 0;
        shrink_ = std::cos((south_ + north_) / 2 * std::numbers::pi / 180);
        scale_ = width / std::max((east_ - west_) * shrink_, 1e-6);
        height_ = std::max((north_ - south_) * scale_, 1.0);
    }
    [[nodiscard]] report::spot at(const geo::point& p) const {
        return {margin + (p.lon().degrees() - west_) * shrink_ * scale_,
                margin + (north_ - p.lat().degrees()) * scale_};
    }
    /// The other way round; beyond the poles and half around the earth there is no point.
    [[nodiscard]] geo::point point_at(const report::spot& s) const {
        const auto lon = west_ + (s.x - margin) / scale_ / shrink_;
        const auto lat = north_ - (s.y - margin) / scale_;
        return {geo::longitude{std::clamp(lon, -180.0, 180.0)}, geo::latitude{std::clamp(lat, -90.0, 90.0)}};
    }
    [[nodiscard]] std::vector<std::vector<report::spot>> rings(const geo::polygon& shape) const {
        std::vector<std::vector<report::spot>> all(1);
        for (const auto& p : shape.outer()) all[0].push_back(at(p));
        for (const auto& hole : shape.holes()) {
            auto& ring = all.emplace_back();
            for (const auto& p : hole) ring.push_back(at(p));
        }
        return all;
    }
    void end(report::svg& drawing, const std::string& legend) const {
        const double pixels_a_metre = scale_ / 111195.0;
        double length = 1; // 1, 2, 5, 10, … metres, a sixth of the map at most
        for (double step = 1; step < 1e7; step *= 10)
            for (const double n : {step, 2 * step, 5 * step})
                if (n * pixels_a_metre < width / 6) length = n;
        const double y = height_ + 2 * margin + 12;
        const double bar = length * pixels_a_metre;
        drawing.line({margin, y}, {margin + bar, y}, {.color = "#222", .width = 3});
        drawing.text({margin, y + 18}, to_string(geo::meters{length}), {.size = 12});
        drawing.text({margin + bar + 24, y + 6}, legend, {.size = 12, .color = "#666"});
    }

private:
    static constexpr double margin = 24, width = 960, footer = 44;
    double west_ = 180, south_ = 90, east_ = -180, north_ = -90;
    double shrink_ = 1, scale_ = 1, height_ = 1;
};

struct people {
    std::int64_t households = 0;
    std::int64_t residents = 0;
};

std::vector<people> people_of_buildings(const civic::community& c) {
    std::vector<people> all(c.buildings().size());
    for (const auto& h : c.households()) {
        ++all[h.building.value()].households;
        all[h.building.value()].residents += h.residents;
    }
    return all;
}

std::string leaders_of(const civic::community& c, civic::grid_id g, const calendar::date& day, language l) {
    std::string names;
    for (const auto& r : c.roles_at(g, day))
        if (r.kind == civic::role_kind::full_time_grid_leader ||
            r.kind == civic::role_kind::part_time_grid_leader)
            names += (names.empty() ? "" : pick(l, "、", ", ")) +
                     civic::mask_name(c.people()[r.person].name.in(l));
    return names;
}

bool has_party_member(const civic::community& c, civic::building_id b, const calendar::date& day) {
    const auto roles = c.roles_at(b, day);
    return std::any_of(roles.begin(), roles.end(),
                       [](const civic::role& r) { return r.kind == civic::role_kind::party_member; });
}

map_frame frame_of(const civic::community& c, civic::grid_plan_id plan) {
    map_frame frame;
    for (const auto g : c.grids_of(plan)) {
        if (const auto& outline = c.grids()[g].outline) frame.add(*outline);
        for (const auto b : c.grids()[g].buildings)
            if (const auto& at = c.buildings()[b].at) frame.add(*at);
    }
    return frame;
}

} // namespace

geo::point point_on_grid_map(const civic::community& c, civic::grid_plan_id plan, double x, double y) {
    for (const auto n : {x, y})
        if (!(std::abs(n) <= 1e6))
            throw std::invalid_argument(fmt::format("point_on_grid_map: got {}, want pixels up to 10^6", n));
    auto frame = frame_of(c, plan);
    frame.settle();
    return frame.point_at({x, y});
}

std::string draw_grid_map(const civic::community& c, civic::grid_plan_id plan, language l,
                          const grid_map_options& options) {
    const auto grids = c.grids_of(plan);
    auto frame = frame_of(c, plan);
    auto drawing = frame.begin(c.identity().name.in(l) + " · " + c.grid_plans()[plan].name.in(l));
    for (std::size_t i = 0; i < grids.size(); ++i) {
        const auto& grid = c.grids()[grids[i]];
        if (grid.outline)
            drawing.area(frame.rings(*grid.outline),
                         {.color = "#8a5a2b", .width = 1.2, .fill = fills[i % std::size(fills)]},
                         grid.name.in(l));
    }
    const auto people = people_of_buildings(c);
    bool uncovered = false;
    for (const auto g : grids) {
        const auto& grid = c.grids()[g];
        std::int64_t households = 0;
        std::int64_t residents = 0;
        for (const auto b : grid.buildings) {
            const auto& building = c.buildings()[b];
            households += people[b.value()].households;
            residents += people[b.value()].residents;
            if (!building.at) continue;
            drawing.circle(frame.at(*building.at), 4, {.color = "#fff", .fill = "#b3372f"},
                           c.quarters()[building.quarter].name.in(l) + " " + building.name.in(l));
            if (options.day && !has_party_member(c, b, *options.day)) {
                uncovered = true;
                drawing.circle(frame.at(*building.at), 9, {.color = "#1a1a1a", .width = 2});
            }
        }
        if (!grid.outline) continue;
        auto where = frame.at(geo::middle_of(grid.outline->outer()));
        where.y -= options.day ? 78 : 52;
        const auto write = [&](const std::string& text, double size) {
            drawing.text(where, text, {.size = size, .anchor = report::anchor::middle, .halo = true});
            where.y += size + 2;
        };
        write(grid.name.in(l), 12);
        if (!options.day) continue;
        write(fmt::format(fmt::runtime(pick(l, "{} 户 {} 人", "{} homes, {} people")), households, residents),
              10);
        write(leaders_of(c, g, *options.day, l), 10);
    }
    frame.end(drawing,
              std::string{pick(l, "上为北；红点为楼栋", "north is up; red dots are buildings")} +
                  (uncovered ? pick(l, "，圈出的没有党员", ", ringed ones have no party member") : ""));
    return drawing.str();
}

std::string draw_choropleth(const civic::community& c, civic::grid_plan_id plan, const choropleth& shown,
                            language l) {
    double end = shown.most.value_or(0);
    for (const auto& [grid, value] : shown.values) {
        if (!(std::isfinite(value) && value >= 0))
            throw std::invalid_argument(fmt::format(
                "draw_choropleth: the value of {} is {}, want one from 0 on", c.grids().at(grid).key, value));
        end = std::max(end, value);
    }
    const auto grids = c.grids_of(plan);
    map_frame frame;
    for (const auto g : grids)
        if (const auto& outline = c.grids()[g].outline) frame.add(*outline);
    auto drawing = frame.begin(shown.title);
    for (const auto g : grids) {
        const auto& grid = c.grids()[g];
        if (!grid.outline) continue;
        const auto value = shown.values.find(g);
        const bool is_known = value != shown.values.end();
        const double part = is_known && end > 0 ? value->second / end : 0;
        const auto fill = is_known ? report::shade(part) : std::string{"#fff"};
        const auto text = is_known ? report::value_text(value->second, shown.unit) : std::string{"—"};
        drawing.area(frame.rings(*grid.outline), {.color = "#555", .width = 1.2, .fill = fill},
                     grid.name.in(l) + " " + text);
        const auto where = frame.at(geo::middle_of(grid.outline->outer()));
        const auto ink = is_known ? report::ink_on(part) : std::string_view{"#222"};
        drawing.text({where.x, where.y - 4}, grid.name.in(l),
                     {.size = 14, .color = ink, .anchor = report::anchor::middle});
        drawing.text({where.x, where.y + 14}, text,
                     {.size = 16, .color = ink, .anchor = report::anchor::middle});
    }
    frame.end(drawing, fmt::format(fmt::runtime(pick(l, "{}：颜色越深越大，最深为 {}；白色为无数据",
                                                     "{}: the darker, the more, up to {}; white is no data")),
                                   shown.title, report::value_text(end, shown.unit)));
    return drawing.str();
}

geojson::feature_collection grid_features(const civic::community& c, civic::grid_plan_id plan,
                                          const grid_map_options& options) {
    geojson::feature_collection features;
    const auto people = people_of_buildings(c);
    for (const auto g : c.grids_of(plan)) {
        const auto& grid = c.grids()[g];
        std::int64_t households = 0;
        std::int64_t residents = 0;
        for (const auto b : grid.buildings)
            households += people[b.value()].households, residents += people[b.value()].residents;
        if (grid.outline)
            features.push_back({.id = grid.key.text(),
                                .properties = {{"name", grid.name.zh},
                                               {"code", grid.code},
                                               {"households", std::to_string(households)},
                                               {"residents", std::to_string(residents)}},
                                .geometry = *grid.outline});
        for (const auto b : grid.buildings) {
            const auto& building = c.buildings()[b];
            if (!building.at) continue;
            features.push_back({.id = building.key.text(),
                                .properties = {{"name", building.name.zh}, {"grid", grid.key.text()}},
                                .geometry = *building.at});
            if (options.day)
                features.back().properties["party_member"] =
                    has_party_member(c, b, *options.day) ? "yes" : "no";
        }
    }
    return features;
}

namespace {

/// A colour for each grid that none beside it has, as far as there are enough.
std::vector<std::size_t> colours_of(const grids::drawing_units& units, const grids::drawn_plan& plan) {
    const auto& grid_of = plan.grid_of();
    std::vector<std::set<std::uint32_t>> beside(plan.proof().grids.size());
    for (const auto& b : units.borders) {
        beside[grid_of[b.one]].insert(grid_of[b.other]);
        beside[grid_of[b.other]].insert(grid_of[b.one]);
    }
    std::vector<std::size_t> colours;
    for (std::size_t g = 0; g < beside.size(); ++g) {
        std::vector<int> used(std::size(fills));
        for (const auto other : beside[g])
            if (other < g) ++used[colours[other]];
        // The least used beside it, beginning at another one each time.
        std::size_t best = g % used.size();
        for (std::size_t i = 0; i < used.size(); ++i)
            if (const auto colour = (g + i) % used.size(); used[colour] < used[best]) best = colour;
        colours.push_back(best);
    }
    return colours;
}

} // namespace

std::string draw_plan_map(const grids::drawing_units& units, std::span<const geo::multipolygon> areas,
                          const grids::drawn_plan& plan, language l) {
    const auto& grid_of = plan.grid_of();
    if (grid_of.size() != units.size() || (!areas.empty() && areas.size() != units.size()) ||
        (areas.empty() && units.at.empty()))
        throw std::invalid_argument("draw_plan_map: want the area or the point of each unit of the plan");
    map_frame frame;
    for (const auto& area : areas)
        for (const auto& part : area) frame.add(part);
    for (const auto& p : units.at) frame.add(p);
    auto drawing =
        frame.begin(fmt::format(fmt::runtime(pick(l, "{} 个网格", "{} grids")), plan.proof().grids.size()));
    const auto colours = colours_of(units, plan);
    for (std::size_t i = 0; i < areas.size(); ++i)
        for (const auto& part : areas[i])
            drawing.area(frame.rings(part),
                         {.color = "#fff", .width = 0.3, .fill = fills[colours[grid_of[i]]]});
    if (areas.empty()) {
        for (const auto& b : units.borders)
            if (grid_of[b.one] == grid_of[b.other])
                drawing.line(frame.at(units.at[b.one]), frame.at(units.at[b.other]),
                             {.color = fills[colours[grid_of[b.one]]], .width = 12});
        for (std::size_t i = 0; i < units.size(); ++i)
            drawing.circle(frame.at(units.at[i]), 5,
                           {.color = "#555", .width = 0.8, .fill = fills[colours[grid_of[i]]]},
                           units.keys[i].text());
    }
    // Borders between grids: edges that two areas of different grids have.
    std::map<std::pair<geo::point, geo::point>, std::uint32_t> edges;
    for (std::size_t i = 0; i < areas.size(); ++i)
        for (const auto& part : areas[i]) {
            const auto& corners = part.outer();
            for (std::size_t k = 0; k < corners.size(); ++k) {
                const auto ends = std::minmax(corners[k], corners[(k + 1) % corners.size()]);
                const auto [seen, fresh] = edges.emplace(ends, grid_of[i]);
                if (!fresh && seen->second != grid_of[i])
                    drawing.line(frame.at(ends.first), frame.at(ends.second),
                                 {.color = "#5b3a1a", .width = 1.4});
            }
        }
    std::vector<std::vector<geo::point>> members(plan.proof().grids.size());
    for (std::size_t i = 0; i < units.size(); ++i)
        members[grid_of[i]].push_back(units.at.empty() ? geo::centre_of(areas[i]) : units.at[i]);
    for (std::size_t g = 0; g < members.size(); ++g) {
        auto where = frame.at(geo::middle_of(members[g]));
        if (areas.empty()) where.y += 30; // below the dots
        drawing.text(where, std::to_string(g + 1),
                     {.size = 13, .anchor = report::anchor::middle, .halo = true});
        const auto& weights = plan.proof().grids[g].weights;
        for (std::size_t m = 0; m < weights.size(); ++m) {
            where.y += 12;
            drawing.text(where, grids::weight_text(weights[m], plan.proof().measures[m].decimals),
                         {.size = 10, .color = "#444", .anchor = report::anchor::middle, .halo = true});
        }
    }
    std::string legend{pick(l, "上为北", "north is up")};
    for (const auto& m : plan.proof().measures)
        legend += pick(l, "；数字为", "; numbers are ") + m.name.in(l);
    frame.end(drawing, legend);
    return drawing.str();
}

} // namespace qaidam::views
