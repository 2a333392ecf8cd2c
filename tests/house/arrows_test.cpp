// The house as drawn in docs/architecture.md: which room may include which. Reads every #include.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("house/arrows");

namespace {

using rooms = std::set<std::string>;

const std::filesystem::path root{QAIDAM_SOURCE_DIR};

std::string read(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

rooms words_of(const std::string& text) {
    static const std::regex word{"\\w+"};
    return {std::sregex_token_iterator{text.begin(), text.end(), word}, {}};
}

/// The arrows' one source: what each room may include, by the name of its folder.
std::map<std::string, rooms> read_arrows() {
    std::map<std::string, rooms> all;
    const auto text = read(root / "src" / "cmake" / "QaidamRooms.cmake");
    const std::regex line{R"(set\(QAIDAM_(\w+)_NEEDS ([^)]*)\))"};
    for (std::sregex_iterator at{text.begin(), text.end(), line}, end; at != end; ++at) {
        std::string room = (*at)[1];
        if (room.ends_with("_views")) room = "views"; // a target a domain, in one folder
        all[room].merge(words_of((*at)[2]));
    }
    return all;
}

} // namespace

TEST_CASE("every include follows an arrow of the house") {
    const auto may_include = read_arrows();
    const std::regex include{"#include\\s*[<\"]qaidam/(\\w+)/"};
    int seen = 0;
    for (const auto* part : {"include/qaidam", "src"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator{root / part}) {
            const auto within = std::filesystem::relative(entry.path(), root / part);
            const auto extension = entry.path().extension();
            if ((extension != ".hpp" && extension != ".cpp") || within.begin() == --within.end()) continue;
            const auto room = within.begin()->string();
            REQUIRE_MESSAGE(may_include.contains(room), room);
            const auto text = read(entry.path());
            for (std::sregex_iterator at{text.begin(), text.end(), include}, end; at != end; ++at, ++seen) {
                const std::string other = (*at)[1];
                CHECK_MESSAGE((other == room || may_include.at(room).contains(other)),
                              within.string() << " includes " << other);
            }
        }
    CHECK(seen > 100);
}

TEST_CASE("no arrow of the house goes in a circle, and each leads to a room") {
    const auto may_include = read_arrows();
    rooms built;
    while (built.size() < may_include.size()) {
        const auto before = built.size();
        for (const auto& [room, needs] : may_include)
            if (std::includes(built.begin(), built.end(), needs.begin(), needs.end())) built.insert(room);
        REQUIRE(built.size() > before);
    }
}

TEST_CASE("the page on the house draws the arrows that there are") {
    const auto may_include = read_arrows();
    std::istringstream page{read(root / "docs" / "architecture.md")};
    const std::regex row{R"(\| ((?:`\w+`(?:, )?)+) \| ([^|]*) \| .*)"};
    rooms drawn;
    std::smatch cells;
    for (std::string line; std::getline(page, line);) {
        if (!std::regex_match(line, cells, row)) continue;
        for (const auto& room : words_of(cells[1])) {
            drawn.insert(room);
            REQUIRE_MESSAGE(may_include.contains(room), room);
            CHECK_MESSAGE(words_of(cells[2]) == may_include.at(room), room);
        }
    }
    for (const auto& room : may_include) CHECK_MESSAGE(drawn.contains(room.first), room.first);
}

TEST_CASE("every header that declares something exports it") {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root / "include"}) {
        if (!entry.is_regular_file()) continue;
        const auto text = read(entry.path());
        if (text.find("\nnamespace") == std::string::npos) continue;
        CHECK_MESSAGE(text.find("\n#pragma GCC visibility push(default)\n") < text.find("\nnamespace"),
                      entry.path().string());
        CHECK_MESSAGE(text.ends_with("\n#pragma GCC visibility pop\n"), entry.path().string());
    }
}

TEST_CASE("no table of text hashes it in a way that whoever writes a feed knows") {
    const std::regex by_text{R"(unordered_\w+<std::string(_view)?\b[^;]*;)"};
    for (const auto* part : {"include", "src"})
        for (const auto& entry : std::filesystem::recursive_directory_iterator{root / part}) {
            if (!entry.is_regular_file()) continue;
            const auto text = read(entry.path());
            for (std::sregex_iterator i{text.begin(), text.end(), by_text}, end; i != end; ++i)
                CHECK_MESSAGE(i->str().find("text_hash") != std::string::npos, entry.path().string());
        }
}

TEST_CASE("Boost.Date_Time comes into headers by its types only") {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root / "include"}) {
        if (entry.path().extension() != ".hpp") continue;
        const auto text = read(entry.path());
        CHECK_MESSAGE(text.find("boost/date_time.hpp") == std::string::npos, entry.path().string());
        CHECK_MESSAGE(text.find("gregorian/gregorian.hpp") == std::string::npos, entry.path().string());
        CHECK_MESSAGE(text.find("posix_time/posix_time.hpp") == std::string::npos, entry.path().string());
        CHECK_MESSAGE(text.find("using namespace") == text.find("using namespace qaidam::literals"),
                      entry.path().string());
    }
}

TEST_SUITE_END();
