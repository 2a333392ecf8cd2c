#include <qaidam/events/digest.hpp>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

#include <openssl/evp.h>

#include <qaidam/events/journal.hpp>

namespace qaidam::events {
namespace {

struct closer {
    void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
    void operator()(EVP_MD* m) const { EVP_MD_free(m); }
};

/// Fetching the algorithm costs more than a digest of a line, so each thread keeps it.
class sha256 {
public:
    sha256() : method_{EVP_MD_fetch(nullptr, "SHA256", nullptr)}, context_{EVP_MD_CTX_new()} {
        if (!method_ || !context_) throw std::runtime_error("libcrypto has no SHA-256");
    }
    void begin() { require(EVP_DigestInit_ex2(context_.get(), method_.get(), nullptr)); }
    void add(const void* data, std::size_t size) { require(EVP_DigestUpdate(context_.get(), data, size)); }
    [[nodiscard]] digest end() {
        digest d;
        require(EVP_DigestFinal_ex(context_.get(), d.bytes.data(), nullptr));
        return d;
    }

private:
    static void require(int done) {
        if (done != 1) throw std::runtime_error("libcrypto gives no SHA-256");
    }

    std::unique_ptr<EVP_MD, closer> method_;
    std::unique_ptr<EVP_MD_CTX, closer> context_;
};

std::uint8_t* put(std::uint8_t* at, std::uint64_t n) {
    for (int shift = 56; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(n >> shift);
    return at;
}

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
