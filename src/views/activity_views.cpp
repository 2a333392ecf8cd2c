#include <qaidam/views/service_views.hpp>

#include <set>

namespace qaidam::views {
namespace {

using civic::activity_kind;
using report::align;

/// As it is shown in tables of counts.
std::string text_of(const ledger::activity_tally& t) {
    return ledger::count_text(t.count, t.at_least);
}

constexpr activity_kind post_kinds[] = {activity_kind::visit, activity_kind::opinion, activity_kind::promise,
                                        activity_kind::promise_kept, activity_kind::volunteering};

} // namespace

report::table activity_table(const ledger::activity_log& all, const civic::community& c, language l) {
    report::table table{{{pick(l, "日期", "date")},
                         {pick(l, "单位", "by")},
                         {pick(l, "内容", "what")},
                         {pick(l, "数量", "count"), align::right},
                         {""}}};
    for (const auto& a : all)
        table.add_row({calendar::to_string(a.on), name_of(a.by, c, l), a.title.in(l),
                       ledger::count_text(a.count, a.at_least), a.counted.in(l)});
    return table;
}

report::table must_visit_table(const std::map<std::string, ledger::kind_tallies>& rows, const std::string& by,
                               function_ref<std::string(const std::string&)> name, language l) {
    report::table table{{{by},
                         {pick(l, "走访", "visits"), align::right},
                         {pick(l, "征求意见", "opinions"), align::right},
                         {pick(l, "承诺", "promised"), align::right},
                         {pick(l, "践诺", "kept"), align::right},
                         {pick(l, "志愿服务", "volunteering"), align::right}}};
    const auto add = [&](std::string title, const ledger::kind_tallies& t) {
        std::vector<std::string> row{std::move(title)};
        for (const auto k : post_kinds) row.push_back(text_of(t[k]));
        table.add_row(std::move(row));
    };
    for (const auto& [k, t] : rows) add(name(k), t);
    add(pick(l, "合计", "total"), ledger::total_of(rows));
    return table;
}

report::table compared_table(const ledger::accounts& all, language l) {
    report::table table{{{pick(l, "项目", "what")},
                         {pick(l, "上报", "stated"), align::right},
                         {pick(l, "记录", "recorded"), align::right},
                         {""}}};
    for (const auto& x : ledger::compare_stated(all)) {
        const auto& s = all.stated_counts[x.stated];
        table.add_row({s.name.in(l), ledger::count_text(s.value, s.at_least),
                       x.recorded ? text_of(*x.recorded) : "–",
                       !x.recorded ? pick(l, "只有总数", "totals alone")
                       : x.agrees  ? pick(l, "相符", "agrees")
                                   : pick(l, "不符", "differs")});
    }
    return table;
}

report::table duty_table(std::span<const ledger::duty_cell> cells, const civic::community& c, language l) {
    std::set<calendar::date> months;
    std::set<std::pair<civic::team_id, calendar::date>> active;
    std::map<std::pair<civic::team_id, civic::duty>, std::map<calendar::date, std::int64_t>> rows;
    for (const auto& x : cells) {
        months.insert(x.month);
        if (x.count.records > 0) active.emplace(x.team, x.month);
        rows[{x.team, x.duty}][x.month] += x.count.records;
    }
    std::vector<report::table::column> columns{{pick(l, "服务队", "team")}, {pick(l, "职责", "duty")}};
    for (const auto& m : months) columns.push_back({calendar::to_string(m).substr(0, 7), align::right});
    columns.push_back({pick(l, "合计", "total"), align::right});
    report::table table{std::move(columns)};
    for (const auto& [what, counts] : rows) {
        const auto& [team, duty] = what;
        std::vector<std::string> row{c.teams()[team].name.in(l), civic::to_string(duty, l)};
        std::int64_t total = 0;
        for (const auto& m : months) {
            const auto found = counts.find(m);
            const auto times = found == counts.end() ? 0 : found->second;
            total += times;
            row.push_back(!active.contains({team, m}) ? pick(l, "无", "none")
                          : times == 0                ? "–"
                                                      : std::to_string(times));
        }
        row.push_back(std::to_string(total));
        table.add_row(std::move(row));
    }
    return table;
}

} // namespace qaidam::views
