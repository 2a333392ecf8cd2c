// The departures and arrivals of a station on a day.
//
// Demonstrates: a feed from a folder or a zip with its notices, finding a station by name, code, pinyin or
// initials, real-time updates message by message, a board as a table or JSON with planned and expected times, and the alerts
// that concern it.
// Read first: timetable_info.

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/alert.hpp>
#include <qaidam/rail/board.hpp>
#include <qaidam/rail/stations.hpp>
#include <qaidam/views/rail_views.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: station_board FEED STATION DATE [--departures|--arrivals] [--realtime FILE]... [--json]\n"
        "                     [--lang zh|en]\n\n"
        "FEED is a GTFS folder or zip, STATION a name, a code, pinyin or initials, DATE is like "
        "2022-01-11.\nFILE is a message of GTFS-Realtime, protobuf or JSON; of several each later one "
        "replaces\nthe one before, or what it changes of it. What is cancelled is listed too.\n");
    return asked ? 0 : 2;
}

/// The station that is meant, or nothing after saying which ones may be.
std::optional<rail::station_id> choose(const rail::timetable& t, const char* text, language l) {
    const auto found = rail::find_stations(t, text);
    if (found.empty()) {
        fmt::print(stderr, "station_board: no station is called {}\n", text);
        return std::nullopt;
    }
    if (found.size() == 1 || found[1].match != found[0].match) return found.front().station;
    fmt::print(stderr, "station_board: {} may be any of these; give a code or the full name\n", text);
    for (const auto& f : found)
        fmt::print(stderr, "  {}  {}\n", t.stations()[f.station].key, t.stations()[f.station].name.in(l));
    return std::nullopt;
}

} // namespace

int main(int argc, char** argv) {
    auto show = rail::board_side::all;
    auto lang = language::zh;
    std::vector<std::string> realtime;
    bool json = false;
    std::vector<const char*> given;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        if (word == "--help") return say_usage(true);
        if (word == "--departures") {
            show = rail::board_side::departures;
        } else if (word == "--arrivals") {
            show = rail::board_side::arrivals;
        } else if (word == "--realtime" && i + 1 < argc) {
            realtime.emplace_back(argv[++i]);
        } else if (word == "--json") {
            json = true;
        } else if (word == "--lang" && i + 1 < argc && find_language(argv[i + 1])) {
            lang = *find_language(argv[++i]);
        } else if (word.starts_with("--")) {
            return say_usage(false);
        } else {
            given.push_back(argv[i]);
        }
    }
    const auto day = given.size() == 3 ? calendar::parse_date(given[2]) : std::nullopt;
    const auto next_day = day ? calendar::later(*day, 1) : std::nullopt;
    if (!next_day) return say_usage(false);
    try {
        auto [timetable, notices] = gtfs::load(given[0], {.policy = policy::lenient});
        std::optional<calendar::utc_time> made;
        std::vector<rail::service_alert> told;
        if (!realtime.empty()) {
            gtfs::realtime_follower follower{timetable};
            auto now = follower.load(realtime.front());
            for (std::size_t i = 1; i < realtime.size(); ++i) now = follower.load(realtime[i]);
            notices.add(now.notices);
            made = now.value.made;
            told = std::move(now.value.alerts);
            timetable = rail::with_updates(timetable, now.value.updates);
        }
        for (const auto& n : notices)
            if (n.level() > severity::info) fmt::print(stderr, "{}\n", n);
        const auto station = choose(timetable, given[1], lang);
        if (!station) return 1;
        const rail::board_query question{.at = *station,
                                         .from = calendar::local_time{*day},
                                         .until = calendar::local_time{*next_day},
                                         .show = show,
                                         .with_cancelled = true};
        const auto board = rail::list_calls(timetable, question);
        const auto alerts = rail::list_alerts(timetable, told, question, board);
        if (json) {
            fmt::print("{}", views::to_json(timetable, board, alerts));
            return 0;
        }
        if (made)
            fmt::print("{} {}\n", pick(lang, "实时更新至", "real-time updates as of"),
                       calendar::to_string(timetable.zone_of(*station).to_local(*made)));
        fmt::print("{}", views::board_table(timetable, board, lang, alerts).text());
        if (!alerts.empty())
            fmt::print("{}\n{}", pick(lang, "提示", "notices"), views::describe(timetable, alerts, lang));
    } catch (const std::exception& e) {
        fmt::print(stderr, "station_board: {}\n", e.what());
        return 1;
    }
}
