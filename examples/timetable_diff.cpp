// What a new timetable changed: trains extended, split, renumbered, retimed, new and cancelled.
//
// Demonstrates: two feeds, or two revisions in one feed, compared train by train; a diff that makes the new
// timetable of the old one.
// Read first: timetable_info.

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/revision.hpp>
#include <qaidam/views/rail_views.hpp>

#include <optional>
#include <string_view>

using namespace qaidam;

namespace {

int say_usage(bool asked) {
    fmt::print(
        asked ? stdout : stderr,
        "usage: timetable_diff OLD NEW [--as-of OLD_DATE NEW_DATE [--between FROM TO]] [--lang zh|en]\n\n"
        "OLD and NEW are GTFS folders or zips, and may be the same: --as-of then says which days to "
        "compare:\nthe revisions in force on them, or where there are none the trains that run on "
        "them.\n--between: also how often trains of NEW run between two stations, and since when.\n");
    return asked ? 0 : 2;
}

rail::timetable load(const char* feed) {
    auto [timetable, notices] = gtfs::load(feed, {.policy = policy::lenient});
    for (const auto& n : notices)
        if (n.level() > severity::info) fmt::print(stderr, "{}: {}\n", feed, n);
    return std::move(timetable);
}

/// What is in force on a day. Without revisions nothing tells that but that it runs.
rail::timetable on(const rail::timetable& t, const std::optional<calendar::date>& day) {
    if (!day) return t;
    return t.revisions().empty() ? rail::running_on(t, *day) : rail::as_of(t, *day);
}

/// How often trains run between two stations, both ways.
void print_frequencies(const rail::timetable& t, const calendar::date& day, const char* one,
                       const char* other, language lang) {
    for (const auto& [from, to] :
         {std::pair{t.station(one), t.station(other)}, {t.station(other), t.station(one)}}) {
        auto often = rail::describe(rail::list_frequencies(t, from, to), day, lang);
        if (often.empty()) often = pick(lang, "不详", "not known");
        fmt::print(fmt::runtime(pick(lang, "  {} → {}：{}\n", "  {} → {}: {}\n")),
                   t.stations()[from].name.in(lang), t.stations()[to].name.in(lang), often);
    }
}

} // namespace

int main(int argc, char** argv) {
    auto lang = language::zh;
    std::vector<const char*> feeds;
    std::optional<calendar::date> old_day, new_day;
    std::optional<std::pair<const char*, const char*>> between;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        if (word == "--help") return say_usage(true);
        if (word == "--as-of" && i + 2 < argc) {
            old_day = calendar::parse_date(argv[i + 1]);
            new_day = calendar::parse_date(argv[i + 2]);
            i += 2;
            if (!old_day || !new_day) return say_usage(false);
        } else if (word == "--between" && i + 2 < argc && new_day) {
            between = {argv[i + 1], argv[i + 2]};
            i += 2;
        } else if (word == "--lang" && i + 1 < argc && find_language(argv[i + 1])) {
            lang = *find_language(argv[++i]);
        } else if (word.starts_with("--")) {
            return say_usage(false);
        } else {
            feeds.push_back(argv[i]);
        }
    }
    if (feeds.size() != 2) return say_usage(false);
    try {
        const auto old_feed = load(feeds[0]), new_feed = load(feeds[1]);
        const auto before = on(old_feed, old_day), after = on(new_feed, new_day);
        const auto changes = rail::diff(before, after);
        fmt::print(fmt::runtime(pick(lang, "原有 {} 趟，现有 {} 趟；{} 处车站变化，{} 处列车变化\n",
                                     "{} trains before, {} now; {} changes of stations, {} of trains\n")),
                   before.trains().size(), after.trains().size(), changes.stations().size(),
                   changes.trains().size());
        fmt::print("{}", views::list_changes(before, after, changes, lang));
        if (between) print_frequencies(new_feed, *new_day, between->first, between->second, lang);
    } catch (const std::exception& e) {
        fmt::print(stderr, "timetable_diff: {}\n", e.what());
        return 1;
    }
}
