#include <qaidam/grids/roster.hpp>

#include <algorithm>

#include <qaidam/grids/roster_codes.hpp>

#include "roster_case.hpp"

namespace qaidam::grids {
namespace {

finding explain(const detail::roster_case& r, const solve::roster_shortage& s) {
    const auto key_of_person = [&](std::size_t i) -> key { return r.c.people()[r.people[i]].key; };
    if (s.person) return {&codes::fixed_breaks_rule, key_of_person(*s.person), {r.words(s.shifts)}};
    if (s.most > s.wanted)
        return {&codes::too_many_fixed,
                {},
                {r.words(s.shifts), std::to_string(s.wanted), std::to_string(s.most)}};
    if (s.shifts.size() == 1)
        return {
            &codes::shift_short, {}, {r.words(s.shifts), std::to_string(s.wanted), std::to_string(s.most)}};
    return {&codes::shifts_short,
            {},
            {r.words(s.shifts), std::to_string(s.wanted), std::to_string(s.people.size()),
             std::to_string(s.most)}};
}

bool before(const shift_assignment& a, const shift_assignment& b) {
    if (a.day != b.day) return a.day < b.day;
    if (!(a.shift == b.shift)) return a.shift < b.shift;
    return a.person < b.person;
}

/// Of the book in the span, as lines; who has a second shift on a day is said.
std::vector<solve::roster_line> lines_of(const detail::roster_case& r, std::vector<finding>& twice) {
    std::vector<solve::roster_line> lines(r.people.size(), solve::roster_line(r.days));
    for (const auto& a : r.book.assignments) {
        const auto d = r.find_day(a.day);
        if (!d) continue;
        const auto person = r.c.people().id_of(a.person);
        const auto shift = r.book.shifts.id_of(a.shift).value();
        auto& cell = lines[r.number_of.at(person)][*d];
        if (cell)
            twice.push_back({&codes::shift_twice, a.person, {in_both(r.words(*d, shift))}});
        else
            cell = shift;
    }
    return lines;
}

finding tell(const detail::roster_case& r, const solve::roster_violation& v) {
    const auto words = in_both(r.words(v.where.day, *v.where.shift));
    const auto numbers = [&](const message_rule& rule) {
        return finding{&rule,
                       r.c.people()[r.people[v.where.person]].key,
                       {words, std::to_string(v.got), std::to_string(v.limit)}};
    };
    const auto hours = [&](const message_rule& rule) {
        return finding{&rule,
                       r.c.people()[r.people[v.where.person]].key,
                       {words, detail::hours_and_minutes(v.got), detail::hours_and_minutes(v.limit)}};
    };
    switch (v.rule) {
    case solve::roster_rule::rest: return hours(codes::shift_rest);
    case solve::roster_rule::in_a_row: return numbers(codes::shift_in_a_row);
    case solve::roster_rule::a_week: return numbers(codes::shift_a_week);
    case solve::roster_rule::minutes: return hours(codes::shift_hours);
    case solve::roster_rule::unavailable:
        return {r.on_leave(v.where.person, v.where.day) ? &codes::shift_on_leave : &codes::shift_without_role,
                r.c.people()[r.people[v.where.person]].key,
                {words}};
    default: {
        auto all = numbers(codes::shift_wanted);
        all.subject = {};
        return all;
    }
    }
}

} // namespace

roster plan_roster(const civic::community& c, const shift_book& book, const calendar::date_span& when,
                   const roster_options& options) {
    const detail::roster_case r{c, book, when, options};
    const auto found = solve::plan_roster(r.problem, options.search);
    roster out{.when = when, .cost = found.cost, .bound = found.bound, .proven = found.proven};
    for (const auto p : r.people) out.people.push_back(c.people()[p].key);
    if (!found.found) {
        if (found.shortage)
            out.reasons.push_back(explain(r, *found.shortage));
        else
            out.reasons.push_back({found.proven ? &codes::no_roster : &codes::roster_not_found, {}, {}});
        return out;
    }
    std::vector<shift_assignment> fixed;
    for (const auto& a : book.assignments)
        if (a.fixed) fixed.push_back(a);
    std::sort(fixed.begin(), fixed.end(), before);
    for (std::size_t i = 0; i < r.people.size(); ++i)
        for (std::size_t d = 0; d < r.days; ++d) {
            if (!found.lines[i][d]) continue;
            shift_assignment a{r.day(d), book.shifts[shift_id{*found.lines[i][d]}].key, out.people[i]};
            a.fixed = std::binary_search(fixed.begin(), fixed.end(), a, before);
            out.assignments.push_back(std::move(a));
        }
    std::sort(out.assignments.begin(), out.assignments.end(), before);
    return out;
}

std::vector<finding> check_roster(const civic::community& c, const shift_book& book,
                                  const calendar::date_span& when, const roster_options& options) {
    auto how = options;
    how.settled_until.reset(); // what is settled is checked too
    const detail::roster_case r{c, book, when, how};
    std::vector<finding> twice;
    const auto lines = lines_of(r, twice);
    auto problem = r.problem;
    problem.fixed.clear(); // they are among the assignments
    std::vector<finding> out;
    for (const auto& v : solve::check_roster(problem, lines)) out.push_back(tell(r, v));
    out.insert(out.end(), twice.begin(), twice.end());
    return out;
}

} // namespace qaidam::grids
