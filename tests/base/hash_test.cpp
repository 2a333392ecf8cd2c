#include <qaidam/base/hash.hpp>

#include <cstring>
#include <set>
#include <string>
#include <vector>

#include <qaidam/base/id.hpp>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("base/hash");

using qaidam::detail::hash_of;
using qaidam::detail::hash_secret;

namespace {

constexpr std::size_t many = 20'000;

std::string text_of(std::uint64_t word) {
    std::string text(sizeof word, '\0');
    std::memcpy(text.data(), &word, sizeof word);
    return text;
}

/// Keys that all have one hash under a secret: their first word makes a factor zero.
std::vector<std::string> keys_against(const hash_secret& secret) {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < many; ++i) keys.push_back(text_of(secret.second) + text_of(i));
    return keys;
}

/// Keys of 16 bytes that all had one hash when a hash was `h = (h ^ word) * factor; h ^= h >> 32` for each
/// word, as it may have without a secret.
std::vector<std::string> keys_against_no_secret() {
    test::random random;
    const auto step = [](std::uint64_t h, std::uint64_t word) {
        h = (h ^ word) * 0xD6E8FEB86659FD93;
        return h ^ (h >> 32);
    };
    std::vector<std::string> keys;
    while (keys.size() < many) {
        std::uint64_t first = 0;
        for (int i = 0; i < 8; ++i) first = first << 8 | static_cast<unsigned>(random.between('A', 'Z'));
        keys.push_back(text_of(first) + text_of(step(16 * 0x9E3779B97F4A7C15, first) ^ 0x2A));
    }
    return keys;
}

std::vector<std::string> usual_keys() {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < many; ++i) keys.push_back("stop-0000-" + std::to_string(100'000 + i));
    return keys;
}

/// How many places are looked at to put the keys, one after the other, into a table twice as large.
std::size_t probes(const std::vector<std::string>& keys, const hash_secret& secret) {
    std::vector<bool> taken(std::bit_ceil(keys.size() * 2));
    std::size_t count = 0;
    for (const auto& k : keys) {
        auto at = hash_of(k, secret) & (taken.size() - 1);
        for (++count; taken[at]; ++count) at = (at + 1) & (taken.size() - 1);
        taken[at] = true;
    }
    return count;
}

/// A key that counts how often it is read.
struct counted_key {
    std::string bytes{};
    static inline std::size_t reads = 0;

    [[nodiscard]] const std::string& text() const {
        ++reads;
        return bytes;
    }
};
struct counted_thing {
    counted_key key;
};

std::size_t reads_to_add(const std::vector<std::string>& keys) {
    qaidam::registry<qaidam::id<struct counted_tag>, counted_thing> all;
    counted_key::reads = 0;
    for (const auto& k : keys) REQUIRE(all.add({{k}}));
    return counted_key::reads;
}

hash_secret any_secret(test::random& random) {
    const auto word = [&] {
        std::uint64_t all = 0;
        for (int i = 0; i < 4; ++i) all = all << 16 | static_cast<unsigned>(random.between(0, 0xFFFF));
        return all;
    };
    const auto first = word();
    return {first, word()};
}

} // namespace

TEST_CASE("keys that collide under one secret are spread by another") {
    test::random random;
    const auto theirs = any_secret(random), ours = any_secret(random);
    const auto keys = keys_against(theirs);
    REQUIRE(hash_of(keys.front(), theirs) == hash_of(keys.back(), theirs));
    CHECK(probes(keys, theirs) > many * many / 4);
    CHECK(probes(keys, ours) < 2 * many);
    CHECK(probes(usual_keys(), ours) < 2 * many);
}

TEST_CASE("pairs that collide whatever the secret of a hash by steps are told apart") {
    // There the highest bit of a word and two bits of the next undo one another.
    test::random random;
    const auto secret = any_secret(random);
    std::set<std::uint64_t> hashes;
    for (unsigned which = 0; which < 1024; ++which) {
        std::string text;
        for (int pair = 0; pair < 10; ++pair) {
            const bool other = (which >> pair & 1u) != 0;
            text += text_of(other ? 1ull << 63 : 0) + text_of(other ? 1ull << 63 | 1ull << 31 : 0);
        }
        hashes.insert(hash_of(text, secret));
    }
    CHECK(hashes.size() == 1024);
}

TEST_CASE("a hash depends on every byte and on the length") {
    test::random random;
    const auto secret = any_secret(random);
    for (std::size_t size = 0; size <= 40; ++size) {
        std::string text(size, '\0');
        std::set<std::uint64_t> hashes{hash_of(text, secret), hash_of(text + '\0', secret)};
        for (std::size_t i = 0; i < size; ++i) {
            text[i] = '\1';
            hashes.insert(hash_of(text, secret));
            text[i] = '\0';
        }
        CHECK(hashes.size() == size + 2);
    }
}

TEST_CASE("keys chosen to collide cost a registry no more comparisons than usual ones") {
    test::random random;
    const auto usual = reads_to_add(usual_keys());
    CHECK(usual < 6 * many);
    CHECK(reads_to_add(keys_against_no_secret()) < usual + many / 10);
    CHECK(reads_to_add(keys_against({})) < usual + many / 10);
    CHECK(reads_to_add(keys_against(any_secret(random))) < usual + many / 10);
    CHECK(reads_to_add(keys_against(qaidam::detail::process_secret())) > many * many / 4);
}

TEST_CASE("tables of the standard library take text under the secret of the process") {
    const auto& secret = qaidam::detail::process_secret();
    for (const auto& k : usual_keys()) REQUIRE(qaidam::detail::text_hash{}(k) == hash_of(k, secret));
}

TEST_SUITE_END();
