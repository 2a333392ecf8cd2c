#include <qaidam/gtfs/realtime.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <qaidam/gtfs/codes.hpp>
#include <qaidam/rail/detail/service_days.hpp>

#include "realtime_message.hpp"

namespace qaidam::gtfs {

using namespace rail;
namespace {

using namespace detail;
using calendar::date;
using calendar::utc_time;
using std::chrono::seconds;

std::optional<utc_time> instant_of(std::optional<std::int64_t> since_1970) {
    constexpr std::int64_t last = 253402300799; // the end of 9999
    if (!since_1970 || *since_1970 <= 0 || *since_1970 > last) return std::nullopt;
    return utc_time::from_seconds_since_1970(*since_1970);
}

/// 20240319
std::optional<date> date_of(std::string_view text) {
    if (text.size() != 8) return std::nullopt;
    return calendar::parse_date(
        fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6)));
}

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
    std::int32_t time = 0;              ///< what comes of it
};

class reader {
public:
    reader(const timetable& t, const realtime_options& options, notices& out)
        : t_{t},
          options_{options},
          out_{out} {
        for (const auto i : t.trains().ids()) {
            const auto& x = t.trains()[i];
            if (x.route) by_route_[*x.route].push_back(i);
        }
    }

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

    [[nodiscard]] std::optional<date> service_date(const trip_descriptor& d) const {
        const auto day = date_of(d.start_date);
        if (!day || *day - date{boost::gregorian::min_date_time} < options_.days_earlier) return std::nullopt;
        return *day - options_.days_earlier;
    }

    [[nodiscard]] std::optional<utc_time> instant(std::optional<std::int64_t> since_1970) const {
        const auto at = instant_of(since_1970);
        if (!at) return at;
        return *at - std::chrono::hours{24} * options_.days_earlier.days();
    }

    // The trip.

    [[nodiscard]] bool fits(train_id i, const trip_descriptor& d, std::optional<service_time> start) const {
        const auto& x = t_.trains()[i];
        if (d.direction && x.direction && *x.direction != static_cast<int>(*d.direction)) return false;
        return start && x.calls.front().departure == *start;
    }

    /// Trains whose key has the id as a part that ends it or goes on with the path, as New York's subway has it:
    /// 000600_1..S of ASP23-Sunday-00_000600_1..S03R.
    [[nodiscard]] std::vector<train_id> find_by_part(const std::string& id) {
        if (!std::exchange(has_parts_, true))
            for (const auto i : t_.trains().ids()) {
                const std::string_view k = t_.trains()[i].key.text();
                for (auto at = k.find('_'); at != std::string_view::npos; at = k.find('_', at + 1))
                    parts_.emplace(k.substr(at + 1), i);
            }
        std::vector<train_id> all;
        for (auto at = parts_.lower_bound(id); !id.empty() && at != parts_.end() && at->first.starts_with(id);
             ++at)
            all.push_back(at->second);
        return all;
    }

    /// The trains that may be meant; several where a part of the id, or route and time fit several.
    [[nodiscard]] std::vector<train_id> find_trains(const trip_descriptor& named) {
        if (const auto found = t_.trains().find(named.trip)) return {*found};
        if (auto found = find_by_part(named.trip); !found.empty()) return found;
        const auto d = with_origin(named);
        if (const auto found = t_.trains().find(d.trip)) return {*found};
        const auto start = parse_service_time(d.start_time);
        if (start)
            if (const auto found = t_.trains().find(fmt::format("{}@{}", d.trip, rail::to_cell(*start))))
                return {*found};
        const auto route = t_.routes().find(d.route);
        const auto trains = route ? by_route_.find(*route) : by_route_.end();
        std::vector<train_id> all;
        if (trains == by_route_.end()) return all;
        for (const auto i : trains->second)
            if (fits(i, d, start)) all.push_back(i);
        return all;
    }

    /// With the start and the direction that an id of New York's subway tells: hundredths of minutes, route, direction.
    static trip_descriptor with_origin(trip_descriptor d) {
        const auto route = d.trip.find('_');
        const auto dots = d.trip.find("..");
        std::int32_t hundredths = 0;
        const auto [end, failure] = std::from_chars(
            d.trip.data(), d.trip.data() + std::min<std::size_t>(route, d.trip.size()), hundredths);
        if (route != 6 || dots == std::string::npos || failure != std::errc{} || end != d.trip.data() + route)
            return d;
        const auto way = dots + 2 < d.trip.size() ? d.trip[dots + 2] : ' ';
        d.start_time = rail::to_cell(service_time{seconds{hundredths * 6 / 10}});
        if (!d.direction && (way == 'N' || way == 'S')) d.direction = way == 'N' ? 0 : 1;
        return d;
    }

    /// When a call is planned, on a service date.
    [[nodiscard]] utc_time planned(train_id i, std::size_t call, const date& on) const {
        const auto& c = t_.trains()[i].calls[call];
        return t_.utc(on, c.departure ? *c.departure : *c.arrival);
    }

    /// The service date that the descriptor names, or else the one on which the train runs that is nearest to the
    /// instant.
    [[nodiscard]] std::optional<date> find_date(train_id i, const trip_descriptor& d,
                                                const std::optional<utc_time>& near) const {
        const auto& x = t_.trains()[i];
        if (!d.start_date.empty()) {
            const auto day = service_date(d);
            return day && x.days.contains(*day) ? day : std::nullopt;
        }
        if (!near) return std::nullopt;
        std::optional<date> best;
        const auto today = date_at(t_.zone(), *near);
        for (int back = -1; back <= t_.longest_run_days() + 1; ++back) {
            const auto day = calendar::later(today, -back);
            if (!day || !x.days.contains(*day)) continue;
            const auto away = [&](const date& on) { return std::chrono::abs(planned(i, 0, on) - *near); };
            if (!best || away(*day) < away(*best)) best = day;
        }
        return best;
    }

    [[nodiscard]] std::optional<utc_time> first_instant(const trip_update& u) const {
        for (const auto& s : u.stops)
            for (const auto& e : {s.arrival, s.departure})
                if (e)
                    if (const auto at = instant(e->time)) return at;
        return instant(result_.made ? std::optional{result_.made->seconds_since_1970()} : std::nullopt);
    }

    /// The run that the descriptor means; nothing, with a notice, where there is none or more than one.
    std::optional<run> find_run(const trip_descriptor& d, const std::optional<utc_time>& near) {
        const auto trains = find_trains(d);
        if (trains.empty()) {
            tell(codes::realtime_unknown_trip, {d.trip.empty() ? d.route + " " + d.start_time : d.trip});
            return std::nullopt;
        }
        std::vector<run> running;
        for (const auto i : trains)
            if (const auto on = find_date(i, d, near)) running.push_back({i, *on});
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
        if (how == trip_descriptor::canceled || how == trip_descriptor::deleted) {
            result_.updates.emplace_back(cancellation{found->train, found->on});
            return true;
        }
        if (t_.trains()[found->train].headways.empty()) return read_calls(u, *found);
        tell(codes::realtime_no_fixed_times, {t_.trains()[found->train].key.text()});
        return false;
    }

    /// How much later than planned an event is.
    [[nodiscard]] std::optional<seconds> lateness(const std::optional<stop_event>& e, const run& r,
                                                  const std::optional<service_time>& plan) const {
        constexpr seconds most = std::chrono::hours{24 * 7}; // beyond it is no delay but a mistake
        if (!e || !plan) return std::nullopt;
        const auto at = instant(e->time);
        if (!at && !e->delay) return std::nullopt;
        const auto late = at ? *at - t_.utc(r.on, *plan) : seconds{*e->delay};
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
        const auto told = [&](std::size_t call, call_event kind, std::optional<seconds> late) {
            for (auto& e : events)
                if (late && e.call == call && e.kind == kind)
                    e.told = static_cast<std::int32_t>(late->count());
        };
        if (u.delay && u.stops.empty()) events.front().told = *u.delay;
        std::vector<realtime_update> skips;
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
            const bool as_planned = s.relationship == stop_update::no_data;
            if (s.relationship == stop_update::skipped) {
                skips.emplace_back(skipped_call{r.train, r.on, *i});
            } else {
                told(*i, call_event::arrival, as_planned ? seconds{0} : lateness(s.arrival, r, c.arrival));
                told(*i, call_event::departure,
                     as_planned ? seconds{0} : lateness(s.departure, r, c.departure));
            }
        }
        if (x.calls.front().arrival && !events.front().told)
            events.front().told = events[1].told; // nobody arrives there
        if (!add_delays(r, events)) return false;
        for (auto& s : skips) result_.updates.push_back(std::move(s));
        return true;
    }

    /// A delay holds until the next that is told. What is not told is no later than what comes after it: calls of the
    /// past, and calls on which the train makes up time.
    bool add_delays(const run& r, std::vector<told_event>& events) {
        const bool any =
            std::any_of(events.begin(), events.end(), [](const told_event& e) { return e.told.has_value(); });
        if (!any) return true;
        std::int32_t late = 0;
        for (auto& e : events) {
            late = e.told.value_or(late);
            e.time = e.plan + late;
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
        for (const auto& e : events) {
            const auto later = e.time - e.plan;
            if (now.value_or(0) == later && !(e.told && !now)) continue;
            now = later;
            result_.updates.emplace_back(delay{r.train, r.on, e.call, seconds{later}, e.kind});
        }
        return true;
    }

    // Trains that are not in the timetable.

    bool add_trip(const trip_update& u) {
        const auto near = first_instant(u);
        auto on = service_date(u.trip);
        if (!on && near) on = date_at(t_.zone(), *near);
        train x{.key = key{free_key(u.trip.trip)}};
        if (const auto route = t_.routes().find(u.trip.route)) {
            x.route = *route;
            x.number = t_.routes()[*route].short_name;
        }
        for (const auto& s : u.stops) {
            if (s.relationship == stop_update::skipped) continue;
            const auto at = find_place(s.stop);
            if (!at || !on) {
                tell(codes::realtime_unknown_call, {u.trip.trip, s.stop});
                continue;
            }
            call c = *at;
            c.arrival = time_of(s.arrival, *on);
            c.departure = time_of(s.departure, *on);
            if (!c.arrival) c.arrival = c.departure;
            if (!c.departure) c.departure = c.arrival;
            if (c.arrival) x.calls.push_back(c);
        }
        if (on) x.days = calendar::day_set::of({*on});
        return add(std::move(x));
    }

    /// The trip once more, at another time: its properties name it, or some feeds the trip itself.
    bool duplicate(const trip_update& u) {
        const auto trains = find_trains(u.trip);
        const auto start =
            parse_service_time(u.copy.start_time.empty() ? u.trip.start_time : u.copy.start_time);
        auto dated = u.copy;
        if (dated.start_date.empty()) dated.start_date = u.trip.start_date;
        const auto on = service_date(dated);
        if (trains.size() != 1 || !start || !on) {
            tell(codes::realtime_incomplete, {u.trip.trip});
            return false;
        }
        auto x = t_.trains()[trains.front()];
        const auto shift = start->seconds() - x.calls.front().departure->seconds();
        for (auto& c : x.calls)
            for (auto* time : {&c.arrival, &c.departure})
                if (*time) *time = service_time{seconds{(*time)->seconds() + shift}};
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
        x.block.clear();
        return add(std::move(x));
    }

    /// The time of a service date that an event tells by its instant.
    [[nodiscard]] std::optional<service_time> time_of(const std::optional<stop_event>& e,
                                                      const date& on) const {
        const auto when = e ? instant(e->time) : std::nullopt;
        if (!when) return std::nullopt;
        const auto gone = *when - t_.utc(on, service_time{seconds{0}});
        if (gone.count() < 0 || gone > std::chrono::hours{24 * 8}) return std::nullopt;
        return service_time{gone};
    }

    bool add(train x) {
        bool good = x.calls.size() >= 2 && !x.days.empty();
        if (good)
            check_calls(x.calls, [&](const message_rule&, std::size_t, const std::vector<std::string>&) {
                good = false;
            });
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
            .entity = entity_, .label = v.label, .stopped = v.status == 1, .seen = instant(v.seen)};
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
            }
        result_.vehicles.push_back(std::move(p));
    }

    void read_alert(const alert_text& a) {
        service_alert all{.entity = entity_,
                          .cause = std::string{cause_word(a.cause)},
                          .effect = std::string{effect_word(a.effect)}};
        for (const auto& [from, until] : a.active) all.active.push_back({instant(from), instant(until)});
        const auto text_in = [&](const std::string& language) -> service_alert::text& {
            for (auto& x : all.texts)
                if (x.language == language) return x;
            return all.texts.emplace_back(service_alert::text{.language = language});
        };
        for (const auto& x : a.header) text_in(x.language).header = x.text;
        for (const auto& x : a.description) text_in(x.language).description = x.text;
        for (const auto& s : a.about) {
            if (const auto route = t_.routes().find(s.route)) all.routes.push_back(*route);
            if (const auto place = find_place(s.stop)) all.stations.push_back(place->at);
            if (s.trip)
                for (const auto i : find_trains(*s.trip)) all.trains.push_back(i);
        }
        result_.alerts.push_back(std::move(all));
    }

    const timetable& t_;
    const realtime_options& options_;
    notices& out_;
    std::map<route_id, std::vector<train_id>> by_route_;
    std::multimap<std::string_view, train_id> parts_; ///< of keys, after each '_'
    bool has_parts_ = false;
    std::map<std::string, int> copies_; ///< how many extra trains were wanted under each key
    std::set<std::string> taken_;
    std::string entity_;
    realtime_feed result_;
};

realtime_message decode(std::string_view bytes, const std::string& name, notices& out) {
    try {
        const auto first = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
        const bool json = first != std::string_view::npos && bytes[first] == '{';
        return json ? decode_json(bytes.substr(first)) : decode_protobuf(bytes);
    } catch (const std::exception& e) { // of protozero, of the JSON reader, or ours
        out.add(codes::realtime_damaged, {.file = name}, {e.what()});
        throw data_error{out};
    }
}

} // namespace

loaded<realtime_feed> read_realtime(std::string_view bytes, const timetable& t,
                                    const realtime_options& options) {
    notices out{options.notices_per_code};
    const auto message = decode(bytes, options.name, out);
    auto feed = reader{t, options, out}.read(message);
    return {std::move(feed), std::move(out)};
}

loaded<realtime_feed> load_realtime(const file_path& file, const timetable& t,
                                    const realtime_options& options) {
    std::ifstream stream{file.text(), std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{stream}, {}};
    if (!stream.is_open() || stream.bad()) {
        notices out;
        out.add(qaidam::codes::unreadable_file, {.file = file.name()});
        throw data_error{std::move(out)};
    }
    auto named = options;
    if (named.name == realtime_options{}.name) named.name = file.name();
    return read_realtime(bytes, t, named);
}

} // namespace qaidam::gtfs
