/// Spots: places by their degrees.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// A place that is no building (非楼栋位置): a street, a square, in degrees of WGS 84.
struct spot {
    double latitude = 0;
    double longitude = 0;
    friend bool operator==(const spot&, const spot&) = default;
};
/// "37.294826 99.020452", latitude first, as files and events have it, and back; nothing for any other text, and for
/// what is not on the earth.
[[nodiscard]] std::string to_cell(const spot& s);
[[nodiscard]] std::optional<spot> parse_spot(std::string_view text);

} // namespace qaidam::services

#pragma GCC visibility pop
