#include <qaidam/views/service_views.hpp>

#include <qaidam/civic/feed.hpp>

#include "count.hpp"
#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/activities");

using namespace qaidam;
using calendar::date;
using test::count;

TEST_CASE("the duties of teams: a dash for a duty that rested, none for a team that did nothing") {
    civic::community_builder b;
    b.identity = {.key = "c", .name = {"社区"}};
    b.teams.add({.key = "t",
                 .name = {"一队", "Team One"},
                 .duties = {civic::duty::hardship_support, civic::duty::policy_publicity}});
    const auto c = std::move(b).build();
    ledger::activity_log all;
    const auto add = [&](const char* key, const date& on) {
        all.add({.key = key,
                 .kind = civic::activity_kind::hardship,
                 .by = {civic::handler_kind::team, "t"},
                 .on = on,
                 .title = {"n"},
                 .count = 3});
    };
    add("a", date{2021, 3, 1});
    add("b", date{2021, 3, 9});
    const calendar::date_span when{date{2021, 3, 1}, date{2021, 5, 1}};
    CHECK(views::duty_table(ledger::list_duty_cells(all, c, when), c, language::en).text() ==
          "team      duty              2021-03  2021-04  total\n"
          "────────  ────────────────  ───────  ───────  ─────\n"
          "Team One  hardship support        2     none      2\n"
          "Team One  policy publicity        –     none      0\n");
}

TEST_CASE("what is recorded at posts stands beside what is stated") {
    const auto c = civic::load(test::delingha).value;
    auto all = ledger::load(test::delingha, c).value;
    const auto rows = ledger::roll_up_kinds(all.activities, ledger::by_post_kind{all.posts, all.kinds});
    const auto name = [](const std::string& k) { return k.empty() ? std::string{"-"} : k; };
    CHECK(views::must_visit_table(rows, "kind", name, language::en).text() ==
          "kind      visits  opinions  promised  kept  volunteering\n"
          "────────  ──────  ────────  ────────  ────  ────────────\n"
          "-             53        25         0     0            82\n"
          "alone        116        47       132   132           209\n"
          "dispute      110        32       144   144           201\n"
          "hardship      85        44       152   152           150\n"
          "illness       91        46       180   180           187\n"
          "total        455       194       608   608           829\n");
    CHECK(count(views::compared_table(all, language::en).text(), "agrees") == 4);
    all.activities = ledger::as_of(all.activities, date{2021, 6, 30});
    CHECK(count(views::compared_table(all, language::zh).text(), "不符") == 4);
    all.activities = {};
    CHECK(count(views::compared_table(all, language::en).text(), "totals alone") == 4);
}

TEST_SUITE_END();
