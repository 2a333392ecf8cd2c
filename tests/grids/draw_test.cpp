#include <qaidam/grids/draw.hpp>

#include <qaidam/civic/feed.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids/draw");

using namespace qaidam;
using grids::crossing;

namespace {

/// Units on whole numbers of 0.001 degrees, neighbours east and north, a household each.
grids::drawing_units board(std::size_t wide, std::size_t tall) {
    grids::drawing_units u;
    u.measures = {{{"户", "households"}, std::vector<std::int64_t>(wide * tall, 1)}};
    for (std::size_t i = 0; i < wide * tall; ++i) {
        u.keys.emplace_back("u" + std::to_string(i));
        u.at.push_back({geo::longitude{99 + 0.001 * static_cast<double>(i % wide)},
                        geo::latitude{37 + 0.001 * static_cast<double>(i / wide)}});
        if (i % wide + 1 < wide) u.borders.push_back({i, i + 1, geo::meters{100}});
        if (i + wide < wide * tall) u.borders.push_back({i, i + wide, geo::meters{90}});
    }
    return u;
}

template <class Draw>
std::string refusal_of(Draw draw) {
    try {
        (void)draw();
    } catch (const refused& r) {
        return to_string(r.why());
    }
    return {};
}

} // namespace

TEST_CASE("Chengdong in 22: connected, no quarter split, and the proof in both languages") {
    const auto c = civic::load(test::chengdong).value;
    const auto units = grids::units_of(c);
    const auto plan = grids::draw_plan(units, 22, {.tolerance = 0.05});
    CHECK(plan.proof().connected == 22);
    CHECK(plan.proof().split == 0);
    CHECK(plan.proof().proven); // quarters are small
    CHECK(plan.findings().empty());
    CHECK(to_string(plan.proof()) == R"(66 units in 22 grids, 22 of them connected
households: 2932 in all, 133.3 a grid, 126 to 141; imbalance 5.8 % (3.5 % forced)
residents: 8544 in all, 388.4 a grid, 369 to 416; imbalance 7.1 % (7.1 % forced)
cut 55 of 104 pairs of neighbours
units are 89 m from the middle of their grid on average
0 grids leave what they lie within
proven: no plan with as many grids in each piece that has all this is better)");
    CHECK(to_string(plan.proof(), language::zh) == R"(66 个单元划为 22 个网格，22 个连通
户：共 2932，每网格平均 133.3，最少 126，最多 141；超出平均 5.8 %（不可避免 3.5 %）
人：共 8544，每网格平均 388.4，最少 369，最多 416；超出平均 7.1 %（不可避免 7.1 %）
分开的相邻单元 55 对（共 104 对）
单元距所在网格中心平均 89 m
跨越所属范围（小区）的网格 0 个
已证明：合乎要求的划分中没有更好的（各片网格数不变）)");
}

TEST_CASE("grids are numbered in rows from north to south and from west to east") {
    const auto plan = grids::draw_plan(board(4, 4), 4, {.tolerance = 0});
    CHECK(plan.grid_of() == std::vector<std::uint32_t>{2, 2, 3, 3, 2, 2, 3, 3, 0, 0, 1, 1, 0, 0, 1, 1});
    CHECK(plan.proof().parted == 8);
    CHECK(plan.proof().border == geo::meters{4 * 100 + 4 * 90});
    CHECK(plan.proof().grids[0].outline == geo::meters{2 * 100 + 2 * 90});
    CHECK(plan.proof().proven);
}

TEST_CASE("as even as can be is a question: no tolerance, no finding") {
    // Five units in a row: 7 and 6.
    auto u = board(5, 1);
    u.measures[0].weights = {4, 1, 1, 1, 6};
    const auto plan = grids::draw_plan(u, 2, {.tolerance = grids::least});
    CHECK(plan.proof().measures[0].heaviest == 7);
    CHECK(plan.findings().empty());
    CHECK(plan.proof().proven);
    u.measures[0].weights = {4, 1, 1, 3, 6}; // 6 and 9, or 9 and 6
    const auto uneven = grids::draw_plan(u, 2, {.tolerance = grids::least});
    CHECK(uneven.proof().measures[0].heaviest == 9);
    CHECK(uneven.findings().empty());
    CHECK(uneven.proof().proven);
    CHECK(grids::draw_plan(u, 2, {.tolerance = 0.03}).findings().size() == 1);
}

TEST_CASE("weights may be fractions") {
    const auto hours = grids::measure_of({"工时", "hours"}, std::vector<double>{0.5, 1.25, 2, 0.75});
    CHECK(hours.weights == std::vector<std::int64_t>{50, 125, 200, 75});
    CHECK(hours.decimals == 2);
    auto u = board(4, 1);
    u.measures = {hours};
    const auto plan = grids::draw_plan(u, 2, {.tolerance = 0.3});
    CHECK(to_string(plan.proof()).find("hours: 4.5 in all, 2.25 a grid, 1.75 to 2.75;") != std::string::npos);
    u.measures = {grids::measure_of({"工时", "hours"}, std::vector<double>(4, 100'000'000.25))};
    CHECK(u.measures[0].decimals == 2);
    u.measures = {grids::measure_of({"工时", "hours"}, std::vector<double>{300'000'000.125, 3e8, 3e8, 3e8})};
    CHECK(u.measures[0].decimals == 2); // three would be 1.2 · 10^12
    CHECK(grids::draw_plan(u, 2).proof().measures[0].total == 120'000'000'013);
    u.measures = {grids::measure_of({"工时", "hours"}, std::vector<double>(4, 1e9 / 3))};
    CHECK(grids::draw_plan(u, 2).findings().empty());
    CHECK(grids::weight_text(275, 2) == "2.75");
    CHECK(grids::weight_text(200, 2) == "2");
    CHECK(grids::weight_text(5, 2) == "0.05");
    CHECK(grids::measure_of({}, std::vector<double>{0.1, 0.2, 0.3}).weights ==
          std::vector<std::int64_t>{1, 2, 3});
    CHECK(grids::measure_of({}, std::vector<double>{1.0 / 3}).weights == std::vector<std::int64_t>{333'333});
    for (const double wrong : {-0.5, std::nan(""), 2e9})
        CHECK_THROWS_AS((void)grids::measure_of({}, std::vector<double>{wrong}), std::invalid_argument);
}

TEST_CASE("roads: a main one is never crossed, a busy one only if there is no other way") {
    auto u = board(6, 4);
    for (auto& b : u.borders)
        if (b.one % 6 == 1 && b.other == b.one + 1) b.crossing = crossing::never;
    auto plan = grids::draw_plan(u, 3, {.tolerance = 0});
    for (std::size_t i = 0; i < u.size(); ++i)
        for (std::size_t j = 0; j < u.size(); ++j)
            if (i % 6 < 2 && j % 6 >= 2) CHECK(plan.grid_of()[i] != plan.grid_of()[j]);
    for (auto& b : u.borders)
        if (b.crossing == crossing::never) b.crossing = crossing::rather_not;
    plan = grids::draw_plan(u, 3, {.tolerance = 0});
    CHECK(plan.proof().crossed == 0);
    plan = grids::draw_plan(u, 2, {.tolerance = 0});
    CHECK(plan.proof().crossed > 0);
}

TEST_CASE("units fixed, together and apart; what cannot be had is found by name") {
    const auto u = board(5, 2);
    grids::draw_options o{.tolerance = 0.4, .together = {{0, 9}}, .apart = {{1, 2}}};
    o.fixed.resize(10);
    o.fixed[4] = 1;
    auto plan = grids::draw_plan(u, 2, o);
    CHECK(plan.grid_of()[0] == plan.grid_of()[9]);
    CHECK(plan.grid_of()[1] != plan.grid_of()[2]);
    CHECK(plan.grid_of()[4] == 1);
    CHECK(plan.findings().empty());

    o = {.tolerance = 0.2, .together = {{0, 1}}, .apart = {{0, 1}}};
    plan = grids::draw_plan(u, 2, o);
    REQUIRE(plan.findings().size() == 1);
    CHECK(to_string(plan.findings()[0]) == "u0: units u0 and u1 could not be put together");

    auto heavy = board(5, 2);
    heavy.measures[0].weights[7] = 100;
    plan = grids::draw_plan(heavy, 2, {.tolerance = 0.1});
    CHECK(plan.findings().empty()); // the unit forces it
    CHECK(plan.proof().measures[0].forced == doctest::Approx(100 / 54.5 - 1));
    CHECK(plan.proof().measures[0].imbalance == doctest::Approx(100 / 54.5 - 1));
    auto lumps = board(3, 1);
    lumps.measures[0].weights = {2, 2, 2};
    plan = grids::draw_plan(lumps, 2, {.tolerance = 0.1});
    REQUIRE(plan.findings().size() == 1);
    CHECK(
        to_string(plan.findings()[0]) ==
        "the heaviest grid by households is 33.3 % above the mean, want <= 10.0 %; 0.0 % cannot be avoided");
}

TEST_CASE("today's plan is kept where that costs little") {
    const auto u = board(8, 8);
    std::vector<std::optional<std::uint32_t>> keep; // the four corners of the board
    for (std::size_t i = 0; i < u.size(); ++i)
        keep.emplace_back(static_cast<std::uint32_t>(i % 8 / 4 + i / 32 * 2));
    const auto same = grids::draw_plan(u, 4, {.today = keep});
    CHECK(std::equal(keep.begin(), keep.end(), same.grid_of().begin()));
    CHECK(same.proof().moved == 0);
    auto grown = u;
    for (std::size_t i = 0; i < 4; ++i) grown.measures[0].weights[i] = 4; // a corner has more households now
    const auto next = grids::draw_plan(grown, 4, {.tolerance = 0.05, .today = keep});
    CHECK(next.findings().empty());
    CHECK(next.proof().moved > 0);
    CHECK(next.proof().moved < 20);
}

TEST_CASE("what no plan can be is refused by name, with what could be") {
    const auto u = board(3, 2);
    CHECK(refusal_of([&] { return grids::draw_plan(u, 0); }) ==
          "0 grids cannot be made of 6 units, each wants one; allowed now: 1");
    CHECK(refusal_of([&] { return grids::draw_plan(u, 7); }) ==
          "7 grids cannot be made of 6 units, each wants one; allowed now: 6");
    auto quarters = u;
    quarters.within = {"a", "b", "c", "a", "b", "c"};
    CHECK(refusal_of([&] { return grids::draw_plan(quarters, 2); }) ==
          "2 grids are too few, want >= 3: one for each piece that is not connected or must not be crossed, "
          "and for "
          "each grid that units are fixed in; allowed now: 3");
    grids::draw_options o{.together = {{0, 1}}};
    CHECK(refusal_of([&] { return grids::draw_plan(quarters, 3, o); }) ==
          "units u0 and u1 are to be together, but nothing that a grid may cross joins them");
    o = {};
    o.fixed = {0, 0, {}, {}, {}, {}};
    CHECK(refusal_of([&] { return grids::draw_plan(quarters, 3, o); }) ==
          "units u0 and u1 are fixed in grid 1, but nothing that a grid may cross joins them");
    CHECK_THROWS_AS((void)grids::draw_plan(u, 2, {.tolerance = -1}), std::invalid_argument);
    o = {};
    o.today = {0};
    CHECK_THROWS_AS((void)grids::draw_plan(u, 2, o), std::invalid_argument);
}

TEST_CASE("a pair of neighbours counts once, however often it is given") {
    grids::drawing_units u;
    u.measures = {{{"户", "households"}, {1, 1, 1, 1}}};
    for (int i = 0; i < 4; ++i) u.keys.emplace_back(std::to_string(i));
    for (const auto& [a, b] : {std::pair{0, 1}, {1, 0}, {0, 1}, {1, 2}, {2, 3}, {3, 1}})
        u.borders.push_back({static_cast<std::size_t>(a), static_cast<std::size_t>(b)});
    CHECK(grids::draw_plan(u, 2, {.tolerance = 0.5}).proof().parted == 1);
}

TEST_CASE("a grid that ends leaves the numbers of the others as they are") {
    const auto u = board(10, 1);
    grids::draw_options o{.tolerance = 0.2};
    for (const std::uint32_t g : {0u, 0u, 0u, 0u, 2u, 2u, 1u, 1u, 1u, 1u}) o.today.emplace_back(g);
    const auto plan = grids::draw_plan(u, 2, o);
    CHECK(plan.proof().moved == 2);
    CHECK(plan.grid_of()[0] == 0);
    CHECK(plan.grid_of()[9] == 1);
}

TEST_CASE("islands are joined by the nearest ways, but not across what they lie within") {
    auto u = board(4, 1);
    u.borders.clear();
    CHECK(grids::draw_plan(u, 4).proof().connected == 4);
    grids::join_pieces(u);
    CHECK(u.borders.size() == 3);
    CHECK(grids::draw_plan(u, 2).proof().connected == 2);
    u.borders.clear();
    u.within = {"a", "a", "b", "b"};
    grids::join_pieces(u);
    CHECK(u.borders.size() == 2);
    auto river = board(2, 1);
    river.borders[0].crossing = crossing::never;
    grids::join_pieces(river);
    CHECK(river.borders.size() == 1);
}

TEST_SUITE_END();
