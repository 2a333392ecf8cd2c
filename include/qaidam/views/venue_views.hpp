/// What happens at the venues, to look at, to pin up and to subscribe to.
///
/// All of it is for everybody: what takes place at a person's home is not told, unless the office asks for it with
/// `venues::homes::named`. A home is that of a masked name even then.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <qaidam/calendar/calendar_event.hpp>
#include <qaidam/report/table.hpp>
#include <qaidam/venues/venues.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

/// For whom a view is, and what it knows.
struct view_options {
    venues::homes homes = venues::homes::left_out;
    calendar::holidays holidays = calendar::holidays::china();
};

/// Entries by time: day, hours, what, where, who. What does not take place says why, a class in a year whose holidays are
/// not known says so, and what is prepared and cleared up how long that takes.
[[nodiscard]] report::table entry_table(std::span<const venues::entry> entries, const civic::community& c,
                                        language l, const view_options& options = {});

/// The stalls of a fair: keeper and goods.
[[nodiscard]] report::table stall_table(const venues::fair& f, const venues::programme& p, language l);

/// What was sold and exchanged: a row a stall and kind, one a kind, one in all. Money in yuan.
[[nodiscard]] report::table tally_table(const venues::fair& f, const venues::programme& p, language l);

/// The wall chart of a week (本周活动安排) as SVG: a column a day, from the first hour that is used to the last; what
/// lasts all day stands above the hours. Each place has its letter and its colour. Up to three things at a time
/// stand side by side, more are listed one below the other. Preparing and clearing up are dashed, and so is a place that is
/// closed; a holiday says which places it closes. `monday` is any day of the week.
[[nodiscard]] std::string week_chart(const venues::programme& p, const civic::community& c,
                                     const calendar::date& monday, language l,
                                     const view_options& options = {});
/// The same as a page that one prints on A4, with a table by place on a second sheet. A screen up to 600 pixels wide
/// has a list by day in place of both.
[[nodiscard]] std::string week_page(const venues::programme& p, const civic::community& c,
                                    const calendar::date& monday, language l,
                                    const view_options& options = {});

/// The plan of a fair with its stalls, as SVG.
[[nodiscard]] std::string fair_plan(const venues::fair& f, const venues::programme& p, language l);

struct subscription_options {
    std::string zone = "Asia/Shanghai"; ///< in which the community lives
    qaidam::language language = qaidam::language::zh;
    venues::homes homes = venues::homes::left_out;
    calendar::holidays holidays = calendar::holidays::china();
};

/// What a subscriber's program shows: the sessions of a class at one hour of the week and place as a series,
/// with the weeks that are left out, those moved and those called off; everything else one by one.
/// Identifiers stay as long as keys do: key and kind, or class, hour, place and the number of the season.
/// What was changed says so by its sequence, what was called off or displaced stays as cancelled; a class in a year whose
/// holidays are not known is tentative, and says why.
[[nodiscard]] std::vector<calendar::calendar_event>
to_calendar(const venues::programme& p, const civic::community& c, const subscription_options& options = {});

} // namespace qaidam::views

#pragma GCC visibility pop
