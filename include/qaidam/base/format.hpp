/// fmt support for qaidam's values: `fmt::format("{}", value)`, and `{:zh}` for Chinese where it matters.
#pragma once

#include <fmt/format.h>

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>

namespace qaidam::detail {

/// Formats through `to_string(value)`; takes fill, width and alignment as a string does.
template <class T>
struct text_formatter : fmt::formatter<fmt::string_view> {
    auto format(const T& value, fmt::format_context& context) const {
        const std::string text = to_string(value);
        return fmt::formatter<fmt::string_view>::format(text, context);
    }
};

/// Formats through `to_string(value, language)`: `{}` and `{:en}` in English, `{:zh}` in Chinese.
template <class T>
struct bilingual_formatter {
    constexpr auto parse(fmt::format_parse_context& context) {
        auto at = context.begin();
        const auto end = context.end();
        if (at == end || *at == '}') return at;
        const char first = *at++;
        if (at == end || !((first == 'z' && *at == 'h') || (first == 'e' && *at == 'n')))
            throw fmt::format_error("want {}, {:zh} or {:en}");
        language_ = first == 'z' ? language::zh : language::en;
        return ++at;
    }
    auto format(const T& value, fmt::format_context& context) const {
        return fmt::format_to(context.out(), "{}", to_string(value, language_));
    }

private:
    language language_ = language::en;
};

} // namespace qaidam::detail

template <>
struct fmt::formatter<qaidam::key> : qaidam::detail::text_formatter<qaidam::key> {};
