#include <qaidam/ledger/unit.hpp>

#include <qaidam/ledger/codes.hpp>

#include "units.hpp"

namespace qaidam::ledger {
namespace {

struct unit_name {
    const civic::community& c;
    language l;
    std::string operator()(civic::department_id d) const { return c.departments()[d].name.in(l); }
    std::string operator()(civic::team_id t) const { return c.teams()[t].name.in(l); }
    std::string operator()(const other_unit& u) const { return u.name; }
};

constexpr std::string_view department_prefix = "department:";
constexpr std::string_view team_prefix = "team:";

struct unit_cell {
    const civic::community& c;
    std::string operator()(civic::department_id d) const {
        return std::string{department_prefix} + c.departments()[d].key.text();
    }
    std::string operator()(civic::team_id t) const {
        return std::string{team_prefix} + c.teams()[t].key.text();
    }
    std::string operator()(const other_unit& u) const { return u.name; }
};

unit by_key(record& r, std::string_view column, const auto& all, const std::string& k, const char* file) {
    if (const auto id = all.find(k)) return *id;
    r.miss(column, k, file);
    return other_unit{k};
}

} // namespace

std::string name_of(const unit& u, const civic::community& c, language l) {
    return std::visit(unit_name{c, l}, u);
}

std::string to_cell(const unit& u, const civic::community& c) {
    return std::visit(unit_cell{c}, u);
}

namespace detail {

unit_index::unit_index(const civic::community& c) : c_{c} {
    const auto add = [&](const auto& all) {
        for (const auto id : all.ids())
            for (const auto& text : {all[id].key.text(), all[id].name.zh, all[id].name.en})
                if (!text.empty()) units_[text].insert(id);
    };
    add(c.departments());
    add(c.teams());
}

std::set<unit> unit_index::find(std::string_view text) const {
    const auto found = units_.find(text);
    return found != units_.end() ? found->second : std::set<unit>{};
}

unit unit_index::read(record& r, std::string_view column) const {
    const auto text = r.text(column);
    if (text.starts_with(department_prefix))
        return by_key(r, column, c_.departments(), text.substr(department_prefix.size()), "departments.csv");
    if (text.starts_with(team_prefix))
        return by_key(r, column, c_.teams(), text.substr(team_prefix.size()), "teams.csv");
    const auto found = find(text);
    if (found.size() == 1) return *found.begin();
    if (found.size() > 1) {
        std::string cells;
        for (const auto& u : found) cells += (cells.empty() ? "" : ", ") + to_cell(u, c_);
        r.complain(codes::ambiguous_unit, column, {text, cells});
    } else if (!text.empty()) {
        r.complain(codes::other_unit, column, {text});
    }
    return other_unit{text};
}

bool unit_index::misleads(const other_unit& u) const {
    return u.name.starts_with(department_prefix) || u.name.starts_with(team_prefix) || !find(u.name).empty();
}

} // namespace detail
} // namespace qaidam::ledger
