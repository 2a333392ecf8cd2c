/// Whether a journal is what it was: every event fits those before it, and nothing was cut off.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <qaidam/events/journal.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// Where a journal is not what it was.
struct journal_fault {
    std::uint64_t position;   ///< the first that does not fit
    const message_rule* rule; ///< never null
    std::vector<std::string> arguments{};
};
[[nodiscard]] std::string to_string(const journal_fault& f, language l = language::en);

/// The first position that does not fit; nothing if all of the journal does.
///
/// Looks at every digest, at positions and versions, reads each stream by itself, and looks every idempotency
/// key up. `earlier` is a head that was written down before: without one, a tail that was cut off cleanly, and
/// a journal that somebody wrote anew from beginning to end, cannot be told from a good one.
///
/// Throws: what reading throws: a damaged file is a data_error.
/// Cost:   reads every event twice; memory for the streams, not for their events.
[[nodiscard]] std::optional<journal_fault> verify(const journal& where, const journal_head& earlier = {});

} // namespace qaidam::events

template <>
struct fmt::formatter<qaidam::events::journal_fault>
    : qaidam::detail::bilingual_formatter<qaidam::events::journal_fault> {};

#pragma GCC visibility pop
