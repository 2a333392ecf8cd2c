// What journeys cost, beside values worked by hand and, on real feeds, beside a few lines that read the files anew.
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/price.hpp>
#include <qaidam/zip/zip.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/price");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;

namespace {

/// A ride of a train, as a router would tell it.
ride ride_of(const timetable& t, train_id train, const date& day, std::size_t board, std::size_t alight) {
    const auto& calls = t.trains()[train].calls;
    const auto leaves = t.utc(day, *calls[board].departure), arrives = t.utc(day, *calls[alight].arrival);
    return {.train = train,
            .service_date = day,
            .board = board,
            .alight = alight,
            .departure = t.zone().to_local(leaves),
            .arrival = t.zone().to_local(arrives),
            .departure_utc = leaves,
            .arrival_utc = arrives};
}

journey journey_of(const std::vector<ride>& rides) {
    journey j;
    for (const auto& r : rides) j.legs.emplace_back(r);
    return j;
}

/// Four stations in a row, in zones 1, 1, 2 and 3, an hour apart; a train on each of two routes, of two agencies.
struct row_of_stations {
    timetable_builder b;
    agency_id first = b.agency({.key = "first"}), second = b.agency({.key = "second"});
    route_id red = b.route({.key = "red", .agency = first, .short_name = "R"});
    route_id blue = b.route({.key = "blue", .agency = second, .short_name = "B"});
    std::vector<station_id> at{
        b.station({.key = "a", .fare_zone = "1"}), b.station({.key = "b", .fare_zone = "1"}),
        b.station({.key = "c", .fare_zone = "2"}), b.station({.key = "d", .fare_zone = "3"})};

    static constexpr date day{2022, 1, 10};

    train_id train(const char* number, route_id route, std::chrono::seconds leaves) {
        std::vector<call> calls;
        for (std::size_t i = 0; i < at.size(); ++i) {
            const service_time time{leaves + std::chrono::hours{i}};
            calls.push_back(
                {.at = at[i], .arrival = time, .departure = time, .distance = static_cast<float>(100 * i)});
        }
        return b.train({.key = number, .number = number, .days = calendar::day_set::daily(), .route = route},
                       std::move(calls));
    }
    train_id k1 = train("K1", red, 8h), g2 = train("G2", blue, 8h + 10min);
};

price cny(std::int64_t fen) {
    return {fen, 2, "CNY"};
}

std::optional<price> total(const timetable& t, const std::vector<ride>& rides, const price_query& q = {}) {
    return price_of(t, journey_of(rides), q).total;
}

} // namespace

TEST_CASE("amounts of money are exact, in minor units of their currency") {
    CHECK(to_string(price{2450, 2, "CNY"}) == "24.50 CNY");
    CHECK(to_string(price{-5, 2, "USD"}) == "-0.05 USD");
    CHECK(to_string(price{6000, 0, "JPY"}) == "6000 JPY");
    CHECK(in_minor_units({25, 1, "EUR"}) == price{250, 2, "EUR"});
    CHECK(in_minor_units({6000, 2, "JPY"}) == price{60, 0, "JPY"});
    CHECK(in_minor_units({1'005, 3, "EUR"}) == price{1'005, 3, "EUR"}); // finer than a cent
    CHECK(in_minor_units({15, 1, "KWD"}) == price{1'500, 3, "KWD"});
    CHECK(price{25, 1, "EUR"} + price{5, 0, "EUR"} == price{750, 2, "EUR"});
    CHECK(price{5, 3, "EUR"} + price{995, 3, "EUR"} == price{100, 2, "EUR"});
    CHECK(price{25, 1, "EUR"} - price{5, 0, "EUR"} == price{-250, 2, "EUR"});
    CHECK(compare({25, 1, "EUR"}, {250, 2, "EUR"}) == 0);
    CHECK(compare({3, 0, "EUR"}, {250, 2, "EUR"}) > 0);
    CHECK_THROWS_AS((void)(cny(1) + price{1, 2, "EUR"}), std::invalid_argument);
    CHECK_THROWS_AS((void)compare(cny(1), {1, 2, "EUR"}), std::invalid_argument);
    CHECK_THROWS_AS((void)(cny(INT64_MAX) + cny(1)), std::overflow_error);
    CHECK_THROWS_AS((void)in_minor_units({INT64_MAX, 0, "CNY"}), std::overflow_error);
    for (const auto* text : {"24.50 CNY", "-0.05 USD", "6000 JPY", "0.000001 EUR"})
        CHECK(to_string(parse_price(text).value()) == text);
    for (const auto* text :
         {"", "24.50", "CNY", ".5 CNY", "5. CNY", "1,5 CNY", "1 cny", "1 CNYX", "1.0000001 EUR", "x CNY"})
        CHECK_FALSE(parse_price(text));
}

TEST_CASE("a concession takes its share and rounds to the nearest multiple, half up") {
    const auto pays = [](std::int64_t full, int percent, price to) {
        return reduced(cny(full),
                       {.rider = rider_category_id{0}, .percent = percent, .round_to = std::move(to)});
    };
    CHECK(pays(6650, 50, {50, 2}) == cny(3350)); // 33.25 lies in the middle
    CHECK(pays(6640, 50, {50, 2}) == cny(3300));
    CHECK(pays(6640, 50, {5, 1}) == cny(3300));
    CHECK(pays(6650, 75, {1, 2}) == cny(4988)); // 49.875
    CHECK(pays(6650, 75, {1, 0}) == cny(5000));
    CHECK(pays(6650, 0, {1, 0}) == cny(0));
    CHECK(pays(6650, 100, {1, 2}) == cny(6650));
    for (std::int64_t full = 0; full < 3000; full += 7)
        for (const int percent : {0, 33, 50, 75, 80, 99}) {
            const auto tenths = static_cast<long double>(full * percent) / 5000; // in half yuan
            CHECK(pays(full, percent, {50, 2}).amount == static_cast<std::int64_t>(tenths + 0.5L) * 50);
        }
}

TEST_CASE("a fare of v1 holds by route, zones, agency, changes and time, and says which rule") {
    row_of_stations s;
    const auto fare_of = [&](const char* k, std::int64_t fen, const std::vector<fare_rule>& rules,
                             fare made = {}) {
        made.key = k;
        made.price = cny(fen);
        const auto i = s.b.fare(made);
        for (auto r : rules) {
            r.fare = i;
            s.b.fare_rule(r);
        }
        return i;
    };
    const fare_id none{0};
    const auto local = fare_of("local", 200, {{none, {}, "1", "1"}}, {.transfers = 0});
    const auto red = fare_of("red", 700, {{none, s.red}, {none, s.red, "9"}}, {.transfers = 0});
    const auto both = fare_of("both", 900, {{none, {}, "1", "3"}}, {.transfers = 1, .valid_for = 90min});
    const auto zones =
        fare_of("zones", 500, {{none, {}, "", "", "2"}, {none, {}, "", "", "3"}}, {.transfers = 0});
    const auto t = std::move(s.b).build();
    const auto k1 = [&](std::size_t a, std::size_t b) { return ride_of(t, s.k1, s.day, a, b); };
    const auto g2 = [&](std::size_t a, std::size_t b) { return ride_of(t, s.g2, s.day, a, b); };

    const auto one = price_of(t, journey_of({k1(0, 1)}));
    CHECK(one.by == price_system::fares_v1);
    CHECK(one.total == cny(200));
    REQUIRE(one.charges.size() == 1);
    CHECK(one.charges[0].basis == price_basis{fare_ticket{local, {0}}});
    CHECK(one.charges[0].others == std::vector<other_price>{{fare_ticket{red, {1}}, cny(700)}});

    CHECK(total(t, {k1(0, 2)}) == cny(700)); // only the route holds: zones 1 and 2 are passed
    CHECK(total(t, {k1(2, 3)}) == cny(500)); // exactly zones 2 and 3
    CHECK(total(t, {g2(2, 3)}) == cny(500));
    CHECK(total(t, {k1(0, 3)}) == cny(700)); // cheaper than `both`
    CHECK(total(t, {g2(0, 3)}) == cny(900));
    const auto nothing = price_of(t, journey_of({g2(0, 2)}));
    CHECK_FALSE(nothing.total);
    CHECK(nothing.charges.empty());
    CHECK(nothing.unpriced == std::vector<unpriced_ride>{{0, no_price::no_rule}});

    // A change: one through fare, or two fares, whichever is cheaper.
    const auto split = price_of(t, journey_of({k1(0, 1), g2(1, 3)}));
    CHECK(split.total == cny(900));
    CHECK(split.through == cny(900));
    CHECK(split.split == cny(1100));
    CHECK(split.charges[0].basis == price_basis{fare_ticket{both, {3, 3}}});
    const auto cheaper = price_of(t, journey_of({k1(0, 1), k1(2, 3)}));
    CHECK(cheaper.total == cny(700));
    CHECK(cheaper.through == std::nullopt); // two hours later
    // The last train is boarded after 90 minutes: no through fare, and the second ride has none of its own.
    const auto late = price_of(t, journey_of({k1(0, 2), g2(2, 3)}));
    CHECK(late.total == cny(1200));
    CHECK(late.charges.size() == 2);
    CHECK(late.charges[1].basis == price_basis{fare_ticket{zones, {4}}});
    // Two changes are more than it allows.
    CHECK_FALSE(price_of(t, journey_of({k1(0, 1), g2(1, 2), k1(2, 3)})).through);
    // Staying seated is none.
    auto seated = g2(1, 3);
    seated.stays_seated = true;
    CHECK(price_of(t, journey_of({k1(0, 1), seated})).through == cny(900));

    CHECK(total(t, {k1(0, 1)}, {.use = {"red"}}) == cny(700));
    CHECK(price_of(t, journey_of({k1(0, 1)}), {.rider = "child"}).unpriced ==
          std::vector<unpriced_ride>{{0, no_price::unknown_rider, "child"}});
    CHECK(price_of(t, journey_of({k1(0, 1)}), {.by = price_system::tariffs}).unpriced ==
          std::vector<unpriced_ride>{{0, no_price::no_system}});
    CHECK(unknown_words(t, {.rider = "child", .use = {"red", "green"}}) ==
          std::vector<std::string>{"child", "green"});
}

TEST_CASE("fares of v1 of an agency are for its trains, and one without rules holds everywhere") {
    row_of_stations s;
    s.b.fare({.key = "mine", .price = cny(300), .transfers = {}, .agency = s.first});
    const auto other = s.b.fare({.key = "euro", .price = {80, 2, "EUR"}, .transfers = 0, .agency = s.second});
    s.b.fare_rule({.fare = other, .route = s.blue});
    const auto t = std::move(s.b).build();
    const auto k1 = ride_of(t, s.k1, s.day, 0, 1), g2 = ride_of(t, s.g2, s.day, 1, 3);
    CHECK(total(t, {k1, k1, k1}) == cny(300));
    CHECK(price_of(t, journey_of({k1})).charges[0].basis == price_basis{fare_ticket{fare_id{0}, {}}});
    // Of two currencies the one that prices the most rides, and what it leaves out is said.
    const auto mixed = price_of(t, journey_of({k1, g2, g2}));
    CHECK_FALSE(mixed.total);
    CHECK(mixed.charges.size() == 2);
    CHECK(mixed.unpriced == std::vector<unpriced_ride>{{0, no_price::other_currency, "CNY"}});
    const auto asked = price_of(t, journey_of({k1, g2, g2}), {.currency = "CNY"});
    CHECK(asked.charges.size() == 1);
    CHECK(asked.unpriced.size() == 2);
    CHECK(asked.unpriced[1] == unpriced_ride{2, no_price::other_currency, "EUR"});
}

TEST_CASE("tariffs price a ride by metres, class, seat and rider; a through ticket where that is cheaper") {
    row_of_stations s;
    const auto hard = s.b.tariff({.key = "hard",
                                  .seat = {"硬座", "hard seat"},
                                  .classes = {"K"},
                                  .steps = {{100'000, cny(1000)}, {200'000, cny(1550)}, {250'000, cny(2000)}},
                                  .changes = 1});
    const auto soft = s.b.tariff({.key = "soft",
                                  .seat = {"软座", "soft seat"},
                                  .classes = {},
                                  .steps = {{100'000, cny(3000)}, {200'000, cny(6500)}},
                                  .changes = 1});
    const auto student = s.b.rider_category({.key = "student", .name = "学生"});
    s.b.rider_category({.key = "adult", .is_default = true});
    s.b.rider_category({.key = "guest"});
    s.b.concession({.rider = student, .tariff = hard, .percent = 50, .round_to = {50, 2}});
    const auto t = std::move(s.b).build();
    const auto k1 = [&](std::size_t a, std::size_t b) { return ride_of(t, s.k1, s.day, a, b); };
    const auto g2 = [&](std::size_t a, std::size_t b) { return ride_of(t, s.g2, s.day, a, b); };

    const auto one = price_of(t, journey_of({k1(0, 2)}));
    CHECK(one.by == price_system::tariffs);
    CHECK(one.total == cny(1550));
    CHECK(one.charges[0].basis == price_basis{tariff_ticket{hard, 200'000, cny(1550), {}}});
    CHECK(one.charges[0].others ==
          std::vector<other_price>{{tariff_ticket{soft, 200'000, cny(6500), {}}, cny(6500)}});
    CHECK(total(t, {k1(0, 2)}, {.use = {"软座"}}) == cny(6500));
    CHECK(total(t, {g2(0, 1)}) == cny(3000));

    const auto cheap = price_of(t, journey_of({k1(0, 2)}), {.rider = "student"});
    CHECK(cheap.total == cny(800)); // 7.75 to half a yuan
    CHECK(cheap.charges[0].basis == price_basis{tariff_ticket{hard, 200'000, cny(1550), 0}});
    CHECK(total(t, {g2(0, 1)}, {.rider = "student"}) == cny(3000)); // no concession in this seat
    CHECK(total(t, {k1(0, 2)}, {.rider = "adult"}) == cny(1550));
    CHECK(price_of(t, journey_of({k1(0, 2)}), {.rider = "guest"}).unpriced[0].why == no_price::riders_alike);
    CHECK(price_of(t, journey_of({k1(0, 2)}), {.rider = "nobody"}).unpriced[0].why ==
          no_price::unknown_rider);

    const auto through = price_of(t, journey_of({k1(0, 1), k1(2, 3)}));
    CHECK(through.total == cny(1550));
    CHECK(through.split == cny(2000));
    CHECK(through.through == cny(1550));
    const auto split = price_of(t, journey_of({g2(0, 1), g2(2, 3)}));
    CHECK(split.total == cny(6000));
    CHECK(split.through == cny(6500));
    CHECK(split.charges.size() == 2);

    CHECK(price_of(t, journey_of({k1(0, 3)})).unpriced ==
          std::vector<unpriced_ride>{{0, no_price::beyond_table, "300.0"}});
    CHECK(price_of(t, journey_of({k1(0, 1)}), {.use = {"卧铺"}}).unpriced ==
          std::vector<unpriced_ride>{{0, no_price::no_rule}});
    auto elsewhere = k1(0, 1);
    elsewhere.train = train_id{99};
    CHECK_THROWS_AS((void)price_of(t, journey_of({elsewhere})), std::invalid_argument);
    // Of a journey with a ride that has none, what is known is said and there is no total.
    const auto part = price_of(t, journey_of({k1(0, 1), k1(0, 3)}));
    CHECK_FALSE(part.total);
    CHECK(part.charges.size() == 1);
    CHECK(part.unpriced == std::vector<unpriced_ride>{{1, no_price::beyond_table, "300.0"}});
}

TEST_CASE("without distances a tariff says that it does not know, and without prices so does the journey") {
    timetable_builder b;
    const auto x = b.station({.key = "x"}), y = b.station({.key = "y"});
    const auto k =
        b.train({.key = "K1", .number = "K1", .days = calendar::day_set::daily()},
                {{.at = x, .departure = service_time{8h}}, {.at = y, .arrival = service_time{9h}}});
    auto t = std::move(timetable_builder{b}).build();
    const auto j = journey_of({ride_of(t, k, date{2022, 1, 10}, 0, 1)});
    CHECK(price_of(t, j).unpriced == std::vector<unpriced_ride>{{0, no_price::no_system}});
    CHECK_FALSE(price_of(t, j).by);
    b.tariff({.key = "t", .seat = {"座"}, .steps = {{1000, cny(100)}}});
    t = std::move(b).build();
    CHECK(price_of(t, j).unpriced == std::vector<unpriced_ride>{{0, no_price::no_distance}});
}

namespace {

using row = std::map<std::string, std::string>;

std::vector<row> rows_of(const feed_files& files, const char* file) {
    notices ignored;
    const auto text = files.read(file, ignored);
    std::vector<row> all;
    if (!text) return all;
    std::vector<std::string> header;
    for (csv_reader reader{text->view(), file, ignored}; const auto cells = reader.next();) {
        if (header.empty()) {
            header.assign(cells->begin(), cells->end());
            continue;
        }
        row made;
        for (std::size_t i = 0; i < cells->size() && i < header.size(); ++i) made[header[i]] = (*cells)[i];
        all.push_back(std::move(made));
    }
    return all;
}

/// The prices of the files as they stand: every fare is tried for every way to cut the rides into tickets.
class price_oracle {
public:
    price_oracle(const feed_files& files, const timetable& t) : t_{t} {
        for (auto& r : rows_of(files, "stops.txt")) zones_[r["stop_id"]] = r["zone_id"];
        for (auto& r : rows_of(files, "routes.txt")) agencies_[r["route_id"]] = r["agency_id"];
        one_agency_ = rows_of(files, "agency.txt").size() == 1;
        std::map<std::string, std::vector<rule>> rules;
        std::map<std::vector<std::string>, std::set<std::string>> contained;
        for (auto& r : rows_of(files, "fare_rules.txt")) {
            const std::vector<std::string> k{r["fare_id"], r["route_id"], r["origin_id"],
                                             r["destination_id"]};
            rules[k[0]].push_back({k[1], k[2], k[3], r["contains_id"].empty() ? nullptr : &contained[k]});
            if (!r["contains_id"].empty()) contained[k].insert(r["contains_id"]);
        }
        for (auto& r : rows_of(files, "fare_attributes.txt")) {
            fares_.push_back({std::lround(std::stod(r["price"]) * 100), r["agency_id"],
                              r["transfers"].empty() ? 99 : std::stoul(r["transfers"]),
                              r["transfer_duration"].empty() ? 1L << 40 : std::stol(r["transfer_duration"]),
                              rules[r["fare_id"]]});
            for (auto& x : fares_.back().rules)
                if (x.contains != nullptr) x.zones = *x.contains;
        }
    }

    /// How many rides have no fare, and what the others cost in hundredths.
    std::pair<std::size_t, long> cheapest(const std::vector<ride>& rides) {
        std::pair<std::size_t, long> best{rides.size() + 1, 0};
        for (unsigned cuts = 0; cuts < 1u << (rides.size() - 1); ++cuts) {
            std::pair<std::size_t, long> here{0, 0};
            std::vector<ride> ticket;
            for (std::size_t i = 0; i < rides.size(); ++i) {
                ticket.push_back(rides[i]);
                if (i + 1 < rides.size() && (cuts >> i & 1u) == 0) continue;
                const auto costs = one_fare(ticket);
                if (costs < 0)
                    here.first += ticket.size();
                else
                    here.second += costs;
                ticket.clear();
            }
            best = std::min(best, here);
        }
        return best;
    }

private:
    struct rule {
        std::string route, from, to;
        const std::set<std::string>* contains;
        std::set<std::string> zones{};
    };
    struct fare_row {
        long cents;
        std::string agency;
        std::size_t transfers;
        long seconds;
        std::vector<rule> rules;
    };

    std::string zone_of(const ride& r, std::size_t call) {
        const auto& c = t_.trains()[r.train].calls[call];
        return zones_[c.platform ? t_.stops()[*c.platform].key.text() : t_.stations()[c.at].key.text()];
    }

    long one_fare(const std::vector<ride>& rides) {
        const auto from = zone_of(rides.front(), rides.front().board),
                   to = zone_of(rides.back(), rides.back().alight);
        const auto takes = (rides.back().departure_utc - rides.front().departure_utc).count();
        std::set<std::string> passed;
        for (const auto& r : rides)
            for (auto c = r.board; c <= r.alight; ++c) passed.insert(zone_of(r, c));
        passed.erase("");
        long best = -1;
        for (const auto& f : fares_) {
            bool holds = rides.size() - 1 <= f.transfers && (rides.size() == 1 || takes <= f.seconds);
            for (const auto& r : rides) {
                if (!holds) break;
                const auto route = t_.routes()[*t_.trains()[r.train].route].key.text();
                const auto& runs = agencies_[route];
                holds = f.agency.empty() || runs == f.agency || (runs.empty() && one_agency_);
                bool any = f.rules.empty();
                for (const auto& x : f.rules)
                    any =
                        any || ((x.route.empty() || x.route == route) && (x.from.empty() || x.from == from) &&
                                (x.to.empty() || x.to == to) && (x.contains == nullptr || x.zones == passed));
                holds = holds && any;
            }
            if (holds && (best < 0 || f.cents < best)) best = f.cents;
        }
        return best;
    }

    const timetable& t_;
    std::vector<fare_row> fares_;
    std::map<std::string, std::string> zones_, agencies_;
    bool one_agency_ = false;
};

/// Rides of a day, each from where the one before ends where there is a train.
std::vector<ride> random_rides(const timetable& t, test::random& random) {
    std::vector<ride> all;
    std::optional<station_id> here;
    for (int n = random.between(1, 4); n > 0; --n) {
        auto train =
            train_id{static_cast<std::uint32_t>(random.between(0, static_cast<int>(t.trains().size()) - 1))};
        std::size_t board = 0;
        if (here) {
            const auto c = random.one_of(t.calls_at(*here));
            train = c.train;
            board = c.call;
        }
        const auto last = t.trains()[train].calls.size() - 1;
        if (board >= last) board = 0;
        const auto alight =
            static_cast<std::size_t>(random.between(static_cast<int>(board) + 1, static_cast<int>(last)));
        all.push_back(ride_of(t, train, date{2022, 1, 10}, board, alight));
        here = t.trains()[train].calls[alight].at;
    }
    return all;
}

void compare_with_files(int journeys_a_feed) {
    test::random random;
    for (const auto* name : {"bart", "caltrain-2016", "countyconnection", "island-transit-2009",
                             "miyako-muroran-ferry-jp", "takaoka-jp"}) {
        const auto file = std::string{"gtfs-dev/"} + name + ".zip";
        if (!test::has_real(file)) return;
        const auto files = zip::open(test::real(file));
        const auto t = gtfs::load(files, {.policy = policy::lenient}).value;
        price_oracle oracle{files, t};
        int priced = 0, without = 0, through = 0;
        for (int n = 0; n < journeys_a_feed; ++n) {
            const auto rides = random_rides(t, random);
            const auto found = price_of(t, journey_of(rides));
            const auto [unpriced, cents] = oracle.cheapest(rides);
            std::int64_t sum = 0;
            for (const auto& c : found.charges) sum += c.price.amount * (c.price.decimals == 0 ? 100 : 1);
            const std::size_t none = unpriced;
            const long costs = cents;
            CAPTURE(name);
            REQUIRE(found.unpriced.size() == none);
            REQUIRE(sum == costs);
            CHECK(found.total.has_value() == found.unpriced.empty());
            (found.total ? priced : without) += 1;
            through += found.charges.size() < rides.size() && found.total ? 1 : 0;
        }
        MESSAGE(fmt::format("{}: {} priced, {} not, {} by a ticket for several rides", name, priced, without,
                            through));
        CHECK(priced > 0);
    }
}

} // namespace

TEST_CASE("on six real feeds prices are those of the files read anew") {
    compare_with_files(60);
}

TEST_CASE("on six real feeds prices of thousands of journeys are those of the files" * doctest::skip()) {
    compare_with_files(3000);
}

TEST_SUITE_END();
