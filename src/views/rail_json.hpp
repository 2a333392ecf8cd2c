// JSON of journeys, with prices and without.
#pragma once

#include <nlohmann/json.hpp>

#include <qaidam/journeys/journey.hpp>

namespace qaidam::views {

/// A journey with its legs, as an object.
[[nodiscard]] nlohmann::ordered_json journey_json(const rail::timetable& t, const journeys::journey& j);

} // namespace qaidam::views
