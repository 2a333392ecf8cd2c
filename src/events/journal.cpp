#include <qaidam/events/journal.hpp>

#include <charconv>
#include <set>
#include <stdexcept>

#include <qaidam/events/detail/appends.hpp>

namespace qaidam::events {

std::string to_string(const journal_head& head) {
    return std::to_string(head.size) + " events, sha256 " + to_string(head.digest);
}

std::optional<journal_head> parse_head(std::string_view line) {
    journal_head head;
    const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), head.size);
    constexpr std::string_view words = " events, sha256 ";
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    if (failure != std::errc{} || !line.starts_with(words)) return std::nullopt;
    const auto d = parse_digest(line.substr(words.size()));
    if (!d) return std::nullopt;
    head.digest = *d;
    return head;
}

namespace detail {

void require_append(std::span<const addition> additions, const key& idempotency_key) {
    if (idempotency_key.empty()) throw std::invalid_argument("journal: the idempotency key is empty");
    std::set<key> streams;
    for (const auto& a : additions) {
        if (a.events.empty())
            throw std::invalid_argument("journal: nothing is added to stream " + a.stream.text());
        if (additions.size() > 1 && !streams.insert(a.stream).second)
            throw std::invalid_argument("journal: stream " + a.stream.text() + " stands twice in one append");
    }
}

bool is_same_append(std::span<const recorded_event> kept, std::span<const addition> additions) {
    for (const auto& a : additions) {
        auto version = a.expected_version;
        for (const auto& bytes : a.events) {
            if (kept.empty()) return false;
            const auto& k = kept.front();
            if (k.stream != a.stream || k.version != ++version || k.bytes != bytes) return false;
            kept = kept.subspan(1);
        }
    }
    return kept.empty();
}

void refuse_key(const key& idempotency_key) {
    throw refused{{&codes::key_reused, {idempotency_key.text()}, {}}};
}

void require_version(const addition& a, std::uint64_t now) {
    if (now == a.expected_version) return;
    throw refused{{&codes::version_conflict,
                   {a.stream.text(), std::to_string(now), std::to_string(a.expected_version)},
                   {}}};
}

namespace {

[[noreturn]] void refuse(const message_rule& rule, std::string argument) {
    notices why;
    why.add(rule, {}, {std::move(argument)});
    throw data_error{std::move(why)};
}

} // namespace

void refuse_event(std::uint64_t position) {
    refuse(codes::event_changed, std::to_string(position));
}
void refuse_append(std::uint64_t position) {
    refuse(codes::append_differs, std::to_string(position));
}

void require_restorable(const journal_head& head, std::span<const recorded_append> appends,
                        std::span<const recorded_event> events) {
    auto next = head.size;
    const auto end = head.size + events.size();
    for (const auto& a : appends) {
        if (a.idempotency_key.empty() || a.range.position != next || a.range.count > end - next)
            refuse_append(a.range.position);
        next += a.range.count;
    }
    if (next != end) refuse_event(next);
    auto at = head;
    for (const auto& e : events) {
        if (e.position != at.size || e.digest != digest_of(at.digest, e)) refuse_event(at.size);
        at = {at.size + 1, e.digest};
    }
}

} // namespace detail

} // namespace qaidam::events
