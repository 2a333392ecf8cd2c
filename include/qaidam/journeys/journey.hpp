/// Journeys: how to get from one station to another.
///
///     const journeys::query question{.from = xining, .to = huatugou, .leave = {.after = evening}};
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

/// When to leave, on the timetable's clock: at or after a moment, and before another one for all good
/// journeys of a span.
struct leave_times {
    calendar::ptime after{};
    std::optional<calendar::ptime> before{};
};

/// A station by which to go, and how long to stay there at least. Where no stay is asked for, a train that
/// calls there on its way will do.
struct via_stop {
    station_set at{};
    std::chrono::seconds stay{0};
    friend bool operator==(const via_stop&, const via_stop&) = default;
};

/// On a train that has left a call, or stands there.
struct on_board {
    rail::train_id train;
    calendar::date service_date{};
    std::size_t call = 0; ///< index into the train's calls, not of the last one
    friend bool operator==(const on_board&, const on_board&) = default;
};

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

    station_set from{};
    station_set to{};
    std::vector<via_stop> via{}; ///< in this order
    journeys::filter filter{};
    /// Ask how to go on from on board, for all good arrivals; `from` and `leave` are not looked at. Journeys
    /// begin with the ride from that call on, and the horizon with its departure.
    std::optional<on_board> aboard{};
    leave_times leave{};
    /// Ask for the latest departures that arrive by then, on the timetable's clock; `leave` is not looked at.
    std::optional<calendar::ptime> arrive_by{};
    int max_changes = most_changes;
    std::chrono::seconds change_time = std::chrono::minutes{10}; ///< where the station has none of its own
    /// Arrivals later than this after `leave.after`, or `leave.before`, are not looked for, nor departures
    /// earlier than this before `arrive_by`; at most 366 days.
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

    /// The journey that arrives first, nothing if there is none within the horizon or one may already be
    /// there. With max_changes at its most it may have any number of changes.
    /// Throws: std::invalid_argument for arrive_by, and as `plan`.
    /// Cost:   measured in docs/benchmarks.md; the first question with another filter pays for a network that
    ///         keeps to it, which the network keeps for a while.
    [[nodiscard]] std::optional<journey> earliest(const query& q);

    /// All good journeys: those that no other one, leaving at any time, beats. For leave.after alone in
    /// arrival and changes; for a span of departures in departure, arrival and changes; for arrive_by in
    /// departure and changes. By departure, then arrival, then changes; none where one may already be there.
    ///
    /// Throws: std::invalid_argument for a special time; a station of another timetable; a horizon outside 0
    /// to 366 days; a span of departures beyond 366 days; max_changes outside 0 to most_changes; a change
    /// time outside 0 to a day. For vias: more than most_vias, a stay outside 0 to a week, one at which the
    /// journey starts or ends, or that follows itself. For `aboard`: a train that is not of the network, does
    /// not run on that date or runs every so often; its last call; vias, a span or arrive_by besides.
    [[nodiscard]] std::vector<journey> plan(const query& q);

    /// The good journeys that leave after another one, or before it: the nearest `least` of them, with all
    /// that leave when the farthest does; fewer if there are no more within `horizon`. None takes longer than
    /// `horizon`. `leave` is not looked at. By departure, then arrival, then changes.
    /// Throws: as `plan`, and std::invalid_argument for aboard and arrive_by.
    /// Cost:   of `plan` over spans that double from four hours on until there are enough.
    [[nodiscard]] std::vector<journey> later(const query& q, const journey& than, std::size_t least);
    [[nodiscard]] std::vector<journey> earlier(const query& q, const journey& than, std::size_t least);

    /// The earliest arrival at every station in UTC, nothing where there is none within the horizon; the best
    /// way to each by q.filter, whatever `q.to`, via and max_changes say. Throws: as `earliest`.
    [[nodiscard]] id_vector<rail::station_id, std::optional<calendar::ptime>> reach(const query& q);

private:
    struct workspace;
    std::unique_ptr<workspace> work_;
};

/// The earliest arrivals in UTC from each station at each other one, a row for each of `from`; nothing where
/// there is none within the horizon. Of the question only when to leave, the filter, change_time and horizon
/// count. On so many threads, as many as there are cores for 0.
/// Throws: as `reach`.
/// Cost:   a scan of the horizon for each of `from`.
[[nodiscard]] std::vector<std::vector<std::optional<calendar::ptime>>>
arrival_matrix(const network& n, std::span<const rail::station_id> from, std::span<const rail::station_id> to,
               const query& q, unsigned threads = 0);

/// The same for one question. Prefer a router for many.
[[nodiscard]] std::vector<journey> find_all(const rail::timetable& t, const query& q);
[[nodiscard]] std::optional<journey> find_earliest(const rail::timetable& t, const query& q);

} // namespace qaidam::journeys
