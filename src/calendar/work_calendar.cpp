#include <qaidam/calendar/work_calendar.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "day_number.hpp"

namespace qaidam::calendar {
namespace {

constexpr std::uint8_t make_up_kind = 7;
constexpr std::uint8_t off_kind = 8;
constexpr std::int64_t full_day = 86400;

struct day_and_second {
    std::int64_t day;    ///< Julian day number
    std::int64_t of_day; ///< seconds since midnight
};

constexpr std::int64_t day_of_1970 = 2'440'588; ///< the Julian day number of 1970-01-01

day_and_second split(local_time time) {
    const auto of_day = time.time_of_day().count();
    return {day_of_1970 + (time.seconds_since_1970() - of_day) / full_day, of_day};
}

local_time to_time(std::int64_t day, std::int64_t of_day) {
    return local_time::from_seconds_since_1970((day - day_of_1970) * full_day + of_day);
}

void require_positive(working_time amount) {
    if (amount.amount().count() < 0)
        throw std::invalid_argument(fmt::format("work_calendar: got an amount of {}, want >= 0", amount));
}

} // namespace

std::string to_string(working_time t) {
    const auto seconds = t.amount().count();
    const auto magnitude = seconds < 0 ? -seconds : seconds;
    auto text = fmt::format("{}{} h {} min", seconds < 0 ? "-" : "", magnitude / 3600, magnitude / 60 % 60);
    if (magnitude % 60 != 0) text += fmt::format(" {} s", magnitude % 60);
    return text;
}

std::string to_string(const working_span& s, language l) {
    const auto day = s.from.date();
    const auto until = s.until.date() == day ? to_string(s.until.time_of_day()) : "24:00";
    return fmt::format("{} {} {}–{} ({})", to_string(day), to_string(weekday_of(day), l),
                       to_string(s.from.time_of_day()), until, to_string(s.until - s.from));
}

week_hours office_hours() {
    const auto hour = [](int h) { return std::chrono::hours{h}; };
    const std::vector<day_window> day{{hour(9), hour(12)}, {hour(14), hour(18)}};
    week_hours week;
    for (std::size_t d = 0; d < 5; ++d) week.days[d] = day;
    week.make_up_day = day;
    return week;
}

work_calendar::work_calendar(week_hours hours, const holidays& known) : known_{known} {
    const auto take = [&](std::size_t kind, const std::vector<day_window>& day) {
        std::int64_t end = 0;
        for (const auto& w : day) {
            if (w.from.count() < end || w.until <= w.from || w.until.count() > full_day)
                throw std::invalid_argument(
                    "work_calendar: windows must be in order, apart, not empty, and within 00:00–24:00");
            end = w.until.count();
            windows_[kind].push_back({w.from.count(), end});
        }
    };
    for (std::size_t d = 0; d < 7; ++d) take(d, hours.days[d]);
    take(make_up_kind, hours.make_up_day);

    std::array<std::int64_t, 9> length{};
    for (std::size_t kind = 0; kind < length.size(); ++kind)
        for (const auto& w : windows_[kind]) length[kind] += w.until - w.from;

    for (const int year : known_.years()) {
        const date first{static_cast<unsigned short>(year), 1, 1};
        const date end{static_cast<unsigned short>(year + 1), 1, 1};
        if (runs_.empty() || runs_.back().end_day() != static_cast<std::int64_t>(first.day_number()))
            runs_.push_back({static_cast<std::int64_t>(first.day_number()), {}, {0}});
        auto& r = runs_.back();
        for (date day = first; day < end; day += day_count{1}) {
            const auto special = known_.find(day);
            const auto usual = static_cast<std::uint8_t>(weekday_of(day));
            // A day named as worked that its weekday works anyway keeps its weekday's windows.
            const auto kind = !special                  ? usual
                              : special->day_off        ? off_kind
                              : windows_[usual].empty() ? make_up_kind
                                                        : usual;
            r.kind.push_back(kind);
            r.before.push_back(r.before.back() + length[kind]);
        }
    }
}

void work_calendar::unknown(std::int64_t day) const {
    const auto years = known_.years();
    throw unknown_holidays(
        years.empty()
            ? fmt::format("work_calendar: holidays of {} are not known, nor those of any year; add them",
                          to_string(to_date(day)))
            : fmt::format(
                  "work_calendar: the holidays of {} are not known, known years are {} to {}; add the "
                  "year with holidays::add_year or load_holidays",
                  to_string(to_date(day)), years.front(), years.back()));
}

const work_calendar::run& work_calendar::run_of(std::int64_t day) const {
    for (const auto& r : runs_)
        if (day >= r.first_day && day < r.end_day()) return r;
    unknown(day);
}

const std::vector<work_calendar::window>& work_calendar::windows(const run& r, std::int64_t day) const {
    return windows_[r.kind[static_cast<std::size_t>(day - r.first_day)]];
}

std::int64_t work_calendar::worked(const run& r, std::int64_t day, std::int64_t of_day) const {
    auto sum = r.before[static_cast<std::size_t>(day - r.first_day)];
    for (const auto& w : windows(r, day)) sum += std::clamp(of_day, w.from, w.until) - w.from;
    return sum;
}

day_nature work_calendar::nature_of(const date& day) const {
    require_plain(day, "work_calendar::nature_of");
    const auto number = static_cast<std::int64_t>(day.day_number());
    const auto& r = run_of(number);
    const auto special = known_.find(day);
    const bool weekend = weekday_of(day) >= weekday::saturday;
    const bool works = !windows(r, number).empty();
    if (special && special->day_off) return {works, day_kind::holiday, special->name};
    if (special && weekend) return {works, day_kind::make_up, special->name};
    return {works, weekend ? day_kind::weekend : day_kind::weekday, {}};
}

local_time work_calendar::add(local_time from, working_time amount) const {
    require_positive(amount);
    if (amount.amount().count() == 0) return from;
    const auto start = split(from);
    const auto& r = run_of(start.day);
    if (amount.amount().count() > r.before.back()) unknown(r.end_day()); // and the sum below cannot overflow
    const auto goal = worked(r, start.day, start.of_day) + amount.amount().count();
    // The first day at whose end the goal is reached.
    const auto after = std::lower_bound(r.before.begin(), r.before.end(), goal);
    if (after == r.before.end()) unknown(r.end_day());
    const auto day = r.first_day + (after - r.before.begin()) - 1;
    auto rest = goal - r.before[static_cast<std::size_t>(day - r.first_day)];
    for (const auto& w : windows(r, day)) {
        if (rest <= w.until - w.from) return to_time(day, w.from + rest);
        rest -= w.until - w.from;
    }
    unknown(day); // not reached: the day's windows add up to its entry in `before`
}

local_time work_calendar::subtract(local_time until, working_time amount) const {
    require_positive(amount);
    if (amount.amount().count() == 0) return until;
    const auto end = split(until);
    const auto& r = run_of(end.day);
    const auto goal = worked(r, end.day, end.of_day) - amount.amount().count();
    if (goal < 0) unknown(r.first_day - 1);
    // The last day at whose start the goal is not passed.
    const auto after = std::upper_bound(r.before.begin(), r.before.end(), goal);
    const auto day = r.first_day + (after - r.before.begin()) - 1;
    auto rest = goal - r.before[static_cast<std::size_t>(day - r.first_day)];
    for (const auto& w : windows(r, day)) {
        if (rest < w.until - w.from) return to_time(day, w.from + rest);
        rest -= w.until - w.from;
    }
    unknown(day); // not reached, as in add
}

local_time work_calendar::add(local_time from, working_days n, counting rule) const {
    if (n.count() < 1)
        throw std::invalid_argument(fmt::format("work_calendar: got {} working days, want >= 1", n.count()));
    const auto start = split(from);
    const auto& r = run_of(start.day);
    const auto& today = windows(r, start.day);
    const bool today_counts =
        rule == counting::from_same_day && !today.empty() && start.of_day < today.back().until;
    auto left = n.count();
    for (auto day = today_counts ? start.day : start.day + 1;; ++day) {
        if (day >= r.end_day()) unknown(day);
        const auto& w = windows(r, day);
        if (!w.empty() && --left == 0) return to_time(day, w.back().until);
    }
}

working_time work_calendar::between(local_time from, local_time until) const {
    const auto a = split(from);
    const auto b = split(until);
    const auto& r = run_of(a.day);
    if (b.day < r.first_day || b.day >= r.end_day())
        unknown(b.day < r.first_day ? r.first_day - 1 : r.end_day());
    return working_time{std::chrono::seconds{worked(r, b.day, b.of_day) - worked(r, a.day, a.of_day)}};
}

std::vector<working_span> work_calendar::explain(local_time from, local_time until) const {
    const auto a = split(from);
    const auto b = split(until);
    const auto& r = run_of(a.day);
    std::vector<working_span> spans;
    for (auto day = a.day; day <= b.day; ++day) {
        if (day >= r.end_day()) unknown(day);
        for (const auto& w : windows(r, day)) {
            const auto first = std::max(w.from, day == a.day ? a.of_day : 0);
            const auto last = std::min(w.until, day == b.day ? b.of_day : full_day);
            if (first < last) spans.push_back({to_time(day, first), to_time(day, last)});
        }
    }
    return spans;
}

namespace {

struct unit_words {
    std::string_view cell;
    wording one;
    wording many;
};
constexpr unit_words units[] = {
    {"hour", {"小时", "hour"}, {"小时", "hours"}},
    {"working_hour", {"个工作小时", "working hour"}, {"个工作小时", "working hours"}},
    {"working_day", {"个工作日", "working day"}, {"个工作日", "working days"}},
    {"natural_day", {"个自然日", "natural day"}, {"个自然日", "natural days"}}};

} // namespace

std::string to_string(const time_limit& limit, language l) {
    const auto& words = units[static_cast<std::size_t>(limit.unit)];
    return fmt::format("{} {}", limit.amount, (limit.amount == 1 ? words.one : words.many).in(l));
}

std::string to_cell(const time_limit& limit) {
    return fmt::format("{} {}", limit.amount, units[static_cast<std::size_t>(limit.unit)].cell);
}

std::optional<time_limit> parse_time_limit(std::string_view text) {
    time_limit limit;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), limit.amount);
    if (failure != std::errc{} || limit.amount < 1 || limit.amount > time_limit::most ||
        end == text.data() + text.size() || *end != ' ')
        return std::nullopt;
    const std::string_view unit{end + 1, static_cast<std::size_t>(text.data() + text.size() - end - 1)};
    for (std::size_t i = 0; i < std::size(units); ++i)
        if (units[i].cell == unit) {
            limit.unit = static_cast<limit_unit>(i);
            return limit;
        }
    return std::nullopt;
}

local_time move_to_working_day(const work_calendar& calendar, local_time due) {
    while (!calendar.works_on((due - std::chrono::seconds{1}).date())) {
        if (!later(due.date(), 1))
            throw after_last_date(
                fmt::format("move_to_working_day: there is no working day from {} on", to_string(due)));
        due = due + std::chrono::hours{24};
    }
    return due;
}

local_time deadline(const work_calendar& calendar, local_time from, const time_limit& limit, counting rule,
                    ending end) {
    if (limit.amount < 1 || limit.amount > time_limit::most)
        throw std::invalid_argument(
            fmt::format("deadline: got a limit of {}, want 1 to {}", to_string(limit), time_limit::most));
    const auto days_later = [&](int days) {
        if (const auto day = later(from.date(), days)) return *day;
        throw after_last_date(
            fmt::format("deadline: {} from {} on is after 9999-12-31", to_string(limit), to_string(from)));
    };
    switch (limit.unit) {
    case limit_unit::hours:
        (void)days_later(limit.amount / 24 + 1);
        return from + std::chrono::hours{limit.amount};
    case limit_unit::worked_hours: return calendar.add(from, limit.amount * working_hour);
    case limit_unit::worked_days: return calendar.add(from, limit.amount * working_day, rule);
    case limit_unit::natural_days: break;
    }
    const local_time due{days_later(limit.amount + (rule == counting::from_same_day ? 0 : 1))};
    return end == ending::on_working_day ? move_to_working_day(calendar, due) : due;
}

} // namespace qaidam::calendar
