#include <qaidam/grids/check.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include <qaidam/solve/graph.hpp>

namespace qaidam::grids {
namespace {

using civic::building_id;
using civic::grid_id;
using civic::role_kind;

std::string joined(const std::set<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

/// The number of pieces that a grid's buildings fall into when only near ones are joined.
std::size_t pieces(const std::vector<geo::point>& points, geo::meters gap) {
    std::vector<solve::edge> near;
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t j = i + 1; j < points.size(); ++j)
            if (geo::distance(points[i], points[j]) <= gap) near.push_back({i, j});
    const auto component = solve::components(points.size(), near);
    return points.empty() ? 0 : *std::max_element(component.begin(), component.end()) + 1;
}

std::vector<geo::point> points_of(const civic::community& c, const civic::grid& g) {
    std::vector<geo::point> points;
    for (const auto b : g.buildings)
        if (const auto& at = c.buildings()[b].at) points.push_back(*at);
    return points;
}

} // namespace

std::vector<finding> check_plan(const civic::community& c, civic::grid_plan_id plan,
                                const check_options& options) {
    std::vector<finding> found;
    std::map<building_id, std::set<std::string>> grids_of_building;
    const auto grids = c.grids_of(plan);
    for (const auto g : grids) {
        const auto& grid = c.grids()[g];
        const auto name = in_both(grid.name);
        if (grid.buildings.empty()) found.push_back({&codes::grid_without_buildings, grid.key, {name}});
        std::set<std::string> quarters;
        for (const auto b : grid.buildings) {
            const auto& building = c.buildings()[b];
            grids_of_building[b].insert(grid.key.text());
            quarters.insert(c.quarters()[building.quarter].key.text());
            if (grid.outline && building.at && grid.outline->side_of(*building.at) == geo::side::outside)
                found.push_back(
                    {&codes::building_outside_outline, building.key, {in_both(building.name), name}});
        }
        if (quarters.size() > 1 && !options.may_cross_quarters)
            found.push_back({&codes::grid_across_quarters, grid.key, {name, joined(quarters)}});
        if (const auto n = pieces(points_of(c, grid), options.gap); n > 1)
            found.push_back(
                {&codes::grid_in_pieces, grid.key, {name, std::to_string(n), to_string(options.gap)}});
    }
    for (const auto b : c.buildings().ids()) {
        const auto& building = c.buildings()[b];
        const auto covering = grids_of_building.find(b);
        if (covering == grids_of_building.end()) {
            found.push_back({&codes::building_in_no_grid, building.key, {in_both(building.name)}});
        } else if (covering->second.size() > 1) {
            found.push_back({&codes::building_in_several_grids,
                             building.key,
                             {in_both(building.name), joined(covering->second)}});
        }
    }
    for (std::size_t i = 0; i < grids.size(); ++i)
        for (std::size_t j = i + 1; j < grids.size(); ++j) {
            const auto& a = c.grids()[grids[i]];
            const auto& b = c.grids()[grids[j]];
            if (a.outline && b.outline && geo::overlap_area(*a.outline, *b.outline) > 1)
                found.push_back({&codes::outlines_overlap, a.key, {in_both(a.name), in_both(b.name)}});
        }
    return found;
}

std::vector<calendar::dated_finding> audit(const civic::community& c, const calendar::date_span& when,
                                           const check_options& options) {
    std::vector<calendar::dated_finding> found;
    std::vector<calendar::date_span> planned;
    for (const auto plan : c.grid_plans().ids()) {
        const auto in_force = calendar::overlap(c.grid_plans()[plan].when, when);
        if (!in_force) continue;
        planned.push_back(*in_force);
        for (auto& f : check_plan(c, plan, options)) found.push_back({std::move(f), {*in_force}});
        for (const auto g : c.grids_of(plan)) {
            std::vector<calendar::date_span> led;
            for (const auto& r : c.roles())
                if (r.scope == civic::scope{g} && (r.kind == role_kind::full_time_grid_leader ||
                                                   r.kind == role_kind::part_time_grid_leader))
                    led.push_back(r.when);
            if (auto open = calendar::gaps(led, *in_force); !open.empty())
                found.push_back(
                    {{&codes::grid_without_leader, c.grids()[g].key, {in_both(c.grids()[g].name)}},
                     std::move(open)});
        }
    }
    for (const auto one : c.grid_plans().ids())
        for (const auto other : c.grid_plans().ids()) {
            if (!(one < other)) continue;
            const auto& a = c.grid_plans()[one];
            const auto& b = c.grid_plans()[other];
            const auto both = calendar::overlap(a.when, b.when);
            if (const auto now = both ? calendar::overlap(*both, when) : std::nullopt)
                found.push_back({{&codes::several_plans, a.key, {in_both(a.name), in_both(b.name)}}, {*now}});
        }
    // Without buildings there is nothing for a grid to hold.
    if (auto open = calendar::gaps(planned, when); !open.empty() && !c.buildings().empty())
        found.push_back({{&codes::no_plan, c.identity().key, {}}, std::move(open)});
    return found;
}

namespace {

std::vector<grid_id> outlined(const civic::community& c, civic::grid_plan_id plan) {
    auto all = c.grids_of(plan);
    std::erase_if(all, [&](grid_id g) { return !c.grids()[g].outline; });
    return all;
}

std::vector<geo::polygon> outlines(const civic::community& c, const std::vector<grid_id>& grids) {
    std::vector<geo::polygon> all;
    for (const auto g : grids) all.push_back(*c.grids()[g].outline);
    return all;
}

} // namespace

grid_locator::grid_locator(const civic::community& c, civic::grid_plan_id plan)
    : grids_{outlined(c, plan)},
      outlines_{outlines(c, grids_)} {}

std::optional<grid_id> grid_locator::find(const geo::point& p) const {
    const auto found = outlines_.find(p);
    return found ? std::optional{grids_[*found]} : std::nullopt;
}

} // namespace qaidam::grids
