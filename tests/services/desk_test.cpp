/// The desk: what it takes and refuses, and the orders that result.
#include <map>
#include <optional>
#include <set>

#include <qaidam/base/text.hpp>

#include "world.hpp"

TEST_SUITE_BEGIN("desk");

using namespace test;

namespace {

/// All events of the day in Chengdong's feed.
std::vector<event> events_of_the_day(desk& d) {
    std::vector<event> all;
    for (const auto& c : load_commands(chengdong, {}, written_by::desk).value) {
        const auto events = carry_out(d, c);
        all.insert(all.end(), events.begin(), events.end());
    }
    return all;
}

} // namespace

TEST_CASE("the allowance case goes event by event within the hour") {
    auto d = chengdong_world().open_desk();
    events_of_the_day(d);
    const auto* o = d.find("2021-1224-001");
    REQUIRE(o != nullptr);
    CHECK(o->state == order_state::solved);
    CHECK(o->satisfied == true);
    CHECK(o->visits == 1);
    CHECK(o->last_at - o->placed_at < (std::chrono::hours{1}));
    CHECK(o->due == calendar::local_time(date{2021, 12, 31}, 18h));
    CHECK(d.find("2021-1224-002")->state == order_state::handling);
    CHECK(d.find("2021-1224-002")->handler == handler{handler_kind::department, "dept-01"});
    CHECK(open311_status(o->state) == "closed");
    CHECK(open311_status(order_state::handling) == "open");
}

TEST_CASE("events encode, decode and replay to the same state") {
    auto first = chengdong_world().open_desk();
    std::vector<event> replayed;
    for (const auto& e : events_of_the_day(first)) replayed.push_back(decode(encode(e)));
    auto second = chengdong_world().open_desk();
    second.apply(replayed);
    CHECK(second.orders() == first.orders());
}

TEST_CASE("a reload with shuffled rows replays to the same state") {
    test::random random;
    std::mt19937_64 engine{seed()};
    auto first = chengdong_world().open_desk();
    const auto events = events_of_the_day(first);
    const test::folder shuffled{test::chengdong};
    for (const auto& layout : civic::feed_layouts())
        if (layout.file != "community.csv") shuffled.shuffle(std::string{layout.file}, engine);
    const world other{shuffled};
    auto second = other.open_desk();
    second.apply(events);
    CHECK(second.orders() == first.orders());
}

TEST_CASE("the encoded form is stable, and text of any kind survives it") {
    const event placed =
        order_placed{{"o-1", "p-elder", at(9, 12), "old-age-allowance", "b-08-02", true, channel::chat_group},
                     "g-15",
                     at(18)};
    CHECK(encode(placed) ==
          "order_placed@4\to-1\tp-elder\t2021-12-24 "
          "09:12\told-age-allowance\tb-08-02\tyes\tchat_group\tnormal\t\t\t\t0\t0\t\t0\tg-15\t"
          "2021-12-24 18:00\t");
    const event odd = order_fed_back{{"o\t1", "p\n\\t", at(9, 12), "证据\r\\"}, {}};
    CHECK(encode(odd).find('\n') == std::string::npos);
    const auto back = std::get<order_fed_back>(decode(encode(odd)));
    CHECK(back.order == "o\t1");
    CHECK(back.by == "p\n\\t");
    CHECK(back.evidence == key{"证据\r\\"});
}

TEST_CASE("events that differ in what the desk worked out are not equal") {
    const order_placed a{{"o-1", "p", at(9), "item", "b"}, "grid-1", at(9), at(9)};
    const order_placed b{{"o-1", "p", at(9), "item", "b"}, "grid-2", {}, {}};
    CHECK(a != b);
    CHECK(event{a} != event{b});
    const order_dispatched c{{"o-1", "p", at(9), {handler_kind::team, "x"}}, at(9), at(9), at(9), {5}, "r1"};
    auto d = c;
    CHECK(c == d);
    CHECK(event{c} == event{d});
    d.rules = "r2";
    CHECK(c != d);
    d = c;
    d.limit = {1};
    CHECK(c != d);
    d = c;
    d.due = at(10);
    CHECK(event{c} != event{d});
}

TEST_CASE("an event of before its line had a version is read") {
    const event placed =
        order_placed{{"o-1", "p-elder", at(9, 12), "heating-fee", "b-08-02"}, "g-15", at(18)};
    CHECK(
        decode(
            "order_placed\to-1\tp-elder\t2021-12-24 09:12\theating-fee\tb-08-02\tno\tphone\tnormal\t\tg-15\t"
            "2021-12-24 18:00\t") == placed);
}

TEST_CASE("what is not an event is refused, whatever the bytes") {
    for (const char* text :
         {"", "order_placed", "order_accepted\ta\tb\t2021-12-24 09:12:00",
          "order_flown\ta\tb\t2021-12-24 09:12", "order_accepted\ta\tb\tyesterday",
          "order_accepted\ta\tb\t2021-12-24 09:12\tmore", "order_rated\ta\tb\t2021-12-24 09:12\tyes\tmaybe",
          "order_accepted\ta\\x\tb\t2021-12-24 09:12", "order_accepted@2\ta\tb\t2021-12-24 09:12"})
        try {
            (void)decode(text);
            FAIL("must be refused");
        } catch (const data_error& e) {
            CHECK(e.why().count(services::codes::bad_event) == 1);
        }
    std::string long_text;
    for (int i = 0; i < 40; ++i) long_text += "城";
    try {
        (void)decode(long_text);
        FAIL("must be refused");
    } catch (const data_error& e) {
        CHECK_FALSE(find_invalid_utf8(to_string(*e.why().begin())));
    }
    test::random random;
    const auto good = encode(
        order_dispatched{{"o", "p", at(9), {handler_kind::team, "team-01"}}, at(10), {}, at(10), {1}, "r"});
    for (int i = 0; i < 20000; ++i) {
        auto text = good;
        for (int n = random.between(1, 3); n > 0; --n)
            text[static_cast<std::size_t>(random.between(0, static_cast<int>(text.size()) - 1))] =
                static_cast<char>(random.between(0, 255));
        std::optional<event> read;
        try {
            read = decode(text);
        } catch (const data_error&) {
        }
        if (!read) continue; // it was no event
        auto again = encode(*read);
        // A line of before there were versions is one too.
        if (text.starts_with("order_dispatched\t")) again.erase(again.find("@1"), 2);
        CHECK(again == text);
    }
}

TEST_CASE("each refusal says why and what would be allowed") {
    auto d = chengdong_world().open_desk();
    auto bad = an_errand();
    bad.item = "moon";
    CHECK(refusal_of(d, bad) == "the service lists have no item moon");
    bad = an_errand();
    bad.building = "b-99";
    CHECK(refusal_of(d, bad) == "the community has no building b-99");
    bad = an_errand();
    bad.by = "p-nobody";
    CHECK(refusal_of(d, bad) == "the community knows nobody called p-nobody");
    bad = an_errand();
    bad.at = calendar::local_time(date{2021, 2, 1}, 9h);
    CHECK(refusal_of(d, bad) == "building b-08-02 is in no grid on 2021-02-01");
    bad = an_errand();
    bad.item = "school-enrolment";
    CHECK(refusal_of(d, bad) == "item School enrolment papers cannot be done at the door");
    bad = an_errand();
    bad.at = calendar::local_time(date{2021, 6, 11}, 9h); // a day before his seventieth birthday
    CHECK(refusal_of(d, bad) == "the resident is 69, Old-age allowance wants at least 70 years");
    bad = an_errand();
    bad.order = {};
    CHECK(refusal_of(d, bad) == "order must not be blank");
    CHECK(refusal_of(d, accept_order{"o-1", "p-08-02", at(9)}) == "there is no order o-1");

    bad = an_errand();
    bad.order = "o\n1";
    CHECK(refusal_of(d, bad) ==
          "order_id cannot be used, want UTF-8 without control characters, at most 200 bytes");
    bad = an_errand();
    bad.building = std::string(201, 'b');
    CHECK(refusal_of(d, bad) ==
          "building_id cannot be used, want UTF-8 without control characters, at most 200 bytes");
    bad = an_errand();
    bad.by = "p-\xFF";
    CHECK(refusal_of(d, bad) ==
          "by cannot be used, want UTF-8 without control characters, at most 200 bytes");

    carry_out(d, an_errand());
    bad = an_errand();
    bad.at_door = false;
    CHECK(refusal_of(d, bad) == "order o-1 exists already");
    CHECK(refusal_of(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::department, "dept-07"}}) ==
          "order o-1 is placed; allowed now: verify, register, decline, merge, urge, supervise, whistle");
    CHECK(refusal_of(d, register_order{"o-1", "p-clerk", at(9, 11)}) ==
          "time 2021-12-24 09:11 is before the last event at 2021-12-24 09:12");
    carry_out(d, register_order{"o-1", "system", at(9, 12)});
    CHECK(refusal_of(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::department, "dept-01"}}) ==
          "dept-01 is not competent for 民政; competent are: dept-07, p-08-02; allowed now: dispatch, merge, "
          "urge, supervise, "
          "whistle");
    carry_out(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::person, "p-08-02"}});
    CHECK(refusal_of(d, accept_order{"o-1", "p-clerk", at(9, 21)}) ==
          "p-clerk may not accept; this may: handler, system; allowed now: merge, urge, supervise, whistle");
    carry_out(d, accept_order{"o-1", "p-08-02", at(9, 21)});
    CHECK(
        refusal_of(d, visit_home{"o-1", "p-08-02", at(9, 30), at(9, 29), "n"}) ==
        "time 2021-12-24 09:29 is before the last event at 2021-12-24 09:30; allowed now: visit, feed back");
    CHECK(refusal_of(d, visit_home{"o-1", "p-08-02", at(9, 30), at(9, 40), {}}) ==
          "note must not be blank; allowed now: visit, feed back");
    CHECK(refusal_of(d, feed_back{"o-1", "p-08-02", at(9, 30), {}}) ==
          "evidence must not be blank; allowed now: visit, feed back");
    carry_out(d, feed_back{"o-1", "p-08-02", at(9, 50), "photo"});
    CHECK(refusal_of(d, pass_check{"o-1", "p-08-02", at(9, 51)}) ==
          "p-08-02 may not pass; this may: full-time grid leader (community), part-time grid leader "
          "(community), grid member (community), supervisor (community), system");
    CHECK(refusal_of(d, pass_check{"o-1", "system", at(9, 51)}) ==
          "rules default-1 do not let the system take this step; allowed now: urge, supervise");
    carry_out(d, pass_check{"o-1", "p-clerk", at(9, 51)});
    CHECK(refusal_of(d, rate_order{"o-1", "p-08-02", at(9, 52)}) ==
          "p-08-02 may not rate; this may: reporter, full-time grid leader (community), part-time grid "
          "leader (community), grid member (community), supervisor (community)");
    CHECK(to_string(*d.check(rate_order{"o-1", "p-08-02", at(9, 52)}), language::zh) ==
          "“p-08-02”无权评价；可由 "
          "点单人、专职网格长（社区）、兼职网格长（社区）、网格员（社区）、督查负责人（社区） 办理");
    carry_out(d, rate_order{"o-1", "p-elder", at(9, 52), false, false});
    CHECK(d.find("o-1")->state == order_state::handling); // not solved: back to the same handler
    carry_out(d, feed_back{"o-1", "p-08-02", at(10), "photo-2"});
    CHECK(d.check(pass_check{"o-1", "system", at(10)}));
}

TEST_CASE("an order that is there is not placed again, and check never throws for a known time") {
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand());
    CHECK(refusal_of(d, an_errand()) == "order o-1 exists already");
}

TEST_CASE("a visit counts for the round it was made in") {
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand());
    carry_out(d, register_order{"o-1", "system", at(9, 12)});
    carry_out(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::person, "p-08-02"}});
    carry_out(d, accept_order{"o-1", "p-08-02", at(9, 21)});
    carry_out(d, visit_home{"o-1", "p-08-02", at(9, 30), at(9, 40), "n"});
    carry_out(d, feed_back{"o-1", "p-08-02", at(9, 41), "photo"});
    carry_out(d, pass_check{"o-1", "system", at(9, 41)});
    carry_out(d, rate_order{"o-1", "p-elder", at(9, 52), false, false});
    carry_out(d, feed_back{"o-1", "p-08-02", at(10), "photo"}); // nobody went there again
    CHECK(refusal_of(d, pass_check{"o-1", "system", at(10)}) ==
          "rules default-1 do not let the system take this step; allowed now: urge, supervise");
}

TEST_CASE("an event that goes back in time does not follow") {
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand());
    const event backwards[] = {
        order_registered{{"o-1", "system", at(10)}, {}},
        order_dispatched{
            {"o-1", "p-clerk", at(10), {handler_kind::person, "p-08-02"}}, at(12), {}, at(12), {1}, "r"},
        order_accepted{{"o-1", "p-08-02", at(10)}}, home_visited{{"o-1", "p-08-02", at(10), at(9), "n"}}};
    CHECK_THROWS_AS(d.apply(backwards), std::invalid_argument);
    CHECK(d.find("o-1")->state == order_state::placed);
}

TEST_CASE("an order of what the community has no more stands, and its next step is refused") {
    auto d = chengdong_world().open_desk();
    const event old[] = {order_placed{{"a", "p-elder", at(9), "gone", "b-08-02"}, {}, {}},
                         order_placed{{"b", "p-elder", at(9), "heating-fee", "b-gone"}, {}, {}},
                         order_registered{{"b", "p-clerk", at(9)}, {}}};
    d.apply(old);
    CHECK(refusal_of(d, register_order{"a", "system", at(10)}) ==
          "the service lists have no item gone; allowed now: urge, supervise");
    CHECK(refusal_of(d, dispatch_order{"b", "p-clerk", at(10), {handler_kind::person, "p-08-02"}}) ==
          "the community has no building b-gone; allowed now: dispatch, merge, urge, supervise, whistle");
}

TEST_CASE("events that do not follow change nothing at all") {
    auto d = chengdong_world().open_desk();
    const event list[] = {order_placed{{"a", "p-elder", at(9), "heating-fee", "b-08-02"}, {}, {}},
                          order_accepted{{"a", "p-08-02", at(10)}}};
    CHECK_THROWS_AS(d.apply(list), std::invalid_argument);
    CHECK(d.orders().empty());
}

TEST_CASE("a command that was decided on an old version of its order is refused") {
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand());
    CHECK_FALSE(d.check(register_order{"o-1", "p-clerk", at(9, 20)}, 1));
    CHECK(to_string(*d.check(register_order{"o-1", "p-clerk", at(9, 20)}, 0)) ==
          "order o-1 has 1 events, not 0; read it again and retry");
    CHECK_THROWS_AS((void)d.decide(register_order{"o-1", "p-clerk", at(9, 20)}, 2).events(), refused);
}

TEST_CASE("an order is as it was at any instant") {
    auto d = chengdong_world().open_desk();
    const auto events = events_of_the_day(d);
    const order_key k{"2021-1224-001"};
    CHECK_FALSE(order_as_of(events, k, at(9, 11)));
    CHECK(order_as_of(events, k, at(9, 12))->state == order_state::registered);
    CHECK(order_as_of(events, k, at(9, 17))->state == order_state::dispatched);
    CHECK(order_as_of(events, k, at(9, 40))->visits == 1);
    CHECK(order_as_of(events, k, at(23)) == *d.find(k));
    CHECK_FALSE(order_as_of(events, "o-99", at(23)));
}

namespace {

/// From 2022 on the feed has one large grid, of the building b-08-02.
void draw_grids_anew(const test::folder& f) {
    f.replace("grid_plans.csv", "2021-03-01,", "2021-03-01,2022-01-01");
    f.append("grid_plans.csv", "plan-2022,新划分,,2022-01-01,\n");
    f.append("grids.csv", "h-01,plan-2022,大网格,,,base\n");
    f.append("grid_buildings.csv", "h-01,b-08-02\n");
}

} // namespace

TEST_CASE("orders of one building are merged over the midnight at which its grid is another") {
    const test::folder f{chengdong};
    draw_grids_anew(f);
    const world w{f};
    desk d{w.community, w.catalogue, w.office};
    const local_time midnight{date{2022, 1, 1}};
    for (const auto& [k, placed] : {std::pair{"before", midnight - 60s}, std::pair{"after", midnight + 300s}})
        carry_out(d, place_order{k, "p-elder", placed, "heating-fee", "b-08-02"});
    CHECK(d.find("before")->grid != d.find("after")->grid);
    carry_out(d, merge_order{"after", "p-clerk", january(4, 9), "before", "the same heating"});
    CHECK(d.find("after")->parent == order_key{"before"});
}

TEST_CASE("another version of the community keeps the orders, and says what they speak of that is gone") {
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand());
    carry_out(d, register_order{"o-1", "system", at(9, 12)});
    carry_out(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::department, "dept-07"}, {}});
    const auto before = d.orders();
    const test::folder f{chengdong};
    f.replace("departments.csv", "dept-07,", "dept-77,");
    f.replace("competences.csv", "dept-07", "dept-77");
    f.replace("roles.csv", "department,dept-07", "department,dept-77");
    f.replace("service_items.csv", "old-age-allowance,", "elders-allowance,");
    draw_grids_anew(f);
    const world later{f};
    std::vector<std::string> gone;
    for (const auto& x : d.rebase(later.community, later.catalogue, later.office))
        gone.push_back(to_string(x));
    CHECK(gone == std::vector<std::string>{"o-1: item old-age-allowance is not there any more",
                                           "o-1: handler dept-07 is not there any more"});
    CHECK(d.orders() == before);
    const period year{local_time{date{2021, 1, 1}}, local_time{date{2022, 1, 1}}};
    CHECK(measure_orders_by(d.orders(), year, by_grid) == measure_orders_by(before, year, by_grid));
    CHECK(measure_orders_by(d.orders(), year, by_grid).contains("g-15"));
    auto next = an_errand();
    next.order = "o-2";
    next.item = "elders-allowance";
    next.at = january(4, 9);
    carry_out(d, next);
    CHECK(d.find("o-1")->grid == "g-15");
    CHECK(d.find("o-2")->grid == "h-01");
}

TEST_CASE("what fails in the middle of a list leaves orders of before as they were") {
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand());
    const auto before = d.orders();
    const auto due = d.due_between(at(0), january(31, 0));
    const event list[] = {order_registered{{"o-1", "system", at(10)}, at(18)},
                          order_placed{{"o-2", "p-elder", at(11), "heating-fee", "b-08-02"}, {}, at(12)},
                          order_accepted{{"o-2", "p-08-02", at(12)}}};
    CHECK_THROWS_AS(d.apply(list), std::invalid_argument);
    CHECK(d.orders() == before);
    CHECK(d.find("o-2") == nullptr);
    REQUIRE(due.size() == 1);
    CHECK(d.due_between(at(0), january(31, 0)).size() == 1);
    carry_out(d, register_order{"o-1", "system", at(10)});
}

TEST_CASE("what is due in the next working hours, and how far the rest is overdue") {
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand()); // to be registered by Monday, 18:00
    const auto keys = [&](const auto& entries) {
        std::vector<std::string> all;
        for (const auto& e : entries) all.push_back(d.orders()[e.order].key.text());
        return all;
    };
    CHECK(d.find("o-1")->step_due == calendar::local_time(date{2021, 12, 27}, 18h));
    CHECK(keys(d.due_within(at(9, 12), 7 * calendar::working_hour)) == std::vector<std::string>{});
    CHECK(keys(d.due_within(at(11, 0), 13 * calendar::working_hour)) == std::vector<std::string>{"o-1"});
    CHECK(d.escalations(calendar::local_time(date{2021, 12, 27}, 18h)).empty());
    const auto level = [&](local_time now) { return to_string(d.escalations(now).at(0).level); };
    CHECK(level(calendar::local_time(date{2021, 12, 28}, 17h)) == "overdue");
    CHECK(level(calendar::local_time(date{2021, 12, 29}, 9h)) == "to be urged");
    CHECK(level(calendar::local_time(date{2022, 1, 7}, 9h)) == "to be criticised");
    carry_out(d, register_order{"o-1", "system", at(10)});
    carry_out(d, dispatch_order{"o-1", "p-clerk", at(10), {handler_kind::person, "p-08-02"}, {}});
    CHECK(keys(d.due_between(at(10), at(18))) == std::vector<std::string>{"o-1"}); // to be accepted by 16:00
    carry_out(d, accept_order{"o-1", "p-08-02", at(10)});
    CHECK(d.due_between(at(10), at(18)).empty());
}

TEST_CASE("somebody else may speak for a resident, and the system for another system") {
    auto d = chengdong_world().open_desk();
    auto for_him = an_errand();
    for_him.by = "p-clerk";
    CHECK(refusal_of(d, for_him).starts_with("the resident's date of birth is not known"));
    for_him.reporter = "p-elder";
    carry_out(d, for_him);
    CHECK(d.find("o-1")->reporter == "p-elder");
    auto exchanged = an_errand();
    exchanged.order = "o-2";
    exchanged.by = system_actor;
    CHECK(code_of(d, exchanged) == "not_by_exchange");
    exchanged.channel = channel::exchange;
    exchanged.reporter = "p-elder";
    carry_out(d, exchanged);
}

TEST_CASE("events that no desk would have made are refused, or do no harm") {
    const auto refuses = [](std::vector<event> more) {
        auto d = chengdong_world().open_desk();
        more.insert(more.begin(),
                    order_placed{{"o", "p-elder", at(9), "heating-fee", "b-08-02"}, "g-15", {}, {}});
        CHECK_THROWS_AS(d.apply(more), std::invalid_argument);
        CHECK(d.orders().empty());
        CHECK(d.due_between(at(0), january(31, 0)).empty());
    };
    const handler h{handler_kind::person, "p-08-02"};
    const order_registered registered{{"o", "system", at(9)}, {}};
    const order_dispatched dispatched{{"o", "p-clerk", at(9), h, {}}, {}, {}, at(18), {1}, "r"};
    // Reopened although it was never dispatched.
    refuses({order_cancelled{{"o", "p-elder", at(9), "why"}},
             order_reopened{{"o", "p-elder", at(9), "why"}, {}, at(9)}});
    // Granted back to a handler that never was.
    refuses({order_declined{{"o", "p-clerk", at(9), "why"}}, appeal_made{{"o", "p-elder", at(9), "why"}},
             appeal_settled{{"o", "p-supervisor", at(9), true, "why"}, order_state::handling, at(18), {}}});
    // Settled into a state that no appeal leads to.
    refuses({order_declined{{"o", "p-clerk", at(9), "why"}}, appeal_made{{"o", "p-elder", at(9), "why"}},
             appeal_settled{{"o", "p-supervisor", at(9), true, "why"}, order_state::merged, {}, {}}});
    // Not solved, and no time to solve it in.
    refuses({registered, dispatched, order_accepted{{"o", "p-08-02", at(9)}},
             order_fed_back{{"o", "p-08-02", at(9), "photo"}, {}}, check_passed{{"o", "p-clerk", at(9)}, {}},
             order_rated{{"o", "p-elder", at(9), false, false}, {}}});
    // Of another order, without end, into nothing, with what there is not.
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand());
    CHECK_THROWS_AS((void)fold(d.find("o-1"), order_verified{{"o", "p-clerk", at(10)}}),
                    std::invalid_argument);
    const order_accepted accepted{{"o", "p-08-02", at(9)}};
    constexpr int endless = 2'000'000'000;
    refuses({registered, dispatched, accepted,
             order_extended{{"o", "p-supervisor", at(9), endless, "why"}, at(18)}});
    refuses(
        {registered, dispatched, accepted, order_extended{{"o", "p-supervisor", at(9), 0, "why"}, at(18)}});
    refuses({registered, dispatched, accepted,
             order_suspended{{"o", "p-supervisor", at(9), date{2021, 12, 24}, "why"}, at(18)}});
    refuses({order_merged{{"o", "p-clerk", at(9), "nothing", "why"}, {}}});
    refuses({order_verified{{"o", "p-clerk", at(9), static_cast<verification>(77)}}});
    refuses({order_declined{{"o", "p-clerk", at(9), "why"}}, appeal_made{{"o", "p-elder", at(9), "why"}, {}},
             appeal_settled{{"o", "p-supervisor", at(9), false, "why"}, order_state::solved, {}, {}}});
    refuses({department_reported{{"o", "p-elder", at(9), "dept-01"}}});
    refuses({order_merged{{"o", "p-clerk", at(9), "o", "why"}}});
    refuses({order_extended{{"o", "p-clerk", at(9), 1, "why"}, at(18)}});
}

TEST_CASE("what is overdue is listed in a year whose holidays are not known, too, and goes on") {
    auto d = chengdong_world().open_desk({.register_within = std::nullopt, .total_within = std::nullopt});
    const event old[] = {order_placed{{"o", "p-elder", at(9), "heating-fee", "b-08-02"},
                                      "g-15",
                                      calendar::local_time(date{2026, 12, 31}, 18h),
                                      {}}};
    d.apply(old);
    const auto late = d.escalations(calendar::local_time(date{2027, 3, 1}, 9h));
    REQUIRE(late.size() == 1);
    CHECK(late[0].level == escalation::overdue);
    carry_out(d, register_order{"o", "p-clerk", calendar::local_time(date{2027, 3, 1}, 9h)});
    CHECK(d.find("o")->step_due.open() != nullptr);
}

TEST_CASE("a deadline after the last date is refused as that, not as a holiday that is not known") {
    const auto d = chengdong_world().open_desk(
        {.register_within = calendar::time_limit{30, calendar::limit_unit::natural_days}});
    auto c = an_errand();
    c.item = "parking";
    c.building = "b-03-01";
    c.at_door = false;
    c.at = calendar::local_time(date{9999, 12, 15}, 9h);
    CHECK(code_of(d, c) == "after_last_date");
}

TEST_CASE("a desk is not made of rules that cannot be counted, and says which") {
    const auto fault_of = [](const desk_rules& rules) -> std::string {
        try {
            (void)chengdong_world().open_desk(rules);
            return "";
        } catch (const std::invalid_argument& e) {
            return e.what();
        }
    };
    const auto days = [](int n) { return calendar::time_limit{n, calendar::limit_unit::worked_days}; };
    CHECK(fault_of({}) == "");
    CHECK(fault_of({.register_within = days(1'000'000)}) == "");
    CHECK(fault_of({.register_within = days(0)}) ==
          "desk_rules: register_within is 0 working days, want 1 to 1000000");
    CHECK(fault_of({.rate_within = days(-3)}) ==
          "desk_rules: rate_within is -3 working days, want 1 to 1000000");
    CHECK(fault_of({.criticised_after = days(2'000'000)}) ==
          "desk_rules: criticised_after is 2000000 working days, want 1 to 1000000");
    CHECK(fault_of({.handling = {{.limit = days(5)}, {.limit = days(0)}}}) ==
          "desk_rules: handling[1] is 0 working days, want 1 to 1000000");
    CHECK(fault_of({.most_returns = -1}) == "desk_rules: most_returns is -1, want 0 to 100000");
    CHECK(fault_of({.most_extended = -1 * calendar::working_day}) ==
          "desk_rules: most_extended_days is -1, want 0 to 100000");
    CHECK(fault_of({.most_suspended = calendar::day_count{-1}}) ==
          "desk_rules: most_suspended_days is -1, want 0 to 100000");
    CHECK(fault_of({.least_left_to_suspend = -1 * calendar::working_hour}) ==
          "desk_rules: hours_left_to_suspend is -1, want 0 to 100000");
    CHECK(fault_of({.least_left_to_suspend = calendar::working_time{90min}}) ==
          "desk_rules: hours_left_to_suspend is 1 h 30 min, want whole hours");
}

TEST_CASE("a desk takes no catalogue with an item whose limit cannot be counted") {
    const auto& w = chengdong_world();
    auto offered = w.catalogue;
    offered.items.update(offered.items.id_of("parking"), [](service_item& x) { x.limit.amount = 0; });
    CHECK_THROWS_WITH_AS((desk{w.community, offered, w.office}),
                         "catalogue: the limit of parking is 0 working days, want 1 to 1000000",
                         std::invalid_argument);
    auto d = w.open_desk();
    CHECK_THROWS_AS((void)d.rebase(w.community, offered, w.office), std::invalid_argument);
}

TEST_CASE("a limit beyond the known holidays refuses nothing, however long it is") {
    auto d = chengdong_world().open_desk(
        {.register_within = calendar::time_limit{1'000'000, calendar::limit_unit::worked_days}});
    carry_out(d, an_errand());
    CHECK(to_string(d.find("o-1")->step_due) == "not yet known (1000000 working days from 2021-12-24 09:12)");
}

TEST_CASE("somebody in no register places an order, follows it by a token, and rates it") {
    const std::string token = "3f0c51b27c9e4d58a1";
    const auto visitor = visitor_of(token);
    const auto stranger = visitor_of("another token, long enough");
    CHECK(visitor == visitor_of(token));
    CHECK(visitor != stranger);
    CHECK(visitor.text().find(token) == std::string::npos);
    CHECK(is_visitor(visitor));
    for (const person_key who : {"p-elder", "visitor-", "visitor-zz", "system"}) CHECK_FALSE(is_visitor(who));
    CHECK_THROWS_AS((void)visitor_of("easy"), std::invalid_argument);

    auto d = chengdong_world().open_desk();
    const place_order by_visitor{
        .order = "o", .by = visitor, .at = at(9), .item = "parking", .building = "b-03-01"};
    carry_out(d, by_visitor);
    carry_out(d, place_order{.order = "by phone",
                             .by = "p-clerk",
                             .at = at(9),
                             .item = "parking",
                             .building = "b-03-01",
                             .reporter = visitor});
    CHECK(d.find("by phone")->reporter == visitor);
    CHECK(d.sight_of("o", visitor, at(9)) == sight::people);
    CHECK_FALSE(d.sight_of("o", stranger, at(9)));
    CHECK(code_of(d, verify_order{"o", visitor, at(9), verification::exists}) == "unknown_person");
    carry_out(d, register_order{"o", "p-clerk", at(9)});
    carry_out(d, dispatch_order{"o", "p-clerk", at(9), {handler_kind::department, "dept-01"}, {}});
    carry_out(d, accept_order{"o", "p-officer-01", at(9)});
    carry_out(d, services::feed_back{"o", "p-officer-01", at(10), "photo"});
    carry_out(d, pass_check{"o", "p-clerk", at(10)});
    CHECK(code_of(d, rate_order{"o", stranger, at(11)}) == "unknown_person");
    carry_out(d, rate_order{"o", visitor, at(11), true, true});
    CHECK(d.find("o")->rated_by == visitor);
    const auto& w = chengdong_world();
    CHECK(d.rebase(w.community, w.catalogue, w.office).empty());

    auto errand = an_errand();
    errand.by = visitor;
    CHECK(code_of(d, errand) == "not_for_visitors");
    auto strict = w.open_desk({.visitors_report = false});
    CHECK(code_of(strict, by_visitor) == "unknown_person");
    // Their contact is a text of theirs, which is erased with them.
    const std::vector<events::text> contact{{phone_key(visitor), visitor, {"1990000"}}};
    CHECK(audit(contact, w.community).empty());
}

TEST_CASE("a spot is read as it is written, latitude first, and only on the earth") {
    const spot s{37.294826, 99.020452};
    CHECK(to_cell(s) == "37.294826 99.020452");
    CHECK(parse_spot(to_cell(s)) == s);
    test::random random;
    for (int i = 0; i < 1000; ++i) {
        const spot any{random.between(-90'000'000, 90'000'000) / 1e6,
                       random.between(-180'000'000, 180'000'000) / 1e6};
        CHECK(parse_spot(to_cell(any)) == any);
    }
    for (const char* text : {"", "37.29", "37.29,99.02", "99.02 37.29 1", "91 99", "37 181", "nan 99",
                             "37 inf", " 37 99", "37  99", "37 99 "})
        CHECK_MESSAGE(!parse_spot(text), text);
}

TEST_CASE("an order has a text, and a place that is no building") {
    auto d = chengdong_world().open_desk();
    // On the street within grid g-01, by its outline; the outline is the oracle's rectangle, nearly.
    place_order c{.order = "o", .by = "p-bl-03", .at = at(9), .item = "street-light"};
    CHECK(code_of(d, c) == "unknown_building");
    c.spot = spot{37.295, 99.009};
    c.text = "note-2";
    carry_out(d, c);
    const auto* o = d.find("o");
    CHECK(o->grid == "g-01");
    CHECK(o->building.empty());
    CHECK(o->spot == c.spot);
    CHECK(o->text == "note-2");
    auto away = c;
    away.order = "away";
    away.spot = spot{36, 99};
    CHECK(refusal_of(d, away) == "spot 36 99 is within the outline of no grid on 2021-12-24");
    away.spot = spot{100, 99};
    CHECK(code_of(d, away) == "bad_spot");
    // Rights go by the grid: its people, and those of the community, but of no quarter or building.
    CHECK(code_of(d, verify_order{"o", "p-gm-01", at(9), verification::exists}).empty());
    for (const person_key who : {"p-gm-02", "p-pm-01", "p-bl-01"})
        CHECK(code_of(d, verify_order{"o", who, at(9), verification::exists}) == "not_entitled");
    carry_out(d, register_order{"o", "p-clerk", at(9)});
    CHECK(choose_handler(d, "o", at(9)).handler == handler{handler_kind::department, "dept-09"});
    carry_out(d, dispatch_order{"o", "p-clerk", at(9), {handler_kind::department, "dept-09"}, {}});
    CHECK(
        d.rebase(chengdong_world().community, chengdong_world().catalogue, chengdong_world().office).empty());
    // Two spots of a grid are one place, two of different grids are not.
    const auto again = [&](const char* k, double longitude) {
        auto x = c;
        x.order = order_key{k};
        x.at = at(10);
        x.spot = spot{37.295, longitude};
        carry_out(d, x);
        return code_of(d, merge_order{x.order, "p-clerk", at(11), "o", "same"});
    };
    CHECK(again("near", 99.0092).empty());
    CHECK(again("far", 99.0125) == "bad_merge");
    auto door = c;
    door.order = "door";
    door.item = "home-repair";
    door.at_door = true;
    CHECK(code_of(d, door) == "needs_building");
    auto errand = an_errand();
    errand.at_door = false;
    errand.building = {};
    errand.spot = c.spot;
    carry_out(d, errand); // nobody is the party member of a street
    for (const auto& w : choose_handler(d, "o-1", at(10)).considered)
        CHECK(w.candidate.handler.kind != handler_kind::person);
}

TEST_CASE("a place in a file is a building, or a spot, or both") {
    const auto read = [](const char* row) {
        const test::folder f;
        f.write("order_commands.csv",
                std::string{"time,command,order_id,by,item_id,building_id,text_id,spot\n"
                            "2021-12-24 09:00,place,o,p-bl-03,parking,"} +
                    row + "\n");
        return load_commands(f);
    };
    const auto c = std::get<place_order>(read(",n-1,37.295 99.009").value.front());
    CHECK(c.spot == spot{37.295, 99.009});
    CHECK(c.text == "n-1");
    CHECK(audit(read(",n-1,37.295 99.009").value, {}).size() == 1);
    CHECK(audit(read("b-03-01,,").value, {}).empty());
    CHECK(test::first_notice([&] { return read(",,"); }).starts_with("order_commands.csv:2:building_id:"));
    CHECK(test::first_notice([&] { return read(",,99.009 37.295 x"); }) ==
          "order_commands.csv:2:spot: not a spot on the earth, got 99.009 37.295 x, want one like 37.294826 "
          "99.020452, latitude first, in WGS 84");
    const test::folder copy;
    const auto all = read("b-03-01,n-1,37.295 99.009").value;
    save(all, copy);
    CHECK(load_commands(copy).value == all);
}

TEST_SUITE_END();
