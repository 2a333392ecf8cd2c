/// What every journal asks of an append, in one place for all that implement `journal`.
#pragma once

#include <span>

#include <qaidam/events/journal.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events::detail {

/// Throws: std::invalid_argument if this is no append: see journal::append.
void require_append(std::span<const addition> additions, const key& idempotency_key);

/// Whether these events are what the additions gave when they were appended.
[[nodiscard]] bool is_same_append(std::span<const recorded_event> kept, std::span<const addition> additions);

[[noreturn]] void refuse_key(const key& idempotency_key);
/// Throws: refused with codes::version_conflict if the stream is not where the addition expects it.
void require_version(const addition& a, std::uint64_t now);

/// Throws: data_error if the appends are not these events, or the events do not follow the head; see
/// journal::restore. Versions and keys are for the journal to check.
void require_restorable(const journal_head& head, std::span<const recorded_append> appends,
                        std::span<const recorded_event> events);
[[noreturn]] void refuse_event(std::uint64_t position);
[[noreturn]] void refuse_append(std::uint64_t position);

/// By which a journal sees that a snapshot is whole: of its name, version and head, and of all parts.
[[nodiscard]] digest digest_of_snapshot(const snapshot& s);

} // namespace qaidam::events::detail

#pragma GCC visibility pop
