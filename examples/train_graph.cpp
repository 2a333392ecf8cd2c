// A train graph (列车运行图) of a line on a day, as an SVG.
//
// Demonstrates: lines with mileage from the feed, from a table or along a train; a part of a line; meets and
// overtakings as data; real-time updates beside the plan.
// Read first: station_board.

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/train_graph.hpp>
#include <qaidam/views/rail_views.hpp>

#include <fstream>
#include <optional>
#include <string_view>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: train_graph FEED LINE DATE -o OUT.svg [--lines TABLE.csv] [--between STATION STATION]\n"
        "                   [--realtime FILE] [--lang zh|en]\n\n"
        "FEED is a GTFS folder or zip. LINE is a line of the feed's lines.txt, of a table\n"
        "line,seq,station,km, or a train number: the line is then the train's way. FILE is a message\n"
        "of GTFS-Realtime: runs are drawn as expected, and dashed as planned.\n");
    return asked ? 0 : 2;
}

/// The line of that name, else the way of the train of that number.
rail::line choose_line(const rail::timetable& t, const std::vector<rail::line>& table,
                       std::string_view name) {
    for (const auto& l : table)
        if (l.key.text() == name) return l;
    for (const auto& l : t.lines())
        if (l.key.text() == name || l.name.zh == name || l.name.en == name) return l;
    for (const auto i : t.trains().ids())
        if (t.trains()[i].number == name || t.trains()[i].key.text() == name) return rail::line_along(t, i);
    throw std::invalid_argument(fmt::format("there is no line and no train {}", name));
}

} // namespace

int main(int argc, char** argv) {
    auto lang = language::zh;
    std::vector<const char*> given, between;
    const char* out = nullptr;
    const char* table = nullptr;
    const char* realtime = nullptr;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        if (word == "--help") return say_usage(true);
        if (word == "-o" && i + 1 < argc) {
            out = argv[++i];
        } else if (word == "--lines" && i + 1 < argc) {
            table = argv[++i];
        } else if (word == "--realtime" && i + 1 < argc) {
            realtime = argv[++i];
        } else if (word == "--between" && i + 2 < argc) {
            between = {argv[i + 1], argv[i + 2]};
            i += 2;
        } else if (word == "--lang" && i + 1 < argc && find_language(argv[i + 1])) {
            lang = *find_language(argv[++i]);
        } else if (word.starts_with("-")) {
            return say_usage(false);
        } else {
            given.push_back(argv[i]);
        }
    }
    const auto day = given.size() == 3 ? calendar::parse_date(given[2]) : std::nullopt;
    if (!day || out == nullptr) return say_usage(false);
    try {
        auto timetable = gtfs::load(given[0], {.policy = policy::lenient}).value;
        if (realtime != nullptr)
            timetable = rail::with_updates(timetable, gtfs::load_realtime(realtime, timetable).value.updates);
        std::vector<rail::line> lines;
        if (table != nullptr) lines = rail::load_lines(timetable, table).value;
        auto line = choose_line(timetable, lines, given[1]);
        if (!between.empty())
            line = rail::part_of(line, timetable.station(between[0]), timetable.station(between[1]));
        std::ofstream file{out, std::ios::binary};
        file << views::draw_train_graph(timetable, line, *day, lang);
        if (!file.flush()) throw std::runtime_error(fmt::format("{} cannot be written", out));
        const auto runs = rail::trace_trains(timetable, line, *day);
        fmt::print(fmt::runtime(pick(lang, "{} 个车站，{} 条运行线，会车 {} 次，越行 {} 次；{}\n",
                                     "{} stations, {} runs, {} meets, {} overtakings; {}\n")),
                   line.stops.size(), runs.size(), rail::find_meets(runs).size(),
                   rail::find_overtakes(runs).size(), out);
    } catch (const std::exception& e) {
        fmt::print(stderr, "train_graph: {}\n", e.what());
        return 1;
    }
}
