#include "roster_case.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace qaidam::grids {
namespace detail {
namespace {

constexpr int days_before = 14; ///< whose assignments are looked at
constexpr std::size_t most_words = 4;

void require_of_roster(bool holds, const std::string& what) {
    if (!holds) throw std::invalid_argument("roster: " + what);
}

std::int64_t minutes_of(std::chrono::seconds s) {
    return std::chrono::duration_cast<std::chrono::minutes>(s).count();
}

solve::roster_shift to_minutes(const shift& s) {
    const auto from = minutes_of(s.from);
    return {from, from + length_of(s).count()};
}

/// What each has to take of a share, if what is wanted of each shift goes to all who can work it alike.
class share_bands {
public:
    share_bands(const solve::roster_problem& p, std::vector<bool> can) : p_{p}, can_{std::move(can)} {}

    /// One at most: nobody works two shifts a day.
    [[nodiscard]] std::vector<double> of_day(const std::vector<bool>& counts, std::size_t day) const {
        std::vector<double> due(p_.people.size());
        for (std::size_t s = 0; s < p_.shifts.size(); ++s) {
            if (!counts[day * p_.shifts.size() + s]) continue;
            const auto able = [&](std::size_t i) { return can_[(i * p_.days + day) * p_.shifts.size() + s]; };
            std::int64_t people = 0;
            for (std::size_t i = 0; i < due.size(); ++i) people += able(i) ? 1 : 0;
            for (std::size_t i = 0; i < due.size(); ++i)
                if (able(i))
                    due[i] += static_cast<double>(p_.wanted[day * p_.shifts.size() + s]) /
                              static_cast<double>(people);
        }
        for (auto& one : due) one = std::min(one, 1.0);
        return due;
    }
    /// Of all days, or of the busiest of each unit.
    [[nodiscard]] std::vector<double> due(const solve::roster_share& share) const {
        std::vector<double> all(p_.people.size());
        for (std::size_t d = 0; d < p_.days;) {
            auto busiest = of_day(share.counts, d);
            auto next = d + 1;
            for (; next < p_.days && !share.unit_of_day.empty() &&
                   share.unit_of_day[next] == share.unit_of_day[d];
                 ++next)
                if (auto other = of_day(share.counts, next); sum(other) > sum(busiest))
                    busiest = std::move(other);
            for (std::size_t i = 0; i < all.size(); ++i) all[i] += busiest[i];
            d = next;
        }
        return all;
    }

private:
    static double sum(const std::vector<double>& all) {
        double total = 0;
        for (const auto x : all) total += x;
        return total;
    }
    const solve::roster_problem& p_;
    std::vector<bool> can_;
};

} // namespace

std::string hours_and_minutes(std::int64_t minutes) {
    const auto* sign = minutes < 0 ? "-" : "";
    const auto all = minutes < 0 ? -minutes : minutes;
    if (all % 60 == 0)
        return in_both(
            label{fmt::format("{}{} 小时", sign, all / 60), fmt::format("{}{} h", sign, all / 60)});
    return in_both(label{fmt::format("{}{} 小时 {} 分", sign, all / 60, all % 60),
                         fmt::format("{}{} h {} min", sign, all / 60, all % 60)});
}

roster_case::roster_case(const civic::community& community, const shift_book& all,
                         const calendar::date_span& when, const roster_options& how)
    : c{community},
      book{all},
      from{when.from.value_or(calendar::date{2000, 1, 1})},
      days{0},
      options{how} {
    require_of_roster(when.from && when.until && *when.from < *when.until,
                      "want a span with both ends in order");
    const auto length = (*when.until - *when.from).days();
    require_of_roster(length <= 366, "want a span of 366 days at most");
    days = static_cast<std::size_t>(length);
    find_people();
    add_rules();
    add_leave();
    add_assignments();
    add_shares();
}

calendar::date roster_case::day(std::size_t d) const {
    return *calendar::later(from, static_cast<int>(d));
}

std::optional<std::size_t> roster_case::find_day(const calendar::date& day) const {
    const auto n = (day - from).days();
    return n >= 0 && n < static_cast<long>(days) ? std::optional{static_cast<std::size_t>(n)} : std::nullopt;
}

void roster_case::find_people() {
    std::set<civic::role_kind> roles;
    for (const auto& s : book.shifts) roles.insert(s.roles.begin(), s.roles.end());
    std::set<civic::person_id> able;
    const calendar::date_span span{from, calendar::later(from, static_cast<int>(days))};
    for (const auto& r : c.roles())
        if (roles.contains(r.kind) && overlap(r.when, span)) able.insert(r.person);
    for (const auto& a : book.assignments) {
        const auto person = c.people().find(a.person);
        require_of_roster(person.has_value(), "nobody has the key " + a.person.text());
        require_of_roster(book.shifts.find(a.shift).has_value(), "no shift has the key " + a.shift.text());
        if (find_day(a.day)) able.insert(*person);
    }
    for (const auto& l : book.leaves)
        require_of_roster(c.people().find(l.person).has_value(), "nobody has the key " + l.person.text());
    for (const auto p : able) {
        number_of[p] = people.size();
        people.push_back(p);
    }
}

void roster_case::add_rules() {
    auto& p = problem;
    p.days = days;
    p.days_of_week_before = static_cast<std::size_t>(calendar::weekday_of(from));
    p.change = options.change;
    for (const auto& s : book.shifts) {
        require_of_roster(s.from >= std::chrono::seconds{0} && s.from < std::chrono::hours{24} &&
                              s.until >= std::chrono::seconds{0} && s.until <= std::chrono::hours{48},
                          "shift " + s.key.text() +
                              " does not begin on its day, or ends later than on the next");
        p.shifts.push_back(to_minutes(s));
    }
    for (std::size_t d = 0; d < days; ++d)
        for (const auto& s : book.shifts)
            p.wanted.push_back(is_day_off(day(d), options.holidays) ? s.people_off : s.people);
    const auto minutes = options.most_hours ? std::optional{*options.most_hours * 60} : std::nullopt;
    p.people.assign(people.size(), {.rules = {.rest = options.rest.count(),
                                              .most_in_a_row = options.most_in_a_row,
                                              .most_a_week = options.most_a_week,
                                              .most_minutes = minutes}});
}

bool roster_case::holds_role(std::size_t person, std::size_t d, std::size_t shift) const {
    const auto& roles = book.shifts[shift_id{static_cast<std::uint32_t>(shift)}].roles;
    return std::any_of(roles.begin(), roles.end(),
                       [&](civic::role_kind r) { return c.holds(people[person], r, day(d)); });
}

bool roster_case::on_leave(std::size_t person, std::size_t d) const {
    return std::any_of(book.leaves.begin(), book.leaves.end(), [&](const leave& l) {
        return !l.wished && l.person == c.people()[people[person]].key && l.when.contains(day(d));
    });
}

void roster_case::add_leave() {
    for (const auto& l : book.leaves) {
        const auto at = number_of.find(c.people().id_of(l.person));
        if (at == number_of.end()) continue; // works no shift
        for (std::size_t d = 0; d < days; ++d) {
            if (!l.when.contains(day(d))) continue;
            if (l.wished)
                problem.wishes.push_back({{at->second, d, {}}, options.wish});
            else if (!options.settled_until || day(d) >= *options.settled_until)
                problem.unavailable.push_back({at->second, d, {}});
        }
    }
}

void roster_case::add_assignments() {
    auto& p = problem;
    const auto settled = [&](std::size_t d) {
        return options.settled_until && day(d) < *options.settled_until;
    };
    bool published = false;
    std::vector<solve::roster_line> lines(people.size(), solve::roster_line(days));
    for (auto& one : p.people) one.before.resize(days_before);
    for (const auto& a : book.assignments) {
        const auto shift = book.shifts.id_of(a.shift).value();
        const auto at = number_of.find(c.people().id_of(a.person));
        if (at == number_of.end()) continue;
        if (const auto d = find_day(a.day)) {
            published = true;
            if (!lines[at->second][*d]) lines[at->second][*d] = shift;
            if (a.fixed || settled(*d)) p.fixed.push_back({at->second, *d, shift});
        } else if (const auto ago = (from - a.day).days(); ago > 0 && ago <= days_before) {
            p.people[at->second].before[static_cast<std::size_t>(days_before - ago)] = shift;
        }
    }
    while (p.settled_days < days && settled(p.settled_days)) ++p.settled_days;
    for (std::size_t d = 0; d < days; ++d) // what is over wanted who was there
        for (std::uint32_t s = 0; s < p.shifts.size() && settled(d); ++s)
            p.wanted[d * p.shifts.size() + s] =
                std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line[d] == s; });
    for (std::size_t i = 0; i < people.size(); ++i)
        for (std::size_t d = 0; d < days; ++d) {
            if (settled(d)) {
                if (!lines[i][d]) p.fixed.push_back({i, d, {}});
                continue;
            }
            for (std::uint32_t s = 0; s < p.shifts.size(); ++s)
                if (!holds_role(i, d, s)) p.unavailable.push_back({i, d, s});
        }
    if (published) p.published = std::move(lines);
}

void roster_case::add_shares() {
    auto& p = problem;
    const auto shifts = p.shifts.size();
    solve::roster_share all{.counts = std::vector<bool>(days * shifts, true), .weight = options.shifts};
    solve::roster_share nights{.weight = options.nights};
    solve::roster_share off{.weight = options.days_off};
    std::uint32_t unit = 0; // days off that follow one another
    for (std::size_t d = 0; d < days; ++d) {
        const bool is_off = is_day_off(day(d), options.holidays);
        if (d > 0 && !(is_off && is_day_off(day(d - 1), options.holidays))) ++unit;
        off.unit_of_day.push_back(unit);
        for (const auto& s : book.shifts) {
            nights.counts.push_back(is_night(s));
            off.counts.push_back(is_off);
        }
    }
    std::vector<bool> can;
    for (std::size_t i = 0; i < people.size(); ++i)
        for (std::size_t d = 0; d < days; ++d)
            for (std::size_t k = 0; k < shifts; ++k) can.push_back(!on_leave(i, d) && holds_role(i, d, k));
    const share_bands bands{p, std::move(can)};
    constexpr double near = 1e-9; // whole numbers are whole
    for (auto* share : {&all, &nights, &off})
        for (const auto due : bands.due(*share))
            share->bands.push_back({share == &off ? 0 : static_cast<std::int64_t>(std::floor(due + near)),
                                    static_cast<std::int64_t>(std::ceil(due - near))});
    p.shares = {std::move(all), std::move(nights), std::move(off)};
}

label roster_case::words(std::size_t d, std::size_t s) const {
    const auto& name = book.shifts[shift_id{static_cast<std::uint32_t>(s)}].name;
    return {calendar::to_string(day(d)) + " " + name.in(language::zh),
            calendar::to_string(day(d)) + " " + name.in(language::en)};
}

std::string roster_case::words(const std::vector<solve::roster_cell>& cells) const {
    if (cells.size() <= most_words) {
        std::vector<label> each;
        for (const auto& x : cells) each.push_back(words(x.day, *x.shift));
        return in_both(each);
    }
    const auto first = calendar::to_string(day(cells.front().day));
    const auto last = calendar::to_string(day(cells.back().day));
    return in_both(label{fmt::format("{} 至 {} 的 {} 个班次", first, last, cells.size()),
                         fmt::format("{} shifts from {} to {}", cells.size(), first, last)});
}

} // namespace detail

std::chrono::minutes length_of(const shift& s) {
    const auto until = s.until > s.from ? s.until : s.until + std::chrono::hours{24};
    return std::chrono::duration_cast<std::chrono::minutes>(until) -
           std::chrono::duration_cast<std::chrono::minutes>(s.from);
}

bool is_night(const shift& s) {
    return s.from + length_of(s) > std::chrono::hours{24} || s.from < std::chrono::hours{5};
}

bool is_day_off(const calendar::date& day, const calendar::holidays& holidays) {
    if (const auto special = holidays.find(day)) return special->day_off;
    return calendar::weekday_of(day) >= calendar::weekday::saturday;
}

} // namespace qaidam::grids
