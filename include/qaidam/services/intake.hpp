/// Intake: commands from a file, as a hotline or a hall exports its day.
#pragma once

#include <span>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/civic/community.hpp>
#include <qaidam/events/text_store.hpp>
#include <qaidam/services/commands.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// Who wrote commands into a file.
enum class written_by {
    people, ///< as a hotline or a hall exports its day: no row is by the system, which nobody can be
    desk    ///< by `save`: what a desk carried out, with the steps that its system took
};

/// The commands of order_commands.csv in the order of the file. Only their form is checked: the desk judges
/// them.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<std::vector<command>>
load_commands(const feed_files& files, const load_options& options = {}, written_by who = written_by::people);
void save(std::span<const command> commands, const file_path& folder);

/// The texts of notes.csv, to be put among those of a journal. No key stands twice.
/// Throws: data_error under policy::strict.
[[nodiscard]] loaded<std::vector<events::text>> load_notes(const feed_files& files,
                                                           const load_options& options = {});
void save(std::span<const events::text> notes, const file_path& folder);

/// Orders and visits whose text is not among the notes: it was erased, or its key is wrong.
[[nodiscard]] std::vector<finding> audit(std::span<const command> commands,
                                         std::span<const events::text> notes);
/// Notes about somebody whom the community does not know: an erasure would not find them.
[[nodiscard]] std::vector<finding> audit(std::span<const events::text> notes, const civic::community& c);

/// The files of this room with their columns.
[[nodiscard]] std::span<const table_layout> feed_layouts();

} // namespace qaidam::services

#pragma GCC visibility pop
