// GTFS-Fares v2: legs, their products, and what changing does to the price.
#include <algorithm>
#include <limits>
#include <set>

#include "price.hpp"

namespace qaidam::journeys {

using namespace rail;
namespace {

/// What a rule may be asked: rides that are priced as one.
struct fare_leg {
    std::size_t first; ///< among the rides
    std::size_t last;
    std::set<std::optional<fare_network_id>> networks{};
    std::vector<fare_area_id> from{};
    std::vector<fare_area_id> to{};
};

/// A product that a leg may be paid with.
struct leg_choice {
    leg_product by;
    rail::price price;
};

/// A leg with all that it may be paid with, in one currency; none where it has no price.
struct asked_leg {
    fare_leg leg;
    std::vector<leg_choice> choices;
};

struct transfer_choice {
    transfer_product by;
    rail::price price;
};

template <class T>
bool contains(const std::vector<T>& all, const T& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

class leg_maker {
public:
    leg_maker(const timetable& t, std::span<const ride> rides) : t_{t}, all_{t.fares_v2()}, rides_{rides} {}

    /// The rides as legs, or each as one.
    [[nodiscard]] std::vector<fare_leg> make() const {
        std::vector<fare_leg> legs;
        for (std::size_t i = 0; i < rides_.size(); ++i) {
            if (i == 0 || !is_joined(i)) {
                legs.push_back({.first = i, .last = i});
                legs.back().from = areas_of(rides_[i], rides_[i].board);
            }
            legs.back().last = i + 1;
            legs.back().networks.insert(network_of(rides_[i]));
            legs.back().to = areas_of(rides_[i], rides_[i].alight);
        }
        return legs;
    }

private:
    [[nodiscard]] std::optional<fare_network_id> network_of(const ride& r) const {
        const std::optional<route_id> route = t_.trains()[r.train].route;
        const auto found = std::find_if(all_.route_networks.begin(), all_.route_networks.end(),
                                        [&](const route_network& x) { return route && x.route == *route; });
        return found == all_.route_networks.end() ? std::nullopt : std::optional{found->network};
    }

    [[nodiscard]] const call& call_of(const ride& r, std::size_t call) const {
        return t_.trains()[r.train].calls[call];
    }

    [[nodiscard]] std::vector<fare_area_id> areas_of(const ride& r, std::size_t at) const {
        const auto& c = call_of(r, at);
        const auto list = [&](const std::optional<stop_id>& stop) {
            std::vector<fare_area_id> areas;
            for (const auto& x : all_.stop_areas)
                if (x.stop.station == c.at && x.stop.stop == stop) areas.push_back(x.area);
            return areas;
        };
        auto own = c.platform ? list(c.platform) : std::vector<fare_area_id>{};
        return own.empty() ? list(std::nullopt) : own;
    }

    [[nodiscard]] bool is_at(const fare_stop& s, const call& c) const {
        return s.station == c.at && (!s.stop || c.platform == s.stop);
    }

    /// Whether a ride is of one leg with the ride before it.
    [[nodiscard]] bool is_joined(std::size_t i) const {
        const auto &before = rides_[i - 1], &after = rides_[i];
        const auto from = network_of(before), to = network_of(after);
        if (after.stays_seated && from == to) return true;
        const auto& off = call_of(before, before.alight);
        const auto& on = call_of(after, after.board);
        return std::any_of(all_.join_rules.begin(), all_.join_rules.end(), [&](const fare_join_rule& r) {
            if ((r.from_network && r.from_network != from) || (r.to_network && r.to_network != to))
                return false;
            if (!r.from && !r.to) return off.at == on.at;
            return (!r.from || is_at(*r.from, off)) && (!r.to || is_at(*r.to, on));
        });
    }

    const timetable& t_;
    const fares_v2& all_;
    std::span<const ride> rides_;
};

/// What legs and changes cost in one currency.
class fare_book {
public:
    fare_book(const timetable& t, std::span<const ride> rides, const price_query& q)
        : t_{t},
          all_{t.fares_v2()},
          rides_{rides},
          q_{q},
          rider_{q.rider.empty() ? std::nullopt : t.rider_categories().find(q.rider)},
          medium_{q.medium.empty() ? std::nullopt : all_.media.find(q.medium)} {
        for (const auto& r : all_.leg_rules) {
            if (r.network) named_networks_.insert(*r.network);
            if (r.from) named_from_.insert(*r.from);
            if (r.to) named_to_.insert(*r.to);
        }
        for (const auto& r : all_.transfer_rules) {
            if (!r.from.empty()) named_from_groups_.insert(r.from);
            if (!r.to.empty()) named_to_groups_.insert(r.to);
        }
    }

    /// Whether riders and medium of the question are known; the reason where they are not.
    [[nodiscard]] std::optional<unpriced_ride> find_unknown_word() const {
        if (!q_.rider.empty() && !rider_) return unpriced_ride{0, no_price::unknown_rider, q_.rider};
        if (!q_.medium.empty() && !medium_) return unpriced_ride{0, no_price::unknown_medium, q_.medium};
        return std::nullopt;
    }

    /// The rules that fit a leg best.
    [[nodiscard]] std::vector<std::size_t> rules_for(const fare_leg& leg) const {
        std::vector<std::size_t> fitting;
        int highest = 0;
        for (std::size_t i = 0; i < all_.leg_rules.size(); ++i) {
            if (!fits(all_.leg_rules[i], leg)) continue;
            highest = std::max(highest, all_.leg_rules[i].priority);
            fitting.push_back(i);
        }
        std::erase_if(fitting, [&](std::size_t i) { return all_.leg_rules[i].priority < highest; });
        return fitting;
    }

    [[nodiscard]] std::vector<leg_choice> choices_of(const fare_leg& leg) const {
        std::vector<leg_choice> choices;
        for (const auto i : rules_for(leg)) {
            const auto product = all_.leg_rules[i].product;
            const auto& p = all_.products[product];
            if (!is_used(q_, {p.key.text()})) continue;
            for (std::size_t o = 0; o < p.offers.size(); ++o)
                if (is_for_them(p.offers[o]))
                    choices.push_back({{i, product, o}, in_minor_units(p.offers[o].price)});
        }
        return choices;
    }

    /// Why a leg has no choices.
    [[nodiscard]] unpriced_ride why_not(const fare_leg& leg) const {
        for (const auto i : rules_for(leg)) {
            const auto& k = all_.products[all_.leg_rules[i].product].key.text();
            if (is_used(q_, {k})) return {leg.first, no_price::no_offer, k};
        }
        return {leg.first, no_price::no_rule};
    }

    [[nodiscard]] const fare_transfer_rule& transfer_rule(std::size_t i) const {
        return all_.transfer_rules[i];
    }
    [[nodiscard]] const std::string& group_of(const leg_choice& c) const {
        return all_.leg_rules[c.by.rule].group;
    }

    /// A change between two legs, of which the first is the last one of a run of changes by one rule's groups.
    struct change {
        std::string_view from, to; ///< groups
        const fare_leg* before;
        const fare_leg* after;
        const fare_transfer_rule* run = nullptr; ///< a rule of the run; null where there is none
        const fare_leg* run_start = nullptr;     ///< its first leg
        int run_changes = 0;
    };

    [[nodiscard]] static bool goes_on(const fare_transfer_rule* run, const fare_transfer_rule& r) {
        return run != nullptr && run->from == r.from && run->to == r.to;
    }

    /// The transfer rules that must be gone by; none where the legs are separate.
    [[nodiscard]] std::vector<std::size_t> transfers_for(const change& c) const {
        std::vector<std::size_t> fitting;
        for (std::size_t i = 0; i < all_.transfer_rules.size(); ++i) {
            const auto& r = all_.transfer_rules[i];
            if (!fits_group(r.from, c.from, named_from_groups_) || !fits_group(r.to, c.to, named_to_groups_))
                continue;
            const bool on = goes_on(c.run, r);
            const auto changes = on ? c.run_changes + 1 : 1;
            if (r.count && *r.count < changes) continue;
            if (r.limit && time_between(r.limit_between, on ? *c.run_start : *c.before, *c.after) > *r.limit)
                continue;
            fitting.push_back(i);
        }
        // Of rules that differ in their counts, those of the least one.
        const auto count_of = [&](std::size_t i) {
            return all_.transfer_rules[i].count.value_or(std::numeric_limits<int>::max());
        };
        const auto all = fitting;
        std::erase_if(fitting, [&](std::size_t i) {
            const auto& r = all_.transfer_rules[i];
            return r.from == r.to && std::any_of(all.begin(), all.end(), [&](std::size_t j) {
                       const auto& other = all_.transfer_rules[j];
                       return other.from == r.from && other.to == r.to && count_of(j) < count_of(i);
                   });
        });
        return fitting;
    }

    /// What a transfer rule's product costs in the currency; none where it has no such offer.
    [[nodiscard]] std::vector<transfer_choice> choices_of(std::size_t rule, const price& nothing) const {
        const auto& product = all_.transfer_rules[rule].product;
        if (!product) return {{{rule, {}, 0}, nothing}};
        std::vector<transfer_choice> choices;
        const auto& offers = all_.products[*product].offers;
        for (std::size_t o = 0; o < offers.size(); ++o)
            if (is_for_them(offers[o]) && offers[o].price.currency == nothing.currency)
                choices.push_back({{rule, product, o}, in_minor_units(offers[o].price)});
        return choices;
    }

    [[nodiscard]] const std::string& product_of(std::size_t transfer_rule) const {
        return all_.products[*all_.transfer_rules[transfer_rule].product].key.text();
    }

private:
    template <class Id>
    [[nodiscard]] bool fits_area(const std::optional<Id>& wanted, const std::vector<Id>& areas,
                                 const std::set<Id>& named) const {
        if (wanted) return contains(areas, *wanted);
        return all_.by_priority ||
               std::none_of(areas.begin(), areas.end(), [&](Id a) { return named.contains(a); });
    }

    [[nodiscard]] bool fits_network(const fare_leg_rule& r, const fare_leg& leg) const {
        if (r.network) return leg.networks.size() == 1 && *leg.networks.begin() == r.network;
        return all_.by_priority || std::none_of(leg.networks.begin(), leg.networks.end(), [&](const auto& n) {
                   return n && named_networks_.contains(*n);
               });
    }

    [[nodiscard]] bool fits_time(const std::string& group, const calendar::local_time& at) const {
        return group.empty() ||
               std::any_of(all_.timeframes.begin(), all_.timeframes.end(), [&](const timeframe& x) {
                   return x.group == group && x.from <= at.time_of_day() && at.time_of_day() < x.until &&
                          x.days.contains(at.date());
               });
    }

    [[nodiscard]] bool fits(const fare_leg_rule& r, const fare_leg& leg) const {
        return fits_network(r, leg) && fits_area(r.from, leg.from, named_from_) &&
               fits_area(r.to, leg.to, named_to_) &&
               fits_time(r.from_timeframe, rides_[leg.first].departure) &&
               fits_time(r.to_timeframe, rides_[leg.last - 1].arrival);
    }

    [[nodiscard]] static bool fits_group(const std::string& wanted, std::string_view group,
                                         const std::set<std::string, std::less<>>& named) {
        if (group.empty()) return false;
        return wanted.empty() ? !named.contains(group) : wanted == group;
    }

    [[nodiscard]] std::chrono::seconds time_between(fare_time what, const fare_leg& first,
                                                    const fare_leg& last) const {
        const bool from_departure =
            what == fare_time::departure_to_arrival || what == fare_time::departure_to_departure;
        const bool to_departure =
            what == fare_time::departure_to_departure || what == fare_time::arrival_to_departure;
        const auto from =
            from_departure ? rides_[first.first].departure_utc : rides_[first.last - 1].arrival_utc;
        const auto to = to_departure ? rides_[last.first].departure_utc : rides_[last.last - 1].arrival_utc;
        return to - from;
    }

    [[nodiscard]] bool is_for_them(const fare_product::offer& o) const {
        if (o.medium && medium_ && o.medium != medium_) return false;
        if (!o.rider) return true;
        return rider_ ? o.rider == rider_ : t_.rider_categories()[*o.rider].is_default;
    }

    const timetable& t_;
    const fares_v2& all_;
    std::span<const ride> rides_;
    const price_query& q_;
    std::optional<rider_category_id> rider_;
    std::optional<fare_medium_id> medium_;
    std::set<fare_network_id> named_networks_;
    std::set<fare_area_id> named_from_, named_to_;
    std::set<std::string, std::less<>> named_from_groups_, named_to_groups_;
};

/// How far the legs have been paid for, and how.
struct paid {
    std::size_t unpriced = 0;
    price sum{};
    const leg_choice* choice = nullptr;      ///< of the last leg; null where it has no price
    std::optional<transfer_choice> change{}; ///< that led to it
    const fare_transfer_rule* run =
        nullptr; ///< of changes in a row within its group; null where there are none
    std::size_t run_start = 0;
    int run_changes = 0;
    bool no_offer = false; ///< a transfer rule must be gone by, and its product has no price
    std::size_t transfer_rule = 0;
    std::size_t before = 0; ///< among the ways to pay for the legs before

    [[nodiscard]] bool is_before(const paid& other) const {
        if (unpriced != other.unpriced) return unpriced < other.unpriced;
        return compare(sum, other.sum) < 0;
    }
    /// Whether what comes next costs the same from here on.
    [[nodiscard]] bool leads_to_the_same(const paid& other) const {
        const bool same_run = run == nullptr || other.run == nullptr
                                  ? run == other.run
                                  : fare_book::goes_on(run, *other.run) && run_start == other.run_start &&
                                        run_changes == other.run_changes;
        return choice == other.choice && change.has_value() == other.change.has_value() && same_run;
    }
};

/// Every way to pay for the legs that may turn out the cheapest, leg by leg.
class payer {
public:
    payer(const fare_book& book, const std::vector<asked_leg>& legs, const std::string& currency)
        : book_{book},
          legs_{legs},
          nothing_{in_minor_units({.amount = 0, .decimals = 0, .currency = currency})} {
        for (std::size_t i = 0; i < legs.size(); ++i) pay(i);
    }

    [[nodiscard]] const paid& best() const { return ways_.back()[best_index()]; }

    /// What is paid, in the order of the legs; reasons for legs without a price go into `unpriced`.
    [[nodiscard]] std::vector<charge>
    charges(std::vector<std::pair<std::size_t, std::string>>& unpriced) const {
        std::vector<const paid*> chain(legs_.size());
        auto at = best_index();
        for (auto i = legs_.size(); i-- > 0;) {
            chain[i] = &ways_[i][at];
            at = chain[i]->before;
        }
        std::vector<charge> all;
        for (std::size_t i = 0; i < chain.size(); ++i) {
            const auto& x = *chain[i];
            const auto& leg = legs_[i].leg;
            if (x.choice == nullptr) {
                unpriced.emplace_back(i, x.no_offer ? book_.product_of(x.transfer_rule) : std::string{});
                continue;
            }
            const auto sum =
                x.change ? book_.transfer_rule(x.change->by.rule).sum : fare_sum::first_and_transfer;
            if (x.change) {
                charge of{
                    .first = leg.first, .last = leg.last, .price = x.change->price, .basis = x.change->by};
                if (sum == fare_sum::transfer && !chain[i - 1]->change) {
                    of.first = legs_[i - 1].leg.first;
                    all.pop_back(); // the product of the leg before, which it replaces
                }
                all.push_back(std::move(of));
            }
            if (!x.change || sum == fare_sum::all) all.push_back(of_leg(i, *x.choice));
        }
        return all;
    }

private:
    [[nodiscard]] std::size_t best_index() const {
        const auto& all = ways_.back();
        const auto found = std::min_element(all.begin(), all.end(),
                                            [](const paid& a, const paid& b) { return a.is_before(b); });
        return static_cast<std::size_t>(found - all.begin());
    }

    [[nodiscard]] charge of_leg(std::size_t i, const leg_choice& c) const {
        charge of{.first = legs_[i].leg.first, .last = legs_[i].leg.last, .price = c.price, .basis = c.by};
        for (const auto& other : legs_[i].choices)
            if (&other != &c) of.others.push_back({other.by, other.price});
        std::stable_sort(of.others.begin(), of.others.end(), [](const other_price& a, const other_price& b) {
            return compare(a.price, b.price) < 0;
        });
        return of;
    }

    void pay(std::size_t i) {
        ways_.emplace_back();
        const auto& leg = legs_[i];
        const auto before = i == 0 ? std::vector<paid>{paid{.sum = nothing_}} : ways_[i - 1];
        for (std::size_t b = 0; b < before.size(); ++b) {
            if (leg.choices.empty()) {
                auto next = separate(i, before[b], b, nullptr);
                ++next.unpriced;
                keep(std::move(next));
            }
            for (const auto& choice : leg.choices) {
                if (i == 0 || before[b].choice == nullptr || !change_to(i, before[b], b, choice))
                    keep(separate(i, before[b], b, &choice));
            }
        }
    }

    [[nodiscard]] paid separate(std::size_t i, const paid& from, std::size_t index,
                                const leg_choice* choice) const {
        return {.unpriced = from.unpriced,
                .sum = choice == nullptr ? from.sum : from.sum + choice->price,
                .choice = choice,
                .run_start = i,
                .before = index};
    }

    /// Pays for a change by the rules that must be gone by. Returns: false if there are none.
    bool change_to(std::size_t i, const paid& from, std::size_t index, const leg_choice& choice) {
        const auto rules = book_.transfers_for({.from = book_.group_of(*from.choice),
                                                .to = book_.group_of(choice),
                                                .before = &legs_[i - 1].leg,
                                                .after = &legs_[i].leg,
                                                .run = from.run,
                                                .run_start = &legs_[from.run_start].leg,
                                                .run_changes = from.run_changes});
        bool has_price = false;
        for (const auto rule : rules)
            for (const auto& t : book_.choices_of(rule, nothing_)) {
                has_price = true;
                keep(changed(i, from, index, choice, t));
            }
        if (!rules.empty() && !has_price) {
            auto next = separate(i, from, index, nullptr);
            ++next.unpriced;
            next.no_offer = true;
            next.transfer_rule = rules.front();
            keep(std::move(next));
        }
        return !rules.empty();
    }

    [[nodiscard]] paid changed(std::size_t i, const paid& from, std::size_t index, const leg_choice& choice,
                               const transfer_choice& t) const {
        const auto& rule = book_.transfer_rule(t.by.rule);
        const bool on = fare_book::goes_on(from.run, rule);
        paid next{.unpriced = from.unpriced,
                  .sum = from.sum + t.price,
                  .choice = &choice,
                  .change = t,
                  .before = index};
        if (rule.from == rule.to) {
            next.run = &rule;
            next.run_start = on ? from.run_start : i - 1;
            next.run_changes = on ? from.run_changes + 1 : 1;
        }
        if (rule.sum == fare_sum::all) next.sum = next.sum + choice.price;
        if (rule.sum == fare_sum::transfer && !from.change) next.sum = next.sum - from.choice->price;
        return next;
    }

    void keep(paid next) {
        auto& all = ways_.back();
        const auto same = std::find_if(all.begin(), all.end(),
                                       [&](const paid& other) { return next.leads_to_the_same(other); });
        if (same == all.end())
            all.push_back(std::move(next));
        else if (next.is_before(*same))
            *same = std::move(next);
    }

    const fare_book& book_;
    const std::vector<asked_leg>& legs_;
    price nothing_;
    std::vector<std::vector<paid>> ways_; ///< to pay for the first legs, by how many they are
};

} // namespace

namespace {

/// What the rides cost by the rules.
journey_price price_whole(const timetable& t, std::span<const ride> rides, const price_query& q) {
    const fare_book book{t, rides, q};
    journey_price made{.by = price_system::fares_v2};
    if (const auto unknown = book.find_unknown_word()) {
        for (std::size_t i = 0; i < rides.size(); ++i)
            made.unpriced.push_back({i, unknown->why, unknown->about});
        return made;
    }
    std::vector<asked_leg> legs;
    std::set<std::string> currencies;
    for (auto& leg : leg_maker{t, rides}.make()) {
        auto choices = book.choices_of(leg);
        for (const auto& c : choices) currencies.insert(c.price.currency);
        legs.push_back({std::move(leg), std::move(choices)});
    }
    if (!q.currency.empty()) currencies = {q.currency};
    std::optional<std::size_t> fewest;
    for (const auto& currency : currencies) {
        auto some = legs;
        for (auto& leg : some)
            std::erase_if(leg.choices, [&](const leg_choice& c) { return c.price.currency != currency; });
        const payer pays{book, some, currency};
        if (fewest && *fewest <= pays.best().unpriced) continue;
        fewest = pays.best().unpriced;
        std::vector<std::pair<std::size_t, std::string>> without;
        made.charges = pays.charges(without);
        made.total = without.empty() ? std::optional{pays.best().sum} : std::nullopt;
        made.unpriced.clear();
        for (const auto& [i, product] : without) {
            auto why = !product.empty()          ? unpriced_ride{0, no_price::no_offer, product}
                       : legs[i].choices.empty() ? book.why_not(legs[i].leg)
                                                 : unpriced_ride{0, no_price::other_currency,
                                                                 legs[i].choices.front().price.currency};
            for (why.ride = legs[i].leg.first; why.ride < legs[i].leg.last; ++why.ride)
                made.unpriced.push_back(why);
        }
    }
    if (currencies.empty())
        for (const auto& x : legs)
            for (auto why = book.why_not(x.leg); why.ride < x.leg.last; ++why.ride)
                made.unpriced.push_back(why);
    return made;
}

} // namespace

journey_price price_by_fares_v2(const timetable& t, std::span<const ride> rides, const price_query& q) {
    auto made = price_whole(t, rides, q);
    made.through = made.total;
    auto alike = q;
    if (made.total) alike.currency = made.total->currency;
    for (std::size_t i = 0; i < rides.size(); ++i) {
        const auto one = price_whole(t, rides.subspan(i, 1), alike).total;
        if (!one) {
            made.split.reset();
            break;
        }
        made.split = made.split ? *made.split + *one : *one;
    }
    if (!made.total) made.split.reset();
    return made;
}

} // namespace qaidam::journeys
