#include <qaidam/rail/cost.hpp>
#include <qaidam/rail/stock.hpp>

#include <fmt/format.h>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail/cost");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_set;

namespace {

price of_fen(std::int64_t fen) {
    return {fen, 2, "CNY"};
}

/// Xining to Huatugou by Golmud, there at night and back the next one: invented kilometres, as all rates here.
struct two_trains {
    timetable_builder b;
    station_id xining = b.station({.key = "XNO"}), golmud = b.station({.key = "GRO"}),
               huatugou = b.station({.key = "HTO"});
    tariff_id hard = b.tariff({.key = "hard",
                               .seat = {"硬座"},
                               .classes = {"K"},
                               .steps = {{900'000, of_fen(10'050)}, {1'500'000, of_fen(15'150)}}});
    tariff_id second = b.tariff(
        {.key = "second", .seat = {"二等座"}, .classes = {"G"}, .steps = {{900'000, of_fen(20'000)}}});
    rider_category_id student = b.rider_category({.key = "student"});
    train_id k9805{0}, k9806{0};

    two_trains() {
        b.line({.key = "l", .stops = {{xining, 0}, {golmud, 830'000}, {huatugou, 1'430'000}}});
        b.concession({.rider = student, .percent = 50, .round_to = {50, 2}});
        k9805 = b.train({.key = "K9805", .number = "K9805", .days = day_set::daily()},
                        {{.at = xining, .departure = 22h + 40min},
                         {.at = golmud, .arrival = 31h + 30min, .departure = 32h + 10min},
                         {.at = huatugou, .arrival = 37h + 19min}});
        k9806 = b.train({.key = "K9806", .number = "K9806", .days = day_set::daily()},
                        {{.at = huatugou, .departure = 16h + 5min},
                         {.at = golmud, .arrival = 21h + 10min, .departure = 21h + 50min},
                         {.at = xining, .arrival = 31h}});
    }
};

const calendar::date_span february{date{2022, 2, 1}, date{2022, 3, 1}};
const cost_rates rates{
    .per_train_km = of_fen(6'205), .per_run = of_fen(180'000), .per_set_day = of_fen(950'000)};

} // namespace

TEST_CASE("running costs are kilometres, runs and days of sets at their rates; takings are loads at their "
          "tariffs") {
    two_trains s;
    const auto t = std::move(s.b).build();
    const service_query q{.period = february,
                          .rates = rates,
                          .loads = {{s.k9805, 0, 1, s.hard, {}, 100},
                                    {s.k9805, 0, 2, s.hard, s.student, 10},
                                    {s.k9806, 0, 2, s.hard, {}, 20}}};
    const auto found = cost_of_service(t, q);
    CHECK(found.days == 28);
    CHECK(found.sets == static_cast<std::int64_t>(minimum_stock(t, {.period = february}).sets));
    CHECK(found.sets == 2);
    CHECK(found.set_days == of_fen(2 * 28 * 950'000));
    REQUIRE(found.trains.size() == 2);
    const auto& k9805 = found.trains[0];
    CHECK(k9805.runs == 28);
    CHECK(k9805.metres == 28 * 1'430'000);
    CHECK(k9805.running == of_fen(28 * 1430 * 6'205 + 28 * 180'000));
    CHECK(k9805.passengers == 28 * 110);
    CHECK(k9805.passenger_metres == 28LL * (100 * 830'000 + 10 * 1'430'000));
    CHECK(k9805.takings == of_fen(28 * (100 * 10'050 + 10 * 7'600))); // 75.75 to half a yuan
    CHECK(found.trains[1].takings == of_fen(28 * 20 * 15'150));
    CHECK(found.running == of_fen(2 * (28 * 1430 * 6'205 + 28 * 180'000)));
    CHECK(found.takings == of_fen(28 * (100 * 10'050 + 10 * 7'600 + 20 * 15'150)));
    CHECK(found.balance == *found.takings - *found.running - found.set_days);
    CHECK(found.unpriced.empty());
}

TEST_CASE("a rate a kilometre is rounded once for each train, half up to a minor unit") {
    two_trains s;
    const auto run = [&](std::int32_t metres, price per_km) {
        timetable_builder b;
        const auto a = b.station({.key = "a"}), z = b.station({.key = "z"});
        b.line({.key = "l", .stops = {{a, 0}, {z, metres}}});
        b.train({.key = "x", .days = day_set::of({date{2022, 2, 1}})},
                {{.at = a, .departure = service_time{8h}}, {.at = z, .arrival = service_time{9h}}});
        const auto currency = per_km.currency;
        return cost_of_service(std::move(b).build(), {.period = february,
                                                      .rates = {.per_train_km = std::move(per_km),
                                                                .per_set_day = {0, 0, currency}}})
            .running.value();
    };
    CHECK(run(1'500, of_fen(1)) == of_fen(2)); // 1.5 fen
    CHECK(run(1'499, of_fen(1)) == of_fen(1));
    CHECK(run(499, of_fen(1)) == of_fen(0));
    CHECK(run(1'000, {12, 0, "CNY"}) == of_fen(1'200));
    CHECK(run(1'500, {1, 0, "JPY"}) == price{2, 0, "JPY"});
    CHECK(run(1'234, {1'005, 3, "CNY"}) == of_fen(124)); // 1.24017
}

TEST_CASE("what is not known is told as such, never as nothing") {
    two_trains s;
    const auto t = std::move(s.b).build();
    service_query q{.period = february,
                    .rates = rates,
                    .loads = {{s.k9805, 0, 1, s.hard, {}, 1}, {s.k9806, 0, 1, s.second, {}, 1}}};
    const auto found = cost_of_service(t, q);
    CHECK(found.unpriced == std::vector<std::size_t>{1}); // of another class of trains
    CHECK(found.trains[0].takings == of_fen(28 * 10'050));
    CHECK_FALSE(found.trains[1].takings);
    CHECK_FALSE(found.takings);
    CHECK_FALSE(found.balance);
    CHECK(found.running);
    timetable_builder b;
    const auto a = b.station({.key = "a"}), z = b.station({.key = "z"});
    b.train({.key = "x", .days = day_set::daily()},
            {{.at = a, .departure = service_time{8h}}, {.at = z, .arrival = service_time{9h}}});
    const auto nowhere = cost_of_service(std::move(b).build(), {.period = february, .rates = rates});
    CHECK_FALSE(nowhere.trains[0].metres);
    CHECK_FALSE(nowhere.running);
    CHECK_FALSE(nowhere.balance);
    CHECK(nowhere.takings == of_fen(0)); // nobody rides, by the loads

    const auto refused = [&](auto change) {
        auto wrong = q;
        change(wrong);
        CHECK_THROWS_AS((void)cost_of_service(t, wrong), std::invalid_argument);
    };
    refused([](service_query& x) { x.period.until.reset(); });
    refused([](service_query& x) { x.loads[0].passengers = -1; });
    refused([](service_query& x) { x.loads[0].alight = 0; });
    refused([](service_query& x) { x.loads[0].tariff = tariff_id{9}; });
    refused([](service_query& x) { x.loads[0].rider = rider_category_id{9}; });
    refused([](service_query& x) { x.trains = {x.loads[0].train}; }); // and not the other
    refused([](service_query& x) { x.trains = {train_id{9}}; });
    refused([](service_query& x) { x.rates.per_set_day.currency = "EUR"; });
}

TEST_CASE("takings are those of every run and passenger, one after the other") {
    test::random random;
    for (int n = 0; n < 50; ++n) {
        two_trains s;
        const auto days = day_set::every(random.between(1, 4), date{2022, 1, 1});
        s.b.run_on(s.k9805, days);
        const auto t = std::move(s.b).build();
        service_query q{
            .period = {date{2022, 2, 1}, date{2022, 2, static_cast<unsigned short>(random.between(2, 28))}},
            .rates = rates};
        for (int k = random.between(0, 4); k > 0; --k) {
            const auto board = static_cast<std::size_t>(random.between(0, 1));
            q.loads.push_back(
                {s.k9805, board, static_cast<std::size_t>(random.between(static_cast<int>(board) + 1, 2)),
                 s.hard, random.one_in(2) ? std::optional{s.student} : std::nullopt, random.between(0, 9)});
        }
        const auto found = cost_of_service(t, q);
        std::int64_t fen = 0;
        for (auto day = *q.period.from; day < *q.period.until; day += calendar::day_count{1})
            for (const auto& x : q.loads)
                for (std::int64_t p = 0; days.contains(day) && p < x.passengers; ++p) {
                    const auto full = list_tickets(t, x.train, x.board, x.alight).at(0).price.amount;
                    fen += x.rider ? (full / 2 + 25) / 50 * 50 : full;
                }
        CHECK(found.takings == of_fen(fen));
    }
}

TEST_SUITE_END();
