// Small random networks with a table of lateness, and how safe their journeys are by enumeration. Shares nothing with the
// room but the timetable and its journeys.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include <qaidam/journeys/journeys.hpp>

#include "random.hpp"

namespace test {

using namespace qaidam;
using namespace qaidam::rail;
using namespace std::chrono_literals;
using calendar::date;

struct late_network {
    timetable table;
    std::vector<station_id> stations{};
    std::map<std::pair<station_id, station_id>, int> walks{}; ///< minutes
    std::vector<std::pair<train_id, train_id>> onward{};      ///< coaches of one go on as the other
    std::vector<journeys::observed_lateness> observed{};
};

inline late_network make_late_network(test::random& random) {
    late_network n{timetable_builder{}.build()};
    timetable_builder b;
    const int step = random.one_in(2) ? 10 : 1;
    const int last = random.one_in(2) ? 700 : 440; // few trains, or many
    const auto minutes = [&](int least, int most) {
        return std::chrono::minutes{random.between(least, most) / step * step};
    };
    for (int i = random.between(4, 6); i > 0; --i) {
        station s{.key = key{fmt::format("s{}", i)}};
        s.change_time = minutes(0, 15);
        n.stations.push_back(b.station(s));
    }
    std::set<std::vector<std::pair<station_id, int>>> made; // equal trains would be one
    std::vector<train_id> trains;
    for (int i = random.between(10, 24); i > 0; --i) {
        std::vector<call> calls;
        std::vector<std::pair<station_id, int>> signature;
        auto time = minutes(240, last);
        for (int c = random.between(2, random.one_in(4) ? 4 : 2); c > 0; --c) {
            const auto at = random.one_of(n.stations);
            if (!calls.empty() && calls.back().at == at) continue;
            call one{.at = at};
            if (!random.one_in(5)) time += minutes(1, 60);
            one.arrival = time;
            if (random.one_in(2)) time += minutes(0, 20);
            one.departure = time;
            if (random.one_in(8)) one.boarding = access::none;
            if (random.one_in(8)) one.alighting = access::none;
            calls.push_back(one);
            signature.emplace_back(at, one.arrival->seconds());
            signature.emplace_back(at, one.departure->seconds());
        }
        const auto place_of = [&](station_id s) {
            return std::find_if(calls.begin(), calls.end(), [&](const call& one) { return one.at == s; });
        };
        const auto goal = place_of(n.stations[1]);
        if (place_of(n.stations[0]) < goal && goal != calls.end() && !random.one_in(5))
            continue; // few direct ones
        if (calls.size() < 2 || !made.insert(signature).second) continue;
        trains.push_back(b.train({.key = key{fmt::format("t{}", i)},
                                  .number = fmt::format("{}{}", random.one_of(std::string{"KGT"}), i),
                                  .days = random.one_in(4) ? calendar::day_set::every(2, date{2022, 1, 10})
                                                           : calendar::day_set::daily()},
                                 calls));
    }
    for (const auto from : trains)
        for (const auto to : trains) {
            const auto& a = b.so_far().trains()[from].calls.back();
            const auto& z = b.so_far().trains()[to].calls.front();
            const bool in_a_circle = *z.departure == *a.arrival && to < from;
            if (from == to || a.at != z.at || *z.departure < *a.arrival || in_a_circle || random.one_in(2))
                continue;
            b.transfer({.from = {.train = from}, .to = {.train = to}, .kind = transfer_kind::stay_seated});
            n.onward.emplace_back(from, to);
        }
    for (int i = random.between(0, 3); i > 0; --i) {
        const auto from = random.one_of(n.stations), to = random.one_of(n.stations);
        const auto takes = minutes(0, 25);
        if (from == to || !n.walks.emplace(std::pair{from, to}, takes.count()).second) continue;
        b.transfer({.from = {.station = from},
                    .to = {.station = to},
                    .kind = transfer_kind::min_time,
                    .least = takes});
    }
    for (const auto event : {call_event::arrival, call_event::departure})
        for (const auto* train_class : {"K", "G", "T", ""})
            for (const auto at : n.stations) {
                if (random.one_in(3)) continue;
                std::optional<station_id> where;
                if (!random.one_in(4)) where = at;
                for (int kinds = random.between(1, 3); kinds > 0; --kinds)
                    n.observed.push_back(
                        {event, train_class, where,
                         std::chrono::minutes{random.between(-1, event == call_event::arrival ? 8 : 2) *
                                              random.between(0, 12)},
                         random.between(1, 40)});
            }
    n.table = std::move(b).build();
    return n;
}

/// The expected arrival in seconds after 2022-01-10, and how likely one is not there at the end.
struct expectation {
    double arrival;
    double not_there;
};

/// By trying everything at every moment.
class late_traveller {
public:
    late_traveller(const late_network& n, std::vector<station_id> to, int end)
        : n_{n},
          to_{std::move(to)},
          end_{end} {
        for (const auto i : n.table.trains().ids())
            for (int day = -2; day <= end / 86400 + 1; ++day)
                if (n.table.trains()[i].days.contains(date{2022, 1, 10} + calendar::day_count{day}))
                    runs_.emplace_back(i, day);
    }

    using law = std::vector<std::pair<int, double>>; ///< seconds late, and how likely

    /// Nothing where it is unknown.
    [[nodiscard]] std::optional<law> law_of(call_event event, train_id train, station_id at) const {
        const auto train_class = n_.table.trains()[train].number.substr(0, 1);
        for (int scope = 0; scope < 3; ++scope) {
            std::map<int, double> counts;
            double all = 0;
            for (const auto& o : n_.observed) {
                if (o.event != event || (scope < 2 && o.train_class != train_class) ||
                    (scope < 1 && o.at != at))
                    continue;
                counts[std::max(0, static_cast<int>(o.late.count()) * 60)] += static_cast<double>(o.count);
                all += static_cast<double>(o.count);
            }
            if (all < 30) continue;
            law found;
            for (const auto& [late, count] : counts) found.emplace_back(late, count / all);
            return found;
        }
        return std::nullopt;
    }

    [[nodiscard]] expectation there(int at) const {
        return at <= end_ ? expectation{static_cast<double>(at), 0} : nowhere();
    }

    /// What a traveller may do: leave a call of a run, aboard which they may be already, or be there at a time.
    struct choice {
        std::optional<std::tuple<train_id, int, std::size_t>> leave{};
        int there = 0;
    };

    /// Of who arrives at a station at a time, by a hop that left at another one; the last is to give up.
    [[nodiscard]] std::vector<choice> choices_at(station_id at, int time, int left) const {
        std::vector<choice> all;
        const auto go = [&](station_id from, int ready) {
            if (std::find(to_.begin(), to_.end(), from) != to_.end()) all.push_back({{}, ready});
        };
        go(at, time);
        for (const auto& [ends, takes] : n_.walks)
            if (ends.first == at) go(ends.second, time + takes * 60);
        for (const auto& [train, day] : runs_) {
            const auto& calls = n_.table.trains()[train].calls;
            for (std::size_t c = 0; c + 1 < calls.size(); ++c) {
                const auto leaves = time_of(day, *calls[c].departure);
                if (!calls[c].may_board() || leaves <= left || leaves > end_) continue;
                std::optional<int> ready;
                if (calls[c].at == at)
                    ready = time + static_cast<int>(n_.table.stations()[at].change_time->count());
                else if (const auto w = n_.walks.find({at, calls[c].at}); w != n_.walks.end())
                    ready = time + w->second * 60;
                if (ready && leaves >= *ready) all.push_back({std::tuple{train, day, c}});
            }
        }
        all.push_back({{}, end_ + 1});
        return all;
    }

    /// Of who left a call and comes to the next one so late.
    [[nodiscard]] std::vector<choice> choices_aboard(train_id train, int day, std::size_t call,
                                                     int late) const {
        std::vector<choice> all;
        const auto& calls = n_.table.trains()[train].calls;
        const auto stay = [&](train_id on, std::size_t from) {
            if (time_of(day, *n_.table.trains()[on].calls[from].departure) <= end_)
                all.push_back({std::tuple{on, day, from}});
        };
        if (call + 2 < calls.size()) {
            stay(train, call + 1);
        } else {
            for (const auto& [from, to] : n_.onward)
                if (from == train && runs(to, day)) stay(to, 0);
        }
        const auto& next = calls[call + 1];
        if (next.may_alight())
            for (const auto& c : choices_at(next.at, time_of(day, *next.arrival) + late,
                                            time_of(day, *calls[call].departure)))
                all.push_back(c);
        else
            all.push_back({{}, end_ + 1});
        return all;
    }

    /// The best of them.
    expectation hope(const choice& c) {
        return c.leave ? std::apply([&](auto... run) { return aboard(run...); }, *c.leave) : there(c.there);
    }

    /// Who arrives at a station at a time, by a hop that left at another one.
    expectation arriving(station_id at, int time, int left) {
        const auto known = known_.find({at, time, left});
        if (known != known_.end()) return known->second;
        auto best = nowhere();
        for (const auto& c : choices_at(at, time, left)) improve(best, hope(c));
        return known_[{at, time, left}] = best;
    }

    /// What comes of always choosing so: every course of things is lived through, and each lateness is what it is once it
    /// is known. `decide` is told the choices and what tells the situation from others. Nothing where there are too many
    /// courses.
    using decision = std::function<std::size_t(const std::vector<choice>&, std::uint64_t)>;
    std::optional<expectation> live(const journeys::journey& j, const decision& decide) {
        steps_ = 0;
        missed_ = [&](station_id at, int time, int left) {
            const auto situation = static_cast<std::uint64_t>(time) * 31 + at.value();
            return live_on(choices_at(at, time, left), situation, {}, decide);
        };
        const auto all = follow(j);
        missed_ = nullptr;
        return all && steps_ < 4'000 ? std::optional{all->first} : std::nullopt;
    }

    /// By what may be hoped for.
    [[nodiscard]] std::size_t best_of(const std::vector<choice>& all) {
        std::size_t best = 0;
        for (std::size_t i = 1; i < all.size(); ++i) {
            auto now = hope(all[best]);
            const auto before = now.arrival;
            improve(now, hope(all[i]));
            if (now.arrival < before - 1e-6) best = i;
        }
        return best;
    }

    /// All latenesses of a journey's changes and of its last arrival, one after the other.
    std::optional<std::pair<expectation, double>> follow(const journeys::journey& j) {
        std::vector<const journeys::ride*> rides;
        for (const auto& leg : j.legs)
            if (const auto* r = std::get_if<journeys::ride>(&leg)) rides.push_back(r);
        return from_ride(j, rides, 0);
    }

    /// Every journey that the plan allows from a station; its legs have what `follow` looks at. Nothing where there are more.
    std::optional<std::vector<journeys::journey>> list_journeys(station_id from, int after,
                                                                std::size_t most) {
        std::vector<journeys::journey> all;
        steps_ = 0;
        const auto boards_from = [&](station_id at, int ready) {
            return go_on({}, at, ready, -1'000'000'000, {}, all, most);
        };
        if (!boards_from(from, after)) return std::nullopt;
        for (const auto& [ends, takes] : n_.walks)
            if (ends.first == from && !boards_from(ends.second, after + takes * 60)) return std::nullopt;
        return all;
    }

private:
    [[nodiscard]] static calendar::utc_time utc(int seconds) {
        return calendar::utc_time{date{2022, 1, 10}} + std::chrono::seconds{seconds};
    }

    /// Boards any train at a station. Returns: whether there are not too many journeys.
    bool go_on(const journeys::journey& before, station_id at, int ready, int left,
               std::optional<std::pair<train_id, int>> by, std::vector<journeys::journey>& all,
               std::size_t most) {
        if (++steps_ > 20 * most) return false;
        for (const auto& [train, day] : runs_) {
            const auto& calls = n_.table.trains()[train].calls;
            for (std::size_t c = 0; c + 1 < calls.size(); ++c) {
                const auto leaves = time_of(day, *calls[c].departure);
                if (calls[c].at != at || !calls[c].may_board() || leaves < ready || leaves <= left ||
                    leaves > end_ || by == std::pair{train, day})
                    continue;
                if (!ride_on(before, train, day, c, false, all, most)) return false;
            }
        }
        return true;
    }

    /// Alights at any call, or stays aboard coaches that go on.
    bool ride_on(const journeys::journey& before, train_id train, int day, std::size_t board, bool seated,
                 std::vector<journeys::journey>& all, std::size_t most) {
        const auto& calls = n_.table.trains()[train].calls;
        for (auto c = board + 1; c < calls.size(); ++c) {
            const int left = time_of(day, *calls[c - 1].departure), arrives = time_of(day, *calls[c].arrival);
            if (left > end_) break;
            auto j = before;
            j.legs.emplace_back(journeys::ride{train,
                                               date{2022, 1, 10} + calendar::day_count{day},
                                               board,
                                               c,
                                               {},
                                               {},
                                               utc(time_of(day, *calls[board].departure)),
                                               utc(arrives),
                                               seated});
            if (c + 1 == calls.size())
                for (const auto& [from, to] : n_.onward)
                    if (from == train && runs(to, day) && !ride_on(j, to, day, 0, true, all, most))
                        return false;
            if (!calls[c].may_alight()) continue;
            const auto end = [&](station_id place, int there) {
                if (std::find(to_.begin(), to_.end(), place) == to_.end() || there > end_) return;
                all.push_back(j);
                if (place != calls[c].at)
                    all.back().legs.emplace_back(
                        journeys::walk{calls[c].at, place, {}, {}, utc(arrives), utc(there)});
            };
            const std::pair run{train, day};
            end(calls[c].at, arrives);
            const auto change = static_cast<int>(n_.table.stations()[calls[c].at].change_time->count());
            if (!go_on(j, calls[c].at, arrives + change, left, run, all, most)) return false;
            for (const auto& [ends, takes] : n_.walks) {
                if (ends.first != calls[c].at) continue;
                end(ends.second, arrives + takes * 60);
                if (!go_on(j, ends.second, arrives + takes * 60, left, run, all, most)) return false;
            }
            if (all.size() > most) return false;
        }
        return true;
    }

    [[nodiscard]] expectation nowhere() const { return {static_cast<double>(end_), 1}; }
    /// Xining and Golmud keep the clock of Beijing.
    [[nodiscard]] static int time_of(int day, service_time t) { return (day * 24 - 8) * 3600 + t.seconds(); }

    static void improve(expectation& best, const expectation& other) {
        if (other.arrival < best.arrival - 1e-6 ||
            (other.arrival <= best.arrival + 1e-6 && other.not_there < best.not_there - 1e-12))
            best = other;
    }

    using drawn = std::map<std::tuple<train_id, int, std::size_t>, int>; ///< seconds late, of arrivals

    expectation live_on(const std::vector<choice>& all, std::uint64_t situation, const drawn& known,
                        const decision& decide) {
        const auto& c = all[decide(all, situation)];
        if (!c.leave || ++steps_ > 4'000) return there(c.there);
        const auto [train, day, call] = *c.leave;
        const auto& next = n_.table.trains()[train].calls[call + 1];
        auto possible = law_of(call_event::arrival, train, next.at).value();
        const auto before = known.find({train, day, call + 1});
        if (before != known.end()) possible = {{before->second, 1.0}};
        expectation sum{0, 0};
        for (const auto& [late, share] : possible) {
            auto since = known;
            since[{train, day, call + 1}] = late;
            const auto place = (static_cast<std::uint64_t>(train.value()) * 64 + call) * 1'000'003 +
                               static_cast<std::uint64_t>(day + 9) * 131 + static_cast<std::uint64_t>(late);
            const auto one = live_on(choices_aboard(train, day, call, late), place, since, decide);
            sum.arrival += share * one.arrival;
            sum.not_there += share * one.not_there;
        }
        return sum;
    }

    /// Who leaves a call.
    expectation aboard(train_id train, int day, std::size_t call) {
        const auto known = aboard_.find({train, day, call});
        if (known != aboard_.end()) return known->second;
        expectation all{0, 0};
        const auto arrival = law_of(call_event::arrival, train, n_.table.trains()[train].calls[call + 1].at);
        for (const auto& [late, share] : arrival.value()) {
            auto best = nowhere();
            for (const auto& c : choices_aboard(train, day, call, late)) improve(best, hope(c));
            all.arrival += share * best.arrival;
            all.not_there += share * best.not_there;
        }
        return aboard_[{train, day, call}] = all;
    }

    [[nodiscard]] bool runs(train_id train, int day) const {
        return std::find(runs_.begin(), runs_.end(), std::pair{train, day}) != runs_.end();
    }

    /// What may be expected from the arrival of a ride on, and how likely all changes from there hold.
    std::optional<std::pair<expectation, double>>
    from_ride(const journeys::journey& j, const std::vector<const journeys::ride*>& rides, std::size_t i) {
        const auto& r = *rides[i];
        const auto seconds = [](calendar::utc_time t) {
            return static_cast<int>((t - calendar::utc_time{date{2022, 1, 10}}).count());
        };
        if (i + 1 < rides.size() && rides[i + 1]->stays_seated) return from_ride(j, rides, i + 1);
        const auto place = n_.table.trains()[r.train].calls[r.alight].at;
        const auto arrival = law_of(call_event::arrival, r.train, place);
        if (!arrival) return std::nullopt;
        expectation all{0, 0};
        double holds = 0;
        if (i + 1 == rides.size()) {
            const int walk = seconds(j.arrival_utc()) - seconds(r.arrival_utc);
            for (const auto& [late, share] : *arrival) {
                const auto one = there(seconds(r.arrival_utc) + late + walk);
                all.arrival += share * one.arrival;
                all.not_there += share * one.not_there;
            }
            return std::pair{all, 1.0};
        }
        const auto& next = *rides[i + 1];
        const auto boards_at = n_.table.trains()[next.train].calls[next.board].at;
        const auto departure = law_of(call_event::departure, next.train, boards_at);
        const auto rest = from_ride(j, rides, i + 1);
        if (!departure || !rest) return std::nullopt;
        const int takes = boards_at == place
                              ? static_cast<int>(n_.table.stations()[place].change_time->count())
                              : n_.walks.at({place, boards_at}) * 60;
        for (const auto& [late, share] : *arrival)
            for (const auto& [waits, likely] : *departure) {
                const bool held =
                    seconds(r.arrival_utc) + late + takes <= seconds(next.departure_utc) + waits;
                const auto left = seconds(
                    n_.table.utc(r.service_date, *n_.table.trains()[r.train].calls[r.alight - 1].departure));
                const int arrives = seconds(r.arrival_utc) + late;
                const auto one = held      ? rest->first
                                 : missed_ ? missed_(place, arrives, left)
                                           : arriving(place, arrives, left);
                all.arrival += share * likely * one.arrival;
                all.not_there += share * likely * one.not_there;
                if (held) holds += share * likely;
            }
        return std::pair{all, holds * rest->second};
    }

    const late_network& n_;
    std::size_t steps_ = 0;                                     ///< of list_journeys, and of live
    std::function<expectation(station_id, int, int)> missed_{}; ///< in place of the best, where there is one
    std::vector<station_id> to_;
    int end_;
    std::vector<std::pair<train_id, int>> runs_;
    std::map<std::tuple<station_id, int, int>, expectation> known_;
    std::map<std::tuple<train_id, int, std::size_t>, expectation> aboard_;
};

} // namespace test
