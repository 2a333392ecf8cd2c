/// fmt support for qaidam's values: `fmt::format("{}", value)`, and `{:zh}` for Chinese where it matters.
///
/// A program that joins ranges or formats into memory of its own includes <fmt/format.h> for it.
#pragma once

#include <fmt/core.h>

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>

#pragma GCC visibility push(default)

namespace qaidam::detail {

/// Writes text with fill, width and alignment, as fmt does.
class padded_text : fmt::formatter<fmt::string_view> {
public:
    using fmt::formatter<fmt::string_view>::parse;

protected:
    fmt::format_context::iterator write(std::string_view text, fmt::format_context& context) const;
};

/// Formats through `to_string(value)`; takes fill, width and alignment as a string does.
template <class T>
struct text_formatter : padded_text {
    auto format(const T& value, fmt::format_context& context) const {
        return write(to_string(value), context);
    }
};

/// The language of "{}", "{:en}" and "{:zh}".
class language_choice {
public:
    constexpr auto parse(fmt::format_parse_context& context) {
        auto at = context.begin();
        const auto end = context.end();
        if (at == end || *at == '}') return at;
        const char first = *at++;
        if (at == end || !((first == 'z' && *at == 'h') || (first == 'e' && *at == 'n'))) refuse();
        language_ = first == 'z' ? language::zh : language::en;
        return ++at;
    }

protected:
    static fmt::format_context::iterator write(std::string_view text, fmt::format_context& context);
    language language_ = language::en;

private:
    [[noreturn]] static void refuse();
};

/// Formats through `to_string(value, language)`: `{}` and `{:en}` in English, `{:zh}` in Chinese.
template <class T>
struct bilingual_formatter : language_choice {
    auto format(const T& value, fmt::format_context& context) const {
        return write(to_string(value, language_), context);
    }
};

} // namespace qaidam::detail

template <>
struct fmt::formatter<qaidam::key> : qaidam::detail::text_formatter<qaidam::key> {};
template <class Tag>
struct fmt::formatter<qaidam::key_of<Tag>> : fmt::formatter<qaidam::key> {};

#pragma GCC visibility pop
