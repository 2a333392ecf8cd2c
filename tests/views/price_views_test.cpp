// What is said of prices, in both languages.
#include <qaidam/views/rail_views.hpp>

#include <algorithm>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/price");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;

namespace {

/// A train over three stations and a fare, in a timetable.
struct small {
    timetable_builder b;
    station_id a = b.station({.key = "a", .name = {"甲", "Jia"}}),
               c = b.station({.key = "c", .name = {"丙", "Bing"}});
    fare_id fare = b.fare({.key = "f", .price = {200, 2, "CNY"}});
    train_id k1 = b.train({.key = "K1", .number = "K1", .days = calendar::day_set::daily()},
                          {{.at = a, .departure = service_time{8h}}, {.at = c, .arrival = service_time{9h}}});
    timetable t = std::move(b).build();

    [[nodiscard]] journeys::priced_journey with(journeys::journey_price p) const {
        const calendar::date day{2022, 1, 10};
        const calendar::local_time leaves{day, 8h}, arrives{day, 9h};
        journeys::priced_journey j;
        for (int n = 0; n < 3; ++n)
            j.journey.legs.emplace_back(journeys::ride{.train = k1,
                                                       .service_date = day,
                                                       .board = 0,
                                                       .alight = 1,
                                                       .departure = leaves,
                                                       .arrival = arrives,
                                                       .departure_utc = t.zone().to_utc(leaves),
                                                       .arrival_utc = t.zone().to_utc(arrives)});
        j.price = std::move(p);
        return j;
    }
    [[nodiscard]] std::string said(const journeys::journey_price& p, language l) const {
        return views::describe_price(t, with(p), l);
    }
};

price in_fen(std::int64_t fen) {
    return {fen, 2, "CNY"};
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("what a through ticket and split ones cost is said, whichever is cheaper") {
    const small s;
    journeys::journey_price p{.by = journeys::price_system::tariffs,
                              .total = in_fen(300),
                              .through = in_fen(300),
                              .split = in_fen(450)};
    CHECK(
        has(s.said(p, language::en),
            "    one ticket for all is 3.00 CNY, one for each ride 4.50 CNY: through is 1.50 CNY cheaper\n"));
    CHECK(has(s.said(p, language::zh), "    一张通票 3.00 CNY，每段一张 4.50 CNY：通票便宜 1.50 CNY\n"));
    p.through = in_fen(500);
    p.total = in_fen(450);
    CHECK(has(s.said(p, language::en), ": split is 0.50 CNY cheaper\n"));
    CHECK(has(s.said(p, language::zh), "：分段便宜 0.50 CNY\n"));
    p.through = in_fen(450);
    CHECK(has(s.said(p, language::en), ": the same\n"));
    CHECK(has(s.said(p, language::zh), "：一样\n"));
    p.total = in_fen(400);
    p.charges.resize(2,
                     {.first = 0, .last = 1, .price = in_fen(200), .basis = journeys::fare_ticket{s.fare}});
    CHECK(has(s.said(p, language::en), "; 2 tickets for 4.00 CNY are cheaper still\n"));
    CHECK(has(s.said(p, language::zh), "；2 张票 4.00 CNY 更便宜\n"));
    p.through.reset();
    CHECK(has(s.said(p, language::en), "    no ticket is for all of them; one for each ride is 4.50 CNY\n"));
    p = {.by = journeys::price_system::fares_v2,
         .total = in_fen(590),
         .through = in_fen(590),
         .split = in_fen(560)};
    CHECK(has(s.said(p, language::en),
              "    with its changes 5.90 CNY, each ride by itself 5.60 CNY: split is 0.30 CNY cheaper\n"));
    CHECK(has(s.said(p, language::zh), "    按换乘规则 5.90 CNY，各段分开 5.60 CNY：分段便宜 0.30 CNY\n"));
}

TEST_CASE("every reason for a ride without a price has its words") {
    const small s;
    for (int why = 0; why <= static_cast<int>(journeys::no_price::other_currency); ++why)
        for (const auto l : {language::zh, language::en}) {
            const journeys::journey_price p{.unpriced = {{1, static_cast<journeys::no_price>(why), "about"}}};
            const auto text = s.said(p, l);
            CAPTURE(text);
            CHECK(has(text, pick(l, "  票价不详\n    无价：K1 甲 → 丙，",
                                 "  the price is not known\n    no price: K1 Jia → Bing: ")));
            CHECK(text.size() > 55);
            CHECK_FALSE(has(text, "{"));
        }
    const journeys::journey_price p{.unpriced = {{0, journeys::no_price::beyond_table, "300.0"}}};
    const std::vector one{s.with(p)};
    const auto json = views::to_json(s.t, one);
    CHECK(has(json, "\"why\": \"beyond_table\",\n            \"about\": \"300.0\""));
    CHECK_FALSE(has(json, "total"));
}

TEST_CASE("a table of costs says what is not known, and how many loads have no price") {
    const small s;
    service_cost costs{.trains = {{.train = s.k1,
                                   .runs = 28,
                                   .metres = 56'000,
                                   .running = in_fen(5'600),
                                   .passengers = 10,
                                   .passenger_metres = 20'000,
                                   .takings = {}}},
                       .days = 28,
                       .sets = 2,
                       .set_days = in_fen(100),
                       .running = in_fen(5'600),
                       .unpriced = {3}};
    CHECK(views::cost_table(s.t, costs, language::en).text() ==
          "train                     runs  train-km  passengers  passenger-km  takings      costs  balance\n"
          "────────────────────────  ────  ────────  ──────────  ────────────  ───────  ─────────  ───────\n"
          "K1                          28      56.0          10          20.0        ?  56.00 CNY        ?\n"
          "2 sets × 28 days                                                              1.00 CNY\n"
          "total                       28      56.0          10          20.0        ?  57.00 CNY        ?\n"
          "loads without a price: 1\n");
    costs.trains[0].metres.reset();
    costs.trains[0].running.reset();
    costs.running.reset();
    CHECK(has(views::cost_table(s.t, costs, language::zh).text(), "车底 2 组 × 28 天"));
    CHECK(has(views::cost_table(s.t, costs, language::zh).text(), "无价的客流 1 条"));
}

TEST_SUITE_END();
