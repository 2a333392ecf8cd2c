// A desk over its journal, for many threads: asked by many at a time, and its clock never behind the journal.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include <qaidam/events/shared_recorder.hpp>

#include "clock.hpp"

namespace hall {

template <class Desk>
class shared_desk {
public:
    using recorder = qaidam::events::recorder<Desk>;
    using intent = typename qaidam::events::shared_recorder<Desk>::intent;

    shared_desk(Desk desk, std::unique_ptr<qaidam::events::journal> where, hall_clock& clock)
        : journal_{std::move(where)},
          clock_{clock},
          recorder_{std::move(desk), *journal_} {
        look([](const recorder&) {});
    }

    [[nodiscard]] qaidam::events::journal& journal() const { return *journal_; }

    /// As shared_recorder::look.
    template <class Ask>
    auto look(Ask&& ask) {
        return recorder_.look([&](const recorder& r) {
            see_time(r);
            return std::forward<Ask>(ask)(r);
        });
    }

    /// As shared_recorder::carry_out.
    template <class Make>
    [[nodiscard]] std::optional<qaidam::refusal> carry_out(const qaidam::key& idempotency_key, Make&& make) {
        return recorder_.carry_out(idempotency_key, [&](const recorder& r) -> intent {
            see_time(r);
            return make(r.desk());
        });
    }

    /// As shared_recorder::change.
    template <class Act>
    auto change(Act&& act) {
        return recorder_.change([&](recorder& r) {
            see_time(r);
            return std::forward<Act>(act)(r);
        });
    }

private:
    void see_time(const recorder& r) {
        if (r.position() == seen_) return;
        seen_ = r.position();
        for (const auto& last : journal_->read(r.position() - 1, 1)) clock_.not_before(last.time);
    }

    std::unique_ptr<qaidam::events::journal> journal_;
    hall_clock& clock_;
    std::atomic<std::uint64_t> seen_{0};
    qaidam::events::shared_recorder<Desk> recorder_;
};

} // namespace hall
