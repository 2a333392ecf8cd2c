/// iCalendar: what is written is read back equal, real and broken files, series against counting days.
#include <qaidam/icalendar/icalendar.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <set>

#include "feed.hpp"
#include "random.hpp"
#include "real_feeds.hpp"
#include "slow_rule.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("icalendar");

using namespace qaidam;
using calendar::calendar_event;
using calendar::date;
using calendar::day_count;
using calendar::local_time;

namespace {

local_time at(int day, int hour, int minute = 0) {
    return calendar::local_time(date{2022, 1, static_cast<unsigned short>(day)},
                                std::chrono::hours{hour} + std::chrono::minutes{minute});
}

const calendar::utc_time stamp{date{2022, 1, 1}};

calendar_event thangka() {
    return {.uid = "thangka@chengdong",
            .from = at(7, 15),
            .until = at(7, 17, 30),
            .zone = "Asia/Shanghai",
            .summary = "唐卡班",
            .location = "书画室"};
}

std::string written(const calendar_event& e) {
    return icalendar::write({"城东社区", {e}}, stamp);
}

std::vector<std::string> dates_of(const std::vector<calendar_event>& events, local_time from,
                                  local_time until) {
    std::vector<std::string> all;
    for (const auto& o : icalendar::expand(events, from, until)) all.push_back(calendar::to_string(o.from));
    return all;
}

} // namespace

TEST_CASE("a backslash that escapes nothing is one, whatever stands behind it") {
    const std::string text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:D:\\课表\r\nBEGIN:VEVENT\r\n"
                             "UID:a\\b\r\nDTSTART:20220107T150000Z\r\nDTEND:20220107T160000Z\r\n"
                             "SUMMARY:C:\\文件\\年.txt\\, 一\\;二\\n三\\\\四\r\nLOCATION:end\\\r\n"
                             "END:VEVENT\r\nEND:VCALENDAR\r\n";
    const auto read = icalendar::read(text, "x.ics");
    CHECK(read.notices.empty());
    REQUIRE(read.value.events.size() == 1);
    const auto& e = read.value.events.front();
    CHECK(read.value.name == "D:\\课表");
    CHECK(e.uid == "a\\b");
    CHECK(e.summary == "C:\\文件\\年.txt, 一;二\n三\\四");
    CHECK(e.location == "end\\");
    const auto again = icalendar::read(icalendar::write(read.value, stamp), "y.ics").value;
    CHECK(again.events == read.value.events);
    CHECK(again.name == read.value.name);
}

TEST_CASE("what is written is read back equal") {
    test::random random;
    const std::string texts[] = {"唐卡班",
                                 "Yoga; for, everybody\\",
                                 "行一\n行二",
                                 "a:b=\"c\"",
                                 "two  spaces",
                                 "བོད་ཡིག",
                                 std::string(300, 'x'),
                                 "很长" + std::string(40, 'y') + "的名字与说明与说明与说明与说明与说明"};
    for (int round = 0; round < 200; ++round) {
        icalendar::calendar_file file{.name = random.one_of(texts)};
        for (int i = random.between(0, 6); i > 0; --i) {
            calendar_event e{.uid = "uid-" + std::to_string(i) + random.one_of(texts),
                             .sequence = random.between(0, 5),
                             .status = static_cast<calendar::event_status>(random.between(0, 2)),
                             .from = at(random.between(1, 28), random.between(0, 23), random.between(0, 59)),
                             .summary = random.one_of(texts)};
            static constexpr const char* zones[] = {"", "UTC", "Asia/Shanghai", "Europe/Berlin"};
            e.zone = random.one_of(zones);
            e.all_day = random.one_in(5);
            if (e.all_day) {
                e.zone = {};
                e.from = local_time{e.from.date()};
            }
            e.until = e.from + std::chrono::hours{e.all_day ? 24 : random.between(0, 30)};
            if (random.one_in(2)) e.location = random.one_of(texts);
            if (random.one_in(2)) e.description = random.one_of(texts);
            if (random.one_in(3)) e.categories = {texts[static_cast<std::size_t>(random.between(2, 6))], "b"};
            if (random.one_in(3)) {
                e.rule = random.one_in(2) ? "FREQ=WEEKLY;COUNT=8"
                                          : "FREQ=MONTHLY;UNTIL=20230101T000000Z;BYDAY=2TU";
                if (e.all_day) e.rule = "FREQ=DAILY;COUNT=3;INTERVAL=2";
                e.except = {e.from + std::chrono::hours{24 * 7}, e.from + std::chrono::hours{24 * 14}};
                e.also = {e.from + std::chrono::hours{24 * 1}};
            }
            file.events.push_back(e);
            if (!e.rule.empty()) {
                auto other = e;
                other.rule.clear();
                other.except.clear();
                other.also.clear();
                other.instead_of = e.from + std::chrono::hours{24 * 21};
                file.events.push_back(other);
            }
        }
        const auto text = icalendar::write(file, stamp);
        const auto read = icalendar::read(text);
        const auto& back = read.value;
        CHECK(read.notices.empty());
        REQUIRE(back.events.size() == file.events.size());
        for (std::size_t i = 0; i < back.events.size(); ++i) {
            CAPTURE(text);
            CHECK(back.events[i] == file.events[i]);
        }
        CHECK(back.name == file.name);
        // Lines are folded at 75 octets and never within a character.
        std::size_t start = 0;
        for (auto end = text.find("\r\n"); end != std::string::npos;
             start = end + 2, end = text.find("\r\n", start)) {
            CHECK(end - start <= 75);
            CHECK((static_cast<unsigned char>(text[start]) & 0xC0) != 0x80);
            CHECK((static_cast<unsigned char>(text[start + (text[start] == ' ')]) & 0xC0) != 0x80);
        }
        CHECK(start == text.size());
    }
}

TEST_CASE("a subscriber's program finds all it asks for") {
    auto e = thangka();
    e.rule = "FREQ=WEEKLY;COUNT=8";
    e.except = {at(14, 15)};
    auto off = thangka();
    off.from = at(21, 15);
    off.until = at(21, 17, 30);
    off.instead_of = at(21, 15);
    off.status = calendar::event_status::cancelled;
    off.sequence = 2;
    const auto text = icalendar::write({"城东社区", {e, off}}, stamp);
    for (const auto* line :
         {"BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:PUBLISH", "X-WR-CALNAME:城东社区", "BEGIN:VTIMEZONE",
          "TZID:Asia/Shanghai", "UID:thangka@chengdong", "DTSTAMP:20220101T000000Z", "SEQUENCE:2",
          "STATUS:CANCELLED", "DTSTART;TZID=Asia/Shanghai:20220107T150000",
          "DTEND;TZID=Asia/Shanghai:20220107T173000", "RRULE:FREQ=WEEKLY;COUNT=8",
          "EXDATE;TZID=Asia/Shanghai:20220114T150000", "RECURRENCE-ID;TZID=Asia/Shanghai:20220121T150000",
          "SUMMARY:唐卡班", "LOCATION:书画室"})
        CHECK_MESSAGE(text.find(std::string{line} + "\r\n") != std::string::npos, line << "\n" << text);
    using lines = std::vector<std::string>;
    CHECK(dates_of({e, off}, at(1, 0), at(31, 0)) == lines{"2022-01-07 15:00", "2022-01-28 15:00"});
}

TEST_CASE("what cannot be written is refused") {
    const auto refuses = [](auto change) {
        auto e = thangka();
        change(e);
        CHECK_THROWS_AS((void)written(e), std::invalid_argument);
    };
    CHECK_NOTHROW((void)written(thangka()));
    auto bare = thangka(); // what says nothing is not written
    bare.summary = " ";
    bare.location = {};
    CHECK(written(bare).find("SUMMARY") == std::string::npos);
    CHECK(icalendar::read(written(bare)).notices.empty());
    refuses([](calendar_event& e) { e.uid = {}; });
    refuses([](calendar_event& e) { e.until = at(7, 14); });
    refuses([](calendar_event& e) { e.until = {}; });
    refuses([](calendar_event& e) { e.zone = "Asia/Delingha"; });
    refuses([](calendar_event& e) { e.rule = "every week"; });
    refuses([](calendar_event& e) { e.summary = "\x80"; });
    refuses([](calendar_event& e) { e.sequence = -1; });
    refuses([](calendar_event& e) { e.uid = "  "; });
    refuses([](calendar_event& e) { e.all_day = true; });
    refuses([](calendar_event& e) { e.from = e.until = local_time{date{3001, 1, 1}}; });
    refuses([](calendar_event& e) { e.rule = "FREQ=DAILY;COUNT=99999999999"; });
    refuses([](calendar_event& e) { e.rule = "FREQ=DAILY;COUNT=2;UNTIL=20230101"; });
    refuses([](calendar_event& e) { e.rule = "FREQ=WEEKLY;BYMONTHDAY=1"; });
    refuses([](calendar_event& e) { e.categories = {"a, b"}; });
    CHECK_THROWS_AS((void)icalendar::write({"", {thangka(), thangka()}}, stamp), std::invalid_argument);
}

TEST_CASE("a damaged event is dropped whole, with its line, and the others stay") {
    const std::string text =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
        "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:no start\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20220107T150000\r\nDTEND:20220107T140000\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:c\r\nDTSTART:20220107T150000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nDTSTART;TZID=Nowhere:20220107T150000\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n";
    CHECK_THROWS_AS((void)icalendar::read(text), data_error);
    const auto [file, notices] = icalendar::read(text, "a.ics", {.policy = policy::lenient});
    REQUIRE(file.events.size() == 2);
    CHECK(file.events[0].uid == "c");
    CHECK(file.events[0].until == at(7, 16));
    CHECK(file.events[1].zone.empty());
    CHECK(file.events[1].from == at(7, 15));
    std::vector<std::string> said;
    for (const auto& n : notices) said.push_back(to_string(n));
    CHECK(
        said ==
        std::vector<std::string>{
            "a.ics:3:DTSTART: the event has no start (DTSTART) that can be used",
            "a.ics:10:DTEND: the event ends at 2022-01-07 14:00, before its start 2022-01-07 15:00",
            "a.ics:18:DTSTART: zone Nowhere is not known, and the file has no rules of it; its times are "
            "taken as those of wherever one is",
            "a.ics:17:UID: the event has no UID by which to update it; it is called " + file.events[1].uid});
    CHECK(file.events[1].uid.starts_with("no-uid-"));
    for (const auto* none : {"", "hello", "BEGIN:VCARD\r\nEND:VCARD\r\n", "\0\0"})
        CHECK_THROWS_AS((void)icalendar::read(none, "b", {.policy = policy::lenient}), data_error);
}

namespace {

/// What a file of tests/data/icalendar says: its first five occasions, how many more, and the codes of what is
/// told about it. What was read is also written, and is the same when it is read again.
std::string told(const std::string& name) {
    const auto [file, notices] =
        icalendar::read_file(std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests/data/icalendar" / name);
    std::string all;
    const auto occasions =
        icalendar::expand(file.events, local_time{date{2018, 1, 1}}, local_time{date{2033, 1, 1}});
    for (std::size_t i = 0; i < occasions.size(); ++i) {
        const auto& e = file.events[occasions[i].event];
        if (i == 5) {
            all += fmt::format("… {} in all\n", occasions.size());
            break;
        }
        const auto& o = occasions[i];
        if (e.all_day)
            all += fmt::format("{} {} d {}\n", o.from.date(), (o.until - o.from).count() / 86400, e.summary);
        else
            all += fmt::format("{} {} {}\n", o.from, e.zone, e.summary);
    }
    for (const auto& n : notices) all += fmt::format("{}:{}\n", n.rule->code, n.where.line);
    const auto again = icalendar::read(icalendar::write(file, stamp)).value;
    CHECK_MESSAGE(again == file, name);
    return all;
}

} // namespace

TEST_CASE("what people's files say is read as they mean it, written, and read again") {
    static const std::pair<std::string, std::string> files[] = {
        {"01-fold/emoji.ics", "2022-01-07 19:00 UTC party\n"},
        {"01-fold/in.ics", "2022-01-07 19:00 Asia/Shanghai 合唱\n"},
        {"02-windows-zone/bare.ics", "2022-01-07 19:00 Asia/Shanghai A\n"},
        {"02-windows-zone/china.ics", "2022-03-07 19:00 Asia/Shanghai choir\n"
                                      "2022-03-14 19:00 Asia/Shanghai choir\n"
                                      "2022-03-21 19:00 Asia/Shanghai choir\n"
                                      "2022-03-28 19:00 Asia/Shanghai choir\n"},
        {"02-windows-zone/iana.ics", "2022-03-07 19:00 Asia/Shanghai choir\n"
                                     "2022-03-14 19:00 Asia/Shanghai choir\n"
                                     "2022-03-21 19:00 Asia/Shanghai choir\n"
                                     "2022-03-28 19:00 Asia/Shanghai choir\n"},
        {"02-windows-zone/outlook.ics",
         "2022-03-28 09:00 Europe/Berlin A\n2022-04-11 09:00 Europe/Berlin A\n"},
        {"03-override-zone/cancel-utc.ics",
         "2022-01-07 19:00 Asia/Shanghai A\n2022-01-21 19:00 Asia/Shanghai A\n"},
        {"03-override-zone/day.ics", "2022-01-07 19:00 Asia/Shanghai old\n"
                                     "2022-01-15 19:00 Asia/Shanghai new\n"
                                     "2022-01-21 19:00 Asia/Shanghai old\n"
                                     "ics_day_and_time:15\n"},
        {"03-override-zone/in.ics", "2022-03-07 19:00 Asia/Shanghai old\n"
                                    "2022-03-14 13:00 Europe/Paris new\n"
                                    "2022-03-21 19:00 Asia/Shanghai old\n"},
        {"03-override-zone/toallday.ics", "2022-01-07 19:00 Asia/Shanghai old\n"
                                          "2022-01-14 1 d new all day\n"
                                          "2022-01-21 19:00 Asia/Shanghai old\n"},
        {"03-override-zone/utc.ics", "2022-01-07 19:00 Asia/Shanghai old\n"
                                     "2022-01-14 12:00 UTC new\n"
                                     "2022-01-21 19:00 Asia/Shanghai old\n"},
        {"03-override-zone/vtimezone-alias.ics", "2022-01-07 19:00 Asia/Shanghai old\n"
                                                 "2022-01-14 20:00 Asia/Chongqing new\n"
                                                 "2022-01-21 19:00 Asia/Shanghai old\n"},
        {"05-allday-zero/in.ics", "2018-11-15 1 d bins\nics_one_day:8\n"},
        {"05-allday-zero/mixed.ics", "2019-01-14 1 d bins\nics_day_and_time:8\n"},
        {"05-allday-zero/mixed2.ics", "2019-01-14 09:00 UTC bins\nics_day_and_time:8\n"},
        {"05-allday-zero/noend.ics", "2018-11-15 1 d bins\n"},
        {"05-allday-zero/novalue.ics", "2019-01-14 1 d bins\n"},
        {"07-until/alldayutc.ics",
         "2022-03-01 1 d A\n2022-03-02 1 d A\n2022-03-03 1 d A\nics_rule_read_as:8\n"},
        {"07-until/dateuntil.ics", "2022-03-01 19:00 Asia/Shanghai A\n"
                                   "2022-03-02 19:00 Asia/Shanghai A\n"
                                   "2022-03-03 19:00 Asia/Shanghai A\n"
                                   "ics_rule_read_as:9\n"},
        {"07-until/localuntil.ics", "2022-03-01 19:00 America/New_York A\n"
                                    "2022-03-02 19:00 America/New_York A\n"
                                    "2022-03-03 19:00 America/New_York A\n"},
        {"07-until/utcuntil.ics", "2022-03-01 19:00 America/New_York A\n"
                                  "2022-03-02 19:00 America/New_York A\n"
                                  "2022-03-03 19:00 America/New_York A\n"},
        {"13-rules/31.ics", "2022-01-31 1 d 31\n2022-03-31 1 d 31\n2022-05-31 1 d 31\n2022-07-31 1 d 31\n"},
        {"13-rules/count0.ics", "2022-01-03 11:00 UTC count 0\nics_rule_read_as:8\n"},
        {"13-rules/countuntil.ics", "2022-01-03 11:00 UTC both\n2022-01-10 11:00 UTC both\n"
                                    "2022-01-17 11:00 UTC both\nics_rule_read_as:8\n"},
        {"13-rules/exdatefirst.ics",
         "2022-01-14 11:00 UTC first left out\n2022-01-21 11:00 UTC first left out\n"},
        {"13-rules/exdatemulti.ics",
         "2022-01-07 19:00 Asia/Shanghai two on a line\n2022-01-28 19:00 Asia/Shanghai two on a line\n"},
        {"13-rules/exdatezone.ics",
         "2022-01-07 19:00 Asia/Shanghai EXDATE in UTC\n2022-01-21 19:00 Asia/Shanghai EXDATE in UTC\n"},
        {"13-rules/feb29.ics", "2020-02-29 1 d 29 Feb\n2024-02-29 1 d 29 Feb\n2028-02-29 1 d 29 Feb\n"},
        {"13-rules/infinite.ics", "2022-03-07 19:00 Asia/Shanghai secondly\n"
                                  "2022-03-07 19:00:01 Asia/Shanghai secondly\n"
                                  "2022-03-07 19:00:02 Asia/Shanghai secondly\n"
                                  "2022-03-07 19:00:03 Asia/Shanghai secondly\n"
                                  "2022-03-07 19:00:04 Asia/Shanghai secondly\n"
                                  "… 10001 in all\nics_bounded:8\n"},
        {"13-rules/lower.ics", "2022-01-03 11:00 UTC lower case\n2022-01-05 11:00 UTC lower case\n"
                               "2022-01-10 11:00 UTC lower case\n2022-01-12 11:00 UTC lower case\n"
                               "ics_rule_read_as:8\n"},
        {"13-rules/never.ics", "ics_never:8\n"},
        {"13-rules/notmatch.ics", "2022-01-06 11:00 UTC Thursday start, Friday rule\n"
                                  "2022-01-07 11:00 UTC Thursday start, Friday rule\n"
                                  "2022-01-14 11:00 UTC Thursday start, Friday rule\n"},
        {"13-rules/old.ics", "2018-01-01 09:00 Asia/Shanghai very old\n"
                             "2018-01-02 09:00 Asia/Shanghai very old\n"
                             "2018-01-03 09:00 Asia/Shanghai very old\n"
                             "2018-01-04 09:00 Asia/Shanghai very old\n"
                             "2018-01-05 09:00 Asia/Shanghai very old\n"
                             "… 5479 in all\n"},
        {"13-rules/rscale.ics",
         "2022-02-01 1 d 春节\n2023-01-22 1 d 春节\n2024-02-10 1 d 春节\n2025-01-29 1 d 春节\n"},
        {"13-rules/space.ics", "2022-01-03 11:00 UTC spaces\n2022-01-05 11:00 UTC spaces\n"
                               "2022-01-10 11:00 UTC spaces\n2022-01-12 11:00 UTC spaces\n"
                               "ics_rule_read_as:8\n"},
        {"13-rules/trail.ics", "2022-01-03 11:00 UTC trailing ;\n2022-01-10 11:00 UTC trailing ;\n"
                               "2022-01-17 11:00 UTC trailing ;\n2022-01-24 11:00 UTC trailing ;\n"
                               "ics_rule_read_as:8\n"},
        {"13-rules/tworules.ics",
         "2022-01-03 11:00 UTC two rules\n2022-01-10 11:00 UTC two rules\nics_twice:9\n"},
        {"13-rules/untilbefore.ics", "2022-01-07 11:00 UTC until before start\n"},
        {"13-rules/untilmidnight.ics", "2022-03-07 19:00 Asia/Shanghai until is midnight UTC of last day\n"
                                       "2022-03-14 19:00 Asia/Shanghai until is midnight UTC of last day\n"
                                       "2022-03-21 19:00 Asia/Shanghai until is midnight UTC of last day\n"},
        {"14-one-bad/in.ics", "2022-01-01 00:00 UTC choir\n2022-01-08 00:00 UTC choir\n"
                              "2022-01-15 00:00 UTC choir\nics_never:15\n"},
    };
    for (const auto& f : files) CHECK_MESSAGE(told(f.first) == f.second, f.first);
    const auto folded = icalendar::read_file(std::filesystem::path{QAIDAM_SOURCE_DIR} /
                                             "tests/data/icalendar/01-fold/emoji.ics");
    CHECK(folded.value.events[0].description == std::string(61, 'a') + "😀 party");
}

namespace {

/// The codes of all that is told about the lines of an event, with their lines; lines count from 1 here.
std::string codes_of(const std::string& lines) {
    const auto loaded =
        icalendar::read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n" + lines + "END:VEVENT\nEND:VCALENDAR\n", {},
                        {.policy = policy::lenient});
    std::string all;
    for (const auto& n : loaded.notices) {
        const auto line = std::max<std::uint64_t>(n.where.line, 3) - 3;
        all += fmt::format("{}{}:{}", all.empty() ? "" : " ", n.rule->code, line);
    }
    for (const auto& e : loaded.value.events) {
        CHECK_NOTHROW((void)icalendar::expand(std::span{&e, 1}, at(1, 0), at(31, 0)));
        CHECK_NOTHROW((void)written(e));
    }
    return all + (loaded.value.events.empty() ? " dropped" : "");
}

} // namespace

TEST_CASE("what cannot be read or followed drops its event where it must, and is told") {
    const std::string start = "DTSTART;TZID=Asia/Shanghai:20220107T150000\n",
                      day = "DTSTART;VALUE=DATE:20220107\n";
    const auto rule = [&](const std::string& text) { return codes_of(start + "RRULE:" + text + "\n"); };
    // It is not known what does not happen.
    CHECK(codes_of(start + "RRULE:FREQ=DAILY\nEXDATE:20220108T070000Z,20221308T070000Z\n") ==
          "ics_unknown_exception:3 dropped");
    CHECK(codes_of(start + "RRULE:FREQ=DAILY\nEXDATE:tomorrow,20220108T070000Z\n") ==
          "ics_unknown_exception:3 dropped");
    CHECK(codes_of(start + "RECURRENCE-ID:next week\n") == "ics_unknown_exception:2 dropped");
    CHECK(codes_of(start + "RECURRENCE-ID:\n") == "ics_unknown_exception:2 dropped");
    CHECK(codes_of(start + "RRULE:FREQ=DAILY\nEXRULE:FREQ=WEEKLY\n") == "ics_unknown_exception:3 dropped");
    CHECK(codes_of(start + "EXDATE:\n") == "");
    // It is known when it happens, and something else is not.
    CHECK(codes_of(start + "DTEND:later\n") == "ics_property:2");
    CHECK(codes_of(start + "DURATION:P9999W\n") == "ics_property:2");
    CHECK(codes_of(start + "DURATION:PT1H\nDTEND:20220107T080000Z\n") == "ics_not_followed:2");
    CHECK(codes_of(start + "RDATE:later\n") == "ics_property:2");
    CHECK(codes_of(start + "RDATE;VALUE=PERIOD:20220108T070000Z/PT1H\n") == "ics_not_followed:2");
    CHECK(codes_of(start + "RECURRENCE-ID;RANGE=THISANDFUTURE:20220107T070000Z\n") == "ics_not_followed:2");
    CHECK(codes_of(start + "SEQUENCE:99999999999\nSTATUS:MAYBE\nDTSTAMP:x\n") ==
          "ics_property:2 ics_property:3 ics_property:4");
    CHECK(codes_of(start + "no line at all\nSUMMARY:a\nSUMMARY:b\n") == "ics_property:2 ics_twice:4");
    CHECK(codes_of(start + "URL:http://a\nX-B:c\nURL:http://d\n") == "ics_left_out:2 ics_left_out:3");
    CHECK(codes_of(day + "DURATION:PT1H\n") == "ics_day_and_time:2");
    CHECK(codes_of(day + "DURATION:PT0S\n") == "ics_one_day:2");
    CHECK(codes_of(day + "DTEND;VALUE=DATE:20220106\n") == "ics_backwards:2 dropped");
    CHECK(codes_of(day + "RRULE:FREQ=DAILY\nEXDATE:20220108T000000Z\nRDATE:20220301T120000Z\n") ==
          "ics_day_and_time:3 ics_day_and_time:4");
    CHECK(codes_of("DTSTART:30000101T000000Z\n") == "ics_no_start:1 dropped");
    CHECK(codes_of("DTSTART:20220230T000000Z\n") == "ics_no_start:1 dropped");
    // Rules.
    for (const auto* text : {"",
                             "every week",
                             "FREQ=FORTNIGHTLY",
                             "INTERVAL=2",
                             "FREQ=DAILY;INTERVAL=0",
                             "FREQ=DAILY;COUNT=-1",
                             "FREQ=DAILY;COUNT=9999999999",
                             "FREQ=DAILY;UNTIL=20221301",
                             "FREQ=DAILY;UNTIL=2022",
                             "FREQ=DAILY;WKST=XX",
                             "FREQ=DAILY;BYDAY=XX",
                             "FREQ=MONTHLY;BYDAY=0MO",
                             "FREQ=MONTHLY;BYDAY=54MO",
                             "FREQ=DAILY;BYMONTH=13",
                             "FREQ=DAILY;BYMONTH=",
                             "FREQ=DAILY;BYHOUR=24",
                             "FREQ=DAILY;BYHOUR=-1",
                             "FREQ=DAILY;FREQ=DAILY",
                             "FREQ=DAILY;BYEASTER=1",
                             "FREQ=WEEKLY;BYMONTHDAY=1",
                             "FREQ=WEEKLY;BYDAY=1MO",
                             "FREQ=MONTHLY;BYWEEKNO=1",
                             "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
                             "FREQ=DAILY;BYYEARDAY=1",
                             "FREQ=YEARLY;SKIP=FORWARD",
                             "FREQ=YEARLY;BYMONTH=5L",
                             "RSCALE=CHINESE;FREQ=DAILY",
                             "RSCALE=CHINESE;FREQ=YEARLY;BYDAY=MO",
                             "RSCALE=MARTIAN;FREQ=YEARLY",
                             "FREQ=SECONDLY;BYSETPOS=2",
                             "W1 MO #4"}) {
        CHECK_MESSAGE(rule(text) == "ics_bad_rule:2 dropped", std::string{text});
        auto e = thangka();
        e.rule = text;
        if (!e.rule.empty() && e.rule != "RSCALE=MARTIAN;FREQ=YEARLY" && e.rule != "FREQ=SECONDLY;BYSETPOS=2")
            CHECK_THROWS_AS((void)icalendar::expand(std::span{&e, 1}, at(1, 0), at(31, 0)),
                            std::invalid_argument);
    }
    CHECK(codes_of(day + "RRULE:FREQ=HOURLY\n") == "ics_bad_rule:2 dropped");
    CHECK(codes_of(day + "RRULE:FREQ=DAILY;BYHOUR=8\n") == "ics_rule_read_as:2");
    CHECK(rule("FREQ=DAILY;UNTIL=99991231T235959Z") == "ics_rule_read_as:2");
    CHECK(rule("FREQ=MINUTELY;COUNT=999999999") == "ics_bounded:2");
    CHECK(rule("FREQ=DAILY;BYHOUR=8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9,10,11,12") == "ics_bounded:2");
    CHECK(rule("FREQ=MINUTELY;UNTIL=20220108T000000Z") == "");
    CHECK(rule("FREQ=DAILY;COUNT=5;UNTIL=20230101T000000Z") == "ics_rule_read_as:2");
    CHECK(rule("FREQ=DAILY;BYMONTHDAY=-1") == "");
    CHECK(rule("FREQ=DAILY;BYSETPOS=2") == "ics_never:2");
}

TEST_CASE("a file that was cut says so, and what is whole in it is read") {
    const std::string whole =
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20220107T150000Z\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20220108T150000Z\r\nRRULE:FREQ=DAILY;COUNT=9\r\n"
        "BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    CHECK(icalendar::read(whole).notices.total() == 1); // the alarm
    for (std::size_t size = 17; size < whole.size() - 2; ++size) {
        const auto text = whole.substr(0, size);
        CAPTURE(text);
        CHECK_THROWS_AS((void)icalendar::read(text), data_error);
        const auto [file, notices] = icalendar::read(text, "c", {.policy = policy::lenient});
        CHECK(notices.count(icalendar::codes::ics_cut) == 1);
        CHECK(file.events.size() == (text.find("END:VEVENT") == text.npos ? 0u
                                     : text.rfind("END:VEVENT") < 100     ? 1u
                                                                          : 2u));
    }
    // The next one begins within it.
    const auto [file, notices] =
        icalendar::read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20220107T150000Z\n"
                        "BEGIN:VEVENT\nUID:b\nDTSTART:20220108T150000Z\nEND:VEVENT\nEND:VCALENDAR\n",
                        "u.ics", {.policy = policy::lenient});
    REQUIRE(file.events.size() == 1);
    CHECK(file.events[0].uid == "b");
    REQUIRE(notices.size() == 1);
    CHECK(to_string(*notices.begin()) ==
          "u.ics:2: VEVENT has no END:VEVENT; an event without one is left out");
}

TEST_CASE("the latest state counts, by SEQUENCE and then by DTSTAMP, and private events stay private") {
    const auto read = [](const std::string& lines) {
        return icalendar::read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20220107T150000Z\n" + lines +
                               "END:VEVENT\nEND:VCALENDAR\n")
            .value.events;
    };
    const std::string next = "END:VEVENT\nBEGIN:VEVENT\nUID:a\nDTSTART:20220107T150000Z\n";
    const auto latest = [&](const std::string& one, const std::string& two) {
        const auto events = read("SUMMARY:one\n" + one + next + "SUMMARY:two\n" + two);
        return events.size() == 1 ? events[0].summary : "";
    };
    CHECK(latest("", "") == "two");
    CHECK(latest("SEQUENCE:2\n", "SEQUENCE:1\nDTSTAMP:20220201T000000Z\n") == "one");
    CHECK(latest("DTSTAMP:20220201T000000Z\n", "DTSTAMP:20220101T000000Z\n") == "one");
    CHECK(latest("DTSTAMP:20220201T000000Z\n", "DTSTAMP:20220201T000001Z\n") == "two");
    // An exception is the same one in whatever zone it is named.
    const auto moved =
        read("RRULE:FREQ=DAILY\n" + next + "SUMMARY:new\nRECURRENCE-ID:20220108T150000Z\nSEQUENCE:2\n" +
             next + "SUMMARY:old\nRECURRENCE-ID;TZID=Asia/Shanghai:20220108T230000\nSEQUENCE:1\n");
    REQUIRE(moved.size() == 2);
    CHECK(moved[1].summary == "new");
    using calendar::event_privacy;
    for (const auto& [line, privacy] : {std::pair{"", event_privacy::open},
                                        {"CLASS:PUBLIC\n", event_privacy::open},
                                        {"CLASS:private\n", event_privacy::personal},
                                        {"CLASS:CONFIDENTIAL\n", event_privacy::confidential},
                                        {"CLASS:X-STAFF\n", event_privacy::personal}}) {
        const auto e = read(line).at(0);
        CHECK(e.privacy == privacy);
        CHECK(icalendar::read(written(e)).value.events.at(0) == e);
    }
}

TEST_CASE("the rules of a file hold where no database has its zone, and where a name would mislead") {
    const auto text = [](const std::string& id) {
        return "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:" + id +
               "\nBEGIN:STANDARD\nDTSTART:16010401T030000\nTZOFFSETFROM:+1100\nTZOFFSETTO:+1000\n"
               "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4\nEND:STANDARD\n"
               "BEGIN:DAYLIGHT\nDTSTART:16011001T020000\nTZOFFSETFROM:+1000\nTZOFFSETTO:+1100\n"
               "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
               "BEGIN:VEVENT\nUID:a\nSUMMARY:a\nDTSTART;TZID=\"" +
               id +
               "\":20220328T090000\nDTEND:20220327T230000Z\n"
               "RRULE:FREQ=WEEKLY;UNTIL=20220410T230000Z\nEND:VEVENT\n" // 09:00 after the clock was set back
               "BEGIN:VEVENT\nUID:a\nSUMMARY:moved\nRECURRENCE-ID:20220403T230000Z\nDTSTART:"
               "20220404T000000Z\nEND:VEVENT\n"
               "END:VCALENDAR\n";
    };
    for (const std::string id : {"Canberra, Melbourne, Sydney", "Eastern Standard Time", "城东"}) {
        const auto [file, notices] = icalendar::read(text(id));
        CAPTURE(id);
        CHECK(notices.count(icalendar::codes::ics_own_zone) == 1);
        REQUIRE(file.events.size() == 2);
        CHECK(file.events[0].zone == id);
        CHECK(file.events[0].until == file.events[0].from + std::chrono::hours{1});
        using lines = std::vector<std::string>;
        CHECK(dates_of(file.events, {}, local_time{date{2030, 1, 1}}) ==
              lines{"2022-03-28 09:00", "2022-04-04 00:00", "2022-04-11 09:00"});
        const auto again = icalendar::read(icalendar::write(file, stamp)).value;
        CHECK(again == file);
    }
    // Every name of Windows, where nothing else is known.
    const std::string table =
        test::read(std::filesystem::path{QAIDAM_SOURCE_DIR} / "src/icalendar/windows_zones.inc");
    int names = 0;
    for (auto at = table.find("{\""); at != table.npos; at = table.find("{\"", at + 1), ++names) {
        const auto name = table.substr(at + 2, table.find('"', at + 2) - at - 2);
        const auto iana =
            table.substr(at + name.size() + 6, table.find('"', at + name.size() + 6) - at - name.size() - 6);
        const auto known = icalendar::read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;TZID=" + name +
                                           ":20220328T090000\nEND:VEVENT\nEND:VCALENDAR\n");
        CHECK(known.notices.empty());
        CHECK(known.value.events.at(0).zone == (iana == "Etc/UTC" ? "UTC" : iana));
    }
    CHECK(names == 144);
    CHECK(icalendar::read(text("AUS Eastern Standard Time")).value.events.at(0).zone == "Australia/Sydney");
    CHECK(icalendar::read(text("Eastern Standard Time")).value.zones.size() == 1);
    auto e = thangka();
    e.zone = "Nowhere";
    CHECK_THROWS_AS((void)icalendar::write({"", {e}, {{"Nowhere", "BEGIN:VEVENT\nEND:VEVENT\n"}}}, stamp),
                    std::invalid_argument);
    e.rule = "FREQ=DAILY;UNTIL=20220201T000000Z";
    CHECK_THROWS_AS((void)icalendar::expand(std::span{&e, 1}, at(1, 0), at(31, 0)), std::invalid_argument);
}

TEST_CASE("zones are known by whatever a file calls them, and ends by another clock are put on the start's") {
    const auto event = [](const std::string& lines) {
        return icalendar::read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\n" + lines +
                               "END:VEVENT\nEND:VCALENDAR\n")
            .value.events.at(0);
    };
    CHECK(event("DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Shanghai:20220107T150000\n").zone ==
          "Asia/Shanghai");
    CHECK(event("DTSTART:20220107T150000Z\n").zone == "UTC");
    CHECK(event("DTSTART:20220107T150000\n").zone.empty());
    const auto mixed = event("DTSTART;TZID=Asia/Shanghai:20220107T150000\nDTEND:20220107T083000Z\n");
    CHECK(mixed.until == at(7, 16, 30));
    const auto day = event("DTSTART;VALUE=DATE:20220107\n");
    CHECK(day.all_day);
    CHECK(day.until == at(8, 0));
}

TEST_CASE("hostile calendars are refused or read, and never for hours") {
    std::string nested;
    for (int i = 0; i < 30'000; ++i) nested += "BEGIN:VCALENDAR\n";
    CHECK(icalendar::read(nested, "n", {.policy = policy::lenient}).value.events.empty());
    for (const auto* freq : {"SECONDLY", "MINUTELY", "HOURLY"}) {
        const auto text =
            fmt::format("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
                        "RRULE:FREQ={}\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE\n"
                        "BEGIN:VEVENT\nUID:a\nDTSTART;TZID=X:20220107T150000\nEND:VEVENT\nEND:VCALENDAR\n",
                        freq);
        CHECK(icalendar::read(text, "z", {.policy = policy::lenient}).value.events.size() == 1);
    }
    auto e = thangka();
    for (const auto* rule :
         {"FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=31"}) {
        e.rule = rule;
        CHECK(icalendar::expand(std::span{&e, 1}, at(1, 0), at(31, 0)).empty());
    }
    // A good one after many that are looked for until the year 3000.
    const auto series = [](int uid, const char* rule) {
        return fmt::format("BEGIN:VEVENT\nUID:{}\nDTSTART:20220107T150000\nRRULE:{}\nEND:VEVENT\n", uid,
                           rule);
    };
    std::string many = "BEGIN:VCALENDAR\n";
    for (int i = 0; i < 35; ++i) many += series(i, "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30");
    const auto last = icalendar::read(many + series(99, "FREQ=WEEKLY") + "END:VCALENDAR\n", "m",
                                      {.policy = policy::lenient});
    CHECK(last.value.events.back().uid == "99");
    CHECK(last.notices.count(icalendar::codes::ics_bad_rule) > 0);
    e.rule = "FREQ=SECONDLY";
    CHECK_THROWS_AS((void)icalendar::expand(std::span{&e, 1}, at(1, 0), at(31, 0)), std::length_error);
}

TEST_CASE("a series has its steps from its start on, wherever one looks") {
    auto e = thangka();
    for (const auto* rule : {"FREQ=HOURLY;INTERVAL=7", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2",
                             "FREQ=MINUTELY;INTERVAL=35"}) {
        e.rule = rule;
        const auto all = dates_of({e}, at(1, 0), at(31, 0));
        auto late = dates_of({e}, at(25, 0), at(31, 0));
        REQUIRE(all.size() >= late.size());
        CHECK(std::equal(late.begin(), late.end(), all.end() - static_cast<std::ptrdiff_t>(late.size())));
    }
}

TEST_CASE("long lists, other clocks and later states are read as they are meant") {
    const auto read = [](const std::string& lines) {
        return icalendar::read(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;TZID=Asia/Shanghai:20220107T150000\n" + lines +
                "END:VEVENT\nEND:VCALENDAR\n",
            "l", {.policy = policy::lenient});
    };
    std::string days;
    for (int i = 0; i < 900; ++i)
        days += (i == 0 ? "" : ",") +
                calendar::to_string(date{2022, 1, 7} + day_count{i}).erase(4, 1).erase(6, 1) + "T150000";
    CHECK(read("RRULE:FREQ=DAILY\nEXDATE;TZID=Asia/Shanghai:" + days + "\n").value.events[0].except.size() ==
          900);
    CHECK(read("RDATE;TZID=Europe/Berlin:20220201T080000\n").value.events[0].also ==
          std::vector{calendar::local_time(date{2022, 2, 1}, std::chrono::hours{15})});
    const auto by_day = read("RRULE:FREQ=DAILY\nEXDATE;VALUE=DATE:20220108\n");
    CHECK(by_day.value.events[0].except == std::vector{at(8, 15)});
    CHECK(by_day.notices.count(icalendar::codes::ics_day_and_time) == 1);
    CHECK(read("CATEGORIES:a\\,b,c\n").value.events[0].categories == std::vector<std::string>{"a", "b", "c"});
    CHECK(read("DURATION:P7102W\n").notices.count(icalendar::codes::ics_property) == 1);
    const auto twice = read(
        "SEQUENCE:3\nSUMMARY:new\nEND:VEVENT\nBEGIN:VEVENT\nUID:a\nDTSTART:20220107T150000\nSUMMARY:old\n");
    REQUIRE(twice.value.events.size() == 1);
    CHECK(twice.value.events[0].summary == "new");
    CHECK(twice.notices.count(icalendar::codes::ics_earlier_state) == 1);
    const auto gone =
        icalendar::read("BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nUID:a\nDTSTART:20220107T150000\n"
                        "END:VEVENT\nEND:VCALENDAR\n");
    CHECK(gone.value.events[0].status == calendar::event_status::cancelled);
    // A series that is cancelled shows none of those that were moved either.
    auto series = thangka(), moved = thangka();
    series.rule = "FREQ=WEEKLY";
    series.status = calendar::event_status::cancelled;
    moved.instead_of = at(14, 15);
    CHECK(dates_of({series, moved}, at(1, 0), at(31, 0)).empty());
}

namespace {

/// A rule that RFC 5545 allows, of random parts.
std::string random_rule(test::random& random) {
    static const std::string names[] = {"SECONDLY", "MINUTELY", "HOURLY", "DAILY",
                                        "WEEKLY",   "MONTHLY",  "YEARLY"};
    const auto frequency = random.one_in(40)  ? 0
                           : random.one_in(6) ? random.between(1, 2)
                                              : random.between(3, 6);
    std::string rule = "FREQ=" + names[frequency];
    const auto add = [&](const std::string& name, int least, int most, bool backwards, int count) {
        rule += ";" + name + "=";
        for (int i = 0; i < count; ++i) {
            const bool back = backwards && random.one_in(3);
            rule += (i == 0 ? "" : ",") + std::to_string(random.between(least, most) * (back ? -1 : 1));
        }
    };
    const auto maybe = [&](int n) { return random.one_in(n); };
    const bool yearly = frequency == 6, fine = frequency < 3;
    if (maybe(2)) rule += ";INTERVAL=" + std::to_string(random.between(1, fine ? 50 : 4));
    if (maybe(4)) rule += ";WKST=" + std::string{maybe(2) ? "SU" : "TH"};
    if (maybe(fine ? 20 : 4)) add("BYMONTH", 1, 12, false, random.between(1, 4));
    const bool weeks = yearly && maybe(4);
    if (weeks) add("BYWEEKNO", 1, 53, true, random.between(1, 4));
    if ((yearly || fine) && maybe(fine ? 20 : 5)) add("BYYEARDAY", 1, 366, true, random.between(1, 9));
    if (frequency != 4 && maybe(fine ? 20 : 3)) add("BYMONTHDAY", 1, 31, true, random.between(1, 9));
    if (maybe(fine ? 8 : 2)) {
        rule += ";BYDAY=";
        for (int i = random.between(1, 4); i > 0; --i) {
            static const std::string days[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
            if (frequency > 4 && !weeks && maybe(2))
                rule += std::to_string(random.between(1, yearly && maybe(2) ? 53 : 5) * (maybe(3) ? -1 : 1));
            rule += random.one_of(days) + (i > 1 ? "," : "");
        }
    }
    if (maybe(6)) add("BYHOUR", 0, 23, false, random.between(1, 3));
    if (maybe(8)) add("BYMINUTE", 0, 59, false, random.between(1, 3));
    if (maybe(8)) add("BYSECOND", 0, 59, false, random.between(1, 2));
    if (maybe(4)) add("BYSETPOS", 1, 5, true, random.between(1, 2));
    if (maybe(3))
        rule += ";COUNT=" + std::to_string(random.between(1, 20));
    else if (maybe(3))
        rule += fmt::format(";UNTIL=2022{:02}{:02}T{:02}0000", random.between(1, 12), random.between(1, 28),
                            random.between(0, 23));
    return rule;
}

} // namespace

TEST_CASE("random rules are those of walking the days, wherever one looks and after a file") {
    test::random random;
    int never = 0, compared = 0;
    for (int round = 0; round < test::cases(4000); ++round) {
        auto e = thangka();
        e.zone = {};
        e.from = local_time{date{2020, 1, 1} + day_count{random.between(0, 1000)},
                            std::chrono::seconds{random.between(0, 86399)}};
        e.until = e.from;
        e.rule = random_rule(random);
        CAPTURE(e.rule);
        CAPTURE(calendar::to_string(e.from));
        const auto slow = test::slow_rule::of(e.rule);
        REQUIRE(slow);
        const bool fine = e.rule.starts_with("FREQ=SECONDLY"), short_ = e.rule.starts_with("FREQ=MINUTELY");
        const auto until = e.from + std::chrono::hours{fine ? 20 : short_ ? 70 : 24 * 1500};
        if (slow->named(e.from, until).empty()) { // perhaps later, perhaps never
            ++never;
            continue;
        }
        ++compared;
        const auto starts = [&](const calendar_event& x, local_time from) {
            std::vector<local_time> all;
            for (const auto& o : icalendar::expand(std::span{&x, 1}, from, until)) all.push_back(o.from);
            return all;
        };
        auto want = slow->expand(e.from, until);
        REQUIRE(starts(e, e.from) == want);
        const auto from = e.from + std::chrono::seconds{(until - e.from).count() * random.between(0, 9) / 10};
        const auto read = icalendar::read(written(e));
        REQUIRE(read.value.events.size() == 1);
        want.erase(want.begin(), std::lower_bound(want.begin(), want.end(), from));
        CHECK(starts(e, from) == want);
        if (read.notices.count(icalendar::codes::ics_bounded) == 0)
            CHECK(starts(read.value.events[0], from) == want);
    }
    MESSAGE(compared << " rules compared, " << never << " name nothing soon");
    CHECK(compared > test::cases(2500));
}

TEST_CASE("real calendars are read without a crash, written and read again, and their series are those of "
          "the days") {
    if (!test::has_real("ics-dev")) return;
    std::size_t files = 0, refused = 0, events = 0, series = 0, compared = 0, occurrences = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{test::real("ics-dev")}) {
        if (entry.path().extension() != ".ics") continue;
        ++files;
        CAPTURE(entry.path().string());
        icalendar::calendar_file file;
        try {
            file = icalendar::read_file(entry.path(), {.policy = policy::lenient}).value;
        } catch (const data_error&) {
            ++refused;
            continue;
        }
        CHECK(icalendar::read(icalendar::write(file, stamp)).value.events == file.events);
        events += file.events.size();
        for (const auto& e : file.events) {
            if (e.rule.empty() || e.instead_of) continue;
            ++series;
            if (e.from.date().year() < 1892 || e.from.date().year() > 2030) continue;
            const auto slow =
                test::slow_rule::of(e.rule, calendar::find_zone(e.zone).value_or(calendar::zone{}));
            auto alone = e;
            alone.except.clear();
            alone.also.clear();
            alone.status = calendar::event_status::confirmed;
            const auto until = e.from + std::chrono::hours{24 * 6 * 366};
            std::vector<local_time> got;
            try {
                for (const auto& o : icalendar::expand(std::span{&alone, 1}, e.from, until))
                    got.push_back(o.from);
            } catch (const std::length_error&) {
                continue;
            }
            occurrences += got.size();
            if (!slow) continue;
            const auto want = slow->expand(e.from, until);
            ++compared;
            CHECK_MESSAGE(got == want, e.uid << " " << e.rule << " " << calendar::to_string(e.from) << " got "
                                             << got.size() << " want " << want.size());
        }
    }
    CHECK(files == 318);
    CHECK(refused == 54); // nearly all are parts without a VCALENDAR
    CHECK(events == 4162);
    CHECK(series == 2153);
    CHECK(compared == 2146); // all but those of other calendars and far years
    MESSAGE(files << " files, " << refused << " refused, " << events << " events, " << series << " series, "
                  << compared << " compared, " << occurrences << " occurrences");
}

TEST_SUITE_END();
