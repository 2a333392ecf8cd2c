/// A roster's problem, checked and laid out for the search and the proofs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <qaidam/solve/roster.hpp>

namespace qaidam::solve::detail {

constexpr std::int64_t day_minutes = 1440;
constexpr std::size_t most_shares = 16;

/// What a person does on a day: 0 is off, s + 1 is shift s.
using roster_choice = std::uint8_t;

/// What rules know of a person in the morning of a day.
struct morning {
    std::int64_t ready = 0; ///< no shift may begin before this minute of the day
    std::int64_t row = 0;   ///< days worked up to yesterday
    std::int64_t week = 0;  ///< shifts of this week
};

/// How many rules a line breaks, and what it costs.
struct line_value {
    std::int64_t broken = 0;
    std::int64_t cost = 0;
};

class roster_model {
public:
    /// Throws: as plan_roster.
    explicit roster_model(const roster_problem& problem);

    [[nodiscard]] const roster_problem& problem() const { return *problem_; }
    [[nodiscard]] std::size_t days() const { return days_; }
    [[nodiscard]] std::size_t shifts() const { return choices_ - 1; }
    [[nodiscard]] std::size_t choices() const { return choices_; }
    [[nodiscard]] std::size_t people() const { return problem_->people.size(); }
    [[nodiscard]] std::int64_t wanted(std::size_t day, std::size_t choice) const {
        return problem_->wanted[day * shifts() + choice - 1];
    }
    [[nodiscard]] std::int64_t wanted_in_all() const { return wanted_in_all_; }
    [[nodiscard]] bool allowed(std::size_t person, std::size_t day, std::size_t choice) const {
        return allowed_[at(person, day, choice)] != 0;
    }
    /// The shift that somebody must work on a day; 0 if none.
    [[nodiscard]] std::size_t must(std::size_t person, std::size_t day) const {
        return must_[person * days_ + day];
    }
    /// How many of whom a shift wants must work it.
    [[nodiscard]] std::int64_t settled(std::size_t day, std::size_t choice) const {
        return settled_[day * shifts() + choice - 1];
    }
    /// Of the day alone: wishes, and what is not as published.
    [[nodiscard]] std::int64_t cost(std::size_t person, std::size_t day, std::size_t choice) const {
        return cost_[at(person, day, choice)];
    }
    [[nodiscard]] bool week_begins(std::size_t day) const {
        return day > 0 && (day + problem_->days_of_week_before) % 7 == 0;
    }
    /// The limits of the whole are those that can be kept still.
    [[nodiscard]] const roster_rules& rules(std::size_t person) const { return rules_[person]; }
    [[nodiscard]] const morning& first_morning(std::size_t person) const { return first_[person]; }
    /// Whether the rules allow the choice, but for limits of the whole; `m` becomes the next morning.
    bool step(std::size_t person, std::size_t day, std::size_t choice, morning& m) const;

    /// The shares that a shift counts for, a bit each.
    [[nodiscard]] std::uint32_t counted(std::size_t day, std::size_t choice) const {
        return counted_[day * shifts() + choice - 1];
    }
    [[nodiscard]] std::size_t shares() const { return problem_->shares.size(); }
    [[nodiscard]] std::uint32_t unit(std::size_t share, std::size_t day) const {
        return unit_[share * days_ + day];
    }
    /// Whether several days are one unit of it.
    [[nodiscard]] bool has_units(std::size_t share) const {
        return !problem_->shares[share].unit_of_day.empty();
    }
    [[nodiscard]] std::int64_t share_cost(std::size_t share, std::size_t person, std::int64_t count) const;
    /// How many units of it the person must and can have at least and at most, whatever the rules say.
    [[nodiscard]] roster_band reach(std::size_t share, std::size_t person) const {
        return reach_[share * people() + person];
    }
    [[nodiscard]] std::int64_t minutes(std::size_t choice) const {
        const auto& s = problem_->shifts[choice - 1];
        return s.until - s.from;
    }

    /// Of a whole line of choices. Broken are rules of rest and limits, by how much.
    [[nodiscard]] line_value value(std::size_t person, const roster_choice* line) const;

private:
    [[nodiscard]] std::size_t at(std::size_t person, std::size_t day, std::size_t choice) const {
        return (person * days_ + day) * choices_ + choice;
    }
    void check() const;
    void check_people() const;
    [[nodiscard]] roster_rules find_rules(std::size_t person) const;
    void check_shares() const;
    void check_cell(const roster_cell& c) const;
    [[nodiscard]] roster_band find_reach(std::size_t share, std::size_t person) const;

    const roster_problem* problem_;
    std::size_t days_;
    std::size_t choices_;
    std::int64_t wanted_in_all_ = 0;
    std::vector<char> allowed_;
    std::vector<std::int64_t> cost_;
    std::vector<roster_choice> must_;
    std::vector<std::int64_t> settled_;
    std::vector<roster_rules> rules_;
    std::vector<morning> first_;
    std::vector<std::uint32_t> counted_;
    std::vector<std::uint32_t> unit_;
    std::vector<roster_band> reach_;
};

/// Lines as choices, [person * days + day], and back.
[[nodiscard]] std::vector<roster_choice> to_choices(const roster_model& m,
                                                    const std::vector<roster_line>& lines);
[[nodiscard]] std::vector<roster_line> to_lines(const roster_model& m,
                                                const std::vector<roster_choice>& choices);

} // namespace qaidam::solve::detail
