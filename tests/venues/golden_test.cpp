// The lines of every event of the venues, of every version that was ever written.
#include <qaidam/venues/events.hpp>

#include "events/golden.hpp"
#include "venues/fields.hpp"

TEST_SUITE_BEGIN("venues/golden");

TEST_CASE("every line of an event that was ever written is read") {
    golden::check_file<qaidam::venues::event>(
        QAIDAM_SOURCE_DIR "/tests/data/events/venues.txt",
        [](const auto& e) { return qaidam::venues::encode(e); },
        [](const auto& line) { return qaidam::venues::decode(line); });
}

TEST_SUITE_END();
