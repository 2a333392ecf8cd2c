// Who is at the other end: sessions, one-time codes to sign in, and how often somebody may place an order.
//
// All of it lives in this process: after a restart people sign in again. Each class is safe for many threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <qaidam/calendar/moment.hpp>
#include <qaidam/services/order.hpp>

namespace hall {

using clock_time = std::chrono::steady_clock::time_point;

/// 128 random bits of the operating system, as 32 hexadecimal digits.
[[nodiscard]] std::string draw_token();
/// Whether the text is what draw_token gives.
[[nodiscard]] bool is_token(std::string_view text);
/// HMAC with SHA-256 (RFC 2104), as hexadecimal digits.
[[nodiscard]] std::string sign(std::string_view secret, std::string_view message);
/// Takes the same time wherever the texts differ.
[[nodiscard]] bool are_same(std::string_view a, std::string_view b);

/// Somebody who signed in, or follows an order by its token.
struct session {
    qaidam::services::person_key person;
    std::string token{}; ///< of a visitor, to be shown to them
    clock_time ends{};
};

class sessions {
public:
    /// The name of a new session. What the browser had before names nothing: nobody is signed in by a name that
    /// somebody else chose.
    [[nodiscard]] std::string open(session s);
    /// Nothing if it is unknown or was idle for half an hour.
    [[nodiscard]] std::optional<session> find(const std::string& name);
    void close(const std::string& name);

    /// What each form of a session carries, so that another site cannot send it (CSRF).
    [[nodiscard]] std::string form_token(std::string_view name) const { return sign(secret_, name); }

private:
    void forget_ended(clock_time now);
    static constexpr std::size_t most = 100'000;

    const std::string secret_ = draw_token() + draw_token();
    std::mutex mutex_;
    std::map<std::string, session, std::less<>> all_;
};

/// One-time codes: eight digits, for five minutes, for five tries. A code is for the browser that asked for it, so that
/// nobody uses up the tries of somebody else.
class sign_in_codes {
public:
    using person_key = qaidam::services::person_key;

    /// Nothing if this browser asked for one of that person less than a minute ago.
    [[nodiscard]] std::optional<std::string> draw(const person_key& person, const std::string& browser);
    /// Whether it is that code, which is then used up.
    [[nodiscard]] bool take(const person_key& person, const std::string& browser, std::string_view code);

private:
    struct given {
        std::string code;
        clock_time at;
        int tries = 0;
    };
    std::mutex mutex_;
    std::map<std::pair<person_key, std::string>, given> codes_;
};

/// At most so many in an hour for each name. 0 is any number.
class hourly_limit {
public:
    explicit hourly_limit(int most) : most_{most} {}
    /// Whether one more is allowed, which then counts.
    [[nodiscard]] bool take(const std::string& name);

private:
    struct count {
        clock_time since;
        int taken = 0;
    };
    int most_;
    std::mutex mutex_;
    std::map<std::string, count> counts_;
};

} // namespace hall
