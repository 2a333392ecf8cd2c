/// Orders and ledgers to look at. Names of people are masked.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/function_ref.hpp>
#include <qaidam/calendar/zone.hpp>
#include <qaidam/ledger/ledger.hpp>
#include <qaidam/report/html.hpp>
#include <qaidam/report/table.hpp>
#include <qaidam/services/services.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

/// The events of one order, one line each: time, step, who, what. Of the texts that they name only the keys
/// are shown.
[[nodiscard]] report::table event_table(std::span<const services::event> events, const civic::community& c,
                                        language l);
/// The same with the texts themselves. That they were read, by whom and why, is kept.
/// Throws: std::invalid_argument if it is not said by whom and why.
[[nodiscard]] report::table event_table(std::span<const services::event> events, const civic::community& c,
                                        events::text_store& texts, const events::purpose& for_what,
                                        language l);

/// What an order says: what its item asks and how it is answered, where it is, its photos; a line each. Of texts only the
/// keys are shown.
[[nodiscard]] report::table content_table(const services::order& o, const services::catalogue& offered,
                                          language l);
/// The same with the texts themselves, as of `event_table`.
/// Throws: std::invalid_argument if it is not said by whom and why.
[[nodiscard]] report::table content_table(const services::order& o, const services::catalogue& offered,
                                          events::text_store& texts, const events::purpose& for_what,
                                          language l);

/// The clocks of one order: stage, from, until, limit, due, how long it stood.
[[nodiscard]] report::table clock_table(std::span<const services::stage_clock> clocks,
                                        calendar::local_time now, language l);

/// The desk's day: orders that were placed, moved or closed on it, and those that fall due on it.
[[nodiscard]] report::table day_table(const services::desk& d, const calendar::date& day, language l);

/// Orders that are overdue at a moment: what for, since when, by how much working time, or by how much at least where the
/// holidays until then are not known, how far escalated.
[[nodiscard]] report::table breach_table(const services::desk& d, calendar::local_time now, language l);

/// Open orders whose next deadline is not yet known: from when it is counted, and the limit.
[[nodiscard]] report::table open_deadline_table(const services::desk& d, language l);

/// Each indicator with its numerator, denominator, rate, and how many orders are left out.
[[nodiscard]] report::table indicator_table(std::span<const services::measure> measures, language l);

/// The rates of groups, a line each; `title` is what they are groups of. The indicators are those shown.
[[nodiscard]] report::table
indicator_table(const std::map<std::string, std::vector<services::measure>>& groups, const std::string& title,
                std::span<const services::indicator> shown, language l);

/// The rates of periods side by side, a line an indicator.
[[nodiscard]] report::table trend_table(std::span<const services::period> periods,
                                        std::span<const std::vector<services::measure>> trend, language l);

/// Charts as SVG, 360 pixels wide. Rates are in percent of what is counted; where nothing is, there is a gap.

/// The indicators shown, a line each, over the periods. Requires: as many measures as periods.
[[nodiscard]] std::string draw_trend(std::span<const services::period> periods,
                                     std::span<const std::vector<services::measure>> trend,
                                     std::span<const services::indicator> shown, language l);
/// One indicator, a bar a group.
[[nodiscard]] std::string draw_rates(const std::map<std::string, std::vector<services::measure>>& groups,
                                     services::indicator shown, language l);
/// Orders that are open at a moment by how long they have been, those that are overdue apart.
[[nodiscard]] std::string draw_open_ages(const services::desk& d, calendar::local_time now, language l);
/// The ledger by batch: a bar of what is done and what is open.
[[nodiscard]] std::string draw_ledger(const ledger::items& all, language l);
/// What was rolled up by a key: a bar of what is done and what is open. `by` is the title of the keys.
[[nodiscard]] std::string draw_roll_up(const ledger::roll_up_result& result, const civic::community& c,
                                       const std::string& by, language l);

/// Items and done by batch, with the total of the four batches last.
[[nodiscard]] report::table ledger_table(const ledger::items& all, language l);
/// What was rolled up by a key, and the total. `by` is the title of the keys; a department is called by name.
[[nodiscard]] report::table roll_up_table(const ledger::roll_up_result& result, const civic::community& c,
                                          const std::string& by, language l);

/// Activities: date, who, what, for how many.
[[nodiscard]] report::table activity_table(const ledger::activity_log& all, const civic::community& c,
                                           language l);

/// What was done at must-visit posts, rolled up by a key: visits, opinions sought, promises made and kept, volunteer services,
/// and the total. `by` is the title of the keys and `name` what a key is called.
[[nodiscard]] report::table must_visit_table(const std::map<std::string, ledger::kind_tallies>& rows,
                                             const std::string& by,
                                             function_ref<std::string(const std::string&)> name, language l);

/// Counts that were stated beside what is recorded; a dash where only the totals are known.
[[nodiscard]] report::table compared_table(const ledger::accounts& all, language l);

/// The teams' routine duties, a line each, with how often each month: a dash for never. A team that did nothing in a month
/// has "none" there, in every line.
[[nodiscard]] report::table duty_table(std::span<const ledger::duty_cell> cells, const civic::community& c,
                                       language l);

/// What a page about a desk shows.
struct desk_page_content {
    const services::desk& desk;
    std::span<const services::event> events; ///< that made the desk's orders
    calendar::local_time now;
    const ledger::items& promises;
    std::vector<report::section> more{}; ///< after the others: a map of the grids
};

/// A page that stands alone: the day, what is overdue, what is not yet known of deadlines, the month's indicators with the
/// orders behind them, by handler and by grid, the weeks of the month, the ledger, and charts of them.
[[nodiscard]] std::string desk_page(const desk_page_content& content, language l);

/// JSON for other programs. An object has what the value has, by the words of files: keys of people, never their
/// names; what may be missing is left out where it is. Times are on the clock of the zone, with its offset, as in
/// RFC 3339: 2022-01-10T22:40:00+08:00.
/// Throws: std::invalid_argument if a text is not UTF-8.

/// {"orders": [ … ]}, or one order, with all that its events made of it.
[[nodiscard]] std::string to_json(const services::order_book& orders,
                                  const calendar::zone& zone = calendar::beijing_time());
[[nodiscard]] std::string to_json(const services::order& order,
                                  const calendar::zone& zone = calendar::beijing_time());

/// {"measures": [ … ]}: part, whole, and the keys of the orders behind them.
[[nodiscard]] std::string to_json(std::span<const services::measure> measures);
/// {"groups": [ … ]}, as `measure_orders_by` gives them.
[[nodiscard]] std::string to_json(const std::map<std::string, std::vector<services::measure>>& groups);
/// {"periods": [ … ]}, as `measure_trend` gives them. Requires: as many measures as periods.
[[nodiscard]] std::string to_json(std::span<const services::period> periods,
                                  std::span<const std::vector<services::measure>> trend,
                                  const calendar::zone& zone = calendar::beijing_time());

/// {"items": [ … ]}
[[nodiscard]] std::string to_json(const ledger::items& all, const civic::community& c);
/// {"rows": [ … ], "total": { … }}
[[nodiscard]] std::string to_json(const ledger::roll_up_result& result);
/// {"cells": [ … ]}
[[nodiscard]] std::string to_json(std::span<const ledger::cube::cell> cells, const civic::community& c);
/// {"rows": [ … ]} of activities
[[nodiscard]] std::string to_json(const std::map<std::string, ledger::activity_tally>& result);

} // namespace qaidam::views

#pragma GCC visibility pop
