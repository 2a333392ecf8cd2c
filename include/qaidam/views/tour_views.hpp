/// Tours, to look at: a day's programme as text, JSON and a strip of the time.
#pragma once

#include <span>
#include <string>

#include <qaidam/journeys/tour.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

/// What a tour sees and costs on a line, then its programme leg by leg, then what it leaves out and why. Times are on
/// the timetable's clock. Ways that nobody gave are said to be estimated.
[[nodiscard]] std::string describe(const rail::timetable& t, const journeys::destination& d,
                                   const journeys::tour& x, language l);

/// Tours as JSON: an object with "tours", each with its legs and with what it leaves out; times as in RFC 3339, prices
/// in whole units of the currency.
[[nodiscard]] std::string to_json(const rail::timetable& t, const journeys::destination& d,
                                  const journeys::tours& x);

/// A tour as an SVG, 360 pixels wide: a strip a day with the time from left to right, trains, ways, visits, waits and
/// nights in colours of their own, and the names of the sights below.
[[nodiscard]] std::string draw_tour(const rail::timetable& t, const journeys::destination& d,
                                    const journeys::tour& x, language l);

} // namespace qaidam::views

#pragma GCC visibility pop
