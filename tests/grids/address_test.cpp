#include <qaidam/grids/address.hpp>

#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("grids/address");

using namespace qaidam;

namespace {

const civic::community& chengdong() {
    static const auto c = civic::load(test::chengdong).value;
    return c;
}

std::string found(std::string_view text, std::optional<civic::quarter_id> quarter = std::nullopt) {
    static const grids::address_book book{chengdong()};
    const auto a = book.find(text, quarter);
    if (!a.building) return to_string(*a.fault);
    auto said = chengdong().buildings()[*a.building].key.text();
    if (!a.unit.empty()) said += " unit " + a.unit;
    if (!a.room.empty()) said += " room " + a.room;
    return said;
}

} // namespace

TEST_CASE("a building is found however people write it") {
    for (const char* text :
         {"阳光小区3号楼", "阳光小区 3 号楼", "阳光小区３号楼", "阳光小区三号楼", "阳光小区3栋",
          "阳光小区3幢", "阳光小区3#", "阳光小区03号楼", "天峻县新源镇城东社区阳光小区3号",
          "Sunshine Quarter, Building 3", "SUNSHINE QUARTER 3"})
        CHECK_MESSAGE(found(text) == "b-02-03", text);
}

TEST_CASE("unit and room are read too") {
    for (const char* text :
         {"阳光小区3号楼2单元402", "阳光小区 3 号楼 2 单元 402 室", "阳光小区３号楼２单元４０２室",
          "阳光小区三号楼二单元402", "阳光小区3-2-402", "阳光小区3#2单元402", "阳光小区3栋二单元四〇二室"})
        CHECK_MESSAGE(found(text) == "b-02-03 unit 2 room 402", text);
    CHECK(found("阳光小区3号楼402室") == "b-02-03 room 402");
    CHECK(found("阳光小区3号楼2单元") == "b-02-03 unit 2");
}

TEST_CASE("a quarter that is known need not be written") {
    const auto quarter = chengdong().quarters().id_of("q-03");
    CHECK(found("5号楼", quarter) == "b-03-05");
    CHECK(found("阳光小区5号楼", quarter) == "b-02-05"); // what is written counts
}

TEST_CASE("what is unknown, ambiguous or no address says what came near") {
    CHECK(found("阳光小区17号楼") ==
          "there is no building 阳光小区17号楼; near it come Sunshine Quarter Building 6, "
          "Sunshine Quarter Building 5, Sunshine Quarter Building 4");
    CHECK(found("6号楼").starts_with(
        "6号楼 may be Snow Lotus Quarter Building 6, Sunshine Quarter Building 6"));
    CHECK(found("老张家") == "no building can be read from 老张家; name quarter and building, as in Snow "
                             "Lotus Quarter Building 1");
    CHECK(found("").starts_with("no building can be read from"));
}

TEST_CASE("whatever the text, there is a building or a reason") {
    test::random random;
    const grids::address_book book{chengdong()};
    const std::vector<std::string> pieces{"阳光小区", "3",  "号楼",     "十",   "百",      "二", "单元",
                                          "#",        "-",  "\xE3\x80", "\xFF", "Ａ",      "座", "室",
                                          " ",        "，", "0",        "b",    "building"};
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (int n = random.between(0, 12); n > 0; --n) text += random.one_of(pieces);
        const auto a = book.find(text);
        REQUIRE(a.building.has_value() != a.fault.has_value());
    }
}

TEST_SUITE_END();
