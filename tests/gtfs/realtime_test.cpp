// GTFS-Realtime: what a message says, in both of its forms, over a timetable.
#include <fmt/format.h>

#include <qaidam/gtfs/gtfs.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

#include <protozero/pbf_writer.hpp>

#include <qaidam/rail/board.hpp>
#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("gtfs/realtime");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;

namespace {

const date today{2022, 3, 1};

/// A to D at 8:00, 8:10–8:12, 8:30–8:31 and 8:50, Berlin time, with numbers of calls 10, 20, 30, 40.
timetable plan() {
    feed_files::texts_by_name files;
    const auto add = [&](const char* name, const std::string& text) {
        files.emplace(name, shared_text{text});
    };
    add("agency.txt", "agency_name,agency_url,agency_timezone\nRail,https://example.org/,Europe/Berlin\n");
    add("stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station\nA,Alpha,50,8,,\nSB,Beta,50.1,8.1,"
        "1,\n"
        "B,Beta 1,50.1,8.1,,SB\nB2,Beta 2,50.1,8.1,,SB\nC,Gamma,50.2,8.2,,\nD,Delta,50.3,8.3,,\n");
    add("routes.txt", "route_id,route_short_name,route_type\nR1,RE 1,2\n");
    add("calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "wk,1,1,1,1,1,1,1,20220101,20221231\n");
    add("trips.txt", "route_id,service_id,trip_id,direction_id\nR1,wk,T1,0\nR1,wk,X-Sunday-00_048000_R1..N03,"
                     "1\nR1,wk,F,0\n");
    add("stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,08:00:00,08:00:00,A,10\n"
        "T1,08:10:00,08:12:00,B,20\nT1,08:30:00,08:31:00,C,30\nT1,08:50:00,08:50:00,D,40\n"
        "X-Sunday-00_048000_R1..N03,09:00:00,09:00:00,D,1\nX-Sunday-00_048000_R1..N03,10:00:00,10:00:00,A,2\n"
        "F,10:00:00,10:00:00,A,1\nF,10:30:00,10:30:00,D,2\n");
    add("frequencies.txt",
        "trip_id,start_time,end_time,headway_secs,exact_times\nF,10:00:00,11:00:00,1800,1\n");
    return gtfs::load({"plan", std::move(files)}).value;
}

std::string message(const std::string& entities) {
    return R"({"header":{"gtfs_realtime_version":"2.0","timestamp":"1646118000"},"entity":[)" + entities +
           "]}";
}

std::string trip(const std::string& stops, const std::string& more = "") {
    return message(R"({"id":"e","trip_update":{"trip":{"trip_id":"T1","start_date":"20220301")" + more +
                   R"(},"stop_time_update":[)" + stops + "]}}");
}

/// The calls of today's run of the train: "8:00, 8:10–8:12, …", or why there is none; then what was said.
std::string day_of(const timetable& t, const std::string& bytes, const std::string& k = "T1") {
    const auto [feed, notices] = gtfs::read_realtime(bytes, t);
    std::string text;
    for (const auto& n : notices) text += "; " + to_string(n);
    const auto now = with_updates(t, feed.updates);
    auto found = now.trains().find(k + "@live-2022-03-01");
    if (!found) found = now.trains().find(k);
    if (!found || !now.trains()[*found].days.contains(today)) return "does not run" + text;
    std::string calls;
    for (const auto& c : now.trains()[*found].calls) {
        join_on(calls, ", ", c.arrival ? to_string(*c.arrival) : "");
        if (c.departure && c.departure != c.arrival) calls += "–" + to_string(*c.departure);
        if (!c.may_board() && !c.may_alight()) calls += " skipped";
    }
    return calls + text;
}

} // namespace

TEST_CASE("delays hold from their call on; arrival and departure are told apart; NO_DATA is the plan again") {
    const auto t = plan();
    CHECK(day_of(t, message("")) == "08:00, 08:10–08:12, 08:30–08:31, 08:50");
    CHECK(day_of(t, trip(R"({"stop_sequence":20,"arrival":{"delay":300}})")) ==
          "08:00, 08:15–08:17, 08:35–08:36, 08:55");
    CHECK(day_of(t, trip(R"({"stop_sequence":20,"departure":{"delay":1080}})")) ==
          "08:00, 08:10–08:30, 08:48–08:49, 09:08");
    CHECK(day_of(t,
                 trip(R"({"stop_id":"B2","arrival":{"delay":300}},{"stop_id":"C","arrival":{"delay":0}})")) ==
          "08:00, 08:15–08:17, 08:30–08:31, 08:50");
    CHECK(
        day_of(
            t,
            trip(
                R"({"stop_sequence":20,"arrival":{"delay":60}},{"stop_sequence":30,"schedule_relationship":"NO_DATA"})")) ==
        "08:00, 08:11–08:13, 08:30–08:31, 08:50");
    CHECK(day_of(t, trip(R"({"stopSequence":30,"scheduleRelationship":"SKIPPED"})")) ==
          "08:00, 08:10–08:12, 08:30–08:31 skipped, 08:50");
    CHECK(day_of(t, trip(R"({"stop_sequence":10,"departure":{"delay":-120}})")) ==
          "07:58, 08:08–08:10, 08:28–08:29, 08:48");
    // 07:20:00 UTC is 08:20 in Berlin.
    CHECK(day_of(t, trip(R"({"stop_sequence":20,"arrival":{"time":"1646119200"}})")) ==
          "08:00, 08:20–08:22, 08:40–08:41, 09:00");
    CHECK(day_of(t, trip("", R"(,"schedule_relationship":"CANCELED")")) == "does not run");
    CHECK(day_of(
              t,
              message(
                  R"({"id":"e","tripUpdate":{"trip":{"tripId":"T1","startDate":"20220301"},"delay":60}})")) ==
          "08:01, 08:11–08:13, 08:31–08:32, 08:51");
}

TEST_CASE("what nothing is known of is told apart from what is on time") {
    const auto t = plan();
    const auto known = [&](const char* stops) {
        std::string text;
        for (const auto& u : gtfs::read_realtime(trip(stops), t).value.updates) {
            const auto& d = std::get<delay>(u);
            join_on(text, ", ",
                    fmt::format("{} {} {}", d.from_call, d.later.count(), d.is_known ? "known" : "unknown"));
        }
        return text;
    };
    CHECK(known(R"({"stop_sequence":10,"departure":{"delay":0}})") == "0 0 known");
    CHECK(known(R"({"stop_sequence":10,"schedule_relationship":"NO_DATA"})") == "0 0 unknown");
    CHECK(
        known(
            R"({"stop_sequence":10,"departure":{"delay":0}},{"stop_sequence":20,"schedule_relationship":"NO_DATA"},)"
            R"({"stop_sequence":30,"departure":{"delay":60}})") == "0 0 known, 1 0 unknown, 2 60 known");
}

TEST_CASE("calls of the past that nobody tells of are no later than what is told") {
    const auto t = plan();
    CHECK(day_of(t, trip(R"({"stop_sequence":30,"arrival":{"delay":-1500}})")) ==
          "08:00, 08:05, 08:05–08:06, 08:25");
    CHECK(
        day_of(
            t,
            trip(
                R"({"stop_sequence":30,"arrival":{"delay":60}},{"stop_sequence":20,"departure":{"delay":1200}})")) ==
        "08:00, 08:10–08:12, 08:30–08:31, 08:50; realtime:e: the times of trip T1 fall at call 3; the update "
        "is left out");
}

TEST_CASE("a trip is found by id, by a part of it, by route and start, and on the day that its times tell") {
    const auto t = plan();
    const auto find = [&](const std::string& descriptor, const std::string& k) {
        return day_of(t,
                      message(R"({"id":"e","trip_update":{"trip":{)" + descriptor +
                              R"(},"stop_time_update":[{"stop_id":"A","departure":{"delay":60}},)"
                              R"({"stop_id":"D","arrival":{"delay":60},"departure":{"delay":60}}]}})"),
                      k);
    };
    CHECK(find(R"("trip_id":"048000_R1..N","start_date":"20220301")", "X-Sunday-00_048000_R1..N03") ==
          "09:00, 10:00–10:01; realtime:e: trip X-Sunday-00_048000_R1..N03 does not call at D");
    CHECK(find(R"("route_id":"R1","direction_id":0,"start_time":"08:00:00","start_date":"20220301")", "T1") ==
          "08:01, 08:11–08:13, 08:31–08:32, 08:51");
    CHECK(find(R"("trip_id":"F","start_time":"10:30:00","start_date":"20220301")", "F@10:30:00") ==
          "10:31, 11:01");
    CHECK(find(R"("trip_id":"Z","route_id":"R1","start_date":"20220301")", "T1") ==
          "08:00, 08:10–08:12, 08:30–08:31, 08:50; realtime:e: trip Z is not in the timetable");
    CHECK(find(R"("trip_id":"T1","start_date":"20230301")", "T1") ==
          "08:00, 08:10–08:12, 08:30–08:31, 08:50; realtime:e: trip T1 does not run on 20230301");
    CHECK(find(R"("trip_id":"T1")", "T1") ==
          "08:01, 08:11–08:13, 08:31–08:32, 08:51"); // of the day on which the message was made
}

TEST_CASE("added and duplicated trips run beside the others") {
    const auto t = plan();
    CHECK(
        day_of(
            t,
            message(
                R"({"id":"e","trip_update":{"trip":{"trip_id":"N","route_id":"R1","start_date":"20220301","schedule_relationship":"ADDED"},)"
                R"("stop_time_update":[{"stop_id":"A","departure":{"time":1646121600}},{"stop_id":"B2","arrival":{"time":1646122200}}]}})"),
            "N") == "09:00, 09:10");
    CHECK(day_of(
              t,
              message(
                  R"({"id":"e","trip_update":{"trip":{"trip_id":"T1","schedule_relationship":"DUPLICATED"},)"
                  R"("trip_properties":{"trip_id":"T1b","start_date":"20220301","start_time":"12:00:00"}}})"),
              "T1b") == "12:00, 12:10–12:12, 12:30–12:31, 12:50");
    CHECK(
        day_of(
            t,
            message(
                R"({"id":"e","trip_update":{"trip":{"trip_id":"N","schedule_relationship":"ADDED"},"stop_time_update":[]}})"),
            "N") ==
        "does not run; realtime:e: trip N is added or replaced without a day, times or stops that are known; "
        "it is left out");
}

TEST_CASE("a call is moved to the platform that the message assigns or names, if it is of its station") {
    const auto t = plan();
    const auto platform = [&](const std::string& stops) {
        const auto [feed, notices] = gtfs::read_realtime(trip(stops), t);
        const auto now = with_updates(t, feed.updates);
        const auto live = now.trains().find("T1@live-2022-03-01");
        std::string all =
            live ? now.stops()[*now.trains()[*live].calls[1].platform].key.text() : "as planned";
        for (const auto& n : notices) all += "; " + to_string(n);
        return all;
    };
    CHECK(platform(R"({"stop_sequence":20,"stop_time_properties":{"assigned_stop_id":"B2"}})") == "B2");
    CHECK(platform(R"({"stop_sequence":20,"stop_id":"B2","arrival":{"delay":60}})") == "B2");
    CHECK(platform(R"({"stop_id":"B2","arrival":{"delay":60}})") == "B2");
    CHECK(platform(R"({"stop_sequence":20,"stop_id":"SB"})") == "as planned");
    CHECK(platform(R"({"stop_sequence":20,"stopTimeProperties":{"assignedStopId":"B"}})") == "as planned");
    CHECK(platform(R"({"stop_sequence":20,"stop_time_properties":{"assigned_stop_id":"C"}})") ==
          "as planned; realtime:e: C is no platform of that station of trip T1; the platform stays");
    std::string pb;
    {
        protozero::pbf_writer out{pb};
        protozero::pbf_writer{out, 1}.add_string(1, "2.0");
        protozero::pbf_writer entity{out, 2};
        entity.add_string(1, "e");
        protozero::pbf_writer update{entity, 3};
        {
            protozero::pbf_writer descriptor{update, 1};
            descriptor.add_string(1, "T1");
            descriptor.add_string(3, "20220301");
        }
        protozero::pbf_writer stop{update, 2};
        stop.add_uint32(1, 20);
        protozero::pbf_writer{stop, 2}.add_int32(3, 90);
        protozero::pbf_writer{stop, 6}.add_string(1, "B2");
    }
    const auto feed = gtfs::read_realtime(pb, t).value;
    REQUIRE(feed.updates.size() == 1);
    CHECK(std::get<platform_change>(feed.updates[0]).platform == t.stops().id_of("B2"));
}

TEST_CASE("the uncertainty of a time is kept with its delay") {
    const auto t = plan();
    const auto feed =
        gtfs::read_realtime(trip(R"({"stop_sequence":20,"arrival":{"delay":60,"uncertainty":30}},)"
                                 R"({"stop_sequence":30,"arrival":{"delay":60,"uncertainty":0}})"),
                            t)
            .value;
    REQUIRE(feed.updates.size() == 2);
    CHECK(std::get<delay>(feed.updates[0]).uncertainty == 30s);
    CHECK(std::get<delay>(feed.updates[1]).uncertainty == 0s);
}

TEST_CASE("a replacement has its own calls; the run is the planned one") {
    const auto t = plan();
    const auto replaced = [&](const std::string& stops) {
        return day_of(t, trip(stops, R"(,"schedule_relationship":"REPLACEMENT")"));
    };
    const std::string detour =
        R"({"stop_id":"A","departure":{"time":1646118000}},{"stop_id":"C","arrival":{"scheduled_time":1646119200,"delay":60}},)"
        R"({"stop_id":"B2","schedule_relationship":"SKIPPED"},{"stop_id":"D","arrival":{"time":1646120400}})";
    CHECK(replaced(detour) == "08:00, 08:21, 08:40");
    CHECK(
        replaced(
            R"({"stop_id":"A","departure":{"time":1646118000}},{"stop_id":"Z","arrival":{"time":1646118000}})") ==
        "08:00, 08:10–08:12, 08:30–08:31, 08:50; realtime:e: trip T1 does not call at Z; realtime:e: trip T1 "
        "is "
        "added or replaced without a day, times or stops that are known; it is left out");
    const auto now = with_updates(
        t, gtfs::read_realtime(trip(detour, R"(,"schedule_relationship":"REPLACEMENT")"), t).value.updates);
    const auto at_beta = list_calls(now, {.at = now.station("Beta"),
                                          .from = calendar::local_time{today},
                                          .until = calendar::local_time{today, 9h},
                                          .with_cancelled = true});
    REQUIRE(at_beta.size() == 1);
    CHECK(at_beta[0].status == call_status::skipped);
}

TEST_CASE("a message tells of a run once, so that its updates are ones of the timetable") {
    const auto t = plan();
    const std::string one =
        R"({"id":"one","trip_update":{"trip":{"trip_id":"T1","start_date":"20220301"},"stop_time_update":[{"stop_sequence":20,"departure":{"delay":600}}]}})";
    const std::string other =
        R"({"id":"other","trip_update":{"trip":{"trip_id":"T1","start_date":"20220301"},"stop_time_update":[{"stop_sequence":30,"arrival":{"delay":-1500}}]}})";
    CHECK(day_of(t, message(one + "," + other)) == "08:00, 08:10–08:22, 08:40–08:41, 09:00; realtime:other: "
                                                   "the run of trip T1 on 2022-03-01 was told of before "
                                                   "in this message; this update is left out");
}

namespace {

/// Entities of one message, in protobuf's JSON.
std::string feed_message(const std::map<std::string, std::string>& entities, bool differential, int made) {
    std::string all;
    for (const auto& [id, text] : entities) join_on(all, ",", text);
    return fmt::format(
        R"({{"header":{{"gtfs_realtime_version":"2.0","incrementality":"{}","timestamp":{}}},"entity":[{}]}})",
        differential ? "DIFFERENTIAL" : "FULL_DATASET", 1646118000 + made, all);
}

} // namespace

TEST_CASE("a followed feed knows after each message what a full one of all that holds would say") {
    const auto t = plan();
    test::random random;
    for (int round = 0; round < 200; ++round) {
        gtfs::realtime_follower feed{t};
        std::map<std::string, std::string> known;
        for (int made = 0; made < 12; ++made) {
            const bool differential = made > 0 && !random.one_in(4);
            if (!differential) known.clear();
            std::map<std::string, std::string> told;
            for (int n = random.between(0, 3); n > 0; --n) {
                const auto id = fmt::format("e{}", random.between(1, 4));
                if (differential && random.one_in(3)) {
                    told[id] = fmt::format(R"({{"id":"{}","is_deleted":true}})", id);
                    known.erase(id);
                    continue;
                }
                const auto day = fmt::format("2022030{}", id.back());
                told[id] = known[id] =
                    random.one_in(4)
                        ? fmt::format(R"({{"id":"{}","alert":{{"informed_entity":[{{"stop_id":"C"}}]}}}})",
                                      id)
                        : fmt::format(
                              R"({{"id":"{}","trip_update":{{"trip":{{"trip_id":"T1","start_date":"{}"}},"stop_time_update":[{{"stop_sequence":20,"departure":{{"delay":{}}}}}]}}}})",
                              id, day, random.between(0, 30) * 60);
            }
            const auto got = feed.read(feed_message(told, differential, made)).value;
            const auto want = gtfs::read_realtime(feed_message(known, false, made), t).value;
            REQUIRE(got.differential == differential);
            REQUIRE(got.made == want.made);
            REQUIRE(got.entities == want.entities);
            REQUIRE(got.alerts.size() == want.alerts.size());
            REQUIRE(with_updates(t, got.updates) == with_updates(t, want.updates));
        }
    }
}

TEST_CASE("a followed feed passes over what is older, and stays as it was where a message is damaged") {
    const auto t = plan();
    gtfs::realtime_follower feed{t, {.name = "stream"}};
    const std::map<std::string, std::string> late{
        {"e",
         R"({"id":"e","trip_update":{"trip":{"trip_id":"T1","start_date":"20220301","schedule_relationship":"CANCELED"}}})"}};
    CHECK(feed.read(feed_message(late, false, 60)).value.updates.size() == 1);
    const auto [older, notices] = feed.read(feed_message({}, false, 0));
    CHECK(older.updates.size() == 1);
    REQUIRE(notices.size() == 1);
    CHECK(to_string(*notices.begin()) ==
          "stream: the message was made at 2022-03-01 08:00, before the last one of "
          "2022-03-01 08:01; it is left out");
    CHECK_THROWS_AS((void)feed.read("{"), data_error);
    CHECK(feed.read(feed_message({}, true, 60)).value.updates.size() == 1);
    CHECK(feed.read(feed_message({}, false, 61)).value.updates.empty());
    CHECK_THROWS_AS((void)feed.load("nowhere.pb"), data_error);
    auto moved = std::move(feed);
    CHECK(moved.read(feed_message(late, true, 62)).value.updates.size() == 1);
}

TEST_CASE("vehicles and alerts say where and of what") {
    const auto t = plan();
    const auto [feed, notices] = gtfs::read_realtime(
        message(
            R"({"id":"v","vehicle":{"trip":{"trip_id":"T1","start_date":"20220301"},"vehicle":{"label":"442"},"position":{"latitude":50.1,"longitude":8.1},)"
            R"("current_stop_sequence":30,"current_status":"STOPPED_AT","timestamp":1646119200,"occupancy_status":"FULL"}},)"
            R"({"id":"a","alert":{"cause":"CONSTRUCTION","effect":"DETOUR","active_period":[{"start":1646118000}],)"
            R"("informed_entity":[{"route_id":"R1"},{"stop_id":"B2"},{"trip":{"trip_id":"T1"}},)"
            R"({"stop_id":"C","trip":{"trip_id":"T1","start_date":"20220301"}},{"route_id":"R9"},{"stop_id":"Z"}],)"
            R"("header_text":{"translation":[{"text":"Umleitung","language":"de"},{"text":"Detour","language":"en"}]},)"
            R"("description_text":{"translation":[{"text":"Until May","language":"en"}]}}},{"id":"s","shape":{}})"),
        t);
    REQUIRE(feed.vehicles.size() == 1);
    const auto& v = feed.vehicles[0];
    CHECK(v.train == t.trains().id_of("T1"));
    CHECK(v.call == 2);
    CHECK(v.nearest == 1);
    CHECK(v.stopped);
    CHECK(v.label == "442");
    CHECK(v.occupancy == 5);
    CHECK(v.at == geo::point{geo::longitude{8.1}, geo::latitude{50.1}});
    REQUIRE(feed.alerts.size() == 1);
    const auto& a = feed.alerts[0];
    CHECK(a.cause == "CONSTRUCTION");
    CHECK(a.effect == "DETOUR");
    REQUIRE(a.about.size() == 4);
    CHECK(a.about[0] == rail::service_alert::subject{.route = t.routes().id_of("R1")});
    CHECK(a.about[1] == rail::service_alert::subject{.station = t.station("Beta")});
    CHECK(a.about[2] == rail::service_alert::subject{.train = t.trains().id_of("T1")});
    CHECK(a.about[3] == rail::service_alert::subject{.station = t.station("Gamma"),
                                                     .train = t.trains().id_of("T1"),
                                                     .service_date = today,
                                                     .call = 2});
    CHECK(notices.count(gtfs::codes::realtime_unknown_subject) == 2);
    REQUIRE(a.texts.size() == 2);
    CHECK(a.texts[1].header == "Detour");
    CHECK(a.texts[1].description == "Until May");
    CHECK(a.active[0].from.has_value());
    CHECK_FALSE(a.active[0].until.has_value());
    CHECK(notices.count(gtfs::codes::realtime_entity_not_read) == 1);
}

TEST_CASE("random delays, told as delays or as times, in protobuf or in JSON, are those of the run") {
    const auto t = plan();
    const auto train = t.trains().id_of("T1");
    const auto& calls = t.trains()[train].calls;
    test::random random;
    int applied = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string pb;
        std::string json;
        std::vector<std::optional<int>> want; // of each arrival and departure: later than planned
        {
            protozero::pbf_writer out{pb};
            {
                protozero::pbf_writer header{out, 1};
                header.add_string(1, "2.0");
                header.add_uint64(3, 1646118000);
            }
            protozero::pbf_writer entity{out, 2};
            entity.add_string(1, "e");
            protozero::pbf_writer update{entity, 3};
            {
                protozero::pbf_writer descriptor{update, 1};
                descriptor.add_string(1, "T1");
                descriptor.add_string(3, "20220301");
            }
            for (std::size_t i = 0; i < calls.size(); ++i) {
                const bool said = random.one_in(2);
                if (said) join_on(json, ",", fmt::format("{{\"stop_sequence\":{}", (i + 1) * 10));
                std::optional<protozero::pbf_writer> stop;
                if (said) stop.emplace(update, 2).add_uint32(1, static_cast<std::uint32_t>((i + 1) * 10));
                for (const bool departs : {false, true}) {
                    const auto plan_time = departs ? calls[i].departure : calls[i].arrival;
                    want.emplace_back();
                    if (!said || random.one_in(3)) continue;
                    const int late = random.between(-1, 20) * 60;
                    want.back() = late;
                    const bool as_time = random.one_in(2);
                    const auto at =
                        (t.utc(today, *plan_time) + std::chrono::seconds{late}).seconds_since_1970();
                    json += fmt::format(",\"{}\":{{\"{}\":{}}}", departs ? "departure" : "arrival",
                                        as_time ? "time" : "delay", as_time ? at : late);
                    protozero::pbf_writer event{*stop, departs ? 3u : 2u};
                    as_time ? event.add_int64(2, at) : event.add_int32(1, late);
                }
                if (said) json += "}";
            }
        }
        const auto from_json = gtfs::read_realtime(trip(json), t);
        const auto from_pb = gtfs::read_realtime(pb, t);
        const auto now = with_updates(t, from_json.value.updates);
        REQUIRE(now == with_updates(t, from_pb.value.updates));
        REQUIRE(from_json.notices.total() == from_pb.notices.total());
        const auto live = now.trains().find("T1@live-2022-03-01");
        if (!live) continue;
        ++applied;
        const auto& run = now.trains()[*live].calls;
        for (std::size_t i = 0; i < calls.size(); ++i)
            for (const bool departs : {false, true})
                if (const auto late = want[2 * i + departs])
                    REQUIRE((departs ? run[i].departure : run[i].arrival)->seconds() ==
                            (departs ? calls[i].departure : calls[i].arrival)->seconds() + *late);
    }
    CHECK(applied > 300);
}

TEST_CASE("nothing is read behind the end of a message that says it has more") {
    const auto t = plan();
    // An entity that ends behind the name of each of its fields, in memory that ends there too.
    for (const char tag : {'\x0A', '\x10', '\x1A', '\x22', '\x2A'}) {
        const std::vector<char> bytes{'\x0A', '\0', '\x12', '\x01', tag};
        CHECK_THROWS_AS((void)gtfs::read_realtime({bytes.data(), bytes.size()}, t), data_error);
    }
}

TEST_CASE("what is no message is refused, and damaged ones are read or refused, never half applied") {
    const auto t = plan();
    for (const auto* bytes : {"", "x", "{", "{}", "[1]", "{\"entity\":[]}"})
        CHECK_THROWS_AS((void)gtfs::read_realtime(bytes, t), data_error);
    test::random random;
    const auto whole = trip(
        R"({"stop_sequence":20,"arrival":{"delay":300},"departure":{"time":1646119200}},{"stop_id":"C","schedule_relationship":"SKIPPED"})");
    std::string pb;
    {
        protozero::pbf_writer out{pb};
        protozero::pbf_writer{out, 1}.add_string(1, "2.0");
        protozero::pbf_writer entity{out, 2};
        entity.add_string(1, "e");
        protozero::pbf_writer update{entity, 3};
        protozero::pbf_writer{update, 1}.add_string(1, "T1");
        protozero::pbf_writer stop{update, 2};
        stop.add_uint32(1, 20);
        protozero::pbf_writer{stop, 2}.add_int32(1, 300);
    }
    for (int i = 0; i < 20000; ++i) {
        auto bytes = random.one_in(2) ? whole : pb;
        for (int n = random.between(1, 4); n > 0; --n)
            bytes[static_cast<std::size_t>(random.between(0, static_cast<int>(bytes.size()) - 1))] =
                static_cast<char>(random.between(0, 255));
        if (random.one_in(4))
            bytes.resize(static_cast<std::size_t>(random.between(0, static_cast<int>(bytes.size()))));
        try {
            const auto feed = gtfs::read_realtime(bytes, t).value;
            (void)with_updates(t, feed.updates);
        } catch (const data_error&) {
        }
    }
}

TEST_CASE("recorded messages are read whole: each trip is applied or named, and the updates are ones of the "
          "timetable") {
    if (!test::has_real("gtfs-realtime-dev")) return;
    const auto root = std::filesystem::path{QAIDAM_TEST_DATA} / "gtfs-realtime-dev";
    std::string text;
    for (const char* folder : {"new-york", "sound", "washington"}) {
        const auto t = gtfs::load(zip::open(root / folder / "gtfs.zip"), {.policy = policy::lenient}).value;
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator{root / folder})
            if (entry.path().extension() != ".zip") files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const auto& file : files) {
            // New York's timetable has the Sundays of 2023 only, its messages are of a Tuesday and a Friday of 2024: they are
            // read as of Sunday, 11 June 2023.
            const auto name = file.filename().string();
            const int earlier = name.starts_with("ace-") ? 282 : name.starts_with("l-") ? 285 : 0;
            const auto [feed, notices] =
                gtfs::load_realtime(file, t, {.days_earlier = calendar::day_count{earlier}});
            (void)with_updates(t, feed.updates);
            std::size_t unused = 0;
            for (const auto& [rule, level, count] : notices.tallies())
                unused += *rule == gtfs::codes::realtime_unknown_call ? 0 : count;
            CHECK(feed.trips_applied + unused >= feed.trips);
            text += fmt::format("{} {} of {} trips, {} updates, {} vehicles, {} alerts, {} notices\n",
                                file.filename().string(), feed.trips_applied, feed.trips, feed.updates.size(),
                                feed.vehicles.size(), feed.alerts.size(), notices.total());
        }
    }
    const auto kept =
        test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "rail" / "expected" / "realtime.txt");
    if (text != kept) std::ofstream{"realtime.txt"} << text;
    CHECK_MESSAGE(text == kept, "see realtime.txt in the working folder");
}

TEST_SUITE_END();
