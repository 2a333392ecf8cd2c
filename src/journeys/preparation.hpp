// Which connections the Pareto-optimal journeys of a window use, from every region of a network to every
// other one.
#pragma once

#include <functional>

#include "network.hpp"

namespace qaidam::journeys {

using namespace rail;

/// The moments for which lists are made, in seconds from the midnight (UTC) of `first_day`.
struct prepared_window {
    std::int64_t first_day; ///< days since 1970
    instant begin;          ///< journeys leave from here on
    instant end;            ///< and before that, or as the first ones after it
    instant change_time;    ///< where a station has none of its own
    instant horizon;        ///< and arrive within so long after the latest departure

    [[nodiscard]] instant limit() const { return end + horizon + 1; }
    [[nodiscard]] std::size_t days() const { return static_cast<std::size_t>((limit() + 86399) / 86400); }
};

inline constexpr std::uint32_t most_regions = 256;
/// As many as their lists leave room for: these grow as regions times connections.
[[nodiscard]] std::uint32_t count_regions(std::uint32_t stations, std::size_t connections);
inline constexpr instant most_of_a_span = 86400; ///< of departures, that questions may ask for

/// Stations cut into regions of about the same size whose stations are near each other by train.
[[nodiscard]] std::vector<std::uint8_t>
cut_into_regions(const network::state& net, std::span<const connection> connections, std::uint32_t count);

/// Numbers of connections, ascending, as the window's days number them; where every day is like the others, as one
/// day does.
using connection_list = std::vector<std::uint32_t>;

struct used_connections {
    std::uint32_t region_count = 0;
    bool daily = false;                ///< whether the lists are of one day that stands for all
    std::vector<std::uint8_t> regions; ///< by station
    std::vector<std::uint8_t>
        least; ///< trains it takes at least, by target and boarding point; `lanes` for none
    std::vector<connection_list> lists; ///< by region of the target and region of the source
};

[[nodiscard]] used_connections
list_used_connections(network::state& net, const prepared_window& window, unsigned threads,
                      const std::function<void(std::uint64_t done, std::uint64_t total)>& progress);

} // namespace qaidam::journeys
