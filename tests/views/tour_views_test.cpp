// Tours and catchments, to look at.
#include <doctest/doctest.h>

#include <qaidam/journeys/journeys.hpp>
#include <qaidam/views/catchment_views.hpp>
#include <qaidam/views/tour_views.hpp>

namespace {

using namespace qaidam;
using namespace qaidam::literals;
using namespace std::chrono_literals;
using calendar::local_time;

struct town {
    rail::timetable table;
    journeys::destination around;

    town() : table{make()} {
        journeys::sight lake{
            .key = key{"lake"}, .name = {"湖<b>", "Lake & Co"}, .at = geo::point{90.9_lon, 38.3_lat}};
        lake.visit = 30min;
        lake.price = 6050;
        around.sights.add(lake);
        around.currency = "CNY";
    }
    static rail::timetable make() {
        rail::timetable_builder b;
        const auto home =
            b.station({.key = key{"H"}, .name = {"家", "Home"}, .at = geo::point{95.0_lon, 36.4_lat}});
        const auto there =
            b.station({.key = key{"T"}, .name = {"站", "There"}, .at = geo::point{90.9_lon, 38.2_lat}});
        const auto run = [&](const char* number, rail::station_id from, rail::station_id to, auto leaves,
                             auto arrives) {
            b.train({.key = key{number}, .number = number, .days = calendar::day_set::daily()},
                    {{.at = from, .departure = rail::service_time{leaves}},
                     {.at = to, .arrival = rail::service_time{arrives}}});
        };
        run("K1", home, there, 8h, 12h);
        run("K2", there, home, 16h, 20h);
        return std::move(b).build();
    }
    [[nodiscard]] journeys::tours plan(std::int64_t fare) const {
        return journeys::plan_tour(journeys::network{table}, around,
                                   {.from = table.station("H"),
                                    .leave = local_time{{2022, 5, 3}},
                                    .back_by = local_time{{2022, 5, 4}},
                                    .wishes = {{*around.sights.find("lake")}},
                                    .fare = [=](const auto&) { return std::optional{fare}; }});
    }
};

} // namespace

TEST_CASE("a tour reads as people speak of it") {
    const town t;
    const auto tours = t.plan(2500).all;
    REQUIRE(tours.size() == 1);
    CHECK(views::describe(t.table, t.around, tours.front(), language::en) ==
          "1 sight (Lake & Co), no night, home on 2022-05-03 20:00, 110.50 CNY\n"
          "  05-03 08:00 – 12:00         train K1 Home → There, 25 CNY\n"
          "  05-03 12:00 – 12:18         drive There → Lake & Co, 14.4 km, estimated, 18 min\n"
          "  05-03 12:18 – 12:48         visit Lake & Co, 60.50 CNY, 30 min\n"
          "  05-03 12:48 – 13:06         drive Lake & Co → There, 14.4 km, estimated, 18 min\n"
          "  05-03 13:06 – 16:00         wait There, 2 h 54 min\n"
          "  05-03 16:00 – 20:00         train K2 There → Home, 25 CNY (2 h 34 min to spare)\n");
}

TEST_CASE("drawings of tours and catchments take names as text") {
    const town t;
    const auto tour = views::draw_tour(t.table, t.around, t.plan(0).all.front(), language::zh);
    CHECK(tour.find("<b>") == std::string::npos);
    CHECK(tour.find("湖&lt;b&gt;") != std::string::npos);
    CHECK(tour.find("K1") != std::string::npos);
    const std::vector<journeys::settlement> places{
        {.key = key{"p"}, .name = {"<i>村", "Village"}, .station = t.table.station("T"), .people = 7},
        {.key = key{"q"}, .name = {"无处", "Nowhere"}, .people = 3}};
    const journeys::network n{t.table};
    const calendar::date day{2022, 5, 3};
    const std::vector<views::catchment_day> days{
        {day, journeys::find_catchment(n, places, {.to = t.table.station("H"), .day = day, .closes = 24h})}};
    const auto map = views::draw_catchment(t.table, places, days, language::zh);
    CHECK(map.find("<i>") == std::string::npos);
    CHECK(map.find("&lt;i&gt;村") != std::string::npos);
    CHECK(views::catchment_table(places, days, language::en).text() ==
          "place    people  2022-05-03\n"
          "───────  ──────  ──────────────────────────────────\n"
          "Village       7  1 night, 05-03 16:00 – 05-04 12:00\n"
          "Nowhere       3  no way\n");
    CHECK(views::catchment_totals(places, days, language::en).text() == "away             2022-05-03\n"
                                                                        "────────  ─────────────────\n"
                                                                        "same day   0 people (0.0 %)\n"
                                                                        "1 night   7 people (70.0 %)\n"
                                                                        "no way    3 people (30.0 %)\n");
    CHECK_THROWS_AS((void)views::catchment_table({}, days, language::en), std::invalid_argument);
}
