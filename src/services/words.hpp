/// Kinds of the services room: the word of files, and the words for people. The order is that of the
/// enumerators.
#pragma once

#include <qaidam/base/words.hpp>

namespace qaidam::services::detail {

inline constexpr kind_words list_words[] = {{"errand", {"事务代办", "errands on one's behalf"}},
                                            {"hardship", {"困难解决", "hardships resolved"}},
                                            {"dispute", {"矛盾调处", "disputes mediated"}}};
inline constexpr kind_words handler_words[] = {
    {"department", {"部门", "department"}}, {"team", {"服务队", "team"}}, {"person", {"个人", "person"}}};
inline constexpr kind_words channel_words[] = {{"phone", {"电话", "phone"}},
                                               {"chat_group", {"楼宇微信群", "building chat group"}},
                                               {"visit", {"走访", "home visit"}},
                                               {"hall", {"便民服务大厅", "service hall"}},
                                               {"hotline", {"热线", "hotline"}}};
inline constexpr kind_words visit_words[] = {{"service", {"服务上门", "service at home"}},
                                             {"activity", {"活动上门", "activity at home"}},
                                             {"opinion", {"议事上门", "opinions sought at home"}}};
inline constexpr kind_words batch_words[] = {{"key_project", {"重点项目", "key projects"}},
                                             {"policy", {"政策举措", "policy measures"}},
                                             {"measure", {"实招硬招", "practical measures"}},
                                             {"project", {"民生工程", "livelihood projects"}},
                                             {"problem", {"突出问题", "pressing problems"}}};
inline constexpr kind_words activity_words[] = {{"campaign", {"集中整治", "campaign"}},
                                                {"course", {"培训课程", "course"}},
                                                {"clinic", {"义诊", "free clinic"}},
                                                {"legal_education", {"普法宣传", "legal education"}},
                                                {"patrol", {"巡逻值守", "patrol"}},
                                                {"visit", {"走访", "visit"}},
                                                {"volunteering", {"志愿服务", "volunteering"}}};

} // namespace qaidam::services::detail
