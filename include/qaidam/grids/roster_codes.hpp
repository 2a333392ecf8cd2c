/// Why there is no roster, and what is wrong with one.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::grids::codes {

inline constexpr message_rule shift_short{
    "shift_short", severity::error, {"{0}需 {1} 人，只有 {2} 人能上", "{0} wants {1}, only {2} can"}};
inline constexpr message_rule shifts_short{
    "shifts_short",
    severity::error,
    {"{0}共需 {1} 人次，能上的 {2} 人按规则至多 {3} 人次",
     "{0} want {1} together; the {2} people who can work them may work {3} by the rules"}};
inline constexpr message_rule too_many_fixed{
    "too_many_fixed", severity::error, {"{0}需 {1} 人，固定了 {2} 人", "{0} wants {1}, but {2} are fixed"}};
inline constexpr message_rule fixed_breaks_rule{
    "fixed_breaks_rule",
    severity::error,
    {"固定的班次彼此或与请假、角色、休息规则冲突：{0}",
     "fixed shifts are against each other, leave, roles or rules of rest: {0}"}};
inline constexpr message_rule no_roster{
    "no_roster", severity::error, {"已证明没有遵守全部规则的排班", "proven: no roster keeps all rules"}};
inline constexpr message_rule roster_not_found{
    "roster_not_found",
    severity::error,
    {"没有找到遵守全部规则的排班，也没有证明不存在；可增加步数或放宽规则",
     "no roster was found that keeps all rules, nor is it proven that there is none; search longer or relax "
     "a rule"}};
inline constexpr message_rule shift_wanted{
    "shift_wanted", severity::error, {"{0}需 {2} 人，排了 {1} 人", "{0} wants {2}, has {1}"}};
inline constexpr message_rule shift_twice{
    "shift_twice", severity::error, {"{0}同日另有一班", "{0}: has another shift on that day"}};
inline constexpr message_rule shift_on_leave{
    "shift_on_leave", severity::error, {"{0}：这天请假", "{0}: is on leave"}};
inline constexpr message_rule shift_without_role{
    "shift_without_role",
    severity::error,
    {"{0}：这天没有所需的角色", "{0}: holds none of the roles on that day"}};
inline constexpr message_rule shift_rest{
    "shift_rest",
    severity::error,
    {"{0}：距上一班结束 {1}，应至少 {2}", "{0}: {1} after the end of the shift before, want {2} at least"}};
inline constexpr message_rule shift_in_a_row{
    "shift_in_a_row",
    severity::error,
    {"{0}：连续第 {1} 天，至多 {2} 天", "{0}: day {1} in a row, want {2} at most"}};
inline constexpr message_rule shift_a_week{
    "shift_a_week",
    severity::error,
    {"{0}：本周第 {1} 班，至多 {2} 班", "{0}: shift {1} of the week, want {2} at most"}};
inline constexpr message_rule shift_hours{
    "shift_hours", severity::error, {"{0}：累计 {1}，至多 {2}", "{0}: {1} in all, want {2} at most"}};
inline constexpr std::array rosters{&shift_short,    &shifts_short,       &too_many_fixed, &fixed_breaks_rule,
                                    &no_roster,      &roster_not_found,   &shift_wanted,   &shift_twice,
                                    &shift_on_leave, &shift_without_role, &shift_rest,     &shift_in_a_row,
                                    &shift_a_week,   &shift_hours};

} // namespace qaidam::grids::codes

#pragma GCC visibility pop
