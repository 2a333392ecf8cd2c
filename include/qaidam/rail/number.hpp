/// Train numbers (车次) as railways write them, and the classes that they name.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/format.hpp>
#include <qaidam/base/language.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// "K9805", or the numbers of a train that changes direction on its way: "K9805/6".
struct train_number {
    std::string prefix{};       ///< "K", "" for a number of digits only
    std::vector<int> numbers{}; ///< at least one, in the order of the run
    friend bool operator==(const train_number&, const train_number&) = default;
};

/// The number in "K9805", "K9805/6", "K56/57" or "K9998/K10001"; nothing for any other text. What follows a
/// slash stands for as many of the last digits before it.
[[nodiscard]] std::optional<train_number> parse_train_number(std::string_view text);

/// "K9805/6"
[[nodiscard]] std::string to_string(const train_number& n);

/// Each number by itself: "K9805", "K9806".
[[nodiscard]] std::vector<std::string> each_number(const train_number& n);

/// A class of trains (列车等级), told from the number.
struct train_class {
    std::string_view prefix; ///< "G"; "" where the digits tell
    int first;               ///< the numbers of the class, both included
    int last;
    wording name;
    std::string_view color; ///< on train graphs: "#c2185b"
};

/// In the order of timetables: faster ones first. Source: numbering of China's railways (docs/glossary.md).
[[nodiscard]] std::span<const train_class> train_classes();

/// The class of a number such as "K9805", null if there is none.
[[nodiscard]] const train_class* find_class(std::string_view number);

/// Whether a word means the class: its prefix, or its name in either language.
[[nodiscard]] inline bool is_called(const train_class& c, std::string_view word) {
    return !word.empty() && (word == c.prefix || word == c.name.zh || word == c.name.en);
}
/// Whether it means any.
[[nodiscard]] bool is_class(std::string_view word);

} // namespace qaidam::rail

template <>
struct fmt::formatter<qaidam::rail::train_number>
    : qaidam::detail::text_formatter<qaidam::rail::train_number> {};

#pragma GCC visibility pop
