#include <qaidam/solve/flow.hpp>

#include <algorithm>
#include <stdexcept>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("solve/flow");

using namespace qaidam::solve;

namespace {

/// The obvious way: cycles of negative cost are sent around until there is none, after the most has flowed.
std::pair<std::int64_t, std::int64_t> most_and_least_cost(std::size_t nodes, std::vector<flow_arc> arcs,
                                                          std::size_t source, std::size_t sink) {
    std::vector<std::int64_t> through(arcs.size());
    const auto send_around = [&](bool cheaper) { // Bellman–Ford; a path to the sink, or a cheaper cycle
        std::vector<std::int64_t> cost(nodes, cheaper ? 0 : 1'000'000'000);
        std::vector<std::pair<int, bool>> via(nodes, {-1, false});
        if (!cheaper) cost[source] = 0;
        std::size_t changed = nodes;
        for (std::size_t round = 0; round <= nodes; ++round) {
            changed = nodes;
            for (std::size_t i = 0; i < arcs.size(); ++i)
                for (const bool back : {false, true}) {
                    const auto from = back ? arcs[i].to : arcs[i].from;
                    const auto to = back ? arcs[i].from : arcs[i].to;
                    const auto left = back ? through[i] : arcs[i].capacity - through[i];
                    const auto price = cheaper ? (back ? -arcs[i].cost : arcs[i].cost) : 1;
                    if (left == 0 || cost[from] >= 1'000'000'000 || cost[from] + price >= cost[to]) continue;
                    cost[to] = cost[from] + price;
                    via[to] = {static_cast<int>(i), back};
                    changed = to;
                }
        }
        if (cheaper ? changed == nodes : cost[sink] >= 1'000'000'000) return false;
        auto at = sink;
        if (cheaper) {
            at = changed;
            for (std::size_t i = 0; i < nodes; ++i)
                at = via[at].second ? arcs[static_cast<std::size_t>(via[at].first)].to
                                    : arcs[static_cast<std::size_t>(via[at].first)].from;
        }
        const auto end = at;
        do {
            const auto [arc, back] = via[at];
            const auto i = static_cast<std::size_t>(arc);
            through[i] += back ? -1 : 1;
            at = back ? arcs[i].to : arcs[i].from;
        } while (at != end && (cheaper || at != source));
        return true;
    };
    std::int64_t amount = 0;
    while (send_around(false)) ++amount;
    while (send_around(true)) {
    }
    std::int64_t cost = 0;
    for (std::size_t i = 0; i < arcs.size(); ++i) cost += through[i] * arcs[i].cost;
    return {amount, cost};
}

} // namespace

TEST_CASE("as much flows, and as cheaply, as when cheaper cycles are sought one by one") {
    test::random random;
    std::int64_t flowed = 0;
    for (int round = 0; round < 1000; ++round) {
        const int nodes = random.between(2, 8);
        std::vector<flow_arc> arcs;
        for (int n = random.between(0, 20); n > 0; --n)
            arcs.push_back({static_cast<std::size_t>(random.between(0, nodes - 1)),
                            static_cast<std::size_t>(random.between(0, nodes - 1)), random.between(0, 4),
                            random.between(0, 9)});
        const auto found = find_cheapest_flow(static_cast<std::size_t>(nodes), arcs, 0, 1);
        const auto [amount, cost] = most_and_least_cost(static_cast<std::size_t>(nodes), arcs, 0, 1);
        REQUIRE(found.amount == amount);
        REQUIRE(found.cost == cost);
        std::vector<std::int64_t> left(static_cast<std::size_t>(nodes));
        std::int64_t cut = 0;
        for (std::size_t i = 0; i < arcs.size(); ++i) {
            REQUIRE(found.through[i] >= 0);
            REQUIRE(found.through[i] <= arcs[i].capacity);
            left[arcs[i].from] -= found.through[i];
            left[arcs[i].to] += found.through[i];
            if (!found.short_of_more[arcs[i].from] && found.short_of_more[arcs[i].to])
                cut += arcs[i].capacity;
        }
        CHECK(cut == amount); // the least cut is full
        CHECK(left[1] == amount);
        for (std::size_t v = 2; v < left.size(); ++v) CHECK(left[v] == 0);
        flowed += amount;
    }
    CHECK(flowed > 500);
}

TEST_CASE("no more flows than was asked for; nonsense is refused") {
    const std::vector<flow_arc> arcs{{0, 1, 5, 1}, {0, 1, 5, 3}};
    CHECK(find_cheapest_flow(2, arcs, 0, 1, 7).cost == 5 + 6);
    CHECK_THROWS_AS((void)find_cheapest_flow(2, arcs, 0, 0), std::invalid_argument);
    CHECK_THROWS_AS((void)find_cheapest_flow(1, arcs, 0, 1), std::invalid_argument);
    const flow_arc negative{0, 1, 1, -1};
    CHECK_THROWS_AS((void)find_cheapest_flow(2, {&negative, 1}, 0, 1), std::invalid_argument);
}

TEST_SUITE_END();
