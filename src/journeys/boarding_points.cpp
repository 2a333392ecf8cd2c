#include "boarding_points.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include <qaidam/base/hash.hpp>

namespace qaidam::journeys {
namespace {

constexpr std::uint32_t any = 0xFFFFFFFF;
constexpr std::size_t most_walks = 1u << 22;

/// What rules may say of a call, or of one end of a rule: `any` where they do not.
struct caller {
    std::uint32_t train = any, route = any, platform = any;

    static constexpr unsigned by_train = 1, by_route = 2, by_platform = 4;
    [[nodiscard]] unsigned said() const {
        return (train != any ? by_train : 0u) | (route != any ? by_route : 0u) |
               (platform != any ? by_platform : 0u);
    }
    [[nodiscard]] caller only(unsigned what) const {
        return {what & by_train ? train : any, what & by_route ? route : any,
                what & by_platform ? platform : any};
    }
    friend auto operator<=>(const caller&, const caller&) = default;
};

template <class Optional>
std::uint32_t value_of(const Optional& i) {
    return i ? i->value() : any;
}

struct two_ends {
    caller from, to;
    friend bool operator==(const two_ends&, const two_ends&) = default;
    struct hash {
        std::size_t operator()(const two_ends& e) const {
            static_assert(std::has_unique_object_representations_v<two_ends>);
            const std::string_view bytes{reinterpret_cast<const char*>(&e), sizeof e};
            return static_cast<std::size_t>(qaidam::detail::hash_of(bytes, secret));
        }
        qaidam::detail::hash_secret secret = qaidam::detail::process_secret();
    };
};

/// What a rule tells of its ends, as `caller::said` of the one and the other.
struct pattern {
    unsigned from, to;
    friend bool operator==(const pattern&, const pattern&) = default;

    /// The six ranks of GTFS: 5 train–train, 4 train–route, 3 train, 2 route–route, 1 route, 0 station. Within
    /// a rank, the rule that names more platforms.
    [[nodiscard]] int weight() const {
        const auto count = [&](unsigned what) { return int{(from & what) != 0} + int{(to & what) != 0}; };
        const int trains = count(caller::by_train), routes = count(caller::by_route);
        const int rank = trains == 2 ? 5 : trains == 1 ? (routes == 1 ? 4 : 3) : routes;
        return 3 * rank + count(caller::by_platform);
    }
};

/// The rules from one station to another, or within one.
class rules {
public:
    struct answer {
        int weight = -1;                ///< of the rule, see `pattern`; none fits where negative
        std::optional<instant> takes{}; ///< if it says
    };

    void add(const two_ends& ends, std::optional<instant> takes) {
        const pattern p{ends.from.said(), ends.to.said()};
        auto& known = by_ends_[ends];
        known = {p.weight(), std::max(known.takes, takes)}; // of equal ones the longest
        if (std::find(patterns_.begin(), patterns_.end(), p) != patterns_.end()) return;
        patterns_.push_back(p);
        std::stable_sort(patterns_.begin(), patterns_.end(),
                         [](const pattern& a, const pattern& b) { return a.weight() > b.weight(); });
    }

    /// What the rule says that fits two calls best.
    [[nodiscard]] answer between(const two_ends& calls) const {
        answer best;
        for (const auto& p : patterns_) {
            if (p.weight() < best.weight) break;
            const two_ends ends{calls.from.only(p.from), calls.to.only(p.to)};
            if (ends.from.said() != p.from || ends.to.said() != p.to) continue;
            if (const auto found = by_ends_.find(ends); found != by_ends_.end())
                best = {p.weight(), std::max(best.takes, found->second.takes)};
        }
        return best;
    }

    /// What they say of who does not come from or go to a train: the longest of those that name none.
    [[nodiscard]] answer for_anybody() const {
        if (const auto whole = by_ends_.find({}); whole != by_ends_.end()) return whole->second;
        answer longest;
        for (const auto& [ends, one] : by_ends_) {
            const auto said = ends.from.said() | ends.to.said();
            if (said != caller::by_platform || one.takes == no_change) continue;
            longest = {one.weight, std::max(longest.takes, one.takes)};
        }
        return longest;
    }

private:
    std::unordered_map<two_ends, answer, two_ends::hash> by_ends_;
    std::vector<pattern> patterns_; ///< those there are, the weightiest first
};

caller caller_of(const transfer_end& e) {
    // A train is on a route; to name it besides says no more.
    return {value_of(e.train), e.train ? any : value_of(e.route), value_of(e.stop)};
}

std::optional<instant> time_of(const transfer& x) {
    if (x.kind == transfer_kind::impossible) return no_change;
    if (x.kind == transfer_kind::min_time && x.least) return static_cast<instant>(x.least->count());
    return std::nullopt;
}

/// A rule with its stations.
struct placed_rule {
    std::uint32_t from_station, to_station;
    two_ends ends;
    std::optional<instant> takes;
};

/// Lets trains of which rules say the same be one: the late runs of a train among them. By number.
std::map<std::uint32_t, std::uint32_t> find_alike(std::span<const placed_rule> rules) {
    /// What a rule says of a train at one of its ends.
    using role = std::tuple<bool, std::uint32_t, std::uint32_t, caller, caller, std::optional<instant>>;
    std::map<std::uint32_t, std::vector<role>> roles;
    for (const auto& r : rules)
        for (const bool at_start : {true, false}) {
            auto here = at_start ? r.ends.from : r.ends.to;
            const auto train = std::exchange(here.train, any);
            if (train == any) continue;
            roles[train].emplace_back(at_start, r.from_station, r.to_station, here,
                                      at_start ? r.ends.to : r.ends.from, r.takes);
        }
    std::map<std::vector<role>, std::uint32_t> first_with;
    std::map<std::uint32_t, std::uint32_t> all;
    for (auto& [train, what] : roles) {
        std::sort(what.begin(), what.end());
        all[train] = first_with.try_emplace(std::move(what), train).first->second;
    }
    return all;
}

/// All rules, by the stations of their ends.
struct rule_book {
    explicit rule_book(const timetable& t);

    const timetable& table;
    std::map<std::pair<std::uint32_t, std::uint32_t>, rules> by_stations;
    struct named {
        std::set<std::uint32_t> trains, routes, platforms;
        bool told_apart = false; ///< whether rules from or to it name anything of this end or of the other
    };
    std::map<std::uint32_t, named> by_station; ///< what rules name of its calls
    std::map<std::uint32_t, std::uint32_t>
        as_train; ///< for each that a rule names, the one that stands for it

    [[nodiscard]] caller caller_at(const rail::train& x, std::uint32_t train, const call& c) const;
    [[nodiscard]] instant walk(const transfer& x) const;

private:
    void add(const placed_rule& r);
};

rule_book::rule_book(const timetable& t) : table{t} {
    std::vector<placed_rule> all;
    const auto put = [&](station_id from, station_id to, const two_ends& ends, std::optional<instant> takes) {
        all.push_back({from.value(), to.value(), ends, takes});
    };
    for (const auto& x : t.transfers()) {
        const two_ends ends{caller_of(x.from), caller_of(x.to)};
        if (x.kind == transfer_kind::leave_and_board) {
            // The same coaches: who leaves them is there when they go on.
            if (!x.from.train || !x.to.train) continue;
            const auto from = x.from.station.value_or(t.trains()[*x.from.train].calls.back().at);
            const auto to = x.to.station.value_or(t.trains()[*x.to.train].calls.front().at);
            if (from == to)
                put(from, to, ends, static_cast<instant>(x.least.value_or(std::chrono::seconds{0}).count()));
            continue;
        }
        if (x.kind == transfer_kind::stay_seated || !x.from.station || !x.to.station) continue;
        const bool within = *x.from.station == *x.to.station;
        const bool forbidden = x.kind == transfer_kind::impossible;
        const auto at_once = within && x.kind == transfer_kind::timed; // the train waits
        put(*x.from.station, *x.to.station, ends,
            at_once               ? std::optional{0}
            : within || forbidden ? time_of(x)
                                  : std::optional{walk(x)});
    }
    as_train = find_alike(all);
    for (auto& r : all) {
        for (auto* end : {&r.ends.from, &r.ends.to})
            if (end->train != any) end->train = as_train.at(end->train);
        add(r);
    }
}

void rule_book::add(const placed_rule& r) {
    const auto& ends = r.ends;
    by_stations[{r.from_station, r.to_station}].add(ends, r.takes);
    const auto note = [&](std::uint32_t s, const caller& c) {
        auto& here = by_station[s];
        if (c.train != any) here.trains.insert(c.train);
        if (c.route != any) here.routes.insert(c.route);
        if (c.platform != any) here.platforms.insert(c.platform);
        here.told_apart = here.told_apart || (ends.from.said() | ends.to.said()) != 0;
    };
    note(r.from_station, ends.from);
    note(r.to_station, ends.to);
}

/// Of one station to another: what the rule says, else a second a metre.
instant rule_book::walk(const transfer& x) const {
    if (x.least) return static_cast<instant>(x.least->count());
    const auto& a = table.stations()[*x.from.station].at;
    const auto& b = table.stations()[*x.to.station].at;
    return a && b ? static_cast<instant>(geo::distance(*a, *b).value()) : 0;
}

/// What rules at its station name of a call.
caller rule_book::caller_at(const rail::train& x, std::uint32_t train, const call& c) const {
    const auto here = by_station.find(c.at.value());
    if (here == by_station.end()) return {};
    const auto& said = here->second;
    if (const auto other = as_train.find(train); other != as_train.end()) train = other->second;
    const auto if_named = [](const std::set<std::uint32_t>& all, std::uint32_t one) {
        return all.contains(one) ? one : any;
    };
    return {if_named(said.trains, train), if_named(said.routes, value_of(x.route)),
            if_named(said.platforms, value_of(c.platform))};
}

/// Finds the boarding points, then the footpaths between them.
class finder {
public:
    explicit finder(const timetable& t)
        : t_{t},
          book_{t},
          count_{static_cast<std::uint32_t>(t.stations().size())},
          kinds_(count_) {}

    points_and_footpaths find() && {
        find_points();
        paths_.resize(points_.stations.size());
        for (std::uint32_t s = 0; s < count_; ++s) join_within(s);
        for (const auto& [ends, between] : book_.by_stations)
            if (ends.first != ends.second) join(ends.first, ends.second, between);
        return {std::move(points_), std::move(calls_), std::move(paths_)};
    }

private:
    [[nodiscard]] bool is_told_apart(std::uint32_t s) const {
        const auto found = book_.by_station.find(s);
        return found != book_.by_station.end() && found->second.told_apart;
    }

    /// A boarding point for each kind of call.
    void find_points() {
        for (const auto s : t_.stations().ids()) {
            points_.stations.push_back(s);
            points_.parted.push_back(is_told_apart(s.value()));
            if (!points_.parted.back()) kinds_[s.value()].emplace(caller{}, own_point(s.value()));
        }
        for (const auto i : t_.trains().ids()) {
            const auto& x = t_.trains()[i];
            points_.first_call.push_back(static_cast<std::uint32_t>(points_.of_calls.size()));
            for (std::uint32_t c = 0; c < x.calls.size(); ++c) {
                const auto point = point_of(x.calls[c].at, book_.caller_at(x, i.value(), x.calls[c]));
                points_.of_calls.push_back(point);
                points_.boardings.push_back(boarding_of(x.calls[c]));
                if (point.value() >= count_) calls_.write(point.value() - count_).push_back({i, c});
            }
        }
        points_.first_call.push_back(static_cast<std::uint32_t>(points_.of_calls.size()));
    }

    static boarding_point_id own_point(std::uint32_t station) { return boarding_point_id{station}; }

    boarding_point_id point_of(station_id s, const caller& c) {
        const boarding_point_id next{static_cast<std::uint32_t>(points_.stations.size())};
        const auto [kind, is_new] = kinds_[s.value()].try_emplace(c, next);
        if (is_new) {
            points_.stations.push_back(s);
            calls_.emplace_back();
        }
        return kind->second;
    }

    void make_room(std::size_t walks) {
        walks_ += walks;
        if (walks_ > most_walks)
            throw std::invalid_argument(fmt::format(
                "network: the transfers tell too many calls apart: more than {} walks", most_walks));
    }

    void join_within(std::uint32_t s) {
        static const rules no_rules;
        const auto found = book_.by_stations.find({s, s});
        const auto& here = found == book_.by_stations.end() ? no_rules : found->second;
        // A rule for the whole station and its own time to change count alike.
        std::optional<instant> own;
        if (const auto& x = t_.stations()[station_id{s}].change_time) own = static_cast<instant>(x->count());
        const auto whole = here.between({}).takes;
        const auto everybody = std::max(whole, own);
        const auto usual = whole == no_change ? own : everybody; // where the rule that counts says no time
        paths_.to_change[s] = everybody;
        if (!is_told_apart(s)) return;
        make_room(kinds_[s].size() * kinds_[s].size());
        for (const auto& [from, one] : kinds_[s]) {
            paths_.add(own_point(s), one, 0);
            paths_.add(one, own_point(s), 0);
            for (const auto& [to, other] : kinds_[s]) {
                const auto rule = here.between({from, to});
                const auto takes = rule.weight <= 0 ? everybody : rule.takes ? rule.takes : usual;
                if (one == other)
                    paths_.to_change[one.value()] = takes;
                else if (takes != no_change)
                    paths_.add(one, other, takes.value_or(footpath::as_asked));
            }
        }
    }

    void join(std::uint32_t a, std::uint32_t b, const rules& between) {
        make_room(kinds_[a].size() * kinds_[b].size());
        const auto add = [&](boarding_point_id from, boarding_point_id to, const rules::answer& rule) {
            if (rule.weight >= 0 && rule.takes != no_change) paths_.add(from, to, *rule.takes);
        };
        for (const auto& [from, one] : kinds_[a])
            for (const auto& [to, other] : kinds_[b]) add(one, other, between.between({from, to}));
        // To set out, and to get there.
        const auto anybody = between.for_anybody();
        if (is_told_apart(a))
            for (const auto& [to, other] : kinds_[b]) add(own_point(a), other, anybody);
        if (is_told_apart(b))
            for (const auto& [from, one] : kinds_[a]) add(one, own_point(b), anybody);
        if (is_told_apart(a) && is_told_apart(b)) add(own_point(a), own_point(b), anybody);
    }

    const timetable& t_;
    const rule_book book_;
    std::uint32_t count_; ///< of stations
    std::vector<std::map<caller, boarding_point_id>>
        kinds_; ///< the boarding points of each station, but its own
    std::size_t walks_ = 0;
    boarding_points points_;
    shared_vector<std::vector<call_ref>> calls_;
    footpaths paths_;
};

} // namespace

points_and_footpaths find_boarding_points(const timetable& t) {
    return finder{t}.find();
}

} // namespace qaidam::journeys
