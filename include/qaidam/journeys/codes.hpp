/// Why a file of prepared journeys cannot be used.
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

} // namespace qaidam::journeys::codes

#pragma GCC visibility pop
