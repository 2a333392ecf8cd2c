// Charts and maps of the desk, the ledger and the grids.
#include <map>

#include <qaidam/qaidam.hpp>

#include "count.hpp"
#include "feed.hpp"
#include "views/december.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("views/charts");

using namespace qaidam;
using calendar::date;
using calendar::local_time;
using test::count;

TEST_CASE("charts of a desk and a ledger show the numbers of their tables") {
    const test::desk_of_december x;
    using services::indicator;
    const services::period month{local_time{date{2021, 12, 1}}, x.now};
    const std::vector<services::period> periods{month};
    const auto measures = services::measure_orders(x.desk.orders(), month);
    const auto shown_as = [](const services::measure& m) {
        return report::value_text(static_cast<double>(m.value().basis_points().value()) / 100, "%");
    };
    const indicator rates[] = {indicator::handled_on_time, indicator::satisfied};
    const std::vector<std::vector<services::measure>> trend{measures};
    const auto lines = views::draw_trend(periods, trend, rates, language::en);
    for (const auto i : rates) {
        CHECK(lines.find(">" + shown_as(measures[static_cast<std::size_t>(i)]) + "</text>") !=
              std::string::npos);
        CHECK(lines.find(">" + to_string(i, language::en) + "</text>") != std::string::npos);
    }
    const auto groups = services::measure_orders_by(x.desk.orders(), month, services::by_grid);
    const auto bars = views::draw_rates(groups, indicator::handled_on_time, language::zh);
    for (const auto& [grid, of_grid] : groups) {
        const auto& m = of_grid[static_cast<std::size_t>(indicator::handled_on_time)];
        CHECK(bars.find(">" + grid + "</text>") != std::string::npos);
        if (m.value().whole() > 0) CHECK(bars.find(">" + shown_as(m) + "</text>") != std::string::npos);
    }
    // Each open order is in the bar of its age, overdue or not.
    std::map<std::int64_t, std::pair<int, int>> open;
    for (const auto& o : x.desk.orders()) {
        if (services::is_closed(o.state)) continue;
        const auto days = (x.now - o.placed_at).count() / 86400;
        const auto due = services::next_deadline(o);
        auto& [on_time, overdue] = open[days < 1 ? 0 : days < 3 ? 1 : days < 7 ? 2 : 3];
        ++(due && *due < x.now ? overdue : on_time);
    }
    REQUIRE(open.size() == 4);
    const auto ages = views::draw_open_ages(x.desk, x.now, language::en);
    std::size_t at = 0;
    for (const auto& bar : open) { // from the top
        const auto& parts = bar.second;
        for (const auto part : {parts.first, parts.second})
            if (part > 0) at = ages.find(fmt::format(">{}</text>", part), at + 1);
        at = ages.find(fmt::format(">{}</text>", parts.first + parts.second), at + 1);
        CHECK_MESSAGE(at != std::string::npos, bar.first);
    }
    const auto ledger = views::draw_ledger(x.accounts.items, language::zh);
    CHECK(count(ledger, ">189</text>") == 2); // all 189 are done: the part, and the sum
    CHECK(count(ledger, ">69</text>") == 1);
    CHECK(count(ledger, ">68</text>") == 1);
    const auto rolled = views::draw_roll_up(ledger::roll_up(x.accounts.items, ledger::by_batch), x.community,
                                            "batch", language::en);
    CHECK(rolled.find(">69</text>") != std::string::npos);
}

TEST_CASE("a choropleth has each grid with its value, the darker the larger, and says where there is none") {
    const auto c = civic::load(test::chengdong).value;
    const auto plan = c.grid_plan_on(date{2021, 12, 24}).value();
    const auto grids = c.grids_of(plan);
    views::choropleth shown{
        .title = "t", .unit = "%", .values = {{grids[0], 25}, {grids[1], 50}}, .most = 100};
    const auto map = views::draw_choropleth(c, plan, shown, language::en);
    CHECK(count(map, "<path ") == grids.size());
    CHECK(count(map, "fill=\"" + report::shade(0.25) + "\"") == 1);
    CHECK(count(map, "fill=\"" + report::shade(0.5) + "\"") == 1);
    CHECK(count(map, ">25%</text>") == 1);
    CHECK(count(map, ">—</text>") == grids.size() - 2);
    shown.values[grids[0]] = -1;
    CHECK_THROWS_AS((void)views::draw_choropleth(c, plan, shown, language::en), std::invalid_argument);
}

TEST_SUITE_END();
