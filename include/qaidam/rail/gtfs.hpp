/// GTFS in: a folder of the General Transit Feed Specification becomes a timetable.
#pragma once

#include <filesystem>

#include <qaidam/rail/timetable.hpp>

namespace qaidam::rail {

/// Reads agency, stops (their names in English from translations), routes, trips, stop_times, calendar and
/// calendar_dates; other files get a notice.
/// Platforms are folded into their station. A trip with any bad stop time is dropped whole, never shortened.
/// Under policy::repair a time before the previous one rolls over to the next day. Throws: data_error under
/// policy::strict for any error; under any policy if a file as a whole cannot be used.
[[nodiscard]] loaded<timetable> load_gtfs(const std::filesystem::path& folder,
                                          const load_options& options = {});

} // namespace qaidam::rail
