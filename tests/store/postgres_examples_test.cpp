// The examples that keep a journal do on a server what they do with a file.

#include <csignal>
#include <cstdio>
#include <string>

#include <doctest/doctest.h>

#include "feed.hpp"
#include "store/postgres.hpp"

TEST_SUITE_BEGIN("postgres/examples");

namespace {

struct result {
    std::string said;
    int status; ///< as wait gives it
    friend bool operator==(const result&, const result&) = default;
};

result run(const std::string& example) {
    auto* from = popen(("exec '" QAIDAM_EXAMPLES "'/" + example).c_str(), "r");
    REQUIRE(from != nullptr);
    std::string said;
    for (int c = std::fgetc(from); c != EOF; c = std::fgetc(from)) said += static_cast<char>(c);
    return {said, pclose(from)};
}

std::string expected(const std::string& name) {
    return test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "examples/expected" / (name + ".txt"));
}

std::string quoted(const std::string& text) {
    return " '" + text + "'";
}

} // namespace

TEST_CASE("a desk that is killed goes on where it stopped, on a server as with a file") {
    if (test::postgres() == nullptr) return;
    const test::folder folder;
    const auto served = quoted(test::postgres()->uri() + "#城东");
    const auto file = quoted(folder / "a.journal");
    const auto feed = quoted(test::chengdong) + quoted(test::chengdong / "order_commands.csv");
    CHECK(run("journal_info" + served + " 2>&1").status != 0); // it is not made for who looks
    CHECK(run("keep_desk" + served + feed + " --kill-after 3 --lang en") ==
          result{expected("keep_desk.killed"), SIGKILL});
    CHECK(run("keep_desk" + served + feed + " --lang en") == result{expected("keep_desk.en"), 0});
    CHECK(run("keep_desk" + served + feed) == result{expected("keep_desk.zh"), 0});
    CHECK(run("journal_info" + served + " --verify") == result{expected("journal_info.zh"), 0});

    // Digests too are those of a file.
    CHECK(run("keep_desk" + file + feed).status == 0);
    for (const auto& [journal, lines] : {std::pair{served, "served.txt"}, {file, "kept.txt"}})
        CHECK(run("journal_info" + journal + " --export" + quoted(folder / lines)).status == 0);
    CHECK(test::read(folder / "served.txt") == test::read(folder / "kept.txt"));
    CHECK(test::read(folder / "served.txt").starts_with("qaidam journal 1\n"));
}

TEST_SUITE_END();
