// Tours against one that tries everything, and what is known of Huatugou.
#include <algorithm>
#include <set>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>

#include "random.hpp"

namespace {

using namespace qaidam;
using namespace qaidam::journeys;
using namespace qaidam::literals;
using namespace std::chrono_literals;
using calendar::date;
using calendar::local_time;
using calendar::utc_time;
using rail::station_id;
using std::chrono::seconds;

const std::string data = QAIDAM_SOURCE_DIR "/examples/data/";

/// How good a tour is.
using worth = std::tuple<int, utc_time, int, std::int64_t>; // weight, end, nights, price

worth worth_of(const tour& x) {
    return {x.weight, x.when.end_utc, x.nights, x.price};
}

/// Tries every order of everything one can do.
class every_tour {
public:
    struct home {
        std::set<std::size_t> seen;
        utc_time at;
        int nights;
        std::int64_t price;
    };

    every_tour(const network& n, const destination& d, const tour_query& q, std::set<station_id> stations)
        : n_{n},
          t_{n.table()},
          d_{d},
          q_{q},
          leave_{t_.zone().to_utc(q.leave)},
          back_by_{t_.zone().to_utc(q.back_by)},
          stations_{std::move(stations)} {
        for (auto day = q.leave.date() - calendar::day_count{2};
             day <= q.back_by.date() + calendar::day_count{2}; day += calendar::day_count{1}) {
            nights_.push_back(t_.zone().to_utc(local_time{day, 3h}));
            for (std::size_t i = 0; i < q.wishes.size(); ++i)
                for (const auto& h : hours_on(d.sights[q.wishes[i].sight], t_, day)) hours_[i].push_back(h);
        }
        for (const auto s : stations_) {
            if (q.from.contains(s)) {
                go_on({s, leave_, true, {}, 0, 0});
                for (const auto night : nights_)
                    if (night > leave_ && night < back_by_) go_on({s, night, true, {}, 0, 0});
            } else {
                for (const auto& j : journeys_between(q.from, s))
                    go_on({s, j.arrival_utc(), true, {}, 0, q.fare(j).value()});
            }
        }
    }

    [[nodiscard]] std::set<worth> best() const {
        std::set<worth> all;
        for (const auto& h : homes) {
            int weight = 0;
            bool has_required = true;
            for (std::size_t i = 0; i < q_.wishes.size(); ++i) {
                if (h.seen.contains(i))
                    weight += q_.wishes[i].weight;
                else if (q_.wishes[i].is_required)
                    has_required = false;
            }
            if (has_required) all.insert({weight, h.at, h.nights, h.price});
        }
        std::set<worth> best;
        for (const auto& x : all)
            if (std::none_of(all.begin(), all.end(), [&](const worth& y) {
                    return x != y && std::get<0>(y) >= std::get<0>(x) && std::get<1>(y) <= std::get<1>(x) &&
                           std::get<2>(y) <= std::get<2>(x) && std::get<3>(y) <= std::get<3>(x);
                }))
                best.insert(x);
        return best;
    }

    [[nodiscard]] why_not reason(const tour& x, std::size_t i) const {
        std::set<std::size_t> more{i};
        for (std::size_t k = 0; k < q_.wishes.size(); ++k)
            if (std::find(x.sights.begin(), x.sights.end(), q_.wishes[k].sight) != x.sights.end())
                more.insert(k);
        const auto comes_home = [&](const std::set<std::size_t>& seen, auto fits) {
            return std::any_of(homes.begin(), homes.end(),
                               [&](const home& h) { return h.seen == seen && fits(h); });
        };
        if (!reached.contains(i)) return why_not::out_of_reach;
        if (!visited.contains(i)) return why_not::closed;
        if (!comes_home({i}, [](const home&) { return true; })) return why_not::no_return;
        if (comes_home(more, [&](const home& h) { return h.at <= x.when.end_utc && h.nights <= x.nights; }))
            return why_not::costs_more;
        return short_by(x, more) ? why_not::misses_train : why_not::no_time;
    }

    /// By how much one misses the last train of the tour who sees all these.
    [[nodiscard]] std::optional<seconds> short_by(const tour& x, const std::set<std::size_t>& seen) const {
        const auto* train = std::get_if<train_leg>(&x.legs.back());
        if (train == nullptr) return std::nullopt;
        const auto first = std::get<ride>(train->journey.legs.front());
        const auto from = t_.trains()[first.train].calls[first.board].at;
        std::optional<seconds> least;
        for (const auto& [where, when, sights, nights] : at_station)
            if (where == from && sights == seen && nights <= x.nights) {
                const auto late = when + q_.before_train - train->journey.departure_utc();
                least = std::min(least.value_or(late), late);
            }
        return least && *least > 0s ? least : std::nullopt;
    }

    [[nodiscard]] bool is_one_day(utc_time from, utc_time until) const {
        return std::none_of(nights_.begin(), nights_.end(),
                            [&](utc_time n) { return from < n && n <= until; });
    }

    std::vector<home> homes;
    std::set<std::size_t> reached, visited;
    std::vector<std::tuple<station_id, utc_time, std::set<std::size_t>, int>> at_station;
    std::size_t states = 0;

private:
    struct state {
        waypoint at;
        utc_time now;
        bool is_on_foot; ///< at a station: having come by train, or from home
        std::set<std::size_t> seen;
        int nights;
        std::int64_t price;
    };

    [[nodiscard]] std::vector<journey> journeys_between(const station_set& from, const station_set& to) {
        const auto k = std::pair{std::vector(from.begin(), from.end()), std::vector(to.begin(), to.end())};
        auto found = journeys_.find(k);
        if (found == journeys_.end()) {
            found = journeys_.emplace(k, std::vector<journey>{}).first;
            for (auto day = q_.leave.date() - calendar::day_count{1}; day <= q_.back_by.date();
                 day += calendar::day_count{1}) {
                const auto begin = std::max(q_.leave, local_time{day, 3h});
                const auto end = std::min(q_.back_by, local_time{day, 27h});
                if (end <= begin) continue;
                for (auto& j :
                     router{n_}.find_all({.from = from, .to = to, .when = leave_between{begin, end}}))
                    if (j.arrival_utc() <= back_by_) found->second.push_back(std::move(j));
            }
        }
        return found->second;
    }

    void go_on(const state& s) {
        ++states;
        if (s.now > back_by_) return;
        const auto* station = std::get_if<station_id>(&s.at);
        const auto& to = q_.to.empty() ? q_.from : q_.to;
        if (station != nullptr && !s.is_on_foot) {
            at_station.emplace_back(*station, s.now, s.seen, s.nights);
            if (to.contains(*station)) {
                if (!s.seen.empty()) homes.push_back({s.seen, s.now, s.nights, s.price});
            } else if (!s.seen.empty()) {
                for (const auto& j : journeys_between(*station, to))
                    if (s.now + q_.before_train <= j.departure_utc() && is_one_day(s.now, j.departure_utc()))
                        homes.push_back({s.seen, j.arrival_utc(), s.nights, s.price + q_.fare(j).value()});
            }
            for (const auto other : stations_)
                if (other != *station)
                    for (const auto& j : journeys_between(*station, other))
                        if (s.now + q_.before_train <= j.departure_utc() &&
                            is_one_day(s.now, j.departure_utc()))
                            go_on({other, j.arrival_utc(), true, s.seen, s.nights,
                                   s.price + q_.fare(j).value()});
            return;
        }
        for (std::size_t i = 0; i < q_.wishes.size(); ++i)
            if (!s.seen.contains(i)) visit(s, i);
        for (const auto h : d_.hotels.ids()) {
            if (std::holds_alternative<hotel_id>(s.at)) {
                if (s.at == waypoint{h}) sleep(s, h, s.now, s.price);
            } else if (const auto w = find_way(d_, t_, s.at, h, q_.speeds);
                       w && is_one_day(s.now, s.now + w->duration)) {
                sleep(s, h, s.now + w->duration, s.price + w->price);
            }
        }
        if (station != nullptr) return;
        for (const auto other : stations_)
            if (const auto w = find_way(d_, t_, s.at, other, q_.speeds);
                w && is_one_day(s.now, s.now + w->duration))
                go_on({other, s.now + w->duration, false, s.seen, s.nights, s.price + w->price});
    }

    void visit(const state& s, std::size_t i) {
        const auto& sight = d_.sights[q_.wishes[i].sight];
        const auto w = find_way(d_, t_, s.at, q_.wishes[i].sight, q_.speeds);
        if (!w) return;
        const auto door = s.now + w->duration;
        if (door > back_by_ || !is_one_day(s.now, door)) return;
        if (s.seen.empty()) reached.insert(i);
        const seconds stay{
            static_cast<std::int64_t>(static_cast<double>(sight.visit.count()) * q_.pace + 0.5)};
        std::optional<utc_time> out;
        for (const auto& h : hours_[i]) {
            const auto begin = std::max(h.opens, door);
            if (begin <= h.last_entry && begin + stay <= h.closes)
                out = std::min(out.value_or(begin + stay), begin + stay);
        }
        if (!out || !is_one_day(door, *out) || *out > back_by_) return;
        if (s.seen.empty()) visited.insert(i);
        auto seen = s.seen;
        seen.insert(i);
        go_on({q_.wishes[i].sight, *out, false, seen, s.nights, s.price + w->price + sight.price});
    }

    void sleep(const state& s, hotel_id h, utc_time arrival, std::int64_t price) {
        auto morning = *std::find_if(nights_.begin(), nights_.end(), [&](utc_time n) { return n > arrival; });
        morning = std::max(morning, arrival + q_.rest);
        const auto slept = static_cast<int>(std::count_if(
            nights_.begin(), nights_.end(), [&](utc_time n) { return arrival < n && n <= morning; }));
        if (s.nights + slept > q_.nights) return;
        go_on({h, morning, false, s.seen, s.nights + slept, price + slept * d_.hotels[h].price});
    }

    const network& n_;
    const rail::timetable& t_;
    const destination& d_;
    const tour_query& q_;
    utc_time leave_, back_by_;
    std::set<station_id> stations_;
    std::vector<utc_time> nights_;
    std::map<std::size_t, std::vector<visiting_hours>> hours_;
    std::map<std::pair<std::vector<station_id>, std::vector<station_id>>, std::vector<journey>> journeys_;
};

struct random_case {
    rail::timetable table;
    destination around;
    tour_query question;
    std::set<station_id> stations; ///< from which sights are reached
};

random_case make_case(test::random& random, int most_sights) {
    rail::timetable_builder b;
    date leave{2022, 5, 3};
    if (random.one_in(2)) { // in days in which the clocks are changed
        b.zone(calendar::find_zone("America/Denver").value());
        leave = (random.one_in(2) ? date{2022, 3, 13} : date{2022, 11, 6}) -
                calendar::day_count{random.between(0, 2)};
    }
    const auto point = [&] {
        return geo::point{geo::longitude{random.real(90.7, 91.2)}, geo::latitude{random.real(38.1, 38.4)}};
    };
    const auto home = b.station({.key = key{"home"}, .name = {"home"}, .at = geo::point{95.0_lon, 36.4_lat}});
    std::vector<station_id> gates;
    const int gate_count = random.between(1, 2);
    for (int i = 0; i < gate_count; ++i)
        gates.push_back(b.station({.key = key{fmt::format("g{}", i)}, .name = {"gate"}, .at = point()}));
    const bool home_is_near = random.one_in(6);
    const auto runs = [&](station_id from, station_id to, int most, int least_minutes) {
        for (int n = random.between(1, most); n > 0; --n) {
            const auto leaves = std::chrono::minutes{random.between(0, 1439)};
            const auto takes = std::chrono::minutes{random.between(least_minutes, least_minutes * 3)};
            b.train({.key = key{fmt::format("t{}", b.so_far().trains().size())},
                     .number = "K",
                     .days = random.one_in(3) ? calendar::day_set::every(
                                                    2, leave + calendar::day_count{random.between(0, 1)})
                                              : calendar::day_set::daily()},
                    {{.at = from, .departure = rail::service_time{leaves}},
                     {.at = to, .arrival = rail::service_time{leaves + takes}}});
        }
    };
    for (const auto g : gates) {
        runs(home, g, 2, 200);
        runs(g, home, 2, 200);
        for (const auto other : gates)
            if (other != g && random.one_in(2)) runs(g, other, 2, 20);
    }
    random_case x{std::move(b).build(), {}, {}, {}};
    auto& d = x.around;
    const int sights = random.between(1, most_sights);
    for (int i = 0; i < sights; ++i) {
        sight s{.key = key{fmt::format("s{}", i)}, .name = {fmt::format("S{}", i)}};
        if (random.one_in(5)) s.station = random.one_of(gates);
        if (!s.station || random.one_in(2)) s.at = point();
        if (!s.station && random.one_in(12)) s.at = geo::point{101.0_lon, 36.0_lat}; // too far away
        s.visit = std::chrono::minutes{random.between(0, 180)};
        s.price = random.one_in(2) ? 0 : random.between(0, 3) * 1000;
        for (int n = random.between(0, 2); n > 0; --n) {
            opening o;
            const auto from = std::chrono::minutes{random.between(0, 1200)};
            o.opens = {.offset = from};
            o.closes = {.offset = (from + std::chrono::minutes{random.between(60, 900)}) % 24h};
            if (random.one_in(4))
                o.opens = {door_time::mark::sunrise, std::chrono::minutes{random.between(-30, 30)}};
            if (random.one_in(4)) o.closes = {door_time::mark::sunset, 0s};
            if (random.one_in(3)) o.last_entry = door_time{.offset = from + 30min};
            if (random.one_in(5)) o.days = calendar::day_set::odd_dates();
            s.hours.push_back(o);
        }
        s.hours_unknown = random.one_in(15);
        d.sights.add(s);
    }
    const int hotels = random.between(0, sights > 4 ? 1 : 2);
    for (int i = 0; i < hotels; ++i)
        d.hotels.add({.key = key{fmt::format("h{}", i)},
                      .name = {"H"},
                      .at = point(),
                      .station = random.one_in(3) ? std::optional{random.one_of(gates)} : std::nullopt,
                      .price = random.between(0, 3) * 5000});
    std::vector<waypoint> places;
    for (const auto s : d.sights.ids()) places.emplace_back(s);
    for (const auto h : d.hotels.ids()) places.emplace_back(h);
    for (const auto g : gates) places.emplace_back(g);
    if (home_is_near) places.emplace_back(home);
    for (int n = random.between(0, 4); n > 0; --n) {
        const auto from = random.one_of(places), to = random.one_of(places);
        if (from == to) continue;
        d.ways.push_back({.from = from,
                          .to = to,
                          .duration = std::chrono::minutes{random.between(0, 120)},
                          .price = random.between(0, 2) * 100});
    }
    // As the search finds them: those that ways and sights name, and else the nearest one.
    for (const auto& p : places) {
        if (std::holds_alternative<station_id>(p)) continue;
        bool named = false;
        for (const auto& w : d.ways)
            for (const auto& [one, other] : {std::pair{w.from, w.to}, std::pair{w.to, w.from}})
                if (one == p && std::holds_alternative<station_id>(other)) {
                    x.stations.insert(std::get<station_id>(other));
                    named = true;
                }
        const auto* s = std::get_if<sight_id>(&p);
        const auto& own = s != nullptr ? d.sights[*s].station : d.hotels[std::get<hotel_id>(p)].station;
        const auto& at = s != nullptr ? d.sights[*s].at : d.hotels[std::get<hotel_id>(p)].at;
        if (own) {
            x.stations.insert(*own);
        } else if (!named && at->lon() < 100.0_lon) {
            x.stations.insert(*std::min_element(gates.begin(), gates.end(), [&](station_id a, station_id c) {
                return geo::distance(*x.table.stations()[a].at, *at) <
                       geo::distance(*x.table.stations()[c].at, *at);
            }));
        }
    }
    auto& q = x.question;
    q.from = home;
    if (random.one_in(8)) q.to = random.one_of(gates);
    if (random.one_in(10)) q.from = random.one_of(gates);
    q.leave = local_time{leave, std::chrono::minutes{random.between(0, 1439)}};
    q.back_by = q.leave + std::chrono::minutes{random.between(600, 60 * 24 * 3)};
    for (const auto s : d.sights.ids()) q.wishes.push_back({s, random.between(1, 3), random.one_in(12)});
    q.nights = random.between(0, sights > 4 ? 1 : 2);
    q.pace = random.one_in(3) ? 1.5 : 1;
    q.before_train = std::chrono::minutes{random.between(0, 30)};
    q.rest = std::chrono::hours{random.between(4, 10)};
    q.fare = [](const journey& j) {
        return std::optional<std::int64_t>{j.rides().front().train.value() % 3 * 700};
    };
    return x;
}

/// Whether the tour's legs follow one another and keep to the rules.
void check_legs(const network& n, const destination& d, const tour_query& q, const every_tour& all,
                const tour& x) {
    auto now = x.when.begin_utc;
    std::int64_t price = 0;
    int nights = 0, weight = 0;
    std::vector<sight_id> sights;
    const auto next = [&](const period& when) {
        CHECK(when.begin_utc == now);
        CHECK(when.begin_utc <= when.end_utc);
        now = when.end_utc;
    };
    for (const auto& leg : x.legs) {
        if (const auto* train = std::get_if<train_leg>(&leg)) {
            CHECK(train->journey.departure_utc() == now);
            CHECK(train->slack >= 0s);
            now = train->journey.arrival_utc();
            price += train->price.value();
        } else if (const auto* w = std::get_if<way_leg>(&leg)) {
            next(w->when);
            CHECK(w->when.length() == w->way.duration);
            CHECK(find_way(d, n.table(), w->way.from, w->way.to, q.speeds) == w->way);
            price += w->way.price;
        } else if (const auto* v = std::get_if<visit_leg>(&leg)) {
            next(v->when);
            sights.push_back(v->sight);
            price += d.sights[v->sight].price;
            for (const auto& wish : q.wishes)
                if (wish.sight == v->sight) weight += wish.weight;
        } else if (const auto* night = std::get_if<night_leg>(&leg)) {
            next(night->when);
            nights += night->nights;
            price += night->nights * d.hotels[night->hotel].price;
            CHECK(night->when.length() >= q.rest);
            continue;
        } else {
            next(std::get<wait_leg>(leg).when);
        }
        if (!std::holds_alternative<train_leg>(leg)) {
            const auto& when = std::visit(
                [](const auto& y) -> period {
                    if constexpr (requires { y.when; })
                        return y.when;
                    else
                        return {};
                },
                leg);
            CHECK(all.is_one_day(when.begin_utc, when.end_utc));
        }
    }
    CHECK(now == x.when.end_utc);
    CHECK(price == x.price);
    CHECK(nights == x.nights);
    CHECK(weight == x.weight);
    CHECK(sights == x.sights);
    CHECK(x.when.begin_utc >= n.table().zone().to_utc(q.leave));
}

void compare(test::random& random, int cases, int most_sights) {
    std::map<why_not, int> reasons;
    int tours = 0, with_nights = 0, without = 0;
    for (int i = 0; i < cases; ++i) {
        const auto x = make_case(random, most_sights);
        const network n{x.table};
        const every_tour all{n, x.around, x.question, x.stations};
        const auto found = plan_tour(n, x.around, x.question);
        CHECK(found.is_exact);
        std::set<worth> mine;
        for (const auto& t : found.all) {
            mine.insert(worth_of(t));
            check_legs(n, x.around, x.question, all, t);
            std::size_t left = 0;
            for (std::size_t w = 0; w < x.question.wishes.size(); ++w) {
                const auto s = x.question.wishes[w].sight;
                if (std::find(t.sights.begin(), t.sights.end(), s) != t.sights.end()) continue;
                REQUIRE(left < t.left_out.size());
                const auto& out = t.left_out[left++];
                CHECK(out.sight == s);
                const auto reason = all.reason(t, w);
                CHECK(out.reason == reason);
                ++reasons[reason];
                std::set<std::size_t> more{w};
                for (std::size_t k = 0; k < x.question.wishes.size(); ++k)
                    if (std::find(t.sights.begin(), t.sights.end(), x.question.wishes[k].sight) !=
                        t.sights.end())
                        more.insert(k);
                if (reason == why_not::misses_train) CHECK(out.short_by == all.short_by(t, more));
                std::optional<utc_time> first;
                for (const auto& h : all.homes)
                    if (h.seen == more) first = std::min(first.value_or(h.at), h.at);
                CHECK(out.instead.has_value() == first.has_value());
                if (out.instead && first) CHECK(out.instead->when.end_utc == *first);
            }
            CHECK(left == t.left_out.size());
            ++tours;
            with_nights += t.nights > 0;
        }
        CHECK(mine == all.best());
        CHECK(mine.size() == found.all.size());
        without += found.all.empty();
    }
    MESSAGE(cases << " cases, " << tours << " tours, " << with_nights << " with nights, " << without
                  << " without a tour");
    CHECK(tours > cases / 2);
    CHECK(with_nights > 0);
    CHECK(without > 0);
    for (const auto reason : {why_not::out_of_reach, why_not::closed, why_not::no_return,
                              why_not::misses_train, why_not::no_time, why_not::costs_more})
        CHECK_MESSAGE(reasons[reason] > 0, static_cast<int>(reason));
}

} // namespace

TEST_CASE("tours are those of trying everything") {
    test::random random;
    compare(random, 400, 4);
}

TEST_CASE("three thousand tours of up to seven sights are those of trying everything" * doctest::skip()) {
    test::random random;
    compare(random, 3000, 7);
}
