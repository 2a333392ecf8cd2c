/// What runs the trains: which train goes on as which, and how many sets of coaches a timetable needs.
#pragma once

#include <chrono>
#include <map>
#include <vector>

#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// The same coaches go on as another train, and passengers stay seated (直通): GTFS block_id, and transfers
/// of type 4.
struct through_link {
    train_id from;
    train_id to;
    int days_later = 0;       ///< between the service dates
    calendar::day_set days{}; ///< service dates of `from` on which both run
    friend bool operator==(const through_link&, const through_link&) = default;
};

/// Every through link: between trains of a block where one starts at the station at which the one before
/// ends, no earlier, unless a transfer (type 5) tells people to leave; between such trains of a transfer that
/// says so (type 4). Trains without fixed times have none. By trains.
[[nodiscard]] std::vector<through_link> list_through_links(const timetable& t);

struct stock_options {
    calendar::date_span period{};       ///< both ends must be given: the service days that are counted
    std::chrono::seconds turnaround{0}; ///< the least time between an arrival and the next departure
    std::vector<train_id> trains{};     ///< those that can use each other's sets; all where empty
};

struct stock_need {
    std::size_t sets = 0;                        ///< in all
    std::size_t under_way = 0;                   ///< when the period begins
    std::map<station_id, std::size_t> waiting{}; ///< at each station when the period begins
    friend bool operator==(const stock_need&, const stock_need&) = default;
};

/// The least number of train sets that can run all trains of the period, if sets only move as these trains
/// and any set can run any of them. Sets needed = trains under way when the period begins + for each station
/// the largest excess of departures over arrivals.
/// Throws:  std::invalid_argument without both ends of the period.
/// Cost:    O(n log n) in the runs of the period.
/// Source:  Dilworth's theorem for fixed schedules; Bunte, Kliewer: An overview on vehicle scheduling models
///          (2009).
[[nodiscard]] stock_need minimum_stock(const timetable& t, const stock_options& options);

} // namespace qaidam::rail

#pragma GCC visibility pop
