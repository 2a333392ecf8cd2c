/// Classes, activities and fairs at the desk: what is refused and why, who gets a place, and that events say
/// it all.
#include <qaidam/venues/venues.hpp>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("venues/courses");

using namespace qaidam;
using namespace qaidam::venues;
using calendar::date;
using calendar::local_time;

namespace {

const civic::community& chengdong() {
    static const auto c = civic::load(test::chengdong).value;
    return c;
}

/// A time of a day of January 2022; the 10th is a Monday.
local_time at(int day, int hour, int minute = 0) {
    return calendar::local_time(date{2022, 1, static_cast<unsigned short>(day)},
                                std::chrono::hours{hour} + std::chrono::minutes{minute});
}

desk chengdong_desk() {
    return desk{chengdong(), load(test::chengdong, chengdong()).value};
}

std::string why(const desk& d, const command& c) {
    const auto no = d.check(c);
    if (!no) return "";
    CHECK_FALSE(to_string(*no, language::zh).empty());
    return to_string(*no);
}

std::vector<event> carry_out(desk& d, const command& c) {
    auto caused = d.decide(c).events();
    d.apply(caused);
    return caused;
}

std::vector<std::string> keys_of(const std::vector<civic::person_id>& people) {
    std::vector<std::string> all;
    for (const auto p : people) all.push_back(chengdong().people()[p].key.text());
    return all;
}

schedule_session yoga(int day, int from = 19, const char* session = "y-1") {
    return {.session = session,
            .by = "team-02",
            .at = at(1, 9),
            .course = "yoga",
            .place = "place-gym",
            .from = at(day, from, 30),
            .until = at(day, from + 1, 30)};
}

using strings = std::vector<std::string>;

} // namespace

TEST_CASE("who finds a class full waits, and the first who waits gets the first place") {
    auto d = chengdong_desk();
    auto next = yoga(7, 15, "t-1");
    next.course = "thangka";
    next.place = "place-art";
    carry_out(d, next);
    carry_out(d, change_capacity{"thangka", "p-clerk", at(3, 9), 8}); // there are eight
    const auto thangka = [&]() -> const course& { return d.programme().courses["thangka"]; };
    CHECK(people_in(thangka(), enrolment_state::enrolled).size() == 8);
    for (const auto* who : {"p-sr-01", "p-sr-02", "p-sr-03"}) {
        const auto events = carry_out(d, enrol{"thangka", who, at(3, 10), who});
        CHECK(std::get<enrolled>(events.at(0)).waits);
    }
    CHECK(keys_of(people_in(thangka(), enrolment_state::waiting)) ==
          strings{"p-sr-01", "p-sr-02", "p-sr-03"});
    const auto leaver = chengdong().people()[people_in(thangka(), enrolment_state::enrolled)[3]].key;
    const auto events = carry_out(d, withdraw{"thangka", leaver, at(3, 11), leaver});
    REQUIRE(events.size() == 2);
    CHECK(std::get<place_given>(events[1]).person == "p-sr-01");
    // Who waits and goes gives nobody a place; who left comes last.
    CHECK(carry_out(d, withdraw{"thangka", "p-sr-02", at(3, 12), "p-sr-02"}).size() == 1);
    carry_out(d, enrol{"thangka", leaver, at(3, 13), leaver});
    CHECK(keys_of(people_in(thangka(), enrolment_state::waiting)) == strings{"p-sr-03", leaver.text()});
    CHECK(carry_out(d, change_capacity{"thangka", "p-clerk", at(3, 14), {}}).size() == 3);
    CHECK(people_in(thangka(), enrolment_state::waiting).empty());
    CHECK(people_in(thangka(), enrolment_state::enrolled).size() == 10);
}

TEST_CASE("each refusal of a class says why") {
    auto d = chengdong_desk();
    CHECK(why(d, enrol{"choir", "p-clerk", at(3, 9), "p-elder"}) == "there is no course choir");
    CHECK(why(d, enrol{"yoga", "p-clerk", at(3, 9), "nobody"}) == "there is no person nobody");
    CHECK(why(d, enrol{"yoga", "nobody", at(3, 9), "p-elder"}) ==
          "the community does not know nobody, want a person, a team or a department");
    CHECK(why(d, enrol{"yoga", "p-elder", at(3, 9), "p-elder"}) == "Yoga was over at 2021-12-23 20:30");
    carry_out(d, yoga(10));
    CHECK(why(d, enrol{"yoga", "p-elder", at(3, 9), "p-elder"}) == "");
    carry_out(d, enrol{"yoga", "p-elder", at(3, 9), "p-elder"});
    CHECK(why(d, enrol{"yoga", "p-elder", at(3, 9), "p-elder"}) == "p-elder is enrolled in Yoga already");
    CHECK(why(d, withdraw{"yoga", "p-elder", at(3, 9), "p-sr-01"}) == "p-sr-01 is not in Yoga");
    CHECK(why(d, change_capacity{"yoga", "p-clerk", at(3, 9), -1}) == "capacity must be from 0 to 1000000");

    CHECK(why(d, yoga(11)) == "session y-1 exists already");
    const auto with = [&](auto change) {
        auto x = yoga(13, 19, "y-3");
        change(x);
        return why(d, x);
    };
    CHECK(with([](schedule_session&) {}) == "");
    CHECK(with([](schedule_session& x) { x.place = "moon"; }) == "there is no place moon");
    CHECK(with([](schedule_session& x) { x.until = x.from; }).find("is no time") != std::string::npos);
    CHECK(with([](schedule_session& x) { x.place = "place-music"; }) == "Music Room has no 瑜伽垫");
    CHECK(with([](schedule_session& x) { x.from = at(13, 20, 45), x.until = at(13, 21, 45); }) ==
          "Gym is not open all the time from 2022-01-13 20:45 to 2022-01-13 21:45");
    CHECK(with([](schedule_session& x) { x.from = at(12, 19), x.until = at(12, 20); }) ==
          "Li Jing cannot teach from 2022-01-12 19:00 to 2022-01-12 20:00");
    CHECK(with([](schedule_session& x) { x.from = at(10, 20), x.until = at(10, 21); }) ==
          "session y-1 has the place until 2022-01-10 20:30, clearing up included");
    CHECK(with([](schedule_session& x) { x.instead_of = "y-1"; }) ==
          "y-1 cannot be made up for, want a session of the course that was called off and not made up for "
          "yet");
    CHECK(with([](schedule_session& x) { x.session = "bad\nkey"; }).starts_with("session_id cannot be used"));
}

TEST_CASE(
    "a session is moved, called off, made up for and held, and the list of who came is that of the class") {
    auto d = chengdong_desk();
    carry_out(d, yoga(10));
    const move_session moved{"y-1", "team-02", at(8, 9), "place-gym", at(13, 19), at(13, 20), "snow"};
    CHECK(why(d, move_session{"y-9", "team-02", at(8, 9), "place-gym", at(13, 19), at(13, 20), "snow"}) ==
          "there is no session y-9");
    carry_out(d, moved);
    CHECK(d.programme().sessions["y-1"].from == at(13, 19));
    CHECK(d.programme().sessions["y-1"].revision == 1);
    CHECK(why(d, yoga(10, 19, "y-2")) == ""); // its old time is free
    CHECK(why(d, move_session{"y-1", "team-02", at(13, 19), "place-gym", at(13, 20), at(13, 21), "late"})
              .starts_with("session y-1 begins at 2022-01-13 19:00"));
    carry_out(d, call_off_session{"y-1", "team-02", at(12, 9), "ill"});
    CHECK(why(d, call_off_session{"y-1", "team-02", at(12, 9), "ill"}) == "session y-1 is called off");
    auto instead = yoga(13, 19, "y-1b");
    instead.at = at(13, 20);
    instead.from = at(13, 19);
    instead.until = at(13, 20);
    instead.instead_of = "y-1";
    const auto free = d.find_free(instead, 2);
    REQUIRE(free.size() == 2);
    CHECK(free[0] == free_slot{"place-gym", at(13, 20)});
    instead.from = free[0].from;
    instead.until = at(13, 21);
    carry_out(d, instead);
    auto twice = instead;
    twice.session = "y-1c";
    twice.from = at(17, 19);
    twice.until = at(17, 20);
    CHECK(why(d, twice).starts_with("y-1 cannot be made up for"));
    CHECK(why(d, hold_session{"y-1b", "team-02", at(13, 19), {}}).starts_with("session y-1b begins at"));
    CHECK(why(d, hold_session{"y-1b", "team-02", at(13, 21), {"p-elder"}}) == "p-elder is not in Yoga");
    CHECK(why(d, hold_session{"y-1b", "team-02", at(13, 21), {"p-gl-15", "p-gl-15"}}) ==
          "p-gl-15 is not in Yoga");
    carry_out(d, hold_session{"y-1b", "team-02", at(13, 21), {"p-gl-15", "p-gl-16"}});
    CHECK(keys_of(d.programme().sessions["y-1b"].attended) == strings{"p-gl-15", "p-gl-16"});
    const auto held = list_held(d.programme(), {civic::handler_kind::team, "team-02"}, at(1, 0), at(31, 0));
    REQUIRE(held.size() == 1);
    CHECK(held[0].kind == civic::activity_kind::course);
    CHECK(held[0].count == 2);
    const auto shown = list_entries(d.programme(), chengdong(), at(1, 0), at(31, 0), called_off::kept);
    REQUIRE(shown.size() == 2);
    CHECK(shown[0].state == entry_state::called_off);
    CHECK(shown[1].make_up);
}

TEST_CASE("a make-up session is never on a holiday, nor when who takes part is elsewhere") {
    auto d = chengdong_desk();
    // A Sunday, which is a make-up workday; the next that the teacher has is in the Spring Festival.
    schedule_session x{.session = "t-1",
                       .by = "team-02",
                       .at = at(30, 18),
                       .course = "thangka",
                       .place = "place-art",
                       .from = at(30, 15),
                       .until = at(30, 17, 30)};
    const auto free = d.find_free(x, 9);
    REQUIRE_FALSE(free.empty());
    CHECK(free[0].from.date() == date{2022, 2, 11});
    for (const auto& s : free) {
        const auto special = calendar::holidays::china().find(s.from.date());
        CHECK_FALSE((special && special->day_off));
    }
    x.course = "nothing";
    CHECK(d.find_free(x, 9).empty());
}

TEST_CASE("activities are held at a place, at a home or in the open, and count as such") {
    auto d = chengdong_desk();
    plan_activity song{.activity = "song",
                       .by = "team-07",
                       .at = at(3, 9),
                       .kind = civic::activity_kind::volunteering,
                       .handler = {civic::handler_kind::team, "team-07"},
                       .title = {"床前一首歌", "A song at the bedside"},
                       .home = "p-sr-02",
                       .from = at(10, 10),
                       .until = at(10, 11, 30)};
    const auto with = [&](auto change) {
        auto x = song;
        change(x);
        return why(d, x);
    };
    CHECK(with([](plan_activity&) {}) == "");
    CHECK(with([](plan_activity& x) { x.home = "nobody"; }) == "there is no person nobody");
    CHECK(with([](plan_activity& x) { x.home = {}; }) ==
          "want one of a place, a person's home and the open air");
    CHECK(with([](plan_activity& x) { x.place = "place-hall"; }) ==
          "want one of a place, a person's home and the open air");
    CHECK(with([](plan_activity& x) { x.handler.key = "team-99"; }).find("team-99") != std::string::npos);
    CHECK(with([](plan_activity& x) { x.title = {}; }).starts_with("name cannot be used"));
    carry_out(d, song);
    auto other = song;
    other.until = at(10, 12);
    CHECK(why(d, other) == "activity song exists already");
    // A person may be visited twice at a time; a place has one use.
    auto day = song;
    day.activity = "day";
    day.home = {};
    day.place = "place-party";
    carry_out(d, day);
    day.activity = "day-2";
    CHECK(why(d, day).starts_with("activity day has the place until"));
    carry_out(d, call_off_activity{"day", "team-07", at(9, 9), "snow"});
    CHECK(why(d, day) == "");
    CHECK(why(d, hold_activity{"day", "team-07", at(10, 12), 3, {}, 2}) == "activity day is called off");
    CHECK(
        why(d, hold_activity{"song", "team-07", at(9, 12), 3, {}, 2}).starts_with("activity song begins at"));
    carry_out(d, hold_activity{"song", "team-07", at(10, 12), 1, {"人", "person"}, 2});
    const auto held = list_held(d.programme(), {civic::handler_kind::team, "team-02"}, at(1, 0), at(31, 0));
    REQUIRE(held.size() == 1);
    CHECK(held[0].by.key == key{"team-07"});
    CHECK(held[0].count == 1);
    CHECK(held[0].minutes == 180);
}

TEST_CASE("a fair has its stalls in their places, and each trade once") {
    auto d = chengdong_desk();
    const auto on_fair = [](int minute) {
        return calendar::local_time(date{2021, 12, 24},
                                    std::chrono::hours{10} + std::chrono::minutes{minute});
    };
    take_stall x{.fair = "new-year-fair",
                 .by = "p-clerk",
                 .at = on_fair(-60),
                 .stall = "stall-5",
                 .keeper = {"家委会", "Parents"},
                 .goods = {"toys"},
                 .spot = {1, 4, 4, 2}};
    const auto with = [&](auto change) {
        auto y = x;
        change(y);
        return why(d, y);
    };
    CHECK(with([](take_stall&) {}) == "");
    CHECK(with([](take_stall& y) { y.spot = {1, 2, 4, 2}; }) == "the spot overlaps stall stall-1");
    CHECK(with([](take_stall& y) { y.spot = {13, 4, 4, 2}; }) == "the spot leaves the plan of 16 by 10 m");
    CHECK(with([](take_stall& y) { y.spot = {1, 4, 0, 2}; }).starts_with("the spot leaves"));
    CHECK(with([](take_stall& y) { y.stall = "stall-1"; }) == "stall stall-1 exists already");
    CHECK(with([](take_stall& y) { y.goods = {"pets"}; }) == "there is no kind of goods pets");
    CHECK(with([&](take_stall& y) { y.at = on_fair(90); }).find("is on from") != std::string::npos);
    carry_out(d, x);

    record_trade t{.fair = "new-year-fair",
                   .by = "p-clerk",
                   .at = on_fair(20),
                   .trade = "t-90",
                   .stall = "stall-5",
                   .goods = "toys",
                   .count = 2,
                   .fen = 450};
    const auto and_if = [&](auto change) {
        auto y = t;
        change(y);
        return why(d, y);
    };
    CHECK(and_if([](record_trade&) {}) == "");
    CHECK(and_if([](record_trade& y) { y.goods = "picture-books"; }) == "stall stall-5 has no picture-books");
    CHECK(and_if([](record_trade& y) { y.stall = "stall-9"; }) == "there is no stall stall-9");
    CHECK(and_if([](record_trade& y) { y.count = 0; }) == "count must be from 1 to 1000000");
    CHECK(and_if([](record_trade& y) { y.for_goods = "toys"; }).starts_with("goods are sold or exchanged"));
    CHECK(
        and_if([](record_trade& y) { y.for_goods = "toys", y.for_count = 1; }).starts_with("goods are sold"));
    CHECK(and_if([](record_trade& y) { y.fen = 0, y.for_goods = "toys", y.for_count = 1; }) == "");
    CHECK(and_if([&](record_trade& y) { y.at = on_fair(90); }).find("is on from") != std::string::npos);
    const auto before = tally(d.programme().fairs["new-year-fair"]).total;
    carry_out(d, t);
    const auto after = tally(d.programme().fairs["new-year-fair"]);
    CHECK(after.total.sold == before.sold + 2);
    CHECK(after.total.fen == before.fen + 450);
    CHECK(after.by_stall.at("stall-5") == trade_tally{.sold = 2, .fen = 450});
}

TEST_CASE("what the desk takes, a feed and a journal can keep") {
    auto d = chengdong_desk();
    book_place b{.booking = "b-9",
                 .by = "team-02",
                 .at = at(3, 9),
                 .place = "place-gym",
                 .purpose = {"会", "meeting"},
                 .from = at(10, 9),
                 .until = at(10, 10)};
    const auto with = [&](auto change) {
        auto x = b;
        change(x);
        return why(d, x);
    };
    CHECK(with([](book_place&) {}) == "");
    CHECK(with([](book_place& x) { x.rank = -1; }) == "people, rank must be from 0 to 1000000");
    CHECK(with([](book_place& x) { x.rank = 2'000'000; }) == "people, rank must be from 0 to 1000000");
    CHECK(with([](book_place& x) { x.purpose = {"", "meeting"}; }).starts_with("name cannot be used"));
    CHECK(with([](book_place& x) { x.purpose = {"\xE5", "\x94\x90"}; }).starts_with("name cannot be used"));
    CHECK(with([](book_place& x) { x.needs = {"white board"}; }).starts_with("equipment cannot be used"));
    CHECK(with([](book_place& x) {
              x.from = at(10, 9), x.until = local_time{date{9990, 1, 1}};
          }).starts_with("until cannot be used"));
    CHECK(with([](book_place& x) {
              x.until = local_time{date{2030, 1, 1}};
          }) == "it takes more than 366 days");
    carry_out(d, b);
    carry_out(d, cancel_booking{"b-9", "team-02", at(4, 9), "changed"});
    CHECK(d.programme().bookings["b-9"].reason == key{"changed"});
    const test::folder f{test::chengdong};
    save(d.programme(), chengdong(), f);
    CHECK(load(f, chengdong()).value.bookings["b-9"] == d.programme().bookings["b-9"]);
    CHECK(d.programme().bookings["b-9"].changed_by == key{"team-02"});
    CHECK(why(d, b) == "booking b-9 exists already"); // not as if it were had
    record_trade t{.fair = "new-year-fair",
                   .by = "p-clerk",
                   .at = calendar::local_time(date{2021, 12, 24}, std::chrono::hours{11}),
                   .trade = "t-01",
                   .stall = "stall-1",
                   .goods = "toys",
                   .fen = 100};
    CHECK(why(d, t) == "trade t-01 exists already");
    t.trade = "t-99";
    t.fen = std::numeric_limits<std::int64_t>::max();
    CHECK(why(d, t) == "fen must be from 0 to 1000000000000");
}

TEST_CASE("apply takes what follows, all or nothing") {
    auto d = chengdong_desk();
    const auto before = d.programme();
    const book_place a{.booking = "a",
                       .by = "team-02",
                       .at = at(3, 9),
                       .place = "place-gym",
                       .purpose = {"会"},
                       .from = at(10, 9),
                       .until = at(10, 10)};
    auto b = a;
    b.booking = "b";
    auto nameless = a;
    nameless.booking = {};
    auto endless = a;
    endless.set_up = std::chrono::minutes{1'000'000'000'000};
    const auto refuses = [&](std::vector<event> events) {
        CHECK_THROWS_AS(d.apply(events), std::invalid_argument);
        CHECK(d.programme() == before);
        CHECK(why(d, a) == "");
    };
    refuses({place_booked{a}, place_booked{b}}); // each was free when it was asked for
    refuses({place_booked{nameless}});
    refuses({place_booked{a}, place_booked{nameless}});
    refuses({place_booked{endless}});
    refuses({capacity_changed{{"thangka", "p-clerk", at(3, 9), 8}},
             enrolled{{"thangka", "p-sr-01", at(3, 9), "p-sr-01"}}});
    refuses({session_held{{"s-1220", "team-02", at(3, 9), {"p-gl-15", "p-gl-15"}}}});
    // One who is booked and displaced in one batch, and the batch refused.
    refuses({place_booked{a}, booking_displaced{"a", "team-02", at(3, 9), "b"}, place_booked{b},
             place_booked{b}});
}

TEST_CASE("where a feed has two uses at a time, later and longer ones are seen too") {
    auto p = load(test::chengdong, chengdong()).value;
    const auto gym = chengdong().places().id_of("place-gym");
    for (const auto* k : {"x", "y"})
        p.bookings.add({.key = k, .place = gym, .purpose = {"会"}, .from = at(20, 9), .until = at(20, 10)});
    desk d{chengdong(), p};
    book_place b{.booking = "long",
                 .by = "team-02",
                 .at = at(3, 9),
                 .place = "place-gym",
                 .purpose = {"会"},
                 .from = at(10, 9),
                 .until = at(10, 21)};
    carry_out(d, b);
    b.booking = "within";
    b.from = at(10, 18);
    b.until = at(10, 19);
    CHECK(why(d, b).starts_with("booking long has the place"));
}

TEST_CASE("what was called off is not had by asking for it again") {
    auto d = chengdong_desk();
    carry_out(d, yoga(10));
    carry_out(d, call_off_session{"y-1", "team-02", at(8, 9), "ill"});
    CHECK(why(d, yoga(10)) == "session y-1 exists already");
}

TEST_CASE("a class takes no more people than its rooms, and nobody once it is over") {
    auto d = chengdong_desk();
    carry_out(d, change_capacity{"yoga", "p-clerk", at(3, 9), {}});
    carry_out(d, yoga(10)); // the gym takes 24
    int placed = 12;
    std::vector<civic::person_key> people;
    for (const auto& p : chengdong().people())
        if (!d.check(enrol{"yoga", p.key, at(4, 9), p.key})) people.push_back(p.key);
    REQUIRE(people.size() > 14);
    for (std::size_t i = 0; i < 14; ++i) {
        const auto events = carry_out(d, enrol{"yoga", people[i], at(4, 9), people[i]});
        placed += std::get<enrolled>(events.back()).waits ? 0 : 1;
    }
    CHECK(placed == 24);
    CHECK(carry_out(d, withdraw{"yoga", people[0], at(5, 9), people[0]}).size() == 2);
    CHECK(carry_out(d, withdraw{"yoga", people[1], at(11, 9), people[1]}).size() == 1); // the class is over
    for (const auto& f : audit(d.programme(), chengdong())) // which knows no time: to it the class goes on
        CHECK_MESSAGE(*f.rule == venues::codes::seat_free, to_string(f));
}

TEST_CASE("nobody came: the place is free, and the audit agrees; clearing up counts") {
    auto d = chengdong_desk();
    book_place b{.booking = "b-9",
                 .by = "team-02",
                 .at = at(3, 9),
                 .place = "place-gym",
                 .purpose = {"会"},
                 .from = at(10, 9),
                 .until = at(10, 12)};
    carry_out(d, b);
    carry_out(d, note_no_show{"b-9", "p-clerk", at(10, 10)});
    b.booking = "b-10";
    b.at = b.from = at(10, 10);
    carry_out(d, b);
    CHECK(audit(d.programme(), chengdong()).empty());
    auto p = d.programme();
    p.bookings.update(p.bookings.id_of("b-10"), [](booking& x) { x.clean_up = std::chrono::minutes{30}; });
    p.bookings.add({.key = "b-11",
                    .place = p.bookings["b-10"].place,
                    .purpose = {"会"},
                    .from = at(10, 12, 15),
                    .until = at(10, 13)});
    CHECK(audit(p, chengdong()).size() == 1);
}

TEST_CASE("a bad row of hours opens nothing") {
    const test::folder f{test::chengdong};
    f.append("place_hours.csv", "place-fire,monday,12:00,09:00\n");
    f.append("place_equipment.csv", "place-fire,white board\n");
    f.append("courses.csv", "chess,象棋,,,,,,,,,,60,,,\n");
    const auto [p, notices] = load(f, chengdong(), {.policy = policy::lenient});
    std::vector<std::string> said;
    for (const auto& n : notices) said.push_back(to_string(n));
    REQUIRE(said.size() == 3);
    CHECK(said[0].ends_with(
        "until: 12:00 to 09:00 is no window, want at most 12 hours over midnight, and none on a "
        "holiday or a make-up workday"));
    CHECK(said[1].find("white board has a space, want one word") != std::string::npos);
    CHECK(said[2].find("weekly: ") != std::string::npos);
    const auto fire = chengdong().places().id_of("place-fire");
    CHECK(p.terms.at(fire).open == opening{});
    programme shut;
    shut.terms[fire].open = opening{};
    const test::folder copy;
    CHECK_THROWS_AS(save(shut, chengdong(), copy), std::invalid_argument);
}

namespace {

/// Sums of a tally by its parts.
void check_parts(const fair_tally& all) {
    const auto add = [](trade_tally& to, const trade_tally& t) {
        to.sold += t.sold;
        to.fen += t.fen;
        to.given += t.given;
        to.got += t.got;
    };
    trade_tally stalls, kinds, both;
    for (const auto& [k, t] : all.by_stall) add(stalls, t);
    for (const auto& [k, t] : all.by_kind) add(kinds, t);
    for (const auto& [k, t] : all.by_stall_and_kind) add(both, t);
    CHECK(stalls == all.total);
    CHECK(kinds == all.total);
    CHECK(both == all.total);
}

/// What a saved programme says, whatever the order of its rows.
std::map<std::string, std::multiset<std::string>> rows_of(const programme& p, const civic::community& c) {
    const test::folder folder;
    save(p, c, folder);
    std::map<std::string, std::multiset<std::string>> all;
    for (const auto& layout : feed_layouts()) {
        std::istringstream lines{test::read(folder / std::string{layout.file})};
        for (std::string line; std::getline(lines, line);) all[std::string{layout.file}].insert(line);
    }
    return all;
}

/// A random command of any kind, most of which are refused.
command random_command(test::random& random, const programme& p, int number) {
    static const char* const courses[] = {"yoga", "thangka", "song-dance", "calligraphy"};
    static const char* const places[] = {"place-gym", "place-art", "place-music", "place-seniors"};
    static const char* const people[] = {"p-sr-01", "p-sr-02", "p-sr-03", "p-sr-04", "p-sr-05", "p-gl-15"};
    static const char* const goods[] = {"toys", "picture-books", "school-supplies"};
    const key by = random.one_in(2) ? key{"team-02"} : key{"p-clerk"};
    const auto now = at(3, 0) + std::chrono::minutes{number};
    const auto from = local_time{date{2022, 1, 4}} + std::chrono::minutes{30 * random.between(0, 48 * 24)};
    const auto until = from + std::chrono::minutes{30 * random.between(1, 5)};
    const auto name = "k" + std::to_string(number);
    const auto some = [&](const auto& all) {
        using Id = std::decay_t<decltype(*all.ids().begin())>;
        using Key = std::decay_t<decltype(all[Id{0}].key)>;
        if (all.empty()) return Key{"none"};
        return all[Id{static_cast<std::uint32_t>(random.between(0, static_cast<int>(all.size()) - 1))}].key;
    };
    switch (random.between(0, 14)) {
    case 0: {
        book_place x{.booking = name,
                     .by = by,
                     .at = now,
                     .place = random.one_of(places),
                     .purpose = {"会", "meeting"},
                     .from = from,
                     .until = until,
                     .people = 5,
                     .rank = random.between(0, 2)};
        if (random.one_in(2) && !p.bookings.empty()) { // what another one has
            const auto& other = p.bookings[some(p.bookings)];
            x.place = chengdong().places()[other.place].key;
            x.from = other.from;
            x.until = other.until;
        }
        return x;
    }
    case 1: {
        const auto of = random.one_in(2) ? key{} : random.one_in(8) ? key{"team-01"} : key{"team-02"};
        return cancel_booking{some(p.bookings), by, now, "why", of};
    }
    case 2: return note_no_show{some(p.bookings), by, now};
    case 3:
    case 4: return enrol{random.one_of(courses), by, now, random.one_of(people)};
    case 5: return withdraw{random.one_of(courses), by, now, random.one_of(people)};
    case 6:
        return change_capacity{random.one_of(courses), by, now,
                               random.one_in(5) ? std::nullopt : std::optional{random.between(0, 12)}};
    case 7: {
        schedule_session x{.session = name,
                           .by = by,
                           .at = now,
                           .course = random.one_of(courses),
                           .place = random.one_of(places),
                           .from = from,
                           .until = until};
        if (random.one_in(3)) x.instead_of = some(p.sessions);
        return x;
    }
    case 8: return move_session{some(p.sessions), by, now, random.one_of(places), from, until, "snow"};
    case 9: return call_off_session{some(p.sessions), by, now, "ill"};
    case 10: return hold_session{some(p.sessions), by, now, {"p-gl-15"}};
    case 11: {
        plan_activity x{.activity = name,
                        .by = by,
                        .at = now,
                        .handler = {civic::handler_kind::team, "team-02"},
                        .title = {"歌", "song"},
                        .from = from,
                        .until = until};
        if (random.one_in(2))
            x.place = random.one_of(places);
        else if (random.one_in(2))
            x.home = random.one_of(people);
        else
            x.in_the_open = {"广场", "square"};
        return x;
    }
    case 12:
        if (random.one_in(2)) return call_off_activity{some(p.activities), by, now, "snow"};
        return hold_activity{some(p.activities), by, now, 3, {"人", "people"}, 2};
    case 13:
        return take_stall{.fair = "market",
                          .by = by,
                          .at = now,
                          .stall = name,
                          .keeper = {"摊", "stall"},
                          .goods = {random.one_of(goods)},
                          .spot = {random.real(0, 18), random.real(0, 8), 2, 1.5}};
    default:
        return record_trade{.fair = "market",
                            .by = by,
                            .at = now,
                            .trade = name,
                            .stall = p.fairs["market"].stalls.empty()
                                         ? stall_key{"none"}
                                         : p.fairs["market"]
                                               .stalls[static_cast<std::size_t>(random.between(
                                                   0, static_cast<int>(p.fairs["market"].stalls.size()) - 1))]
                                               .key,
                            .goods = random.one_of(goods),
                            .count = random.between(1, 3),
                            .fen = random.between(0, 500)};
    }
}

/// What must hold of a programme at any time.
void check_invariants(const programme& p) {
    for (const auto& f : audit(p, chengdong()))
        if (!(*f.rule == venues::codes::person_in_two_places) && !(*f.rule == venues::codes::course_full) &&
            !(*f.rule == venues::codes::over_capacity) && !(*f.rule == venues::codes::seat_free))
            CHECK_MESSAGE(false, to_string(f));
    for (const auto& c : p.courses) {
        std::set<civic::person_id> in;
        for (const auto& e : c.enrolments)
            if (e.state != enrolment_state::withdrawn) CHECK(in.insert(e.person).second);
    }
    for (const auto& f : p.fairs) check_parts(tally(f));
}

/// After somebody asked or left, the capacity changed, or a session was moved or called off: nobody waits while there
/// is room, as long as the class goes on. (Rooms take more than these classes.)
void check_nobody_waits(const programme& p, const command& after) {
    const bool moves =
        std::holds_alternative<move_session>(after) || std::holds_alternative<call_off_session>(after);
    const bool asks = std::holds_alternative<enrol>(after) || std::holds_alternative<withdraw>(after) ||
                      std::holds_alternative<change_capacity>(after);
    if (!asks && !moves) return;
    const auto& c = moves ? p.courses[p.sessions[subject_of(after)].course] : p.courses[subject_of(after)];
    const auto now = std::visit([](const auto& x) { return x.at; }, after);
    bool goes_on = false;
    for (const auto& s : p.sessions)
        goes_on = goes_on ||
                  (p.courses[s.course].key == c.key && s.state != session_state::called_off && s.until > now);
    const auto has = people_in(c, enrolment_state::enrolled).size();
    if (goes_on && c.capacity && has < static_cast<std::size_t>(*c.capacity))
        CHECK(people_in(c, enrolment_state::waiting).empty());
}

} // namespace

TEST_CASE("random commands never break what must hold, and their events, encoded, give the same programme") {
    test::random random;
    std::map<std::size_t, int> kinds;
    for (int round = 0; round < 12; ++round) {
        // From where the feed ends, with a market that lasts the month; the rows may come in any order.
        const auto start_of = [&](const std::filesystem::path& folder) {
            auto p = load(folder, chengdong()).value;
            for (const auto id : p.teachers.ids()) p.teachers.update(id, [](teacher& t) { t.free.reset(); });
            for (const auto id : p.courses.ids()) p.courses.update(id, [](course& x) { x.needs.clear(); });
            p.fairs.add({.key = "market",
                         .name = {"集市", "market"},
                         .host = {},
                         .from = at(3, 0),
                         .until = at(31, 0),
                         .width = 20,
                         .depth = 10});
            return p;
        };
        desk d{chengdong(), start_of(test::chengdong)};
        std::vector<std::string> journal;
        std::map<course_key, std::vector<civic::person_key>> asked; // who waits for each class, in order
        for (int i = 0; i < 1500; ++i) {
            const auto c = random_command(random, d.programme(), 20 * i);
            if (d.check(c)) continue;
            const auto events = d.decide(c).events();
            for (const auto& e : events) {
                ++kinds[e.index()];
                journal.push_back(encode(e));
                REQUIRE(encode(decode(journal.back())) == journal.back());
                // The waiting list, kept by hand: nobody is overtaken.
                if (const auto* x = std::get_if<enrolled>(&e); x != nullptr && x->waits)
                    asked[x->course].push_back(x->person);
                if (const auto* x = std::get_if<withdrawn>(&e)) std::erase(asked[x->course], x->person);
                if (const auto* x = std::get_if<place_given>(&e)) {
                    REQUIRE_FALSE(asked[x->course].empty());
                    CHECK(asked[x->course].front() == x->person);
                    asked[x->course].erase(asked[x->course].begin());
                }
            }
            d.apply(events);
            if (i % 50 == 0) check_invariants(d.programme());
            check_nobody_waits(d.programme(), c);
        }
        check_invariants(d.programme());
        const test::folder shuffled{test::chengdong};
        std::mt19937_64 engine{test::seed()};
        for (const auto* file : {"courses.csv", "sessions.csv", "bookings.csv", "teachers.csv", "goods.csv"})
            shuffled.shuffle(file, engine);
        desk again{chengdong(), start_of(shuffled)};
        std::vector<event> events;
        for (const auto& line : journal) events.push_back(decode(line));
        again.apply(events);
        CHECK(rows_of(again.programme(), chengdong()) == rows_of(d.programme(), chengdong()));
        // What is saved is loaded again, to the letter.
        const test::folder copy;
        save(d.programme(), chengdong(), copy);
        CHECK(load(copy, chengdong()).value == d.programme());
        // A desk that was packed is the same desk, and goes on as it would.
        desk packed{chengdong(), start_of(test::chengdong)};
        auto parts = d.pack();
        REQUIRE(packed.unpack(parts));
        CHECK(packed.programme() == d.programme());
        CHECK(packed.version(stream_of(event{})) == d.version(stream_of(event{})));
        for (int i = 0; i < 20; ++i) {
            const auto c = random_command(random, d.programme(), 30'000 + 20 * i);
            const auto why = d.check(c), same = packed.check(c);
            CHECK((why ? to_string(*why) : "") == (same ? to_string(*same) : ""));
        }
        desk other{chengdong(), {}}; // that began with something else
        CHECK_FALSE(other.unpack(parts));
        parts.back().pop_back();
        CHECK_FALSE(packed.unpack(parts));
        CHECK(packed.programme() == d.programme());
        // A batch with an event that does not follow leaves all as it was.
        desk half{chengdong(), start_of(test::chengdong)};
        auto broken = events;
        broken.push_back(events.front());
        broken.push_back(session_called_off{{"nothing", "team-02", at(3, 0), "why"}});
        CHECK_THROWS_AS(half.apply(broken), std::invalid_argument);
        CHECK(half.programme() == start_of(test::chengdong));
        half.apply(events);
        CHECK(rows_of(half.programme(), chengdong()) == rows_of(d.programme(), chengdong()));
    }
    for (std::size_t kind = 0; kind < std::variant_size_v<event::variant>; ++kind)
        CHECK_MESSAGE(kinds[kind] > 3, kind);
}

TEST_CASE("a line that encode did not write is no event") {
    const auto line = encode(enrolled{{"yoga", "p-elder", at(3, 9), "p-elder"}, true});
    CHECK(line == "enrolled@1\tyoga\tp-elder\t2022-01-03 09:00\tp-elder\tyes");
    CHECK(std::get<enrolled>(decode(line)).waits);
    for (const auto& bad :
         {std::string{}, line + "\t", line.substr(0, line.size() - 4), "x" + line, line + "\n",
          std::string{"enrolled\tyoga\tp-elder\t2022-01-03 09:00:00\tp-elder\tyes"}})
        CHECK_THROWS_AS((void)decode(bad), data_error);
    CHECK(name_of(event{enrolled{}}, language::zh) == "报名");
    // No limit was written as 0 once.
    const auto capacity = [](const std::string& written) {
        return std::get<capacity_changed>(decode("capacity_changed@" + written)).capacity;
    };
    CHECK(capacity("1\tyoga\tp-clerk\t2022-01-03 09:00\t0") == std::nullopt);
    CHECK(capacity("1\tyoga\tp-clerk\t2022-01-03 09:00\t8") == 8);
    CHECK(capacity("2\tyoga\tp-clerk\t2022-01-03 09:00\t0") == 0);
    CHECK(capacity("2\tyoga\tp-clerk\t2022-01-03 09:00\t") == std::nullopt);
}

TEST_SUITE_END();
