// A desk over its journal, for many threads: asked by many at a time, changed by one.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include <qaidam/events/recorder.hpp>

#include "clock.hpp"

namespace hall {

template <class Desk>
class shared_desk {
public:
    using recorder = qaidam::events::recorder<Desk>;

    shared_desk(Desk desk, std::unique_ptr<qaidam::events::journal> where, hall_clock& clock)
        : journal_{std::move(where)},
          clock_{clock},
          recorder_{std::move(desk), *journal_} {
        see_time();
    }

    [[nodiscard]] qaidam::events::journal& journal() const { return *journal_; }

    /// Asks it as it stands with the journal now: what others wrote is read first. It does not change while `ask` runs.
    template <class Ask>
    auto look(Ask&& ask) {
        catch_up();
        const std::shared_lock held{mutex_};
        return std::forward<Ask>(ask)(std::as_const(recorder_));
    }

    /// Nobody else asks or changes it while `act` runs.
    template <class Act>
    auto change(Act&& act) {
        const std::unique_lock held{mutex_};
        recorder_.catch_up();
        see_time();
        return std::forward<Act>(act)(recorder_);
    }

    void catch_up() {
        {
            const std::shared_lock held{mutex_};
            if (journal_->read(recorder_.position(), 1).empty()) return;
        }
        const std::unique_lock held{mutex_};
        recorder_.catch_up();
        see_time();
    }

private:
    void see_time() {
        if (const auto size = recorder_.position(); size > 0)
            for (const auto& last : journal_->read(size - 1, 1)) clock_.not_before(last.time);
    }

    std::unique_ptr<qaidam::events::journal> journal_;
    hall_clock& clock_;
    std::shared_mutex mutex_;
    recorder recorder_;
};

} // namespace hall
