// What real-time updates change of a timetable.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <qaidam/rail/realtime.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

struct applied_updates {
    timetable now;                                            ///< see with_updates
    std::vector<std::pair<train_id, calendar::date>> changed; ///< runs that are no more as they were planned
    /// Of each train that was added, the one of which it is a run; nothing for an extra train.
    std::vector<std::optional<train_id>> run_of;
};

/// Throws: as with_updates.
[[nodiscard]] applied_updates apply_updates(const timetable& t, std::span<const realtime_update> updates);

} // namespace qaidam::rail

#pragma GCC visibility pop
