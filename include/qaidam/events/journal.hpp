/// The journal: what happened, as lines in streams, appended atomically and read back in order.
///
/// A journal holds the events of one desk; what may be decided independently of one another has a stream of
/// its own. Every journal promises what docs/store.md says; how long events last depends on where it keeps
/// them: `memory_journal` here, `store::sqlite_journal` in a file.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/message.hpp>
#include <qaidam/calendar/moment.hpp>
#include <qaidam/events/clock.hpp>
#include <qaidam/events/digest.hpp>
#include <qaidam/events/text_store.hpp>

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
    std::uint64_t version;   ///< the number of the event in its stream, from 1
    calendar::utc_time time; ///< when the journal recorded it; clocks are set back, so it may run backwards
    std::string bytes;
    events::digest digest; ///< `digest_of` the event before and of this one
    friend bool operator==(const recorded_event&, const recorded_event&) = default;
};

/// Where the events of one append stand: they follow one another.
struct appended_range {
    std::uint64_t position; ///< of the first
    std::uint64_t count;
    friend bool operator==(const appended_range&, const appended_range&) = default;
};

/// An append as the journal keeps it. The ranges of all appends, in order, are the whole journal.
struct recorded_append {
    key idempotency_key;
    appended_range range;
    friend bool operator==(const recorded_append&, const recorded_append&) = default;
};

/// How far a journal goes: all that is needed to tell later that nothing before was changed or cut off.
struct journal_head {
    std::uint64_t size = 0;  ///< the number of events, and the position of the next
    events::digest digest{}; ///< of the last event
    friend bool operator==(const journal_head&, const journal_head&) = default;
};

/// "3 events, sha256 5feceb66…": a line to print and to keep elsewhere.
[[nodiscard]] std::string to_string(const journal_head& head);
/// What `to_string` gives; nothing for any other text.
[[nodiscard]] std::optional<journal_head> parse_head(std::string_view line);

/// The state of a desk where a journal stood at a head. It is a cache: the events give the same.
struct snapshot {
    key name;                  ///< of the kind of desk; a journal keeps one snapshot of each
    std::uint64_t version = 0; ///< of the form of the parts
    journal_head head;         ///< of the events that are in it
    std::vector<std::string> parts{};
    friend bool operator==(const snapshot&, const snapshot&) = default;
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
inline constexpr message_rule event_changed{
    "event_changed",
    severity::fatal,
    {"位置 {0} 的事件与它之前的事件不符；日志被改动或损坏，请与备份比对",
     "event at position {0} does not fit the events before it; the journal was changed or is damaged, "
     "compare "
     "it with a backup"}};
inline constexpr message_rule journal_cut{
    "journal_cut",
    severity::fatal,
    {"日志只有 {0} 个事件，先前记下的有 {1} 个；末尾被截去，请用备份恢复",
     "the journal has {0} events, the earlier head {1}; its end was cut off, restore a backup"}};
inline constexpr message_rule head_differs{
    "head_differs",
    severity::fatal,
    {"前 {0} 个事件与先前记下的不同；日志被改写或是另一个，请与备份比对",
     "the first {0} events are not those of the earlier head; the journal was rewritten or is another one, "
     "compare it with a backup"}};
inline constexpr message_rule stream_differs{
    "stream_differs",
    severity::fatal,
    {"流“{0}”单独读出的事件与日志不符；文件损坏，请用备份恢复",
     "stream {0}, read by itself, has not the events that the journal has; the file is damaged, restore a "
     "backup"}};
inline constexpr message_rule append_differs{
    "append_differs",
    severity::fatal,
    {"位置 {0} 起的事件与所记的幂等键不符；文件损坏，请用备份恢复",
     "the events from position {0} on are not those of the idempotency keys that were kept; the file is "
     "damaged, restore a backup"}};

inline constexpr std::array all{&version_conflict, &key_reused,     &event_changed, &journal_cut,
                                &head_differs,     &stream_differs, &append_differs};
} // namespace codes

/// Any journal. Implementations say whether they are safe for many threads.
class journal {
public:
    virtual ~journal() = default;
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    /// Adds to all streams or to none; none at all only keeps the key. When it returns, the events last as long
    /// as the journal promises. The same idempotency key with the same additions again changes nothing, and
    /// gives the answer that was given first.
    /// If it throws anything but what is said here, the events may be there or not: who asks again with the
    /// same key learns which.
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

    /// How far it goes now.
    [[nodiscard]] virtual journal_head head() const = 0;

    /// Waits until there is an event at the position, whoever writes it, or the time is over.
    /// Returns whether there is one.
    [[nodiscard]] virtual bool wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const = 0;

    /// The appends in the order in which they were made, after the first `after` of them, at most `most`.
    [[nodiscard]] virtual std::vector<recorded_append> read_appends(std::uint64_t after,
                                                                    std::size_t most) const = 0;

    /// Adds appends of another journal with their events, times, digests and keys as they are: `copy_journal`
    /// and `read_lines` call it. All or none.
    /// Throws: data_error with codes::event_changed if an event does not follow this journal's last one,
    ///         codes::append_differs if the ranges are not those of the events, or a key is there already.
    virtual void restore(std::span<const recorded_append> appends,
                         std::span<const recorded_event> events) = 0;

    /// The texts that its events name.
    [[nodiscard]] virtual text_store& texts() = 0;

    /// Keeps a snapshot in the place of the one of that name; none, if texts are erased meanwhile.
    virtual void keep_snapshot(const snapshot& s) = 0;
    /// The snapshot of that name, if it is whole.
    [[nodiscard]] virtual std::optional<snapshot> find_snapshot(const key& name) const = 0;
    virtual void drop_snapshots() = 0;

protected:
    journal() = default;
};

struct journal_options {
    const events::clock* clock = &system_clock(); ///< must outlive the journal
};

/// A journal in memory: for tests, kiosks and replays. It lasts as long as the process, and keeps every other
/// promise. Safe for many threads.
class memory_journal final : public journal {
public:
    explicit memory_journal(const journal_options& options = {});
    ~memory_journal() override;

    appended_range append(std::span<const addition> additions, const key& idempotency_key) override;
    [[nodiscard]] std::optional<appended_range> find(const key& idempotency_key) const override;
    [[nodiscard]] std::vector<recorded_event> read(std::uint64_t from_position,
                                                   std::size_t most) const override;
    [[nodiscard]] std::vector<recorded_event> read_stream(const key& stream, std::uint64_t after_version,
                                                          std::size_t most) const override;
    [[nodiscard]] std::uint64_t version(const key& stream) const override;
    [[nodiscard]] journal_head head() const override;
    [[nodiscard]] bool wait_for(std::uint64_t position, std::chrono::milliseconds timeout) const override;
    [[nodiscard]] std::vector<recorded_append> read_appends(std::uint64_t after,
                                                            std::size_t most) const override;
    void restore(std::span<const recorded_append> appends, std::span<const recorded_event> events) override;
    [[nodiscard]] text_store& texts() override;
    void keep_snapshot(const snapshot& s) override;
    [[nodiscard]] std::optional<snapshot> find_snapshot(const key& name) const override;
    void drop_snapshots() override;
    [[nodiscard]] std::size_t size() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace qaidam::events

template <>
struct fmt::formatter<qaidam::events::journal_head>
    : qaidam::detail::text_formatter<qaidam::events::journal_head> {};

#pragma GCC visibility pop
