// Plans of real areas: Providence's census blocks inside wards, San Francisco's neighbourhoods.

#include <qaidam/grids/draw.hpp>

#include <algorithm>

#include <qaidam/geojson/geojson.hpp>

#include "feed.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids/draw_areas");

using namespace qaidam;

namespace {

struct town {
    grids::drawing_units units;
    std::vector<geo::multipolygon> areas;
};

/// Units of polygons with people and wards if those properties are named, else one each.
town read_town(const std::string& file, const std::string& people, const std::string& ward) {
    town t;
    auto& measure = t.units.measures.emplace_back(grids::measure{{"人", "people"}});
    for (const auto& f :
         geojson::read(test::read(test::real(file)), file, {.policy = policy::repair}).value) {
        t.units.keys.emplace_back(std::to_string(t.areas.size()));
        if (const auto* one = std::get_if<geo::polygon>(&f.geometry))
            t.areas.push_back({*one});
        else
            t.areas.push_back(std::get<geo::multipolygon>(f.geometry));
        t.units.at.push_back(geo::centre_of(t.areas.back()));
        measure.weights.push_back(people.empty() ? 1 : std::stoll(f.properties.at(people)));
        if (!ward.empty()) t.units.within.push_back(f.properties.at(ward));
    }
    for (const auto& n : geo::find_shared_borders(t.areas))
        t.units.borders.push_back({n.one, n.other, n.length});
    return t;
}

} // namespace

TEST_CASE("Providence in 22 and 100: connected, and as even as the heaviest block lets it") {
    const std::string file = "geo-providence-blocks/providence_blocks.geojson";
    if (!test::has_real(file)) return;
    auto t = read_town(file, "TOTPOP", "");
    CHECK(t.units.size() == 3014);
    CHECK(t.units.borders.size() == 7438);
    for (const std::size_t k : {22u, 100u}) {
        const auto plan = grids::draw_plan(t.units, k, {.tolerance = 0.01, .steps = 1});
        const auto& people = plan.proof().measures[0];
        CHECK(plan.proof().connected == k);
        CHECK(people.total == 178040);
        CHECK(people.imbalance <= std::max(0.01, people.forced) + 1e-9);
        CHECK(plan.findings().empty());
        CHECK(plan.proof().parted < (k == 22 ? 700 : 1700));
    }
}

TEST_CASE("Providence inside its wards: none is left, and 14 grids are too few") {
    const std::string file = "geo-providence-blocks/providence_blocks.geojson";
    if (!test::has_real(file)) return;
    const auto t = read_town(file, "TOTPOP", "WARD");
    const auto plan = grids::draw_plan(t.units, 60, {.tolerance = 0.05, .steps = 0});
    CHECK(plan.proof().connected == 60);
    CHECK(plan.proof().split == 0);
    CHECK(plan.findings().empty());
    CHECK_THROWS_AS((void)grids::draw_plan(t.units, 14), refused);
}

TEST_CASE("San Francisco's neighbourhoods, islands joined") {
    const std::string file = "geo-neighbourhoods/san-francisco.geojson";
    if (!test::has_real(file)) return;
    auto t = read_town(file, "", "");
    grids::join_pieces(t.units);
    const auto plan = grids::draw_plan(t.units, 5, {.tolerance = 0.2});
    CHECK(plan.proof().connected == 5);
    CHECK(plan.findings().empty());
    const geo::area_index index{t.areas};
    std::size_t at_home = 0;
    for (std::size_t i = 0; i < t.areas.size(); ++i) at_home += index.find(t.units.at[i]) == i ? 1 : 0;
    CHECK(at_home >= 35); // a centre may lie outside
}

TEST_SUITE_END();
