/// Contact cards to print. Unlike all other views they can show names and phones in full, if they are asked to.
#pragma once

#include <span>
#include <string>

#include <qaidam/services/contact.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

/// How people are shown on a card: masked, to look at it or to post a specimen, or in full, to hand it to residents.
enum class contact_names { masked, in_full };

/// A card as text: the building, a line each for those one calls, the hall, the three service lists.
[[nodiscard]] std::string contact_text(const services::contact_card& card, const civic::community& c,
                                       language l, contact_names shown = contact_names::masked);

/// A page that stands alone: on paper four cards of A6 to a sheet of A4, on a screen a list of the buildings and then the
/// cards, whose phones are links.
[[nodiscard]] std::string contact_page(std::span<const services::contact_card> cards,
                                       const civic::community& c, language l,
                                       contact_names shown = contact_names::masked);

} // namespace qaidam::views

#pragma GCC visibility pop
