#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail/board");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_count;
using calendar::day_set;
using calendar::local_time;

namespace {

/// Every call of a span of days, in UTC and by station: the slow way to a board.
std::map<station_id, std::vector<board_entry>> all_calls(const timetable& t, const date& from,
                                                         const date& until) {
    std::map<station_id, std::vector<board_entry>> all;
    for (const auto i : t.trains().ids())
        for (auto day = from; day < until; day += day_count{1}) {
            const auto& x = t.trains()[i];
            if (!x.days.contains(day)) continue;
            for (std::size_t c = 0; c < x.calls.size(); ++c) {
                const auto time = c + 1 < x.calls.size() ? x.calls[c].departure : x.calls[c].arrival;
                auto& here = all[x.calls[c].at];
                if (x.headways.empty()) here.push_back({i, day, c, {}, {}, t.utc(day, *time)});
                for (const auto& h : x.headways) {
                    const std::chrono::seconds ride{time->seconds() - x.calls.front().departure->seconds()};
                    const std::chrono::seconds lasts{h.until.seconds() - h.from.seconds()};
                    here.push_back({i, day, c, {}, {}, t.utc(day, h.from) + ride});
                    here.back().headway = repetition{h.every, lasts};
                }
            }
        }
    return all;
}

} // namespace

TEST_CASE("boards agree with a count over all calls, at random stations and instants of real feeds") {
    test::random random;
    struct feed {
        const char* file;
        date from;
    };
    for (const auto& [file, from] : {feed{"cnrail-2019/cnrail-2019.gtfs.zip", {2019, 11, 4}},
                                     {"gtfs-dev/dbfv-2019.zip", {2019, 3, 29}},
                                     {"gtfs-dev/viarail.zip", {2021, 3, 12}},
                                     {"gtfs-dev/sncf-2016.zip", {2013, 12, 10}}}) {
        if (!test::has_real(file)) continue;
        const auto t = gtfs::load(zip::open(test::real(file)), {.policy = policy::lenient}).value;
        // The days around the spring change of summer time; runs that began before them are in.
        const auto slow = all_calls(t, from - day_count{6}, from + day_count{6});
        std::size_t seen = 0;
        for (int i = 0; i < test::cases(25'000); ++i) {
            const station_id at{
                static_cast<std::uint32_t>(random.between(0, static_cast<int>(t.stations().size()) - 1))};
            const auto start = calendar::local_time(from, std::chrono::minutes{random.between(0, 3 * 1440)});
            const auto end = start + std::chrono::minutes{random.between(1, 180)};
            const auto got = list_calls(t, {.at = at, .from = start, .until = end});
            std::vector<board_entry> want;
            if (const auto found = slow.find(at); found != slow.end()) {
                const auto& wall = t.zone_of(at);
                const auto first = wall.to_utc(start);
                const auto last = std::max(first, wall.to_utc(end)); // the clock may have been set forward
                for (auto e : found->second) {
                    const auto goes_on = e.headway ? e.headway->lasts : std::chrono::seconds{0};
                    if (e.utc >= last || e.utc + goes_on < first) continue;
                    e.utc = std::max(e.utc, first);
                    want.push_back(e);
                }
                std::stable_sort(want.begin(), want.end(),
                                 [](const board_entry& a, const board_entry& b) { return a.utc < b.utc; });
            }
            REQUIRE(got.size() == want.size());
            for (std::size_t k = 0; k < got.size(); ++k) {
                REQUIRE(got[k].utc == want[k].utc);
                const auto& shown = got[k].departure ? got[k].departure : got[k].arrival;
                REQUIRE(got[k].headway == want[k].headway);
                if (got[k].headway)
                    REQUIRE(*shown <= t.zone_of(at).to_local(got[k].utc));
                else
                    REQUIRE(*shown == t.zone_of(at).to_local(got[k].utc));
            }
            seen += got.size();
        }
        const std::string name = file; // clang 14 captures no bindings
        CHECK_MESSAGE(seen > test::cases(1000u), name);
    }
}

TEST_CASE("the boards of VIA are on the clocks of seven zones") {
    if (!test::has_real("gtfs-dev/viarail.zip")) return;
    const auto t =
        gtfs::load(zip::open(test::real("gtfs-dev/viarail.zip")), {.policy = policy::lenient}).value;
    struct place {
        const char* code;
        const char* zone;
        int hours_behind_toronto; ///< in July
    };
    for (const auto& [code, zone, behind] : {place{"TRTO", "America/Toronto", 0},
                                             {"NEWY", "America/New_York", 0},
                                             {"WNPG", "America/Winnipeg", 1},
                                             {"SASK", "America/Regina", 2},
                                             {"EDMO", "America/Edmonton", 2},
                                             {"VCVR", "America/Vancouver", 3},
                                             {"HLFX", "America/Halifax", -1}}) {
        const auto found = find_stations(t, code);
        const std::string name = code;
        REQUIRE_MESSAGE(!found.empty(), name);
        const auto at = found.front().station;
        CHECK(t.zone_of(at).name() == zone);
        const auto board = list_calls(
            t, {.at = at, .from = local_time{date{2022, 7, 5}}, .until = local_time{date{2022, 7, 12}}});
        CHECK_MESSAGE(!board.empty(), name);
        for (const auto& e : board) {
            const auto& c = t.trains()[e.train].calls[e.call];
            if (!e.departure) continue;
            CHECK(*e.departure + std::chrono::hours{behind} == t.clock(e.service_date, *c.departure));
        }
    }
}

TEST_CASE(
    "a board of departures or arrivals leaves out where trains end or begin, and has the first so many") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto numbers = [&](const char* at, board_side show, std::size_t most) {
        std::string all;
        for (const auto& e : list_calls(t, {.at = t.station(at),
                                           .from = local_time{date{2022, 1, 12}},
                                           .until = local_time{date{2022, 1, 13}},
                                           .show = show,
                                           .most = most}))
            all +=
                fmt::format("{} {}; ", t.trains()[e.train].number,
                            calendar::to_string(*(show == board_side::arrivals ? e.arrival : e.departure)));
        return all;
    };
    CHECK(numbers("西宁", board_side::departures, 9) == "K9805 2022-01-12 22:40; ");
    CHECK(numbers("西宁", board_side::arrivals, 9) == "K9806 2022-01-12 07:00; ");
    CHECK(numbers("格尔木", board_side::departures, 1) == "K9805 2022-01-12 08:10; ");
    CHECK(numbers("格尔木", board_side::arrivals, 9) == "K9805 2022-01-12 07:30; K9806 2022-01-12 21:10; ");
}

TEST_CASE("direct trains are all of them, with the days on which they run in the period") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto direct = list_direct_trains(t, {.from = {t.station("西宁")},
                                               .to = {t.station("格尔木"), t.station("花土沟")},
                                               .period = {date{2022, 1, 8}, date{2022, 1, 12}}});
    REQUIRE(direct.size() == 2);
    CHECK(t.trains()[direct[0].train].key == key{"K9805-2021"});
    CHECK(direct[0].days == day_set::daily({date{2022, 1, 8}, date{2022, 1, 10}}));
    CHECK(t.trains()[direct[1].train].key == key{"K9805-2022"});
    CHECK(direct[1].alight == 1); // the nearer of the two
    CHECK(direct[1].days == day_set::daily({date{2022, 1, 10}, date{2022, 1, 12}}));

    // From Golmud K9805 leaves on the day after its service date.
    const auto golmud = list_direct_trains(t, {.from = {t.station("格尔木")},
                                               .to = {t.station("花土沟")},
                                               .period = {date{2022, 1, 11}, date{2022, 1, 12}}});
    REQUIRE(golmud.size() == 1);
    CHECK(golmud[0].days == day_set::of({date{2022, 1, 10}}));
}

TEST_CASE("a train's page has stays, rides and speeds, by the distance that is there") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto k9805 = t.trains().id_of("K9805-2022");
    const auto page = describe_train(t, k9805);
    CHECK(page.from == distance_source::great_circle);
    REQUIRE(page.rows.size() == 3);
    CHECK(page.rows[1].stay == 40min);
    CHECK(page.rows[1].ride == 8h + 50min);
    CHECK(page.rows[2].ride == 5h + 9min);
    CHECK_FALSE(page.rows[0].speed);

    timetable_builder b{t};
    b.line({.key = "qz",
            .name = {"青藏线"},
            .stops = {
                {t.station("西宁"), 0}, {t.station("格尔木"), 829'000}, {t.station("花土沟"), 1'268'000}}});
    const auto with_line = std::move(b).build();
    const auto by_line = describe_train(with_line, k9805);
    CHECK(by_line.from == distance_source::line);
    CHECK(*by_line.rows[2].kilometres == doctest::Approx(1268));
    CHECK(*by_line.rows[1].speed == doctest::Approx(829 / (8 + 50 / 60.0)));
    CHECK_THROWS_AS((void)describe_train(t, train_id{99}), std::invalid_argument);
}

TEST_CASE("a ride costs what the tariffs of its class say for its distance") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto k9805 = t.trains().id_of("K9805-2022");
    timetable_builder b{t};
    b.line({.key = "qz",
            .name = {"青藏线"},
            .stops = {
                {t.station("西宁"), 0}, {t.station("格尔木"), 829'000}, {t.station("花土沟"), 1'268'000}}});
    const auto hard = b.tariff({.key = "yz",
                                .seat = {"硬座", "hard seat"},
                                .classes = {"快速"},
                                .steps = {{829'000, {9950, 2, "CNY"}}, {1'000'000, {11'250, 2, "CNY"}}}});
    b.tariff({.key = "rz", .seat = {"二等座"}, .classes = {"G", "D"}, .steps = {{2'000'000, {1, 0, "CNY"}}}});
    const auto any = b.tariff({.key = "x", .seat = {"站票"}, .steps = {{2'000'000, {50, 0, "CNY"}}}});
    const auto priced = std::move(b).build();
    CHECK(list_tickets(priced, k9805, 0, 1) ==
          std::vector<ticket>{{hard, 829'000, {9950, 2, "CNY"}}, {any, 829'000, {50, 0, "CNY"}}});
    CHECK(list_tickets(priced, k9805, 0, 2) == std::vector<ticket>{{any, 1'268'000, {50, 0, "CNY"}}});
    CHECK(list_tickets(t, k9805, 0, 2).empty());
    CHECK_THROWS_AS((void)list_tickets(priced, k9805, 1, 1), std::invalid_argument);
    CHECK_THROWS_AS((void)list_tickets(priced, k9805, 0, 3), std::invalid_argument);
    timetable_builder wrong{t};
    CHECK_THROWS_AS(wrong.tariff({.key = "yz", .classes = {"Q"}}), std::invalid_argument);
    CHECK_THROWS_AS(wrong.tariff({.key = "yz", .steps = {{5, {1, 0, "CNY"}}, {5, {2, 0, "CNY"}}}}),
                    std::invalid_argument);
    CHECK_THROWS_AS(wrong.tariff({.key = "yz", .steps = {{5, {1, 0, "CNY"}}, {6, {2, 0, "HKD"}}}}),
                    std::invalid_argument);
}

TEST_CASE("where a train passes or stops for its crew no board for passengers shows it") {
    timetable_builder b;
    const auto from = b.station({.key = key{"a"}, .name = {"A"}});
    const auto crew = b.station({.key = key{"b"}, .name = {"B"}});
    const auto to = b.station({.key = key{"c"}, .name = {"C"}});
    const auto none = access::none;
    std::vector<call> calls{{.at = from, .departure = 8h},
                            {.at = crew,
                             .arrival = 9h,
                             .departure = 9h + 10min,
                             .boarding = none,
                             .alighting = none,
                             .kind = call_kind::technical},
                            {.at = to, .arrival = 10h}};
    auto stops = calls;
    stops[1].alighting = access::regular;
    timetable_builder wrong = b;
    wrong.train({.key = key{"x"}, .days = day_set::daily()}, stops);
    CHECK_THROWS_AS((void)std::move(wrong).build(), data_error);
    auto passes = calls;
    passes[1].kind = call_kind::pass;
    wrong = b;
    wrong.train({.key = key{"x"}, .days = day_set::daily()}, passes);
    CHECK_THROWS_AS((void)std::move(wrong).build(), data_error);

    auto taken = b;
    b.train({.key = key{"x"}, .number = "K1", .days = day_set::daily()}, calls);
    const auto t = std::move(b).build();
    const auto count = [&](board_side side) {
        return list_calls(t, {.at = crew,
                              .from = local_time{date{2022, 1, 10}},
                              .until = local_time{date{2022, 1, 11}},
                              .show = side})
            .size();
    };
    CHECK(count(board_side::all) == 1);
    CHECK(count(board_side::departures) == 0);
    CHECK(count(board_side::arrivals) == 0);

    calls[1].boarding = calls[1].alighting = access::regular;
    calls[1].kind = call_kind::passenger;
    taken.train({.key = key{"x"}, .number = "K1", .days = day_set::daily()}, calls);
    const auto later = std::move(taken).build();
    const auto changed = diff(t, later);
    REQUIRE(changed.trains().size() == 1);
    CHECK(describe(t, later, changed.trains()[0]) == "K1: now calls at B");
    CHECK(describe(later, t, diff(later, t).trains()[0]) == "K1: no longer calls at B");
    CHECK(apply(t, changed) == later);
}

namespace {

/// A feed of stations A to D in a zone, whose trains run every day of 2022.
timetable small_feed(const std::string& zone, const std::string& trips, const std::string& stop_times) {
    feed_files::texts_by_name files;
    const auto add = [&](const char* name, const std::string& text) {
        files.emplace(name, shared_text{text});
    };
    add("agency.txt", "agency_name,agency_url,agency_timezone\nRail,https://example.org/," + zone + "\n");
    add("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,50,8\nB,Beta,50.1,8.1\nC,Gamma,50.2,8."
                     "2\nD,Delta,50.3,8.3\n");
    add("routes.txt", "route_id,route_short_name,route_type\nR1,R,2\n");
    add("calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "wk,1,1,1,1,1,1,1,20220101,20221231\n");
    add("trips.txt", trips);
    add("stop_times.txt", stop_times);
    return gtfs::load({"small", std::move(files)}).value;
}

} // namespace

TEST_CASE(
    "where nobody may get on is on no board of departures, where nobody may get off on none of arrivals") {
    const auto t = small_feed(
        "Europe/Berlin", "route_id,service_id,trip_id\nR1,wk,T1\n",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        "T1,08:00:00,08:00:00,A,1,0,1\nT1,08:10:00,08:11:00,B,2,1,0\nT1,08:15:00,08:16:00,D,3,1,1\n"
        "T1,08:20:00,08:20:00,C,4,1,0\n");
    const auto listed = [&](const char* at, board_side show) {
        return list_calls(t, {.at = t.station(at),
                              .from = local_time{date{2022, 3, 1}},
                              .until = local_time{date{2022, 3, 2}},
                              .show = show})
            .size();
    };
    const auto boards = [&](const char* at) {
        return std::pair{listed(at, board_side::departures), listed(at, board_side::arrivals)};
    };
    CHECK(boards("Alpha") == std::pair<std::size_t, std::size_t>{1, 0});
    CHECK(boards("Beta") == std::pair<std::size_t, std::size_t>{0, 1});
    CHECK(boards("Delta") == std::pair<std::size_t, std::size_t>{0, 0});
    CHECK(boards("Gamma") == std::pair<std::size_t, std::size_t>{0, 1});
    // A call that is left out today is on neither board of the day.
    const auto loop =
        small_feed("Europe/Berlin", "route_id,service_id,trip_id\nR1,wk,T1\n",
                   "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,08:00:00,08:00:00,A,1\n"
                   "T1,08:10:00,08:11:00,B,2\nT1,08:20:00,08:20:00,C,3\n");
    const auto now = with_updates(loop, {skipped_call{loop.trains().id_of("T1"), date{2022, 3, 1}, 1}});
    for (const auto show : {board_side::departures, board_side::arrivals})
        CHECK(list_calls(now, {.at = now.station("Beta"),
                               .from = local_time{date{2022, 3, 1}},
                               .until = local_time{date{2022, 3, 2}},
                               .show = show})
                  .empty());
}

TEST_CASE("a board tells the alerts about its calls, and those about its station, while they hold") {
    const auto t =
        small_feed("Europe/Berlin", "route_id,service_id,trip_id\nR1,wk,T1\nR1,wk,T2\n",
                   "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,08:00:00,08:00:00,A,1\n"
                   "T1,08:10:00,08:11:00,B,2\nT1,08:20:00,08:20:00,C,3\nT2,09:00:00,09:00:00,A,1\nT2,09:20:"
                   "00,09:20:00,C,2\n");
    const date day{2022, 3, 1};
    const auto at = [&](int hour, int minute) {
        return t.zone().to_utc(local_time{day, std::chrono::hours{hour} + std::chrono::minutes{minute}});
    };
    using subject = service_alert::subject;
    const auto t1 = t.trains().id_of("T1");
    const auto a = t.station("Alpha"), b = t.station("Beta");
    const auto route = t.routes().id_of("R1");
    const std::vector<service_alert> all{
        {.entity = "route", .about = {subject{.route = route}}},
        {.entity = "train", .about = {subject{.train = t1}}},
        {.entity = "run of another day", .about = {subject{.train = t1, .service_date = date{2022, 3, 2}}}},
        {.entity = "call", .about = {subject{.station = b, .train = t1, .service_date = day, .call = 1}}},
        {.entity = "route at a station", .about = {subject{.route = route, .station = b}}},
        {.entity = "station", .about = {subject{.station = a}}},
        {.entity = "everything", .about = {subject{}}},
        {.entity = "nothing that is known", .about = {}},
        {.entity = "until nine", .active = {{.until = at(9, 0)}}, .about = {subject{.route = route}}},
        {.entity = "from nine on", .active = {{.from = at(9, 0)}}, .about = {subject{.route = route}}},
        {.entity = "yesterday", .active = {{.until = at(0, 0)}}, .about = {subject{.route = route}}},
        {.entity = "this evening",
         .active = {{.from = at(18, 0), .until = at(19, 0)}},
         .about = {subject{.station = a}}},
    };
    const auto named = [&](const timetable& now, station_id where) {
        const board_query q{.at = where,
                            .from = local_time{day},
                            .until = local_time{day + calendar::day_count{1}},
                            .show = board_side::departures,
                            .with_cancelled = true};
        const auto board = list_calls(now, q);
        std::vector<std::string> lines;
        for (const auto& alert : list_alerts(now, all, q, board)) {
            auto line = alert.entity + ":";
            for (const auto& e : board)
                if (concerns(now, alert, e))
                    line += ' ' + calendar::to_string(e.planned_departure->time_of_day());
            lines.push_back(line);
        }
        return lines;
    };
    const std::vector<std::string> alpha{"route: 08:00 09:00", "train: 08:00",      "station:",
                                         "everything:",        "until nine: 08:00", "from nine on: 09:00",
                                         "this evening:"};
    CHECK(named(t, a) == alpha);
    const std::vector<std::string> beta{"route: 08:11", "train: 08:11",
                                        "call: 08:11",  "route at a station: 08:11",
                                        "everything:",  "until nine: 08:11"};
    CHECK(named(t, b) == beta);
    // A run that updates changed is still what the alert names.
    CHECK(named(with_updates(t, {delay{t1, day, 0, 5min}}), b) == beta);
    CHECK(named(with_updates(t, {cancellation{t1, day}}), b) == beta);
    // Its time is the one it is expected at.
    CHECK(named(with_updates(t, {delay{t1, day, 0, 1h}}), a) ==
          std::vector<std::string>{"route: 09:00 08:00", "train: 08:00",
                                   "station:", "everything:", "from nine on: 09:00 08:00", "this evening:"});
}

TEST_CASE("a call has the headsign that the feed gives it, else the train's") {
    const auto t = small_feed(
        "Europe/Berlin", "route_id,service_id,trip_id,trip_headsign\nR1,wk,T1,Ring clockwise\n",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence,stop_headsign\n"
        "T1,08:00:00,08:00:00,A,10,Gamma via Beta\nT1,08:10:00,08:11:00,B,20,\nT1,08:20:00,08:20:00,A,30,\n");
    CHECK(headsign_at(t.trains()["T1"], 0) == "Gamma via Beta");
    CHECK(headsign_at(t.trains()["T1"], 1) == "Ring clockwise");
}

TEST_CASE("the train graph shows the times of the board, on days on which the clocks are changed too") {
    const auto t =
        small_feed("America/Los_Angeles",
                   "route_id,service_id,trip_id\nR1,wk,T0\nR1,wk,T1\nR1,wk,T3\nR1,wk,T25\nR1,wk,T12\n",
                   "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT0,00:00:00,00:00:00,A,1\nT0,"
                   "00:30:00,00:30:00,B,2\n"
                   "T1,01:30:00,01:30:00,A,1\nT1,02:30:00,02:30:00,B,2\nT3,03:30:00,03:30:00,A,1\nT3,04:00:"
                   "00,04:00:00,B,2\n"
                   "T25,25:30:00,25:30:00,A,1\nT25,27:30:00,27:30:00,B,2\nT12,12:00:00,12:00:00,A,1\nT12,12:"
                   "30:00,12:30:00,B,2\n");
    const auto a = t.station("Alpha");
    const line along{.key = "l", .name = {"l", ""}, .stops = {{a, 0}, {t.station("Beta"), 1000}}};
    for (const auto day : {date{2022, 3, 12}, date{2022, 3, 13}, date{2022, 3, 14}, date{2022, 11, 5},
                           date{2022, 11, 6}, date{2022, 11, 7}}) {
        CAPTURE(calendar::to_string(day));
        std::multiset<std::pair<std::string, std::int64_t>> graph;
        for (const auto& run : trace_trains(t, along, day))
            if (const auto first = run.path.front();
                first.mileage == 0 && first.seconds >= 0 && first.seconds < 86400)
                graph.emplace(t.trains()[run.train].key.text(), first.seconds);
        std::multiset<std::pair<std::string, std::int64_t>> board;
        for (const auto& e :
             list_calls(t, {.at = a, .from = local_time{day}, .until = local_time{day + day_count{1}}}))
            if (e.departure)
                board.emplace(t.trains()[e.train].key.text(), (*e.departure - local_time{day}).count());
        CHECK(graph == board);
    }
}

TEST_SUITE_END();
