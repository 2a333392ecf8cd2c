// The house as drawn in docs/architecture.md: which room may include which. Reads every #include.

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("house/arrows");

namespace {

using rooms = std::set<std::string>;

const std::map<std::string, rooms> may_include{{"base", {}},
                                               {"calendar", {"base"}},
                                               {"geo", {"base"}},
                                               {"geojson", {"base", "geo"}},
                                               {"zip", {"base"}},
                                               {"icalendar", {"base", "calendar"}},
                                               {"solve", {"base"}},
                                               {"report", {"base"}},
                                               {"civic", {"base", "calendar", "geo", "geojson"}},
                                               {"grids", {"base", "calendar", "geo", "solve", "civic"}},
                                               {"services", {"base", "calendar", "geo", "solve", "civic"}},
                                               {"venues", {"base", "calendar", "civic"}},
                                               {"rail", {"base", "calendar", "geo", "solve"}},
                                               {"store", {"base"}},
                                               {"views",
                                                {"base", "calendar", "geo", "geojson", "solve", "report",
                                                 "civic", "grids", "services", "venues", "rail"}}};

std::string read(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

} // namespace

TEST_CASE("every include follows an arrow of the house") {
    const std::filesystem::path root{QAIDAM_SOURCE_DIR};
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

TEST_CASE("Boost.Date_Time comes into headers by its types only") {
    const std::filesystem::path root{QAIDAM_SOURCE_DIR};
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
