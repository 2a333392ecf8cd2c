/// `work_calendar`: when an office works, and what that makes of a promise of "five working days".
///
/// It knows the hours of each weekday (a lunch break), of the seasons, of holidays and of make-up workdays on weekends
/// (work_hours.hpp), and adds and subtracts working time exactly, to the second:
///
///     const work_calendar office{office_hours(), holidays::china()};
///     const auto due = office.add(received, 5 * working_day);
///     for (const auto& span : office.explain(received, due)) fmt::print("{}\n", span);
///
/// Asking about a day of a year whose holidays are not known throws unknown_holidays: never a guess.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/calendar/holidays.hpp>
#include <qaidam/calendar/time.hpp>
#include <qaidam/calendar/work_hours.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

/// A number of working days. Written `5 * working_day`.
class working_days {
public:
    constexpr explicit working_days(int count) : count_{count} {}
    [[nodiscard]] constexpr int count() const { return count_; }
    friend constexpr working_days operator*(int n, working_days d) { return working_days{n * d.count_}; }
    friend constexpr auto operator<=>(working_days, working_days) = default;

private:
    int count_;
};
inline constexpr working_days working_day{1};

/// An amount of working time. Written `4 * working_hour`, or `working_time{30min}`.
class working_time {
public:
    constexpr explicit working_time(std::chrono::seconds amount) : amount_{amount} {}
    [[nodiscard]] constexpr std::chrono::seconds amount() const { return amount_; }
    friend constexpr working_time operator*(int n, working_time t) { return working_time{n * t.amount_}; }
    friend constexpr working_time operator+(working_time a, working_time b) {
        return working_time{a.amount_ + b.amount_};
    }
    friend constexpr auto operator<=>(working_time, working_time) = default;

private:
    std::chrono::seconds amount_;
};
inline constexpr working_time working_hour{std::chrono::hours{1}};

/// "37 h 30 min"
[[nodiscard]] std::string to_string(working_time t);

/// Whether the day on which something is received counts as the first.
enum class counting { from_next_day, from_same_day };

/// Whether a limit of natural days ends on its last day whatever day that is, or, on a day of rest, with the next working
/// day (Civil Code, article 203).
enum class ending { on_any_day, on_working_day };

/// An unbroken stretch of working time, for an explanation.
struct working_span {
    local_time from;
    local_time until;
    friend bool operator==(const working_span&, const working_span&) = default;
};
/// In Chinese "2022-01-10 周一 09:00–12:00 (03:00)".
[[nodiscard]] std::string to_string(const working_span& s, language l = language::en);

enum class day_kind { weekday, weekend, holiday, make_up };

/// Whether a day is worked on, and why.
struct day_nature {
    bool works;
    day_kind kind;
    std::string name{}; ///< of the holiday
};

/// The calendar is asked about a day of a year whose holidays it does not know.
class unknown_holidays : public std::invalid_argument {
public:
    unknown_holidays(const std::string& what, int year) : std::invalid_argument{what}, year_{year} {}
    [[nodiscard]] int year() const { return year_; } ///< the first that it would have to know

private:
    int year_;
};

/// A time limit ends after 9999-12-31, the last date there is.
class after_last_date : public std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// Whatever needs a day's holidays throws unknown_holidays where they are not known.
///
/// Hours over midnight belong to the day on which they begin: a working day is one on which hours begin, and it closes
/// with them, be it on the morning after. Where they meet those of the next day, the time counts once.
class work_calendar {
public:
    /// Throws: std::invalid_argument if windows are empty, unordered or overlap, begin outside 00:00–24:00, are longer
    ///         than a day, or if seasons share a day of the year.
    work_calendar(const work_hours& hours, const holidays& known);

    [[nodiscard]] const holidays& known() const { return known_; }
    [[nodiscard]] day_nature nature_of(const date& day) const;
    [[nodiscard]] bool works_on(const date& day) const { return nature_of(day).works; }

    /// The last of the days from `from` on whose hours are known without a gap: mostly 31 December of a year, or the day
    /// before where days before a holiday have hours of their own. Nothing if those of `from` are not known.
    [[nodiscard]] std::optional<date> known_until(const date& from) const;

    /// The earliest moment by which `amount` of working time has passed since `from`. Requires: amount >= 0.
    /// Cost: a binary search over the known days.
    [[nodiscard]] local_time add(local_time from, working_time amount) const;
    /// The latest moment from which `amount` of working time remains until `until`. Requires: amount >= 0.
    [[nodiscard]] local_time subtract(local_time until, working_time amount) const;
    /// The close of the n-th working day; n >= 1. With from_same_day the day of `from` is the first
    /// if any of its working time is left then.
    [[nodiscard]] local_time add(local_time from, working_days n,
                                 counting rule = counting::from_next_day) const;

    /// The working time in [from, until), negative if until < from.
    [[nodiscard]] working_time between(local_time from, local_time until) const;

    /// The spans that `between` counts, in order; those over midnight in two.
    [[nodiscard]] std::vector<working_span> explain(local_time from, local_time until) const;

private:
    struct window {
        std::int64_t from; ///< seconds since midnight
        std::int64_t until;
        friend auto operator<=>(const window&, const window&) = default;
    };
    using windows = std::vector<window>;
    struct run { ///< days whose hours are all known, without a gap
        std::int64_t first_day;
        std::vector<std::uint16_t>
            shift; ///< of each day the hours that begin on it, by their place in patterns_
        std::vector<std::uint16_t> worked; ///< of each day what is worked on it, by its place in patterns_
        std::vector<std::int64_t>
            before; ///< seconds of work since the first day, at each midnight; one more than days
        [[nodiscard]] std::int64_t end_day() const {
            return first_day + static_cast<std::int64_t>(worked.size());
        }
    };

    class builder;
    [[nodiscard]] const run& run_of(std::int64_t day) const;
    [[nodiscard]] std::int64_t worked(const run& r, std::int64_t day, std::int64_t of_day) const;
    [[nodiscard]] const windows& shifts_of(const run& r, std::int64_t day) const;
    [[nodiscard]] const windows& worked_on(const run& r, std::int64_t day) const;
    [[noreturn]] void unknown(std::int64_t day) const;

    holidays known_;
    std::vector<windows> patterns_;
    std::vector<run> runs_;
};

/// The calendar of an office, and those of its services that keep hours of their own, by name: heating, a duty room.
class work_calendars {
public:
    /// Throws: as work_calendar; std::invalid_argument for a name that is blank or has a space.
    work_calendars(const work_hours& usual, const holidays& known,
                   const std::map<std::string, work_hours, std::less<>>& named = {});

    [[nodiscard]] const work_calendar& usual() const { return usual_; }
    /// That of the name; null if there is none. A blank name is that of the office.
    [[nodiscard]] const work_calendar* find(std::string_view name) const;
    /// Throws: std::invalid_argument if there is none of the name.
    [[nodiscard]] const work_calendar& of(std::string_view name) const;

private:
    work_calendar usual_;
    std::map<std::string, work_calendar, std::less<>> named_;
};

/// The calendars as holidays.csv and work_hours.csv have them; without these, office_hours() and `known`.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<work_calendars> load_work_calendars(const feed_files& files,
                                                         const holidays& known = holidays::china(),
                                                         const load_options& options = {});

enum class limit_unit { minutes, hours, worked_minutes, worked_hours, worked_days, natural_days };

/// How long something may take: an amount with its unit, in the hours of a calendar.
struct time_limit {
    static constexpr int most = 1'000'000; ///< of any unit

    int amount = 0;
    limit_unit unit = limit_unit::worked_days;
    std::string calendar{}; ///< the name of that which counts it; blank for that of the office
    friend bool operator==(const time_limit&, const time_limit&) = default;
};

/// Whether time counts whether anybody works or not: minutes, hours, natural days.
[[nodiscard]] bool is_elapsed(limit_unit unit);

/// "5 个工作日" / "5 working days", "2 hours (heating)" by a calendar with a name.
[[nodiscard]] std::string to_string(const time_limit& limit, language l = language::en);

/// The limit in "5 working_day", "30 minute", "2 hour", "30 working_minute", "4 working_hour", "15 natural_day", or in
/// "4 working_hour heating" by the calendar of that name: the form of files.
[[nodiscard]] std::optional<time_limit> parse_time_limit(std::string_view text);
[[nodiscard]] std::string to_cell(const time_limit& limit);

/// The moment at which the limit of something received at `from` runs out, by the hours of `calendar`, whatever calendar the
/// limit names. Natural days end at midnight.
/// Throws: std::invalid_argument for an amount outside 1 to time_limit::most;
///         unknown_holidays; after_last_date.
[[nodiscard]] local_time deadline(const work_calendar& calendar, local_time from, const time_limit& limit,
                                  counting rule = counting::from_next_day, ending end = ending::on_any_day);

/// The same time of the first working day from that of `due` on; a midnight is the end of the day before.
/// Throws: unknown_holidays; after_last_date.
[[nodiscard]] local_time move_to_working_day(const work_calendar& calendar, local_time due);

} // namespace qaidam::calendar

template <>
struct fmt::formatter<qaidam::calendar::working_time>
    : qaidam::detail::text_formatter<qaidam::calendar::working_time> {};
template <>
struct fmt::formatter<qaidam::calendar::working_span>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::working_span> {};
template <>
struct fmt::formatter<qaidam::calendar::time_limit>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::time_limit> {};

#pragma GCC visibility pop
