/// What may be wrong with a feed beyond what rail::codes says of its timetable: one rule a code.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::gtfs::codes {

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
inline constexpr message_rule unknown_day{"unknown_day",
                                          severity::error,
                                          {"“{0}”这条例外读不全；班期“{1}”在 {2} 是否开行不明，按不开行计",
                                           "the exception of {0} cannot be read whole; whether service {1} "
                                           "runs on {2} is unknown, and no run is offered then"}};
inline constexpr message_rule unknown_days{"unknown_days",
                                           severity::error,
                                           {"读不出例外的日期“{0}”；班期“{1}”在哪天停开不明，一律按不开行计",
                                            "the day of the exception is unknown, got {0}; on which day "
                                            "service {1} does not run is unknown, and no run is offered"}};
inline constexpr message_rule unused_service{
    "unused_service", severity::info, {"没有车次用班期“{0}”", "no trip is of service {0}"}};
inline constexpr message_rule dates_only_service{
    "dates_only_service",
    severity::info,
    {"班期“{0}”只有例外，不在 calendar.txt 中",
     "service {0} has exceptions only, and is not in calendar.txt"}};
inline constexpr message_rule unknown_access{
    "unknown_access",
    severity::error,
    {"上下车方式“{0}”应为 0 … 3；按不能上下车计",
     "got {0}, want 0 … 3; nobody is offered to get on or off here"}};
inline constexpr message_rule closed_call{
    "closed_call",
    severity::warning,
    {"{0} 中此处停靠的种类无法读取；按不能上下车计",
     "the kind of this call in {0} cannot be read; nobody is offered to get on or off here"}};
inline constexpr message_rule unknown_transfer{
    "unknown_transfer",
    severity::error,
    {"换乘规则中的“{0}”无效；按不能换乘计",
     "not valid for a transfer, got {0}; the transfer counts as impossible"}};
inline constexpr message_rule flexible_trip{
    "flexible_trip",
    severity::warning,
    {"“{0}”是预约或区域停靠的车次（GTFS-Flex），不上时刻表",
     "trip {0} has flexible calls (GTFS-Flex); it is on no board and in no journey"}};
inline constexpr message_rule old_translations{
    "old_translations",
    severity::info,
    {"译文是 2019 年以前的格式（trans_id），照此读取",
     "translations in the form of before 2019 (trans_id), read as such"}};
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
inline constexpr message_rule prices_dropped{
    "prices_dropped",
    severity::warning,
    {"“{0}”因上述错误整个不采用：少了规则，适用范围就不对",
     "{0} is dropped whole for its errors, for without a rule it would hold where it should not"}};
inline constexpr message_rule networks_elsewhere{
    "networks_elsewhere",
    severity::warning,
    {"已有 networks.txt 或 route_networks.txt，此处的 network_id 不读取",
     "there is a networks.txt or route_networks.txt; network_id is not read here"}};
inline constexpr message_rule own_parent{
    "own_parent", severity::error, {"“{0}”的上级车站是它自己", "stop {0} is its own parent"}};
inline constexpr message_rule wrong_parent{
    "wrong_parent",
    severity::error,
    {"上级“{0}”的类型不对，应为 {1}", "parent {0} is of the wrong kind, want {1}"}};
inline constexpr message_rule no_inner_stop{
    "no_inner_stop",
    severity::error,
    {"“{0}”是一座车站；通道只连接站内的地点", "{0} is a station; a pathway leads between stops inside one"}};
inline constexpr message_rule leaves_station{"leaves_station",
                                             severity::error,
                                             {"通道由“{1}”通往另一车站的“{0}”；站间步行写入 transfers.txt",
                                              "the pathway leads from {1} to {0} in another station; ways "
                                              "between stations belong into transfers.txt"}};
inline constexpr message_rule not_a_platform{
    "not_a_platform",
    severity::error,
    {"“{0}”不是站台，列车不能停靠；整趟车不采用",
     "stop {0} is not a platform (location_type 0), no train can call there; the train is dropped"}};
inline constexpr message_rule off_earth{
    "stop_off_earth",
    severity::error,
    {"纬度 {0}、经度 {1} 不在地球上", "latitude {0}, longitude {1} is not on the earth; are they swapped?"}};
inline constexpr message_rule null_island{
    "null_island",
    severity::warning,
    {"纬度 0、经度 0 通常表示坐标缺失", "latitude 0, longitude 0 mostly means that the position is missing"}};
inline constexpr message_rule no_position{
    "no_position",
    severity::warning,
    {"车站没有坐标，地图和按距离的计算不含它", "the stop has no position; it is on no map"}};
inline constexpr message_rule no_calendar{"no_calendar",
                                          severity::fatal,
                                          {"calendar.txt 与 calendar_dates.txt 至少要有一个",
                                           "neither calendar.txt nor calendar_dates.txt, want at least one"}};
inline constexpr message_rule zones_differ{
    "zones_differ",
    severity::error,
    {"各运营方的时区应当相同：{0}，前面是 {1}", "agencies want one time zone, got {0} after {1}"}};
inline constexpr message_rule no_zone{"no_zone",
                                      severity::fatal,
                                      {"没有一个运营方有可用的时区，时刻无从解释",
                                       "no agency has a time zone that is known, so times have no meaning"}};
inline constexpr message_rule route_without_name{
    "route_without_name",
    severity::warning,
    {"线路既无简称也无全称", "the route has neither a short nor a long name"}};
inline constexpr message_rule bad_color{
    "bad_color",
    severity::error,
    {"颜色“{0}”应为六位十六进制数，如 F9C406", "not a color, got {0}, want one like F9C406"}};
inline constexpr message_rule no_shapes{
    "no_shapes",
    severity::warning,
    {"没有 shapes.txt，走向“{0}”不采用", "there is no shapes.txt, so shape {0} is not used"}};
inline constexpr message_rule duplicate_spot{
    "duplicate_spot",
    severity::error,
    {"同一走向中序号 {0} 重复，后一个点不采用",
     "sequence {0} occurs twice in the shape; the later spot is dropped"}};
inline constexpr message_rule timepoint_without_time{
    "timepoint_without_time",
    severity::warning,
    {"标明为准点站，却没有时刻", "the call is a timepoint but has no time"}};
inline constexpr message_rule one_time_only{
    "one_time_only",
    severity::warning,
    {"到点与开点只给了一个，两者都按 {0} 计",
     "only one of arrival and departure is given, both are taken as {0}"}};
inline constexpr message_rule no_time_between{
    "no_time_between",
    severity::warning,
    {"{0} 到达，与上一站开点相同", "arrives at {0}, just when it leaves the stop before"}};
inline constexpr message_rule distance_falls{
    "distance_falls",
    severity::warning,
    {"里程 {0} 小于上一站的 {1}", "distance falls along the trip, got {0} after {1}"}};
inline constexpr message_rule overlapping_frequency{
    "overlapping_frequency",
    severity::error,
    {"自 {0} 起的时段与上一时段（至 {1}）重叠；整趟车不采用",
     "the period from {0} overlaps the one before, which lasts until {1}; the train is dropped"}};
inline constexpr message_rule bad_currency{
    "bad_currency",
    severity::error,
    {"币种“{0}”应如 CNY", "not a currency, got {0}, want a code of ISO 4217 like CNY"}};
inline constexpr message_rule translation_of_two{
    "translation_of_two",
    severity::error,
    {"译文只能指定记录“{1}”或原文“{0}”之一",
     "a translation is of record {1} or of the text {0}, not of both"}};
inline constexpr message_rule second_feed_info{
    "second_feed_info",
    severity::warning,
    {"feed_info.txt 只用第一行", "only the first row of feed_info.txt is used"}};
inline constexpr message_rule inner_folder{
    "inner_folder", severity::info, {"数据在内层文件夹中", "the feed lies in this inner folder"}};
inline constexpr message_rule unknown_sequence{
    "unknown_sequence",
    severity::error,
    {"车次“{1}”没有站序 {0}，此行不采用", "trip {1} has no stop_sequence {0}; the row is dropped"}};
inline constexpr message_rule unknown_class{
    "unknown_class",
    severity::error,
    {"没有列车等级“{0}”，须为字头（如 K）或名称（如 特快）",
     "there is no class {0} of trains, want a prefix like K or a name like express"}};
inline constexpr message_rule steps_fall{
    "steps_fall",
    severity::error,
    {"票价里程 {0} 不大于前一档的 {1}；须按里程递增，整张票价表不采用",
     "the distance does not grow from step to step, got {0} after {1}; the tariff is dropped"}};
inline constexpr message_rule not_a_feed{
    "not_a_feed",
    severity::fatal,
    {"不是文件夹，也不是 zip；请检查路径", "neither a folder nor a zip; check the path"}};
inline constexpr message_rule outside_the_folder{
    "outside_the_folder",
    severity::error,
    {"文件名指向文件夹之外，或不能用作文件名，没有写出",
     "the name leads out of the folder or cannot be that of a file; the file is not written"}};
inline constexpr message_rule realtime_damaged{
    "realtime_damaged",
    severity::fatal,
    {"不是 GTFS-Realtime 消息：{0}", "not a message of GTFS-Realtime: {0}"}};
inline constexpr message_rule realtime_unknown_trip{
    "realtime_unknown_trip",
    severity::warning,
    {"时刻表中没有车次“{0}”", "trip {0} is not in the timetable"}};
inline constexpr message_rule realtime_several_trips{
    "realtime_several_trips",
    severity::warning,
    {"车次“{0}”可能是 {1} 趟车中的任何一趟", "trip {0} may be any of {1} trains"}};
inline constexpr message_rule realtime_not_running{
    "realtime_not_running", severity::warning, {"车次“{0}”在 {1} 不开行", "trip {0} does not run on {1}"}};
inline constexpr message_rule realtime_no_fixed_times{
    "realtime_no_fixed_times",
    severity::warning,
    {"车次“{0}”按间隔开行，没有固定时刻", "trip {0} runs every so often and has no fixed times"}};
inline constexpr message_rule realtime_unknown_call{
    "realtime_unknown_call", severity::warning, {"车次“{0}”不停靠“{1}”", "trip {0} does not call at {1}"}};
inline constexpr message_rule realtime_times_fall{
    "realtime_times_fall",
    severity::warning,
    {"车次“{0}”自第 {1} 站起时刻倒退，此更新不采用",
     "the times of trip {0} fall at call {1}; the update is left out"}};
inline constexpr message_rule realtime_incomplete{
    "realtime_incomplete",
    severity::warning,
    {"加开或改线的车次“{0}”缺少日期、时刻或车站，不采用",
     "trip {0} is added or replaced without a day, times or stops that are known; it is left out"}};
inline constexpr message_rule realtime_told_twice{
    "realtime_told_twice",
    severity::warning,
    {"车次“{0}”在 {1} 的更新已有一条，此条不采用",
     "the run of trip {0} on {1} was told of before in this message; this update is left out"}};
inline constexpr message_rule realtime_unknown_platform{
    "realtime_unknown_platform",
    severity::warning,
    {"“{1}”不是车次“{0}”此站的站台，站台照旧",
     "{1} is no platform of that station of trip {0}; the platform stays"}};
inline constexpr message_rule realtime_unknown_subject{
    "realtime_unknown_subject",
    severity::warning,
    {"提示所涉及的“{0}”不在时刻表中，略去",
     "the alert is about {0}, which is not in the timetable; it is left out"}};
inline constexpr message_rule realtime_older{
    "realtime_older",
    severity::warning,
    {"此消息生成于 {0}，早于已读的 {1}，不采用",
     "the message was made at {0}, before the last one of {1}; it is left out"}};
inline constexpr message_rule realtime_entity_not_read{
    "realtime_entity_not_read",
    severity::info,
    {"走向、车站与改线的更新不读取", "updates of shapes, stops and trip modifications are not read"}};
inline constexpr message_rule file_not_read{
    "file_not_read", severity::info, {"此文件不读取", "this file is not read"}};

inline constexpr std::array all{&rolled_over,
                                &bad_service_time,
                                &bad_service_date,
                                &end_before_start,
                                &duplicate_sequence,
                                &train_dropped,
                                &prices_dropped,
                                &networks_elsewhere,
                                &own_parent,
                                &wrong_parent,
                                &no_inner_stop,
                                &leaves_station,
                                &not_a_platform,
                                &off_earth,
                                &null_island,
                                &no_position,
                                &no_calendar,
                                &zones_differ,
                                &no_zone,
                                &route_without_name,
                                &bad_color,
                                &no_shapes,
                                &duplicate_spot,
                                &timepoint_without_time,
                                &one_time_only,
                                &no_time_between,
                                &distance_falls,
                                &overlapping_frequency,
                                &bad_currency,
                                &translation_of_two,
                                &second_feed_info,
                                &inner_folder,
                                &unknown_sequence,
                                &unknown_class,
                                &steps_fall,
                                &not_a_feed,
                                &file_not_read,
                                &unknown_day,
                                &unknown_days,
                                &unused_service,
                                &dates_only_service,
                                &unknown_access,
                                &closed_call,
                                &unknown_transfer,
                                &flexible_trip,
                                &old_translations,
                                &outside_the_folder,
                                &realtime_damaged,
                                &realtime_unknown_trip,
                                &realtime_several_trips,
                                &realtime_not_running,
                                &realtime_no_fixed_times,
                                &realtime_unknown_call,
                                &realtime_times_fall,
                                &realtime_incomplete,
                                &realtime_told_twice,
                                &realtime_unknown_platform,
                                &realtime_unknown_subject,
                                &realtime_older,
                                &realtime_entity_not_read};

} // namespace qaidam::gtfs::codes

#pragma GCC visibility pop
