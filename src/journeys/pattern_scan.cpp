#include "pattern_scan.hpp"

#include <algorithm>
#include <utility>

namespace qaidam::journeys {

bool pattern_scan::is_for_question() const {
    return !days_.is_listed() && !asked_.begun_on &&
           asked_.limit / 86400 < network::state::most_days_as_a_whole &&
           net_.is_searched_by_patterns(days_.first_day());
}

void pattern_scan::look_at_dates(instant from) {
    const auto first_day = days_.first_day();
    const auto first = from / 86400 - net_.days_back,
               last = asked_.limit / 86400 + network::state::days_ahead;
    if (first_day != first_day_ || first != first_date_) dates_.clear();
    first_day_ = first_day;
    first_date_ = first;
    for (auto d = first + static_cast<int>(dates_.size()); d <= last; ++d) {
        const auto [patterns, zero] = net_.patterns_of(first_day + d);
        dates_.push_back({patterns, zero + d * 86400, std::vector(patterns->all.size(), not_queued), {}});
    }
}

void pattern_scan::begin(instant from) {
    best_ = all_never;
    if (ready_.empty()) {
        ready_.resize(net_.points, all_never);
        before_.resize(net_.points, never);
        now_.resize(net_.points, never);
        marked_.resize(net_.points);
    }
    for (const auto p : known_) {
        ready_[p] = all_never;
        before_[p] = now_[p] = never;
    }
    known_.clear();
    improved_.clear();
    look_at_dates(from);
    for (const auto& s : asked_.sources) improve(s.to, from + s.takes);
    end_round(0);
}

void pattern_scan::improve(boarding_point_id p, instant time) {
    if (now_[p] <= time) return;
    now_[p] = time;
    if (marked_[p] != 0) return;
    marked_[p] = 1;
    improved_.push_back(p);
}

void pattern_scan::end_round(std::size_t trains) {
    for (const auto p : improved_) {
        marked_[p] = 0;
        if (before_[p] == never) known_.push_back(p);
        before_[p] = now_[p];
        std::fill(ready_[p].begin() + static_cast<std::ptrdiff_t>(trains), ready_[p].end(), now_[p]);
    }
}

void pattern_scan::reach_target(std::size_t trains, instant time) {
    if (time >= asked_.limit) return;
    for (auto k = trains; k < lanes && best_[k] > time; ++k) best_[k] = time;
}

void pattern_scan::arrive(boarding_point_id p, std::size_t trains, instant arrival) {
    improve(p, arrival + asked_.change[p]);
    if (asked_.special[p] == 0) return;
    for (const auto& w : net_.paths->from[p.value()]) improve(w.to, arrival + w.time(asked_.change_time));
    if (asked_.to_target[p] != never) reach_target(trains, arrival + asked_.to_target[p]);
}

/// Queues the patterns that one may board there, as far as they leave until the end.
void pattern_scan::queue_from(service_date& on, boarding_point_id p, instant end) {
    const auto& x = *on.patterns;
    const auto ready = before_[p] - on.zero;
    for (const auto& place : x.at(p)) {
        if (place.last < ready || place.first > end) continue;
        auto& first = on.first_call[place.pattern];
        if (first == not_queued) on.queue.push_back(place.pattern);
        first = std::min(first, place.call);
    }
}

/// Takes at each call the first run that one may board there, if it is earlier than the one that is ridden.
void pattern_scan::ride(const service_date& on, std::uint32_t pattern, std::size_t trains) {
    const auto& all = *on.patterns;
    const auto& x = all.all[pattern];
    const auto* const boards = all.boards.data() + x.first_call;
    const auto* const alights = all.alights.data() + x.first_call;
    auto call = on.first_call[pattern];
    const auto* departures = all.departures_at(x, call);
    const auto* arrivals = all.arrivals_at(x, call);
    auto end = too_late(trains) - on.zero;
    if (*departures > end) return;
    for (auto run = x.runs; call < x.calls; ++call, departures += x.runs, arrivals += x.runs) {
        if (const auto p = alights[call]; run < x.runs && p != no_point) {
            const auto arrival = arrivals[run] + on.zero;
            if (arrivals[run] <= end && arrival + asked_.always_changes[p] < now_[p]) {
                arrive(p, trains, arrival);
                end = too_late(trains) - on.zero;
            }
        }
        if (boards[call] == no_point) continue;
        const auto ready = before_[boards[call]] - on.zero;
        if (run < x.runs) {
            while (run > 0 && departures[run - 1] >= ready) --run;
        } else if (departures[x.runs - 1] >= ready) {
            run = static_cast<std::uint32_t>(std::lower_bound(departures, departures + x.runs, ready) -
                                             departures);
            if (departures[run] > end) run = x.runs;
        }
    }
}

const lane_times& pattern_scan::scan(instant from) {
    begin(from);
    const auto most = static_cast<std::size_t>(asked_.most_trains);
    for (std::size_t trains = 1; trains <= most && !improved_.empty(); ++trains) {
        std::swap(improved_, to_look_);
        improved_.clear();
        // Date by date: where the first ones lead to the target, the others are too late.
        for (auto& on : dates_) {
            const auto end = too_late(trains) - on.zero;
            if (on.patterns->first_departure > end) continue;
            for (const auto p : to_look_) queue_from(on, p, end);
            for (const auto pattern : on.queue) {
                ride(on, pattern, trains);
                on.first_call[pattern] = not_queued;
            }
            on.queue.clear();
        }
        end_round(trains);
    }
    instant last = 0;
    for (const auto t : best_) last = std::max(last, t == never ? 0 : t);
    (void)days_.day(
        static_cast<std::size_t>(last / 86400)); // the way is sought among the connections of the days
    return best_;
}

} // namespace qaidam::journeys
