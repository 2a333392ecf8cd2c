/// Indicators: the published vector, and what adds up.
#include <functional>
#include <map>
#include <set>

#include "town.hpp"

TEST_SUITE_BEGIN("indicators");

using namespace test;

namespace {

const period december{local_time{date{2021, 12, 1}}, local_time{date{2022, 1, 1}}};

const measure& of(const std::vector<measure>& all, indicator i) {
    return all[static_cast<std::size_t>(i)];
}

/// The life of one order of a city's bulletin, as events: registered on the 2nd, and what became of it.
struct bulletin_order {
    bool due_this_month = true;
    bool closed = true;
    bool in_time = true;
};

std::vector<event> events_of(const order_key& k, const item_key& category, const bulletin_order& what) {
    const auto day = [](int d, int h = 9) {
        return calendar::local_time(date{2021, 12, static_cast<unsigned short>(d)}, std::chrono::hours{h});
    };
    const auto due = what.due_this_month ? day(10, 18) : january(12, 18);
    std::vector<event> all{
        order_placed{{k, "p", day(2), category, "b"}, "g", {}, {}}, order_registered{{k, "c", day(2)}, {}},
        order_dispatched{{k, "c", day(2), {handler_kind::department, "d"}, {}}, {}, {}, due, {5}, "r"},
        order_accepted{{k, "h", day(3)}}};
    if (what.closed) {
        const auto end = what.in_time ? day(8) : day(20);
        all.push_back(order_fed_back{{k, "h", end, "e"}, {}});
        all.push_back(check_passed{{k, "c", end}, {}});
        all.push_back(order_rated{{k, "p", end, true, true}, {}});
    }
    return all;
}

} // namespace

TEST_CASE("the published bulletin: 911 of 972 closed, 737 in time; events 902 of 956, components 9 of 16") {
    // Registered 996: events 971, components 25. Due to close 972: 956 and 16. In time 737.
    std::vector<event> events;
    int n = 0;
    int in_time = 737;
    const auto add = [&](const item_key& category, int registered, int due, int closed) {
        for (int i = 0; i < registered; ++i) {
            const bool is_due = i < due;
            const bool is_closed = i < closed;
            const bool prompt = is_closed && in_time > 0;
            in_time -= prompt ? 1 : 0;
            for (auto& e : events_of("o-" + std::to_string(n++), category, {is_due, is_closed, prompt}))
                events.push_back(std::move(e));
        }
    };
    add("event", 971, 956, 902);
    add("component", 25, 16, 9);
    const auto orders = orders_before(events, december.until);
    const auto all = measure_orders(orders, december);
    CHECK(to_string(of(all, indicator::registered)) == "registered: 996/996 (100.00 %)");
    CHECK(to_string(of(all, indicator::closed)) == "closed: 911/972 (93.72 %)");
    CHECK(to_string(of(all, indicator::closed_on_time)) == "closed on time: 737/972 (75.82 %)");
    const auto parts = measure_orders_by(orders, december, by_item);
    CHECK(to_string(of(parts.at("event"), indicator::closed), language::zh) == "结案率: 902/956 (94.35 %)");
    CHECK(to_string(of(parts.at("component"), indicator::closed)) == "closed: 9/16 (56.25 %)");
    CHECK(of(parts.at("component"), indicator::closed).part.size() == 9);
    const auto nothing = measure_orders({}, december);
    CHECK(to_string(of(nothing, indicator::satisfied)) == "satisfied: 0/0 (no data)");
}

TEST_CASE("excluding a case from a rate without a reason: whatever is left out is listed with its reason") {
    auto d = town().open_desk();
    const auto place = [&](const order_key& k) {
        carry_out(d, place_order{.order = k,
                                 .by = "p-reporter",
                                 .at = january(4, 9),
                                 .item = "parking",
                                 .building = "b-03-01"});
    };
    const auto handle = [&](const order_key& k) {
        carry_out(d, register_order{k, "p-clerk", january(4, 9)});
        carry_out(d, dispatch_order{k, "p-clerk", january(4, 9), first_handler, {}});
        carry_out(d, accept_order{k, "p-officer-01", january(4, 9)});
    };
    const auto rate = [&](const order_key& k, bool satisfied) {
        carry_out(d, services::feed_back{k, "p-officer-01", january(4, 10), "photo"});
        carry_out(d, pass_check{k, "p-clerk", january(4, 10)});
        carry_out(d, rate_order{k, "p-reporter", january(4, 10), true, satisfied});
    };
    for (const char* k : {"declined", "cancelled", "merged", "forced", "struck", "good", "bad"}) place(k);
    carry_out(d, decline_order{"declined", "p-clerk", january(4, 10), "why"});
    for (const char* k : {"cancelled", "merged", "forced", "struck", "good", "bad"}) handle(k);
    carry_out(d, cancel_order{"cancelled", "p-reporter", january(4, 10), "why"});
    carry_out(d, merge_order{"merged", "p-clerk", january(4, 9), "good", "why"});
    carry_out(d, force_order{"forced", "p-supervisor", january(4, 10), "why"});
    rate("struck", false);
    carry_out(d, appeal_order{"struck", "p-officer-01", january(4, 11), "why"});
    carry_out(d, settle_appeal{"struck", "p-supervisor", january(4, 11), true, "why"});
    rate("good", true);
    rate("bad", false);

    const period month{local_time{date{2022, 1, 1}}, local_time{date{2022, 2, 1}}};
    const auto all = measure_orders(d.orders(), month);
    const auto keys = [](std::initializer_list<const char*> names) {
        std::vector<order_key> k;
        for (const auto* n : names) k.emplace_back(n);
        return k;
    };
    CHECK(of(all, indicator::satisfied).part == keys({"good", "merged"})); // as what it was merged into
    CHECK(of(all, indicator::satisfied).whole == keys({"bad", "forced", "good", "merged"}));
    CHECK(of(all, indicator::satisfied).left_out ==
          std::vector<exclusion>{{"cancelled", exclusion_reason::cancelled},
                                 {"declined", exclusion_reason::declined},
                                 {"struck", exclusion_reason::rating_struck}});
    CHECK(of(all, indicator::solved).part == keys({"bad", "good", "merged", "struck"}));
    CHECK(of(all, indicator::registered).whole.size() == 6);
    const auto lenient = measure_orders(d.orders(), month, {.leave_out_forced = true});
    CHECK(of(lenient, indicator::satisfied).whole == keys({"bad", "good", "merged"}));
    const auto strict =
        measure_orders(d.orders(), month, {.leave_out_declined = false, .leave_out_cancelled = false});
    CHECK(of(strict, indicator::satisfied).whole.size() == 6);
}

TEST_CASE("groups add up to the whole, whatever they are, and a new division of grids moves nothing") {
    std::vector<event> events;
    test::random random;
    for (int i = 0; i < 500; ++i)
        for (auto& e : events_of("o-" + std::to_string(i), random.one_in(2) ? "parking" : "heating-fee",
                                 {!random.one_in(4), !random.one_in(3), random.one_in(2)}))
            events.push_back(std::move(e));
    const auto orders = orders_before(events, december.until);
    const auto whole = measure_orders(orders, december);
    for (const auto& group : {std::function<std::string(const order&)>{by_grid},
                              {by_handler},
                              {by_item},
                              {by_week},
                              by_category(town().catalogue)}) {
        std::vector<std::set<order_key>> good(indicator_count), all(indicator_count);
        for (const auto& [name, part] : measure_orders_by(orders, december, group))
            for (const auto& m : part) {
                good[static_cast<std::size_t>(m.indicator)].insert(m.part.begin(), m.part.end());
                all[static_cast<std::size_t>(m.indicator)].insert(m.whole.begin(), m.whole.end());
            }
        for (const auto& m : whole) {
            CHECK(good[static_cast<std::size_t>(m.indicator)] ==
                  std::set<order_key>(m.part.begin(), m.part.end()));
            CHECK(all[static_cast<std::size_t>(m.indicator)] ==
                  std::set<order_key>(m.whole.begin(), m.whole.end()));
        }
    }
    CHECK(measure_orders_by(orders, december, by_grid).size() == 1);
}

TEST_CASE("a trend shows each period as it stood at its end") {
    std::vector<event> events;
    for (const auto& [k, late] : {std::pair{"a", false}, {"b", true}})
        for (auto& e : events_of(k, "event", {true, true, !late})) events.push_back(std::move(e));
    const auto weeks = weeks_of(date{2021, 12, 6}, date{2021, 12, 25});
    REQUIRE(weeks.size() == 3);
    CHECK(weeks[0] == period{local_time{date{2021, 12, 6}}, local_time{date{2021, 12, 13}}});
    const auto trend = measure_trend(events, weeks);
    REQUIRE(trend.size() == 3);
    CHECK(to_string(of(trend[0], indicator::closed)) == "closed: 1/2 (50.00 %)"); // b is closed on the 20th
    CHECK(to_string(of(trend[2], indicator::solved)) == "solved: 1/1 (100.00 %)");
    for (std::size_t i = 0; i < weeks.size(); ++i)
        CHECK(trend[i] == measure_orders(orders_before(events, weeks[i].until), weeks[i]));
    CHECK(months_of(date{2021, 12, 31}, date{2022, 2, 1}).size() == 2);
    const period backwards[] = {weeks[1], weeks[0]};
    CHECK_THROWS_AS((void)measure_trend(events, backwards), std::invalid_argument);
}

TEST_CASE("handled, returned, reworked and responded count what they say, and tricks do not help") {
    auto d = town().open_desk();
    const auto start = [&](const order_key& k, const handler& h = first_handler) {
        carry_out(d, place_order{.order = k,
                                 .by = "p-reporter",
                                 .at = january(4, 9),
                                 .item = "parking",
                                 .building = "b-03-01"});
        carry_out(d, register_order{k, "p-clerk", january(4, 9)});
        carry_out(d, dispatch_order{k, "p-clerk", january(4, 9), h, {}});
    };
    for (const char* k : {"returned", "sham", "slow", "prompt", "reviewed"}) start(k);
    carry_out(d, return_order{"returned", "p-officer-01", january(4, 10), "why"});
    carry_out(d, dispatch_order{"returned", "p-clerk", january(4, 10), second_handler, {}});
    carry_out(d, accept_order{"slow", system_actor, january(5, 9)});
    for (const char* k : {"sham", "prompt", "reviewed"})
        carry_out(d, accept_order{k, "p-officer-01", january(4, 10)});
    // Reported as done, found not to be, closed by force: not handled.
    carry_out(d, services::feed_back{"sham", "p-officer-01", january(4, 11), "photo"});
    carry_out(d, fail_check{"sham", "p-clerk", january(4, 12), "why"});
    carry_out(d, force_order{"sham", "p-supervisor", january(4, 12), "why"});
    carry_out(d, services::feed_back{"slow", "p-officer-01", january(12, 11), "photo"});
    for (const char* k : {"prompt", "reviewed"}) {
        carry_out(d, services::feed_back{k, "p-officer-01", january(5, 11), "photo"});
        carry_out(d, pass_check{k, "p-clerk", january(5, 12)});
        carry_out(d, rate_order{k, "p-reporter", january(5, 12), true, false});
    }
    carry_out(d, appeal_order{"reviewed", "p-officer-01", january(5, 13), "why"});
    const period month{local_time{date{2022, 1, 1}}, local_time{date{2022, 2, 1}}};
    const auto all = measure_orders(d.orders(), month);
    const auto says = [&](indicator i) { return to_string(of(all, i)); };
    CHECK(says(indicator::handled) == "handled: 3/5 (60.00 %)");
    CHECK(says(indicator::handled_on_time) == "handled on time: 2/5 (40.00 %)");
    CHECK(says(indicator::closed) == "closed: 3/5 (60.00 %)");
    CHECK(says(indicator::closed_on_time) == "closed on time: 2/5 (40.00 %)");
    CHECK(says(indicator::returned) == "returned: 1/5 (20.00 %)");
    CHECK(says(indicator::reworked) == "reworked: 1/5 (20.00 %)");
    CHECK(says(indicator::dispatched_right) == "dispatched right: 4/5 (80.00 %)");
    CHECK(says(indicator::responded) == "responded: 3/3 (100.00 %)");
    // A rating under review counts until it is struck.
    CHECK(says(indicator::satisfied) == "satisfied: 0/3 (0.00 %)");
}

TEST_CASE("orders are grouped by who has them and by the quarter of their building") {
    auto d = chengdong_world().open_desk();
    carry_out(d, an_errand());
    const auto group = [&] {
        const auto& o = *d.find("o-1");
        return std::tuple{by_department(o), by_team(o), by_handler(o)};
    };
    CHECK(group() == std::tuple{"", "", ""});
    auto o = *d.find("o-1");
    o.handler = {handler_kind::department, "dept-01"};
    CHECK(by_department(o) == "dept-01");
    CHECK(by_team(o) == "");
    o.handler = {handler_kind::team, "team-01"};
    CHECK(by_department(o) == "");
    CHECK(by_team(o) == "team-01");
    const auto& c = chengdong_world().community;
    CHECK(by_quarter(c)(o) == c.quarters()[c.buildings()["b-08-02"].quarter].key.text());
}

TEST_CASE("commands and events tell their time, states and channels their words in files") {
    const command c = an_errand();
    CHECK(time_of(c) == at(9, 12));
    auto d = chengdong_world().open_desk();
    CHECK(time_of(d.decide(c).events().front()) == at(9, 12));
    CHECK(to_cell(order_state::to_check) == "to_check");
    CHECK(to_cell(channel::chat_group) == "chat_group");
    CHECK(to_cell(priority::urgent) == "urgent");
}

TEST_SUITE_END();
