#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>

#include <limits>
#include <map>
#include <set>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_count;
using calendar::day_set;
using calendar::local_time;

namespace {

const timetable& qaidam_line() {
    static const auto t = gtfs::load(test::qaidam_rail).value;
    return t;
}

std::optional<journeys::journey> ask(const timetable& t, const char* from, const char* to, local_time after) {
    return journeys::find_earliest(
        t, {.from = t.station(from), .to = t.station(to), .when = journeys::leave_after{after}});
}

} // namespace

TEST_CASE("K9805 and K9806 are what the newspaper said") {
    const auto& t = qaidam_line();
    const auto down = ask(t, "西宁", "花土沟", calendar::local_time(date{2022, 1, 10}, 20h));
    REQUIRE(down);
    CHECK(down->changes() == 0);
    CHECK(t.trains()[down->rides().front().train].number == "K9805");
    CHECK(down->departure() == calendar::local_time(date{2022, 1, 10}, 22h + 40min));
    CHECK(down->arrival() == calendar::local_time(date{2022, 1, 11}, 13h + 19min));
    CHECK(down->duration() == (std::chrono::hours{14} + std::chrono::minutes{39}));
    const auto up = ask(t, "花土沟", "西宁", calendar::local_time(date{2022, 1, 10}, 12h));
    REQUIRE(up);
    CHECK(up->changes() == 0);
    CHECK(up->departure() == calendar::local_time(date{2022, 1, 10}, 16h + 5min));
    CHECK(up->duration() == (std::chrono::hours{14} + std::chrono::minutes{55}));
    for (const auto& entry : list_calls(t, {.at = t.station("格尔木"),
                                           .from = local_time{date{2022, 2, 1}},
                                           .until = local_time{date{2022, 2, 2}}}))
        CHECK(*entry.departure - *entry.arrival == (std::chrono::hours{0} + std::chrono::minutes{40}));
}

TEST_CASE("the evening before the change there is a connection at Golmud") {
    const auto j = ask(qaidam_line(), "西宁", "花土沟", calendar::local_time(date{2022, 1, 9}, 20h));
    REQUIRE(j);
    CHECK(j->changes() == 1);
    CHECK(j->departure().date() == date{2022, 1, 9});
    CHECK_FALSE(ask(qaidam_line(), "西宁", "花土沟", calendar::local_time(date{2023, 6, 1}, 20h)));
}

TEST_CASE("the first and the last dates there are have boards and journeys") {
    const auto& t = qaidam_line();
    for (const auto& day : {date{1400, 1, 1}, date{9999, 12, 30}, date{9999, 12, 31}}) {
        const local_time evening{day, std::chrono::hours{23}};
        (void)list_calls(t, {.at = t.station("格尔木"), .from = local_time{day}, .until = evening});
        CHECK_NOTHROW((void)ask(t, "西宁", "花土沟", evening));
        CHECK_NOTHROW((void)trace_trains(t, line_along(t, t.trains().id_of("K9805-2022")), day));
    }
    CHECK_THROWS_AS(
        (void)journeys::find_earliest(t, {.from = t.station("西宁"),
                                          .to = t.station("花土沟"),
                                          .when = journeys::leave_after{local_time{date{2022, 1, 10}}},
                                          .horizon = std::chrono::hours::max()}),
        std::invalid_argument);
    CHECK_THROWS_AS((void)line_along(t, train_id{99}), std::invalid_argument);
    CHECK_THROWS_AS((void)trace_trains(t, {.stops = {{station_id{99}, 0}}}, date{2022, 1, 10}),
                    std::invalid_argument);
}

TEST_CASE("trains that are added at once make the timetable that they make one by one") {
    const auto& t = qaidam_line();
    timetable_builder singly, at_once;
    for (auto* b : {&singly, &at_once}) {
        b->zone(t.zone());
        for (const auto& x : t.agencies()) b->agency(x);
        for (const auto& x : t.routes()) b->route(x);
        for (const auto& x : t.stations()) b->station(x);
        for (const auto& x : t.stops()) b->stop(x);
        for (const auto& x : t.shapes()) b->shape(x);
        for (const auto& x : t.revisions()) b->revision(x);
    }
    train_registry all;
    for (auto x : t.trains()) {
        if (x.calls.size() > 2) x.calls[1].arrival = x.calls[1].departure = {}; // to be interpolated
        singly.train(x, x.calls);
        all.add(std::move(x));
    }
    auto again = at_once;
    at_once.trains(std::move(all));
    const auto one = std::move(singly).build(), other = std::move(at_once).build();
    CHECK(one == other);
    for (const auto s : one.stations().ids()) CHECK(!one.calls_at(s).empty());

    train_registry bad;
    bad.add({.key = "K1", .calls = {{.at = station_id{0}, .departure = 8h}}});
    again.trains(bad);
    CHECK_THROWS_AS(again.trains(bad), std::invalid_argument); // there are some
    CHECK_THROWS_AS((void)std::move(again).build(), data_error);
    timetable_builder without_key;
    CHECK_THROWS_AS(without_key.trains([] {
        train_registry nameless;
        nameless.add({.number = "K1"});
        return nameless;
    }()),
                    std::invalid_argument);
}

TEST_CASE("a timetable by hand is built, or refused with every fault") {
    timetable_builder good;
    const auto xining = good.station({.key = "XNO", .name = {"西宁", "Xining"}});
    const auto golmud = good.station({.key = "GRO", .name = {"格尔木"}});
    CHECK_THROWS_AS((void)good.station({.key = "XNO", .name = {}}), std::invalid_argument);
    CHECK_THROWS_AS((void)good.station({.key = "X", .name = {}, .change_time = std::chrono::seconds{-1}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(good.transfer({.least = std::chrono::seconds{std::numeric_limits<int>::max()}}),
                    std::invalid_argument);
    good.train({.number = "K9805", .days = day_set::daily()},
               {{.at = xining, .departure = 22h + 40min}, {.at = golmud, .arrival = 31h + 30min}});
    const auto t = std::move(good).build();
    CHECK(t.station("Xining") == xining);
    CHECK_THROWS_AS((void)t.station("北京"), std::invalid_argument);
    CHECK(t.longest_run_days() == 1);

    timetable_builder bad;
    const auto a = bad.station({.key = "a", .name = {}});
    const auto b = bad.station({.key = "b", .name = {}});
    bad.train({.number = "K1"}, {{.at = a, .departure = 22h + 40min}, {.at = b, .arrival = 7h + 30min}});
    bad.train({.number = "K2"}, {{.at = a, .departure = 8h}});
    bad.train({.number = "K3"},
              {{.at = a, .arrival = 8h}, {.at = b, .arrival = 9h, .departure = 8h + 59min}});
    bad.train({.number = "K4"}, {{.at = a, .departure = 8h}, {.at = b, .departure = 9h}});
    try {
        (void)std::move(bad).build();
        FAIL("must be refused");
    } catch (const data_error& e) {
        std::vector<std::string> lines;
        for (const auto& n : e.why()) lines.push_back(to_string(n));
        CHECK(lines ==
              std::vector<std::string>{
                  "K1:2: time before previous departure, got 07:30:00 after 22:40:00, want >= 22:40:00; "
                  "write 31:30:00 for "
                  "the next day",
                  "K2: got 1 calls, want >= 2; the train is dropped",
                  "K3:1: the first call wants a departure and the last an arrival; the train is dropped",
                  "K3:2: departure before arrival, got 08:59:00 after 09:00:00, want >= 09:00:00; the train "
                  "is dropped",
                  "K4:2: the first call wants a departure and the last an arrival; the train is dropped"});
    }
}

TEST_CASE("service times go past a day and are read exactly or not at all") {
    CHECK(parse_service_time("31:30:00") == service_time{31h + 30min});
    CHECK(parse_service_time("7:30:00") == service_time{7h + 30min});
    CHECK(parse_service_time("110:29:00") == service_time{110h + 29min});
    for (const char* text :
         {"", "31:3x:00", "31:30:60", "31:60:00", "-1:40:00", "7:30", "24:00:0", "1234:00:00", "7:30:00 "})
        CHECK_MESSAGE(!parse_service_time(text), text);
    CHECK(to_string(service_time{37h + 19min}) == "37:19");
}

TEST_CASE("each time of a hundred hours is read, and none that has another byte in it") {
    for (std::int32_t s = 0; s < 100 * 3600; ++s) {
        const service_time t{std::chrono::seconds{s}};
        REQUIRE(parse_service_time(to_cell(t)) == t);
    }
    for (const std::string good : {"00:00:00", "19:59:59", "99:39:09"})
        for (std::size_t i = 0; i < good.size(); ++i)
            for (int byte = 0; byte < 256; ++byte) {
                auto text = good;
                text[i] = static_cast<char>(byte);
                const bool colon = i == 2 || i == 5;
                const int most = i == 3 || i == 6 ? 5 : 9;
                const bool fits = colon ? byte == ':' : byte >= '0' && byte <= '0' + most;
                REQUIRE_MESSAGE(parse_service_time(text).has_value() == fits, text);
            }
}

TEST_CASE("a train graph has each run that touches the day, through midnight") {
    const auto& t = qaidam_line();
    const auto line = line_along(t, t.trains().id_of("K9805-2022"));
    REQUIRE(line.stops.size() == 3);
    CHECK(line.stops[0].mileage == 0);
    CHECK(line.stops[1].mileage > 600'000);
    const auto lines = trace_trains(t, line, date{2022, 1, 11});
    std::vector<std::string> runs;
    for (const auto& l : lines)
        runs.push_back(t.trains()[l.train].key.text() + " " + calendar::to_string(l.service_date) +
                       (l.down ? " down" : " up"));
    CHECK(runs == std::vector<std::string>{"K9805-2022 2022-01-10 down", "K9805-2022 2022-01-11 down",
                                           "K9806-2022 2022-01-10 up", "K9806-2022 2022-01-11 up"});
    CHECK(lines[0].path.front() == stringline::spot{(22 * 60 + 40) * 60 - 86400, 0});
}

TEST_CASE("the price of a distance is that of the first step that reaches it") {
    const tariff x{
        .steps = {{.through = 1000, .price = {100, 2, "CNY"}}, {.through = 5000, .price = {250, 2, "CNY"}}}};
    CHECK(price_for(x, 0) == price{100, 2, "CNY"});
    CHECK(price_for(x, 1000) == price{100, 2, "CNY"});
    CHECK(price_for(x, 1001) == price{250, 2, "CNY"});
    CHECK(price_for(x, 5000) == price{250, 2, "CNY"});
    CHECK_FALSE(price_for(x, 5001));
}

TEST_CASE("a word means a class of trains by its prefix or its name") {
    for (const char* word : {"K", "G", "快速"}) CHECK_MESSAGE(is_class(word), word);
    for (const char* word : {"", "k", "K9805", "快"}) CHECK_MESSAGE(!is_class(word), word);
}

TEST_CASE("stations of a name are all that have it, in either language or as key") {
    timetable_builder b;
    const auto one = b.station({.key = "A", .name = {"西宁", "Xining"}});
    const auto two = b.station({.key = "B", .name = {"西宁", "Xining West"}});
    const auto t = std::move(b).build();
    CHECK(t.stations_named("西宁") == std::vector{one, two});
    CHECK(t.stations_named("Xining West") == std::vector{two});
    CHECK(t.stations_named("A") == std::vector{one});
    CHECK(t.stations_named("Golmud").empty());
}

TEST_CASE("what is wrong with calls is told with the place of each") {
    const auto faults_of = [](const std::vector<call>& calls) {
        std::vector<std::pair<std::string, std::size_t>> all;
        check_calls(calls, [&](const message_rule& rule, std::size_t place, const std::vector<std::string>&) {
            all.emplace_back(rule.code, place);
        });
        return all;
    };
    using faults = std::vector<std::pair<std::string, std::size_t>>;
    const station_id s{0};
    CHECK(faults_of({{.at = s, .departure = 1h}, {.at = s, .arrival = 2h}}).empty());
    CHECK(faults_of({{.at = s, .departure = 1h}}) == faults{{"too_few_calls", 0}});
    CHECK(faults_of({{.at = s}, {.at = s}}) == faults{{"no_time_at_end", 1}, {"no_time_at_end", 2}});
    CHECK(faults_of({{.at = s, .departure = 2h}, {.at = s, .arrival = 1h}}) ==
          faults{{"time_before_previous", 2}});
    CHECK(faults_of({{.at = s, .departure = 1h},
                     {.at = s, .arrival = 3h, .departure = 2h},
                     {.at = s, .arrival = 4h}}) == faults{{"departs_before_arrival", 2}});
}

TEST_SUITE_END();
