/// Contact cards (联系卡片): whom the residents of a building call, printed and handed to them.
///
/// A card names people for what they are: the party member of the building, its leader, the leader and the members of
/// its grid. Nobody is on it who only lives there. A phone that is not known, was erased, or is kept off the card by its
/// owner leaves the hall's number in its place. Why: docs/adr/0041-contact-cards.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/civic/community.hpp>
#include <qaidam/events/text_store.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// A line of a card.
struct contact {
    std::optional<civic::person_id> person{}; ///< nothing where the building has no party member
    std::vector<civic::role_kind> roles{};    ///< party_member, building_leader, …_grid_leader, grid_member
    std::string phone{};                      ///< in full; blank: one asks at the hall
    friend bool operator==(const contact&, const contact&) = default;
};

struct contact_card {
    civic::building_id building;
    std::optional<civic::grid_id> grid{};
    std::vector<contact> contacts{};       ///< each person once, the party member first
    std::optional<civic::place_id> hall{}; ///< the first place of kind hall
    friend bool operator==(const contact_card&, const contact_card&) = default;
};

struct contact_options {
    std::vector<civic::person_key> unlisted{}; ///< who is on the card without a phone, as they asked to be
};

/// The cards of buildings on a day, in their order, with the phones that the community has.
/// Throws: std::invalid_argument for a building that is not there or a key in `unlisted` that is nobody's.
/// Cost: O(buildings × their roles).
[[nodiscard]] std::vector<contact_card> make_contact_cards(const civic::community& c,
                                                           std::span<const civic::building_id> buildings,
                                                           const calendar::date& day,
                                                           const contact_options& options = {});
/// The same with phones from the texts beside a journal: one that is erased there is not on the card, even if the community
/// still has it; one that was never put there is the community's. Only the phones that a card shows are read, at once, which
/// is an access.
/// Throws: std::invalid_argument for a purpose that is blank, too.
[[nodiscard]] std::vector<contact_card>
make_contact_cards(const civic::community& c, std::span<const civic::building_id> buildings,
                   const calendar::date& day, events::text_store& texts, const events::purpose& for_what,
                   const contact_options& options = {});

} // namespace qaidam::services

#pragma GCC visibility pop
