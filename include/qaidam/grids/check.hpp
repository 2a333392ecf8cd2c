/// Grid plans checked against the community: is every building covered once, is every grid in one piece?
#pragma once

#include <array>
#include <optional>
#include <vector>

#include <qaidam/civic/community.hpp>
#include <qaidam/geo/geo.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids {

namespace codes {
inline constexpr message_rule building_in_no_grid{
    "building_in_no_grid", severity::error, {"楼栋“{0}”不属于任何网格", "building {0} is in no grid"}};
inline constexpr message_rule building_in_several_grids{
    "building_in_several_grids", severity::error, {"楼栋“{0}”同属 {1}", "building {0} is in {1}"}};
inline constexpr message_rule grid_without_buildings{
    "grid_without_buildings", severity::error, {"网格“{0}”没有楼栋", "grid {0} has no building"}};
inline constexpr message_rule grid_across_quarters{
    "grid_across_quarters",
    severity::warning,
    {"网格“{0}”跨越小区 {1}", "grid {0} lies across quarters {1}"}};
inline constexpr message_rule grid_in_pieces{
    "grid_in_pieces",
    severity::error,
    {"网格“{0}”不连通：有 {1} 片，片间超过 {2}", "grid {0} is in {1} pieces more than {2} apart"}};
inline constexpr message_rule building_outside_outline{
    "building_outside_outline",
    severity::error,
    {"楼栋“{0}”不在其网格“{1}”的边界内", "building {0} lies outside the outline of its grid {1}"}};
inline constexpr message_rule outlines_overlap{
    "outlines_overlap",
    severity::error,
    {"网格“{0}”与“{1}”的边界重叠", "the outlines of grids {0} and {1} overlap"}};
inline constexpr message_rule grid_without_leader{
    "grid_without_leader", severity::error, {"网格“{0}”没有网格长", "grid {0} has no grid leader"}};
inline constexpr message_rule no_plan{
    "no_plan", severity::error, {"没有生效的网格划分", "no grid plan is in force"}};
inline constexpr message_rule several_plans{
    "several_plans",
    severity::error,
    {"网格划分“{0}”与“{1}”同时生效", "grid plans {0} and {1} are in force at the same time"}};

inline constexpr std::array findings{&building_in_no_grid,
                                     &building_in_several_grids,
                                     &grid_without_buildings,
                                     &grid_across_quarters,
                                     &grid_in_pieces,
                                     &building_outside_outline,
                                     &outlines_overlap,
                                     &grid_without_leader,
                                     &no_plan,
                                     &several_plans};
} // namespace codes

struct check_options {
    bool may_cross_quarters = false;
    geo::meters gap{400}; ///< buildings of a grid no further apart than this are in one piece
};

/// What is wrong with one plan in itself. Buildings without a point are not asked where they lie.
/// Outlines overlap when they share more than a square metre.
/// Cost: O(buildings + Σ (buildings of a grid)²), and for outlines O(grids² × corners).
[[nodiscard]] std::vector<finding> check_plan(const civic::community& c, civic::grid_plan_id plan,
                                              const check_options& options = {});

/// Over an interval: a plan is in force, every plan in force passes check_plan, every grid has a leader.
[[nodiscard]] std::vector<calendar::dated_finding>
audit(const civic::community& c, const calendar::date_span& when, const check_options& options = {});

/// Which grid of a plan a point lies in, by the outlines; grids without one are never found.
class grid_locator {
public:
    grid_locator(const civic::community& c, civic::grid_plan_id plan);
    [[nodiscard]] std::optional<civic::grid_id> find(const geo::point& p) const;

private:
    std::vector<civic::grid_id> grids_; ///< of the polygons
    geo::area_index outlines_;
};

} // namespace qaidam::grids

#pragma GCC visibility pop
