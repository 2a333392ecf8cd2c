#include <qaidam/base/hash.hpp>

#include <random>

namespace qaidam::detail {

// Alone in its file, so that a test program may have one of its own.
const hash_secret& process_secret() {
    static const auto secret = [] {
        std::random_device random;
        const auto word = [&] { return std::uint64_t{random()} << 32 | random(); };
        const auto first = word();
        return hash_secret{first, word()};
    }();
    return secret;
}

} // namespace qaidam::detail
