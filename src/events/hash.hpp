/// SHA-256 by libcrypto.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

#include <qaidam/events/digest.hpp>

namespace qaidam::events {

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
    struct closer {
        void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
        void operator()(EVP_MD* m) const { EVP_MD_free(m); }
    };
    static void require(int done) {
        if (done != 1) throw std::runtime_error("libcrypto gives no SHA-256");
    }

    std::unique_ptr<EVP_MD, closer> method_;
    std::unique_ptr<EVP_MD_CTX, closer> context_;
};

/// Writes a number as 8 bytes, the highest first, and returns what is behind it.
inline std::uint8_t* put(std::uint8_t* at, std::uint64_t n) {
    for (int shift = 56; shift >= 0; shift -= 8) *at++ = static_cast<std::uint8_t>(n >> shift);
    return at;
}

} // namespace qaidam::events
