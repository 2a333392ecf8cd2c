#include "safest_scan.hpp"

#include <algorithm>
#include <cmath>

namespace qaidam::journeys {

std::vector<journey> safest_scan::find(instant from, instant end) {
    end_ = end;
    departing_.assign(net_.points, {});
    aboard_.assign(moments_.look_from(from, end), {});
    moments_.scan(
        from, end, [&](const backward_moments::leaving& x) { return leave(x); },
        [&](const backward_moments::leaving& x) { offer(x); });
    std::vector<boarding> best;
    for (const auto& s : asked_.sources) {
        const auto& all = departing_[s.to.value()];
        const auto here = std::partition_point(all.begin(), all.end(),
                                               [&](const departure& d) { return d.at >= from + s.takes; });
        if (here == all.begin()) continue;
        for (const auto& b : std::prev(here)->best) add(best, b);
    }
    // The surer of two is the later. Arrivals may be the same but for noise, and tell no order then.
    std::sort(best.begin(), best.end(), [&](const boarding& a, const boarding& b) {
        return plans_[a.then].holds < plans_[b.then].holds;
    });
    std::vector<journey> found;
    for (const auto& b : best) found.push_back(trace(b));
    return found;
}

/// What staying aboard and alighting lead to.
bool safest_scan::leave(const backward_moments::leaving& x) {
    auto& all = aboard_[moments_.place_of(x.id)];
    const auto before = all;
    moments_.go_on(x, [&](connection_id next) {
        for (const auto id : aboard_[moments_.place_of(next)])
            if (!has_as_good(all, plans_[id])) all.push_back(id);
    });
    const auto to = x.c.to.point();
    if (net_.is_point(to)) {
        alighting a{
            x.id, to, x.arrival(), laws_.find(call_event::arrival, train_of(x.id), net_.station_of(to)), {}};
        for (const auto& v : a.law->values) a.missed.push_back(fallbacks_.arriving(to, a.arrives + v.late));
        end_there(all, a);
        change_to(all, a, to, asked_.change[to]);
        for (const auto& w : net_.paths->from[to.value()])
            change_to(all, a, w.to, w.time(asked_.change_time));
    }
    return all != before;
}

void safest_scan::end_there(std::vector<plan_id>& all, const alighting& a) {
    const auto walk = asked_.to_target[a.at];
    if (walk == never || a.arrives + walk > end_) return;
    plan p{{0, 0}, 1, a.from, {no_connection, 0}};
    for (const auto& v : a.law->values) mix_in(p.all, v.share, fallbacks_.there(a.arrives + walk + v.late));
    add(all, p);
}

void safest_scan::change_to(std::vector<plan_id>& all, const alighting& a, boarding_point_id at,
                            instant takes) {
    // Where nothing is known of departures, nothing is of changes.
    if (takes >= no_change ||
        laws_.find(call_event::departure, train_of(a.from), net_.station_of(at)) == nullptr)
        return;
    const auto& here = departing_[at.value()];
    const auto from = [&](instant ready) {
        return std::partition_point(here.begin(), here.end(),
                                    [&](const departure& d) { return d.at >= ready; });
    };
    const auto ready = a.arrives + takes;
    auto d = from(ready + a.law->most()); // those before it are reached in any case
    if (d != here.begin())
        for (const auto& b : std::prev(d)->best) {
            const auto then = plans_[b.then];
            add(all, {then.all, then.holds, a.from, b});
        }
    for (const auto last = from(ready); d != last; ++d) change_to(all, a, *d, d->at - ready);
}

/// To a train that may be missed.
void safest_scan::change_to(std::vector<plan_id>& all, const alighting& a, const departure& d,
                            instant spare) {
    if (run_of(d.by) == run_of(a.from)) return; // nobody leaves a train to board it again
    const auto& waits =
        *laws_.find(call_event::departure, train_of(d.by), net_.station_of(days_.at(d.by).from));
    double holds = 0;
    prospect missed{0, 0};
    for (std::size_t i = 0; i < a.missed.size(); ++i) {
        const auto& v = a.law->values[i];
        const auto catches = waits.at_least(v.late - spare);
        holds += v.share * catches;
        mix_in(missed, v.share * (1 - catches), a.missed[i]);
    }
    for (const auto id : aboard_[moments_.place_of(d.by)]) {
        const auto then = plans_[id];
        plan p{missed, holds * then.holds, a.from, {d.by, id}};
        mix_in(p.all, holds, then.all);
        add(all, p);
    }
}

void safest_scan::offer(const backward_moments::leaving& x) {
    const auto& plans = aboard_[moments_.place_of(x.id)];
    if (plans.empty()) return;
    auto& here = departing_[x.c.from.value()];
    departure d{x.departure(), x.id, here.empty() ? std::vector<boarding>{} : here.back().best};
    for (const auto id : plans) add(d.best, {x.id, id});
    here.push_back(std::move(d));
}

/// Steps, not differences, or a chain of plans each a little riskier than the one before would lead anywhere.
bool safest_scan::is_as_good(const plan& a, const plan& b) const {
    constexpr double noise = 1e-9;
    const auto step_of = [&](const plan& p) { return std::floor(p.holds / risk_step_ + noise); };
    const bool holds = risk_step_ > 0 ? step_of(a) >= step_of(b) : a.holds >= b.holds - 1e-12;
    return holds && !is_better(b.all, a.all);
}

void safest_scan::add(std::vector<plan_id>& all, const plan& p) {
    if (has_as_good(all, p)) return;
    all.push_back(static_cast<plan_id>(plans_.size()));
    plans_.push_back(p);
}

/// If there is none, makes room for the plan: those that are no better than it go.
bool safest_scan::has_as_good(std::vector<plan_id>& all, const plan& p) const {
    for (const auto id : all)
        if (is_as_good(plans_[id], p)) return true;
    std::erase_if(all, [&](plan_id id) { return is_as_good(p, plans_[id]); });
    return false;
}

void safest_scan::add(std::vector<boarding>& all, const boarding& b) const {
    for (const auto& one : all)
        if (is_as_good(plans_[one.then], plans_[b.then])) return;
    std::erase_if(all, [&](const boarding& one) { return is_as_good(plans_[b.then], plans_[one.then]); });
    all.push_back(b);
}

run_id safest_scan::run_of(connection_id c) const {
    const auto at = days_.find(c);
    return days_.run_of(at.day, days_.at(at));
}

train_id safest_scan::train_of(connection_id c) const {
    return net_.departures[days_.departure_of(run_of(c)).value()].train;
}

journey safest_scan::trace(const boarding& first) const {
    journey j;
    legs_.add_walk_to(j.legs, days_.at(first.by).from, days_.departure_of(first.by));
    for (auto b = first;;) {
        const auto& p = plans_[b.then];
        legs_.add_rides(j.legs, b.by, p.exit);
        const auto alighted = days_.at(p.exit).to.point();
        const auto arrives = days_.arrival_of(p.exit);
        if (p.next.by == no_connection) {
            const auto goal = asked_.target_of[alighted];
            if (goal != alighted) legs_.add_walk(j.legs, alighted, goal, arrives, asked_.to_target[alighted]);
            return j;
        }
        const auto boards = days_.at(p.next.by).from;
        for (const auto& w : net_.paths->from[alighted.value()])
            if (boards != alighted && w.to == boards)
                legs_.add_walk(j.legs, alighted, boards, arrives, w.time(asked_.change_time));
        b = p.next;
    }
}

} // namespace qaidam::journeys
