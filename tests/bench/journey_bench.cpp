// Journeys: random questions to a national timetable, the long-distance trains of Germany, trains of France and the subway
// of New York, prepared for and not. The yardsticks are the algorithms as their papers have them: connection scan,
// RAPTOR, range-RAPTOR. They give values only, where the router gives journeys with their legs; each answer
// is compared first.
//
// Sources: Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm (2018); Delling, Pajor, Werneck:
// Round-Based Public Transit Routing (2012).

#include <algorithm>
#include <filesystem>
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

namespace {

using namespace qaidam;
using namespace std::chrono_literals;

constexpr int never = 1 << 30;
constexpr int rounds = journeys::query::most_changes + 1;
constexpr int change = 300;
constexpr int horizon = 72 * 3600;

/// The runs of the days around a date, in seconds from its midnight.
struct plain_timetable {
    struct hop {
        int departure, arrival;
        std::uint32_t from, to, run;
    };
    struct stop {
        std::uint32_t station;
        int arrival, departure;
    };
    struct pattern { ///< runs that call at the same stations and do not overtake each other
        std::vector<std::uint32_t> stations;
        std::vector<std::vector<stop>> runs;
    };

    std::size_t stations;
    std::size_t runs = 0;
    std::vector<hop> hops;
    std::vector<pattern> patterns;
    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> patterns_at; ///< pattern, place

    plain_timetable(const rail::timetable& t, const calendar::date& day) : stations{t.stations().size()} {
        std::vector<std::vector<stop>> all;
        for (int d = -5; d <= 5; ++d)
            for (const auto& x : t.trains()) {
                if (!x.days.contains(day + calendar::day_count{d})) continue;
                auto& run = all.emplace_back();
                for (const auto& c : x.calls) {
                    const int arrival = (c.arrival ? c.arrival : c.departure)->seconds() + d * 86400;
                    const int departure = (c.departure ? c.departure : c.arrival)->seconds() + d * 86400;
                    run.push_back({c.at.value(), arrival, departure});
                }
            }
        runs = all.size();
        for (std::uint32_t r = 0; r < all.size(); ++r)
            for (std::size_t i = 1; i < all[r].size(); ++i)
                hops.push_back({all[r][i - 1].departure, all[r][i].arrival, all[r][i - 1].station,
                                all[r][i].station, r});
        std::stable_sort(hops.begin(), hops.end(),
                         [](const hop& a, const hop& b) { return a.departure < b.departure; });
        std::sort(all.begin(), all.end(),
                  [](const auto& a, const auto& b) { return a.front().departure < b.front().departure; });
        std::map<std::vector<std::uint32_t>, std::vector<std::size_t>> by_stations;
        for (auto& run : all) {
            std::vector<std::uint32_t> way;
            for (const auto& s : run) way.push_back(s.station);
            auto& known = by_stations[way];
            const auto fits = [&](std::size_t p) {
                const auto& last = patterns[p].runs.back();
                for (std::size_t i = 0; i < run.size(); ++i)
                    if (run[i].departure < last[i].departure || run[i].arrival < last[i].arrival)
                        return false;
                return true;
            };
            auto found = std::find_if(known.begin(), known.end(), fits);
            if (found == known.end()) {
                known.push_back(patterns.size());
                patterns.push_back({way, {}});
                found = known.end() - 1;
            }
            patterns[*found].runs.push_back(std::move(run));
        }
        patterns_at.resize(stations);
        for (std::uint32_t p = 0; p < patterns.size(); ++p)
            for (std::uint32_t i = 0; i < patterns[p].stations.size(); ++i)
                patterns_at[patterns[p].stations[i]].emplace_back(p, i);
    }
};

class connection_scan {
public:
    explicit connection_scan(const plain_timetable& t) : t_{t}, on_(t.runs), at_(t.stations) {}

    int earliest(std::uint32_t from, std::uint32_t to, int after) {
        std::fill(on_.begin(), on_.end(), 0);
        std::fill(at_.begin(), at_.end(), never);
        const auto first = std::lower_bound(t_.hops.begin(), t_.hops.end(), after,
                                            [](const auto& h, int s) { return h.departure < s; });
        for (auto h = first; h != t_.hops.end() && h->departure < at_[to] && h->departure <= after + horizon;
             ++h) {
            if (!on_[h->run] && h->from != from && at_[h->from] + change > h->departure) continue;
            on_[h->run] = 1;
            at_[h->to] = std::min(at_[h->to], h->arrival);
        }
        return at_[to] <= after + horizon ? at_[to] : never;
    }

private:
    const plain_timetable& t_;
    std::vector<char> on_;
    std::vector<int> at_;
};

class raptor {
public:
    explicit raptor(const plain_timetable& t) : t_{t}, first_place_(t.patterns.size()) {}

    void forget() { best_.assign(rounds + 1, std::vector<int>(t_.stations, never)); }
    /// Arrivals at the target by number of trains; labels of later departures are kept, as range-RAPTOR does.
    void run(std::uint32_t from, std::uint32_t to, int after, int latest) {
        marked_.assign(1, from);
        best_[0][from] = after;
        for (int k = 1; k <= rounds && !marked_.empty(); ++k) {
            for (std::size_t s = 0; s < t_.stations; ++s)
                best_[k][s] = std::min(best_[k][s], best_[k - 1][s]);
            std::vector<std::uint32_t> queue;
            for (const auto s : marked_)
                for (const auto& [p, i] : t_.patterns_at[s]) {
                    if (first_place_[p] == 0) queue.push_back(p);
                    if (first_place_[p] == 0 || i + 1 < first_place_[p]) first_place_[p] = i + 1;
                }
            marked_.clear();
            for (const auto p : queue) {
                const auto& x = t_.patterns[p];
                const std::vector<plain_timetable::stop>* on = nullptr;
                auto run = x.runs.size();
                for (std::size_t i = first_place_[p] - 1; i < x.stations.size(); ++i) {
                    const auto s = x.stations[i];
                    if (on != nullptr && (*on)[i].arrival < std::min(best_[k][s], best_[k][to]) &&
                        (*on)[i].arrival <= latest && s != from) {
                        best_[k][s] = (*on)[i].arrival;
                        marked_.push_back(s);
                    }
                    const int ready = s == from ? after : best_[k - 1][s] + change;
                    if (ready >= never) continue;
                    while (run > 0 && x.runs[run - 1][i].departure >= ready) on = &x.runs[--run];
                }
                first_place_[p] = 0;
            }
            std::sort(marked_.begin(), marked_.end());
            marked_.erase(std::unique(marked_.begin(), marked_.end()), marked_.end());
        }
    }
    [[nodiscard]] int arrival(int trains, std::uint32_t at) const {
        return best_[static_cast<std::size_t>(trains)][at];
    }

private:
    const plain_timetable& t_;
    std::vector<std::vector<int>> best_;
    std::vector<std::size_t> first_place_;
    std::vector<std::uint32_t> marked_;
};

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
    mutable std::optional<journeys::prepared_network> lists{};
    mutable double preparing = 0; ///< seconds

    world(const char* feed, const calendar::date& on)
        : table{without_rules(gtfs::load(zip::open(std::filesystem::path{QAIDAM_TEST_DATA} / feed),
                                         {.policy = policy::lenient})
                                  .value)},
          day{on},
          plain{table, on},
          network{table} {
        std::mt19937 random{7};
        std::vector<std::uint32_t> served;
        for (const auto s : table.stations().ids())
            if (!table.calls_at(s).empty()) served.push_back(s.value());
        while (questions.size() < 200) {
            const auto from = served[random() % served.size()], to = served[random() % served.size()];
            if (from != to) questions.push_back({from, to, static_cast<int>(random() % 1440) * 60});
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
    static const world w{"cnrail-2019/cnrail-2019.gtfs.zip", {2019, 11, 5}};
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

void report(benchmark::State& state, const world& w, const auto& ours, const auto& yardstick) {
    const double theirs = measure(w, yardstick);
    double us = 0;
    for (auto _ : state) us += measure(w, ours);
    us /= static_cast<double>(state.iterations());
    state.counters["us"] = us;
    state.counters["yardstick_us"] = theirs;
    state.counters["times_faster"] = theirs / us;
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
    report(
        state, w, [&](const question& q) { benchmark::DoNotOptimize(router.find_earliest(w.query(q))); },
        [&](const question& q) { benchmark::DoNotOptimize(scan.earliest(q.from, q.to, q.after)); });
}

void pareto(benchmark::State& state, const world& w, bool listed) {
    auto router = w.router(listed);
    raptor slow{w.plain};
    const auto ask = [&](const question& q) {
        slow.forget();
        slow.run(q.from, q.to, q.after, q.after + horizon);
    };
    for (const auto& q : w.questions) {
        ask(q);
        std::vector<std::pair<int, int>> want, got;
        for (int k = 1; k <= rounds; ++k)
            if (slow.arrival(k, q.to) < slow.arrival(k - 1, q.to))
                want.emplace_back(k - 1, slow.arrival(k, q.to));
        for (const auto& j : router.find_all(w.query(q)))
            got.emplace_back(static_cast<int>(j.changes()), w.seconds(j.arrival_utc()));
        std::sort(got.begin(), got.end());
        if (got != want) return state.SkipWithError("not the same answers");
    }
    report(
        state, w, [&](const question& q) { benchmark::DoNotOptimize(router.find_all(w.query(q))); }, ask);
}

void day(benchmark::State& state, const world& w, bool listed) {
    auto router = w.router(listed);
    raptor slow{w.plain};
    const auto query = [&](const question& q) {
        auto day_query = w.query(q);
        const auto leaves = std::get<journeys::leave_after>(day_query.when).time;
        day_query.when = journeys::leave_between{leaves, leaves + std::chrono::hours{24}};
        return day_query;
    };
    const auto ask = [&](const question& q) { // from the last departure to the first
        std::vector<int> departures;
        for (const auto& h : w.plain.hops)
            if (h.from == q.from && h.departure >= q.after && h.departure < q.after + 86400)
                departures.push_back(h.departure);
        slow.forget();
        slow.run(q.from, q.to, q.after + 86400, q.after + 86400 + horizon);
        std::size_t found = 0;
        for (auto d = departures.rbegin(); d != departures.rend(); ++d) {
            if (d != departures.rbegin() && *d == *(d - 1)) continue;
            std::vector<int> before;
            for (int k = 0; k <= rounds; ++k) before.push_back(slow.arrival(k, q.to));
            slow.run(q.from, q.to, *d, q.after + 86400 + horizon);
            int fewer = never;
            for (int k = 1; k <= rounds; ++k) {
                const int arrival = slow.arrival(k, q.to);
                if (arrival < before[static_cast<std::size_t>(k)] && arrival < fewer) ++found;
                fewer = std::min(fewer, arrival);
            }
        }
        return found;
    };
    for (std::size_t i = 0; i < 40; ++i)
        if (router.find_all(query(w.questions[i])).size() != ask(w.questions[i]))
            return state.SkipWithError("not the same answers");
    report(
        state, w, [&](const question& q) { benchmark::DoNotOptimize(router.find_all(query(q))); },
        [&](const question& q) { benchmark::DoNotOptimize(ask(q)); });
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
    const auto add = [](const char* country, const world& (*where)()) {
        for (const bool listed : {false, true})
            for (const auto& [what, run] :
                 {std::pair{"earliest", &earliest}, {"pareto", &pareto}, {"day", &day}})
                benchmark::RegisterBenchmark(
                    fmt::format("{}/{}/{}", what, country, listed ? "prepared" : "unprepared").c_str(),
                    [run = run, where, listed](benchmark::State& state) { run(state, where(), listed); })
                    ->Unit(benchmark::kMillisecond)
                    ->Iterations(3);
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
    add("china", &china);
    add("germany", &germany);
    add("france", &france);
    add("new_york", &new_york);
    benchmark::RunSpecifiedBenchmarks();
}
