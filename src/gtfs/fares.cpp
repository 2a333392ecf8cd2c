// Prices: fares, who pays less, currencies. A rule that cannot be read may be the one that says where a price does
// not hold, so what it belongs to falls with it.
#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "loading.hpp"

namespace qaidam::gtfs::detail {
namespace {

struct fare_row {
    fare value;
    std::uint64_t line;
    bool falls = false;     ///< one of its rules cannot be read
    bool has_rules = false; ///< in the file, if only of routes that are not there
    std::size_t rules = 0;
};

/// The rows of fare_attributes.txt, in their order.
class fare_rows {
public:
    void add(record& r, fare f) {
        const auto k = f.key.text();
        if (!by_key_.emplace(k, all_.size()).second)
            return r.complain(qaidam::codes::duplicate_key, "fare_id", {k});
        all_.push_back({std::move(f), r.line()});
    }
    [[nodiscard]] fare_row* find(std::string_view k) {
        const auto found = by_key_.find(k);
        return found == by_key_.end() ? nullptr : &all_[found->second];
    }
    [[nodiscard]] std::vector<fare_row>& all() { return all_; }

private:
    std::vector<fare_row> all_;
    std::map<std::string, std::size_t, std::less<>> by_key_;
};

fare_rows read_fare_attributes(loading& l) {
    fare_rows rows;
    l.read(fare_table, [&](record& r) {
        auto currency = read_currency(r, "currency_type");
        const auto cost = read_price(r, "price", std::move(currency));
        fare f{.key = r.key("fare_id"),
               .price = cost,
               .paid_before_boarding = r.find_integer("payment_method", 0, 1).value_or(0) == 1,
               .transfers = {},
               .agency = {},
               .valid_for = {}};
        if (const auto most = r.find_integer("transfers", 0, 5)) f.transfers = static_cast<int>(*most);
        f.agency = r.find_reference("agency_id", l.made().agencies(), agency_table.file);
        if (const auto seconds = r.find_integer("transfer_duration", 0, 1'000'000'000))
            f.valid_for = std::chrono::seconds{*seconds};
        if (r.ok()) rows.add(r, std::move(f));
    });
    return rows;
}

/// A rule before its fare is in the timetable.
struct rule_row {
    std::string fare;
    fare_rule value;
};

} // namespace

void read_fares(loading& l) {
    auto fares = read_fare_attributes(l);
    std::vector<rule_row> rules;
    const bool usable = l.read(fare_rule_table, [&](record& r) {
        const bool whole = r.ok();
        const auto k = r.text("fare_id");
        auto* const of = fares.find(k);
        if (of == nullptr && !k.empty()) r.miss("fare_id", k, fare_table.file);
        fare_rule x{.fare = fare_id{0},
                    .route = r.find_reference("route_id", l.made().routes(), route_table.file),
                    .from_zone = std::string{r.cell("origin_id")},
                    .to_zone = std::string{r.cell("destination_id")},
                    .through_zone = std::string{r.cell("contains_id")}};
        if (of == nullptr) return;
        of->has_rules = true;
        if (r.ok()) {
            ++of->rules;
            rules.push_back({k, std::move(x)});
        } else { // one of a route that is not there held for nothing else
            of->falls = of->falls || !whole || x.route || r.cell("route_id").empty();
        }
    });
    const bool none_is_sure = !usable && l.files.contains(fare_rule_table.file);
    for (auto& f : fares.all()) {
        if (f.falls || none_is_sure || (f.has_rules && f.rules == 0)) {
            l.out.add(codes::prices_dropped,
                      {.file = std::string{fare_table.file}, .line = f.line, .field = "fare_id"},
                      {f.value.key.text()});
            l.out.leave_out(fare_table.file, f.value.key.text(), f.line);
        } else {
            l.builder.fare(std::move(f.value));
        }
    }
    for (auto& x : rules)
        if (const auto of = l.made().fares().find(x.fare)) {
            x.value.fare = *of;
            l.builder.fare_rule(std::move(x.value));
        }
}

void read_rider_categories(loading& l) {
    l.read(rider_category_table, [&](record& r) {
        rider_category x{.key = r.key("rider_category_id"),
                         .name = std::string{r.cell("rider_category_name")},
                         .is_default = r.find_integer("is_default_fare_category", 0, 1).value_or(0) == 1,
                         .url = std::string{r.cell("eligibility_url")}};
        if (x.name.empty()) r.complain(qaidam::codes::missing_value, "rider_category_name");
        if (r.ok() && l.made().rider_categories().find(x.key))
            r.complain(qaidam::codes::duplicate_key, "rider_category_id", {x.key.text()});
        if (r.ok()) l.builder.rider_category(std::move(x));
    });
}

std::string read_currency(record& r, std::string_view column) {
    auto code = r.text(column);
    const bool good = code.size() == 3 &&
                      std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!good && !code.empty()) r.complain(codes::bad_currency, column, {code});
    return code;
}

price read_price(record& r, std::string_view column, std::string currency, std::int64_t sign) {
    const auto text = r.text(column);
    price p{.amount = 0, .decimals = 0, .currency = std::move(currency)};
    const bool below_zero = sign < 0 && text.starts_with('-');
    auto digits = text.substr(below_zero ? 1 : 0);
    if (const auto point = digits.find('.'); point != std::string::npos) {
        p.decimals = static_cast<int>(digits.size() - point - 1);
        digits.erase(point, 1);
    }
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), p.amount);
    const bool good = failure == std::errc{} && end == digits.data() + digits.size() && p.amount >= 0 &&
                      digits.front() != '-' && p.decimals <= 6;
    if (!good && !text.empty())
        r.complain(qaidam::codes::bad_number, column, {text, sign < 0 ? "… 0 …" : "0 …"});
    if (below_zero) p.amount = -p.amount;
    return p;
}

} // namespace qaidam::gtfs::detail
