/// Kinds of the civic room: the word of files, and the words for people. The order is that of the
/// enumerators.
#pragma once

#include <qaidam/base/words.hpp>

namespace qaidam::civic::detail {

inline constexpr kind_words duty_words[] = {
    {"hardship_support", {"困难帮扶", "hardship support"}},
    {"dispute_mediation", {"矛盾纠纷化解", "dispute mediation"}},
    {"public_order_patrol", {"治安巡逻", "public-order patrol"}},
    {"living_environment", {"人居环境整治", "living-environment care"}},
    {"policy_publicity", {"政策宣传", "policy publicity"}}};
inline constexpr kind_words group_words[] = {{"alone_elderly", {"高龄孤寡", "very old, living alone"}},
                                             {"disabled", {"残障", "disabled"}},
                                             {"serious_illness", {"重病", "seriously ill"}},
                                             {"low_income", {"困难家庭", "low income"}},
                                             {"child_in_need", {"困境儿童", "child in need"}}};
inline constexpr kind_words identity_words[] = {
    {"identity_card", {"居民身份证", "resident identity card"}},
    {"residence_permit", {"港澳台居民居住证", "residence permit for Hong Kong, Macau and Taiwan residents"}},
    {"permanent_residence", {"外国人永久居留身份证", "foreign permanent resident identity card"}},
    {"hong_kong_macau_permit", {"港澳居民来往内地通行证", "travel permit for Hong Kong and Macau residents"}},
    {"taiwan_permit", {"台湾居民来往大陆通行证", "travel permit for Taiwan residents"}},
    {"passport", {"护照", "passport"}}};
inline constexpr kind_words place_words[] = {{"hall", {"厅", "hall"}},
                                             {"station", {"站", "station"}},
                                             {"house", {"房", "house"}},
                                             {"room", {"室", "room"}}};
inline constexpr kind_words grid_words[] = {{"base", {"基础网格", "base grid"}},
                                            {"dedicated", {"专属网格", "dedicated grid"}}};

} // namespace qaidam::civic::detail
