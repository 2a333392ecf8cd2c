/// The refusal, notice and finding codes of the services room.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

namespace qaidam::services::codes {

// Refusals.
inline constexpr message_rule unknown_order{
    "unknown_order", severity::error, {"没有编号为“{0}”的订单", "there is no order {0}"}};
inline constexpr message_rule order_exists{
    "order_exists",
    severity::error,
    {"编号“{0}”已用于另一张订单", "order {0} exists and says something else"}};
inline constexpr message_rule wrong_state{
    "wrong_state", severity::error, {"订单“{0}”的状态是“{1}”", "order {0} is {1}"}};
inline constexpr message_rule unknown_item{
    "unknown_item", severity::error, {"清单中没有“{0}”", "the service lists have no item {0}"}};
inline constexpr message_rule unknown_building{
    "unknown_building", severity::error, {"社区没有楼栋“{0}”", "the community has no building {0}"}};
inline constexpr message_rule unknown_person{
    "unknown_person", severity::error, {"社区不认识“{0}”", "the community knows nobody called {0}"}};
inline constexpr message_rule outside_grids{
    "outside_grids",
    severity::error,
    {"楼栋“{0}”在 {1} 不属于任何网格", "building {0} is in no grid on {1}"}};
inline constexpr message_rule not_at_door{
    "not_at_door", severity::error, {"“{0}”不能上门办理", "item {0} cannot be done at the door"}};
inline constexpr message_rule too_young{
    "too_young",
    severity::error,
    {"申请人 {0} 岁，“{1}”须满 {2} 岁", "the resident is {0}, item {1} wants at least {2} years"}};
inline constexpr message_rule not_competent{
    "not_competent",
    severity::error,
    {"“{0}”无权承办“{1}”；可以承办的：{2}", "{0} is not competent for {1}; competent are: {2}"}};
inline constexpr message_rule not_the_handler{
    "not_the_handler",
    severity::error,
    {"“{0}”不是承办方“{1}”的人员", "{0} does not act for the handler {1}"}};
inline constexpr message_rule checks_own_work{
    "checks_own_work", severity::error, {"“{0}”不能核查自己承办的订单", "{0} cannot check work of his own"}};
inline constexpr message_rule not_for_the_system{
    "not_for_the_system",
    severity::error,
    {"规则“{0}”不允许系统自动办理此步", "rules {0} do not let the system take this step"}};
inline constexpr message_rule not_the_reporter{
    "not_the_reporter", severity::error, {"“{0}”不是点单人", "{0} did not place this order"}};
inline constexpr message_rule time_goes_back{
    "time_goes_back",
    severity::error,
    {"时间 {0} 早于上一步 {1}", "time {0} is before the last event at {1}"}};
inline constexpr message_rule no_deadline{
    "no_deadline",
    severity::error,
    {"自 {0} 起 {1} 的期限超出节假日已知的年份；请补充该年安排",
     "a limit of {1} from {0} runs beyond the years whose holidays are known; add them"}};
inline constexpr message_rule nothing_said{
    "nothing_said", severity::error, {"“{0}”不能为空", "{0} must not be blank"}};

inline constexpr std::array refusals{
    &no_deadline,      &unknown_order,   &order_exists,    &wrong_state,        &unknown_item,
    &unknown_building, &unknown_person,  &outside_grids,   &not_at_door,        &too_young,
    &not_competent,    &not_the_handler, &checks_own_work, &not_for_the_system, &not_the_reporter,
    &time_goes_back,   &nothing_said};

// Notices.
inline constexpr message_rule bad_event{
    "bad_event", severity::error, {"不是有效的事件：“{0}”", "not an event, got {0}"}};
inline constexpr message_rule bad_limit{
    "bad_limit",
    severity::error,
    {"时限无效：“{0}”，应如 5 working_day；单位为 hour、working_hour、working_day、natural_day",
     "not a limit, got {0}, want one like 5 working_day; units are hour, working_hour, working_day, "
     "natural_day"}};
inline constexpr message_rule helps_himself{
    "helps_himself", severity::error, {"“{0}”不能与自己结对", "{0} cannot be paired with himself"}};

inline constexpr std::array notices{&bad_event, &bad_limit, &helps_himself};

// Findings.
inline constexpr message_rule special_resident_without_pair{
    "special_resident_without_pair",
    severity::error,
    {"特殊群体人员没有结对帮扶人", "a person of a special group has nobody paired with him"}};
inline constexpr message_rule several_pairs{
    "several_pairs",
    severity::error,
    {"有 {0} 个结对帮扶同时有效，应只有一个", "{0} help pairs at a time, want one"}};
inline constexpr message_rule helper_not_of_building{
    "helper_not_of_building",
    severity::warning,
    {"结对帮扶人“{0}”不是其楼栋的党员", "helper {0} is not a party member of his building"}};
inline constexpr message_rule visit_overdue{
    "visit_overdue",
    severity::warning,
    {"{0}逾期：每 {1} 天应有一次", "{0} overdue, want one every {1} days"}};
inline constexpr message_rule totals_differ{
    "totals_differ",
    severity::error,
    {"“{0}”应为 {1}，台账中有 {2} 项", "{0} is stated as {1}, the ledger has {2} items"}};

inline constexpr message_rule note_missing{
    "note_missing",
    severity::warning,
    {"上门记录“{0}”不在 notes.csv 中，可能已删除", "note {0} is not in notes.csv; it may have been erased"}};

inline constexpr std::array findings{&note_missing,  &special_resident_without_pair,
                                     &several_pairs, &helper_not_of_building,
                                     &visit_overdue, &totals_differ};

} // namespace qaidam::services::codes
