#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

#include "feed.hpp"
#include "real_feeds.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("rail/stations");

using namespace qaidam;
using namespace qaidam::rail;
using calendar::date;

TEST_CASE("train numbers are read and written as railways write them, or not at all") {
    const auto read = [](const char* text) {
        const auto n = parse_train_number(text);
        std::string all;
        if (!n) return std::string{"no number"};
        for (const auto& one : each_number(*n)) all += one + " ";
        return all + to_string(*n);
    };
    CHECK(read("K9805") == "K9805 K9805");
    CHECK(read("K9805/6") == "K9805 K9806 K9805/6");
    CHECK(read("K56/57") == "K56 K57 K56/7");
    CHECK(read("K9805/K9806") == "K9805 K9806 K9805/6");
    CHECK(read("5811/2") == "5811 5812 5811/2");
    CHECK(read("K998/K1001") == "K998 K1001 K998/K1001");
    CHECK(read("Z21/24/21") == "Z21 Z24 Z21 Z21/4/1");
    CHECK(read("G1") == "G1 G1");
    for (const char* bad : {"", "K", "9x", "K0", "K-1", "K9805/", "/6", "K123456", "k9805", "ABCD1", "K1 "})
        CHECK_MESSAGE(read(bad) == "no number", bad);
}

TEST_CASE("a class is told from the number") {
    const auto name = [](const char* number) {
        const auto* c = find_class(number);
        return c == nullptr ? std::string{"none"} : std::string{c->name.zh};
    };
    CHECK(name("K9805/6") == "快速");
    CHECK(name("G1") == "高速动车组");
    CHECK(name("5811") == "普通旅客快车");
    CHECK(name("7531") == "普通旅客慢车");
    CHECK(name("9999") == "none");
    CHECK(name("Q1") == "none");
}

TEST_CASE("a station is found by name, code, pinyin, initials and city, the best match first") {
    const auto t = gtfs::load(test::qaidam_rail).value;
    const auto first = [&](const char* text) {
        const auto found = find_stations(t, text);
        return found.empty() ? std::string{"none"} : t.stations()[found.front().station].key.text();
    };
    for (const char* text :
         {"西宁", "XNO", "xno", "xining", "Xining", "Xi Ning", "xi'ning", "xn", "西", "xini"})
        CHECK_MESSAGE(first(text) == "XNO", text);
    CHECK(first("茫崖") == "HTO");
    CHECK(first("beijing") == "none");
    CHECK(first("") == "none");
    CHECK(first(" ") == "none");
    CHECK(stations_of_city(t, "茫崖") == std::vector{t.station("花土沟")});
    CHECK(stations_of_city(t, "西宁") == std::vector{t.station("西宁")});
}

TEST_CASE("a station has another name at another time") {
    timetable_builder b;
    const auto s =
        b.station({.key = "HTO", .name = {"茫崖"}, .names = {{{"花土沟"}, {.until = date{2025, 1, 1}}}}});
    b.station({.key = "XNO", .name = {"西宁"}});
    const auto t = std::move(b).build();
    CHECK(name_on(t.stations()[s], date{2022, 1, 10}).zh == "花土沟");
    CHECK(name_on(t.stations()[s], date{2025, 1, 1}).zh == "茫崖");
    REQUIRE(find_stations(t, "花土沟").size() == 1);
    CHECK(find_stations(t, "花土沟").front().match == station_match::former_name);
}

TEST_CASE("a register with a bad entry says which one, and is read without it") {
    const test::folder f;
    f.write(
        "names.js",
        "var station_names ='@xni|西宁|XNO|xining|xn|0|2201|西宁|||@bad|entry@gem|格尔木|GRO|geermu|gem|1|"
        "2202|格尔木|||@x|又西宁|XNO|youxining|yxn|2|1|西宁|||';");
    const auto [all, notices] = load_station_register(f / "names.js", {.policy = policy::lenient});
    REQUIRE(all.size() == 2);
    CHECK(all[1] == registered_station{"GRO", "格尔木", "geermu", "gem", "格尔木"});
    REQUIRE(notices.errors() == 2);
    CHECK(to_string(*notices.begin()) ==
          "names.js:2: not an entry of a station register, got bad|entry, want one like "
          "@xni|西宁|XNO|xining|xn|150|2201|西宁");
    CHECK_THROWS_AS((void)load_station_register(f / "names.js"), data_error);
    CHECK_THROWS_AS((void)load_station_register(f / "missing.js"), data_error);
}

TEST_CASE("between 2024 and 2026 codes changed their names and names their codes") {
    if (!test::has_real("cnrail-stations")) return;
    const auto before = load_station_register(test::real("cnrail-stations/station_name_2024.txt")).value;
    const auto after = load_station_register(test::real("cnrail-stations/station_name_2026.txt")).value;
    CHECK(before.size() == 3308);
    CHECK(after.size() == 3384);
    std::map<register_change_kind, int> counts;
    bool huatugou = false;
    for (const auto& c : compare_registers(before, after)) {
        ++counts[c.kind];
        huatugou = huatugou || to_string(c, language::zh) == "HTO：花土沟 更名为 茫崖";
    }
    CHECK(counts[register_change_kind::renamed] == 25);
    CHECK(counts[register_change_kind::moved] == 9);
    CHECK(counts[register_change_kind::added] == 193);
    CHECK(counts[register_change_kind::removed] == 117);
    CHECK(huatugou);

    const auto t = with_register(
        gtfs::load(zip::open(test::real("cnrail-qinghai/cnrail-qinghai.gtfs.zip"))).value, before);
    for (const char* text : {"西宁", "xining", "xn", "XNO"})
        CHECK(find_stations(t, text).front().station == t.stations().id_of("XNO"));
    CHECK(stations_of_city(t, "兰州").size() == 7);
}

TEST_SUITE_END();
