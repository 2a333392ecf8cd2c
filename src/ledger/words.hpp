/// Kinds of the ledger room: the word of files, and the words for people. The order is that of the
/// enumerators.
#pragma once

#include <qaidam/base/words.hpp>

namespace qaidam::ledger::detail {

inline constexpr kind_words batch_words[] = {{"key_project", {"重点项目", "key projects"}},
                                             {"policy", {"政策举措", "policy measures"}},
                                             {"measure", {"实招硬招", "practical measures"}},
                                             {"project", {"民生工程", "livelihood projects"}},
                                             {"problem", {"突出问题", "pressing problems"}}};

} // namespace qaidam::ledger::detail
