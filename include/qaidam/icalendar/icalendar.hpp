/// iCalendar (RFC 5545) in and out, through libical: calendars that people subscribe to, and those of others.
///
///     std::ofstream{"community.ics", std::ios::binary} << icalendar::write({"城东社区", events}, stamp);
///     const auto [calendar, notices] = icalendar::read_file("holidays.ics");
///     for (const auto& o : icalendar::expand(calendar.events, from, until))
///         show(calendar.events[o.event], o.from);
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/file_path.hpp>
#include <qaidam/base/message.hpp>
#include <qaidam/calendar/calendar_event.hpp>

#pragma GCC visibility push(default)

namespace qaidam::icalendar {

struct calendar_file {
    std::string name{}; ///< which programs show
    std::vector<calendar::calendar_event> events{};
    friend bool operator==(const calendar_file&, const calendar_file&) = default;
};

/// One VCALENDAR with the rules of each zone that its events name. `stamp` is when it is made, in UTC.
/// Lines are folded at 75 octets between characters and end in CRLF. Control characters and the white space
/// around texts are left out.
/// Throws: std::invalid_argument for an event without uid or whose uid is another's, one that ends before it
///         starts, a year after 3000, a zone or a rule that is none, text that is not UTF-8, and a category
///         with a comma.
[[nodiscard]] std::string write(const calendar_file& file, calendar::utc_time stamp);

/// The events of all calendars in the text, of each its latest state; tasks, journals and alarms are left
/// out. A zone is given by its IANA name where one can be told from what the file calls it. An event that is
/// damaged is dropped whole, with a notice at its line; what is read but not kept is said too.
/// Throws: data_error if it is no calendar at all, and under policy::strict for errors.
[[nodiscard]] loaded<calendar_file> read(std::string_view text, std::string_view file = {},
                                         const load_options& options = {});
[[nodiscard]] loaded<calendar_file> read_file(const file_path& path, const load_options& options = {});

/// When an event happens, on the clock of its zone.
struct occurrence {
    std::size_t event; ///< its place in the list
    calendar::local_time from;
    calendar::local_time until;
    friend bool operator==(const occurrence&, const occurrence&) = default;
};

/// The occurrences that begin in [from, until) on their own clocks, series unrolled, without what was
/// cancelled or replaced; by time. The start of a series is its first, whether its rule names it or not, and
/// counts; a rule that names no moment until the year 3000 has none.
/// Throws: std::invalid_argument for a rule that is none or is not followed, std::length_error for a series
///         that has more than a million steps until then.
/// Source: RFC 5545, 3.3.10 and 3.8.5.
[[nodiscard]] std::vector<occurrence> expand(std::span<const calendar::calendar_event> events,
                                             calendar::local_time from, calendar::local_time until);

namespace codes {
inline constexpr message_rule not_icalendar{
    "not_icalendar",
    severity::fatal,
    {"不是 iCalendar 文件：没有 VCALENDAR", "not an iCalendar file: it has no VCALENDAR"}};
inline constexpr message_rule ics_property{
    "ics_property",
    severity::warning,
    {"属性不可用：{0}；已略去", "a property cannot be used: {0}; it is left out"}};
inline constexpr message_rule ics_no_start{
    "ics_no_start",
    severity::error,
    {"日程没有可用的开始时间（DTSTART）", "the event has no start (DTSTART) that can be used"}};
inline constexpr message_rule ics_backwards{
    "ics_backwards",
    severity::error,
    {"日程结束 {1} 早于开始 {0}", "the event ends at {1}, before its start {0}"}};
inline constexpr message_rule ics_bad_rule{
    "ics_bad_rule", severity::error, {"重复规则无效：{0}", "a recurrence rule that is none: {0}"}};
inline constexpr message_rule ics_unknown_zone{
    "ics_unknown_zone",
    severity::warning,
    {"时区“{0}”不是 IANA 名称；时刻按该时区的钟面保留",
     "zone {0} is not of the IANA database; times are kept as its clock shows them"}};
inline constexpr message_rule ics_day_for_time{
    "ics_day_for_time",
    severity::warning,
    {"例外只写日期 {0}，按该日同一时刻处理",
     "an exception that is a day, {0}, is taken as that of the hour of the series"}};
inline constexpr message_rule ics_too_deep{
    "ics_too_deep",
    severity::fatal,
    {"组件嵌套超过 {0} 层", "components lie more than {0} deep in each other"}};
inline constexpr message_rule ics_no_uid{
    "ics_no_uid",
    severity::warning,
    {"日程没有 UID，更新时无法对应", "the event has no UID by which to update it"}};
inline constexpr message_rule ics_left_out{"ics_left_out", severity::info, {"未采用：{0}", "left out: {0}"}};

inline constexpr std::array all{&not_icalendar, &ics_property,     &ics_no_start, &ics_backwards,
                                &ics_bad_rule,  &ics_unknown_zone, &ics_no_uid,   &ics_day_for_time,
                                &ics_too_deep,  &ics_left_out};
} // namespace codes

} // namespace qaidam::icalendar

#pragma GCC visibility pop
