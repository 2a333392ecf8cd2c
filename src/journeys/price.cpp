#include "price.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

namespace qaidam::journeys {

using namespace rail;

bool is_used(const price_query& q, std::initializer_list<std::string_view> words) {
    if (q.use.empty()) return true;
    return std::any_of(q.use.begin(), q.use.end(), [&](const std::string& word) {
        return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
    });
}

bool is_any_rider(const timetable& t, const price_query& q) {
    if (q.rider.empty()) return true;
    const auto found = t.rider_categories().find(q.rider);
    return found && t.rider_categories()[*found].is_default;
}

namespace {

/// What the first rides cost, and the last of their tickets.
struct purchase {
    std::size_t unpriced = 0;
    price sum{};
    std::size_t tickets = 0;
    std::size_t from = 0; ///< where its last ticket begins; the ride has none where `last` is null
    const std::vector<other_price>* last = nullptr;

    [[nodiscard]] bool is_before(const purchase& other) const {
        if (unpriced != other.unpriced) return unpriced < other.unpriced;
        if (const auto order = compare(sum, other.sum); order != 0) return order < 0;
        return tickets < other.tickets;
    }
};

/// The tickets that hold for the rides [first, last), cheapest first, by first and last.
using ticket_table = std::map<std::pair<std::size_t, std::size_t>, std::vector<other_price>>;

ticket_table in_currency(const ticket_table& all, std::string_view currency) {
    ticket_table some;
    for (const auto& [rides, tickets] : all) {
        std::vector<other_price> of;
        for (const auto& x : tickets)
            if (x.price.currency == currency) of.push_back(x);
        if (of.empty()) continue;
        std::stable_sort(of.begin(), of.end(), [](const other_price& a, const other_price& b) {
            return compare(a.price, b.price) < 0;
        });
        some.emplace(rides, std::move(of));
    }
    return some;
}

/// The best way for each number of rides from the first on.
std::vector<purchase> find_ways(const ticket_table& tickets, std::size_t rides, const std::string& currency) {
    const price nothing = in_minor_units({.amount = 0, .decimals = 0, .currency = currency});
    std::vector<purchase> best{purchase{.sum = nothing}};
    for (std::size_t end = 1; end <= rides; ++end) {
        auto here = best[end - 1];
        ++here.unpriced;
        here.from = end - 1;
        here.last = nullptr;
        for (std::size_t first = 0; first < end; ++first) {
            const auto found = tickets.find({first, end});
            if (found == tickets.end()) continue;
            purchase next{.unpriced = best[first].unpriced,
                          .sum = best[first].sum + found->second.front().price,
                          .tickets = best[first].tickets + 1,
                          .from = first,
                          .last = &found->second};
            if (next.is_before(here)) here = std::move(next);
        }
        best.push_back(std::move(here));
    }
    return best;
}

std::optional<price> through_price(const ticket_table& tickets, std::size_t rides) {
    const auto found = tickets.find({0, rides});
    return found == tickets.end() ? std::nullopt : std::optional{found->second.front().price};
}

std::optional<price> split_price(const ticket_table& tickets, std::size_t rides) {
    std::optional<price> sum;
    for (std::size_t i = 0; i < rides; ++i) {
        const auto found = tickets.find({i, i + 1});
        if (found == tickets.end()) return std::nullopt;
        const auto& costs = found->second.front().price;
        sum = sum ? *sum + costs : costs;
    }
    return sum;
}

} // namespace

journey_price buy_tickets(const ticket_system& from, std::size_t rides, const price_query& q) {
    ticket_table all;
    std::set<std::string> currencies;
    for (std::size_t first = 0; first < rides; ++first)
        for (std::size_t last = first + 1; last <= rides; ++last) {
            auto tickets = from.list(first, last);
            for (auto& x : tickets) {
                x.price = in_minor_units(x.price);
                currencies.insert(x.price.currency);
            }
            all.emplace(std::pair{first, last}, std::move(tickets));
        }
    if (!q.currency.empty()) {
        currencies.clear();
        currencies.insert(q.currency);
    }
    ticket_table tickets;
    std::vector<purchase> best{purchase{.unpriced = rides + 1}};
    for (const auto& currency : currencies) {
        auto some = in_currency(all, currency);
        auto ways = find_ways(some, rides, currency);
        if (ways.back().unpriced >= best.back().unpriced) continue;
        tickets = std::move(some); // its vectors stay where the ways know them
        best = std::move(ways);
    }
    journey_price made;
    if (currencies.empty()) {
        for (std::size_t i = 0; i < rides; ++i) made.unpriced.push_back(from.why_not(i));
        return made;
    }
    for (auto end = rides; end > 0; end = best[end].from) {
        const auto& x = best[end];
        if (x.last != nullptr) {
            made.charges.push_back({.first = x.from,
                                    .last = end,
                                    .price = x.last->front().price,
                                    .basis = x.last->front().basis,
                                    .others = {x.last->begin() + 1, x.last->end()}});
            continue;
        }
        const auto& elsewhere = all[{x.from, end}];
        made.unpriced.push_back(elsewhere.empty() ? from.why_not(x.from)
                                                  : unpriced_ride{x.from, no_price::other_currency,
                                                                  elsewhere.front().price.currency});
    }
    std::reverse(made.charges.begin(), made.charges.end());
    std::reverse(made.unpriced.begin(), made.unpriced.end());
    if (made.unpriced.empty()) made.total = best.back().sum;
    made.through = through_price(tickets, rides);
    made.split = split_price(tickets, rides);
    return made;
}

namespace {

/// The rides by fares of v1.
class fare_finder {
public:
    fare_finder(const timetable& t, std::span<const ride> rides, const price_query& q)
        : t_{t},
          rides_{rides},
          q_{q},
          rules_(t.fares().size()) {
        const auto all = t.fare_rules();
        for (std::size_t i = 0; i < all.size(); ++i) add_rule(i, all[i]);
    }

    [[nodiscard]] std::vector<other_price> list(std::size_t first, std::size_t last) const {
        std::vector<other_price> all;
        if (!is_any_rider(t_, q_) || !q_.medium.empty()) return all;
        const auto rides = rides_.subspan(first, last - first);
        const auto zones = zones_passed(rides);
        for (const auto i : t_.fares().ids()) {
            if (!is_used(q_, {t_.fares()[i].key.text()}) || !lasts(t_.fares()[i], rides)) continue;
            if (auto rules = rules_for(i, rides, zones))
                all.push_back({fare_ticket{i, *std::move(rules)}, t_.fares()[i].price});
        }
        return all;
    }

    [[nodiscard]] unpriced_ride why_not(std::size_t ride) const {
        if (!q_.medium.empty()) return {ride, no_price::unknown_medium, q_.medium};
        if (is_any_rider(t_, q_)) return {ride, no_price::no_rule};
        return {ride, t_.rider_categories().find(q_.rider) ? no_price::riders_alike : no_price::unknown_rider,
                q_.rider};
    }

private:
    /// A rule of a fare, or several that are alike but for the zone that they contain.
    struct zone_rule {
        std::size_t first;
        std::set<std::string, std::less<>> zones; ///< contained; none where it says nothing of them
    };

    void add_rule(std::size_t i, const fare_rule& r) {
        auto& of = rules_[r.fare];
        auto found = of.end();
        if (!r.through_zone.empty())
            found = std::find_if(of.begin(), of.end(), [&](const zone_rule& other) {
                const auto& x = t_.fare_rules()[other.first];
                return !other.zones.empty() && x.route == r.route && x.from_zone == r.from_zone &&
                       x.to_zone == r.to_zone;
            });
        if (found == of.end()) found = of.insert(of.end(), zone_rule{i, {}});
        if (!r.through_zone.empty()) found->zones.insert(r.through_zone);
    }

    [[nodiscard]] const std::string& zone_of(const call& c) const {
        const auto& station = t_.stations()[c.at].fare_zone;
        if (!c.platform || t_.stops()[*c.platform].fare_zone.empty()) return station;
        return t_.stops()[*c.platform].fare_zone;
    }

    [[nodiscard]] std::set<std::string, std::less<>> zones_passed(std::span<const ride> rides) const {
        std::set<std::string, std::less<>> all;
        for (const auto& r : rides)
            for (auto c = r.board; c <= r.alight; ++c)
                if (const auto& zone = zone_of(t_.trains()[r.train].calls[c]); !zone.empty())
                    all.insert(zone);
        return all;
    }

    [[nodiscard]] bool is_run_by(const ride& r, agency_id agency) const {
        const auto& route = t_.trains()[r.train].route;
        if (route && t_.routes()[*route].agency) return t_.routes()[*route].agency == agency;
        return t_.agencies().size() == 1;
    }

    /// Whether it allows for so many changes, so far apart, with these agencies.
    [[nodiscard]] bool lasts(const fare& f, std::span<const ride> rides) const {
        const int changes = changes_between(rides);
        if (f.transfers && changes > *f.transfers) return false;
        if (f.valid_for && changes > 0) {
            auto last = rides.size() - 1;
            while (rides[last].stays_seated) --last;
            if (rides[last].departure_utc - rides.front().departure_utc > *f.valid_for) return false;
        }
        return !f.agency || std::all_of(rides.begin(), rides.end(),
                                        [&](const ride& r) { return is_run_by(r, *f.agency); });
    }

    /// A rule for each ride; nothing where one has none.
    [[nodiscard]] std::optional<std::vector<std::size_t>>
    rules_for(fare_id f, std::span<const ride> rides, const std::set<std::string, std::less<>>& zones) const {
        const auto& from = zone_of(t_.trains()[rides.front().train].calls[rides.front().board]);
        const auto& to = zone_of(t_.trains()[rides.back().train].calls[rides.back().alight]);
        std::vector<std::size_t> all;
        if (rules_[f].empty()) return all;
        for (const auto& r : rides) {
            const std::optional<route_id> route = t_.trains()[r.train].route;
            const auto found =
                std::find_if(rules_[f].begin(), rules_[f].end(), [&](const zone_rule& candidate) {
                    const auto& x = t_.fare_rules()[candidate.first];
                    return (!x.route || x.route == route) && (x.from_zone.empty() || x.from_zone == from) &&
                           (x.to_zone.empty() || x.to_zone == to) &&
                           (candidate.zones.empty() || candidate.zones == zones);
                });
            if (found == rules_[f].end()) return std::nullopt;
            all.push_back(found->first);
        }
        return all;
    }

    const timetable& t_;
    std::span<const ride> rides_;
    const price_query& q_;
    id_vector<fare_id, std::vector<zone_rule>> rules_;
};

/// The rides by tariffs.
class tariff_finder {
public:
    tariff_finder(const timetable& t, std::span<const ride> rides, const price_query& q)
        : t_{t},
          rides_{rides},
          q_{q},
          rider_{q.rider.empty() ? std::nullopt : t.rider_categories().find(q.rider)} {
        const auto less = t.concessions();
        has_rule_ = rider_ && std::any_of(less.begin(), less.end(),
                                          [&](const concession& c) { return c.rider == *rider_; });
        for (const auto& r : rides)
            metres_.push_back(ride_metres(t, r.train, r.board, r.alight, q.distances));
    }

    [[nodiscard]] std::vector<other_price> list(std::size_t first, std::size_t last) const {
        std::vector<other_price> all;
        std::int64_t metres = 0;
        for (auto i = first; i < last; ++i) {
            if (!metres_[i]) return all;
            metres += *metres_[i];
        }
        if (metres > std::numeric_limits<std::int32_t>::max() || !is_served()) return all;
        for (const auto i : t_.tariffs().ids())
            if (holds(i, first, last))
                if (auto made = ticket_of(i, static_cast<std::int32_t>(metres)))
                    all.push_back(*std::move(made));
        return all;
    }

    [[nodiscard]] unpriced_ride why_not(std::size_t ride) const {
        if (!q_.medium.empty()) return {ride, no_price::unknown_medium, q_.medium};
        if (!q_.rider.empty() && !rider_) return {ride, no_price::unknown_rider, q_.rider};
        if (!is_served()) return {ride, no_price::riders_alike, q_.rider};
        if (!metres_[ride]) return {ride, no_price::no_distance};
        for (const auto i : t_.tariffs().ids())
            if (holds(i, ride, ride + 1))
                return {ride, no_price::beyond_table, fmt::format("{:.1f}", *metres_[ride] / 1000.0)};
        return {ride, no_price::no_rule};
    }

private:
    [[nodiscard]] bool is_served() const { return q_.medium.empty() && (is_any_rider(t_, q_) || has_rule_); }

    [[nodiscard]] bool holds(tariff_id i, std::size_t first, std::size_t last) const {
        const auto& x = t_.tariffs()[i];
        const auto rides = rides_.subspan(first, last - first);
        return is_used(q_, {x.key.text(), x.seat.zh, x.seat.en}) && changes_between(rides) <= x.changes &&
               std::all_of(rides.begin(), rides.end(),
                           [&](const ride& r) { return holds_for(x, t_.trains()[r.train], r.board); });
    }

    [[nodiscard]] std::optional<other_price> ticket_of(tariff_id i, std::int32_t metres) const {
        const auto full = price_for(t_.tariffs()[i], metres);
        if (!full) return std::nullopt;
        tariff_ticket made{.tariff = i, .metres = metres, .full = in_minor_units(*full)};
        if (rider_) made.concession = find_concession(t_.concessions(), *rider_, i);
        auto costs = made.concession ? reduced(*full, t_.concessions()[*made.concession]) : made.full;
        return other_price{std::move(made), std::move(costs)};
    }

    const timetable& t_;
    std::span<const ride> rides_;
    const price_query& q_;
    std::optional<rider_category_id> rider_;
    bool has_rule_ = false;
    std::vector<std::optional<std::int32_t>> metres_; ///< of each ride
};

template <class Finder>
journey_price price_by(const Finder& finder, std::size_t rides, const price_query& q, price_system system) {
    const auto list = [&](std::size_t first, std::size_t last) { return finder.list(first, last); };
    const auto why_not = [&](std::size_t ride) { return finder.why_not(ride); };
    auto made = buy_tickets({list, why_not}, rides, q);
    made.by = system;
    return made;
}

/// Throws: std::invalid_argument for a ride that the timetable has not.
void require_rides(const timetable& t, std::span<const ride> rides) {
    for (const auto& r : rides)
        if (r.train.value() >= t.trains().size() || r.board >= r.alight ||
            r.alight >= t.trains()[r.train].calls.size())
            throw std::invalid_argument("price_of: the journey is not of this timetable");
}

bool has(const timetable& t, price_system system) {
    switch (system) {
    case price_system::fares_v2: return !t.fares_v2().leg_rules.empty();
    case price_system::fares_v1: return !t.fares().empty();
    case price_system::tariffs: return !t.tariffs().empty();
    }
    return false;
}

std::optional<price_system> choose_system(const timetable& t, const price_query& q) {
    for (const auto system : {price_system::fares_v2, price_system::fares_v1, price_system::tariffs})
        if ((!q.by || q.by == system) && has(t, system)) return system;
    return std::nullopt;
}

} // namespace

journey_price price_by_fares(const timetable& t, std::span<const ride> rides, const price_query& q) {
    return price_by(fare_finder{t, rides, q}, rides.size(), q, price_system::fares_v1);
}

journey_price price_by_tariffs(const timetable& t, std::span<const ride> rides, const price_query& q) {
    return price_by(tariff_finder{t, rides, q}, rides.size(), q, price_system::tariffs);
}

journey_price price_of(const timetable& t, const journey& j, const price_query& q) {
    const auto rides = j.rides();
    require_rides(t, rides);
    const auto system = choose_system(t, q);
    if (!system) {
        journey_price made;
        for (std::size_t i = 0; i < rides.size(); ++i) made.unpriced.push_back({i, no_price::no_system});
        return made;
    }
    switch (*system) {
    case price_system::fares_v2: return price_by_fares_v2(t, rides, q);
    case price_system::fares_v1: return price_by_fares(t, rides, q);
    case price_system::tariffs: break;
    }
    return price_by_tariffs(t, rides, q);
}

std::vector<std::string> unknown_words(const timetable& t, const price_query& q) {
    std::vector<std::string> unknown;
    if (!q.rider.empty() && !t.rider_categories().find(q.rider)) unknown.push_back(q.rider);
    if (!q.medium.empty() && !t.fares_v2().media.find(q.medium)) unknown.push_back(q.medium);
    for (const auto& word : q.use) {
        const bool is_seat = std::any_of(t.tariffs().begin(), t.tariffs().end(), [&](const tariff& x) {
            return !word.empty() && (x.seat.zh == word || x.seat.en == word);
        });
        if (!is_seat && !t.fares().find(word) && !t.tariffs().find(word) && !t.fares_v2().products.find(word))
            unknown.push_back(word);
    }
    return unknown;
}

} // namespace qaidam::journeys
