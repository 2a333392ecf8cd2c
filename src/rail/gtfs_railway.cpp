// The files beside GTFS: what railways know and GTFS has no file for.
#include <algorithm>
#include <map>

#include "gtfs_loading.hpp"

namespace qaidam::rail::gtfs {
namespace {

/// The station that the cell names.
std::optional<station_id> read_station(loading& l, record& r) {
    const auto k = r.text("stop_id");
    const auto found = l.made().stations().find(k);
    if (!found && !k.empty())
        r.complain(qaidam::codes::unknown_reference, "stop_id", {k, std::string{stop_table.file}});
    return found;
}

trip_row* read_trip(loading& l, record& r) {
    const auto k = r.text("trip_id");
    auto* t = l.find_trip(k);
    if (t == nullptr && !k.empty())
        r.complain(qaidam::codes::unknown_reference, "trip_id", {k, std::string{trip_table.file}});
    return t;
}

label read_label(record& r) {
    return {r.text("name"), std::string{r.cell("name_en")}};
}

void read_station_codes(loading& l) {
    l.read(station_code_table, [&](record& r) {
        const auto s = read_station(l, r);
        if (!r.ok()) return;
        auto x = l.made().stations()[*s];
        x.pinyin = r.cell("pinyin");
        x.initials = r.cell("initials");
        x.city = r.cell("city");
        l.builder.describe(*s, std::move(x));
    });
    l.read(station_name_table, [&](record& r) {
        const auto s = read_station(l, r);
        dated_name name{read_label(r), read_service_span(r, "start_date", "end_date")};
        if (!r.ok()) return;
        auto x = l.made().stations()[*s];
        x.names.push_back(std::move(name));
        l.builder.describe(*s, std::move(x));
    });
}

void read_lines(loading& l) {
    std::map<std::string, line, std::less<>> lines; // by key; the order of the file is kept beside it
    std::vector<std::string> order;
    l.read(line_table, [&](record& r) {
        line x{.key = r.key("line_id"), .name = read_label(r)};
        if (!r.ok()) return;
        const auto k = x.key.text();
        if (!lines.emplace(k, std::move(x)).second)
            return r.complain(qaidam::codes::duplicate_key, "line_id", {k});
        order.push_back(k);
    });
    l.read(line_station_table, [&](record& r) {
        const auto k = r.text("line_id");
        const auto found = lines.find(k);
        if (found == lines.end() && !k.empty())
            r.complain(qaidam::codes::unknown_reference, "line_id", {k, std::string{line_table.file}});
        const auto s = read_station(l, r);
        const auto mileage = static_cast<std::int32_t>(r.integer("mileage", 0, 100'000'000));
        if (!r.ok()) return;
        auto& stops = found->second.stops;
        if (!stops.empty() && mileage < stops.back().mileage) {
            r.complain(codes::mileage_falls, "mileage",
                       {std::to_string(mileage), std::to_string(stops.back().mileage)});
            std::erase(order, k);
        } else {
            stops.push_back({*s, mileage});
        }
    });
    for (const auto& k : order) l.builder.line(std::move(lines.find(k)->second));
}

void read_revisions(loading& l) {
    l.read(revision_table, [&](record& r) {
        revision x{.key = r.key("revision_id"),
                   .name = read_label(r),
                   .effective = read_service_span(r, "start_date", "end_date"),
                   .source = std::string{r.cell("source")}};
        if (r.ok() && l.made().revisions().find(x.key))
            r.complain(qaidam::codes::duplicate_key, "revision_id", {x.key.text()});
        if (r.ok()) l.builder.revision(std::move(x));
    });
    l.read(trip_revision_table, [&](record& r) {
        auto* t = read_trip(l, r);
        const auto revision = r.reference("revision_id", l.made().revisions(), revision_table.file);
        if (r.ok()) t->value.revision = revision;
    });
}

} // namespace

void read_railway_files(loading& l) {
    read_station_codes(l);
    read_lines(l);
    read_revisions(l);
    l.read(trip_number_table, [&](record& r) {
        auto* t = read_trip(l, r);
        const auto sequence = static_cast<std::uint32_t>(
            r.integer("stop_sequence", 0, std::numeric_limits<std::uint32_t>::max()));
        auto number = r.text("number");
        if (r.ok()) t->numbers.push_back({sequence, std::move(number), r.line()});
    });
}

void read_circulations(loading& l) {
    std::vector<circulation> all;
    std::map<std::string, std::vector<std::pair<std::int64_t, train_id>>, std::less<>> trains;
    l.read(circulation_table, [&](record& r) {
        const auto k = r.key("circulation_id");
        const auto position = r.integer("position", 0, 1'000'000);
        const auto train = r.reference("trip_id", l.made().trains(), trip_table.file);
        if (!r.ok()) return;
        const auto [found, fresh] = trains.try_emplace(k.text());
        if (fresh) all.push_back({.key = k});
        found->second.emplace_back(position, train);
    });
    for (auto& c : all) {
        auto& rows = trains[c.key.text()];
        std::stable_sort(rows.begin(), rows.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [position, train] : rows) c.trains.push_back(train);
        l.builder.circulation(std::move(c));
    }
}

} // namespace qaidam::rail::gtfs
