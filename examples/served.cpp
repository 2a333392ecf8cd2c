// Who reaches a service by train and is back home, before and after a change of the timetable.
//
// Demonstrates: settlements with their people, trips with the fewest nights away, totals, a map.
// Read first: journey.

#include <qaidam/civic/feed.hpp>
#include <qaidam/geojson/geojson.hpp>
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/catchment.hpp>
#include <qaidam/views/catchment_views.hpp>

#include <charconv>
#include <fstream>
#include <sstream>
#include <string_view>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: served FEED PLACES TO DATE... [--stay MINUTES] [--hours 08:00 18:00] [--nights N]\n"
        "              [--map OUT.svg] [--lang zh|en]\n\n"
        "FEED is a GTFS folder or zip, TO the station of the service by name or id. PLACES is a CSV file\n"
        "with the columns place_id, name, longitude, latitude or stop_id, and people; or GeoJSON with\n"
        "points that have the properties name and people; or a community feed, whose residents are\n"
        "counted by building. People leave home on each DATE, as before and after a change.\n"
        "--stay: at the service; 60 without it. --hours: when it is open, each day.\n"
        "--nights: away from home, at most; 3 without it.\n");
    return asked ? 0 : 2;
}

template <class Number>
std::optional<Number> find_number(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional{number} : std::nullopt;
}

std::vector<journeys::settlement> read_geojson(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error(fmt::format("{} cannot be read", path));
    std::stringstream text;
    text << file.rdbuf();
    std::vector<journeys::settlement> all;
    for (const auto& f : geojson::read(text.str(), path).value) {
        const auto* point = std::get_if<geo::point>(&f.geometry);
        const auto people = f.properties.find("people"), name = f.properties.find("name");
        std::int64_t count = -1;
        if (people != f.properties.end()) count = find_number<std::int64_t>(people->second).value_or(count);
        if (point == nullptr || count < 0)
            throw std::runtime_error(fmt::format("{}:{}: want a point with people", path, f.line));
        all.push_back({.key = key{f.id.empty() ? std::to_string(f.number) : f.id},
                       .name = {name == f.properties.end() ? f.id : name->second},
                       .at = *point,
                       .people = count});
    }
    return all;
}

/// The residents of each building that day, where it has a place on the map.
std::vector<journeys::settlement> count_residents(const std::string& feed) {
    const auto community = civic::load(feed, {.policy = policy::lenient}).value;
    std::vector<journeys::settlement> all;
    for (const auto b : community.buildings().ids()) {
        const auto& building = community.buildings()[b];
        if (!building.at) continue;
        const auto& quarter = community.quarters()[building.quarter].name;
        journeys::settlement x{.key = building.key,
                               .name = {quarter.in(language::zh) + building.name.in(language::zh),
                                        quarter.in(language::en) + ", " + building.name.in(language::en)},
                               .at = building.at};
        for (const auto& household : community.households())
            if (household.building == b) x.people += household.residents;
        all.push_back(std::move(x));
    }
    return all;
}

std::vector<journeys::settlement> read_places(const std::string& path, const rail::timetable& timetable) {
    if (path.ends_with(".csv")) {
        auto [places, notices] = journeys::load_settlements(path, timetable, {.policy = policy::lenient});
        for (const auto& n : notices) fmt::print(stderr, "{}\n", n);
        return places;
    }
    return path.ends_with("json") ? read_geojson(path) : count_residents(path);
}

} // namespace

int main(int argc, char** argv) {
    auto lang = language::zh;
    std::vector<std::string> given;
    std::string map;
    journeys::catchment_query question;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (word == "--help") return say_usage(true);
        if (!word.starts_with("--")) {
            given.emplace_back(word);
            continue;
        }
        ++i;
        if (word == "--stay" && find_number<int>(value)) {
            question.stay = std::chrono::minutes{*find_number<int>(value)};
        } else if (word == "--nights" && find_number<int>(value)) {
            question.nights = *find_number<int>(value);
        } else if (word == "--hours" && i + 1 < argc && calendar::parse_time_of_day(value) &&
                   calendar::parse_time_of_day(argv[i + 1])) {
            question.opens = *calendar::parse_time_of_day(value);
            question.closes = *calendar::parse_time_of_day(argv[++i]);
        } else if (word == "--map" && !value.empty()) {
            map = value;
        } else if (word == "--lang" && find_language(value)) {
            lang = *find_language(value);
        } else {
            return say_usage(false);
        }
    }
    std::vector<calendar::date> dates;
    for (std::size_t i = 3; i < given.size(); ++i)
        if (const auto day = calendar::parse_date(given[i])) dates.push_back(*day);
    if (given.size() < 4 || dates.size() + 3 != given.size()) return say_usage(false);
    try {
        const auto timetable = gtfs::load(given[0], {.policy = policy::lenient}).value;
        const auto places = read_places(given[1], timetable);
        const journeys::network network{timetable};
        question.to = timetable.station(given[2]);
        std::vector<views::catchment_day> days;
        for (const auto& day : dates) {
            question.day = day;
            days.push_back({day, journeys::find_catchment(network, places, question)});
        }
        fmt::print("{}\n{}", views::catchment_table(places, days, lang).text(),
                   views::catchment_totals(places, days, lang).text());
        if (map.empty()) return 0;
        std::ofstream file{map, std::ios::binary};
        file << views::draw_catchment(timetable, places, days, lang);
        if (!file.flush()) throw std::runtime_error(fmt::format("{} cannot be written", map));
    } catch (const std::exception& e) {
        fmt::print(stderr, "served: {}\n", e.what());
        return 1;
    }
}
