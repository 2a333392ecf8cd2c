/// Moments: what a clock shows, and when that is for everybody.
///
///     const local_time departure{{2022, 1, 10}, 22h + 40min}; // on the clock of the place
///     const utc_time instant = beijing_time().to_utc(departure);
///     const auto later = departure + 5min;
///
/// `local_time` is local civil time, of the place that the context names; `utc_time` is an instant. They
/// neither convert into nor subtract from each other: a `zone` converts, because only it knows how. Both are
/// whole seconds from 1400-01-01 00:00 to 9999-12-31 23:59:59, and every value is a plain one. Conversions
/// from and to Boost's ptime are in calendar/posix_time.hpp.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

#include <boost/date_time/gregorian/gregorian_types.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

using boost::gregorian::date;
using day_count = boost::gregorian::days;

namespace detail {

/// Seconds from 1970-01-01 to the first and to the last moment that there is.
inline constexpr std::int64_t first_second = -17'987'443'200;
inline constexpr std::int64_t last_second = 253'402'300'799;

/// Throws: std::invalid_argument for a special date.
[[nodiscard]] std::int64_t midnight_of(const date& day);
[[nodiscard]] date date_of(std::int64_t seconds);
[[noreturn]] void refuse_moment(std::int64_t seconds);

/// The sum, if it is in range. No two numbers overflow here.
constexpr std::int64_t moment_after(std::int64_t seconds, std::int64_t later) {
    constexpr auto whole = last_second - first_second;
    if (later < -whole || later > whole) refuse_moment(later);
    return seconds + later;
}

} // namespace detail

/// A whole second on one kind of clock.
template <class Clock>
class moment {
public:
    /// 1970-01-01 00:00.
    constexpr moment() = default;

    /// So long after midnight; more than a day or less than none is another day's time.
    /// Throws: std::invalid_argument for a special date and outside the range.
    explicit moment(const calendar::date& day, std::chrono::seconds time_of_day = {})
        : moment{detail::moment_after(detail::midnight_of(day), time_of_day.count())} {}

    /// Throws: std::invalid_argument outside the range, as all arithmetic does.
    [[nodiscard]] static constexpr moment from_seconds_since_1970(std::int64_t seconds) {
        return moment{seconds};
    }
    [[nodiscard]] static constexpr moment first() { return moment{detail::first_second}; }
    [[nodiscard]] static constexpr moment last() { return moment{detail::last_second}; }

    [[nodiscard]] constexpr std::int64_t seconds_since_1970() const { return seconds_; }
    [[nodiscard]] calendar::date date() const { return detail::date_of(seconds_); }
    /// Since midnight.
    [[nodiscard]] constexpr std::chrono::seconds time_of_day() const {
        const auto rest = seconds_ % 86400;
        return std::chrono::seconds{rest < 0 ? rest + 86400 : rest};
    }

    friend constexpr moment operator+(moment t, std::chrono::seconds d) {
        return moment{detail::moment_after(t.seconds_, d.count())};
    }
    friend constexpr moment operator-(moment t, std::chrono::seconds d) {
        return moment{
            detail::moment_after(t.seconds_, d == std::chrono::seconds::min() ? d.count() : -d.count())};
    }
    friend constexpr std::chrono::seconds operator-(moment a, moment b) {
        return std::chrono::seconds{a.seconds_ - b.seconds_};
    }
    constexpr moment& operator+=(std::chrono::seconds d) { return *this = *this + d; }
    constexpr moment& operator-=(std::chrono::seconds d) { return *this = *this - d; }
    friend constexpr auto operator<=>(moment, moment) = default;

private:
    explicit constexpr moment(std::int64_t seconds) : seconds_{seconds} {
        if (seconds < detail::first_second || seconds > detail::last_second) detail::refuse_moment(seconds);
    }

    std::int64_t seconds_ = 0;
};

/// What the clock of a place shows (当地时间).
using local_time = moment<struct local_clock>;
/// An instant, in UTC (协调世界时).
using utc_time = moment<struct utc_clock>;

} // namespace qaidam::calendar

#pragma GCC visibility pop
