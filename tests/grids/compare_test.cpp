#include <qaidam/grids/compare.hpp>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids/compare");

using namespace qaidam;
using calendar::date;

namespace {

/// Six buildings, and two plans: one until June, one from then on.
struct two_plans {
    civic::community_builder b;
    civic::grid_plan_id before, after;

    two_plans() : before{0}, after{1} {
        b.identity = {.key = "c", .name = {"社区"}};
        const auto q = *b.quarters.add({.key = "q", .name = {"一区", "Q1"}});
        for (int i = 1; i <= 6; ++i)
            b.buildings.add({.key = fmt::format("b-{}", i),
                             .quarter = q,
                             .name = {fmt::format("{}号楼", i), fmt::format("No. {}", i)}});
        b.grid_plans.add({.key = "old", .name = {"旧"}, .when = {{}, date{2021, 6, 1}}});
        b.grid_plans.add({.key = "new", .name = {"新"}, .when = {date{2021, 6, 1}, {}}});
    }
    void grid(civic::grid_plan_id plan, const char* name, std::initializer_list<std::uint32_t> buildings) {
        civic::grid g{.key = fmt::format("{}-{}", plan.value(), name), .plan = plan, .name = {name}};
        for (const auto i : buildings) g.buildings.push_back(civic::building_id{i - 1});
        b.grids.add(g);
    }
    std::vector<std::string> compared(language l = language::en) {
        std::vector<std::string> all;
        for (const auto& f : grids::compare_plans(std::move(b).build(), before, after))
            all.push_back(to_string(f, l));
        return all;
    }
};

} // namespace

TEST_CASE("plans that are alike have no changes") {
    two_plans p;
    p.grid(p.before, "A", {1, 2, 3});
    p.grid(p.after, "A", {1, 2, 3});
    CHECK(p.compared().empty());
}

TEST_CASE("merged, split, renamed, and buildings that go over, come and leave") {
    two_plans p;
    p.grid(p.before, "A", {1});
    p.grid(p.before, "B", {2});
    p.grid(p.before, "C", {3, 4});
    p.grid(p.after, "AB", {1, 2});
    p.grid(p.after, "C1", {3});
    p.grid(p.after, "C2", {4});
    p.grid(p.after, "D", {5, 6});
    CHECK(p.compared() == std::vector<std::string>{"1-AB: grids A, B are now AB",
                                                   "0-C: grid C is split into C1, C2",
                                                   "1-D: 2 buildings are new in grid D: Q1 No. 5, Q1 No. 6"});
    two_plans r;
    r.grid(r.before, "A", {1, 2, 3});
    r.grid(r.before, "B", {4, 5, 6});
    r.grid(r.after, "A", {1, 2});
    r.grid(r.after, "乙", {3, 4, 5});
    CHECK(r.compared(language::zh) == std::vector<std::string>{"1-乙: 1 栋楼由网格“A”划入“乙”：一区3号楼",
                                                               "0-B: 网格“B”改称“乙”",
                                                               "0-B: 1 栋楼不再属于网格“B”：一区6号楼"});
}

TEST_CASE("counts are of the grids of their time, and a new plan changes none before it") {
    two_plans p;
    p.grid(p.before, "A", {1, 2, 3});
    p.grid(p.before, "B", {4, 5});
    p.grid(p.after, "C", {1, 2, 3, 4, 5, 6});
    const auto c = std::move(p.b).build();
    const auto at = [](std::uint32_t building, int month) {
        return grids::occurrence{civic::building_id{building - 1},
                                 date{2021, static_cast<unsigned short>(month), 15}};
    };
    const std::vector<grids::occurrence> happened{at(1, 3), at(2, 3), at(4, 3), at(6, 3), at(1, 7), at(6, 7)};
    CHECK(grids::count_by_grid(c, happened) ==
          std::vector<grids::grid_count>{
              {civic::grid_id{0}, 2}, {civic::grid_id{1}, 1}, {civic::grid_id{2}, 2}, {std::nullopt, 1}});
}

TEST_CASE("the grid of a point is that of the plan in force that day, by its outline") {
    two_plans p;
    const auto square = [](double west) {
        const auto at = [&](double x, double y) {
            return geo::point{geo::longitude{99 + west + x}, geo::latitude{37 + y}};
        };
        return geo::polygon{{at(0, 0), at(0.01, 0), at(0.01, 0.01), at(0, 0.01)}};
    };
    const auto old = *p.b.grids.add({.key = "o", .plan = p.before, .name = {"O"}, .outline = square(0)});
    const auto now = *p.b.grids.add({.key = "n", .plan = p.after, .name = {"N"}, .outline = square(0.005)});
    const auto c = std::move(p.b).build();
    const geo::point west{geo::longitude{99.002}, geo::latitude{37.005}};
    const geo::point middle{geo::longitude{99.007}, geo::latitude{37.005}};
    CHECK(grids::find_grid(c, middle, date{2021, 5, 31}) == old);
    CHECK(grids::find_grid(c, middle, date{2021, 6, 1}) == now);
    CHECK(grids::find_grid(c, west, date{2021, 5, 31}) == old);
    CHECK_FALSE(grids::find_grid(c, west, date{2021, 6, 1}));
}

TEST_SUITE_END();
