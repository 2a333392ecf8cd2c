/// When was nobody responsible, and what happens if somebody leaves?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <qaidam/civic/community.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids {

enum class coverage_need { party_member_of_building, leader_of_grid };

/// A building without a party member, a grid without a leader, and when.
struct coverage_gap {
    coverage_need need;
    key place;
    label name;
    std::vector<calendar::date_span> when{};

    friend bool operator==(const coverage_gap&, const coverage_gap&) = default;
};

/// "Grid 03 has no leader: from 2021-05-01 until 2021-06-01"
[[nodiscard]] std::string to_string(const coverage_gap& g, language l = language::en);

/// Gaps within an interval, buildings first. A grid needs a leader while its plan is in force.
/// Cost:     O(roles × log + buildings + grids).
[[nodiscard]] std::vector<coverage_gap> find_gaps(const civic::community& c, const calendar::date_span& when);

/// The gaps within an interval that are there only if a person's roles end when it begins.
[[nodiscard]] std::vector<coverage_gap> find_gaps_without(const civic::community& c, civic::person_id person,
                                                          const calendar::date_span& when);

} // namespace qaidam::grids

template <>
struct fmt::formatter<qaidam::grids::coverage_gap>
    : qaidam::detail::bilingual_formatter<qaidam::grids::coverage_gap> {};

#pragma GCC visibility pop
