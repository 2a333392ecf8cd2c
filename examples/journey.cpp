// How to get from one station to another.
//
// Demonstrates: the earliest arrival, all Pareto-optimal journeys of an evening or of a day, at most so many changes,
// by stations, without trains or stations that one wants to avoid; and how safe their changes are.
// Read first: station_board.

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journey.hpp>
#include <qaidam/rail/stations.hpp>
#include <qaidam/views/rail_views.hpp>
#include <qaidam/views/safety_views.hpp>

#include <charconv>
#include <optional>
#include <string_view>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: journey FEED FROM TO \"2022-01-10 20:00\" [--day|--arrive-by] [--max-changes N]\n"
        "               [--via STATION [--stay MINUTES]]... [--use-number N]... [--use-class C]...\n"
        "               [--use-route R]... [--avoid-number N]... [--avoid-class C]...\n"
        "               [--avoid-route R]... [--avoid-station STATION]... [--walk METRES]\n"
        "               [--wheelchair] [--mean-wait] [--realtime FILE]\n"
        "               [--lateness FILE.csv [--safest]] [--lang zh|en] [--json]\n\n"
        "FEED is a GTFS folder or zip, FROM and TO a name, a code, pinyin, initials or a city.\n"
        "--day: all Pareto-optimal journeys that leave within 24 hours.\n"
        "--arrive-by: the latest that arrive by then.\n"
        "--via: by this station, on the way of a train or to stay there so long; several in their order.\n"
        "--use-…, --avoid-…: trains by number (K9805), class (G, 高速动车组) or route (ICE).\n"
        "--avoid-station: not to board, alight or change there.\n"
        "--walk: between stations so near to each other, where the feed does not say; 200 without it, 0 for "
        "none.\n"
        "--wheelchair: only trains, platforms and ways that are said to be accessible.\n"
        "--mean-wait: for a train that runs every so often half of that, in place of the longest wait.\n"
        "--realtime: over what a message of GTFS-Realtime says, protobuf or JSON.\n"
        "--lateness: how likely the changes hold, by how late trains were, and when one arrives on average.\n"
        "--safest: all journeys that are either sooner on average, or surer.\n"
        "--json: as JSON, with the calls on the way.\n");
    return asked ? 0 : 2;
}

/// The list that an option like --use-class fills, null for another option.
std::vector<std::string>* find_list(journeys::filter& f, std::string_view option) {
    if (!option.starts_with("--use-") && !option.starts_with("--avoid-")) return nullptr;
    auto& words = option.starts_with("--use-") ? f.use : f.avoid;
    const auto kind = option.substr(option.rfind('-') + 1);
    if (kind == "number") return &words.numbers;
    if (kind == "class") return &words.classes;
    return kind == "route" ? &words.routes : nullptr;
}

std::optional<int> find_number(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

journeys::station_set choose(const rail::timetable& t, const char* text) {
    const auto found = rail::find_stations(t, text);
    if (found.empty()) throw std::invalid_argument(fmt::format("no station is called {}", text));
    std::vector<rail::station_id> all;
    for (const auto& f : found)
        if (f.match == found.front().match) all.push_back(f.station);
    return all;
}

void print(const rail::timetable& t, const std::vector<journeys::journey>& all, bool json, language l) {
    if (json) return fmt::print("{}", views::to_json(t, all));
    for (const auto& j : all) fmt::print("{}\n", views::describe(t, j, l));
}

void print(const rail::timetable& t, const std::vector<journeys::assessed_journey>& all, bool json,
           language l) {
    if (json) return fmt::print("{}", views::to_json(t, all));
    for (const auto& j : all)
        fmt::print("{}{}\n", views::describe(t, j.journey, l), views::describe_safety(t, j, l));
}

/// Each journey with how safe it is.
std::vector<journeys::assessed_journey>
assess(const journeys::network& n, const journeys::lateness_table& late, const journeys::query& q) {
    std::vector<journeys::assessed_journey> all;
    const auto found = journeys::router{n}.find_all(q);
    for (auto& safety : journeys::assess(n, late, q, found))
        all.push_back({found[all.size()], std::move(safety)});
    return all;
}

} // namespace

int main(int argc, char** argv) {
    auto lang = language::zh;
    bool day = false, arrive_by = false, json = false, wheelchair = false, safest = false;
    journeys::query query;
    std::vector<std::pair<const char*, std::chrono::minutes>> vias;
    std::vector<const char*> given, avoid_stations;
    std::string realtime, lateness;
    rail::walk_options walks;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (word == "--help") return say_usage(true);
        if (word == "--day") {
            day = true;
        } else if (word == "--arrive-by") {
            arrive_by = true;
        } else if (word == "--wheelchair") {
            wheelchair = true;
        } else if (word == "--json") {
            json = true;
        } else if (word == "--mean-wait") {
            query.headway_wait = journeys::headway_wait::mean;
        } else if (word == "--max-changes" && find_number(value)) {
            query.max_changes = *find_number(value);
            ++i;
        } else if (word == "--via" && !value.empty()) {
            vias.emplace_back(argv[++i], 0);
        } else if (word == "--stay" && !vias.empty() && find_number(value)) {
            vias.back().second = std::chrono::minutes{*find_number(value)};
            ++i;
        } else if (auto* list = find_list(query.filter, word); list != nullptr && !value.empty()) {
            list->emplace_back(argv[++i]);
        } else if (word == "--avoid-station" && !value.empty()) {
            avoid_stations.push_back(argv[++i]);
        } else if (word == "--walk" && find_number(value)) {
            walks.within = geo::meters{static_cast<double>(*find_number(value))};
            ++i;
        } else if (word == "--realtime" && !value.empty()) {
            realtime = argv[++i];
        } else if (word == "--lateness" && !value.empty()) {
            lateness = argv[++i];
        } else if (word == "--safest") {
            safest = true;
        } else if (word == "--lang" && find_language(value)) {
            lang = *find_language(value);
            ++i;
        } else if (word.starts_with("--")) {
            return say_usage(false);
        } else {
            given.push_back(argv[i]);
        }
    }
    const auto time = given.size() == 4 ? calendar::parse_local_time(given[3]) : std::nullopt;
    if (!time || (safest && lateness.empty())) return say_usage(false);
    try {
        auto [timetable, notices] = gtfs::load(given[0], {.policy = policy::lenient});
        timetable = rail::with_pathways(timetable, {.step_free = wheelchair});
        if (walks.within.value() > 0) timetable = rail::with_walks(timetable, walks);
        if (!realtime.empty()) {
            const auto now = gtfs::load_realtime(realtime, timetable);
            notices.add(now.notices);
            timetable = rail::with_updates(timetable, now.value.updates);
        }
        if (wheelchair) timetable = rail::for_wheelchairs(timetable);
        for (const auto& n : notices)
            if (n.level() > severity::info) fmt::print(stderr, "{}\n", n);
        query.from = choose(timetable, given[1]);
        query.to = choose(timetable, given[2]);
        for (const auto& [name, stay] : vias) query.via.push_back({choose(timetable, name), stay});
        for (const auto* name : avoid_stations)
            for (const auto s : choose(timetable, name)) query.filter.avoid_stations.push_back(s);
        if (arrive_by)
            query.when = journeys::arrive_by{*time};
        else if (day)
            query.when = journeys::leave_between{*time, *time + std::chrono::hours{24}};
        else
            query.when = journeys::leave_after{*time};
        const journeys::network network{timetable};
        for (const auto& word : journeys::unknown_words(network, query.filter))
            fmt::print(stderr, "journey: no train is called {}\n", word);
        const auto say_none = [&] {
            fmt::print("{}\n", pick(lang, "三日内没有车", "no train within three days"));
        };
        if (!lateness.empty()) {
            const auto late = journeys::load_lateness(lateness, timetable, {.policy = policy::lenient});
            for (const auto& n : late.notices) fmt::print(stderr, "{}\n", n);
            const auto found = safest ? journeys::find_safest(network, late.value, query)
                                      : assess(network, late.value, query);
            print(timetable, found, json, lang);
            if (found.empty() && !json) say_none();
            return 0;
        }
        const auto found = journeys::router{network}.find_all(query);
        print(timetable, found, json, lang);
        if (found.empty() && !json) say_none();
    } catch (const std::exception& e) {
        fmt::print(stderr, "journey: {}\n", e.what());
        return 1;
    }
}
