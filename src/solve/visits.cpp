#include <qaidam/solve/visits.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>

namespace qaidam::solve {
namespace {

constexpr std::size_t most_exact = 13;

struct problem {
    std::size_t places;
    bool returns;
    std::vector<double> lengths;

    [[nodiscard]] double between(std::size_t a, std::size_t b) const { return lengths[a * places + b]; }
    [[nodiscard]] double length_of(const std::vector<std::size_t>& order) const {
        double sum = 0;
        for (std::size_t i = 1; i < order.size(); ++i) sum += between(order[i - 1], order[i]);
        return returns && order.size() > 1 ? sum + between(order.back(), order.front()) : sum;
    }
};

/// The shortest way, from the shortest ways through each set of places to each of its members.
std::vector<std::size_t> find_exactly(const problem& p) {
    const auto n = p.places - 1; // without the start
    if (n == 0) return {0};
    const auto sets = std::size_t{1} << n;
    std::vector<double> best(sets * n, std::numeric_limits<double>::infinity());
    std::vector<std::uint8_t> before(sets * n, 0);
    for (std::size_t i = 0; i < n; ++i) best[(std::size_t{1} << i) * n + i] = p.between(0, i + 1);
    for (std::size_t set = 1; set < sets; ++set)
        for (std::size_t last = 0; last < n; ++last) {
            if ((set >> last & 1) == 0) continue;
            const auto here = best[set * n + last];
            for (std::size_t next = 0; next < n; ++next) {
                if ((set >> next & 1) != 0) continue;
                const auto to = (set | std::size_t{1} << next) * n + next;
                const auto length = here + p.between(last + 1, next + 1);
                if (length < best[to]) {
                    best[to] = length;
                    before[to] = static_cast<std::uint8_t>(last);
                }
            }
        }
    auto set = sets - 1;
    std::size_t last = 0;
    const auto whole = [&](std::size_t i) {
        return best[set * n + i] + (p.returns ? p.between(i + 1, 0) : 0);
    };
    for (std::size_t i = 1; i < n; ++i)
        if (whole(i) < whole(last)) last = i;
    std::vector<std::size_t> order;
    while (set != 0) {
        order.push_back(last + 1);
        const auto previous = before[set * n + last];
        set &= ~(std::size_t{1} << last);
        last = previous;
    }
    order.push_back(0);
    std::reverse(order.begin(), order.end());
    return order;
}

std::vector<std::size_t> go_to_the_nearest(const problem& p) {
    std::vector<std::size_t> order{0};
    std::vector<bool> seen(p.places, false);
    seen[0] = true;
    while (order.size() < p.places) {
        std::size_t nearest = p.places;
        for (std::size_t i = 0; i < p.places; ++i)
            if (!seen[i] &&
                (nearest == p.places || p.between(order.back(), i) < p.between(order.back(), nearest)))
                nearest = i;
        seen[nearest] = true;
        order.push_back(nearest);
    }
    return order;
}

/// Shortens a way by reversals and by moving up to three places in a row, until neither helps.
class shortener {
public:
    shortener(const problem& p, std::vector<std::size_t>& order) : p_{p}, order_{order} {}

    void run() {
        while (reverse_some() || move_some()) {
        }
    }

private:
    static constexpr double least_gain = 1e-9;

    /// The length of the step that leads to a position; 0 beyond the end of an open way.
    [[nodiscard]] double step(std::size_t from, std::size_t to) const { return p_.between(from, to); }
    [[nodiscard]] double last_step(std::size_t from) const { return p_.returns ? step(from, order_[0]) : 0; }

    bool reverse_some() {
        const auto n = order_.size();
        bool helped = false;
        for (std::size_t i = 1; i + 1 < n; ++i)
            for (std::size_t j = i + 1; j < n; ++j) {
                const bool end = j + 1 == n;
                const auto before = step(order_[i - 1], order_[i]) +
                                    (end ? last_step(order_[j]) : step(order_[j], order_[j + 1]));
                const auto after = step(order_[i - 1], order_[j]) +
                                   (end ? last_step(order_[i]) : step(order_[i], order_[j + 1]));
                if (after + least_gain * (1 + before) >= before) continue;
                std::reverse(order_.begin() + static_cast<std::ptrdiff_t>(i),
                             order_.begin() + static_cast<std::ptrdiff_t>(j) + 1);
                helped = true;
            }
        return helped;
    }

    bool move_some() {
        const auto n = order_.size();
        const auto now = p_.length_of(order_);
        for (std::size_t size = 1; size <= 3 && size + 1 < n; ++size)
            for (std::size_t i = 1; i + size <= n; ++i) {
                auto rest = order_;
                const auto first = rest.begin() + static_cast<std::ptrdiff_t>(i);
                const std::vector<std::size_t> segment(first, first + static_cast<std::ptrdiff_t>(size));
                rest.erase(first, first + static_cast<std::ptrdiff_t>(size));
                const auto without = p_.length_of(rest);
                double inner = 0;
                for (std::size_t k = 1; k < size; ++k) inner += step(segment[k - 1], segment[k]);
                for (std::size_t at = 1; at <= rest.size(); ++at) {
                    const bool end = at == rest.size();
                    const auto removed = end ? last_step(rest.back()) : step(rest[at - 1], rest[at]);
                    const auto added = step(rest[at - 1], segment.front()) +
                                       (end ? last_step(segment.back()) : step(segment.back(), rest[at]));
                    if (without - removed + added + inner + least_gain * (1 + now) >= now) continue;
                    rest.insert(rest.begin() + static_cast<std::ptrdiff_t>(at), segment.begin(),
                                segment.end());
                    order_ = std::move(rest);
                    return true;
                }
            }
        return false;
    }

    const problem& p_;
    std::vector<std::size_t>& order_;
};

/// Cuts the way into four pieces and exchanges the middle two: what local moves cannot do.
void shake(std::vector<std::size_t>& order, std::mt19937_64& random) {
    const auto any = [&] { return 1 + static_cast<std::ptrdiff_t>(random() % (order.size() - 1)); };
    std::ptrdiff_t cuts[] = {any(), any(), any()};
    std::sort(std::begin(cuts), std::end(cuts));
    std::rotate(order.begin() + cuts[0], order.begin() + cuts[1], order.begin() + cuts[2]);
}

std::vector<std::size_t> search(const problem& p, const visit_options& options) {
    auto best = go_to_the_nearest(p);
    shortener{p, best}.run();
    auto best_length = p.length_of(best);
    std::mt19937_64 random{options.seed};
    for (int i = 0; i < options.steps; ++i) {
        auto other = best;
        shake(other, random);
        shortener{p, other}.run();
        const auto length = p.length_of(other);
        if (length < best_length) {
            best = std::move(other);
            best_length = length;
        }
    }
    return best;
}

} // namespace

visiting_order find_visiting_order(std::size_t places,
                                   const std::function<double(std::size_t, std::size_t)>& length,
                                   const visit_options& options) {
    problem p{places, options.return_to_start, std::vector<double>(places * places)};
    for (std::size_t a = 0; a < places; ++a)
        for (std::size_t b = 0; b < places; ++b) {
            const auto x = a == b ? 0 : length(a, b);
            const auto other_way = b < a ? p.between(b, a) : x;
            if (!(x <= std::numeric_limits<double>::max() / static_cast<double>(places + 1)) || x < 0 ||
                std::abs(x - other_way) > 1e-9 * (x + other_way))
                throw std::invalid_argument("find_visiting_order: want lengths that are finite, not "
                                            "negative, and the same both ways");
            p.lengths[a * places + b] = other_way; // to the last digit
        }
    visiting_order result;
    result.proven = places <= most_exact;
    if (places == 0) return result;
    result.order = result.proven ? find_exactly(p) : search(p, options);
    result.length = p.length_of(result.order);
    return result;
}

} // namespace qaidam::solve
