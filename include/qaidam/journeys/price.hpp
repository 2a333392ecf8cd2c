/// What journeys cost: which tickets they take, which rule says so, what they come to, and why.
///
///     const auto cost = journeys::price_of(timetable, journey, {.rider = "student"});
///     if (cost.total) fmt::print("{}\n", *cost.total);
///
/// A feed says what rides cost in one of these systems. One system prices a journey, never two: that of the
/// question, else the first that the timetable has anything of.
///
/// - *Fares v2* (fare_leg_rules.txt and what goes with it). A leg is a ride, or rides that join rules make one, or on which one stays
///   seated within a network. The rules that fit a leg best (`fares_v2::by_priority`) name its products; a product has offers for
///   riders and media. Transfer rules then say what a change costs, with their counts and limits: they must be gone by, even
///   where separate tickets would be cheaper. Of several products, offers or transfer rules that fit, those are taken with
///   which the whole journey is cheapest. A leg without a group has no transfers; a stop of several areas is named by
///   each of them, and by a missing area if no rule names any. Where trains run every so often, times are those of who waits the longest.
/// - *Fares v1* (fare_attributes.txt, fare_rules.txt). A fare holds for rides that follow one another if there are no more
///   changes than its `transfers`, if the last train is boarded within `valid_for` of the first, and if it has no rules, or for
///   each ride one that fits: its route is the ride's or missing, its zones those where the first ride is boarded and the
///   last one left, or missing. Rules that are alike but for `contains_id` are one rule, of the rides whose calls lie
///   in exactly these zones.
/// - *Tariffs* (tariffs.txt). A ticket is for the metres of its rides, in one kind of seat, on trains of the tariff's
///   classes, and for as many changes as the tariff allows. Riders of a category with concessions pay their share.
///
/// By v1 and tariffs, where one ticket may be for several rides, the cheapest way to buy tickets for whole rides is found, exactly:
/// sometimes one through ticket, sometimes one a ride. The price says what both would come to;
/// by v2 `through` is what the rules make of the journey, and `split` what its rides would cost as journeys of their own. Tickets that end within a
/// ride are not looked for. Staying seated is no change.
///
/// A ride that has no price says why; it is never counted as 0, and the journey then has no total.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <qaidam/journeys/journey.hpp>
#include <qaidam/rail/board.hpp>
#include <qaidam/rail/money.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

enum class price_system : std::uint8_t { fares_v2, fares_v1, tariffs };

/// Who asks, and for what. Words that mean nothing price nothing: `unknown_words` tells which.
struct price_query {
    std::optional<price_system> by{}; ///< the first that the timetable has, in their order, where missing
    std::string rider{};              ///< the key of a rider category; "" for those of no other
    std::string medium{};             ///< the key of a fare medium of v2; "" for any
    /// These fares, products of legs and tariffs only, by key, or seats by name; all where empty.
    std::vector<std::string> use{};
    std::string currency{};         ///< "" for the one that prices the most rides, the first by its code
    rail::page_options distances{}; ///< of the feed, for tariffs
};

/// By a fare of v1.
struct fare_ticket {
    rail::fare_id fare;
    std::vector<std::size_t>
        rules{}; ///< of the timetable's fare rules, one for each ride; none where it has none
    friend bool operator==(const fare_ticket&, const fare_ticket&) = default;
};

/// By a tariff.
struct tariff_ticket {
    rail::tariff_id tariff;
    std::int32_t metres;
    rail::price full;                        ///< what it costs without the concession
    std::optional<std::size_t> concession{}; ///< of the timetable's
    friend bool operator==(const tariff_ticket&, const tariff_ticket&) = default;
};

/// By a leg rule of v2.
struct leg_product {
    std::size_t rule; ///< of `fares_v2::leg_rules`
    rail::fare_product_id product;
    std::size_t offer; ///< of the product's
    friend bool operator==(const leg_product&, const leg_product&) = default;
};

/// By a transfer rule of v2: for the change, and with `fare_sum::transfer` for the leg before it too, if nothing was
/// changed to reach that.
struct transfer_product {
    std::size_t rule; ///< of `fares_v2::transfer_rules`
    std::optional<rail::fare_product_id> product{};
    std::size_t offer = 0;
    friend bool operator==(const transfer_product&, const transfer_product&) = default;
};

using price_basis = std::variant<leg_product, transfer_product, fare_ticket, tariff_ticket>;

/// What would hold as well.
struct other_price {
    price_basis basis;
    rail::price price;
    friend bool operator==(const other_price&, const other_price&) = default;
};

/// Something to pay, for rides that follow one another.
struct charge {
    std::size_t first; ///< among the rides of the journey
    std::size_t last;  ///< the ride after them
    rail::price price; ///< in minor units of its currency; of a change it may be zero or, with v2, below
    price_basis basis;
    std::vector<other_price> others{}; ///< for the same rides, the cheapest first
    friend bool operator==(const charge&, const charge&) = default;
};

enum class no_price : std::uint8_t {
    no_system,      ///< the timetable has no prices, or none of the system that was asked for
    no_rule,        ///< no fare or tariff holds for the ride
    no_distance,    ///< there are tariffs, and neither a line nor the feed says how far it is
    beyond_table,   ///< it is further than the table of any tariff that holds
    no_offer,       ///< its product has no price for these riders and this medium
    unknown_rider,  ///< the timetable has no such category
    riders_alike,   ///< there is no rule for these riders
    unknown_medium, ///< the timetable has no such fare medium, or the system has none
    other_currency, ///< it has a price, in another currency
};

/// A ride without a price.
struct unpriced_ride {
    std::size_t ride;
    no_price why;
    std::string about{}; ///< what the reason names: the product, the category, the currency; "" for none
    friend bool operator==(const unpriced_ride&, const unpriced_ride&) = default;
};

struct journey_price {
    std::optional<price_system> by{}; ///< nothing where the timetable has no prices
    std::vector<charge> charges{};    ///< in the order of the rides
    std::vector<unpriced_ride> unpriced{};
    std::optional<rail::price> total{};   ///< nothing where a ride has no price
    std::optional<rail::price> through{}; ///< of the cheapest ticket for all rides, where one holds
    std::optional<rail::price> split{};   ///< of a ticket for each ride, where each has one
    friend bool operator==(const journey_price&, const journey_price&) = default;
};

/// What a journey costs.
///
/// Shape:  each ride is one of `unpriced`, or of the rides of one charge at least.
/// Units:  minor units of the currency, by ISO 4217; a price that the feed writes finer stays so.
/// Throws: std::invalid_argument for a journey of another timetable, where it shows; std::overflow_error for prices
///         beyond 64 bits.
/// Cost:   O(rides² × rules of the fares).
[[nodiscard]] journey_price price_of(const rail::timetable& t, const journey& j, const price_query& q = {});

/// The words of the question that mean nothing in the timetable, in its order.
[[nodiscard]] std::vector<std::string> unknown_words(const rail::timetable& t, const price_query& q);

/// A journey and what it costs.
struct priced_journey {
    journeys::journey journey;
    journey_price price;
    friend bool operator==(const priced_journey&, const priced_journey&) = default;
};

} // namespace qaidam::journeys

#pragma GCC visibility pop
