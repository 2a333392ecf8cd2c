// What the bytes of a photo say beside the picture. Sources: ITU-T T.81 (JPEG), ISO/IEC 15948 (PNG), RFC 9649 (WebP).
#include <algorithm>
#include <array>

#include <qaidam/services/photo.hpp>

namespace qaidam::services {
namespace {

constexpr std::string_view png_signature = "\x89PNG\r\n\x1A\n";
constexpr std::size_t webp_head = 12; // RIFF, how much comes after it, WEBP
constexpr std::size_t chunk_head = 8; // of PNG and WebP: a name of four letters and a length

std::uint32_t byte_of(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}
std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
    return byte_of(bytes, at) << 24U | byte_of(bytes, at + 1) << 16U | byte_of(bytes, at + 2) << 8U |
           byte_of(bytes, at + 3);
}
std::uint32_t little_endian(std::string_view bytes, std::size_t at) {
    return byte_of(bytes, at) | byte_of(bytes, at + 1) << 8U | byte_of(bytes, at + 2) << 16U |
           byte_of(bytes, at + 3) << 24U;
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether a segment of JPEG is of the picture: what applications put in is not, but for the colours.
bool is_of_picture(std::uint32_t marker, std::string_view content) {
    constexpr std::uint32_t first_app = 0xE0, colours = 0xE2, adobe = 0xEE;
    constexpr std::size_t jfif_without_preview = 14;
    // From the first on there are those of applications, of extensions that no viewer has, and the comment.
    if (marker < first_app) return true;
    using namespace std::string_view_literals;
    return (marker == first_app && content.starts_with("JFIF\0"sv) &&
            content.size() <= jfif_without_preview) ||
           (marker == colours && content.starts_with("ICC_PROFILE\0"sv)) ||
           (marker == adobe && content.starts_with("Adobe"sv));
}

/// The place after what is coded at `at`: the next marker that is none of a scan.
std::size_t after_scan(std::string_view bytes, std::size_t at) {
    for (; at + 1 < bytes.size(); ++at) {
        const auto next = byte_of(bytes, at + 1);
        const bool of_scan = next == 0 || next == 0xFF || (next >= 0xD0 && next <= 0xD7);
        if (byte_of(bytes, at) == 0xFF && !of_scan) return at;
    }
    return bytes.size();
}

std::optional<std::string> jpeg_alone(std::string_view bytes) {
    constexpr std::uint32_t end_of_image = 0xD9, start_of_scan = 0xDA;
    std::string kept{bytes.substr(0, 2)};
    bool has_scan = false;
    for (std::size_t at = 2; at + 1 < bytes.size();) {
        if (byte_of(bytes, at) != 0xFF) return std::nullopt;
        const auto marker = byte_of(bytes, at + 1);
        if (marker == 0xFF) { // fills up
            ++at;
            continue;
        }
        if (marker == end_of_image) {
            if (!has_scan) return std::nullopt;
            return kept += bytes.substr(at, 2); // what comes after it is no part of the picture
        }
        if (at + 4 > bytes.size()) return std::nullopt;
        const auto length = byte_of(bytes, at + 2) << 8U | byte_of(bytes, at + 3);
        auto end = at + 2 + length;
        if (marker < 0xC0 || length < 2 || end > bytes.size()) return std::nullopt;
        const auto content = bytes.substr(at + 4, length - 2);
        if (marker == start_of_scan) {
            has_scan = true;
            end = after_scan(bytes, end);
        }
        if (is_of_picture(marker, content)) kept += bytes.substr(at, end - at);
        at = end;
    }
    return std::nullopt;
}

std::optional<std::string> png_alone(std::string_view bytes) {
    constexpr std::array<std::string_view, 15> of_picture{"IHDR", "PLTE", "IDAT", "IEND", "tRNS",
                                                          "gAMA", "cHRM", "sRGB", "iCCP", "sBIT",
                                                          "bKGD", "pHYs", "acTL", "fcTL", "fdAT"};
    constexpr std::size_t check_sum = 4;
    std::string kept{png_signature};
    bool has_data = false;
    for (std::size_t at = png_signature.size(); at + chunk_head + check_sum <= bytes.size();) {
        const std::size_t length = big_endian(bytes, at);
        const auto name = bytes.substr(at + 4, 4);
        if (length > bytes.size() - at - chunk_head - check_sum) return std::nullopt;
        if ((at == png_signature.size()) != (name == "IHDR")) return std::nullopt;
        const auto whole = chunk_head + length + check_sum;
        if (is_one_of(of_picture, name)) kept += bytes.substr(at, whole);
        has_data = has_data || name == "IDAT";
        if (name == "IEND") return has_data ? std::optional{kept} : std::nullopt;
        at += whole;
    }
    return std::nullopt;
}

std::optional<std::string> webp_alone(std::string_view bytes) {
    constexpr std::array<std::string_view, 7> of_picture{"VP8 ", "VP8L", "VP8X", "ALPH",
                                                         "ANIM", "ANMF", "ICCP"};
    constexpr unsigned says_exif_or_xmp = 0x0C;
    const std::size_t length = little_endian(bytes, 4);
    if (length < 4 || length > bytes.size() - chunk_head) return std::nullopt;
    bytes = bytes.substr(0, chunk_head + length); // what comes after it is no part of the picture
    std::string kept;
    bool has_data = false;
    for (std::size_t at = webp_head; at < bytes.size();) {
        if (at + chunk_head > bytes.size()) return std::nullopt;
        const auto name = bytes.substr(at, 4);
        const std::size_t size = little_endian(bytes, at + 4);
        const std::size_t whole = chunk_head + size + size % 2;
        if (whole > bytes.size() - at) return std::nullopt;
        if (is_one_of(of_picture, name)) {
            const auto begin = kept.size();
            kept += bytes.substr(at, whole);
            if (name == "VP8X" && size > 0) {
                auto& flags = kept[begin + chunk_head];
                flags = static_cast<char>(static_cast<unsigned char>(flags) & ~says_exif_or_xmp);
            }
        }
        has_data = has_data || name == "VP8 " || name == "VP8L" || name == "ANMF";
        at += whole;
    }
    if (!has_data) return std::nullopt;
    std::string head = "RIFF";
    for (auto left = kept.size() + 4, i = std::size_t{0}; i < 4; ++i, left >>= 8U)
        head += static_cast<char>(left & 0xFFU);
    return head + "WEBP" + kept;
}

} // namespace

std::string_view image_type_of(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
    if (bytes.starts_with(png_signature)) return "image/png";
    if (bytes.size() >= webp_head && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP")
        return "image/webp";
    return {};
}

std::optional<std::string> without_metadata(std::string_view bytes) {
    const auto type = image_type_of(bytes);
    if (type == "image/jpeg") return jpeg_alone(bytes);
    if (type == "image/png") return png_alone(bytes);
    if (type == "image/webp") return webp_alone(bytes);
    return std::nullopt;
}

} // namespace qaidam::services
