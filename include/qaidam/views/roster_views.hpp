/// Rosters to look at: people by days, for a terminal and for print.
#pragma once

#include <string>

#include <qaidam/civic/community.hpp>
#include <qaidam/grids/roster.hpp>
#include <qaidam/report/table.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

struct roster_view_options {
    bool full_names = false; ///< for the office alone; else names are masked, beside their keys
    calendar::holidays holidays = calendar::holidays::china();
};

/// A row for each person, a column for each day with the mark of their shift (the first character of its name where it
/// has none), then their shifts, nights and hours. Days of the week stand in the first row, with * on days off.
/// Throws: std::invalid_argument if an assignment is of other people, shifts or days than the roster and the book have, or the
///         span of the roster has no two ends in order.
[[nodiscard]] report::table roster_table(const civic::community& c, const grids::shift_book& book,
                                         const grids::roster& roster, language l,
                                         const roster_view_options& options = {});

/// The same as a page that prints in landscape, some thirty people to a sheet, with what the marks mean and how good the
/// roster is. Throws: as roster_table.
[[nodiscard]] std::string roster_page(const civic::community& c, const grids::shift_book& book,
                                      const grids::roster& roster, language l,
                                      const roster_view_options& options = {});

/// "cost 40 (wishes 40, changes 0, shifts 0, nights 0, days off 0), no roster costs less than 40: proven", or the reasons
/// why there is none.
[[nodiscard]] std::string to_string(const grids::roster& roster, language l);

} // namespace qaidam::views

#pragma GCC visibility pop
