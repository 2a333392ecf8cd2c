/// Real-time updates of a network: delays, cancellations, other calls and extra trains in its answers.
#pragma once

#include <initializer_list>
#include <span>

#include <qaidam/journeys/journey.hpp>
#include <qaidam/rail/realtime.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

/// The network with the updates. It shares with the first one all that they leave as it was, and copies days
/// only as far as they change them. The trains of its answers are those of its `table()`.
///
/// Apply all updates of the day at once to the planned network, again and again as more is known. Updates can
/// be applied to an updated network, but each new delay of a late run adds one more train.
///
/// Throws: as rail::with_updates.
/// Cost:   see docs/benchmarks.md. That of a network made anew where about half as many runs changed as there
///         are trains, or an extra train calls where transfers tell trains apart or takes over coaches.
[[nodiscard]] network with_updates(const network& n, std::span<const rail::realtime_update> updates,
                                   const rail::update_options& options = {});
[[nodiscard]] network with_updates(const network& n, std::initializer_list<rail::realtime_update> updates,
                                   const rail::update_options& options = {});

/// The same with those that fit; each other one is a notice in `unfit`, as of rail::with_updates.
[[nodiscard]] network with_updates(const network& n, std::span<const rail::realtime_update> updates,
                                   notices& unfit, const rail::update_options& options = {});

} // namespace qaidam::journeys

#pragma GCC visibility pop
