// What trains cost to run over a period, beside what they take.
//
// Demonstrates: train-kilometres, the least sets of coaches, takings by tariff and load; rates and loads read as tables.
// Read first: price.

#include <qaidam/base/csv.hpp>
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/cost.hpp>
#include <qaidam/views/rail_views.hpp>

#include <algorithm>
#include <string_view>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(asked ? stdout : stderr,
               "usage: service_cost FEED RATES 2022-02-01 2022-03-01 [--only NUMBER]... [--lang zh|en]\n\n"
               "FEED is a GTFS folder or zip with tariffs, RATES a folder with rates.csv (what is paid for)\n"
               "and loads.csv (passengers on each run, from stop to stop). The second date is the day after "
               "the last one.\n"
               "--only: these trains, by number; all without it.\n");
    return asked ? 0 : 2;
}

constexpr column rate_columns[] = {{"rate", cell_kind::identity}, {"price", cell_kind::needed}};
constexpr table_layout rate_table{"rates.csv", presence::required, rate_columns};
constexpr column load_columns[] = {{"trip_id", cell_kind::identity},
                                   {"from_stop_id", cell_kind::needed},
                                   {"to_stop_id", cell_kind::needed},
                                   {"tariff_id", cell_kind::needed},
                                   {"rider_category_id", cell_kind::needed, presence::optional},
                                   {"passengers", cell_kind::needed}};
constexpr table_layout load_table{"loads.csv", presence::required, load_columns};

void read_rates(const feed_files& files, rail::cost_rates& rates, notices& out) {
    const std::pair<std::string_view, rail::price*> names[] = {
        {"train_km", &rates.per_train_km}, {"run", &rates.per_run}, {"set_day", &rates.per_set_day}};
    read_table(files, rate_table, out, [&](record& r) {
        auto* const of = r.choice<rail::price*>("rate", names);
        const auto price = rail::parse_price(r.text("price"));
        if (!price) r.complain(codes::bad_choice, "price", {r.text("price"), "24.50 CNY"});
        if (r.ok()) *of = *price;
    });
}

std::vector<rail::load> read_loads(const feed_files& files, const rail::timetable& t, notices& out) {
    std::vector<rail::load> all;
    read_table(files, load_table, out, [&](record& r) {
        const auto train = r.reference("trip_id", t.trains(), "trips.txt");
        const auto from = r.reference("from_stop_id", t.stations(), "stops.txt");
        const auto to = r.reference("to_stop_id", t.stations(), "stops.txt");
        const auto tariff = r.reference("tariff_id", t.tariffs(), "tariffs.txt");
        const auto rider =
            r.find_reference("rider_category_id", t.rider_categories(), "rider_categories.txt");
        const auto passengers = r.integer("passengers", 0, 1'000'000);
        if (!r.ok()) return;
        const auto& x = t.trains()[train];
        const auto board = rail::find_call(x, from);
        const auto alight = board ? rail::find_call(x, to, *board + 1) : std::nullopt;
        if (!alight)
            return r.complain(codes::unknown_reference, "to_stop_id", {r.text("to_stop_id"), "the train"});
        all.push_back({train, *board, *alight, tariff, rider, passengers});
    });
    return all;
}

} // namespace

int main(int argc, char** argv) {
    auto lang = language::zh;
    std::vector<std::string_view> given, only;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (word == "--help") return say_usage(true);
        if (word == "--only" && !value.empty()) {
            only.push_back(argv[++i]);
        } else if (word == "--lang" && find_language(value)) {
            lang = *find_language(value);
            ++i;
        } else if (word.starts_with("--")) {
            return say_usage(false);
        } else {
            given.push_back(word);
        }
    }
    const auto from = given.size() == 4 ? calendar::parse_date(given[2]) : std::nullopt;
    const auto until = given.size() == 4 ? calendar::parse_date(given[3]) : std::nullopt;
    if (!from || !until) return say_usage(false);
    try {
        auto feed = gtfs::load(std::string{given[0]}, {.policy = policy::lenient});
        const auto& timetable = feed.value;
        auto& notices = feed.notices;
        const feed_files files{std::string{given[1]}};
        rail::service_query q{.period = {*from, *until}};
        read_rates(files, q.rates, notices);
        auto loads = read_loads(files, timetable, notices);
        for (const auto& n : notices)
            if (n.level() > severity::info) fmt::print(stderr, "{}\n", n);
        const auto is_asked = [&](rail::train_id i) {
            return only.empty() ||
                   std::find(only.begin(), only.end(), timetable.trains()[i].number) != only.end();
        };
        for (const auto i : timetable.trains().ids())
            if (is_asked(i)) q.trains.push_back(i);
        for (auto& x : loads)
            if (is_asked(x.train)) q.loads.push_back(std::move(x));
        if (q.trains.empty()) throw std::invalid_argument("no train has such a number");
        fmt::print("{}", views::cost_table(timetable, rail::cost_of_service(timetable, q), lang).text());
    } catch (const std::exception& e) {
        fmt::print(stderr, "service_cost: {}\n", e.what());
        return 1;
    }
}
