#include <qaidam/views/roster_views.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>

#include <qaidam/civic/masking.hpp>
#include <qaidam/report/html.hpp>

namespace qaidam::views {
namespace {

constexpr std::string_view shift_colours[] = {"#fff4cf", "#dcebd5", "#d5dcee",
                                              "#eedbe2", "#e3e3e3", "#dff1f1"};

/// The shifts of one person, by day.
struct roster_row {
    std::string name;
    std::vector<std::optional<grids::shift_id>> days;
    std::int64_t shifts = 0;
    std::int64_t nights = 0;
    std::chrono::minutes worked{0};
};

calendar::date first_day(const grids::roster& roster) {
    const auto& [from, until] = roster.when;
    if (!from || !until || *until <= *from)
        throw std::invalid_argument("roster: want a span with both ends in order");
    return *from;
}

class roster_grid {
public:
    roster_grid(const civic::community& c, const grids::shift_book& book, const grids::roster& roster,
                language l, const roster_view_options& options)
        : book_{book},
          l_{l},
          options_{options},
          from_{first_day(roster)},
          days_{static_cast<std::size_t>((*roster.when.until - from_).days())} {
        std::map<civic::person_key, std::size_t> at;
        for (const auto& key : roster.people) {
            at[key] = rows_.size();
            const auto name = c.people()[key].name.in(l);
            rows_.push_back({options.full_names ? name : key.text() + " " + civic::mask_name(name),
                             std::vector<std::optional<grids::shift_id>>(days_)});
        }
        for (const auto& a : roster.assignments) {
            const auto found = at.find(a.person);
            const auto day = (a.day - from_).days();
            if (found == at.end() || day < 0 || day >= static_cast<long>(days_))
                throw std::invalid_argument("roster: an assignment is of other people or days");
            const auto shift = book.shifts.id_of(a.shift);
            auto& row = rows_[found->second];
            row.days[static_cast<std::size_t>(day)] = shift;
            ++row.shifts;
            const auto& s = book.shifts[shift];
            row.nights += grids::is_night(s) ? 1 : 0;
            row.worked += grids::length_of(s);
        }
    }

    [[nodiscard]] const std::vector<roster_row>& rows() const { return rows_; }
    [[nodiscard]] std::size_t days() const { return days_; }
    [[nodiscard]] calendar::date day(std::size_t d) const {
        return *calendar::later(from_, static_cast<int>(d));
    }
    [[nodiscard]] bool is_off(std::size_t d) const { return grids::is_day_off(day(d), options_.holidays); }
    [[nodiscard]] std::string mark(grids::shift_id s) const {
        const auto& shift = book_.shifts[s];
        const auto& mark = shift.mark.zh.empty() && shift.mark.en.empty() ? shift.name : shift.mark;
        if (&mark != &shift.name) return mark.in(l_);
        const auto& name = mark.in(l_);
        std::size_t end = 1; // of the first character
        while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) ++end;
        return name.substr(0, end);
    }
    /// 一 … 日, and M … S in English.
    [[nodiscard]] std::string weekday(std::size_t d) const {
        constexpr const char* zh[] = {"一", "二", "三", "四", "五", "六", "日"};
        constexpr const char* en[] = {"M", "T", "W", "T", "F", "S", "S"};
        const auto i = static_cast<std::size_t>(calendar::weekday_of(day(d)));
        return pick(l_, zh[i], en[i]);
    }
    [[nodiscard]] static std::string hours(std::chrono::minutes worked) {
        const auto tenths = worked.count() / 6;
        return tenths % 10 == 0 ? std::to_string(tenths / 10)
                                : fmt::format("{}.{}", tenths / 10, tenths % 10);
    }
    [[nodiscard]] std::string title() const {
        const auto last = day(days_ - 1);
        return fmt::format(fmt::runtime(pick(l_, "值班表 {} 至 {}", "Roster from {} to {}")), from_, last);
    }

private:
    const grids::shift_book& book_;
    language l_;
    const roster_view_options& options_;
    calendar::date from_;
    std::size_t days_;
    std::vector<roster_row> rows_;
};

std::string legend(const grids::shift_book& book, const roster_grid& grid, language l) {
    std::string html = "<p>";
    for (const auto i : book.shifts.ids()) {
        const auto& s = book.shifts[i];
        html += fmt::format("<span class=\"s{}\">{}</span> {} {}–{}　", i.value() % std::size(shift_colours),
                            report::escape(grid.mark(i)), report::escape(s.name.in(l)),
                            calendar::to_string(s.from), calendar::to_string(s.until));
    }
    return html + "</p>\n";
}

} // namespace

report::table roster_table(const civic::community& c, const grids::shift_book& book,
                           const grids::roster& roster, language l, const roster_view_options& options) {
    const roster_grid grid{c, book, roster, l, options};
    using report::align;
    std::vector<report::table::column> columns{{pick(l, "人员", "who")}};
    std::vector<std::string> weekdays{""};
    for (std::size_t d = 0; d < grid.days(); ++d) {
        columns.push_back({std::to_string(grid.day(d).day())});
        weekdays.push_back(grid.weekday(d) + (grid.is_off(d) ? "*" : ""));
    }
    for (const auto* total : {pick(l, "班", "shifts"), pick(l, "夜", "nights"), pick(l, "时", "hours")}) {
        columns.push_back({total, align::right});
        weekdays.emplace_back();
    }
    report::table table{std::move(columns)};
    table.add_row(std::move(weekdays));
    for (const auto& row : grid.rows()) {
        std::vector<std::string> cells{row.name};
        for (const auto& s : row.days) cells.push_back(s ? grid.mark(*s) : "");
        cells.push_back(std::to_string(row.shifts));
        cells.push_back(std::to_string(row.nights));
        cells.push_back(grid.hours(row.worked));
        table.add_row(std::move(cells));
    }
    return table;
}

std::string roster_page(const civic::community& c, const grids::shift_book& book, const grids::roster& roster,
                        language l, const roster_view_options& options) {
    const roster_grid grid{c, book, roster, l, options};
    std::string html =
        "<style>@page { size: A4 landscape; margin: 8mm; } body { max-width: none; }\n"
        ".roster td, .roster th { padding: 2px 3px; border: 1px solid #ccc; text-align: center; }\n"
        ".roster td:first-child { text-align: left; white-space: nowrap; }\n"
        ".roster .off { background: #f4e4e1; }\n";
    for (std::size_t i = 0; i < std::size(shift_colours); ++i)
        html +=
            fmt::format(".s{} {{ background: {}; padding: 0 4px; }} .roster td.s{} {{ background: {}; }}\n",
                        i, shift_colours[i], i, shift_colours[i]);
    html += "@media print { .roster { font-size: 10.5px; line-height: 1.15; width: 100%; } .roster td { "
            "padding: 1px 2px; }\n"
            "  section { break-inside: auto; } h1 { font-size: 16px; margin: 0; } h2 { display: none; } p { "
            "margin: 2px 0; }\n"
            "  * { print-color-adjust: exact; } }</style>\n";
    html += legend(book, grid, l);
    html += "<table class=\"roster\">\n<thead><tr><th></th>";
    for (std::size_t d = 0; d < grid.days(); ++d)
        html += fmt::format("<th{}>{}<br>{}</th>", grid.is_off(d) ? " class=\"off\"" : "",
                            static_cast<int>(grid.day(d).day()), grid.weekday(d));
    html += fmt::format("<th>{}</th><th>{}</th><th>{}</th></tr></thead>\n", pick(l, "班", "shifts"),
                        pick(l, "夜", "nights"), pick(l, "时", "hours"));
    for (const auto& row : grid.rows()) {
        html += "<tr><td>" + report::escape(row.name) + "</td>";
        for (std::size_t d = 0; d < grid.days(); ++d) {
            const auto& s = row.days[d];
            if (s)
                html += fmt::format("<td class=\"s{}\">{}</td>", s->value() % std::size(shift_colours),
                                    report::escape(grid.mark(*s)));
            else
                html += grid.is_off(d) ? "<td class=\"off\"></td>" : "<td></td>";
        }
        html += fmt::format("<td>{}</td><td>{}</td><td>{}</td></tr>\n", row.shifts, row.nights,
                            grid.hours(row.worked));
    }
    html += "</table>\n<p class=\"note\">" + report::escape(to_string(roster, l)) + "</p>\n";
    return report::page(c.identity().name.in(l) + " · " + grid.title(), l, {{grid.title(), html}});
}

std::string to_string(const grids::roster& roster, language l) {
    std::string text;
    for (const auto& r : roster.reasons) text += (text.empty() ? "" : "\n") + qaidam::to_string(r, l);
    if (!roster.reasons.empty()) return text;
    const auto share = [&](std::size_t i) {
        return i < roster.cost.shares.size() ? roster.cost.shares[i] : 0;
    };
    text = fmt::format(
        fmt::runtime(pick(l, "代价 {}（心愿 {}，变动 {}，班次不均 {}，夜班不均 {}，休息日不均 {}）",
                          "cost {} (wishes {}, changes {}, uneven shifts {}, nights {}, days off {})")),
        roster.cost.total(), roster.cost.wishes, roster.cost.changes, share(0), share(1), share(2));
    return text + fmt::format(fmt::runtime(roster.proven ? pick(l, "，已证明最优", ", proven the best")
                                                         : pick(l, "；任何排班的代价都不低于 {}",
                                                                "; no roster costs less than {}")),
                              roster.bound);
}

} // namespace qaidam::views
