// Both ways to search for arrivals, a scan of connections and rounds over stop patterns, answer the same.

#include <algorithm>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

#include "random_network.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/kernels");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

namespace {

const date first_day{2022, 1, 9};

/// The same without coaches that go on as another train and without headways, for which connections are scanned; and with
/// more trains of each pattern, some of which overtake others.
timetable with_shared_patterns(const timetable& t, test::random& random) {
    timetable_builder b;
    for (const auto& x : t.stations()) b.station(x);
    for (const auto& x : t.stops()) b.stop(x);
    for (const auto& x : t.routes()) b.route(x);
    for (auto x : t.trains()) {
        x.block = "";
        x.headways.clear();
        const auto name = x.key.text();
        for (int n = random.between(1, 6); n > 0; --n) {
            x.key = key{fmt::format("{} {}", name, n)};
            b.train(x, x.calls);
            const std::chrono::minutes later{random.between(0, 200)}, slower{random.between(-3, 3)};
            for (std::size_t c = 0; c < x.calls.size(); ++c)
                for (auto* time : {&x.calls[c].arrival, &x.calls[c].departure})
                    if (*time) {
                        const auto by = later + (random.one_in(3) ? slower * static_cast<int>(c) : 0min);
                        *time = service_time{std::chrono::seconds{(*time)->seconds()} + by};
                    }
            for (std::size_t c = 0; c < x.calls.size(); ++c) { // no time falls
                auto& now = x.calls[c];
                if (c > 0) now.arrival = std::max(now.arrival, x.calls[c - 1].departure);
                now.departure = std::max(now.departure, now.arrival);
            }
        }
    }
    for (const auto& x : t.transfers())
        if (x.kind < transfer_kind::stay_seated && !x.from.train && !x.to.train) b.transfer(x);
    return std::move(b).build();
}

query ask(const std::vector<station_id>& stations, test::random& random) {
    const local_time time{first_day, std::chrono::minutes{random.between(0, 2800)}};
    query q{.from = random.one_of(stations),
            .to = random.one_of(stations),
            .when = leave_after{time},
            .change_time = std::chrono::minutes{random.between(0, 15)},
            .horizon = std::chrono::hours{random.between(1, 100)}};
    if (random.one_in(4)) q.when = leave_between{time, time + std::chrono::minutes{random.between(1, 900)}};
    if (random.one_in(3)) q.max_changes = random.between(0, 4);
    if (random.one_in(4)) q.from = {random.one_of(stations), random.one_of(stations)};
    if (random.one_in(4)) q.to = {random.one_of(stations), random.one_of(stations)};
    if (random.one_in(6)) q.filter.avoid.classes.push_back("G");
    if (random.one_in(6)) q.filter.avoid_stations.push_back(random.one_of(stations));
    return q;
}

/// Whether who leaves when a journey of a span does, or later, is told the same journey.
bool is_told_at_departure(router& r, query q, const journey& j) {
    q.when = leave_after{j.departure()};
    q.horizon += 24h; // it counts from the end of the span
    const auto all = r.find_all(q);
    return std::find(all.begin(), all.end(), j) != all.end();
}

void compare_on_random_networks(int networks) {
    test::random random;
    std::size_t found = 0, with_changes = 0, of_spans = 0;
    for (int i = 0; i < networks; ++i) {
        const auto made = test::make_network(random, random.one_in(2) ? 1 : 20);
        if (made.table.trains().empty()) continue;
        const auto t = with_shared_patterns(made.table, random);
        const network scanned{t, {.kernel = search_kernel::connections}};
        const network in_rounds{t, {.kernel = search_kernel::patterns}};
        router one{scanned}, other{in_rounds};
        for (int n = 0; n < 6; ++n) {
            const auto q = ask(made.stations, random);
            const auto want = one.find_all(q);
            REQUIRE(other.find_all(q) == want);
            found += want.size();
            for (const auto& j : want) with_changes += j.changes() > 0 ? 1 : 0;
            if (std::holds_alternative<leave_after>(q.when)) {
                REQUIRE(other.find_earliest(q) == one.find_earliest(q));
                continue;
            }
            for (const auto& j : want) REQUIRE(is_told_at_departure(other, q, j));
            of_spans += want.size();
        }
    }
    CHECK(found > static_cast<std::size_t>(networks));
    CHECK(of_spans > static_cast<std::size_t>(networks) / 2);
    CHECK(with_changes > static_cast<std::size_t>(networks) / 4);
}

} // namespace

TEST_CASE("rounds over stop patterns find what scans find, of a moment and of a span, to the last train") {
    compare_on_random_networks(test::cases(1000));
}

TEST_CASE("a hundred thousand networks have the same journeys by both ways to search" * doctest::skip()) {
    compare_on_random_networks(100'000);
}

TEST_CASE("both ways to search find the same journeys on the subway of New York, in France and in Germany") {
    struct feed {
        const char* file;
        date day;
    };
    for (const auto& f :
         {feed{"gtfs-dev/nyc-subway.zip", {2018, 6, 26}}, feed{"gtfs-dev/sncf-2016.zip", {2013, 12, 10}},
          feed{"gtfs-dev/dbfv-2019.zip", {2019, 3, 30}}}) {
        if (!test::has_real(f.file)) continue;
        const auto t = gtfs::load(zip::open(test::real(f.file)), {.policy = policy::lenient}).value;
        std::vector<station_id> served;
        for (const auto s : t.stations().ids())
            if (!t.calls_at(s).empty()) served.push_back(s);
        router one{network{t, {.kernel = search_kernel::connections}}},
            other{network{t, {.kernel = search_kernel::patterns}}}, as_it_is{network{t}};
        test::random random;
        std::size_t found = 0;
        for (int i = 0; i < 300; ++i) {
            const query q{.from = random.one_of(served),
                          .to = random.one_of(served),
                          .when =
                              leave_after{local_time{f.day, std::chrono::minutes{random.between(0, 1439)}}},
                          .change_time = 5min};
            const auto want = one.find_all(q);
            REQUIRE(other.find_all(q) == want);
            REQUIRE(as_it_is.find_all(q) == want);
            found += want.size();
        }
        CHECK(found > 100);
    }
}

TEST_SUITE_END();
