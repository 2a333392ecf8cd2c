/// What `diff` says of trains and stations: one code an operation.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail::codes {

inline constexpr message_rule added{
    "added", severity::info, {"新开，{0} {1} 开，{2} {3} 到", "new, leaves {0} {1}, reaches {2} {3}"}};
inline constexpr message_rule cancelled{
    "cancelled", severity::info, {"停运（{0}—{1}）", "cancelled ({0}–{1})"}};
inline constexpr message_rule extended{
    "extended", severity::info, {"由{0}延长至{1}", "extended from {0} to {1}"}};
inline constexpr message_rule shortened{
    "shortened", severity::info, {"由{0}缩短至{1}", "shortened from {0} to {1}"}};
inline constexpr message_rule moved_end{
    "moved_end", severity::info, {"终到站由{0}改为{1}", "runs to {1} instead of {0}"}};
inline constexpr message_rule extended_start{
    "extended_start", severity::info, {"始发站由{0}延长至{1}", "starts earlier, at {1} instead of {0}"}};
inline constexpr message_rule shortened_start{
    "shortened_start", severity::info, {"始发站由{0}缩短至{1}", "starts later, at {1} instead of {0}"}};
inline constexpr message_rule moved_start{
    "moved_start", severity::info, {"始发站由{0}改为{1}", "starts at {1} instead of {0}"}};
inline constexpr message_rule split{"split", severity::info, {"拆分为 {0} 与 {1}", "split into {0} and {1}"}};
inline constexpr message_rule merged{
    "merged", severity::info, {"由 {0} 与 {1} 合并", "merged from {0} and {1}"}};
inline constexpr message_rule calls_added{"calls_added", severity::info, {"增停{0}", "now calls at {0}"}};
inline constexpr message_rule calls_dropped{
    "calls_dropped", severity::info, {"不再停{0}", "no longer calls at {0}"}};
inline constexpr message_rule renumbered{
    "renumbered", severity::info, {"车次由 {0} 改为 {1}", "renumbered from {0} to {1}"}};
inline constexpr message_rule shifted{"shifted", severity::info, {"全程{0}", "{0} throughout"}};
inline constexpr message_rule retimed{
    "retimed",
    severity::info,
    {"时刻调整：{0} 处，{1}至{2}", "retimed at {0} of its times, from {1} to {2}"}};
inline constexpr message_rule days_changed{
    "days_changed", severity::info, {"开行日由“{0}”改为“{1}”", "runs {1} instead of {0}"}};
inline constexpr message_rule redescribed{"redescribed", severity::info, {"{0}有变", "{0} changed"}};

inline constexpr message_rule station_added{
    "station_added", severity::info, {"新车站 {0}", "new station {0}"}};
inline constexpr message_rule station_removed{
    "station_removed", severity::info, {"车站 {0} 撤销", "station {0} is no more"}};
inline constexpr message_rule station_renamed{
    "station_renamed", severity::info, {"{0} 更名为 {1}", "{0} is now called {1}"}};
inline constexpr message_rule station_redescribed{
    "station_redescribed", severity::info, {"{0} 的{1}有变", "{1} of {0} changed"}};

inline constexpr std::array changes{&added,           &cancelled,       &extended,
                                    &shortened,       &moved_end,       &extended_start,
                                    &shortened_start, &moved_start,     &split,
                                    &merged,          &calls_added,     &calls_dropped,
                                    &renumbered,      &shifted,         &retimed,
                                    &days_changed,    &redescribed,     &station_added,
                                    &station_removed, &station_renamed, &station_redescribed};

} // namespace qaidam::rail::codes

#pragma GCC visibility pop
