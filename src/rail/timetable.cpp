#include <qaidam/rail/timetable.hpp>

#include <qaidam/rail/number.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace qaidam::rail {

calendar::utc_time timetable::utc(const calendar::date& service_date, service_time t) const {
    // Noon − 12 h is midnight but for the days on which summer time begins or ends.
    (void)calendar::local_time{service_date, std::chrono::seconds{t.seconds()}}; // in range
    const auto noon = zone().to_utc(calendar::local_time{service_date, std::chrono::hours{12}});
    // The first and the last date there are have no UTC at one of their ends.
    return noon + std::clamp(std::chrono::seconds{t.seconds() - 12 * 3600},
                             calendar::utc_time::first() - noon, calendar::utc_time::last() - noon);
}

const label& name_on(const station& s, const calendar::date& day) {
    const auto found = std::find_if(s.names.begin(), s.names.end(),
                                    [&](const dated_name& n) { return n.when.contains(day); });
    return found == s.names.end() ? s.name : found->name;
}

const std::string& number_at(const train& x, std::size_t call) {
    const auto* number = &x.number;
    for (const auto& change : x.numbers)
        if (change.from_call <= call) number = &change.number;
    return *number;
}

std::string headsign_at(const train& x, std::size_t call, language l) {
    for (const auto& h : x.headsigns)
        if (h.call == call) return h.text;
    return x.headsign->in(l);
}

std::optional<std::size_t> find_call(const train& x, station_id at, std::size_t since) {
    for (std::size_t i = since; i < x.calls.size(); ++i)
        if (x.calls[i].at == at) return i;
    return std::nullopt;
}

std::optional<price> price_for(const tariff& x, std::int32_t metres) {
    const auto found = std::lower_bound(x.steps.begin(), x.steps.end(), metres,
                                        [](const tariff::step& s, std::int32_t m) { return s.through < m; });
    return found == x.steps.end() ? std::nullopt : std::optional{found->price};
}

const calendar::zone& timetable::zone_of(station_id s) const {
    if (clocks().empty()) return zone();
    const auto found = clocks().find(stations()[s].zone);
    return found == clocks().end() ? zone() : found->second;
}

std::vector<station_id> timetable::stations_named(std::string_view name) const {
    std::vector<station_id> found;
    for (const auto s : stations().ids()) {
        const auto& x = stations()[s];
        if (x.key.text() == name || x.name.zh == name || x.name.en == name) found.push_back(s);
    }
    return found;
}

station_id timetable::station(std::string_view name) const {
    const auto found = stations_named(name);
    if (found.size() == 1) return found.front();
    throw std::invalid_argument(
        fmt::format("timetable: {} stations are called '{}', want one", found.size(), name));
}

namespace {

template <class Id, class Record>
Id add_to(registry<Id, Record>& all, Record record, std::string_view kind) {
    if (const auto added = all.add(std::move(record))) return *added;
    throw std::invalid_argument(fmt::format("timetable_builder: {} key '{}' is taken", kind, record.key));
}

template <class Optional, class Registry>
void require(const Optional& i, const Registry& all, std::string_view kind) {
    if (i && i->value() >= all.size())
        throw std::invalid_argument(
            fmt::format("timetable_builder: there is no {} {} yet", kind, i->value()));
}

} // namespace

agency_id timetable_builder::agency(rail::agency a) {
    return add_to(rest().agencies, std::move(a), "agency");
}

route_id timetable_builder::route(rail::route r) {
    require(r.agency, made_.agencies(), "agency");
    return add_to(rest().routes, std::move(r), "route");
}

namespace {

void require_change(const std::optional<std::chrono::seconds>& time) {
    if (time && (time->count() < 0 || *time > longest_change))
        throw std::invalid_argument(fmt::format("timetable_builder: a change takes {} s, want 0 to {}",
                                                time->count(), longest_change.count()));
}

} // namespace

station_id timetable_builder::station(rail::station s) {
    require_change(s.change_time);
    return add_to(rest().stations, std::move(s), "station");
}

level_id timetable_builder::level(rail::level l) {
    return add_to(rest().levels, std::move(l), "level");
}

stop_id timetable_builder::stop(rail::stop s) {
    require(std::optional{s.station}, made_.stations(), "station");
    require(s.part_of, made_.stops(), "stop");
    require(s.level, made_.levels(), "level");
    return add_to(rest().stops, std::move(s), "stop");
}

pathway_id timetable_builder::pathway(rail::pathway p) {
    for (const auto end : {p.from, p.to}) require(std::optional{end}, made_.stops(), "stop");
    if (made_.stops()[p.from].station != made_.stops()[p.to].station)
        throw std::invalid_argument(
            fmt::format("timetable_builder: pathway '{}' leads to another station", p.key.text()));
    require_change(p.time);
    return add_to(rest().pathways, std::move(p), "pathway");
}

shape_id timetable_builder::shape(rail::shape s) {
    return add_to(rest().shapes, std::move(s), "shape");
}

fare_id timetable_builder::fare(rail::fare f) {
    require(f.agency, made_.agencies(), "agency");
    return add_to(rest().fares, std::move(f), "fare");
}

void timetable_builder::fares_v2(rail::fares_v2 all) {
    const auto require_stop = [&](const fare_stop& s) {
        require(std::optional{s.station}, made_.stations(), "station");
        require(s.stop, made_.stops(), "stop");
    };
    for (const auto& x : all.stop_areas) {
        require(std::optional{x.area}, all.areas, "fare area");
        require_stop(x.stop);
    }
    for (const auto& x : all.route_networks) {
        require(std::optional{x.network}, all.networks, "fare network");
        require(std::optional{x.route}, made_.routes(), "route");
    }
    for (const auto& p : all.products)
        for (const auto& x : p.offers) {
            require(x.rider, made_.rider_categories(), "rider category");
            require(x.medium, all.media, "fare medium");
        }
    for (const auto& x : all.leg_rules) {
        require(x.network, all.networks, "fare network");
        for (const auto& area : {x.from, x.to}) require(area, all.areas, "fare area");
        require(std::optional{x.product}, all.products, "fare product");
    }
    for (const auto& x : all.join_rules) {
        for (const auto& network : {x.from_network, x.to_network})
            require(network, all.networks, "fare network");
        for (const auto& stop : {x.from, x.to})
            if (stop) require_stop(*stop);
    }
    for (const auto& x : all.transfer_rules) require(x.product, all.products, "fare product");
    rest().fares_v2 = std::move(all);
}

rider_category_id timetable_builder::rider_category(rail::rider_category c) {
    return add_to(rest().rider_categories, std::move(c), "rider category");
}

line_id timetable_builder::line(rail::line l) {
    for (std::size_t i = 0; i < l.stops.size(); ++i) {
        require(std::optional{l.stops[i].station}, made_.stations(), "station");
        if (i > 0 && l.stops[i].mileage < l.stops[i - 1].mileage)
            throw std::invalid_argument(
                fmt::format("timetable_builder: mileage of line '{}' falls", l.key.text()));
    }
    return add_to(rest().lines, std::move(l), "line");
}

revision_id timetable_builder::revision(rail::revision r) {
    return add_to(rest().revisions, std::move(r), "revision");
}

tariff_id timetable_builder::tariff(rail::tariff x) {
    for (std::size_t i = 1; i < x.steps.size(); ++i) {
        if (x.steps[i].through <= x.steps[i - 1].through)
            throw std::invalid_argument(
                fmt::format("timetable_builder: the steps of tariff '{}' do not grow", x.key.text()));
        if (x.steps[i].price.currency != x.steps[0].price.currency)
            throw std::invalid_argument(
                fmt::format("timetable_builder: tariff '{}' has more than one currency", x.key.text()));
    }
    if (x.changes < 0)
        throw std::invalid_argument(
            fmt::format("timetable_builder: tariff '{}' allows {} changes", x.key.text(), x.changes));
    for (const auto& c : x.classes)
        if (!is_class(c) || c.find(' ') != std::string::npos)
            throw std::invalid_argument(
                fmt::format("timetable_builder: there is no class '{}' of trains", c));
    return add_to(rest().tariffs, std::move(x), "tariff");
}

void timetable_builder::concession(rail::concession c) {
    require(std::optional{c.rider}, made_.rider_categories(), "rider category");
    require(c.tariff, made_.tariffs(), "tariff");
    if (c.percent < 0 || c.percent > 100 || c.round_to.amount < 1)
        throw std::invalid_argument(fmt::format(
            "timetable_builder: a concession of {} percent, rounded to {}, want 0 to 100 and at least 1",
            c.percent, c.round_to.amount));
    for (const auto& x : made_.concessions())
        if (x.rider == c.rider && x.tariff == c.tariff)
            throw std::invalid_argument("timetable_builder: a rider has two concessions of one tariff");
    rest().concessions.push_back(std::move(c));
}

void timetable_builder::circulation(rail::circulation c) {
    for (const auto x : c.trains) require(std::optional{x}, made_.trains_, "train");
    made_.circulations_.write().push_back(std::move(c));
}

void timetable_builder::describe(station_id s, rail::station particulars) {
    require(std::optional{s}, made_.stations(), "station");
    rest().stations.replace(s, std::move(particulars));
}

void timetable_builder::run_on(train_id x, calendar::day_set days) {
    require(std::optional{x}, made_.trains_, "train");
    made_.trains_.update(x, [&](rail::train& t) { t.days = std::move(days); });
}

void timetable_builder::fare_rule(rail::fare_rule r) {
    require(std::optional{r.fare}, made_.fares(), "fare");
    require(r.route, made_.routes(), "route");
    rest().fare_rules.push_back(std::move(r));
}

void timetable_builder::transfer(rail::transfer t) {
    require_change(t.least);
    for (const auto* end : {&t.from, &t.to}) {
        require(end->station, made_.stations(), "station");
        require(end->stop, made_.stops(), "stop");
        require(end->route, made_.routes(), "route");
        require(end->train, made_.trains_, "train");
    }
    made_.transfers_.write().push_back(t);
}

std::vector<std::chrono::seconds> list_shifts(const train& x) {
    if (x.headways.empty()) return {std::chrono::seconds{0}};
    std::vector<std::chrono::seconds> all;
    const auto first = std::chrono::seconds{x.calls.front().departure->seconds()};
    for (const auto& h : x.headways)
        for (auto at = std::chrono::seconds{h.from.seconds()}; at.count() < h.until.seconds(); at += h.every)
            all.push_back(at - first);
    return all;
}

void check_calls(std::span<const call> calls,
                 function_ref<void(const message_rule&, std::size_t, std::vector<std::string>)> report) {
    if (calls.size() < 2) return report(codes::too_few_calls, 0, {std::to_string(calls.size())});
    if (!calls.front().departure) report(codes::no_time_at_end, 1, {});
    if (!calls.back().arrival) report(codes::no_time_at_end, calls.size(), {});
    std::optional<service_time> previous;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const auto& c = calls[i];
        if (c.arrival && c.departure && *c.departure < *c.arrival)
            report(codes::departs_before_arrival, i + 1, {to_cell(*c.arrival), to_cell(*c.departure)});
        if (c.kind != call_kind::passenger && (c.may_board() || c.may_alight()))
            report(codes::passengers_where_none_call, i + 1, {});
        if (c.kind == call_kind::pass && c.arrival && c.departure && *c.departure > *c.arrival)
            report(codes::stops_where_it_passes, i + 1, {to_cell(*c.arrival), to_cell(*c.departure)});
        const auto first = c.arrival ? c.arrival : c.departure;
        if (first && previous && *first < *previous)
            report(codes::time_before_previous, i + 1,
                   {to_cell(*first), to_cell(*previous),
                    to_cell(service_time{std::chrono::seconds{first->seconds() + 86400}})});
        if (const auto last = c.departure ? c.departure : c.arrival)
            previous = previous ? std::max(*previous, *last) : *last;
    }
}

namespace {

/// Fills in the times of the calls between two that have times: by distance where all of them have one and it
/// never falls, else by their number.
void interpolate(std::span<call> calls) {
    const auto start = calls.front().departure ? *calls.front().departure : *calls.front().arrival;
    const auto end = calls.back().arrival ? *calls.back().arrival : *calls.back().departure;
    bool by_distance = true;
    for (std::size_t i = 0; i < calls.size(); ++i)
        by_distance =
            by_distance && calls[i].distance && (i == 0 || *calls[i].distance >= *calls[i - 1].distance);
    by_distance = by_distance && *calls.back().distance > *calls.front().distance;
    for (std::size_t i = 1; i + 1 < calls.size(); ++i) {
        const double share = by_distance
                                 ? (*calls[i].distance - *calls.front().distance) /
                                       static_cast<double>(*calls.back().distance - *calls.front().distance)
                                 : static_cast<double>(i) / static_cast<double>(calls.size() - 1);
        const auto seconds = std::lround(start.seconds() + share * (end.seconds() - start.seconds()));
        calls[i].arrival = calls[i].departure = service_time{std::chrono::seconds{seconds}};
        calls[i].timing = timing::interpolated;
    }
}

bool have_times(std::span<const call> calls) {
    return calls.size() < 3 || std::all_of(calls.begin() + 1, calls.end() - 1,
                                           [](const call& c) { return c.arrival && c.departure; });
}

/// Gives every call between the ends both times.
void complete_times(std::span<call> calls) {
    std::size_t before = 0;
    for (std::size_t i = 1; i < calls.size(); ++i) {
        auto& c = calls[i];
        if (i + 1 < calls.size()) {
            if (!c.arrival) c.arrival = c.departure;
            if (!c.departure) c.departure = c.arrival;
        }
        if (!calls[i].arrival && !calls[i].departure) continue;
        if (i > before + 1) interpolate(calls.subspan(before, i - before + 1));
        before = i;
    }
}

/// What its notices are about.
const std::string& name_of(const train& t) {
    return t.number.empty() ? t.key.text() : t.number;
}

} // namespace

train_id timetable_builder::train(rail::train t, shared_list<call> calls) {
    t.calls = std::move(calls);
    if (t.key.empty()) t.key = t.number;
    settle(t);
    if (const auto added = made_.trains_.add(std::move(t))) return *added;
    wrong_.add(qaidam::codes::duplicate_key, {.file = name_of(t)}, {t.key.text()});
    return made_.trains_.id_of(t.key);
}

void timetable_builder::trains(train_registry all) {
    if (!made_.trains_.empty() || all.find(key{}))
        throw std::invalid_argument("timetable_builder: there are trains already, or one has no key");
    for (const auto i : all.ids()) all.update(i, [this](rail::train& t) { settle(t); });
    made_.trains_ = std::move(all);
}

/// Checks a train, and completes the times of its calls.
void timetable_builder::settle(rail::train& t) {
    const std::span<const call> calls = std::as_const(t.calls);
    require(t.route, made_.routes(), "route");
    require(t.shape, made_.shapes(), "shape");
    require(t.revision, made_.revisions(), "revision");
    for (const auto& change : t.numbers)
        if (change.from_call >= calls.size())
            throw std::invalid_argument("timetable_builder: a number holds from a call that there is not");
    for (const auto& c : calls) {
        require(std::optional{c.at}, made_.stations(), "station");
        require(c.platform, made_.stops(), "stop");
        if (c.platform && made_.stops()[*c.platform].station != c.at)
            throw std::invalid_argument("timetable_builder: a call is at a platform of another station");
    }
    const auto errors = wrong_.errors();
    check_calls(calls,
                [this, &t](const message_rule& rule, std::size_t call, std::vector<std::string> arguments) {
                    wrong_.add(rule, {.file = name_of(t), .line = call}, std::move(arguments));
                });
    if (wrong_.errors() == errors && !have_times(calls)) complete_times(t.calls);

    for (const auto& h : t.headways)
        if (h.until <= h.from || h.every.count() < 1)
            throw std::invalid_argument("timetable_builder: a headway is empty or has no interval");
    int latest = 0;
    more_calls_.resize(made_.stations().size());
    for (const auto& c : calls) {
        latest = std::max(
            {latest, c.arrival ? c.arrival->seconds() : 0, c.departure ? c.departure->seconds() : 0});
        ++more_calls_[c.at.value()];
    }
    const int longest =
        calls.empty() || !calls.front().departure ? 0 : latest - calls.front().departure->seconds();
    for (const auto& h : t.headways) latest = std::max(latest, h.until.seconds() + longest);
    made_.longest_run_days_ = std::max(made_.longest_run_days_, latest / 86400);
}

void timetable_builder::index_calls() {
    auto& index = made_.calls_;
    while (index.size() < made_.stations().size()) index.emplace_back();
    list_memory memory;
    std::vector<call_ref*> next(index.size()); // where the next call at each station is noted
    for (std::size_t s = 0; s < more_calls_.size(); ++s) {
        if (more_calls_[s] == 0) continue;
        const auto& before = std::as_const(index)[s];
        shared_list<call_ref> all{before.size() + more_calls_[s], {train_id{0}, 0}, memory};
        next[s] = std::copy(before.begin(), before.end(), all.begin());
        index.write(s) = std::move(all);
    }
    for (; indexed_ < made_.trains_.size(); ++indexed_) {
        std::uint32_t c = 0;
        for (const auto& at : made_.trains_[train_id{indexed_}].calls)
            *next[at.at.value()]++ = {train_id{indexed_}, c++};
    }
}

timetable timetable_builder::build() && {
    for (const auto& s : made_.stations())
        if (!s.zone.empty() && !made_.clocks().contains(s.zone) && s.zone != made_.zone().name())
            wrong_.add(codes::unknown_zone, {.file = s.key.text()}, {s.zone});
    index_calls();
    refuse_errors(wrong_, policy::strict);
    return std::move(made_);
}

} // namespace qaidam::rail
