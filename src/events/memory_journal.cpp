#include <qaidam/events/journal.hpp>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include <qaidam/events/detail/appends.hpp>

namespace qaidam::events {

struct memory_journal::state {
    const events::clock* clock;
    mutable std::mutex mutex;
    mutable std::condition_variable grown;
    std::vector<recorded_event> events;
    std::map<key, std::vector<std::uint64_t>> streams;                     ///< the positions of their events
    std::map<key, appended_range> ranges;                                  ///< of appends, by idempotency key
    std::vector<const std::map<key, appended_range>::value_type*> appends; ///< in their order

    [[nodiscard]] std::uint64_t version(const key& stream) const {
        const auto found = streams.find(stream);
        return found == streams.end() ? 0 : found->second.size();
    }
    [[nodiscard]] std::optional<appended_range> find(const key& idempotency_key) const {
        const auto found = ranges.find(idempotency_key);
        return found == ranges.end() ? std::nullopt : std::optional{found->second};
    }
    [[nodiscard]] journal_head head() const {
        return events.empty() ? journal_head{} : journal_head{events.size(), events.back().digest};
    }
    void add(recorded_event e) {
        streams[e.stream].push_back(e.position);
        events.push_back(std::move(e));
    }
    void keep(const key& idempotency_key, const appended_range& range) {
        appends.push_back(&*ranges.emplace(idempotency_key, range).first);
    }
};

memory_journal::memory_journal(const journal_options& options)
    : state_{new state{.clock = options.clock,
                       .mutex = {},
                       .grown = {},
                       .events = {},
                       .streams = {},
                       .ranges = {},
                       .appends = {}}} {}

memory_journal::~memory_journal() = default;

appended_range memory_journal::append(std::span<const addition> additions, const key& idempotency_key) {
    detail::require_append(additions, idempotency_key);
    const std::lock_guard lock{state_->mutex};
    auto& now = *state_;
    if (const auto before = now.find(idempotency_key)) {
        const auto kept = std::span{now.events}.subspan(before->position, before->count);
        if (!detail::is_same_append(kept, additions)) detail::refuse_key(idempotency_key);
        return *before;
    }
    for (const auto& a : additions) detail::require_version(a, now.version(a.stream));

    appended_range range{now.events.size(), 0};
    const auto time = now.clock->now();
    for (const auto& a : additions) {
        auto version = a.expected_version;
        for (const auto& bytes : a.events) {
            const auto head = now.head();
            recorded_event e{head.size, a.stream, ++version, time, bytes, {}};
            e.digest = digest_of(head.digest, e);
            now.add(std::move(e));
            ++range.count;
        }
    }
    now.keep(idempotency_key, range);
    now.grown.notify_all();
    return range;
}

std::optional<appended_range> memory_journal::find(const key& idempotency_key) const {
    const std::lock_guard lock{state_->mutex};
    return state_->find(idempotency_key);
}

std::vector<recorded_event> memory_journal::read(std::uint64_t from_position, std::size_t most) const {
    const std::lock_guard lock{state_->mutex};
    const auto& events = state_->events;
    if (from_position >= events.size()) return {};
    const auto first = events.begin() + static_cast<std::ptrdiff_t>(from_position);
    const auto count = std::min<std::size_t>(most, events.size() - from_position);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

std::vector<recorded_event> memory_journal::read_stream(const key& stream, std::uint64_t after_version,
                                                        std::size_t most) const {
    const std::lock_guard lock{state_->mutex};
    std::vector<recorded_event> found;
    const auto those = state_->streams.find(stream);
    if (those == state_->streams.end()) return found;
    for (auto i = after_version; i < those->second.size() && found.size() < most; ++i)
        found.push_back(state_->events[those->second[i]]);
    return found;
}

std::uint64_t memory_journal::version(const key& stream) const {
    const std::lock_guard lock{state_->mutex};
    return state_->version(stream);
}

journal_head memory_journal::head() const {
    const std::lock_guard lock{state_->mutex};
    return state_->head();
}

std::size_t memory_journal::size() const {
    return head().size;
}

bool memory_journal::wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const {
    std::unique_lock lock{state_->mutex};
    return state_->grown.wait_for(lock, timeout, [&] { return state_->events.size() > position; });
}

std::vector<recorded_append> memory_journal::read_appends(std::uint64_t after, std::size_t most) const {
    const std::lock_guard lock{state_->mutex};
    std::vector<recorded_append> found;
    for (auto i = after; i < state_->appends.size() && found.size() < most; ++i)
        found.push_back({state_->appends[i]->first, state_->appends[i]->second});
    return found;
}

void memory_journal::restore(std::span<const recorded_append> appends,
                             std::span<const recorded_event> events) {
    const std::lock_guard lock{state_->mutex};
    auto& now = *state_;
    detail::require_restorable(now.head(), appends, events);
    std::set<key> keys;
    for (const auto& a : appends)
        if (now.find(a.idempotency_key) || !keys.insert(a.idempotency_key).second)
            detail::refuse_append(a.range.position);
    std::map<key, std::uint64_t> versions;
    for (const auto& e : events) {
        const auto version = versions.try_emplace(e.stream, now.version(e.stream)).first;
        if (e.version != ++version->second) detail::refuse_event(e.position);
    }
    for (const auto& e : events) now.add(e);
    for (const auto& a : appends) now.keep(a.idempotency_key, a.range);
    now.grown.notify_all();
}

} // namespace qaidam::events
