// Which trains the words of a filter mean.
#pragma once

#include <qaidam/journeys/journey.hpp>

namespace qaidam::journeys {

/// Whether any of the words means the train, which may change its number on the way.
[[nodiscard]] bool mean(const train_words& words, const rail::timetable& t, const rail::train& x);

} // namespace qaidam::journeys
