#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace test {

/// How often a text holds another one.
inline std::size_t count(const std::string& text, std::string_view what) {
    std::size_t n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

} // namespace test
