/// Appends of several threads to a journal on a server, through faults.
#pragma once

#include <qaidam/events/verify.hpp>
#include <qaidam/postgres/postgres_journal.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

namespace test {

/// Threads that append while `disturb` makes faults. Nothing that was acknowledged may be missing or there twice, and
/// who asks again learns what happened. Returns how many appends were acknowledged.
template <class Disturb>
std::size_t append_through(const std::string& uri, const std::string& name, Disturb disturb) {
    constexpr int threads = 4;
    std::atomic<bool> stop = false;
    std::atomic<int> failures = 0;
    std::mutex mutex;
    std::map<std::string, qaidam::events::appended_range> acknowledged;
    {
        qaidam::store::postgres_journal j{uri, name};
        std::vector<std::thread> all;
        for (int t = 0; t < threads; ++t)
            all.emplace_back([&, t] {
                for (std::uint64_t i = 0; !stop; ++i) {
                    const auto k = std::to_string(t) + "-" + std::to_string(i);
                    const std::vector<qaidam::events::addition> mine{
                        {qaidam::key{std::to_string(t)}, i * 2, {k, k + "'"}}};
                    for (bool done = false; !done;) {
                        try {
                            const auto range = j.append(mine, qaidam::key{k});
                            const std::lock_guard lock{mutex};
                            acknowledged[k] = range;
                            done = true;
                        } catch (const qaidam::data_error& e) { // the same again, until it is known
                            const auto& rule = *e.why().begin()->rule;
                            if (rule != qaidam::store::codes::storage_failed) throw;
                            ++failures;
                        }
                    }
                }
            });
        disturb();
        stop = true;
        for (auto& t : all) t.join();
    }
    qaidam::store::postgres_journal j{uri, name};
    const auto events = j.read(0, 1'000'000);
    CHECK(events.size() == acknowledged.size() * 2);
    for (const auto& [k, range] : acknowledged) {
        REQUIRE(range.position + 1 < events.size());
        CHECK(range.count == 2);
        CHECK(events[range.position].bytes == k);
        CHECK(events[range.position + 1].bytes == k + "'");
        CHECK(j.find(qaidam::key{k}) == range);
    }
    CHECK_FALSE(qaidam::events::verify(j));
    MESSAGE(acknowledged.size() << " appends acknowledged, " << failures.load() << " asked again by hand");
    return acknowledged.size();
}

} // namespace test
