/// Annealing on coarser and coarser graphs.
#pragma once

#include <tuple>

#include "growing.hpp"

namespace qaidam::solve::detail {

/// A partition and how good it is: first within the limits, then cheap.
struct solution {
    std::vector<part> part_of;
    double overload = 0;
    std::int64_t cost = 0;

    friend bool operator<(const solution& a, const solution& b) {
        return std::tie(a.overload, a.cost) < std::tie(b.overload, b.cost);
    }
};

class multilevel_solver {
public:
    multilevel_solver(graph g, setting s, std::vector<std::size_t> component_of, std::uint64_t seed);

    /// A first partition; where nodes have homes, one that begins with them.
    [[nodiscard]] solution first();

    /// Once more, over coarser graphs whose nodes do not cross borders: perhaps a better one.
    [[nodiscard]] solution again(const std::vector<part>& part_of);

private:
    struct levels {
        std::vector<graph> graphs;           ///< coarser and coarser
        std::vector<std::vector<node>> maps; ///< of the nodes of each to those of the next
        std::vector<std::size_t> component_of;
    };
    [[nodiscard]] const graph& coarsest(const levels& l) const;
    [[nodiscard]] levels coarsen(const std::vector<part>* part_of);
    [[nodiscard]] solution refine(const levels& l, std::vector<part> part_of, const schedule& s);
    [[nodiscard]] solution settle(solution found);
    template <class Work>
    [[nodiscard]] solution improve(const graph& g, std::vector<part> part_of, Work work);

    graph fine_;
    setting setting_;
    std::vector<std::size_t> component_of_;
    dice random_;
    double unit_;    ///< the mean cost of an edge
    double leaving_; ///< what it costs that a node is not at home, in these
};

} // namespace qaidam::solve::detail
