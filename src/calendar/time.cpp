#include <qaidam/calendar/time.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <qaidam/calendar/codes.hpp>

#include "written.hpp"

namespace qaidam::calendar {
namespace {

/// The number that is all of `text`, digits only.
std::optional<int> find_digits(std::string_view text, std::size_t width) {
    if (text.size() != width) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

const date& first_of_1970() {
    static const date first{1970, 1, 1};
    return first;
}

} // namespace

std::int64_t detail::midnight_of(const date& day) {
    require_plain(day, "moment");
    return (day - first_of_1970()).days() * std::int64_t{86400};
}

date detail::date_of(std::int64_t seconds) {
    const auto days = seconds / 86400 - (seconds % 86400 < 0 ? 1 : 0);
    return first_of_1970() + day_count{static_cast<long>(days)};
}

void detail::refuse_moment(std::int64_t seconds) {
    throw std::invalid_argument(fmt::format(
        "moment: got {} s after 1970-01-01, want a time within 1400-01-01 to 9999-12-31", seconds));
}

weekday weekday_of(const date& day) {
    require_plain(day, "weekday_of");
    return static_cast<weekday>(day.day_number() % 7); // day numbers are Julian: 0 was a Monday
}

std::string to_string(weekday w, language l) {
    static constexpr std::array<wording, 7> names{{{"周一", "Mon"},
                                                   {"周二", "Tue"},
                                                   {"周三", "Wed"},
                                                   {"周四", "Thu"},
                                                   {"周五", "Fri"},
                                                   {"周六", "Sat"},
                                                   {"周日", "Sun"}}};
    return std::string{names[static_cast<std::size_t>(w)].in(l)};
}

std::string to_string(const date& day) {
    if (day.is_special()) return "(no date)";
    const auto ymd = day.year_month_day();
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year), ymd.month.as_number(),
                       static_cast<int>(ymd.day.as_number()));
}

std::string to_string(std::chrono::seconds duration) {
    const auto seconds = duration.count();
    const auto magnitude = seconds < 0 ? -seconds : seconds;
    auto text = fmt::format("{}{:02}:{:02}", seconds < 0 ? "-" : "", magnitude / 3600, magnitude / 60 % 60);
    if (magnitude % 60 != 0) text += fmt::format(":{:02}", magnitude % 60);
    return text;
}

std::string to_string(local_time time) {
    return to_string(time.date()) + " " + to_string(time.time_of_day());
}

std::string to_string(utc_time time) {
    return to_string(time.date()) + " " + to_string(time.time_of_day()) + " UTC";
}

std::optional<date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = find_digits(text.substr(0, 4), 4);
    const auto month = find_digits(text.substr(5, 2), 2);
    const auto day = find_digits(text.substr(8, 2), 2);
    return year && month && day ? detail::find_day(*year, *month, *day) : std::nullopt;
}

std::optional<date> detail::find_day(int year, int month, int day) {
    if (year < 1400 || year > 9999 || month < 1 || month > 12 || day < 1) return std::nullopt;
    const auto y = static_cast<unsigned short>(year), m = static_cast<unsigned short>(month);
    if (day > boost::gregorian::gregorian_calendar::end_of_month_day(y, m)) return std::nullopt;
    return date{y, m, static_cast<unsigned short>(day)};
}

std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text) {
    const bool with_seconds = text.size() == 8;
    if ((!with_seconds && text.size() != 5) || text[2] != ':' || (with_seconds && text[5] != ':'))
        return std::nullopt;
    const auto hours = find_digits(text.substr(0, 2), 2);
    const auto minutes = find_digits(text.substr(3, 2), 2);
    const auto seconds = with_seconds ? find_digits(text.substr(6), 2) : 0;
    if (!hours || !minutes || !seconds || *minutes > 59 || *seconds > 59) return std::nullopt;
    const std::chrono::seconds result{(*hours * 60 + *minutes) * 60 + *seconds};
    return result <= std::chrono::hours{24} ? std::optional{result} : std::nullopt;
}

std::optional<local_time> parse_local_time(std::string_view text) {
    if (text.size() < 16 || (text[10] != ' ' && text[10] != 'T')) return std::nullopt;
    const auto day = parse_date(text.substr(0, 10));
    const auto time = parse_time_of_day(text.substr(11));
    if (!day || !time || *time == std::chrono::hours{24}) return std::nullopt;
    return local_time{*day, *time};
}

std::optional<date> later(const date& day, int days) {
    require_plain(day, "later");
    if ((date{boost::gregorian::max_date_time} - day).days() < days) return std::nullopt;
    return day + day_count{days};
}

std::optional<date_span> overlap(const date_span& a, const date_span& b) {
    date_span both;
    both.from = !a.from ? b.from : !b.from ? a.from : std::max(a.from, b.from);
    both.until = !a.until ? b.until : !b.until ? a.until : std::min(a.until, b.until);
    if (both.from && both.until && *both.until <= *both.from) return std::nullopt;
    return both;
}

std::string to_string(const date_span& span, language l) {
    const bool zh = l == language::zh;
    std::string text;
    if (span.from) text += fmt::format(fmt::runtime(zh ? "{} 起" : "from {}"), to_string(*span.from));
    if (span.from && span.until) text += zh ? "，" : " ";
    if (span.until)
        text += fmt::format(fmt::runtime(zh ? "{} 止（不含）" : "until {}"), to_string(*span.until));
    return text.empty() ? (zh ? "一直" : "always") : text;
}

std::vector<date_span> gaps(std::vector<date_span> covered, const date_span& within) {
    std::sort(covered.begin(), covered.end(),
              [](const date_span& a, const date_span& b) { return a.from < b.from; });
    std::vector<date_span> open;
    date_span rest = within; // what is not yet known to be covered
    for (const auto& span : covered) {
        const auto seen = overlap(span, rest);
        if (!seen) continue;
        if (seen->from && (!rest.from || *rest.from < *seen->from)) open.push_back({rest.from, seen->from});
        if (!seen->until || seen->until == rest.until) return open;
        rest.from = seen->until;
    }
    open.push_back(rest);
    return open;
}

std::string to_string(const dated_finding& f, language l) {
    auto text = to_string(f.finding, l);
    for (std::size_t i = 0; i < f.when.size(); ++i)
        text += (i > 0 ? "; " : l == language::zh ? "：" : ": ") + to_string(f.when[i], l);
    return text;
}

namespace {

/// What the cell says by itself; what it does not is a notice, which quotes `wanted`.
std::optional<written_time> read_written(record& r, std::string_view column, const message_rule& unreadable,
                                         std::string_view wanted, bool (*fits)(const written_time&)) {
    const std::string text{r.cell(column)};
    if (text.empty()) return std::nullopt;
    const auto found = detail::read_cell(text);
    const auto* time = std::get_if<written_time>(&found);
    if (time == nullptr && std::get<time_fault>(found) == time_fault::either_order) {
        r.complain(codes::undecided_date, column, {text, std::string{wanted}});
        return std::nullopt;
    }
    if (time == nullptr || !fits(*time)) {
        r.complain(unreadable, column, {text, std::string{wanted}});
        return std::nullopt;
    }
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 5) r.complain(codes::serial_date, column, {text, to_string(time->at)});
    return *time;
}

} // namespace

std::optional<date> find_date(record& r, std::string_view column) {
    const auto time = read_written(r, column, codes::bad_date, "2022-01-10", [](const written_time& t) {
        return !t.offset && t.at.time_of_day().count() == 0; // spreadsheets write 0:00 after a day
    });
    return time ? std::optional{time->at.date()} : std::nullopt;
}

std::optional<local_time> find_time(record& r, std::string_view column) {
    const auto time = read_written(r, column, codes::bad_time, "2022-01-10 22:40",
                                   [](const written_time& t) { return !t.offset && !t.whole_day; });
    return time ? std::optional{time->at} : std::nullopt;
}

std::optional<std::chrono::seconds> find_time_of_day(record& r, std::string_view column) {
    const std::string text{r.cell(column)};
    const auto time = detail::read_time_of_day(text);
    if (!time && !text.empty()) r.complain(codes::bad_time, column, {text, "22:40"});
    return time;
}

date read_date(record& r, std::string_view column) {
    (void)r.text(column);
    return find_date(r, column).value_or(date{1970, 1, 1});
}

local_time read_time(record& r, std::string_view column) {
    (void)r.text(column);
    return find_time(r, column).value_or(local_time{});
}

std::chrono::seconds read_end_of_window(record& r, std::string_view column) {
    const auto text = r.cell(column);
    for (int hour = 24; hour < 48; ++hour) {
        if (!text.starts_with(std::to_string(hour))) continue;
        const auto next = parse_time_of_day(fmt::format("{:02}{}", hour - 24, text.substr(2)));
        if (next) return std::chrono::hours{24} + *next;
    }
    return read_time_of_day(r, column);
}

std::chrono::seconds read_time_of_day(record& r, std::string_view column) {
    (void)r.text(column);
    return find_time_of_day(r, column).value_or(std::chrono::seconds{0});
}

date_span read_span(record& r, std::string_view from, std::string_view until) {
    date_span span{find_date(r, from), find_date(r, until)};
    if (r.ok() && span.from && span.until && *span.until <= *span.from)
        r.complain(codes::empty_span, until, {to_string(*span.from), to_string(*span.until)});
    return span;
}

std::string to_cell(const std::optional<date>& day) {
    return day ? to_string(*day) : std::string{};
}

void require_plain(const date& day, std::string_view what) {
    if (day.is_special())
        throw std::invalid_argument(fmt::format("{}: got a special date, want a plain one", what));
}

} // namespace qaidam::calendar
