#include "unroll.hpp"

#include <algorithm>
#include <memory>

#include "ical.hpp"

namespace qaidam::icalendar {
namespace {

using calendar::local_time;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::int64_t day_seconds = 86400;

std::int64_t number_of(sys_days day) {
    return day.time_since_epoch().count();
}
sys_days day_of(std::int64_t number) {
    return sys_days{std::chrono::days{number}};
}
std::int64_t number_of(int year, int month, int day) {
    return number_of(
        sys_days{year_month_day{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                std::chrono::day{static_cast<unsigned>(day)}}});
}
int length_of(int year, int month) {
    const auto next = month == 12 ? number_of(year + 1, 1, 1) : number_of(year, month + 1, 1);
    return static_cast<int>(next - number_of(year, month, 1));
}
/// 0 is Monday.
int weekday_of(std::int64_t day) {
    return static_cast<int>(((day + 3) % 7 + 7) % 7);
}
std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

bool has(const std::vector<int>& sorted, int value) {
    return std::binary_search(sorted.begin(), sorted.end(), value);
}
/// The next one of a list, or `none` after the last.
std::int64_t after(const std::vector<int>& sorted, int value, int none) {
    const auto next = std::upper_bound(sorted.begin(), sorted.end(), value);
    return next == sorted.end() ? none : *next;
}
/// Whether a list has the place `at` of `count`, told from the front or from the back.
bool has_place(const std::vector<int>& sorted, int at, int count) {
    return has(sorted, at) || has(sorted, at - count - 1);
}

/// Walks a rule of the Gregorian calendar: period after period, in each the days that its parts name, on each
/// day the times.
class walker {
public:
    walker(const series& s, local_time from, int& steps)
        : rule_{s.rule},
          start_{s.start.seconds_since_1970()},
          from_{from.seconds_since_1970()},
          steps_{steps} {
        const year_month_day day{day_of(floor_div(start_, day_seconds))};
        start_day_ = number_of(sys_days{day});
        year_ = static_cast<int>(day.year());
        month_ = static_cast<int>(static_cast<unsigned>(day.month()));
        month_day_ = static_cast<int>(static_cast<unsigned>(day.day()));
        const auto of_day = static_cast<int>(start_ - start_day_ * day_seconds);
        const auto given = [&](const std::vector<int>& list, int own) {
            return list.empty() || s.all_day ? std::vector{own} : list;
        };
        hours_ = given(rule_.hours, of_day / 3600);
        minutes_ = given(rule_.minutes, of_day / 60 % 60);
        seconds_ = given(rule_.seconds, of_day % 60);
    }

    /// The moments that the rule names, not before the start.
    unrolled walk(function_ref<bool(std::int64_t)> take) {
        take_ = &take;
        switch (rule_.frequency) {
        case frequency::yearly: walk_years(); break;
        case frequency::monthly: walk_months(); break;
        case frequency::weekly: walk_weeks(); break;
        case frequency::daily: walk_days(); break;
        default: walk_times();
        }
        return spent_ ? unrolled::too_long : unrolled::done;
    }

private:
    /// Whether there may be more: steps are left, and nobody said to stop.
    bool goes_on() {
        if (stopped_) return false;
        if (steps_ == 0)
            spent_ = true;
        else
            --steps_;
        return !spent_;
    }
    /// The number of the first period that has to be looked at; one period ahead of where it may begin.
    [[nodiscard]] std::int64_t first_period(std::int64_t length, std::int64_t begins) const {
        const auto ahead = floor_div(from_ - begins, length * rule_.interval) - 1;
        return std::max<std::int64_t>(0, ahead);
    }

    void walk_years() {
        // A year of weeks begins with its first week.
        const int base = rule_.weeks.empty() ? year_ : week_year_of(start_day_);
        const auto from_year = static_cast<int>(year_month_day{day_of(floor_div(from_, day_seconds))}.year());
        const auto skipped = std::max<std::int64_t>(0, (from_year - base) / rule_.interval - 1);
        for (auto year = base + skipped * rule_.interval; year <= last_year && goes_on();
             year += rule_.interval) {
            name_days_of_year(static_cast<int>(year));
            give_days();
        }
    }
    void walk_months() {
        const auto base = year_ * 12 + month_ - 1;
        const year_month_day day{day_of(floor_div(from_, day_seconds))};
        const auto from_month =
            static_cast<int>(day.year()) * 12 + static_cast<int>(static_cast<unsigned>(day.month())) - 1;
        const auto skipped = std::max<std::int64_t>(0, (from_month - base) / rule_.interval - 1);
        for (auto at = base + skipped * rule_.interval; at / 12 <= last_year && goes_on();
             at += rule_.interval) {
            days_.clear();
            name_days_of_month(static_cast<int>(at / 12), static_cast<int>(at % 12) + 1);
            give_days();
        }
    }
    void walk_weeks() {
        const auto week = start_day_ - (weekday_of(start_day_) - week_start() + 7) % 7;
        const auto step = std::int64_t{7} * rule_.interval;
        for (auto at = week + first_period(7 * day_seconds, week * day_seconds) * step;
             at <= last_day() && goes_on(); at += step) {
            days_.clear();
            for (std::int64_t day = at; day < at + 7; ++day)
                if (rule_.days.empty() ? weekday_of(day) == weekday_of(start_day_) : is_weekday_named(day))
                    add(day);
            give_days();
        }
    }
    void walk_days() {
        for (auto day = start_day_ +
                        first_period(day_seconds, start_day_ * day_seconds) * std::int64_t{rule_.interval};
             day <= last_day() && goes_on(); day += rule_.interval) {
            days_.clear();
            add(day);
            give_days();
        }
    }
    /// Hours, minutes or seconds; over what no part names in one leap.
    void walk_times() {
        const auto f = rule_.frequency;
        const std::int64_t unit = f == frequency::hourly ? 3600 : f == frequency::minutely ? 60 : 1;
        const auto step = unit * rule_.interval;
        const auto base = floor_div(start_, unit) * unit;
        const auto at_or_after = [&](std::int64_t t) { return base + -floor_div(base - t, step) * step; };
        auto at = base + first_period(unit, base) * step;
        while (at <= last_day() * day_seconds + day_seconds - 1 && goes_on()) {
            const auto day = floor_div(at, day_seconds);
            const auto of_day = static_cast<int>(at - day * day_seconds);
            if (!fits(day)) {
                at = at_or_after((day + 1) * day_seconds);
            } else if (!rule_.hours.empty() && !has(rule_.hours, of_day / 3600)) {
                at = at_or_after(day * day_seconds + after(rule_.hours, of_day / 3600, 24) * 3600);
            } else if (unit <= 60 && !rule_.minutes.empty() && !has(rule_.minutes, of_day / 60 % 60)) {
                const auto hour = floor_div(at, 3600) * 3600;
                at = at_or_after(hour + after(rule_.minutes, of_day / 60 % 60, 60) * 60);
            } else {
                if (unit > 1 || rule_.seconds.empty() || has(rule_.seconds, of_day % 60)) {
                    times_.clear();
                    if (unit == 3600)
                        for (const int m : minutes_)
                            for (const int s : seconds_) add_time(of_day + m * 60, s);
                    else if (unit == 60)
                        for (const int s : seconds_) add_time(of_day, s);
                    else
                        times_.push_back(of_day);
                    days_.assign(1, day);
                    give();
                }
                at += step;
            }
        }
    }

    [[nodiscard]] static std::int64_t last_day() { return number_of(last_year, 12, 31); }
    [[nodiscard]] int week_start() const { return static_cast<int>(rule_.week_start); }

    /// The first day of the first week of a year: the one with four days or more of it.
    [[nodiscard]] std::int64_t first_week(int year) const {
        const auto fourth = number_of(year, 1, 4);
        return fourth - (weekday_of(fourth) - week_start() + 7) % 7;
    }
    [[nodiscard]] int week_year_of(std::int64_t day) const {
        const auto year = static_cast<int>(year_month_day{day_of(day)}.year());
        if (day < first_week(year)) return year - 1;
        return day < first_week(year + 1) ? year : year + 1;
    }

    [[nodiscard]] bool by_month() const {
        return rule_.frequency == frequency::monthly ||
               (rule_.frequency == frequency::yearly && !rule_.months.empty());
    }
    [[nodiscard]] bool is_weekday_named(std::int64_t day) const {
        return std::any_of(rule_.days.begin(), rule_.days.end(),
                           [&](const nth_weekday& d) { return static_cast<int>(d.day) == weekday_of(day); });
    }
    /// Whether no part speaks against a day.
    [[nodiscard]] bool fits(std::int64_t day) const {
        const year_month_day on{day_of(day)};
        const auto year = static_cast<int>(on.year());
        const auto month = static_cast<int>(static_cast<unsigned>(on.month()));
        const auto of_month = static_cast<int>(static_cast<unsigned>(on.day()));
        if (!rule_.months.empty() && !has(rule_.months, month)) return false;
        const auto days = length_of(year, month);
        if (!rule_.month_days.empty() && !has_place(rule_.month_days, of_month, days)) return false;
        const auto first = number_of(year, 1, 1);
        const auto of_year = static_cast<int>(day - first) + 1;
        const auto year_days = static_cast<int>(number_of(year + 1, 1, 1) - first);
        if (!rule_.year_days.empty() && !has_place(rule_.year_days, of_year, year_days)) return false;
        if (rule_.days.empty()) return true;
        const auto at = by_month() ? of_month : of_year;
        const auto count = by_month() ? days : year_days;
        return std::any_of(rule_.days.begin(), rule_.days.end(), [&](const nth_weekday& d) {
            if (static_cast<int>(d.day) != weekday_of(day)) return false;
            return d.n == 0 || d.n == (at - 1) / 7 + 1 || d.n == -((count - at) / 7 + 1);
        });
    }
    void add(std::int64_t day) {
        if (fits(day)) days_.push_back(day);
    }

    void name_days_of_year(int year) {
        days_.clear();
        const auto first = number_of(year, 1, 1), next = number_of(year + 1, 1, 1);
        if (!rule_.weeks.empty()) {
            const auto weeks = static_cast<int>((first_week(year + 1) - first_week(year)) / 7);
            const bool own_weekday =
                rule_.days.empty() && rule_.month_days.empty() && rule_.year_days.empty();
            for (int week = 1; week <= weeks; ++week) {
                if (!has_place(rule_.weeks, week, weeks)) continue;
                const auto begin = first_week(year) + std::int64_t{7} * (week - 1);
                for (auto day = begin; day < begin + 7; ++day)
                    if (!own_weekday || weekday_of(day) == weekday_of(start_day_)) add(day);
            }
        } else if (!rule_.year_days.empty()) {
            for (const int n : rule_.year_days) {
                const auto day = n > 0 ? first + n - 1 : next + n;
                if (first <= day && day < next) add(day);
            }
        } else if (rule_.months.empty() && rule_.month_days.empty()) {
            if (!rule_.days.empty())
                name_weekdays(first, next);
            else if (month_day_ <= length_of(year, month_))
                add(number_of(year, month_, month_day_));
        } else {
            for (int month = 1; month <= 12; ++month)
                if (rule_.months.empty() || has(rule_.months, month)) name_days_of_month(year, month);
        }
        std::sort(days_.begin(), days_.end());
        days_.erase(std::unique(days_.begin(), days_.end()), days_.end());
    }
    void name_days_of_month(int year, int month) {
        const auto first = number_of(year, month, 1);
        const auto next = first + length_of(year, month);
        const auto begin = days_.size();
        if (!rule_.month_days.empty()) {
            for (const int n : rule_.month_days) {
                const auto day = n > 0 ? first + n - 1 : next + n;
                if (first <= day && day < next) add(day);
            }
        } else if (!rule_.days.empty()) {
            name_weekdays(first, next);
        } else if (first + month_day_ <= next) {
            add(first + month_day_ - 1);
        }
        const auto from = days_.begin() + static_cast<std::ptrdiff_t>(begin);
        std::sort(from, days_.end());
        days_.erase(std::unique(from, days_.end()), days_.end());
    }
    /// The weekdays of the rule in [first, next), of which those with a number are the nth.
    void name_weekdays(std::int64_t first, std::int64_t next) {
        for (const auto& d : rule_.days) {
            const auto one = first + (static_cast<int>(d.day) - weekday_of(first) + 7) % 7;
            if (d.n == 0) {
                for (auto day = one; day < next; day += 7) add(day);
                continue;
            }
            const auto last = one + (next - 1 - one) / 7 * 7;
            const auto day = d.n > 0 ? one + 7 * (d.n - 1) : last + 7 * (d.n + 1);
            if (first <= day && day < next) add(day);
        }
    }

    void add_time(int of_day, int second) {
        if (second < 60) times_.push_back(of_day + second); // clocks here have no leap seconds
    }
    /// The days of a period at the hours, minutes and seconds of the rule.
    void give_days() {
        if (days_.empty()) return;
        if (times_.empty())
            for (const int h : hours_)
                for (const int m : minutes_)
                    for (const int s : seconds_) add_time(h * 3600 + m * 60, s);
        give();
    }
    /// The moments of a period, of which BYSETPOS may choose some by their place.
    void give() {
        const auto times = static_cast<std::int64_t>(times_.size());
        const auto count = static_cast<std::int64_t>(days_.size()) * times;
        const auto moment = [&](std::int64_t place) {
            return days_[static_cast<std::size_t>(place / times)] * day_seconds +
                   times_[static_cast<std::size_t>(place % times)];
        };
        if (rule_.positions.empty()) {
            for (std::int64_t place = 0; place < count && !stopped_ && !spent_; ++place) offer(moment(place));
            return;
        }
        std::vector<std::int64_t> places;
        for (const int n : rule_.positions) {
            const auto place = n > 0 ? n - 1 : count + n;
            if (0 <= place && place < count) places.push_back(place);
        }
        std::sort(places.begin(), places.end());
        places.erase(std::unique(places.begin(), places.end()), places.end());
        for (const auto place : places)
            if (!stopped_ && !spent_) offer(moment(place));
    }
    void offer(std::int64_t at) {
        if (at >= start_ && goes_on() && !(*take_)(at)) stopped_ = true;
    }

    const recurrence_rule& rule_;
    std::int64_t start_, from_, start_day_ = 0;
    int& steps_;
    int year_ = 0, month_ = 0, month_day_ = 0;
    std::vector<int> hours_, minutes_, seconds_;
    std::vector<std::int64_t> days_;
    std::vector<int> times_;
    function_ref<bool(std::int64_t)>* take_ = nullptr;
    bool stopped_ = false;
    bool spent_ = false;
};

/// The same in another calendar, through libical.
unrolled walk_scaled(const series& s, int& steps, function_ref<bool(std::int64_t)> take) {
    auto endless = s.rule;
    endless.until.reset();
    endless.count.reset();
    const recurrence r{to_text(endless)};
    if (!r.is_rule()) return unrolled::unknown;
    auto first = to_ical(s.start);
    first.is_date = s.all_day ? 1 : 0;
    const std::unique_ptr<icalrecur_iterator, iterator_deleter> each{icalrecur_iterator_new(r.rule, first)};
    if (!each) return unrolled::unknown;
    while (true) {
        const auto t = from_ical(icalrecur_iterator_next(each.get()));
        if (!t) return unrolled::done;
        if (steps == 0) return unrolled::too_long;
        --steps;
        if (*t >= s.start && !take(t->seconds_since_1970())) return unrolled::done;
    }
}

} // namespace

std::optional<local_time> end_on_clock(const recurrence_rule& rule, bool all_day,
                                       const std::optional<calendar::zone>& clock) {
    if (!rule.until) return std::nullopt;
    auto shown = rule.until->shown;
    if (rule.until->is_day || all_day) return local_time{shown.date(), std::chrono::seconds{day_seconds - 1}};
    if (rule.until->is_utc && clock) shown = clock->to_local(calendar::zone{}.to_utc(shown));
    return shown;
}

unrolled unroll(const series& s, local_time from, int& steps, function_ref<bool(local_time)> take) {
    const auto walk = [&](local_time since, function_ref<bool(std::int64_t)> call) {
        return s.rule.scale.empty() ? walker{s, since, steps}.walk(call) : walk_scaled(s, steps, call);
    };
    bool named = false;
    const auto found = walk(s.start, [&](std::int64_t) {
        named = true;
        return false;
    });
    if (found != unrolled::done || !named) return found;
    if (s.start >= from && !take(s.start)) return unrolled::done;
    int left = s.rule.count.value_or(0);
    const auto since = s.rule.count ? s.start : from;
    const auto start = s.start.seconds_since_1970();
    if (s.rule.count && --left <= 0) return unrolled::done;
    return walk(since, [&](std::int64_t at) {
        if (at == start) return true;
        const auto t = local_time::from_seconds_since_1970(at);
        if (s.end && t > *s.end) return false;
        if (t >= from && !take(t)) return false;
        return !s.rule.count || --left > 0;
    });
}

} // namespace qaidam::icalendar
