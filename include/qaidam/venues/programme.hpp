/// What goes on at the venues: places and their terms, classes, bookings, activities, fairs.
///
/// Plain records. A programme is loaded from a feed (feed.hpp), looked at, and changed by a desk (desk.hpp).
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <qaidam/calendar/holidays.hpp>
#include <qaidam/calendar/work_calendar.hpp>
#include <qaidam/civic/activity.hpp>
#include <qaidam/civic/eligibility.hpp>

#pragma GCC visibility push(default)

namespace qaidam::venues {

using teacher_id = id<struct teacher_tag>;
using course_id = id<struct course_tag>;
using session_id = id<struct session_tag>;
using booking_id = id<struct booking_tag>;
using activity_id = id<struct planned_activity_tag>;
using fair_id = id<struct fair_tag>;
using goods_id = id<struct goods_tag>;

/// The keys by which commands, events and files name them.
using teacher_key = key_of<teacher_tag>;
using course_key = key_of<course_tag>;
using session_key = key_of<session_tag>;
using booking_key = key_of<booking_tag>;
using activity_key = key_of<planned_activity_tag>;
using fair_key = key_of<fair_tag>;
using goods_key = key_of<goods_tag>;
using stall_key = key_of<struct stall_tag>;
using trade_key = key_of<struct trade_tag>;

/// When a place is open, or somebody free (开放时间). A day without windows is closed.
struct opening {
    calendar::week_hours week{};                 ///< a make-up workday without its own is as its weekday
    std::vector<calendar::day_window> holiday{}; ///< of a public holiday
    friend bool operator==(const opening&, const opening&) = default;
};

/// The windows of a day; in a year whose holidays are not known, those of its weekday.
[[nodiscard]] const std::vector<calendar::day_window>& windows_on(const opening& o, const calendar::date& day,
                                                                  const calendar::holidays& known);
/// Whether it is open all of [from, until), over the ends of windows and midnight where the next window begins there.
/// A day of a year whose holidays are not known may be as its weekday, a holiday or a make-up workday: it is open then
/// if it is in all these cases.
[[nodiscard]] bool is_open(const opening& o, calendar::local_time from, calendar::local_time until,
                           const calendar::holidays& known);
/// The first of these days on which that depends on whether it is a holiday or a make-up workday, where it is open on all
/// others; nothing if it is known whether it is open.
[[nodiscard]] std::optional<calendar::date> find_unknown_day(const opening& o, calendar::local_time from,
                                                             calendar::local_time until,
                                                             const calendar::holidays& known);

/// The holiday because of which it is not open on the day, though it is on such a weekday; nothing if there is none.
[[nodiscard]] std::optional<calendar::special_day>
find_closing_holiday(const opening& o, const calendar::date& day, const calendar::holidays& known);

/// A time in which a place cannot be used: `local_time::last()` is its end where nobody knows that.
struct closure {
    calendar::local_time from;
    calendar::local_time until;
    label reason{};
    friend bool operator==(const closure&, const closure&) = default;
};

/// On which terms a place is to be had.
struct place_terms {
    std::optional<opening> open{}; ///< always, where it is not stated
    std::vector<closure> closures{};
    std::vector<std::string> equipment{};
    friend bool operator==(const place_terms&, const place_terms&) = default;
};

struct teacher {
    teacher_key key;
    label name;
    std::optional<opening> free{}; ///< always, where it is not stated
    friend bool operator==(const teacher&, const teacher&) = default;
};

enum class enrolment_state { enrolled, waiting, withdrawn }; ///< 已报名 候补 已退出
[[nodiscard]] std::string to_string(enrolment_state s, language l = language::en);

/// A person's place in a class, or on its waiting list.
struct enrolment {
    civic::person_id person;
    enrolment_state state = enrolment_state::enrolled;
    std::optional<calendar::local_time> since{}; ///< when they asked, if that is known
    friend bool operator==(const enrolment&, const enrolment&) = default;
};

/// A class (公益课).
struct course {
    course_key key;
    label name;
    std::optional<civic::place_id> place{}; ///< where it usually is
    std::optional<teacher_id> teacher{};
    std::optional<int> capacity{}; ///< people; nothing where it is not limited
    std::optional<int> fee{};      ///< fen, 0 is free; nothing where it is not stated
    civic::eligibility who{};
    std::vector<enrolment> enrolments{}; ///< in the order in which people asked; a withdrawal stays

    // What a season's plan goes by.
    int weekly = 1; ///< sessions a week
    std::chrono::minutes length{90};
    std::vector<std::string> needs{};    ///< equipment
    std::vector<std::string> audience{}; ///< whose classes must not be at a time: seniors, children
    std::optional<calendar::week_hours> wished{};
    friend bool operator==(const course&, const course&) = default;
};

/// Who has a place in the class, in order.
[[nodiscard]] std::vector<civic::person_id> people_in(const course& c, enrolment_state s);

enum class session_state { planned, held, called_off }; ///< 待举行 已举行 已取消
[[nodiscard]] std::string to_string(session_state s, language l = language::en);

/// One meeting of a class.
struct session {
    session_key key;
    course_id course;
    civic::place_id place;
    calendar::local_time from;
    calendar::local_time until;
    session_state state = session_state::planned;
    int revision = 0;         ///< how often it was changed
    session_key instead_of{}; ///< a make-up session (补课): for which that was called off
    /// When and where it was to be before it was first moved.
    std::optional<calendar::local_time> was_from{};
    std::optional<civic::place_id> was_at{};
    qaidam::key reason{}; ///< for the last change
    std::vector<civic::person_id> attended{};
    friend bool operator==(const session&, const session&) = default;
};

enum class booking_state {
    booked,    ///< 已预约
    cancelled, ///< 已取消
    displaced, ///< 已让出
    no_show    ///< 未到
};
[[nodiscard]] std::string to_string(booking_state s, language l = language::en);

/// Somebody has a place to themselves for a while. Preparing and clearing up are not part of [from, until),
/// but nobody else has the place meanwhile.
struct booking {
    booking_key key;
    civic::place_id place;
    label purpose;
    calendar::local_time from;
    calendar::local_time until;
    int people = 0;
    qaidam::key by{};                            ///< a person, a team or a department
    std::optional<calendar::local_time> since{}; ///< when they asked, if that is known
    std::chrono::minutes set_up{0};
    std::chrono::minutes clean_up{0};
    std::vector<std::string> needs{}; ///< equipment
    int rank = 0;                     ///< it displaces bookings of a lower rank that have not begun
    booking_state state = booking_state::booked;
    int revision = 0;
    qaidam::key reason{};     ///< for the last change
    qaidam::key changed_by{}; ///< who made it: the office may cancel for somebody
    friend bool operator==(const booking&, const booking&) = default;
};

/// At a place, at the home of a person (活动上门), or in the open, by its name.
using spot = std::variant<civic::place_id, civic::person_id, label>;

/// What a department, a team or a person does for the community, once: a clinic, a legal-aid day, a song at
/// the bed of somebody who cannot come.
struct planned_activity {
    activity_key key;
    civic::activity_kind kind = civic::activity_kind::volunteering;
    civic::handler by;
    label title;
    spot where;
    calendar::local_time from;
    calendar::local_time until;
    session_state state = session_state::planned;
    int count = 0;   ///< once held: of `counted`
    label counted{}; ///< people examined, officers, events
    int people = 0;  ///< who held it: volunteer hours
    int revision = 0;
    qaidam::key reason{}; ///< for the last change
    friend bool operator==(const planned_activity&, const planned_activity&) = default;
};

/// A kind of goods at fairs: toys, picture books.
struct goods_kind {
    goods_key key;
    label name;
    friend bool operator==(const goods_kind&, const goods_kind&) = default;
};

/// Where a stall stands on the plan of its fair: metres from the upper left corner.
struct stall_place {
    double x;
    double y;
    double width;
    double depth;
    friend bool operator==(const stall_place&, const stall_place&) = default;
};

struct stall {
    stall_key key;
    label keeper;
    std::vector<goods_id> goods{};
    std::optional<stall_place> at{};
    friend bool operator==(const stall&, const stall&) = default;
};

/// Goods that left a stall: sold, or exchanged for others.
struct trade {
    trade_key key;
    stall_key stall;
    goods_id goods;
    int count = 1;
    calendar::local_time at;
    std::int64_t fen = 0;                ///< that were paid for all of them; 0 in an exchange
    std::optional<goods_id> for_goods{}; ///< that the stall got instead
    int for_count = 0;
    friend bool operator==(const trade&, const trade&) = default;
};

/// A flea market (跳蚤市场) or the like.
struct fair {
    fair_key key;
    label name;
    label host;
    calendar::local_time from;
    calendar::local_time until;
    std::optional<civic::place_id> place{};
    double width = 0; ///< of its plan, metres; 0 where there is none
    double depth = 0;
    std::vector<stall> stalls{};
    std::vector<trade> trades{};
    friend bool operator==(const fair&, const fair&) = default;

    [[nodiscard]] const stall* find_stall(const stall_key& k) const;
};

struct programme {
    std::map<civic::place_id, place_terms> terms{};
    registry<teacher_id, teacher> teachers{};
    registry<course_id, course> courses{};
    registry<session_id, session> sessions{};
    registry<booking_id, booking> bookings{};
    registry<activity_id, planned_activity> activities{};
    registry<goods_id, goods_kind> goods{};
    registry<fair_id, fair> fairs{};
    friend bool operator==(const programme&, const programme&) = default;
};

enum class entry_kind { session, booking, activity, fair };

/// What has become of an entry.
enum class entry_state {
    on,         ///< 如期: it takes place, or took place
    called_off, ///< 已取消
    displaced,  ///< 已让出: another booking has the place
    no_show     ///< 未到: nobody came
};
[[nodiscard]] std::string to_string(entry_state s, language l = language::en);

/// A use of a place, or an activity elsewhere.
struct entry {
    entry_kind kind;
    qaidam::key key; ///< of the session, booking, activity or fair
    spot where;
    calendar::local_time from;
    calendar::local_time until;
    label title;
    label who{}; ///< teacher, host
    int people = 0;
    bool make_up = false;
    entry_state state = entry_state::on; ///< another only where those are asked for
    int revision = 0;
    std::chrono::minutes set_up{0};
    std::chrono::minutes clean_up{0};
};

/// Whether what does not take place is told too: called off, displaced, without anybody.
enum class called_off { left_out, kept };

/// Whether what takes place at a person's home is told. Everybody reads walls, pages and calendars, and nobody's home is
/// their business: `named` is for the office alone, which says so each time.
enum class homes { left_out, named };

/// What takes some of [from, until), preparing and clearing up apart: by time, then place. Cost: O(n log n).
[[nodiscard]] std::vector<entry> list_entries(const programme& p, const civic::community& c,
                                              calendar::local_time from, calendar::local_time until,
                                              called_off how = called_off::left_out,
                                              homes at_homes = homes::left_out);

/// The name of a spot. A home is "居民家中", "at a home"; for the office it is that of a masked name.
[[nodiscard]] std::string name_of(const spot& where, const civic::community& c, language l,
                                  homes at_homes = homes::left_out);

/// What was held in [from, until), as the records that `services` and others count: each session of a class,
/// with how many came, and each activity. `classes_by` is who runs the classes. Sorted by day, then key.
[[nodiscard]] std::vector<civic::activity> list_held(const programme& p, const civic::handler& classes_by,
                                                     calendar::local_time from, calendar::local_time until);

/// What a stall, or all of them, did in one kind of goods.
struct trade_tally {
    std::int64_t sold = 0;
    std::int64_t fen = 0;
    std::int64_t given = 0; ///< in exchanges
    std::int64_t got = 0;
    friend bool operator==(const trade_tally&, const trade_tally&) = default;
};
struct fair_tally {
    std::map<std::pair<stall_key, goods_id>, trade_tally> by_stall_and_kind{};
    std::map<stall_key, trade_tally> by_stall{}; ///< every stall of the fair
    std::map<goods_id, trade_tally> by_kind{};
    trade_tally total{};
};
/// Parts are totals. Cost: O(trades log stalls).
[[nodiscard]] fair_tally tally(const fair& f);

} // namespace qaidam::venues

template <>
struct fmt::formatter<qaidam::venues::enrolment_state>
    : qaidam::detail::bilingual_formatter<qaidam::venues::enrolment_state> {};
template <>
struct fmt::formatter<qaidam::venues::session_state>
    : qaidam::detail::bilingual_formatter<qaidam::venues::session_state> {};
template <>
struct fmt::formatter<qaidam::venues::booking_state>
    : qaidam::detail::bilingual_formatter<qaidam::venues::booking_state> {};
template <>
struct fmt::formatter<qaidam::venues::entry_state>
    : qaidam::detail::bilingual_formatter<qaidam::venues::entry_state> {};

#pragma GCC visibility pop
