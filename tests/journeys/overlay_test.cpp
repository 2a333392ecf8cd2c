#include <algorithm>
#include <thread>

#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>

#include "random_updates.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/realtime");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_count;
using calendar::local_time;

namespace {

const date first_day{2022, 1, 9};

query make_query(const std::vector<station_id>& stations, test::random& random) {
    query q{.from = random.one_of(stations),
            .to = random.one_of(stations),
            .when = leave_after{local_time{first_day, std::chrono::minutes{random.between(0, 2800)}}},
            .change_time = std::chrono::minutes{random.between(0, 15)},
            .horizon = std::chrono::hours{random.between(1, 60)}};
    const auto time = std::get<leave_after>(q.when).time;
    if (random.one_in(2)) q.when = leave_between{time, time + std::chrono::minutes{random.between(1, 2000)}};
    if (random.one_in(4)) q.when = arrive_by{time};
    if (random.one_in(4))
        (random.one_in(2) ? q.filter.avoid.classes.push_back("G") : q.filter.avoid.routes.push_back("RE"));
    if (random.one_in(8))
        (random.one_in(2) ? q.filter.use.classes.push_back("K") : q.filter.use.routes.push_back("IC"));
    const auto via = random.one_of(stations);
    if (random.one_in(4) && !q.from.contains(via) && !q.to.contains(via))
        q.via.push_back({via, std::chrono::minutes{random.between(0, 1) * 20}});
    if (random.one_in(6)) q.filter.avoid_stations.push_back(random.one_of(stations));
    return q;
}

/// What two networks answer must be the same to the last train; of the journeys of a moment, as good where a train may
/// be on the way that runs every so often: any of them is named then, and after an update it may seem to be.
void compare(const network& got, const network& want, const query& q) {
    router one{got}, other{want};
    const auto& trains = want.table().trains();
    const bool may_wait =
        std::any_of(trains.begin(), trains.end(), [](const train& x) { return !x.headways.empty(); });
    const auto is_the_same = [&](const journey& a, const journey& b) {
        return a == b || (may_wait && a.arrival_utc() == b.arrival_utc() && a.changes() == b.changes());
    };
    const auto agree = [&](const query& x) {
        const auto found = one.find_all(x), known = other.find_all(x);
        if (!std::holds_alternative<leave_after>(x.when)) REQUIRE(found == known);
        REQUIRE(std::equal(found.begin(), found.end(), known.begin(), known.end(), is_the_same));
    };
    agree(q);
    if (std::holds_alternative<arrive_by>(q.when)) return;
    auto first = q;
    if (const auto* span = std::get_if<leave_between>(&q.when)) first.when = leave_after{span->from};
    const auto earliest = one.find_earliest(first), known_earliest = other.find_earliest(first);
    REQUIRE(earliest.has_value() == known_earliest.has_value());
    if (earliest) REQUIRE(is_the_same(*earliest, *known_earliest));
    agree(first);
    auto everywhere = first;
    everywhere.to = {};
    everywhere.via = {};
    REQUIRE(one.find_earliest_arrivals(everywhere) == other.find_earliest_arrivals(everywhere));
    const auto all = other.find_all(first);
    if (all.empty() || !q.filter.empty() || !q.via.empty()) return;
    const auto ride = all.front().rides().front();
    const auto& x = want.table().trains()[ride.train];
    if (!x.headways.empty()) return;
    const query on{.to = q.to,
                   .when = aboard{ride.train, ride.service_date, ride.board},
                   .change_time = q.change_time,
                   .horizon = q.horizon};
    REQUIRE(one.find_all(on) == other.find_all(on));
}

} // namespace

TEST_CASE("an updated network answers as one that is made of the updated timetable") {
    test::random random;
    int found = 0;
    for (int i = 0; i < test::cases(500); ++i) {
        const auto [t, stations] = test::make_network(random, random.one_in(2) ? 1 : 60);
        if (t.trains().empty()) continue;
        network_options options;
        if (random.one_in(4)) options.avoid = {random.one_of(stations)};
        if (random.one_in(4)) options.take = [](const train& x) { return x.number.front() == 'K'; };
        const network planned{t, options};
        const auto before = make_query(stations, random);
        const auto answer = router{planned}.find_all(before);
        auto now = with_updates(planned, test::make_updates(t, first_day, random));
        for (int k = 0; k < 3; ++k) {
            const network anew{now.table(), options};
            for (int n = 0; n < 4; ++n) {
                const auto q = make_query(stations, random);
                compare(now, anew, q);
                found += static_cast<int>(router{now}.find_all(q).size());
            }
            now = with_updates(now, test::make_updates(now.table(), first_day, random)); // and on top of that
        }
        REQUIRE(router{planned}.find_all(before) == answer);
    }
    CHECK(found > test::cases(1500));
}

namespace {

using at = std::pair<station_id, std::optional<stop_id>>;

rail::train train_between(const char* name, const at& from, service_time leaves, const at& to,
                          const char* block = "") {
    return {.key = key{name},
            .days = calendar::day_set::daily(),
            .calls = {{.at = from.first, .platform = from.second, .departure = leaves},
                      {.at = to.first,
                       .platform = to.second,
                       .arrival = service_time{std::chrono::seconds{leaves.seconds()} + 1h}}},
            .block = block};
}

} // namespace

TEST_CASE("days that were laid out before an update know of fewer trains") {
    timetable_builder b;
    const auto from = b.station({.key = "a"});
    const auto to = b.station({.key = "b"});
    for (int i = 0; i < 64; ++i) // trains are counted in words of 64 bits
        b.train({.key = key{fmt::format("t{}", i)}, .days = calendar::day_set::daily()},
                {{.at = from, .departure = 6h + i * 10min}, {.at = to, .arrival = 7h + i * 10min}});
    const network planned{std::move(b).build()};
    const query q{.from = from,
                  .to = to,
                  .when = leave_between{local_time{first_day}, local_time{first_day + day_count{2}}}};
    const auto before = router{planned}.find_all(q).size();
    const auto now = with_updates(planned, {delay{planned.table().trains().id_of("t0"), first_day, 0, 1min}});
    CHECK(router{now}.find_all(q).size() == before);
    CHECK(router{now}.find_all(q) == router{network{now.table()}}.find_all(q));
}

TEST_CASE("an extra train leads to where no other goes, by itself and as the next one of the same coaches") {
    for (const auto* block : {"", "coaches"}) {
        timetable_builder b;
        const auto from = b.station({.key = key{"a"}, .name = {"A"}});
        const auto hub = b.station({.key = key{"b"}, .name = {"B"}});
        const auto to = b.station({.key = key{"c"}, .name = {"C"}});
        auto one = train_between("one", {from, {}}, 8h, {hub, {}}, block);
        b.train(one, one.calls);
        const network planned{std::move(b).build()};
        const query q{.from = from, .to = to, .when = leave_after{local_time{first_day}}};
        CHECK(router{planned}.find_all(q).empty());
        const auto now =
            with_updates(planned, {extra_train{train_between("other", {hub, {}}, 10h, {to, {}}, block)}});
        const auto all = router{now}.find_all(q);
        REQUIRE(all.size() == 1);
        CHECK(all.front().changes() == (*block == '\0' ? 1 : 0));
    }
}

TEST_CASE("coaches whose next train is called off go on as the one after it") {
    timetable_builder b;
    const auto from = b.station({.key = key{"a"}, .name = {"A"}});
    const auto hub = b.station({.key = key{"b"}, .name = {"B"}});
    const auto to = b.station({.key = key{"c"}, .name = {"C"}});
    const auto elsewhere = b.station({.key = key{"d"}, .name = {"D"}});
    const auto one = b.stop({.key = key{"b1"}, .station = hub});
    const auto other = b.stop({.key = key{"b2"}, .station = hub});
    b.transfer({.from = {.station = hub, .stop = one},
                .to = {.station = hub, .stop = other},
                .kind = transfer_kind::impossible});
    std::vector<train_id> ids;
    for (auto x : {train_between("first", {from, {}}, 8h, {hub, one}, "coaches"),
                   train_between("next", {hub, one}, 9h, {elsewhere, {}}, "coaches"),
                   train_between("after it", {hub, other}, 10h, {to, {}}, "coaches")})
        ids.push_back(b.train(x, x.calls));
    const network planned{std::move(b).build()};
    const query q{.from = from,
                  .to = to,
                  .when = leave_after{local_time{first_day}},
                  .horizon = std::chrono::hours{20}};
    CHECK(router{planned}.find_all(q).empty());
    CHECK(router{with_updates(planned, {cancellation{ids[1], first_day}})}.find_all(q).size() == 1);
}

TEST_CASE("of equal trains the same one is named by a via, in an updated network and one made anew") {
    timetable_builder b;
    const auto a = b.station({.key = key{"a"}, .name = {"A"}}),
               from = b.station({.key = key{"b"}, .name = {"B"}});
    const auto via = b.station({.key = key{"c"}, .name = {"C"}}),
               to = b.station({.key = key{"d"}, .name = {"D"}});
    const std::vector<call> along{{.at = from, .arrival = 10h, .departure = 10h},
                                  {.at = via, .arrival = 11h, .departure = 11h},
                                  {.at = to, .arrival = 12h}};
    auto longer = along;
    longer.insert(longer.begin(), {.at = a, .departure = 7h});
    b.train({.key = key{"short"}, .days = calendar::day_set::daily()}, along);
    const auto late = b.train({.key = key{"long"}, .days = calendar::day_set::daily()}, longer);
    const network planned{std::move(b).build()};
    const auto now = with_updates(planned, {delay{late, first_day, 0, 0min}});
    query q{.from = from, .to = to, .when = leave_after{local_time{first_day}}, .via = {{via}}};
    CHECK(router{now}.find_all(q) == router{network{now.table()}}.find_all(q));
    q.when = leave_between{local_time{first_day}, local_time{first_day + day_count{1}}};
    CHECK(router{now}.find_all(q) == router{network{now.table()}}.find_all(q));
}

TEST_CASE("an extra train of every day changes equal days once") {
    timetable_builder b;
    const auto from = b.station({.key = key{"a"}, .name = {"A"}});
    const auto to = b.station({.key = key{"b"}, .name = {"B"}});
    auto one = train_between("one", {from, {}}, 8h, {to, {}});
    b.train(one, one.calls);
    const network planned{std::move(b).build()};
    const auto now = with_updates(planned, {extra_train{train_between("extra", {from, {}}, 12h, {to, {}})}});
    const query q{.from = from,
                  .to = to,
                  .when = leave_between{local_time{first_day}, local_time{first_day + day_count{30}}}};
    CHECK(router{now}.find_all(q).size() == 60);
}

TEST_CASE("updates are applied and asked about on several threads, of one network and of prepared lists") {
    test::random random;
    const auto made = test::make_network(random);
    const auto& t = made.table;
    const network planned{t};
    const auto lists = prepare(planned, {.window = {first_day, first_day + day_count{2}}, .threads = 2});
    std::vector<std::thread> threads;
    std::vector<int> differ(4);
    for (std::uint64_t k = 0; k < differ.size(); ++k)
        threads.emplace_back([&, k] {
            test::random own{k};
            for (int i = 0; i < 40; ++i) {
                const auto now = t.trains().empty()
                                     ? planned
                                     : with_updates(planned, test::make_updates(t, first_day, own));
                const network anew{now.table()};
                for (int n = 0; n < 3; ++n) {
                    const auto q = make_query(made.stations, own);
                    differ[k] += router{now}.find_all(q) == router{anew}.find_all(q) ? 0 : 1;
                    differ[k] +=
                        router{planned}.find_all(q).size() == router{lists}.find_all(q).size() ? 0 : 1;
                }
            }
        });
    for (auto& x : threads) x.join();
    CHECK(differ == std::vector<int>(4));
}

TEST_CASE("a router and an updated network outlive what they were made of") {
    test::random random;
    const auto [t, stations] = test::make_network(random);
    auto planned = std::make_unique<network>(timetable{t});
    auto late = std::make_unique<network>(with_updates(*planned, {}));
    router r{*late};
    planned.reset();
    late.reset();
    const auto q = make_query(stations, random);
    CHECK(r.find_all(q) == router{network{t}}.find_all(q));
    const auto& kept = network{timetable{t}}.table(); // of a network that is gone
    CHECK(kept == t);
}

TEST_SUITE_END();
