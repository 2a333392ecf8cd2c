// Hours of a server in minutes: threads that ask anything of one network, whose memory must not grow.

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <future>
#include <map>
#include <thread>

#include <unistd.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/soak");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_count;

namespace {

/// Bytes of memory that the process holds.
std::uint64_t resident() {
    std::ifstream in{"/proc/self/statm"};
    std::uint64_t all = 0, held = 0;
    in >> all >> held;
    return held * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// Questions of all sorts, over all days that a feed has and some that it has not.
struct visitor {
    const timetable& t;
    const network& planned;
    const prepared_network& lists;
    std::vector<station_id> stations;
    date today;
    test::random random;
    router plain{planned}, listed{lists};
    std::optional<router> late{};
    std::uint64_t asked = 0, found = 0;

    station_id anywhere() { return random.one_of(stations); }

    query make_question() {
        query q{.from = anywhere(), .to = anywhere()};
        const auto day = random.one_in(5) ? today + day_count{random.between(-400, 400)} : today;
        const auto time = calendar::local_time(day, std::chrono::minutes{random.between(0, 1439)});
        q.when = leave_after{time};
        q.horizon = std::chrono::hours{random.between(1, 72)};
        if (random.one_in(4))
            q.when = leave_between{time, time + std::chrono::hours{random.between(1, 24)}};
        else if (random.one_in(4))
            q.when = arrive_by{time};
        if (random.one_in(5)) q.max_changes = random.between(0, 6);
        if (random.one_in(5)) q.change_time = std::chrono::minutes{random.between(0, 30)};
        if (random.one_in(10)) q.via.push_back({anywhere(), std::chrono::minutes{random.between(0, 90)}});
        if (random.one_in(40)) {
            const std::array<std::string, 6> words{"G", "D", "C", "Z", "T", "K"};
            (random.one_in(2) ? q.filter.use : q.filter.avoid).classes = {random.one_of(words),
                                                                          random.one_of(words)};
            if (random.one_in(2)) q.filter.avoid_stations = {anywhere()};
        }
        return q;
    }

    /// Some trains of a day are late or do not run; what was known before is forgotten.
    void apply_updates() {
        std::map<train_id, realtime_update> last_of; // by train
        for (int n = random.between(1, 40); n > 0; --n) {
            const train_id i{
                static_cast<std::uint32_t>(random.between(0, static_cast<int>(t.trains().size()) - 1))};
            if (!t.trains()[i].days.contains(today) || !t.trains()[i].headways.empty()) continue;
            if (random.one_in(4))
                last_of.insert_or_assign(i, cancellation{i, today});
            else
                last_of.insert_or_assign(i, delay{i, today, 0, std::chrono::minutes{random.between(1, 90)}});
        }
        std::vector<realtime_update> all;
        for (auto& [train, what] : last_of) all.push_back(what);
        late.emplace(with_updates(planned, all));
    }

    void ask() {
        if (asked++ % 500 == 0) apply_updates();
        auto& r = random.one_in(3) ? plain : random.one_in(2) ? listed : *late;
        auto q = make_question();
        try {
            found += r.find_all(q).size();
            if (!std::holds_alternative<leave_after>(q.when)) return;
            (void)r.find_earliest(q);
            if (random.one_in(200)) (void)r.find_earliest_arrivals({.from = q.from, .when = q.when});
        } catch (const std::invalid_argument&) {
            if (q.via.empty()) throw; // else it is one where the journey is already
        }
    }
};

} // namespace

TEST_CASE("a soak: memory stays bounded, whatever is asked" * doctest::skip()) {
    constexpr auto file = "cnrail-qinghai/cnrail-qinghai.gtfs.zip";
    const char* minutes = std::getenv("QAIDAM_SOAK_MINUTES");
    const char* feed = std::getenv("QAIDAM_SOAK_FEED"); // of the data folder
    const std::string name = feed != nullptr ? feed : file;
    if (!test::has_real(name.c_str())) return;
    const std::chrono::seconds lasts = std::chrono::minutes{minutes != nullptr ? std::atoi(minutes) : 1};
    const auto t = gtfs::load(zip::open(test::real(name.c_str())), {.policy = policy::lenient}).value;
    const network planned{t};
    // The day on which most trains run.
    std::map<date, int> running;
    for (const auto& x : t.trains())
        if (const auto first = x.days.first_from(date{1970, 1, 1})) ++running[*first + day_count{7}];
    REQUIRE(!running.empty());
    const auto today = std::max_element(running.begin(), running.end(), [](const auto& a, const auto& b) {
                           return a.second < b.second;
                       })->first;
    const auto lists = prepare(planned, {.window = {today, today + day_count{2}}});
    std::vector<station_id> stations;
    for (const auto s : t.stations().ids())
        if (!t.calls_at(s).empty()) stations.push_back(s);

    const auto begin = std::chrono::steady_clock::now();
    std::atomic<std::uint64_t> asked{0}, found{0};
    const auto visit = [&](std::uint64_t which) {
        visitor v{t, planned, lists, stations, today, test::random{which}};
        while (std::chrono::steady_clock::now() - begin < lasts) {
            v.ask();
            ++asked;
        }
        found += v.found;
    };
    std::vector<std::future<void>> visits;
    for (std::uint64_t i = 0; i < 3; ++i) visits.push_back(std::async(std::launch::async, visit, i));
    std::uint64_t early = 0, most = 0;
    while (std::chrono::steady_clock::now() - begin < lasts) {
        std::this_thread::sleep_for(1s);
        const auto now = resident();
        if (std::chrono::steady_clock::now() - begin < lasts / 3)
            early = std::max(early, now);
        else
            most = std::max(most, now);
    }
    for (auto& v : visits) v.get();
    CHECK(found.load() > asked.load() / 10);
    MESSAGE(asked.load() << " questions, " << found.load() << " journeys; at most " << (early >> 20)
                         << " MB in the first third, " << (most >> 20) << " MB later");
    CHECK(most < early + early / 5 + (16u << 20));
}

TEST_SUITE_END();
