#include <qaidam/events/digest.hpp>

#include <algorithm>

#include <qaidam/events/detail/appends.hpp>
#include <qaidam/events/journal.hpp>

#include "events/hash.hpp"

namespace qaidam::events {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

} // namespace

digest digest_of(const digest& previous, const recorded_event& event) {
    thread_local sha256 hash;
    const std::string& stream = event.stream.text();
    std::array<std::uint8_t, 48> before;
    auto* at = std::copy(previous.bytes.begin(), previous.bytes.end(), before.data());
    put(put(at, event.position), stream.size());
    std::array<std::uint8_t, 16> after;
    put(put(after.data(), event.version), static_cast<std::uint64_t>(event.time.seconds_since_1970()));
    hash.begin();
    hash.add(before.data(), before.size());
    hash.add(stream.data(), stream.size());
    hash.add(after.data(), after.size());
    hash.add(event.bytes.data(), event.bytes.size());
    return hash.end();
}

digest digest_of(std::string_view bytes) {
    thread_local sha256 hash;
    hash.begin();
    hash.add(bytes.data(), bytes.size());
    return hash.end();
}

digest detail::digest_of_snapshot(const snapshot& s) {
    thread_local sha256 hash;
    hash.begin();
    const auto add = [&](std::string_view bytes) {
        std::array<std::uint8_t, 8> length;
        put(length.data(), bytes.size());
        hash.add(length.data(), length.size());
        hash.add(bytes.data(), bytes.size());
    };
    std::array<std::uint8_t, 16> numbers;
    put(put(numbers.data(), s.version), s.head.size);
    hash.add(numbers.data(), numbers.size());
    hash.add(s.head.digest.bytes.data(), s.head.digest.bytes.size());
    add(s.name.text());
    for (const auto& part : s.parts) add(part);
    return hash.end();
}

std::string to_string(const digest& d) {
    std::string text;
    text.reserve(2 * d.bytes.size());
    for (const auto b : d.bytes) {
        text += digits[b >> 4];
        text += digits[b & 15];
    }
    return text;
}

std::optional<digest> parse_digest(std::string_view text) {
    digest d;
    if (text.size() != 2 * d.bytes.size()) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto digit = digits.find(text[i]);
        if (digit == digits.npos) return std::nullopt;
        auto& byte = d.bytes[i / 2];
        byte = static_cast<std::uint8_t>(std::size_t{byte} << 4 | digit);
    }
    return d;
}

} // namespace qaidam::events
