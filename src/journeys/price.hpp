// How the systems of prices are asked.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <qaidam/base/function_ref.hpp>
#include <qaidam/journeys/price.hpp>

namespace qaidam::journeys {

/// Whether the question takes what goes by one of these words.
[[nodiscard]] bool is_used(const price_query& q, std::initializer_list<std::string_view> words);

/// Whether it is for riders who are of no category, or of the default one.
[[nodiscard]] bool is_any_rider(const rail::timetable& t, const price_query& q);

/// Where tickets are for rides that follow one another: which hold, and why none does.
struct ticket_system {
    function_ref<std::vector<other_price>(std::size_t first, std::size_t last)> list; ///< in any order
    function_ref<unpriced_ride(std::size_t ride)> why_not; ///< where `list` has none for the ride alone
};

/// The cheapest tickets for so many rides: as few rides without a price as can be, then the least money, then the
/// fewest tickets. Cost: rides² questions.
[[nodiscard]] journey_price buy_tickets(const ticket_system& from, std::size_t rides, const price_query& q);

[[nodiscard]] journey_price price_by_fares_v2(const rail::timetable& t, std::span<const ride> rides,
                                              const price_query& q);
[[nodiscard]] journey_price price_by_fares(const rail::timetable& t, std::span<const ride> rides,
                                           const price_query& q);
[[nodiscard]] journey_price price_by_tariffs(const rail::timetable& t, std::span<const ride> rides,
                                             const price_query& q);

/// How often one changes trains between these rides.
[[nodiscard]] inline int changes_between(std::span<const ride> rides) {
    int changes = 0;
    for (const auto& r : rides.subspan(1)) changes += r.stays_seated ? 0 : 1;
    return changes;
}

} // namespace qaidam::journeys
