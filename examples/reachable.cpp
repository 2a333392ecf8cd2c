// How far one gets: the earliest arrival at every station, as points on a map.
//
// Demonstrates: one question for all stations; GeoJSON out.
// Read first: journey.

#include <qaidam/geojson/geojson.hpp>
#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journey.hpp>

#include <fstream>
#include <string_view>

using namespace qaidam;

int main(int argc, char** argv) {
    const bool asked = argc == 2 && std::string_view{argv[1]} == "--help";
    const auto after =
        argc == 6 && std::string_view{argv[4]} == "-o" ? calendar::parse_local_time(argv[3]) : std::nullopt;
    if (!after) {
        fmt::print(
            asked ? stdout : stderr,
            "usage: reachable FEED FROM \"2022-01-10 20:00\" -o OUT.geojson\n\n"
            "FEED is a GTFS folder or zip. Each station that is reached within three days is a point with\n"
            "its arrival and the minutes that it takes.\n");
        return asked ? 0 : 2;
    }
    try {
        const auto timetable = gtfs::load(argv[1], {.policy = policy::lenient}).value;
        const journeys::network network{timetable};
        const auto reached = journeys::router{network}.find_earliest_arrivals(
            {.from = timetable.station(argv[2]), .when = journeys::leave_after{*after}});
        const auto start = timetable.zone().to_utc(*after);
        geojson::feature_collection all;
        for (const auto s : reached.ids()) {
            const auto& station = timetable.stations()[s];
            if (!reached[s] || !station.at) continue;
            all.push_back(
                {.id = station.key.text(),
                 .properties = {{"name", station.name.zh},
                                {"arrival", calendar::to_string(timetable.zone_of(s).to_local(*reached[s]))},
                                {"minutes", std::to_string((*reached[s] - start).count() / 60)}},
                 .geometry = *station.at});
        }
        std::ofstream file{argv[5], std::ios::binary};
        file << geojson::write(all);
        if (!file.flush()) throw std::runtime_error(fmt::format("{} cannot be written", argv[5]));
        fmt::print("{}: {} of {} stations\n", argv[5], all.size(), timetable.stations().size());
    } catch (const std::exception& e) {
        fmt::print(stderr, "reachable: {}\n", e.what());
        return 1;
    }
}
