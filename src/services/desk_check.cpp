// Whether an order and a person allow a command, by the table of steps.cpp; deadlines in office hours.
#include "desk_check.hpp"

#include <algorithm>
#include <stdexcept>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/county.hpp>
#include <qaidam/services/codes.hpp>
#include <qaidam/services/dispatch.hpp>

#include "fold.hpp"

namespace qaidam::services {

using calendar::local_time;
using calendar::working_time;

std::optional<civic::grid_id> grid_at(const civic::community& c, const building_key& building,
                                      const std::optional<spot>& where, const calendar::date& day) {
    if (const auto b = c.buildings().find(building)) return c.grid_of(*b, day);
    const auto plan = c.grid_plan_on(day);
    if (!building.empty() || !where || !plan) return std::nullopt;
    const geo::point at{geo::longitude{where->longitude}, geo::latitude{where->latitude}};
    for (const auto g : c.grids_of(*plan))
        if (const auto& outline = c.grids()[g].outline; outline && outline->side_of(at) != geo::side::outside)
            return g;
    return std::nullopt;
}

namespace {

std::optional<refusal> no(const message_rule& rule, std::vector<std::string> arguments = {}) {
    return refusal{&rule, std::move(arguments), {}};
}

template <class Kind>
std::string both(Kind kind) {
    return in_both({to_string(kind, language::zh), to_string(kind, language::en)});
}

/// The area of a role that holds over buildings; nothing for one in a team or a department.
std::optional<role_area> area_of(const civic::scope& where) {
    struct area {
        std::optional<role_area> operator()(std::monostate) const { return role_area::community; }
        std::optional<role_area> operator()(civic::quarter_id) const { return role_area::quarter; }
        std::optional<role_area> operator()(civic::grid_id) const { return role_area::grid; }
        std::optional<role_area> operator()(civic::building_id) const { return role_area::building; }
        std::optional<role_area> operator()(civic::team_id) const { return std::nullopt; }
        std::optional<role_area> operator()(civic::department_id) const { return std::nullopt; }
    };
    return std::visit(area{}, where);
}

} // namespace

auto desk::checker::needs(const key& text, std::string_view what) -> verdict {
    if (text.empty()) return no(codes::nothing_said, {std::string{what}});
    return std::nullopt;
}

/// Whether the person is the handler, or holds a role in the department or team that is.
bool desk::checker::acts_for(const person_key& person, const handler& h, const calendar::date& day) const {
    if (h.kind == handler_kind::person) return h.key == person;
    const auto who = c().people().find(person);
    if (!who) return false;
    civic::scope where;
    if (h.kind == handler_kind::department) {
        if (const auto id = c().departments().find(h.key)) where = *id;
    } else if (const auto id = c().teams().find(h.key)) {
        where = *id;
    }
    if (where.index() == 0) return false;
    const auto roles = c().roles_of(*who);
    return std::any_of(roles.begin(), roles.end(),
                       [&](const civic::role& r) { return r.scope == where && r.when.contains(day); });
}

/// Whether the order is or was work of the person.
bool desk::checker::worked_on(const person_key& person, const calendar::date& day) const {
    const auto his = [&](const handler& h) { return acts_for(person, h, day); };
    return (o->handler && his(*o->handler)) ||
           std::any_of(o->co_handlers.begin(), o->co_handlers.end(), his) ||
           std::any_of(o->former_handlers.begin(), o->former_handlers.end(), his) ||
           std::find(o->hands.begin(), o->hands.end(), person) != o->hands.end();
}

/// Whoever may take the step, in both languages; of the staff, the roles.
std::string desk::checker::names_of(enum_set<actor> who, step s) const {
    std::vector<label> names;
    who.each([&](actor a) {
        label name{to_string(a, language::zh), to_string(a, language::en)};
        if (a == actor::staff)
            name = {holders_of(d.rules_.rights, s, language::zh), holders_of(d.rules_.rights, s)};
        if (!name.zh.empty()) names.push_back(std::move(name));
    });
    return in_both(names);
}

bool desk::checker::covers(const civic::role& r, const calendar::date& day) const {
    if (o == nullptr) return std::holds_alternative<std::monostate>(r.scope); // it is not here yet
    struct cover {
        const civic::community& c;
        const order& o;
        std::optional<civic::building_id> building;
        const calendar::date& day;
        bool operator()(std::monostate) const { return true; }
        bool operator()(civic::quarter_id q) const {
            return building && c.buildings()[*building].quarter == q;
        }
        bool operator()(civic::building_id b) const { return b == building; }
        bool operator()(civic::grid_id g) const { return grid_at(c, o.building, o.spot, day) == g; }
        bool operator()(civic::team_id) const { return false; }
        bool operator()(civic::department_id) const { return false; }
    };
    return std::visit(cover{c(), *o, c().buildings().find(o->building), day}, r.scope);
}

bool desk::checker::is(actor a, step s, const person_key& person, local_time at) const {
    const auto day = at.date();
    if (a == actor::system || person == system_actor) return a == actor::system && person == system_actor;
    // Whoever else reported it hears of it, rates it and speaks against decisions, but does not end it.
    if (a == actor::reporter) return s == step::cancel ? person == o->reporter : hears_of(*o, person);
    if (a == actor::handler) return o->handler && acts_for(person, *o->handler, day);
    if (a == actor::helper)
        return std::any_of(o->co_handlers.begin(), o->co_handlers.end(),
                           [&](const handler& h) { return acts_for(person, h, day); });
    if (a == actor::called)
        return !o->whistles.empty() &&
               std::any_of(o->whistles.back().called.begin(), o->whistles.back().called.end(),
                           [&](const department_key& k) {
                               const auto& came = o->whistles.back().reported;
                               return std::find(came.begin(), came.end(), k) == came.end() &&
                                      acts_for(person, {handler_kind::department, k}, day);
                           });
    if (a == actor::resident) return c().people().find(person).has_value();
    return !hears_of(*o, person) && has_right(s, person, at);
}

/// Whether a role of the person, in an area that covers the order's building, gives the right.
bool desk::checker::has_right(const std::variant<step, sight>& to, const person_key& person,
                              local_time at) const {
    const auto who = c().people().find(person);
    if (!who) return false;
    for (const auto& r : c().roles_of(*who)) {
        const auto area = area_of(r.scope);
        if (!area || !r.when.contains(at.date()) || !covers(r, at.date())) continue;
        for (const auto& x : d.rules_.rights)
            if (x.to == to && x.role == r.kind && (!x.area || x.area == area)) return true;
    }
    return false;
}

auto desk::checker::ask_sight(const person_key& person, local_time at) const -> std::optional<sight> {
    const bool involved = person == system_actor || person == o->placed_by || hears_of(*o, person) ||
                          is(actor::handler, step::accept, person, at) ||
                          is(actor::helper, step::visit, person, at) ||
                          is(actor::called, step::report_in, person, at);
    if (involved || has_right(sight::people, person, at)) return sight::people;
    if (has_right(sight::matter, person, at)) return sight::matter;
    return std::nullopt;
}

auto desk::checker::ask_step(step s, const person_key& by, local_time at) const -> verdict {
    const auto& rule = rule_of(s);
    if (!rule.from.contains(o->state) && o->state == order_state::merged)
        return no(codes::merged_into, {o->key.text(), root().key.text()});
    if (!rule.from.contains(o->state) && o->referred)
        return no(codes::referred_to, {o->key.text(), o->referred->to.text()});
    if (!rule.from.contains(o->state)) return no(codes::wrong_state, {o->key.text(), both(o->state)});
    if (at < o->last_at)
        return no(codes::time_goes_back, {calendar::to_string(at), calendar::to_string(o->last_at)});
    bool may = false;
    rule.who.each([&](actor a) { may = may || is(a, s, by, at); });
    if (may) return std::nullopt;
    if (by != system_actor && !c().people().find(by)) return no(codes::unknown_person, {by.text()});
    if (rule.who.contains(actor::staff) && hears_of(*o, by) && has_right(s, by, at))
        return no(codes::own_matter, {by.text()});
    return no(codes::not_entitled, {by.text(), both(s), names_of(rule.who, s)});
}

auto desk::checker::not_own_work(const person_key& by, local_time at) const -> verdict {
    if (by == system_actor || !worked_on(by, at.date())) return std::nullopt;
    return no(codes::checks_own_work, {by.text()});
}

/// Whether handling is known to be due before so much working time has passed.
bool desk::checker::due_within(working_time amount, local_time at) const {
    const auto* office = d.office_->find(o->limit.calendar);
    if (office == nullptr || !o->due.is_known()) return false;
    try {
        return office->between(at, *o->due) < amount;
    } catch (const calendar::unknown_holidays&) {
        return false;
    }
}

/// Whether a closed order may still be reopened or appealed.
auto desk::checker::in_time(step s, const desk_rules::limit& limit, local_time at) const -> verdict {
    // While an appeal was under review nobody could do either.
    auto from = *o->closed_at;
    if (!o->appeals.empty() && o->appeals.back().settled_at)
        from = std::max(from, *o->appeals.back().settled_at);
    const auto until = clock().due(limit, from);
    if (!until || at <= *until) return std::nullopt;
    return no(codes::too_late, {both(s), both(until)});
}

auto desk::checker::ask_order(step s, const person_key& by, local_time at) const -> verdict {
    const auto& rules = d.rules_;
    const bool by_system = by == system_actor;
    switch (s) {
    case step::register_: {
        if (o->verified == verification::does_not_exist) return no(codes::not_so);
        if (rules.verify_before_registering && o->verified != verification::exists)
            return no(codes::not_verified, {rules.version});
        if (!by_system) break;
        const auto* item = d.catalogue_->find_item(o->item, o->placed_at.date());
        if (item == nullptr) return no(codes::unknown_item, {o->item.text()});
        if (rules.system_registers_errands && item->list == service_list::errand) break;
        return no(codes::not_for_the_system, {rules.version});
    }
    case step::accept:
        if (!by_system) break;
        if (!rules.system_accepts_late || !o->step_due) return no(codes::not_for_the_system, {rules.version});
        if (at <= *o->step_due) return no(codes::not_yet, {both(o->step_due), both(s)});
        break;
    case step::return_:
        if (!o->return_by) return no(codes::not_returnable);
        if (at > *o->return_by) return no(codes::too_late, {both(s), both(o->return_by)});
        if (o->returns >= rules.most_returns)
            return no(codes::too_often,
                      {both(s), std::to_string(o->returns), std::to_string(rules.most_returns)});
        break;
    case step::transfer:
        if (o->adjudicated) return no(codes::not_returnable);
        if (o->transfers >= rules.most_transfers)
            return no(codes::too_often,
                      {both(s), std::to_string(o->transfers), std::to_string(rules.most_transfers)});
        break;
    case step::extend:
        if (auto own = not_own_work(by, at)) return own;
        if (at > *o->due) return no(codes::past_due, {both(o->due), both(s)});
        if (o->extended_days >= rules.most_extended.count())
            return no(codes::bad_days, {"1", std::to_string(rules.most_extended.count() - o->extended_days)});
        break;
    case step::suspend: {
        if (auto own = not_own_work(by, at)) return own;
        if (at > *o->due) return no(codes::past_due, {both(o->due), both(s)});
        if (o->suspensions >= rules.most_suspensions)
            return no(codes::too_often,
                      {both(s), std::to_string(o->suspensions), std::to_string(rules.most_suspensions)});
        if (due_within(rules.least_left_to_suspend, at))
            return no(
                codes::too_close_to_due,
                {both(o->due), std::to_string(rules.least_left_to_suspend.amount() / std::chrono::hours{1})});
        break;
    }
    case step::resume:
        if (by_system && at < o->suspension->review)
            return no(codes::not_yet, {calendar::to_string(o->suspension->review), both(s)});
        break;
    case step::pass:
        if (by_system && !(rules.system_passes_visited && o->at_door && o->visits > 0))
            return no(codes::not_for_the_system, {rules.version});
        return not_own_work(by, at);
    case step::fail:
    case step::cancel:
    case step::force: return not_own_work(by, at);
    case step::rate:
        if (hears_of(*o, by)) {
            if (std::any_of(o->ratings.begin(), o->ratings.end(),
                            [&](const rating& r) { return r.by == by; }))
                return no(codes::rated_before, {by.text()});
            if (o->state == order_state::solved)
                if (auto late = in_time(s, rules.reopen_within, at)) return late;
            return not_own_work(by, at);
        }
        if (o->state == order_state::solved) return no(codes::rated_before, {by.text()});
        // The community speaks for a reporter who did not, and nobody rates what they passed.
        if (by == o->decided_by) return no(codes::decided_himself, {by.text()});
        if (o->step_due && at <= *o->step_due) return no(codes::not_yet, {both(o->step_due), both(s)});
        return not_own_work(by, at);
    case step::appeal: {
        const bool reporter = hears_of(*o, by);
        if (std::any_of(o->appeals.begin(), o->appeals.end(), [&](const appeal& a) {
                return a.of_reporter == reporter && (a.by == by || !reporter);
            }))
            return no(codes::appealed_before);
        return in_time(s, rules.appeal_within, at);
    }
    case step::settle:
        if (by == o->decided_by || by == o->rated_by || by == o->appeals.back().by)
            return no(codes::decided_himself, {by.text()});
        return not_own_work(by, at);
    case step::refer:
        if (o->referrals >= rules.most_referrals)
            return no(codes::too_often,
                      {both(s), std::to_string(o->referrals), std::to_string(rules.most_referrals)});
        if (o->fed_back_at || o->reworks > 0 || o->redos > 0 || o->reopenings > 0)
            return no(codes::done_before);
        return not_own_work(by, at);
    case step::merge:
        if (o->fed_back_at || o->reworks > 0 || o->redos > 0 || o->reopenings > 0)
            return no(codes::done_before);
        if (o->due && at > *o->due) return no(codes::past_due, {both(o->due), both(s)});
        return not_own_work(by, at);
    case step::split: {
        const auto& in = root();
        // What was cancelled long ago, before anything was split off then, holds nothing back.
        if (in.state != order_state::cancelled && !rule_of(step::cancel).from.contains(in.state))
            return no(codes::wrong_state, {in.key.text(), both(in.state)});
        for (const auto* p = d.find(*o->parent); p != nullptr; p = p->parent ? d.find(*p->parent) : nullptr)
            if (at < p->last_at)
                return no(codes::time_goes_back, {calendar::to_string(at), calendar::to_string(p->last_at)});
        return not_own_work(by, at);
    }
    case step::reopen:
        if (!o->handler) return no(codes::never_dispatched);
        return in_time(s, rules.reopen_within, at);
    case step::whistle:
        if (!o->whistles.empty() && at <= o->whistles.back().report_by &&
            o->whistles.back().reported.size() < o->whistles.back().called.size())
            return no(codes::still_called, {calendar::to_string(o->whistles.back().report_by)});
        break;
    default: break;
    }
    return std::nullopt;
}

/// Whether the community knows the person, or need not.
bool desk::checker::may_report(const person_key& person) const {
    return c().people().find(person) || (d.rules_.visitors_report && is_visitor(person));
}

auto desk::checker::operator()(const place_order& x) const -> verdict {
    if (x.by == system_actor) {
        if (x.channel != channel::exchange || x.reporter.empty()) return no(codes::not_by_exchange);
    } else if (!may_report(x.by)) {
        return no(codes::unknown_person, {x.by.text()});
    }
    const auto& reporter = x.reporter.empty() ? x.by : x.reporter;
    if (!may_report(reporter)) return no(codes::unknown_person, {reporter.text()});
    const auto who = c().people().find(reporter);
    const auto* item = d.catalogue_->find_item(x.item, x.at.date());
    if (item == nullptr) return no(codes::unknown_item, {x.item.text()});
    if (x.spot && !parse_spot(to_cell(*x.spot))) return no(codes::bad_spot, {to_cell(*x.spot)});
    if (auto why = check_place(x.building, x.spot, x.at)) return why;
    if (x.at_door && x.building.empty()) return no(codes::needs_building, {in_both(item->name)});
    if (x.at_door && !item->at_door) return no(codes::not_at_door, {in_both(item->name)});
    if (auto why = check_attributes(d.catalogue_->attributes_of(x.item), x.attributes, x.attribute_texts))
        return why;
    if (auto why = check_photos(x.photos)) return why;
    if (!who) {
        if (item->who != civic::eligibility{}) return no(codes::not_for_visitors, {in_both(item->name)});
        return std::nullopt;
    }
    auto unmet = civic::unmet_conditions(item->who, item->name, c(), *who, x.at.date());
    if (!unmet.empty()) return std::move(unmet.front());
    return std::nullopt;
}

auto desk::checker::operator()(const refer_order& x) const -> verdict {
    if (auto why = needs(x.reason, "reason")) return why;
    const bool another =
        !x.to.empty() && x.to.text().find('/') == std::string::npos && x.to != c().identity().key;
    if (!another) return no(codes::bad_referral, {x.to.text()});
    if (x.building.empty() && (!o->spot || o->at_door)) return no(codes::nothing_said, {"building_id"});
    return std::nullopt;
}

auto desk::checker::operator()(const receive_order& x) const -> verdict {
    const auto& m = x.matter;
    const bool may = x.by == system_actor || has_right(step::receive, x.by, x.at);
    if (!may)
        return no(codes::not_entitled,
                  {x.by.text(), both(step::receive), names_of(rule_of(step::receive).who, step::receive)});
    if (!detail::is_sound(m) || x.order.text() != civic::qualified(m.from, m.order) ||
        m.to != c().identity().key)
        return no(codes::bad_receipt, {x.order.text()});
    if (o != nullptr) {
        if (detail::came_from(*o, m.from, m.order)) return std::nullopt; // the same again
        return no(codes::order_exists, {x.order.text()});
    }
    if (x.at < m.at) return no(codes::time_goes_back, {calendar::to_string(x.at), calendar::to_string(m.at)});
    if (auto why = check_photos(m.photos)) return why;
    if (d.catalogue_->find_item(m.item, m.placed_at.date()) == nullptr)
        return no(codes::unknown_item, {m.item.text()});
    return check_place(m.building, m.spot, x.at);
}

auto desk::checker::check_place(const building_key& building, const std::optional<spot>& where,
                                local_time at) const -> verdict {
    const bool in_building = !building.empty() || !where;
    if (in_building && !c().buildings().find(building)) return no(codes::unknown_building, {building.text()});
    if (grid_at(c(), building, where, at.date())) return std::nullopt;
    return in_building ? no(codes::outside_grids, {building.text(), calendar::to_string(at.date())})
                       : no(codes::outside_outlines, {to_cell(*where), calendar::to_string(at.date())});
}

auto desk::checker::check_photos(std::span<const photo> photos) const -> verdict {
    const auto most = d.rules_.most_photos, most_megabytes = d.rules_.most_photo_megabytes;
    if (photos.size() > static_cast<std::size_t>(most))
        return no(codes::too_many_photos, {std::to_string(photos.size()), std::to_string(most)});
    for (std::size_t i = 0; i < photos.size(); ++i) {
        const auto& p = photos[i];
        const auto cell = to_cell(p);
        if (parse_photo(cell) != p) return no(codes::bad_photo, {excerpt(cell)});
        const auto name = events::to_string(p.digest);
        if (p.bytes > std::int64_t{most_megabytes} * 1'000'000)
            return no(codes::photo_too_large,
                      {name, std::to_string(p.bytes), std::to_string(most_megabytes)});
        for (const auto& earlier : photos.first(i))
            if (earlier.digest == p.digest) return no(codes::photo_twice, {name});
    }
    return std::nullopt;
}

bool desk::checker::exists(const handler& h) const {
    switch (h.kind) {
    case handler_kind::department: return c().departments().find(h.key).has_value();
    case handler_kind::team: return c().teams().find(h.key).has_value();
    case handler_kind::person: break;
    }
    return c().people().find(h.key).has_value();
}

auto desk::checker::needs_competence(const handler& h, local_time at) const -> verdict {
    if (!exists(h)) return no(codes::unknown_handler, {h.key.text()});
    if (!can_act(c(), h, at.date()))
        return no(codes::nobody_acts, {h.key.text(), calendar::to_string(at.date())});
    // An order of former days may speak of what the community has no more.
    const auto* item = d.catalogue_->find_item(o->item, o->placed_at.date());
    if (item == nullptr) return no(codes::unknown_item, {o->item.text()});
    const auto building = c().buildings().find(o->building);
    if (!building && !o->building.empty()) return no(codes::unknown_building, {o->building.text()});
    const auto competent = list_competent(*d.catalogue_, c(), *item, building, o->priority, at.date());
    if (std::any_of(competent.begin(), competent.end(), [&](const candidate& x) { return x.handler == h; }))
        return std::nullopt;
    std::string names;
    for (const auto& x : competent) join_on(names, ", ", x.handler.key.text());
    return no(codes::not_competent, {h.key.text(), item->category, names.empty() ? "–" : names});
}

/// Whether the catalogue names it as a helper or as competent. The reporter does not help with their own
/// matter: they could not rate it then.
bool desk::checker::may_help(const handler& h, local_time at) const {
    const auto& item = *d.catalogue_->find_item(o->item, o->placed_at.date());
    const auto building = c().buildings().find(o->building);
    const auto helpers = list_helpers(*d.catalogue_, c(), item, building, o->priority);
    const auto competent = list_competent(*d.catalogue_, c(), item, building, o->priority, at.date());
    return h != handler{handler_kind::person, o->reporter} &&
           (std::find(helpers.begin(), helpers.end(), h) != helpers.end() ||
            std::any_of(competent.begin(), competent.end(),
                        [&](const candidate& x) { return x.handler == h; }));
}

auto desk::checker::needs_new_hands(const handler& h) const -> verdict {
    const auto& former = o->former_handlers;
    if (o->handler != h && std::find(former.begin(), former.end(), h) == former.end()) return std::nullopt;
    return no(codes::had_it_before, {h.key.text()});
}

auto desk::checker::operator()(const dispatch_order& x) const -> verdict {
    if (auto why = needs_competence(x.handler, x.at)) return why;
    if (auto why = needs_new_hands(x.handler)) return why;
    for (std::size_t i = 0; i < x.co_handlers.size(); ++i) {
        const auto& h = x.co_handlers[i];
        if (!exists(h)) return no(codes::unknown_handler, {h.key.text()});
        if (!may_help(h, x.at)) return no(codes::may_not_help, {h.key.text()});
        const auto earlier = x.co_handlers.begin() + static_cast<std::ptrdiff_t>(i);
        if (h == x.handler || std::find(x.co_handlers.begin(), earlier, h) != earlier)
            return no(codes::helps_itself, {h.key.text()});
    }
    return std::nullopt;
}

auto desk::checker::operator()(const visit_home& x) const -> verdict {
    if (x.left > x.at + std::chrono::hours{24}) return no(codes::bad_times, {"left"});
    if (x.left < x.at)
        return no(codes::time_goes_back, {calendar::to_string(x.left), calendar::to_string(x.at)});
    return needs(x.note, "note");
}

auto desk::checker::operator()(const adjudicate_order& x) const -> verdict {
    if (auto why = needs(x.reason, "reason")) return why;
    return needs_competence(x.handler, x.at);
}

auto desk::checker::operator()(const transfer_order& x) const -> verdict {
    if (auto why = needs(x.reason, "reason")) return why;
    if (auto why = needs_competence(x.handler, x.at)) return why;
    return needs_new_hands(x.handler);
}

auto desk::checker::operator()(const extend_order& x) const -> verdict {
    if (auto why = needs(x.reason, "reason")) return why;
    const int left = d.rules_.most_extended.count() - o->extended_days;
    if (x.days < 1 || x.days > left)
        return no(codes::bad_days, {std::to_string(x.days), std::to_string(left)});
    return std::nullopt;
}

auto desk::checker::operator()(const suspend_order& x) const -> verdict {
    if (auto why = needs(x.reason, "reason")) return why;
    calendar::require_plain(x.review, "desk");
    const auto latest = calendar::later(x.at.date(), static_cast<int>(d.rules_.most_suspended.days()));
    if (x.review <= x.at.date() || !latest || x.review > *latest)
        return no(codes::bad_review,
                  {calendar::to_string(x.review), latest ? calendar::to_string(*latest) : "–"});
    return std::nullopt;
}

auto desk::checker::operator()(const feed_back& x) const -> verdict {
    if (auto why = needs(x.evidence, "evidence")) return why;
    return check_photos(x.photos);
}

const order& desk::checker::root() const {
    const auto* in = o;
    while (in->parent)
        if (const auto* next = d.find(*in->parent))
            in = next;
        else
            break;
    return *in;
}

bool desk::checker::shares_place_with(const order& other) const {
    const bool one_building = !o->building.empty() && other.building == o->building;
    if (other.grid == o->grid || one_building) return true;
    // Grids may have been drawn anew between the two.
    const auto one_grid = [&](const calendar::date& day) {
        const auto grid = grid_at(c(), o->building, o->spot, day);
        return grid && grid == grid_at(c(), other.building, other.spot, day);
    };
    return one_grid(o->placed_at.date()) || one_grid(other.placed_at.date());
}

auto desk::checker::operator()(const merge_order& x) const -> verdict {
    if (auto why = needs(x.reason, "reason")) return why;
    const auto* into = d.find(x.into);
    if (into == nullptr) return no(codes::unknown_order, {x.into.text()});
    const bool was_split =
        std::find(o->split_from.begin(), o->split_from.end(), x.into) != o->split_from.end();
    if (into == o || !rule_of(step::merge).from.contains(into->state) || !shares_place_with(*into) ||
        into->item != o->item || into->placed_at > o->placed_at || was_split)
        return no(codes::bad_merge, {x.into.text()});
    if (x.at < into->last_at)
        return no(codes::time_goes_back, {calendar::to_string(x.at), calendar::to_string(into->last_at)});
    return std::nullopt;
}

auto desk::checker::operator()(const blow_whistle& x) const -> verdict {
    if (auto why = needs(x.reason, "reason")) return why;
    for (const auto& k : x.departments)
        if (!c().departments().find(k)) return no(codes::unknown_handler, {k.text()});
    auto sorted = x.departments;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.empty() || x.report_by <= x.at || x.report_by > x.at + std::chrono::hours{24 * 30} ||
        std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
        return no(codes::bad_whistle);
    return std::nullopt;
}

auto desk::checker::operator()(const report_in& x) const -> verdict {
    const auto& w = o->whistles.back(); // it is there: somebody who was called reports
    const bool open = std::find(w.called.begin(), w.called.end(), x.department) != w.called.end() &&
                      std::find(w.reported.begin(), w.reported.end(), x.department) == w.reported.end();
    if (open && acts_for(x.by, {handler_kind::department, x.department}, x.at.date())) return std::nullopt;
    return no(codes::not_entitled,
              {x.by.text(), both(step::report_in), names_of({actor::called}, step::report_in)});
}

} // namespace qaidam::services
