#include <qaidam/base/codes.hpp>
#include <qaidam/base/feed_files.hpp>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/feed_files");

using namespace qaidam;

TEST_CASE("a file in a folder's place is refused where no room that opens archives is linked") {
    const test::folder f;
    f.write("feed.zip", "PK");
    try {
        (void)feed_files{f / "feed.zip"};
        FAIL("was opened");
    } catch (const data_error& e) {
        CHECK(to_string(*e.why().begin()) ==
              "feed.zip: a file, want a folder; a program that reads zips links qaidam::zip");
    }
    CHECK_THROWS_AS((void)feed_files{f / "feed.zip#north"}, data_error);
    CHECK_FALSE(feed_files{f / "none.zip#north"}.exists());
}

TEST_CASE("files of a folder and files in memory are read alike") {
    const test::folder f;
    f.write("a.txt", "a");
    std::filesystem::create_directories(f / "inner");
    f.write("inner/b.txt", "b");
    feed_files::texts_by_name texts;
    texts.emplace("a.txt", std::string{"a"});
    texts.emplace("inner/b.txt", std::string{"b"});
    for (const auto& all : {feed_files{f}, feed_files{"memory", texts}}) {
        notices out;
        CHECK(all.exists());
        CHECK(all.names() == std::vector<std::string>{"a.txt", "inner/b.txt"});
        CHECK(all.contains("a.txt"));
        CHECK(all.read("a.txt", out)->view() == "a");
        CHECK(all.within("inner").read("b.txt", out)->view() == "b");
        CHECK(out.empty());
        CHECK_FALSE(all.read("b.txt", out));
        CHECK(out.count(codes::missing_file) == 1);
    }
    CHECK_FALSE(feed_files{f / "none"}.exists());
}

TEST_CASE(
    "a file is found in capitals or not, and two that differ in case only are an error that names both") {
    const test::folder f;
    std::filesystem::create_directories(f / "inner");
    feed_files::texts_by_name texts;
    for (const std::string name : {"AGENCY.TXT", "inner/Stops.txt", "b.txt", "B.txt"}) {
        f.write(name, name);
        texts.emplace(name, name);
    }
    for (const auto& all : {feed_files{f}, feed_files{"memory", texts}}) {
        notices out;
        for (const auto* name : {"agency.txt", "AGENCY.TXT", "Agency.txt"}) {
            CHECK(all.contains(name));
            CHECK(all.read(name, out)->view() == "AGENCY.TXT");
        }
        CHECK(all.read("inner/stops.txt", out)->view() == "inner/Stops.txt");
        CHECK(all.within("inner").read("stops.txt", out)->view() == "inner/Stops.txt");
        CHECK_FALSE(all.contains("agency.tx"));
        CHECK(out.empty());
        CHECK(all.contains("b.txt"));
        CHECK_FALSE(all.read("b.txt", out));
        REQUIRE(out.size() == 1);
        CHECK(to_string(*out.begin()) ==
              "b.txt: there are B.txt and b.txt, which differ in case only; remove or rename one of the two");
    }
}

TEST_SUITE_END();
