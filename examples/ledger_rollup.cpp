// Rolls a ledger up: promises and how many were kept, by batch, unit, department or month.
//
// Demonstrates: a ledger from a feed, folder or zip, as of any day; parts that are the total; stated totals that must
// agree; JSON; a chart.
// Read first: check_feed.

#include <qaidam/civic/feed.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/report/table.hpp>
#include <qaidam/views/service_views.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <stdexcept>

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: ledger_rollup FEED [--by batch|unit|department|month] [--as-of DATE] [--json]\n"
    "                     [--chart FILE.svg] [--lang zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes. Counts the items of its ledger and how "
    "many\n"
    "were done on DATE or before, and says whether the totals that are stated agree with them. --chart "
    "draws\n"
    "a bar for each.\n";

using key_of_item = std::function<std::string(const ledger::item&)>;

/// What the items are counted by, and its name.
std::optional<std::pair<key_of_item, label>> find_key(const std::string& by, const civic::community& c,
                                                      language l) {
    if (by == "batch")
        return {{[l](const ledger::item& x) { return to_string(x.batch, l); }, {"批次", "batch"}}};
    if (by == "unit")
        return {{[&c, l](const ledger::item& x) { return name_of(x.unit, c, l); }, {"单位", "unit"}}};
    if (by == "department") return {{ledger::by_department{c}, {"部门", "department"}}};
    if (by == "month") return {{ledger::by_due_month, {"到期月", "due in"}}};
    return std::nullopt;
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
    const auto by = take("--by").value_or("batch");
    const auto day_text = take("--as-of");
    const auto chart = take("--chart");
    const auto day = day_text ? calendar::parse_date(*day_text) : std::nullopt;
    const auto l = take("--lang") == "zh" ? language::zh : language::en;
    const bool json = std::erase(words, "--json") > 0;
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (asked || words.size() != 1 || words[0].starts_with("--") || (day_text && !day)) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        const auto accounts = ledger::load(words[0], community).value;
        const auto key = find_key(by, community, l);
        if (!key) {
            fmt::print(stderr, "ledger_rollup: cannot count by '{}'\n{}", by, usage);
            return 2;
        }
        const auto items = ledger::items_of_units(day ? ledger::as_of(accounts.items, *day) : accounts.items);
        const auto rows = ledger::roll_up(items, key->first);
        if (json) {
            fmt::print("{}", views::to_json(rows));
            return 0;
        }

        fmt::print("{}", views::roll_up_table(rows, community, key->second.in(l), l).text());
        if (chart) {
            std::ofstream out{*chart, std::ios::binary};
            out << views::draw_roll_up(rows, community, key->second.in(l), l);
            if (!out.flush()) throw std::runtime_error(*chart + ": cannot be written");
        }
        const auto wrong = ledger::audit(accounts);
        for (const auto& f : wrong) fmt::print("{}\n", to_string(f, l));
        if (wrong.empty())
            fmt::print("{}\n", pick(l, "上报总数与台账相符", "the stated totals agree with the ledger"));
    } catch (const std::exception& e) {
        fmt::print(stderr, "ledger_rollup: {}\n", e.what());
        return 1;
    }
}
