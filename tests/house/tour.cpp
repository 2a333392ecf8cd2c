// The code of docs/tour.md and of the READMEs, in their order. A test compares the two texts; what this
// prints is golden.
#include <qaidam/qaidam.hpp>

using namespace qaidam;
using namespace qaidam::literals;
using namespace std::chrono_literals;
using calendar::date;

namespace {

void load() {
    const auto [community, notices] = civic::load("examples/data/chengdong", {.policy = policy::lenient});
    for (const auto& n : notices) fmt::print("{}\n", n);
    fmt::print("{}: {} residents\n", community.identity().name.en, community.residents());

    const date today{2021, 12, 24};
    for (const auto& finding : civic::audit(community, {date{2021, 3, 1}, today}))
        fmt::print("{}\n", finding);

    const auto plan = community.grid_plan_on(today).value();
    const grids::grid_locator locator{community, plan};
    const geo::point door{99.0150_lon, 37.2985_lat};
    if (const auto grid = locator.find(door)) fmt::print("{}\n", community.grids()[*grid].name.zh);
}

void refuse() {
    try {
        (void)gtfs::load("no-such-folder");
    } catch (const data_error& e) {
        for (const auto& n : e.why()) fmt::print("{:zh}\n", n);
    }
}

void days() {
    using calendar::day_set;
    const auto days =
        day_set::every(2, date{2022, 1, 10}, {.from = date{2022, 1, 10}}).without(date{2022, 2, 1});
    fmt::print("{:zh}\n{:en}\n", days, days);
    fmt::print("{}\n", calendar::parse_day_set("周五、周六，2022-01-10 起").contains(date{2022, 1, 14}));

    using calendar::working_day;
    const calendar::work_calendar office{calendar::office_hours(), calendar::holidays::china()};
    const auto received = calendar::local_time{date{2022, 1, 28}, 16h};
    const auto due = office.add(received, 3 * working_day);
    fmt::print("due {}, {} of work\n", due, office.between(received, due));
}

void order() {
    const auto community = civic::load("examples/data/chengdong").value;
    const auto catalogue = services::load_catalogue("examples/data/chengdong", community).value;
    const calendar::work_calendars office{calendar::office_hours(), calendar::holidays::china()};
    for (const auto& item : catalogue.items)
        if (item.category == "民政" && item.at_door)
            fmt::print("{}: {}, within {}\n", item.key, item.name.en, item.limit);

    events::memory_journal journal;
    events::recorder recorder{services::desk{community, catalogue, office}, journal};
    const date today{2021, 12, 24};
    const services::place_order wish{.order = "2021-1224-007",
                                     .by = "p-elder",
                                     .at = calendar::local_time(today, 9h),
                                     .item = "old-age-allowance",
                                     .building = "b-08-02",
                                     .at_door = true};
    if (const auto refusal = recorder.carry_out(wish, "kiosk-1")) return fmt::print("{}\n", *refusal);

    const services::register_order taken_up{
        .order = wish.order, .by = "p-clerk", .at = calendar::local_time(today, 9h + 20min)};
    if (const auto refusal = recorder.carry_out(taken_up, "hall-1")) return fmt::print("{}\n", *refusal);
    (void)recorder.carry_out(wish, "kiosk-1"); // its answer was lost on the way
    const auto* order = recorder.desk().find(wish.order);
    fmt::print("{} is {} after {} events\n", order->key, order->state, order->version);

    const services::accept_order too_soon{
        .order = wish.order, .by = "p-clerk", .at = calendar::local_time(today, 9h + 30min)};
    if (const auto refusal = recorder.carry_out(too_soon, "hall-2"))
        fmt::print("{}: {}\n", refusal->rule->code, *refusal);

    const services::dispatch_order sent{.order = wish.order,
                                        .by = "p-clerk",
                                        .at = calendar::local_time(today, 9h + 40min),
                                        .handler = {services::handler_kind::department, "dept-07"}};
    if (const auto refusal = recorder.carry_out(sent, "hall-3")) return fmt::print("{}\n", *refusal);
    order = recorder.desk().find(wish.order);
    fmt::print("{}: {:zh}, {:en}, due {}\n", order->key, order->state, order->state, order->due.value());

    const auto happened = recorder.list_events(wish.order);
    for (const auto& event : happened)
        fmt::print("{} {}\n", services::time_of(event), services::name_of(event));
    const auto* item = catalogue.find_item(order->item, today);
    for (const auto& clock : services::read_clocks(happened, *item, recorder.desk().rules(), office))
        fmt::print("{}\n", clock);
}

void month() {
    const auto community = civic::load("examples/data/chengdong").value;
    const auto catalogue = services::load_catalogue("examples/data/chengdong", community).value;
    const calendar::work_calendars office{calendar::office_hours(), calendar::holidays::china()};
    events::memory_journal journal;
    events::recorder recorder{services::desk{community, catalogue, office}, journal};

    int row = 0;
    for (const auto& command :
         services::load_commands("examples/data/december", {}, services::written_by::desk).value)
        if (const auto refusal = recorder.carry_out(command, fmt::format("december {}", ++row)))
            fmt::print("{}\n", *refusal);

    const services::period december{calendar::local_time{date{2021, 12, 1}},
                                    calendar::local_time{date{2022, 1, 1}}};
    const auto& orders = recorder.desk().orders();
    const auto measures = services::measure_orders(orders, december);
    fmt::print("{}", views::indicator_table(measures, language::en).text());
    for (const auto& m : measures)
        if (m.indicator == services::indicator::closed_on_time)
            fmt::print("{} of {} orders\n", m.part.size(), m.whole.size());

    for (const auto& [grid, of_grid] : services::measure_orders_by(orders, december, services::by_grid))
        fmt::print("{}, {}: {}\n", community.grids()[grid].name.zh, of_grid.front().indicator,
                   of_grid.front().value());
    const std::string json = views::to_json(measures);
}

void promises() {
    const auto city = civic::load("examples/data/delingha").value;
    const auto accounts = ledger::load("examples/data/delingha", city).value;
    const auto by_batch = ledger::roll_up(ledger::items_of_units(accounts.items), ledger::by_batch);
    for (const auto& row : by_batch.rows) fmt::print("{} {}\n", row.key, row.count.done_ratio());
    fmt::print("{}\n", by_batch.total().done_ratio());

    const auto by_department =
        ledger::roll_up(ledger::items_of_units(accounts.items), ledger::by_department{city});
    fmt::print("{}", views::roll_up_table(by_department, city, "department", language::en).text());
    for (const auto& item : accounts.items)
        if (!item.done) fmt::print("open: {}, due {}\n", item.name.zh, item.due);
}

void trains() {
    rail::timetable_builder b;
    const auto xining = b.station({.key = "XNO", .name = {"西宁", "Xining"}});
    const auto golmud = b.station({.key = "GRO", .name = {"格尔木", "Golmud"}});
    b.train({.number = "K9805", .days = calendar::day_set::daily({.from = date{2022, 1, 10}})},
            {{.at = xining, .departure = 22h + 40min}, {.at = golmud, .arrival = 31h + 30min}});
    const auto by_hand = std::move(b).build();

    const auto board = rail::list_calls(by_hand, {.at = golmud,
                                                  .from = calendar::local_time{date{2022, 1, 11}, 0h},
                                                  .until = calendar::local_time{date{2022, 1, 12}, 0h}});
    fmt::print("{}", views::board_table(by_hand, board, language::en).text());
}

void first_program() {
    const auto [timetable, notices] = qaidam::gtfs::load("examples/data/qaidam-rail");
    const auto journey = qaidam::journeys::find_earliest(
        timetable, {.from = timetable.station("西宁"),
                    .to = timetable.station("花土沟"),
                    .when = qaidam::journeys::leave_after{
                        qaidam::calendar::local_time{{2022, 1, 10}, std::chrono::hours{20}}}});
    if (journey) fmt::print("{}", qaidam::views::describe(timetable, *journey, qaidam::language::en));
    for (const auto* typed : {"xn", "Hua Tu", "GRO"})
        for (const auto& found : rail::find_stations(timetable, typed))
            fmt::print("{}: {}\n", typed, timetable.stations()[found.station].name.en);
    const auto in_time = qaidam::journeys::find_all(
        timetable, {.from = timetable.station("西宁"),
                    .to = timetable.station("花土沟"),
                    .when = qaidam::journeys::arrive_by{qaidam::calendar::local_time{{2022, 1, 10}, 18h}}});
    for (const auto& j : in_time)
        fmt::print("{}", qaidam::views::describe(timetable, j, qaidam::language::en));
    const qaidam::journeys::network network{timetable};
    const auto prepared = prepare(network, {.window = {date{2022, 1, 8}, date{2022, 1, 15}}});
    qaidam::journeys::router router{prepared};
    const qaidam::journeys::query home{
        .from = timetable.station("花土沟"),
        .to = timetable.station("西宁"),
        .when = qaidam::journeys::leave_after{qaidam::calendar::local_time{{2022, 1, 11}, 14h}}};
    const auto back = router.find_earliest(home);
    if (back) fmt::print("{}", qaidam::views::describe(timetable, *back, qaidam::language::en));
    const auto k9806 = timetable.trains().id_of("K9806-2022");
    const auto now = with_updates(network, {qaidam::rail::delay{k9806, date{2022, 1, 11}, 0, 40min}});
    const auto late = qaidam::journeys::router{now}.find_earliest(home);
    if (late) fmt::print("{}", qaidam::views::describe(now.table(), *late, qaidam::language::en));
}

} // namespace

int main() {
    load();
    refuse();
    days();
    order();
    month();
    promises();
    trains();
    first_program();
}
