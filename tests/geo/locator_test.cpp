#include <qaidam/geo/locator.hpp>

#include <algorithm>
#include <array>
#include <limits>

#include "geo/squares.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("geo/locator");

using namespace qaidam;
using namespace qaidam::geo;
using namespace qaidam::literals;
using test::at;
using test::square;

namespace {

bool holds(const multipolygon& area, const point& p) {
    return std::any_of(area.begin(), area.end(),
                       [&](const polygon& part) { return part.side_of(p) != side::outside; });
}

std::vector<std::size_t> all_holding(const std::vector<multipolygon>& areas, const point& p) {
    std::vector<std::size_t> all;
    for (std::size_t a = 0; a < areas.size(); ++a)
        if (holds(areas[a], p)) all.push_back(a);
    return all;
}

/// Corners on whole numbers, so that many edges, corners and lines between cells fall together.
multipolygon random_area(test::random& random, int size) {
    multipolygon area;
    for (int parts = random.between(1, 2); parts > 0;) {
        ring corners;
        for (int n = random.between(3, 9); n > 0; --n)
            corners.push_back(at(random.between(0, size), random.between(0, size)));
        if (polygon::find_fault(corners)) continue;
        area.emplace_back(corners);
        --parts;
    }
    return area;
}

/// On the whole numbers and halves, on edges nearly, or anywhere.
point random_point(test::random& random, const std::vector<multipolygon>& areas, int size) {
    if (random.one_in(3))
        return at(random.between(-2, 2 * size + 2) / 2.0, random.between(-2, 2 * size + 2) / 2.0);
    if (random.one_in(2)) return at(random.real(-1, size + 1), random.real(-1, size + 1));
    const auto& corners = random.one_of(random.one_of(areas)).outer();
    const auto& a = corners.back();
    const auto& b = corners.front();
    const double share = random.real(0, 1);
    const auto between = [&](double u, double v) { return u + share * (v - u); };
    return at(between(a.lon().degrees(), b.lon().degrees()), between(a.lat().degrees(), b.lat().degrees()));
}

} // namespace

TEST_CASE("the areas that hold a point are those that say so themselves") {
    test::random random;
    long held = 0;
    for (int round = 0; round < test::cases(300); ++round) {
        const int size = random.one_of(std::array{5, 8, 32, 64});
        std::vector<multipolygon> areas(static_cast<std::size_t>(random.between(1, 6)));
        for (auto& area : areas) area = random_area(random, size);
        const area_index index{areas};
        for (int i = 0; i < 200; ++i) {
            const auto p = random_point(random, areas, size);
            const auto want = all_holding(areas, p);
            REQUIRE_MESSAGE(index.find_all(p) == want, to_string(p));
            REQUIRE(index.find(p) == (want.empty() ? std::nullopt : std::optional{want.front()}));
            held += static_cast<long>(want.size());
        }
        std::vector<point> many;
        std::vector<std::optional<std::size_t>> one_by_one;
        for (int i = 0; i < 100; ++i) {
            many.push_back(random_point(random, areas, size));
            one_by_one.push_back(index.find(many.back()));
        }
        REQUIRE(index.find(many) == one_by_one);
    }
    CHECK(held > test::cases(10000));
}

TEST_CASE("an index in which areas were replaced answers as a new one") {
    test::random random;
    for (int round = 0; round < test::cases(100); ++round) {
        std::vector<multipolygon> areas(4);
        for (auto& area : areas) area = random_area(random, 8);
        area_index index{areas};
        for (int change = 0; change < 20; ++change) {
            const auto which = static_cast<std::size_t>(random.between(0, 3));
            areas[which] = random.one_in(5) ? multipolygon{} : random_area(random, random.one_in(6) ? 12 : 8);
            index.replace(which, areas[which]);
            for (int i = 0; i < 20; ++i) {
                const auto p = at(random.between(0, 24) / 2.0, random.between(0, 24) / 2.0);
                REQUIRE(index.find_all(p) == all_holding(areas, p));
            }
        }
        CHECK_THROWS_AS(index.replace(4, {}), std::out_of_range);
    }
}

TEST_CASE("no areas and areas without polygons hold nothing") {
    CHECK_FALSE(area_index{std::vector<polygon>{}}.find(at(0, 0)));
    CHECK_FALSE(area_index{std::vector<polygon>{}}.find_nearest(at(0, 0), 1000_m));
    const area_index index{std::vector<multipolygon>{{}, {square(0, 0, 1)}}};
    CHECK(index.find(at(1, 1)) == 1);
}

TEST_CASE("the nearest area is that of the least distance to any of its edges") {
    test::random random;
    int near = 0;
    for (int round = 0; round < test::cases(60); ++round) {
        std::vector<multipolygon> areas;
        for (int i = 0; i < 4; ++i)
            areas.push_back({square(99 + random.real(0, 0.05), 37 + random.real(0, 0.05), 0.004)});
        const area_index index{areas};
        for (int i = 0; i < 20; ++i) {
            const auto p = at(99 + random.real(-0.02, 0.07), 37 + random.real(-0.02, 0.07));
            const meters within{random.real(100, 3000)};
            double least = 1e9; // over points along the edges, a metre apart or less
            for (const auto& area : areas)
                for (std::size_t c = 0; c < 4; ++c)
                    for (int step = 0; step <= 500; ++step) {
                        const auto& a = area[0].outer()[c];
                        const auto& b = area[0].outer()[(c + 1) % 4];
                        const double s = step / 500.0;
                        least = std::min(least,
                                         distance(p, at(a.lon().degrees() * (1 - s) + b.lon().degrees() * s,
                                                        a.lat().degrees() * (1 - s) + b.lat().degrees() * s))
                                             .value());
                    }
            const auto found = index.find_nearest(p, within);
            if (index.find(p)) {
                CHECK(found->away == 0_m);
                CHECK(found->area == index.find(p));
            } else if (least < within.value() - 1) {
                REQUIRE(found);
                CHECK(std::abs(found->away.value() - least) < 0.5);
                ++near;
            } else if (least > within.value() + 1) {
                CHECK_FALSE(found);
            }
        }
    }
    CHECK(near > test::cases(100));
}

TEST_CASE("an edge too short to measure and a distance that is none do no harm") {
    const area_index index{std::vector<polygon>{polygon{{at(0, 0), at(1, 0), at(1, 1), at(1e-18, 2e-18)}}}};
    CHECK(index.find_nearest(at(2, 0.5), meters{1e6})->area == 0);
    CHECK_FALSE(index.find_nearest(at(2, 0.5), meters{std::numeric_limits<double>::quiet_NaN()}));
    CHECK_FALSE(index.find_nearest(at(2, 0.5), meters{-1}));
}

TEST_SUITE_END();
