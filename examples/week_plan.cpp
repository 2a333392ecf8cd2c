// What goes on at the community's places in a week, as a table and as a wall chart to print and pin up.
//
// Demonstrates: loading the venues of a feed, their entries, their audit, the wall chart.

#include <qaidam/civic/feed.hpp>
#include <qaidam/venues/venues.hpp>
#include <qaidam/views/venue_views.hpp>

#include <algorithm>
#include <fstream>

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: week_plan FEED WEEK [-o week.html] [--lang zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes; WEEK is any day of it, such as "
    "2021-12-24.\n"
    "What is wrong with the programme (two uses at a time, a closed place) is said below the table.\n";

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
    const auto page = take("-o");
    const auto l = take("--lang").value_or("zh") == "en" ? language::en : language::zh;
    const bool asked = words.size() == 1 && words[0] == "--help";
    const auto day = words.size() == 2 ? calendar::parse_date(words[1]) : std::nullopt;
    if (!day) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        const auto programme = venues::load(words[0], community).value;
        const auto monday = *day - calendar::day_count{static_cast<int>(calendar::weekday_of(*day))};
        const auto week = venues::list_entries(programme, community, calendar::local_time{monday},
                                               calendar::local_time{monday + calendar::day_count{7}},
                                               venues::called_off::kept);
        fmt::print("{}", views::entry_table(week, community, l).text());
        for (const auto& f : venues::audit(programme, community)) fmt::print("{}\n", to_string(f, l));
        if (page) write(*page, views::week_page(programme, community, *day, l));
    } catch (const std::exception& e) {
        fmt::print(stderr, "week_plan: {}\n", e.what());
        return 1;
    }
}
