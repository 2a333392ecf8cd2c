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

TEST_SUITE_END();
