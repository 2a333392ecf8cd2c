#include <qaidam/calendar/work_calendar.hpp>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "day_number.hpp"

namespace qaidam::calendar {
namespace {

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

namespace {

void require_good(const std::vector<day_window>& day) {
    std::chrono::seconds end{0};
    for (const auto& w : day) {
        if (w.from < end || w.from.count() >= full_day || w.until <= w.from ||
            w.until - w.from > std::chrono::hours{24})
            throw std::invalid_argument(
                "work_calendar: windows must be in order, apart, not empty, begin within "
                "00:00–24:00, and last 24 hours at most");
        end = w.until;
    }
}

void require_good(const week_hours& week) {
    for (const auto& day : week.days) require_good(day);
    for (const auto* day : {&week.make_up_day, &week.holiday, &week.before_holiday}) require_good(*day);
}

void require_good(const work_hours& hours) {
    require_good(hours.usual);
    for (const auto& s : hours.seasons) require_good(s.hours);
    const date first{2000, 1, 1}; // a leap year
    for (int i = 0; i < 366; ++i) {
        const auto holds = [&](const season& s) { return s.contains(first + day_count{i}); };
        if (std::count_if(hours.seasons.begin(), hours.seasons.end(), holds) > 1)
            throw std::invalid_argument("work_calendar: two seasons share a day of the year");
    }
}

bool any_week(const work_hours& hours, auto&& holds) {
    return holds(hours.usual) || std::any_of(hours.seasons.begin(), hours.seasons.end(),
                                             [&](const season& s) { return holds(s.hours); });
}

bool has_nights(const week_hours& week) {
    const auto at_night = [](const std::vector<day_window>& day) {
        return !day.empty() && day.back().until.count() > full_day;
    };
    return std::any_of(week.days.begin(), week.days.end(), at_night) || at_night(week.make_up_day) ||
           at_night(week.holiday) || at_night(week.before_holiday);
}

} // namespace

/// Lays the hours out day by day.
class work_calendar::builder {
public:
    builder(work_calendar& to, const work_hours& hours) : to_{to}, hours_{hours} {
        nights_ = any_week(hours, has_nights);
        short_days_ = any_week(hours, [](const week_hours& w) { return !w.before_holiday.empty(); });
        (void)place_of({}); // the pattern of a day of rest is the first
    }

    void lay_out() {
        for (const int year : to_.known_.years()) {
            const date end{static_cast<unsigned short>(year + 1), 1, 1};
            for (date day{static_cast<unsigned short>(year), 1, 1}; day < end; day += day_count{1}) {
                // Whether a short day it is, the holidays of the day after say.
                if (short_days_ && day + day_count{1} == end && !to_.known_.knows(year + 1)) continue;
                add(static_cast<std::int64_t>(day.day_number()), place_of(hours_on(day)));
            }
        }
    }

private:
    [[nodiscard]] const std::vector<day_window>& hours_on(const date& day) const {
        const auto& week = hours_.on(day);
        const auto special = to_.known_.find(day);
        if (special && special->day_off) return week.holiday;
        // A day named as worked that its weekday works anyway keeps its weekday's windows.
        const auto& usual = week.days[static_cast<std::size_t>(weekday_of(day))];
        const auto& today = special && usual.empty() ? week.make_up_day : usual;
        if (today.empty() || week.before_holiday.empty()) return today;
        const auto next = to_.known_.find(day + day_count{1});
        return next && next->day_off ? week.before_holiday : today;
    }

    std::uint16_t place_of(const std::vector<day_window>& day) {
        windows all;
        for (const auto& w : day) all.push_back({w.from.count(), w.until.count()});
        return keep(std::move(all));
    }

    std::uint16_t keep(windows all) {
        const auto [at, fresh] =
            places_.try_emplace(std::move(all), static_cast<std::uint16_t>(to_.patterns_.size()));
        if (fresh) to_.patterns_.push_back(at->first);
        return at->second;
    }

    /// What is worked on a day: the hours of the day before after midnight, and its own before the next.
    std::uint16_t worked_on(std::uint16_t before, std::uint16_t today) {
        const auto [at, fresh] = worked_.try_emplace({before, today}, 0);
        if (!fresh) return at->second;
        windows all;
        for (const auto& w : to_.patterns_[before])
            if (w.until > full_day)
                all.push_back({std::max<std::int64_t>(w.from - full_day, 0), w.until - full_day});
        for (const auto& w : to_.patterns_[today]) all.push_back({w.from, std::min(w.until, full_day)});
        std::sort(all.begin(), all.end());
        windows apart;
        for (const auto& w : all)
            if (apart.empty() || apart.back().until <= w.from)
                apart.push_back(w);
            else
                apart.back().until = std::max(apart.back().until, w.until);
        return at->second = keep(std::move(apart));
    }

    void add(std::int64_t day, std::uint16_t shift) {
        const bool follows = last_day_ + 1 == day;
        const auto before = follows ? last_shift_ : std::uint16_t{0};
        last_day_ = day;
        last_shift_ = shift;
        if (nights_ && !follows) return; // who worked the night before is not known
        auto& runs = to_.runs_;
        if (runs.empty() || runs.back().end_day() != day) runs.push_back({day, {}, {}, {0}});
        auto& r = runs.back();
        const auto worked = worked_on(before, shift);
        std::int64_t length = 0;
        for (const auto& w : to_.patterns_[worked]) length += w.until - w.from;
        r.shift.push_back(shift);
        r.worked.push_back(worked);
        r.before.push_back(r.before.back() + length);
    }

    work_calendar& to_;
    const work_hours& hours_;
    bool nights_ = false;     ///< some hours go on over midnight
    bool short_days_ = false; ///< some days before a holiday have hours of their own
    std::map<windows, std::uint16_t> places_;
    std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint16_t> worked_;
    std::int64_t last_day_ = -2;
    std::uint16_t last_shift_ = 0;
};

work_calendar::work_calendar(const work_hours& hours, const holidays& known) : known_{known} {
    require_good(hours);
    builder{*this, hours}.lay_out();
}

void work_calendar::unknown(std::int64_t day) const {
    const auto years = known_.years();
    const auto at = to_date(day);
    // A day of a year that is known lacks that of the night before or of the day after.
    const int year = !known_.knows(at.year()) ? static_cast<int>(at.year())
                     : at.month() == 12       ? at.year() + 1
                                              : at.year() - 1;
    throw unknown_holidays(
        years.empty()
            ? fmt::format("work_calendar: holidays of {} are not known, nor those of any year; add them",
                          to_string(at))
            : fmt::format(
                  "work_calendar: the holidays of {} are not known, known years are {} to {}; add the "
                  "year with holidays::add_year or load_holidays",
                  to_string(at), years.front(), years.back()),
        year);
}

const work_calendar::run& work_calendar::run_of(std::int64_t day) const {
    for (const auto& r : runs_)
        if (day >= r.first_day && day < r.end_day()) return r;
    unknown(day);
}

auto work_calendar::shifts_of(const run& r, std::int64_t day) const -> const windows& {
    return patterns_[r.shift[static_cast<std::size_t>(day - r.first_day)]];
}

auto work_calendar::worked_on(const run& r, std::int64_t day) const -> const windows& {
    return patterns_[r.worked[static_cast<std::size_t>(day - r.first_day)]];
}

std::int64_t work_calendar::worked(const run& r, std::int64_t day, std::int64_t of_day) const {
    auto sum = r.before[static_cast<std::size_t>(day - r.first_day)];
    if (of_day == 0) return sum; // also of the midnight at which what is known ends
    for (const auto& w : worked_on(r, day)) sum += std::clamp(of_day, w.from, w.until) - w.from;
    return sum;
}

std::optional<date> work_calendar::known_until(const date& from) const {
    require_plain(from, "work_calendar::known_until");
    const auto day = static_cast<std::int64_t>(from.day_number());
    for (const auto& r : runs_)
        if (day >= r.first_day && day < r.end_day()) return to_date(r.end_day() - 1);
    return std::nullopt;
}

day_nature work_calendar::nature_of(const date& day) const {
    require_plain(day, "work_calendar::nature_of");
    const auto number = static_cast<std::int64_t>(day.day_number());
    const auto& r = run_of(number);
    const auto special = known_.find(day);
    const bool weekend = weekday_of(day) >= weekday::saturday;
    const bool works = !shifts_of(r, number).empty();
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
    for (const auto& w : worked_on(r, day)) {
        if (rest <= w.until - w.from) return to_time(day, w.from + rest);
        rest -= w.until - w.from;
    }
    unknown(day); // not reached: the day's windows add up to its entry in `before`
}

local_time work_calendar::subtract(local_time until, working_time amount) const {
    require_positive(amount);
    if (amount.amount().count() == 0) return until;
    auto end = split(until);
    if (end.of_day == 0) end = {end.day - 1, full_day}; // it may be where what is known ends
    const auto& r = run_of(end.day);
    const auto goal = worked(r, end.day, end.of_day) - amount.amount().count();
    if (goal < 0) unknown(r.first_day - 1);
    // The last day at whose start the goal is not passed.
    const auto after = std::upper_bound(r.before.begin(), r.before.end(), goal);
    const auto day = r.first_day + (after - r.before.begin()) - 1;
    auto rest = goal - r.before[static_cast<std::size_t>(day - r.first_day)];
    for (const auto& w : worked_on(r, day)) {
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
    const auto& today = shifts_of(r, start.day);
    const bool today_counts =
        rule == counting::from_same_day && !today.empty() && start.of_day < today.back().until;
    auto left = n.count();
    for (auto day = today_counts ? start.day : start.day + 1;; ++day) {
        if (day >= r.end_day()) unknown(day);
        const auto& w = shifts_of(r, day);
        if (w.empty() || --left > 0) continue;
        const auto end = w.back().until;
        if (end > full_day && day + 1 >= r.end_day()) unknown(day + 1);
        return to_time(day, end);
    }
}

working_time work_calendar::between(local_time from, local_time until) const {
    const auto a = split(from);
    const auto b = split(until);
    const auto& r = run_of(a.day);
    const bool at_the_end = b.day == r.end_day() && b.of_day == 0;
    if (b.day < r.first_day || (b.day >= r.end_day() && !at_the_end))
        unknown(b.day < r.first_day ? r.first_day - 1 : r.end_day());
    return working_time{std::chrono::seconds{worked(r, b.day, b.of_day) - worked(r, a.day, a.of_day)}};
}

std::vector<working_span> work_calendar::explain(local_time from, local_time until) const {
    const auto a = split(from);
    const auto b = split(until);
    const auto& r = run_of(a.day);
    std::vector<working_span> spans;
    for (auto day = a.day; day < b.day || (day == b.day && b.of_day > 0); ++day) {
        if (day >= r.end_day()) unknown(day);
        for (const auto& w : worked_on(r, day)) {
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
    {"minute", {"分钟", "minute"}, {"分钟", "minutes"}},
    {"hour", {"小时", "hour"}, {"小时", "hours"}},
    {"working_minute", {"个工作分钟", "working minute"}, {"个工作分钟", "working minutes"}},
    {"working_hour", {"个工作小时", "working hour"}, {"个工作小时", "working hours"}},
    {"working_day", {"个工作日", "working day"}, {"个工作日", "working days"}},
    {"natural_day", {"个自然日", "natural day"}, {"个自然日", "natural days"}}};

} // namespace

bool is_elapsed(limit_unit unit) {
    return unit == limit_unit::minutes || unit == limit_unit::hours || unit == limit_unit::natural_days;
}

std::string to_string(const time_limit& limit, language l) {
    const auto& words = units[static_cast<std::size_t>(limit.unit)];
    auto text = fmt::format("{} {}", limit.amount, (limit.amount == 1 ? words.one : words.many).in(l));
    if (!limit.calendar.empty())
        text += fmt::format(fmt::runtime(pick(l, "（{}）", " ({})")), limit.calendar);
    return text;
}

std::string to_cell(const time_limit& limit) {
    auto text = fmt::format("{} {}", limit.amount, units[static_cast<std::size_t>(limit.unit)].cell);
    return limit.calendar.empty() ? text : text + ' ' + limit.calendar;
}

std::optional<time_limit> parse_time_limit(std::string_view text) {
    time_limit limit;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), limit.amount);
    if (failure != std::errc{} || limit.amount < 1 || limit.amount > time_limit::most ||
        end == text.data() + text.size() || *end != ' ')
        return std::nullopt;
    std::string_view unit{end + 1, static_cast<std::size_t>(text.data() + text.size() - end - 1)};
    if (const auto space = unit.find(' '); space != std::string_view::npos) {
        limit.calendar = unit.substr(space + 1);
        unit = unit.substr(0, space);
        if (limit.calendar.empty() || limit.calendar.find(' ') != std::string::npos) return std::nullopt;
    }
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
    case limit_unit::minutes:
        (void)days_later(limit.amount / 1440 + 1);
        return from + std::chrono::minutes{limit.amount};
    case limit_unit::hours:
        (void)days_later(limit.amount / 24 + 1);
        return from + std::chrono::hours{limit.amount};
    case limit_unit::worked_minutes:
        return calendar.add(from, working_time{std::chrono::minutes{limit.amount}});
    case limit_unit::worked_hours: return calendar.add(from, limit.amount * working_hour);
    case limit_unit::worked_days: return calendar.add(from, limit.amount * working_day, rule);
    case limit_unit::natural_days: break;
    }
    const local_time due{days_later(limit.amount + (rule == counting::from_same_day ? 0 : 1))};
    return end == ending::on_working_day ? move_to_working_day(calendar, due) : due;
}

work_calendars::work_calendars(const work_hours& usual, const holidays& known,
                               const std::map<std::string, work_hours, std::less<>>& named)
    : usual_{usual, known} {
    for (const auto& [name, hours] : named) {
        if (name.empty() || name.find(' ') != std::string::npos)
            throw std::invalid_argument("work_calendars: the name of a calendar is one word, got '" + name +
                                        "'");
        named_.try_emplace(name, hours, known);
    }
}

const work_calendar* work_calendars::find(std::string_view name) const {
    if (name.empty()) return &usual_;
    const auto found = named_.find(name);
    return found == named_.end() ? nullptr : &found->second;
}

const work_calendar& work_calendars::of(std::string_view name) const {
    if (const auto* found = find(name)) return *found;
    throw std::invalid_argument(fmt::format("work_calendars: there is no calendar {}", name));
}

loaded<work_calendars> load_work_calendars(const feed_files& files, const holidays& known,
                                           const load_options& options) {
    const load_options lenient{.policy = policy::lenient, .notices_per_code = options.notices_per_code};
    auto days = load_holidays(files, known, lenient);
    auto hours = load_work_hours(files, lenient);
    days.notices.add(hours.notices);
    refuse_errors(days.notices, options.policy);
    return {{hours.value.usual, days.value, hours.value.named}, std::move(days.notices)};
}

} // namespace qaidam::calendar
