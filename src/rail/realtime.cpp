#include <qaidam/rail/realtime.hpp>

#include <map>
#include <stdexcept>

#include "rebuild.hpp"
#include <qaidam/rail/detail/realtime.hpp>
#include <qaidam/rail/detail/service_days.hpp>

namespace qaidam::rail {
namespace {

/// A run that differs from the timetable; without calls where it does not take place.
using run_key = std::pair<train_id, calendar::date>;
using runs = std::map<run_key, std::vector<call>>;

struct folder {
    const timetable& t;
    runs& changed;
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
        for (auto i = d.from_call; i < calls.size(); ++i)
            for (auto* time : {&calls[i].arrival, &calls[i].departure})
                if (*time) *time = service_time{std::chrono::seconds{(*time)->seconds()} + d.later};
        check_calls(calls, [&](const message_rule&, std::size_t, const std::vector<std::string>&) {
            throw std::invalid_argument(
                fmt::format("with_updates: the times of train {} would fall", t.trains()[d.train].key));
        });
    }
    void operator()(const cancellation& c) const { run(c.train, c.service_date).clear(); }
    void operator()(const skipped_call& s) const {
        auto& c = at(s.train, s.service_date, s.call);
        c.boarding = c.alighting = access::none;
    }
    void operator()(const extra_train& x) const { extra.push_back(x.train); }
};

} // namespace

applied_updates apply_updates(const timetable& t, std::span<const realtime_update> updates) {
    runs changed;
    std::vector<train> extra;
    for (const auto& u : updates) std::visit(folder{t, changed, extra}, u);

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
