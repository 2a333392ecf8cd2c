#include <algorithm>
#include <optional>

#include "season_model.hpp"

// Branch and bound over sessions, the one with the fewest slots left first. Of each slot it is known what it
// costs with the sessions that have theirs; the bound is the sum of the least of these, or what a course
// costs by itself where that is more. Sessions of a course are in the order of their slots: they are alike.

namespace qaidam::venues::detail {
namespace {

/// More than all costs: a plan with more sessions is always better.
constexpr std::int64_t missing_cost = std::int64_t{1} << 40;
constexpr std::int64_t barred = std::int64_t{1} << 60;

class prover {
public:
    prover(const season_model& m, const season_options& options, season_assignment& best)
        : m_{m},
          options_{options},
          best_{best},
          left_{options.proof_steps} {
        const auto v = value_of(m, best);
        best_cost_ = v.missing * missing_cost + v.cost;
    }

    bool run() {
        const auto n = m_.course_of.size();
        at_.assign(n, nowhere);
        decided_.assign(n, 0);
        for (std::size_t i = 0; i < n; ++i)
            slots_ += static_cast<std::int64_t>(m_.slots_of(static_cast<int>(i)).size());
        // Each depth has its own costs: for large seasons there is neither room nor hope.
        constexpr std::int64_t most_costs = 8'000'000;
        const auto sessions = static_cast<std::int64_t>(n);
        if (std::max(slots_, sessions) * sessions > most_costs) return false;
        costs_.assign(n + 1, std::vector<std::vector<std::int64_t>>(n));
        may_miss_.assign(n + 1, std::vector<char>(n, 1));
        for (std::size_t i = 0; i < n; ++i)
            for (const auto& s : m_.slots_of(static_cast<int>(i))) costs_[0][i].push_back(s.outside);
        search();
        return left_ > 0;
    }

private:
    struct outlook {
        std::int64_t bound = 0;
        std::size_t next = 0; ///< the session to decide
    };

    outlook look(std::size_t depth, std::int64_t spent) const {
        outlook all{spent, m_.course_of.size()};
        std::size_t fewest = 0;
        const auto& costs = costs_[depth];
        for (std::size_t i = 0; i < at_.size();) {
            const auto c = static_cast<std::size_t>(m_.course_of[i]);
            std::int64_t sum = 0;
            bool whole = true; // no session of the course is decided, and each can have a slot
            for (; i < at_.size() && m_.course_of[i] == static_cast<int>(c); ++i) {
                if (decided_[i] != 0) {
                    whole = false;
                    continue;
                }
                auto least = may_miss_[depth][i] != 0 ? missing_cost : barred;
                std::size_t slots = 0;
                for (const auto cost : costs[i])
                    if (cost < barred) {
                        least = std::min(least, cost);
                        ++slots;
                    }
                whole = whole && least < missing_cost;
                sum += least;
                if (sum >= barred) return {barred, i};
                if (all.next == at_.size() || slots < fewest) {
                    all.next = i;
                    fewest = slots;
                }
            }
            all.bound += whole ? std::max(sum, m_.courses[c].bound) : sum;
        }
        return all;
    }

    /// A session to decide: its slots with what each costs, the cheapest first.
    struct decision {
        std::size_t session;
        std::int64_t spent; ///< by the sessions that were decided before
        std::vector<std::pair<std::int64_t, int>> ways;
        std::size_t tried = 0;
    };

    void search() {
        std::vector<decision> path;
        if (auto first = decide(0, 0)) path.push_back(*std::move(first));
        while (!path.empty() && left_ > 0) {
            auto& d = path.back();
            if (d.tried == d.ways.size() || d.spent + d.ways[d.tried].first >= best_cost_) {
                at_[d.session] = nowhere;
                decided_[d.session] = 0;
                path.pop_back();
                continue;
            }
            const auto [cost, slot] = d.ways[d.tried++];
            at_[d.session] = slot;
            narrow(path.size() - 1, d.session, slot);
            if (auto next = decide(path.size(), d.spent + cost)) path.push_back(*std::move(next));
        }
    }

    /// Takes up the next session, unless nothing better comes of it or all are decided.
    std::optional<decision> decide(std::size_t depth, std::int64_t spent) {
        if (left_ <= 0 || options_.stop.stop_requested()) {
            left_ = 0;
            return std::nullopt;
        }
        left_ -= slots_;
        const auto ahead = look(depth, spent);
        if (ahead.bound >= best_cost_) return std::nullopt;
        if (ahead.next == at_.size()) {
            best_cost_ = spent;
            best_ = at_;
            return std::nullopt;
        }
        decision d{ahead.next, spent, {}};
        const auto& costs = costs_[depth][d.session];
        for (std::size_t s = 0; s < costs.size(); ++s)
            if (costs[s] < barred) d.ways.emplace_back(costs[s], static_cast<int>(s));
        std::sort(d.ways.begin(), d.ways.end());
        if (may_miss_[depth][d.session] != 0) d.ways.emplace_back(missing_cost, nowhere);
        decided_[d.session] = 1;
        return d;
    }

    /// What the slots of the others cost once this session has its own, or none.
    void narrow(std::size_t depth, std::size_t session, int slot) {
        left_ -= slots_;
        for (std::size_t i = 0; i < at_.size(); ++i)
            if (decided_[i] == 0) costs_[depth + 1][i] = costs_[depth][i];
        may_miss_[depth + 1] = may_miss_[depth];
        const int c = m_.course_of[session];
        for (std::size_t i = 0; i < at_.size(); ++i) {
            if (decided_[i] != 0) continue;
            const int d = m_.course_of[i];
            auto& costs = costs_[depth + 1][i];
            if (slot == nowhere) {
                if (d == c && i > session) std::fill(costs.begin(), costs.end(), barred);
                continue;
            }
            const auto& x = m_.slots_of(static_cast<int>(session))[static_cast<std::size_t>(slot)];
            if (d == c && i < session) may_miss_[depth + 1][i] = 0;
            left_ -= static_cast<std::int64_t>(costs.size());
            for (std::size_t s = 0; s < costs.size(); ++s) {
                if (costs[s] >= barred) continue;
                const auto& y = m_.slots_of(static_cast<int>(i))[s];
                const bool out_of_order =
                    d == c && (i > session ? static_cast<int>(s) <= slot : static_cast<int>(s) >= slot);
                if (out_of_order || m_.clash(c, x, d, y))
                    costs[s] = barred;
                else if (m_.related(c, d))
                    costs[s] += m_.pair_cost(c, x, d, y);
            }
        }
    }

    const season_model& m_;
    const season_options& options_;
    season_assignment& best_;
    std::int64_t best_cost_ = 0;
    std::int64_t left_;
    std::int64_t slots_ = 0; ///< of all sessions: what looking at them once costs
    season_assignment at_;
    std::vector<char> decided_;
    std::vector<std::vector<std::vector<std::int64_t>>> costs_; ///< by depth, session and slot
    std::vector<std::vector<char>> may_miss_;                   ///< by depth and session
};

} // namespace

bool prove_season(const season_model& m, const season_options& options, season_assignment& best) {
    return prover{m, options, best}.run();
}

} // namespace qaidam::venues::detail
