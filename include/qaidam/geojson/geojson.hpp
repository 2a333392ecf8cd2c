/// GeoJSON (RFC 7946) in and out: features with any of its geometries, or none; WGS 84, longitude first.
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

using line = std::vector<geo::point>;

/// MultiPoint.
struct point_set {
    std::vector<geo::point> points{};
    friend bool operator==(const point_set&, const point_set&) = default;
};

/// GeometryCollection: the points, lines and polygons of all its parts, those of collections in it too.
struct collection {
    std::vector<geo::point> points{};
    std::vector<line> lines{};
    geo::multipolygon polygons{};
    friend bool operator==(const collection&, const collection&) = default;
};

/// Nothing (null, or a geometry without coordinates), Point, MultiPoint, LineString, MultiLineString, Polygon,
/// MultiPolygon, GeometryCollection.
using geometry = std::variant<std::monostate, geo::point, point_set, line, std::vector<line>, geo::polygon,
                              geo::multipolygon, collection>;

/// What kind it is, as RFC 7946 calls it: "LineString"; "null" for nothing.
[[nodiscard]] std::string_view kind_of(const geometry& g);

/// All its polygons; none if it is of another kind.
[[nodiscard]] geo::multipolygon polygons_of(const geometry& g);

/// A thing on the map.
struct feature {
    std::string id{};
    std::map<std::string, std::string> properties{}; ///< all but strings as their JSON text; null is left out
    geojson::geometry geometry{};
    std::uint64_t line = 0;   ///< where it begins in the text it was read from; no part of what it is
    std::uint64_t number = 0; ///< which one it was there, from 1; no part of what it is

    friend bool operator==(const feature& a, const feature& b) {
        return a.id == b.id && a.properties == b.properties && a.geometry == b.geometry;
    }
};

using feature_collection = std::vector<feature>;

/// Features of a FeatureCollection, a Feature or a bare geometry. A feature that cannot be used is dropped
/// whole with a notice that counts it from 1 and names its line. Rings may run either way round; one that does
/// not end where it begins is closed, with a notice. Heights are left out. Under policy::repair polygons are
/// repaired as geo::repair_polygon does, and a feature whose positions are all latitude first, some of them on
/// no place of the earth, has them exchanged; each with a notice.
/// Throws: data_error if the text is not JSON or not GeoJSON, and under policy::strict for any bad feature.
[[nodiscard]] loaded<feature_collection> read(std::string_view text, std::string_view file,
                                              const load_options& options = {});

/// The polygons of each feature, in the features' order. One that has none, and what is none in a collection, gets a
/// notice by its number and kind.
[[nodiscard]] loaded<std::vector<geo::multipolygon>> areas_of(const feature_collection& features,
                                                              std::string_view file);

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
inline constexpr message_rule ring_closed{"ring_closed",
                                          severity::warning,
                                          {"第 {0} 个要素有环首尾不同，按首尾相连读取",
                                           "feature {0} has a ring that does not end where it begins, "
                                           "taken as closed"}};
inline constexpr message_rule no_area{
    "no_area",
    severity::warning,
    {"第 {0} 个要素没有多边形，其几何为 {1}", "feature {0} has no polygon, its geometry is {1}"}};
inline constexpr message_rule more_than_area{
    "more_than_area",
    severity::warning,
    {"第 {0} 个要素是 {1}，只使用其中的多边形", "feature {0} is a {1}, of which only the polygons are used"}};

inline constexpr std::array all{&not_json,         &json_too_deep, &not_geojson, &bad_feature,
                                &repaired_feature, &ring_closed,   &no_area,     &more_than_area};
} // namespace codes

} // namespace qaidam::geojson

#pragma GCC visibility pop
