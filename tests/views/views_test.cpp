#include <qaidam/qaidam.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <set>

#include "count.hpp"
#include "feed.hpp"
#include "views/december.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views");

using namespace qaidam;
using calendar::date;
using calendar::local_time;
using test::count;

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

TEST_CASE("the point at a place of the map is what the map shows there") {
    const auto c = civic::load(test::chengdong).value;
    const auto plan = c.grid_plan_on(date{2021, 12, 24}).value();
    const auto map = views::draw_grid_map(c, plan, language::zh);
    std::set<civic::building_id> shown;
    for (auto at = map.find("<circle cx=\""); at != map.npos; at = map.find("<circle cx=\"", at + 1)) {
        double x = 0, y = 0;
        REQUIRE(std::sscanf(map.c_str() + at, "<circle cx=\"%lf\" cy=\"%lf\"", &x, &y) == 2);
        const auto point = views::point_on_grid_map(c, plan, x, y);
        for (const auto b : c.buildings().ids())
            if (geo::distance(*c.buildings()[b].at, point) < geo::meters{1}) shown.insert(b);
    }
    CHECK(shown.size() == c.buildings().size());
    CHECK_THROWS_AS((void)views::point_on_grid_map(c, plan, std::nan(""), 0), std::invalid_argument);
    CHECK_THROWS_AS((void)views::point_on_grid_map(c, plan, 0, 1e7), std::invalid_argument);
    CHECK_NOTHROW((void)views::point_on_grid_map(c, plan, -1e6, 1e6));
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
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto line = rail::line_along(t, t.trains().id_of("K9805-2022"));
    const auto graph = views::draw_train_graph(t, line, date{2022, 1, 11}, language::zh);
    CHECK(count(graph, "<polyline ") == 4);
    CHECK(count(graph, "<line ") == 145 + 3);
    for (const auto* name : {">西宁<", ">格尔木<", ">花土沟<", ">K9805<", ">K9806<"})
        CHECK_MESSAGE(count(graph, name) > 0, name);
    CHECK(count(views::draw_train_graph(t, {}, date{2022, 1, 11}, language::en), "<polyline ") == 0);
}

TEST_CASE("the week's chart has all that goes on, where and when, in both languages") {
    const auto c = civic::load(test::chengdong).value;
    const auto p = venues::load(test::chengdong, c).value;
    for (const auto l : {language::zh, language::en}) {
        const auto page = views::week_page(p, c, date{2021, 12, 24}, l);
        const auto week =
            venues::list_entries(p, c, local_time{date{2021, 12, 20}}, local_time{date{2021, 12, 27}});
        CHECK(week.size() == 13);
        for (const auto& e : week)
            CHECK_MESSAGE(count(page, report::escape(e.title.in(l).substr(0, 6))) >= 2, e.key.text());
        CHECK(count(page, "<svg ") == 1);
    }
    // A week of two years names both.
    CHECK(count(views::week_page(p, c, date{2021, 12, 29}, language::zh), "2021年12月27日 – 2022年1月2日") >=
          1);
    CHECK(count(views::week_page(p, c, date{2021, 12, 22}, language::zh), "2021年12月20日 – 12月26日") >= 1);
    // A holiday says so, a make-up workday too.
    CHECK(count(views::week_chart(p, c, date{2022, 1, 31}, language::zh), "春节 休") == 7);
    CHECK(count(views::week_chart(p, c, date{2022, 1, 29}, language::zh), "春节 班") == 2);
}

TEST_CASE("what takes place at a home is for the office: nobody else reads of it, in any form") {
    const auto c = civic::load(test::chengdong).value;
    auto p = venues::load(test::chengdong, c).value;
    const auto& elder = c.people()["p-sr-02"];
    const auto visit = [&](const char* key, const char* title, venues::session_state state) {
        p.activities.add({.key = key,
                          .by = {civic::handler_kind::team, "team-01"},
                          .title = {title, title},
                          .where = c.people().id_of("p-sr-02"),
                          .from = local_time{date{2021, 12, 24}} + std::chrono::hours{15},
                          .until = local_time{date{2021, 12, 24}} + std::chrono::hours{16},
                          .state = state});
    };
    visit("a-visit-1", "Dressing a wound", venues::session_state::planned);
    visit("a-visit-2", "Changing a bed", venues::session_state::called_off);
    const local_time from{date{2021, 12, 20}}, until{date{2021, 12, 27}};
    for (const auto l : {language::zh, language::en}) {
        const auto masked = civic::mask_name(elder.name.in(l));
        const auto told = [&](const std::string& text) {
            for (const auto& word : {masked, elder.name.in(l), std::string{"p-sr-02"},
                                     std::string{"a-visit-"}, std::string{"Dressing a wound"},
                                     std::string{"Changing a bed"}, std::string{pick(l, "上门", "at home")}})
                if (text.find(word) != std::string::npos) return true;
            return false;
        };
        const auto calendar_of = [&](venues::homes homes) {
            return icalendar::write({"", views::to_calendar(p, c, {.language = l, .homes = homes})},
                                    calendar::utc_time{date{2021, 12, 24}});
        };
        const auto office =
            venues::list_entries(p, c, from, until, venues::called_off::kept, venues::homes::named);
        const auto open = venues::list_entries(p, c, from, until, venues::called_off::kept);
        CHECK(office.size() == open.size() + 3);
        CHECK_FALSE(told(views::week_chart(p, c, from.date(), l)));
        CHECK_FALSE(told(views::week_page(p, c, from.date(), l)));
        CHECK_FALSE(told(calendar_of(venues::homes::left_out)));
        CHECK_FALSE(told(views::entry_table(open, c, l).text()));
        CHECK_FALSE(told(views::entry_table(office, c, l).text())); // whatever is in the list
        for (const auto& e : office) CHECK_FALSE(told(venues::name_of(e.where, c, l)));
        // The office says that it is the office.
        CHECK(told(views::week_page(p, c, from.date(), l, {.homes = venues::homes::named})));
        for (const auto& text : {views::week_chart(p, c, from.date(), l, {.homes = venues::homes::named}),
                                 views::entry_table(office, c, l, {.homes = venues::homes::named}).text(),
                                 calendar_of(venues::homes::named)})
            CHECK(text.find(masked.substr(0, 4)) != std::string::npos);
    }
}

TEST_CASE("entries at a time stand beside each other and never upon each other") {
    const auto c = civic::load(test::chengdong).value;
    venues::programme p;
    const auto at = [](int hour) {
        return calendar::local_time(date{2022, 1, 12}, std::chrono::hours{hour});
    };
    for (int i = 0; i < 3; ++i)
        p.bookings.add({.key = "b" + std::to_string(i),
                        .place = civic::place_id{static_cast<std::uint32_t>(i)},
                        .purpose = {"会", "meeting"},
                        .from = at(9 + i),
                        .until = at(11 + i)});
    const auto chart = views::week_chart(p, c, date{2022, 1, 12}, language::en);
    // Two at a time, so the third takes the lane of the first.
    CHECK(count(chart, "width=\"72.29\"") == 3);
}

TEST_CASE("any number of entries at a time can be drawn") {
    const auto c = civic::load(test::chengdong).value;
    venues::programme p;
    for (int i = 0; i < 30; ++i)
        p.activities.add({.key = "a" + std::to_string(i),
                          .kind = civic::activity_kind::visit,
                          .by = {civic::handler_kind::team, "team-01"},
                          .title = {"走访", "visit"},
                          .where = label{"室外", "outdoors"},
                          .from = calendar::local_time(date{2022, 1, 12}, std::chrono::hours{10}),
                          .until = calendar::local_time(date{2022, 1, 12}, std::chrono::hours{11})});
    CHECK(count(views::week_chart(p, c, date{2022, 1, 12}, language::en), "<rect ") > 30);
}

TEST_CASE("a series keeps its name as sessions of it are moved, and no key is another's") {
    const auto c = civic::load(test::chengdong).value;
    venues::programme p;
    p.courses.add({.key = "c", .name = {"课", "class"}, .place = c.places().id_of("place-gym")});
    venues::desk d{c, p};
    const auto at = [](int day, int hour) {
        return calendar::local_time(date{2022, 1, static_cast<unsigned short>(day)},
                                    std::chrono::hours{hour});
    };
    for (const int day : {3, 10, 17, 24})
        d.apply(d.decide(venues::schedule_session{"s" + std::to_string(day),
                                                  "team-02",
                                                  at(1, 9),
                                                  "c",
                                                  "place-gym",
                                                  at(day, 10),
                                                  at(day, 11),
                                                  {}})
                    .events());
    d.apply(d.decide(venues::book_place{.booking = "s3",
                                        .by = "team-02",
                                        .at = at(1, 9),
                                        .place = "place-art",
                                        .purpose = {"会"},
                                        .from = at(4, 9),
                                        .until = at(4, 10)})
                .events());
    std::map<std::string, int> sequence;
    const auto look = [&] {
        std::set<std::string> uids;
        for (const auto& e : views::to_calendar(d.programme(), c)) {
            uids.insert(e.uid);
            CHECK(e.sequence >= sequence[e.uid]);
            sequence[e.uid] = std::max(sequence[e.uid], e.sequence);
        }
        (void)icalendar::write({"", views::to_calendar(d.programme(), c)},
                               calendar::utc_time{date{2022, 1, 1}});
        return uids;
    };
    const auto first = look();
    CHECK(first == std::set<std::string>{"c.mo-10:00-place-gym.1@chengdong", "s3.booking@chengdong"});
    d.apply(
        d.decide(venues::move_session{"s3", "team-02", at(2, 9), "place-gym", at(5, 10), at(5, 11), "snow"})
            .events());
    CHECK(look() == first);
    d.apply(d.decide(venues::move_session{"s10", "team-02", at(6, 9), "place-music", at(11, 10), at(11, 12),
                                          "snow"})
                .events());
    d.apply(d.decide(venues::call_off_session{"s17", "team-02", at(6, 9), "ill"}).events());
    CHECK(look() == first);
    const auto events = views::to_calendar(d.programme(), c);
    std::vector<std::string> shown;
    for (const auto& o : icalendar::expand(events, at(1, 0), at(31, 0)))
        if (events[o.event].summary == "课")
            shown.push_back(calendar::to_string(o.from) + " " + events[o.event].location);
    CHECK(shown == std::vector<std::string>{"2022-01-05 10:00 健身房", "2022-01-11 10:00 音乐室",
                                            "2022-01-24 10:00 健身房"});
}

TEST_CASE("a fair's plan has its stalls, and its tally adds up") {
    const auto c = civic::load(test::chengdong).value;
    const auto p = venues::load(test::chengdong, c).value;
    const auto& fair = p.fairs["new-year-fair"];
    const auto plan = views::fair_plan(fair, p, language::zh);
    for (const auto& s : fair.stalls) CHECK(count(plan, s.keeper.zh) == 1);
    CHECK(views::tally_table(fair, p, language::en).text() ==
          test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests/views/tally.txt"));
}

TEST_CASE("the programme is a calendar that other programs can open: series, exceptions, cancellations") {
    const auto c = civic::load(test::chengdong).value;
    venues::desk d{c, venues::load(test::chengdong, c).value};
    const auto wishes = venues::wishes_of(d.programme(), c);
    const auto plan = venues::plan_season(wishes.courses, wishes.teachers, wishes.places);
    const auto laid = venues::lay_out(d, plan,
                                      {.from = {2022, 1, 3},
                                       .until = {2022, 2, 14},
                                       .by = "team-02",
                                       .at = local_time{date{2021, 12, 27}}});
    for (const auto& x : laid.sessions) d.apply(d.decide(x).events());
    d.apply(
        d.decide(venues::call_off_session{"yoga-2022-01-10", "team-02", local_time{date{2022, 1, 8}}, "ill"})
            .events());
    const auto events = views::to_calendar(d.programme(), c);
    std::set<std::string> uids;
    std::size_t series = 0, cancelled = 0;
    for (const auto& e : events) {
        if (!e.instead_of) CHECK_MESSAGE(uids.insert(e.uid).second, e.uid);
        series += e.rule.empty() ? 0 : 1;
        cancelled += e.status == calendar::event_status::cancelled ? 1 : 0;
        CHECK(e.zone == "Asia/Shanghai");
    }
    CHECK(series == 7);
    CHECK(cancelled == 1);
    // The subscriber sees what the community's own list says.
    const auto text = icalendar::write({c.identity().name.zh, events}, calendar::utc_time{date{2022, 1, 8}});
    const auto back = icalendar::read(text).value;
    CHECK(back.name == c.identity().name.zh);
    std::multiset<std::pair<local_time, std::string>> shown, listed;
    for (const auto& o :
         icalendar::expand(back.events, local_time{date{2021, 1, 1}}, local_time{date{2023, 1, 1}}))
        shown.emplace(o.from, back.events[o.event].location);
    for (const auto& e :
         venues::list_entries(d.programme(), c, local_time{date{2021, 1, 1}}, local_time{date{2023, 1, 1}}))
        listed.emplace(e.from, venues::name_of(e.where, c, language::zh));
    CHECK(shown == listed);
    CHECK(shown.size() > 30);
}

TEST_CASE("no full name of a resident stands in the story of an order") {
    const auto c = civic::load(test::chengdong).value;
    const std::vector<services::event> events{services::order_placed{
        {"o", "p-elder", calendar::local_time(date{2021, 12, 24}, std::chrono::hours{9}), "old-age-allowance",
         "b-08-02", true}}};
    for (const auto l : {language::zh, language::en}) {
        const auto text = views::event_table(events, c, l).text();
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

TEST_CASE("the page of a desk has every part in both languages, and no full name of anybody") {
    const test::desk_of_december x;
    for (const auto l : {language::zh, language::en}) {
        const auto page = views::desk_page({x.desk, x.events, x.now, x.accounts.items}, l);
        CHECK(count(page, "<section>") == 7);
        CHECK(count(page, "<details>") == 11);
        CHECK(page.find("2021-1217-002") != std::string::npos);
        CHECK(page.find("99.73 %") != std::string::npos);
        for (const auto& p : x.community.people())
            if (p.name.in(l).size() > 6) // longer than two characters: no other word
                CHECK_MESSAGE(page.find(p.name.in(l)) == std::string::npos, p.name.in(l));
    }
}

TEST_CASE("all orders of a group are shown, also where masked names are the same") {
    const test::desk_of_december x;
    const auto page = views::desk_page({x.desk, x.events, x.now, x.accounts.items}, language::zh);
    std::set<std::string> handlers;
    for (const auto& o : x.desk.orders()) handlers.insert(services::by_handler(o));
    const auto from = page.find("<h2>按承办方</h2>");
    const auto part = page.substr(from, page.find("</section>", from) - from);
    CHECK(count(part, "<tr>") == handlers.size() + 1);
}

TEST_CASE("the page of a desk without a ledger has no empty one") {
    const test::desk_of_december x;
    const ledger::items none;
    CHECK(count(views::desk_page({x.desk, x.events, x.now, none}, language::en), "<section>") == 6);
}

TEST_CASE("the story of an order tells every step with its reason, in both languages") {
    const test::desk_of_december x;
    const auto notes = services::load_notes(test::chengdong.parent_path() / "december").value;
    const events::purpose clerk{"clerk", "a complaint"};
    events::memory_journal journal;
    journal.texts().put(notes);
    std::set<std::string> steps;
    int reasons = 0;
    for (const auto& e : x.events) {
        steps.insert(services::name_of(e));
        for (const auto l : {language::zh, language::en}) {
            const services::event one[] = {e};
            const auto masked = views::event_table(one, x.community, l).text();
            const auto text = views::event_table(one, x.community, journal.texts(), clerk, l).text();
            const auto* why = services::reason_of(e);
            for (const auto& n : notes) {
                if (why == nullptr || n.key != *why) continue;
                CHECK(text.find(n.words.in(l)) != std::string::npos);
                CHECK(masked.find(n.words.in(l)) == std::string::npos);
                CHECK(masked.find(n.key.text()) != std::string::npos);
                ++reasons;
            }
        }
    }
    CHECK(reasons > 0);
    CHECK(steps.size() >= 18);
}

TEST_CASE("a train's page in both languages, with stops that are not for passengers") {
    using namespace std::chrono_literals;
    rail::timetable_builder b;
    const auto from = b.station({.key = key{"a"}, .name = {"西宁", "Xining"}});
    const auto crew = b.station({.key = key{"b"}, .name = {"大灶火", "Dazaohuo"}});
    const auto past = b.station({.key = key{"c"}, .name = {"茶冷口", "Chalengkou"}});
    const auto to = b.station({.key = key{"d"}, .name = {"花土沟", "Huatugou"}});
    b.line(
        {.key = "l", .name = {"线"}, .stops = {{from, 0}, {crew, 80'000}, {past, 110'000}, {to, 200'000}}});
    const auto none = rail::access::none;
    const auto train =
        b.train({.key = key{"K9805"}, .number = "K9805"}, {{.at = from, .departure = 22h + 40min},
                                                           {.at = crew,
                                                            .arrival = 23h + 40min,
                                                            .departure = 23h + 50min,
                                                            .boarding = none,
                                                            .alighting = none,
                                                            .kind = rail::call_kind::technical},
                                                           {.at = past,
                                                            .arrival = 24h + 10min,
                                                            .departure = 24h + 10min,
                                                            .boarding = none,
                                                            .alighting = none,
                                                            .kind = rail::call_kind::pass},
                                                           {.at = to, .arrival = 25h}});
    const auto t = std::move(b).build();
    const auto page = rail::describe_train(t, train);
    CHECK(views::train_table(t, page, language::zh).text() ==
          R"(车次   车站                 到     开    停  里程 km  旅时  km/h
─────  ────────────────  ─────  ─────  ────  ───────  ────  ────
K9805  西宁                  —  22:40              0
K9805  大灶火（技术停）  23:40  23:50  0:10       80  1:00    80
K9805  茶冷口（通过）        —  24:10            110  0:20    90
K9805  花土沟            25:00      —            200  0:50   108
)");
    CHECK(views::train_table(t, page, language::en).text() ==
          R"(train  station                 arr    dep  stay   km  ride  km/h
─────  ────────────────────  ─────  ─────  ────  ───  ────  ────
K9805  Xining                    —  22:40          0
K9805  Dazaohuo (technical)  23:40  23:50  0:10   80  1:00    80
K9805  Chalengkou (passes)       —  24:10        110  0:20    90
K9805  Huatugou              25:00      —        200  0:50   108
)");
}

TEST_CASE("a board says what a train shows and how one gets on, where that is not as usual") {
    using namespace std::chrono_literals;
    rail::timetable_builder b;
    const auto home = b.station({.key = key{"a"}, .name = {"甲站", "Jia"}});
    const auto over = b.station({.key = key{"b"}, .name = {"乙站", "Yi"}});
    const auto days = calendar::day_set::of({date{2022, 1, 10}});
    const auto ring = [&](const char* number, const char* shown, rail::access how) {
        rail::train x{.key = key{number}, .number = number, .headsign = label{"环线", "ring"}, .days = days};
        x.headsigns = {{0, shown}};
        b.train(std::move(x),
                {{.at = home, .departure = 8h, .boarding = how},
                 {.at = over, .arrival = 9h, .departure = 9h, .alighting = rail::access::by_driver},
                 {.at = home, .arrival = 10h}});
    };
    ring("Y1", "经乙站", rail::access::regular);
    ring("Y2", "甲站", rail::access::by_phone);
    const auto t = std::move(b).build();
    const auto board = [&](const char* at, language l) {
        const calendar::local_time day{date{2022, 1, 10}};
        return views::board_table(
                   t, rail::list_calls(t, {.at = t.station(at), .from = day, .until = day + 9h + 1s}), l)
            .text();
    };
    CHECK(board("甲站", language::zh) == R"(车次  始发  终到  到     开  备注
────  ────  ────  ──  ─────  ──────────────
Y1    甲站  甲站   —  08:00  经乙站
Y2    甲站  甲站   —  08:00  上车须电话预约
)");
    CHECK(board("Yi", language::en) == R"(train  from  to     arr    dep  remarks
─────  ────  ───  ─────  ─────  ─────────────────────────────
Y1     Jia   Jia  09:00  09:00  ring; alight: tell the driver
Y2     Jia   Jia  09:00  09:00  ring; alight: tell the driver
)");
}

TEST_CASE("tables have a row for each thing that they list, in both languages") {
    const test::desk_of_december x;
    const services::period month{calendar::local_time{date{2021, 12, 1}},
                                 calendar::local_time{date{2022, 1, 1}}};
    const auto p = venues::load(test::chengdong, x.community).value;
    const auto& fair = p.fairs["new-year-fair"];
    const auto week = venues::list_entries(p, x.community, calendar::local_time{date{2021, 12, 20}},
                                           calendar::local_time{date{2021, 12, 27}});
    std::vector<services::event> story;
    for (const auto& e : x.events)
        if (services::order_of(e) == services::order_of(x.events.front())) story.push_back(e);
    const auto& first = *x.desk.find(services::order_of(x.events.front()));
    const auto clocks = services::read_clocks(
        story, *x.catalogue.find_item(first.item, first.placed_at.date()), {}, x.office);
    const auto measures = services::measure_orders(x.desk.orders(), month);
    const std::vector weeks{month, month};
    const auto trend = services::measure_trend(x.events, weeks);
    const auto groups = services::measure_orders_by(x.desk.orders(), month, services::by_item);
    const services::indicator shown[] = {services::indicator{}};
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto direct =
        rail::list_direct_trains(t, {.from = {t.station("西宁")}, .to = {t.station("花土沟")}});
    for (const auto l : {language::zh, language::en}) {
        const auto rows = [](const report::table& shown_rows) {
            return count(shown_rows.html(), "<tr>") - 1;
        };
        CHECK(rows(views::event_table(story, x.community, l)) == story.size());
        CHECK(rows(views::clock_table(clocks, x.now, l)) == clocks.size());
        CHECK(rows(views::day_table(x.desk, date{2021, 12, 24}, l)) > 0);
        CHECK(rows(views::breach_table(x.desk, x.now, l)) == x.desk.escalations(x.now).size());
        CHECK(rows(views::indicator_table(measures, l)) == measures.size());
        CHECK(rows(views::indicator_table(groups, "item", shown, l)) == groups.size());
        CHECK(rows(views::trend_table(weeks, trend, l)) == measures.size());
        CHECK(rows(views::ledger_table(x.accounts.items, l)) > 4);
        CHECK(rows(views::activity_table(x.accounts.activities, x.community, l)) ==
              x.accounts.activities.size());
        CHECK(rows(views::entry_table(week, x.community, l)) == week.size());
        CHECK(rows(views::stall_table(fair, p, l)) == fair.stalls.size());
        CHECK(rows(views::direct_table(t, direct, l)) == direct.size());
    }
    CHECK_FALSE(direct.empty());
    CHECK_FALSE(clocks.empty());
}

TEST_CASE("the changes of a timetable are listed, a line each, and none of one that stayed") {
    using namespace std::chrono_literals;
    const auto same = gtfs::load(test::qaidam_rail).value;
    CHECK(views::list_changes(same, same, rail::diff(same, same), language::en) == "  nothing changed\n");
    rail::timetable_builder b;
    b.station({.key = "a", .name = {"甲", "A"}});
    const auto before = std::move(b).build();
    rail::timetable_builder more;
    const auto a = more.station({.key = "a", .name = {"甲", "A"}});
    const auto c = more.station({.key = "c", .name = {"丙", "C"}});
    more.train({.key = "t", .number = "K1"}, {{.at = a, .departure = 8h}, {.at = c, .arrival = 9h}});
    const auto after = std::move(more).build();
    const auto changed = rail::diff(before, after);
    const auto text = views::list_changes(before, after, changed, language::en);
    CHECK(text.find("K1") != std::string::npos);
    CHECK(text.find("C") != std::string::npos);
}

TEST_SUITE_END();
