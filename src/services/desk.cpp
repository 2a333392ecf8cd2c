// Which events a command on an order causes, and the clocks that it starts. What is allowed: desk_check.cpp.
#include <qaidam/services/desk.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>

#include <qaidam/civic/county.hpp>
#include <qaidam/events/undo.hpp>
#include <qaidam/services/codes.hpp>

#include "countable.hpp"
#include "desk_check.hpp"
#include "due_index.hpp"
#include "fields.hpp"
#include "fold.hpp"
#include "place_index.hpp"
#include "words.hpp"

namespace qaidam::services {

using calendar::local_time;

desk::desk(const civic::community& c, const services::catalogue& offered,
           const calendar::work_calendars& office, desk_rules rules, order_book start)
    : community_{&c},
      catalogue_{&offered},
      office_{&office},
      rules_{std::move(rules)},
      orders_{std::move(start)},
      due_{std::make_unique<due_index>()},
      places_{std::make_unique<place_index>()} {
    detail::require_countable(rules_, office);
    detail::require_countable(offered, office);
    remember_start();
    index_orders();
}

void desk::index_orders() {
    *due_ = {};
    set_deadlines(orders_, *office_);
    *places_ = place_index{geo::meters{static_cast<double>(rules_.duplicate_meters)}};
    for (const auto id : orders_.ids()) {
        due_->move(id, next_deadline(orders_[id]));
        index_place(id);
    }
}

desk::desk(desk&&) noexcept = default;
desk& desk::operator=(desk&&) noexcept = default;
desk::~desk() = default;

const order* desk::find(const order_key& k) const {
    const auto found = orders_.find(k);
    return found ? &orders_[*found] : nullptr;
}

std::uint64_t desk::version(const key& stream) const {
    const auto found = orders_.find(stream);
    return found ? orders_[*found].version : 0;
}

const order_book& desk::orders() const {
    return orders_;
}

const desk_rules& desk::rules() const {
    return rules_;
}
const civic::community& desk::community() const {
    return *community_;
}
const services::catalogue& desk::catalogue() const {
    return *catalogue_;
}
const calendar::work_calendars& desk::office() const {
    return *office_;
}

namespace {

/// The order without a word of whose it is.
order without_reporters(order o) {
    const auto hide = [&, all = o](person_key& person) {
        if (person == all.placed_by || hears_of(all, person)) person = {};
    };
    for (auto& a : o.appeals) hide(a.by);
    for (auto& r : o.ratings) hide(r.by);
    hide(o.rated_by);
    hide(o.decided_by);
    o.also_for.clear();
    o.reporter = o.placed_by = {};
    return o;
}

/// The first text of a command that a journal or a page could not carry.
std::optional<refusal> check_texts(const command& c) {
    const auto found = std::visit([](const auto& x) { return events::find_unusable_text(x); }, c);
    if (!found) return std::nullopt;
    return refusal{&codes::unusable_text, {std::string{found->field}, std::to_string(found->longest)}, {}};
}

/// What `ask` answers; a refusal if it needs a deadline after the last date.
template <class Ask>
std::optional<refusal> or_after_last_date(local_time from, Ask ask) {
    try {
        return ask();
    } catch (const calendar::after_last_date&) {
        return refusal{&codes::after_last_date, {calendar::to_string(from)}, {}};
    }
}

} // namespace

/// The events of a command that was allowed.
/// Throws: calendar::after_last_date.
struct desk::decider {
    const desk& d;
    const order* o; ///< null only for place_order
    using caused = std::vector<event>;

    [[nodiscard]] office_clock clock() const { return {*d.office_, d.rules_}; }
    /// The handle clock goes on from where it stood.
    [[nodiscard]] due_time go_on(local_time at) const {
        return clock().carry(o->limit, o->due, *o->stopped_at, at);
    }
    [[nodiscard]] handling_limit limit() const {
        const auto* item = d.catalogue_->find_item(o->item, o->placed_at.date());
        return handling_limit_of(d.rules_, *item, o->priority);
    }
    template <class Event, class Command>
    static Event as(const Command& x) {
        Event e{};
        static_cast<Command&>(e) = x;
        return e;
    }

    caused operator()(const place_order& x) const {
        auto e = as<order_placed>(x);
        const auto& c = *d.community_;
        e.grid = c.grids()[*grid_at(c, x.building, x.spot, x.at.date())].key;
        e.register_by = clock().due(d.rules_.register_within, x.at);
        e.close_by = clock().due(d.rules_.total_within, x.at);
        return {std::move(e)};
    }
    caused operator()(const verify_order& x) const { return {as<order_verified>(x)}; }
    caused operator()(const register_order& x) const {
        auto e = as<order_registered>(x);
        e.dispatch_by = clock().due(d.rules_.dispatch_within, x.at);
        return {std::move(e)};
    }
    caused operator()(const decline_order& x) const { return {as<order_declined>(x)}; }
    void start_clocks(auto& e) const {
        e.accept_by = clock().due(d.rules_.accept_within, e.at);
        e.rules = d.rules_.version;
        if (o->due) { // it came from another community, where handling had begun
            e.due = o->stopped_at ? go_on(e.at) : o->due;
            e.limit = o->limit;
            return;
        }
        const auto wanted = limit();
        e.due = clock().due(wanted, e.at);
        e.limit = wanted.limit;
    }
    caused operator()(const dispatch_order& x) const {
        auto e = as<order_dispatched>(x);
        start_clocks(e);
        e.return_by = clock().due(d.rules_.return_within, x.at);
        return {std::move(e)};
    }
    caused operator()(const accept_order& x) const { return {as<order_accepted>(x)}; }
    caused operator()(const visit_home& x) const { return {as<home_visited>(x)}; }
    caused operator()(const return_order& x) const {
        auto e = as<order_returned>(x);
        e.dispatch_by = clock().due(d.rules_.dispatch_within, x.at);
        return {std::move(e)};
    }
    caused operator()(const adjudicate_order& x) const {
        auto e = as<order_adjudicated>(x);
        start_clocks(e);
        return {std::move(e)};
    }
    caused operator()(const transfer_order& x) const { return {as<order_transferred>(x)}; }
    caused operator()(const extend_order& x) const {
        auto e = as<order_extended>(x);
        e.due = clock().extend(o->limit, o->due, x.days);
        return {std::move(e)};
    }
    caused operator()(const suspend_order& x) const {
        auto e = as<order_suspended>(x);
        e.due = clock().carry(o->limit, o->due, x.at, local_time{x.review});
        return {std::move(e)};
    }
    /// What is due if a suspension ends now.
    [[nodiscard]] due_time due_if_resumed(local_time at) const {
        return clock().carry(o->limit, o->suspension->due_before, o->suspension->since,
                             std::min(at, o->suspension->review));
    }
    caused operator()(const resume_order& x) const {
        auto e = as<order_resumed>(x);
        e.due = due_if_resumed(x.at);
        return {std::move(e)};
    }
    caused operator()(const services::feed_back& x) const {
        auto e = as<order_fed_back>(x);
        e.check_by = clock().due(d.rules_.check_within, x.at);
        return {std::move(e)};
    }
    caused operator()(const pass_check& x) const {
        auto e = as<check_passed>(x);
        e.rate_by = clock().due(d.rules_.rate_within, x.at);
        return {std::move(e)};
    }
    caused operator()(const fail_check& x) const {
        auto e = as<check_failed>(x);
        e.due = go_on(x.at);
        return {std::move(e)};
    }
    caused operator()(const rate_order& x) const {
        auto e = as<order_rated>(x);
        if (!x.solved) e.due = go_on(x.at);
        return {std::move(e)};
    }
    caused operator()(const appeal_order& x) const {
        auto e = as<appeal_made>(x);
        e.settle_by = clock().due(d.rules_.settle_within, x.at);
        return {std::move(e)};
    }
    caused operator()(const settle_appeal& x) const {
        auto e = as<appeal_settled>(x);
        e.state = o->appeals.back().against;
        if (x.reversed && o->appeals.back().of_reporter) {
            if (o->handler) {
                e.state = order_state::handling;
                e.due = go_on(x.at);
            } else {
                e.state = order_state::registered;
                e.dispatch_by = clock().due(d.rules_.dispatch_within, x.at);
            }
        }
        return {std::move(e)};
    }
    template <class Event>
    [[nodiscard]] Event closing(const auto& x) const {
        auto e = as<Event>(x);
        if (o->suspension) e.due = due_if_resumed(x.at);
        return e;
    }
    /// The merged order where it stood, with what was left of its clocks. What was late stays so.
    [[nodiscard]] order_split set_free(const order& merged, const split_order& x) const {
        order_split e{};
        static_cast<split_order&>(e) = x;
        e.from = *merged.parent;
        e.state = merged.merged->state;
        const auto go_on_by = [&](const due_time& due, const desk_rules::limit& limit) -> due_time {
            if (!due) return {};
            return clock().carry(limit, due, *merged.closed_at, x.at);
        };
        const auto& r = d.rules_;
        e.step_due =
            go_on_by(merged.merged->step_due, e.state == order_state::placed       ? r.register_within
                                              : e.state == order_state::dispatched ? r.accept_within
                                                                                   : r.dispatch_within);
        e.return_by = go_on_by(merged.merged->return_by, r.return_within);
        if (merged.due) e.due = clock().carry(merged.limit, merged.due, *merged.stopped_at, x.at);
        return e;
    }
    /// Whose matter the order is no more once some of what was merged into it is gone.
    [[nodiscard]] std::vector<person_key> leavers(const order& from, const std::set<order_key>& gone) const {
        std::set<person_key> stay{from.reporter};
        std::vector<const order*> rest{&from};
        while (!rest.empty()) {
            const auto* at = rest.back();
            rest.pop_back();
            stay.insert(at->reporter);
            for (const auto& k : at->merged_in)
                if (const auto* in = d.find(k); in != nullptr && !gone.contains(k)) rest.push_back(in);
        }
        std::vector<person_key> leave;
        for (const auto& person : from.also_for)
            if (!stay.contains(person)) leave.push_back(person);
        return leave;
    }
    caused operator()(const split_order& x) const {
        caused all{set_free(*o, x)};
        for (const auto* in = d.find(*o->parent); in != nullptr;
             in = in->parent ? d.find(*in->parent) : nullptr)
            all.push_back(order_left{in->key, x.by, x.at, x.order, leavers(*in, {x.order})});
        return all;
    }
    /// What was merged into the order goes on by itself.
    void split_all(const auto& x, caused& all) const {
        for (const auto& k : o->merged_in) {
            const auto* in = d.find(k);
            if (in == nullptr) continue;
            auto reporters = in->also_for;
            reporters.insert(reporters.begin(), in->reporter);
            all.push_back(order_left{x.order, x.by, x.at, k, std::move(reporters)});
            all.push_back(set_free(*in, {k, x.by, x.at, x.reason}));
        }
    }
    caused operator()(const cancel_order& x) const {
        caused all{closing<order_cancelled>(x)};
        split_all(x, all);
        return all;
    }
    caused operator()(const force_order& x) const { return {closing<order_forced>(x)}; }
    caused operator()(const merge_order& x) const {
        auto reporters = o->also_for;
        reporters.insert(reporters.begin(), o->reporter);
        return {closing<order_merged>(x), order_joined{x.into, x.by, x.at, x.order, std::move(reporters)}};
    }
    caused operator()(const reopen_order& x) const {
        auto e = as<order_reopened>(x);
        e.accept_by = clock().due(d.rules_.accept_within, x.at);
        e.due = go_on(x.at);
        return {std::move(e)};
    }
    caused operator()(const urge_order& x) const { return {as<order_urged>(x)}; }
    caused operator()(const supervise_order& x) const { return {as<order_supervised>(x)}; }
    caused operator()(const blow_whistle& x) const { return {as<whistle_blown>(x)}; }
    caused operator()(const services::report_in& x) const { return {as<department_reported>(x)}; }
    caused operator()(const refer_order& x) const {
        auto e = closing<order_referred>(x);
        e.state = o->registered_at ? order_state::registered : order_state::placed;
        if (o->stopped_at) e.due = go_on(x.at); // cancelled in error, and not dispatched since
        // Whoever has it next is to dispatch it, counted from now: nobody gains by passing it on.
        e.step_due = o->handler ? clock().due(d.rules_.dispatch_within, x.at) : o->step_due;
        caused all{std::move(e)};
        split_all(x, all);
        return all;
    }
    /// What was promised stays. What is not yet known is counted by the calendars here; a calendar that is not here is the
    /// office's.
    caused operator()(const receive_order& x) const {
        if (o != nullptr) return {}; // it is here already
        auto e = as<order_received>(x);
        const auto& m = x.matter;
        const auto here = [&](calendar::time_limit limit) {
            if (d.office_->find(limit.calendar) == nullptr) limit.calendar.clear();
            return limit;
        };
        const auto count = [&](const due_time& due) {
            if (!due.open()) return due;
            auto how = *due.open();
            how.limit = here(how.limit);
            return count_due(std::move(how), *d.office_);
        };
        e.grid = d.community_->grids()[*grid_at(*d.community_, m.building, m.spot, x.at.date())].key;
        e.step_due = count(m.step_due);
        e.close_by = count(m.close_by);
        e.due = count(m.due);
        if (m.limit) e.limit = here(*m.limit);
        return {std::move(e)};
    }
};

std::optional<refusal> desk::ask(const command& c, const order* o, std::optional<std::uint32_t> seen) const {
    const auto* placing = std::get_if<place_order>(&c);
    if (const auto* receiving = std::get_if<receive_order>(&c)) return checker{*this, o}(*receiving);
    const auto no = [](const message_rule& rule, std::vector<std::string> arguments) {
        return refusal{&rule, std::move(arguments), {}};
    };
    if (placing != nullptr && o == nullptr) {
        if (placing->order.empty()) return no(codes::nothing_said, {"order"});
        if (placing->order.text().find('/') != std::string::npos)
            return no(codes::bad_order_key, {placing->order.text()});
        return checker{*this, nullptr}(*placing);
    }
    if (o == nullptr) return no(codes::unknown_order, {order_of(c).text()});
    if (placing != nullptr) return no(codes::order_exists, {o->key.text()});
    if (seen && *seen != o->version)
        return no(codes::version_differs, {o->key.text(), std::to_string(o->version), std::to_string(*seen)});
    const checker check{*this, o};
    auto why = check.ask_step(step_of(c), actor_of(c), time_of(c));
    if (!why) why = check.ask_order(step_of(c), actor_of(c), time_of(c));
    if (!why) why = std::visit(check, c);
    if (why)
        for (const auto& p : allowed(o->key, actor_of(c), time_of(c)))
            if (!p.why_not)
                why->allowed.push_back(in_both({to_string(p.step, language::zh), to_string(p.step)}));
    return why;
}

events::decision<event> desk::decide(const command& c, std::optional<std::uint32_t> seen) const {
    if (auto why = check_texts(c)) return *std::move(why);
    const auto* o = find(order_of(c));
    std::vector<event> caused;
    auto why = or_after_last_date(time_of(c), [&] {
        auto no = ask(c, o, seen);
        if (!no) caused = std::visit(decider{*this, o}, c);
        return no;
    });
    if (why) return *std::move(why);
    return events::decision<event>{std::move(caused)};
}

std::optional<refusal> desk::check(const command& c, std::optional<std::uint32_t> seen) const {
    return decide(c, seen).why_not();
}

std::vector<permission> desk::allowed(const order_key& k, const person_key& person, local_time at) const {
    const auto* o = find(k);
    if (o == nullptr) throw std::invalid_argument("desk::allowed: there is no order " + k.text());
    const checker check{*this, o};
    std::vector<permission> all;
    for (const auto& rule : step_rules()) {
        if (rule.from.empty()) continue;
        auto why_not = or_after_last_date(at, [&]() -> std::optional<refusal> {
            if (auto no = check.ask_step(rule.step, person, at)) return no;
            return check.ask_order(rule.step, person, at);
        });
        all.push_back({rule.step, std::move(why_not)});
    }
    return all;
}

std::optional<sight> desk::sight_of(const order_key& k, const person_key& person, local_time at) const {
    const auto* o = find(k);
    if (o == nullptr) throw std::invalid_argument("desk::sight_of: there is no order " + k.text());
    return checker{*this, o}.ask_sight(person, at);
}

std::optional<order> desk::look_at(const order_key& k, const person_key& person, local_time at) const {
    const auto seen = sight_of(k, person, at);
    if (!seen) return std::nullopt;
    auto o = *find(k);
    return seen == sight::people ? std::move(o) : without_reporters(std::move(o));
}

void desk::apply(std::span<const event> all) {
    events::undo before{orders_};
    try {
        for (const auto& e : all) {
            const auto& k = order_of(e);
            auto id = orders_.find(k);
            detail::require_follows(id ? &orders_[*id] : nullptr, e);
            if (const auto* m = std::get_if<order_merged>(&e)) {
                const auto* into = find(m->into);
                if (into == nullptr || is_closed(into->state))
                    throw std::invalid_argument("order " + k.text() + " is merged into one that is not open");
            }
            if (!id)
                id = orders_.find_or_add(k);
            else if (all.size() > 1)
                before.keep(*id);
            orders_.update(*id, [&](order& o) {
                detail::fold_into(o, e);
                set_deadlines(o, *office_);
                due_->move(*id, next_deadline(o));
            });
            index_place(*id);
        }
    } catch (...) {
        for (auto i = before.size(); i < orders_.size(); ++i) {
            const order_id added{static_cast<std::uint32_t>(i)};
            due_->move(added, {});
            places_->remove(added);
        }
        before.take_back([&](order_id id) {
            due_->move(id, next_deadline(orders_[id]));
            index_place(id);
        });
        throw;
    }
}

std::vector<finding> desk::rebase(const civic::community& c, const services::catalogue& offered,
                                  const calendar::work_calendars& office) {
    detail::require_countable(rules_, office);
    detail::require_countable(offered, office);
    community_ = &c;
    catalogue_ = &offered;
    office_ = &office;
    index_orders();
    std::vector<finding> gone;
    const auto look = [&](bool there, const order& o, std::string_view what, const key& k) {
        if (!there) gone.push_back({&codes::not_there, o.key, {std::string{what}, k.text()}});
    };
    for (const auto& o : orders_) {
        if (is_closed(o.state)) continue;
        look(offered.find_item(o.item, o.placed_at.date()) != nullptr, o, "item", o.item);
        look(o.building.empty() || c.buildings().find(o.building), o, "building", o.building);
        look(is_visitor(o.reporter) || civic::unqualified(o.reporter) ||
                 c.people().find(o.reporter).has_value(),
             o, "reporter", o.reporter);
        if (o.handler) look(checker{*this, &o}.exists(*o.handler), o, "handler", o.handler->key);
        look(office.find(o.limit.calendar) != nullptr, o, "calendar", key{o.limit.calendar});
        for (const auto& h : o.co_handlers) look(checker{*this, &o}.exists(h), o, "co-handler", h.key);
    }
    return gone;
}

} // namespace qaidam::services

template class qaidam::events::recorder<qaidam::services::desk>;
