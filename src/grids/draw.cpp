#include <qaidam/grids/draw.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>

#include <qaidam/grids/code.hpp>
#include <qaidam/solve/partition.hpp>

namespace qaidam::grids {
namespace {

constexpr int most_decimals = 6;

std::int64_t ten_to_the(int n) {
    std::int64_t power = 1;
    while (n-- > 0) power *= 10;
    return power;
}

std::string percent(double share) {
    return fmt::format("{:.1f} %", share * 100);
}

void require(bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(fmt::format("draw_plan: {}", what));
}

void check(const drawing_units& u, const draw_options& o) {
    const auto as_long = [&](std::size_t n) { return n == 0 || n == u.size(); };
    require(as_long(u.within.size()) && as_long(u.at.size()) && as_long(o.fixed.size()) &&
                as_long(o.today.size()),
            "a list is not as long as the units");
    for (const auto& m : u.measures) {
        require(m.weights.size() == u.size(), "a measure does not weigh each unit");
        require(m.decimals >= 0 && m.decimals <= most_decimals, "a measure has not 0 to 6 decimals");
        require(std::all_of(m.weights.begin(), m.weights.end(), [](std::int64_t w) { return w >= 0; }),
                "a weight is negative");
        require(std::accumulate(m.weights.begin(), m.weights.end(), 0.0) < 1e12, "weights are above 10^12");
    }
    for (const auto& b : u.borders) {
        require(b.one < u.size() && b.other < u.size(), "a border leaves the units");
        require(b.length >= geo::meters{0} && b.length <= geo::meters{1e8},
                "a border is shorter than nothing or longer than the earth");
    }
    for (const auto* pairs : {&o.together, &o.apart})
        for (const auto& [a, b] : *pairs) require(a < u.size() && b < u.size(), "a pair leaves the units");
    require(!o.tolerance || (*o.tolerance >= 0 && *o.tolerance <= 1000),
            "the tolerance is not from 0 to 1000");
    require(o.moving >= 0 && o.moving <= 1e6, "moving is not from 0 to 10^6");
}

/// Borders that grids may cross, and what it costs that they end there: a grid that ends where it should
/// costs less. In hundredths of a pair or of a metre.
std::vector<solve::weighted_edge> edges_of(const drawing_units& u, const draw_options& o) {
    std::map<unit_pair, std::int64_t> costs; // a pair counts once, its lengths add up
    for (const auto& b : u.borders) {
        if (b.one == b.other || b.crossing == crossing::never) continue;
        if (!u.within.empty() && u.within[b.one] != u.within[b.other]) continue;
        std::int64_t cost = o.shorten == border_measure::pairs ? 100 : std::llround(b.length.value() * 100);
        if (b.crossing == crossing::rather_not) cost /= 10;
        auto& sum = costs[std::minmax(b.one, b.other)];
        sum = o.shorten == border_measure::pairs ? std::max(sum, cost) : sum + cost;
    }
    std::vector<solve::weighted_edge> edges;
    for (const auto& [pair, cost] : costs)
        edges.push_back({pair.first, pair.second, std::max<std::int64_t>(cost, 1)});
    return edges;
}

std::vector<solve::edge> plain(const std::vector<solve::weighted_edge>& edges) {
    std::vector<solve::edge> all;
    for (const auto& e : edges) all.push_back({e.from, e.to});
    return all;
}

/// Refuses what no plan can be drawn for, by name.
void refuse_impossible(const drawing_units& u, std::size_t grids, const draw_options& o,
                       const std::vector<std::size_t>& piece_of) {
    const auto refuse = [](const message_rule& rule, std::vector<std::string> arguments,
                           std::vector<std::string> instead = {}) {
        throw refused{{&rule, std::move(arguments), std::move(instead)}};
    };
    if (grids < 1 || grids > u.size())
        refuse(codes::too_many_grids, {std::to_string(grids), std::to_string(u.size())},
               {std::to_string(std::min(std::max<std::size_t>(grids, 1), u.size()))});
    const auto pieces = *std::max_element(piece_of.begin(), piece_of.end()) + 1;
    std::vector<std::set<std::uint32_t>> fixed_in(pieces);
    std::map<std::uint32_t, std::size_t> unit_in; // one that is fixed in each grid
    for (std::size_t i = 0; i < o.fixed.size(); ++i) {
        if (!o.fixed[i]) continue;
        require(*o.fixed[i] < grids, "a unit is fixed in a grid that is not there");
        fixed_in[piece_of[i]].insert(*o.fixed[i]);
        const auto [one, fresh] = unit_in.emplace(*o.fixed[i], i);
        if (!fresh && piece_of[one->second] != piece_of[i])
            refuse(codes::fixed_across,
                   {std::to_string(*o.fixed[i] + 1), u.keys[one->second].text(), u.keys[i].text()});
    }
    std::size_t least = 0;
    for (const auto& f : fixed_in) least += std::max<std::size_t>(f.size(), 1);
    if (grids < least)
        refuse(codes::too_few_grids, {std::to_string(grids), std::to_string(least)}, {std::to_string(least)});
    for (const auto& [a, b] : o.together)
        if (piece_of[a] != piece_of[b]) refuse(codes::together_across, {u.keys[a].text(), u.keys[b].text()});
}

/// Grids by the middles of their units, see number_by_place; without points, in the order of their first
/// units.
std::vector<std::uint32_t> number(const drawing_units& u, std::size_t grids,
                                  std::vector<std::uint32_t> grid_of) {
    std::vector<std::size_t> renamed(grids, grids);
    if (u.at.empty()) {
        std::size_t next = 0;
        for (const auto g : grid_of)
            if (renamed[g] == grids) renamed[g] = next++;
    } else {
        std::vector<std::vector<geo::point>> members(grids);
        for (std::size_t i = 0; i < u.size(); ++i) members[grid_of[i]].push_back(u.at[i]);
        std::vector<geo::point> middles;
        for (const auto& points : members) middles.push_back(geo::middle_of(points));
        renamed = number_by_place(middles);
    }
    for (auto& g : grid_of) g = static_cast<std::uint32_t>(renamed[g]);
    return grid_of;
}

/// How compact grids are: the mean way from a unit to the middle of its grid.
void measure_spread(const drawing_units& u, const std::vector<std::uint32_t>& grid_of, drawing_proof& p) {
    std::vector<std::vector<geo::point>> members(p.grids.size());
    for (std::size_t i = 0; i < u.size(); ++i) members[grid_of[i]].push_back(u.at[i]);
    double all = 0;
    for (std::size_t g = 0; g < members.size(); ++g) {
        const auto middle = geo::middle_of(members[g]);
        double sum = 0;
        for (const auto& at : members[g]) sum += geo::distance(at, middle).value();
        p.grids[g].spread = geo::meters{sum / static_cast<double>(members[g].size())};
        all += sum;
    }
    p.spread = geo::meters{all / static_cast<double>(u.size())};
}

drawing_proof prove(const drawing_units& u, std::size_t grids, const draw_options& o,
                    const solve::partition_limits& limits, const std::vector<std::size_t>& piece_of,
                    const std::vector<std::uint32_t>& grid_of) {
    drawing_proof p;
    p.grids.resize(grids);
    for (auto& g : p.grids) g.weights.resize(u.measures.size());
    std::vector<std::set<std::string>> areas(grids);
    for (std::size_t i = 0; i < u.size(); ++i) {
        auto& g = p.grids[grid_of[i]];
        ++g.units;
        for (std::size_t m = 0; m < u.measures.size(); ++m) g.weights[m] += u.measures[m].weights[i];
        if (!u.within.empty()) areas[grid_of[i]].insert(u.within[i]);
        if (!o.today.empty() && o.today[i] && *o.today[i] != grid_of[i]) {
            ++p.moved;
            if (!u.measures.empty()) p.moved_weight += u.measures[0].weights[i];
        }
    }
    if (!u.within.empty())
        p.split = static_cast<std::size_t>(
            std::count_if(areas.begin(), areas.end(), [](const auto& a) { return a.size() > 1; }));
    std::vector<solve::edge> inside;
    std::set<std::pair<std::size_t, std::size_t>> seen;
    for (const auto& b : u.borders) {
        if (b.one == b.other) continue;
        const bool fresh = seen.insert(std::minmax(b.one, b.other)).second;
        p.pairs += fresh ? 1 : 0;
        const auto one = grid_of[b.one];
        const auto other = grid_of[b.other];
        if (one == other) {
            if (b.crossing != crossing::never) inside.push_back({b.one, b.other});
            p.crossed += b.crossing == crossing::rather_not ? 1 : 0;
            continue;
        }
        p.border = p.border + b.length;
        for (const auto g : {one, other}) {
            p.grids[g].outline = p.grids[g].outline + b.length;
            p.grids[g].parted += fresh ? 1 : 0;
        }
        p.parted += fresh ? 1 : 0;
    }
    if (!u.at.empty()) measure_spread(u, grid_of, p);
    std::vector<std::set<std::size_t>> pieces(grids);
    const auto piece_inside = solve::components(u.size(), inside);
    for (std::size_t i = 0; i < u.size(); ++i) pieces[grid_of[i]].insert(piece_inside[i]);
    for (const auto& s : pieces) p.connected += s.size() == 1 ? 1 : 0;

    for (std::size_t m = 0; m < u.measures.size(); ++m) {
        shares s{.name = u.measures[m].name, .decimals = u.measures[m].decimals};
        const auto& w = u.measures[m].weights;
        s.total = std::accumulate(w.begin(), w.end(), std::int64_t{0});
        s.mean = static_cast<double>(s.total) / static_cast<double>(grids);
        s.lightest = s.total;
        for (const auto& g : p.grids) {
            s.heaviest = std::max(s.heaviest, g.weights[m]);
            s.lightest = std::min(s.lightest, g.weights[m]);
        }
        // The heaviest unit is in some grid, and some grid of each piece weighs its mean at least.
        std::vector<std::int64_t> piece(limits.parts_of.size());
        for (std::size_t i = 0; i < u.size(); ++i) piece[piece_of[i]] += w[i];
        double least =
            std::max(std::ceil(s.mean), static_cast<double>(*std::max_element(w.begin(), w.end())));
        for (std::size_t c = 0; c < piece.size(); ++c)
            least = std::max(
                least, std::ceil(static_cast<double>(piece[c]) / static_cast<double>(limits.parts_of[c])));
        if (s.total > 0) {
            s.imbalance = static_cast<double>(s.heaviest) / s.mean - 1;
            s.forced = least / s.mean - 1;
        }
        p.measures.push_back(std::move(s));
    }
    return p;
}

std::vector<finding> find_faults(const drawing_units& u, const draw_options& o, const drawing_proof& p,
                                 const solve::partition_limits& limits,
                                 const std::vector<std::size_t>& piece_of,
                                 const std::vector<std::uint32_t>& grid_of) {
    std::vector<finding> found;
    for (std::size_t m = 0; m < u.measures.size(); ++m) {
        bool above = false;
        for (std::size_t i = 0; i < u.size(); ++i)
            above = above || p.grids[grid_of[i]].weights[m] > limits.at_most[piece_of[i]][m];
        const auto& s = p.measures[m];
        if (above && o.tolerance)
            found.push_back(
                {&codes::above_tolerance,
                 {},
                 {in_both(s.name), percent(s.imbalance), percent(*o.tolerance), percent(s.forced)}});
    }
    const auto name = [&](std::size_t i) { return u.keys[i].text(); };
    for (const auto& [a, b] : o.together)
        if (grid_of[a] != grid_of[b]) found.push_back({&codes::not_together, u.keys[a], {name(a), name(b)}});
    for (const auto& [a, b] : o.apart)
        if (grid_of[a] == grid_of[b] && a != b)
            found.push_back({&codes::not_apart, u.keys[a], {name(a), name(b)}});
    for (std::size_t i = 0; i < o.fixed.size(); ++i)
        if (o.fixed[i] && *o.fixed[i] != grid_of[i])
            found.push_back({&codes::not_fixed, u.keys[i], {name(i), std::to_string(*o.fixed[i] + 1)}});
    return found;
}

} // namespace

measure measure_of(label name, std::span<const double> weights) {
    for (const auto w : weights)
        if (!(w >= 0) || w > 1e9)
            throw std::invalid_argument(
                fmt::format("measure_of: got the weight {}, want a number from 0 to 10^9", w));
    measure m{.name = std::move(name)};
    const auto scaled = [&](double w) {
        return std::llround(w * static_cast<double>(ten_to_the(m.decimals)));
    };
    const auto is_whole = [&](double w) {
        const auto power = static_cast<double>(ten_to_the(m.decimals));
        return static_cast<double>(scaled(w)) / power == w;
    };
    constexpr double largest_sum = 1e12; // of whole numbers that are cut into parts
    const auto sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const auto has_room = [&] {
        return sum * static_cast<double>(ten_to_the(m.decimals + 1)) <= largest_sum;
    };
    while (m.decimals < most_decimals && has_room() && !std::all_of(weights.begin(), weights.end(), is_whole))
        ++m.decimals;
    for (const auto w : weights) m.weights.push_back(scaled(w));
    return m;
}

std::string weight_text(std::int64_t weight, int decimals) {
    if (decimals == 0) return std::to_string(weight);
    const auto power = ten_to_the(decimals);
    auto text = fmt::format("{}.{:0{}}", weight / power, weight % power, decimals);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

namespace {

/// With one digit more than the weights have.
std::string mean_text(double mean, int decimals) {
    auto text = fmt::format("{:.{}f}", mean / static_cast<double>(ten_to_the(decimals)), decimals + 1);
    if (decimals == 0) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

} // namespace

drawn_plan draw_plan(const drawing_units& u, std::size_t grids, const draw_options& o) {
    check(u, o);
    solve::partition_problem problem{.nodes = u.size(),
                                     .edges = edges_of(u, o),
                                     .parts = grids,
                                     .tolerance = o.tolerance,
                                     .fixed = o.fixed,
                                     .current = o.today};
    const auto piece_of = solve::components(u.size(), plain(problem.edges));
    refuse_impossible(u, grids, o, piece_of);
    for (const auto& m : u.measures) problem.weights.push_back(m.weights);
    for (const auto& [a, b] : o.together) problem.together.push_back({a, b});
    for (const auto& [a, b] : o.apart) problem.apart.push_back({a, b});
    for (std::size_t i = 0; i < o.today.size(); ++i) {
        const auto weight = u.measures.empty() ? 1.0
                                               : static_cast<double>(u.measures[0].weights[i]) /
                                                     static_cast<double>(ten_to_the(u.measures[0].decimals));
        problem.moving.push_back(std::llround(o.moving * 100 * weight) + 1);
    }
    require(std::accumulate(problem.moving.begin(), problem.moving.end(), 0.0) < 1e12,
            "weights times moving are above 10^10; weigh in larger units");
    const auto found =
        solve::partition(problem, {.seed = o.seed, .steps = o.steps, .progress = o.progress, .stop = o.stop});

    drawn_plan plan;
    const bool keep_numbers = !o.today.empty() || !o.fixed.empty();
    plan.grid_of_ = keep_numbers ? found.part_of : number(u, grids, found.part_of);
    const auto& limits = found.limits;
    plan.proof_ = prove(u, grids, o, limits, piece_of, plan.grid_of_);
    plan.proof_.proven = found.proven;
    plan.proof_.pieces = limits.parts_of.size();
    plan.findings_ = find_faults(u, o, plan.proof_, limits, piece_of, plan.grid_of_);
    plan.proof_.all_met = plan.findings_.empty();
    return plan;
}

std::string to_string(const drawing_proof& p, language l) {
    const auto say = [&](const char* zh, const char* en, const auto&... values) {
        return fmt::format(fmt::runtime(pick(l, zh, en)), values...) + "\n";
    };
    std::size_t units = 0;
    for (const auto& g : p.grids) units += g.units;
    auto text = say("{} 个单元划为 {} 个网格，{} 个连通", "{} units in {} grids, {} of them connected", units,
                    p.grids.size(), p.connected);
    for (const auto& s : p.measures)
        text += say("{}：共 {}，每网格平均 {}，最少 {}，最多 {}；超出平均 {}（不可避免 {}）",
                    "{}: {} in all, {} a grid, {} to {}; imbalance {} ({} forced)", s.name.in(l),
                    weight_text(s.total, s.decimals), mean_text(s.mean, s.decimals),
                    weight_text(s.lightest, s.decimals), weight_text(s.heaviest, s.decimals),
                    percent(s.imbalance), percent(s.forced));
    text += say("分开的相邻单元 {} 对（共 {} 对）", "cut {} of {} pairs of neighbours", p.parted, p.pairs);
    if (p.border > geo::meters{0})
        text += say("网格间边界长 {}", "borders between grids of {}", geo::to_string(p.border));
    if (p.spread > geo::meters{0})
        text += say("单元距所在网格中心平均 {}", "units are {} from the middle of their grid on average",
                    geo::to_string(p.spread));
    if (p.split)
        text += say("跨越所属范围（小区）的网格 {} 个", "{} grids leave what they lie within", *p.split);
    if (p.crossed > 0)
        text += say("网格内有宜分而未分的边界 {} 处", "{} borders that should rather end a grid do not",
                    p.crossed);
    if (p.moved > 0) {
        const auto what = p.measures.empty() ? label{"", "units"} : p.measures[0].name;
        const auto decimals = p.measures.empty() ? 0 : p.measures[0].decimals;
        text += say("比现行划分变动 {} 个单元（{} {}）", "{} units ({} {}) move from today's grids", p.moved,
                    weight_text(p.moved_weight, decimals), what.in(l));
    }
    const auto* as_many =
        p.pieces > 1 ? pick(l, "（各片网格数不变）", " with as many grids in each piece") : "";
    if (p.proven && p.all_met)
        text += say("已证明：合乎要求的划分中没有更好的{}", "proven: no plan{} that has all this is better",
                    as_many);
    if (p.proven && !p.all_met)
        text +=
            say("已证明：没有合乎全部要求的划分{}", "proven: no plan{} has all that was asked for", as_many);
    text.pop_back();
    return text;
}

drawing_units units_of(const civic::community& c) {
    drawing_units u;
    std::vector<std::int64_t> households(c.buildings().size());
    std::vector<std::int64_t> residents(c.buildings().size());
    for (const auto& h : c.households()) {
        ++households[h.building.value()];
        residents[h.building.value()] += h.residents;
    }
    for (const auto& b : c.buildings()) {
        if (!b.at) throw std::invalid_argument("units_of: building " + b.key.text() + " has no point");
        u.keys.push_back(b.key);
        u.within.push_back(c.quarters()[b.quarter].key.text());
        u.at.push_back(*b.at);
    }
    u.measures = {{{"户", "households"}, std::move(households)}, {{"人", "residents"}, std::move(residents)}};
    for (const auto& n : geo::find_near_points(u.at)) u.borders.push_back({n.one, n.other});
    join_pieces(u);
    return u;
}

void join_pieces(drawing_units& u) {
    require(u.at.size() == u.size(), "join_pieces wants the point of each unit");
    std::vector<solve::edge> edges;
    std::set<unit_pair> never;
    for (const auto& b : u.borders) {
        if (b.crossing == crossing::never)
            never.insert(std::minmax(b.one, b.other));
        else if (u.within.empty() || u.within[b.one] == u.within[b.other])
            edges.push_back({b.one, b.other});
    }
    const auto piece_of = solve::components(u.size(), edges);
    std::vector<std::vector<std::size_t>> pieces(u.size());
    std::map<std::string, std::vector<std::size_t>> areas;
    for (std::size_t i = 0; i < u.size(); ++i) {
        pieces[piece_of[i]].push_back(i);
        areas[u.within.empty() ? std::string{} : u.within[i]].push_back(i);
    }
    const auto away = [&](std::size_t a, std::size_t b) { // degrees of latitude, squared: to compare
        const double east = (u.at[a].lon().degrees() - u.at[b].lon().degrees()) *
                            std::cos(u.at[a].lat().degrees() * 0.017453292519943295);
        const double north = u.at[a].lat().degrees() - u.at[b].lat().degrees();
        return east * east + north * north;
    };
    for (const auto& [name, units] : areas) {
        // As a least spanning tree grows (Prim): the piece nearest to what is joined already comes next.
        std::map<std::size_t, std::pair<double, std::size_t>>
            nearest; // of those outside: how far, and to whom
        for (const auto i : units) nearest[i] = {std::numeric_limits<double>::infinity(), i};
        auto next = units.front();
        while (true) {
            for (const auto i : pieces[piece_of[next]]) nearest.erase(i);
            for (const auto i : pieces[piece_of[next]])
                for (auto& [other, best] : nearest)
                    if (const double d = away(i, other);
                        d < best.first && !never.contains(std::minmax(i, other)))
                        best = {d, i};
            const auto found =
                std::min_element(nearest.begin(), nearest.end(), [](const auto& a, const auto& b) {
                    return a.second.first < b.second.first;
                });
            if (found == nearest.end() || std::isinf(found->second.first)) break;
            next = found->first;
            const auto [one, other] = std::minmax(next, found->second.second);
            u.borders.push_back({one, other}); // a way, not a border: no length
        }
    }
}

} // namespace qaidam::grids
