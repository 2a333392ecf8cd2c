#include <qaidam/solve/roster.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "random.hpp"
#include <doctest/doctest.h>

TEST_SUITE_BEGIN("solve/roster");

using namespace qaidam::solve;

namespace {

/// Whether somebody may work a line, by the minutes of all their shifts one after the other.
bool may_work(const roster_problem& p, std::size_t person, const roster_line& line) {
    const auto& one = p.people[person];
    auto whole = one.before;
    whole.insert(whole.end(), line.begin(), line.end());
    const auto before = static_cast<std::int64_t>(one.before.size());
    const auto days = static_cast<std::int64_t>(whole.size());
    for (const auto& c : p.unavailable)
        if (c.person == person && line[c.day] && (!c.shift || c.shift == line[c.day])) return false;
    for (const auto& c : p.fixed)
        if (c.person == person && line[c.day] != c.shift) return false;
    std::int64_t shifts = 0, minutes = 0;
    for (std::int64_t d = before; d < days; ++d) {
        const auto& s = whole[static_cast<std::size_t>(d)];
        if (!s) continue;
        ++shifts;
        minutes += p.shifts[*s].until - p.shifts[*s].from;
        if (d - before < static_cast<std::int64_t>(p.settled_days)) continue;
        if (shifts > one.rules.most_shifts.value_or(shifts) ||
            minutes > one.rules.most_minutes.value_or(minutes))
            return false;
        for (std::int64_t e = 0; e < d; ++e)
            if (const auto& t = whole[static_cast<std::size_t>(e)];
                t && d * 1440 + p.shifts[*s].from - (e * 1440 + p.shifts[*t].until) < one.rules.rest)
                return false;
        std::int64_t row = 0;
        for (auto e = d; e >= 0 && whole[static_cast<std::size_t>(e)]; --e) ++row;
        if (row > one.rules.most_in_a_row.value_or(row)) return false;
        // The week of a day begins so many days before it.
        const auto into = (d - before + static_cast<std::int64_t>(p.days_of_week_before)) % 7;
        std::int64_t week = 0;
        for (auto e = std::max<std::int64_t>(0, d - into); e <= d; ++e)
            week += whole[static_cast<std::size_t>(e)] ? 1 : 0;
        if (week > one.rules.most_a_week.value_or(week)) return false;
    }
    return true;
}

std::int64_t cost_of(const roster_problem& p, std::size_t person, const roster_line& line) {
    std::int64_t cost = 0;
    for (const auto& w : p.wishes)
        if (w.where.person == person && line[w.where.day] &&
            (!w.where.shift || w.where.shift == line[w.where.day]))
            cost += w.cost;
    if (!p.published.empty())
        for (std::size_t d = 0; d < p.days; ++d)
            if (line[d] != p.published[person][d]) cost += p.change;
    for (const auto& s : p.shares) {
        std::set<std::uint32_t> units;
        for (std::size_t d = 0; d < p.days; ++d)
            if (line[d] && s.counts[d * p.shifts.size() + *line[d]])
                units.insert(s.unit_of_day.empty() ? static_cast<std::uint32_t>(d) : s.unit_of_day[d]);
        const auto n = static_cast<std::int64_t>(units.size());
        const auto& b = s.bands[person];
        const auto off = std::max({std::int64_t{0}, b.least - n, n - b.most});
        cost += s.weight * off * off;
    }
    return cost;
}

/// The least cost of all rosters, nothing if there is none: every line of everybody, one person after the other.
class brute_force {
public:
    explicit brute_force(const roster_problem& p) : p_{p}, lines_(p.people.size()) {
        for (std::size_t person = 0; person < p.people.size(); ++person) {
            roster_line line(p.days);
            while (true) {
                if (may_work(p, person, line)) lines_[person].emplace_back(line, cost_of(p, person, line));
                std::size_t d = 0;
                for (; d < p.days; ++d) {
                    const auto next = line[d] ? *line[d] + 1 : 0;
                    if (next < p.shifts.size()) {
                        line[d] = next;
                        break;
                    }
                    line[d].reset();
                }
                if (d == p.days) break;
            }
        }
    }
    std::optional<std::int64_t> best() { return best_from(0, p_.wanted); }

private:
    std::optional<std::int64_t> best_from(std::size_t person, const std::vector<std::int64_t>& wanted) {
        if (person == lines_.size())
            return std::all_of(wanted.begin(), wanted.end(), [](auto n) { return n == 0; })
                       ? std::optional<std::int64_t>{0}
                       : std::nullopt;
        const auto known = known_.find({person, wanted});
        if (known != known_.end()) return known->second;
        std::optional<std::int64_t> best;
        for (const auto& [line, cost] : lines_[person]) {
            auto left = wanted;
            bool fits = true;
            for (std::size_t d = 0; d < p_.days && fits; ++d)
                if (line[d]) fits = --left[d * p_.shifts.size() + *line[d]] >= 0;
            if (!fits) continue;
            const auto others = best_from(person + 1, left);
            if (others && (!best || *others + cost < *best)) best = *others + cost;
        }
        return known_[{person, wanted}] = best;
    }
    const roster_problem& p_;
    std::vector<std::vector<std::pair<roster_line, std::int64_t>>> lines_;
    std::map<std::pair<std::size_t, std::vector<std::int64_t>>, std::optional<std::int64_t>> known_;
};

roster_problem tiny_month(test::random& random) {
    roster_problem p;
    p.days = static_cast<std::size_t>(random.one_in(3) ? random.between(0, 7) : random.between(4, 7));
    const auto shifts = static_cast<std::size_t>(random.between(1, 2));
    const std::vector<roster_shift> kinds{{480, 960}, {960, 1440}, {1320, 1800}, {480, 1920}, {0, 480}};
    for (std::size_t s = 0; s < shifts; ++s) p.shifts.push_back(random.one_of(kinds));
    const auto people =
        static_cast<std::size_t>(random.one_in(4) ? random.between(0, 4) : random.between(2, 4));
    const auto maybe = [&](int least, int most) {
        return random.one_in(2) ? std::optional<std::int64_t>{random.between(least, most)} : std::nullopt;
    };
    const auto some_shift = [&] {
        return random.one_in(2) ? std::optional{static_cast<std::uint32_t>(
                                      random.between(0, static_cast<int>(shifts) - 1))}
                                : std::nullopt;
    };
    const roster_rules common{.rest = random.between(0, 24) * 60,
                              .most_in_a_row = maybe(2, 5),
                              .most_a_week = maybe(2, 6),
                              .most_shifts = maybe(2, 6),
                              .most_minutes = random.one_in(4)
                                                  ? std::optional<std::int64_t>{random.between(16, 60) * 60}
                                                  : std::nullopt};
    p.days_of_week_before = static_cast<std::size_t>(random.between(0, 6));
    for (std::size_t i = 0; i < people; ++i) {
        p.people.push_back({.rules = common});
        if (random.one_in(4)) p.people.back().rules.most_in_a_row = maybe(1, 3);
        for (int n = random.between(0, 2) * 2; n > 0; --n) p.people.back().before.push_back(some_shift());
    }
    const bool busy = random.one_in(3);
    for (std::size_t i = 0; i < p.days * shifts; ++i)
        p.wanted.push_back(people > 0 && random.one_in(busy ? 1 : 2) ? random.between(0, people > 3 ? 2 : 1)
                                                                     : 0);
    if (people == 0 || p.days == 0) return p;
    const auto cell = [&] {
        return roster_cell{static_cast<std::size_t>(random.between(0, static_cast<int>(people) - 1)),
                           static_cast<std::size_t>(random.between(0, static_cast<int>(p.days) - 1)),
                           some_shift()};
    };
    for (int n = random.between(0, 3); n > 0; --n) p.unavailable.push_back(cell());
    if (random.one_in(3))
        for (int n = random.between(1, 2); n > 0; --n) p.fixed.push_back(cell());
    for (int n = random.between(0, 5); n > 0; --n) p.wishes.push_back({cell(), random.between(0, 9)});
    for (int n = random.between(0, 3); n > 0; --n) {
        roster_share s{.weight = random.between(0, 4)};
        const bool all = random.one_in(2);
        for (std::size_t i = 0; i < p.wanted.size(); ++i) s.counts.push_back(all || random.one_in(2));
        if (random.one_in(2))
            for (std::size_t d = 0; d < p.days; ++d)
                s.unit_of_day.push_back(d == 0 ? 0 : s.unit_of_day.back() + (random.one_in(2) ? 1 : 0));
        for (std::size_t i = 0; i < people; ++i) {
            const auto least = random.between(0, 3);
            s.bands.push_back({least, least + random.between(0, 2)});
        }
        p.shares.push_back(s);
    }
    if (random.one_in(3)) {
        p.change = random.between(1, 9);
        for (std::size_t i = 0; i < people; ++i) {
            p.published.emplace_back();
            for (std::size_t d = 0; d < p.days; ++d) p.published.back().push_back(some_shift());
        }
    }
    if (random.one_in(3)) { // days that are over, whoever worked them
        p.settled_days = static_cast<std::size_t>(random.between(1, static_cast<int>(p.days)));
        const auto is_over = [&](const roster_cell& c) { return c.day < p.settled_days; };
        std::erase_if(p.fixed, is_over);
        std::erase_if(p.unavailable, is_over);
        std::fill_n(p.wanted.begin(), p.settled_days * shifts, 0);
        for (std::size_t i = 0; i < people; ++i)
            for (std::size_t d = 0; d < p.settled_days; ++d) {
                p.fixed.push_back({i, d, some_shift()});
                if (p.fixed.back().shift) ++p.wanted[d * shifts + *p.fixed.back().shift];
            }
    }
    return p;
}

} // namespace

TEST_CASE(
    "two thousand rosters of a few people and days are found where brute force finds one, and as cheap") {
    test::random random;
    int found = 0, told = 0, none = 0;
    for (int round = 0; round < test::cases(2500); ++round) {
        const auto p = tiny_month(random);
        const auto r = plan_roster(p, {.seed = static_cast<std::uint64_t>(round), .steps = 1000});
        const auto best = brute_force{p}.best();
        CAPTURE(round);
        REQUIRE(r.found == best.has_value());
        REQUIRE(r.proven);
        if (!best) {
            ++none;
            told += r.shortage ? 1 : 0;
            if (!r.shortage || r.shortage->person) continue;
            std::int64_t wanted = 0;
            for (const auto& c : r.shortage->shifts) wanted += p.wanted[c.day * p.shifts.size() + *c.shift];
            CHECK(wanted == r.shortage->wanted);
            CHECK(r.shortage->most != wanted);
            if (!p.fixed.empty()) continue;
            auto alone = p; // these few shifts are what cannot be
            alone.wanted.assign(p.wanted.size(), 0);
            for (const auto& c : r.shortage->shifts)
                alone.wanted[c.day * p.shifts.size() + *c.shift] =
                    p.wanted[c.day * p.shifts.size() + *c.shift];
            CHECK_FALSE(brute_force{alone}.best());
            continue;
        }
        ++found;
        REQUIRE(r.cost.total() == *best);
        CHECK(r.bound == *best);
        CHECK(check_roster(p, r.lines).empty());
        auto left = p.wanted;
        std::int64_t cost = 0;
        for (std::size_t i = 0; i < p.people.size(); ++i) {
            CHECK(may_work(p, i, r.lines[i]));
            cost += cost_of(p, i, r.lines[i]);
            for (std::size_t d = 0; d < p.days; ++d)
                if (r.lines[i][d]) --left[d * p.shifts.size() + *r.lines[i][d]];
        }
        CHECK(cost == *best);
        CHECK(std::all_of(left.begin(), left.end(), [](auto n) { return n == 0; }));
    }
    MESSAGE(found << " found, " << none << " cannot be, of which " << told
                  << " are told why by a few shifts");
    CHECK(found > test::cases(800));
    CHECK(none > test::cases(400));
    CHECK(told * 2 > none);
}

namespace {

/// A month of three shifts, with leave, wishes, and shares of shifts, nights and weekends as they are due.
roster_problem whole_month(test::random& random, std::size_t people, bool tight) {
    roster_problem p;
    p.days = 31;
    p.shifts = {{480, 960}, {960, 1440}, {1320, 1920}}; // the night ends at 08:00
    p.days_of_week_before = static_cast<std::size_t>(random.between(0, 6));
    const auto is_weekend = [&](std::size_t d) { return (d + p.days_of_week_before) % 7 >= 5; };
    const auto n = static_cast<std::int64_t>(people);
    for (std::size_t d = 0; d < p.days; ++d)
        for (const auto share : {is_weekend(d) ? 18 : 27, is_weekend(d) ? 14 : 18, 11})
            p.wanted.push_back((n * (share + (tight ? 4 : 0)) + random.between(0, 99)) / 100);
    roster_share all{.weight = 10}, nights{.weight = 5}, weekends{.weight = 5};
    std::int64_t total = 0, at_night = 0, at_weekends = 0;
    for (std::size_t d = 0; d < p.days; ++d)
        for (std::size_t s = 0; s < 3; ++s) {
            const auto w = p.wanted[d * 3 + s];
            total += w;
            at_night += s == 2 ? w : 0;
            at_weekends += is_weekend(d) ? w : 0;
            all.counts.push_back(true);
            nights.counts.push_back(s == 2);
            weekends.counts.push_back(is_weekend(d));
        }
    for (std::size_t d = 0; d < p.days; ++d)
        weekends.unit_of_day.push_back(static_cast<std::uint32_t>((d + p.days_of_week_before) / 7));
    for (std::size_t i = 0; i < people; ++i) {
        p.people.push_back(
            {.rules = {.rest = 660, .most_in_a_row = 6, .most_a_week = 5, .most_minutes = 190 * 60}});
        all.bands.push_back({total / n, total / n + 1});
        nights.bands.push_back({at_night / n, at_night / n + 1});
        weekends.bands.push_back({0, at_weekends * 2 / (3 * n) + 1});
        for (std::size_t d = 0; d < 7; ++d)
            p.people.back().before.push_back(
                d < 5 && random.one_in(2) ? std::optional{static_cast<std::uint32_t>(random.between(0, 2))}
                                          : std::nullopt);
        if (random.one_in(5)) { // leave
            const auto from = static_cast<std::size_t>(random.between(0, 30));
            for (auto d = from;
                 d < std::min<std::size_t>(31, from + static_cast<std::size_t>(random.between(2, 7))); ++d)
                p.unavailable.push_back({i, d, {}});
        }
        if (random.one_in(9))
            for (std::size_t d = 0; d < p.days; ++d) p.unavailable.push_back({i, d, 2}); // no nights
        for (int w = random.between(0, 4); w > 0; --w)
            p.wishes.push_back(
                {{i, static_cast<std::size_t>(random.between(0, 30)), {}}, random.between(1, 3) * 4});
    }
    p.shares = {all, nights, weekends};
    return p;
}

} // namespace

TEST_CASE("months of a hundred and ten people keep every rule, within five percent of the bound") {
    test::random random;
    for (int round = 0; round < 3; ++round) {
        const auto p = whole_month(random, 110, round % 2 == 1);
        const auto r = plan_roster(p);
        REQUIRE(r.found);
        auto left = p.wanted;
        std::int64_t cost = 0;
        for (std::size_t i = 0; i < p.people.size(); ++i) {
            CHECK(may_work(p, i, r.lines[i]));
            cost += cost_of(p, i, r.lines[i]);
            for (std::size_t d = 0; d < p.days; ++d)
                if (r.lines[i][d]) --left[d * p.shifts.size() + *r.lines[i][d]];
        }
        CHECK(std::all_of(left.begin(), left.end(), [](auto n) { return n == 0; }));
        CHECK(cost == r.cost.total());
        CHECK(r.bound <= cost);
        MESSAGE("cost " << cost << ", bound " << r.bound << ", proven " << r.proven);
        CHECK(100 * (cost - r.bound) <= 5 * cost);
    }
}

namespace {

/// A week of a day and a night shift, each for one.
roster_problem plain_week(std::size_t people) {
    roster_problem week{.days = 7, .shifts = {{480, 960}, {1320, 1800}}};
    week.wanted.assign(7 * 2, 1);
    week.people.assign(people, {.rules = {.rest = 660, .most_a_week = 5}});
    return week;
}

} // namespace

TEST_CASE("the smallest shortage is told: a shift, a night with the morning after, days in a row, a week, "
          "all days") {
    auto p = plain_week(4);
    p.wanted[2 * 2 + 1] = 3;
    p.unavailable = {{0, 2, 1}, {3, 2, {}}};
    auto r = plan_roster(p);
    CHECK_FALSE(r.found);
    CHECK(r.proven);
    REQUIRE(r.shortage);
    CHECK(r.shortage->shifts == std::vector<roster_cell>{{0, 2, 1}});
    CHECK(r.shortage->people == std::vector<std::size_t>{1, 2});
    CHECK(r.shortage->wanted == 3);
    CHECK(r.shortage->most == 2);

    p = plain_week(4); // three in the night until 06:00, and two from 08:00 on
    p.wanted[2 * 2 + 1] = 3;
    p.wanted[3 * 2] = 2;
    r = plan_roster(p);
    REQUIRE(r.shortage);
    CHECK(r.shortage->shifts == std::vector<roster_cell>{{0, 2, 1}, {0, 3, 0}});
    CHECK(r.shortage->wanted == 5);
    CHECK(r.shortage->most == 4);

    p = plain_week(2);
    for (auto& one : p.people) one.rules = {.most_in_a_row = 2};
    r = plan_roster(p);
    REQUIRE(r.shortage);
    CHECK(r.shortage->shifts.size() == 6);
    CHECK(r.shortage->most == 4);

    p = plain_week(2);
    for (auto& one : p.people) one.rules = {.most_a_week = 6};
    r = plan_roster(p);
    REQUIRE(r.shortage);
    CHECK(r.shortage->wanted == 14);
    CHECK(r.shortage->most == 12);

    p = plain_week(2);
    for (auto& one : p.people) one.rules = {.most_minutes = 6 * 480};
    r = plan_roster(p);
    REQUIRE(r.shortage);
    CHECK(r.shortage->most == 12);
}

TEST_CASE(
    "fixed shifts that break a rule are told by as few of them as do, and too many of them at one shift") {
    auto p = plain_week(4);
    p.fixed = {{1, 0, 0}, {1, 2, 1}, {1, 3, 0}, {1, 5, 0}};
    auto r = plan_roster(p);
    REQUIRE(r.shortage);
    CHECK(r.proven);
    CHECK(r.shortage->person == 1);
    CHECK(r.shortage->shifts == std::vector<roster_cell>{{1, 2, 1}, {1, 3, 0}});

    p.fixed = {{2, 4, 0}, {2, 4, 1}}; // both at once
    r = plan_roster(p);
    REQUIRE(r.shortage);
    CHECK_FALSE(r.found);
    p.fixed = {{2, 4, 0}, {2, 4, {}}}; // and off
    CHECK(plan_roster(p).shortage->person == 2);

    p.fixed = {{2, 4, 0}, {3, 4, 0}};
    r = plan_roster(p);
    REQUIRE(r.shortage);
    CHECK(r.shortage->wanted == 1);
    CHECK(r.shortage->most == 2);
    CHECK(r.shortage->people == std::vector<std::size_t>{2, 3});

    p.fixed = {{2, 4, 0}, {3, 6, {}}};
    r = plan_roster(p);
    REQUIRE(r.found);
    CHECK(r.lines[2][4] == 0);
    CHECK_FALSE(r.lines[3][6]);
}

TEST_CASE("when somebody falls ill, no more days change than must") {
    auto p = plain_week(6);
    const auto first = plan_roster(p);
    REQUIRE(first.found);
    std::size_t worked = 0; // of one who is ill from the third day on
    for (std::size_t d = 2; d < 7; ++d) worked += first.lines[0][d] ? 1 : 0;
    p.published = first.lines;
    p.change = 10;
    for (std::size_t d = 0; d < 7; ++d)
        if (d < 2)
            for (std::size_t i = 0; i < 6; ++i) p.fixed.push_back({i, d, first.lines[i][d]});
        else
            p.unavailable.push_back({0, d, {}});
    const auto second = plan_roster(p);
    REQUIRE(second.found);
    CHECK(second.proven);
    std::size_t changed = 0;
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t d = 0; d < 7; ++d) changed += first.lines[i][d] != second.lines[i][d] ? 1 : 0;
    CHECK(second.cost.changes == static_cast<std::int64_t>(changed) * 10);
    CHECK(changed >= 2 * worked);
    CHECK(changed <= 2 * worked + 2);
}

TEST_CASE("each rule that a roster by hand breaks is told, with what it is and what was wanted") {
    auto p = plain_week(2);
    p.people[0].rules = {
        .rest = 660, .most_in_a_row = 2, .most_a_week = 3, .most_shifts = 3, .most_minutes = 1500};
    p.people[0].before = {std::nullopt, 1};
    p.days_of_week_before = 1;
    p.unavailable = {{1, 3, {}}, {1, 3, 1}};
    p.fixed = {{1, 0, 0}};
    const roster_line one{0, 0, {}, 1, 0, {}, {}};
    const roster_line other{{}, {}, {}, 1, {}, {}, {}};
    std::vector<roster_violation> wanted;
    std::vector<roster_violation> of_people;
    for (const auto& v : check_roster(p, {one, other}))
        (v.rule == roster_rule::wanted ? wanted : of_people).push_back(v);
    CHECK(wanted.size() == 10 + 1); // on the fourth day nobody by day, two by night
    CHECK(wanted.front() == roster_violation{roster_rule::wanted, {0, 0, 1}, 0, 1});
    CHECK(std::count(wanted.begin(), wanted.end(), roster_violation{roster_rule::wanted, {0, 3, 1}, 2, 1}) ==
          1);
    const std::vector<roster_violation> expected{
        {roster_rule::rest, {0, 0, 0}, 2 * 60, 660}, // a night until 06:00, and on at 08:00
        {roster_rule::in_a_row, {0, 1, 0}, 3, 2},
        {roster_rule::a_week, {0, 3, 1}, 4, 3},
        {roster_rule::rest, {0, 4, 0}, 2 * 60, 660},
        {roster_rule::a_week, {0, 4, 0}, 5, 3},
        {roster_rule::shifts, {0, 4, 0}, 4, 3},
        {roster_rule::minutes, {0, 4, 0}, 4 * 480, 1500},
        {roster_rule::fixed, {1, 0, {}}},
        {roster_rule::unavailable, {1, 3, 1}}};
    CHECK(of_people == expected);
    CHECK(check_roster(plain_week(0), {}).size() == 14);
}

TEST_CASE("what a roster costs is the sum of wishes, changes and shares") {
    auto p = plain_week(2);
    p.wishes = {{{0, 0, {}}, 3}, {{0, 1, 1}, 5}, {{1, 2, 0}, 7}};
    p.published = {roster_line(7), roster_line(7)};
    p.change = 2;
    p.shares = {{.counts = std::vector<bool>(14, true), .bands = {{4, 5}, {0, 1}}, .weight = 3}};
    const auto cost = cost_of_roster(p, {{0, 0, {}, {}, {}, {}, {}}, {{}, {}, 0, 1, {}, {}, {}}});
    CHECK(cost.wishes == 3 + 7);
    CHECK(cost.changes == 4 * 2);
    CHECK(cost.shares == std::vector<std::int64_t>{3 * 4 + 3 * 1});
    CHECK(cost.total() == 33);
}

TEST_CASE("the same seed gives the same roster; it tells how far it is, and stops when it is told to") {
    test::random random;
    const auto p = whole_month(random, 20, true);
    const auto first = plan_roster(p, {.seed = 7, .steps = 50'000});
    CHECK(first.lines == plan_roster(p, {.seed = 7, .steps = 50'000}).lines);
    double told = 0;
    std::stop_source stop;
    const auto stopped = plan_roster(p, {.progress =
                                             [&](double share) {
                                                 CHECK(share >= told);
                                                 told = share;
                                                 if (share >= 0.05) stop.request_stop();
                                             },
                                         .stop = stop.get_token()});
    CHECK(told > 0);
    CHECK(stopped.bound == first.bound);
    if (stopped.found) CHECK(check_roster(p, stopped.lines).empty());
}

TEST_CASE("nobody, no days and nothing wanted are rosters too; problems that make no sense are refused") {
    CHECK(plan_roster({}).found);
    CHECK(plan_roster({}).proven);
    CHECK(plan_roster({.days = 3, .shifts = {{0, 60}}, .people = {{}}, .wanted = {0, 0, 0}}).found);
    const auto nobody = plan_roster(plain_week(0));
    CHECK_FALSE(nobody.found);
    CHECK(nobody.proven);
    CHECK(nobody.shortage->people.empty());
    CHECK(nobody.shortage->most == 0);
    auto more_than_there_are = plain_week(3);
    more_than_there_are.wanted[5] = 1'000'000;
    CHECK(plan_roster(more_than_there_are).shortage->wanted == 1'000'000);

    const auto refuses = [](auto change) {
        auto p = plain_week(3);
        change(p);
        CHECK_THROWS_AS((void)plan_roster(p), std::invalid_argument);
    };
    refuses([](auto& p) { p.days = 367; });
    refuses([](auto& p) { p.wanted.pop_back(); });
    refuses([](auto& p) { p.wanted[0] = -1; });
    refuses([](auto& p) { p.shifts[0] = {480, 480}; });
    refuses([](auto& p) { p.shifts[0] = {1440, 1500}; });
    refuses([](auto& p) { p.shifts.assign(33, {0, 60}); });
    refuses([](auto& p) { p.people.resize(10'001); });
    refuses([](auto& p) {
        p.days = 366;
        p.wanted.assign(366 * 2, 0);
        p.people.resize(1000);
    });
    refuses([](auto& p) { p.people[0].rules.rest = -1; });
    refuses([](auto& p) { p.people[0].rules.most_a_week = -1; });
    refuses([](auto& p) { p.people[0].before = {2}; });
    refuses([](auto& p) { p.people[0].before.resize(367); });
    refuses([](auto& p) { p.days_of_week_before = 7; });
    refuses([](auto& p) { p.unavailable = {{3, 0, {}}}; });
    refuses([](auto& p) { p.fixed = {{0, 7, {}}}; });
    refuses([](auto& p) { p.wishes = {{{0, 0, 2}, 1}}; });
    refuses([](auto& p) { p.wishes = {{{0, 0, 0}, -1}}; });
    refuses([](auto& p) { p.change = -1; });
    refuses([](auto& p) { p.published.resize(2); });
    refuses([](auto& p) { p.published.assign(3, roster_line(6)); });
    refuses([](auto& p) { p.shares.resize(17); });
    refuses([](auto& p) { p.shares = {{.counts = {true}, .bands = {{}, {}, {}}}}; });
    refuses([](auto& p) { p.shares = {{.counts = std::vector<bool>(14), .bands = {{}}}}; });
    refuses([](auto& p) { p.shares = {{.counts = std::vector<bool>(14), .bands = {{}, {}, {2, 1}}}}; });
    refuses([](auto& p) {
        p.shares = {
            {.counts = std::vector<bool>(14), .unit_of_day = {0, 1, 0, 1, 0, 1, 0}, .bands = {{}, {}, {}}}};
    });
    CHECK_THROWS_AS((void)check_roster(plain_week(1), {roster_line(6)}), std::invalid_argument);
    CHECK_THROWS_AS((void)check_roster(plain_week(1), {roster_line(7, 2)}), std::invalid_argument);
    CHECK_THROWS_AS((void)cost_of_roster(plain_week(1), {}), std::invalid_argument);
}

TEST_SUITE_END();
