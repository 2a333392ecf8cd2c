#include <qaidam/services/contact.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <qaidam/civic/masking.hpp>
#include <qaidam/services/personal.hpp>

namespace qaidam::services {
namespace {

using civic::role_kind;

/// The line of that person, a new one if they had none.
void add(contact_card& card, civic::person_id person, role_kind role) {
    auto& all = card.contacts;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const contact& x) { return x.person == person; });
    if (found == all.end())
        all.push_back({person, {role}, {}});
    else if (std::find(found->roles.begin(), found->roles.end(), role) == found->roles.end())
        found->roles.push_back(role);
}

/// Those who hold one of the roles there, in the order of the roles.
void add_holders(contact_card& card, const civic::community& c, const civic::scope& where,
                 const calendar::date& day, std::initializer_list<role_kind> kinds) {
    const auto roles = c.roles_at(where, day);
    for (const auto kind : kinds)
        for (const auto& r : roles)
            if (r.kind == kind) add(card, r.person, kind);
}

contact_card card_of(const civic::community& c, civic::building_id building, const calendar::date& day,
                     std::optional<civic::place_id> hall) {
    contact_card card{.building = building, .grid = c.grid_of(building, day)};
    add_holders(card, c, building, day, {role_kind::party_member});
    if (card.contacts.empty()) card.contacts.push_back({std::nullopt, {role_kind::party_member}, {}});
    add_holders(card, c, building, day, {role_kind::building_leader});
    if (card.grid)
        add_holders(
            card, c, *card.grid, day,
            {role_kind::full_time_grid_leader, role_kind::part_time_grid_leader, role_kind::grid_member});
    card.hall = hall;
    return card;
}

/// The first that can be called, else the first.
std::optional<civic::place_id> find_hall(const civic::community& c) {
    std::optional<civic::place_id> first;
    for (const auto p : c.places().ids()) {
        const auto& place = c.places()[p];
        if (place.kind != civic::place_kind::hall) continue;
        if (!place.phone.empty()) return p;
        if (!first) first = p;
    }
    return first;
}

std::vector<contact_card> cards_without_phones(const civic::community& c,
                                               std::span<const civic::building_id> buildings,
                                               const calendar::date& day, const contact_options& options) {
    calendar::require_plain(day, "make_contact_cards: day");
    for (const auto& k : options.unlisted) static_cast<void>(c.people().id_of(k));
    std::vector<contact_card> cards;
    const auto hall = find_hall(c);
    for (const auto b : buildings) {
        static_cast<void>(c.buildings().at(b));
        cards.push_back(card_of(c, b, day, hall));
    }
    return cards;
}

/// The people whose phones are shown.
std::set<civic::person_id> listed(const std::vector<contact_card>& cards, const civic::community& c,
                                  const contact_options& options) {
    std::set<civic::person_id> people;
    for (const auto& card : cards)
        for (const auto& x : card.contacts)
            if (x.person) people.insert(*x.person);
    for (const auto& k : options.unlisted) people.erase(c.people().id_of(k));
    return people;
}

void fill_in(std::vector<contact_card>& cards, const std::map<civic::person_id, std::string>& phones) {
    for (auto& card : cards)
        for (auto& x : card.contacts)
            if (x.person)
                if (const auto found = phones.find(*x.person); found != phones.end()) x.phone = found->second;
}

} // namespace

std::vector<contact_card> make_contact_cards(const civic::community& c,
                                             std::span<const civic::building_id> buildings,
                                             const calendar::date& day, const contact_options& options) {
    auto cards = cards_without_phones(c, buildings, day, options);
    std::map<civic::person_id, std::string> phones;
    for (const auto p : listed(cards, c, options)) phones[p] = c.people()[p].phone;
    fill_in(cards, phones);
    return cards;
}

std::vector<contact_card> make_contact_cards(const civic::community& c,
                                             std::span<const civic::building_id> buildings,
                                             const calendar::date& day, events::text_store& texts,
                                             const events::purpose& for_what,
                                             const contact_options& options) {
    auto cards = cards_without_phones(c, buildings, day, options);
    const auto shown = listed(cards, c, options);
    const std::vector<civic::person_id> people{shown.begin(), shown.end()};
    std::vector<key> keys;
    for (const auto p : people) keys.push_back(phone_key(c.people()[p].key));
    const auto found = texts.read(keys, for_what);
    std::map<civic::person_id, std::string> phones;
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (found[i].state == events::text_state::unknown) phones[people[i]] = c.people()[people[i]].phone;
        // What cannot be a phone is not printed.
        if (found[i].state == events::text_state::kept && civic::is_phone(found[i].words.zh))
            phones[people[i]] = found[i].words.zh;
    }
    fill_in(cards, phones);
    return cards;
}

} // namespace qaidam::services
