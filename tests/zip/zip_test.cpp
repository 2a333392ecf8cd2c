#include <qaidam/zip/zip.hpp>

#include <archive.h>
#include <archive_entry.h>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("zip");

using namespace qaidam;

namespace {

using files = std::map<std::string, std::string>;

std::string pack(const files& all) {
    std::string bytes(1 << 20, '\0');
    std::size_t used = 0;
    auto* out = archive_write_new();
    archive_write_set_format_zip(out);
    REQUIRE(archive_write_open_memory(out, bytes.data(), bytes.size(), &used) == ARCHIVE_OK);
    for (const auto& [name, text] : all) {
        auto* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        archive_write_header(out, entry);
        archive_write_data(out, text.data(), text.size());
        archive_entry_free(entry);
    }
    archive_write_free(out);
    bytes.resize(used);
    return bytes;
}

std::string read(const feed_files& all, std::string_view name) {
    notices out;
    const auto text = all.read(name, out);
    return text ? std::string{text->view()} : "(none)";
}

template <class Open>
std::string why_not(const Open& open) {
    try {
        (void)open();
    } catch (const data_error& e) {
        return to_string(*e.why().begin());
    }
    return {};
}

} // namespace

TEST_CASE("a zip gives the files it was made of, those in folders too") {
    const test::folder f;
    f.write("feed.zip", pack({{"stops.txt", "stop_id\n"}, {"inner/格尔木.txt", "x"}, {"empty.txt", ""}}));
    const auto all = zip::open(f / "feed.zip");
    CHECK(all.name() == "feed.zip");
    CHECK(all.names() == std::vector<std::string>{"empty.txt", "inner/格尔木.txt", "stops.txt"});
    CHECK(read(all, "stops.txt") == "stop_id\n");
    CHECK(read(all, "empty.txt").empty());
    CHECK(read(all.within("inner"), "格尔木.txt") == "x");
    CHECK_FALSE(all.contains("trips.txt"));
    CHECK(read(all, "trips.txt") == "(none)");
}

TEST_CASE("a folder is opened as it is") {
    const test::folder f;
    f.write("a.txt", "a");
    CHECK(read(zip::open(f), "a.txt") == "a");
    CHECK_FALSE(zip::open(f / "nothing").exists());
}

TEST_CASE("an archive that unpacks to more than the limits is refused") {
    const test::folder f;
    f.write("bomb.zip", pack({{"a.txt", std::string(50'000'000, '0')}}));
    CHECK(why_not([&] { return zip::open(f / "bomb.zip", {.bytes = 1'000'000}); }) ==
          "bomb.zip: unpacks to more than 1000000 bytes or 10000 files");
    f.write("many.zip", pack({{"a", "1"}, {"b", "2"}, {"c", "3"}}));
    CHECK_THROWS_AS((void)zip::open(f / "many.zip", {.files = 2}), data_error);
}

TEST_CASE("what is no zip, or a damaged one, is an error or its files, never a crash") {
    const test::folder f;
    f.write("x.zip", "this is no archive");
    CHECK(why_not([&] { return zip::open(f / "x.zip"); }).starts_with("x.zip: not a sound zip, got "));
    f.write("empty.zip", "");
    CHECK_THROWS_AS((void)zip::open(f / "empty.zip"), data_error);
    test::random random;
    const auto good =
        pack({{"stops.txt", "stop_id,stop_name\na,甲\n"}, {"trips.txt", std::string(3000, 't')}});
    for (int i = 0; i < 2000; ++i) {
        auto bytes = good;
        if (random.one_in(3))
            bytes.resize(static_cast<std::size_t>(random.between(0, static_cast<int>(good.size()))));
        for (int n = random.between(0, 3); n > 0 && !bytes.empty(); --n)
            bytes[static_cast<std::size_t>(random.between(0, static_cast<int>(bytes.size()) - 1))] =
                static_cast<char>(random.between(0, 255));
        f.write("x.zip", bytes);
        try {
            for (const auto& name : zip::open(f / "x.zip", {.bytes = 1'000'000}).names())
                CHECK(name.size() < 1000);
        } catch (const data_error&) {
        }
    }
}

TEST_SUITE_END();
