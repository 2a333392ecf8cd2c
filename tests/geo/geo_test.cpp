#include <qaidam/geo/geo.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "geo/squares.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("geo");

using namespace qaidam;
using namespace qaidam::geo;
using namespace qaidam::literals;
using test::at;
using test::square;

namespace {

/// The obvious test in whole numbers: on an edge, or crossed an odd number of times by a ray to the east.
side side_in_whole_numbers(const std::vector<std::pair<int, int>>& ring, int x, int y) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto [ax, ay] = ring[i];
        const auto [bx, by] = ring[(i + 1) % ring.size()];
        const int cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        if (cross == 0 && x >= std::min(ax, bx) && x <= std::max(ax, bx) && y >= std::min(ay, by) &&
            y <= std::max(ay, by))
            return side::edge;
        if ((ay > y) != (by > y) && (cross > 0) == (by > ay)) inside = !inside;
    }
    return inside ? side::inside : side::outside;
}

} // namespace

TEST_CASE("a point off the earth cannot be made") {
    CHECK_THROWS_AS((void)at(180.5, 0.0), std::invalid_argument);
    CHECK_THROWS_AS((void)at(36.4, 94.9), std::invalid_argument);
    CHECK_THROWS_AS((void)at(std::numeric_limits<double>::quiet_NaN(), 0.0), std::invalid_argument);
    CHECK(to_string(point{101.7666_lon, 36.6226_lat}) == "101.76660,36.62260");
}

TEST_CASE("distances agree with geodesics from the literature") {
    // One degree of a meridian at the equator and of the equator itself, WGS 84.
    CHECK(distance(at(0, 0), at(0, 1)).value() == doctest::Approx(110574.389).epsilon(1e-8));
    CHECK(distance(at(0, 0), at(1, 0)).value() == doctest::Approx(111319.491).epsilon(1e-8));
    CHECK(distance(at(95, 36), at(95, 36)).value() == 0);
    CHECK(to_string(300_m) == "300 m");
    CHECK(to_string(meters{12360}) == "12.4 km");
}

TEST_CASE("datums agree with published pairs and invert below a millimetre") {
    const point golmud{94.906201_lon, 36.383255_lat};
    const gcj02_point on_map{94.90709_lon, 36.382766_lat};
    const auto close = [](const auto& a, const auto& b) {
        return std::fabs(a.lon().degrees() - b.lon().degrees()) < 2e-6 &&
               std::fabs(a.lat().degrees() - b.lat().degrees()) < 2e-6;
    };
    CHECK(close(to_gcj02(golmud), on_map));
    CHECK(close(to_wgs84(on_map), golmud));
    // The example that libraries for these datums publish.
    CHECK(close(to_bd09(gcj02_point{116.404_lon, 39.915_lat}),
                bd09_point{116.41036949371029_lon, 39.92133699351022_lat}));
    CHECK(close(to_wgs84(to_bd09(on_map)), golmud));

    test::random random;
    for (int i = 0; i < 5000; ++i) {
        const auto p = at(random.real(74, 135), random.real(18, 53));
        CHECK(distance(to_wgs84(to_gcj02(p)), p).value() < 0.001);
        CHECK(distance(to_wgs84(to_bd09(to_gcj02(p))), p).value() < 0.001);
    }
    const auto paris = at(2.35, 48.85);
    CHECK(to_gcj02(paris).lon() == paris.lon());
}

TEST_CASE("inside, edge and outside are exact, as whole numbers say") {
    test::random random;
    int edges = 0;
    for (int i = 0; i < 4000; ++i) {
        std::vector<std::pair<int, int>> corners;
        ring r;
        for (int n = random.between(3, 7); n > 0; --n) {
            corners.emplace_back(random.between(0, 6), random.between(0, 6));
            r.push_back(at(corners.back().first, corners.back().second));
        }
        if (polygon::find_fault(r)) continue;
        const polygon shape{r};
        for (int x = -1; x <= 7; ++x)
            for (int y = -1; y <= 7; ++y) {
                const auto want = side_in_whole_numbers(corners, x, y);
                REQUIRE(shape.side_of(at(x, y)) == want);
                edges += want == side::edge ? 1 : 0;
            }
    }
    CHECK(edges > 1000);
}

TEST_CASE("a point a rounding error off a slanted edge is on the right side of it") {
    const polygon triangle{{at(0.0, 0.0), at(3.0, 1.0), at(0.0, 1.0)}};
    const double third =
        1.0 / 3.0; // not exactly: it rounds down, so the point lies right of the edge y = x / 3
    CHECK(triangle.side_of(at(1.0, third)) == side::outside);
    CHECK(triangle.side_of(at(1.0, std::nextafter(third, 1.0))) == side::inside);
    CHECK(triangle.side_of(at(0.75, 0.25)) == side::edge);
}

TEST_CASE("holes are outside, their edges are edges") {
    const polygon ring_road{{at(0, 0), at(9, 0), at(9, 9), at(0, 9)},
                            {{at(3, 3), at(6, 3), at(6, 6), at(3, 6)}}};
    CHECK(ring_road.side_of(at(1, 1)) == side::inside);
    CHECK(ring_road.side_of(at(4, 4)) == side::outside);
    CHECK(ring_road.side_of(at(3, 4)) == side::edge);
}

TEST_CASE("rings that are no polygon are refused with the reason") {
    CHECK(polygon::find_fault({at(0, 0), at(1, 1)})->en == "polygon: outer ring: got 2 corners, want >= 3");
    CHECK(polygon::find_fault({at(0, 0), at(2, 2), at(2, 0), at(0, 2)})); // crosses itself
    CHECK(polygon::find_fault({at(0, 0), at(1, 1), at(2, 2)}));           // no area
    CHECK(polygon::find_fault({at(0, 0), at(4, 0), at(4, 4)}, {{at(9, 9), at(10, 9), at(10, 10)}}));
    CHECK_THROWS_AS((polygon{{at(0, 0), at(1, 1)}}), std::invalid_argument);
}

TEST_CASE("a closing corner is not kept and either direction is accepted") {
    const ring open{at(0, 0), at(0, 2), at(2, 2), at(2, 0)};
    auto closed = open;
    closed.push_back(open.front());
    CHECK(polygon{open} == polygon{closed});
    CHECK(area(polygon{open}) == doctest::Approx(area(square(0, 0, 2))));
}

TEST_CASE("the area of a square degree at the equator is that of the ellipsoid") {
    CHECK(area(square(0, 0, 1)) == doctest::Approx(12308778361.469).epsilon(1e-5));
}

TEST_CASE("the overlap of squares is what both cover, and nothing where they touch") {
    CHECK(overlap_area(square(0, 0, 2), square(1, 0, 2)) ==
          doctest::Approx(area(polygon{{at(1, 0), at(2, 0), at(2, 2), at(1, 2)}})));
    CHECK(overlap_area(square(0, 0, 1), square(1, 0, 1)) == 0);
    const polygon holed{{at(0, 0), at(9, 0), at(9, 9), at(0, 9)}, {{at(3, 3), at(6, 3), at(6, 6), at(3, 6)}}};
    CHECK(overlap_area(holed, square(-1, -1, 11)) == doctest::Approx(area(holed)));
    CHECK(overlap_area(square(0, 0, 1), square(5, 5, 1)) == 0);
}

TEST_CASE("rings are repaired where corners repeat and edges run back, and not where they cross") {
    const auto at = [](double x, double y) { return point{longitude{x}, latitude{y}}; };
    const auto repaired =
        repair_polygon({at(0, 0), at(1, 0), at(1, 0), at(1, 1), at(2, 2), at(1, 1), at(0, 1)}, {});
    REQUIRE(repaired);
    REQUIRE(repaired->shape.size() == 1);
    CHECK(repaired->shape[0] == polygon{{at(0, 0), at(1, 0), at(1, 1), at(0, 1)}});
    CHECK(repaired->repairs.size() == 2);
    CHECK_FALSE(repair_polygon({at(0, 0), at(2, 2), at(2, 0), at(0, 2)}, {}));
}

TEST_SUITE_END();
