#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include <qaidam/base/base.hpp>

#include "random.hpp"
#include <doctest/doctest.h>
#include <iconv.h>

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

TEST_CASE("bytes are taken for an encoding only with evidence, and it is named") {
    struct example {
        std::string bytes;
        const char* text;
        const char* notice;
    };
    const example all[] = {
        {"Z\xFCrich S\xFC"
         "d\nGen\xE8ve\n",
         "Zürich Süd\nGenève\n",
         "a.csv: not UTF-8 but, it seems, Windows-1252, converted as a whole; if names read wrong, name the "
         "encoding"},
        {"Gr\xF6\xDF"
         "e\n",
         "Größe\n",
         "a.csv: not UTF-8 but, it seems, Windows-1252, converted as a whole; if names read wrong, name the "
         "encoding"},
        {"id,name\n1,\xA4\xA4\xA4\xE5\n2,\xA5\x78\xA5\x5F\n", "id,name\n1,中文\n2,台北\n",
         "a.csv: not UTF-8 but, it seems, Big5, converted as a whole; if names read wrong, name the "
         "encoding"},
        {"id,name\n1,K9805\xB4\xCE\n2,\xBB\xA8\xCD\xC1\xB9\xB5\n", "id,name\n1,K9805次\n2,花土沟\n",
         "a.csv: file was GB18030 (GBK), converted to UTF-8 as a whole"},
        {std::string("\xFF\xFE") + std::string("a\0,\0\xB1\x82\n\0", 8), "a,花\n",
         "a.csv: file was UTF-16, converted to UTF-8 as a whole"},
        {std::string("\xFE\xFF") + std::string("\0a\x82\xB1\0\n", 6), "a花\n",
         "a.csv: file was UTF-16, converted to UTF-8 as a whole"},
        {std::string("a\0b\0c\0\n\0", 8), "abc\n", "a.csv: file was UTF-16, converted to UTF-8 as a whole"},
        {"花土沟\n花\xE5\x9C\n冷湖\n", "花土沟\n花�\n冷湖\n",
         "a.csv:2: a character is cut and reads �; correct this line"},
    };
    for (const auto& e : all) {
        notices out;
        const auto text = decode_text(e.bytes, "a.csv", out);
        REQUIRE(text);
        CHECK(text->view() == e.text);
        REQUIRE(out.size() == 1);
        CHECK(to_string(*out.begin()) == e.notice);
    }
}

TEST_CASE("a text reads as the encoding that is named, and what is not in it is refused") {
    notices out;
    CHECK(decode_text("\xB2\xF1"s, "a.csv", out, {.encoding = encoding::windows_1252})->view() == "²ñ");
    CHECK(decode_text("\xA5\x78"s, "a.csv", out, {.encoding = encoding::big5})->view() == "台");
    CHECK(out.count(codes::converted) == 2);
    CHECK_FALSE(decode_text("\xFF\xFF"s, "a.csv", out, {.encoding = encoding::gb18030}));
    CHECK(to_string(*std::prev(out.end())) == "a.csv: not UTF-8, and not readable as GB18030 (GBK) either; "
                                              "save the file as UTF-8 or name its encoding");
    for (const auto* word : {"utf-8", "utf-16", "gb18030", "big5", "windows-1252"})
        CHECK(parse_encoding(word));
    CHECK_FALSE(parse_encoding("latin"));
}

TEST_CASE("what is likely decides between encodings that the bytes can be in, and no more") {
    const auto read = [](const std::string& bytes, encoding likely) {
        notices out;
        const auto text = decode_text(bytes, "a.csv", out, {.likely = likely});
        REQUIRE(out.size() == 1);
        return fmt::format("{} {}", out.begin()->rule->code, text ? text->view() : "");
    };
    using enum encoding;
    const std::string big = "\xC4\xD6\xDC\xDF\n"; // four capitals, or two signs
    CHECK(read(big, detect) == "converted 闹苓\n");
    CHECK(read(big, gb18030) == "converted 闹苓\n");
    CHECK(read(big, windows_1252) == "suspected_encoding ÄÖÜß\n");
    const std::string twice = "\xA5\xA4\xA5\xA4\n";
    CHECK(read(twice, detect) == "converted イイ\n");
    CHECK(read(twice, big5) == "suspected_encoding 奶奶\n");
    const std::string rare = "\x88\xD2\x86\xB4\x88\xD2\x86\xB4\n"; // signs that GBK has and GB2312 has not
    CHECK(read(rare, gb18030) == "converted 堃喆堃喆\n");
    CHECK(read(rare, detect).starts_with("suspected_encoding "));
    // The bytes say it better.
    const std::string zurich = "Z\xFCrich, Gen\xE8ve\n";
    for (const auto likely : {detect, gb18030, big5, windows_1252})
        CHECK(read(zurich, likely) == "suspected_encoding Zürich, Genève\n");
    const std::string hualu = "\xBB\xA8\xCD\xC1\xB9\xB5 \xC0\xE4\xBA\xFE \xD2\xBD\xD4\xBA\n";
    for (const auto likely : {detect, gb18030}) CHECK(read(hualu, likely) == "converted 花土沟 冷湖 医院\n");
    CHECK(read(hualu, big5) == "suspected_encoding 花土沟 冷湖 医院\n");
}

TEST_CASE("Chinese, Latin and mixed texts come back from every encoding that has their characters") {
    test::random random;
    const auto encode = [](const std::string& text,
                           const char* to) { // the oracle: the converter the other way
        const iconv_t c = iconv_open(to, "UTF-8");
        std::string out(text.size() * 2 + 4, '\0');
        auto* in = const_cast<char*>(text.data());
        auto* at = out.data();
        std::size_t left = text.size();
        std::size_t room = out.size();
        REQUIRE(iconv(c, &in, &left, &at, &room) != static_cast<std::size_t>(-1));
        iconv_close(c);
        out.resize(out.size() - room);
        return out;
    };
    constexpr std::string_view chinese[] = {"花土沟", "社区",     "德令哈",  "网格员", "卫生院",
                                            "冷湖镇", "服务大厅", "K9805次", "3号楼"};
    constexpr std::string_view latin[] = {"Zürich",   "Genève", "Málaga",   "Århus",
                                          "Köln Hbf", "São",    "Besançon", "Saint-Étienne"};
    for (int i = 0; i < 3000; ++i) {
        std::string zh = "id,name\n";
        std::string eu = "id,name\n";
        for (int n = random.between(3, 12); n > 0; --n) {
            zh += std::to_string(n) + "," + std::string{random.one_of(chinese)} + "\n";
            eu += std::to_string(n) + "," + std::string{random.one_of(latin)} + "\n";
        }
        notices out;
        const auto gb = encode(zh, "GB18030");
        CHECK(decode_text(gb, "a.csv", out)->view() == zh);
        CHECK(decode_text(encode(zh, "UTF-16LE"), "a.csv", out, {.encoding = encoding::utf16})->view() == zh);
        CHECK(decode_text(encode(eu, "CP1252"), "a.csv", out)->view() == eu);
        CHECK(decode_text(zh, "a.csv", out)->view() == zh);
    }
}

TEST_CASE("a byte order mark is taken off, a NUL is refused with its line") {
    notices out;
    CHECK(decode_text("\xEF\xBB\xBFname"s, "a.csv", out)->view() == "name");
    CHECK(out.empty());
    CHECK_FALSE(decode_text("a\nb\nc\0d"s, "a.csv", out));
    CHECK(out.begin()->where == location{.file = "a.csv", .line = 3});
    CHECK(out.count(codes::null_byte) == 1);
}

TEST_CASE("a text whose memory is given back reads as before, mapped or not") {
    const auto path = std::filesystem::temp_directory_path() / "qaidam-text-to-release";
    std::string written;
    for (int i = 0; written.size() < std::size_t{6} << 20; ++i) written += fmt::format("第 {} 行\n", i);
    std::ofstream{path, std::ios::binary} << written;
    {
        notices out;
        const auto of_file = read_text_file(path, out).value();
        for (const auto& text : {of_file, of_file.part(of_file.view().substr(5)), shared_text::map(path),
                                 shared_text{written}, shared_text{written}.part(written)}) {
            text.release(text.view().substr(3, 5'000'000));
            text.release(text.view());
            text.release({});
            CHECK(text.view() == std::string_view{written}.substr(written.size() - text.view().size()));
        }
    }
    std::filesystem::remove(path);
    CHECK_THROWS_AS((void)shared_text::map(path), std::runtime_error);
}

TEST_CASE("a missing file, a folder in its place and a file above the limit are notices") {
    const auto folder = std::filesystem::temp_directory_path();
    notices out;
    CHECK_FALSE(read_text_file(folder / "qaidam-no-such-file", out));
    CHECK(out.count(codes::missing_file) == 1);
    CHECK_FALSE(read_text_file(folder, out));
    CHECK(out.count(codes::unreadable_file) == 1);
    CHECK_FALSE(read_text_file(std::filesystem::path{QAIDAM_SOURCE_DIR} / "LICENSE", out, {.limit = 100}));
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
        notices out;
        if (const auto text = decode_text(bytes, "a.csv", out)) {
            CHECK_FALSE(find_invalid_utf8(*text));
        } else {
            CHECK(out.has_errors());
        }
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
