#include <qaidam/grids/compare.hpp>

#include <algorithm>
#include <map>
#include <set>

#include <qaidam/base/text.hpp>
#include <qaidam/grids/check.hpp>

namespace qaidam::grids {
namespace {

using civic::building_id;
using civic::grid_id;

/// The first grid of a plan that has each building.
std::map<building_id, grid_id> grids_of_buildings(const civic::community& c, civic::grid_plan_id plan) {
    std::map<building_id, grid_id> all;
    for (const auto g : c.grids_of(plan))
        for (const auto b : c.grids()[g].buildings) all.emplace(b, g);
    return all;
}

std::string names_of(const civic::community& c, const std::vector<building_id>& buildings) {
    label all;
    for (const auto b : buildings) {
        const auto& building = c.buildings()[b];
        const auto& quarter = c.quarters()[building.quarter].name;
        join_on(all.zh, "、", quarter.in(language::zh) + building.name.in(language::zh));
        join_on(all.en, ", ", quarter.in(language::en) + " " + building.name.in(language::en));
    }
    return in_both(all);
}

std::string names_of(const civic::community& c, const std::vector<grid_id>& grids) {
    label all;
    for (const auto g : grids) {
        join_on(all.zh, "、", c.grids()[g].name.in(language::zh));
        join_on(all.en, ", ", c.grids()[g].name.in(language::en));
    }
    return in_both(all);
}

} // namespace

std::vector<finding> compare_plans(const civic::community& c, civic::grid_plan_id from,
                                   civic::grid_plan_id to) {
    const auto before = grids_of_buildings(c, from);
    const auto after = grids_of_buildings(c, to);
    std::map<std::pair<grid_id, grid_id>, std::vector<building_id>> shared;
    std::map<grid_id, std::vector<building_id>> left;
    std::map<grid_id, std::vector<building_id>> joined;
    std::map<grid_id, std::size_t> size;
    for (const auto& [b, g] : before) {
        ++size[g];
        if (const auto now = after.find(b); now != after.end())
            shared[{g, now->second}].push_back(b);
        else
            left[g].push_back(b);
    }
    for (const auto& [b, g] : after) {
        ++size[g];
        if (!before.contains(b)) joined[g].push_back(b);
    }
    std::map<grid_id, std::vector<grid_id>> next; // new grids that have buildings of an old one; and back
    std::map<grid_id, std::vector<grid_id>> last;
    for (const auto& [pair, buildings] : shared) {
        next[pair.first].push_back(pair.second);
        last[pair.second].push_back(pair.first);
    }
    const auto name = [&](grid_id g) { return in_both(c.grids()[g].name); };
    const auto most = [&](grid_id g, const std::vector<grid_id>& others, bool old) {
        return *std::max_element(others.begin(), others.end(), [&](grid_id a, grid_id b) {
            const auto n = [&](grid_id other) {
                return shared[old ? std::pair{g, other} : std::pair{other, g}].size();
            };
            return n(a) != n(b) ? n(a) < n(b) : a > b;
        });
    };
    std::vector<finding> found;
    std::set<std::pair<grid_id, grid_id>> told;
    for (const auto& [g, others] : last) { // whole grids that became one
        const bool whole = std::all_of(others.begin(), others.end(),
                                       [&](grid_id o) { return next[o].size() == 1 && !left.contains(o); });
        if (others.size() < 2 || !whole) continue;
        found.push_back({&codes::grids_merged, c.grids()[g].key, {names_of(c, others), name(g)}});
        for (const auto o : others) told.insert({o, g});
    }
    for (const auto& [g, others] : next) { // one that became whole grids
        const bool whole = std::all_of(others.begin(), others.end(),
                                       [&](grid_id o) { return last[o].size() == 1 && !joined.contains(o); });
        if (others.size() < 2 || !whole) continue;
        found.push_back({&codes::grid_split, c.grids()[g].key, {name(g), names_of(c, others)}});
        for (const auto o : others) told.insert({g, o});
    }
    for (const auto& [pair, buildings] : shared) {
        const auto [old, now] = pair;
        if (told.contains(pair)) continue;
        if (most(old, next[old], true) == now && most(now, last[now], false) == old) {
            if (!(c.grids()[old].name == c.grids()[now].name))
                found.push_back({&codes::grid_renamed, c.grids()[old].key, {name(old), name(now)}});
        } else {
            found.push_back(
                {&codes::buildings_moved,
                 c.grids()[now].key,
                 {std::to_string(buildings.size()), name(old), name(now), names_of(c, buildings)}});
        }
    }
    for (const auto& [g, buildings] : joined)
        found.push_back({&codes::buildings_joined,
                         c.grids()[g].key,
                         {std::to_string(buildings.size()), name(g), names_of(c, buildings)}});
    for (const auto& [g, buildings] : left)
        found.push_back({&codes::buildings_left,
                         c.grids()[g].key,
                         {std::to_string(buildings.size()), name(g), names_of(c, buildings)}});
    return found;
}

std::optional<grid_id> find_grid(const civic::community& c, const geo::point& p, const calendar::date& day) {
    const auto plan = c.grid_plan_on(day);
    return plan ? grid_locator{c, *plan}.find(p) : std::nullopt;
}

std::vector<grid_count> count_by_grid(const civic::community& c, std::span<const occurrence> occurrences) {
    std::map<civic::grid_plan_id, std::map<building_id, grid_id>> grid_of;
    std::map<calendar::date, std::optional<civic::grid_plan_id>> plan_on;
    std::map<grid_id, std::int64_t> counts;
    std::int64_t none = 0;
    for (const auto& [building, day] : occurrences) {
        const auto known = plan_on.find(day);
        const auto plan =
            known != plan_on.end() ? known->second : plan_on.emplace(day, c.grid_plan_on(day)).first->second;
        if (plan && !grid_of.contains(*plan)) grid_of.emplace(*plan, grids_of_buildings(c, *plan));
        const auto grid = plan ? grid_of[*plan].find(building) : std::map<building_id, grid_id>::iterator{};
        if (plan && grid != grid_of[*plan].end())
            ++counts[grid->second];
        else
            ++none;
    }
    std::vector<grid_count> all;
    for (const auto& [grid, count] : counts) all.push_back({grid, count});
    if (none > 0) all.push_back({std::nullopt, none});
    return all;
}

} // namespace qaidam::grids
