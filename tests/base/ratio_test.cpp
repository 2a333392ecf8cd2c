#include <qaidam/base/ratio.hpp>

#include <stdexcept>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/ratio");

using namespace qaidam;

TEST_CASE("ratios are exact, and nothing over nothing is no data") {
    // A city's monthly bulletin.
    CHECK(percent(ratio{911, 972}) == "93.72 %");
    CHECK(percent(ratio{902, 956}) == "94.35 %");
    CHECK(percent(ratio{9, 16}) == "56.25 %");
    CHECK(percent(ratio{737, 972}) == "75.82 %");
    CHECK(percent(ratio{1, 3}) == "33.33 %");
    CHECK(percent(ratio{2, 3}) == "66.67 %");
    CHECK(percent(ratio{1, 1}) == "100.00 %");
    CHECK(to_string(ratio{0, 0}) == "0/0 (no data)");
    CHECK(percent(ratio{0, 0}, language::zh) == "无数据");
    CHECK(ratio{4'000'000'000'000'000'000, 4'000'000'000'000'000'000}.basis_points() == 10000);
    CHECK_THROWS_AS((ratio{2, 1}), std::invalid_argument);
    CHECK_THROWS_AS((ratio{-1, 1}), std::invalid_argument);
}

TEST_SUITE_END();
