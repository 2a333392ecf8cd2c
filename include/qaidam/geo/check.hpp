/// What is odd about areas and points: overlaps and gaps, coordinates that are swapped or of another datum.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include <qaidam/base/message.hpp>
#include <qaidam/geo/locator.hpp>

#pragma GCC visibility push(default)

namespace qaidam::geo {

namespace codes {
inline constexpr message_rule areas_overlap{
    "areas_overlap",
    severity::warning,
    {"第 {0} 与第 {1} 个区域重叠 {2} 平方米", "areas {0} and {1} overlap by {2} square metres"}};
inline constexpr message_rule areas_leave_gap{
    "areas_leave_gap",
    severity::warning,
    {"区域之间有空隙，约 {0} 平方米，在 {1} 附近", "the areas leave a gap of {0} square metres near {1}"}};
inline constexpr message_rule perhaps_swapped{
    "perhaps_swapped",
    severity::warning,
    {"{0} 个点不在任何区域内；经纬度对调后有 {1} 个在，是否写反了",
     "{0} points lie in no area, with longitude and latitude exchanged {1} of them do; are they swapped?"}};
inline constexpr message_rule perhaps_gcj02{
    "perhaps_gcj02",
    severity::warning,
    {"{0} 个点不在任何区域内；按 GCJ-02 换算后有 {1} 个在，坐标系是否是 GCJ-02",
     "{0} points lie in no area, taken as GCJ-02 {1} of them do; are they GCJ-02?"}};

inline constexpr std::array all{&areas_overlap, &areas_leave_gap, &perhaps_swapped, &perhaps_gcj02};
} // namespace codes

/// Areas that overlap by more than `least` square metres, and gaps of more than that between them. Areas are
/// counted from 0.
/// Cost:     O(pairs with touching boxes × corners), and the union of all.
[[nodiscard]] std::vector<finding> check_areas(std::span<const multipolygon> areas, double least = 1);

/// Polygons made of rings that were none, and what was done to them.
struct repaired_polygon {
    multipolygon shape;
    std::vector<label> repairs;
};

/// Rings as polygons, after corners that repeat the one before, spikes (an edge that runs back along itself)
/// and holes without area were left out, and a line that touches itself at a corner was parted there: what it
/// encloses twice over becomes a hole, what hangs on by the corner a polygon of its own. Nothing if there is
/// still something wrong, such as edges that cross.
[[nodiscard]] std::optional<repaired_polygon> repair_polygon(ring outer, std::vector<ring> holes);

/// Why points lie in no area, if one thing explains most of them. Nothing where it does not.
[[nodiscard]] std::vector<finding> explain_misses(const area_index& index, std::span<const point> points);

} // namespace qaidam::geo

#pragma GCC visibility pop
