#include <algorithm>
#include <stdexcept>

#include "roster_model.hpp"

namespace qaidam::solve {
namespace {

/// Lines of the model's people and days, and of its shifts.
void require_lines(const detail::roster_model& m, const std::vector<roster_line>& lines) {
    (void)detail::to_choices(m, lines);
    for (const auto& line : lines)
        for (const auto& s : line)
            if (s && *s >= m.shifts())
                throw std::invalid_argument("roster: a line has a shift that is not there");
}

class line_checker {
public:
    line_checker(const roster_problem& p, std::size_t person, const roster_line& line,
                 std::vector<roster_violation>& out)
        : p_{p},
          person_{person},
          rules_{p.people[person].rules},
          line_{line},
          out_{out} {}

    void check() {
        const auto& before = p_.people[person_].before;
        for (std::size_t i = 0; i < before.size(); ++i) {
            const auto ago = static_cast<std::int64_t>(before.size() - i);
            take(before[i], -ago, ago <= static_cast<std::int64_t>(p_.days_of_week_before));
        }
        std::int64_t shifts = 0;
        std::int64_t minutes = 0;
        for (std::size_t d = 0; d < p_.days; ++d) {
            if (d > 0 && (d + p_.days_of_week_before) % 7 == 0) week_ = 0;
            const auto& s = line_[d];
            if (!s) {
                take(s, static_cast<std::int64_t>(d), true);
                continue;
            }
            const auto begins = static_cast<std::int64_t>(d) * detail::day_minutes + p_.shifts[*s].from;
            if (end_ && begins - *end_ < rules_.rest) say(roster_rule::rest, d, begins - *end_, rules_.rest);
            take(s, static_cast<std::int64_t>(d), true);
            above(roster_rule::in_a_row, d, row_, rules_.most_in_a_row);
            above(roster_rule::a_week, d, week_, rules_.most_a_week);
            minutes += p_.shifts[*s].until - p_.shifts[*s].from;
            above(roster_rule::shifts, d, ++shifts, rules_.most_shifts);
            above(roster_rule::minutes, d, minutes, rules_.most_minutes);
        }
    }

private:
    void take(const std::optional<std::uint32_t>& shift, std::int64_t day, bool this_week) {
        if (!shift) {
            row_ = 0;
            return;
        }
        ++row_;
        week_ += this_week ? 1 : 0;
        const auto ends = day * detail::day_minutes + p_.shifts[*shift].until;
        end_ = std::max(ends, end_.value_or(ends));
    }
    void say(roster_rule rule, std::size_t day, std::int64_t got, std::int64_t limit) {
        if (day < p_.settled_days) return;
        out_.push_back({rule, {person_, day, line_[day]}, got, limit});
    }
    void above(roster_rule rule, std::size_t day, std::int64_t got,
               const std::optional<std::int64_t>& limit) {
        if (limit && got > *limit) say(rule, day, got, *limit);
    }

    const roster_problem& p_;
    std::size_t person_;
    const roster_rules& rules_;
    const roster_line& line_;
    std::vector<roster_violation>& out_;
    std::optional<std::int64_t> end_{}; ///< of the shift that ended last
    std::int64_t row_ = 0;
    std::int64_t week_ = 0;
};

bool by_person_and_day(const roster_violation& a, const roster_violation& b) {
    return a.where.person != b.where.person ? a.where.person < b.where.person : a.where.day < b.where.day;
}

} // namespace

std::vector<roster_violation> check_roster(const roster_problem& problem,
                                           const std::vector<roster_line>& lines) {
    const detail::roster_model m{problem};
    require_lines(m, lines);
    std::vector<roster_violation> out;
    for (std::size_t d = 0; d < problem.days; ++d)
        for (std::uint32_t s = 0; s < problem.shifts.size(); ++s) {
            const auto have =
                std::count_if(lines.begin(), lines.end(), [&](const auto& l) { return l[d] == s; });
            if (have != problem.wanted[d * problem.shifts.size() + s])
                out.push_back(
                    {roster_rule::wanted, {0, d, s}, have, problem.wanted[d * problem.shifts.size() + s]});
        }
    std::vector<roster_violation> of_people;
    for (const auto& c : problem.unavailable)
        if (const auto& has = lines[c.person][c.day]; has && (!c.shift || *c.shift == *has))
            of_people.push_back({roster_rule::unavailable, {c.person, c.day, has}});
    for (const auto& c : problem.fixed)
        if (lines[c.person][c.day] != c.shift)
            of_people.push_back({roster_rule::fixed, {c.person, c.day, lines[c.person][c.day]}});
    for (std::size_t p = 0; p < problem.people.size(); ++p)
        line_checker{problem, p, lines[p], of_people}.check();
    std::stable_sort(of_people.begin(), of_people.end(), by_person_and_day);
    of_people.erase(std::unique(of_people.begin(), of_people.end()), of_people.end());
    out.insert(out.end(), of_people.begin(), of_people.end());
    return out;
}

roster_cost cost_of_roster(const roster_problem& problem, const std::vector<roster_line>& lines) {
    const detail::roster_model m{problem};
    require_lines(m, lines);
    roster_cost cost;
    for (const auto& w : problem.wishes)
        if (const auto& has = lines[w.where.person][w.where.day];
            has && (!w.where.shift || *w.where.shift == *has))
            cost.wishes += w.cost;
    for (std::size_t p = 0; p < problem.published.size(); ++p)
        for (std::size_t d = 0; d < problem.days; ++d)
            cost.changes += lines[p][d] != problem.published[p][d] ? problem.change : 0;
    for (std::size_t k = 0; k < problem.shares.size(); ++k) {
        cost.shares.push_back(0);
        for (std::size_t p = 0; p < lines.size(); ++p) {
            std::int64_t count = 0;
            std::optional<std::uint32_t> last;
            for (std::size_t d = 0; d < problem.days; ++d) {
                if (!lines[p][d] || !problem.shares[k].counts[d * problem.shifts.size() + *lines[p][d]])
                    continue;
                count += last == m.unit(k, d) ? 0 : 1;
                last = m.unit(k, d);
            }
            cost.shares.back() += m.share_cost(k, p, count);
        }
    }
    return cost;
}

} // namespace qaidam::solve
