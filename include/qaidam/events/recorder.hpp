/// The recorder: carries out commands at a desk and keeps what happened in a journal.
///
///     events::memory_journal journal;
///     events::recorder recorder{std::move(desk), journal};
///     if (const auto refusal = recorder.carry_out(command, request_id)) return show(*refusal);
///
/// Any number of recorders, in any number of processes, may share a journal: each catches up with the others
/// before it decides.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <qaidam/base/message.hpp>
#include <qaidam/events/journal.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// What a command causes: its events, or why it is not allowed.
template <class Event>
class decision {
public:
    decision(std::vector<Event> events) : events_{std::move(events)} {} // NOLINT(google-explicit-constructor)
    decision(refusal why) : why_not_{std::move(why)} {}                 // NOLINT(google-explicit-constructor)

    [[nodiscard]] const std::optional<refusal>& why_not() const { return why_not_; }
    /// Throws: refused if the command is not allowed.
    [[nodiscard]] const std::vector<Event>& events() const& {
        if (why_not_) throw refused{*why_not_};
        return events_;
    }
    [[nodiscard]] std::vector<Event> events() && {
        if (why_not_) throw refused{*std::move(why_not_)};
        return std::move(events_);
    }

private:
    std::vector<Event> events_;
    std::optional<refusal> why_not_;
};

/// A desk decides what commands cause, without changing anything, and takes note of events.
///
/// stream_of(event)        the stream that the event belongs to; a decision may depend only on events of the
///                         streams that it adds to
/// encode, Desk::decode    an event as a line of text, and back
/// comes_from(event, c)    whether the event is this command as it was allowed
/// desk.decide(command)    pure; the events of a stream follow one another
/// desk.apply(events)      all of them or none; throws std::invalid_argument if they do not follow
/// desk.version(stream)    how many events of the stream were applied
template <class Desk>
concept desk_of_commands = std::movable<Desk> &&
    requires(Desk& desk, const Desk& now, const typename Desk::command& command,
             const typename Desk::event& event, std::span<const typename Desk::event> events,
             const key& stream, std::string_view line) {
    { now.decide(command) } -> std::same_as<decision<typename Desk::event>>;
    { desk.apply(events) } -> std::same_as<void>;
    { now.version(stream) } -> std::convertible_to<std::uint64_t>;
    { stream_of(event) } -> std::convertible_to<const key&>;
    { encode(event) } -> std::same_as<std::string>;
    { Desk::decode(line) } -> std::same_as<typename Desk::event>;
    { comes_from(event, command) } -> std::same_as<bool>;
};

/// A desk of which a journal can keep a snapshot.
///
/// pack()             its state as bytes, in parts
/// unpack(parts)      the state that those are of; false, and no change, if they cannot be read
/// snapshot_name      by which the journal finds it
/// snapshot_version   of the form of the parts
template <class Desk>
concept packed_desk = requires(Desk& desk, const Desk& now, std::span<const std::string> parts) {
    { now.pack() } -> std::same_as<std::vector<std::string>>;
    { desk.unpack(parts) } -> std::same_as<bool>;
    { Desk::snapshot_name } -> std::convertible_to<std::string_view>;
    { Desk::snapshot_version } -> std::convertible_to<std::uint64_t>;
};

template <desk_of_commands Desk>
class shared_recorder;

/// Not safe for concurrent use; a process with many threads makes a recorder for each, or has a shared_recorder.
template <desk_of_commands Desk>
class recorder {
public:
    using command = typename Desk::command;
    using event = typename Desk::event;

    /// The desk stands where the journal stood at `position`. At 0 it takes the journal's snapshot first, if
    /// there is one that fits, so that only the events after it are read. The journal is referred to and must outlive the recorder.
    explicit recorder(Desk desk, journal& where, std::uint64_t position = 0)
        : desk_{std::move(desk)},
          journal_{&where},
          position_{position} {
        if constexpr (packed_desk<Desk>)
            if (position == 0) take_snapshot();
        catch_up();
    }

    /// Keeps the desk as it is, so that who opens the journal later need not read what happened until now.
    void keep_snapshot() requires packed_desk<Desk> {
        journal_->keep_snapshot({.name = key{Desk::snapshot_name},
                                 .version = Desk::snapshot_version,
                                 .head = head_at(position_).value_or(journal_head{}),
                                 .parts = desk_.pack()});
    }

    /// Carries the command out as it stands with the journal now, or says why it is not allowed.
    ///
    /// A command may be sent again with its idempotency key, for example because the answer was lost. The
    /// second time changes nothing, however much has happened since. Another command with that key is refused
    /// with codes::key_reused. If others
    /// write to the same streams all the time, codes::version_conflict is the answer, and nothing was changed.
    /// Throws: what the desk and the journal throw.
    [[nodiscard]] std::optional<refusal> carry_out(const command& c, const key& idempotency_key) {
        for (int tries = 1;; ++tries) {
            catch_up();
            if (const auto before = journal_->find(idempotency_key))
                return recall(c, idempotency_key, *before);
            auto decided = desk_.decide(c);
            if (decided.why_not()) return decided.why_not();
            const auto events = by_stream(std::move(decided).events());
            appended_range range;
            try {
                range = journal_->append(additions_of(events), idempotency_key);
            } catch (const refused& e) { // another recorder was first
                if (tries == most_tries) return e.why();
                continue;
            }
            note(events, range);
            return std::nullopt;
        }
    }

    /// Takes note of what others have written.
    void catch_up() {
        for (;;) {
            const auto recorded = journal_->read(position_, at_a_time);
            if (recorded.empty()) return;
            desk_.apply(decode_all(recorded));
            position_ = recorded.back().position + 1;
        }
    }

    /// The events of a stream so far, or all there are, in the order in which they happened.
    [[nodiscard]] std::vector<event> list_events(const key& stream) const {
        return decode_all(journal_->read_stream(stream, 0, desk_.version(stream)));
    }
    [[nodiscard]] std::vector<event> list_events() const { return decode_all(journal_->read(0, position_)); }

    [[nodiscard]] const Desk& desk() const { return desk_; }
    /// Of the first event that the desk has not taken note of.
    [[nodiscard]] std::uint64_t position() const { return position_; }

    /// The desk decides by another version of what it refers to from now on.
    template <class... By>
    auto rebase(const By&... by) {
        return desk_.rebase(by...);
    }

private:
    friend class shared_recorder<Desk>;
    static constexpr int most_tries = 20;
    static constexpr std::size_t at_a_time = 1000;

    /// The head of the journal when it had so many events; nothing if it has not.
    [[nodiscard]] std::optional<journal_head> head_at(std::uint64_t size) const {
        if (size == 0) return journal_head{};
        const auto last = journal_->read(size - 1, 1);
        return last.empty() ? std::nullopt : std::optional{journal_head{size, last[0].digest}};
    }
    void take_snapshot() requires packed_desk<Desk> {
        const auto found = journal_->find_snapshot(key{Desk::snapshot_name});
        if (!found || found->version != Desk::snapshot_version || head_at(found->head.size) != found->head)
            return;
        if (desk_.unpack(found->parts)) position_ = found->head.size;
    }

    static std::vector<event> decode_all(const std::vector<recorded_event>& recorded) {
        std::vector<event> events;
        events.reserve(recorded.size());
        for (const auto& r : recorded) events.push_back(Desk::decode(r.bytes));
        return events;
    }

    /// The events with those of each stream together, as the journal keeps them.
    [[nodiscard]] static std::vector<event> by_stream(std::vector<event> events) {
        std::vector<event> grouped;
        grouped.reserve(events.size());
        while (!events.empty()) {
            const key stream = stream_of(events.front());
            std::vector<event> others;
            for (auto& e : events) (stream_of(e) == stream ? grouped : others).push_back(std::move(e));
            events = std::move(others);
        }
        return grouped;
    }

    [[nodiscard]] std::vector<addition> additions_of(const std::vector<event>& events) const {
        std::vector<addition> additions;
        for (const auto& e : events) {
            const key& stream = stream_of(e);
            if (additions.empty() || additions.back().stream != stream)
                additions.push_back({.stream = stream, .expected_version = desk_.version(stream)});
            additions.back().events.push_back(encode(e));
        }
        return additions;
    }

    /// Takes note of the desk's own events, in the order of the journal.
    void note(const std::vector<event>& events, const appended_range& range) {
        if (range.position != position_) return catch_up(); // others wrote before
        desk_.apply(events);
        position_ += range.count;
    }

    /// The answer to a command whose key was used before.
    [[nodiscard]] std::optional<refusal> recall(const command& c, const key& idempotency_key,
                                                const appended_range& before) const {
        for (const auto& r : journal_->read(before.position, before.count))
            if (comes_from(Desk::decode(r.bytes), c)) return std::nullopt;
        if (before.count == 0) return std::nullopt;
        return refusal{&codes::key_reused, {idempotency_key.text()}, {}};
    }

    Desk desk_;
    journal* journal_;
    std::uint64_t position_;
};

} // namespace qaidam::events

#pragma GCC visibility pop
