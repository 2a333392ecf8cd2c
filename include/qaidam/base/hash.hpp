/// The hash of keys from outside. A secret that each process draws anew goes into it, so that nobody can write
/// a feed whose keys collide. Ids, order and output never depend on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#pragma GCC visibility push(default)

namespace qaidam::detail {

struct hash_secret {
    std::uint64_t first = 0, second = 0;
};

/// Drawn once in each process. Safe for many threads.
[[nodiscard]] const hash_secret& process_secret();

/// Both halves of the product. With a secret in either factor, nobody who does not know it can say which pairs
/// give the same.
[[nodiscard]] inline std::uint64_t fold_product(std::uint64_t a, std::uint64_t b) {
    __extension__ using wide = unsigned __int128;
    const auto product = static_cast<wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Sixteen bytes at a time; keys are short. Source: the folded multiplication of wyhash (Wang Yi 2019).
[[nodiscard]] inline std::uint64_t hash_of(std::string_view text, const hash_secret& secret) {
    const auto word = [](const char* at) {
        std::uint64_t all = 0;
        std::memcpy(&all, at, sizeof all);
        return all;
    };
    const auto half_word = [](const char* at) {
        std::uint32_t all = 0;
        std::memcpy(&all, at, sizeof all);
        return std::uint64_t{all};
    };
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(text[i])}; };
    const auto size = text.size();
    auto hash = secret.first;
    while (text.size() > 16) {
        hash = fold_product(word(text.data()) ^ secret.second, word(text.data() + 8) ^ hash);
        text.remove_prefix(16);
    }
    std::uint64_t a = 0, b = 0; // of what is left every byte is in one of them, some in both
    if (const auto left = text.size(); left >= 8) {
        a = word(text.data());
        b = word(text.data() + left - 8);
    } else if (left >= 4) {
        a = half_word(text.data());
        b = half_word(text.data() + left - 4);
    } else if (left > 0) {
        a = byte(0) | byte(left / 2) << 8 | byte(left - 1) << 16;
    }
    hash = fold_product(a ^ secret.second, b ^ hash);
    return fold_product(hash ^ secret.second, size ^ secret.first);
}

/// Whether the texts are the same. Those of 4 to 16 bytes, as most keys are, are compared by their ends, in one
/// step of a program instead of a call.
[[nodiscard]] inline bool is_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    const auto same_ends = [&](auto word) {
        auto other = word;
        const auto same_at = [&](std::size_t i) {
            std::memcpy(&word, a.data() + i, sizeof word);
            std::memcpy(&other, b.data() + i, sizeof other);
            return word == other;
        };
        return same_at(0) && same_at(a.size() - sizeof word);
    };
    if (a.size() < 4 || a.size() > 16) return a == b;
    return a.size() < 8 ? same_ends(std::uint32_t{}) : same_ends(std::uint64_t{});
}

/// Of foreign text, for the standard library's tables.
struct text_hash {
    using is_transparent = void;
    [[nodiscard]] std::size_t operator()(std::string_view text) const {
        return static_cast<std::size_t>(hash_of(text, process_secret()));
    }
};

} // namespace qaidam::detail

#pragma GCC visibility pop
