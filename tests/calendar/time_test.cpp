
#include <qaidam/calendar/calendar.hpp>
#include <qaidam/calendar/posix_time.hpp>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("calendar/time");

using namespace qaidam;
using namespace qaidam::calendar;
using namespace std::chrono_literals;

TEST_CASE("dates and times are read exactly or not at all") {
    CHECK(parse_date("2024-02-29") == date{2024, 2, 29});
    for (const char* text : {"2022-02-30", "2022-2-03", "2022/02/03", "20220203", "", "2022-13-01",
                             "0000-01-01", "２０２２-01-01"})
        CHECK_MESSAGE(!parse_date(text), text);
    CHECK(parse_local_time("2022-01-10 22:40") == local_time(date{2022, 1, 10}, 22h + 40min));
    CHECK(parse_local_time("2022-01-10T22:40:30") == local_time(date{2022, 1, 10}, 22h + 40min + 30s));
    for (const char* text :
         {"2022-01-10", "2022-01-10 22:60", "2022-01-10 25:00", "2022-01-10 24:00", "2022-01-10 22:40:3"})
        CHECK_MESSAGE(!parse_local_time(text), text);
    CHECK(parse_time_of_day("24:00") == 24h);
    CHECK_FALSE(parse_time_of_day("24:01"));
    CHECK_FALSE(parse_time_of_day("-1:40"));
}

namespace {

/// "2021-12-20 09:00 +08:00", "2021-12-20" for a whole day, or why not.
std::string told(const std::variant<written_time, time_fault>& read) {
    if (const auto* fault = std::get_if<time_fault>(&read)) return to_string(*fault);
    const auto& t = std::get<written_time>(read);
    auto text = t.whole_day ? to_string(t.at.date()) : to_string(t.at);
    if (t.offset) text += (t.offset->count() < 0 ? " " : " +") + to_string(*t.offset);
    return text;
}

std::string told(std::string_view cell, const time_writing& writing = {}) {
    time_column column{writing};
    column.look_at(cell);
    return told(column.read(cell));
}

} // namespace

TEST_CASE("times are read as spreadsheets and exports write them") {
    for (const auto& x : std::initializer_list<std::pair<const char*, const char*>>{
             {"2021-12-20", "2021-12-20"},
             {"2021/12/20", "2021-12-20"},
             {"2021-2-5", "2021-02-05"},
             {"20211220", "2021-12-20"},
             {"2021年12月20日", "2021-12-20"},
             {"2021 Dec 20", "2021-12-20"},
             {"20-Dec-2021", "2021-12-20"},
             {"20 december 2021", "2021-12-20"},
             {"Dec 20, 2021", "2021-12-20"},
             {"5/5/2021", "2021-05-05"},
             {"44550", "2021-12-20"},
             {"44550.375", "2021-12-20 09:00"},
             {"44550.999999", "2021-12-21 00:00"},
             {"2021/12/20 9:05", "2021-12-20 09:05"},
             {"2021-12-20 09:00", "2021-12-20 09:00"},
             {"2021年12月20日 9时5分", "2021-12-20 09:05"},
             {"2021年12月20日9时5分6秒", "2021-12-20 09:05:06"},
             {"2021年2月5日 9时", "2021-02-05 09:00"},
             {"2021/12/20 下午2:05", "2021-12-20 14:05"},
             {"2021/12/20 上午 12:05", "2021-12-20 00:05"},
             {"2021-12-20 02:05:00 PM", "2021-12-20 14:05"},
             {"12/20/2021 02:05 PM", "2021-12-20 14:05"},
             {"12/20/2021, 2:05:00\u202FPM", "2021-12-20 14:05"},
             {"12/20/2021 12:05 am", "2021-12-20 00:05"},
             {"12/20/2021 14:05", "2021-12-20 14:05"},
             {"12/20/2021 14:05:06", "2021-12-20 14:05:06"},
             {"20/12/2021 14:05", "2021-12-20 14:05"},
             {"20.12.2021 14:05", "2021-12-20 14:05"},
             {"2021 Dec 20 02:05:00 PM", "2021-12-20 14:05"},
             {"2021-12-20 24:00", "2021-12-21 00:00"},
             {"2021-12-20T09:00:00.000", "2021-12-20 09:00"},
             {"2021-12-20 09:00:00.1234567", "2021-12-20 09:00"},
             {"2021-12-20T09:00:00,123Z", "2021-12-20 09:00 +00:00"},
             {"20211220T090500Z", "2021-12-20 09:05 +00:00"},
             {"202112200905", "2021-12-20 09:05"},
             {"20211220090506", "2021-12-20 09:05:06"},
             {"2021/12/20 09:00:00+00", "2021-12-20 09:00 +00:00"},
             {"2021-12-20 09:00:00 +0800", "2021-12-20 09:00 +08:00"},
             {"2021-12-20T09:00:00-03:30", "2021-12-20 09:00 -03:30"},
             {"2021-12-20 09:00:00 UTC", "2021-12-20 09:00 +00:00"},
             {"\u00A02021-12-20\u300009:00 ", "2021-12-20 09:00"}})
        CHECK_MESSAGE(told(x.first) == x.second, x.first);
    using enum number_kind;
    CHECK(told("1639990800", {{}, epoch_seconds}) == "2021-12-20 09:00 +00:00");
    CHECK(told("1639990800000", {{}, epoch_milliseconds}) == "2021-12-20 09:00 +00:00");
    CHECK(told("1639990800999", {{}, epoch_milliseconds}) == "2021-12-20 09:00 +00:00");
    CHECK(told("43088.375", {{}, serial_1904}) == "2021-12-20 09:00");
    CHECK(told("61", {{}, serial_1900}) == "1900-03-01");
    CHECK(told("1/5/2021 2:05:00 PM", {date_order::month_first, {}}) == "2021-01-05 14:05");
    CHECK(told("1/5/2021 9:03", {date_order::day_first, {}}) == "2021-05-01 09:03");
}

TEST_CASE("what is not a time, or may be one or another, is refused with the reason") {
    using enum time_fault;
    for (const auto& x : std::initializer_list<std::pair<const char*, time_fault>>{
             {"2021-12-20 -5:00", not_a_time},
             {"2021-12-20 05:-3", not_a_time},
             {"2021-12-20T09:00:00+99:99", bad_offset},
             {"2021-12-20T09:00:00+14:01", bad_offset},
             {"2021-12-20T09:00:00-12:30", bad_offset},
             {"2021-12-20T09:00:00+-8:00", bad_offset},
             {"2021-12-20T09:00:00+8", bad_offset},
             {"2021-12-31 23:59:60", no_such_time_of_day},
             {"2021-12-31 24:00:01", no_such_time_of_day},
             {"2021-12-31 13:00 PM", no_such_time_of_day},
             {"'2021-12-20 09:00:00", apostrophe},
             {"0021-12-20 09:00:00", no_such_day},
             {"2021-02-29", no_such_day},
             {"13/13/2021", no_such_day},
             {"9999-12-31 24:00", no_such_day},
             {"2021-12-20 09:00:00 CST", zone_name},
             {"20/12/21", short_year},
             {"05/12/2021", either_order},
             {"1/5/2021 9:03", either_order},
             {"1639990800", bare_number},
             {"1639990800000", bare_number},
             {"2021", bare_number},
             {"12.5", bare_number},
             {"-5", bare_number},
             {"1.63999E+12", not_a_time},
             {"2021-12/20", not_a_time},
             {"2021-12-20x", not_a_time},
             {"2021-12-2009:00", not_a_time},
             {"2021 12 20", not_a_time},
             {"2021年12月20", not_a_time},
             {"soon", not_a_time},
             {"", not_a_time}})
        CHECK_MESSAGE(told(x.first) == to_string(x.second), x.first);
    using enum number_kind;
    for (const auto& x : std::initializer_list<std::pair<const char*, number_kind>>{
             {"1639990800", epoch_milliseconds}, // would be in January 1970
             {"1639990800000", epoch_seconds},
             {"0", epoch_seconds},
             {"60", serial_1900},
             {"2958466", serial_1900},
             {"-1", serial_1904},
             {"99999999999999999999", epoch_milliseconds}})
        CHECK_MESSAGE(told(x.first, {{}, x.second}) == to_string(number_out_of_range), x.first);
}

TEST_CASE("a column is day first or month first as all its cells can be read, on random columns") {
    test::random random;
    for (int round = 0; round < 2000; ++round) {
        const bool mixed = random.one_in(8), both_small = random.one_in(3);
        const bool day_first = random.one_in(2);
        struct cell {
            int first, second;
            std::string text;
        };
        std::vector<cell> cells;
        bool only_day = false, only_month = false;
        const auto fits = [](int day, int month) { return month <= 12 && day <= 28; };
        for (int n = random.between(1, 8); n > 0; --n) {
            const int day = random.between(1, both_small ? 12 : 28), month = random.between(1, 12);
            const bool day_here = mixed ? random.one_in(2) : day_first;
            const int a = day_here ? day : month, b = day_here ? month : day;
            const char part = "/-."[random.between(0, 2)];
            cells.push_back({a, b, fmt::format("{}{}{}{}2021", a, part, b, part)});
            only_day = only_day || (fits(a, b) && !fits(b, a));
            only_month = only_month || (fits(b, a) && !fits(a, b));
        }
        time_column column;
        for (const auto& c : cells) column.look_at(c.text);
        for (const auto& [a, b, text] : cells) {
            const auto as = [&](int day, int month) { return fmt::format("2021-{:02}-{:02}", month, day); };
            const bool day_may = fits(a, b), month_may = fits(b, a);
            std::string want;
            if (a == b || (day_may && !month_may) || (day_may && only_day && !only_month))
                want = as(a, b);
            else if ((month_may && !day_may) || (only_month && !only_day))
                want = as(b, a);
            else
                want = to_string(only_day ? time_fault::both_orders : time_fault::either_order);
            const auto read = told(column.read(text));
            CHECK(read == want);
        }
    }
}

TEST_CASE("a feed's dates and times may be a spreadsheet's, if the year comes first") {
    static constexpr column columns[] = {
        {"day", cell_kind::needed}, {"time", cell_kind::needed}, {"clock", cell_kind::needed}};
    const auto read = [](const char* row) {
        notices out;
        std::string all;
        read_table_text(std::string{"day,time,clock\n"} + row, {.file = "f.csv", .columns = columns}, out,
                        [&](record& r) {
                            const auto day = read_date(r, "day");
                            const auto time = read_time(r, "time");
                            const auto clock = read_time_of_day(r, "clock");
                            if (r.ok())
                                all = to_string(day) + ", " + to_string(time) + ", " + to_string(clock);
                        });
        for (const auto& n : out) all += "|" + to_string(n);
        return all;
    };
    CHECK(read("2021/12/20,2021/12/20 9:05,9:05") == "2021-12-20, 2021-12-20 09:05, 09:05");
    CHECK(read("2021/12/20 0:00,2021年12月20日 24:00,24:00") == "2021-12-20, 2021-12-21 00:00, 24:00");
    CHECK(read("44550,44550.375,2:05 PM") ==
          "2021-12-20, 2021-12-20 09:00, 14:05"
          "|f.csv:2:day: 44550 is a spreadsheet's number of a day, read as 2021-12-20 00:00"
          "|f.csv:2:time: 44550.375 is a spreadsheet's number of a day, read as 2021-12-20 09:00");
    CHECK(read("20/12/2021,20/12/2021 9:05,25:00") ==
          "|f.csv:2:day: day or month may come first, got 20/12/2021, want the year first, like 2022-01-10"
          "|f.csv:2:time: day or month may come first, got 20/12/2021 9:05, want the year first, like "
          "2022-01-10 "
          "22:40|f.csv:2:clock: not a valid time, got 25:00, want one like 22:40");
    CHECK(read("2021-12-20 09:00,2021-12-20,9.05") ==
          "|f.csv:2:day: not a date that exists, got 2021-12-20 09:00, want one like 2022-01-10"
          "|f.csv:2:time: not a valid time, got 2021-12-20, want one like 2022-01-10 22:40"
          "|f.csv:2:clock: not a valid time, got 9.05, want one like 22:40");
    CHECK(read("2021-12-20,2021-12-20 -5:00,9:05").find("not a valid time, got 2021-12-20 -5:00") !=
          std::string::npos);
    CHECK(read("2021-12-20,2021-12-20 09:00Z,9:05").find("not a valid time") != std::string::npos);
}

TEST_CASE("text of times shows seconds only where there are some") {
    CHECK(to_string(local_time(date{2022, 1, 10}, 7h + 5min)) == "2022-01-10 07:05");
    CHECK(to_string(local_time(date{2022, 1, 10}, 31h + 30min + 1s)) == "2022-01-11 07:30:01");
    CHECK(to_string(110h + 29min) == "110:29");
    CHECK(to_string(-5min) == "-00:05");
}

TEST_CASE("dates and times are printed as their text, padded as text is") {
    CHECK(fmt::format("{} {:>12}", date{2022, 1, 10}, date{2022, 1, 10}) == "2022-01-10   2022-01-10");
    CHECK(fmt::format("{}", local_time{date{2022, 1, 10}, 8h}) == "2022-01-10 08:00");
}

TEST_CASE("weekdays agree with known dates") {
    CHECK(weekday_of(date{2022, 1, 10}) == weekday::monday);
    CHECK(weekday_of(date{2021, 12, 24}) == weekday::friday);
    CHECK(to_string(weekday::sunday, language::zh) == "周日");
    CHECK_THROWS_AS((void)weekday_of(date{}), std::invalid_argument);
}

TEST_CASE("the last day there is has no day after it") {
    CHECK(later(date{2022, 1, 31}, 1) == date{2022, 2, 1});
    CHECK(later(date{9999, 12, 30}, 1) == date{9999, 12, 31});
    CHECK_FALSE(later(date{9999, 12, 31}, 1));
}

TEST_CASE("there is no instant before the first day and after the last") {
    CHECK(local_time(date{2022, 1, 10}, std::chrono::hours{37}) == local_time{date{2022, 1, 11}, 13h});
    CHECK(local_time(date{2022, 1, 10}, std::chrono::seconds{-1}) ==
          local_time{date{2022, 1, 9}, 23h + 59min + 59s});
    CHECK_THROWS_AS((void)local_time(date{9999, 12, 31}, std::chrono::hours{24}), std::invalid_argument);
    CHECK_THROWS_AS((void)local_time(date{1400, 1, 1}, std::chrono::seconds{-1}), std::invalid_argument);
    CHECK_THROWS_AS((void)local_time(date{2022, 1, 10}, std::chrono::seconds::max()), std::invalid_argument);
}

TEST_CASE("moments count over midnight and years, and before 1970") {
    CHECK(local_time{} == local_time{date{1970, 1, 1}});
    CHECK(local_time{date{1969, 12, 31}, 23h + 59min}.date() == date{1969, 12, 31});
    CHECK(local_time{date{1969, 12, 31}, 23h + 59min}.time_of_day() == 23h + 59min);
    CHECK(local_time{date{2021, 12, 31}, 23h} + 90min == local_time{date{2022, 1, 1}, 30min});
    CHECK(local_time{date{2024, 3, 1}} - local_time{date{2024, 2, 28}} == 48h);
    CHECK(local_time::first().date() == date{1400, 1, 1});
    CHECK(local_time::last() == local_time{date{9999, 12, 31}, 24h - 1s});
    CHECK(to_string(utc_time{date{2022, 1, 10}, 14h + 40min}) == "2022-01-10 14:40 UTC");
    for (const auto length : {std::chrono::seconds::max(), std::chrono::seconds::min()}) {
        CHECK_THROWS_AS((void)(local_time{} + length), std::invalid_argument);
        CHECK_THROWS_AS((void)(local_time{} - length), std::invalid_argument);
    }
    CHECK_THROWS_AS((void)local_time{date{}}, std::invalid_argument);
}

TEST_CASE("Boost's ptime is a moment and back, if it is plain and whole") {
    using boost::posix_time::ptime;
    const local_time evening{date{2022, 1, 10}, 22h + 40min + 5s};
    CHECK(to_ptime(evening) == ptime{date{2022, 1, 10}, {22, 40, 5}});
    CHECK(from_ptime<local_time>(to_ptime(evening)) == evening);
    CHECK_THROWS_AS((void)from_ptime<utc_time>(ptime{}), std::invalid_argument);
    CHECK_THROWS_AS((void)from_ptime<utc_time>(to_ptime(evening) + boost::posix_time::milliseconds{500}),
                    std::invalid_argument);
}

TEST_CASE("spans are half-open and may have open ends") {
    const date_span january{date{2022, 1, 1}, date{2022, 2, 1}};
    CHECK(january.contains(date{2022, 1, 31}));
    CHECK_FALSE(january.contains(date{2022, 2, 1}));
    CHECK(overlap(january, {date{2022, 1, 15}, {}}) == date_span{date{2022, 1, 15}, date{2022, 2, 1}});
    CHECK_FALSE(overlap(january, {date{2022, 2, 1}, {}}));
    CHECK(to_string(january) == "from 2022-01-01 until 2022-02-01");
    CHECK(to_string(date_span{}, language::zh) == "一直");
}

TEST_CASE("gaps are the days that no span covers") {
    const auto d = [](unsigned short day) { return date{2022, 1, day}; };
    CHECK(gaps({}, {d(1), d(9)}) == std::vector<date_span>{{d(1), d(9)}});
    CHECK(gaps({{d(3), d(5)}, {d(4), d(6)}, {d(8), {}}}, {d(1), d(9)}) ==
          std::vector<date_span>{{d(1), d(3)}, {d(6), d(8)}});
    CHECK(gaps({{{}, {}}}, {d(1), d(9)}).empty());
    CHECK(gaps({{d(5), d(20)}}, {{}, d(9)}) == std::vector<date_span>{{{}, d(5)}});
    CHECK(gaps({{d(1), d(9)}}, {d(1), d(9)}).empty());
    CHECK(gaps({{{}, d(3)}}, {}) == std::vector<date_span>{{d(3), {}}});
}

TEST_SUITE_END();
