/// The week's wall, table and list: what is on which day, in which colours, and what one reads of it.
#include <qaidam/qaidam.hpp>

#include <array>
#include <cmath>
#include <cstdio>
#include <regex>
#include <set>

#include "count.hpp"
#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/venue_week");

using namespace qaidam;
using calendar::date;
using calendar::local_time;
using test::count;

namespace {

const civic::community& chengdong() {
    static const auto c = civic::load(test::chengdong).value;
    return c;
}

/// A time of a day of January 2022; the 10th is a Monday.
local_time at(int day, int hour, int minute = 0) {
    return local_time(date{2022, 1, static_cast<unsigned short>(day)},
                      std::chrono::hours{hour} + std::chrono::minutes{minute});
}

civic::place_id place_of(const char* key) {
    return chengdong().places().id_of(key);
}

venues::booking a_booking(const char* key, const char* name, local_time from, local_time until) {
    return {
        .key = key, .place = place_of("place-art"), .purpose = {name, name}, .from = from, .until = until};
}

/// The parts of the page: the wall, the list by day, the table.
struct parts {
    std::string wall, days, table;
};
parts parts_of(const std::string& page) {
    const auto days = page.find("<div class=\"days\">");
    const auto table = page.find("<table");
    const auto wall = page.find("<div class=\"wall\">");
    REQUIRE(wall < days);
    REQUIRE(days < table);
    REQUIRE(table != std::string::npos);
    return {page.substr(wall, days - wall), page.substr(days, table - days), page.substr(table)};
}

/// What the list says of a day, named as in its heading.
std::string day_in(const std::string& days, const std::string& heading) {
    const auto from = days.find("<h3>" + heading);
    if (from == std::string::npos) return "";
    return days.substr(from, days.find("</ul>", from) - from);
}

struct drawn_text {
    double x, y;
    std::string anchor, words;
};
std::vector<drawn_text> texts_of(const std::string& svg) {
    static const std::regex text{
        R"re(<text x="([^"]*)" y="([^"]*)"[^>]*text-anchor="([^"]*)"[^>]*>([^<]*)</text>)re"};
    std::vector<drawn_text> all;
    for (auto i = std::sregex_iterator{svg.begin(), svg.end(), text}; i != std::sregex_iterator{}; ++i)
        all.push_back({std::stod((*i)[1]), std::stod((*i)[2]), (*i)[3], (*i)[4]});
    return all;
}

struct rgb {
    unsigned r, g, b;
};
rgb parsed(const std::string& colour) {
    rgb c{};
    REQUIRE(std::sscanf(colour.c_str(), "#%2x%2x%2x", &c.r, &c.g, &c.b) == 3);
    return c;
}
/// By WCAG 2.
double contrast(const std::string& one, const std::string& other) {
    const auto luminance = [](const std::string& colour) {
        const auto part = [](unsigned n) {
            const double v = n / 255.0;
            return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        };
        const auto c = parsed(colour);
        return 0.2126 * part(c.r) + 0.7152 * part(c.g) + 0.0722 * part(c.b);
    };
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

TEST_CASE("what lasts several days is on each of them, on the wall, in the list and in the table") {
    venues::programme p;
    p.bookings.add(a_booking("show", "Paintings", at(12, 9), at(14, 18)));
    const auto page = parts_of(views::week_page(p, chengdong(), date{2022, 1, 12}, language::en));
    CHECK(count(page.wall, ">Paintings<") == 3);
    CHECK(count(page.wall, ">from 09:00<") == 1);
    CHECK(count(page.wall, ">until 18:00<") == 1);
    CHECK(count(page.table, "Paintings") == 3);
    CHECK(count(page.days, "Paintings") == 3);
    CHECK(day_in(page.days, "Wed 1/12").find("<b>from 09:00</b> Paintings") != std::string::npos);
    CHECK(day_in(page.days, "Thu 1/13").find("<b>all day</b> Paintings") != std::string::npos);
    CHECK(day_in(page.days, "Fri 1/14").find("<b>until 18:00</b> Paintings") != std::string::npos);
    CHECK(day_in(page.days, "Sat 1/15").empty());
    // It began in the week before.
    auto later = a_booking("long", "Calligraphy", at(1, 0), at(18, 12));
    later.place = place_of("place-music");
    p.bookings.add(later);
    const auto next = parts_of(views::week_page(p, chengdong(), date{2022, 1, 17}, language::zh));
    CHECK(count(next.days, "Calligraphy") == 2);
    CHECK(day_in(next.days, "周一 1月17日").find("<b>全天</b> Calligraphy") != std::string::npos);
    CHECK(day_in(next.days, "周二 1月18日").find("<b>至 12:00</b> Calligraphy") != std::string::npos);
    // A day in between does not stretch the hours that are drawn.
    for (const auto* wall : {&page.wall, &next.wall}) {
        CHECK(count(*wall, ">09:00<") == 1);
        CHECK(count(*wall, ">08:00<") == 0);
        CHECK(count(*wall, ">19:00<") == 0);
    }
}

TEST_CASE("an evening that ends after midnight is of its evening alone") {
    venues::programme p;
    p.bookings.add(a_booking("night", "Dance", at(14, 22), at(15, 1)));
    p.bookings.add(a_booking("late", "Film", at(15, 20), at(16, 0)));
    const auto days = parts_of(views::week_page(p, chengdong(), date{2022, 1, 12}, language::en)).days;
    CHECK(count(days, "Dance") == 1);
    CHECK(day_in(days, "Fri 1/14").find("<b>22:00–01:00</b> Dance") != std::string::npos);
    CHECK(day_in(days, "Sat 1/15").find("<b>20:00–24:00</b> Film") != std::string::npos);
}

TEST_CASE("closures, holidays, preparing and clearing up are told") {
    venues::programme p;
    auto show = a_booking("show", "Puppets", at(12, 10), at(12, 11));
    show.set_up = std::chrono::minutes{30};
    show.clean_up = std::chrono::minutes{15};
    p.bookings.add(show);
    auto feast = a_booking("feast", "Feast", at(11, 10), at(11, 11));
    feast.set_up = std::chrono::minutes{24 * 60}; // the day before is taken, too
    p.bookings.add(feast);
    p.terms[place_of("place-music")].closures.push_back({at(13, 9), at(14, 12), {"检修", "repairs"}});
    p.terms[place_of("place-gym")].closures.push_back({at(13, 0), local_time::last(), {}});
    const auto page = parts_of(views::week_page(p, chengdong(), date{2022, 1, 12}, language::en));
    CHECK(day_in(page.days, "Wed 1/12").find("taken 09:30–11:15") != std::string::npos);
    CHECK(day_in(page.days, "Mon 1/10").find("Feast (being prepared)") != std::string::npos);
    CHECK(count(page.table, "closed: repairs") == 2);
    CHECK(day_in(page.days, "Thu 1/13").find("<b>from 09:00</b> closed: repairs") != std::string::npos);
    CHECK(day_in(page.days, "Fri 1/14").find("<b>until 12:00</b> closed: repairs") != std::string::npos);
    CHECK(count(page.days, "<b>all day</b> closed<") == 4); // from the 13th on
    CHECK(count(page.wall, "closed: repairs<") == 2);
    CHECK(count(page.wall, ">set-up, clean-up<") == 1);
    CHECK(count(page.wall, ">closed<") == 4 + 1); // and in the legend
    const auto entries = venues::list_entries(p, chengdong(), at(12, 0), at(13, 0));
    CHECK(views::entry_table(entries, chengdong(), language::zh)
              .text()
              .find("Puppets（准备 30 分钟，清场 15 分钟）") != std::string::npos);
    // The places that are open on such a weekday, and closed for the holiday.
    p.terms[place_of("place-seniors")].open = venues::opening{.week = calendar::office_hours()};
    const auto feast_week = parts_of(views::week_page(p, chengdong(), date{2022, 2, 1}, language::zh));
    CHECK(day_in(feast_week.days, "周二 2月1日").find("<li>春节闭馆<br><small>老年活动室</small>") !=
          std::string::npos);
    CHECK(count(feast_week.table, "春节闭馆") == 5); // Monday to Friday
    CHECK(count(feast_week.wall, ">春节闭馆") == 5);
    const auto english = parts_of(views::week_page(p, chengdong(), date{2022, 2, 1}, language::en));
    CHECK(count(english.days, "closed: Spring Festival") == 5);
}

TEST_CASE(
    "a booking that nobody used, one that another displaced and one that was cancelled are told apart") {
    venues::programme p;
    const std::pair<const char*, venues::booking_state> states[] = {
        {"One", venues::booking_state::booked},
        {"Two", venues::booking_state::cancelled},
        {"Three", venues::booking_state::displaced},
        {"Four", venues::booking_state::no_show}};
    int hour = 9;
    for (const auto& [name, state] : states) {
        auto b = a_booking(name, name, at(12, hour), at(12, hour + 1));
        b.state = state;
        p.bookings.add(b);
        ++hour;
    }
    CHECK(venues::list_entries(p, chengdong(), at(12, 0), at(13, 0)).size() == 1);
    const auto all = venues::list_entries(p, chengdong(), at(12, 0), at(13, 0), venues::called_off::kept);
    REQUIRE(all.size() == 4);
    CHECK(fmt::format("{} {} {} {}", all[0].state, all[1].state, all[2].state, all[3].state) ==
          "on called off displaced nobody came");
    const auto table = views::entry_table(all, chengdong(), language::en).text();
    for (const auto* told : {"Two (called off)", "Three (displaced)", "Four (nobody came)"})
        CHECK_MESSAGE(table.find(told) != std::string::npos, told);
    CHECK(count(table, "(called off)") == 1);
    std::vector<std::string> shown;
    for (const auto& e : views::to_calendar(p, chengdong(), {.language = language::en}))
        shown.push_back(e.summary + (e.status == calendar::event_status::cancelled ? " -" : ""));
    CHECK(shown ==
          std::vector<std::string>{"One", "Two (called off) -", "Three (displaced) -", "Four (nobody came)"});
    // Nothing of them is on the wall.
    CHECK(count(views::week_chart(p, chengdong(), date{2022, 1, 12}, language::en), ">Two") == 0);
}

TEST_CASE("each class of a year whose holidays are not known says so, everywhere") {
    venues::programme p;
    p.courses.add({.key = "yoga", .name = {"瑜伽", "Yoga"}, .place = place_of("place-gym")});
    for (const int day : {3, 10, 17}) {
        const auto from = at(day, 19);
        p.sessions.add({.key = "s" + std::to_string(day),
                        .course = p.courses.id_of("yoga"),
                        .place = place_of("place-gym"),
                        .from = from,
                        .until = from + std::chrono::hours{1}});
    }
    auto known = calendar::holidays::china();
    CHECK(count(views::week_page(p, chengdong(), date{2022, 1, 12}, language::en), "not known") == 0);
    calendar::holidays none;
    const auto entries = venues::list_entries(p, chengdong(), at(1, 0), at(31, 0));
    CHECK(count(views::entry_table(entries, chengdong(), language::en, {.holidays = none}).text(),
                "Yoga (holidays not known yet)") == 3);
    const auto page =
        parts_of(views::week_page(p, chengdong(), date{2022, 1, 12}, language::en, {.holidays = none}));
    CHECK(count(page.table, "Yoga (holidays not known yet)") == 1);
    CHECK(count(page.days, "Yoga (holidays not known yet)") == 1);
    CHECK(count(page.wall, "holidays not known") >= 7);
    const auto events = views::to_calendar(p, chengdong(), {.language = language::en, .holidays = none});
    std::size_t told = 0;
    for (const auto& o : icalendar::expand(events, at(1, 0), at(31, 0))) {
        const auto& e = events[o.event];
        CHECK(e.status == calendar::event_status::tentative);
        CHECK(e.summary == "Yoga (holidays not known yet)");
        ++told;
    }
    CHECK(told == 3);
    for (const auto& e : views::to_calendar(p, chengdong(), {.language = language::en}))
        CHECK(e.status == calendar::event_status::confirmed);
}

TEST_CASE("nine uses at once can all be read, and none stands upon another") {
    venues::programme p;
    std::vector<std::string> names;
    for (int i = 0; i < 9; ++i) names.push_back(fmt::format("Class number {}", i));
    for (std::uint32_t i = 0; i < 9; ++i) {
        auto b = a_booking(names[i].c_str(), names[i].c_str(), at(12, 10), at(12, 11));
        b.place = civic::place_id{i % static_cast<std::uint32_t>(chengdong().places().size())};
        p.bookings.add(b);
    }
    const auto chart = views::week_chart(p, chengdong(), date{2022, 1, 12}, language::en);
    for (const auto& name : names) CHECK_MESSAGE(count(chart, ">" + name + "<") == 1, name);
    CHECK(count(chart, ">10:00–11:00<") == 9);
    // Lines of text in one column keep their distance.
    auto all = texts_of(chart);
    std::erase_if(all, [](const drawn_text& t) { return t.anchor != "start"; });
    CHECK(all.size() >= 27);
    for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (std::abs(all[i].x - all[j].x) < 40)
                CHECK_MESSAGE(std::abs(all[i].y - all[j].y) >= 12, all[i].words << " / " << all[j].words);
}

TEST_CASE("no word of a title is broken, where two things stand side by side or not") {
    venues::programme p;
    p.bookings.add(a_booking("one", "Calligraphy competition", at(12, 10), at(12, 12)));
    p.bookings.add(a_booking("two", "Thangka", at(12, 11), at(12, 13)));
    p.bookings.add(a_booking("three", "Yoga", at(13, 10), at(13, 12)));
    p.bookings.add(a_booking("four", "Chess", at(13, 11), at(13, 13)));
    const auto chart = views::week_chart(p, chengdong(), date{2022, 1, 12}, language::en);
    for (const auto* told : {">Calligraphy<", ">competition<", ">Thangka<", ">Yoga<", ">Chess<"})
        CHECK_MESSAGE(count(chart, told) == 1, told);
    CHECK(count(chart, ">10:00–12:00<") == 1); // one below the other
    CHECK(count(chart, ">10:00<") == 2);       // side by side, and the axis
}

TEST_CASE("twelve places have twelve colours and letters, which grey print keeps apart") {
    test::folder f{test::chengdong};
    for (int i = static_cast<int>(chengdong().places().size()); i < 30; ++i)
        f.append("places.csv", fmt::format("place-x{},场所 {},Place {},room,10,,\n", i, i, i));
    const auto c = civic::load(f).value;
    REQUIRE(c.places().size() == 30);
    venues::programme p;
    for (std::uint32_t i = 0; i < 30; ++i)
        p.bookings.add({.key = "b" + std::to_string(i),
                        .place = civic::place_id{i},
                        .purpose = {"会", "Meeting"},
                        .from = at(10 + static_cast<int>(i) % 7, 9 + static_cast<int>(i) / 7),
                        .until = at(10 + static_cast<int>(i) % 7, 10 + static_cast<int>(i) / 7)});
    const auto page = views::week_page(p, c, date{2022, 1, 12}, language::en);
    static const std::regex tag{
        R"re(<b class="place" style="background: (#[0-9a-f]{6})">([A-Z]+)</b> [^<])re"};
    std::vector<std::pair<std::string, std::string>> tags; // of the table, a row a place
    const auto table = parts_of(page).table;
    for (auto i = std::sregex_iterator{table.begin(), table.end(), tag}; i != std::sregex_iterator{}; ++i)
        tags.emplace_back((*i)[1], (*i)[2]);
    REQUIRE(tags.size() == 30);
    std::set<std::string> colours, letters;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        letters.insert(tags[i].second);
        if (i < 12) colours.insert(tags[i].first);
        CHECK(contrast(tags[i].first, "#ffffff") >= 4.5); // white letters
    }
    CHECK(colours.size() == 12);
    CHECK(letters.size() == 30);
    CHECK(tags[0].second == "A");
    CHECK(tags[25].second == "Z");
    CHECK(tags[26].second == "AA");
    // Each box has the letter of its place, and an edge that can be seen on its ground and on paper.
    const auto chart = views::week_chart(p, c, date{2022, 1, 12}, language::en);
    for (const auto& letter : letters) CHECK_MESSAGE(count(chart, ">" + letter + "</text>") == 2, letter);
    static const std::regex box{R"re(<rect [^>]*stroke="(#[0-9a-f]{6})"[^>]*fill="(#[0-9a-f]{6})")re"};
    std::set<std::string> grounds;
    for (auto i = std::sregex_iterator{chart.begin(), chart.end(), box}; i != std::sregex_iterator{}; ++i) {
        CHECK(contrast((*i)[1], (*i)[2]) >= 3);
        CHECK(contrast((*i)[1], "#ffffff") >= 3);
        grounds.insert((*i)[2]);
    }
    CHECK(grounds.size() == 12);
}

TEST_CASE("a narrow screen has a list by day in place of the wall and the table") {
    const auto p = venues::load(test::chengdong, chengdong()).value;
    const auto page = views::week_page(p, chengdong(), date{2021, 12, 24}, language::zh);
    CHECK(count(page,
                "@media screen and (max-width: 600px) { .wall, section + section { display: none; } .days { "
                "display: block; } }") == 1);
    CHECK(count(page, ".days { display: none; }") == 1);
    CHECK(count(page, "<script") == 0);
    const auto days = parts_of(page).days;
    const auto week =
        venues::list_entries(p, chengdong(), local_time{date{2021, 12, 20}}, local_time{date{2021, 12, 27}});
    CHECK(count(days, "<li>") == week.size());
    for (const auto& e : week) CHECK_MESSAGE(count(days, report::escape(e.title.zh)) >= 1, e.key.text());
    const venues::programme nothing;
    CHECK(views::week_page(nothing, chengdong(), date{2021, 12, 24}, language::zh).find("本周没有安排") !=
          std::string::npos);
}

TEST_SUITE_END();
