/// What trains cost to run, beside what they take. Every rate is the caller's: the library knows none.
///
///     const auto year = rail::cost_of_service(timetable, {.period = span, .rates = rates, .loads = loads});
///     if (year.balance) fmt::print("{}\n", *year.balance);
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include <qaidam/rail/board.hpp>
#include <qaidam/rail/money.hpp>
#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// What is paid for running trains, all in one currency.
struct cost_rates {
    price per_train_km{}; ///< for each kilometre of each run
    price per_run{};      ///< for each run, however long; nothing where it has no currency
    price per_set_day{};  ///< for each day of the period and each set of coaches that the plan needs
};

/// Passengers of one kind on each run of a train.
struct load {
    train_id train;
    std::size_t board; ///< calls
    std::size_t alight;
    tariff_id tariff;
    std::optional<rider_category_id> rider{}; ///< who pay less; anybody else where missing
    std::int64_t passengers = 0;              ///< on each run, a million at most
};

struct service_query {
    calendar::date_span period{};       ///< both ends must be given: the service dates that are counted
    std::vector<train_id> trains{};     ///< all where empty
    std::chrono::seconds turnaround{0}; ///< as of `stock_options`
    cost_rates rates{};
    std::vector<load> loads{};
    page_options distances{}; ///< of the feed
};

/// A train over the period.
struct train_cost {
    train_id train;
    std::int64_t runs = 0;
    std::optional<std::int64_t> metres{}; ///< of all runs; nothing where the distance is not known
    std::optional<price> running{}; ///< metres and runs at their rates; nothing where metres are not known
    std::int64_t passengers = 0;
    std::int64_t passenger_metres = 0; ///< of the passengers whose distance is known
    std::optional<price> takings{};    ///< nothing where what some of them pay is not known
    friend bool operator==(const train_cost&, const train_cost&) = default;
};

struct service_cost {
    std::vector<train_cost> trains{}; ///< those that run, in the order of the timetable
    std::int64_t days = 0;
    std::int64_t sets = 0;
    price set_days{}; ///< what the sets cost
    /// Nothing where it is not known of a train.
    std::optional<price> running{};
    std::optional<price> takings{};
    std::optional<price> balance{}; ///< takings without what running and sets cost
    std::vector<std::size_t>
        unpriced{}; ///< loads without a price: of no such class, beyond the table, or of an unknown distance
    friend bool operator==(const service_cost&, const service_cost&) = default;
};

/// What the trains of a period cost and take.
///
/// Running costs are those of the train's kilometres by a line or the feed, rounded half up to a minor unit for each
/// train; sets are the least number that can run the plan (`minimum_stock`), each paid for on each day. Takings are passengers times the price of
/// their tariff for their metres, less concessions; nobody is counted who is not in the loads.
/// Throws: std::invalid_argument without both ends of the period, for ids that the timetable does not have, calls that are
///         not two in order, a load of fewer or more passengers than can be, or of a train that is not counted, and two currencies; std::overflow_error beyond 64 bits.
/// Cost:   of `minimum_stock`, and O(days of the period × trains).
[[nodiscard]] service_cost cost_of_service(const timetable& t, const service_query& q);

} // namespace qaidam::rail

#pragma GCC visibility pop
