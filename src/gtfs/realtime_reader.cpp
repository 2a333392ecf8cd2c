#include "realtime_reader.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <qaidam/gtfs/codes.hpp>
#include <qaidam/rail/detail/service_days.hpp>

namespace qaidam::gtfs::detail {

using namespace rail;
namespace {

using calendar::date;
using calendar::utc_time;

struct run {
    train_id train;
    date on;
};

/// What is told of an arrival or a departure, in the order of the run.
struct told_event {
    std::size_t call;
    call_event kind;
    std::int32_t plan;                  ///< seconds of the service date
    std::optional<std::int32_t> told{}; ///< later than planned
    std::optional<std::chrono::seconds> uncertainty{};
    bool is_known = true;  ///< false: the plan, since nothing is known
    std::int32_t time = 0; ///< what comes of it
};

class message_reader {
public:
    message_reader(trip_finder& trips, const timetable& t, const realtime_options& options, notices& out)
        : trips_{trips},
          t_{t},
          options_{options},
          out_{out} {}

    realtime_feed read(const realtime_message& m) {
        result_.made = instant_of(m.made);
        result_.differential = m.differential;
        result_.entities = m.entities.size();
        for (const auto& e : m.entities) {
            entity_ = e.id;
            if (e.deleted) continue; // of what a message before said
            if (e.other) tell(codes::realtime_entity_not_read, {});
            if (e.trip) {
                ++result_.trips;
                if (read_trip(*e.trip)) ++result_.trips_applied;
            }
            if (e.vehicle) read_vehicle(*e.vehicle);
            if (e.alert) read_alert(*e.alert);
        }
        return std::move(result_);
    }

private:
    void tell(const message_rule& rule, std::vector<std::string> arguments) {
        out_.add(rule, {.file = options_.name, .field = entity_}, std::move(arguments));
    }

    [[nodiscard]] std::optional<utc_time> first_instant(const trip_update& u) const {
        for (const auto& s : u.stops)
            for (const auto& e : {s.arrival, s.departure})
                if (e)
                    if (const auto at = trips_.instant(e->time)) return at;
        return trips_.instant(result_.made ? std::optional{result_.made->seconds_since_1970()}
                                           : std::nullopt);
    }

    /// The run that the descriptor means; nothing, with a notice, where there is none or more than one.
    std::optional<run> find_run(const trip_descriptor& d, const std::optional<utc_time>& near) {
        const auto trains = trips_.find_trains(d);
        if (trains.empty()) {
            tell(codes::realtime_unknown_trip, {d.trip.empty() ? d.route + " " + d.start_time : d.trip});
            return std::nullopt;
        }
        std::vector<run> running;
        for (const auto i : trains)
            if (const auto on = trips_.find_date(i, d, near)) running.push_back({i, *on});
        if (running.size() == 1) return running.front();
        if (running.empty()) {
            tell(codes::realtime_not_running, {t_.trains()[trains.front()].key.text(), d.start_date});
        } else {
            tell(codes::realtime_several_trips, {d.trip, std::to_string(running.size())});
        }
        return std::nullopt;
    }

    // Its calls.

    [[nodiscard]] bool is_at(const call& c, std::string_view stop) const {
        if (c.platform && t_.stops()[*c.platform].key.text() == stop) return true;
        if (t_.stations()[c.at].key.text() == stop) return true;
        const auto other = t_.stops().find(stop); // another platform of the station
        return other && t_.stops()[*other].station == c.at;
    }

    [[nodiscard]] std::optional<std::size_t> find_call(const train& x, const stop_update& s,
                                                       std::size_t since) const {
        if (s.sequence) {
            for (std::size_t i = 0; i < x.calls.size(); ++i)
                if ((x.sequence.empty() ? i + 1 : x.sequence[i]) == *s.sequence) return i;
            if (s.stop.empty()) return std::nullopt;
        }
        for (auto i = since; i < x.calls.size(); ++i)
            if (is_at(x.calls[i], s.stop)) return i;
        return std::nullopt;
    }

    /// Returns: whether it fits; else there is a notice.
    bool read_trip(const trip_update& u) {
        const auto how = u.trip.relationship;
        if (how == trip_descriptor::added || how == trip_descriptor::fresh) return add_trip(u);
        if (how == trip_descriptor::duplicated) return duplicate(u);
        const auto found = find_run(u.trip, first_instant(u));
        if (!found) return false;
        if (how == trip_descriptor::canceled || how == trip_descriptor::deleted) return cancel(u, *found);
        if (!is_first(*found)) return false;
        if (how == trip_descriptor::replacement) return replace(u, *found);
        if (t_.trains()[found->train].headways.empty()) return read_calls(u, *found);
        tell(codes::realtime_no_fixed_times, {t_.trains()[found->train].key.text()});
        return false;
    }

    /// Whether the message told nothing of the run before.
    bool is_first(const run& r, const std::optional<service_time>& start = std::nullopt) {
        const auto& key = t_.trains()[r.train].key.text();
        if (told_.emplace(r.train, r.on, start ? start->seconds() : -1).second) return true;
        tell(codes::realtime_told_twice, {key, calendar::to_string(r.on)});
        return false;
    }

    /// Of a train that runs every so often the departure that the descriptor names, else all.
    bool cancel(const trip_update& u, const run& r) {
        const auto& x = t_.trains()[r.train];
        std::optional<service_time> start;
        if (!x.headways.empty()) start = parse_service_time(u.trip.start_time);
        if (start) {
            const auto shifts = list_shifts(x);
            const std::chrono::seconds shift{start->seconds() - x.calls.front().departure->seconds()};
            if (std::find(shifts.begin(), shifts.end(), shift) == shifts.end()) {
                tell(codes::realtime_not_running,
                     {x.key.text(), u.trip.start_date + " " + u.trip.start_time});
                return false;
            }
        }
        if (!is_first(r, start)) return false;
        result_.updates.emplace_back(cancellation{r.train, r.on, start});
        return true;
    }

    /// The run has the calls that are told.
    bool replace(const trip_update& u, const run& r) {
        const auto& x = t_.trains()[r.train];
        if (!x.headways.empty()) {
            tell(codes::realtime_no_fixed_times, {x.key.text()});
            return false;
        }
        replaced_run now{r.train, r.on, told_calls(u, r.on)};
        std::size_t since = 0;
        for (auto& c : now.calls)
            if (const auto i = rail::find_call(x, c.at, since)) { // one gets on and off as in the plan
                since = *i + 1;
                c.boarding = x.calls[*i].boarding;
                c.alighting = x.calls[*i].alighting;
                if (!c.platform) c.platform = x.calls[*i].platform;
            }
        if (!are_good(now.calls)) {
            tell(codes::realtime_incomplete, {x.key.text()});
            return false;
        }
        result_.updates.emplace_back(std::move(now));
        return true;
    }

    static bool are_good(std::span<const call> calls) {
        bool good = true;
        check_calls(calls,
                    [&](const message_rule&, std::size_t, const std::vector<std::string>&) { good = false; });
        return good;
    }

    /// How much later than planned an event is.
    [[nodiscard]] std::optional<std::chrono::seconds>
    lateness(const std::optional<stop_event>& e, const run& r,
             const std::optional<service_time>& plan) const {
        constexpr std::chrono::seconds most =
            std::chrono::hours{24 * 7}; // beyond it is no delay but a mistake
        if (!e || !plan) return std::nullopt;
        const auto at = trips_.instant(e->time);
        if (!at && !e->delay) return std::nullopt;
        const auto late = at ? *at - t_.utc(r.on, *plan) : std::chrono::seconds{*e->delay};
        return late >= -most && late <= most ? std::optional{late} : std::nullopt;
    }

    bool read_calls(const trip_update& u, const run& r) {
        const auto& x = t_.trains()[r.train];
        std::vector<told_event> events;
        for (std::size_t i = 0; i < x.calls.size(); ++i) {
            if (x.calls[i].arrival) events.push_back({i, call_event::arrival, x.calls[i].arrival->seconds()});
            if (x.calls[i].departure)
                events.push_back({i, call_event::departure, x.calls[i].departure->seconds()});
        }
        const auto told = [&](std::size_t call, call_event kind, std::optional<std::chrono::seconds> late,
                              bool is_known, const std::optional<stop_event>& event) {
            for (auto& e : events)
                if (late && e.call == call && e.kind == kind) {
                    e.told = static_cast<std::int32_t>(late->count());
                    e.is_known = is_known;
                    if (event && event->uncertainty && *event->uncertainty >= 0)
                        e.uncertainty = std::chrono::seconds{*event->uncertainty};
                }
        };
        if (u.delay && u.stops.empty()) events.front().told = *u.delay;
        std::vector<realtime_update> others;
        std::size_t since = 0;
        for (const auto& s : u.stops) {
            const auto i = find_call(x, s, since);
            if (!i) {
                tell(codes::realtime_unknown_call,
                     {x.key.text(), s.stop.empty() ? std::to_string(s.sequence.value_or(0)) : s.stop});
                continue;
            }
            since = *i + 1;
            const auto& c = x.calls[*i];
            const bool is_known = s.relationship != stop_update::no_data;
            if (s.relationship == stop_update::skipped) {
                others.emplace_back(skipped_call{r.train, r.on, *i});
                continue;
            }
            const std::optional<std::chrono::seconds> plan{0};
            told(*i, call_event::arrival, is_known ? lateness(s.arrival, r, c.arrival) : plan, is_known,
                 s.arrival);
            told(*i, call_event::departure, is_known ? lateness(s.departure, r, c.departure) : plan, is_known,
                 s.departure);
            if (const auto platform = find_platform(x, c, s); platform && platform != c.platform)
                others.emplace_back(platform_change{r.train, r.on, *i, *platform});
        }
        if (x.calls.front().arrival && !events.front().told)
            events.front().told = events[1].told; // nobody arrives there
        if (!add_delays(r, events)) return false;
        for (auto& one : others) result_.updates.push_back(std::move(one));
        return true;
    }

    /// The platform at which the call is, as far as it is told.
    [[nodiscard]] std::optional<stop_id> find_platform(const train& x, const call& c, const stop_update& s) {
        const auto& told = s.assigned.empty() ? s.stop : s.assigned;
        const auto found = t_.stops().find(told);
        if (found && t_.stops()[*found].station == c.at) return found;
        const bool is_station = !found && t_.stations()[c.at].key.text() == told;
        if (!s.assigned.empty() && !is_station)
            tell(codes::realtime_unknown_platform, {x.key.text(), s.assigned});
        return std::nullopt;
    }

    /// A delay holds until the next that is told. What is not told is no later than what comes after it: calls of the
    /// past, and calls on which the train makes up time.
    bool add_delays(const run& r, std::vector<told_event>& events) {
        const bool any =
            std::any_of(events.begin(), events.end(), [](const told_event& e) { return e.told.has_value(); });
        if (!any) return true;
        std::int32_t late = 0;
        bool is_known = true;
        for (auto& e : events) {
            if (e.told) is_known = e.is_known;
            late = e.told.value_or(late);
            e.time = e.plan + late;
            e.is_known = is_known;
        }
        for (auto e = std::next(events.rbegin()); e != events.rend(); ++e)
            if (!e->told) e->time = std::min(e->time, std::prev(e)->time);
        const auto fall =
            std::adjacent_find(events.begin(), events.end(),
                               [](const told_event& a, const told_event& b) { return b.time < a.time; });
        if (fall != events.end() || events.front().time < 0) {
            const auto call = fall == events.end() ? 1 : std::next(fall)->call + 1;
            tell(codes::realtime_times_fall, {t_.trains()[r.train].key.text(), std::to_string(call)});
            return false;
        }
        std::optional<std::int32_t> now;
        is_known = true;
        for (const auto& e : events) {
            const auto later = e.time - e.plan;
            if (now.value_or(0) == later && !(e.told && !now) && !e.uncertainty && e.is_known == is_known)
                continue;
            now = later;
            is_known = e.is_known;
            result_.updates.emplace_back(
                delay{r.train, r.on, e.call, std::chrono::seconds{later}, e.kind, e.uncertainty, is_known});
        }
        return true;
    }

    // Trains that are not in the timetable.

    bool add_trip(const trip_update& u) {
        const auto near = first_instant(u);
        auto on = trips_.service_date(u.trip);
        if (!on && near) on = date_at(t_.zone(), *near);
        train x{.key = key{free_key(u.trip.trip)}};
        if (const auto route = t_.routes().find(u.trip.route)) {
            x.route = *route;
            x.number = t_.routes()[*route].short_name;
        }
        if (on) x.calls = told_calls(u, *on);
        if (on) x.days = calendar::day_set::of({*on});
        return add(std::move(x));
    }

    /// The calls that are told by their stops and instants.
    [[nodiscard]] std::vector<call> told_calls(const trip_update& u, const date& on) {
        std::vector<call> all;
        for (const auto& s : u.stops) {
            if (s.relationship == stop_update::skipped) continue;
            const auto at = find_place(s.assigned.empty() ? s.stop : s.assigned);
            if (!at) {
                tell(codes::realtime_unknown_call, {u.trip.trip, s.stop});
                continue;
            }
            call c = *at;
            c.arrival = time_of(s.arrival, on);
            c.departure = time_of(s.departure, on);
            if (!c.arrival) c.arrival = c.departure;
            if (!c.departure) c.departure = c.arrival;
            if (c.arrival) all.push_back(c);
        }
        return all;
    }

    /// The trip once more, at another time: its properties name it, or some feeds the trip itself.
    bool duplicate(const trip_update& u) {
        const auto trains = trips_.find_trains(u.trip);
        const auto start =
            parse_service_time(u.copy.start_time.empty() ? u.trip.start_time : u.copy.start_time);
        auto dated = u.copy;
        if (dated.start_date.empty()) dated.start_date = u.trip.start_date;
        const auto on = trips_.service_date(dated);
        if (trains.size() != 1 || !start || !on) {
            tell(codes::realtime_incomplete, {u.trip.trip});
            return false;
        }
        auto x = t_.trains()[trains.front()];
        const auto shift = start->seconds() - x.calls.front().departure->seconds();
        for (auto& c : x.calls)
            for (auto* time : {&c.arrival, &c.departure})
                if (*time) *time = service_time{std::chrono::seconds{(*time)->seconds() + shift}};
        std::size_t since = 0;
        for (const auto& s : u.stops)
            if (const auto i = find_call(x, s, since)) {
                since = *i + 1;
                auto& c = x.calls[*i];
                if (const auto told = time_of(s.arrival, *on)) c.arrival = told;
                if (const auto told = time_of(s.departure, *on)) c.departure = told;
            }
        x.key = key{free_key(u.copy.trip.empty() ? u.trip.trip : u.copy.trip)};
        x.days = calendar::day_set::of({*on});
        x.headways.clear();
        x.block = {};
        return add(std::move(x));
    }

    /// The time of a service date that an event tells by its instant.
    [[nodiscard]] std::optional<service_time> time_of(const std::optional<stop_event>& e,
                                                      const date& on) const {
        auto when = e ? trips_.instant(e->time) : std::nullopt;
        if (e && !when) { // scheduled, and late by so much
            when = trips_.instant(e->scheduled);
            if (when && e->delay) *when += std::chrono::seconds{*e->delay};
        }
        if (!when) return std::nullopt;
        const auto gone = *when - t_.utc(on, service_time{std::chrono::seconds{0}});
        if (gone.count() < 0 || gone > std::chrono::hours{24 * 8}) return std::nullopt;
        return service_time{gone};
    }

    bool add(train x) {
        const bool good = !x.days.empty() && are_good(x.calls);
        if (good) {
            taken_.insert(x.key.text());
            result_.updates.emplace_back(extra_train{std::move(x)});
        } else {
            tell(codes::realtime_incomplete, {x.key.text()});
        }
        return good;
    }

    [[nodiscard]] std::string free_key(const std::string& wanted) {
        auto k = wanted.empty() ? "added" : wanted;
        auto& copies = copies_[k];
        while (t_.trains().find(k) || taken_.contains(k)) k = fmt::format("{}+{}", wanted, ++copies + 1);
        return k;
    }

    [[nodiscard]] std::optional<call> find_place(const std::string& k) const {
        if (const auto stop = t_.stops().find(k))
            return call{.at = t_.stops()[*stop].station, .platform = *stop};
        if (const auto station = t_.stations().find(k)) return call{.at = *station};
        return std::nullopt;
    }

    // Vehicles and alerts.

    void read_vehicle(const vehicle_report& v) {
        vehicle_position p{
            .entity = entity_, .label = v.label, .stopped = v.status == 1, .seen = trips_.instant(v.seen)};
        if (v.latitude && v.longitude &&
            geo::on_earth(geo::longitude{*v.longitude}, geo::latitude{*v.latitude}))
            p.at = geo::point{geo::longitude{*v.longitude}, geo::latitude{*v.latitude}};
        if (v.occupancy && *v.occupancy >= 0 && *v.occupancy <= 5) p.occupancy = v.occupancy;
        if (v.trip)
            if (const auto found = find_run(*v.trip, p.seen)) {
                p.train = found->train;
                p.service_date = found->on;
                if (v.sequence || !v.stop.empty())
                    p.call = find_call(
                        t_.trains()[found->train],
                        {.sequence = v.sequence, .stop = v.stop, .arrival = {}, .departure = {}}, 0);
                if (p.at) p.nearest = find_nearest(t_.trains()[found->train], *p.at);
            }
        result_.vehicles.push_back(std::move(p));
    }

    [[nodiscard]] std::optional<std::size_t> find_nearest(const train& x, const geo::point& at) const {
        std::optional<std::size_t> nearest;
        std::optional<geo::meters> least;
        for (std::size_t i = 0; i < x.calls.size(); ++i) {
            const auto& there = t_.stations()[x.calls[i].at].at;
            if (!there) continue;
            const auto away = geo::distance(at, *there);
            if (least && !(away < *least)) continue;
            least = away;
            nearest = i;
        }
        return nearest;
    }

    /// Adds what the selector means, as many as its trip may be; nothing, with a notice, where it is not known.
    void add_subjects(const alert_text::subject& s, std::vector<service_alert::subject>& all) {
        service_alert::subject about;
        const auto find = [&](const std::string& named, const auto& registry, auto& found) {
            if (named.empty()) return true;
            if (const auto id = registry.find(named)) found = *id;
            if (!found) tell(codes::realtime_unknown_subject, {named});
            return found.has_value();
        };
        if (!find(s.agency, t_.agencies(), about.agency) || !find(s.route, t_.routes(), about.route)) return;
        if (const auto place = find_place(s.stop)) {
            about.station = place->at;
        } else if (!s.stop.empty()) {
            return tell(codes::realtime_unknown_subject, {s.stop});
        }
        if (!s.trip) return all.push_back(about);
        const auto trains = trips_.find_trains(*s.trip);
        if (trains.empty()) {
            if (s.trip->trip.empty() && t_.routes().find(s.trip->route)) { // a route, told as a trip of it
                about.route = t_.routes().find(s.trip->route);
                return all.push_back(about);
            }
            return tell(codes::realtime_unknown_subject, {s.trip->trip});
        }
        for (const auto i : trains) {
            about.train = i;
            about.service_date = trips_.service_date(*s.trip);
            about.call = about.station ? rail::find_call(t_.trains()[i], *about.station) : std::nullopt;
            all.push_back(about);
        }
    }

    void read_alert(const alert_text& a) {
        service_alert all{.entity = entity_,
                          .cause = std::string{cause_word(a.cause)},
                          .effect = std::string{effect_word(a.effect)}};
        for (const auto& [from, until] : a.active)
            all.active.push_back({trips_.instant(from), trips_.instant(until)});
        const auto text_in = [&](const std::string& language) -> service_alert::text& {
            for (auto& x : all.texts)
                if (x.language == language) return x;
            return all.texts.emplace_back(service_alert::text{.language = language});
        };
        for (const auto& x : a.header) text_in(x.language).header = x.text;
        for (const auto& x : a.description) text_in(x.language).description = x.text;
        for (const auto& s : a.about) add_subjects(s, all.about);
        result_.alerts.push_back(std::move(all));
    }

    trip_finder& trips_;
    const timetable& t_;
    const realtime_options& options_;
    notices& out_;
    std::map<std::string, int> copies_; ///< how many extra trains were wanted under each key
    std::set<std::string> taken_;
    std::set<std::tuple<train_id, date, std::int32_t>> told_; ///< runs, by their start where they have one
    std::string entity_;
    realtime_feed result_;
};

} // namespace

realtime_feed read_feed(const realtime_message& m, trip_finder& trips, const timetable& t,
                        const realtime_options& options, notices& out) {
    return message_reader{trips, t, options, out}.read(m);
}

} // namespace qaidam::gtfs::detail
