#include "rule.hpp"

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

namespace qaidam::icalendar {
namespace {

using calendar::date;
using calendar::local_time;

constexpr std::string_view frequencies[] = {"SECONDLY", "MINUTELY", "HOURLY", "DAILY",
                                            "WEEKLY",   "MONTHLY",  "YEARLY"};
constexpr std::string_view weekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

constexpr wording no_frequency{"没有可用的 FREQ", "it has no FREQ"};
constexpr wording not_a_part{"没有这样的部分", "there is no such part"};
constexpr wording not_a_value{"值不可用", "a value that is none"};
constexpr wording stands_twice{"出现两次", "it stands twice"};
constexpr wording wrong_frequency{"不能与此 FREQ 并用", "it does not go with this FREQ"};
constexpr wording wrong_scale{"不能与 RSCALE 并用", "it does not go with RSCALE"};
constexpr wording without_scale{"只能与 RSCALE 并用", "it goes with RSCALE alone"};

/// A part with a list of numbers: those up to `most`, and as many back from the end.
struct list_part {
    std::string_view name;
    std::vector<int> recurrence_rule::*values;
    int least;
    int most;
    bool backwards;
};
// Thirty-one days of a month are as many as libical keeps.
constexpr list_part list_parts[] = {{"BYSECOND", &recurrence_rule::seconds, 0, 60, false},
                                    {"BYMINUTE", &recurrence_rule::minutes, 0, 59, false},
                                    {"BYHOUR", &recurrence_rule::hours, 0, 23, false},
                                    {"BYMONTHDAY", &recurrence_rule::month_days, 1, 31, true},
                                    {"BYYEARDAY", &recurrence_rule::year_days, 1, 366, true},
                                    {"BYWEEKNO", &recurrence_rule::weeks, 1, 53, true},
                                    {"BYMONTH", &recurrence_rule::months, 1, 13, false},
                                    {"BYSETPOS", &recurrence_rule::positions, 1, 366, true}};

std::optional<int> number_of(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int value = 0;
    const auto end = text.data() + text.size();
    const auto [at, failure] = std::from_chars(text.data(), end, value);
    constexpr int largest = 999'999'999; // nine digits are what libical reads
    if (failure != std::errc{} || at != end || value > largest || value < -largest) return std::nullopt;
    return value;
}

std::optional<std::size_t> place_in(std::span<const std::string_view> words, std::string_view word) {
    const auto found = std::find(words.begin(), words.end(), word);
    return found == words.end() ? std::nullopt
                                : std::optional{static_cast<std::size_t>(found - words.begin())};
}

/// The text in capitals and without blanks.
std::string tidied(std::string_view text) {
    std::string all;
    for (const char c : text)
        if (c != ' ' && c != '\t') all += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return all;
}

/// Calls with each piece of `text` between separators.
void for_each_piece(std::string_view text, char separator, auto&& call) {
    while (true) {
        const auto end = std::min(text.find(separator), text.size());
        call(text.substr(0, end));
        if (end == text.size()) return;
        text.remove_prefix(end + 1);
    }
}

class rule_reader {
public:
    parsed_rule read(std::string_view text) {
        const auto tidy = tidied(text);
        result_.loose = tidy != text;
        for_each_piece(tidy, ';', [&](std::string_view part) {
            if (part.empty())
                result_.loose = true;
            else if (good_)
                take(part);
        });
        if (good_ && !has_frequency_) fail(no_frequency, "FREQ");
        if (good_) hold_together();
        // In the order of the week, as libical writes them.
        const auto place = [&](const nth_weekday& d) {
            const auto from_start = static_cast<int>(d.day) - static_cast<int>(rule_.week_start) + 7;
            return std::pair{from_start % 7, d.n};
        };
        std::sort(rule_.days.begin(), rule_.days.end(),
                  [&](const nth_weekday& a, const nth_weekday& b) { return place(a) < place(b); });
        if (good_) result_.rule = std::move(rule_);
        return std::move(result_);
    }

private:
    void fail(const wording& why, std::string_view part) {
        if (good_) result_.fault = {why, std::string{part}};
        good_ = false;
    }

    void take(std::string_view part) {
        const auto equals = std::min(part.find('='), part.size());
        const auto name = part.substr(0, equals);
        const auto value = part.substr(std::min(equals + 1, part.size()));
        if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) return fail(stands_twice, name);
        seen_.push_back(std::string{name});
        if (name == "FREQ") {
            const auto at = place_in(frequencies, value);
            if (!at) return fail(no_frequency, part);
            rule_.frequency = static_cast<frequency>(*at);
            has_frequency_ = true;
        } else if (name == "INTERVAL") {
            const auto n = number_of(value);
            if (!n || *n < 1) return fail(not_a_value, part);
            rule_.interval = *n;
        } else if (name == "COUNT") {
            const auto n = number_of(value);
            if (!n || *n < 0) return fail(not_a_value, part);
            rule_.count = *n;
        } else if (name == "UNTIL") {
            rule_.until = parse_end(value);
            if (!rule_.until) return fail(not_a_value, part);
        } else if (name == "WKST") {
            const auto at = place_in(weekdays, value);
            if (!at) return fail(not_a_value, part);
            rule_.week_start = static_cast<calendar::weekday>(*at);
        } else if (name == "BYDAY") {
            for_each_piece(value, ',', [&](std::string_view day) { take_day(day, part); });
        } else if (name == "RSCALE") {
            if (value.empty()) return fail(not_a_value, part);
            rule_.scale = value;
        } else if (name == "SKIP") {
            if (value != "OMIT" && value != "BACKWARD" && value != "FORWARD") return fail(not_a_value, part);
            if (value != "OMIT") rule_.skip = value;
        } else {
            take_list(name, value, part);
        }
    }
    void take_day(std::string_view text, std::string_view part) {
        if (text.empty()) {
            result_.loose = true;
            return;
        }
        const auto letters = text.size() < 2 ? 0 : text.size() - 2;
        const auto day = place_in(weekdays, text.substr(letters));
        const auto n = letters == 0 ? std::optional{0} : number_of(text.substr(0, letters));
        if (!day || !n || *n < -53 || *n > 53 || (letters > 0 && *n == 0)) return fail(not_a_value, part);
        const nth_weekday one{*n, static_cast<calendar::weekday>(*day)};
        if (std::find(rule_.days.begin(), rule_.days.end(), one) == rule_.days.end())
            rule_.days.push_back(one);
    }
    void take_list(std::string_view name, std::string_view value, std::string_view part) {
        const auto* list = std::find_if(std::begin(list_parts), std::end(list_parts),
                                        [&](const list_part& l) { return l.name == name; });
        if (list == std::end(list_parts)) return fail(not_a_part, part);
        auto& values = rule_.*(list->values);
        for_each_piece(value, ',', [&](std::string_view text) {
            if (text.empty()) {
                result_.loose = true;
                return;
            }
            const bool leap = name == "BYMONTH" && text.ends_with('L');
            const auto n = number_of(text.substr(0, text.size() - (leap ? 1 : 0)));
            const auto size = n && *n < 0 && list->backwards ? -*n : n.value_or(-1);
            if (size < list->least || size > list->most) return fail(not_a_value, part);
            values.push_back(*n + (leap ? leap_month : 0));
        });
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        if (values.empty() || (name == "BYMONTHDAY" && values.size() > 31)) fail(not_a_value, part);
    }

    /// What RFC 5545 and RFC 7529 say does not go together.
    void hold_together() {
        const auto f = rule_.frequency;
        const bool numbered =
            std::any_of(rule_.days.begin(), rule_.days.end(), [](const nth_weekday& d) { return d.n != 0; });
        if (!rule_.weeks.empty() && f != frequency::yearly) fail(wrong_frequency, "BYWEEKNO");
        if (!rule_.year_days.empty() && f >= frequency::daily && f < frequency::yearly)
            fail(wrong_frequency, "BYYEARDAY");
        if (!rule_.month_days.empty() && f == frequency::weekly) fail(wrong_frequency, "BYMONTHDAY");
        if (numbered && (f < frequency::monthly || !rule_.weeks.empty())) fail(wrong_frequency, "BYDAY");
        if (rule_.scale == "GREGORIAN" && rule_.skip.empty()) rule_.scale.clear();
        const bool scaled = !rule_.scale.empty();
        if (!rule_.skip.empty() && !scaled) return fail(without_scale, "SKIP");
        if (!scaled && !rule_.months.empty() && rule_.months.back() > 12) fail(without_scale, "BYMONTH");
        if (!scaled) return;
        if (f < frequency::monthly) fail(wrong_scale, "FREQ");
        for (const auto& name : seen_)
            if (name.starts_with("BY") && name != "BYMONTH" && name != "BYMONTHDAY") fail(wrong_scale, name);
    }

    parsed_rule result_;
    recurrence_rule rule_;
    std::vector<std::string> seen_;
    bool has_frequency_ = false;
    bool good_ = true;
};

void append_list(std::string& all, std::string_view name, const std::vector<int>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool leap = name == "BYMONTH" && values[i] > leap_month;
        all += (i == 0 ? ";" + std::string{name} + "=" : ",") +
               std::to_string(values[i] - (leap ? leap_month : 0)) + (leap ? "L" : "");
    }
}

std::string to_text(const rule_end& end) {
    const auto day = end.shown.date().year_month_day();
    auto all = fmt::format("{:04}{:02}{:02}", static_cast<int>(day.year), day.month.as_number(),
                           static_cast<int>(day.day));
    if (end.is_day) return all;
    const auto of_day = end.shown.time_of_day().count();
    return all + fmt::format("T{:02}{:02}{:02}{}", of_day / 3600, of_day / 60 % 60, of_day % 60,
                             end.is_utc ? "Z" : "");
}

} // namespace

parsed_rule parse_rule(std::string_view text) {
    return rule_reader{}.read(text);
}

std::string to_text(const recurrence_rule& r) {
    std::string all;
    if (!r.scale.empty()) all += "RSCALE=" + r.scale + ";";
    all += "FREQ=" + std::string{frequencies[static_cast<std::size_t>(r.frequency)]};
    if (r.until) all += ";UNTIL=" + to_text(*r.until);
    if (r.count) all += ";COUNT=" + std::to_string(*r.count);
    if (r.interval != 1) all += ";INTERVAL=" + std::to_string(r.interval);
    append_list(all, "BYSECOND", r.seconds);
    append_list(all, "BYMINUTE", r.minutes);
    append_list(all, "BYHOUR", r.hours);
    for (std::size_t i = 0; i < r.days.size(); ++i) {
        all += i == 0 ? ";BYDAY=" : ",";
        if (r.days[i].n != 0) all += std::to_string(r.days[i].n);
        all += weekdays[static_cast<std::size_t>(r.days[i].day)];
    }
    append_list(all, "BYMONTHDAY", r.month_days);
    append_list(all, "BYYEARDAY", r.year_days);
    append_list(all, "BYWEEKNO", r.weeks);
    append_list(all, "BYMONTH", r.months);
    append_list(all, "BYSETPOS", r.positions);
    if (r.week_start != calendar::weekday::monday)
        all += ";WKST=" + std::string{weekdays[static_cast<std::size_t>(r.week_start)]};
    if (!r.skip.empty()) all += ";SKIP=" + r.skip;
    return all;
}

std::optional<rule_end> parse_end(std::string_view text) {
    rule_end end{.is_day = text.size() == 8, .is_utc = text.size() == 16 && text[15] == 'Z'};
    if ((!end.is_day && text.size() != 15 && !end.is_utc) || (!end.is_day && text[8] != 'T'))
        return std::nullopt;
    const auto digits = [&](std::size_t at, std::size_t count) {
        int value = 0;
        for (const char c : text.substr(at, count)) {
            if (c < '0' || c > '9') return -1;
            value = value * 10 + (c - '0');
        }
        return value;
    };
    const auto day = calendar::parse_date(
        fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
    if (!day) return std::nullopt;
    if (end.is_day) {
        end.shown = local_time{*day};
        return end;
    }
    const int hour = digits(9, 2), minute = digits(11, 2), second = digits(13, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
    end.shown = local_time{*day, std::chrono::hours{hour} + std::chrono::minutes{minute} +
                                     std::chrono::seconds{std::min(second, 59)}};
    return end;
}

} // namespace qaidam::icalendar
