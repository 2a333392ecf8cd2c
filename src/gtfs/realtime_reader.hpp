// What a message says of the runs of a timetable.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <qaidam/gtfs/realtime.hpp>

#include "realtime_message.hpp"

namespace qaidam::gtfs::detail {

/// An instant told in seconds since 1970, if there is such a one.
[[nodiscard]] std::optional<calendar::utc_time> instant_of(std::optional<std::int64_t> since_1970);

/// Finds the trains that messages mean. Keeps what it looked up; refers to the timetable.
class trip_finder {
public:
    trip_finder(const rail::timetable& t, calendar::day_count days_earlier);

    /// The trains that may be meant; several where a part of the id, or route and time fit several.
    [[nodiscard]] std::vector<rail::train_id> find_trains(const trip_descriptor& named);
    /// The service date that the descriptor names, or else the one on which the train runs that is nearest to the
    /// instant.
    [[nodiscard]] std::optional<calendar::date>
    find_date(rail::train_id i, const trip_descriptor& d,
              const std::optional<calendar::utc_time>& near) const;
    [[nodiscard]] std::optional<calendar::date> service_date(const trip_descriptor& d) const;
    [[nodiscard]] std::optional<calendar::utc_time> instant(std::optional<std::int64_t> since_1970) const;

private:
    [[nodiscard]] bool fits(rail::train_id i, const trip_descriptor& d,
                            std::optional<rail::service_time> start) const;
    [[nodiscard]] std::vector<rail::train_id> find_by_part(const std::string& id);
    [[nodiscard]] calendar::utc_time departs(rail::train_id i, const calendar::date& on) const;

    const rail::timetable& t_;
    calendar::day_count days_earlier_;
    std::map<rail::route_id, std::vector<rail::train_id>> by_route_;
    std::multimap<std::string_view, rail::train_id> parts_; ///< of keys, after each '_'
    bool has_parts_ = false;
};

/// What the message says, with a notice for what does not fit.
[[nodiscard]] realtime_feed read_feed(const realtime_message& m, trip_finder& trips, const rail::timetable& t,
                                      const realtime_options& options, notices& out);

} // namespace qaidam::gtfs::detail
