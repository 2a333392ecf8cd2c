/// Parts of the community feed that a county has too.
#pragma once

#include <qaidam/civic/feed.hpp>

namespace qaidam::civic::detail {

/// Those of departments.csv, if it is there.
[[nodiscard]] department_registry read_departments(const feed_files& files, notices& out);
/// Writes departments.csv with those from `first` on; without any there is no such file.
void write_departments(const department_registry& all, std::size_t first, const file_path& folder);
[[nodiscard]] const table_layout& department_layout();

/// Whether the shared ones are the first of all.
[[nodiscard]] bool begins_with(const department_registry& all, const department_registry& shared);

} // namespace qaidam::civic::detail
