/// Enumerations in files and for people: one constant table a kind, in the order of its enumerators.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <qaidam/base/language.hpp>

#pragma GCC visibility push(default)

namespace qaidam {

struct kind_words {
    std::string_view cell; ///< the word of files
    wording text;          ///< the words for people
};

/// What `record::choice` wants.
template <class Kind, std::size_t N>
[[nodiscard]] std::vector<std::pair<std::string_view, Kind>> choices(const kind_words (&words)[N]) {
    std::vector<std::pair<std::string_view, Kind>> all;
    for (std::size_t i = 0; i < N; ++i) all.emplace_back(words[i].cell, static_cast<Kind>(i));
    return all;
}

template <class Kind, std::size_t N>
[[nodiscard]] std::string to_cell(const kind_words (&words)[N], Kind kind) {
    return std::string{words[static_cast<std::size_t>(kind)].cell};
}

template <class Kind, std::size_t N>
[[nodiscard]] std::string to_string(const kind_words (&words)[N], Kind kind, language l) {
    return std::string{words[static_cast<std::size_t>(kind)].text.in(l)};
}

} // namespace qaidam

#pragma GCC visibility pop
