// Loads a damaged feed with its documented repairs and writes it anew.
//
// Demonstrates: the policy `repair`, what was repaired and what was dropped, GTFS out.
// Read first: timetable_info.

#include <qaidam/gtfs/gtfs.hpp>

#include <string_view>

using namespace qaidam;

int main(int argc, char** argv) {
    const bool asked = argc == 2 && std::string_view{argv[1]} == "--help";
    if (argc != 3 || std::string_view{argv[1]}.starts_with("-")) {
        fmt::print(asked ? stdout : stderr,
                   "usage: gtfs_repair IN OUT\n\nIN is a GTFS folder or zip, OUT a folder, which is made.\n"
                   "Each repair, and each record that cannot be repaired and is dropped, is a line.\n");
        return asked ? 0 : 2;
    }
    try {
        const auto [timetable, notices] = gtfs::load(argv[1], {.policy = policy::repair});
        for (const auto& n : notices)
            if (n.level() > severity::info) fmt::print("{}\n", n);
        gtfs::save(timetable, argv[2]);
        fmt::print("{}: {} trains, {} stations\n", argv[2], timetable.trains().size(),
                   timetable.stations().size());
    } catch (const data_error& e) {
        for (const auto& n : e.why()) fmt::print(stderr, "{}\n", n);
        fmt::print(stderr, "gtfs_repair: the feed is beyond repair\n");
        return 1;
    } catch (const std::exception& e) {
        fmt::print(stderr, "gtfs_repair: {}\n", e.what());
        return 1;
    }
}
