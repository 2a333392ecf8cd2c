/// What all JSON of this room shares.
#pragma once

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>
#include <qaidam/calendar/zone.hpp>

namespace qaidam::views {

/// "2022-01-10T22:40:00+08:00", as in RFC 3339.
inline std::string json_time(calendar::local_time local, calendar::utc_time utc) {
    const auto time = local.time_of_day().count();
    const auto offset = (local.seconds_since_1970() - utc.seconds_since_1970()) / 60;
    const auto ahead = offset < 0 ? -offset : offset;
    return fmt::format("{}T{:02}:{:02}:{:02}{}{:02}:{:02}", calendar::to_string(local.date()), time / 3600,
                       time / 60 % 60, time % 60, offset < 0 ? '-' : '+', ahead / 60, ahead % 60);
}

/// Throws: std::invalid_argument if a text is not UTF-8.
inline std::string json_text(const nlohmann::ordered_json& all) {
    try {
        return all.dump(2) + "\n";
    } catch (const nlohmann::json::type_error&) {
        throw std::invalid_argument("to_json: a key is not UTF-8");
    }
}

} // namespace qaidam::views
