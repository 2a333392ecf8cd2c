/// Annealing of connected parts: nodes on borders move, parts stay in one piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <qaidam/solve/partition.hpp>

namespace qaidam::solve::detail {

using node = std::uint32_t;
using part = std::uint32_t;
constexpr std::uint32_t none = 0xFFFFFFFF;

/// The same numbers everywhere: splitmix64.
class dice {
public:
    explicit dice(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next() {
        auto z = state_ += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
    /// Below n.
    std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>((next() >> 32) * n >> 32); }
    /// In (0, 1].
    double share() { return static_cast<double>((next() >> 11) + 1) * 0x1p-53; }

private:
    std::uint64_t state_;
};

/// A graph whose nodes may stand for several of a finer one.
struct graph {
    struct half_edge {
        node to;
        std::int64_t cost;
    };
    std::size_t measures = 1;
    std::vector<std::size_t> first{0}; ///< of the half edges of each node, and the end
    std::vector<half_edge> edges;      ///< neighbours, sorted
    std::vector<std::size_t> first_tie{0};
    std::vector<half_edge> ties; ///< pairs together (cost > 0) and apart (< 0): no way from one to the other
    std::vector<std::int64_t> weight;  ///< [node × measures + measure]
    std::vector<part> home;            ///< where a node should be, or none
    std::vector<std::int64_t> leaving; ///< what it costs if it is not

    [[nodiscard]] std::size_t size() const { return home.size(); }
};

/// Half edges of each node, sorted, several to one neighbour added up.
void index_edges(std::size_t nodes, const std::vector<weighted_edge>& from, std::vector<std::size_t>& first,
                 std::vector<graph::half_edge>& edges);

/// How long, how hot, and how hard on parts above their limits. Costs in mean edges.
struct schedule {
    double tries;      ///< for each node on a border
    double hot;        ///< a move that costs this much more is taken once in e times, at first
    double soft;       ///< what it costs that a part is a mean node above its limit, at first
    double hard;       ///< and at last
    double cold = 0.2; ///< as hot, at last
};

/// A partition of a graph, with what annealing needs to know of it. A part's limit is [part][measure].
class annealer {
public:
    /// `unit` is the mean cost of an edge of the graph that all this is about: what costs are measured in.
    annealer(const graph& g, const std::vector<std::vector<double>>& limits, double unit,
             std::vector<part> part_of);

    [[nodiscard]] const std::vector<part>& part_of() const { return part_of_; }
    /// The costs of edges between parts, of ties that do not hold and of nodes that are not at home.
    [[nodiscard]] std::int64_t cost() const;
    /// Above the limits, as shares of them: each x + 20 x², so that weight flows on from where much is.
    [[nodiscard]] double overload() const;

    /// Tries moves of nodes on a border to the part beyond. A move that makes it dearer is taken the less
    /// often, the colder it is.
    void anneal(dice& random, const schedule& s);

    /// As anneal, but mostly out of parts that are above their limits, and in exchange for another node.
    void press(dice& random, const schedule& s);

private:
    [[nodiscard]] double over(part p, std::size_t m, std::int64_t more) const;
    [[nodiscard]] bool is_over(part p) const;
    [[nodiscard]] bool touches(node v, part p) const;
    [[nodiscard]] double change_of_overload(node v, part to) const;
    [[nodiscard]] std::int64_t change_of_cost(node v, part to) const;
    [[nodiscard]] bool hangs_together_without(node v);
    void note_border(node v);
    void move(node v, part to);
    [[nodiscard]] node any_on_border(dice& random) const { return border_[random.below(border_.size())]; }
    [[nodiscard]] part any_neighbour(dice& random, node v) const;

    struct source {
        std::uint32_t joined;
        std::size_t next;
    };

    const graph& g_;
    const std::vector<std::vector<double>>& limit_;
    double unit_;
    double lump_; ///< what an overload of a mean node costs if an overload of a limit costs one
    std::vector<part> part_of_;
    std::vector<std::int64_t> weight_; ///< [part × measures + measure]
    std::vector<std::size_t> members_;
    std::vector<node> border_;         ///< nodes with a neighbour in another part
    std::vector<std::uint32_t> place_; ///< in border_
    std::vector<std::uint32_t> seen_;
    std::uint32_t round_ = 0;
    std::vector<source> sources_;
    std::vector<std::vector<node>> searches_;
    std::vector<char> open_;
};

} // namespace qaidam::solve::detail
