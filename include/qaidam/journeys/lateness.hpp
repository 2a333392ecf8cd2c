/// How late trains are (晚点): what was observed, by class of train and by station.
///
///     journeys::lateness_recorder recorder{timetable};
///     for (const auto& file : recording) {
///         const auto feed = gtfs::load_realtime(file, timetable).value;
///         if (feed.made) recorder.record(feed.updates, *feed.made);
///     }
///     save(recorder.result().table, timetable, "lateness.csv");
///
/// A table of lateness is made of observations, each of an arrival or a departure, in whole minutes. Asked how late
/// trains of a class are at a station, it answers with the observations of just these; where there are fewer than
/// thirty, with those of the class at all stations; where there are fewer than thirty of these, with all of that event;
/// and where all are fewer than thirty, with nothing. It never guesses.
///
/// docs/railway-feed.md describes lateness.csv.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <qaidam/base/file_path.hpp>
#include <qaidam/rail/realtime.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

/// What trains are told apart by: the prefix of the class that the number names ("K"), or the English name of one that
/// has none ("ordinary fast"); for any other number GTFS's type of the route ("2"); "" for a train without one.
[[nodiscard]] std::string lateness_class(const rail::timetable& t, const rail::train& x);

/// So many times a train of the class was so late at the station, or early where that is negative.
struct observed_lateness {
    rail::call_event event = rail::call_event::arrival;
    std::string train_class{};            ///< see `lateness_class`; "" where it was not told
    std::optional<rail::station_id> at{}; ///< missing where it was not told
    std::chrono::minutes late{};
    std::int64_t count = 1;
    friend bool operator==(const observed_lateness&, const observed_lateness&) = default;
};

/// Whose observations an answer is made of.
enum class lateness_scope { class_at_station, train_class, all_trains };

/// How late trains are: the observations that answer for them.
struct lateness {
    lateness_scope scope;
    std::int64_t observations;                                             ///< the sum of the counts
    std::span<const std::pair<std::chrono::minutes, std::int64_t>> counts; ///< ascending, each above zero
};

class lateness_table {
public:
    /// Fewer say nothing.
    static constexpr std::int64_t least_observations = 30;
    static constexpr std::chrono::minutes earliest{-24 * 60};
    static constexpr std::chrono::minutes latest{7 * 24 * 60};
    static constexpr std::int64_t most_at_once = 1'000'000'000;

    /// Each observation also counts for its class at all stations, and for all trains. One whose class was not told
    /// counts for all trains alone.
    /// Throws: std::invalid_argument for a lateness outside `earliest` to `latest`, and a count outside 1 to
    ///         `most_at_once`.
    void add(const observed_lateness& x);

    /// By the first of the three scopes that has `least_observations`; nothing where none has. Valid until the next
    /// `add`.
    [[nodiscard]] std::optional<lateness> find(rail::call_event event, std::string_view train_class,
                                               rail::station_id at) const;

    /// What was added: by event, class, station and lateness, equal ones as one.
    [[nodiscard]] std::vector<observed_lateness> observations() const;

    friend bool operator==(const lateness_table& a, const lateness_table& b) { return a.added_ == b.added_; }

private:
    using scope_key = std::tuple<rail::call_event, std::string, std::optional<rail::station_id>>;
    struct row {
        std::vector<std::pair<std::chrono::minutes, std::int64_t>> counts;
        std::int64_t observations = 0;
    };
    std::map<std::pair<scope_key, std::chrono::minutes>, std::int64_t> added_;
    std::map<scope_key, row> rows_;
};

/// What a recording of real-time updates came to.
struct lateness_recording {
    lateness_table table;
    std::size_t runs = 0;          ///< of which anything was observed
    std::int64_t forecasts = 0;    ///< told too long before they happened to be observations
    std::int64_t out_of_range = 0; ///< later or earlier than a table takes
};

/// Learns from real-time updates how late trains are. Of every arrival and departure of every run the lateness that was
/// told last counts, once; and only if it was told after it happened, or at most so long before. Arrivals are rounded up
/// to whole minutes and departures down, so that no change looks safer than it was.
///
/// What does not count: runs that are cancelled or replaced, calls that are skipped, extra trains, trains that run
/// every so often, calls whose planned times are interpolated, and calls of which nothing is known
/// (`rail::delay::is_known`). A cancellation is no lateness: what is learned here says nothing of trains that do not come.
class lateness_recorder {
public:
    /// Updates name trains of this timetable.
    explicit lateness_recorder(rail::timetable planned,
                               std::chrono::seconds longest_forecast = std::chrono::minutes{5});

    /// What one message told, and when it was made. Messages may come in any order.
    /// Throws: std::invalid_argument for a train or a call that the timetable does not have, and a special date.
    void record(std::span<const rail::realtime_update> updates, calendar::utc_time made);

    [[nodiscard]] lateness_recording result() const;

private:
    struct told {
        std::optional<std::chrono::seconds> late{};
        calendar::utc_time made = calendar::utc_time::first();
    };
    using run = std::pair<rail::train_id, calendar::date>;

    rail::timetable planned_;
    std::chrono::seconds longest_forecast_;
    std::map<run, std::vector<told>> runs_; ///< of each call its arrival and its departure
};

/// Reads a file of observations, lateness.csv; its stations are those of the timetable.
/// Throws: data_error as the policy says.
[[nodiscard]] loaded<lateness_table> load_lateness(const file_path& file, const rail::timetable& t,
                                                   const load_options& options = {});

/// Writes it. Throws: std::runtime_error if the file cannot be written; std::invalid_argument for a station that the
///                    timetable does not have.
void save(const lateness_table& table, const rail::timetable& t, const file_path& file);

} // namespace qaidam::journeys

#pragma GCC visibility pop
