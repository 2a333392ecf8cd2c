// What a router knows while it answers a question, and the scan that its answers are made with.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

#include "network.hpp"

namespace qaidam::rail {

inline constexpr int lanes = 16; ///< lane k: with at most k trains
inline constexpr std::uint8_t unboarded = 0xFF;
inline constexpr std::uint32_t none = 0xFFFFFFFF;
static_assert(journey_query::most_changes + 1 < lanes);

using lane_times = std::array<instant, lanes>;
using lane_refs = std::array<std::uint32_t, lanes>;

inline constexpr lane_times all_never = [] {
    lane_times all{};
    for (auto& t : all) t = never;
    return all;
}();

struct router::workspace {
    explicit workspace(const network& n) : net{n.internals()}, table{n.table()} {}

    network::state& net;
    const timetable& table;

    // The question.
    calendar::ptime zero; ///< midnight (UTC) of the first day
    std::int64_t first_day = 0;
    instant after = 0;
    instant limit = 0; ///< no arrival from here on
    int most_trains = lanes - 1;
    struct source {
        std::uint32_t to; ///< where trains may be boarded
        instant takes;    ///< the walk to it
        std::uint32_t from;
    };
    std::vector<source> sources;
    std::vector<instant> change;          ///< by station: the least time to change there
    std::vector<instant> to_target;       ///< and the walk to the target, `never` if there is none
    std::vector<std::uint8_t> special;    ///< whether it has walks or is such a station
    std::vector<std::uint32_t> target_of; ///< and the target to which it leads
    std::vector<instant> arrived;         ///< by station, when all are asked for
    std::vector<std::uint32_t> targets;   ///< stations from which there is one
    std::chrono::seconds change_for{-1};

    // The days, as they are come to.
    std::vector<std::shared_ptr<const slice>> days;
    std::vector<std::uint32_t> day_begin; ///< number of each day's first connection; one more than days

    // What the forward scans know.
    std::vector<std::uint8_t> boarded; ///< by run: the least number of trains to be on it
    std::size_t rows_clear = 0;
    std::vector<std::uint32_t> entered; ///< by run: where it was boarded for that
    struct on_run {
        std::size_t run;
        std::uint8_t trains;
        std::uint32_t enter;
    };
    std::vector<on_run> before_tie; ///< what was known of the runs before connections of one moment
    bool in_tie = false;
    std::vector<on_run> inherited; ///< and what came to them from the trains that go on as them
    struct ridden {                ///< from one connection to another
        std::uint32_t enter = none, exit = none;
    };
    std::vector<instant> ready;  ///< by station
    std::vector<ridden> reached; ///< by station
    std::vector<lane_times> ready_lanes;
    std::vector<std::array<ridden, lanes>> reached_lanes;
    struct side_of_search {
        std::vector<std::uint8_t> level;   ///< by station: with how many trains it was reached
        std::vector<std::uint32_t> ridden; ///< by train: the part that was looked at
        std::vector<std::uint32_t> edge, last_edge;
    };
    std::array<side_of_search, 2> sides; ///< from the source, to the target

    void ask(const journey_query& q);
    const slice& day(std::size_t d);
    [[nodiscard]] std::size_t run_of(std::size_t d, const connection& c) const {
        return static_cast<std::size_t>(
            static_cast<std::int64_t>(d + static_cast<std::size_t>(net.days_back)) *
                static_cast<std::int64_t>(net.trains.size()) +
            c.run);
    }
    void clear_runs_for(std::size_t d);
    void forget_runs() { rows_clear = 0; }

    bool inherit(std::size_t next, std::size_t run);
    template <class Stop, class Visit>
    void scan(instant from, const Stop& stop, const Visit& visit);
    template <class Set>
    void go_on(std::size_t run, const Set& set) const;

    instant scan_earliest(instant from, bool everywhere);
    void scan_lanes(instant from, lane_times& best);
    int least_trains_to_target();
    template <class Reach>
    void ride_on(train_id i, std::uint32_t call, int trains, const Reach& reach);
    template <class Reach>
    void ride_back(train_id i, std::uint32_t call, int trains, const Reach& reach);

    struct where {
        std::size_t day;
        std::uint32_t index;
    };
    [[nodiscard]] where find(std::uint32_t number) const {
        const auto d = static_cast<std::size_t>(std::upper_bound(day_begin.begin(), day_begin.end(), number) -
                                                day_begin.begin()) -
                       1;
        return {d, number - day_begin[d]};
    }
    [[nodiscard]] const connection& at(std::uint32_t number) const {
        const auto w = find(number);
        return days[w.day]->connections[w.index];
    }
    [[nodiscard]] calendar::ptime utc(std::int64_t t) const { return zero + boost::posix_time::seconds{t}; }

    void append_rides(std::vector<leg>& legs, std::uint32_t enter, std::uint32_t exit) const;
    [[nodiscard]] ride make_ride(std::uint32_t train, std::size_t day_of_service, std::size_t board,
                                 std::size_t alight) const;
    [[nodiscard]] walk make_walk(std::uint32_t from, std::uint32_t to, instant leaves, instant takes) const;
    /// The walk by which a journey comes to its first train there, null if it starts there.
    [[nodiscard]] const source* walked_from(std::uint32_t station) const {
        const auto found =
            std::min_element(sources.begin(), sources.end(), [&](const source& a, const source& b) {
                return std::pair{a.to != station, a.takes} < std::pair{b.to != station, b.takes};
            });
        return found->from == found->to ? nullptr : &*found;
    }
    template <class Label>
    [[nodiscard]] journey trace(std::uint32_t target, int trains, const Label& label) const;
    [[nodiscard]] instant arrival_of(std::uint32_t number) const {
        const auto w = find(number);
        return days[w.day]->connections[w.index].arrival + static_cast<instant>(w.day) * 86400;
    }
    [[nodiscard]] instant departure_of(std::uint32_t number) const {
        const auto w = find(number);
        return days[w.day]->connections[w.index].departure + static_cast<instant>(w.day) * 86400;
    }

    std::vector<journey> good_arrivals();
    std::vector<journey> good_journeys(instant before);
    std::vector<journey> latest_departures();

    // What the backward scan knows.
    struct aboard { ///< of a run: the arrival at the target by number of trains, this one included
        lane_times arrival;
        lane_refs exit;
    };
    struct chance { ///< of a station: the same for whoever waits there at `at`
        instant at;
        lane_times arrival;
        lane_refs enter;
        lane_refs exit;
    };
    std::vector<std::uint32_t> aboard_of; ///< by run
    std::vector<aboard> aboards;
    std::vector<std::vector<chance>> departures;
    std::vector<std::uint32_t> touched;
    std::vector<std::uint32_t> useful; ///< connections that can be reached, in order

    [[nodiscard]] const chance* next_departure(std::uint32_t station, instant from) const;
    bool look_back(std::uint32_t number, const connection& c, instant base, std::size_t run);
    struct set_out { ///< a departure of a journey
        instant leaves;
        std::uint32_t station;
        instant walk;
        const chance* at;
    };
    void look_through(instant end);
    [[nodiscard]] std::vector<set_out> list_starts() const; ///< the latest first
    void trace_from(std::vector<journey>& all, std::uint32_t station, const chance& d, int trains) const;
};

/// By departure, then arrival, then changes.
inline void sort(std::vector<journey>& all) {
    std::stable_sort(all.begin(), all.end(), [](const journey& a, const journey& b) {
        return std::tuple{a.departure_utc(), a.arrival_utc(), a.changes()} <
               std::tuple{b.departure_utc(), b.arrival_utc(), b.changes()};
    });
}

/// Visits connections from a moment on until `stop(departure)`. Where order does not tell, as among
/// connections of one moment some of which take no time, until no visit changes anything.
template <class Stop, class Visit>
void router::workspace::scan(instant from, const Stop& stop, const Visit& visit) {
    for (auto d = static_cast<std::size_t>(from / 86400);; ++d) {
        const auto base = static_cast<instant>(d) * 86400;
        if (stop(base)) return;
        clear_runs_for(d);
        const auto& today = day(d);
        const auto& all = today.connections;
        const auto first = day_begin[d];
        const auto runs = static_cast<std::int64_t>(d + static_cast<std::size_t>(net.days_back)) *
                          static_cast<std::int64_t>(net.trains.size());
        auto i = static_cast<std::uint32_t>(
            std::lower_bound(all.begin(), all.end(), from - base,
                             [](const connection& c, instant t) { return c.departure < t; }) -
            all.begin());
        auto tie = std::lower_bound(today.ties.begin(), today.ties.end(), i,
                                    [](const slice::group& g, std::uint32_t n) { return g.begin < n; });
        const auto count = static_cast<std::uint32_t>(all.size());
        while (i < count) {
            const auto until = tie == today.ties.end() ? count : tie->begin;
            for (; i < until; ++i) {
                if (stop(all[i].departure + base)) return;
                visit(all[i], first + i, base, static_cast<std::size_t>(runs + all[i].run));
            }
            if (i == count) break;
            if (stop(all[i].departure + base)) return;
            // Each time anew from what was known of a run before: its earlier hops are not reached by its
            // later ones.
            before_tie.clear();
            inherited.clear();
            in_tie = true;
            for (bool changed = true, first_time = true; changed; first_time = false) {
                changed = false;
                std::size_t runs_seen = 0;
                for (auto j = tie->begin; j < tie->end; ++j) {
                    const auto run = static_cast<std::size_t>(runs + all[j].run);
                    if (j == tie->begin || all[j - 1].run != all[j].run) {
                        if (first_time) before_tie.push_back({run, boarded[run], entered[run]});
                        const auto& known = before_tie[runs_seen++];
                        boarded[run] = known.trains;
                        entered[run] = known.enter;
                        for (const auto& more : inherited)
                            if (more.run == run && more.trains < boarded[run]) {
                                boarded[run] = more.trains;
                                entered[run] = more.enter;
                            }
                    }
                    changed = visit(all[j], first + j, base, run) || changed;
                }
            }
            in_tie = false;
            i = tie->end;
            ++tie;
        }
    }
}

/// Calls `set` for the runs as which the coaches of a run go on.
template <class Set>
void router::workspace::go_on(std::size_t run, const Set& set) const {
    const auto count = net.trains.size();
    const auto train = run % count;
    const auto date = zero.date() + calendar::day_count{static_cast<int>(run / count) - net.days_back};
    for (const auto& next : net.goes_on_as[train])
        if (next.days.contains(date))
            set(run - train + next.train + static_cast<std::size_t>(next.days_later) * count);
}

} // namespace qaidam::rail
