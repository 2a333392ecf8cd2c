#include <qaidam/services/desk.hpp>

#include <algorithm>
#include <stdexcept>

#include <qaidam/services/codes.hpp>

namespace qaidam::services {
namespace {

/// The state in which each command is taken, by the alternatives of `command`; place_order makes the order.
constexpr order_state wanted_state[] = {
    order_state::placed,   order_state::placed,   order_state::registered, order_state::dispatched,
    order_state::handling, order_state::handling, order_state::to_check,   order_state::follow_up};

/// The journal keeps whole seconds: a fraction would be lost in it.
void require_whole_seconds(const calendar::ptime& time) {
    calendar::require_whole_seconds(time, "desk");
}

std::optional<refusal> no(const message_rule& rule, std::vector<std::string> arguments) {
    return refusal{&rule, std::move(arguments), {}};
}

int age_on(const calendar::date& born, const calendar::date& day) {
    const bool birthday_passed = std::pair{day.month(), day.day()} >= std::pair{born.month(), born.day()};
    return day.year() - born.year() - (birthday_passed ? 0 : 1);
}

} // namespace

desk::desk(const civic::community& c, const catalogue& offered, const calendar::work_calendar& office,
           desk_rules rules)
    : community_{&c},
      catalogue_{&offered},
      office_{&office},
      rules_{std::move(rules)} {}

const order* desk::find(const key& k) const {
    const auto found = orders_.find(k);
    return found == orders_.end() ? nullptr : &found->second;
}

std::vector<std::string> desk::allowed_in(order_state s, language l) {
    std::vector<std::string> names;
    const command all[] = {register_order{}, dispatch_order{}, accept_order{}, visit_home{},
                           feed_back{},      pass_check{},     rate_order{}};
    for (const auto& c : all)
        if (wanted_state[c.index()] == s) names.push_back(name_of(c, l));
    return names;
}

/// The guards of each command. What all share (the order exists, its state, the time) is asked before.
struct desk::checker {
    const desk& d;
    const order* o; ///< null only for place_order

    const civic::community& c() const { return *d.community_; }

    bool is_known(const key& person) const { return c().people().find(person).has_value(); }

    /// Whether the person acts for the handler: is it, or holds a role in the department or team.
    bool acts_for(const key& person, const handler& h, const calendar::date& day) const {
        if (h.kind == handler_kind::person) return h.key == person;
        const auto who = c().people().find(person);
        if (!who) return false;
        civic::scope where;
        if (h.kind == handler_kind::department) {
            if (const auto id = c().departments().find(h.key)) where = *id;
        } else if (const auto id = c().teams().find(h.key)) {
            where = *id;
        }
        const auto roles = c().roles_at(where, day);
        return where.index() != 0 && std::any_of(roles.begin(), roles.end(),
                                                 [&](const civic::role& r) { return r.person == *who; });
    }

    std::optional<refusal> needs_person(const key& person) const {
        if (!is_known(person)) return no(codes::unknown_person, {person.text()});
        return std::nullopt;
    }

    std::optional<refusal> needs_handler(const key& person, const calendar::ptime& at) const {
        if (acts_for(person, *o->handler, at.date())) return std::nullopt;
        return no(codes::not_the_handler, {person.text(), o->handler->key.text()});
    }

    std::optional<refusal> needs_deadline(const dispatch_order& x, const calendar::time_limit& limit) const {
        try {
            (void)deadline(*d.office_, x.at, limit, d.rules_.counting);
            return std::nullopt;
        } catch (const std::invalid_argument&) { // the calendar does not know that year
            return no(codes::no_deadline,
                      {calendar::to_text(x.at), in_both({to_string(limit, language::zh), to_string(limit)})});
        }
    }

    std::optional<refusal> operator()(const place_order& x) const {
        const auto offered = d.catalogue_->items.find(x.item);
        if (!offered) return no(codes::unknown_item, {x.item.text()});
        const auto& wanted = d.catalogue_->items[*offered];
        const auto building = c().buildings().find(x.building);
        if (!building) return no(codes::unknown_building, {x.building.text()});
        if (auto unknown = needs_person(x.by)) return unknown;
        if (!c().grid_of(*building, x.at.date()))
            return no(codes::outside_grids, {x.building.text(), calendar::to_text(x.at.date())});
        if (x.at_door && !wanted.at_door) return no(codes::not_at_door, {in_both(wanted.name)});
        const auto& born = c().people()[x.by].born;
        if (wanted.least_age && born && age_on(*born, x.at.date()) < *wanted.least_age)
            return no(codes::too_young, {std::to_string(age_on(*born, x.at.date())), in_both(wanted.name),
                                         std::to_string(*wanted.least_age)});
        return std::nullopt;
    }

    std::optional<refusal> operator()(const register_order& x) const {
        if (x.by != system_actor) return needs_person(x.by);
        const auto offered = d.catalogue_->items.find(o->item);
        if (!offered) return no(codes::unknown_item, {o->item.text()});
        if (d.rules_.system_registers_errands && d.catalogue_->items[*offered].list == service_list::errand)
            return std::nullopt;
        return no(codes::not_for_the_system, {d.rules_.version});
    }

    std::optional<refusal> operator()(const dispatch_order& x) const {
        if (auto unknown = needs_person(x.by)) return unknown;
        // An order of former days may speak of what the community has no more.
        const auto offered = d.catalogue_->items.find(o->item);
        if (!offered) return no(codes::unknown_item, {o->item.text()});
        const auto found = c().buildings().find(o->building);
        if (!found) return no(codes::unknown_building, {o->building.text()});
        const auto& item = d.catalogue_->items[*offered];
        const auto building = *found;
        auto competent =
            d.catalogue_->competent_for(item.category, c().quarters()[c().buildings()[building].quarter].key);
        // A building's party member takes the errands of his building.
        if (item.list == service_list::errand)
            for (const auto& r : c().roles_at(building, x.at.date()))
                if (r.kind == civic::role_kind::party_member)
                    competent.push_back({handler_kind::person, c().people()[r.person].key});
        if (std::find(competent.begin(), competent.end(), x.handler) != competent.end())
            return needs_deadline(x, item.limit);
        std::string names;
        for (const auto& h : competent) names += (names.empty() ? "" : ", ") + h.key.text();
        return no(codes::not_competent, {x.handler.key.text(), item.category, names.empty() ? "–" : names});
    }

    std::optional<refusal> operator()(const accept_order& x) const { return needs_handler(x.by, x.at); }

    std::optional<refusal> operator()(const visit_home& x) const {
        if (auto not_his = needs_handler(x.by, x.at)) return not_his;
        require_whole_seconds(x.left);
        if (x.left < x.at)
            return no(codes::time_goes_back, {calendar::to_text(x.left), calendar::to_text(x.at)});
        if (x.note.empty()) return no(codes::nothing_said, {"note"});
        return std::nullopt;
    }

    std::optional<refusal> operator()(const feed_back& x) const {
        if (auto not_his = needs_handler(x.by, x.at)) return not_his;
        if (x.evidence.empty()) return no(codes::nothing_said, {"evidence"});
        return std::nullopt;
    }

    std::optional<refusal> operator()(const pass_check& x) const {
        if (x.by == system_actor) {
            if (d.rules_.system_passes_visited && o->visits > 0) return std::nullopt;
            return no(codes::not_for_the_system, {d.rules_.version});
        }
        if (acts_for(x.by, *o->handler, x.at.date())) return no(codes::checks_own_work, {x.by.text()});
        return needs_person(x.by);
    }

    std::optional<refusal> operator()(const rate_order& x) const {
        if (x.by == o->reporter) return std::nullopt;
        return no(codes::not_the_reporter, {x.by.text()});
    }
};

std::optional<refusal> desk::check(const command& c) const {
    const auto at = std::visit([](const auto& x) { return x.at; }, c);
    require_whole_seconds(at);
    const auto* o = find(order_of(c));
    if (const auto* p = std::get_if<place_order>(&c)) {
        if (o == nullptr) {
            if (p->order.empty()) return no(codes::nothing_said, {"order"});
            return checker{*this, nullptr}(*p);
        }
        const bool same = o->item == p->item && o->building == p->building && o->reporter == p->by &&
                          o->at_door == p->at_door && o->channel == p->channel && o->placed_at == p->at;
        return same ? std::nullopt : no(codes::order_exists, {p->order.text()});
    }
    if (o == nullptr) return no(codes::unknown_order, {order_of(c).text()});
    auto why = o->state != wanted_state[c.index()]
                   ? no(codes::wrong_state,
                        {o->key.text(), in_both({to_string(o->state, language::zh), to_string(o->state)})})
               : at < o->last_at
                   ? no(codes::time_goes_back, {calendar::to_text(at), calendar::to_text(o->last_at)})
                   : std::visit(checker{*this, o}, c);
    if (why) why->allowed = allowed_in(o->state);
    return why;
}

std::vector<event> desk::decide(const command& c) const {
    if (auto why = check(c)) throw refused{*std::move(why)};
    struct decider {
        const desk& d;
        using events = std::vector<event>;
        events operator()(const place_order& x) const {
            if (d.find(x.order)) return {};
            return {order_placed{x.order, x.by, x.at, x.item, x.building, x.at_door, x.channel}};
        }
        events operator()(const register_order& x) const { return {order_registered{x.order, x.by, x.at}}; }
        events operator()(const dispatch_order& x) const {
            const auto& limit = d.catalogue_->items[d.find(x.order)->item].limit;
            return {order_dispatched{x.order, x.by, x.at, x.handler,
                                     deadline(*d.office_, x.at, limit, d.rules_.counting), d.rules_.version}};
        }
        events operator()(const accept_order& x) const { return {order_accepted{x.order, x.by, x.at}}; }
        events operator()(const visit_home& x) const {
            return {home_visited{x.order, x.by, x.at, x.left, x.note}};
        }
        events operator()(const feed_back& x) const {
            return {order_fed_back{x.order, x.by, x.at, x.evidence}};
        }
        events operator()(const pass_check& x) const { return {check_passed{x.order, x.by, x.at}}; }
        events operator()(const rate_order& x) const {
            return {order_rated{x.order, x.by, x.at, x.solved, x.satisfied}};
        }
    };
    return std::visit(decider{*this}, c);
}

namespace {

/// What an event makes of its order. An order that is rated as not solved goes back to its handler.
struct folder {
    order& o;
    void operator()(const order_placed&) const {}
    void operator()(const order_registered&) const { o.state = order_state::registered; }
    void operator()(const order_dispatched& e) const {
        o.state = order_state::dispatched;
        o.handler = e.handler;
        o.due = e.due;
    }
    void operator()(const order_accepted&) const { o.state = order_state::handling; }
    void operator()(const home_visited& e) const {
        ++o.visits;
        o.last_at = e.left;
    }
    void operator()(const order_fed_back& e) const {
        o.state = order_state::to_check;
        o.fed_back_at = e.at;
    }
    void operator()(const check_passed&) const { o.state = order_state::follow_up; }
    void operator()(const order_rated& e) const {
        o.satisfied = e.satisfied;
        if (!e.solved) o.visits = 0;
        o.state = e.solved ? order_state::solved : order_state::handling;
    }
};

void require_whole_seconds(const event& e) {
    require_whole_seconds(time_of(e));
    if (const auto* dispatched = std::get_if<order_dispatched>(&e)) require_whole_seconds(dispatched->due);
    if (const auto* visited = std::get_if<home_visited>(&e)) require_whole_seconds(visited->left);
}

bool ends_before_it_starts(const event& e) {
    const auto* visited = std::get_if<home_visited>(&e);
    return visited != nullptr && visited->left < visited->at;
}

} // namespace

void desk::apply(std::span<const event> events) {
    // On copies of the orders concerned, so that a list that does not follow changes nothing.
    std::map<key, order> changed;
    for (const auto& e : events) {
        require_whole_seconds(e);
        const auto& k = order_of(e);
        const auto* before = changed.contains(k) ? &changed.at(k) : find(k);
        if (const auto* p = std::get_if<order_placed>(&e)) {
            if (k.empty()) throw std::invalid_argument("desk::apply: an order has no key");
            if (before != nullptr)
                throw std::invalid_argument("desk::apply: order " + k.text() + " is placed twice");
            changed.insert_or_assign(k, order{.key = k,
                                              .item = p->item,
                                              .building = p->building,
                                              .reporter = p->by,
                                              .at_door = p->at_door,
                                              .channel = p->channel,
                                              .placed_at = p->at,
                                              .last_at = p->at});
            continue;
        }
        if (before == nullptr || before->state != wanted_state[e.index()] || time_of(e) < before->last_at ||
            ends_before_it_starts(e))
            throw std::invalid_argument(
                fmt::format("desk::apply: event '{}' does not follow for order {}", name_of(e), k));
        auto next = *before;
        next.last_at = time_of(e);
        std::visit(folder{next}, e);
        changed.insert_or_assign(k, std::move(next));
    }
    for (auto& [k, o] : changed) orders_.insert_or_assign(k, std::move(o));
}

} // namespace qaidam::services
