// All good journeys of a span, and the latest ones that arrive in time: a scan backward over what can be
// reached.
#include "router_workspace.hpp"

namespace qaidam::journeys {

/// The entry for whoever is at the station at a moment, null if nothing leaves for the target any more.
const router::workspace::chance* router::workspace::next_departure(std::uint32_t station,
                                                                   instant from) const {
    const auto& all = departures[station]; // later ones first
    const auto found =
        std::partition_point(all.begin(), all.end(), [&](const chance& d) { return d.at >= from; });
    return found == all.begin() ? nullptr : &*(found - 1);
}

/// Looks at a connection after all that leave later. Returns: whether that is better for whoever waits at its
/// station.
bool router::workspace::look_back(std::uint32_t number, const connection& c, instant base, std::size_t run) {
    const auto arrives = c.arrival + base;
    auto ref = aboard_of[run];
    const auto be_aboard = [&]() -> aboard& {
        if (ref == none) {
            ref = aboard_of[run] = static_cast<std::uint32_t>(aboards.size());
            runs_aboard.push_back(run);
            aboards.push_back({too_late, {}});
        }
        return aboards[ref];
    };
    const auto is_better = [&](const instant* times) {
        return any_earlier(times, (ref == none ? too_late : aboards[ref].arrival).data() + 1, lanes - 1);
    };
    if (to_target[c.to] != never && arrives + to_target[c.to] < too_late[1]) {
        auto& now = be_aboard();
        for (std::size_t l = 1; l < lanes; ++l) {
            if (now.arrival[l] <= arrives + to_target[c.to]) continue;
            now.arrival[l] = arrives + to_target[c.to];
            now.exit[l] = number;
        }
    }
    const auto change_to = [&](std::uint32_t station, instant from) {
        const auto* const next = next_departure(station, from);
        if (next == nullptr || !is_better(next->arrival.data())) return;
        auto& now = be_aboard();
        for (std::size_t l = 2; l < lanes; ++l) {
            if (now.arrival[l] <= next->arrival[l - 1]) continue;
            now.arrival[l] = next->arrival[l - 1];
            now.exit[l] = number;
        }
    };
    if (c.to < net.places) {
        change_to(c.to, arrives + change[c.to]);
        for (const auto& path : net.paths->from[c.to]) change_to(path.to, arrives + path.time(asked_change));
    }
    if (c.onward())
        go_on(run, [&](std::size_t next) {
            if (next >= aboard_of.size() || aboard_of[next] == none) return;
            const auto onward = aboards[aboard_of[next]];
            if (!is_better(onward.arrival.data() + 1)) return;
            auto& now = be_aboard();
            for (std::size_t l = 1; l < lanes; ++l) {
                if (now.arrival[l] <= onward.arrival[l]) continue;
                now.arrival[l] = onward.arrival[l];
                now.exit[l] = onward.exit[l];
            }
        });
    if (ref == none || c.from >= net.places) return false;
    const auto& now = aboards[ref];
    auto& waiting = departures[c.from];
    const auto leaves = c.departure + base;
    if (!waiting.empty() &&
        !any_earlier(now.arrival.data() + 1, waiting.back().arrival.data() + 1, lanes - 1))
        return false;
    if (waiting.empty()) {
        touched.push_back(c.from);
        waiting.push_back({leaves, too_late, {}, {}});
    } else if (waiting.back().at != leaves) {
        waiting.push_back(waiting.back());
        waiting.back().at = leaves;
    }
    auto& d = waiting.back();
    for (std::size_t l = 1; l < lanes; ++l)
        if (now.arrival[l] < d.arrival[l]) {
            d.arrival[l] = now.arrival[l];
            d.enter[l] = number;
            d.exit[l] = now.exit[l];
        }
    return true;
}

void router::workspace::trace_from(std::vector<journey>& all, std::uint32_t first, const chance& d,
                                   int trains) const {
    journey j;
    const auto* here = &d;
    auto lane = static_cast<std::size_t>(trains);
    auto goal = d.arrival[lane];
    if (const auto* s = walked_from(first)) append_walk(j.legs, s->from, first, d.at - s->takes, s->takes);
    for (;;) {
        const auto exit = here->exit[lane];
        append_rides(j.legs, here->enter[lane], exit);
        const auto station = at(exit).to;
        const auto arrives = arrival_of(exit);
        if (to_target[station] != never && arrives + to_target[station] == goal) {
            if (target_of[station] != station)
                append_walk(j.legs, station, target_of[station], arrives, to_target[station]);
            break;
        }
        --lane;
        const chance* next = next_departure(station, arrives + change[station]);
        if (next == nullptr || next->arrival[lane] > goal)
            for (const auto& w : net.paths->from[station]) {
                next = next_departure(w.to, arrives + w.time(asked_change));
                if (next == nullptr || next->arrival[lane] > goal) continue;
                append_walk(j.legs, station, w.to, arrives, w.time(asked_change));
                break;
            }
        here = next;
        goal = here->arrival[lane];
    }
    all.push_back(std::move(j));
}

/// Finds out from when on one gets to the target, and when: leaving from `after` on, on trains that leave
/// until `end`; arrivals that are too late are not looked at.
void router::workspace::look_through(instant end) {
    // What can be reached at all.
    forget_runs();
    useful.clear();
    ready.assign(net.places + 2, never);
    ready[net.places + 1] = -1;
    for (const auto& s : sources) ready[s.to] = std::min(ready[s.to], after + s.takes);
    scan(
        after, [&](instant departure) { return departure > end; },
        [&](const connection& c, instant base, std::size_t run) QAIDAM_INLINED {
            return static_cast<std::uint32_t>(static_cast<int>(boarded[run] != unboarded) |
                                              static_cast<int>(ready[c.from] <= c.departure + base));
        },
        [&](const connection& c, std::uint32_t number, instant base, std::size_t run) {
            bool changed = false;
            if (static_cast<int>(boarded[run] == unboarded) &
                static_cast<int>(ready[c.from] > c.departure + base))
                return false;
            board(run, 1, number);
            useful.push_back(number);
            const auto arrival = c.arrival + base;
            const auto improve = [&](std::uint32_t station, instant time) {
                changed = changed || time < ready[station];
                ready[station] = std::min(ready[station], time);
            };
            improve(c.to, arrival + change[c.to]);
            if (c.to < net.places)
                for (const auto& w : net.paths->from[c.to]) improve(w.to, arrival + w.time(asked_change));
            if (c.onward()) go_on(run, [&](std::size_t next) { changed = inherit(next, run) || changed; });
            return changed;
        });

    if (std::adjacent_find(useful.begin(), useful.end(), std::greater_equal<>{}) !=
        useful.end()) { // after ties
        std::sort(useful.begin(), useful.end());
        useful.erase(std::unique(useful.begin(), useful.end()), useful.end());
    }
    for (const auto s : touched) departures[s].clear();
    touched.clear();
    departures.resize(net.places + 2);
    for (const auto run : runs_aboard) aboard_of[run] = none;
    runs_aboard.clear();
    aboards.clear();
    aboard_of.resize(boarded.size(), none);
    auto day_end = days->days.size(); // the day in hand is the one before
    for (auto i = useful.size(); i > 0;) {
        while (days->begin[day_end - 1] > useful[i - 1]) --day_end;
        const auto today = day_end - 1;
        const auto first = days->begin[today];
        const auto* const all_day = days->days[today]->connections.data();
        const auto of = [&](std::size_t k) -> const connection& { return all_day[useful[k] - first]; };
        auto begin = i - 1;
        bool instantly = of(begin).arrival == of(begin).departure;
        while (begin > 0 && useful[begin - 1] >= first && of(begin - 1).departure == of(i - 1).departure) {
            --begin;
            instantly = instantly || of(begin).arrival == of(begin).departure;
        }
        const auto base = static_cast<instant>(today) * 86400;
        if (!instantly) {
            for (auto k = i; k > begin; --k)
                look_back(useful[k - 1], of(k - 1), base, run_of(today, of(k - 1)));
            i = begin;
            continue;
        }
        // As forward: each time anew from what was known of a run before.
        std::vector<aboard> known;
        for (int quiet = 0, passes = 0; quiet < 2; ++passes) {
            ++quiet;
            std::size_t runs_seen = 0;
            for (auto k = i; k > begin; --k) {
                const auto run = run_of(today, of(k - 1));
                if (k == i || of(k).run != of(k - 1).run) {
                    const auto ref = aboard_of[run];
                    if (passes == 0) known.push_back(ref == none ? aboard{too_late, {}} : aboards[ref]);
                    if (ref != none) aboards[ref] = known[runs_seen];
                    ++runs_seen;
                }
                if (look_back(useful[k - 1], of(k - 1), base, run)) quiet = 0;
            }
        }
        i = begin;
    }
}

std::vector<router::workspace::set_out> router::workspace::list_starts() const {
    std::vector<set_out> starts;
    for (const auto& s : sources)
        for (const auto& d : departures[s.to]) starts.push_back({d.at - s.takes, s.to, s.takes, &d});
    std::stable_sort(starts.begin(), starts.end(), [](const set_out& a, const set_out& b) {
        return std::tie(b.leaves, a.walk, a.station) < std::tie(a.leaves, b.walk, b.station);
    });
    return starts;
}

std::vector<journey> router::workspace::good_journeys() {
    // What leaves at the end of the span bounds what is worth arriving at.
    lane_times bound;
    scan_lanes(before, bound);
    const int least = least_trains();
    if (least > most_trains) return {};
    too_late = bound;
    for (auto& t : too_late) t = std::min(t, limit);
    look_through(too_late[static_cast<std::size_t>(least)]);
    const auto starts = list_starts();
    std::vector<journey> all;
    auto best = too_late;
    for (std::size_t i = 0; i < starts.size();) {
        // Those of one moment compete by arrival.
        std::size_t moment = i;
        auto here = best;
        lane_refs by{};
        for (; moment < starts.size() && starts[moment].leaves == starts[i].leaves; ++moment)
            for (std::size_t l = 1; l <= static_cast<std::size_t>(most_trains); ++l)
                if (starts[moment].at->arrival[l] < here[l]) {
                    here[l] = starts[moment].at->arrival[l];
                    by[l] = static_cast<std::uint32_t>(moment) + 1;
                }
        for (std::size_t l = 1; l <= static_cast<std::size_t>(most_trains); ++l) {
            const bool fewer_do = l > 1 && here[l - 1] <= here[l];
            if (by[l] == 0 || fewer_do || starts[i].leaves >= before || starts[i].leaves < after) continue;
            const auto& s = starts[by[l] - 1];
            trace_from(all, s.station, *s.at, static_cast<int>(l));
        }
        best = here;
        i = moment;
    }
    sort(all);
    return all;
}

std::optional<std::vector<journey>> router::workspace::latest_departures() {
    const auto earliest = after;
    const auto first = listed ? std::max(earliest, prepared->window.begin) : earliest;
    const int least = first == earliest ? least_trains() : least_trains_to_target();
    if (least > most_trains) return std::vector<journey>{};
    // Most of the time a short look back is enough.
    for (instant span = 6 * 3600;; span *= 2) {
        after = std::max(first, limit - 1 - span);
        too_late.fill(limit);
        look_through(limit);
        const auto starts = list_starts();
        std::vector<journey> all;
        instant best = -1;
        bool complete = after == earliest;
        for (int k = least; k <= most_trains; ++k) {
            const auto lane = static_cast<std::size_t>(k);
            const auto latest = std::find_if(starts.begin(), starts.end(), [&](const set_out& s) {
                return s.leaves >= after && s.at->arrival[lane] < limit;
            });
            if (k == least) complete = complete || latest != starts.end();
            if (latest == starts.end() || latest->leaves <= best) continue;
            best = latest->leaves;
            trace_from(all, latest->station, *latest->at, k);
        }
        if (!complete && after == first) return std::nullopt;
        if (!complete) continue;
        sort(all);
        return all;
    }
}

} // namespace qaidam::journeys
