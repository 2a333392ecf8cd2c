/// `day_set`: the days on which something happens, as one compact value.
///
/// A day set is a few rules (an interval with a pattern: weekdays, every n days, dates of the month) and the
/// days on which it differs from them. It has no length cap, says itself in words, and reads them back:
///
///     const auto days = day_set::on({weekday::friday, weekday::saturday}, {.from = date{2022, 1, 10}});
///     const auto words = to_string(days, language::zh);         // 周五、周六，2022-01-10 起
///     const bool same = parse_day_set(words) == days;           // true
///
/// Days reach from 1400-01-01 to 9999-12-31, as in Boost.Date_Time.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/shared.hpp>
#include <qaidam/calendar/time.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

/// A set of weekdays.
class weekdays {
public:
    constexpr weekdays() = default;
    constexpr weekdays(std::initializer_list<weekday> days) {
        for (const auto day : days)
            bits_ = static_cast<std::uint8_t>(bits_ | 1u << static_cast<unsigned>(day));
    }
    static constexpr weekdays from_bits(unsigned bits) {
        weekdays all;
        all.bits_ = static_cast<std::uint8_t>(bits & 0x7F);
        return all;
    }
    [[nodiscard]] constexpr bool contains(weekday day) const {
        return bits_ >> static_cast<unsigned>(day) & 1u;
    }
    [[nodiscard]] constexpr unsigned bits() const { return bits_; }
    friend constexpr bool operator==(weekdays, weekdays) = default;

private:
    std::uint8_t bits_ = 0; ///< bit 0 is Monday
};

class day_set {
public:
    /// No day at all.
    day_set() = default;

    [[nodiscard]] static day_set daily(const date_span& span = {});
    [[nodiscard]] static day_set on(weekdays days, const date_span& span = {});
    /// Every n days, counted from the anchor in both directions: 隔日 is n = 2.
    /// Throws: std::invalid_argument unless n >= 1.
    [[nodiscard]] static day_set every(int n, const date& anchor, const date_span& span = {});
    /// These dates of each month, 每月1日、15日; the 31st is no day of a month that has 30.
    /// Throws: std::invalid_argument for a date outside 1 to 31.
    [[nodiscard]] static day_set monthly(std::span<const int> dates, const date_span& span = {});
    [[nodiscard]] static day_set monthly(std::initializer_list<int> dates, const date_span& span = {}) {
        return monthly({dates.begin(), dates.size()}, span);
    }
    /// Days whose day of the month is odd (单日) or even (双日). After a month of 31 days two odd dates
    /// follow one another: this is not "every two days".
    [[nodiscard]] static day_set odd_dates(const date_span& span = {});
    [[nodiscard]] static day_set even_dates(const date_span& span = {});
    /// Just these days, in any order. Finds a pattern among them where that makes the set smaller.
    [[nodiscard]] static day_set of(std::span<const date> days);
    [[nodiscard]] static day_set of(std::initializer_list<date> days) {
        return of({days.begin(), days.size()});
    }

    [[nodiscard]] bool contains(const date& day) const;
    [[nodiscard]] bool empty() const { return !first_from(date{boost::gregorian::min_date_time}); }
    /// The first day of the set that is `day` or later.
    [[nodiscard]] std::optional<date> first_from(const date& day) const;
    /// The last day of the set that is `day` or earlier.
    [[nodiscard]] std::optional<date> last_until(const date& day) const;
    /// The days of the set in [from, until), in order.
    [[nodiscard]] std::vector<date> days(const date& from, const date& until) const;
    [[nodiscard]] std::size_t count(const date& from, const date& until) const;

    [[nodiscard]] day_set within(const date_span& span) const;
    /// The same pattern over all dates, if the set is one rule without exceptions; otherwise the set itself.
    /// Compares the patterns of two seasons.
    [[nodiscard]] day_set without_ends() const;
    /// Each day so many days later, or earlier where `days` is negative; days beyond those there are fall
    /// out.
    /// Throws: std::invalid_argument where dates of the month go on for more than 400 years: shifted, they
    ///         have no rule.
    [[nodiscard]] day_set shifted(int days) const;
    [[nodiscard]] day_set with(const date& day) const;
    [[nodiscard]] day_set without(const date& day) const;

    /// Union, intersection, difference.
    /// Throws: std::invalid_argument where the result has no rule and is longer than 400 years
    ///         (Mondays or odd dates, without end): give it an end with `within` first.
    [[nodiscard]] friend day_set operator|(const day_set& a, const day_set& b) {
        return combine(a, b, operation::unite);
    }
    [[nodiscard]] friend day_set operator&(const day_set& a, const day_set& b) {
        return combine(a, b, operation::meet);
    }
    [[nodiscard]] friend day_set operator-(const day_set& a, const day_set& b) {
        return combine(a, b, operation::take);
    }

    /// The same days, however they were described.
    friend bool operator==(const day_set& a, const day_set& b);

    friend std::string to_string(const day_set& set, language l);
    friend std::string to_string(const day_set& set) { return to_string(set, language::en); }

private:
    enum class operation { unite, meet, take };

    struct pattern {
        static constexpr std::uint32_t all_dates = 0x7FFF'FFFF;

        std::uint8_t weekdays = 0x7F;
        std::uint32_t dates = all_dates; ///< bit 0 is the first of a month
        std::int64_t cycle = 1;          ///< every so many days
        std::int64_t phase = 0;          ///< day number modulo cycle
        std::int64_t anchor = 0;         ///< the day it was counted from; 0 where none was named

        [[nodiscard]] bool matches(std::int64_t day) const;
        /// The same days: from which of them it was counted makes no difference.
        friend bool operator==(const pattern& a, const pattern& b) {
            return a.weekdays == b.weekdays && a.dates == b.dates && a.cycle == b.cycle && a.phase == b.phase;
        }
    };
    struct rule {
        std::int64_t first; ///< day numbers, both included
        std::int64_t last;
        pattern days;
    };

    static day_set from_rule(const date_span& span, const pattern& days);
    static std::optional<pattern> canonical(pattern p);
    static std::optional<pattern> intersect(const pattern& a, const pattern& b);
    /// Sets `result` to the pattern of `a op b`, to nothing if that is empty; false if there is no such
    /// pattern.
    static bool combine(const pattern* a, const pattern* b, operation op, std::optional<pattern>& result);
    /// Nothing where the result cannot be expressed.
    static std::optional<day_set> try_combine(const day_set& a, const day_set& b, operation op);
    static day_set combine(const day_set& a, const day_set& b, operation op);
    static std::string words(const rule& r, language l);

    [[nodiscard]] const rule* find_rule(std::int64_t day) const;
    [[nodiscard]] bool by_rule(std::int64_t day) const;
    [[nodiscard]] bool has(std::int64_t day) const;
    void add_rule(const rule& r, std::vector<std::int64_t>& listed);

    struct content {
        std::vector<rule> rules;           ///< disjoint, ascending
        std::vector<std::int64_t> toggled; ///< ascending: the days on which the set is not what its rules say
    };
    [[nodiscard]] const std::vector<rule>& rules() const { return content_->rules; }
    [[nodiscard]] const std::vector<std::int64_t>& toggled() const { return content_->toggled; }

    shared_value<content> content_; ///< all trains of one service have one
};

[[nodiscard]] bool operator==(const day_set& a, const day_set& b);
[[nodiscard]] std::string to_string(const day_set& set, language l);

/// Reads what `to_string` writes, in either language, with some freedom in spaces, order and synonyms: 每周一三五, 周一至五,
/// every Saturday, 每月1、15号, the 1st of every month. 工作日 and "weekdays" are Monday to Friday: a day set knows no holidays.
/// Exceptions are taken out of all the rest, wherever they stand.
/// Throws: data_error with codes::bad_day_set and the column.
[[nodiscard]] day_set parse_day_set(std::string_view words);

} // namespace qaidam::calendar

template <>
struct fmt::formatter<qaidam::calendar::day_set>
    : qaidam::detail::bilingual_formatter<qaidam::calendar::day_set> {};

#pragma GCC visibility pop
