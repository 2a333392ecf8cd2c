// Out of the train, into the sights: what one sees before the train leaves, and whether one has to stay overnight.
//
// Demonstrates: a destination from files, tours that are Pareto-optimal in sights, end, nights and price, and why
// a sight is left out.
// Read first: journey.

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/tour.hpp>
#include <qaidam/views/tour_views.hpp>

#include <charconv>
#include <fstream>
#include <string_view>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: tour FEED DESTINATION FROM --leave \"2022-01-11 20:00\" --back-by \"2022-01-14 12:00\"\n"
        "            [--nights N] [--want KEYS] [--skip KEYS] [--pace P] [--before-train MINUTES]\n"
        "            [--svg OUT.svg] [--lang zh|en] [--json]\n\n"
        "FEED is a GTFS folder or zip; DESTINATION a folder or zip with sights.csv, or that file, as\n"
        "docs/destination.md describes it; FROM a station by name or id.\n"
        "--nights: in hotels, at most; 0 without it.\n"
        "--want: sights that must be seen, by key, with commas between them.\n"
        "--skip: sights that need not be.\n"
        "--pace: how much longer one stays than the file says; 1 without it.\n"
        "--before-train: how long before a train to be at the station; 20 without it.\n"
        "--svg: a drawing of the first tour.\n");
    return asked ? 0 : 2;
}

template <class Number>
std::optional<Number> find_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

/// The sights of those keys.
std::vector<journeys::sight_id> choose(const journeys::destination& around, std::string_view keys) {
    std::vector<journeys::sight_id> all;
    while (!keys.empty()) {
        const auto word = keys.substr(0, keys.find(','));
        const auto found = around.sights.find(word);
        if (!found) throw std::invalid_argument(fmt::format("no sight has the key {}", word));
        all.push_back(*found);
        keys.remove_prefix(std::min(keys.size(), word.size() + 1));
    }
    return all;
}

} // namespace

int main(int argc, char** argv) {
    auto lang = language::zh;
    bool json = false;
    std::vector<const char*> given;
    std::string want, skip, svg;
    std::optional<calendar::local_time> leave, back_by;
    journeys::tour_query question;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (word == "--help") return say_usage(true);
        if (word == "--json") {
            json = true;
            continue;
        }
        if (!word.starts_with("--")) {
            given.push_back(argv[i]);
            continue;
        }
        if (word == "--leave" && (leave = calendar::parse_local_time(value))) {
        } else if (word == "--back-by" && (back_by = calendar::parse_local_time(value))) {
        } else if (word == "--nights" && find_number<int>(value)) {
            question.nights = *find_number<int>(value);
        } else if (word == "--pace" && find_number<double>(value)) {
            question.pace = *find_number<double>(value);
        } else if (word == "--before-train" && find_number<int>(value)) {
            question.before_train = std::chrono::minutes{*find_number<int>(value)};
        } else if (word == "--want" && !value.empty()) {
            want = value;
        } else if (word == "--skip" && !value.empty()) {
            skip = value;
        } else if (word == "--svg" && !value.empty()) {
            svg = value;
        } else if (word == "--lang" && find_language(value)) {
            lang = *find_language(value);
        } else {
            return say_usage(false);
        }
        ++i;
    }
    if (given.size() != 3 || !leave || !back_by) return say_usage(false);
    try {
        std::string folder = given[1];
        if (folder.ends_with("sights.csv"))
            folder = folder.size() == 10 ? "." : folder.substr(0, folder.size() - 11);
        const auto timetable = gtfs::load(given[0], {.policy = policy::lenient}).value;
        const auto [around, notices] =
            journeys::load_destination(folder, timetable, {.policy = policy::lenient});
        for (const auto& n : notices) fmt::print(stderr, "{}\n", n);
        const auto wanted = choose(around, want), skipped = choose(around, skip);
        const auto is_among = [](const auto& all, auto s) {
            return std::find(all.begin(), all.end(), s) != all.end();
        };
        question.from = timetable.station(given[2]);
        question.fare = journeys::fares_of(timetable, around);
        question.leave = *leave;
        question.back_by = *back_by;
        for (const auto s : around.sights.ids())
            if (!is_among(skipped, s))
                question.wishes.push_back({.sight = s, .is_required = is_among(wanted, s)});
        const auto tours = journeys::plan_tour(journeys::network{timetable}, around, question);
        if (json) {
            fmt::print("{}", views::to_json(timetable, around, tours));
            return 0;
        }
        for (const auto& t : tours.all) fmt::print("{}\n", views::describe(timetable, around, t, lang));
        if (!tours.is_exact)
            fmt::print("{}\n", pick(lang, "景点太多，没有试过所有组合",
                                    "too many sights: not all sets of them were tried"));
        if (tours.all.empty())
            fmt::print("{}\n", pick(lang, "限期之内没有可行的行程", "no tour is back in time"));
        if (svg.empty() || tours.all.empty()) return 0;
        std::ofstream file{svg, std::ios::binary};
        file << views::draw_tour(timetable, around, tours.all.front(), lang);
        if (!file.flush()) throw std::runtime_error(fmt::format("{} cannot be written", svg));
    } catch (const std::exception& e) {
        fmt::print(stderr, "tour: {}\n", e.what());
        return 1;
    }
}
