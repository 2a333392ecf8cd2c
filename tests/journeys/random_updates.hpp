// Random real-time updates of a small timetable.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "random_network.hpp"

namespace test {

/// The calls of a train but some, with others at stations where it does not call, and other times after the first.
inline std::vector<call> make_detour(const timetable& t, const rail::train& x, test::random& random) {
    std::vector<call> calls;
    std::set<station_id> used;
    for (const auto& c : x.calls) used.insert(c.at);
    auto time = std::chrono::seconds{x.calls.front().departure->seconds()};
    for (const auto& c : x.calls) {
        if (random.one_in(4)) continue;
        calls.push_back(c);
        const station_id other{
            static_cast<std::uint32_t>(random.between(0, static_cast<int>(t.stations().size()) - 1))};
        if (random.one_in(3) && used.insert(other).second) calls.push_back({.at = other});
    }
    for (auto& c : calls) {
        c.arrival = time += std::chrono::minutes{random.between(0, 90)};
        c.departure = time += std::chrono::minutes{random.between(0, 10)};
    }
    return calls;
}

/// An update of each kind on a day from two before `first` to four after it, which may not fit.
inline realtime_update make_update(const timetable& t, const date& first, const std::string& extra_key,
                                   test::random& random) {
    const train_id i{static_cast<std::uint32_t>(random.between(0, static_cast<int>(t.trains().size()) - 1))};
    const auto& x = t.trains()[i];
    const auto day = first + calendar::day_count{random.between(-2, 4)};
    const auto call = static_cast<std::size_t>(random.between(0, static_cast<int>(x.calls.size()) - 1));
    switch (random.between(1, 14)) {
    case 1: { // one like another, at another time
        auto extra = x;
        extra.key = key{extra_key};
        extra.days = day_set::of({day});
        const std::chrono::minutes later{random.between(0, 300)};
        for (auto& c : extra.calls)
            for (auto* time : {&c.arrival, &c.departure})
                *time = service_time{std::chrono::seconds{(*time)->seconds()} + later};
        if (!random.one_in(3)) extra.block = "";
        extra.headways.clear();
        return extra_train{extra};
    }
    case 2: return skipped_call{i, day, call};
    case 3: return skipped_call{i, day, call, false};
    case 4: {
        if (x.headways.empty()) return cancellation{i, day};
        const auto later = random.one_of(list_shifts(x)) + std::chrono::minutes{random.one_in(4) ? 1 : 0};
        return cancellation{i, day,
                            service_time{std::chrono::seconds{x.calls.front().departure->seconds()} + later}};
    }
    case 5: return cancellation{i, day};
    case 6:
    case 7: {
        std::vector<stop_id> platforms;
        for (const auto s : t.stops().ids())
            if (t.stops()[s].station == x.calls[call].at || random.one_in(30)) platforms.push_back(s);
        if (platforms.empty()) return cancellation{i, day};
        return platform_change{i, day, call, random.one_of(platforms)};
    }
    case 8:
    case 9: return replaced_run{i, day, make_detour(t, x, random)};
    default: {
        const std::chrono::minutes later{random.between(-20, random.one_in(6) ? 3000 : 90)};
        return delay{i, day, call, later, random.one_in(3) ? call_event::departure : call_event::arrival};
    }
    }
}

/// Several that fit, one after the other.
inline std::vector<realtime_update> make_updates(const timetable& t, const date& first,
                                                 test::random& random) {
    std::vector<realtime_update> all;
    for (int n = random.between(1, 12); n > 0; --n) {
        auto with = all;
        with.push_back(make_update(t, first, fmt::format("extra{}{}", t.trains().size(), n), random));
        notices unfit;
        (void)with_updates(t, with, unfit);
        if (unfit.empty()) all = std::move(with);
    }
    return all;
}

/// A small timetable, one in three of them with updates of the days around `first`, and one in nine with more on top.
inline random_network make_updated_network(test::random& random, const date& first) {
    auto made = make_network(random);
    while (!made.table.trains().empty() && random.one_in(3))
        made.table = with_updates(made.table, make_updates(made.table, first, random));
    return made;
}

} // namespace test
