/// Journeys: how to get from one station to another.
///
///     const journeys::query question{
///         .from = xining, .to = huatugou, .when = journeys::leave_after{evening}};
///     for (const auto& j : journeys::find_all(timetable, question))
///         fmt::print("{}", views::describe(timetable, j, language::en));
///
/// A program that asks often keeps a `network`, which any number of threads may share, and a `router` a
/// thread.
///
/// What counts. The change time applies when one changes from a train to another at a station, not at the
/// first boarding, and not to those who stay on a train or on the coaches that go on as another one. A walk
/// between stations takes what the feed's transfer says, the change included; one walks at most once between
/// two trains, before the first and after the last. Of a train that runs every so often each departure is a
/// train.
///
/// Of the feed's transfers the one counts that names most of the two calls: both trains, a train and a route,
/// a train, both routes, a route, neither (GTFS); among these the one that names more platforms; of equal
/// ones, to which the station's own change time belongs, the longest time that any says. It says how long the
/// change takes, or that there is none. Who must leave coaches that go on (type 5) has time enough to board
/// them again. Walks before the first train and after the last follow those that name neither trains
/// nor routes.
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <qaidam/rail/timetable.hpp>

namespace qaidam::journeys {

/// One station, or several of which any will do.
class station_set {
public:
    station_set() = default;
    station_set(rail::station_id one) : all_{one} {}
    station_set(std::initializer_list<rail::station_id> all) : all_{all} {}
    station_set(std::vector<rail::station_id> all) : all_{std::move(all)} {}

    [[nodiscard]] auto begin() const { return all_.begin(); }
    [[nodiscard]] auto end() const { return all_.end(); }
    [[nodiscard]] bool empty() const { return all_.empty(); }
    [[nodiscard]] bool contains(rail::station_id s) const;
    friend bool operator==(const station_set&, const station_set&) = default;

private:
    std::vector<rail::station_id> all_;
};

/// A station by which to go, and how long to stay there at least. Where no stay is asked for, a train that
/// calls there on its way will do.
struct via_stop {
    station_set at{};
    std::chrono::seconds stay{0};
    friend bool operator==(const via_stop&, const via_stop&) = default;
};

/// Leave at this time or later. Pareto-optimal in arrival and changes.
struct leave_after {
    calendar::ptime time{};
    friend bool operator==(const leave_after&, const leave_after&) = default;
};

/// Leave from `from` on and before `until`. Pareto-optimal in departure, arrival and changes.
struct leave_between {
    calendar::ptime from{};
    calendar::ptime until{};
    friend bool operator==(const leave_between&, const leave_between&) = default;
};

/// Arrive at this time or earlier. Pareto-optimal in departure and changes.
struct arrive_by {
    calendar::ptime time{};
    friend bool operator==(const arrive_by&, const arrive_by&) = default;
};

/// Go on from on board a train that has left a call, or stands there. Journeys begin with the ride from that
/// call on. Pareto-optimal in arrival and changes.
struct aboard {
    rail::train_id train;
    calendar::date service_date{};
    std::size_t call = 0; ///< index into the train's calls, not of the last one
    friend bool operator==(const aboard&, const aboard&) = default;
};

/// Times are on the timetable's clock.
using when = std::variant<leave_after, leave_between, arrive_by, aboard>;

/// Trains and stations that journeys keep to. Trains go by words: a number ("K9805"), a class by its letter
/// or its name ("G", "高速动车组"), or the short name of a route ("ICE"), letter by letter; a word that means
/// none is no mistake. Whoever is on board a train may go on with it.
struct filter {
    std::vector<std::string> use{};                 ///< trains; all where empty
    std::vector<std::string> avoid{};               ///< trains, of those
    std::vector<rail::station_id> avoid_stations{}; ///< at which nobody wants to board, alight or change
    friend bool operator==(const filter&, const filter&) = default;
    [[nodiscard]] bool empty() const { return *this == filter{}; }
};

struct query {
    static constexpr int most_changes = 14;
    static constexpr int most_vias = 7;

    station_set from{}; ///< none for who is aboard a train
    station_set to{};
    journeys::when when{};
    std::vector<via_stop> via{}; ///< in this order; none for who is aboard a train
    journeys::filter filter{};
    int max_changes = most_changes;
    std::chrono::seconds change_time = std::chrono::minutes{10}; ///< where the station has none of its own
    /// How far to look: journeys arrive at most so long after the latest departure asked for, or leave at
    /// most so long before `arrive_by`. At most 366 days.
    std::chrono::hours horizon{72};
};

/// A ride on one train. Times are on the clocks of the stations, and in UTC.
struct ride {
    rail::train_id train;
    calendar::date service_date;
    std::size_t board; ///< indices into the train's calls
    std::size_t alight;
    calendar::ptime departure;
    calendar::ptime arrival;
    calendar::ptime departure_utc;
    calendar::ptime arrival_utc;
    bool stays_seated = false; ///< the coaches of the ride before go on as this train
    friend bool operator==(const ride&, const ride&) = default;
};

/// A way on foot between two stations.
struct walk {
    rail::station_id from;
    rail::station_id to;
    calendar::ptime departure;
    calendar::ptime arrival;
    calendar::ptime departure_utc;
    calendar::ptime arrival_utc;
    friend bool operator==(const walk&, const walk&) = default;
};

using leg = std::variant<ride, walk>;

struct journey {
    std::vector<leg> legs; ///< at least one ride among them

    [[nodiscard]] calendar::ptime departure() const;
    [[nodiscard]] calendar::ptime arrival() const;
    [[nodiscard]] calendar::ptime departure_utc() const;
    [[nodiscard]] calendar::ptime arrival_utc() const;
    [[nodiscard]] calendar::time_duration duration() const { return arrival_utc() - departure_utc(); }
    /// From one train to another; staying seated is none.
    [[nodiscard]] std::size_t changes() const;
    [[nodiscard]] std::vector<ride> rides() const;
    friend bool operator==(const journey&, const journey&) = default;
};

/// What journeys may use, whatever a question's own filter is.
struct network_options {
    /// Which trains; all where empty. News asks it of extra trains later, from whatever thread: what it
    /// refers to must last as long. Late runs are taken as their trains are.
    std::function<bool(const rail::train&)> take{};
    std::vector<rail::station_id> avoid{}; ///< stations at which nobody wants to board, alight or change
};

/// A timetable made ready for questions: its trains as connections in the order of departure, day by day as
/// days are asked for. News of the day makes another one of it, which shares the days: `with_updates` of
/// realtime.hpp.
///
/// Copies are one network. Thread safety: any number of routers may share one. It keeps the timetable, and
/// routers keep it.
class network {
public:
    /// Throws: std::invalid_argument for a station of another timetable, and for transfers that tell so many
    /// calls apart that there are more than four million ways between them.
    explicit network(const rail::timetable& t, const network_options& options = {});
    [[nodiscard]] const rail::timetable& table() const&;
    [[nodiscard]] rail::timetable table() const&& { return table(); } ///< of a network that is about to go

    /// Lays out the days of the question's horizon, a week of them at most, so that the first question does
    /// not have to.
    void prepare_days(const query& q) const;

    struct state;
    explicit network(std::shared_ptr<state> made);
    [[nodiscard]] const std::shared_ptr<state>& internals() const { return state_; }

private:
    std::shared_ptr<state> state_;
};

class prepared_network;

/// Answers questions one after the other, with memory that it keeps. One a thread.
class router {
public:
    explicit router(const network& n);
    /// Looks at the lists alone where they are made for the question; see prepared.hpp.
    explicit router(const prepared_network& p);
    ~router();
    router(router&&) noexcept;
    router& operator=(router&&) noexcept;

    /// The journey that arrives first; nothing if there is none within the horizon, or if `from` and `to`
    /// share a station. With max_changes at its most it may have any number of changes.
    ///
    /// Throws: std::invalid_argument for leave_between and arrive_by, and as `plan`.
    /// Cost:   measured in docs/benchmarks.md. The first question with another filter pays for a network that
    ///         keeps to it, which the network keeps for a while.
    [[nodiscard]] std::optional<journey> earliest(const query& q);

    /// All Pareto-optimal journeys: those that no other one beats in what q.when names. By departure, then
    /// arrival, then changes; empty if `from` and `to` share a station.
    ///
    /// Throws: std::invalid_argument for a special time; a station of another timetable; a horizon outside 0
    ///         to 366 days; departures of more than 366 days; max_changes outside 0 to most_changes; a change
    ///         time outside 0 to a day. For vias: more than most_vias, a stay outside 0 to a week, one at
    ///         which the journey starts or ends, or that follows itself. For aboard: a train that is not of
    ///         the network, does not run on that date or runs every so often; its last call; `from` or vias.
    [[nodiscard]] std::vector<journey> plan(const query& q);

    /// The Pareto-optimal journeys that leave after another one, or before it, in departure, arrival and
    /// changes: the nearest `least` of them, with all that leave when the farthest does; fewer if there are
    /// no more within the horizon, and none that takes longer than that. Departures count from `than`, not
    /// from q.when. By departure, then arrival, then changes.
    ///
    /// Throws: as `plan`, and std::invalid_argument for aboard.
    /// Cost:   of `plan` over spans that double from four hours on until there are enough.
    [[nodiscard]] std::vector<journey> later(const query& q, const journey& than, std::size_t least);
    [[nodiscard]] std::vector<journey> earlier(const query& q, const journey& than, std::size_t least);

    /// The earliest arrival at every station in UTC; nothing where there is none within the horizon.
    /// Throws: as `earliest`, and std::invalid_argument for a question that names `to`, vias or max_changes.
    [[nodiscard]] id_vector<rail::station_id, std::optional<calendar::ptime>> reach(const query& q);

private:
    struct workspace;
    std::unique_ptr<workspace> work_;
};

/// The earliest arrivals in UTC at each station of `to` from each of `from`, a row for each; nothing where
/// there is none within the horizon.
///
/// `threads` is how many work; 0: one per core.
///
/// Throws: as `reach`, and std::invalid_argument for anything but leave_after.
/// Cost:   a scan of the horizon for each of `from`.
[[nodiscard]] std::vector<std::vector<std::optional<calendar::ptime>>>
arrival_matrix(const network& n, const query& q, unsigned threads = 0);

/// The same for one question. Prefer a router for many.
[[nodiscard]] std::vector<journey> find_all(const rail::timetable& t, const query& q);
[[nodiscard]] std::optional<journey> find_earliest(const rail::timetable& t, const query& q);

} // namespace qaidam::journeys
