#include "leg_writer.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace qaidam::journeys {

void leg_writer::add_walk_to(std::vector<leg>& legs, boarding_point_id first, instant departure) const {
    if (const auto* s = asked_.walked_from(first))
        add_walk(legs, s->from, first, departure - s->takes, s->takes);
}

void leg_writer::add_walk(std::vector<leg>& legs, boarding_point_id from, boarding_point_id to,
                          instant leaves, instant takes) const {
    if (net_.station_of(from) == net_.station_of(to)) return;
    // Where a walk leads by a via, one stays there before one walks on, or after one walked there.
    instant before_it = 0, after_it = 0;
    const auto first = net_.layer_of(from), last = net_.layer_of(to);
    if (first != last) {
        const bool walks_to_via = net_.via_at[first][net_.station_of(to).value()];
        (walks_to_via ? after_it : before_it) = net_.stays[first];
    }
    if (last - first == 2) after_it = net_.stays[first + 1];
    legs.emplace_back(make_walk(from, to, leaves + before_it, takes - before_it - after_it));
}

walk leg_writer::make_walk(boarding_point_id from, boarding_point_id to, instant leaves,
                           instant takes) const {
    const auto& table = net_.table;
    walk w{net_.station_of(from), net_.station_of(to), {}, {}, days_.utc(leaves), days_.utc(leaves + takes)};
    w.departure = table.zone_of(w.from).to_local(w.departure_utc);
    w.arrival = table.zone_of(w.to).to_local(w.arrival_utc);
    return w;
}

ride leg_writer::make_ride(run_id run, std::size_t board, std::size_t alight) const {
    const auto& table = net_.table;
    const auto& d = net_.departures[days_.departure_of(run).value()];
    const auto& calls = table.trains()[d.train].calls;
    ride r{d.train, days_.service_date_of(run), board, alight, {}, {}, {}, {}, false};
    r.departure_utc = table.utc(r.service_date, *calls[board].departure);
    r.arrival_utc = table.utc(r.service_date, *calls[alight].arrival);
    r.departure = table.zone_of(calls[board].at).to_local(r.departure_utc);
    r.arrival = table.zone_of(calls[alight].at).to_local(r.arrival_utc);
    return r;
}

void leg_writer::add_headway_ride(std::vector<leg>& legs, const headway_ride& by) const {
    const auto& table = net_.table;
    const auto& calls = table.trains()[by.train].calls;
    const auto& from = table.zone_of(calls[by.board].at);
    ride r{
        by.train, by.service_date, by.board, by.alight, {}, {}, days_.utc(by.leaves), days_.utc(by.arrives)};
    r.departure = from.to_local(r.departure_utc);
    r.arrival = table.zone_of(calls[by.alight].at).to_local(r.arrival_utc);
    const auto since = days_.utc(by.waits_from);
    r.waiting = waiting{std::chrono::seconds{by.every}, asked_.headway_wait, from.to_local(since), since};
    legs.emplace_back(r);
}

void leg_writer::add_rides(std::vector<leg>& legs, connection_id enter, connection_id exit) const {
    const auto in = days_.find(enter), out = days_.find(exit);
    add_rides(legs, days_.run_of(in.day, days_.at(in)), days_.call_of(in),
              days_.run_of(out.day, days_.at(out)), days_.call_of(out) + 1);
}

void leg_writer::add_rides(std::vector<leg>& legs, run_id first, std::size_t board, run_id last,
                           std::size_t alight) const {
    if (first != last)
        for (const auto run : find_runs(first, last)) {
            const auto& d = net_.departures[days_.departure_of(run).value()];
            legs.push_back(make_ride(run, board, net_.table.trains()[d.train].calls.size() - 1));
            std::get<ride>(legs.back()).stays_seated = run != first;
            board = 0;
        }
    legs.push_back(make_ride(last, board, alight));
    std::get<ride>(legs.back()).stays_seated = first != last;
}

/// The runs as which coaches go on from the first until they are the last, which is not among them: breadth
/// first, for a train may go on as several.
std::vector<run_id> leg_writer::find_runs(run_id first, run_id last) const {
    struct step {
        run_id run;
        std::size_t before; ///< the step that led to it
    };
    std::vector<step> steps{{first, 0}};
    std::set<run_id> seen{first};
    std::optional<std::size_t> found;
    for (std::size_t i = 0; !found; ++i)
        days_.go_on(steps[i].run, [&](run_id next) {
            if (next == last && !found) found = i;
            if (seen.insert(next).second) steps.push_back({next, i});
        });
    std::vector<run_id> runs{steps[*found].run};
    for (auto i = *found; i != 0; i = steps[i].before) runs.push_back(steps[steps[i].before].run);
    std::reverse(runs.begin(), runs.end());
    return runs;
}

} // namespace qaidam::journeys
