
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail/realtime");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

namespace {

const date tenth{2022, 1, 10};

std::string board(const timetable& t, const date& day) {
    std::string all;
    for (const auto& e : list_calls(t, {.at = t.station("格尔木"),
                                       .from = local_time{day},
                                       .until = local_time{day + calendar::day_count{1}},
                                       .show = board_side::departures}))
        all += fmt::format("{} {}; ", t.trains()[e.train].number,
                           calendar::to_string(e.departure->time_of_day()));
    return all;
}

/// From A to B daily, 8:00 to 9:00, and from B to C an hour on, after a wait.
struct pair_of_trains {
    timetable_builder b;
    station_id from, hub, to;
    train_id one, other;
};

pair_of_trains two_trains(std::chrono::minutes wait) {
    timetable_builder b;
    const auto from = b.station({.key = key{"a"}, .name = {"A"}});
    const auto hub = b.station({.key = key{"b"}, .name = {"B"}});
    const auto to = b.station({.key = key{"c"}, .name = {"C"}});
    const auto one = b.train({.key = key{"one"}, .days = calendar::day_set::daily()},
                             {{.at = from, .departure = 8h}, {.at = hub, .arrival = 9h}});
    const auto other = b.train({.key = key{"other"}, .days = calendar::day_set::daily()},
                               {{.at = hub, .departure = 9h + wait}, {.at = to, .arrival = 10h + wait}});
    return {std::move(b), from, hub, to, one, other};
}

} // namespace

TEST_CASE("a call is found by its station, again where the train comes back") {
    timetable_builder b;
    const auto a = b.station({.key = "a"});
    const auto c = b.station({.key = "c"});
    const auto elsewhere = b.station({.key = "e"});
    b.train({.number = "K1", .days = calendar::day_set::daily()},
            {{.at = a, .departure = 8h}, {.at = c, .arrival = 9h}, {.at = a, .arrival = 10h}});
    const auto t = std::move(b).build();
    const auto& k1 = t.trains()[t.trains().id_of("K1")];
    CHECK(find_call(k1, a) == 0);
    CHECK(find_call(k1, c) == 1);
    CHECK(find_call(k1, a, 1) == 2);
    CHECK_FALSE(find_call(k1, elsewhere));
    CHECK_FALSE(find_call(k1, a, 3));
}

TEST_CASE("a late run is late on its day, on boards and in journeys, and on no other day") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto k9805 = t.trains().id_of("K9805-2022");
    const auto late = with_updates(t, {delay{k9805, tenth, 1, 25min}});
    CHECK(board(t, tenth + calendar::day_count{1}) == "K9805 08:10; K9806 21:50; ");
    CHECK(board(late, tenth + calendar::day_count{1}) == "K9805 08:35; K9806 21:50; ");
    CHECK(board(late, tenth + calendar::day_count{2}) == "K9805 08:10; K9806 21:50; ");
    const auto j = journeys::find_earliest(late, {.from = t.station("西宁"),
                                                  .to = t.station("花土沟"),
                                                  .when = journeys::leave_after{local_time{tenth, 20h}}});
    REQUIRE(j);
    CHECK(calendar::to_string(j->arrival()) == "2022-01-11 13:44");
    CHECK(late.trains()[j->rides().front().train].key == key{"K9805-2022@live-2022-01-10"});
    CHECK(with_updates(t, {}) == t);
}

TEST_CASE("a delay is against the plan, and replaces what was said of the calls from its own on") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto k9805 = t.trains().id_of("K9805-2022");
    const auto next_day = tenth + calendar::day_count{1};
    const auto caught_up = with_updates(t, {delay{k9805, tenth, 1, 25min}, delay{k9805, tenth, 2, 15min}});
    CHECK(caught_up.trains()["K9805-2022@live-2022-01-10"].calls[2].arrival == service_time{37h + 34min});
    CHECK(board(with_updates(t, {delay{k9805, tenth, 1, 25min}, cancellation{k9805, tenth}}), next_day) ==
          "K9806 21:50; ");
    const auto skipped = with_updates(t, {skipped_call{k9805, tenth, 1}});
    CHECK_FALSE(journeys::find_earliest(skipped, {.from = t.station("西宁"),
                                                  .to = t.station("格尔木"),
                                                  .when = journeys::leave_after{local_time{tenth, 20h}},
                                                  .horizon = 20h}));
    CHECK(journeys::find_earliest(skipped, {.from = t.station("西宁"),
                                            .to = t.station("花土沟"),
                                            .when = journeys::leave_after{local_time{tenth, 20h}},
                                            .horizon = 20h}));
}

TEST_CASE("an extra train runs beside the others") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const rail::train extra{
        .key = "L1",
        .number = "L1",
        .days = calendar::day_set::of({tenth}),
        .calls = {{.at = t.station("西宁"), .departure = 12h}, {.at = t.station("花土沟"), .arrival = 24h}}};
    const auto more = with_updates(t, {extra_train{extra}});
    const auto j = journeys::find_earliest(more, {.from = t.station("西宁"),
                                                  .to = t.station("花土沟"),
                                                  .when = journeys::leave_after{local_time{tenth, 9h}}});
    REQUIRE(j);
    CHECK(calendar::to_string(j->arrival()) == "2022-01-11 00:00");
    auto taken = extra;
    taken.key = "K9805-2022";
    CHECK_THROWS_AS((void)with_updates(t, {extra_train{taken}}), data_error);
}

TEST_CASE("a change that is forbidden between two trains is, when both are late") {
    auto [b, from, hub, to, one, other] = two_trains(1h);
    b.transfer({.from = {.station = hub, .train = one},
                .to = {.station = hub, .train = other},
                .kind = transfer_kind::impossible});
    const auto planned = std::move(b).build();
    const journeys::query q{
        .from = from, .to = to, .when = journeys::leave_after{local_time{date{2022, 1, 10}}}};
    CHECK_FALSE(journeys::find_earliest(planned, q));
    const delay first{one, date{2022, 1, 10}, 0, 5min}, second{other, date{2022, 1, 10}, 0, 5min};
    CHECK_FALSE(journeys::find_earliest(with_updates(planned, {first}), q));
    CHECK_FALSE(journeys::find_earliest(with_updates(planned, {second}), q));
    CHECK_FALSE(journeys::find_earliest(with_updates(planned, {first, second}), q));
}

TEST_CASE("coaches that come too late for their next train do not go on as that of the next day") {
    auto [b, from, hub, to, one, other] = two_trains(5min);
    b.transfer({.from = {.train = one}, .to = {.train = other}, .kind = transfer_kind::stay_seated});
    const auto planned = std::move(b).build();
    const journeys::query q{.from = from,
                            .to = to,
                            .when =
                                journeys::leave_after{local_time{date{2022, 1, 10}, std::chrono::hours{7}}}};
    /// Whether one gets there that morning without a change.
    const auto goes_through = [&](std::initializer_list<realtime_update> updates) {
        const auto j = journeys::find_earliest(with_updates(planned, updates), q).value();
        return j.changes() == 0 && j.departure().date() == date{2022, 1, 10};
    };
    const delay little{one, date{2022, 1, 10}, 0, 5min}, much{one, date{2022, 1, 10}, 0, 10min};
    const delay waits{other, date{2022, 1, 10}, 0, 10min};
    CHECK(goes_through({}));
    CHECK(goes_through({little}));
    CHECK_FALSE(goes_through({much}));
    CHECK(goes_through({much, waits}));
}

TEST_CASE("a train that is held arrives on time, and is caught") {
    auto [b, from, hub, to, one, other] = two_trains(5min);
    const auto through = b.train({.key = key{"through"}, .days = calendar::day_set::daily()},
                                 {{.at = from, .departure = 8h},
                                  {.at = hub, .arrival = 9h, .departure = 9h + 2min},
                                  {.at = to, .arrival = 10h}});
    const auto now =
        with_updates(std::move(b).build(), {delay{through, tenth, 1, 18min, call_event::departure}});
    const auto& x = now.trains()["through@live-2022-01-10"];
    CHECK(x.calls[1].arrival == service_time{9h});
    CHECK(x.calls[1].departure == service_time{9h + 20min});
    CHECK(x.calls[2].arrival == service_time{10h + 18min});
}

TEST_CASE("a late vehicle leaves late as its next train, and that one's next, unless their delay is told") {
    timetable_builder b;
    const auto here = b.station({.key = key{"a"}, .name = {"A"}});
    const auto there = b.station({.key = key{"b"}, .name = {"B"}});
    const auto run = [&](const char* k, std::chrono::minutes at, bool back) {
        return b.train({.key = key{k}, .days = calendar::day_set::daily(), .block = "v"},
                       {{.at = back ? there : here, .departure = at},
                        {.at = back ? here : there, .arrival = at + 10min}});
    };
    const auto first = run("1", 8h, false);
    const auto second = run("2", 8h + 12min, true);
    run("3", 8h + 30min, false);
    const auto t = std::move(b).build();
    const auto leaves = [&](std::initializer_list<realtime_update> updates, const char* k) {
        const auto now = with_updates(t, updates);
        const auto live = now.trains().find(fmt::format("{}@live-2022-01-10", k));
        return live ? now.trains()[*live].calls.front().departure->seconds() / 60 : 0; // in minutes
    };
    CHECK(leaves({delay{first, tenth, 0, 5min}}, "2") == 8 * 60 + 15);
    CHECK(leaves({delay{first, tenth, 0, 5min}}, "3") == 0); // as planned
    CHECK(leaves({delay{first, tenth, 0, 20min}}, "2") == 8 * 60 + 30);
    CHECK(leaves({delay{first, tenth, 0, 20min}}, "3") == 8 * 60 + 40);
    CHECK(leaves({delay{first, tenth, 0, 1min}}, "2") == 0);
    CHECK(leaves({delay{first, tenth, 0, 20min}, delay{second, tenth, 0, 0min}}, "3") ==
          0); // another vehicle
}

TEST_CASE("what cannot have happened is refused") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto k9805 = t.trains().id_of("K9805-2022");
    CHECK_THROWS_AS((void)with_updates(t, {delay{k9805, date{2021, 1, 1}, 1, 25min}}), std::invalid_argument);
    CHECK_THROWS_AS((void)with_updates(t, {delay{k9805, tenth, 3, 25min}}), std::invalid_argument);
    CHECK_THROWS_AS((void)with_updates(t, {delay{k9805, tenth, 1, -10h}}), std::invalid_argument);
    CHECK_THROWS_AS((void)with_updates(t, {cancellation{train_id{99}, tenth}}), std::invalid_argument);
}

TEST_SUITE_END();
