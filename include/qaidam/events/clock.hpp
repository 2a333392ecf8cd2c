/// Clocks: where a journal takes the time from at which it records an event.
#pragma once

#include <qaidam/calendar/moment.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// Says what time it is. Journals ask from any of their threads.
class clock {
public:
    virtual ~clock() = default;
    [[nodiscard]] virtual calendar::utc_time now() const = 0;

protected:
    clock() = default;
    clock(const clock&) = default;
    clock& operator=(const clock&) = default;
};

/// The clock of the system: UTC in whole seconds. It is the only place where the house reads one, and a journal
/// that is given another clock never does.
[[nodiscard]] const clock& system_clock();

/// A clock that somebody sets: for tests, and for commands of the past that are played again.
class set_clock final : public clock {
public:
    explicit set_clock(calendar::utc_time time = {}) : time_{time} {}
    [[nodiscard]] calendar::utc_time now() const override { return time_; }
    /// Not while a journal may ask.
    void set(calendar::utc_time time) { time_ = time; }

private:
    calendar::utc_time time_;
};

} // namespace qaidam::events

#pragma GCC visibility pop
