#include <qaidam/rail/realtime.hpp>

#include <map>
#include <set>
#include <stdexcept>

#include "rebuild.hpp"
#include <qaidam/rail/detail/realtime.hpp>
#include <qaidam/rail/detail/service_days.hpp>

namespace qaidam::rail {
namespace {

/// A run that differs from the timetable; without calls where it does not take place.
using run_key = std::pair<train_id, calendar::date>;
using runs = std::map<run_key, std::vector<call>>;

std::optional<service_time> later(const std::optional<service_time>& planned, std::chrono::seconds by) {
    return planned ? std::optional{service_time{std::chrono::seconds{planned->seconds()} + by}}
                   : std::nullopt;
}

struct folder {
    const timetable& t;
    runs& changed;
    std::set<run_key>& told; ///< runs whose delay is told
    std::vector<train>& extra;

    std::vector<call>& run(train_id x, const calendar::date& day) const {
        require_train(t, x);
        calendar::require_plain(day, "with_updates");
        if (!t.trains()[x].days.contains(day))
            throw std::invalid_argument(fmt::format("with_updates: train {} does not run on {}",
                                                    t.trains()[x].key, calendar::to_string(day)));
        if (!t.trains()[x].headways.empty())
            throw std::invalid_argument(
                fmt::format("with_updates: train {} has no fixed times", t.trains()[x].key));
        return changed.try_emplace({x, day}, t.trains()[x].calls).first->second;
    }
    call& at(train_id x, const calendar::date& day, std::size_t i) const {
        auto& calls = run(x, day);
        if (i >= calls.size())
            throw std::invalid_argument(
                fmt::format("with_updates: train {} has no call {}", t.trains()[x].key, i));
        return calls[i];
    }

    void operator()(const delay& d) const {
        (void)at(d.train, d.service_date, d.from_call);
        auto& calls = run(d.train, d.service_date);
        const auto& planned = t.trains()[d.train].calls;
        for (auto i = d.from_call; i < calls.size(); ++i) {
            const bool held = i == d.from_call && d.since == call_event::departure;
            if (!held) calls[i].arrival = later(planned[i].arrival, d.later);
            calls[i].departure = later(planned[i].departure, d.later);
        }
        told.insert({d.train, d.service_date});
    }
    void operator()(const cancellation& c) const { run(c.train, c.service_date).clear(); }
    void operator()(const skipped_call& s) const {
        auto& c = at(s.train, s.service_date, s.call);
        c.boarding = c.alighting = access::none;
    }
    void operator()(const extra_train& x) const { extra.push_back(x.train); }
};

/// The train that the vehicle of a run goes on as, on the same service date.
std::optional<train_id> next_of_block(const timetable& t, const run_key& run) {
    const auto& x = t.trains()[run.first];
    const auto arrives = x.calls.back().arrival;
    std::optional<train_id> next;
    for (const auto i : t.trains().ids()) {
        const auto& other = t.trains()[i];
        if (i == run.first || other.block != x.block || !other.headways.empty() ||
            !other.days.contains(run.second) || other.calls.front().departure < arrives)
            continue;
        if (!next || other.calls.front().departure < t.trains()[*next].calls.front().departure) next = i;
    }
    return next;
}

/// Lets the trains of a block wait for their vehicles.
void wait_for_vehicles(const timetable& t, runs& changed, const std::set<run_key>& told) {
    std::vector<run_key> late;
    for (const auto& [run, calls] : changed)
        if (!calls.empty() && !t.trains()[run.first].block.empty()) late.push_back(run);
    while (!late.empty()) {
        const auto run = late.back();
        late.pop_back();
        const auto next = next_of_block(t, run);
        if (!next || told.contains({*next, run.second})) continue;
        const auto [found, fresh] = changed.try_emplace({*next, run.second}, t.trains()[*next].calls);
        auto& calls = found->second;
        const auto wait =
            calls.empty() ? 0
                          : changed.at(run).back().arrival->seconds() - calls.front().departure->seconds();
        if (wait <= 0) {
            if (fresh) changed.erase(found);
            continue;
        }
        for (auto& c : calls) {
            c.arrival = later(c.arrival, std::chrono::seconds{wait});
            c.departure = later(c.departure, std::chrono::seconds{wait});
        }
        late.push_back(found->first);
    }
}

} // namespace

applied_updates apply_updates(const timetable& t, std::span<const realtime_update> updates) {
    runs changed;
    std::set<run_key> told_late;
    std::vector<train> extra;
    for (const auto& u : updates) std::visit(folder{t, changed, told_late, extra}, u);
    for (const auto& [run, calls] : changed) {
        const auto& key = t.trains()[run.first].key;
        if (!calls.empty())
            check_calls(calls, [&](const message_rule&, std::size_t, const std::vector<std::string>&) {
                throw std::invalid_argument(
                    fmt::format("with_updates: the times of train {} would fall", key));
            });
    }
    wait_for_vehicles(t, changed, told_late);

    timetable_builder b{t};
    applied_updates told{t, {}, {}};
    std::map<train_id, std::vector<train_id>> live;
    for (auto& [run, calls] : changed) {
        const auto& [i, day] = run;
        told.changed.push_back(run);
        b.run_on(i, b.so_far().trains()[i].days.without(day));
        if (calls.empty()) continue;
        auto x = t.trains()[i];
        x.key = key{fmt::format("{}@live-{}", x.key, calendar::to_string(day))};
        x.days = calendar::day_set::of({day});
        x.calls = std::move(calls);
        live[i].push_back(add_train(b, std::move(x)));
        told.run_of.emplace_back(i);
    }
    // The rules for a train hold for its runs, whatever runs the other train has.
    const auto all_of = [&](const std::optional<train_id>& x) {
        std::vector<std::optional<train_id>> all{x};
        if (x)
            if (const auto runs = live.find(*x); runs != live.end())
                all.insert(all.end(), runs->second.begin(), runs->second.end());
        return all;
    };
    // Coaches that come when their train has left do not go on as the one of the next day.
    const auto in_time = [&](auto one, auto other, auto late, auto onward) {
        if (!one || !other || !late || !onward) return true;
        const auto wait = [&](train_id from, train_id to) {
            const auto& trains = b.so_far().trains();
            const auto& last = trains[from].calls.back();
            const auto& first = trains[to].calls.front();
            return first.departure->seconds() - last.arrival->seconds();
        };
        const int planned = wait(*one, *other);
        const int days = planned < 0 ? (86399 - planned) / 86400 : 0;
        return wait(*late, *onward) + days * 86400 >= 0;
    };
    for (auto rule : t.transfers()) {
        if (!rule.from.train && !rule.to.train) continue;
        const auto from = all_of(rule.from.train), to = all_of(rule.to.train);
        const bool seated = rule.kind == transfer_kind::stay_seated;
        for (std::size_t i = 0; i < from.size(); ++i)
            for (std::size_t j = 0; j < to.size(); ++j) {
                if (i + j == 0 || (seated && !in_time(from[0], to[0], from[i], to[j]))) continue;
                rule.from.train = from[i];
                rule.to.train = to[j];
                b.transfer(rule);
            }
    }
    for (auto& x : extra) {
        add_train(b, std::move(x));
        told.run_of.emplace_back();
    }
    told.now = std::move(b).build();
    return told;
}

timetable with_updates(const timetable& t, std::span<const realtime_update> updates) {
    return apply_updates(t, updates).now;
}

} // namespace qaidam::rail
