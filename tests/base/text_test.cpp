#include <filesystem>

#include <qaidam/base/base.hpp>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/text");

using namespace qaidam;
using namespace std::string_literals;

TEST_CASE("well-formed UTF-8 is accepted, ill-formed is found at its first byte") {
    CHECK_FALSE(find_invalid_utf8(""));
    CHECK_FALSE(find_invalid_utf8("柴达木 ཚྭའི་འདམ། 😀"));
    CHECK(find_invalid_utf8("ab\xC0\x80") == 2);       // overlong
    CHECK(find_invalid_utf8("\xED\xA0\x80") == 0);     // surrogate
    CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0); // beyond U+10FFFF
    CHECK(find_invalid_utf8("柴\xE8\xBE") == 3);       // cut short
    CHECK(find_invalid_utf8("\x80") == 0);
}

TEST_CASE("a GBK file is converted as a whole, with a notice") {
    notices out;
    const auto text = decode_text("\xB2\xF1\xB4\xEF\xC4\xBE"s, "a.csv", out);
    CHECK(text->view() == "柴达木");
    CHECK(out.count(codes::converted) == 1);
    CHECK_FALSE(out.has_errors());
}

TEST_CASE("bytes that are neither encoding are refused with their line") {
    notices out;
    CHECK_FALSE(decode_text("name\n\xFF\xFF\n"s, "a.csv", out));
    CHECK(fmt::format("{}", *out.begin()) ==
          "a.csv:2: neither valid UTF-8 nor valid GB18030; save the file as UTF-8");
}

TEST_CASE("a byte order mark is taken off, a NUL is refused with its line") {
    notices out;
    CHECK(decode_text("\xEF\xBB\xBFname"s, "a.csv", out)->view() == "name");
    CHECK(out.empty());
    CHECK_FALSE(decode_text("a\nb\nc\0d"s, "a.csv", out));
    CHECK(out.begin()->where == location{.file = "a.csv", .line = 3});
    CHECK(out.count(codes::null_byte) == 1);
}

TEST_CASE("a missing file, a folder in its place and a file above the limit are notices") {
    const auto folder = std::filesystem::temp_directory_path();
    notices out;
    CHECK_FALSE(read_text_file(folder / "qaidam-no-such-file", out));
    CHECK(out.count(codes::missing_file) == 1);
    CHECK_FALSE(read_text_file(folder, out));
    CHECK(out.count(codes::unreadable_file) == 1);
    CHECK_FALSE(read_text_file(std::filesystem::path{QAIDAM_SOURCE_DIR} / "LICENSE", out, 100));
    CHECK(out.count(codes::file_too_large) == 1);
}

TEST_CASE("Chinese takes two columns a character, Tibetan vowel signs none") {
    CHECK(display_width("K9805") == 5);
    CHECK(display_width("花土沟") == 6);
    CHECK(display_width("，") == 2);
    CHECK(display_width("བོད") == 2);    // BA, vowel sign O, DA
    CHECK(display_width("བཀྲ་ཤིས") == 5); // BA KA +RA(subjoined) TSHEG SHA I SA: five that advance
    CHECK(display_width("é") == 1);
    CHECK(display_width("e\xCC\x81") == 1); // combining acute
}

TEST_CASE("random bytes never make the text functions misbehave") {
    test::random random;
    for (int i = 0; i < 20000; ++i) {
        std::string bytes;
        for (int n = random.between(0, 12); n > 0; --n) bytes += static_cast<char>(random.between(0, 255));
        const auto invalid = find_invalid_utf8(bytes);
        if (invalid) CHECK_FALSE(find_invalid_utf8(std::string_view{bytes}.substr(0, *invalid)));
        CHECK(display_width(bytes) <= 2 * bytes.size());
        if (const auto converted = from_gb18030(bytes)) CHECK_FALSE(find_invalid_utf8(*converted));
    }
}

TEST_CASE("what is not UTF-8 is found wherever it stands in a long text") {
    constexpr std::string_view good[] = {"a", "é", "花", "\xF0\x9F\x9A\x84"};
    constexpr std::string_view bad[] = {"\x80", "\xC0\xAF", "\xE8\x8A", "\xED\xA0\x80", "\xF4\x90\x80\x80"};
    for (const auto piece : good)
        for (std::size_t before = 0; before < 70; ++before) {
            const auto text = std::string(before, 'x') + std::string{piece} + std::string(40, 'y');
            CHECK_FALSE(find_invalid_utf8(text));
            for (const auto wrong : bad) {
                CHECK(find_invalid_utf8(text + std::string{wrong} + "z") == text.size());
                CHECK(find_invalid_utf8(text + std::string{wrong}) == text.size());
            }
        }
}

TEST_CASE("an excerpt is the text up to 60 bytes, cut between characters, with a mark") {
    CHECK(excerpt("short") == "short");
    CHECK(excerpt(std::string(60, 'a')) == std::string(60, 'a'));
    CHECK(excerpt(std::string(61, 'a')) == std::string(60, 'a') + "…");
    std::string text = "a";
    for (int i = 0; i < 20; ++i) text += "城";
    CHECK(excerpt(text) == text.substr(0, 58) + "…");
}

TEST_CASE("plain text is valid, on one line, without control characters and not too long") {
    CHECK(is_plain_text("城东 社区", 13));
    CHECK(is_plain_text("", 0));
    for (const char* bad : {"城东 社区!", "a\tb", "a\nb", "a\x7F", "\xFF"})
        CHECK_FALSE(is_plain_text(bad, 13));
}

TEST_SUITE_END();
