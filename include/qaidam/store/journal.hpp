/// The journal: events as bytes, in streams, appended atomically and read back in order.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/message.hpp>

namespace qaidam::store {

/// What is to be added to one stream, if the stream is still where the writer saw it.
struct addition {
    key stream;
    std::uint64_t expected_version = 0; ///< the number of events that the stream must have now
    std::vector<std::string> events{};
};

struct recorded_event {
    std::uint64_t position; ///< in the whole journal, from 0 and without holes
    key stream;
    std::uint64_t version; ///< the number of the event in its stream, from 1
    std::string bytes;
    friend bool operator==(const recorded_event&, const recorded_event&) = default;
};

namespace codes {
inline constexpr message_rule version_conflict{
    "version_conflict",
    severity::error,
    {"流“{0}”已有 {1} 个事件，应为 {2}；请重新读取后再试",
     "stream {0} has {1} events, want {2}; read it again and retry"}};
inline constexpr message_rule key_reused{
    "key_reused",
    severity::error,
    {"幂等键“{0}”已用于别的内容", "idempotency key {0} was used for something else"}};

inline constexpr std::array all{&version_conflict, &key_reused};
} // namespace codes

/// Any journal. Implementations say whether they are safe for many threads.
class journal {
public:
    virtual ~journal() = default;

    /// Adds to all streams or to none. The same idempotency key with the same additions again changes
    /// nothing.
    /// Throws: refused with codes::version_conflict if a stream has moved, codes::key_reused if the key was
    ///         used for other additions; std::invalid_argument if a stream stands twice in one append or the
    ///         key is empty.
    virtual void append(std::span<const addition> additions, const key& idempotency_key) = 0;

    /// The events from a position on, in the order of their positions, at most `most`.
    [[nodiscard]] virtual std::vector<recorded_event> read(std::uint64_t from_position,
                                                           std::size_t most) const = 0;

    /// The number of events of a stream; 0 for one that was never written.
    [[nodiscard]] virtual std::uint64_t version(const key& stream) const = 0;

protected:
    journal() = default;
    journal(const journal&) = default;
    journal& operator=(const journal&) = default;
};

/// A journal in memory: for tests, kiosks and replays. Not safe for concurrent writes.
class memory_journal final : public journal {
public:
    void append(std::span<const addition> additions, const key& idempotency_key) override;
    [[nodiscard]] std::vector<recorded_event> read(std::uint64_t from_position,
                                                   std::size_t most) const override;
    [[nodiscard]] std::uint64_t version(const key& stream) const override;
    [[nodiscard]] std::size_t size() const { return events_.size(); }

private:
    std::vector<recorded_event> events_;
    std::map<key, std::uint64_t> versions_;
    std::map<key, std::vector<addition>> done_; ///< by idempotency key
};

} // namespace qaidam::store
