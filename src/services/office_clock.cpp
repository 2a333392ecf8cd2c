// The times that clocks of orders are due, by the calendars and the rules of a desk.
#include "desk_check.hpp"

namespace qaidam::services {

using calendar::local_time;

due_time office_clock::due(const desk_rules::limit& limit, local_time from) const {
    if (!limit) return {};
    return count_due({.from = from, .limit = *limit, .counting = rules.counting, .ending = rules.ending},
                     office);
}

due_time office_clock::due(const handling_limit& limit, local_time from) const {
    return count_due({.from = from,
                      .limit = limit.limit,
                      .counting = limit.counting.value_or(rules.counting),
                      .ending = rules.ending},
                     office);
}

due_time office_clock::change(const calendar::time_limit& limit, const due_time& due,
                              const due_change& by) const {
    auto how = due.open() ? *due.open()
                          : due_count{.from = *due,
                                      .counted = true,
                                      .limit = limit,
                                      .counting = rules.counting,
                                      .ending = rules.ending};
    how.changes.push_back(by);
    return count_due(std::move(how), office);
}

due_time office_clock::extend(const calendar::time_limit& limit, const due_time& due, int days) const {
    return change(limit, due, {.days = days});
}

due_time office_clock::carry(const calendar::time_limit& limit, const due_time& due, local_time stopped,
                             local_time restarted) const {
    return change(limit, due, {.stopped = stopped, .restarted = restarted});
}

due_time office_clock::carry(const desk_rules::limit& limit, const due_time& due, local_time stopped,
                             local_time restarted) const {
    return carry(limit.value_or(calendar::time_limit{1, calendar::limit_unit::worked_hours}), due, stopped,
                 restarted);
}

} // namespace qaidam::services
