#include <qaidam/grids/staff.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include <qaidam/base/text.hpp>
#include <qaidam/solve/flow.hpp>

namespace qaidam::grids {
namespace {

using civic::role_kind;

void require_of_staff(bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(fmt::format("staff: {}", what));
}

template <class Range>
bool has(const Range& all, const typename Range::value_type& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

bool can_take(const worker& w, const post& p) {
    return w.most >= p.load &&
           std::any_of(p.roles.begin(), p.roles.end(), [&](role_kind r) { return has(w.roles, r); }) &&
           std::all_of(p.skills.begin(), p.skills.end(),
                       [&](const std::string& s) { return has(w.skills, s); });
}

std::int64_t way(const worker& w, const post& p) { // whole centimetres: sums are exact
    return w.at && p.at ? std::llround(geo::distance(*w.at, *p.at).value() * 100) : 0;
}

geo::meters to_meters(std::int64_t centimetres) {
    return geo::meters{static_cast<double>(centimetres) / 100};
}

constexpr std::size_t most_looks = 10'000'000; ///< at moves and exchanges

/// Who can be where, and what that costs.
struct possible {
    placement where;
    std::int64_t cost;
};

class problem {
public:
    problem(std::span<const post> posts, std::span<const worker> workers, const staffing_options& options)
        : posts_{posts},
          workers_{workers} {
        const std::set<placement> today{options.today.begin(), options.today.end()};
        for (const auto& t : today)
            require_of_staff(t.post < posts.size() && t.worker < workers.size(),
                             "a placement of today is not of these lists");
        require_of_staff(options.change >= geo::meters{0} && options.change <= geo::meters{1e8},
                         "a change is not worth a length below 10^8 m");
        for (const auto& p : posts)
            require_of_staff(p.people >= 0 && p.people <= 1'000'000 && p.load >= 1 && p.load <= 1'000'000,
                             "a post wants less than nobody, no load, or more than 10^6");
        for (const auto& w : workers)
            require_of_staff(w.most >= 0 && w.most <= 1'000'000,
                             "a worker can take less than nothing or more than 10^6");
        const auto change = std::llround(options.change.value() * 100);
        for (std::size_t p = 0; p < posts.size(); ++p) {
            first_.push_back(all_.size());
            for (std::size_t w = 0; w < workers.size(); ++w)
                if (can_take(workers[w], posts[p]))
                    all_.push_back(
                        {{p, w}, way(workers[w], posts[p]) + (today.contains({p, w}) ? 0 : change)});
        }
        first_.push_back(all_.size());
    }

    [[nodiscard]] bool unit_loads() const {
        return std::all_of(posts_.begin(), posts_.end(), [](const post& p) { return p.load == 1; });
    }

    /// The flow of load from workers to posts. With loads of one it is a staffing; else a bound for one.
    struct relaxation {
        solve::flow flow;
        std::vector<solve::flow_arc> arcs;
    };
    [[nodiscard]] relaxation relax() const {
        relaxation r;
        const auto source = posts_.size() + workers_.size();
        for (const auto& [where, cost] : all_) {
            const auto load = posts_[where.post].load;
            r.arcs.push_back({posts_.size() + where.worker, where.post, load, cost / load});
        }
        for (std::size_t w = 0; w < workers_.size(); ++w)
            r.arcs.push_back({source, posts_.size() + w, workers_[w].most});
        for (std::size_t p = 0; p < posts_.size(); ++p)
            r.arcs.push_back({p, source + 1, posts_[p].people * posts_[p].load});
        r.flow = solve::find_cheapest_flow(source + 2, r.arcs, source, source + 1);
        return r;
    }

    /// Chosen placements as numbers in `all_`.
    [[nodiscard]] std::vector<std::size_t> chosen_by(const relaxation& r) const {
        std::vector<std::size_t> chosen;
        for (std::size_t i = 0; i < all_.size(); ++i)
            if (r.flow.through[i] == posts_[all_[i].where.post].load) chosen.push_back(i);
        return chosen;
    }

    /// Heaviest posts first, each to whom it costs least; then moves and exchanges as long as they save.
    [[nodiscard]] std::vector<std::size_t> place_loads(std::vector<std::size_t> chosen) const;

    [[nodiscard]] staffing result(const std::vector<std::size_t>& chosen, const relaxation& r) const;

private:
    void explain_shortages(const std::vector<std::int64_t>& placed, const relaxation& r, staffing& s) const;

    std::span<const post> posts_;
    std::span<const worker> workers_;
    std::vector<possible> all_;      ///< by post
    std::vector<std::size_t> first_; ///< of each post in all_
};

std::vector<std::size_t> problem::place_loads(std::vector<std::size_t> chosen) const {
    std::vector<std::int64_t> left;
    for (const auto& w : workers_) left.push_back(w.most);
    std::vector<std::int64_t> lacking;
    for (const auto& p : posts_) lacking.push_back(p.people);
    std::vector<char> in(all_.size());
    const auto put = [&](std::size_t i, int sign) {
        const auto& w = all_[i].where;
        left[w.worker] -= sign * posts_[w.post].load;
        lacking[w.post] -= sign;
        in[i] = sign > 0;
    };
    for (const auto i : chosen) put(i, 1);
    const auto fits = [&](std::size_t i) {
        return !in[i] && left[all_[i].where.worker] >= posts_[all_[i].where.post].load;
    };
    std::vector<std::size_t> order(posts_.size());
    for (std::size_t p = 0; p < order.size(); ++p) order[p] = p;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return posts_[a].load > posts_[b].load; });
    const auto fill = [&] {
        bool any = false;
        for (const auto p : order)
            while (lacking[p] > 0) {
                auto best = all_.size();
                for (auto i = first_[p]; i < first_[p + 1]; ++i)
                    if (fits(i) && (best == all_.size() || all_[i].cost < all_[best].cost)) best = i;
                if (best == all_.size()) break;
                put(best, 1);
                any = true;
            }
        return any;
    };
    // One goes to another post's worker, alone or in exchange for one of theirs. A way that fills a post that
    // lacks somebody is always worth it.
    std::size_t looks = 0;
    const auto improve = [&] {
        for (std::size_t i = 0; i < all_.size(); ++i) {
            if (!in[i]) continue;
            const auto p = all_[i].where.post;
            for (auto to = first_[p]; to < first_[p + 1]; ++to) {
                if (in[to]) continue;
                if (fits(to) && all_[to].cost < all_[i].cost) {
                    put(i, -1);
                    put(to, 1);
                    return true;
                }
                const auto worker = all_[to].where.worker;
                for (std::size_t j = 0; j < all_.size(); ++j) { // what that worker has, for what this one had
                    if (++looks > most_looks) return false;
                    if (!in[j] || all_[j].where.worker != worker) continue;
                    const auto q = all_[j].where.post;
                    for (auto back = first_[q]; back < first_[q + 1]; ++back) {
                        if (all_[back].where.worker != all_[i].where.worker || in[back]) continue;
                        put(i, -1);
                        put(j, -1);
                        if (all_[to].cost + all_[back].cost < all_[i].cost + all_[j].cost && fits(to) &&
                            fits(back)) {
                            put(to, 1);
                            put(back, 1);
                            return true;
                        }
                        put(i, 1);
                        put(j, 1);
                    }
                }
            }
        }
        // Room for one that is lacking: somebody's other post goes to a third.
        for (const auto p : order) {
            if (lacking[p] == 0) continue;
            for (auto want = first_[p]; want < first_[p + 1]; ++want) {
                if (in[want]) continue;
                for (std::size_t j = 0; j < all_.size(); ++j) {
                    if (++looks > most_looks) return false;
                    if (!in[j] || all_[j].where.worker != all_[want].where.worker) continue;
                    const auto q = all_[j].where.post;
                    for (auto to = first_[q]; to < first_[q + 1]; ++to) {
                        if (!fits(to) || all_[to].where.worker == all_[j].where.worker) continue;
                        put(j, -1);
                        if (fits(want)) {
                            put(to, 1);
                            put(want, 1);
                            return true;
                        }
                        put(j, 1);
                    }
                }
            }
        }
        return false;
    };
    fill();
    while (improve()) fill();
    std::vector<std::size_t> better;
    for (std::size_t i = 0; i < all_.size(); ++i)
        if (in[i]) better.push_back(i);
    return better;
}

staffing problem::result(const std::vector<std::size_t>& chosen, const relaxation& r) const {
    staffing s;
    std::int64_t ways = 0;
    std::int64_t cost = 0;
    std::vector<std::int64_t> placed(posts_.size());
    for (const auto i : chosen) {
        const auto& [where, price] = all_[i];
        s.placements.push_back(where);
        ++placed[where.post];
        const auto only_way = way(workers_[where.worker], posts_[where.post]);
        ways += only_way;
        cost += price;
        s.changes += price > only_way ? 1 : 0;
    }
    s.way = to_meters(ways);
    s.cost = to_meters(cost);
    explain_shortages(placed, r, s);
    if (unit_loads() || s.shortages.empty()) s.at_least = to_meters(r.flow.cost);
    return s;
}

void problem::explain_shortages(const std::vector<std::int64_t>& placed, const relaxation& r,
                                staffing& s) const {
    // Posts beyond the cut, by what they ask for: together they want more than all who can take them have.
    std::map<std::vector<role_kind>, std::vector<std::size_t>> beyond;
    for (std::size_t p = 0; p < posts_.size(); ++p) {
        const auto lacking = posts_[p].people - placed[p];
        if (r.flow.short_of_more[p]) {
            beyond[posts_[p].roles].push_back(p);
        } else if (lacking > 0) {
            s.shortages.push_back(
                {&codes::post_not_placed,
                 posts_[p].place,
                 {posts_[p].roles.empty() ? ""
                                          : in_both({civic::to_string(posts_[p].roles[0], language::zh),
                                                     civic::to_string(posts_[p].roles[0])}),
                  in_both(posts_[p].name), std::to_string(lacking)}});
        }
    }
    for (const auto& [roles, posts] : beyond) {
        std::int64_t lacking = 0;
        label names;
        std::set<std::size_t> able;
        for (const auto p : posts) {
            if (placed[p] < posts_[p].people) {
                lacking += posts_[p].people - placed[p];
                join_on(names.zh, "、", posts_[p].name.in(language::zh));
                join_on(names.en, ", ", posts_[p].name.in(language::en));
            }
            for (auto i = first_[p]; i < first_[p + 1]; ++i) able.insert(all_[i].where.worker);
        }
        if (lacking == 0) continue;
        label what;
        for (const auto role : roles) {
            join_on(what.zh, "／", civic::to_string(role, language::zh));
            join_on(what.en, " or ", civic::to_string(role));
        }
        s.shortages.push_back({able.empty() ? &codes::nobody_can : &codes::posts_short,
                               {},
                               {in_both(what), std::to_string(posts.size()), std::to_string(lacking),
                                in_both(names), std::to_string(able.size())}});
    }
}

} // namespace

staffing staff(std::span<const post> posts, std::span<const worker> workers,
               const staffing_options& options) {
    const problem p{posts, workers, options};
    const auto relaxed = p.relax();
    auto chosen = p.chosen_by(relaxed);
    if (!p.unit_loads()) chosen = p.place_loads(std::move(chosen));
    return p.result(chosen, relaxed);
}

namespace {

std::optional<geo::point> place_of(const civic::community& c, const civic::grid& g) {
    std::vector<geo::point> points;
    for (const auto b : g.buildings)
        if (const auto& at = c.buildings()[b].at) points.push_back(*at);
    return points.empty() ? std::nullopt : std::optional{geo::middle_of(points)};
}

const std::vector<role_kind> leader_roles{role_kind::full_time_grid_leader, role_kind::part_time_grid_leader};

} // namespace

std::vector<post> posts_of(const civic::community& c, const calendar::date& day,
                           const post_options& options) {
    std::vector<post> all;
    for (const auto& b : c.buildings()) {
        const auto& quarter = c.quarters()[b.quarter].name;
        all.push_back({.place = b.key,
                       .name = {quarter.in(language::zh) + b.name.in(language::zh),
                                quarter.in(language::en) + " " + b.name.in(language::en)},
                       .roles = {role_kind::party_member},
                       .at = b.at});
    }
    if (const auto plan = c.grid_plan_on(day))
        for (const auto g : c.grids_of(*plan)) {
            const auto& grid = c.grids()[g];
            const auto at = place_of(c, grid);
            all.push_back({.place = grid.key, .name = grid.name, .roles = leader_roles, .at = at});
            all.push_back({.place = grid.key,
                           .name = grid.name,
                           .roles = {role_kind::grid_member},
                           .at = at,
                           .people = options.members_a_grid});
        }
    for (const auto& s : c.special_residents()) {
        if (!s.when.contains(day)) continue;
        const auto& person = c.people()[s.person];
        all.push_back({.place = person.key,
                       .name = {civic::to_string(s.group, language::zh), civic::to_string(s.group)},
                       .roles = {role_kind::party_member},
                       .at = person.home ? c.buildings()[*person.home].at : std::nullopt});
    }
    return all;
}

std::vector<worker> workers_of(const civic::community& c, const calendar::date& day,
                               const worker_options& options) {
    std::vector<worker> all;
    std::set<std::pair<civic::person_id, role_kind>> seen;
    for (const auto& r : c.roles()) {
        // A leader is a leader: full time or part time is one kind of post.
        auto kind = r.kind == role_kind::part_time_grid_leader ? role_kind::full_time_grid_leader : r.kind;
        if (!r.when.contains(day) || !seen.insert({r.person, kind}).second) continue;
        const auto& person = c.people()[r.person];
        all.push_back({.person = person.key,
                       .name = person.name,
                       .roles = {r.kind},
                       .at = person.home ? c.buildings()[*person.home].at : std::nullopt,
                       .most = kind == role_kind::party_member ? options.posts_of_party_member
                                                               : options.posts_of_others});
    }
    return all;
}

std::vector<placement> placements_of(const civic::community& c, const calendar::date& day,
                                     std::span<const post> posts, std::span<const worker> workers) {
    std::vector<placement> all;
    for (const auto& r : c.roles()) {
        if (!r.when.contains(day)) continue;
        key place;
        if (const auto* b = std::get_if<civic::building_id>(&r.scope)) place = c.buildings()[*b].key;
        if (const auto* g = std::get_if<civic::grid_id>(&r.scope)) place = c.grids()[*g].key;
        if (place.empty()) continue;
        for (std::size_t p = 0; p < posts.size(); ++p)
            for (std::size_t w = 0; w < workers.size(); ++w)
                if (posts[p].place == place && has(posts[p].roles, r.kind) &&
                    workers[w].person == c.people()[r.person].key && can_take(workers[w], posts[p]))
                    all.push_back({p, w});
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

} // namespace qaidam::grids
