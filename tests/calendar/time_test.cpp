
#include <qaidam/calendar/calendar.hpp>
#include <qaidam/calendar/posix_time.hpp>

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
