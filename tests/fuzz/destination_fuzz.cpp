// Any destination files: refused with a data_error, or tours out of them that a person could make: each leg begins
// where and when the one before ends, and sights, nights and prices add up. The input is a folder as files_in.hpp has it.
#include <optional>
#include <type_traits>
#include <variant>

#include <qaidam/gtfs/gtfs.hpp>
#include <qaidam/journeys/journeys.hpp>

#include "files_in.hpp"

namespace {

using namespace qaidam;
using namespace qaidam::journeys;
using namespace std::chrono_literals;
using fuzz::require;

/// Two stations, a train there and one back on every day.
constexpr std::string_view feed = R"(== agency.txt
agency_id,agency_name,agency_url,agency_timezone
q,Q,http://example.org,Asia/Shanghai
== stops.txt
stop_id,stop_code,stop_name,stop_lat,stop_lon
GRO,GRO,格尔木,36.38,94.91
HTO,HTO,花土沟,38.25,90.86
== routes.txt
route_id,agency_id,route_short_name,route_type
r,q,K,2
== calendar.txt
service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
d,1,1,1,1,1,1,1,20220101,20221231
== trips.txt
route_id,service_id,trip_id
r,d,out
r,d,back
== stop_times.txt
trip_id,arrival_time,departure_time,stop_id,stop_sequence
out,08:10:00,08:10:00,GRO,1
out,13:19:00,13:19:00,HTO,2
back,16:05:00,16:05:00,HTO,1
back,21:10:00,21:10:00,GRO,2
)";

struct world {
    rail::timetable timetable = gtfs::load(fuzz::files_in(feed)).value;
    journeys::network network{timetable};
};

void check(const tour& made, const tour_query& q) {
    std::optional<calendar::utc_time> now;
    std::int64_t price = 0;
    int nights = 0;
    const auto spend = [&](calendar::utc_time from, calendar::utc_time until) {
        require(from <= until && (!now || *now == from));
        now = until;
    };
    for (const auto& leg : made.legs) {
        std::visit(
            [&](const auto& x) {
                using kind = std::decay_t<decltype(x)>;
                if constexpr (std::is_same_v<kind, train_leg>) {
                    spend(x.journey.departure_utc(), x.journey.arrival_utc());
                    price += x.price.value_or(0);
                    require(x.slack >= 0s);
                } else {
                    spend(x.when.begin_utc, x.when.end_utc);
                    if constexpr (std::is_same_v<kind, way_leg>) price += x.way.price;
                    if constexpr (std::is_same_v<kind, night_leg>) nights += x.nights;
                }
            },
            leg);
    }
    require(now == made.when.end_utc && nights == made.nights && nights <= q.nights);
    require(made.when.begin >= q.leave && made.when.end <= q.back_by);
    require(price <= made.price);
    require(made.sights.size() + made.left_out.size() == q.wishes.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const world known;
    const auto& t = known.timetable;
    for (const auto p : {policy::strict, policy::lenient, policy::repair}) {
        try {
            const auto around = load_destination(fuzz::files_in(data, size), t, {.policy = p}).value;
            tour_query q{.from = t.station("格尔木"),
                         .leave = calendar::local_time{{2022, 1, 11}, 5h},
                         .back_by = calendar::local_time{{2022, 1, 13}, 2h},
                         .nights = 1};
            constexpr std::size_t most_wishes = 4;
            for (const auto s : around.sights.ids()) {
                if (q.wishes.size() == most_wishes) break;
                q.wishes.push_back({.sight = s});
                for (int day = 0; day < 3; ++day)
                    for (const auto& h :
                         hours_on(around.sights[s], t, q.leave.date() + calendar::day_count{day}))
                        require(h.opens <= h.last_entry && h.last_entry <= h.closes);
            }
            if (q.wishes.empty()) continue;
            for (const auto& made : plan_tour(known.network, around, q).all) check(made, q);
        } catch (const data_error&) {
        }
    }
    return 0;
}
