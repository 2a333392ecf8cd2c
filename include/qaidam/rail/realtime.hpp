/// The day as it goes: delays, cancellations, calls that are skipped, extra trains, over a timetable that
/// stays as it is. Boards, journeys and graphs of the timetable that comes out show them.
///
///     const auto at_golmud = find_call(timetable.trains()[k9805], timetable.station("格尔木"));
///     const auto now = with_updates(timetable, {delay{k9805, date{2022, 1, 10}, *at_golmud, 25min}});
#pragma once

#include <chrono>
#include <span>
#include <variant>
#include <vector>

#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// The two times of a call.
enum class call_event { arrival, departure };

/// From a call on the run is so much later than planned, or earlier where that is negative. A later delay of the same
/// run replaces what was said of the calls from its own on: 5 minutes and then 1 minute are 1 minute.
struct delay {
    train_id train;
    calendar::date service_date;
    std::size_t from_call;
    std::chrono::seconds later;
    call_event since = call_event::arrival; ///< `departure` for a train that is held after it arrived on time
};

/// The run does not take place.
struct cancellation {
    train_id train;
    calendar::date service_date;
};

/// Nobody gets on or off there; the run goes through.
struct skipped_call {
    train_id train;
    calendar::date service_date;
    std::size_t call;
};

/// A train that is not in the timetable, with its calls and days.
struct extra_train {
    rail::train train;
};

using realtime_update = std::variant<delay, cancellation, skipped_call, extra_train>;

/// The timetable with what happened, in the order in which it did. A run that differs is a train of its own,
/// "key@live-2022-01-10", for its one day; the timetable's train does not run on that day. A vehicle that comes late to
/// the next train of its block leaves as late, unless a delay of that train is told.
///
/// Throws: std::invalid_argument for a train, a day or a call that there is not, and for a run whose times
///         fall in the end; data_error for an extra train that cannot run as written or whose key is taken.
/// Cost:   that of what changed; a copy of all transfers where they name a train that is late.
[[nodiscard]] timetable with_updates(const timetable& t, std::span<const realtime_update> updates);
[[nodiscard]] inline timetable with_updates(const timetable& t,
                                            std::initializer_list<realtime_update> updates) {
    return with_updates(t, std::span{updates.begin(), updates.size()});
}

} // namespace qaidam::rail

#pragma GCC visibility pop
