// Worklists by due time for whoever has a role, and the day for whoever supervises.
#include <algorithm>
#include <map>

#include <qaidam/civic/audit.hpp>
#include <qaidam/grids/check.hpp>
#include <qaidam/services/dispatch.hpp>
#include <qaidam/views/grid_views.hpp>
#include <qaidam/views/service_views.hpp>

#include "pages.hpp"

namespace hall {
namespace {

using services::step;

constexpr std::size_t most_shown = 200;

struct task {
    services::order order;
    services::due_time due;
    bool mine = false;    ///< they act for its handler
    bool watched = false; ///< they see it and have nothing to do with it now
};

/// Open orders that the person sees, those on which they may take one of the usual steps by themselves; the most pressing
/// first.
struct worklist {
    std::vector<task> mine{};
    std::map<services::order_state, std::vector<task>> others{};
    std::vector<task> watched{};
    std::size_t left_out = 0;
};

bool may_work(const services::desk& desk, const services::order& o, const person_key& person,
              calendar::local_time now, bool& mine) {
    constexpr step of_handler[] = {step::accept, step::visit, step::feed_back, step::return_,
                                   step::report_in};
    constexpr step of_staff[] = {step::verify,     step::register_, step::decline, step::dispatch,
                                 step::adjudicate, step::resume,    step::pass,    step::fail,
                                 step::settle,     step::rate};
    bool any = false;
    for (const auto& p : desk.allowed(o.key, person, now)) {
        if (p.why_not) continue;
        mine =
            mine || std::find(std::begin(of_handler), std::end(of_handler), p.step) != std::end(of_handler);
        any = any || std::find(std::begin(of_staff), std::end(of_staff), p.step) != std::end(of_staff);
    }
    return any || mine;
}

worklist list_work(context& c, const person_key& person) {
    std::vector<task> all = c.all.hall.look([&](const services::desk& desk) {
        std::vector<task> found;
        for (const auto& o : desk.orders()) {
            if (is_closed(o.state) || services::hears_of(o, person)) continue;
            bool mine = false;
            const bool may = may_work(desk, o, person, c.now, mine);
            if (auto seen = desk.look_at(o.key, person, c.now))
                found.push_back({*std::move(seen), services::next_deadline(o), mine, !may});
        }
        return found;
    });
    std::stable_sort(all.begin(), all.end(), [](const task& a, const task& b) {
        return std::pair{a.watched, *a.due} < std::pair{b.watched, *b.due};
    });
    worklist w;
    if (all.size() > most_shown) w.left_out = all.size() - most_shown, all.resize(most_shown);
    for (auto& t : all)
        (t.mine ? w.mine : t.watched ? w.watched : w.others[t.order.state]).push_back(std::move(t));
    return w;
}

markup cards(const context& c, const std::vector<task>& tasks) {
    markup all;
    for (const auto& t : tasks) {
        const bool late = t.due && *t.due < c.now;
        all += html("<li><a href=\"/orders/{}\">{}</a><span class=\"quiet\">{} · <span "
                    "class=\"key\">{}</span></span><br>{} {}</li>\n",
                    t.order.key.text(), item_name(t.order, c), place_of(t.order, c), t.order.key.text(),
                    state_badge(t.order, c),
                    !t.due ? markup{}
                    : !t.due.is_known()
                        ? html("{}", c.say("时限尚未知", "due time not yet known"))
                        : html("<span class=\"{}\">{}</span>", late ? "late" : "",
                               html(late ? c.say("{} 已超期", "overdue since {}") : c.say("{} 前", "due {}"),
                                    whole_time(*t.due))));
    }
    return html("<ul class=\"cards\">\n{}</ul>\n", all);
}

markup section(std::string_view id, std::string_view title, const markup& inside) {
    return html("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id, title, inside);
}

/// The names of grids and departments in the place of their keys.
std::map<std::string, std::vector<services::measure>>
named(const std::map<std::string, std::vector<services::measure>>& groups, const auto& records, language l,
      const char* none) {
    std::map<std::string, std::vector<services::measure>> all;
    for (const auto& [key, measures] : groups) {
        const auto found = records.find(key);
        all.emplace(found ? records[*found].name.in(l) : key.empty() ? none : key, measures);
    }
    return all;
}

/// What a leader reads of a day.
struct day_tables {
    report::table day, breaches, indicators, by_grid, by_department;
    std::string ages, rates; ///< drawings
    std::map<civic::grid_id, double> open_by_grid;
    std::vector<task> overdue;
};

day_tables read_day(context& c, const services::period& month) {
    constexpr services::indicator shown[] = {services::indicator::handled_on_time,
                                             services::indicator::closed_on_time, services::indicator::solved,
                                             services::indicator::satisfied};
    const auto& community = c.data().community;
    return c.all.hall.look([&](const services::desk& desk) {
        const auto by_grid = named(services::measure_orders_by(desk.orders(), month, services::by_grid),
                                   community.grids(), c.l, c.say("网格外", "no grid"));
        const auto by_department = services::measure_orders_by(desk.orders(), month, services::by_department);
        day_tables t{views::day_table(desk, c.now.date(), c.l),
                     views::breach_table(desk, c.now, c.l),
                     views::indicator_table(services::measure_orders(desk.orders(), month), c.l),
                     views::indicator_table(by_grid, c.say("网格", "grid"), shown, c.l),
                     views::indicator_table(named(by_department, community.departments(), c.l,
                                                  c.say("非部门承办", "no department")),
                                            c.say("部门", "department"), shown, c.l),
                     views::draw_open_ages(desk, c.now, c.l),
                     views::draw_rates(by_grid, services::indicator::handled_on_time, c.l),
                     {},
                     {}};
        for (const auto& order : desk.orders())
            if (const auto grid = community.grids().find(order.grid);
                grid && !services::is_closed(order.state))
                ++t.open_by_grid[*grid];
        for (const auto& e : desk.escalations(c.now))
            if (auto seen = desk.look_at(desk.orders()[e.order].key, c.person(), c.now))
                t.overdue.push_back({*std::move(seen), e.due, false, false});
        return t;
    });
}

markup drawing(std::string svg) {
    return html("<div class=\"drawing\">{}</div>\n", trusted(std::move(svg)));
}

markup map_of_open_orders(const context& c, std::map<civic::grid_id, double> counts) {
    const auto& community = c.data().community;
    const auto plan = community.grid_plan_on(c.now.date());
    if (!plan) return {};
    views::choropleth shown{.title = c.say("各网格未结订单数", "open orders by grid")};
    for (const auto grid : community.grids_of(*plan)) shown.values[grid] = counts[grid];
    return section("open-by-grid", c.say("未结订单在哪里", "Where orders are open"),
                   html("<div class=\"scroll drawing whole\" role=\"region\" aria-label=\"{}\" "
                        "tabindex=\"0\">{}</div>\n",
                        shown.title, trusted(views::draw_choropleth(community, *plan, shown, c.l))));
}

/// Posts that nobody holds today, and items that nobody could handle.
markup staffing_gaps(const context& c) {
    const auto& community = c.data().community;
    const calendar::date_span today{c.now.date(), calendar::later(c.now.date(), 1)};
    markup gaps;
    const auto list = [&](const std::vector<calendar::dated_finding>& found) {
        for (const auto& f : found) gaps += html("<li>{}</li>\n", to_string(f.finding, c.l));
    };
    auto of_people = civic::audit(community, today);
    std::erase_if(of_people, [](const calendar::dated_finding& f) {
        return !(*f.finding.rule == civic::codes::building_without_party_member);
    });
    list(of_people);
    list(grids::audit(community, today));
    list(services::audit(c.data().catalogue, community, today));
    return section("staffing", c.say("岗位缺口", "Posts without anybody"),
                   gaps.empty() ? html("<p>{}</p>\n", c.say("没有", "None"))
                                : html("<ul class=\"lines\">\n{}</ul>\n", gaps));
}

markup open_promises(const context& c) {
    markup open;
    for (const auto& item : c.data().promises)
        if (!item.done)
            open += html("<li>{} {} <span class=\"quiet\">{} {}</span></li>\n", item.key.text(),
                         item.name.in(c.l), c.say("期限", "due"), calendar::to_string(item.due));
    if (open.empty()) return open;
    return section("ledger-open", c.say("台账未完成", "Open in the ledger"),
                   html("<ul class=\"lines\">\n{}</ul>\n", open));
}

} // namespace

http_answer work_page(context& c) {
    const auto person = c.someone();
    if (!c.all.hall.has_role(person)) throw page_error{403, {"您今天没有岗位", "you have no role today"}};
    const auto w = list_work(c, person);
    const auto title = c.say("工作台", "Work");
    markup all;
    if (!w.mine.empty()) all += section("mine", c.say("由我办理", "Mine to handle"), cards(c, w.mine));
    for (const auto& [state, tasks] : w.others)
        all += section(to_cell(state), fmt::format("{} ({})", to_string(state, c.l), tasks.size()),
                       cards(c, tasks));
    if (all.empty()) all = html("<p id=\"none\">{}</p>\n", c.say("没有待办", "There is nothing to do"));
    if (!w.watched.empty())
        all += section("watched", c.say("我所在范围的其他在办订单", "Also open where I serve"),
                       cards(c, w.watched));
    if (w.left_out > 0)
        all +=
            html("<p>{}</p>\n",
                 fmt::format(fmt::runtime(c.say("另有 {} 件较不紧急", "{} less pressing ones are not shown")),
                             w.left_out));
    if (c.all.hall.has_community_right(person, step::register_))
        all += html("<p><a id=\"to-chat\" href=\"/chat\">{}</a></p>\n",
                    c.say("从楼宇微信群收集诉求", "Collect needs from a building's chat group"));
    return c.page(title, html("<h1>{}</h1>\n{}", title, all));
}

http_answer day_page(context& c) {
    if (!c.all.hall.has_community_right(c.someone(), step::supervise))
        throw page_error{403, {"此页供督办人员使用", "this page is for those who supervise"}};
    const auto day = c.now.date();
    const services::period month{calendar::local_time{calendar::date{day.year(), day.month(), 1}}, c.now};
    const auto t = read_day(c, month);
    auto weeks = services::weeks_of(month.from.date(), day + calendar::day_count{1});
    weeks.back().until = c.now; // what is not due yet is not late
    const auto trend = services::measure_trend(c.all.hall.history(), weeks, {}, &c.data().office);
    constexpr services::indicator drawn[] = {services::indicator::handled_on_time,
                                             services::indicator::solved, services::indicator::satisfied};
    const auto part = [&](const char* id, const char* zh, const char* en, const report::table& table) {
        return section(id, c.say(zh, en),
                       table.empty() ? html("<p>{}</p>\n", c.say("没有", "None"))
                                     : table_of(table, c.say(zh, en)));
    };
    markup all = part("moved", "今日订单", "Orders of the day", t.day);
    all += part("overdue", "超期", "Overdue", t.breaches);
    if (!t.overdue.empty())
        all += html("<details id=\"overdue-orders\"><summary>{}</summary>\n{}</details>\n",
                    c.say("逐件查看超期订单", "Open the overdue orders"), cards(c, t.overdue));
    all += map_of_open_orders(c, t.open_by_grid);
    all += section("ages", c.say("未结订单开了多久", "How long open orders have been open"), drawing(t.ages));
    all += part("indicators", "本月指标", "Indicators of the month", t.indicators);
    all += part("weeks", "各周", "Week by week", views::trend_table(weeks, trend, c.l));
    all += drawing(views::draw_trend(weeks, trend, drawn, c.l));
    all += part("by-grid", "各网格", "By grid", t.by_grid);
    all += section("rates", c.say("各网格按期处置率", "Handled on time, by grid"), drawing(t.rates));
    all += part("by-department", "各部门", "By department", t.by_department);
    all += part("ledger", "台账", "The ledger", views::ledger_table(c.data().promises, c.l));
    all += drawing(views::draw_ledger(c.data().promises, c.l));
    all += open_promises(c);
    all += staffing_gaps(c);
    const auto title = c.say("今日", "The day");
    return c.page(title,
                  html("<h1>{} <span class=\"quiet\">{}</span></h1>\n<div class=\"sheets\">\n{}</div>\n",
                       title, calendar::to_string(day), all));
}

} // namespace hall
