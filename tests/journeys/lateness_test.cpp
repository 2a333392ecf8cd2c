#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/lateness");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using journeys::lateness_recorder;
using journeys::lateness_scope;
using journeys::lateness_table;
using journeys::observed_lateness;

namespace {

const auto the_day = date{2022, 1, 10};

struct two_trains {
    timetable table;
    station_id xining, golmud, huatugou;
    train_id k9805, plain;
};

two_trains make_two() {
    timetable_builder b;
    const auto xn = b.station({.key = key{"xn"}}), gem = b.station({.key = key{"gem"}}),
               htg = b.station({.key = key{"htg"}});
    const auto tram = b.route({.key = key{"tram"}, .type = 900});
    const auto k = b.train({.number = "K9805", .days = calendar::day_set::daily()},
                           {{.at = xn, .departure = 8h},
                            {.at = gem, .arrival = 10h, .departure = 10h + 10min},
                            {.at = htg, .arrival = 12h}});
    const auto p = b.train({.key = key{"p"}, .days = calendar::day_set::daily(), .route = tram},
                           {{.at = xn, .departure = 9h}, {.at = gem, .arrival = 11h}});
    return {std::move(b).build(), xn, gem, htg, k, p};
}

calendar::utc_time at(const timetable& t, std::chrono::seconds time) {
    return t.utc(the_day, service_time{time});
}

delay late(train_id x, std::size_t call, std::chrono::seconds by, call_event since = call_event::arrival) {
    return {.train = x, .service_date = the_day, .from_call = call, .later = by, .since = since};
}

/// What is wrong with the file, with the policy that goes on.
loaded<lateness_table> read(const std::string& text, const timetable& t) {
    const test::folder folder;
    folder.write("late.csv", text);
    return journeys::load_lateness(folder / "late.csv", t, {.policy = policy::lenient});
}

std::vector<std::string> words_of(const notices& all) {
    std::vector<std::string> words;
    for (const auto& n : all) words.push_back(to_string(n));
    return words;
}

} // namespace

TEST_CASE("trains are told apart by the class of their number, else by the type of their route") {
    const auto n = make_two();
    CHECK(journeys::lateness_class(n.table, n.table.trains()[n.k9805]) == "K");
    CHECK(journeys::lateness_class(n.table, n.table.trains()[n.plain]) == "900");
    CHECK(journeys::lateness_class(n.table, {.number = "5811"}) == "ordinary fast");
    CHECK(journeys::lateness_class(n.table, {.number = "S-Bahn"}).empty());
}

TEST_CASE("the observations that answer are those of the class at the station, of the class, or all") {
    const auto n = make_two();
    lateness_table t;
    const auto scope = [&](const char* train_class, station_id s) -> std::optional<lateness_scope> {
        const auto found = t.find(call_event::arrival, train_class, s);
        return found ? std::optional{found->scope} : std::nullopt;
    };
    t.add({call_event::arrival, "K", n.golmud, 3min, 29});
    CHECK_FALSE(scope("K", n.golmud));
    t.add({call_event::departure, "K", n.golmud, 3min, 100}); // another event
    CHECK_FALSE(scope("K", n.golmud));
    t.add({call_event::arrival, "G", n.xining, -2min, 1});
    CHECK(scope("K", n.golmud) == lateness_scope::all_trains);
    CHECK(scope("", n.golmud) == lateness_scope::all_trains);
    t.add({call_event::arrival, "K", std::nullopt, 3min, 1});
    CHECK(scope("K", n.golmud) == lateness_scope::train_class);
    CHECK(scope("G", n.golmud) == lateness_scope::all_trains);
    t.add({call_event::arrival, "K", n.golmud, 0min, 1});
    CHECK(scope("K", n.golmud) == lateness_scope::class_at_station);
    CHECK(scope("K", n.xining) == lateness_scope::train_class);
    const auto found = t.find(call_event::arrival, "K", n.golmud);
    CHECK(found->observations == 30);
    CHECK(std::vector(found->counts.begin(), found->counts.end()) ==
          std::vector<std::pair<std::chrono::minutes, std::int64_t>>{{0min, 1}, {3min, 29}});
    t.add({call_event::arrival, "", n.golmud, 1min, 9}); // of any class
    CHECK(t.find(call_event::arrival, "", n.golmud)->observations == 41);
    CHECK(t.find(call_event::arrival, "K", n.golmud)->observations == 30);
}

TEST_CASE("a table takes whole observations of a sensible lateness") {
    lateness_table t;
    const auto refused = [&](std::chrono::minutes late, std::int64_t count) {
        CHECK_THROWS_AS(t.add({call_event::arrival, "K", {}, late, count}), std::invalid_argument);
    };
    refused(lateness_table::earliest - 1min, 1);
    refused(lateness_table::latest + 1min, 1);
    refused(0min, 0);
    refused(0min, -3);
    refused(0min, lateness_table::most_at_once + 1);
    CHECK(t.observations().empty());
    t.add({call_event::arrival, "K", {}, lateness_table::latest, lateness_table::most_at_once});
    t.add({call_event::arrival, "K", {}, lateness_table::latest, 1});
    CHECK(t.observations() ==
          std::vector<observed_lateness>{
              {call_event::arrival, "K", {}, lateness_table::latest, lateness_table::most_at_once + 1}});
}

TEST_CASE("of a recording the lateness that was told last counts, once a call") {
    const auto n = make_two();
    lateness_recorder recorder{n.table};
    const realtime_update first[] = {late(n.k9805, 0, 60s)};
    recorder.record(first, at(n.table, 8h));
    const realtime_update second[] = {late(n.k9805, 1, 119s), late(n.k9805, 1, 61s, call_event::departure)};
    recorder.record(second, at(n.table, 10h));
    recorder.record(second, at(n.table, 10h + 10min));
    const realtime_update third[] = {late(n.k9805, 2, -30s)};
    recorder.record(third, at(n.table, 12h));
    const auto r = recorder.result();
    CHECK(r.runs == 1);
    CHECK(r.forecasts == 0);
    // Arrivals are rounded up, departures down.
    CHECK(r.table.observations() ==
          std::vector<observed_lateness>{{call_event::arrival, "K", n.golmud, 2min, 1},
                                         {call_event::arrival, "K", n.huatugou, 0min, 1},
                                         {call_event::departure, "K", n.xining, 1min, 1},
                                         {call_event::departure, "K", n.golmud, 1min, 1}});
}

TEST_CASE("a train of which nothing is known was not observed to be on time") {
    const auto n = make_two();
    const auto unknown = [&](std::size_t call) {
        auto d = late(n.k9805, call, 0s);
        d.is_known = false;
        return d;
    };
    lateness_recorder recorder{n.table};
    const realtime_update never_known[] = {unknown(0)};
    recorder.record(never_known, at(n.table, 14h));
    CHECK(recorder.result().runs == 0);
    CHECK(recorder.result().table.observations().empty());
    const realtime_update known_at_first[] = {late(n.k9805, 0, 60s), unknown(1)};
    recorder.record(known_at_first, at(n.table, 14h));
    const std::vector<observed_lateness> departed{{call_event::departure, "K", n.xining, 1min, 1}};
    CHECK(recorder.result().table.observations() == departed);
    recorder.record(never_known, at(n.table, 15h)); // what was known of it stays
    CHECK(recorder.result().table.observations() == departed);
}

TEST_CASE("what was told long before it happened is a forecast, and does not count") {
    const auto n = make_two();
    const realtime_update told[] = {late(n.k9805, 0, 10min)};
    const auto counted = [&](std::chrono::seconds made, std::chrono::seconds longest) {
        lateness_recorder recorder{n.table, longest};
        recorder.record(told, at(n.table, made));
        const auto r = recorder.result();
        CHECK(r.forecasts + static_cast<std::int64_t>(r.table.observations().size()) == 4);
        return r.table.observations().size();
    };
    CHECK(counted(8h, 5min) == 0);
    CHECK(counted(8h + 5min, 5min) == 1);
    CHECK(counted(8h + 10min - 1s, 0s) == 0);
    CHECK(counted(8h + 10min, 0s) == 1);
    CHECK(counted(12h + 10min, 0s) == 4);
    CHECK(counted(8h, 24h) == 4);
}

TEST_CASE("an older message does not take back what a newer one told") {
    const auto n = make_two();
    lateness_recorder recorder{n.table};
    const realtime_update newer[] = {late(n.plain, 1, 5min)}, older[] = {late(n.plain, 1, 9min)};
    recorder.record(newer, at(n.table, 11h));
    recorder.record(older, at(n.table, 10h + 50min));
    CHECK(recorder.result().table.observations() ==
          std::vector<observed_lateness>{{call_event::arrival, "900", n.golmud, 5min, 1}});
}

TEST_CASE("runs that are cancelled or replaced and calls that are skipped have no lateness") {
    const auto n = make_two();
    const auto count = [&](std::vector<realtime_update> updates) {
        lateness_recorder recorder{n.table};
        const realtime_update known[] = {late(n.k9805, 0, 0s)};
        recorder.record(known, at(n.table, 12h));
        recorder.record(updates, at(n.table, 13h));
        return recorder.result().table.observations().size();
    };
    CHECK(count({}) == 4);
    CHECK(count({cancellation{n.k9805, the_day}}) == 0);
    CHECK(count({late(n.k9805, 0, 0s), cancellation{n.k9805, the_day}}) == 0);
    CHECK(count({replaced_run{n.k9805, the_day, n.table.trains()[n.k9805].calls}}) == 0);
    CHECK(count({skipped_call{n.k9805, the_day, 1}}) == 2);
    CHECK(count({skipped_call{n.k9805, the_day, 1}, skipped_call{n.k9805, the_day, 1, false}}) == 4);
    CHECK(count({late(n.k9805, 0, 24h * 8)}) == 0); // out of range
}

TEST_CASE("updates that are not of the timetable are refused") {
    const auto n = make_two();
    lateness_recorder recorder{n.table};
    const auto refused = [&](const realtime_update& u) {
        CHECK_THROWS_AS(recorder.record(std::span{&u, 1}, at(n.table, 8h)), std::invalid_argument);
    };
    refused(late(train_id{99}, 0, 0s));
    refused(late(n.k9805, 3, 0s));
    refused(skipped_call{n.k9805, the_day, 3});
    refused(cancellation{n.k9805, date{boost::gregorian::not_a_date_time}});
    CHECK(recorder.result().table == lateness_table{});
}

TEST_CASE("random recordings come to what is told last of each call") {
    test::random random;
    const auto n = make_two();
    for (int round = 0; round < 300; ++round) {
        lateness_recorder recorder{n.table, 24h * 30};
        std::map<std::tuple<int, int, int>, int> last; // by day, call and event
        auto made = at(n.table, 0s);
        for (int m = random.between(1, 8); m > 0; --m) {
            std::vector<realtime_update> updates;
            made += std::chrono::minutes{random.between(1, 60)};
            for (int u = random.between(0, 6); u > 0; --u) {
                const int day = random.between(0, 2), call = random.between(0, 2),
                          by = random.between(-9, 90);
                const int event = random.between(0, 1);
                auto x = late(n.k9805, static_cast<std::size_t>(call), std::chrono::minutes{by},
                              event == 0 ? call_event::arrival : call_event::departure);
                x.service_date += calendar::day_count{day};
                updates.emplace_back(x);
                for (int c = call; c < 3; ++c)
                    for (int e = c == call ? event : 0; e < 2; ++e) last[{day, c, e}] = by;
            }
            recorder.record(updates, made);
        }
        lateness_table slow;
        for (const auto& [where, by] : last) {
            const auto [day, call, event] = where;
            if ((call == 0 && event == 0) || (call == 2 && event == 1)) continue;
            const station_id stations[] = {n.xining, n.golmud, n.huatugou};
            slow.add({event == 0 ? call_event::arrival : call_event::departure, "K", stations[call],
                      std::chrono::minutes{by}, 1});
        }
        CHECK(recorder.result().table == slow);
    }
}

TEST_CASE("a table that is written reads back as the same table") {
    const auto n = make_two();
    lateness_table t;
    t.add({call_event::arrival, "K", n.golmud, -3min, 12});
    t.add({call_event::arrival, "900", {}, 14min, 1});
    t.add({call_event::departure, "", {}, 0min, 400});
    const test::folder folder;
    journeys::save(t, n.table, folder / "late.csv");
    CHECK(test::read(folder / "late.csv") == "event,train_class,stop_id,minutes,count\n"
                                             "arrival,900,,14,1\n"
                                             "arrival,K,gem,-3,12\n"
                                             "departure,,,0,400\n");
    const auto back = journeys::load_lateness(folder / "late.csv", n.table);
    CHECK(back.value == t);
    CHECK(back.notices.empty());
    CHECK_THROWS_AS(journeys::save(t, n.table, folder / "nowhere/late.csv"), std::runtime_error);
    t.add({call_event::departure, "K", station_id{99}, 0min, 1});
    CHECK_THROWS_AS(journeys::save(t, n.table, folder / "late.csv"), std::invalid_argument);
}

TEST_CASE("bad cells of a table are named, and what can be used is used") {
    const auto n = make_two();
    const std::string header = "event,train_class,stop_id,minutes,count\n";
    const auto all = read(header + "arrival,K,gem,5,40\n"
                                   "arival,K,gem,5,1\n"
                                   "arrival,K,gem,soon,1\n"
                                   "arrival,K,gem,99999,1\n"
                                   "arrival,K,gem,5,0\n"
                                   "arrival,K,gem,5,\n"
                                   "arrival,K,nowhere,6,1\n"
                                   "arrival,KK,gem,7,1\n"
                                   ",K,gem,5,1\n",
                          n.table);
    CHECK(all.value.find(call_event::arrival, "K", n.golmud)->observations == 40);
    CHECK(all.value.find(call_event::arrival, "K", n.xining)->observations == 41);
    CHECK(all.value.find(call_event::arrival, "", n.xining)->observations == 42);
    CHECK(
        words_of(all.notices) ==
        std::vector<std::string>{
            "late.csv:3:event: unknown word, got arival, want one of arrival, departure",
            "late.csv:4:minutes: not a valid number, got soon, want -1440 … 10080",
            "late.csv:5:minutes: not a valid number, got 99999, want -1440 … 10080",
            "late.csv:6:count: not a valid number, got 0, want 1 … 1000000000",
            "late.csv:7:count: value is missing, want one",
            "late.csv:8:stop_id: nowhere is not in stops.txt; add it there or correct it here; the cell "
            "counts "
            "as blank",
            "late.csv:9:train_class: no train of the timetable is of class KK; the row counts for all trains "
            "alone, check how it is written",
            "late.csv:10:event: value is missing, want one",
        });
    CHECK(all.notices.count(journeys::codes::class_of_no_train) == 1);

    const auto empty = read(header, n.table);
    CHECK(empty.value == lateness_table{});
    CHECK(empty.notices.empty());
    CHECK_THROWS_AS((void)read("event,minutes\narrival,3\n", n.table), data_error);
    CHECK_THROWS_AS((void)read("", n.table), data_error);
    CHECK_THROWS_AS((void)journeys::load_lateness("nowhere.csv", n.table), data_error);
    CHECK_THROWS_AS((void)journeys::load_lateness(test::qaidam_rail / "stops.txt", n.table), data_error);
}

TEST_CASE("hostile files are refused or read, and never more") {
    test::random random;
    const auto n = make_two();
    const std::string good = "event,train_class,stop_id,minutes,count\narrival,K,gem,5,40\n"
                             "departure,\"K\",xn,-1,999999999\narrival,,,0,1\n";
    for (int i = 0; i < 2000; ++i) {
        auto text = good;
        for (int k = random.between(1, 6); k > 0; --k) {
            const auto where = static_cast<std::size_t>(random.between(0, static_cast<int>(text.size()) - 1));
            if (random.one_in(3))
                text.erase(where, static_cast<std::size_t>(random.between(1, 9)));
            else
                text[where] = static_cast<char>(random.between(1, 255));
            if (text.empty()) text = ",";
        }
        try {
            const auto [table, said] = read(text, n.table);
            for (const auto& x : table.observations()) CHECK(x.count >= 1);
        } catch (const data_error& e) {
            CHECK(e.why().errors() > 0);
        }
    }
}

TEST_CASE("recordings of real feeds are learned from") {
    if (!test::has_real("gtfs-realtime-dev")) return;
    const auto root = std::filesystem::path{QAIDAM_TEST_DATA} / "gtfs-realtime-dev";
    for (const auto* city : {"new-york", "sound", "washington"}) {
        const auto planned =
            gtfs::load((root / city / "gtfs.zip").native(), {.policy = policy::lenient}).value;
        std::vector<std::filesystem::path> files;
        for (const auto& e : std::filesystem::directory_iterator{root / city})
            if (e.path().extension() != ".zip" && e.path().string().find("_bad") == std::string::npos)
                files.push_back(e.path());
        std::sort(files.begin(), files.end());
        lateness_recorder recorder{planned};
        std::size_t delays = 0;
        for (const auto& f : files) {
            const auto feed = gtfs::load_realtime(f.native(), planned).value;
            delays += static_cast<std::size_t>(
                std::count_if(feed.updates.begin(), feed.updates.end(),
                              [](const auto& u) { return std::holds_alternative<delay>(u); }));
            if (feed.made) recorder.record(feed.updates, *feed.made);
        }
        const auto r = recorder.result();
        MESSAGE(std::string{city} << ": " << files.size() << " messages, " << delays << " delays, " << r.runs
                                  << " runs, " << r.table.observations().size() << " different observations, "
                                  << r.forecasts << " forecasts, " << r.out_of_range << " out of range");
        CHECK((r.runs > 0) == (delays > 0));
        for (const auto& x : r.table.observations()) CHECK(std::chrono::abs(x.late) < 3h);
    }
}

TEST_SUITE_END();
