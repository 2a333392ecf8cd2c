/// `community`: one loaded community, immutable; const calls are safe from many threads.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <qaidam/civic/model.hpp>

#pragma GCC visibility push(default)

namespace qaidam::civic {

using department_registry = registry<department_id, department>;

/// The mutable way in: fill the registries, then make a `community` of them. Ids are those the registries
/// gave.
struct community_builder {
    civic::identity identity{};
    registry<quarter_id, quarter> quarters{};
    registry<building_id, building> buildings{};
    registry<household_id, household> households{};
    registry<person_id, person> people{};
    std::vector<role> roles{};
    std::vector<special_resident> special_residents{};
    registry<team_id, team> teams{};
    department_registry departments{};
    registry<place_id, place> places{};
    registry<grid_plan_id, grid_plan> grid_plans{};
    registry<grid_id, grid> grids{};

    /// Throws: std::invalid_argument if a record points to an id that is not there, or the key of a person has a '/'.
    [[nodiscard]] class community build() &&;

    friend bool operator==(const community_builder&, const community_builder&) = default;
};

class community {
public:
    [[nodiscard]] const civic::identity& identity() const { return records_.identity; }
    [[nodiscard]] const auto& quarters() const { return records_.quarters; }
    [[nodiscard]] const auto& buildings() const { return records_.buildings; }
    [[nodiscard]] const auto& households() const { return records_.households; }
    [[nodiscard]] const auto& people() const { return records_.people; }
    [[nodiscard]] const auto& roles() const { return records_.roles; }
    [[nodiscard]] const auto& special_residents() const { return records_.special_residents; }
    [[nodiscard]] const auto& teams() const { return records_.teams; }
    [[nodiscard]] const auto& departments() const { return records_.departments; }
    [[nodiscard]] const auto& places() const { return records_.places; }
    [[nodiscard]] const auto& grid_plans() const { return records_.grid_plans; }
    [[nodiscard]] const auto& grids() const { return records_.grids; }

    /// Permanent residents of all households.
    [[nodiscard]] long residents() const;

    /// The plan in force on a day; where several are, the one that began last.
    [[nodiscard]] std::optional<grid_plan_id> grid_plan_on(const calendar::date& day) const;
    [[nodiscard]] std::vector<grid_id> grids_of(grid_plan_id plan) const;
    /// The grid of a building on a day: the first, should a faulty plan name several.
    [[nodiscard]] std::optional<grid_id> grid_of(building_id building, const calendar::date& day) const;

    /// The roles a person ever has, in the order of the feed.
    [[nodiscard]] std::span<const role> roles_of(person_id person) const;
    /// The roles of a scope on a day, in the order of the feed.
    [[nodiscard]] std::vector<role> roles_at(const scope& where, const calendar::date& day) const;
    /// Whether a person holds such a role anywhere on a day.
    [[nodiscard]] bool holds(person_id person, role_kind kind, const calendar::date& day) const;
    /// The officers of a department who are assigned to the community on a day, in the order of people. Cost: O(roles at it).
    [[nodiscard]] std::vector<person_id> officers_of(department_id department,
                                                     const calendar::date& day) const;
    /// How many people work on the grids on a day. A person counts once, with any role except department
    /// officer and supervisor.
    [[nodiscard]] std::size_t people_on_grids(const calendar::date& day) const;

    /// What it was made of: to make another one of it.
    [[nodiscard]] const community_builder& records() const { return records_; }

    friend bool operator==(const community& a, const community& b) { return a.records_ == b.records_; }

private:
    friend struct community_builder;
    explicit community(community_builder records);

    community_builder records_;
    // Found once, for they are asked for with every order.
    id_vector<person_id, std::vector<role>> roles_of_;
    std::map<scope, std::vector<role>> roles_at_;
    id_vector<building_id, std::vector<grid_id>> grids_of_; ///< in all plans
};

} // namespace qaidam::civic

#pragma GCC visibility pop
