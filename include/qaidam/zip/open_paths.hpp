/// Lets `feed_files` open zips by their paths. A program that links qaidam::zip with CMake compiles this by itself; one
/// that is built otherwise includes <qaidam/zip/zip.hpp> in any of its files.
#pragma once

#pragma GCC visibility push(default)

namespace qaidam::zip::detail {

bool open_paths() noexcept;
/// A reference out of the program, without which a linker leaves the room away.
inline const bool paths_are_opened = open_paths();

} // namespace qaidam::zip::detail

#pragma GCC visibility pop
