/// Zipped feeds: the files of a zip, unpacked into memory.
///
/// A program that links this room gives the path of a zip where that of a folder is wanted: `gtfs::load("feed.zip")`.
/// `open` is for one that sets limits of its own.
#pragma once

#include <array>
#include <cstdint>

#include <qaidam/base/feed_files.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/base/message.hpp>
#include <qaidam/zip/open_paths.hpp>

#pragma GCC visibility push(default)

namespace qaidam::zip {

/// How far an archive is followed, so that a few bytes cannot fill the memory.
struct limits {
    std::uint64_t bytes = std::uint64_t{4} << 30; ///< of all files, unpacked
    std::size_t files = 10'000;
};

/// The files of a feed: those of a folder as it is, those of a zip unpacked. If all files of a zip lie in one
/// folder, as when a folder was packed whole, that folder is the feed.
/// Throws: data_error with codes::bad_archive or codes::archive_too_large.
[[nodiscard]] feed_files open(const file_path& folder_or_zip, const limits& most = {});

namespace codes {
inline constexpr message_rule bad_archive{
    "bad_archive", severity::fatal, {"不是完好的 zip 文件：{0}", "not a sound zip, got {0}; pack it again"}};
inline constexpr message_rule archive_too_large{
    "archive_too_large",
    severity::fatal,
    {"解压后超过 {0} 字节或 {1} 个文件", "unpacks to more than {0} bytes or {1} files"}};

inline constexpr std::array all{&bad_archive, &archive_too_large};
} // namespace codes

} // namespace qaidam::zip

#pragma GCC visibility pop
