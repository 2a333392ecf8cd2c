/// Rosters: who works which shift on which day, by rules of rest, at the least cost.
///
///     solve::roster_problem month{.days = 7, .shifts = {{480, 960}, {1320, 1800}}};   // a day and a night shift
///     month.wanted.assign(7 * 2, 1);
///     month.people.assign(4, {.rules = {.rest = 660, .most_a_week = 5}});
///     month.unavailable = {{.person = 2, .day = 3}};
///     const auto roster = solve::plan_roster(month);
///     for (const auto& line : roster.lines) show(line);   // the shift of each day, if any
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#pragma GCC visibility push(default)

namespace qaidam::solve {

/// A kind of shift, in minutes after the midnight with which its day begins. One over midnight ends after 1440.
struct roster_shift {
    std::int64_t from;
    std::int64_t until;
};

/// What holds for a person, always; no limit where none is given.
struct roster_rules {
    std::int64_t rest = 0;                       ///< minutes from the end of a shift to the start of the next
    std::optional<std::int64_t> most_in_a_row{}; ///< days
    std::optional<std::int64_t> most_a_week{};   ///< shifts
    std::optional<std::int64_t> most_shifts{};   ///< in all days of the problem
    std::optional<std::int64_t> most_minutes{};
};

/// The shift of each day; none on a day off.
using roster_line = std::vector<std::optional<std::uint32_t>>;

struct roster_person {
    roster_rules rules{};
    roster_line before{}; ///< the days before the first, the last of them last: rest and rows go on over it
};

/// A person on a day: at a shift, or where none is given at all of them.
struct roster_cell {
    std::size_t person = 0;
    std::size_t day = 0;
    std::optional<std::uint32_t> shift{};
    friend bool operator==(const roster_cell&, const roster_cell&) = default;
};
/// What it costs if a person works a shift on a day, or where none is given whichever.
struct roster_wish {
    roster_cell where{};
    std::int64_t cost = 1;
};
/// A person's share of something; each unit more or less costs its distance from the band, squared.
struct roster_band {
    std::int64_t least = 0;
    std::int64_t most = 366;
};
/// Something that is to be shared out evenly: shifts, nights, weekends.
struct roster_share {
    std::vector<bool> counts{}; ///< [day * shifts + shift]
    std::vector<std::uint32_t>
        unit_of_day{}; ///< days of one unit follow one another and count once; empty: each alone
    std::vector<roster_band> bands{}; ///< of each person
    std::int64_t weight = 1;          ///< times the square
};

struct roster_problem {
    std::size_t days = 0;
    std::vector<roster_shift> shifts{};
    std::vector<roster_person> people{};
    std::vector<std::int64_t> wanted{}; ///< people, neither more nor fewer: [day * shifts + shift]
    std::vector<roster_cell> unavailable{};
    std::vector<roster_cell> fixed{}; ///< that shift, or where none is given a day off
    /// Of the first days, all fixed, that are over: they count for rest, rows, weeks and limits, but are not judged by them.
    std::size_t settled_days = 0;
    std::size_t days_of_week_before = 0; ///< of the week of the first day: 0 if it begins one
    std::vector<roster_wish> wishes{};
    std::vector<roster_share> shares{};   ///< 16 at most
    std::vector<roster_line> published{}; ///< of each person; empty: none
    std::int64_t change = 0;              ///< the cost of each day of a person that is not as published
};

struct roster_options {
    std::uint64_t seed = 1;         ///< the same gives the same
    std::size_t steps = 10'000'000; ///< of the search: exchanges that it looks at
    std::size_t proof = 2'000'000;  ///< choices of a person on a day that the proof of small ones looks at
    std::function<void(double)> progress{}; ///< told the share done
    std::stop_token stop{};                 ///< ends the steps early, with the best roster so far
};

/// Shifts that want more than those who can work them, all together. It is as small as could be found.
struct roster_shortage {
    std::vector<roster_cell> shifts{}; ///< their days and shifts; `person` says nothing
    std::vector<std::size_t> people{}; ///< who can work any of them
    std::int64_t wanted = 0;
    std::int64_t most =
        0; ///< how many of them these people can work; above `wanted`, how many are fixed there
    std::optional<std::size_t>
        person{}; ///< whose fixed shifts break a rule: then it is that, and no shortage
};

struct roster_cost {
    std::int64_t wishes = 0;
    std::int64_t changes = 0;
    std::vector<std::int64_t> shares{}; ///< of each share
    [[nodiscard]] std::int64_t total() const {
        auto sum = wishes + changes;
        for (const auto s : shares) sum += s;
        return sum;
    }
};

struct roster_result {
    std::vector<roster_line> lines{}; ///< of each person; empty if none was found
    bool found = false;
    roster_cost cost{};
    std::int64_t bound = 0;                    ///< no roster costs less
    bool proven = false;                       ///< If found: no roster costs less. If not: there is none.
    std::optional<roster_shortage> shortage{}; ///< why there is none, where a few shifts or a person tell
};

/// A roster that keeps all rules and wants, at little cost; if there is none, why.
///
/// Shape:    lines.size() == people.size(), each with `days` entries.
/// Throws:   std::invalid_argument if lists have another length, an index is out of range, a shift ends before it
///           begins or begins after its day, a number is negative or above 10^6, a week has more than six days before,
///           units of days do not follow one another, a band is not in order within 0 to 366, or more days are settled
///           than there are; for more than 366 days (also before the first), 32 shifts, 16 shares, 10,000 people, or 10^6
///           of people × days × (shifts + 1).
/// Cost:     a flow of the month, and the steps of the search, each of which looks at the days of two people. Up to
///           400 days of people are also looked through for a proof. A month of 110 people takes seconds
///           (docs/rosters.md); the flow grows with the square of their number.
/// Source:   exchanges of days between two people under simulated annealing (Kirkpatrick 1983); the bound by a
///           min-cost flow; proofs of small ones by branch and bound, under prices by subgradients (Held and Karp 1971).
[[nodiscard]] roster_result plan_roster(const roster_problem& problem, const roster_options& options = {});

enum class roster_rule {
    wanted, ///< a shift has more or fewer people than it wants
    unavailable,
    fixed,
    rest,
    in_a_row,
    a_week,
    shifts,
    minutes
};
/// A rule that a roster breaks: `got` where `limit` was wanted.
struct roster_violation {
    roster_rule rule;
    roster_cell where{}; ///< the day on which it is broken; for `wanted`, `person` says nothing
    std::int64_t got = 0;
    std::int64_t limit = 0;
    friend bool operator==(const roster_violation&, const roster_violation&) = default;
};

/// Every rule that a roster breaks, whoever made it: by day and shift for what is wanted, then by person and day.
/// Throws: as plan_roster, and if the lines are not those of the problem.
[[nodiscard]] std::vector<roster_violation> check_roster(const roster_problem& problem,
                                                         const std::vector<roster_line>& lines);

/// What a roster costs. Throws: as check_roster.
[[nodiscard]] roster_cost cost_of_roster(const roster_problem& problem,
                                         const std::vector<roster_line>& lines);

} // namespace qaidam::solve

#pragma GCC visibility pop
