// The time that the hall shows.
#pragma once

#include <atomic>
#include <cstdint>

#include <qaidam/events/journal.hpp>

namespace hall {

/// The system's clock, moved where the options say so. It never shows less than what a journal has: another process
/// may be ahead, and a clock may be set back.
class hall_clock final : public qaidam::events::clock {
public:
    [[nodiscard]] qaidam::calendar::utc_time now() const override;
    /// From here on it shows this time, and goes on.
    void start_at(qaidam::calendar::utc_time time);
    void not_before(qaidam::calendar::utc_time time);

private:
    std::atomic<std::int64_t> ahead_{0};
    std::atomic<std::int64_t> least_{0};
};

} // namespace hall
