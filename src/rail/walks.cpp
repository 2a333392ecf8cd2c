#include <qaidam/rail/walks.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include "rebuild.hpp"

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

namespace {

std::chrono::seconds round_up(double seconds) {
    return std::chrono::seconds{static_cast<std::int64_t>(std::ceil(seconds))};
}

void require_pace(const pathway_options& options) {
    if (!(options.metres_per_second > 0) || !(options.detour >= 0))
        throw std::invalid_argument(
            fmt::format("pathways: got {} m/s with a detour of {}, want a speed above 0 and no number below",
                        options.metres_per_second, options.detour));
}

/// How many floors lie between the ends of a pathway.
std::optional<double> floors_of(const timetable& t, const pathway& p) {
    const auto& from = t.stops()[p.from].level;
    const auto& to = t.stops()[p.to].level;
    if (!from || !to) return std::nullopt;
    return std::abs(t.levels()[*from].index - t.levels()[*to].index);
}

bool is_stepped(pathway_kind k) {
    return k == pathway_kind::stairs || k == pathway_kind::escalator;
}

bool is_step_free(const pathway& p) {
    constexpr double steepest = 0.0834; // 1 : 12, as feeds write it
    return !is_stepped(p.kind) && std::abs(p.slope.value_or(0)) <= steepest;
}

struct way {
    stop_id to;
    std::int64_t seconds;
};

/// The ways that lead on from each stop.
id_vector<stop_id, std::vector<way>> list_ways(const timetable& t, const pathway_options& options) {
    id_vector<stop_id, std::vector<way>> ways(t.stops().size());
    for (const auto i : t.stops().ids()) // a boarding area is a part of its platform
        if (const auto& platform = t.stops()[i].part_of) {
            ways[i].push_back({*platform, 0});
            ways[*platform].push_back({i, 0});
        }
    for (const auto& p : t.pathways()) {
        if (options.step_free && !is_step_free(p)) continue;
        const auto time = walking_time(t, p, options);
        if (!time) continue;
        ways[p.from].push_back({p.to, time->count()});
        if (p.both_ways) ways[p.to].push_back({p.from, time->count()});
    }
    return ways;
}

/// The quickest ways from a stop to all that it leads to, but for those that take longer than any change may.
std::map<stop_id, std::int64_t> walk_from(stop_id start, const id_vector<stop_id, std::vector<way>>& ways) {
    using reached = std::pair<std::int64_t, stop_id>;
    std::map<stop_id, std::int64_t> least{{start, 0}};
    std::priority_queue<reached, std::vector<reached>, std::greater<>> open;
    open.emplace(0, start);
    while (!open.empty()) {
        const auto [seconds, at] = open.top();
        open.pop();
        if (least.at(at) < seconds) continue;
        for (const auto& w : ways[at]) {
            const auto then = seconds + w.seconds;
            if (then > longest_change.count()) continue;
            const auto [known, fresh] = least.try_emplace(w.to, then);
            if (!fresh && known->second <= then) continue;
            known->second = then;
            open.emplace(then, w.to);
        }
    }
    return least;
}

/// Which changes inside stations the transfers speak of, whoever makes them.
class told_changes {
public:
    explicit told_changes(const timetable& t) {
        for (const auto& x : t.transfers())
            if (x.from.station && x.from.station == x.to.station && !x.from.route && !x.to.route &&
                !x.from.train && !x.to.train)
                told_.emplace(*x.from.station, x.from.stop, x.to.stop);
    }
    [[nodiscard]] bool has(station_id s, stop_id from, stop_id to) const {
        return told_.contains({s, from, to}) || told_.contains({s, std::nullopt, to}) ||
               told_.contains({s, from, std::nullopt}) || told_.contains({s, std::nullopt, std::nullopt});
    }

private:
    std::set<std::tuple<station_id, std::optional<stop_id>, std::optional<stop_id>>> told_;
};

} // namespace

std::optional<std::chrono::seconds> walking_time(const timetable& t, const pathway& p,
                                                 const pathway_options& options) {
    require_pace(options);
    constexpr double seconds_a_step = 0.7, steps_a_floor = 24;
    constexpr double elevator_seconds = 30, elevator_seconds_a_floor = 5;
    if (p.time) return p.time;
    const auto floors = floors_of(t, p);
    if (is_stepped(p.kind) && p.stair_count) return round_up(std::abs(*p.stair_count) * seconds_a_step);
    if (is_stepped(p.kind) && floors && *floors > 0)
        return round_up(*floors * steps_a_floor * seconds_a_step);
    if (p.kind == pathway_kind::elevator)
        return round_up(elevator_seconds + elevator_seconds_a_floor * floors.value_or(1));
    if (p.length) return round_up(*p.length / options.metres_per_second);
    const auto& from = t.stops()[p.from].at;
    const auto& to = t.stops()[p.to].at;
    if (!from || !to) return std::nullopt;
    return round_up(geo::distance(*from, *to).value() * options.detour / options.metres_per_second);
}

timetable with_pathways(const timetable& t, const pathway_options& options) {
    require_pace(options);
    std::vector<std::vector<stop_id>> platforms(t.stations().size()); // of stations that have pathways
    std::vector<bool> has_pathways(t.stations().size());
    for (const auto& p : t.pathways()) has_pathways[t.stops()[p.from].station.value()] = true;
    for (const auto i : t.stops().ids())
        if (const auto& s = t.stops()[i]; s.kind == stop_kind::platform && has_pathways[s.station.value()])
            platforms[s.station.value()].push_back(i);
    const auto ways = list_ways(t, options);
    const told_changes told{t};
    timetable_builder b{t};
    for (const auto s : t.stations().ids())
        for (const auto from : platforms[s.value()]) {
            const auto reached = walk_from(from, ways);
            for (const auto to : platforms[s.value()]) {
                if (from == to || told.has(s, from, to)) continue;
                const auto found = reached.find(to);
                if (found == reached.end() && !options.step_free) continue;
                transfer x{.from = {.station = s, .stop = from}, .to = {.station = s, .stop = to}};
                x.kind = found == reached.end() ? transfer_kind::impossible : transfer_kind::min_time;
                if (found != reached.end()) x.least = std::chrono::seconds{found->second};
                b.transfer(x);
            }
        }
    return std::move(b).build();
}

timetable for_wheelchairs(const timetable& t) {
    const auto says_yes = [&](const call& c) {
        const auto of_platform = c.platform ? t.stops()[*c.platform].wheelchair : accessibility::unknown;
        return (of_platform == accessibility::unknown ? t.stations()[c.at].wheelchair : of_platform) ==
               accessibility::yes;
    };
    auto b = without_trains(t);
    id_vector<train_id, std::optional<train_id>> now(t.trains().size());
    for (const auto i : t.trains().ids()) {
        auto x = t.trains()[i];
        for (auto& c : x.calls)
            if (x.wheelchair != accessibility::yes || !says_yes(c)) c.boarding = c.alighting = access::none;
        now[i] = add_train(b, std::move(x));
    }
    add_links(b, t, now);
    b.realtime(t.realtime()); // trains keep their ids
    return std::move(b).build();
}

} // namespace qaidam::rail
