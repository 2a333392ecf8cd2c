#include <qaidam/rail/revision.hpp>

#include <algorithm>

#include "rebuild.hpp"

namespace qaidam::rail {
namespace {

using now_map = id_vector<train_id, std::optional<train_id>>;

/// The stations, routes and so on of `t` that are not there yet.
void add_missing(timetable_builder& b, const timetable& t) {
    const auto& made = b.so_far();
    for (const auto& [name, clock] : t.clocks())
        if (!made.clocks().contains(name)) b.clock(clock);
    for (const auto& x : t.agencies())
        if (!made.agencies().find(x.key)) b.agency(x);
    for (auto x : t.routes()) {
        if (made.routes().find(x.key)) continue;
        if (x.agency) x.agency = made.agencies().find(t.agencies()[*x.agency].key);
        b.route(std::move(x));
    }
    for (const auto& x : t.stations())
        if (!made.stations().find(x.key)) b.station(x);
    for (auto x : t.stops()) {
        if (made.stops().find(x.key)) continue;
        x.station = made.stations().id_of(t.stations()[x.station].key);
        if (x.part_of) x.part_of = made.stops().find(t.stops()[*x.part_of].key);
        b.stop(std::move(x));
    }
    for (const auto& x : t.shapes())
        if (!made.shapes().find(x.key)) b.shape(x);
    for (const auto& x : t.revisions())
        if (!made.revisions().find(x.key)) b.revision(x);
    for (auto x : t.lines()) {
        if (made.lines().find(x.key)) continue;
        for (auto& s : x.stops) s.station = made.stations().id_of(t.stations()[s.station].key);
        b.line(std::move(x));
    }
}

std::int32_t last_second(const train& x) {
    return x.calls.back().arrival->seconds();
}

/// A run that follows `before` until `midnight` of its service date's count and `after` from then on, nothing
/// if it cannot.
std::optional<std::vector<call>> cross_over(const train& before, const train& after, std::int32_t midnight) {
    const auto begins = [](const call& c) { return (c.arrival ? c.arrival : c.departure)->seconds(); };
    const auto ends = [](const call& c) { return (c.departure ? c.departure : c.arrival)->seconds(); };
    std::size_t kept = 0;
    while (kept < before.calls.size() && begins(before.calls[kept]) < midnight) ++kept;
    if (kept == 0 || kept == before.calls.size()) return std::nullopt;
    std::vector<call> calls{before.calls.begin(), before.calls.begin() + static_cast<std::ptrdiff_t>(kept)};
    auto& last = calls.back();
    const auto same =
        std::find_if(after.calls.begin(), after.calls.end(), [&](const call& c) { return c.at == last.at; });
    if (same == after.calls.end() || same + 1 == after.calls.end()) return std::nullopt;
    if (ends(last) >= midnight) last.departure = same->departure;
    if (!last.departure || last.departure->seconds() < begins(last) || begins(*(same + 1)) < ends(last))
        return std::nullopt;
    calls.insert(calls.end(), same + 1, after.calls.end());
    return calls;
}

std::string suffix(std::string_view word, const calendar::date& day) {
    return fmt::format("@{}-{}", word, calendar::to_string(day));
}

} // namespace

namespace {

/// The timetable with what `choose` makes of its trains.
template <class Choose>
timetable of_trains(const timetable& t, const Choose& choose) {
    auto b = without_trains(t);
    now_map now(t.trains().size());
    for (const auto i : t.trains().ids())
        if (auto x = choose(t.trains()[i])) now[i] = add_train(b, *std::move(x));
    add_links(b, t, now);
    return std::move(b).build();
}

template <class Keep>
timetable within_if(const timetable& t, const calendar::date_span& span, const Keep& keep) {
    return of_trains(t, [&](train x) -> std::optional<train> {
        x.days = x.days.within(span);
        return !x.days.empty() && keep(x) ? std::optional{std::move(x)} : std::nullopt;
    });
}

} // namespace

timetable running_on(const timetable& t, const calendar::date& day) {
    calendar::require_plain(day, "running_on");
    return of_trains(t,
                     [&](const train& x) { return x.days.contains(day) ? std::optional{x} : std::nullopt; });
}

timetable within(const timetable& t, const calendar::date_span& span) {
    return within_if(t, span, [](const train&) { return true; });
}

timetable as_of(const timetable& t, const calendar::date& day) {
    calendar::require_plain(day, "as_of");
    std::optional<revision_id> latest;
    for (const auto r : t.revisions().ids()) {
        const auto& x = t.revisions()[r];
        if (x.effective.contains(day) &&
            (!latest || t.revisions()[*latest].effective.from < x.effective.from))
            latest = r;
    }
    if (!latest) return within(t, {.from = day});
    return within_if(t, t.revisions()[*latest].effective,
                     [&](const train& x) { return !x.revision || x.revision == latest; });
}

timetable take_over(const timetable& before, const timetable& after, const calendar::date& from,
                    const take_over_options& options) {
    calendar::require_plain(from, "take_over");
    const auto start_of = [&](const train& x) {
        const auto own = options.on.find(x.key);
        return own == options.on.end() ? from : own->second;
    };
    auto b = without_trains(after);
    add_missing(b, before);
    const id_map ids{before, b.so_far()};
    now_map now_after(after.trains().size());
    for (const auto i : after.trains().ids()) {
        auto x = after.trains()[i];
        x.days = x.days.within({.from = start_of(x)});
        if (!x.days.empty()) now_after[i] = add_train(b, std::move(x));
    }
    now_map now_before(before.trains().size());
    for (const auto i : before.trains().ids()) {
        auto x = *ids.translate(before.trains()[i]);
        const auto start = start_of(x);
        x.days = x.days.within({.until = start});
        const auto next = after.trains().find(x.key);
        if (options.seam == seam::calendar_day && next && x.headways.empty())
            for (int back = last_second(x) / 86400; back >= 1; --back) {
                const auto date = start - calendar::day_count{back};
                if (!x.days.contains(date)) continue;
                auto calls = cross_over(x, after.trains()[*next], back * 86400);
                if (!calls || *calls == x.calls) continue;
                auto over = x;
                over.days = calendar::day_set::of({date});
                over.calls = *std::move(calls);
                over.numbers.clear();
                over.key =
                    key{x.key.text() + suffix("over", start) + (back > 1 ? fmt::format("-{}", back) : "")};
                add_train(b, std::move(over));
                x.days = x.days.without(date);
            }
        if (x.days.empty()) continue;
        if (b.so_far().trains().find(x.key)) x.key = key{x.key.text() + suffix("until", start)};
        now_before[i] = add_train(b, std::move(x));
    }
    add_links(b, after, now_after);
    for (const auto& x : before.transfers()) {
        auto now = ids.translate(x);
        if (!now) continue;
        if (!x.from.train && !x.to.train) {
            const auto known = b.so_far().transfers();
            if (std::find(known.begin(), known.end(), *now) == known.end()) b.transfer(*now);
            continue;
        }
        if (x.from.train) now->from.train = now_before[*x.from.train];
        if (x.to.train) now->to.train = now_before[*x.to.train];
        if (x.from.train.has_value() == now->from.train.has_value() &&
            x.to.train.has_value() == now->to.train.has_value())
            b.transfer(*now);
    }
    return std::move(b).build();
}

} // namespace qaidam::rail
