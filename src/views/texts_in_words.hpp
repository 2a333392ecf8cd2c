// Texts beside a journal in words, for tables.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <qaidam/services/personal.hpp>

namespace qaidam::views {

/// Words of texts by their keys; what is not there is shown as its key.
using words_by_key = std::map<key, std::string>;

/// The one door to texts: all that a page shows are read at once, in somebody's name. What there never was is left out.
inline words_by_key read_words(const std::vector<key>& keys, events::text_store& texts,
                               const events::purpose& for_what, language l) {
    const auto found = texts.read(keys, for_what);
    words_by_key words;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (found[i].state == events::text_state::kept) words.emplace(keys[i], found[i].words.in(l));
        if (found[i].state == events::text_state::erased)
            words.emplace(keys[i], pick(l, "（已删除）", "(erased)"));
    }
    return words;
}

} // namespace qaidam::views
