/// GeoJSON (RFC 7946) in and out: features with a polygon or a point, WGS 84, longitude first.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <qaidam/base/message.hpp>
#include <qaidam/geo/geo.hpp>

#pragma GCC visibility push(default)

namespace qaidam::geojson {

using geometry = std::variant<geo::point, std::vector<geo::point>, geo::polygon, std::vector<geo::polygon>>;

/// A thing on the map. The variant's cases are Point, LineString, Polygon and MultiPolygon.
struct feature {
    std::string id{};
    std::map<std::string, std::string> properties{}; ///< all but strings as their JSON text; null is left out
    geojson::geometry geometry;
    std::uint64_t line = 0; ///< where it begins in the text it was read from; no part of what it is

    friend bool operator==(const feature& a, const feature& b) {
        return a.id == b.id && a.properties == b.properties && a.geometry == b.geometry;
    }
};

using feature_collection = std::vector<feature>;

/// Features of a FeatureCollection, a Feature or a bare geometry. A feature that cannot be used is dropped
/// whole with a notice that counts it from 1 and names its line. Rings may run either way round. Under
/// policy::repair polygons are repaired as geo::repair_polygon does, and a feature whose positions are all
/// latitude first, some of them on no place of the earth, has them exchanged; each with a notice.
/// Throws: data_error if the text is not JSON or not GeoJSON, and under policy::strict for any bad feature.
[[nodiscard]] loaded<feature_collection> read(std::string_view text, std::string_view file,
                                              const load_options& options = {});

/// A FeatureCollection, one feature a line; outer rings counter-clockwise as RFC 7946 wants.
/// Throws: std::invalid_argument if an id or a property is not UTF-8.
[[nodiscard]] std::string write(const feature_collection& features);

namespace codes {
inline constexpr message_rule not_json{
    "not_json", severity::fatal, {"此处起不是有效的 JSON：“{0}”", "not valid JSON from here on, got {0}"}};
inline constexpr message_rule json_too_deep{
    "json_too_deep", severity::fatal, {"JSON 嵌套超过 {0} 层", "JSON nested deeper than {0} levels"}};
inline constexpr message_rule not_geojson{
    "not_geojson",
    severity::fatal,
    {"不是 GeoJSON：type 为“{0}”，应为 FeatureCollection、Feature 或几何类型",
     "not GeoJSON, got type {0}, want FeatureCollection, Feature or a geometry"}};
inline constexpr message_rule bad_feature{
    "bad_feature", severity::error, {"第 {0} 个要素无效：{1}", "feature {0} cannot be used: {1}"}};
inline constexpr message_rule repaired_feature{
    "repaired_feature", severity::warning, {"第 {0} 个要素已修复：{1}", "feature {0} was repaired: {1}"}};

inline constexpr std::array all{&not_json, &json_too_deep, &not_geojson, &bad_feature, &repaired_feature};
} // namespace codes

} // namespace qaidam::geojson

#pragma GCC visibility pop
