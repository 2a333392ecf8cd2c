/// What has happened at the venues. Each event is its command as it was allowed, and what followed from it.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include <qaidam/events/fields.hpp>
#include <qaidam/venues/commands.hpp>

#pragma GCC visibility push(default)

namespace qaidam::venues {

struct place_booked : book_place {};
struct booking_cancelled : cancel_booking {};
struct no_show_noted : note_no_show {};
struct enrolled : enrol {
    bool waits = false; ///< there was no place
};
struct withdrawn : withdraw {};
struct capacity_changed : change_capacity {};
struct session_scheduled : schedule_session {};
struct session_moved : move_session {};
struct session_called_off : call_off_session {};
struct session_held : hold_session {};
struct activity_planned : plan_activity {};
struct activity_called_off : call_off_activity {};
struct activity_held : hold_activity {};
struct stall_taken : take_stall {};
struct trade_recorded : record_trade {};
/// Another booking of a higher rank has the place now: with place_booked, for the one that had it.
struct booking_displaced {
    booking_key booking{};
    key by{};
    calendar::local_time at{};
    booking_key in_favour_of{};
};
/// Who waited has a place now: with withdrawn or capacity_changed.
struct place_given {
    course_key course{};
    key by{};
    calendar::local_time at{};
    civic::person_key person{};
};

/// In the order of `command`; those that only follow last.
/// A std::variant of which copying, moving and destruction are compiled once, in the library.
struct event : std::variant<place_booked, booking_cancelled, no_show_noted, enrolled, withdrawn,
                            capacity_changed, session_scheduled, session_moved, session_called_off,
                            session_held, activity_planned, activity_called_off, activity_held, stall_taken,
                            trade_recorded, booking_displaced, place_given> {
    using variant::variant;
    event() = default;
    event(const event& other);
    event(event&& other) noexcept;
    event& operator=(const event& other);
    event& operator=(event&& other) noexcept;
    ~event();
};

/// Whether every field is equal: of the command, and what followed from it.
template <events::alternative_of<event> E>
[[nodiscard]] bool operator==(const E& a, const E& b);

/// The booking, course, session, activity or fair.
[[nodiscard]] const key& subject_of(const event& e);
/// All that happens at the venues is one stream: who may have a place goes by all other uses of it.
[[nodiscard]] const key& stream_of(const event& e);
/// Whether the event is this very command as it was allowed.
[[nodiscard]] bool comes_from(const event& e, const command& c);
/// "已预约", "booked"
[[nodiscard]] std::string name_of(const event& e, language l = language::en);

/// One line of text that a journal can keep, and back. The form is stable: docs/events.md.
/// Throws (decode): data_error with codes::bad_venue_event if the text is not one that encode wrote.
[[nodiscard]] std::string encode(const event& e);
[[nodiscard]] event decode(std::string_view text);

} // namespace qaidam::venues

#pragma GCC visibility pop
