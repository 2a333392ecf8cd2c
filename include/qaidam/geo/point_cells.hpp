/// Points in tables: the columns longitude, latitude and datum.
#pragma once

#include <array>
#include <optional>

#include <qaidam/base/csv.hpp>
#include <qaidam/geo/point.hpp>

#pragma GCC visibility push(default)

namespace qaidam::geo {

namespace codes {
inline constexpr message_rule off_earth{
    "off_earth",
    severity::error,
    {"经度 {0}、纬度 {1} 不在地球上；是否写反了",
     "longitude {0}, latitude {1} is not on the earth; are they swapped?"}};
inline constexpr message_rule unknown_datum{"unknown_datum",
                                            severity::error,
                                            {"不知道坐标系“{0}”，应为 {1} 之一；坐标因而不可用",
                                             "the datum of the point is unknown, got {0}, want one of {1}"}};
inline constexpr message_rule half_a_point{
    "half_a_point",
    severity::error,
    {"经度、纬度只有其一；请补上另一个或都留空",
     "only one of longitude and latitude; add the other or leave both blank"}};

inline constexpr std::array point_cells{&off_earth, &unknown_datum, &half_a_point};
} // namespace codes

/// The point in the columns longitude and latitude, in degrees and in the datum of the column of that name: wgs84, which
/// a blank cell means, gcj02 or bd09. Nothing where both are blank, or where the point falls, as a whole, with a notice.
[[nodiscard]] std::optional<point> find_point(record& r);

} // namespace qaidam::geo

#pragma GCC visibility pop
