/// The notice and finding codes of the civic room.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic::codes {

inline constexpr message_rule far_away{
    "far_away",
    severity::error,
    {"坐标 {0} 距其余楼栋 {1}，应在 50 km 以内；请检查坐标与坐标系",
     "point {0} is {1} from the other buildings, want <= 50 km; check the coordinates and their datum"}};
inline constexpr message_rule bad_identity_number{
    "bad_identity_number",
    severity::error,
    {"证件号码无效：身份证的位数、日期或校验码不符（GB 11643），也不是所注证件或其他证件的号码",
     "not a valid identity number: its length, date or check character is wrong (GB 11643), and no other "
     "document, "
     "or not the stated one, has such numbers"}};
inline constexpr message_rule bad_phone{
    "bad_phone",
    severity::error,
    {"电话号码只能有半角数字、空格、+ 和 -",
     "phone number with other characters, want ASCII digits, spaces, + and -"}};
inline constexpr message_rule bad_person_key{
    "bad_person_key",
    severity::error,
    {"人员编号“{0}”不能有“/”：它把社区与其中的编号隔开；请另定编号",
     "person_id {0} has a '/', which stands between a community and who is in it; take another key"}};
inline constexpr message_rule reserved_key{
    "reserved_key",
    severity::error,
    {"“{0}”指系统，不能作人员编号；请换一个编号",
     "{0} stands for the system and is nobody's key; give the person another"}};
inline constexpr message_rule cycle{
    "cycle", severity::error, {"“{0}”的上级关系成环：{1}", "the parents of {0} form a cycle: {1}"}};
inline constexpr message_rule bad_scope{
    "bad_scope",
    severity::error,
    {"范围“{0}”不可用；应为 community，或 quarter、building、grid、team、department 加上其编号",
     "scope {0} cannot be used, want community, or quarter, building, grid, team or department with its id"}};
inline constexpr message_rule several_communities{
    "several_communities",
    severity::error,
    {"只能有一行：一个数据包描述一个社区", "more than one row, want one: a feed describes one community"}};
inline constexpr message_rule no_community{
    "no_community",
    severity::fatal,
    {"没有可用的社区行", "no usable row, want the one community of the feed"}};
inline constexpr message_rule not_a_polygon{
    "not_a_polygon",
    severity::error,
    {"“{0}”的几何类型是 {1}，应为一个 Polygon", "the geometry of {0} is a {1}, want one Polygon"}};
inline constexpr message_rule no_outline{
    "no_outline",
    severity::info,
    {"“{0}”的几何为 null，没有轮廓", "the geometry of {0} is null: it has no outline"}};

inline constexpr message_rule open_to_nobody{
    "open_to_nobody",
    severity::warning,
    {"条件读不出；改正之前不对任何人开放",
     "the conditions cannot be read; until this is corrected, nobody meets them"}};
inline constexpr message_rule room_for_nobody{
    "room_for_nobody",
    severity::warning,
    {"人数上限读不出；改正之前按 0 人计",
     "the capacity cannot be read; until this is corrected, it is 0 people"}};

inline constexpr std::array notices{&far_away,       &bad_identity_number, &bad_phone,    &cycle,
                                    &bad_scope,      &several_communities, &no_community, &not_a_polygon,
                                    &open_to_nobody, &room_for_nobody,     &no_outline,   &reserved_key,
                                    &bad_person_key};

// What a county says of its files.
inline constexpr message_rule department_differs{
    "department_differs",
    severity::warning,
    {"部门“{0}”是全县共用的，此处写的名称或上级不同；以县的 departments.csv 为准",
     "department {0} is shared by the county, and its name or parent differs here; that of the county "
     "counts"}};
inline constexpr message_rule several_counties{
    "several_counties",
    severity::error,
    {"只能有一行：一个文件夹描述一个县", "more than one row, want one: a folder describes one county"}};
inline constexpr message_rule no_county{
    "no_county", severity::fatal, {"没有可用的县行", "no usable row, want the one county of the folder"}};
inline constexpr message_rule bad_community_key{
    "bad_community_key",
    severity::error,
    {"社区编号“{0}”不能有“/”：它把社区与其中的编号隔开",
     "community_id {0} has a '/', which stands between a community and what is in it; take another key"}};
inline constexpr message_rule bad_folder{
    "bad_folder",
    severity::error,
    {"文件夹“{0}”不可用；应在县的文件夹之内，用“/”分隔，没有“..”",
     "folder {0} cannot be used, want one within that of the county, with '/' and without '..'"}};
inline constexpr message_rule other_community{
    "other_community",
    severity::error,
    {"文件夹“{1}”里是社区“{0}”，不是此行所说的社区；请改正其一",
     "folder {1} has the feed of community {0}, not of this one; correct one of the two"}};
inline constexpr message_rule community_left_out{
    "community_left_out",
    severity::error,
    {"社区“{0}”的数据不能用，全县其余社区照常；见“{1}”的提示",
     "the feed of community {0} cannot be used, and the county does without it; see the notices of {1}"}};

inline constexpr std::array counties{&department_differs, &several_counties, &no_county,
                                     &bad_community_key,  &bad_folder,       &other_community,
                                     &community_left_out};

// What comes with a move.
inline constexpr message_rule role_ended{
    "role_ended",
    severity::warning,
    {"“{1}”的“{0}”于 {2} 随迁出终止，请另定人选",
     "their role {0} in {1} ends on {2} with the move; give it to somebody else"}};
inline constexpr message_rule role_not_begun{"role_not_begun",
                                             severity::warning,
                                             {"“{1}”的“{0}”原定 {2} 起，因迁出不再开始，请另定人选",
                                              "their role {0} in {1} was to begin on {2} and does not, "
                                              "because of the move; give it to somebody else"}};
inline constexpr message_rule group_moved{
    "group_moved", severity::info, {"自 {2} 起在“{1}”属于“{0}”", "belongs to {0} in {1} from {2} on"}};

inline constexpr std::array moves{&role_ended, &role_not_begun, &group_moved};

inline constexpr message_rule building_without_party_member{
    "building_without_party_member",
    severity::error,
    {"楼栋“{0}”没有党员负责", "building {0} has no party member"}};
inline constexpr message_rule special_resident_unknown_home{
    "special_resident_unknown_home",
    severity::warning,
    {"特殊群体人员没有登记住址", "a person of a special group has no known home"}};

inline constexpr std::array findings{&building_without_party_member, &special_resident_unknown_home};

// Who may not have something, and why.
inline constexpr message_rule too_young{
    "too_young",
    severity::error,
    {"申请人 {0} 岁，“{1}”须满 {2} 岁", "the resident is {0}, {1} wants at least {2} years"}};
inline constexpr message_rule too_old{
    "too_old",
    severity::error,
    {"申请人 {0} 岁，“{1}”至多 {2} 岁", "the resident is {0}, {1} wants at most {2} years"}};
inline constexpr message_rule birth_unknown{
    "birth_unknown",
    severity::error,
    {"不知申请人的出生日期，“{0}”有年龄条件；请补充",
     "the resident's date of birth is not known, {0} depends on it; add it"}};
inline constexpr message_rule not_of_group{
    "not_of_group",
    severity::error,
    {"申请人不属于“{0}”的对象：{1}", "the resident is in none of the groups that {0} is for: {1}"}};
inline constexpr message_rule not_resident{
    "not_resident",
    severity::error,
    {"“{0}”只面向本社区居民，申请人的住址不在社区内",
     "{0} is for residents of the community, the resident has no home in it"}};

inline constexpr message_rule conditions_unread{
    "conditions_unread",
    severity::error,
    {"“{0}”的条件在数据中读不出，暂不对任何人开放；请改正",
     "the conditions of {0} could not be read, so that nobody meets them; correct them in the feed"}};

inline constexpr std::array conditions{&too_young,    &too_old,      &birth_unknown,
                                       &not_of_group, &not_resident, &conditions_unread};

} // namespace qaidam::civic::codes

#pragma GCC visibility pop
