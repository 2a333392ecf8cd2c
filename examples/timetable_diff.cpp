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
    fmt::print(asked ? stdout : stderr,
               "usage: timetable_diff OLD NEW [--as-of OLD_DATE NEW_DATE] [--lang zh|en]\n\n"
               "OLD and NEW are GTFS folders or zips, and may be the same: --as-of then says which days to "
               "compare.\n");
    return asked ? 0 : 2;
}

rail::timetable load(const char* feed, const std::optional<calendar::date>& day) {
    auto [timetable, notices] = gtfs::load(feed, {.policy = policy::lenient});
    for (const auto& n : notices)
        if (n.level() > severity::info) fmt::print(stderr, "{}: {}\n", feed, n);
    return day ? rail::as_of(timetable, *day) : std::move(timetable);
}

} // namespace

int main(int argc, char** argv) {
    auto lang = language::zh;
    std::vector<const char*> feeds;
    std::optional<calendar::date> old_day, new_day;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word{argv[i]};
        if (word == "--help") return say_usage(true);
        if (word == "--as-of" && i + 2 < argc) {
            old_day = calendar::parse_date(argv[i + 1]);
            new_day = calendar::parse_date(argv[i + 2]);
            i += 2;
            if (!old_day || !new_day) return say_usage(false);
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
        const auto before = load(feeds[0], old_day);
        const auto after = load(feeds[1], new_day);
        const auto changes = rail::diff(before, after);
        fmt::print(fmt::runtime(pick(lang, "原有 {} 趟，现有 {} 趟；{} 处车站变化，{} 处列车变化\n",
                                     "{} trains before, {} now; {} changes of stations, {} of trains\n")),
                   before.trains().size(), after.trains().size(), changes.stations().size(),
                   changes.trains().size());
        fmt::print("{}", views::list_changes(before, after, changes, lang));
    } catch (const std::exception& e) {
        fmt::print(stderr, "timetable_diff: {}\n", e.what());
        return 1;
    }
}
