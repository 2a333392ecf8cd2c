#include "roster_lines.hpp"

#include <algorithm>
#include <map>

namespace qaidam::solve::detail {
namespace {

/// A morning with what else is remembered.
struct remembered {
    morning at{};
    std::uint32_t touched = 0;        ///< shares of whose unit that goes on a day counted already
    std::vector<std::int64_t> sums{}; ///< shifts, minutes, units of shares

    friend bool operator<(const remembered& a, const remembered& b) {
        if (a.at.ready != b.at.ready) return a.at.ready < b.at.ready;
        if (a.at.row != b.at.row) return a.at.row < b.at.row;
        if (a.at.week != b.at.week) return a.at.week < b.at.week;
        if (a.touched != b.touched) return a.touched < b.touched;
        return a.sums < b.sums;
    }
};

class line_builder {
public:
    line_builder(const roster_model& m, std::size_t person, memory how)
        : m_{m},
          person_{person},
          rules_{m.rules(person)},
          how_{how} {}

    [[nodiscard]] remembered first() const {
        remembered r{m_.first_morning(person_)};
        r.sums.assign(2 + (how_ == memory::everything ? m_.shares() : 0), 0);
        forget(0, r);
        return r;
    }

    /// Whether the choice is allowed; `r` becomes the next morning.
    bool step(std::size_t day, std::size_t choice, remembered& r) const {
        if (!m_.allowed(person_, day, choice) || !m_.step(person_, day, choice, r.at)) return false;
        if (choice > 0) {
            if (rules_.most_shifts && ++r.sums[0] > *rules_.most_shifts) return false;
            if (rules_.most_minutes && (r.sums[1] += m_.minutes(choice)) > *rules_.most_minutes) return false;
            if (how_ == memory::everything) count(day, choice, r);
        }
        forget(day + 1, r);
        return true;
    }

    [[nodiscard]] std::int64_t end_cost(const remembered& r) const {
        std::int64_t cost = 0;
        if (how_ == memory::everything)
            for (std::size_t k = 0; k < m_.shares(); ++k) cost += m_.share_cost(k, person_, r.sums[2 + k]);
        return cost;
    }

private:
    void count(std::size_t day, std::size_t choice, remembered& r) const {
        const auto more = m_.counted(day, choice) & ~r.touched;
        for (std::size_t k = 0; k < m_.shares(); ++k) {
            if ((more >> k & 1) == 0) continue;
            ++r.sums[2 + k];
            if (m_.has_units(k)) r.touched |= std::uint32_t{1} << k;
        }
    }
    /// What no rule will ask for again is the same for all.
    void forget(std::size_t day, remembered& r) const {
        if (!rules_.most_in_a_row) r.at.row = 0;
        if (!rules_.most_a_week || day >= m_.days() || m_.week_begins(day)) r.at.week = 0;
        for (std::size_t k = 0; k < m_.shares(); ++k)
            if (day == 0 || day >= m_.days() || m_.unit(k, day) != m_.unit(k, day - 1))
                r.touched &= ~(std::uint32_t{1} << k);
        if (day >= m_.days()) r.at = {};
    }

    const roster_model& m_;
    std::size_t person_;
    const roster_rules& rules_;
    memory how_;
};

} // namespace

std::optional<line_graph> line_graph::build(const roster_model& m, std::size_t person, memory how,
                                            std::size_t most) {
    const line_builder builder{m, person, how};
    line_graph g;
    g.person_ = person;
    g.choices_ = m.choices();
    std::vector<remembered> states{builder.first()};
    std::size_t all = 1;
    for (std::size_t d = 0; d < m.days(); ++d) {
        auto& layer = g.layers_.emplace_back();
        std::map<remembered, std::uint32_t> numbers;
        std::vector<remembered> after;
        for (const auto& s : states)
            for (std::size_t c = 0; c < g.choices_; ++c) {
                auto r = s;
                auto to = none;
                if (builder.step(d, c, r)) {
                    const auto [at, fresh] = numbers.try_emplace(r, static_cast<std::uint32_t>(after.size()));
                    if (fresh) after.push_back(r);
                    to = at->second;
                }
                layer.next.push_back(to);
            }
        layer.best.resize(states.size());
        states = std::move(after);
        if ((all += states.size()) > most) return std::nullopt;
    }
    for (const auto& s : states) g.end_cost_.push_back(builder.end_cost(s));
    g.to_go_.resize(m.days() + 1);
    return g;
}

std::optional<std::int64_t> line_graph::price(const roster_model& m, const roster_prices& prices) {
    const auto days = layers_.size();
    to_go_[days].clear();
    for (const auto c : end_cost_) to_go_[days].push_back(c * price_unit);
    std::vector<std::int64_t> of_choice(choices_);
    for (auto d = days; d-- > 0;) {
        auto& l = layers_[d];
        for (std::size_t c = 0; c < choices_; ++c)
            of_choice[c] = m.cost(person_, d, c) * price_unit - (c > 0 ? prices[d * m.shifts() + c - 1] : 0);
        const auto& after = to_go_[d + 1];
        auto& here = to_go_[d];
        here.assign(l.best.size(), never);
        for (std::size_t s = 0; s < here.size(); ++s)
            for (std::size_t c = 0; c < choices_; ++c) {
                const auto to = l.next[s * choices_ + c];
                if (to == none || after[to] >= never) continue;
                const auto cost = of_choice[c] + after[to];
                if (cost >= here[s]) continue;
                here[s] = cost;
                l.best[s] = static_cast<roster_choice>(c);
            }
    }
    if (to_go_[0].empty() || to_go_[0][0] >= never) return std::nullopt;
    return to_go_[0][0];
}

std::vector<roster_choice> line_graph::cheapest() const {
    std::vector<roster_choice> line;
    std::uint32_t state = 0;
    for (std::size_t d = 0; d < layers_.size(); ++d) {
        line.push_back(layers_[d].best[state]);
        state = next(d, state, line.back());
    }
    return line;
}

} // namespace qaidam::solve::detail
