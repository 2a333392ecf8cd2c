#include <map>
#include <set>

#include <qaidam/rail/rail.hpp>
#include <qaidam/rail/stock.hpp>
#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail/journey");

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;
using calendar::day_count;
using calendar::day_set;
using calendar::ptime;

namespace {

struct random_network {
    timetable table;
    std::vector<station_id> stations;
};

/// Few stations and trains, with all that makes planning hard: hops that take no time, calls where nobody may
/// board or alight, walks, coaches that go on as another train, trains of every other day and of every so
/// often.
random_network make_network(test::random& random) {
    timetable_builder b;
    std::vector<station_id> stations;
    for (int i = random.between(3, 7); i > 0; --i) {
        station s{.key = key{fmt::format("s{}", i)}, .name = {fmt::format("S{}", i)}};
        if (random.one_in(3)) s.change_time = std::chrono::minutes{random.between(0, 20)};
        stations.push_back(b.station(s));
    }
    std::vector<std::chrono::minutes> ends;
    for (int n = random.between(3, 14); n > 0; --n) {
        std::vector<call> calls;
        auto time = std::chrono::minutes{random.between(0, 1439)};
        std::set<station_id> used;
        for (int i = random.between(2, 5); i > 0; --i) {
            const auto at = random.one_of(stations);
            if (!used.insert(at).second) continue;
            call c{.at = at};
            if (!random.one_in(6)) time += std::chrono::minutes{random.between(1, 400)};
            c.arrival = time;
            if (!random.one_in(4)) time += std::chrono::minutes{random.between(0, 30)};
            c.departure = time;
            if (random.one_in(8)) c.boarding = access::none;
            if (random.one_in(8)) c.alighting = access::none;
            calls.push_back(c);
        }
        if (calls.size() < 2) continue;
        const date anchor{2022, 1, static_cast<unsigned short>(random.between(1, 9))};
        rail::train x{.key = key{fmt::format("t{}", n)},
                      .number = fmt::format("K{}", n),
                      .days = random.one_in(3) ? day_set::every(2, anchor) : day_set::daily()};
        if (random.one_in(3)) x.block = fmt::format("b{}", random.between(1, 3));
        if (x.block.empty() && random.one_in(8)) {
            const service_time first = *calls.front().departure;
            x.headways.push_back({first, service_time{std::chrono::seconds{first.seconds()} + 3h}, 40min});
        }
        b.train(std::move(x), calls);
    }
    for (int n = random.between(0, 4); n > 0; --n)
        b.transfer({.from = {.station = random.one_of(stations)},
                    .to = {.station = random.one_of(stations)},
                    .kind = transfer_kind::least_time,
                    .least = std::chrono::minutes{random.between(0, 25)}});
    return {std::move(b).build(), stations};
}

/// The slow way: round after round, one more train each, over every run of every day, until nothing is
/// better.
class slow_planner {
public:
    slow_planner(const timetable& t, const journey_query& q) : t_{t}, q_{q} {
        for (const auto s : t.stations().ids())
            change_[s] = t.stations()[s].change_time.value_or(q.change_time);
        std::map<station_id, std::optional<std::chrono::seconds>> own;
        for (const auto& x : t.transfers()) {
            if (!x.from.station || !x.to.station || x.from.train) continue;
            if (*x.from.station == *x.to.station) {
                const auto s = *x.from.station;
                own[s] = std::max(own[s].value_or(t.stations()[s].change_time.value_or(0s)), *x.least);
                change_[s] = *own[s];
            } else {
                auto& walk = walks_[{*x.from.station, *x.to.station}];
                walk = std::max(walk, *x.least);
            }
        }
        links_ = list_through_links(t);
        // The horizon is a time that passes, whatever clocks are set to in it.
        limit_ = t.zone().to_utc(q.leave.before ? *q.leave.before : q.leave.after) + seconds(q.horizon);
        const auto last = t.zone().to_local(limit_);
        for (auto day = q.leave.after.date() - day_count{6}; day <= last.date(); day += day_count{1})
            for (const auto i : t.trains().ids())
                if (t.trains()[i].days.contains(day))
                    for (const auto shift : list_shifts(t.trains()[i])) runs_.push_back({i, day, shift});
    }

    /// The earliest arrival at the target by the number of trains, from 1.
    std::vector<std::optional<ptime>> by_trains(const ptime& from) const {
        places ready;
        if (q_.aboard) return from_on_board(*q_.aboard);
        for (const auto s : q_.from) improve(ready, {0, s}, from);
        for (const auto s : q_.from)
            for (const auto& [ends, takes] : walks_)
                if (ends.first == s) walk_to(ready, 0, ends.second, from + seconds(takes));
        std::vector<std::optional<ptime>> all;
        std::optional<ptime> best;
        for (int k = 1; k <= q_.max_changes + 1; ++k) {
            auto next = ready;
            for (const auto& r : runs_) ride(r, 0, not_on_board, ready, next, best);
            all.push_back(best);
            ready = std::move(next);
        }
        return all;
    }

    std::vector<std::optional<ptime>> from_on_board(const on_board& start) const {
        places ready, next;
        std::optional<ptime> best;
        ride({start.train, start.service_date, 0s}, start.call + 1, 0, ready, next, best);
        std::vector<std::optional<ptime>> all{best};
        for (int k = 2; k <= q_.max_changes + 1; ++k) {
            ready = next;
            for (const auto& r : runs_) {
                // Where the train came from lies behind, even if it all takes no time.
                const bool same = r.train == start.train && r.day == start.service_date && r.shift == 0s;
                ride(r, same ? start.call : 0, not_on_board, ready, next, best);
            }
            all.push_back(best);
        }
        return all;
    }

    /// The latest departure for an arrival within the horizon, by changes.
    std::vector<std::pair<ptime, int>> latest() const {
        std::vector<std::optional<ptime>> best(static_cast<std::size_t>(q_.max_changes) + 1);
        const auto all_moments = moments();
        for (auto m = all_moments.rbegin(); m != all_moments.rend(); ++m) {
            if (*m < t_.zone().to_utc(q_.leave.after)) break;
            const auto here = by_trains(*m);
            for (std::size_t k = 0; k < here.size(); ++k)
                if (here[k] && !best[k]) best[k] = *m;
        }
        std::vector<std::pair<ptime, int>> all;
        for (std::size_t k = 0; k < best.size(); ++k)
            if (best[k] && (k == 0 || !best[k - 1] || *best[k] > *best[k - 1]))
                all.emplace_back(*best[k], static_cast<int>(k));
        std::sort(all.begin(), all.end());
        return all;
    }

    /// Departure, arrival and changes of every good journey of the span.
    std::vector<std::tuple<ptime, ptime, int>> good() const {
        const auto first = t_.zone().to_utc(q_.leave.after);
        const auto end = t_.zone().to_utc(*q_.leave.before);
        const auto all_moments = moments();
        std::vector<std::tuple<ptime, ptime, int>> all;
        std::vector<std::optional<ptime>> best(static_cast<std::size_t>(q_.max_changes) + 1);
        for (auto m = all_moments.rbegin(); m != all_moments.rend(); ++m) {
            if (*m < first) break;
            const auto here = by_trains(*m);
            std::optional<ptime> fewer;
            for (std::size_t k = 0; k < here.size(); ++k) {
                const bool good =
                    here[k] && (!best[k] || *here[k] < *best[k]) && (!fewer || *here[k] < *fewer);
                if (good && *m < end) all.emplace_back(*m, *here[k], static_cast<int>(k));
                if (here[k] && (!best[k] || *here[k] < *best[k])) best[k] = here[k];
                if (here[k]) fewer = here[k];
            }
        }
        std::sort(all.begin(), all.end());
        return all;
    }

private:
    struct run {
        train_id train;
        date day;
        std::chrono::seconds shift;
    };

    /// At which one may set out.
    std::set<ptime> moments() const {
        std::set<ptime> moments;
        for (const auto& r : runs_)
            for (const auto& c : t_.trains()[r.train].calls) {
                if (!c.departure) continue;
                const auto leaves = moment(r, *c.departure);
                for (const auto s : q_.from) {
                    if (c.at == s) moments.insert(leaves);
                    if (const auto w = walks_.find({s, c.at}); w != walks_.end() && !q_.from.contains(c.at)) {
                        moments.insert(leaves - seconds(w->second));
                        if (!q_.via.empty())
                            moments.insert(leaves - seconds(w->second + q_.via.front().stay));
                    }
                }
            }
        return moments;
    }

    static boost::posix_time::seconds seconds(std::chrono::seconds s) {
        return boost::posix_time::seconds{s.count()};
    }
    ptime moment(const run& r, service_time time) const {
        return t_.utc(r.day, service_time{std::chrono::seconds{time.seconds()} + r.shift});
    }
    /// A station after so many vias, and from when on one may board there.
    using place = std::pair<int, station_id>;
    using places = std::map<place, ptime>;
    static constexpr int not_on_board = -1;

    static void improve(places& all, const place& at, const ptime& when) {
        const auto known = all.find(at);
        if (known == all.end() || when < known->second) all.insert_or_assign(at, when);
    }

    /// Who walks to a via is there too.
    void walk_to(places& all, int vias, station_id s, const ptime& when) const {
        improve(all, {vias, s}, when);
        const auto next = static_cast<std::size_t>(vias);
        if (next < q_.via.size() && q_.via[next].at.contains(s))
            improve(all, {vias + 1, s}, when + seconds(q_.via[next].stay));
    }

    /// `vias` says how many whoever is on board has been to.
    void ride(const run& r, std::size_t from, int vias, const places& ready, places& next,
              std::optional<ptime>& best) const {
        const auto& x = t_.trains()[r.train];
        const auto all_vias = static_cast<int>(q_.via.size());
        for (std::size_t i = from; i < x.calls.size(); ++i) {
            const auto& c = x.calls[i];
            const auto* const via = vias >= 0 && vias < all_vias && i > 0 &&
                                            q_.via[static_cast<std::size_t>(vias)].at.contains(c.at)
                                        ? &q_.via[static_cast<std::size_t>(vias)]
                                        : nullptr;
            if (vias >= 0 && i > 0 && c.may_alight()) {
                const auto arrives = moment(r, *c.arrival);
                if (arrives <= limit_) {
                    improve(next, {vias, c.at}, arrives + seconds(change_.at(c.at)));
                    if (via != nullptr)
                        improve(next, {vias + 1, c.at},
                                arrives + seconds(std::max(via->stay, change_.at(c.at))));
                    for (const auto& [ends, takes] : walks_) {
                        if (ends.first != c.at) continue;
                        walk_to(next, vias, ends.second, arrives + seconds(takes));
                        if (via != nullptr)
                            walk_to(next, vias + 1, ends.second, arrives + seconds(via->stay + takes));
                    }
                    const auto reach = [&](const ptime& there) {
                        if (there <= limit_ && (!best || there < *best)) best = there;
                    };
                    for (const auto s : q_.to) {
                        if (s == c.at && vias == all_vias) reach(arrives);
                        const auto w = walks_.find({c.at, s});
                        if (w != walks_.end() && vias == all_vias) reach(arrives + seconds(w->second));
                        if (w != walks_.end() && via != nullptr && vias + 1 == all_vias)
                            reach(arrives + seconds(via->stay + w->second));
                    }
                }
            }
            if (via != nullptr && via->stay == 0s) ++vias;
            if (i + 1 == x.calls.size()) {
                if (vias >= 0)
                    for (const auto& l : links_)
                        if (l.from == r.train && l.days.contains(r.day) &&
                            t_.trains()[l.to].days.contains(r.day + day_count{l.days_later}))
                            ride({l.to, r.day + day_count{l.days_later}, r.shift}, 0, vias, ready, next,
                                 best);
                break;
            }
            for (int k = vias + 1; c.may_board() && k <= all_vias; ++k) {
                const auto here = ready.find({k, c.at});
                if (here != ready.end() && here->second <= moment(r, *c.departure)) vias = k;
            }
        }
    }

    const timetable& t_;
    const journey_query& q_;
    std::map<station_id, std::chrono::seconds> change_;
    std::map<std::pair<station_id, station_id>, std::chrono::seconds> walks_;
    std::vector<through_link> links_;
    std::vector<run> runs_;
    ptime limit_;
};

bool goes_by_vias(const timetable& t, const journey_query& q, const journey& j) {
    std::size_t been = 0;
    std::optional<ptime> since; // if one is at the last of them
    const auto is_via = [&](station_id s) { return been < q.via.size() && q.via[been].at.contains(s); };
    const auto be_there = [&](station_id s, const ptime& when) {
        if (!is_via(s)) return;
        ++been;
        since = when;
    };
    const auto leave = [&](const ptime& when) {
        if (since && when - *since < boost::posix_time::seconds{q.via[been - 1].stay.count()}) --been;
        since.reset();
    };
    for (std::size_t i = 0; i < j.legs.size(); ++i) {
        if (const auto* w = std::get_if<walk>(&j.legs[i])) {
            leave(w->departure_utc);
            be_there(w->to, w->arrival_utc);
            continue;
        }
        const auto& r = std::get<ride>(j.legs[i]);
        if (!r.stays_seated) leave(r.departure_utc);
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

std::chrono::seconds change_time_at(const timetable& t, const journey_query& q, station_id s) {
    std::optional<std::chrono::seconds> own = t.stations()[s].change_time;
    for (const auto& x : t.transfers())
        if (x.from.station == s && x.to.station == s && !x.from.train)
            own = std::max(own.value_or(0s), *x.least);
    return own.value_or(q.change_time);
}

/// What is wrong with a journey as an answer to its question; "" if nothing.
std::string fault_of(const timetable& t, const journey_query& q, const journey& j) {
    std::optional<station_id> at;
    ptime when = t.zone().to_utc(q.leave.after);
    bool walked = false;
    for (std::size_t i = 0; i < j.legs.size(); ++i) {
        if (const auto* w = std::get_if<walk>(&j.legs[i])) {
            if (walked) return "walks twice";
            if (at ? *at != w->from : !q.from.contains(w->from)) return "walks from elsewhere";
            if (w->departure_utc < when) return "walks too early";
            bool there_is_one = false;
            for (const auto& x : t.transfers())
                there_is_one = there_is_one || (x.from.station == w->from && x.to.station == w->to &&
                                                w->arrival_utc - w->departure_utc >=
                                                    boost::posix_time::seconds{x.least->count()});
            if (!there_is_one) return "there is no such walk";
            at = w->to;
            when = w->arrival_utc;
            walked = true;
            continue;
        }
        const auto& r = std::get<ride>(j.legs[i]);
        const auto& x = t.trains()[r.train];
        const auto& board = x.calls[r.board];
        const auto& alight = x.calls[r.alight];
        if (!x.days.contains(r.service_date)) return "does not run";
        if (at ? *at != board.at : !q.aboard && !q.from.contains(board.at)) return "boards elsewhere";
        if (r.board >= r.alight) return "rides backwards";
        const bool last = i + 1 == j.legs.size() || std::holds_alternative<walk>(j.legs[i + 1]) ||
                          !std::get<ride>(j.legs[i + 1]).stays_seated;
        const bool begins_on_board = q.aboard && i == 0;
        if ((!r.stays_seated && !begins_on_board && !board.may_board()) || (last && !alight.may_alight()))
            return "may not";
        if (r.departure != t.zone_of(board.at).to_local(r.departure_utc)) return "wrong clock";
        if (r.departure_utc < when) return "too early";
        if (r.stays_seated && (r.board != 0 || i == 0)) return "cannot have stayed seated";
        if (i > 0 && !walked && !r.stays_seated &&
            r.departure_utc - when < boost::posix_time::seconds{change_time_at(t, q, board.at).count()})
            return "changes too fast";
        at = alight.at;
        when = r.arrival_utc;
        walked = false;
    }
    return !goes_by_vias(t, q, j) ? "leaves a via out" : at && q.to.contains(*at) ? "" : "ends elsewhere";
}

std::string listed(const std::vector<std::tuple<ptime, ptime, int>>& all) {
    std::string text;
    for (const auto& [leaves, arrives, changes] : all)
        text += fmt::format("{} – {} ({}); ", calendar::to_text(leaves), calendar::to_text(arrives), changes);
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

journey_query random_query(test::random& random, const std::vector<station_id>& stations) {
    journey_query q{
        .from = random.one_of(stations),
        .to = random.one_of(stations),
        .leave = {.after = calendar::at(date{2022, 1, 15}, std::chrono::minutes{random.between(0, 2000)})},
        .max_changes = random.one_in(3) ? random.between(0, 3) : journey_query::most_changes,
        .change_time = std::chrono::minutes{random.between(0, 15)},
        .horizon = std::chrono::hours{random.between(12, 96)}};
    if (random.one_in(4)) q.from = std::vector{random.one_of(stations), random.one_of(stations)};
    if (random.one_in(4)) q.to = std::vector{random.one_of(stations), random.one_of(stations)};
    return q;
}

/// Lets the question go by one or two stations.
void add_vias(journey_query& q, test::random& random, const std::vector<station_id>& stations) {
    for (int i = random.between(0, 2); i > 0; --i) {
        const auto s = random.one_of(stations);
        if (q.from.contains(s) || q.to.contains(s) || (!q.via.empty() && q.via.back().at.contains(s)))
            continue;
        q.via.push_back({s, random.one_in(2) ? 0s : std::chrono::seconds{random.between(1, 90) * 60}});
    }
}

bool same_station(const journey_query& q) {
    return std::any_of(q.from.begin(), q.from.end(), [&](station_id s) { return q.to.contains(s); });
}

} // namespace

TEST_CASE("earliest and all good arrivals agree with the slow way, and the journeys can be ridden") {
    test::random random;
    int reached = 0, from_lists = 0;
    for (int i = 0; i < 600; ++i) {
        const auto [t, stations] = make_network(random);
        planners p{t, random};
        for (int k = 0; k < 8; ++k) {
            auto q = random_query(random, stations);
            if (!random.one_in(8)) q.change_time = p.change_time;
            if (random.one_in(3)) add_vias(q, random, stations);
            if (same_station(q)) continue;
            const auto want = slow_planner{t, q}.by_trains(t.zone().to_utc(q.leave.after));
            std::vector<std::pair<ptime, std::size_t>> expected;
            for (std::size_t trains = 0; trains < want.size(); ++trains)
                if (want[trains] && (trains == 0 || want[trains] != want[trains - 1]))
                    expected.emplace_back(*want[trains], trains);
            std::sort(expected.begin(), expected.end());
            for (auto& r : p.both) {
                const auto earliest = r.earliest(q);
                REQUIRE(earliest.has_value() == want.back().has_value());
                if (earliest) {
                    REQUIRE(fault_of(t, q, *earliest) == "");
                    REQUIRE_MESSAGE(earliest->arrival_utc() == *want.back(),
                                    calendar::to_text(earliest->arrival_utc())
                                        << " want " << calendar::to_text(*want.back())
                                        << (&r == &p.both[0] ? " plain" : " lists"));
                }
                std::vector<std::pair<ptime, std::size_t>> got;
                for (const auto& j : r.plan(q)) {
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
    CHECK(reached > 2000);
    CHECK(from_lists > 1000);
}

TEST_CASE("all good journeys of a span agree with the slow way") {
    test::random random;
    int found = 0, from_lists = 0;
    for (int i = 0; i < 600; ++i) {
        const auto [t, stations] = make_network(random);
        planners p{t, random};
        for (int k = 0; k < 3; ++k) {
            auto q = random_query(random, stations);
            q.change_time = p.change_time;
            if (same_station(q)) continue;
            q.leave.before = q.leave.after + boost::posix_time::minutes{random.between(1, 2000)};
            if (random.one_in(4)) add_vias(q, random, stations);
            const auto want = slow_planner{t, q}.good();
            for (auto& r : p.both) {
                std::vector<std::tuple<ptime, ptime, int>> got;
                for (const auto& j : r.plan(q)) {
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
    CHECK(from_lists > 500);
}

TEST_CASE("later and earlier journeys are those of a long span beside one") {
    test::random random;
    int found = 0;
    for (int i = 0; i < 300; ++i) {
        const auto [t, stations] = make_network(random);
        const network n{t};
        router r{n};
        auto q = random_query(random, stations);
        q.horizon = 48h;
        if (same_station(q)) continue;
        const auto first = r.earliest(q);
        if (!first) continue;
        const auto least = static_cast<std::size_t>(random.between(0, 6));
        const auto at = t.zone().to_local(first->departure_utc());
        const auto beside = [&](int direction) {
            auto whole = q;
            whole.leave = {.after = direction > 0 ? at : at - boost::posix_time::hours{48},
                           .before = direction > 0 ? at + boost::posix_time::hours{48} : at};
            auto all = r.plan(whole);
            std::erase_if(all, [&](const journey& j) {
                return j.departure_utc() == first->departure_utc() ||
                       j.duration() > boost::posix_time::hours{48};
            });
            if (direction < 0) std::reverse(all.begin(), all.end());
            auto end = std::min(least, all.size());
            while (end > 0 && end < all.size() && all[end].departure_utc() == all[end - 1].departure_utc())
                ++end;
            all.resize(end);
            if (direction < 0) std::reverse(all.begin(), all.end());
            return all;
        };
        CHECK(r.later(q, *first, least) == beside(1));
        CHECK(r.earlier(q, *first, least) == beside(-1));
        found += static_cast<int>(beside(1).size() + beside(-1).size());
    }
    CHECK(found > 200);
    const auto t = load_gtfs(test::qaidam_rail).value;
    const network n{t};
    router r{n};
    journey_query q{.from = t.station("西宁"),
                    .to = t.station("花土沟"),
                    .leave = {.after = ptime{date{2022, 1, 12}, {18, 0, 0}}}};
    const auto tonight = r.earliest(q).value();
    CHECK(r.later(q, tonight, 1).at(0).departure() == ptime{date{2022, 1, 13}, {22, 40, 0}});
    CHECK(r.earlier(q, tonight, 2).size() == 2);
    q.arrive_by = ptime{date{2022, 1, 12}};
    CHECK_THROWS_AS((void)r.later(q, tonight, 1), std::invalid_argument);
}

TEST_CASE("the latest departures that arrive in time agree with the slow way") {
    test::random random;
    int found = 0, from_lists = 0;
    for (int i = 0; i < 400; ++i) {
        const auto [t, stations] = make_network(random);
        planners p{t, random};
        for (int k = 0; k < 3; ++k) {
            auto q = random_query(random, stations);
            q.change_time = p.change_time;
            if (same_station(q)) continue;
            q.arrive_by = q.leave.after + boost::posix_time::seconds{std::chrono::seconds{q.horizon}.count()};
            if (random.one_in(4)) add_vias(q, random, stations);
            const auto want = slow_planner{t, q}.latest();
            for (auto& r : p.both) {
                std::vector<std::pair<ptime, int>> got;
                for (const auto& j : r.plan(q)) {
                    REQUIRE(fault_of(t, q, j) == "");
                    REQUIRE(j.arrival_utc() <= t.zone().to_utc(*q.arrive_by));
                    got.emplace_back(j.departure_utc(), static_cast<int>(j.changes()));
                }
                REQUIRE(got == want);
                found += static_cast<int>(got.size());
            }
            from_lists += p.lists.is_for(q) ? 1 : 0;
        }
    }
    CHECK(found > 600);
    CHECK(from_lists > 300);
}

TEST_CASE("trains that are not taken and stations that are avoided are in no journey") {
    const auto t = load_gtfs(test::qaidam_rail).value;
    const journey_query q{.from = t.station("西宁"),
                          .to = t.station("花土沟"),
                          .leave = {.after = ptime{date{2022, 1, 9}, {18, 0, 0}}}};
    const network no_k{t, {.take = [](const rail::train& x) { return !x.number.starts_with("K"); }}};
    CHECK(router{no_k}.plan(q).empty());
    const network not_golmud{t, {.avoid = {t.station("格尔木")}}};
    const auto all = router{not_golmud}.plan(q);
    REQUIRE(all.size() == 1);
    CHECK(all[0].changes() == 0);
}

TEST_CASE("from on board a train: how to go on agrees with the slow way") {
    test::random random;
    int found = 0;
    for (int i = 0; i < 600; ++i) {
        const auto [t, stations] = make_network(random);
        const network n{t};
        router r{n};
        for (const auto train : t.trains().ids()) {
            const auto& x = t.trains()[train];
            const date day{2022, 1, static_cast<unsigned short>(random.between(14, 17))};
            if (!x.headways.empty() || !x.days.contains(day)) continue;
            const auto call =
                static_cast<std::size_t>(random.between(0, static_cast<int>(x.calls.size()) - 2));
            journey_query q{.to = random.one_of(stations),
                            .aboard = on_board{train, day, call},
                            .max_changes = random.one_in(3) ? 1 : journey_query::most_changes,
                            .horizon = 48h};
            q.leave.after = t.zone().to_local(t.utc(day, *x.calls[call].departure)); // for the slow planner
            const auto want = slow_planner{t, q}.by_trains(t.zone().to_utc(q.leave.after));
            std::vector<std::pair<ptime, std::size_t>> expected, got;
            for (std::size_t trains = 0; trains < want.size(); ++trains)
                if (want[trains] && (trains == 0 || want[trains] != want[trains - 1]))
                    expected.emplace_back(*want[trains], trains);
            for (const auto& j : r.plan(q)) {
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
            const auto earliest = r.earliest(q);
            REQUIRE(earliest.has_value() == want.back().has_value());
            if (earliest) REQUIRE(earliest->arrival_utc() == *want.back());
            found += static_cast<int>(got.size());
        }
    }
    CHECK(found > 500);
}

TEST_CASE("by a station: the through train will do, and with a stay it will not") {
    const auto t = load_gtfs(test::qaidam_rail).value;
    journey_query q{.from = t.station("西宁"),
                    .to = t.station("花土沟"),
                    .via = {{t.station("格尔木")}},
                    .leave = {.after = ptime{date{2022, 1, 12}, {18, 0, 0}}}};
    const network n{t};
    router r{n};
    const auto through = r.earliest(q);
    REQUIRE(through);
    CHECK(through->changes() == 0);
    CHECK(through->rides().size() == 1);
    q.via[0].stay = 5h;
    const auto stayed = r.earliest(q);
    REQUIRE(stayed);
    const auto rides = stayed->rides();
    REQUIRE(rides.size() == 2);
    CHECK(rides[1].departure_utc - rides[0].arrival_utc >= boost::posix_time::hours{5});
    CHECK(stayed->arrival_utc() > through->arrival_utc());
}

TEST_CASE("the times to all stations are those of a question for each") {
    test::random random;
    for (int i = 0; i < 100; ++i) {
        const auto [t, stations] = make_network(random);
        const network n{t};
        router r{n};
        auto q = random_query(random, stations);
        q.max_changes = journey_query::most_changes;
        const auto all = r.reach(q);
        for (const auto s : stations) {
            if (q.from.contains(s)) continue;
            q.to = s;
            const auto one = r.earliest(q);
            // On foot from where one starts is no journey, but a way.
            std::optional<ptime> on_foot;
            for (const auto& x : t.transfers())
                if (x.from.station && x.to.station == s && q.from.contains(*x.from.station) &&
                    *x.from.station != s) {
                    auto takes = *x.least;
                    for (const auto& y : t.transfers())
                        if (y.from.station == x.from.station && y.to.station == s)
                            takes = std::max(takes, *y.least);
                    const auto there =
                        t.zone().to_utc(q.leave.after) + boost::posix_time::seconds{takes.count()};
                    on_foot = on_foot ? std::min(*on_foot, there) : there;
                }
            if (one && (!on_foot || one->arrival_utc() < *on_foot)) on_foot = one->arrival_utc();
            REQUIRE_MESSAGE(on_foot == all[s], (on_foot ? calendar::to_text(*on_foot) : "none")
                                                   << " " << (all[s] ? calendar::to_text(*all[s]) : "none"));
        }
    }
}

TEST_CASE("a matrix has the arrivals of its rows, on any number of threads") {
    test::random random;
    const auto [t, stations] = make_network(random);
    const network n{t};
    auto q = random_query(random, stations);
    const auto rows = arrival_matrix(n, stations, stations, q, 3);
    CHECK(rows == arrival_matrix(n, stations, stations, q, 1));
    REQUIRE(rows.size() == stations.size());
    router r{n};
    for (std::size_t i = 0; i < stations.size(); ++i) {
        q.from = stations[i];
        const auto all = r.reach(q);
        for (std::size_t k = 0; k < stations.size(); ++k) CHECK(rows[i][k] == all[stations[k]]);
    }
    CHECK(arrival_matrix(n, {}, stations, q).empty());
    q.horizon = -1h;
    CHECK_THROWS_AS((void)arrival_matrix(n, stations, stations, q, 2), std::invalid_argument);
    q.horizon = 1h;
    const std::vector<station_id> foreign{station_id{99}};
    CHECK_THROWS((void)arrival_matrix(n, stations, foreign, q));
}

TEST_CASE("random questions to real feeds agree with the slow way") {
    test::random random;
    struct feed {
        const char* file;
        date day;
        int questions;
    };
    for (const auto& [file, day, questions] :
         {feed{"cnrail-qinghai/cnrail-qinghai.gtfs.zip", {2024, 6, 10}, 100},
          {"gtfs-dev/sncf-2016.zip", {2013, 12, 10}, 40},
          {"gtfs-dev/viarail.zip", {2022, 3, 10}, 150},
          {"gtfs-dev/dbfv-2019.zip", {2019, 3, 29}, 10}}) {
        if (!test::has_real(file)) continue;
        const auto t = load_gtfs(zip::open(test::real(file)), {.policy = policy::lenient}).value;
        const network n{t};
        router r{n};
        std::vector<station_id> stations;
        for (const auto s : t.stations().ids())
            if (!t.calls_at(s).empty()) stations.push_back(s);
        int reached = 0;
        for (int i = 0; i < questions; ++i) {
            const journey_query q{
                .from = random.one_of(stations),
                .to = random.one_of(stations),
                .leave = {.after = calendar::at(day, std::chrono::minutes{random.between(0, 1439)})},
                .max_changes = 5,
                .horizon = 36h};
            if (same_station(q)) continue;
            const auto want = slow_planner{t, q}.by_trains(t.zone().to_utc(q.leave.after));
            std::vector<std::pair<ptime, std::size_t>> expected, got;
            for (std::size_t trains = 0; trains < want.size(); ++trains)
                if (want[trains] && (trains == 0 || want[trains] != want[trains - 1]))
                    expected.emplace_back(*want[trains], trains);
            for (const auto& j : r.plan(q)) got.emplace_back(j.arrival_utc(), j.changes());
            std::sort(expected.begin(), expected.end());
            std::sort(got.begin(), got.end());
            REQUIRE(got == expected);
            reached += expected.empty() ? 0 : 1;
        }
        const std::string name = file; // clang 14 captures no bindings
        CHECK_MESSAGE(reached > 0, name);
    }
}

TEST_CASE("the known journeys of Qinghai: two trains by Golmud in 2024") {
    if (!test::has_real("cnrail-qinghai")) return;
    const auto t = load_gtfs(zip::open(test::real("cnrail-qinghai/cnrail-qinghai.gtfs.zip"))).value;
    const auto j = find_earliest_journey(t, {.from = t.station("西宁"),
                                             .to = t.station("花土沟"),
                                             .leave = {.after = ptime{date{2024, 6, 10}, {22, 0, 0}}}});
    REQUIRE(j);
    CHECK(calendar::to_text(j->arrival()) == "2024-06-11 13:16");
    CHECK(j->changes() == 1);
}

TEST_CASE("what no question can mean is the caller's mistake") {
    const auto t = load_gtfs(test::qaidam_rail).value;
    const network n{t};
    router r{n};
    const journey_query good{
        .from = t.station("西宁"), .to = t.station("花土沟"), .leave = {.after = ptime{date{2022, 1, 10}}}};
    auto bad = good;
    bad.max_changes = 15;
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad = good;
    bad.change_time = -1s;
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad = good;
    bad.leave.after = {};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad = good;
    bad.to = station_id{99};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad = good;
    bad.via = {{t.station("西宁")}};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad.via = {{t.station("花土沟")}};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad.via = {{t.station("格尔木"), -1s}};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad.via = {{t.station("格尔木")}, {t.station("格尔木")}};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad.via = {{station_id{99}}};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad = good;
    const auto train = t.calls_at(t.station("花土沟")).front().train;
    const auto calls = t.trains()[train].calls.size();
    const date runs{2022, 1, 12};
    bad.aboard = on_board{train, runs, calls - 1};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad.aboard = on_board{train, runs, static_cast<std::size_t>(-1)};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad.aboard = on_board{train, date{1900, 1, 1}, 0};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad.aboard = on_board{train_id{99}, runs, 0};
    CHECK_THROWS_AS((void)r.plan(bad), std::invalid_argument);
    bad = good;
    bad.to = {};
    CHECK(r.plan(bad).empty());
}

TEST_SUITE_END();
