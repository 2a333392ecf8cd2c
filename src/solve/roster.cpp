#include <qaidam/solve/roster.hpp>

#include <algorithm>

#include "roster_flow.hpp"
#include "roster_proof.hpp"
#include "roster_search.hpp"

namespace qaidam::solve {
namespace {

constexpr std::size_t steps_a_try = 8;

class roster_planner {
public:
    roster_planner(const roster_problem& problem, const roster_options& options)
        : m_{problem},
          options_{options} {}

    roster_result plan() {
        if (none_by(detail::find_bad_fixed(m_)) || none_by(detail::find_short_days(m_))) return result_;
        const auto start = detail::start_roster(m_);
        if (!start) {
            result_.proven = true;
            result_.shortage = detail::find_short_spans(m_);
            return result_;
        }
        result_.bound = start->bound;
        // Where a part of the steps finds none, flows or a proof may know why.
        auto found = search(start->choices, options_.steps / steps_a_try, 0.1);
        if (!found) {
            if (none_by(detail::find_short_spans(m_))) return result_;
            auto proof = detail::prove_roster(m_, std::nullopt, options_.proof);
            if (proof.better) found = detail::roster_found{std::move(*proof.better), 0};
            if (proof.complete && !found) {
                result_.proven = true;
                return result_;
            }
        }
        if (auto more = search(found ? found->choices : start->choices, options_.steps, 1))
            found = std::move(more);
        if (!found) return result_;
        settle(std::move(*found));
        if (options_.progress) options_.progress(1);
        return result_;
    }

private:
    /// Whether that is why there is none.
    bool none_by(std::optional<roster_shortage> why) {
        if (!why) return false;
        result_.shortage = std::move(why);
        return result_.proven = true;
    }
    std::optional<detail::roster_found> search(const std::vector<detail::roster_choice>& from,
                                               std::size_t steps, double until) {
        auto how = options_;
        how.steps = steps;
        const auto begins = told_;
        return detail::search_roster(m_, from, result_.bound, how,
                                     [&](double share) { return told(begins + (until - begins) * share); });
    }
    /// Whether to stop.
    bool told(double share) {
        told_ = share;
        if (options_.progress) options_.progress(share);
        return options_.stop.stop_requested();
    }

    void settle(detail::roster_found found) {
        if (found.cost > result_.bound && !options_.stop.stop_requested()) {
            const auto proof = detail::prove_roster(m_, found.cost, options_.proof);
            if (proof.better) {
                found.choices = *proof.better;
                found.cost = 0;
                for (std::size_t p = 0; p < m_.people(); ++p)
                    found.cost += m_.value(p, found.choices.data() + p * m_.days()).cost;
            }
            if (proof.complete) result_.bound = found.cost;
        }
        result_.found = true;
        result_.lines = detail::to_lines(m_, found.choices);
        result_.cost = cost_of_roster(m_.problem(), result_.lines);
        result_.proven = found.cost == result_.bound;
    }

    detail::roster_model m_;
    const roster_options& options_;
    roster_result result_{};
    double told_ = 0;
};

} // namespace

roster_result plan_roster(const roster_problem& problem, const roster_options& options) {
    return roster_planner{problem, options}.plan();
}

} // namespace qaidam::solve
