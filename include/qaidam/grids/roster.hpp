/// Who works when: shifts of grid members and duty rooms over a month, by rules of rest and leave, shared evenly.
///
///     const auto book = grids::load_shifts("shifts", community).value;   // shifts.csv, leave.csv, assignments.csv
///     const auto roster = grids::plan_roster(community, book, {first, until});
///     for (const auto& a : roster.assignments) show(a);   // who, when, which shift
///     for (const auto& r : roster.reasons) show(r);       // why there is no roster
///
/// What a roster is planned by and how it is proved: docs/rosters.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/calendar/holidays.hpp>
#include <qaidam/civic/community.hpp>
#include <qaidam/solve/roster.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids {

using shift_id = id<struct shift_tag>;
using shift_key = key_of<shift_tag>;

/// A shift of every day, at a duty room or anywhere.
struct shift {
    shift_key key{};
    label name{};
    label mark{}; ///< what stands for it in a table: a character
    std::optional<civic::place_key> place{};
    std::vector<civic::role_kind> roles{}; ///< who may work it: any of them on the day
    std::chrono::seconds from{0};
    std::chrono::seconds until{0}; ///< of the next day where it is not after `from`
    std::int64_t people = 1;
    std::int64_t people_off = 1; ///< on Saturdays, Sundays and holidays that are not made up for
    friend bool operator==(const shift&, const shift&) = default;
};
[[nodiscard]] std::chrono::minutes length_of(const shift& s);
/// Whether it goes on over midnight, or begins before 05:00.
[[nodiscard]] bool is_night(const shift& s);

/// Days on which somebody cannot work, or wishes not to.
struct leave {
    civic::person_key person{};
    calendar::date_span when{};
    bool wished = false;
    friend bool operator==(const leave&, const leave&) = default;
};
struct shift_assignment {
    calendar::date day;
    shift_key shift{};
    civic::person_key person{};
    bool fixed = false; ///< stays when the month is planned again
    friend bool operator==(const shift_assignment&, const shift_assignment&) = default;
};
/// The shifts of a community, who is on leave, and who is on duty as far as that is settled or published.
struct shift_book {
    registry<shift_id, shift> shifts{};
    std::vector<leave> leaves{};
    std::vector<shift_assignment> assignments{};
    friend bool operator==(const shift_book&, const shift_book&) = default;
};

/// Reads shifts.csv, leave.csv and assignments.csv. Throws: data_error, as civic::load.
[[nodiscard]] loaded<shift_book> load_shifts(const feed_files& files, const civic::community& c,
                                             const load_options& options = {});
/// Writes the files; `load_shifts` gives an equal book again.
void save(const shift_book& book, const file_path& folder);
/// The files of this room with their columns.
[[nodiscard]] std::span<const table_layout> feed_layouts();

struct roster_options {
    std::chrono::minutes rest{11 * 60};           ///< from the end of a shift to the start of the next
    std::optional<std::int64_t> most_in_a_row{6}; ///< days
    std::optional<std::int64_t> most_a_week{5};   ///< shifts from Monday to Sunday
    std::optional<std::int64_t> most_hours{};     ///< in the span
    // What is better avoided.
    std::int64_t wish = 20;    ///< a shift on a day that somebody wished off
    std::int64_t change = 50;  ///< a day of somebody that is not as published
    std::int64_t shifts = 10;  ///< for shifts beyond or below somebody's share, squared
    std::int64_t nights = 5;   ///< the same of shifts over midnight
    std::int64_t days_off = 5; ///< the same of weekends and holidays, each once, beyond the share
    /// Assignments before this day stay as they are in the book, whatever the rules say of them: where somebody falls ill, the
    /// day from which they are. They count for rest, rows and weeks after it.
    std::optional<calendar::date> settled_until{};
    calendar::holidays holidays = calendar::holidays::china();
    solve::roster_options search{};
};

struct roster {
    calendar::date_span when{};
    std::vector<civic::person_key> people{};     ///< who could be on duty, in the community's order
    std::vector<shift_assignment> assignments{}; ///< by day, shift and person; none if there is no roster
    solve::roster_cost cost{};                   ///< shares: of shifts, nights, days off
    std::int64_t bound = 0;                      ///< no roster costs less
    bool proven = false;                         ///< If found: no roster costs less. If not: there is none.
    std::vector<finding> reasons{};              ///< why there is none
};

/// A roster of the days in the span, by the book: nobody works without the role on the day, on leave, or against a
/// rule; every shift has who it wants. The book's assignments before the span count for rest, rows and weeks; those in it
/// are what was published.
///
/// Throws: std::invalid_argument for a span without an end or of more than 366 days, keys that are not in the community or
///         the book, and numbers that solve::plan_roster refuses.
/// Cost:   see solve::plan_roster.
[[nodiscard]] roster plan_roster(const civic::community& c, const shift_book& book,
                                 const calendar::date_span& when, const roster_options& options = {});

/// What is wrong with the book's assignments in the span, whoever made them: by day for shifts, then by person.
/// Throws: as plan_roster.
[[nodiscard]] std::vector<finding> check_roster(const civic::community& c, const shift_book& book,
                                                const calendar::date_span& when,
                                                const roster_options& options = {});

/// Whether a day is a Saturday, a Sunday or a holiday, and not made up for. A year whose holidays are not known has
/// weekends alone.
[[nodiscard]] bool is_day_off(const calendar::date& day, const calendar::holidays& holidays);

} // namespace qaidam::grids

#pragma GCC visibility pop
