// Rolls up what was done at the must-visit posts (四必访): visits, opinions sought, promises made and kept, volunteer services.
//
// Demonstrates: activities by any key, as of any day, and what is recorded beside what was stated. Read first: ledger_rollup.

#include <qaidam/civic/feed.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/views/service_views.hpp>

#include <algorithm>
#include <functional>

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: must_visits FEED [--by kind|post|person|unit|month] [--as-of DATE] [--lang zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes. Adds up what was done by DATE at its "
    "must-visit\n"
    "posts and besides; without DATE, compares all that is recorded with what is stated.\n";

using key_of_activity = std::function<std::string(const ledger::activity&)>;
using name_of_key = std::function<std::string(const std::string&)>;

struct grouping {
    label title;
    key_of_activity by;
    name_of_key name; ///< what a key is called
};

std::optional<grouping> find_grouping(const std::string& by, const ledger::accounts& a,
                                      const civic::community& c, language l) {
    const auto named = [l](const auto& all, const char* zh, const char* en) {
        return [&all, l, zh, en](const std::string& k) -> std::string {
            const auto found = all.find(k);
            return found ? all[*found].name.in(l) : pick(l, zh, en);
        };
    };
    if (by == "kind")
        return {{{"岗位类别", "kind of post"},
                 ledger::by_post_kind{a.posts, a.kinds},
                 named(a.kinds, "（不在岗位）", "(of no post)")}};
    if (by == "post")
        return {{{"岗位", "post"}, ledger::by_post, named(a.posts, "（不在岗位）", "(of no post)")}};
    if (by == "person")
        return {{{"人员", "person"}, ledger::by_person, [&c, l](const std::string& k) -> std::string {
                     if (k.empty()) return pick(l, "（单位）", "(a unit)");
                     const auto name = name_of(civic::handler{civic::handler_kind::person, k}, c, l);
                     return fmt::format("{} ({})", name, k); // masked names may be the same
                 }}};
    if (by == "unit")
        return {{{"单位", "unit"},
                 ledger::by_activity_unit{a.posts, c},
                 [&c, l](const std::string& k) -> std::string {
                     if (k.empty()) return pick(l, "（无单位）", "(of no unit)");
                     for (const auto d : c.departments().ids())
                         if (to_cell(ledger::unit{d}, c) == k) return c.departments()[d].name.in(l);
                     for (const auto t : c.teams().ids())
                         if (to_cell(ledger::unit{t}, c) == k) return c.teams()[t].name.in(l);
                     return k;
                 }}};
    if (by == "month") return {{{"月份", "month"}, ledger::by_month, [](const std::string& k) { return k; }}};
    return std::nullopt;
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    const auto take = [&](std::string_view option) -> std::optional<std::string> {
        const auto at = std::find(words.begin(), words.end(), option);
        if (words.end() - at < 2) return std::nullopt;
        auto value = *(at + 1);
        words.erase(at, at + 2);
        return value;
    };
    const auto by = take("--by").value_or("kind");
    const auto day_text = take("--as-of");
    const auto day = day_text ? calendar::parse_date(*day_text) : std::nullopt;
    const auto l = take("--lang") == "en" ? language::en : language::zh;
    const bool asked = words.size() == 1 && words[0] == "--help";
    if (asked || words.size() != 1 || words[0].starts_with("--") || (day_text && !day)) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        auto accounts = ledger::load(words[0], community).value;
        if (day) accounts.activities = ledger::as_of(accounts.activities, *day);
        const auto group = find_grouping(by, accounts, community, l);
        if (!group) {
            fmt::print(stderr, "must_visits: cannot add up by '{}'\n{}", by, usage);
            return 2;
        }
        const auto rows = ledger::roll_up_kinds(accounts.activities, group->by);
        fmt::print("{}\n", views::must_visit_table(rows, group->title.in(l), group->name, l).text());
        // What is stated are totals of the year: they say nothing of what was done by a day within it.
        if (!day) fmt::print("{}", views::compared_table(accounts, l).text());
        const calendar::date_span known{std::nullopt, day ? calendar::later(*day, 1) : std::nullopt};
        for (const auto& f : ledger::audit_posts(accounts, community, known))
            fmt::print("{}\n", to_string(f, l));
    } catch (const std::exception& e) {
        fmt::print(stderr, "must_visits: {}\n", e.what());
        return 1;
    }
}
