#include <qaidam/geo/point_cells.hpp>

#include <algorithm>

namespace qaidam::geo {
namespace {

enum class datum { wgs84, gcj02, bd09 };
constexpr std::pair<std::string_view, datum> datums[] = {
    {"wgs84", datum::wgs84}, {"gcj02", datum::gcj02}, {"bd09", datum::bd09}};

} // namespace

std::optional<point> find_point(record& r) {
    const auto lon = r.find_number("longitude", -1000, 1000);
    const auto lat = r.find_number("latitude", -1000, 1000);
    const auto word = r.cell("datum");
    const auto in = std::find_if(std::begin(datums), std::end(datums),
                                 [&](const auto& d) { return d.first == (word.empty() ? "wgs84" : word); });
    if (in == std::end(datums)) {
        std::string known;
        for (const auto& [name, value] : datums) known += (known.empty() ? "" : ", ") + std::string{name};
        r.complain(codes::unknown_datum, "longitude", {std::string{word}, known});
        return std::nullopt;
    }
    if (r.cell("longitude").empty() != r.cell("latitude").empty())
        r.complain(codes::half_a_point, lon ? "longitude" : "latitude");
    if (!lon || !lat) return std::nullopt;
    const longitude x{*lon};
    const latitude y{*lat};
    try {
        switch (in->second) {
        case datum::gcj02: return to_wgs84(gcj02_point{x, y});
        case datum::bd09: return to_wgs84(bd09_point{x, y});
        case datum::wgs84: break;
        }
        return point{x, y};
    } catch (const std::invalid_argument&) { // not on the earth, or shifted over the edge of the map
        r.complain(codes::off_earth, "longitude",
                   {std::string{r.cell("longitude")}, std::string{r.cell("latitude")}});
        return std::nullopt;
    }
}

} // namespace qaidam::geo
