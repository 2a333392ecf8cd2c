// The lines of every event of orders, of every version that was ever written.
#include <qaidam/services/events.hpp>

#include "events/golden.hpp"
#include "services/fields.hpp"

TEST_SUITE_BEGIN("services/golden");

TEST_CASE("every line of an event that was ever written is read") {
    golden::check_file<qaidam::services::event>(
        QAIDAM_SOURCE_DIR "/tests/data/events/services.txt",
        [](const auto& e) { return qaidam::services::encode(e); },
        [](const auto& line) { return qaidam::services::decode(line); });
}

TEST_SUITE_END();
