#include <qaidam/services/services.hpp>

#include <set>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/feed.hpp>

#include "feed.hpp"
#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("services");

using namespace qaidam;
using namespace qaidam::services;
using calendar::date;
using calendar::date_span;
using namespace std::chrono_literals;

namespace {

struct world {
    civic::community community;
    services::catalogue catalogue;
    calendar::work_calendar office{calendar::office_hours(), calendar::holidays::china()};

    explicit world(const std::filesystem::path& folder)
        : community{civic::load(folder).value},
          catalogue{load_catalogue(folder, community).value} {}
};

const world& chengdong() {
    static const world w{test::chengdong};
    return w;
}

calendar::ptime at(int hour, int minute = 0) {
    return calendar::at(date{2021, 12, 24}, std::chrono::hours{hour} + std::chrono::minutes{minute});
}

place_order an_errand() {
    return {.order = "o-1",
            .by = "p-elder",
            .at = at(9, 12),
            .item = "old-age-allowance",
            .building = "b-08-02",
            .at_door = true};
}

std::string refusal_of(const desk& d, const command& c) {
    const auto no = d.check(c);
    if (!no) return "";
    CHECK_THROWS_AS((void)d.decide(c), refused);
    return to_string(*no);
}

void carry_out(desk& d, const command& c) {
    const auto events = d.decide(c);
    d.apply(events);
}

/// All events of the day in Chengdong's feed.
std::vector<event> events_of_the_day(desk& d, const std::filesystem::path& folder) {
    std::vector<event> all;
    for (const auto& c : load_commands(folder).value) {
        const auto events = d.decide(c);
        d.apply(events);
        all.insert(all.end(), events.begin(), events.end());
    }
    return all;
}

} // namespace

TEST_CASE("the allowance case goes event by event within the hour") {
    desk d{chengdong().community, chengdong().catalogue, chengdong().office};
    events_of_the_day(d, test::chengdong);
    const auto* o = d.find("2021-1224-001");
    REQUIRE(o != nullptr);
    CHECK(o->state == order_state::solved);
    CHECK(o->satisfied == true);
    CHECK(o->visits == 1);
    CHECK(o->last_at - o->placed_at < calendar::time_duration{1, 0, 0});
    CHECK(o->due == calendar::at(date{2021, 12, 31}, 18h));
    CHECK(d.find("2021-1224-002")->state == order_state::handling);
    CHECK(d.find("2021-1224-002")->handler == handler{handler_kind::department, "dept-01"});
    CHECK(open311_status(o->state) == "closed");
    CHECK(open311_status(order_state::handling) == "open");
}

TEST_CASE("events encode, decode and replay to the same state") {
    desk first{chengdong().community, chengdong().catalogue, chengdong().office};
    std::vector<event> replayed;
    for (const auto& e : events_of_the_day(first, test::chengdong)) replayed.push_back(decode(encode(e)));
    desk second{chengdong().community, chengdong().catalogue, chengdong().office};
    second.apply(replayed);
    CHECK(second.orders() == first.orders());
}

TEST_CASE("a reload with shuffled rows replays to the same state") {
    test::random random;
    std::mt19937_64 engine{test::seed()};
    desk first{chengdong().community, chengdong().catalogue, chengdong().office};
    const auto events = events_of_the_day(first, test::chengdong);
    const test::folder shuffled{test::chengdong};
    for (const auto& layout : civic::feed_layouts())
        if (layout.file != "community.csv") shuffled.shuffle(std::string{layout.file}, engine);
    const world other{shuffled};
    desk second{other.community, other.catalogue, other.office};
    second.apply(events);
    CHECK(second.orders() == first.orders());
}

TEST_CASE("the encoded form is stable, and text of any kind survives it") {
    const event placed =
        order_placed{"o-1", "p-elder", at(9, 12), "old-age-allowance", "b-08-02", true, channel::chat_group};
    CHECK(encode(placed) ==
          "order_placed\to-1\tp-elder\t2021-12-24 09:12\told-age-allowance\tb-08-02\tyes\tchat_group");
    const event odd = order_fed_back{"o\t1", "p\n\\t", at(9, 12), "证据\r\\"};
    CHECK(encode(odd).find('\n') == std::string::npos);
    const auto back = std::get<order_fed_back>(decode(encode(odd)));
    CHECK(back.order == key{"o\t1"});
    CHECK(back.by == key{"p\n\\t"});
    CHECK(back.evidence == key{"证据\r\\"});
}

TEST_CASE("what is not an event is refused, whatever the bytes") {
    for (const char* text :
         {"", "order_placed", "order_flown\ta\tb\t2021-12-24 09:12", "order_accepted\ta\tb\tyesterday",
          "order_accepted\ta\tb\t2021-12-24 09:12\tmore", "order_rated\ta\tb\t2021-12-24 09:12\tyes\tmaybe",
          "order_accepted\ta\\x\tb\t2021-12-24 09:12"})
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
    } catch (const data_error& e) {
        CHECK_FALSE(find_invalid_utf8(to_string(*e.why().begin())));
    }
    test::random random;
    const auto good = encode(order_dispatched{"o", "p", at(9), {handler_kind::team, "team-01"}, at(10), "r"});
    for (int i = 0; i < 20000; ++i) {
        auto text = good;
        for (int n = random.between(1, 3); n > 0; --n)
            text[static_cast<std::size_t>(random.between(0, static_cast<int>(text.size()) - 1))] =
                static_cast<char>(random.between(0, 255));
        try {
            (void)encode(decode(text));
        } catch (const data_error&) {
        }
    }
}

TEST_CASE("each refusal says why and what would be allowed") {
    const auto& w = chengdong();
    desk d{w.community, w.catalogue, w.office};
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
    bad.at = calendar::at(date{2021, 2, 1}, 9h);
    CHECK(refusal_of(d, bad) == "building b-08-02 is in no grid on 2021-02-01");
    bad = an_errand();
    bad.item = "school-enrolment";
    CHECK(refusal_of(d, bad) == "item School enrolment papers cannot be done at the door");
    bad = an_errand();
    bad.at = calendar::at(date{2021, 6, 11}, 9h); // a day before his seventieth birthday
    CHECK(refusal_of(d, bad) == "the resident is 69, item Old-age allowance wants at least 70 years");
    bad = an_errand();
    bad.order = {};
    CHECK(refusal_of(d, bad) == "order must not be blank");
    CHECK(refusal_of(d, accept_order{"o-1", "p-08-02", at(9)}) == "there is no order o-1");

    auto later = an_errand();
    later.order = "o-2031";
    later.at = calendar::at(date{2031, 12, 24}, 9h);
    carry_out(d, later);
    carry_out(d, register_order{later.order, "system", later.at});
    CHECK(
        refusal_of(d, dispatch_order{later.order, "p-clerk", later.at, {handler_kind::department, "dept-07"}})
            .starts_with("a limit of "));

    carry_out(d, an_errand());
    bad = an_errand();
    bad.at_door = false;
    CHECK(refusal_of(d, bad) == "order o-1 exists and says something else");
    CHECK(refusal_of(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::department, "dept-07"}}) ==
          "order o-1 is placed; allowed now: register");
    CHECK(refusal_of(d, register_order{"o-1", "p-clerk", at(9, 11)}) ==
          "time 2021-12-24 09:11 is before the last event at 2021-12-24 09:12; allowed now: register");
    carry_out(d, register_order{"o-1", "system", at(9, 12)});
    CHECK(refusal_of(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::department, "dept-01"}}) ==
          "dept-01 is not competent for 民政; competent are: dept-07, p-08-02; allowed now: dispatch");
    carry_out(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::person, "p-08-02"}});
    CHECK(refusal_of(d, accept_order{"o-1", "p-clerk", at(9, 21)}) ==
          "p-clerk does not act for the handler p-08-02; allowed now: accept");
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
          "p-08-02 cannot check work of his own; allowed now: pass");
    CHECK(refusal_of(d, pass_check{"o-1", "system", at(9, 51)}) ==
          "rules default-1 do not let the system take this step; allowed now: pass");
    carry_out(d, pass_check{"o-1", "p-clerk", at(9, 51)});
    CHECK(refusal_of(d, rate_order{"o-1", "p-clerk", at(9, 52)}) ==
          "p-clerk did not place this order; allowed now: rate");
    carry_out(d, rate_order{"o-1", "p-elder", at(9, 52), false, false});
    CHECK(d.find("o-1")->state == order_state::handling); // not solved: back to the same handler
    carry_out(d, feed_back{"o-1", "p-08-02", at(10), "photo-2"});
    CHECK(d.check(pass_check{"o-1", "system", at(10)}));
}

TEST_CASE("the same order again changes nothing, and check never throws for a known time") {
    desk d{chengdong().community, chengdong().catalogue, chengdong().office};
    carry_out(d, an_errand());
    CHECK(d.decide(an_errand()).empty());
    CHECK_THROWS_AS((void)d.check(register_order{"o-1", "p-clerk", {}}), std::invalid_argument);
}

TEST_CASE("a visit that ends at no plain time is the caller's mistake") {
    desk d{chengdong().community, chengdong().catalogue, chengdong().office};
    carry_out(d, an_errand());
    carry_out(d, register_order{"o-1", "system", at(9, 12)});
    carry_out(d, dispatch_order{"o-1", "p-clerk", at(9, 20), {handler_kind::person, "p-08-02"}});
    carry_out(d, accept_order{"o-1", "p-08-02", at(9, 21)});
    const visit_home endless{"o-1", "p-08-02", at(9, 30), calendar::ptime{boost::posix_time::pos_infin}, "n"};
    CHECK_THROWS_AS((void)d.check(endless), std::invalid_argument);
}

TEST_CASE("a visit counts for the round it was made in") {
    desk d{chengdong().community, chengdong().catalogue, chengdong().office};
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
          "rules default-1 do not let the system take this step; allowed now: pass");
}

TEST_CASE("a time the journal could not keep is the caller's mistake") {
    desk d{chengdong().community, chengdong().catalogue, chengdong().office};
    auto hasty = an_errand();
    hasty.at += boost::posix_time::milliseconds{1};
    CHECK_THROWS_AS((void)d.check(hasty), std::invalid_argument);
    const event placed =
        order_placed{"a", "p-elder", hasty.at, "heating-fee", "b-08-02", false, channel::hall};
    CHECK_THROWS_AS(d.apply({{placed}}), std::invalid_argument);
    carry_out(d, an_errand());
    const event backwards[] = {
        order_registered{"o-1", "system", at(10)},
        order_dispatched{"o-1", "p-clerk", at(10), {handler_kind::person, "p-08-02"}, at(12), "r"},
        order_accepted{"o-1", "p-08-02", at(10)}, home_visited{"o-1", "p-08-02", at(10), at(9), "n"}};
    CHECK_THROWS_AS(d.apply(backwards), std::invalid_argument);
    CHECK(d.find("o-1")->state == order_state::placed);
}

TEST_CASE("an order of what the community has no more stands, and its next step is refused") {
    desk d{chengdong().community, chengdong().catalogue, chengdong().office};
    const event old[] = {order_placed{"a", "p-elder", at(9), "gone", "b-08-02", false, channel::hall},
                         order_placed{"b", "p-elder", at(9), "heating-fee", "b-gone", false, channel::hall},
                         order_registered{"b", "p-clerk", at(9)}};
    d.apply(old);
    CHECK(refusal_of(d, register_order{"a", "system", at(10)}) ==
          "the service lists have no item gone; allowed now: register");
    CHECK(refusal_of(d, dispatch_order{"b", "p-clerk", at(10), {handler_kind::person, "p-08-02"}}) ==
          "the community has no building b-gone; allowed now: dispatch");
}

TEST_CASE("events that do not follow change nothing at all") {
    desk d{chengdong().community, chengdong().catalogue, chengdong().office};
    const event list[] = {order_placed{"a", "p-elder", at(9), "heating-fee", "b-08-02", false, channel::hall},
                          order_accepted{"a", "p-08-02", at(10)}};
    CHECK_THROWS_AS(d.apply(list), std::invalid_argument);
    CHECK(d.orders().empty());
}

TEST_CASE("the catalogue has three lists, and load, save, load gives the same") {
    const auto& all = chengdong().catalogue;
    std::set<service_list> lists;
    for (const auto& item : all.items) lists.insert(item.list);
    CHECK(lists.size() == 3);
    const test::folder copy;
    save(all, copy);
    CHECK(load_catalogue(copy, chengdong().community).value == all);
    save(load_commands(test::chengdong).value, copy);
    CHECK(load_commands(copy).value == load_commands(test::chengdong).value);
    const auto notes = load_notes(test::chengdong).value;
    save(notes, copy);
    CHECK(load_notes(copy).value == notes);
}

TEST_CASE("Delingha's ledger: 377 items in four batches, 376 done, 9 of 9 key projects") {
    const auto loaded_feed = load_accounts(test::chengdong, chengdong().community);
    const auto& all = loaded_feed.value;
    CHECK(loaded_feed.notices.empty());
    const auto items = items_of_units(all.ledger);
    const auto rows = roll_up(items, by_batch);
    const auto of = [&](std::string_view b) {
        return std::find_if(rows.rows.begin(), rows.rows.end(), [&](const auto& r) { return r.key == b; })
            ->count.items;
    };
    CHECK(of("policy") == 23);
    CHECK(of("measure") == 189);
    CHECK(of("project") == 69);
    CHECK(of("problem") == 96);
    CHECK(to_string(rows.total().done_ratio()) == "376/377 (99.73 %)");
    CHECK(rows.total() == roll_up(items, by_unit).total());
    CHECK(rows.total() == roll_up(items, by_due_month).total());
    CHECK(roll_up(all.ledger, by_batch).total().items == 386);
    const auto stated = [&](const char* k) { return all.stated_counts[key{k}].value; };
    CHECK(stated("visits") == 455);
    CHECK(stated("opinions") == 194);
    CHECK(stated("promises") == 608);
    CHECK(stated("volunteer-services") == 829);
    CHECK(audit(all).empty());
    const test::folder copy;
    save(all, copy);
    CHECK(load_accounts(copy, chengdong().community).value == all);
}

TEST_CASE("a stated total that the ledger does not have is found") {
    const test::folder f{test::chengdong};
    f.replace("stated_counts.csv", "Ledger items,377", "Ledger items,378");
    const auto found = audit(load_accounts(f, chengdong().community).value);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) == "ledger.items: Ledger items is stated as 378, the ledger has 377 items");
}

TEST_CASE("a batch of which the ledger has nothing at all is found too") {
    auto all = load_accounts(test::chengdong, chengdong().community).value;
    ledger without;
    for (const auto& item : all.ledger)
        if (item.batch != batch::key_project) without.add(item);
    all.ledger = std::move(without);
    const auto found = audit(all);
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]) ==
          "ledger.key_project: City key projects is stated as 9, the ledger has 0 items");
}

TEST_CASE("a visit whose note is not there is found") {
    const auto commands = load_commands(test::chengdong).value;
    CHECK(audit(commands, load_notes(test::chengdong).value).empty());
    const auto found = audit(commands, {});
    REQUIRE(found.size() == 1);
    CHECK(to_string(found[0]).ends_with("is not in notes.csv; it may have been erased"));
}

TEST_CASE("a fraction of a second is not written, for it would be lost") {
    const auto half = at(9) + boost::posix_time::milliseconds{500};
    CHECK_THROWS_AS((void)encode(order_accepted{"o", "p", half}), std::invalid_argument);
    CHECK_THROWS_AS((void)encode(order_accepted{"o", "p", calendar::ptime{}}), std::invalid_argument);
    const test::folder f;
    CHECK_THROWS_AS(save(std::vector<command>{accept_order{"o", "p", half}}, f), std::invalid_argument);
}

TEST_CASE("ratios are exact, and nothing over nothing is no data") {
    // A city's monthly bulletin.
    CHECK(percent(ratio{911, 972}) == "93.72 %");
    CHECK(percent(ratio{902, 956}) == "94.35 %");
    CHECK(percent(ratio{9, 16}) == "56.25 %");
    CHECK(percent(ratio{737, 972}) == "75.82 %");
    CHECK(percent(ratio{1, 3}) == "33.33 %");
    CHECK(percent(ratio{2, 3}) == "66.67 %");
    CHECK(percent(ratio{1, 1}) == "100.00 %");
    CHECK(to_string(ratio{0, 0}) == "0/0 (no data)");
    CHECK(percent(ratio{0, 0}, language::zh) == "无数据");
    CHECK(ratio{4'000'000'000'000'000'000, 4'000'000'000'000'000'000}.basis_points() == 10000);
    CHECK_THROWS_AS((ratio{2, 1}), std::invalid_argument);
    CHECK_THROWS_AS((ratio{-1, 1}), std::invalid_argument);
}

TEST_CASE("every special resident of Chengdong has one helper of his building and is visited in time") {
    const auto [all, notices] = load_care(test::chengdong, chengdong().community);
    CHECK(notices.empty());
    CHECK(all.pairs.size() == chengdong().community.special_residents().size());
    std::vector<std::string> lines;
    for (const auto& f : audit(all, chengdong().community, {date{2021, 3, 1}, date{2021, 12, 25}}))
        lines.push_back(to_string(f));
    CHECK(lines == std::vector<std::string>{});
    const test::folder copy;
    save(all, chengdong().community, copy);
    CHECK(load_care(copy, chengdong().community).value == all);
}

TEST_CASE("missing, doubled and distant helpers and late visits are found with their days") {
    const test::folder f{test::chengdong};
    f.write("help_pairs.csv", "helped_id,helper_id,every_days,from,until\np-elder,p-08-02,30,2021-03-01,2021-"
                              "06-01\np-elder,p-gl-01,,2021-05-01,\n");
    f.write("care_visits.csv",
            "helped_id,kind,date\np-elder,service,2021-03-20\np-elder,activity,2021-03-31\np-elder,activity,"
            "2021-04-30\np-elder,opinion,2021-03-31\n"
            "p-elder,opinion,2021-04-30\np-elder,activity,2021-05-10\np-elder,opinion,2021-05-10\n");
    std::vector<std::string> lines;
    for (const auto& x : audit(load_care(f, chengdong().community).value, chengdong().community,
                               {date{2021, 3, 1}, date{2021, 8, 1}}))
        if (x.what.subject == key{"p-elder"} || x.what.subject == key{"p-sr-01"})
            lines.push_back(to_string(x));
    CHECK(
        lines ==
        std::vector<std::string>{
            "p-elder: 2 help pairs at a time, want one: from 2021-05-01 until 2021-06-01",
            "p-elder: service at home overdue, want one every 30 days: from 2021-04-19 until "
            "2021-06-01",
            "p-elder: helper p-gl-01 is not a party member of his building: from 2021-05-01 until 2021-08-01",
            "p-sr-01: a person of a special group has nobody paired with him: from 2021-03-01 until "
            "2021-08-01"});
}

TEST_CASE("a visit on the last day there is keeps the audit going") {
    const test::folder f;
    f.write("help_pairs.csv", "helped_id,helper_id,every_days,from\np-elder,p-08-02,30,9999-12-20\n");
    f.write("care_visits.csv", "helped_id,kind,date\np-elder,service,9999-12-31\n");
    CHECK_NOTHROW((void)audit(load_care(f, chengdong().community).value, chengdong().community,
                              {date{9999, 12, 1}, {}}));
}

TEST_CASE("each damage of this room's files has its notice") {
    const auto& c = chengdong().community;
    const auto says = [&](const char* file, const char* text, auto load) {
        const test::folder f;
        f.write(file, text);
        return test::first_notice([&] { return load(f); });
    };
    const auto catalogue_of = [&](const std::filesystem::path& f) { return load_catalogue(f, c); };
    CHECK(says("service_items.csv", "item_id,list,category,name,limit\na,errand,x,y,5 days\n",
               catalogue_of) == "service_items.csv:2:limit: not a limit, got 5 days, want one like 5 "
                                "working_day; units are hour, working_hour, working_day, natural_day");
    CHECK(says("competences.csv", "category,handler,handler_id\nx,department,dept-99\n", catalogue_of) ==
          "competences.csv:2:handler_id: dept-99 is not in departments.csv; add it there or correct it here");
    CHECK(says("help_pairs.csv", "helped_id,helper_id\np-elder,p-elder\n",
               [&](const std::filesystem::path& f) { return load_care(f, c); }) ==
          "help_pairs.csv:2:helper_id: p-elder cannot be paired with himself");
    CHECK(
        says("order_commands.csv", "time,command,order_id,by\n2021-12-24 25:00,accept,o,p\n",
             [](const std::filesystem::path& f) { return load_commands(f); }) ==
        "order_commands.csv:2:time: not a valid time, got 2021-12-24 25:00, want one like 2022-01-10 22:40");
    CHECK(says("ledger.csv", "ledger_item_id,batch,unit,name,due\na,fifth,u,n,2021-01-01\n",
               [&](const std::filesystem::path& f) { return load_accounts(f, c); }) ==
          "ledger.csv:2:batch: unknown word, got fifth, want one of key_project, policy, measure, project, "
          "problem");
}

TEST_CASE("the departments' deliveries are activity records") {
    const auto all = load_accounts(test::chengdong, chengdong().community).value;
    const auto sum = [&](activity_kind k) {
        std::int64_t n = 0;
        for (const auto& a : all.activities)
            if (a.kind == k) n += a.count;
        return n;
    };
    CHECK(sum(activity_kind::legal_education) == 3);
    CHECK(sum(activity_kind::clinic) == 70);
    CHECK(sum(activity_kind::patrol) == 16);
    CHECK(sum(activity_kind::course) == 20);
    CHECK(count_text(all.activities["act-03"].count, all.activities["act-03"].at_least) == "≥ 70");
}

TEST_CASE("a ledger as of a day has done what was done by then, and all of it in the end") {
    const auto c = civic::load(test::chengdong).value;
    const auto all = services::load_accounts(test::chengdong, c).value.ledger;
    std::int64_t before = 0;
    for (const auto& day : {date{2021, 1, 1}, date{2021, 7, 1}, date{2021, 12, 31}, date{2030, 1, 1}}) {
        std::int64_t want = 0;
        for (const auto& item : all) want += item.done && *item.done <= day ? 1 : 0;
        const auto rolled = services::roll_up(services::as_of(all, day), services::by_unit).total();
        CHECK(rolled == services::tally{static_cast<std::int64_t>(all.size()), want});
        CHECK(rolled.done >= before);
        before = rolled.done;
    }
    CHECK(services::as_of(all, date{2030, 1, 1}) == all);
}

TEST_SUITE_END();
