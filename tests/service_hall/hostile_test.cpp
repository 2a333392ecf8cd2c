// What others try: each attempt is refused by name, and the server goes on.

#include <doctest/doctest.h>

#include "browser.hpp"
#include "who.hpp"

TEST_SUITE_BEGIN("service_hall/hostile");

using test::browser;
using test::clerk;
using test::elder;
using test::form_type;
using test::server;

namespace {

const std::string markup = "\"><script>alert(1)</script><img src=x onerror=alert(2)>' & <b>";

bool is_alive(const server& s) {
    return test::get(s.port(), "/").status == 200;
}

/// Everything but what the page is made of has gone through the one door.
bool is_clean(const std::string& page) {
    return page.find("<script") == page.npos && page.find("<img") == page.npos &&
           page.find("<b>\"") == page.npos;
}

std::string place(browser& b, const std::string& item = "snow", const std::string& text = "") {
    b.open("/place/where?item=" + item);
    b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    b.submit("text-form", {{"text", text}});
    b.submit("contact-form");
    REQUIRE_MESSAGE(b.at().starts_with("/orders/"), b.page());
    return b.at().substr(8);
}

} // namespace

TEST_CASE("markup in any field comes back as text") {
    const test::folder folder;
    const server s{folder};
    browser b{s.port()};
    const auto escaped = test::encode({{"q", markup}}).substr(2);
    for (const auto* target :
         {"/place?q=", "/trains?station=", "/place/where?item=", "/?lang=", "/nothing?x=", "/orders/"})
        CHECK_MESSAGE(is_clean(b.open(target + escaped).body), target);
    b.open("/place/where?item=snow");
    for (const auto* field : {"address", "latitude", "longitude", "item", "building"}) {
        b.open("/place/where?item=snow");
        CHECK_MESSAGE(is_clean(b.submit("where-form", {{field, markup}}).body), field);
    }
    b.open("/place/where?item=snow");
    b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    CHECK(is_clean(b.submit("text-form", {{"text", markup}}).body));
    CHECK(is_clean(b.submit("contact-form", {{"phone", "<script>x</script>"}}).body));
    CHECK(b.page().find("电话只能有") != std::string::npos);
    b.submit("contact-form", {{"phone", ""}});
    CHECK(b.at().starts_with("/orders/"));
    CHECK(is_clean(b.page()));
    CHECK(b.page().find("&lt;script&gt;alert(1)") != std::string::npos);
    for (const auto* field : {"phone", "token"}) {
        b.open(field == std::string{"phone"} ? "/sign-in" : "/follow");
        CHECK(is_clean(
            b.submit(field == std::string{"phone"} ? "sign-in-form" : "follow-form", {{field, markup}})
                .body));
    }
    const auto told = test::get(s.port(), "/open311/v2/services/" + escaped + ".xml");
    CHECK(is_clean(told.body));
    CHECK(told.status == 404);
}

TEST_CASE("forms of elsewhere, of others and of nobody are refused") {
    const test::folder folder;
    const server s{folder};
    browser mine{s.port()}, other{s.port()};
    const auto order = place(mine);
    mine.open("/orders/" + order);
    const auto form = *mine.form("step-cancel");
    const auto cancel = mine.action("step-cancel");
    auto without = form;
    std::erase_if(without, [](const auto& f) { return f.first == "form_token"; });
    CHECK(mine.send(cancel, without).status == 403);
    auto forged = without;
    forged.emplace_back("form_token", std::string(64, 'a'));
    CHECK(mine.send(cancel, forged).status == 403);
    other.open("/follow");
    CHECK(other.send(cancel, form).status == 403); // the token of another session
    browser guessed{s.port()};
    guessed.cookies["hall_session"] = std::string(32, 'f');
    CHECK(guessed.open("/orders/" + order).status == 403);
    guessed.cookies["hall_session"] = "../../x";
    CHECK(guessed.open("/orders/" + order).status == 403);
    const auto plain = test::post(s.port(), cancel, "form_token=x", "text/plain");
    CHECK(plain.status == 415);
    const auto parts = test::post(s.port(), "/follow",
                                  "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n",
                                  "multipart/form-data; boundary=x");
    CHECK(parts.status == 415);
    mine.open("/orders/" + order);
    CHECK(mine.form("step-cancel").has_value()); // it was not cancelled
}

TEST_CASE("what is sent twice is done once") {
    const test::folder folder;
    const server s{folder};
    browser b{s.port()};
    b.open("/place/where?item=snow");
    b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    b.submit("text-form", {{"text", "一"}});
    const auto form = *b.form("contact-form");
    const auto cookies = b.cookies;
    b.send("/place", form);
    const auto order = b.at();
    browser again{s.port()};
    again.cookies = cookies; // the answer was lost, and the form is sent again
    again.send("/place", form);
    CHECK(again.at() == order);
    b.open(order);
    auto urge = *b.form("step-urge");
    urge.back().second = "还没有人来";
    CHECK(b.send(order + "/urge", urge).status == 200);
    CHECK(b.send(order + "/urge", urge).status == 200);
    std::size_t urged = 0;
    for (auto at = b.page().find("还没有人来"); at != std::string::npos;
         at = b.page().find("还没有人来", at + 1))
        ++urged;
    CHECK(urged == 1);
    auto late = *b.form("step-cancel"); // decided on a version that has passed since
    b.submit("step-urge", {{"reason", "再催"}});
    late.back().second = "不用了";
    CHECK(b.send(order + "/cancel", late).status == 409);
}

TEST_CASE("sign-in: codes hold once, for five tries; a session that somebody else chose names nobody") {
    const test::folder folder;
    const server s{folder};
    browser b{s.port()};
    b.open("/sign-in");
    const auto unknown = b.submit("sign-in-form", {{"phone", "19999999999"}});
    b.open("/sign-in");
    const auto known = b.submit("sign-in-form", {{"phone", elder}});
    CHECK(unknown.status == known.status);
    const auto code = s.code_of(elder);
    CHECK(code.size() == 8);
    CHECK(s.code_of("19999999999").empty());
    for (int i = 0; i < 5; ++i) CHECK(b.submit("code-form", {{"code", "00000000"}}).status == 403);
    CHECK(b.submit("code-form", {{"code", code}}).status == 403); // five tries were all

    browser c{s.port()};
    c.open("/sign-in");
    c.submit("sign-in-form", {{"phone", clerk}});
    b.open("/sign-in"); // whoever tries elsewhere uses up none of their tries
    b.submit("sign-in-form", {{"phone", clerk}});
    for (int i = 0; i < 5; ++i) CHECK(b.submit("code-form", {{"code", "00000000"}}).status == 403);
    CHECK(c.submit("code-form", {{"code", s.code_of(clerk)}}).status ==
          403);                                       // the code that the other asked for
    c.cookies["hall_session"] = std::string(32, 'd'); // which somebody else gave them
    c.sign_in(s, clerk);
    CHECK(c.at() == "/work");
    CHECK(c.cookies.at("hall_session") != std::string(32, 'd'));
    browser fixed{s.port()};
    fixed.cookies["hall_session"] = std::string(32, 'd');
    CHECK(fixed.open("/mine").status == 403);
    const auto before = c.cookies;
    c.submit("sign-out");
    browser after{s.port()};
    after.cookies = before;
    CHECK(after.open("/mine").status == 403);
}

TEST_CASE("cookies and headers are such as a browser keeps to itself") {
    const test::folder folder;
    const server s{folder, {"--secure"}};
    const auto r = test::get(s.port(), "/follow?lang=en%0d%0aX-Evil:%201");
    CHECK(r.headers.find("X-Evil") == r.headers.end());
    const auto set = r.header("Set-Cookie");
    for (const auto* part : {"HttpOnly", "SameSite=Strict", "Path=/", "Secure"})
        CHECK(set.find(part) != std::string::npos);
    const auto policy = r.header("Content-Security-Policy");
    CHECK(policy.find("default-src 'none'") != std::string::npos);
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(r.header("X-Content-Type-Options") == "nosniff");
    CHECK(r.header("Cache-Control") == "no-store");
    CHECK(r.body.find("style=") == std::string::npos); // the policy would not let it
    for (const auto* page : {"/week", "/place/where?item=snow", "/wall"})
        CHECK_MESSAGE(test::get(s.port(), page).body.find(" style=\"") == std::string::npos, page);
    CHECK(test::get(s.port(), "/", {{"Host", "evil.example"}}).status == 421);
}

TEST_CASE("paths, methods and bodies that no page sends are refused, and the server goes on") {
    const test::folder folder;
    const server s{folder};
    for (const auto* path : {"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd",
                             "/orders/..%2f..%2fjournal", "/style.css/", "/.git/config", "/orders/%00",
                             "/open311/v2/requests/..%2f.json", "/open311/v2/.json", "/a%0d%0ab"}) {
        const auto r = test::get(s.port(), path);
        CHECK_MESSAGE((r.status >= 400 && r.status < 500), path << " " << r.status);
        CHECK(r.body.find("root:") == std::string::npos);
    }
    CHECK(test::get(s.port(), "//evil.example/").body.find("href=\"//") == std::string::npos);
    std::string ranges = "bytes=0-";
    for (int i = 0; i < 1000; ++i) ranges += ",0-";
    const auto in_parts = test::get(s.port(), "/", {{"Range", ranges}});
    CHECK(in_parts.status == 200);
    CHECK(in_parts.body == test::get(s.port(), "/").body);
    const auto long_path = test::get(s.port(), "/" + std::string(7000, 'a'));
    CHECK((long_path.status >= 400 && long_path.status < 500));
    CHECK(
        test::send_raw(s.port(), "GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .find(" 4") != std::string::npos);
    CHECK(test::send_raw(s.port(), "DELETE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .find(" 404 ") != std::string::npos);
    (void)test::send_raw(s.port(), std::string("\0\x01\xff nonsense\r\n\r\n", 16));
    CHECK(test::post(s.port(), "/orders/x/place", "", form_type).status == 403);
    CHECK(test::post(s.port(), "/week", "", form_type).status == 405);
    const auto large = test::post(s.port(), "/follow", "token=" + std::string(10'000'000, 'x'), form_type);
    CHECK(large.status == 413);
    const auto many = test::post(
        s.port(), "/follow",
        [] {
            std::string all;
            for (int i = 0; i < 8000; ++i) all += "a" + std::to_string(i) + "=1&";
            return all;
        }(),
        form_type);
    CHECK((many.status == 403 || many.status == 413));
    browser b{s.port()};
    b.open("/place/where?item=snow");
    b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    CHECK(b.submit("text-form", {{"text", std::string("\xff\xfe", 2)}}).status == 400);
    b.open("/place/where?item=snow");
    b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    CHECK(b.submit("text-form", {{"text", std::string(7000, 'x')}}).status == 400);
    CHECK(is_alive(s));
}

TEST_CASE("two hundred clients that never end their requests do not stop a page") {
    const test::folder folder;
    const server s{folder};
    const test::slow_clients slow{s.port(), 200};
    CHECK(slow.connected() == 200);
    browser b{s.port()};
    place(b);
    CHECK(is_alive(s));
}

TEST_CASE("other people's orders are not there, for whoever asks and however") {
    const test::folder folder;
    const server s{folder};
    browser mine{s.port()}, other{s.port()};
    const auto private_order = place(mine, "neighbour-noise", "楼上深夜跳舞"); // a dispute: no public matter
    place(other);
    CHECK(other.open("/orders/" + private_order).status == 404);
    auto form = *[&] {
        other.open("/mine");
        other.open(other.between("<a href=\"/orders/", "\"").empty()
                       ? "/mine"
                       : "/orders/" + other.between("<a href=\"/orders/", "\""));
        return other.form("step-cancel");
    }();
    form.back().second = "x";
    for (const auto* step : {"cancel", "urge", "rate", "appeal", "dispatch", "force"})
        CHECK(other.send("/orders/" + private_order + "/" + step, form).status == 404);
    for (const auto* format : {".json", ".xml"}) {
        CHECK(test::get(s.port(), "/open311/v2/requests/" + private_order + format).status == 404);
        const auto all = test::get(s.port(), std::string{"/open311/v2/requests"} + format);
        CHECK(all.body.find(private_order) == std::string::npos);
        CHECK(all.body.find("楼上深夜跳舞") == std::string::npos);
        CHECK(all.body.find("格桑花苑") == std::string::npos); // without a key, the grid and no building
    }
    CHECK(test::get(s.port(), "/open311/v2/requests.json?api_key=wrong-key-of-sixteen").status == 403);
}

TEST_CASE("who places too many orders is told so") {
    const test::folder folder;
    const server s{folder, {"--places-an-hour", "2"}};
    browser b{s.port()};
    place(b);
    b.submit("sign-out");
    place(b);
    b.submit("sign-out");
    b.open("/place/where?item=snow");
    b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    b.submit("text-form");
    CHECK(b.submit("contact-form").status == 429);
}

TEST_CASE("the log has no name, phone, token, code, text or key") {
    const test::folder folder;
    const server s{folder};
    browser b{s.port()};
    const auto order = place(b, "snow", "只有经办人看得到");
    const auto token = b.token();
    browser c{s.port()};
    c.sign_in(s, elder);
    (void)test::get(s.port(), "/open311/v2/tokens/" + token + ".json");
    (void)test::get(s.port(), "/place?q=secret-words");
    const auto log = s.log();
    CHECK(log.find("GET /orders/{} 200") != std::string::npos);
    for (const auto& secret : {order, token, std::string{elder}, s.code_of(elder), std::string{"只有经办人"},
                               std::string{"secret-words"}, b.cookies.at("hall_session")})
        CHECK(log.find(secret) == std::string::npos);
}
