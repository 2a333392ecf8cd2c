#include "exact_partition.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace qaidam::solve::detail {
namespace {

using set = std::uint64_t; ///< of nodes

set only(node v) {
    return set{1} << v;
}

template <class Use>
void for_each(set nodes, Use use) {
    for (; nodes != 0; nodes &= nodes - 1) use(static_cast<node>(std::countr_zero(nodes)));
}

/// Cuts off one part after the other. A part is grown from a node that must be in one; each neighbour is
/// taken in or left out; what is left out is a border for sure, and costs.
class branch_and_bound {
public:
    branch_and_bound(const graph& g, const std::vector<double>& limits, const std::vector<part>& labels,
                     std::int64_t binding, std::int64_t below, std::size_t& budget)
        : g_{g},
          limits_{limits},
          labels_{labels},
          best_{below},
          budget_{budget},
          near_(g.size()),
          bound_(g.size()),
          apart_(g.size()),
          fixed_(g.size(), none) {
        for (node v = 0; v < g_.size(); ++v) {
            bound_[v] = only(v);
            if (g_.home[v] != none && g_.leaving[v] >= binding) fixed_[v] = g_.home[v];
            for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i) near_[v] |= only(g_.edges[i].to);
            for (auto i = g_.first_tie[v]; i < g_.first_tie[v + 1]; ++i)
                (g_.ties[i].cost > 0 ? bound_ : apart_)[v] |= only(g_.ties[i].to);
        }
        for (node v = 0; v < g_.size(); ++v)
            for (node u = 0; u < g_.size(); ++u)
                if (u != v && fixed_[v] != none && fixed_[u] != none)
                    (fixed_[u] == fixed_[v] ? bound_ : apart_)[v] |= only(u);
        for (bool more = true; more;) { // what is bound to what is bound
            more = false;
            for (auto& b : bound_) {
                const auto before = b;
                for_each(before, [&](node u) { b |= bound_[u]; });
                more = more || b != before;
            }
        }
    }

    exact_search run() {
        const auto all = g_.size() == 64 ? ~set{0} : (set{1} << g_.size()) - 1;
        cut_off(all, labels_, 0);
        return {std::move(found_), finished_};
    }

private:
    [[nodiscard]] double weight(set nodes, std::size_t m) const {
        std::int64_t sum = 0;
        for_each(nodes, [&](node v) { sum += g_.weight[v * g_.measures + m]; });
        return static_cast<double>(sum);
    }

    /// The piece of `within` that hangs together with v.
    [[nodiscard]] set piece(node v, set within) const {
        set reached = only(v);
        for (set fresh = reached; fresh != 0;) {
            set next = 0;
            for_each(fresh, [&](node u) { next |= near_[u]; });
            fresh = next & within & ~reached;
            reached |= fresh;
        }
        return reached;
    }

    [[nodiscard]] std::int64_t border(set a, set b) const {
        std::int64_t sum = 0;
        for_each(a, [&](node v) {
            if ((near_[v] & b) == 0) return;
            for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i)
                if ((b & only(g_.edges[i].to)) != 0) sum += g_.edges[i].cost;
        });
        return sum;
    }

    /// Whether the rest can be cut into so many parts as far as pieces and weights tell.
    [[nodiscard]] bool can_be_cut(set rest, std::size_t parts) const {
        std::size_t needed = 0;
        if (static_cast<std::size_t>(std::popcount(rest)) < parts) return false;
        for (auto left = rest; left != 0;) {
            const auto p = piece(static_cast<node>(std::countr_zero(left)), left);
            left &= ~p;
            double most = 1;
            for (std::size_t m = 0; m < g_.measures; ++m) {
                const auto w = weight(p, m);
                if (w > 0) most = std::max(most, std::ceil(w / limits_[m]));
            }
            needed += static_cast<std::size_t>(most);
        }
        return needed <= parts;
    }

    /// The node that the next part grows from: the one with most border to parts that are done.
    [[nodiscard]] node root_of(set rest) const {
        node best = none;
        std::int64_t most = -1;
        for_each(rest, [&](node v) {
            const auto done = border(only(v), ~rest);
            if (done > most) most = done, best = v;
        });
        return best;
    }

    void cut_off(set rest, const std::vector<part>& labels, std::int64_t cost) {
        if (labels.size() == 1) {
            if (piece(static_cast<node>(std::countr_zero(rest)), rest) == rest && fits(rest))
                finish(rest, rest, labels, cost);
            return;
        }
        const auto root = root_of(rest);
        if ((bound_[root] & ~rest) == 0) grow(rest, bound_[root], 0, labels, cost);
    }

    [[nodiscard]] bool fits(set part) const {
        for (std::size_t m = 0; m < g_.measures; ++m)
            if (weight(part, m) > limits_[m]) return false;
        bool rules = true;
        for_each(part, [&](node v) { rules = rules && (apart_[v] & part) == 0; });
        return rules;
    }

    void grow(set rest, set part, set out, const std::vector<detail::part>& labels, std::int64_t cost) {
        if (budget_ == 0) {
            finished_ = false;
            return;
        }
        --budget_;
        if (!fits(part) || cost + border(part, out) >= best_) return;
        const auto reach = piece(static_cast<node>(std::countr_zero(part)), rest & ~out);
        if ((part & ~reach) != 0) return;
        for (std::size_t m = 0; m < g_.measures; ++m)
            if (weight(reach, m) < weight(rest, m) - static_cast<double>(labels.size() - 1) * limits_[m])
                return;
        set beside = 0;
        for_each(part, [&](node v) { beside |= near_[v]; });
        beside &= rest & ~part & ~out;
        if (beside == 0) {
            if (piece(static_cast<node>(std::countr_zero(part)), part) == part &&
                can_be_cut(rest & ~part, labels.size() - 1))
                finish(rest, part, labels, cost);
            return;
        }
        node next = none;
        std::int64_t most = -1;
        for_each(beside, [&](node v) {
            const auto shared = border(only(v), part) * 2 - border(only(v), rest & ~part);
            if (next == none || shared > most) most = shared, next = v;
        });
        const auto both = bound_[next];
        if ((both & out) == 0 && (both & ~rest) == 0) grow(rest, part | both, out, labels, cost);
        if ((both & part) == 0) grow(rest, part, out | (both & rest), labels, cost);
    }

    /// A part is whole: gives it each number that makes a difference, and goes on with the rest.
    void finish(set rest, set part, const std::vector<detail::part>& labels, std::int64_t cost) {
        cost += border(part, rest & ~part);
        detail::part must = none;
        for_each(part, [&](node v) {
            if (fixed_[v] != none) must = fixed_[v];
        });
        bool any_other = false;
        for (const auto label : labels) {
            if (must != none && label != must) continue;
            if (must == none && is_fixed(label)) continue;
            const bool home = is_home(label);
            if (must == none && !home && std::exchange(any_other, true)) continue; // like the one before
            auto with = cost;
            for_each(part, [&](node v) {
                if (g_.home[v] != none && g_.home[v] != label) with += g_.leaving[v];
            });
            if (with >= best_) continue;
            const auto before = part_of_;
            for_each(part, [&](node v) { part_of_[v] = label; });
            if (part == rest) {
                best_ = with;
                found_ = std::vector<detail::part>(part_of_.begin(),
                                                   part_of_.begin() + static_cast<std::ptrdiff_t>(g_.size()));
            } else {
                auto left = labels;
                std::erase(left, label);
                cut_off(rest & ~part, left, with);
            }
            part_of_ = before;
        }
    }

    [[nodiscard]] bool is_home(part label) const {
        return std::find(g_.home.begin(), g_.home.end(), label) != g_.home.end();
    }
    [[nodiscard]] bool is_fixed(part label) const {
        return std::find(fixed_.begin(), fixed_.end(), label) != fixed_.end();
    }

    const graph& g_;
    const std::vector<double>& limits_;
    const std::vector<part>& labels_;
    std::int64_t best_;
    std::size_t& budget_;
    bool finished_ = true;
    std::vector<set> near_;
    std::vector<set> bound_; ///< nodes that must be in one part with each
    std::vector<set> apart_; ///< nodes that must not
    std::vector<part> fixed_;
    std::array<part, 64> part_of_{};
    std::optional<std::vector<part>> found_;
};

/// The weight of the heaviest part as a share of its limit.
double heaviest_share(const graph& g, const std::vector<double>& limits, const std::vector<part>& part_of) {
    double most = 0;
    for (std::size_t m = 0; m < g.measures; ++m) {
        std::map<part, std::int64_t> weight;
        for (node v = 0; v < g.size(); ++v) weight[part_of[v]] += g.weight[v * g.measures + m];
        for (const auto& [q, w] : weight)
            if (w > 0) most = std::max(most, static_cast<double>(w) / limits[m]);
    }
    return most;
}

constexpr auto any_cost = std::numeric_limits<std::int64_t>::max();

} // namespace

exact_search search_lightest(const graph& g, const std::vector<double>& limits,
                             const std::vector<part>& labels, std::int64_t binding,
                             std::optional<std::vector<part>> known, std::size_t& budget) {
    // Weights are whole numbers, shares of limits are not.
    constexpr double rounding = 1e-6;
    const auto up_to = [&](double share) {
        auto all = limits;
        for (auto& limit : all) limit = std::floor(share * limit + rounding);
        return all;
    };
    const auto below = [&](double share) {
        auto all = limits;
        for (auto& limit : all)
            if (limit > 0)
                limit = std::ceil(share * limit - rounding) - 1; // else nothing weighs by this measure
        return all;
    };
    constexpr double unlimited = 1e12; // shares: no part weighs as much
    auto share = known ? heaviest_share(g, limits, *known) : unlimited;
    while (share > 0) {
        auto lighter = search_exactly(g, below(share), labels, binding, any_cost, budget);
        if (lighter.better) share = heaviest_share(g, limits, *(known = lighter.better));
        if (!lighter.finished) return {std::move(known), false};
        if (!lighter.better) break;
    }
    if (!known) return {{}, true}; // none keeps the ties and the fixed nodes
    auto cheapest = search_exactly(g, up_to(share), labels, binding, any_cost, budget);
    if (!cheapest.better) cheapest.better = std::move(known);
    return cheapest;
}

exact_search search_exactly(const graph& g, const std::vector<double>& limits,
                            const std::vector<part>& labels, std::int64_t binding, std::int64_t below,
                            std::size_t& budget) {
    return branch_and_bound{g, limits, labels, binding, below, budget}.run();
}

} // namespace qaidam::solve::detail
