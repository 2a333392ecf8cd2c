#include <qaidam/rail/rail.hpp>

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
using calendar::ptime;

namespace {

const timetable& qaidam_line() {
    static const auto t = load_gtfs(test::qaidam_rail).value;
    return t;
}

std::optional<journey> ask(const timetable& t, const char* from, const char* to, ptime after) {
    return find_earliest_journey(t, {.from = t.station(from), .to = t.station(to), .leave_after = after});
}

struct random_network {
    timetable table;
    std::vector<station_id> stations;
};

random_network make_network(test::random& random) {
    timetable_builder b;
    std::vector<station_id> stations;
    for (int i = random.between(3, 7); i > 0; --i) {
        station s{.key = fmt::format("s{}", i), .name = {fmt::format("S{}", i)}};
        if (random.one_in(3)) s.change_time = std::chrono::minutes{random.between(0, 20)};
        stations.push_back(b.station(s));
    }
    for (int n = random.between(3, 14); n > 0; --n) {
        std::vector<call> calls;
        auto time = std::chrono::minutes{random.between(0, 1439)};
        const int count = random.between(2, 5);
        std::set<station_id> used;
        for (int i = 0; i < count; ++i) {
            const auto at = random.one_of(stations);
            if (!used.insert(at).second) continue;
            call c{.at = at};
            time += std::chrono::minutes{random.between(1, 400)};
            c.arrival = time;
            time += std::chrono::minutes{random.between(0, 30)};
            c.departure = time;
            c.may_board = !random.one_in(8);
            c.may_alight = !random.one_in(8);
            calls.push_back(c);
        }
        if (calls.size() < 2) continue;
        const date anchor{2022, 1, static_cast<unsigned short>(random.between(1, 9))};
        b.train({.key = fmt::format("t{}", n),
                 .number = fmt::format("K{}", n),
                 .days = random.one_in(3) ? day_set::every(2, anchor) : day_set::daily()},
                calls);
    }
    return {std::move(b).build(), stations};
}

/// The slow oracle: every run of every day is tried again and again until no arrival improves.
std::optional<ptime> earliest_by_relaxation(const timetable& t, const journey_query& q) {
    std::map<station_id, ptime> best; // earliest arrival by train
    const auto latest = q.leave_after + boost::posix_time::seconds{std::chrono::seconds{q.horizon}.count()};
    for (bool changed = true; changed;) {
        changed = false;
        for (const auto& x : t.trains())
            for (auto day = q.leave_after.date() - day_count{5}; day <= latest.date(); day += day_count{1}) {
                if (!x.days.contains(day)) continue;
                bool on_board = false;
                for (const auto& c : x.calls) {
                    if (on_board && c.may_alight && c.at != q.from) {
                        const auto arrival = instant(day, *c.arrival);
                        const auto known = best.find(c.at);
                        if (arrival <= latest && (known == best.end() || arrival < known->second)) {
                            best.insert_or_assign(c.at, arrival);
                            changed = true;
                        }
                    }
                    const auto departure = instant(day, *c.departure);
                    const auto change = boost::posix_time::seconds{
                        t.stations()[c.at].change_time.value_or(q.change_time).count()};
                    const bool here = c.at == q.from
                                          ? departure >= q.leave_after
                                          : best.contains(c.at) && best.at(c.at) + change <= departure;
                    on_board = on_board || (c.may_board && here && departure >= q.leave_after);
                }
            }
    }
    const auto found = best.find(q.to);
    return found == best.end() ? std::nullopt : std::optional{found->second};
}

/// What is wrong with a journey as an answer to its question; "" if nothing.
std::string fault_of(const timetable& t, const journey_query& q, const journey& j) {
    auto at = q.from;
    for (std::size_t i = 0; i < j.legs.size(); ++i) {
        const auto& leg = j.legs[i];
        const auto& x = t.trains()[leg.train];
        const auto& board = x.calls[leg.board];
        const auto& alight = x.calls[leg.alight];
        if (!x.days.contains(leg.service_date)) return "does not run";
        if (board.at != at || leg.board >= leg.alight || !board.may_board || !alight.may_alight)
            return "wrong calls";
        if (leg.departure != instant(leg.service_date, *board.departure) ||
            leg.arrival != instant(leg.service_date, *alight.arrival))
            return "wrong times";
        if (leg.departure < q.leave_after) return "too early";
        if (i > 0 &&
            leg.departure - j.legs[i - 1].arrival <
                boost::posix_time::seconds{t.stations()[at].change_time.value_or(q.change_time).count()})
            return "change too short";
        at = alight.at;
    }
    return at == q.to ? "" : "ends elsewhere";
}

/// A small feed with nothing wrong.
void write_small_feed(const test::folder& f) {
    f.write("agency.txt", "agency_name,agency_url,agency_timezone\nq,http://example.org,Asia/Shanghai\n");
    f.write("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\na,甲,36,94\nb,乙,37,95\nc,丙,38,96\n");
    f.write("routes.txt", "route_id,route_short_name,route_type\nr,K1,2\n");
    f.write("calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,"
                            "end_date\ns,1,1,1,1,1,1,1,20220101,20221231\n");
    f.write("trips.txt", "route_id,service_id,trip_id\nr,s,t1\nr,s,t2\n");
    f.write("stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt1,22:00:00,22:00:"
                              "00,a,1\nt1,,,b,2\nt1,31:00:00,31:00:00,c,3\n"
                              "t2,08:00:00,08:00:00,a,1\nt2,9:00:00,9:00:00,c,2\n");
}

} // namespace

TEST_CASE("K9805 and K9806 are what the newspaper said") {
    const auto& t = qaidam_line();
    const auto down = ask(t, "西宁", "花土沟", calendar::at(date{2022, 1, 10}, 20h));
    REQUIRE(down);
    CHECK(down->changes() == 0);
    CHECK(t.trains()[down->legs[0].train].number == "K9805");
    CHECK(down->departure() == calendar::at(date{2022, 1, 10}, 22h + 40min));
    CHECK(down->arrival() == calendar::at(date{2022, 1, 11}, 13h + 19min));
    CHECK(down->duration() == calendar::time_duration{14, 39, 0});
    const auto up = ask(t, "花土沟", "西宁", calendar::at(date{2022, 1, 10}, 12h));
    REQUIRE(up);
    CHECK(up->changes() == 0);
    CHECK(up->departure() == calendar::at(date{2022, 1, 10}, 16h + 5min));
    CHECK(up->duration() == calendar::time_duration{14, 55, 0});
    for (const auto& entry :
         list_calls(t, t.station("格尔木"), ptime{date{2022, 2, 1}}, ptime{date{2022, 2, 2}}))
        CHECK(*entry.departure - *entry.arrival == calendar::time_duration{0, 40, 0});
}

TEST_CASE("the evening before the change there is a connection at Golmud") {
    const auto j = ask(qaidam_line(), "西宁", "花土沟", calendar::at(date{2022, 1, 9}, 20h));
    REQUIRE(j);
    CHECK(j->changes() == 1);
    CHECK(j->departure().date() == date{2022, 1, 9});
    CHECK_FALSE(ask(qaidam_line(), "西宁", "花土沟", calendar::at(date{2023, 6, 1}, 20h)));
}

TEST_CASE(
    "earliest arrivals agree with relaxation on thousands of random questions, and journeys can be ridden") {
    test::random random;
    int reached = 0;
    for (int i = 0; i < 500; ++i) {
        const auto [t, stations] = make_network(random);
        for (int n = 0; n < 8; ++n) {
            const journey_query q{
                .from = random.one_of(stations),
                .to = random.one_of(stations),
                .leave_after = calendar::at(date{2022, 1, 15}, std::chrono::minutes{random.between(0, 2000)}),
                .change_time = std::chrono::minutes{random.between(0, 15)},
                .horizon = std::chrono::hours{random.between(12, 96)}};
            if (q.from == q.to) continue;
            const auto want = earliest_by_relaxation(t, q);
            const auto got = find_earliest_journey(t, q);
            REQUIRE(got.has_value() == want.has_value());
            if (!got) continue;
            ++reached;
            REQUIRE(got->arrival() == *want);
            REQUIRE(fault_of(t, q, *got) == "");
        }
    }
    CHECK(reached > 1000);
}

TEST_CASE("a board is every call of the span, as a count over all trains and days says") {
    test::random random;
    for (int i = 0; i < 200; ++i) {
        const auto [t, stations] = make_network(random);
        const auto at = random.one_of(stations);
        const auto from = calendar::at(date{2022, 1, 15}, std::chrono::minutes{random.between(0, 1439)});
        const auto until = from + boost::posix_time::minutes{random.between(1, 3000)};
        std::size_t want = 0;
        for (const auto& x : t.trains())
            for (auto day = date{2022, 1, 5}; day < date{2022, 1, 25}; day += day_count{1})
                for (const auto& c : x.calls) {
                    const auto shown = instant(day, &c == &x.calls.back() ? *c.arrival : *c.departure);
                    want += c.at == at && x.days.contains(day) && shown >= from && shown < until ? 1u : 0u;
                }
        const auto got = list_calls(t, at, from, until);
        REQUIRE(got.size() == want);
        REQUIRE(std::is_sorted(got.begin(), got.end(), [](const auto& a, const auto& b) {
            return (a.departure ? *a.departure : *a.arrival) < (b.departure ? *b.departure : *b.arrival);
        }));
    }
}

TEST_CASE("a question at a fraction of a second leaves no earlier than asked, and times stay whole") {
    const auto& t = qaidam_line();
    const auto half = boost::posix_time::milliseconds{500};
    const ptime departure{date{2022, 1, 10}, {22, 40, 0}};
    CHECK(ask(t, "西宁", "花土沟", departure - half)->departure() == departure);
    CHECK(ask(t, "西宁", "花土沟", departure + half)->departure() > departure);
    CHECK(ask(t, "西宁", "花土沟", departure + half)->departure().time_of_day().fractional_seconds() == 0);
}

TEST_CASE("the first and the last dates there are have boards and journeys") {
    const auto& t = qaidam_line();
    for (const auto& day : {date{1400, 1, 1}, date{9999, 12, 30}, date{9999, 12, 31}}) {
        const ptime evening{day, {23, 0, 0}};
        (void)list_calls(t, t.station("格尔木"), ptime{day}, evening);
        CHECK_NOTHROW((void)ask(t, "西宁", "花土沟", evening));
        CHECK_NOTHROW((void)trace_trains(t, line_along(t, t.trains().id_of("K9805-2022")), day));
    }
    CHECK_THROWS_AS((void)find_earliest_journey(t, {.from = t.station("西宁"),
                                                    .to = t.station("花土沟"),
                                                    .leave_after = ptime{date{2022, 1, 10}},
                                                    .horizon = std::chrono::hours::max()}),
                    std::invalid_argument);
    CHECK_THROWS_AS((void)line_along(t, train_id{99}), std::invalid_argument);
    CHECK_THROWS_AS((void)trace_trains(t, {{station_id{99}, 0}}, date{2022, 1, 10}), std::invalid_argument);
}

TEST_CASE("a timetable by hand is built, or refused with every fault") {
    timetable_builder good;
    const auto xining = good.station({.key = "XNO", .name = {"西宁", "Xining"}});
    const auto golmud = good.station({.key = "GRO", .name = {"格尔木"}});
    CHECK_THROWS_AS((void)good.station({.key = "XNO", .name = {}}), std::invalid_argument);
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
    CHECK(find_service_time("31:30:00") == service_time{31h + 30min});
    CHECK(find_service_time("7:30:00") == service_time{7h + 30min});
    CHECK(find_service_time("110:29:00") == service_time{110h + 29min});
    for (const char* text :
         {"", "31:3x:00", "31:30:60", "31:60:00", "-1:40:00", "7:30", "24:00:0", "1234:00:00", "7:30:00 "})
        CHECK_MESSAGE(!find_service_time(text), text);
    CHECK(to_string(service_time{37h + 19min}) == "37:19");
}

TEST_CASE("each damage of a feed has its notice with file, line and field") {
    struct damage {
        const char* file;
        const char* old;
        const char* with;
        const char* notice;
    };
    const damage all[] = {
        {"stop_times.txt", "t1,31:00:00,31:00:00,c,3", "t1,07:00:00,07:00:00,c,3",
         "stop_times.txt:4:arrival_time: time before previous departure, got 07:00:00 after 22:00:00, want "
         ">= "
         "22:00:00; write 31:00:00 for the next day"},
        {"stop_times.txt", "22:00:00,22:00:00", "22:0x:00,22:00:00",
         "stop_times.txt:2:arrival_time: not a valid time, got 22:0x:00, want one like 22:40:00, or 31:30:00 "
         "for the next day"},
        {"stop_times.txt", "t1,,,b,2", "t1,,,x,2",
         "stop_times.txt:3:stop_id: x is not in stops.txt; add it there or correct it here"},
        {"stop_times.txt", "t1,,,b,2", "t1,,,b,3",
         "stop_times.txt:4:stop_sequence: stop_sequence 3 occurs twice; the train is dropped"},
        {"stop_times.txt", "t2,9:00:00,9:00:00", "t2,9:00:00,8:59:00",
         "stop_times.txt:6:departure_time: departure before arrival, got 08:59:00 after 09:00:00, want >= "
         "09:00:00; "
         "the train is dropped"},
        {"stop_times.txt", "t2,9:00:00,9:00:00", "t2,,",
         "stop_times.txt:6:arrival_time: the first call wants a departure and the last an arrival; the train "
         "is dropped"},
        {"stop_times.txt", "t2,08:00:00,08:00:00,a,1\n", "",
         "trips.txt:3:trip_id: got 1 calls, want >= 2; the train is dropped"},
        {"stop_times.txt", "t2,9", "t9,9",
         "stop_times.txt:6:trip_id: t9 is not in trips.txt; add it there or correct it here"},
        {"stop_times.txt", "t1,,,b,2", "t1,,b,2",
         "stop_times.txt:3: row has 4 cells, want 5 as in the header"},
        {"trips.txt", "r,s,t2", "r,s,t1",
         "trips.txt:3:trip_id: key t1 is taken by an earlier record, which is kept; rename this one"},
        {"trips.txt", "r,s,t2", "r,s9,t2",
         "trips.txt:3:service_id: s9 is not in calendar.txt, calendar_dates.txt; add it there or correct it "
         "here"},
        {"trips.txt", "r,s,t2", "r9,s,t2",
         "trips.txt:3:route_id: r9 is not in routes.txt; add it there or correct it here"},
        {"stops.txt", "a,甲,36,94", "a,甲,91,94",
         "stops.txt:2:stop_lat: latitude 91, longitude 94 is not on the earth; are they swapped?"},
        {"stops.txt", "stop_lat,stop_lon\na,甲,36,94", "stop_lat,parent_station\na,甲,,a",
         "stops.txt:2:parent_station: stop a is its own parent"},
        {"calendar.txt", "20220101", "20220230",
         "calendar.txt:2:start_date: not a date that exists, got 20220230, want one like 20220110"},
        {"calendar.txt", "20220101", "20230101",
         "calendar.txt:2:end_date: ends on 2022-12-31 before it starts on 2023-01-01"},
        {"calendar.txt", "s,1,1", "s,1,2", "calendar.txt:2:tuesday: not a valid number, got 2, want 0 … 1"},
        {"agency.txt", "agency_timezone", "zone",
         "agency.txt:1:agency_timezone: column is missing; add it to the header"},
    };
    std::set<std::string_view> seen{rail::codes::no_calendar.code, rail::codes::not_a_folder.code,
                                    rail::codes::file_not_read.code, rail::codes::rolled_over.code};
    for (const auto& d : all) {
        const test::folder f;
        write_small_feed(f);
        f.replace(d.file, d.old, d.with);
        CHECK(test::first_notice([&] { return load_gtfs(f); }) == d.notice);
        try {
            (void)load_gtfs(f);
        } catch (const data_error& e) {
            for (const auto& n : e.why()) seen.insert(n.rule->code);
        }
    }
    for (const auto* rule : rail::codes::all) CHECK_MESSAGE(seen.contains(rule->code), rule->code);
}

TEST_CASE("a trip with one bad stop time is dropped whole, never shortened") {
    for (const char* bad : {"t1,,,b", "t1,,,x,2", "t1,2x:00:00,,b,2", "\"t1\"z,,,b,2"}) {
        const test::folder f;
        write_small_feed(f);
        f.replace("stop_times.txt", "t1,,,b,2", bad);
        const auto [t, notices] = load_gtfs(f, {.policy = policy::lenient});
        const auto kept = t.trains().find("t1");
        CHECK_MESSAGE(
            (!kept || t.trains()[*kept].calls.size() == 3 || std::string_view{bad}.starts_with("\"")), bad);
        CHECK(t.trains().find("t2"));
        CHECK(notices.has_errors());
    }
}

TEST_CASE("repair rolls a train over midnight, each time with a notice; lenient does not") {
    const test::folder f;
    write_small_feed(f);
    f.replace("stop_times.txt", "t1,31:00:00,31:00:00,c,3", "t1,07:00:00,07:10:00,c,3");
    const auto [t, notices] = load_gtfs(f, {.policy = policy::repair});
    CHECK(t.trains()["t1"].calls.back().arrival == service_time{31h});
    CHECK(t.trains()["t1"].calls.back().departure == service_time{31h + 10min});
    CHECK(notices.count(rail::codes::rolled_over) == 1);
    CHECK_FALSE(load_gtfs(f, {.policy = policy::lenient}).value.trains().find("t1"));
}

TEST_CASE("a train that falls back a thousand times is dropped, not rolled on for ever") {
    const test::folder f;
    write_small_feed(f);
    std::string calls = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n";
    for (int i = 0; i < 30000; ++i)
        calls +=
            fmt::format("t1,{0}:00:00,{0}:00:00,{1},{2}\n", i % 2 == 0 ? 23 : 1, i % 2 == 0 ? "a" : "b", i);
    f.write("stop_times.txt", calls);
    const auto [t, notices] = load_gtfs(f, {.policy = policy::repair});
    CHECK(t.trains().size() == 0);
    CHECK(notices.count(rail::codes::time_before_previous) > 0);
}

TEST_CASE("a stop with half a position is refused") {
    const test::folder f;
    write_small_feed(f);
    f.replace("stops.txt", "b,乙,37,95", "b,乙,37,");
    CHECK(test::first_notice([&] { return load_gtfs(f); }) ==
          "stops.txt:3:stop_lon: value is missing, want one");
}

TEST_CASE("an endless calendar with many other dates loads") {
    const test::folder f;
    write_small_feed(f);
    f.replace("calendar.txt", "s,1,1,1,1,1,1,1,20220101,20221231", "s,1,0,0,0,0,0,0,20220101,99991231");
    std::string dates = "service_id,date,exception_type\n";
    for (date d{2022, 1, 1}; d < date{2022, 12, 31}; d += day_count{1})
        if (d.day() % 2 == 1)
            dates += fmt::format("s,{}{:02}{:02},1\n", 2022, d.month().as_number(), d.day().as_number());
    f.write("calendar_dates.txt", dates);
    CHECK(load_gtfs(f).value.trains()["t1"].days.contains(date{2022, 1, 5}));
}

TEST_CASE("a feed that is no folder, has no calendar, or has other files") {
    CHECK(test::first_notice([] { return load_gtfs("no-such-feed.zip"); }) ==
          "no-such-feed.zip: not a folder; unzip a zipped feed first");
    const test::folder f;
    write_small_feed(f);
    f.write("fare_rules.txt", "x\n");
    const auto [t, notices] = load_gtfs(f);
    CHECK(notices.count(rail::codes::file_not_read) == 1);
    f.remove("calendar.txt");
    CHECK(test::first_notice([&] { return load_gtfs(f); }) ==
          "neither calendar.txt nor calendar_dates.txt, want at least one");
    f.write("calendar_dates.txt", "service_id,date,exception_type\ns,20220110,1\n");
    CHECK(load_gtfs(f).value.trains()["t1"].days == day_set::of({date{2022, 1, 10}}));
}

TEST_CASE("a service without end in sight runs to the last day there is") {
    const test::folder f;
    write_small_feed(f);
    f.replace("calendar.txt", "20221231", "99991231");
    CHECK(load_gtfs(f).value.trains()["t1"].days == day_set::daily({.from = date{2022, 1, 1}}));
}

TEST_CASE("platforms are folded into their station, and translations name it in English") {
    const test::folder f;
    write_small_feed(f);
    f.write("stops.txt",
            "stop_id,stop_name,location_type,parent_station\nx,甲,1,\na,甲1,0,x\nb,乙,,\nc,丙,,\n");
    f.write("translations.txt", "table_name,field_name,language,translation,record_id\nstops,stop_name,en,"
                                "Jia,x\nstops,stop_name,fr,Jia,b\n");
    const auto t = load_gtfs(f).value;
    CHECK(t.stations().size() == 3);
    CHECK(t.trains()["t2"].calls.front().at == t.station("Jia"));
}

TEST_CASE("a train graph has each run that touches the day, through midnight") {
    const auto& t = qaidam_line();
    const auto line = line_along(t, t.trains().id_of("K9805-2022"));
    REQUIRE(line.size() == 3);
    CHECK(line[0].mileage == 0);
    CHECK(line[1].mileage > 600'000);
    const auto lines = trace_trains(t, line, date{2022, 1, 11});
    std::vector<std::string> runs;
    for (const auto& l : lines)
        runs.push_back(t.trains()[l.train].key.text() + " " + calendar::to_text(l.service_date) +
                       (l.down ? " down" : " up"));
    CHECK(runs == std::vector<std::string>{"K9805-2022 2022-01-10 down", "K9805-2022 2022-01-11 down",
                                           "K9806-2022 2022-01-10 up", "K9806-2022 2022-01-11 up"});
    CHECK(lines[0].path.front() == stringline::spot{(22 * 60 + 40) * 60 - 86400, 0});
}

TEST_CASE("every published broken feed ends in a timetable or in an error, under every policy") {
    const std::filesystem::path data{QAIDAM_TEST_DATA};
    if (!std::filesystem::exists(data / "gtfs-malformed-dev")) {
        MESSAGE("skipped: QAIDAM_TEST_DATA has no gtfs-malformed-dev");
        return;
    }
    int feeds = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{data / "gtfs-malformed-dev"}) {
        if (!entry.is_directory()) continue;
        ++feeds;
        for (const auto p : {policy::strict, policy::lenient, policy::repair}) {
            try {
                (void)load_gtfs(entry.path(), {.policy = p});
            } catch (const data_error&) {
            }
        }
    }
    CHECK(feeds > 30);
}

TEST_SUITE_END();
