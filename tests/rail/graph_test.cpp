#include <algorithm>
#include <cmath>
#include <set>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail/graph");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

namespace {

std::optional<double> place_at(const stringline& run, double seconds) {
    if (seconds < run.path.front().seconds || seconds > run.path.back().seconds) return std::nullopt;
    for (std::size_t i = 1; i < run.path.size(); ++i) {
        const auto& p = run.path[i - 1];
        const auto& q = run.path[i];
        if (seconds <= q.seconds && q.seconds > p.seconds && seconds >= p.seconds)
            return p.mileage + (q.mileage - p.mileage) * (seconds - p.seconds) / (q.seconds - p.seconds);
    }
    return std::nullopt;
}

/// How often the order of two runs on the line changes. Between two moments at which either has a spot both
/// go straight, so that their order at those moments tells.
int changes_of_order(const stringline& a, const stringline& b) {
    std::set<std::int32_t> moments;
    for (const auto* run : {&a, &b})
        for (const auto& p : run->path) moments.insert(p.seconds);
    int changes = 0;
    double before = 0;
    for (const auto s : moments) {
        const auto p = place_at(a, s), q = place_at(b, s);
        if (!p || !q || std::abs(*p - *q) < 1e-9) continue;
        const double now = *p - *q;
        if (before != 0 && (before < 0) != (now < 0)) ++changes;
        before = now;
    }
    return changes;
}

std::vector<stringline> random_runs(test::random& random) {
    std::vector<stringline> runs;
    for (int n = 8; n > 0; --n) {
        stringline run{train_id{0}, date{2022, 1, 1}, random.one_in(2), {}, {}};
        // Odd times on one grid and places on another, so that no two runs touch without crossing.
        int seconds = 60 * random.between(0, 300) + n * 3;
        for (int s = 0; s <= 4; ++s) {
            const int mileage = (run.down ? s : 4 - s) * 10'000;
            run.path.push_back({seconds, mileage});
            seconds += 60 * random.between(0, 30);
            run.path.push_back({seconds, mileage});
            seconds += 60 * random.between(5, 40);
        }
        runs.push_back(run);
    }
    return runs;
}

} // namespace

TEST_CASE("a ring is closed as its trains run, in both directions and beyond its end") {
    timetable_builder b;
    std::vector<station_id> at;
    for (const char* name : {"a", "b", "c", "d"})
        at.push_back(b.station(
            {.key = name,
             .name = {name},
             .at = geo::point{geo::longitude{97.0 + static_cast<double>(at.size())}, geo::latitude{37}}}));
    const auto run = [&](const char* number, const std::vector<std::size_t>& way) {
        std::vector<call> calls;
        for (const auto i : way)
            calls.push_back(
                {.at = at[i], .departure = 8h + std::chrono::minutes{10 * static_cast<int>(calls.size())}});
        for (auto& c : calls) c.arrival = c.departure;
        return b.train({.number = number, .days = calendar::day_set::daily()}, calls);
    };
    const auto round = run("1", {0, 1, 2, 3, 0});
    run("2", {0, 3, 2, 1, 0});
    run("3", {3, 0, 1});
    run("4", {1, 2, 1});
    const auto t = std::move(b).build();
    const line ring{.key = key{"ring"},
                    .stops = {{at[0], 0}, {at[1], 10}, {at[2], 20}, {at[3], 30}, {at[0], 40}}};
    std::string all;
    for (const auto& r : trace_trains(t, ring, calendar::date{2022, 3, 1})) {
        all += r.number + (r.down ? " down" : " up");
        for (std::size_t i = 0; i < r.path.size(); ++i)
            if (i == 0 || r.path[i] != r.path[i - 1])
                all += fmt::format(" {}@{}", r.path[i].mileage, r.path[i].seconds / 60 - 480);
        all += "\n";
    }
    CHECK(all == "1 down 0@0 10@10 20@20 30@30 40@40\n"
                 "2 up 40@0 30@10 20@20 10@30 0@40\n"
                 "3 down 30@0 40@10\n"
                 "3 down 0@10 10@20\n"
                 "4 down 10@0 20@10\n"
                 "4 up 20@10 10@20\n");
    const auto along = line_along(t, round);
    REQUIRE(along.stops.size() == 5);
    CHECK(along.stops.front().station == along.stops.back().station);
}

TEST_CASE("meets and overtakings are those that a look at every turn of the runs sees") {
    test::random random;
    std::size_t meets_seen = 0, overtakes_seen = 0;
    for (int round = 0; round < 200; ++round) {
        const auto runs = random_runs(random);
        const auto meets = find_meets(runs);
        const auto overtakes = find_overtakes(runs);
        for (std::size_t i = 0; i < runs.size(); ++i)
            for (std::size_t j = i + 1; j < runs.size(); ++j) {
                const auto of_pair = [&](const encounter& e) {
                    return std::minmax(e.one, e.other) ==
                           std::pair<const std::size_t&, const std::size_t&>{i, j};
                };
                const auto met = std::count_if(meets.begin(), meets.end(), of_pair);
                const auto passed = std::count_if(overtakes.begin(), overtakes.end(), of_pair);
                const int seen = changes_of_order(runs[i], runs[j]);
                if (runs[i].down != runs[j].down) {
                    // A meeting at the very end of a run is seen by no change of order.
                    REQUIRE((met == seen || (met == 1 && seen == 0)));
                    REQUIRE(passed == 0);
                } else {
                    REQUIRE(met == 0);
                    REQUIRE(passed == seen);
                }
            }
        for (const auto& e : overtakes) {
            // Behind before, ahead after.
            const auto& fast = runs[e.one];
            const auto& slow = runs[e.other];
            const double sign = fast.down ? 1 : -1;
            const auto after = e.seconds + 3600;
            if (place_at(fast, after) && place_at(slow, after) && changes_of_order(fast, slow) == 1)
                REQUIRE(sign * (*place_at(fast, after) - *place_at(slow, after)) >= 0);
        }
        meets_seen += meets.size();
        overtakes_seen += overtakes.size();
    }
    CHECK(meets_seen > 1000);
    CHECK(overtakes_seen > 300);
}

TEST_CASE("a train is overtaken while it stands") {
    const stringline slow{
        train_id{0}, date{2022, 1, 1}, true, "K1", {{0, 0}, {600, 10'000}, {1800, 10'000}, {3000, 20'000}}};
    const stringline fast{train_id{1}, date{2022, 1, 1}, true, "Z1", {{500, 0}, {1500, 20'000}}};
    const auto seen = find_overtakes({slow, fast});
    REQUIRE(seen.size() == 1);
    CHECK(seen[0] == encounter{1, 0, 1000, 10'000});
    const auto gaps = list_headways({slow, fast}, 10'000, true);
    REQUIRE(gaps.size() == 2);
    CHECK(gaps[0] == headway_at{1, 1000, -1});
    CHECK(gaps[1] == headway_at{0, 1800, 800});
    CHECK(list_headways({slow, fast}, 10'000, false).empty());
}

TEST_CASE("sections count the trains of a day, and a snapshot has every train under way") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto line = line_along(t, t.trains().id_of("K9805-2022"));
    const auto runs = trace_trains(t, line, date{2022, 2, 1});
    const auto sections = count_sections(runs, line);
    REQUIRE(sections.size() == 2);
    CHECK(sections[0] == section_count{t.station("西宁"), t.station("格尔木"), 1, 1});
    CHECK(sections[1] == section_count{t.station("格尔木"), t.station("花土沟"), 1, 1});

    const auto at = [&](std::chrono::seconds time) {
        std::string all;
        for (const auto& p : locate_trains(t, t.zone().to_utc(local_time{date{2022, 2, 1}, time})))
            all += fmt::format("{} {} {:.2f}; ", t.trains()[p.train].number, p.call, p.share);
        return all;
    };
    CHECK(at(7h + 45min) == "K9805 1 0.00; ");
    CHECK(at(2h + 15min) == "K9805 0 0.41; K9806 1 0.48; ");
    CHECK(at(14h).empty());
    CHECK(at(13h + 19min) == "K9805 2 0.00; ");
}

TEST_CASE("runs that updates changed or cancelled are still known as they were planned") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto line = line_along(t, t.trains().id_of("K9805-2022"));
    const date day{2022, 2, 1};
    const auto down = t.trains().id_of("K9805-2022"), up = t.trains().id_of("K9806-2022");
    CHECK(trace_changed(t, line, day).empty());
    const auto yesterday = day - calendar::day_count{1};
    const auto now = with_updates(t, {delay{down, yesterday, 1, 25min}, cancellation{up, day}});
    const auto paths_of = [&](const std::vector<stringline>& runs, train_id train, const date& on) {
        std::vector<std::vector<stringline::spot>> all;
        for (const auto& r : runs)
            if (r.train == train && r.service_date == on) all.push_back(r.path);
        return all;
    };
    const auto planned = trace_trains(t, line, day), changed = trace_changed(now, line, day),
               runs = trace_trains(now, line, day);
    CHECK(changed.size() == 2);
    CHECK(paths_of(changed, down, yesterday) == paths_of(planned, down, yesterday));
    CHECK(paths_of(changed, up, day) == paths_of(planned, up, day));
    CHECK(paths_of(runs, down, yesterday).empty());
    CHECK(paths_of(runs, up, day).empty());
    CHECK(paths_of(runs, up, yesterday) == paths_of(planned, up, yesterday));
    const auto late = paths_of(runs, now.trains().id_of("K9805-2022@live-2022-01-31"), yesterday);
    REQUIRE(late.size() == 1);
    CHECK(late[0].back().seconds == paths_of(planned, down, yesterday)[0].back().seconds + 25 * 60);
}

TEST_CASE("a snapshot is what the calls of every train say, at random instants of a real timetable") {
    if (!test::has_real("cnrail-2019")) return;
    test::random random;
    const auto t = gtfs::load(zip::open(test::real("cnrail-2019/cnrail-2019.gtfs.zip"))).value;
    for (int round = 0; round < 10; ++round) {
        const auto local =
            calendar::local_time(date{2019, 11, 5}, std::chrono::seconds{random.between(0, 86399)});
        std::size_t under_way = 0;
        for (const auto& x : t.trains())
            for (int back = 0; back <= t.longest_run_days(); ++back) {
                const auto now = (local - local_time{local.date() - calendar::day_count{back}}).count();
                under_way +=
                    x.calls.front().departure->seconds() <= now && now <= x.calls.back().arrival->seconds()
                        ? 1u
                        : 0u;
            }
        CHECK(locate_trains(t, t.zone().to_utc(local)).size() == under_way);
    }
}

TEST_CASE("a train that turns on the line is drawn in both directions, each under its number") {
    timetable_builder b;
    const auto x = b.station({.key = "x", .name = {"x"}}), y = b.station({.key = "y", .name = {"y"}}),
               z = b.station({.key = "z", .name = {"z"}});
    b.train(
        {.key = "1", .number = "K1", .days = calendar::day_set::daily(), .numbers = {{1, "K2"}}},
        {{.at = x, .departure = 8h}, {.at = z, .arrival = 9h, .departure = 10h}, {.at = y, .arrival = 11h}});
    const auto t = std::move(b).build();
    const line l{.key = "l", .stops = {{x, 0}, {y, 1000}, {z, 2000}}};
    const auto runs = trace_trains(t, l, date{2022, 1, 1});
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].down);
    CHECK_FALSE(runs[1].down);
    CHECK(runs[0].number == "K1");
    CHECK(runs[1].number == "K2");
    CHECK(part_of(l, z, y).stops == std::vector<line_stop>{{y, 0}, {z, 1000}});
}

TEST_CASE("lines of the national table are put on a timetable by the names of stations") {
    const test::folder f;
    f.write("lines.csv", "line,seq,station,km\nA,1,西宁,0\nA,2,无此站,5.5\nA,3,格尔木,829\nB,1,西宁,10\nB,2,"
                         "格尔木,9\nC,1,西宁,0\n");
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto [lines, notices] = load_lines(t, f / "lines.csv", {.policy = policy::lenient});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].stops == std::vector<line_stop>{{t.station("西宁"), 0}, {t.station("格尔木"), 829'000}});
    std::vector<std::string> said;
    for (const auto& n : notices) said.push_back(to_string(n));
    CHECK(said == std::vector<std::string>{
                      "lines.csv:6:km: mileage falls along the line, got 9 after 10; the line is dropped",
                      "lines.csv: 1 stations of line A are not in the timetable and are left out"});
    if (!test::has_real("cnrail-lines")) return;
    const auto qinghai = gtfs::load(zip::open(test::real("cnrail-qinghai/cnrail-qinghai.gtfs.zip"))).value;
    const auto national =
        load_lines(qinghai, test::real("cnrail-lines/cr_passenger_mileage_20210928.csv")).value;
    const auto qz = std::find_if(national.begin(), national.end(),
                                 [](const line& l) { return l.key == key{"兰青、青藏线"}; });
    REQUIRE(qz != national.end());
    const auto part = part_of(*qz, qinghai.station("西宁"), qinghai.station("格尔木"));
    CHECK(part.stops.back().mileage == 829'000);
}

TEST_SUITE_END();
