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

/// Text that is held somewhere: in memory, or in a file that is mapped into it. Copies share it.
class shared_text {
public:
    shared_text(std::string text);
    shared_text(std::string_view text, std::shared_ptr<const void> owner)
        : text_{text},
          owner_{std::move(owner)} {}

    /// A file as it is, which must not be made shorter while its text is in use.
    /// Throws: std::runtime_error if it cannot be mapped.
    [[nodiscard]] static shared_text map(const file_path& path);

    [[nodiscard]] std::string_view view() const noexcept { return text_; }
    operator std::string_view() const noexcept { return text_; }

    /// A piece of it, which holds the whole. Requires: it is within the text.
    [[nodiscard]] shared_text part(std::string_view piece) const;
    /// Says that a piece of it has been read. The memory of one that is mapped is given back; to look at it again
    /// reads the file again. On any thread. Requires: it is within the text.
    void release(std::string_view piece) const noexcept;

private:
    std::string_view text_;
    std::shared_ptr<const void> owner_;
    bool is_mapped_ = false;
};

enum class encoding {
    detect, ///< told from the bytes
    utf8,
    utf16,       ///< with a byte order mark, or little-endian
    gb18030,     ///< GBK and GB2312 too
    big5,        ///< with Microsoft's additions
    windows_1252 ///< Latin-1 too
};

/// "utf-8", "utf-16", "gb18030", "big5" or "windows-1252"; nothing for any other word.
[[nodiscard]] std::optional<encoding> parse_encoding(std::string_view word);

struct text_options {
    qaidam::encoding encoding = encoding::detect;
    qaidam::encoding likely = encoding::detect; ///< what the place or the language of the text speaks for
    falls unusable = falls::as_said;            ///< what falls where there is no text to be had
    std::size_t limit = std::size_t{4} << 30;   ///< bytes
};

/// A text file as UTF-8 without a byte order mark. A large one is mapped: it must not be made shorter while
/// its text is in use.
///
/// What is not UTF-8 is converted as a whole, and a notice names what from. Bytes are taken for GB18030 only if four in
/// five of their pairs are of GB2312, or if that is likely and they can be; else GB18030, Big5 or Windows-1252 is
/// suspected, with a warning. What is likely, as the caller knows, decides between encodings that the bytes can be in. A
/// character that is cut in a file of UTF-8 is an error of its line, and reads U+FFFD.
/// Returns: nothing, with a notice, if the file is missing, unreadable, too large, has NUL bytes, or is in no encoding
///          that is known.
[[nodiscard]] std::optional<shared_text> read_text_file(const file_path& path, notices& out,
                                                        const text_options& how = {});

/// The same for bytes that are in memory already; `file` names them in notices.
[[nodiscard]] std::optional<shared_text> decode_text(shared_text bytes, std::string_view file, notices& out,
                                                     const text_options& how = {});

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
