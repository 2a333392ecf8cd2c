#include <qaidam/journeys/catchment.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>

#include <qaidam/base/text.hpp>
#include <qaidam/geo/point_cells.hpp>
#include <qaidam/journeys/codes.hpp>

#include "derived_way.hpp"

namespace qaidam::journeys {
namespace {

using calendar::local_time;
using rail::station_id;
using std::chrono::seconds;
using enum cell_kind;

constexpr seconds a_day = std::chrono::hours{24};
constexpr int longest_absence = 30;

void require_catchment(const rail::timetable& t, const catchment_query& q) {
    const auto require = [](bool good, const char* what) {
        if (!good) throw std::invalid_argument{what};
    };
    require(!q.to.empty(), "a catchment is of a service at a station");
    for (const auto s : q.to) (void)t.stations().at(s);
    calendar::require_plain(q.day, "the day of a catchment");
    require(q.opens >= seconds{0} && q.closes <= a_day, "a service is open within 0 to 24 h");
    require(q.stay >= seconds{0} && q.opens + q.stay <= q.closes,
            "the stay is within the hours of the service");
    require(q.from_station >= seconds{0} && q.from_station <= a_day,
            "the service is within a day of its station");
    require(q.nights >= 0 && q.nights <= longest_absence, "people are away for 0 to 30 nights");
    require(q.speeds.driving > 0 && q.speeds.walking > 0 && q.speeds.detour > 0, "speeds are above 0");
}

/// From where people leave, and how long they take to get there.
struct start {
    station_id station;
    seconds access;
};

std::optional<start> start_of(const rail::timetable& t, const settlement& place, const way_speeds& speeds) {
    const auto station = place.station ? place.station
                         : place.at    ? find_nearest_station(t, *place.at, speeds.driven_within)
                                       : std::nullopt;
    if (!station) return std::nullopt;
    const auto& there = t.stations().at(*station).at;
    if (!place.at || !there) return start{*station, seconds{0}};
    const auto way = derive_way(*place.at, *there, speeds);
    return way ? std::optional{start{*station, way->duration}} : std::nullopt;
}

class trip_finder {
public:
    trip_finder(router& trains, const rail::timetable& t, const catchment_query& q)
        : router_{trains},
          t_{t},
          q_{q} {}

    std::optional<trip_to_service> find(const start& from) {
        const local_time first{q_.day};
        const auto ready = first + from.access;
        const bool is_there = q_.to.contains(from.station);
        const auto out = is_there ? std::nullopt : earliest(from.station, q_.to, ready);
        if (!is_there && !out) return std::nullopt;
        const auto served = begin_of_stay((is_there ? ready : clock(out->arrival_utc())) + q_.from_station);
        const auto done = served + q_.stay + q_.from_station;
        const auto back = is_there ? std::nullopt : earliest(q_.to, from.station, done);
        if (!is_there && !back) return std::nullopt;
        trip_to_service x{.nights = 0,
                          .out =
                              is_there ? std::nullopt : latest(from.station, served - q_.from_station, ready),
                          .back = back,
                          .leaves_home = {},
                          .is_served = served,
                          .is_home = (is_there ? done : clock(back->arrival_utc())) + from.access};
        x.leaves_home = (x.out ? clock(x.out->departure_utc()) : served - q_.from_station) - from.access;
        x.nights = static_cast<int>((x.is_home.date() - q_.day).days());
        return x.nights <= q_.nights ? std::optional{std::move(x)} : std::nullopt;
    }

private:
    [[nodiscard]] local_time clock(calendar::utc_time at) const { return t_.zone().to_local(at); }

    [[nodiscard]] std::chrono::hours horizon() const { return std::chrono::hours{24} * (q_.nights + 1); }

    [[nodiscard]] local_time begin_of_stay(local_time at_door) const {
        const local_time opens{at_door.date(), q_.opens}, closes{at_door.date(), q_.closes};
        if (at_door <= opens) return opens;
        return at_door + q_.stay <= closes ? at_door : opens + a_day;
    }

    std::optional<journey> earliest(const station_set& from, const station_set& to, local_time after) {
        return router_.find_earliest(
            {.from = from, .to = to, .when = leave_after{after}, .filter = q_.filter, .horizon = horizon()});
    }

    /// The one that leaves last of those that are in time. There is one that leaves after `after`.
    std::optional<journey> latest(station_id from, local_time by, local_time after) {
        auto all = router_.find_all(
            {.from = from, .to = q_.to, .when = arrive_by{by}, .filter = q_.filter, .horizon = horizon()});
        std::erase_if(all, [&](const journey& j) { return clock(j.departure_utc()) < after; });
        const auto last = std::max_element(all.begin(), all.end(), [](const journey& a, const journey& b) {
            return a.departure_utc() < b.departure_utc();
        });
        return last == all.end() ? std::nullopt : std::optional{*last};
    }

    router& router_;
    const rail::timetable& t_;
    const catchment_query& q_;
};

} // namespace

std::vector<std::optional<trip_to_service>> find_catchment(router& trains, const rail::timetable& t,
                                                           std::span<const settlement> places,
                                                           const catchment_query& q) {
    require_catchment(t, q);
    trip_finder finder{trains, t, q};
    std::map<std::pair<station_id, seconds>, std::optional<trip_to_service>> known;
    std::vector<std::optional<trip_to_service>> all;
    for (const auto& place : places) {
        const auto from = start_of(t, place, q.speeds);
        if (!from) {
            all.emplace_back();
            continue;
        }
        auto [found, is_new] = known.try_emplace({from->station, from->access});
        if (is_new) found->second = finder.find(*from);
        all.push_back(found->second);
    }
    return all;
}

std::vector<std::optional<trip_to_service>>
find_catchment(const network& n, std::span<const settlement> places, const catchment_query& q) {
    router trains{n};
    return find_catchment(trains, n.table(), places, q);
}

std::vector<std::int64_t> people_by_nights(std::span<const settlement> places,
                                           std::span<const std::optional<trip_to_service>> trips,
                                           int most_nights) {
    if (places.size() != trips.size()) throw std::invalid_argument{"people_by_nights: a trip for each place"};
    std::vector<std::int64_t> all(static_cast<std::size_t>(most_nights) + 2);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const bool is_served = trips[i] && trips[i]->nights <= most_nights;
        all[is_served ? static_cast<std::size_t>(trips[i]->nights) : all.size() - 1] += places[i].people;
    }
    return all;
}

loaded<std::vector<settlement>> load_settlements(const file_path& file, const rail::timetable& t,
                                                 const load_options& options) {
    constexpr auto maybe = presence::optional;
    static constexpr column columns[] = {{"place_id", identity},          {"name", needed},
                                         {"name_en", descriptive, maybe}, {"longitude", needed, maybe},
                                         {"latitude", needed, maybe},     {"datum", needed, maybe},
                                         {"stop_id", needed, maybe},      {"people", needed}};
    constexpr std::int64_t most_people = 10'000'000'000;
    loaded<std::vector<settlement>> result{{}, notices{options.notices_per_code}};
    const auto text = read_text_file(file, result.notices);
    if (!text) throw data_error{result.notices};
    const auto name = file.name();
    registry<id<struct settlement_tag>, settlement> all;
    read_table_text(text->view(), {.file = name, .columns = columns}, result.notices, [&](record& r) {
        settlement x{.key = r.key("place_id"), .name = r.name()};
        x.at = geo::find_point(r);
        x.station = r.find_reference("stop_id", t.stations(), "stops.txt");
        x.people = r.integer("people", 0, most_people);
        if (r.ok() && !x.at && !x.station) r.complain(codes::place_nowhere, "stop_id");
        r.add_to(all, std::move(x), "place_id");
    });
    result.value.assign(all.begin(), all.end());
    refuse_errors(result.notices, options.policy);
    return result;
}

} // namespace qaidam::journeys
