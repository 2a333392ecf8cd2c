#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "pack.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("zip");

using namespace qaidam;

namespace {

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
    f.write("feed.zip",
            test::pack({{"stops.txt", "stop_id\n"}, {"inner/格尔木.txt", "x"}, {"empty.txt", ""}}));
    const auto all = zip::open(f / "feed.zip");
    CHECK(all.name() == "feed.zip");
    CHECK(all.names() == std::vector<std::string>{"empty.txt", "inner/格尔木.txt", "stops.txt"});
    CHECK(read(all, "stops.txt") == "stop_id\n");
    CHECK(read(all, "empty.txt").empty());
    CHECK(read(all.within("inner"), "格尔木.txt") == "x");
    CHECK_FALSE(all.contains("trips.txt"));
    CHECK(read(all, "trips.txt") == "(none)");
}

TEST_CASE("a folder that was packed whole is the feed, whatever macOS packs beside it") {
    const test::folder f;
    f.write("feed.zip",
            test::pack({{"feed/stops.txt", "x"}, {"feed/in/a.txt", "y"}, {"__MACOSX/feed/._stops.txt", ""}}));
    CHECK(zip::open(f / "feed.zip").names() == std::vector<std::string>{"in/a.txt", "stops.txt"});
    f.write("two.zip", test::pack({{"one/stops.txt", "x"}, {"two/stops.txt", "y"}}));
    CHECK(zip::open(f / "two.zip").names() == std::vector<std::string>{"one/stops.txt", "two/stops.txt"});
}

TEST_CASE("a folder is opened as it is") {
    const test::folder f;
    f.write("a.txt", "a");
    CHECK(read(zip::open(f), "a.txt") == "a");
    CHECK_FALSE(zip::open(f / "nothing").exists());
}

TEST_CASE("an archive that unpacks to more than the limits is refused") {
    const test::folder f;
    f.write("bomb.zip", test::pack({{"a.txt", std::string(50'000'000, '0')}}));
    CHECK(why_not([&] { return zip::open(f / "bomb.zip", {.bytes = 1'000'000}); }) ==
          "bomb.zip: unpacks to more than 1000000 bytes or 10000 files");
    f.write("many.zip", test::pack({{"a", "1"}, {"b", "2"}, {"c", "3"}}));
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
        test::pack({{"stops.txt", "stop_id,stop_name\na,甲\n"}, {"trips.txt", std::string(3000, 't')}});
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
