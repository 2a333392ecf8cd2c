// The examples of the comments that open headers, each with what it takes for granted. A test compares the two texts.

// Examples name what they make, and leave it to the reader what to do with it.
#pragma GCC diagnostic ignored "-Wunused-variable"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif

#include <fstream>

#include <qaidam/qaidam.hpp>

#include <doctest/doctest.h>

TEST_SUITE_BEGIN("house/header_examples");

using namespace qaidam;
using namespace qaidam::literals;
using namespace std::chrono_literals;
using calendar::date;

namespace qaidam {

struct stock_added {
    key item{};
    key by{};
    int count = 0;
};
template <>
inline constexpr auto events::fields<stock_added> =
    std::tuple{events::field{"item_id", &stock_added::item}, events::field{"by", &stock_added::by},
               events::field{"count", &stock_added::count}};

struct count_stock {
    key by{};
};
template <>
inline constexpr auto events::fields<count_stock> = std::tuple{events::field{"by", &count_stock::by}};

struct stock_counted : count_stock {
    int missing = 0;
};
template <>
inline constexpr auto events::fields<stock_counted> = events::fields_after<count_stock>(events::field{
    "missing", &stock_counted::missing});

} // namespace qaidam

namespace header_examples {

void show(const auto&...) {}
const auto show_progress = [](std::uint64_t, std::uint64_t) {};

struct building {
    qaidam::key key;
    std::string name{};
};
void tables(const feed_files& folder, const table_layout& buildings, notices& out,
            registry<id<struct building_tag>, building>& all) {
    read_table(folder, buildings, out, [&](record& r) {
        building b{.key = r.key("building_id"), .name = r.text("name")};
        if (r.ok()) all.add(std::move(b));
    });
}

void one_archive() {
    const qaidam::feed_files files{"community.zip"};
    const auto community = qaidam::civic::load(files).value;
    const auto accounts = qaidam::ledger::load(files, community).value;
}

template <class Desk>
void commands(Desk desk, const typename Desk::command& command, const key& request_id) {
    events::memory_journal journal;
    events::recorder recorder{std::move(desk), journal};
    if (const auto refusal = recorder.carry_out(command, request_id)) return show(*refusal);
}

template <class Desk>
void commands_of_many_threads(Desk desk, const typename Desk::command& command, const key& request_id) {
    events::memory_journal journal;
    events::shared_recorder recorder{std::move(desk), journal};
    if (const auto refusal = recorder.carry_out(command, request_id)) return show(*refusal); // in any thread
}

template <class Desk>
void lasting_commands(Desk desk, const typename Desk::command& command, const key& request_id) {
    store::sqlite_journal journal{"chengdong.journal"};
    events::recorder recorder{std::move(desk), journal};
    if (const auto refusal = recorder.carry_out(command, request_id)) return show(*refusal);
}

template <class Desk>
void served_commands(Desk desk, const typename Desk::command& command, const key& request_id) {
    store::postgres_journal journal{"postgresql://qaidam@db.example/communities", "chengdong"};
    events::recorder recorder{std::move(desk), journal};
    if (const auto refusal = recorder.carry_out(command, request_id)) return show(*refusal);
}

void deadlines(calendar::local_time received) {
    using namespace calendar;
    const work_calendar office{office_hours(), holidays::china()};
    const auto due = office.add(received, 5 * working_day);
    for (const auto& span : office.explain(received, due)) fmt::print("{}\n", span);
}

void seasons(const calendar::week_hours& summer, const calendar::week_hours& winter) {
    using namespace calendar;
    work_hours hours{summer};                           // as the week is in most of the year
    hours.seasons.push_back({{10, 1}, {5, 1}, winter}); // from 1 October until 30 April
    const work_calendar office{hours, holidays::china()};
}

void areas(const std::vector<geo::multipolygon>& areas, const geo::point& home) {
    const geo::area_index districts{areas}; // std::vector<geo::multipolygon>
    const auto here = districts.find(home); // std::optional<std::size_t>
    const auto near = districts.find_nearest(home, 50_m);
}

void datums() {
    using geo::latitude, geo::longitude;
    const geo::point home{97.37_lon, 37.37_lat}; // WGS 84
    const geo::gcj02_point on_a_map{longitude{97.37}, latitude{37.37}};
    const geo::point back = geo::to_wgs84(on_a_map); // hundreds of metres away
}

void moments() {
    using namespace calendar;
    const local_time departure{{2022, 1, 10}, 22h + 40min}; // on the clock of the place
    const utc_time instant = beijing_time().to_utc(departure);
    const auto later = departure + 5min;
    show(instant, later);
}

void calendars(const std::vector<calendar::calendar_event>& events, calendar::utc_time stamp,
               calendar::local_time from, calendar::local_time until) {
    std::ofstream{"community.ics", std::ios::binary} << icalendar::write({"城东社区", events}, stamp);
    const auto [calendar, notices] = icalendar::read_file("holidays.ics");
    for (const auto& o : icalendar::expand(calendar.events, from, until))
        show(calendar.events[o.event], o.from);
}

void addresses(const civic::community& community) {
    const auto visit = [](const auto&...) {};
    const auto say = visit;
    const grids::address_book book{community};
    const auto found = book.find("阳光小区 12 号楼 3 单元 402");
    if (found.building)
        visit(*found.building, found.unit, found.room);
    else
        say(*found.fault); // what came near
}

void drawing(const civic::community& community) {
    const auto units = grids::units_of(community); // its buildings, by quarter
    const auto plan = grids::draw_plan(units, 22, {.tolerance = 0.05});
    fmt::print("{:zh}\n", plan.proof());
}

void staffing(const civic::community& community, const date& today) {
    const auto posts = grids::posts_of(community, today);
    const auto workers = grids::workers_of(community, today);
    const auto placed = grids::placements_of(community, today, posts, workers);
    const auto plan = grids::staff(posts, workers, {.today = placed});
}

void shifts(const civic::community& community, const date& first, const date& until) {
    const auto book = grids::load_shifts("shifts", community).value; // shifts.csv, leave.csv, assignments.csv
    const auto roster = grids::plan_roster(community, book, {first, until});
    for (const auto& a : roster.assignments) show(a); // who, when, which shift
    for (const auto& r : roster.reasons) show(r);     // why there is no roster
}

void shift_lines() {
    solve::roster_problem month{.days = 7, .shifts = {{480, 960}, {1320, 1800}}}; // a day and a night shift
    month.wanted.assign(7 * 2, 1);
    month.people.assign(4, {.rules = {.rest = 660, .most_a_week = 5}});
    month.unavailable = {{.person = 2, .day = 3}};
    const auto roster = solve::plan_roster(month);
    for (const auto& line : roster.lines) show(line); // the shift of each day, if any
}

void orders(const civic::community& community, const services::catalogue& catalogue,
            const calendar::work_calendars& office, const services::desk_rules& rules,
            const services::command& command) {
    services::desk desk{community, catalogue, office, rules};
    const auto decision = desk.decide(command); // pure
    if (decision.why_not()) return show(*decision.why_not());
    desk.apply(decision.events());
}

void attributes() {
    services::place_order order{.order = "2021-1224-009", .by = "p-elder", .item = "street-light"};
    order.attributes = {{"lamp", "flickers"}, {"pole", "17"}};
    order.attribute_texts = {{"where", "note-9"}};
}

void photos(const std::string& bytes, services::place_order order) {
    auto photo = services::photo_of(bytes, "image/jpeg");
    photo.taken_where = services::spot{37.294826, 99.020452};
    order.photos = {photo};
}

void search(const services::desk& desk, calendar::local_time now) {
    const auto page = services::search_orders(
        desk, {.words = "路灯 闪烁", .within = services::circle{{37.2948, 99.0204}, 300_m}},
        {"p-clerk", now});
    for (const auto& match : page.matches) fmt::print("{}\n", desk.orders()[match.order].key);
}

void dispatch(const services::desk& desk, calendar::local_time now) {
    const auto choice = services::choose_handler(desk, "2021-1224-007", now);
    fmt::print("{}\n", choice); // each candidate: by which right, load, distance, cost
}

void clocks(const std::vector<services::event>& history, const services::service_item& item,
            const services::desk_rules& rules, const calendar::work_calendars& office) {
    for (const auto& clock : services::read_clocks(history, item, rules, office)) fmt::print("{}\n", clock);
}

void indicators(const std::vector<services::event>& events, calendar::local_time t1,
                calendar::local_time t2) {
    const auto december = services::period{.from = t1, .until = t2};
    const auto orders = services::orders_before(events, december.until);
    for (const auto& m : services::measure_orders(orders, december)) fmt::print("{}\n", m);
}

void county_of_communities() {
    const auto [county, notices] = qaidam::civic::load_county("haixi", {.policy = qaidam::policy::lenient});
    for (const auto& m : county.communities()) fmt::print("{}: {}\n", m.key, m.community->residents());
}

void orders_in_transit(const std::map<civic::community_key, services::desk>& desks,
                       const civic::county& county, const std::vector<services::community_orders>& books,
                       calendar::local_time now, const services::period& december) {
    const auto carry_out = [](const civic::community_key& to, const services::command& c) { show(to, c); };
    for (const auto& t : services::list_in_transit(books)) {
        const auto& order = *desks.at(t.from).find(t.order);
        carry_out(t.to, services::receive(order, t.from, now));
    }
    const auto all = services::orders_of_county(county, books);
    const auto whole = services::measure_orders(all, december);
    const auto each = services::measure_orders_by(all, december, services::by_community);
}

void written_times(const std::vector<std::string>& cells) {
    calendar::time_column opened;
    for (const auto& cell : cells) opened.look_at(cell);
    for (const auto& cell : cells)
        if (const auto read = opened.read(cell);
            const auto* time = std::get_if<calendar::written_time>(&read))
            fmt::print("{}\n", time->at);
        else
            fmt::print("{}: {}\n", cell, std::get<calendar::time_fault>(read));
}

void requests() {
    const auto mapping = services::load_mapping("nyc.csv").value;
    const auto [requests, notices] =
        services::load_requests("requests.csv", mapping, {.policy = policy::lenient});
    for (const auto& c : services::tally_by_category(requests))
        fmt::print("{}: {} orders, {} of them closed\n", c.category.text(), c.orders, c.closed);
}

void read_group() {
    const auto chat = services::load_chat("building-3.txt").value;
    for (const auto& m : chat.messages)
        fmt::print("{}: {}\n", services::mask_sender(m.sender), services::mask_words(m.words));
}

void find_needs(const services::catalogue& catalogue, const civic::community& community) {
    const auto chat = services::load_chat("building-3.txt").value;
    const auto reading = services::find_needs(chat, catalogue, community, {.building = "b-03-01"});
    for (const auto& need : reading.needs)
        fmt::print("{} {}: {}\n", need.item, need.sureness, chat.messages[need.message].words);
}

void bookings(const civic::community& community, const venues::programme& programme,
              const venues::book_place& wish) {
    venues::desk desk{community, programme};
    const auto decision = desk.decide(wish);               // pure
    if (decision.why_not()) show(*decision.why_not());     // what is in the way
    for (const auto& s : desk.find_free(wish, 3)) show(s); // and what is free instead
    desk.apply(decision.events());
}

void seasons(const civic::community& community, const venues::programme& programme, const venues::desk& desk,
             const date& first, const date& last) {
    const auto wishes = venues::wishes_of(programme, community);
    const auto plan = venues::plan_season(wishes.courses, wishes.teachers, wishes.places);
    for (const auto& s : plan.week) show(s);     // Monday 19:00–20:00 in the gym
    for (const auto& u : plan.unplaced) show(u); // and why the others cannot
    const auto days = venues::lay_out(desk, plan, {.from = first, .until = last});
}

void updates(const rail::timetable& timetable, rail::train_id k9805) {
    using namespace rail;
    const auto at_golmud = find_call(timetable.trains()[k9805], timetable.station("格尔木"));
    const auto now = with_updates(timetable, {delay{k9805, date{2022, 1, 10}, *at_golmud, 25min}});
}

void realtime(const journeys::network& network) {
    const auto feed = qaidam::gtfs::load_realtime("trip-updates.pb", network.table()).value;
    const auto now = with_updates(network, feed.updates);
}

void alerts(const rail::timetable& timetable, const gtfs::realtime_feed& feed,
            const rail::board_query& question) {
    const auto board = rail::list_calls(timetable, question);
    const auto alerts = rail::list_alerts(timetable, feed.alerts, question, board);
    fmt::print("{}", views::describe(timetable, alerts, language::en));
}

void charts() {
    const report::chart rates{.title = "On time",
                              .unit = "%",
                              .along = {"W1", "W2", "W3"},
                              .shown = {{"all grids", {98, {}, 100}}}};
    const auto drawing = report::draw_lines(rates);
}

void revisions(const rail::timetable& before, const rail::timetable& after) {
    using namespace rail;
    const auto changed = diff(before, after);
    for (const auto& c : changed.trains()) fmt::print("{}\n", describe(before, after, c, language::en));
    // K9805: extended from Golmud to Huatugou; 12 min later
}

void ask(const rail::timetable& timetable, rail::station_id xining, rail::station_id huatugou,
         calendar::local_time evening) {
    const journeys::query question{.from = xining, .to = huatugou, .when = journeys::leave_after{evening}};
    for (const auto& j : journeys::find_all(timetable, question))
        fmt::print("{}", views::describe(timetable, j, language::en));
}

void count_costs(const rail::timetable& timetable, const calendar::date_span& span,
                 const rail::cost_rates& rates, const std::vector<rail::load>& loads) {
    const auto year = rail::cost_of_service(timetable, {.period = span, .rates = rates, .loads = loads});
    if (year.balance) fmt::print("{}\n", *year.balance);
}

void tours(const rail::timetable& timetable, const journeys::network& network,
           const journeys::destination& around, rail::station_id xining, const calendar::local_time& monday,
           const calendar::local_time& thursday) {
    journeys::tour_query question{.from = xining, .leave = monday, .back_by = thursday, .nights = 1};
    for (const auto s : around.sights.ids()) question.wishes.push_back({.sight = s});
    for (const auto& t : journeys::plan_tour(network, around, question).all)
        fmt::print("{}\n", views::describe(timetable, around, t, language::en));
}

void learn_lateness(const rail::timetable& timetable, const std::vector<std::string>& recording) {
    journeys::lateness_recorder recorder{timetable};
    for (const auto& file : recording) {
        const auto feed = gtfs::load_realtime(file, timetable).value;
        if (feed.made) recorder.record(feed.updates, *feed.made);
    }
    save(recorder.result().table, timetable, "lateness.csv");
}

void ask_safety(const rail::timetable& timetable, const journeys::network& network,
                const journeys::query& question) {
    const auto late = journeys::load_lateness("lateness.csv", timetable).value;
    const auto found = journeys::find_all(timetable, question);
    const auto safety = journeys::assess(network, late, question, found);
    if (safety.front().holds) fmt::print("{:.0f} %\n", 100 * *safety.front().holds);
}

auto sights(const rail::timetable& timetable) {
    const auto around = journeys::load_destination("qaidam-sights", timetable).value;
    const auto lake = around.sights.id_of(key{"emerald-lake"});
    return lake;
}

void catchment(const rail::timetable& timetable, const journeys::network& network, rail::station_id golmud) {
    const auto places = journeys::load_settlements("places.csv", timetable).value;
    const auto before = journeys::find_catchment(network, places, {.to = golmud, .day = {2022, 1, 5}});
    fmt::print("{}\n", journeys::people_by_nights(places, before)[0]); // back on the same day
}

void ask_prices(const rail::timetable& timetable, const journeys::journey& journey) {
    const auto cost = journeys::price_of(timetable, journey, {.rider = "student"});
    if (cost.total) fmt::print("{}\n", *cost.total);
}

void search_prices(const rail::timetable& timetable, const journeys::network& network,
                   const journeys::query& question, const rail::price& budget) {
    const auto found = journeys::find_priced(network, question, {.budget = budget});
    for (const auto& j : found.best) fmt::print("{}", views::describe_price(timetable, j, language::en));
}

void ask_often(const rail::timetable& timetable) {
    using namespace journeys;
    const network n{timetable};
    const preparation a_week{.window = {date{2022, 1, 1}, date{2022, 1, 8}}, .progress = show_progress};
    const auto prepared = prepare(n, a_week);
    prepared.save("january.journeys");

    router r{open_prepared(n, "january.journeys")}; // another day
}

} // namespace header_examples

TEST_CASE("the example of the grid code gives what its comments say") {
    const std::string values[] = {"632823", "1", "12", "3"};
    const auto code = grids::beijing_grid_code.format(values);          // "632823001012003"
    const auto number = grids::beijing_grid_code.parse(code).fields[3]; // "003"
    CHECK(code == "632823001012003");
    CHECK(number == "003");
}

TEST_CASE("the example of texts gives what it says") {
    events::memory_journal journal;

    auto& texts = journal.texts();
    texts.put({.key = "note-7", .about = "p-elder", .words = {"门铃坏了，请敲门"}});
    const auto found = texts.read("note-7", {.by = "grid-1", .why = "visit of 10 January"});
    texts.erase("p-elder", {.by = "clerk", .why = "asked for it on 3 March"});
    CHECK(found.words.zh == "门铃坏了，请敲门");
    CHECK(texts.read("note-7", {"grid-1", "again"}).state == events::text_state::erased);
}

TEST_CASE("the example of day sets gives what its comments say") {
    using namespace calendar;
    const auto days = day_set::on({weekday::friday, weekday::saturday}, {.from = date{2022, 1, 10}});
    const auto words = to_string(days, language::zh); // 周五、周六，2022-01-10 起
    const bool same = parse_day_set(words) == days;   // true
    CHECK(words == "周五、周六，2022-01-10 起");
    CHECK(same);
}

TEST_CASE("the example of the partition gives what its comment says") {
    const auto parts = solve::partition(
        {.nodes = 4, .edges = {{0, 1}, {1, 2}, {2, 3}}, .weights = {{5, 3, 4, 4}}, .parts = 2});
    for (const auto part : parts.part_of) fmt::print("{} ", part); // 1 1 0 0
    CHECK(parts.part_of == std::vector<std::uint32_t>{1, 1, 0, 0});
}

TEST_SUITE_END();
