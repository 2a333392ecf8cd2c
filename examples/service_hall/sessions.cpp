#include "sessions.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/random.h>
#endif

#include <fmt/core.h>

#include <qaidam/events/digest.hpp>

namespace hall {

using namespace std::chrono_literals;

namespace {

constexpr auto idle = 30min;
constexpr auto code_lasts = 5min;
constexpr auto code_again = 1min;
constexpr int code_tries = 5;

template <std::size_t Size>
std::array<unsigned char, Size> draw_bytes() {
    std::array<unsigned char, Size> bytes{};
    if (getentropy(bytes.data(), bytes.size()) != 0)
        throw std::runtime_error("the system has no random bytes");
    return bytes;
}

std::string hash(std::string_view text) {
    const auto digest = qaidam::events::digest_of(text).bytes;
    return {digest.begin(), digest.end()};
}

clock_time now() {
    return std::chrono::steady_clock::now();
}

} // namespace

std::string draw_token() {
    std::string token;
    for (const auto byte : draw_bytes<16>()) token += fmt::format("{:02x}", byte);
    return token;
}

bool is_token(std::string_view text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

std::string sign(std::string_view secret, std::string_view message) {
    constexpr std::size_t block = 64;
    std::string key{secret.size() > block ? hash(secret) : std::string{secret}};
    key.resize(block);
    const auto padded = [&](char with) {
        auto pad = key;
        for (auto& c : pad) c = static_cast<char>(c ^ with);
        return pad;
    };
    const auto inner = hash(padded(0x36) + std::string{message});
    return to_string(qaidam::events::digest_of(padded(0x5c) + inner));
}

bool are_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned differs = 0;
    for (std::size_t i = 0; i < a.size(); ++i) differs |= static_cast<unsigned char>(a[i] ^ b[i]);
    return differs == 0;
}

std::string sessions::open(session s) {
    const std::lock_guard held{mutex_};
    if (all_.size() >= most) forget_ended(now());
    if (all_.size() >= most) throw std::runtime_error("too many people are signed in");
    s.ends = now() + idle;
    const auto name = draw_token();
    all_.emplace(name, std::move(s));
    return name;
}

std::optional<session> sessions::find(const std::string& name) {
    const std::lock_guard held{mutex_};
    const auto found = all_.find(name);
    if (found == all_.end()) return std::nullopt;
    if (found->second.ends <= now()) {
        all_.erase(found);
        return std::nullopt;
    }
    found->second.ends = now() + idle;
    return found->second;
}

void sessions::close(const std::string& name) {
    const std::lock_guard held{mutex_};
    all_.erase(name);
}

void sessions::forget_ended(clock_time now) {
    std::erase_if(all_, [&](const auto& s) { return s.second.ends <= now; });
}

std::optional<std::string> sign_in_codes::draw(const person_key& person, const std::string& browser) {
    const std::lock_guard held{mutex_};
    std::erase_if(codes_, [](const auto& c) { return c.second.at + code_lasts <= now(); });
    const auto before = codes_.find({person, browser});
    if (before != codes_.end() && now() < before->second.at + code_again) return std::nullopt;
    std::uint64_t number = 0;
    for (const auto byte : draw_bytes<8>()) number = number << 8 | byte;
    auto code = fmt::format("{:08}", number % 100'000'000);
    codes_[{person, browser}] = {code, now()};
    return code;
}

bool sign_in_codes::take(const person_key& person, const std::string& browser, std::string_view code) {
    const std::lock_guard held{mutex_};
    const auto found = codes_.find({person, browser});
    if (found == codes_.end()) return false;
    auto& mine = found->second;
    if (now() >= mine.at + code_lasts || mine.tries >= code_tries) return false;
    ++mine.tries;
    if (!are_same(mine.code, code)) return false;
    codes_.erase(found); // used up; who signs out may have another at once
    return true;
}

bool hourly_limit::take(const std::string& name) {
    if (most_ == 0) return true;
    const std::lock_guard held{mutex_};
    if (counts_.size() > 100'000)
        std::erase_if(counts_, [](const auto& c) { return c.second.since + 1h <= now(); });
    auto& mine = counts_[name];
    if (mine.taken == 0 || mine.since + 1h <= now()) mine = {now(), 0};
    if (mine.taken >= most_) return false;
    ++mine.taken;
    return true;
}

} // namespace hall
