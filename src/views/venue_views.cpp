#include <qaidam/views/venue_views.hpp>

#include <qaidam/report/icalendar.hpp>

namespace qaidam::views {
namespace {

/// "20211224T150000"
std::string basic(const calendar::ptime& t) {
    const auto day = t.date().year_month_day();
    const auto time = t.time_of_day();
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}", static_cast<int>(day.year), day.month.as_number(),
                       static_cast<int>(day.day.as_number()), time.hours(), time.minutes(), time.seconds());
}

} // namespace

report::table entry_table(std::span<const venues::entry> entries, const civic::community& c, language l) {
    report::table table{{{pick(l, "日期", "day")},
                         {pick(l, "时间", "time")},
                         {pick(l, "内容", "what")},
                         {pick(l, "地点", "where")},
                         {pick(l, "老师", "teacher")},
                         {pick(l, "人数", "people"), report::align::right}}};
    for (const auto& e : entries)
        table.add_row(
            {calendar::to_text(e.from.date()) + " " + to_string(calendar::weekday_of(e.from.date()), l),
             calendar::to_text(e.from.time_of_day()) + "–" + calendar::to_text(e.until.time_of_day()),
             e.what.in(l), c.places()[e.place].name.in(l), e.who.in(l),
             e.people > 0 ? std::to_string(e.people) : ""});
    return table;
}

report::table stall_table(const venues::fair& f, language l) {
    report::table table{{{pick(l, "摊位", "stall")}, {pick(l, "物品", "goods")}}};
    for (const auto& s : f.stalls) table.add_row({s.keeper.in(l), s.goods.in(l)});
    return table;
}

std::string programme_calendar(std::span<const venues::entry> entries, const civic::community& c,
                               std::string_view stamp, language l) {
    std::vector<report::calendar_event> events;
    for (const auto& e : entries)
        events.push_back({.uid = e.key.text() + "@" + c.identity().key.text(),
                          .start = basic(e.from),
                          .end = basic(e.until),
                          .summary = e.what.in(l),
                          .location = c.places()[e.place].name.in(l)});
    return report::write_icalendar(events, stamp);
}

} // namespace qaidam::views
