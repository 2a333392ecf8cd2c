/// What the rail room knows, to look at: boards, journeys, train graphs.
#pragma once

#include <span>
#include <string>

#include <qaidam/journeys/journey.hpp>
#include <qaidam/journeys/price.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/report/table.hpp>

#pragma GCC visibility push(default)

namespace qaidam::views {

/// A station board as a table: train, from – to, arrival and departure as planned, and where they are not the same the
/// expected ones beside them; platforms and remarks where there are any. A train that runs every so often shows its first
/// time and its last one, and "every 10 min". A remark names the alerts that concern the call by their numbers.
[[nodiscard]] report::table board_table(const rail::timetable& t, std::span<const rail::board_entry> board,
                                        language l, std::span<const rail::service_alert> alerts = {});

/// Alerts with the numbers that a board of them has: effect and cause, header, until when, description. The text is the one in
/// the language, else the one of no language, else the first.
[[nodiscard]] std::string describe(const rail::timetable& t, std::span<const rail::service_alert> alerts,
                                   language l);

/// A journey leg by leg, then departure, arrival, duration and changes on a line. Of a train that runs every so often
/// it says since when one waits, "every 10 min", and when one arrives at the latest.
[[nodiscard]] std::string describe(const rail::timetable& t, const journeys::journey& j, language l);

/// Journeys as JSON: an object with "journeys", each with its legs, rides with their calls; times as in RFC
/// 3339 on the clocks of the stations, distances in the feed's unit, waits in seconds. A ride with "headway" is on a
/// train that runs every so often: its times are those of who waits as long as "reckoned" says.
[[nodiscard]] std::string to_json(const rail::timetable& t, std::span<const journeys::journey> journeys);

/// What a journey costs: the total, then each charge with the rides that it is for and the rule that says so, what would
/// hold as well, and for each ride without a price the reason; what one ticket for all and one for each ride would cost.
[[nodiscard]] std::string describe_price(const rail::timetable& t, const journeys::priced_journey& j,
                                         language l);

/// Journeys with prices as JSON: as without, each with a "price". Amounts are whole numbers of so many "decimals" of the
/// currency; a journey that has a ride without a price has no "total".
[[nodiscard]] std::string to_json(const rail::timetable& t,
                                  std::span<const journeys::priced_journey> journeys);

/// What trains cost and take: a row a train, then the sets, the total, and how many loads have no price; "?" where
/// something is not known.
[[nodiscard]] report::table cost_table(const rail::timetable& t, const rail::service_cost& costs, language l);

/// A station board as JSON: an object with "board", an entry a call; times planned and expected, with their offsets; an
/// entry names the "alerts" that concern it by their ids, and the object has them all. Names and headsigns are told by
/// language, "headsign_zh"; a "headsign" is what only that call shows, in the feed's language.
[[nodiscard]] std::string to_json(const rail::timetable& t, std::span<const rail::board_entry> board,
                                  std::span<const rail::service_alert> alerts = {});

/// A train graph (列车运行图) of a day as an SVG: time to the right on a ten-minute grid, stations spaced by
/// mileage, each train in the colour of its class with its number along it, from midnight to midnight;
/// how runs were planned that updates changed or cancelled is dashed.
/// Throws: std::invalid_argument if a station of the line is not of the timetable.
[[nodiscard]] std::string draw_train_graph(const rail::timetable& t, const rail::line& along,
                                           const calendar::date& day, language l);

/// A train's page: calls, times, stays, mileage, speeds.
[[nodiscard]] report::table train_table(const rail::timetable& t, const rail::train_page& page, language l);

/// Direct trains: times at both ends, how long it takes, on which days.
[[nodiscard]] report::table direct_table(const rail::timetable& t, std::span<const rail::direct_train> trains,
                                         language l);

/// What a new timetable changed, a line a station or train.
[[nodiscard]] std::string list_changes(const rail::timetable& before, const rail::timetable& after,
                                       const rail::timetable_diff& changes, language l);

} // namespace qaidam::views

#pragma GCC visibility pop
