/// When an office works: the hours of each day of a week, of holidays, of days before them, by seasons (work_hours.csv).
///
///     work_hours hours{summer};                       // as the week is in most of the year
///     hours.seasons.push_back({{10, 1}, {5, 1}, winter}); // from 1 October until 30 April
///     const work_calendar office{hours, holidays::china()};
#pragma once

#include <array>
#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/feed_files.hpp>
#include <qaidam/calendar/time.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

/// Part of a day, from the first moment on and before the last. One that ends after 24:00 goes on on the day after: 30:00 is
/// 06:00 there.
struct day_window {
    std::chrono::seconds from{0};
    std::chrono::seconds until{0};
    friend bool operator==(const day_window&, const day_window&) = default;
};

/// The windows of each day of a week.
struct week_hours {
    std::array<std::vector<day_window>, 7> days{}; ///< Monday first
    std::vector<day_window> make_up_day{}; ///< of a make-up workday on a weekday on which nobody works else
    std::vector<day_window> holiday{};     ///< of a public holiday; none: it is a day of rest
    std::vector<day_window>
        before_holiday{}; ///< of a working day before a public holiday; none: as any other
    friend bool operator==(const week_hours&, const week_hours&) = default;
};

/// Monday to Friday and make-up workdays 09:00–12:00 and 14:00–18:00.
[[nodiscard]] week_hours office_hours();

/// A day of each year, from 1 January on. 29 February is 1 March in most years.
struct month_day {
    int month = 1;
    int day = 1;
    friend auto operator<=>(const month_day&, const month_day&) = default;
};
/// "05-01"
[[nodiscard]] std::string to_string(const month_day& d);
/// The day in "05-01", "5-1" or "5月1日"; nothing for any other text, and for a day that no year has.
[[nodiscard]] std::optional<month_day> parse_month_day(std::string_view text);

/// Part of each year, from a day on and before another; over New Year where `until` comes first in the year.
struct season {
    month_day from{};
    month_day until{};
    week_hours hours{};
    [[nodiscard]] bool contains(const date& day) const;
    friend bool operator==(const season&, const season&) = default;
};

struct work_hours {
    week_hours usual{}; ///< of days in no season
    std::vector<season> seasons{};

    work_hours() = default;
    work_hours(week_hours all_year, std::vector<season> in_seasons = {})
        : usual{std::move(all_year)},
          seasons{std::move(in_seasons)} {}

    /// Those of the season that the day is in, else the usual ones.
    [[nodiscard]] const week_hours& on(const date& day) const;

    friend bool operator==(const work_hours&, const work_hours&) = default;
};

/// The hours of an office and, by name, of its services that have hours of their own.
struct hours_by_name {
    work_hours usual = office_hours();
    std::map<std::string, work_hours, std::less<>> named{};
    friend bool operator==(const hours_by_name&, const hours_by_name&) = default;
};

/// Reads work_hours.csv. A calendar of which a row cannot be read is left out whole, and so is that of the office, which then has
/// office_hours(): a deadline by hours that lack some would be wrong and look right.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<hours_by_name> load_work_hours(const feed_files& files,
                                                    const load_options& options = {});
void save_work_hours(const hours_by_name& all, const file_path& folder);

} // namespace qaidam::calendar

#pragma GCC visibility pop
