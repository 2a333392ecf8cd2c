// A county of many communities against what one writes first: getline, a string for each cell, rows in vectors, no checks.
//
//     bench_county [COMMUNITIES RESIDENTS [SEED]]
//
// The county is invented (examples/invent_county.hpp), 300 communities of 8,500 residents unless it is said otherwise, in a
// folder of QAIDAM_BENCH_FOLDER, or the working folder, which is removed again. Both read the same files, which were written
// just before. Prints seconds, seconds of the processor (a busy machine takes longer than it works) and memory.

#include <qaidam/civic/county.hpp>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <malloc.h>

#include "invent_county.hpp"

using namespace qaidam;

namespace {

using rows = std::vector<std::vector<std::string>>;

rows read_rows(const std::filesystem::path& file) {
    rows all;
    std::ifstream stream{file};
    for (std::string line; std::getline(stream, line);) {
        auto& row = all.emplace_back();
        std::size_t from = 0;
        for (auto comma = line.find(','); comma != std::string::npos; comma = line.find(',', from)) {
            row.push_back(line.substr(from, comma - from));
            from = comma + 1;
        }
        row.push_back(line.substr(from));
    }
    return all;
}

/// Every file that `load_county` reads of a community, by its name.
using tables = std::map<std::string, rows>;
tables read_tables(const std::filesystem::path& folder) {
    tables all;
    for (const auto* file :
         {"community.csv", "quarters.csv", "buildings.csv", "households.csv", "grid_plans.csv", "grids.csv",
          "grid_buildings.csv", "people.csv", "roles.csv", "special_residents.csv"})
        all[file] = read_rows(folder / file);
    return all;
}

std::size_t bytes_in_use() {
    const auto now = mallinfo2();
    return now.uordblks + now.hblkhd;
}
/// The most that the process had since the last call.
double peak_megabytes() {
    double peak = 0;
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) peak = std::strtod(line.c_str() + 6, nullptr) * 1024 / 1e6;
    std::ofstream{"/proc/self/clear_refs"} << "5";
    return peak;
}

struct measured {
    double seconds = 0, worked = 0, megabytes = 0, peak = 0;
};
template <class Work>
auto measure(measured& m, Work work) {
    malloc_trim(0);
    (void)peak_megabytes();
    const auto before = bytes_in_use();
    const auto worked = std::clock();
    const auto start = std::chrono::steady_clock::now();
    auto result = work();
    m.seconds = std::chrono::duration<double>{std::chrono::steady_clock::now() - start}.count();
    m.worked = static_cast<double>(std::clock() - worked) / CLOCKS_PER_SEC;
    m.megabytes = static_cast<double>(bytes_in_use() - before) / 1e6;
    m.peak = peak_megabytes();
    return result;
}

void print(std::string_view name, const measured& m, double people, const measured& yardstick) {
    const auto each = people / 100'000;
    fmt::print("{:<24} {:8.2f} {:9.2f} {:9.0f} {:9.0f} {:11.3f} {:11.1f} {:8.2f} {:8.2f}\n", name, m.seconds,
               m.worked, m.megabytes, m.peak, m.worked / each, m.megabytes / each,
               yardstick.worked / m.worked, m.megabytes / yardstick.megabytes);
}

} // namespace

int main(int argc, char** argv) {
    const auto number = [&](int i, std::uint64_t otherwise) {
        return argc > i ? std::strtoull(argv[i], nullptr, 10) : otherwise;
    };
    const invented::county_size size{.communities = static_cast<int>(number(1, 300)),
                                     .residents = static_cast<int>(number(2, 8500)),
                                     .orders = 0,
                                     .seed = number(3, 20220101)};
    const char* where = std::getenv("QAIDAM_BENCH_FOLDER");
    const auto folder = std::filesystem::path{where != nullptr ? where : "."} / "bench-county";
    fmt::print("{} communities of {} residents, seed {}\n", size.communities, size.residents, size.seed);
    invented::county{folder, size}.write([](int) {});

    measured yardstick;
    std::size_t people = 0;
    {
        const auto all = measure(yardstick, [&] {
            std::map<std::string, tables> read;
            for (int c = 0; c < size.communities; ++c) {
                const auto k = invented::county::key_of(c);
                read[k] = read_tables(folder / k);
            }
            return read;
        });
        for (const auto& [k, files] : all) people += files.at("people.csv").size() - 1;
    }
    fmt::print("{} people\n\n{:<24} {:>8} {:>9} {:>9} {:>9} {:>11} {:>11} {:>8} {:>8}\n", people, "", "s",
               "processor", "kept MB", "peak MB", "s/100,000", "MB/100,000", "faster", "memory");
    print("getline", yardstick, static_cast<double>(people), yardstick);
    for (const unsigned threads : {1u, 0u}) {
        measured m;
        const auto county = measure(m, [&] {
            return civic::load_county(folder.string(), {.threads = threads,
                                                        .progress =
                                                            [](std::size_t done, std::size_t total) {
                                                                if (done % 50 == 0 || done == total)
                                                                    fmt::print(stderr, "\r{}/{} communities",
                                                                               done, total);
                                                            }})
                .value;
        });
        fmt::print(stderr, "\n");
        if (county.people() != people) {
            fmt::print("load_county has {} people, want {}\n", county.people(), people);
            return 1;
        }
        print(threads == 1 ? "load_county, one thread" : "load_county, all cores", m,
              static_cast<double>(people), yardstick);
    }
    std::filesystem::remove_all(folder);
}
