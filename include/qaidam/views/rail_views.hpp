/// What the rail room knows, to look at: boards, journeys, train graphs.
#pragma once

#include <span>
#include <string>

#include <qaidam/rail/rail.hpp>
#include <qaidam/report/table.hpp>

namespace qaidam::views {

/// A station board as a table: train, from – to, arrival, departure.
[[nodiscard]] report::table board_table(const rail::timetable& t, std::span<const rail::board_entry> board,
                                        language l);

/// A journey leg by leg, then departure, arrival, duration and changes on a line.
[[nodiscard]] std::string describe(const rail::timetable& t, const rail::journey& j, language l);

/// A train graph (列车运行图) of a day: time to the right on a ten-minute grid, stations spaced by mileage,
/// numbers on the lines, down trains and up trains told apart.
[[nodiscard]] std::string draw_train_graph(const rail::timetable& t, const rail::line& along,
                                           const calendar::date& day, language l);

} // namespace qaidam::views
