/// Walks between stations that lie near to each other, for feeds that do not say so.
#pragma once

#include <chrono>

#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

struct walk_options {
    geo::meters within{200};         ///< along a great circle
    double metres_per_second = 1.1;  ///< of somebody with luggage
    double detour = 1.3;             ///< how much longer the way is than the line
    std::chrono::seconds least{120}; ///< to leave one station and to find the other
};

/// The timetable with a walk, each way, between any two stations that lie so near to each other, unless its transfers
/// say something of the two: what a feed says holds.
///
/// Throws: std::invalid_argument if the speed is not above zero, or distance or detour below.
/// Cost:   O(stations × stations within the distance north or south), and the walks.
[[nodiscard]] timetable with_walks(const timetable& t, const walk_options& options = {});

} // namespace qaidam::rail

#pragma GCC visibility pop
