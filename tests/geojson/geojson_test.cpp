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
        {.geometry = std::vector<geo::point>{at(1, 2), at(3, 4)}},
        {.geometry = std::vector<geo::polygon>{with_hole}}};
    CHECK(geojson::read(geojson::write(all), "map.geojson").value == all);
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
    const auto feature = [](std::string_view geometry) {
        return first_notice(fmt::format(
            R"({{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{}}}]}})", geometry));
    };
    CHECK(feature("null") == "map.geojson:1: feature 1 cannot be used: no member geometry, want a geometry");
    CHECK(feature(R"({"type":"Point","coordinates":[36.4,94.9]})") ==
          "map.geojson:1: feature 1 cannot be used: position 36.4, 94.9 is not on the earth, want longitude "
          "first");
    CHECK(feature(R"({"type":"Point","coordinates":["36"]})") ==
          "map.geojson:1: feature 1 cannot be used: a position is not an array of at least two numbers");
    CHECK(feature(R"({"type":"Circle","coordinates":[]})") ==
          "map.geojson:1: feature 1 cannot be used: got geometry Circle, want Point, LineString, Polygon or "
          "MultiPolygon");
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

TEST_CASE("a number that no double holds is no JSON, and a feature names its line") {
    CHECK(first_notice("{\n\"type\":\"Point\",\"coordinates\":[1e999,2]}").starts_with("map.geojson:2:"));
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
    CHECK(said == std::vector<std::string>{"m:6: 第 2 个要素无效：缺少成员 geometry，应为几何对象",
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
