/// What may be wrong with the accounts: one rule a code.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::ledger::codes {

inline constexpr message_rule totals_differ{
    "totals_differ",
    severity::error,
    {"“{0}”应为 {1}，台账中有 {2} 项", "{0} is stated as {1}, the ledger has {2} items"}};

inline constexpr std::array findings{&totals_differ};

} // namespace qaidam::ledger::codes

#pragma GCC visibility pop
