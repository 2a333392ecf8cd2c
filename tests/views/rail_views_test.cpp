// What people and programs read of boards and journeys when trains do not run as planned.
#include <qaidam/rail/realtime.hpp>
#include <qaidam/views/rail_views.hpp>

#include <filesystem>
#include <fstream>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/rail");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

namespace {

const date day{2022, 1, 10};

/// At B, of all that may happen to a train; M runs every so often.
timetable updated() {
    timetable_builder b;
    const auto from = b.station({.key = "A", .name = {"甲", "Jia"}});
    const auto at = b.station({.key = "B", .name = {"乙", "Yi"}});
    const auto to = b.station({.key = "C", .name = {"丙", "Bing"}});
    const auto one = b.stop({.key = "B1", .station = at, .platform_code = "1"});
    const auto two = b.stop({.key = "B2", .station = at, .platform_code = "2"});
    const auto run = [&](const char* number, std::chrono::minutes leaves, timing how = timing::exact) {
        return b.train(
            {.number = number, .days = calendar::day_set::daily()},
            {{.at = from, .departure = leaves},
             {.at = at, .platform = one, .arrival = leaves + 1h, .departure = leaves + 70min, .timing = how},
             {.at = to, .arrival = leaves + 2h}});
    };
    const auto late = run("K1", 6h), early = run("K2", 7h), skips = run("K3", 8h), gone = run("K4", 9h);
    const auto moved = run("K5", 10h), detour = run("K6", 11h);
    run("K7", 12h, timing::approximate);
    b.train({.number = "M", .days = calendar::day_set::daily(), .headways = {{15h, 15h + 10min, 10min}}},
            {{.at = from, .departure = 15h}, {.at = at, .arrival = 15h + 20min}});
    const rail::train extra{
        .key = "L1",
        .number = "L1",
        .days = calendar::day_set::of({day}),
        .calls = {{.at = at, .platform = two, .departure = 14h}, {.at = to, .arrival = 15h}}};
    return with_updates(
        std::move(b).build(),
        {delay{late, day, 1, 5min}, delay{late, day, 1, 25min, call_event::departure},
         delay{early, day, 1, -2min}, skipped_call{skips, day, 1}, cancellation{gone, day},
         platform_change{moved, day, 1, two},
         replaced_run{detour, day, {{.at = from, .departure = 11h}, {.at = to, .arrival = 12h}}},
         extra_train{extra}});
}

std::vector<board_entry> board(const timetable& t, const char* at) {
    return list_calls(t, {.at = t.station(at),
                          .from = local_time{day},
                          .until = local_time{day + calendar::day_count{1}},
                          .with_cancelled = true});
}

} // namespace

TEST_CASE(
    "a board has planned beside expected times, platforms and what became of a train, in both languages") {
    const auto t = updated();
    CHECK(views::board_table(t, board(t, "乙"), language::zh).text() ==
          R"(车次  始发  终到           到  预计到     开  预计开  站台   备注
────  ────  ────  ───────────  ──────  ─────  ──────  ─────  ──────────────
K1    甲    丙          07:00   07:05  07:10   07:35  1      晚点 25 分
K2    甲    丙          08:00   07:58  08:10   08:08  1      提前 2 分
K3    甲    丙          09:00          09:10          1      本站不停
K4    甲    丙          10:00          10:10          1      停运
K5    甲    丙          11:00          11:10          1 → 2
K6    甲    丙          12:00          12:10          1      本站不停
K7    甲    丙          13:00          13:10          1      约略时刻
L1    乙    丙              —          14:00          2      加开
M     甲    乙    15:20–15:30              —                 每 10 分钟一班
)");
    CHECK(views::board_table(t, board(t, "乙"), language::en).text() ==
          R"(train  from  to            arr  exp arr    dep  exp dep  platform  remarks
─────  ────  ────  ───────────  ───────  ─────  ───────  ────────  ──────────────────
K1     Jia   Bing        07:00    07:05  07:10    07:35  1         25 min late
K2     Jia   Bing        08:00    07:58  08:10    08:08  1         2 min early
K3     Jia   Bing        09:00           09:10           1         does not call here
K4     Jia   Bing        10:00           10:10           1         cancelled
K5     Jia   Bing        11:00           11:10           1 → 2
K6     Jia   Bing        12:00           12:10           1         does not call here
K7     Jia   Bing        13:00           13:10           1         approximate
L1     Yi    Bing            —           14:00           2         extra
M      Jia   Yi    15:20–15:30               —                     every 10 min
)");
}

TEST_CASE("a journey says how late it is, and its JSON has the plan beside what is expected") {
    const auto t = updated();
    const auto ride = [&](const char* from, const char* to, std::chrono::hours at) {
        const auto j = journeys::find_earliest(t, {.from = t.station(from),
                                                   .to = t.station(to),
                                                   .when = journeys::leave_after{local_time{day, at}}});
        return j.value();
    };
    CHECK(views::describe(t, ride("甲", "丙", 6h), language::zh) ==
          R"(  K1     甲 2022-01-10 06:00 → 丙 2022-01-10 08:25（到站晚点 25 分）
  直达，全程 2 小时 25 分
)");
    CHECK(views::describe(t, ride("乙", "丙", 7h), language::en) ==
          R"(  K1     Yi 2022-01-10 07:35 → Bing 2022-01-10 08:25 (25 min late) (platform 1)
  through, 0 h 50 min in all
)");
    CHECK(views::describe(t, ride("乙", "丙", 14h), language::en) ==
          R"(  L1     Yi 2022-01-10 14:00 → Bing 2022-01-10 15:00 (extra) (platform 2)
  through, 1 h 0 min in all
)");
    CHECK(views::describe(t, ride("乙", "丙", 13h), language::zh) ==
          R"(  K7     乙 2022-01-10 13:10 → 丙 2022-01-10 14:00（约略时刻）（1 站台）
  直达，全程 0 小时 50 分
)");
    const auto json = views::to_json(t, std::vector{ride("甲", "丙", 6h)});
    CHECK(json.find(R"("planned_arrival": "2022-01-10T07:00:00+08:00")") != std::string::npos);
}

TEST_CASE("the JSON of a journey says how one gets on and off where that is not as usual") {
    timetable_builder b;
    const auto from = b.station({.key = "A", .name = {"甲"}}), to = b.station({.key = "B", .name = {"乙"}});
    b.train({.number = "1", .days = calendar::day_set::daily()},
            {{.at = from, .departure = 8h, .boarding = access::by_phone},
             {.at = to, .arrival = 9h, .alighting = access::by_driver}});
    const auto t = std::move(b).build();
    const auto found =
        journeys::find_earliest(t, {.from = from, .to = to, .when = journeys::leave_after{local_time{day}}});
    const journeys::journey all[] = {found.value()};
    const auto json = views::to_json(t, all);
    CHECK(json.find("\"boarding\": \"by_phone\"") != std::string::npos);
    CHECK(json.find("\"alighting\": \"by_driver\"") != std::string::npos);
}

TEST_CASE("alerts are told in the language that is asked for, else in what there is") {
    const auto t = updated();
    const std::vector<service_alert> alerts{
        {.cause = "STRIKE",
         .effect = "NO_SERVICE",
         .texts = {{"de", "Streik", ""}, {"en-GB", "Strike", "No trains\nuntil noon"}},
         .active = {{.until = t.zone().to_utc(local_time{day, 12h})}}},
        {.cause = "OTHER_CAUSE", .effect = "SOMETHING_NEW", .texts = {{"", "电梯停用", ""}}},
        {.effect = "DETOUR"}};
    CHECK(views::describe(t, alerts, language::en) == "  1  no service, strike: Strike\n"
                                                      "     until 2022-01-10 12:00\n"
                                                      "     No trains until noon\n"
                                                      "  2  电梯停用\n"
                                                      "  3  detour\n");
    CHECK(views::describe(t, alerts, language::zh) == "  1  停运，罢工：Streik\n"
                                                      "     至 2022-01-10 12:00\n"
                                                      "  2  电梯停用\n"
                                                      "  3  绕行\n");
}

TEST_CASE("the JSON of a board is that of the file") {
    const auto t = updated();
    const auto text = views::to_json(t, board(t, "乙"));
    const auto kept = test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "views" / "board.json");
    if (text != kept) std::ofstream{"board.json"} << text;
    CHECK_MESSAGE(text == kept, "see board.json in the working folder");
}

TEST_SUITE_END();
