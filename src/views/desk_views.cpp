#include <algorithm>
#include <functional>

#include <qaidam/base/text.hpp>
#include <qaidam/report/html.hpp>
#include <qaidam/views/service_views.hpp>

namespace qaidam::views {
namespace {

using namespace services;
using calendar::date;
using calendar::day_count;
using calendar::local_time;
using report::align;

std::string moment(const std::optional<local_time>& t) {
    return t ? calendar::to_string(*t) : "";
}

std::string moment(const due_time& t, language l) {
    return t.open() ? pick(l, "尚未知", "not yet known") : to_string(t, l);
}

std::string item_name(const desk& d, const order& o, language l) {
    const auto* item = d.catalogue().find_item(o.item, o.placed_at.date());
    return item != nullptr ? item->name.in(l) : o.item.text();
}

std::string grid_name(const desk& d, const grid_key& grid, language l) {
    const auto found = d.community().grids().find(grid);
    return found ? d.community().grids()[*found].name.in(l) : grid.text();
}

std::string handler_name(const desk& d, const order& o, language l) {
    return o.handler ? name_of(*o.handler, d.community(), l) : "";
}

/// The stage whose deadline it is.
std::string stage_due(const order& o, const due_time& due, language l) {
    if (!(o.step_due == due) && o.due == due) return to_string(stage::handle, l);
    if (!(o.step_due == due) && o.close_by == due) return to_string(stage::total, l);
    switch (o.state) {
    case order_state::placed: return to_string(stage::register_, l);
    case order_state::registered:
    case order_state::returned: return to_string(stage::dispatch, l);
    case order_state::dispatched: return to_string(stage::accept, l);
    case order_state::to_check: return to_string(stage::check, l);
    case order_state::follow_up: return to_string(stage::rate, l);
    case order_state::under_review: return to_string(stage::settle, l);
    default: return to_string(stage::handle, l);
    }
}

bool is_of_day(const order& o, const date& day) {
    const auto due = next_deadline(o);
    return o.placed_at.date() == day || o.last_at.date() == day || (due.is_known() && (*due).date() == day);
}

/// "56:00"
std::string hours(const calendar::working_time& t) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(t.amount()).count();
    return fmt::format("{}:{:02}", minutes / 60, minutes % 60);
}

/// The working time from when it was due until now; at least that, where the holidays until now are not known.
std::string time_over(const calendar::work_calendar& office, local_time due, local_time now, language l) {
    const auto last = office.known_until(due.date());
    if (!last) return pick(l, "尚未知", "not yet known");
    const auto end = local_time{*last} + std::chrono::hours{24};
    return now <= end ? hours(office.between(due, now)) : "≥ " + hours(office.between(due, end));
}

/// The name of the calendar by which the deadline was counted.
std::string calendar_of(const order& o, local_time due) {
    return o.due == due_time{due} ? o.limit.calendar : "";
}

} // namespace

report::table clock_table(std::span<const stage_clock> clocks, local_time now, language l) {
    report::table table{{{pick(l, "环节", "stage")},
                         {pick(l, "起", "from")},
                         {pick(l, "止", "until")},
                         {pick(l, "时限", "limit")},
                         {pick(l, "应于", "due")},
                         {""}}};
    for (const auto& c : clocks)
        table.add_row({to_string(c.stage, l), moment(c.started), moment(c.stopped),
                       c.limit ? to_string(*c.limit, l) : "", moment(c.due, l),
                       is_late(c, now) ? pick(l, "超期", "late") : ""});
    return table;
}

report::table day_table(const desk& d, const date& day, language l) {
    report::table table{{{pick(l, "编号", "order")},
                         {pick(l, "事项", "item")},
                         {pick(l, "网格", "grid")},
                         {pick(l, "承办", "handler")},
                         {pick(l, "状态", "state")},
                         {pick(l, "下一时限", "next due")}}};
    for (const auto& o : d.orders())
        if (is_of_day(o, day))
            table.add_row({o.key.text(), item_name(d, o, l), grid_name(d, o.grid, l), handler_name(d, o, l),
                           to_string(o.state, l), moment(next_deadline(o), l)});
    return table;
}

report::table breach_table(const desk& d, local_time now, language l) {
    report::table table{{{pick(l, "编号", "order")},
                         {pick(l, "事项", "item")},
                         {pick(l, "承办", "handler")},
                         {pick(l, "环节", "stage")},
                         {pick(l, "应于", "due")},
                         {pick(l, "已超（工时）", "working hours over"), align::right},
                         {pick(l, "处理", "level")}}};
    for (const auto& e : d.escalations(now)) {
        const auto& o = d.orders()[e.order];
        table.add_row({o.key.text(), item_name(d, o, l), handler_name(d, o, l), stage_due(o, e.due, l),
                       moment(e.due), time_over(d.office().of(calendar_of(o, e.due)), e.due, now, l),
                       to_string(e.level, l)});
    }
    return table;
}

report::table open_deadline_table(const desk& d, language l) {
    report::table table{{{pick(l, "编号", "order")},
                         {pick(l, "事项", "item")},
                         {pick(l, "承办", "handler")},
                         {pick(l, "环节", "stage")},
                         {pick(l, "自", "counted from")},
                         {pick(l, "时限", "limit")}}};
    for (const auto& e : d.not_yet_due()) {
        const auto& o = d.orders()[e.order];
        const auto& how = *e.due.open();
        table.add_row({o.key.text(), item_name(d, o, l), handler_name(d, o, l), stage_due(o, e.due, l),
                       moment(how.from), to_string(how.limit, l)});
    }
    return table;
}

report::table indicator_table(std::span<const measure> measures, language l) {
    report::table table{{{pick(l, "指标", "indicator")},
                         {pick(l, "分子", "orders"), align::right},
                         {pick(l, "分母", "of"), align::right},
                         {pick(l, "比率", "rate"), align::right},
                         {pick(l, "剔除", "left out"), align::right}}};
    for (const auto& m : measures)
        table.add_row({to_string(m.indicator, l), std::to_string(m.part.size()),
                       std::to_string(m.whole.size()), percent(m.value(), l),
                       std::to_string(m.left_out.size())});
    return table;
}

report::table indicator_table(const std::map<std::string, std::vector<measure>>& groups,
                              const std::string& title, std::span<const indicator> shown, language l) {
    std::vector<report::table::column> columns{{title}};
    for (const auto i : shown) columns.push_back({to_string(i, l), align::right});
    report::table table{columns};
    for (const auto& [name, measures] : groups) {
        std::vector<std::string> row{name};
        for (const auto i : shown) {
            const auto value = measures.at(static_cast<std::size_t>(i)).value();
            row.push_back(value.whole() == 0 ? "–" : to_string(value, l));
        }
        table.add_row(std::move(row));
    }
    return table;
}

report::table trend_table(std::span<const period> periods, std::span<const std::vector<measure>> trend,
                          language l) {
    std::vector<report::table::column> columns{{pick(l, "指标", "indicator")}};
    for (const auto& p : periods) columns.push_back({calendar::to_string(p.from.date()), align::right});
    report::table table{columns};
    for (std::size_t i = 0; i < indicator_count; ++i) {
        std::vector<std::string> row{to_string(static_cast<indicator>(i), l)};
        for (const auto& measures : trend) {
            const auto value = measures.at(i).value();
            row.push_back(value.whole() == 0 ? "–" : percent(value, l));
        }
        table.add_row(std::move(row));
    }
    return table;
}

namespace {

std::string note(const char* text) {
    return fmt::format("<p class=\"note\">{}</p>\n", report::escape(text));
}

/// The orders behind each indicator, folded away.
std::string keys_behind(std::span<const measure> measures, language l) {
    const auto list = [](const auto& keys, auto text_of) {
        std::string text;
        for (const auto& k : keys) join_on(text, ", ", text_of(k));
        return report::escape(text);
    };
    std::string html = note(pick(l, "各指标的订单：", "The orders behind each:"));
    for (const auto& m : measures) {
        if (m.whole.empty() && m.left_out.empty()) continue;
        std::vector<order_key> missed;
        std::set_difference(m.whole.begin(), m.whole.end(), m.part.begin(), m.part.end(),
                            std::back_inserter(missed));
        const auto text = [](const order_key& k) { return k.text(); };
        html += "<details><summary>" + report::escape(to_string(m, l)) + "</summary>\n<dl>";
        html += fmt::format("<dt>{}</dt><dd>{}</dd>", pick(l, "是", "yes"), list(m.part, text));
        html += fmt::format("<dt>{}</dt><dd>{}</dd>", pick(l, "否", "no"), list(missed, text));
        if (!m.left_out.empty())
            html += fmt::format("<dt>{}</dt><dd>{}</dd>", pick(l, "剔除", "left out"),
                                list(m.left_out, [&](const exclusion& x) {
                                    return fmt::format("{} ({})", x.order, to_string(x.reason, l));
                                }));
        html += "</dl></details>\n";
    }
    return html;
}

std::map<std::string, std::vector<measure>>
renamed(std::map<std::string, std::vector<measure>> groups,
        const std::function<std::string(const std::string&)>& name) {
    std::map<std::string, std::vector<measure>> all;
    for (auto& [k, measures] : groups) {
        auto shown = name(k);
        if (all.contains(shown)) shown += fmt::format(" ({})", k); // two of one name
        all.emplace(std::move(shown), std::move(measures));
    }
    return all;
}

} // namespace

std::string desk_page(const desk_page_content& x, language l) {
    const auto& d = x.desk;
    const auto day = x.now.date();
    const auto first = date{day.year(), day.month(), 1};
    const period month{local_time{first}, x.now};
    const auto measures = measure_orders(d.orders(), month);
    static constexpr indicator shown[] = {indicator::handled_on_time, indicator::responded, indicator::solved,
                                          indicator::satisfied};
    const auto by = [&](std::string (*group)(const order&), const char* title,
                        const std::function<std::string(const std::string&)>& name) {
        return indicator_table(renamed(measure_orders_by(d.orders(), month, group), name), title, shown, l)
            .html();
    };
    const auto handler_of = [&](const std::string& k) -> std::string {
        if (k.empty()) return pick(l, "（未派）", "(none yet)");
        for (const auto kind : {handler_kind::department, handler_kind::team})
            if (const auto name = name_of({kind, k}, d.community(), l); name != k) return name;
        // Masked names of people may be the same.
        return fmt::format("{} ({})", name_of({handler_kind::person, k}, d.community(), l), k);
    };
    auto weeks = weeks_of(first, day + day_count{1});
    weeks.back().until = std::min(weeks.back().until, x.now); // what is not due yet is not late
    const auto trend = measure_trend(x.events, weeks, {}, &d.office());
    const auto grid = [&](const std::string& k) { return grid_name(d, k, l); };
    const auto overdue = breach_table(d, x.now, l);
    const auto open = open_deadline_table(d, l);
    std::vector<report::section> sections{
        {fmt::format("{} {}", pick(l, "今日", "The day"), calendar::to_string(day)),
         day_table(d, day, l).html()},
        {pick(l, "超期", "Overdue"),
         (overdue.empty() ? note(pick(l, "没有超期的订单", "no order is overdue")) : overdue.html()) +
             note(pick(l, "未结订单开了多久：", "How long open orders have been open:")) +
             draw_open_ages(d, x.now, l)},
        {pick(l, "本月指标", "The month's indicators"),
         indicator_table(measures, l).html() + keys_behind(measures, l)},
        {pick(l, "按承办方", "By handler"), by(by_handler, pick(l, "承办方", "handler"), handler_of)},
        {pick(l, "按网格", "By grid"),
         by(by_grid, pick(l, "网格", "grid"), grid) + note(pick(l, "按期处置率：", "Handled on time:")) +
             draw_rates(renamed(measure_orders_by(d.orders(), month, by_grid), grid),
                        indicator::handled_on_time, l)},
        {pick(l, "逐周", "Week by week"),
         trend_table(weeks, trend, l).html() + draw_trend(weeks, trend, shown, l)}};
    if (!open.empty())
        sections.insert(
            sections.begin() + 2,
            {pick(l, "时限尚未知", "Deadlines not yet known"),
             note(pick(l, "跨入放假安排尚未公布的年份，公布后即可确定",
                       "they run into a year whose holidays are not known, and are set once they are")) +
                 open.html()});
    if (!x.promises.empty())
        sections.push_back(
            {pick(l, "台账", "The ledger"), ledger_table(x.promises, l).html() + draw_ledger(x.promises, l)});
    sections.insert(sections.end(), x.more.begin(), x.more.end());
    return report::page(
        fmt::format("{} {}", d.community().identity().name.in(l), pick(l, "受理台", "service desk")), l,
        sections);
}

} // namespace qaidam::views
