#include <qaidam/grids/roster.hpp>

#include <algorithm>
#include <map>
#include <set>

#include <qaidam/civic/feed.hpp>
#include <qaidam/grids/roster_codes.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids/roster");

using namespace qaidam;
using calendar::date;
using civic::role_kind;
using std::chrono::hours;

namespace {

civic::community with_people(int people, role_kind role = role_kind::grid_member) {
    civic::community_builder b;
    b.identity = {.key = "c", .name = {"社区", "Community"}};
    for (int i = 0; i < people; ++i) {
        const auto name = std::to_string(i + 1);
        const auto id = b.people.add({.key = "p-" + name, .name = {"人" + name, "Person " + name}});
        b.roles.push_back({.person = *id, .kind = role});
    }
    return std::move(b).build();
}

/// A day shift, and a night shift until 06:00, each for one.
grids::shift_book day_and_night() {
    grids::shift_book book;
    book.shifts.add({.key = "day",
                     .name = {"日班", "day shift"},
                     .roles = {role_kind::grid_member},
                     .from = hours{8},
                     .until = hours{16}});
    book.shifts.add({.key = "night",
                     .name = {"夜班", "night shift"},
                     .roles = {role_kind::grid_member},
                     .from = hours{22},
                     .until = hours{6}});
    return book;
}

const calendar::date_span week{date{2026, 11, 30}, date{2026, 12, 7}};

std::vector<std::string> said(const std::vector<finding>& all, language l = language::en) {
    std::vector<std::string> texts;
    for (const auto& f : all) texts.push_back(to_string(f, l));
    return texts;
}

using texts = std::vector<std::string>;

/// What is wrong with a roster, from its assignments alone.
void check_by_hand(const civic::community& c, const grids::shift_book& book, const grids::roster& r,
                   const grids::roster_options& options) {
    std::map<std::pair<date, std::string>, std::int64_t> have;
    std::map<std::string, std::map<date, const grids::shift*>> of_person;
    for (const auto& a : r.assignments) {
        const auto& s = book.shifts[a.shift];
        ++have[{a.day, a.shift.text()}];
        CHECK(of_person[a.person.text()].emplace(a.day, &s).second); // one a day
        const auto person = c.people().id_of(a.person);
        CHECK(std::any_of(s.roles.begin(), s.roles.end(),
                          [&](auto role) { return c.holds(person, role, a.day); }));
        for (const auto& l : book.leaves)
            if (!l.wished && l.person == a.person) CHECK_FALSE(l.when.contains(a.day));
    }
    for (auto d = *r.when.from; d < *r.when.until; d = *calendar::later(d, 1))
        for (const auto& s : book.shifts)
            CHECK(have[{d, s.key.text()}] ==
                  (grids::is_day_off(d, options.holidays) ? s.people_off : s.people));
    for (const auto& [person, days] : of_person) {
        std::optional<calendar::local_time> ended;
        std::map<date, int> a_week;
        int row = 0;
        std::optional<date> last;
        for (const auto& [d, s] : days) {
            const auto begins = calendar::local_time{d} + s->from;
            if (ended) CHECK(begins - *ended >= options.rest);
            ended = begins + grids::length_of(*s);
            row = last && *calendar::later(*last, 1) == d ? row + 1 : 1;
            last = d;
            CHECK(row <= *options.most_in_a_row);
            const auto monday = d - boost::gregorian::days{static_cast<int>(calendar::weekday_of(d))};
            CHECK(++a_week[monday] <= *options.most_a_week);
        }
    }
}

} // namespace

TEST_CASE("a month of the hundred and ten people on the grids of Chengdong keeps every rule") {
    const auto c = civic::load(test::chengdong).value;
    auto book = day_and_night();
    book.shifts.add({.key = "watch",
                     .name = {"巡守"},
                     .roles = {role_kind::party_member, role_kind::building_leader, role_kind::property_staff,
                               role_kind::full_time_grid_leader, role_kind::part_time_grid_leader,
                               role_kind::young_volunteer},
                     .from = hours{18},
                     .until = hours{21},
                     .people = 40,
                     .people_off = 30});
    test::random random;
    for (const auto& p : c.people()) {
        if (!random.one_in(5)) continue;
        const auto from = *calendar::later(date{2022, 1, 1}, random.between(0, 30));
        book.leaves.push_back({p.key, {from, calendar::later(from, random.between(1, 5))}, random.one_in(3)});
    }
    const grids::roster_options options{.search = {.steps = 2'000'000}};
    const auto r = grids::plan_roster(c, book, {date{2022, 1, 1}, date{2022, 2, 1}}, options);
    CHECK(r.reasons.empty());
    CHECK(r.people.size() >= 110);
    CHECK(r.bound <= r.cost.total());
    MESSAGE(r.people.size() << " people, cost " << r.cost.total() << ", bound " << r.bound);
    check_by_hand(c, book, r, options);
    auto published = book;
    published.assignments = r.assignments;
    CHECK(said(grids::check_roster(c, published, r.when, options)).empty());
}

TEST_CASE("nobody works before their role begins or after it has ended") {
    auto b = with_people(6).records();
    b.roles[0].when = {date{2026, 12, 3}, {}};
    b.roles[1].when = {{}, date{2026, 12, 2}};
    const auto c = std::move(b).build();
    const auto book = day_and_night();
    const auto r = grids::plan_roster(c, book, week);
    REQUIRE(r.reasons.empty());
    check_by_hand(c, book, r, {});
    CHECK(r.people.size() == 6);
}

TEST_CASE("a holiday and the weekend that it joins are one unit, a made-up Saturday is a working day") {
    const auto& holidays = calendar::holidays::china();
    CHECK(grids::is_day_off(date{2022, 1, 3}, holidays));
    CHECK(grids::is_day_off(date{2022, 1, 8}, holidays));
    CHECK_FALSE(grids::is_day_off(date{2022, 1, 29}, holidays));
    CHECK_FALSE(grids::is_day_off(date{2022, 1, 10}, holidays));
    CHECK(grids::is_day_off(date{2030, 1, 5}, holidays));
    const auto book = day_and_night();
    CHECK_FALSE(grids::is_night(book.shifts["day"]));
    CHECK(grids::is_night(book.shifts["night"]));
    CHECK(grids::is_night({.from = hours{0}, .until = hours{8}}));
    CHECK(grids::length_of(book.shifts["night"]) == hours{8});
    CHECK(grids::length_of({.from = hours{8}, .until = hours{8}}) == hours{24});
}

TEST_CASE("shifts, nights and days off are shared out as evenly as can be") {
    const auto c = with_people(7);
    const auto book = day_and_night();
    const auto r = grids::plan_roster(c, book, {date{2026, 12, 7}, date{2027, 1, 4}}); // four weeks
    REQUIRE(r.reasons.empty());
    CHECK(r.proven);
    CHECK(r.cost.total() == 0);
    std::map<std::string, int> shifts, nights;
    for (const auto& a : r.assignments) {
        ++shifts[a.person.text()];
        nights[a.person.text()] += a.shift == grids::shift_key{"night"} ? 1 : 0;
    }
    for (const auto& [person, n] : shifts) CHECK(n == 8);
    for (const auto& [person, n] : nights) CHECK(n == 4);
}

TEST_CASE("wishes are kept where somebody else can work, and told in the cost where nobody can") {
    const auto c = with_people(6);
    auto book = day_and_night();
    book.leaves = {{"p-1", {date{2026, 12, 1}, date{2026, 12, 3}}, true}};
    CHECK(grids::plan_roster(c, book, week).cost.wishes == 0);
    for (int i = 1; i <= 6; ++i)
        book.leaves.push_back({"p-" + std::to_string(i), {date{2026, 12, 5}, date{2026, 12, 6}}, true});
    const auto r = grids::plan_roster(c, book, week, {.wish = 7});
    CHECK(r.cost.wishes == 2 * 7);
    CHECK(r.bound >= 14);
}

TEST_CASE("after somebody falls ill, what was before stays, and few others change") {
    const auto c = with_people(8);
    auto book = day_and_night();
    const auto first = grids::plan_roster(c, book, week);
    REQUIRE(first.reasons.empty());
    book.assignments = first.assignments;
    book.assignments.back().fixed = true;
    const auto fixed = book.assignments.back();
    const date since{2026, 12, 3};
    const auto ill = first.assignments[6].person; // works on the third
    REQUIRE(first.assignments[6].day == since);
    book.leaves.push_back({ill, {since, {}}});
    const auto again = grids::plan_roster(c, book, week, {.settled_until = since});
    REQUIRE(again.reasons.empty());
    std::size_t gone = 0, lost = 0;
    for (const auto& a : first.assignments) {
        const bool stays =
            std::any_of(again.assignments.begin(), again.assignments.end(), [&](const auto& b) {
                return a.day == b.day && a.shift == b.shift && a.person == b.person;
            });
        if (a.day < since) CHECK(stays);
        if (a.day >= since && a.person == ill) ++lost;
        gone += stays ? 0 : 1;
    }
    CHECK(gone >= lost);
    CHECK(gone <= lost + 1);
    CHECK(again.cost.changes > 0);
    if (!(fixed.person == ill))
        CHECK(std::count(again.assignments.begin(), again.assignments.end(), fixed) == 1);
}

TEST_CASE("what the days before bring counts: rest after the last night, and days in a row") {
    const auto c = with_people(3);
    auto book = day_and_night();
    book.assignments = {{date{2026, 11, 29}, "night", "p-1"}, {date{2026, 11, 29}, "day", "p-2"}};
    book.leaves = {{"p-3", {date{2026, 11, 30}, date{2026, 12, 1}}}};
    auto r = grids::plan_roster(c, book, {date{2026, 11, 30}, date{2026, 12, 1}});
    REQUIRE(r.assignments.size() == 2);
    CHECK(r.assignments[0].person == civic::person_key{"p-2"}); // the other was at work until 06:00
    for (int ago = 5; ago > 0; --ago)
        book.assignments.push_back({date{2026, 11, 29} - boost::gregorian::days{ago}, "day", "p-2"});
    r = grids::plan_roster(c, book, {date{2026, 11, 30}, date{2026, 12, 1}});
    CHECK(said(r.reasons) == texts{"proven: no roster keeps all rules"});
    CHECK(said(r.reasons, language::zh) == texts{"已证明没有遵守全部规则的排班"});
}

TEST_CASE("why there is no roster is told in words: a night that lacks people, a week, what was fixed") {
    auto c = with_people(4);
    auto book = day_and_night();
    book.shifts.update(*book.shifts.find("night"), [](auto& s) { s.people = 3; });
    book.leaves = {{"p-1", {date{2026, 12, 3}, date{2026, 12, 4}}}, {"p-2", {{}, date{2026, 12, 5}}}};
    auto r = grids::plan_roster(c, book, {date{2026, 12, 3}, date{2026, 12, 4}});
    CHECK(said(r.reasons) == texts{"2026-12-03 night shift wants 3, only 2 can"});
    CHECK(said(r.reasons, language::zh) == texts{"2026-12-03 夜班需 3 人，只有 2 人能上"});
    CHECK(r.proven);
    CHECK(r.assignments.empty());

    book = day_and_night();
    c = with_people(2);
    r = grids::plan_roster(c, book, week);
    CHECK(said(r.reasons) ==
          texts{"14 shifts from 2026-11-30 to 2026-12-06 want 14 together; the 2 people who can "
                "work them may work 12 by the rules"});
    CHECK(said(r.reasons, language::zh) ==
          texts{"2026-11-30 至 2026-12-06 的 14 个班次共需 14 人次，能上的 2 人按规则至多 12 人次"});

    c = with_people(5);
    book.assignments = {{date{2026, 12, 1}, "night", "p-2", true}, {date{2026, 12, 2}, "day", "p-2", true}};
    r = grids::plan_roster(c, book, week);
    CHECK(said(r.reasons) == texts{"p-2: fixed shifts are against each other, leave, roles or rules of rest: "
                                   "2026-12-01 night shift, 2026-12-02 day shift"});
    book.assignments = {{date{2026, 12, 1}, "night", "p-2", true}, {date{2026, 12, 1}, "day", "p-2", true}};
    CHECK(grids::plan_roster(c, book, week).reasons[0].rule == &grids::codes::fixed_breaks_rule);
    book.assignments = {{date{2026, 12, 1}, "night", "p-2", true}, {date{2026, 12, 1}, "night", "p-3", true}};
    r = grids::plan_roster(c, book, week);
    CHECK(said(r.reasons) == texts{"2026-12-01 night shift wants 1, but 2 are fixed"});
}

TEST_CASE("a shift that wants more people than there ever are is told as short") {
    const auto c = with_people(5);
    auto book = day_and_night();
    book.shifts.update(*book.shifts.find("night"), [](auto& s) { s.people = s.people_off = 400; });
    CHECK(said(grids::plan_roster(c, book, week).reasons) ==
          texts{"2026-11-30 night shift wants 400, only 5 can"});
}

TEST_CASE("what is over may have broken a rule: the rest is planned, and by all that was worked") {
    const auto c = with_people(8);
    auto book = day_and_night();
    book.assignments = {{date{2026, 11, 30}, "night", "p-1"},
                        {date{2026, 11, 30}, "day", "p-2"},
                        {date{2026, 12, 1}, "day", "p-1"},
                        {date{2026, 12, 1}, "night", "p-2"}};
    const grids::roster_options since{.settled_until = date{2026, 12, 2}};
    const auto r = grids::plan_roster(c, book, week, since);
    CHECK(said(r.reasons) == texts{});
    for (const auto& a : book.assignments)
        CHECK(std::count(r.assignments.begin(), r.assignments.end(), a) == 1);
    for (const auto& a : r.assignments) // after a night until six
        CHECK_FALSE((a.day == date{2026, 12, 2} && a.shift == grids::shift_key{"day"} &&
                     a.person == civic::person_key{"p-2"}));
    auto fixed = book;
    fixed.assignments.push_back({date{2026, 12, 2}, "day", "p-2", true});
    CHECK(said(grids::plan_roster(c, fixed, week, since).reasons) ==
          texts{"p-2: fixed shifts are against each other, leave, roles or rules of rest: "
                "2026-12-01 night shift, 2026-12-02 day shift"});
}

TEST_CASE("where the search finds nothing and nothing is proven, that is what is said") {
    const auto c = with_people(30);
    auto book = day_and_night();
    book.shifts.update(*book.shifts.find("day"), [](auto& s) { s.people = s.people_off = 10; });
    book.shifts.update(*book.shifts.find("night"), [](auto& s) { s.people = s.people_off = 9; });
    const auto r =
        grids::plan_roster(c, book, {date{2026, 12, 7}, date{2027, 1, 4}}, {.search = {.steps = 8}});
    CHECK(
        said(r.reasons) ==
        texts{
            "no roster was found that keeps all rules, nor is it proven that there is none; search longer or "
            "relax a rule"});
    CHECK_FALSE(r.proven);
}

TEST_CASE("every rule that a roster by hand breaks is told in words") {
    auto b = with_people(4).records();
    b.roles.pop_back(); // the fourth has none
    const auto c = std::move(b).build();
    auto book = day_and_night();
    book.leaves = {{"p-3", {date{2026, 12, 2}, {}}}};
    book.assignments = {{date{2026, 11, 29}, "night", "p-1"}, {date{2026, 11, 30}, "day", "p-1"},
                        {date{2026, 11, 30}, "night", "p-1"}, {date{2026, 11, 30}, "night", "p-2"},
                        {date{2026, 12, 1}, "day", "p-1"},    {date{2026, 12, 1}, "night", "p-4"},
                        {date{2026, 12, 2}, "day", "p-1"},    {date{2026, 12, 2}, "night", "p-3"}};
    const calendar::date_span three{date{2026, 11, 30}, date{2026, 12, 3}};
    const grids::roster_options strict{.most_in_a_row = 3, .most_a_week = 2, .most_hours = 20};
    CHECK(said(grids::check_roster(c, book, three, strict)) ==
          texts{"p-1: 2026-11-30 day shift: 2 h after the end of the shift before, want 11 h at least",
                "p-1: 2026-12-02 day shift: day 4 in a row, want 3 at most",
                "p-1: 2026-12-02 day shift: shift 3 of the week, want 2 at most",
                "p-1: 2026-12-02 day shift: 24 h in all, want 20 h at most",
                "p-3: 2026-12-02 night shift: is on leave",
                "p-4: 2026-12-01 night shift: holds none of the roles on that day",
                "p-1: 2026-11-30 night shift: has another shift on that day"});
    CHECK(said(grids::check_roster(c, book, three, strict), language::zh) ==
          texts{"p-1: 2026-11-30 日班：距上一班结束 2 小时，应至少 11 小时",
                "p-1: 2026-12-02 日班：连续第 4 天，至多 3 天",
                "p-1: 2026-12-02 日班：本周第 3 班，至多 2 班",
                "p-1: 2026-12-02 日班：累计 24 小时，至多 20 小时", "p-3: 2026-12-02 夜班：这天请假",
                "p-4: 2026-12-01 夜班：这天没有所需的角色", "p-1: 2026-11-30 夜班同日另有一班"});
    book.assignments.clear();
    CHECK(said(grids::check_roster(c, book, {date{2026, 12, 1}, date{2026, 12, 2}})) ==
          texts{"2026-12-01 day shift wants 1, has 0", "2026-12-01 night shift wants 1, has 0"});
}

TEST_CASE("spans without an end, and keys that name nobody, are the caller's mistake") {
    const auto c = with_people(3);
    auto book = day_and_night();
    const auto refuses = [&](const calendar::date_span& when) {
        CHECK_THROWS_AS((void)grids::plan_roster(c, book, when), std::invalid_argument);
        CHECK_THROWS_AS((void)grids::check_roster(c, book, when), std::invalid_argument);
    };
    refuses({});
    refuses({date{2026, 12, 1}, {}});
    refuses({date{2026, 12, 2}, date{2026, 12, 1}});
    refuses({date{2026, 1, 1}, date{2027, 1, 3}});
    book.leaves = {{"nobody", {}}};
    refuses(week);
    book.leaves.clear();
    book.assignments = {{date{2026, 12, 1}, "day", "nobody"}};
    refuses(week);
    book.assignments = {{date{2026, 12, 1}, "no-shift", "p-1"}};
    refuses(week);
    book.assignments.clear();
    book.shifts.add({.key = "odd", .name = {"怪"}, .from = hours{25}, .until = hours{26}});
    refuses(week);
    CHECK(grids::plan_roster(with_people(0), {}, week).proven); // nobody, and nothing wanted
    CHECK(said(grids::plan_roster(with_people(0), day_and_night(), week).reasons) ==
          texts{"2026-11-30 day shift wants 1, only 0 can"});
}

TEST_CASE("shifts, leave and assignments are read from files, and written so that they read the same") {
    const auto c = civic::load(test::chengdong).value;
    const test::folder folder{std::filesystem::path{QAIDAM_SOURCE_DIR} / "examples" / "data" / "roster"};
    const auto loaded = grids::load_shifts(folder, c);
    CHECK(loaded.notices.empty());
    const auto& book = loaded.value;
    REQUIRE(book.shifts.size() == 4);
    const auto& night = book.shifts["night"];
    CHECK(night.name.en == "night shift");
    CHECK(night.place == civic::place_key{"place-volunteer"});
    CHECK(grids::length_of(night) == hours{9});
    CHECK(book.shifts["patrol"].roles == std::vector{role_kind::property_staff, role_kind::young_volunteer});
    CHECK(book.shifts["patrol"].people_off == 4);
    CHECK(book.leaves.size() == 8);
    CHECK(book.leaves[1].when == calendar::date_span{date{2022, 1, 27}, {}});
    CHECK(book.leaves[3].wished);
    CHECK(book.assignments.size() == 7);
    auto other = book;
    other.assignments[2].fixed = true;
    const test::folder out;
    grids::save(other, out);
    CHECK(grids::load_shifts(out, c).value == other);
    CHECK(grids::feed_layouts().size() == 3);
}

TEST_CASE(
    "a bad cell takes its row with it, and a leave that cannot be read excludes as many days as it may") {
    const auto c = civic::load(test::chengdong).value;
    const auto data = std::filesystem::path{QAIDAM_SOURCE_DIR} / "examples" / "data" / "roster";
    const load_options lenient{.policy = policy::lenient};
    const auto with = [&](const std::string& file, const std::string& old, const std::string& now) {
        const test::folder folder{data};
        folder.replace(file, old, now);
        CHECK_THROWS_AS((void)grids::load_shifts(folder, c), data_error);
        return grids::load_shifts(folder, c, lenient).value;
    };
    CHECK(with("shifts.csv", "night,夜班", "day,夜班").shifts.size() == 3);
    CHECK(with("shifts.csv", "22:00", "25:00").shifts.size() == 3);
    CHECK(with("shifts.csv", "property_staff", "astronaut").shifts.size() == 3);
    CHECK(with("shifts.csv", "property_staff young_volunteer", "").shifts.size() == 3);
    CHECK(with("shifts.csv", "07:00,2,", "07:00,many,").shifts.size() == 3);
    CHECK(with("leave.csv", "p-gm-03,", "nobody,").leaves.size() == 7);
    CHECK(with("leave.csv", "2022-01-10,", "soon,").leaves[0].when ==
          calendar::date_span{{}, date{2022, 1, 15}});
    CHECK(with("leave.csv", "2022-01-15", "later").leaves[0].when ==
          calendar::date_span{date{2022, 1, 10}, {}});
    CHECK(with("leave.csv", "2022-01-15", "2022-01-09").leaves[0].when == calendar::date_span{});
    CHECK_FALSE(with("leave.csv", "p-gm-12,wish", "p-gm-12,perhaps").leaves[3].wished);
    CHECK_FALSE(with("leave.csv", "p-gm-12,wish", "p-gm-12,").leaves[3].wished);
    CHECK(with("assignments.csv", "2021-12-30,night,p-gm-01", "someday,night,p-gm-01").assignments.size() ==
          6);
    CHECK(with("assignments.csv", "night,p-gm-01", "noon,p-gm-01").assignments.size() == 6);
    CHECK(with("assignments.csv", "night,p-gm-01", "night,nobody").assignments.size() == 6);
    const test::folder missing{data};
    missing.remove("shifts.csv");
    CHECK(test::first_notice([&] { return grids::load_shifts(missing, c); }) ==
          "shifts.csv: file is missing; add it");
}

TEST_SUITE_END();
