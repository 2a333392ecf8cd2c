// What tables and JSON of the railway share.
#pragma once

#include <optional>
#include <string>

#include <qaidam/rail/timetable.hpp>

namespace qaidam::views {

/// What is written on the platform; "" where nothing is known.
inline std::string platform_code(const rail::timetable& t, const std::optional<rail::stop_id>& platform) {
    if (!platform) return {};
    const auto& x = t.stops()[*platform];
    return x.platform_code.empty() ? x.code : x.platform_code;
}

} // namespace qaidam::views
