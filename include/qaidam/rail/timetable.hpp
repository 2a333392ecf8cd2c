/// The timetable: stations, trains with their calls and running days, as one immutable value.
///
/// A train's times count from midnight of its `service_date`, the day on which it leaves its origin (noon −
/// 12 h as in GTFS), and go on past 24 h: K9805 leaves 西宁 at 22:40 and reaches 格尔木 at 31:30. Times are
/// on the clock of the timetable's zone; zones with summer time are not resolved.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <qaidam/base/codes.hpp>
#include <qaidam/calendar/day_set.hpp>
#include <qaidam/geo/geo.hpp>
#include <qaidam/rail/codes.hpp>

namespace qaidam::rail {

using station_id = id<struct station_tag>;
using train_id = id<struct train_tag>;

/// Seconds since midnight of the service date; not capped at a day.
class service_time {
public:
    template <class Rep, class Period>
    constexpr service_time(std::chrono::duration<Rep, Period> since_midnight)
        : seconds_{static_cast<std::int32_t>(std::chrono::seconds{since_midnight}.count())} {}

    [[nodiscard]] constexpr std::int32_t seconds() const { return seconds_; }
    friend constexpr auto operator<=>(service_time, service_time) = default;

private:
    std::int32_t seconds_;
};

/// "31:30", with seconds where there are some: the form of GTFS.
[[nodiscard]] std::string to_string(service_time t);
/// The time in "7:30:00" or "31:30:00"; nothing for any other text.
[[nodiscard]] std::optional<service_time> find_service_time(std::string_view text);

/// A station (车站). Its telegraph code and name are names, not its identity.
struct station {
    qaidam::key key;
    label name;
    std::string code{}; ///< telegraph code (电报码) or the feed's stop_code
    std::optional<geo::point> at{};
    std::optional<std::chrono::seconds> change_time{}; ///< the least time to change trains here
    friend bool operator==(const station&, const station&) = default;
};

/// A train's stop at a station. A call without times in the middle of a run is served, but nobody knows when.
struct call {
    station_id at;
    std::optional<service_time> arrival{};
    std::optional<service_time> departure{};
    bool may_board = true;
    bool may_alight = true;
    friend bool operator==(const call&, const call&) = default;
};

/// A train (车次): one run over its calls on each of its days. Numbers are reused; the key is the identity.
struct train {
    qaidam::key key{}; ///< the builder takes the number for it if there is none
    std::string number{};
    label headsign{};
    calendar::day_set days{};
    std::vector<call> calls{};
    friend bool operator==(const train&, const train&) = default;
};

class timetable {
public:
    [[nodiscard]] const registry<station_id, rail::station>& stations() const { return stations_; }
    [[nodiscard]] const registry<train_id, rail::train>& trains() const { return trains_; }
    /// The IANA name of the zone that all times are in.
    [[nodiscard]] const std::string& zone() const { return zone_; }

    /// The only station of a name, Chinese or English, or of a key. Throws: std::invalid_argument if there is
    /// none or more than one.
    [[nodiscard]] station_id station(std::string_view name) const;
    [[nodiscard]] std::vector<station_id> stations_named(std::string_view name) const;

    /// How many days after its service date a train may still be running.
    [[nodiscard]] int longest_run_days() const { return longest_run_days_; }

    friend bool operator==(const timetable&, const timetable&) = default;

private:
    friend class timetable_builder;
    timetable() = default;

    registry<station_id, rail::station> stations_;
    registry<train_id, rail::train> trains_;
    std::string zone_;
    int longest_run_days_ = 0;
};

/// The mutable way in. `build` checks everything once.
class timetable_builder {
public:
    /// Throws: std::invalid_argument if the key is taken.
    station_id station(rail::station s);
    /// Adds the train with these calls.
    void train(rail::train t, std::vector<call> calls);
    void zone(std::string name) { zone_ = std::move(name); }

    /// Throws: data_error with every train that cannot run as written; std::invalid_argument for a call at an
    /// id that no
    ///         station has.
    [[nodiscard]] timetable build() &&;

private:
    registry<station_id, rail::station> stations_;
    std::vector<rail::train> trains_;
    std::string zone_ = "Asia/Shanghai";
};

/// What is wrong with the calls of a train, one notice a fault, each naming the call by its place from 1.
void check_calls(
    const std::vector<call>& calls,
    const std::function<void(const message_rule&, std::size_t, std::vector<std::string>)>& report);

/// The instant of a service time on a service date.
[[nodiscard]] calendar::ptime instant(const calendar::date& service_date, service_time t);

} // namespace qaidam::rail

template <>
struct fmt::formatter<qaidam::rail::service_time>
    : qaidam::detail::text_formatter<qaidam::rail::service_time> {};
