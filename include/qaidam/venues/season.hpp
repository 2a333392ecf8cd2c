/// A season's plan: when and where each class meets every week.
///
///     const auto wishes = venues::wishes_of(programme, community);
///     const auto plan = venues::plan_season(wishes.courses, wishes.teachers, wishes.places);
///     for (const auto& s : plan.week) show(s);              // Monday 19:00–20:00 in the gym
///     for (const auto& u : plan.unplaced) show(u);          // and why the others cannot
///     const auto days = venues::lay_out(desk, plan, {.from = first, .until = last});
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <qaidam/venues/desk.hpp>

#pragma GCC visibility push(default)

namespace qaidam::venues {

/// A class that is to meet so often a week.
struct season_course {
    course_key key{};
    label name{};
    teacher_key teacher{}; ///< none where blank
    int weekly = 1;
    std::chrono::minutes length{90};
    int people = 0;
    std::vector<std::string> needs{};             ///< equipment
    std::vector<std::string> audience{};          ///< whose classes are never at a time
    std::vector<civic::place_key> places{};       ///< one of these; any where empty
    std::optional<calendar::week_hours> wished{}; ///< any time is as good as another where it is not stated
    friend bool operator==(const season_course&, const season_course&) = default;
};
struct season_teacher {
    teacher_key key{};
    label name{};
    std::optional<calendar::week_hours> free{}; ///< always, where it is not stated
    friend bool operator==(const season_teacher&, const season_teacher&) = default;
};
struct season_place {
    civic::place_key key{};
    label name{};
    std::optional<int> capacity{}; ///< nothing where it is not stated
    std::optional<calendar::week_hours> open{};
    std::vector<std::string> equipment{};
    friend bool operator==(const season_place&, const season_place&) = default;
};
struct season_wishes {
    std::vector<season_course> courses{};
    std::vector<season_teacher> teachers{};
    std::vector<season_place> places{};
};

/// What a programme wishes for. A class that has its place keeps it.
[[nodiscard]] season_wishes wishes_of(const programme& p, const civic::community& c);

struct season_options {
    std::chrono::minutes step{30}; ///< sessions begin at multiples of it
    // What is better avoided, in minutes outside the wished hours: these are the unit.
    int same_day = 240; ///< for two sessions of a class on one day
    int next_day = 60;  ///< for two on days that follow one another
    int walk = 1;       ///< for each minute that a teacher or an audience walks within the hour after a class
    /// The way between two places; none where it is not given. Nobody can be elsewhere sooner; a day or
    /// more is not on the same day.
    std::function<std::chrono::minutes(const civic::place_key&, const civic::place_key&)> way{};
    std::uint64_t seed = 1;
    std::int64_t steps = 200'000; ///< of the search
    std::int64_t proof_steps =
        100'000'000; ///< of the proof: slots that it looks at, copies or compares at most
    std::function<void(double)> progress{}; ///< told the share done
    std::stop_token stop{};                 ///< the best plan so far is given then
};

struct weekly_session {
    course_key course;
    civic::place_key place;
    calendar::weekday day;
    std::chrono::seconds from{0};
    std::chrono::seconds until{0};
    friend bool operator==(const weekly_session&, const weekly_session&) = default;
};

/// What a plan falls short of.
struct season_cost {
    std::int64_t outside_wish = 0; ///< minutes
    std::int64_t same_day = 0;     ///< pairs of sessions
    std::int64_t next_day = 0;
    std::int64_t walk = 0; ///< minutes
    friend bool operator==(const season_cost&, const season_cost&) = default;
    [[nodiscard]] std::int64_t total(const season_options& o) const {
        return outside_wish + same_day * o.same_day + next_day * o.next_day + walk * o.walk;
    }
};

/// Sessions of a class for which there is no room, and why.
struct unplaced_course {
    course_key course;
    int sessions;
    std::vector<refusal> reasons;
};

struct season_plan {
    std::vector<weekly_session> week{}; ///< by day, time and place
    std::vector<unplaced_course> unplaced{};
    season_cost cost{};
    /// No plan with as many sessions has a total cost below this.
    std::int64_t bound = 0;
    /// No plan has more sessions, and none with as many costs less.
    bool proven = false;
};

/// The plan that places the most sessions and, of those, costs least: never two uses of a place, a teacher or
/// an audience at a time, never outside the hours of a place or a teacher, never in a place that is too small
/// or lacks something. The same input gives the same plan.
///
/// Throws: std::invalid_argument for keys that are not unique or not there, lengths that are not 1 minute to
///         a day, weekly sessions not 0 to 50, a step that is not 1 to 720 minutes, windows out of order,
///         costs or ways that are negative.
/// Cost:   `steps` × (sessions that share a teacher, an audience or a place), and `proof_steps`: a second or
///         so.
[[nodiscard]] season_plan plan_season(std::span<const season_course> courses,
                                      std::span<const season_teacher> teachers,
                                      std::span<const season_place> places,
                                      const season_options& options = {});

/// What is wrong with a plan, whoever made it; nothing if all that must hold does.
[[nodiscard]] std::vector<finding> check_season(const season_plan& plan,
                                                std::span<const season_course> courses,
                                                std::span<const season_teacher> teachers,
                                                std::span<const season_place> places,
                                                const season_options& options = {});

struct season_days {
    calendar::date from;
    calendar::date until; ///< the first day that is not in it
    key by{};             ///< who plans, and when
    calendar::local_time at{};
};

/// A session that cannot be on its day, why, and when it can be instead.
struct missed_session {
    schedule_session session;
    refusal reason;
    std::optional<schedule_session> made_up{};
};
struct laid_out_season {
    std::vector<schedule_session> sessions{}; ///< by time; what makes up for others among them
    std::vector<missed_session> missed{};
    /// Days of sessions in years whose holidays are not known, in order: whether they can be held then is not known.
    std::vector<calendar::date> unsure{};
};

/// The plan on the days of a season, as commands that the desk takes in their order: on public holidays and
/// while a place is closed or somebody else has it, a session moves to the nearest later time within two
/// weeks. On days whose holidays nobody knows yet sessions stand, and the days are told. Keys are
/// "yoga-2022-01-10", with the hour where a class meets twice a day.
[[nodiscard]] laid_out_season lay_out(const desk& d, const season_plan& plan, const season_days& days);

} // namespace qaidam::venues

#pragma GCC visibility pop
