/// The day as it goes: delays, cancellations, calls that are skipped, extra trains, over a timetable that
/// stays as it is. Boards, journeys and graphs of the timetable that comes out show them.
///
///     const auto now = with_updates(timetable, {delay{k9805, date{2022, 1, 10}, golmud_call, 25min}});
#pragma once

#include <chrono>
#include <span>
#include <variant>
#include <vector>

#include <qaidam/rail/timetable.hpp>

namespace qaidam::rail {

/// From its arrival at a call on the run is so much later, or earlier where that is negative.
struct delay {
    train_id train;
    calendar::date service_date;
    std::size_t from_call;
    std::chrono::seconds later;
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

using live_update = std::variant<delay, cancellation, skipped_call, extra_train>;

/// The timetable with what happened, in the order in which it did. A run that differs is a train of its own,
/// "key@live-2022-01-10", for its one day; the timetable's train does not run on that day.
///
/// Throws: std::invalid_argument for a train, a day or a call that there is not, and for a run whose times
///         would fall; data_error for an extra train that cannot run as written or whose key is taken.
/// Cost:   that of what changed; a copy of all transfers where they name a train that is late.
[[nodiscard]] timetable with_updates(const timetable& t, std::span<const live_update> updates);
[[nodiscard]] inline timetable with_updates(const timetable& t, std::initializer_list<live_update> updates) {
    return with_updates(t, std::span{updates.begin(), updates.size()});
}

class network;

/// The same for a network of journey.hpp: it shares with the first all that the news leaves as it was, and
/// copies days only as far as the news changes them. The trains of its answers are those of its `table()`.
/// Say all news of the day at once of the planned network, again and again as more is known: news upon news
/// is right too, but names runs that are late already by their new trains, which grow in number.
///
/// Throws: as above.
/// Cost:   see docs/benchmarks.md. That of a network made anew where about half as many runs changed as there
///         are trains, or an extra train calls where transfers tell trains apart or takes over coaches.
[[nodiscard]] network with_updates(const network& n, std::span<const live_update> updates);
[[nodiscard]] network with_updates(const network& n, std::initializer_list<live_update> updates);

} // namespace qaidam::rail
