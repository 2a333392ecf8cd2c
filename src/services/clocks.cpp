#include <qaidam/services/clocks.hpp>

#include <algorithm>
#include <stdexcept>

#include "desk_check.hpp"
#include "words.hpp"

namespace qaidam::services {

using calendar::local_time;

std::string to_string(stage s, language l) {
    return to_string(detail::stage_words, s, l);
}

bool is_late(const stage_clock& c, local_time now) {
    return c.due && c.stopped.value_or(now) > *c.due;
}

std::string to_string(const stage_clock& c, language l) {
    auto text = fmt::format("{}: {}", to_string(c.stage, l), calendar::to_string(c.started));
    if (c.due.is_known())
        text += " → " + calendar::to_string(*c.due) +
                (c.limit ? fmt::format(" ({})", to_string(*c.limit, l)) : std::string{});
    else if (c.due)
        text += " → " + to_string(c.due, l);
    if (c.stopped)
        text += fmt::format("{}{}", pick(l, "，止于 ", ", done "), calendar::to_string(*c.stopped));
    for (const auto& p : c.pauses) {
        const message_rule why{"", severity::info, {"{0}", "{0}"}};
        const std::string argument[] = {p.reason};
        text += fmt::format("{}{} {} – {}", pick(l, "；停表：", "; stood: "), fill(why, argument, l),
                            calendar::to_string(p.from), p.until ? calendar::to_string(*p.until) : "");
    }
    return text;
}

namespace {

/// Walks the events of an order and keeps its clocks.
struct clock_reader {
    const service_item& item;
    const desk_rules& rules;
    const calendar::work_calendars& office;
    std::vector<stage_clock> clocks{};
    priority pressing = priority::normal;
    std::optional<local_time> review{}; ///< of the suspension that lasts
    std::optional<local_time> merged{}; ///< when it was, the last time
    bool came_along =
        false; ///< the handle clock began in another community, and goes on at the next dispatch

    [[nodiscard]] office_clock clock() const { return {office, rules}; }

    void start(stage s, local_time at, const desk_rules::limit& limit) {
        clocks.push_back({.stage = s, .started = at, .limit = limit, .due = clock().due(limit, at)});
    }
    /// That of the rules, for a stage whose deadline another desk promised.
    [[nodiscard]] desk_rules::limit limit_of(stage s) const {
        return s == stage::register_ ? rules.register_within
               : s == stage::accept  ? rules.accept_within
                                     : rules.dispatch_within;
    }
    /// The clock of the stage that started last; null if none did.
    stage_clock* last(stage s) {
        const auto found =
            std::find_if(clocks.rbegin(), clocks.rend(), [&](const stage_clock& c) { return c.stage == s; });
        return found == clocks.rend() ? nullptr : &*found;
    }
    void stop(stage s, local_time at) {
        if (auto* c = last(s); c != nullptr && !c->stopped) c->stopped = at;
    }
    void pause(stage_clock& c, local_time at, wording why) {
        c.pauses.push_back({at, {}, in_both({std::string{why.zh}, std::string{why.en}})});
    }
    /// The clock goes on: what was left of it when it stopped is left now.
    void go_on(stage_clock& c, local_time at) {
        auto& p = c.pauses.back();
        p.until = at;
        if (c.due) c.due = clock().carry(c.limit ? c.limit : limit_of(c.stage), c.due, p.from, at);
    }
    void dispatched(local_time at) {
        stop(stage::dispatch, at);
        start(stage::accept, at, rules.accept_within);
        if (came_along) {
            if (last(stage::handle)->stopped) sent_back(at);
            return;
        }
        const auto limit = handling_limit_of(rules, item, pressing);
        clocks.push_back(
            {.stage = stage::handle, .started = at, .limit = limit.limit, .due = clock().due(limit, at)});
    }
    /// Back to the handler after it was fed back or closed.
    void sent_back(local_time at) {
        auto& c = *last(stage::handle);
        c.stopped.reset();
        go_on(c, at);
    }
    void fed_back(local_time at, wording why) {
        auto* c = last(stage::handle);
        if (c == nullptr || c->stopped) return;
        end_suspension(at);
        c->stopped = at;
        pause(*c, at, why);
    }
    void end_suspension(local_time at) {
        if (!review) return;
        go_on(*last(stage::handle), std::min(at, *review));
        review.reset();
    }
    void closed(local_time at) {
        for (const auto s : {stage::register_, stage::dispatch, stage::accept, stage::check, stage::rate})
            stop(s, at);
        fed_back(at, {"结案", "closed"});
        stop(stage::total, at);
    }

    void operator()(const order_placed& e) {
        pressing = e.priority;
        start(stage::total, e.at, rules.total_within);
        start(stage::register_, e.at, rules.register_within);
    }
    void operator()(const order_registered& e) {
        stop(stage::register_, e.at);
        start(stage::dispatch, e.at, rules.dispatch_within);
    }
    void operator()(const order_dispatched& e) { dispatched(e.at); }
    void operator()(const order_adjudicated& e) { dispatched(e.at); }
    void operator()(const order_accepted& e) { stop(stage::accept, e.at); }
    void operator()(const order_returned& e) {
        stop(stage::accept, e.at);
        stop(stage::handle, e.at);
        came_along = false;
        start(stage::dispatch, e.at, rules.dispatch_within);
    }
    void operator()(const order_extended& e) {
        auto& c = *last(stage::handle);
        c.due = clock().extend(*c.limit, c.due, e.days);
    }
    void operator()(const order_suspended& e) {
        pause(*last(stage::handle), e.at, {"挂起", "suspended"});
        review = local_time{e.review};
    }
    void operator()(const order_resumed& e) { end_suspension(e.at); }
    void operator()(const order_fed_back& e) {
        fed_back(e.at, {"反馈后待核查、评价", "fed back"});
        start(stage::check, e.at, rules.check_within);
    }
    void operator()(const check_passed& e) {
        stop(stage::check, e.at);
        start(stage::rate, e.at, rules.rate_within);
    }
    void operator()(const check_failed& e) {
        stop(stage::check, e.at);
        sent_back(e.at);
    }
    void operator()(const order_rated& e) {
        stop(stage::rate, e.at);
        if (e.solved)
            closed(e.at);
        else {
            last(stage::total)->stopped.reset(); // where another reporter had said that it is solved
            sent_back(e.at);
        }
    }
    void operator()(const order_declined& e) { closed(e.at); }
    void operator()(const order_cancelled& e) { closed(e.at); }
    void operator()(const order_forced& e) { closed(e.at); }
    void operator()(const order_merged& e) {
        merged = e.at;
        closed(e.at);
    }
    void operator()(const order_split& e) {
        last(stage::total)->stopped.reset();
        const auto waits_for = e.state == order_state::placed       ? stage::register_
                               : e.state == order_state::dispatched ? stage::accept
                                                                    : stage::dispatch;
        if (auto* c = last(waits_for); c != nullptr && e.state != order_state::handling) {
            pause(*c, *merged, {"并案", "merged"});
            c->stopped.reset();
            go_on(*c, e.at);
        }
        if (e.due) sent_back(e.at);
    }
    void operator()(const order_referred& e) { closed(e.at); }
    /// Clocks that began in another community go on. Pauses there are told by its own events, and so are the limits of what
    /// its desk promised.
    void operator()(const order_received& e) {
        const auto& m = e.matter;
        pressing = m.priority;
        clocks.push_back({.stage = stage::total, .started = m.placed_at, .due = e.close_by});
        if (m.state == order_state::placed)
            clocks.push_back({.stage = stage::register_, .started = m.placed_at, .due = e.step_due});
        else
            clocks.push_back({.stage = stage::dispatch, .started = m.at, .due = e.step_due});
        came_along = e.due.has_value();
        if (came_along)
            clocks.push_back({.stage = stage::handle,
                              .started = m.dispatched_at.value_or(m.at),
                              .limit = e.limit,
                              .due = e.due});
    }
    void operator()(const order_reopened& e) {
        last(stage::total)->stopped.reset();
        start(stage::accept, e.at, rules.accept_within);
        sent_back(e.at);
    }
    void operator()(const appeal_made& e) { start(stage::settle, e.at, rules.settle_within); }
    void operator()(const appeal_settled& e) {
        stop(stage::settle, e.at);
        if (e.state == order_state::handling) {
            last(stage::total)->stopped.reset();
            sent_back(e.at);
        } else if (e.state == order_state::registered) {
            last(stage::total)->stopped.reset();
            start(stage::dispatch, e.at, rules.dispatch_within);
        }
    }
    void operator()(const auto&) {}
};

/// The end of the days from a moment on whose holidays are known; the moment itself if those of its day are not.
local_time end_of_known(const calendar::work_calendar& office, local_time from) {
    const auto last = office.known_until(from.date());
    return last ? local_time{*last} + std::chrono::hours{24} : from;
}

} // namespace

std::vector<stage_clock> read_clocks(std::span<const event> history, const service_item& item,
                                     const desk_rules& rules, const calendar::work_calendars& office) {
    clock_reader reader{item, rules, office};
    std::optional<order> o; // so that only what follows is read
    for (const auto& e : history) {
        o = fold(o ? &*o : nullptr, e);
        std::visit(reader, e);
    }
    // A suspension that nobody ended is over at its review date.
    if (reader.review) {
        auto& c = *reader.last(stage::handle);
        c.due = office_clock{office, rules}.carry(*c.limit, c.due, c.pauses.back().from, *reader.review);
        c.pauses.back().until = *reader.review;
    }
    return reader.clocks;
}

std::vector<calendar::working_span> explain(const stage_clock& c, const calendar::work_calendars& all) {
    std::vector<calendar::working_span> counted;
    if (!c.due || !c.limit) return counted;
    const auto& office = all.of(c.limit->calendar);
    const auto end = c.due.is_known() ? *c.due : end_of_known(office, c.started);
    const auto count = [&](local_time from, local_time until) {
        until = std::min(until, end);
        if (from >= until) return;
        if (is_elapsed(c.limit->unit)) {
            counted.push_back({from, until});
            return;
        }
        const auto spans = office.explain(from, until);
        counted.insert(counted.end(), spans.begin(), spans.end());
    };
    auto from = c.started;
    for (const auto& p : c.pauses) {
        if (!p.until || p.from >= end) break; // what comes after it was due changes nothing
        count(from, p.from);
        from = *p.until;
    }
    count(from, end);
    return counted;
}

} // namespace qaidam::services
