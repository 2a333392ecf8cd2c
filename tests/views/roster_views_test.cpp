// Rosters, to look at.
#include <stdexcept>

#include <qaidam/views/roster_views.hpp>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/roster");

using namespace qaidam;
using calendar::date;
using std::chrono::hours;

namespace {

civic::community three() {
    civic::community_builder b;
    b.identity = {.key = "c", .name = {"城东<社区>", "East & Co"}};
    for (const auto* key : {"p-1", "p-2", "p-3"})
        b.people.add({.key = key, .name = {"马秀<b>兰", "Ma Xiulan"}});
    return std::move(b).build();
}

grids::shift_book shifts() {
    grids::shift_book book;
    book.shifts.add({.key = "day", .name = {"日班", "day"}, .from = hours{8}, .until = hours{16}});
    book.shifts.add({.key = "night",
                     .name = {"夜班<i>", "night"},
                     .mark = {"☾"},
                     .from = hours{22},
                     .until = std::chrono::minutes{29 * 60 + 30}});
    return book;
}

grids::roster some_days() {
    return {.when = {date{2021, 12, 31}, date{2022, 1, 3}},
            .people = {"p-1", "p-2", "p-3"},
            .assignments = {{date{2021, 12, 31}, "day", "p-2"},
                            {date{2021, 12, 31}, "night", "p-1"},
                            {date{2022, 1, 2}, "day", "p-1"}},
            .cost = {.wishes = 20, .changes = 0, .shares = {10, 0, 5}},
            .bound = 30};
}

} // namespace

TEST_CASE("a roster is a table of people by days, with marks, days off and totals, in both languages") {
    const auto c = three();
    CHECK(views::roster_table(c, shifts(), some_days(), language::en).text() ==
          "who            31  1   2   shifts  nights  hours\n"
          "─────────────  ──  ──  ──  ──────  ──────  ─────\n"
          "               F   S*  S*\n"
          "p-1 M* X*****  ☾       d        2       1   15.5\n"
          "p-2 M* X*****  d                1       0      8\n"
          "p-3 M* X*****                   0       0      0\n");
    CHECK(views::roster_table(c, shifts(), some_days(), language::zh, {.full_names = true}).text() ==
          "人员       31  1    2    班  夜    时\n"
          "─────────  ──  ───  ───  ──  ──  ────\n"
          "           五  六*  日*\n"
          "马秀<b>兰  ☾        日    2   1  15.5\n"
          "马秀<b>兰  日             1   0     8\n"
          "马秀<b>兰                 0   0     0\n");
}

TEST_CASE("the page escapes what the feed says, and has a legend and the cost") {
    const auto page = views::roster_page(three(), shifts(), some_days(), language::zh, {.full_names = true});
    CHECK(page.find("<title>城东&lt;社区&gt; · 值班表 2021-12-31 至 2022-01-02</title>") !=
          std::string::npos);
    CHECK(page.find("马秀&lt;b&gt;兰") != std::string::npos);
    CHECK(page.find("夜班&lt;i&gt; 22:00–29:30") != std::string::npos);
    CHECK(page.find("@page { size: A4 landscape") != std::string::npos);
    CHECK(page.find(
              "<td class=\"s1\">☾</td><td class=\"off\"></td><td class=\"s0\">日</td><td>2</td><td>1</td>") !=
          std::string::npos);
    CHECK(page.find("代价 35") != std::string::npos);
    CHECK(page.find("<b>") == std::string::npos);
}

TEST_CASE("how good a roster is, or why there is none, is a sentence") {
    auto r = some_days();
    CHECK(views::to_string(r, language::en) == "cost 35 (wishes 20, changes 0, uneven shifts 10, nights 0, "
                                               "days off 5); no roster costs less than 30");
    r.proven = true;
    CHECK(views::to_string(r, language::zh) ==
          "代价 35（心愿 20，变动 0，班次不均 10，夜班不均 0，休息日不均 5），已证明最优");
    static constexpr message_rule none{"none", severity::error, {"没有", "there is none"}};
    r.reasons = {{&none, {}, {}}, {&none, "p-1", {}}};
    CHECK(views::to_string(r, language::en) == "there is none\np-1: there is none");
}

TEST_CASE("a roster of other people or days is the caller's mistake") {
    auto r = some_days();
    r.people.pop_back();
    r.people.erase(r.people.begin());
    CHECK_THROWS_AS((void)views::roster_table(three(), shifts(), r, language::en), std::invalid_argument);
    r = some_days();
    r.assignments[0].day = date{2022, 1, 3};
    CHECK_THROWS_AS((void)views::roster_page(three(), shifts(), r, language::en), std::invalid_argument);
    r = some_days();
    r.assignments[0].shift = "noon";
    CHECK_THROWS_AS((void)views::roster_page(three(), shifts(), r, language::en), std::invalid_argument);
    r = some_days();
    r.when.until.reset();
    CHECK_THROWS_AS((void)views::roster_page(three(), shifts(), r, language::en), std::invalid_argument);
}

TEST_SUITE_END();
