#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

#include "exact_partition.hpp"
#include "partition_steps.hpp"

namespace qaidam::solve::detail {
namespace {

constexpr double share_rounding = 1e-9; // shares are compared, weights are whole numbers
constexpr int closer = 8;               // times that a limit is moved towards what cannot be avoided

/// How heavy the heaviest part is: its weight as a share of the mean, by the measure where that is most.
using share_of_mean = double;

struct means {
    std::vector<double> of; ///< a part, by each measure

    explicit means(const partition_problem& p) {
        for (const auto& w : p.weights)
            of.push_back(static_cast<double>(std::accumulate(w.begin(), w.end(), std::int64_t{0})) /
                         static_cast<double>(p.parts));
    }
    [[nodiscard]] share_of_mean most(const std::vector<std::int64_t>& weights) const {
        share_of_mean heaviest = 0;
        for (std::size_t m = 0; m < of.size(); ++m)
            if (of[m] > 0) heaviest = std::max(heaviest, static_cast<double>(weights[m]) / of[m]);
        return heaviest;
    }
    /// The most that weighs so much.
    [[nodiscard]] std::vector<std::int64_t> weights(share_of_mean heaviest) const {
        std::vector<std::int64_t> all;
        for (const auto mean : of)
            all.push_back(
                static_cast<std::int64_t>(std::floor(mean * heaviest + share_rounding * (1 + mean))));
        return all;
    }
};

/// [part][measure]
std::vector<std::vector<std::int64_t>> weights_of_parts(const partition_problem& p,
                                                        const std::vector<std::uint32_t>& part_of) {
    std::vector<std::vector<std::int64_t>> weight(p.parts, std::vector<std::int64_t>(p.weights.size()));
    for (std::size_t m = 0; m < p.weights.size(); ++m)
        for (std::size_t v = 0; v < p.nodes; ++v) weight[part_of[v]][m] += p.weights[m][v];
    return weight;
}

/// The heaviest part of each component.
std::vector<share_of_mean> heaviest_of(const partition_problem& p, const means& mean,
                                       const partition_limits& limits,
                                       const std::vector<std::uint32_t>& part_of) {
    const auto weight = weights_of_parts(p, part_of);
    std::vector<share_of_mean> heaviest(limits.parts_of.size());
    for (std::size_t v = 0; v < p.nodes; ++v) {
        auto& most = heaviest[limits.component_of[v]];
        most = std::max(most, mean.most(weight[part_of[v]]));
    }
    return heaviest;
}

/// One component of a problem, to be cut into some number of parts.
partition_problem problem_of(const partition_problem& p, const partition_limits& limits,
                             std::size_t component) {
    constexpr auto elsewhere = std::numeric_limits<std::size_t>::max();
    partition_problem one{.tolerance = std::nullopt};
    std::vector<std::size_t> number(p.nodes, elsewhere);
    for (std::size_t v = 0; v < p.nodes; ++v)
        if (limits.component_of[v] == component) number[v] = one.nodes++;
    for (const auto& e : p.edges)
        if (number[e.from] != elsewhere) one.edges.push_back({number[e.from], number[e.to], e.cost});
    for (const auto& [from, to] : {std::pair{&p.together, &one.together}, std::pair{&p.apart, &one.apart}})
        for (const auto& pair : *from)
            if (number[pair.from] != elsewhere && number[pair.to] != elsewhere)
                to->push_back({number[pair.from], number[pair.to]});
    std::map<std::uint32_t, std::uint32_t> fixed; // parts that nodes are fixed in, numbered anew
    one.weights.resize(p.weights.size());
    for (std::size_t v = 0; v < p.nodes; ++v) {
        if (number[v] == elsewhere) continue;
        for (std::size_t m = 0; m < p.weights.size(); ++m) one.weights[m].push_back(p.weights[m][v]);
        if (p.fixed.empty()) continue;
        auto& f = one.fixed.emplace_back();
        if (p.fixed[v])
            f = fixed.emplace(*p.fixed[v], static_cast<std::uint32_t>(fixed.size())).first->second;
    }
    return one;
}

struct cut {
    share_of_mean heaviest;
    bool proven; ///< there is such a cut, and none is lighter
};

/// How evenly a component can be cut into each number of parts: by trying all ways if it is small, else what no
/// cut is below, which large ones come near to. What was asked for is kept.
class component_cutter {
public:
    component_cutter(const partition_problem& p, const partition_limits& limits, std::size_t component,
                     const means& mean, const partition_options& options)
        : problem_{problem_of(p, limits, component)},
          mean_{mean},
          options_{options} {
        for (const auto& f : problem_.fixed)
            if (f) fewest_ = std::max<std::size_t>(fewest_, *f + 1);
    }

    [[nodiscard]] std::size_t fewest() const { return fewest_; }
    [[nodiscard]] std::size_t most() const { return problem_.nodes; }

    /// Requires: fewest() <= parts <= most().
    cut into(std::size_t parts) {
        const auto [at, fresh] = known_.try_emplace(parts);
        if (fresh) at->second = look(parts);
        return at->second;
    }

    /// The fewest parts, up to `parts`, that are all lighter than a share; nothing if so many are not.
    std::optional<std::size_t> fewest_below(share_of_mean heaviest, std::size_t parts) {
        std::optional<std::size_t> enough;
        for (auto n = parts; n >= fewest_ && into(n).heaviest < heaviest - share_rounding; --n) enough = n;
        return enough;
    }

private:
    [[nodiscard]] cut look(std::size_t parts) {
        problem_.parts = parts;
        partition_limits limits{std::vector<std::size_t>(problem_.nodes), {parts}, {}};
        limit(problem_, limits);
        const auto unavoidable = mean_.most(limits.at_most[0]);
        if (problem_.nodes > most_exact_nodes) return {unavoidable, false};
        const auto found = partition_within(
            problem_, limits, {.seed = options_.seed, .proof = options_.proof, .stop = options_.stop});
        const auto heaviest = heaviest_of(problem_, mean_, limits, found.part_of)[0];
        return {heaviest, found.proven || heaviest <= unavoidable + share_rounding};
    }

    partition_problem problem_;
    const means& mean_;
    const partition_options& options_;
    std::size_t fewest_ = 1;
    std::map<std::size_t, cut> known_;
};

/// Shares parts out among components so that the heaviest part of all is light, then the heaviest of the
/// other components, and so on, until the rest are light enough.
class allocator {
public:
    allocator(std::vector<component_cutter>& cutters, std::vector<std::size_t>& parts_of,
              const std::stop_token& stop)
        : cutters_{cutters},
          parts_of_{parts_of},
          stop_{stop} {
        for (std::size_t c = 0; c < cutters.size(); ++c) open_.push_back(c);
    }

    void run(share_of_mean enough) {
        while (!open_.empty() && !stop_.stop_requested()) {
            const auto worst = heaviest();
            const auto lightest = cutters_[worst].into(parts_of_[worst]).heaviest;
            if (lightest <= enough + share_rounding) return;
            if (!lighten(lightest)) settle(worst, lightest);
        }
    }

private:
    [[nodiscard]] std::size_t heaviest() {
        return *std::max_element(open_.begin(), open_.end(), [&](std::size_t a, std::size_t b) {
            return cutters_[a].into(parts_of_[a]).heaviest < cutters_[b].into(parts_of_[b]).heaviest;
        });
    }

    /// Makes all open components lighter than a share, if there are parts enough.
    bool lighten(share_of_mean than) {
        auto spare = std::accumulate(open_.begin(), open_.end(), std::size_t{0},
                                     [&](std::size_t sum, std::size_t c) { return sum + parts_of_[c]; });
        std::map<std::size_t, std::size_t> wanted;
        for (const auto c : open_) {
            auto n = cutters_[c].fewest_below(than, parts_of_[c]);
            for (auto more = parts_of_[c] + 1; !n && more <= std::min(cutters_[c].most(), spare); ++more)
                if (cutters_[c].into(more).heaviest < than - share_rounding) n = more;
            if (!n || *n > spare) return false;
            spare -= *n;
            wanted[c] = *n;
        }
        for (const auto& [c, n] : wanted) parts_of_[c] = n;
        for (; spare > 0; --spare) ++parts_of_[heaviest_with_room()];
        return true;
    }

    /// A component that cannot be lighter keeps the fewest parts that make it so; the others get the rest.
    void settle(std::size_t worst, share_of_mean at) {
        std::erase(open_, worst);
        auto& n = parts_of_[worst];
        const auto has_room = [&] {
            return std::any_of(open_.begin(), open_.end(),
                               [&](std::size_t c) { return parts_of_[c] < cutters_[c].most(); });
        };
        while (n > cutters_[worst].fewest() && has_room() &&
               cutters_[worst].into(n - 1).heaviest <= at + share_rounding) {
            --n;
            ++parts_of_[heaviest_with_room()];
        }
    }

    [[nodiscard]] std::size_t heaviest_with_room() {
        std::size_t best = cutters_.size();
        for (const auto c : open_)
            if (parts_of_[c] < cutters_[c].most() &&
                (best == cutters_.size() ||
                 cutters_[c].into(parts_of_[c]).heaviest > cutters_[best].into(parts_of_[best]).heaviest))
                best = c;
        return best;
    }

    std::vector<component_cutter>& cutters_;
    std::vector<std::size_t>& parts_of_;
    const std::stop_token& stop_;
    std::vector<std::size_t> open_;
};

constexpr std::size_t few_components = 8, few_spare_parts = 6;

/// The same by trying all ways, where there are few: the allocator settles one component after the other, and may settle
/// the wrong one of two that are as heavy. Returns: false if there are too many ways.
bool share_out(std::vector<component_cutter>& cutters, std::vector<std::size_t>& parts_of,
               share_of_mean enough) {
    struct way {
        std::vector<share_of_mean> heaviest{}; ///< of each component, the heaviest first
        std::vector<std::size_t> parts_of{};
        [[nodiscard]] way with(std::size_t parts, share_of_mean share) const {
            auto more = *this;
            more.parts_of.push_back(parts);
            more.heaviest.insert(
                std::upper_bound(more.heaviest.begin(), more.heaviest.end(), share, std::greater{}), share);
            return more;
        }
    };
    const auto all = std::accumulate(parts_of.begin(), parts_of.end(), std::size_t{0});
    const auto fewest = std::accumulate(cutters.begin(), cutters.end(), std::size_t{0},
                                        [](std::size_t sum, const auto& c) { return sum + c.fewest(); });
    if (cutters.size() > few_components || all > fewest + few_spare_parts) return false;
    const auto share = [&](std::size_t c, std::size_t parts) {
        return std::max(cutters[c].into(parts).heaviest, enough);
    };
    std::vector<std::optional<way>> best(all + 1); // by number of parts, of the components so far
    best[0] = way{};
    way known;
    for (std::size_t c = 0; c < cutters.size(); ++c) {
        known = known.with(parts_of[c], share(c, parts_of[c]));
        std::vector<std::optional<way>> next(all + 1);
        for (std::size_t used = 0; used <= all; ++used) {
            if (!best[used]) continue;
            const auto most = std::min(cutters[c].most(), all - used);
            for (auto n = cutters[c].fewest(); n <= most; ++n) {
                auto more = best[used]->with(n, share(c, n));
                auto& there = next[used + n];
                if (!there || more.heaviest < there->heaviest) there = std::move(more);
            }
        }
        best = std::move(next);
    }
    if (best[all] && best[all]->heaviest < known.heaviest) parts_of = best[all]->parts_of;
    return true;
}

/// Tries limits between what cannot be avoided and what was found, closer and closer.
partition_result press(const partition_problem& p, const means& mean, const partition_limits& nearest,
                       partition_result found, const partition_options& options) {
    auto low = nearest.at_most; // none was found within these
    for (std::uint64_t i = 1; i <= closer && !found.proven && !options.stop.stop_requested(); ++i) {
        const auto reached = heaviest_of(p, mean, nearest, found.part_of);
        auto middle = nearest;
        bool more = false;
        for (std::size_t c = 0; c < low.size(); ++c) {
            const auto weights = mean.weights(reached[c]);
            for (std::size_t m = 0; m < weights.size(); ++m) {
                middle.at_most[c][m] = low[c][m] + std::max<std::int64_t>(weights[m] - low[c][m], 0) / 2;
                more = more || middle.at_most[c][m] < weights[m];
            }
        }
        if (!more) break;
        auto next = partition_within(
            p, middle,
            {.seed = options.seed + i, .steps = options.steps, .proof = options.proof, .stop = options.stop});
        if (is_within(p, middle, next.part_of))
            found = std::move(next);
        else
            low = middle.at_most;
    }
    return found;
}

} // namespace

bool is_within(const partition_problem& p, const partition_limits& limits,
               const std::vector<std::uint32_t>& part_of) {
    const auto weight = weights_of_parts(p, part_of);
    for (std::size_t v = 0; v < p.nodes; ++v)
        for (std::size_t m = 0; m < p.weights.size(); ++m)
            if (weight[part_of[v]][m] > limits.at_most[limits.component_of[v]][m]) return false;
    return true;
}

partition_result partition_evenly(const partition_problem& p, const partition_limits& limits,
                                  partition_result found, const partition_options& options) {
    const auto count = limits.parts_of.size();
    if (count == 1 && found.proven) return found;
    const means mean{p};
    share_of_mean enough = 1 + tolerance_of(p);
    for (const auto m : mean.of)
        if (m > 0) enough = std::max(enough, std::ceil(m) / m);
    std::vector<component_cutter> cutters;
    for (std::size_t c = 0; c < count; ++c) cutters.emplace_back(p, limits, c, mean, options);
    auto allowed = limits;
    bool is_best_shared = count == 1;
    if (count > 1) {
        allocator{cutters, allowed.parts_of, options.stop}.run(enough);
        is_best_shared = share_out(cutters, allowed.parts_of, enough);
    }
    limit(p, allowed);
    auto nearest = allowed;
    bool proven = p.weights.size() == 1; // of several measures, shares of means are not those of limits
    for (std::size_t c = 0; c < count; ++c) {
        const auto lightest = cutters[c].into(allowed.parts_of[c]);
        proven =
            proven && lightest.proven && (is_best_shared || lightest.heaviest <= enough + share_rounding);
        const auto weights = mean.weights(lightest.heaviest);
        for (std::size_t m = 0; m < weights.size(); ++m)
            nearest.at_most[c][m] = std::max(nearest.at_most[c][m], weights[m]);
    }
    const auto value = [&](const partition_result& r) {
        auto shares = heaviest_of(p, mean, limits, r.part_of);
        std::sort(shares.rbegin(), shares.rend());
        return std::pair{std::move(shares), r.cut + r.moved};
    };
    if (nearest.at_most != limits.at_most || nearest.parts_of != limits.parts_of) {
        auto even = partition_within(p, nearest, options);
        bool is_allowed = false;
        // Of several measures, a cut that is lighter as a share of the means may be above a limit.
        if (p.weights.size() > 1 && p.tolerance) {
            auto within = partition_within(p, allowed, options);
            is_allowed = is_within(p, allowed, within.part_of);
            if (is_allowed) even = std::move(within);
        }
        even.limits = std::move(allowed);
        if (is_allowed || value(even) < value(found)) found = std::move(even);
    }
    found.proven = found.proven && proven;
    if (!p.tolerance && found.limits.parts_of == nearest.parts_of) {
        const auto held = found.limits;
        found = press(p, mean, nearest, std::move(found), options);
        found.limits = held;
    }
    return found;
}

} // namespace qaidam::solve::detail
