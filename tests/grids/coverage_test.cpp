#include <qaidam/grids/coverage.hpp>

#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids/coverage");

using namespace qaidam;
using calendar::date;
using civic::role_kind;

namespace {

std::vector<std::string> lines(const std::vector<grids::coverage_gap>& gaps) {
    std::vector<std::string> all;
    for (const auto& g : gaps) all.push_back(to_string(g));
    return all;
}

} // namespace

TEST_CASE("who was responsible when, and what is open if somebody leaves") {
    civic::community_builder b;
    b.identity = {.key = "c", .name = {"社区"}};
    const auto quarter = *b.quarters.add({.key = "q", .name = {"一"}});
    const auto building =
        *b.buildings.add({.key = "b-1", .quarter = quarter, .name = {"1号楼", "Building 1"}});
    const auto plan = *b.grid_plans.add({.key = "plan", .name = {"划分"}, .when = {date{2021, 3, 1}, {}}});
    const auto grid =
        *b.grids.add({.key = "g", .plan = plan, .name = {"第1网格", "Grid 1"}, .buildings = {building}});
    const auto a = *b.people.add({.key = "a", .name = {"甲"}});
    const auto z = *b.people.add({.key = "z", .name = {"乙"}});
    b.roles = {{a, role_kind::party_member, building, {date{2021, 1, 1}, date{2021, 6, 1}}},
               {z, role_kind::party_member, building, {date{2021, 5, 1}, date{2021, 9, 1}}},
               {a, role_kind::full_time_grid_leader, grid, {date{2021, 3, 1}, {}}}};
    const auto c = std::move(b).build();
    const calendar::date_span year{date{2021, 1, 1}, date{2022, 1, 1}};
    CHECK(lines(grids::find_gaps(c, year)) ==
          std::vector<std::string>{"Building 1 has no party member: from 2021-09-01 until 2022-01-01"});
    CHECK(lines(grids::find_gaps_without(c, a, year)) ==
          std::vector<std::string>{"Building 1 has no party member: from 2021-01-01 until 2021-05-01",
                                   "Grid 1 has no leader: from 2021-03-01 until 2022-01-01"});
    CHECK(lines(grids::find_gaps_without(c, z, year)) ==
          std::vector<std::string>{"Building 1 has no party member: from 2021-06-01 until 2021-09-01"});
    CHECK(to_string(grids::find_gaps(c, year)[0], language::zh) ==
          "1号楼没有党员：2021-09-01 起，2022-01-01 止（不含）");
}

TEST_CASE("in Chengdong nothing is open, until somebody leaves") {
    const auto c = civic::load(test::chengdong).value;
    const calendar::date_span winter{date{2021, 12, 1}, date{2022, 3, 1}};
    CHECK(grids::find_gaps(c, winter).empty());
    std::size_t open = 0;
    for (const auto p : c.people().ids()) open += grids::find_gaps_without(c, p, winter).size();
    CHECK(open == 66 + 22); // each building and each grid has one person
}

TEST_SUITE_END();
