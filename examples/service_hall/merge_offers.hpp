// Orders that may be about one matter, offered to whoever may merge them.
#pragma once

#include "app.hpp"

namespace hall {

/// Orders that the desk takes for the same matter as this one, as far as it lets the person merge one into the other, the
/// nearest first; what is one household's own, only of the same person. Each has a button that does it. Nothing where there
/// are none.
[[nodiscard]] markup merge_offers(const context& c, const services::order& o);
/// How far away it is, in words.
[[nodiscard]] std::string nearness(const context& c, const services::duplicate& x, bool same_building);

} // namespace hall
