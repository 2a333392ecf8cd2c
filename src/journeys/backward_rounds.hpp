// Of the journeys that arrive at a known moment, the one with the fewest trains that leaves last: rounds backward from
// the target, a train each, over the runs that a forward scan has boarded.
//
// A round knows of each boarding point how late one may arrive there to go on. It looks up who arrives in time, rides
// back with them to where they can have been boarded, and so tells the next round. The first round that comes to the
// source has the fewest trains.
#pragma once

#include "forward_scan.hpp"

namespace qaidam::journeys {

class backward_rounds {
public:
    backward_rounds(const network::state& net, const question& asked, const timeline& days)
        : net_{net},
          asked_{asked},
          days_{days} {}

    /// From when on one may board at each boarding point: what a forward scan found.
    struct ready_times {
        const instant* first;
        std::size_t lanes;        ///< by number of trains until there, or 1 for any number
        const forward_scan* runs; ///< which runs one can be on; null where it is not known
        [[nodiscard]] bool by_trains() const { return lanes > 1; }
        [[nodiscard]] instant at(boarding_point_id p, int trains) const {
            return first[p.value() * lanes + (by_trains() ? static_cast<std::size_t>(trains) : 0)];
        }
    };
    /// A train from where one boards it to where one leaves it, or the one as which its coaches go on then.
    struct ride {
        run_id run{0};
        std::uint32_t board = 0; ///< a call
        run_id last{0};
        std::uint32_t alight = 0;
        boarding_point_id to = no_point;
        instant arrives = 0;
    };
    struct start {
        int trains = 0; ///< 0 where no journey was found
        instant leaves = -1;
        boarding_point_id from = no_point; ///< of the first train; none for who is on board
        instant walk = 0;                  ///< to it
        ride by{};
    };

    /// The journey with the fewest trains, at most so many, that arrives at the target until `arrival`; of several
    /// the one that leaves last, then by the shortest walk, then the one whose first train has the least key. The
    /// same holds where it changes. It stays on each train as long as it can.
    const start& search(instant arrival, int most, const ready_times& ready);

    /// How one goes on there with so many trains, by the last departure.
    [[nodiscard]] instant leaves(boarding_point_id p, int trains) const {
        return leaves_[p][static_cast<std::size_t>(trains)];
    }
    [[nodiscard]] const ride& next(boarding_point_id p, int trains) const {
        return rides_[rides_at_[p][static_cast<std::size_t>(trains)]];
    }

private:
    struct on_run {
        run_id run{0};
        std::uint32_t known =
            0;                 ///< the last call at which one may leave it, of the rounds before; 0 for none
        std::uint32_t now = 0; ///< the same of this round; beyond its calls where one stays on as it goes on
        run_id via{0};         ///< as which it goes on
        ride out{};            ///< where one leaves it, or that
    };

    void begin(instant arrival);
    void mark_starting_trains();
    /// Whether the run may be the first of a journey.
    [[nodiscard]] bool may_start(run_id run) const {
        const auto train = net_.departures[days_.departure_of(run).value()].train.value();
        return run == begun_run_ || (starting_trains_[train / 64] >> train % 64 & 1) != 0;
    }
    void open(boarding_point_id p, instant until);
    void find_arrivals(boarding_point_id p, int before, const ready_times& ready);
    void stay_on(const ready_times& ready);
    void leave_later(run_id run, std::uint32_t call, run_id via, const ride& out);
    /// Whether nobody can be on it with so many trains, as far as it is known.
    [[nodiscard]] static bool is_out_of_reach(run_id run, int trains, const ready_times& ready) {
        return ready.runs != nullptr &&
               (run.value() >= ready.runs->run_count() || ready.runs->on(run) > trains);
    }
    [[nodiscard]] bool goes_on_first_as(run_id run, run_id one, run_id other) const;
    void ride_back(run_id run, int trains, int before, const ready_times& ready);
    void board(boarding_point_id p, instant departure, int trains, const ride& by);
    void set_out(const start& s);
    [[nodiscard]] instant zero_of(run_id run);

    const network::state& net_;
    const question& asked_;
    const timeline& days_;
    start best_;
    instant longest_hop_ = 0;
    std::optional<run_id> begun_run_;
    std::uint32_t begun_call_ = 0;
    kept_vector<boarding_point_id, instant> until_;  ///< arrivals until then lead on
    kept_vector<boarding_point_id, instant> looked_; ///< those until then were looked at
    kept_vector<boarding_point_id, instant> last_;   ///< the last departure known
    kept_vector<boarding_point_id, lane_times> leaves_;
    kept_vector<boarding_point_id, std::array<std::uint32_t, lanes>> rides_at_;
    std::vector<ride> rides_;
    std::vector<boarding_point_id> known_; ///< those with any of these
    std::vector<boarding_point_id> edge_, next_edge_;
    static constexpr std::uint32_t unknown = 0xFFFFFFFF;
    kept_vector<run_id, std::uint32_t> at_; ///< its place in `on_`
    std::vector<on_run> on_;
    std::vector<run_id> to_ride_;
    std::vector<std::uint64_t> starting_trains_; ///< a bit a train: whether it calls where journeys begin
    std::vector<std::uint32_t> layers_;          ///< of a train's calls
    std::vector<instant> zeros_;                 ///< by service date; see zero_of
};

} // namespace qaidam::journeys
