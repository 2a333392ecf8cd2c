#include <qaidam/geo/geo.hpp>

#include <algorithm>

#include "geo/squares.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("geo/neighbours");

using namespace qaidam;
using namespace qaidam::geo;
using test::at;

namespace {

polygon box(double west, double south, double east, double north) {
    return polygon{{at(west, south), at(east, south), at(east, north), at(west, north)}};
}

std::vector<std::pair<std::size_t, std::size_t>> pairs(const std::vector<neighbours>& all) {
    std::vector<std::pair<std::size_t, std::size_t>> result;
    for (const auto& n : all) result.emplace_back(n.one, n.other);
    return result;
}

using pair_list = std::vector<std::pair<std::size_t, std::size_t>>;

} // namespace

TEST_CASE("areas are neighbours by a piece of border, with or without the same corners, not by a corner") {
    const std::vector<multipolygon> areas{
        {box(99, 37, 99.01, 37.01)},
        {box(99.01, 37, 99.02, 37.005)},    // a corner in the middle of 0's edge
        {box(99.01, 37.005, 99.02, 37.01)}, // and 2 above it
        {box(99.02, 37.01, 99.03, 37.02)}}; // a corner of 2 only
    const auto found = find_shared_borders(areas);
    CHECK(pairs(found) == pair_list{{0, 1}, {0, 2}, {1, 2}});
    CHECK(found[0].length.value() ==
          doctest::Approx(distance(at(99.01, 37), at(99.01, 37.005)).value()).epsilon(1e-3));
    CHECK(found[2].length.value() ==
          doctest::Approx(distance(at(99.01, 37.005), at(99.02, 37.005)).value()).epsilon(1e-3));
    CHECK(find_shared_borders(std::vector<multipolygon>{}).empty());
}

TEST_CASE("borders of drawings that are a few centimetres apart count, streets between do not") {
    const double cm = 1e-7;
    const std::vector<multipolygon> areas{{box(99, 37, 99.01, 37.01)},
                                          {box(99.01 + 10 * cm, 37, 99.02, 37.01)},
                                          {box(99.0205, 37, 99.03, 37.01)}}; // a street of 44 m
    CHECK(pairs(find_shared_borders(areas)) == pair_list{{0, 1}});
}

TEST_CASE("in a town of rectangles the borders are those of an overlap of whole numbers") {
    test::random random;
    for (int round = 0; round < 50; ++round) {
        // A square cut again and again, in thousandths of a degree.
        struct rectangle {
            int west, south, east, north;
        };
        std::vector<rectangle> all{{0, 0, 64, 64}};
        for (int cuts = 0; cuts < 20; ++cuts) {
            const auto i = static_cast<std::size_t>(random.between(0, static_cast<int>(all.size()) - 1));
            auto& r = all[i];
            auto other = r;
            if (random.one_in(2) && r.east - r.west > 1)
                r.east = other.west = random.between(r.west + 1, r.east - 1);
            else if (r.north - r.south > 1)
                r.north = other.south = random.between(r.south + 1, r.north - 1);
            else
                continue;
            all.push_back(other);
        }
        std::vector<multipolygon> areas;
        for (const auto& r : all)
            areas.push_back(
                {box(99 + r.west * 1e-3, 37 + r.south * 1e-3, 99 + r.east * 1e-3, 37 + r.north * 1e-3)});
        pair_list want;
        for (std::size_t i = 0; i < all.size(); ++i)
            for (std::size_t j = i + 1; j < all.size(); ++j) {
                const int wide = std::min(all[i].east, all[j].east) - std::max(all[i].west, all[j].west);
                const int tall = std::min(all[i].north, all[j].north) - std::max(all[i].south, all[j].south);
                if ((wide == 0 && tall > 0) || (tall == 0 && wide > 0)) want.emplace_back(i, j);
            }
        CHECK(pairs(find_shared_borders(areas)) == want);
        CHECK(check_areas(areas).empty());
    }
}

TEST_CASE("points are neighbours if the circle between them holds no other, and all are joined") {
    test::random random;
    for (int round = 0; round < 100; ++round) {
        std::vector<point> points;
        const bool rows = random.one_in(3);
        for (int n = random.between(1, 40); n > 0; --n)
            points.push_back(rows ? at(99 + random.between(0, 5) * 1e-3, 37 + random.between(0, 5) * 1e-3)
                                  : at(99 + random.real(0, 0.01), 37 + random.real(0, 0.01)));
        const auto found = find_near_points(points);
        std::vector<std::size_t> piece(points.size()); // all one, in the end
        for (std::size_t i = 0; i < piece.size(); ++i) piece[i] = i;
        for (const auto& n : found) {
            const auto from = piece[n.other];
            for (auto& p : piece)
                if (p == from) p = piece[n.one];
        }
        CHECK(std::count(piece.begin(), piece.end(), piece[0]) == static_cast<std::ptrdiff_t>(piece.size()));
        if (rows) continue;
        const auto flat = [&](std::size_t i) { // centimetres, as it is decided
            return std::pair{points[i].lon().degrees() * 111412.88 * 0.79863551,
                             points[i].lat().degrees() * 110964.0};
        };
        const auto has = pairs(found);
        for (std::size_t i = 0; i < points.size(); ++i)
            for (std::size_t j = i + 1; j < points.size(); ++j) {
                double most =
                    -1e300; // of the cosines at third points, as products: above 0 where none is inside
                for (std::size_t k = 0; k < points.size(); ++k) {
                    if (k == i || k == j) continue;
                    const auto [x, y] = flat(k);
                    const auto [ux, uy] = flat(i);
                    const auto [vx, vy] = flat(j);
                    most = std::max(most, -((ux - x) * (vx - x) + (uy - y) * (vy - y)));
                }
                if (std::abs(most) < 100) continue; // too close to tell with rounding
                CHECK((std::find(has.begin(), has.end(), std::pair{i, j}) != has.end()) == (most < 0));
            }
    }
    CHECK(find_near_points({}).empty());
    CHECK(find_near_points(std::vector<point>(3, at(99, 37))).size() == 2);
}

TEST_CASE("areas that overlap and gaps between them are found; holes that are meant are not") {
    const std::vector<multipolygon> overlapping{{box(99, 37, 99.01, 37.01)}, {box(99.009, 37, 99.02, 37.01)}};
    const auto found = check_areas(overlapping);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]).starts_with("areas 0 and 1 overlap by 98"));
    // Four around a gap of a thousandth of a degree.
    const std::vector<multipolygon> around{{box(0, 0, 0.003, 0.001)},
                                           {box(0, 0.001, 0.001, 0.002)},
                                           {box(0.002, 0.001, 0.003, 0.002)},
                                           {box(0, 0.002, 0.003, 0.003)}};
    const auto gap = check_areas(around);
    REQUIRE(gap.size() == 1);
    CHECK(*gap[0].rule == geo::codes::areas_leave_gap);
    CHECK(check_areas(
              std::vector<multipolygon>{{polygon{{at(0, 0), at(0.003, 0), at(0.003, 0.003), at(0, 0.003)},
                                                 {{at(0.001, 0.001), at(0.002, 0.001), at(0.002, 0.002)}}}}})
              .empty());
}

TEST_CASE("points that miss because they are swapped, or of another datum, are said to be") {
    const area_index index{
        std::vector<polygon>{box(37.2, 36.9, 37.4, 37.1), box(99.0009, 37.2, 99.0011, 37.4)}};
    std::vector<point> swapped;
    std::vector<point> shifted;
    for (int i = 0; i < 20; ++i) {
        swapped.push_back(at(37.3, 37.5 + i)); // latitude first would be in none
        const auto on_map = to_gcj02(at(99.001, 37.21 + i * 0.005));
        shifted.push_back({on_map.lon(), on_map.lat()});
    }
    CHECK(explain_misses(index, swapped).empty());
    const auto found = explain_misses(index, shifted);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) == "20 points lie in no area, taken as GCJ-02 20 of them do; are they GCJ-02?");
    for (auto& p : swapped) p = at(37.0, 37.3);
    CHECK(to_string(explain_misses(index, swapped).at(0)) ==
          "20 points lie in no area, with longitude and latitude exchanged 20 of them do; are they swapped?");
}

TEST_CASE("the centre of an area is its centre of mass") {
    const auto centre = centre_of({box(0, 0, 2, 2), box(4, 0, 6, 2)});
    CHECK(centre.lon().degrees() == doctest::Approx(3));
    CHECK(centre.lat().degrees() == doctest::Approx(1));
    CHECK_THROWS_AS((void)centre_of({}), std::invalid_argument);
    CHECK(middle_of(std::vector<point>{at(0, 0), at(2, 4)}) == at(1, 2));
    CHECK_THROWS_AS((void)middle_of(std::vector<point>{}), std::invalid_argument);
}

TEST_SUITE_END();
