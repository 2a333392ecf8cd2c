// Trains that run every so often, in cases that one can count by hand; journey_test.cpp has the random ones.
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/headways");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_set;
using calendar::local_time;

namespace {

local_time at(std::chrono::seconds of_day) {
    return local_time{date{2022, 3, 1}, of_day};
}

/// A trip of GTFS that runs at half hours until 07:00, then every ten minutes until 08:00, and twice at night.
timetable mixed() {
    const test::folder f;
    f.write("agency.txt", "agency_id,agency_name,agency_url,agency_timezone\n"
                          "A,Rail,https://example.org/,Europe/Berlin\n");
    f.write("stops.txt", "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,50.0,8.0\nB,Beta,50.1,8.1\n");
    f.write("routes.txt", "route_id,agency_id,route_short_name,route_long_name,route_type\nR1,A,R1,,2\n");
    f.write("calendar.txt", "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,"
                            "end_date\nwk,1,1,1,1,1,1,1,20220101,20261231\n");
    f.write("trips.txt", "route_id,service_id,trip_id,trip_short_name\nR1,wk,T1,101\n");
    f.write("stop_times.txt", "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
                              "T1,06:00:00,06:00:00,A,1\nT1,06:30:00,06:30:00,B,2\n");
    f.write("frequencies.txt", "trip_id,start_time,end_time,headway_secs,exact_times\n"
                               "T1,06:00:00,07:00:00,1800,1\nT1,07:00:00,08:00:00,600,0\n"
                               "T1,23:30:00,25:00:00,1800,1\n");
    return gtfs::load(f).value;
}

/// "07:55, 08:00 → 08:30": since when one waits, when the train leaves, when one arrives; "07:00 → 07:30" of a
/// train that has minutes.
std::string told(const journey& j) {
    std::string all;
    for (const auto& r : j.rides()) {
        if (!all.empty()) all += "; ";
        if (r.waiting) all += calendar::to_string(r.waiting->since.time_of_day()) + ", ";
        all += calendar::to_string(r.departure.time_of_day()) + " → " +
               calendar::to_string(r.arrival.time_of_day());
    }
    return all;
}

std::string told(const std::vector<journey>& journeys) {
    std::string all;
    for (const auto& j : journeys) all += told(j) + "\n";
    return all;
}

/// A hub that a train reaches at 07:00 every ten minutes from home, and from which one leaves at 08:00.
struct town {
    timetable_builder b;
    station_id home = b.station({.key = key{"home"}, .name = {"Home"}, .change_time = 0s});
    station_id hub = b.station({.key = key{"hub"}, .name = {"Hub"}, .change_time = 5min});
    station_id away = b.station({.key = key{"away"}, .name = {"Away"}, .change_time = 0s});

    void metro(std::vector<headway> every, station_id from, station_id to, std::string key = "metro") {
        b.train({.key = qaidam::key{key}, .days = day_set::daily(), .headways = std::move(every)},
                {{.at = from, .departure = 0h}, {.at = to, .arrival = 20min}});
    }
    void train(std::chrono::seconds leaves, station_id from, station_id to) {
        b.train({.key = key{calendar::to_string(leaves)}, .days = day_set::daily()},
                {{.at = from, .departure = leaves}, {.at = to, .arrival = leaves + 1h}});
    }
    [[nodiscard]] query from_home(when w) const { return {.from = home, .to = away, .when = w}; }
};

} // namespace

TEST_CASE(
    "who comes within a headway's window boards after the headway at most, and until the window closes") {
    const auto t = mixed();
    const auto ask = [&](std::chrono::seconds time, headway_wait wait = headway_wait::longest) {
        const auto j = find_earliest(t, {.from = t.station("Alpha"),
                                         .to = t.station("Beta"),
                                         .when = leave_after{at(time)},
                                         .headway_wait = wait});
        return j ? told(*j) : std::string{"none"};
    };
    CHECK(ask(6h) == "06:00 → 06:30");
    CHECK(ask(6h + 40min) == "07:00, 07:00 → 07:30"); // the first one leaves when the window opens
    CHECK(ask(7h) == "07:00, 07:00 → 07:30");
    CHECK(ask(7h + 1min) == "07:01, 07:11 → 07:41");
    CHECK(ask(7h + 1s) == "07:00:01, 07:10:01 → 07:40:01");
    CHECK(ask(7h + 55min) == "07:55, 08:00 → 08:30"); // and the last one when it closes
    CHECK(ask(8h) == "08:00, 08:00 → 08:30");
    CHECK(ask(8h + 1s) == "23:30 → 00:00"); // nothing is made up behind it
    CHECK(ask(7h + 1min, headway_wait::mean) == "07:01, 07:06 → 07:36");
    CHECK(ask(7h + 57min, headway_wait::mean) == "07:57, 08:00 → 08:30");
}

TEST_CASE("of two windows that meet the first one's headway counts until there") {
    town w;
    w.metro({{7h, 8h, 10min}, {8h, 9h, 30min}}, w.home, w.away);
    const auto t = std::move(w.b).build();
    const auto ask = [&](std::chrono::seconds time) {
        return told(*find_earliest(t, w.from_home(leave_after{at(time)})));
    };
    CHECK(ask(7h + 45min) == "07:45, 07:55 → 08:15");
    CHECK(ask(7h + 55min) == "07:55, 08:00 → 08:20");
    CHECK(ask(8h + 5min) == "08:05, 08:35 → 08:55");
    CHECK(ask(8h + 45min) == "08:45, 09:00 → 09:20");
}

TEST_CASE("a change is promised only if it holds after the longest wait") {
    town w;
    w.metro({{6h, 9h, 12min}}, w.home, w.hub);
    for (const auto leaves : {8h, 9h}) w.train(leaves, w.hub, w.away);
    const auto t = std::move(w.b).build();
    // 12 minutes of waiting, 20 of riding, 5 to change: from 07:23 on one may miss the train of 08:00.
    const auto ask = [&](std::chrono::seconds time, headway_wait wait) {
        auto q = w.from_home(leave_after{at(time)});
        q.headway_wait = wait;
        return told(*find_earliest(t, q));
    };
    CHECK(ask(7h + 23min, headway_wait::longest) == "07:23, 07:35 → 07:55; 08:00 → 09:00");
    CHECK(ask(7h + 23min + 1s, headway_wait::longest) == "07:23:01, 07:35:01 → 07:55:01; 09:00 → 10:00");
    CHECK(ask(7h + 29min, headway_wait::mean) == "07:29, 07:35 → 07:55; 08:00 → 09:00");
    CHECK(told(find_all(t, w.from_home(arrive_by{at(9h)}))) == "07:12, 07:24 → 07:44; 08:00 → 09:00\n");
}

TEST_CASE("a span lists who sets out when the window opens, every headway, and when it closes") {
    town w;
    w.metro({{7h, 7h + 35min, 10min}}, w.home, w.away);
    const auto t = std::move(w.b).build();
    const network n{t};
    router r{n};
    CHECK(told(r.find_all(w.from_home(leave_between{at(0h), at(24h)}))) == "07:00, 07:00 → 07:20\n"
                                                                           "07:10, 07:20 → 07:40\n"
                                                                           "07:20, 07:30 → 07:50\n"
                                                                           "07:35, 07:35 → 07:55\n");
    const auto first = r.find_earliest(w.from_home(leave_after{at(6h)}));
    REQUIRE(first);
    CHECK(told(r.find_later(w.from_home(leave_after{at(6h)}), *first, 2)) ==
          "07:10, 07:20 → 07:40\n07:20, 07:30 → 07:50\n");
    CHECK(told(r.find_all(w.from_home(arrive_by{at(7h + 45min)}))) == "07:10, 07:20 → 07:40\n");
}

TEST_CASE("one waits for each of several such trains on the way") {
    town w;
    w.metro({{7h, 9h, 10min}}, w.home, w.hub, "one");
    w.metro({{7h, 9h, 6min}}, w.hub, w.away, "other");
    const auto t = std::move(w.b).build();
    const auto j = find_earliest(t, w.from_home(leave_after{at(7h + 30min)}));
    REQUIRE(j);
    CHECK(told(*j) == "07:30, 07:40 → 08:00; 08:05, 08:11 → 08:31");
    CHECK(j->departure() == at(7h + 30min));
    CHECK(j->duration() == 61min);
    CHECK(j->changes() == 1);
    const network n{t};
    const auto all = router{n}.find_earliest_arrivals({.from = w.home, .when = leave_after{at(7h + 30min)}});
    CHECK(t.zone().to_local(*all[w.hub]) == at(8h));
    CHECK(t.zone().to_local(*all[w.away]) == at(8h + 31min));
}

TEST_CASE("a real-time update may bring such a train") {
    town w;
    w.train(8h, w.home, w.away);
    const auto t = std::move(w.b).build();
    const rail::train metro{.key = key{"metro"},
                            .days = day_set::of({date{2022, 3, 1}}),
                            .calls = {{.at = w.home, .departure = 0h}, {.at = w.away, .arrival = 20min}},
                            .headways = {{7h, 9h, 10min}}};
    const network n{t};
    const auto now = with_updates(n, {extra_train{metro}});
    const auto q = w.from_home(leave_after{at(7h + 30min)});
    CHECK(told(*router{now}.find_earliest(q)) == "07:30, 07:40 → 08:00");
    CHECK(told(*router{n}.find_earliest(q)) == "08:00 → 09:00");
}

TEST_CASE("prepared lists know nothing of them: such networks are asked without") {
    town w;
    w.metro({{7h, 9h, 10min}}, w.home, w.away);
    const auto t = std::move(w.b).build();
    const network n{t};
    const auto lists = prepare(n, {.window = {date{2022, 3, 1}, date{2022, 3, 2}}});
    const auto q = w.from_home(leave_after{at(7h + 30min)});
    CHECK_FALSE(lists.is_for(q));
    CHECK(router{lists}.find_all(q) == router{n}.find_all(q));
}

TEST_SUITE_END();
