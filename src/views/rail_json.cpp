#include <qaidam/views/rail_views.hpp>

#include "json_text.hpp"

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
    if (how == rail::access::by_phone) call[what] = "by_phone";
    if (how == rail::access::by_driver) call[what] = "by_driver";
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
        if (i > r.board) add("arrival", calls[i].arrival);
        if (i < r.alight) add("departure", calls[i].departure);
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
    ordered_json all{{"kind", "ride"},
                     {"trip_id", x.key.text()},
                     {"number", rail::number_at(x, r.board)},
                     {"service_date", calendar::to_string(r.service_date)},
                     {"from", station_json(t, x.calls[r.board].at)},
                     {"to", station_json(t, x.calls[r.alight].at)},
                     {"departure", json_time(r.departure, r.departure_utc)},
                     {"arrival", json_time(r.arrival, r.arrival_utc)},
                     {"stays_seated", r.stays_seated}};
    if (auto shown = rail::headsign_at(x, r.board); !shown.empty()) all["headsign"] = std::move(shown);
    if (x.route) all["route_id"] = t.routes()[*x.route].key.text();
    const auto &first = x.calls[r.board].distance, &last = x.calls[r.alight].distance;
    if (first && last) all["distance"] = *last - *first;
    all["calls"] = calls_json(t, r);
    return all;
}

} // namespace

std::string to_json(const rail::timetable& t, std::span<const journeys::journey> journeys) {
    ordered_json all = ordered_json::array();
    for (const auto& j : journeys) {
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
        all.push_back(std::move(one));
    }
    return json_text({{"journeys", std::move(all)}});
}

} // namespace qaidam::views
