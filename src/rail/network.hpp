// A timetable as connections in the order of departure: what the routers scan.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <qaidam/rail/journey.hpp>

namespace qaidam::rail {

/// Seconds from the midnight (UTC) of a question's first day.
using instant = std::int32_t;
constexpr instant never = INT32_MAX / 2;
constexpr instant no_change = never / 2; ///< the time to change where it is forbidden

/// A hop of a train between two calls. Stations are numbers; where nobody may board or alight they are ones
/// that no journey reaches.
struct connection {
    instant departure; ///< since the midnight of its slice
    instant arrival;
    std::uint32_t from;
    std::uint32_t to : 31;
    std::uint32_t onward : 1; ///< the train's last, and its coaches go on as another one
    std::int32_t run;         ///< see `slice`
};

/// The connections that leave on one day (UTC), in order of departure; those of one moment run by run.
///
/// A run is a train on a service date. `connection::run` is the train's number less `trains` for every day
/// that the service date lies back, so that a question, which numbers its days, gets the same number for the
/// same run in every slice by adding `trains` times the day's number. Days that have the same trains share a
/// slice.
struct slice {
    std::vector<connection> connections;
    std::vector<std::uint32_t> hops; ///< the place of each connection in its train
    struct group {
        std::uint32_t begin, end;
    };
    std::vector<group> ties; ///< connections of one moment some of which take no time: order does not tell
};

/// One of the departures of a train.
struct vehicle {
    train_id train;
    std::int32_t shift; ///< seconds by which it is later than the train's calls say
};

struct footpath {
    std::uint32_t to;
    instant takes;
};

struct network::state {
    state(const timetable& t, const network_options& options);

    const timetable& table;
    std::uint32_t stations; ///< numbers from here on are of no station
    std::vector<vehicle> trains;
    std::vector<std::uint32_t> first_of; ///< by train_id: its first among `trains`

    int days_back; ///< a slice has runs of service dates up to so many days before
    std::vector<std::vector<std::uint32_t>> came_from; ///< the trains that go on as each
    std::vector<std::uint32_t> stops, first_stop; ///< stations of all trains, and where those of each begin

    [[nodiscard]] std::span<const std::uint32_t> stops_of(train_id i) const {
        return std::span{stops}.subspan(first_stop[i.value()],
                                        first_stop[i.value() + 1] - first_stop[i.value()]);
    }
    /// Whether journeys may use the train.
    [[nodiscard]] bool is_taken(train_id i) const { return first_of[i.value()] < first_of[i.value() + 1]; }

    std::vector<bool> avoided; ///< stations at which nobody may board or alight
    int longest_wait = 0; ///< the days between the service dates of two trains of the same coaches, at most
    static constexpr int days_ahead = 1;         ///< or after it
    std::vector<std::vector<footpath>> walks;    ///< from each station
    std::vector<std::vector<footpath>> walks_to; ///< to each station
    std::vector<std::optional<instant>> change_times;
    struct continuation {
        std::uint32_t train;
        int days_later;         ///< of its service date
        calendar::day_set days; ///< service dates of the one that goes on
    };
    std::vector<std::vector<continuation>> goes_on_as; ///< trains as which the coaches of each go on

    /// The connections of the day with that number (days since 1970).
    [[nodiscard]] std::shared_ptr<const slice> slice_of(std::int64_t day);

    /// Whether the train runs on a date, as bits of all trains.
    using active_trains = std::vector<std::uint64_t>;

private:
    struct service_date {
        std::shared_ptr<const active_trains> active;
        std::int32_t start; ///< seconds from its own midnight (UTC) to the zero of its service times
    };
    [[nodiscard]] service_date date_of(std::int64_t day);
    [[nodiscard]] std::shared_ptr<const slice> make_slice(const std::vector<service_date>& dates) const;

    std::mutex guard_;
    std::map<std::int64_t, service_date> dates_;
    std::map<active_trains, std::shared_ptr<const active_trains>> distinct_;
    using slice_key = std::vector<std::pair<const active_trains*, std::int32_t>>;
    std::map<slice_key, std::shared_ptr<const slice>> slices_;
    std::map<std::int64_t, std::shared_ptr<const slice>> by_day_;
};

} // namespace qaidam::rail
