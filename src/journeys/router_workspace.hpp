// What a router knows while it answers a question, and the scan that its answers are made with.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <tuple>
#include <utility>

#include "network.hpp"
#include "prepared.hpp"
#include "question.hpp"

// What is done for every connection goes into the loop: a call would take a third of the time.
#if defined(__GNUC__)
#define QAIDAM_INLINED __attribute__((always_inline))
#else
#define QAIDAM_INLINED
#endif

namespace qaidam::journeys {

using namespace rail;

inline constexpr int lanes = 16; ///< lane k: with at most k trains
inline constexpr std::uint8_t unboarded = 0xFF;
inline constexpr std::uint32_t none = 0xFFFFFFFF;
static_assert(query::most_changes + 1 < lanes);

using lane_times = std::array<instant, lanes>;
using lane_refs = std::array<std::uint32_t, lanes>;

inline constexpr lane_times all_never = [] {
    lane_times all{};
    for (auto& t : all) t = never;
    return all;
}();

struct router::workspace {
    workspace(std::shared_ptr<network::state> n, std::shared_ptr<const prepared_network::state> p)
        : shared{std::move(n)},
          net{*shared},
          table{net.table},
          prepared{std::move(p)} {}

    /// The one to ask: another one, on a network in layers, for a question with vias.
    auto for_question(const query& q) -> workspace&;
    struct in_layers {
        std::vector<via_stop> via; ///< what it was made for
        std::chrono::seconds change_time;
        std::unique_ptr<workspace> work;
    };
    std::optional<in_layers> layered;
    /// The one to ask for a question's filter.
    auto through_filter(const query& q) -> workspace&;
    std::unique_ptr<workspace> filtered;

    std::shared_ptr<network::state> shared;
    network::state& net;
    const timetable& table;
    std::shared_ptr<const prepared_network::state> prepared; ///< or null

    // The question.
    calendar::ptime zero; ///< midnight (UTC) of the first day
    std::int64_t first_day = 0;
    instant after = 0;
    instant before = 0; ///< and before that, where all journeys of a span are asked for
    instant limit = 0;  ///< no arrival from here on
    int most_trains = lanes - 1;
    struct source {
        std::uint32_t to; ///< where trains may be boarded
        instant takes;    ///< the walk to it
        std::uint32_t from;
    };
    std::vector<source> sources;
    std::optional<std::uint32_t> begun_on; ///< the connection on which one is already
    std::size_t begun_run = 0;
    std::vector<instant> change;          ///< by place: the least time to change there
    std::vector<instant> always_changes;  ///< the same, none where there is more to look at
    std::vector<instant> to_target;       ///< and the walk to the target, `never` if there is none
    std::vector<std::uint8_t> special;    ///< whether it has walks or is such a station
    std::vector<std::uint32_t> target_of; ///< and the target to which it leads
    std::vector<instant> arrived;         ///< by station, when all are asked for
    std::vector<std::uint32_t> targets;   ///< stations from which there is one
    std::vector<std::uint32_t> goals;     ///< the targets themselves
    instant asked_change = -1;            ///< the question's time to change

    // The days, as they are come to, or all that were prepared.
    laid_out own_days;
    std::int64_t own_first_day = 0;
    const laid_out* days = &own_days;
    bool listed = false;                                               ///< whether to look at a list alone
    std::span<const std::uint32_t> list;                               ///< numbers of connections, ascending
    std::vector<std::uint32_t> joined_lists;                           ///< where it takes several
    std::vector<std::pair<std::uint32_t, std::uint32_t>> region_pairs; ///< of the target and the source

    // What the forward scans know.
    std::vector<std::uint8_t> boarded;       ///< by run: the least number of trains to be on it
    std::vector<std::uint32_t> entered;      ///< by run: where it was boarded for that
    std::vector<std::uint32_t> runs_boarded; ///< the first so many of these
    std::size_t count_boarded = 0;
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
    std::vector<instant> ready;  ///< by place: from when on one may board there
    std::vector<instant> gate;   ///< arrivals from then on change nothing there
    std::vector<ridden> reached; ///< by place
    std::vector<lane_times> ready_lanes;
    std::vector<std::uint32_t> ready_in_lanes; ///< places whose times are not all `never`
    std::vector<std::array<ridden, lanes>> reached_lanes;
    struct side_of_search {
        std::vector<std::uint8_t> level;   ///< by place: with how many trains it was reached
        std::vector<std::uint32_t> ridden; ///< by train: the part that was looked at
        std::vector<std::uint32_t> edge, last_edge;
        std::vector<std::pair<train_id, std::uint32_t>> rides; ///< with their calls, still to be looked at
    };
    std::array<side_of_search, 2> sides; ///< from the source, to the target
    struct {                             ///< of the days in question, seen as a whole
        std::int64_t first = 0;
        std::size_t days = 0;
        std::vector<std::uint32_t> joined;  ///< as of a slice
        std::vector<std::uint64_t> running; ///< as of a slice
        bool every_train = true;            ///< whether all are to be reckoned with
        [[nodiscard]] bool has(train_id i) const {
            return every_train || (running[i.value() / 64] >> i.value() % 64 & 1) != 0;
        }
    } outline;

    void begin_on(const journeys::aboard& start);
    /// Whether it lies behind whoever is on board.
    [[nodiscard]] bool is_past(std::uint32_t number, std::size_t run) const {
        return begun_on && number < *begun_on && run == begun_run;
    }
    void ask(const query& q, bool use_lists = true);
    void join_lists(const query& q);
    const slice& day(std::size_t d);
    [[nodiscard]] std::size_t run_of(std::size_t d, const connection& c) const {
        return static_cast<std::size_t>(
            static_cast<std::int64_t>(d + static_cast<std::size_t>(net.days_back)) *
                static_cast<std::int64_t>(net.stride) +
            c.run);
    }
    void make_room_for_runs(std::size_t d);
    void forget_runs();
    QAIDAM_INLINED void board(std::size_t run, int trains, std::uint32_t enter) {
        if (boarded[run] == unboarded) {
            if (count_boarded == runs_boarded.size()) runs_boarded.resize(2 * count_boarded); // after ties
            runs_boarded[count_boarded++] = static_cast<std::uint32_t>(run);
        }
        boarded[run] = static_cast<std::uint8_t>(trains);
        entered[run] = enter;
    }

    bool inherit(std::size_t next, std::size_t run);
    template <class Stop, class Wanted, class Visit>
    void scan(instant from, const Stop& stop, const Wanted& wanted, const Visit& visit);
    struct every { ///< connection of a day
        std::uint32_t operator()(std::uint32_t i) const { return i; }
        static auto from(const connection* all, std::uint32_t i) {
            return [here = all + i](std::uint32_t k) -> const connection& { return here[k]; };
        }
    };
    struct only_listed {
        const std::uint32_t* numbers;
        std::uint32_t first; ///< number of the day
        std::uint32_t operator()(std::uint32_t i) const { return numbers[i] - first; }
        auto from(const connection* all, std::uint32_t i) const {
            return [here = numbers + i, all, n = first](std::uint32_t k) -> const connection& {
                return all[here[k] - n];
            };
        }
    };
    template <class Index, class Stop, class Wanted, class Visit>
    bool scan_day(std::size_t d, std::uint32_t i, std::uint32_t count, const Index& index, const Stop& stop,
                  const Wanted& wanted, const Visit& visit);
    template <class Set>
    void go_on(std::size_t run, const Set& set) const {
        net.go_on(run, zero.date(), set);
    }

    instant scan_earliest(instant from, bool everywhere);
    void scan_lanes(instant from, lane_times& best);
    bool are_joined();
    int least_trains();
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
        const auto d =
            static_cast<std::size_t>(std::upper_bound(days->begin.begin(), days->begin.end(), number) -
                                     days->begin.begin()) -
            1;
        return {d, number - days->begin[d]};
    }
    [[nodiscard]] const connection& at(const where& w) const {
        return days->days[w.day]->connections[w.index];
    }
    [[nodiscard]] const connection& at(std::uint32_t number) const { return at(find(number)); }
    [[nodiscard]] calendar::ptime utc(std::int64_t t) const { return zero + boost::posix_time::seconds{t}; }

    /// A walk, unless it only leads to the next layer of the same station.
    void append_walk(std::vector<leg>& legs, std::uint32_t from, std::uint32_t to, instant leaves,
                     instant takes) const;
    void append_rides(std::vector<leg>& legs, std::uint32_t enter, std::uint32_t exit) const;
    [[nodiscard]] ride make_ride(std::uint32_t train, std::size_t day_of_service, std::size_t board,
                                 std::size_t alight) const;
    [[nodiscard]] walk make_walk(std::uint32_t from, std::uint32_t to, instant leaves, instant takes) const;
    /// The walk by which a journey comes to its first train there, null if it starts there.
    [[nodiscard]] const source* walked_from(std::uint32_t station) const {
        if (sources.empty()) return nullptr;
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
        return at(w).arrival + static_cast<instant>(w.day) * 86400;
    }
    [[nodiscard]] instant departure_of(std::uint32_t number) const {
        const auto w = find(number);
        return at(w).departure + static_cast<instant>(w.day) * 86400;
    }

    std::vector<journey> good_arrivals();
    std::vector<journey> good_journeys();
    /// Nothing if the lists do not reach back far enough.
    std::optional<std::vector<journey>> latest_departures();

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
    lane_times too_late{};                ///< arrivals from then on are of no use, by number of trains
    std::vector<std::uint32_t> aboard_of; ///< by run
    std::vector<std::size_t> runs_aboard;
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

/// Visits connections from a moment on until `stop(departure)`, at least those for which `wanted` is 1.
/// Where order does not tell, as among connections of one moment some of which take no time, until no visit
/// changes anything.
///
/// Few are wanted. To ask for several at once, without a branch, and then visit those few costs half of what
/// it costs to decide one by one, which the processor cannot foretell.
template <class Stop, class Wanted, class Visit>
void router::workspace::scan(instant from, const Stop& stop, const Wanted& wanted, const Visit& visit) {
    if (begun_on) {
        const auto w = find(*begun_on);
        make_room_for_runs(w.day);
        begun_run = run_of(w.day, at(w));
        board(begun_run, 1, *begun_on);
    }
    for (auto d = static_cast<std::size_t>(from / 86400);; ++d) {
        const auto base = static_cast<instant>(d) * 86400;
        if (stop(base)) return;
        if (listed && d >= days->days.size()) return;
        make_room_for_runs(d);
        const auto& all = day(d).connections;
        const auto begin = static_cast<std::uint32_t>(
            std::lower_bound(all.begin(), all.end(), from - base,
                             [](const connection& c, instant t) { return c.departure < t; }) -
            all.begin());
        if (!listed) {
            if (!scan_day(d, begin, static_cast<std::uint32_t>(all.size()), every{}, stop, wanted, visit))
                return;
            continue;
        }
        const auto first = days->begin[d];
        const auto position_of = [&](std::uint32_t number) {
            return static_cast<std::uint32_t>(std::lower_bound(list.begin(), list.end(), number) -
                                              list.begin());
        };
        const only_listed listed_at{list.data(), first};
        if (!scan_day(d, position_of(first + begin), position_of(days->begin[d + 1]), listed_at, stop, wanted,
                      visit))
            return;
    }
}

/// The same on one day, of those at the positions `i` to before `count`, where `index` tells which they are.
/// Returns: false when stopped.
template <class Index, class Stop, class Wanted, class Visit>
bool router::workspace::scan_day(std::size_t d, std::uint32_t i, std::uint32_t count, const Index& index,
                                 const Stop& stop, const Wanted& wanted, const Visit& visit) {
    const auto base = static_cast<instant>(d) * 86400;
    const auto& today = *days->days[d];
    const auto* const all = today.connections.data();
    const auto first = days->begin[d];
    const auto runs = static_cast<std::int64_t>(d + static_cast<std::size_t>(net.days_back)) *
                      static_cast<std::int64_t>(net.stride);
    const auto run_at = [&](std::uint32_t k) { return static_cast<std::size_t>(runs + all[index(k)].run); };
    /// The first position whose connection is not before one.
    const auto position_of = [&](std::uint32_t number) {
        auto low = i, high = count;
        while (low < high) {
            const auto middle = low + (high - low) / 2;
            if (index(middle) < number)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    };
    auto tie = today.ties.begin();
    if (i < count)
        tie = std::lower_bound(today.ties.begin(), today.ties.end(), index(i),
                               [](const slice::group& g, std::uint32_t n) { return g.end <= n; });
    while (i < count) {
        const auto until = tie == today.ties.end() ? count : position_of(tie->begin);
        for (; i < until;) {
            constexpr std::uint32_t at_once = 16;
            const auto some = std::min(at_once, until - i);
            const auto last = all[index(i + some - 1)].departure;
            std::uint32_t to_visit = (1u << some) - 1;
            if (some == at_once)
                to_visit = [&]<std::uint32_t... K>(std::integer_sequence<std::uint32_t, K...>)
                    QAIDAM_INLINED {
                    const auto here = index.from(all, i);
                    std::uint32_t bits = 0; // the last one first
                    const auto look = [&](std::uint32_t k) QAIDAM_INLINED {
                        const auto& c = here(k);
                        bits = 2 * bits + wanted(c, base, static_cast<std::size_t>(runs + c.run));
                    };
                    (look(at_once - 1 - K), ...);
                    return bits;
                }
            (std::make_integer_sequence<std::uint32_t, at_once>{});
            for (; to_visit != 0; to_visit &= to_visit - 1) {
                const auto k = static_cast<std::uint32_t>(std::countr_zero(to_visit));
                const auto& c = all[index(i + k)];
                if (stop(c.departure + base)) return false;
                const auto run = static_cast<std::size_t>(runs + c.run);
                if (!is_past(first + index(i + k), run)) visit(c, first + index(i + k), base, run);
                // What it leads to may leave among these.
                if (c.arrival <= last) to_visit |= ((1u << some) - 1) & ~((2u << k) - 1);
            }
            if (stop(last + base)) return false;
            i += some;
        }
        if (i == count) break;
        const auto end = position_of(tie->end);
        ++tie;
        if (i == end) continue;
        if (stop(all[index(i)].departure + base)) return false;
        // Each time anew from what was known of a run before: its earlier hops are not reached by its later
        // ones.
        before_tie.clear();
        inherited.clear();
        in_tie = true;
        for (bool changed = true, first_time = true; changed; first_time = false) {
            changed = false;
            std::size_t runs_seen = 0;
            for (auto j = i; j < end; ++j) {
                const auto run = run_at(j);
                if (j == i || run_at(j - 1) != run) {
                    if (first_time) before_tie.push_back({run, boarded[run], entered[run]});
                    const auto& known = before_tie[runs_seen++];
                    boarded[run] = known.trains;
                    entered[run] = known.enter;
                    for (const auto& more : inherited)
                        if (more.run == run && more.trains < boarded[run])
                            board(run, more.trains, more.enter);
                }
                if (is_past(first + index(j), run)) continue;
                changed = visit(all[index(j)], first + index(j), base, run) || changed;
            }
        }
        in_tie = false;
        i = end;
    }
    return true;
}

} // namespace qaidam::journeys
