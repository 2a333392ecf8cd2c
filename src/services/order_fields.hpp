/// The fields of an order as snapshots keep it. Whoever changes them changes desk::snapshot_version.
#pragma once

#include <qaidam/events/pack.hpp>
#include <qaidam/services/order.hpp>

#include "fields.hpp"

namespace qaidam::services {

// As snapshots keep it; found by what it is.
inline std::string packed_text(const due_time& due) {
    return to_cell(due);
}
inline bool unpack_text(std::string_view text, due_time& due) {
    const auto found = parse_due_time(text);
    if (found) due = *found;
    return found.has_value();
}

inline std::string packed_text(const photo& p) {
    return to_cell(p);
}
inline bool unpack_text(std::string_view text, photo& p) {
    auto found = parse_photo(text);
    if (found) p = *std::move(found);
    return found.has_value();
}

} // namespace qaidam::services

namespace qaidam::events {

template <>
inline constexpr auto fields<calendar::time_limit> =
    std::tuple{field{"amount", &calendar::time_limit::amount}, field{"unit", &calendar::time_limit::unit},
               field{"calendar", &calendar::time_limit::calendar}};
template <>
inline constexpr auto fields<civic::handler> =
    std::tuple{field{"kind", &civic::handler::kind}, field{"key", &civic::handler::key}};
template <>
inline constexpr auto fields<services::appeal> =
    std::tuple{field{"by", &services::appeal::by}, field{"against", &services::appeal::against},
               field{"of_reporter", &services::appeal::of_reporter},
               field{"reversed", &services::appeal::reversed},
               field{"settled_at", &services::appeal::settled_at}};
template <>
inline constexpr auto fields<services::suspension> =
    std::tuple{field{"since", &services::suspension::since}, field{"review", &services::suspension::review},
               field{"due_before", &services::suspension::due_before}};
template <>
inline constexpr auto fields<services::whistle> =
    std::tuple{field{"at", &services::whistle::at}, field{"report_by", &services::whistle::report_by},
               field{"called", &services::whistle::called}, field{"reported", &services::whistle::reported}};
template <>
inline constexpr auto fields<services::spot> =
    std::tuple{field{"latitude", &services::spot::latitude}, field{"longitude", &services::spot::longitude}};
template <>
inline constexpr auto fields<services::rating> =
    std::tuple{field{"by", &services::rating::by}, field{"at", &services::rating::at},
               field{"solved", &services::rating::solved}, field{"satisfied", &services::rating::satisfied},
               field{"struck", &services::rating::struck}};
template <>
inline constexpr auto fields<services::open_response> =
    std::tuple{field{"at", &services::open_response::at}, field{"by", &services::open_response::by}};
template <>
inline constexpr auto fields<services::merged_from> =
    std::tuple{field{"state", &services::merged_from::state},
               field{"step_due", &services::merged_from::step_due},
               field{"return_by", &services::merged_from::return_by}};
template <>
inline constexpr auto fields<services::referral> =
    std::tuple{field{"to", &services::referral::to},
               field{"building", &services::referral::building},
               field{"state", &services::referral::state},
               field{"step_due", &services::referral::step_due},
               field{"accepted_late", &services::referral::accepted_late},
               field{"accept_by", &services::referral::accept_by}};
template <>
inline constexpr auto fields<services::receipt> =
    std::tuple{field{"from", &services::receipt::from}, field{"order", &services::receipt::order},
               field{"referred_at", &services::receipt::referred_at},
               field{"accepted_late", &services::receipt::accepted_late}};
template <>
inline constexpr auto fields<services::order> =
    std::tuple{field{"key", &services::order::key},
               field{"state", &services::order::state},
               field{"version", &services::order::version},
               field{"item", &services::order::item},
               field{"building", &services::order::building},
               field{"spot", &services::order::spot},
               field{"text", &services::order::text},
               field{"attributes", &services::order::attributes},
               field{"attribute_texts", &services::order::attribute_texts},
               field{"address", &services::order::address},
               field{"photos", &services::order::photos},
               field{"grid", &services::order::grid},
               field{"placed_by", &services::order::placed_by},
               field{"reporter", &services::order::reporter},
               field{"at_door", &services::order::at_door},
               field{"channel", &services::order::channel},
               field{"priority", &services::order::priority},
               field{"placed_at", &services::order::placed_at},
               field{"last_at", &services::order::last_at},
               field{"registered_at", &services::order::registered_at},
               field{"dispatched_at", &services::order::dispatched_at},
               field{"accepted_at", &services::order::accepted_at},
               field{"fed_back_at", &services::order::fed_back_at},
               field{"closed_at", &services::order::closed_at},
               field{"step_due", &services::order::step_due},
               field{"close_by", &services::order::close_by},
               field{"due", &services::order::due},
               field{"return_by", &services::order::return_by},
               field{"limit", &services::order::limit},
               field{"rules", &services::order::rules},
               field{"stopped_at", &services::order::stopped_at},
               field{"suspension", &services::order::suspension},
               field{"handler", &services::order::handler},
               field{"co_handlers", &services::order::co_handlers},
               field{"former_handlers", &services::order::former_handlers},
               field{"hands", &services::order::hands},
               field{"verified", &services::order::verified},
               field{"adjudicated", &services::order::adjudicated},
               field{"decided_by", &services::order::decided_by},
               field{"reason", &services::order::reason},
               field{"evidence", &services::order::evidence},
               field{"feedback_photos", &services::order::feedback_photos},
               field{"visits", &services::order::visits},
               field{"returns", &services::order::returns},
               field{"transfers", &services::order::transfers},
               field{"extended_days", &services::order::extended_days},
               field{"suspensions", &services::order::suspensions},
               field{"reworks", &services::order::reworks},
               field{"redos", &services::order::redos},
               field{"reopenings", &services::order::reopenings},
               field{"urges", &services::order::urges},
               field{"supervisions", &services::order::supervisions},
               field{"responded", &services::order::responded},
               field{"open_response", &services::order::open_response},
               field{"solved", &services::order::solved},
               field{"satisfied", &services::order::satisfied},
               field{"rated_by", &services::order::rated_by},
               field{"rating_struck", &services::order::rating_struck},
               field{"ratings", &services::order::ratings},
               field{"appeals", &services::order::appeals},
               field{"whistles", &services::order::whistles},
               field{"parent", &services::order::parent},
               field{"merged", &services::order::merged},
               field{"split_from", &services::order::split_from},
               field{"merged_in", &services::order::merged_in},
               field{"also_for", &services::order::also_for},
               field{"referrals", &services::order::referrals},
               field{"referred", &services::order::referred},
               field{"received", &services::order::received}};

} // namespace qaidam::events
