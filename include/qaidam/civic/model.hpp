/// What a community is made of: areas, people with roles, teams, departments, places, grids.
///
/// Plain records. `community` (community.hpp) holds them as one immutable value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/base/words.hpp>
#include <qaidam/calendar/time.hpp>
#include <qaidam/geo/geo.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

using community_id = id<struct community_tag>; ///< in a county
using quarter_id = id<struct quarter_tag>;
using building_id = id<struct building_tag>;
using household_id = id<struct household_tag>;
using person_id = id<struct person_tag>;
using team_id = id<struct team_tag>;
using department_id = id<struct department_tag>;
using place_id = id<struct place_tag>;
using grid_plan_id = id<struct grid_plan_tag>;
using grid_id = id<struct grid_tag>;

/// The keys by which commands, events and files name them.
using community_key = key_of<community_tag>;
using quarter_key = key_of<quarter_tag>;
using building_key = key_of<building_tag>;
using household_key = key_of<household_tag>;
using person_key = key_of<person_tag>;
using team_key = key_of<team_tag>;
using department_key = key_of<department_tag>;
using place_key = key_of<place_tag>;
using grid_plan_key = key_of<grid_plan_tag>;
using grid_key = key_of<grid_tag>;

/// The community itself (社区), and what it lies in.
struct identity {
    qaidam::key key;
    label name;
    label town{};
    label county{};
    std::optional<double> area_km2{}; ///< as officially stated
    friend bool operator==(const identity&, const identity&) = default;
};

/// A residential quarter (居民小区).
struct quarter {
    quarter_key key;
    label name;
    friend bool operator==(const quarter&, const quarter&) = default;
};

/// A residential building (楼栋).
struct building {
    building_key key;
    quarter_id quarter;
    label name;
    std::optional<geo::point> at{}; ///< WGS 84
    friend bool operator==(const building&, const building&) = default;
};

/// A household (户) with the number of its permanent residents.
struct household {
    household_key key;
    building_id building;
    int residents = 0;
    friend bool operator==(const household&, const household&) = default;
};

/// What a person's identity number is the number of (身份证件).
enum class identity_kind {
    identity_card,       ///< 居民身份证: GB 11643, or fifteen digits as of 1989
    residence_permit,    ///< 港澳台居民居住证: GB 11643, from 81, 82 or 83
    permanent_residence, ///< 外国人永久居留身份证: GB 11643 from 9, or three letters and twelve digits
    hong_kong_macau_permit, ///< 港澳居民来往内地通行证: H or M, and eight or ten digits
    taiwan_permit,          ///< 台湾居民来往大陆通行证: eight or ten digits
    passport                ///< 护照: six to nine letters and digits
};

/// A person whom the community has to know by name. Personal data: show it through masking.hpp.
struct person {
    person_key key;
    label name;
    std::optional<calendar::date> born{};
    std::string phone{};
    std::string identity_number{};                       ///< of an identity document
    std::optional<civic::identity_kind> identity_kind{}; ///< if it is stated; else that of the number's form
    std::optional<building_id> home{};
    friend bool operator==(const person&, const person&) = default;
};

enum class role_kind {
    party_member,          ///< 党员
    full_time_grid_leader, ///< 专职网格长
    part_time_grid_leader, ///< 兼职网格长
    grid_member,           ///< 网格员
    building_leader,       ///< 楼栋长
    property_staff,        ///< 物业
    young_volunteer,       ///< 青年志愿者
    department_officer,    ///< 部门人员
    supervisor ///< 督查负责人: approves, adjudicates, and answers for the orders of a community
};
inline constexpr kind_words role_words[] = {
    {"party_member", {"党员", "party member"}},
    {"full_time_grid_leader", {"专职网格长", "full-time grid leader"}},
    {"part_time_grid_leader", {"兼职网格长", "part-time grid leader"}},
    {"grid_member", {"网格员", "grid member"}},
    {"building_leader", {"楼栋长", "building leader"}},
    {"property_staff", {"物业人员", "property staff"}},
    {"young_volunteer", {"青年志愿者", "young volunteer"}},
    {"department_officer", {"部门人员", "department officer"}},
    {"supervisor", {"督查负责人", "supervisor"}}};

/// Where a role holds; std::monostate is the whole community.
using scope = std::variant<std::monostate, quarter_id, building_id, grid_id, team_id, department_id>;

/// A person holds a role somewhere for some time.
struct role {
    person_id person;
    role_kind kind;
    civic::scope scope{};
    calendar::date_span when{};
    friend bool operator==(const role&, const role&) = default;
};

enum class duty {
    hardship_support,    ///< 困难帮扶
    dispute_mediation,   ///< 矛盾纠纷化解
    public_order_patrol, ///< 治安巡逻
    living_environment,  ///< 人居环境整治
    policy_publicity     ///< 政策宣传
};

/// A service team (服务队) and its routine duties.
struct team {
    team_key key;
    label name;
    std::vector<duty> duties{};
    friend bool operator==(const team&, const team&) = default;
};

/// A department or unit that governs with the community (共建部门).
struct department {
    department_key key;
    label name;
    std::optional<department_id> parent{};
    friend bool operator==(const department&, const department&) = default;
};

enum class special_group {
    alone_elderly,   ///< 高龄孤寡: the very old living alone
    disabled,        ///< 残障
    serious_illness, ///< 重病
    low_income,      ///< 困难家庭
    child_in_need    ///< 困境儿童
};

/// A person who belongs to a special group (特殊群体) for some time.
struct special_resident {
    person_id person;
    special_group group;
    calendar::date_span when{};
    friend bool operator==(const special_resident&, const special_resident&) = default;
};

enum class place_kind { hall, station, house, room }; ///< 厅 站 房 室

/// A venue of the community (阵地).
struct place {
    place_key key;
    label name;
    std::optional<place_kind> kind{}; ///< if it is known
    std::optional<int> capacity{};    ///< people; nothing where it is not stated
    std::optional<building_id> building{};
    std::string phone{}; ///< by which people reach it: a public number
    friend bool operator==(const place&, const place&) = default;
};

/// One division of the community into grids, valid over an interval.
struct grid_plan {
    grid_plan_key key;
    label name;
    calendar::date_span when{};
    friend bool operator==(const grid_plan&, const grid_plan&) = default;
};

enum class grid_kind { base, dedicated }; ///< 基础网格 专属网格

/// A grid (网格) of one plan: a set of buildings and, if known, its outline.
struct grid {
    grid_key key;
    grid_plan_id plan;
    label name;
    std::string code{}; ///< by which people call it; never its identity
    grid_kind kind = grid_kind::base;
    std::vector<building_id> buildings{};
    std::optional<geo::polygon> outline{};
    friend bool operator==(const grid&, const grid&) = default;
};

/// The words of these kinds, for people and (the code) for files.
[[nodiscard]] std::string to_string(role_kind kind, language l = language::en);
[[nodiscard]] std::string to_string(duty d, language l = language::en);
[[nodiscard]] std::string to_string(special_group g, language l = language::en);
[[nodiscard]] std::string to_string(place_kind k, language l = language::en);
[[nodiscard]] std::string to_string(identity_kind k, language l = language::en);

/// A special group by the word of files, and back.
[[nodiscard]] std::optional<special_group> find_special_group(std::string_view word);
[[nodiscard]] std::string to_cell(special_group g);
/// All those words, apart by commas.
[[nodiscard]] std::string special_group_cells();

} // namespace qaidam::civic

template <>
struct fmt::formatter<qaidam::civic::role_kind>
    : qaidam::detail::bilingual_formatter<qaidam::civic::role_kind> {};
template <>
struct fmt::formatter<qaidam::civic::duty> : qaidam::detail::bilingual_formatter<qaidam::civic::duty> {};
template <>
struct fmt::formatter<qaidam::civic::special_group>
    : qaidam::detail::bilingual_formatter<qaidam::civic::special_group> {};
template <>
struct fmt::formatter<qaidam::civic::place_kind>
    : qaidam::detail::bilingual_formatter<qaidam::civic::place_kind> {};
template <>
struct fmt::formatter<qaidam::civic::identity_kind>
    : qaidam::detail::bilingual_formatter<qaidam::civic::identity_kind> {};

#pragma GCC visibility pop
