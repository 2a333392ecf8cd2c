// A timetable as connections in the order of departure: what the routers scan.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include <qaidam/journeys/journey.hpp>
#include <qaidam/rail/stock.hpp>

#include "boarding_points.hpp"
#include "equal_trains.hpp"
#include "stop_patterns.hpp"
#include <qaidam/rail/detail/realtime.hpp>

namespace qaidam::journeys {

using namespace rail;

/// Whether any of so many times is earlier. Without a branch a time; differences of times do not overflow.
[[nodiscard]] inline bool any_earlier(const instant* a, const instant* b, std::size_t count) {
    instant signs = 0;
    for (std::size_t i = 0; i < count; ++i) signs |= a[i] - b[i];
    return signs < 0;
}

/// Whether any is earlier than both others.
[[nodiscard]] inline bool any_earlier(const instant* a, const instant* b, const instant* c,
                                      std::size_t count) {
    instant signs = 0;
    for (std::size_t i = 0; i < count; ++i) signs |= (a[i] - b[i]) & (a[i] - c[i]);
    return signs < 0;
}

/// A connection: one train from one boarding point to the next. If boarding (alighting) is forbidden, `from`
/// (`to`) is a dummy that no journey reaches.
struct connection {
    /// A boarding point and whether the train goes on as another one, in one word whose sign tells the
    /// latter.
    class end {
    public:
        end() = default;
        end(boarding_point_id point, bool onward)
            : word_{(point.value() & 0x7FFFFFFF) | (onward ? 0x80000000 : 0)} {}
        [[nodiscard]] std::uint32_t value() const { return word_ & 0x7FFFFFFF; }
        [[nodiscard]] boarding_point_id point() const { return boarding_point_id{value()}; }
        [[nodiscard]] instant negative_if_onward() const { return static_cast<instant>(word_); }

    private:
        std::uint32_t word_;
    };

    instant departure; ///< since the midnight of its slice
    instant arrival;
    boarding_point_id from{0};
    end to;
    std::int32_t run; ///< see `slice`

    /// Whether it is the train's last, and its coaches go on as another one.
    [[nodiscard]] bool onward() const { return to.negative_if_onward() < 0; }
};

/// The connections that leave on one day (UTC), in order of departure; those of one moment run by run.
///
/// A run is a departure on a service date. `connection::run` is the departure's number less the network's
/// `stride` for every day that the service date lies back, so that a question, which numbers its days, gets
/// the same number for the same run in every slice by adding `stride` times the day's number. Days that have
/// the same trains share a slice.
struct slice_in_making;
struct slice;
/// What can be told of a day before its connections are laid out.
struct day_outline {
    std::vector<boarding_point_id>
        joined; ///< by boarding point: one for all that the day's trains join, in any way
    std::vector<std::uint64_t> running; ///< a bit a train of the timetable: whether it is among them
};
/// The connections of a slice by where they arrive and when.
struct arrivals_by_point {
    struct arrival {
        instant at;
        std::uint32_t connection; ///< see connection_of
        std::int32_t run;
        std::uint32_t call; ///< of its train
    };
    /// How a changed copy differs from a slice.
    struct change {
        struct stretch { ///< connections that follow one another in both
            std::uint32_t begin, end, now_at;
        };
        std::vector<stretch> kept;
        std::vector<std::uint32_t> dropped; ///< of the slice, ascending
        std::vector<std::uint32_t> put_in;  ///< of the copy, ascending
    };
    arrivals_by_point(const slice& of, std::uint32_t points);
    /// Of a changed copy: those of the slice, which outlives it, but where connections were dropped or put in.
    arrivals_by_point(const slice& copy, const slice& before, const change& by);
    [[nodiscard]] std::span<const arrival> at(boarding_point_id p) const { return by_point[p.value()]; }
    /// Its number in the slice, which a copy does not write anew for each.
    [[nodiscard]] std::uint32_t connection_of(const arrival& a) const {
        if ((a.connection & of_copy) != 0) return a.connection & ~of_copy;
        if (kept.empty()) return a.connection;
        const auto s = std::prev(std::partition_point(
            kept.begin(), kept.end(), [&](const change::stretch& x) { return x.begin <= a.connection; }));
        return s->now_at + (a.connection - s->begin);
    }
    static constexpr std::uint32_t of_copy = 0x80000000;
    std::vector<std::span<const arrival>> by_point;
    std::vector<arrival> all; ///< its own
    std::vector<change::stretch> kept;
    instant longest_hop = 0;
};

struct slice {
    std::vector<connection> connections;
    std::vector<std::uint32_t> hops; ///< the position of each connection in its train
    struct group {
        std::uint32_t begin, end;
    };
    std::vector<group> ties; ///< connections of one moment some of which take no time: order does not tell
    std::shared_ptr<const day_outline> outline;

    /// The first of the connections that leave from a moment on.
    [[nodiscard]] std::uint32_t first_from(instant moment) const {
        const auto found = std::lower_bound(connections.begin(), connections.end(), moment,
                                            [](const connection& c, instant t) { return c.departure < t; });
        return static_cast<std::uint32_t>(found - connections.begin());
    }

    /// Found when they are first asked for.
    [[nodiscard]] const arrivals_by_point& arrivals() const;

    /// Of a slice of which this one is a changed copy.
    void take_arrivals(std::shared_ptr<const slice> before, const arrivals_by_point::change& by);

    void find_ties();

private:
    std::shared_ptr<const slice> copied_from_; ///< whose arrivals it shares
    mutable std::once_flag arrivals_found_;
    mutable std::unique_ptr<const arrivals_by_point> arrivals_;
};

/// Boarding points that are joined, told by a tree of each: the root stands for all.
class joined_points {
public:
    explicit joined_points(std::uint32_t count) {
        for (const auto p : id_range<boarding_point_id>{count}) parent_.push_back(p);
    }
    explicit joined_points(std::vector<boarding_point_id> parents) : parent_{std::move(parents)} {}
    [[nodiscard]] boarding_point_id root(boarding_point_id p) {
        while (parent_[p.value()] != p) p = parent_[p.value()] = parent_[parent_[p.value()].value()];
        return p;
    }
    [[nodiscard]] std::vector<boarding_point_id> roots() {
        std::vector<boarding_point_id> all;
        for (const auto p : id_range<boarding_point_id>{parent_.size()}) all.push_back(root(p));
        return all;
    }
    void join(boarding_point_id a, boarding_point_id b) { parent_[root(a).value()] = root(b); }

private:
    std::vector<boarding_point_id> parent_;
};

/// Days one after the other, their connections numbered on.
struct laid_out {
    std::vector<std::shared_ptr<const slice>> days;
    std::vector<std::uint32_t> begin{0}; ///< the number of each day's first connection; one more than days

    void add(std::shared_ptr<const slice> day) {
        begin.push_back(begin.back() + static_cast<std::uint32_t>(day->connections.size()));
        days.push_back(std::move(day));
    }
};

/// Days are counted from 1970.
[[nodiscard]] calendar::date date_of_day(std::int64_t day);
[[nodiscard]] std::int64_t day_number(const calendar::date& day);
/// Whether there is such a date.
[[nodiscard]] bool is_date(std::int64_t day);

/// A train as a network numbers it, once for each layer and more where one boards it behind a via. One that
/// runs every so often has no connections; see headway_rides.hpp.
struct departure {
    train_id train;
    std::int32_t starts, ends;   ///< its first departure and its last arrival, as service times
    std::uint32_t layer = 0;     ///< in which one boards it
    std::uint32_t first_hop = 0; ///< and from which call on
};

/// A slice that is being made: connections in no order.
struct slice_in_making {
    struct hop {
        connection c;
        std::uint32_t position; ///< in its train
    };
    std::vector<hop> hops;
    joined_points joined;
    std::vector<std::uint64_t> running;
};

struct network::state {
    using choice = std::function<bool(train_id)>;

    state(timetable t, const network_options& options);
    state(timetable t, std::function<bool(const train&)> take, std::vector<bool> avoided,
          const choice& takes);
    /// All that the base has, for its timetable with updates; see with_updates.
    state(const state& base, timetable now);
    /// The network of the base's timetable with updates; `takes` chooses of the trains that were added.
    [[nodiscard]] static std::shared_ptr<state>
    with_updates(const std::shared_ptr<state>& base, const applied_updates& updates, const choice& takes);
    /// The same without some trains, and with more stations avoided.
    state(const state& base, const choice& takes, std::span<const station_id> avoid_stations);
    /// The same once before the first via and once after each: a layer of boarding points and departures
    /// each, numbered on. Journeys begin in the first layer and end in the last one. Where no stay is asked
    /// for, trains pass into the next layer at a via; for who boards such a train after that, there is
    /// another one that begins there.
    state(const state& base, std::span<const via_stop> via, instant change_time);

    /// The network that keeps to the filter as well; `aboard` is a train that it keeps in any case.
    [[nodiscard]] std::shared_ptr<state> within(filter filter, std::optional<train_id> aboard);

    const timetable table;
    std::function<bool(const train&)> take; ///< see network_options
    std::uint32_t points = 0;               ///< boarding points of all layers
    std::uint32_t layers = 1;
    std::shared_ptr<const boarding_points> of_layer;
    [[nodiscard]] std::uint32_t points_a_layer() const { return points / layers; }
    [[nodiscard]] std::uint32_t station_count() const {
        return static_cast<std::uint32_t>(table.stations().size());
    }
    [[nodiscard]] id_range<boarding_point_id> all_points() const {
        return id_range<boarding_point_id>{points};
    }
    [[nodiscard]] bool is_point(boarding_point_id p) const { return p.value() < points; }
    /// Stands for the target, and for where nobody may board; see connection.
    [[nodiscard]] boarding_point_id target_point() const { return boarding_point_id{points}; }
    [[nodiscard]] boarding_point_id not_boarded() const { return boarding_point_id{points}; }
    [[nodiscard]] boarding_point_id not_alighted() const { return boarding_point_id{points + 1}; }
    /// The station's own, at which journeys begin.
    [[nodiscard]] static boarding_point_id point_of(station_id s) { return boarding_point_id{s.value()}; }
    /// The same of the last layer, at which they end.
    [[nodiscard]] boarding_point_id last_point_of(station_id s) const {
        return boarding_point_id{points - points_a_layer() + s.value()};
    }
    [[nodiscard]] boarding_point_id in_layer(std::uint32_t layer, boarding_point_id of_one) const {
        return boarding_point_id{layer * points_a_layer() + of_one.value()};
    }
    [[nodiscard]] boarding_point_id in_first_layer(boarding_point_id p) const {
        return boarding_point_id{p.value() % points_a_layer()};
    }
    [[nodiscard]] std::uint32_t layer_of(boarding_point_id p) const { return p.value() / points_a_layer(); }
    [[nodiscard]] station_id station_of(boarding_point_id p) const {
        return of_layer->stations[p.value() % points_a_layer()];
    }
    std::vector<instant> stays;            ///< by layer, but the last
    std::vector<std::vector<bool>> via_at; ///< by layer, but the last, and station of a layer
    /// The layer of who was in one and stays on the train at a call.
    [[nodiscard]] std::uint32_t past(std::uint32_t layer, station_id s) const {
        const bool passes = layer + 1 < layers && stays[layer] == 0 && via_at[layer][s.value()];
        return passes ? layer + 1 : layer;
    }
    shared_vector<departure> departures; ///< in time, and then those that updates added
    std::uint32_t stride =
        0; ///< between the numbers of a departure's runs of two days; leaves room for updates
    static constexpr std::uint32_t not_taken = 0xFFFFFFFF;
    shared_vector<std::uint32_t> first_of; ///< by train_id: its first among `departures`

    int days_back = 0; ///< a slice has runs of service dates up to so many days before
    shared_vector<std::vector<std::uint32_t>> came_from; ///< the departures that go on as each
    /// Of its calls, in a layer.
    [[nodiscard]] std::span<const boarding_point_id> points_of(train_id i) const {
        const auto planned_trains = of_layer->first_call.size() - 1;
        if (i.value() >= planned_trains) return points_of_added[i.value() - planned_trains];
        const auto begin = of_layer->first_call[i.value()];
        return std::span{of_layer->of_calls}.subspan(begin, of_layer->first_call[i.value() + 1] - begin);
    }
    shared_vector<std::vector<boarding_point_id>> points_of_added; ///< the same of trains that updates added
    /// When it may be boarded at each, in seconds of its service date; `never` where it may not.
    [[nodiscard]] std::span<const instant> boardings_of(train_id i) const {
        const auto planned_trains = of_layer->first_call.size() - 1;
        if (i.value() >= planned_trains) return boardings_of_added[i.value() - planned_trains];
        const auto begin = of_layer->first_call[i.value()];
        return std::span{of_layer->boardings}.subspan(begin, of_layer->first_call[i.value() + 1] - begin);
    }
    shared_vector<std::vector<instant>> boardings_of_added;
    /// By boarding point of a layer: the calls at which trains that run every so often may be boarded; null
    /// without such trains.
    std::shared_ptr<const std::vector<std::vector<call_ref>>> headway_calls;
    shared_vector<std::vector<call_ref>> calls_behind; ///< by boarding point, of those behind the stations'
    /// At a boarding point of the first layer.
    [[nodiscard]] std::span<const call_ref> calls_at(boarding_point_id p) const;
    /// Whether journeys may use the train.
    [[nodiscard]] bool is_taken(train_id i) const { return first_of[i.value()] != not_taken; }

    equal_trains equals;
    /// Of equal trains the one that is laid out on a date, which is named for all of them: of those that journeys may
    /// use and that run, the one of the least key. Nothing if none runs.
    [[nodiscard]] std::optional<train_id> named_of(std::span<const train_id> all,
                                                   const calendar::date& date) const;
    [[nodiscard]] std::optional<train_id> named_of(train_id i, const calendar::date& date) const {
        const auto all = equals.of(i);
        return named_of(all.empty() ? std::span{&i, 1} : all, date);
    }

    search_kernel kernel = search_kernel::automatic;
    std::vector<bool> avoided; ///< stations at which nobody may board or alight
    int longest_wait = 0; ///< the days between the service dates of two trains of the same coaches, at most
    static constexpr int days_ahead = 1; ///< or after it
    /// Questions look at the days of longer horizons one by one alone.
    static constexpr int most_days_as_a_whole = 8;
    static constexpr std::size_t most_kept = 512; ///< days whose connections are kept
    std::shared_ptr<const footpaths> paths;
    struct continuation {
        std::uint32_t departure;
        int days_later;         ///< of its service date
        calendar::day_set days; ///< service dates of the one that goes on
    };
    shared_vector<std::vector<continuation>> goes_on_as; ///< departures as which the coaches of each go on

    std::shared_ptr<state> planned; ///< the network without updates, if there are any: it lays out the days
    std::vector<std::pair<train_id, calendar::date>> gone; ///< its runs that are no more, by their dates
    std::vector<added_train> added;                        ///< trains that updates added

    /// Calls `set` for the runs as which the coaches of a run go on; runs are numbered from `days_back` days
    /// before `first`.
    template <class Set>
    void go_on(run_id run, const calendar::date& first, const Set& set) const {
        const auto row = run.value() / stride, departure = run.value() % stride;
        const auto date = first + calendar::day_count{static_cast<int>(row) - days_back};
        for (const auto& next : goes_on_as[departure])
            if (next.days.contains(date))
                set(run_id{(row + static_cast<std::uint32_t>(next.days_later)) * stride + next.departure});
    }

    /// Which of two trains that are equally good is named: that of the lesser key, then of the earlier date.
    [[nodiscard]] bool is_named_before(run_id a, run_id b) const {
        const auto& one = table.trains()[departures[a.value() % stride].train].key.text();
        const auto& other = table.trains()[departures[b.value() % stride].train].key.text();
        return std::tie(one, a) < std::tie(other, b);
    }

    /// Whether coaches go on in the same way on all these service dates.
    [[nodiscard]] bool links_are_alike(std::int64_t first, std::int64_t last) const;

    /// The connections of the day with that number (days since 1970).
    [[nodiscard]] std::shared_ptr<const slice> slice_of(std::int64_t day);
    /// That of the same; of a day with updates, without copying its connections.
    [[nodiscard]] std::shared_ptr<const day_outline> outline_of(std::int64_t day);

    /// Whether questions are answered in rounds; see `search_kernel`. The trains of the first service date with any that is asked
    /// about tell.
    [[nodiscard]] bool is_searched_by_patterns(std::int64_t day);
    /// The runs of a service date by stop pattern.
    [[nodiscard]] dated_patterns patterns_of(std::int64_t day);

    /// Seconds from the day's midnight (UTC) to the zero of its service times; nothing where no trains run,
    /// as they would end after the last date there is.
    [[nodiscard]] std::optional<std::int32_t> start_of(std::int64_t day) const;

    /// Seconds from the midnight (UTC) of `first_day` to the zero of a run's service times; runs are numbered from
    /// `days_back` days before it.
    [[nodiscard]] std::optional<std::int32_t> start_of_run(run_id run, std::int64_t first_day) const {
        const auto days = static_cast<std::int32_t>(run.value() / stride) - days_back;
        const auto start = start_of(first_day + days);
        return start ? std::optional{*start + days * 86400} : std::nullopt;
    }

    /// Whether the train runs on a date, as bits of all trains.
    using active_trains = std::vector<std::uint64_t>;

private:
    struct service_date {
        std::shared_ptr<const active_trains> active;
        std::int32_t start; ///< seconds from its own midnight (UTC) to the zero of its service times
    };
    [[nodiscard]] service_date date_of(std::int64_t day);
    [[nodiscard]] slice_in_making begin_slice() const;
    /// A run whose service date begins to count at `zero` and lies so many days before the slice.
    void lay_out(slice_in_making& made, std::uint32_t departure, std::int32_t zero, int back) const;
    [[nodiscard]] std::shared_ptr<const slice> make_slice(const std::vector<service_date>& dates) const;
    /// The trains that are laid out on a date no more, and those that are instead, since the updates.
    struct exchange {
        std::vector<train_id> gone, come;
    };
    [[nodiscard]] exchange exchange_on(const calendar::date& date) const;
    struct day_change {
        std::shared_ptr<const slice> planned;
        slice_in_making without, with;
        [[nodiscard]] bool is_nothing() const { return without.hops.empty() && with.hops.empty(); }
    };
    /// What the updates of a day change of the planned network's.
    [[nodiscard]] day_change change_on(std::int64_t day) const;
    [[nodiscard]] std::shared_ptr<const day_outline> outline_with(const day_change& change) const;
    [[nodiscard]] std::shared_ptr<const slice> change_slice(std::int64_t day);

    void take_trains(const choice& takes);
    [[nodiscard]] departure make_departure(train_id i) const;
    [[nodiscard]] std::shared_ptr<const std::vector<std::vector<call_ref>>>
    find_headway_calls(const choice& takes) const;
    void add_link(const through_link& link);
    [[nodiscard]] bool add_train(train_id i, const added_train& as, bool taken);
    [[nodiscard]] bool link_anew(const applied_updates& updates);

    struct filtered {
        journeys::filter filter;
        std::optional<train_id> aboard; ///< if the filter leaves it out
        std::once_flag made;
        std::shared_ptr<state> net;
    };
    std::mutex filtered_guard_;
    std::vector<std::shared_ptr<filtered>> filtered_; ///< those asked for last at the end

    std::mutex guard_;
    std::map<std::int64_t, service_date> dates_;
    std::map<active_trains, std::shared_ptr<const active_trains>> distinct_;
    std::map<std::shared_ptr<const active_trains>, std::shared_ptr<const stop_patterns>> patterns_;
    std::optional<bool> is_searched_by_patterns_;
    using slice_key = std::vector<std::pair<const active_trains*, std::int32_t>>;
    std::map<slice_key, std::shared_ptr<const slice>> slices_;
    std::map<std::int64_t, std::shared_ptr<const slice>> by_day_;
    std::map<std::int64_t, std::shared_ptr<const day_outline>> outlines_; ///< of days with updates
    /// With updates: by the planned slice and the run and departure of all that goes and all that comes.
    using slice_change = std::pair<std::shared_ptr<const slice>, std::vector<std::int32_t>>;
    std::map<slice_change, std::shared_ptr<const slice>> changed_;
};

/// The runs of trains that are active on a date, by stop pattern.
[[nodiscard]] stop_patterns make_patterns(const network::state& net,
                                          const network::state::active_trains& active);
/// How many of them share a pattern, on average.
[[nodiscard]] double count_runs_a_pattern(const network::state& net,
                                          const network::state::active_trains& active);

} // namespace qaidam::journeys
