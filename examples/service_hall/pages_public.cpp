// What everybody sees: the first page, trains, classes, the wall.
#include <tuple>

#include <qaidam/rail/board.hpp>
#include <qaidam/views/rail_views.hpp>
#include <qaidam/views/venue_views.hpp>

#include "pages.hpp"
#include "style.hpp"
#include "wall_script.hpp"

namespace hall {

using namespace std::chrono_literals;

namespace {

calendar::date monday_of(const calendar::date& day) {
    return day - calendar::day_count{static_cast<int>(calendar::weekday_of(day))};
}

/// The station that is shown: the one asked for, that of the options, or the first.
std::optional<rail::station_id> station_of(const context& c) {
    if (!c.data().trains || c.data().trains->stations().empty()) return std::nullopt;
    for (const auto& name : {c.request.query["station"], c.all.given.station})
        if (const auto found = c.data().trains->stations_named(name); !name.empty() && !found.empty())
            return found.front();
    return *c.data().trains->stations().ids().begin();
}

/// The trains of the next 24 hours, those after midnight by themselves; at most so many.
markup board(const context& c, rail::station_id station, std::size_t most) {
    const auto& t = *c.data().trains;
    const calendar::local_time midnight{c.now.date() + calendar::day_count{1}};
    markup all;
    for (const auto& [from, until, title] : {std::tuple{c.now, midnight, c.say("今天", "Today")},
                                             std::tuple{midnight, c.now + 24h, c.say("明天", "Tomorrow")}}) {
        const auto calls = rail::list_calls(t, {.at = station, .from = from, .until = until, .most = most});
        most -= calls.size();
        if (!calls.empty())
            all += html("<h3>{}</h3>\n{}", title, table_of(views::board_table(t, calls, c.l), title));
    }
    return all.empty() ? html("<p id=\"none\">{}</p>\n", c.say("没有列车", "No trains")) : all;
}

std::vector<venues::entry> entries(const context& c, const calendar::date& from, int days) {
    return c.all.hall.ask_venues([&](const venues::desk& desk) {
        return venues::list_entries(without_homes(desk.programme()), desk.community(),
                                    calendar::local_time{from},
                                    calendar::local_time{from + calendar::day_count{days}});
    });
}

markup chart_of_week(const context& c, const calendar::date& monday) {
    return trusted(c.all.hall.ask_venues([&](const venues::desk& desk) {
        return views::week_chart(without_homes(desk.programme()), desk.community(), monday, c.l);
    }));
}

markup entry_line(const venues::entry& e, const context& c) {
    return html("<li><b>{}–{}</b> {}<br><span class=\"quiet\">{}{}{}</span></li>\n",
                calendar::to_string(e.from.time_of_day()), calendar::to_string(e.until.time_of_day()),
                e.title.in(c.l), venues::name_of(e.where, c.data().community, c.l),
                e.who.in(c.l).empty() ? "" : " · ", e.who.in(c.l));
}

/// A list by day, for a narrow screen and for who listens.
markup days_of(const context& c, const calendar::date& monday) {
    markup all;
    const auto week = entries(c, monday, 7);
    for (int i = 0; i < 7; ++i) {
        const auto day = monday + calendar::day_count{i};
        const calendar::local_time begin{day};
        markup lines;
        for (const auto& e : week)
            if (e.from < begin + 24h && begin < e.until) lines += entry_line(e, c);
        if (!lines.empty())
            all += html("<section><h2>{} {}</h2>\n<ul class=\"lines\">\n{}</ul></section>\n",
                        to_string(calendar::weekday_of(day), c.l), calendar::to_string(day), lines);
    }
    return all.empty() ? html("<p>{}</p>\n", c.say("本周没有安排", "Nothing takes place this week")) : all;
}

struct figures {
    int placed = 0, closed = 0, open = 0, overdue = 0;
};

figures figures_of(context& c) {
    return c.all.hall.look([&](const services::desk& desk) {
        figures f;
        for (const auto& o : desk.orders()) {
            f.placed += o.placed_at.date() == c.now.date();
            f.closed += is_closed(o.state) && o.closed_at && o.closed_at->date() == c.now.date();
            f.open += !is_closed(o.state);
        }
        f.overdue = static_cast<int>(desk.escalations(c.now).size());
        return f;
    });
}

markup figure(int number, const char* what) {
    return html("<li><span class=\"number\">{}</span> {}</li>\n", number, what);
}

} // namespace

markup offers(const context& c) {
    markup all;
    for (const auto list : {services::service_list::errand, services::service_list::hardship,
                            services::service_list::dispute}) {
        markup items;
        for (const auto& item : c.data().catalogue.items)
            if (item.list == list && item.when.contains(c.now.date()))
                items += html("<li><a href=\"/place/where?item={}\">{}</a></li>\n", item.key.text(),
                              item.name.in(c.l));
        all += html("<section><h2>{}</h2>\n<ul class=\"items\">\n{}</ul></section>\n", to_string(list, c.l),
                    items);
    }
    return all;
}

http_answer home_page(context& c) {
    const auto& id = c.data().community.identity();
    return c.page(
        c.say("服务大厅", "Service hall"),
        html("<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<ul class=\"doors\">\n"
             "<li><a class=\"button\" id=\"go-place\" href=\"/place\">{}</a></li>\n"
             "<li><a class=\"button second\" id=\"go-follow\" href=\"{}\">{}</a></li>\n</ul>\n"
             "<div class=\"lists\">\n{}</div>\n",
             fmt::format("{}{}", id.name.in(c.l), c.say("服务大厅", " service hall")),
             c.say("群众点单，社区下单，部门接单。办什么、找谁、何时办完，在这里都看得到。",
                   "Say what you need; the community finds who sees to it, and you see how it goes."),
             c.say("我要点单", "Place an order"), c.who() ? "/mine" : "/follow",
             c.who() ? c.say("我的订单", "My orders") : c.say("凭号查单", "Follow an order"), offers(c)));
}

http_answer trains_page(context& c) {
    const auto title = c.say("近期列车", "Next trains");
    const auto station = station_of(c);
    if (!station)
        return c.page(title, html("<h1>{}</h1>\n<p>{}</p>\n", title,
                                  c.say("本大厅没有列车时刻", "This hall has no timetable")));
    const auto& t = *c.data().trains;
    markup choices;
    for (const auto id : t.stations().ids()) {
        const auto name = t.stations()[id].name.in(c.l);
        choices += html("<option value=\"{}\"{}>{}</option>\n", t.stations()[id].key.text(),
                        trusted(id == *station ? " selected" : ""), name);
    }
    return c.page(
        title,
        html("<h1>{} · {}</h1>\n<form id=\"choose-station\" class=\"row\" method=\"get\" action=\"/trains\">"
             "<label for=\"station\">{}</label><select id=\"station\" name=\"station\">\n{}</select>"
             "<button type=\"submit\" class=\"second\">{}</button></form>\n<p>{}</p>\n{}",
             t.stations()[*station].name.in(c.l), title, c.say("车站", "Station"), choices,
             c.say("查看", "Show"), c.say("二十四小时内", "Within 24 hours"), board(c, *station, 40)));
}

http_answer week_page(context& c) {
    const auto title = c.say("本周课程与活动", "Classes and events of the week");
    const auto monday = monday_of(c.now.date());
    return c.page(title,
                  html("<h1>{}</h1>\n<p><a class=\"button second\" id=\"go-venues\" href=\"/venues\">{}</a> "
                       "<a id=\"subscribe\" href=\"/venues.ics\">{}</a></p>\n"
                       "<div class=\"chart\">{}</div>\n<div class=\"days\">\n{}</div>\n",
                       title, c.say("报名课程、预约场地", "Enrol in a class, or book a place"),
                       c.say("订阅日历", "Subscribe to the calendar"), chart_of_week(c, monday),
                       days_of(c, monday)));
}

http_answer wall_page(context& c) {
    const auto f = figures_of(c);
    const auto station = station_of(c);
    markup today;
    for (const auto& e : entries(c, c.now.date(), 2))
        if (e.until > c.now)
            today +=
                html("<li><b>{} {}–{}</b> {} <span class=\"quiet\">{}</span></li>\n",
                     to_string(calendar::weekday_of(e.from.date()), c.l),
                     calendar::to_string(e.from.time_of_day()), calendar::to_string(e.until.time_of_day()),
                     e.title.in(c.l), venues::name_of(e.where, c.data().community, c.l));
    const auto title = c.data().community.identity().name.in(c.l);
    markup trains;
    if (station)
        trains = html("<section><h2>{} · {}</h2>\n{}</section>\n", c.say("列车", "Trains"),
                      c.data().trains->stations()[*station].name.in(c.l), board(c, *station, 10));
    const auto next = today.empty() ? html("<p>{}</p>\n", c.say("没有安排", "Nothing takes place"))
                                    : html("<ul class=\"lines\">\n{}</ul>\n", today);
    return c.page(title,
                  html("<h1>{} <span class=\"clock\">{}</span></h1>\n<div class=\"board\">\n<div>\n"
                       "<section><h2>{}</h2>\n<ul class=\"figures\">\n{}{}{}{}</ul></section>\n{}"
                       "<section><h2>{}</h2>\n{}</section>\n</div>\n<div class=\"chart\">{}</div>\n</div>\n",
                       title, short_time(c.now), c.say("今日", "Today"),
                       figure(f.placed, c.say("今日点单", "placed today")),
                       figure(f.closed, c.say("今日办结", "closed today")),
                       figure(f.open, c.say("在办", "open")), figure(f.overdue, c.say("超期", "overdue")),
                       trains, c.say("今明两天的课程与活动", "Classes and events, today and tomorrow"), next,
                       chart_of_week(c, monday_of(c.now.date()))),
                  {.wall = true});
}

http_answer wall_js(context&) {
    return {.type = "text/javascript; charset=utf-8",
            .body = std::string{wall_script},
            .headers = {{"Cache-Control", "max-age=3600"}}};
}

http_answer wall_news(context& c) {
    auto next = c.all.news.listen();
    if (!next)
        return {.status = 503,
                .type = "text/plain; charset=utf-8",
                .body = "503: as many listen as may; try again later\n",
                .headers = {{"Retry-After", "30"}, {"Cache-Control", "no-store"}}};
    return {.type = "text/event-stream",
            .headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}},
            .next = std::move(next)};
}

http_answer style_sheet(context&) {
    return {.type = "text/css; charset=utf-8",
            .body = std::string{style},
            .headers = {{"Cache-Control", "max-age=3600"}}};
}

} // namespace hall
