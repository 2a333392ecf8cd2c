#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>

#include "loading.hpp"

namespace qaidam::gtfs::detail {
namespace {

using calendar::date;

std::optional<int> find_integer(record& r, std::string_view column, int least, int most) {
    const auto found = r.find_integer(column, least, most);
    return found ? std::optional{static_cast<int>(*found)} : std::nullopt;
}

accessibility read_accessibility(record& r, std::string_view column) {
    return static_cast<accessibility>(find_integer(r, column, 0, 2).value_or(0));
}

std::optional<geo::point> read_point(record& r, std::string_view lat_column, std::string_view lon_column) {
    const auto lat_cell = r.cell(lat_column);
    const auto lon_cell = r.cell(lon_column);
    if (lat_cell.empty() && lon_cell.empty()) return std::nullopt;
    const auto read = [&](std::string_view column) {
        if (r.cell(column).empty()) r.complain(qaidam::codes::missing_value, column);
        return r.find_number(column, -1000, 1000);
    };
    const auto lat_degrees = read(lat_column);
    const auto lon_degrees = read(lon_column);
    if (!lat_degrees || !lon_degrees) return std::nullopt;
    const geo::latitude lat{*lat_degrees};
    const geo::longitude lon{*lon_degrees};
    if (!geo::on_earth(lon, lat)) {
        r.complain(codes::off_earth, lat_column, {std::string{lat_cell}, std::string{lon_cell}});
        return std::nullopt;
    }
    if (lat.degrees() == 0 && lon.degrees() == 0) r.complain(codes::null_island, lat_column);
    return geo::point{lon, lat};
}

/// The id of the record the cell names, nothing for a blank cell.
template <class Id, class Record, template <class...> class Vector>
std::optional<Id> find_id(record& r, std::string_view column, const registry<Id, Record, Vector>& all,
                          const table_layout& where) {
    return r.find_reference(column, all, where.file);
}

std::string read_color(record& r, std::string_view column) {
    const auto text = r.cell(column);
    const bool hex = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
    if (hex && (text.empty() || text.size() == 6)) return std::string{text};
    r.complain(codes::bad_color, column, {std::string{text}});
    return {};
}

void list_files(loading& l) {
    for (const auto& name : l.files.names())
        if (name.ends_with(".txt") && std::none_of(std::begin(tables), std::end(tables), [&](const auto* t) {
                return is_same_file_name(t->file, name);
            }))
            l.out.add(codes::file_not_read, {.file = name});
}

void read_agencies(loading& l) {
    std::optional<calendar::zone> zone;
    l.read(agency_table, [&](record& r) {
        agency a{.key = key{r.cell("agency_id")},
                 .name = r.text("agency_name"),
                 .url = text_of(r, "agency_url"),
                 .language = text_of(r, "agency_lang"),
                 .phone = text_of(r, "agency_phone"),
                 .fare_url = text_of(r, "agency_fare_url"),
                 .email = text_of(r, "agency_email")};
        const auto name = r.text("agency_timezone");
        auto found = name.empty() ? std::nullopt : calendar::find_zone(name, l.options.zones);
        if (!found && !name.empty()) r.complain(rail::codes::unknown_zone, "agency_timezone", {name});
        if (found && zone && !calendar::same_clock(*found, *zone))
            r.complain(codes::zones_differ, "agency_timezone", {name, zone->name()});
        if (r.ok() && l.made().agencies().find(a.key))
            r.complain(qaidam::codes::duplicate_key, "agency_id", {a.key.text()});
        if (!r.ok()) return;
        if (!zone) zone = std::move(found);
        l.builder.agency(std::move(a));
    });
    if (zone) {
        l.builder.zone(*std::move(zone));
    } else if (l.out.count(severity::fatal) == 0) {
        l.out.add(codes::no_zone, {.file = std::string{agency_table.file}});
    }
}

enum location_type { at_platform, at_station, at_entrance, at_node, at_boarding_area };

struct stop_row {
    qaidam::key key;
    location_type type;
    rail::station fields; ///< what stations and stops have in common
    std::string platform_code;
    std::optional<level_id> level;
    std::string parent;
    std::uint64_t line;
};

class stop_reader {
public:
    stop_reader(loading& l, const english_names& names) : l_{l}, names_{names} {}

    void read() {
        l_.read(stop_table, [&](record& r) { read_row(r); });
        for (const auto i : rows_.ids()) check_parent(i);
        for (const auto& s : rows_)
            if (is_station(s)) add_station(s);
        // A boarding area is part of a platform, which comes first.
        for (const bool areas : {false, true})
            for (const auto& s : rows_)
                if (!is_station(s) && (s.type == at_boarding_area) == areas) add_stop(s);
    }

private:
    using row_id = id<struct stop_row_tag>;

    static bool is_station(const stop_row& s) {
        return s.type == at_station || (s.type == at_platform && s.parent.empty());
    }

    void read_row(record& r) {
        stop_row s{.key = r.key("stop_id"),
                   .type = static_cast<location_type>(find_integer(r, "location_type", 0, 4).value_or(0)),
                   .fields = {},
                   .platform_code = text_of(r, "platform_code"),
                   .level = find_id(r, "level_id", l_.made().levels(), level_table),
                   .parent = text_of(r, "parent_station"),
                   .line = r.line()};
        s.fields = {.key = s.key,
                    .name = {text_of(r, "stop_name"), {}},
                    .code = text_of(r, "stop_code"),
                    .at = read_point(r, "stop_lat", "stop_lon"),
                    .description = text_of(r, "stop_desc"),
                    .fare_zone = text_of(r, "zone_id"),
                    .url = text_of(r, "stop_url"),
                    .zone = text_of(r, "stop_timezone"),
                    .wheelchair = read_accessibility(r, "wheelchair_boarding")};
        s.fields.name.en = names_.of(s.key.text(), s.fields.name.zh);
        if (s.type <= at_entrance) {
            if (s.fields.name.zh.empty()) r.complain(qaidam::codes::missing_value, "stop_name");
            if (!s.fields.at) r.complain(codes::no_position, "stop_lat");
        }
        if (!s.fields.zone.empty()) {
            if (auto clock = calendar::find_zone(s.fields.zone, l_.options.zones)) {
                l_.builder.clock(*std::move(clock));
            } else {
                r.complain(rail::codes::unknown_zone, "stop_timezone", {s.fields.zone});
                s.fields.zone.clear();
            }
        }
        if (s.type == at_station && !s.parent.empty()) {
            r.complain(codes::wrong_parent, "parent_station", {s.parent, "(none)"});
            s.parent.clear();
        }
        if (!s.parent.empty() && s.parent == s.key.text()) {
            r.complain(codes::own_parent, "parent_station", {s.parent});
            s.parent.clear();
        }
        if (s.type >= at_entrance && s.parent.empty())
            r.reject(qaidam::codes::missing_value, "parent_station");
        r.add_to(rows_, std::move(s), "stop_id");
    }

    /// A platform whose parent cannot be used is a station of its own.
    void check_parent(row_id i) {
        const auto& s = rows_[i];
        if (s.type != at_platform || s.parent.empty()) return;
        const auto parent = rows_.find(s.parent);
        if (parent && rows_[*parent].type == at_station) return;
        tell_parent(s, parent, at_station, falls::cell);
        rows_.update(i, [](stop_row& row) { row.parent.clear(); });
    }

    void tell_parent(const stop_row& s, std::optional<row_id> parent, location_type wanted, falls what) {
        const location where{.file = std::string{stop_table.file}, .line = s.line, .field = "parent_station"};
        const std::string file{stop_table.file};
        const auto left_out = l_.out.find_left_out(file, s.parent);
        if (parent && rows_[*parent].type != wanted) {
            l_.out.add(codes::wrong_parent, where,
                       {s.parent, wanted == at_station ? "location_type 1" : "location_type 0"}, what);
        } else if (left_out) {
            l_.out.add(qaidam::codes::left_out, where, {s.parent, fmt::format("{}:{}", file, *left_out)},
                       what == falls::cell ? falls::cell : falls::record);
        } else {
            l_.out.add(qaidam::codes::unknown_reference, where, {s.parent, file}, what);
        }
    }

    void add_station(const stop_row& s) {
        const auto made = l_.builder.station(s.fields);
        l_.places.add({.key = s.key, .station = made, .stop = {}, .callable = s.type == at_platform});
    }

    void add_stop(const stop_row& s) {
        const auto parent = rows_.find(s.parent);
        const auto wanted = s.type == at_boarding_area ? at_platform : at_station;
        if (!parent || !l_.places.find(s.parent) || rows_[*parent].type != wanted) {
            tell_parent(s, parent, wanted, falls::as_said);
            return l_.out.leave_out(stop_table.file, s.key.text(), s.line);
        }
        const auto within = l_.places[*l_.places.find(s.parent)];
        static constexpr stop_kind kinds[] = {stop_kind::platform, stop_kind::platform, stop_kind::entrance,
                                              stop_kind::node, stop_kind::boarding_area};
        const auto& f = s.fields;
        const auto made = l_.builder.stop({.key = s.key,
                                           .kind = kinds[s.type],
                                           .station = within.station,
                                           .part_of = s.type == at_boarding_area ? within.stop : std::nullopt,
                                           .name = f.name.zh,
                                           .code = f.code,
                                           .platform_code = s.platform_code,
                                           .at = f.at,
                                           .description = f.description,
                                           .fare_zone = f.fare_zone,
                                           .url = f.url,
                                           .zone = f.zone,
                                           .wheelchair = f.wheelchair,
                                           .level = s.level});
        l_.places.add(
            {.key = s.key, .station = within.station, .stop = made, .callable = s.type == at_platform});
    }

    loading& l_;
    const english_names& names_;
    registry<row_id, stop_row> rows_;
};

void read_levels(loading& l) {
    l.read(level_table, [&](record& r) {
        level x{.key = r.key("level_id"),
                .index = r.number("level_index", -1000, 1000),
                .name = text_of(r, "level_name")};
        if (r.ok() && l.made().levels().find(x.key))
            r.complain(qaidam::codes::duplicate_key, "level_id", {x.key.text()});
        if (r.ok()) l.builder.level(std::move(x));
    });
}

/// The stop inside a station that the cell names; the first one there is if the record falls.
stop_id read_inner_stop(loading& l, record& r, std::string_view column) {
    const auto k = r.text(column);
    const auto found = l.places.find(k);
    if (found && l.places[*found].stop) return *l.places[*found].stop;
    if (found)
        r.complain(codes::no_inner_stop, column, {k});
    else if (!k.empty())
        r.miss(column, k, stop_table.file);
    return stop_id{0};
}

void read_pathways(loading& l) {
    l.read(pathway_table, [&](record& r) {
        pathway x{.key = r.key("pathway_id"),
                  .from = read_inner_stop(l, r, "from_stop_id"),
                  .to = read_inner_stop(l, r, "to_stop_id"),
                  .kind = static_cast<pathway_kind>(r.integer("pathway_mode", 1, 7)),
                  .both_ways = r.integer("is_bidirectional", 0, 1) == 1,
                  .length = r.find_number("length", 0, 100'000),
                  .time = {},
                  .stair_count = find_integer(r, "stair_count", -10'000, 10'000),
                  .slope = r.find_number("max_slope", -10, 10),
                  .width = r.find_number("min_width", 0, 1000),
                  .signposted_as = text_of(r, "signposted_as"),
                  .reversed_signposted_as = text_of(r, "reversed_signposted_as")};
        if (const auto seconds = find_integer(r, "traversal_time", 1, 100'000))
            x.time = std::chrono::seconds{*seconds};
        const auto& stops = l.made().stops();
        if (r.ok() && stops[x.from].station != stops[x.to].station)
            r.complain(codes::leaves_station, "to_stop_id",
                       {stops[x.to].key.text(), stops[x.from].key.text()});
        if (r.ok() && l.made().pathways().find(x.key))
            r.complain(qaidam::codes::duplicate_key, "pathway_id", {x.key.text()});
        if (r.ok()) l.builder.pathway(std::move(x));
    });
}

/// A bad one counts as the miscellaneous service of the extended types.
int read_route_type(record& r) {
    constexpr int miscellaneous = 1700;
    if (r.cell("route_type").empty()) r.complain(qaidam::codes::missing_value, "route_type");
    return find_integer(r, "route_type", 0, 1799).value_or(miscellaneous);
}

void read_routes(loading& l) {
    const bool own_networks =
        l.files.contains(network_table.file) || l.files.contains(route_network_table.file);
    l.read(route_table, [&](record& r) {
        route x{.key = r.key("route_id"),
                .agency = find_id(r, "agency_id", l.made().agencies(), agency_table),
                .short_name = text_of(r, "route_short_name"),
                .long_name = text_of(r, "route_long_name"),
                .description = text_of(r, "route_desc"),
                .type = read_route_type(r),
                .url = text_of(r, "route_url"),
                .color = read_color(r, "route_color"),
                .text_color = read_color(r, "route_text_color"),
                .sort_order = find_integer(r, "route_sort_order", 0, 1'000'000'000)};
        if (x.short_name.empty() && x.long_name.empty())
            r.complain(codes::route_without_name, "route_short_name");
        if (r.ok() && l.made().routes().find(x.key))
            r.complain(qaidam::codes::duplicate_key, "route_id", {x.key.text()});
        if (!r.ok()) return;
        const auto made = l.builder.route(std::move(x));
        if (r.cell("network_id").empty()) return;
        if (own_networks)
            l.out.add(codes::networks_elsewhere, r.where("network_id"), {}, falls::cell);
        else
            l.route_networks.emplace_back(made, text_of(r, "network_id"));
    });
}

/// Returns: whether there is a shapes.txt.
bool read_shapes(loading& l) {
    struct spot {
        std::int64_t sequence;
        std::uint64_t line;
        shape::spot value;
    };
    std::vector<std::pair<key, std::vector<spot>>> shapes; // in the order of the file
    std::map<std::string, std::size_t, std::less<>> index;
    const bool there = l.read(shape_table, [&](record& r) {
        const auto k = r.text("shape_id");
        const auto at = read_point(r, "shape_pt_lat", "shape_pt_lon");
        if (r.ok() && !at) r.complain(qaidam::codes::missing_value, "shape_pt_lat");
        const auto sequence = r.integer("shape_pt_sequence", 0, 1'000'000'000);
        const auto distance = r.find_number("shape_dist_traveled", 0, 1e9);
        if (!r.ok()) return;
        const auto [found, fresh] = index.try_emplace(k, shapes.size());
        if (fresh) shapes.emplace_back(key{k}, std::vector<spot>{});
        shapes[found->second].second.push_back({sequence, r.line(), {*at, distance}});
    });
    for (auto& [k, spots] : shapes) {
        std::stable_sort(spots.begin(), spots.end(),
                         [](const spot& a, const spot& b) { return a.sequence < b.sequence; });
        shape s{.key = std::move(k), .path = {}};
        for (std::size_t i = 0; i < spots.size(); ++i) {
            const location where{
                .file = std::string{shape_table.file}, .line = spots[i].line, .field = "shape_pt_sequence"};
            if (i > 0 && spots[i].sequence == spots[i - 1].sequence) {
                l.out.add(codes::duplicate_spot, where, {std::to_string(spots[i].sequence)});
            } else {
                s.path.push_back(spots[i].value);
            }
        }
        l.builder.shape(std::move(s));
    }
    return there;
}

/// The number in the cell, 0 to `most`, as most trips have it or not at all.
std::optional<int> find_digit(record& r, trip_column column, int most) {
    const auto text = r.cell(column);
    if (text.empty()) return std::nullopt;
    if (text.size() == 1 && text[0] >= '0' && text[0] <= '0' + most) return text[0] - '0';
    return find_integer(r, trip_columns[column].name, 0, most);
}

/// One value for all who have the same text; Value{} for those who have none.
template <class Value>
class text_pool {
public:
    [[nodiscard]] const shared_value<Value>& of(std::string_view text) {
        if (last_ == nullptr || !qaidam::detail::is_same(last_->first, text)) {
            auto found = all_.find(text);
            if (found == all_.end()) {
                std::string k{text};
                found = all_.try_emplace(k, text.empty() ? shared_value<Value>{} : Value{k}).first;
            }
            last_ = &*found;
        }
        return last_->second;
    }

private:
    std::unordered_map<std::string, shared_value<Value>, qaidam::detail::text_hash, std::equal_to<>> all_;
    const std::pair<const std::string, shared_value<Value>>* last_ = nullptr;
};

void read_trips(loading& l, service_reader& services, bool has_shapes) {
    const auto text_of = [](const record& r, trip_column column) { return std::string{r.cell(column)}; };
    text_pool<label> headsigns;
    text_pool<std::string> blocks;
    const auto read_accessibility = [](record& r, trip_column column) {
        return static_cast<accessibility>(find_digit(r, column, 2).value_or(0));
    };
    l.read(trip_table, [&](record& r) {
        l.trains.expect(r.cell(trip_key));
        train t{.key = key{text_of(r, trip_key)},
                .number = text_of(r, trip_number),
                .headsign = headsigns.of(r.cell(trip_headsign))};
        if (t.key.empty()) r.complain(qaidam::codes::missing_value, "trip_id");
        t.route = r.reference("route_id", l.made().routes(), route_table.file);
        if (const auto way = find_digit(r, trip_direction, 1)) t.direction = static_cast<std::int8_t>(*way);
        t.block = blocks.of(r.cell(trip_block));
        t.wheelchair = read_accessibility(r, trip_wheelchair);
        t.bicycle = read_accessibility(r, trip_bicycle);
        if (const auto* service = services.use(r)) {
            t.service = service->key;
            t.days = service->days;
        }
        if (has_shapes) {
            t.shape = find_id(r, "shape_id", l.made().shapes(), shape_table);
        } else if (const auto shape = r.cell(trip_shape); !shape.empty()) {
            r.complain(codes::no_shapes, "shape_id", {std::string{shape}});
        }
        if (r.ok() && t.number.empty()) t.number = l.made().routes()[*t.route].short_name;
        r.add_to(l.trains, std::move(t), "trip_id");
        if (r.ok()) l.trips.push_back({.value = nullptr, .line = static_cast<std::uint32_t>(r.line())});
    });
    for (const auto i : l.trips.ids()) l.trains.update(i, [&](train& t) { l.trips[i].value = &t; });
}

service_time read_time(record& r, std::string_view column) {
    const auto text = r.text(column);
    const auto time = parse_service_time(text);
    if (!time && !text.empty()) r.complain(codes::bad_service_time, column, {text});
    return time.value_or(service_time{std::chrono::seconds{0}});
}

void read_frequencies(loading& l) {
    l.read(frequency_table, [&](record& r) {
        const auto k = r.text("trip_id");
        auto* t = l.find_trip(k);
        if (t == nullptr && !k.empty()) r.miss("trip_id", k, trip_table.file);
        const headway span{.from = read_time(r, "start_time"),
                           .until = read_time(r, "end_time"),
                           .every = std::chrono::seconds{r.integer("headway_secs", 1, 1'000'000)}};
        if (r.ok() && span.until <= span.from)
            r.complain(codes::end_before_start, "end_time", {to_cell(span.from), to_cell(span.until)});
        const bool exact = find_integer(r, "exact_times", 0, 1).value_or(0) == 1;
        if (r.ok()) {
            t->said.write().frequencies.push_back({span, exact, static_cast<std::uint32_t>(r.line())});
        } else if (t != nullptr) {
            t->bad = true;
        }
    });
}

/// The trains of the trip that the cell names, several for one of exact frequencies; nothing for a blank cell.
std::vector<std::optional<train_id>> read_trains(loading& l, record& r, std::string_view column) {
    const auto k = r.cell(column);
    if (k.empty()) return {std::nullopt};
    if (const auto repeated = l.repeats.find(k); repeated != l.repeats.end())
        return {repeated->second.begin(), repeated->second.end()};
    return {find_id(r, column, l.made().trains(), trip_table)};
}

transfer_end read_end(loading& l, record& r, std::string_view stop_column, std::string_view route_column) {
    transfer_end end;
    if (const auto found = find_id(r, stop_column, l.places, stop_table)) {
        end.station = l.places[*found].station;
        end.stop = l.places[*found].stop;
    }
    end.route = find_id(r, route_column, l.made().routes(), route_table);
    return end;
}

/// A number of the cell, 0 where it is blank; nothing where it cannot be read, and the transfer may be impossible.
std::optional<int> read_limit(record& r, std::string_view column, int most) {
    const auto text = r.cell(column);
    int value = 0;
    if (text.empty()) return value;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure == std::errc{} && end == text.data() + text.size() && value >= 0 && value <= most)
        return value;
    r.tell(codes::unknown_transfer, column, {std::string{text}});
    return std::nullopt;
}

void read_transfers(loading& l) {
    l.read(transfer_table, [&](record& r) {
        transfer t{.from = read_end(l, r, "from_stop_id", "from_route_id"),
                   .to = read_end(l, r, "to_stop_id", "to_route_id"),
                   .kind = {},
                   .least = {}};
        const auto kind = read_limit(r, "transfer_type", 5);
        const auto least = read_limit(r, "min_transfer_time", 1'000'000);
        t.kind = kind && least ? static_cast<transfer_kind>(*kind) : transfer_kind::impossible;
        if (least && !r.cell("min_transfer_time").empty()) t.least = std::chrono::seconds{*least};
        const bool in_seat = t.kind == transfer_kind::stay_seated || t.kind == transfer_kind::leave_and_board;
        for (const auto* column : {"from_stop_id", "to_stop_id"})
            if (!in_seat && r.cell(column).empty()) r.complain(qaidam::codes::missing_value, column);
        for (const auto* column : {"from_trip_id", "to_trip_id"})
            if (in_seat && r.cell(column).empty()) r.complain(qaidam::codes::missing_value, column);
        const auto from = read_trains(l, r, "from_trip_id");
        const auto to = read_trains(l, r, "to_trip_id");
        if (!r.ok()) return;
        for (const auto& a : from)
            for (const auto& b : to) {
                t.from.train = a;
                t.to.train = b;
                l.builder.transfer(t);
            }
    });
}

void read_feed_info(loading& l) {
    l.read(feed_info_table, [&](record& r) {
        feed_info x{.publisher = r.text("feed_publisher_name"),
                    .url = text_of(r, "feed_publisher_url"),
                    .language = text_of(r, "feed_lang"),
                    .default_language = text_of(r, "default_lang"),
                    .valid = {},
                    .version = text_of(r, "feed_version"),
                    .contact_email = text_of(r, "feed_contact_email"),
                    .contact_url = text_of(r, "feed_contact_url")};
        x.valid = read_service_span(r, "feed_start_date", "feed_end_date");
        if (r.ok() && l.made().info()) r.complain(codes::second_feed_info, "feed_publisher_name");
        if (r.ok()) l.builder.info(std::move(x));
    });
}

timetable load_all(loading& l) {
    if (!l.files.exists()) {
        l.out.add(codes::not_a_feed, {.file = l.files.path()});
        refuse_errors(l.out, l.options.policy);
    }
    l.files = find_root(l.files, l.out);
    l.files.likely_encoding(find_likely_encoding(l.files));
    list_files(l);
    read_agencies(l);
    auto names = read_translations(l);
    read_levels(l);
    stop_reader{l, names}.read();
    read_pathways(l);
    keep_other_names(l, std::move(names));
    service_reader services{l};
    services.read();
    read_routes(l);
    const bool has_shapes = read_shapes(l);
    auto stop_times = open_stop_times(l);
    read_trips(l, services, has_shapes);
    read_timeframes(l, services);
    services.warn();
    read_rider_categories(l);
    read_railway_files(l);
    read_frequencies(l);
    read_stop_times(l, stop_times.get());
    refuse_errors(l.out, policy::lenient); // a file that cannot be used leaves nothing to go on with
    finish_trips(l);
    read_circulations(l);
    read_transfers(l);
    read_fares(l);
    read_fares_v2(l);
    read_feed_info(l);
    place_old_translations(l);
    refuse_errors(l.out, l.options.policy);
    return std::move(l.builder).build();
}

} // namespace

feed_files find_root(const feed_files& files, notices& out) {
    if (files.contains(stop_table.file) || files.contains(agency_table.file)) return files;
    std::vector<std::string> inner;
    for (const auto& name : files.names())
        if (const auto slash = name.rfind('/');
            slash != std::string::npos && is_same_file_name(name.substr(slash + 1), stop_table.file))
            inner.push_back(name.substr(0, slash));
    if (inner.size() != 1) return files;
    out.add(codes::inner_folder, {.file = inner.front()});
    return files.within(inner.front());
}

} // namespace qaidam::gtfs::detail

namespace qaidam::gtfs {

std::vector<table_layout> feed_layouts() {
    std::vector<table_layout> all;
    for (const auto* t : detail::tables) all.push_back(*t);
    return all;
}

loaded<rail::timetable> load(const feed_files& files, const options& options) {
    notices out{options.notices_per_code};
    detail::loading reading{.files = files, .options = options, .out = out};
    auto value = detail::load_all(reading);
    return {std::move(value), std::move(out)};
}

} // namespace qaidam::gtfs
