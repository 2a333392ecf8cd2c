#include <qaidam/journeys/tour.hpp>

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>

#include "tour_search.hpp"

namespace qaidam::journeys {
namespace {

using calendar::local_time;
using calendar::utc_time;
using rail::station_id;
using std::chrono::seconds;

constexpr seconds one_day = std::chrono::hours{24};
constexpr seconds deep_of_night = std::chrono::hours{3};
constexpr seconds longest_tour = 60 * one_day;

void require(bool good, const char* what) {
    if (!good) throw std::invalid_argument{what};
}

void check(const rail::timetable& t, const destination& d, const tour_query& q) {
    require(!q.from.empty(), "a tour needs a station to leave from");
    for (const auto& all : {q.from, q.to})
        for (const auto s : all) (void)t.stations().at(s);
    require(!q.wishes.empty(), "a tour needs wishes");
    require(q.wishes.size() <= tour_query::most_wishes, "a tour has at most 60 wishes");
    std::set<sight_id> seen;
    for (const auto& w : q.wishes) {
        (void)d.sights.at(w.sight);
        require(seen.insert(w.sight).second, "a sight is wished for twice");
        require(w.weight >= 1, "the weight of a wish is at least 1");
    }
    require(q.leave < q.back_by, "a tour is back after it leaves");
    require(q.back_by - q.leave <= longest_tour, "a tour takes at most 60 days");
    require(q.nights >= 0, "a tour has no fewer nights than none");
    require(q.pace > 0 && q.pace <= 100, "the pace of a tour is above 0 and at most 100");
    require(q.before_train >= seconds{0} && q.before_train <= one_day,
            "people are at the station 0 to 24 h before");
    require(q.rest >= seconds{0} && q.rest <= one_day, "people rest 0 to 24 h");
    require(q.speeds.driving > 0 && q.speeds.walking > 0 && q.speeds.detour > 0, "speeds are above 0");
    require(q.breadth > 0, "a tour looks at one set of sights at least");
}

/// A question in the numbers that the search takes, and back.
class planner {
public:
    planner(router& trains, const rail::timetable& t, const destination& d, const tour_query& q)
        : router_{trains},
          t_{t},
          d_{d},
          q_{q},
          start_{t.zone().to_utc(q.leave)} {
        p_.end = since_start(t.zone().to_utc(q.back_by));
        p_.before_train = static_cast<tour_time>(q.before_train.count());
        p_.rest = static_cast<tour_time>(q.rest.count());
        p_.most_nights = q.nights;
        p_.breadth = q.breadth;
        list_nights();
        list_sights();
        for (const auto& h : d_.hotels) p_.hotel_prices.push_back(h.price);
        find_stations();
        find_ways();
        find_trains();
    }

    [[nodiscard]] tours plan() {
        tour_search search{p_};
        search.run();
        tours result;
        result.is_exact = search.is_exact();
        for (const auto& [seen, e] : best_of(search)) {
            auto made = write(search, e);
            made.left_out = explain(search, seen, e);
            auto& all = result.all;
            const auto is_same = [&](const tour& x) {
                return x.weight == made.weight && x.when.end_utc == made.when.end_utc &&
                       x.nights == made.nights && x.price == made.price;
            };
            if (const auto equal = std::find_if(all.begin(), all.end(), is_same); equal == all.end())
                all.push_back(std::move(made));
            else if (equal->when.begin_utc < made.when.begin_utc)
                *equal = std::move(made);
        }
        return result;
    }

private:
    // ---- the question in numbers

    [[nodiscard]] tour_time since_start(utc_time at) const {
        return static_cast<tour_time>(
            std::clamp((at - start_).count(), std::int64_t{-2'000'000'000}, std::int64_t{2'000'000'000}));
    }

    /// The dates that a tour may meet.
    [[nodiscard]] std::vector<calendar::date> dates() const {
        std::vector<calendar::date> all;
        const auto last = q_.back_by.date() + calendar::day_count{1};
        for (auto day = q_.leave.date() - calendar::day_count{1}; day <= last; day += calendar::day_count{1})
            all.push_back(day);
        return all;
    }

    void list_nights() {
        for (const auto& day : dates())
            p_.nights.push_back(since_start(t_.zone().to_utc(local_time{day, deep_of_night})));
    }

    void list_sights() {
        for (const auto& w : q_.wishes) {
            const auto& s = d_.sights[w.sight];
            const auto visit = static_cast<tour_time>(static_cast<double>(s.visit.count()) * q_.pace + 0.5);
            tour_problem::sight_terms x{visit, s.price, w.weight, {}};
            for (const auto& day : dates())
                for (const auto& h : hours_on(s, t_, day)) {
                    const auto last = std::min(since_start(h.last_entry), since_start(h.closes) - visit);
                    if (since_start(h.opens) <= last) x.windows.push_back({since_start(h.opens), last});
                }
            std::sort(x.windows.begin(), x.windows.end(),
                      [](const auto& a, const auto& b) { return a.opens < b.opens; });
            p_.sights.push_back(std::move(x));
            places_.emplace_back(w.sight);
        }
    }

    /// Those that ways and sights name, and for others the nearest one.
    void find_stations() {
        for (const auto h : d_.hotels.ids()) places_.emplace_back(h);
        std::vector<station_id> all;
        const auto keep = [&](station_id s) {
            if (std::find(all.begin(), all.end(), s) == all.end()) all.push_back(s);
        };
        for (const auto& p : places_) {
            bool is_named = false;
            for (const auto& w : d_.ways)
                for (const auto& [one, other] : {std::pair{&w.from, &w.to}, std::pair{&w.to, &w.from}})
                    if (const auto* s = std::get_if<station_id>(other); s != nullptr && *one == p) {
                        keep(*s);
                        is_named = true;
                    }
            const auto spot = [&](const auto& x) {
                if (x.station) return keep(*x.station);
                if (is_named || !x.at) return;
                if (const auto s = find_nearest_station(t_, *x.at, q_.speeds.driven_within)) keep(*s);
            };
            if (const auto* s = std::get_if<sight_id>(&p))
                spot(d_.sights[*s]);
            else
                spot(d_.hotels[std::get<hotel_id>(p)]);
        }
        for (const auto s : all) places_.emplace_back(s);
        stations_ = std::move(all);
        p_.stations.resize(stations_.size());
    }

    void find_ways() {
        const auto count = places_.size();
        p_.ways.assign(count, std::vector<std::optional<tour_problem::way_terms>>(count));
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = 0; b < count; ++b) {
                if (a == b || (a >= p_.station_place(0) && b >= p_.station_place(0))) continue;
                if (const auto w = find_way(d_, t_, places_[a], places_[b], q_.speeds))
                    p_.ways[a][b] = {static_cast<tour_time>(w->duration.count()), w->price};
            }
    }

    void find_trains() {
        const auto& to = q_.to.empty() ? q_.from : q_.to;
        for (std::size_t s = 0; s < stations_.size(); ++s) {
            auto& x = p_.stations[s];
            x.is_start = q_.from.contains(stations_[s]);
            x.is_end = to.contains(stations_[s]);
            if (!x.is_start) x.from_home = trains_between(q_.from, stations_[s]);
            if (!x.is_end) x.to_home = trains_between(stations_[s], to);
            for (const auto other : stations_)
                x.to.push_back(other == stations_[s] ? std::vector<tour_problem::train>{}
                                                     : trains_between(stations_[s], other));
        }
    }

    /// Day by day, from 03:00 on: a later day's train is no better for those who cannot wait for it over night.
    std::vector<tour_problem::train> trains_between(const station_set& from, const station_set& to) {
        std::vector<tour_problem::train> all;
        for (const auto& day : dates()) {
            const auto begin = std::max(q_.leave, local_time{day, deep_of_night});
            const auto end = std::min(q_.back_by, local_time{day, deep_of_night + one_day});
            if (end <= begin) continue;
            query question{.from = from,
                           .to = to,
                           .when = leave_between{begin, end},
                           .filter = q_.filter,
                           .max_changes = q_.max_changes};
            question.horizon =
                std::min(question.horizon, std::chrono::ceil<std::chrono::hours>(q_.back_by - end));
            for (auto& j : router_.find_all(question)) {
                const auto price = q_.fare ? q_.fare(j) : std::nullopt;
                all.push_back({since_start(j.departure_utc()), since_start(j.arrival_utc()),
                               price.value_or(0), static_cast<std::uint32_t>(journeys_.size())});
                journeys_.push_back({std::move(j), price});
            }
        }
        drop_beaten(all);
        return all;
    }

    /// Leaves only those than which none on the same day leaves later, arrives earlier and costs less.
    void drop_beaten(std::vector<tour_problem::train>& all) const {
        const auto before = all;
        std::erase_if(all, [&](const auto& x) {
            return std::any_of(before.begin(), before.end(), [&](const auto& other) {
                const bool is_no_worse =
                    other.departure >= x.departure && other.arrival <= x.arrival && other.price <= x.price &&
                    p_.is_one_day(x.departure, other.departure) && p_.is_one_day(other.arrival, x.arrival);
                const bool is_other = other.departure != x.departure || other.arrival != x.arrival ||
                                      other.price != x.price || other.journey < x.journey;
                return is_no_worse && is_other;
            });
        });
        std::stable_sort(all.begin(), all.end(),
                         [](const auto& a, const auto& b) { return a.departure < b.departure; });
    }

    // ---- which tours

    struct candidate {
        sight_set seen;
        tour_end end;
        int weight;
    };

    [[nodiscard]] int weight_of(sight_set seen) const {
        int sum = 0;
        for (std::size_t i = 0; i < q_.wishes.size(); ++i)
            if (seen >> i & 1) sum += q_.wishes[i].weight;
        return sum;
    }

    /// Those that no other one dominates, and that see what must be seen.
    [[nodiscard]] std::vector<std::pair<sight_set, tour_end>> best_of(const tour_search& search) const {
        sight_set required = 0;
        for (std::size_t i = 0; i < q_.wishes.size(); ++i)
            if (q_.wishes[i].is_required) required |= sight_set{1} << i;
        std::vector<candidate> all;
        for (const auto& [seen, ends] : search.ends())
            if ((seen & required) == required)
                for (const auto& e : ends) all.push_back({seen, e, weight_of(seen)});
        std::stable_sort(all.begin(), all.end(), [](const candidate& a, const candidate& b) {
            return std::tuple{-a.weight, a.end.at, a.end.nights, a.end.price} <
                   std::tuple{-b.weight, b.end.at, b.end.nights, b.end.price};
        });
        std::vector<candidate> best;
        for (const auto& c : all) {
            const auto is_beaten = [&](const candidate& x) {
                const bool is_same = x.weight == c.weight && x.end.at == c.end.at &&
                                     x.end.nights == c.end.nights && x.end.price == c.end.price;
                return !is_same && x.end.at <= c.end.at && x.end.nights <= c.end.nights &&
                       x.end.price <= c.end.price;
            };
            if (std::none_of(best.begin(), best.end(), is_beaten)) best.push_back(c);
        }
        std::vector<std::pair<sight_set, tour_end>> result;
        for (const auto& c : best) result.emplace_back(c.seen, c.end);
        return result;
    }

    [[nodiscard]] std::vector<left_out> explain(const tour_search& search, sight_set seen,
                                                const tour_end& e) {
        std::vector<left_out> all;
        for (std::size_t i = 0; i < q_.wishes.size(); ++i)
            if (!(seen >> i & 1)) all.push_back(explain(search, seen, e, i));
        return all;
    }

    [[nodiscard]] left_out explain(const tour_search& search, sight_set seen, const tour_end& e,
                                   std::size_t i) {
        left_out x{.sight = q_.wishes[i].sight, .reason = why_not::no_time};
        const auto more = seen | sight_set{1} << i;
        const auto with = search.ends().find(more);
        const bool has_end = with != search.ends().end();
        if (!search.reaches(i)) {
            x.reason = why_not::out_of_reach;
        } else if (!search.visits(i)) {
            x.reason = why_not::closed;
        } else if (!search.ends().contains(sight_set{1} << i)) {
            x.reason = why_not::no_return;
        } else if (has_end &&
                   std::any_of(with->second.begin(), with->second.end(), [&](const tour_end& other) {
                       return other.at <= e.at && other.nights <= e.nights;
                   })) {
            x.reason = why_not::costs_more;
        } else if (const auto there = e.train ? search.at_station(more, e.station, e.nights) : std::nullopt) {
            const auto leaves = p_.stations[e.station].to_home[*e.train].departure;
            const auto late = *there + p_.before_train - leaves;
            if (late > 0) {
                x.reason = why_not::misses_train;
                x.short_by = seconds{late};
            }
        }
        if (has_end) {
            const auto first = std::min_element(
                with->second.begin(), with->second.end(), [](const tour_end& a, const tour_end& b) {
                    return std::tuple{a.at, a.nights, a.price} < std::tuple{b.at, b.nights, b.price};
                });
            const auto other = write(search, *first);
            x.instead = {other.when, other.nights, other.price};
        }
        return x;
    }

    // ---- tours as people read them

    /// When a step is done, if everything is done as early as can be.
    struct stage {
        tour_time set_out;
        tour_time arrival; ///< at the station, the door or the hotel
        tour_time begin;   ///< of the visit
        tour_time end;
        int nights; ///< slept in this step
        std::int64_t price;
    };

    [[nodiscard]] std::size_t station_at(std::size_t place) const { return place - p_.station_place(0); }

    [[nodiscard]] const tour_problem::train& train_of(const std::vector<tour_step>& steps,
                                                      std::size_t i) const {
        const auto to = station_at(steps[i].place);
        if (steps[i].what == tour_step::kind::from_home) return p_.stations[to].from_home[steps[i].detail];
        return p_.stations[station_at(steps[i - 1].place)].to[to][steps[i].detail];
    }

    [[nodiscard]] bool is_caught(tour_time at_station, const tour_problem::train& x) const {
        return at_station + p_.before_train <= x.departure && p_.is_one_day(at_station, x.departure);
    }

    /// The stages of the steps; nothing if they do not work out.
    [[nodiscard]] std::optional<std::vector<stage>> follow(const std::vector<tour_step>& steps) const {
        std::vector<stage> all;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto& s = steps[i];
            const auto ready = i == 0 ? static_cast<tour_time>(s.detail) : all.back().end;
            stage x{ready, ready, ready, ready, 0, 0};
            if (s.what == tour_step::kind::from_home || s.what == tour_step::kind::train) {
                const auto& train = train_of(steps, i);
                if (i > 0 && !is_caught(ready, train)) return std::nullopt;
                x = {train.departure, train.arrival, train.arrival, train.arrival, 0, train.price};
            } else if (i > 0) {
                if (const auto here = steps[i - 1].place; here != s.place) {
                    const auto& w = *p_.ways[here][s.place];
                    x.arrival = x.begin = x.end = ready + w.duration;
                    x.price = w.price;
                    if (!p_.is_one_day(ready, x.arrival)) return std::nullopt;
                }
                if (s.what == tour_step::kind::visit) {
                    const auto begin = p_.visit_begin(s.place, x.arrival);
                    if (!begin) return std::nullopt;
                    x.begin = *begin;
                    x.end = *begin + p_.sights[s.place].visit;
                    x.price += p_.sights[s.place].price;
                } else if (s.what == tour_step::kind::night) {
                    x.end = p_.morning_after(x.arrival);
                    x.nights = p_.nights_until(x.end) - p_.nights_until(x.arrival);
                    x.price += x.nights * p_.hotel_prices[s.place - p_.hotel_place(0)];
                }
            }
            all.push_back(x);
        }
        return all;
    }

    [[nodiscard]] const tour_problem::train* last_train(const tour_end& e) const {
        return e.train ? &p_.stations[e.station].to_home[*e.train] : nullptr;
    }

    /// Whether those stages, too, come home as `e` says.
    [[nodiscard]] bool come_home(const std::vector<stage>& all, const tour_end& e) const {
        const auto* train = last_train(e);
        auto price = train != nullptr ? train->price : 0;
        int nights = 0;
        for (const auto& x : all) {
            price += x.price;
            nights += x.nights;
        }
        const auto last = all.back().end;
        return price <= e.price && nights <= e.nights &&
               (train != nullptr ? is_caught(last, *train) : last <= e.at);
    }

    /// The steps set out as late as the others of them allow.
    [[nodiscard]] std::vector<tour_step> set_out_late(std::vector<tour_step> steps, const tour_end& e) const {
        auto& first = steps.front();
        if (first.what == tour_step::kind::start) {
            const auto all = follow(steps);
            if (all && all->size() > 1)
                first.detail += static_cast<std::uint32_t>((*all)[1].begin - (*all)[1].arrival);
            return steps;
        }
        const auto& trains = p_.stations[station_at(first.place)].from_home;
        const auto chosen = first.detail;
        for (first.detail = static_cast<std::uint32_t>(trains.size() - 1); first.detail > chosen;
             --first.detail)
            if (const auto all = follow(steps); all && come_home(*all, e)) break;
        return steps;
    }

    [[nodiscard]] period span(tour_time from, tour_time until) const {
        const auto begin = start_ + seconds{from}, end = start_ + seconds{until};
        return {t_.zone().to_local(begin), t_.zone().to_local(end), begin, end};
    }

    /// Legs as they follow one another. Who has to wait does so in the hotel or at the station before setting out, and
    /// at the door after a sight.
    class leg_list {
    public:
        explicit leg_list(const planner& p) : p_{p} {}

        void wait(std::size_t place, tour_time from, tour_time until) {
            if (until <= from) return;
            if (!all_.empty())
                if (auto* night = std::get_if<night_leg>(&all_.back())) {
                    night->when = p_.span(p_.since_start(night->when.begin_utc), until);
                    return;
                }
            all_.emplace_back(wait_leg{p_.places_[place], p_.span(from, until)});
        }
        void way(std::size_t from, std::size_t to, tour_time set_out, tour_time arrival) {
            auto w = *find_way(p_.d_, p_.t_, p_.places_[from], p_.places_[to], p_.q_.speeds);
            if (w.duration.count() == 0 && w.price == 0) return; // nothing to tell
            all_.emplace_back(way_leg{std::move(w), p_.span(set_out, arrival)});
        }
        void visit(std::size_t sight, tour_time from, tour_time until) {
            all_.emplace_back(visit_leg{p_.q_.wishes[sight].sight, p_.span(from, until)});
        }
        void night(std::size_t place, tour_time arrival, tour_time morning, int nights) {
            const auto hotel = std::get<hotel_id>(p_.places_[place]);
            auto* before = all_.empty() ? nullptr : std::get_if<night_leg>(&all_.back());
            if (before != nullptr && before->hotel == hotel) {
                before->when = p_.span(p_.since_start(before->when.begin_utc), morning);
                before->nights += nights;
            } else {
                all_.emplace_back(night_leg{hotel, p_.span(arrival, morning), nights});
            }
        }
        void train(const tour_problem::train& x, tour_time slack) {
            const auto& [journey, price] = p_.journeys_[x.journey];
            all_.emplace_back(train_leg{journey, seconds{slack}, price});
        }
        [[nodiscard]] std::vector<tour_leg> take() { return std::move(all_); }

    private:
        const planner& p_;
        std::vector<tour_leg> all_;
    };

    [[nodiscard]] bool is_hotel(std::size_t place) const {
        return place >= p_.hotel_place(0) && place < p_.station_place(0);
    }

    /// How much later than they might people set out on the way of step `i`, so as not to wait where it leads.
    [[nodiscard]] tour_time delay(const std::vector<tour_step>& steps, const std::vector<stage>& stages,
                                  std::size_t i, const tour_end& e) const {
        const auto here = steps[i - 1].place;
        if (steps[i].what == tour_step::kind::visit && here >= p_.hotel_place(0))
            return stages[i].begin - stages[i].arrival;
        if (steps[i].what != tour_step::kind::way || !is_hotel(here)) return 0;
        const auto* next = i + 1 < steps.size() ? &train_of(steps, i + 1) : last_train(e);
        return next == nullptr ? 0 : next->departure - p_.before_train - stages[i].arrival;
    }

    [[nodiscard]] tour write(const tour_search& search, const tour_end& e) const {
        const auto steps = set_out_late(search.steps_of(e), e);
        const auto stages = *follow(steps);
        leg_list legs{*this};
        tour made;
        auto now = stages.front().set_out;
        const auto begin = now;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const auto& s = steps[i];
            const auto& x = stages[i];
            made.price += x.price;
            made.nights += x.nights;
            switch (s.what) {
            case tour_step::kind::start: break;
            case tour_step::kind::from_home: legs.train(train_of(steps, i), 0); break;
            case tour_step::kind::train:
                legs.wait(steps[i - 1].place, now, x.set_out);
                legs.train(train_of(steps, i), x.set_out - p_.before_train - stages[i - 1].end);
                break;
            case tour_step::kind::way:
            case tour_step::kind::visit:
            case tour_step::kind::night:
                const auto set_out = x.set_out + delay(steps, stages, i, e);
                const auto arrival = set_out + (x.arrival - x.set_out);
                legs.wait(steps[i - 1].place, now, set_out);
                if (steps[i - 1].place != s.place) legs.way(steps[i - 1].place, s.place, set_out, arrival);
                now = arrival;
                if (s.what == tour_step::kind::way) continue;
                if (s.what == tour_step::kind::night) {
                    legs.night(s.place, arrival, x.end, x.nights);
                } else {
                    legs.wait(s.place, arrival, x.begin);
                    legs.visit(s.place, x.begin, x.end);
                    made.sights.push_back(q_.wishes[s.place].sight);
                    made.weight += q_.wishes[s.place].weight;
                }
                break;
            }
            now = x.end;
        }
        if (const auto* train = last_train(e)) {
            legs.wait(steps.back().place, now, train->departure);
            legs.train(*train, train->departure - p_.before_train - stages.back().end);
            made.price += train->price;
            now = train->arrival;
        }
        made.when = span(begin, now);
        made.legs = legs.take();
        made.is_price_complete = std::none_of(made.legs.begin(), made.legs.end(), [](const tour_leg& x) {
            const auto* train = std::get_if<train_leg>(&x);
            return train != nullptr && !train->price;
        });
        return made;
    }

    struct priced_journey {
        journeys::journey journey;
        std::optional<std::int64_t> price;
    };

    router& router_;
    const rail::timetable& t_;
    const destination& d_;
    const tour_query& q_;
    utc_time start_;
    tour_problem p_{};
    std::vector<waypoint> places_; ///< as the problem numbers them
    std::vector<station_id> stations_;
    std::vector<priced_journey> journeys_;
};

} // namespace

std::function<std::optional<std::int64_t>(const journey&)>
fares_of(const rail::timetable& t, const destination& d, const price_query& q) {
    return [t, q, currency = d.currency](const journey& j) -> std::optional<std::int64_t> {
        const auto total = price_of(t, j, q).total;
        constexpr auto most = std::numeric_limits<std::int64_t>::max() / 100;
        if (!total || total->currency != currency || total->amount > most || total->amount < -most)
            return std::nullopt;
        auto amount = total->amount;
        constexpr int two_decimals = 2;
        for (auto have = total->decimals; have < two_decimals; ++have) amount *= 10;
        for (auto have = total->decimals; have > two_decimals; --have) {
            if (amount % 10 != 0) return std::nullopt;
            amount /= 10;
        }
        return amount;
    };
}

tours plan_tour(router& trains, const rail::timetable& t, const destination& d, const tour_query& q) {
    check(t, d, q);
    return planner{trains, t, d, q}.plan();
}

tours plan_tour(const network& n, const destination& d, const tour_query& q) {
    router trains{n};
    return plan_tour(trains, n.table(), d, q);
}

} // namespace qaidam::journeys
