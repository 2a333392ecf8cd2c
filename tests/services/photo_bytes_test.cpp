// Pictures without what stands beside them.
#include <qaidam/services/photo.hpp>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("services/photo_bytes");

using namespace std::string_literals;
using qaidam::services::image_type_of;
using qaidam::services::without_metadata;

namespace {

/// What may stand in a file, and whether it is of the picture.
struct piece {
    std::string bytes;
    bool stays;
};

std::string noise(test::random& random, int most) {
    std::string bytes;
    for (int i = random.between(0, most); i > 0; --i) bytes += static_cast<char>(random.between(0, 255));
    return bytes;
}

std::string segment(int marker, const std::string& content) {
    const auto length = content.size() + 2;
    return "\xFF"s + static_cast<char>(marker) + static_cast<char>(length >> 8U) +
           static_cast<char>(length & 0xFFU) + content;
}
/// Coded data: each 0xFF in it is followed by a zero.
std::string scan(test::random& random) {
    std::string coded;
    for (const char c : noise(random, 40)) {
        coded += c;
        if (c == '\xFF') coded += '\0';
        if (random.one_in(20)) coded += "\xFF\xD3"; // starts anew
    }
    return segment(0xDA, noise(random, 6)) + coded;
}
piece of_jpeg(test::random& random) {
    switch (random.between(0, 9)) {
    case 0: return {segment(0xE1, "Exif\0\0GPS"s + noise(random, 30)), false};
    case 1: return {segment(0xE1, "http://ns.adobe.com/xap/1.0/"s), false};
    case 2: return {segment(0xFE, noise(random, 30)), false};
    case 3: return {segment(0xE2, "MPF\0"s + noise(random, 30)), false};
    case 4: return {segment(0xE2, "ICC_PROFILE\0"s + noise(random, 30)), true};
    case 5: return {segment(0xDB, noise(random, 30)), true};
    case 6: return {segment(0xEE, "Adobe"s + noise(random, 7)), true};
    case 7: return {segment(0xE0, "JFIF\0\1\2\0\0\1\0\1\1\1abc"s + noise(random, 30)), false}; // a preview
    case 8: return {segment(random.between(0xF0, 0xFD), noise(random, 30)), false};
    default: return {scan(random), true};
    }
}

std::string in_four(std::size_t n, bool big) {
    std::string bytes;
    for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>(n >> (big ? 24 - 8 * i : 8 * i) & 0xFFU);
    return bytes;
}
std::string png_chunk(const std::string& name, const std::string& content) {
    return in_four(content.size(), true) + name + content + "sum!";
}
std::string webp_chunk(const std::string& name, const std::string& content) {
    return name + in_four(content.size(), false) + content + (content.size() % 2 == 1 ? "\0"s : ""s);
}
std::string webp_of(const std::string& chunks) {
    return "RIFF" + in_four(chunks.size() + 4, false) + "WEBP" + chunks;
}

const std::string png_head = "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", "13 bytes long");

} // namespace

TEST_CASE("of thousands of pictures what is beside them goes, and every byte of theirs stays") {
    test::random random;
    for (int round = 0; round < 3000; ++round) {
        const int kind = random.between(0, 2);
        std::string text, wanted;
        const auto add = [&](const piece& p) {
            text += p.bytes;
            if (p.stays) wanted += p.bytes;
        };
        const int count = random.between(0, 8);
        if (kind == 0) {
            text = wanted = "\xFF\xD8" + segment(0xE0, "JFIF\0\1\2"s);
            for (int i = 0; i < count; ++i) add(of_jpeg(random));
            add({scan(random) + "\xFF\xD9", true});
        } else if (kind == 1) {
            text = wanted = png_head;
            for (int i = 0; i < count; ++i) {
                const auto name =
                    random.one_of(std::vector<std::string>{"eXIf", "tEXt", "iTXt", "tIME", "zzZz"});
                add({png_chunk(name, noise(random, 30)), false});
                add({png_chunk(random.one_in(2) ? "IDAT" : "pHYs", noise(random, 30)), true});
            }
            add({png_chunk("IDAT", noise(random, 30)) + png_chunk("IEND", ""), true});
        } else {
            for (int i = 0; i < count; ++i) {
                add({webp_chunk(random.one_in(2) ? "EXIF" : "XMP ", noise(random, 31)), false});
                add({webp_chunk("ALPH", noise(random, 31)), true});
            }
            add({webp_chunk("VP8 ", noise(random, 31)), true});
            text = webp_of(text);
            wanted = webp_of(wanted);
        }
        const auto after = random.one_in(2) ? "PK\3\4<script>"s : ""s;
        const auto alone = without_metadata(text + after);
        REQUIRE(alone);
        CHECK((*alone == wanted));
        CHECK(image_type_of(*alone) == image_type_of(text));
        CHECK((without_metadata(*alone) == alone));
        // Whatever is cut off before the end of the picture, nothing is made of it.
        const auto shorter =
            text.substr(0, static_cast<std::size_t>(random.between(0, static_cast<int>(text.size()) - 1)));
        CHECK_FALSE(without_metadata(shorter));
    }
}

TEST_CASE("a WebP that said it has a place and a description says it no more") {
    const auto text = webp_of(webp_chunk("VP8X", "\x1C\0\0\0\0\0\0\0\0\0"s) + webp_chunk("VP8L", "x") +
                              webp_chunk("EXIF", "GPS"));
    CHECK((without_metadata(text) ==
           webp_of(webp_chunk("VP8X", "\x10\0\0\0\0\0\0\0\0\0"s) + webp_chunk("VP8L", "x"))));
}

TEST_CASE("what is no picture of the three kinds is none, whatever it is called") {
    for (const auto& bytes : {""s, "GIF89a..."s, "<svg onload=alert(1)>"s, "%PDF-1.7"s, "RIFF\4\0\0\0WAVE"s,
                              "\xFF\xD8"s, "BM......"s, "\x89PNG"s}) {
        CHECK(image_type_of(bytes).empty());
        CHECK_FALSE(without_metadata(bytes));
    }
    CHECK(image_type_of("\xFF\xD8\xFF\xE0") == "image/jpeg");
    CHECK_FALSE(without_metadata("\xFF\xD8\xFF\xD9"));                           // no picture in it
    CHECK_FALSE(without_metadata("\xFF\xD8\xFF\xE0\0\1\xFF\xD9"s));              // a length that cannot be
    CHECK_FALSE(without_metadata("\x89PNG\r\n\x1A\n" + png_chunk("IDAT", "x"))); // does not begin as one
    CHECK_FALSE(without_metadata(png_head + "\xFF\xFF\xFF\xFFIDAT"));
    CHECK_FALSE(without_metadata("RIFF\xFF\xFF\xFF\xFFWEBP"));
}

TEST_CASE("random bytes behind any beginning are refused, or a picture that is left as it is") {
    test::random random;
    for (int round = 0; round < 20000; ++round) {
        const auto begin = random.one_of(std::vector<std::string>{
            "\xFF\xD8\xFF", png_head, "RIFF" + in_four(20, false) + "WEBP", "\xFF\xD8\xFF\xDA\0\2"s});
        const auto alone = without_metadata(begin + noise(random, 60));
        if (alone) CHECK((without_metadata(*alone) == alone));
    }
}

TEST_SUITE_END();
