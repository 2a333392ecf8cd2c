// Price as a criterion, beside every journey there is in small random networks.
#include <qaidam/journeys/price_search.hpp>
#include <qaidam/rail/number.hpp>

#include <algorithm>
#include <set>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/price_search");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

namespace {

constexpr date day{2022, 1, 10};
const query all_day{.from = station_id{0},
                    .to = station_id{3},
                    .when = leave_between{local_time{day}, local_time{date{2022, 1, 11}}},
                    .max_changes = 2,
                    .change_time = 5min,
                    .horizon = std::chrono::hours{24}};

price of_yuan(std::int64_t yuan) {
    return {yuan * 100, 2, "CNY"};
}

/// Four stations in a row, ten kilometres apart, and trains of three classes; faster ones cost more.
class line_of_stations {
public:
    explicit line_of_stations(const std::vector<std::int64_t>& per_hop = {5, 3, 1}) {
        for (const char* k : {"a", "b", "c", "d"}) at_.push_back(b_.station({.key = k}));
        const char* const classes[] = {"G", "K", "普通旅客慢车"};
        for (std::size_t i = 0; i < 3; ++i) {
            tariff x{.key = classes[i], .seat = {classes[i]}, .classes = {classes[i]}};
            for (std::int32_t hop = 1; hop <= 3; ++hop)
                x.steps.push_back({10'000 * hop, of_yuan(per_hop[i] * hop)});
            b_.tariff(std::move(x));
        }
    }
    void train(const std::string& number, std::chrono::minutes leaves, std::chrono::minutes a_hop,
               std::size_t first = 0, std::size_t last = 3) {
        std::vector<call> calls;
        for (auto i = first; i <= last; ++i, leaves += a_hop)
            calls.push_back({.at = at_[i],
                             .arrival = service_time{leaves},
                             .departure = service_time{leaves},
                             .distance = static_cast<float>(10 * i)});
        b_.train({.key = fmt::format("{}@{}", number, leaves.count()),
                  .number = number,
                  .days = calendar::day_set::of({day})},
                 std::move(calls));
    }
    timetable build() { return std::move(b_).build(); }

private:
    timetable_builder b_;
    std::vector<station_id> at_;
};

/// "08:00 10:00 9.00 CNY", a line each.
std::string list(const std::vector<priced_journey>& all) {
    std::string text;
    for (const auto& j : all)
        text += fmt::format("{} {} {} {}\n", to_string(j.journey.departure().time_of_day()),
                            to_string(j.journey.arrival().time_of_day()), j.journey.changes(),
                            j.price.total ? to_string(*j.price.total) : "?");
    return text;
}

} // namespace

TEST_CASE("a slow and cheap train is found beside a fast one that leaves later and arrives earlier") {
    line_of_stations s;
    s.train("G1", 9h, 10min);
    s.train("K1", 8h, 60min);
    s.train("7501", 7h, 90min);
    s.train("7503", 6h, 90min); // arrives earlier at the same price, so that the other is not beaten
    const auto t = s.build();
    const network n{t};
    CHECK(router{n}.find_all(all_day).size() == 1);
    const auto found = find_priced(n, all_day);
    CHECK(list(found.best) == "06:00 10:30 0 3.00 CNY\n09:00 09:30 0 15.00 CNY\n");
    CHECK(found.candidates == 4);
    CHECK(list(find_priced(n, all_day, {.budget = of_yuan(9)}).best) == "06:00 10:30 0 3.00 CNY\n");
    CHECK(find_priced(n, all_day, {.budget = of_yuan(2)}).best.empty());
    CHECK(list(find_priced(n, all_day, {.prices = {.use = {"K"}}}).best) == "08:00 11:00 0 9.00 CNY\n");
    // What has no price is said, and never counts as cheap.
    const auto part = find_priced(n, all_day, {.prices = {.use = {"K"}}, .budget = of_yuan(20)});
    CHECK(list(part.unpriced) == "09:00 09:30 0 ?\n");
    auto asked = all_day;
    asked.filter.avoid.classes = {"普通旅客慢车"};
    CHECK(list(find_priced(n, asked).best) == "08:00 11:00 0 9.00 CNY\n09:00 09:30 0 15.00 CNY\n");
    CHECK_THROWS_AS((void)find_priced(n, all_day, {.prices = {.currency = "EUR"}, .budget = of_yuan(2)}),
                    std::invalid_argument);
    asked.when = leave_after{local_time{day}};
    CHECK_THROWS_AS((void)find_priced(n, asked), std::invalid_argument);
    CHECK(find_priced(n, all_day, {.budget = price{100, 2, "EUR"}}).best.empty());
}

TEST_CASE("a filter for cheap trains makes more candidates") {
    // The slower class costs more here, so the faster one alone is what is cheap.
    line_of_stations s{{1, 3, 5}};
    s.train("G1", 7h, 60min);
    s.train("K1", 8h, 10min);
    const auto t = s.build();
    const network n{t};
    CHECK(list(find_priced(n, all_day).best) == "08:00 08:30 0 9.00 CNY\n");
    CHECK(list(find_priced(n, all_day, {.filters = {{.use = {.classes = {"G"}}}}}).best) ==
          "07:00 10:00 0 3.00 CNY\n08:00 08:30 0 9.00 CNY\n");
}

namespace {

/// Every journey of up to three trains, by trying.
struct every_journey {
    const timetable& t;
    std::vector<priced_journey> all{};

    void go(station_id here, int ready, std::vector<ride> rides) {
        if (here == station_id{3} && !rides.empty()) {
            journey j;
            for (const auto& r : rides) j.legs.emplace_back(r);
            auto cost = price_of(t, j);
            all.push_back({std::move(j), std::move(cost)});
            return;
        }
        if (rides.size() == 3) return;
        for (const auto i : t.trains().ids()) {
            const auto& calls = t.trains()[i].calls;
            if (std::any_of(rides.begin(), rides.end(), [&](const ride& r) { return r.train == i; }))
                continue;
            for (std::size_t a = 0; a + 1 < calls.size(); ++a) {
                if (calls[a].at != here || calls[a].departure->seconds() < ready) continue;
                for (std::size_t b = a + 1; b < calls.size(); ++b) {
                    const auto leaves = t.utc(day, *calls[a].departure),
                               arrives = t.utc(day, *calls[b].arrival);
                    auto more = rides;
                    more.push_back({.train = i,
                                    .service_date = day,
                                    .board = a,
                                    .alight = b,
                                    .departure = t.zone().to_local(leaves),
                                    .arrival = t.zone().to_local(arrives),
                                    .departure_utc = leaves,
                                    .arrival_utc = arrives});
                    go(calls[b].at, calls[b].arrival->seconds() + 300, std::move(more));
                }
            }
        }
    }
};

/// The rank of a train's class: 0 for the fastest.
std::size_t rank_of(const timetable& t, train_id x) {
    return static_cast<std::size_t>(find_class(t.trains()[x].number) - train_classes().data());
}

} // namespace

TEST_CASE("whatever is cheaper than the answer is beaten among the trains of each set that has its own") {
    test::random random;
    int cheaper = 0, answers = 0;
    for (int networks = 0; networks < 60; ++networks) {
        line_of_stations s{{random.between(1, 9), random.between(1, 9), random.between(1, 9)}};
        const char* const prefixes[] = {"G", "K", "750"};
        for (int i = random.between(3, 9); i > 0; --i) {
            const auto first = static_cast<std::size_t>(random.between(0, 2));
            s.train(fmt::format("{}{}", prefixes[random.between(0, 2)], i),
                    std::chrono::minutes{random.between(360, 700)},
                    std::chrono::minutes{random.between(5, 90)}, first,
                    static_cast<std::size_t>(random.between(static_cast<int>(first) + 1, 3)));
        }
        const auto t = s.build();
        const auto found = find_priced(network{t}, all_day);
        every_journey tried{t};
        tried.go(station_id{0}, 0, {});
        const auto beats = [](const priced_journey& a, const priced_journey& b) { // as the router compares
            const auto &x = a.journey, &y = b.journey;
            return x.departure_utc() >= y.departure_utc() && x.arrival_utc() <= y.arrival_utc() &&
                   x.changes() <= y.changes() &&
                   !(x.departure_utc() == y.departure_utc() && x.arrival_utc() == y.arrival_utc() &&
                     x.changes() == y.changes());
        };
        for (const auto& j : tried.all) {
            const bool is_matched =
                std::any_of(found.best.begin(), found.best.end(), [&](const priced_journey& x) {
                    return x.journey.arrival_utc() <= j.journey.arrival_utc() &&
                           x.journey.changes() <= j.journey.changes() &&
                           compare(*x.price.total, *j.price.total) <= 0;
                });
            if (is_matched) continue;
            ++cheaper;
            std::size_t fastest = SIZE_MAX;
            for (const auto& r : j.journey.rides()) fastest = std::min(fastest, rank_of(t, r.train));
            for (std::size_t least = 0; least <= fastest; ++least) { // trains of this class and slower ones
                const bool is_beaten =
                    std::any_of(tried.all.begin(), tried.all.end(), [&](const priced_journey& x) {
                        const auto rides = x.journey.rides();
                        return beats(x, j) && std::all_of(rides.begin(), rides.end(), [&](const ride& r) {
                                   return rank_of(t, r.train) >= least;
                               });
                    });
                // The router names one of those that are equal in departure, arrival and changes.
                const bool has_equal =
                    std::any_of(tried.all.begin(), tried.all.end(), [&](const priced_journey& x) {
                        return x.journey != j.journey &&
                               x.journey.departure_utc() == j.journey.departure_utc() &&
                               x.journey.arrival_utc() == j.journey.arrival_utc() &&
                               x.journey.changes() == j.journey.changes();
                    });
                CHECK((is_beaten || has_equal));
            }
        }
        answers += static_cast<int>(found.best.size());
        for (const auto& x : found.best)
            CHECK(std::any_of(tried.all.begin(), tried.all.end(), [&](const priced_journey& j) {
                return j.price.total == x.price.total && j.journey.arrival_utc() == x.journey.arrival_utc();
            }));
    }
    MESSAGE(
        fmt::format("{} answers; {} journeys are cheaper, each beaten in all of its sets", answers, cheaper));
}

TEST_SUITE_END();
