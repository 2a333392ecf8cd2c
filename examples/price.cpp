// What journeys cost, which rules say so, and which one is cheapest.
//
// Demonstrates: tickets by fares and tariffs with their reasons, riders who pay less, rides without a price; price as a
// criterion beside arrival and changes, and a budget.
// Read first: journey.

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/price_search.hpp>
#include <qaidam/rail/stations.hpp>
#include <qaidam/views/rail_views.hpp>

#include <optional>
#include <string_view>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: price FEED FROM TO \"2022-01-10 20:00\" [--rider CATEGORY] [--medium CARD]\n"
        "             [--use NAME]... [--by-price] [--budget \"100 CNY\"] [--lang zh|en] [--json]\n\n"
        "FEED is a GTFS folder or zip, FROM and TO a name, a code, pinyin, initials or a city.\n"
        "The journeys are those that leave within 24 hours and that no other one beats in departure,\n"
        "arrival and changes.\n"
        "--by-price: in arrival, changes and price, slower classes of trains included; cheapest first.\n"
        "--budget: the same, of those that cost no more.\n"
        "--rider: for this category of riders (child, student, …), by its id in the feed.\n"
        "--medium: on this card or app, by its id in the feed.\n"
        "--use: these fares, products, tariffs or seats only (硬座).\n"
        "--json: as JSON.\n");
    return asked ? 0 : 2;
}

journeys::station_set choose(const rail::timetable& t, const char* text) {
    const auto found = rail::find_stations(t, text);
    if (found.empty()) throw std::invalid_argument(fmt::format("no station is called {}", text));
    std::vector<rail::station_id> all;
    for (const auto& f : found)
        if (f.match == found.front().match) all.push_back(f.station);
    return all;
}

} // namespace

int main(int argc, char** argv) {
    auto lang = language::zh;
    bool json = false, by_price = false;
    journeys::price_search search;
    auto& prices = search.prices;
    std::vector<const char*> given;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (word == "--help") return say_usage(true);
        if (word == "--by-price") {
            by_price = true;
        } else if (word == "--budget" && rail::parse_price(value)) {
            search.budget = rail::parse_price(value);
            by_price = true;
            ++i;
        } else if (word == "--json") {
            json = true;
        } else if (word == "--rider" && !value.empty()) {
            prices.rider = argv[++i];
        } else if (word == "--medium" && !value.empty()) {
            prices.medium = argv[++i];
        } else if (word == "--use" && !value.empty()) {
            prices.use.emplace_back(argv[++i]);
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
    if (!time) return say_usage(false);
    try {
        const auto [timetable, notices] = gtfs::load(given[0], {.policy = policy::lenient});
        for (const auto& n : notices)
            if (n.level() > severity::info) fmt::print(stderr, "{}\n", n);
        for (const auto& word : journeys::unknown_words(timetable, prices))
            fmt::print(stderr, "price: the feed knows nothing of {}\n", word);
        const journeys::network network{timetable};
        const journeys::query question{.from = choose(timetable, given[1]),
                                       .to = choose(timetable, given[2]),
                                       .when =
                                           journeys::leave_between{*time, *time + std::chrono::hours{24}}};
        std::vector<journeys::priced_journey> all;
        if (by_price) {
            auto found = journeys::find_priced(network, question, search);
            all = std::move(found.best);
            all.insert(all.end(), found.unpriced.begin(), found.unpriced.end());
        } else {
            for (auto& j : journeys::router{network}.find_all(question)) {
                auto cost = journeys::price_of(timetable, j, prices);
                all.push_back({std::move(j), std::move(cost)});
            }
        }
        if (json) {
            fmt::print("{}", views::to_json(timetable, all));
            return 0;
        }
        for (const auto& j : all)
            fmt::print("{}{}\n", views::describe(timetable, j.journey, lang),
                       views::describe_price(timetable, j, lang));
        if (all.empty()) fmt::print("{}\n", pick(lang, "三日内没有车", "no train within three days"));
    } catch (const std::exception& e) {
        fmt::print(stderr, "price: {}\n", e.what());
        return 1;
    }
}
