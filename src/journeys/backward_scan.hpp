// The backward scan: over the connections that can be reached, the last first, what each departure leads to.
//
// Most connections that can be reached lead nowhere in time. So each is asked first whether its run is known to lead to the target or
// anything leaves after it where it arrives, several at once and without a branch, and only those that are left are looked at.
//
// Who sets out later and arrives no later, with no more trains, is ahead of all who set out before: what leads to no earlier arrival
// is left out, everywhere. Far from the target that is most of what there is.
#pragma once

#include "forward_scan.hpp"

namespace qaidam::journeys {

class backward_scan {
public:
    backward_scan(const network::state& net, const question& asked, timeline& days, forward_scan& runs)
        : net_{net},
          asked_{asked},
          days_{days},
          runs_{runs} {}

    /// What whoever waits at a boarding point at `at` can do.
    struct departure {
        instant at;
        std::uint32_t offer; ///< among all, in the order in which they were found
    };
    /// A departure of a journey.
    struct start {
        instant leaves;
        boarding_point_id from;
        instant walk;
        const departure* then;
    };

    /// Goes through the connections from `after` until `end`. Arrivals from `too_late` on, by number of
    /// trains, are not looked at.
    void scan(instant after, instant end, const lane_times& too_late);
    /// The departures of journeys that were found, the latest first.
    [[nodiscard]] std::vector<start> list_starts() const;
    /// The next departure from a boarding point, null if nothing leaves for the target any more.
    [[nodiscard]] const departure* next_departure(boarding_point_id p, instant from) const;
    /// At the target, by number of trains.
    [[nodiscard]] const lane_times& arrivals(const departure& d) const { return offers_[d.offer].arrival; }
    /// The train that leads there with so many trains.
    [[nodiscard]] ridden train_of(boarding_point_id p, const departure& d, std::size_t trains) const;

private:
    /// A cache line each: most of what is looked up are arrivals.
    struct alignas(64) offer {
        lane_times arrival;
    };
    /// The trains of an offer, for those numbers of trains with which it is better than the one before.
    struct alignas(64) trains_of_offer {
        lane_connections enter;
        lane_connections exit;
    };
    struct alignas(64) on_run { ///< the arrival at the target by number of trains, this one included
        lane_times arrival;
        lane_connections exit = no_connections;
    };
    /// In signed words, so that signs tell whether a connection leads on.
    struct run_state {
        std::int32_t boarded = INT32_MAX; ///< with this connection first
        std::int32_t known = -1;          ///< its entry in `known_`, negative without one
    };

    void board_runs(instant after, instant until);
    void begin(std::size_t runs);
    void set_out(boarding_point_id from, const departure& d);
    void look_from(instant now);
    void forget_where_beaten(run_id run);
    void lead_on_before(boarding_point_id p, const departure& d);
    template <class Index>
    void scan_day(forward_scan::stretch<Index> all);
    template <class Index>
    void scan_in_order(const forward_scan::stretch<Index>& stretch, std::uint32_t begin);
    template <class Index>
    void look_at_tie(const forward_scan::stretch<Index>& stretch, std::uint32_t begin);
    bool look_at(connection_id id, const connection& c, instant base, run_id run);
    [[nodiscard]] bool is_aboard(run_id run, connection_id c) const {
        return std::min(state_of_[run].boarded, all_from_) <= static_cast<std::int32_t>(c.value());
    }
    /// Null for a run that is not known to lead to the target.
    [[nodiscard]] on_run* find_known(run_id run) {
        const auto known = state_of_[run].known;
        return known < 0 ? nullptr : &known_[static_cast<std::size_t>(known)];
    }
    on_run& known_of(run_id run);
    [[nodiscard]] bool is_better(run_id run, const instant* arrivals);
    void alight(connection_id id, boarding_point_id to, instant arrives, run_id run);
    void change_to(boarding_point_id p, instant from, connection_id id, run_id run);
    void stay_on(run_id run);
    bool board(connection_id id, boarding_point_id from, instant leaves, run_id run, const on_run& now);
    /// What there was before an offer of the boarding point.
    [[nodiscard]] const lane_times& arrivals_after(boarding_point_id p, const departure& d) const {
        return &d == departures_[p].data() ? too_late_ : arrivals(*(&d - 1));
    }
    bool name(connection_id id, run_id run, const on_run& now, boarding_point_id from);

    const network::state& net_;
    const question& asked_;
    timeline& days_;
    forward_scan& runs_;
    std::vector<instant> ready_; ///< by boarding point: from when on one may board there
    lane_times too_late_{};
    kept_vector<run_id, run_state> state_of_;
    std::vector<run_id> with_state_; ///< some of them twice
    std::int32_t all_from_ = 0;      ///< connections from there on count as boarded
    std::vector<on_run> known_;
    std::vector<offer> offers_;
    std::vector<trains_of_offer> trains_;                               ///< of each offer
    kept_vector<boarding_point_id, std::vector<departure>> departures_; ///< later ones first
    kept_vector<boarding_point_id, instant> leads_on_until_; ///< arrivals there after that lead nowhere
    std::vector<boarding_point_id> left_from_;               ///< those that have some

    struct set_out_at {
        instant leaves;
        std::uint32_t offer;
    };
    std::vector<set_out_at> to_beat_; ///< that are not yet later than what is looked at
    instant last_to_beat_ = -never;
    /// Arrivals at the target of those who set out later than what is looked at, by number of trains.
    lane_times beaten_{};
    kept_vector<boarding_point_id, instant> walk_to_; ///< from a source, `never` if there is none
    std::vector<boarding_point_id> walked_to_;
};

} // namespace qaidam::journeys
