#include <qaidam/rail/board.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include <fmt/format.h>

#include <qaidam/rail/number.hpp>
#include <qaidam/rail/realtime.hpp>

#include <qaidam/rail/detail/service_days.hpp>

namespace qaidam::rail {
namespace {

using calendar::local_time;

/// The time for which a board shows the call, nothing if it does not show it.
std::optional<service_time> shown_time(const train& x, std::size_t i, board_side show) {
    const auto& c = x.calls[i];
    const bool goes_on = c.departure && i + 1 < x.calls.size();
    const bool came = c.arrival && i > 0;
    switch (show) {
    case board_side::departures: return goes_on && c.may_board() ? c.departure : std::nullopt;
    case board_side::arrivals: return came && c.may_alight() ? c.arrival : std::nullopt;
    case board_side::all: break;
    }
    return goes_on ? c.departure : c.arrival;
}

/// Whether updates took people away from a call of the plan.
bool is_skipped(const call& now, const call& planned) {
    return !now.may_board() && !now.may_alight() && (planned.may_board() || planned.may_alight());
}

/// How much later than the calls say a train runs, and whether that is the first of many.
struct run_of_day {
    std::chrono::seconds shift{0};
    std::optional<repetition> headway{};
};

std::vector<run_of_day> departures_of(const train& x) {
    if (x.headways.empty()) return {{}};
    std::vector<run_of_day> all;
    for (const auto& h : x.headways) {
        const std::chrono::seconds shift{h.from.seconds() - x.calls.front().departure->seconds()};
        all.push_back(
            {shift, repetition{h.every, std::chrono::seconds{h.until.seconds() - h.from.seconds()}}});
    }
    return all;
}

class board_writer {
public:
    board_writer(const timetable& t, const board_query& q)
        : t_{t},
          q_{q},
          wall_{t.zone_of(q.at)},
          first_{wall_.to_utc(q.from)},
          end_{wall_.to_utc(q.until)},
          days_{service_days(t, date_at(t.zone(), first_), date_at(t.zone(), end_))} {}

    std::vector<board_entry> write() && {
        for (const auto& here : t_.calls_at(q_.at)) {
            list_runs(here);
            if (q_.with_cancelled) list_gone(here);
        }
        std::stable_sort(all_.begin(), all_.end(),
                         [](const board_entry& a, const board_entry& b) { return a.utc < b.utc; });
        if (all_.size() > q_.most) all_.resize(q_.most, all_.front());
        return std::move(all_);
    }

private:
    struct two_times {
        std::optional<local_time> arrival, departure;
    };

    [[nodiscard]] const call& call_of(const call_ref& c) const { return t_.trains()[c.train].calls[c.call]; }

    /// Feeds give the ends of a run both times; nobody arrives at the first call or leaves from the last.
    [[nodiscard]] two_times times_of(const call_ref& c, const service_day& day,
                                     std::chrono::seconds shift) const {
        const auto on_clock = [&](const std::optional<service_time>& time) {
            return time ? std::optional{wall_.to_local(at_time(day, *time, shift))} : std::nullopt;
        };
        const auto& x = call_of(c);
        const bool ends = c.call + 1 == t_.trains()[c.train].calls.size();
        return {c.call == 0 ? std::nullopt : on_clock(x.arrival),
                ends ? std::nullopt : on_clock(x.departure)};
    }
    [[nodiscard]] static calendar::utc_time at_time(const service_day& day, service_time time,
                                                    std::chrono::seconds shift) {
        return day.start + std::chrono::seconds{time.seconds() + shift.count()};
    }

    /// The calls of a train on the days on which it runs.
    void list_runs(const call_ref& here) {
        const auto& x = t_.trains()[here.train];
        const auto planned = find_planned_call(t_, here.train, here.call);
        const bool skipped = planned && is_skipped(call_of(here), call_of(*planned));
        if (skipped && !q_.with_cancelled) return;
        const auto& shown = skipped ? *planned : here;
        const auto time = shown_time(t_.trains()[shown.train], shown.call, q_.show);
        if (!time) return;
        const auto status = skipped   ? call_status::skipped
                            : planned ? call_status::as_usual
                                      : call_status::extra;
        const auto departures = departures_of(x);
        for (const auto& day : days_)
            for (const auto& run : departures)
                if (is_within(day, *time, run) && x.days.contains(day.on))
                    add(shown, day, run, *time, status, planned);
    }

    /// The calls of a planned train that updates took away.
    void list_gone(const call_ref& here) {
        const auto& runs = t_.realtime().runs;
        const auto time = shown_time(t_.trains()[here.train], here.call, q_.show);
        if (days_.empty() || !time) return;
        for (auto run = runs.lower_bound({here.train, days_.front().on});
             run != runs.end() && run->first.first == here.train && run->first.second <= days_.back().on;
             ++run) {
            const auto& now = run->second;
            const service_day day{run->first.second,
                                  t_.utc(run->first.second, service_time{std::chrono::seconds{0}})};
            std::vector<std::chrono::seconds> left;
            if (now) left = list_shifts(t_.trains()[*now]);
            for (const auto shift : list_shifts(t_.trains()[here.train])) {
                const bool is_left = std::find(left.begin(), left.end(), shift) != left.end();
                if (!is_within(day, *time, {shift}) || (is_left && calls_at(*now, here.call))) continue;
                add(here, day, {shift}, *time, is_left ? call_status::skipped : call_status::cancelled, here);
            }
        }
    }

    /// Whether the run has a call in place of that of the plan.
    [[nodiscard]] bool calls_at(train_id now, std::uint32_t planned) const {
        const auto& calls = t_.realtime().plans.at(now).calls;
        return std::find(calls.begin(), calls.end(), planned) != calls.end();
    }

    [[nodiscard]] bool is_within(const service_day& day, service_time time, const run_of_day& run) const {
        const auto when = at_time(day, time, run.shift);
        const auto last = run.headway ? when + run.headway->lasts : when;
        return last >= first_ && when < end_;
    }

    void add(const call_ref& here, const service_day& day, const run_of_day& run, service_time time,
             call_status status, const std::optional<call_ref>& planned) {
        const auto& x = t_.trains()[here.train];
        const auto shift = run.shift;
        const auto when = std::max(at_time(day, time, shift), first_);
        board_entry e{here.train, day.on, here.call, {}, {}, when, status};
        e.headway = run.headway;
        e.platform = x.calls[here.call].platform;
        e.approximate = x.calls[here.call].timing != timing::exact || !x.headways.empty();
        if (planned) {
            const auto times = times_of(*planned, day, shift);
            e.planned_arrival = times.arrival;
            e.planned_departure = times.departure;
            e.planned_platform = call_of(*planned).platform;
        }
        if (q_.platform && e.platform != q_.platform && e.planned_platform != q_.platform) return;
        if (e.takes_place()) {
            const auto times = times_of(here, day, shift);
            e.arrival = times.arrival;
            e.departure = times.departure;
            if (planned) e.later = later(x.calls[here.call], call_of(*planned), e);
        }
        all_.push_back(std::move(e));
    }

    static std::optional<std::chrono::seconds> later(const call& now, const call& planned,
                                                     const board_entry& e) {
        if (e.departure && e.planned_departure)
            return std::chrono::seconds{now.departure->seconds() - planned.departure->seconds()};
        if (e.arrival && e.planned_arrival)
            return std::chrono::seconds{now.arrival->seconds() - planned.arrival->seconds()};
        return std::nullopt;
    }

    const timetable& t_;
    const board_query& q_;
    const calendar::zone& wall_;
    calendar::utc_time first_, end_;
    std::vector<service_day> days_;
    std::vector<board_entry> all_;
};

} // namespace

std::vector<board_entry> list_calls(const timetable& t, const board_query& q) {
    require_station(t, q.at);
    return board_writer{t, q}.write();
}

std::vector<direct_train> list_direct_trains(const timetable& t, const direct_query& q) {
    std::vector<bool> to(t.stations().size());
    for (const auto s : q.to) {
        require_station(t, s);
        to[s.value()] = true;
    }
    std::vector<direct_train> all;
    const auto ride = [&](const direct_train& d) {
        const auto& calls = t.trains()[d.train].calls;
        return calls[d.alight].arrival->seconds() - calls[d.board].departure->seconds();
    };
    for (const auto from : q.from) {
        require_station(t, from);
        for (const auto& ref : t.calls_at(from)) {
            const auto& x = t.trains()[ref.train];
            const auto& c = x.calls[ref.call];
            if (!c.departure || !c.may_board()) continue;
            const auto after =
                std::find_if(x.calls.begin() + ref.call + 1, x.calls.end(), [&](const call& e) {
                    return to[e.at.value()] && e.at != from && e.arrival && e.may_alight();
                });
            if (after == x.calls.end()) continue;
            for (const auto& [shift, headway] : departures_of(x)) {
                // The service dates whose departure here falls into the period.
                const auto later = static_cast<int>((c.departure->seconds() + shift.count()) / 86400);
                const auto shifted = [&](const std::optional<calendar::date>& day) {
                    static const calendar::date first{boost::gregorian::min_date_time};
                    return day && *day - first >= calendar::day_count{later}
                               ? std::optional{*day - calendar::day_count{later}}
                               : day;
                };
                auto days = x.days.within({shifted(q.period.from), shifted(q.period.until)});
                if (days.empty()) continue;
                all.push_back({ref.train, ref.call, static_cast<std::size_t>(after - x.calls.begin()), shift,
                               std::move(days), headway});
            }
        }
    }
    // Of several ways to ride the same train the shortest stays.
    std::sort(all.begin(), all.end(), [&](const direct_train& a, const direct_train& b) {
        return std::tuple{a.train, a.shift, ride(a), a.board} <
               std::tuple{b.train, b.shift, ride(b), b.board};
    });
    all.erase(std::unique(all.begin(), all.end(),
                          [](const direct_train& a, const direct_train& b) {
                              return a.train == b.train && a.shift == b.shift;
                          }),
              all.end());
    std::stable_sort(all.begin(), all.end(), [&](const direct_train& a, const direct_train& b) {
        const auto of_day = [&](const direct_train& d) {
            return (t.trains()[d.train].calls[d.board].departure->seconds() + d.shift.count()) % 86400;
        };
        return of_day(a) < of_day(b);
    });
    return all;
}

namespace {

using kilometres = std::vector<std::optional<double>>;

/// Along the line on which most of the train's stations lie, if all do.
std::optional<kilometres> along_a_line(const timetable& t, const train& x) {
    for (const auto& l : t.lines()) {
        kilometres all;
        double sum = 0;
        std::optional<std::int32_t> before;
        for (const auto& c : x.calls) {
            const auto found = std::find_if(l.stops.begin(), l.stops.end(),
                                            [&](const line_stop& s) { return s.station == c.at; });
            if (found == l.stops.end()) break;
            if (before) sum += std::abs(found->mileage - *before) / 1000.0;
            before = found->mileage;
            all.push_back(sum);
        }
        if (all.size() == x.calls.size()) return all;
    }
    return std::nullopt;
}

std::optional<kilometres> of_the_feed(const train& x, double metres_per_unit) {
    kilometres all;
    for (std::size_t i = 0; i < x.calls.size(); ++i) {
        const auto& c = x.calls[i];
        if (!c.distance || (i > 0 && *c.distance < *x.calls[i - 1].distance)) return std::nullopt;
        all.push_back((static_cast<double>(*c.distance) - static_cast<double>(*x.calls.front().distance)) *
                      metres_per_unit / 1000);
    }
    return all;
}

std::optional<kilometres> along_great_circles(const timetable& t, const train& x) {
    kilometres all;
    double sum = 0;
    for (std::size_t i = 0; i < x.calls.size(); ++i) {
        const auto& here = t.stations()[x.calls[i].at].at;
        if (!here) return std::nullopt;
        if (i > 0) sum += geo::distance(*t.stations()[x.calls[i - 1].at].at, *here).value() / 1000;
        all.push_back(sum);
    }
    return all;
}

} // namespace

train_page describe_train(const timetable& t, train_id train, const page_options& options) {
    require_train(t, train);
    const auto& x = t.trains()[train];
    train_page page{train, distance_source::line, {}};
    auto distance = along_a_line(t, x);
    if (!distance) {
        page.from = distance_source::feed;
        distance = of_the_feed(x, options.metres_per_unit);
    }
    if (!distance) {
        page.from = distance_source::great_circle;
        distance = along_great_circles(t, x);
    }
    if (!distance) {
        page.from = distance_source::none;
        distance.emplace(x.calls.size());
    }
    for (std::size_t i = 0; i < x.calls.size(); ++i) {
        const auto& c = x.calls[i];
        page_row row{.call = i, .kilometres = (*distance)[i]};
        const auto between = [](service_time from, service_time until) {
            return std::chrono::seconds{until.seconds() - from.seconds()};
        };
        if (i > 0 && c.arrival && x.calls[i - 1].departure)
            row.ride = between(*x.calls[i - 1].departure, *c.arrival);
        if (i > 0 && i + 1 < x.calls.size() && c.arrival && c.departure)
            row.stay = between(*c.arrival, *c.departure);
        if (row.ride && row.ride->count() > 0 && row.kilometres)
            row.speed =
                (*row.kilometres - *(*distance)[i - 1]) * 3600 / static_cast<double>(row.ride->count());
        page.rows.push_back(row);
    }
    return page;
}

std::optional<std::int32_t> ride_metres(const timetable& t, train_id train, std::size_t board,
                                        std::size_t alight, const page_options& options) {
    const auto page = describe_train(t, train, options);
    if (board >= alight || alight >= page.rows.size())
        throw std::invalid_argument(fmt::format("ride_metres: got calls {} and {}, want two of {}, in order",
                                                board, alight, page.rows.size()));
    if (page.from != distance_source::line && page.from != distance_source::feed) return std::nullopt;
    const auto metres = std::lround((*page.rows[alight].kilometres - *page.rows[board].kilometres) * 1000);
    return static_cast<std::int32_t>(std::clamp(metres, 0L, 2'000'000'000L));
}

bool holds_for(const tariff& x, const train& of, std::size_t call) {
    if (x.classes.empty()) return true;
    const auto* const found = find_class(number_at(of, call));
    return found != nullptr && std::any_of(x.classes.begin(), x.classes.end(),
                                           [&](const auto& word) { return is_called(*found, word); });
}

std::vector<ticket> list_tickets(const timetable& t, train_id train, std::size_t board, std::size_t alight,
                                 const page_options& options) {
    const auto metres = ride_metres(t, train, board, alight, options);
    std::vector<ticket> all;
    if (!metres) return all;
    for (const auto i : t.tariffs().ids()) {
        if (!holds_for(t.tariffs()[i], t.trains()[train], board)) continue;
        if (const auto costs = price_for(t.tariffs()[i], *metres)) all.push_back({i, *metres, *costs});
    }
    return all;
}

} // namespace qaidam::rail
