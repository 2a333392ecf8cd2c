// The algorithms of the papers, written by hand and as fast as we know how: connection scan, RAPTOR, trip-based routing, and the
// latter two over a range of departures. Runs never overtake each other within a pattern; there are no walks and no rules.
//
// Sources: Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm (2018); Delling, Pajor, Werneck: Round-Based Public Transit
// Routing (2012); Witt: Trip-Based Public Transit Routing (2015).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>

namespace bench {

using namespace qaidam;

constexpr int never = 1 << 30;
constexpr std::uint32_t none = 0xffffffff;
constexpr int change = 300;        ///< seconds
constexpr int horizon = 72 * 3600; ///< seconds
constexpr std::size_t rounds = journeys::query::most_changes + 1;

/// The runs of the days around a date, in seconds from its midnight.
struct plain_timetable {
    struct hop {
        int departure, arrival;
        std::uint32_t from, to, run;
    };
    struct place { ///< the call of that number in a pattern
        std::uint32_t pattern, call;
    };
    /// Runs that call at the same stations and do not overtake each other, in the order of their departures.
    struct pattern {
        std::vector<std::uint32_t> stations;
        std::uint32_t first_run = 0, runs = 0;
        std::vector<int> departures{}; ///< those of the first call, then those of the second, …
        std::vector<int> arrivals{};   ///< those of the first run, then those of the second, …

        [[nodiscard]] int departure(std::uint32_t run, std::size_t call) const {
            return departures[call * runs + run];
        }
        [[nodiscard]] int arrival(std::uint32_t run, std::size_t call) const {
            return arrivals[run * stations.size() + call];
        }
        /// The first run of those below `end` that leaves then or later; `end` if there is none.
        [[nodiscard]] std::uint32_t first_after(int ready, std::size_t call, std::uint32_t end) const {
            const auto begin = departures.begin() + static_cast<std::ptrdiff_t>(call * runs);
            return static_cast<std::uint32_t>(std::lower_bound(begin, begin + end, ready) - begin);
        }
    };

    std::size_t stations;
    std::uint32_t runs = 0;
    std::vector<hop> hops;
    std::vector<pattern> patterns;
    std::vector<std::uint32_t> pattern_of; ///< by run
    std::vector<std::vector<place>> places_at;

    plain_timetable(const rail::timetable& t, const calendar::date& day) : stations{t.stations().size()} {
        struct stop {
            std::uint32_t station;
            int arrival, departure;
        };
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
        std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
            return a.front().departure < b.front().departure;
        });
        std::map<std::vector<std::uint32_t>, std::vector<std::size_t>> by_stations;
        std::vector<std::vector<std::size_t>> members; // of each pattern
        for (std::size_t r = 0; r < all.size(); ++r) {
            std::vector<std::uint32_t> way;
            for (const auto& s : all[r]) way.push_back(s.station);
            auto& known = by_stations[way];
            const auto fits = [&](std::size_t p) {
                const auto& last = all[members[p].back()];
                for (std::size_t i = 0; i < way.size(); ++i)
                    if (all[r][i].departure < last[i].departure || all[r][i].arrival < last[i].arrival)
                        return false;
                return true;
            };
            auto found = std::find_if(known.begin(), known.end(), fits);
            if (found == known.end()) {
                known.push_back(members.size());
                members.emplace_back();
                patterns.push_back({.stations = way});
                found = known.end() - 1;
            }
            members[*found].push_back(r);
        }
        places_at.resize(stations);
        for (std::uint32_t p = 0; p < patterns.size(); ++p) {
            auto& x = patterns[p];
            x.first_run = runs;
            x.runs = static_cast<std::uint32_t>(members[p].size());
            runs += x.runs;
            pattern_of.resize(runs, p);
            for (std::uint32_t i = 0; i < x.stations.size(); ++i) {
                places_at[x.stations[i]].push_back({p, i});
                for (const auto r : members[p]) x.departures.push_back(all[r][i].departure);
            }
            for (std::uint32_t r = 0; r < x.runs; ++r) {
                const auto& run = all[members[p][r]];
                for (const auto& s : run) x.arrivals.push_back(s.arrival);
                for (std::size_t i = 1; i < run.size(); ++i)
                    hops.push_back({run[i - 1].departure, run[i].arrival, run[i - 1].station, run[i].station,
                                    x.first_run + r});
            }
        }
        std::stable_sort(hops.begin(), hops.end(),
                         [](const hop& a, const hop& b) { return a.departure < b.departure; });
    }

    /// Moments at which something leaves the station, from the last to the first.
    [[nodiscard]] std::vector<int> departures(std::uint32_t station, int first, int end) const {
        std::vector<int> all;
        for (const auto& [p, call] : places_at[station]) {
            const auto& x = patterns[p];
            if (call + 1 == x.stations.size()) continue;
            for (auto r = x.first_after(first, call, x.runs); r < x.runs && x.departure(r, call) < end; ++r)
                all.push_back(x.departure(r, call));
        }
        std::sort(all.rbegin(), all.rend());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
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

/// A number for each thing and round, none above that of the round before. Forgets only what it was told.
class labels {
public:
    labels(std::size_t things, int blank) : blank_{blank}, at_(things * (rounds + 1), blank) {}

    [[nodiscard]] int of(std::size_t thing, std::size_t round) const {
        return at_[thing * (rounds + 1) + round];
    }
    /// In that round and those after it.
    void improve(std::size_t thing, std::size_t round, int value) {
        auto* mine = &at_[thing * (rounds + 1)];
        if (mine[rounds] == blank_) told_.push_back(thing);
        for (auto k = round; k <= rounds && mine[k] > value; ++k) mine[k] = value;
    }
    void forget() {
        for (const auto thing : told_)
            std::fill_n(at_.begin() + static_cast<std::ptrdiff_t>(thing * (rounds + 1)), rounds + 1, blank_);
        told_.clear();
    }

private:
    int blank_;
    std::vector<int> at_;
    std::vector<std::size_t> told_;
};

class raptor {
public:
    explicit raptor(const plain_timetable& t)
        : t_{t},
          at_{t.stations, never},
          parents_(t.stations * (rounds + 1)),
          marked_in_(t.stations),
          first_call_(t.patterns.size(), none) {}

    void forget() { at_.forget(); }
    /// Labels of later departures are kept, as range-RAPTOR does.
    void run(std::uint32_t from, std::uint32_t to, int after, int latest) {
        at_.improve(from, 0, after);
        marked_.assign(1, from);
        for (std::size_t k = 1; k <= rounds && !marked_.empty(); ++k) {
            for (const auto s : marked_)
                for (const auto& [p, call] : t_.places_at[s]) {
                    if (first_call_[p] == none) queue_.push_back(p);
                    first_call_[p] = std::min(first_call_[p], call);
                }
            marked_.clear();
            ++stamp_;
            for (const auto p : queue_) {
                ride(p, k, from, to, after, latest);
                first_call_[p] = none;
            }
            queue_.clear();
        }
    }
    [[nodiscard]] int arrival(std::size_t trains, std::uint32_t at) const { return at_.of(at, trains); }

    struct ride_taken {
        std::uint32_t pattern, run, on, off;
    };
    /// The trains of the best journey with at most so many, from the last to the first. Of one departure alone.
    [[nodiscard]] std::vector<ride_taken> rides(std::size_t trains, std::uint32_t from,
                                                std::uint32_t at) const {
        std::vector<ride_taken> all;
        while (at != from) {
            while (trains > 1 && at_.of(at, trains - 1) == at_.of(at, trains)) --trains;
            all.push_back(parents_[at * (rounds + 1) + trains]);
            at = t_.patterns[all.back().pattern].stations[all.back().on];
            --trains;
        }
        return all;
    }

private:
    void ride(std::uint32_t p, std::size_t k, std::uint32_t from, std::uint32_t to, int after, int latest) {
        const auto& x = t_.patterns[p];
        const auto calls = static_cast<std::uint32_t>(x.stations.size());
        auto run = x.runs; // none yet
        std::uint32_t on = 0;
        for (auto i = first_call_[p]; i < calls; ++i) {
            const auto s = x.stations[i];
            if (run < x.runs) {
                const int arrival = x.arrival(run, i);
                if (arrival < std::min(at_.of(s, k), at_.of(to, k)) && arrival <= latest && s != from) {
                    at_.improve(s, k, arrival);
                    parents_[s * (rounds + 1) + k] = {p, run, on, i};
                    if (marked_in_[s] != stamp_) marked_.push_back(s);
                    marked_in_[s] = stamp_;
                }
            }
            if (i + 1 == calls) break;
            const int there = at_.of(s, k - 1);
            if (there == never) continue;
            const int ready = s == from ? after : there + change;
            if (run > 0 && x.departure(run - 1, i) >= ready) {
                run = x.first_after(ready, i, run);
                on = i;
            }
        }
    }

    const plain_timetable& t_;
    labels at_;
    std::vector<ride_taken> parents_;
    std::vector<std::uint32_t> marked_, queue_;
    std::vector<std::uint64_t> marked_in_;
    std::uint64_t stamp_ = 0;
    std::vector<std::uint32_t> first_call_; ///< of a pattern that is queued
};

/// Transfers between runs are found once, and those that no journey gains by are left out.
class trip_based {
public:
    explicit trip_based(const plain_timetable& t)
        : t_{t},
          reached_{t.runs, never},
          best_(rounds + 1, never),
          target_calls_(t.patterns.size()) {
        find_transfers();
    }

    void forget() {
        reached_.forget();
        std::fill(best_.begin(), best_.end(), never);
    }
    /// Whoever may take any run that leaves then or later.
    void run_after(std::uint32_t from, std::uint32_t to, int after, int latest) {
        run(from, to, latest, [&](const plain_timetable::pattern& x, std::uint32_t call) {
            return x.first_after(after, call, x.runs);
        });
    }
    /// The same for those that leave just then; what was reached by later ones is kept.
    void run_at(std::uint32_t from, std::uint32_t to, int departure, int latest) {
        run(from, to, latest, [&](const plain_timetable::pattern& x, std::uint32_t call) {
            const auto r = x.first_after(departure, call, x.runs);
            return r < x.runs && x.departure(r, call) == departure ? r : x.runs;
        });
    }
    [[nodiscard]] int arrival(std::size_t trains) const { return best_[trains]; }
    [[nodiscard]] std::size_t transfers() const { return to_.size(); }

private:
    struct boarding {
        std::uint32_t run, call;
    };
    struct segment {
        std::uint32_t run, on, off; ///< the calls after `on`, to `off`
    };

    template <class FirstRun>
    void run(std::uint32_t from, std::uint32_t to, int latest, FirstRun first_run) {
        if (target_ != to) {
            for (const auto p : target_patterns_) target_calls_[p].clear();
            target_patterns_.clear();
            for (const auto& [p, call] : t_.places_at[to]) {
                target_patterns_.push_back(p);
                target_calls_[p].push_back(call);
            }
            target_ = to;
        }
        now_.clear();
        for (const auto& [p, call] : t_.places_at[from]) {
            const auto& x = t_.patterns[p];
            if (call + 1 == x.stations.size()) continue;
            if (const auto r = first_run(x, call); r < x.runs) board(now_, {x.first_run + r, call}, 1);
        }
        for (std::size_t k = 1; k <= rounds && !now_.empty(); ++k) {
            for (const auto& s : now_) {
                const auto p = t_.pattern_of[s.run];
                const auto& x = t_.patterns[p];
                for (const auto call : target_calls_[p])
                    if (call > s.on) {
                        const int arrival = x.arrival(s.run - x.first_run, call);
                        if (arrival <= latest)
                            for (auto j = k; j <= rounds && best_[j] > arrival; ++j) best_[j] = arrival;
                    }
            }
            next_.clear();
            if (k < rounds)
                for (const auto& s : now_) {
                    const auto& x = t_.patterns[t_.pattern_of[s.run]];
                    for (auto i = s.on + 1; i <= s.off; ++i) {
                        if (x.arrival(s.run - x.first_run, i) >= std::min(best_[k + 1], latest)) break;
                        const auto call = first_call_[s.run] + i;
                        for (auto n = from_[call]; n < from_[call + 1]; ++n) board(next_, to_[n], k + 1);
                    }
                }
            now_.swap(next_);
        }
    }

    void board(std::vector<segment>& queue, boarding b, std::size_t k) {
        const int known = reached_.of(b.run, k);
        if (static_cast<int>(b.call) >= known) return;
        const auto& x = t_.patterns[t_.pattern_of[b.run]];
        const auto last = static_cast<std::uint32_t>(x.stations.size()) - 1;
        queue.push_back({b.run, b.call, std::min(last, static_cast<std::uint32_t>(known))});
        // Later runs lead nowhere sooner: the next ones are marked, which is where most would be boarded.
        const auto end = std::min(b.run + 24, x.first_run + x.runs);
        for (auto r = b.run; r < end && reached_.of(r, k) > static_cast<int>(b.call); ++r)
            reached_.improve(r, k, static_cast<int>(b.call));
    }

    void find_transfers() {
        first_call_.assign(t_.runs + 1, 0);
        for (std::uint32_t r = 0; r < t_.runs; ++r)
            first_call_[r + 1] =
                first_call_[r] + static_cast<std::uint32_t>(t_.patterns[t_.pattern_of[r]].stations.size());
        from_.assign(first_call_.back() + 1, 0);
        std::vector<int> at(t_.stations, never);
        std::vector<std::uint32_t> told;
        std::vector<std::vector<boarding>> kept;
        for (std::uint32_t run = 0; run < t_.runs; ++run) {
            const auto p = t_.pattern_of[run];
            const auto& x = t_.patterns[p];
            const auto r = run - x.first_run;
            const auto calls = static_cast<std::uint32_t>(x.stations.size());
            kept.assign(calls, {});
            const auto improves = [&](std::uint32_t s, int arrival) {
                if (arrival >= at[s]) return false;
                if (at[s] == never) told.push_back(s);
                at[s] = arrival;
                return true;
            };
            for (auto i = calls - 1; i > 0; --i) { // what leads on later is known first
                improves(x.stations[i], x.arrival(r, i));
                for (const auto& [other, call] : t_.places_at[x.stations[i]]) {
                    const auto& y = t_.patterns[other];
                    if (call + 1 == y.stations.size()) continue;
                    const auto u = y.first_after(x.arrival(r, i) + change, call, y.runs);
                    if (u == y.runs || (other == p && u >= r && call >= i)) continue;
                    const bool turns = call + 1 < y.stations.size() &&
                                       y.stations[call + 1] == x.stations[i - 1] && i > 1 &&
                                       x.arrival(r, i - 1) + change <= y.departure(u, call + 1);
                    if (turns) continue;
                    bool gains = false;
                    for (auto j = call + 1; j < y.stations.size(); ++j)
                        gains = improves(y.stations[j], y.arrival(u, j)) || gains;
                    if (gains) kept[i].push_back({y.first_run + u, call});
                }
            }
            for (const auto s : told) at[s] = never;
            told.clear();
            for (std::uint32_t i = 0; i < calls; ++i) {
                to_.insert(to_.end(), kept[i].begin(), kept[i].end());
                from_[first_call_[run] + i + 1] = static_cast<std::uint32_t>(to_.size());
            }
        }
    }

    const plain_timetable& t_;
    labels reached_;        ///< the first call of each run at which one is on board, by number of trains
    std::vector<int> best_; ///< at the target, by number of trains
    std::vector<std::uint32_t> first_call_, from_;
    std::vector<boarding> to_;
    std::uint32_t target_ = none;
    std::vector<std::uint32_t> target_patterns_;
    std::vector<std::vector<std::uint32_t>> target_calls_; ///< by pattern
    std::vector<segment> now_, next_;
};

} // namespace bench
