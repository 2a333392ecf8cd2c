// The files beside GTFS: what railways know and GTFS has no file for.
#include <algorithm>
#include <map>
#include <set>

#include <qaidam/rail/number.hpp>

#include "loading.hpp"

namespace qaidam::gtfs::detail {
namespace {

/// The station that the cell names.
std::optional<station_id> read_station(loading& l, record& r) {
    const auto k = r.text("stop_id");
    const auto found = l.made().stations().find(k);
    if (!found && !k.empty()) r.miss("stop_id", k, stop_table.file);
    return found;
}

trip_row* read_trip(loading& l, record& r) {
    const auto k = r.text("trip_id");
    auto* t = l.find_trip(k);
    if (t == nullptr && !k.empty()) r.miss("trip_id", k, trip_table.file);
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
    std::map<std::string, line, std::less<>> lines;         // by key; the order of the file is kept beside it
    std::map<std::string, std::uint64_t, std::less<>> rows; ///< their lines in the file
    std::vector<std::string> order;
    l.read(line_table, [&](record& r) {
        line x{.key = r.key("line_id"), .name = read_label(r)};
        if (!r.ok()) return;
        const auto k = x.key.text();
        if (!lines.emplace(k, std::move(x)).second)
            return r.complain(qaidam::codes::duplicate_key, "line_id", {k});
        order.push_back(k);
        rows[k] = r.line();
    });
    l.read(line_station_table, [&](record& r) {
        const auto k = r.text("line_id");
        const auto found = lines.find(k);
        if (found == lines.end() && !k.empty()) r.miss("line_id", k, line_table.file);
        const auto s = read_station(l, r);
        const auto mileage = static_cast<std::int32_t>(r.integer("mileage", 0, 100'000'000));
        if (!r.ok()) return;
        auto& stops = found->second.stops;
        if (!stops.empty() && mileage < stops.back().mileage) {
            r.complain(rail::codes::mileage_falls, "mileage",
                       {std::to_string(mileage), std::to_string(stops.back().mileage)});
            std::erase(order, k);
            l.out.leave_out(line_table.file, k, rows[k]);
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
        if (r.ok()) t->value->revision = revision;
    });
}

std::vector<std::string> read_classes(record& r) {
    std::vector<std::string> all;
    for (const auto word : r.words("train_classes")) {
        if (!is_class(word)) r.complain(codes::unknown_class, "train_classes", {std::string{word}});
        all.emplace_back(word);
    }
    return all;
}

void read_tariffs(loading& l) {
    struct row {
        tariff value;
        std::string currency;
        std::uint64_t line;
        bool falls = false;
    };
    std::vector<row> tariffs;
    std::map<std::string, std::size_t, std::less<>> by_key;
    l.read(tariff_table, [&](record& r) {
        tariff x{.key = r.key("tariff_id"),
                 .seat = {r.text("seat"), std::string{r.cell("seat_en")}},
                 .classes = read_classes(r),
                 .steps = {}};
        auto currency = read_currency(r, "currency");
        x.changes = static_cast<int>(r.find_integer("changes", 0, 20).value_or(0));
        if (!r.ok()) return;
        if (!by_key.emplace(x.key.text(), tariffs.size()).second)
            return r.complain(qaidam::codes::duplicate_key, "tariff_id", {x.key.text()});
        tariffs.push_back({std::move(x), std::move(currency), r.line()});
    });
    l.read(tariff_step_table, [&](record& r) {
        const auto k = r.text("tariff_id");
        const auto found = by_key.find(k);
        if (found == by_key.end() && !k.empty()) r.miss("tariff_id", k, tariff_table.file);
        const auto through = static_cast<std::int32_t>(r.integer("through", 0, 100'000'000));
        auto cost = read_price(r, "price", found == by_key.end() ? "" : tariffs[found->second].currency);
        if (!r.ok()) { // without a step, its rides would cost what longer ones do
            if (found != by_key.end()) tariffs[found->second].falls = true;
            return;
        }
        auto& of = tariffs[found->second];
        auto& steps = of.value.steps;
        if (!steps.empty() && through <= steps.back().through) {
            r.complain(codes::steps_fall, "through",
                       {std::to_string(through), std::to_string(steps.back().through)});
            of.falls = true;
        } else {
            steps.push_back({through, std::move(cost)});
        }
    });
    for (auto& x : tariffs) {
        if (x.falls) {
            l.out.add(codes::prices_dropped,
                      {.file = std::string{tariff_table.file}, .line = x.line, .field = "tariff_id"},
                      {x.value.key.text()});
            l.out.leave_out(tariff_table.file, x.value.key.text(), x.line);
        } else {
            l.builder.tariff(std::move(x.value));
        }
    }
}

/// A rider one of whose rules cannot be read has none: another one would hold instead of it.
void read_concessions(loading& l) {
    struct row {
        concession value;
        std::uint64_t line;
    };
    std::vector<row> rows;
    std::set<rider_category_id> spoiled;
    l.read(concession_table, [&](record& r) {
        const bool whole = r.ok();
        const auto k = r.text("rider_category_id");
        const auto rider = l.made().rider_categories().find(k);
        if (!rider && !k.empty()) r.miss("rider_category_id", k, rider_category_table.file);
        concession x{.rider = rider.value_or(rider_category_id{0}),
                     .tariff = r.find_reference("tariff_id", l.made().tariffs(), tariff_table.file),
                     .percent = static_cast<int>(r.integer("percent", 0, 100))};
        if (!r.cell("round_to").empty()) x.round_to = read_price(r, "round_to", {});
        if (r.ok() && x.round_to.amount == 0)
            r.complain(qaidam::codes::bad_number, "round_to", {std::string{r.cell("round_to")}, "0.01 …"});
        const bool taken = std::any_of(rows.begin(), rows.end(), [&](const row& o) {
            return o.value.rider == x.rider && o.value.tariff == x.tariff;
        });
        if (r.ok() && taken) r.complain(qaidam::codes::duplicate_key, "rider_category_id", {k});
        if (r.ok()) {
            rows.push_back({std::move(x), r.line()});
        } else if (rider && (!whole || x.tariff || r.cell("tariff_id").empty())) {
            spoiled.insert(*rider); // a row of a tariff that is not there held for nothing else
        }
    });
    for (auto& x : rows) {
        if (!spoiled.contains(x.value.rider)) {
            l.builder.concession(std::move(x.value));
        } else {
            l.out.add(codes::prices_dropped, {.file = std::string{concession_table.file}, .line = x.line},
                      {l.made().rider_categories()[x.value.rider].key.text()}, falls::record);
        }
    }
}

} // namespace

void read_railway_files(loading& l) {
    read_station_codes(l);
    read_lines(l);
    read_revisions(l);
    read_tariffs(l);
    read_concessions(l);
    const auto read_sequence = [](record& r) {
        return static_cast<std::uint32_t>(
            r.integer("stop_sequence", 0, std::numeric_limits<std::uint32_t>::max()));
    };
    l.read(stop_kind_table, [&](record& r) {
        auto* t = read_trip(l, r);
        const auto sequence = read_sequence(r);
        const bool known = t != nullptr && r.ok();
        const auto kind = r.find_choice<call_kind>("kind", call_kind_words);
        if (known) t->said.write().kinds.push_back({sequence, kind, r.line()});
    });
    l.read(trip_number_table, [&](record& r) {
        auto* t = read_trip(l, r);
        const auto sequence = read_sequence(r);
        auto number = r.text("number");
        if (r.ok()) t->said.write().numbers.push_back({sequence, std::move(number), r.line()});
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

} // namespace qaidam::gtfs::detail
