/// Kinds of the venues room: the word of files, and the words for people. The order is that of the
/// enumerators.
#pragma once

#include <qaidam/base/words.hpp>

namespace qaidam::venues::detail {

inline constexpr kind_words enrolment_words[] = {{"enrolled", {"已报名", "enrolled"}},
                                                 {"waiting", {"候补", "waiting"}},
                                                 {"withdrawn", {"已退出", "withdrawn"}}};
inline constexpr kind_words session_words[] = {{"planned", {"待举行", "planned"}},
                                               {"held", {"已举行", "held"}},
                                               {"called_off", {"已取消", "called off"}}};
inline constexpr kind_words booking_words[] = {{"booked", {"已预约", "booked"}},
                                               {"cancelled", {"已取消", "cancelled"}},
                                               {"displaced", {"已让出", "displaced"}},
                                               {"no_show", {"未到", "not used"}}};
inline constexpr kind_words entry_words[] = {{"on", {"如期", "on"}},
                                             {"called_off", {"已取消", "called off"}},
                                             {"displaced", {"已让出", "displaced"}},
                                             {"no_show", {"未到", "nobody came"}}};
/// By `entry_kind`; then what else a command may be about.
inline constexpr wording subject_words[] = {
    {"课次", "session"},       {"预约", "booking"}, {"活动", "activity"}, {"集市", "fair"},
    {"课程", "course"},        {"场所", "place"},   {"居民", "person"},   {"摊位", "stall"},
    {"物品", "kind of goods"}, {"交易", "trade"}};
enum class subject { session, booking, activity, fair, course, place, person, stall, goods, trade };
/// By the alternatives of `event`: the word of the encoded form, and what happened.
inline constexpr kind_words event_words[] = {
    {"place_booked", {"预约", "booked"}},           {"booking_cancelled", {"取消预约", "cancelled"}},
    {"no_show_noted", {"未到", "not used"}},        {"enrolled", {"报名", "enrolled"}},
    {"withdrawn", {"退出", "withdrawn"}},           {"capacity_changed", {"名额变更", "capacity changed"}},
    {"session_scheduled", {"排课", "scheduled"}},   {"session_moved", {"调课", "moved"}},
    {"session_called_off", {"停课", "called off"}}, {"session_held", {"上课", "held"}},
    {"activity_planned", {"活动安排", "planned"}},  {"activity_called_off", {"活动取消", "called off"}},
    {"activity_held", {"活动举行", "held"}},        {"stall_taken", {"设摊", "stall taken"}},
    {"trade_recorded", {"交易", "traded"}},         {"booking_displaced", {"让出", "displaced"}},
    {"place_given", {"候补转正", "given a place"}}};
/// The day of place_hours.csv: Monday to Sunday, then these two.
inline constexpr std::string_view day_words[] = {"monday",   "tuesday", "wednesday",
                                                 "thursday", "friday",  "saturday",
                                                 "sunday",   "holiday", "make_up_workday"};

} // namespace qaidam::venues::detail
