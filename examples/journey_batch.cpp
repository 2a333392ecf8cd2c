// Many questions from a table, for measuring and for comparing with other planners.
//
// Demonstrates: a network that is made once and, if asked, prepared for the days of the questions, a router that
// answers thousands of them, stops told by the feed's own keys.
// Read first: journey.

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: journey_batch FEED QUERIES.csv [--mode earliest|pareto|day] [--min-change SECONDS]\n"
        "                     [--prepare | --prepared FILE]\n\n"
        "FEED is a GTFS folder or zip. QUERIES has the columns from_stop_id,to_stop_id,date,seconds: the\n"
        "seconds count from noon - 12 h of the date. For each a line on standard output: the best arrival "
        "in\n"
        "the same seconds, -1 for none, and how many Pareto-optimal journeys there are. The change time "
        "applies at\n"
        "changes only. day: all Pareto-optimal journeys that leave within 24 hours.\n\n"
        "--prepare prepares the network for the days of the questions first: minutes for a nation's trains, "
        "so\n"
        "worth it for some hundred thousand questions. --prepared keeps that in FILE, which is made if "
        "there\n"
        "is none, for the next time.\n");
    return asked ? 0 : 2;
}

using enum cell_kind;
constexpr column columns[] = {
    {"from_stop_id", identity}, {"to_stop_id", needed}, {"date", needed}, {"seconds", needed}};

struct question {
    journeys::query query;
    calendar::utc_time zero;     ///< from which its seconds count, in UTC
    calendar::local_time leaves; ///< or later, or in the day from then on
};

/// The station that a stop of the feed belongs to.
std::optional<rail::station_id> find_station(const rail::timetable& t, std::string_view key) {
    if (const auto s = t.stations().find(key)) return s;
    if (const auto s = t.stops().find(key)) return t.stops()[*s].station;
    return std::nullopt;
}

/// "2022-01-10" or "20220110".
std::optional<calendar::date> find_day(std::string_view text) {
    if (text.size() != 8) return calendar::parse_date(text);
    return calendar::parse_date(
        fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
}

std::vector<question> load_questions(const rail::timetable& t, const std::filesystem::path& file,
                                     std::chrono::seconds change_time, bool day) {
    const auto name = file.filename().string();
    const table_layout layout{name, presence::required, columns};
    notices out;
    std::vector<question> all;
    const auto text = read_text_file(file, out);
    if (text)
        read_table_text(*text, layout, out, [&](record& r) {
            const auto station = [&](std::string_view column) {
                const auto found = find_station(t, r.cell(column));
                if (!found)
                    r.complain(codes::unknown_reference, column, {std::string{r.cell(column)}, "stops.txt"});
                return found.value_or(rail::station_id{0});
            };
            question q{.query = {.from = station("from_stop_id"),
                                 .to = station("to_stop_id"),
                                 .change_time = change_time},
                       .zero = {},
                       .leaves = {}};
            const auto date = find_day(r.cell("date"));
            if (!date) r.complain(gtfs::codes::bad_service_date, "date", {std::string{r.cell("date")}});
            const auto seconds = r.integer("seconds", 0, 7 * 86400);
            if (!r.ok()) return;
            q.zero = t.utc(*date, rail::service_time{std::chrono::seconds{0}});
            q.leaves = t.zone().to_local(q.zero + std::chrono::seconds{seconds});
            if (day)
                q.query.when = journeys::leave_between{q.leaves, q.leaves + std::chrono::hours{24}};
            else
                q.query.when = journeys::leave_after{q.leaves};
            all.push_back(std::move(q));
        });
    refuse_errors(out, policy::strict);
    return all;
}

/// The days on which the journeys leave.
calendar::date_span days_of(const std::vector<question>& questions) {
    calendar::date_span days;
    for (const auto& q : questions) {
        const auto first = q.leaves.date();
        const auto* const span = std::get_if<journeys::leave_between>(&q.query.when);
        const auto last = span != nullptr ? span->until.date() : first;
        days.from = std::min(days.from.value_or(first), first);
        days.until = std::max(days.until.value_or(last), last + calendar::day_count{1});
    }
    return days;
}

void show_progress(std::uint64_t done, std::uint64_t total) {
    if (done != total && done % std::max<std::uint64_t>(total / 10, 1) != 0) return;
    fmt::print(stderr, "preparing {} %\n", done * 100 / total);
}

double milliseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char** argv) {
    std::string_view mode = "earliest";
    std::chrono::seconds change_time{300};
    std::optional<std::filesystem::path> file;
    bool prepare = false;
    std::vector<const char*> given;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        if (word == "--help") return say_usage(true);
        if (word == "--mode" && i + 1 < argc) {
            mode = argv[++i];
        } else if (word == "--min-change" && i + 1 < argc) {
            change_time = std::chrono::seconds{std::atoi(argv[++i])};
        } else if (word == "--prepared" && i + 1 < argc) {
            file = argv[++i];
        } else if (word == "--prepare") {
            prepare = true;
        } else if (word.starts_with("--")) {
            return say_usage(false);
        } else {
            given.push_back(argv[i]);
        }
    }
    const bool known_mode = mode == "earliest" || mode == "pareto" || mode == "day";
    if (given.size() != 2 || !known_mode || (file && prepare)) return say_usage(false);
    try {
        const auto timetable = gtfs::load(given[0], {.policy = policy::lenient}).value;
        const auto questions = load_questions(timetable, given[1], change_time, mode == "day");
        const auto start = std::chrono::steady_clock::now();
        const journeys::network network{timetable};
        journeys::router router{network};
        if (file && std::filesystem::exists(*file)) {
            router = journeys::router{journeys::open_prepared(network, *file)};
        } else if (!questions.empty() && (file || prepare)) {
            const auto prepared = journeys::prepare(
                network,
                {.window = days_of(questions), .change_time = change_time, .progress = show_progress});
            if (file) prepared.save(*file);
            router = journeys::router{prepared};
        } else { // the days that are asked about are laid out before the clock starts
            for (const auto& q : questions) network.prepare_days(q.query);
        }
        const double preparing = milliseconds_since(start);

        std::vector<double> times;
        std::size_t reached = 0;
        fmt::print("arrival_seconds,journeys\n");
        for (const auto& q : questions) {
            const auto asked = std::chrono::steady_clock::now();
            std::vector<journeys::journey> found;
            if (mode == "earliest") {
                if (auto j = router.find_earliest(q.query)) found.push_back(*std::move(j));
            } else {
                found = router.find_all(q.query);
            }
            times.push_back(milliseconds_since(asked) * 1000);
            std::optional<calendar::utc_time> best;
            for (const auto& j : found) best = best ? std::min(*best, j.arrival_utc()) : j.arrival_utc();
            reached += best ? 1 : 0;
            fmt::print("{},{}\n", best ? (*best - q.zero).count() : -1, found.size());
        }
        std::sort(times.begin(), times.end());
        const auto at = [&](double share) {
            return times.empty()
                       ? 0.0
                       : times[std::min(times.size() - 1,
                                        static_cast<std::size_t>(share * static_cast<double>(times.size())))];
        };
        double sum = 0;
        for (const double t : times) sum += t;
        fmt::print(stderr,
                   "queries={} reached={} prepare_ms={:.1f} mean_us={:.1f} median_us={:.1f} p99_us={:.1f}\n",
                   times.size(), reached, preparing,
                   times.empty() ? 0.0 : sum / static_cast<double>(times.size()), at(0.5), at(0.99));
    } catch (const data_error& e) {
        for (const auto& n : e.why()) fmt::print(stderr, "{}\n", n);
        return 1;
    } catch (const std::exception& e) {
        fmt::print(stderr, "journey_batch: {}\n", e.what());
        return 1;
    }
}
