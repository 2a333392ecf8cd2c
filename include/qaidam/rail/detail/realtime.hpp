// What real-time updates change of a timetable.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <qaidam/rail/realtime.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// A train that updates added.
struct added_train {
    std::optional<train_id> run_of; ///< nothing for an extra train
    bool same_places;               ///< whether it calls where that one does
};

struct applied_updates {
    timetable now;                                            ///< see with_updates
    std::vector<std::pair<train_id, calendar::date>> changed; ///< runs that are no more as they were planned
    std::vector<added_train> added;
};

/// Throws: as with_updates, where `unfit` is null.
[[nodiscard]] applied_updates apply_updates(const timetable& t, std::span<const realtime_update> updates,
                                            notices* unfit, const update_options& options);

} // namespace qaidam::rail

#pragma GCC visibility pop
