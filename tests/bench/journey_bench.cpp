// Journeys: random questions to a national timetable, the long-distance trains of Germany, trains of France and the subway
// of New York, prepared for and not. The yardsticks are connection scan, RAPTOR and trip-based routing, the latter two over a range
// of departures as well; the faster of the two counts. They give values, RAPTOR the trains too, where the router gives journeys with
// their legs; each answer is compared first.

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

#include "yardsticks.hpp"

namespace {

using namespace qaidam;
using namespace std::chrono_literals;

using namespace bench;

struct question {
    std::uint32_t from, to;
    int after;
};

/// The same without rules for changing trains, calls where nobody may board or alight and coaches that go on: the yardsticks
/// know none of these.
rail::timetable without_rules(const rail::timetable& t) {
    rail::timetable_builder b;
    b.zone(t.zone());
    for (const auto& x : t.agencies()) b.agency(x);
    for (auto x : t.stations()) {
        x.change_time = std::nullopt;
        b.station(x);
    }
    for (const auto& x : t.stops()) b.stop(x);
    for (const auto& x : t.routes()) b.route(x);
    for (auto x : t.trains()) {
        x.block = "";
        x.shape.reset();
        for (auto& c : x.calls) c.boarding = c.alighting = rail::access::regular;
        b.train(x, x.calls);
    }
    return std::move(b).build();
}

struct world {
    rail::timetable table;
    calendar::date day;
    plain_timetable plain;
    journeys::network network;
    std::vector<question> questions;
    std::optional<trip_based> trips{}; ///< where transfers are few enough to look for
    mutable std::optional<journeys::prepared_network> lists{};
    mutable double preparing = 0; ///< seconds

    world(const char* feed, const calendar::date& on, bool by_trips = true)
        : table{without_rules(gtfs::load(zip::open(std::filesystem::path{QAIDAM_TEST_DATA} / feed),
                                         {.policy = policy::lenient})
                                  .value)},
          day{on},
          plain{table, on},
          network{table} {
        if (by_trips) trips.emplace(plain);
        std::mt19937 random{7};
        std::vector<std::uint32_t> served;
        for (const auto s : table.stations().ids())
            if (!table.calls_at(s).empty()) served.push_back(s.value());
        connection_scan scan{plain};
        while (questions.size() < 200) { // pairs that no train joins would be passed over at once
            const auto from = served[random() % served.size()], to = served[random() % served.size()];
            const auto after = static_cast<int>(random() % 1440) * 60;
            if (from != to && scan.earliest(from, to, after) != never) questions.push_back({from, to, after});
        }
    }
    /// A router that looks at lists, or at all connections.
    [[nodiscard]] journeys::router router(bool listed) const {
        if (!listed) return journeys::router{network};
        if (!lists) {
            const auto start = std::chrono::steady_clock::now();
            lists.emplace(journeys::prepare(network, {.window = {day, day + calendar::day_count{2}},
                                                      .change_time = std::chrono::seconds{change}}));
            preparing = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        }
        return journeys::router{*lists};
    }
    [[nodiscard]] journeys::query query(const question& q) const {
        return {.from = rail::station_id{q.from},
                .to = rail::station_id{q.to},
                .when = journeys::leave_after{calendar::local_time(day, std::chrono::seconds{q.after})},
                .change_time = std::chrono::seconds{change}};
    }
    [[nodiscard]] int seconds(calendar::utc_time utc) const {
        return static_cast<int>((utc - table.utc(day, rail::service_time{0s})).count());
    }
};

const world& china() {
    static const world w{"cnrail-2019/cnrail-2019.gtfs.zip", {2019, 11, 5}, false};
    return w;
}
const world& germany() {
    static const world w{"gtfs-dev/dbfv-2019.zip", {2019, 4, 2}};
    return w;
}
const world& france() {
    static const world w{"gtfs-dev/sncf-2016.zip", {2013, 12, 10}};
    return w;
}

const world& new_york() {
    static const world w{"gtfs-dev/nyc-subway.zip", {2018, 6, 26}};
    return w;
}

double measure(const world& w, const auto& ask) {
    const auto start = std::chrono::steady_clock::now();
    for (const auto& q : w.questions) ask(q);
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() /
           static_cast<double>(w.questions.size());
}

/// Ours and the yardsticks' in turns; the least of each counts, and the fastest of the yardsticks.
void report(benchmark::State& state, const world& w, const auto& ours,
            const std::map<std::string, std::function<void(const question&)>>& yardsticks) {
    double us = 1e18, best = 1e18;
    std::map<std::string, double> theirs;
    for (auto _ : state) {
        us = std::min(us, measure(w, ours));
        for (const auto& [name, ask] : yardsticks) {
            auto& least = theirs.try_emplace(name, 1e18).first->second;
            least = std::min(least, measure(w, ask));
        }
    }
    for (const auto& [name, least] : theirs) {
        state.counters[name + "_us"] = least;
        best = std::min(best, least);
    }
    state.counters["us"] = us;
    state.counters["times_faster"] = best / us;
    if (w.lists) {
        state.counters["preparing_s"] = w.preparing;
        state.counters["lists_MB"] = static_cast<double>(w.lists->size()) / 1e6;
    }
}

void earliest(benchmark::State& state, const world& w, bool listed) {
    auto router = w.router(listed);
    connection_scan scan{w.plain};
    for (const auto& q : w.questions) {
        const auto j = router.find_earliest(w.query(q));
        if ((j ? w.seconds(j->arrival_utc()) : never) != scan.earliest(q.from, q.to, q.after))
            return state.SkipWithError("not the same answers");
    }
    report(state, w, [&](const question& q) { benchmark::DoNotOptimize(router.find_earliest(w.query(q))); },
           {{"scan",
             [&](const question& q) { benchmark::DoNotOptimize(scan.earliest(q.from, q.to, q.after)); }}});
}

void pareto(benchmark::State& state, const world& w, bool listed) {
    auto router = w.router(listed);
    raptor by_rounds{w.plain};
    auto by_trips = w.trips;                           // a copy, which questions change
    using arrivals = std::vector<std::pair<int, int>>; // changes, arrival
    const auto of_rounds = [&](const question& q) {
        by_rounds.forget();
        by_rounds.run(q.from, q.to, q.after, q.after + horizon);
        arrivals all;
        std::size_t trains = 0;
        for (std::size_t k = 1; k <= rounds; ++k)
            if (by_rounds.arrival(k, q.to) < by_rounds.arrival(k - 1, q.to)) {
                all.emplace_back(k - 1, by_rounds.arrival(k, q.to));
                trains += by_rounds.rides(k, q.from, q.to).size();
            }
        benchmark::DoNotOptimize(trains);
        return all;
    };
    const auto of_trips = [&](const question& q) {
        by_trips->forget();
        by_trips->run_after(q.from, q.to, q.after, q.after + horizon);
        arrivals all;
        for (std::size_t k = 1; k <= rounds; ++k)
            if (by_trips->arrival(k) < by_trips->arrival(k - 1))
                all.emplace_back(k - 1, by_trips->arrival(k));
        return all;
    };
    for (const auto& q : w.questions) {
        arrivals got;
        for (const auto& j : router.find_all(w.query(q)))
            got.emplace_back(static_cast<int>(j.changes()), w.seconds(j.arrival_utc()));
        std::sort(got.begin(), got.end());
        if (got != of_rounds(q)) return state.SkipWithError("not the same answers as RAPTOR's");
        if (by_trips && got != of_trips(q)) return state.SkipWithError("not the same answers as of trips");
    }
    std::map<std::string, std::function<void(const question&)>> yardsticks{
        {"raptor", [&](const question& q) { benchmark::DoNotOptimize(of_rounds(q)); }}};
    if (by_trips) yardsticks["trips"] = [&](const question& q) { benchmark::DoNotOptimize(of_trips(q)); };
    report(
        state, w, [&](const question& q) { benchmark::DoNotOptimize(router.find_all(w.query(q))); },
        yardsticks);
}

void day(benchmark::State& state, const world& w, bool listed) {
    auto router = w.router(listed);
    raptor by_rounds{w.plain};
    auto by_trips = w.trips; // a copy, which questions change
    const auto query = [&](const question& q) {
        auto day_query = w.query(q);
        const auto leaves = std::get<journeys::leave_after>(day_query.when).time;
        day_query.when = journeys::leave_between{leaves, leaves + std::chrono::hours{24}};
        return day_query;
    };
    // How many Pareto-optimal journeys there are: from the last departure to the first, after those of the next day.
    const auto count = [&](const question& q, const auto& ask_after, const auto& ask_at,
                           const auto& arrival) {
        const int end = q.after + 86400, latest = end + horizon;
        ask_after(end, latest);
        std::size_t found = 0;
        std::vector<int> before(rounds + 1);
        for (const auto d : w.plain.departures(q.from, q.after, end)) {
            for (std::size_t k = 1; k <= rounds; ++k) before[k] = arrival(k);
            ask_at(d, latest);
            int fewer = never;
            for (std::size_t k = 1; k <= rounds; ++k) {
                if (arrival(k) < before[k] && arrival(k) < fewer) ++found;
                fewer = std::min(fewer, arrival(k));
            }
        }
        return found;
    };
    const auto of_rounds = [&](const question& q) {
        by_rounds.forget();
        const auto ask = [&](int at, int latest) { by_rounds.run(q.from, q.to, at, latest); };
        return count(q, ask, ask, [&](std::size_t k) { return by_rounds.arrival(k, q.to); });
    };
    const auto of_trips = [&](const question& q) {
        by_trips->forget();
        return count(
            q, [&](int at, int latest) { by_trips->run_after(q.from, q.to, at, latest); },
            [&](int at, int latest) { by_trips->run_at(q.from, q.to, at, latest); },
            [&](std::size_t k) { return by_trips->arrival(k); });
    };
    for (std::size_t i = 0; i < 40; ++i) {
        const auto& q = w.questions[i];
        const auto found = router.find_all(query(q)).size();
        if (found != of_rounds(q)) return state.SkipWithError("not the same answers as RAPTOR's");
        if (by_trips && found != of_trips(q)) return state.SkipWithError("not the same answers as of trips");
    }
    std::map<std::string, std::function<void(const question&)>> yardsticks{
        {"raptor", [&](const question& q) { benchmark::DoNotOptimize(of_rounds(q)); }}};
    if (by_trips) yardsticks["trips"] = [&](const question& q) { benchmark::DoNotOptimize(of_trips(q)); };
    report(
        state, w, [&](const question& q) { benchmark::DoNotOptimize(router.find_all(query(q))); },
        yardsticks);
}

/// The earliest arrivals from 64 stations at all others, on one thread. The yardstick asks for each of the 64 by itself.
void matrix(benchmark::State& state, const world& w) {
    journeys::query q{.when = w.query(w.questions.front()).when, .change_time = std::chrono::seconds{change}};
    const auto ids = w.table.stations().ids();
    const std::vector<rail::station_id> all(ids.begin(), ids.end());
    std::vector<rail::station_id> some;
    for (std::size_t i = 0; i < 64; ++i) some.push_back(rail::station_id{w.questions[i].from});
    q.from = some;
    q.to = all;
    const auto one_by_one = [&] {
        journeys::router router{w.network};
        std::vector<std::vector<std::optional<calendar::utc_time>>> rows;
        auto one = q;
        one.to = {};
        for (const auto s : some) {
            one.from = s;
            const auto arrivals = router.find_earliest_arrivals(one);
            rows.emplace_back(arrivals.begin(), arrivals.end());
        }
        return rows;
    };
    using clock = std::chrono::steady_clock;
    if (one_by_one() != arrival_matrix(w.network, q, 1)) return state.SkipWithError("not the same answers");
    double ours = 0, theirs = 0;
    for (auto _ : state) {
        const auto begin = clock::now();
        benchmark::DoNotOptimize(arrival_matrix(w.network, q, 1));
        const auto middle = clock::now();
        benchmark::DoNotOptimize(one_by_one());
        ours += std::chrono::duration<double>(middle - begin).count();
        theirs += std::chrono::duration<double>(clock::now() - middle).count();
    }
    const auto arrivals = static_cast<double>(some.size() * all.size());
    state.counters["arrivals_a_second"] = arrivals * static_cast<double>(state.iterations()) / ours;
    state.counters["times_faster"] = theirs / ours;
}

/// So many trains of a day are late: what it costs to say so, and what the first question then does more than
/// the second. The yardstick is a network made of the updated timetable.
void updates(benchmark::State& state, const world& w, std::size_t late_trains) {
    using clock = std::chrono::steady_clock;
    const auto since = [](clock::time_point start) {
        return std::chrono::duration<double, std::micro>(clock::now() - start).count();
    };
    std::vector<rail::train_id> running;
    for (const auto i : w.table.trains().ids())
        if (w.table.trains()[i].days.contains(w.day) && w.table.trains()[i].headways.empty())
            running.push_back(i);
    std::mt19937 random{7};
    double applying = 0, first = 0, second = 0, anew = 0, anew_first = 0;
    const int times = late_trains == 1 ? 20 : 3;
    for (auto _ : state)
        for (int n = 0; n < times; ++n) {
            std::vector<rail::realtime_update> late;
            for (std::size_t i = 0; i < late_trains; ++i)
                late.push_back(
                    rail::delay{running[(random() % 7 + i * 7) % running.size()], w.day, 0, 25min});
            const auto q = w.query(w.questions[random() % w.questions.size()]);
            w.network.prepare_days(q);
            (void)journeys::router{w.network}.find_earliest(q);

            const auto start = clock::now();
            const auto now = journeys::with_updates(w.network, late);
            applying += since(start);
            const auto ask = [&](const journeys::network& net, double& time) {
                journeys::router router{net};
                const auto asked = clock::now();
                const auto answer = router.find_earliest(q);
                time += since(asked);
                return answer;
            };
            const auto answer = ask(now, first);
            (void)ask(now, second);

            const auto again = clock::now();
            const journeys::network fresh{rail::with_updates(w.table, late)};
            anew += since(again);
            if (ask(fresh, anew_first) != answer) return state.SkipWithError("not the same answers");
        }
    const auto count = static_cast<double>(times) * static_cast<double>(state.iterations());
    state.counters["applied_us"] = applying / count;
    state.counters["first_question_us"] = (first - second) / count;
    state.counters["anew_us"] = anew / count;
    state.counters["anew_first_us"] = (anew_first - second) / count;
}

} // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    const auto add = [](const char* country, const world& (*where)(), int times) {
        for (const bool listed : {false, true})
            for (const auto& [what, run] :
                 {std::pair{"earliest", &earliest}, {"pareto", &pareto}, {"day", &day}})
                benchmark::RegisterBenchmark(
                    fmt::format("{}/{}/{}", what, country, listed ? "prepared" : "unprepared").c_str(),
                    [run = run, where, listed](benchmark::State& state) { run(state, where(), listed); })
                    ->Unit(benchmark::kMillisecond)
                    ->Iterations(times);
        benchmark::RegisterBenchmark(fmt::format("matrix/{}", country).c_str(),
                                     [where](benchmark::State& state) { matrix(state, where()); })
            ->Unit(benchmark::kMillisecond)
            ->Iterations(3);
        for (const std::size_t late : {1, 100, 1000})
            benchmark::RegisterBenchmark(
                fmt::format("updates/{}/{}", country, late).c_str(),
                [where, late](benchmark::State& state) { updates(state, where(), late); })
                ->Unit(benchmark::kMillisecond)
                ->Iterations(3);
    };
    add("china", &china, 3);
    add("germany", &germany, 20);
    add("france", &france, 50);
    add("new_york", &new_york, 5);
    benchmark::RunSpecifiedBenchmarks();
}
