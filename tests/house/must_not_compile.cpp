// Compiled once for each case: without MISTAKE it must compile, with it it must not.
#include <qaidam/base/csv.hpp>
#include <qaidam/events/fields.hpp>
#include <qaidam/geo/point.hpp>
#include <qaidam/rail/timetable.hpp>
#include <qaidam/services/commands.hpp>

using namespace qaidam;
using namespace qaidam::literals;

rail::station_id wants_station(rail::station_id s) {
    return s;
}

struct knock {
    key by{};
    int times = 0;
};
struct knocked : knock {
    bool heard = false;
};
template <>
inline constexpr auto events::fields<knock> = std::tuple {
    events::field{"by", &knock::by},
#if MISTAKE != 8 // a member that is in no table
        events::field{"times", &knock::times},
#endif
};
template <>
inline constexpr auto events::fields<knocked> = events::fields_after<knock>(
#if MISTAKE != 9 // what was worked out is in no table
    events::field{"heard", &knocked::heard}
#endif
);

int main() {
    (void)events::are_equal(knocked{{"p", 2}, true}, knocked{{"p", 2}, false});
    const rail::station_id station{7};
    const rail::train_id train{7};
    const geo::point golmud{94.91_lon, 36.38_lat};
    const calendar::local_time shown{calendar::date{2022, 1, 10}};
    const calendar::utc_time instant{calendar::date{2022, 1, 10}};
    const geo::gcj02_point on_a_map{94.91_lon, 36.38_lat};
    const services::order_key order{"2021-1224-007"};
    const civic::person_key officer{"p-officer-01"};
    const services::accept_order accepts{order, officer, shown};
    (void)wants_station(station);
    (void)geo::distance(golmud, golmud);
    (void)(train == train);
#if MISTAKE == 1
    (void)wants_station(train); // an id of another thing
#elif MISTAKE == 2
    (void)(station == train); // ids of two things compared
#elif MISTAKE == 3
    (void)wants_station(7); // a bare number
#elif MISTAKE == 4
    const geo::point swapped{36.38_lat, 94.91_lon}; // latitude first
    (void)swapped;
#elif MISTAKE == 5
    const geo::point bare{94.91, 36.38}; // numbers without a meaning
    (void)bare;
#elif MISTAKE == 6
    (void)geo::distance(golmud, on_a_map); // points of two datums
#elif MISTAKE == 7
    const geo::meters length = 300; // a number without a unit
    (void)length;
#elif MISTAKE == 10
    (void)(shown - instant); // what a clock shows, less an instant
#elif MISTAKE == 11
    const calendar::local_time wrong = instant; // an instant for what a clock shows
    (void)wrong;
#elif MISTAKE == 12
    const services::accept_order wrong{order, order, shown}; // an order's key given as `by`
    (void)wrong;
#elif MISTAKE == 13
    const column wrong[] = {{"name"}}; // nobody knows what falls with its cells
    (void)wrong;
#endif
    (void)on_a_map;
    (void)accepts;
    (void)(shown - shown);
    (void)(instant - instant);
}
