#include <qaidam/rail/cost.hpp>

#include <algorithm>
#include <stdexcept>

#include <qaidam/rail/detail/service_days.hpp>
#include <qaidam/rail/stock.hpp>

namespace qaidam::rail {
namespace {

/// So many metres at a price a kilometre, to the nearest minor unit, half up.
price for_metres(const price& per_km, std::int64_t metres) {
    auto exact = per_km * metres; // for a thousand times as much
    exact.decimals += 3;
    const int minor = std::max(minor_decimals(per_km.currency), 0);
    while (exact.decimals > minor) {
        const bool last = exact.decimals == minor + 1;
        const auto digit = exact.amount % 10;
        // Only the last digit that goes decides: those after it are of less than half a unit.
        exact.amount = exact.amount / 10 + (last && digit >= 5 ? 1 : 0);
        --exact.decimals;
    }
    return in_minor_units(exact);
}

constexpr std::int64_t most_passengers = 1'000'000; ///< on a run

class counter {
public:
    counter(const timetable& t, const service_query& q)
        : t_{t},
          q_{q},
          counted_(t.trains().size(), q.trains.empty()) {
        for (const auto i : q.trains) {
            require_train(t, i);
            counted_[i] = true;
        }
        for (const auto& x : q.loads) {
            require_train(t, x.train);
            if (!counted_[x.train] || x.passengers < 0 || x.passengers > most_passengers ||
                x.tariff.value() >= t.tariffs().size() ||
                (x.rider && x.rider->value() >= t.rider_categories().size()))
                throw std::invalid_argument(fmt::format(
                    "cost_of_service: a load of train {} is below zero, not counted, or of no tariff or "
                    "rider there is",
                    t.trains()[x.train].key));
        }
    }

    service_cost count() {
        service_cost all;
        all.days = (*q_.period.until - *q_.period.from).days();
        const auto stock =
            minimum_stock(t_, {.period = q_.period, .turnaround = q_.turnaround, .trains = q_.trains});
        all.sets = static_cast<std::int64_t>(stock.sets);
        all.set_days = q_.rates.per_set_day * all.sets * all.days;
        all.running = all.takings = nothing();
        for (const auto i : t_.trains().ids())
            if (counted_[i])
                if (const auto runs = runs_of(i); runs > 0) {
                    all.trains.push_back(cost_of(i, runs, all.unpriced));
                    add(all.running, all.trains.back().running);
                    add(all.takings, all.trains.back().takings);
                }
        std::sort(all.unpriced.begin(), all.unpriced.end());
        if (all.running && all.takings) all.balance = *all.takings - *all.running - all.set_days;
        return all;
    }

private:
    [[nodiscard]] price nothing() const {
        return in_minor_units({.amount = 0, .decimals = 0, .currency = q_.rates.per_set_day.currency});
    }

    static void add(std::optional<price>& sum, const std::optional<price>& more) {
        sum = sum && more ? std::optional{*sum + *more} : std::nullopt;
    }

    [[nodiscard]] std::int64_t runs_of(train_id i) const {
        const auto& x = t_.trains()[i];
        const auto runs = x.days.count(*q_.period.from, *q_.period.until) * list_shifts(x).size();
        return static_cast<std::int64_t>(runs);
    }

    train_cost cost_of(train_id i, std::int64_t runs, std::vector<std::size_t>& unpriced) const {
        train_cost made{.train = i, .runs = runs, .takings = nothing()};
        if (const auto metres = ride_metres(t_, i, 0, t_.trains()[i].calls.size() - 1, q_.distances)) {
            made.metres = *metres * runs;
            made.running = for_metres(q_.rates.per_train_km, *made.metres);
            if (!q_.rates.per_run.currency.empty()) made.running = *made.running + q_.rates.per_run * runs;
        }
        for (std::size_t l = 0; l < q_.loads.size(); ++l) {
            const auto& x = q_.loads[l];
            if (x.train != i) continue;
            made.passengers += x.passengers * runs;
            const auto metres = ride_metres(t_, i, x.board, x.alight, q_.distances);
            if (metres) made.passenger_metres += x.passengers * runs * *metres;
            const auto pays = metres ? fare_of(x, *metres) : std::nullopt;
            if (!pays) unpriced.push_back(l);
            add(made.takings, pays ? std::optional{*pays * x.passengers * runs} : std::nullopt);
        }
        return made;
    }

    [[nodiscard]] std::optional<price> fare_of(const load& x, std::int32_t metres) const {
        const auto& tariff = t_.tariffs()[x.tariff];
        if (!holds_for(tariff, t_.trains()[x.train], x.board)) return std::nullopt;
        const auto full = price_for(tariff, metres);
        if (!full || !x.rider) return full;
        const auto less = find_concession(t_.concessions(), *x.rider, x.tariff);
        return less ? reduced(*full, t_.concessions()[*less]) : *full;
    }

    const timetable& t_;
    const service_query& q_;
    id_vector<train_id, bool> counted_;
};

} // namespace

service_cost cost_of_service(const timetable& t, const service_query& q) {
    if (!q.period.from || !q.period.until)
        throw std::invalid_argument("cost_of_service: want both ends of the period");
    return counter{t, q}.count();
}

} // namespace qaidam::rail
