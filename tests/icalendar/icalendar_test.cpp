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
    CHECK(file.events[1].zone == "Nowhere");
    std::vector<std::string> said;
    for (const auto& n : notices) said.push_back(to_string(n));
    CHECK(said ==
          std::vector<std::string>{
              "a.ics:3:DTSTART: the event has no start (DTSTART) that can be used",
              "a.ics:7:DTEND: the event ends at 2022-01-07 14:00, before its start 2022-01-07 15:00",
              "a.ics:17:DTSTART: zone Nowhere is not of the IANA database; times are kept as its clock "
              "shows them",
              "a.ics:17:UID: the event has no UID by which to update it"});
    for (const auto* none : {"", "hello", "BEGIN:VCARD\r\nEND:VCARD\r\n", "\0\0"})
        CHECK_THROWS_AS((void)icalendar::read(none, "b", {.policy = policy::lenient}), data_error);
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
    CHECK_THROWS_AS((void)icalendar::read(nested, "n", {.policy = policy::lenient}), data_error);
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
    CHECK(by_day.notices.count(icalendar::codes::ics_day_for_time) == 1);
    CHECK(read("CATEGORIES:a\\,b,c\n").value.events[0].categories == std::vector<std::string>{"a", "b", "c"});
    CHECK(read("DURATION:P7102W\n").notices.count(icalendar::codes::ics_property) == 1);
    const auto twice = read(
        "SEQUENCE:3\nSUMMARY:new\nEND:VEVENT\nBEGIN:VEVENT\nUID:a\nDTSTART:20220107T150000\nSUMMARY:old\n");
    REQUIRE(twice.value.events.size() == 1);
    CHECK(twice.value.events[0].summary == "new");
    CHECK(twice.notices.count(icalendar::codes::ics_left_out) == 1);
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

TEST_CASE("random rules are those of walking the days, wherever one looks") {
    test::random random;
    int never = 0, compared = 0;
    for (int round = 0; round < 4000; ++round) {
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
        want.erase(want.begin(), std::lower_bound(want.begin(), want.end(), from));
        CHECK(starts(e, from) == want);
    }
    MESSAGE(compared << " rules compared, " << never << " name nothing soon");
    CHECK(compared > 2500);
}

TEST_CASE("real calendars are read without a crash, and their series are those of counting days") {
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
        events += file.events.size();
        for (const auto& e : file.events) {
            if (e.rule.empty() || e.instead_of) continue;
            ++series;
            if (e.from.date().year() < 1892 || e.from.date().year() > 2030) continue;
            std::optional<test::slow_rule> slow;
            try {
                slow = test::slow_rule::of(e.rule, calendar::find_zone(e.zone).value_or(calendar::zone{}));
            } catch (const std::exception&) { // an end that is no day
            }
            auto alone = e;
            alone.except.clear();
            alone.also.clear();
            alone.status = calendar::event_status::confirmed;
            const auto until = e.from + std::chrono::hours{24 * 6 * 366};
            std::vector<local_time> got;
            try {
                for (const auto& o : icalendar::expand(std::span{&alone, 1}, e.from, until))
                    got.push_back(o.from);
            } catch (const std::invalid_argument&) {
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
    CHECK(refused == 59); // nearly all are parts without a VCALENDAR
    CHECK(events == 4122);
    CHECK(series == 2155);
    CHECK(compared == 2146); // all but those of other calendars, far years and bad ends
    MESSAGE(files << " files, " << refused << " refused, " << events << " events, " << series << " series, "
                  << compared << " compared, " << occurrences << " occurrences");
}

TEST_SUITE_END();
