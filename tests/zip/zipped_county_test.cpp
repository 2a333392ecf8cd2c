// A county whose communities are zips, and one that is a zip itself.

#include <qaidam/civic/county.hpp>

#include "feed.hpp"
#include "invent_county.hpp"
#include "pack.hpp"

TEST_SUITE_BEGIN("zip/county");

using namespace qaidam;

TEST_CASE("a county is the same as a folder of folders, a folder of zips, and a zip") {
    const test::folder f;
    const std::filesystem::path& here = f;
    invented::county{here, {.communities = 3, .residents = 40, .orders = 0, .seed = 9}}.write([](int) {});
    const auto want = civic::load_county(f).value;

    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{here})
        if (entry.is_regular_file())
            all[entry.path().lexically_relative(here).generic_string()] = test::read(entry.path());
    const test::folder zipped;
    std::ofstream{zipped / "county.zip", std::ios::binary} << test::pack(all);
    CHECK(civic::load_county((zipped / "county.zip").string()).value == want);

    std::map<std::string, std::map<std::string, std::string>> parts;
    for (const auto& [name, text] : all)
        if (const auto slash = name.find('/'); slash != std::string::npos)
            parts[name.substr(0, slash)][name.substr(slash + 1)] = text;
        else
            zipped.write(name, text);
    std::string rows = "community_id,name,name_en,folder\n";
    for (const auto& m : want.communities()) {
        rows += fmt::format("{0},{1},{2},{0}.zip\n", m.key, m.name.zh, m.name.en);
        std::ofstream{zipped / (m.key.text() + ".zip"), std::ios::binary}
            << test::pack(parts.at(m.key.text()));
    }
    zipped.write("communities.csv", rows);
    const auto got = civic::load_county(zipped).value;
    REQUIRE(got.communities().size() == want.communities().size());
    for (const auto& m : want.communities()) CHECK(*got.find(m.key) == *m.community);
    CHECK(got.departments() == want.departments());
}

TEST_SUITE_END();
