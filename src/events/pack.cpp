#include <qaidam/events/pack.hpp>

namespace qaidam::events {

std::uint64_t stamp_of(std::span<const std::string> parts) {
    std::uint64_t stamp = 0xcbf29ce484222325; // FNV-1a
    for (const auto& part : parts)
        for (const auto c : part) stamp = (stamp ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return stamp;
}

} // namespace qaidam::events
