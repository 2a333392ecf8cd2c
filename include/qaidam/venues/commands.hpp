/// What may be asked of the desk: bookings, enrolment, sessions, activities, fairs.
///
/// Each names its subject, who acts (`by`) and when. People, places and texts are named by key. `by` is any
/// key: a person, a team or a department may act.
#pragma once

#include <variant>

#include <qaidam/venues/programme.hpp>

#pragma GCC visibility push(default)

namespace qaidam::venues {

// Bookings. `by` is whose the booking is: a person, a team or a department.

struct book_place {
    booking_key booking{};
    key by{};
    calendar::local_time at{};
    civic::place_key place{};
    label purpose{};
    calendar::local_time from{};
    calendar::local_time until{};
    int people = 0;
    std::chrono::minutes set_up{0};
    std::chrono::minutes clean_up{0};
    std::vector<std::string> needs{}; ///< equipment
    int rank = 0;                     ///< it displaces bookings of a lower rank that have not begun
};
/// They do not want it any more, or the office cannot let them have it.
struct cancel_booking {
    booking_key booking{};
    key by{};
    calendar::local_time at{};
    key reason{};
    key on_behalf_of{}; ///< whose booking it is, where the office cancels for them; their own where blank
};
/// Nobody came.
struct note_no_show {
    booking_key booking{};
    key by{};
    calendar::local_time at{};
};

// Classes.

/// A person takes part, or waits for a place if there is none.
struct enrol {
    course_key course{};
    key by{};
    calendar::local_time at{};
    civic::person_key person{};
};
/// A person takes part no longer. Whoever waits longest and still may takes the place.
struct withdraw {
    course_key course{};
    key by{};
    calendar::local_time at{};
    civic::person_key person{};
};
/// More or fewer may take part: with 0 nobody more does, with nothing as many as want to. Nobody loses a place.
struct change_capacity {
    course_key course{};
    key by{};
    calendar::local_time at{};
    std::optional<int> capacity{};
};
struct schedule_session {
    session_key session{};
    key by{};
    calendar::local_time at{};
    course_key course{};
    civic::place_key place{};
    calendar::local_time from{};
    calendar::local_time until{};
    session_key instead_of{}; ///< a session that was called off, if it makes up for one
};
struct move_session {
    session_key session{};
    key by{};
    calendar::local_time at{};
    civic::place_key place{};
    calendar::local_time from{};
    calendar::local_time until{};
    key reason{};
};
struct call_off_session {
    session_key session{};
    key by{};
    calendar::local_time at{};
    key reason{};
};
/// It was held, and these came.
struct hold_session {
    session_key session{};
    key by{};
    calendar::local_time at{};
    std::vector<civic::person_key> attended{};
};

// Activities. Exactly one of place, home and in_the_open says where.

struct plan_activity {
    activity_key activity{};
    key by{};
    calendar::local_time at{};
    civic::activity_kind kind = civic::activity_kind::volunteering;
    civic::handler handler{};
    label title{};
    civic::place_key place{};
    civic::person_key home{}; ///< a person's
    label in_the_open{};
    calendar::local_time from{};
    calendar::local_time until{};
};
struct call_off_activity {
    activity_key activity{};
    key by{};
    calendar::local_time at{};
    key reason{};
};
/// It was held: for how many, and by how many.
struct hold_activity {
    activity_key activity{};
    key by{};
    calendar::local_time at{};
    int count = 0;
    label counted{};
    int people = 0;
};

// Fairs.

struct take_stall {
    fair_key fair{};
    key by{};
    calendar::local_time at{};
    stall_key stall{};
    label keeper{};
    std::vector<goods_key> goods{};
    stall_place spot{};
};
struct record_trade {
    fair_key fair{};
    key by{};
    calendar::local_time at{};
    trade_key trade{};
    stall_key stall{};
    goods_key goods{};
    int count = 1;
    std::int64_t fen = 0;
    goods_key for_goods{}; ///< in an exchange
    int for_count = 0;
};

/// A std::variant of which copying, moving and destruction are compiled once, in the library.
struct command : std::variant<book_place, cancel_booking, note_no_show, enrol, withdraw, change_capacity,
                              schedule_session, move_session, call_off_session, hold_session, plan_activity,
                              call_off_activity, hold_activity, take_stall, record_trade> {
    using variant::variant;
    command() = default;
    command(const command& other);
    command(command&& other) noexcept;
    command& operator=(const command& other);
    command& operator=(command&& other) noexcept;
    ~command();
};

/// The booking, course, session, activity or fair.
[[nodiscard]] const key& subject_of(const command& c);

} // namespace qaidam::venues

#pragma GCC visibility pop
