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
    f.write("deep.zip", test::pack({{"out/feed/rules.csv", "x"}, {"out/feed/in/a.csv", "y"}}));
    CHECK(zip::open(f / "deep.zip").names() == std::vector<std::string>{"in/a.csv", "rules.csv"});
    f.write("apart.zip", test::pack({{"rules/a.csv", "x"}, {"rules-2/a.csv", "y"}}));
    CHECK(zip::open(f / "apart.zip").names() == std::vector<std::string>{"rules-2/a.csv", "rules/a.csv"});
}

TEST_CASE("the only feed of a zip is found, in a folder or a zip, whatever lies beside it") {
    const auto feed = test::pack({{"STOPS.TXT", "x"}, {"trips.txt", "y"}});
    const std::vector<std::string> all{"STOPS.TXT", "trips.txt"};
    const std::map<std::string, std::string> inside[] = {
        {{"STOPS.TXT", "x"}, {"trips.txt", "y"}},
        {{"read me.txt", "?"}, {"out/gtfs/STOPS.TXT", "x"}, {"out/gtfs/trips.txt", "y"}, {"docs/a.pdf", "?"}},
        {{"feed.zip", feed}},
        {{"LICENSE.txt", "?"}, {"2022/feed.ZIP", feed}, {"__MACOSX/2022/._feed.zip", "?"}},
        {{"once.zip", test::pack({{"more/twice.zip", test::pack({{"feed.zip", feed}})}})}},
        {{"feed/STOPS.TXT", "x"}, {"feed/trips.txt", "y"}, {"feed/old/stops.txt", "z"}, {"shapes.zip", "?"}}};
    for (const auto& files : inside) {
        CAPTURE(files.begin()->first);
        const test::folder f;
        f.write("feed.zip", test::pack(files));
        auto names = zip::open(f / "feed.zip").names();
        std::erase(names, "old/stops.txt");
        CHECK(names == all);
    }
}

TEST_CASE("of several feeds in a zip one must be named, and what there is to name is said") {
    const auto one = test::pack({{"stops.txt", "1"}});
    const auto other = test::pack({{"data/stops.txt", "2"}});
    const test::folder f;
    f.write("zips.zip", test::pack({{"north.zip", one}, {"in/south.zip", other}, {"notes.txt", "?"}}));
    f.write("folders.zip", test::pack({{"all/北/stops.txt", "1"}, {"all/south/agency.txt", "2"}}));
    f.write("both.zip", test::pack({{"feeds.zip", test::read(f / "folders.zip")},
                                    {"zips.zip", test::read(f / "zips.zip")}}));
    const auto why = [&](const std::string& path) { return why_not([&] { return zip::open(f / path); }); };
    CHECK(why("zips.zip") ==
          "zips.zip: holds several feeds: in/south.zip, north.zip; name one, as in zips.zip#in/south.zip");
    CHECK(why("folders.zip") ==
          "folders.zip: holds several feeds: all/south, all/北; name one, as in folders.zip#all/south");
    CHECK(why("both.zip#zips") ==
          "both.zip#zips: holds several feeds: in/south.zip, north.zip; name one, as in "
          "both.zip#zips#in/south.zip");
    CHECK(why("zips.zip#east") == "zips.zip: there is no east in it, there is in/south.zip, north.zip");
    CHECK(why("zips.zip#north#east") == "zips.zip#north: there is no east in it, there is stops.txt");
    const auto stops = [&](const std::string& path) { return read(zip::open(f / path), "stops.txt"); };
    for (const auto* path :
         {"zips.zip#north.zip", "zips.zip#north", "zips.zip#NORTH.ZIP", "folders.zip#all/北",
          "folders.zip#all#北/", "both.zip#zips#north", "both.zip#feeds.zip#all/北"})
        CHECK_MESSAGE(stops(path) == "1", path);
    CHECK(stops("zips.zip#in/south") == "2");
    CHECK(zip::open(f / "both.zip#zips#north").path() == (f / "both.zip#zips#north").string());
}

TEST_CASE("a # in the name of a file or of a folder is part of the name") {
    const test::folder f;
    f.write("feed#1.zip", test::pack({{"a#1/stops.txt", "1"}, {"a/stops.txt", "2"}}));
    CHECK(read(zip::open(f / "feed#1.zip#a#1"), "stops.txt") == "1");
    CHECK(read(zip::open(f / "feed#1.zip#a"), "stops.txt") == "2");
    std::filesystem::create_directories(f / "folder#1");
    f.write("folder#1/a.txt", "a");
    CHECK(read(zip::open(f / "folder#1"), "a.txt") == "a");
    CHECK_FALSE(zip::open(f / "none.zip#a").exists());
}

TEST_CASE("names in GB18030 and with backslashes are read as they are meant") {
    const test::folder f;
    f.write("feed.zip", test::pack({{"\xB1\xB1/stops.txt", "1"}, {"south\\stops.txt", "2"}})); // 北
    CHECK(read(zip::open(f / "feed.zip#北"), "stops.txt") == "1");
    CHECK(read(zip::open(f / "feed.zip#south"), "stops.txt") == "2");
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
    // Zips within one another share the limits.
    f.write("nested.zip", test::pack({{"a.zip", test::read(f / "bomb.zip")}}));
    CHECK(why_not([&] { return zip::open(f / "nested.zip", {.bytes = 1'000'000}); }) ==
          "nested.zip#a.zip: unpacks to more than 1000000 bytes or 10000 files");
    auto deep = test::pack({{"stops.txt", ""}});
    for (int i = 0; i < 30; ++i) deep = test::pack({{"a.zip", deep}});
    f.write("deep.zip", deep);
    CHECK(zip::open(f / "deep.zip", {.files = 31}).contains("stops.txt"));
    CHECK_THROWS_AS((void)zip::open(f / "deep.zip", {.files = 30}), data_error);
}

TEST_CASE("what is no zip, or a damaged one, is an error or its files, never a crash") {
    const test::folder f;
    f.write("x.zip", "this is no archive");
    CHECK(why_not([&] { return zip::open(f / "x.zip"); }).starts_with("x.zip: not a sound zip, got "));
    f.write("out.zip", test::pack({{"in.zip", "PK, but no archive"}}));
    CHECK(why_not([&] {
              return zip::open(f / "out.zip");
          }).starts_with("out.zip#in.zip: not a sound zip, got "));
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
