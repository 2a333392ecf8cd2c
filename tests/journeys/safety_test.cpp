#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>

#include <cmath>

#include "feed.hpp"
#include "random_network.hpp"
#include "safety_network.hpp"

TEST_SUITE_BEGIN("journeys/safety");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;
using doctest::Approx;

namespace {

const auto the_day = date{2022, 1, 10};

/// West to the middle, and from there to the east in the morning, an hour later, and at night.
struct line_of_three {
    timetable table;
    station_id west, middle, east;
    train_id feeder, first, second, last;
};

line_of_three make_line() {
    timetable_builder b;
    const auto at = [&](const char* name) {
        return b.station({.key = key{name}, .name = {name}, .change_time = 5min});
    };
    const auto west = at("west"), middle = at("middle"), east = at("east");
    const auto train = [&](const char* number, station_id from, service_time leaves, station_id to,
                           service_time arrives) {
        return b.train({.number = number, .days = calendar::day_set::daily()},
                       {{.at = from, .departure = leaves}, {.at = to, .arrival = arrives}});
    };
    const auto feeder = train("K1", west, 8h, middle, 10h);
    const auto first = train("K2", middle, 10h + 12min, east, 12h);
    const auto second = train("K3", middle, 11h, east, 13h);
    const auto last = train("K4", middle, 23h, east, 25h);
    return {std::move(b).build(), west, middle, east, feeder, first, second, last};
}

journeys::query morning(const line_of_three& n) {
    return {
        .from = n.west, .to = n.east, .when = journeys::leave_after{local_time{the_day, 7h}}, .horizon = 24h};
}

/// So many of each lateness in minutes.
void add(journeys::lateness_table& t, call_event event,
         std::initializer_list<std::pair<int, std::int64_t>> counts) {
    for (const auto& [late, count] : counts) t.add({event, "K", {}, std::chrono::minutes{late}, count});
}

journeys::lateness_table on_time() {
    journeys::lateness_table t;
    add(t, call_event::arrival, {{0, 30}});
    add(t, call_event::departure, {{0, 30}});
    return t;
}

std::vector<journeys::journey_safety> assess(const line_of_three& n, const journeys::lateness_table& late,
                                             const journeys::query& q) {
    const auto found = journeys::find_all(n.table, q);
    REQUIRE(found.size() == 1);
    return journeys::assess(journeys::network{n.table}, late, q, found);
}

local_time at(std::chrono::seconds time) {
    return local_time{the_day, time};
}

/// Whether a time in whole seconds is an expectation without its fraction. Sums of many products in another order may fall
/// on the other side of a whole second.
bool is_whole_of(double told, double expected) {
    return told <= expected + 1e-4 && told > expected - 1 - 1e-4;
}

/// Returns: how many journeys were compared, and how many of them had a change that may be missed.
std::pair<int, int> compare_with_enumeration(test::random& random) {
    const auto n = test::make_late_network(random);
    journeys::lateness_table late;
    for (const auto& o : n.observed) late.add(o);
    journeys::query q{
        .from = n.stations[0], .to = n.stations[1], .horizon = std::chrono::hours{random.between(2, 34)}};
    if (random.one_in(4)) q.to = {n.stations[1], n.stations[2]};
    q.when = journeys::leave_between{at(std::chrono::hours{random.between(4, 8)}), at(18h)};
    const auto found = journeys::find_all(n.table, q);
    const journeys::network network{n.table};
    const auto safety = journeys::assess(network, late, q, found);
    REQUIRE(safety.size() == found.size());
    const int end = (18 - 8) * 3600 + static_cast<int>(q.horizon.count()) * 3600;
    test::late_traveller traveller{n, {q.to.begin(), q.to.end()}, end};
    int risky = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& s = safety[i];
        CHECK(s.changes.size() == found[i].changes());
        CHECK(s.window_ends == calendar::utc_time{the_day} + std::chrono::seconds{end});
        const auto slow = traveller.follow(found[i]);
        CHECK(s.expected_arrival.has_value() == slow.has_value());
        if (!slow || !s.expected_arrival) continue;
        const auto arrival = static_cast<double>((*s.expected_arrival - calendar::utc_time{the_day}).count());
        CAPTURE(arrival);
        CAPTURE(slow->first.arrival);
        CHECK(is_whole_of(arrival, slow->first.arrival));
        CHECK(*s.holds == Approx(slow->second).epsilon(1e-9));
        CHECK(*s.not_there == Approx(slow->first.not_there).epsilon(1e-9));
        if (*s.holds < 1) ++risky;
    }
    return {static_cast<int>(found.size()), risky};
}

/// Returns: how many journeys were found that no other one is preferable to; nothing where there are too many to try.
std::optional<std::size_t> compare_safest(test::random& random) {
    const auto n = test::make_late_network(random);
    journeys::lateness_table late;
    for (const auto& o : n.observed) late.add(o);
    journeys::query q{.from = n.stations[0],
                      .to = n.stations[1],
                      .when = journeys::leave_after{at(std::chrono::hours{random.between(4, 9)})},
                      .horizon = std::chrono::hours{random.between(2, 14)}};
    if (random.one_in(4)) q.to = {n.stations[1], n.stations[2]};
    const auto after = std::get<journeys::leave_after>(q.when).time - at(8h);
    const int end = static_cast<int>((after + q.horizon).count());
    test::late_traveller traveller{n, {q.to.begin(), q.to.end()}, end};
    const auto tried = traveller.list_journeys(n.stations[0], static_cast<int>(after.count()), 1000);
    if (!tried) return std::nullopt;
    const journeys::network network{n.table};
    const auto found = journeys::find_safest(network, late, q, 0);
    const double step = random.one_in(2) ? 0.001 : 0.1;
    std::vector<std::pair<double, double>> in_steps;
    for (const auto& f : journeys::find_safest(network, late, q, step)) {
        const auto slow = traveller.follow(f.journey);
        in_steps.emplace_back(slow->first.arrival, slow->second);
    }
    CHECK(in_steps.size() <= found.size());
    struct point {
        double arrival, not_there, holds;
        [[nodiscard]] bool is_sooner_than(const point& other) const {
            return arrival < other.arrival - 1e-6 ||
                   (arrival <= other.arrival + 1e-6 && not_there < other.not_there - 1e-12);
        }
    };
    std::vector<point> points;
    for (const auto& f : found) {
        const auto slow = traveller.follow(f.journey);
        REQUIRE(slow.has_value());
        CHECK(*f.safety.holds == Approx(slow->second).epsilon(1e-9));
        points.push_back({slow->first.arrival, slow->first.not_there, slow->second});
        CHECK(f.journey.departure_utc() >= n.table.zone().to_utc(at(8h) + after));
    }
    for (std::size_t i = 1; i < points.size(); ++i) {
        CHECK(points[i - 1].is_sooner_than(points[i]));
        CHECK(points[i - 1].holds < points[i].holds);
    }
    for (const auto& j : *tried) {
        const auto slow = traveller.follow(j);
        if (!slow) continue; // of an unknown change
        const auto is_as_good = [&](const point& p) {
            return p.arrival <= slow->first.arrival + 1e-4 && p.holds >= slow->second - 1e-9;
        };
        CHECK(std::any_of(points.begin(), points.end(), is_as_good));
        const auto steps = step * static_cast<double>(j.changes() + 1);
        CHECK(std::any_of(in_steps.begin(), in_steps.end(), [&](const auto& p) {
            return p.first <= slow->first.arrival + 1e-4 && p.second >= slow->second - steps - 1e-9;
        }));
        for (const auto& p : points)
            CHECK_FALSE((slow->first.arrival < p.arrival - 1e-4 && slow->second >= p.holds - 1e-9));
        const point tried_one{slow->first.arrival, slow->first.not_there, slow->second};
        for (const auto& p : points)
            CHECK_FALSE((!p.is_sooner_than(tried_one) && slow->second > p.holds + 1e-9));
    }
    return found.size();
}

/// Returns: of how many journeys every course was lived through by several ways of choosing.
int compare_with_lives(test::random& random) {
    const auto n = test::make_late_network(random);
    journeys::lateness_table late;
    for (const auto& o : n.observed) late.add(o);
    const journeys::query q{.from = n.stations[0],
                            .to = n.stations[1],
                            .when = journeys::leave_between{at(4h), at(18h)},
                            .horizon = 20h};
    const auto found = journeys::find_all(n.table, q);
    const auto safety = journeys::assess(journeys::network{n.table}, late, q, found);
    test::late_traveller traveller{n, {q.to.begin(), q.to.end()}, 30 * 3600};
    using choices = std::vector<test::late_traveller::choice>;
    int lived = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!safety[i].holds || *safety[i].holds == 1) continue;
        const auto told =
            static_cast<double>((*safety[i].expected_arrival - calendar::utc_time{the_day}).count());
        const auto best = traveller.live(
            found[i], [&](const choices& all, std::uint64_t) { return traveller.best_of(all); });
        if (!best) continue;
        ++lived;
        CAPTURE(told);
        CAPTURE(best->arrival);
        CHECK(is_whole_of(told, best->arrival));
        for (int k = 0; k < 5; ++k) {
            const auto seed = static_cast<std::uint64_t>(random.between(1, 1'000'000));
            const auto any = traveller.live(found[i], [&](const choices& all, std::uint64_t situation) {
                return (situation * 0x9E3779B97F4A7C15 ^ seed) % 1'000'003 % all.size();
            });
            if (any) CHECK(any->arrival > told - 1e-4);
        }
    }
    return lived;
}

} // namespace

TEST_CASE("a change holds unless the train before is later than there is to spare and the next one waits") {
    const auto n = make_line();
    auto late = on_time();
    // Seven minutes to spare: 12 at Golmud, 5 to change.
    add(late, call_event::arrival, {{7, 20}, {8, 40}, {20, 10}});
    const auto s = assess(n, late, morning(n)).front();
    REQUIRE(s.changes.size() == 1);
    CHECK(s.changes[0].leg == 1);
    CHECK(s.changes[0].spare == 7min);
    CHECK(*s.changes[0].holds == Approx(0.5));
    CHECK(s.changes[0].arrival == journeys::lateness_source{journeys::lateness_scope::train_class, 100});
    CHECK(s.changes[0].departure == journeys::lateness_source{journeys::lateness_scope::train_class, 30});
    CHECK(*s.holds == Approx(0.5));

    // One in four of the next trains leaves a minute late: it is caught with eight minutes.
    add(late, call_event::departure, {{1, 10}});
    CHECK(*assess(n, late, morning(n)).front().holds == Approx(0.5 + 0.4 * 0.25));
}

TEST_CASE("who misses a change takes the best train after it, and is told when that arrives on average") {
    const auto n = make_line();
    journeys::lateness_table late;
    late.add({call_event::departure, "K", {}, 0min, 30});
    late.add({call_event::arrival, "K", n.middle, 0min, 50});
    late.add({call_event::arrival, "K", n.middle, 30min, 30});
    late.add({call_event::arrival, "K", n.middle, 60min, 20}); // too late for the train at eleven, too
    late.add({call_event::arrival, "K", n.east, 0min, 30});
    const auto s = assess(n, late, morning(n)).front();
    CHECK(*s.holds == Approx(0.5));
    // 0.5 at 12:00, 0.3 at 13:00, 0.2 at 25:00, which is 01:00 of the next day
    CHECK(s.expected_arrival_there == at(14h + 54min));
    CHECK(*s.not_there == Approx(0));
}

TEST_CASE("who cannot go on within the window is not there, and is counted as arriving when it ends") {
    const auto n = make_line();
    journeys::lateness_table late;
    late.add({call_event::departure, "K", {}, 0min, 30});
    late.add({call_event::arrival, "K", n.middle, 0min, 75});
    late.add({call_event::arrival, "K", n.middle, 60min, 25});
    late.add({call_event::arrival, "K", n.east, 0min, 30});
    auto q = morning(n);
    q.horizon = 10h; // until 17:00
    const auto s = assess(n, late, q).front();
    CHECK(*s.not_there == Approx(0.25));
    CHECK(s.expected_arrival_there == at(13h + 15min));
    CHECK(n.table.zone().to_local(s.window_ends) == at(17h));
}

TEST_CASE("without thirty observations nothing is said") {
    const auto n = make_line();
    journeys::lateness_table few;
    few.add({call_event::arrival, "K", {}, 0min, 29});
    few.add({call_event::departure, "K", {}, 0min, 30});
    auto s = assess(n, few, morning(n)).front();
    CHECK_FALSE(s.changes[0].holds);
    CHECK_FALSE(s.changes[0].arrival);
    CHECK(s.changes[0].departure);
    CHECK_FALSE(s.holds);
    CHECK_FALSE(s.expected_arrival);
    CHECK_FALSE(s.not_there);
    few.add({call_event::arrival, "G", {}, 0min, 1}); // of another class, which counts for all
    s = assess(n, few, morning(n)).front();
    CHECK(s.changes[0].arrival == journeys::lateness_source{journeys::lateness_scope::all_trains, 30});
    CHECK(*s.holds == 1);
    CHECK(s.expected_arrival_there == at(12h));
}

TEST_CASE("a question without journeys has no answers, and one that nobody can ask is refused") {
    const auto n = make_line();
    const journeys::network network{n.table};
    const auto late = on_time();
    const auto q = morning(n);
    CHECK(journeys::assess(network, late, q, {}).empty());
    auto found = journeys::find_all(n.table, q);
    const auto refused = [&](const journeys::query& asked) {
        CHECK_THROWS_AS((void)journeys::assess(network, late, asked, found), std::invalid_argument);
    };
    auto other = q;
    other.to = n.middle;
    refused(other);
    other = q;
    other.via = {{n.middle}};
    refused(other);
    other = q;
    other.when = journeys::leave_after{at(9h)};
    refused(other);
    other = q;
    other.horizon = 4h;
    refused(other);
    const auto whole = found;
    found = {journeys::journey{}};
    refused(q);
    const auto spoilt = [&](auto change) {
        found = whole;
        change(std::get<journeys::ride>(found[0].legs[0]));
        refused(q);
    };
    spoilt([](journeys::ride& r) { r.train = train_id{99}; });
    spoilt([](journeys::ride& r) { r.alight = 7; });
    spoilt([](journeys::ride& r) { r.board = 1; });
    spoilt([&](journeys::ride& r) { r.train = n.second; }); // it ends where nobody can change to the next
}

TEST_CASE("the safest journeys are those between which one chooses: sooner on average, or surer") {
    const auto n = make_line();
    journeys::lateness_table late;
    late.add({call_event::departure, "K", {}, 0min, 30});
    late.add({call_event::arrival, "K", n.middle, 0min, 75});
    late.add({call_event::arrival, "K", n.middle, 10min, 25});
    late.add({call_event::arrival, "K", n.east, 0min, 30});
    const journeys::network network{n.table};
    const auto q = morning(n);
    const auto found = journeys::find_safest(network, late, q);
    REQUIRE(found.size() == 2);
    // The train at 10:12 may be missed; who plans on the one at eleven from the start misses nothing.
    CHECK(std::get<journeys::ride>(found[0].journey.legs[1]).train == n.first);
    CHECK(*found[0].safety.holds == Approx(0.75));
    CHECK(found[0].safety.expected_arrival_there == at(12h + 15min));
    CHECK(std::get<journeys::ride>(found[1].journey.legs[1]).train == n.second);
    CHECK(*found[1].safety.holds == 1);
    CHECK(found[1].safety.expected_arrival_there == at(13h));

    auto other = q;
    other.to = n.west;
    CHECK(journeys::find_safest(network, late, other).empty());
    other = q;
    other.horizon = 2h;
    CHECK(journeys::find_safest(network, late, other).empty());
    CHECK(journeys::find_safest(network, {}, q).empty());
    for (const double step : {-0.1, 1.1, std::nan("")})
        CHECK_THROWS_AS((void)journeys::find_safest(network, late, q, step), std::invalid_argument);
    other = q;
    other.max_changes = 1;
    CHECK_THROWS_AS((void)journeys::find_safest(network, late, other), std::invalid_argument);
    other = q;
    other.when = journeys::arrive_by{at(20h)};
    CHECK_THROWS_AS((void)journeys::find_safest(network, late, other), std::invalid_argument);
    other = q;
    other.via = {{n.middle}};
    CHECK_THROWS_AS((void)journeys::find_safest(network, late, other), std::invalid_argument);
}

TEST_CASE("of journeys that are expected at the same instant the sooner is the one that is likelier there in "
          "time") {
    timetable_builder b;
    const auto station = [&](const char* name) {
        return b.station({.key = key{name}, .name = {name}, .change_time = 5min});
    };
    const auto west = station("west"), middle = station("middle"), east = station("east");
    const auto train = [&](const char* number, station_id from, service_time leaves, station_id to,
                           service_time arrives) {
        b.train({.number = number, .days = calendar::day_set::daily()},
                {{.at = from, .departure = leaves}, {.at = to, .arrival = arrives}});
    };
    train("D1", west, 9h, east, 13h); // when the window ends, and half of the time later
    train("Z1", west, 8h, middle, 10h);
    train("K1", middle, 10h + 10min, east, 13h);
    journeys::lateness_table late;
    for (const auto* name : {"D", "Z", "K"}) late.add({call_event::departure, name, {}, 0min, 30});
    late.add({call_event::arrival, "D", {}, 0min, 15});
    late.add({call_event::arrival, "D", {}, 10min, 15});
    late.add({call_event::arrival, "Z", {}, 0min, 40});
    late.add({call_event::arrival, "Z", {}, 10min, 10});
    late.add({call_event::arrival, "K", {}, 0min, 30});
    const journeys::network n{std::move(b).build()};
    const journeys::query q{
        .from = west, .to = east, .when = journeys::leave_after{local_time{the_day, 7h}}, .horizon = 6h};

    const auto found = journeys::find_safest(n, late, q);
    REQUIRE(found.size() == 2);
    CHECK(found[0].journey.changes() == 1);
    CHECK(found[1].journey.changes() == 0);
    CHECK(found[0].safety.expected_arrival == found[1].safety.expected_arrival);
    CHECK(*found[0].safety.not_there == Approx(0.2));
    CHECK(*found[1].safety.not_there == Approx(0.5));
    CHECK(*found[0].safety.holds == Approx(0.8));
    CHECK(*found[1].safety.holds == 1);
}

TEST_CASE("whatever makes planning hard, journeys are safe where trains are on time, and likelihoods are "
          "likelihoods") {
    test::random random;
    int known = 0, unknown = 0, safest = 0;
    for (int i = 0; i < 700; ++i) {
        const auto n = test::make_network(random);
        const journeys::network network{n.table};
        journeys::query q{.from = random.one_of(n.stations),
                          .to = random.one_of(n.stations),
                          .when = journeys::leave_between{at(0h), at(24h)},
                          .horizon = 30h};
        if (random.one_in(3)) q.filter.avoid.classes = {"G"};
        if (random.one_in(3)) q.when = journeys::arrive_by{at(30h)};
        const auto found = journeys::find_all(n.table, q);
        auto late = on_time();
        const auto whole = journeys::assess(network, late, q, found);
        add(late, call_event::arrival, {{random.between(1, 300), 30}, {random.between(1, 60), 30}});
        const auto less = journeys::assess(network, late, q, found);
        q.when = journeys::leave_after{at(0h)};
        for (const auto& f : journeys::find_safest(network, late, q)) {
            ++safest;
            const std::vector one{f.journey};
            CHECK(journeys::assess(network, late, q, one).front() == f.safety);
            CHECK(f.safety.holds.has_value());
        }
        for (std::size_t k = 0; k < found.size(); ++k) {
            bool waits = false;
            for (const auto& r : found[k].rides()) waits = waits || r.waiting.has_value();
            CHECK(whole[k].expected_arrival.has_value() == !waits);
            if (waits) {
                ++unknown;
                CHECK((found[k].changes() == 0 || !whole[k].holds));
                continue;
            }
            ++known;
            CHECK(*whole[k].holds == 1);
            CHECK(whole[k].expected_arrival == found[k].arrival_utc());
            CHECK(whole[k].expected_arrival_there == found[k].arrival());
            CHECK(*whole[k].not_there == 0);
            CHECK((*less[k].holds >= 0 && *less[k].holds <= 1));
            CHECK((*less[k].not_there >= 0 && *less[k].not_there <= 1));
            CHECK(less[k].expected_arrival >= whole[k].expected_arrival);
            CHECK(less[k].expected_arrival <= less[k].window_ends);
        }
    }
    CHECK(safest > 10);
    MESSAGE(known << " journeys, and " << unknown << " by trains that run every so often");
    CHECK((known > 200 && unknown > 10));
}

TEST_CASE("journeys that nobody found are refused, or have likelihoods") {
    test::random random;
    int refused = 0, taken = 0;
    for (int i = 0; i < 1500; ++i) {
        const auto n = test::make_late_network(random);
        journeys::lateness_table late;
        for (const auto& o : n.observed) late.add(o);
        journeys::query q{.from = n.stations[0],
                          .to = n.stations[1],
                          .when = journeys::leave_between{at(4h), at(18h)},
                          .horizon = 20h};
        auto found = journeys::find_all(n.table, q);
        if (found.empty()) continue;
        auto& legs = found.back().legs;
        auto& leg = legs[static_cast<std::size_t>(random.between(0, static_cast<int>(legs.size()) - 1))];
        if (auto* r = std::get_if<journeys::ride>(&leg)) {
            const auto by =
                std::chrono::seconds{random.between(-9, 9)} * (random.one_in(2) ? 600 : 500'000'000);
            switch (random.between(0, 6)) {
            case 0: r->train = train_id{static_cast<std::uint32_t>(random.between(0, 30))}; break;
            case 1: r->board = static_cast<std::size_t>(random.between(0, 4)); break;
            case 2: r->alight = static_cast<std::size_t>(random.between(0, 4)); break;
            case 3: r->departure_utc += by; break;
            case 4: r->arrival_utc += by; break;
            case 5: r->stays_seated = !r->stays_seated; break;
            default: r->service_date = date{boost::gregorian::not_a_date_time};
            }
        } else {
            std::get<journeys::walk>(leg).to = station_id{static_cast<std::uint32_t>(random.between(0, 9))};
        }
        if (random.one_in(9)) legs.erase(legs.begin());
        try {
            for (const auto& s : journeys::assess(journeys::network{n.table}, late, q, found)) {
                if (s.holds) CHECK((*s.holds >= 0 && *s.holds <= 1));
                if (s.expected_arrival) CHECK(*s.expected_arrival <= s.window_ends);
            }
            ++taken;
        } catch (const std::invalid_argument&) {
            ++refused;
        }
    }
    MESSAGE(taken << " taken, " << refused << " refused");
    CHECK((taken > 50 && refused > 50));
}

TEST_CASE("six thousand random networks are as safe as the enumeration of all latenesses says") {
    test::random random;
    int compared = 0, risky = 0;
    for (int i = 0; i < test::cases(6000); ++i) {
        const auto [all, of_these] = compare_with_enumeration(random);
        compared += all;
        risky += of_these;
    }
    MESSAGE(compared << " journeys, " << risky << " with a risk");
    CHECK(compared > test::cases(3000));
    CHECK(risky > test::cases(300));
}

TEST_CASE(
    "of all ways to choose after a missed change none is better, each lived through with every lateness") {
    test::random random;
    int lived = 0;
    for (int i = 0; i < test::cases(700); ++i) lived += compare_with_lives(random);
    MESSAGE(lived << " journeys");
    CHECK(lived > test::cases(50));
}

TEST_CASE(
    "three thousand random networks have no journey preferable to the safest ones, when all are tried") {
    test::random random;
    std::size_t networks = 0, found = 0, several = 0;
    for (int i = 0; i < test::cases(3000); ++i) {
        const auto count = compare_safest(random);
        if (!count) continue;
        ++networks;
        found += *count;
        several += *count > 1 ? 1 : 0;
    }
    MESSAGE(networks << " networks, " << found << " journeys, " << several << " with a choice");
    CHECK(networks > test::cases(1500u));
    CHECK(found > test::cases(500u));
    CHECK(several > test::cases(5u));
}

TEST_CASE("a hundred thousand random networks are as safe as the enumeration says" * doctest::skip()) {
    test::random random;
    for (int i = 0; i < 100'000; ++i) {
        (void)compare_with_enumeration(random);
        if (i % 4 == 0) (void)compare_safest(random);
        if (i % 4 == 1) (void)compare_with_lives(random);
    }
}

TEST_SUITE_END();
