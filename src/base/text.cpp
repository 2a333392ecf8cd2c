#include <qaidam/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <iconv.h>

#include <qaidam/base/codes.hpp>

namespace qaidam {
namespace {

struct code_range {
    std::uint32_t first;
    std::uint32_t last;
};

#include "width_table.inc"

template <std::size_t N>
bool contains(const code_range (&ranges)[N], std::uint32_t code) {
    const auto after = std::upper_bound(std::begin(ranges), std::end(ranges), code,
                                        [](std::uint32_t c, const code_range& r) { return c < r.first; });
    return after != std::begin(ranges) && code <= std::prev(after)->last;
}

/// The length in bytes of the well-formed sequence at `text[at]`, 0 if there is none (Unicode, table 3-7).
std::size_t sequence_length(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
    };
    const auto tail = [&](std::size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
    const unsigned lead = byte(0);
    const unsigned second = byte(1);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool second_fits =
            tail(1) && !(lead == 0xE0 && second < 0xA0) && !(lead == 0xED && second > 0x9F);
        return second_fits && tail(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool second_fits =
            tail(1) && !(lead == 0xF0 && second < 0x90) && !(lead == 0xF4 && second > 0x8F);
        return second_fits && tail(2) && tail(3) ? 4 : 0;
    }
    return 0;
}

std::uint32_t decode(std::string_view sequence) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(sequence[i]));
    };
    switch (sequence.size()) {
    case 1: return byte(0);
    case 2: return (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
    case 3: return (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    default:
        return (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    }
}

/// Files up to this size are read, so that an editor that saves one meanwhile does no harm; larger ones
/// mapped.
constexpr std::uintmax_t smallest_mapping = std::uintmax_t{4} << 20;

std::uint64_t line_at(std::string_view text, std::size_t offset) {
    return 1 + static_cast<std::uint64_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

} // namespace

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
    using block = std::array<std::uint64_t, 4>; // most are all ASCII
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(at + sizeof(block), text.size());
        if (block b; end - at == sizeof b) {
            std::memcpy(&b, text.data() + at, sizeof b);
            if (((b[0] | b[1] | b[2] | b[3]) & 0x8080808080808080u) == 0) {
                at = end;
                continue;
            }
        }
        while (at < end) {
            const auto length = sequence_length(text, at);
            if (length == 0) return at;
            at += length;
        }
    }
    return std::nullopt;
}

bool is_plain_text(std::string_view text, std::size_t longest) {
    if (text.size() > longest) return false;
    bool ascii = true;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
    }
    return ascii || !find_invalid_utf8(text);
}

namespace {

/// The UTF-8 form of text in an encoding that iconv knows, or nothing if it is not valid there.
std::optional<std::string> convert(std::string_view text, const char* from) {
    const iconv_t converter = iconv_open("UTF-8", from);
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    std::string result(text.size() * 3 + 4,
                       '\0');                  // no byte of these encodings needs more than three in UTF-8
    char* in = const_cast<char*>(text.data()); // iconv does not write there
    std::size_t in_left = text.size();
    char* out = result.data();
    std::size_t out_left = result.size();
    const bool done = iconv(converter, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1);
    iconv_close(converter);
    if (!done || in_left != 0) return std::nullopt;
    result.resize(result.size() - out_left);
    return result;
}

struct named_encoding {
    encoding value;
    const char* word;  ///< of options
    const char* name;  ///< for people
    const char* iconv; ///< for the converter
};
constexpr named_encoding named_encodings[] = {
    {encoding::utf8, "utf-8", "UTF-8", "UTF-8"},
    {encoding::utf16, "utf-16", "UTF-16", "UTF-16LE"},
    {encoding::gb18030, "gb18030", "GB18030 (GBK)", "GB18030"},
    {encoding::big5, "big5", "Big5", "CP950"},
    {encoding::windows_1252, "windows-1252", "Windows-1252", "CP1252"}};

const named_encoding& known(encoding e) {
    return *std::find_if(std::begin(named_encodings), std::end(named_encodings),
                         [&](const named_encoding& n) { return n.value == e; });
}

constexpr unsigned byte_at(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}
constexpr bool is_letter(unsigned byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/// What bytes that are not ASCII look like.
struct byte_evidence {
    std::size_t high = 0;         ///< how many there are
    std::size_t in_utf8 = 0;      ///< that are part of well-formed UTF-8
    std::size_t in_long_utf8 = 0; ///< of these, in sequences of three and four bytes
    std::size_t pairs = 0;        ///< words of two bytes, as GBK and Big5 have them
    std::size_t gb2312 = 0;       ///< of these, in the rows of GB2312 that have characters
    std::size_t big5 = 0;         ///< of these, among the frequent characters of Big5
    std::size_t within_a_word =
        0; ///< runs of one or two between letters, or at an end of letters: Latin script

    [[nodiscard]] bool is_latin() const { return within_a_word * 2 > pairs; }
    [[nodiscard]] bool is_big5() const { return big5 * 10 >= pairs * 9; }
};

byte_evidence look_at_bytes(std::string_view text) {
    byte_evidence e;
    for (std::size_t at = 0; at < text.size();) {
        if (byte_at(text, at) < 0x80) {
            ++at;
            continue;
        }
        auto end = at;
        while (byte_at(text, end) >= 0x80) ++end;
        e.high += end - at;
        for (auto i = at; i < end;) {
            const auto length = sequence_length(text, i);
            e.in_utf8 += length;
            if (length > 2) e.in_long_utf8 += length;
            i += std::max<std::size_t>(length, 1);
        }
        const bool before = at > 0 && is_letter(byte_at(text, at - 1));
        const bool after = is_letter(byte_at(text, end));
        if (end - at <= 2 && ((before && after) || (end - at == 1 && (before || after)))) ++e.within_a_word;
        while (byte_at(text, at) >= 0x80) {
            const auto lead = byte_at(text, at);
            const auto trail = byte_at(text, at + 1);
            ++e.pairs;
            if (lead >= 0xA1 && lead <= 0xF7 && trail >= 0xA1 && trail <= 0xFE) ++e.gb2312;
            const bool trails = (trail >= 0x40 && trail <= 0x7E) || (trail >= 0xA1 && trail <= 0xFE);
            if (((lead >= 0xA4 && lead <= 0xC6) || lead == 0xA1) && trails) ++e.big5;
            at += trail >= 0x40 ? 2 : 1;
        }
    }
    return e;
}

/// Little-endian text of mostly ASCII has a zero in every other place.
bool looks_like_utf16(std::string_view text) {
    const auto begin = text.substr(0, 4096);
    if (begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF")) return true;
    std::size_t zeros = 0;
    for (std::size_t i = 1; i < begin.size(); i += 2) zeros += begin[i] == '\0' ? 1 : 0;
    return text.size() % 2 == 0 && zeros * 3 > begin.size() / 2;
}

struct guess {
    qaidam::encoding encoding;
    bool is_sure = false;
};

/// The encoding of text that is not UTF-8, or that is with characters that are cut. `likely` is it where the bytes can
/// be that.
guess detect_encoding(std::string_view text, encoding likely) {
    const auto e = look_at_bytes(text);
    if (e.in_utf8 * 10 >= e.high * 9 || e.in_long_utf8 * 4 >= e.high * 3)
        return {encoding::utf8, true}; // with characters that are cut
    if (e.is_latin()) return {encoding::windows_1252};
    const bool one_of_two = likely == encoding::gb18030 || likely == encoding::windows_1252;
    if (one_of_two && convert(text, known(likely).iconv)) return {likely, likely == encoding::gb18030};
    if (likely == encoding::big5 && e.is_big5()) return {likely};
    if (e.gb2312 * 10 >= e.pairs * 8) return {encoding::gb18030, likely == encoding::detect};
    if (e.is_big5()) return {encoding::big5};
    return {e.gb2312 * 10 >= e.pairs * 5 ? encoding::gb18030 : encoding::windows_1252};
}

std::optional<std::string> convert_utf16(std::string_view text) {
    if (text.starts_with("\xFF\xFE")) return convert(text.substr(2), "UTF-16LE");
    if (text.starts_with("\xFE\xFF")) return convert(text.substr(2), "UTF-16BE");
    return convert(text, "UTF-16LE");
}

/// The text with U+FFFD for what is not UTF-8, each an error of its line.
std::string mend_utf8(std::string_view text, std::string_view file, notices& out) {
    std::string mended;
    std::uint64_t line = 1;
    while (const auto bad = find_invalid_utf8(text)) {
        line += static_cast<std::uint64_t>(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*bad), '\n'));
        out.add(codes::cut_character, {.file = std::string{file}, .line = line});
        mended += text.substr(0, *bad);
        mended += "\xEF\xBF\xBD";
        text.remove_prefix(*bad + 1);
        while (!text.empty() && (byte_at(text, 0) & 0xC0) == 0x80) text.remove_prefix(1);
    }
    return mended += text;
}

} // namespace

std::optional<encoding> parse_encoding(std::string_view word) {
    for (const auto& n : named_encodings)
        if (n.word == word) return n.value;
    return std::nullopt;
}

shared_text::shared_text(std::string text) {
    const auto held = std::make_shared<const std::string>(std::move(text));
    text_ = *held;
    owner_ = held;
}

shared_text shared_text::map(const file_path& path) {
    namespace ipc = boost::interprocess;
    try {
        const ipc::file_mapping mapping{path.text().c_str(), ipc::read_only};
        const auto region = std::make_shared<const ipc::mapped_region>(mapping, ipc::read_only);
        shared_text all{{static_cast<const char*>(region->get_address()), region->get_size()}, region};
        all.is_mapped_ = true;
        return all;
    } catch (const ipc::interprocess_exception& e) {
        throw std::runtime_error{e.what()};
    }
}

shared_text shared_text::part(std::string_view piece) const {
    auto of_all = *this;
    of_all.text_ = piece;
    return of_all;
}

void shared_text::release([[maybe_unused]] std::string_view piece) const noexcept {
#ifdef __linux__
    if (!is_mapped_) return; // to forget a page of other memory would lose what it holds
    static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto at = reinterpret_cast<std::uintptr_t>(piece.data());
    const auto begin = (at + page - 1) / page * page;
    const auto end = (at + piece.size()) / page * page;
    if (begin < end) (void)::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
#endif
}

std::optional<shared_text> decode_text(shared_text bytes, std::string_view file, notices& out,
                                       const text_options& how) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    const location where{.file = std::string{file}};
    auto text = bytes.view();
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    auto from = how.encoding;
    if (from == encoding::detect && looks_like_utf16(text)) from = encoding::utf16;
    if (const auto nul = text.find('\0'); from != encoding::utf16 && nul != std::string_view::npos) {
        out.add(codes::null_byte, {.file = std::string{file}, .line = line_at(text, nul)}, {}, how.unusable);
        return std::nullopt;
    }
    if ((from == encoding::detect || from == encoding::utf8) && !find_invalid_utf8(text))
        return bytes.part(text);
    bool is_sure = true;
    if (from == encoding::detect) {
        const auto found = detect_encoding(text, how.likely);
        from = found.encoding;
        is_sure = found.is_sure;
    }
    if (from == encoding::utf8) return mend_utf8(text, file, out);
    const auto& named = known(from);
    auto converted = from == encoding::utf16 ? convert_utf16(text) : convert(text, named.iconv);
    if (!converted || converted->find('\0') != std::string::npos) {
        out.add(codes::unknown_encoding, where, {named.name}, how.unusable);
        return std::nullopt;
    }
    out.add(is_sure ? codes::converted : codes::suspected_encoding, where, {named.name});
    return *std::move(converted);
}

std::optional<shared_text> read_text_file(const file_path& named, notices& out, const text_options& how) {
    const std::filesystem::path path{named.text()};
    const auto file = named.name();
    const auto fail = [&](const message_rule& rule, std::vector<std::string> arguments = {}) {
        out.add(rule, {.file = file}, std::move(arguments), how.unusable);
        return std::nullopt;
    };
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) return fail(codes::missing_file);
    const auto size = std::filesystem::file_size(path, failure);
    if (failure || !std::filesystem::is_regular_file(path, failure)) return fail(codes::unreadable_file);
    if (size > how.limit)
        return fail(codes::file_too_large, {std::to_string(size), std::to_string(how.limit)});
    if (size <= smallest_mapping) {
        std::string bytes(size, '\0');
        std::ifstream stream{path, std::ios::binary};
        stream.read(bytes.data(), static_cast<std::streamsize>(size));
        if (static_cast<std::uintmax_t>(stream.gcount()) == size)
            return decode_text(std::move(bytes), file, out, how);
        return fail(codes::unreadable_file);
    }
    std::optional<shared_text> mapped;
    try {
        mapped = shared_text::map(named);
    } catch (const std::runtime_error&) {
        return fail(codes::unreadable_file);
    }
    return decode_text(*std::move(mapped), file, out, how);
}

std::string excerpt(std::string_view text) {
    constexpr std::size_t longest = 60;
    if (text.size() <= longest) return std::string{text};
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    return std::string{text.substr(0, cut)} + "…";
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = std::max<std::size_t>(sequence_length(text, at), 1);
        const auto code = decode(text.substr(at, length));
        width += contains(zero_width, code) ? 0 : contains(double_width, code) ? 2 : 1;
        at += length;
    }
    return width;
}

} // namespace qaidam
