#include <filesystem>

#include <qaidam/civic/feed.hpp>
#include <qaidam/venues/venues.hpp>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("venues");

using namespace qaidam;
using calendar::date;
using calendar::local_time;

namespace {
const civic::community& community() {
    static const auto c = civic::load(test::chengdong).value;
    return c;
}
std::vector<std::string> audit_lines(const std::filesystem::path& folder) {
    std::vector<std::string> all;
    for (const auto& f : venues::audit(venues::load(folder, community()).value, community()))
        all.push_back(to_string(f));
    return all;
}
} // namespace

TEST_CASE("Chengdong has its four classes and the fair its stalls, and nobody is in anybody's way") {
    const auto [p, notices] = venues::load(test::chengdong, community());
    CHECK(notices.empty());
    CHECK(p.courses.size() == 4);
    CHECK(p.fairs["new-year-fair"].stalls.size() == 4);
    CHECK(p.fairs["new-year-fair"].from.date() == date{2021, 12, 24});
    CHECK(venues::audit(p, community()).empty());
}

TEST_CASE("load, save, load gives the same programme") {
    const auto first = venues::load(test::chengdong, community()).value;
    const test::folder copy;
    venues::save(first, community(), copy);
    CHECK(venues::load(copy, community()).value == first);
}

TEST_CASE("entries of a span come by time") {
    const auto p = venues::load(test::chengdong, community()).value;
    const auto friday =
        venues::list_entries(p, community(), local_time{date{2021, 12, 24}}, local_time{date{2021, 12, 25}});
    REQUIRE(friday.size() == 4);
    CHECK(friday[0].key == key{"b-1"});
    CHECK(friday[1].kind == venues::entry_kind::fair);
    CHECK(venues::name_of(friday[1].where, community(), language::en) == "a kindergarten in Delingha");
    CHECK(friday[2].title.zh == "法律援助日");
    CHECK(friday[3].title.zh == "唐卡班");
    CHECK(friday[3].who.en == "Tashi Tsering");
    const auto tuesday =
        venues::list_entries(p, community(), local_time{date{2021, 12, 21}}, local_time{date{2021, 12, 22}});
    REQUIRE(tuesday.size() == 2);
    CHECK(venues::name_of(tuesday[0].where, community(), language::zh) == "马**家");
}

TEST_CASE("two uses of a place at a time, too many people and a person in two places are found") {
    const test::folder f{test::chengdong};
    f.append("bookings.csv", "b-7,place-art,会,,2021-12-24 17:00,2021-12-24 18:00,5,,,,,\n"
                             "b-4,place-talk,会,,2021-12-20 08:00,2021-12-20 09:00,7,,,,,\n"
                             "b-5,place-art,会,,2021-12-24 18:00,2021-12-24 19:00,5,,,,,\n");
    f.append("sessions.csv", "s-x,yoga,2021-12-22 19:30,2021-12-22 20:30\n");
    f.append("enrolments.csv", "yoga,p-gl-01\n");
    f.replace("courses.csv", "teacher-tashi,12,", "teacher-dolma,7,");
    f.append("sessions.csv", "s-y,thangka,2021-12-22 20:00,2021-12-22 22:00\n");
    f.replace("stalls.csv", "picture-books,9,1,6,2", "picture-books,6.9,1,6,2");
    CHECK(audit_lines(f) ==
          std::vector<std::string>{
              "b-4: 会 has 7 people, Counselling Room takes 6",
              "b-4: 会 at 2021-12-20 08:00 is not all within the hours of Counselling Room",
              "s-y: Thangka at 2021-12-22 20:00 is not all within the hours of Calligraphy and Painting Room",
              "b-7: 会 at 2021-12-24 17:00 is in the way of Thangka: both want Calligraphy and Painting Room",
              "thangka: Thangka has 8 people enrolled, want <= 7",
              "s-x: Song and dance and Yoga are at the same time and p-gl-01 is enrolled in both",
              "s-y: Song and dance and Thangka are at the same time and Dolma Tso teaches both",
              "new-year-fair: stalls stall-1 and stall-2 overlap, or leave the plan"});
}

TEST_CASE("a session that ends before it starts is refused with its line") {
    const test::folder f{test::chengdong};
    f.append("sessions.csv", "s-x,yoga,2021-12-22 19:30,2021-12-22 18:30\n");
    CHECK(test::first_notice([&] { return venues::load(f, community()); }) ==
          "sessions.csv:9:until: ends at 2021-12-22 18:30, want later than its start 2021-12-22 19:30");
}

TEST_CASE("a person is enrolled once in a course") {
    const test::folder f{test::chengdong};
    f.append("enrolments.csv", "yoga,p-gl-15\n");
    CHECK(test::first_notice([&] {
              return venues::load(f, community());
          }).ends_with("key p-gl-15 is taken by an earlier record, which is kept; rename this one"));
}

TEST_CASE("a place is open in its windows: of the weekday, of a holiday, of a make-up workday") {
    const auto window = [](int from, int until) {
        return std::vector<calendar::day_window>{{std::chrono::hours{from}, std::chrono::hours{until}}};
    };
    venues::opening o;
    o.week.days[0] = window(9, 12); // Mondays
    o.week.make_up_day = window(14, 18);
    o.holiday = window(10, 11);
    const auto& known = calendar::holidays::china();
    CHECK(venues::windows_on(o, date{2022, 1, 10}, known) == window(9, 12));
    CHECK(venues::windows_on(o, date{2022, 1, 11}, known).empty());
    CHECK(venues::windows_on(o, date{2022, 1, 31}, known) == window(10, 11));
    CHECK(venues::windows_on(o, date{2022, 1, 29}, known) == window(14, 18));
    const auto at = [](int hour) {
        return calendar::local_time{date{2022, 1, 10}, std::chrono::hours{hour}};
    };
    CHECK(venues::is_open(o, at(9), at(12), known));
    CHECK_FALSE(venues::is_open(o, at(8), at(10), known));
    CHECK_FALSE(venues::is_open(o, at(11), at(13), known));
}

TEST_CASE("a fair's stall is found by its key") {
    const auto p = venues::load(test::chengdong, community()).value;
    const auto& fair = p.fairs["new-year-fair"];
    for (const auto& s : fair.stalls) CHECK(fair.find_stall(s.key) == &s);
    CHECK(fair.find_stall("no-stall") == nullptr);
}

TEST_SUITE_END();
