// A day in Chengdong community, told end to end from two community feeds and a GTFS feed.
//
// Demonstrates: loading the feeds, the audit, the desk with its journal, the ledger, the venues, a station
// board, journeys, and a report page with the grid map and the train graph. Read station_board.cpp or
// deadline.cpp first for something smaller.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include <qaidam/civic/civic.hpp>
#include <qaidam/events/events.hpp>
#include <qaidam/grids/check.hpp>
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journey.hpp>
#include <qaidam/journeys/tour.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/rail/board.hpp>
#include <qaidam/rail/train_graph.hpp>
#include <qaidam/report/html.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/venues/venues.hpp>
#include <qaidam/views/grid_views.hpp>
#include <qaidam/views/rail_views.hpp>
#include <qaidam/views/service_views.hpp>
#include <qaidam/views/tour_views.hpp>
#include <qaidam/views/venue_views.hpp>

#include "open_journal.hpp"

using namespace qaidam;
using namespace std::chrono_literals;
using calendar::day_count;

namespace {

constexpr const char* usage =
    R"(usage: chengdong_day [--lang zh|en] [--data FEED] [--ledger FEED] [--rail FEED] [--sights FEED]
                     [--today DATE] [--out FILE] [--journal FILE]

Tells a day of a community: its grids and their audit, its orders, its ledger, its classes, the trains, and what one
sees around their last station before they go back.

  --lang zh|en   language of the output (zh)
  --data FEED    a community feed, folder or zip (the Chengdong feed of the examples)
  --ledger FEED  the community feed of the city, with its ledger (the Delingha feed of the examples)
  --rail FEED    a GTFS folder or zip (the Qaidam feed of the examples)
  --sights FEED  what lies around 花土沟: a folder or zip with sights.csv (Huatugou's, of the examples)
  --today DATE   the day to tell of (2021-12-24)
  --out FILE     where to write the report page (report.html)
  --journal FILE where the orders are kept, and found again when this runs again (chengdong_day.journal)
)";

struct arguments {
    language lang = language::zh;
    std::filesystem::path data = QAIDAM_EXAMPLE_DATA "/chengdong";
    std::filesystem::path ledger = QAIDAM_EXAMPLE_DATA "/delingha";
    std::filesystem::path rail = QAIDAM_EXAMPLE_DATA "/qaidam-rail";
    std::filesystem::path sights = QAIDAM_EXAMPLE_DATA "/huatugou";
    calendar::date today{2021, 12, 24};
    std::filesystem::path out = "report.html";
    std::filesystem::path journal = "chengdong_day.journal";
};

/// The arguments; nothing after saying what is wrong with them.
std::optional<arguments> read_arguments(int argc, char** argv) {
    arguments a;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        if (i + 1 == argc) {
            fmt::print(stderr, "chengdong_day: {} is no option, or needs a value\n{}", name, usage);
            return std::nullopt;
        }
        const std::string word = argv[++i];
        if (name == "--data") {
            a.data = word;
        } else if (name == "--ledger") {
            a.ledger = word;
        } else if (name == "--rail") {
            a.rail = word;
        } else if (name == "--sights") {
            a.sights = word;
        } else if (name == "--out") {
            a.out = word;
        } else if (name == "--journal") {
            a.journal = word;
        } else if (name == "--lang" && find_language(word)) {
            a.lang = *find_language(word);
        } else if (name == "--today" && calendar::parse_date(word) &&
                   calendar::later(*calendar::parse_date(word), 7)) { // a week is told of
            a.today = *calendar::parse_date(word);
        } else {
            fmt::print(stderr, "chengdong_day: cannot use '{} {}'\n{}", name, word, usage);
            return std::nullopt;
        }
    }
    return a;
}

void say(const notices& all, language l) {
    for (const auto& n : all)
        if (n.level() > severity::info) fmt::print(stderr, "{}\n", to_string(n, l));
}

class story {
public:
    story(const arguments& a)
        : a_{a},
          l_{a.lang},
          community_{load(civic::load(a.data))},
          catalogue_{load(services::load_catalogue(a.data, community_))},
          accounts_{load(ledger::load(a.data, community_))},
          city_{load(civic::load(a.ledger))},
          city_accounts_{load(ledger::load(a.ledger, city_))},
          programme_{load(venues::load(a.data, community_))},
          timetable_{load(gtfs::load(a.rail))},
          around_{load(journeys::load_destination(a.sights, timetable_))} {}

    void tell() {
        tell_community();
        tell_orders();
        tell_ledger();
        tell_week();
        tell_trains();
        write_report();
    }

private:
    template <class T>
    T load(loaded<T> result) {
        say(result.notices, l_);
        return std::move(result.value);
    }

    void title(const char* zh, const char* en) { fmt::print("\n【{}】\n", pick(l_, zh, en)); }
    void line(const char* zh, const char* en, const auto& value) {
        fmt::print("  {} {}\n", report::pad(pick(l_, zh, en), 26), value);
    }

    void tell_community() {
        const auto& c = community_;
        const auto& id = c.identity();
        fmt::print("{} · {} · {}\n", id.county.in(l_), id.town.in(l_), id.name.in(l_));
        title("社区", "The community");
        if (id.area_km2) line("面积（km²）", "area (km²)", *id.area_km2);
        line("居民小区", "residential quarters", c.quarters().size());
        line("常住居民", "permanent residents", c.residents());
        const auto plan = c.grid_plan_on(a_.today);
        line("红网格", "grids", plan ? c.grids_of(*plan).size() : 0);
        line("网格力量（人）", "people on the grids", c.people_on_grids(a_.today));
        line("服务队", "service teams", c.teams().size());
        line("共建部门", "co-governing departments", c.departments().size());
        line("阵地", "venues", c.places().size());
        line("公益课程", "free classes", programme_.courses.size());
        line("特殊群体结对（人）", "helped one to one", c.special_residents().size());

        title("清单", "The service lists");
        for (const auto list : {services::service_list::errand, services::service_list::hardship,
                                services::service_list::dispute}) {
            std::vector<std::string> names;
            for (const auto& item : catalogue_.items)
                if (item.list == list) names.push_back(item.name.in(l_));
            fmt::print("  {}: {}\n", to_string(list, l_), fmt::join(names, pick(l_, "、", "; ")));
        }
        title("体检", "The audit");
        audit_community();
        title("部门下沉", "What departments brought");
        ledger::activity_log brought;
        for (const auto& a : accounts_.activities)
            if (a.by.kind == civic::handler_kind::department) brought.add(a);
        fmt::print("{}", views::activity_table(brought, c, l_).text(2));
        // Officers who are assigned hold a role. One alone is whom orders of the department go to.
        for (const auto d : c.departments().ids())
            if (const auto officers = c.officers_of(d, a_.today); officers.size() > 1)
                fmt::print("  {}: {} {}\n", pick(l_, "派驻社区（人）", "officers assigned to the community"),
                           c.departments()[d].name.in(l_), officers.size());
        tell_duties();
    }

    /// The routine duties of the teams since the grid plan is in force.
    void tell_duties() {
        title("服务队日常职责（次）", "The teams' routine duties (times)");
        const auto plan = community_.grid_plan_on(a_.today);
        const auto from = plan ? community_.grid_plans()[*plan].when.from : std::nullopt;
        const calendar::date_span when{from.value_or(a_.today), a_.today + day_count{1}};
        fmt::print("{}", views::duty_table(ledger::list_duty_cells(accounts_.activities, community_, when),
                                           community_, l_)
                             .text(2));
        for (const auto& f : ledger::audit_teams(accounts_.activities, community_, when))
            fmt::print("  {}\n", to_string(f, l_));
    }

    void audit_community() {
        // Since the grid plan of today is in force.
        const auto plan = community_.grid_plan_on(a_.today);
        const calendar::date_span when{plan ? community_.grid_plans()[*plan].when.from : a_.today,
                                       a_.today + day_count{1}};
        auto found = civic::audit(community_, when);
        for (auto&& more :
             {grids::audit(community_, when),
              services::audit(load(services::load_care(a_.data, community_)), community_, when)})
            found.insert(found.end(), more.begin(), more.end());
        for (const auto* accounts : {&accounts_, &city_accounts_})
            for (const auto& f : ledger::audit(*accounts)) found.push_back({f, {}});
        for (const auto& f : ledger::audit_posts(city_accounts_, city_, when)) found.push_back(f);
        for (const auto& f : venues::audit(programme_, community_)) found.push_back({f, {}});
        fmt::print(
            "  {}: {}\n", to_string(when, l_),
            found.empty()
                ? pick(l_, "楼栋有党员、网格全覆盖、结对帮扶、上门走访、合计相符，均无问题",
                       "party members, grid cover, help pairs, visits to the door and totals: nothing found")
                : fmt::format("{}", found.size()));
        for (const auto& f : found) fmt::print("  {}\n", to_string(f, l_));
    }

    void tell_orders() {
        const auto office = load(calendar::load_work_calendars(a_.data));
        store::sqlite_journal journal{a_.journal};
        events::recorder recorder{
            services::desk{community_, catalogue_, office, load(services::load_rules(a_.data))}, journal};
        for (const auto& o : recorder.desk().orders())
            if (!catalogue_.items.find(o.item) || !community_.people().find(o.reporter) ||
                !community_.buildings().find(o.building))
                throw std::runtime_error(a_.journal.string() +
                                         " is the journal of another community; give another --journal");
        put_notes(journal.texts(), load(services::load_notes(a_.data)), l_);
        int row = 0;
        for (const auto& command : load(services::load_commands(a_.data, {}, services::written_by::desk)))
            if (const auto no = recorder.carry_out(command, fmt::format("row {}", ++row)))
                fmt::print(stderr, "{} {}: {}\n", services::order_of(command), services::name_of(command, l_),
                           to_string(*no, l_));
        title("今日订单", "Today's orders");
        for (const auto& o : recorder.desk().orders())
            if (o.placed_at.date() == a_.today) tell_order(o, recorder.list_events(o.key), journal.texts());
    }

    void tell_order(const services::order& o, const std::vector<services::event>& events,
                    events::text_store& texts) {
        const auto& item = catalogue_.items[o.item];
        const auto& reporter = community_.people()[o.reporter];
        const auto& building = community_.buildings()[o.building];
        const auto grid = community_.grid_of(community_.buildings().id_of(o.building), o.placed_at.date());
        fmt::print("  {} {} · {} · {} {} · {} · {}\n", o.key, item.name.in(l_), to_string(item.list, l_),
                   community_.quarters()[building.quarter].name.in(l_), building.name.in(l_),
                   grid ? community_.grids()[*grid].name.in(l_) : "", civic::mask_name(reporter.name.in(l_)));
        fmt::print("{}",
                   views::event_table(events, community_, texts, {"clerk", "chengdong_day"}, l_).text(4));
        fmt::print("    {}: {} · {} {}\n\n", pick(l_, "状态", "state"), to_string(o.state, l_),
                   pick(l_, "历时", "took"), calendar::to_string(o.last_at - o.placed_at));
    }

    void tell_ledger() {
        title("台账", "The ledger");
        fmt::print("{}", views::ledger_table(city_accounts_.items, l_).text(2));
        const auto total =
            ledger::roll_up(ledger::items_of_units(city_accounts_.items), ledger::by_batch).total();
        fmt::print("  {} / {}  {}\n", total.done, total.items, qaidam::percent(total.done_ratio(), l_));
        for (const auto& item : city_accounts_.items)
            if (!item.done)
                fmt::print("  {}: {} {} ({} {})\n", pick(l_, "未完成", "open"), item.key, item.name.in(l_),
                           pick(l_, "期限", "due"), calendar::to_string(item.due));
        tell_posts();
    }

    /// The four kinds of must-visit posts.
    void tell_posts() {
        title("四必访", "The must-visit posts");
        const auto& a = city_accounts_;
        const auto kind = [&](const std::string& k) -> std::string {
            const auto found = a.kinds.find(k);
            return found ? a.kinds[*found].name.in(l_) : pick(l_, "（不在岗位）", "(of no post)");
        };
        const auto rows = ledger::roll_up_kinds(a.activities, ledger::by_post_kind{a.posts, a.kinds});
        fmt::print("{}",
                   views::must_visit_table(rows, pick(l_, "岗位类别", "kind of post"), kind, l_).text(2));
        fmt::print("\n{}", views::compared_table(a, l_).text(2));
    }

    void tell_week() {
        const auto monday = a_.today - day_count{static_cast<int>(calendar::weekday_of(a_.today))};
        title("本周课程与活动", "This week's classes and events");
        const auto week = venues::list_entries(programme_, community_, calendar::local_time{monday},
                                               calendar::local_time{monday + day_count{7}},
                                               venues::called_off::left_out, venues::homes::named);
        fmt::print("{}", views::entry_table(week, community_, l_, {.homes = venues::homes::named}).text(2));
        for (const auto& f : programme_.fairs) {
            if (f.from.date() < monday || f.from.date() >= monday + day_count{7}) continue;
            fmt::print("\n  {} · {} · {}\n", f.name.in(l_), f.host.in(l_), calendar::to_string(f.from));
            fmt::print("{}", views::stall_table(f, programme_, l_).text(4));
        }
    }

    void tell_trains() {
        const auto& t = timetable_;
        const auto golmud = t.stations_named("格尔木");
        const auto xining = t.stations_named("西宁");
        const auto huatugou = t.stations_named("花土沟");
        if (golmud.empty() || xining.empty() || huatugou.empty()) {
            title("列车", "Trains");
            fmt::print("  {}\n", pick(l_, "此数据没有西宁、格尔木、花土沟三站",
                                      "this feed has no 西宁, 格尔木 and 花土沟"));
            return;
        }
        const calendar::date change{2022, 1, 10};
        title("格尔木站到发", "The board of Golmud");
        for (const auto& day : {change - day_count{1}, change + day_count{1}}) {
            fmt::print("  {}\n", calendar::to_string(day));
            const auto board = rail::list_calls(t, {.at = golmud.front(),
                                                    .from = calendar::local_time{day},
                                                    .until = calendar::local_time{day + day_count{1}}});
            fmt::print("{}", views::board_table(t, board, l_).text(4));
        }
        title("西宁 → 花土沟（茫崖）", "Xining → Huatugou (Mangya)");
        for (const auto& day : {change - day_count{1}, change}) {
            const auto evening = calendar::local_time(day, 18h);
            fmt::print("  {} {}\n", calendar::to_string(evening), pick(l_, "以后出发", "or later"));
            const auto journey = journeys::find_earliest(
                t, {.from = xining.front(), .to = huatugou.front(), .when = journeys::leave_after{evening}});
            if (journey) {
                fmt::print("{}", views::describe(t, *journey, l_));
                if (journey->changes() == 0) through_ = *journey;
            } else {
                fmt::print("  {}\n", pick(l_, "三日内没有车", "no train within three days"));
            }
        }
        tell_tour(xining.front(), calendar::local_time{change, 18h});
    }

    /// What one sees before the train goes back, and what it takes to see all.
    void tell_tour(rail::station_id home, calendar::local_time leave) {
        title("下车看景：当天返回，或住一晚", "Into the sights: back with the next train, or stay a night");
        journeys::tour_query question{.from = home, .leave = leave, .back_by = leave + 72h, .nights = 1};
        for (const auto s : around_.sights.ids()) question.wishes.push_back({.sight = s});
        const auto tours = journeys::plan_tour(journeys::network{timetable_}, around_, question).all;
        for (const auto nights : {0, 1}) {
            const auto best =
                std::find_if(tours.begin(), tours.end(), [&](const auto& t) { return t.nights == nights; });
            if (best == tours.end()) continue;
            if (nights == 0) {
                const auto& there = std::get<journeys::train_leg>(best->legs.front()).journey;
                const auto& back = std::get<journeys::train_leg>(best->legs.back()).journey;
                line("下车后，返程开车前", "between the trains",
                     calendar::to_string(back.departure_utc() - there.arrival_utc()));
            }
            fmt::print("{}", views::describe(timetable_, around_, *best, l_));
            tour_ = *best;
        }
        if (tours.empty())
            fmt::print("  {}\n", pick(l_, "三日内没有可行的行程", "no tour is back within three days"));
    }

    void write_report() {
        std::vector<report::section> sections;
        if (const auto plan = community_.grid_plan_on(a_.today))
            sections.push_back({pick(l_, "红网格", "Grids"), views::draw_grid_map(community_, *plan, l_)});
        if (through_) {
            const auto ride = through_->rides().front();
            const auto next_day = ride.service_date + day_count{1};
            sections.push_back({pick(l_, "列车运行图", "Train graph"),
                                views::draw_train_graph(timetable_, rail::line_along(timetable_, ride.train),
                                                        next_day, l_)});
        }
        if (tour_)
            sections.push_back(
                {pick(l_, "下车看景", "Into the sights"), views::draw_tour(timetable_, around_, *tour_, l_)});
        sections.push_back(
            {pick(l_, "台账", "The ledger"), views::ledger_table(city_accounts_.items, l_).html() +
                                                 views::draw_ledger(city_accounts_.items, l_)});
        std::ofstream file{a_.out, std::ios::binary};
        file << report::page(community_.identity().name.in(l_), l_, sections);
        if (!file.flush()) throw std::runtime_error(a_.out.string() + ": cannot be written");
        fmt::print("\n{} {}\n", pick(l_, "报告已写入", "report written to"), a_.out.string());
    }

    const arguments& a_;
    language l_;
    civic::community community_;
    services::catalogue catalogue_;
    ledger::accounts accounts_;
    civic::community city_;
    ledger::accounts city_accounts_;
    venues::programme programme_;
    rail::timetable timetable_;
    journeys::destination around_;
    std::optional<journeys::journey> through_;
    std::optional<journeys::tour> tour_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view{argv[1]} == "--help") {
        fmt::print("{}", usage);
        return 0;
    }
    const auto given = read_arguments(argc, argv);
    if (!given) return 2;
    try {
        story{*given}.tell();
    } catch (const data_error& e) {
        fmt::print(stderr, "{}\n", e.what());
        return 1;
    } catch (const std::exception& e) {
        fmt::print(stderr, "chengdong_day: {}\n", e.what());
        return 1;
    }
}
