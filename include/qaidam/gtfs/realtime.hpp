/// GTFS-Realtime in: what a feed says of today's trains, as updates of a timetable.
///
///     const auto feed = qaidam::gtfs::load_realtime("trip-updates.pb", network.table()).value;
///     const auto now = with_updates(network, feed.updates);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/file_path.hpp>
#include <qaidam/rail/alert.hpp>
#include <qaidam/rail/realtime.hpp>

#pragma GCC visibility push(default)

namespace qaidam::gtfs {

struct realtime_options {
    std::string name = "realtime"; ///< what notices call the message
    /// Service dates are taken so many days earlier, so that a message can be read with a timetable of another week.
    calendar::day_count days_earlier{0};
    std::size_t notices_per_code = 100; ///< stored; the counts are exact
};

/// Where a vehicle was seen.
struct vehicle_position {
    std::string entity{}; ///< its id in the message
    std::optional<rail::train_id> train{};
    std::optional<calendar::date> service_date{};
    std::string label{};
    std::optional<geo::point> at{};
    std::optional<std::size_t> call{};    ///< at which it is, or which comes next
    bool stopped = false;                 ///< at that call
    std::optional<std::size_t> nearest{}; ///< the call of the train whose station is nearest to `at`
    std::optional<calendar::utc_time> seen{};
    std::optional<int> occupancy{}; ///< OccupancyStatus: 0 empty to 5 full
};

struct realtime_feed {
    std::optional<calendar::utc_time> made{}; ///< when the operator made the message
    bool differential = false;                ///< it says only what changed since the message before
    std::size_t entities = 0;
    std::size_t trips = 0;         ///< trip updates
    std::size_t trips_applied = 0; ///< of these, that fit the timetable; each other one has a notice
    std::vector<rail::realtime_update> updates{};
    std::vector<vehicle_position> vehicles{};
    std::vector<rail::service_alert> alerts{};
};

/// Reads a message of GTFS-Realtime 2.0: protobuf, or the JSON form of it with either spelling of names.
///
/// A trip is found by its id; a trip of exact frequencies by id and start_time; else by route, direction and start
/// time, where one train fits. A call is found by stop_sequence, or by its stop from the call before on. A delay holds
/// until the next one, a time is compared with the plan, with NO_DATA the plan stands from there on and nothing is known. A call at another
/// platform of its station, by assigned_stop_id or by stop_id, is a platform change. Added and duplicated trips become
/// extra trains, replacements replaced runs. What does not fit the timetable is a notice, and the rest is read;
/// `with_updates` takes all updates that come out.
/// Throws: data_error if the message as a whole cannot be read.
/// Cost:   O(bytes + trips of the message × calls).
[[nodiscard]] loaded<realtime_feed> read_realtime(std::string_view bytes, const rail::timetable& t,
                                                  const realtime_options& options = {});

/// The same of a file.
[[nodiscard]] loaded<realtime_feed> load_realtime(const file_path& file, const rail::timetable& t,
                                                  const realtime_options& options = {});

/// Follows a feed, message by message: a full one replaces what was known, a differential one only the entities that it
/// names, and takes away those that it calls deleted.
class realtime_follower {
public:
    explicit realtime_follower(rail::timetable planned, realtime_options options = {});
    realtime_follower(realtime_follower&&) noexcept;
    realtime_follower& operator=(realtime_follower&&) noexcept;
    ~realtime_follower();

    /// All that holds after this message, as of `read_realtime`. One that was made before the last one is a notice and
    /// changes nothing.
    /// Throws: data_error if the message as a whole cannot be read; what was known stays.
    /// Cost:   that of a full message of all entities known.
    [[nodiscard]] loaded<realtime_feed> read(std::string_view bytes);
    /// The same of a file.
    [[nodiscard]] loaded<realtime_feed> load(const file_path& file);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace qaidam::gtfs

#pragma GCC visibility pop
