/// Orders of a county's communities: what one of them refers to another (移交), and the county's indicators.
///
/// Each community has a desk of its own, and a journal. An order is referred by a command at the one and received by a command at
/// the other; between the two it is in transit, and listed:
///
///     for (const auto& t : services::list_in_transit(books)) {
///         const auto& order = *desks.at(t.from).find(t.order);
///         carry_out(t.to, services::receive(order, t.from, now));
///     }
///
/// To receive an order again changes nothing, so whatever was interrupted is done again.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <qaidam/services/desk.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {
class county;
}

namespace qaidam::services {

/// What goes with an order that was referred: what it is about, whose it is, and how far its clocks have run. People of the
/// community are qualified by it ("north/p-17"), unless they come home; visitors have the same key everywhere.
/// Throws: std::invalid_argument if the order was not referred.
[[nodiscard]] referred_order referral_of(const order& o, const civic::community_key& from);

/// The command by which the other community takes it in.
/// Throws: std::invalid_argument if the order was not referred.
[[nodiscard]] receive_order receive(const order& o, const civic::community_key& from, calendar::local_time at,
                                    const person_key& by = system_actor);

/// The orders of one of the communities, as they are, or as orders_before has them at an instant.
struct community_orders {
    civic::community_key community;
    const order_book* orders; ///< never null
};
[[nodiscard]] community_orders orders_of(const desk& d);

/// An order that left one community and is not at the other yet.
struct transit {
    civic::community_key from;
    order_key order; ///< its key there
    civic::community_key to;
    calendar::local_time since;
    friend bool operator==(const transit&, const transit&) = default;
};
/// Those, the longest under way first. Whatever goes to a community that is not among these stays in transit.
/// Cost: O(orders).
[[nodiscard]] std::vector<transit> list_in_transit(std::span<const community_orders> all);

/// All orders under the keys of the county ("north/o-17"), to be measured as those of one desk: each matter once. One that was
/// referred and received is the order that the other community has of it; one in transit is still open, as the other will have it.
/// Handlers are qualified unless they are departments that the county shares, and so are grids and buildings.
///
///     const auto all = services::orders_of_county(county, books);
///     const auto whole = services::measure_orders(all, december);
///     const auto each = services::measure_orders_by(all, december, services::by_community);
///
/// Shape: numerator and denominator of each rate are the sums of those of the communities; an order in transit is added once, a referred
///        one not at all.
/// Throws: std::invalid_argument if two are of one community.
/// Cost:  O(orders).
[[nodiscard]] order_book orders_of_county(const civic::county& county, std::span<const community_orders> all);

/// The community that an order of `orders_of_county` is in: of one in transit, that which it left.
[[nodiscard]] std::string by_community(const order& o);

} // namespace qaidam::services

#pragma GCC visibility pop
