/// When the sun rises and sets.
#pragma once

#include <optional>

#include <qaidam/calendar/moment.hpp>
#include <qaidam/geo/point.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

/// The sun above the horizon of a place: its upper edge as seen from the height of the sea, refraction included.
struct daylight {
    calendar::utc_time rises;
    calendar::utc_time sets;
    friend bool operator==(const daylight&, const daylight&) = default;
};

/// The daylight about the solar noon of that date at that place; nothing where the sun does not rise or does not
/// set. Below 72° of latitude it is within a minute of published tables.
/// Throws: std::invalid_argument for a special date.
/// Source: NOAA's solar calculator, which follows Meeus, "Astronomical Algorithms".
[[nodiscard]] std::optional<daylight> daylight_of(const geo::point& at, const calendar::date& day);

} // namespace qaidam::journeys

#pragma GCC visibility pop
