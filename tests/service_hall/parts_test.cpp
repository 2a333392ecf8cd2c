// The parts of the service hall that need no server: the one door for text, signatures, limits, XML.

#include <set>

#include <doctest/doctest.h>

#include "service_hall/html.hpp"
#include "service_hall/open311_text.hpp"
#include "service_hall/sessions.hpp"

TEST_SUITE_BEGIN("service_hall/parts");

TEST_CASE("what is not markup is escaped, and a page with a piece too many or too few is a mistake") {
    const std::string hostile = "<script>\"'&";
    const auto inner = hall::html("<b>{}</b>", hostile);
    CHECK(inner.str() == "<b>&lt;script&gt;&quot;&#39;&amp;</b>");
    CHECK(hall::html("<p title=\"{}\">{}{}</p>", hostile, inner, 7).str() ==
          "<p title=\"&lt;script&gt;&quot;&#39;&amp;\"><b>&lt;script&gt;&quot;&#39;&amp;</b>7</p>");
    CHECK(hall::html("{}", "{}").str() == "{}"); // a piece is no pattern
    CHECK_THROWS_AS((void)hall::html("<p></p>", hostile), std::logic_error);
    CHECK_THROWS_AS((void)hall::html("{}{}", hostile), std::logic_error);
}

TEST_CASE("signatures are those of RFC 4231") {
    CHECK(hall::sign(std::string(20, '\x0b'), "Hi There") ==
          "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    CHECK(hall::sign("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(hall::sign(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    CHECK(hall::are_same("abc", "abc"));
    CHECK(!hall::are_same("abc", "abd"));
    CHECK(!hall::are_same("abc", "ab"));
}

TEST_CASE("tokens are 32 digits, and no two are alike") {
    std::set<std::string> all;
    for (int i = 0; i < 1000; ++i) all.insert(hall::draw_token());
    CHECK(all.size() == 1000);
    for (const auto& token : all) CHECK(hall::is_token(token));
    for (const auto* other : {"", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF",
                              "../../../../../../../../etc/hosts"})
        CHECK(!hall::is_token(other));
}

TEST_CASE("a session is found by the name it was given, until it is closed") {
    hall::sessions all;
    const auto name = all.open({.person = "p-elder"});
    REQUIRE(all.find(name));
    CHECK(all.find(name)->person == qaidam::services::person_key{"p-elder"});
    CHECK(!all.find(hall::draw_token()));
    CHECK(all.form_token(name) == all.form_token(name));
    CHECK(all.form_token(name) != all.form_token(hall::draw_token()));
    CHECK(all.form_token(name) != hall::sessions{}.form_token(name)); // of another process
    all.close(name);
    CHECK(!all.find(name));
}

TEST_CASE("a limit counts each name by itself, and 0 is no limit") {
    hall::hourly_limit two{2}, none{0};
    CHECK(two.take("a"));
    CHECK(two.take("a"));
    CHECK(!two.take("a"));
    CHECK(two.take("b"));
    for (int i = 0; i < 100; ++i) CHECK(none.take("a"));
}

TEST_CASE("XML has the names of the specification, and texts are escaped") {
    const hall::listing all{
        "services", "service", {{{"service_code", "a<b"}, {"metadata", true}}, {{"service_code", "c"}}}};
    CHECK(hall::to_xml(all) ==
          "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
          "<services><service><service_code>a&lt;b</service_code>\n<metadata>true</metadata>\n</service>\n"
          "<service><service_code>c</service_code>\n</service>\n</services>\n");
    const qaidam::calendar::local_time time{qaidam::calendar::date{2021, 12, 24},
                                            std::chrono::seconds{9 * 3600 + 12 * 60 + 5}};
    CHECK(hall::rfc3339(time, qaidam::calendar::beijing_time()) == "2021-12-24T09:12:05+08:00");
}
