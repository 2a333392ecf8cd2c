/// Who may have something that the community offers: a service, a class.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/civic/community.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

/// All conditions must hold.
struct eligibility {
    std::optional<int> least_age{};
    std::optional<int> most_age{};
    std::vector<special_group> groups{}; ///< one of them at least; empty for everybody
    bool residents_only = false;         ///< who has a home in the community
    /// The four cells as they stand in the feed, where one of them cannot be read: nobody meets the conditions.
    std::optional<std::array<std::string, 4>> unread{};
    friend bool operator==(const eligibility&, const eligibility&) = default;
};

/// The conditions that a person does not meet on a day, each with what it is; none if they are eligible.
/// `what` is offered, by the name that the conditions give it.
[[nodiscard]] std::vector<refusal> unmet_conditions(const eligibility& who, const label& what,
                                                    const community& c, person_id person,
                                                    const calendar::date& day);

/// The columns least_age, most_age, groups and residents_only, any of which may be blank, and what to write
/// there. They are excluding: where one cannot be read, the record is not ok(), and nobody meets the conditions.
[[nodiscard]] eligibility read_eligibility(record& r);
[[nodiscard]] std::array<std::string, 4> cells_of(const eligibility& who);

/// The column capacity, which may be blank: how many people there is room for. Where it cannot be read, the record
/// is not ok(), and there is room for nobody.
[[nodiscard]] std::optional<int> read_capacity(record& r);

} // namespace qaidam::civic

#pragma GCC visibility pop
