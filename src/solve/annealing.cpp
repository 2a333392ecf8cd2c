#include "annealing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace qaidam::solve::detail {

void index_edges(std::size_t nodes, const std::vector<weighted_edge>& from, std::vector<std::size_t>& first,
                 std::vector<graph::half_edge>& edges) {
    first.assign(nodes + 1, 0);
    for (const auto& e : from)
        if (e.from != e.to) ++first[e.from + 1], ++first[e.to + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<graph::half_edge> all(first.back());
    auto at = first;
    for (const auto& e : from) {
        if (e.from == e.to) continue;
        all[at[e.from]++] = {static_cast<node>(e.to), e.cost};
        all[at[e.to]++] = {static_cast<node>(e.from), e.cost};
    }
    edges.clear();
    std::size_t begin = 0;
    for (std::size_t v = 0; v < nodes; ++v) {
        const auto end = first[v + 1];
        std::sort(all.begin() + static_cast<std::ptrdiff_t>(begin),
                  all.begin() + static_cast<std::ptrdiff_t>(end),
                  [](const auto& a, const auto& b) { return a.to < b.to; });
        first[v] = edges.size();
        for (auto i = begin; i < end; ++i) {
            if (edges.size() > first[v] && edges.back().to == all[i].to)
                edges.back().cost += all[i].cost;
            else
                edges.push_back(all[i]);
        }
        begin = end;
    }
    first[nodes] = edges.size();
}

annealer::annealer(const graph& g, const std::vector<std::vector<double>>& limits, double unit,
                   std::vector<part> part_of)
    : g_{g},
      limit_{limits},
      unit_{unit},
      part_of_{std::move(part_of)},
      weight_(limits.size() * g.measures),
      members_(limits.size()),
      place_(g.size(), none),
      seen_(g.size()) {
    std::size_t heavy = 0;
    for (node v = 0; v < g_.size(); ++v) {
        ++members_[part_of_[v]];
        bool any = false;
        for (std::size_t m = 0; m < g_.measures; ++m) {
            weight_[part_of_[v] * g_.measures + m] += g_.weight[v * g_.measures + m];
            any = any || g_.weight[v * g_.measures + m] > 0;
        }
        if (any) ++heavy;
    }
    for (node v = 0; v < g_.size(); ++v) note_border(v);
    lump_ = unit * static_cast<double>(std::max<std::size_t>(heavy, 1)) / static_cast<double>(limits.size());
}

std::int64_t annealer::cost() const {
    std::int64_t twice = 0;
    std::int64_t away = 0;
    for (node v = 0; v < g_.size(); ++v) {
        for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i)
            if (part_of_[g_.edges[i].to] != part_of_[v]) twice += g_.edges[i].cost;
        for (auto i = g_.first_tie[v]; i < g_.first_tie[v + 1]; ++i)
            if (part_of_[g_.ties[i].to] != part_of_[v]) twice += g_.ties[i].cost;
        if (g_.home[v] != none && g_.home[v] != part_of_[v]) away += g_.leaving[v];
    }
    return twice / 2 + away;
}

double annealer::overload() const {
    double sum = 0;
    for (part p = 0; p < limit_.size(); ++p)
        for (std::size_t m = 0; m < g_.measures; ++m) sum += over(p, m, 0);
    return sum;
}

double annealer::over(part p, std::size_t m, std::int64_t more) const {
    const auto weight = static_cast<double>(weight_[p * g_.measures + m] + more);
    const auto limit = limit_[p][m];
    if (weight <= limit) return 0;
    const double x = (weight - limit) / std::max(limit, 1.0);
    return x * (1 + 20 * x);
}

bool annealer::is_over(part p) const {
    for (std::size_t m = 0; m < g_.measures; ++m)
        if (static_cast<double>(weight_[p * g_.measures + m]) > limit_[p][m]) return true;
    return false;
}

bool annealer::touches(node v, part p) const {
    for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i)
        if (part_of_[g_.edges[i].to] == p) return true;
    return false;
}

double annealer::change_of_overload(node v, part to) const {
    double change = 0;
    for (std::size_t m = 0; m < g_.measures; ++m) {
        const auto w = g_.weight[v * g_.measures + m];
        if (w == 0) continue;
        change += over(to, m, w) - over(to, m, 0) + over(part_of_[v], m, -w) - over(part_of_[v], m, 0);
    }
    return change;
}

std::int64_t annealer::change_of_cost(node v, part to) const {
    const auto from = part_of_[v];
    std::int64_t change = 0;
    for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i) {
        const auto p = part_of_[g_.edges[i].to];
        change += p == from ? g_.edges[i].cost : p == to ? -g_.edges[i].cost : 0;
    }
    for (auto i = g_.first_tie[v]; i < g_.first_tie[v + 1]; ++i) {
        const auto p = part_of_[g_.ties[i].to];
        change += p == from ? g_.ties[i].cost : p == to ? -g_.ties[i].cost : 0;
    }
    if (g_.home[v] != none)
        change += g_.home[v] == from ? g_.leaving[v] : g_.home[v] == to ? -g_.leaving[v] : 0;
    return change;
}

/// Whether a part stays connected without one of its nodes. From each of the neighbours a search goes
/// out, a node at a time in turn; two that meet become one; one that is at its end decides.
bool annealer::hangs_together_without(node v) {
    const auto p = part_of_[v];
    sources_.clear();
    if (round_ > none - 1 - (g_.first[v + 1] - g_.first[v]))
        std::fill(seen_.begin(), seen_.end(), round_ = 0);
    const auto base = round_ + 1;
    for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i) {
        const auto u = g_.edges[i].to;
        if (part_of_[u] != p) continue;
        seen_[u] = base + static_cast<std::uint32_t>(sources_.size());
        if (searches_.size() <= sources_.size()) searches_.emplace_back();
        searches_[sources_.size()].assign(1, u);
        sources_.push_back({static_cast<std::uint32_t>(sources_.size()), 0});
    }
    round_ += static_cast<std::uint32_t>(sources_.size());
    auto apart = sources_.size();
    if (apart <= 1) return apart == 1;
    const auto root = [&](std::uint32_t s) {
        while (sources_[s].joined != s) s = sources_[s].joined = sources_[sources_[s].joined].joined;
        return s;
    };
    std::uint32_t at_end = 0;
    while (true) {
        bool any = false;
        for (std::uint32_t s = 0; s < sources_.size(); ++s) {
            auto& queue = searches_[s];
            if (sources_[s].next == queue.size()) continue;
            any = true;
            const auto w = queue[sources_[s].next++];
            for (auto i = g_.first[w]; i < g_.first[w + 1]; ++i) {
                const auto u = g_.edges[i].to;
                if (part_of_[u] != p || u == v) continue;
                if (seen_[u] < base) {
                    seen_[u] = base + s;
                    queue.push_back(u);
                } else if (const auto a = root(s), b = root(seen_[u] - base); a != b) {
                    sources_[a].joined = b;
                    if (--apart == 1) return true;
                }
            }
        }
        if (!any) return false;
        // A search that is at its end, and all that it met too, is cut off.
        if (++at_end % 16 == 0) {
            open_.assign(sources_.size(), 0);
            for (std::uint32_t s = 0; s < sources_.size(); ++s)
                if (sources_[s].next < searches_[s].size()) open_[root(s)] = 1;
            for (std::uint32_t s = 0; s < sources_.size(); ++s)
                if (open_[root(s)] == 0) return false;
        }
    }
}

void annealer::note_border(node v) {
    bool on_border = false;
    for (auto i = g_.first[v]; i < g_.first[v + 1] && !on_border; ++i)
        on_border = part_of_[g_.edges[i].to] != part_of_[v];
    if (on_border == (place_[v] != none)) return;
    if (on_border) {
        place_[v] = static_cast<std::uint32_t>(border_.size());
        border_.push_back(v);
    } else {
        border_[place_[v]] = border_.back();
        place_[border_.back()] = place_[v];
        border_.pop_back();
        place_[v] = none;
    }
}

void annealer::move(node v, part to) {
    const auto from = part_of_[v];
    part_of_[v] = to;
    --members_[from];
    ++members_[to];
    for (std::size_t m = 0; m < g_.measures; ++m) {
        weight_[from * g_.measures + m] -= g_.weight[v * g_.measures + m];
        weight_[to * g_.measures + m] += g_.weight[v * g_.measures + m];
    }
    note_border(v);
    for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i) note_border(g_.edges[i].to);
}

part annealer::any_neighbour(dice& random, node v) const {
    return part_of_[g_.edges[g_.first[v] + random.below(g_.first[v + 1] - g_.first[v])].to];
}

void annealer::anneal(dice& random, const schedule& s) {
    const auto tries = static_cast<std::size_t>(s.tries * static_cast<double>(border_.size()));
    constexpr std::size_t stage = 64;
    const double stages = static_cast<double>(tries / stage + 1);
    const double cooling = std::pow(s.cold / s.hot, 1 / stages);
    const double rising = std::pow(s.hard / s.soft, 1 / stages);
    double heat = s.hot * unit_;
    double dear = s.soft * lump_;
    for (std::size_t i = 1; i <= tries && !border_.empty(); ++i) {
        if (i % stage == 0) heat *= cooling, dear *= rising;
        const auto v = any_on_border(random);
        const auto to = any_neighbour(random, v);
        if (to == part_of_[v] || members_[part_of_[v]] == 1) continue;
        const double change = static_cast<double>(change_of_cost(v, to)) + dear * change_of_overload(v, to);
        if (change > 0 && change > -heat * std::log(random.share())) continue;
        if (hangs_together_without(v)) move(v, to);
    }
}

void annealer::press(dice& random, const schedule& s) {
    const auto tries = static_cast<std::size_t>(s.tries * static_cast<double>(border_.size()));
    const double cooling = std::pow(s.cold / s.hot, 1 / static_cast<double>(tries + 1));
    double heat = s.hot * unit_;
    const double dear = s.hard * lump_;
    for (std::size_t i = 0; i < tries && !border_.empty(); ++i) {
        heat *= cooling;
        auto v = any_on_border(random);
        for (int draws = 0; i % 4 != 0 && draws < 60 && !is_over(part_of_[v]); ++draws)
            v = any_on_border(random);
        const auto from = part_of_[v];
        const auto to = any_neighbour(random, v);
        if (to == from || members_[from] == 1) continue;
        const double allowed = -heat * std::log(random.share());
        double change = static_cast<double>(change_of_cost(v, to)) + dear * change_of_overload(v, to);
        if (change <= allowed) {
            if (hangs_together_without(v)) move(v, to);
            continue;
        }
        // Too dear alone; perhaps not if one of the other part comes back for it.
        auto u = any_on_border(random);
        for (int draws = 0; draws < 200 && (part_of_[u] != to || !touches(u, from)); ++draws)
            u = any_on_border(random);
        if (part_of_[u] != to || !hangs_together_without(v)) continue;
        move(v, to);
        change += static_cast<double>(change_of_cost(u, from)) + dear * change_of_overload(u, from);
        const bool comes_back = change <= allowed && touches(u, from) && hangs_together_without(u);
        move(comes_back ? u : v, from);
    }
}

} // namespace qaidam::solve::detail
