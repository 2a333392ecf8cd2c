#include "rebuild.hpp"

namespace qaidam::rail {

namespace {

template <class Id, class Record, template <class...> class Vector>
id_vector<Id, std::optional<Id>> match(const registry<Id, Record, Vector>& from,
                                       const registry<Id, Record, Vector>& to) {
    id_vector<Id, std::optional<Id>> all(from.size());
    for (const auto i : from.ids()) all[i] = to.find(from[i].key);
    return all;
}

/// Returns: false if there is an id and it has no other.
template <class Optional, class Id>
bool replace(Optional& i, const id_vector<Id, std::optional<Id>>& now) {
    if (!i) return true;
    i = now[*i];
    return i.has_value();
}

} // namespace

timetable_builder without_trains(const timetable& t) {
    timetable_builder b;
    b.zone(t.zone());
    for (const auto& x : t.agencies()) b.agency(x);
    for (const auto& x : t.routes()) b.route(x);
    for (const auto& [name, clock] : t.clocks()) b.clock(clock);
    for (const auto& x : t.stations()) b.station(x);
    for (const auto& x : t.levels()) b.level(x);
    for (const auto& x : t.stops()) b.stop(x);
    for (const auto& x : t.pathways()) b.pathway(x);
    for (const auto& x : t.shapes()) b.shape(x);
    for (const auto& x : t.fares()) b.fare(x);
    for (const auto& x : t.fare_rules()) b.fare_rule(x);
    for (const auto& x : t.translations()) b.translation(x);
    for (const auto& x : t.lines()) b.line(x);
    for (const auto& x : t.revisions()) b.revision(x);
    for (const auto& x : t.tariffs()) b.tariff(x);
    for (const auto& x : t.rider_categories()) b.rider_category(x);
    for (const auto& x : t.concessions()) b.concession(x);
    b.fares_v2(t.fares_v2());
    if (t.info()) b.info(*t.info());
    return b;
}

void add_links(timetable_builder& b, const timetable& t,
               const id_vector<train_id, std::optional<train_id>>& now) {
    for (auto x : t.transfers())
        if (replace(x.from.train, now) && replace(x.to.train, now)) b.transfer(x);
    for (auto c : t.circulations()) {
        bool gone = false;
        for (auto& x : c.trains) {
            gone = gone || !now[x];
            x = now[x].value_or(x);
        }
        if (!gone) b.circulation(std::move(c));
    }
}

train_id add_train(timetable_builder& b, train x) {
    auto calls = std::move(x.calls);
    return b.train(std::move(x), std::move(calls));
}

std::vector<common_call> common_calls(const std::vector<std::optional<station_id>>& before,
                                      std::span<const call> after) {
    const std::size_t n = before.size(), m = after.size();
    std::vector<std::uint16_t> longest((n + 1) * (m + 1));
    const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& { return longest[i * (m + 1) + j]; };
    const auto same = [&](std::size_t i, std::size_t j) { return before[i] == after[j].at; };
    for (std::size_t i = n; i-- > 0;)
        for (std::size_t j = m; j-- > 0;)
            at(i, j) = same(i, j) ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1)
                                  : std::max(at(i + 1, j), at(i, j + 1));
    std::vector<common_call> all;
    for (std::size_t i = 0, j = 0; i < n && j < m;) {
        if (same(i, j)) {
            all.push_back({i++, j++});
        } else {
            at(i + 1, j) >= at(i, j + 1) ? ++i : ++j;
        }
    }
    return all;
}

id_map::id_map(const timetable& from, const timetable& to)
    : stations_{match(from.stations(), to.stations())},
      stops_{match(from.stops(), to.stops())},
      routes_{match(from.routes(), to.routes())},
      shapes_{match(from.shapes(), to.shapes())},
      revisions_{match(from.revisions(), to.revisions())},
      stop_stations_(to.stops().size(), station_id{0}) {
    for (const auto s : to.stops().ids()) stop_stations_[s] = to.stops()[s].station;
}

std::optional<train> id_map::translate(train x) const {
    bool all = replace(x.route, routes_) && replace(x.shape, shapes_) && replace(x.revision, revisions_);
    for (auto& c : x.calls) {
        all = all && stations_[c.at] && replace(c.platform, stops_);
        if (!all) return std::nullopt;
        c.at = *stations_[c.at];
        if (c.platform && stop_stations_[*c.platform] != c.at) c.platform.reset(); // it has moved
    }
    return all ? std::optional{std::move(x)} : std::nullopt;
}

std::optional<transfer> id_map::translate(transfer x) const {
    bool all = true;
    for (auto* end : {&x.from, &x.to})
        all = all && replace(end->station, stations_) && replace(end->stop, stops_) &&
              replace(end->route, routes_);
    return all ? std::optional{x} : std::nullopt;
}

} // namespace qaidam::rail
