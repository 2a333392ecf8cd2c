/// Times of a timetable.
///
/// A train's times count from midnight of its `service_date`, the day on which it leaves its origin (noon −
/// 12 h as in GTFS), and go on past 24 h: K9805 leaves 西宁 at 22:40 and reaches 格尔木 at 31:30.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <qaidam/base/compact.hpp>
#include <qaidam/base/format.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// Seconds since midnight of the service date; not capped at a day.
class service_time {
public:
    template <class Rep, class Period>
    constexpr service_time(std::chrono::duration<Rep, Period> since_midnight)
        : seconds_{static_cast<std::int32_t>(std::chrono::seconds{since_midnight}.count())} {}

    [[nodiscard]] constexpr std::int32_t seconds() const { return seconds_; }
    friend constexpr auto operator<=>(service_time, service_time) = default;

private:
    std::int32_t seconds_;
};

/// "31:30", with seconds where there are some.
[[nodiscard]] std::string to_string(service_time t);
/// "31:30:00": the form of GTFS.
[[nodiscard]] std::string to_cell(service_time t);
/// The time in "7:30:00", "31:30:00" or "110:05:00"; nothing for any other text.
[[nodiscard]] std::optional<service_time> parse_service_time(std::string_view text);

} // namespace qaidam::rail

template <>
struct qaidam::spare_value<qaidam::rail::service_time> {
    static constexpr qaidam::rail::service_time none{
        std::chrono::seconds{std::numeric_limits<std::int32_t>::min()}};
    static constexpr bool is(qaidam::rail::service_time value) { return value == none; }
};

template <>
struct fmt::formatter<qaidam::rail::service_time>
    : qaidam::detail::text_formatter<qaidam::rail::service_time> {};

#pragma GCC visibility pop
