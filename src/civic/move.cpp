#include <qaidam/civic/move.hpp>

#include <algorithm>
#include <stdexcept>

#include <qaidam/civic/codes.hpp>

namespace qaidam::civic {
namespace {

const county_member& member_of(const county& c, const community_key& k) {
    const auto found = c.communities().find(k);
    if (!found) throw std::invalid_argument(fmt::format("move_person: there is no community {}", k));
    return c.communities()[*found];
}

/// Of something that a community has.
template <class Things, class Key>
auto id_in(const Things& all, const Key& k, const community_key& where, std::string_view what) {
    const auto found = all.find(k);
    if (!found) throw std::invalid_argument(fmt::format("move_person: {} has no {} {}", where, what, k));
    return *found;
}

/// Whether one record can be that of the other person, wherever they live. Many have the same name: something else must agree too.
bool is_same_person(const person& a, const person& b) {
    if (!a.born && a.identity_number.empty()) return false;
    return a.name == b.name && a.born == b.born && a.identity_number == b.identity_number &&
           a.identity_kind == b.identity_kind;
}

bool goes_on(const calendar::date_span& when, const calendar::date& day) {
    return !when.until || *when.until > day;
}

/// Ends what goes on that day, and takes away what had not begun. Returns what was changed, as it was.
template <class Record>
std::vector<Record> end_on(std::vector<Record>& all, person_id who, const calendar::date& day) {
    std::vector<Record> ended;
    for (auto& x : all) {
        if (x.person != who || !goes_on(x.when, day)) continue;
        ended.push_back(x);
        x.when.until = day;
    }
    std::erase_if(all, [&](const Record& x) {
        return x.person == who && x.when.until == day && x.when.from && *x.when.from >= day;
    });
    return ended;
}

} // namespace

moved move_person(const county& c, const move& m) {
    calendar::require_plain(m.on, "move_person");
    if (m.from == m.to) throw std::invalid_argument(fmt::format("move_person: from {0} to {0}", m.from));
    auto left = member_of(c, m.from), reached = member_of(c, m.to);
    const auto key = m.as.empty() ? m.person : m.as;

    auto there = left.community->records();
    const auto who = id_in(there.people, m.person, m.from, "person");
    auto arriving = there.people[who];
    there.people.update(who, [](person& p) { p.home.reset(); });
    const auto roles = end_on(there.roles, who, m.on);
    const auto groups = end_on(there.special_residents, who, m.on);

    auto here = reached.community->records();
    arriving.key = key;
    arriving.home.reset();
    if (!m.home.empty()) arriving.home = id_in(here.buildings, m.home, m.to, "building");
    auto known = here.people.find(key);
    if (known && !is_same_person(here.people[*known], arriving))
        throw std::invalid_argument(fmt::format("move_person: {} is another person of {}", key, m.to));
    if (known)
        here.people.replace(*known, std::move(arriving));
    else
        known = here.people.add(std::move(arriving));

    std::vector<finding> told;
    for (const auto& r : roles) {
        const bool begun = !r.when.from || *r.when.from < m.on;
        told.push_back({begun ? &codes::role_ended : &codes::role_not_begun,
                        m.person,
                        {in_both({to_string(r.kind, language::zh), to_string(r.kind)}), m.from.text(),
                         calendar::to_string(begun ? m.on : *r.when.from)}});
    }
    for (auto g : groups) {
        g.person = *known;
        g.when.from = g.when.from ? std::max(*g.when.from, m.on) : m.on;
        told.push_back({&codes::group_moved,
                        key,
                        {in_both({to_string(g.group, language::zh), to_string(g.group)}), m.to.text(),
                         calendar::to_string(*g.when.from)}});
        here.special_residents.push_back(g);
    }

    auto records = c.records();
    const auto put = [&](const community_key& k, community_builder b) {
        auto built = std::make_shared<const community>(std::move(b).build());
        records.communities.update(*records.communities.find(k),
                                   [&](county_member& x) { x.community = std::move(built); });
    };
    put(m.from, std::move(there));
    put(m.to, std::move(here));
    return {std::move(records).build(), key, std::move(told)};
}

} // namespace qaidam::civic
