#include <qaidam/events/journal.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace qaidam::events {

/// Whether the range is what these additions gave when they were appended.
bool memory_journal::holds(const appended_range& range, std::span<const addition> additions) const {
    auto at = range.position;
    const auto end = range.position + range.count;
    for (const auto& a : additions) {
        auto version = a.expected_version;
        for (const auto& bytes : a.events) {
            if (at == end || events_[at] != recorded_event{at, a.stream, ++version, bytes}) return false;
            ++at;
        }
    }
    return at == end;
}

appended_range memory_journal::append(std::span<const addition> additions, const key& idempotency_key) {
    if (idempotency_key.empty()) throw std::invalid_argument("journal: the idempotency key is empty");
    std::set<key> streams;
    for (const auto& a : additions) {
        if (a.events.empty())
            throw std::invalid_argument("journal: nothing is added to stream " + a.stream.text());
        if (!streams.insert(a.stream).second)
            throw std::invalid_argument("journal: stream " + a.stream.text() + " stands twice in one append");
    }
    if (const auto before = find(idempotency_key)) {
        if (holds(*before, additions)) return *before;
        throw refused{{&codes::key_reused, {idempotency_key.text()}, {}}};
    }
    for (const auto& a : additions)
        if (const auto now = version(a.stream); now != a.expected_version)
            throw refused{{&codes::version_conflict,
                           {a.stream.text(), std::to_string(now), std::to_string(a.expected_version)},
                           {}}};

    appended_range range{events_.size(), 0};
    for (const auto& a : additions) {
        auto& stream = streams_[a.stream];
        for (const auto& bytes : a.events) {
            stream.push_back(events_.size());
            events_.push_back({events_.size(), a.stream, stream.size(), bytes});
            ++range.count;
        }
    }
    appends_.emplace(idempotency_key, range);
    return range;
}

std::optional<appended_range> memory_journal::find(const key& idempotency_key) const {
    const auto found = appends_.find(idempotency_key);
    return found == appends_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<recorded_event> memory_journal::read(std::uint64_t from_position, std::size_t most) const {
    if (from_position >= events_.size()) return {};
    const auto first = events_.begin() + static_cast<std::ptrdiff_t>(from_position);
    const auto count = std::min<std::size_t>(most, events_.size() - from_position);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

std::vector<recorded_event> memory_journal::read_stream(const key& stream, std::uint64_t after_version,
                                                        std::size_t most) const {
    std::vector<recorded_event> found;
    const auto those = streams_.find(stream);
    if (those == streams_.end()) return found;
    for (auto i = after_version; i < those->second.size() && found.size() < most; ++i)
        found.push_back(events_[those->second[i]]);
    return found;
}

std::uint64_t memory_journal::version(const key& stream) const {
    const auto found = streams_.find(stream);
    return found == streams_.end() ? 0 : found->second.size();
}

} // namespace qaidam::events
