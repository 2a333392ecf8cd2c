// The locator on real areas, against rational arithmetic: points on edges and corners, a billionth of a
// degree beside them, and anywhere.

#include <algorithm>

#include <qaidam/geo/locator.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <qaidam/geojson/geojson.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("geo/locator_areas");

using namespace qaidam;

namespace {

using rational = boost::multiprecision::cpp_rational;

/// On an edge, or crossed an odd number of times by a ray to the east; no filter, no floating point.
bool holds(const geo::ring& ring, const geo::point& p, bool& edge) {
    const rational x{p.lon().degrees()};
    const rational y{p.lat().degrees()};
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        if (std::max(ring[i].lat(), ring[j].lat()) < p.lat() ||
            std::min(ring[i].lat(), ring[j].lat()) > p.lat())
            continue;
        const rational ax{ring[j].lon().degrees()}, ay{ring[j].lat().degrees()};
        const rational bx{ring[i].lon().degrees()}, by{ring[i].lat().degrees()};
        const rational cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        if (cross == 0 && x >= std::min(ax, bx) && x <= std::max(ax, bx)) edge = true;
        if ((ay > y) != (by > y) && (cross > 0) == (by > ay)) inside = !inside;
    }
    return inside;
}

bool holds(const geo::multipolygon& area, const geo::point& p) {
    for (const auto& part : area) {
        bool edge = false;
        bool inside = holds(part.outer(), p, edge);
        for (const auto& hole : part.holes()) inside = inside && !holds(hole, p, edge);
        if (inside || edge) return true;
    }
    return false;
}

std::vector<geo::multipolygon> areas_of(const std::string& file) {
    std::vector<geo::multipolygon> areas;
    for (const auto& f :
         geojson::read(test::read(test::real(file)), file, {.policy = policy::repair}).value) {
        if (const auto* one = std::get_if<geo::polygon>(&f.geometry)) areas.push_back({*one});
        if (const auto* many = std::get_if<geo::multipolygon>(&f.geometry)) areas.push_back(*many);
    }
    return areas;
}

/// Compares n points an area set with rational arithmetic.
void compare(int n) {
    test::random random;
    for (const std::string file :
         {"geo-providence-blocks/providence_blocks.geojson", "geo-neighbourhoods/san-francisco.geojson",
          "geo-neighbourhoods/amsterdam.geojson", "geo-china-admin/632800.geojson"}) {
        if (!test::has_real(file)) continue;
        const auto areas = areas_of(file);
        const geo::area_index index{areas};
        std::vector<geo::bounds> boxes;
        for (const auto& area : areas) {
            boxes.push_back(geo::bounds_of(area.front()));
            for (const auto& part : area) {
                const auto box = geo::bounds_of(part);
                auto& all = boxes.back();
                all = {{std::min(all.south_west.lon(), box.south_west.lon()),
                        std::min(all.south_west.lat(), box.south_west.lat())},
                       {std::max(all.north_east.lon(), box.north_east.lon()),
                        std::max(all.north_east.lat(), box.north_east.lat())}};
            }
        }
        long several = 0;
        for (int i = 0; i < n; ++i) {
            const auto which =
                static_cast<std::size_t>(random.between(0, static_cast<int>(areas.size()) - 1));
            const auto& ring = random.one_of(areas[which]).outer();
            const auto at = static_cast<std::size_t>(random.between(0, static_cast<int>(ring.size()) - 1));
            const auto& a = ring[at];
            const auto& b = ring[(at + 1) % ring.size()];
            const double share = random.one_in(3) ? 0 : random.real(0, 1);
            double x = a.lon().degrees() + share * (b.lon().degrees() - a.lon().degrees());
            double y = a.lat().degrees() + share * (b.lat().degrees() - a.lat().degrees());
            if (random.one_in(2)) {
                const auto& box = boxes[which];
                x = random.real(box.south_west.lon().degrees(), box.north_east.lon().degrees());
                y = random.real(box.south_west.lat().degrees(), box.north_east.lat().degrees());
            } else if (random.one_in(2)) {
                x += random.real(-1e-9, 1e-9);
                y += random.real(-1e-9, 1e-9);
            }
            const geo::point p{geo::longitude{x}, geo::latitude{y}};
            std::vector<std::size_t> want;
            for (std::size_t k = 0; k < areas.size(); ++k)
                if (p.lon() >= boxes[k].south_west.lon() && p.lon() <= boxes[k].north_east.lon() &&
                    p.lat() >= boxes[k].south_west.lat() && p.lat() <= boxes[k].north_east.lat() &&
                    holds(areas[k], p))
                    want.push_back(k);
            REQUIRE_MESSAGE(index.find_all(p) == want, fmt::format("{} {}", x, y));
            several += want.size() > 1 ? 1 : 0;
        }
        CHECK(several > n / 100);
    }
}

} // namespace

TEST_CASE("thousands of points of real areas are where rational arithmetic says") {
    compare(test::cases(5000));
}

TEST_CASE("a million points of real areas are where rational arithmetic says" * doctest::skip()) {
    compare(250000);
}

TEST_SUITE_END();
