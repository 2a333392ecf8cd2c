#include <qaidam/rail/gtfs.hpp>

#include <algorithm>
#include <map>
#include <set>

#include <qaidam/base/csv.hpp>

namespace qaidam::rail {
namespace {

using calendar::date;

constexpr auto maybe = presence::optional;

constexpr column agency_columns[] = {{"agency_id", maybe}, {"agency_name"},        {"agency_url", maybe},
                                     {"agency_timezone"},  {"agency_lang", maybe}, {"agency_phone", maybe}};
constexpr column stop_columns[] = {{"stop_id"},
                                   {"stop_code", maybe},
                                   {"stop_name"},
                                   {"stop_lat", maybe},
                                   {"stop_lon", maybe},
                                   {"location_type", maybe},
                                   {"parent_station", maybe}};
constexpr column route_columns[] = {
    {"route_id"}, {"route_short_name", maybe}, {"route_long_name", maybe}, {"route_type"}};
constexpr column trip_columns[] = {
    {"route_id"}, {"service_id"}, {"trip_id"}, {"trip_short_name", maybe}, {"trip_headsign", maybe}};
constexpr column stop_time_columns[] = {
    {"trip_id"},       {"arrival_time", maybe}, {"departure_time", maybe}, {"stop_id"},
    {"stop_sequence"}, {"pickup_type", maybe},  {"drop_off_type", maybe}};
constexpr column calendar_columns[] = {{"service_id"}, {"monday"},  {"tuesday"},  {"wednesday"},
                                       {"thursday"},   {"friday"},  {"saturday"}, {"sunday"},
                                       {"start_date"}, {"end_date"}};
constexpr column calendar_date_columns[] = {{"service_id"}, {"date"}, {"exception_type"}};

constexpr column translation_columns[] = {
    {"table_name"}, {"field_name"}, {"language"}, {"translation"}, {"record_id", maybe}};

constexpr table_layout agency_table{"agency.txt", presence::required, agency_columns};
constexpr table_layout stop_table{"stops.txt", presence::required, stop_columns};
constexpr table_layout route_table{"routes.txt", presence::required, route_columns};
constexpr table_layout trip_table{"trips.txt", presence::required, trip_columns};
constexpr table_layout stop_time_table{"stop_times.txt", presence::required, stop_time_columns};
constexpr table_layout calendar_table{"calendar.txt", maybe, calendar_columns};
constexpr table_layout calendar_date_table{"calendar_dates.txt", maybe, calendar_date_columns};
constexpr table_layout translation_table{"translations.txt", maybe, translation_columns};
constexpr const table_layout* tables[] = {&translation_table, &agency_table,       &stop_table,
                                          &route_table,       &trip_table,         &stop_time_table,
                                          &calendar_table,    &calendar_date_table};

date read_service_date(record& r, std::string_view column) {
    const auto text = r.text(column);
    const auto day =
        text.size() == 8
            ? calendar::find_date(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6))
            : std::nullopt;
    if (!day && !text.empty()) r.complain(codes::bad_service_date, column, {text});
    return day.value_or(date{1970, 1, 1});
}

std::optional<service_time> read_service_time(record& r, std::string_view column) {
    const auto text = r.cell(column);
    if (text.empty()) return std::nullopt;
    const auto time = find_service_time(text);
    if (!time) r.complain(codes::bad_service_time, column, {std::string{text}});
    return time;
}

class gtfs_loader {
public:
    gtfs_loader(const std::filesystem::path& folder, const load_options& options, notices& out)
        : folder_{folder},
          policy_{options.policy},
          out_{out} {}

    timetable load() {
        list_files();
        read_agencies();
        read_stops();
        read_services();
        read_trips();
        read_stop_times();
        refuse_errors(out_, policy::lenient); // a file that cannot be used leaves nothing to go on with
        for (auto& t : trips_) finish(t);
        refuse_errors(out_, policy_);
        return std::move(builder_).build();
    }

private:
    struct stop {
        qaidam::key key;
        label name;
        std::string code;
        std::optional<geo::point> at;
        std::string parent;
        location where;
    };
    struct service {
        qaidam::key key;
        std::vector<date> added;
        std::vector<date> removed;
        calendar::day_set days;
    };
    struct timed_call {
        std::int64_t sequence;
        std::uint64_t line;
        call value;
    };
    struct trip {
        qaidam::key key;
        train value;
        location where{};
        std::vector<timed_call> calls{};
        bool bad = false;
    };
    using stop_index = id<struct stop_tag>;
    using service_index = id<struct service_tag>;
    using trip_index = id<struct trip_tag>;
    struct named {
        qaidam::key key;
        std::string number{};
    };

    void read(const table_layout& layout, const std::function<void(record&)>& use) {
        read_table(folder_, layout, out_, use);
    }

    void list_files() {
        std::error_code failure;
        if (!std::filesystem::is_directory(folder_, failure)) {
            out_.add(codes::not_a_folder, {.file = folder_.filename().string()});
            refuse_errors(out_, policy_);
        }
        std::set<std::string> others;
        for (const auto& entry : std::filesystem::directory_iterator{folder_}) {
            const auto name = entry.path().filename().string();
            if (entry.path().extension() == ".txt" &&
                std::none_of(std::begin(tables), std::end(tables),
                             [&](const auto* t) { return t->file == name; }))
                others.insert(name);
        }
        for (const auto& name : others) out_.add(codes::file_not_read, {.file = name});
    }

    void read_agencies() {
        read(agency_table, [&](record& r) {
            (void)r.text("agency_name");
            const auto zone = r.text("agency_timezone");
            if (r.ok() && zone_.empty()) zone_ = zone;
        });
        builder_.zone(zone_);
    }

    void read_stops() {
        registry<stop_index, stop> stops;
        read(stop_table, [&](record& r) {
            stop s{.key = r.key("stop_id"),
                   .name = {std::string{r.cell("stop_name")}},
                   .code = std::string{r.cell("stop_code")},
                   .at = {},
                   .parent = std::string{r.cell("parent_station")},
                   .where = r.where("parent_station")};
            const auto type = r.cell("location_type").empty() ? 0 : r.integer("location_type", 0, 4);
            if (!r.cell("stop_lat").empty() || !r.cell("stop_lon").empty()) {
                const geo::latitude lat{r.number("stop_lat", -1000, 1000)};
                const geo::longitude lon{r.number("stop_lon", -1000, 1000)};
                if (r.ok() && !geo::on_earth(lon, lat))
                    r.complain(codes::off_earth, "stop_lat",
                               {std::string{r.cell("stop_lat")}, std::string{r.cell("stop_lon")}});
                if (r.ok()) s.at = geo::point{lon, lat};
            }
            if (!s.parent.empty() && s.parent == s.key.text())
                r.complain(codes::own_parent, "parent_station", {s.parent});
            if (type <= 1) r.add_to(stops, std::move(s), "stop_id");
        });
        std::map<key, std::string> english;
        read(translation_table, [&](record& r) {
            if (r.cell("table_name") == "stops" && r.cell("field_name") == "stop_name" &&
                r.cell("language") == "en")
                english.insert_or_assign(key{r.cell("record_id")}, r.text("translation"));
        });
        for (const auto& s : stops)
            if (s.parent.empty())
                stations_.emplace(
                    s.key,
                    builder_.station(
                        {.key = s.key, .name = {s.name.zh, english[s.key]}, .code = s.code, .at = s.at}));
        for (const auto& s : stops) {
            if (s.parent.empty()) continue;
            const auto parent = stations_.find(s.parent);
            if (parent == stations_.end() || stops.find(s.parent) == std::nullopt) {
                out_.add(qaidam::codes::unknown_reference, s.where, {s.parent, std::string{stop_table.file}});
            } else {
                platforms_.emplace(s.key, parent->second);
            }
        }
        stations_.merge(platforms_);
    }

    void read_services() {
        const bool weekly = read_table(folder_, calendar_table, out_, [&](record& r) {
            static constexpr std::string_view names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                                         "friday", "saturday", "sunday"};
            service s{.key = r.key("service_id"), .added = {}, .removed = {}, .days = {}};
            unsigned bits = 0;
            for (unsigned d = 0; d < 7; ++d) bits |= static_cast<unsigned>(r.integer(names[d], 0, 1)) << d;
            const auto first = read_service_date(r, "start_date");
            const auto last = read_service_date(r, "end_date");
            if (r.ok() && last < first)
                r.complain(codes::end_before_start, "end_date",
                           {calendar::to_text(first), calendar::to_text(last)});
            if (!r.ok()) return;
            s.days =
                calendar::day_set::on(calendar::weekdays::from_bits(bits), {first, calendar::later(last, 1)});
            const auto k = s.key;
            if (!services_.try_emplace(k, std::move(s)).second)
                r.complain(qaidam::codes::duplicate_key, "service_id", {k.text()});
        });
        const bool dated = read_table(folder_, calendar_date_table, out_, [&](record& r) {
            const auto k = r.key("service_id");
            const auto day = read_service_date(r, "date");
            const auto type = r.integer("exception_type", 1, 2);
            if (!r.ok()) return;
            auto& s = services_.try_emplace(k, service{k, {}, {}, {}}).first->second;
            (type == 1 ? s.added : s.removed).push_back(day);
        });
        if (!weekly && !dated && out_.count(severity::fatal) == 0) out_.add(codes::no_calendar, {});
        for (auto& [k, s] : services_)
            s.days = (s.days | calendar::day_set::of(s.added)) - calendar::day_set::of(s.removed);
    }

    void read_trips() {
        registry<id<struct route_tag>, named> routes;
        read(route_table, [&](record& r) {
            named x{r.key("route_id"), std::string{r.cell("route_short_name")}};
            (void)r.integer("route_type", 0, 1799);
            r.add_to(routes, std::move(x), "route_id");
        });
        registry<trip_index, named> seen;
        read(trip_table, [&](record& r) {
            const auto route = r.reference("route_id", routes, route_table.file);
            const auto service_key = r.text("service_id");
            trip t{.key = r.key("trip_id"), .value = {}, .where = r.where("trip_id")};
            t.value.key = t.key;
            t.value.headsign = {std::string{r.cell("trip_headsign")}};
            const auto days = services_.find(service_key);
            if (r.ok() && days == services_.end())
                r.complain(qaidam::codes::unknown_reference, "service_id",
                           {service_key, "calendar.txt, calendar_dates.txt"});
            r.add_to(seen, named{t.key}, "trip_id");
            if (!r.ok()) return;
            t.value.number = std::string{r.cell("trip_short_name")};
            if (t.value.number.empty()) t.value.number = routes[route].number;
            t.value.days = days->second.days;
            index_.emplace(t.key, trips_.size());
            trips_.push_back(std::move(t));
        });
    }

    void read_stop_times() {
        read(stop_time_table, [&](record& r) {
            const auto k = r.cell("trip_id");
            const auto found = index_.find(k);
            if (found == index_.end())
                return r.complain(qaidam::codes::unknown_reference, "trip_id",
                                  {std::string{k}, std::string{trip_table.file}});
            auto& t = trips_[found->second];
            const auto stop_key = r.text("stop_id");
            const auto station = stations_.find(stop_key);
            if (station == stations_.end() && !stop_key.empty())
                r.complain(qaidam::codes::unknown_reference, "stop_id",
                           {stop_key, std::string{stop_table.file}});
            const auto sequence = r.integer("stop_sequence", 0, 1'000'000'000);
            const auto kind = [&](std::string_view column) {
                return r.cell(column).empty() || r.integer(column, 0, 3) != 1;
            };
            call c{.at = station_id{0},
                   .arrival = read_service_time(r, "arrival_time"),
                   .departure = read_service_time(r, "departure_time"),
                   .may_board = kind("pickup_type"),
                   .may_alight = kind("drop_off_type")};
            t.bad = t.bad || !r.ok();
            if (!r.ok()) return;
            c.at = station->second;
            t.calls.push_back({sequence, r.where("").line, c});
        });
    }

    void finish(trip& t) {
        std::stable_sort(t.calls.begin(), t.calls.end(),
                         [](const timed_call& a, const timed_call& b) { return a.sequence < b.sequence; });
        const auto report = [&](const message_rule& rule, const location& where,
                                std::vector<std::string> arguments) {
            out_.add(rule, where, std::move(arguments));
            t.bad = true;
        };
        const auto at = [&](std::size_t i, std::string_view field) {
            return location{.file = std::string{stop_time_table.file},
                            .line = t.calls[i].line,
                            .field = std::string{field}};
        };
        for (std::size_t i = 1; i < t.calls.size(); ++i)
            if (t.calls[i].sequence == t.calls[i - 1].sequence)
                report(codes::duplicate_sequence, at(i, "stop_sequence"),
                       {std::to_string(t.calls[i].sequence)});
        if (policy_ == policy::repair && !t.bad) roll_over(t);
        std::vector<call> calls;
        for (const auto& c : t.calls) calls.push_back(c.value);
        if (!t.bad)
            check_calls(calls, [&](const message_rule& rule, std::size_t number,
                                   std::vector<std::string> arguments) {
                const auto* field = rule == codes::departs_before_arrival ? "departure_time" : "arrival_time";
                report(rule, number == 0 ? t.where : at(number - 1, field), std::move(arguments));
            });
        if (t.bad) {
            out_.add(codes::train_dropped, t.where, {t.key.text()});
        } else {
            builder_.train(std::move(t.value), std::move(calls));
        }
    }

    /// 22:40 then 07:30 means 31:30: from each fall on, a day is added.
    void roll_over(trip& t) {
        constexpr std::int32_t latest = 1000 * 3600 - 1; // what a feed can write
        std::int32_t previous = 0;
        std::int32_t shift = 0;
        for (auto& c : t.calls)
            for (auto* time : {&c.value.arrival, &c.value.departure}) {
                if (!*time) continue;
                auto seconds = (*time)->seconds() + shift;
                if (seconds < previous) {
                    if (previous > latest) return; // check_calls reports the fall
                    shift += 86400;
                    const auto rolled = service_time{std::chrono::seconds{seconds + 86400}};
                    out_.add(codes::rolled_over,
                             {.file = std::string{stop_time_table.file},
                              .line = c.line,
                              .field = time == &c.value.arrival ? "arrival_time" : "departure_time"},
                             {to_string(**time), to_string(rolled)});
                    seconds += 86400;
                }
                previous = std::max(previous, seconds);
                *time = service_time{std::chrono::seconds{seconds}};
            }
    }

    std::filesystem::path folder_;
    qaidam::policy policy_;
    notices& out_;
    timetable_builder builder_;
    std::string zone_;
    std::map<key, station_id> stations_;
    std::map<key, station_id> platforms_;
    std::map<key, service> services_;
    std::vector<trip> trips_;
    std::map<key, std::size_t> index_;
};

} // namespace

loaded<timetable> load_gtfs(const std::filesystem::path& folder, const load_options& options) {
    notices out{options.notices_per_code};
    auto value = gtfs_loader{folder, options, out}.load();
    return {std::move(value), std::move(out)};
}

} // namespace qaidam::rail
