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

inline constexpr std::array all{&bad_date,     &bad_time,   &undecided_date, &serial_date, &few_holidays,
                                &repeated_day, &empty_span, &bad_day_set,    &unknown_year};

} // namespace qaidam::calendar::codes

#pragma GCC visibility pop
