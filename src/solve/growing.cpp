#include "growing.hpp"

#include <algorithm>
#include <optional>
#include <queue>

namespace qaidam::solve::detail {
namespace {

class grower {
public:
    grower(const graph& g, const setting& s, const std::vector<std::size_t>& component_of, dice& random,
           std::vector<part>& part_of)
        : g_{g},
          s_{s},
          component_of_{component_of},
          random_{random},
          part_of_{part_of},
          frontier_(s.parts),
          load_(s.parts),
          members_(s.parts) {
        part_of_.assign(g_.size(), none);
    }

    /// Nodes that must be in a part, and the ways between them.
    void take_fixed() {
        for (node v = 0; v < g_.size(); ++v) {
            const auto p = g_.home[v];
            if (part_of_[v] != none || !is_fixed(v) || component_of_[v] != s_.component_of_part[p]) continue;
            if (members_[p] > 0) {
                const auto way = way_to(v, p);
                if (!way) continue;
                for (const auto w : *way) take(w, p);
            }
            take(v, p);
        }
    }

    /// Nodes that are at home, as far as they hang together: with those fixed there, else the heaviest piece.
    void take_at_home() {
        const auto is_free = [&](node v) {
            return part_of_[v] == none && g_.home[v] != none && !is_fixed(v) &&
                   component_of_[v] == s_.component_of_part[g_.home[v]];
        };
        std::vector<node> piece_of(g_.size(), none); // named by its first node
        std::vector<std::vector<node>> pieces;
        std::vector<std::size_t> best(s_.parts, none);
        std::vector<double> most(s_.parts);
        for (node first = 0; first < g_.size(); ++first) {
            if (piece_of[first] != none || !is_free(first)) continue;
            const auto p = g_.home[first];
            std::vector<node> piece{first};
            piece_of[first] = first;
            bool beside = false;
            double weight = 0;
            for (std::size_t at = 0; at < piece.size(); ++at) {
                weight += load_of(piece[at], p);
                for (auto i = g_.first[piece[at]]; i < g_.first[piece[at] + 1]; ++i) {
                    const auto u = g_.edges[i].to;
                    beside = beside || part_of_[u] == p;
                    if (piece_of[u] != none || !is_free(u) || g_.home[u] != p) continue;
                    piece_of[u] = first;
                    piece.push_back(u);
                }
            }
            if (members_[p] > 0 ? beside : weight > most[p]) {
                if (members_[p] == 0) most[p] = weight;
                best[p] = pieces.size();
                if (members_[p] > 0)
                    for (const auto v : piece) take(v, p);
            }
            pieces.push_back(std::move(piece));
        }
        for (part p = 0; p < s_.parts; ++p)
            if (members_[p] == 0 && best[p] != none)
                for (const auto v : pieces[best[p]]) take(v, p);
    }

    /// A node for each part that has none: one far from all parts, if any is free.
    void begin_empty() {
        for (part p = 0; p < s_.parts; ++p) {
            if (members_[p] > 0) continue;
            const auto c = s_.component_of_part[p];
            std::vector<node> open;
            for (node v = 0; v < g_.size(); ++v)
                if (part_of_[v] == none && component_of_[v] == c) open.push_back(v);
            if (open.empty()) {
                give_up_one(p);
                continue;
            }
            const auto hops = hops_from_parts(c);
            auto best = open[random_.below(open.size())];
            for (int tries = 0; tries < 16; ++tries)
                if (const auto v = open[random_.below(open.size())]; hops[v] != none && hops[v] > hops[best])
                    best = v;
            take(best, p);
        }
    }

    void fill() {
        std::vector<char> full(s_.parts);
        while (true) {
            part p = none;
            for (part q = 0; q < s_.parts; ++q)
                if (!full[q] && (p == none || load_[q] < load_[p])) p = q;
            if (p == none) return;
            auto& queue = frontier_[p];
            while (!queue.empty() && part_of_[queue.top().second] != none) queue.pop();
            if (queue.empty()) {
                full[p] = 1;
                continue;
            }
            const auto v = queue.top().second;
            queue.pop();
            take(v, p);
        }
    }

private:
    [[nodiscard]] bool is_fixed(node v) const { return g_.home[v] != none && g_.leaving[v] >= s_.binding; }

    void take(node v, part p) {
        part_of_[v] = p;
        ++members_[p];
        load_[p] += load_of(v, p);
        for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i)
            if (const auto u = g_.edges[i].to; part_of_[u] == none) frontier_[p].emplace(worth(u, p), u);
    }

    /// The share of its limit that a node takes of a part; a little more than nothing.
    [[nodiscard]] double load_of(node v, part p) const {
        double most = 0;
        for (std::size_t m = 0; m < g_.measures; ++m)
            most = std::max(most, static_cast<double>(g_.weight[v * g_.measures + m]) /
                                      std::max(1.0, s_.limits[p][m]));
        return most + 1e-6;
    }

    /// How well a free node fits to a part: by the border that it shares with it, less that with what is
    /// free.
    [[nodiscard]] double worth(node v, part p) const {
        double sum = g_.home[v] == p ? static_cast<double>(g_.leaving[v]) : 0;
        for (auto i = g_.first[v]; i < g_.first[v + 1]; ++i) {
            const auto q = part_of_[g_.edges[i].to];
            sum += static_cast<double>(g_.edges[i].cost) * (q == p ? 2 : q == none ? -1 : 0);
        }
        return sum;
    }

    /// A way through free nodes from v to a node of p; both ends excluded.
    [[nodiscard]] std::optional<std::vector<node>> way_to(node v, part p) const {
        std::vector<node> came_from(g_.size(), none);
        std::vector<node> queue{v};
        came_from[v] = v;
        for (std::size_t at = 0; at < queue.size(); ++at)
            for (auto i = g_.first[queue[at]]; i < g_.first[queue[at] + 1]; ++i) {
                const auto u = g_.edges[i].to;
                if (part_of_[u] == p) {
                    std::vector<node> way;
                    for (auto w = queue[at]; w != v; w = came_from[w]) way.push_back(w);
                    return way;
                }
                if (part_of_[u] != none || came_from[u] != none || (is_fixed(u) && g_.home[u] != p)) continue;
                came_from[u] = queue[at];
                queue.push_back(u);
            }
        return std::nullopt;
    }

    /// How far each node of a component is from the parts.
    [[nodiscard]] std::vector<std::uint32_t> hops_from_parts(std::size_t component) const {
        std::vector<std::uint32_t> hops(g_.size(), none);
        std::vector<node> queue;
        for (node v = 0; v < g_.size(); ++v)
            if (part_of_[v] != none && component_of_[v] == component) hops[v] = 0, queue.push_back(v);
        for (std::size_t at = 0; at < queue.size(); ++at)
            for (auto i = g_.first[queue[at]]; i < g_.first[queue[at] + 1]; ++i)
                if (auto& h = hops[g_.edges[i].to]; h == none)
                    h = hops[queue[at]] + 1, queue.push_back(g_.edges[i].to);
        return hops;
    }

    /// All nodes are taken: the heaviest part gives one that it hangs together without, the last that a
    /// search reaches.
    void give_up_one(part to) {
        part heavy = none;
        for (part q = 0; q < s_.parts; ++q)
            if (s_.component_of_part[q] == s_.component_of_part[to] && members_[q] > 1 &&
                (heavy == none || load_[q] > load_[heavy]))
                heavy = q;
        std::vector<char> reached(g_.size());
        std::vector<node> queue{
            static_cast<node>(std::find(part_of_.begin(), part_of_.end(), heavy) - part_of_.begin())};
        reached[queue[0]] = 1;
        for (std::size_t at = 0; at < queue.size(); ++at)
            for (auto i = g_.first[queue[at]]; i < g_.first[queue[at] + 1]; ++i)
                if (const auto u = g_.edges[i].to; part_of_[u] == heavy && !reached[u])
                    reached[u] = 1, queue.push_back(u);
        --members_[heavy];
        take(queue.back(), to);
    }

    const graph& g_;
    const setting& s_;
    const std::vector<std::size_t>& component_of_;
    dice& random_;
    std::vector<part>& part_of_;
    /// Of each part: free nodes beside it by their worth then, and some taken since.
    std::vector<std::priority_queue<std::pair<double, node>>> frontier_;
    std::vector<double> load_;
    std::vector<std::size_t> members_;
};

} // namespace

void grow(const graph& g, const setting& s, const std::vector<std::size_t>& component_of, dice& random,
          std::vector<part>& part_of) {
    grower grower{g, s, component_of, random, part_of};
    grower.take_fixed();
    grower.take_at_home();
    grower.begin_empty();
    grower.fill();
}

} // namespace qaidam::solve::detail
