/// What may be wrong with the accounts: one rule a code.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::ledger::codes {

inline constexpr message_rule other_unit{
    "other_unit",
    severity::info,
    {"“{0}”不是社区的部门或服务队，按名称保留",
     "neither a department nor a team, got {0}, which is kept by its name"}};
inline constexpr message_rule ambiguous_unit{
    "ambiguous_unit",
    severity::error,
    {"“{0}”可指 {1}；请写其中一个", "means more than one unit, got {0}, want one of {1}"}};

inline constexpr message_rule totals_differ{
    "totals_differ",
    severity::error,
    {"“{0}”应为 {1}，台账中有 {2} 项", "{0} is stated as {1}, the ledger has {2} items"}};

inline constexpr std::array notices{&other_unit, &ambiguous_unit};
inline constexpr std::array findings{&totals_differ};

} // namespace qaidam::ledger::codes

#pragma GCC visibility pop
