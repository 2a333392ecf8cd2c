// Chats of buildings through the real server: what a clerk is offered, and that nothing is placed by itself.
#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "browser.hpp"
#include "who.hpp"

TEST_SUITE_BEGIN("service_hall/chat");

using test::at_desk;
using test::browser;
using test::clerk;
using test::server;

namespace {

const std::string chat = "2021-12-24 08:31:05 3-402王姐\n我家暖气不热，才14度，麻烦派人看看\n"
                         "2021-12-24 08:40:00 1-502\n谢谢大家\n"
                         "2021-12-24 08:45:00 2-101<b>马</b>\n5号楼楼道灯坏了<script>alert(1)</script>\n"
                         "2021-12-24 08:50:00 仁青卓玛\n阿妈的高龄补贴怎么申请\n";

test::reply read(browser& b, const std::string& text) {
    b.open("/chat");
    return b.submit("chat-form", {{"building", "b-01-03"}, {"text", text}});
}

bool has(const browser& b, const std::string& words) {
    return b.page().find(words) != std::string::npos;
}

test::reply send_file(browser& b, const std::string& bytes) {
    b.open("/chat");
    return b.submit_files("chat-form", {{"file", "../../etc/passwd", "text/plain", bytes}});
}

} // namespace

TEST_CASE("a clerk places what they choose of a chat, once, and nothing is placed by itself") {
    const test::folder folder;
    const server s{folder};
    auto office = at_desk(s, clerk);
    office.open("/work");
    CHECK(has(office, "href=\"/chat\""));
    const auto works = office.page().size();

    CHECK(read(office, chat).status == 200);
    CHECK(has(office, "4 messages, 3 candidates"));
    CHECK(has(office, "<mark>我家</mark>"));
    CHECK(has(office, "<mark>暖气</mark>"));
    CHECK_FALSE(has(office, "谢谢大家"));
    CHECK(has(office, "&lt;script&gt;"));
    CHECK_FALSE(has(office, "<script>"));
    CHECK_FALSE(has(office, "<b>马"));
    const auto form = office.form("decide-form");
    REQUIRE(form);
    CHECK(std::count(form->begin(), form->end(),
                     std::pair<std::string, std::string>{"decision-0", "later"}) == 1);
    CHECK(std::count(form->begin(), form->end(),
                     std::pair<std::string, std::string>{"building-0", "b-01-03"}) == 1);
    CHECK(std::count(form->begin(), form->end(),
                     std::pair<std::string, std::string>{"building-1", "b-01-05"}) == 1);

    office.submit("decide-form"); // all later: they stay
    CHECK(has(office, "id=\"candidate-2\""));
    CHECK_FALSE(has(office, "/orders/"));
    auto other = at_desk(s, clerk);
    other.open("/work");
    CHECK(other.page().size() == works);

    office.submit("decide-form",
                  {{"decision-0", "place"}, {"decision-1", "dismiss"}, {"decision-2", "place"}});
    CHECK(has(office, "Placed: <a href=\"/orders/"));
    CHECK(has(office, "for the neighbour alone"));
    CHECK_FALSE(has(office, "楼道灯")); // dismissed
    CHECK(
        has(office,
            "role=\"alert\"")); // the allowance has conditions, and is for nobody who is not in the register
    CHECK(has(office, "id=\"candidate-0\""));
    const auto order = office.between("Placed: <a href=\"/orders/", "\"");
    const auto rest = office.form("decide-form");
    office.submit("decide-form", {{"decision-0", "place"}, {"reporter-0", "p-elder"}});
    CHECK(has(office, "Placed: <a href=\"/orders/"));
    CHECK(has(office, "id=\"none\""));

    office.open("/orders/" + order);
    CHECK(has(office, "3-402王姐：我家暖气不热"));
    read(office, chat); // the same export again
    CHECK(has(office, "Placed before: <a href=\"/orders/" + order));
    CHECK(has(office, "楼道灯")); // what was dismissed is offered again, for nothing of it is kept
    CHECK_FALSE(has(office, "id=\"candidate-1\""));
    office.send("/chat/orders", [&] { // a form that was open before
        auto old = *form;
        for (auto& [name, value] : old)
            if (name == "decision-0") value = "place";
        return old;
    }());
    CHECK(has(office, "Placed before: <a href=\"/orders/" + order));
    CHECK_FALSE(has(office, "Placed: <a"));
}

TEST_CASE("only who takes orders up reads chats, and a form without its token does nothing") {
    const test::folder folder;
    const server s{folder};
    browser visitor{s.port()};
    CHECK(visitor.open("/chat").status == 403);
    auto elder = at_desk(s, test::elder);
    CHECK(elder.open("/chat").status == 403);
    elder.open("/");
    auto fields = elder.form("sign-out");
    REQUIRE(fields);
    fields->emplace_back("text", chat);
    CHECK(elder.send("/chat", *fields).status == 403);
    CHECK(elder.send("/chat/orders", *fields).status == 403);
    auto office = at_desk(s, clerk);
    CHECK(office.send("/chat", {{"text", chat}}).status == 403);
    CHECK(office.send("/chat/orders", {{"decision-0", "place"}}).status == 403);
}

TEST_CASE("what is no chat is told, and so is a form that is not whole") {
    const test::folder folder;
    const server s{folder};
    auto office = at_desk(s, clerk);
    CHECK(read(office, "暖气不热").status == 200);
    CHECK(has(office, "no line begins a message"));
    CHECK(read(office, " \n").status == 200);
    CHECK(has(office, "Choose a file, or paste text"));
    CHECK_FALSE(has(office, "no line begins a message"));
    office.open("/chat");
    CHECK(office.submit("chat-form", {{"building", "b-99"}, {"text", chat}}).status == 400);
    read(office, chat);
    CHECK(office.submit("decide-form", {{"decision-0", "place"}, {"request-0", "x"}}).status == 400);
    read(office, chat);
    CHECK(office.submit("decide-form", {{"decision-0", "place"}, {"item-0", "none"}}).status == 200);
    CHECK(has(office, "role=\"alert\""));
}

TEST_CASE("a file is taken as pasted text is, in any encoding, and not when it is too large") {
    const test::folder folder;
    const server s{folder};
    auto office = at_desk(s, clerk);
    const auto utf8 = send_file(office, chat);
    CHECK(utf8.status == 200);
    CHECK(utf8.body.find("4 messages, 3 candidates") != std::string::npos);
    const auto gb =
        send_file(office, "2021-12-20 09:05:11 \xCD\xF5\xBD\xE3\n\xC5\xAF\xC6\xF8\xB2\xBB\xC8\xC8\n");
    CHECK(gb.body.find("<mark>暖气</mark>") != std::string::npos);
    CHECK(gb.body.find("1 message, 1 candidate") != std::string::npos);
    CHECK(gb.body.find("id=\"notices\"") != std::string::npos); // it was converted
    const auto with_nul = send_file(office, chat + std::string(1, '\0'));
    CHECK(with_nul.status == 200);
    CHECK(with_nul.body.find("role=\"alert\"") != std::string::npos);
    CHECK(send_file(office, std::string(9 * 1024 * 1024, 'a')).status == 413);
    std::string many;
    for (int i = 0; i < 2000; ++i) many += "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
    CHECK(test::post(s.port(), "/chat", many + "--xyz--\r\n", "multipart/form-data; boundary=xyz").status ==
          413);
    CHECK(test::post(s.port(), "/chat", "no parts", "multipart/form-data; boundary=xyz").status >= 400);
    CHECK(test::get(s.port(), "/").status == 200);
}

TEST_CASE("what a page has no room for is told, and an item that is not offered is chosen anew") {
    const test::folder folder;
    const server s{folder};
    auto office = at_desk(s, clerk);
    std::string many;
    for (int i = 0; i < 63; ++i) many += fmt::format("2021-12-24 08:00:{:02} 王{}\n暖气不热\n", i % 60, i);
    read(office, many);
    CHECK(has(office, "Not shown: 3 more; read the chat in pieces"));
    CHECK(has(office, "id=\"candidate-59\""));
    CHECK_FALSE(has(office, "id=\"candidate-60\""));
    CHECK_FALSE(has(office, "(choose one)"));
    office.submit("decide-form", {{"item-0", "none"}});
    CHECK(has(office, "<option value=\"\" selected>(choose one)</option>"));
}

TEST_SUITE_END();
