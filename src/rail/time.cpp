#include <qaidam/rail/time.hpp>

#include <array>
#include <bit>
#include <cstring>

namespace qaidam::rail {

std::string to_cell(service_time t) {
    const auto s = t.seconds();
    return fmt::format("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

std::string to_string(service_time t) {
    auto text = to_cell(t);
    if (t.seconds() % 60 == 0) text.resize(text.size() - 3);
    return text;
}

namespace {

using eight = std::array<std::uint8_t, 8>;

/// The time in "07:30:00": its bytes are looked at together.
std::optional<service_time> find_day_time(const char* text) {
    constexpr auto word = [](const eight& bytes) { return std::bit_cast<std::uint64_t>(bytes); };
    constexpr auto zeros = word({'0', '0', ':', '0', '0', ':', '0', '0'});
    constexpr auto up_to_most = word({127 - 9, 127 - 9, 127, 127 - 5, 127 - 9, 127, 127 - 5, 127 - 9});
    constexpr auto high_bits = 0x8080808080808080u;
    std::uint64_t digits = 0;
    std::memcpy(&digits, text, sizeof digits);
    digits ^= zeros;
    if (((digits | (digits + up_to_most)) & high_bits) != 0) return std::nullopt; // a digit beyond its most
    const auto next = std::endian::native == std::endian::little ? digits >> 8 : digits << 8;
    const auto two = std::bit_cast<eight>(digits * 10 + next); // each digit with the next; no byte overflows
    return service_time{std::chrono::seconds{two[0] * 3600 + two[3] * 60 + two[6]}};
}

} // namespace

std::optional<service_time> parse_service_time(std::string_view text) {
    if (text.size() == 8) return find_day_time(text.data());
    const auto digit = [&](std::size_t i) { return static_cast<unsigned>(text[i] - '0'); };
    const auto colon = text.size() < 6 ? 0 : text.size() - 6; // one to three digits stand before it
    if (colon < 1 || colon > 3 || text[colon] != ':' || text[colon + 3] != ':') return std::nullopt;
    unsigned hours = 0;
    for (std::size_t i = 0; i < colon; ++i) {
        if (digit(i) > 9) return std::nullopt;
        hours = hours * 10 + digit(i);
    }
    const unsigned m1 = digit(colon + 1), m2 = digit(colon + 2), s1 = digit(colon + 4), s2 = digit(colon + 5);
    if (m1 > 5 || m2 > 9 || s1 > 5 || s2 > 9) return std::nullopt;
    return service_time{std::chrono::seconds{hours * 3600 + (m1 * 10 + m2) * 60 + s1 * 10 + s2}};
}

} // namespace qaidam::rail
