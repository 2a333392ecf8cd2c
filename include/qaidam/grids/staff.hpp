/// Who serves what: people for the posts of a community, as near as can be and with little change from today.
///
///     const auto posts = grids::posts_of(community, today);
///     const auto workers = grids::workers_of(community, today);
///     const auto placed = grids::placements_of(community, today, posts, workers);
///     const auto plan = grids::staff(posts, workers, {.today = placed});
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <qaidam/civic/community.hpp>
#include <qaidam/geo/geo.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids {

/// Somebody is needed somewhere: a party member for a building, a leader for a grid, a helper for a person.
struct post {
    key place{};                           ///< of the building, the grid, the person
    label name{};                          ///< of it
    std::vector<civic::role_kind> roles{}; ///< any of them will do
    std::vector<std::string> skills{};     ///< all of them are wanted: a language, first aid
    std::optional<geo::point> at{};        ///< ways to a post without a place do not count
    std::int64_t people = 1;               ///< how many are needed, each another one
    std::int64_t load = 1;                 ///< what it takes of each of them
};

/// Somebody who can take posts.
struct worker {
    civic::person_key person{};
    label name{};
    std::vector<civic::role_kind> roles{};
    std::vector<std::string> skills{};
    std::optional<geo::point> at{}; ///< where they live or work
    std::int64_t most = 1;          ///< the load that they can take
};

/// Worker `worker` in post `post`, both as numbers in their lists.
struct placement {
    std::size_t post;
    std::size_t worker;
    friend auto operator<=>(const placement&, const placement&) = default;
};

struct staffing_options {
    std::vector<placement> today{};
    /// How much nearer somebody new must be to take over from one who is there today.
    geo::meters change{500};
};

struct staffing {
    std::vector<placement> placements{}; ///< in the order of posts, then workers
    geo::meters way{0};                  ///< from workers to their posts, all together
    std::size_t changes = 0;             ///< placements that are not today's
    /// Ways and changes, each change as the way that it is worth.
    geo::meters cost{0};
    /// The least cost that any staffing can have that fills as many posts. Where all loads are one this is
    /// the cost: it is the best there is. With other loads the difference bounds what a better one could
    /// save; nothing is known if posts stay open.
    std::optional<geo::meters> at_least{};
    std::vector<finding> shortages{}; ///< posts that are not filled, and why
};

/// Posts filled at the least cost. With loads of one as many as can be, and there is no cheaper way; with
/// other loads (which is NP-hard) as many as a search finds room for, cheaply.
///
/// Throws:   std::invalid_argument if a number is negative or above 10^6, a change is not a length below the
///           size of the earth, or today's placements are not of these lists.
/// Cost:     O(people wanted × posts × workers) and a logarithm with loads of one; with others also a search
///           that looks at some ten million moves and exchanges at most.
/// Source:   min-cost flow (solve/flow.hpp); Dulmage and Mendelsohn 1958 for who is short of whom.
[[nodiscard]] staffing staff(std::span<const post> posts, std::span<const worker> workers,
                             const staffing_options& options = {});

struct post_options {
    std::int64_t members_a_grid = 1; ///< grid members wanted for each grid
};

/// What a community needs on a day: a party member for each building, a leader and members for each grid of
/// the plan in force, and for each person of a special group a party member as helper.
[[nodiscard]] std::vector<post> posts_of(const civic::community& c, const calendar::date& day,
                                         const post_options& options = {});

struct worker_options {
    std::int64_t posts_of_party_member = 3; ///< buildings and people that one can look after
    std::int64_t posts_of_others = 1;
};

/// People who hold a role on a day, once for each kind of post that they can take, at their homes.
[[nodiscard]] std::vector<worker> workers_of(const civic::community& c, const calendar::date& day,
                                             const worker_options& options = {});

/// Which of the workers are in which of the posts on a day, by the roles that they hold there.
[[nodiscard]] std::vector<placement> placements_of(const civic::community& c, const calendar::date& day,
                                                   std::span<const post> posts,
                                                   std::span<const worker> workers);

namespace codes {
inline constexpr message_rule posts_short{
    "posts_short",
    severity::error,
    {"{0}：{1} 个岗位缺 {2} 人：{3}；能胜任的只有 {4} 人，都已满",
     "{0}: {1} posts lack {2} people: {3}; only {4} people can take them, and they have no room left"}};
inline constexpr message_rule nobody_can{"nobody_can",
                                         severity::error,
                                         {"{0}：{1} 个岗位缺 {2} 人：{3}；没有人能胜任",
                                          "{0}: {1} posts lack {2} people: {3}; nobody can take them"}};
inline constexpr message_rule post_not_placed{
    "post_not_placed",
    severity::error,
    {"{0}“{1}”缺 {2} 人：没有人的余量容得下它的负荷",
     "{0} of {1} lacks {2} people: nobody has room left for its load"}};
inline constexpr std::array staffing{&posts_short, &nobody_can, &post_not_placed};
} // namespace codes

} // namespace qaidam::grids

#pragma GCC visibility pop
