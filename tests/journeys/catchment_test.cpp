// Who reaches a service and is back: against trying every pair of journeys.
#include <algorithm>
#include <numeric>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>

#include "random.hpp"
#include "random_network.hpp"

namespace {

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::literals;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

/// The fewest nights of all pairs of a journey out and one back.
std::optional<int> fewest_nights(const network& n, rail::station_id home, const catchment_query& q) {
    const auto& t = n.table();
    if (q.to.contains(home)) return 0;
    router trains{n};
    const local_time first{q.day}, last{q.day + calendar::day_count{q.nights + 1}};
    const auto out =
        trains.find_all({.from = home, .to = q.to, .when = leave_between{first, last}, .horizon = 72h});
    const auto back =
        trains.find_all({.from = q.to, .to = home, .when = leave_between{first, last}, .horizon = 72h});
    std::optional<int> best;
    for (const auto& o : out)
        for (const auto& b : back) {
            const auto door = t.zone().to_local(o.arrival_utc()) + q.from_station;
            const auto leaves = t.zone().to_local(b.departure_utc()) - q.from_station;
            bool is_served = false;
            for (int day = 0; day <= q.nights; ++day) {
                const local_time opens{q.day + calendar::day_count{day}, q.opens};
                const local_time closes{q.day + calendar::day_count{day}, q.closes};
                is_served |= std::max(opens, door) + q.stay <= std::min(closes, leaves);
            }
            const auto nights = static_cast<int>((t.zone().to_local(b.arrival_utc()).date() - q.day).days());
            if (is_served && nights <= q.nights) best = std::min(best.value_or(nights), nights);
        }
    return best;
}

} // namespace

TEST_CASE("trips to a service are those of trying every journey out and back") {
    test::random random;
    std::vector<int> seen(5);
    for (int round = 0; round < 150; ++round) {
        const auto [table, stations] = test::make_network(random);
        // One may come to trains that run every so often at any moment; leave_between names some of these.
        if (std::any_of(table.trains().begin(), table.trains().end(),
                        [](const auto& x) { return !x.headways.empty(); }))
            continue;
        const network n{table};
        catchment_query q{.to = random.one_of(stations),
                          .day = date{2022, 1, 3} + calendar::day_count{random.between(0, 5)},
                          .opens = std::chrono::hours{random.between(0, 12)},
                          .closes = std::chrono::hours{random.between(14, 24)},
                          .stay = std::chrono::minutes{random.between(0, 120)},
                          .from_station = std::chrono::minutes{random.between(0, 40)},
                          .nights = random.between(0, 2)};
        if (random.one_in(4)) q.to = {random.one_of(stations), random.one_of(stations)};
        std::vector<settlement> places;
        for (const auto s : stations)
            places.push_back({.key = table.stations()[s].key, .name = {"P"}, .station = s, .people = 1});
        const auto trips = find_catchment(n, places, q);
        REQUIRE(trips.size() == places.size());
        for (std::size_t i = 0; i < places.size(); ++i) {
            const auto best = fewest_nights(n, stations[i], q);
            CHECK(trips[i].has_value() == best.has_value());
            ++seen[best ? static_cast<std::size_t>(*best) : 4];
            if (!trips[i] || !best) continue;
            const auto& x = *trips[i];
            CHECK(x.nights == *best);
            CHECK(x.leaves_home >= local_time{q.day});
            CHECK(x.is_served.time_of_day() >= q.opens);
            CHECK(x.is_served + q.stay <= local_time{x.is_served.date(), q.closes});
            if (x.out) CHECK(table.zone().to_local(x.out->arrival_utc()) + q.from_station <= x.is_served);
            if (x.back)
                CHECK(table.zone().to_local(x.back->departure_utc()) >=
                      x.is_served + q.stay + q.from_station);
        }
        const auto sums = people_by_nights(places, trips, q.nights);
        CHECK(std::accumulate(sums.begin(), sums.end(), std::int64_t{0}) ==
              static_cast<std::int64_t>(places.size()));
    }
    CHECK(seen[0] > 0);
    CHECK(seen[1] > 0);
    CHECK(seen[4] > 0);
}

TEST_CASE("the extension of K9805 takes the people of Huatugou to Golmud by night, and back a day later") {
    const auto t = gtfs::load(QAIDAM_SOURCE_DIR "/examples/data/qaidam-rail").value;
    const std::vector<settlement> places{
        {.key = key{"p"}, .name = {"茫崖"}, .at = geo::point{90.86_lon, 38.25_lat}, .people = 10}};
    const network n{t};
    const auto on = [&](const date& day) {
        return find_catchment(n, places, {.to = t.station("格尔木"), .day = day}).front();
    };
    const auto after = on({2022, 1, 11});
    REQUIRE(after);
    CHECK(after->leaves_home == local_time{{2022, 1, 11}, 16h + 5min});
    CHECK(after->is_served == local_time{{2022, 1, 12}, 8h}); // there since 21:10 of the evening before
    CHECK(after->is_home == local_time{{2022, 1, 13}, 13h + 19min});
    CHECK(after->nights == 2);
}

TEST_CASE("what a catchment is asked for must make sense") {
    const auto t = gtfs::load(QAIDAM_SOURCE_DIR "/examples/data/qaidam-rail").value;
    const network n{t};
    const catchment_query good{.to = t.station("格尔木"), .day = date{2022, 1, 11}};
    const auto throws = [&](auto change) {
        auto q = good;
        change(q);
        CHECK_THROWS_AS((void)find_catchment(n, {}, q), std::invalid_argument);
    };
    CHECK(find_catchment(n, {}, good).empty());
    throws([](auto& q) { q.to = {}; });
    throws([](auto& q) { q.day = date{}; });
    throws([](auto& q) { q.closes = 8h; });
    throws([](auto& q) { q.nights = -1; });
    throws([](auto& q) { q.from_station = -1s; });
    CHECK_THROWS_AS((void)people_by_nights(std::vector<settlement>(1), {}), std::invalid_argument);
}
