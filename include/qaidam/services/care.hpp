/// Care: one-to-one help (一对一) for people of special groups, the three kinds of visit to their door
/// (三上门), and visits at festivals (节日慰问).
#pragma once

#include <vector>

#include <qaidam/base/feed_files.hpp>
#include <qaidam/base/id.hpp>
#include <qaidam/calendar/day_set.hpp>
#include <qaidam/civic/community.hpp>
#include <qaidam/services/codes.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

enum class visit_kind {
    service,  ///< 服务上门: services done at home
    activity, ///< 活动上门: activities held at home
    opinion   ///< 议事上门: opinions sought at home
};
[[nodiscard]] std::string to_string(visit_kind k, language l = language::en);

/// What somebody comes for.
enum class visit_purpose {
    company, ///< 陪伴
    cooking, ///< 做饭
    gifts    ///< 送慰问品
};
[[nodiscard]] std::string to_string(visit_purpose p, language l = language::en);

/// For which half of a day somebody comes.
enum class half_day { morning, afternoon }; ///< 上午 下午
[[nodiscard]] std::string to_string(half_day h, language l = language::en);

using festival_id = id<struct festival_tag>;
using festival_key = key_of<festival_tag>;

/// A festival at which nobody who is helped should be alone: 春节, 藏历新年 (Losar), 古尔邦节. Each run of days that follow one
/// another is one festival, as often as the days say.
struct festival {
    festival_key key;
    label name;
    calendar::day_set days{};
    std::vector<visit_purpose> purposes{}; ///< what each of them is owed on one of these days
    friend bool operator==(const festival&, const festival&) = default;
};

/// A party member looks after one person of a special group.
struct help_pair {
    civic::person_id helped;
    civic::person_id helper;
    int every_days = 0; ///< each kind of visit is due this often; 0 where nothing was agreed
    calendar::date_span when{};
    friend bool operator==(const help_pair&, const help_pair&) = default;
};

struct care_visit {
    civic::person_id helped;
    visit_kind kind;
    calendar::date on;
    std::optional<half_day> half{};        ///< nothing where it is not stated
    std::vector<visit_purpose> purposes{}; ///< what it was for besides
    friend bool operator==(const care_visit&, const care_visit&) = default;
};

struct care {
    std::vector<help_pair> pairs{};
    std::vector<care_visit> visits{};
    registry<festival_id, festival> festivals{};
    friend bool operator==(const care&, const care&) = default;
};

/// Reads help_pairs.csv, care_visits.csv and care_festivals.csv. Throws: data_error under policy::strict.
[[nodiscard]] loaded<care> load_care(const feed_files& files, const civic::community& c,
                                     const load_options& options = {});
void save(const care& all, const civic::community& c, const file_path& folder);

/// Over an interval: every special resident has exactly one pair, with a party member of their building, and
/// no kind of visit is overdue. A kind of visit falls due `every_days` after the help began and after each
/// visit, and is overdue from the day after that. Where one pair follows another without a day between them, the help goes on: who
/// comes after owes what was not done. At each festival that is over, everybody who is helped had what it is for.
[[nodiscard]] std::vector<calendar::dated_finding> audit(const care& all, const civic::community& c,
                                                         const calendar::date_span& when);

/// A visit that a helper owes.
struct due_visit {
    civic::person_id helped;
    civic::person_id helper;
    visit_kind kind;
    calendar::date due;
    friend bool operator==(const due_visit&, const due_visit&) = default;

    /// From the day after it was due.
    [[nodiscard]] bool is_overdue(const calendar::date& day) const { return due < day; }
};

/// The visits that fall due by so many days after a day and were not made on that day or before, the most
/// overdue first. Pairs for which nothing was agreed owe none, nor do people who are in no special group that
/// day. What `audit` finds overdue on a day are those of its list that are overdue.
[[nodiscard]] std::vector<due_visit> list_due_visits(const care& all, const civic::community& c,
                                                     const calendar::date& day, int days_ahead = 0);

/// What a helper owes at a festival.
struct festival_visit {
    civic::person_id helped;
    civic::person_id helper;
    festival_id festival;
    calendar::date_span when{};           ///< its days
    std::vector<visit_purpose> missing{}; ///< that nobody has come for on these days yet
    friend bool operator==(const festival_visit&, const festival_visit&) = default;
};

/// What is owed at the festivals that have a day in [from, until), by its first day, then festival and person. A
/// person is owed it who is of a special group on its first day and has a helper then.
/// Cost: O(days + festivals × pairs × visits of a person).
[[nodiscard]] std::vector<festival_visit> list_festival_visits(const care& all, const civic::community& c,
                                                               const calendar::date& from,
                                                               const calendar::date& until);

/// One door at which a helper calls on a round, and what for.
struct round_stop {
    civic::person_id helped;
    std::vector<visit_kind> kinds{};
    calendar::date due; ///< of the most pressing
};
struct visit_round {
    civic::person_id helper;
    std::vector<round_stop> stops{}; ///< in the order of the walk
    geo::meters length{0};           ///< from the helper's home, past all doors, and home
    bool proven = false;             ///< no order of these doors is shorter
    std::vector<due_visit> left{};   ///< more than the day holds, and homes that nobody knows the place of
};

struct round_options {
    int most_stops = 12;
    int days_ahead = 0; ///< visits that fall due so soon are made too
};

/// A helper's round on a day: the most pressing doors that are owed a visit, on the shortest way.
[[nodiscard]] visit_round plan_round(const care& all, const civic::community& c, civic::person_id helper,
                                     const calendar::date& day, const round_options& options = {});

/// What becomes of the pairs of a helper who leaves.
struct hand_over_result {
    care after;                      ///< their pairs end on that day, and others begin
    std::vector<help_pair> begun{};  ///< those others
    std::vector<finding> unhelped{}; ///< people for whom nobody of their building can
};

/// Gives the people whom a helper looks after to other party members of their buildings, so that nobody gets
/// more than they must: the sum of squares of pairs is the least there is. What was due stays due, from those who take over.
[[nodiscard]] hand_over_result hand_over(const care& all, const civic::community& c, civic::person_id leaving,
                                         const calendar::date& on);

/// What becomes of the pairs of somebody who moves away (civic::move_person): those in which they are helped end on that day, and
/// people whom they helped are given to others, as hand_over does.
struct move_away_result : hand_over_result {
    std::vector<help_pair>
        ended{}; ///< in which they were helped, as they were: to be begun anew where they live now
};
[[nodiscard]] move_away_result move_away(const care& all, const civic::community& c, civic::person_id leaving,
                                         const calendar::date& on);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::visit_kind>
    : qaidam::detail::bilingual_formatter<qaidam::services::visit_kind> {};
template <>
struct fmt::formatter<qaidam::services::visit_purpose>
    : qaidam::detail::bilingual_formatter<qaidam::services::visit_purpose> {};
template <>
struct fmt::formatter<qaidam::services::half_day>
    : qaidam::detail::bilingual_formatter<qaidam::services::half_day> {};

#pragma GCC visibility pop
