// What a question asks of a network: whether it may be asked, and the moments that it means.
#pragma once

#include "network.hpp"

namespace qaidam::journeys {

using namespace rail;

/// Throws: std::invalid_argument for a question that the network cannot answer; see router::find_all.
void check_question(const network::state& net, const query& q);
void check_horizon(std::chrono::hours horizon);
void check_change_time(std::chrono::seconds change_time);

/// In UTC: the first and the last departure asked for. For arrive_by: from when on to look, and the arrival.
struct question_times {
    calendar::ptime first;
    calendar::ptime last;
};
/// Throws: std::invalid_argument for a special time. Requires: for aboard, a question that was checked.
[[nodiscard]] question_times times_of(const timetable& t, const query& q);

} // namespace qaidam::journeys
