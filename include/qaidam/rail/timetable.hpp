/// The timetable: stations, trains with their calls and running days, as one immutable value.
///
/// Times are on the clock of the timetable's zone; `utc` and `clock` say when something happens.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/calendar/zone.hpp>
#include <qaidam/rail/codes.hpp>
#include <qaidam/rail/railway.hpp>

namespace qaidam::rail {

/// A call of a train, by its place among them.
struct call_ref {
    train_id train;
    std::uint32_t call;
    friend bool operator==(const call_ref&, const call_ref&) = default;
};

class timetable {
public:
    [[nodiscard]] const registry<station_id, rail::station>& stations() const { return stations_; }
    [[nodiscard]] const registry<stop_id, rail::stop>& stops() const { return stops_; }
    [[nodiscard]] const registry<train_id, rail::train>& trains() const { return trains_; }
    [[nodiscard]] const registry<agency_id, rail::agency>& agencies() const { return agencies_; }
    [[nodiscard]] const registry<route_id, rail::route>& routes() const { return routes_; }
    [[nodiscard]] const registry<shape_id, rail::shape>& shapes() const { return shapes_; }
    [[nodiscard]] const registry<fare_id, rail::fare>& fares() const { return fares_; }
    [[nodiscard]] std::span<const fare_rule> fare_rules() const { return fare_rules_; }
    [[nodiscard]] std::span<const transfer> transfers() const { return transfers_; }
    [[nodiscard]] std::span<const translation> translations() const { return translations_; }
    [[nodiscard]] const std::optional<feed_info>& info() const { return info_; }
    [[nodiscard]] const registry<line_id, rail::line>& lines() const { return lines_; }
    [[nodiscard]] const registry<revision_id, rail::revision>& revisions() const { return revisions_; }
    [[nodiscard]] std::span<const circulation> circulations() const { return circulations_; }

    /// All calls at a station, by train and then in the order of its run.
    [[nodiscard]] std::span<const call_ref> calls_at(station_id s) const {
        return std::span{calls_}.subspan(first_call_[s.value()],
                                         first_call_[s.value() + 1] - first_call_[s.value()]);
    }

    /// The clock that all times are on.
    [[nodiscard]] const calendar::zone& zone() const { return zone_; }
    /// The instant of a service time, in UTC. Throws: std::invalid_argument beyond the dates there are.
    [[nodiscard]] calendar::ptime utc(const calendar::date& service_date, service_time t) const;
    /// What the timetable's clock shows then.
    [[nodiscard]] calendar::ptime clock(const calendar::date& service_date, service_time t) const {
        return zone_.to_local(utc(service_date, t));
    }

    /// The clocks that stations and stops name, by name.
    [[nodiscard]] const std::map<std::string, calendar::zone, std::less<>>& clocks() const { return clocks_; }
    /// The clock on the wall of a station: the timetable's, if it has none of its own.
    [[nodiscard]] const calendar::zone& zone_of(station_id s) const;

    /// The only station of a name, Chinese or English, or of a key. Throws: std::invalid_argument if there is
    /// none or more than one.
    [[nodiscard]] station_id station(std::string_view name) const;
    [[nodiscard]] std::vector<station_id> stations_named(std::string_view name) const;

    /// How many days after its service date a train may still be running.
    [[nodiscard]] int longest_run_days() const { return longest_run_days_; }

    friend bool operator==(const timetable&, const timetable&) = default;

private:
    friend class timetable_builder;
    timetable() = default;

    registry<station_id, rail::station> stations_;
    registry<stop_id, rail::stop> stops_;
    registry<train_id, rail::train> trains_;
    registry<agency_id, rail::agency> agencies_;
    registry<route_id, rail::route> routes_;
    registry<shape_id, rail::shape> shapes_;
    registry<fare_id, rail::fare> fares_;
    std::vector<fare_rule> fare_rules_;
    std::vector<transfer> transfers_;
    std::vector<translation> translations_;
    std::optional<feed_info> info_;
    registry<line_id, rail::line> lines_;
    registry<revision_id, rail::revision> revisions_;
    std::vector<circulation> circulations_;
    calendar::zone zone_ = calendar::beijing_time();
    std::map<std::string, calendar::zone, std::less<>> clocks_;
    std::vector<call_ref> calls_;           ///< by station
    std::vector<std::uint32_t> first_call_; ///< of each station; one more than stations
    int longest_run_days_ = 0;
};

/// The mutable way in. Everything that is added refers only to what was added before it; `build` checks the
/// trains. Adding throws std::invalid_argument if a key is taken or an id is not of this builder.
class timetable_builder {
public:
    timetable_builder() = default;
    /// Goes on from a timetable.
    explicit timetable_builder(timetable start) : made_{std::move(start)} {}

    agency_id agency(rail::agency a);
    route_id route(rail::route r);
    station_id station(rail::station s);
    stop_id stop(rail::stop s);
    shape_id shape(rail::shape s);
    fare_id fare(rail::fare f);
    void fare_rule(rail::fare_rule r);
    void transfer(rail::transfer t); ///< of at most a million seconds, as a station's change
    void translation(rail::translation t) { made_.translations_.push_back(std::move(t)); }
    void info(feed_info i) { made_.info_ = std::move(i); }
    line_id line(rail::line l);
    revision_id revision(rail::revision r);
    void circulation(rail::circulation c);
    void zone(calendar::zone z) { made_.zone_ = std::move(z); }
    /// The clock of the stations whose `zone` is its name.
    void clock(calendar::zone z) { made_.clocks_.insert_or_assign(z.name(), z); }

    /// Gives a station other particulars; its key stays.
    void describe(station_id s, rail::station particulars);

    /// What was added until now.
    [[nodiscard]] const timetable& so_far() const { return made_; }

    /// Makes room for so many trains in all.
    void reserve_trains(std::size_t count) { made_.trains_.reserve(count); }
    /// Adds the train with these calls. Returns: the id that it has in the timetable.
    train_id train(rail::train t, std::vector<call> calls);

    /// Throws: data_error with every train that cannot run as written, or whose key is taken.
    [[nodiscard]] timetable build() &&;

private:
    void index_calls();

    timetable made_;
    notices wrong_;
};

/// By how much each run of a day is later than the train's calls say: nothing for most trains, a value for
/// each departure of one that runs every so often.
[[nodiscard]] std::vector<std::chrono::seconds> list_shifts(const train& x);

/// What is wrong with the calls of a train, one notice a fault, each naming the call by its place from 1.
void check_calls(
    std::span<const call> calls,
    const std::function<void(const message_rule&, std::size_t, std::vector<std::string>)>& report);

} // namespace qaidam::rail
