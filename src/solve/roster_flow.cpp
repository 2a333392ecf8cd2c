#include "roster_flow.hpp"

#include <algorithm>
#include <queue>

#include <qaidam/solve/flow.hpp>

namespace qaidam::solve::detail {
namespace {

/// A shift of a day.
struct roster_slot {
    std::size_t day;
    std::size_t choice;
};

/// A person can work so many of the slots, one a day.
std::int64_t most_of(const roster_model& m, std::size_t person) {
    const auto& rules = m.rules(person);
    auto most = std::min<std::int64_t>(static_cast<std::int64_t>(m.days()), rules.most_shifts.value_or(366));
    if (rules.most_minutes) {
        std::int64_t shortest = 0;
        for (std::size_t c = 1; c < m.choices(); ++c)
            shortest = c == 1 ? m.minutes(c) : std::min(shortest, m.minutes(c));
        if (shortest > 0) most = std::min(most, *rules.most_minutes / shortest);
    }
    return most;
}

/// How many it wants beside those who must.
std::int64_t open(const roster_model& m, const roster_slot& s) {
    return m.wanted(s.day, s.choice) - m.settled(s.day, s.choice);
}

/// As many of these slots as people can work, each so many and one a day; nothing if that is all of them.
template <class Most>
std::optional<roster_shortage> find_short(const roster_model& m, const std::vector<roster_slot>& slots,
                                          const Most& most) {
    if (slots.empty()) return std::nullopt;
    const auto first_day = slots.front().day;
    const auto width = slots.back().day - first_day + 1;
    const auto person_node = [&](std::size_t p) { return slots.size() + p * (width + 1); };
    const auto source = slots.size() + m.people() * (width + 1);
    std::vector<flow_arc> arcs;
    for (std::size_t p = 0; p < m.people(); ++p) {
        auto left = most(p);
        for (const auto& s : slots) left -= m.must(p, s.day) == s.choice ? 1 : 0;
        arcs.push_back({source, person_node(p), std::max<std::int64_t>(left, 0)});
        for (std::size_t d = 0; d < width; ++d)
            arcs.push_back({person_node(p), person_node(p) + 1 + d, m.must(p, first_day + d) == 0 ? 1 : 0});
        for (std::size_t i = 0; i < slots.size(); ++i)
            if (m.allowed(p, slots[i].day, slots[i].choice))
                arcs.push_back({person_node(p) + 1 + slots[i].day - first_day, i, 1});
    }
    std::int64_t wanted = 0;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto n = open(m, slots[i]);
        arcs.push_back({i, source + 1, n});
        wanted += n;
    }
    const auto flow = find_cheapest_flow(source + 2, arcs, source, source + 1);
    if (flow.amount == wanted) return std::nullopt;
    roster_shortage s;
    s.most = flow.amount;
    std::vector<bool> can(m.people());
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto n = m.wanted(slots[i].day, slots[i].choice);
        if (!flow.short_of_more[i]) {
            s.most -= open(m, slots[i]); // what is on this side of the cut is full
            continue;
        }
        if (n == 0) continue;
        s.most += m.settled(slots[i].day, slots[i].choice);
        s.wanted += n;
        s.shifts.push_back({0, slots[i].day, static_cast<std::uint32_t>(slots[i].choice - 1)});
        for (std::size_t p = 0; p < m.people(); ++p)
            if (m.allowed(p, slots[i].day, slots[i].choice)) can[p] = true;
    }
    for (std::size_t p = 0; p < m.people(); ++p)
        if (can[p]) s.people.push_back(p);
    return s;
}

std::vector<roster_slot> slots_of(const roster_model& m, std::size_t from, std::size_t until) {
    std::vector<roster_slot> all;
    for (auto d = from; d < until; ++d)
        for (std::size_t c = 1; c < m.choices(); ++c) all.push_back({d, c});
    return all;
}

/// Whether a share counts every shift and each day alone: it can be a part of the flow.
bool counts_all(const roster_model& m, std::size_t share) {
    const auto& counts = m.problem().shares[share].counts;
    return !m.has_units(share) && std::all_of(counts.begin(), counts.end(), [](bool b) { return b; });
}

/// Persons to weeks to days to shifts.
class month_flow {
public:
    explicit month_flow(const roster_model& m) : m_{m} {
        for (std::size_t d = 0; d < m.days(); ++d)
            week_.push_back(d == 0 ? 0 : week_.back() + (m.week_begins(d) ? 1 : 0));
        weeks_ = week_.empty() ? 0 : week_.back() + 1;
        std::optional<std::size_t> total;
        for (std::size_t k = 0; k < m.shares(); ++k) {
            if (!total && counts_all(m, k))
                total = k;
            else
                elsewhere_ += share_out(m, k).cost;
        }
        for (std::size_t p = 0; p < m.people(); ++p) add_person(p, total);
        for (std::size_t d = 0; d < m.days(); ++d)
            for (std::size_t c = 1; c < m.choices(); ++c)
                arcs_.push_back({slot(d, c), sink(), m.wanted(d, c) - m.settled(d, c)});
        // Costs are not negative, and all that is wanted flows: each unit may cost more than it does.
        std::int64_t least = 0;
        for (const auto& a : arcs_) least = std::min(least, a.cost);
        for (auto& a : arcs_)
            if (a.from == source() || a.to < slots()) a.cost -= least; // each unit goes by one of each
        raised_ = -2 * least;
    }

    [[nodiscard]] std::optional<roster_start> solve() const {
        const auto flow = find_cheapest_flow(sink() + 1, arcs_, source(), sink());
        if (flow.amount + settled_ < m_.wanted_in_all()) return std::nullopt;
        roster_start start;
        start.choices.assign(m_.people() * m_.days(), 0);
        for (const auto& [arc, cell] : cells_)
            if (flow.through[arc] > 0) start.choices[cell.first] = cell.second;
        for (std::size_t p = 0; p < m_.people(); ++p)
            for (std::size_t d = 0; d < m_.days(); ++d)
                if (const auto c = m_.must(p, d); c > 0)
                    start.choices[p * m_.days() + d] = static_cast<roster_choice>(c);
        start.bound = std::max<std::int64_t>(0, flow.cost - flow.amount * raised_ + base_ + elsewhere_);
        return start;
    }

private:
    [[nodiscard]] std::size_t slots() const { return m_.days() * m_.shifts(); }
    [[nodiscard]] std::size_t slot(std::size_t d, std::size_t c) const { return d * m_.shifts() + c - 1; }
    [[nodiscard]] std::size_t person(std::size_t p) const { return slots() + p * (1 + weeks_ + m_.days()); }
    [[nodiscard]] std::size_t source() const { return person(m_.people()); }
    [[nodiscard]] std::size_t sink() const { return source() + 1; }

    void add_person(std::size_t p, std::optional<std::size_t> total) {
        std::vector<std::int64_t> of_week(weeks_, m_.problem().people[p].rules.most_a_week.value_or(7));
        if (weeks_ > 0) of_week[0] -= m_.first_morning(p).week;
        std::int64_t settled = 0;
        for (std::size_t d = 0; d < m_.days(); ++d) {
            const auto must = m_.must(p, d);
            base_ += m_.cost(p, d, must);
            if (must > 0) {
                ++settled;
                --of_week[week_[d]];
                continue;
            }
            const auto node = person(p) + 1 + weeks_ + d;
            arcs_.push_back({person(p) + 1 + week_[d], node, 1});
            for (std::size_t c = 1; c < m_.choices(); ++c) {
                if (!m_.allowed(p, d, c) || m_.wanted(d, c) == 0) continue;
                cells_.push_back({arcs_.size(), {p * m_.days() + d, static_cast<roster_choice>(c)}});
                arcs_.push_back({node, slot(d, c), 1, m_.cost(p, d, c) - m_.cost(p, d, 0)});
            }
        }
        for (std::size_t w = 0; w < weeks_; ++w)
            arcs_.push_back({person(p), person(p) + 1 + w, std::max<std::int64_t>(0, of_week[w])});
        settled_ += settled;
        const auto most = most_of(m_, p);
        if (!total) {
            arcs_.push_back({source(), person(p), std::max<std::int64_t>(0, most - settled)});
            return;
        }
        const auto step = [&](std::int64_t n) {
            return m_.share_cost(*total, p, n + 1) - m_.share_cost(*total, p, n);
        };
        base_ += m_.share_cost(*total, p, settled);
        for (auto n = settled; n < most;) {
            auto until = n + 1;
            while (until < most && step(until) == step(n)) ++until;
            arcs_.push_back({source(), person(p), until - n, step(n)});
            n = until;
        }
    }

    const roster_model& m_;
    std::vector<std::size_t> week_;
    std::size_t weeks_ = 0;
    std::vector<flow_arc> arcs_;
    std::vector<std::pair<std::size_t, std::pair<std::size_t, roster_choice>>> cells_; ///< the arcs of shifts
    std::int64_t settled_ = 0;   ///< shifts that somebody must work
    std::int64_t base_ = 0;      ///< what it costs if nobody works any other
    std::int64_t elsewhere_ = 0; ///< of shares that are no part of the flow
    std::int64_t raised_ = 0;    ///< by how much more each unit costs here
};

/// Whether a person can work these shifts by their rules: a choice for each day.
bool has_line(const roster_model& m, std::size_t person, const std::vector<std::size_t>& must) {
    const auto& rules = m.rules(person);
    // Who works nothing but what they must rests most.
    auto at = m.first_morning(person);
    std::int64_t shifts = 0;
    std::int64_t minutes = 0;
    for (std::size_t d = 0; d < must.size(); ++d) {
        const auto c = must[d];
        if (!m.step(person, d, c, at)) return false;
        if (c == 0) continue;
        if (!m.allowed(person, d, c)) return false;
        ++shifts;
        minutes += m.minutes(c);
    }
    return shifts <= rules.most_shifts.value_or(shifts) && minutes <= rules.most_minutes.value_or(minutes);
}

} // namespace

shared_out share_out(const roster_model& m, std::size_t share) {
    std::int64_t fewest = 0; // units that there are to be had, by people and days
    std::int64_t most = 0;
    std::int64_t of_unit = 0;
    for (std::size_t d = 0; d < m.days(); ++d) {
        std::int64_t of_day = 0;
        for (std::size_t c = 1; c < m.choices(); ++c)
            if ((m.counted(d, c) >> share & 1) != 0) of_day += m.wanted(d, c);
        most += of_day;
        if (d > 0 && m.unit(share, d) != m.unit(share, d - 1)) {
            fewest += of_unit;
            of_unit = 0;
        }
        of_unit = std::max(of_unit, of_day);
    }
    fewest += of_unit;
    shared_out out;
    std::int64_t low =
        0; // as many as people have, at the least and the most, while each has what costs least
    std::int64_t high = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> ends;
    for (std::size_t p = 0; p < m.people(); ++p) {
        const auto reach = m.reach(share, p);
        const auto& band = m.problem().shares[share].bands[p];
        ends.emplace_back(std::clamp(band.least, reach.least, reach.most),
                          std::clamp(band.most, reach.least, reach.most));
        out.cost += m.share_cost(share, p, ends.back().first);
        low += ends.back().first;
        high += ends.back().second;
    }
    // The next unit always goes to whom it costs least.
    const std::int64_t way = fewest > high ? 1 : -1;
    auto left = way > 0 ? fewest - high : low - most;
    using step = std::pair<std::int64_t, std::size_t>;
    std::priority_queue<step, std::vector<step>, std::greater<>> steps;
    std::vector<std::int64_t> count;
    const auto offer = [&](std::size_t p) {
        const auto reach = m.reach(share, p);
        if (count[p] + way < reach.least || count[p] + way > reach.most) return;
        steps.emplace(m.share_cost(share, p, count[p] + way) - m.share_cost(share, p, count[p]), p);
    };
    for (std::size_t p = 0; left > 0 && p < m.people(); ++p)
        count.push_back(way > 0 ? ends[p].second : ends[p].first);
    for (std::size_t p = 0; p < count.size(); ++p) offer(p);
    for (; left > 0 && !steps.empty(); --left) {
        const auto [cost, p] = steps.top();
        steps.pop();
        out.cost += cost;
        out.price = way * cost;
        count[p] += way;
        offer(p);
    }
    return out;
}

std::optional<roster_start> start_roster(const roster_model& m) {
    return month_flow{m}.solve();
}

std::optional<roster_shortage> find_short_days(const roster_model& m) {
    const auto one = [](std::size_t) { return std::int64_t{1}; };
    for (const auto& slot : slots_of(m, 0, m.days()))
        if (auto s = find_short(m, {slot}, one)) return s;
    for (std::size_t d = 0; d < m.days(); ++d)
        if (auto s = find_short(m, slots_of(m, d, d + 1), one)) return s;
    // What ends, with its rest, after something of the next day begins: nobody works both.
    std::int64_t rest = m.people() == 0 ? 0 : m.problem().people[0].rules.rest;
    for (const auto& p : m.problem().people) rest = std::min(rest, p.rules.rest);
    const auto& shifts = m.problem().shifts;
    const auto settled = m.problem().settled_days; // what was there then was
    for (std::size_t d = settled > 0 ? settled - 1 : 0; d + 1 < m.days(); ++d)
        for (const auto& latest : shifts) {
            std::vector<roster_slot> nobody_both;
            for (std::size_t c = 1; c < m.choices(); ++c)
                if (shifts[c - 1].until >= latest.until) nobody_both.push_back({d, c});
            const auto evenings = nobody_both.size();
            for (std::size_t c = 1; c < m.choices(); ++c)
                if (shifts[c - 1].from + day_minutes < latest.until + rest) nobody_both.push_back({d + 1, c});
            if (nobody_both.size() == evenings) continue;
            if (auto s = find_short(m, nobody_both, one)) return s;
        }
    return std::nullopt;
}

std::optional<roster_shortage> find_short_spans(const roster_model& m) {
    // Who may work n days in a row may work l - l / (n + 1) of l days.
    std::vector<std::int64_t> limits;
    for (const auto& p : m.problem().people)
        if (p.rules.most_in_a_row) limits.push_back(*p.rules.most_in_a_row);
    std::sort(limits.begin(), limits.end());
    limits.erase(std::unique(limits.begin(), limits.end()), limits.end());
    for (const auto limit : limits) {
        const auto length = limit + 1;
        if (length > static_cast<std::int64_t>(m.days())) break;
        const auto most = [&](std::size_t p) {
            const auto n = m.problem().people[p].rules.most_in_a_row;
            return std::min(most_of(m, p), n ? length - length / (*n + 1) : length);
        };
        for (auto d = m.problem().settled_days; d + static_cast<std::size_t>(length) <= m.days(); ++d)
            if (auto s = find_short(m, slots_of(m, d, d + static_cast<std::size_t>(length)), most)) return s;
    }
    for (std::size_t d = 0; d < m.days();) {
        auto until = d + 1;
        while (until < m.days() && !m.week_begins(until)) ++until;
        const auto most = [&](std::size_t p) {
            const auto a_week = m.problem().people[p].rules.most_a_week.value_or(7);
            std::int64_t worked = 0;
            for (auto e = d; e < std::min(until, m.problem().settled_days); ++e)
                worked += m.must(p, e) > 0 ? 1 : 0;
            return std::min(most_of(m, p),
                            std::max(worked, d == 0 ? a_week - m.first_morning(p).week : a_week));
        };
        if (auto s = find_short(m, slots_of(m, d, until), most)) return s;
        d = until;
    }
    return find_short(m, slots_of(m, 0, m.days()), [&](std::size_t p) { return most_of(m, p); });
}

std::optional<roster_shortage> find_bad_fixed(const roster_model& m) {
    for (std::size_t d = 0; d < m.days(); ++d)
        for (std::size_t c = 1; c < m.choices(); ++c) {
            if (m.settled(d, c) <= m.wanted(d, c)) continue;
            roster_shortage s{.wanted = m.wanted(d, c), .most = m.settled(d, c)};
            s.shifts.push_back({0, d, static_cast<std::uint32_t>(c - 1)});
            for (std::size_t p = 0; p < m.people(); ++p)
                if (m.must(p, d) == c) s.people.push_back(p);
            return s;
        }
    for (std::size_t p = 0; p < m.people(); ++p) {
        std::vector<std::size_t> must;
        for (std::size_t d = 0; d < m.days(); ++d) must.push_back(m.must(p, d));
        if (has_line(m, p, must)) continue;
        for (auto& one : must) { // without which the rules are broken still is not the reason
            const auto was = one;
            one = 0;
            if (has_line(m, p, must)) one = was;
        }
        roster_shortage s;
        s.person = p;
        for (std::size_t d = 0; d < m.days(); ++d)
            if (must[d] > 0) s.shifts.push_back({p, d, static_cast<std::uint32_t>(must[d] - 1)});
        return s;
    }
    return std::nullopt;
}

} // namespace qaidam::solve::detail
