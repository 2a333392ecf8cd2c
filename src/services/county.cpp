#include <qaidam/services/county.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>

#include <qaidam/civic/county.hpp>

#include "fold.hpp"

namespace qaidam::services {

using civic::community_key;

namespace {

/// Whom one community knows by that key, as another calls them.
person_key person_abroad(const person_key& person, const community_key& from, const community_key& to) {
    if (person.empty() || person == system_actor || is_visitor(person)) return person;
    if (const auto other = civic::unqualified(person))
        return other->first == to ? person_key{other->second} : person;
    return person_key{civic::qualified(from, person)};
}

order_key key_there(const community_key& from, const order_key& order) {
    return order_key{civic::qualified(from, order)};
}

} // namespace

referred_order referral_of(const order& o, const community_key& from) {
    if (!o.referred)
        throw std::invalid_argument(fmt::format("referral_of: order {} was not referred", o.key));
    const auto& to = o.referred->to;
    const bool handled = o.dispatched_at && o.due;
    referred_order m{.from = from,
                     .to = to,
                     .order = o.key,
                     .at = *o.closed_at,
                     .item = o.item,
                     .building = o.referred->building,
                     .spot = o.referred->building.empty() ? o.spot : std::nullopt,
                     .text = o.text,
                     .attributes = o.attributes,
                     .attribute_texts = o.attribute_texts,
                     .address = o.address,
                     .photos = o.photos,
                     .at_door = o.at_door,
                     .channel = o.channel,
                     .priority = o.priority,
                     .placed_by = person_abroad(o.placed_by, from, to),
                     .reporter = person_abroad(o.reporter, from, to),
                     .state = o.referred->state,
                     .placed_at = o.placed_at,
                     .registered_at = o.registered_at,
                     .dispatched_at = o.dispatched_at,
                     .step_due = o.referred->step_due,
                     .close_by = o.close_by,
                     .due = o.due,
                     .limit = handled ? std::optional{o.limit} : std::nullopt,
                     .rules = handled ? o.rules : std::string{},
                     .verified = o.verified,
                     .accepted_late = o.referred->accepted_late ||
                                      (o.received && o.received->accepted_late) ||
                                      (o.accepted_at && !o.responded),
                     .returns = o.returns,
                     .transfers = o.transfers,
                     .extended_days = o.extended_days,
                     .suspensions = o.suspensions,
                     .urges = o.urges,
                     .supervisions = o.supervisions,
                     .referrals = o.referrals};
    for (const auto& h : o.former_handlers)
        if (h.kind == handler_kind::department) m.former_departments.emplace_back(h.key);
    return m;
}

receive_order receive(const order& o, const community_key& from, calendar::local_time at,
                      const person_key& by) {
    return {.order = key_there(from, o.key), .by = by, .at = at, .matter = referral_of(o, from)};
}

community_orders orders_of(const desk& d) {
    return {community_key{d.community().identity().key}, &d.orders()};
}

namespace {

using books = std::map<community_key, const order_book*>;

books by_key(std::span<const community_orders> all) {
    books found;
    for (const auto& x : all)
        if (!found.emplace(x.community, x.orders).second)
            throw std::invalid_argument(fmt::format("two books of orders are of community {}", x.community));
    return found;
}

/// Whether the community to which the order was referred has it.
bool was_received(const order& o, const community_key& from, const books& all) {
    const auto there = all.find(o.referred->to);
    if (there == all.end()) return false;
    const auto found = there->second->find(key_there(from, o.key));
    return found && detail::came_from((*there->second)[*found], from, o.key);
}

/// As the other community will have it.
order in_transit(const order& o, const community_key& from) {
    const auto m = referral_of(o, from);
    order_received e{};
    static_cast<receive_order&>(e) = {.order = key_there(from, o.key), .at = m.at, .matter = m};
    e.step_due = m.step_due;
    e.close_by = m.close_by;
    e.due = m.due;
    e.limit = m.limit;
    return fold(nullptr, event{std::move(e)});
}

/// Puts the names of a community's things into those of the county.
struct qualifier {
    const civic::county& county;
    const community_key& community;

    template <class Key>
    void operator()(Key& k) const {
        if (!k.empty()) k = Key{civic::qualified(community, k)};
    }
    void operator()(handler& h) const {
        if (h.kind != handler_kind::department || !county.departments().find(h.key)) (*this)(h.key);
    }
    void operator()(order& o) const {
        (*this)(o.key);
        (*this)(o.grid);
        (*this)(o.building);
        if (o.handler) (*this)(*o.handler);
        for (auto* all : {&o.co_handlers, &o.former_handlers})
            for (auto& h : *all) (*this)(h);
        if (o.parent) (*this)(*o.parent);
        for (auto* all : {&o.split_from, &o.merged_in})
            for (auto& k : *all) (*this)(k);
    }
};

} // namespace

std::vector<transit> list_in_transit(std::span<const community_orders> all) {
    const auto known = by_key(all);
    std::vector<transit> found;
    for (const auto& [community, orders] : known)
        for (const auto& o : *orders)
            if (o.referred && !was_received(o, community, known))
                found.push_back({community, o.key, o.referred->to, *o.closed_at});
    std::stable_sort(found.begin(), found.end(),
                     [](const transit& a, const transit& b) { return a.since < b.since; });
    return found;
}

order_book orders_of_county(const civic::county& county, std::span<const community_orders> all) {
    const auto known = by_key(all);
    order_book whole;
    for (const auto& [community, orders] : known) {
        const qualifier qualify{county, community};
        for (const auto& o : *orders) {
            if (o.referred && was_received(o, community, known)) continue;
            auto copy = o.referred ? in_transit(o, community) : o;
            copy.key = o.key;
            qualify(copy);
            if (o.referred && !o.referred->building.empty()) // it is in the community to which it goes
                copy.building = building_key{civic::qualified(o.referred->to, o.referred->building)};
            whole.add(std::move(copy));
        }
    }
    return whole;
}

std::string by_community(const order& o) {
    const auto found = civic::unqualified(o.key);
    return found ? found->first.text() : std::string{};
}

} // namespace qaidam::services
