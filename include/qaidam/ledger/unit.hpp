/// Who promises (责任单位).
#pragma once

#include <compare>
#include <string>
#include <variant>

#include <qaidam/civic/community.hpp>

#pragma GCC visibility push(default)

namespace qaidam::ledger {

/// A unit that the community does not know as a department or a team.
struct other_unit {
    std::string name;
    friend auto operator<=>(const other_unit&, const other_unit&) = default;
};
/// Who promises (责任单位): a department or a team of the community, or another unit by its name.
using unit = std::variant<civic::department_id, civic::team_id, other_unit>;

[[nodiscard]] std::string name_of(const unit& u, const civic::community& c, language l);
/// As in ledger.csv: "department:dept-02", "team:team-05", "蓄集乡".
[[nodiscard]] std::string to_cell(const unit& u, const civic::community& c);

} // namespace qaidam::ledger

#pragma GCC visibility pop
