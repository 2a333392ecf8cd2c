/// SHA-256 as FIPS 180-4 writes it, and the digest of an event in the layout that docs/store.md states: what the
/// digests of journals are compared with.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace test {

inline std::string sha256(std::string text) {
    constexpr std::array<std::uint32_t, 64> k{
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
    std::array<std::uint32_t, 8> h{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                   0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    const auto bits = std::uint64_t{text.size()} * 8;
    text += '\x80';
    while (text.size() % 64 != 56) text += '\0';
    for (int shift = 56; shift >= 0; shift -= 8) text += static_cast<char>(bits >> shift & 0xff);
    const auto turn = [](std::uint32_t x, int n) { return x >> n | x << (32 - n); };
    for (std::size_t block = 0; block < text.size(); block += 64) {
        std::array<std::uint32_t, 64> w{};
        for (std::size_t i = 0; i < 64; ++i) {
            if (i < 16) {
                for (std::size_t b = 0; b < 4; ++b)
                    w[i] = w[i] << 8 | static_cast<unsigned char>(text[block + 4 * i + b]);
            } else {
                const auto s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
                const auto s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
                w[i] = w[i - 16] + s0 + w[i - 7] + s1;
            }
        }
        auto [a, b, c, d, e, f, g, last] = h;
        for (std::size_t i = 0; i < 64; ++i) {
            const auto t1 =
                last + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i] + w[i];
            const auto t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            last = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
        }
        const std::array<std::uint32_t, 8> more{a, b, c, d, e, f, g, last};
        for (std::size_t i = 0; i < 8; ++i) h[i] += more[i];
    }
    std::string all;
    for (const auto x : h)
        for (int shift = 24; shift >= 0; shift -= 8) all += static_cast<char>(x >> shift & 0xff);
    return all;
}

inline std::string big_endian(std::uint64_t n) {
    std::string all;
    for (int shift = 56; shift >= 0; shift -= 8) all += static_cast<char>(n >> shift & 0xff);
    return all;
}

/// `previous` and the result are 32 bytes.
inline std::string digest_of(const std::string& previous, std::uint64_t position, const std::string& stream,
                             std::uint64_t version, std::int64_t seconds, const std::string& bytes) {
    return sha256(previous + big_endian(position) + big_endian(stream.size()) + stream + big_endian(version) +
                  big_endian(static_cast<std::uint64_t>(seconds)) + bytes);
}

} // namespace test
