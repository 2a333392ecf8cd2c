/// What a timetable is made of: who runs it, the stations, the trains with their calls, and what GTFS says of
/// fares and shapes. Plain values; `timetable_builder` checks them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/base/shared.hpp>
#include <qaidam/calendar/day_set.hpp>
#include <qaidam/geo/geo.hpp>
#include <qaidam/rail/time.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

using agency_id = id<struct agency_tag>;
using route_id = id<struct route_tag>;
using station_id = id<struct station_tag>;
using stop_id = id<struct stop_tag>;
using level_id = id<struct level_tag>;
using pathway_id = id<struct pathway_tag>;
using shape_id = id<struct shape_tag>;
using train_id = id<struct train_tag>;
using fare_id = id<struct fare_tag>;
using rider_category_id = id<struct rider_category_tag>;
using line_id = id<struct line_tag>;
using tariff_id = id<struct tariff_tag>;
using revision_id = id<struct revision_tag>;

/// Who runs trains (运营方).
struct agency {
    qaidam::key key{}; ///< may be empty where there is only one
    std::string name{};
    std::string url{};
    std::string language{};
    std::string phone{};
    std::string fare_url{};
    std::string email{};
    friend bool operator==(const agency&, const agency&) = default;
};

/// A group of trains under one name (路线): what GTFS calls a route.
struct route {
    qaidam::key key{};
    std::optional<agency_id> agency{};
    std::string short_name{};
    std::string long_name{};
    std::string description{};
    int type = 2; ///< GTFS: 2 is rail; extended types 100 … 1799
    std::string url{};
    std::string color{};      ///< "F9C406"
    std::string text_color{}; ///< of what is written on it
    std::optional<int> sort_order{};
    friend bool operator==(const route&, const route&) = default;
};

/// GTFS: 0 no information, 1 yes, 2 no.
enum class accessibility : std::uint8_t { unknown, yes, no };

/// A name that holds over a span of dates.
struct dated_name {
    label name;
    calendar::date_span when;
    friend bool operator==(const dated_name&, const dated_name&) = default;
};

/// A station (车站). Its telegraph code and name are names, not its identity.
struct station {
    qaidam::key key{};
    label name{};
    std::string code{}; ///< telegraph code (电报码) or the feed's stop_code
    std::optional<geo::point> at{};
    std::optional<std::chrono::seconds> change_time{}; ///< the least time to change trains here
    std::string description{};
    std::string fare_zone{};
    std::string url{};
    std::string zone{}; ///< of the clock shown here (IANA), where it is not the timetable's
    accessibility wheelchair = accessibility::unknown;
    std::string pinyin{};            ///< "xining"
    std::string initials{};          ///< "xn"
    std::string city{};              ///< stations of one city share it: "北京"
    std::vector<dated_name> names{}; ///< where the name was, or will be, another one
    friend bool operator==(const station&, const station&) = default;
};

/// What the station is called on that day.
[[nodiscard]] const label& name_on(const station& s, const calendar::date& day);

enum class stop_kind { platform, entrance, node, boarding_area };

/// A place in a station (站内地点): a platform at which trains call, or what leads to it.
struct stop {
    qaidam::key key{};
    stop_kind kind = stop_kind::platform;
    station_id station;
    std::optional<stop_id> part_of{}; ///< the platform of a boarding area
    std::string name{};
    std::string code{};          ///< the feed's stop_code
    std::string platform_code{}; ///< "3", "4B"
    std::optional<geo::point> at{};
    std::string description{};
    std::string fare_zone{};
    std::string url{};
    std::string zone{};
    accessibility wheelchair = accessibility::unknown;
    std::optional<level_id> level{};
    friend bool operator==(const stop&, const stop&) = default;
};

/// A floor of stations (楼层).
struct level {
    qaidam::key key{};
    double index = 0; ///< 0 is the ground, 1 the floor above it, -1 the one below
    std::string name{};
    friend bool operator==(const level&, const level&) = default;
};

/// What a pathway is. GTFS: 1 to 7.
enum class pathway_kind : std::uint8_t {
    walkway = 1,
    stairs,
    moving_walkway,
    escalator,
    elevator,
    fare_gate,
    exit_gate
};

/// A way between two stops of one station (站内通道).
struct pathway {
    qaidam::key key{};
    stop_id from;
    stop_id to;
    pathway_kind kind = pathway_kind::walkway;
    bool both_ways = false;
    std::optional<double> length{}; ///< metres
    std::optional<std::chrono::seconds> time{};
    std::optional<int> stair_count{};     ///< below zero where they lead down
    std::optional<double> slope{};        ///< the steepest, 0.083 is 1 : 12; below zero where it leads down
    std::optional<double> width{};        ///< metres, where it is narrowest
    std::string signposted_as{};          ///< what signs say on the way from one to the other
    std::string reversed_signposted_as{}; ///< and on the way back
    friend bool operator==(const pathway&, const pathway&) = default;
};

/// How one gets on or off at a call.
enum class access : std::uint8_t { regular, none, by_phone, by_driver };

/// What a train calls for: passengers (办客), or a crew or an engine (技术停站), or it passes without a stop
/// (通过).
enum class call_kind : std::uint8_t { passenger, technical, pass };

/// How far the times of a call can be trusted.
enum class timing : std::uint8_t { exact, approximate, interpolated };

/// A train's stop at a station. In the middle of a run both times may be missing: `build` then interpolates
/// them between the calls around it, by distance where that is known.
struct call {
    station_id at;
    compact_optional<stop_id> platform{};
    compact_optional<service_time> arrival{};
    compact_optional<service_time> departure{};
    access boarding = access::regular;
    access alighting = access::regular;
    rail::timing timing = timing::exact;
    call_kind kind = call_kind::passenger; ///< for others boarding and alighting are `access::none`
    compact_optional<float> distance{};    ///< along the run, in the feed's unit

    [[nodiscard]] bool may_board() const { return boarding != access::none; }
    [[nodiscard]] bool may_alight() const { return alighting != access::none; }
    friend bool operator==(const call&, const call&) = default;
};

/// A train that leaves its first call again and again: first at `from`, last at `until`, and between them one can board
/// after waiting `every` at most.
struct headway {
    service_time from;
    service_time until;
    std::chrono::seconds every;
    friend bool operator==(const headway&, const headway&) = default;
};

/// From this call on the train goes under another number, as when it turns to the other direction.
struct number_change {
    std::size_t from_call;
    std::string number;
    friend bool operator==(const number_change&, const number_change&) = default;
};

/// What the front of the train shows at this call, where it is not the train's headsign.
struct call_headsign {
    std::size_t call;
    std::string text;
    friend bool operator==(const call_headsign&, const call_headsign&) = default;
};

/// A train (车次): one run over its calls on each of its days. Numbers are reused; the key is the identity. What many
/// trains have in common, they share.
struct train {
    qaidam::key key{}; ///< the builder takes the number for it if there is none
    std::string number{};
    shared_value<label> headsign{};
    calendar::day_set days{};
    shared_list<call> calls{};
    compact_optional<route_id> route{};
    compact_optional<shape_id> shape{};
    compact_optional<revision_id> revision{};
    compact_optional<std::int8_t> direction{}; ///< GTFS: 0 or 1
    accessibility wheelchair = accessibility::unknown;
    accessibility bicycle = accessibility::unknown;
    shared_value<std::string> block{}; ///< its trains are run by the same vehicle, one after the other
    shared_list<headway> headways{};
    shared_list<number_change> numbers{};   ///< in the order of the calls; before them it is `number`
    shared_list<call_headsign> headsigns{}; ///< in the order of the calls
    shared_value<std::string> service{};    ///< the feed's key of its days
    shared_list<std::uint32_t> sequence{}; ///< the feed's number of each call; 1, 2, … where there are none
    friend bool operator==(const train&, const train&) = default;
};

/// The number under which the train leaves its call, or ends there.
[[nodiscard]] const std::string& number_at(const train& x, std::size_t call);

/// What the front of the train shows at its call; "" where the feed does not say.
[[nodiscard]] std::string headsign_at(const train& x, std::size_t call, language l = language::zh);

/// The first call of the train at the station, from the call `since` on; nothing if there is none. Calls are
/// counted from 0, as real-time updates name them.
[[nodiscard]] std::optional<std::size_t> find_call(const train& x, station_id at, std::size_t since = 0);

/// No change takes longer: a router adds them up in 32 bits.
inline constexpr std::chrono::seconds longest_change{1'000'000};

/// GTFS transfer types.
enum class transfer_kind { recommended, timed, min_time, impossible, stay_seated, leave_and_board };

/// Whom a transfer holds for at one of its ends; what is missing is any.
struct transfer_end {
    std::optional<station_id> station{};
    std::optional<stop_id> stop{};
    std::optional<route_id> route{};
    std::optional<train_id> train{};
    friend bool operator==(const transfer_end&, const transfer_end&) = default;
};

/// A rule for changing trains (换乘).
struct transfer {
    transfer_end from{};
    transfer_end to{};
    transfer_kind kind = transfer_kind::recommended;
    std::optional<std::chrono::seconds> least{};
    friend bool operator==(const transfer&, const transfer&) = default;
};

/// The way a train takes over the ground.
struct shape {
    struct spot {
        geo::point at;
        std::optional<double> distance{};
        friend bool operator==(const spot&, const spot&) = default;
    };
    qaidam::key key{};
    std::vector<spot> path{};
    friend bool operator==(const shape&, const shape&) = default;
};

/// An amount of money, exact: 250 with two decimals is 2.50.
struct price {
    std::int64_t amount = 0;
    int decimals = 2;
    std::string currency{}; ///< ISO 4217: CNY
    friend bool operator==(const price&, const price&) = default;
};

struct fare {
    qaidam::key key{};
    rail::price price{};
    bool paid_before_boarding = false;
    std::optional<int> transfers{}; ///< how many are allowed; no limit where missing
    std::optional<agency_id> agency{};
    std::optional<std::chrono::seconds> valid_for{};
    friend bool operator==(const fare&, const fare&) = default;
};

/// Where a fare holds; zones are those of `station::fare_zone`.
struct fare_rule {
    fare_id fare;
    std::optional<route_id> route{};
    std::string from_zone{};
    std::string to_zone{};
    std::string through_zone{};
    friend bool operator==(const fare_rule&, const fare_rule&) = default;
};

/// A kind of passenger for whom prices differ (旅客类别): students, seniors.
struct rider_category {
    qaidam::key key{};
    std::string name{};
    bool is_default = false; ///< those who are of no other kind
    std::string url{};       ///< where it says who is eligible
    friend bool operator==(const rider_category&, const rider_category&) = default;
};

/// Who published the data, and for which days.
struct feed_info {
    std::string publisher{};
    std::string url{};
    std::string language{};
    std::string default_language{};
    calendar::date_span valid{};
    std::string version{};
    std::string contact_email{};
    std::string contact_url{};
    friend bool operator==(const feed_info&, const feed_info&) = default;
};

/// A text of the feed in another language: GTFS translations.txt.
struct translation {
    std::string table{};
    std::string field{};
    std::string language{};
    std::string text{};
    std::string record{};
    std::string sub_record{};
    std::string value{};
    friend bool operator==(const translation&, const translation&) = default;
};

} // namespace qaidam::rail

#pragma GCC visibility pop
