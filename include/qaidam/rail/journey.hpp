/// What travellers ask: the earliest arrival somewhere else.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <qaidam/rail/timetable.hpp>

namespace qaidam::rail {

struct journey_query {
    station_id from;
    station_id to;
    calendar::ptime leave_after;
    std::chrono::seconds change_time = std::chrono::minutes{10}; ///< where the station has none of its own
    std::chrono::hours horizon{72}; ///< arrivals later than this are not looked for; at most 366 days
};

/// A ride on one train.
struct leg {
    train_id train;
    calendar::date service_date;
    std::size_t board; ///< indices into the train's calls
    std::size_t alight;
    calendar::ptime departure;
    calendar::ptime arrival;
    friend bool operator==(const leg&, const leg&) = default;
};

struct journey {
    std::vector<leg> legs; ///< at least one
    [[nodiscard]] const calendar::ptime& departure() const { return legs.front().departure; }
    [[nodiscard]] const calendar::ptime& arrival() const { return legs.back().arrival; }
    [[nodiscard]] calendar::time_duration duration() const { return arrival() - departure(); }
    [[nodiscard]] std::size_t changes() const { return legs.size() - 1; }
    friend bool operator==(const journey&, const journey&) = default;
};

/// The journey that arrives first, nothing if there is none within the horizon. The change time applies to
/// changes only, not to the first boarding; staying on a train is no change.
///
/// Throws:   std::invalid_argument for a special time, a station of another timetable or a horizon outside 0
///           to 366 days.
/// Cost:     O(c log c) in the connections within the horizon: a plain connection scan, which sorts them for
/// each query. Source:   Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm (2018).
[[nodiscard]] std::optional<journey> find_earliest_journey(const timetable& t, const journey_query& q);

} // namespace qaidam::rail
