#include "clock.hpp"

#include <algorithm>

namespace hall {

using namespace qaidam;

calendar::utc_time hall_clock::now() const {
    const auto shown = events::system_clock().now().seconds_since_1970() + ahead_;
    return calendar::utc_time::from_seconds_since_1970(std::max(shown, least_.load()));
}

void hall_clock::start_at(calendar::utc_time time) {
    ahead_ = time.seconds_since_1970() - events::system_clock().now().seconds_since_1970();
}

void hall_clock::not_before(calendar::utc_time time) {
    auto least = least_.load();
    while (least < time.seconds_since_1970() &&
           !least_.compare_exchange_weak(least, time.seconds_since_1970())) {
    }
}

} // namespace hall
