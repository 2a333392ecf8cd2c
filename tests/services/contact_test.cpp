#include <qaidam/services/contact.hpp>

#include <algorithm>
#include <set>

#include <qaidam/civic/feed.hpp>
#include <qaidam/events/journal.hpp>
#include <qaidam/services/personal.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("services/contact");

using namespace qaidam;
using namespace qaidam::services;
using calendar::date;
using civic::role_kind;

namespace {

const date day{2021, 12, 24};

const civic::community& community_of_chengdong() {
    static const auto c = civic::load(test::chengdong).value;
    return c;
}

std::vector<civic::building_id> all_buildings(const civic::community& c) {
    std::vector<civic::building_id> all;
    for (const auto b : c.buildings().ids()) all.push_back(b);
    return all;
}

/// The people of a card by its definition, role by role.
std::set<civic::person_id> whom_to_call(const civic::community& c, civic::building_id b, const date& on) {
    std::set<civic::person_id> people;
    const auto grid = c.grid_of(b, on);
    for (const auto& r : c.roles()) {
        if (!r.when.contains(on)) continue;
        const bool of_building = r.scope == civic::scope{b};
        const bool of_grid = grid && r.scope == civic::scope{*grid};
        if ((of_building && (r.kind == role_kind::party_member || r.kind == role_kind::building_leader)) ||
            (of_grid && (r.kind == role_kind::full_time_grid_leader ||
                         r.kind == role_kind::part_time_grid_leader || r.kind == role_kind::grid_member)))
            people.insert(r.person);
    }
    return people;
}

} // namespace

TEST_CASE("every building of Chengdong has a card with its party member first, and the hall") {
    const auto& c = community_of_chengdong();
    const auto cards = make_contact_cards(c, all_buildings(c), day);
    REQUIRE(cards.size() == 66);
    for (const auto& card : cards) {
        REQUIRE_FALSE(card.contacts.empty());
        CHECK(card.contacts[0].roles[0] == role_kind::party_member);
        CHECK(card.contacts[0].person);
        CHECK(c.places()[card.hall.value()].key == civic::place_key{"place-hall"});
        CHECK(card.grid == c.grid_of(card.building, day));
        for (const auto& x : card.contacts) CHECK(x.phone == c.people()[*x.person].phone);
    }
}

TEST_CASE("the hall of a card is the first that can be called, else the first") {
    const auto hall_of = [](const std::vector<std::pair<civic::place_kind, std::string>>& places) {
        auto b = community_of_chengdong().records();
        b.places = {};
        for (const auto& [kind, phone] : places)
            b.places.add({.key = civic::place_key{fmt::format("place-{}", b.places.size())},
                          .name = {"阵地"},
                          .kind = kind,
                          .phone = phone});
        const auto c = std::move(b).build();
        const std::vector<civic::building_id> one{civic::building_id{0}};
        return make_contact_cards(c, one, date{2021, 12, 24}).at(0).hall;
    };
    using enum civic::place_kind;
    CHECK(hall_of({{room, "1"}, {hall, ""}, {hall, "0977-1"}, {hall, "0977-2"}}) == civic::place_id{2});
    CHECK(hall_of({{room, "1"}, {hall, ""}, {hall, ""}}) == civic::place_id{1});
    CHECK_FALSE(hall_of({{room, "1"}}));
}

TEST_CASE("on a card are those who serve the building, over random roles, and nobody who only lives there") {
    test::random random;
    const auto base = community_of_chengdong().records();
    constexpr int cases = 2000;
    for (int n = 0; n < cases; ++n) {
        auto records = base;
        records.roles.clear();
        const auto building = civic::building_id{static_cast<std::uint32_t>(random.between(0, 5))};
        for (int i = random.between(0, 12); i > 0; --i) {
            civic::role r{.person = civic::person_id{static_cast<std::uint32_t>(random.between(0, 9))},
                          .kind = static_cast<role_kind>(random.between(0, 8))};
            switch (random.between(0, 3)) {
            case 0: r.scope = civic::building_id{static_cast<std::uint32_t>(random.between(0, 5))}; break;
            case 1: r.scope = civic::grid_id{static_cast<std::uint32_t>(random.between(0, 1))}; break;
            case 2: r.scope = records.buildings[building].quarter; break;
            default: break;
            }
            if (random.one_in(3))
                r.when.until = date{2021, 1, 1} + calendar::day_count{random.between(0, 700)};
            records.roles.push_back(r);
        }
        const auto c = std::move(records).build();
        const auto card = make_contact_cards(c, std::vector{building}, day).at(0);
        std::set<civic::person_id> people;
        std::size_t lines = 0;
        for (const auto& x : card.contacts)
            if (x.person) {
                people.insert(*x.person);
                ++lines;
                for (const auto k : x.roles) CHECK(c.holds(*x.person, k, day));
            }
        CHECK(people == whom_to_call(c, building, day));
        CHECK(lines == people.size()); // each once
        const auto here = c.roles_at(building, day);
        const bool has_party_member = std::any_of(
            here.begin(), here.end(), [](const civic::role& r) { return r.kind == role_kind::party_member; });
        CHECK(card.contacts.at(0).person.has_value() == has_party_member);
        CHECK(card.contacts.at(0).roles.at(0) == role_kind::party_member);
    }
}

TEST_CASE("phones come from the texts, an erased one is on no card, and only those that are shown are read") {
    const auto& c = community_of_chengdong();
    events::memory_journal journal;
    auto& texts = journal.texts();
    texts.put(list_personal_texts(c));
    const auto bare = without_personal_texts(c);
    const std::vector<civic::building_id> buildings{c.buildings().id_of("b-01-01")};
    const events::purpose why{"clerk", "cards"};
    const auto with_texts = make_contact_cards(bare, buildings, day, texts, why);
    CHECK(with_texts == make_contact_cards(c, buildings, day));
    CHECK(make_contact_cards(bare, buildings, day).at(0).contacts.at(0).phone.empty());
    CHECK(texts.list_accesses("p-01-01").size() == 1);
    CHECK(texts.list_accesses("p-01-02").empty()); // of the building beside it
    CHECK(texts.list_accesses("p-elder").empty());

    texts.erase("p-01-01", {"clerk", "asked for it"});
    // Not even where the folder still has it.
    for (const auto* community : {&bare, &c}) {
        const auto after = make_contact_cards(*community, buildings, day, texts, why).at(0);
        CHECK(after.contacts.at(0).person == c.people().id_of("p-01-01"));
        CHECK(after.contacts.at(0).phone.empty());
        CHECK(after.contacts.at(1).phone == with_texts.at(0).contacts.at(1).phone);
    }
    CHECK_THROWS_AS(static_cast<void>(make_contact_cards(bare, buildings, day, texts, {"", ""})),
                    std::invalid_argument);
}

TEST_CASE("what stands among the texts and is no phone is not printed, and what was never put there is the "
          "feed's") {
    const auto& c = community_of_chengdong();
    events::memory_journal journal;
    journal.texts().put(events::text{phone_key("p-01-01"), "p-01-01", {"<b>１３８"}});
    const std::vector<civic::building_id> buildings{c.buildings().id_of("b-01-01")};
    const auto card = make_contact_cards(c, buildings, day, journal.texts(), {"clerk", "cards"}).at(0);
    CHECK(card.contacts.at(0).phone.empty());
    CHECK(card.contacts.at(1).phone == c.people()[*card.contacts.at(1).person].phone);
}

TEST_CASE("who asked not to be called is on the card without a phone, which is not read") {
    const auto& c = community_of_chengdong();
    const std::vector<civic::building_id> buildings{c.buildings().id_of("b-01-01")};
    const contact_options options{.unlisted = {"p-01-01"}};
    CHECK(make_contact_cards(c, buildings, day, options).at(0).contacts.at(0).phone.empty());
    events::memory_journal journal;
    journal.texts().put(list_personal_texts(c));
    const auto card =
        make_contact_cards(c, buildings, day, journal.texts(), {"clerk", "cards"}, options).at(0);
    CHECK(card.contacts.at(0).phone.empty());
    CHECK(journal.texts().list_accesses("p-01-01").empty());
    CHECK_THROWS_AS(static_cast<void>(make_contact_cards(c, buildings, day, {.unlisted = {"nobody"}})),
                    std::invalid_argument);
    CHECK_THROWS_AS(static_cast<void>(make_contact_cards(c, std::vector{civic::building_id{999}}, day)),
                    std::invalid_argument);
}

TEST_SUITE_END();
