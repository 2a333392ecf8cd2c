// What a message of GTFS-Realtime says of a timetable: what fits it, and what does not.
//
// Demonstrates: GTFS-Realtime in, its updates over the timetable, vehicles and alerts; how late trains are, learned from a
// recording.
// Read first: timetable_info, station_board.

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/lateness.hpp>
#include <qaidam/rail/realtime.hpp>

#include <charconv>
#include <string_view>
#include <variant>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: realtime_info FEED FILE... [--days-earlier N] [--notices] [--lateness OUT.csv] [--lang "
        "zh|en]\n\n"
        "FEED is a GTFS folder or zip, FILE a message of GTFS-Realtime, protobuf or JSON. With "
        "--days-earlier its\n"
        "service dates are taken so many days earlier, for a timetable of another week. --notices "
        "prints what does\n"
        "not fit. --lateness writes how late trains were by a recording, several messages in any order. "
        "Exit code:\n"
        "0 the messages were read and fit whole, 1 they do not, or were refused; 2 wrong use.\n");
    return asked ? 0 : 2;
}

std::optional<int> find_number(std::string_view text) {
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size() && value >= 0 ? std::optional{value}
                                                                                    : std::nullopt;
}

void print(const gtfs::realtime_feed& feed, const rail::timetable& planned, language l) {
    const auto row = [&](const char* zh, const char* en, const auto& value) {
        fmt::print("{} {}\n", pick(l, zh, en), value);
    };
    if (feed.made) row("生成时间", "made", calendar::to_string(planned.zone().to_local(*feed.made)));
    if (feed.differential) fmt::print("{}\n", pick(l, "只含变化部分", "says only what changed"));
    std::size_t kinds[std::variant_size_v<rail::realtime_update>] = {};
    for (const auto& u : feed.updates) ++kinds[u.index()];
    row("消息条目", "entities", feed.entities);
    row("车次更新", "trip updates",
        fmt::format("{}, {} {}", feed.trips, feed.trips_applied, pick(l, "条适用", "fit")));
    row("  晚点与早点", "  delays", kinds[0]);
    row("  停运", "  cancelled", kinds[1]);
    row("  越站", "  calls skipped", kinds[2]);
    row("  加开", "  extra trains", kinds[3]);
    row("  换站台", "  other platforms", kinds[4]);
    row("  改线", "  replaced", kinds[5]);
    row("车辆位置", "vehicles", feed.vehicles.size());
    row("提示", "alerts", feed.alerts.size());
    for (const auto& a : feed.alerts)
        for (const auto& text : a.texts) fmt::print("  {} {}: {}\n", a.effect, text.language, text.header);
}

void print(const journeys::lateness_recording& r, const std::string& file, language l) {
    std::int64_t count = 0;
    for (const auto& x : r.table.observations()) count += x.count;
    fmt::print(fmt::runtime(pick(l, "{}：{} 次晚点观测，{} 趟车；另有 {} 次只是预报，{} 次超出范围，均不计\n",
                                 "{}: {} observations of {} runs; {} forecasts and {} out of range do not "
                                 "count\n")),
               file, count, r.runs, r.forecasts, r.out_of_range);
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> files;
    gtfs::realtime_options options;
    auto lang = language::en;
    bool each = false;
    std::string lateness;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (word == "--help") return say_usage(true);
        if (word == "--notices") {
            each = true;
        } else if (word == "--days-earlier" && find_number(value)) {
            options.days_earlier = calendar::day_count{*find_number(value)};
            ++i;
        } else if (word == "--lateness" && !value.empty()) {
            lateness = argv[++i];
        } else if (word == "--lang" && find_language(value)) {
            lang = *find_language(value);
            ++i;
        } else if (!word.starts_with("--")) {
            files.emplace_back(word);
        } else {
            return say_usage(false);
        }
    }
    if (files.size() < 2) return say_usage(false);
    try {
        const auto planned = gtfs::load(files[0], {.policy = policy::lenient}).value;
        journeys::lateness_recorder recorder{planned};
        bool fit = true;
        for (const auto& file : std::span{files}.subspan(1)) {
            const auto [feed, notices] = gtfs::load_realtime(file, planned, options);
            (void)rail::with_updates(planned, feed.updates); // what was read can be applied
            if (files.size() > 2) fmt::print("{}\n", file_path{file}.name());
            print(feed, planned, lang);
            for (const auto& [rule, level, count] : notices.tallies())
                fmt::print("  {:>6}  {}\n", count, rule->code);
            if (each)
                for (const auto& n : notices) fmt::print("{}\n", to_string(n, lang));
            fit = fit && notices.count(severity::warning) == 0;
            const auto earlier = std::chrono::hours{24} * options.days_earlier.days();
            if (feed.made) recorder.record(feed.updates, *feed.made - earlier);
        }
        if (!lateness.empty()) {
            const auto learned = recorder.result();
            save(learned.table, planned, lateness);
            print(learned, lateness, lang);
        }
        return fit ? 0 : 1;
    } catch (const std::exception& e) {
        fmt::print(stderr, "realtime_info: {}\n", e.what());
        return 1;
    }
}
