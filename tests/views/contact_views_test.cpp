#include <qaidam/views/contact_views.hpp>

#include <algorithm>
#include <set>

#include <qaidam/civic/feed.hpp>

#include "count.hpp"
#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/contact");

using namespace qaidam;
using calendar::date;
using test::count;

namespace {

const date day{2021, 12, 24};

std::vector<services::contact_card> cards_of(const civic::community& c) {
    std::vector<civic::building_id> all;
    for (const auto b : c.buildings().ids()) all.push_back(b);
    return services::make_contact_cards(c, all, day);
}

} // namespace

TEST_CASE("a card is masked unless it is asked for in full, in both languages") {
    const auto c = civic::load(test::chengdong).value;
    const auto card = cards_of(c).front();
    CHECK(views::contact_text(card, c, language::en) ==
          "Snow Lotus Quarter Building 1 · Chengdong Community · Grid 01\n"
          "  party member of the building  T***** T*****  199****0042\n"
          "  building leader               Y******* T**   199****0086\n"
          "  grid leader                   H** W******    199****0002\n"
          "  grid member                   C*** G******   199****0024\n"
          "  Citizen Service Hall                         0977-0000001\n"
          "  errands on one's behalf · hardships resolved · disputes mediated\n");
    CHECK(views::contact_text(card, c, language::zh, views::contact_names::in_full) ==
          "雪莲小区 1号楼 · 城东社区 · 第01网格\n"
          "  楼宇党员      旦增才旦  19900000042\n"
          "  楼栋长        央金措    19900000086\n"
          "  网格长        韩文静    19900000002\n"
          "  网格员        陈桂芳    19900000024\n"
          "  便民服务大厅            0977-0000001\n"
          "  事务代办 · 困难解决 · 矛盾调处\n");
}

TEST_CASE("a phone that is not known is asked for at the hall, and so is a party member") {
    civic::community_builder b;
    b.identity = {.key = "c", .name = {"社区", "Community"}};
    const auto q = *b.quarters.add({.key = "q", .name = {"小区", "Quarter"}});
    const auto one = *b.buildings.add({.key = "b-1", .quarter = q, .name = {"1号楼", "Building 1"}});
    const auto two = *b.buildings.add({.key = "b-2", .quarter = q, .name = {"2号楼", "Building 2"}});
    const auto p = *b.people.add({.key = "p", .name = {"马明", "Ma Ming"}});
    b.roles.push_back({.person = p, .kind = civic::role_kind::party_member, .scope = one});
    b.roles.push_back({.person = p, .kind = civic::role_kind::building_leader, .scope = one});
    const auto c = std::move(b).build();
    const auto cards = services::make_contact_cards(c, std::vector{one, two}, day);
    CHECK(views::contact_text(cards.at(0), c, language::en, views::contact_names::in_full) ==
          "Quarter Building 1 · Community\n"
          "  party member of the building, building leader  Ma Ming  ask at the hall\n"
          "  errands on one's behalf · hardships resolved · disputes mediated\n");
    CHECK(views::contact_text(cards.at(1), c, language::zh, views::contact_names::in_full) ==
          "小区 2号楼 · 社区\n"
          "  楼宇党员    请向大厅询问\n"
          "  事务代办 · 困难解决 · 矛盾调处\n");
}

TEST_CASE("the page has a card a building, four to a sheet, and every link leads to a card or a phone") {
    const auto c = civic::load(test::chengdong).value;
    const auto cards = cards_of(c);
    const auto page = views::contact_page(cards, c, language::en, views::contact_names::in_full);
    CHECK(count(page, "<article ") == 66);
    CHECK(count(page, "<div class=\"sheet\">") == 17);
    CHECK(count(page, "<h2 ") == 66);
    CHECK(count(page, "<script") == 0);
    CHECK(count(page, "href=\"#card-") == 66);
    for (std::size_t i = 1; i <= 66; ++i) CHECK(count(page, "id=\"card-" + std::to_string(i) + "\"") == 1);
    std::size_t phones = 66; // the hall's
    for (const auto& card : cards) phones += card.contacts.size();
    CHECK(count(page, "href=\"tel:") == phones);
    // Masked, only the hall's can be called, and no phone or name of anybody is in the page.
    const auto masked = views::contact_page(cards, c, language::zh);
    CHECK(count(masked, "href=\"tel:") == 66);
    for (const auto& p : c.people()) {
        CHECK(count(masked, p.phone) == 0);
        CHECK(count(masked, "<span>" + p.name.zh + "</span>") == 0);
    }
    // In full, nobody of a special group is there.
    std::set<std::string> staff;
    for (const auto& card : cards)
        for (const auto& x : card.contacts) staff.insert(c.people()[*x.person].phone);
    for (const auto& s : c.special_residents()) {
        CHECK_FALSE(staff.contains(c.people()[s.person].phone));
        CHECK(count(page, c.people()[s.person].phone) == 0);
    }
}

TEST_CASE("a name like <script> stays text on a card") {
    const test::folder f{test::chengdong};
    f.replace("people.csv", "旦增才旦", "<script>");
    f.replace("quarters.csv", "雪莲小区", "<b>");
    const auto c = civic::load(f).value;
    const auto page = views::contact_page(cards_of(c), c, language::zh, views::contact_names::in_full);
    CHECK(count(page, "<script>") == 0);
    CHECK(count(page, "<b>") == 0);
    CHECK(count(page, "<span>&lt;script&gt;</span>") > 0);
}

TEST_SUITE_END();
