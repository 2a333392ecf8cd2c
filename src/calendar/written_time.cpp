#include <qaidam/calendar/written_time.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "written.hpp"

namespace qaidam::calendar {
namespace {

using std::chrono::seconds;
using reading = std::variant<written_time, time_fault>;

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_letter(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

/// With the blanks that pad or part text in other scripts as plain ones.
std::string with_plain_blanks(std::string_view text) {
    constexpr std::string_view blanks[] = {"\u00A0", "\u202F", "\u3000"};
    std::string plain;
    for (std::size_t i = 0; i < text.size();) {
        const auto* blank = std::find_if(std::begin(blanks), std::end(blanks),
                                         [&](std::string_view b) { return text.substr(i).starts_with(b); });
        plain += blank == std::end(blanks) ? text[i] : ' ';
        i += blank == std::end(blanks) ? 1 : blank->size();
    }
    return plain;
}

/// Text that is taken from its front.
class scanner {
public:
    explicit scanner(std::string_view text) : rest_{text} {}

    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] bool done() const { return rest_.empty(); }
    [[nodiscard]] char front() const { return rest_.empty() ? '\0' : rest_.front(); }

    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    bool take_any_case(std::string_view word) {
        if (rest_.size() < word.size() || !std::equal(word.begin(), word.end(), rest_.begin(),
                                                      [](char a, char b) { return lower(a) == lower(b); }))
            return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    bool take_blanks() {
        const auto blanks = std::min(rest_.find_first_not_of(' '), rest_.size());
        rest_.remove_prefix(blanks);
        return blanks > 0;
    }
    [[nodiscard]] std::size_t digits() const {
        return static_cast<std::size_t>(std::find_if_not(rest_.begin(), rest_.end(), is_digit) -
                                        rest_.begin());
    }
    /// A number of so many digits, where exactly so many stand together.
    std::optional<int> take_number(std::size_t least, std::size_t most) {
        const auto count = digits();
        return count < least || count > most ? std::nullopt : take_digits(count);
    }
    /// So many digits, whatever comes after them.
    std::optional<int> take_digits(std::size_t count) {
        int value = 0;
        if (digits() < count) return std::nullopt;
        (void)std::from_chars(rest_.data(), rest_.data() + count, value);
        rest_.remove_prefix(count);
        return value;
    }
    /// The number of the month whose English name or first three letters come next.
    std::optional<int> take_month() {
        static constexpr std::array<std::string_view, 12> names{
            "january", "february", "march",     "april",   "may",      "june",
            "july",    "august",   "september", "october", "november", "december"};
        const auto length =
            static_cast<std::size_t>(std::find_if_not(rest_.begin(), rest_.end(), is_letter) - rest_.begin());
        for (std::size_t m = 0; m < names.size(); ++m)
            if ((length == 3 || length == names[m].size()) && take_any_case(names[m].substr(0, length)))
                return static_cast<int>(m) + 1;
        return std::nullopt;
    }

private:
    std::string_view rest_;
};

struct day_text {
    std::optional<date> day{};
    time_fault fault = time_fault::not_a_time; ///< where there is no day
    bool ends_itself = false;                  ///< with 日: a time may follow without a blank
};

day_text day_of(int year, int month, int day) {
    return {detail::find_day(year, month, day), time_fault::no_such_day};
}

/// 2021-12-20, 2021/12/20, 2021.12.20, 2021 Dec 20, 2021年12月20日, after the year.
day_text read_after_year(scanner& in, int year) {
    if (in.take("年")) {
        const auto month = in.take_number(1, 2);
        if (!month || !in.take("月")) return {};
        const auto day = in.take_number(1, 2);
        if (!day || !(in.take("日") || in.take("号"))) return {};
        auto found = day_of(year, *month, *day);
        found.ends_itself = true;
        return found;
    }
    const auto part = in.rest().substr(0, 1);
    if (part.empty() || std::string_view{"-/. "}.find(part) == std::string_view::npos || !in.take(part))
        return {};
    const auto named = in.take_month();
    if (!named && part == " ") return {};
    const auto month = named ? named : in.take_number(1, 2);
    if (!month || !in.take(part)) return {};
    const auto day = in.take_number(1, 2);
    return day ? day_of(year, *month, *day) : day_text{};
}

/// 20/12/2021, 12-20-2021, 20.12.2021, 20 Dec 2021: what has the year last.
day_text read_year_last(scanner& in, const std::optional<date_order>& order) {
    const auto first = in.take_number(1, 2);
    const auto part = in.rest().substr(0, 1);
    if (!first || part.empty() || std::string_view{"-/. "}.find(part) == std::string_view::npos ||
        !in.take(part))
        return {};
    const auto named = in.take_month();
    if (!named && part == " ") return {};
    const auto second = named ? named : in.take_number(1, 2);
    if (!second || !in.take(part)) return {};
    if (in.digits() == 2) return {.fault = time_fault::short_year};
    const auto year = in.take_number(4, 4);
    if (!year) return {};
    if (named) return day_of(*year, *named, *first);
    if (*first == *second) return day_of(*year, *first, *second);
    if (!order) return {.fault = time_fault::either_order};
    return *order == date_order::day_first ? day_of(*year, *second, *first) : day_of(*year, *first, *second);
}

/// Dec 20, 2021
day_text read_month_first(scanner& in) {
    const auto month = in.take_month();
    if (!month || !in.take_blanks()) return {};
    const auto day = in.take_number(1, 2);
    if (!day) return {};
    in.take(",");
    if (!in.take_blanks()) return {};
    const auto year = in.take_number(4, 4);
    return year ? day_of(*year, *month, *day) : day_text{};
}

day_text read_day(scanner& in, const std::optional<date_order>& order) {
    if (is_letter(in.front())) return read_month_first(in);
    switch (in.digits()) {
    case 1:
    case 2: return read_year_last(in, order);
    case 4: return read_after_year(in, *in.take_digits(4));
    case 8:
    case 12:
    case 14: {
        const auto year = in.take_digits(4), month = in.take_digits(2), day = in.take_digits(2);
        auto found = day_of(*year, *month, *day);
        found.ends_itself = true;
        return found;
    }
    default: return {};
    }
}

struct time_of_day_text {
    std::optional<seconds> time{};
    time_fault fault = time_fault::not_a_time;
};

time_of_day_text time_of(int hour, int minute, int second) {
    const bool midnight = hour == 24 && minute == 0 && second == 0;
    if ((hour > 23 && !midnight) || minute > 59 || second > 59)
        return {.fault = time_fault::no_such_time_of_day};
    return {.time = seconds{(hour * 60 + minute) * 60 + second}};
}

struct clock_text {
    int hour = 0, minute = 0, second = 0;
};

/// 9时5分6秒, after the hour.
std::optional<clock_text> read_chinese_clock(scanner& in, int hour) {
    clock_text clock{hour};
    const auto minute = in.take_number(1, 2);
    if (!minute) return clock;
    clock.minute = *minute;
    if (!in.take("分")) return std::nullopt;
    const auto second = in.take_number(1, 2);
    if (!second) return clock;
    clock.second = *second;
    return in.take("秒") ? std::optional{clock} : std::nullopt;
}

/// 9:05, 09:05:06, after the hour.
std::optional<clock_text> read_colon_clock(scanner& in, int hour) {
    const auto minute = in.take(":") ? in.take_number(2, 2) : std::nullopt;
    if (!minute) return std::nullopt;
    if (!in.take(":")) return clock_text{hour, *minute};
    const auto second = in.take_number(2, 2);
    return second ? std::optional{clock_text{hour, *minute, *second}} : std::nullopt;
}

/// Any of these, or 090506, with a fraction of a second.
std::optional<clock_text> read_clock(scanner& in) {
    std::optional<clock_text> clock;
    if (in.digits() == 4 || in.digits() == 6) {
        const bool with_seconds = in.digits() == 6;
        const auto hour = in.take_digits(2), minute = in.take_digits(2);
        clock = clock_text{*hour, *minute, with_seconds ? *in.take_digits(2) : 0};
    } else if (const auto hour = in.take_number(1, 2)) {
        clock = in.take("时") || in.take("点") ? read_chinese_clock(in, *hour) : read_colon_clock(in, *hour);
    }
    if (!clock || !(in.take(".") || in.take(","))) return clock;
    const auto digits = in.digits();
    return digits > 0 && in.take(in.rest().substr(0, digits)) ? clock : std::nullopt;
}

time_of_day_text read_time_of_day_text(scanner& in) {
    bool before = in.take("上午"), after = !before && in.take("下午");
    in.take_blanks();
    const auto clock = read_clock(in);
    if (!clock) return {};
    auto hour = clock->hour;
    if (!before && !after) {
        const auto kept = in;
        in.take_blanks();
        before = in.take_any_case("AM");
        after = !before && in.take_any_case("PM");
        if (!before && !after) in = kept;
    }
    if (before || after) {
        if (hour < 1 || hour > 12) return {.fault = time_fault::no_such_time_of_day};
        hour = hour % 12 + (after ? 12 : 0);
    }
    return time_of(hour, clock->minute, clock->second);
}

struct offset_text {
    std::optional<seconds> offset{};
    std::optional<time_fault> fault{};
};

/// Z, UTC, GMT, +08, +0800, +08:00, to the end.
offset_text read_offset(scanner& in) {
    in.take_blanks();
    if (in.take_any_case("UTC") || in.take_any_case("GMT") || in.take_any_case("Z"))
        return in.done() ? offset_text{.offset = seconds{0}} : offset_text{.fault = time_fault::zone_name};
    if (is_letter(in.front())) return {.fault = time_fault::zone_name};
    const bool west = in.take("-");
    if (!west && !in.take("+")) return {.fault = time_fault::not_a_time};
    const auto hours = in.take_digits(2);
    if (!hours) return {.fault = time_fault::bad_offset};
    int minutes = 0;
    if (!in.done()) {
        in.take(":");
        const auto read = in.take_number(2, 2);
        if (!read || !in.done()) return {.fault = time_fault::bad_offset};
        minutes = *read;
    }
    const seconds offset{(*hours * 60 + minutes) * 60};
    // From Baker Island to the Line Islands.
    if (minutes > 59 || offset > std::chrono::hours{west ? 12 : 14}) return {.fault = time_fault::bad_offset};
    return {.offset = west ? -offset : offset};
}

reading read_text(std::string_view text, const std::optional<date_order>& order) {
    scanner in{text};
    in.take_blanks();
    if (in.front() == '\'') return time_fault::apostrophe;
    const auto found = read_day(in, order);
    if (!found.day) return found.fault;
    const auto kept = in;
    in.take_blanks();
    if (in.done()) return written_time{local_time{*found.day}, true};
    in = kept;
    const bool apart = in.take("T") || (in.take(",") && in.take_blanks()) || in.take_blanks();
    if (!apart && !found.ends_itself) return time_fault::not_a_time;
    const auto clock = read_time_of_day_text(in);
    if (!clock.time) return clock.fault;
    in.take_blanks();
    const auto ahead = in.done() ? offset_text{} : read_offset(in);
    if (ahead.fault) return *ahead.fault;
    const auto midnight = local_time{*found.day}.seconds_since_1970();
    const auto at = midnight + clock.time->count();
    if (at > detail::last_second) return time_fault::no_such_day;
    return written_time{local_time::from_seconds_since_1970(at), false, ahead.offset};
}

/// A number that is all of the text.
std::optional<double> find_number(std::string_view text) {
    const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
    if (digits.empty() || !is_digit(digits.front()) ||
        !std::all_of(digits.begin(), digits.end(), [](char c) { return is_digit(c) || c == '.'; }))
        return std::nullopt;
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional{value} : std::nullopt;
}

reading read_serial(double days, const date& first, double least) {
    const double most = static_cast<double>((date{9999, 12, 31} - first).days());
    if (days < least || days >= most + 1) return time_fault::number_out_of_range;
    const auto whole = std::floor(days);
    const seconds of_day{std::llround((days - whole) * 86400)};
    const auto at =
        local_time{first}.seconds_since_1970() + static_cast<std::int64_t>(whole) * 86400 + of_day.count();
    if (at > detail::last_second) return time_fault::number_out_of_range;
    return written_time{local_time::from_seconds_since_1970(at), days == whole};
}

reading read_epoch(double number, double a_second) {
    // Earlier ones are milliseconds that were counted as seconds the other way round, or stand for nothing.
    constexpr double end_of_1970 = 365 * 86400;
    const auto second = std::floor(number / a_second);
    if (second < end_of_1970 || second > static_cast<double>(detail::last_second))
        return time_fault::number_out_of_range;
    return written_time{local_time::from_seconds_since_1970(static_cast<std::int64_t>(second)), false,
                        seconds{0}};
}

reading read_number(double number, number_kind kind) {
    switch (kind) {
    case number_kind::serial_1900:
        return read_serial(number, date{1899, 12, 30}, 61); // before, they count a 29 February of 1900
    case number_kind::serial_1904: return read_serial(number, date{1904, 1, 1}, 0);
    case number_kind::epoch_seconds: return read_epoch(number, 1);
    case number_kind::epoch_milliseconds: break;
    }
    return read_epoch(number, 1000);
}

bool is_time(const reading& r) {
    return std::holds_alternative<written_time>(r);
}

} // namespace

std::variant<written_time, time_fault> detail::read_cell(std::string_view cell, const time_writing& writing) {
    std::string plain;
    if (cell.find_first_of("\xC2\xE2\xE3") != std::string_view::npos) cell = plain = with_plain_blanks(cell);
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    while (cell.ends_with(' ')) cell.remove_suffix(1);
    const auto number = find_number(cell);
    if (!number) return read_text(cell, writing.order);
    if (writing.numbers) return read_number(*number, *writing.numbers);
    const auto digits = scanner{cell}.digits();
    if (digits == 5) return read_number(*number, number_kind::serial_1900);
    if (digits == cell.size() && (digits == 8 || digits == 12 || digits == 14))
        return read_text(cell, writing.order);
    return time_fault::bare_number;
}

std::optional<seconds> detail::read_time_of_day(std::string_view cell) {
    scanner in{cell};
    const auto found = read_time_of_day_text(in);
    return in.done() ? found.time : std::nullopt;
}

std::string to_string(time_fault fault, language l) {
    static constexpr std::array<wording, 11> words{
        {{"无法读出时间", "not a time"},
         {"没有这一天", "there is no such day"},
         {"没有这一时刻", "there is no such time of day"},
         {"年份只有两位", "the year has two digits"},
         {"前面有撇号，是电子表格标记文本用的",
          "it begins with an apostrophe, which spreadsheets put before text"},
         {"没有这样的时差", "there is no such offset from UTC"},
         {"时区名可指多个时区", "a name of a zone may mean several"},
         {"日、月先后不明，本列也没有能分辨的日期",
          "day or month may come first, and no cell of the column tells which"},
         {"日、月先后不明，本列两种写法都有",
          "day or month may come first, and the column has cells of both kinds"},
         {"只是一个数", "only a number"},
         {"这个数不是有效的时间", "the number is no time"}}};
    return std::string{words[static_cast<std::size_t>(fault)].in(l)};
}

bool is_undecided(time_fault fault) {
    return fault == time_fault::either_order || fault == time_fault::both_orders ||
           fault == time_fault::bare_number;
}

void time_column::look_at(std::string_view cell) {
    if (said_.order || (day_first_ && month_first_)) return;
    const auto alone = detail::read_cell(cell, said_);
    const auto* fault = std::get_if<time_fault>(&alone);
    if (fault == nullptr || *fault != time_fault::either_order) return;
    const bool day = is_time(detail::read_cell(cell, {date_order::day_first, said_.numbers}));
    const bool month = is_time(detail::read_cell(cell, {date_order::month_first, said_.numbers}));
    day_first_ = day_first_ || (day && !month);
    month_first_ = month_first_ || (month && !day);
}

std::variant<written_time, time_fault> time_column::read(std::string_view cell) const {
    auto writing = said_;
    if (!writing.order && day_first_ != month_first_)
        writing.order = day_first_ ? date_order::day_first : date_order::month_first;
    const auto found = detail::read_cell(cell, writing);
    if (writing.order || is_time(found) || std::get<time_fault>(found) != time_fault::either_order)
        return found;
    // Nothing is decided for the column, but this cell may decide for itself.
    const auto day = detail::read_cell(cell, {date_order::day_first, said_.numbers});
    const auto month = detail::read_cell(cell, {date_order::month_first, said_.numbers});
    if (is_time(day) != is_time(month)) return is_time(day) ? day : month;
    if (!is_time(day)) return std::get<time_fault>(day);
    return day_first_ ? time_fault::both_orders : time_fault::either_order;
}

} // namespace qaidam::calendar
