#include <qaidam/views/service_views.hpp>

#include "json_text.hpp"

namespace qaidam::views {
namespace {

using namespace ledger;
using nlohmann::ordered_json;

struct unit_json {
    const civic::community& c;
    ordered_json operator()(civic::department_id d) const {
        return {{"kind", "department"}, {"id", c.departments()[d].key.text()}};
    }
    ordered_json operator()(civic::team_id t) const {
        return {{"kind", "team"}, {"id", c.teams()[t].key.text()}};
    }
    ordered_json operator()(const other_unit& u) const { return {{"kind", "other"}, {"name", u.name}}; }
};

ordered_json item_json(const item& x, const civic::community& c) {
    ordered_json all{{"ledger_item_id", x.key.text()},
                     {"batch", to_cell(x.batch)},
                     {"unit", std::visit(unit_json{c}, x.unit)},
                     {"name", x.name.zh}};
    if (!x.name.en.empty()) all["name_en"] = x.name.en;
    all["due"] = calendar::to_string(x.due);
    if (x.done) all["done"] = calendar::to_string(*x.done);
    if (!x.evidence.empty()) all["evidence"] = x.evidence.text();
    if (x.verdict) {
        all["satisfied"] = x.verdict->satisfied;
        all["votes"] = x.verdict->votes;
    }
    return all;
}

void add_tally(ordered_json& to, const tally& t) {
    to["items"] = t.items;
    to["done"] = t.done;
}

} // namespace

std::string to_json(const items& all, const civic::community& c) {
    auto list = ordered_json::array();
    for (const auto& x : all) list.push_back(item_json(x, c));
    return json_text({{"items", std::move(list)}});
}

std::string to_json(const roll_up_result& result) {
    auto rows = ordered_json::array();
    for (const auto& r : result.rows) {
        ordered_json row{{"key", r.key}};
        add_tally(row, r.count);
        rows.push_back(std::move(row));
    }
    ordered_json total;
    add_tally(total, result.total());
    return json_text({{"rows", std::move(rows)}, {"total", std::move(total)}});
}

std::string to_json(std::span<const cube::cell> cells, const civic::community& c) {
    auto list = ordered_json::array();
    for (const auto& x : cells) {
        ordered_json cell{{"unit", std::visit(unit_json{c}, x.unit)},
                          {"batch", to_cell(x.batch)},
                          {"month", calendar::to_string(x.month).substr(0, 7)}};
        add_tally(cell, x.count);
        list.push_back(std::move(cell));
    }
    return json_text({{"cells", std::move(list)}});
}

std::string to_json(const std::map<std::string, activity_tally>& result) {
    auto rows = ordered_json::array();
    for (const auto& [k, t] : result)
        rows.push_back({{"key", k},
                        {"records", t.records},
                        {"count", t.count},
                        {"at_least", t.at_least},
                        {"minutes", t.minutes}});
    return json_text({{"rows", std::move(rows)}});
}

} // namespace qaidam::views
