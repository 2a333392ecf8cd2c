#include <qaidam/grids/check.hpp>

#include <qaidam/civic/feed.hpp>

#include <set>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids");

using namespace qaidam;
using calendar::date;

namespace {

geo::point at(double lon, double lat) {
    return {geo::longitude{lon}, geo::latitude{lat}};
}
geo::polygon box(double west, double east) {
    return geo::polygon{{at(west, 37.30), at(east, 37.30), at(east, 37.31), at(west, 37.31)}};
}

/// Two quarters, four buildings in a row 265 m apart, a plan of two grids.
civic::community_builder small() {
    civic::community_builder b;
    b.identity = {.key = "c", .name = {"社区"}};
    const auto q1 = *b.quarters.add({.key = "q-1", .name = {"一"}});
    const auto q2 = *b.quarters.add({.key = "q-2", .name = {"二"}});
    for (int i = 0; i < 4; ++i)
        b.buildings.add({.key = fmt::format("b-{}", i),
                         .quarter = i < 2 ? q1 : q2,
                         .name = {fmt::format("{}号楼", i)},
                         .at = at(99.0005 + i * 0.003, 37.305)});
    b.grid_plans.add({.key = "plan", .name = {"划分"}, .when = {date{2021, 3, 1}, {}}});
    return b;
}

civic::grid make_grid(const char* k, std::vector<civic::building_id> buildings) {
    return {.key = k, .plan = civic::grid_plan_id{0}, .name = {k}, .buildings = std::move(buildings)};
}

civic::building_id b(std::uint32_t i) {
    return civic::building_id{i};
}

std::vector<std::string> lines(const std::vector<finding>& found) {
    std::vector<std::string> all;
    for (const auto& f : found) all.push_back(to_string(f));
    return all;
}

} // namespace

TEST_CASE("the Chengdong plan covers every building once, and its locator agrees with it") {
    const auto c = civic::load(test::chengdong).value;
    const auto plan = c.grid_plan_on(date{2021, 12, 24}).value();
    CHECK(lines(grids::check_plan(c, plan)).empty());
    CHECK(grids::audit(c, {date{2021, 3, 1}, date{2022, 1, 1}}).empty());
    const grids::grid_locator locator{c, plan};
    for (const auto building : c.buildings().ids())
        CHECK(locator.find(*c.buildings()[building].at) == c.grid_of(building, date{2021, 12, 24}));
    CHECK_FALSE(locator.find(at(0, 0)));
}

TEST_CASE("a good plan has no findings") {
    auto c = small();
    c.grids.add(make_grid("g-1", {b(0), b(1)}));
    c.grids.add(make_grid("g-2", {b(2), b(3)}));
    CHECK(lines(grids::check_plan(std::move(c).build(), civic::grid_plan_id{0})).empty());
}

TEST_CASE("each fault of a plan is found by name") {
    auto c = small();
    c.grids.add(make_grid("g-1", {b(0), b(2)}));
    c.grids.add(make_grid("g-2", {b(2)}));
    c.grids.add(make_grid("g-3", {}));
    CHECK(lines(grids::check_plan(std::move(c).build(), civic::grid_plan_id{0})) ==
          std::vector<std::string>{"g-1: grid g-1 lies across quarters q-1, q-2",
                                   "g-1: grid g-1 is in 2 pieces more than 400 m apart",
                                   "g-3: grid g-3 has no building", "b-1: building 1号楼 is in no grid",
                                   "b-2: building 2号楼 is in g-1, g-2",
                                   "b-3: building 3号楼 is in no grid"});
}

TEST_CASE("outlines that overlap or leave a building out are found") {
    auto c = small();
    auto g1 = make_grid("g-1", {b(0), b(1)});
    g1.outline = box(99.0, 99.003);
    auto g2 = make_grid("g-2", {b(2), b(3)});
    g2.outline = box(99.002, 99.02);
    c.grids.add(g1);
    c.grids.add(g2);
    CHECK(lines(grids::check_plan(std::move(c).build(), civic::grid_plan_id{0})) ==
          std::vector<std::string>{"b-1: building 1号楼 lies outside the outline of its grid g-1",
                                   "g-1: the outlines of grids g-1 and g-2 overlap"});
}

TEST_CASE("over an interval: no plan, no leader") {
    auto c = small();
    c.grids.add(make_grid("g-1", {b(0), b(1)}));
    c.grids.add(make_grid("g-2", {b(2), b(3)}));
    const auto p = *c.people.add({.key = "p", .name = {"甲"}});
    c.roles.push_back(
        {p, civic::role_kind::full_time_grid_leader, civic::grid_id{0}, {date{2021, 3, 1}, {}}});
    c.roles.push_back(
        {p, civic::role_kind::part_time_grid_leader, civic::grid_id{1}, {date{2021, 5, 1}, {}}});
    std::vector<std::string> said;
    for (const auto& f : grids::audit(std::move(c).build(), {date{2021, 1, 1}, date{2022, 1, 1}}))
        said.push_back(to_string(f));
    CHECK(said ==
          std::vector<std::string>{"g-2: grid g-2 has no grid leader: from 2021-03-01 until 2021-05-01",
                                   "c: no grid plan is in force: from 2021-01-01 until 2021-03-01"});
}

TEST_CASE("two plans in force at the same time are named, with the days") {
    auto c = small();
    c.grid_plans.add({.key = "p-2", .name = {"新划分", "new"}, .when = {date{2021, 6, 1}, {}}});
    for (const char* k : {"g-1", "h-1"}) {
        auto g = make_grid(k, {b(0), b(1), b(2), b(3)});
        g.plan = civic::grid_plan_id{k[0] == 'g' ? 0u : 1u};
        c.grids.add(g);
    }
    std::vector<std::string> said;
    for (const auto& f : grids::audit(std::move(c).build(), {date{2021, 1, 1}, date{2022, 1, 1}}))
        if (*f.finding.rule == grids::codes::several_plans) said.push_back(to_string(f));
    REQUIRE(said.size() == 1);
    CHECK(said[0].ends_with("are in force at the same time: from 2021-06-01 until 2022-01-01"));
}

TEST_SUITE_END();
