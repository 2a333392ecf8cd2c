#include <algorithm>
#include <map>
#include <set>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/rail/stock.hpp>
#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "random_updates.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("journeys");

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_count;
using calendar::day_set;
using calendar::local_time;
using calendar::utc_time;

namespace {

/// The times to change that the rules give, rule by rule for every two calls.
class slow_transfers {
public:
    slow_transfers(const timetable& t, std::chrono::seconds usual) : t_{t}, usual_{usual} {}

    /// Nothing where there is no way.
    [[nodiscard]] std::optional<std::chrono::seconds> between(const call_ref& from,
                                                              const call_ref& to) const {
        const auto& a = t_.trains()[from.train].calls[from.call];
        const auto& b = t_.trains()[to.train].calls[to.call];
        std::optional<std::pair<int, int>> best; // rank, platforms not named
        std::vector<transfer> best_rules, whole;
        for (auto x : t_.transfers()) {
            if (x.kind == transfer_kind::stay_seated) continue;
            if (x.kind == transfer_kind::leave_and_board) {
                x.from.station = t_.trains()[*x.from.train].calls.back().at;
                x.to.station = t_.trains()[*x.to.train].calls.front().at;
                if (x.from.station != x.to.station) continue;
                if (!x.least) x.least = 0s;
            }
            if (x.from.train) x.from.route.reset();
            if (x.to.train) x.to.route.reset();
            if (!fits(x.from, from.train, a) || !fits(x.to, to.train, b)) continue;
            const std::pair here{rank(x), 2 - int{x.from.stop.has_value()} - int{x.to.stop.has_value()}};
            if (here == std::pair{6, 2}) whole.push_back(x);
            if (best && here > *best) continue;
            if (!best || here < *best) best_rules.clear();
            best = here;
            best_rules.push_back(x);
        }
        const auto own = t_.stations()[a.at].change_time;
        const auto forbids = [](const transfer& x) { return x.kind == transfer_kind::impossible; };
        const auto longest = [](const std::vector<transfer>& rules) {
            std::optional<std::chrono::seconds> all;
            for (const auto& x : rules) {
                if (x.kind == transfer_kind::timed) all = std::max(all.value_or(0s), 0s);
                if (x.kind == transfer_kind::leave_and_board || x.kind == transfer_kind::min_time)
                    if (x.least) all = std::max(all.value_or(0s), *x.least);
            }
            return all;
        };
        if (std::any_of(best_rules.begin(), best_rules.end(), forbids)) return std::nullopt;
        if (a.at != b.at) {
            if (best_rules.empty()) return std::nullopt;
            std::chrono::seconds takes{0}; // without a point nobody knows how far it is
            for (const auto& x : best_rules) takes = std::max(takes, x.least.value_or(0s));
            return takes;
        }
        if (best && *best != std::pair{6, 2})
            if (const auto said = longest(best_rules)) return *said;
        if (std::any_of(whole.begin(), whole.end(), forbids)) whole.clear();
        return std::max(longest(whole), own).value_or(usual_);
    }

    /// For who does not come from a train, or does not go to one.
    [[nodiscard]] std::optional<std::chrono::seconds> walk(station_id from, station_id to) const {
        std::optional<std::chrono::seconds> whole, parts;
        for (const auto& x : t_.transfers()) {
            if (x.from.station != from || x.to.station != to || x.from.train || x.to.train || x.from.route ||
                x.to.route)
                continue;
            const bool of_parts = x.from.stop || x.to.stop;
            const auto forbids = [&](const transfer& y) {
                return y.kind == transfer_kind::impossible && y.from == x.from && y.to == x.to;
            };
            const auto rules = t_.transfers();
            if (of_parts && std::any_of(rules.begin(), rules.end(), forbids)) continue;
            auto& here = of_parts ? parts : whole;
            here =
                std::max(here.value_or(0s), x.kind == transfer_kind::impossible ? std::chrono::seconds::max()
                                                                                : x.least.value_or(0s));
        }
        if (whole) return *whole == std::chrono::seconds::max() ? std::nullopt : whole;
        return parts;
    }

private:
    bool fits(const transfer_end& e, train_id train, const call& c) const {
        return e.station == c.at && (!e.stop || e.stop == c.platform) && (!e.train || e.train == train) &&
               (!e.route || e.route == t_.trains()[train].route);
    }
    /// As the table of GTFS has it.
    static int rank(const transfer& x) {
        if (x.from.train && x.to.train) return 1;
        if ((x.from.train && x.to.route) || (x.from.route && x.to.train)) return 2;
        if (x.from.train || x.to.train) return 3;
        if (x.from.route && x.to.route) return 4;
        if (x.from.route || x.to.route) return 5;
        return 6;
    }

    const timetable& t_;
    std::chrono::seconds usual_;
};

/// The first and the last departure asked for, in UTC; for arrive_by the first within the horizon.
std::pair<utc_time, utc_time> departures_of(const timetable& t, const query& q) {
    const std::chrono::seconds horizon{q.horizon};
    if (const auto* span = std::get_if<leave_between>(&q.when))
        return {t.zone().to_utc(span->from), t.zone().to_utc(span->until)};
    utc_time one;
    if (const auto* after = std::get_if<leave_after>(&q.when)) one = t.zone().to_utc(after->time);
    if (const auto* by = std::get_if<arrive_by>(&q.when)) one = t.zone().to_utc(by->time) - horizon;
    if (const auto* start = std::get_if<aboard>(&q.when))
        one = t.utc(start->service_date, *t.trains()[start->train].calls[start->call].departure);
    return {one, one};
}

/// The slow way: round after round, one more train each, over every run of every day, until nothing is
/// better. Whoever has alighted somewhere is compared with every call to board.
class slow_planner {
public:
    slow_planner(const timetable& t, const query& q)
        : t_{t},
          q_{q},
          start_{std::get_if<aboard>(&q_.when)},
          departures_{departures_of(t, q)},
          links_{list_through_links(t)} {
        const slow_transfers rules{t, q.change_time};
        for (const auto i : t.trains().ids())
            for (std::uint32_t c = 0; c < t.trains()[i].calls.size(); ++c) calls_.push_back({i, c});
        for (const auto& a : calls_)
            for (const auto& b : calls_) changes_.push_back(count(rules.between(b, a)));
        for (const auto a : t.stations().ids())
            for (const auto b : t.stations().ids())
                walks_.push_back(a == b ? no_way : count(rules.walk(a, b)));
        // The horizon is a time that passes, whatever clocks are set to in it.
        limit_ = departures_.second + std::chrono::seconds{std::chrono::seconds{q.horizon}.count()};
        const auto last = t.zone().to_local(limit_);
        const auto first = t.zone().to_local(departures_.first);
        for (auto day = first.date() - day_count{6}; day <= last.date(); day += day_count{1})
            for (const auto i : t.trains().ids())
                if (t.trains()[i].days.contains(day) && may_use(i)) add_runs(i, day);
    }

    /// The earliest arrival at the target by the number of trains, from 1.
    std::vector<std::optional<utc_time>> by_trains(utc_time from) const {
        from_ = start_ != nullptr ? no_way : count(from);
        arrivals alighted(calls_.size() * (q_.via.size() + 1), no_way);
        std::int64_t best = no_way;
        std::vector<std::optional<utc_time>> all;
        const auto note = [&] {
            all.push_back(best == no_way ? std::nullopt : std::optional{zero_ + std::chrono::seconds{best}});
        };
        if (start_ != nullptr) {
            const auto& r =
                *std::find_if(runs_.begin(), runs_.end(), [&](const run& x) { return is_start(x); });
            ride(r, start_->call + 1, 0, arrivals{}, alighted, best);
            note();
        }
        while (all.size() < static_cast<std::size_t>(q_.max_changes) + 1) {
            auto next = alighted;
            known_changes_.assign(alighted.size(), not_known);
            for (const auto& r : runs_) // where the train came from lies behind, even if it all takes no time
                ride(r, is_start(r) ? start_->call : 0, not_on_board, alighted, next, best);
            for (const auto& w : windows_) wait_for(w, alighted, next, best);
            note();
            if (next == alighted) { // more trains change nothing
                all.resize(static_cast<std::size_t>(q_.max_changes) + 1, all.back());
                break;
            }
            alighted = std::move(next);
        }
        return all;
    }

    /// The latest departure for an arrival within the horizon, by changes.
    std::vector<std::pair<utc_time, int>> latest() const {
        at_moments_ = true;
        std::vector<std::optional<utc_time>> best(static_cast<std::size_t>(q_.max_changes) + 1);
        const auto all_moments = moments();
        for (auto m = all_moments.rbegin(); m != all_moments.rend(); ++m) {
            if (*m < departures_.first) break;
            const auto here = by_trains(*m);
            for (std::size_t k = 0; k < here.size(); ++k)
                if (here[k] && !best[k]) best[k] = *m;
        }
        std::vector<std::pair<utc_time, int>> all;
        for (std::size_t k = 0; k < best.size(); ++k)
            if (best[k] && (k == 0 || !best[k - 1] || *best[k] > *best[k - 1]))
                all.emplace_back(*best[k], static_cast<int>(k));
        std::sort(all.begin(), all.end());
        return all;
    }

    /// The latest departure for an arrival until then with so many changes. Requires: there is one.
    utc_time latest_for(utc_time arrival, std::size_t changes) const {
        const auto all = moments();
        const std::vector<utc_time> sorted{all.lower_bound(departures_.first), all.end()};
        const auto later = std::partition_point(sorted.begin(), sorted.end(), [&](utc_time m) {
            const auto here = by_trains(m)[changes];
            return here && *here <= arrival;
        });
        return *std::prev(later);
    }

    /// Departure, arrival and changes of every Pareto-optimal journey of the span.
    std::vector<std::tuple<utc_time, utc_time, int>> pareto() const {
        at_moments_ = true;
        const auto [first, end] = departures_;
        const auto all_moments = moments();
        std::vector<std::tuple<utc_time, utc_time, int>> all;
        std::vector<std::optional<utc_time>> best(static_cast<std::size_t>(q_.max_changes) + 1);
        for (auto m = all_moments.rbegin(); m != all_moments.rend(); ++m) {
            if (*m < first) break;
            const auto here = by_trains(*m);
            std::optional<utc_time> fewer;
            for (std::size_t k = 0; k < here.size(); ++k) {
                const bool dominated_by_none =
                    here[k] && (!best[k] || *here[k] < *best[k]) && (!fewer || *here[k] < *fewer);
                if (dominated_by_none && *m < end) all.emplace_back(*m, *here[k], static_cast<int>(k));
                if (here[k] && (!best[k] || *here[k] < *best[k])) best[k] = here[k];
                if (here[k]) fewer = here[k];
            }
        }
        std::sort(all.begin(), all.end());
        return all;
    }

private:
    static constexpr std::int64_t no_way = std::int64_t{1} << 40;
    static constexpr std::int64_t not_known = -no_way;
    static constexpr int not_on_board = -1;
    /// By number of vias gone by and call: when one was first there and could alight.
    using arrivals = std::vector<std::int64_t>;

    struct run {
        train_id train;
        date day;
        std::size_t first_call; ///< among all
        std::vector<std::int64_t> arrives, departs;
    };
    /// The runs of a day of a train that runs every so often: the first one, when the last one leaves its first
    /// call, and how long one waits at most.
    struct window {
        run first;
        std::int64_t closes, wait, every;
    };

    static std::int64_t count(const std::optional<std::chrono::seconds>& takes) {
        return takes ? takes->count() : no_way;
    }
    std::int64_t count(utc_time when) const { return (when - zero_).count(); }

    void add_runs(train_id i, const date& day) {
        const auto& x = t_.trains()[i];
        if (x.headways.empty()) runs_.push_back(make_run(i, day, 0));
        for (const auto& h : x.headways) {
            const auto opens = h.from.seconds() - x.calls.front().departure->seconds();
            const bool half = q_.headway_wait == headway_wait::mean;
            windows_.push_back({make_run(i, day, opens), count(t_.utc(day, h.until)),
                                half ? h.every.count() / 2 : h.every.count(), h.every.count()});
        }
    }
    run make_run(train_id i, const date& day, int seconds_later) const {
        const auto first = std::find(calls_.begin(), calls_.end(), call_ref{i, 0}) - calls_.begin();
        run r{i, day, static_cast<std::size_t>(first), {}, {}};
        const auto moment = [&](const std::optional<service_time>& time) {
            return time ? count(t_.utc(day,
                                       service_time{std::chrono::seconds{time->seconds() + seconds_later}}))
                        : no_way;
        };
        for (const auto& c : t_.trains()[i].calls) {
            r.arrives.push_back(moment(c.arrival));
            r.departs.push_back(moment(c.departure));
        }
        return r;
    }
    static run later(run r, std::int64_t seconds) {
        for (auto* all : {&r.arrives, &r.departs})
            for (auto& t : *all) t = t == no_way ? no_way : t + seconds;
        return r;
    }
    bool is_start(const run& r) const {
        return start_ != nullptr && r.train == start_->train && r.day == start_->service_date;
    }
    bool may_use(train_id i) const {
        const auto& x = t_.trains()[i];
        const auto among = [](const std::vector<std::string>& words, const std::string& name) {
            return std::find(words.begin(), words.end(), name) != words.end();
        };
        const auto is_meant = [&](const train_words& words) {
            return among(words.numbers, x.number) || among(words.classes, x.number.substr(0, 1)) ||
                   (x.route && among(words.routes, t_.routes()[*x.route].short_name));
        };
        const auto& [use, avoid, stations] = q_.filter;
        return (start_ != nullptr && start_->train == i) ||
               ((use.empty() || is_meant(use)) && !is_meant(avoid));
    }
    bool is_avoided(station_id s) const {
        const auto& all = q_.filter.avoid_stations;
        return std::find(all.begin(), all.end(), s) != all.end();
    }
    std::int64_t walk(station_id from, station_id to) const {
        return walks_[from.value() * t_.stations().size() + to.value()];
    }
    bool is_via(std::size_t gone_by, station_id s) const {
        return gone_by < q_.via.size() && q_.via[gone_by].at.contains(s);
    }
    std::int64_t stay(std::size_t via) const { return q_.via[via].stay.count(); }

    /// At which one may set out.
    std::set<utc_time> moments() const {
        std::set<utc_time> moments;
        const auto set_out = [&](std::int64_t when) { moments.insert(zero_ + std::chrono::seconds{when}); };
        auto all = runs_;
        for (const auto& w : windows_) {
            const auto opens = w.first.departs.front();
            for (auto at = opens; at < w.closes; at += w.every) all.push_back(later(w.first, at - opens));
            all.push_back(later(w.first, w.closes - opens));
        }
        for (const auto& r : all)
            for (std::size_t c = 0; c < r.departs.size(); ++c) {
                const auto at = t_.trains()[r.train].calls[c].at;
                for (const auto s : q_.from) {
                    if (r.departs[c] == no_way) continue;
                    if (at == s) set_out(r.departs[c]);
                    if (at == s || walk(s, at) == no_way || q_.from.contains(at)) continue;
                    set_out(r.departs[c] - walk(s, at));
                    if (!q_.via.empty()) set_out(r.departs[c] - walk(s, at) - stay(0));
                }
            }
        return moments;
    }

    /// When one can be at a call to board its train, having gone by so many vias.
    std::int64_t ready_at(const run& r, std::size_t c, std::size_t vias, const arrivals& alighted) const {
        return std::min(sets_out_at(r, c, vias), changes_at(r, c, vias, alighted));
    }
    /// The same by this train first.
    std::int64_t sets_out_at(const run& r, std::size_t c, std::size_t vias) const {
        const auto at = t_.trains()[r.train].calls[c].at;
        auto ready = no_way;
        for (const auto s : q_.from) {
            if (vias == 0) ready = std::min(ready, from_ + (s == at ? 0 : walk(s, at)));
            if (vias == 1 && s != at && is_via(0, at)) ready = std::min(ready, from_ + walk(s, at) + stay(0));
        }
        return ready;
    }
    /// The same from another train: on every day of the train.
    std::int64_t changes_at(const run& r, std::size_t c, std::size_t vias, const arrivals& alighted) const {
        auto& known = known_changes_[vias * calls_.size() + r.first_call + c];
        if (known == not_known) known = find_change(r, c, vias, alighted);
        return known;
    }
    std::int64_t find_change(const run& r, std::size_t c, std::size_t vias, const arrivals& alighted) const {
        const auto at = t_.trains()[r.train].calls[c].at;
        auto ready = no_way;
        const auto come = [&](std::int64_t when) { ready = std::min(ready, when); };
        for (std::size_t k = 0; k < calls_.size(); ++k) {
            const auto there = t_.trains()[calls_[k].train].calls[calls_[k].call].at;
            const auto change = changes_[(r.first_call + c) * calls_.size() + k];
            const auto since = [&](std::size_t gone_by) { return alighted[gone_by * calls_.size() + k]; };
            come(since(vias) + change);
            if (vias > 0) {
                const auto before = vias - 1;
                const auto stays = stay(before);
                if (there == at && is_via(before, at)) come(since(before) + std::max(stays, change));
                if (there != at && (is_via(before, at) || is_via(before, there)))
                    come(since(before) + stays + change);
            }
            if (vias > 1 && there != at && is_via(vias - 2, there) && is_via(vias - 1, at))
                come(since(vias - 2) + stay(vias - 2) + change + stay(vias - 1));
        }
        return ready;
    }

    /// Boards at each call a run that leaves as late as it may.
    void wait_for(const window& w, const arrivals& alighted, arrivals& next, std::int64_t& best) const {
        const auto& calls = t_.trains()[w.first.train].calls;
        const auto lasts = w.closes - w.first.departs.front();
        for (std::size_t c = 0; c + 1 < calls.size(); ++c)
            for (std::size_t vias = 0; vias <= q_.via.size(); ++vias) {
                if (!calls[c].may_board() || is_avoided(calls[c].at)) continue;
                const auto board = [&](std::int64_t after_first) {
                    if (after_first > lasts) return;
                    const auto leaves = after_first <= 0 ? 0 : std::min(after_first + w.wait, lasts);
                    ride(later(w.first, leaves), c + 1, static_cast<int>(vias), arrivals{}, next, best);
                };
                const auto changes = changes_at(w.first, c, vias, alighted) - w.first.departs[c];
                const auto sets_out = sets_out_at(w.first, c, vias) - w.first.departs[c];
                // Nobody takes another train to where they could have set out.
                if (!at_moments_ || changes < sets_out) board(changes);
                auto moment = std::int64_t{0}; // at which one may set out
                while (moment < sets_out && moment < lasts) moment = std::min(moment + w.every, lasts);
                board(at_moments_ && sets_out <= lasts ? moment : sets_out);
            }
    }

    /// `vias` says how many whoever is on board has been to.
    void ride(const run& r, std::size_t from, int vias, const arrivals& alighted, arrivals& next,
              std::int64_t& best) const {
        const auto& x = t_.trains()[r.train];
        const auto all_vias = static_cast<int>(q_.via.size());
        for (std::size_t i = from; i < x.calls.size(); ++i) {
            const auto& c = x.calls[i];
            const bool via = vias >= 0 && i > 0 && is_via(static_cast<std::size_t>(vias), c.at);
            if (vias >= 0 && i > 0 && c.may_alight() && !is_avoided(c.at) && r.arrives[i] <= count(limit_)) {
                const auto arrives = r.arrives[i];
                auto& known = next[static_cast<std::size_t>(vias) * calls_.size() + r.first_call + i];
                known = std::min(known, arrives);
                const auto reach = [&](std::int64_t there) {
                    if (there <= count(limit_)) best = std::min(best, there);
                };
                for (const auto s : q_.to) {
                    if (s == c.at && vias == all_vias) reach(arrives);
                    if (s != c.at && vias == all_vias) reach(arrives + walk(c.at, s));
                    if (s != c.at && via && vias + 1 == all_vias)
                        reach(arrives + stay(static_cast<std::size_t>(vias)) + walk(c.at, s));
                }
            }
            if (via && q_.via[static_cast<std::size_t>(vias)].stay == 0s) ++vias;
            if (i + 1 == x.calls.size()) {
                if (vias < 0) break;
                for (const auto& l : links_)
                    if (l.from == r.train && l.days.contains(r.day))
                        for (const auto& onward : runs_)
                            if (onward.train == l.to && onward.day == r.day + day_count{l.days_later})
                                ride(onward, 0, vias, alighted, next, best);
                break;
            }
            for (int k = vias + 1; c.may_board() && !is_avoided(c.at) && k <= all_vias && !alighted.empty();
                 ++k)
                if (ready_at(r, i, static_cast<std::size_t>(k), alighted) <= r.departs[i]) vias = k;
        }
    }

    const timetable& t_;
    const query& q_;
    const aboard* start_; ///< null for who boards somewhere
    std::pair<utc_time, utc_time> departures_;
    std::vector<through_link> links_;
    std::vector<call_ref> calls_;
    std::vector<std::int64_t> changes_; ///< to every call from every other
    std::vector<std::int64_t> walks_;   ///< between every two stations
    std::vector<run> runs_;
    std::vector<window> windows_;
    utc_time zero_{date{2010, 1, 1}};
    utc_time limit_;
    mutable std::vector<std::int64_t> known_changes_; ///< of the round, by number of vias gone by and call
    mutable std::int64_t from_ = 0;                   ///< when one sets out
    mutable bool at_moments_ = false; ///< whether one sets out at certain moments, and not at any
};

bool goes_by_vias(const timetable& t, const query& q, const journey& j) {
    std::size_t been = 0;
    bool is_there = false; // at the last of them
    utc_time since;
    const auto is_via = [&](station_id s) { return been < q.via.size() && q.via[been].at.contains(s); };
    const auto be_there = [&](station_id s, utc_time when) {
        if (!is_via(s)) return;
        ++been;
        is_there = true;
        since = when;
    };
    const auto leave = [&](utc_time when) {
        if (is_there && when - since < q.via[been - 1].stay) --been;
        is_there = false;
    };
    for (std::size_t i = 0; i < j.legs.size(); ++i) {
        if (const auto* w = std::get_if<walk>(&j.legs[i])) {
            leave(w->departure_utc);
            be_there(w->to, w->arrival_utc);
            continue;
        }
        const auto& r = std::get<ride>(j.legs[i]);
        if (!r.stays_seated) leave(r.waiting ? r.waiting->since_utc : r.departure_utc);
        const auto& calls = t.trains()[r.train].calls;
        const auto* next = i + 1 < j.legs.size() ? std::get_if<ride>(&j.legs[i + 1]) : nullptr;
        for (auto c = r.board + 1; c <= r.alight; ++c) {
            if (c == r.alight && (next == nullptr || !next->stays_seated))
                be_there(calls[c].at, r.arrival_utc);
            else if (is_via(calls[c].at) && q.via[been].stay == 0s)
                ++been;
        }
    }
    return been == q.via.size();
}

/// Whether a ride leaves as late as a train that runs every so often may, for who waits since then.
bool is_as_late_as_reckoned(const timetable& t, const query& q, const ride& r) {
    const auto& x = t.trains()[r.train];
    const auto moment = [&](service_time time, std::size_t call) {
        const auto ride = x.calls[call].departure->seconds() - x.calls.front().departure->seconds();
        return t.utc(r.service_date, time) + std::chrono::seconds{ride};
    };
    return std::any_of(x.headways.begin(), x.headways.end(), [&](const headway& h) {
        const auto since = r.waiting->since_utc;
        const auto opens = moment(h.from, r.board), closes = moment(h.until, r.board);
        const auto wait = q.headway_wait == headway_wait::mean ? h.every / 2 : h.every;
        return r.waiting->every == h.every && r.waiting->reckoned == q.headway_wait &&
               r.waiting->since == t.zone_of(x.calls[r.board].at).to_local(since) && since >= opens &&
               since <= closes &&
               r.departure_utc == (since == opens ? opens : std::min(since + wait, closes));
    });
}

/// What is wrong with a journey as an answer to its question; "" if nothing.
std::string fault_of(const timetable& t, const query& q, const journey& j) {
    const slow_transfers rules{t, q.change_time};
    std::optional<call_ref> left; // the call at which one alighted last
    std::optional<station_id> at;
    utc_time when = departures_of(t, q).first;
    const walk* walked = nullptr;
    const bool is_aboard = std::holds_alternative<aboard>(q.when);
    const auto takes = [](const walk& w) {
        return std::chrono::seconds{(w.arrival_utc - w.departure_utc).count()};
    };
    for (std::size_t i = 0; i < j.legs.size(); ++i) {
        if (const auto* w = std::get_if<walk>(&j.legs[i])) {
            if (walked != nullptr) return "walks twice";
            if (at ? *at != w->from : !q.from.contains(w->from)) return "walks from elsewhere";
            if (w->departure_utc < when) return "walks too early";
            at = w->to;
            when = w->arrival_utc;
            walked = w;
            continue;
        }
        const auto& r = std::get<ride>(j.legs[i]);
        const auto& x = t.trains()[r.train];
        const auto& board = x.calls[r.board];
        const auto& alight = x.calls[r.alight];
        if (!x.days.contains(r.service_date)) return "does not run";
        if (at ? *at != board.at : !is_aboard && !q.from.contains(board.at)) return "boards elsewhere";
        if (r.board >= r.alight) return "rides backwards";
        const bool last = i + 1 == j.legs.size() || std::holds_alternative<walk>(j.legs[i + 1]) ||
                          !std::get<ride>(j.legs[i + 1]).stays_seated;
        const bool begins_on_board = is_aboard && i == 0;
        if ((!r.stays_seated && !begins_on_board && !board.may_board()) || (last && !alight.may_alight()))
            return "may not";
        if (r.departure != t.zone_of(board.at).to_local(r.departure_utc)) return "wrong clock";
        if (r.departure_utc < when) return "too early";
        if (r.waiting.has_value() == x.headways.empty()) return "wrong kind of train";
        if (r.waiting && !is_as_late_as_reckoned(t, q, r)) return "wrong wait";
        if (r.waiting && r.waiting->since_utc < when) return "waits too early";
        if (r.stays_seated && (r.board != 0 || i == 0)) return "cannot have stayed seated";
        const call_ref boarded{r.train, static_cast<std::uint32_t>(r.board)};
        if (left && !r.stays_seated) {
            const auto least = rules.between(*left, boarded);
            if (!least) return "changes where there is no way";
            if (walked != nullptr ? takes(*walked) != *least
                                  : (r.waiting ? r.waiting->since_utc : r.departure_utc) - when <
                                        std::chrono::seconds{least->count()})
                return "changes too fast";
        }
        if (!left && walked != nullptr && rules.walk(walked->from, walked->to) != takes(*walked))
            return "sets out by a walk there is not";
        left = {r.train, static_cast<std::uint32_t>(r.alight)};
        at = alight.at;
        when = r.arrival_utc;
        walked = nullptr;
    }
    if (walked != nullptr && rules.walk(walked->from, walked->to) != takes(*walked))
        return "ends by a walk there is not";
    return !goes_by_vias(t, q, j) ? "leaves a via out" : at && q.to.contains(*at) ? "" : "ends elsewhere";
}

std::string listed(const std::vector<std::tuple<utc_time, utc_time, int>>& all) {
    std::string text;
    for (const auto& [leaves, arrives, changes] : all)
        text +=
            fmt::format("{} – {} ({}); ", calendar::to_string(leaves), calendar::to_string(arrives), changes);
    return text;
}

/// A network, the router that looks at all connections, and the one that looks at lists.
struct planners {
    planners(const timetable& t, test::random& random)
        : change_time{std::chrono::minutes{random.between(0, 15)}},
          net{t},
          lists{prepare(net, {.window = {date{2022, 1, 14}, date{2022, 1, 18}},
                              .change_time = change_time,
                              .horizon = 96h,
                              .threads = static_cast<unsigned>(random.between(1, 3))})} {}

    std::chrono::seconds change_time;
    network net;
    prepared_network lists;
    std::array<router, 2> both{router{net}, router{lists}};
};

filter random_filter(test::random& random, const std::vector<station_id>& stations) {
    const std::array<std::string, 3> numbers{"K3", "G5", "K7"};
    const std::array<std::string, 2> classes{"K", "G"}, routes{"IC", "RE"};
    filter l;
    for (auto* trains : {&l.use, &l.avoid})
        for (int n = random.between(0, 2); n > 0; --n) {
            if (const int kind = random.between(0, 6); kind < 3)
                trains->numbers.push_back(random.one_of(numbers));
            else if (kind < 5)
                trains->classes.push_back(random.one_of(classes));
            else
                trains->routes.push_back(random.one_of(routes));
        }
    if (random.one_in(2)) l.avoid_stations.push_back(random.one_of(stations));
    return l;
}

query random_query(test::random& random, const std::vector<station_id>& stations) {
    query q{.from = random.one_of(stations),
            .to = random.one_of(stations),
            .when = leave_after{calendar::local_time(date{2022, 1, 15},
                                                     std::chrono::minutes{random.between(0, 2000)})},
            .max_changes = random.one_in(3) ? random.between(0, 3) : query::most_changes,
            .change_time = std::chrono::minutes{random.between(0, 15)},
            .horizon = std::chrono::hours{random.between(12, 96)}};
    if (random.one_in(4)) q.from = std::vector{random.one_of(stations), random.one_of(stations)};
    if (random.one_in(4)) q.to = std::vector{random.one_of(stations), random.one_of(stations)};
    if (random.one_in(6)) q.filter = random_filter(random, stations);
    if (random.one_in(3)) q.headway_wait = headway_wait::mean;
    return q;
}

/// Lets the question go by one or two stations.
void add_vias(query& q, test::random& random, const std::vector<station_id>& stations) {
    for (int i = random.between(0, 2); i > 0; --i) {
        const auto s = random.one_of(stations);
        if (q.from.contains(s) || q.to.contains(s) || (!q.via.empty() && q.via.back().at.contains(s)))
            continue;
        q.via.push_back({s, random.one_in(2) ? 0s : std::chrono::seconds{random.between(1, 90) * 60}});
    }
}

/// Whether trains run every so often, so that among equal journeys any may be found.
bool any_waits(const timetable& t) {
    return std::any_of(t.trains().begin(), t.trains().end(),
                       [](const rail::train& x) { return !x.headways.empty(); });
}

bool same_station(const query& q) {
    return std::any_of(q.from.begin(), q.from.end(), [&](station_id s) { return q.to.contains(s); });
}

} // namespace

TEST_CASE("earliest and Pareto-optimal arrivals agree with the slow way, and the journeys can be ridden") {
    test::random random;
    int reached = 0, from_lists = 0;
    for (int i = 0; i < test::cases(600); ++i) {
        const auto [t, stations] = test::make_updated_network(random, date{2022, 1, 15});
        planners p{t, random};
        for (int k = 0; k < 8; ++k) {
            auto q = random_query(random, stations);
            if (!random.one_in(8)) q.change_time = p.change_time;
            if (random.one_in(3)) add_vias(q, random, stations);
            if (same_station(q)) continue;
            const slow_planner slow{t, q};
            const auto want = slow.by_trains(departures_of(t, q).first);
            const auto fewest =
                static_cast<std::size_t>(std::find(want.begin(), want.end(), want.back()) - want.begin());
            std::vector<std::pair<utc_time, std::size_t>> expected;
            for (std::size_t trains = 0; trains < want.size(); ++trains)
                if (want[trains] && (trains == 0 || want[trains] != want[trains - 1]))
                    expected.emplace_back(*want[trains], trains);
            std::sort(expected.begin(), expected.end());
            const auto plain = p.both[0].find_all(q);
            if (!any_waits(t)) {
                REQUIRE(p.both[1].find_all(q) == plain);
                const auto first =
                    std::min_element(plain.begin(), plain.end(), [](const auto& a, const auto& b) {
                        return a.arrival_utc() < b.arrival_utc();
                    });
                for (auto& r : p.both)
                    REQUIRE(r.find_earliest(q) == (plain.empty() ? std::nullopt : std::optional{*first}));
                for (const auto& j : plain)
                    if (random.one_in(3))
                        REQUIRE(j.departure_utc() == slow.latest_for(j.arrival_utc(), j.changes()));
            }
            for (auto& r : p.both) {
                const auto earliest = r.find_earliest(q);
                REQUIRE(earliest.has_value() == want.back().has_value());
                if (earliest) {
                    REQUIRE(fault_of(t, q, *earliest) == "");
                    REQUIRE_MESSAGE(earliest->arrival_utc() == *want.back(),
                                    calendar::to_string(earliest->arrival_utc())
                                        << " want " << calendar::to_string(*want.back())
                                        << (&r == &p.both[0] ? " plain" : " lists"));
                    REQUIRE(earliest->changes() == fewest);
                }
                std::vector<std::pair<utc_time, std::size_t>> got;
                for (const auto& j : r.find_all(q)) {
                    REQUIRE(fault_of(t, q, j) == "");
                    got.emplace_back(j.arrival_utc(), j.changes());
                }
                std::sort(got.begin(), got.end());
                REQUIRE(got == expected);
                reached += earliest ? 1 : 0;
            }
            from_lists += p.lists.is_for(q) ? 1 : 0;
        }
    }
    CHECK(reached > test::cases(2000));
    CHECK(from_lists > test::cases(800));
}

TEST_CASE("all Pareto-optimal journeys of a span agree with the slow way") {
    test::random random;
    int found = 0, from_lists = 0;
    for (int i = 0; i < 600; ++i) {
        const auto [t, stations] = test::make_updated_network(random, date{2022, 1, 15});
        planners p{t, random};
        for (int k = 0; k < 3; ++k) {
            auto q = random_query(random, stations);
            q.change_time = p.change_time;
            if (same_station(q)) continue;
            const auto from = std::get<leave_after>(q.when).time;
            q.when = leave_between{from, from + std::chrono::minutes{random.between(1, 2000)}};
            if (random.one_in(4)) add_vias(q, random, stations);
            const auto want = slow_planner{t, q}.pareto();
            if (!any_waits(t)) REQUIRE(p.both[0].find_all(q) == p.both[1].find_all(q));
            for (auto& r : p.both) {
                std::vector<std::tuple<utc_time, utc_time, int>> got;
                for (const auto& j : r.find_all(q)) {
                    REQUIRE(fault_of(t, q, j) == "");
                    got.emplace_back(j.departure_utc(), j.arrival_utc(), static_cast<int>(j.changes()));
                }
                REQUIRE_MESSAGE(got == want, listed(got) << " want " << listed(want));
                found += static_cast<int>(got.size());
            }
            from_lists += p.lists.is_for(q) ? 1 : 0;
        }
    }
    CHECK(found > 2000);
    CHECK(from_lists > 350);
}

TEST_CASE("of journeys that arrive first the one with the fewest changes is named, then the last to leave, "
          "then by key") {
    timetable_builder b;
    const auto from = b.station({.key = "a"}), other = b.station({.key = "b"});
    const auto hub = b.station({.key = "c"}), to = b.station({.key = "d"});
    const auto add = [&](const char* name, station_id at, std::chrono::minutes leaves, station_id then,
                         std::chrono::minutes arrives) {
        b.train({.key = key{name}, .days = day_set::daily()},
                {{.at = at, .departure = leaves}, {.at = then, .arrival = arrives}});
    };
    // By two changes or one; of these later or earlier; of the last ones by a train that comes first or is named first.
    add("first", from, 7h, other, 7h + 20min);
    add("second", other, 7h + 40min, hub, 8h);
    add("early", from, 7h + 10min, hub, 8h);
    add("z", from, 8h, hub, 9h);
    add("y", from, 8h, hub, 9h + 10min);
    add("slow", hub, 9h + 15min, to, 12h);
    add("quick", hub, 9h + 30min, to, 12h);
    add("late", from, 9h, to, 13h);
    const auto t = std::move(b).build();
    const network n{t};
    const auto lists = prepare(n, {.window = {date{2022, 1, 10}, date{2022, 1, 11}}, .change_time = 5min});
    const query q{
        .from = from, .to = to, .when = leave_after{local_time{date{2022, 1, 10}, 6h}}, .change_time = 5min};
    std::array<router, 2> both{router{n}, router{lists}};
    for (auto& r : both) {
        const auto found = r.find_earliest(q);
        REQUIRE(found);
        std::vector<std::string> names;
        for (const auto& x : found->rides()) names.push_back(t.trains()[x.train].key.text());
        CHECK(names == std::vector<std::string>{"y", "quick"});
        CHECK(r.find_all(q).size() == 2);
        CHECK(r.find_all(q).front() == *found);
    }
}

TEST_CASE("a train that is listed under several numbers is named by one of those that run and may be used") {
    timetable_builder b;
    const auto from = b.station({.key = "a"}), hub = b.station({.key = "b"}), to = b.station({.key = "c"});
    const std::vector<call> calls{{.at = from, .departure = 8h},
                                  {.at = hub, .arrival = 9h, .departure = 9h},
                                  {.at = to, .arrival = 10h}};
    const auto add = [&](const char* name, const day_set& days) {
        return b.train({.key = key{name}, .number = name, .days = days}, calls);
    };
    const auto k2 = add("K2", day_set::daily()), k1 = add("K1", day_set::of({date{2022, 1, 10}}));
    const auto k3 = add("K3", day_set::daily());
    const network n{std::move(b).build()};
    const auto named = [&](const network& net, unsigned short day, const filter& keeps = {}) {
        const auto found = router{net}.find_all(
            {.from = from, .to = to, .when = leave_after{local_time{date{2022, 1, day}}}, .filter = keeps});
        REQUIRE(found.size() == 1);
        const auto r = found.front().rides().front();
        return fmt::format("{} {}", net.table().trains()[r.train].key, calendar::to_string(r.departure));
    };
    CHECK(named(n, 10) == "K1 2022-01-10 08:00");
    CHECK(named(n, 11) == "K2 2022-01-11 08:00");
    CHECK(named(n, 10, {.use = {.numbers = {"K3"}}}) == "K3 2022-01-10 08:00");
    CHECK(named(n, 10, {.avoid = {.numbers = {"K1"}}}) == "K2 2022-01-10 08:00");

    const date day{2022, 1, 10};
    CHECK(named(with_updates(n, {cancellation{k1, day}}), 10) == "K2 2022-01-10 08:00");
    CHECK(named(with_updates(n, {cancellation{k2, day}}), 10) == "K1 2022-01-10 08:00");
    CHECK(named(with_updates(n, {cancellation{k1, day}, cancellation{k2, day}}), 10) ==
          "K3 2022-01-10 08:00");
    CHECK(named(with_updates(n, {delay{k1, day, 0, 5min}}), 10) == "K2 2022-01-10 08:00");
    CHECK(named(with_updates(n, {delay{k1, day, 0, -5min}}), 10) == "K1@live-2022-01-10 2022-01-10 07:55");
    const auto late =
        with_updates(n, {delay{k1, day, 0, 5min}, delay{k2, day, 0, 5min}, cancellation{k3, day}});
    CHECK(named(late, 10) == "K1@live-2022-01-10 2022-01-10 08:05");

    for (const auto i : {k1, k2, k3}) { // who is on board knows which train it is
        const query q{.to = to, .when = aboard{i, day, 1}};
        CHECK(router{n}.find_all(q).at(0).rides().at(0).train == i);
        CHECK(router{n}.find_earliest(q).value().rides().at(0).train == i);
    }
}

TEST_CASE("of the rules for a change the one counts that names most") {
    timetable_builder b;
    const auto from = b.station({.key = key{"a"}, .name = {"A"}});
    const auto hub = b.station({.key = key{"b"}, .name = {"B"}});
    const auto to = b.station({.key = key{"c"}, .name = {"C"}});
    const auto platform = b.stop({.key = key{"b1"}, .station = hub});
    const auto slow = b.route({.key = key{"slow"}}), fast = b.route({.key = key{"fast"}});
    const auto in =
        b.train({.key = key{"in"}, .days = day_set::daily(), .route = slow},
                {{.at = from, .departure = 8h}, {.at = hub, .platform = platform, .arrival = 9h}});
    std::map<int, train_id> out; // by minutes after the arrival
    for (int minutes = 0; minutes <= 60; minutes += 5)
        out.emplace(
            minutes,
            b.train({.key = key{fmt::format("out{}", minutes)}, .days = day_set::daily(), .route = fast},
                    {{.at = hub, .departure = 9h + std::chrono::minutes{minutes}},
                     {.at = to, .arrival = 10h + std::chrono::minutes{minutes}}}));
    const auto waits = [&](const timetable_builder& built) {
        auto copy = built;
        const auto t = std::move(copy).build();
        const auto j =
            find_earliest(t, {.from = from, .to = to, .when = leave_after{local_time{date{2022, 1, 10}}}});
        return j ? j->rides()[1].departure_utc - j->rides()[0].arrival_utc : std::chrono::seconds{-1};
    };
    using std::chrono::minutes;
    CHECK(waits(b) == minutes{10}); // the question's
    const auto rule = [&](transfer_end one, transfer_end other, std::chrono::minutes least) {
        one.station = other.station = hub;
        b.transfer({.from = one, .to = other, .kind = transfer_kind::min_time, .least = least});
    };
    rule({}, {}, 55min);
    CHECK(waits(b) == minutes{55});
    rule({.stop = platform}, {}, 50min); // the platform, of none that name trains or routes
    CHECK(waits(b) == minutes{50});
    rule({}, {.route = fast}, 45min);
    CHECK(waits(b) == minutes{45});
    rule({.stop = platform, .route = slow}, {}, 40min); // one route as well, and the platform
    CHECK(waits(b) == minutes{40});
    rule({.route = slow}, {.route = fast}, 35min);
    CHECK(waits(b) == minutes{35});
    rule({.train = in}, {}, 30min);
    CHECK(waits(b) == minutes{30});
    rule({.train = in}, {.route = fast}, 25min);
    CHECK(waits(b) == minutes{25});
    rule({.train = in}, {.train = out.at(5)}, 0min);
    CHECK(waits(b) == minutes{5});
    rule({.train = in}, {.train = out.at(5)}, 6min); // of equal ones the longest
    CHECK(waits(b) == minutes{25});
    for (const int late : {25, 30, 35})
        b.transfer({.from = {.station = hub, .train = in},
                    .to = {.station = hub, .train = out.at(late)},
                    .kind = transfer_kind::impossible});
    CHECK(waits(b) == minutes{40});
    b.transfer({.from = {.station = hub, .train = in},
                .to = {.station = hub, .train = out.at(0)},
                .kind = transfer_kind::timed});
    CHECK(waits(b) == minutes{0});
}

TEST_CASE("who must leave the coaches boards them again, which is a change and takes no time") {
    const auto plan = [](std::optional<transfer_kind> kind) {
        timetable_builder b;
        const auto from = b.station({.key = key{"a"}, .name = {"A"}});
        const auto hub = b.station({.key = key{"b"}, .name = {"B"}});
        const auto to = b.station({.key = key{"c"}, .name = {"C"}});
        const auto one = b.train({.key = key{"one"}, .days = day_set::daily(), .block = "coaches"},
                                 {{.at = from, .departure = 8h}, {.at = hub, .arrival = 9h}});
        const auto other = b.train({.key = key{"other"}, .days = day_set::daily(), .block = "coaches"},
                                   {{.at = hub, .departure = 9h + 2min}, {.at = to, .arrival = 10h}});
        if (kind) b.transfer({.from = {.train = one}, .to = {.train = other}, .kind = *kind});
        const auto t = std::move(b).build();
        const auto j =
            find_earliest(t, {.from = from, .to = to, .when = leave_after{local_time{date{2022, 1, 10}}}});
        REQUIRE(j);
        return std::pair{j->arrival(), j->changes()};
    };
    const local_time ten{date{2022, 1, 10}, std::chrono::hours{10}};
    CHECK(plan(std::nullopt) == std::pair{ten, std::size_t{0}});
    CHECK(plan(transfer_kind::stay_seated) == std::pair{ten, std::size_t{0}});
    CHECK(plan(transfer_kind::leave_and_board) == std::pair{ten, std::size_t{1}});
}

TEST_CASE("rules that tell too many calls apart are refused, not computed for hours") {
    bool alike = false;
    SUBCASE("each its own") {}
    SUBCASE("all alike, which is one sort of call") {
        alike = true;
    }
    timetable_builder b;
    const auto from = b.station({.key = key{"a"}, .name = {"A"}});
    const auto hub = b.station({.key = key{"b"}, .name = {"B"}});
    for (int i = 0; i < 2100; ++i) {
        const auto x = b.train({.key = key{fmt::format("t{}", i)}, .days = day_set::daily()},
                               {{.at = from, .departure = 8h}, {.at = hub, .arrival = 9h}});
        b.transfer({.from = {.station = hub, .train = x},
                    .to = {.station = hub},
                    .kind = transfer_kind::min_time,
                    .least = std::chrono::seconds{alike ? 60 : i}});
    }
    const auto t = std::move(b).build();
    if (alike)
        CHECK_NOTHROW(network{t});
    else
        CHECK_THROWS_WITH_AS(network{t}, doctest::Contains("tell too many calls apart"),
                             std::invalid_argument);
}

TEST_CASE("later and earlier journeys are those of a long span beside one") {
    test::random random;
    int found = 0;
    for (int i = 0; i < 300; ++i) {
        const auto [t, stations] = test::make_network(random);
        const network n{t};
        router r{n};
        auto q = random_query(random, stations);
        q.horizon = 48h;
        if (same_station(q)) continue;
        const auto first = r.find_earliest(q);
        if (!first) continue;
        const auto least = static_cast<std::size_t>(random.between(0, 6));
        const auto at = t.zone().to_local(first->departure_utc());
        const auto beside = [&](int direction) {
            auto whole = q;
            const std::chrono::hours span{48};
            whole.when = direction > 0 ? leave_between{at, at + span} : leave_between{at - span, at};
            auto all = r.find_all(whole);
            std::erase_if(all, [&](const journey& j) {
                return j.departure_utc() == first->departure_utc() || j.duration() > std::chrono::hours{48};
            });
            if (direction < 0) std::reverse(all.begin(), all.end());
            auto end = std::min(least, all.size());
            while (end > 0 && end < all.size() && all[end].departure_utc() == all[end - 1].departure_utc())
                ++end;
            all.resize(end);
            if (direction < 0) std::reverse(all.begin(), all.end());
            return all;
        };
        CHECK(r.find_later(q, *first, least) == beside(1));
        CHECK(r.find_earlier(q, *first, least) == beside(-1));
        found += static_cast<int>(beside(1).size() + beside(-1).size());
    }
    CHECK(found > 200);
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    router r{n};
    query q{.from = t.station("西宁"),
            .to = t.station("花土沟"),
            .when = leave_after{local_time{date{2022, 1, 12}, 18h}}};
    const auto tonight = r.find_earliest(q).value();
    CHECK(r.find_later(q, tonight, 1).at(0).departure() == local_time{date{2022, 1, 13}, 22h + 40min});
    CHECK(r.find_earlier(q, tonight, 2).size() == 2);
    const auto later = r.find_later(q, tonight, 1);
    q.when = arrive_by{local_time{date{2022, 1, 12}}};
    CHECK(r.find_later(q, tonight, 1) == later); // departures count from the journey alone
    const auto ride = tonight.rides().front();
    q.from = {};
    q.when = aboard{ride.train, ride.service_date, ride.board};
    CHECK_THROWS_AS((void)r.find_later(q, tonight, 1), std::invalid_argument);
}

TEST_CASE("the latest departures that arrive in time agree with the slow way") {
    test::random random;
    int found = 0, from_lists = 0;
    for (int i = 0; i < test::cases(400); ++i) {
        const auto [t, stations] = test::make_updated_network(random, date{2022, 1, 15});
        planners p{t, random};
        for (int k = 0; k < 3; ++k) {
            auto q = random_query(random, stations);
            q.change_time = p.change_time;
            if (same_station(q)) continue;
            q.when = arrive_by{std::get<leave_after>(q.when).time +
                               std::chrono::seconds{std::chrono::seconds{q.horizon}.count()}};
            if (random.one_in(4)) add_vias(q, random, stations);
            const auto want = slow_planner{t, q}.latest();
            if (!any_waits(t)) REQUIRE(p.both[0].find_all(q) == p.both[1].find_all(q));
            for (auto& r : p.both) {
                std::vector<std::pair<utc_time, int>> got;
                for (const auto& j : r.find_all(q)) {
                    REQUIRE(fault_of(t, q, j) == "");
                    REQUIRE(j.arrival_utc() <= t.zone().to_utc(std::get<arrive_by>(q.when).time));
                    got.emplace_back(j.departure_utc(), static_cast<int>(j.changes()));
                }
                REQUIRE(got == want);
                found += static_cast<int>(got.size());
            }
            from_lists += p.lists.is_for(q) ? 1 : 0;
        }
    }
    CHECK(found > test::cases(600));
    CHECK(from_lists > test::cases(150));
}

TEST_CASE("trains that are not taken and stations that are avoided are in no journey") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const query q{.from = t.station("西宁"),
                  .to = t.station("花土沟"),
                  .when = leave_after{local_time{date{2022, 1, 9}, std::chrono::hours{18}}}};
    const network no_k{t, {.take = [](const rail::train& x) { return !x.number.starts_with("K"); }}};
    CHECK(router{no_k}.find_all(q).empty());
    const network not_golmud{t, {.avoid = {t.station("格尔木")}}};
    const auto all = router{not_golmud}.find_all(q);
    REQUIRE(all.size() == 1);
    CHECK(all[0].changes() == 0);
    // The same of a question.
    const network n{t};
    router r{n};
    auto filtered = q;
    for (const auto& words : std::vector<train_words>{
             {.classes = {"K"}}, {.classes = {"快速"}}, {.numbers = {"K9805", "K9803"}}}) {
        filtered.filter = {.avoid = words};
        CHECK(r.find_all(filtered).empty());
    }
    filtered.filter = {.avoid_stations = {t.station("格尔木")}};
    CHECK(r.find_all(filtered) == all);
    filtered.filter = {.use = {.numbers = {"K9805"}}};
    CHECK(r.find_all(filtered) == all);
    CHECK(r.find_all(q).size() > 0);
}

TEST_CASE("the words of a filter that mean no train are told, each as what it was given for") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    const filter f{.use = {.numbers = {"K9805", "k9805", "K9850"}, .classes = {"K", "快速", "K9805"}},
                   .avoid = {.classes = {"ICE"}, .routes = {"ICE"}}};
    CHECK(unknown_words(n, f) == std::vector<std::string>{"k9805", "K9850", "K9805", "ICE", "ICE"});
    CHECK(unknown_words(n, {}).empty());
    const network no_k{t, {.take = [](const rail::train& x) { return !x.number.starts_with("K"); }}};
    CHECK(unknown_words(no_k, {.use = {.numbers = {"K9805"}}}) == std::vector<std::string>{"K9805"});
}

TEST_CASE("a network asks its caller's function while it is made, and never again") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    int asked = 0;
    const network n{t, {.take = [&asked](const rail::train& x) { return ++asked, x.number != "K9806"; }}};
    const int when_made = asked;
    CHECK(when_made > 0);
    router r{n};
    query q{.from = t.station("花土沟"),
            .to = t.station("西宁"),
            .when = leave_after{local_time{date{2022, 1, 9}, 12h}},
            .filter = {.use = {.classes = {"K"}}}};
    for (const auto& j : r.find_all(q))
        for (const auto& leg : j.rides()) CHECK(t.trains()[leg.train].number != "K9806");
    CHECK(asked == when_made);
    const auto noon = std::get<leave_after>(q.when).time;
    q.when = arrive_by{noon};
    CHECK_THROWS_AS((void)r.find_earliest(q), std::invalid_argument);
    q.when = leave_between{noon, noon + std::chrono::hours{1}};
    CHECK_THROWS_AS((void)r.find_earliest(q), std::invalid_argument);
    q.horizon = -1h;
    CHECK_THROWS_AS((void)r.find_all(q), std::invalid_argument);
}

TEST_CASE("from on board a train: how to go on agrees with the slow way") {
    test::random random;
    int found = 0;
    for (int i = 0; i < test::cases(600); ++i) {
        const auto [t, stations] = test::make_updated_network(random, date{2022, 1, 15});
        const network n{t};
        router r{n};
        for (const auto train : t.trains().ids()) {
            const auto& x = t.trains()[train];
            const date day{2022, 1, static_cast<unsigned short>(random.between(14, 17))};
            if (!x.headways.empty() || !x.days.contains(day)) continue;
            const auto call =
                static_cast<std::size_t>(random.between(0, static_cast<int>(x.calls.size()) - 2));
            query q{.to = random.one_of(stations),
                    .when = aboard{train, day, call},
                    .filter = random.one_in(4) ? random_filter(random, stations) : filter{},
                    .max_changes = random.one_in(3) ? 1 : query::most_changes,
                    .horizon = 48h};
            const auto want = slow_planner{t, q}.by_trains(departures_of(t, q).first);
            std::vector<std::pair<utc_time, std::size_t>> expected, got;
            for (std::size_t trains = 0; trains < want.size(); ++trains)
                if (want[trains] && (trains == 0 || want[trains] != want[trains - 1]))
                    expected.emplace_back(*want[trains], trains);
            for (const auto& j : r.find_all(q)) {
                REQUIRE(fault_of(t, q, j) == "");
                const auto first = j.rides().front();
                REQUIRE(first.train == train);
                REQUIRE(first.board == call);
                REQUIRE(first.service_date == day);
                got.emplace_back(j.arrival_utc(), j.changes());
            }
            std::sort(expected.begin(), expected.end());
            std::sort(got.begin(), got.end());
            REQUIRE(got == expected);
            const auto earliest = r.find_earliest(q);
            REQUIRE(earliest.has_value() == want.back().has_value());
            if (earliest) {
                REQUIRE(earliest->arrival_utc() == *want.back());
                REQUIRE(earliest->changes() == expected.front().second);
            }
            found += static_cast<int>(got.size());
        }
    }
    CHECK(found > test::cases(500));
}

TEST_CASE("by a station: the through train will do, and with a stay it will not") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    query q{.from = t.station("西宁"),
            .to = t.station("花土沟"),
            .when = leave_after{local_time{date{2022, 1, 12}, std::chrono::hours{18}}},
            .via = {{t.station("格尔木")}}};
    const network n{t};
    router r{n};
    const auto through = r.find_earliest(q);
    REQUIRE(through);
    CHECK(through->changes() == 0);
    CHECK(through->rides().size() == 1);
    q.via[0].stay = 5h;
    const auto stayed = r.find_earliest(q);
    REQUIRE(stayed);
    const auto rides = stayed->rides();
    REQUIRE(rides.size() == 2);
    CHECK(rides[1].departure_utc - rides[0].arrival_utc >= std::chrono::hours{5});
    CHECK(stayed->arrival_utc() > through->arrival_utc());
}

TEST_CASE("a block of 60,000 trips, each of which goes on as the next, is followed to either end") {
    constexpr int n = 60'000;
    timetable_builder b;
    const auto station = [&](const char* k) { return b.station({.key = k, .name = {k}}); };
    const auto source = station("source"), by = station("by"), a = station("a"), c = station("c"),
               end = station("end"), target = station("target");
    const auto days = day_set::daily({.from = date{2022, 1, 1}, .until = date{2022, 2, 1}});
    const auto seconds = [](int s) { return std::chrono::seconds{s}; };
    const auto hop = [&](std::string k, station_id from, station_id to, int leaves, std::string block) {
        b.train({.key = key{std::move(k)}, .number = "X", .days = days, .block = std::move(block)},
                {{.at = from, .departure = seconds(leaves)}, {.at = to, .arrival = seconds(leaves + 1)}});
    };
    b.train({.key = "before", .number = "Y", .days = days},
            {{.at = source, .departure = 1s}, {.at = by, .arrival = 2s}, {.at = a, .arrival = 3s}});
    for (int i = 0; i < n; ++i)
        hop(fmt::format("t{}", i), i % 2 == 0 ? a : c, i % 2 == 0 ? c : a, 3600 + i, "x");
    hop("last", a, end, 3600 + n, "x");
    hop("after", c, target, 3600 + n + 600, "");
    const auto t = std::move(b).build();
    const network net{t};
    router r{net};
    const auto arrival = [&](station_id from, station_id to) {
        const auto all =
            r.find_all({.from = from, .to = to, .when = leave_after{calendar::local_time({2022, 1, 5}, 0s)}});
        return all.empty() ? utc_time{} : all.front().arrival_utc();
    };
    const auto utc = [&](int s) { return t.utc({2022, 1, 5}, service_time{seconds(s)}); };
    CHECK(arrival(a, target) == utc(3600 + n + 601)); // looked for from the start
    CHECK(arrival(source, end) == utc(3600 + n + 1)); // and from the end
}

TEST_CASE("the times to all stations are those of a question for each") {
    test::random random;
    for (int i = 0; i < 100; ++i) {
        const auto [t, stations] = test::make_network(random);
        const network n{t};
        router r{n};
        auto q = random_query(random, stations);
        q.to = {};
        q.max_changes = query::most_changes;
        const auto all = r.find_earliest_arrivals(q);
        for (const auto s : stations) {
            if (q.from.contains(s)) continue;
            q.to = s;
            const auto one = r.find_earliest(q);
            // On foot from where one starts is no journey, but a way.
            std::optional<utc_time> on_foot;
            for (const auto from : q.from)
                if (const auto takes = slow_transfers{t, q.change_time}.walk(from, s)) {
                    const auto there = departures_of(t, q).first + std::chrono::seconds{takes->count()};
                    on_foot = on_foot ? std::min(*on_foot, there) : there;
                }
            if (one && (!on_foot || one->arrival_utc() < *on_foot)) on_foot = one->arrival_utc();
            REQUIRE_MESSAGE(on_foot == all[s], (on_foot ? calendar::to_string(*on_foot) : "none")
                                                   << " "
                                                   << (all[s] ? calendar::to_string(*all[s]) : "none"));
        }
    }
}

TEST_CASE("a matrix has the arrivals of its rows, on any number of threads") {
    test::random random;
    for (int round = 0; round < 300; ++round) {
        const auto [t, stations] = test::make_network(random);
        const network n{t};
        auto q = random_query(random, stations);
        if (random.one_in(4)) q.filter = random_filter(random, stations);
        std::vector<station_id> from = stations; // more than travel at once
        while (from.size() < 20) from.push_back(random.one_of(stations));
        q.from = from;
        q.to = stations;
        if (random.one_in(2)) q.to = random.one_of(stations);
        q.max_changes = query::most_changes;
        const auto rows = arrival_matrix(n, q, 1);
        REQUIRE(rows.size() == from.size());
        if (round % 10 == 0) CHECK(rows == arrival_matrix(n, q, 3));
        router r{n};
        for (std::size_t i = 0; i < from.size(); ++i) {
            auto one = q;
            one.from = from[i];
            one.to = {};
            const auto all = r.find_earliest_arrivals(one);
            std::size_t k = 0;
            for (const auto s : q.to) REQUIRE(rows[i][k++] == all[s]);
        }
    }
}

TEST_CASE("a matrix wants questions for arrivals everywhere") {
    test::random random;
    const auto [t, stations] = test::make_network(random);
    const network n{t};
    auto q = random_query(random, stations);
    q.from = q.to = stations;
    q.max_changes = query::most_changes;
    auto other = q;
    other.from = {};
    CHECK(arrival_matrix(n, other).empty());
    other = q;
    other.horizon = -1h;
    CHECK_THROWS_AS((void)arrival_matrix(n, other, 2), std::invalid_argument);
    other = q;
    other.to = station_id{99};
    CHECK_THROWS_AS((void)arrival_matrix(n, other), std::invalid_argument);
    other = q;
    other.max_changes = 3;
    CHECK_THROWS_AS((void)arrival_matrix(n, other), std::invalid_argument);
    other = q;
    other.when = arrive_by{std::get<leave_after>(q.when).time};
    CHECK_THROWS_AS((void)arrival_matrix(n, other), std::invalid_argument);
}

TEST_CASE("the known journeys of Qinghai: two trains by Golmud in 2024") {
    if (!test::has_real("cnrail-qinghai")) return;
    const auto t = gtfs::load(zip::open(test::real("cnrail-qinghai/cnrail-qinghai.gtfs.zip"))).value;
    const auto j =
        find_earliest(t, {.from = t.station("西宁"),
                          .to = t.station("花土沟"),
                          .when = leave_after{local_time{date{2024, 6, 10}, std::chrono::hours{22}}}});
    REQUIRE(j);
    CHECK(calendar::to_string(j->arrival()) == "2024-06-11 13:16");
    CHECK(j->changes() == 1);
}

TEST_CASE("what no question can mean is the caller's mistake") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const network n{t};
    router r{n};
    const query good{.from = t.station("西宁"),
                     .to = t.station("花土沟"),
                     .when = leave_after{local_time{date{2022, 1, 10}}}};
    auto bad = good;
    bad.max_changes = 15;
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad = good;
    bad.change_time = -1s;
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad = good;
    bad.to = station_id{99};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad = good;
    bad.filter.avoid_stations = {station_id{99}};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.filter = {.use = {.classes = {"K"}}};
    bad.from = {};
    bad.when = aboard{train_id{99}, date{2022, 1, 12}, 0};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad = good;
    bad.via = {{t.station("西宁")}};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.via = {{t.station("花土沟")}};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.via = {{t.station("格尔木"), -1s}};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.via = {{t.station("格尔木")}, {t.station("格尔木")}};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.via = {{station_id{99}}};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad = good;
    const date runs{2022, 1, 12};
    const auto trains = t.trains().ids();
    const auto train = *std::find_if(trains.begin(), trains.end(), [&](train_id i) {
        return t.trains()[i].headways.empty() && t.trains()[i].days.contains(runs);
    });
    const auto calls = t.trains()[train].calls.size();
    bad.when = aboard{train, runs, 0};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument); // and leaves from somewhere
    bad.from = {};
    CHECK_NOTHROW((void)r.find_all(bad));
    bad.via = {{t.station("格尔木")}};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.via = {};
    bad.when = aboard{train, runs, calls - 1};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.when = aboard{train, runs, static_cast<std::size_t>(-1)};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.when = aboard{train, date{1900, 1, 1}, 0};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad.when = aboard{train_id{99}, runs, 0};
    CHECK_THROWS_AS((void)r.find_all(bad), std::invalid_argument);
    bad = good;
    bad.to = {};
    CHECK(r.find_all(bad).empty());
}

TEST_CASE("days that were prepared change no answer") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const query q{.from = t.station("西宁"),
                  .to = t.station("花土沟"),
                  .when = leave_after{local_time{date{2022, 1, 10}, 18h}}};
    const network fresh{t}, prepared{t};
    prepared.prepare_days(q);
    CHECK(router{prepared}.find_all(q) == router{fresh}.find_all(q));
    CHECK_FALSE(router{prepared}.find_all(q).empty());
}

TEST_CASE("two stops thirteen metres apart are one change, with the walk in it") {
    timetable_builder b;
    const auto at = [](double lon, double lat) {
        return geo::point{geo::longitude{lon}, geo::latitude{lat}};
    };
    const auto from = b.station({.key = "A", .at = at(8.0, 50.0)});
    const auto north = b.station({.key = "Bn", .at = at(8.1, 50.1)});
    const auto south = b.station({.key = "Bs", .at = at(8.1001, 50.1001)});
    const auto to = b.station({.key = "C", .at = at(8.2, 50.2)});
    b.train({.key = "T1", .days = day_set::daily()},
            {{.at = from, .departure = 8h}, {.at = north, .arrival = 8h + 10min}});
    b.train({.key = "T2", .days = day_set::daily()},
            {{.at = south, .departure = 8h + 30min}, {.at = to, .arrival = 8h + 40min}});
    const auto t = std::move(b).build();
    const query q{.from = from, .to = to, .when = leave_after{local_time{date{2022, 1, 10}, 7h}}};
    CHECK_FALSE(find_earliest(t, q));
    const auto j = find_earliest(with_walks(t), q);
    REQUIRE(j);
    CHECK(calendar::to_string(j->arrival()) == "2022-01-10 08:40");
    REQUIRE(j->legs.size() == 3);
    CHECK(std::get<walk>(j->legs[1]).arrival_utc - std::get<walk>(j->legs[1]).departure_utc == 2min);
}

TEST_CASE("a change takes the way between the platforms, and without steps there may be none") {
    timetable_builder b;
    const auto from = b.station({.key = "A", .wheelchair = accessibility::yes});
    const auto at = b.station({.key = "B", .change_time = 1min, .wheelchair = accessibility::yes});
    const auto to = b.station({.key = "C", .wheelchair = accessibility::yes});
    const auto one = b.stop({.key = "B1", .station = at});
    const auto two = b.stop({.key = "B2", .station = at});
    b.pathway({.key = "w", .from = one, .to = two, .kind = pathway_kind::stairs, .time = 6min});
    const auto add = [&](const char* number, accessibility wheelchair, std::vector<call> calls) {
        b.train({.key = key{number}, .days = day_set::daily(), .wheelchair = wheelchair}, std::move(calls));
    };
    add("T1", accessibility::yes,
        {{.at = from, .departure = 8h}, {.at = at, .platform = one, .arrival = 8h + 10min}});
    add("T2", accessibility::yes,
        {{.at = at, .platform = two, .departure = 8h + 15min}, {.at = to, .arrival = 8h + 40min}});
    add("T3", accessibility::yes,
        {{.at = at, .platform = two, .departure = 8h + 16min}, {.at = to, .arrival = 8h + 41min}});
    add("T4", accessibility::unknown, {{.at = from, .departure = 9h}, {.at = to, .arrival = 10h}});
    const auto t = std::move(b).build();
    const query q{.from = from, .to = to, .when = leave_after{local_time{date{2022, 1, 10}, 7h}}};
    const auto arrival = [&](const timetable& x) {
        const auto j = find_earliest(x, q);
        return j ? calendar::to_string(j->arrival()) : "none";
    };
    CHECK(arrival(t) == "2022-01-10 08:40");
    CHECK(arrival(with_pathways(t)) == "2022-01-10 08:41");
    const auto step_free = with_pathways(t, {.step_free = true});
    CHECK(arrival(step_free) == "2022-01-10 10:00");
    CHECK(arrival(for_wheelchairs(t)) == "2022-01-10 08:40");
    CHECK(arrival(for_wheelchairs(step_free)) == "none");
}

TEST_SUITE_END();
