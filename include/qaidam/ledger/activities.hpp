/// What activities add up to: of each kind by post, person, unit, month; and teams that did nothing.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <qaidam/base/function_ref.hpp>
#include <qaidam/civic/activity.hpp>
#include <qaidam/ledger/must_visit.hpp>

#pragma GCC visibility push(default)

namespace qaidam::ledger {

using civic::activity;
using civic::activity_kind;
using civic::activity_log;

/// How many activities there were, and of what and how long.
struct activity_tally {
    std::int64_t records = 0;
    std::int64_t count = 0;
    bool at_least = false; ///< some count is a lower bound, so the sum is one
    std::int64_t minutes = 0;
    friend bool operator==(const activity_tally&, const activity_tally&) = default;
};

/// Counts the activities of each key that `by` gives, in one pass: the parts are the total.
[[nodiscard]] std::map<std::string, activity_tally> roll_up(const activity_log& all,
                                                            function_ref<std::string(const activity&)> by);
[[nodiscard]] std::string by_kind(const activity& a);
[[nodiscard]] std::string by_whom(const activity& a); ///< the key of who did it
[[nodiscard]] std::string by_month(const activity& a);
/// The key of the must-visit post of which it is counted; "" for none.
[[nodiscard]] std::string by_post(const activity& a);
/// The key of the person who did it; "" for what a department or a team did.
[[nodiscard]] std::string by_person(const activity& a);
/// The key of the kind of its post; "" for none. Posts and kinds must outlive it.
struct by_post_kind {
    by_post_kind(const must_visit_posts& all, const must_visit_kinds& their) : posts{all}, kinds{their} {}
    std::string operator()(const activity& a) const;
    const must_visit_posts& posts;
    const must_visit_kinds& kinds;
};
/// The unit, as in ledger.csv: that of its post, else the department or team that did it; "" for what a person did at no
/// post. Posts and community must outlive it.
struct by_activity_unit {
    by_activity_unit(const must_visit_posts& all, const civic::community& in) : posts{all}, c{in} {}
    std::string operator()(const activity& a) const;
    const must_visit_posts& posts;
    const civic::community& c;
};

/// What there was of each kind.
class kind_tallies {
public:
    [[nodiscard]] const activity_tally& operator[](activity_kind k) const {
        return all_[static_cast<std::size_t>(k)];
    }
    void add(const activity& a);
    void add(const kind_tallies& more);
    friend bool operator==(const kind_tallies&, const kind_tallies&) = default;

private:
    std::array<activity_tally, civic::activity_kind_count> all_{};
};

/// The same kind by kind, in one pass: the parts are the total. Cost: O(activities log keys).
[[nodiscard]] std::map<std::string, kind_tallies>
roll_up_kinds(const activity_log& all, function_ref<std::string(const activity&)> by);
[[nodiscard]] kind_tallies total_of(const std::map<std::string, kind_tallies>& parts);

/// What was done by the end of a day. A promise that is kept later stands without being kept.
[[nodiscard]] activity_log as_of(const activity_log& all, const calendar::date& day);

/// A team's work at one of its routine duties in one month.
struct duty_cell {
    civic::team_id team;
    civic::duty duty;
    calendar::date month; ///< its first day
    activity_tally count;
    friend bool operator==(const duty_cell&, const duty_cell&) = default;
};
/// Every team × its duties, and those it took up besides × every month that has a day in `when`, in this order; cells of nothing too.
/// Requires: an interval with both ends, of at most 1200 months, else std::invalid_argument.
/// Cost: O(activities + cells).
[[nodiscard]] std::vector<duty_cell> list_duty_cells(const activity_log& all, const civic::community& c,
                                                     const calendar::date_span& when);

/// Teams that recorded none of their routine duties in a whole month of `when`, with those months. A month that is not over
/// is not judged. Requires: as for `list_duty_cells`.
[[nodiscard]] std::vector<calendar::dated_finding>
audit_teams(const activity_log& all, const civic::community& c, const calendar::date_span& when);

/// "≥ 70" or "194"
[[nodiscard]] std::string count_text(std::int64_t value, bool at_least);

} // namespace qaidam::ledger

#pragma GCC visibility pop
