/// Threads that append at the same time share a transaction.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include <qaidam/events/journal.hpp>

namespace qaidam::store {

class group_commit {
public:
    /// An append that waits to be written, on the stack of its thread.
    struct request {
        std::span<const events::addition> additions;
        const key& idempotency_key;
        events::appended_range answer{};
        std::exception_ptr failure{};
        bool done = false;
    };

    /// Whoever finds nobody writing writes for all that wait: `write_all` gives each its answer or its failure.
    template <class Write>
    events::appended_range append(std::span<const events::addition> additions, const key& idempotency_key,
                                  Write write_all) {
        request mine{additions, idempotency_key};
        std::unique_lock lock{mutex_};
        waiting_.push_back(&mine);
        turn_.wait(lock, [&] { return mine.done || !writing_; });
        if (!mine.done) {
            writing_ = true;
            const auto all = std::exchange(waiting_, {});
            lock.unlock();
            write_all(all);
            lock.lock();
            for (auto* r : all) r->done = true;
            writing_ = false;
            turn_.notify_all();
        }
        lock.unlock();
        if (mine.failure) std::rethrow_exception(mine.failure);
        return mine.answer;
    }

    /// Runs `use` while no other thread of the journal writes.
    template <class Use>
    void write_alone(Use use) {
        std::unique_lock lock{mutex_};
        turn_.wait(lock, [&] { return !writing_; });
        writing_ = true;
        lock.unlock();
        const auto end = [&] {
            lock.lock();
            writing_ = false;
            lock.unlock();
            turn_.notify_all();
        };
        try {
            use();
        } catch (...) {
            end();
            throw;
        }
        end();
    }

private:
    std::mutex mutex_;
    std::condition_variable turn_;
    bool writing_ = false;
    std::vector<request*> waiting_;
};

} // namespace qaidam::store
