// A folder's files out of one text: one after the other, each after a line "== name".
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <qaidam/base/feed_files.hpp>

#include "require.hpp"

namespace fuzz {

inline qaidam::feed_files files_in(std::string_view text) {
    std::map<std::string, qaidam::shared_text, std::less<>> files;
    for (auto at = text.find("== "); at != std::string_view::npos;) {
        const auto name_end = std::min(text.find('\n', at), text.size());
        const auto next = text.find("\n== ", name_end);
        const auto start = std::min(name_end + 1, text.size());
        const auto end = next == std::string_view::npos ? text.size() : next + 1;
        files.insert_or_assign(
            std::string{text.substr(at + 3, name_end - at - 3)},
            qaidam::shared_text{std::string{text.substr(start, end > start ? end - start : 0)}});
        at = next == std::string_view::npos ? next : next + 1;
    }
    return {"fuzz", std::move(files)};
}

inline qaidam::feed_files files_in(const std::uint8_t* data, std::size_t size) {
    return files_in({reinterpret_cast<const char*>(data), size});
}

} // namespace fuzz
