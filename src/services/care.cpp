#include <qaidam/services/care.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

#include <qaidam/base/text.hpp>
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

std::string to_string(visit_purpose p, language l) {
    return to_string(detail::purpose_words, p, l);
}
std::string to_string(half_day h, language l) {
    return to_string(detail::half_day_words, h, l);
}

namespace {

/// The words of the cell; none of them if one is not known.
std::vector<visit_purpose> read_purposes(record& r) {
    static const auto known = choices<visit_purpose>(detail::purpose_words);
    std::vector<visit_purpose> all;
    for (const auto word : r.words("purposes")) {
        const auto found =
            std::find_if(known.begin(), known.end(), [&](const auto& x) { return x.first == word; });
        if (found == known.end()) {
            std::string names;
            for (const auto& [name, value] : known) {
                join_on(names, ", ", name);
            }
            r.complain(qaidam::codes::bad_choice, "purposes", {std::string{word}, names});
            return {};
        }
        if (std::find(all.begin(), all.end(), found->second) == all.end()) all.push_back(found->second);
    }
    return all;
}

calendar::day_set read_days(record& r) {
    try {
        return calendar::parse_day_set(r.text("days"));
    } catch (const data_error& e) {
        const auto& why = *e.why().begin();
        r.complain(*why.rule, "days", why.arguments);
        return {};
    }
}

std::string cell_of(const std::vector<visit_purpose>& purposes) {
    std::string all;
    for (const auto p : purposes) {
        join_on(all, " ", to_cell(detail::purpose_words, p));
    }
    return all;
}

} // namespace

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
                     .on = calendar::read_date(r, "date"),
                     .half = r.find_choice<half_day>("half", choices<half_day>(detail::half_day_words)),
                     .purposes = read_purposes(r)};
        if (r.ok()) result.value.visits.push_back(std::move(v));
    });
    read_table(files, detail::festival_table, result.notices, [&](record& r) {
        festival f{.key = festival_key{r.key("festival_id")},
                   .name = r.name(),
                   .days = read_days(r),
                   .purposes = read_purposes(r)};
        if (r.cell("purposes").empty()) r.complain(qaidam::codes::missing_value, "purposes");
        r.add_to(result.value.festivals, std::move(f), "festival_id");
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
        visits.row(
            {c.people()[v.helped].key.text(), to_cell(detail::visit_words, v.kind), calendar::to_string(v.on),
             v.half ? std::string{to_cell(detail::half_day_words, *v.half)} : "", cell_of(v.purposes)});
    visits.save(folder);
    csv_writer festivals{detail::festival_table};
    for (const auto& f : all.festivals)
        festivals.row(
            {f.key.text(), f.name.zh, f.name.en, to_string(f.days, language::zh), cell_of(f.purposes)});
    festivals.save(folder);
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

bool is_special(const civic::community& c, civic::person_id person, const date& day) {
    return std::any_of(c.special_residents().begin(), c.special_residents().end(),
                       [&](const auto& s) { return s.person == person && s.when.contains(day); });
}

/// The days of the set that follow one another, whole: those of which one is in [from, until).
std::vector<date_span> runs_in(const calendar::day_set& days, const date& from, const date& until) {
    std::vector<date_span> runs;
    const calendar::day_count one{1};
    for (auto day = days.first_from(from); day && *day < until;) {
        auto first = *day;
        while (runs.empty() && first > calendar::local_time::first().date() && days.contains(first - one))
            first -= one;
        auto last = *day;
        for (auto next = calendar::later(last, 1); next && days.contains(*next);
             next = calendar::later(last, 1))
            last = *next;
        const auto after = calendar::later(last, 1);
        runs.push_back({first, after});
        if (!after) break;
        day = days.first_from(*after);
    }
    return runs;
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

std::vector<festival_visit> list_festival_visits(const care& all, const civic::community& c, const date& from,
                                                 const date& until) {
    std::vector<festival_visit> owed;
    std::map<civic::person_id, std::vector<const care_visit*>> visits;
    for (const auto& v : all.visits) visits[v.helped].push_back(&v);
    for (const auto id : all.festivals.ids())
        for (const auto& run : runs_in(all.festivals[id].days, from, until))
            for (const auto& p : all.pairs) {
                if (!p.when.contains(*run.from) || !is_special(c, p.helped, *run.from)) continue;
                auto missing = all.festivals[id].purposes;
                for (const auto* v : visits[p.helped])
                    if (run.contains(v->on))
                        for (const auto purpose : v->purposes) std::erase(missing, purpose);
                if (!missing.empty()) owed.push_back({p.helped, p.helper, id, run, std::move(missing)});
            }
    std::stable_sort(owed.begin(), owed.end(), [&](const festival_visit& a, const festival_visit& b) {
        const auto order = [&](const festival_visit& v) {
            return std::tie(*v.when.from, all.festivals[v.festival].key, c.people()[v.helped].key);
        };
        return order(a) < order(b);
    });
    return owed;
}

namespace {

/// Of the festivals that were over when what is looked at ends, or nobody has been recorded any more.
void audit_festivals(std::vector<calendar::dated_finding>& found, const care& all, const civic::community& c,
                     const date_span& when) {
    std::optional<date> first, last;
    for (const auto& p : all.pairs)
        if (p.when.from && (!first || *p.when.from < *first)) first = p.when.from;
    for (const auto& v : all.visits) {
        if (!first || v.on < *first) first = v.on;
        if (!last || *last < v.on) last = v.on;
    }
    const auto from = when.from ? when.from : first, until = when.until ? when.until : last;
    if (!from || !until) return;
    for (const auto& v : list_festival_visits(all, c, *from, *until)) {
        if (!v.when.until || *until < *v.when.until) continue;
        std::vector<label> purposes;
        for (const auto p : v.missing) purposes.push_back({to_string(p, language::zh), to_string(p)});
        found.push_back({{&codes::festival_unvisited,
                          c.people()[v.helped].key,
                          {in_both(all.festivals[v.festival].name), in_both(purposes)}},
                         {v.when}});
    }
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
    audit_festivals(found, all, c, when);
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

move_away_result move_away(const care& all, const civic::community& c, civic::person_id leaving,
                           const date& on) {
    calendar::require_plain(on, "move_away");
    auto rest = all;
    std::vector<help_pair> ended;
    for (auto& p : rest.pairs) {
        if (p.helped != leaving || (p.when.until && *p.when.until <= on)) continue;
        ended.push_back(p);
        p.when.until = on;
    }
    // A pair that had not begun never does.
    std::erase_if(rest.pairs, [&](const help_pair& p) {
        return p.helped == leaving && p.when.until == on && p.when.from && *p.when.from >= on;
    });
    return {hand_over(rest, c, leaving, on), std::move(ended)};
}

} // namespace qaidam::services
