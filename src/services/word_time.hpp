/// Times in one word, as values in a cell of several have them: 2021-12-24T09:12.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <qaidam/calendar/time.hpp>

namespace qaidam::services::detail {

inline std::string to_word(calendar::local_time t) {
    auto word = calendar::to_string(t);
    word[10] = 'T';
    return word;
}

inline std::optional<calendar::local_time> parse_word_time(std::string_view word) {
    if (word.size() < 11 || word[10] != 'T') return std::nullopt;
    std::string spaced{word};
    spaced[10] = ' ';
    return calendar::parse_local_time(spaced);
}

} // namespace qaidam::services::detail
