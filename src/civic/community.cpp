#include <qaidam/civic/community.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

#include <qaidam/base/text.hpp>

#include "words.hpp"

namespace qaidam::civic {

std::string to_string(role_kind kind, language l) {
    return to_string(role_words, kind, l);
}
std::string to_string(duty d, language l) {
    return to_string(detail::duty_words, d, l);
}
std::string to_string(special_group g, language l) {
    return to_string(detail::group_words, g, l);
}
std::string to_string(place_kind k, language l) {
    return to_string(detail::place_words, k, l);
}
std::string to_string(identity_kind k, language l) {
    return to_string(detail::identity_words, k, l);
}
std::optional<special_group> find_special_group(std::string_view word) {
    for (const auto& [cell, group] : choices<special_group>(detail::group_words))
        if (cell == word) return group;
    return std::nullopt;
}
std::string to_cell(special_group g) {
    return to_cell(detail::group_words, g);
}
std::string special_group_cells() {
    std::string all;
    for (const auto& w : detail::group_words) join_on(all, ", ", std::string{w.cell});
    return all;
}

namespace {

template <class Id, class Record>
void require(const registry<Id, Record>& all, Id id, std::string_view what) {
    if (id.value() >= all.size())
        throw std::invalid_argument(
            fmt::format("community: {} {} is not there, want < {}", what, id.value(), all.size()));
}

template <class Id, class Record>
void require(const registry<Id, Record>& all, std::optional<Id> id, std::string_view what) {
    if (id) require(all, *id, what);
}

struct scope_check {
    const community_builder& b;
    void operator()(std::monostate) const {}
    void operator()(quarter_id i) const { require(b.quarters, i, "quarter"); }
    void operator()(building_id i) const { require(b.buildings, i, "building"); }
    void operator()(grid_id i) const { require(b.grids, i, "grid"); }
    void operator()(team_id i) const { require(b.teams, i, "team"); }
    void operator()(department_id i) const { require(b.departments, i, "department"); }
};

} // namespace

community community_builder::build() && {
    for (const auto& b : buildings) require(quarters, b.quarter, "quarter");
    for (const auto& h : households) require(buildings, h.building, "building");
    for (const auto& p : people) {
        require(buildings, p.home, "building");
        if (p.key.text().find('/') != std::string::npos)
            throw std::invalid_argument(fmt::format("community: the person key {} has a '/'", p.key));
    }
    for (const auto& d : departments) require(departments, d.parent, "department");
    for (const auto& p : places) require(buildings, p.building, "building");
    for (const auto& s : special_residents) require(people, s.person, "person");
    for (const auto& g : grids) {
        require(grid_plans, g.plan, "grid plan");
        for (const auto b : g.buildings) require(buildings, b, "building");
    }
    for (const auto& r : roles) {
        require(people, r.person, "person");
        std::visit(scope_check{*this}, r.scope);
    }
    return community{std::move(*this)};
}

community::community(community_builder records)
    : records_{std::move(records)},
      roles_of_(records_.people.size()),
      grids_of_(records_.buildings.size()) {
    for (const auto& r : records_.roles) {
        roles_of_[r.person].push_back(r);
        roles_at_[r.scope].push_back(r);
    }
    for (const auto g : records_.grids.ids())
        for (const auto b : records_.grids[g].buildings) grids_of_[b].push_back(g);
}

long community::residents() const {
    long sum = 0;
    for (const auto& h : households()) sum += h.residents;
    return sum;
}

std::optional<grid_plan_id> community::grid_plan_on(const calendar::date& day) const {
    std::optional<grid_plan_id> best;
    for (const auto plan : grid_plans().ids())
        if (grid_plans()[plan].when.contains(day) &&
            (!best || grid_plans()[*best].when.from < grid_plans()[plan].when.from))
            best = plan;
    return best;
}

std::vector<grid_id> community::grids_of(grid_plan_id plan) const {
    std::vector<grid_id> all;
    for (const auto g : grids().ids())
        if (grids()[g].plan == plan) all.push_back(g);
    return all;
}

std::optional<grid_id> community::grid_of(building_id building, const calendar::date& day) const {
    const auto plan = grid_plan_on(day);
    if (!plan) return std::nullopt;
    for (const auto g : grids_of_[building])
        if (grids()[g].plan == *plan) return g;
    return std::nullopt;
}

std::span<const role> community::roles_of(person_id person) const {
    return roles_of_[person];
}

std::vector<role> community::roles_at(const scope& where, const calendar::date& day) const {
    std::vector<role> all;
    const auto found = roles_at_.find(where);
    if (found == roles_at_.end()) return all;
    for (const auto& r : found->second)
        if (r.when.contains(day)) all.push_back(r);
    return all;
}

bool community::holds(person_id person, role_kind kind, const calendar::date& day) const {
    const auto all = roles_of(person);
    return std::any_of(all.begin(), all.end(),
                       [&](const role& r) { return r.kind == kind && r.when.contains(day); });
}

std::vector<person_id> community::officers_of(department_id department, const calendar::date& day) const {
    std::set<person_id> officers;
    for (const auto& r : roles_at(department, day))
        if (r.kind == role_kind::department_officer) officers.insert(r.person);
    return {officers.begin(), officers.end()};
}

std::size_t community::people_on_grids(const calendar::date& day) const {
    std::set<person_id> holders;
    for (const auto& r : roles())
        if (r.when.contains(day) && r.kind != role_kind::department_officer &&
            r.kind != role_kind::supervisor)
            holders.insert(r.person);
    return holders.size();
}

} // namespace qaidam::civic
