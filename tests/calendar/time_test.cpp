
#include <qaidam/calendar/calendar.hpp>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("calendar/time");

using namespace qaidam;
using namespace qaidam::calendar;
using namespace std::chrono_literals;

TEST_CASE("dates and times are read exactly or not at all") {
    CHECK(find_date("2024-02-29") == date{2024, 2, 29});
    for (const char* text : {"2022-02-30", "2022-2-03", "2022/02/03", "20220203", "", "2022-13-01",
                             "0000-01-01", "２０２２-01-01"})
        CHECK_MESSAGE(!find_date(text), text);
    CHECK(find_time("2022-01-10 22:40") == at(date{2022, 1, 10}, 22h + 40min));
    CHECK(find_time("2022-01-10T22:40:30") == at(date{2022, 1, 10}, 22h + 40min + 30s));
    for (const char* text :
         {"2022-01-10", "2022-01-10 22:60", "2022-01-10 25:00", "2022-01-10 24:00", "2022-01-10 22:40:3"})
        CHECK_MESSAGE(!find_time(text), text);
    CHECK(find_time_of_day("24:00") == time_duration{24, 0, 0});
    CHECK_FALSE(find_time_of_day("24:01"));
    CHECK_FALSE(find_time_of_day("-1:40"));
}

TEST_CASE("text of times shows seconds only where there are some") {
    CHECK(to_text(at(date{2022, 1, 10}, 7h + 5min)) == "2022-01-10 07:05");
    CHECK(to_text(at(date{2022, 1, 10}, 31h + 30min + 1s)) == "2022-01-11 07:30:01");
    CHECK(to_text(time_duration{110, 29, 0}) == "110:29");
    CHECK(to_text(-time_duration{0, 5, 0}) == "-00:05");
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
    CHECK(at(date{2022, 1, 10}, std::chrono::hours{37}) == ptime{date{2022, 1, 11}, time_duration{13, 0, 0}});
    CHECK(at(date{2022, 1, 10}, std::chrono::seconds{-1}) ==
          ptime{date{2022, 1, 9}, time_duration{23, 59, 59}});
    CHECK_THROWS_AS((void)at(date{9999, 12, 31}, std::chrono::hours{24}), std::invalid_argument);
    CHECK_THROWS_AS((void)at(date{1400, 1, 1}, std::chrono::seconds{-1}), std::invalid_argument);
    CHECK_THROWS_AS((void)at(date{2022, 1, 10}, std::chrono::seconds::max()), std::invalid_argument);
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
