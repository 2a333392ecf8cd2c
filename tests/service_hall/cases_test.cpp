// Orders by every role through the real server, page by page.

#include <csignal>
#include <cstdio>
#include <sys/wait.h>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "browser.hpp"
#include "who.hpp"

TEST_SUITE_BEGIN("service_hall/cases");

using test::at_desk;
using test::browser;
using test::clerk;
using test::elder;
using test::officer;
using test::party_member;
using test::server;
using test::supervisor;

namespace {

/// Places an order in the four steps, and gives its key.
std::string place(browser& b, const std::string& item, const std::string& address, const std::string& text,
                  bool at_door = false, const std::string& phone = {}) {
    b.open("/place/where?item=" + item);
    test::form_fields where{{"address", address}};
    if (at_door) where.emplace_back("at_door", "yes");
    b.submit("where-form", where);
    b.submit("text-form", {{"text", text}});
    b.submit("contact-form", phone.empty() ? test::form_fields{} : test::form_fields{{"phone", phone}});
    REQUIRE_MESSAGE(b.at().starts_with("/orders/"), b.page());
    return b.at().substr(8);
}

/// Takes a step at the page of an order, and gives its state then.
std::string step(browser& b, const std::string& order, const std::string& name,
                 const test::form_fields& fields = {}) {
    REQUIRE(b.open("/orders/" + order).status == 200);
    const auto r = b.submit("step-" + name, fields);
    REQUIRE_MESSAGE(r.status == 200, r.body);
    return b.between("<span class=\"state ", "</span>");
}

} // namespace

TEST_CASE("a place is pointed to on the map: a building, a spot, and nothing outside the grids") {
    const test::folder folder;
    const server s{folder};
    browser b{s.port()};
    b.open("/?lang=en");
    const auto map = b.open("/grids.svg?lang=en").body;
    double x = 0, y = 0;
    const auto circle = map.find("<circle ");
    REQUIRE(circle != map.npos);
    REQUIRE(std::sscanf(map.c_str() + circle, "<circle cx=\"%lf\" cy=\"%lf\"", &x, &y) == 2);
    const auto name_at = map.find("<title>", circle) + 7;
    const auto name = map.substr(name_at, map.find("</title>", name_at) - name_at);

    const auto point = [&](const std::string& at_x, const std::string& at_y) {
        b.open("/place/where?item=street-light");
        return b.submit("map-form", {{"map.x", at_x}, {"map.y", at_y}}).body;
    };
    const auto at_building = point(fmt::format("{:.0f}", x), fmt::format("{:.0f}", y));
    CHECK(at_building.find("id=\"text-form\"") != at_building.npos);
    CHECK(at_building.find("<dt>Where</dt><dd>" + name) != at_building.npos);
    const auto between = point(fmt::format("{:.0f}", x + 12), fmt::format("{:.0f}", y));
    CHECK(between.find("id=\"text-form\"") != between.npos);
    CHECK(between.find("<dt>Where</dt><dd>37.") != between.npos);
    for (const auto& wrong : {"0", "1", "-5", "nan", "1e99", "left", "999999"}) {
        const auto again = point(wrong, wrong);
        CHECK_MESSAGE(again.find("Click on a place within the grids") != again.npos, wrong);
    }
}

TEST_CASE("the allowance case goes through every role within the hour") {
    const test::folder folder;
    const server s{folder};
    auto resident = at_desk(s, elder);
    const auto order =
        place(resident, "old-age-allowance", "格桑花苑2号楼3单元402", "腿脚不便，请上门", true);
    CHECK(resident.between("<span class=\"state ", "</span>") ==
          "open\">registered"); // an errand, by the system
    CHECK(resident.page().find("腿脚不便，请上门") != std::string::npos);

    auto office = at_desk(s, clerk);
    office.open("/work");
    CHECK(office.page().find("/orders/" + order) != std::string::npos);
    office.open("/orders/" + order);
    CHECK(office.page().find("party member of the building") != std::string::npos); // why p-08-02 is offered
    CHECK(step(office, order, "dispatch", {{"handler", "person p-08-02"}}) == "open\">dispatched");

    auto helper = at_desk(s, party_member);
    helper.open("/work");
    CHECK(helper.between("<section id=\"mine\">", "</section>").find(order) != std::string::npos);
    auto grid_leader = at_desk(s, "19900000016"); // p-gl-15, of the grid of the elder's building
    grid_leader.open("/work");
    CHECK(grid_leader.between("<section id=\"watched\">", "</section>").find(order) != std::string::npos);
    CHECK(step(helper, order, "accept") == "open\">in handling");
    CHECK(helper.page().find("格桑花苑2号楼3单元402") != std::string::npos); // where to knock
    CHECK(step(helper, order, "visit", {{"note", "拍照、代为填表、当场提交"}}) == "open\">in handling");
    CHECK(step(helper, order, "feed_back") ==
          "open\">to be rated"); // what was done at the door is passed by the system

    CHECK(step(resident, order, "rate", {{"solved", "yes"}, {"satisfied", "yes"}}) == "closed\">solved");
    resident.open("/orders/" + order);
    CHECK(resident.page().find("拍照、代为填表、当场提交") != std::string::npos);

    auto leader = at_desk(s, supervisor);
    CHECK(leader.open("/day").status == 200);
    CHECK(leader.between("<section id=\"moved\">", "</section>").find(order) != std::string::npos);
    CHECK(leader.page().find("id=\"overdue-orders\"") == std::string::npos); // nothing is, yet
    CHECK(leader.between("<section id=\"ledger\">", "</section>").find("376") != std::string::npos);
    CHECK(leader.between("<section id=\"ledger-open\">", "</section>").find("<li>") != std::string::npos);
}

TEST_CASE("an order that is declined, appealed, returned and adjudicated is done in the end") {
    const test::folder folder;
    const server s{folder};
    browser visitor{s.port()};
    visitor.open("/?lang=en");
    const auto order = place(visitor, "snow", "阳光小区3号楼", "楼前结冰", false, "13812345678");
    const auto token = visitor.token();
    CHECK(token.size() == 32);

    auto office = at_desk(s, clerk);
    office.open("/orders/" + order);
    CHECK(office.page().find("13812345678") != std::string::npos); // they may call back
    CHECK(step(office, order, "decline", {{"reason", "已安排统一清扫"}}) == "closed\">declined");

    browser elsewhere{s.port()}; // another browser, by the token alone
    elsewhere.open("/follow?lang=en");
    elsewhere.submit("follow-form", {{"token", token}});
    CHECK(elsewhere.page().find(order) != std::string::npos);
    CHECK(step(elsewhere, order, "appeal", {{"reason", "<b>没有人来扫</b>"}}) == "open\">under review");

    auto leader = at_desk(s, supervisor);
    CHECK(step(leader, order, "settle", {{"reversed", "yes"}, {"reason", "应当受理"}}) ==
          "open\">registered");
    CHECK(leader.page().find("&lt;b&gt;没有人来扫&lt;/b&gt;") != std::string::npos);
    CHECK(step(office, order, "dispatch", {{"handler", "team team-05"}}) == "open\">dispatched");

    auto team = at_desk(s, "19900000046"); // p-02-01, a party member in team-05
    CHECK(step(team, order, "return", {{"reason", "机具不足"}}) == "open\">returned");
    leader.open("/orders/" + order);
    CHECK(leader.page().find("had it before") != std::string::npos);
    CHECK(step(leader, order, "adjudicate", {{"handler", "department dept-01"}, {"reason", "权责清单"}}) ==
          "open\">dispatched");

    auto bureau = at_desk(s, officer);
    CHECK(step(bureau, order, "accept") == "open\">in handling");
    CHECK(step(bureau, order, "feed_back", {{"evidence", "evidence/snow.jpg"}}) == "open\">to be checked");
    CHECK(step(office, order, "pass") == "open\">to be rated");
    CHECK(step(elsewhere, order, "rate", {{"solved", "yes"}, {"satisfied", "no"}}) == "closed\">solved");
}

TEST_CASE("orders about one matter are merged, and each reporter rates what goes on") {
    const test::folder folder;
    const server s{folder};
    browser first{s.port()}, second{s.port()};
    first.open("/?lang=en");
    second.open("/?lang=en");
    const auto elder_order = place(first, "street-light", "格桑花苑2号楼", "楼道灯不亮");
    const auto same = place(second, "street-light", "格桑花苑2号楼", "二单元没有灯");
    auto office = at_desk(s, clerk);
    CHECK(step(office, same, "merge", {{"into", elder_order}, {"reason", "同一件事"}}) == "closed\">merged");
    second.open("/mine");
    CHECK(second.page().find(elder_order) != std::string::npos); // they hear of what goes on
    step(office, elder_order, "register");
    step(office, elder_order, "dispatch");
    auto bureau = at_desk(s, "19900000145"); // p-dept-09, housing
    step(bureau, elder_order, "accept");
    step(bureau, elder_order, "feed_back", {{"evidence", "evidence/lamp.jpg"}});
    step(office, elder_order, "pass");
    CHECK(step(second, elder_order, "rate", {{"solved", "yes"}, {"satisfied", "yes"}}) == "closed\">solved");
    CHECK(step(first, elder_order, "rate", {{"solved", "yes"}, {"satisfied", "no"}}) == "closed\">solved");
}

TEST_CASE(
    "what an item asks is asked, answered and shown, and who comes next hears that it is being seen to") {
    const test::folder folder;
    const server s{folder};
    browser first{s.port()}, second{s.port()};
    for (auto* b : {&first, &second}) b->open("/?lang=en");
    const auto come_to_text = [](browser& b) {
        b.open("/place/where?item=heating-fault");
        (void)b.submit("where-form", {{"address", "格桑花苑2号楼"}});
    };
    come_to_text(first);
    CHECK(first.page().find("Which rooms are cold?") != std::string::npos);
    // What does not fit is told where it is asked, and nothing that was said is lost.
    (void)first.submit("text-form", {{"attribute[temperature]", "cold"}, {"attribute[rooms]", "bedroom"}});
    CHECK(first.between("<p class=\"fault\"", "</p>").find("temperature") != std::string::npos);
    CHECK(first.page().find("value=\"bedroom\" checked") != std::string::npos);
    (void)first.submit("text-form", {{"attribute[temperature]", "12.5"},
                                     {"attribute[rooms]", "bedroom"},
                                     {"attribute[rooms]", "kitchen"},
                                     {"attribute[since]", "2021-12-23T21:00"}});
    CHECK(first.page().find("<dt>Which rooms are cold?</dt><dd>Bedroom, Kitchen</dd>") != std::string::npos);
    (void)first.submit("contact-form");
    const auto order = first.at();
    CHECK(first.page().find("<dt>Room temperature in degrees Celsius</dt><dd>12.5</dd>") !=
          std::string::npos);

    come_to_text(second);
    (void)second.submit("text-form");
    const auto told = second.between("<section id=\"near-by\">", "</section>");
    CHECK(told.find("same building") != std::string::npos);
    CHECK(told.find(order) == std::string::npos); // it is there, and no more
}

TEST_CASE("orders of the same item nearby are offered to be merged, to whoever may, from either of them") {
    const test::folder folder;
    const server s{folder};
    browser first{s.port()}, second{s.port()}, third{s.port()};
    for (auto* b : {&first, &second, &third}) b->open("/?lang=en");
    const auto elder_order = place(first, "street-light", "格桑花苑2号楼", "楼道灯不亮");
    const auto next_door = place(second, "street-light", "格桑花苑3号楼", "没有灯"); // 81 m away
    const auto same_house = place(third, "street-light", "格桑花苑2号楼", "二单元没有灯");
    (void)place(first, "snow", "格桑花苑2号楼", "");         // another item
    (void)place(first, "street-light", "雪莲小区1号楼", ""); // far away
    CHECK(first.open("/orders/" + elder_order).body.find("merge-offers") == std::string::npos);

    auto office = at_desk(s, clerk);
    office.open("/orders/" + elder_order);
    const auto offers = office.between("<section id=\"merge-offers\">", "</section>");
    REQUIRE_MESSAGE(offers.find("81 m away") != offers.npos, offers);
    CHECK(offers.find("same building") < offers.find("81 m away"));
    CHECK(offers.find("/orders/" + same_house) < offers.find("/orders/" + next_door));
    CHECK(office.form("merge-" + same_house));
    CHECK(!office.form("merge-" + elder_order));
    std::size_t forms = 0;
    for (auto at = offers.find("<form "); at != offers.npos; at = offers.find("<form ", at + 1)) ++forms;
    CHECK(forms == 2);

    // A tap that drips in one flat is not that of the flat above, unless the same person says so again.
    const auto tap = place(second, "home-repair", "格桑花苑2号楼", "水龙头漏水", true);
    const auto other_tap = place(third, "home-repair", "格桑花苑2号楼", "水龙头漏水", true);
    office.open("/orders/" + other_tap);
    CHECK(office.page().find("merge-offers") == std::string::npos);
    const auto tap_again = place(third, "home-repair", "格桑花苑2号楼", "还在漏", true);
    office.open("/orders/" + tap_again);
    CHECK(office.form("merge-" + other_tap));
    CHECK(!office.form("merge-" + tap));

    office.open("/orders/" + elder_order);
    const auto stale = *office.form("merge-" + same_house);
    const auto action = office.action("merge-" + same_house);
    CHECK(office.submit("merge-" + same_house).status == 200);
    CHECK(office.at() == "/orders/" + same_house);
    CHECK(office.between("<span class=\"state ", "</span>") == "closed\">merged");
    CHECK(office.send(action, stale).status == 200); // the same form again changes nothing
    office.open("/orders/" + next_door);
    CHECK(office.between("<section id=\"merge-offers\">", "</section>").find("Merge into that one") !=
          std::string::npos);
    CHECK(office.submit("merge-" + elder_order).status == 200);
    office.open("/orders/" + elder_order);
    CHECK(office.page().find("merge-offers") == std::string::npos);
    second.open("/mine");
    CHECK(second.page().find(elder_order) != std::string::npos);
}

TEST_CASE("the rarer steps have forms too: verified, longer, suspended, whistled for, failed, reopened, "
          "closed by force") {
    const test::folder folder;
    const server s{folder};
    auto resident = at_desk(s, "19900000088");
    const auto order = place(resident, "parking", "天峻花园1号楼", "消防通道被占");
    auto office = at_desk(s, clerk);
    auto leader = at_desk(s, supervisor);
    auto bureau = at_desk(s, officer);
    auto police = at_desk(s, "19900000142"); // p-dept-06
    CHECK(step(office, order, "verify", {{"result", "exists"}}) == "open\">placed");
    CHECK(step(office, order, "register") == "open\">registered");
    CHECK(step(office, order, "dispatch") == "open\">dispatched"); // to who is proposed
    CHECK(step(bureau, order, "accept") == "open\">in handling");
    CHECK(step(leader, order, "extend", {{"days", "2"}, {"reason", "车主外出"}}) == "open\">in handling");
    CHECK(step(leader, order, "suspend", {{"review", "2021-12-27"}, {"reason", "等车主"}}) ==
          "open\">suspended");
    CHECK(step(leader, order, "resume") == "open\">in handling");
    CHECK(step(office, order, "whistle",
               {{"department", "dept-06"}, {"hours", "4"}, {"reason", "需要交警"}}) == "open\">in handling");
    police.open("/orders/" + order);
    CHECK(police.submit("step-report_in", {{"department", "dept-06"}}).status == 200);
    CHECK(police.at() == "/work"); // they have nothing to do with it from now on
    CHECK(step(resident, order, "urge", {{"reason", "还没有动"}}) == "open\">in handling");
    CHECK(step(leader, order, "supervise", {{"reason", "盯紧"}}) == "open\">in handling");
    CHECK(step(bureau, order, "feed_back") == "open\">to be checked");
    CHECK(step(office, order, "fail", {{"reason", "仍有一辆"}}) == "open\">in handling");
    CHECK(step(bureau, order, "feed_back") == "open\">to be checked");
    CHECK(step(office, order, "pass") == "open\">to be rated");
    CHECK(step(resident, order, "rate", {{"solved", "no"}, {"satisfied", "no"}}) == "open\">in handling");
    CHECK(step(leader, order, "force", {{"reason", "已立案查处"}}) == "closed\">closed by force");
    CHECK(step(resident, order, "reopen", {{"reason", "又来了"}}) == "open\">dispatched");
    CHECK(step(resident, order, "cancel", {{"reason", "搬走了"}}) == "closed\">cancelled");
}

TEST_CASE("what a person may not do is neither shown nor carried out") {
    const test::folder folder;
    const server s{folder};
    auto resident = at_desk(s, elder);
    const auto order = place(resident, "heating-fault", "格桑花苑2号楼", "暖气不热");
    CHECK(!resident.form("step-dispatch"));
    CHECK(resident.form("step-cancel"));
    CHECK(resident.open("/day").status == 403);
    CHECK(resident.open("/work").status == 403);
    resident.open("/orders/" + order);
    auto forged = *resident.form("step-cancel");
    forged.emplace_back("handler", "person p-08-02");
    const auto no = resident.send("/orders/" + order + "/register", forged);
    CHECK(no.status == 409);
    CHECK(no.body.find("may not") != std::string::npos);

    auto neighbour = at_desk(s, "19900000088"); // p-bl-03, who leads another building
    CHECK(neighbour.open("/orders/" + order).status == 404);
    neighbour.open("/place");
    CHECK(neighbour.send("/orders/" + order + "/cancel", forged).status ==
          403); // the form of another session
    CHECK(neighbour.open("/orders/no-such-order").status == 404);
    CHECK(browser{s.port()}.open("/orders/" + order).status == 403);
}

TEST_CASE("two processes on one journal stay in step, and one that is told to stop loses nothing") {
    const test::folder folder;
    server first{folder};
    const test::folder other;
    const server second{other, {"--journal", folder / "journal"}};
    browser b{first.port()};
    const auto order = place(b, "street-light", "雪莲小区1号楼", "");
    const auto shown = test::get(second.port(), "/open311/v2/requests/" + order + ".json");
    CHECK(shown.status == 200);
    CHECK(shown.body.find("\"status\": \"open\"") != std::string::npos);

    const int status = first.stop(SIGTERM);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    const server again{folder};
    CHECK(test::get(again.port(), "/open311/v2/requests/" + order + ".json").status == 200);
}

TEST_CASE("orders of a feed are carried out once, and a leader opens what is overdue") {
    const test::folder folder;
    const std::vector<std::string> december{"--orders", QAIDAM_SOURCE_DIR "/examples/data/december", "--now",
                                            "2021-12-06 12:00"};
    std::string placed;
    for (int run = 0; run < 2; ++run) {
        server s{folder, december};
        auto leader = at_desk(s, supervisor);
        REQUIRE(leader.open("/day").status == 200);
        const auto registered = leader.between("<td>registered</td>", "</tr>");
        CHECK(!registered.empty());
        if (run == 1) CHECK(registered == placed);
        placed = registered;
        const auto late = leader.between("id=\"overdue-orders\">", "</details>");
        REQUIRE(late.find("<a href=\"/orders/") != std::string::npos);
        const auto from = late.find("/orders/");
        CHECK(leader.open(late.substr(from, late.find('"', from) - from)).status == 200);
        CHECK(leader.page().find("(overdue)") != std::string::npos);
        CHECK(WEXITSTATUS(s.stop(SIGTERM)) == 0);
    }
}

TEST_CASE("the same page in the other language is one link away") {
    const test::folder folder;
    const server s{folder};
    browser b{s.port()};
    b.open("/place/where?item=snow&lang=zh");
    CHECK(b.page().find("href=\"/place/where?lang=en&amp;item=snow\"") != std::string::npos);
    CHECK(b.open("/place/where?lang=en&item=snow").body.find("<h1>Snow clearing</h1>") != std::string::npos);
    CHECK(b.open("/place/where?item=snow").body.find("<h1>Snow clearing</h1>") !=
          std::string::npos); // it is remembered
}

TEST_CASE("the day tells posts that nobody holds, and draws where orders are open") {
    const auto section = [](const std::string& page, const std::string& id) {
        const auto at = page.find("<section id=\"" + id + "\"");
        REQUIRE(at != page.npos);
        return page.substr(at, page.find("</section>", at) - at);
    };
    const test::folder full, gap, feed{QAIDAM_SOURCE_DIR "/examples/data/chengdong"};
    {
        const server s{full};
        auto leader = at_desk(s, supervisor);
        leader.open("/day");
        CHECK(section(leader.page(), "staffing").find("None") != std::string::npos);
        const auto map = section(leader.page(), "open-by-grid");
        CHECK(map.find("<svg") != std::string::npos);
        CHECK(map.find("Grid 07") != std::string::npos);
    }
    feed.replace("roles.csv", "p-gl-01,full_time_grid_leader,grid,g-01,2021-03-01,\n", "");
    const server s{gap, {}, feed.native()};
    auto leader = at_desk(s, supervisor);
    leader.open("/day");
    CHECK(section(leader.page(), "staffing").find("g-01") != std::string::npos);
}

TEST_CASE("every page is there in both languages, and names its language") {
    const test::folder folder;
    const server s{folder};
    for (const std::string page :
         {"/", "/place", "/place/where?item=snow", "/follow", "/sign-in", "/trains", "/week", "/wall"})
        for (const auto* lang : {"zh-CN,zh;q=0.9", "en-GB,en;q=0.9"}) {
            const auto r = test::get(s.port(), page, {{"Accept-Language", lang}});
            CHECK(r.status == 200);
            const bool english = lang[0] == 'e';
            CHECK_MESSAGE(r.body.find(english ? "<html lang=\"en\">" : "<html lang=\"zh-CN\">") !=
                              std::string::npos,
                          page);
            CHECK(r.body.find(english ? "Time of the hall" : "服务大厅时间") != std::string::npos);
            CHECK(r.body.find("<main id=\"main\">") != std::string::npos);
            CHECK(r.body.find("<h1>") != std::string::npos);
        }
}
