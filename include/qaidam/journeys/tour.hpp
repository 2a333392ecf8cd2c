/// Tours: out of the train, into the sights, and back home.
///
///     journeys::tour_query question{.from = xining, .leave = monday, .back_by = thursday, .nights = 1};
///     for (const auto s : around.sights.ids()) question.wishes.push_back({.sight = s});
///     for (const auto& t : journeys::plan_tour(network, around, question).all)
///         fmt::print("{}\n", views::describe(timetable, around, t, language::en));
///
/// A tour leaves home by train, or by road where ways begin at home's station; it goes from sight to sight by given
/// or derived ways and by train, sleeps in hotels, and comes home. At 03:00 people are on a train, or in a hotel:
/// each 03:00 in a hotel is a night. No visit, no way and no wait lasts over 03:00, but what happens between two
/// trains of one journey.
///
/// The answers are the Pareto-optimal tours in the weight of the sights, the time at home again, the nights and the
/// price: those that no other tour dominates, one of those that are equal in all four. Each sets out as late as the
/// rest of it allows.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include <qaidam/journeys/destination.hpp>
#include <qaidam/journeys/journey.hpp>
#include <qaidam/journeys/price.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

/// A sight that one would like to see.
struct wish {
    sight_id sight;
    int weight = 1;           ///< what it is worth beside the others
    bool is_required = false; ///< no tour without it
    friend bool operator==(const wish&, const wish&) = default;
};

struct tour_query {
    static constexpr std::size_t most_wishes = 60;

    station_set from{};
    station_set to{};               ///< home again; empty: `from`
    calendar::local_time leave{};   ///< at the earliest, on the timetable's clock as all times
    calendar::local_time back_by{}; ///< at the latest
    std::vector<wish> wishes{};
    int nights = 0;  ///< in hotels, at most
    double pace = 1; ///< how much longer visits take than people mostly stay
    std::chrono::seconds before_train = std::chrono::minutes{20}; ///< to be at the station
    std::chrono::seconds rest = std::chrono::hours{8};            ///< in a hotel, at least
    way_speeds speeds{};
    journeys::filter filter{}; ///< of trains
    int max_changes = query::most_changes;
    /// What a journey costs, in hundredths of the destination's currency; nothing where that is not known, as of no
    /// journey where it is empty: the tour's price is without it then, and says so.
    std::function<std::optional<std::int64_t>(const journey&)> fare{};
    /// How many sets of sights of one size are looked at further. The answers are exact for up to twelve wishes, and
    /// beyond as long as there are no more sets.
    std::size_t breadth = 1000;
};

/// What `price_of` says of a journey, as `tour_query::fare` wants it: nothing where that is in another currency than the
/// destination's, or no whole number of hundredths.
[[nodiscard]] std::function<std::optional<std::int64_t>(const journey&)>
fares_of(const rail::timetable& t, const destination& d, const price_query& q = {});

/// From when to when, on the timetable's clock and in UTC.
struct period {
    calendar::local_time begin;
    calendar::local_time end;
    calendar::utc_time begin_utc;
    calendar::utc_time end_utc;
    [[nodiscard]] std::chrono::seconds length() const { return end_utc - begin_utc; }
    friend bool operator==(const period&, const period&) = default;
};

struct train_leg {
    journeys::journey journey;
    std::chrono::seconds slack{0}; ///< beyond `before_train`, how much later one might reach the station
    std::optional<std::int64_t> price{}; ///< in hundredths; nothing where it is not known
    friend bool operator==(const train_leg&, const train_leg&) = default;
};
struct way_leg {
    journeys::way way;
    period when;
    friend bool operator==(const way_leg&, const way_leg&) = default;
};
struct visit_leg {
    sight_id sight;
    period when;
    friend bool operator==(const visit_leg&, const visit_leg&) = default;
};
struct wait_leg {
    waypoint at;
    period when;
    friend bool operator==(const wait_leg&, const wait_leg&) = default;
};
struct night_leg {
    hotel_id hotel;
    period when;
    int nights = 1;
    friend bool operator==(const night_leg&, const night_leg&) = default;
};
using tour_leg = std::variant<train_leg, way_leg, visit_leg, wait_leg, night_leg>;

/// Why a tour leaves a wish out.
enum class why_not {
    out_of_reach, ///< no way leads there within the time
    closed,       ///< it is open at no time at which one could be there and stay as long as the visit takes
    no_return,    ///< nobody who goes there, be it to nothing else, is back in time
    misses_train, ///< with it too, one reaches the tour's last train, or home, too late
    no_time,      ///< with it too, the hours and the trains leave no way but one of more nights
    costs_more,   ///< with it too, one is back no later, for more money
};

/// A wish that a tour leaves out, and what it would take.
struct left_out {
    sight_id sight;
    why_not reason;
    std::chrono::seconds short_by{0}; ///< of misses_train
    /// The tour that sees all that this one sees, and the wish too, and is home first.
    struct instead {
        period when;
        int nights;
        std::int64_t price;
        friend bool operator==(const instead&, const instead&) = default;
    };
    std::optional<left_out::instead> instead{};
    friend bool operator==(const left_out&, const left_out&) = default;
};

struct tour {
    std::vector<tour_leg> legs;
    std::vector<sight_id> sights; ///< in the order of the visits
    int weight = 0;
    period when; ///< from leaving home to being there again
    int nights = 0;
    std::int64_t price = 0;                   ///< of all that has a price, in hundredths
    bool is_price_complete = true;            ///< whether the price of every journey is known
    std::vector<journeys::left_out> left_out; ///< in the order of the wishes
    friend bool operator==(const tour&, const tour&) = default;
};

struct tours {
    std::vector<tour> all; ///< by weight from the largest on, then by end, nights and price
    bool is_exact = true;  ///< whether all sets of sights were looked at
};

/// Tours of at least one of the wishes. Trains from home, between stations and back are the journeys of
/// each day, from 03:00 on, that are Pareto-optimal in departure, arrival and changes, and arrive within 72 hours of its
/// end. A router of prepared lists answers for them by its lists. Stations from which sights are reached are those that ways and
/// sights name; a sight, or a hotel, that none is named for is reached from the nearest station where trains call.
///
/// Throws: std::invalid_argument for a query without `from` or wishes; ids that the timetable or the destination does
///         not have; a wish twice; more than `most_wishes`; a weight below 1; `back_by` not after `leave`, or more
///         than 60 days after; nights below 0; a pace not above 0; durations below 0; speeds not above 0.
/// Cost:   a question for all journeys from home to each such station, back, and between them; then for n wishes
///         O(2^n · n · places · days), measured in docs/benchmarks.md.
[[nodiscard]] tours plan_tour(router& trains, const rail::timetable& t, const destination& d,
                              const tour_query& q);
[[nodiscard]] tours plan_tour(const network& n, const destination& d, const tour_query& q);

} // namespace qaidam::journeys

#pragma GCC visibility pop
