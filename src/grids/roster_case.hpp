/// A month's shifts as solve's problem: people and days by number.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <qaidam/grids/roster.hpp>

namespace qaidam::grids::detail {

struct roster_case {
    const civic::community& c;
    const shift_book& book;
    calendar::date from;
    std::size_t days;
    const roster_options& options;
    std::vector<civic::person_id> people;
    std::map<civic::person_id, std::size_t> number_of; ///< in people
    solve::roster_problem problem;

    /// Throws: as plan_roster.
    roster_case(const civic::community& community, const shift_book& all, const calendar::date_span& when,
                const roster_options& how);

    [[nodiscard]] calendar::date day(std::size_t d) const;
    /// The number of a day; nothing outside the span.
    [[nodiscard]] std::optional<std::size_t> find_day(const calendar::date& day) const;
    [[nodiscard]] bool holds_role(std::size_t person, std::size_t day, std::size_t shift) const;
    [[nodiscard]] bool on_leave(std::size_t person, std::size_t day) const;

    /// "2026-12-03 夜班" / "2026-12-03 night shift"
    [[nodiscard]] label words(std::size_t day, std::size_t shift) const;
    /// Those of several shifts: each of a few, else from when until when how many.
    [[nodiscard]] std::string words(const std::vector<solve::roster_cell>& cells) const;

private:
    void find_people();
    void add_rules();
    void add_leave();
    void add_assignments();
    void add_shares();
};

/// "13 小时 30 分" / "13 h 30 min"
[[nodiscard]] std::string hours_and_minutes(std::int64_t minutes);

} // namespace qaidam::grids::detail
