// Any bytes as a message of GTFS-Realtime: refused, or updates that can be applied.
#include <cstdint>
#include <map>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/rail/realtime.hpp>

namespace {

using namespace qaidam;

rail::timetable plan() {
    feed_files::texts_by_name files;
    const auto add = [&](const char* name, const char* text) {
        files.emplace(name, shared_text{std::string{text}});
    };
    add("agency.txt", "agency_name,agency_url,agency_timezone\nRail,https://example.org/,Asia/Shanghai\n");
    add("stops.txt",
        "stop_id,stop_name,stop_lat,stop_lon\nA,Alpha,50,8\nB,Beta,50.1,8.1\nC,Gamma,50.2,8.2\n");
    add("routes.txt", "route_id,route_short_name,route_type\nR,RE,2\n");
    add("calendar.txt",
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "s,1,1,1,1,1,1,1,20220101,20221231\n");
    add("trips.txt", "route_id,service_id,trip_id,block_id\nR,s,T1,b\nR,s,T2,b\nR,s,F,\n");
    add("stop_times.txt",
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\nT1,08:00:00,08:00:00,A,1\n"
        "T1,08:10:00,08:12:00,B,2\nT1,08:30:00,08:30:00,C,3\nT2,09:00:00,09:00:00,C,1\n"
        "T2,26:00:00,26:00:00,A,2\nF,10:00:00,10:00:00,A,1\nF,10:30:00,10:30:00,C,2\n");
    add("frequencies.txt", "trip_id,start_time,end_time,headway_secs\nF,10:00:00,11:00:00,600\n");
    return gtfs::load({"plan", std::move(files)}).value;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto timetable = plan();
    try {
        const auto feed = gtfs::read_realtime({reinterpret_cast<const char*>(data), size}, timetable).value;
        (void)rail::with_updates(timetable, feed.updates);
    } catch (const data_error&) {
    }
    return 0;
}
