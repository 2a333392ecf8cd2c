/// What a railway knows of its timetable and GTFS has no file for: lines with mileage, revisions,
/// circulations, tariffs. docs/railway-feed.md describes the files they are kept in.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/rail/model.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// A station of a line with its mileage in metres from the line's first station.
struct line_stop {
    station_id station;
    std::int32_t mileage;
    friend bool operator==(const line_stop&, const line_stop&) = default;
};

/// A railway line (线路): stations in the order of growing mileage, which is the down direction (下行).
struct line {
    qaidam::key key{};
    label name{};
    std::vector<line_stop> stops{};
    friend bool operator==(const line&, const line&) = default;
};

/// A change of the whole timetable (调图): in force over a span of dates.
struct revision {
    qaidam::key key{};
    label name{};
    calendar::date_span effective{};
    std::string source{};
    friend bool operator==(const revision&, const revision&) = default;
};

/// The trains that one set of coaches runs, one after the other and then from the start (车底交路).
struct circulation {
    qaidam::key key{};
    std::vector<train_id> trains{};
    friend bool operator==(const circulation&, const circulation&) = default;
};

/// What a ride costs by its distance, in one kind of seat (席别) on trains of some classes (票价表).
struct tariff {
    struct step {
        std::int32_t through; ///< metres of the longest ride at this price
        rail::price price;
        friend bool operator==(const step&, const step&) = default;
    };
    qaidam::key key{};
    label seat{}; ///< 硬座
    std::vector<std::string>
        classes{};             ///< of trains, by prefix or name in a word ("K", "特快"); all where empty
    std::vector<step> steps{}; ///< of growing distance, in one currency
    int changes = 0; ///< how often one may change trains on a ticket, which is then for the whole way
    friend bool operator==(const tariff&, const tariff&) = default;
};

/// The price for so many metres, nothing beyond the last step. Requires: metres >= 0.
[[nodiscard]] std::optional<price> price_for(const tariff& x, std::int32_t metres);

/// What share of a tariff's prices riders of a category pay (优惠票).
struct concession {
    rider_category_id rider;
    std::optional<tariff_id> tariff{}; ///< where missing, every one that the rider has no other for
    int percent = 100;
    price round_to{.amount = 1,
                   .decimals = 2}; ///< a multiple of it, the nearest, half up; in the tariff's currency
    friend bool operator==(const concession&, const concession&) = default;
};

/// The rule that holds for a rider and a tariff, by its place among those of the timetable; nothing if it costs
/// them as much as everybody.
[[nodiscard]] std::optional<std::size_t> find_concession(std::span<const concession> all,
                                                         rider_category_id rider, tariff_id tariff);

/// What the rule leaves of a price. Throws: std::overflow_error if it cannot be reckoned with in 64 bits.
[[nodiscard]] price reduced(const price& full, const concession& by);

} // namespace qaidam::rail

#pragma GCC visibility pop
