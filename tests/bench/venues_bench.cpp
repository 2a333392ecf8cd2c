// Bookings against a sorted vector a place: the wish is looked up and inserted, nothing else is asked.

#include <qaidam/civic/feed.hpp>
#include <qaidam/venues/venues.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <random>

#include <benchmark/benchmark.h>

using namespace qaidam;
using namespace qaidam::venues;
using calendar::date;
using calendar::local_time;

namespace {

template <class Work>
double time_of(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>{std::chrono::steady_clock::now() - start}.count();
}

void bookings(benchmark::State& state) {
    const auto community = civic::load(QAIDAM_SOURCE_DIR "/examples/data/chengdong").value;
    std::vector<civic::place_key> places;
    for (const auto& p : community.places()) places.push_back(p.key);
    // Wishes over three years, many of which meet another.
    std::mt19937_64 random{1};
    std::vector<book_place> wishes;
    const local_time start{date{2020, 1, 1}};
    for (int i = 0; i < 100'000; ++i) {
        const auto from = start + std::chrono::minutes{static_cast<long>(random() % (60UL * 24 * 365 * 3))};
        wishes.push_back({.booking = fmt::format("booking-{:08}", i),
                          .by = "team-02",
                          .at = start,
                          .place = places[random() % places.size()],
                          .purpose = {"排练", "rehearsal"},
                          .from = from,
                          .until = from + std::chrono::minutes{30 + static_cast<long>(random() % 90)},
                          .people = 5});
    }
    std::size_t taken = 0;
    const auto yardstick = time_of([&] {
        std::map<std::string, std::vector<std::pair<local_time, local_time>>> all;
        for (const auto& x : wishes) {
            auto& those = all[x.place.text()];
            const auto at = std::lower_bound(those.begin(), those.end(), std::pair{x.from, local_time{}});
            if (at != those.end() && at->first < x.until) continue;
            if (at != those.begin() && std::prev(at)->second > x.from) continue;
            those.insert(at, {x.from, x.until});
            ++taken;
        }
    });
    double spent = 0;
    for (auto _ : state) {
        desk d{community};
        spent += time_of([&] {
            for (const auto& x : wishes) {
                const auto decision = d.decide(x);
                if (!decision.why_not()) d.apply(decision.events());
            }
        });
        if (d.programme().bookings.size() != taken) state.SkipWithError("others have the places");
    }
    const auto each = spent / static_cast<double>(state.iterations());
    state.counters["k_wishes/s"] = static_cast<double>(wishes.size()) / each / 1e3;
    state.counters["yardstick_k/s"] = static_cast<double>(wishes.size()) / yardstick / 1e3;
    state.counters["taken"] = static_cast<double>(taken);
    state.counters["ratio"] = yardstick / each;
}

BENCHMARK(bookings)->Unit(benchmark::kMillisecond)->MinTime(2);

} // namespace

BENCHMARK_MAIN();
