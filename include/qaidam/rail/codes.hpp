/// The notice codes of the rail room.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

namespace qaidam::rail::codes {

inline constexpr message_rule too_few_calls{
    "too_few_calls",
    severity::error,
    {"只有 {0} 个停站，至少要 2 个；整趟车不采用", "got {0} calls, want >= 2; the train is dropped"}};
inline constexpr message_rule no_time_at_end{
    "no_time_at_end",
    severity::error,
    {"始发站须有开点、终到站须有到点；整趟车不采用",
     "the first call wants a departure and the last an arrival; the train is dropped"}};
inline constexpr message_rule departs_before_arrival{
    "departs_before_arrival",
    severity::error,
    {"开点早于到点：{0} 到、{1} 开；整趟车不采用",
     "departure before arrival, got {1} after {0}, want >= {0}; the train is dropped"}};
inline constexpr message_rule time_before_previous{
    "time_before_previous",
    severity::error,
    {"早于上一站的时刻：{0}，上一站 {1}，应不早于它；次日写作 {2}",
     "time before previous departure, got {0} after {1}, want >= {1}; write {2} for the next day"}};
inline constexpr message_rule rolled_over{
    "rolled_over",
    severity::warning,
    {"时刻 {0} 早于上一站，按次日计为 {1}", "time {0} was before the previous one, taken as {1}"}};
inline constexpr message_rule bad_service_time{
    "bad_service_time",
    severity::error,
    {"不是有效的时刻：“{0}”，应如 22:40:00，次日 31:30:00",
     "not a valid time, got {0}, want one like 22:40:00, or 31:30:00 for the next day"}};
inline constexpr message_rule bad_service_date{
    "bad_service_date",
    severity::error,
    {"不是存在的日期：“{0}”，应如 20220110", "not a date that exists, got {0}, want one like 20220110"}};
inline constexpr message_rule end_before_start{
    "end_before_start",
    severity::error,
    {"结束日 {1} 早于开始日 {0}", "ends on {1} before it starts on {0}"}};
inline constexpr message_rule duplicate_sequence{
    "duplicate_sequence",
    severity::error,
    {"站序 {0} 重复；整趟车不采用", "stop_sequence {0} occurs twice; the train is dropped"}};
inline constexpr message_rule train_dropped{
    "train_dropped",
    severity::warning,
    {"车次“{0}”因上述错误整趟不采用", "trip {0} is dropped whole for its errors"}};
inline constexpr message_rule own_parent{
    "own_parent", severity::error, {"“{0}”的上级车站是它自己", "stop {0} is its own parent"}};
inline constexpr message_rule off_earth{
    "stop_off_earth",
    severity::error,
    {"纬度 {0}、经度 {1} 不在地球上", "latitude {0}, longitude {1} is not on the earth; are they swapped?"}};
inline constexpr message_rule no_calendar{"no_calendar",
                                          severity::fatal,
                                          {"calendar.txt 与 calendar_dates.txt 至少要有一个",
                                           "neither calendar.txt nor calendar_dates.txt, want at least one"}};
inline constexpr message_rule not_a_folder{
    "not_a_folder",
    severity::fatal,
    {"不是文件夹；压缩包请先解压", "not a folder; unzip a zipped feed first"}};
inline constexpr message_rule file_not_read{
    "file_not_read", severity::info, {"此文件不读取", "this file is not read"}};

inline constexpr std::array all{&too_few_calls,        &no_time_at_end,   &departs_before_arrival,
                                &time_before_previous, &rolled_over,      &bad_service_time,
                                &bad_service_date,     &end_before_start, &duplicate_sequence,
                                &train_dropped,        &own_parent,       &off_earth,
                                &no_calendar,          &not_a_folder,     &file_not_read};

} // namespace qaidam::rail::codes
