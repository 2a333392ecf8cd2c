#include <qaidam/solve/graph.hpp>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace qaidam::solve {

std::vector<std::size_t> components(std::size_t nodes, std::span<const edge> edges) {
    std::vector<std::size_t> parent(nodes);
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    const auto root = [&](std::size_t node) {
        while (parent[node] != node) node = parent[node] = parent[parent[node]];
        return node;
    };
    for (const auto& e : edges) {
        if (e.from >= nodes || e.to >= nodes)
            throw std::invalid_argument("components: an edge leaves the nodes");
        parent[root(e.from)] = root(e.to);
    }
    constexpr auto unnumbered = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> number_of_root(nodes, unnumbered);
    std::vector<std::size_t> component(nodes);
    std::size_t count = 0;
    for (std::size_t node = 0; node < nodes; ++node) {
        auto& number = number_of_root[root(node)];
        if (number == unnumbered) number = count++;
        component[node] = number;
    }
    return component;
}

std::vector<std::size_t> assign(const std::vector<std::vector<double>>& cost) {
    const auto tasks = cost.size();
    const auto workers = tasks == 0 ? 0 : cost.front().size();
    for (const auto& row : cost) {
        if (row.size() != workers || workers < tasks)
            throw std::invalid_argument(
                "assign: every task needs the cost of each worker, and there must be enough workers");
        for (const double c : row)
            if (!std::isfinite(c)) throw std::invalid_argument("assign: a cost is not finite");
    }
    // Tasks join one by one; each by a shortest augmenting path under potentials. Column 0 is a sentinel.
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<double> task_potential(tasks + 1);
    std::vector<double> worker_potential(workers + 1);
    std::vector<std::size_t> task_of(workers + 1); // 1-based, 0 is free
    for (std::size_t task = 1; task <= tasks; ++task) {
        std::vector<double> slack(workers + 1, infinity);
        std::vector<std::size_t> before(workers + 1);
        std::vector<bool> reached(workers + 1);
        task_of[0] = task;
        std::size_t at = 0;
        do {
            reached[at] = true;
            const auto row = task_of[at];
            double least = infinity;
            std::size_t next = 0;
            for (std::size_t w = 1; w <= workers; ++w) {
                if (reached[w]) continue;
                const double reduced = cost[row - 1][w - 1] - task_potential[row] - worker_potential[w];
                if (reduced < slack[w]) {
                    slack[w] = reduced;
                    before[w] = at;
                }
                if (slack[w] < least) {
                    least = slack[w];
                    next = w;
                }
            }
            for (std::size_t w = 0; w <= workers; ++w) {
                if (reached[w]) {
                    task_potential[task_of[w]] += least;
                    worker_potential[w] -= least;
                } else {
                    slack[w] -= least;
                }
            }
            at = next;
        } while (task_of[at] != 0);
        for (; at != 0; at = before[at]) task_of[at] = task_of[before[at]];
    }
    std::vector<std::size_t> worker_of(tasks);
    for (std::size_t w = 1; w <= workers; ++w)
        if (task_of[w] != 0) worker_of[task_of[w] - 1] = w - 1;
    return worker_of;
}

} // namespace qaidam::solve
