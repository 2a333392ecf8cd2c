// The search for tours, over plain numbers: seconds since the earliest departure, and money in hundredths.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

namespace qaidam::journeys {

using tour_time = std::int32_t;

/// A set of sights, by their bits.
using sight_set = std::uint64_t;

/// What a tour is made of. Places are numbered: first the sights, then the hotels, then the stations.
struct tour_problem {
    struct window {
        tour_time opens;
        tour_time last; ///< at which a visit may begin and be over in time
    };
    struct sight_terms {
        tour_time visit;
        std::int64_t price;
        int weight;
        std::vector<window> windows; ///< in the order of `opens`
    };
    struct way_terms {
        tour_time duration;
        std::int64_t price;
    };
    struct train {
        tour_time departure;
        tour_time arrival;
        std::int64_t price;
        std::uint32_t journey; ///< for whoever reads the tour
    };
    struct station_terms {
        std::vector<train> from_home; ///< by departure, as all trains
        std::vector<train> to_home;
        std::vector<std::vector<train>> to; ///< by station
        bool is_start = false;              ///< of home: ways lead from here
        bool is_end = false;
    };

    std::vector<sight_terms> sights;
    std::vector<std::int64_t> hotel_prices;
    std::vector<station_terms> stations;
    std::vector<std::vector<std::optional<way_terms>>> ways; ///< from place to place
    std::vector<tour_time> nights; ///< the instants that are passed in trains or hotels
    tour_time end;
    tour_time before_train;
    tour_time rest;
    int most_nights;
    std::size_t breadth;

    [[nodiscard]] std::size_t hotel_place(std::size_t hotel) const { return sights.size() + hotel; }
    [[nodiscard]] std::size_t station_place(std::size_t station) const {
        return sights.size() + hotel_prices.size() + station;
    }
    /// How many of the nights' instants there are until then: the number of its day.
    [[nodiscard]] int nights_until(tour_time t) const;
    /// The first instant that is not of that day any more.
    [[nodiscard]] tour_time end_of_day(int day) const {
        const auto i = static_cast<std::size_t>(day);
        return i < nights.size() ? nights[i] : std::numeric_limits<tour_time>::max();
    }
    [[nodiscard]] bool is_one_day(tour_time from, tour_time until) const {
        return until < end_of_day(nights_until(from));
    }
    /// When a visit begins for somebody at the door; nothing where it is not over by then.
    [[nodiscard]] std::optional<tour_time> visit_begin(std::size_t sight, tour_time at_door,
                                                       tour_time over_by) const;
    /// The same for one that is over on the day of the arrival.
    [[nodiscard]] std::optional<tour_time> visit_begin(std::size_t sight, tour_time at_door) const {
        return visit_begin(sight, at_door, end_of_day(nights_until(at_door)) - 1);
    }
    /// When one leaves a hotel again at the earliest.
    [[nodiscard]] tour_time morning_after(tour_time arrival) const;
};

/// One thing that is done on a tour.
struct tour_step {
    enum class kind : std::uint8_t {
        start,     ///< at a station of home, to go on by a way
        from_home, ///< by train to `place`
        train,     ///< to another station
        way,       ///< to a station, to take a train or because it is home
        visit,     ///< by a way to a sight, and the visit
        night      ///< by a way to a hotel, unless one is there, and until the morning
    };
    kind what;
    std::uint16_t place;      ///< where one is then
    std::uint32_t detail = 0; ///< the train among those it was chosen from; of `start`, when that is
};

/// A tour that has come home.
struct tour_end {
    tour_time at;
    int nights;
    std::int64_t price;
    std::uint32_t label;                ///< the last step before
    std::optional<std::uint32_t> train; ///< home, among those of the station; by road where there is none
    std::size_t station;                ///< the last one
};

class tour_search {
public:
    explicit tour_search(const tour_problem& p) : p_{p} {}
    void run();

    /// The sets of sights from which one comes home, each with those ends that are Pareto-optimal among its own.
    [[nodiscard]] const std::map<sight_set, std::vector<tour_end>>& ends() const { return ends_; }
    [[nodiscard]] std::vector<tour_step> steps_of(const tour_end& e) const;
    [[nodiscard]] bool is_exact() const { return is_exact_; }
    /// Whether one comes to the door of a sight, and whether one may visit it, on a tour of nothing else.
    [[nodiscard]] bool reaches(std::size_t sight) const { return reached_ >> sight & 1; }
    [[nodiscard]] bool visits(std::size_t sight) const;
    /// When one comes by a way to a station after so many nights at most, those sights seen; nothing if one does not.
    [[nodiscard]] std::optional<tour_time> at_station(sight_set seen, std::size_t station, int nights) const;

private:
    struct label {
        tour_time time;
        std::int16_t day;
        std::int16_t nights;
        std::int64_t price;
        std::uint32_t before; ///< the label of the step before
        std::uint32_t detail;
        std::uint16_t node;
        tour_step::kind what;
        bool is_beaten = false;
    };
    static constexpr auto none = static_cast<std::uint32_t>(-1);

    /// Where one may be: at a sight or in a hotel with the visit or the night behind one, at a station having come by
    /// train, or by a way.
    struct group {
        std::vector<std::vector<std::uint32_t>> at; ///< labels by node
        std::vector<std::pair<tour_time, std::uint32_t>>
            open; ///< a heap of those to go on from, while it is settled
    };

    [[nodiscard]] std::size_t arrived_node(std::size_t station) const { return p_.station_place(station); }
    [[nodiscard]] std::size_t leaving_node(std::size_t station) const {
        return p_.station_place(p_.stations.size() + station);
    }
    [[nodiscard]] std::size_t place_of(std::size_t node) const {
        const auto places = p_.station_place(p_.stations.size());
        return node < places ? node : node - p_.stations.size();
    }
    void start();
    void settle(sight_set seen);
    void take_ways(sight_set seen, std::uint32_t from);
    void take_trains(sight_set seen, std::uint32_t from);
    void sleep(std::uint32_t from, std::size_t hotel, tour_time arrival, std::int64_t price);
    [[nodiscard]] group& group_of(sight_set seen);
    /// To the set that is being settled, or to another one. The label's day is filled in.
    void add(group& to, label l);
    void come_home(sight_set seen, const tour_end& e);
    void keep_best();

    const tour_problem& p_;
    std::vector<label> labels_;
    std::map<sight_set, group> groups_; ///< of all sizes
    group* settled_ = nullptr;          ///< that of the set that is being settled
    std::vector<group*> with_one_; ///< those of the sets that have one sight more, as soon as they are needed
    std::vector<sight_set> layer_, next_layer_;
    std::map<sight_set, std::vector<tour_end>> ends_;
    sight_set reached_ = 0;
    bool is_exact_ = true;
};

} // namespace qaidam::journeys
