/// What a passenger asks of a station or of a train: the board, the direct trains to somewhere else, the page
/// of a train.
#pragma once

#include <chrono>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// What real-time updates made of a call.
enum class call_status {
    as_usual, ///< it takes place, at other times maybe
    extra,    ///< it takes place and is not in the plan
    skipped,  ///< the train does not call here
    cancelled ///< the train does not run
};

/// Of a train that runs every so often (`headway`): how often, and how much later than its first departure its last
/// one is.
struct repetition {
    std::chrono::seconds every;
    std::chrono::seconds lasts;
    friend bool operator==(const repetition&, const repetition&) = default;
};

/// A line of a station board: one call of one run, or of all those of a headway, with what is expected beside what was
/// planned.
struct board_entry {
    train_id train; ///< the one that runs; the planned one where the call does not take place
    calendar::date service_date;
    std::size_t call;                            ///< index into the train's calls
    std::optional<calendar::local_time> arrival; ///< expected; nothing where the call does not take place
    std::optional<calendar::local_time> departure;
    calendar::utc_time utc; ///< of what it is listed for: the departure, or the arrival
    call_status status = call_status::as_usual;
    std::optional<calendar::local_time> planned_arrival{}; ///< nothing for an extra call
    std::optional<calendar::local_time> planned_departure{};
    std::optional<std::chrono::seconds>
        later{}; ///< than planned: its departure, or its arrival where it ends
    std::optional<stop_id> platform{};
    std::optional<stop_id> planned_platform{};
    bool approximate = false; ///< the times were interpolated or estimated, or come from a headway
    std::optional<repetition>
        headway{}; ///< the times are then those of the first one; `utc` is not before the board

    [[nodiscard]] bool takes_place() const {
        return status == call_status::as_usual || status == call_status::extra;
    }
    friend bool operator==(const board_entry&, const board_entry&) = default;
};

/// Which calls a board shows.
enum class board_side {
    all,        ///< every call, by its departure, or by its arrival where the train ends
    departures, ///< calls at which people may get on and from which the train goes on, by departure
    arrivals    ///< calls at which people may get off and to which the train came, by arrival
};

struct board_query {
    station_id at;
    calendar::local_time from{}; ///< on the clock of the station
    calendar::local_time until{};
    board_side show = board_side::all;
    std::size_t most = std::numeric_limits<std::size_t>::max(); ///< the first so many
    bool with_cancelled = false; ///< also calls that updates skipped or cancelled, by their planned times
    std::optional<stop_id> platform{}; ///< only calls that are expected, or were planned, at this one
};

/// The calls whose time lies in [from, until), by that time, then by train and service date.
///
/// Times are on the clock of the station; calls go by the expected ones. A train that runs every so often is listed once
/// for each of its headways whose departures the board overlaps, where they begin or the board does. Calls that updates
/// skipped or cancelled are left out unless they are asked for.
/// Throws: std::invalid_argument for a station id that the timetable does not have.
/// Cost:   O(calls at the station × (days of the span + the longest run)).
[[nodiscard]] std::vector<board_entry> list_calls(const timetable& t, const board_query& q);

/// A train that one can board at one call and leave at a later one.
struct direct_train {
    train_id train;
    std::size_t board;
    std::size_t alight;
    std::chrono::seconds shift; ///< later than the calls say; zero but for the first of those of a headway
    calendar::day_set days;     ///< its service dates within the period asked for
    std::optional<repetition> headway{};
    friend bool operator==(const direct_train&, const direct_train&) = default;
};

struct direct_query {
    std::vector<station_id> from{};
    std::vector<station_id> to{};
    calendar::date_span period{}; ///< of departures, by the date of the timetable's clock
};

/// All direct trains, faster ones and slower ones, by time of day of their departure and then by train. If a
/// train calls at several stations of `from` or `to`, the pair with the shortest ride is listed.
[[nodiscard]] std::vector<direct_train> list_direct_trains(const timetable& t, const direct_query& q);

/// What the mileage of a train's page was taken from.
enum class distance_source { line, feed, great_circle, none };

/// A line of a train's page.
struct page_row {
    std::size_t call;
    std::optional<double> kilometres{};         ///< from the origin
    std::optional<std::chrono::seconds> ride{}; ///< from the call before
    std::optional<std::chrono::seconds> stay{}; ///< between arrival and departure
    std::optional<double> speed{};              ///< in km/h, over the ride from the call before
    friend bool operator==(const page_row&, const page_row&) = default;
};

struct train_page {
    train_id train;
    distance_source from;
    std::vector<page_row> rows;
};

struct page_options {
    double metres_per_unit = 1000; ///< of shape_dist_traveled in this feed
};

/// A train's calls with distances, speeds and stays. The distance is that of a line that has all its
/// stations, else the feed's, else along great circles, else there is none.
[[nodiscard]] train_page describe_train(const timetable& t, train_id train, const page_options& options = {});

/// How far it is from one call of a train to a later one, by its page: nothing where that has neither a line's
/// distances nor the feed's.
/// Throws: std::invalid_argument for a train id that the timetable does not have, or calls that are not two in order.
[[nodiscard]] std::optional<std::int32_t> ride_metres(const timetable& t, train_id train, std::size_t board,
                                                      std::size_t alight, const page_options& options = {});

/// Whether a tariff is of the train's class, by its number when it leaves the call.
[[nodiscard]] bool holds_for(const tariff& x, const train& of, std::size_t call);

/// What a ride costs in one kind of seat.
struct ticket {
    tariff_id tariff;
    std::int32_t metres;
    rail::price price;
    friend bool operator==(const ticket&, const ticket&) = default;
};

/// What a ride from one call of a train to a later one costs by each tariff that holds for its class, in the
/// order of the tariffs. The distance is that of the train's page; there is no ticket where that has neither
/// a line's nor the feed's.
/// Throws: std::invalid_argument for a train id that the timetable does not have, or calls that are not two in order.
[[nodiscard]] std::vector<ticket> list_tickets(const timetable& t, train_id train, std::size_t board,
                                               std::size_t alight, const page_options& options = {});

} // namespace qaidam::rail

#pragma GCC visibility pop
