/// What the sources that read dates share.
#pragma once

#include <optional>

#include <qaidam/calendar/written_time.hpp>

namespace qaidam::calendar::detail {

/// The day, if there is one of these numbers within the years of moments.
[[nodiscard]] std::optional<date> find_day(int year, int month, int day);
/// A cell by itself, without what other cells of its column tell.
[[nodiscard]] std::variant<written_time, time_fault> read_cell(std::string_view cell,
                                                               const time_writing& writing = {});
/// 9:05, 09:05:06, 2:05 PM, 9时5分; 24:00 is the end of a day.
[[nodiscard]] std::optional<std::chrono::seconds> read_time_of_day(std::string_view cell);

} // namespace qaidam::calendar::detail
