/// GTFS in and out: feeds of the General Transit Feed Specification.
///
/// Read and written: agency, stops, routes, trips, stop_times, calendar, calendar_dates, frequencies,
/// transfers, shapes, fare_attributes, fare_rules, fares v2, feed_info, translations. Files and columns beyond these
/// get a notice; `repair` copies them, `save` does not know them. docs/gtfs.md lists every notice.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/feed_files.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/rail/timetable.hpp>

#pragma GCC visibility push(default)

namespace qaidam::gtfs {

struct options {
    qaidam::policy policy = qaidam::policy::strict;
    std::size_t notices_per_code = 100; ///< stored; the counts are exact
    /// Threads for reading stop_times.txt. 0: one per core; 1: the calling thread only. At most one per MiB.
    unsigned threads = 0;
    /// Called now and then, by the thread that called `load`, with the bytes of stop_times.txt that were
    /// read, and how many there are.
    std::function<void(std::uint64_t done, std::uint64_t total)> progress{};
    file_path zones = "/usr/share/zoneinfo"; ///< the database of time zones
};

/// Reads a feed: of a folder, or of a zip where qaidam::zip is linked; its files may lie in one inner folder.
///
/// A trip with any bad stop time is dropped whole, never shortened; one with flexible calls is kept out. A trip of an
/// exact frequency becomes a train for each departure, "key@08:10:00". Under policy::repair a time that is 12 hours or
/// more before the previous one is taken as that of the next day, and a row that ends early as one that ends in blanks.
/// Throws:  data_error under policy::strict for any error; under any policy if a file that the feed needs, or one that
///          forbids or times trains, cannot be used as a whole.
/// Cost:    see docs/benchmarks.md; peak memory is about 3 × stop_times.txt: the text, and 1.9 × beside it.
[[nodiscard]] loaded<rail::timetable> load(const feed_files& files, const options& options = {});

/// Writes a feed that `load` reads back as an equal timetable, if only one station has each code and the
/// texts are UTF-8. Interpolated times are left blank. The folder is made if it is not there; files of GTFS
/// that would be empty are removed from it.
/// Throws: std::runtime_error if a file cannot be written.
void save(const rail::timetable& t, const file_path& folder);

/// What became of a file that `repair` wrote.
struct repaired_file {
    std::string file;
    bool copied = false;      ///< to the byte, since it is not read
    std::size_t kept = 0;     ///< rows, to the byte
    std::size_t changed = 0;  ///< rows with another cell
    std::size_t left_out = 0; ///< rows
};

/// Writes a feed with the repairs of `policy::repair`, and nothing else changed: rows without a repair, columns and
/// files that are not read, and the order of all keep their bytes. Text is written as UTF-8 with commas. Rows that
/// cannot be repaired, and what hangs on them, are left out; so is a file that cannot be used.
/// Returns: what became of each file, with all that there was to say.
/// Throws:  data_error where no policy loads the feed; std::invalid_argument if the folder is that of the feed;
///          std::runtime_error if a file cannot be written.
[[nodiscard]] loaded<std::vector<repaired_file>> repair(const feed_files& files, const file_path& folder);

/// The files that are read, with their columns and what each is for.
[[nodiscard]] std::vector<table_layout> feed_layouts();

} // namespace qaidam::gtfs

#pragma GCC visibility pop
