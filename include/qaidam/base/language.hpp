/// The languages of the output for people, and text that exists in both.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace qaidam {

enum class language { zh, en };

/// "zh" or "en"; nothing for any other code.
[[nodiscard]] std::optional<language> find_language(std::string_view code);

/// A wording fixed in the program, in both languages.
struct wording {
    std::string_view zh;
    std::string_view en;

    [[nodiscard]] constexpr std::string_view in(language l) const { return l == language::zh ? zh : en; }
    friend bool operator==(const wording&, const wording&) = default;
};

/// The one of two literals that is in `l`.
[[nodiscard]] constexpr const char* pick(language l, const char* zh, const char* en) {
    return l == language::zh ? zh : en;
}

/// A name that a feed gives, in Chinese and, if the feed has it, in English.
struct label {
    std::string zh;
    std::string en{};

    /// The name in `l`, or in the other language where the feed has only that.
    [[nodiscard]] const std::string& in(language l) const {
        return (l == language::zh || en.empty()) && !zh.empty() ? zh : en;
    }
    friend bool operator==(const label&, const label&) = default;
};

} // namespace qaidam

#pragma GCC visibility pop
