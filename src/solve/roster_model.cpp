#include "roster_model.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace qaidam::solve::detail {
namespace {

constexpr std::int64_t largest_number = 1'000'000;
constexpr std::size_t most_choices = 1'000'000; ///< a flow of more would take hours

void require_of_roster(bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(std::string{"roster: "} + what);
}

bool is_count(std::int64_t n) {
    return n >= 0 && n <= largest_number;
}

bool is_limit(const std::optional<std::int64_t>& n) {
    return !n || is_count(*n);
}

} // namespace

roster_model::roster_model(const roster_problem& problem)
    : problem_{&problem},
      days_{problem.days},
      choices_{problem.shifts.size() + 1} {
    check();
    for (const auto n : problem.wanted) wanted_in_all_ += n;
    allowed_.assign(people() * days_ * choices_, 1);
    cost_.assign(people() * days_ * choices_, 0);
    const auto each_shift = [&](const roster_cell& c, auto use) {
        for (std::size_t choice = 1; choice < choices_; ++choice)
            if (!c.shift || *c.shift + 1 == choice) use(at(c.person, c.day, choice));
    };
    for (const auto& c : problem.unavailable) each_shift(c, [&](std::size_t i) { allowed_[i] = 0; });
    for (const auto& c : problem.fixed) {
        const std::size_t only = c.shift ? *c.shift + 1 : 0;
        for (std::size_t choice = 0; choice < choices_; ++choice)
            if (choice != only) allowed_[at(c.person, c.day, choice)] = 0;
    }
    must_.assign(people() * days_, 0);
    settled_.assign(problem.wanted.size(), 0);
    for (const auto& c : problem.fixed)
        if (auto& must = must_[c.person * days_ + c.day]; c.shift && must == 0) {
            must = static_cast<roster_choice>(*c.shift + 1);
            ++settled_[c.day * shifts() + *c.shift];
        }
    for (const auto& w : problem.wishes) each_shift(w.where, [&](std::size_t i) { cost_[i] += w.cost; });
    for (std::size_t p = 0; p < problem.published.size(); ++p)
        for (std::size_t d = 0; d < days_; ++d) {
            const auto& was = problem.published[p][d];
            for (std::size_t choice = 0; choice < choices_; ++choice)
                if (choice != (was ? *was + 1 : 0)) cost_[at(p, d, choice)] += problem.change;
        }
    for (std::size_t p = 0; p < people(); ++p) rules_.push_back(find_rules(p));
    for (const auto& p : problem.people) {
        morning m;
        const auto n = p.before.size();
        for (std::size_t i = 0; i < n; ++i) {
            const bool this_week = n - i <= problem.days_of_week_before;
            m.ready = std::max<std::int64_t>(0, m.ready);
            if (p.before[i]) {
                ++m.row;
                m.week += this_week ? 1 : 0;
                m.ready = std::max(m.ready, problem.shifts[*p.before[i]].until + p.rules.rest);
            } else {
                m.row = 0;
            }
            m.ready = std::max<std::int64_t>(0, m.ready - day_minutes);
        }
        first_.push_back(m);
    }
    counted_.assign(days_ * shifts(), 0);
    for (std::size_t k = 0; k < shares(); ++k) {
        const auto& share = problem.shares[k];
        for (std::size_t i = 0; i < counted_.size(); ++i)
            if (share.counts[i]) counted_[i] |= std::uint32_t{1} << k;
        for (std::size_t d = 0; d < days_; ++d)
            unit_.push_back(has_units(k) ? share.unit_of_day[d] : static_cast<std::uint32_t>(d));
    }
    for (std::size_t k = 0; k < shares(); ++k)
        for (std::size_t p = 0; p < people(); ++p) reach_.push_back(find_reach(k, p));
}

roster_rules roster_model::find_rules(std::size_t person) const {
    auto rules = problem_->people[person].rules;
    std::int64_t worked = 0;
    std::int64_t in_all = 0;
    for (std::size_t d = 0; d < problem_->settled_days; ++d) {
        const auto c = must(person, d);
        worked += c > 0 ? 1 : 0;
        in_all += c > 0 ? minutes(c) : 0;
    }
    if (rules.most_shifts) rules.most_shifts = std::max(*rules.most_shifts, worked);
    if (rules.most_minutes) rules.most_minutes = std::max(*rules.most_minutes, in_all);
    return rules;
}

roster_band roster_model::find_reach(std::size_t share, std::size_t person) const {
    roster_band reach{0, 0};
    for (std::size_t d = 0; d < days_;) {
        bool must_have = false;
        bool can_have = false;
        const auto here = unit(share, d);
        for (; d < days_ && unit(share, d) == here; ++d)
            for (std::size_t c = 1; c < choices_; ++c) {
                if ((counted(d, c) >> share & 1) == 0) continue;
                must_have = must_have || must(person, d) == c;
                can_have = can_have || (wanted(d, c) > 0 && allowed(person, d, c));
            }
        reach.least += must_have ? 1 : 0;
        reach.most += can_have || must_have ? 1 : 0;
    }
    return reach;
}

void roster_model::check() const {
    const auto& p = *problem_;
    require_of_roster(days_ <= 366, "more than 366 days");
    require_of_roster(p.shifts.size() <= 32, "more than 32 shifts");
    require_of_roster(p.people.size() <= 10'000, "more than 10,000 people");
    require_of_roster(p.people.size() * days_ * choices_ <= most_choices,
                      "more than 10^6 choices: people × days × (shifts + 1)");
    require_of_roster(p.days_of_week_before < 7, "a week has seven days");
    require_of_roster(p.settled_days <= days_, "more days are settled than there are");
    for (const auto& s : p.shifts)
        require_of_roster(s.from >= 0 && s.from < day_minutes && s.until > s.from && is_count(s.until),
                          "a shift begins on its day and ends later");
    require_of_roster(p.wanted.size() == days_ * p.shifts.size(),
                      "want a number of people for each shift of each day");
    for (const auto n : p.wanted)
        require_of_roster(is_count(n), "a shift wants less than nobody or more than 10^6");
    require_of_roster(is_count(p.change), "a change costs less than nothing or more than 10^6");
    for (const auto& c : p.unavailable) check_cell(c);
    for (const auto& c : p.fixed) check_cell(c);
    for (const auto& w : p.wishes) {
        check_cell(w.where);
        require_of_roster(is_count(w.cost), "a wish costs less than nothing or more than 10^6");
    }
    check_people();
    check_shares();
}

void roster_model::check_people() const {
    const auto& p = *problem_;
    const auto is_line = [&](const roster_line& line) {
        return std::all_of(line.begin(), line.end(),
                           [&](const auto& s) { return !s || *s < p.shifts.size(); });
    };
    for (const auto& one : p.people) {
        require_of_roster(is_count(one.rules.rest) && is_limit(one.rules.most_in_a_row) &&
                              is_limit(one.rules.most_a_week) && is_limit(one.rules.most_shifts) &&
                              is_limit(one.rules.most_minutes),
                          "a rule has a number below 0 or above 10^6");
        require_of_roster(one.before.size() <= 366, "more than 366 days before");
        require_of_roster(is_line(one.before), "a shift of before is none of the shifts");
    }
    require_of_roster(p.published.empty() || p.published.size() == p.people.size(),
                      "want a published line for each person");
    for (const auto& line : p.published)
        require_of_roster(line.size() == days_ && is_line(line),
                          "a published line has other days or shifts than the problem");
}

void roster_model::check_shares() const {
    const auto& p = *problem_;
    require_of_roster(p.shares.size() <= most_shares, "more than 16 shares");
    for (const auto& s : p.shares) {
        require_of_roster(s.counts.size() == p.wanted.size(), "a share counts other shifts than there are");
        require_of_roster(s.bands.size() == p.people.size(), "a share needs a band for each person");
        require_of_roster(is_count(s.weight), "a share weighs less than nothing or more than 10^6");
        require_of_roster(
            s.unit_of_day.empty() ||
                (s.unit_of_day.size() == days_ && std::is_sorted(s.unit_of_day.begin(), s.unit_of_day.end())),
            "units of days do not follow one another");
        for (const auto& b : s.bands)
            require_of_roster(b.least >= 0 && b.least <= b.most && b.most <= 366,
                              "a band is not in order, within 0 to 366");
    }
}

void roster_model::check_cell(const roster_cell& c) const {
    require_of_roster(c.person < people() && c.day < days_ && (!c.shift || *c.shift < shifts()),
                      "a cell is of a person, a day or a shift that is not there");
}

bool roster_model::step(std::size_t person, std::size_t day, std::size_t choice, morning& m) const {
    const auto& rules = rules_[person];
    if (week_begins(day)) m.week = 0;
    bool holds = true;
    if (choice == 0) {
        m.row = 0;
    } else {
        const auto& shift = problem_->shifts[choice - 1];
        holds = m.ready <= shift.from;
        m.ready = std::max(m.ready, shift.until + rules.rest);
        holds = (++m.row <= rules.most_in_a_row.value_or(largest_number)) && holds;
        holds = (++m.week <= rules.most_a_week.value_or(largest_number)) && holds;
    }
    m.ready = std::max<std::int64_t>(0, m.ready - day_minutes);
    return holds || day < problem_->settled_days;
}

std::int64_t roster_model::share_cost(std::size_t share, std::size_t person, std::int64_t count) const {
    const auto& s = problem_->shares[share];
    const auto& band = s.bands[person];
    const auto off = count < band.least ? band.least - count : std::max<std::int64_t>(0, count - band.most);
    return s.weight * off * off;
}

line_value roster_model::value(std::size_t person, const roster_choice* line) const {
    line_value v;
    const auto& rules = rules_[person];
    auto m = first_[person];
    std::int64_t worked = 0;
    std::int64_t in_all = 0;
    std::array<std::int64_t, most_shares> counts{};
    std::array<std::uint32_t, most_shares> last{};
    last.fill(0xFFFFFFFF);
    for (std::size_t d = 0; d < days_; ++d) {
        const auto choice = line[d];
        v.cost += cost(person, d, choice);
        v.broken += step(person, d, choice, m) ? 0 : 1;
        if (choice == 0) continue;
        ++worked;
        in_all += minutes(choice);
        auto bits = counted(d, choice);
        for (std::size_t k = 0; bits != 0; ++k, bits >>= 1)
            if ((bits & 1) != 0 && last[k] != unit(k, d)) {
                last[k] = unit(k, d);
                ++counts[k];
            }
    }
    if (rules.most_shifts) v.broken += std::max<std::int64_t>(0, worked - *rules.most_shifts);
    if (rules.most_minutes) v.broken += std::max<std::int64_t>(0, in_all - *rules.most_minutes + 59) / 60;
    for (std::size_t k = 0; k < shares(); ++k) v.cost += share_cost(k, person, counts[k]);
    return v;
}

std::vector<roster_choice> to_choices(const roster_model& m, const std::vector<roster_line>& lines) {
    std::vector<roster_choice> all;
    for (const auto& line : lines)
        for (const auto& s : line) all.push_back(static_cast<roster_choice>(s ? *s + 1 : 0));
    if (lines.size() != m.people() || all.size() != m.people() * m.days() ||
        std::any_of(lines.begin(), lines.end(), [&](const auto& l) { return l.size() != m.days(); }))
        throw std::invalid_argument("roster: lines have other people or days than the problem");
    return all;
}

std::vector<roster_line> to_lines(const roster_model& m, const std::vector<roster_choice>& choices) {
    std::vector<roster_line> lines(m.people(), roster_line(m.days()));
    for (std::size_t p = 0; p < m.people(); ++p)
        for (std::size_t d = 0; d < m.days(); ++d)
            if (const auto c = choices[p * m.days() + d]; c > 0) lines[p][d] = c - 1u;
    return lines;
}

} // namespace qaidam::solve::detail
