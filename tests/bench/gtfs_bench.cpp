// Loading GTFS: the national timetable of China, twenty times over in one feed (2.2 million stop times), from
// a folder. The yardstick is what one writes first: getline, a string a cell, every row kept.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <benchmark/benchmark.h>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/rail.hpp>
#include <qaidam/zip/zip.hpp>

namespace {

using namespace qaidam;

constexpr int copies = 20;

std::string text_of(const feed_files& files, const char* name) {
    notices out;
    return std::string{files.read(name, out).value().view()};
}

/// The rows below the header, each of a table whose column `key` gets "-n" for copy n.
std::string repeat(const std::string& text, std::size_t key) {
    const auto header = text.find('\n') + 1;
    std::string all = text.substr(0, header);
    for (int n = 0; n < copies; ++n)
        for (auto at = header; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            auto cell_end = at;
            for (std::size_t cell = 0; cell <= key; ++cell)
                cell_end = text.find(',', cell_end + (cell > 0 ? 1 : 0));
            all.append(text, at, cell_end - at).append("-").append(std::to_string(n));
            all.append(text, cell_end, end - cell_end).append("\n");
            at = end + 1;
        }
    return all;
}

/// The feed in a folder that goes away at the end.
struct big_feed {
    std::filesystem::path folder = std::filesystem::temp_directory_path() / "qaidam-bench-feed";
    std::uintmax_t bytes = 0;

    big_feed() {
        const auto files =
            zip::open(std::filesystem::path{QAIDAM_TEST_DATA} / "cnrail-2019" / "cnrail-2019.gtfs.zip");
        std::filesystem::create_directories(folder);
        for (const char* name : {"agency.txt", "stops.txt", "routes.txt", "calendar.txt"})
            std::ofstream{folder / name, std::ios::binary} << text_of(files, name);
        std::ofstream{folder / "trips.txt", std::ios::binary} << repeat(text_of(files, "trips.txt"), 2);
        std::ofstream{folder / "stop_times.txt", std::ios::binary}
            << repeat(text_of(files, "stop_times.txt"), 0);
        bytes = std::filesystem::file_size(folder / "stop_times.txt");
    }
    ~big_feed() {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
};

const big_feed& feed() {
    static const big_feed f;
    return f;
}

struct plain_row {
    std::string trip, stop;
    int arrival, departure, sequence;
};

/// The yardstick: stop_times.txt as a program reads it that checks nothing.
std::map<std::string, std::vector<plain_row>> read_plainly() {
    std::ifstream file{feed().folder / "stop_times.txt"};
    std::string line;
    std::getline(file, line);
    std::map<std::string, std::vector<plain_row>> trips;
    const auto seconds = [](const std::string& text) {
        const auto first = text.find(':');
        return std::stoi(text.substr(0, first)) * 3600 + std::stoi(text.substr(first + 1, 2)) * 60 +
               std::stoi(text.substr(first + 4, 2));
    };
    while (std::getline(file, line)) {
        std::vector<std::string> cells;
        for (std::size_t at = 0; at <= line.size();) {
            const auto end = std::min(line.find(',', at), line.size());
            cells.push_back(line.substr(at, end - at));
            at = end + 1;
        }
        trips[cells[0]].push_back(
            {cells[0], cells[3], seconds(cells[1]), seconds(cells[2]), std::stoi(cells[4])});
    }
    return trips;
}

/// Bytes of a line of /proc/self/status, 0 where there is none.
double status_bytes(const char* name) {
    std::ifstream file{"/proc/self/status"};
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name)) return std::stod(line.substr(line.find(':') + 1)) * 1024;
    return 0;
}

/// Measures what makes a value, not what its end takes. Returns: the mean in seconds.
template <class Make>
double measure(benchmark::State& state, const Make& make) {
    double sum = 0;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        auto value = make();
        const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        benchmark::DoNotOptimize(value);
        state.SetIterationTime(seconds);
        sum += seconds;
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(feed().bytes) * state.iterations());
    return sum / static_cast<double>(state.iterations());
}

double yardstick_seconds = 0;

void plainly(benchmark::State& state) {
    (void)feed();
    yardstick_seconds = measure(state, read_plainly);
}

void load(benchmark::State& state) {
    const gtfs::options options{.threads = static_cast<unsigned>(state.range(0))};
    // The same answer first.
    {
        const auto plain = read_plainly();
        const auto t = gtfs::load(feed().folder, options).value;
        if (plain.size() != t.trains().size()) return state.SkipWithError("not the same trains");
        for (const auto& x : t.trains()) {
            const auto& rows = plain.at(x.key.text());
            if (rows.size() != x.calls.size()) return state.SkipWithError("not the same calls");
            for (std::size_t i = 0; i < rows.size(); ++i)
                if (rows[i].arrival != x.calls[i].arrival->seconds() ||
                    t.stations()[x.calls[i].at].key.text() != rows[i].stop)
                    return state.SkipWithError("not the same calls");
        }
    }
#if defined(__GLIBC__)
    ::malloc_trim(0); // what was freed is not held
#endif
    std::ofstream{"/proc/self/clear_refs"} << "5"; // the peak counts from here
    const double before = status_bytes("VmRSS");
    const auto seconds = measure(state, [&] { return gtfs::load(feed().folder, options); });
    state.counters["times_faster"] = yardstick_seconds / seconds;
    const auto text = static_cast<double>(feed().bytes);
    state.counters["peak_beyond_input/text"] = (status_bytes("VmHWM") - before - text) / text;
}

} // namespace

BENCHMARK(plainly)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(load)->ArgName("threads")->Arg(1)->Arg(2)->Iterations(1)->UseManualTime()->Unit(
    benchmark::kMillisecond);

BENCHMARK_MAIN();
