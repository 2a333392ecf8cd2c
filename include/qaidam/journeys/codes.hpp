/// Why a file of prepared journeys cannot be used, and what can be wrong with a destination or a table of lateness.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys::codes {

inline constexpr message_rule not_prepared{
    "not_prepared",
    severity::fatal,
    {"不是预备行程文件；请用 prepare 生成", "not a file of prepared journeys; make one with prepare"}};
inline constexpr message_rule prepared_by_another_version{
    "prepared_by_another_version",
    severity::fatal,
    {"文件版本为 {0}，或来自字节序不同的机器，此处读取 {1}；请重新预备",
     "file of version {0}, or of a machine of another byte order, want {1}; prepare again"}};
inline constexpr message_rule prepared_for_another{
    "prepared_for_another",
    severity::fatal,
    {"文件是为另一时刻表或另一选项预备的；请重新预备",
     "made for another timetable or other options of the network; prepare again"}};
inline constexpr message_rule prepared_damaged{
    "prepared_damaged",
    severity::fatal,
    {"文件已损坏或不完整；请重新复制或重新预备",
     "file is damaged or not whole; copy it again or prepare again"}};

inline constexpr std::array all{&not_prepared, &prepared_by_another_version, &prepared_for_another,
                                &prepared_damaged};

inline constexpr message_rule bad_door_time{
    "bad_door_time",
    severity::error,
    {"不是开门或关门的时刻：“{0}”，应写作 09:00、sunrise、sunset 或 sunset-0:30",
     "no time for doors, got {0}, want it as in 09:00, sunrise, sunset or sunset-0:30"}};
inline constexpr message_rule hours_not_read{
    "hours_not_read",
    severity::error,
    {"“{0}”的开放时间读不出；改正之前按不开放计",
     "the hours of {0} cannot be read; until this is corrected, it counts as closed"}};
inline constexpr message_rule bad_amount{
    "bad_amount",
    severity::error,
    {"不是金额：“{0}”，应写作 60 或 60.50", "no amount of money, got {0}, want it as in 60 or 60.50"}};
inline constexpr message_rule second_currency{
    "second_currency",
    severity::error,
    {"币种是 {0}，此前是 {1}；一个目的地只用一种", "currency {0}, before it was {1}; a destination has one"}};
inline constexpr message_rule place_nowhere{
    "place_nowhere",
    severity::error,
    {"既没有坐标，也没有车站；请补上一个", "neither a point nor a station; add one"}};
inline constexpr message_rule unknown_place{
    "unknown_place",
    severity::error,
    {"“{0}”不是景点、住宿或车站", "{0} is no sight, no hotel and no station; correct it"}};
inline constexpr message_rule several_places{
    "several_places",
    severity::error,
    {"“{0}”可指多处；请改名其中一个", "{0} is the key of several places; rename one"}};
inline constexpr message_rule way_to_itself{
    "way_to_itself",
    severity::error,
    {"从“{0}”到“{0}”不是路；请改正", "from {0} to {0} is no way; correct one of the two"}};
inline constexpr message_rule way_without_time{
    "way_without_time",
    severity::error,
    {"时间和长度都没有；请补上一个", "neither minutes nor metres; add one"}};

inline constexpr std::array destinations{&bad_door_time,   &hours_not_read, &bad_amount,
                                         &second_currency, &place_nowhere,  &unknown_place,
                                         &several_places,  &way_to_itself,  &way_without_time};

inline constexpr message_rule class_of_no_train{
    "class_of_no_train",
    severity::warning,
    {"时刻表里没有“{0}”这一等级的列车；这一行只对全部列车的晚点有用，请检查写法",
     "no train of the timetable is of class {0}; the row counts for all trains alone, check how it is "
     "written"}};

inline constexpr std::array lateness{&class_of_no_train};

} // namespace qaidam::journeys::codes

#pragma GCC visibility pop
