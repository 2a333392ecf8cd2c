#include <algorithm>
#include <cmath>
#include <random>

#include "season_model.hpp"

// Annealing over assignments that never clash: a session moves to a slot, and what is in its way there is
// ejected. Sessions without a slot cost so much that a slot is found for them where there is one.

namespace qaidam::venues::detail {
namespace {

constexpr std::int64_t unplaced_cost = 5000;

class search {
public:
    search(const season_model& m, const season_options& options)
        : m_{m},
          options_{options},
          random_{options.seed},
          at_(m.course_of.size(), nowhere),
          on_place_(m.way.size()),
          sessions_of_(m.courses.size()) {
        for (std::size_t i = 0; i < m.course_of.size(); ++i) {
            sessions_of_[static_cast<std::size_t>(m.course_of[i])].push_back(static_cast<int>(i));
            if (!m.slots_of(static_cast<int>(i)).empty()) movable_.push_back(static_cast<int>(i));
        }
    }

    season_assignment run(const season_value& goal) {
        value_ = best_value_ = value_of(m_, at_);
        best_ = at_;
        fill();
        if (movable_.empty()) return best_;
        const double first = 300, last = 1;
        constexpr std::int64_t between_looks = 256;
        for (std::int64_t i = 0; i < options_.steps && goal < best_value_; ++i) {
            if (i % between_looks == 0) {
                const auto share = static_cast<double>(i) / static_cast<double>(options_.steps);
                heat_ = first * std::pow(last / first, share);
                if (options_.progress) options_.progress(share);
                if (options_.stop.stop_requested()) break;
            }
            step();
        }
        return best_;
    }

private:
    [[nodiscard]] std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

    /// What the session costs at a slot with those that stay, and who does not.
    std::int64_t look(int session, const season_slot& x) {
        const int c = m_.course_of[static_cast<std::size_t>(session)];
        std::int64_t cost = x.outside;
        ejected_.clear();
        const auto meet = [&](int other, bool related) {
            if (other == session || at_[static_cast<std::size_t>(other)] == nowhere) return;
            const int d = m_.course_of[static_cast<std::size_t>(other)];
            const auto& y = slot_of(other);
            if (m_.clash(c, x, d, y))
                ejected_.push_back(other);
            else if (related)
                cost += m_.pair_cost(c, x, d, y);
        };
        for (const int d : m_.courses[static_cast<std::size_t>(c)].related)
            for (const int other : sessions_of_[static_cast<std::size_t>(d)]) meet(other, true);
        for (const int other : on_place_[static_cast<std::size_t>(x.place)])
            if (!m_.related(c, m_.course_of[static_cast<std::size_t>(other)])) meet(other, false);
        return cost;
    }
    /// What a session that is somewhere costs there.
    std::int64_t cost_at(int session) {
        const int c = m_.course_of[static_cast<std::size_t>(session)];
        const auto& x = slot_of(session);
        std::int64_t cost = x.outside;
        for (const int d : m_.courses[static_cast<std::size_t>(c)].related)
            for (const int other : sessions_of_[static_cast<std::size_t>(d)])
                if (other != session && at_[static_cast<std::size_t>(other)] != nowhere)
                    cost += m_.pair_cost(c, x, d, slot_of(other));
        return cost;
    }
    [[nodiscard]] const season_slot& slot_of(int session) const {
        return m_.slots_of(session)[static_cast<std::size_t>(at_[static_cast<std::size_t>(session)])];
    }
    void leave(int session) {
        value_.cost -= cost_at(session);
        ++value_.missing;
        std::erase(on_place_[static_cast<std::size_t>(slot_of(session).place)], session);
        at_[static_cast<std::size_t>(session)] = nowhere;
    }
    void go(int session, int slot, std::int64_t cost) {
        at_[static_cast<std::size_t>(session)] = slot;
        on_place_[static_cast<std::size_t>(slot_of(session).place)].push_back(session);
        value_.cost += cost;
        --value_.missing;
        if (value_ < best_value_) {
            best_value_ = value_;
            best_ = at_;
        }
    }

    /// Each session where it costs least and nothing is in the way; those with the fewest slots first.
    void fill() {
        auto order = movable_;
        std::stable_sort(order.begin(), order.end(),
                         [&](int a, int b) { return m_.slots_of(a).size() < m_.slots_of(b).size(); });
        for (const int session : order) {
            const auto& slots = m_.slots_of(session);
            std::int64_t least = 0;
            int found = nowhere;
            for (std::size_t s = 0; s < slots.size(); ++s) {
                const auto cost = look(session, slots[s]);
                if (!ejected_.empty() || (found != nowhere && cost >= least)) continue;
                least = cost;
                found = static_cast<int>(s);
            }
            if (found != nowhere) go(session, found, least);
        }
    }

    [[nodiscard]] int choose_session() {
        if (value_.missing > 0 && below(2) == 0) {
            std::size_t seen = 0;
            int chosen = nowhere;
            for (const int s : movable_)
                if (at_[static_cast<std::size_t>(s)] == nowhere && below(++seen) == 0) chosen = s;
            if (chosen != nowhere) return chosen;
        }
        return movable_[below(movable_.size())];
    }

    void step() {
        const int session = choose_session();
        const auto& slots = m_.slots_of(session);
        const auto slot = static_cast<int>(below(slots.size()));
        if (slot == at_[static_cast<std::size_t>(session)]) return;
        const bool placed = at_[static_cast<std::size_t>(session)] != nowhere;
        const auto cost = look(session, slots[static_cast<std::size_t>(slot)]);
        const auto ejected = ejected_;
        auto change = cost - (placed ? cost_at(session) : unplaced_cost);
        for (const int other : ejected) change += unplaced_cost - cost_at(other);
        // What two that are both ejected cost together is counted twice, which makes the move look better.
        constexpr double whole = 9007199254740992.0; // 2^53
        const double luck = static_cast<double>(random_() >> 11) / whole;
        if (change > 0 && luck >= std::exp(-static_cast<double>(change) / heat_)) return;
        if (placed) leave(session);
        for (const int other : ejected) leave(other);
        go(session, slot, look(session, slots[static_cast<std::size_t>(slot)]));
    }

    const season_model& m_;
    const season_options& options_;
    std::mt19937_64 random_;
    season_assignment at_;
    std::vector<std::vector<int>> on_place_;
    std::vector<std::vector<int>> sessions_of_;
    std::vector<int> movable_;
    std::vector<int> ejected_;
    double heat_ = 1;
    season_value value_;
    season_assignment best_;
    season_value best_value_;
};

} // namespace

season_assignment search_season(const season_model& m, const season_options& options,
                                const season_value& goal) {
    return search{m, options}.run(goal);
}

} // namespace qaidam::venues::detail
