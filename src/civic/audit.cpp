#include <qaidam/civic/audit.hpp>

namespace qaidam::civic {

std::vector<calendar::dated_finding> audit(const community& c, const calendar::date_span& when) {
    std::vector<calendar::dated_finding> all;
    id_vector<building_id, std::vector<calendar::date_span>> served(c.buildings().size());
    for (const auto& r : c.roles())
        if (const auto* b = std::get_if<building_id>(&r.scope); b && r.kind == role_kind::party_member)
            served[*b].push_back(r.when);
    for (const auto b : c.buildings().ids()) {
        const auto& building = c.buildings()[b];
        if (auto open = calendar::gaps(served[b], when); !open.empty())
            all.push_back({{&codes::building_without_party_member, building.key, {in_both(building.name)}},
                           std::move(open)});
    }
    for (const auto& s : c.special_residents()) {
        const auto& person = c.people()[s.person];
        if (person.home) continue;
        if (const auto seen = calendar::overlap(s.when, when)) {
            const finding unknown{&codes::special_resident_unknown_home, person.key};
            all.push_back({unknown, {*seen}});
        }
    }
    return all;
}

} // namespace qaidam::civic
