#include "headway_rides.hpp"

#include <algorithm>

namespace qaidam::journeys {

const std::vector<headway_rides::window>& headway_rides::windows_of(train_id i) {
    const auto [known, is_new] = windows_.try_emplace(i.value());
    auto& all = known->second;
    if (!is_new) return all;
    const auto& x = net_.table.trains()[i];
    const auto last = days_.first_day() + asked_.limit / 86400 + network::state::days_ahead;
    for (auto day = days_.first_day() - net_.days_back; day <= last; ++day) {
        const auto start = net_.start_of(day);
        if (!start || !x.days.contains(date_of_day(day))) continue;
        const auto zero = static_cast<instant>((day - days_.first_day()) * 86400 + *start);
        for (const auto& h : x.headways)
            all.push_back({date_of_day(day), zero + h.from.seconds(), zero + h.until.seconds(),
                           static_cast<std::int32_t>(h.every.count()), 0});
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const window& a, const window& b) { return a.opens < b.opens; });
    instant latest = 0;
    for (auto& w : all) w.latest_close = latest = &w == &all.front() ? w.closes : std::max(latest, w.closes);
    return all;
}

/// The train that leaves first of all windows.
std::optional<headway_rides::boarding> headway_rides::board(const call_ref& at, instant ready, coming how) {
    const auto& calls = net_.table.trains()[at.train].calls;
    const auto later = calls[at.call].departure->seconds() - calls.front().departure->seconds();
    const auto there = ready - later; // as a moment at the first call
    const auto& all = windows_of(at.train);
    auto w =
        std::partition_point(all.begin(), all.end(), [&](const window& x) { return x.latest_close < there; });
    std::optional<boarding> best;
    for (; w != all.end() && (!best || w->opens + later < best->leaves); ++w) {
        if (w->closes < there) continue;
        auto since = std::max(there, w->opens);
        if (how == coming::at_moments)
            since = std::min(w->opens + (since - w->opens + w->every - 1) / w->every * w->every, w->closes);
        const auto wait = asked_.headway_wait == headway_wait::mean ? w->every / 2 : w->every;
        const auto leaves = later + (since == w->opens ? since : std::min(since + wait, w->closes));
        if (!best || leaves < best->leaves) best = boarding{&*w, since + later, leaves};
    }
    return best;
}

void headway_rides::list_moments(boarding_point_id p, instant from, instant end, std::vector<instant>& all) {
    if (!may_board(p)) return;
    for (const auto& ref : calls_at(p)) {
        const auto& calls = net_.table.trains()[ref.train].calls;
        const auto later = calls[ref.call].departure->seconds() - calls.front().departure->seconds();
        for (const auto& w : windows_of(ref.train)) {
            const auto add = [&](instant t) {
                if (t >= from && t < end) all.push_back(t);
            };
            for (auto t = w.opens; t < w.closes; t += w.every) add(t + later);
            add(w.closes + later);
        }
    }
}

} // namespace qaidam::journeys
