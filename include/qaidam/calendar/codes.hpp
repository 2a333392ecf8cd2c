/// The notice codes of the calendar room.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar::codes {

inline constexpr message_rule bad_date{"bad_date",
                                       severity::error,
                                       {"不是存在的日期：“{0}”，应写作 2022-01-10",
                                        "not a date that exists, got {0}, want one like 2022-01-10"}};
inline constexpr message_rule bad_time{
    "bad_time",
    severity::error,
    {"不是有效的时间：“{0}”，应写作 {1}", "not a valid time, got {0}, want one like {1}"}};
inline constexpr message_rule undecided_date{
    "undecided_date",
    severity::error,
    {"“{0}”的日、月先后不明，应先写年，如 {1}",
     "day or month may come first, got {0}, want the year first, like {1}"}};
inline constexpr message_rule serial_date{
    "serial_date",
    severity::info,
    {"“{0}”是电子表格的日期序号，即 {1}", "{0} is a spreadsheet's number of a day, read as {1}"}};
inline constexpr message_rule few_holidays{
    "few_holidays",
    severity::warning,
    {"{0} 年已知的放假日只有本文件中的 {1} 天，其余日子按平常算；请补全该年的安排",
     "days off of {0} are known from this file alone, got {1}, and the year counts as complete; add its "
     "rest"}};
inline constexpr message_rule repeated_day{
    "repeated_day",
    severity::error,
    {"{0} 在前面已另有说明，保留前面的", "day {0} stands above with another kind or name, which is kept"}};
inline constexpr message_rule empty_span{"empty_span",
                                         severity::error,
                                         {"起止倒置或为空：{0} 至 {1}，止日不含在内",
                                          "the span has no day, got {0} until {1}; the end is not included"}};
inline constexpr message_rule bad_day_set{
    "bad_day_set",
    severity::error,
    {"日期描述看不懂，从“{0}”起；应如“每日，2022-01-10 起”",
     "days not understood, got {0}, want words like \"daily, from 2022-01-10\""}};
inline constexpr message_rule unknown_year{
    "unknown_year",
    severity::error,
    {"{0} 年在年份列中为 {1}：节假日须与年份相符或为上年十二月",
     "day {0} does not belong to year {1}, want one of that year or of the December before"}};

inline constexpr message_rule contradicts_known{"contradicts_known",
                                                severity::warning,
                                                {"{0} 此前已知为“{1}”（{2}），本行说 {3}，以本行为准",
                                                 "{0} was known as {1} ({2}); this row says {3}, and holds"}};
inline constexpr message_rule nothing_to_remove{
    "nothing_to_remove",
    severity::warning,
    {"{0} 本来就没有特别安排，usual 不起作用", "nothing special was known of {0}; usual changes nothing"}};
inline constexpr message_rule bad_day_of_year{
    "bad_day_of_year",
    severity::error,
    {"不是一年中的某一天：“{0}”，应写作 05-01", "not a day of the year, got {0}, want one like 05-01"}};
inline constexpr message_rule bad_hours{
    "bad_hours",
    severity::error,
    {"{0} 至 {1} 不是一段工时：应始于 00:00 至 24:00 之间，不超过 24 小时",
     "hours must begin within 00:00–24:00 and last 24 at most, got {0} until {1}"}};
inline constexpr message_rule hours_overlap{
    "hours_overlap",
    severity::error,
    {"{0} 至 {1} 与同一天的另一段重叠", "hours from {0} until {1} overlap others of the same day"}};
inline constexpr message_rule seasons_meet{
    "seasons_meet",
    severity::error,
    {"季节 {0} 至 {1} 与 {2} 至 {3} 有共同的日子，止日不含在内",
     "season {0} until {1} shares days with {2} until {3}; the end is not included"}};
inline constexpr message_rule season_gap{
    "season_gap",
    severity::warning,
    {"日历“{0}”从 {1} 起不在任何季节，又没有全年的工时，其间无人上班",
     "calendar {0} has no hours from {1} on: that day is in no season, and no row is for all the year"}};
inline constexpr message_rule bad_calendar_name{
    "bad_calendar_name",
    severity::error,
    {"日历名“{0}”含空格，请用一个词", "name of a calendar has a space, got {0}, want one word"}};
inline constexpr message_rule hours_left_out{
    "hours_left_out",
    severity::error,
    {"日历“{0}”有不能读取的行，整份不用；请改正各行",
     "calendar {0} has rows that cannot be read and is left out whole; correct them"}};
inline constexpr message_rule office_hours_left_out{
    "office_hours_left_out",
    severity::error,
    {"办公时间有不能读取的行，整份不用，改正之前按内置的办公时间计",
     "hours of the office have rows that cannot be read; until these are corrected the built-in hours "
     "count"}};
/// Of both: a deadline of an order, and whether a place is open. {0} is what it is about.
inline constexpr message_rule holidays_not_known{
    "holidays_not_known",
    severity::warning,
    {"{0}尚未知：{1} 年的放假安排还没有，加入 holidays.csv 后即确定",
     "{0} is not yet known: the holidays of {1} are not; it is settled when they are added to holidays.csv"}};

inline constexpr std::array all{
    &bad_date,          &bad_time,          &undecided_date, &serial_date,           &few_holidays,
    &repeated_day,      &empty_span,        &bad_day_set,    &unknown_year,          &contradicts_known,
    &nothing_to_remove, &bad_day_of_year,   &bad_hours,      &hours_overlap,         &seasons_meet,
    &season_gap,        &bad_calendar_name, &hours_left_out, &office_hours_left_out, &holidays_not_known};

} // namespace qaidam::calendar::codes

#pragma GCC visibility pop
