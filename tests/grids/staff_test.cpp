#include <qaidam/grids/staff.hpp>

#include <algorithm>
#include <cmath>
#include <set>

#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids/staff");

using namespace qaidam;
using civic::role_kind;

namespace {

geo::point spot_at(double lon, double lat) {
    return {geo::longitude{lon}, geo::latitude{lat}};
}

struct staffed_town {
    std::vector<grids::post> posts;
    std::vector<grids::worker> workers;
    grids::staffing_options options;
};

staffed_town random_town(test::random& random, bool loads) {
    staffed_town t;
    const std::vector<role_kind> kinds{role_kind::party_member, role_kind::grid_member};
    const auto place = [&] { return spot_at(99 + random.real(0, 0.02), 37 + random.real(0, 0.02)); };
    for (int n = random.between(0, 4); n > 0; --n)
        t.posts.push_back(
            {.place = "p" + std::to_string(n),
             .name = {"岗" + std::to_string(n)},
             .roles = random.one_in(5) ? kinds : std::vector{random.one_of(kinds)},
             .skills = random.one_in(5) ? std::vector<std::string>{"藏语"} : std::vector<std::string>{},
             .at = random.one_in(6) ? std::nullopt : std::optional{place()},
             .people = random.between(0, 2),
             .load = loads ? random.between(1, 3) : 1});
    for (int n = random.between(0, 4); n > 0; --n)
        t.workers.push_back(
            {.person = "w" + std::to_string(n),
             .name = {"人" + std::to_string(n)},
             .roles = random.one_in(4) ? kinds : std::vector{random.one_of(kinds)},
             .skills = random.one_in(2) ? std::vector<std::string>{"藏语"} : std::vector<std::string>{},
             .at = place(),
             .most = random.between(0, loads ? 5 : 2)});
    for (std::size_t p = 0; p < t.posts.size(); ++p)
        for (std::size_t w = 0; w < t.workers.size(); ++w)
            if (random.one_in(6)) t.options.today.push_back({p, w});
    return t;
}

/// What a set of placements fills and costs; nothing if it is not allowed.
std::optional<std::pair<std::int64_t, double>> value_of(const staffed_town& t,
                                                        const std::vector<grids::placement>& all) {
    std::vector<std::int64_t> load(t.workers.size());
    std::vector<std::int64_t> people(t.posts.size());
    double cost = 0;
    for (const auto& [p, w] : all) {
        const auto& post = t.posts[p];
        const auto& worker = t.workers[w];
        const auto has = [](const auto& list, const auto& one) {
            return std::find(list.begin(), list.end(), one) != list.end();
        };
        if (std::none_of(post.roles.begin(), post.roles.end(),
                         [&](auto r) { return has(worker.roles, r); }) ||
            std::any_of(post.skills.begin(), post.skills.end(),
                        [&](auto s) { return !has(worker.skills, s); }))
            return std::nullopt;
        if ((load[w] += post.load) > worker.most || ++people[p] > post.people) return std::nullopt;
        if (post.at) cost += std::round(geo::distance(*worker.at, *post.at).value() * 100) / 100;
        if (!has(t.options.today, grids::placement{p, w})) cost += t.options.change.value();
    }
    return std::pair{static_cast<std::int64_t>(all.size()), cost};
}

/// The best of all sets of placements: most filled, then cheapest.
std::pair<std::int64_t, double> best_of(const staffed_town& t) {
    std::vector<grids::placement> pairs;
    for (std::size_t p = 0; p < t.posts.size(); ++p)
        for (std::size_t w = 0; w < t.workers.size(); ++w) pairs.push_back({p, w});
    std::pair<std::int64_t, double> best{0, 0};
    for (std::uint32_t set = 0; set < (1u << pairs.size()); ++set) {
        std::vector<grids::placement> some;
        for (std::size_t i = 0; i < pairs.size(); ++i)
            if ((set >> i & 1) != 0) some.push_back(pairs[i]);
        const auto value = value_of(t, some);
        if (value &&
            (value->first > best.first || (value->first == best.first && value->second < best.second - 1e-9)))
            best = *value;
    }
    return best;
}

} // namespace

TEST_CASE("with loads of one, as many posts are filled as can be, at the least cost of all ways") {
    test::random random;
    std::int64_t filled = 0;
    for (int round = 0; round < 300; ++round) {
        const auto t = random_town(random, false);
        if (t.posts.size() * t.workers.size() > 12) continue;
        const auto s = grids::staff(t.posts, t.workers, t.options);
        const auto best = best_of(t);
        const auto value = value_of(t, s.placements);
        REQUIRE(value);
        REQUIRE(value->first == best.first);
        REQUIRE(value->second == doctest::Approx(best.second));
        CHECK(s.cost.value() == doctest::Approx(best.second));
        CHECK(s.at_least == s.cost);
        std::int64_t wanted = 0;
        for (const auto& p : t.posts) wanted += p.people;
        CHECK(s.shortages.empty() == (best.first == wanted));
        filled += best.first;
    }
    CHECK(filled > 30);
}

TEST_CASE("with other loads, a staffing is allowed, and its gap to the best is no more than it says") {
    test::random random;
    int optimal = 0;
    int all = 0;
    for (int round = 0; round < 300; ++round) {
        const auto t = random_town(random, true);
        if (t.posts.size() * t.workers.size() > 12) continue;
        const auto s = grids::staff(t.posts, t.workers, t.options);
        const auto best = best_of(t);
        const auto value = value_of(t, s.placements);
        REQUIRE(value);
        CHECK(value->first <= best.first);
        std::int64_t wanted = 0;
        for (const auto& p : t.posts) wanted += p.people;
        CHECK(s.shortages.empty() == (value->first == wanted));
        if (value->first != wanted) continue;
        CHECK(best.second >= s.at_least->value() - 0.1);
        optimal += value->second < best.second + 0.01 ? 1 : 0;
        ++all;
    }
    CHECK(optimal * 10 >= all * 7);
}

TEST_CASE("who is there today stays unless somebody is much nearer") {
    const std::vector<grids::post> posts{
        {.place = "b-1", .name = {"1号楼"}, .roles = {role_kind::party_member}, .at = spot_at(99, 37)}};
    const std::vector<grids::worker> workers{
        {.person = "far",
         .name = {"远"},
         .roles = {role_kind::party_member},
         .at = spot_at(99.004, 37)}, // 356 m
        {.person = "near", .name = {"近"}, .roles = {role_kind::party_member}, .at = spot_at(99, 37)}};
    CHECK(grids::staff(posts, workers).placements[0].worker == 1);
    CHECK(grids::staff(posts, workers, {.today = {{0, 0}}}).placements[0].worker == 0);
    CHECK(
        grids::staff(posts, workers, {.today = {{0, 0}}, .change = geo::meters{300}}).placements[0].worker ==
        1);
    CHECK_THROWS_AS((void)grids::staff(posts, workers, {.today = {{1, 0}}}), std::invalid_argument);
}

TEST_CASE("a shortage says which posts lack whom, and how many could") {
    std::vector<grids::post> posts;
    for (const char* name : {"1号楼", "2号楼", "3号楼"})
        posts.push_back(
            {.place = name, .name = {name}, .roles = {role_kind::party_member}, .at = spot_at(99, 37)});
    posts.push_back({.place = "g", .name = {"第1网格", "Grid 1"}, .roles = {role_kind::grid_member}});
    const std::vector<grids::worker> workers{
        {.person = "a", .name = {"甲"}, .roles = {role_kind::party_member}, .at = spot_at(99, 37), .most = 2},
        {.person = "b", .name = {"乙"}, .roles = {role_kind::grid_member}, .at = spot_at(99, 37)}};
    const auto s = grids::staff(posts, workers);
    REQUIRE(s.shortages.size() == 1);
    CHECK(to_string(s.shortages[0]) == "party member: 3 posts lack 1 people: 3号楼; only 1 people can take "
                                       "them, and they have no room left");
    CHECK(to_string(s.shortages[0], language::zh) ==
          "党员：3 个岗位缺 1 人：3号楼；能胜任的只有 1 人，都已满");
}

TEST_CASE("a post that nobody can take, and one whose load fits nowhere, say so") {
    const std::vector<grids::post> posts{
        {.place = "a", .name = {"甲岗", "A"}, .roles = {role_kind::young_volunteer}},
        {.place = "b", .name = {"乙岗", "B"}, .roles = {role_kind::grid_member}, .load = 2},
        {.place = "c", .name = {"丙岗", "C"}, .roles = {role_kind::grid_member}, .load = 2}};
    const std::vector<grids::worker> workers{
        {.person = "w", .name = {"人"}, .roles = {role_kind::grid_member}, .most = 2},
        {.person = "v", .name = {"人"}, .roles = {role_kind::grid_member}, .most = 1}};
    const auto s = grids::staff(posts, workers);
    CHECK_FALSE(s.at_least);
    std::vector<std::string> said;
    for (const auto& f : s.shortages) said.push_back(to_string(f));
    std::sort(said.begin(), said.end());
    REQUIRE(said.size() == 2);
    CHECK(said[1] == "young volunteer: 1 posts lack 1 people: A; nobody can take them");
    CHECK(said[0].starts_with("grid member"));
}

TEST_CASE("many posts with loads are placed in bounded time") {
    test::random random;
    staffed_town t;
    for (int i = 0; i < 200; ++i) {
        t.posts.push_back({.place = std::to_string(i),
                           .name = {"岗"},
                           .roles = {role_kind::grid_member},
                           .at = spot_at(99 + random.real(0, 0.02), 37),
                           .people = random.between(1, 3),
                           .load = random.between(2, 7)});
        t.workers.push_back({.person = std::to_string(i),
                             .name = {"人"},
                             .roles = {role_kind::grid_member},
                             .at = spot_at(99 + random.real(0, 0.02), 37),
                             .most = random.between(5, 11)});
    }
    CHECK(value_of(t, grids::staff(t.posts, t.workers).placements));
}

TEST_CASE("Chengdong has somebody for every post but three grids' members, today's way or with less of it") {
    const auto c = civic::load(test::chengdong).value;
    const calendar::date day{2021, 12, 24};
    const auto posts = grids::posts_of(c, day);
    const auto workers = grids::workers_of(c, day);
    const auto today = grids::placements_of(c, day, posts, workers);
    CHECK(posts.size() == 66 + 2 * 22 + 24);
    const auto kept = grids::staff(posts, workers, {.today = today});
    const auto nearest = grids::staff(posts, workers, {.change = geo::meters{0}});
    CHECK(nearest.way <= kept.way);
    REQUIRE(kept.shortages.size() == 1);
    CHECK(to_string(kept.shortages[0]).starts_with("grid member: 22 posts lack 3 people: Grid "));
}

TEST_SUITE_END();
