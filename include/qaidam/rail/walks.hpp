/// Walks that a timetable lacks: between stations that lie near to each other, and along the pathways inside them.
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

struct pathway_options {
    double metres_per_second = 1.1; ///< of somebody with luggage
    double detour = 1.3;            ///< of a way whose length nobody says, over the line between its ends
    bool step_free = false;         ///< neither stairs nor escalators, nor slopes above 1 : 12
};

/// How long a pathway takes. What the feed says holds. Otherwise stairs and escalators take 0.7 s a step, with 24
/// steps a floor where only the floors are known, and elevators 30 s and 5 s a floor; any other way, and stairs of which
/// neither is known, as long as its length is to walk, or the line between its ends. Nothing if that is unknown too.
/// Throws: std::invalid_argument if the speed is not above zero, or the detour below.
[[nodiscard]] std::optional<std::chrono::seconds> walking_time(const timetable& t, const pathway& p,
                                                               const pathway_options& options = {});

/// The timetable in which a change between two platforms of a station takes as long as the quickest way along its
/// pathways, `longest_change` at most, unless the feed's transfers speak of all changes between the two. Platforms that no way joins
/// change as before; with `step_free`, in a station that has pathways, not at all.
///
/// Throws: std::invalid_argument if the speed is not above zero, or the detour below.
/// Cost:   O(platforms × pathways × log) in each station.
[[nodiscard]] timetable with_pathways(const timetable& t, const pathway_options& options = {});

/// The timetable as it is for somebody in a wheelchair: they get on and off where the feed says that it is possible,
/// of the train and of the platform (of the station, if it says nothing of the platform), and nowhere else. Trains,
/// stations and stops keep their ids. Changes inside stations are `with_pathways`'s, with `step_free`.
/// Cost:   that of all calls.
[[nodiscard]] timetable for_wheelchairs(const timetable& t);

} // namespace qaidam::rail

#pragma GCC visibility pop
