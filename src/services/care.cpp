#include <qaidam/services/care.hpp>

#include <algorithm>
#include <map>

#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {

using calendar::date_span;

std::string to_string(visit_kind k, language l) {
    return text_of(detail::visit_words, k, l);
}

loaded<care> load_care(const std::filesystem::path& folder, const civic::community& c,
                       const load_options& options) {
    loaded<care> result{{}, notices{options.notices_per_code}};
    read_table(folder, detail::pair_table, result.notices, [&](record& r) {
        help_pair p{.helped = r.reference("helped_id", c.people(), "people.csv"),
                    .helper = r.reference("helper_id", c.people(), "people.csv"),
                    .every_days =
                        r.cell("every_days").empty() ? 0 : static_cast<int>(r.integer("every_days", 1, 3660)),
                    .when = calendar::read_span(r)};
        if (r.ok() && p.helped == p.helper)
            r.complain(codes::helps_himself, "helper_id", {c.people()[p.helper].key.text()});
        if (r.ok()) result.value.pairs.push_back(p);
    });
    read_table(folder, detail::visit_table, result.notices, [&](record& r) {
        care_visit v{.helped = r.reference("helped_id", c.people(), "people.csv"),
                     .kind = r.choice<visit_kind>("kind", choices<visit_kind>(detail::visit_words)),
                     .on = calendar::read_date(r, "date")};
        if (r.ok()) result.value.visits.push_back(v);
    });
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const care& all, const civic::community& c, const std::filesystem::path& folder) {
    csv_writer pairs{detail::pair_table};
    for (const auto& p : all.pairs)
        pairs.row({c.people()[p.helped].key.text(), c.people()[p.helper].key.text(),
                   p.every_days ? std::to_string(p.every_days) : "", calendar::to_cell(p.when.from),
                   calendar::to_cell(p.when.until)});
    pairs.save(folder);
    csv_writer visits{detail::visit_table};
    for (const auto& v : all.visits)
        visits.row(
            {c.people()[v.helped].key.text(), cell_of(detail::visit_words, v.kind), calendar::to_text(v.on)});
    visits.save(folder);
}

namespace {

/// The spans in which more than one of the spans holds.
std::vector<date_span> overlaps(const std::vector<date_span>& spans) {
    std::vector<date_span> all;
    for (std::size_t i = 0; i < spans.size(); ++i)
        for (std::size_t j = i + 1; j < spans.size(); ++j)
            if (const auto both = calendar::overlap(spans[i], spans[j])) all.push_back(*both);
    return all;
}

bool is_party_member_of(const civic::community& c, civic::person_id who, civic::building_id building,
                        const date_span& when) {
    std::vector<date_span> held;
    for (const auto& r : c.roles())
        if (r.person == who && r.kind == civic::role_kind::party_member && r.scope == civic::scope{building})
            held.push_back(r.when);
    return calendar::gaps(held, when).empty();
}

} // namespace

std::vector<calendar::dated_finding> audit(const care& all, const civic::community& c,
                                           const date_span& when) {
    std::vector<calendar::dated_finding> found;
    std::map<civic::person_id, std::vector<help_pair>> pairs;
    for (const auto& p : all.pairs) pairs[p.helped].push_back(p);
    std::map<std::pair<civic::person_id, visit_kind>, std::vector<calendar::date>> visits;
    for (const auto& v : all.visits) visits[{v.helped, v.kind}].push_back(v.on);

    for (const auto& s : c.special_residents()) {
        const auto needed = calendar::overlap(s.when, when);
        if (!needed) continue;
        const auto& person = c.people()[s.person];
        std::vector<date_span> helped;
        for (const auto& p : pairs[s.person])
            if (const auto seen = calendar::overlap(p.when, *needed)) helped.push_back(*seen);
        if (auto open = calendar::gaps(helped, *needed); !open.empty())
            found.push_back({{&codes::special_resident_without_pair, person.key, {}}, std::move(open)});
        if (auto twice = overlaps(helped); !twice.empty())
            found.push_back(
                {{&codes::several_pairs, person.key, {std::to_string(helped.size())}}, std::move(twice)});

        for (const auto& p : pairs[s.person]) {
            const auto seen = calendar::overlap(p.when, *needed);
            if (!seen) continue;
            if (person.home && !is_party_member_of(c, p.helper, *person.home, *seen))
                found.push_back(
                    {{&codes::helper_not_of_building, person.key, {c.people()[p.helper].key.text()}},
                     {*seen}});
            if (p.every_days == 0 || !p.when.from) continue;
            for (const auto kind : {visit_kind::service, visit_kind::activity, visit_kind::opinion}) {
                std::vector<date_span> fresh{{p.when.from, calendar::later(*p.when.from, p.every_days)}};
                for (const auto& day : visits[{s.person, kind}])
                    fresh.push_back({day, calendar::later(day, p.every_days)});
                if (auto late = calendar::gaps(fresh, *seen); !late.empty())
                    found.push_back({{&codes::visit_overdue,
                                      person.key,
                                      {in_both({to_string(kind, language::zh), to_string(kind)}),
                                       std::to_string(p.every_days)}},
                                     std::move(late)});
            }
        }
    }
    return found;
}

} // namespace qaidam::services
