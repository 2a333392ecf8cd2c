#include "roster_search.hpp"

#include <algorithm>
#include <cmath>

#include "annealing.hpp"

namespace qaidam::solve::detail {
namespace {

constexpr std::size_t rounds = 4;
constexpr std::size_t most_days_at_once = 8;
constexpr std::size_t steps_a_report = 4096;

/// Two people exchange some days on end: whatever is wanted stays done.
class exchange_search {
public:
    exchange_search(const roster_model& m, std::vector<roster_choice> choices, std::uint64_t seed)
        : m_{m},
          choices_{std::move(choices)},
          dice_{seed} {
        for (std::size_t p = 0; p < m.people(); ++p) {
            values_.push_back(m.value(p, line(p)));
            broken_ += values_.back().broken;
            cost_ += values_.back().cost;
        }
        keep();
    }

    /// The least that a change can cost or save, and what one costs on average.
    void measure() {
        least_ = 0;
        const auto& p = m_.problem();
        const auto note = [&](std::int64_t w) {
            if (w > 0) least_ = least_ == 0 ? w : std::min(least_, w);
            heaviest_ = std::max(heaviest_, w);
        };
        note(p.change);
        for (const auto& w : p.wishes) note(w.cost);
        for (const auto& s : p.shares) note(s.weight);
        if (least_ == 0) least_ = 1;
        penalty_ = static_cast<double>(4 * std::max<std::int64_t>(heaviest_, 1));
    }

    bool run(std::int64_t bound, std::size_t steps, const std::function<bool(double)>& report) {
        measure();
        const auto a_round = std::max<std::size_t>(steps / rounds, 1);
        const double last = 0.15 * static_cast<double>(least_);
        for (std::size_t r = 0; r < rounds; ++r) {
            const double first = std::max(2.0 * static_cast<double>(least_),
                                          static_cast<double>(heaviest_) / (r == 0 ? 1 : 3));
            const double cooling = std::pow(last / first, 1.0 / static_cast<double>(a_round));
            double heat = first;
            for (std::size_t i = 0; i < a_round; ++i, heat *= cooling) {
                if (best_ && best_->cost <= bound) return true;
                exchange(heat);
                const auto done = r * a_round + i;
                if (done % steps_a_report == 0 && report &&
                    report(static_cast<double>(done) / static_cast<double>(a_round * rounds)))
                    return false;
            }
            if (!best_)
                penalty_ *= 4;
            else
                go_back();
        }
        return true;
    }

    [[nodiscard]] const std::optional<roster_found>& best() const { return best_; }

private:
    [[nodiscard]] roster_choice* line(std::size_t p) { return choices_.data() + p * m_.days(); }

    void keep() {
        if (broken_ == 0 && (!best_ || cost_ < best_->cost)) best_ = roster_found{choices_, cost_};
    }
    void go_back() {
        choices_ = best_->choices;
        broken_ = cost_ = 0;
        for (std::size_t p = 0; p < m_.people(); ++p) {
            values_[p] = m_.value(p, line(p));
            broken_ += values_[p].broken;
            cost_ += values_[p].cost;
        }
    }

    void exchange(double heat) {
        const auto a = dice_.below(m_.people());
        auto b = dice_.below(m_.people() - 1);
        if (b >= a) ++b;
        const auto from = dice_.below(m_.days());
        std::size_t length = 1;
        while (length < most_days_at_once && dice_.below(2) == 0) ++length;
        const auto until = std::min<std::size_t>(m_.days(), from + length);
        auto* one = line(a);
        auto* other = line(b);
        std::size_t changed = 0;
        for (std::size_t d = from; d < until; ++d) {
            const bool can = one[d] != other[d] && m_.allowed(a, d, other[d]) && m_.allowed(b, d, one[d]);
            exchanged_[d - from] = can;
            if (!can) continue;
            std::swap(one[d], other[d]);
            ++changed;
        }
        if (changed == 0) return;
        const auto of_one = m_.value(a, one);
        const auto of_other = m_.value(b, other);
        const auto broken = of_one.broken + of_other.broken - values_[a].broken - values_[b].broken;
        const auto cost = of_one.cost + of_other.cost - values_[a].cost - values_[b].cost;
        const auto worse = static_cast<double>(broken) * penalty_ + static_cast<double>(cost);
        if (worse > 0 && dice_.share() >= std::exp(-worse / heat)) {
            for (std::size_t d = from; d < until; ++d)
                if (exchanged_[d - from]) std::swap(one[d], other[d]);
            return;
        }
        values_[a] = of_one;
        values_[b] = of_other;
        broken_ += broken;
        cost_ += cost;
        keep();
    }

    const roster_model& m_;
    std::vector<roster_choice> choices_;
    dice dice_;
    std::vector<line_value> values_;
    std::int64_t broken_ = 0;
    std::int64_t cost_ = 0;
    std::int64_t least_ = 1;
    std::int64_t heaviest_ = 0;
    double penalty_ = 1;
    std::array<bool, most_days_at_once> exchanged_{};
    std::optional<roster_found> best_{};
};

} // namespace

std::optional<roster_found> search_roster(const roster_model& m, std::vector<roster_choice> choices,
                                          std::int64_t bound, const roster_options& options,
                                          const std::function<bool(double)>& report) {
    exchange_search search{m, std::move(choices), options.seed};
    if (m.people() > 1 && m.days() > 0 && options.steps > 0) search.run(bound, options.steps, report);
    return search.best();
}

} // namespace qaidam::solve::detail
