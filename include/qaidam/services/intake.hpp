/// Intake: commands from a file, as a hotline or a hall exports its day.
#pragma once

#include <span>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/services/commands.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// The commands of order_commands.csv in the order of the file. Only their form is checked: the desk judges
/// them.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<std::vector<command>> load_commands(const feed_files& files,
                                                         const load_options& options = {});
void save(std::span<const command> commands, const file_path& folder);

/// A text about a person's matter, kept beside the events so that it can be erased without touching them.
struct note {
    note_key key;
    label text;
    friend bool operator==(const note&, const note&) = default;
};
using notes_by_key = registry<id<note_tag>, note>;

/// Reads notes.csv. Throws: data_error under policy::strict.
[[nodiscard]] loaded<notes_by_key> load_notes(const feed_files& files, const load_options& options = {});
void save(const notes_by_key& all, const file_path& folder);

/// Visits whose note is not among the notes: it was erased, or its key is wrong.
[[nodiscard]] std::vector<finding> audit(std::span<const command> commands, const notes_by_key& notes);

/// The files of this room with their columns.
[[nodiscard]] std::span<const table_layout> feed_layouts();

} // namespace qaidam::services

#pragma GCC visibility pop
