#include <qaidam/base/text.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

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

std::optional<std::string> from_gb18030(std::string_view text) {
    const iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    std::string result(text.size() * 3 + 4, '\0'); // one GB18030 byte never needs more than three in UTF-8
    char* in = const_cast<char*>(text.data());     // iconv does not write there
    std::size_t in_left = text.size();
    char* out = result.data();
    std::size_t out_left = result.size();
    const bool done = iconv(converter, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1);
    iconv_close(converter);
    if (!done || in_left != 0) return std::nullopt;
    result.resize(result.size() - out_left);
    return result;
}

shared_text::shared_text(std::string text) {
    const auto held = std::make_shared<const std::string>(std::move(text));
    text_ = *held;
    owner_ = held;
}

std::optional<shared_text> decode_text(shared_text bytes, std::string_view file, notices& out) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    auto text = bytes.view();
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
        out.add(codes::null_byte, {.file = std::string{file}, .line = line_at(text, nul)});
        return std::nullopt;
    }
    const auto invalid = find_invalid_utf8(text);
    if (!invalid) return shared_text{text, std::make_shared<shared_text>(std::move(bytes))};
    if (auto converted = from_gb18030(text)) {
        out.add(codes::converted_gb18030, {.file = std::string{file}});
        return *std::move(converted);
    }
    out.add(codes::invalid_utf8, {.file = std::string{file}, .line = line_at(text, *invalid)});
    return std::nullopt;
}

std::optional<shared_text> read_text_file(const file_path& named, notices& out, std::size_t limit) {
    const std::filesystem::path path{named.text()};
    const auto file = named.name();
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) {
        out.add(codes::missing_file, {.file = file});
        return std::nullopt;
    }
    const auto size = std::filesystem::file_size(path, failure);
    if (failure || !std::filesystem::is_regular_file(path, failure)) {
        out.add(codes::unreadable_file, {.file = file});
        return std::nullopt;
    }
    if (size > limit) {
        out.add(codes::file_too_large, {.file = file}, {std::to_string(size), std::to_string(limit)});
        return std::nullopt;
    }
    if (size <= smallest_mapping) {
        std::string bytes(size, '\0');
        std::ifstream stream{path, std::ios::binary};
        stream.read(bytes.data(), static_cast<std::streamsize>(size));
        if (static_cast<std::uintmax_t>(stream.gcount()) == size)
            return decode_text(std::move(bytes), file, out);
        out.add(codes::unreadable_file, {.file = file});
        return std::nullopt;
    }
    try {
        namespace ipc = boost::interprocess;
        const ipc::file_mapping mapping{path.c_str(), ipc::read_only};
        const auto region = std::make_shared<const ipc::mapped_region>(mapping, ipc::read_only);
        const std::string_view bytes{static_cast<const char*>(region->get_address()), region->get_size()};
        return decode_text({bytes, region}, file, out);
    } catch (const boost::interprocess::interprocess_exception&) {
        out.add(codes::unreadable_file, {.file = file});
        return std::nullopt;
    }
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
