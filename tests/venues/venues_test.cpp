#include <algorithm>
#include <filesystem>
#include <set>

#include <qaidam/calendar/codes.hpp>
#include <qaidam/civic/feed.hpp>
#include <qaidam/venues/venues.hpp>

#include "feed.hpp"
#include "random.hpp"
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
    // What began before and goes on is there too.
    const local_time noon{date{2021, 12, 24}, std::chrono::hours{12}};
    for (const auto& e : venues::list_entries(p, community(), noon, noon + std::chrono::seconds{1}))
        CHECK((e.from <= noon && noon < e.until));
    CHECK(venues::list_entries(p, community(), noon, noon).empty());
    CHECK(tuesday.size() == 1); // the other is at somebody's home
    const auto all =
        venues::list_entries(p, community(), local_time{date{2021, 12, 21}}, local_time{date{2021, 12, 22}},
                             venues::called_off::left_out, venues::homes::named);
    REQUIRE(all.size() == 2);
    CHECK(venues::name_of(all[0].where, community(), language::zh) == "居民家中");
    CHECK(venues::name_of(all[0].where, community(), language::en) == "at a home");
    CHECK(venues::name_of(all[0].where, community(), language::zh, venues::homes::named) == "马**家");
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
              "s-x: Yoga at 2021-12-22 19:30 is not all within the hours in which Li Jing is free",
              "s-y: Thangka at 2021-12-22 20:00 is not all within the hours in which Dolma Tso is free",
              "s-1224: Thangka at 2021-12-24 15:00 is not all within the hours in which Dolma Tso is free",
              "s-1226: Thangka at 2021-12-26 15:00 is not all within the hours in which Dolma Tso is free",
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
    CHECK_FALSE(venues::find_closing_holiday(o, date{2022, 1, 31}, known)); // it has hours of its own
    o.holiday.clear();
    CHECK(name_of(venues::find_closing_holiday(o, date{2022, 1, 31}, known).value()).en == "Spring Festival");
    CHECK_FALSE(venues::find_closing_holiday(o, date{2022, 2, 1}, known)); // closed on Tuesdays
    CHECK_FALSE(venues::find_closing_holiday(o, date{2022, 1, 10}, known));
    CHECK_FALSE(venues::find_closing_holiday(o, date{2022, 1, 29}, known)); // a make-up workday
    o.holiday = window(10, 11);
    CHECK(venues::is_open(o, at(9), at(12), known));
    CHECK_FALSE(venues::is_open(o, at(8), at(10), known));
    CHECK_FALSE(venues::is_open(o, at(11), at(13), known));
}

namespace {

/// What is known of opening hours in [from, until) if days without known holidays may each be as their weekday, a holiday
/// or a make-up workday: minute by minute, in every case.
struct slow_hours {
    bool always = true, ever = false;
    std::optional<date> first_unknown{};

    slow_hours(const venues::opening& o, calendar::local_time from, calendar::local_time until,
               const calendar::holidays& known) {
        std::vector<date> days;
        for (auto day = from.date(); calendar::local_time{day} < until; day += calendar::day_count{1})
            days.push_back(day);
        std::size_t cases = 1;
        for (std::size_t i = 0; i < days.size(); ++i) cases *= 3;
        std::vector<std::set<bool>> seen(days.size()); // of each day: whether it was open
        for (std::size_t i = 0; i < cases; ++i) {
            bool all = true;
            auto rest = i;
            for (std::size_t d = 0; d < days.size(); ++d, rest /= 3) {
                const auto* windows = &venues::windows_on(o, days[d], known);
                if (!known.knows(days[d].year()) && rest % 3 == 1) windows = &o.holiday;
                if (!known.knows(days[d].year()) && rest % 3 == 2 && !o.week.make_up_day.empty())
                    windows = &o.week.make_up_day;
                bool open = true;
                for (auto t = std::max(from, calendar::local_time{days[d]}); t < until && t.date() == days[d];
                     t = t + std::chrono::minutes{15})
                    open = open && std::any_of(windows->begin(), windows->end(), [&](const auto& w) {
                               return w.from <= t.time_of_day() && t.time_of_day() < w.until;
                           });
                seen[d].insert(open);
                all = all && open;
            }
            always = always && all;
            ever = ever || all;
        }
        for (std::size_t d = 0; d < days.size() && !first_unknown; ++d)
            if (seen[d].size() == 2) first_unknown = days[d];
    }
};

} // namespace

TEST_CASE(
    "whether a place is open in a year whose holidays are not known is told only where it does not matter") {
    test::random random;
    int open = 0, shut = 0, unknown = 0;
    for (int round = 0; round < 3000; ++round) {
        const auto windows = [&] {
            std::vector<calendar::day_window> all;
            int at = random.between(0, 40);
            while (at < 96 && !random.one_in(3)) { // quarters of an hour
                const int end = std::min(96, at + random.between(1, 60));
                all.push_back({std::chrono::minutes{15 * at}, std::chrono::minutes{15 * end}});
                at = end + (random.one_in(2) ? 0 : random.between(1, 20));
            }
            return all;
        };
        venues::opening o;
        const auto usual = windows();
        for (auto& day : o.week.days) day = random.one_in(3) ? windows() : usual;
        if (random.one_in(2)) o.holiday = random.one_in(3) ? usual : windows();
        if (random.one_in(2)) o.week.make_up_day = random.one_in(2) ? usual : windows();
        const calendar::local_time from =
            calendar::local_time{date{2026, 12, 30}} + std::chrono::minutes{15 * random.between(0, 400)};
        const auto until = from + std::chrono::minutes{15 * random.between(1, random.one_in(3) ? 200 : 12)};
        const auto& known = calendar::holidays::china();
        const slow_hours slow{o, from, until, known};
        CHECK(venues::is_open(o, from, until, known) == slow.always);
        const auto day = venues::find_unknown_day(o, from, until, known);
        CHECK(day.has_value() == (slow.ever && !slow.always));
        if (day) CHECK(day == slow.first_unknown);
        ++(slow.always ? open : slow.ever ? unknown : shut);
    }
    CHECK(std::min({open, shut, unknown}) > 100);
}

namespace {

/// The feed of tests/data/desk-feed with files changed, and its desk.
struct small_world {
    civic::community community;
    loaded<venues::programme> programme;

    explicit small_world(const std::vector<std::pair<std::string, std::string>>& files)
        : small_world{files_of(files), policy::lenient} {}
    small_world(const feed_files& files, policy p)
        : community{civic::load(files).value},
          programme{venues::load(files, community, {.policy = p})} {}

    static feed_files files_of(const std::vector<std::pair<std::string, std::string>>& changed) {
        feed_files::texts_by_name all;
        const auto folder = std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "data" / "desk-feed";
        for (const auto& e : std::filesystem::directory_iterator{folder})
            all.insert_or_assign(e.path().filename(), shared_text{test::read(e.path())});
        for (const auto& [name, text] : changed) all.insert_or_assign(name, shared_text{text});
        return {"desk-feed", std::move(all)};
    }
    [[nodiscard]] venues::desk desk() const { return venues::desk{community, programme.value}; }
    [[nodiscard]] std::vector<std::string> said() const {
        std::vector<std::string> all;
        for (const auto& n : programme.notices) all.push_back(to_string(n));
        return all;
    }
    [[nodiscard]] std::vector<std::string> found() const {
        std::vector<std::string> all;
        for (const auto& f : venues::audit(programme.value, community)) all.push_back(to_string(f));
        return all;
    }
    /// Why the place cannot be had then; "" if it can.
    [[nodiscard]] std::string why_not(const char* place, const char* from, const char* until) const {
        const venues::book_place wish{.booking = "new",
                                      .by = "p1",
                                      .at = local_time{date{2021, 12, 1}},
                                      .place = place,
                                      .purpose = {"会"},
                                      .from = *calendar::parse_local_time(from),
                                      .until = *calendar::parse_local_time(until),
                                      .people = 3};
        const auto no = desk().check(wish);
        return no ? to_string(*no) : "";
    }
};

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("a closure that cannot be read closes the place for as long as it may have meant") {
    struct closure_row {
        const char* row;
        bool before, within, after; ///< whether the place can be had
        lines said;
    };
    const std::string header = "place_id,from,until,reason\n";
    const closure_row rows[] = {
        {"hall,2022-01-10 00:00,2022-01-12 00:00,维修", true, false, true, {}},
        {"hall,2022-01-10 00:00,soon,维修",
         true,
         false,
         false,
         {"place_closures.csv:2:until: not a valid time, got soon, want one like 2022-01-10 22:40",
          "place_closures.csv:2: the end of the closure cannot be read; until this is corrected, the place "
          "is closed "
          "from 2022-01-10 00:00 on"}},
        {"hall,,2022-01-12 00:00,维修",
         false,
         false,
         true,
         {"place_closures.csv:2:from: value is missing, want one",
          "place_closures.csv:2: the start of the closure cannot be read; until this is corrected, the place "
          "is closed "
          "up to 2022-01-12 00:00"}},
        {"hall,x,y,维修",
         false,
         false,
         false,
         {"place_closures.csv:2:from: not a valid time, got x, want one like 2022-01-10 22:40",
          "place_closures.csv:2:until: not a valid time, got y, want one like 2022-01-10 22:40",
          "place_closures.csv:2: the times of the closure cannot be read; until this is corrected, the place "
          "is "
          "closed"}},
        {"hall,2022-01-12 00:00,2022-01-10 00:00,维修",
         false,
         false,
         false,
         {"place_closures.csv:2:until: ends at 2022-01-10 00:00, want later than its start 2022-01-12 00:00",
          "place_closures.csv:2: the times of the closure cannot be read; until this is corrected, the place "
          "is "
          "closed"}},
        {"hall,2022-01-10 00:00,2022-01-12 00:00,维修,停水",
         true,
         false,
         true,
         {"place_closures.csv:2: row has 5 cells, want 4 as in the header"}},
        {"hall,2022-01-10 00:00",
         true,
         false,
         false,
         {"place_closures.csv:2: row has 2 cells, want 4 as in the header",
          "place_closures.csv:2: the end of the closure cannot be read; until this is corrected, the place "
          "is closed "
          "from 2022-01-10 00:00 on"}},
        {"attic,x,y,维修",
         true,
         true,
         true,
         {"place_closures.csv:2:place_id: attic is not in places.csv; add it there or correct it here",
          "place_closures.csv:2:from: not a valid time, got x, want one like 2022-01-10 22:40",
          "place_closures.csv:2:until: not a valid time, got y, want one like 2022-01-10 22:40"}},
    };
    for (const auto& x : rows) {
        const small_world w{{{"place_closures.csv", header + x.row + "\n"}}};
        CHECK_MESSAGE(w.said() == x.said, std::string{x.row});
        CHECK(w.why_not("hall", "2022-01-07 10:00", "2022-01-07 11:00").empty() == x.before);
        CHECK(w.why_not("hall", "2022-01-10 10:00", "2022-01-10 11:00").empty() == x.within);
        CHECK(w.why_not("hall", "2022-06-06 10:00", "2022-06-06 11:00").empty() == x.after);
    }
    const small_world w{{{"place_closures.csv", header + "hall,2022-01-10 00:00,soon,维修\n"}}};
    CHECK(w.why_not("hall", "2022-06-06 10:00", "2022-06-06 11:00") ==
          "大厅 is closed until further notice: 维修");
    const test::folder copy;
    venues::save(w.programme.value, w.community, copy);
    CHECK(venues::load(copy, w.community).value == w.programme.value);
}

TEST_CASE("a row of hours that cannot be read opens nothing, and others stay") {
    const small_world w{
        {{"place_hours.csv", "place_id,day,from,until\nopen,monday,nine,12:00\nroom,monday,09:00,12:00\n"
                             "room,tueday,09:00,12:00\nroom,monday,11:00,13:00\n"},
         {"teacher_hours.csv", "teacher_id,day,from,until\nt,monday,09:00\n"}}};
    CHECK(w.programme.notices.errors() == 4);
    CHECK(w.why_not("open", "2022-01-17 10:00", "2022-01-17 11:00").find("not open") != std::string::npos);
    CHECK(w.why_not("room", "2022-01-17 10:00", "2022-01-17 11:00") == "");
    CHECK(w.why_not("room", "2022-01-18 10:00", "2022-01-18 11:00").find("not open") != std::string::npos);
    CHECK(w.programme.value.teachers["t"].free == venues::opening{});
}

TEST_CASE("hours over midnight are of two days, and a use may go on from window to window") {
    for (const auto* until : {"02:00", "26:00"}) {
        const small_world w{{{"place_hours.csv", "place_id,day,from,until\nhall,monday,12:00,18:00\n"
                                                 "hall,monday,09:00,12:00\nbar,friday,18:00," +
                                                     std::string{until} + "\n"}}};
        CHECK(w.said() == lines{});
        CHECK(w.why_not("hall", "2022-01-17 11:00", "2022-01-17 13:00") == "");
        CHECK(w.why_not("bar", "2022-01-07 22:00", "2022-01-08 01:00") == "");
        CHECK(w.why_not("bar", "2022-01-08 01:00", "2022-01-08 02:30") != "");
        CHECK(w.why_not("bar", "2022-01-07 00:30", "2022-01-07 01:00") != "");
        const test::folder copy;
        venues::save(w.programme.value, w.community, copy);
        CHECK(venues::load(copy, w.community).value == w.programme.value);
    }
    for (const auto* row :
         {"friday,18:00,18:00", "friday,08:00,02:00", "holiday,18:00,02:00", "friday,18:00,49:00"})
        CHECK(small_world{{{"place_hours.csv", "place_id,day,from,until\nbar," + std::string{row} + "\n"}}}
                  .programme.notices.errors() == 1);
}

TEST_CASE("a class without a seat takes nobody, and one whose limits cannot be read neither") {
    const std::string header = "course_id,name,place_id,teacher_id,capacity,least_age\n";
    const auto of = [&](const char* row) { return small_world{{{"courses.csv", header + row + "\n"}}}; };
    const auto joins = [](const small_world& w) {
        const auto d = w.desk();
        const auto result = d.decide(venues::enrol{"yoga", "p1", local_time{date{2022, 1, 1}}, "p1"});
        if (result.why_not()) return to_string(*result.why_not());
        return std::string{std::get<venues::enrolled>(result.events()[0]).waits ? "waits" : "in"};
    };
    CHECK(joins(of("yoga,瑜伽,hall,t,2,")) == "in");
    CHECK(joins(of("yoga,瑜伽,hall,t,,")) == "in");
    CHECK(joins(of("yoga,瑜伽,hall,t,0,")) == "waits");
    const auto many = of("yoga,瑜伽,hall,t,many,");
    CHECK(joins(many) == "waits");
    CHECK(many.said() ==
          lines{"courses.csv:2:capacity: not a valid number, got many, want 0 … 1000000",
                "courses.csv:2: the capacity cannot be read; until this is corrected, it is 0 people"});
    const auto young = of("yoga,瑜伽,hall,t,2,six");
    CHECK(joins(young) ==
          "the conditions of 瑜伽 could not be read, so that nobody meets them; correct them in the feed");
    CHECK(young.said() ==
          lines{"courses.csv:2:least_age: not a valid number, got six, want 0 … 150",
                "courses.csv:2: the conditions cannot be read; until this is corrected, nobody meets them"});
    const test::folder copy;
    venues::save(young.programme.value, young.community, copy);
    CHECK(venues::load(copy, young.community, {.policy = policy::lenient}).value == young.programme.value);
}

TEST_CASE("who asked first comes first, whatever the order of the rows") {
    const small_world w{
        {{"enrolments.csv", "course_id,person_id,state,since\nyoga,p1,enrolled,2022-01-01 09:00\n"
                            "yoga,p2,enrolled,2022-01-01 09:05\nyoga,p5,waiting,\n"
                            "yoga,p4,waiting,2022-01-03 09:00\nyoga,p3,waiting,2022-01-02 09:00\n"}}};
    lines waiting;
    for (const auto p :
         venues::people_in(w.programme.value.courses["yoga"], venues::enrolment_state::waiting))
        waiting.push_back(w.community.people()[p].key.text());
    CHECK(waiting == lines{"p5", "p3", "p4"});
}

TEST_CASE("the audit finds what the desk would refuse") {
    const std::string bookings = "booking_id,place_id,name,from,until,by,clean_up\n";
    CHECK(
        small_world{{{"bookings.csv", bookings + "b1,open,a,2022-01-05 10:00,2022-01-05 10:50,p1,30\n"},
                     {"place_closures.csv", "place_id,from,until\nopen,2022-01-05 10:50,2022-01-05 12:00\n"}}}
            .found() == lines{"b1: a at 2022-01-05 10:00 is not all within the hours of 广场"});
    CHECK(small_world{{{"bookings.csv", bookings + "b4,open,d,2022-01-06 10:30,2022-01-06 11:00,nobody,\n"}}}
              .found() ==
          lines{"b4: the community does not know nobody, who booked it: nobody can cancel it"});
    CHECK(small_world{
              {{"sessions.csv",
                "session_id,course_id,place_id,from,until\ns1,yoga,hall,2022-01-07 10:00,2022-01-07 11:00\n"},
               {"teacher_hours.csv", "teacher_id,day,from,until\nt,monday,09:00,12:00\n"}}}
              .found() ==
          lines{"s1: 瑜伽 at 2022-01-07 10:00 is not all within the hours in which 王老师 is free"});
    CHECK(small_world{{{"enrolments.csv", "course_id,person_id,state\nyoga,p1,enrolled\nyoga,p3,waiting\n"}}}
              .found() == lines{"yoga: 瑜伽 has seats left, and 1 people wait for one"});
    CHECK(small_world{{{"sessions.csv", "session_id,course_id,place_id,from,until\n"
                                        "s1,yoga,hall,2022-01-07 10:00,2022-01-07 11:00\n"
                                        "s2,dance,open,2022-01-07 10:30,2022-01-07 11:30\n"},
                       {"enrolments.csv", "course_id,person_id\nyoga,p1\ndance,p1\n"}}}
              .found() == lines{"s2: 瑜伽 and 舞蹈 are at the same time and 王老师 teaches both",
                                "s2: 瑜伽 and 舞蹈 are at the same time and p1 is enrolled in both"});
}

TEST_CASE(
    "a use in a year whose holidays are not known is taken, with the doubt told, and found by the audit") {
    const small_world w{{}};
    CHECK(w.why_not("hall", "2027-10-01 10:00", "2027-10-01 11:00") == "");
    const auto doubts = [&](const char* place, const char* from, const char* until) {
        std::string text;
        for (const auto& f : w.desk().doubts_of(venues::book_place{.booking = "b",
                             .by = "p1",
                             .at = *calendar::parse_local_time("2022-01-01 09:00"),
                             .place = place,
                             .purpose = {"会", {}},
                             .from = *calendar::parse_local_time(from),
                             .until = *calendar::parse_local_time(until)})) {
            CHECK(f.rule == &calendar::codes::holidays_not_known);
            text += to_string(f);
        }
        return text;
    };
    CHECK(doubts("hall", "2027-10-01 10:00", "2027-10-01 11:00") ==
          "b: whether 大厅 is open, or free, on 2027-10-01 is not yet known: the holidays of 2027 are not; "
          "it is "
          "settled when they are added to holidays.csv");
    CHECK(doubts("hall", "2026-09-30 10:00", "2026-09-30 11:00") == "");
    CHECK(doubts("hall", "2027-10-02 10:00", "2027-10-02 11:00") == ""); // refused
    CHECK(doubts("open", "2027-10-01 10:00", "2027-10-01 11:00") == "");
    CHECK(w.why_not("hall", "2027-10-02 10:00", "2027-10-02 11:00").find("not open") != std::string::npos);
    CHECK(w.why_not("open", "2027-10-01 10:00", "2027-10-01 11:00") == ""); // has no hours
    const small_world planned{{{"sessions.csv", "session_id,course_id,place_id,from,until\n"
                                                "s1,yoga,hall,2027-10-01 10:00,2027-10-01 11:00\n"},
                               {"teacher_hours.csv", "teacher_id,day,from,until\nt,friday,09:00,12:00\n"}}};
    CHECK(
        planned.found() ==
        lines{
            "s1: whether 瑜伽 at 2027-10-01 10:00 is within the hours of 大厅 is not yet known: the holidays "
            "of 2027 are not; it is settled when they are added to holidays.csv",
            "s1: whether 瑜伽 at 2027-10-01 10:00 is within the hours of 王老师 is not yet known: the "
            "holidays "
            "of 2027 are not; it is settled when they are added to holidays.csv"});
}

TEST_CASE("a booking a thousand years away is in nobody's way") {
    const small_world w{{{"bookings.csv", "booking_id,place_id,name,from,until,by\n"
                                          "b1,open,a,2022-01-05 10:00,2022-01-05 11:00,p1\n"
                                          "b3,open,c,3022-01-05 10:30,3022-01-05 11:00,p2\n"}}};
    CHECK(w.said() == lines{});
    CHECK(w.why_not("open", "2022-01-05 14:00", "2022-01-05 15:00") == "");
    CHECK(w.why_not("open", "2022-01-05 10:30", "2022-01-05 11:30") != "");
    CHECK(w.found() == lines{});
}

TEST_CASE("what refers to a class or a stall that was left out is told so") {
    const small_world w{
        {{"courses.csv", "course_id,name,place_id\nyoga,,hall\ndance,舞蹈,attic\n"},
         {"sessions.csv", "session_id,course_id,place_id,from,until\n"
                          "s1,yoga,hall,2022-01-07 10:00,2022-01-07 11:00\n"
                          "s2,dance,,2022-01-07 10:30,2022-01-07 11:30\n"},
         {"goods.csv", "goods_id,name\ntoys,玩具\n"},
         {"fairs.csv", "fair_id,name,from,until\nf,集市,2022-01-05 10:00,2022-01-05 12:00\n"
                       "g,集市,2022-01-06 10:00,2022-01-06 12:00\n"},
         {"stalls.csv", "fair_id,stall_id,name,goods,x,y,width,depth\nf,st-1,,toys,,,,\n"
                        "g,st-2,摊,toys balls,1,1,,2\n"},
         {"trades.csv", "trade_id,fair_id,stall_id,goods_id,count,time\n"
                        "t1,f,st-1,toys,1,2022-01-05 10:30\nt2,f,st-2,toys,1,2022-01-05 10:30\n"}}};
    CHECK(
        w.said() ==
        lines{
            "courses.csv:2:name: value is missing, want one",
            "courses.csv:3:place_id: attic is not in places.csv; add it there or correct it here; the cell "
            "counts as "
            "blank",
            "sessions.csv:2:course_id: yoga was left out, see courses.csv:2; this row is left "
            "out with "
            "it",
            "sessions.csv:3:place_id: the place of dance was left out, see courses.csv:3; this "
            "row is "
            "left out with it",
            "stalls.csv:2:name: value is missing, want one",
            "stalls.csv:3:goods: balls is not in goods.csv; add it there or correct it here; the cell counts "
            "as "
            "blank",
            "stalls.csv:3:x: want all of x, y, width and depth of a stall, or none; the cell counts as blank",
            "trades.csv:2:stall_id: st-1 was left out, see stalls.csv:2; this row is left out "
            "with it",
            "trades.csv:3:stall_id: stall st-2 is one of another fair, want one of f"});
}

TEST_CASE("a fair's stall is found by its key") {
    const auto p = venues::load(test::chengdong, community()).value;
    const auto& fair = p.fairs["new-year-fair"];
    for (const auto& s : fair.stalls) CHECK(fair.find_stall(s.key) == &s);
    CHECK(fair.find_stall("no-stall") == nullptr);
}

TEST_SUITE_END();
