/// Is the community as it should be, and since when is it not?
#pragma once

#include <vector>

#include <qaidam/civic/codes.hpp>
#include <qaidam/civic/community.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

/// What this room can see of the invariants, over an interval: every building has an active party member;
/// people of special groups have a home that is known. Each finding comes with the spans in which it held.
[[nodiscard]] std::vector<calendar::dated_finding> audit(const community& c, const calendar::date_span& when);

} // namespace qaidam::civic

#pragma GCC visibility pop
