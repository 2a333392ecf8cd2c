// Small random timetables.
#pragma once

#include <map>
#include <set>
#include <vector>

#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/timetable.hpp>

#include "random.hpp"

namespace test {

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_set;

struct random_network {
    timetable table;
    std::vector<station_id> stations;
};

/// Rules for changing trains, of all kinds and ranks. What the builder was given is named by number from 1.
inline void add_rules(timetable_builder& b, test::random& random, const std::vector<station_id>& stations) {
    const auto& made = b.so_far();
    const auto end = [&](transfer_end e, bool seated) {
        if (!seated && random.one_in(3)) {
            e.stop = stop_id{
                static_cast<std::uint32_t>(random.between(0, static_cast<int>(made.stops().size()) - 1))};
            e.station = made.stops()[*e.stop].station;
        }
        if (random.one_in(3))
            e.route = route_id{
                static_cast<std::uint32_t>(random.between(0, static_cast<int>(made.routes().size()) - 1))};
        if (seated || random.one_in(3))
            e.train = train_id{
                static_cast<std::uint32_t>(random.between(0, static_cast<int>(made.trains().size()) - 1))};
        return e;
    };
    for (int n = random.between(0, 10); n > 0 && made.trains().size() > 0; --n) {
        const auto kind = static_cast<transfer_kind>(random.between(0, 5));
        const bool seated = kind >= transfer_kind::stay_seated;
        const auto one = random.one_of(stations);
        transfer x{.from = end({.station = one}, seated),
                   .to = end({.station = random.one_in(2) ? one : random.one_of(stations)}, seated),
                   .kind = kind};
        if (kind == transfer_kind::min_time || random.one_in(4))
            x.least = std::chrono::minutes{random.between(0, 25)};
        if (seated) x.from.station = x.to.station = std::nullopt;
        b.transfer(x);
    }
}

/// Few stations and trains, with all that makes planning hard: hops that take no time, calls where nobody may
/// board or alight, walks, rules for changing trains, coaches that go on as another train, trains of every
/// other day and of every so often, trains listed under several numbers. Times are whole ones of so many minutes: the more, the more trains leave
/// at the same moment.
inline random_network make_network(test::random& random, int step = 1) {
    timetable_builder b;
    const auto minutes = [&](int least, int most) {
        return std::chrono::minutes{random.between(least, most) / step * step};
    };
    const bool every_so_often = random.one_in(3);
    std::vector<station_id> stations;
    std::map<station_id, std::vector<stop_id>> platforms;
    for (int i = random.between(3, 7); i > 0; --i) {
        station s{.key = key{fmt::format("s{}", i)}, .name = {fmt::format("S{}", i)}};
        if (random.one_in(3)) s.change_time = std::chrono::minutes{random.between(0, 20)};
        stations.push_back(b.station(s));
        for (int p = 0; p < 2; ++p)
            platforms[stations.back()].push_back(
                b.stop({.key = key{fmt::format("s{}p{}", i, p)}, .station = stations.back()}));
    }
    const std::vector routes{b.route({.key = key{"r1"}, .short_name = "IC"}),
                             b.route({.key = key{"r2"}, .short_name = "RE"})};
    for (int n = random.between(3, 14); n > 0; --n) {
        std::vector<call> calls;
        auto time = minutes(0, 1439);
        std::set<station_id> used;
        for (int i = random.between(2, 5); i > 0; --i) {
            const auto at = random.one_of(stations);
            if (!used.insert(at).second) continue;
            call c{.at = at};
            if (!random.one_in(3)) c.platform = random.one_of(platforms[at]);
            if (!random.one_in(6)) time += minutes(1, 400);
            c.arrival = time;
            if (!random.one_in(4)) time += minutes(0, 30);
            c.departure = time;
            if (random.one_in(8)) c.boarding = access::none;
            if (random.one_in(8)) c.alighting = access::none;
            calls.push_back(c);
        }
        if (calls.size() < 2) continue;
        const date anchor{2022, 1, static_cast<unsigned short>(random.between(1, 9))};
        rail::train x{.key = key{fmt::format("t{}", n)},
                      .number = fmt::format("{}{}", random.one_in(2) ? "K" : "G", n),
                      .days = random.one_in(3) ? day_set::every(2, anchor) : day_set::daily()};
        if (!random.one_in(3)) x.route = random.one_of(routes);
        if (random.one_in(3)) x.block = fmt::format("b{}", random.between(1, 3));
        if (every_so_often && x.block->empty() && random.one_in(3)) {
            auto from = random.one_in(2) ? std::chrono::seconds{calls.front().departure->seconds()}
                                         : std::chrono::seconds{minutes(0, 1439)};
            for (int windows = random.between(1, 3); windows > 0; --windows) {
                const auto until = from + minutes(step, 200) + std::chrono::minutes{step};
                x.headways.push_back(
                    {service_time{from}, service_time{until}, std::chrono::minutes{random.between(1, 60)}});
                from = until + (random.one_in(2) ? 0s : std::chrono::seconds{minutes(0, 300)});
            }
        }
        for (int more = 0; random.one_in(4) && more < 3; ++more) { // under another number
            auto other = x;
            other.key = key{fmt::format("{}{}", random.one_in(2) ? "s" : "u", n * 10 + more)};
            other.number = fmt::format("{}{}", random.one_in(2) ? "K" : "G", n);
            if (random.one_in(3)) other.days = day_set::every(2, anchor + calendar::day_count{1});
            if (random.one_in(2)) other.block = "";
            b.train(std::move(other), calls);
        }
        b.train(std::move(x), calls);
    }
    for (int n = random.between(0, 4); n > 0; --n)
        b.transfer({.from = {.station = random.one_of(stations)},
                    .to = {.station = random.one_of(stations)},
                    .kind = transfer_kind::min_time,
                    .least = std::chrono::minutes{random.between(0, 25)}});
    if (random.one_in(2)) add_rules(b, random, stations);
    return {std::move(b).build(), stations};
}

} // namespace test
