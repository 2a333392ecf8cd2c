#include <qaidam/qaidam.hpp>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views");

using namespace qaidam;
using calendar::date;
using calendar::ptime;

namespace {

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

} // namespace

TEST_CASE("the grid map shows every grid and building, and a name like <script> stays text") {
    const test::folder f{test::chengdong};
    f.replace("grids.csv", "第01网格", "<script>alert(1)</script>");
    f.replace("quarters.csv", "雪莲小区", "<b>");
    const auto c = civic::load(f).value;
    const auto map = views::draw_grid_map(c, c.grid_plan_on(date{2021, 12, 24}).value(), language::zh);
    CHECK(count(map, "<path ") == 22);
    CHECK(count(map, "<circle ") == 66);
    CHECK(count(map, "<script>") == 0);
    CHECK(count(map, "<b>") == 0);
    CHECK(count(map, "&lt;script&gt;") == 2); // the label and the tooltip
}

TEST_CASE("a plan without outlines or points is drawn as nothing, not as a crash") {
    civic::community_builder b;
    b.identity = {.key = "c", .name = {"社区"}};
    const auto plan = *b.grid_plans.add({.key = "p", .name = {"划分"}});
    b.grids.add({.key = "g", .plan = plan, .name = {"一"}});
    const auto c = std::move(b).build();
    CHECK(count(views::draw_grid_map(c, plan, language::en), "<path ") == 0);
    CHECK(views::grid_features(c, plan).empty());
}

TEST_CASE("grid features are outlines and buildings that GeoJSON can carry") {
    const auto c = civic::load(test::chengdong).value;
    const auto features = views::grid_features(c, c.grid_plan_on(date{2021, 12, 24}).value());
    CHECK(features.size() == 22 + 66);
    CHECK(geojson::read(geojson::write(features), "map.geojson").value == features);
}

TEST_CASE("a train graph has a line for each run, a name for each station, a ten-minute grid") {
    const auto t = rail::load_gtfs(test::qaidam_rail).value;
    const auto line = rail::line_along(t, t.trains().id_of("K9805-2022"));
    const auto graph = views::draw_train_graph(t, line, date{2022, 1, 11}, language::zh);
    CHECK(count(graph, "<polyline ") == 4);
    CHECK(count(graph, "<line ") == 145 + 3);
    for (const auto* name : {">西宁<", ">格尔木<", ">花土沟<", ">K9805<", ">K9806<"})
        CHECK_MESSAGE(count(graph, name) > 0, name);
    CHECK(count(views::draw_train_graph(t, {}, date{2022, 1, 11}, language::en), "<polyline ") == 0);
}

TEST_CASE("the week is a calendar that other programs can open") {
    const auto c = civic::load(test::chengdong).value;
    const auto p = venues::load(test::chengdong, c).value;
    const auto week = venues::list_entries(p, ptime{date{2021, 12, 20}}, ptime{date{2021, 12, 27}});
    const auto text = views::programme_calendar(week, c, "20211220T000000Z", language::zh);
    CHECK(count(text, "BEGIN:VEVENT") == week.size());
    CHECK(count(text, "DTSTART:20211224T150000\r\n") == 1);
    CHECK(count(text, "UID:s-1224@chengdong\r\n") == 1);
}

TEST_CASE("no full name of a resident stands in the story of an order") {
    const auto c = civic::load(test::chengdong).value;
    const std::vector<services::event> events{
        services::order_placed{{"o", "p-elder", calendar::at(date{2021, 12, 24}, std::chrono::hours{9}),
                                "old-age-allowance", "b-08-02", true}}};
    for (const auto l : {language::zh, language::en}) {
        const auto text = views::event_table(events, c, {}, l).text();
        CHECK(text.find(c.people()["p-elder"].name.in(l)) == std::string::npos);
        CHECK(text.find('*') != std::string::npos);
    }
}

TEST_CASE("a map of the day has people, leaders and the buildings that nobody looks after") {
    auto c = civic::load(test::chengdong).value;
    const date day{2021, 12, 24};
    const auto plan = c.grid_plan_on(day).value();
    const auto map = views::draw_grid_map(c, plan, language::zh, {.day = day});
    CHECK(map.find("141 户 396 人") != std::string::npos);
    CHECK(map.find("韩**") != std::string::npos);
    CHECK(map.find("没有党员") == std::string::npos);
    const auto before = views::draw_grid_map(c, plan, language::zh, {.day = date{2021, 2, 1}});
    CHECK(before.find("圈出的没有党员") != std::string::npos);
    CHECK(count(before, "<circle ") == 2 * 66);
    const auto features = views::grid_features(c, plan, {.day = day});
    CHECK(features[0].properties.at("households") == "141");
    CHECK(features[1].properties.at("party_member") == "yes");
}

TEST_CASE("a map of a drawn plan has every grid's number and weights, of areas or of points") {
    const auto c = civic::load(test::chengdong).value;
    const auto units = grids::units_of(c);
    const auto plan = grids::draw_plan(units, 22, {.tolerance = 0.05});
    const auto map = views::draw_plan_map(units, {}, plan, language::en);
    CHECK(count(map, "<circle ") == 66);
    CHECK(map.find(">22</text>") != std::string::npos);
    CHECK(map.find("numbers are households; numbers are residents") != std::string::npos);
    std::vector<geo::multipolygon> areas;
    for (const auto& at : units.at) {
        const double x = at.lon().degrees();
        const double y = at.lat().degrees();
        const auto corner = [](double lon, double lat) {
            return geo::point{geo::longitude{lon}, geo::latitude{lat}};
        };
        areas.push_back({geo::polygon{{corner(x, y), corner(x + 1e-4, y), corner(x, y + 1e-4)}}});
    }
    CHECK(count(views::draw_plan_map(units, areas, plan, language::en), "<path ") == 66);
    areas.pop_back();
    CHECK_THROWS_AS((void)views::draw_plan_map(units, areas, plan, language::en), std::invalid_argument);
}

TEST_SUITE_END();
