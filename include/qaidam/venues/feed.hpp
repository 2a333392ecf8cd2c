/// The venues in a community feed, and what is wrong with a programme that loaded well.
#pragma once

#include <span>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/venues/programme.hpp>

#pragma GCC visibility push(default)

namespace qaidam::venues {

/// Reads the files of `feed_layouts()`. Throws: data_error under policy::strict.
[[nodiscard]] loaded<programme> load(const feed_files& files, const civic::community& c,
                                     const load_options& options = {});
/// Throws: std::invalid_argument if a place or a teacher has hours and none of them, which no row can say;
///         std::runtime_error if a file cannot be written.
void save(const programme& p, const civic::community& c, const file_path& folder);

/// The files of this room with their columns.
[[nodiscard]] std::span<const table_layout> feed_layouts();

/// Two uses of one place at a time, more people than fit, uses while a place is closed, a teacher or a person
/// in two classes at a time, a teacher who is not free, seats left while people wait, bookings of nobody whom the
/// community knows, stalls that overlap.
/// Cost: O(n log n + conflicts), and for people O(pairs of sessions at a time × enrolled).
[[nodiscard]] std::vector<finding> audit(const programme& p, const civic::community& c,
                                         const calendar::holidays& known = calendar::holidays::china());

} // namespace qaidam::venues

#pragma GCC visibility pop
