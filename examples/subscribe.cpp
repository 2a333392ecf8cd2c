// The community's programme as a calendar that phones subscribe to.
//
// Demonstrates: classes as series, what was called off, iCalendar out and in.

#include <qaidam/calendar/zone.hpp>
#include <qaidam/civic/feed.hpp>
#include <qaidam/icalendar/icalendar.hpp>
#include <qaidam/venues/feed.hpp>
#include <qaidam/views/venue_views.hpp>

#include <algorithm>
#include <fstream>

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: subscribe FEED -o community.ics [--made TIME] [--lang zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes. TIME, in UTC, is when the calendar was "
    "made "
    "(now).\n"
    "Put the file where a web server serves it as text/calendar; programs ask for it again every hour.\n";

void write(const std::string& file, const std::string& text) {
    std::ofstream out{file, std::ios::binary};
    out << text;
    if (!out.flush()) throw std::runtime_error(file + ": cannot be written");
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    const auto take = [&](std::string_view option) -> std::optional<std::string> {
        const auto at = std::find(words.begin(), words.end(), option);
        if (at == words.end() || at + 1 == words.end()) return std::nullopt;
        auto value = *(at + 1);
        words.erase(at, at + 2);
        return value;
    };
    const auto file = take("-o");
    const auto made = take("--made");
    const auto l = take("--lang").value_or("zh") == "en" ? language::en : language::zh;
    const bool asked = words.size() == 1 && words[0] == "--help";
    const auto shown = made ? calendar::parse_local_time(*made) : std::nullopt;
    const auto stamp = shown ? calendar::zone{}.to_utc(*shown)
                             : calendar::utc_time::from_seconds_since_1970(std::time(nullptr));
    if (words.size() != 1 || !file || (made && !shown)) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        const auto programme = venues::load(words[0], community).value;
        const auto events = views::to_calendar(programme, community, {.language = l});
        write(*file, icalendar::write({community.identity().name.in(l), events}, stamp));

        // What a subscriber's program makes of it.
        const auto read = icalendar::read_file(*file).value;
        const auto series = std::count_if(read.events.begin(), read.events.end(),
                                          [](const auto& e) { return !e.rule.empty(); });
        const auto occasions =
            icalendar::expand(read.events, calendar::local_time{calendar::date{1990, 1, 1}},
                              calendar::local_time{calendar::date{2090, 1, 1}});
        fmt::print(fmt::runtime(pick(l, "{}：{} 个日程，其中系列 {} 个，共 {} 次\n",
                                     "{}: {} events, {} of them series, {} occasions\n")),
                   read.name, read.events.size(), series, occasions.size());
        for (const auto& o : occasions)
            fmt::print("{}  {}  {}\n", calendar::to_string(o.from), read.events[o.event].summary,
                       read.events[o.event].location);
    } catch (const std::exception& e) {
        fmt::print(stderr, "subscribe: {}\n", e.what());
        return 1;
    }
}
