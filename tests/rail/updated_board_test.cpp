// Boards and runs after real-time updates, against runs that are written out call by call.
#include <tuple>

#include "../journeys/random_updates.hpp"
#include <doctest/doctest.h>
#include <qaidam/rail/rail.hpp>

TEST_SUITE_BEGIN("rail/updated boards");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_count;
using calendar::local_time;

namespace {

const date first_day{2022, 1, 9};

/// The timetable with every train of a block by itself: whom vehicles wait for is another question.
timetable without_blocks(const timetable& t) {
    timetable_builder b;
    for (const auto& x : t.stations()) b.station(x);
    for (const auto& x : t.stops()) b.stop(x);
    for (const auto& x : t.routes()) b.route(x);
    for (auto x : t.trains()) {
        x.block = "";
        const auto calls = x.calls;
        b.train(std::move(x), calls);
    }
    return std::move(b).build();
}

/// A call as told, beside that of the plan.
struct slow_call {
    std::optional<call> now;     ///< nothing: left out
    std::optional<call> plan;    ///< nothing: added
    bool ends = false;           ///< it is the last of the run, or of the plan where it is left out
    bool begins = false;         ///< the first
    service_time against{0s};    ///< the departure that a delay counts from
    service_time against_in{0s}; ///< the arrival
    std::optional<call> kept{};  ///< how it was before it was skipped
};

struct slow_run {
    std::vector<slow_call> calls;
    bool cancelled = false;
    std::set<std::int64_t> gone; ///< shifts of departures that are cancelled
};

class slow_day {
public:
    explicit slow_day(const timetable& t) : t_{t} {}

    slow_run& run(train_id i, const date& day) {
        const auto [found, is_new] = runs_.try_emplace({i, day});
        if (is_new)
            for (const auto& c : t_.trains()[i].calls)
                found->second.calls.push_back({c, c, false, false, *c.departure, *c.arrival, c});
        return found->second;
    }
    /// The so-manieth call that the run now has.
    slow_call& at(train_id i, const date& day, std::size_t call) {
        for (auto& c : run(i, day).calls)
            if (c.now && call-- == 0) return c;
        throw std::logic_error{"no call"};
    }

    void operator()(const delay& d) {
        std::size_t k = 0;
        const auto shifted = [&](service_time t) {
            return service_time{std::chrono::seconds{t.seconds()} + d.later};
        };
        for (auto& c : run(d.train, d.service_date).calls) {
            if (!c.now || k++ < d.from_call) continue;
            if (k - 1 > d.from_call || d.since == call_event::arrival) c.now->arrival = shifted(c.against_in);
            c.now->departure = shifted(c.against);
        }
    }
    void operator()(const cancellation& c) {
        auto& r = run(c.train, c.service_date);
        const auto& x = t_.trains()[c.train];
        if (c.start) r.gone.insert(c.start->seconds() - x.calls.front().departure->seconds());
        r.cancelled = r.cancelled || !c.start || r.gone.size() == list_shifts(x).size();
    }
    void operator()(const skipped_call& s) {
        auto& c = at(s.train, s.service_date, s.call);
        c.now->boarding = s.skipped ? access::none : c.kept->boarding;
        c.now->alighting = s.skipped ? access::none : c.kept->alighting;
    }
    void operator()(const platform_change& p) {
        at(p.train, p.service_date, p.call).now->platform = p.platform;
    }
    void operator()(const replaced_run& x) {
        auto& r = run(x.train, x.service_date);
        r.cancelled = false;
        r.calls.clear();
        const auto& plan = t_.trains()[x.train].calls;
        const auto is_at = [](station_id s) { return [s](const call& c) { return c.at == s; }; };
        for (const auto& c : x.calls) { // no train of these calls twice at a station
            const auto same = std::find_if(plan.begin(), plan.end(), is_at(c.at));
            r.calls.push_back({c, same == plan.end() ? std::nullopt : std::optional{*same}, false, false,
                               *c.departure, *c.arrival, c});
        }
        for (const auto& c : plan)
            if (std::none_of(x.calls.begin(), x.calls.end(), is_at(c.at)))
                r.calls.push_back({std::nullopt, c});
    }
    void operator()(const extra_train& x) { extra_.push_back(x.train); }

    using line =
        std::tuple<std::int64_t, std::string, date, call_status, std::optional<local_time>,
                   std::optional<local_time>, std::optional<local_time>, std::optional<local_time>,
                   std::optional<stop_id>, std::optional<stop_id>, std::optional<std::chrono::seconds>>;

    std::multiset<line> board(const board_query& q) {
        std::multiset<line> all;
        for (const auto i : t_.trains().ids())
            for (int d = -8; d <= 8; ++d) {
                const auto day = first_day + day_count{d};
                if (!t_.trains()[i].days.contains(day)) continue;
                const bool told = runs_.contains({i, day});
                const auto& key = t_.trains()[i].key.text();
                add(all, q, run(i, day), key, told ? key + "@live-" + calendar::to_string(day) : key, day,
                    t_.trains()[i].headways, t_.trains()[i].calls);
                if (!told) runs_.erase({i, day});
            }
        for (const auto& x : extra_)
            for (int d = -8; d <= 8; ++d) {
                const auto day = first_day + day_count{d};
                if (!x.days.contains(day)) continue;
                slow_run r;
                for (const auto& c : x.calls) r.calls.push_back({c, std::nullopt});
                add(all, q, r, x.key.text(), x.key.text(), day, {}, {});
            }
        return all;
    }

private:
    /// A departure, or all those of a window that are left one after the other.
    struct row {
        std::chrono::seconds shift;
        std::optional<std::chrono::seconds> lasts;
        bool cancelled;
    };
    static std::vector<row> rows_of(const slow_run& r, const std::vector<headway>& headways,
                                    const std::vector<call>& plan) {
        if (headways.empty()) return {{0s, {}, r.cancelled || r.gone.contains(0)}};
        std::vector<row> all;
        for (const auto& h : headways) {
            const std::chrono::seconds start{plan.front().departure->seconds()}, end{h.until.seconds()};
            std::chrono::seconds first{0};
            bool is_open = false;
            for (auto at = std::chrono::seconds{h.from.seconds()}; at < end; at += h.every) {
                if (r.cancelled || r.gone.contains((at - start).count())) {
                    if (is_open) all.push_back({first - start, at - h.every + 1s - first, false});
                    is_open = false;
                    all.push_back({at - start, {}, true});
                } else if (!std::exchange(is_open, true)) {
                    first = at;
                }
            }
            if (is_open) all.push_back({first - start, end - first, false});
        }
        return all;
    }

    void add(std::multiset<line>& all, const board_query& q, const slow_run& r,
             const std::string& planned_key, const std::string& key, const date& day,
             const std::vector<headway>& headways, const std::vector<call>& plan) const {
        std::vector<const slow_call*> now;
        for (const auto& c : r.calls)
            if (c.now) now.push_back(&c);
        for (const auto& left : rows_of(r, headways, plan))
            for (const auto& c : r.calls) {
                const auto shift = left.shift; // clang 14 captures no structured bindings
                const auto lasts = left.lasts;
                const bool cancelled = left.cancelled;
                const auto none = [](const call& x) { return !x.may_board() && !x.may_alight(); };
                const bool skipped = !cancelled && (!c.now || (c.plan && none(*c.now) && !none(*c.plan)));
                if (cancelled && !c.plan) continue;
                const bool gone = cancelled || skipped;
                if (gone && !q.with_cancelled) continue;
                const call& shown = gone ? *c.plan : *c.now;
                const bool p_begins = c.plan && c.plan->at == plan.front().at;
                const bool p_ends = c.plan && c.plan->at == plan.back().at;
                const bool begins = gone ? p_begins : now.front() == &c;
                const bool ends = gone ? p_ends : now.back() == &c;
                std::optional<service_time> when = ends ? shown.arrival : shown.departure;
                if (q.show == board_side::departures && (ends || !shown.may_board())) continue;
                if (q.show == board_side::arrivals && (begins || !shown.may_alight())) continue;
                if (q.show == board_side::arrivals) when = shown.arrival;
                const auto utc = [&](service_time time) { return t_.utc(day, time) + shift; };
                const auto first = t_.zone().to_utc(q.from);
                if (shown.at != q.at || utc(*when) + lasts.value_or(0s) < first ||
                    utc(*when) >= t_.zone().to_utc(q.until))
                    continue;
                const auto clock = [&](bool there, const std::optional<service_time>& time) {
                    return there && time ? std::optional{t_.zone().to_local(utc(*time))} : std::nullopt;
                };
                const auto status = cancelled ? call_status::cancelled
                                    : skipped ? call_status::skipped
                                    : c.plan  ? call_status::as_usual
                                              : call_status::extra;
                using platform = std::optional<stop_id>;
                all.emplace(
                    std::max(utc(*when), first).seconds_since_1970(), gone ? planned_key : key, day, status,
                    clock(!gone && !begins, shown.arrival), clock(!gone && !ends, shown.departure),
                    clock(c.plan && !p_begins, c.plan ? c.plan->arrival : shown.arrival),
                    clock(c.plan && !p_ends, c.plan ? c.plan->departure : shown.departure),
                    platform{shown.platform}, c.plan ? platform{c.plan->platform} : std::nullopt, lasts);
            }
    }

    const timetable& t_;
    std::map<std::pair<train_id, date>, slow_run> runs_;
    std::vector<rail::train> extra_;
};

} // namespace

TEST_CASE("after random updates boards show planned beside expected as runs written out call by call do") {
    test::random random;
    std::map<call_status, int> seen;
    int late = 0, moved = 0;
    for (int round = 0; round < 1500; ++round) {
        const auto [table, stations] = test::make_network(random, random.one_in(2) ? 1 : 60);
        const auto t = without_blocks(table);
        if (t.trains().empty()) continue;
        const auto updates = test::make_updates(t, first_day, random);
        slow_day slow{t};
        for (const auto& u : updates) std::visit(slow, u);
        const auto now = with_updates(t, updates);
        for (int n = 0; n < 12; ++n) {
            board_query q{.at = random.one_of(stations),
                          .from = local_time{first_day, std::chrono::minutes{random.between(-2000, 4000)}},
                          .show = static_cast<board_side>(random.between(0, 2)),
                          .with_cancelled = !random.one_in(3)};
            q.until = q.from + std::chrono::minutes{random.between(1, 2000)};
            std::multiset<slow_day::line> got;
            for (const auto& e : list_calls(now, q)) {
                got.emplace(e.utc.seconds_since_1970(), now.trains()[e.train].key.text(), e.service_date,
                            e.status, e.arrival, e.departure, e.planned_arrival, e.planned_departure,
                            e.platform, e.planned_platform,
                            e.headway ? std::optional{e.headway->lasts} : std::nullopt);
                ++seen[e.status];
                late += e.later && e.later->count() != 0 ? 1 : 0;
                moved += e.takes_place() && e.planned_platform && e.platform != e.planned_platform ? 1 : 0;
                if (e.later && e.departure && e.planned_departure)
                    REQUIRE(*e.later == *e.departure - *e.planned_departure);
            }
            REQUIRE(got == slow.board(q));
        }
    }
    for (const auto status :
         {call_status::as_usual, call_status::extra, call_status::skipped, call_status::cancelled})
        CHECK(seen[status] > 50);
    CHECK(late > 50);
    CHECK(moved > 20);
}

namespace {

/// The calls of the train's run after updates; none where it is cancelled.
std::vector<call> run_of(const timetable& t, const key& k, const date& day) {
    const auto live = t.trains().find(k.text() + "@live-" + calendar::to_string(day));
    if (live) return t.trains()[*live].calls;
    const auto& x = t.trains()[k];
    return x.days.contains(day) ? x.calls : shared_list<call>{};
}

} // namespace

TEST_CASE("vehicles of blocks are waited for until nobody leaves before they can") {
    test::random random;
    int waited = 0;
    for (int round = 0; round < test::cases(1500); ++round) {
        const auto t = test::make_network(random).table;
        if (t.trains().empty()) continue;
        const auto updates = test::make_updates(t, first_day, random);
        const std::chrono::seconds turnaround = std::chrono::minutes{random.between(0, 60)};
        const auto alone = with_updates(without_blocks(t), updates);
        const auto now = with_updates(t, updates, {.turnaround = turnaround});
        for (int d = -2; d <= 5; ++d) {
            const auto day = first_day + day_count{d};
            struct run {
                std::vector<call> plan, calls;
                bool moved, told; ///< whether it differs from the plan; whether its own times were told
            };
            std::map<train_id, run> runs;
            for (const auto i : t.trains().ids())
                if (const auto& x = t.trains()[i]; x.days.contains(day) && !x.block->empty()) {
                    auto calls = run_of(alone, x.key, day);
                    const bool moved =
                        alone.trains().find(x.key.text() + "@live-" + calendar::to_string(day)).has_value();
                    runs[i] = {x.calls, std::move(calls), moved, false};
                }
            for (const auto& u : updates) {
                if (const auto* x = std::get_if<delay>(&u);
                    x != nullptr && x->service_date == day && runs.contains(x->train))
                    runs[x->train].told = true;
                if (const auto* x = std::get_if<replaced_run>(&u);
                    x != nullptr && x->service_date == day && runs.contains(x->train))
                    runs[x->train].told = true;
            }
            for (bool again = true; again;) {
                again = false;
                for (const auto& [i, r] : runs) {
                    if (!r.moved || r.calls.empty()) continue;
                    run* next = nullptr;
                    for (auto& [j, other] : runs)
                        if (i != j && t.trains()[j].block == t.trains()[i].block && !other.calls.empty() &&
                            *other.plan.front().departure >= *r.plan.back().arrival &&
                            (next == nullptr ||
                             *other.plan.front().departure < *next->plan.front().departure))
                            next = &other;
                    if (next == nullptr || next->told) continue;
                    const auto gap =
                        next->plan.front().departure->seconds() - r.plan.back().arrival->seconds();
                    const auto late = r.calls.back().arrival->seconds() +
                                      std::min<std::int64_t>(gap, turnaround.count()) -
                                      next->calls.front().departure->seconds();
                    if (late <= 0) continue;
                    for (auto& c : next->calls)
                        for (auto* time : {&c.arrival, &c.departure})
                            if (*time) *time = service_time{std::chrono::seconds{(*time)->seconds() + late}};
                    next->moved = again = true;
                    ++waited;
                }
            }
            for (const auto& [i, r] : runs) REQUIRE(run_of(now, t.trains()[i].key, day) == r.calls);
        }
    }
    CHECK(waited > test::cases(5));
}

TEST_CASE("vehicles of circulations are waited for over midnight, in any order of the trains") {
    test::random random;
    using run_key = std::pair<train_id, date>;
    struct run {
        std::vector<call> plan, calls;
        bool moved = false,
             told = false; ///< whether it differs from the plan; whether its own times were told
    };
    int waited = 0, next_day = 0, too_long = 0;
    for (int round = 0; round < 2500; ++round) {
        const auto table = without_blocks(test::make_network(random).table);
        if (table.trains().empty()) continue;
        timetable_builder b{table};
        std::vector<std::pair<train_id, train_id>> goes_on_as;
        for (int n = random.between(1, 3); n > 0; --n) {
            std::vector<train_id> trains;
            for (const auto i : table.trains().ids())
                if (random.one_in(3)) trains.push_back(i);
            if (trains.empty()) continue;
            for (std::size_t i = trains.size(); i > 1; --i)
                std::swap(trains[i - 1],
                          trains[static_cast<std::size_t>(random.between(0, static_cast<int>(i) - 1))]);
            for (std::size_t i = 0; i < trains.size(); ++i)
                goes_on_as.emplace_back(trains[i], trains[(i + 1) % trains.size()]);
            b.circulation({.key = key{fmt::format("c{}", n)}, .trains = trains});
        }
        const auto t = std::move(b).build();
        const auto updates = test::make_updates(t, first_day, random);
        const std::chrono::seconds turnaround = std::chrono::minutes{random.between(0, 60)};
        const auto alone = with_updates(table, updates);
        const auto now = with_updates(t, updates, {.turnaround = turnaround});

        std::map<run_key, run> runs;
        for (int d = -14; d <= 30; ++d)
            for (const auto i : t.trains().ids()) {
                const auto& x = t.trains()[i];
                const auto day = first_day + day_count{d};
                if (!x.days.contains(day) || !x.headways.empty()) continue;
                const bool moved =
                    alone.trains().find(x.key.text() + "@live-" + calendar::to_string(day)).has_value();
                runs[{i, day}] = {x.calls, run_of(alone, x.key, day), moved};
            }
        date first_changed = first_day + day_count{30};
        for (const auto& u : updates) {
            if (const auto* x = std::get_if<delay>(&u)) runs[{x->train, x->service_date}].told = true;
            if (const auto* x = std::get_if<replaced_run>(&u)) runs[{x->train, x->service_date}].told = true;
        }
        for (const auto& [k, r] : runs)
            if (r.moved) first_changed = std::min(first_changed, k.second);
        const auto at = [&](const run_key& k, const std::optional<service_time>& time) {
            return t.utc(k.second, *time);
        };
        date last_waited = first_changed;
        for (bool again = true; again;) {
            again = false;
            for (auto& [k, r] : runs) {
                if (!r.moved || r.calls.empty() || k.second > first_day + day_count{20}) continue;
                for (const auto& [from, to] : goes_on_as) {
                    if (from != k.first) continue;
                    const auto free = at(k, r.plan.back().arrival);
                    // The first run of the next train that leaves when this one has come, as planned.
                    std::pair<const run_key, run>* next = nullptr;
                    for (auto& one : runs)
                        if (one.first.first == to && one.first != k &&
                            at(one.first, one.second.plan.front().departure) >= free &&
                            (next == nullptr || one.first.second < next->first.second))
                            next = &one;
                    if (next == nullptr || next->second.told || next->second.calls.empty()) continue;
                    const auto gap = at(next->first, next->second.plan.front().departure) - free;
                    const auto late = at(k, r.calls.back().arrival) + std::min(gap, turnaround) -
                                      at(next->first, next->second.calls.front().departure);
                    if (late <= 0s) continue;
                    for (auto& c : next->second.calls)
                        for (auto* time : {&c.arrival, &c.departure})
                            if (*time) *time = service_time{std::chrono::seconds{(*time)->seconds()} + late};
                    next->second.moved = again = true;
                    last_waited = std::max(last_waited, next->first.second);
                    next_day += next->first.second > k.second ? 1 : 0;
                    ++waited;
                }
            }
        }
        if (last_waited - first_changed > day_count{7}) { // by then another vehicle has come
            ++too_long;
            continue;
        }
        for (const auto& [k, r] : runs) REQUIRE(run_of(now, t.trains()[k.first].key, k.second) == r.calls);
    }
    MESSAGE(waited << " waits, " << next_day << " over midnight, " << too_long << " go on for too long");
    CHECK(waited > 300);
    CHECK(next_day > 100);
    CHECK(too_long < 50);
}

TEST_SUITE_END();
