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

/// A zone that no database has, under the name by which events name it.
struct zone_rules {
    std::string name;
    std::string rules; ///< its VTIMEZONE
    friend bool operator==(const zone_rules&, const zone_rules&) = default;
};

struct calendar_file {
    std::string name{}; ///< which programs show
    std::vector<calendar::calendar_event> events{};
    std::vector<zone_rules> zones{};
    friend bool operator==(const calendar_file&, const calendar_file&) = default;
};

/// One VCALENDAR with the rules of each zone that its events name. `stamp` is when it is made, in UTC.
/// Lines are folded at 75 octets between characters and end in CRLF. Control characters and the white space
/// around texts are left out.
/// Throws: std::invalid_argument for an event without uid or whose uid is another's, one that ends before it
///         starts, a year after 3000, a zone or a rule that is none, text that is not UTF-8, and a category
///         with a comma. It never does for what `read` returned.
[[nodiscard]] std::string write(const calendar_file& file, calendar::utc_time stamp);

/// The events of all calendars in the text, of each its latest state: that of the highest SEQUENCE, then of
/// the latest DTSTAMP. Tasks, journals, alarms and properties that events here do not have are left out, which
/// is told by name and number.
///
/// A zone is given by its IANA name where one can be told from what the file calls it; Windows' names are
/// known. The rules of any other zone are kept in `zones`; where there are none either, times are on the
/// clock of wherever one is. What one event says on different clocks is put on the clock of its start, and
/// `instead_of` on that of its series.
///
/// An event that is damaged is dropped whole, with a notice at its line; so is one of which it cannot be told
/// when it does not happen. A rule is spelled anew; one that is not followed drops its event, and one that
/// goes on by the minute has an end.
/// Throws: data_error if it is no calendar at all, and under policy::strict for errors, as that the file is
///         cut.
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
inline constexpr message_rule ics_cut{
    "ics_cut",
    severity::error,
    {"文件在此行开始的 {0} 中被截断；之后的内容已失",
     "the file is cut off in the {0} that begins here; what followed is lost, fetch it again"}};
inline constexpr message_rule ics_unclosed{
    "ics_unclosed",
    severity::error,
    {"{0} 没有结束行 END:{0}；这样的日程略去", "{0} has no END:{0}; an event without one is left out"}};
inline constexpr message_rule ics_property{
    "ics_property",
    severity::warning,
    {"属性不可用：{0}；已略去", "a property cannot be used: {0}; it is left out"}};
inline constexpr message_rule ics_twice{
    "ics_twice",
    severity::warning,
    {"{0} 出现两次；只采用第一个", "{0} stands twice in an event; the first one is used"}};
inline constexpr message_rule ics_no_start{
    "ics_no_start",
    severity::error,
    {"日程没有可用的开始时间（DTSTART）", "the event has no start (DTSTART) that can be used"}};
inline constexpr message_rule ics_backwards{
    "ics_backwards",
    severity::error,
    {"日程结束 {1} 早于开始 {0}", "the event ends at {1}, before its start {0}"}};
inline constexpr message_rule ics_one_day{
    "ics_one_day",
    severity::warning,
    {"全天日程在开始的当天 {0} 结束；按一天处理",
     "an event of whole days ends on the day on which it starts, {0}; it is taken as one day"}};
inline constexpr message_rule ics_day_and_time{
    "ics_day_and_time",
    severity::warning,
    {"{0} 与日程的开始，一个是日期，一个是时刻；按 {1} 处理",
     "of {0} and the event's start one is a day and one a time; it is taken as {1}"}};
inline constexpr message_rule ics_bad_rule{
    "ics_bad_rule",
    severity::error,
    {"重复规则 {0} 无法执行：{1}（{2}）", "the recurrence rule {0} cannot be followed: {1} ({2})"}};
inline constexpr message_rule ics_unknown_exception{
    "ics_unknown_exception",
    severity::error,
    {"例外 {0} 不可用：不知道哪一次不举行",
     "the exception {0} cannot be used: it is not known which occasion does not happen"}};
inline constexpr message_rule ics_rule_read_as{
    "ics_rule_read_as",
    severity::warning,
    {"重复规则 {0} 读作 {1}", "the recurrence rule {0} is read as {1}"}};
inline constexpr message_rule ics_never{
    "ics_never",
    severity::warning,
    {"重复规则 {0} 指的日子从不出现；没有一次",
     "the recurrence rule {0} names days that never are; the event has no occasion"}};
inline constexpr message_rule ics_bounded{
    "ics_bounded",
    severity::warning,
    {"重复规则 {0} 每天可达 {1} 次；只保留 {2}",
     "the recurrence rule {0} has up to {1} occasions a day; it is kept as {2}"}};
inline constexpr message_rule ics_not_followed{
    "ics_not_followed", severity::warning, {"未照办：{0}", "{0} is not followed"}};
inline constexpr message_rule ics_unknown_zone{
    "ics_unknown_zone",
    severity::warning,
    {"时区“{0}”不为人知，文件也没有它的规则；时刻按所在地的钟面处理",
     "zone {0} is not known, and the file has no rules of it; its times are taken as those of wherever one "
     "is"}};
inline constexpr message_rule ics_own_zone{
    "ics_own_zone",
    severity::info,
    {"时区“{0}”不是 IANA 名称；按文件自带的规则处理",
     "zone {0} is not of the IANA database; the file's own rules hold"}};
inline constexpr message_rule ics_no_uid{"ics_no_uid",
                                         severity::warning,
                                         {"日程没有 UID，更新时无法对应；暂称 {0}",
                                          "the event has no UID by which to update it; it is called {0}"}};
inline constexpr message_rule ics_earlier_state{
    "ics_earlier_state",
    severity::info,
    {"日程 {0} 的较早版本；已略去", "an earlier state of the event {0}; it is left out"}};
inline constexpr message_rule ics_left_out{
    "ics_left_out",
    severity::info,
    {"未采用：{0}，共 {1} 处，此为第一处", "left out: {0}, {1} in all, the first one here"}};

inline constexpr std::array all{&not_icalendar,    &ics_cut,      &ics_unclosed,          &ics_property,
                                &ics_twice,        &ics_no_start, &ics_backwards,         &ics_one_day,
                                &ics_day_and_time, &ics_bad_rule, &ics_unknown_exception, &ics_rule_read_as,
                                &ics_never,        &ics_bounded,  &ics_not_followed,      &ics_unknown_zone,
                                &ics_own_zone,     &ics_no_uid,   &ics_earlier_state,     &ics_left_out};
} // namespace codes

} // namespace qaidam::icalendar

#pragma GCC visibility pop
