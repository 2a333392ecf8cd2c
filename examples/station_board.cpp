// The departures and arrivals of a station on a day.
//
// Demonstrates: loading a GTFS folder leniently with its notices, finding a station by name, a board as a
// table.

#include <qaidam/qaidam.hpp>

using namespace qaidam;

int main(int argc, char** argv) {
    const auto day = argc == 4 ? calendar::find_date(argv[3]) : std::nullopt;
    const auto next_day = day ? calendar::later(*day, 1) : std::nullopt;
    if (!next_day) {
        const bool asked = argc == 2 && std::string_view{argv[1]} == "--help";
        fmt::print(
            asked ? stdout : stderr,
            "usage: station_board FEED STATION DATE\n\nFEED is a GTFS folder, DATE is like 2022-01-11.\n");
        return asked ? 0 : 2;
    }
    try {
        const auto [timetable, notices] = rail::load_gtfs(argv[1], {.policy = policy::lenient});
        for (const auto& n : notices)
            if (n.rule->level > severity::info) fmt::print(stderr, "{}\n", n);
        const auto board = rail::list_calls(timetable, timetable.station(argv[2]), calendar::ptime{*day},
                                            calendar::ptime{*next_day});
        fmt::print("{}", views::board_table(timetable, board, language::zh).text());
    } catch (const std::exception& e) {
        fmt::print(stderr, "station_board: {}\n", e.what());
        return 1;
    }
}
