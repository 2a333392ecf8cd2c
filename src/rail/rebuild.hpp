// Making a timetable of another one with other trains.
#pragma once

#include <optional>

#include <qaidam/rail/timetable.hpp>

namespace qaidam::rail {

/// Everything of `t` but its trains, and what names them.
[[nodiscard]] timetable_builder without_trains(const timetable& t);

/// The transfers and circulations of `t`, whose trains are now those of `now`. What names a train that is
/// gone goes with it.
void add_links(timetable_builder& b, const timetable& t,
               const id_vector<train_id, std::optional<train_id>>& now);

/// Adds a train that has its calls.
train_id add_train(timetable_builder& b, train x);

/// A call of one train and the same one of another.
struct common_call {
    std::size_t before;
    std::size_t after;
};

/// The longest sequence of stations that both call at; nothing stands for a station that the other cannot call at.
[[nodiscard]] std::vector<common_call> common_calls(const std::vector<std::optional<station_id>>& before,
                                                    std::span<const call> after);

/// The ids of one timetable as those of another, by key.
class id_map {
public:
    id_map(const timetable& from, const timetable& to);
    /// The train in the other timetable's ids, nothing if something that it names is not there.
    [[nodiscard]] std::optional<train> translate(train x) const;
    /// The same for a transfer, but for its trains.
    [[nodiscard]] std::optional<transfer> translate(transfer x) const;
    [[nodiscard]] std::optional<station_id> station(station_id s) const { return stations_[s]; }

private:
    id_vector<station_id, std::optional<station_id>> stations_;
    id_vector<stop_id, std::optional<stop_id>> stops_;
    id_vector<route_id, std::optional<route_id>> routes_;
    id_vector<shape_id, std::optional<shape_id>> shapes_;
    id_vector<revision_id, std::optional<revision_id>> revisions_;
    id_vector<stop_id, station_id> stop_stations_; ///< of the other timetable's stops
};

} // namespace qaidam::rail
