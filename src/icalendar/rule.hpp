/// Recurrence rules (RFC 5545, 3.3.10; RFC 7529 for RSCALE), from text and to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/message.hpp>
#include <qaidam/calendar/time.hpp>

namespace qaidam::icalendar {

enum class frequency { secondly, minutely, hourly, daily, weekly, monthly, yearly };

/// The nth one of its month or year, from the end if negative; 0 for each.
struct nth_weekday {
    int n;
    calendar::weekday day;
    friend bool operator==(const nth_weekday&, const nth_weekday&) = default;
};

/// UNTIL as it stands: a day, a time of the event's clock, or one in UTC.
struct rule_end {
    calendar::local_time shown{};
    bool is_day = false;
    bool is_utc = false;
};

/// Is added to a month that is a leap one: "5L".
inline constexpr int leap_month = 100;

struct recurrence_rule {
    icalendar::frequency frequency{};
    int interval = 1;
    std::optional<int> count{};
    std::optional<rule_end> until{};
    std::vector<int> seconds{}, minutes{}, hours{}, month_days{}, year_days{}, weeks{}, months{}, positions{};
    std::vector<nth_weekday> days{};
    calendar::weekday week_start = calendar::weekday::monday;
    std::string scale{}; ///< RSCALE, "" for the Gregorian calendar where nothing is skipped
    std::string skip{};  ///< SKIP
};

/// Why a rule is not followed, and the part that is to blame.
struct rule_fault {
    wording why;
    std::string part;
};

/// The rule of a text, or its fault.
struct parsed_rule {
    std::optional<recurrence_rule> rule{};
    rule_fault fault{};
    bool loose = false; ///< spelled in small letters, with blanks or with an empty part
};
[[nodiscard]] parsed_rule parse_rule(std::string_view text);

/// What `parse_rule` reads, in the order that RFC 5545 gives the parts.
[[nodiscard]] std::string to_text(const recurrence_rule& rule);

/// "20220328", "20220328T190000" or "20220328T110000Z"; nothing for any other text.
[[nodiscard]] std::optional<rule_end> parse_end(std::string_view text);

} // namespace qaidam::icalendar
