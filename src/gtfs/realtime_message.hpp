// A message of GTFS-Realtime, before it is compared with a timetable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qaidam::gtfs::detail {

struct trip_descriptor {
    std::string trip;
    std::string route;
    std::string start_time;
    std::string start_date;
    std::optional<std::uint32_t> direction;
    std::uint32_t relationship = 0;

    static constexpr std::uint32_t added = 1, canceled = 3, replacement = 5, duplicated = 6, deleted = 7,
                                   fresh = 8;
};

struct stop_event {
    std::optional<std::int32_t> delay;
    std::optional<std::int64_t> time; ///< since 1970
    std::optional<std::int32_t> uncertainty;
    std::optional<std::int64_t> scheduled; ///< of trips that are not in the timetable, since 1970
};

struct stop_update {
    std::optional<std::uint32_t> sequence;
    std::string stop;
    std::optional<stop_event> arrival;
    std::optional<stop_event> departure;
    std::uint32_t relationship = 0;
    std::string assigned{}; ///< the stop to which the call was moved

    static constexpr std::uint32_t skipped = 1, no_data = 2;
};

struct trip_update {
    trip_descriptor trip;
    std::vector<stop_update> stops;
    std::optional<std::int32_t> delay;
    trip_descriptor copy; ///< of a duplicated trip: its own id, date and time
};

struct vehicle_report {
    std::optional<trip_descriptor> trip;
    std::string label;
    std::optional<double> latitude;
    std::optional<double> longitude;
    std::optional<std::uint32_t> sequence;
    std::string stop;
    std::uint32_t status = 2; ///< 1: stopped
    std::optional<std::int64_t> seen;
    std::optional<std::int32_t> occupancy;
};

struct translated {
    std::string text;
    std::string language;
};

struct alert_text {
    std::vector<std::pair<std::optional<std::int64_t>, std::optional<std::int64_t>>> active;
    struct subject {
        std::string agency;
        std::string route;
        std::string stop;
        std::optional<trip_descriptor> trip;
    };
    std::vector<subject> about;
    std::uint32_t cause = 1;
    std::uint32_t effect = 8;
    std::vector<translated> header;
    std::vector<translated> description;
};

struct realtime_entity {
    std::string id;
    bool deleted = false;
    std::optional<trip_update> trip;
    std::optional<vehicle_report> vehicle;
    std::optional<alert_text> alert;
    bool other = false; ///< something that is not read
};

struct realtime_message {
    bool differential = false;
    std::optional<std::int64_t> made;
    std::vector<realtime_entity> entities;
};

/// Throws: std::runtime_error with what is wrong, as of protobuf.
realtime_message decode_protobuf(std::string_view bytes);
/// The same of the JSON form.
realtime_message decode_json(std::string_view text);

std::string_view cause_word(std::uint32_t cause);
std::string_view effect_word(std::uint32_t effect);

} // namespace qaidam::gtfs::detail
