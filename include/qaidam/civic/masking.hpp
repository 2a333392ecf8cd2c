/// Personal data as it may be shown: enough to recognise, too little to misuse.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <qaidam/civic/model.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

/// 马秀兰 → 马**, 扎西多杰 → 扎***, བཀྲ་ཤིས་ → བཀྲ་*, Maria Silva → M**** S****. What is kept is the first
/// character; of Tibetan script the first syllable, for its letters cannot stand without their signs.
[[nodiscard]] std::string mask_name(std::string_view name);

/// 13812345678 → 138****5678; a shorter number keeps its last two digits.
[[nodiscard]] std::string mask_phone(std::string_view phone);

/// Digits, spaces, + and -.
[[nodiscard]] bool is_phone(std::string_view text);

/// The first kind of document that has numbers of such a form; letters may be small. A passport is one only if it
/// begins with a letter: for another the kind must be stated.
/// Source: GB 11643-1999 (seventeen digits with a date, and a check character by ISO 7064 MOD 11-2), GB 11643-1989
///         (fifteen digits with a date of the twentieth century).
[[nodiscard]] std::optional<identity_kind> find_identity_kind(std::string_view number);
/// Whether a document of that kind can have the number; of any kind where none is stated.
[[nodiscard]] bool is_identity_number(std::string_view number, std::optional<identity_kind> kind = {});

/// The first and the last character of a number stay, whatever document it is of.
[[nodiscard]] std::string mask_identity_number(std::string_view number);

} // namespace qaidam::civic

#pragma GCC visibility pop
