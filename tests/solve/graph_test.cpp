#include <qaidam/solve/graph.hpp>

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("solve");

using namespace qaidam::solve;

TEST_CASE("components agree with a flood of labels on random graphs") {
    test::random random;
    for (int i = 0; i < 3000; ++i) {
        const auto nodes = static_cast<std::size_t>(random.between(1, 12));
        std::vector<edge> edges;
        for (int n = random.between(0, 14); n > 0; --n)
            edges.push_back({static_cast<std::size_t>(random.between(0, static_cast<int>(nodes) - 1)),
                             static_cast<std::size_t>(random.between(0, static_cast<int>(nodes) - 1))});
        std::vector<std::size_t> label(nodes);
        std::iota(label.begin(), label.end(), std::size_t{0});
        for (std::size_t round = 0; round < nodes; ++round)
            for (const auto& e : edges) label[e.from] = label[e.to] = std::min(label[e.from], label[e.to]);
        const auto got = components(nodes, edges);
        for (std::size_t a = 0; a < nodes; ++a)
            for (std::size_t b = 0; b < nodes; ++b) REQUIRE((got[a] == got[b]) == (label[a] == label[b]));
        CHECK(got[0] == 0);
    }
    const edge out[] = {{0, 3}};
    CHECK_THROWS_AS((void)components(3, out), std::invalid_argument);
}

TEST_CASE("assignments cost what the best of all permutations costs") {
    test::random random;
    for (int i = 0; i < 3000; ++i) {
        const auto tasks = static_cast<std::size_t>(random.between(1, 5));
        const auto workers = tasks + static_cast<std::size_t>(random.between(0, 2));
        std::vector<std::vector<double>> cost(tasks, std::vector<double>(workers));
        for (auto& row : cost)
            for (auto& c : row) c = random.between(0, 20);
        std::vector<std::size_t> order(workers);
        std::iota(order.begin(), order.end(), std::size_t{0});
        double best = 1e9;
        do {
            double sum = 0;
            for (std::size_t t = 0; t < tasks; ++t) sum += cost[t][order[t]];
            best = std::min(best, sum);
        } while (std::next_permutation(order.begin(), order.end()));
        const auto got = assign(cost);
        double sum = 0;
        for (std::size_t t = 0; t < tasks; ++t) sum += cost[t][got[t]];
        REQUIRE(sum == best);
        auto used = got;
        std::sort(used.begin(), used.end());
        REQUIRE(std::adjacent_find(used.begin(), used.end()) == used.end());
    }
    CHECK(assign({}).empty());
    CHECK_THROWS_AS((void)assign({{1}, {1}}), std::invalid_argument);
}

TEST_SUITE_END();
