#include "multilevel.hpp"

#include <algorithm>
#include <numeric>

namespace qaidam::solve::detail {
namespace {

// Found by trying, on census blocks and block groups cut into 4 to 100.
constexpr schedule at_first{.tries = 200, .hot = 4, .soft = 2, .hard = 150};   // the coarsest graph
constexpr schedule refining{.tries = 400, .hot = 1.5, .soft = 2, .hard = 150}; // finer ones
constexpr schedule at_again{.tries = 60, .hot = 2, .soft = 2, .hard = 150};
constexpr schedule refining_again{.tries = 2000, .hot = 1.5, .soft = 2, .hard = 150};
constexpr schedule hard_pressing{.tries = 20, .hot = 2, .soft = 100, .hard = 100};
constexpr schedule polishing{.tries = 100, .hot = 0.8, .soft = 100, .hard = 100};
constexpr int starts = 8;
constexpr int presses = 15;
constexpr std::size_t small = 200;         ///< a graph that is not made coarser,
constexpr std::size_t small_per_part = 10; ///< nor one with so few nodes a part

} // namespace

multilevel_solver::multilevel_solver(graph g, setting s, std::vector<std::size_t> component_of,
                                     std::uint64_t seed)
    : fine_{std::move(g)},
      setting_{std::move(s)},
      component_of_{std::move(component_of)},
      random_{seed} {
    double sum = 0;
    for (const auto& e : fine_.edges) sum += static_cast<double>(e.cost);
    unit_ = sum > 0 ? sum / static_cast<double>(fine_.edges.size()) : 1;
    double leaving = 0;
    for (node v = 0; v < fine_.size(); ++v)
        if (fine_.leaving[v] < setting_.binding) leaving += static_cast<double>(fine_.leaving[v]);
    leaving_ = leaving / static_cast<double>(std::max<std::size_t>(fine_.size(), 1)) / unit_;
}

template <class Work>
solution multilevel_solver::improve(const graph& g, std::vector<part> part_of, Work work) {
    annealer a{g, setting_.limits, unit_, std::move(part_of)};
    work(a);
    return {a.part_of(), a.overload(), a.cost()};
}

solution multilevel_solver::first() {
    bool at_home = false;
    for (node v = 0; v < fine_.size(); ++v)
        at_home = at_home || (fine_.home[v] != none && fine_.leaving[v] < setting_.binding);
    if (at_home) {
        std::vector<part> today;
        grow(fine_, setting_, component_of_, random_, today);
        auto as_today = settle(improve(fine_, std::move(today), [](annealer&) {}));
        auto other = again(as_today.part_of);
        return std::min(std::move(as_today), std::move(other));
    }
    const auto l = coarsen(nullptr);
    const auto& g = coarsest(l);
    std::optional<solution> best;
    for (int i = 0; i < starts; ++i) {
        std::vector<part> part_of;
        grow(g, setting_, l.component_of, random_, part_of);
        auto found = improve(g, std::move(part_of), [&](annealer& a) { a.anneal(random_, at_first); });
        if (!best || found < *best) best = std::move(found);
    }
    return settle(refine(l, std::move(best->part_of), refining));
}

solution multilevel_solver::again(const std::vector<part>& part_of) {
    const auto l = coarsen(&part_of);
    auto coarse = part_of;
    for (const auto& map : l.maps) {
        std::vector<part> next(*std::max_element(map.begin(), map.end()) + std::size_t{1});
        for (node v = 0; v < map.size(); ++v) next[map[v]] = coarse[v];
        coarse = std::move(next);
    }
    auto found = improve(coarsest(l), std::move(coarse), [&](annealer& a) { a.anneal(random_, at_again); });
    return settle(refine(l, std::move(found.part_of), refining_again));
}

const graph& multilevel_solver::coarsest(const levels& l) const {
    return l.graphs.empty() ? fine_ : l.graphs.back();
}

multilevel_solver::levels multilevel_solver::coarsen(const std::vector<part>* part_of) {
    levels l{{}, {}, component_of_};
    auto parts = part_of != nullptr ? *part_of : std::vector<part>{};
    while (coarsest(l).size() > std::max(small, small_per_part * setting_.parts)) {
        const auto& g = coarsest(l);
        std::vector<node> group_of;
        const auto groups =
            pair_up(g, setting_, l.component_of, part_of != nullptr ? &parts : nullptr, random_, group_of);
        if (groups > g.size() - g.size() / 20) break;
        auto coarse = contract(g, group_of, groups);
        std::vector<std::size_t> component_of(groups);
        std::vector<part> coarse_parts(groups);
        for (node v = 0; v < group_of.size(); ++v) {
            component_of[group_of[v]] = l.component_of[v];
            if (part_of != nullptr) coarse_parts[group_of[v]] = parts[v];
        }
        l.component_of = std::move(component_of);
        parts = std::move(coarse_parts);
        l.graphs.push_back(std::move(coarse));
        l.maps.push_back(std::move(group_of));
    }
    return l;
}

solution multilevel_solver::refine(const levels& l, std::vector<part> part_of, const schedule& s) {
    const auto anneal = [&](annealer& a) { a.anneal(random_, s); };
    if (l.maps.empty()) return improve(fine_, std::move(part_of), anneal);
    solution found{std::move(part_of)};
    for (auto level = l.maps.size(); level-- > 0;) {
        std::vector<part> fine(l.maps[level].size());
        for (node v = 0; v < fine.size(); ++v) fine[v] = found.part_of[l.maps[level][v]];
        found = improve(level == 0 ? fine_ : l.graphs[level - 1], std::move(fine), anneal);
    }
    return found;
}

/// Presses what is still above the limits below them, if it can; then smooths the borders.
solution multilevel_solver::settle(solution found) {
    auto pressing = hard_pressing;
    pressing.hard *= 1 + leaving_; // worth more than that nodes stay at home
    for (int i = 0; i < presses && found.overload > 0; ++i)
        found =
            std::min(found, improve(fine_, found.part_of, [&](annealer& a) { a.press(random_, pressing); }));
    auto smooth = improve(fine_, found.part_of, [&](annealer& a) { a.anneal(random_, polishing); });
    return std::min(std::move(found), std::move(smooth));
}

} // namespace qaidam::solve::detail
