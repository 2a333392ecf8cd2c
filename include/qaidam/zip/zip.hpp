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

/// How far an archive is followed, with the zips in it, so that a few bytes cannot fill the memory.
struct limits {
    std::uint64_t bytes = std::uint64_t{4} << 30; ///< of all files, unpacked
    std::size_t files = 10'000;
};

/// The files of a feed: those of a folder as it is, those of a zip unpacked.
///
/// A feed is where stops.txt, agency.txt or community.csv is. If that is not the top of the zip, it is the one folder
/// that has one of them, or the one zip in the zip; with none of these files, the folder that all files lie in, as
/// when a folder was packed whole. Where there are several feeds, "FEEDS.zip#north" is the folder north of the zip, or
/// north.zip in it, and "FEEDS.zip#all.zip#north" goes on from there.
/// Throws: data_error with one of the codes below.
[[nodiscard]] feed_files open(const file_path& folder_or_zip, const limits& most = {});

namespace codes {
inline constexpr message_rule bad_archive{
    "bad_archive", severity::fatal, {"不是完好的 zip 文件：{0}", "not a sound zip, got {0}; pack it again"}};
inline constexpr message_rule archive_too_large{
    "archive_too_large",
    severity::fatal,
    {"解压后超过 {0} 字节或 {1} 个文件", "unpacks to more than {0} bytes or {1} files"}};
inline constexpr message_rule several_feeds{
    "several_feeds",
    severity::fatal,
    {"其中有几份数据：{0}；请指明一份，如“{1}”", "holds several feeds: {0}; name one, as in {1}"}};
inline constexpr message_rule not_in_archive{
    "not_in_archive", severity::fatal, {"其中没有 {0}；有 {1}", "there is no {0} in it, there is {1}"}};

inline constexpr std::array all{&bad_archive, &archive_too_large, &several_feeds, &not_in_archive};
} // namespace codes

} // namespace qaidam::zip

#pragma GCC visibility pop
