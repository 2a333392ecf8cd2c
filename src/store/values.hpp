/// Values of the house as the tables of either engine have them, and back. A connection says what is damaged.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include <qaidam/calendar/moment.hpp>
#include <qaidam/events/digest.hpp>

namespace qaidam::store {

/// Numbers beyond the engine's are beyond every journal.
inline std::int64_t clamp(std::uint64_t n) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(n, most));
}

template <std::size_t Size>
std::string_view bytes_of(const std::array<std::uint8_t, Size>& all) {
    return {reinterpret_cast<const char*>(all.data()), all.size()};
}

/// Throws: data_error if it has another length.
template <std::size_t Size, class Connection>
std::array<std::uint8_t, Size> array_from(const Connection& db, std::string_view bytes) {
    std::array<std::uint8_t, Size> all;
    if (bytes.size() != Size) db.damaged("a digest or a salt is not one");
    std::transform(bytes.begin(), bytes.end(), all.begin(),
                   [](char c) { return static_cast<std::uint8_t>(c); });
    return all;
}

template <class Connection>
events::digest digest_from(const Connection& db, std::string_view bytes) {
    return {array_from<sizeof(events::digest::bytes)>(db, bytes)};
}

template <class Connection>
calendar::utc_time time_from(const Connection& db, std::int64_t seconds) {
    if (seconds < calendar::detail::first_second || seconds > calendar::detail::last_second)
        db.damaged("a time is out of range");
    return calendar::utc_time::from_seconds_since_1970(seconds);
}

} // namespace qaidam::store
