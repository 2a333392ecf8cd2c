/// The digest by which every event of a journal vouches for all events before it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// A SHA-256; all zeros before the first event.
struct digest {
    std::array<std::uint8_t, 32> bytes{};
    friend bool operator==(const digest&, const digest&) = default;
};

/// SHA-256 of the bytes as they are (FIPS 180-4). Cost: O(bytes).
[[nodiscard]] digest digest_of(std::string_view bytes);

/// 64 hexadecimal digits, in lower case.
[[nodiscard]] std::string to_string(const digest& d);
/// What `to_string` gives; nothing for any other text.
[[nodiscard]] std::optional<digest> parse_digest(std::string_view text);

struct recorded_event;

/// The digest of an event that comes after the one with the digest `previous`; `event.digest` is not looked at.
///
/// It is the SHA-256 of: the previous digest (32 bytes), the position (8 bytes), the length of the stream's
/// key (8), that key, the version (8), the time in seconds since 1970 (8), the bytes of the event. Numbers
/// are of two's complement with the first byte the highest, as PostgreSQL's int8send writes them.
/// Cost: O(bytes).
[[nodiscard]] digest digest_of(const digest& previous, const recorded_event& event);

} // namespace qaidam::events

#pragma GCC visibility pop
