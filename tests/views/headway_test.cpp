// What is shown of trains that run every so often: never a minute.

#include <qaidam/views/rail_views.hpp>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/headways");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_set;
using calendar::local_time;

namespace {

const date day{2022, 3, 1};

/// A metro every ten minutes in the morning and every 450 seconds at noon, a walk, and a train.
struct town {
    timetable_builder b;
    station_id home = b.station({.key = key{"home"}, .name = {"家", "Home"}});
    station_id hub = b.station({.key = key{"hub"}, .name = {"枢纽", "Hub"}, .change_time = 5min});
    station_id away = b.station({.key = key{"away"}, .name = {"远方", "Away"}});
    timetable table;

    town() : table{make()} {}
    timetable make() {
        b.train({.number = "M1", .days = day_set::daily(), .headways = {{7h, 8h, 10min}, {12h, 13h, 450s}}},
                {{.at = home, .departure = 0h}, {.at = hub, .arrival = 20min}});
        b.train({.number = "K1", .days = day_set::daily()},
                {{.at = hub, .departure = 7h + 58min}, {.at = away, .arrival = 9h}});
        b.train({.number = "M2", .days = day_set::daily(), .headways = {{7h, 10h, 30min}}},
                {{.at = away, .departure = 0h}, {.at = hub, .arrival = 40min}});
        return std::move(b).build();
    }
    [[nodiscard]] std::string told(const journeys::query& q, language l) const {
        const auto j = journeys::find_earliest(table, q);
        return j ? views::describe(table, *j, l) : "none";
    }
    [[nodiscard]] std::string board(station_id at, std::chrono::seconds from, language l,
                                    board_side show = board_side::all) const {
        return views::board_table(table,
                                  list_calls(table, {.at = at,
                                                     .from = local_time{day, from},
                                                     .until = local_time{day, 24h},
                                                     .show = show}),
                                  l)
            .text();
    }
};

} // namespace

TEST_CASE(
    "a journey says since when one waits, how often the train runs, and when one arrives at the latest") {
    const town w;
    journeys::query q{
        .from = w.home, .to = w.hub, .when = journeys::leave_after{local_time{day, 7h + 55min}}};
    CHECK(w.told(q, language::en) ==
          "  M1     Home from 2022-03-01 07:55, every 10 min → Hub 2022-03-01 08:20 at the "
          "latest\n  through, at most 0 h 25 min in all\n");
    CHECK(w.told(q, language::zh) ==
          "  M1     家 2022-03-01 07:55 起候车，每 10 分钟一班 → 枢纽 至迟 2022-03-01 08:20\n"
          "  直达，全程至多 0 小时 25 分\n");
    q.headway_wait = journeys::headway_wait::mean;
    CHECK(w.told(q, language::en) ==
          "  M1     Home from 2022-03-01 07:55, every 10 min → Hub about 2022-03-01 08:20\n"
          "  through, about 0 h 25 min in all\n");
    q.when = journeys::leave_after{local_time{day, 12h + 1min}};
    CHECK(w.told(q, language::zh) ==
          "  M1     家 2022-03-01 12:01 起候车，每 7 分 30 秒一班 → 枢纽 约 2022-03-01 12:24:45\n"
          "  直达，全程约 0 小时 23 分\n");
}

TEST_CASE("a journey says how long one waits at least or at most beside such a train") {
    const town w;
    journeys::query q{
        .from = w.home, .to = w.away, .when = journeys::leave_after{local_time{day, 7h + 20min}}};
    CHECK(w.told(q, language::en) ==
          "  M1     Home from 2022-03-01 07:20, every 10 min → Hub 2022-03-01 07:50 at the latest\n"
          "  change at Hub, at least 00:08 to wait\n"
          "  K1     Hub 2022-03-01 07:58 → Away 2022-03-01 09:00\n"
          "  1 change(s), 1 h 40 min in all\n");
    CHECK(w.told(q, language::zh) ==
          "  M1     家 2022-03-01 07:20 起候车，每 10 分钟一班 → 枢纽 至迟 2022-03-01 07:50\n"
          "  换乘 枢纽，停留至少 00:08\n"
          "  K1     枢纽 2022-03-01 07:58 → 远方 2022-03-01 09:00\n"
          "  换乘 1 次，全程 1 小时 40 分\n");
}

TEST_CASE("a board lists such a train once for each headway, from its first departure to its last") {
    const town w;
    CHECK(w.board(w.home, 7h + 55min, language::en) ==
          "train  from  to   arr          dep  remarks\n"
          "─────  ────  ───  ───  ───────────  ────────────────\n"
          "M1     Home  Hub    —  07:00–08:00  every 10 min\n"
          "M1     Home  Hub    —  12:00–13:00  every 7 min 30 s\n");
    CHECK(w.board(w.home, 8h + 1min, language::zh) ==
          "车次  始发  终到  到           开  备注\n"
          "────  ────  ────  ──  ───────────  ─────────────────\n"
          "M1    家    枢纽   —  12:00–13:00  每 7 分 30 秒一班\n");
    CHECK(w.board(w.hub, 7h, language::en, board_side::arrivals) ==
          "train  from  to           arr  dep  remarks\n"
          "─────  ────  ───  ───────────  ───  ────────────────\n"
          "M1     Home  Hub  07:20–08:20    —  every 10 min\n"
          "M2     Away  Hub  07:40–10:40    —  every 30 min\n"
          "M1     Home  Hub  12:20–13:20    —  every 7 min 30 s\n");
}

TEST_CASE("direct trains say how often") {
    const town w;
    const auto direct = list_direct_trains(
        w.table, {.from = {w.home}, .to = {w.hub}, .period = {day, day + calendar::day_count{1}}});
    CHECK(views::direct_table(w.table, direct, language::en).text() ==
          "train  from          dep  to           arr  takes  days (at the origin)\n"
          "─────  ────  ───────────  ───  ───────────  ─────  "
          "─────────────────────────────────────────────────\n"
          "M1     Home  07:00–08:00  Hub  07:20–08:20   0:20  daily, 2022-03-01 to 2022-03-01; every 10 min\n"
          "M1     Home  12:00–13:00  Hub  12:20–13:20   0:20  daily, 2022-03-01 to 2022-03-01; every 7 min "
          "30 s\n");
}

TEST_CASE("JSON says that the times are bounds") {
    const town w;
    const auto j = journeys::find_earliest(
        w.table, {.from = w.home, .to = w.hub, .when = journeys::leave_after{local_time{day, 7h + 55min}}});
    REQUIRE(j);
    const auto text = views::to_json(w.table, std::vector{*j});
    const std::string wanted = R"("departure": "2022-03-01T08:00:00+08:00",
          "arrival": "2022-03-01T08:20:00+08:00",
          "stays_seated": false,
          "headway": {
            "seconds": 600,
            "since": "2022-03-01T07:55:00+08:00",
            "reckoned": "longest"
          })";
    CHECK_MESSAGE(text.find(wanted) != std::string::npos, text);
}

TEST_SUITE_END();
