#include <functional>
#include <map>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail/revision");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_set;

namespace {

/// What changed, a line a train.
std::string words(const timetable& before, const timetable& after, language l = language::en) {
    const auto changes = diff(before, after);
    std::string text;
    for (const auto& s : changes.stations()) text += to_string(s.operation, l) + "\n";
    for (const auto& c : changes.trains()) text += describe(before, after, c, l) + "\n";
    return text;
}

/// A small timetable: stations a to e, and trains given as "number day-pattern a 08:00 b 09:00 …" in code.
struct simple {
    struct at {
        const char* station;
        std::chrono::minutes time;
    };
    struct one {
        const char* key;
        const char* number;
        std::vector<at> calls;
        day_set days = day_set::daily();
    };

    static timetable make(const std::vector<one>& trains) {
        timetable_builder b;
        std::map<std::string, station_id> ids;
        for (const char* name : {"a", "b", "c", "d", "e"})
            ids.emplace(name, b.station({.key = name, .name = {name, name}}));
        for (const auto& x : trains) {
            std::vector<call> calls;
            for (const auto& c : x.calls)
                calls.push_back({.at = ids.at(c.station), .arrival = c.time, .departure = c.time});
            b.train({.key = key{x.key}, .number = x.number, .days = x.days}, calls);
        }
        return std::move(b).build();
    }
};

} // namespace

TEST_CASE("the change of 2022-01-10 reads as the newspaper told it") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto before = as_of(t, date{2022, 1, 9});
    const auto after = as_of(t, date{2022, 1, 10});
    CHECK(before.trains().size() == 4);
    CHECK(words(before, after) ==
          "K9805: extended from Golmud to Huatugou\n"
          "K9806: starts earlier, at Huatugou instead of Golmud; merged from 5812 and K9806\n");
    CHECK(words(before, after, language::zh) == "K9805：由格尔木延长至花土沟\n"
                                                "K9806：始发站由格尔木延长至花土沟；由 5812 与 K9806 合并\n");
    CHECK(words(after, before) ==
          "K9805: shortened from Huatugou to Golmud\n"
          "K9806: starts later, at Golmud instead of Huatugou; split into 5812 and K9806\n");
    CHECK(apply(before, diff(before, after)) == after);
}

TEST_CASE("each operation has its word") {
    const auto before = simple::make({{"1", "K1", {{"a", 8h}, {"b", 9h}, {"c", 10h}, {"d", 11h}}},
                                      {"2", "K2", {{"a", 12h}, {"c", 13h}, {"e", 14h}}},
                                      {"3", "K3", {{"b", 8h}, {"c", 9h}}},
                                      {"4", "K4", {{"c", 20h}, {"d", 21h}, {"e", 22h}}},
                                      {"5", "K5", {{"a", 1h}, {"b", 2h}, {"c", 3h}}},
                                      {"6", "K6", {{"e", 1h}, {"a", 2h}}}});
    const auto after = simple::make(
        {{"1", "K1", {{"a", 8h + 12min}, {"b", 9h + 12min}, {"c", 10h + 12min}, {"d", 11h + 12min}}},
         {"2", "K2", {{"a", 12h}, {"b", 12h + 30min}, {"c", 13h}, {"e", 14h + 5min}}},
         {"3", "K3", {{"b", 8h}, {"c", 9h}}, day_set::every(2, date{2022, 1, 1})},
         {"x", "K44", {{"c", 20h + 10min}, {"d", 21h}, {"e", 22h - 3min}}},
         {"5", "K5", {{"b", 2h}, {"c", 3h}, {"e", 5h}}},
         {"7", "K7", {{"d", 5h}, {"e", 6h}}}});
    CHECK(words(before, after) ==
          "K1: 12 min later throughout\n"
          "K2: now calls at b; retimed at 1 of its times, from no change to 5 min later\n"
          "K3: runs every 2 days counted from 2022-01-01 instead of daily\n"
          "K4: renumbered from K4 to K44; retimed at 2 of its times, from 3 min earlier to 10 min "
          "later\n"
          "K5: starts later, at b instead of a; extended from c to e\n"
          "K6: cancelled (e–a)\n"
          "K7: new, leaves d 05:00, reaches e 06:00\n");
    CHECK(apply(before, diff(before, after)) == after);
    CHECK(diff(before, before).empty());
    CHECK(apply(before, diff(before, before)) == before);
    CHECK_THROWS_AS((void)apply(after, diff(before, before)), std::invalid_argument);
}

TEST_CASE("trains under other keys are told by what they are, and the other part of one by when it goes on") {
    const auto before =
        simple::make({{"1", "A", {{"a", 8h}, {"b", 9h}}, day_set::on({calendar::weekday::saturday})},
                      {"2", "A", {{"a", 8h}, {"b", 9h}}, day_set::on({calendar::weekday::sunday})},
                      {"3", "K1", {{"a", 10h}, {"b", 11h}, {"c", 12h}, {"d", 13h}}}});
    const auto after =
        simple::make({{"y", "A", {{"a", 8h}, {"b", 9h}}, day_set::on({calendar::weekday::sunday})},
                      {"x", "A", {{"a", 8h}, {"b", 9h}}, day_set::on({calendar::weekday::saturday})},
                      {"3", "K1", {{"a", 10h}, {"b", 11h}, {"c", 12h}}},
                      {"4", "K7", {{"c", 3h}, {"d", 4h}}},
                      {"5", "K9", {{"c", 12h + 30min}, {"d", 13h + 30min}}}});
    CHECK(words(before, after) == "K1: shortened from d to c; split into K1 and K9\n"
                                  "K7: new, leaves c 03:00, reaches d 04:00\n");
    CHECK(apply(before, diff(before, after)) == after);
}

TEST_CASE("of two revisions in force the later one counts") {
    timetable_builder b;
    const auto x = b.station({.key = "x", .name = {"x"}}), y = b.station({.key = "y", .name = {"y"}});
    const auto old = b.revision({.key = "r1", .name = {"r1"}, .effective = {date{2022, 1, 1}, {}}});
    const auto now = b.revision({.key = "r2", .name = {"r2"}, .effective = {date{2022, 3, 1}, {}}});
    for (const auto& [k, r] : {std::pair{"A1", old}, {"A2", now}})
        b.train({.key = k, .days = day_set::daily(), .revision = r},
                {{.at = x, .departure = 8h}, {.at = y, .arrival = 9h}});
    const auto t = std::move(b).build();
    CHECK(as_of(t, date{2022, 5, 1}).trains().size() == 1);
    CHECK(as_of(t, date{2022, 5, 1}).trains().find("A2"));
    CHECK(as_of(t, date{2022, 2, 1}).trains().find("A1"));
}

TEST_CASE("two days of a feed without revisions are compared by the trains that run on them") {
    // The same trains under other keys in the next calendar, but for one that is retimed and one that is new.
    const auto old_days = day_set::daily({date{2021, 11, 1}, date{2021, 12, 12}});
    const auto new_days = day_set::daily({date{2021, 12, 12}, date{2022, 6, 1}});
    const auto t = simple::make({{"K1-old", "K1", {{"a", 8h}, {"b", 9h}}, old_days},
                                 {"K2-old", "K2", {{"b", 8h}, {"a", 9h}}, old_days},
                                 {"K1-new", "K1", {{"a", 8h}, {"b", 9h}}, new_days},
                                 {"K2-new", "K2", {{"b", 8h}, {"a", 9h + 5min}}, new_days},
                                 {"K3", "K3", {{"c", 8h}, {"d", 9h}}, new_days}});
    const auto before = running_on(t, date{2021, 12, 11}), after = running_on(t, date{2021, 12, 12});
    CHECK(before.trains().size() == 2);
    CHECK(after.trains().size() == 3);
    CHECK(before.trains()["K1-old"].days == old_days);
    CHECK(words(before, after) == "K2: retimed at 1 of its times, from no change to 5 min later\n"
                                  "K3: new, leaves c 08:00, reaches d 09:00\n");
}

TEST_CASE("how often trains run over a section, since when, and how often it was raised") {
    const auto qaidam = gtfs::load(test::qaidam_rail).value;
    const auto golmud = qaidam.station("格尔木"), huatugou = qaidam.station("花土沟");
    const auto daily = list_frequencies(qaidam, golmud, huatugou);
    // 5811 until 2022-01-10, and K9805, which leaves Golmud the day after it left Xining.
    CHECK(describe(daily, date{2022, 1, 10}) == "daily since 2021-10-11; before 2021-10-11 not known");
    CHECK(describe(daily, date{2022, 6, 1}, language::zh) == "2021-10-11 起每日开行；2021-10-11 以前不详");
    CHECK(describe(daily, date{2021, 10, 10}).empty());

    const auto days = [](const calendar::weekdays& on, date from) {
        return day_set::on(on, {from, date{2022, 1, 3}});
    };
    using enum calendar::weekday;
    const auto t = simple::make(
        {{"1", "1", {{"a", 8h}, {"b", 9h}}, days({monday}, {2021, 3, 1})},
         {"2", "1", {{"a", 8h}, {"b", 9h}}, days({thursday}, {2021, 5, 3})},
         {"3", "1", {{"a", 8h}, {"b", 9h}}, days({friday}, {2021, 7, 5})},
         {"4", "1", {{"a", 8h}, {"b", 9h}}, days({tuesday, wednesday, saturday, sunday}, {2021, 10, 11})},
         {"5", "5", {{"b", 8h}, {"a", 9h}}, day_set::daily()}});
    const auto a = t.station("a"), b = t.station("b");
    const auto raised = list_frequencies(t, a, b);
    REQUIRE_FALSE(raised.empty());
    CHECK(describe(raised, date{2021, 3, 1}) == "1 a week since 2021-03-01; before 2021-03-01 not known");
    CHECK(describe(raised, date{2021, 12, 1}) ==
          "daily since 2021-10-12, raised 3 times until then; before 2021-03-01 not known");
    CHECK(describe(raised, date{2021, 12, 1}, language::zh) ==
          "2021-10-12 起每日开行，此前增开 3 次；2021-03-01 以前不详");
    CHECK(describe(list_frequencies(t, b, a), date{2021, 12, 1}) == "daily");
    CHECK(list_frequencies(t, a, t.station("e")).empty());
}

TEST_CASE("a diff names the particulars that changed") {
    const auto make = [](bool now) {
        timetable_builder b;
        const auto one = b.route({.key = key{"one"}}), other = b.route({.key = key{"other"}});
        const auto x = b.station({.key = "x", .name = {"甲", "X"}, .code = now ? "XX" : "X"});
        const auto y = b.station({.key = "y", .name = {"乙", "Y"}});
        const auto p1 = b.stop({.key = key{"p1"}, .station = x}),
                   p2 = b.stop({.key = key{"p2"}, .station = x});
        b.train({.number = "1",
                 .headsign = label{now ? "New" : "Old"},
                 .days = day_set::daily(),
                 .route = now ? one : other,
                 .service = now ? "s1" : "s2"},
                {{.at = x, .platform = now ? p1 : p2, .departure = 8h}, {.at = y, .arrival = 9h}});
        b.train({.number = "2", .days = day_set::daily(), .service = now ? "s1" : "s2"},
                {{.at = x, .departure = 10h}, {.at = y, .arrival = 11h}});
        b.train({.number = "3", .days = day_set::daily(), .headways = {{8h, 9h, now ? 10min : 20min}}},
                {{.at = x, .departure = 0h, .boarding = now ? access::by_phone : access::regular},
                 {.at = y, .arrival = 1h}});
        return std::move(b).build();
    };
    const auto before = make(false), after = make(true);
    CHECK(words(before, after) == "code of X changed\n"
                                  "1: route, headsign, platforms changed\n"
                                  "3: headways, getting on changed\n");
    CHECK(words(before, after, language::zh) == "甲 的电报码有变\n"
                                                "1：路线、终到显示、站台有变\n"
                                                "3：发车间隔、上车有变\n");
    CHECK(apply(before, diff(before, after)) == after);
}

TEST_CASE("a season that ends where the next begins is no change of running days") {
    const auto one =
        simple::make({{"1", "K1", {{"a", 8h}, {"b", 9h}}, day_set::daily({.until = date{2022, 1, 10}})}});
    const auto two =
        simple::make({{"1", "K1", {{"a", 8h}, {"b", 9h}}, day_set::daily({.from = date{2022, 1, 10}})}});
    CHECK(words(one, two).empty());
    CHECK(apply(one, diff(one, two)) == two);
}

TEST_CASE("stations that come, go and change their names are named") {
    timetable_builder a, b;
    a.station({.key = "HTO", .name = {"花土沟", "Huatugou"}});
    a.station({.key = "X", .name = {"旧", "Old"}});
    b.station({.key = "HTO", .name = {"茫崖", "Mangya"}});
    b.station({.key = "Y", .name = {"新", "New"}});
    const auto before = std::move(a).build();
    const auto after = std::move(b).build();
    CHECK(words(before, after) == "Huatugou is now called Mangya\nstation Old is no more\nnew station New\n");
    CHECK(apply(before, diff(before, after)) == after);
}

TEST_CASE("a diff applied to the old timetable gives the new one, for random changes") {
    test::random random;
    for (int i = 0; i < 300; ++i) {
        const auto make = [&] {
            timetable_builder b;
            std::vector<station_id> stations;
            for (int s = 0; s < 5; ++s)
                if (!random.one_in(6))
                    stations.push_back(
                        b.station({.key = fmt::format("s{}", s), .name = {fmt::format("S{}", s)}}));
            std::vector<train_id> trains;
            for (int n = 0; n < 6 && stations.size() > 1; ++n) {
                if (random.one_in(5)) continue;
                std::vector<call> calls;
                auto time = 60min * random.between(0, 20);
                for (int c = random.between(2, 5); c > 0; --c) {
                    calls.push_back({.at = random.one_of(stations), .arrival = time, .departure = time});
                    time += 30min * random.between(1, 3);
                }
                trains.push_back(b.train(
                    {.key = fmt::format("t{}", n), .number = fmt::format("K{}", random.between(1, 6))},
                    calls));
            }
            if (trains.size() > 1)
                b.transfer({.from = {.train = trains[0]},
                            .to = {.train = trains[1]},
                            .kind = transfer_kind::stay_seated});
            return std::move(b).build();
        };
        const auto before = make();
        const auto after = make();
        const auto changes = diff(before, after);
        REQUIRE(apply(before, changes) == after);
        for (const auto& c : changes.trains()) REQUIRE_FALSE(describe(before, after, c).empty());
    }
}

TEST_CASE("the trains of Qinghai in 2019 and in 2024") {
    if (!test::has_real("cnrail-2019") || !test::has_real("cnrail-qinghai")) return;
    const auto nation = gtfs::load(zip::open(test::real("cnrail-2019/cnrail-2019.gtfs.zip"))).value;
    const auto after = gtfs::load(zip::open(test::real("cnrail-qinghai/cnrail-qinghai.gtfs.zip"))).value;
    // Of 2019 the trains that call at two stations of the later feed's Qinghai.
    timetable_builder b;
    for (const auto& s : nation.stations()) b.station(s);
    for (auto x : nation.trains()) {
        int in_qinghai = 0;
        for (const auto& c : x.calls) {
            const auto& at = nation.stations()[c.at].at;
            in_qinghai += at && at->lon().degrees() < 102.9 && at->lon().degrees() > 90 &&
                                  at->lat().degrees() > 35.5 && at->lat().degrees() < 38.5
                              ? 1
                              : 0;
        }
        if (in_qinghai == 0) continue;
        auto calls = std::move(x.calls);
        x.route.reset();
        b.train(std::move(x), std::move(calls));
    }
    const auto before = std::move(b).build();
    const auto changes = diff(before, after);
    CHECK(apply(before, changes) == after);
    std::map<std::string_view, int> counts;
    for (const auto& c : changes.trains())
        for (const auto& o : c.operations) ++counts[o.rule->code];
    CHECK(counts["added"] > 50);
    CHECK(counts["retimed"] + counts["shifted"] > 20);
    MESSAGE(before.trains().size() << " trains before, " << after.trains().size() << " after");
    for (const auto& [code, count] : counts) MESSAGE(code << " " << count);
}

TEST_CASE("at the seam a run follows the timetable of its origin's date, or changes over at midnight") {
    // Before: a 22:00, b 25:00, c 28:00; after: a 22:00, b 25:30, d 29:00.
    const auto before = simple::make({{"k", "K1", {{"a", 22h}, {"b", 25h}, {"c", 28h}}}});
    const auto after = simple::make({{"k", "K1", {{"a", 22h}, {"b", 25h + 30min}, {"d", 29h}}}});
    const date change{2022, 1, 10};

    const auto by_origin = take_over(before, after, change);
    REQUIRE(by_origin.trains().size() == 2);
    CHECK(by_origin.trains()["k"].days == day_set::daily({.from = change}));
    CHECK(by_origin.trains()["k@until-2022-01-10"].days == day_set::daily({.until = change}));

    const auto by_day = take_over(before, after, change, {.seam = seam::calendar_day});
    REQUIRE(by_day.trains().size() == 3);
    const auto& over = by_day.trains()["k@over-2022-01-10"];
    CHECK(over.days == day_set::of({date{2022, 1, 9}}));
    REQUIRE(over.calls.size() == 3);
    CHECK(over.calls[1].arrival == service_time{25h + 30min});
    CHECK(by_day.stations()[over.calls[2].at].key == key{"d"});
    CHECK(by_day.trains()["k@until-2022-01-10"].days == day_set::daily({.until = date{2022, 1, 9}}));

    const auto on_its_own_day = take_over(before, after, change, {.on = {{key{"k"}, date{2022, 1, 15}}}});
    CHECK(on_its_own_day.trains()["k"].days == day_set::daily({.from = date{2022, 1, 15}}));
    CHECK(on_its_own_day.trains()["k@until-2022-01-15"].days == day_set::daily({.until = date{2022, 1, 15}}));
}

TEST_CASE("what is not in force is left out, and what names it goes with it") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    CHECK(as_of(t, date{2022, 1, 9}).circulations().empty());
    REQUIRE(as_of(t, date{2022, 1, 10}).circulations().size() == 1);
    CHECK(within(t, {date{2030, 1, 1}, date{2031, 1, 1}}).trains().empty());
    CHECK(within(t, {}) == t);
}

TEST_CASE("the through trains take two sets, as many as their round trip has days") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto need =
        minimum_stock(t, {.period = {date{2022, 2, 1}, date{2022, 3, 1}},
                          .trains = {t.trains().id_of("K9805-2022"), t.trains().id_of("K9806-2022")}});
    CHECK(need.sets == 2);
    CHECK(need.under_way == 2);
    CHECK(need.waiting.empty());
    // A turnaround that the stay at Huatugou does not leave needs a set more.
    CHECK(minimum_stock(t, {.period = {date{2022, 2, 1}, date{2022, 3, 1}},
                            .turnaround = 3h,
                            .trains = {t.trains().id_of("K9805-2022"), t.trains().id_of("K9806-2022")}})
              .sets == 3);
    CHECK_THROWS_AS((void)minimum_stock(t, {}), std::invalid_argument);
}

TEST_CASE("the least stock is that of trying every way to couple runs") {
    test::random random;
    for (int round = 0; round < 300; ++round) {
        timetable_builder b;
        const std::vector stations{b.station({.key = "a", .name = {"a"}}),
                                   b.station({.key = "b", .name = {"b"}}),
                                   b.station({.key = "c", .name = {"c"}})};
        struct run {
            station_id from, to;
            int leaves, arrives;
        };
        std::vector<run> runs;
        for (int i = random.between(1, 7); i > 0; --i) {
            const auto from = random.one_of(stations);
            const auto to = random.one_of(stations);
            if (from == to) continue;
            const int leaves = random.between(0, 1200);
            runs.push_back({from, to, leaves, leaves + random.between(1, 200)});
            b.train({.key = fmt::format("t{}", i), .days = day_set::of({date{2022, 1, 10}})},
                    {{.at = from, .departure = std::chrono::minutes{leaves}},
                     {.at = to, .arrival = std::chrono::minutes{runs.back().arrives}}});
        }
        const auto t = std::move(b).build();
        // Runs minus the largest number of couplings, each run before at most one and after at most one.
        std::vector<int> next(runs.size(), -1), previous(runs.size(), -1);
        const std::function<bool(std::size_t, std::vector<bool>&)> couple = [&](std::size_t i,
                                                                                std::vector<bool>& tried) {
            for (std::size_t j = 0; j < runs.size(); ++j) {
                if (tried[j] || runs[i].to != runs[j].from || runs[i].arrives > runs[j].leaves) continue;
                tried[j] = true;
                if (previous[j] < 0 || couple(static_cast<std::size_t>(previous[j]), tried)) {
                    previous[j] = static_cast<int>(i);
                    return true;
                }
            }
            return false;
        };
        std::size_t coupled = 0;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            std::vector<bool> tried(runs.size());
            coupled += couple(i, tried) ? 1 : 0;
        }
        CHECK(minimum_stock(t, {.period = {date{2022, 1, 10}, date{2022, 1, 12}}}).sets ==
              runs.size() - coupled);
    }
}

TEST_CASE("through links come from blocks and from transfers that say so") {
    timetable_builder b;
    const auto a = b.station({.key = "a", .name = {"a"}});
    const auto c = b.station({.key = "c", .name = {"c"}});
    const auto train = [&](const char* k, station_id from, station_id to, std::chrono::minutes leaves,
                           const char* block, day_set days) {
        return b.train({.key = k, .days = std::move(days), .block = block},
                       {{.at = from, .departure = leaves}, {.at = to, .arrival = leaves + 60min}});
    };
    const auto t1 = train("1", a, c, 8h, "x", day_set::daily());
    const auto t2 = train("2", c, a, 10h, "x", day_set::every(2, date{2022, 1, 1}));
    const auto t3 = train("3", c, a, 11h, "x", day_set::daily());
    const auto t4 = train("4", a, c, 22h, "", day_set::daily());
    const auto t5 = train("5", c, a, 1h, "", day_set::daily());
    b.transfer({.from = {.train = t4}, .to = {.train = t5}, .kind = transfer_kind::stay_seated});
    const auto t = std::move(b).build();
    const auto links = list_through_links(t);
    REQUIRE(links.size() == 3);
    CHECK(links[0] == through_link{t1, t2, 0, day_set::every(2, date{2022, 1, 1})});
    CHECK(links[1] == through_link{t1, t3, 0, day_set::every(2, date{2022, 1, 2})});
    CHECK(links[2] == through_link{t4, t5, 1, day_set::daily()});
}

TEST_SUITE_END();
