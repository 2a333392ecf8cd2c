
#include <qaidam/grids/code.hpp>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids/code");

using namespace qaidam;

TEST_CASE("codes are made, taken to pieces and checked by their layout") {
    const std::vector<std::string> values{"632823", "1", "12", "3"};
    const auto code = grids::beijing_grid_code.format(values);
    CHECK(code == "632823001012003");
    CHECK(grids::beijing_grid_code.parse(code).fields ==
          std::vector<std::string>{"632823", "001", "012", "003"});
    CHECK(grids::municipal_grid_code.length() == 16);
    CHECK(grids::cjt349_code.length() == 20);
    CHECK(to_string(*grids::beijing_grid_code.parse("63282300101200").fault) ==
          "grid code 63282300101200 has 14 characters, want 15");
    CHECK(to_string(*grids::beijing_grid_code.parse("63282300101200x").fault) ==
          "grid code 63282300101200x: character 15 is not an ASCII digit; write one");
    CHECK(grids::beijing_grid_code.parse("６３２８２３001012003").fault); // full width
    CHECK(grids::beijing_grid_code.parse("").fault);
    CHECK_THROWS_AS((void)grids::beijing_grid_code.format(std::vector<std::string>{"632823"}),
                    std::invalid_argument);
    CHECK_THROWS_AS(
        (void)grids::beijing_grid_code.format(std::vector<std::string>{"632823", "1", "1234", "1"}),
        std::invalid_argument);
    CHECK_THROWS_AS((void)grids::beijing_grid_code.format(std::vector<std::string>{"632823", "1", "1", "a"}),
                    std::invalid_argument);
}

TEST_CASE("codes are assigned in rows from north to south, in each from west to east") {
    std::vector<geo::point> points; // a square of 2 × 2, and not quite one
    for (const auto& [lon, lat] :
         {std::pair{99.02, 37.01}, {99.01, 37.0101}, {99.01, 37.0199}, {99.02, 37.02}})
        points.push_back({geo::longitude{lon}, geo::latitude{lat}});
    const std::vector<std::string> area{"632823", "001", "012"};
    CHECK(
        grids::beijing_grid_code.assign(area, points) ==
        std::vector<std::string>{"632823001012004", "632823001012003", "632823001012001", "632823001012002"});
    CHECK(grids::beijing_grid_code.assign(area, {}).empty());
    CHECK_THROWS_AS((void)grids::beijing_grid_code.assign(area, std::vector<geo::point>(1000, points[0])),
                    std::invalid_argument);
}

TEST_CASE("places are numbered in rows from north to south, in each from west to east") {
    const auto at = [](double lon, double lat) {
        return geo::point{geo::longitude{lon}, geo::latitude{lat}};
    };
    CHECK(grids::number_by_place(std::vector{at(99.02, 37.0), at(99.01, 37.0), at(99.01, 37.02),
                                             at(99.02, 37.02)}) == std::vector<std::size_t>{3, 2, 0, 1});
    CHECK(grids::number_by_place({}).empty());
}

TEST_SUITE_END();
