#include <qaidam/solve/flow.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <queue>
#include <stdexcept>

namespace qaidam::solve {
namespace {

constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();

/// The residual network: arc 2i is the i-th, 2i + 1 its way back.
class residual {
public:
    residual(std::size_t nodes, std::span<const flow_arc> arcs)
        : first_(nodes + 1),
          cost_to_(nodes),
          via_(nodes),
          potential_(nodes) {
        for (const auto& a : arcs) {
            if (a.from >= nodes || a.to >= nodes)
                throw std::invalid_argument("flow: an arc leaves the nodes");
            if (a.capacity < 0 || a.cost < 0)
                throw std::invalid_argument("flow: a capacity or a cost is negative");
            ends_.insert(ends_.end(), {a.to, a.from});
            left_.insert(left_.end(), {a.capacity, 0});
            cost_.insert(cost_.end(), {a.cost, -a.cost});
            ++first_[a.from + 1];
            ++first_[a.to + 1];
        }
        for (std::size_t v = 0; v < nodes; ++v) first_[v + 1] += first_[v];
        out_.resize(ends_.size());
        auto at = first_;
        for (std::size_t i = 0; i < ends_.size(); ++i) out_[at[ends_[i ^ 1]]++] = i;
    }

    /// Makes the cheapest way from source to all nodes known; whether there is one to the sink.
    bool find_ways(std::size_t source, std::size_t sink) {
        std::fill(cost_to_.begin(), cost_to_.end(), far);
        using step = std::pair<std::int64_t, std::size_t>;
        std::priority_queue<step, std::vector<step>, std::greater<>> queue;
        cost_to_[source] = 0;
        queue.emplace(0, source);
        while (!queue.empty()) {
            const auto [cost, v] = queue.top();
            queue.pop();
            if (cost > cost_to_[v]) continue;
            for (auto o = first_[v]; o < first_[v + 1]; ++o) {
                const auto i = out_[o];
                const auto u = ends_[i];
                const auto reduced = cost + cost_[i] + potential_[v] - potential_[u];
                if (left_[i] == 0 || reduced >= cost_to_[u]) continue;
                cost_to_[u] = reduced;
                via_[u] = i;
                queue.emplace(reduced, u);
            }
        }
        if (cost_to_[sink] == far) return false;
        for (std::size_t v = 0; v < potential_.size(); ++v)
            potential_[v] += std::min(cost_to_[v], cost_to_[sink]);
        return true;
    }

    /// Sends what fits along the way that was found. Returns how much.
    std::int64_t send(std::size_t source, std::size_t sink, std::int64_t at_most) {
        auto amount = at_most;
        for (auto v = sink; v != source; v = ends_[via_[v] ^ 1]) amount = std::min(amount, left_[via_[v]]);
        for (auto v = sink; v != source; v = ends_[via_[v] ^ 1]) {
            left_[via_[v]] -= amount;
            left_[via_[v] ^ 1] += amount;
        }
        return amount;
    }

    [[nodiscard]] std::int64_t through(std::size_t arc) const { return left_[2 * arc + 1]; }

    [[nodiscard]] std::vector<bool> reaching(std::size_t sink) const {
        std::vector<bool> can(potential_.size());
        std::vector<std::size_t> queue{sink};
        can[sink] = true;
        for (std::size_t at = 0; at < queue.size(); ++at)
            for (auto o = first_[queue[at]]; o < first_[queue[at] + 1]; ++o) {
                const auto back = out_[o] ^ 1; // from its end to here
                const auto v = ends_[out_[o]];
                if (left_[back] == 0 || can[v]) continue;
                can[v] = true;
                queue.push_back(v);
            }
        return can;
    }

private:
    std::vector<std::size_t> first_; ///< of the arcs that leave each node, in out_
    std::vector<std::size_t> out_;
    std::vector<std::size_t> ends_;
    std::vector<std::int64_t> left_; ///< capacity that is not used
    std::vector<std::int64_t> cost_;
    std::vector<std::int64_t> cost_to_;
    std::vector<std::size_t> via_;
    std::vector<std::int64_t> potential_;
};

} // namespace

flow find_cheapest_flow(std::size_t nodes, std::span<const flow_arc> arcs, std::size_t source,
                        std::size_t sink, std::int64_t at_most) {
    if (source >= nodes || sink >= nodes || source == sink)
        throw std::invalid_argument("flow: source and sink are not two of the nodes");
    residual network{nodes, arcs};
    flow found;
    while (found.amount < at_most && network.find_ways(source, sink))
        found.amount += network.send(source, sink, at_most - found.amount);
    for (std::size_t i = 0; i < arcs.size(); ++i) {
        found.through.push_back(network.through(i));
        found.cost += network.through(i) * arcs[i].cost;
    }
    found.short_of_more = network.reaching(sink);
    return found;
}

} // namespace qaidam::solve
