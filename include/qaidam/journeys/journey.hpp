/// Journeys: how to get from one station to another.
///
///     const journeys::query question{
///         .from = xining, .to = huatugou, .when = journeys::leave_after{evening}};
///     for (const auto& j : journeys::find_all(timetable, question))
///         fmt::print("{}", views::describe(timetable, j, language::en));
///
/// A program that asks often makes one `network`, which any number of threads may share, and one `router` a
/// thread.
///
/// A journey dominates another one if it is no worse in anything that the question compares, and better in
/// something. The answers are the Pareto-optimal journeys: those that no other one dominates.
///
/// Of journeys that are equally good one is named, the same by every router, prepared or not: the one that arrives
/// first, then the one that leaves last, then the one with the shortest walk to its first train, then the one whose
/// first train has the least key. It stays on each train as long as that leads on, and where it changes the same
/// holds again: of the trains that do as well it takes the one that leaves last, then the one of the least key. Only
/// where a train that runs every so often may be on the way, any of them is named. So a train that is listed under
/// several numbers goes by the least key of those that run and may be used; passengers aboard hear their own.
///
/// Changing trains takes the change time of the station. Nobody needs it at the first boarding, or to stay on
/// a train, or on coaches that go on as another train. A walk between two stations takes what the feed's
/// transfer says, and the change is included in it. People walk at most once between two trains, before the
/// first one and after the last one.
///
/// A train that runs every so often (`rail::headway`) has no minutes. Its first one leaves when its window
/// opens, its last one when the window closes, and between them no two are further apart than the headway: who
/// waits at its first call boards after a headway at most, and when the window closes at the latest. Searches
/// reckon with the longest wait, so that no change is promised that may fail, or with half of it if the question
/// says so. As one may come at any moment, `leave_between` and `arrive_by` set out by such a train when its window
/// opens, once a headway after that, and when it closes.
///
/// Of all transfer rules that fit, the most specific wins, in GTFS's order: train–train, train–route, train,
/// route–route, route, station; then the one that names more platforms. Among equal rules, the longest time
/// wins; the station's own change time counts as a rule for the whole station. A rule says how long a change
/// takes, or that nobody can change. Where people must leave coaches that go on (type 5), they have time to
/// board them again. Walks before the first train and after the last follow rules that name neither trains
/// nor routes.
///
/// An id carries nothing of the timetable that it belongs to, so do not use an id of another timetable: it is
/// refused if this timetable has no such number, and silently means another thing if it has.
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

#pragma GCC visibility push(default)

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

/// A station that the journey passes, and how long it stays there at least. Without a stay it is enough that
/// one of its trains calls there.
struct via_stop {
    station_set at{};
    std::chrono::seconds stay{0};
    friend bool operator==(const via_stop&, const via_stop&) = default;
};

/// Leave at this time or later. Pareto-optimal in arrival and changes.
struct leave_after {
    calendar::local_time time{};
    friend bool operator==(const leave_after&, const leave_after&) = default;
};

/// Leave from `from` on and before `until`. Pareto-optimal in departure, arrival and changes.
struct leave_between {
    calendar::local_time from{};
    calendar::local_time until{};
    friend bool operator==(const leave_between&, const leave_between&) = default;
};

/// Arrive at this time or earlier. Pareto-optimal in departure and changes.
struct arrive_by {
    calendar::local_time time{};
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

/// Trains by words, compared letter by letter.
struct train_words {
    std::vector<std::string> numbers{}; ///< "K9805"
    std::vector<std::string> classes{}; ///< by letter or name: "G", "高速动车组"
    std::vector<std::string> routes{};  ///< by short name: "ICE"
    friend bool operator==(const train_words&, const train_words&) = default;
    [[nodiscard]] bool empty() const { return *this == train_words{}; }
};

/// Trains and stations that journeys keep to. Passengers aboard a train may go on with it whatever the filter
/// says. `unknown_words` tells which words mean no train.
struct filter {
    train_words use{};                              ///< these trains only; all where empty
    train_words avoid{};                            ///< not these
    std::vector<rail::station_id> avoid_stations{}; ///< no boarding, alighting or changing here
    friend bool operator==(const filter&, const filter&) = default;
    [[nodiscard]] bool empty() const { return *this == filter{}; }
};

/// How long searches reckon to wait for a train that runs every so often: a headway, or half of it.
enum class headway_wait { longest, mean };

struct query {
    static constexpr int most_changes = 14;
    static constexpr int most_vias = 7;

    station_set from{}; ///< empty for passengers aboard a train
    station_set to{};
    journeys::when when{};
    std::vector<via_stop> via{}; ///< in this order; empty for passengers aboard a train
    journeys::filter filter{};
    int max_changes = most_changes;
    std::chrono::seconds change_time = std::chrono::minutes{10}; ///< where the station has none of its own
    /// How far to look: journeys arrive at most so long after the latest departure asked for, or leave at
    /// most so long before `arrive_by`. At most 366 days.
    std::chrono::hours horizon{72};
    journeys::headway_wait headway_wait = journeys::headway_wait::longest;
};

/// What a ride says instead of a minute where its train runs every so often.
struct waiting {
    std::chrono::seconds every;
    headway_wait reckoned;      ///< as the question says
    calendar::local_time since; ///< from when on one waits for the train; times as those of the ride
    calendar::utc_time since_utc;
    friend bool operator==(const waiting&, const waiting&) = default;
};

/// A ride on one train. Times are on the clocks of the stations, and in UTC. With `waiting` they are those of
/// who waits as long as is reckoned with: show them as such, never as the train's minutes.
struct ride {
    rail::train_id train;
    calendar::date service_date;
    std::size_t board; ///< indices into the train's calls
    std::size_t alight;
    calendar::local_time departure;
    calendar::local_time arrival;
    calendar::utc_time departure_utc;
    calendar::utc_time arrival_utc;
    bool stays_seated = false; ///< the coaches of the ride before go on as this train
    std::optional<journeys::waiting> waiting{};
    friend bool operator==(const ride&, const ride&) = default;
};

/// A way on foot between two stations.
struct walk {
    rail::station_id from;
    rail::station_id to;
    calendar::local_time departure;
    calendar::local_time arrival;
    calendar::utc_time departure_utc;
    calendar::utc_time arrival_utc;
    friend bool operator==(const walk&, const walk&) = default;
};

using leg = std::variant<ride, walk>;

struct journey {
    std::vector<leg> legs; ///< at least one ride among them

    /// When one has to be there: where the first train runs every so often, before it leaves.
    [[nodiscard]] calendar::local_time departure() const;
    [[nodiscard]] calendar::local_time arrival() const;
    [[nodiscard]] calendar::utc_time departure_utc() const;
    [[nodiscard]] calendar::utc_time arrival_utc() const;
    [[nodiscard]] std::chrono::seconds duration() const { return arrival_utc() - departure_utc(); }
    /// From one train to another; staying seated is none.
    [[nodiscard]] std::size_t changes() const;
    [[nodiscard]] std::vector<ride> rides() const;
    friend bool operator==(const journey&, const journey&) = default;
};

/// How arrivals are searched for where no prepared lists answer; the answers are the same, to the last train. Rounds go along
/// the stop patterns of trains, which is sooner done where many share one. Connections are scanned all the same where coaches
/// go on as another train or trains run every so often, with vias, for passengers on board, and in updated networks.
enum class search_kernel {
    automatic,   ///< patterns if 1.7 trains share one on average
    connections, ///< one scan of the connections in order of departure: national rail
    patterns     ///< in rounds: metros
};

/// What all journeys of a network keep to, besides the filter of each question.
struct network_options {
    /// Whether journeys may use a train; all where empty. Real-time updates ask it of extra trains later,
    /// from any thread: what it refers to must live as long as the network. Late runs follow their planned
    /// trains.
    std::function<bool(const rail::train&)> take{};
    std::vector<rail::station_id> avoid{}; ///< stations without boarding, alighting or changing
    search_kernel kernel = search_kernel::automatic;
};

/// A timetable made ready for questions: the connections of each day in order of departure. A day is laid out
/// when a question first needs it. Real-time updates make another network, which shares the days that they
/// leave unchanged: `with_updates` of realtime.hpp.
///
/// Copies are one network. Thread safety: any number of routers may share one. It keeps the timetable, and
/// routers keep it.
class network {
public:
    /// Throws: std::invalid_argument for a station id that the timetable does not have, and for transfer rules
    ///         that tell so many calls apart that there are more than four million ways between them.
    explicit network(const rail::timetable& t, const network_options& options = {});
    [[nodiscard]] const rail::timetable& table() const&;
    [[nodiscard]] rail::timetable table() const&& { return table(); } ///< of a network that is about to go

    /// Lays out the days of the question's horizon, at most a week, so that the first question is as fast as
    /// the others.
    void prepare_days(const query& q) const;

    struct state;
    explicit network(std::shared_ptr<state> made);
    [[nodiscard]] const std::shared_ptr<state>& internals() const { return state_; }

private:
    std::shared_ptr<state> state_;
};

class prepared_network;

/// Answers questions one after the other, and keeps its memory between them. Use one a thread.
class router {
public:
    explicit router(const network& n);
    /// Looks at the prepared lists alone where they are made for the question; see prepared.hpp.
    explicit router(const prepared_network& p);
    ~router();
    router(router&&) noexcept;
    router& operator=(router&&) noexcept;

    /// The journey that arrives first, and of these the one with the fewest changes: one of those of `find_all`. Nothing
    /// if none arrives within the horizon, or if `from` and `to` share a station. Without a limit to max_changes it
    /// may have any number of changes; if nobody gets there so early with most_changes, any of those is named.
    ///
    /// Throws: as `find_all`, and std::invalid_argument for leave_between and arrive_by.
    /// Cost:   measured in docs/benchmarks.md. The first question with another filter also pays for a network
    ///         that keeps to it, which the network keeps for a while.
    [[nodiscard]] std::optional<journey> find_earliest(const query& q);

    /// All Pareto-optimal journeys, by departure, then arrival, then changes. What they are compared in
    /// depends on q.when. Empty if `from` and `to` share a station.
    ///
    /// Throws: std::invalid_argument for a special service date; a station id that the timetable does not have; a
    ///         horizon outside 0 to 366 days; departures of more than 366 days; max_changes outside 0 to
    ///         most_changes; a change time outside 0 to a day. For vias: more than most_vias; a stay outside
    ///         0 to a week; a station at which the journey starts or ends, or that follows itself. For
    ///         aboard: a train that the network does not have, that does not run on that date, or that runs
    ///         every so often; its last call; `from` or vias.
    [[nodiscard]] std::vector<journey> find_all(const query& q);

    /// Journeys that leave after `than`, or before it, and are Pareto-optimal in departure, arrival and changes:
    /// the `least` nearest ones, and any others that leave at the same time as the last of them. There are fewer
    /// if the horizon has no more. No journey takes longer than the horizon. Departures count from `than`, not
    /// from q.when. By departure, then arrival, then changes.
    ///
    /// Throws: as `find_all`, and std::invalid_argument for aboard.
    /// Cost:   of `find_all` over spans that double from four hours on until there are enough.
    [[nodiscard]] std::vector<journey> find_later(const query& q, const journey& than, std::size_t least);
    [[nodiscard]] std::vector<journey> find_earlier(const query& q, const journey& than, std::size_t least);

    /// The earliest arrival at every station, in UTC; nothing where there is none within the horizon.
    /// Throws: as `find_earliest`, and std::invalid_argument for a question with `to`, vias or max_changes.
    [[nodiscard]] id_vector<rail::station_id, std::optional<calendar::utc_time>>
    find_earliest_arrivals(const query& q);

private:
    friend std::vector<std::vector<std::optional<calendar::utc_time>>>
    arrival_matrix(const network& n, const query& q, unsigned threads);
    struct workspace;
    std::unique_ptr<workspace> work_;
};

/// The earliest arrivals in UTC at each station of `to` from each of `from`, a row for each; nothing where
/// there is none within the horizon.
///
/// `threads` is how many work; 0: one per core.
///
/// Throws: as `find_earliest_arrivals`, and std::invalid_argument for anything but leave_after.
/// Cost:   a scan of the horizon for sixteen of `from`, neighbours together, until all are at all of `to`; where trains run
///         every so often, a scan for each.
[[nodiscard]] std::vector<std::vector<std::optional<calendar::utc_time>>>
arrival_matrix(const network& n, const query& q, unsigned threads = 0);

/// The words of a filter that mean no train of the network, in the filter's order.
[[nodiscard]] std::vector<std::string> unknown_words(const network& n, const filter& f);

/// Answers to one question. Prefer a router for many.
[[nodiscard]] std::vector<journey> find_all(const rail::timetable& t, const query& q);
[[nodiscard]] std::optional<journey> find_earliest(const rail::timetable& t, const query& q);

} // namespace qaidam::journeys

#pragma GCC visibility pop
