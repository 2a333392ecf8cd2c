#include <qaidam/solve/visits.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("solve/visits");

using namespace qaidam::solve;

namespace {

struct town {
    std::vector<std::pair<double, double>> at{};
    double operator()(std::size_t a, std::size_t b) const {
        return std::hypot(at[a].first - at[b].first, at[a].second - at[b].second);
    }
    town(test::random& random, int places) {
        for (int i = 0; i < places; ++i) at.emplace_back(random.real(0, 1), random.real(0, 1));
    }
};

double length_of(const town& t, const std::vector<std::size_t>& order, bool returns) {
    double sum = 0;
    for (std::size_t i = 1; i < order.size(); ++i) sum += t(order[i - 1], order[i]);
    return returns && !order.empty() ? sum + t(order.back(), order.front()) : sum;
}

void check_whole(const town& t, const visiting_order& way, bool returns) {
    auto sorted = way.order;
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::size_t> all(t.at.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    CHECK(sorted == all);
    if (!all.empty()) CHECK(way.order.front() == 0);
    CHECK(way.length == doctest::Approx(length_of(t, way.order, returns)));
}

} // namespace

TEST_CASE("up to thirteen places the way is the shortest of all") {
    test::random random;
    for (int round = 0; round < 150; ++round) {
        const town t{random, random.between(0, 8)};
        const bool returns = random.one_in(2);
        const auto way = find_visiting_order(t.at.size(), t, {.return_to_start = returns});
        check_whole(t, way, returns);
        CHECK(way.proven);
        std::vector<std::size_t> order(t.at.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        auto best = length_of(t, order, returns);
        while (order.size() > 1 && std::next_permutation(order.begin() + 1, order.end()))
            best = std::min(best, length_of(t, order, returns));
        CHECK(way.length == doctest::Approx(best));
    }
}

TEST_CASE("from nine to thirteen places no reversal shortens the proven way") {
    test::random random;
    for (int round = 0; round < 12; ++round) {
        const town t{random, random.between(9, 13)};
        const auto way = find_visiting_order(t.at.size(), t);
        check_whole(t, way, false);
        CHECK(way.proven);
        // Any two reversed, any one moved: none is shorter.
        for (std::size_t i = 1; i < way.order.size(); ++i)
            for (std::size_t j = i + 1; j <= way.order.size(); ++j) {
                auto other = way.order;
                std::reverse(other.begin() + static_cast<std::ptrdiff_t>(i),
                             other.begin() + static_cast<std::ptrdiff_t>(j));
                CHECK(length_of(t, other, false) >= way.length - 1e-9);
            }
    }
}

TEST_CASE("beyond, the search finds the shortest way where it can be known, and the same again") {
    test::random random;
    // Places on a circle: the way round is the shortest.
    for (const int n : {14, 20, 40}) {
        town t{random, n};
        for (auto& p : t.at) {
            const auto angle = random.real(0, 6.283185307179586);
            p = {std::cos(angle), std::sin(angle)};
        }
        auto round = t.at;
        std::sort(round.begin(), round.end(), [](const auto& a, const auto& b) {
            return std::atan2(a.second, a.first) < std::atan2(b.second, b.first);
        });
        double best = 0;
        for (std::size_t i = 0; i < round.size(); ++i) {
            const auto& a = round[i];
            const auto& b = round[(i + 1) % round.size()];
            best += std::hypot(a.first - b.first, a.second - b.second);
        }
        const auto way = find_visiting_order(t.at.size(), t, {.return_to_start = true});
        check_whole(t, way, true);
        CHECK_FALSE(way.proven);
        CHECK(way.length == doctest::Approx(best));
        CHECK(find_visiting_order(t.at.size(), t, {.return_to_start = true}).order == way.order);
    }
    // Open ways on a line: there and no further.
    town line{random, 30};
    for (auto& p : line.at) p.second = 0;
    line.at[0] = {-1, 0};
    const auto furthest = std::max_element(line.at.begin(), line.at.end())->first;
    CHECK(find_visiting_order(30, line).length == doctest::Approx(furthest + 1));
}

TEST_CASE("more steps never make the way longer") {
    test::random random;
    for (int round = 0; round < 10; ++round) {
        const town t{random, 25};
        const auto some = find_visiting_order(t.at.size(), t, {.steps = 0});
        const auto more = find_visiting_order(t.at.size(), t, {.steps = 50});
        check_whole(t, some, false);
        CHECK(more.length <= some.length);
    }
}

TEST_CASE("lengths that make no sense are the caller's mistake") {
    const auto with = [](double there, double back) {
        return [=](std::size_t a, std::size_t b) { return a < b ? there : back; };
    };
    CHECK_THROWS_AS((void)find_visiting_order(2, with(1, 2)), std::invalid_argument);
    CHECK_THROWS_AS((void)find_visiting_order(2, with(-1, -1)), std::invalid_argument);
    CHECK_THROWS_AS((void)find_visiting_order(2, with(NAN, NAN)), std::invalid_argument);
    CHECK_THROWS_AS((void)find_visiting_order(5, with(1e308, 1e308)), std::invalid_argument);
    CHECK(find_visiting_order(0, with(1, 1)).order.empty());
    CHECK(find_visiting_order(1, with(1, 1)).order == std::vector<std::size_t>{0});
}

TEST_SUITE_END();
