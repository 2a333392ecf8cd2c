/// What GTFS-Fares v2 says of prices, as data: which products there are, for which legs they are wanted, and what changing
/// does to the price. `journeys::price_of` goes by it. Fares v1 are in model.hpp, tariffs in railway.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <qaidam/rail/model.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

using fare_area_id = id<struct fare_area_tag>;
using fare_network_id = id<struct fare_network_tag>;
using fare_medium_id = id<struct fare_medium_tag>;
using fare_product_id = id<struct fare_product_tag>;

/// Stops that rules name as one (票价区域): areas.txt.
struct fare_area {
    qaidam::key key{};
    std::string name{};
    friend bool operator==(const fare_area&, const fare_area&) = default;
};

/// A station with all its stops, or one of its stops.
struct fare_stop {
    station_id station;
    std::optional<stop_id> stop{};
    friend bool operator==(const fare_stop&, const fare_stop&) = default;
};

/// That a stop lies in an area: stop_areas.txt. A stop that is named itself lies in none of its station's areas.
struct stop_area {
    fare_area_id area;
    fare_stop stop;
    friend bool operator==(const stop_area&, const stop_area&) = default;
};

/// Routes that rules name as one (票价网): networks.txt, or network_id of routes.txt.
struct fare_network {
    qaidam::key key{};
    std::string name{};
    friend bool operator==(const fare_network&, const fare_network&) = default;
};

/// That a route is of a network; of one at most: route_networks.txt.
struct route_network {
    fare_network_id network;
    route_id route;
    friend bool operator==(const route_network&, const route_network&) = default;
};

/// Times of some days (票价时段): timeframes.txt. Those of one group are one timeframe.
struct timeframe {
    std::string group{};
    std::chrono::seconds from{0}; ///< after midnight of the station's clock
    std::chrono::seconds until{std::chrono::hours{24}};
    std::string service{}; ///< the feed's key of its days
    calendar::day_set days{};
    friend bool operator==(const timeframe&, const timeframe&) = default;
};

enum class fare_medium_kind : std::uint8_t { none, paper_ticket, transit_card, bank_card, mobile_app };

/// What a product is kept on (票卡介质): fare_media.txt.
struct fare_medium {
    qaidam::key key{};
    std::string name{};
    fare_medium_kind kind = fare_medium_kind::none;
    friend bool operator==(const fare_medium&, const fare_medium&) = default;
};

/// What can be bought (票种): rows of fare_products.txt of one fare_product_id.
struct fare_product {
    struct offer {
        std::string name{};
        std::optional<rider_category_id> rider{}; ///< any where missing
        std::optional<fare_medium_id> medium{};   ///< not known where missing
        rail::price price{};                      ///< below zero for a discount
        friend bool operator==(const offer&, const offer&) = default;
    };
    qaidam::key key{};
    std::vector<offer> offers{}; ///< one for each rider and medium
    friend bool operator==(const fare_product&, const fare_product&) = default;
};

/// Which product a leg wants: fare_leg_rules.txt. See `fares_v2::by_priority` for what is missing.
struct fare_leg_rule {
    std::string group{}; ///< as transfer rules name it
    std::optional<fare_network_id> network{};
    std::optional<fare_area_id> from{};
    std::optional<fare_area_id> to{};
    std::string from_timeframe{}; ///< any time where empty
    std::string to_timeframe{};
    fare_product_id product;
    int priority = 0;
    friend bool operator==(const fare_leg_rule&, const fare_leg_rule&) = default;
};

/// Which two rides are one leg: fare_leg_join_rules.txt. What is missing is any, but without stops one alights and boards
/// at the same station.
struct fare_join_rule {
    std::optional<fare_network_id> from_network{};
    std::optional<fare_network_id> to_network{};
    std::optional<fare_stop> from{};
    std::optional<fare_stop> to{};
    friend bool operator==(const fare_join_rule&, const fare_join_rule&) = default;
};

/// Between which moments of the first and the last leg a limit is measured. GTFS: duration_limit_type.
enum class fare_time : std::uint8_t {
    departure_to_arrival,
    departure_to_departure,
    arrival_to_departure,
    arrival_to_arrival
};

/// What two legs cost with a change. GTFS: fare_transfer_type.
enum class fare_sum : std::uint8_t {
    first_and_transfer, ///< A + AB
    all,                ///< A + AB + B
    transfer            ///< AB
};

/// What changing from a leg of one group to one of another costs: fare_transfer_rules.txt. A group that is missing is any
/// that no rule names in its place.
struct fare_transfer_rule {
    std::string from{}; ///< leg groups
    std::string to{};
    std::optional<int>
        count{}; ///< changes in a row it may be used for, where both groups are one; no limit where missing
    std::optional<std::chrono::seconds> limit{};
    fare_time limit_between = fare_time::departure_to_arrival;
    fare_sum sum = fare_sum::first_and_transfer;
    std::optional<fare_product_id> product{}; ///< nothing to pay for the change where missing
    friend bool operator==(const fare_transfer_rule&, const fare_transfer_rule&) = default;
};

/// All tables of fares v2, in the order of their files. Rider categories are the timetable's.
struct fares_v2 {
    registry<fare_area_id, fare_area> areas{};
    std::vector<stop_area> stop_areas{};
    registry<fare_network_id, fare_network> networks{};
    std::vector<route_network> route_networks{};
    std::vector<timeframe> timeframes{};
    registry<fare_medium_id, fare_medium> media{};
    registry<fare_product_id, fare_product> products{};
    std::vector<fare_leg_rule> leg_rules{};
    /// Whether fare_leg_rules.txt has the column rule_priority: then a rule without a network or an area is for any, and
    /// the highest priority wins. If not, it is for those that no rule names in its place.
    bool by_priority = false;
    std::vector<fare_join_rule> join_rules{};
    std::vector<fare_transfer_rule> transfer_rules{};
    friend bool operator==(const fares_v2&, const fares_v2&) = default;
};

} // namespace qaidam::rail

#pragma GCC visibility pop
