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
    aboard_.assign(moments_.look_from(from, end), nowhere());
    moments_.scan(
        from, end,
        [&](const backward_moments::leaving& x) {
            auto& known = aboard_[moments_.place_of(x.id)];
            const auto before = known;
            known = aboard(x);
            return is_better(known, before);
        },
        [&](const backward_moments::leaving& x) {
            auto& here = departing_[x.c.from.value()];
            const auto& one = aboard_[moments_.place_of(x.id)];
            if (here.empty() ? one.not_there < 1 : is_better(one, here.back().best))
                here.push_back({x.departure(), one});
        });
}

/// Of who leaves with a connection: on arriving they know how late it is.
prospect fallback_scan::aboard(const backward_moments::leaving& x) const {
    auto staying = nowhere();
    moments_.go_on(x, [&](connection_id next) {
        const auto& then = aboard_[moments_.place_of(next)];
        if (is_better(then, staying)) staying = then;
    });
    const auto to = x.c.to.point();
    if (!net_.is_point(to)) return staying;
    const auto* law = laws_.find(
        call_event::arrival, net_.departures[days_.departure_of(x.run).value()].train, net_.station_of(to));
    prospect all{0, 0};
    for (const auto& v : law->values) {
        const auto alighting = arriving(to, x.arrival() + v.late);
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
