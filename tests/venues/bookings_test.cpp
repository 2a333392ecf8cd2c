/// Bookings: what is refused and why, what is free instead, and random days against a table of minutes.
#include <qaidam/venues/venues.hpp>

#include <algorithm>
#include <map>
#include <set>

#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("venues/bookings");

using namespace qaidam;
using namespace qaidam::venues;
using namespace std::chrono_literals;
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

/// The seniors' room has office hours, a closure and equipment; other places are always open.
programme some_terms() {
    place_terms seniors{.open = opening{.week = calendar::office_hours()}, .equipment = {"棋盘", "茶具"}};
    seniors.closures.push_back({at(12, 14), at(13, 12), {"检修", "repairs"}});
    programme p;
    p.terms.emplace(chengdong().places().id_of("place-seniors"), seniors);
    return p;
}

book_place chess() {
    return {.booking = "chess",
            .by = "team-02",
            .at = at(3, 9),
            .place = "place-seniors",
            .purpose = {"象棋", "Chess"},
            .from = at(10, 15),
            .until = at(10, 16),
            .people = 12};
}

std::string why(const desk& d, const command& c) {
    const auto no = d.check(c);
    if (!no) return "";
    return to_string(*no);
}

void carry_out(desk& d, const command& c) {
    d.apply(d.decide(c).events());
}

} // namespace

TEST_CASE("each refusal of a booking says why") {
    desk d{chengdong(), some_terms()};
    const auto with = [&](auto change) {
        auto x = chess();
        change(x);
        return why(d, x);
    };
    CHECK(with([](book_place&) {}) == "");
    CHECK(with([](book_place& x) {
              x.booking = {};
          }).starts_with("booking_id cannot be used, want UTF-8 that is not blank"));
    CHECK(with([](book_place& x) { x.place = "moon"; }) == "there is no place moon");
    CHECK(with([](book_place& x) { x.by = "nobody"; }) ==
          "the community does not know nobody, want a person, a team or a department");
    CHECK(with([](book_place& x) { x.until = x.from; }) ==
          "2022-01-10 15:00 to 2022-01-10 15:00 is no time, want an end after its start and a request before "
          "it");
    CHECK(with([](book_place& x) { x.at = at(10, 15, 1); }).find("is no time") != std::string::npos);
    CHECK(with([](book_place& x) { x.set_up = -1min; }) == "set_up, clean_up must be from 0 to 10080");
    CHECK(with([](book_place& x) { x.people = 500; }).starts_with("500 people, "));
    CHECK(with([](book_place& x) { x.needs = {"茶具", "投影仪"}; }).ends_with(" has no 投影仪"));
    CHECK(with([](book_place& x) {
              x.until = at(10, 18, 1);
          }).ends_with("is not open all the time from 2022-01-10 15:00 to 2022-01-10 18:01"));
    CHECK(with([](book_place& x) { x.from = at(15, 15), x.until = at(15, 16); }).find("is not open") !=
          std::string::npos); // a Saturday
    CHECK(with([](book_place& x) {
              x.from = at(12, 15), x.until = at(12, 16);
          }).ends_with("is closed until 2022-01-13 12:00: repairs"));
    CHECK(with([](book_place& x) {
              x.from = at(12, 11), x.until = at(12, 12), x.clean_up = 121min;
          }).ends_with("repairs"));
    carry_out(d, chess());
    CHECK(with([](book_place& x) { x.people = 13; }) == "booking chess exists already");
    CHECK(with([](book_place& x) { x.booking = "tea", x.from = at(10, 15, 59), x.until = at(10, 17); }) ==
          "booking chess has the place until 2022-01-10 16:00, clearing up included");
    CHECK(with([](book_place& x) { x.booking = "tea", x.from = at(10, 16), x.until = at(10, 17); }) == "");
    CHECK(why(d, cancel_booking{"tea", "team-02", at(9, 9), "why"}) == "there is no booking tea");
    CHECK(why(d, cancel_booking{"chess", "team-03", at(9, 9), "why"}) == "booking chess is not of team-03");
    CHECK(why(d, cancel_booking{"chess", "team-02", at(9, 9), {}}).starts_with("reason cannot be used"));
    CHECK(
        why(d, cancel_booking{"chess", "team-02", at(10, 15), "why"}).starts_with("booking chess begins at"));
    CHECK(why(d, note_no_show{"chess", "p-clerk", at(10, 14)}).starts_with("booking chess begins at"));
    // The office cancels for somebody by saying for whom; whoever it was is kept.
    CHECK(why(d, cancel_booking{"chess", "dept-03", at(9, 9), "why", "team-03"}) ==
          "booking chess is not of team-03");
    CHECK(why(d, cancel_booking{"chess", "nobody", at(9, 9), "why", "team-02"})
              .starts_with("the community does not know nobody"));
    auto other = d;
    carry_out(other, cancel_booking{"chess", "dept-03", at(9, 9), "burst-pipe", "team-02"});
    CHECK(other.programme().bookings["chess"].state == booking_state::cancelled);
    CHECK(other.programme().bookings["chess"].by == "team-02");
    CHECK(other.programme().bookings["chess"].changed_by == "dept-03");
    carry_out(d, note_no_show{"chess", "p-clerk", at(10, 15, 15)});
    CHECK(d.programme().bookings["chess"].changed_by == "p-clerk");
    CHECK(why(d, note_no_show{"chess", "p-clerk", at(10, 15, 15)}) == "booking chess is not used");
    CHECK(with([](book_place& x) { x.booking = "tea"; }) == ""); // the place is free again
}

TEST_CASE("instead of what is no wish nothing is offered") {
    const desk d{chengdong(), some_terms()};
    auto x = chess();
    CHECK(d.find_free(x, 3).size() == 3);
    CHECK(d.find_free(x, 0).empty());
    x.set_up = std::chrono::minutes::max();
    CHECK(d.find_free(x, 3).empty());
    x = chess();
    x.from = local_time{date{1400, 1, 2}};
    CHECK(d.find_free(x, 3).empty());
    x.from = chess().from;
    x.until = local_time{date{9999, 12, 30}};
    CHECK(d.find_free(x, 3).empty());
}

TEST_CASE("a higher rank displaces what has not begun, and nothing else") {
    desk d{chengdong(), some_terms()};
    carry_out(d, chess());
    auto clinic = chess();
    clinic.booking = "clinic";
    clinic.by = "dept-03";
    clinic.from = at(10, 15, 30);
    clinic.until = at(10, 17);
    CHECK(why(d, clinic).starts_with("booking chess has the place"));
    clinic.rank = 1;
    const auto events = d.decide(clinic).events();
    REQUIRE(events.size() == 2);
    CHECK(std::get<booking_displaced>(events[0]).in_favour_of == "clinic");
    // In the wrong order they do not follow, and leave everything as it was.
    const event wrong[] = {events[0], events[1], events[1]};
    const auto before = d.programme().bookings;
    CHECK_THROWS_AS(d.apply(wrong), std::invalid_argument);
    CHECK(d.programme().bookings == before);
    CHECK(why(d,
              [] {
                  auto x = chess();
                  x.booking = "again";
                  return x;
              }())
              .starts_with("booking chess has the place"));
    d.apply(events);
    CHECK(d.programme().bookings["chess"].state == booking_state::displaced);
    CHECK(d.programme().bookings["clinic"].state == booking_state::booked);
    auto late = chess();
    late.booking = "late";
    late.rank = 2;
    late.at = late.from = at(10, 16);
    late.until = at(10, 17);
    CHECK(why(d, late).starts_with("booking clinic has the place"));
}

TEST_CASE("a booking is repeated on the days of a set") {
    auto choir = chess();
    choir.booking = "choir";
    const auto all =
        repeat(choir, calendar::day_set::of({date{2022, 1, 10}, date{2022, 1, 17}, date{2022, 3, 1}}),
               date{2022, 1, 1}, date{2022, 2, 1});
    REQUIRE(all.size() == 2);
    CHECK(all[1].booking == "choir 2022-01-17");
    CHECK(all[1].from == at(17, 15));
    CHECK(all[1].until == at(17, 16));
    choir.until = at(11, 9); // over midnight
    CHECK(repeat(choir, calendar::day_set::of({date{2022, 1, 17}}), date{2022, 1, 1}, date{2022, 2, 1})
              .at(0)
              .until == at(18, 9));
    choir.until = at(11, 16);
    CHECK_THROWS_AS((void)repeat(choir, {}, date{2022, 1, 1}, date{2022, 2, 1}), std::invalid_argument);
}

namespace {

/// The wish that a booking was.
book_place wish_of(const booking& b) {
    return {.booking = b.key,
            .by = b.by,
            .at = *b.since,
            .place = chengdong().places()[b.place].key,
            .from = b.from,
            .until = b.until,
            .people = b.people,
            .set_up = b.set_up,
            .clean_up = b.clean_up};
}

/// Streams of so many commands, each of which is asked of a table of minutes too.
void run_streams(int streams, int commands) {
    test::random random;
    const civic::place_key places[] = {"place-seniors", "place-music", "place-art"};
    // Short streams are crowded into fewer days.
    const int last_day = std::min(20, 2 + commands / 20);
    const int days = last_day + 8;
    int accepted = 0;
    int offers = 0;
    int nearest_compared = 0;
    for (int stream = 0; stream < streams; ++stream) {
        desk d{chengdong(), some_terms()};
        std::vector<event> history;
        std::map<civic::place_key, std::vector<std::string>> minutes; // who has each minute from the 3rd on
        for (const auto& p : places) minutes[p].resize(static_cast<std::size_t>(days) * 1440);
        const auto minute_of = [](local_time t) {
            return static_cast<std::size_t>((t - at(3, 0)).count() / 60);
        };
        const auto any_time = [&](int least_day) {
            return at(3, 0) + std::chrono::minutes{random.between(least_day * 1440, last_day * 1440)};
        };
        // Whether the table lets a wish in; places without terms are always open.
        const auto is_free = [&](const book_place& x) {
            const bool with_terms = x.place == places[0];
            for (auto t = x.from - std::chrono::minutes{x.set_up.count()};
                 t < x.until + std::chrono::minutes{x.clean_up.count()}; t += std::chrono::minutes{1}) {
                if (t < at(3, 0)) continue; // before anything
                if (!minutes[x.place][minute_of(t)].empty()) return false;
                if (with_terms && t >= at(12, 14) && t < at(13, 12)) return false;
                const auto hour = t.time_of_day() / 1h;
                const bool open = t >= at(4, 0) && // the 3rd is a public holiday
                                  t.date().day_of_week() >= 1 && t.date().day_of_week() <= 5 &&
                                  ((hour >= 9 && hour < 12) || (hour >= 14 && hour < 18));
                if (with_terms && t >= x.from && t < x.until && !open) return false;
            }
            return true;
        };
        const auto fill = [&](const book_place& x, const std::string& who) {
            for (auto t = x.from - std::chrono::minutes{x.set_up.count()};
                 t < x.until + std::chrono::minutes{x.clean_up.count()}; t += std::chrono::minutes{1})
                minutes[x.place][minute_of(t)] = who;
        };
        for (int i = 0; i < commands; ++i) {
            if (random.one_in(6) && !d.programme().bookings.empty()) {
                const auto& b = d.programme().bookings[booking_id{static_cast<std::uint32_t>(
                    random.between(0, static_cast<int>(d.programme().bookings.size()) - 1))}];
                const cancel_booking c{b.key, b.by, *b.since, "why"};
                const auto what = wish_of(b);
                const bool was_booked = b.state == booking_state::booked && b.since < b.from;
                CHECK(d.check(c).has_value() != was_booked);
                if (!was_booked) continue;
                fill(what, "");
                for (auto& e : d.decide(c).events()) history.push_back(e);
                d.apply({&history.back(), 1});
                continue;
            }
            book_place x{.booking = "b-" + std::to_string(i),
                         .by = "team-02",
                         .at = at(3, 0),
                         .place = random.one_of(places),
                         .purpose = {"任意", "anything"},
                         .from = any_time(1),
                         .people = 5,
                         .set_up = std::chrono::minutes{random.one_in(2) ? 0 : random.between(1, 40)},
                         .clean_up = std::chrono::minutes{random.one_in(2) ? 0 : random.between(1, 40)}};
            if (x.place == places[0] && !random.one_in(3))
                x.from = local_time{x.from.date()} + std::chrono::hours{random.between(9, 17)};
            x.until = x.from + std::chrono::minutes{random.between(1, 180)};
            const bool want = is_free(x);
            CHECK(d.check(x).has_value() != want);
            if (!want && random.one_in(8)) {
                const auto offered = d.find_free(x, 3);
                CHECK(offered.size() <= 3);
                // No minute that is nearer at its place is free.
                std::optional<local_time> nearest;
                for (int off = 0; off < 60 * 24 && !nearest; ++off)
                    for (const int sign : {-1, 1}) {
                        auto y = x;
                        y.from = x.from + std::chrono::minutes{sign * off};
                        y.until = y.from + (x.until - x.from);
                        if (!nearest && y.from >= x.at && is_free(y)) nearest = y.from;
                    }
                std::optional<local_time> got;
                for (const auto& s : offered) {
                    auto y = x;
                    y.place = s.place;
                    y.from = s.from;
                    y.until = s.from + (x.until - x.from);
                    if (minutes.contains(s.place)) CHECK(is_free(y));
                    if (s.place == x.place && !got) got = s.from;
                    ++offers;
                }
                if (nearest) {
                    REQUIRE(got);
                    CHECK_MESSAGE((*got < x.from ? x.from - *got : *got - x.from) ==
                                      (*nearest < x.from ? x.from - *nearest : *nearest - x.from),
                                  x.place.text()
                                      << " wished " << calendar::to_string(x.from) << " to "
                                      << calendar::to_string(x.until) << " with " << x.set_up.count() << ", "
                                      << x.clean_up.count() << ": got " << calendar::to_string(*got)
                                      << ", nearest " << calendar::to_string(*nearest));
                    ++nearest_compared;
                }
            }
            if (!want) continue;
            ++accepted;
            fill(x, x.booking.text());
            for (auto& e : d.decide(x).events()) history.push_back(e);
            d.apply({&history.back(), 1});
        }
        desk again{chengdong(), some_terms()};
        again.apply(history);
        CHECK(again.programme().bookings == d.programme().bookings);
    }
    CHECK(accepted > streams * commands / 16);
    CHECK(offers > streams * commands / 80);
    CHECK(nearest_compared > streams * commands / 200);
}

} // namespace

TEST_CASE("random streams of bookings agree with a table of minutes, and what is offered instead is free") {
    run_streams(test::cases(20), 400);
}

TEST_CASE("a hundred thousand random streams of bookings agree with a table of minutes" * doctest::skip()) {
    run_streams(100'000, 15);
}

TEST_SUITE_END();
