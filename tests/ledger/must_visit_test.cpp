#include <qaidam/ledger/ledger.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("ledger/must visits");

using namespace qaidam;
using namespace qaidam::ledger;
using calendar::date;

namespace {

using key_of_activity = std::function<std::string(const activity&)>;

const civic::community& community_of_chengdong() {
    static const auto c = civic::load(test::chengdong).value;
    return c;
}
const civic::community& community_of_delingha() {
    static const auto c = civic::load(test::delingha).value;
    return c;
}
const accounts& delingha_accounts() {
    static const auto all = load(test::delingha, community_of_delingha()).value;
    return all;
}

/// Two posts, a department, a team, two people; p-2 is no party member from June on.
void write_small_feed(const test::folder& f) {
    f.write("community.csv", "community_id,name\nc,市\n");
    f.write("quarters.csv", "quarter_id,name\n");
    f.write("buildings.csv", "building_id,quarter_id,name\n");
    f.write("departments.csv", "department_id,name,name_en\nd-1,民政局,Civil Affairs\n");
    f.write("teams.csv",
            "team_id,name,name_en,duties\nt-1,巡逻队,Patrol,public_order_patrol\nt-2,空队,Idle,\n");
    f.write("people.csv", "person_id,name\np-1,马明\np-2,扎西\n");
    f.write("roles.csv", "person_id,role,scope,scope_id,from,until\np-1,party_member,community,,,\n"
                         "p-2,party_member,community,,2021-01-01,2021-06-01\n");
    f.write("must_visit_kinds.csv", "must_visit_kind_id,name,name_en\nalone,独居老人必访,Old people alone\n");
    f.write("must_visit_posts.csv",
            "must_visit_post_id,must_visit_kind_id,unit,holder_id,name,name_en,from,until\n"
            "post-1,alone,department:d-1,p-1,一号岗,Post 1,2021-01-01,2021-07-01\n"
            "post-2,alone,team:t-1,p-2,二号岗,Post 2,2021-01-01,2021-07-01\n");
}

constexpr const char* header =
    "activity_id,kind,handler,handler_id,date,name,count,must_visit_post_id,keeps_id\n";

/// What is said of such rows of activities.csv.
struct reading {
    accounts all;
    std::vector<std::string> notices;
};
reading read_rows(const std::string& rows) {
    const test::folder f;
    write_small_feed(f);
    f.write("activities.csv", header + rows);
    const auto c = civic::load(f).value;
    auto result = load(f, c, {.policy = policy::lenient});
    reading r{std::move(result.value), {}};
    for (const auto& n : result.notices) r.notices.push_back(to_string(n));
    return r;
}

activity_tally sum_of(const activity_log& all, const std::function<bool(const activity&)>& which) {
    activity_tally t;
    for (const auto& a : all)
        if (which(a)) {
            t.records += 1;
            t.count += a.count;
            t.at_least |= a.at_least;
            t.minutes += a.minutes;
        }
    return t;
}

} // namespace

TEST_CASE("Delingha's posts and the rest add up to 455, 194, 608 and 829, by every key") {
    const auto& all = delingha_accounts();
    CHECK(all.kinds.size() == 4);
    CHECK(all.posts.size() == 40);
    for (const auto& group : std::map<std::string, key_of_activity>{
             {"post", by_post},
             {"kind", by_post_kind{all.posts, all.kinds}},
             {"person", by_person},
             {"unit", by_activity_unit{all.posts, community_of_delingha()}},
             {"month", by_month}}) {
        CAPTURE(group.first);
        const auto total = total_of(roll_up_kinds(all.activities, group.second));
        CHECK(total[activity_kind::visit].count == 455);
        CHECK(total[activity_kind::opinion].count == 194);
        CHECK(total[activity_kind::promise].count == 608);
        CHECK(total[activity_kind::promise_kept].count == 608);
        CHECK(total[activity_kind::volunteering].count == 829);
    }
    CHECK(roll_up_kinds(all.activities, by_post_kind{all.posts, all.kinds}).size() == 5); // and of no post
    CHECK(roll_up_kinds(all.activities, by_activity_unit{all.posts, community_of_delingha()}).size() == 20);
    for (const auto& x : compare_stated(all)) {
        CHECK(x.agrees);
        CHECK(x.recorded->count == all.stated_counts[x.stated].value);
    }
    CHECK(compare_stated(all).size() == 4);
    CHECK(audit(all).empty());
    CHECK(audit_posts(all, community_of_delingha(), {}).empty());
}

TEST_CASE("roll-ups by kind are slow sums, over random activities, and as of a day those until then") {
    test::random random;
    const auto& c = community_of_delingha();
    const auto& base = delingha_accounts();
    constexpr int cases = 2000;
    for (int n = 0; n < cases; ++n) {
        activity_log all;
        const int size = random.between(0, 40);
        for (int i = 0; i < size; ++i) {
            const auto& post =
                base.posts[must_visit_post_id{static_cast<std::uint32_t>(random.between(0, 5))}];
            activity a{.key = "a" + std::to_string(i),
                       .kind = static_cast<activity_kind>(
                           random.between(0, static_cast<int>(civic::activity_kind_count) - 1)),
                       .by = random.one_in(3)
                                 ? civic::handler{civic::handler_kind::department,
                                                  "dl-0" + std::to_string(random.between(1, 4))}
                                 : civic::handler{civic::handler_kind::person,
                                                  "p-dl-0" + std::to_string(random.between(1, 5))},
                       .on = date{2021, 1, 1} + calendar::day_count{random.between(0, 364)},
                       .title = {"n"},
                       .count = random.between(0, 9),
                       .at_least = random.one_in(9),
                       .minutes = random.between(0, 90)};
            if (!random.one_in(4)) a.post = post.key;
            all.add(a);
        }
        const auto day = date{2021, 1, 1} + calendar::day_count{random.between(0, 364)};
        if (random.one_in(2)) {
            const auto until = as_of(all, day);
            CHECK(until.size() == static_cast<std::size_t>(
                                      sum_of(all, [&](const activity& a) { return a.on <= day; }).records));
            for (const auto& a : until) CHECK(a == all[a.key]);
            all = until;
        }
        const auto unit_of = [&](const activity& a) -> std::string {
            for (const auto& p : base.posts)
                if (p.key == a.post) return to_cell(p.unit, c);
            return a.by.kind == civic::handler_kind::department ? "department:" + a.by.key.text() : "";
        };
        const auto kind_of = [&](const activity& a) -> std::string {
            for (const auto& p : base.posts)
                if (p.key == a.post) return base.kinds[p.kind].key.text();
            return "";
        };
        const auto person_of = [](const activity& a) -> std::string {
            return a.by.key.text().starts_with("p-") ? a.by.key.text() : "";
        };
        const std::vector<std::pair<key_of_activity, key_of_activity>> both{
            {by_post, [](const activity& a) { return a.post.text(); }},
            {by_post_kind{base.posts, base.kinds}, kind_of},
            {by_person, person_of},
            {by_activity_unit{base.posts, c}, unit_of},
            {by_month, [](const activity& a) {
                 return "2021-" + std::string{a.on.month() < 10 ? "0" : ""} +
                        std::to_string(int{a.on.month()});
             }}};
        for (const auto& pair : both) {
            const auto rolled = roll_up_kinds(all, pair.first);
            std::int64_t seen = 0;
            for (const auto& row : rolled)
                for (std::size_t k = 0; k < civic::activity_kind_count; ++k) {
                    const auto kind = static_cast<activity_kind>(k);
                    const auto want = sum_of(all, [&](const activity& a) {
                        return a.kind == kind && pair.second(a) == row.first;
                    });
                    CHECK(row.second[kind] == want);
                    seen += want.records;
                }
            CHECK(seen == static_cast<std::int64_t>(all.size()));
            kind_tallies total;
            for (const auto& a : all) total.add(a);
            CHECK(total_of(rolled) == total);
        }
    }
}

TEST_CASE("posts, activities and promises are kept through save") {
    const auto& all = delingha_accounts();
    const test::folder copy;
    save(all, community_of_delingha(), copy);
    CHECK(load(copy, community_of_delingha()).value == all);
    auto wrong = all;
    wrong.posts.update(must_visit_post_id{0},
                       [](must_visit_post& p) { p.unit = other_unit{"Health Bureau"}; });
    CHECK_THROWS_AS(save(wrong, community_of_delingha(), copy), std::invalid_argument);
}

TEST_CASE("a promise is kept later, in parts, in any order of the rows") {
    const auto r = read_rows("k,promise_kept,person,p-1,2021-03-05,践诺,2,post-1,p\n"
                             "p,promise,person,p-1,2021-03-01,承诺,3,post-1,\n"
                             "l,promise_kept,person,p-2,2021-03-09,践诺,1,post-1,p\n");
    CHECK(r.notices.empty());
    CHECK(r.all.activities["l"].keeps == civic::activity_key{"p"});
    CHECK(audit(r.all).empty());
    const auto early = as_of(r.all.activities, date{2021, 3, 8});
    const auto counts = total_of(roll_up_kinds(early, by_post));
    CHECK(counts[activity_kind::promise].count == 3);
    CHECK(counts[activity_kind::promise_kept].count == 2);
}

TEST_CASE("what cannot be is told with its line and left out") {
    struct bad {
        std::string row, notice;
    };
    const std::vector<bad> all{
        {"x,visit,person,p-1,2021-03-05,走访,1,post-9,\n",
         "must_visit_post_id: post-9 is not in must_visit_posts.csv; add it there or correct it here"},
        {"x,visit,person,p-9,2021-03-05,走访,1,post-1,\n",
         "handler_id: p-9 is not in people.csv; add it there or correct it here"},
        {"x,visit,person,p-1,2021-03-05,走访,-1,post-1,\n",
         "count: not a valid number, got -1, want 0 … 1000000000000"},
        {"x,promise_kept,person,p-1,2021-03-05,践诺,1,post-1,\n", "keeps_id: value is missing, want one"},
        {"x,promise_kept,person,p-1,2021-03-05,践诺,1,post-1,nothing\n",
         "keeps_id: nothing is not in activities.csv; add it there or correct it here"},
        {"x,promise_kept,person,p-1,2021-03-05,践诺,1,post-1,v\n",
         "keeps_id: keeps v, which is of kind visit, want the key of a promise"},
        {"x,promise_kept,person,p-1,2021-02-28,践诺,1,post-1,p\n",
         "keeps_id: promise p is kept before it was made, got 2021-02-28, want 2021-03-01 or later"},
        {"x,visit,person,p-1,2021-03-05,走访,1,post-1,p\n",
         "keeps_id: only a promise_kept names the promise that it keeps, got one in a row of kind visit; "
         "leave it "
         "blank"}};
    const std::string good = "v,visit,person,p-1,2021-03-01,走访,1,post-1,\n"
                             "p,promise,person,p-1,2021-03-01,承诺,3,post-1,\n";
    for (const auto& b : all) {
        CAPTURE(b.row);
        const auto r = read_rows(good + b.row);
        REQUIRE(r.notices.size() == 1);
        CHECK(r.notices[0] == "activities.csv:4:" + b.notice);
        CHECK(r.all.activities.size() == 2);
    }
}

TEST_CASE("a promise that is left out takes with it what keeps it") {
    const auto r = read_rows("p,promise,person,p-9,2021-03-01,承诺,3,post-1,\n"
                             "k,promise_kept,person,p-1,2021-03-05,践诺,1,post-1,p\n");
    REQUIRE(r.notices.size() == 2);
    CHECK(r.notices[1] ==
          "activities.csv:3:keeps_id: p was left out, see activities.csv:2; this row is left out with it");
    CHECK(r.all.activities.empty());
}

TEST_CASE("a post needs a kind, a unit and somebody in the register") {
    const test::folder f;
    write_small_feed(f);
    const auto c = civic::load(f).value;
    const auto first = [&](const char* old, const char* with) {
        const test::folder g{static_cast<const std::filesystem::path&>(f)};
        g.replace("must_visit_posts.csv", old, with);
        return test::first_notice([&] { return load(g, c); });
    };
    CHECK(first("post-1,alone", "post-1,far") == "must_visit_posts.csv:2:must_visit_kind_id: far is not in "
                                                 "must_visit_kinds.csv; add it there or correct it "
                                                 "here");
    CHECK(first("d-1,p-1", "d-1,p-9") ==
          "must_visit_posts.csv:2:holder_id: p-9 is not in people.csv; add it there or correct it here");
    CHECK(first("department:d-1", "department:d-9") ==
          "must_visit_posts.csv:2:unit: d-9 is not in departments.csv; add it there or correct it here");
}

TEST_CASE("more kept than was promised is found, and who made at least so many promises may keep more") {
    auto r = read_rows("p,promise,person,p-1,2021-03-01,承诺,3,post-1,\n"
                       "k,promise_kept,person,p-1,2021-03-05,践诺,2,post-1,p\n"
                       "l,promise_kept,person,p-1,2021-03-06,践诺,2,post-1,p\n");
    const auto found = audit(r.all);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) == "p: 4 kept of 3 promised, want at most as many");
    r.all.activities.update(r.all.activities.id_of("p"), [](activity& a) { a.at_least = true; });
    CHECK(audit(r.all).empty());
    // What a program made without its promise.
    accounts made;
    made.activities.add({.key = "k",
                         .kind = activity_kind::promise_kept,
                         .by = {civic::handler_kind::person, "p"},
                         .on = {2021, 1, 1},
                         .title = {"n"},
                         .count = 1,
                         .keeps = "gone"});
    REQUIRE(audit(made).size() == 1);
    CHECK(audit(made)[0].subject == key{"gone"});
}

TEST_CASE("stated counts are compared with what is recorded, once anything of them is") {
    auto all = delingha_accounts();
    activity_log none;
    std::swap(all.activities, none);
    for (const auto& x : compare_stated(all)) {
        CHECK_FALSE(x.recorded);
        CHECK(x.agrees);
    }
    CHECK(audit(all).empty());
    // One visit: the other kinds are missing, which is told too.
    all.activities.add({.key = "v",
                        .kind = activity_kind::visit,
                        .by = {civic::handler_kind::person, "p-dl-01"},
                        .on = {2021, 3, 1},
                        .title = {"走访"},
                        .count = 455});
    const auto found = audit(all);
    REQUIRE(found.size() == 3);
    CHECK(to_string(found[0]) ==
          "activities.opinion: Opinions sought is stated as 194, the activities add up to 0");
    CHECK(to_string(found[0], language::zh) == "activities.opinion: “征求意见”上报 194，活动记录合计 0");
}

TEST_CASE("a lower bound agrees with what may be") {
    struct it {
        std::int64_t stated;
        bool stated_at_least;
        std::int64_t recorded;
        bool recorded_at_least, agrees;
    };
    for (const auto& x :
         {it{70, false, 70, false, true}, it{70, false, 71, false, false}, it{70, true, 71, false, true},
          it{70, true, 69, false, false}, it{70, false, 60, true, true}, it{70, false, 71, true, false},
          it{70, true, 60, true, true}, it{70, true, 80, true, true}}) {
        accounts all;
        all.stated_counts.add(
            {.key = "activities.clinic", .name = {"义诊"}, .value = x.stated, .at_least = x.stated_at_least});
        all.stated_counts.add({.key = "activities.unknown", .name = {"别的"}, .value = 1});
        all.activities.add({.key = "a",
                            .kind = activity_kind::clinic,
                            .by = {civic::handler_kind::department, "d"},
                            .on = {2021, 1, 1},
                            .title = {"n"},
                            .count = x.recorded,
                            .at_least = x.recorded_at_least});
        const auto compared = compare_stated(all);
        REQUIRE(compared.size() == 1);
        CHECK(compared[0].agrees == x.agrees);
        CHECK(audit(all).empty() == x.agrees);
    }
}

TEST_CASE(
    "a post without a party member, and what is counted of it out of its time, are found with their days") {
    const test::folder f;
    write_small_feed(f);
    f.write("activities.csv", std::string{header} + "v,visit,person,p-1,2021-07-01,走访,1,post-1,\n");
    const auto c = civic::load(f).value;
    const auto all = load(f, c).value;
    const auto found = audit_posts(all, c, {date{2021, 1, 1}, date{2022, 1, 1}});
    REQUIRE(found.size() == 2);
    CHECK(to_string(found[0]) ==
          "post-2: must-visit post Post 2 is not held by a party member: from 2021-06-01 until 2021-07-01");
    CHECK(to_string(found[1]) ==
          "v: activity 走访 is counted of must-visit post Post 1 while it is not in force: from "
          "2021-07-01 until 2021-07-02");
    CHECK(audit_posts(all, c, {date{2021, 1, 1}, date{2021, 6, 1}}).empty());
}

TEST_CASE("the cells of teams' duties are slow sums, and idle months are those without any") {
    test::random random;
    const auto& c = community_of_chengdong();
    constexpr int cases = 2000;
    for (int n = 0; n < cases; ++n) {
        activity_log all;
        const int size = random.between(0, 30);
        for (int i = 0; i < size; ++i)
            all.add({.key = "a" + std::to_string(i),
                     .kind = static_cast<activity_kind>(
                         random.between(0, static_cast<int>(civic::activity_kind_count) - 1)),
                     .by = {random.one_in(5) ? civic::handler_kind::department : civic::handler_kind::team,
                            "team-0" + std::to_string(random.between(1, 9))},
                     .on = date{2021, 1, 1} + calendar::day_count{random.between(0, 150)},
                     .title = {"n"},
                     .count = random.between(0, 4)});
        const auto from = date{2021, 1, 1} + calendar::day_count{random.between(0, 80)};
        const calendar::date_span when{from, from + calendar::day_count{random.between(0, 80)}};
        const auto cells = list_duty_cells(all, c, when);
        std::int64_t seen = 0;
        for (const auto& x : cells) {
            const auto want = sum_of(all, [&](const activity& a) {
                return a.by.kind == civic::handler_kind::team && a.by.key == c.teams()[x.team].key &&
                       a.kind == civic::activity_of(x.duty) && a.on.month() == x.month.month() &&
                       when.contains(a.on);
            });
            CHECK(x.count == want);
            CHECK(x.month.day() == 1);
            seen += want.records;
        }
        CHECK(seen == sum_of(all, [&](const activity& a) {
                          return a.by.kind == civic::handler_kind::team && civic::find_duty(a.kind) &&
                                 when.contains(a.on);
                      }).records);
        // Idle months, month by month.
        std::map<std::string, std::vector<int>> idle;
        for (const auto& t : c.teams())
            for (int m = 1; m <= 6; ++m) {
                const date first{2021, static_cast<unsigned short>(m), 1};
                const auto last = first.end_of_month();
                if (first < *when.from || last >= *when.until) continue;
                const auto did = sum_of(all, [&](const activity& a) {
                    return a.by.kind == civic::handler_kind::team && a.by.key == t.key &&
                           civic::find_duty(a.kind) && first <= a.on && a.on <= last;
                });
                if (did.records == 0) idle[t.key.text()].push_back(m);
            }
        std::map<std::string, std::vector<int>> found;
        for (const auto& x : audit_teams(all, c, when))
            for (const auto& span : x.when)
                for (int m = span.from->month(); m < span.until->month(); ++m)
                    found[x.finding.subject.text()].push_back(m);
        CHECK(found == idle);
    }
}

TEST_CASE("Chengdong's teams: every duty of every team is recorded, and one team was idle in August") {
    const auto all = load(test::chengdong, community_of_chengdong()).value.activities;
    const calendar::date_span when{date{2021, 3, 1}, date{2021, 12, 25}};
    const auto cells = list_duty_cells(all, community_of_chengdong(), when);
    CHECK(cells.size() == 15 * 10);
    std::map<std::pair<civic::team_id, civic::duty>, std::int64_t> times;
    for (const auto& x : cells) times[{x.team, x.duty}] += x.count.records;
    for (const auto& x : times) CHECK(x.second > 0);
    const auto found = audit_teams(all, community_of_chengdong(), when);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) ==
          "team-06: team Bilingual Outreach Team recorded none of the routine duties in a whole "
          "month: from 2021-08-01 until 2021-09-01");
    CHECK_THROWS_AS(
        static_cast<void>(list_duty_cells(all, community_of_chengdong(), {date{2021, 3, 1}, std::nullopt})),
        std::invalid_argument);
    CHECK_THROWS_AS(
        static_cast<void>(audit_teams(all, community_of_chengdong(), {date{1900, 1, 1}, date{2021, 1, 1}})),
        std::invalid_argument);
    CHECK(list_duty_cells(all, community_of_chengdong(), {date{2021, 3, 1}, date{2021, 3, 1}}).empty());
}

TEST_CASE("the last month there is is no whole one") {
    const auto found = audit_teams({}, community_of_chengdong(), {date{9999, 11, 1}, date{9999, 12, 31}});
    REQUIRE(found.size() == 11);
    CHECK(found[0].when == std::vector<calendar::date_span>{{date{9999, 11, 1}, date{9999, 12, 1}}});
}

TEST_SUITE_END();
