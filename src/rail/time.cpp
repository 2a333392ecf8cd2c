#include <qaidam/rail/time.hpp>

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

std::optional<service_time> find_service_time(std::string_view text) {
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
