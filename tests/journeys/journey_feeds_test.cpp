// Real feeds, with changes forbidden, delays and cancellations, prepared for and searched in both ways, against rounds
// over all runs.

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/rail/stock.hpp>
#include <qaidam/zip/zip.hpp>

#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys/feeds");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;

namespace {

constexpr int never = 1 << 30;
constexpr int most_trains = 6;
constexpr int horizon = 36 * 3600;
constexpr auto change_time = 5min;

/// Label setting, a round a train: every run of the days around is ridden in every round, until nothing is
/// better. Seconds count from a midnight, UTC.
class rounds {
public:
    rounds(const timetable& t, const date& day) : zero_{day}, stations_{t.stations().size()} {
        for (const auto s : t.stations().ids())
            change_.push_back(static_cast<int>(t.stations()[s].change_time.value_or(change_time).count()));
        std::map<std::size_t, int> own;
        std::map<std::pair<std::size_t, std::size_t>, int> walks;
        for (const auto& x : t.transfers()) {
            if (x.from.train && x.to.train && x.kind <= transfer_kind::impossible) {
                const auto takes = x.kind == transfer_kind::impossible ? never : x.least.value_or(0s).count();
                auto& known = rules_[x.from.station->value()][{x.from.train->value(), x.to.train->value()}];
                known = std::max(known, static_cast<int>(takes));
            }
            const bool whole = !x.from.route && !x.to.route && !x.from.train && !x.to.train;
            if (!whole || !x.from.station || !x.to.station || x.kind != transfer_kind::min_time) continue;
            const std::size_t a = x.from.station->value(), b = x.to.station->value();
            const int least = x.least ? static_cast<int>(x.least->count()) : 0;
            auto& known = a == b ? own[a] : walks[{a, b}];
            known = std::max(known, least);
        }
        for (const auto& [s, least] : own) change_[s] = least;
        walks_.resize(stations_);
        for (const auto& [ends, takes] : walks) walks_[ends.first].emplace_back(ends.second, takes);

        std::map<std::pair<train_id, int>, std::size_t> run_of;
        for (int d = -4; d <= 5; ++d)
            for (const auto i : t.trains().ids()) {
                const auto& x = t.trains()[i];
                const auto on = day + calendar::day_count{d};
                if (!x.days.contains(on)) continue;
                const auto start =
                    static_cast<int>((t.utc(on, service_time{0s}) - calendar::utc_time{day}).count());
                run_of.emplace(std::pair{i, d}, runs_.size());
                auto& made = runs_.emplace_back(run{i.value(), {}, {}});
                for (const auto& c : x.calls) {
                    const auto at = [&](const std::optional<service_time>& time) {
                        return time ? start + time->seconds() : never;
                    };
                    made.calls.push_back(
                        {c.at.value(), at(c.arrival), at(c.departure), c.may_board(), c.may_alight()});
                }
            }
        for (const auto& l : list_through_links(t))
            for (int d = -4; d + l.days_later <= 5; ++d) {
                const auto from = run_of.find({l.from, d}), to = run_of.find({l.to, d + l.days_later});
                if (from == run_of.end() || to == run_of.end()) continue;
                if (l.days.contains(day + calendar::day_count{d}))
                    runs_[from->second].goes_on_as.push_back(to->second);
            }
    }

    /// The earliest arrivals by number of trains, from 1 on.
    std::vector<int> arrivals(std::size_t from, std::size_t to, int after, int limit) const {
        std::vector<int> ready(stations_, never), next, best;
        arrivals_by_train alighted, next_alighted; // where rules tell trains apart
        ready[from] = after;
        for (const auto& [s, takes] : walks_[from]) ready[s] = std::min(ready[s], after + takes);
        int there = never;
        for (int k = 1; k <= most_trains; ++k) {
            next = ready;
            next_alighted = alighted;
            for (const auto& r : runs_)
                if (r.calls.back().arrival >= after && r.calls.front().departure < limit)
                    ride(r, false, to, limit, ready, alighted, next, next_alighted, there);
            best.push_back(there);
            if (next == ready && next_alighted == alighted) break;
            ready.swap(next);
            alighted.swap(next_alighted);
        }
        best.resize(most_trains, there);
        return best;
    }

    /// Moments of departure at a station, on foot or by train.
    std::set<int> departures(std::size_t from) const {
        std::set<int> all;
        const auto add = [&](std::size_t s, int walk) {
            for (const auto& r : runs_)
                for (const auto& c : r.calls)
                    if (c.at == s && c.departure < never) all.insert(c.departure - walk);
        };
        add(from, 0);
        for (const auto& [s, takes] : walks_[from]) add(s, takes);
        return all;
    }

    [[nodiscard]] int seconds(calendar::utc_time utc) const {
        return static_cast<int>((utc - zero_).count());
    }

private:
    struct stop {
        std::size_t at;
        int arrival, departure;
        bool board, alight;
    };
    struct run {
        std::uint32_t train;
        std::vector<stop> calls;
        std::vector<std::size_t> goes_on_as;
    };

    /// By station with rules, and train.
    using arrivals_by_train = std::map<std::size_t, std::map<std::uint32_t, int>>;

    /// Whether one who alighted from some train there may board that one then.
    bool may_change(std::size_t s, std::uint32_t train, int departure,
                    const arrivals_by_train& alighted) const {
        const auto here = alighted.find(s);
        if (here == alighted.end()) return false;
        const auto& rules = rules_.at(s);
        return std::any_of(here->second.begin(), here->second.end(), [&](const auto& one) {
            const auto rule = rules.find({one.first, train});
            return one.second + (rule == rules.end() ? change_[s] : rule->second) <= departure;
        });
    }

    void ride(const run& r, bool on, std::size_t to, int limit, const std::vector<int>& ready,
              const arrivals_by_train& alighted, std::vector<int>& next, arrivals_by_train& next_alighted,
              int& there) const {
        for (std::size_t i = 0; i < r.calls.size(); ++i) {
            const auto& c = r.calls[i];
            if (on && i > 0 && c.alight && c.arrival < limit) {
                if (rules_.contains(c.at)) {
                    auto& known = next_alighted[c.at].try_emplace(r.train, never).first->second;
                    known = std::min(known, c.arrival);
                } else {
                    next[c.at] = std::min(next[c.at], c.arrival + change_[c.at]);
                }
                if (c.at == to) there = std::min(there, c.arrival);
                for (const auto& [s, takes] : walks_[c.at]) {
                    next[s] = std::min(next[s], c.arrival + takes);
                    if (s == to && c.arrival + takes < limit) there = std::min(there, c.arrival + takes);
                }
            }
            if (i + 1 < r.calls.size())
                on = on || (c.board &&
                            (ready[c.at] <= c.departure || may_change(c.at, r.train, c.departure, alighted)));
        }
        if (on)
            for (const auto onward : r.goes_on_as)
                ride(runs_[onward], true, to, limit, ready, alighted, next, next_alighted, there);
    }

    calendar::utc_time zero_;
    std::size_t stations_;
    std::vector<int> change_;
    std::vector<std::vector<std::pair<std::size_t, int>>> walks_;
    std::vector<run> runs_;
    std::map<std::size_t, std::map<std::pair<std::uint32_t, std::uint32_t>, int>> rules_; ///< by station
};

/// The feed with no trains that run every so often: journey_test.cpp has these.
timetable with_fixed_times(const timetable& t) {
    timetable_builder b{t};
    for (const auto i : t.trains().ids())
        if (!t.trains()[i].headways.empty()) b.run_on(i, {});
    return std::move(b).build();
}

/// Changes that are near in time, at busy stations: forbidden, or longer or shorter than others.
timetable forbid_changes(const timetable& t, test::random& random) {
    timetable_builder b{t};
    std::vector<station_id> busy;
    for (const auto s : t.stations().ids()) busy.push_back(s);
    const auto count = std::min<std::size_t>(busy.size(), 4);
    std::partial_sort(busy.begin(), busy.begin() + static_cast<std::ptrdiff_t>(count), busy.end(),
                      [&](station_id a, station_id z) {
                          return std::pair{t.calls_at(z).size(), a} < std::pair{t.calls_at(a).size(), z};
                      });
    for (std::size_t i = 0; i < count; ++i) {
        const auto calls = t.calls_at(busy[i]);
        for (int tries = 0, rules = 0; tries < 4000 && rules < 100; ++tries) {
            const auto& from = random.one_of(calls);
            const auto& to = random.one_of(calls);
            const auto arrival = t.trains()[from.train].calls[from.call].arrival;
            const auto departure = t.trains()[to.train].calls[to.call].departure;
            if (!arrival || !departure) continue;
            const int wait = departure->seconds() - arrival->seconds();
            if (wait < 0 || wait > 2400) continue;
            ++rules;
            const bool forbidden = random.one_in(2);
            b.transfer({.from = {.station = busy[i], .train = from.train},
                        .to = {.station = busy[i], .train = to.train},
                        .kind = forbidden ? transfer_kind::impossible : transfer_kind::min_time,
                        .least = forbidden ? std::nullopt
                                           : std::optional{std::chrono::seconds{random.between(0, 1800)}}});
        }
    }
    return std::move(b).build();
}

/// A run without some of its calls, later from one of them on, and over a station where it does not call as planned.
std::vector<call> divert(const timetable& t, const rail::train& x, test::random& random) {
    const auto stations = static_cast<int>(t.stations().size());
    const station_id over{static_cast<std::uint32_t>(random.between(0, stations - 1))};
    const bool calls_there =
        std::any_of(x.calls.begin(), x.calls.end(), [&](const call& c) { return c.at == over; });
    std::vector<call> calls;
    std::chrono::seconds later{0};
    for (std::size_t i = 0; i < x.calls.size(); ++i) {
        auto c = x.calls[i];
        const bool between = i > 0 && i + 1 < x.calls.size();
        if (between && random.one_in(5)) continue;
        if (!calls.empty() && !calls_there && later == 0s && random.one_in(3)) {
            const service_time then{std::chrono::seconds{calls.back().departure->seconds()} + 10min};
            calls.push_back({.at = over, .arrival = then, .departure = then});
            later = 20min;
        }
        for (auto* time : {&c.arrival, &c.departure})
            if (*time) *time = service_time{std::chrono::seconds{(*time)->seconds()} + later};
        calls.push_back(c);
    }
    return calls;
}

/// How many there are of each kind, by its place in realtime_update.
using update_counts = std::array<int, std::variant_size_v<realtime_update>>;

/// Updates of every kind, of a twelfth of the trains on the days in question: delays of up to two hours from an arrival
/// or a departure on, early trains, cancelled and skipped ones, calls after all, diversions, other platforms, and trains
/// that are in no timetable.
std::vector<realtime_update> make_updates(const timetable& t, const date& day, test::random& random,
                                          update_counts& counted) {
    std::vector<std::vector<stop_id>> platforms(t.stations().size());
    for (const auto s : t.stops().ids()) platforms[t.stops()[s].station.value()].push_back(s);
    std::vector<realtime_update> all;
    for (const auto i : t.trains().ids()) {
        const auto& x = t.trains()[i];
        const auto on = day + calendar::day_count{random.between(-1, 1)};
        if (!random.one_in(12) || !x.headways.empty() || !x.days.contains(on)) continue;
        const auto at = static_cast<std::size_t>(random.between(0, static_cast<int>(x.calls.size()) - 1));
        switch (random.between(0, 9)) {
        case 0: all.emplace_back(cancellation{i, on}); break;
        case 1:
            all.emplace_back(skipped_call{i, on, at});
            if (random.one_in(2)) all.emplace_back(skipped_call{i, on, at, false});
            break;
        case 2: // early, as a whole, so that no time falls
            if (x.calls.front().departure->seconds() >= 600) all.emplace_back(delay{i, on, 0, -10min});
            break;
        case 3: all.emplace_back(replaced_run{i, on, divert(t, x, random)}); break;
        case 4:
            if (const auto& there = platforms[x.calls[at].at.value()]; !there.empty())
                all.emplace_back(platform_change{i, on, at, random.one_of(there)});
            break;
        case 5: {
            auto extra = x;
            extra.key = key{fmt::format("extra {}", i.value())};
            extra.days = calendar::day_set::of({on});
            for (auto& c : extra.calls)
                for (auto* time : {&c.arrival, &c.departure})
                    if (*time) *time = service_time{std::chrono::seconds{(*time)->seconds()} + 25min};
            all.emplace_back(extra_train{extra});
            break;
        }
        default: { // the later one from its call on
            const auto since = random.one_in(2) ? call_event::departure : call_event::arrival;
            all.emplace_back(delay{i, on, at, std::chrono::minutes{random.between(1, 120)}, since});
            if (random.one_in(4))
                all.emplace_back(delay{i, on, 0, std::chrono::minutes{random.between(1, 120)}});
        }
        }
    }
    for (const auto& u : all) ++counted[u.index()];
    return all;
}

struct feed {
    const char* file;
    date day;
};

const feed feeds[] = {{"cnrail-2019/cnrail-2019.gtfs.zip", {2019, 11, 5}},
                      {"cnrail-hsr-2016/cnrail-hsr-2016.gtfs.zip", {2016, 2, 10}},
                      {"cnrail-qinghai/cnrail-qinghai.gtfs.zip", {2024, 6, 10}},
                      {"gtfs-dev/dbfv-2019.zip", {2019, 3, 30}},
                      {"gtfs-dev/sncf-2016.zip", {2013, 12, 10}},
                      {"gtfs-dev/viarail.zip", {2022, 3, 10}},
                      {"gtfs-dev/caltrain-2016.zip", {2016, 6, 7}},
                      {"gtfs-dev/nyc-subway.zip", {2018, 6, 26}}};

using triple = std::tuple<int, int, int>; // departure, arrival, changes

/// Asks one question of the router and of the slow way.
void compare(router& r, const rounds& slow, const timetable& t, const date& day, test::random& random,
             int kind, int& reached) {
    std::vector<station_id> served;
    for (const auto s : t.stations().ids())
        if (!t.calls_at(s).empty()) served.push_back(s);
    const auto from = random.one_of(served), to = random.one_of(served);
    if (from == to) return;
    const auto time = calendar::local_time(day, std::chrono::minutes{random.between(0, 1439)});
    query q{.from = from,
            .to = to,
            .when = leave_after{time},
            .max_changes = most_trains - 1,
            .change_time = change_time,
            .horizon = std::chrono::hours{horizon / 3600}};
    const auto after = slow.seconds(t.zone().to_utc(time));
    const auto good = [&](const std::vector<int>& by_trains, int leaves, std::vector<triple>& all,
                          std::vector<int>& best) {
        for (int k = 0, fewer = never; k < most_trains; ++k) {
            const auto i = static_cast<std::size_t>(k);
            if (by_trains[i] < fewer && by_trains[i] < best[i]) all.emplace_back(leaves, by_trains[i], k);
            best[i] = std::min(best[i], by_trains[i]);
            fewer = std::min(fewer, by_trains[i]);
        }
    };
    std::vector<triple> want, got;
    std::vector<int> best(most_trains, never);
    if (kind == 0) { // all Pareto-optimal arrivals, and the earliest
        const auto by_trains = slow.arrivals(from.value(), to.value(), after, after + horizon + 1);
        good(by_trains, 0, want, best);
        for (const auto& j : r.find_all(q))
            got.emplace_back(0, slow.seconds(j.arrival_utc()), static_cast<int>(j.changes()));
        std::sort(want.begin(), want.end());
        std::sort(got.begin(), got.end());
        const auto first = r.find_earliest(q);
        REQUIRE((first ? slow.seconds(first->arrival_utc()) : never) == by_trains.back());
    } else if (kind == 1) { // all Pareto-optimal journeys of two hours
        q.when = leave_between{time, time + std::chrono::hours{2}};
        const auto end = after + 7200, limit = end + horizon + 1;
        std::vector<triple> ignored;
        good(slow.arrivals(from.value(), to.value(), end, limit), end, ignored, best);
        const auto moments = slow.departures(from.value());
        for (auto m = moments.rbegin(); m != moments.rend(); ++m)
            if (*m >= after && *m < end)
                good(slow.arrivals(from.value(), to.value(), *m, limit), *m, want, best);
        for (const auto& j : r.find_all(q))
            got.emplace_back(slow.seconds(j.departure_utc()), slow.seconds(j.arrival_utc()),
                             static_cast<int>(j.changes()));
        std::sort(want.begin(), want.end());
        std::sort(got.begin(), got.end());
    } else { // the latest that arrive in time: nobody who leaves later does, who leaves then does
        q.when = arrive_by{time};
        const auto all = r.find_all(q);
        const auto limit = after + 1;
        for (const auto& j : all) {
            const auto k = j.changes();
            const auto leaves = slow.seconds(j.departure_utc());
            const auto then = slow.arrivals(from.value(), to.value(), leaves, limit);
            REQUIRE(then[k] < never);
            got.emplace_back(leaves, 0, static_cast<int>(k));
        }
        // And with at most so many changes nobody who leaves later than the best of these does.
        for (int k = 0; k < most_trains; ++k) {
            int latest = after - horizon - 1;
            for (const auto& [leaves, arrives, changes] : got)
                if (changes <= k) latest = std::max(latest, leaves);
            REQUIRE(slow.arrivals(from.value(), to.value(), latest + 1, limit)[static_cast<std::size_t>(k)] ==
                    never);
        }
        std::sort(got.begin(), got.end());
        for (std::size_t i = 1; i < got.size(); ++i) REQUIRE(std::get<2>(got[i]) > std::get<2>(got[i - 1]));
        want = got;
    }
    REQUIRE(got == want);
    reached += want.empty() ? 0 : 1;
}

enum class asked_of { all_networks, updated_ones };

void compare_feeds(int questions, asked_of whom) {
    test::random random;
    update_counts counted{}; // of all feeds
    int asked_late = 0;
    for (const auto& f : feeds) {
        if (!test::has_real(f.file)) continue;
        const auto loaded = gtfs::load(zip::open(test::real(f.file)), {.policy = policy::lenient});
        const auto t = forbid_changes(with_fixed_times(loaded.value), random);
        notices unfit;
        const network planned{t};
        const auto actual = with_updates(planned, make_updates(t, f.day, random, counted), unfit);
        const auto& late = actual.table();
        const bool small = t.trains().size() < 9000 || questions > 100;
        const bool all = whom == asked_of::all_networks;
        std::vector<std::pair<router, const timetable*>> routers;
        routers.emplace_back(router{actual}, &late);
        for (const auto kernel : {search_kernel::connections, search_kernel::patterns})
            if (all) routers.emplace_back(router{network{t, {.kernel = kernel}}}, &t);
        if (all && small)
            routers.emplace_back(router{prepare(planned, {.window = {f.day, f.day + calendar::day_count{2}},
                                                          .change_time = change_time,
                                                          .horizon = std::chrono::hours{horizon / 3600}})},
                                 &t);
        const rounds slow{t, f.day}, slow_late{late, f.day};
        int reached = 0;
        for (int i = 0; i < questions; ++i) {
            const auto turn = static_cast<std::size_t>(i) / routers.size();
            auto& [r, table] = routers[static_cast<std::size_t>(i) % routers.size()];
            compare(r, table == &t ? slow : slow_late, *table, f.day, random,
                    turn % 10 == 9   ? 1
                    : turn % 10 == 4 ? 2
                                     : 0,
                    reached);
        }
        const std::string name = f.file;
        CHECK_MESSAGE(reached > questions / 100, name);
        CHECK_MESSAGE(unfit.size() < t.trains().size() / 100 + 3, name);
        asked_late += questions / static_cast<int>(routers.size());
    }
    MESSAGE(fmt::format("{} questions a feed, {} in all under updates: {}", questions, asked_late,
                        fmt::join(counted, ", ")));
    CHECK((asked_late == 0 || std::count(counted.begin(), counted.end(), 0) == 0)); // each kind was there
}

} // namespace

TEST_CASE("a hundred questions a feed agree with the slow way, whichever way they are searched") {
    compare_feeds(test::cases(100), asked_of::all_networks);
}

TEST_CASE(
    "ten thousand questions, searched both ways, as prepared and under updates, agree with the slow way" *
    doctest::skip()) {
    compare_feeds(1500, asked_of::all_networks);
}

TEST_CASE("ten thousand questions under updates of every kind agree with the slow way" * doctest::skip()) {
    compare_feeds(1500, asked_of::updated_ones);
}

TEST_SUITE_END();
