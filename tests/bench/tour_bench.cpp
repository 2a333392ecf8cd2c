// Tours: a week away from a city of the national timetable, to sights around a station a day's ride and more away. The
// yardstick is what one writes first: ask for the trains once, then try every order of the sights, with a hotel wherever
// one fits in, and give up an order as soon as it is later than the best so far. It finds the earliest return with
// all sights, without prices or reasons; that answer is compared first.
//
// The timetable is real; sights, hours, hotels and ways are invented by a generator of a fixed seed.

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/zip/zip.hpp>

namespace {

using namespace qaidam;
using namespace std::chrono_literals;
using calendar::utc_time;
using std::chrono::seconds;

const std::string data = QAIDAM_TEST_DATA;

const rail::timetable& china() {
    static const auto t =
        gtfs::load(data + "/cnrail-2019/cnrail-2019.gtfs.zip", {.policy = policy::lenient}).value;
    return t;
}

struct world {
    const rail::timetable& table = china();
    journeys::network network{table};
    journeys::destination around{};
    journeys::tour_query question{};
    rail::station_id gate = table.station("格尔木");

    explicit world(int sights) {
        std::mt19937 random{7};
        const auto between = [&](double least, double most) {
            return std::uniform_real_distribution<>{least, most}(random);
        };
        const auto point = [&] {
            return geo::point{geo::longitude{between(94.5, 95.3)}, geo::latitude{between(36.1, 36.6)}};
        };
        for (int i = 0; i < sights; ++i) {
            journeys::sight s{.key = key{fmt::format("s{}", i)}, .name = {"S"}, .at = point()};
            s.visit = std::chrono::minutes{static_cast<int>(between(30, 150))};
            s.hours = {{.opens = {.offset = 8h}, .closes = {.offset = 19h}}};
            around.sights.add(s);
        }
        for (int i = 0; i < 2; ++i)
            around.hotels.add(
                {.key = key{fmt::format("h{}", i)}, .name = {"H"}, .at = point(), .price = 20'000});
        const auto give = [&](const journeys::waypoint& to) {
            around.ways.push_back({.from = gate,
                                   .to = to,
                                   .duration = std::chrono::minutes{static_cast<int>(between(15, 60))}});
        };
        for (const auto s : around.sights.ids()) give(s);
        for (const auto h : around.hotels.ids()) give(h);
        question = {.from = table.station("北京西"),
                    .leave = calendar::local_time{calendar::date{2019, 11, 4}},
                    .back_by = calendar::local_time{calendar::date{2019, 11, 11}},
                    .nights = 3};
        for (const auto s : around.sights.ids()) question.wishes.push_back({.sight = s});
    }
};

/// Every order, one after the other.
class plain_tours {
public:
    plain_tours(const world& w, journeys::router& trains) : w_{w}, count_{w.around.sights.size()} {
        const auto ask = [&](rail::station_id from, rail::station_id to) {
            return trains.find_all({.from = from,
                                    .to = to,
                                    .when = journeys::leave_between{w.question.leave, w.question.back_by},
                                    .horizon = 0h});
        };
        const auto home = *w.question.from.begin();
        out_ = ask(home, w.gate);
        back_ = ask(w.gate, home);
        for (const auto s : w.around.sights.ids()) places_.emplace_back(s);
        for (const auto h : w.around.hotels.ids()) places_.emplace_back(h);
        places_.emplace_back(w.gate);
        for (const auto& a : places_)
            for (const auto& b : places_) {
                const auto way = a == b ? std::nullopt : journeys::find_way(w.around, w.table, a, b);
                ways_.push_back(way ? std::optional{way->duration} : std::nullopt);
            }
    }

    [[nodiscard]] std::optional<utc_time> earliest_return() {
        std::sort(out_.begin(), out_.end(),
                  [](const auto& a, const auto& b) { return a.arrival_utc() < b.arrival_utc(); });
        for (const auto& j : out_) go_on(places_.size() - 1, j.arrival_utc(), 0, 0, false);
        return best_;
    }

private:
    [[nodiscard]] utc_time end_of_day(utc_time now) const {
        const auto local = w_.table.zone().to_local(now);
        const auto three = calendar::local_time{local.date(), 3h};
        return w_.table.zone().to_utc(local < three ? three : three + 24h);
    }
    [[nodiscard]] const std::optional<seconds>& way(std::size_t from, std::size_t to) const {
        return ways_[from * places_.size() + to];
    }

    void go_on(std::size_t at, utc_time now, unsigned seen, int nights, bool is_rested) {
        if (best_ && now >= *best_) return;
        const auto night = end_of_day(now);
        for (std::size_t i = 0; i < count_; ++i) {
            if (seen >> i & 1 || !way(at, i)) continue;
            const auto door = now + *way(at, i);
            const auto day = w_.table.zone().to_local(door).date();
            const auto stay = w_.around.sights[w_.question.wishes[i].sight].visit;
            const auto begin = std::max(door, w_.table.zone().to_utc(calendar::local_time{day, 8h}));
            if (begin + stay > w_.table.zone().to_utc(calendar::local_time{day, 19h}) ||
                begin + stay >= night)
                continue;
            go_on(i, begin + stay, seen | 1u << i, nights, false);
        }
        if (seen + 1 == 1u << count_) come_home(at, now, night);
        if (is_rested || nights == w_.question.nights) return;
        for (std::size_t h = count_; h + 1 < places_.size(); ++h)
            if (way(at, h) && now + *way(at, h) < night)
                go_on(h, std::max(now + *way(at, h) + w_.question.rest, night), seen, nights + 1, true);
    }

    void come_home(std::size_t at, utc_time now, utc_time night) {
        const auto there = now + *way(at, places_.size() - 1);
        if (there >= night) return;
        for (const auto& j : back_)
            if (there + w_.question.before_train <= j.departure_utc() && j.departure_utc() < night)
                best_ = std::min(best_.value_or(j.arrival_utc()), j.arrival_utc());
    }

    const world& w_;
    std::size_t count_;
    std::vector<journeys::journey> out_, back_;
    std::vector<journeys::waypoint> places_;
    std::vector<std::optional<seconds>> ways_;
    std::optional<utc_time> best_;
};

void tours(benchmark::State& state, bool with_yardstick, bool listed) {
    const world w{static_cast<int>(state.range(0))};
    auto trains = listed ? journeys::router{journeys::prepare(
                               w.network, {.window = {w.question.leave.date(),
                                                      w.question.back_by.date() + calendar::day_count{1}}})}
                         : journeys::router{w.network};
    using clock = std::chrono::steady_clock;
    const auto since = [](clock::time_point start) {
        return std::chrono::duration<double, std::milli>(clock::now() - start).count();
    };
    double ours = 0, plain = 0;
    std::size_t count = 0;
    for (auto _ : state) {
        const auto start = clock::now();
        const auto found = journeys::plan_tour(trains, w.table, w.around, w.question);
        ours += since(start);
        count = found.all.size();
        std::optional<utc_time> all_seen;
        for (const auto& t : found.all)
            if (t.sights.size() == w.around.sights.size())
                all_seen = std::min(all_seen.value_or(t.when.end_utc), t.when.end_utc);
        if (!with_yardstick) continue;
        const auto again = clock::now();
        const auto other = plain_tours{w, trains}.earliest_return();
        plain += since(again);
        if (other != all_seen) return state.SkipWithError("not the same return");
    }
    const auto runs = static_cast<double>(state.iterations());
    state.counters["tours"] = static_cast<double>(count);
    state.counters["ours_ms"] = ours / runs;
    if (!with_yardstick) return;
    state.counters["plain_ms"] = plain / runs;
    state.counters["ratio"] = plain / ours;
}

/// What the trains alone cost: home to the station, and back.
void trains_alone(benchmark::State& state) {
    const world w{1};
    journeys::router trains{w.network};
    for (auto _ : state) benchmark::DoNotOptimize(plain_tours{w, trains});
}

} // namespace

BENCHMARK_CAPTURE(tours, against_every_order, true, false)
    ->Arg(6)
    ->Arg(7)
    ->Arg(8)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);
BENCHMARK_CAPTURE(tours, alone, false, false)->Arg(10)->Arg(12)->Unit(benchmark::kMillisecond)->Iterations(5);
BENCHMARK_CAPTURE(tours, prepared, false, true)
    ->Arg(10)
    ->Arg(12)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(5);
BENCHMARK(trains_alone)->Unit(benchmark::kMillisecond)->Iterations(5);

BENCHMARK_MAIN();
