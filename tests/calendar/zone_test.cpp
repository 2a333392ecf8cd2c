#include <qaidam/calendar/zone.hpp>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "feed.hpp"
#include "random.hpp"
#include "skip.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("calendar");

using namespace qaidam;
using namespace qaidam::calendar;
using namespace std::chrono_literals;

namespace {

/// Whether there are zones to test with; a test is skipped if not.
bool has_database() {
    if (std::filesystem::exists("/usr/share/zoneinfo/Europe/Berlin")) return true;
    test::skip("there is no zone database (Debian's package tzdata)");
    return false;
}

utc_time time(int year, int month, int day, int hour, int minute = 0) {
    return utc_time{date{static_cast<unsigned short>(year), static_cast<unsigned short>(month),
                         static_cast<unsigned short>(day)},
                    (std::chrono::hours{hour} + std::chrono::minutes{minute})};
}

local_time shown(int year, int month, int day, int hour, int minute = 0) {
    return zone{}.to_local(time(year, month, day, hour, minute));
}

} // namespace

TEST_CASE("random instants in twenty zones are what the C library says, and lead back") {
    if (!has_database()) return;
    test::random random;
    for (const char* name :
         {"Asia/Shanghai",    "Asia/Urumqi",       "Asia/Tokyo",        "Asia/Kolkata",
          "Europe/Berlin",    "Europe/London",     "Europe/Helsinki",   "Africa/Casablanca",
          "America/New_York", "America/Toronto",   "America/Halifax",   "America/St_Johns",
          "America/Regina",   "America/Vancouver", "America/Sao_Paulo", "Australia/Lord_Howe",
          "Pacific/Auckland", "Pacific/Apia",      "Antarctica/Troll",  "America/Los_Angeles"}) {
        const auto zone = find_zone(name);
        REQUIRE_MESSAGE(zone, name);
        setenv("TZ", name, 1);
        tzset();
        for (int i = 0; i < 5000; ++i) {
            const auto seconds = static_cast<std::time_t>(random.between(0, 2'147'000'000)) * 2; // to 2106
            std::tm wall{};
            localtime_r(&seconds, &wall);
            const auto utc = time(1970, 1, 1, 0) + std::chrono::seconds{seconds};
            REQUIRE_MESSAGE(zone->offset_at(utc) == std::chrono::seconds{wall.tm_gmtoff},
                            fmt::format("{} {}", name, to_string(utc)));
            const auto local = zone->to_local(utc);
            const auto back = zone->to_utc(local);
            REQUIRE((back == utc || zone->to_local(back) == local)); // a time that the clock shows twice
        }
    }
    setenv("TZ", "UTC", 1);
    tzset();
}

TEST_CASE("the clock of Beijing stands still in summer, but for the years 1986 to 1991") {
    CHECK(beijing_time().offset_at(time(2022, 7, 1, 0)) == std::chrono::hours{8});
    if (!has_database()) return;
    const auto shanghai = find_zone("Asia/Shanghai").value();
    CHECK(shanghai.offset_at(time(2022, 7, 1, 0)) == std::chrono::hours{8});
    CHECK(shanghai.offset_at(time(1988, 7, 1, 0)) == std::chrono::hours{9});
    CHECK(shanghai.offset_at(time(1992, 7, 1, 0)) == std::chrono::hours{8});
}

TEST_CASE("a time shown twice is the first, a time never shown counts on from before") {
    if (!has_database()) return;
    const auto berlin = find_zone("Europe/Berlin").value();
    CHECK(berlin.to_utc(shown(2022, 10, 30, 2, 30)) == time(2022, 10, 30, 0, 30));
    CHECK(berlin.to_utc(shown(2022, 3, 27, 2, 30)) == time(2022, 3, 27, 1, 30));
    CHECK(berlin.to_local(time(2022, 3, 27, 1, 30)) == shown(2022, 3, 27, 3, 30));
}

TEST_CASE("what is no zone is not found") {
    for (const char* name :
         {"", "Moon/Base", "/etc/passwd", "../zoneinfo/UTC", "Asia", "zone.tab", "Asia/Shanghai "})
        CHECK_FALSE_MESSAGE(find_zone(name), name);
    CHECK(find_zone("Asia/Shanghai", "/nowhere") == beijing_time());
    CHECK(find_zone("UTC", "/nowhere") == zone{});
    CHECK_FALSE(find_zone("Europe/Berlin", "/nowhere"));
    CHECK_THROWS_AS((zone{"x", std::chrono::hours{100}}), std::invalid_argument);
}

TEST_CASE("a zone file that is cut off is nothing, wherever it ends") {
    if (!has_database()) return;
    const auto good = test::read("/usr/share/zoneinfo/Europe/Berlin");
    const test::folder folder;
    for (std::size_t size = 0; size < good.size(); ++size) {
        folder.write("Damaged", good.substr(0, size));
        CHECK_FALSE(find_zone("Damaged", folder));
    }
    folder.write("Damaged", good);
    CHECK(find_zone("Damaged", folder));
}

TEST_CASE("a zone file with other bytes is nothing, or a clock within 26 hours of UTC") {
    if (!has_database()) return;
    const auto good = test::read("/usr/share/zoneinfo/Europe/Berlin");
    const test::folder folder;
    test::random random;
    int zones = 0;
    for (int i = 0; i < 3000; ++i) {
        auto text = good;
        for (int n = random.between(1, 4); n > 0; --n)
            text[static_cast<std::size_t>(random.between(0, static_cast<int>(text.size()) - 1))] =
                static_cast<char>(random.between(0, 255));
        folder.write("Damaged", text);
        const auto zone = find_zone("Damaged", folder);
        if (!zone) continue;
        ++zones;
        for (const int year : {1500, 1950, 2022, 2040, 9999}) {
            const auto offset = zone->offset_at(time(year, 7, 1, 0));
            CHECK(offset >= -26h);
            CHECK(offset <= 26h);
        }
    }
    CHECK(zones > 0);
    CHECK(zones < 3000);
}

TEST_CASE("a zone file whose rule for later years is more than 26 hours from UTC is nothing") {
    if (!has_database()) return;
    const auto good = test::read("/usr/share/zoneinfo/Europe/Berlin");
    const auto rule = good.find("CET-1CEST,");
    REQUIRE(rule != std::string::npos);
    const test::folder folder;
    const auto with = [&](std::string_view clocks) {
        folder.write("Damaged", std::string{good}.replace(rule, 9, clocks));
        return find_zone("Damaged", folder);
    };
    CHECK(with("CET-26CEST-26:00:00"));
    for (const auto clocks : {"CET91CEST", "CET-27CEST", "CET-1CEST-26:00:01", "CET-1CEST27"})
        CHECK_FALSE(with(clocks));
    CHECK_FALSE(with("CET-26CEST")); // summer is an hour further
}

TEST_CASE("a zone file whose transitions are out of order is nothing") {
    if (!has_database()) return;
    auto text = test::read("/usr/share/zoneinfo/Europe/Berlin");
    const auto second = text.find("TZif", 4); // the header of version 2, then times of eight bytes
    REQUIRE(second != std::string::npos);
    for (std::size_t i = 0; i < 8; ++i) std::swap(text[second + 44 + i], text[second + 44 + 80 + i]);
    const test::folder folder;
    folder.write("Damaged", text);
    CHECK_FALSE(find_zone("Damaged", folder));
}

TEST_CASE("a clock is what its changes make it, and changes out of order make none") {
    const zone::change changes[] = {{time(2022, 3, 27, 1), 2h}, {time(2022, 10, 30, 1), 1h}};
    const zone clock{"Somewhere", 30min, changes};
    CHECK(clock.offset_at(time(2000, 1, 1, 0)) == 30min);
    CHECK(clock.offset_at(time(2022, 3, 27, 0, 59)) == 30min);
    CHECK(clock.offset_at(time(2022, 3, 27, 1)) == 2h);
    CHECK(clock.to_local(time(2022, 7, 1, 12)) == shown(2022, 7, 1, 14));
    CHECK(clock.to_utc(shown(2022, 7, 1, 14)) == time(2022, 7, 1, 12));
    CHECK(clock.offset_at(time(2500, 1, 1, 0)) == 1h);
    CHECK(zone{"Fixed", 1h, {}} == zone{"Fixed", 1h});
    const zone::change turned[] = {changes[1], changes[0]}, far[] = {{time(2022, 1, 1, 0), 27h}};
    CHECK_THROWS_AS((zone{"Turned", 1h, turned}), std::invalid_argument);
    CHECK_THROWS_AS((zone{"Far", 1h, far}), std::invalid_argument);
}

TEST_SUITE_END();
