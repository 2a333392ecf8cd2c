/// Real-time updates: delays, cancellations, calls that are skipped, other platforms, other calls, extra trains, over a
/// timetable that stays as it is. Boards, journeys and graphs of the timetable that comes out show them.
///
///     const auto at_golmud = find_call(timetable.trains()[k9805], timetable.station("格尔木"));
///     const auto now = with_updates(timetable, {delay{k9805, date{2022, 1, 10}, *at_golmud, 25min}});
#pragma once

#include <chrono>
#include <optional>
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
    std::optional<std::chrono::seconds>
        uncertainty{}; ///< by how much the told time may be off, for who shows it
    /// False where nothing is known from there on (GTFS-Realtime's NO_DATA): the plan stands, `later` is 0, and nobody
    /// observed that the run was on time.
    bool is_known = true;
};

/// The run does not take place.
struct cancellation {
    train_id train;
    calendar::date service_date;
    /// Of a train that runs every so often: which departure; all of the day where it is missing.
    std::optional<service_time> start{};
};

/// Nobody gets on or off there; the run goes through.
struct skipped_call {
    train_id train;
    calendar::date service_date;
    std::size_t call;
    bool skipped = true; ///< false: it calls there after all, as planned
};

/// The run calls at another platform (stop_id) of the same station.
struct platform_change {
    train_id train;
    calendar::date service_date;
    std::size_t call;
    stop_id platform;
};

/// The run has these calls in place of those before: an added call, a diversion, other times. What is told of the run
/// later counts these calls, and delays are against their times; boards still know the plan.
struct replaced_run {
    train_id train;
    calendar::date service_date;
    std::vector<call> calls;
};

/// A train that is not in the timetable, with its calls and days.
struct extra_train {
    rail::train train;
};

using realtime_update =
    std::variant<delay, cancellation, skipped_call, extra_train, platform_change, replaced_run>;

struct update_options {
    /// The least time between a vehicle's arrival and its next departure; where the plan has less, the plan's.
    std::chrono::seconds turnaround{0};
};

/// The timetable with what happened, in the order in which it did. A run that differs is a train of its own,
/// "key@live-2022-01-10", for its one day; the timetable's train does not run on that day, and `timetable::realtime`
/// tells the one from the other. A vehicle that comes late to the next train of its block or circulation leaves as
/// soon as it can, unless the times of that train are told.
///
/// Throws: std::invalid_argument for an update that does not fit: a train, a day, a call or a platform that there is
///         not, a run whose times fall in the end; data_error for an extra train that cannot run as written or whose
///         key is taken.
/// Cost:   that of what changed; a copy of all transfers where they name a train that is late.
[[nodiscard]] timetable with_updates(const timetable& t, std::span<const realtime_update> updates,
                                     const update_options& options = {});
[[nodiscard]] inline timetable with_updates(const timetable& t,
                                            std::initializer_list<realtime_update> updates,
                                            const update_options& options = {}) {
    return with_updates(t, std::span{updates.begin(), updates.size()}, options);
}

/// The same with those that fit. Each other one is a notice in `unfit`, whose line is its place among the updates,
/// from 1; of several that let the times of a run fall, the first by which they do is left out.
[[nodiscard]] timetable with_updates(const timetable& t, std::span<const realtime_update> updates,
                                     notices& unfit, const update_options& options = {});

/// The call of the plan that this one is; itself where nothing was told of the run, nothing for a call of an extra
/// train or one that was added.
[[nodiscard]] std::optional<call_ref> find_planned_call(const timetable& t, train_id train, std::size_t call);

} // namespace qaidam::rail

#pragma GCC visibility pop
