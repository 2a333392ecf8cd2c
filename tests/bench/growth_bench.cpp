// How questions grow: so many copies of a national timetable in one, joined on foot at their twenty busiest stations.
//
//     bench_growth [COPIES...]
//
// 1, 4 and 16 unless it is said otherwise. Prints what the network takes, and for 40 random questions the mean of the processor's
// time, and how many connections leave between the departure and the first arrival: what a scan has to look at.

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <malloc.h>

#include <fmt/core.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

using namespace qaidam;
using namespace std::chrono_literals;

namespace {

const calendar::date day{2019, 11, 5};
constexpr std::size_t joined = 20;
constexpr std::size_t questions = 40;

std::vector<rail::station_id> busiest(const rail::timetable& t) {
    const auto ids = t.stations().ids();
    std::vector<rail::station_id> all(ids.begin(), ids.end());
    std::stable_sort(all.begin(), all.end(), [&](rail::station_id a, rail::station_id b) {
        return t.calls_at(a).size() > t.calls_at(b).size();
    });
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), joined)), all.end());
    return all;
}

/// Neighbours stand in a row, and one walks for half an hour from one to the next.
rail::timetable in_one(const rail::timetable& t, std::size_t copies) {
    rail::timetable_builder b;
    b.zone(t.zone());
    const auto hubs = busiest(t);
    const auto size = static_cast<std::uint32_t>(t.stations().size());
    for (std::uint32_t n = 0; n < copies; ++n) {
        for (auto s : t.stations()) {
            s.key = key{fmt::format("{}/{}", n, s.key)};
            b.station(std::move(s));
        }
        for (auto x : t.trains()) {
            x.key = key{fmt::format("{}/{}", n, x.key)};
            x.route.reset();
            x.shape.reset();
            x.block = "";
            std::vector<rail::call> calls = x.calls;
            for (auto& c : calls) {
                c.at = rail::station_id{c.at.value() + n * size};
                c.platform.reset();
            }
            b.train(std::move(x), calls);
        }
        if (n == 0) continue;
        for (const auto s : hubs)
            for (const auto& [from, to] : {std::pair{n - 1, n}, {n, n - 1}})
                b.transfer({.from = {.station = rail::station_id{s.value() + from * size}},
                            .to = {.station = rail::station_id{s.value() + to * size}},
                            .kind = rail::transfer_kind::min_time,
                            .least = 30min});
    }
    return std::move(b).build();
}

double processor_seconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}
/// On the heap, as glibc counts it.
double megabytes_in_use() {
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
}
template <class Work>
double milliseconds(const Work& work) {
    const auto start = processor_seconds();
    work();
    return (processor_seconds() - start) * 1e3;
}

struct departures {
    std::vector<calendar::utc_time> sorted; ///< of all connections of some days

    explicit departures(const rail::timetable& t) {
        for (int later = -4; later <= 4; ++later)
            for (const auto& x : t.trains()) {
                const auto date = day + calendar::day_count{later};
                if (!x.days.contains(date)) continue;
                for (std::size_t i = 0; i + 1 < x.calls.size(); ++i)
                    sorted.push_back(t.utc(date, *x.calls[i].departure));
            }
        std::sort(sorted.begin(), sorted.end());
    }
    [[nodiscard]] std::size_t between(calendar::utc_time first, calendar::utc_time last) const {
        return static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), last) -
                                        std::lower_bound(sorted.begin(), sorted.end(), first));
    }
};

void measure(const rail::timetable& one, std::size_t copies) {
    const auto before = megabytes_in_use();
    const auto t = in_one(one, copies);
    const auto table_size = megabytes_in_use() - before;
    std::optional<journeys::network> network;
    const auto making = milliseconds([&] { network.emplace(t); });
    journeys::router router{*network};

    std::mt19937 random{7};
    std::vector<rail::station_id> served;
    for (const auto s : t.stations().ids())
        if (!t.calls_at(s).empty()) served.push_back(s);
    std::vector<journeys::query> all;
    while (all.size() < questions) {
        const auto from = served[random() % served.size()], to = served[random() % served.size()];
        const auto leaves = calendar::local_time{day, std::chrono::minutes{random() % 1440}};
        if (from != to)
            all.push_back(
                {.from = from, .to = to, .when = journeys::leave_after{leaves}, .change_time = 5min});
    }
    const auto first = milliseconds([&] { (void)router.find_earliest(all.front()); });
    const auto days_size = megabytes_in_use() - before - table_size;
    const departures leave{t};
    double connections = 0, hours = 0;
    for (const auto& q : all) {
        const auto leaves = t.zone().to_utc(std::get<journeys::leave_after>(q.when).time);
        const auto j = router.find_earliest(q);
        const auto arrives = j ? j->arrival_utc() : leaves + q.horizon;
        connections += static_cast<double>(leave.between(leaves, arrives));
        hours += static_cast<double>((arrives - leaves).count()) / 3600;
    }
    const auto mean = [&](const auto& ask) {
        double least = 1e9;
        for (int turn = 0; turn < 3; ++turn)
            least = std::min(least, milliseconds([&] {
                                 for (const auto& q : all) ask(q);
                             }));
        return least / questions;
    };
    const auto earliest = mean([&](const auto& q) { (void)router.find_earliest(q); });
    const auto pareto = mean([&](const auto& q) { (void)router.find_all(q); });
    const auto of_day = mean([&](auto q) {
        const auto leaves = std::get<journeys::leave_after>(q.when).time;
        q.when = journeys::leave_between{leaves, leaves + 24h};
        (void)router.find_all(q);
    });
    fmt::print("{:6} {:8} {:9.0f} {:8.0f} {:8.0f} {:9.0f} {:12.0f} {:7.1f} {:10.2f} {:9.2f} {:8.1f}\n",
               copies, t.trains().size(), table_size, days_size, making, first, connections / questions,
               hours / questions, earliest, pareto, of_day);
}

} // namespace

int main(int argc, char** argv) {
    const auto one =
        gtfs::load(zip::open(std::filesystem::path{QAIDAM_TEST_DATA} / "cnrail-2019/cnrail-2019.gtfs.zip"),
                   {.policy = policy::lenient})
            .value;
    fmt::print("{:>6} {:>8} {:>9} {:>8} {:>8} {:>9} {:>12} {:>7} {:>10} {:>9} {:>8}\n", "copies", "trains",
               "table, MB", "days, MB", "made, ms", "first, ms", "connections", "hours", "earliest", "Pareto",
               "day, ms");
    std::vector<std::size_t> counts;
    for (int i = 1; i < argc; ++i) counts.push_back(std::strtoull(argv[i], nullptr, 10));
    if (counts.empty()) counts = {1, 4, 16};
    for (const auto n : counts)
        if (n > 0) measure(one, n);
}
