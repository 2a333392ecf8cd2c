#include <qaidam/store/journal.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace qaidam::store {
namespace {

bool same(std::span<const addition> a, std::span<const addition> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const addition& x, const addition& y) {
        return x.stream == y.stream && x.expected_version == y.expected_version && x.events == y.events;
    });
}

} // namespace

void memory_journal::append(std::span<const addition> additions, const key& idempotency_key) {
    if (idempotency_key.empty()) throw std::invalid_argument("journal: the idempotency key is empty");
    std::set<key> streams;
    for (const auto& a : additions)
        if (!streams.insert(a.stream).second)
            throw std::invalid_argument("journal: stream " + a.stream.text() + " stands twice in one append");

    if (const auto before = done_.find(idempotency_key); before != done_.end()) {
        if (same(before->second, additions)) return;
        throw refused{{&codes::key_reused, {idempotency_key.text()}, {}}};
    }
    for (const auto& a : additions)
        if (version(a.stream) != a.expected_version)
            throw refused{
                {&codes::version_conflict,
                 {a.stream.text(), std::to_string(version(a.stream)), std::to_string(a.expected_version)},
                 {}}};

    for (const auto& a : additions)
        for (const auto& bytes : a.events)
            events_.push_back({events_.size(), a.stream, ++versions_[a.stream], bytes});
    done_.emplace(idempotency_key, std::vector<addition>{additions.begin(), additions.end()});
}

std::vector<recorded_event> memory_journal::read(std::uint64_t from_position, std::size_t most) const {
    if (from_position >= events_.size()) return {};
    const auto first = events_.begin() + static_cast<std::ptrdiff_t>(from_position);
    const auto count = std::min<std::size_t>(most, events_.size() - from_position);
    return {first, first + static_cast<std::ptrdiff_t>(count)};
}

std::uint64_t memory_journal::version(const key& stream) const {
    const auto found = versions_.find(stream);
    return found == versions_.end() ? 0 : found->second;
}

} // namespace qaidam::store
