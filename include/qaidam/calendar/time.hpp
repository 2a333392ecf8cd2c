/// Dates and times as text and in tables, and half-open spans of dates.
///
/// Dates are Boost.Date_Time's. Functions require plain ones: a default-constructed or otherwise "special"
/// date is std::invalid_argument. Times are `local_time` and `utc_time`, durations std::chrono::seconds.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/message.hpp>
#include <qaidam/calendar/moment.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

enum class weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

[[nodiscard]] weekday weekday_of(const date& day);
[[nodiscard]] std::string to_string(weekday w, language l = language::en);

/// "2022-01-10", "2022-01-10 22:40" (seconds only where they are not zero), "2022-01-10 14:40 UTC"; "14:39"
/// and "37:19:30".
[[nodiscard]] std::string to_string(const date& day);
[[nodiscard]] std::string to_string(local_time time);
[[nodiscard]] std::string to_string(utc_time time);
[[nodiscard]] std::string to_string(std::chrono::seconds duration);
/// The day in "2022-01-10", nothing for any other text or a day that does not exist.
[[nodiscard]] std::optional<date> parse_date(std::string_view text);
/// The time in "2022-01-10 22:40" or "2022-01-10 22:40:30".
[[nodiscard]] std::optional<local_time> parse_local_time(std::string_view text);
/// The time of day in "22:40" or "22:40:30"; 24:00 is the end of a day.
[[nodiscard]] std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text);

/// The day so many days later, nothing beyond 9999-12-31: the open end of a span. Requires: days >= 0.
[[nodiscard]] std::optional<date> later(const date& day, int days);

/// The days from `from` on and before `until`; a missing end is open.
struct date_span {
    std::optional<date> from{};
    std::optional<date> until{}; ///< the first day that is not in the span

    [[nodiscard]] bool contains(const date& day) const {
        return (!from || *from <= day) && (!until || day < *until);
    }
    friend bool operator==(const date_span&, const date_span&) = default;
};

/// The days that are in both, nothing if there are none.
[[nodiscard]] std::optional<date_span> overlap(const date_span& a, const date_span& b);

/// "2022-01-10 起，2022-03-01 止（不含）" / "from 2022-01-10 until 2022-03-01"
[[nodiscard]] std::string to_string(const date_span& span, language l = language::en);

/// The days of `within` that no span covers, as spans in order. Cost: O(n log n).
[[nodiscard]] std::vector<date_span> gaps(std::vector<date_span> covered, const date_span& within);

/// An invariant that does not hold, and when it did not.
struct dated_finding {
    qaidam::finding finding;
    std::vector<date_span> when{};

    friend bool operator==(const dated_finding&, const dated_finding&) = default;
};

[[nodiscard]] std::string to_string(const dated_finding& f, language l = language::en);

/// Cells of a table, written in any way that says which day is meant (written_time.hpp): 2021-12-20,
/// 2021/12/20 9:05, 2021年12月20日. What is wrong is a notice of the record, as everywhere.
[[nodiscard]] date read_date(record& r, std::string_view column);
[[nodiscard]] local_time read_time(record& r, std::string_view column);
[[nodiscard]] std::chrono::seconds read_time_of_day(record& r, std::string_view column);
/// The end of a window of a day, which may be on the day after: 26:00 is 02:00 of it.
[[nodiscard]] std::chrono::seconds read_end_of_window(record& r, std::string_view column);
/// The same where the cell may be blank; nothing for a cell that falls, too.
[[nodiscard]] std::optional<date> find_date(record& r, std::string_view column);
[[nodiscard]] std::optional<local_time> find_time(record& r, std::string_view column);
[[nodiscard]] std::optional<std::chrono::seconds> find_time_of_day(record& r, std::string_view column);
/// The span of two columns that may be blank.
[[nodiscard]] date_span read_span(record& r, std::string_view from = "from",
                                  std::string_view until = "until");

/// What `read_date` reads; "" for a missing one.
[[nodiscard]] std::string to_cell(const std::optional<date>& day);

/// Throws: std::invalid_argument if the date is special; `what` names it.
void require_plain(const date& day, std::string_view what);

} // namespace qaidam::calendar

/// A date as `to_string` writes it.
template <>
struct fmt::formatter<qaidam::calendar::date> : qaidam::detail::padded_text {
    auto format(const qaidam::calendar::date& day, fmt::format_context& context) const {
        return write(qaidam::calendar::to_string(day), context);
    }
};
template <>
struct fmt::formatter<qaidam::calendar::weekday>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::weekday> {};
template <class Clock>
struct fmt::formatter<qaidam::calendar::moment<Clock>>
    : qaidam::detail::text_formatter<qaidam::calendar::moment<Clock>> {};
template <>
struct fmt::formatter<qaidam::calendar::date_span>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::date_span> {};
template <>
struct fmt::formatter<qaidam::calendar::dated_finding>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::dated_finding> {};

#pragma GCC visibility pop
