/// Orders that go from one community to another: their clocks go on, their reporters follow, and the county counts each once.
#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include <qaidam/civic/county.hpp>
#include <qaidam/events/recorder.hpp>

#include "town.hpp"

TEST_SUITE_BEGIN("referrals");

using namespace test;

namespace {

using enum order_state;
using civic::community_key;
using std::chrono::minutes;

const std::array<std::string, 3> keys{"north", "south", "west"};

/// The town three times over: every key of a person or a building means another one in each.
const world& town_of(const community_key& k) {
    static const auto all = [] {
        std::map<community_key, std::unique_ptr<world>> worlds;
        for (const auto& name : keys) worlds[name] = std::make_unique<world>(make_town(name));
        return worlds;
    }();
    return *all.at(k);
}

const civic::county& county() {
    static const auto c = [] {
        civic::county_builder b{.identity = {"county", {"县"}},
                                .departments = town_of("north").community.departments()};
        for (const auto& k : keys)
            b.communities.add({.key = k,
                               .folder = k,
                               .community = std::make_shared<civic::community>(town_of(k).community)});
        return std::move(b).build();
    }();
    return c;
}

/// A desk for each community, and all that happened there.
struct desks {
    std::map<community_key, desk> all{};
    std::map<community_key, std::vector<event>> events{};

    explicit desks(const desk_rules& rules = {}) {
        for (const auto& k : keys) all.emplace(k, town_of(k).open_desk(rules));
    }
    desk& at(const community_key& k) { return all.at(k); }
    const services::order& order(const community_key& k, const order_key& o) const {
        return *all.at(k).find(o);
    }
    void take(const community_key& k, const command& c) {
        for (auto& e : carry_out(at(k), c)) events[k].push_back(e);
    }
    void refer(const community_key& from, const order_key& k, const community_key& to, local_time t) {
        take(from, refer_order{k, "p-supervisor", t, to, "b-03-01", "theirs"});
    }
    void receive(const community_key& from, const order_key& k, local_time t) {
        const auto& o = order(from, k);
        take(o.referred->to, services::receive(o, from, t));
    }
    [[nodiscard]] std::vector<community_orders> books() const {
        std::vector<community_orders> found;
        for (const auto& [k, d] : all) found.push_back(orders_of(d));
        return found;
    }
    [[nodiscard]] std::vector<event> history(const community_key& k, const order_key& o) const {
        std::vector<event> own;
        for (const auto& e : events.at(k))
            if (order_of(e) == o) own.push_back(e);
        return own;
    }
};

/// An order of the north in that state.
void bring(desks& d, order_state s, const order_key& k = "o") {
    d.take(
        "north",
        place_order{
            .order = k, .by = "p-reporter", .at = january(4, 9), .item = "parking", .building = "b-03-01"});
    if (s == placed) return;
    d.take("north", register_order{k, "p-clerk", january(4, 9, 10)});
    if (s == registered) return;
    d.take("north", dispatch_order{k, "p-clerk", january(4, 9, 20), first_handler, {}});
    if (s == dispatched) return;
    if (s == returned) return d.take("north", return_order{k, "p-officer-01", january(4, 9, 30), "why"});
    d.take("north", accept_order{k, "p-officer-01", january(4, 9, 30)});
    if (s == suspended)
        d.take("north", suspend_order{k, "p-supervisor", january(4, 9, 40), date{2022, 1, 10}, "why"});
}

const order_key there = "north/o";

} // namespace

TEST_CASE("what was referred goes on in the other community, and is read only here") {
    for (const auto s : {placed, registered, dispatched, handling, suspended, returned}) {
        CAPTURE(to_string(s));
        desks d;
        bring(d, s);
        const auto before = d.order("north", "o");
        d.refer("north", "o", "south", january(5, 10));
        const auto& here = d.order("north", "o");
        CHECK(here.state == referred);
        CHECK(here.referred->to == "south");
        CHECK_FALSE(next_deadline(here));
        for (const auto& who : everybody())
            for (const auto& p : d.at("north").allowed("o", who, january(5, 11)))
                CHECK(p.why_not->rule->code == "referred_to");
        CHECK(refusal_of(d.at("north"), urge_order{"o", "p-reporter", january(5, 11), "why"}) ==
              "order o was referred to south, where it goes on; take the step there");
        d.receive("north", "o", january(5, 15));
        const auto& o = d.order("south", there);
        CHECK(o.state == (s == placed ? placed : registered));
        CHECK(o.placed_at == before.placed_at);
        CHECK(o.registered_at == before.registered_at);
        CHECK(o.dispatched_at == before.dispatched_at);
        CHECK(o.reporter == "north/p-reporter");
        CHECK_FALSE(o.handler);
        CHECK(o.received == receipt{"north", "o", january(5, 10), s == dispatched});
        // What was promised stays, and the time under way is not given away.
        const bool running = s == dispatched || s == handling;
        if (running) CHECK(o.due == before.due);
        if (s == suspended) { // as if it had been resumed when it was referred
            const auto& office = town_of("north").office.usual();
            CHECK(office.between(january(5, 10), *o.due) ==
                  office.between(january(4, 9, 40), *before.suspension->due_before));
        }
        CHECK(o.due.has_value() == (running || s == suspended));
        if (!running && s != suspended)
            CHECK(o.step_due == before.step_due);
        else
            CHECK(o.step_due == january(6, 18)); // a working day from when it was referred
        CHECK(o.former_handlers.size() == (s == returned ? 1 : 0));
        CHECK(o.returns == before.returns);
        // Each stream alone gives its order, through its text too.
        for (const auto& [k, key] :
             {std::pair{community_key{"north"}, order_key{"o"}}, std::pair{community_key{"south"}, there}}) {
            std::optional<services::order> folded;
            for (const auto& e : d.history(k, key)) {
                CHECK(decode(encode(e)) == e);
                folded = fold(folded ? &*folded : nullptr, decode(encode(e)));
            }
            CHECK(*folded == d.order(k, key));
        }
        // So do its clocks.
        if (s == placed) continue;
        const auto due = o.due;
        d.take("south", dispatch_order{there, "p-clerk", january(5, 16), second_handler, {}});
        if (due) CHECK(d.order("south", there).due == due);
        const auto clocks = read_clocks(d.history("south", there),
                                        *town_of("south").catalogue.find_item("parking", date{2022, 1, 4}),
                                        d.at("south").rules(), town_of("south").office);
        for (const auto& c : clocks)
            if (c.stage == stage::handle) {
                CHECK(c.due == d.order("south", there).due);
                CHECK(c.started == (due ? *before.dispatched_at : january(5, 16)));
            }
    }
}

TEST_CASE("its reporter follows: by the key that the county gives them, and a visitor by the same token") {
    desks d;
    bring(d, handling);
    const auto visitor = visitor_of("0123456789abcdef");
    d.take("north",
           place_order{
               .order = "v", .by = visitor, .at = january(4, 10), .item = "parking", .building = "b-03-01"});
    for (const order_key k : {"o", "v"}) {
        d.refer("north", k, "south", january(5, 10));
        d.receive("north", k, january(5, 10));
    }
    auto& south = d.at("south");
    CHECK(code_of(south, urge_order{there, "north/p-reporter", january(5, 11), "why"}).empty());
    CHECK(code_of(south, urge_order{there, "p-reporter", january(5, 11), "why"}) ==
          "not_entitled"); // somebody else
    CHECK(code_of(south, urge_order{"north/v", visitor, january(5, 11), "why"}).empty());
    CHECK(south.sight_of(there, "north/p-reporter", january(5, 11)) == sight::people);
    d.take("south", dispatch_order{there, "p-clerk", january(5, 12), second_handler, {}});
    d.take("south", accept_order{there, "p-officer-03", january(5, 12)});
    d.take("south", feed_back{there, "p-officer-03", january(5, 12), "photo"});
    d.take("south", pass_check{there, "p-clerk", january(5, 12)});
    d.take("south", rate_order{there, "north/p-reporter", january(5, 14), true, true});
    CHECK(d.order("south", there).state == solved);
}

TEST_CASE("to receive an order again changes nothing, with the recorder and without") {
    desks d;
    bring(d, handling);
    d.refer("north", "o", "south", january(5, 10));
    const auto& o = d.order("north", "o");
    events::memory_journal journal;
    events::recorder<desk> south{town_of("south").open_desk(), journal};
    CHECK_FALSE(south.carry_out(receive(o, "north", january(5, 11)), "1"));
    const auto first = *south.desk().find(there);
    CHECK_FALSE(south.carry_out(receive(o, "north", january(5, 11)), "1")); // sent again
    CHECK_FALSE(
        south.carry_out(receive(o, "north", january(6, 9), "p-clerk"), "2")); // by somebody else later
    CHECK(south.desk().decide(receive(o, "north", january(7, 9))).events().empty());
    CHECK(*south.desk().find(there) == first);
    CHECK(journal.version(there) == 1);
    const events::recorder<desk> again{town_of("south").open_desk(), journal};
    CHECK(again.desk().orders() == south.desk().orders());
}

TEST_CASE("whoever receives an order may say in which building of theirs it is") {
    desks d;
    bring(d, handling);
    d.take("north", refer_order{"o", "p-supervisor", january(5, 10), "south", "b-typo", "theirs"});
    auto c = receive(d.order("north", "o"), "north", january(5, 11));
    CHECK(code_of(d.at("south"), c) == "unknown_building");
    c.matter.building = "b-03-01";
    d.take("south", c);
    CHECK(d.order("south", there).building == "b-03-01");
    CHECK(list_in_transit(d.books()).empty());
    // What is not theirs either goes on to whose it is.
    d.refer("south", there, "west", january(5, 12));
    d.receive("south", there, january(5, 12));
    CHECK(d.order("west", "south/north/o").due == d.order("north", "o").due);
}

TEST_CASE("between the two it is in transit, and listed until it is received") {
    desks d;
    bring(d, handling, "o");
    bring(d, placed, "p");
    d.refer("north", "o", "south", january(5, 11));
    d.refer("north", "p", "west", january(5, 10));
    const std::vector<transit> both{{"north", "p", "west", january(5, 10)},
                                    {"north", "o", "south", january(5, 11)}};
    CHECK(list_in_transit(d.books()) == both);
    // A community that is not there receives nothing.
    const std::vector<community_orders> north{orders_of(d.at("north"))};
    CHECK(list_in_transit(north) == both);
    d.receive("north", "p", january(5, 12));
    CHECK(list_in_transit(d.books()) == std::vector{both[1]});
    d.receive("north", "o", january(5, 12));
    CHECK(list_in_transit(d.books()).empty());
    const std::vector<community_orders> twice{north[0], north[0]};
    CHECK_THROWS_AS((void)list_in_transit(twice), std::invalid_argument);
    CHECK_THROWS_AS((void)referral_of(d.order("south", there), "south"), std::invalid_argument);
}

TEST_CASE("what may not be referred, and by whom") {
    desks d;
    bring(d, handling);
    auto& north = d.at("north");
    const auto code = [&](const person_key& by, const community_key& to, const building_key& b = "b-03-01",
                          const key& reason = "why") {
        return code_of(north, refer_order{"o", by, january(5, 10), to, b, reason});
    };
    CHECK(code("p-supervisor", "south").empty());
    CHECK(code("p-clerk", "south") == "not_entitled");
    CHECK(code("p-supervisor", "north") == "bad_referral");
    CHECK(code("p-supervisor", "") == "bad_referral");
    CHECK(code("p-supervisor", "a/b") == "bad_referral");
    CHECK(code("p-supervisor", "south", "") == "nothing_said");
    CHECK(code("p-supervisor", "south", "b-03-01", "") == "nothing_said");
    // What is done at a door keeps a building, whatever spot was given with it.
    order_placed at_door{};
    at_door.order = "door";
    at_door.by = at_door.reporter = "p-reporter";
    at_door.at = january(4, 9);
    at_door.item = "parking";
    at_door.building = "b-03-01";
    at_door.spot = spot{1, 1};
    at_door.at_door = true;
    north.apply(std::vector<event>{at_door});
    CHECK(code_of(north, refer_order{"door", "p-supervisor", january(5, 10), "south", "", "why"}) ==
          "nothing_said");
    CHECK(code_of(north, refer_order{"door", "p-supervisor", january(5, 10), "south", "b-03-01", "why"})
              .empty());
    d.take("north", feed_back{"o", "p-officer-01", january(5, 10), "photo"});
    CHECK(code("p-supervisor", "south") == "wrong_state");
    d.take("north", fail_check{"o", "p-clerk", january(5, 10), "why"});
    CHECK(code("p-supervisor", "south") == "done_before");
    desks capped{{.most_referrals = 1}};
    bring(capped, placed);
    capped.refer("north", "o", "south", january(4, 10));
    capped.receive("north", "o", january(4, 10));
    CHECK(code_of(capped.at("south"), refer_order{there, "p-supervisor", january(4, 11), "west", "b-03-01",
                                                  "why"}) == "too_often");
}

TEST_CASE("what is no order of another community is not received") {
    desks d;
    bring(d, handling);
    d.refer("north", "o", "south", january(5, 10));
    const auto good = receive(d.order("north", "o"), "north", january(5, 11));
    const auto code = [&](auto change, const community_key& at = "south") {
        auto c = good;
        change(c);
        return code_of(d.at(at), c);
    };
    CHECK(code([](receive_order&) {}).empty());
    CHECK(code([](receive_order& c) { c.by = "p-clerk"; }).empty());
    CHECK(code([](receive_order& c) { c.by = "p-officer-01"; }) == "not_entitled");
    CHECK(code([](receive_order& c) { c.order = "o"; }) == "bad_receipt");
    CHECK(code([](receive_order& c) { c.matter.state = solved; }) == "bad_receipt");
    CHECK(code([](receive_order&) {}, "north") == "bad_receipt");
    CHECK(code([](receive_order&) {}, "west") == "bad_receipt"); // it is not for them
    const auto bad = [&](auto change) {
        auto c = good;
        change(c.matter);
        c.order = order_key{civic::qualified(c.matter.from, c.matter.order)};
        CHECK(code_of(d.at("south"), c) == "bad_receipt");
        const order_received e{c, "g-05", {}, {}, c.matter.due, c.matter.limit};
        CHECK_THROWS_AS(d.at("south").apply(std::vector<event>{e}), std::invalid_argument);
    };
    bad([](referred_order& m) { m.from = {}; });
    bad([](referred_order& m) { m.from = "a/b"; });
    bad([](referred_order& m) { m.to = {}; });
    bad([](referred_order& m) { m.order = {}; });
    bad([](referred_order& m) { m.placed_at = january(5, 11); });
    bad([](referred_order& m) { m.registered_at = january(3, 9); });
    bad([](referred_order& m) { m.registered_at = january(5, 11); });
    bad([](referred_order& m) { m.registered_at.reset(); });
    bad([](referred_order& m) { m.dispatched_at = january(5, 11); });
    bad([](referred_order& m) { m.state = placed; });
    bad([](referred_order& m) { m.limit.reset(); });
    bad([](referred_order& m) { m.due.reset(); });
    bad([](referred_order& m) { m.at_door = true, m.building = {}, m.spot = spot{1, 1}; });
    for (const auto count :
         {&referred_order::returns, &referred_order::transfers, &referred_order::extended_days,
          &referred_order::suspensions, &referred_order::urges, &referred_order::supervisions,
          &referred_order::referrals})
        bad([&](referred_order& m) { m.*count = -1; });
    CHECK(code([](receive_order& c) { c.matter.photos.resize(100); }) == "too_many_photos");
    CHECK(code([](receive_order& c) { c.at = january(5, 9); }) == "time_goes_back");
    CHECK(code([](receive_order& c) { c.matter.item = "nothing"; }) == "unknown_item");
    CHECK(code([](receive_order& c) { c.matter.building = "nowhere"; }) == "unknown_building");
    CHECK(code([](receive_order& c) { c.matter.building = {}; }) == "unknown_building");
    CHECK(code([](receive_order& c) {
              c.matter.building = {};
              c.matter.spot = spot{1, 1};
          }) == "outside_outlines");
    auto e = good;
    e.order = "o";
    CHECK_THROWS_AS(d.at("south").apply(std::vector<event>{order_received{e, "g-05", {}, {}, {}, {}}}),
                    std::invalid_argument);
}

TEST_CASE("an order of another key is not taken for the one that was referred") {
    desks d;
    bring(d, handling);
    CHECK(refusal_of(d.at("south"), place_order{.order = there,
                                                .by = "p-reporter",
                                                .at = january(4, 9),
                                                .item = "parking",
                                                .building = "b-03-01"}) ==
          "order_id north/o has a '/', which stands between a community and an order that it referred; take "
          "another key");
    // One that a journal of former days has nevertheless.
    order_placed old{};
    old.order = there;
    old.by = old.reporter = "p-resident";
    old.at = january(4, 9);
    old.item = "parking";
    old.building = "b-03-01";
    old.grid = "g-05";
    d.at("south").apply(std::vector<event>{old});
    d.refer("north", "o", "south", january(5, 10));
    CHECK(code_of(d.at("south"), receive(d.order("north", "o"), "north", january(5, 11))) == "order_exists");
    CHECK(list_in_transit(d.books()).size() == 1);
    CHECK(orders_of_county(county(), d.books()).size() == 2);
}

TEST_CASE("what was merged into it is split off, and stays") {
    desks d;
    bring(d, handling);
    d.take("north", place_order{.order = "younger",
                                .by = "p-resident",
                                .at = january(4, 10),
                                .item = "parking",
                                .building = "b-03-01"});
    d.take("north", merge_order{"younger", "p-clerk", january(4, 10), "o", "same"});
    d.refer("north", "o", "south", january(5, 10));
    CHECK(d.order("north", "younger").state == placed);
    CHECK(d.order("north", "o").also_for.empty());
    d.receive("north", "o", january(5, 10));
    CHECK(d.order("south", there).also_for.empty());
}

TEST_CASE("a promise of another desk is told without limits of this one, and explained by nobody") {
    const desk_rules none{.register_within = std::nullopt, .dispatch_within = std::nullopt};
    auto days = none;
    days.total_within = calendar::time_limit{30, calendar::limit_unit::natural_days};
    for (const auto s : {placed, registered, handling}) {
        CAPTURE(to_string(s));
        desks d{{.total_within = days.total_within}};
        bring(d, s);
        const auto clocks_of = [&] {
            return read_clocks(d.history("south", there),
                               *town_of("south").catalogue.find_item("parking", date{2022, 1, 4}), none,
                               town_of("south").office);
        };
        d.all.at("south") = town_of("south").open_desk(none);
        d.take("south", place_order{.order = "older",
                                    .by = "p-resident",
                                    .at = january(4, 8),
                                    .item = "parking",
                                    .building = "b-03-01"});
        d.refer("north", "o", "south", january(5, 10));
        d.receive("north", "o", january(5, 11));
        for (const auto& c : clocks_of()) {
            CAPTURE(to_string(c));
            CHECK(c.due);
            CHECK(c.limit.has_value() == (c.stage == stage::handle));
            CHECK(explain(c, town_of("south").office).empty() == !c.limit);
        }
        CHECK(to_string(clocks_of()[0]) == "in all: 2022-01-04 09:00 → 2022-02-04 00:00");
        // They go on after a merger, as the order does.
        d.take("south", merge_order{there, "p-clerk", january(5, 15), "older", "same"});
        d.take("south", split_order{there, "p-clerk", january(6, 9), "another matter"});
        const auto& o = d.order("south", there);
        for (const auto& c : clocks_of()) {
            CAPTURE(to_string(c));
            if (c.stage == stage::handle)
                CHECK(c.due == o.due);
            else if (c.stage != stage::total)
                CHECK(c.due == o.step_due);
        }
    }
}

TEST_CASE("an order that comes home has the reporter whom its community knows") {
    desks d;
    bring(d, handling);
    d.refer("north", "o", "south", january(5, 10));
    d.receive("north", "o", january(5, 10));
    d.refer("south", there, "north", january(5, 11));
    d.receive("south", there, january(5, 11));
    const auto& home = d.order("north", "south/north/o");
    CHECK(home.reporter == "p-reporter");
    CHECK(home.due == d.order("north", "o").due);
    CHECK(home.referrals == 2);
    const auto book = orders_of_county(county(), d.books());
    REQUIRE(book.size() == 1);
    CHECK(book[order_id{0}].key == "north/south/north/o");
}

TEST_CASE("what was accepted late is not made good by referring it") {
    desks d;
    bring(d, dispatched);
    d.take("north", accept_order{"o", "p-officer-01", january(6, 10)});
    CHECK_FALSE(d.order("north", "o").responded);
    d.refer("north", "o", "south", january(6, 11));
    d.receive("north", "o", january(6, 11));
    d.take("south", dispatch_order{there, "p-clerk", january(6, 11), second_handler, {}});
    d.take("south", accept_order{there, "p-officer-03", january(6, 11)});
    CHECK_FALSE(d.order("south", there).responded);
}

TEST_CASE("what nobody accepted in time is late, wherever it is accepted") {
    desks d;
    bring(d, dispatched);
    bring(d, dispatched, "p");
    d.refer("north", "p", "south", january(4, 9, 25));
    d.receive("north", "p", january(4, 9, 25));
    CHECK_FALSE(d.order("south", "north/p").received->accepted_late);
    REQUIRE(january(6, 10) > *d.order("north", "o").step_due);
    d.refer("north", "o", "south", january(6, 10));
    CHECK(d.order("north", "o").referred->accepted_late);
    d.receive("north", "o", january(6, 10));
    d.take("south", dispatch_order{there, "p-clerk", january(6, 11), second_handler, {}});
    d.take("south", accept_order{there, "p-officer-03", january(6, 11)});
    CHECK_FALSE(d.order("south", there).responded);
    d.refer("south", there, "west", january(6, 12)); // nor is it made good by the next
    d.receive("south", there, january(6, 12));
    CHECK(d.order("west", "south/north/o").received->accepted_late);
}

TEST_CASE("where the other calendar differs, what was promised stays, and the rest is counted by the other") {
    desks d;
    bring(d, handling);
    const auto due = d.order("north", "o").due;
    d.refer("north", "o", "south", january(5, 10));
    auto c = receive(d.order("north", "o"), "north", january(5, 11));
    c.matter.limit->calendar = "heating"; // which the other does not have
    const calendar::work_calendars mornings{calendar::office_hours(), calendar::holidays::china()};
    desk south{town_of("south").community, town_of("south").catalogue, mornings};
    south.apply(south.decide(c).events());
    CHECK(south.find(there)->due == due);
    CHECK(south.find(there)->limit.calendar.empty());
    // Not yet known there, for want of the holidays: known here.
    c.matter.due = due_time{
        due_count{.from = january(4, 9, 20), .limit = {5, calendar::limit_unit::worked_days, "heating"}}};
    desk other{town_of("south").community, town_of("south").catalogue, mornings};
    other.apply(other.decide(c).events());
    CHECK(other.find(there)->due == due);
}

TEST_CASE("the text of both events is stable") {
    desks d;
    bring(d, handling);
    d.refer("north", "o", "south", january(5, 10));
    d.receive("north", "o", january(5, 11));
    CHECK(encode(d.events["north"].back()) ==
          "order_referred@1\to\tp-supervisor\t2022-01-05 "
          "10:00\tsouth\tb-03-01\ttheirs\tregistered\t2022-01-06 18:00\t");
    CHECK(encode(d.events["south"].back()) ==
          "order_received@1\tnorth/o\tsystem\t2022-01-05 11:00\tnorth\tsouth\to\t2022-01-05 "
          "10:00\tparking\tb-03-01\t\t\t0\t0\t\t0\tno\t"
          "phone\tnormal\tnorth/p-reporter\tnorth/p-reporter\tregistered\t2022-01-04 09:00\t2022-01-04 "
          "09:10\t2022-01-04 "
          "09:20\t2022-01-06 18:00\t\t2022-01-11 18:00\t5 "
          "working_day\tdefault-1\t\t0\tno\t0\t0\t0\t0\t0\t0\t1\tg-05\t2022-01-06 "
          "18:00\t\t2022-01-11 18:00\t5 working_day");
    for (const auto& k : keys) {
        auto again = town_of(k).open_desk();
        REQUIRE(again.unpack(d.at(k).pack()));
        CHECK(again.orders() == d.at(k).orders());
    }
}

TEST_CASE("the county counts what is in transit as open, and each rate is the sum of its communities") {
    desks d;
    bring(d, handling, "o");
    bring(d, handling, "p");
    bring(d, handling, "q");
    d.refer("north", "o", "south", january(5, 10));
    d.receive("north", "o", january(5, 10));
    d.take("south", dispatch_order{there, "p-clerk", january(5, 12), second_handler, {}});
    d.take("south", accept_order{there, "p-officer-03", january(5, 12)});
    d.take("south", feed_back{there, "p-officer-03", january(5, 12), "photo"});
    d.refer("north", "p", "west", january(5, 11));
    const period all{january(1, 0), january(31, 0)};
    const auto book = orders_of_county(county(), d.books());
    const auto handled = measure_orders(book, all)[static_cast<std::size_t>(indicator::handled)];
    CHECK(handled.part == std::vector<order_key>{"south/north/o"});
    CHECK(handled.whole == std::vector<order_key>{"north/p", "north/q", "south/north/o"});
    CHECK(handled.left_out.empty());
    // The north alone leaves them out, and says so.
    const auto north =
        measure_orders(d.at("north").orders(), all)[static_cast<std::size_t>(indicator::handled)];
    CHECK(north.whole == std::vector<order_key>{"q"});
    CHECK(north.left_out ==
          std::vector<exclusion>{{"o", exclusion_reason::referred}, {"p", exclusion_reason::referred}});
    const auto groups = measure_orders_by(book, all, by_community);
    CHECK(groups.size() == 2);
    CHECK(groups.at("south")[1].value() == ratio{1, 1});
    CHECK(groups.at("north")[1].value() == ratio{0, 2});
    // Departments are shared; people, teams and grids are not.
    CHECK(by_department(book[book.id_of("south/north/o")]) == "dept-03");
    CHECK(by_grid(book[book.id_of("north/q")]) == "north/g-05");
    // In transit it lies where it goes.
    CHECK(book[book.id_of("north/p")].building == "west/b-03-01");
    CHECK(book[book.id_of("north/q")].building == "north/b-03-01");
    // Once all are received, the communities by themselves add up to the county.
    d.receive("north", "p", january(5, 12));
    const auto whole = measure_orders(orders_of_county(county(), d.books()), all);
    for (const auto& m : whole) {
        CAPTURE(to_string(m.indicator));
        std::size_t parts = 0, wholes = 0;
        for (const auto& k : keys) {
            const auto own = measure_orders(d.at(k).orders(), all)[static_cast<std::size_t>(m.indicator)];
            parts += own.part.size();
            wholes += own.whole.size();
        }
        CHECK(m.part.size() == parts);
        CHECK(m.whole.size() == wholes);
    }
}

namespace {

/// Random days at three desks.
class county_stream {
public:
    explicit county_stream(test::random& random)
        : random_{random},
          rules_{.handling = {{.limit = {5, calendar::limit_unit::worked_days}}}, .most_suspensions = 3},
          desks_{rules_} {}

    void step_on() {
        if (random_.one_in(10)) return receive_one();
        if (random_.one_in(20) || all_.empty()) return place_one();
        const auto any = [&]() -> matter& {
            return all_[static_cast<std::size_t>(random_.between(0, static_cast<int>(all_.size()) - 1))];
        };
        auto* found = &any(); // mostly one that is not done with
        for (int i = 0; i < 5 && is_closed(desks_.order(found->at, found->key).state); ++i) found = &any();
        auto& m = *found;
        const auto& o = desks_.order(m.at, m.key);
        auto s = any_step();
        for (int i = 0; i < 30 && !rule_of(s).from.contains(o.state); ++i) s = any_step();
        std::vector<person_key> fitting;
        rule_of(s).who.each([&](actor a) {
            fitting.push_back(a == actor::reporter  ? o.reporter
                              : a == actor::handler ? o.handler == second_handler ? person_key{"p-officer-03"}
                                                                                  : person_key{"p-officer-01"}
                                                    : people().at(a));
        });
        if (rule_of(s).who.contains(actor::staff)) fitting.push_back("p-supervisor");
        const auto t = o.last_at + minutes{random_.between(0, random_.one_in(6) ? 60 * 24 * 4 : 90)};
        const bool dept_01_had_it = std::find(o.former_handlers.begin(), o.former_handlers.end(),
                                              first_handler) != o.former_handlers.end();
        auto c = command_of(s, o.key, random_.one_of(fitting), t, dept_01_had_it);
        if (auto* x = std::get_if<refer_order>(&c)) x->to = random_.one_of(keys);
        if (auto* x = std::get_if<rate_order>(&c)) x->solved = random_.one_in(2);
        if (s == step::merge || s == step::split) return; // who hears of what: merging_test.cpp
        const auto decision = desks_.at(m.at).decide(c);
        if (decision.why_not()) return;
        ++taken[s];
        desks_.take(m.at, c);
        note_all(m, decision.events());
    }

    step any_step() {
        const auto s = static_cast<step>(random_.between(1, step_count - 2));
        // Those that end an order, or change nothing, are rarer.
        static constexpr enum_set<step> rare{step::decline,   step::cancel,  step::force,
                                             step::merge,     step::split,   step::urge,
                                             step::supervise, step::whistle, step::report_in};
        return rare.contains(s) && !random_.one_in(10) ? any_step() : s;
    }

    void receive_one() {
        const auto under_way = list_in_transit(desks_.books());
        if (under_way.empty()) return;
        const auto& t = random_.one_of(under_way);
        const auto at = t.since + minutes{random_.between(0, 600)};
        const auto c = receive(desks_.order(t.from, t.order), t.from, at);
        for (int times = random_.between(1, 3); times > 0; --times) {
            const auto before = desks_.at(t.to).orders().size();
            const auto caused = desks_.at(t.to).decide(c).events();
            desks_.take(t.to, c);
            for (auto& m : all_)
                if (m.at == t.from && m.key == t.order) {
                    CHECK(!caused.empty());
                    const auto& old = desks_.order(t.from, t.order);
                    m.at = t.to;
                    m.key = c.order;
                    CHECK(desks_.order(m.at, m.key).due == old.due);
                    CHECK(desks_.order(m.at, m.key).close_by == old.close_by);
                    ++received;
                }
            CHECK(desks_.at(t.to).orders().size() <= before + 1);
        }
    }

    /// Each reporter's matter is counted, or left out with a reason, once, where it belongs; communities add up.
    void check_indicators() {
        const period always{january(1, 0), january(1, 0) + std::chrono::hours{24 * 4000}};
        const auto book = orders_of_county(county(), desks_.books());
        std::set<order_key> want;
        for (const auto& m : all_) want.insert(order_key{civic::qualified(m.at, m.key)});
        std::set<order_key> got;
        for (const auto& o : book) got.insert(o.key);
        CHECK(got == want);
        CHECK(book.size() == all_.size());
        const auto whole = measure_orders(book, always);
        const auto groups = measure_orders_by(book, always, by_community);
        for (const auto& m : whole) {
            std::map<order_key, int> seen;
            for (const auto& k : m.whole) ++seen[k];
            for (const auto& x : m.left_out) {
                ++seen[x.order];
                CHECK(x.reason != exclusion_reason::referred);
            }
            for (const auto& [k, n] : seen) CHECK(n == 1);
            if (m.indicator == indicator::registered) CHECK(seen.size() == all_.size());
            std::int64_t parts = 0, wholes = 0;
            for (const auto& [k, measures] : groups) {
                parts += measures[static_cast<std::size_t>(m.indicator)].value().part();
                wholes += measures[static_cast<std::size_t>(m.indicator)].value().whole();
            }
            CHECK(m.value() == ratio{parts, wholes});
        }
        const auto& handled = whole[static_cast<std::size_t>(indicator::handled)];
        const auto& dispatched_right = whole[static_cast<std::size_t>(indicator::dispatched_right)];
        std::size_t due = 0, ever_dispatched = 0;
        for (const auto& m : all_) {
            due += m.due ? 1 : 0;
            ever_dispatched += m.ever_dispatched ? 1 : 0;
        }
        CHECK(handled.whole.size() + handled.left_out.size() == due);
        CHECK(dispatched_right.whole.size() == ever_dispatched);
    }

    /// Every deadline of handling is that of the same history at one desk: the working minutes from the dispatch until it is due,
    /// without those in which the clock stood, are those of the limit and its extensions.
    void check_clocks() {
        for (const auto& m : all_) {
            const auto& o = desks_.order(m.at, m.key);
            CHECK(o.due.has_value() == m.due);
            if (!m.due || o.suspension) continue;
            const auto& office = town().office.usual();
            const auto counted = [&](local_time from, local_time until) {
                long n = 0;
                for (auto t = from; t < until; t += minutes{1}) {
                    const auto clock = t.time_of_day() / 1h;
                    const bool open = (clock >= 9 && clock < 12) || (clock >= 14 && clock < 18);
                    n += open && office.works_on(t.date()) ? 1 : 0;
                }
                return n;
            };
            const auto first =
                calendar::deadline(office, m.started, rules_.handling[0].limit, rules_.counting);
            const auto want = counted(m.started, first) + m.extended * 7 * 60;
            long got = counted(m.started, *o.due);
            for (const auto& [from, until] : m.stood)
                if (from < *o.due) got -= counted(from, std::min(until, *o.due));
            // While it stands it is due as it was when it stopped.
            if (m.extended == 0)
                CHECK_MESSAGE(got == want, told(m));
            else // an extension ends with its last day
                CHECK_MESSAGE((got >= want && got < want + m.extensions * 7 * 60), told(m));
            ++clocks;
        }
    }

    std::size_t clocks = 0, received = 0;
    std::map<step, int> taken{};
    [[nodiscard]] std::size_t count_events() const {
        std::size_t n = 0;
        for (const auto& [k, some] : desks_.events) n += some.size();
        return n;
    }

private:
    /// A reporter's matter, wherever it is, and its clock of handling, told by what happened alone.
    struct matter {
        community_key at;
        order_key key;
        bool due = false, ever_dispatched = false;
        local_time started{};
        long extended = 0, extensions = 0;
        std::vector<std::pair<local_time, local_time>> stood{};
        std::optional<local_time> stopped{};
        std::optional<local_time> review{};
    };

    void place_one() {
        const community_key k = random_.one_of(keys);
        const order_key o{fmt::format("o-{}", all_.size())};
        desks_.take(k,
                    place_order{.order = o,
                                .by = random_.one_in(3) ? person_key{"p-resident"} : person_key{"p-reporter"},
                                .at = january(4, 9) + minutes{random_.between(0, 60 * 24 * 60)},
                                .item = "parking",
                                .building = "b-03-01"});
        all_.push_back({k, o});
    }

    /// All that happened to the matter, wherever it was.
    [[nodiscard]] std::string told(const matter& m) const {
        std::string text;
        community_key at = m.at;
        order_key k = m.key;
        for (;;) {
            std::string own;
            for (const auto& e : desks_.history(at, k)) own += "\n" + at.text() + " " + encode(e);
            text = own + text;
            const auto& o = desks_.order(at, k);
            if (!o.received) return text;
            at = o.received->from;
            k = o.received->order;
        }
    }

    static void go_on(matter& m, local_time t) {
        if (!m.stopped) return;
        if (m.review) t = std::min(t, *m.review);
        m.stood.emplace_back(*m.stopped, t);
        m.stopped.reset();
        m.review.reset();
    }
    static void note_all(matter& m, const std::vector<event>& caused) {
        for (const auto& e : caused) {
            const auto t = time_of(e);
            const auto start = [&] {
                m.ever_dispatched = true;
                if (m.due) return go_on(m, t); // it goes on, should it stand
                m.due = true;
                m.started = t;
                m.extended = m.extensions = 0;
                m.stood.clear();
            };
            if (std::holds_alternative<order_dispatched>(e) || std::holds_alternative<order_adjudicated>(e))
                start();
            if (std::holds_alternative<order_returned>(e)) m.due = false;
            if (const auto* x = std::get_if<order_extended>(&e)) {
                m.extended += x->days;
                ++m.extensions;
            }
            if (const auto* x = std::get_if<order_suspended>(&e)) {
                m.stopped = t;
                m.review = local_time{x->review};
            }
            if (std::holds_alternative<order_resumed>(e) || std::holds_alternative<order_referred>(e))
                go_on(m, t);
            const bool closes = std::holds_alternative<order_fed_back>(e) ||
                                std::holds_alternative<order_cancelled>(e) ||
                                std::holds_alternative<order_forced>(e);
            if (closes && m.due) { // a suspension is over; what stands already stands on
                if (m.review) go_on(m, t);
                if (!m.stopped) m.stopped = t;
            }
            const auto* rated = std::get_if<order_rated>(&e);
            const auto* settled = std::get_if<appeal_settled>(&e);
            if (std::holds_alternative<check_failed>(e) || (rated != nullptr && !rated->solved) ||
                std::holds_alternative<order_reopened>(e) || (settled != nullptr && settled->due))
                go_on(m, t);
        }
    }

    test::random& random_;
    desk_rules rules_;
    desks desks_;
    std::vector<matter> all_;
};

} // namespace

TEST_CASE("random streams at three desks: each matter is counted once, and its clock is that of one desk") {
    test::random random;
    std::size_t events = 0, clocks = 0, received = 0;
    std::map<step, int> taken;
    for (int round = 0; round < test::cases(12); ++round) {
        county_stream s{random};
        for (int i = 0; i < 3000; ++i) {
            s.step_on();
            if (i % 500 == 499) s.check_indicators();
        }
        s.check_clocks();
        events += s.count_events();
        clocks += s.clocks;
        received += s.received;
        for (const auto& [what, n] : s.taken) taken[what] += n;
    }
    CHECK(events > test::cases(3000u));
    CHECK(clocks > test::cases(300u));
    CHECK(received > test::cases(200u));
    for (const auto s : {step::suspend, step::extend, step::return_, step::rate, step::refer})
        CHECK(taken[s] > test::cases(20));
}

TEST_SUITE_END();
