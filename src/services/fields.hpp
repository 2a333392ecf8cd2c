/// The fields of commands and events under the names that files give them, in the order of the encoded form.
#pragma once

#include <qaidam/events/fields.hpp>
#include <qaidam/services/events.hpp>

namespace qaidam::services::detail {

/// What all have: the order, who and when; then their own.
template <class T, class... Own>
constexpr auto fields_with(Own... own) {
    return std::tuple{events::field{"order_id", &T::order}, events::field{"by", &T::by},
                      events::field{"time", &T::at}, own...};
}

} // namespace qaidam::services::detail

namespace qaidam::events {

template <services::step Step>
inline constexpr auto fields<services::detail::plain_command<Step>> =
    services::detail::fields_with<services::detail::plain_command<Step>>();
template <services::step Step>
inline constexpr auto fields<services::detail::reasoned_command<Step>> =
    services::detail::fields_with<services::detail::reasoned_command<Step>>(field{
        "reason", &services::detail::reasoned_command<Step>::reason});
template <>
inline constexpr auto fields<services::attribute> =
    std::tuple{field{"code", &services::attribute::code}, field{"value", &services::attribute::value}};
template <>
inline constexpr auto fields<services::attribute_text> = std::tuple{
    field{"code", &services::attribute_text::code}, field{"text_id", &services::attribute_text::text}};
template <>
inline constexpr auto fields<services::place_order> = services::detail::fields_with<services::place_order>(
    field{"item_id", &services::place_order::item}, field{"building_id", &services::place_order::building},
    field{"at_door", &services::place_order::at_door}, field{"channel", &services::place_order::channel},
    field{"priority", &services::place_order::priority},
    field{"reporter_id", &services::place_order::reporter}, field{"text_id", &services::place_order::text},
    field{"spot", &services::place_order::spot}, field{"attributes", &services::place_order::attributes},
    field{"attribute_texts", &services::place_order::attribute_texts},
    field{"address_id", &services::place_order::address}, field{"photos", &services::place_order::photos});
template <>
inline constexpr auto fields<services::verify_order> =
    services::detail::fields_with<services::verify_order>(field{"result", &services::verify_order::result});
template <>
inline constexpr auto
    fields<services::dispatch_order> = services::detail::fields_with<services::dispatch_order>(
        field{"handler", &services::dispatch_order::handler},
        field{"co_handlers", &services::dispatch_order::co_handlers});
template <>
inline constexpr auto fields<services::visit_home> = services::detail::fields_with<services::visit_home>(
    field{"left", &services::visit_home::left}, field{"note_id", &services::visit_home::note});
template <>
inline constexpr auto
    fields<services::adjudicate_order> = services::detail::fields_with<services::adjudicate_order>(
        field{"handler", &services::adjudicate_order::handler},
        field{"reason", &services::adjudicate_order::reason});
template <>
inline constexpr auto
    fields<services::transfer_order> = services::detail::fields_with<services::transfer_order>(
        field{"handler", &services::transfer_order::handler},
        field{"reason", &services::transfer_order::reason});
template <>
inline constexpr auto fields<services::extend_order> = services::detail::fields_with<services::extend_order>(
    field{"days", &services::extend_order::days}, field{"reason", &services::extend_order::reason});
template <>
inline constexpr auto fields<services::suspend_order> =
    services::detail::fields_with<services::suspend_order>(field{"review", &services::suspend_order::review},
                                                           field{"reason", &services::suspend_order::reason});
template <>
inline constexpr auto fields<services::feed_back> = services::detail::fields_with<services::feed_back>(
    field{"evidence", &services::feed_back::evidence}, field{"photos", &services::feed_back::photos});
template <>
inline constexpr auto fields<services::rate_order> = services::detail::fields_with<services::rate_order>(
    field{"solved", &services::rate_order::solved}, field{"satisfied", &services::rate_order::satisfied});
template <>
inline constexpr auto fields<services::settle_appeal> =
    services::detail::fields_with<services::settle_appeal>(field{"reversed",
                                                                 &services::settle_appeal::reversed},
                                                           field{"reason", &services::settle_appeal::reason});
template <>
inline constexpr auto fields<services::merge_order> = services::detail::fields_with<services::merge_order>(
    field{"into_id", &services::merge_order::into}, field{"reason", &services::merge_order::reason});
template <>
inline constexpr auto fields<services::blow_whistle> = services::detail::fields_with<services::blow_whistle>(
    field{"report_by", &services::blow_whistle::report_by},
    field{"departments", &services::blow_whistle::departments},
    field{"reason", &services::blow_whistle::reason});
template <>
inline constexpr auto fields<services::report_in> = services::detail::fields_with<services::report_in>(field{
    "department_id", &services::report_in::department});

template <>
inline constexpr auto fields<services::refer_order> = services::detail::fields_with<services::refer_order>(
    field{"to_community_id", &services::refer_order::to},
    field{"building_id", &services::refer_order::building}, field{"reason", &services::refer_order::reason});
template <>
inline constexpr auto fields<services::referred_order> =
    std::tuple{field{"from", &services::referred_order::from},
               field{"to", &services::referred_order::to},
               field{"order", &services::referred_order::order},
               field{"at", &services::referred_order::at},
               field{"item", &services::referred_order::item},
               field{"building", &services::referred_order::building},
               field{"spot", &services::referred_order::spot},
               field{"text", &services::referred_order::text},
               field{"attributes", &services::referred_order::attributes},
               field{"attribute_texts", &services::referred_order::attribute_texts},
               field{"address", &services::referred_order::address},
               field{"photos", &services::referred_order::photos},
               field{"at_door", &services::referred_order::at_door},
               field{"channel", &services::referred_order::channel},
               field{"priority", &services::referred_order::priority},
               field{"placed_by", &services::referred_order::placed_by},
               field{"reporter", &services::referred_order::reporter},
               field{"state", &services::referred_order::state},
               field{"placed_at", &services::referred_order::placed_at},
               field{"registered_at", &services::referred_order::registered_at},
               field{"dispatched_at", &services::referred_order::dispatched_at},
               field{"step_due", &services::referred_order::step_due},
               field{"close_by", &services::referred_order::close_by},
               field{"due", &services::referred_order::due},
               field{"limit", &services::referred_order::limit},
               field{"rules", &services::referred_order::rules},
               field{"verified", &services::referred_order::verified},
               field{"former_departments", &services::referred_order::former_departments},
               field{"accepted_late", &services::referred_order::accepted_late},
               field{"returns", &services::referred_order::returns},
               field{"transfers", &services::referred_order::transfers},
               field{"extended_days", &services::referred_order::extended_days},
               field{"suspensions", &services::referred_order::suspensions},
               field{"urges", &services::referred_order::urges},
               field{"supervisions", &services::referred_order::supervisions},
               field{"referrals", &services::referred_order::referrals}};
template <>
inline constexpr auto fields<services::receive_order> =
    services::detail::fields_with<services::receive_order>(field{"matter", &services::receive_order::matter});

// Events: what the desk worked out comes after what the command says.

template <>
inline constexpr auto fields<services::order_placed> =
    fields_after<services::place_order>(field{"grid_id", &services::order_placed::grid},
                                        field{"register_by", &services::order_placed::register_by},
                                        field{"close_by", &services::order_placed::close_by});
template <>
inline constexpr auto fields<services::order_verified> = fields_after<services::verify_order>();
template <>
inline constexpr auto fields<services::order_registered> = fields_after<services::register_order>(field{
    "dispatch_by", &services::order_registered::dispatch_by});
template <>
inline constexpr auto fields<services::order_declined> = fields_after<services::decline_order>();
template <>
inline constexpr auto fields<services::order_dispatched> = fields_after<services::dispatch_order>(
    field{"accept_by", &services::order_dispatched::accept_by},
    field{"return_by", &services::order_dispatched::return_by},
    field{"due", &services::order_dispatched::due}, field{"limit", &services::order_dispatched::limit},
    field{"rules", &services::order_dispatched::rules});
template <>
inline constexpr auto fields<services::order_accepted> = fields_after<services::accept_order>();
template <>
inline constexpr auto fields<services::home_visited> = fields_after<services::visit_home>();
template <>
inline constexpr auto fields<services::order_returned> = fields_after<services::return_order>(field{
    "dispatch_by", &services::order_returned::dispatch_by});
template <>
inline constexpr auto fields<services::order_adjudicated> = fields_after<services::adjudicate_order>(
    field{"accept_by", &services::order_adjudicated::accept_by},
    field{"due", &services::order_adjudicated::due}, field{"limit", &services::order_adjudicated::limit},
    field{"rules", &services::order_adjudicated::rules});
template <>
inline constexpr auto fields<services::order_transferred> = fields_after<services::transfer_order>();
template <>
inline constexpr auto fields<services::order_extended> = fields_after<services::extend_order>(field{
    "due", &services::order_extended::due});
template <>
inline constexpr auto fields<services::order_suspended> = fields_after<services::suspend_order>(field{
    "due", &services::order_suspended::due});
template <>
inline constexpr auto fields<services::order_resumed> = fields_after<services::resume_order>(field{
    "due", &services::order_resumed::due});
template <>
inline constexpr auto fields<services::order_fed_back> = fields_after<services::feed_back>(field{
    "check_by", &services::order_fed_back::check_by});
template <>
inline constexpr auto fields<services::check_passed> = fields_after<services::pass_check>(field{
    "rate_by", &services::check_passed::rate_by});
template <>
inline constexpr auto fields<services::check_failed> = fields_after<services::fail_check>(field{
    "due", &services::check_failed::due});
template <>
inline constexpr auto fields<services::order_rated> = fields_after<services::rate_order>(field{
    "due", &services::order_rated::due});
template <>
inline constexpr auto fields<services::appeal_made> = fields_after<services::appeal_order>(field{
    "settle_by", &services::appeal_made::settle_by});
template <>
inline constexpr auto fields<services::appeal_settled> =
    fields_after<services::settle_appeal>(field{"state", &services::appeal_settled::state},
                                          field{"dispatch_by", &services::appeal_settled::dispatch_by},
                                          field{"due", &services::appeal_settled::due});
template <>
inline constexpr auto fields<services::order_cancelled> = fields_after<services::cancel_order>(field{
    "due", &services::order_cancelled::due});
template <>
inline constexpr auto fields<services::order_forced> = fields_after<services::force_order>(field{
    "due", &services::order_forced::due});
template <>
inline constexpr auto fields<services::order_merged> = fields_after<services::merge_order>(field{
    "due", &services::order_merged::due});
template <>
inline constexpr auto fields<services::order_split> = fields_after<services::split_order>(
    field{"from_id", &services::order_split::from}, field{"state", &services::order_split::state},
    field{"step_due", &services::order_split::step_due},
    field{"return_by", &services::order_split::return_by}, field{"due", &services::order_split::due});
template <>
inline constexpr auto fields<services::order_reopened> = fields_after<services::reopen_order>(
    field{"accept_by", &services::order_reopened::accept_by}, field{"due", &services::order_reopened::due});
template <>
inline constexpr auto fields<services::order_urged> = fields_after<services::urge_order>();
template <>
inline constexpr auto fields<services::order_supervised> = fields_after<services::supervise_order>();
template <>
inline constexpr auto fields<services::whistle_blown> = fields_after<services::blow_whistle>();
template <>
inline constexpr auto fields<services::department_reported> = fields_after<services::report_in>();
template <>
inline constexpr auto fields<services::order_referred> = fields_after<services::refer_order>(
    field{"state", &services::order_referred::state}, field{"step_due", &services::order_referred::step_due},
    field{"due", &services::order_referred::due});
template <>
inline constexpr auto fields<services::order_received> = fields_after<services::receive_order>(
    field{"grid_id", &services::order_received::grid}, field{"step_due", &services::order_received::step_due},
    field{"close_by", &services::order_received::close_by}, field{"due", &services::order_received::due},
    field{"limit", &services::order_received::limit});
template <>
inline constexpr auto fields<services::order_joined> = services::detail::fields_with<services::order_joined>(
    field{"other_id", &services::order_joined::other},
    field{"reporters", &services::order_joined::reporters});
template <>
inline constexpr auto fields<services::order_left> = services::detail::fields_with<services::order_left>(
    field{"other_id", &services::order_left::other}, field{"reporters", &services::order_left::reporters});

} // namespace qaidam::events
