#include <qaidam/grids/address.hpp>

#include <qaidam/civic/feed.hpp>

#include <sstream>

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

/// Chengdong with buildings in 阳光小区 that have more than a number.
const civic::community& odd_names() {
    static const auto c = [] {
        const test::folder f{test::chengdong};
        f.append("buildings.csv",
                 "b-a,q-02,A座,Building A,,,\nb-12,q-02,12号楼,,,,\nb-12a,q-02,12甲号楼,,,,\n"
                 "b-yard,q-02,3号院2号楼,,,,\nb-flats,q-02,教师公寓,Teachers' Tower,,,\n"
                 "b-phase,q-02,二期3号楼,,,,\nb-east,q-02,东楼,East Building,,,\n");
        return civic::load(f).value;
    }();
    return c;
}

std::string say(const civic::community& c, const grids::address& a) {
    std::string said;
    if (a.building) {
        said = c.buildings()[*a.building].key.text();
        if (!a.unit.empty()) said += " unit " + a.unit;
        if (!a.floor.empty()) said += " floor " + a.floor;
        if (!a.room.empty()) said += " room " + a.room;
        return said;
    }
    said = std::string{a.fault->rule->code}.substr(std::string_view{"address_"}.size());
    for (std::size_t i = 0; i < std::min<std::size_t>(a.candidates.size(), 3); ++i)
        said += " " + c.buildings()[a.candidates[i]].key.text();
    if (a.candidates.size() > 3) said += " …";
    return said;
}

std::string found(std::string_view text, std::optional<civic::quarter_id> quarter = std::nullopt) {
    static const grids::address_book book{chengdong()};
    const auto a = book.find(text, quarter);
    return a.building ? say(chengdong(), a) : to_string(*a.fault);
}

/// Each line of a table is an address, ` = ` and what is found.
void check_table(const std::string& file, const civic::community& c) {
    const grids::address_book book{c};
    const auto table =
        test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "data" / "grids" / file);
    std::istringstream lines{table};
    std::string now;
    for (std::string line; std::getline(lines, line);) {
        const auto text = line.substr(0, line.find(" = "));
        now += text + " = " + say(c, book.find(text)) + "\n";
    }
    CHECK(now == table);
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

TEST_CASE("the table of addresses as people wrote them: what is not understood whole is unclear") {
    check_table("addresses.txt", chengdong());
}

TEST_CASE("the table of buildings whose names are more than a number") {
    check_table("odd-addresses.txt", odd_names());
}

TEST_CASE("an address that is written in any of many ways is read back; with words in it that are no part of "
          "one it "
          "is never another building") {
    test::random random;
    const grids::address_book book{odd_names()};
    const auto& c = odd_names();
    constexpr std::string_view digits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    const auto as_number = [&](const std::string& number) { // of one digit or more, in one of three scripts
        const int script = random.between(0, 2);
        std::string text;
        for (const char d : number)
            text += script == 0   ? std::string(1, d)
                    : script == 1 ? "\xEF\xBC" + std::string(1, static_cast<char>(d + 0x60))
                                  : std::string{digits[d - '0']};
        return text;
    };
    int read = 0;
    for (int round = 0; round < 20000; ++round) {
        const auto b = civic::building_id{
            static_cast<std::uint32_t>(random.between(0, static_cast<int>(c.buildings().size()) - 1))};
        const auto& building = c.buildings()[b];
        const auto& quarter = c.quarters()[building.quarter].name;
        const auto& name = building.name.zh;
        const std::string unit = random.one_in(3) ? "" : std::to_string(random.between(1, 9));
        const std::string room = random.one_in(3) ? "" : std::to_string(random.between(101, 999));
        const std::string around[] = {
            "", "", "天峻县", "新源镇城东社区", "青海省海西州天峻县新源镇", "新源镇迎宾路12号"};
        std::vector<std::string> parts{random.one_of(around), quarter.zh, name};
        const bool plain_number = name.size() == 7 && name[0] >= '1' && name[0] <= '9';
        if (plain_number) {
            const std::string marks[] = {"号楼", "栋", "幢", "座", "#", "＃", "#楼", "號樓", " 号楼"};
            parts[2] = (random.one_in(4) ? "第" : "") + as_number(name.substr(0, 1)) + random.one_of(marks);
        }
        const bool dashes = plain_number && !unit.empty() && !room.empty() && random.one_in(4);
        if (dashes) {
            const std::string dash = random.one_of(std::vector<std::string>{"-", "/", "—", "－", " "});
            parts[2] = name.substr(0, 1) + dash + unit + dash + room;
        } else {
            if (!unit.empty())
                parts.push_back(as_number(unit) +
                                random.one_of(std::vector<std::string>{"单元", "門", " 单元"}));
            if (!room.empty())
                parts.push_back(as_number(room) +
                                random.one_of(std::vector<std::string>{"", "室", "号", "房"}));
        }
        std::string text;
        const std::string between =
            random.one_in(3) ? random.one_of(std::vector<std::string>{" ", "，", "　"}) : "";
        for (const auto& part : parts) text += text.empty() ? part : between + part;
        auto a = book.find(text);
        REQUIRE_MESSAGE(a.building == b, text << " is " << say(c, a));
        REQUIRE_MESSAGE((a.unit == unit && a.room == room && a.floor.empty()), text << " is " << say(c, a));

        const std::string noise[] = {"旁边",        "2号商铺",  "负1层", "5月6日", "和",   "西侧",
                                     "4号楼",       "、",       "～",    "对面",   "门口", "地下车库",
                                     "13812345678", "雪莲小区", "二期",  "停水",   "的",   "?",
                                     "年",          "\xFF",     "east"};
        std::string noisy;
        const auto at = random.between(0, static_cast<int>(parts.size()));
        for (int i = 0; i <= static_cast<int>(parts.size()); ++i) {
            if (i == at) noisy += random.one_of(noise);
            if (i < static_cast<int>(parts.size())) noisy += parts[static_cast<std::size_t>(i)];
        }
        a = book.find(noisy);
        read += a.building ? 1 : 0;
        const auto phase = c.buildings().id_of("b-phase"); // 二期 before 3号楼 is no noise
        REQUIRE_MESSAGE((!a.building || a.building == b || a.building == phase),
                        noisy << " is " << say(c, a));
    }
    CHECK(read < 2000); // most of the noise is seen
}

TEST_CASE("whatever the text, there is a building or a reason") {
    test::random random;
    const grids::address_book book{chengdong()};
    const std::vector<std::string> pieces{"阳光小区", "3",    "号楼", "十", "百", "二", "单元",   "#", "-",
                                          "\xE3\x80", "\xFF", "Ａ",   "座", "室", " ",  "，",     "0", "b",
                                          "building", "甲",   "负",   "层", "院", "路", "天峻县", "."};
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (int n = random.between(0, 12); n > 0; --n) text += random.one_of(pieces);
        const auto a = book.find(text);
        REQUIRE(a.building.has_value() != a.fault.has_value());
        REQUIRE((a.building ? a.candidates.empty() : a.candidates.size() <= chengdong().buildings().size()));
    }
}

TEST_SUITE_END();
