/// Dates and times as people, spreadsheets and exports write them.
///
/// A cell alone does not always tell what it says: 05/12/2021 is a day of May or of December, 1639990800 a
/// number. The column does, if one of its cells can be read in one order only, or somebody who knows it says
/// so. All cells are looked at before the first is read, and what is not told is refused with the reason:
///
///     calendar::time_column opened;
///     for (const auto& cell : cells) opened.look_at(cell);
///     for (const auto& cell : cells)
///         if (const auto read = opened.read(cell); const auto* time = std::get_if<calendar::written_time>(&read))
///             fmt::print("{}\n", time->at);
///         else
///             fmt::print("{}: {}\n", cell, std::get<calendar::time_fault>(read));
///
/// What is read: the year first (2021-12-20, 2021/12/20, 2021.12.20, 2021年12月20日, 2021 Dec 20, 20211220); day
/// and month first (20/12/2021, 12/20/2021, 20.12.2021, 20-Dec-2021, Dec 20, 2021); each with a time (9:05,
/// 09:05:06.7, 2:05 PM, 下午2:05, 9时5分, T090500; 24:00 is the next midnight) and an offset (Z, UTC, GMT,
/// +08, +0800, +08:00); numbers of spreadsheets with five digits before the point (44550.375). Fractions of a second
/// are cut off.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <qaidam/calendar/time.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

/// What stands first in a date whose year stands last.
enum class date_order { day_first, month_first };
/// What a number says.
enum class number_kind {
    serial_1900,   ///< days, 1 on 1900-01-01, as spreadsheets count them
    serial_1904,   ///< days, 0 on 1904-01-01, as some do
    epoch_seconds, ///< since 1970-01-01 00:00 UTC
    epoch_milliseconds
};

/// What somebody who knows a column says of it.
struct time_writing {
    std::optional<date_order> order{};
    std::optional<number_kind> numbers{};
    friend bool operator==(const time_writing&, const time_writing&) = default;
};

struct written_time {
    local_time at;          ///< on the clock that is written
    bool whole_day = false; ///< no time of day is written
    std::optional<std::chrono::seconds>
        offset{}; ///< how far that clock is ahead of UTC, where that is written
    friend bool operator==(const written_time&, const written_time&) = default;
};

/// Why a cell is not read.
enum class time_fault {
    not_a_time,
    no_such_day,
    no_such_time_of_day,
    short_year,
    apostrophe,
    bad_offset,
    zone_name,
    either_order, ///< day or month may stand first
    both_orders,  ///< and other cells of the column have it one way and the other
    bare_number,
    number_out_of_range
};
/// "there is no such day"
[[nodiscard]] std::string to_string(time_fault fault, language l = language::en);
/// Whether a `time_writing` would mend it.
[[nodiscard]] bool is_undecided(time_fault fault);

class time_column {
public:
    explicit time_column(const time_writing& said = {}) : said_{said} {}

    /// Takes the cell as evidence of the order in which the column is written.
    void look_at(std::string_view cell);
    [[nodiscard]] std::variant<written_time, time_fault> read(std::string_view cell) const;

private:
    time_writing said_;
    bool day_first_ = false;   ///< a cell can be read so only
    bool month_first_ = false; ///< a cell can be read so only
};

} // namespace qaidam::calendar

template <>
struct fmt::formatter<qaidam::calendar::time_fault>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::time_fault> {};

#pragma GCC visibility pop
