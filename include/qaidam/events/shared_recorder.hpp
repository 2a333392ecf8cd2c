/// The recorder for many threads: asked by many at a time, and commands of many wait for the journal together.
///
///     events::shared_recorder recorder{std::move(desk), journal};
///     if (const auto refusal = recorder.carry_out(command, request_id)) return show(*refusal);   // in any thread
///
/// No lock is held while the journal makes events last, so that a journal which commits several appends at once
/// (`store::sqlite_journal`) needs one sync for all of them.
#pragma once

#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <variant>

#include <qaidam/events/recorder.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// Safe for many threads, on a journal that is.
template <desk_of_commands Desk>
class shared_recorder {
public:
    using command = typename Desk::command;
    /// A command to carry out, or why there is none.
    using intent = std::variant<command, refusal>;

    /// As recorder::recorder.
    explicit shared_recorder(Desk desk, journal& where, std::uint64_t position = 0)
        : journal_{where},
          recorder_{std::move(desk), where, position} {}

    /// As recorder::carry_out. Threads that write to the same streams all the time are served one by one.
    [[nodiscard]] std::optional<refusal> carry_out(const command& c, const key& idempotency_key) {
        return carry_out(idempotency_key, [&](const recorder<Desk>&) { return intent{c}; });
    }

    /// Carries out what `make(recorder)` says for the desk as it stands now: a command, or why there is none. It is called
    /// anew where somebody else wrote to the same streams first, so that what it looked at still holds when the events are kept;
    /// and also where the key was used before, so that its refusal comes first. It must not call this object.
    /// Throws: what `make`, the desk and the journal throw.
    template <class Make>
    [[nodiscard]] std::optional<refusal> carry_out(const key& idempotency_key, Make&& make) {
        for (int tries = 1;; ++tries) {
            std::unique_lock alone{mutex_, std::defer_lock};
            if (tries > together) {
                alone.lock();
                recorder_.catch_up();
            } else {
                catch_up();
            }
            std::vector<addition> additions;
            {
                std::shared_lock held{mutex_, std::defer_lock};
                if (!alone) held.lock();
                const intent wanted = make(std::as_const(recorder_));
                if (const auto* why_not = std::get_if<refusal>(&wanted)) return *why_not;
                const auto& c = std::get<command>(wanted);
                if (const auto before = journal_.find(idempotency_key))
                    return recorder_.recall(c, idempotency_key, *before);
                auto decided = recorder_.desk().decide(c);
                if (decided.why_not()) return decided.why_not();
                additions = recorder_.additions_of(recorder_.by_stream(std::move(decided).events()));
            }
            try {
                journal_.append(additions, idempotency_key);
            } catch (const refused& e) { // somebody else was first
                if (tries == together + recorder<Desk>::most_tries) return e.why();
                continue;
            }
            if (alone) alone.unlock();
            catch_up();
            return std::nullopt;
        }
    }

    /// Asks the recorder as it stands with the journal now. It does not change while `ask` runs, which must not call this object.
    template <class Ask>
    auto look(Ask&& ask) {
        catch_up();
        const std::shared_lock held{mutex_};
        return std::forward<Ask>(ask)(std::as_const(recorder_));
    }

    /// Nobody else asks or changes it while `act` runs, which must not call this object.
    template <class Act>
    auto change(Act&& act) {
        const std::unique_lock held{mutex_};
        recorder_.catch_up();
        return std::forward<Act>(act)(recorder_);
    }

    /// Takes note of what others have written.
    void catch_up() {
        {
            const std::shared_lock held{mutex_};
            if (journal_.read(recorder_.position(), 1).empty()) return;
        }
        const std::unique_lock held{mutex_};
        recorder_.catch_up();
    }

private:
    static constexpr int together = 5; ///< times that a command is tried without keeping others out

    journal& journal_;
    std::shared_mutex mutex_;
    recorder<Desk> recorder_;
};

} // namespace qaidam::events

#pragma GCC visibility pop
