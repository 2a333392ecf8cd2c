// Photos of orders: taken from forms as pictures alone, kept among the texts of the person whom the order is about, and shown to
// who sees that person.
#pragma once

#include <span>

#include "app.hpp"

namespace hall {

/// The fields by which a form takes photos, on a phone by its camera.
[[nodiscard]] markup photo_field(const context& c);

/// The photos that the form sent, without what their cameras said; their bytes go among the texts of the wish, about the
/// person, and are erased with theirs. Throws: page_error 413 for more than three, 415 for what is no whole JPEG, PNG or WebP.
[[nodiscard]] std::vector<services::photo> take_photos(const context& c, const person_key& about,
                                                       std::vector<events::text>& texts);

/// Links to the photos of an order, and to those of its feedbacks; nothing where it has none.
[[nodiscard]] markup photo_links(const context& c, const services::order& o);

/// One of them, for who sees whose the order is; each showing is kept as an access.
[[nodiscard]] http_answer photo_of_order(context& c);

} // namespace hall
