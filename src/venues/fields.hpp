/// The fields of commands and events under the names that files give them, in the order of the encoded form.
#pragma once

#include <qaidam/events/fields.hpp>
#include <qaidam/venues/events.hpp>

namespace qaidam::venues::detail {

/// What all have: what they are about, who and when; then their own.
template <class T, class Subject, class... Own>
constexpr auto fields_with(Subject subject, Own... own) {
    return std::tuple{subject, events::field{"by", &T::by, events::blank::refused},
                      events::field{"time", &T::at}, own...};
}

} // namespace qaidam::venues::detail

namespace qaidam::events {

template <>
inline constexpr auto fields<venues::book_place> = venues::detail::fields_with<venues::book_place>(
    field{"booking_id", &venues::book_place::booking, blank::refused},
    field{"place_id", &venues::book_place::place},
    field{"name", &venues::book_place::purpose, blank::refused}, field{"from", &venues::book_place::from},
    field{"until", &venues::book_place::until}, field{"people", &venues::book_place::people},
    field{"set_up", &venues::book_place::set_up}, field{"clean_up", &venues::book_place::clean_up},
    field{"equipment", &venues::book_place::needs, blank::refused}, field{"rank", &venues::book_place::rank});
template <>
inline constexpr auto fields<venues::cancel_booking> = venues::detail::fields_with<venues::cancel_booking>(
    field{"booking_id", &venues::cancel_booking::booking, blank::refused},
    field{"reason", &venues::cancel_booking::reason, blank::refused},
    field{"on_behalf_of", &venues::cancel_booking::on_behalf_of});
template <>
inline constexpr auto fields<venues::note_no_show> = venues::detail::fields_with<venues::note_no_show>(field{
    "booking_id", &venues::note_no_show::booking, blank::refused});
template <>
inline constexpr auto fields<venues::enrol> = venues::detail::fields_with<venues::enrol>(
    field{"course_id", &venues::enrol::course, blank::refused}, field{"person_id", &venues::enrol::person});
template <>
inline constexpr auto fields<venues::withdraw> = venues::detail::fields_with<venues::withdraw>(
    field{"course_id", &venues::withdraw::course, blank::refused},
    field{"person_id", &venues::withdraw::person});
template <>
inline constexpr auto fields<venues::change_capacity> = venues::detail::fields_with<venues::change_capacity>(
    field{"course_id", &venues::change_capacity::course, blank::refused},
    field{"capacity", &venues::change_capacity::capacity});
template <>
inline constexpr auto
    fields<venues::schedule_session> = venues::detail::fields_with<venues::schedule_session>(
        field{"session_id", &venues::schedule_session::session, blank::refused},
        field{"course_id", &venues::schedule_session::course, blank::refused},
        field{"place_id", &venues::schedule_session::place}, field{"from", &venues::schedule_session::from},
        field{"until", &venues::schedule_session::until},
        field{"instead_of", &venues::schedule_session::instead_of});
template <>
inline constexpr auto fields<venues::move_session> = venues::detail::fields_with<venues::move_session>(
    field{"session_id", &venues::move_session::session, blank::refused},
    field{"place_id", &venues::move_session::place}, field{"from", &venues::move_session::from},
    field{"until", &venues::move_session::until},
    field{"reason", &venues::move_session::reason, blank::refused});
template <>
inline constexpr auto
    fields<venues::call_off_session> = venues::detail::fields_with<venues::call_off_session>(
        field{"session_id", &venues::call_off_session::session, blank::refused},
        field{"reason", &venues::call_off_session::reason, blank::refused});
template <>
inline constexpr auto fields<venues::hold_session> = venues::detail::fields_with<venues::hold_session>(
    field{"session_id", &venues::hold_session::session, blank::refused},
    field{"attended", &venues::hold_session::attended, blank::refused});
template <>
inline constexpr auto fields<venues::plan_activity> = venues::detail::fields_with<venues::plan_activity>(
    field{"activity_id", &venues::plan_activity::activity, blank::refused},
    field{"kind", &venues::plan_activity::kind},
    field{"handler", &venues::plan_activity::handler, blank::refused},
    field{"name", &venues::plan_activity::title, blank::refused},
    field{"place_id", &venues::plan_activity::place}, field{"person_id", &venues::plan_activity::home},
    field{"open_air", &venues::plan_activity::in_the_open}, field{"from", &venues::plan_activity::from},
    field{"until", &venues::plan_activity::until});
template <>
inline constexpr auto
    fields<venues::call_off_activity> = venues::detail::fields_with<venues::call_off_activity>(
        field{"activity_id", &venues::call_off_activity::activity, blank::refused},
        field{"reason", &venues::call_off_activity::reason, blank::refused});
template <>
inline constexpr auto fields<venues::hold_activity> = venues::detail::fields_with<venues::hold_activity>(
    field{"activity_id", &venues::hold_activity::activity, blank::refused},
    field{"count", &venues::hold_activity::count}, field{"counted", &venues::hold_activity::counted},
    field{"people", &venues::hold_activity::people});
template <>
inline constexpr auto fields<venues::take_stall> = venues::detail::fields_with<venues::take_stall>(
    field{"fair_id", &venues::take_stall::fair, blank::refused},
    field{"stall_id", &venues::take_stall::stall, blank::refused},
    field{"name", &venues::take_stall::keeper, blank::refused},
    field{"goods_id", &venues::take_stall::goods, blank::refused}, field{"spot", &venues::take_stall::spot});
template <>
inline constexpr auto fields<venues::record_trade> = venues::detail::fields_with<venues::record_trade>(
    field{"fair_id", &venues::record_trade::fair, blank::refused},
    field{"count", &venues::record_trade::count},
    field{"trade_id", &venues::record_trade::trade, blank::refused},
    field{"stall_id", &venues::record_trade::stall, blank::refused},
    field{"goods_id", &venues::record_trade::goods, blank::refused}, field{"fen", &venues::record_trade::fen},
    field{"for_goods_id", &venues::record_trade::for_goods},
    field{"for_count", &venues::record_trade::for_count});

// Events: what the desk worked out comes after what the command says.

template <>
inline constexpr auto fields<venues::place_booked> = fields_after<venues::book_place>();
template <>
inline constexpr auto fields<venues::booking_cancelled> = fields_after<venues::cancel_booking>();
template <>
inline constexpr auto fields<venues::no_show_noted> = fields_after<venues::note_no_show>();
template <>
inline constexpr auto fields<venues::enrolled> = fields_after<venues::enrol>(field{"waits",
                                                                                   &venues::enrolled::waits});
template <>
inline constexpr auto fields<venues::withdrawn> = fields_after<venues::withdraw>();
template <>
inline constexpr auto fields<venues::capacity_changed> = fields_after<venues::change_capacity>();
template <>
inline constexpr auto fields<venues::session_scheduled> = fields_after<venues::schedule_session>();
template <>
inline constexpr auto fields<venues::session_moved> = fields_after<venues::move_session>();
template <>
inline constexpr auto fields<venues::session_called_off> = fields_after<venues::call_off_session>();
template <>
inline constexpr auto fields<venues::session_held> = fields_after<venues::hold_session>();
template <>
inline constexpr auto fields<venues::activity_planned> = fields_after<venues::plan_activity>();
template <>
inline constexpr auto fields<venues::activity_called_off> = fields_after<venues::call_off_activity>();
template <>
inline constexpr auto fields<venues::activity_held> = fields_after<venues::hold_activity>();
template <>
inline constexpr auto fields<venues::stall_taken> = fields_after<venues::take_stall>();
template <>
inline constexpr auto fields<venues::trade_recorded> = fields_after<venues::record_trade>();
template <>
inline constexpr auto
    fields<venues::booking_displaced> = venues::detail::fields_with<venues::booking_displaced>(
        field{"booking_id", &venues::booking_displaced::booking, blank::refused},
        field{"in_favour_of", &venues::booking_displaced::in_favour_of, blank::refused});
template <>
inline constexpr auto fields<venues::place_given> = venues::detail::fields_with<venues::place_given>(
    field{"course_id", &venues::place_given::course, blank::refused},
    field{"person_id", &venues::place_given::person});

} // namespace qaidam::events
