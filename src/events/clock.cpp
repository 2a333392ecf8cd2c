#include <qaidam/events/clock.hpp>

#include <chrono>

namespace qaidam::events {
namespace {

class clock_of_the_system final : public clock {
public:
    [[nodiscard]] calendar::utc_time now() const override {
        using namespace std::chrono;
        const auto since_1970 = floor<seconds>(std::chrono::system_clock::now().time_since_epoch());
        return calendar::utc_time::from_seconds_since_1970(since_1970.count());
    }
};

} // namespace

const clock& system_clock() {
    static const clock_of_the_system one;
    return one;
}

} // namespace qaidam::events
