/// Plans over time: what changed from one to the next, and counts in the grids of their time.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <qaidam/civic/community.hpp>
#include <qaidam/geo/geo.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids {

namespace codes {
inline constexpr message_rule grid_renamed{
    "grid_renamed", severity::info, {"网格“{0}”改称“{1}”", "grid {0} is now called {1}"}};
inline constexpr message_rule grids_merged{
    "grids_merged", severity::info, {"网格 {0} 合并为“{1}”", "grids {0} are now {1}"}};
inline constexpr message_rule grid_split{
    "grid_split", severity::info, {"网格“{0}”拆分为 {1}", "grid {0} is split into {1}"}};
inline constexpr message_rule buildings_moved{
    "buildings_moved",
    severity::info,
    {"{0} 栋楼由网格“{1}”划入“{2}”：{3}", "{0} buildings go from grid {1} to {2}: {3}"}};
inline constexpr message_rule buildings_joined{
    "buildings_joined",
    severity::info,
    {"{0} 栋楼新划入网格“{1}”：{2}", "{0} buildings are new in grid {1}: {2}"}};
inline constexpr message_rule buildings_left{
    "buildings_left",
    severity::info,
    {"{0} 栋楼不再属于网格“{1}”：{2}", "{0} buildings leave grid {1} and are in none: {2}"}};
inline constexpr std::array changes{&grid_renamed,    &grids_merged,     &grid_split,
                                    &buildings_moved, &buildings_joined, &buildings_left};
} // namespace codes

/// What turns one plan into another, in words; nothing where they are alike. A grid goes on as the one that
/// most of its buildings are in, if most of that one's come from it.
[[nodiscard]] std::vector<finding> compare_plans(const civic::community& c, civic::grid_plan_id from,
                                                 civic::grid_plan_id to);

/// The grid by whose outline a point lies in it on a day; none without a plan in force or an outline there.
/// Many points of one plan: grid_locator.
[[nodiscard]] std::optional<civic::grid_id> find_grid(const civic::community& c, const geo::point& p,
                                                      const calendar::date& day);

/// Something that happened at a building: an order, a visit.
struct occurrence {
    civic::building_id building;
    calendar::date day;
};

struct grid_count {
    std::optional<civic::grid_id> grid; ///< none: no plan was in force, or no grid of it had the building
    std::int64_t count = 0;
    friend bool operator==(const grid_count&, const grid_count&) = default;
};

/// How often something happened in each grid of the plan that was in force then, by grid; what lay in none
/// last. A later plan changes nothing. Cost: O(occurrences log plans + buildings × plans).
[[nodiscard]] std::vector<grid_count> count_by_grid(const civic::community& c,
                                                    std::span<const occurrence> occurrences);

} // namespace qaidam::grids

#pragma GCC visibility pop
