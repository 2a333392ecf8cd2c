#include <qaidam/grids/coverage.hpp>

#include <algorithm>

namespace qaidam::grids {
namespace {

using civic::role_kind;
using spans = std::vector<calendar::date_span>;

bool leads(role_kind kind) {
    return kind == role_kind::full_time_grid_leader || kind == role_kind::part_time_grid_leader;
}

std::vector<coverage_gap> gaps_without(const civic::community& c, std::optional<civic::person_id> without,
                                       const calendar::date_span& when) {
    id_vector<civic::building_id, spans> served(c.buildings().size());
    id_vector<civic::grid_id, spans> led(c.grids().size());
    for (const auto& r : c.roles()) {
        if (r.person == without) continue;
        if (const auto* b = std::get_if<civic::building_id>(&r.scope); b && r.kind == role_kind::party_member)
            served[*b].push_back(r.when);
        if (const auto* g = std::get_if<civic::grid_id>(&r.scope); g && leads(r.kind))
            led[*g].push_back(r.when);
    }
    std::vector<coverage_gap> all;
    for (const auto b : c.buildings().ids())
        if (auto open = calendar::gaps(served[b], when); !open.empty())
            all.push_back({coverage_need::party_member_of_building, c.buildings()[b].key,
                           c.buildings()[b].name, std::move(open)});
    for (const auto g : c.grids().ids()) {
        const auto in_force = calendar::overlap(c.grid_plans()[c.grids()[g].plan].when, when);
        if (!in_force) continue;
        if (auto open = calendar::gaps(led[g], *in_force); !open.empty())
            all.push_back(
                {coverage_need::leader_of_grid, c.grids()[g].key, c.grids()[g].name, std::move(open)});
    }
    return all;
}

} // namespace

std::vector<coverage_gap> find_gaps(const civic::community& c, const calendar::date_span& when) {
    return gaps_without(c, std::nullopt, when);
}

std::vector<coverage_gap> find_gaps_without(const civic::community& c, civic::person_id person,
                                            const calendar::date_span& when) {
    const auto before = find_gaps(c, when);
    auto after = gaps_without(c, person, when);
    for (auto& gap : after)
        for (const auto& old : before) {
            if (old.need != gap.need || old.place != gap.place) continue;
            spans fresh;
            for (const auto& span : gap.when)
                for (const auto& part : calendar::gaps(old.when, span)) fresh.push_back(part);
            gap.when = std::move(fresh);
        }
    std::erase_if(after, [](const coverage_gap& gap) { return gap.when.empty(); });
    return after;
}

std::string to_string(const coverage_gap& g, language l) {
    std::string when;
    for (const auto& span : g.when) when += (when.empty() ? "" : pick(l, "；", "; ")) + to_string(span, l);
    const auto* what = g.need == coverage_need::leader_of_grid
                           ? pick(l, "{}没有网格长：{}", "{} has no leader: {}")
                           : pick(l, "{}没有党员：{}", "{} has no party member: {}");
    return fmt::format(fmt::runtime(what), g.name.in(l), when);
}

} // namespace qaidam::grids
