#include <qaidam/rail/realtime.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "rebuild.hpp"
#include <qaidam/rail/detail/realtime.hpp>
#include <qaidam/rail/detail/service_days.hpp>

namespace qaidam::rail {
namespace {

using run_key = std::pair<train_id, calendar::date>;

/// A run with what was told of it.
struct told_run {
    std::vector<call> plan;                       ///< against which delays count
    std::vector<call> calls;                      ///< none: it does not take place
    std::vector<std::optional<std::size_t>> from; ///< of each call: the train's
    std::vector<headway> headways;
    bool has_times = false;           ///< of its own: it waits for no vehicle
    std::vector<std::size_t> updates; ///< by number
};
using runs = std::map<run_key, told_run>;

/// An update that does not fit.
struct misfit {
    const message_rule* rule;
    std::vector<std::string> arguments;
};

std::optional<service_time> later(const std::optional<service_time>& planned, std::chrono::seconds by) {
    return planned ? std::optional{service_time{std::chrono::seconds{planned->seconds()} + by}}
                   : std::nullopt;
}

std::vector<std::optional<std::size_t>> same_calls(std::size_t count) {
    std::vector<std::optional<std::size_t>> all;
    for (std::size_t i = 0; i < count; ++i) all.emplace_back(i);
    return all;
}

bool times_fall(std::span<const call> calls) {
    bool fall = false;
    if (!calls.empty())
        check_calls(calls,
                    [&](const message_rule&, std::size_t, const std::vector<std::string>&) { fall = true; });
    return fall;
}

/// Folds updates into the runs that they are about.
class folder {
public:
    folder(const timetable& t, std::span<const realtime_update> updates, notices* unfit)
        : t_{t},
          updates_{updates},
          unfit_{unfit} {
        for (std::size_t i = 0; i < updates.size(); ++i) take(i);
        for (auto& [key, run] : changed_)
            if (times_fall(run.calls)) fold_again(key, run);
        std::erase_if(changed_, [](const auto& run) { return run.second.updates.empty(); });
    }

    [[nodiscard]] runs& changed() { return changed_; }
    [[nodiscard]] std::vector<train>& extra() { return extra_; }

private:
    void take(std::size_t i) {
        try {
            if (auto* run = std::visit([&](const auto& u) { return apply(u); }, updates_[i]))
                run->updates.push_back(i);
        } catch (const misfit& why) {
            leave_out(i, *why.rule, why.arguments);
        }
    }

    void leave_out(std::size_t i, const message_rule& rule, const std::vector<std::string>& arguments) {
        if (unfit_ == nullptr)
            throw std::invalid_argument("with_updates: " + fill(rule, arguments, language::en));
        unfit_->add(rule, {.file = "updates", .line = i + 1}, arguments);
    }

    /// Without the updates that let its times fall.
    void fold_again(const run_key& key, told_run& run) {
        const auto updates = std::move(run.updates);
        run = begin(key.first);
        for (const auto i : updates) {
            auto before = run;
            take(i);
            if (!times_fall(run.calls)) continue;
            run = std::move(before);
            leave_out(i, codes::update_times_fall, {name_of(key.first)});
        }
    }

    [[nodiscard]] std::string name_of(train_id x) const {
        return x.value() < t_.trains().size() ? t_.trains()[x].key.text() : std::to_string(x.value());
    }

    [[nodiscard]] told_run begin(train_id i) const {
        const auto& x = t_.trains()[i];
        return {.plan = x.calls,
                .calls = x.calls,
                .from = same_calls(x.calls.size()),
                .headways = x.headways,
                .updates = {}};
    }

    told_run& run_of(train_id x, const calendar::date& day) {
        if (x.value() >= t_.trains().size() || day.is_special() || !t_.trains()[x].days.contains(day))
            throw misfit{&codes::update_no_run,
                         {name_of(x), day.is_special() ? std::string{"?"} : calendar::to_string(day)}};
        const auto known = changed_.find({x, day});
        return known != changed_.end() ? known->second
                                       : changed_.try_emplace({x, day}, begin(x)).first->second;
    }
    told_run& fixed_run(train_id x, const calendar::date& day) {
        auto& run = run_of(x, day);
        if (!run.headways.empty()) throw misfit{&codes::update_no_fixed_times, {name_of(x)}};
        return run;
    }
    told_run& run_with(train_id x, const calendar::date& day, std::size_t call) {
        auto& run = fixed_run(x, day);
        if (call >= run.calls.size())
            throw misfit{&codes::update_no_call, {name_of(x), std::to_string(call)}};
        return run;
    }

    told_run* apply(const delay& d) {
        auto& run = run_with(d.train, d.service_date, d.from_call);
        for (auto i = d.from_call; i < run.calls.size(); ++i) {
            const bool held = i == d.from_call && d.since == call_event::departure;
            if (!held) run.calls[i].arrival = later(run.plan[i].arrival, d.later);
            run.calls[i].departure = later(run.plan[i].departure, d.later);
        }
        run.has_times = true;
        return &run;
    }

    told_run* apply(const cancellation& c) {
        auto& run = run_of(c.train, c.service_date);
        if (c.start) cancel_departure(c, run);
        if (!c.start || run.headways.empty()) run.calls.clear();
        return &run;
    }

    void cancel_departure(const cancellation& c, told_run& run) const {
        const auto start = c.start->seconds();
        if (run.headways.empty() && !run.calls.empty() && run.plan.front().departure == *c.start) return;
        for (auto h = run.headways.begin(); h != run.headways.end(); ++h) {
            if (start < h->from.seconds() || start >= h->until.seconds() ||
                (start - h->from.seconds()) % h->every.count() != 0)
                continue;
            const headway after{service_time{std::chrono::seconds{start} + h->every}, h->until, h->every};
            const bool first = h->from == *c.start;
            // A window closes as its last vehicle leaves: the one before.
            h->until = service_time{std::chrono::seconds{start + 1} - h->every};
            if (first) h = run.headways.erase(h);
            if (after.from < after.until) run.headways.insert(first ? h : std::next(h), after);
            return;
        }
        throw misfit{
            &codes::update_no_run,
            {name_of(c.train), calendar::to_string(c.service_date) + " " + rail::to_string(*c.start)}};
    }

    told_run* apply(const skipped_call& s) {
        auto& run = run_with(s.train, s.service_date, s.call);
        auto& c = run.calls[s.call];
        c.boarding = s.skipped ? access::none : run.plan[s.call].boarding;
        c.alighting = s.skipped ? access::none : run.plan[s.call].alighting;
        return &run;
    }

    told_run* apply(const platform_change& p) {
        auto& run = run_with(p.train, p.service_date, p.call);
        auto& c = run.calls[p.call];
        if (p.platform.value() >= t_.stops().size() || t_.stops()[p.platform].station != c.at)
            throw misfit{&codes::update_no_platform, {name_of(p.train), std::to_string(p.call)}};
        c.platform = p.platform;
        return &run;
    }

    told_run* apply(const replaced_run& r) {
        auto& run = fixed_run(r.train, r.service_date);
        require_calls(r);
        run.plan = run.calls = r.calls;
        run.from.assign(r.calls.size(), std::nullopt);
        std::vector<std::optional<station_id>> before;
        for (const auto& c : t_.trains()[r.train].calls) before.emplace_back(c.at);
        for (const auto& same : common_calls(before, r.calls)) run.from[same.after] = same.before;
        run.has_times = true;
        return &run;
    }

    void require_calls(const replaced_run& r) const {
        const auto refuse = [&](const message_rule& rule, const std::vector<std::string>& arguments) {
            throw misfit{&codes::update_bad_train,
                         {name_of(r.train), in_both({fill(rule, arguments, language::zh),
                                                     fill(rule, arguments, language::en)})}};
        };
        for (std::size_t i = 0; i < r.calls.size(); ++i) {
            const auto& c = r.calls[i];
            if (c.at.value() >= t_.stations().size())
                throw misfit{&codes::update_no_call, {name_of(r.train), std::to_string(i)}};
            if (c.platform &&
                (c.platform->value() >= t_.stops().size() || t_.stops()[*c.platform].station != c.at))
                throw misfit{&codes::update_no_platform, {name_of(r.train), std::to_string(i)}};
        }
        check_calls(r.calls, [&](const message_rule& rule, std::size_t,
                                 const std::vector<std::string>& arguments) { refuse(rule, arguments); });
    }

    told_run* apply(const extra_train& x) {
        if (unfit_ != nullptr) require_extra(x.train);
        extra_.push_back(x.train);
        return nullptr;
    }

    /// Adds it to nothing but the planned trains, to see whether it can be.
    void require_extra(const train& x) {
        const auto& name = x.key.empty() ? x.number : x.key.text();
        std::string why;
        try {
            timetable_builder b{t_};
            add_train(b, x);
            (void)std::move(b).build();
            if (extra_keys_.insert(name).second) return;
            why = in_both({fill(qaidam::codes::duplicate_key, std::vector{name}, language::zh),
                           fill(qaidam::codes::duplicate_key, std::vector{name}, language::en)});
        } catch (const data_error& e) {
            const auto& first = *e.why().begin();
            why = in_both({to_string(first, language::zh), to_string(first, language::en)});
        } catch (const std::invalid_argument& e) {
            why = e.what();
        }
        throw misfit{&codes::update_bad_train, {name, why}};
    }

    const timetable& t_;
    std::span<const realtime_update> updates_;
    notices* unfit_;
    runs changed_;
    std::vector<train> extra_;
    std::set<std::string> extra_keys_;
};

/// Lets the next trains of late vehicles wait for them.
class vehicle_waits {
public:
    vehicle_waits(const timetable& t, runs& changed, std::chrono::seconds turnaround)
        : t_{t},
          changed_{changed},
          turnaround_{turnaround} {
        for (const auto& [run, told] : changed)
            if (!told.calls.empty()) late_.push_back({run, run.second});
        if (late_.empty()) return;
        std::set<std::string_view> late_blocks;
        for (const auto& [run, since] : late_) late_blocks.insert(*t.trains()[run.first].block);
        late_blocks.erase("");
        if (!late_blocks.empty())
            for (const auto i : t.trains().ids())
                if (const auto& x = t.trains()[i]; late_blocks.contains(*x.block) && x.headways.empty())
                    blocks_[*x.block].push_back(i);
        for (const auto& c : t.circulations())
            for (std::size_t i = 0; i < c.trains.size(); ++i)
                next_of_coaches_.emplace(c.trains[i], c.trains[(i + 1) % c.trains.size()]);
    }

    void wait() {
        while (!late_.empty()) {
            const auto [run, since] = late_.back();
            late_.pop_back();
            if (const auto next = next_of_block(run)) wait(run, *next, since);
            const auto [first, last] = next_of_coaches_.equal_range(run.first);
            for (auto i = first; i != last; ++i)
                if (const auto next = next_of_circulation(run, i->second)) wait(run, *next, since);
        }
    }

private:
    /// A vehicle that is late for a week has been replaced by another.
    static constexpr int most_days = 7;

    [[nodiscard]] const told_run* find(const run_key& run) const {
        const auto found = changed_.find(run);
        return found == changed_.end() ? nullptr : &found->second;
    }
    [[nodiscard]] calendar::utc_time arrives(const run_key& run, std::span<const call> calls) const {
        return t_.utc(run.second, *calls.back().arrival);
    }
    [[nodiscard]] calendar::utc_time departs(const run_key& run, std::span<const call> calls) const {
        return t_.utc(run.second, *calls.front().departure);
    }

    /// The first of the block to leave after the run on its service date.
    [[nodiscard]] std::optional<run_key> next_of_block(const run_key& run) const {
        const auto& x = t_.trains()[run.first];
        const auto block = blocks_.find(*x.block);
        std::optional<run_key> next;
        if (block == blocks_.end()) return next;
        for (const auto i : block->second) {
            const auto& other = t_.trains()[i];
            if (i == run.first || !other.days.contains(run.second) ||
                other.calls.front().departure < x.calls.back().arrival)
                continue;
            if (const auto* told = find({i, run.second}); told != nullptr && told->calls.empty()) continue;
            if (!next || other.calls.front().departure < t_.trains()[next->first].calls.front().departure)
                next = {i, run.second};
        }
        return next;
    }

    /// The first run of the next train to leave after the run.
    [[nodiscard]] std::optional<run_key> next_of_circulation(const run_key& run, train_id other) const {
        const auto& x = t_.trains()[other];
        if (!x.headways.empty()) return std::nullopt;
        const auto free = arrives(run, t_.trains()[run.first].calls);
        for (int days = -t_.longest_run_days(); days <= most_days; ++days) {
            const auto day = calendar::later(run.second, days);
            if (!day || !x.days.contains(*day)) continue;
            const run_key next{other, *day};
            if (next != run && departs(next, x.calls) >= free) return next;
        }
        return std::nullopt;
    }

    void wait(const run_key& run, const run_key& next, const calendar::date& since) {
        const auto* known = find(next);
        if (next.second - since > calendar::day_count{most_days} ||
            (known != nullptr && (known->has_times || known->calls.empty())))
            return;
        const std::span<const call> planned = t_.trains()[next.first].calls;
        const auto stay = departs(next, planned) - arrives(run, t_.trains()[run.first].calls);
        const auto ready = arrives(run, changed_.at(run).calls) + std::min(turnaround_, stay);
        const auto late =
            ready - departs(next, known != nullptr ? std::span<const call>{known->calls} : planned);
        if (late.count() <= 0) return;
        auto& told = changed_
                         .try_emplace(next, told_run{.plan = {planned.begin(), planned.end()},
                                                     .calls = {planned.begin(), planned.end()},
                                                     .from = same_calls(planned.size()),
                                                     .headways = {},
                                                     .updates = {}})
                         .first->second;
        for (auto& c : told.calls) {
            c.arrival = later(c.arrival, late);
            c.departure = later(c.departure, late);
        }
        late_.push_back({next, since});
    }

    struct late_run {
        run_key run;
        calendar::date since; ///< the service date of the first of its vehicle
    };
    const timetable& t_;
    runs& changed_;
    std::chrono::seconds turnaround_;
    std::vector<late_run> late_;
    std::map<std::string_view, std::vector<train_id>> blocks_;
    std::multimap<train_id, train_id> next_of_coaches_;
};

/// Where calls are told by number, with the numbers that those have now.
void renumber_calls(train& x, const told_run& run) {
    if (run.from == same_calls(x.calls.size())) return;
    std::vector<number_change> numbers;
    std::vector<call_headsign> headsigns;
    for (std::size_t i = 0; i < run.from.size(); ++i) {
        if (!run.from[i]) continue;
        const auto& number = number_at(x, *run.from[i]);
        const auto& before = numbers.empty() ? x.number : numbers.back().number;
        if (number != before) numbers.push_back({i, number});
        for (const auto& h : x.headsigns)
            if (h.call == *run.from[i]) headsigns.push_back({i, h.text});
    }
    x.numbers = std::move(numbers);
    x.headsigns = std::move(headsigns);
    x.sequence.clear();
}

bool same_places(std::span<const call> a, std::span<const call> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const call& one, const call& other) {
        return one.at == other.at && one.platform == other.platform;
    });
}

/// The train that runs in place of a run.
train train_of(const timetable& t, const run_key& run, told_run& now) {
    auto x = t.trains()[run.first];
    x.key = key{fmt::format("{}@live-{}", x.key, calendar::to_string(run.second))};
    x.days = calendar::day_set::of({run.second});
    renumber_calls(x, now);
    x.calls = std::move(now.calls);
    x.headways = std::move(now.headways);
    return x;
}

using runs_of_trains = std::map<train_id, std::vector<train_id>>; ///< those that were added

/// The rules for a train hold for its runs, whatever runs the other train has.
void copy_rules(const timetable& t, const runs_of_trains& added, timetable_builder& b) {
    const auto all_of = [&](const std::optional<train_id>& x) {
        std::vector<std::optional<train_id>> all{x};
        if (x)
            if (const auto found = added.find(*x); found != added.end())
                all.insert(all.end(), found->second.begin(), found->second.end());
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
}

/// Notes what became of a run; `now` is the train that runs instead.
void note(realtime_changes& all, const run_key& run, const told_run& told, std::optional<train_id> now) {
    realtime_changes::plan plan{run.first, {}};
    for (const auto& c : told.from)
        plan.calls.push_back(c ? std::optional{static_cast<std::uint32_t>(*c)} : std::nullopt);
    if (const auto before = all.plans.find(run.first); before != all.plans.end()) { // updates on updates
        plan.train = before->second.train;
        for (auto& c : plan.calls) c = c && plan.train ? before->second.calls[*c] : std::nullopt;
        if (plan.train) all.plans.erase(before);
    }
    if (plan.train) all.runs[{*plan.train, run.second}] = now;
    if (now) all.plans[*now] = std::move(plan);
}

} // namespace

applied_updates apply_updates(const timetable& t, std::span<const realtime_update> updates, notices* unfit,
                              const update_options& options) {
    folder told{t, updates, unfit};
    vehicle_waits{t, told.changed(), options.turnaround}.wait();

    timetable_builder b{t};
    applied_updates all{t, {}, {}};
    auto changes = t.realtime();
    runs_of_trains made;
    for (auto& [run, now] : told.changed()) {
        all.changed.push_back(run);
        b.run_on(run.first, b.so_far().trains()[run.first].days.without(run.second));
        std::optional<train_id> instead;
        if (!now.calls.empty()) {
            all.added.push_back({run.first, same_places(t.trains()[run.first].calls, now.calls)});
            instead = add_train(b, train_of(t, run, now));
            made[run.first].push_back(*instead);
        }
        note(changes, run, now, instead);
    }
    copy_rules(t, made, b);
    for (auto& x : told.extra()) {
        changes.plans[add_train(b, std::move(x))];
        all.added.push_back({std::nullopt, false});
    }
    b.realtime(std::move(changes));
    all.now = std::move(b).build();
    return all;
}

timetable with_updates(const timetable& t, std::span<const realtime_update> updates,
                       const update_options& options) {
    return apply_updates(t, updates, nullptr, options).now;
}

timetable with_updates(const timetable& t, std::span<const realtime_update> updates, notices& unfit,
                       const update_options& options) {
    return apply_updates(t, updates, &unfit, options).now;
}

std::optional<call_ref> find_planned_call(const timetable& t, train_id train, std::size_t call) {
    require_train(t, train);
    const auto found = t.realtime().plans.find(train);
    if (found == t.realtime().plans.end()) return call_ref{train, static_cast<std::uint32_t>(call)};
    const auto& plan = found->second;
    if (!plan.train || call >= plan.calls.size() || !plan.calls[call]) return std::nullopt;
    return call_ref{*plan.train, *plan.calls[call]};
}

} // namespace qaidam::rail
