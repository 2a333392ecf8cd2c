#include <qaidam/views/rail_views.hpp>

#include <qaidam/rail/realtime.hpp>

#include "json_text.hpp"
#include "rail_json.hpp"
#include "rail_text.hpp"

namespace qaidam::views {
namespace {

using calendar::local_time;
using nlohmann::ordered_json;

ordered_json station_json(const rail::timetable& t, rail::station_id s) {
    const auto& x = t.stations()[s];
    ordered_json all{{"id", x.key.text()}};
    if (!x.name.zh.empty()) all["name_zh"] = x.name.zh;
    if (!x.name.en.empty()) all["name_en"] = x.name.en;
    if (x.at) {
        all["lon"] = x.at->lon().degrees();
        all["lat"] = x.at->lat().degrees();
    }
    return all;
}

/// How one gets on or off, where it is not as usual.
void add_access(ordered_json& call, const char* what, rail::access how) {
    if (how == rail::access::none) call[what] = "none";
    if (how == rail::access::by_phone) call[what] = "by_phone";
    if (how == rail::access::by_driver) call[what] = "by_driver";
}

/// The platform by its id in the feed and what is written on it.
void add_platform(ordered_json& call, const char* what, const rail::timetable& t,
                  const std::optional<rail::stop_id>& platform) {
    if (!platform) return;
    ordered_json all{{"id", t.stops()[*platform].key.text()}};
    if (auto code = platform_code(t, platform); !code.empty()) all["code"] = std::move(code);
    call[what] = std::move(all);
}

/// What the train shows at a call, by its language; what only this call shows, in the feed's.
void add_headsign(ordered_json& all, const rail::train& x, std::size_t call) {
    for (const auto& h : x.headsigns)
        if (h.call == call) {
            all["headsign"] = h.text;
            return;
        }
    if (!x.headsign->zh.empty()) all["headsign_zh"] = x.headsign->zh;
    if (!x.headsign->en.empty()) all["headsign_en"] = x.headsign->en;
}

/// What a train is called and what it shows at a call; of a run that updates changed the trip of the feed.
void add_train(ordered_json& all, const rail::timetable& t, rail::train_id train, std::size_t call) {
    const auto& x = t.trains()[train];
    const auto plan = t.realtime().plans.find(train);
    const bool is_planned = plan != t.realtime().plans.end() && plan->second.train;
    all["trip_id"] = is_planned ? t.trains()[*plan->second.train].key.text() : x.key.text();
    all["number"] = rail::number_at(x, call);
    add_headsign(all, x, call);
    if (x.route) all["route_id"] = t.routes()[*x.route].key.text();
}

constexpr const char* status_word(rail::call_status s) {
    switch (s) {
    case rail::call_status::extra: return "extra";
    case rail::call_status::skipped: return "skipped";
    case rail::call_status::cancelled: return "cancelled";
    case rail::call_status::as_usual: break;
    }
    return "as_usual";
}

ordered_json entry_json(const rail::timetable& t, const rail::board_entry& e) {
    const auto& x = t.trains()[e.train];
    const auto& c = x.calls[e.call];
    ordered_json all;
    add_train(all, t, e.train, e.call);
    all["service_date"] = calendar::to_string(e.service_date);
    all["status"] = status_word(e.status);
    all["from"] = station_json(t, x.calls.front().at);
    all["to"] = station_json(t, x.calls.back().at);
    const auto utc_of = [&](const std::optional<rail::service_time>& time) {
        return t.utc(e.service_date, *time);
    };
    // The local time alone does not tell the offset where clocks are set back. A headway's first departure may be
    // before the board, and its moment is not told.
    const auto& wall = t.zone_of(c.at);
    const auto& leaves = e.takes_place() ? e.departure : e.planned_departure;
    const bool by_departure = leaves && (e.headway || *leaves == wall.to_local(e.utc));
    const auto told = !e.headway ? e.utc : wall.to_utc(by_departure ? *leaves : *e.arrival);
    const auto later =
        told - utc_of(by_departure ? c.departure : c.arrival); // of trains that run every so often
    const auto add = [&](const char* what, const std::optional<calendar::local_time>& shown,
                         const std::optional<rail::service_time>& time) {
        if (shown) all[what] = json_time(*shown, utc_of(time) + later);
    };
    if (const auto planned = rail::find_planned_call(t, e.train, e.call)) {
        const auto& p = t.trains()[planned->train].calls[planned->call];
        add("planned_arrival", e.planned_arrival, p.arrival);
        add("planned_departure", e.planned_departure, p.departure);
    }
    add("expected_arrival", e.arrival, c.arrival);
    add("expected_departure", e.departure, c.departure);
    if (e.later) all["seconds_later"] = e.later->count();
    if (e.approximate) all["approximate"] = true;
    if (e.headway)
        all["headway"] = {{"seconds", e.headway->every.count()}, {"lasts", e.headway->lasts.count()}};
    add_platform(all, "platform", t, e.platform);
    if (e.planned_platform != e.platform) add_platform(all, "planned_platform", t, e.planned_platform);
    if (e.planned_departure || e.departure) add_access(all, "boarding", c.boarding);
    if (e.planned_arrival || e.arrival) add_access(all, "alighting", c.alighting);
    return all;
}

/// The calls of a ride, its ends among them.
ordered_json calls_json(const rail::timetable& t, const journeys::ride& r) {
    const auto& calls = t.trains()[r.train].calls;
    const auto utc_of = [&](rail::service_time time) { return t.utc(r.service_date, time); };
    const auto later =
        r.departure_utc - utc_of(*calls[r.board].departure); // of trains that run every so often
    ordered_json all = ordered_json::array();
    for (auto i = r.board; i <= r.alight; ++i) {
        ordered_json here{{"station", t.stations()[calls[i].at].key.text()}};
        const auto add = [&](const char* what, const std::optional<rail::service_time>& time) {
            if (!time) return;
            const auto utc = utc_of(*time) + later;
            here[what] = json_time(t.zone_of(calls[i].at).to_local(utc), utc);
        };
        const auto planned = rail::find_planned_call(t, r.train, i);
        const auto* plan = planned ? &t.trains()[planned->train].calls[planned->call] : nullptr;
        if (i > r.board) add("arrival", calls[i].arrival);
        if (i > r.board && plan != nullptr && plan->arrival != calls[i].arrival)
            add("planned_arrival", plan->arrival);
        if (i < r.alight) add("departure", calls[i].departure);
        if (i < r.alight && plan != nullptr && plan->departure != calls[i].departure)
            add("planned_departure", plan->departure);
        if (plan == nullptr) here["extra"] = true;
        if (!calls[i].may_board() && !calls[i].may_alight() && plan != nullptr &&
            (plan->may_board() || plan->may_alight()))
            here["skipped"] = true;
        add_platform(here, "platform", t, calls[i].platform);
        if (plan != nullptr && plan->platform != calls[i].platform)
            add_platform(here, "planned_platform", t, plan->platform);
        if (calls[i].timing != rail::timing::exact) here["approximate"] = true;
        if (i == r.board) add_access(here, "boarding", calls[i].boarding);
        if (i == r.alight) add_access(here, "alighting", calls[i].alighting);
        all.push_back(std::move(here));
    }
    return all;
}

ordered_json leg_json(const rail::timetable& t, const journeys::walk& w) {
    return {{"kind", "walk"},
            {"from", station_json(t, w.from)},
            {"to", station_json(t, w.to)},
            {"departure", json_time(w.departure, w.departure_utc)},
            {"arrival", json_time(w.arrival, w.arrival_utc)}};
}

ordered_json leg_json(const rail::timetable& t, const journeys::ride& r) {
    const auto& x = t.trains()[r.train];
    ordered_json all{{"kind", "ride"}};
    add_train(all, t, r.train, r.board);
    all["service_date"] = calendar::to_string(r.service_date);
    all["from"] = station_json(t, x.calls[r.board].at);
    all["to"] = station_json(t, x.calls[r.alight].at);
    all["departure"] = json_time(r.departure, r.departure_utc);
    all["arrival"] = json_time(r.arrival, r.arrival_utc);
    all["stays_seated"] = r.stays_seated;
    if (r.waiting)
        all["headway"] = {
            {"seconds", r.waiting->every.count()},
            {"since", json_time(r.waiting->since, r.waiting->since_utc)},
            {"reckoned", r.waiting->reckoned == journeys::headway_wait::mean ? "mean" : "longest"}};
    const auto &first = x.calls[r.board].distance, &last = x.calls[r.alight].distance;
    if (first && last) all["distance"] = *last - *first;
    all["calls"] = calls_json(t, r);
    return all;
}

} // namespace

ordered_json journey_json(const rail::timetable& t, const journeys::journey& j) {
    ordered_json one{{"departure", json_time(j.departure(), j.departure_utc())},
                     {"arrival", json_time(j.arrival(), j.arrival_utc())},
                     {"seconds", j.duration().count()},
                     {"changes", j.changes()}};
    ordered_json legs = ordered_json::array();
    std::optional<calendar::utc_time> arrived;
    for (const auto& part : j.legs)
        std::visit(
            [&](const auto& l) {
                auto leg = leg_json(t, l);
                if (arrived) leg["seconds_to_wait"] = (l.departure_utc - *arrived).count();
                legs.push_back(std::move(leg));
                arrived = l.arrival_utc;
            },
            part);
    one["legs"] = std::move(legs);
    return one;
}

std::string to_json(const rail::timetable& t, std::span<const journeys::journey> journeys) {
    ordered_json all = ordered_json::array();
    for (const auto& j : journeys) all.push_back(journey_json(t, j));
    return json_text({{"journeys", std::move(all)}});
}

namespace {

ordered_json alert_json(const rail::timetable& t, const rail::service_alert& a) {
    ordered_json all{{"id", a.entity}, {"cause", a.cause}, {"effect", a.effect}};
    const auto time = [&](calendar::utc_time utc) { return json_time(t.zone().to_local(utc), utc); };
    for (const auto& p : a.active) {
        auto span = ordered_json::object();
        if (p.from) span["from"] = time(*p.from);
        if (p.until) span["until"] = time(*p.until);
        all["active"].push_back(std::move(span));
    }
    for (const auto& x : a.texts) {
        auto text = ordered_json::object();
        if (!x.language.empty()) text["language"] = x.language;
        text["header"] = x.header;
        if (!x.description.empty()) text["description"] = x.description;
        all["texts"].push_back(std::move(text));
    }
    return all;
}

} // namespace

std::string to_json(const rail::timetable& t, std::span<const rail::board_entry> board,
                    std::span<const rail::service_alert> alerts) {
    ordered_json rows = ordered_json::array();
    for (const auto& e : board) {
        auto row = entry_json(t, e);
        for (const auto& a : alerts)
            if (rail::concerns(t, a, e)) row["alerts"].push_back(a.entity);
        rows.push_back(std::move(row));
    }
    ordered_json all{{"board", std::move(rows)}};
    for (const auto& a : alerts) all["alerts"].push_back(alert_json(t, a));
    return json_text(all);
}

} // namespace qaidam::views
