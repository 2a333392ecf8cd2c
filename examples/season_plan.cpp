// A season of classes: when and where each meets every week, and on which days.
//
// Demonstrates: plan_season with its proof and its reasons, holidays, make-up sessions.

#include <qaidam/civic/feed.hpp>
#include <qaidam/report/table.hpp>
#include <qaidam/venues/venues.hpp>

#include <algorithm>

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: season_plan FEED FROM UNTIL [--by PARTY] [--lang zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes: courses.csv says what "
    "is wished for, course_hours.csv,\n"
    "teacher_hours.csv and place_hours.csv when. The season is from the day FROM "
    "on, to the day before UNTIL.\n"
    "PARTY is the person, team or department that plans (the first team).\n";

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
    const auto by = take("--by");
    const auto l = take("--lang").value_or("zh") == "en" ? language::en : language::zh;
    const bool asked = words.size() == 1 && words[0] == "--help";
    const auto from = words.size() == 3 ? calendar::parse_date(words[1]) : std::nullopt;
    const auto until = words.size() == 3 ? calendar::parse_date(words[2]) : std::nullopt;
    if (!from || !until) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const auto community = civic::load(words[0]).value;
        const venues::desk desk{community, venues::load(words[0], community).value};
        const auto& programme = desk.programme();
        const auto wishes = venues::wishes_of(programme, community);
        const venues::season_options options;
        const auto plan = venues::plan_season(wishes.courses, wishes.teachers, wishes.places, options);

        report::table table{{{pick(l, "星期", "day")},
                             {pick(l, "时间", "time")},
                             {pick(l, "课程", "class")},
                             {pick(l, "场所", "place")}}};
        for (const auto& s : plan.week)
            table.add_row({to_string(s.day, l),
                           calendar::to_string(s.from) + "–" + calendar::to_string(s.until),
                           programme.courses[s.course].name.in(l), community.places()[s.place].name.in(l)});
        fmt::print("{}", table.text());
        fmt::print(
            fmt::runtime(pick(l, "不足：{}；下界 {}{}\n", "falls short by {}; no plan by less than {}{}\n")),
            plan.cost.total(options), plan.bound,
            plan.proven ? pick(l, "，已证明最优", ", proven the best") : "");
        for (const auto& u : plan.unplaced)
            for (const auto& why : u.reasons) fmt::print("{}\n", to_string(why, l));

        const auto first_team = community.teams().empty() ? "" : community.teams().begin()->key.text();
        const auto days = venues::lay_out(
            desk, plan, {*from, *until, by.value_or(first_team), calendar::local_time{*from}});
        fmt::print(fmt::runtime(pick(l, "\n共 {} 次课\n", "\n{} sessions\n")), days.sessions.size());
        if (!days.unsure.empty())
            fmt::print(
                fmt::runtime(pick(l, "其中 {} 天（{} 至 {}）的放假安排尚不知道，可能须调整\n",
                                  "the holidays of {} of these days ({} to {}) are not known yet, and may "
                                  "change the plan\n")),
                days.unsure.size(), days.unsure.front(), days.unsure.back());
        for (const auto& s : days.sessions)
            if (std::binary_search(days.unsure.begin(), days.unsure.end(), s.from.date()))
                fmt::print("{} {}{}\n", calendar::to_string(s.from), programme.courses[s.course].name.in(l),
                           pick(l, "（待放假安排公布）", " (holidays not known yet)"));
        for (const auto& m : days.missed) {
            fmt::print("{} {}: {}", calendar::to_string(m.session.from),
                       programme.courses[m.session.course].name.in(l), to_string(m.reason, l));
            if (m.made_up)
                fmt::print(fmt::runtime(pick(l, "；补课 {} {}\n", "; made up for on {} in {}\n")),
                           calendar::to_string(m.made_up->from),
                           community.places()[m.made_up->place].name.in(l));
            else
                fmt::print("{}\n", pick(l, "；两周内无法补课", "; there is no time for it within two weeks"));
        }
    } catch (const std::exception& e) {
        fmt::print(stderr, "season_plan: {}\n", e.what());
        return 1;
    }
}
