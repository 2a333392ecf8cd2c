/// The fold in two halves, for those who change orders in place.
#pragma once

#include <qaidam/services/events.hpp>

namespace qaidam::services::detail {

/// Throws: std::invalid_argument if the event does not follow; `before` is null for the first.
void require_follows(const order* before, const event& e);

/// Requires: the event follows.
void fold_into(order& o, const event& e);

} // namespace qaidam::services::detail
