/// How safe journeys are, to look at.
#pragma once

#include <span>
#include <string>

#include <qaidam/journeys/safety.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

/// A line a change: what it has to spare, how likely it holds and of how many observations that is said; then how likely
/// all of them hold, the expected arrival, and how likely one is not there when the window ends. What is unknown
/// is said to be. Percentages are whole, rounded down for what holds and up for what does not; times are in minutes,
/// rounded to the worse.
[[nodiscard]] std::string describe_safety(const rail::timetable& t, const journeys::assessed_journey& j,
                                          language l);

/// Journeys as JSON as of `to_json` in rail_views.hpp, each with a "safety": likelihoods from 0 to 1, to six decimals; what is
/// unknown is missing.
[[nodiscard]] std::string to_json(const rail::timetable& t,
                                  std::span<const journeys::assessed_journey> journeys);

} // namespace qaidam::views

#pragma GCC visibility pop
