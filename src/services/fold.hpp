/// The fold in two halves, for those who change orders in place.
#pragma once

#include <qaidam/services/events.hpp>

namespace qaidam::services::detail {

/// Throws: std::invalid_argument if the event does not follow; `before` is null for the first.
void require_follows(const order* before, const event& e);

/// Whether an order can have been referred so: to another community, with times and counts that agree.
[[nodiscard]] bool is_sound(const referred_order& m);
/// Whether the order is the one that the community has by that key.
[[nodiscard]] bool came_from(const order& o, const civic::community_key& from, const order_key& there);

/// Requires: the event follows.
void fold_into(order& o, const event& e);

} // namespace qaidam::services::detail
