#include <qaidam/journeys/safety.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <qaidam/rail/detail/service_days.hpp>

#include "safest_scan.hpp"

namespace qaidam::journeys {
namespace {

[[noreturn]] void refuse(std::string_view who, std::string_view why) {
    throw std::invalid_argument(fmt::format("{}: {}", who, why));
}

[[noreturn]] void refuse_journey(std::string_view why) {
    refuse("assess", why);
}

/// The network that keeps to the question's filter.
std::shared_ptr<network::state> filtered_network(const network& n, const query& q) {
    check_question(*n.internals(), q);
    if (!q.via.empty()) refuse_journey("want no vias: fallbacks would not go by them");
    if (q.filter.empty()) return n.internals();
    const auto* const start = std::get_if<aboard>(&q.when);
    return n.internals()->within(q.filter, start != nullptr ? std::optional{start->train} : std::nullopt);
}

class assessor {
public:
    assessor(const network& n, const lateness_table& late, const query& q)
        : shared_{filtered_network(n, q)},
          net_{*shared_},
          times_{times_of(net_.table, q)},
          to_{q.to},
          laws_{net_, late} {
        days_.look_at_all(day_number(times_.first.date()));
        asked_.ask(q, times_, days_.zero());
        end_ = instant_of(times_.last + std::chrono::seconds{q.horizon});
        arrivals_known_ = late.find(call_event::arrival, "", station_id{0}).has_value();
    }

    std::vector<assessed_journey> find_safest(double risk_step) {
        std::vector<assessed_journey> all;
        if (!arrivals_known_ || end_ < asked_.after) return all;
        fallbacks_.scan(asked_.after, end_);
        safest_scan safest{net_, asked_, days_, laws_, fallbacks_, risk_step};
        for (auto& j : safest.find(asked_.after, end_)) {
            auto safety = assess(j);
            all.push_back({std::move(j), std::move(safety)});
        }
        return all;
    }

    std::vector<journey_safety> assess(std::span<const journey> journeys) {
        auto first = end_;
        for (const auto& j : journeys) {
            check(j);
            first = std::min(first, instant_of(first_arrival(j)));
        }
        std::vector<journey_safety> all;
        if (arrivals_known_) fallbacks_.scan(first, end_);
        for (const auto& j : journeys) all.push_back(assess(j));
        return all;
    }

private:
    [[nodiscard]] instant instant_of(calendar::utc_time t) const {
        return static_cast<instant>((t - days_.zero()).count());
    }

    static calendar::utc_time first_arrival(const journey& j) {
        for (const auto& part : j.legs)
            if (const auto* r = std::get_if<ride>(&part)) return r->arrival_utc;
        return j.arrival_utc();
    }

    [[nodiscard]] boarding_point_id point_of_call(const ride& r, std::size_t call) const {
        return net_.points_of(r.train)[call];
    }

    void check(const journey& j) const {
        std::optional<station_id> end;
        bool rides = false;
        for (const auto& part : j.legs) {
            std::visit([&](const auto& l) { check_times(l.departure_utc, l.arrival_utc); }, part);
            if (const auto* w = std::get_if<walk>(&part)) {
                require_station(net_.table, w->to);
                end = w->to;
                continue;
            }
            const auto& r = std::get<ride>(part);
            require_train(net_.table, r.train);
            const auto& calls = net_.table.trains()[r.train].calls;
            if (r.board >= r.alight || r.alight >= calls.size())
                refuse_journey(fmt::format("got a ride from call {} to call {}, want calls below {} in order",
                                           r.board, r.alight, calls.size()));
            end = calls[r.alight].at;
            rides = true;
        }
        if (!rides) refuse_journey("got a journey without a ride");
        if (!to_.contains(*end)) refuse_journey("got a journey that ends elsewhere than the question's `to`");
    }

    void check_times(calendar::utc_time leaves, calendar::utc_time arrives) const {
        if (leaves < times_.first || arrives < leaves || arrives > days_.utc(end_))
            refuse_journey(
                "got a leg outside the time from the question's `when` to its horizon, or backwards");
    }

    /// What it takes to change between two calls.
    [[nodiscard]] instant takes(boarding_point_id from, boarding_point_id to) const {
        if (from == to && asked_.change[from] < no_change) return asked_.change[from];
        std::optional<instant> least;
        for (const auto& w : net_.paths->from[from.value()])
            if (w.to == to) least = std::min(least.value_or(never), w.time(asked_.change_time));
        if (!least || *least >= no_change) refuse_journey("got a journey that changes where nobody can");
        return *least;
    }

    /// What is needed to reckon with a change.
    struct change {
        boarding_point_id at;
        instant arrives;
        instant spare;
        const lateness_law* arrival;   ///< null where unknown
        const lateness_law* departure; ///< null where unknown
    };

    [[nodiscard]] const lateness_law* law_of(call_event event, const ride& r, std::size_t call) {
        if (r.waiting) return nullptr;
        return laws_.find(event, r.train, net_.table.trains()[r.train].calls[call].at);
    }

    [[nodiscard]] change change_between(const ride& before, const ride& next) {
        const auto from = point_of_call(before, before.alight), to = point_of_call(next, next.board);
        const auto arrives = instant_of(before.arrival_utc);
        return {from, arrives, instant_of(next.departure_utc) - arrives - takes(from, to),
                law_of(call_event::arrival, before, before.alight),
                law_of(call_event::departure, next, next.board)};
    }

    static double likelihood(const change& c) {
        double all = 0;
        for (const auto& a : c.arrival->values) all += a.share * c.departure->at_least(a.late - c.spare);
        return std::min(all, 1.0);
    }

    /// With the change, of what may be expected when it holds.
    [[nodiscard]] prospect before_change(const change& c, const prospect& held) const {
        prospect all{0, 0};
        for (const auto& a : c.arrival->values) {
            const auto holds = c.departure->at_least(a.late - c.spare);
            mix_in(all, a.share * holds, held);
            if (holds < 1) mix_in(all, a.share * (1 - holds), fallbacks_.arriving(c.at, c.arrives + a.late));
        }
        return all;
    }

    [[nodiscard]] journey_safety assess(const journey& j) {
        journey_safety result{.window_ends = days_.utc(end_)};
        std::vector<change> changes;
        const ride* before = nullptr;
        for (std::size_t i = 0; i < j.legs.size(); ++i) {
            const auto* r = std::get_if<ride>(&j.legs[i]);
            if (r == nullptr) continue;
            if (before != nullptr && !r->stays_seated) {
                const auto c = change_between(*before, *r);
                change_safety told{.leg = i, .spare = std::chrono::seconds{c.spare}};
                if (c.arrival != nullptr) told.arrival = c.arrival->source;
                if (c.departure != nullptr) told.departure = c.departure->source;
                if (told.arrival && told.departure) told.holds = likelihood(c);
                result.changes.push_back(told);
                changes.push_back(c);
            }
            before = r;
        }
        const auto known = [](const change_safety& c) { return c.holds.has_value(); };
        if (!std::all_of(result.changes.begin(), result.changes.end(), known)) return result;
        result.holds = 1;
        for (const auto& c : result.changes) *result.holds *= *c.holds;
        if (const auto* last = law_of(call_event::arrival, *before, before->alight)) {
            const auto walk = j.arrival_utc() - before->arrival_utc;
            prospect all{0, 0};
            for (const auto& a : last->values)
                mix_in(all, a.share, fallbacks_.there(instant_of(before->arrival_utc + walk) + a.late));
            for (auto c = changes.rbegin(); c != changes.rend(); ++c) all = before_change(*c, all);
            tell_arrival(result, all, j);
        }
        return result;
    }

    void tell_arrival(journey_safety& result, const prospect& all, const journey& j) const {
        result.expected_arrival = days_.utc(static_cast<std::int64_t>(std::floor(all.arrival + 1e-6)));
        const auto* const w = std::get_if<walk>(&j.legs.back());
        const auto* const r = std::get_if<ride>(&j.legs.back());
        const auto place = w != nullptr ? w->to : net_.table.trains()[r->train].calls[r->alight].at;
        result.expected_arrival_there = net_.table.zone_of(place).to_local(*result.expected_arrival);
        result.not_there = std::min(all.not_there, 1.0);
    }

    std::shared_ptr<network::state> shared_;
    network::state& net_;
    question_times times_;
    station_set to_;
    lateness_laws laws_;
    timeline days_{net_, nullptr};
    question asked_{net_};
    fallback_scan fallbacks_{net_, asked_, days_, laws_};
    instant end_ = 0;
    bool arrivals_known_ = false;
};

} // namespace

std::vector<journey_safety> assess(const network& n, const lateness_table& late, const query& q,
                                   std::span<const journey> journeys) {
    return assessor{n, late, q}.assess(journeys);
}

std::vector<assessed_journey> find_safest(const network& n, const lateness_table& late, const query& q,
                                          double risk_step) {
    assessor all{n, late, q};
    if (!std::holds_alternative<leave_after>(q.when)) refuse("find_safest", "want leave_after");
    if (q.max_changes != query::most_changes)
        refuse("find_safest", fmt::format("got max_changes = {}, want none", q.max_changes));
    if (!(risk_step >= 0 && risk_step <= 1))
        refuse("find_safest", fmt::format("got steps of {}, want 0 to 1", risk_step));
    for (const auto s : q.from)
        if (q.to.contains(s)) return {};
    return all.find_safest(risk_step);
}

} // namespace qaidam::journeys
