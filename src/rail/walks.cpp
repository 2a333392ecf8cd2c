#include <qaidam/rail/walks.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

namespace qaidam::rail {
namespace {

struct placed_station {
    station_id id;
    geo::point at;
};

/// From south to north, those that have a position.
std::vector<placed_station> placed_stations(const timetable& t) {
    std::vector<placed_station> all;
    for (const auto s : t.stations().ids())
        if (const auto& at = t.stations()[s].at) all.push_back({s, *at});
    std::stable_sort(all.begin(), all.end(), [](const placed_station& a, const placed_station& b) {
        return a.at.lat().degrees() < b.at.lat().degrees();
    });
    return all;
}

/// The pairs of stations of which the transfers say something, whatever it is.
std::set<std::pair<station_id, station_id>> told_pairs(const timetable& t) {
    std::set<std::pair<station_id, station_id>> all;
    for (const auto& x : t.transfers())
        if (x.from.station && x.to.station) all.emplace(*x.from.station, *x.to.station);
    return all;
}

} // namespace

timetable with_walks(const timetable& t, const walk_options& options) {
    if (!(options.metres_per_second > 0) || !(options.within.value() >= 0) || !(options.detour >= 0))
        throw std::invalid_argument(fmt::format(
            "with_walks: got {} m at {} m/s with a detour of {}, want a speed above 0 and no number below",
            options.within.value(), options.metres_per_second, options.detour));
    constexpr double shortest_degree = 110'500; // metres from one latitude to the next, at the equator
    const double reach = options.within.value() / shortest_degree;
    const auto stations = placed_stations(t);
    const auto told = told_pairs(t);
    timetable_builder b{t};
    for (std::size_t i = 0; i < stations.size(); ++i)
        for (std::size_t j = i + 1; j < stations.size(); ++j) {
            const auto& here = stations[i];
            const auto& there = stations[j];
            if (there.at.lat().degrees() - here.at.lat().degrees() > reach) break;
            const auto away = geo::distance(here.at, there.at);
            if (away > options.within) continue;
            const auto walked = std::ceil(away.value() * options.detour / options.metres_per_second);
            const auto least =
                std::max(options.least, std::chrono::seconds{static_cast<std::int64_t>(walked)});
            for (const auto& [from, to] : {std::pair{here.id, there.id}, std::pair{there.id, here.id}})
                if (!told.contains({from, to}))
                    b.transfer({.from = {.station = from},
                                .to = {.station = to},
                                .kind = transfer_kind::min_time,
                                .least = least});
        }
    return std::move(b).build();
}

} // namespace qaidam::rail
