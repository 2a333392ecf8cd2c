// What a question asks of a network: whether it may be asked, and what it means in the network's terms.
#pragma once

#include <optional>
#include <vector>

#include "network.hpp"

namespace qaidam::journeys {

using namespace rail;

/// Throws: std::invalid_argument for a question that the network cannot answer; see router::find_all.
void check_question(const network::state& net, const query& q);
void check_horizon(std::chrono::hours horizon);
void check_change_time(std::chrono::seconds change_time);

/// In UTC: the first and the last departure asked for. For arrive_by: from when on to look, and the arrival.
struct question_times {
    calendar::utc_time first;
    calendar::utc_time last;
};
/// Requires: for aboard, a question that was checked.
[[nodiscard]] question_times times_of(const timetable& t, const query& q);

/// The question of a router in the terms of its network: instants and boarding points.
class question {
public:
    explicit question(const network::state& net) : net_{net} {}

    /// `zero` is the moment from which instants count.
    void ask(const query& q, const question_times& times, calendar::utc_time zero);
    void begin_on(std::optional<connection_id> c) { begun_on = c; }

    instant after = 0;  ///< departures from here on
    instant before = 0; ///< and before that, where all journeys of a span are asked for
    instant limit = 0;  ///< no arrival from here on
    int most_trains = 0;
    instant change_time = -1;
    journeys::headway_wait headway_wait{};

    struct source {
        boarding_point_id to; ///< where trains may be boarded
        instant takes;        ///< the walk to it
        boarding_point_id from;
    };
    std::vector<source> sources;
    std::optional<connection_id> begun_on; ///< the connection on which one is already

    std::vector<boarding_point_id> goals;   ///< the targets themselves
    std::vector<boarding_point_id> targets; ///< and those from which there is a walk to one

    // By boarding point.
    kept_vector<boarding_point_id, instant> change;         ///< the least time to change there
    kept_vector<boarding_point_id, instant> always_changes; ///< the same; less than any if it is special
    kept_vector<boarding_point_id, std::uint8_t> special;   ///< 1 if it has footpaths or a walk to the target
    kept_vector<boarding_point_id, instant> to_target;      ///< the walk to the target, `never` without one
    kept_vector<boarding_point_id, boarding_point_id> target_of; ///< the target to which it leads

    /// The walk by which a journey comes to its first train there, null if it starts there.
    [[nodiscard]] const source* walked_from(boarding_point_id p) const;

private:
    void make_room();
    void set_special(boarding_point_id p, bool is);
    void set_change_time(instant change_time);
    void set_sources(const query& q);
    void set_targets(const query& q);
    void reach_by(boarding_point_id p, instant takes, boarding_point_id target);

    const network::state& net_;
};

} // namespace qaidam::journeys
