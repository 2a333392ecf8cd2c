#include "fallback_scan.hpp"

#include <algorithm>

namespace qaidam::journeys {

lateness_law::lateness_law(const lateness& of) : source{of.scope, of.observations} {
    const auto whole = static_cast<double>(of.observations);
    std::int64_t rest = of.observations; // as late as this one, or later
    for (const auto& [minutes, count] : of.counts) {
        const auto late =
            static_cast<instant>(std::max(std::chrono::seconds{minutes}.count(), std::int64_t{0}));
        const auto share = static_cast<double>(count) / whole;
        if (values.empty() || values.back().late != late)
            values.push_back({late, share, static_cast<double>(rest) / whole});
        else
            values.back().share += share;
        rest -= count;
    }
}

double lateness_law::at_least(instant late) const {
    const auto found = std::lower_bound(values.begin(), values.end(), late,
                                        [](const value& v, instant least) { return v.late < least; });
    return found == values.end() ? 0 : found->at_least;
}

lateness_laws::lateness_laws(const network::state& net, const lateness_table& table)
    : net_{net},
      table_{table} {
    for (const auto& x : net.table.trains()) {
        auto name = lateness_class(net.table, x);
        const auto found = std::find(classes_.begin(), classes_.end(), name);
        class_of_.push_back(static_cast<std::uint32_t>(found - classes_.begin()));
        if (found == classes_.end()) classes_.push_back(std::move(name));
    }
    laws_.resize(2 * classes_.size() * net.table.stations().size());
}

const lateness_law* lateness_laws::find(call_event event, train_id train, station_id at) {
    const auto row = class_of_[train.value()] + (event == call_event::departure ? classes_.size() : 0);
    auto& k = laws_[row * net_.table.stations().size() + at.value()];
    if (!k.asked) {
        k.asked = true;
        if (const auto found = table_.find(event, classes_[class_of_[train.value()]], at))
            k.law = std::make_shared<const lateness_law>(*found);
    }
    return k.law.get();
}

void fallback_scan::scan(instant from, instant end) {
    end_ = end;
    departing_.assign(net_.points, {});
    const auto first_day = static_cast<std::size_t>(from / 86400);
    const auto last_day = static_cast<std::size_t>(end / 86400);
    (void)days_.day(last_day);
    first_ = days_.first_of(first_day);
    aboard_.assign(days_.first_of(last_day) + days_.day(last_day).connections.size() - first_, nowhere());
    next_of_run_.assign(days_.run_count(days_.day_count()), no_connection);
    for (auto d = last_day + 1; d-- > first_day;) {
        const auto& all = days_.day(d).connections;
        const auto base = timeline::start_of(d);
        for (auto last = static_cast<std::uint32_t>(all.size()); last > 0;) {
            const auto leaves = all[last - 1].departure + base;
            auto begin = last;
            while (begin > 0 && all[begin - 1].departure + base == leaves) --begin;
            if (leaves < from) return;
            if (leaves <= end) scan_moment(begin, last, d);
            last = begin;
        }
    }
}

/// Connections that leave at one moment: none of them leads to another one by a change, but coaches may go on.
void fallback_scan::scan_moment(std::uint32_t begin, std::uint32_t end, std::size_t day) {
    const auto& all = days_.day(day).connections;
    const auto base = timeline::start_of(day);
    const auto id_of = [&](std::uint32_t i) { return connection_id{days_.first_of(day) + i}; };
    std::vector<connection_id> next; // of the same run, from the last connection on
    bool instantly_onward = false;
    for (auto i = end; i-- > begin;) {
        auto& known = next_of_run_[days_.run_of(day, all[i]).value()];
        next.push_back(known);
        known = id_of(i);
        instantly_onward = instantly_onward || (all[i].onward() && all[i].arrival == all[i].departure);
    }
    // Where coaches go on in no time, what they go on as may come after them.
    for (bool changed = true; changed;) {
        changed = false;
        for (auto i = end; i-- > begin;) {
            auto& known = aboard_[id_of(i).value() - first_];
            const auto now = aboard(all[i], base, days_.run_of(day, all[i]), next[end - 1 - i]);
            changed = changed || (instantly_onward && is_better(now, known));
            known = now;
        }
    }
    for (auto i = end; i-- > begin;) {
        if (!net_.is_point(all[i].from)) continue;
        auto& here = departing_[all[i].from.value()];
        const auto& one = of(id_of(i));
        if (here.empty() ? one.not_there < 1 : is_better(one, here.back().best))
            here.push_back({all[i].departure + base, one});
    }
}

/// Of who leaves with a connection: on arriving they know how late it is.
prospect fallback_scan::aboard(const connection& c, instant base, run_id run, connection_id next) const {
    auto staying = next == no_connection ? nowhere() : of(next);
    if (c.onward())
        days_.go_on(run, [&](run_id as) {
            if (as.value() >= next_of_run_.size() || next_of_run_[as.value()] == no_connection) return;
            const auto& then = of(next_of_run_[as.value()]);
            if (is_better(then, staying)) staying = then;
        });
    if (!net_.is_point(c.to.point())) return staying;
    const auto train = net_.departures[days_.departure_of(run).value()].train;
    const auto* law = laws_.find(call_event::arrival, train, net_.station_of(c.to.point()));
    prospect all{0, 0};
    for (const auto& v : law->values) {
        const auto alighting = arriving(c.to.point(), c.arrival + base + v.late);
        mix_in(all, v.share, is_better(alighting, staying) ? alighting : staying);
    }
    return all;
}

const prospect* fallback_scan::find_departing(boarding_point_id p, instant from) const {
    const auto& all = departing_[p.value()];
    const auto found =
        std::partition_point(all.begin(), all.end(), [&](const departures& d) { return d.since >= from; });
    return found == all.begin() ? nullptr : &(found - 1)->best;
}

prospect fallback_scan::arriving(boarding_point_id p, instant at) const {
    auto best = asked_.to_target[p] == never ? nowhere() : there(at + asked_.to_target[p]);
    const auto board = [&](boarding_point_id from, instant ready) {
        const auto* one = find_departing(from, ready);
        if (one != nullptr && is_better(*one, best)) best = *one;
    };
    board(p, at + asked_.change[p]);
    for (const auto& w : net_.paths->from[p.value()]) board(w.to, at + w.time(asked_.change_time));
    return best;
}

} // namespace qaidam::journeys
