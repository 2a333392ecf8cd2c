// Who serves what: posts of a community filled by its people, as near as can be.
//
// Demonstrates: posts and workers of a feed; the cheapest staffing; who is short of whom; who would be
// missed. Read first: check_feed, draw_grids.

#include <qaidam/civic/civic.hpp>
#include <qaidam/grids/grids.hpp>
#include <qaidam/report/table.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <string_view>

using namespace qaidam;

namespace {

struct totals {
    std::int64_t posts = 0, people = 0, today = 0, filled = 0, changes = 0;
};

std::string role_names(const grids::post& p, language l) {
    std::string text;
    for (const auto role : p.roles)
        text += (text.empty() ? "" : pick(l, "／", " or ")) + civic::to_string(role, l);
    return text;
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
    const auto l = take("--lang") == "zh" ? language::zh : language::en;
    const auto csv_file = take("--csv");
    const bool asked = words.size() == 1 && words[0] == "--help";
    const auto day = words.size() == 2 ? calendar::parse_date(words[1]) : std::nullopt;
    if (asked || !day) {
        fmt::print(
            asked ? stdout : stderr,
            "usage: staff FEED DATE [--csv STAFF.csv] [--lang zh|en]\n\n"
            "FEED is a folder or zip as docs/community-feed.md describes. Fills the posts of DATE: a party "
            "member "
            "for\n"
            "each building and each person of a special group, a leader and a member for each grid. Who is\n"
            "there today stays unless somebody lives 500 m nearer. STAFF.csv has who goes where. Names are\n"
            "masked.\n");
        return asked ? 0 : 2;
    }
    try {
        const auto c = civic::load(words[0]).value;
        const auto posts = grids::posts_of(c, *day);
        const auto workers = grids::workers_of(c, *day);
        const auto today = grids::placements_of(c, *day, posts, workers);
        const auto plan = grids::staff(posts, workers, {.today = today});

        std::map<std::string, totals> by_role;
        for (const auto& p : posts) {
            auto& t = by_role[role_names(p, l)];
            ++t.posts;
            t.people += p.people;
        }
        for (const auto& t : today) ++by_role[role_names(posts[t.post], l)].today;
        std::map<std::size_t, std::vector<std::size_t>> leaving;
        for (const auto& t : today) leaving[t.post].push_back(t.worker);
        for (const auto& [post, worker] : plan.placements) {
            ++by_role[role_names(posts[post], l)].filled;
            if (std::erase(leaving[post], worker) == 0) ++by_role[role_names(posts[post], l)].changes;
        }
        const auto right = report::align::right;
        report::table table{{{pick(l, "角色", "role")},
                             {pick(l, "岗位", "posts"), right},
                             {pick(l, "需要", "needed"), right},
                             {pick(l, "现有", "today"), right},
                             {pick(l, "安排", "filled"), right},
                             {pick(l, "新安排", "new"), right}}};
        for (const auto& [role, t] : by_role)
            table.add_row({role, std::to_string(t.posts), std::to_string(t.people), std::to_string(t.today),
                           std::to_string(t.filled), std::to_string(t.changes)});
        fmt::print("{}", table.text());
        fmt::print(fmt::runtime(pick(l, "路程共 {}，每岗平均 {}\n", "{} of way in all, {} a post\n")),
                   plan.way,
                   geo::meters{plan.way.value() /
                               static_cast<double>(std::max<std::size_t>(plan.placements.size(), 1))});
        for (const auto& s : plan.shortages) fmt::print("{}\n", to_string(s, l));

        if (csv_file) {
            static constexpr column columns[] = {
                {"place", cell_kind::needed}, {"role", cell_kind::needed}, {"person", cell_kind::needed}};
            constexpr table_layout layout{.file = "staff.csv", .columns = columns};
            csv_writer csv{layout};
            for (const auto& [post, worker] : plan.placements)
                csv.row({posts[post].place.text(), role_names(posts[post], language::en),
                         workers[worker].person.text()});
            std::ofstream stream{*csv_file, std::ios::binary};
            stream << csv.text();
            if (!stream.flush()) throw std::runtime_error(*csv_file + " cannot be written");
        }

        // Who would be missed most: how many places would have nobody without them.
        std::map<std::size_t, std::vector<std::string>, std::greater<>> missed;
        for (const auto p : c.people().ids())
            if (const auto open = grids::find_gaps_without(c, p, {*day, calendar::later(*day, 1)});
                !open.empty())
                missed[open.size()].push_back(civic::mask_name(c.people()[p].name.in(l)));
        for (const auto& [open, people] : missed)
            fmt::print(fmt::runtime(pick(l, "{} 人各自独力负责 {} 处，如{}\n",
                                         "{} people are the only ones for {} places each, such as {}\n")),
                       people.size(), open, people.front());
    } catch (const std::exception& e) {
        fmt::print(stderr, "staff: {}\n", e.what());
        return 1;
    }
}
