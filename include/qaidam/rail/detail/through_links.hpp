// Through links of some trains.
#pragma once

#include <vector>

#include <qaidam/rail/stock.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// The links, as of list_through_links, from or to the trains that are touched, by train_id. Of a block
/// either all trains are touched or none: lets the others be touched too.
[[nodiscard]] std::vector<through_link> list_links_of(const timetable& t, std::vector<bool>& touched);

} // namespace qaidam::rail

#pragma GCC visibility pop
