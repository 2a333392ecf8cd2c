// The desk of a day: what moved, what is overdue, how the month stands, on the terminal and as a page.
//
// Demonstrates: orders from commands, deadlines and escalation, indicators with the orders behind them,
// trends, charts and a map. Read first: allowance_case.

#include <qaidam/civic/feed.hpp>
#include <qaidam/services/services.hpp>
#include <qaidam/views/grid_views.hpp>
#include <qaidam/views/service_views.hpp>

#include <algorithm>
#include <fstream>

using namespace qaidam;

namespace {

constexpr const char* usage =
    "usage: desk_day FEED DATE [--orders FOLDER] [--ledger FEED] [-o PAGE.html] [--json ORDERS.json]\n"
    "                [--lang zh|en]\n\n"
    "FEED is a folder or zip as docs/community-feed.md describes; its order_commands.csv, or that of FOLDER, "
    "is "
    "carried out\n"
    "up to 18:00 of DATE by its desk_rules.csv. Commands that are refused are said and left out.\n"
    "The page shows the ledger of --ledger, the feed of a city, or else of FEED, if it has one.\n";

/// How many orders each grid has had this month.
std::vector<report::section> map_of_orders(const services::desk& desk, const services::period& month,
                                           language l) {
    const auto& community = desk.community();
    const auto plan = community.grid_plan_on(month.until.date());
    if (!plan) return {};
    views::choropleth shown{.title = pick(l, "本月各网格订单数", "orders of the month by grid")};
    for (const auto g : community.grids_of(*plan)) shown.values[g] = 0;
    for (const auto& order : desk.orders())
        if (order.placed_at >= month.from && order.placed_at < month.until)
            if (const auto grid = community.grids().find(order.grid); grid && shown.values.contains(*grid))
                ++shown.values[*grid];
    return {{pick(l, "网格图", "Map of the grids"), views::draw_choropleth(community, *plan, shown, l)}};
}

void write(const std::string& file, const std::string& text) {
    std::ofstream out{file, std::ios::binary};
    out << text;
    if (!out.flush()) throw std::runtime_error(file + ": cannot be written");
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> words{argv + 1, argv + argc};
    const auto take = [&](std::string_view option) -> std::optional<std::string> {
        const auto at = std::find(words.begin(), words.end(), option);
        if (at == words.end() || at + 1 == words.end()) return std::nullopt;
        auto value = *(at + 1);
        words.erase(at, at + 2);
        return value;
    };
    const auto orders_from = take("--orders");
    const auto ledger_from = take("--ledger");
    const auto page = take("-o");
    const auto json = take("--json");
    const auto l = take("--lang").value_or("zh") == "en" ? language::en : language::zh;
    const bool asked = words.size() == 1 && words[0] == "--help";
    const auto day = words.size() == 2 ? calendar::parse_date(words[1]) : std::nullopt;
    if (!day) {
        fmt::print(asked ? stdout : stderr, "{}", usage);
        return asked ? 0 : 2;
    }
    try {
        const std::string feed = words[0];
        const auto community = civic::load(feed).value;
        const auto catalogue = services::load_catalogue(feed, community).value;
        const auto city = civic::load(ledger_from.value_or(feed)).value;
        const auto accounts = ledger::load(ledger_from.value_or(feed), city).value;
        const auto office = calendar::load_work_calendars(feed).value;
        const auto now = calendar::local_time(*day, std::chrono::hours{18});

        events::memory_journal journal;
        events::recorder recorder{
            services::desk{community, catalogue, office, services::load_rules(feed).value}, journal};
        int row = 0;
        for (const auto& command :
             services::load_commands(orders_from.value_or(feed), {}, services::written_by::desk).value) {
            if (services::time_of(command) > now) continue;
            if (const auto no = recorder.carry_out(command, fmt::format("row {}", ++row)))
                fmt::print(stderr, "{} {}: {}\n", services::order_of(command), services::name_of(command, l),
                           to_string(*no, l));
        }
        const auto& desk = recorder.desk();
        const auto events = recorder.list_events();

        const services::period month{calendar::local_time{calendar::date{day->year(), day->month(), 1}}, now};
        fmt::print("{}\n", views::day_table(desk, *day, l).text());
        fmt::print("{} {}\n{}\n", calendar::to_string(now), pick(l, "超期", "overdue"),
                   views::breach_table(desk, now, l).text(2));
        fmt::print("{}\n", views::indicator_table(services::measure_orders(desk.orders(), month), l).text());
        auto weeks = services::weeks_of(month.from.date(), *day + calendar::day_count{1});
        weeks.back().until = now; // what is not due yet is not late
        fmt::print("{}", views::trend_table(weeks, services::measure_trend(events, weeks), l).text());
        if (page)
            write(*page,
                  views::desk_page({desk, events, now, accounts.items, map_of_orders(desk, month, l)}, l));
        if (json) write(*json, views::to_json(desk.orders()));
    } catch (const std::exception& e) {
        fmt::print(stderr, "desk_day: {}\n", e.what());
        return 1;
    }
}
