/// The journal: what happened, as lines in streams, appended atomically and read back in order.
///
/// A journal holds the events of one desk; what may be decided independently of one another has a stream of
/// its own.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/message.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

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

/// Where the events of one append stand: they follow one another.
struct appended_range {
    std::uint64_t position; ///< of the first
    std::uint64_t count;
    friend bool operator==(const appended_range&, const appended_range&) = default;
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

    /// Adds to all streams or to none; none at all only keeps the key. The same idempotency key with the same
    /// additions again changes nothing, and gives the answer that was given first.
    /// Throws: refused with codes::version_conflict if a stream has moved, codes::key_reused if the key was
    ///         used for other additions; std::invalid_argument if a stream stands twice in one append, an
    ///         addition has no events, or the key is empty.
    virtual appended_range append(std::span<const addition> additions, const key& idempotency_key) = 0;

    /// What was appended with the key, if anything was.
    [[nodiscard]] virtual std::optional<appended_range> find(const key& idempotency_key) const = 0;

    /// The events from a position on, in the order of their positions, at most `most`.
    [[nodiscard]] virtual std::vector<recorded_event> read(std::uint64_t from_position,
                                                           std::size_t most) const = 0;

    /// The events of a stream after so many of its own, at most `most`.
    [[nodiscard]] virtual std::vector<recorded_event>
    read_stream(const key& stream, std::uint64_t after_version, std::size_t most) const = 0;

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
    appended_range append(std::span<const addition> additions, const key& idempotency_key) override;
    [[nodiscard]] std::optional<appended_range> find(const key& idempotency_key) const override;
    [[nodiscard]] std::vector<recorded_event> read(std::uint64_t from_position,
                                                   std::size_t most) const override;
    [[nodiscard]] std::vector<recorded_event> read_stream(const key& stream, std::uint64_t after_version,
                                                          std::size_t most) const override;
    [[nodiscard]] std::uint64_t version(const key& stream) const override;
    [[nodiscard]] std::size_t size() const { return events_.size(); }

private:
    [[nodiscard]] bool holds(const appended_range& range, std::span<const addition> additions) const;

    std::vector<recorded_event> events_;
    std::map<key, std::vector<std::uint64_t>> streams_; ///< the positions of their events
    std::map<key, appended_range> appends_;             ///< by idempotency key
};

} // namespace qaidam::events

#pragma GCC visibility pop
