#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include <qaidam/rail/rail.hpp>

#include "random.hpp"

#include <doctest/doctest.h>

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_set;

TEST_SUITE_BEGIN("rail/walks");

TEST_CASE(
    "stations that lie near to each other are walked between, unless the feed says something of the two") {
    test::random random;
    int walks = 0;
    for (int round = 0; round < 200; ++round) {
        timetable_builder b;
        std::vector<std::optional<geo::point>> at;
        for (int n = random.between(2, 40); n > 0; --n) {
            at.emplace_back();
            if (!random.one_in(8)) // within some hundred metres, now and then across the date line
                at.back() =
                    geo::point{geo::longitude{random.one_in(2) ? 179.9995 + random.between(0, 40) * 1e-5
                                                               : -179.9995 - random.between(0, 40) * 1e-5},
                               geo::latitude{60 + random.between(0, 400) * 1e-5}};
            b.station({.key = key{fmt::format("s{}", at.size())}, .at = at.back()});
        }
        const auto id = [](std::size_t i) { return station_id{static_cast<std::uint32_t>(i)}; };
        std::set<std::pair<std::size_t, std::size_t>> told;
        for (int n = random.between(0, 5); n > 0; --n) {
            const std::pair pair{
                static_cast<std::size_t>(random.between(0, static_cast<int>(at.size()) - 1)),
                static_cast<std::size_t>(random.between(0, static_cast<int>(at.size()) - 1))};
            if (told.insert(pair).second)
                b.transfer({.from = {.station = id(pair.first)},
                            .to = {.station = id(pair.second)},
                            .kind = transfer_kind::impossible});
        }
        const auto planned = std::move(b).build();
        const walk_options options{.within = geo::meters{static_cast<double>(random.between(0, 300))}};
        const auto now = with_walks(planned, options);
        std::set<std::pair<std::size_t, std::size_t>> got, want;
        for (std::size_t i = planned.transfers().size(); i < now.transfers().size(); ++i) {
            const auto& x = now.transfers()[i];
            got.emplace(x.from.station->value(), x.to.station->value());
            CHECK(x.kind == transfer_kind::min_time);
            const auto metres =
                geo::distance(*at[x.from.station->value()], *at[x.to.station->value()]).value();
            CHECK(x.least == std::max(120s, std::chrono::seconds{
                                                static_cast<std::int64_t>(std::ceil(metres * 1.3 / 1.1))}));
        }
        for (std::size_t i = 0; i < at.size(); ++i)
            for (std::size_t j = 0; j < at.size(); ++j)
                if (i != j && at[i] && at[j] && !told.contains({i, j}) &&
                    geo::distance(*at[i], *at[j]) <= options.within)
                    want.emplace(i, j);
        CHECK(got == want);
        walks += static_cast<int>(got.size());
    }
    CHECK(walks > 500);
    CHECK_THROWS_AS((void)with_walks(timetable_builder{}.build(), {.metres_per_second = 0}),
                    std::invalid_argument);
}

namespace {

/// A station with two platforms, a concourse above them and one pathway from platform to concourse each.
struct two_platforms {
    timetable_builder b;
    station_id at = b.station({.key = "S"});
    level_id ground = b.level({.key = "0", .index = 0});
    level_id above = b.level({.key = "1", .index = 1});
    stop_id one = b.stop({.key = "S1", .station = at, .level = ground});
    stop_id two = b.stop({.key = "S2", .station = at, .level = ground});
    stop_id concourse = b.stop({.key = "SC", .kind = stop_kind::node, .station = at, .level = above});
};

std::string changes_of(const timetable& t) {
    std::string text;
    for (const auto& x : t.transfers()) {
        const auto name = [&](const transfer_end& end) {
            return end.stop ? t.stops()[*end.stop].key.text() : t.stations()[*end.station].key.text();
        };
        text += fmt::format("{}-{} {}; ", name(x.from), name(x.to),
                            x.kind == transfer_kind::impossible ? "no" : std::to_string(x.least->count()));
    }
    return text;
}

} // namespace

TEST_CASE("a pathway takes what the feed says, else its steps, its floors, its length or the line") {
    two_platforms s;
    const auto spot = [](double lat) { return geo::point{geo::longitude{0}, geo::latitude{lat}}; };
    const auto near = s.b.stop({.key = "N", .station = s.at, .at = spot(0)});
    const auto away = s.b.stop({.key = "A", .station = s.at, .at = spot(0.001)}); // 110.57 m
    const auto t = std::move(s.b).build();
    const auto seconds = [&](pathway p) {
        p.key = "p";
        const auto time = walking_time(t, p);
        return time ? time->count() : -1;
    };
    using enum pathway_kind;
    CHECK(seconds({.from = s.one, .to = s.concourse, .kind = stairs, .time = 45s, .stair_count = 9}) == 45);
    CHECK(seconds({.from = s.one, .to = s.concourse, .kind = stairs, .length = 11, .stair_count = -30}) ==
          21);
    CHECK(seconds({.from = s.one, .to = s.concourse, .kind = stairs, .length = 11}) == 17);
    CHECK(seconds({.from = s.one, .to = s.concourse, .kind = escalator}) == 17);
    CHECK(seconds({.from = s.one, .to = s.concourse, .kind = elevator}) == 35);
    CHECK(seconds({.from = s.one, .to = near, .kind = elevator}) == 35); // a floor, where none is known
    CHECK(seconds({.from = s.one, .to = s.two, .kind = stairs, .length = 11}) == 10);
    CHECK(seconds({.from = s.one, .to = s.two, .length = 110}) == 100);
    CHECK(seconds({.from = s.one, .to = s.two, .kind = fare_gate, .length = 1}) == 1);
    CHECK(seconds({.from = near, .to = away}) == 131);
    CHECK(seconds({.from = s.one, .to = away}) == -1);
    const pathway p{.key = "p", .from = s.one, .to = s.two, .length = 110};
    CHECK(walking_time(t, p, {.metres_per_second = 2}) == 55s);
    CHECK_THROWS_AS((void)walking_time(t, p, {.metres_per_second = 0}), std::invalid_argument);
}

TEST_CASE("changes between platforms take the quickest way that leads there") {
    two_platforms s;
    s.b.pathway(
        {.key = "up", .from = s.one, .to = s.concourse, .kind = pathway_kind::stairs, .stair_count = 40});
    s.b.pathway(
        {.key = "lift", .from = s.one, .to = s.concourse, .kind = pathway_kind::elevator, .time = 60s});
    s.b.pathway({.key = "down", .from = s.concourse, .to = s.two, .both_ways = true, .time = 30s});
    const auto t = std::move(s.b).build();
    CHECK(changes_of(with_pathways(t)) == "S1-S2 58; ");
    CHECK(changes_of(with_pathways(t, {.step_free = true})) == "S1-S2 90; S2-S1 no; ");
    CHECK(changes_of(t).empty());
    CHECK_THROWS_AS((void)with_pathways(t, {.metres_per_second = 0}), std::invalid_argument);
}

TEST_CASE("a way that takes longer than any change may is none") {
    timetable_builder b;
    const auto at = b.station({.key = "S"});
    const auto here =
        b.stop({.key = "S1", .station = at, .at = geo::point{geo::longitude{103}, geo::latitude{36}}});
    const auto null_island =
        b.stop({.key = "S2", .station = at, .at = geo::point{geo::longitude{0}, geo::latitude{0}}});
    b.pathway({.key = "p", .from = here, .to = null_island, .both_ways = true});
    const auto t = std::move(b).build();
    CHECK(changes_of(with_pathways(t)).empty());
    CHECK(changes_of(with_pathways(t, {.step_free = true})) == "S1-S2 no; S2-S1 no; ");
}

TEST_CASE("a change of which the feed's transfers speak stays as they say") {
    two_platforms s;
    s.b.pathway({.key = "p", .from = s.one, .to = s.two, .both_ways = true, .time = 30s});
    s.b.transfer({.from = {.station = s.at, .stop = s.one},
                  .to = {.station = s.at, .stop = s.two},
                  .kind = transfer_kind::min_time,
                  .least = 300s});
    auto with_one = s.b;
    CHECK(changes_of(with_pathways(std::move(with_one).build())) == "S1-S2 300; S2-S1 30; ");
    s.b.transfer(
        {.from = {.station = s.at}, .to = {.station = s.at}, .kind = transfer_kind::timed, .least = 9s});
    CHECK(changes_of(with_pathways(std::move(s.b).build())) == "S1-S2 300; S-S 9; ");
}

TEST_CASE("times along pathways are those of a search over all ways, on random stations") {
    test::random random;
    int found = 0, none = 0;
    for (int round = 0; round < 1000; ++round) {
        timetable_builder b;
        std::vector<stop_id> stops;
        const auto pick = [&] {
            return stops[static_cast<std::size_t>(random.between(0, static_cast<int>(stops.size()) - 1))];
        };
        std::optional<station_id> at;
        for (int n = random.between(2, 14); n > 0; --n) {
            if (!at || random.one_in(6)) {
                at = b.station({.key = key{fmt::format("s{}", b.so_far().stations().size())}});
                stops.clear();
            }
            stop s{.key = key{fmt::format("p{}", b.so_far().stops().size())}, .station = *at};
            if (random.one_in(3)) s.kind = stop_kind::node;
            if (s.kind == stop_kind::platform && !stops.empty() && random.one_in(4))
                if (const auto whole = pick(); b.so_far().stops()[whole].kind == stop_kind::platform) {
                    s.kind = stop_kind::boarding_area;
                    s.part_of = whole;
                }
            stops.push_back(b.stop(std::move(s)));
            for (int ways = random.between(0, 3); ways > 0; --ways)
                b.pathway({.key = key{fmt::format("w{}", b.so_far().pathways().size())},
                           .from = pick(),
                           .to = pick(),
                           .kind = static_cast<pathway_kind>(random.between(1, 7)),
                           .both_ways = random.one_in(2),
                           .time = std::chrono::seconds{random.between(1, 100)}});
        }
        const auto t = std::move(b).build();
        const bool step_free = random.one_in(2);

        constexpr std::int64_t never = std::numeric_limits<std::int32_t>::max();
        const auto n = t.stops().size();
        std::vector<std::vector<std::int64_t>> least(n, std::vector<std::int64_t>(n, never));
        const auto join = [&](stop_id x, stop_id y, std::int64_t seconds) {
            auto& known = least[x.value()][y.value()];
            known = std::min(known, seconds);
        };
        std::set<station_id> has_ways;
        for (const auto i : t.stops().ids())
            if (const auto& whole = t.stops()[i].part_of) {
                join(i, *whole, 0);
                join(*whole, i, 0);
            }
        for (const auto& p : t.pathways()) {
            has_ways.insert(t.stops()[p.from].station);
            if (step_free && (p.kind == pathway_kind::stairs || p.kind == pathway_kind::escalator)) continue;
            join(p.from, p.to, p.time->count());
            if (p.both_ways) join(p.to, p.from, p.time->count());
        }
        for (std::size_t k = 0; k < n; ++k)
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j)
                    least[i][j] = std::min(least[i][j], least[i][k] + least[k][j]);

        std::map<std::pair<stop_id, stop_id>, std::int64_t> got, want;
        const auto now = with_pathways(t, {.step_free = step_free});
        for (const auto& x : now.transfers())
            got[{*x.from.stop, *x.to.stop}] = x.least ? x.least->count() : never;
        for (const auto i : t.stops().ids())
            for (const auto j : t.stops().ids()) {
                const auto &from = t.stops()[i], &to = t.stops()[j];
                if (i == j || from.station != to.station || from.kind != stop_kind::platform ||
                    to.kind != stop_kind::platform || !has_ways.contains(from.station))
                    continue;
                const auto seconds = least[i.value()][j.value()];
                if (seconds < never || step_free) want[{i, j}] = seconds;
                ++(seconds < never ? found : none);
            }
        CHECK(got == want);
    }
    CHECK(found > 1000);
    CHECK(none > 1000);
}

TEST_CASE("a wheelchair goes where train and platform say that it may") {
    using enum accessibility;
    for (const auto of_train : {unknown, yes, no})
        for (const auto of_station : {unknown, yes, no})
            for (const auto of_platform : {unknown, yes, no}) {
                timetable_builder b;
                const auto from = b.station({.key = "A", .wheelchair = of_station});
                const auto to = b.station({.key = "B", .wheelchair = yes});
                const auto platform = b.stop({.key = "A1", .station = from, .wheelchair = of_platform});
                b.train({.key = "T", .days = day_set::daily(), .wheelchair = of_train},
                        {{.at = from, .platform = platform, .departure = 8h}, {.at = to, .arrival = 9h}});
                const auto t = for_wheelchairs(std::move(b).build());
                const auto& calls = t.trains()["T"].calls;
                const bool there = of_platform == unknown ? of_station == yes : of_platform == yes;
                CHECK(calls[0].may_board() == (of_train == yes && there));
                CHECK(calls[1].may_alight() == (of_train == yes));
            }
}

TEST_CASE("a timetable with real-time updates still knows its plan when it is one for wheelchairs") {
    timetable_builder b;
    const auto from = b.station({.key = "A", .wheelchair = accessibility::yes});
    const auto to = b.station({.key = "B", .wheelchair = accessibility::yes});
    const auto x = b.train({.key = "T", .days = day_set::daily(), .wheelchair = accessibility::yes},
                           {{.at = from, .departure = 8h}, {.at = to, .arrival = 9h}});
    const date day{2022, 1, 10};
    const auto now = for_wheelchairs(with_updates(std::move(b).build(), {delay{x, day, 0, 5min}}));
    const auto run = now.trains().find("T@live-2022-01-10");
    REQUIRE(run);
    CHECK(now.trains()[*run].calls[0].may_board());
    CHECK(find_planned_call(now, *run, 0) == call_ref{x, 0});
}

TEST_SUITE_END();
