// What is in a GTFS feed, and what is wrong with it.
//
// Demonstrates: a feed from a folder or a zip, the three policies, progress, notices by code.

#include <qaidam/gtfs/gtfs.hpp>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: timetable_info FEED [--policy strict|lenient|repair] [--encoding NAME] [--lang zh|en] "
        "[--notices]\n\n"
        "FEED is a GTFS folder or zip, or FEEDS.zip#NAME for one of several in a zip. --notices prints each\n"
        "notice, not only how many there are. NAME of an encoding is utf-8, utf-16, gb18030, big5 or\n"
        "windows-1252; without it the encoding is told from the bytes.\n"
        "Exit code: 0 the feed was loaded, 1 it was refused or the use was wrong.\n");
    return asked ? 0 : 1;
}

void print_notices(const notices& all, bool each, language l) {
    for (const auto& [rule, level, count] : all.tallies())
        fmt::print("  {:>8}  {:<8} {}\n", count, to_string(level, l), rule->code);
    if (each)
        for (const auto& n : all) fmt::print("{}: {}\n", to_string(n.level(), l), to_string(n, l));
}

void print_contents(const rail::timetable& t, language l) {
    std::size_t calls = 0;
    compact_optional<rail::service_time> latest;
    std::optional<calendar::date> first;
    std::optional<calendar::date> last;
    for (const auto& x : t.trains()) {
        calls += x.calls.size();
        latest = std::max(latest, x.calls.back().arrival);
        if (const auto day = x.days.first_from(calendar::date{boost::gregorian::min_date_time}))
            first = first ? std::min(*first, *day) : *day;
        if (const auto day = x.days.last_until(calendar::date{boost::gregorian::max_date_time}))
            last = last ? std::max(*last, *day) : *day;
    }
    const auto row = [&](const char* zh, const char* en, const auto& value) {
        fmt::print("{} {}\n", pick(l, zh, en), value);
    };
    row("运营方", "agencies", t.agencies().size());
    row("路线", "routes", t.routes().size());
    row("车站", "stations", t.stations().size());
    row("站内地点", "stops in stations", t.stops().size());
    row("车次", "trains", t.trains().size());
    row("停站", "calls", calls);
    if (first)
        row("开行日期", "running days",
            fmt::format("{} – {}", calendar::to_string(*first), calendar::to_string(*last)));
    if (latest) row("最晚时刻", "latest time", *latest);
    row("时区", "time zone", t.zone().name());
}

} // namespace

int main(int argc, char** argv) {
    gtfs::options options;
    language lang = language::en;
    bool each = false;
    auto in = encoding::detect;
    std::string feed;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        const std::string_view value{i + 1 < argc ? argv[i + 1] : ""};
        if (word == "--help") return say_usage(true);
        if (word == "--notices") {
            each = true;
        } else if (word == "--policy" && parse_policy(value)) {
            options.policy = *parse_policy(value);
            ++i;
        } else if (word == "--encoding" && parse_encoding(value)) {
            in = *parse_encoding(value);
            ++i;
        } else if (word == "--lang" && find_language(value)) {
            lang = *find_language(value);
            ++i;
        } else if (feed.empty() && !word.starts_with("--")) {
            feed = word;
        } else {
            return say_usage(false);
        }
    }
    if (feed.empty()) return say_usage(false);
    const bool terminal = isatty(fileno(stderr)) != 0;
    if (terminal)
        options.progress = [](std::uint64_t done, std::uint64_t total) {
            fmt::print(stderr, "\r{:>3} %{}", done * 100 / std::max<std::uint64_t>(1, total),
                       done == total ? "\n" : "");
        };
    try {
        feed_files files{feed};
        files.encoding(in);
        const auto [timetable, notices] = gtfs::load(files, options);
        print_contents(timetable, lang);
        print_notices(notices, each, lang);
        return 0;
    } catch (const data_error& e) {
        fmt::print("{}\n", pick(lang, "拒绝载入：", "refused:"));
        print_notices(e.why(), true, lang);
    } catch (const std::exception& e) {
        fmt::print(stderr, "timetable_info: {}\n", e.what());
    }
    return 1;
}
