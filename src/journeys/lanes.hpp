// Times by number of trains: what the scans compare.
#pragma once

#include <array>

#include <qaidam/journeys/journey.hpp>

#include "boarding_points.hpp"

// What is done for every connection goes into the loop: a call would take a third of the time.
#if defined(__GNUC__)
#define QAIDAM_INLINED __attribute__((always_inline))
#else
#define QAIDAM_INLINED
#endif

namespace qaidam::journeys {

inline constexpr int lanes = 16; ///< lane k: with at most k trains
static_assert(query::most_changes + 1 < lanes);

using lane_times = std::array<instant, lanes>;
using lane_connections = std::array<connection_id, lanes>;

inline constexpr lane_times all_never = [] {
    lane_times all{};
    for (auto& t : all) t = never;
    return all;
}();

inline constexpr lane_connections no_connections = []<std::size_t... K>(std::index_sequence<K...>) {
    return lane_connections{((void)K, no_connection)...};
}
(std::make_index_sequence<lanes>{});

/// A ride from one connection to another.
struct ridden {
    connection_id enter = no_connection;
    connection_id exit = no_connection;
};

} // namespace qaidam::journeys
