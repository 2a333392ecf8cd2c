/// Personal data as it may be shown: enough to recognise, too little to misuse.
#pragma once

#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace qaidam::civic {

/// 马秀兰 → 马**, 扎西多杰 → 扎***, བཀྲ་ཤིས་ → བཀྲ་*, Maria Silva → M**** S****. What is kept is the first
/// character; of Tibetan script the first syllable, for its letters cannot stand without their signs.
[[nodiscard]] std::string mask_name(std::string_view name);

/// 13812345678 → 138****5678; a shorter number keeps its last two digits.
[[nodiscard]] std::string mask_phone(std::string_view phone);

/// Digits, spaces, + and -.
[[nodiscard]] bool is_phone(std::string_view text);
/// GB 11643: seventeen digits with a date, and a check character by ISO 7064 MOD 11-2.
[[nodiscard]] bool is_identity_number(std::string_view text);

/// The first and the last character of an identity number stay.
[[nodiscard]] std::string mask_identity_number(std::string_view number);

} // namespace qaidam::civic

#pragma GCC visibility pop
