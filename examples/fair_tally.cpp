// What was sold and exchanged at the fairs of a community, by stall and kind of goods.
//
// Demonstrates: fairs, their stalls on a plan, trades and their tally.

#include <qaidam/civic/feed.hpp>
#include <qaidam/report/html.hpp>
#include <qaidam/venues/feed.hpp>
#include <qaidam/views/venue_views.hpp>

#include <algorithm>
#include <fstream>

using namespace qaidam;

namespace {

constexpr const char* usage = "usage: fair_tally FEED [-o fairs.html] [--lang zh|en]\n\n"
                              "FEED is a folder or zip as docs/community-feed.md describes, with fairs.csv, "
                              "stalls.csv, goods.csv and trades.csv.\n"
                              "The page has the plan of each fair.\n";

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
    const auto l = take("--lang").value_or("zh") == "en" ? language::en : language::zh;
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (words.size() != 1 || asked) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        const auto programme = venues::load(words[0], community).value;
        std::vector<report::section> sections;
        for (const auto& f : programme.fairs) {
            const auto title =
                fmt::format("{} · {} · {}–{}", f.name.in(l), f.host.in(l), calendar::to_string(f.from),
                            calendar::to_string(f.until.time_of_day()));
            const auto table = views::tally_table(f, programme, l);
            fmt::print("{}\n{}\n", title, table.text(2));
            sections.push_back({title, views::fair_plan(f, programme, l) + table.html()});
        }
        if (file) write(*file, report::page(pick(l, "集市", "Fairs"), l, sections));
    } catch (const std::exception& e) {
        fmt::print(stderr, "fair_tally: {}\n", e.what());
        return 1;
    }
}
