#include <qaidam/services/care.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include <qaidam/civic/feed.hpp>
#include <qaidam/services/codes.hpp>
#include <qaidam/solve/flow.hpp>
#include <qaidam/solve/visits.hpp>

#include "layouts.hpp"
#include "words.hpp"

namespace qaidam::services {

using calendar::date;
using calendar::date_span;

constexpr visit_kind visit_kinds[] = {visit_kind::service, visit_kind::activity, visit_kind::opinion};

std::string to_string(visit_kind k, language l) {
    return to_string(detail::visit_words, k, l);
}

loaded<care> load_care(const feed_files& files, const civic::community& c, const load_options& options) {
    loaded<care> result{{}, notices{options.notices_per_code}};
    civic::note_left_out(files, c, result.notices);
    read_table(files, detail::pair_table, result.notices, [&](record& r) {
        help_pair p{.helped = r.reference("helped_id", c.people(), "people.csv"),
                    .helper = r.reference("helper_id", c.people(), "people.csv"),
                    .every_days = static_cast<int>(r.find_integer("every_days", 1, 3660).value_or(0)),
                    .when = calendar::read_span(r)};
        if (r.ok() && p.helped == p.helper)
            r.complain(codes::helps_himself, "helper_id", {c.people()[p.helper].key.text()});
        if (r.ok()) result.value.pairs.push_back(p);
    });
    read_table(files, detail::visit_table, result.notices, [&](record& r) {
        care_visit v{.helped = r.reference("helped_id", c.people(), "people.csv"),
                     .kind = r.choice<visit_kind>("kind", choices<visit_kind>(detail::visit_words)),
                     .on = calendar::read_date(r, "date")};
        if (r.ok()) result.value.visits.push_back(v);
    });
    refuse_errors(result.notices, options.policy);
    return result;
}

void save(const care& all, const civic::community& c, const file_path& folder) {
    csv_writer pairs{detail::pair_table};
    for (const auto& p : all.pairs)
        pairs.row({c.people()[p.helped].key.text(), c.people()[p.helper].key.text(),
                   p.every_days ? std::to_string(p.every_days) : "", calendar::to_cell(p.when.from),
                   calendar::to_cell(p.when.until)});
    pairs.save(folder);
    csv_writer visits{detail::visit_table};
    for (const auto& v : all.visits)
        visits.row({c.people()[v.helped].key.text(), to_cell(detail::visit_words, v.kind),
                    calendar::to_string(v.on)});
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

using pairs_by_helped = std::map<civic::person_id, std::vector<help_pair>>;

pairs_by_helped by_helped(const care& all) {
    pairs_by_helped pairs;
    for (const auto& p : all.pairs) pairs[p.helped].push_back(p);
    return pairs;
}

/// Since when the person has had visits agreed without a gap; nothing if this pair owes none.
std::optional<date> start_of_help(const std::vector<help_pair>& pairs, const help_pair& p) {
    if (p.every_days == 0 || !p.when.from) return std::nullopt;
    auto start = *p.when.from;
    for (bool earlier = true; earlier;) {
        earlier = false;
        for (const auto& q : pairs)
            if (q.every_days > 0 && q.when.from && *q.when.from < start &&
                (!q.when.until || *q.when.until >= start)) {
                start = *q.when.from;
                earlier = true;
            }
    }
    return start;
}

/// The last day on which a visit is not overdue, if the clock ran from `day`; nothing beyond the end of time.
std::optional<date> due_after(const date& day, const help_pair& p) {
    return calendar::later(day, p.every_days);
}
/// The days on which it is not overdue.
date_span fresh_after(const date& day, const help_pair& p) {
    const auto due = due_after(day, p);
    return {day, due ? calendar::later(*due, 1) : due};
}

} // namespace

std::vector<calendar::dated_finding> audit(const care& all, const civic::community& c,
                                           const date_span& when) {
    std::vector<calendar::dated_finding> found;
    auto pairs = by_helped(all);
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
            const auto start = start_of_help(pairs[s.person], p);
            if (!start) continue;
            for (const auto kind : visit_kinds) {
                std::vector<date_span> fresh{fresh_after(*start, p)};
                for (const auto& day : visits[{s.person, kind}]) fresh.push_back(fresh_after(day, p));
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

std::vector<due_visit> list_due_visits(const care& all, const civic::community& c, const date& today,
                                       int days_ahead) {
    calendar::require_plain(today, "list_due_visits");
    if (days_ahead < 0) throw std::invalid_argument("list_due_visits: want not less than no days ahead");
    const auto by = calendar::later(today, days_ahead).value_or(today);
    std::set<civic::person_id> special;
    for (const auto& s : c.special_residents())
        if (s.when.contains(today)) special.insert(s.person);
    std::map<std::pair<civic::person_id, visit_kind>, date> last;
    for (const auto& v : all.visits) {
        if (v.on > today) continue;
        const auto [at, fresh] = last.try_emplace({v.helped, v.kind}, v.on);
        if (!fresh) at->second = std::max(at->second, v.on);
    }
    std::vector<due_visit> due;
    const auto pairs = by_helped(all);
    for (const auto& p : all.pairs) {
        if (!p.when.contains(today) || !special.contains(p.helped)) continue;
        const auto start = start_of_help(pairs.at(p.helped), p);
        if (!start) continue;
        for (const auto kind : visit_kinds) {
            const auto found = last.find({p.helped, kind});
            const auto from = found == last.end() ? *start : std::max(found->second, *start);
            if (const auto day = due_after(from, p); day && *day <= by)
                due.push_back({p.helped, p.helper, kind, *day});
        }
    }
    std::sort(due.begin(), due.end(), [&](const due_visit& a, const due_visit& b) {
        return std::tie(a.due, c.people()[a.helped].key, a.kind) <
               std::tie(b.due, c.people()[b.helped].key, b.kind);
    });
    return due;
}

namespace {

const geo::point* place_of(const civic::community& c, civic::person_id person) {
    const auto& home = c.people()[person].home;
    if (!home) return nullptr;
    const auto& at = c.buildings()[*home].at;
    return at ? &*at : nullptr;
}

} // namespace

visit_round plan_round(const care& all, const civic::community& c, civic::person_id helper, const date& day,
                       const round_options& options) {
    if (options.most_stops < 1 || options.days_ahead < 0)
        throw std::invalid_argument("plan_round: want at least one stop, and not less than no days ahead");
    visit_round round{.helper = helper};
    std::vector<round_stop> stops;
    for (const auto& v : list_due_visits(all, c, day, options.days_ahead)) {
        if (v.helper != helper) continue;
        const auto stop = std::find_if(stops.begin(), stops.end(),
                                       [&](const round_stop& s) { return s.helped == v.helped; });
        if (stop != stops.end()) {
            stop->kinds.push_back(v.kind);
        } else if (place_of(c, v.helped) != nullptr && static_cast<int>(stops.size()) < options.most_stops) {
            stops.push_back({v.helped, {v.kind}, v.due});
        } else {
            round.left.push_back(v);
        }
    }
    // The way begins and ends at the helper's home; where that is not known, at the first door.
    std::vector<const geo::point*> places;
    const auto* home = place_of(c, helper);
    if (home != nullptr) places.push_back(home);
    for (const auto& s : stops) places.push_back(place_of(c, s.helped));
    const auto way = solve::find_visiting_order(
        places.size(),
        [&](std::size_t a, std::size_t b) { return geo::distance(*places[a], *places[b]).value(); },
        {.return_to_start = home != nullptr});
    for (const auto i : way.order)
        if (home == nullptr || i > 0) round.stops.push_back(std::move(stops[home != nullptr ? i - 1 : i]));
    round.length = geo::meters{way.length};
    round.proven = way.proven;
    return round;
}

hand_over_result hand_over(const care& all, const civic::community& c, civic::person_id leaving,
                           const date& on) {
    calendar::require_plain(on, "hand_over");
    hand_over_result result{.after = all};
    std::map<civic::person_id, int> has; // pairs of each helper on that day
    std::vector<std::size_t> orphaned;
    for (std::size_t i = 0; i < all.pairs.size(); ++i) {
        const auto& p = all.pairs[i];
        if (p.when.until && *p.when.until <= on) continue;
        if (p.helper == leaving)
            orphaned.push_back(i);
        else if (p.when.contains(on))
            ++has[p.helper];
    }
    // Source → pairs → successors → sink; the n-th pair of somebody costs 2n − 1, so that sums are squares.
    std::vector<civic::person_id> successors;
    std::map<civic::person_id, std::size_t> numbers;
    std::vector<std::vector<std::size_t>> fit(orphaned.size());
    for (std::size_t i = 0; i < orphaned.size(); ++i) {
        const auto& home = c.people()[all.pairs[orphaned[i]].helped].home;
        if (!home) continue;
        for (const auto& r : c.roles_at(*home, on)) {
            if (r.kind != civic::role_kind::party_member || r.person == leaving ||
                r.person == all.pairs[orphaned[i]].helped)
                continue;
            const auto [at, fresh] = numbers.emplace(r.person, successors.size());
            if (fresh) successors.push_back(r.person);
            fit[i].push_back(at->second);
        }
    }
    const auto node_of_pair = [](std::size_t i) { return 2 + i; };
    const auto node_of_successor = [&](std::size_t i) { return 2 + orphaned.size() + i; };
    std::vector<solve::flow_arc> arcs;
    struct wish {
        std::size_t arc, pair, successor;
    };
    std::vector<wish> wishes;
    for (std::size_t i = 0; i < orphaned.size(); ++i) {
        arcs.push_back({0, node_of_pair(i), 1});
        for (const auto s : fit[i]) {
            wishes.push_back({arcs.size(), i, s});
            arcs.push_back({node_of_pair(i), node_of_successor(s), 1});
        }
    }
    for (std::size_t s = 0; s < successors.size(); ++s)
        for (std::size_t n = 1; n <= orphaned.size(); ++n)
            arcs.push_back(
                {node_of_successor(s), 1, 1, 2 * (has[successors[s]] + static_cast<std::int64_t>(n)) - 1});
    const auto flow = solve::find_cheapest_flow(2 + orphaned.size() + successors.size(), arcs, 0, 1);
    std::vector<bool> given(orphaned.size(), false);
    for (const auto& w : wishes) {
        if (flow.through[w.arc] == 0) continue;
        const auto& old = all.pairs[orphaned[w.pair]];
        auto next = old;
        next.helper = successors[w.successor];
        next.when.from = old.when.from ? std::max(*old.when.from, on) : on;
        result.begun.push_back(next);
        given[w.pair] = true;
    }
    for (std::size_t i = 0; i < orphaned.size(); ++i) {
        auto& old = result.after.pairs[orphaned[i]];
        old.when.until = on;
        if (!given[i]) result.unhelped.push_back({&codes::nobody_to_help, c.people()[old.helped].key, {}});
    }
    // A pair that had not begun never does.
    std::erase_if(result.after.pairs, [&](const help_pair& p) {
        return p.when.until == on && p.when.from && *p.when.from >= on;
    });
    result.after.pairs.insert(result.after.pairs.end(), result.begun.begin(), result.begun.end());
    return result;
}

} // namespace qaidam::services
