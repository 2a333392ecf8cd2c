// Walls that are told when something moves, and stop nobody else.

#include <csignal>
#include <sys/wait.h>

#include <doctest/doctest.h>

#include "browser.hpp"

TEST_SUITE_BEGIN("service_hall/wall");

using test::browser;
using test::server;

namespace {

void order_one(browser& b, const std::string& item) {
    b.open("/place/where?item=" + item);
    b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    b.submit("text-form", {});
    b.submit("contact-form", {});
    REQUIRE_MESSAGE(b.at().starts_with("/orders/"), b.page());
}

} // namespace

TEST_CASE("walls are told that something moved, by this process or another, and end with the server") {
    const test::folder folder, other;
    server s{folder};
    const server second{other, {"--journal", folder / "journal"}};
    test::listeners walls{s.port(), "/wall/news", 3};
    REQUIRE(walls.that_read("retry: 5000") == 3);
    browser visitor{second.port()};
    order_one(visitor, "snow");
    CHECK(walls.that_read("event: moved") == 3);
    CHECK(test::get(s.port(), "/wall?lang=en").body.find("<span class=\"number\">1</span> placed today") !=
          std::string::npos);
    const int status = s.stop(SIGTERM);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("as many walls as may listen stop no page, and one more is asked to come again") {
    const test::folder folder;
    const server s{folder};
    test::listeners walls{s.port(), "/wall/news", 256};
    REQUIRE(walls.that_read("retry: 5000") == 256);
    const auto more = test::get(s.port(), "/wall/news");
    CHECK(more.status == 503);
    CHECK(more.header("Retry-After") == "30");
    {
        const test::slow_clients slow{s.port(),
                                      400}; // with the walls, more than there are threads for others
        for (int i = 0; i < 20; ++i)
            for (const auto* page : {"/", "/wall", "/trains"}) CHECK(test::get(s.port(), page).status == 200);
        browser visitor{s.port()};
        order_one(visitor, "snow");
        CHECK(walls.that_read("event: moved") == 256);
    }
}

TEST_CASE("a place among those who listen is free again once its wall has gone") {
    const test::folder folder;
    const server s{folder};
    {
        test::listeners walls{s.port(), "/wall/news", 254};
        REQUIRE(walls.that_read("retry: 5000") == 254);
    }
    browser visitor{s.port()};
    // That a line is closed is seen when something is written to it.
    for (const auto* item : {"snow", "street-light"}) {
        test::listeners witness{s.port(), "/wall/news", 1};
        REQUIRE(witness.that_read("retry: 5000") == 1);
        order_one(visitor, item);
        CHECK(witness.that_read("event: moved") == 1);
    }
    test::listeners again{s.port(), "/wall/news", 200};
    CHECK(again.that_read("retry: 5000") == 200);
}

TEST_CASE("a wall alone may run a script, its own, and needs none") {
    const test::folder folder;
    const server s{folder};
    const auto wall = test::get(s.port(), "/wall");
    CHECK(wall.headers.count("Content-Security-Policy") == 1);
    CHECK(wall.header("Content-Security-Policy").find("script-src 'self'; connect-src 'self'") !=
          std::string::npos);
    CHECK(wall.header("Content-Security-Policy").find("default-src 'none'") != std::string::npos);
    CHECK(wall.body.find("<script src=\"/wall.js\" defer></script>\n<noscript><meta http-equiv=\"refresh\" "
                         "content=\"30\"></noscript>") != std::string::npos);
    CHECK(test::get(s.port(), "/wall.js").header("Content-Type") == "text/javascript; charset=utf-8");
    for (const auto* page : {"/", "/place", "/week", "/trains", "/sign-in", "/nothing"}) {
        const auto r = test::get(s.port(), page);
        CHECK(r.headers.count("Content-Security-Policy") == 1);
        CHECK(r.header("Content-Security-Policy").find("script-src") == std::string::npos);
        CHECK(r.body.find("<script") == std::string::npos);
    }
}
