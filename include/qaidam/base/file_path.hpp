/// What names a file or a folder where a function takes one.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace qaidam {

/// The path of a file or folder: made of text, or of a std::filesystem::path, whose header costs three times
/// this one and is only for those who have such a path.
class file_path {
public:
    template <class Text>
    requires std::convertible_to<const Text&, std::string_view> file_path(const Text& text)
        : text_{static_cast<std::string_view>(text)} {}

    template <class Path>
    requires(!std::convertible_to<const Path&, std::string_view>) && requires(const Path& path) {
        { path.native() } -> std::convertible_to<std::string_view>;
    }
    file_path(const Path& path) : text_{static_cast<std::string_view>(path.native())} {}

    /// As it was given.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// The last part of it: "stops.txt" of "feed/stops.txt".
    [[nodiscard]] std::string name() const { return text_.substr(text_.rfind('/') + 1); }

private:
    std::string text_;
};

} // namespace qaidam

#pragma GCC visibility pop
