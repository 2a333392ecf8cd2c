// Sunrise and sunset against published tables.
#include <cstdlib>

#include <doctest/doctest.h>

#include <qaidam/calendar/zone.hpp>
#include <qaidam/journeys/daylight.hpp>

namespace {

using namespace qaidam;
using namespace std::chrono_literals;
using calendar::date;

/// Whether an instant is within a minute of the published time, which is told to the minute.
bool is_within_a_minute(calendar::local_time time, std::chrono::seconds published) {
    return std::abs((time.time_of_day() - published).count()) <= 90; // a minute, and what rounding took
}

} // namespace

TEST_CASE("the sun rises and sets within a minute of published tables") {
    struct row {
        const char* zone;
        double lon, lat;
        date day;
        std::chrono::seconds rises, sets;
    };
    const row rows[] = {
        {"Asia/Shanghai", 116.40, 39.90, {2022, 6, 21}, 4h + 46min, 19h + 46min},      // Beijing
        {"Asia/Shanghai", 116.40, 39.90, {2022, 12, 22}, 7h + 33min, 16h + 53min},     //
        {"Europe/London", -0.13, 51.51, {2022, 6, 21}, 4h + 43min, 21h + 21min},       // summer time
        {"Europe/London", -0.13, 51.51, {2022, 12, 21}, 8h + 4min, 15h + 53min},       //
        {"America/New_York", -74.01, 40.71, {2022, 6, 21}, 5h + 25min, 20h + 31min},   //
        {"Australia/Sydney", 151.21, -33.87, {2022, 12, 21}, 5h + 41min, 20h + 5min}}; // south of the equator
    for (const auto& x : rows) {
        const auto zone = *calendar::find_zone(x.zone);
        const auto light = journeys::daylight_of({geo::longitude{x.lon}, geo::latitude{x.lat}}, x.day);
        REQUIRE(light);
        CHECK_MESSAGE(is_within_a_minute(zone.to_local(light->rises), x.rises), x.zone);
        CHECK_MESSAGE(is_within_a_minute(zone.to_local(light->sets), x.sets), x.zone);
    }
    // Sunrise at longitude 0 on 2002-01-01 from 64° south to 50° north, two degrees apart.
    constexpr int published[] = {103, 138, 163, 182, 199, 212, 224, 235, 245, 253, 261, 268, 275, 281, 287,
                                 292, 297, 302, 307, 311, 316, 320, 324, 328, 332, 335, 339, 343, 346, 350,
                                 353, 356, 360, 363, 367, 370, 373, 377, 380, 384, 388, 391, 395, 399, 403,
                                 407, 411, 416, 421, 425, 431, 436, 442, 448, 455, 462, 470, 479};
    double latitude = -64;
    for (const auto minutes : published) {
        const auto light = journeys::daylight_of({geo::longitude{0}, geo::latitude{latitude}}, {2002, 1, 1});
        REQUIRE(light);
        CHECK_MESSAGE(
            is_within_a_minute(calendar::zone{}.to_local(light->rises), std::chrono::minutes{minutes}),
            latitude);
        latitude += 2;
    }
}

TEST_CASE("there is no daylight to name where the sun stays up or down, nor on no date") {
    const geo::point tromso{geo::longitude{18.96}, geo::latitude{69.65}};
    CHECK_FALSE(journeys::daylight_of(tromso, {2022, 6, 21}));
    CHECK_FALSE(journeys::daylight_of(tromso, {2022, 12, 21}));
    CHECK(journeys::daylight_of(tromso, {2022, 3, 20}));
    CHECK_FALSE(journeys::daylight_of({geo::longitude{0}, geo::latitude{90}}, {2022, 6, 21}));
    CHECK_THROWS_AS((void)journeys::daylight_of(tromso, date{}), std::invalid_argument);
}

TEST_CASE("day follows upon day wherever a place lies") {
    for (double lon = -180; lon <= 180; lon += 15)
        for (double lat = -60; lat <= 60; lat += 20) {
            auto before = journeys::daylight_of({geo::longitude{lon}, geo::latitude{lat}}, {2024, 2, 27});
            for (date day{2024, 2, 28}; day < date{2024, 3, 3}; day += calendar::day_count{1}) {
                const auto light = journeys::daylight_of({geo::longitude{lon}, geo::latitude{lat}}, day);
                REQUIRE(light);
                CHECK(before->rises < before->sets);
                CHECK(before->sets < light->rises);
                CHECK(light->rises - before->rises > 23h + 50min);
                CHECK(light->rises - before->rises < 24h + 10min);
                before = light;
            }
        }
}
