#include <qaidam/services/dispatch.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include <qaidam/services/codes.hpp>
#include <qaidam/solve/flow.hpp>

namespace qaidam::services {
namespace {

bool fits(const competence& x, const civic::community& c, const service_item& item,
          std::optional<civic::building_id> building, priority p) {
    return x.category == item.category && (!x.priority || *x.priority == p) &&
           (!x.quarter || (building && *x.quarter == c.quarters()[c.buildings()[*building].quarter].key));
}

} // namespace

std::vector<candidate> list_competent(const catalogue& all, const civic::community& c,
                                      const service_item& item, std::optional<civic::building_id> building,
                                      priority p, const calendar::date& day) {
    std::vector<candidate> competent;
    const auto add = [&](const handler& h, std::optional<std::size_t> by) {
        const bool there = std::any_of(competent.begin(), competent.end(),
                                       [&](const candidate& x) { return x.handler == h; });
        if (!there) competent.push_back({h, by});
    };
    for (std::size_t i = 0; i < all.competences.size(); ++i)
        if (!all.competences[i].helps && fits(all.competences[i], c, item, building, p))
            add(all.competences[i].handler, i);
    if (item.list == service_list::errand && building)
        for (const auto& r : c.roles_at(*building, day))
            if (r.kind == civic::role_kind::party_member)
                add({handler_kind::person, c.people()[r.person].key}, std::nullopt);
    return competent;
}

std::vector<handler> list_helpers(const catalogue& all, const civic::community& c, const service_item& item,
                                  std::optional<civic::building_id> building, priority p) {
    std::vector<handler> helpers;
    for (const auto& x : all.competences)
        if (x.helps && fits(x, c, item, building, p)) helpers.push_back(x.handler);
    return helpers;
}

namespace {

/// The scope whose roles act for a department or a team; nothing for a person, or one that there is not.
std::optional<civic::scope> scope_of(const civic::community& c, const handler& h) {
    if (h.kind == handler_kind::department)
        if (const auto id = c.departments().find(h.key)) return civic::scope{*id};
    if (h.kind == handler_kind::team)
        if (const auto id = c.teams().find(h.key)) return civic::scope{*id};
    return std::nullopt;
}

} // namespace

bool can_act(const civic::community& c, const handler& h, const calendar::date& day) {
    if (h.kind == handler_kind::person) return c.people().find(h.key).has_value();
    const auto where = scope_of(c, h);
    return where && !c.roles_at(*where, day).empty();
}

std::vector<calendar::dated_finding> audit(const catalogue& all, const civic::community& c,
                                           const calendar::date_span& when) {
    std::map<civic::scope, std::vector<calendar::date_span>> staffed;
    for (const auto& r : c.roles()) staffed[r.scope].push_back(r.when);
    std::vector<calendar::dated_finding> found;
    const auto look = [&](const service_item& item) {
        const auto offered = calendar::overlap(item.when, when);
        if (!offered) return;
        std::set<handler> seen;
        for (const auto& x : all.competences) {
            if (x.helps || x.category != item.category || !seen.insert(x.handler).second) continue;
            const auto where = scope_of(c, x.handler);
            if (!where) continue;
            if (auto open = calendar::gaps(staffed[*where], *offered); !open.empty())
                found.push_back(
                    {{&codes::handler_without_people, item.key, {x.handler.key.text()}}, std::move(open)});
        }
    };
    for (const auto& item : all.items) look(item);
    for (const auto& item : all.former) look(item);
    return found;
}

std::map<handler, int> count_open(const order_book& orders) {
    std::map<handler, int> open;
    for (const auto& o : orders)
        if (o.handler && !is_closed(o.state)) ++open[*o.handler];
    return open;
}

namespace {

/// The candidates of one order, weighed as things stand, the cheapest first.
std::vector<weighed_candidate> weigh(const desk& d, const order_key& k, calendar::local_time at,
                                     const dispatch_options& options, const std::map<handler, int>& open) {
    const auto* o = d.find(k);
    if (o == nullptr) throw std::invalid_argument("choose_handler: there is no order " + k.text());
    const auto& c = d.community();
    const auto* item = d.catalogue().find_item(o->item, o->placed_at.date());
    if (item == nullptr)
        throw std::invalid_argument("choose_handler: no list has the item " + o->item.text());
    const auto building = c.buildings().find(o->building);
    if (!building && !o->building.empty())
        throw std::invalid_argument("choose_handler: there is no building " + o->building.text());

    std::vector<weighed_candidate> all;
    for (auto& x : list_competent(d.catalogue(), c, *item, building, o->priority, at.date())) {
        weighed_candidate w{std::move(x)};
        const auto& h = w.candidate.handler;
        if (const auto n = open.find(h); n != open.end()) w.open = n->second;
        if (h.kind == handler_kind::person && building)
            if (const auto& home = c.people()[h.key].home; home)
                if (const auto& from = c.buildings()[*home].at, &to = c.buildings()[*building].at; from && to)
                    w.away = geo::distance(*from, *to);
        w.cost = options.per_open_order * w.open +
                 options.per_kilometre * w.away.value_or(geo::meters{0}).value() / 1000 +
                 options.per_rank * static_cast<double>(all.size());
        const auto& former = o->former_handlers;
        w.gave_it_away = o->handler == h || std::find(former.begin(), former.end(), h) != former.end();
        w.full = options.most_open && w.open >= *options.most_open;
        w.empty = !can_act(c, h, at.date());
        all.push_back(std::move(w));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const weighed_candidate& a, const weighed_candidate& b) { return a.cost < b.cost; });
    return all;
}

} // namespace

dispatch_choice choose_handler(const desk& d, const order_key& order, calendar::local_time at,
                               const dispatch_options& options) {
    dispatch_choice choice{order, {}, weigh(d, order, at, options, count_open(d.orders()))};
    for (const auto& w : choice.considered)
        if (!w.gave_it_away && !w.full && !w.empty) {
            choice.handler = w.candidate.handler;
            break;
        }
    return choice;
}

std::vector<dispatch_choice> choose_handlers(const desk& d, std::span<const order_key> orders,
                                             calendar::local_time at, const dispatch_options& options) {
    const auto open = count_open(d.orders());
    std::vector<dispatch_choice> choices;
    std::map<handler, std::size_t> numbers; // of handlers
    for (const auto& k : orders) {
        choices.push_back({k, {}, weigh(d, k, at, options, open)});
        for (const auto& w : choices.back().considered) numbers.emplace(w.candidate.handler, numbers.size());
    }
    // Source → orders → handlers → sink. What a handler takes costs more with each order that they have.
    const auto source = std::size_t{0};
    const auto sink = std::size_t{1};
    const auto node_of_order = [&](std::size_t i) { return 2 + i; };
    const auto node_of_handler = [&](std::size_t i) { return 2 + orders.size() + i; };
    const auto whole = [](double cost) { return std::llround(cost * 1000); };
    std::vector<solve::flow_arc> arcs;
    std::vector<std::size_t> wishes(numbers.size());
    struct wish {
        std::size_t arc;
        std::size_t order;
        const weighed_candidate* candidate;
    };
    std::vector<wish> all;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        arcs.push_back({source, node_of_order(i), 1});
        for (const auto& w : choices[i].considered) {
            if (w.gave_it_away || w.empty) continue;
            const auto h = numbers.at(w.candidate.handler);
            ++wishes[h];
            all.push_back({arcs.size(), i, &w});
            arcs.push_back(
                {node_of_order(i), node_of_handler(h), 1, whole(w.cost - options.per_open_order * w.open)});
        }
    }
    for (const auto& [h, number] : numbers) {
        const auto found = open.find(h);
        const int has = found == open.end() ? 0 : found->second;
        for (std::size_t n = 0; n < wishes[number]; ++n) {
            const auto would_have = has + static_cast<int>(n);
            if (options.most_open && would_have >= *options.most_open) break;
            arcs.push_back({node_of_handler(number), sink, 1, whole(options.per_open_order * would_have)});
        }
    }
    const auto flow = solve::find_cheapest_flow(2 + orders.size() + numbers.size(), arcs, source, sink);
    for (const auto& w : all)
        if (flow.through[w.arc] > 0) choices[w.order].handler = w.candidate->candidate.handler;
    return choices;
}

std::string to_string(const dispatch_choice& c, language l) {
    std::string text =
        fmt::format("{} → {}", c.order, c.handler ? c.handler->key.text() : pick(l, "无人可派", "nobody"));
    for (const auto& w : c.considered) {
        const auto& h = w.candidate.handler;
        text += fmt::format(
            "\n{} {} · {} · {}", c.handler == h ? "*" : "-", h.key,
            w.candidate.competence
                ? fmt::format(fmt::runtime(pick(l, "权责清单第 {} 行", "row {} of the competences")),
                              *w.candidate.competence + 1)
                : std::string{pick(l, "本楼栋党员", "party member of the building")},
            fmt::format(fmt::runtime(pick(l, "在办 {} 件", "{} open")), w.open));
        if (w.away)
            text +=
                fmt::format(fmt::runtime(pick(l, " · 相距 {:.0f} 米", " · {:.0f} m away")), w.away->value());
        text += fmt::format(fmt::runtime(pick(l, " · 代价 {:.2f}", " · cost {:.2f}")), w.cost);
        if (w.gave_it_away) text += pick(l, " · 办过或退过此单", " · had it before");
        if (w.full) text += pick(l, " · 已满", " · has as many as allowed");
        if (w.empty) text += pick(l, " · 无人经办", " · nobody acts for it");
    }
    return text;
}

} // namespace qaidam::services
