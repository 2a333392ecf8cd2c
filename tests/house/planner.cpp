// A journey planner for the trains between Xining and Huatugou.
#include <qaidam/qaidam.hpp>

#include <cstdio>
#include <cstdlib>

using namespace qaidam;
using namespace std::chrono_literals;
using calendar::date;

namespace {

void check(bool right, const char* what) {
    if (right) return;
    fmt::print(stderr, "wrong: {}\n", what);
    std::exit(1);
}

} // namespace

int main() {
    const auto [timetable, notices] = gtfs::load("examples/data/qaidam-rail");
    for (const auto& n : notices) fmt::print("{}\n", n);
    const auto show = [](const rail::timetable& table, const journeys::journey& j) {
        fmt::print("{}", views::describe(table, j, language::en));
    };

    for (const auto* typed : {"xn", "HTG", "huatu", "格尔木", "geermu", "Xi Ning", "lhasa"}) {
        fmt::print("{}:", typed);
        for (const auto& found : rail::find_stations(timetable, typed))
            fmt::print(" {}", timetable.stations()[found.station].name.en);
        fmt::print("\n");
    }
    check(rail::find_stations(timetable, "xn").front().station == timetable.station("西宁"), "xn is Xining");
    check(rail::find_stations(timetable, "Xi Ning").size() == 1, "spaces do not count");
    check(rail::find_stations(timetable, "lhasa").empty(), "the train does not go to Lhasa");

    const auto xining = timetable.station("西宁");
    const auto huatugou = timetable.station("花土沟");
    const journeys::network network{timetable};
    journeys::router router{network};
    const calendar::local_time evening{date{2022, 1, 10}, 20h};

    for (const date day : {date{2022, 1, 9}, date{2022, 1, 10}}) {
        fmt::print("all of {}\n", day);
        const journeys::leave_between whole_day{calendar::local_time{day, 0h},
                                                calendar::local_time{day, 23h + 59min}};
        const auto all = router.find_all({.from = xining, .to = huatugou, .when = whole_day});
        for (const auto& j : all) show(timetable, j);
        check(all.size() == 1, "one good journey leaves on each day");
        check(all.front().legs.size() == (day == date{2022, 1, 9} ? 2 : 1), "through only from the 10th on");
    }

    fmt::print("earliest after {}\n", evening);
    const journeys::query after{.from = xining, .to = huatugou, .when = journeys::leave_after{evening}};
    const auto earliest = router.find_earliest(after);
    check(earliest.has_value(), "there is a train in the evening");
    show(timetable, *earliest);
    check(earliest->departure() == calendar::local_time{date{2022, 1, 10}, 22h + 40min},
          "it leaves at 22:40");
    check(earliest->arrival() == calendar::local_time{date{2022, 1, 11}, 13h + 19min}, "it arrives at 13:19");

    const calendar::local_time meeting{date{2022, 1, 12}, 14h};
    fmt::print("there by {}\n", meeting);
    const auto latest =
        router.find_all({.from = xining, .to = huatugou, .when = journeys::arrive_by{meeting}});
    check(!latest.empty(), "one can be there by then");
    for (const auto& j : latest) show(timetable, j);
    check(latest.back().arrival() <= meeting, "and is there before");

    const auto k9805 = timetable.trains().id_of("K9805-2022");
    const auto today = with_updates(network, {rail::delay{k9805, date{2022, 1, 10}, 0, 40min}});
    const auto late = journeys::router{today}.find_earliest(after);
    check(late.has_value(), "the late train still runs");
    fmt::print("with the K9805 40 minutes late\n");
    show(today.table(), *late);
    check(late->departure() == calendar::local_time{date{2022, 1, 10}, 23h + 20min}, "it leaves at 23:20");
    check(late->arrival() - earliest->arrival() == 40min, "and arrives 40 minutes later");

    const rail::board_query at_golmud{.at = timetable.station("格尔木"),
                                      .from = calendar::local_time{date{2022, 1, 11}, 0h},
                                      .until = calendar::local_time{date{2022, 1, 12}, 0h}};
    const auto planned =
        views::board_table(timetable, rail::list_calls(timetable, at_golmud), language::en).text();
    const auto expected =
        views::board_table(today.table(), rail::list_calls(today.table(), at_golmud), language::en).text();
    fmt::print("Golmud, planned\n{}Golmud, expected\n{}", planned, expected);
    check(planned != expected && expected.find("08:10") != std::string::npos, "the board shows the delay");
}
