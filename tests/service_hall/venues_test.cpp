// Classes and places through the real server: enrolled, waiting, booked, cancelled, and what is not allowed.

#include <csignal>
#include <sys/wait.h>

#include <doctest/doctest.h>

#include "browser.hpp"
#include "who.hpp"

TEST_SUITE_BEGIN("service_hall/venues");

using test::at_desk;
using test::browser;
using test::elder;
using test::neighbour;
using test::server;

namespace {

test::reply book(browser& b, const std::string& place, const std::string& day, const std::string& from,
                 const std::string& until, const std::string& people = "5") {
    REQUIRE(b.open("/venues/" + place).status == 200);
    return b.submit(
        "booking-form",
        {{"day", day}, {"from", from}, {"until", until}, {"people", people}, {"what", "rehearsal"}});
}

/// The forms by which what the resident has can be cancelled.
std::vector<std::string> cancel_forms(const browser& b) {
    std::vector<std::string> all;
    for (auto at = b.page().find("id=\"cancel-"); at != std::string::npos;
         at = b.page().find("id=\"cancel-", at + 1))
        all.push_back(b.page().substr(at + 4, b.page().find('"', at + 4) - at - 4));
    return all;
}

} // namespace

TEST_CASE("a class fills up, the next one waits, and gets the place of who leaves") {
    const test::folder folder;
    const server s{folder};
    browser anybody{s.port()};
    anybody.open("/venues?lang=en");
    CHECK(anybody.between("<li id=\"class-thangka\">", "</li>").find("8 of 12") != std::string::npos);
    CHECK(!anybody.form("enrol-thangka"));

    std::vector<browser> in;
    for (const auto* phone : {"19900000050", "19900000051", "19900000052", elder}) {
        in.push_back(at_desk(s, phone));
        in.back().open("/venues");
        REQUIRE(in.back().submit("enrol-thangka").status == 200);
        CHECK(in.back().at() == "/mine");
        CHECK(in.back().between("<section id=\"my-classes\">", "</section>").find("enrolled") !=
              std::string::npos);
    }
    auto late = at_desk(s, neighbour);
    late.open("/venues");
    CHECK(late.page().find("12 of 12") != std::string::npos);
    CHECK(late.page().find("Go on the waiting list") != std::string::npos);
    late.submit("enrol-thangka");
    CHECK(late.between("<section id=\"my-classes\">", "</section>").find("waiting, number 1") !=
          std::string::npos);

    in[0].open("/venues");
    in[0].submit("withdraw-thangka");
    CHECK(in[0].page().find("my-classes") == std::string::npos);
    late.open("/mine");
    CHECK(late.between("<section id=\"my-classes\">", "</section>").find("waiting") == std::string::npos);
    CHECK(late.between("<section id=\"my-classes\">", "</section>").find("enrolled") != std::string::npos);
    // Who asks twice, or has left, is told.
    CHECK(late.open("/venues").status == 200);
    const auto again = *late.form("withdraw-thangka");
    CHECK(late.send("/classes/thangka/enrol", again).status == 409);
    CHECK(late.send("/classes/no-such-class/enrol", again).status == 409);
    CHECK(late.page().find("there is no") != std::string::npos);
}

TEST_CASE("a place is booked once, seen by all, refused to the next with what is free, and cancelled") {
    const test::folder folder;
    server s{folder};
    auto first = at_desk(s, elder);
    CHECK(book(first, "place-music", "2021-12-25", "10:00", "11:30").status == 200);
    CHECK(first.at() == "/mine");
    CHECK(first.between("<section id=\"bookings\">", "</section>").find("Music Room") != std::string::npos);

    browser anybody{s.port()};
    anybody.open("/venues/place-music?lang=en");
    CHECK(anybody.page().find("<time>09:00–10:00</time>, <time>11:30–21:30</time>") != std::string::npos);
    anybody.open("/week");
    CHECK(anybody.page().find("Rehearsal") != std::string::npos);
    CHECK(anybody.page().find("Tsering Dorje") == std::string::npos);
    for (const std::string page : {"/week", "/wall"}) {
        anybody.open(page);
        CHECK(anybody.page().find("Legal-aid day") != std::string::npos);
        CHECK(anybody.page().find("haircut") == std::string::npos); // at somebody's home
        CHECK(anybody.page().find("home of") == std::string::npos);
    }

    auto second = at_desk(s, neighbour);
    CHECK(book(second, "place-music", "2021-12-25", "11:00", "12:00").status == 409);
    const auto instead = second.between("id=\"instead\">", "</ul>");
    const auto from = instead.find("/venues/");
    REQUIRE(from != std::string::npos);
    auto link = instead.substr(from, instead.find('"', from) - from);
    for (auto at = link.find("amp;"); at != std::string::npos; at = link.find("amp;")) link.erase(at, 4);
    second.open(link);
    CHECK(second.submit("booking-form").status == 200); // what is offered is free
    CHECK(second.at() == "/mine");

    // Another's booking is not theirs to cancel; a restart forgets nothing.
    first.open("/mine");
    const auto forms = cancel_forms(first);
    REQUIRE(forms.size() == 1);
    auto forged = *second.form(cancel_forms(second).at(0));
    CHECK(second.send(first.action(forms[0]), forged).status == 409);
    CHECK(WEXITSTATUS(s.stop(SIGTERM)) == 0);
    const server again{folder};
    auto later = at_desk(again, elder);
    later.open("/mine");
    later.submit(forms[0]);
    CHECK(later.between("<section id=\"bookings\">", "</section>").find("cancelled") != std::string::npos);
    CHECK(cancel_forms(later).empty());
}

TEST_CASE("the form of a booking that is sent twice books once, and nobody takes all for themselves") {
    const test::folder folder;
    const server s{folder};
    auto b = at_desk(s, elder);
    b.open("/venues/place-reading");
    auto form = *b.form("booking-form");
    std::erase_if(form, [](const auto& f) { return f.first == "day" || f.first == "what"; });
    form.emplace_back("day", "2021-12-27");
    form.emplace_back("what", "reading");
    for (int times = 0; times < 3; ++times) {
        CHECK(b.send("/venues/place-reading", form).status == 200);
        CHECK(cancel_forms(b).size() == 1);
    }
    CHECK(book(b, "place-reading", "2021-12-28", "10:00", "11:00").status == 200);
    CHECK(book(b, "place-reading", "2021-12-29", "10:00", "15:00").status == 409); // five hours
    CHECK(book(b, "place-reading", "2022-02-28", "10:00", "11:00").status == 409); // two months ahead
    CHECK(book(b, "place-reading", "2021-12-20", "10:00", "11:00").status == 409); // it is over
    CHECK(book(b, "place-reading", "2021-12-29", "10:00", "11:00", "500").status == 409);
    CHECK(book(b, "place-reading", "2021-12-29", "11:00", "10:00").status == 409);
    CHECK(book(b, "place-reading", "soon", "10:00", "11:00").status == 400);
    CHECK(book(b, "place-reading", "2021-12-29", "10:00", "11:00", "some").status == 400);
    CHECK(book(b, "place-reading", "2021-12-29", "10:00", "11:00").status == 200);
    CHECK(book(b, "place-reading", "2021-12-30", "10:00", "11:00").status == 409); // the fourth
    CHECK(b.page().find("You have 3 bookings") != std::string::npos);
    b.open("/mine");
    CHECK(cancel_forms(b).size() == 3);
}

TEST_CASE("places and classes are for residents, and only rooms and houses are to be booked") {
    const test::folder folder;
    const server s{folder};
    browser visitor{s.port()};
    visitor.open("/place/where?item=snow&lang=en");
    const auto form = *visitor.form("where-form");
    for (const std::string target : {"/venues/place-music", "/classes/thangka/enrol",
                                     "/classes/thangka/withdraw", "/bookings/2021-12-25-0/cancel"})
        CHECK(visitor.send(target, form).status == 403);
    CHECK(test::post(s.port(), "/venues/place-music", "day=2021-12-25", "application/x-www-form-urlencoded")
              .status == 403);
    CHECK(visitor.open("/venues/place-hall").status == 404);
    CHECK(visitor.open("/venues/no-such-place").status == 404);
    auto b = at_desk(s, elder);
    b.open("/venues/place-music?day=%3Cb%3E&from=%22&people=%3Ci%3E&lang=en");
    CHECK(b.page().find("<b>\"") == std::string::npos);
    CHECK(b.page().find("value=\"&lt;b&gt;\"") != std::string::npos);
    CHECK(b.open("/mine").status == 200);
}

TEST_CASE("two halls on one journal do not book a place twice") {
    const test::folder folder, other;
    const server one{folder};
    const server two{other, {"--journal", folder / "journal"}};
    auto a = at_desk(one, elder);
    auto b = at_desk(two, neighbour);
    CHECK(book(a, "place-music", "2021-12-25", "10:00", "11:00").status == 200);
    CHECK(book(b, "place-music", "2021-12-25", "10:00", "11:00").status == 409);
    CHECK(book(b, "place-music", "2021-12-25", "11:00", "12:00").status == 200);
    a.open("/venues/place-music");
    CHECK(a.page().find("<time>12:00–21:30</time>") != std::string::npos);
}
