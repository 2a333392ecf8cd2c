// Feeds whose path is that of a zip. No header of the room is included: linking it is enough.

#include <qaidam/calendar/holidays.hpp>
#include <qaidam/civic/feed.hpp>
#include <qaidam/gtfs/feed.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/venues/feed.hpp>

#include "feed.hpp"
#include "pack.hpp"

TEST_SUITE_BEGIN("zip/feeds");

using namespace qaidam;

namespace {

/// A zip of the files of a folder, which lie in `inside` of it.
void zip_up(const std::filesystem::path& from, const std::filesystem::path& to,
            const std::string& inside = {}) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator{from})
        files[inside + entry.path().filename().string()] = test::read(entry.path());
    std::ofstream{to, std::ios::binary} << test::pack(files);
}

} // namespace

TEST_CASE("gtfs::load opens a zip by its path, as it opens the folder") {
    const test::folder f;
    zip_up(test::qaidam_rail, f / "rail.zip");
    CHECK(gtfs::load(f / "rail.zip").value == gtfs::load(test::qaidam_rail).value);
    CHECK(gtfs::load((f / "rail.zip").string()).value.trains().size() > 0);
}

TEST_CASE("every room that reads the community feed reads it zipped, in a folder of the zip or not") {
    const auto c = civic::load(test::chengdong).value;
    for (const auto* inside : {"", "chengdong/"}) {
        CAPTURE(inside);
        const test::folder f;
        const auto zip = f / "community.zip";
        zip_up(test::chengdong, zip, inside);
        CHECK(civic::load(zip).value == c);
        CHECK(ledger::load(zip, c).value == ledger::load(test::chengdong, c).value);
        CHECK(venues::load(zip, c).value == venues::load(test::chengdong, c).value);
        CHECK(services::load_catalogue(zip, c).value == services::load_catalogue(test::chengdong, c).value);
        CHECK(services::load_care(zip, c).value == services::load_care(test::chengdong, c).value);
        CHECK(services::load_notes(zip).value == services::load_notes(test::chengdong).value);
        CHECK(services::load_commands(zip, {}, services::written_by::desk).value ==
              services::load_commands(test::chengdong, {}, services::written_by::desk).value);
    }
}

TEST_CASE("one of several feeds in a zip is loaded by its name") {
    const test::folder f;
    zip_up(test::qaidam_rail, f / "rail.zip");
    zip_up(test::chengdong, f / "community.zip");
    f.write("all.zip", test::pack({{"rail.zip", test::read(f / "rail.zip")},
                                   {"community.zip", test::read(f / "community.zip")}}));
    const auto all = (f / "all.zip").string();
    CHECK(gtfs::load(all + "#rail").value == gtfs::load(test::qaidam_rail).value);
    CHECK(civic::load(all + "#community.zip").value == civic::load(test::chengdong).value);
    CHECK(test::first_notice([&] { return gtfs::load(all); }) ==
          "all.zip: holds several feeds: community.zip, rail.zip; name one, as in all.zip#community.zip");
}

TEST_CASE("a feed whose file names are in capitals loads as it does in small letters, zipped or not") {
    const test::folder f;
    std::map<std::string, std::string> capitals;
    for (const auto& entry : std::filesystem::directory_iterator{test::chengdong}) {
        auto name = entry.path().filename().string();
        for (auto& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        f.write(name, test::read(entry.path()));
        capitals[name] = test::read(entry.path());
    }
    const test::folder zips;
    zips.write("community.zip", test::pack(capitals));
    const auto c = civic::load(test::chengdong).value;
    CHECK(civic::load(f).value == c);
    CHECK(civic::load(zips / "community.zip").value == c);
    capitals["people.csv"] = capitals["PEOPLE.CSV"];
    f.write("people.csv", capitals["PEOPLE.CSV"]);
    zips.write("twice.zip", test::pack(capitals));
    const std::string twice = "people.csv: there are PEOPLE.CSV and people.csv, which differ in case only; "
                              "remove or rename one of the two; the file is left out";
    CHECK(test::first_notice([&] { return civic::load(f); }) == twice);
    CHECK(test::first_notice([&] { return civic::load(zips / "twice.zip"); }) == twice);
}

TEST_CASE("rules and holidays may be zipped too") {
    const test::folder from, f;
    from.write("desk_rules.csv", "field,value\nversion,zipped\n");
    from.write("holidays.csv", "year,date,name,kind\n2099,2099-01-01,元旦,off\n");
    zip_up(from, f / "rules.zip");
    CHECK(services::load_rules(f / "rules.zip").value.version == "zipped");
    CHECK(calendar::load_holidays(f / "rules.zip").value.knows(2099));
}

TEST_CASE("a zip is unpacked once for all rooms that are given its files") {
    const test::folder f;
    zip_up(test::delingha, f / "community.zip");
    const feed_files files{f / "community.zip"};
    f.remove("community.zip");
    const auto c = civic::load(files).value;
    CHECK(ledger::load(files, c).value.items.size() > 0);
}

TEST_CASE("what is wrong with a zip is told of the file") {
    const test::folder f;
    f.write("bad.zip", "this is no archive");
    CHECK(test::first_notice([&] {
              return civic::load(f / "bad.zip");
          }).starts_with("bad.zip: not a sound zip, got "));
    zip_up(test::qaidam_rail, f / "other.zip");
    CHECK(test::first_notice([&] { return civic::load(f / "other.zip"); }) ==
          "community.csv: file is missing; add it");
}

TEST_SUITE_END();
