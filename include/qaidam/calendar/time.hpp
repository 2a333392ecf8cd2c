/// Dates and times: Boost.Date_Time's types under short names, and half-open spans of dates.
///
/// All times are local civil time of the place they speak of. Functions require plain values: a
/// default-constructed or otherwise "special" Boost date or time is std::invalid_argument.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/date_time/gregorian/gregorian_types.hpp>
#include <boost/date_time/posix_time/posix_time_types.hpp>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

using boost::gregorian::date;
using boost::posix_time::ptime;
using boost::posix_time::time_duration;
using day_count = boost::gregorian::days;

enum class weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

[[nodiscard]] weekday weekday_of(const date& day);
[[nodiscard]] std::string to_string(weekday w, language l = language::en);

/// "2022-01-10", "2022-01-10 22:40" (seconds only where they are not zero), "14:39" and "37:19:30".
[[nodiscard]] std::string to_text(const date& day);
[[nodiscard]] std::string to_text(const ptime& time);
[[nodiscard]] std::string to_text(const time_duration& duration);

/// The day in "2022-01-10", nothing for any other text or a day that does not exist.
[[nodiscard]] std::optional<date> find_date(std::string_view text);
/// The time in "2022-01-10 22:40" or "2022-01-10 22:40:30".
[[nodiscard]] std::optional<ptime> find_time(std::string_view text);
/// The time of day in "22:40" or "22:40:30"; 24:00 is the end of a day.
[[nodiscard]] std::optional<time_duration> find_time_of_day(std::string_view text);

/// The instant that is `time_of_day` after midnight of `day`; it may be more than a day, or negative.
/// Throws: std::invalid_argument before 1400-01-01 and after 9999-12-31.
[[nodiscard]] ptime at(const date& day, std::chrono::seconds time_of_day);

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
    finding what;
    std::vector<date_span> when{};

    friend bool operator==(const dated_finding&, const dated_finding&) = default;
};

[[nodiscard]] std::string to_string(const dated_finding& f, language l = language::en);

/// Cells of a table. What is wrong is a notice of the record, as everywhere.
[[nodiscard]] date read_date(record& r, std::string_view column);
[[nodiscard]] ptime read_time(record& r, std::string_view column);
[[nodiscard]] time_duration read_time_of_day(record& r, std::string_view column);
/// The span of two columns that may be blank.
[[nodiscard]] date_span read_span(record& r, std::string_view from = "from",
                                  std::string_view until = "until");

/// What `read_date` reads; "" for a missing one.
[[nodiscard]] std::string to_cell(const std::optional<date>& day);

/// Throws: std::invalid_argument if the value is special; `what` names it.
void require_plain(const date& day, std::string_view what);
void require_plain(const ptime& time, std::string_view what);
/// Throws: std::invalid_argument if the value is special or has a fraction of a second, which the text of a
///         time would lose.
void require_whole_seconds(const ptime& time, std::string_view what);

} // namespace qaidam::calendar

template <>
struct fmt::formatter<qaidam::calendar::weekday>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::weekday> {};
template <>
struct fmt::formatter<qaidam::calendar::date_span>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::date_span> {};
template <>
struct fmt::formatter<qaidam::calendar::dated_finding>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::dated_finding> {};

#pragma GCC visibility pop
