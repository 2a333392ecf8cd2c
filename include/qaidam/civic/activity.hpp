/// What was done for the community, and who does such things.
#pragma once

#include <compare>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/words.hpp>
#include <qaidam/civic/community.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

enum class handler_kind { department, team, person };

/// Who is charged with something, named by key as events name it.
struct handler {
    handler_kind kind;
    qaidam::key key;
    friend auto operator<=>(const handler&, const handler&) = default;
};

/// Whether the community has such a department, team or person.
[[nodiscard]] bool knows(const community& c, const handler& h);
/// The name of a handler as the community knows it, masked for a person; the key where it is not known.
[[nodiscard]] std::string name_of(const handler& h, const community& c, language l);

enum class activity_kind {
    campaign,
    course,
    clinic,
    legal_education,
    patrol, ///< with hardship to publicity the routine duties of teams
    visit,  ///< with volunteering to promise_kept what is counted of the must-visit posts
    volunteering,
    opinion,      ///< 征求意见
    promise,      ///< 承诺
    promise_kept, ///< 践诺: of a promise that was made before
    hardship,
    mediation,
    environment,
    publicity
};
inline constexpr std::size_t activity_kind_count = 14;
[[nodiscard]] std::string to_string(activity_kind k, language l = language::en);

/// As what a routine duty of a team is recorded.
[[nodiscard]] activity_kind activity_of(duty d);
/// The routine duty that is recorded so, if it is one.
[[nodiscard]] std::optional<duty> find_duty(activity_kind k);

using activity_key = key_of<struct activity_tag>;
using must_visit_post_key = key_of<struct must_visit_post_tag>;

/// What was done, by whom, for or by how many (活动记录).
struct activity {
    activity_key key;
    activity_kind kind;
    handler by;
    calendar::date on;
    label title;
    std::int64_t count = 0;     ///< of `counted`
    label counted{};            ///< people examined, officers, events
    bool at_least = false;      ///< the count is a lower bound
    std::int64_t minutes = 0;   ///< that were given, by all who took part: volunteer hours
    must_visit_post_key post{}; ///< of which it is counted; blank for none
    activity_key keeps{};       ///< of promise_kept: the promise
    friend bool operator==(const activity&, const activity&) = default;
};
using activity_log = registry<id<activity_tag>, activity>;

/// The words of both kinds, of files and for people.
inline constexpr kind_words handler_words[] = {
    {"department", {"部门", "department"}}, {"team", {"服务队", "team"}}, {"person", {"个人", "person"}}};
inline constexpr kind_words activity_words[] = {{"campaign", {"集中整治", "campaign"}},
                                                {"course", {"培训课程", "course"}},
                                                {"clinic", {"义诊", "free clinic"}},
                                                {"legal_education", {"普法宣传", "legal education"}},
                                                {"patrol", {"巡逻值守", "patrol"}},
                                                {"visit", {"走访", "visit"}},
                                                {"volunteering", {"志愿服务", "volunteering"}},
                                                {"opinion", {"征求意见", "opinion sought"}},
                                                {"promise", {"承诺", "promise made"}},
                                                {"promise_kept", {"践诺", "promise kept"}},
                                                {"hardship", {"困难帮扶", "hardship support"}},
                                                {"mediation", {"矛盾纠纷化解", "dispute mediation"}},
                                                {"environment", {"人居环境整治", "living-environment care"}},
                                                {"publicity", {"政策宣传", "policy publicity"}}};
static_assert(std::size(activity_words) == activity_kind_count);

// How events carry them, by any writer and reader of fields.
template <class Writer>
void put_field(Writer& out, const handler& h) {
    out.write(to_cell(handler_words, h.kind));
    out.write(h.key.text());
}
template <class Reader>
void take_field(Reader& in, handler& h) {
    in.take_kind(handler_words, h.kind);
    h.key = qaidam::key{in.next()};
}
template <class Writer>
void put_field(Writer& out, activity_kind k) {
    out.write(to_cell(activity_words, k));
}
template <class Reader>
void take_field(Reader& in, activity_kind& k) {
    in.take_kind(activity_words, k);
}

/// The columns handler and handler_id, which must name somebody whom the community knows.
[[nodiscard]] handler read_handler(record& r, const community& c);

} // namespace qaidam::civic

template <>
struct fmt::formatter<qaidam::civic::activity_kind>
    : qaidam::detail::bilingual_formatter<qaidam::civic::activity_kind> {};

#pragma GCC visibility pop
