/// A season as plain numbers: sessions to place, the times that each may have, and what two of them cost.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <qaidam/venues/season.hpp>

namespace qaidam::venues::detail {

/// A place and a time of the week.
struct season_slot {
    int place;
    int day;
    int from;    ///< minutes after midnight
    int outside; ///< minutes outside the wished hours
};

inline constexpr int nowhere = -1;

struct season_model {
    struct course {
        int length;
        int teacher; ///< or nowhere
        int weekly;
        std::vector<season_slot> slots{}; ///< in which it may be: by day, time and place
        std::vector<int> related{};       ///< courses that share its teacher or audience, itself too
        std::int64_t bound = 0;           ///< on what its sessions cost among themselves
    };
    std::vector<course> courses{};
    std::vector<int> course_of{}; ///< by session; those of a course follow one another
    std::vector<std::vector<char>> are_related{};
    std::vector<std::vector<int>> way{}; ///< minutes between places
    int same_day = 0;
    int next_day = 0;
    int walk = 0;

    [[nodiscard]] const std::vector<season_slot>& slots_of(int session) const {
        return courses[static_cast<std::size_t>(course_of[static_cast<std::size_t>(session)])].slots;
    }
    [[nodiscard]] bool related(int a, int b) const {
        return are_related[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] != 0;
    }
    /// Whether sessions of two courses cannot both be.
    [[nodiscard]] bool clash(int a, const season_slot& x, int b, const season_slot& y) const;
    /// What they cost beside what each does.
    [[nodiscard]] std::int64_t pair_cost(int a, const season_slot& x, int b, const season_slot& y) const;
    /// The minutes that somebody walks between them.
    [[nodiscard]] int walk_between(int a, const season_slot& x, int b, const season_slot& y) const;
};

/// Where each session is, by place among the slots of its course, or nowhere.
using season_assignment = std::vector<int>;

struct season_value {
    int missing = 0;
    std::int64_t cost = 0;
    friend auto operator<=>(const season_value&, const season_value&) = default;
};
[[nodiscard]] season_value value_of(const season_model& m, const season_assignment& a);

/// The way between two places in minutes, the longer of both directions, a day at most.
/// Throws: std::invalid_argument if it is negative.
[[nodiscard]] int way_between(const civic::place_key& a, const civic::place_key& b,
                              const season_options& options);

/// Throws: as plan_season.
[[nodiscard]] season_model make_season_model(std::span<const season_course> courses,
                                             std::span<const season_teacher> teachers,
                                             std::span<const season_place> places,
                                             const season_options& options);

/// A good assignment, by annealing with ejection. Stops where the value is `goal`.
[[nodiscard]] season_assignment search_season(const season_model& m, const season_options& options,
                                              const season_value& goal);

/// Looks at all assignments that could be better and makes `best` the best of all.
/// Returns: false if the steps did not suffice; `best` is then no worse than it was.
[[nodiscard]] bool prove_season(const season_model& m, const season_options& options,
                                season_assignment& best);

} // namespace qaidam::venues::detail
