/// How safe a journey is: how likely its changes hold, and when one arrives if they do not.
///
///     const auto late = journeys::load_lateness("lateness.csv", timetable).value;
///     const auto found = journeys::find_all(timetable, question);
///     const auto safety = journeys::assess(network, late, question, found);
///     if (safety.front().holds) fmt::print("{:.0f} %\n", 100 * *safety.front().holds);
///
/// **What is assumed.** Each arrival and each departure of each run has a lateness of its own, distributed as the table
/// of lateness says for its class of train and its station. All are independent: of other trains, and of what the same
/// train had before. That is not so of real trains, which carry their lateness along: read the numbers as a comparison
/// of journeys, not as a promise. Who is early counts as on time, for no train leaves before its time; trains that were
/// cancelled are not in the table, and are not reckoned with. Walks and changes take what the timetable says.
///
/// **When a change holds.** The train before arrives late by A, the next one leaves late by D. The change holds if what
/// it takes fits between the two: A <= spare + D, `spare` being what the plan has to spare. How likely that is
/// is the sum over all pairs of A and D. Where one stays seated there is no change.
///
/// **When it does not,** the traveller, who knows of a lateness when a train has arrived and not before, goes on from
/// that station at that time by the policy that minimises the expected arrival (MEAT), which is recursive. At each
/// arrival they look at how late they are, and choose what has the least expected arrival:
/// - to stay on the train, if it goes on;
/// - to be there, if this is the place, or to walk there;
/// - to board any train from there, or from where a walk leads, that leaves when the change or the walk is done, or
///   later, and later than the hop left by which they came. To be boarded for this, a train that should have left
///   by then has left: only the changes of the journey asked about reckon with trains that leave late, for what one would
///   hope for is no plan.
/// Fallbacks do not ride on trains that run every so often. On a network with real-time updates lateness counts from the
/// times that are expected there.
///
/// **The window.** All this is looked at until the horizon of the question ends, counted from the last departure asked
/// for, or from the latest arrival. Who is not there by then, for want of a train or because the last one was too late,
/// counts as arriving when the window ends, and `not_there` says how likely that is. Of choices whose expected
/// arrivals are within a millionth of a second of each other, the one with the lesser `not_there` is made.
///
/// **What is unknown.** Without thirty observations to answer for a change, its likelihood is missing, and with it those
/// of the whole journey. So it is for changes from and to trains that run every so often, for which no lateness
/// is known.
///
/// `find_safest` asks for the journeys themselves: those to which no other one is preferable in both expected arrival and
/// risk.
///
/// Source: Dibbelt, Strasser, Wagner, "Delay-Robust Journeys in Timetable Networks with Minimum Expected Arrival Time"
/// (2014). docs/adr/0031-safety.md says where this differs, and why.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <qaidam/journeys/journey.hpp>
#include <qaidam/journeys/lateness.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

/// What a likelihood is made of.
struct lateness_source {
    lateness_scope scope;
    std::int64_t observations;
    friend bool operator==(const lateness_source&, const lateness_source&) = default;
};

/// How safe a change is.
struct change_safety {
    std::size_t leg;                            ///< of the journey, the ride that one changes to
    std::chrono::seconds spare;                 ///< below zero where the change cannot be made as planned
    std::optional<double> holds{};              ///< 0 to 1; missing where unknown
    std::optional<lateness_source> arrival{};   ///< of the train before; missing where unknown
    std::optional<lateness_source> departure{}; ///< of the train that one changes to; missing where unknown
    friend bool operator==(const change_safety&, const change_safety&) = default;
};

/// How safe a journey is.
struct journey_safety {
    std::vector<change_safety> changes{}; ///< in their order
    std::optional<double> holds{}; ///< all changes: 0 to 1, 1 without changes; missing where one is unknown
    /// On average, over changes that hold and those that do not; rounded down to whole seconds. Missing where a change or
    /// the last arrival is unknown.
    std::optional<calendar::utc_time> expected_arrival{};
    std::optional<calendar::local_time> expected_arrival_there{}; ///< the same on the clock of the place
    std::optional<double> not_there{}; ///< how likely one is not there when the window ends: 0 to 1
    calendar::utc_time window_ends{};
    friend bool operator==(const journey_safety&, const journey_safety&) = default;
};

/// How safe each of these answers to a question is; fallbacks go to its `to`, keep to its filter, and end with its
/// horizon.
///
/// Shape:  result.size() == journeys.size(), in their order.
/// Throws: as `router::find_all`; std::invalid_argument for a question with vias, and for a journey that is none of
///         the network, leaves before the question's time, ends elsewhere than its `to` or after the window, or
///         changes where nobody can.
/// Cost:   the connections from the first change to the window's end, times the different latenesses of an
///         arrival, times a logarithm; some 40 bytes of memory a connection.
[[nodiscard]] std::vector<journey_safety> assess(const network& n, const lateness_table& late, const query& q,
                                                 std::span<const journey> journeys);

struct assessed_journey {
    journeys::journey journey;
    journey_safety safety;
    friend bool operator==(const assessed_journey&, const assessed_journey&) = default;
};

/// The journeys that are Pareto-optimal in the expected arrival and in the risk: how likely it is that not all of their
/// changes hold, 1 - `holds`. Of expected arrivals within a millionth of a second, the one with the lesser `not_there` counts
/// as sooner. A journey here is any sequence of trains that the plan lets one take, boarding from each hop only
/// trains that leave later than the hop did, none that runs every so often, and none twice in a row. Of journeys that are
/// equal in both the one is named that stays aboard longer, and then the one whose next train leaves last.
///
/// `risk_step`: likelihoods to hold between the same two multiples of it are not told apart, for they would make thousands of
/// journeys of next to no difference. To every journey there is one found that is expected as soon, and that is less
/// likely to hold by at most one step for each change and one more. 0 tells all apart.
///
/// Shape:  by expected arrival, and so from the riskiest to the safest. Empty where nobody gets there within the horizon, where
///         `from` and `to` share a station, and where nothing is known of arrivals; without changes where nothing is
///         known of departures.
/// Throws: as `assess`; std::invalid_argument for anything but leave_after, for a limit to max_changes, and for a
///         risk_step outside 0 to 1.
/// Cost:   that of `assess` from the question's time on, and for each connection that leads to the target the trains that
///         may be missed from there, those that leave within the greatest lateness, times the plans that are told
///         apart: up to five seconds over two days of China's trains (200,000 connections), and a hundred with a
///         step of 0.001.
[[nodiscard]] std::vector<assessed_journey> find_safest(const network& n, const lateness_table& late,
                                                        const query& q, double risk_step = 0.01);

} // namespace qaidam::journeys

#pragma GCC visibility pop
