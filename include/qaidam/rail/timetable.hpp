/// The timetable: stations, trains with their calls and running days, as one immutable value.
///
/// Times are on the clock of the timetable's zone; `utc` and `clock` say when something happens.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/base/function_ref.hpp>
#include <qaidam/base/shared.hpp>
#include <qaidam/calendar/zone.hpp>
#include <qaidam/rail/codes.hpp>
#include <qaidam/rail/fares.hpp>
#include <qaidam/rail/railway.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// A call of a train, by its place among them.
struct call_ref {
    train_id train;
    std::uint32_t call;
    friend bool operator==(const call_ref&, const call_ref&) = default;
};

/// What real-time updates made of a timetable's runs; see rail/realtime.hpp.
struct realtime_changes {
    /// Runs that are not as planned, each with the train that runs instead; nothing where the run is cancelled.
    std::map<std::pair<train_id, calendar::date>, std::optional<train_id>> runs{};
    struct plan {
        std::optional<train_id> train{}; ///< nothing for an extra train
        std::vector<std::optional<std::uint32_t>>
            calls{}; ///< the planned one of each call; nothing for an added one
        friend bool operator==(const plan&, const plan&) = default;
    };
    std::map<train_id, plan> plans{}; ///< of the trains that updates added
    friend bool operator==(const realtime_changes&, const realtime_changes&) = default;
};

using train_registry = registry<train_id, train, shared_vector>;

/// Copies share what they have in common: to copy a timetable, and to change a few trains of the copy, costs
/// little.
class timetable {
public:
    [[nodiscard]] const registry<station_id, rail::station>& stations() const { return rest_->stations; }
    [[nodiscard]] const registry<stop_id, rail::stop>& stops() const { return rest_->stops; }
    [[nodiscard]] const registry<level_id, rail::level>& levels() const { return rest_->levels; }
    [[nodiscard]] const registry<pathway_id, rail::pathway>& pathways() const { return rest_->pathways; }
    [[nodiscard]] const train_registry& trains() const { return trains_; }
    [[nodiscard]] const registry<agency_id, rail::agency>& agencies() const { return rest_->agencies; }
    [[nodiscard]] const registry<route_id, rail::route>& routes() const { return rest_->routes; }
    [[nodiscard]] const registry<shape_id, rail::shape>& shapes() const { return rest_->shapes; }
    [[nodiscard]] const registry<fare_id, rail::fare>& fares() const { return rest_->fares; }
    [[nodiscard]] std::span<const fare_rule> fare_rules() const { return rest_->fare_rules; }
    [[nodiscard]] const rail::fares_v2& fares_v2() const { return rest_->fares_v2; }
    [[nodiscard]] const registry<rider_category_id, rail::rider_category>& rider_categories() const {
        return rest_->rider_categories;
    }
    [[nodiscard]] std::span<const concession> concessions() const { return rest_->concessions; }
    [[nodiscard]] std::span<const transfer> transfers() const { return *transfers_; }
    [[nodiscard]] std::span<const translation> translations() const { return rest_->translations; }
    [[nodiscard]] const std::optional<feed_info>& info() const { return rest_->info; }
    [[nodiscard]] const registry<line_id, rail::line>& lines() const { return rest_->lines; }
    [[nodiscard]] const registry<revision_id, rail::revision>& revisions() const { return rest_->revisions; }
    [[nodiscard]] const registry<tariff_id, rail::tariff>& tariffs() const { return rest_->tariffs; }
    [[nodiscard]] std::span<const circulation> circulations() const { return *circulations_; }

    /// What updates changed; nothing in a planned timetable.
    [[nodiscard]] const realtime_changes& realtime() const { return *realtime_; }

    /// All calls at a station, by train and then in the order of its run.
    [[nodiscard]] std::span<const call_ref> calls_at(station_id s) const { return calls_[s.value()]; }

    /// The clock that all times are on.
    [[nodiscard]] const calendar::zone& zone() const { return rest_->zone; }
    /// The instant of a service time, in UTC. Throws: std::invalid_argument beyond the dates there are.
    [[nodiscard]] calendar::utc_time utc(const calendar::date& service_date, service_time t) const;
    /// What the timetable's clock shows then.
    [[nodiscard]] calendar::local_time clock(const calendar::date& service_date, service_time t) const {
        return zone().to_local(utc(service_date, t));
    }

    /// The clocks that stations and stops name, by name.
    [[nodiscard]] const std::map<std::string, calendar::zone, std::less<>>& clocks() const {
        return rest_->clocks;
    }
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

    /// All but the trains and what names them.
    struct rest {
        registry<station_id, rail::station> stations;
        registry<level_id, rail::level> levels;
        registry<stop_id, rail::stop> stops;
        registry<pathway_id, rail::pathway> pathways;
        registry<agency_id, rail::agency> agencies;
        registry<route_id, rail::route> routes;
        registry<shape_id, rail::shape> shapes;
        registry<fare_id, rail::fare> fares;
        std::vector<fare_rule> fare_rules;
        rail::fares_v2 fares_v2;
        registry<rider_category_id, rail::rider_category> rider_categories;
        std::vector<translation> translations;
        std::optional<feed_info> info;
        registry<line_id, rail::line> lines;
        registry<revision_id, rail::revision> revisions;
        registry<tariff_id, rail::tariff> tariffs;
        std::vector<concession> concessions;
        calendar::zone zone = calendar::beijing_time();
        std::map<std::string, calendar::zone, std::less<>> clocks;
        friend bool operator==(const rest&, const rest&) = default;
    };
    shared_value<rest> rest_;
    train_registry trains_;
    shared_value<std::vector<transfer>> transfers_;
    shared_value<std::vector<circulation>> circulations_;
    shared_value<realtime_changes> realtime_;
    shared_vector<shared_list<call_ref>> calls_; ///< by station
    int longest_run_days_ = 0;
};

/// The mutable way in. Everything that is added refers only to what was added before it; `build` checks the
/// trains. Adding throws std::invalid_argument if a key is taken or an id is not of this builder.
class timetable_builder {
public:
    timetable_builder() = default;
    /// Goes on from a timetable.
    explicit timetable_builder(timetable start)
        : made_{std::move(start)},
          indexed_{static_cast<std::uint32_t>(made_.trains().size())} {}

    agency_id agency(rail::agency a);
    route_id route(rail::route r);
    station_id station(rail::station s);
    level_id level(rail::level l);
    stop_id stop(rail::stop s);
    pathway_id pathway(rail::pathway p); ///< between two stops of one station
    shape_id shape(rail::shape s);
    fare_id fare(rail::fare f);
    void fare_rule(rail::fare_rule r);
    rider_category_id rider_category(rail::rider_category c);
    void fares_v2(rail::fares_v2 all); ///< in place of those before
    void transfer(rail::transfer t);   ///< of at most `longest_change`, as a station's
    void translation(rail::translation t) { rest().translations.push_back(std::move(t)); }
    void info(feed_info i) { rest().info = std::move(i); }
    line_id line(rail::line l);
    revision_id revision(rail::revision r);
    tariff_id tariff(rail::tariff x);
    void concession(rail::concession c); ///< of 0 to 100 percent; one for each rider and tariff
    void circulation(rail::circulation c);
    /// What updates changed of the trains that were added.
    void realtime(realtime_changes c) { made_.realtime_ = std::move(c); }
    void zone(calendar::zone z) { rest().zone = std::move(z); }
    /// The clock of the stations whose `zone` is its name.
    void clock(calendar::zone z) { rest().clocks.insert_or_assign(z.name(), z); }

    /// Gives a station other particulars; its key stays.
    void describe(station_id s, rail::station particulars);
    /// Lets a train run on other days.
    void run_on(train_id x, calendar::day_set days);

    /// What was added until now.
    [[nodiscard]] const timetable& so_far() const { return made_; }

    /// Makes room for so many trains in all.
    void reserve_trains(std::size_t count) { made_.trains_.reserve(count); }
    /// Adds the train with these calls. Returns: the id that it has in the timetable.
    train_id train(rail::train t, shared_list<call> calls);
    /// Adds all these at once, with the calls that they have; they keep their ids. Requires: a key for each, and
    /// that there were no trains before, else std::invalid_argument.
    void trains(train_registry all);

    /// Throws: data_error with every train that cannot run as written, or whose key is taken.
    [[nodiscard]] timetable build() &&;

private:
    [[nodiscard]] timetable::rest& rest() { return made_.rest_.write(); }
    void settle(rail::train& t);
    void index_calls();

    timetable made_;
    std::uint32_t indexed_ = 0;             ///< trains whose calls are known by station
    std::vector<std::uint32_t> more_calls_; ///< at each station, of the others, to make room for
    notices wrong_;
};

/// How much later each run of a day is than the train's calls say. For most trains: one value, zero. For a
/// train that runs every so often: one value for each departure before its window closes, as if they were headways
/// apart from its opening on. That is a plan to draw, no promise: see docs/adr/0026-headways.md.
[[nodiscard]] std::vector<std::chrono::seconds> list_shifts(const train& x);

/// What is wrong with the calls of a train, one notice a fault, each naming the call by its place from 1.
void check_calls(std::span<const call> calls,
                 function_ref<void(const message_rule&, std::size_t, std::vector<std::string>)> report);

} // namespace qaidam::rail

#pragma GCC visibility pop
