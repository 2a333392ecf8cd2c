// GTFS-Fares v2. A row that is missing changes for which legs other rows hold, so the tables are used whole or not at all.
#include <algorithm>

#include "loading.hpp"

namespace qaidam::gtfs::detail {
namespace {

constexpr const char* their_name = "GTFS-Fares v2";

/// Seconds after midnight, to 24:00:00.
std::chrono::seconds read_clock(record& r, std::string_view column, std::chrono::seconds blank) {
    const auto text = r.cell(column);
    if (text.empty()) return blank;
    const auto time = parse_service_time(text);
    if (!time || time->seconds() > 24 * 3600)
        r.complain(codes::bad_service_time, column, {std::string{text}});
    return time ? std::chrono::seconds{time->seconds()} : blank;
}

class fares_v2_reader {
public:
    explicit fares_v2_reader(loading& l) : l_{l}, whole_{l.timeframes_whole} {}

    void read() {
        read_areas();
        read_networks();
        add_networks_of_routes();
        all_.timeframes = std::move(l_.timeframes);
        read_products();
        read_leg_rules();
        read_join_rules();
        read_transfer_rules();
        if (!whole_) drop_all();
        l_.builder.fares_v2(std::move(all_));
    }

private:
    void drop_all() {
        all_ = {};
        for (const auto* table : fares_v2_tables)
            if (l_.files.contains(table->file))
                l_.out.add(codes::prices_dropped, {.file = std::string{table->file}}, {their_name});
        add_networks_of_routes();
    }

    /// What routes.txt says of networks, which holds for nothing by itself.
    void add_networks_of_routes() {
        for (const auto& [route, network] : l_.route_networks) {
            auto found = all_.networks.find(network);
            if (!found) found = all_.networks.add({.key = network});
            all_.route_networks.push_back({*found, route});
        }
    }

    /// Reads a table; a row that cannot be used spoils all of them, unless `use` says that it holds for nothing.
    template <class Use>
    void read_rows(const table_layout& table, const Use& use) {
        const bool there = l_.files.contains(table.file);
        const bool usable = l_.read(table, [&](record& r) {
            const bool holds_for_nothing = use(r);
            whole_ = whole_ && (r.ok() || holds_for_nothing);
        });
        whole_ = whole_ && (usable || !there);
    }

    template <class Registry, class Record>
    static void add(record& r, Registry& all, Record x, std::string_view column) {
        if (r.ok() && all.find(x.key)) r.complain(qaidam::codes::duplicate_key, column, {x.key.text()});
        if (r.ok()) all.add(std::move(x));
    }

    /// The stop that the cell names; nothing for a blank cell, too.
    std::optional<fare_stop> find_stop(record& r, std::string_view column) {
        const auto found = r.find_reference(column, l_.places, stop_table.file);
        if (!found) return std::nullopt;
        return fare_stop{l_.places[*found].station, l_.places[*found].stop};
    }

    void read_areas() {
        read_rows(area_table, [&](record& r) {
            add(r, all_.areas, fare_area{.key = r.key("area_id"), .name = std::string{r.cell("area_name")}},
                "area_id");
            return false;
        });
        read_rows(stop_area_table, [&](record& r) {
            const auto area = r.reference("area_id", all_.areas, area_table.file);
            const bool known = r.ok();
            if (r.cell("stop_id").empty()) r.complain(qaidam::codes::missing_value, "stop_id");
            const bool named = r.ok();
            const auto stop = find_stop(r, "stop_id");
            if (r.ok()) all_.stop_areas.push_back({area, *stop});
            return known && named; // nobody is at a stop that is not there
        });
    }

    void read_networks() {
        read_rows(network_table, [&](record& r) {
            add(r, all_.networks,
                fare_network{.key = r.key("network_id"), .name = std::string{r.cell("network_name")}},
                "network_id");
            return false;
        });
        read_rows(route_network_table, [&](record& r) {
            const auto network = r.reference("network_id", all_.networks, network_table.file);
            if (r.cell("route_id").empty()) r.complain(qaidam::codes::missing_value, "route_id");
            const bool known = r.ok();
            const auto route = r.find_reference("route_id", l_.made().routes(), route_table.file);
            if (!route) return known;
            const bool taken = std::any_of(all_.route_networks.begin(), all_.route_networks.end(),
                                           [&](const route_network& x) { return x.route == *route; });
            if (taken)
                r.complain(qaidam::codes::duplicate_key, "route_id", {std::string{r.cell("route_id")}});
            if (r.ok()) all_.route_networks.push_back({network, *route});
            return false;
        });
    }

    void read_products() {
        read_rows(fare_medium_table, [&](record& r) {
            add(r, all_.media,
                fare_medium{.key = r.key("fare_media_id"),
                            .name = std::string{r.cell("fare_media_name")},
                            .kind = static_cast<fare_medium_kind>(
                                r.find_integer("fare_media_type", 0, 4).value_or(0))},
                "fare_media_id");
            return false;
        });
        read_rows(fare_product_table, [&](record& r) {
            const auto k = r.key("fare_product_id");
            fare_product::offer x{.name = std::string{r.cell("fare_product_name")},
                                  .rider = r.find_reference("rider_category_id", l_.made().rider_categories(),
                                                            rider_category_table.file),
                                  .medium =
                                      r.find_reference("fare_media_id", all_.media, fare_medium_table.file),
                                  .price = {}};
            auto currency = read_currency(r, "currency");
            x.price = read_price(r, "amount", std::move(currency), -1);
            if (!r.ok()) { // what names it is told the cause
                l_.out.leave_out(fare_product_table.file, k.text(), r.line());
                return false;
            }
            const auto of = all_.products.find_or_add(k);
            const auto& offers = all_.products[of].offers;
            const bool taken = std::any_of(offers.begin(), offers.end(), [&](const fare_product::offer& o) {
                return o.rider == x.rider && o.medium == x.medium;
            });
            if (taken) r.complain(qaidam::codes::duplicate_key, "fare_product_id", {k.text()});
            if (r.ok()) all_.products.update(of, [&](fare_product& p) { p.offers.push_back(std::move(x)); });
            return false;
        });
    }

    /// The group that the cell names, which must have a row.
    std::string read_timeframe_group(record& r, std::string_view column) {
        std::string group{r.cell(column)};
        const bool known = group.empty() || std::any_of(all_.timeframes.begin(), all_.timeframes.end(),
                                                        [&](const timeframe& x) { return x.group == group; });
        if (!known) r.miss(column, group, timeframe_table.file);
        return group;
    }

    void read_leg_rules() {
        read_rows(fare_leg_rule_table, [&](record& r) {
            all_.by_priority = r.has("rule_priority");
            fare_leg_rule x{
                .group = std::string{r.cell("leg_group_id")},
                .network = r.find_reference("network_id", all_.networks, network_table.file),
                .from = r.find_reference("from_area_id", all_.areas, area_table.file),
                .to = r.find_reference("to_area_id", all_.areas, area_table.file),
                .from_timeframe = read_timeframe_group(r, "from_timeframe_group_id"),
                .to_timeframe = read_timeframe_group(r, "to_timeframe_group_id"),
                .product = r.reference("fare_product_id", all_.products, fare_product_table.file),
                .priority = static_cast<int>(r.find_integer("rule_priority", 0, 1'000'000'000).value_or(0))};
            if (r.ok()) all_.leg_rules.push_back(std::move(x));
            return false;
        });
    }

    void read_join_rules() {
        read_rows(fare_join_rule_table, [&](record& r) {
            fare_join_rule x{
                .from_network = r.find_reference("from_network_id", all_.networks, network_table.file),
                .to_network = r.find_reference("to_network_id", all_.networks, network_table.file),
                .from = find_stop(r, "from_stop_id"),
                .to = find_stop(r, "to_stop_id")};
            if (r.ok() && x.from.has_value() != x.to.has_value())
                r.complain(qaidam::codes::missing_value, x.from ? "to_stop_id" : "from_stop_id");
            if (r.ok()) all_.join_rules.push_back(std::move(x));
            return false;
        });
    }

    /// The group that the cell names, which must be one of a leg rule.
    std::string read_leg_group(record& r, std::string_view column) {
        std::string group{r.cell(column)};
        const bool known =
            group.empty() || std::any_of(all_.leg_rules.begin(), all_.leg_rules.end(),
                                         [&](const fare_leg_rule& x) { return x.group == group; });
        if (!known) r.miss(column, group, fare_leg_rule_table.file);
        return group;
    }

    void read_transfer_rules() {
        read_rows(fare_transfer_rule_table, [&](record& r) {
            fare_transfer_rule x{.from = read_leg_group(r, "from_leg_group_id"),
                                 .to = read_leg_group(r, "to_leg_group_id")};
            read_count(r, x);
            if (const auto seconds = r.find_integer("duration_limit", 1, 1'000'000'000)) {
                x.limit = std::chrono::seconds{*seconds};
                x.limit_between = static_cast<fare_time>(r.integer("duration_limit_type", 0, 3));
            }
            x.sum = static_cast<fare_sum>(r.integer("fare_transfer_type", 0, 2));
            x.product = r.find_reference("fare_product_id", all_.products, fare_product_table.file);
            if (r.ok()) all_.transfer_rules.push_back(std::move(x));
            return false;
        });
    }

    /// transfer_count, which is there if both groups are one.
    static void read_count(record& r, fare_transfer_rule& x) {
        if (x.from != x.to) return;
        const auto count = r.integer("transfer_count", -1, 1'000'000);
        if (r.ok() && count == 0) r.complain(qaidam::codes::bad_number, "transfer_count", {"0", "-1, 1 …"});
        if (count > 0) x.count = static_cast<int>(count);
    }

    loading& l_;
    bool whole_;
    fares_v2 all_{};
};

} // namespace

void read_timeframes(loading& l, service_reader& services) {
    const bool there = l.files.contains(timeframe_table.file);
    const bool usable = l.read(timeframe_table, [&](record& r) {
        timeframe x{.group = r.text("timeframe_group_id"),
                    .from = read_clock(r, "start_time", std::chrono::seconds{0}),
                    .until = read_clock(r, "end_time", std::chrono::hours{24}),
                    .service = text_of(r, "service_id"),
                    .days = {}};
        if (r.ok() && x.until <= x.from)
            r.complain(codes::end_before_start, "end_time",
                       {to_cell(service_time{x.from}), to_cell(service_time{x.until})});
        if (const auto* service = services.use(r)) x.days = service->days;
        l.timeframes_whole = l.timeframes_whole && r.ok();
        if (r.ok()) l.timeframes.push_back(std::move(x));
    });
    l.timeframes_whole = l.timeframes_whole && (usable || !there);
}

void read_fares_v2(loading& l) {
    fares_v2_reader{l}.read();
}

} // namespace qaidam::gtfs::detail
