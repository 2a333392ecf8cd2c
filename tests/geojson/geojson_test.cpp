#include <qaidam/geojson/geojson.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("geojson");

using namespace qaidam;

namespace {
geo::point at(double lon, double lat) {
    return {geo::longitude{lon}, geo::latitude{lat}};
}

std::string first_notice(std::string_view text) {
    try {
        (void)geojson::read(text, "map.geojson");
    } catch (const data_error& e) {
        return to_string(*e.why().begin());
    }
    return {};
}
} // namespace

TEST_CASE("what is written reads back the same") {
    const geo::polygon with_hole{{at(0, 0), at(9, 0), at(9, 9), at(0, 9)},
                                 {{at(3, 3), at(3, 6), at(6, 6), at(6, 3)}}};
    const geojson::feature_collection all{
        {.id = "g-01", .properties = {{"name", "花园 \"一\""}}, .geometry = with_hole},
        {.id = "p", .geometry = at(101.5, 36.25)},
        {.geometry = geojson::line{at(1, 2), at(3, 4)}},
        {.geometry = geo::multipolygon{with_hole}},
        {.id = "nowhere"},
        {.geometry = geojson::point_set{{at(1, 2), at(3, 4)}}},
        {.geometry = std::vector<geojson::line>{{at(1, 2), at(3, 4)}, {at(5, 6), at(7, 8)}}},
        {.geometry = geojson::collection{{at(1, 2)}, {{at(1, 2), at(3, 4)}}, {with_hole, with_hole}}}};
    CHECK(geojson::read(geojson::write(all), "map.geojson").value == all);
    std::vector<std::string_view> kinds;
    std::vector<std::size_t> polygons;
    for (const auto& f : all) {
        kinds.push_back(geojson::kind_of(f.geometry));
        polygons.push_back(geojson::polygons_of(f.geometry).size());
    }
    CHECK(kinds == std::vector<std::string_view>{"Polygon", "Point", "LineString", "MultiPolygon", "null",
                                                 "MultiPoint", "MultiLineString", "GeometryCollection"});
    CHECK(polygons == std::vector<std::size_t>{1, 0, 0, 1, 0, 0, 0, 2});
}

TEST_CASE("each geometry of RFC 7946 is read, heights left out, and one without coordinates is nothing") {
    const std::pair<std::string_view, geojson::geometry> table[] = {
        {R"(null)", {}},
        {R"({"type":"Point","coordinates":[1,2,3000.5]})", at(1, 2)},
        {R"({"type":"Point","coordinates":[1,2,null]})", at(1, 2)},
        {R"({"type":"Point","coordinates":[]})", {}},
        {R"({"type":"MultiPoint","coordinates":[[1,2],[3,4]]})", geojson::point_set{{at(1, 2), at(3, 4)}}},
        {R"({"type":"LineString","coordinates":[[1,2,9],[3,4,9]]})", geojson::line{at(1, 2), at(3, 4)}},
        {R"({"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]})",
         std::vector<geojson::line>{{at(1, 2), at(3, 4)}}},
        {R"({"type":"Polygon","coordinates":[[[0,0,5],[0,1,5],[1,1,5],[0,0,5]]]})",
         geo::polygon{{at(0, 0), at(0, 1), at(1, 1)}}},
        {R"({"type":"Polygon","coordinates":[]})", {}},
        {R"({"type":"MultiPolygon","coordinates":[]})", {}},
        {R"({"type":"GeometryCollection","geometries":[]})", {}},
        {R"({"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},
            {"type":"GeometryCollection","geometries":[{"type":"MultiLineString","coordinates":[[[1,2],[3,4]]]},
            {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]},{"type":"MultiPoint","coordinates":[[3,4]]}]})",
         geojson::collection{
             {at(1, 2), at(3, 4)}, {{at(1, 2), at(3, 4)}}, {geo::polygon{{at(0, 0), at(1, 0), at(1, 1)}}}}}};
    for (const auto& row : table) {
        CAPTURE(row.first);
        const auto file = fmt::format(R"({{"type":"Feature","properties":{{}},"geometry":{}}})", row.first);
        const auto [features, notices] = geojson::read(file, "m");
        REQUIRE(features.size() == 1);
        CHECK(features[0].geometry == row.second);
        CHECK(notices.empty());
    }
}

TEST_CASE("the areas of features are told apart from what is none, by number and kind") {
    const auto read = geojson::read(R"({"type":"FeatureCollection","features":[
{"type":"Feature","geometry":null},
{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}},
{"type":"Feature"},
{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}},
{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},
    {"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}]}}]})",
                                    "m", {.policy = policy::lenient});
    const auto [areas, notices] = geojson::areas_of(read.value, "m");
    std::vector<std::size_t> sizes;
    for (const auto& area : areas) sizes.push_back(area.size());
    CHECK(sizes == std::vector<std::size_t>{0, 1, 0, 1});
    std::vector<std::string> said;
    for (const auto& n : notices) said.push_back(to_string(n));
    CHECK(said == std::vector<std::string>{
                      "m:2: feature 1 has no polygon, its geometry is null",
                      "m:5: feature 4 has no polygon, its geometry is LineString",
                      "m:6: feature 5 is a GeometryCollection, of which only the polygons are used"});
}

TEST_CASE("a byte order mark is passed over") {
    CHECK(geojson::read("\xEF\xBB\xBF{\"type\":\"Point\",\"coordinates\":[1,2]}", "m").value[0].geometry ==
          geojson::geometry{at(1, 2)});
    CHECK(first_notice("\xEF\xBB\xBF{oops") == "map.geojson:1:5: not valid JSON from here on, got oops");
}

TEST_CASE("a ring that does not end where it begins is closed, and that is said") {
    const auto [features, notices] = geojson::read(
        R"({"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9]],[[1,1],[2,1],[2,2],[1,1]]]})", "m");
    CHECK(std::get<geo::polygon>(features.at(0).geometry).outer().size() == 4);
    REQUIRE(notices.size() == 1);
    CHECK(to_string(*notices.begin()) ==
          "m: feature 1 has a ring that does not end where it begins, taken as closed");
}

TEST_CASE("rings are written the right way round whatever way they came") {
    const geojson::feature_collection clockwise{
        {.geometry = geo::polygon{{at(0, 0), at(0, 1), at(1, 1), at(1, 0)}}}};
    CHECK(geojson::write(clockwise).find("[[[1.0,0.0],[1.0,1.0],[0.0,1.0],[0.0,0.0],[1.0,0.0]]]") !=
          std::string::npos);
}

TEST_CASE("a bare geometry and a single feature are collections of one") {
    CHECK(geojson::read(R"({"type":"Point","coordinates":[1,2]})", "m").value.size() == 1);
    CHECK(
        geojson::read(
            R"({"type":"Feature","id":7,"properties":{"n":3,"b":true},"geometry":{"type":"Point","coordinates":[1,2,9]}})",
            "m")
            .value == geojson::feature_collection{
                          {.id = "7", .properties = {{"n", "3"}, {"b", "true"}}, .geometry = at(1, 2)}});
    CHECK(
        geojson::read(
            R"({"type":"Feature","id":null,"properties":{"n":null},"geometry":{"type":"Point","coordinates":[1,2]}})",
            "m")
            .value == geojson::feature_collection{{.geometry = at(1, 2)}});
}

TEST_CASE("text that is not UTF-8 is not written") {
    CHECK_THROWS_AS((void)geojson::write({{.id = "\xFF", .geometry = at(1, 2)}}), std::invalid_argument);
}

TEST_CASE("each damage has its notice") {
    CHECK(first_notice("{") == "map.geojson:1:2: not valid JSON from here on, got the end");
    CHECK(first_notice("{\n  \"type\": oops\n}") ==
          "map.geojson:2:11: not valid JSON from here on, got oops");
    CHECK(first_notice("{\"type\": \"\xFF\"}").starts_with("map.geojson:1:"));
    CHECK(first_notice("[]") ==
          "map.geojson: not GeoJSON, got type (none), want FeatureCollection, Feature or a geometry");
    CHECK(first_notice(R"({"type":"FeatureCollection"})") ==
          "map.geojson: not GeoJSON, got type FeatureCollection without an array features, want "
          "FeatureCollection, "
          "Feature or a geometry");
    const auto feature = [](std::string_view geometry) {
        return first_notice(fmt::format(
            R"({{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{}}}]}})", geometry));
    };
    CHECK(feature("7") ==
          "map.geojson:1: feature 1 cannot be used: no member geometry, want a geometry or null");
    CHECK(feature(R"({"type":"Point","coordinates":[36.4,94.9]})") ==
          "map.geojson:1: feature 1 cannot be used: position 36.4, 94.9 is not on the earth, want longitude "
          "first");
    CHECK(feature(R"({"type":"Point","coordinates":["36"]})") ==
          "map.geojson:1: feature 1 cannot be used: got position [\"36\"], want an array of at least two "
          "numbers");
    CHECK(feature(R"({"type":"Circle","radius":3})") ==
          "map.geojson:1: feature 1 cannot be used: got geometry Circle, want one of Point, MultiPoint, "
          "LineString, "
          "MultiLineString, Polygon, MultiPolygon, GeometryCollection");
    CHECK(feature(R"({"type":"LineString","coordinates":[[1,2]]})") ==
          "map.geojson:1: feature 1 cannot be used: got a line of 1 positions, want >= 2");
    CHECK(feature(R"({"type":"GeometryCollection","geometries":[null]})") ==
          "map.geojson:1: feature 1 cannot be used: no member type, want a geometry type");
    CHECK(feature(R"({"type":"GeometryCollection"})") ==
          "map.geojson:1: feature 1 cannot be used: no member geometries, want an array of geometries");
    CHECK(feature(R"({"type":"Polygon","coordinates":[[[0,0],[1,1],[0,0]]]})") ==
          "map.geojson:1: feature 1 cannot be used: polygon: outer ring: got 2 corners, want >= 3");
}

TEST_CASE("a lenient read keeps the good features and says which were not") {
    const auto result = geojson::read(
        R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}},7]})",
        "m", {.policy = policy::lenient});
    CHECK(result.value.size() == 1);
    CHECK(result.notices.count(geojson::codes::bad_feature) == 1);
}

TEST_CASE("a repairing read mends corners, spikes and exchanged axes, and says so; crossing edges it drops") {
    const std::string text = R"({"type": "FeatureCollection", "features": [
{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,0],[1,1],[2,2],[1,1],[0,1],[0,0]]]}},
{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[37,99],[37,99.1],[37.1,99.1],[37,99]]]}},
{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0,0],[2,2],[2,0],[0,2],[0,0]]]}},
{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0,0],[9,0],[9,9],[0,9],[0,0]], [[1,1],[2,2],[1,1]]]}}]})";
    CHECK_THROWS_AS((void)geojson::read(text, "map.geojson"), data_error);
    CHECK(geojson::read(text, "map.geojson", {.policy = policy::lenient}).value.empty());
    const auto [features, notices] = geojson::read(text, "map.geojson", {.policy = policy::repair});
    REQUIRE(features.size() == 3);
    CHECK(std::get<geo::polygon>(features[0].geometry) ==
          geo::polygon{{at(0, 0), at(1, 0), at(1, 1), at(0, 1)}});
    CHECK(std::get<geo::polygon>(features[1].geometry) ==
          geo::polygon{{at(99, 37), at(99.1, 37), at(99.1, 37.1)}});
    CHECK(std::get<geo::polygon>(features[2].geometry).holes().empty());
    std::vector<std::string> said;
    for (const auto& n : notices) said.push_back(to_string(n));
    CHECK(said ==
          std::vector<std::string>{
              "map.geojson:2: feature 1 was repaired: repeated corners left out",
              "map.geojson:2: feature 1 was repaired: spikes left out",
              "map.geojson:3: feature 2 was repaired: longitude and latitude exchanged",
              "map.geojson:4: feature 3 cannot be used: polygon: the outline crosses itself or has no area",
              "map.geojson:5: feature 4 was repaired: spikes left out",
              "map.geojson:5: feature 4 was repaired: holes without area left out"});
}

TEST_CASE("an outline that touches itself is parted where it does: into a hole, or two polygons") {
    const auto repaired = [](std::string_view rings) {
        return geojson::read(fmt::format(R"({{"type": "Polygon", "coordinates": [{}]}})", rings), "m",
                             {.policy = policy::repair})
            .value.at(0)
            .geometry;
    };
    // Out to a corner, around a square within, back.
    const auto ring =
        std::get<geo::polygon>(repaired("[[0,0],[9,0],[9,9],[0,9],[0,0],[3,6],[6,6],[6,3],[0,0]]"));
    CHECK(ring.holes().size() == 1);
    CHECK(ring.side_of(at(5, 5)) == geo::side::outside);
    const auto bow = std::get<geo::multipolygon>(repaired("[[0,0],[1,1],[2,0],[2,2],[1,1],[0,2],[0,0]]"));
    CHECK(bow.size() == 2);
}

TEST_CASE("a number that no double holds damages only what it stands in") {
    const std::string text = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"a":1e999,"b":"1e999, \"2e999","c":1e-999},"geometry":{"type":"Point","coordinates":[1,2]}},
{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[-1e999,2]}},
{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[1e30,2]}}]})";
    const auto [features, notices] = geojson::read(text, "m", {.policy = policy::lenient});
    REQUIRE(features.size() == 1);
    CHECK(features[0].properties ==
          std::map<std::string, std::string>{{"a", "1e999"}, {"b", "1e999, \"2e999"}, {"c", "0.0"}});
    std::vector<std::string> said;
    for (const auto& n : notices) said.push_back(to_string(n));
    CHECK(said ==
          std::vector<std::string>{
              "m:3: feature 2 cannot be used: got position [\"-1e999\",2], want an array of at least two "
              "numbers",
              "m:4: feature 3 cannot be used: position 1e+30, 2 is not on the earth, want longitude first"});
    CHECK(first_notice("{\n\"a\":[1e999,-2e999],\"b\":oops}") ==
          "map.geojson:2:24: not valid JSON from here on, got oops}");
}

TEST_CASE("a feature names its line") {
    const auto result =
        geojson::read("{\"type\":\"FeatureCollection\",\n\"features\":[\n"
                      "{\"type\":\"Feature\",\"properties\":{\"a\":\"[,\\\"{\"},\n"
                      "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}},\n\n7,\n"
                      "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                      "[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}}]}",
                      "m", {.policy = policy::lenient});
    REQUIRE(result.value.size() == 1);
    CHECK(result.value[0].line == 3);
    std::vector<std::string> said;
    for (const auto& n : result.notices) said.push_back(to_string(n, language::zh));
    CHECK(said == std::vector<std::string>{"m:6: 第 2 个要素无效：缺少成员 geometry，应为几何对象或 null",
                                           "m:7: 第 3 个要素无效：多边形的边界自相交或没有面积"});
}

TEST_CASE("deep nesting and random damage end in an error or a value") {
    CHECK(first_notice(std::string(200000, '[')) == "map.geojson: JSON nested deeper than 64 levels");
    const auto deep = std::string(300000, '[') + std::string(300000, ']');
    CHECK_THROWS_AS((void)geojson::read("{\"type\":" + deep + "}", "m"), data_error);
    CHECK_THROWS_AS((void)geojson::read("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\","
                                        "\"coordinates\":[1,2]},\"properties\":{\"a\":" +
                                            deep + "}}",
                                        "m"),
                    data_error);
    test::random random;
    const std::string good =
        geojson::write({{.id = "g", .geometry = geo::polygon{{at(0, 0), at(1, 0), at(1, 1)}}}});
    for (int i = 0; i < 3000; ++i) {
        auto text = good;
        for (int n = random.between(1, 4); n > 0; --n)
            text[static_cast<std::size_t>(random.between(0, static_cast<int>(text.size()) - 1))] =
                static_cast<char>(random.between(32, 126));
        try {
            (void)geojson::read(text, "m");
        } catch (const data_error&) {
        }
    }
}

TEST_CASE("the neighbourhoods of a real city load") {
    const std::string file = "geo-neighbourhoods/san-francisco.geojson";
    if (!test::has_real(file)) return;
    std::stringstream text;
    text << std::ifstream{test::real(file)}.rdbuf();
    const auto result = geojson::read(text.str(), "san-francisco.geojson", {.policy = policy::lenient});
    CHECK(result.value.size() > 30);
}

TEST_SUITE_END();
