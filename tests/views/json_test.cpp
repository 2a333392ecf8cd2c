// JSON of orders, indicators and ledgers, compared with files.

#include <qaidam/civic/feed.hpp>
#include <qaidam/views/service_views.hpp>

#include <filesystem>

#include "feed.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/json");

using namespace qaidam;
using calendar::date;
using namespace std::chrono_literals;

namespace {

const std::filesystem::path expected = std::filesystem::path{QAIDAM_SOURCE_DIR} / "tests" / "views";

/// An order all of whose members say something.
services::order full_order() {
    const date day{2021, 12, 24};
    const auto at = [&](std::chrono::hours h) { return calendar::local_time(day, h); };
    const services::handler department{civic::handler_kind::department, "dept-07"};
    const services::handler team{civic::handler_kind::team, "team-05"};
    return {.key = "o-1",
            .state = services::order_state::under_review,
            .version = 31,
            .item = "old-age-allowance",
            .building = "b-08-02",
            .spot = services::parse_spot("37.37 97.37"),
            .text = "note-2",
            .attributes = {{"rooms", "bedroom"}, {"rooms", "kitchen"}},
            .attribute_texts = {{"story", "note-3"}},
            .address = "note-4",
            .photos = {services::photo{events::digest_of("hello"), "image/jpeg", 5, at(8h),
                                       services::spot{37.37, 97.37}}},
            .grid = "g-15",
            .placed_by = "p-clerk",
            .reporter = "p-elder",
            .at_door = true,
            .channel = services::channel::hotline,
            .priority = services::priority::urgent,
            .placed_at = at(9h),
            .last_at = at(20h),
            .registered_at = at(10h),
            .dispatched_at = at(11h),
            .accepted_at = at(12h),
            .fed_back_at = at(13h),
            .closed_at = at(14h),
            .step_due = at(15h),
            .close_by = at(16h),
            .due = at(17h),
            .return_by = at(18h),
            .limit = {5, calendar::limit_unit::worked_days},
            .rules = "default-1",
            .stopped_at = at(19h),
            .suspension = services::suspension{at(1h), at(2h), at(3h)},
            .handler = department,
            .co_handlers = {team},
            .former_handlers = {team, department},
            .hands = {"p-08-02"},
            .verified = services::verification::unable,
            .adjudicated = true,
            .decided_by = "p-supervisor",
            .reason = "note-1",
            .evidence = "photo/1",
            .feedback_photos = {services::photo_of("hello", "image/png")},
            .visits = 1,
            .returns = 2,
            .transfers = 3,
            .extended_days = 4,
            .suspensions = 5,
            .reworks = 6,
            .redos = 7,
            .reopenings = 8,
            .urges = 9,
            .supervisions = 10,
            .responded = true,
            .open_response = services::open_response{at(12h), at(21h)},
            .solved = true,
            .satisfied = false,
            .rated_by = "p-elder",
            .rating_struck = true,
            .ratings = {{.by = "p-elder", .at = at(3h), .solved = false, .satisfied = false, .struck = true}},
            .appeals = {{.by = "p-elder", .reversed = true, .settled_at = at(4h)},
                        {.by = "dept-07", .of_reporter = false}},
            .whistles = {{at(5h), at(6h), {"dept-01", "dept-02"}, {"dept-01"}}},
            .parent = "o-0",
            .merged = services::merged_from{services::order_state::handling, at(6h), at(7h)},
            .split_from = {"o-3"},
            .merged_in = {"o-2"},
            .also_for = {"p-sr-01"},
            .referrals = 11,
            .referred = services::referral{"south", "b-1", services::order_state::registered, at(8h), true},
            .received = services::receipt{"north", "o-9", at(9h), true}};
}

} // namespace

TEST_CASE("an order in JSON has every member, and its times have the offset of the zone") {
    CHECK(views::to_json(full_order()) == test::read(expected / "order.json"));
    const auto berlin = views::to_json(full_order(), *calendar::find_zone("Europe/Berlin"));
    CHECK(berlin.find("\"placed_at\": \"2021-12-24T09:00:00+01:00\"") != std::string::npos);
}

TEST_CASE("what an order does not have is left out of its JSON") {
    const auto text = views::to_json(services::order{.key = "o",
                                                     .item = "i",
                                                     .placed_at = calendar::local_time(date{2022, 1, 1}, 0h),
                                                     .last_at = calendar::local_time(date{2022, 1, 1}, 0h)});
    for (const auto* absent :
         {"handler", "grid_id", "registered_at", "solved", "limit", "appeals", "merged_into"})
        CHECK_MESSAGE(text.find(fmt::format("\"{}\"", absent)) == std::string::npos, absent);
    CHECK(text.find("\"urges\": 0") != std::string::npos);
}

TEST_CASE(
    "a deadline that is not yet known is told as that in JSON, in tables, in the story and on the page") {
    const auto community = civic::load(test::chengdong).value;
    const auto catalogue = services::load_catalogue(test::chengdong, community).value;
    const calendar::work_calendars office{calendar::office_hours(), calendar::holidays::china()};
    services::desk d{community, catalogue, office};
    std::vector<services::event> events;
    const auto at = [](std::chrono::minutes m) { return calendar::local_time(date{2026, 12, 31}, m); };
    const services::command commands[] = {
        services::place_order{
            .order = "o", .by = "p-gl-16", .at = at(9h), .item = "parking", .building = "b-08-04"},
        services::register_order{"o", "p-clerk", at(9h + 10min)},
        services::dispatch_order{"o", "p-clerk", at(16h), {civic::handler_kind::department, "dept-01"}, {}}};
    for (const auto& c : commands) {
        const auto caused = d.decide(c).events();
        d.apply(caused);
        events.insert(events.end(), caused.begin(), caused.end());
    }
    const auto json = views::to_json(d.orders());
    CHECK(json.find("\"not_yet_known\"") != std::string::npos);
    CHECK(json.find("9999") == std::string::npos);
    const auto has = [](const report::table& t, std::string_view text) {
        return t.html().find(text) != std::string::npos;
    };
    for (const auto l : {language::zh, language::en}) {
        const std::string_view word = l == language::zh ? "尚未知" : "not yet known";
        CHECK(has(views::day_table(d, date{2026, 12, 31}, l), word));
        CHECK(has(views::event_table(events, community, l), word));
        const auto clocks = services::read_clocks(events, *catalogue.find_item("parking", date{2026, 12, 31}),
                                                  d.rules(), office);
        CHECK(has(views::clock_table(clocks, at(18h), l), word));
        CHECK(has(views::open_deadline_table(d, l), "2026-12-31 16:00"));
        CHECK(has(views::open_deadline_table(d, l),
                  to_string(calendar::time_limit{4, calendar::limit_unit::worked_hours}, l)));
        CHECK(views::desk_page({d, events, at(18h), {}}, l).find(word) != std::string::npos);
    }
    // What was due in the year that is known is late by so much at least.
    services::desk late{community, catalogue, office};
    late.apply(std::span{events}.first(1));
    CHECK(has(views::breach_table(late, calendar::local_time(date{2027, 3, 1}, 9h), language::en), "—") ==
          false);
    CHECK(late.escalations(calendar::local_time(date{2027, 3, 1}, 9h)).empty());
}

TEST_CASE("a key that is not UTF-8 is refused in JSON") {
    auto bad = full_order();
    bad.key = "\xFF";
    CHECK_THROWS_AS((void)views::to_json(bad), std::invalid_argument);
}

TEST_CASE("orders of a desk in JSON are as many as it has") {
    services::order_book orders;
    orders.add(full_order());
    auto other = full_order();
    other.key = "o-9";
    orders.add(std::move(other));
    const auto text = views::to_json(orders);
    CHECK(text.starts_with("{\n  \"orders\": [\n"));
    CHECK(text.find("\"order_id\": \"o-1\"") < text.find("\"order_id\": \"o-9\""));
}

TEST_CASE("indicators in JSON name the orders behind them, by group and by period") {
    const std::vector<services::measure> measures{{services::indicator::closed_on_time,
                                                   {"a"},
                                                   {"a", "b"},
                                                   {{"c", services::exclusion_reason::rating_struck}}},
                                                  {services::indicator::solved}};
    CHECK(views::to_json(measures) == test::read(expected / "measures.json"));
    CHECK(views::to_json({{"dept-01", measures}, {"", {}}}) == test::read(expected / "groups.json"));
    const std::vector<services::period> weeks{
        {calendar::local_time(date{2021, 12, 20}, 0h), calendar::local_time(date{2021, 12, 27}, 0h)}};
    const std::vector<std::vector<services::measure>> trend{measures};
    CHECK(views::to_json(weeks, trend) == test::read(expected / "trend.json"));
    CHECK_THROWS_AS((void)views::to_json(weeks, {}), std::invalid_argument);
}

TEST_CASE("a ledger in JSON: items with their units, roll-ups, cells of the cube") {
    civic::community_builder b;
    const auto health = b.departments.add({.key = "dept-03", .name = {"卫生健康局"}});
    const auto care = b.teams.add({.key = "team-05", .name = {"关爱队"}});
    REQUIRE((health && care));
    const auto c = std::move(b).build();
    ledger::items all;
    all.add({.key = "a",
             .batch = ledger::batch::policy,
             .unit = *health,
             .name = {"办法", "rules"},
             .due = {2021, 10, 1},
             .done = date{2021, 9, 1},
             .evidence = "photo/1",
             .verdict = ledger::public_verdict{52, 55}});
    all.add({.key = "b",
             .batch = ledger::batch::key_project,
             .unit = *care,
             .name = {"工程"},
             .due = {2021, 11, 30}});
    all.add({.key = "c",
             .batch = ledger::batch::problem,
             .unit = ledger::other_unit{"蓄集乡"},
             .name = {"路"},
             .due = {2021, 12, 31}});
    CHECK(views::to_json(all, c) == test::read(expected / "items.json"));
    CHECK(views::to_json(ledger::roll_up(all, ledger::by_unit{c})) == test::read(expected / "roll_up.json"));
    CHECK(views::to_json(ledger::cube{all}.cells(), c) == test::read(expected / "cells.json"));
    CHECK(views::to_json(std::map<std::string, ledger::activity_tally>{{"clinic", {1, 70, true, 90}}}) ==
          test::read(expected / "activities.json"));
}

TEST_SUITE_END();
