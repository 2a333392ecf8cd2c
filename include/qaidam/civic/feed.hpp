/// The community feed: a folder of CSV files, and GeoJSON for outlines. Described in docs/community-feed.md.
#pragma once

#include <span>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/civic/community.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

/// Throws: data_error under policy::strict with every error of every file; under any policy if the folder has
///         no usable community.csv.
[[nodiscard]] loaded<community> load(const feed_files& files, const load_options& options = {});

/// The same for a community of a county (county.hpp), whose departments begin with the shared ones. A row of its own
/// departments.csv with the key of a shared one adds nothing; a notice tells where it says something else.
[[nodiscard]] loaded<community> load(const feed_files& files, const department_registry& shared,
                                     const load_options& options = {});

/// Writes the files of this room; `load` gives an equal community again. Creates the folder if need be.
/// Throws: std::runtime_error if a file cannot be written.
void save(const community& c, const file_path& folder);
/// The same without the shared departments, for `load` with them.
/// Requires: its departments begin with the shared ones, else std::invalid_argument.
void save(const community& c, const department_registry& shared, const file_path& folder);

/// Remembers in `out` which records of these files the community does not have, though they stand there: what
/// refers to them is told that they were left out. For loaders of files that refer to people, places, ….
/// Cost: the files are read.
void note_left_out(const feed_files& files, const community& c, notices& out);

/// The files of this room with their columns, in the order in which they are read.
[[nodiscard]] std::span<const table_layout> feed_layouts();

} // namespace qaidam::civic

#pragma GCC visibility pop
