// GTFS-Fares v2, beside values worked by hand and, on random tables, beside every way to pay there is.
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/price.hpp>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/fares_v2");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;

namespace {

const std::filesystem::path town = std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "data" / "fares-v2";
constexpr date monday{2022, 1, 10}, sunday{2022, 1, 9};

ride ride_of(const timetable& t, const char* train, const char* from, const char* to, const date& day) {
    const auto x = t.trains().id_of(train);
    const auto& calls = t.trains()[x].calls;
    const auto board = find_call(t.trains()[x], t.stations().id_of(from)).value();
    const auto alight = find_call(t.trains()[x], t.stations().id_of(to), board).value();
    const auto leaves = t.utc(day, *calls[board].departure), arrives = t.utc(day, *calls[alight].arrival);
    return {.train = x,
            .service_date = day,
            .board = board,
            .alight = alight,
            .departure = t.zone().to_local(leaves),
            .arrival = t.zone().to_local(arrives),
            .departure_utc = leaves,
            .arrival_utc = arrives};
}

/// The journey by "train from to", and what it costs.
journey_price pay(const timetable& t, const std::vector<std::array<const char*, 3>>& rides,
                  const price_query& q = {}, const date& day = monday) {
    journey j;
    for (const auto& r : rides) j.legs.emplace_back(ride_of(t, r[0], r[1], r[2], day));
    return price_of(t, j, q);
}

/// The total, or why there is none: "3.40", "no_rule of 0".
std::string total(const journey_price& p) {
    if (p.total) return to_string(*p.total);
    std::string all;
    for (const auto& u : p.unpriced)
        all += fmt::format("{}:{}:{} ", u.ride, static_cast<int>(u.why), u.about);
    return all;
}

std::string reason(std::size_t ride, no_price why, const char* about = "") {
    return fmt::format("{}:{}:{} ", ride, static_cast<int>(why), about);
}

/// What is paid, in the order of the rides: "single 2.00 EUR [0, 1)".
std::string list(const timetable& t, const journey_price& p) {
    std::string all;
    for (const auto& c : p.charges) {
        std::string name = "nothing";
        if (const auto* leg = std::get_if<leg_product>(&c.basis))
            name = t.fares_v2().products[leg->product].key.text();
        if (const auto* change = std::get_if<transfer_product>(&c.basis);
            change != nullptr && change->product)
            name = t.fares_v2().products[*change->product].key.text();
        all += fmt::format("{} {} [{}, {}); ", name, c.price, c.first, c.last);
    }
    return all;
}

} // namespace

TEST_CASE("a leg of fares v2 is priced by network, areas, times, rider and medium") {
    const auto t = gtfs::load(town).value;
    const auto one = pay(t, {{"m1", "A", "B"}});
    CHECK(one.by == price_system::fares_v2);
    CHECK(total(one) == "2.00 EUR"); // on the card; cash is the other way
    REQUIRE(one.charges.size() == 1);
    CHECK(one.charges[0].basis == price_basis{leg_product{0, t.fares_v2().products.id_of("single"), 0}});
    REQUIRE(one.charges[0].others.size() == 1);
    CHECK(one.charges[0].others[0].price == price{250, 2, "EUR"});
    CHECK(total(pay(t, {{"m1", "A", "B"}}, {.medium = "cash"})) == "2.50 EUR");
    CHECK(total(pay(t, {{"m1", "A", "B"}}, {.rider = "child"})) == "1.00 EUR");
    CHECK(total(pay(t, {{"m1", "A", "B"}}, {.rider = "child", .medium = "card"})) == "1.00 EUR"); // on any
    CHECK(total(pay(t, {{"m1", "A", "B"}}, {.rider = "dog"})) == reason(0, no_price::unknown_rider, "dog"));
    CHECK(total(pay(t, {{"m1", "A", "B"}}, {.medium = "shell"})) ==
          reason(0, no_price::unknown_medium, "shell"));
    CHECK(total(pay(t, {{"m1", "A", "B"}}, {.use = {"bus"}})) == reason(0, no_price::no_rule));
    CHECK(total(pay(t, {{"m1", "A", "B"}}, {.currency = "CHF"})) ==
          reason(0, no_price::other_currency, "EUR"));
    CHECK(unknown_words(t, {.rider = "child", .medium = "shell", .use = {"bus", "tram"}}) ==
          std::vector<std::string>{"shell", "tram"});

    CHECK(total(pay(t, {{"m1", "A", "C"}})) == "3.40 EUR"); // leaves at the peak of a weekday
    CHECK(total(pay(t, {{"m1", "A", "C"}}, {}, sunday)) ==
          reason(0, no_price::no_rule)); // quiet from 08:30 on
    CHECK(total(pay(t, {{"m2", "B", "C"}})) == "3.00 EUR");
    CHECK(total(pay(t, {{"m2", "B", "C"}}, {.rider = "child"})) == reason(0, no_price::no_offer, "ring"));
    CHECK(total(pay(t, {{"m3", "A", "C"}})) == "4.00 EUR"); // arrives after midnight, on another day
    CHECK(total(pay(t, {{"b1", "B", "D"}})) == "1.80 EUR");
    CHECK(total(pay(t, {{"b1", "D", "E"}})) == "1.80 EUR");                   // to an area that no rule names
    CHECK(total(pay(t, {{"b1", "B", "E"}})) == reason(0, no_price::no_rule)); // from one that rules name
    CHECK(total(pay(t, {{"x1", "E", "A"}})) == "9.00 EUR"); // the platform's area, not the station's
    CHECK(total(pay(t, {{"x1", "E", "A"}}, {.rider = "child"})) == reason(0, no_price::no_offer, "express"));
    CHECK(total(pay(t, {{"m1", "A", "B"}}, {.by = price_system::fares_v1})) ==
          reason(0, no_price::no_system));
}

TEST_CASE("changes of fares v2 are added up as their rules say") {
    const auto t = gtfs::load(town).value;
    // A + AB: free within an hour from departure to departure, once.
    const auto free = pay(t, {{"m1", "A", "B"}, {"m2", "B", "C"}});
    CHECK(total(free) == "2.00 EUR");
    CHECK(list(t, free) == "single 2.00 EUR [0, 1); nothing 0.00 EUR [1, 2); ");
    CHECK(free.through == price{200, 2, "EUR"});
    CHECK(free.split == price{500, 2, "EUR"});
    // A + AB + B: a discount.
    const auto less = pay(t, {{"m1", "A", "B"}, {"b1", "B", "D"}});
    CHECK(total(less) == "3.30 EUR");
    CHECK(list(t, less) == "single 2.00 EUR [0, 1); change -0.50 EUR [1, 2); bus 1.80 EUR [1, 2); ");
    // AB: in place of both, within two hours from departure to arrival.
    const auto hour = pay(t, {{"b1", "B", "D"}, {"b2", "D", "E"}});
    CHECK(total(hour) == "2.60 EUR");
    CHECK(list(t, hour) == "hour 2.60 EUR [0, 2); ");
    CHECK(hour.split == price{360, 2, "EUR"});
    // Not the first change: S + BC, though it is of the same kind.
    const auto after = pay(t, {{"m1", "A", "B"}, {"b1", "B", "D"}, {"b2", "D", "E"}});
    CHECK(total(after) == "5.90 EUR");
    CHECK(list(t, after) ==
          "single 2.00 EUR [0, 1); change -0.50 EUR [1, 2); bus 1.80 EUR [1, 2); hour 2.60 EUR [2, 3); ");
    CHECK(after.split == price{560, 2, "EUR"}); // what the rules say is dearer here
    // A rule must be gone by, but there is none from a bus to the express.
    CHECK(total(pay(t, {{"b2", "D", "E"}, {"x1", "E", "A"}})) == "10.80 EUR");
    // A joined leg: from the first station to the last, without a change.
    const auto joined = pay(t, {{"m2", "B", "C"}, {"n1", "C", "D"}});
    CHECK(total(joined) == "3.00 EUR");
    CHECK(list(t, joined) == "ring 3.00 EUR [0, 2); ");
    CHECK(joined.split == price{500, 2, "EUR"});
    const auto both = pay(t, {{"m1", "A", "B"}, {"m2", "B", "C"}, {"n1", "C", "D"}});
    CHECK(list(t, both) == "single 2.00 EUR [0, 1); nothing 0.00 EUR [1, 3); ");
    // A leg that has no price ends the run, and the journey has no total.
    const auto part = pay(t, {{"m1", "A", "B"}, {"b1", "B", "E"}, {"x1", "E", "A"}});
    CHECK(total(part) == reason(1, no_price::no_rule));
    CHECK(list(t, part) == "single 2.00 EUR [0, 1); express 9.00 EUR [2, 3); ");
    CHECK_FALSE(part.through);
    CHECK_FALSE(part.split);
}

TEST_CASE("counts and limits of changes end what a rule allows, and the price of a rule may be unknown") {
    const test::folder f{town};
    const auto with = [&](const char* rules) {
        f.write(
            "fare_transfer_rules.txt",
            std::string{"from_leg_group_id,to_leg_group_id,transfer_count,duration_limit,duration_limit_type,"
                        "fare_transfer_type,fare_product_id\n"} +
                rules);
        f.write("fare_leg_join_rules.txt", "from_network_id,to_network_id,from_stop_id,to_stop_id\n");
        return gtfs::load(f).value;
    };
    const std::vector<std::array<const char*, 3>> three{{"m1", "A", "B"}, {"m2", "B", "C"}, {"n1", "C", "D"}};
    CHECK(total(pay(with("metro,metro,1,,,0,\n"), three)) == "4.00 EUR"); // the third is separate
    CHECK(total(pay(with("metro,metro,2,,,0,\n"), three)) == "2.00 EUR");
    CHECK(total(pay(with("metro,metro,-1,,,0,\n"), three)) == "2.00 EUR");
    CHECK(total(pay(with("metro,metro,-1,4800,1,0,\n"), three)) ==
          "2.00 EUR"); // 08:00 to 09:20, from the first leg
    CHECK(total(pay(with("metro,metro,-1,4799,1,0,\n"), three)) == "4.00 EUR");
    CHECK(total(pay(with("metro,metro,-1,5700,0,0,\n"), three)) == "2.00 EUR"); // to 09:35
    CHECK(total(pay(with("metro,metro,-1,5699,0,0,\n"), three)) == "4.00 EUR");
    CHECK(total(pay(with("metro,metro,-1,4200,2,0,\n"), three)) == "2.00 EUR"); // 08:10 to 09:20
    CHECK(total(pay(with("metro,metro,-1,4199,2,0,\n"), three)) == "4.00 EUR");
    CHECK(total(pay(with("metro,metro,-1,5100,3,0,\n"), three)) == "2.00 EUR"); // 08:10 to 09:35
    CHECK(total(pay(with("metro,metro,-1,5099,3,0,\n"), three)) == "4.00 EUR");
    // Of two counts the least that will do: the first change costs a bus, the second nothing.
    CHECK(total(pay(with("metro,metro,1,,,0,bus\nmetro,metro,-1,,,0,\n"), three)) == "3.80 EUR");
    // Empty groups are those that no rule names.
    const std::vector<std::array<const char*, 3>> to_bus{{"m1", "A", "B"}, {"b1", "B", "D"}};
    CHECK(total(pay(with(",bus,,,,0,\n"), to_bus)) == "2.00 EUR");
    CHECK(total(pay(with(",bus,,,,0,\nmetro,metro,1,,,0,\n"), to_bus)) == "3.80 EUR");
    CHECK(total(pay(with(",,-1,,,0,\n"), to_bus)) == "2.00 EUR");
    CHECK(total(pay(with(",,-1,,,0,\nbus,bus,1,,,0,\n"), to_bus)) == "3.80 EUR");
    // A rule whose product has no price for the rider: nobody knows what the leg costs.
    CHECK(total(pay(with("metro,bus,,,,0,ring\n"), to_bus, {.rider = "child"})) ==
          reason(1, no_price::no_offer, "ring"));
}

TEST_CASE("with priorities a missing network or area is any, and the highest rule wins") {
    const test::folder f{town};
    f.write("fare_transfer_rules.txt", "from_leg_group_id,to_leg_group_id,fare_transfer_type\n");
    const auto with = [&](const char* rules) {
        f.write("fare_leg_rules.txt",
                std::string{"leg_group_id,network_id,from_area_id,to_area_id,fare_product_id,"
                            "rule_priority\n"} +
                    rules);
        return gtfs::load(f).value;
    };
    const auto plain =
        with("a,metro,,,single,1\na,,,,bus,\na,metro,centre,outer,ring,5\na,,,outer,night,5\n");
    CHECK(plain.fares_v2().by_priority);
    CHECK(total(pay(plain, {{"m1", "A", "B"}})) == "2.00 EUR");
    CHECK(total(pay(plain, {{"b1", "B", "E"}})) == "1.80 EUR");
    CHECK(total(pay(plain, {{"x1", "E", "A"}})) == "1.80 EUR");
    const auto two =
        pay(plain, {{"m1", "A", "C"}}); // two rules of one priority: the cheaper one, and the other is said
    CHECK(total(two) == "3.00 EUR");
    CHECK(two.charges[0].others.size() == 1);
    CHECK(total(pay(plain, {{"m1", "A", "C"}}, {.rider = "child"})) == "4.00 EUR");
    // Without the column the same rules hold for what no rule names.
    f.write("fare_leg_rules.txt",
            "leg_group_id,network_id,from_area_id,to_area_id,fare_product_id\na,metro,,,single\n"
            "a,,,,bus\na,metro,centre,outer,ring\n");
    const auto named = gtfs::load(f).value;
    CHECK_FALSE(named.fares_v2().by_priority);
    CHECK(total(pay(named, {{"m1", "A", "B"}})) == reason(0, no_price::no_rule)); // the centre is named
    CHECK(total(pay(named, {{"x1", "E", "A"}})) == "1.80 EUR");
    CHECK(total(pay(named, {{"m1", "A", "C"}})) == "3.00 EUR");
}

TEST_CASE("staying seated within a network goes on with a leg") {
    const auto t = gtfs::load(town).value;
    journey j;
    j.legs.emplace_back(ride_of(t, "m1", "A", "B", monday));
    auto on = ride_of(t, "m2", "B", "C", monday);
    on.stays_seated = true;
    j.legs.emplace_back(on);
    CHECK(list(t, price_of(t, j)) == "peak 3.40 EUR [0, 2); ");
}

namespace {

/// Every way to pay, by the text of the specification, without remembering any.
class every_way {
public:
    every_way(const timetable& t, const std::vector<ride>& rides) : t_{t}, all_{t.fares_v2()}, rides_{rides} {
        for (const auto& r : rides) {
            std::vector<std::size_t> rules;
            for (std::size_t i = 0; i < all_.leg_rules.size(); ++i)
                if (fits(all_.leg_rules[i], r)) rules.push_back(i);
            options_.push_back(rules);
        }
        go(0, {}, {}, 0, 0);
    }
    [[nodiscard]] std::pair<std::size_t, std::int64_t> best() const { return best_; }

private:
    using option = std::size_t; ///< a leg rule
    static constexpr std::size_t none = SIZE_MAX;

    std::int64_t cents(fare_product_id p) const { return all_.products[p].offers[0].price.amount; }
    bool fits(const fare_leg_rule& r, const ride& x) const {
        const auto& calls = t_.trains()[x.train].calls;
        std::optional<fare_network_id> network;
        for (const auto& n : all_.route_networks)
            if (n.route == t_.trains()[x.train].route) network = n.network;
        std::optional<fare_area_id> from, to;
        for (const auto& a : all_.stop_areas) {
            if (a.stop.station == calls[x.board].at) from = a.area;
            if (a.stop.station == calls[x.alight].at) to = a.area;
        }
        const auto ok = [&](const auto& wanted, const auto& has, auto member) {
            if (wanted) return wanted == has;
            return !has || std::none_of(all_.leg_rules.begin(), all_.leg_rules.end(),
                                        [&](const fare_leg_rule& o) { return o.*member == has; });
        };
        return ok(r.network, network, &fare_leg_rule::network) && ok(r.from, from, &fare_leg_rule::from) &&
               ok(r.to, to, &fare_leg_rule::to);
    }

    struct step {
        option chosen;
        std::size_t rule; ///< transfer rule that led here, or none
    };

    /// Transfer rules for the change after `done` to a leg of a rule.
    std::vector<std::size_t> transfers(const std::vector<step>& done, option next) const {
        const auto& a = all_.leg_rules[done.back().chosen].group;
        const auto& b = all_.leg_rules[next].group;
        std::vector<std::size_t> found;
        if (a.empty() || b.empty()) return found;
        std::map<std::pair<std::string, std::string>, int> least;
        for (const bool final : {false, true})
            for (std::size_t i = 0; i < all_.transfer_rules.size(); ++i) {
                const auto& r = all_.transfer_rules[i];
                const auto ok = [&](const std::string& wanted, const std::string& has, auto member) {
                    if (!wanted.empty()) return wanted == has;
                    return std::none_of(all_.transfer_rules.begin(), all_.transfer_rules.end(),
                                        [&](const fare_transfer_rule& o) { return o.*member == has; });
                };
                if (!ok(r.from, a, &fare_transfer_rule::from) || !ok(r.to, b, &fare_transfer_rule::to))
                    continue;
                // How many changes in a row were by rules of these groups.
                int before = 0;
                std::size_t start = done.size() - 1;
                while (r.from == r.to && done[start].rule != none &&
                       all_.transfer_rules[done[start].rule].from == r.from &&
                       all_.transfer_rules[done[start].rule].to == r.to) {
                    ++before;
                    --start;
                }
                const int count = r.count.value_or(1000);
                if (r.from == r.to && count < before + 1) continue;
                if (r.limit && rides_[done.size()].departure_utc - rides_[start].departure_utc > *r.limit)
                    continue;
                const auto k = std::pair{r.from, r.to};
                if (!final) {
                    const auto known = least.try_emplace(k, count).first;
                    known->second = std::min(known->second, count);
                } else if (r.from != r.to || count == least[k]) {
                    found.push_back(i);
                }
            }
        return found;
    }

    void go(std::size_t i, std::vector<step> done, std::vector<std::size_t>, std::size_t unpriced,
            std::int64_t sum) {
        if (i == rides_.size()) {
            best_ = std::min(best_, std::pair{unpriced, sum});
            return;
        }
        const auto next = [&](option o, std::size_t rule, std::size_t more, std::int64_t costs) {
            auto all = done;
            all.push_back({o, rule});
            go(i + 1, all, {}, unpriced + more, sum + costs);
        };
        if (options_[i].empty()) return next(none, none, 1, 0);
        for (const auto o : options_[i]) {
            const auto own = cents(all_.leg_rules[o].product);
            const auto rules =
                done.empty() || done.back().chosen == none ? std::vector<std::size_t>{} : transfers(done, o);
            if (rules.empty()) next(o, none, 0, own);
            for (const auto r : rules) {
                const auto& x = all_.transfer_rules[r];
                const auto more = x.product ? cents(*x.product) : 0;
                if (x.sum == fare_sum::first_and_transfer) next(o, r, 0, more);
                if (x.sum == fare_sum::all) next(o, r, 0, more + own);
                const bool first = done.back().rule == none;
                if (x.sum == fare_sum::transfer)
                    next(o, r, 0, more - (first ? cents(all_.leg_rules[done.back().chosen].product) : 0));
            }
        }
    }

    const timetable& t_;
    const fares_v2& all_;
    const std::vector<ride>& rides_;
    std::vector<std::vector<option>> options_;
    std::pair<std::size_t, std::int64_t> best_{SIZE_MAX, 0};
};

/// A line of stations with a train from each to each later one, and random tables.
timetable random_town(test::random& random) {
    timetable_builder b;
    std::vector<station_id> at;
    for (int i = 0; i < 5; ++i) at.push_back(b.station({.key = fmt::format("s{}", i)}));
    std::vector<route_id> routes;
    for (int i = 0; i < 3; ++i) routes.push_back(b.route({.key = fmt::format("r{}", i)}));
    for (std::size_t i = 0; i < 12; ++i) {
        const auto from = static_cast<std::size_t>(random.between(0, 4));
        const auto leaves = std::chrono::minutes{10 * static_cast<int>(i)};
        b.train({.key = fmt::format("t{}", i),
                 .days = calendar::day_set::daily(),
                 .route = random.one_of(routes)},
                {{.at = at[from], .departure = service_time{leaves}},
                 {.at = at[(from + 1 + i % 4) % 5], .arrival = service_time{leaves + 7min}}});
    }
    fares_v2 all;
    for (const char* k : {"a", "b", "c"}) all.areas.add({.key = k});
    for (const char* k : {"m", "n"}) all.networks.add({.key = k});
    const auto some = [&]<class Id>(std::type_identity<Id>, int count, int missing) {
        return random.one_in(missing)
                   ? std::optional<Id>{}
                   : std::optional{Id{static_cast<std::uint32_t>(random.between(0, count - 1))}};
    };
    for (const auto s : at)
        if (const auto area = some(std::type_identity<fare_area_id>{}, 3, 4))
            all.stop_areas.push_back({*area, {s, {}}});
    for (const auto r : routes)
        if (const auto n = some(std::type_identity<fare_network_id>{}, 2, 4))
            all.route_networks.push_back({*n, r});
    for (int i = 0; i < 6; ++i)
        all.products.add({.key = fmt::format("p{}", i),
                          .offers = {{.price = {random.between(i > 3 ? -60 : 50, 400), 2, "EUR"}}}});
    const std::vector<std::string> groups{"", "x", "y", "z"};
    for (int n = random.between(1, 6); n > 0; --n)
        all.leg_rules.push_back(
            {.group = random.one_of(groups),
             .network = some(std::type_identity<fare_network_id>{}, 2, 2),
             .from = some(std::type_identity<fare_area_id>{}, 3, 2),
             .to = some(std::type_identity<fare_area_id>{}, 3, 2),
             .product = fare_product_id{static_cast<std::uint32_t>(random.between(0, 3))}});
    for (int n = random.between(0, 6); n > 0; --n) {
        fare_transfer_rule r{.from = random.one_of(groups), .to = random.one_of(groups)};
        if (random.one_in(3)) r.to = r.from;
        if (r.from == r.to && !random.one_in(3)) r.count = random.between(1, 3);
        if (random.one_in(2)) r.limit = std::chrono::minutes{random.between(5, 60)};
        r.limit_between = fare_time::departure_to_departure;
        r.sum = static_cast<fare_sum>(random.between(0, 2));
        r.product = some(std::type_identity<fare_product_id>{}, 6, 3);
        all.transfer_rules.push_back(std::move(r));
    }
    b.fares_v2(std::move(all));
    return std::move(b).build();
}

void compare_with_every_way(int towns) {
    test::random random;
    int priced = 0, changes = 0;
    for (int n = 0; n < towns; ++n) {
        const auto t = random_town(random);
        for (int k = 0; k < 8; ++k) {
            std::vector<ride> rides;
            journey j;
            for (int i = random.between(0, 4), more = random.between(1, 5); more > 0 && i < 12;
                 --more, i += random.between(1, 3)) {
                const train_id x{static_cast<std::uint32_t>(i)};
                const auto& c = t.trains()[x].calls;
                const auto leaves = t.utc(monday, *c[0].departure), arrives = t.utc(monday, *c[1].arrival);
                rides.push_back({.train = x,
                                 .service_date = monday,
                                 .board = 0,
                                 .alight = 1,
                                 .departure = t.zone().to_local(leaves),
                                 .arrival = t.zone().to_local(arrives),
                                 .departure_utc = leaves,
                                 .arrival_utc = arrives});
                j.legs.emplace_back(rides.back());
            }
            const auto found = price_of(t, j);
            const auto wanted = every_way{t, rides}.best();
            std::int64_t sum = 0;
            std::vector<bool> told(rides.size());
            for (const auto& c : found.charges) {
                sum += c.price.amount;
                changes += std::holds_alternative<transfer_product>(c.basis) ? 1 : 0;
                for (auto i = c.first; i < c.last; ++i) told[i] = true;
            }
            for (const auto& u : found.unpriced) {
                CHECK_FALSE(told[u.ride]);
                told[u.ride] = true;
            }
            const auto none = wanted.first;
            const auto costs = wanted.second;
            REQUIRE(found.unpriced.size() == none);
            REQUIRE(sum == costs);
            CHECK(std::find(told.begin(), told.end(), false) == told.end());
            CHECK(found.total.has_value() == (none == 0));
            priced += found.total ? 1 : 0;
        }
    }
    MESSAGE(fmt::format("{} journeys with a total, {} changes paid for", priced, changes));
    CHECK(priced > towns / 10);
    CHECK(changes > towns / 10);
}

} // namespace

TEST_CASE("on random tables the price is the least of every way to pay") {
    compare_with_every_way(400);
}

TEST_CASE("on thousands of random tables the price is the least of every way to pay" * doctest::skip()) {
    compare_with_every_way(40'000);
}

TEST_SUITE_END();
