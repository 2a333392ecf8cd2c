/// Text from outside: is it UTF-8, what is it in UTF-8, and how wide is it on a terminal.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <qaidam/base/file_path.hpp>
#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam {

/// The offset of the first byte that is not part of valid UTF-8 (RFC 3629: no surrogates, no overlong
/// forms), or nothing if all is valid.
[[nodiscard]] std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Whether it is valid UTF-8 of at most so many bytes, on one line and without control characters: what a
/// journal, a table and a page can carry.
[[nodiscard]] bool is_plain_text(std::string_view text, std::size_t longest);

/// The UTF-8 form of GB18030 (GBK, GB2312) text, or nothing if it is not valid GB18030.
[[nodiscard]] std::optional<std::string> from_gb18030(std::string_view text);

/// Text that is held somewhere: in memory, or in a file that is mapped into it. Copies share it.
class shared_text {
public:
    shared_text(std::string text);
    shared_text(std::string_view text, std::shared_ptr<const void> owner)
        : text_{text},
          owner_{std::move(owner)} {}

    [[nodiscard]] std::string_view view() const noexcept { return text_; }
    operator std::string_view() const noexcept { return text_; }

private:
    std::string_view text_;
    std::shared_ptr<const void> owner_;
};

/// A text file as UTF-8 without a byte order mark. A large one is mapped: it must not be made shorter while
/// its text is in use.
///
/// A file that is not valid UTF-8 but valid GB18030 is converted as a whole (notice converted_gb18030).
/// Returns: nothing, with a notice, if the file is missing, unreadable, has a NUL byte, is neither encoding,
///          or is larger than `limit` bytes.
[[nodiscard]] std::optional<shared_text> read_text_file(const file_path& path, notices& out,
                                                        std::size_t limit = std::size_t{4} << 30);

/// The same for bytes that are in memory already; `file` names them in notices.
[[nodiscard]] std::optional<shared_text> decode_text(shared_text bytes, std::string_view file, notices& out);

/// Adds a piece, after a separator unless it is the first.
inline void join_on(std::string& all, std::string_view separator, std::string_view piece) {
    if (!all.empty()) all += separator;
    all += piece;
}

/// At most 60 bytes of the text, cut between characters: what a notice quotes.
[[nodiscard]] std::string excerpt(std::string_view text);

/// The columns a terminal needs for UTF-8 text: 2 for East Asian wide characters, 0 for combining ones
/// (the vowel signs and subjoined letters of Tibetan among them). Source: Unicode 14, UAX 11.
[[nodiscard]] std::size_t display_width(std::string_view text);

} // namespace qaidam

#pragma GCC visibility pop
