/// What may be wrong with the accounts: one rule a code.
#pragma once

#include <array>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::ledger::codes {

inline constexpr message_rule other_unit{
    "other_unit",
    severity::info,
    {"“{0}”不是社区的部门或服务队，按名称保留",
     "neither a department nor a team, got {0}, which is kept by its name"}};
inline constexpr message_rule ambiguous_unit{
    "ambiguous_unit",
    severity::error,
    {"“{0}”可指 {1}；请写其中一个", "means more than one unit, got {0}, want one of {1}"}};

inline constexpr message_rule totals_differ{
    "totals_differ",
    severity::error,
    {"“{0}”应为 {1}，台账中有 {2} 项", "{0} is stated as {1}, the ledger has {2} items"}};

inline constexpr message_rule keeps_nothing{
    "keeps_nothing",
    severity::error,
    {"只有 promise_kept（践诺）可写所践的承诺，此行是 {0}",
     "only a promise_kept names the promise that it keeps, got one in a row of kind {0}; leave it blank"}};
inline constexpr message_rule not_a_promise{"not_a_promise",
                                            severity::error,
                                            {"“{0}”不是承诺，而是 {1}；应为一条 promise 的编号",
                                             "keeps {0}, which is of kind {1}, want the key of a promise"}};
inline constexpr message_rule kept_before_made{
    "kept_before_made",
    severity::error,
    {"承诺“{0}”作于 {2}，不能在 {1} 已践诺",
     "promise {0} is kept before it was made, got {1}, want {2} or later"}};

inline constexpr message_rule counts_differ{
    "counts_differ",
    severity::error,
    {"“{0}”上报 {1}，活动记录合计 {2}", "{0} is stated as {1}, the activities add up to {2}"}};
inline constexpr message_rule kept_more_than_made{
    "kept_more_than_made",
    severity::error,
    {"承诺 {1} 项，践诺 {0} 项；践诺不能多于承诺", "{0} kept of {1} promised, want at most as many"}};
inline constexpr message_rule post_without_party_member{
    "post_without_party_member",
    severity::error,
    {"四必访岗“{0}”的在岗人员不是党员", "must-visit post {0} is not held by a party member"}};
inline constexpr message_rule post_not_in_force{
    "post_not_in_force",
    severity::error,
    {"活动“{0}”计入四必访岗“{1}”，当日该岗未设",
     "activity {0} is counted of must-visit post {1} while it is not in force"}};
inline constexpr message_rule team_without_activity{
    "team_without_activity",
    severity::warning,
    {"服务队“{0}”全月没有日常职责活动记录", "team {0} recorded none of the routine duties in a whole month"}};

inline constexpr std::array notices{&other_unit, &ambiguous_unit, &keeps_nothing, &not_a_promise,
                                    &kept_before_made};
inline constexpr std::array findings{&totals_differ,       &counts_differ,
                                     &kept_more_than_made, &post_without_party_member,
                                     &post_not_in_force,   &team_without_activity};

} // namespace qaidam::ledger::codes

#pragma GCC visibility pop
