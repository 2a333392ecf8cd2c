/// What may be wrong with a timetable, a register of stations, a table of lines or an update: one rule a code.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

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
inline constexpr message_rule unknown_zone{
    "unknown_zone",
    severity::error,
    {"时区数据库中没有“{0}”，应如 Asia/Shanghai；数据库由系统软件包 tzdata 提供",
     "not a time zone of the database, got {0}, want one like Asia/Shanghai; the package tzdata has the "
     "database"}};
inline constexpr message_rule bad_register_entry{
    "bad_register_entry",
    severity::error,
    {"车站名录条目有误：“{0}”，应如 @xni|西宁|XNO|xining|xn|150|2201|西宁",
     "not an entry of a station register, got {0}, want one like @xni|西宁|XNO|xining|xn|150|2201|西宁"}};
inline constexpr message_rule stations_not_known{
    "stations_not_known",
    severity::info,
    {"线路“{0}”有 {1} 个车站不在时刻表中，略去",
     "{1} stations of line {0} are not in the timetable and are left out"}};
inline constexpr message_rule passengers_where_none_call{
    "passengers_where_none_call",
    severity::error,
    {"技术停站或通过的车站不办客，pickup_type 与 drop_off_type 须为 1",
     "nobody gets on or off at a technical stop or where a train passes; want pickup_type and drop_off_type "
     "1"}};
inline constexpr message_rule stops_where_it_passes{
    "stops_where_it_passes",
    severity::error,
    {"通过的车站不停车，到达 {0} 与出发 {1} 须相同",
     "a train that passes does not stop, got arrival {0} and departure {1}, want the same time"}};
inline constexpr message_rule mileage_falls{
    "mileage_falls",
    severity::error,
    {"里程 {0} 小于前一站的 {1}；线路须按里程递增，整条线路不采用",
     "mileage falls along the line, got {0} after {1}; the line is dropped"}};

inline constexpr message_rule update_no_run{
    "update_no_run",
    severity::warning,
    {"车次“{0}”在 {1} 没有这趟车，此更新不采用", "train {0} has no such run on {1}; the update is left out"}};
inline constexpr message_rule update_no_call{
    "update_no_call",
    severity::warning,
    {"车次“{0}”没有第 {1} 个停站，此更新不采用",
     "train {0} has no call {1}, counted from 0; the update is left out"}};
inline constexpr message_rule update_no_fixed_times{
    "update_no_fixed_times",
    severity::warning,
    {"车次“{0}”按间隔开行，没有固定时刻，此更新不采用",
     "train {0} runs every so often and has no fixed times; the update is left out"}};
inline constexpr message_rule update_no_platform{
    "update_no_platform",
    severity::warning,
    {"车次“{0}”第 {1} 个停站改到的站台不在该站，此更新不采用",
     "train {0}: the new platform of call {1} is not of its station; the update is left out"}};
inline constexpr message_rule update_times_fall{
    "update_times_fall",
    severity::warning,
    {"照此车次“{0}”的时刻会倒退，此更新不采用", "the times of train {0} would fall; the update is left out"}};
inline constexpr message_rule update_bad_train{"update_bad_train",
                                               severity::warning,
                                               {"车次“{0}”不能照此开行：{1}；此更新不采用",
                                                "train {0} cannot run as told: {1}; the update is left out"}};

/// Of files.
inline constexpr std::array all{
    &too_few_calls,         &no_time_at_end,     &departs_before_arrival, &time_before_previous,
    &unknown_zone,          &bad_register_entry, &stations_not_known,     &passengers_where_none_call,
    &stops_where_it_passes, &mileage_falls};

/// Of real-time updates.
inline constexpr std::array updates{&update_no_run,      &update_no_call,    &update_no_fixed_times,
                                    &update_no_platform, &update_times_fall, &update_bad_train};

} // namespace qaidam::rail::codes

#pragma GCC visibility pop
