#include <qaidam/rail/alert.hpp>

#include <algorithm>

#include <qaidam/rail/realtime.hpp>

namespace qaidam::rail {
namespace {

using calendar::utc_time;

/// Whether the alert holds at some time of [from, until].
bool holds_within(const service_alert& a, utc_time from, utc_time until) {
    if (a.active.empty()) return true;
    return std::any_of(a.active.begin(), a.active.end(), [&](const service_alert::period& p) {
        return (!p.from || *p.from <= until) && (!p.until || from < *p.until);
    });
}

/// Whether it is about trains, and not about a station as such.
bool names_trains(const service_alert::subject& s) {
    return s.agency || s.route || s.train;
}

bool is_about(const timetable& t, const service_alert::subject& s, const board_entry& e) {
    const auto& x = t.trains()[e.train];
    if (s.station && *s.station != x.calls[e.call].at) return false;
    if (s.route && s.route != x.route) return false;
    if (s.agency && !(x.route && t.routes()[*x.route].agency == *s.agency)) return false;
    if (!s.train) return true;
    const auto planned = find_planned_call(t, e.train, e.call);
    if (!planned) { // an extra call, or a train that no plan has
        const auto found = t.realtime().plans.find(e.train);
        const auto run = found == t.realtime().plans.end() ? std::optional{e.train} : found->second.train;
        return !s.call && run == s.train && (!s.service_date || *s.service_date == e.service_date);
    }
    return planned->train == *s.train && (!s.service_date || *s.service_date == e.service_date) &&
           (!s.call || *s.call == planned->call);
}

} // namespace

bool concerns(const timetable& t, const service_alert& a, const board_entry& e) {
    const auto last = e.headway ? e.utc + e.headway->lasts : e.utc;
    return holds_within(a, e.utc, last) &&
           std::any_of(a.about.begin(), a.about.end(),
                       [&](const service_alert::subject& s) { return names_trains(s) && is_about(t, s, e); });
}

std::vector<service_alert> list_alerts(const timetable& t, std::span<const service_alert> all,
                                       const board_query& q, std::span<const board_entry> board) {
    const auto& clock = t.zone_of(q.at);
    const auto from = clock.to_utc(q.from), until = clock.to_utc(q.until);
    const auto is_of_station = [&](const service_alert::subject& s) {
        return !names_trains(s) && (!s.station || *s.station == q.at);
    };
    std::vector<service_alert> shown;
    for (const auto& a : all) {
        const auto concerns_call = [&](const board_entry& e) { return concerns(t, a, e); };
        if ((holds_within(a, from, until) && std::any_of(a.about.begin(), a.about.end(), is_of_station)) ||
            std::any_of(board.begin(), board.end(), concerns_call))
            shown.push_back(a);
    }
    return shown;
}

} // namespace qaidam::rail
