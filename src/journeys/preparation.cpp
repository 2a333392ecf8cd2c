// Preparing: backward from every station over all connections of the window, then along the Pareto-optimal
// journeys.
//
// Each connection that a Pareto-optimal journey uses is marked with the regions from which such journeys
// come. A label is the last decision of a journey: where it boards, where it alights, and the label with
// which it goes on. Labels only point at older ones, so that going through them from the newest on meets
// every journey before its continuation, whatever takes no time.
//
// Source: Delling, Dibbelt, Pajor, Werneck: Public Transit Labeling (2015), for the idea to keep per pair of
// cells what optimal journeys use; the scan is Dibbelt et al.: Connection Scan Algorithm (2018).
#include "preparation.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <future>
#include <mutex>
#include <numeric>
#include <queue>

namespace qaidam::journeys {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFF;

/// Some of the regions.
class region_set {
public:
    void insert(std::uint32_t region) { words_[region / 64] |= std::uint64_t{1} << region % 64; }
    region_set& operator|=(const region_set& other) {
        for (std::size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
        return *this;
    }
    [[nodiscard]] bool empty() const {
        std::uint64_t all = 0;
        for (const auto word : words_) all |= word;
        return all == 0;
    }
    template <class Use>
    void for_each(const Use& use) const {
        for (std::size_t w = 0; w < words_.size(); ++w)
            for (auto bits = words_[w]; bits != 0; bits &= bits - 1)
                use(w * 64 + static_cast<std::size_t>(std::countr_zero(bits)));
    }

private:
    std::array<std::uint64_t, most_regions / 64> words_{};
};

/// Lane k: with at most k trains; the last one: with any number. Lane 0 stays empty.
constexpr std::size_t label_lanes = query::most_changes + 3;
constexpr std::size_t most_lane = label_lanes - 1;
using label_times = std::array<instant, label_lanes>;
using lane_labels = std::array<std::uint32_t, label_lanes>;

constexpr label_times never_there = [] {
    label_times all{};
    for (auto& t : all) t = never;
    return all;
}();

/// All connections of the window, numbered on, with what the scans of all targets share.
struct search_space {
    search_space(network::state& network, const prepared_window& window);

    network::state& net;
    calendar::date first_date;
    instant begin, end; ///< departures that count
    std::vector<connection> all;
    std::vector<std::uint32_t> positions;
    std::vector<slice::group> ties;
    std::vector<std::uint32_t> by_key;       ///< of each departure, its place among all by the train's key
    std::vector<std::uint32_t> next_of_run;  ///< of the same run
    std::vector<std::uint32_t> first_of_run; ///< by run: its first connection in the window
    std::vector<std::uint32_t> next_train;   ///< the first one to which each leaves time to change
    std::vector<std::uint32_t> walk_begin;   ///< where its walks begin in
    std::vector<std::uint32_t> walk_train;   ///< the first one after each walk
    std::uint32_t first, last;               ///< those that leave from `begin` on, and before `end`
    std::size_t runs;

    /// As network::state::is_named_before.
    [[nodiscard]] std::pair<std::uint32_t, std::int32_t> rank_of(const connection& c) const {
        return {by_key[static_cast<std::uint32_t>(c.run) % net.stride], c.run};
    }
};

search_space::search_space(network::state& network, const prepared_window& window)
    : net{network},
      first_date{date_of_day(window.first_day)},
      begin{window.begin},
      end{window.end} {
    instant longest_walk = 0;
    for (const auto& walks : net.paths->from)
        for (const auto& w : walks) longest_walk = std::max(longest_walk, w.time(window.change_time));
    end += longest_walk; // who walks first leaves later by train
    const auto limit = window.limit();
    const std::size_t count = net.stride;
    runs =
        (window.days() + static_cast<std::size_t>(net.days_back + net.days_ahead + net.longest_wait)) * count;
    for (std::size_t d = 0; d < window.days(); ++d) {
        const auto day = net.slice_of(window.first_day + static_cast<std::int64_t>(d));
        const auto base = static_cast<instant>(d) * 86400;
        const auto offset = static_cast<std::uint32_t>(all.size());
        for (std::size_t i = 0; i < day->connections.size(); ++i) {
            auto c = day->connections[i];
            c.departure += base;
            c.arrival += base;
            if (c.departure >= limit) break;
            c.run += static_cast<std::int32_t>((d + static_cast<std::size_t>(net.days_back)) * count);
            all.push_back(c);
            positions.push_back(day->hops[i]);
        }
        for (const auto& tie : day->ties)
            if (tie.end + offset <= all.size()) ties.push_back({tie.begin + offset, tie.end + offset});
    }
    std::vector<std::uint32_t> order(net.departures.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto key_of = [&](std::uint32_t v) -> const std::string& {
        return net.table.trains()[net.departures[v].train].key.text();
    };
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return key_of(a) < key_of(b); });
    by_key.resize(order.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) by_key[order[i]] = i;

    const auto before = [](const connection& c, instant t) { return c.departure < t; };
    first = static_cast<std::uint32_t>(std::lower_bound(all.begin(), all.end(), begin, before) - all.begin());
    last = static_cast<std::uint32_t>(std::lower_bound(all.begin(), all.end(), end, before) - all.begin());

    std::vector<std::uint32_t> begins(net.points + 2, 0), by_point;
    for (const auto& c : all)
        if (net.is_point(c.from)) ++begins[c.from.value() + 1];
    for (std::size_t s = 0; s < net.points; ++s) begins[s + 1] += begins[s];
    by_point.resize(begins[net.points]);
    auto put = begins;
    for (std::uint32_t i = 0; i < all.size(); ++i)
        if (net.is_point(all[i].from)) by_point[put[all[i].from.value()]++] = i;
    /// The first of a boarding point from a moment on that is not the one it is looked for.
    const auto departure_from = [&](boarding_point_id p, instant t, std::uint32_t except) {
        const auto* const until = by_point.data() + begins[p.value() + 1];
        const auto* found = std::lower_bound<const std::uint32_t*>(
            by_point.data() + begins[p.value()], until, t,
            [&](std::uint32_t i, instant time) { return all[i].departure < time; });
        if (found != until && *found == except) ++found;
        return found == until ? none : *found;
    };
    next_of_run.resize(all.size());
    first_of_run.assign(runs, none);
    next_train.resize(all.size(), none);
    for (auto i = static_cast<std::uint32_t>(all.size()); i-- > 0;) {
        auto& follows = first_of_run[static_cast<std::size_t>(all[i].run)];
        next_of_run[i] = follows;
        follows = i;
    }
    walk_begin.reserve(all.size() + 1);
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        walk_begin.push_back(static_cast<std::uint32_t>(walk_train.size()));
        const auto to = all[i].to.point();
        if (!net.is_point(to)) continue;
        const auto change = net.paths->to_change[to.value()].value_or(window.change_time);
        next_train[i] = departure_from(to, all[i].arrival + change, i);
        for (const auto& w : net.paths->from[to.value()])
            walk_train.push_back(departure_from(w.to, all[i].arrival + w.time(window.change_time), i));
    }
    walk_begin.push_back(static_cast<std::uint32_t>(walk_train.size()));
}

/// The Pareto-optimal journeys to one target after the other; the marks gather.
class backward_search {
public:
    backward_search(const search_space& space, const prepared_window& window,
                    std::span<const region_set> regions_at)
        : space_{space},
          net_{space.net},
          limit_{window.limit()},
          regions_at_{regions_at},
          to_target_(net_.points + 2, never),
          front_(net_.points, none),
          offer_at_(space.all.size(), none),
          runs_(space.runs),
          marks_(space.all.size()) {}

    /// Says the trains it takes at least from every boarding point, a number beyond any where none go.
    void search(std::uint32_t target, std::span<std::uint8_t> least);
    void forget_marks() { std::fill(marks_.begin(), marks_.end(), region_set{}); }
    /// By region of the source. The connections of all days are those of the first `day_size`.
    void list_marked(std::span<connection_list> by_region, std::uint32_t day_size);

private:
    struct offer { ///< what a boarding point has for who waits there from a moment on
        label_times arrival;
        lane_labels label;
        instant at; ///< the last departure that it has
    };
    struct label {
        std::uint32_t enter, exit, then;
    };
    struct on_run { ///< what staying on a run leads to
        std::uint32_t target = none;
        label_times arrival;
        lane_labels exit, then;
    };

    void look_at(std::uint32_t i);
    void stay_on(std::uint32_t i, on_run& run);
    void change(std::uint32_t i, std::uint32_t to, on_run& run);
    void board(std::uint32_t i, const on_run& run);
    [[nodiscard]] bool is_named_before(std::uint32_t i, std::size_t lane, const on_run& run,
                                       const offer& known) const;
    void look_at_tie(const slice::group& tie);
    void note_offers_at_end();
    void mark_journeys();
    void mark_ride(const label& l, const region_set& regions);
    on_run& run_of(std::uint32_t i) {
        auto& r = runs_[static_cast<std::size_t>(space_.all[i].run)];
        if (r.target != target_) {
            r.target = target_;
            r.arrival = never_there;
        }
        return r;
    }

    const search_space& space_;
    const network::state& net_;
    instant limit_;
    std::span<const region_set> regions_at_; ///< by boarding point at which trains are boarded
    std::uint32_t target_ = none;
    std::vector<instant> to_target_; ///< by boarding point: the walk to the target, `never` if there is none
    std::vector<std::uint32_t> front_;    ///< by boarding point: its offer now
    std::vector<std::uint32_t> offer_at_; ///< by connection: the offer where and when it leaves
    std::vector<offer> offers_;
    std::vector<label> labels_;
    std::vector<region_set> label_marks_;
    std::vector<on_run> runs_;
    std::vector<on_run> known_; ///< of the runs before a tie
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        at_end_;                    ///< label and the boarding point that offers it
    std::vector<region_set> marks_; ///< by connection
};

void backward_search::stay_on(std::uint32_t i, on_run& run) {
    const auto& c = space_.all[i];
    if (c.onward())
        net_.go_on(run_id{static_cast<std::uint32_t>(c.run)}, space_.first_date, [&](run_id next) {
            if (next.value() >= runs_.size() || runs_[next.value()].target != target_) return;
            const auto& onward = runs_[next.value()];
            for (std::size_t l = 1; l < label_lanes; ++l) {
                if (onward.arrival[l] >= run.arrival[l]) continue;
                run.arrival[l] = onward.arrival[l];
                run.exit[l] = onward.exit[l];
                run.then[l] = onward.then[l];
            }
        });
    if (const auto walk = to_target_[c.to.value()]; walk != never && c.arrival + walk < limit_)
        for (std::size_t l = 1; l < label_lanes; ++l) {
            if (c.arrival + walk >= run.arrival[l]) continue;
            run.arrival[l] = c.arrival + walk;
            run.exit[l] = i;
            run.then[l] = none;
        }
}

/// Alights and goes on with what the boarding point offers when connection `to` leaves.
void backward_search::change(std::uint32_t i, std::uint32_t to, on_run& run) {
    if (to == none || offer_at_[to] == none) return;
    const auto& o = offers_[offer_at_[to]];
    if (!any_earlier(o.arrival.data(), run.arrival.data() + 1, label_lanes - 1) &&
        o.arrival[most_lane] >= run.arrival[most_lane])
        return;
    const auto take = [&](std::size_t l, std::size_t from) {
        if (o.arrival[from] >= run.arrival[l]) return;
        run.arrival[l] = o.arrival[from];
        run.exit[l] = i;
        run.then[l] = o.label[from];
    };
    for (std::size_t l = 2; l < most_lane; ++l) take(l, l - 1);
    take(most_lane, most_lane);
}

/// Of what is equally good and leaves at the same moment, whether the run is named.
bool backward_search::is_named_before(std::uint32_t i, std::size_t lane, const on_run& run,
                                      const offer& known) const {
    const auto arrival = run.arrival[lane];
    if (arrival != known.arrival[lane] || arrival == never || arrival == known.arrival[lane - 1])
        return false;
    const auto& c = space_.all[i];
    const auto& other = space_.all[labels_[known.label[lane]].enter];
    return other.departure == c.departure && space_.rank_of(c) < space_.rank_of(other);
}

/// Offers the run to who waits where the connection leaves.
void backward_search::board(std::uint32_t i, const on_run& run) {
    const auto departure = space_.all[i].departure;
    auto& front = front_[space_.all[i].from.value()];
    bool better = front == none ? run.arrival[most_lane] < never
                                : any_earlier(run.arrival.data(), offers_[front].arrival.data(), label_lanes);
    if (!better && front != none && offers_[front].at == departure)
        for (std::size_t l = 1; l < label_lanes && !better; ++l)
            better = is_named_before(i, l, run, offers_[front]);
    if (better) {
        auto now = front == none ? offer{never_there, {}, departure} : offers_[front];
        now.at = departure;
        for (std::size_t l = 1; l < label_lanes; ++l) {
            if (run.arrival[l] >= now.arrival[l] && !is_named_before(i, l, run, now)) continue;
            now.arrival[l] = run.arrival[l];
            if (now.arrival[l - 1] == now.arrival[l]) { // fewer trains do
                now.label[l] = now.label[l - 1];
            } else {
                now.label[l] = static_cast<std::uint32_t>(labels_.size());
                labels_.push_back({i, run.exit[l], run.then[l]});
            }
        }
        front = static_cast<std::uint32_t>(offers_.size());
        offers_.push_back(now);
    }
    offer_at_[i] = front;
}

void backward_search::look_at(std::uint32_t i) {
    auto& run = run_of(i);
    stay_on(i, run);
    change(i, space_.next_train[i], run);
    for (auto w = space_.walk_begin[i]; w < space_.walk_begin[i + 1]; ++w)
        change(i, space_.walk_train[w], run);
    if (net_.is_point(space_.all[i].from)) board(i, run);
}

/// Where order does not tell: until nothing is better, each time anew from what was known of a run before.
/// What a run knows passes to the one before it, of the same coaches, a pass later.
void backward_search::look_at_tie(const slice::group& tie) {
    known_.clear();
    int patience = 1;
    for (auto k = tie.begin; k < tie.end; ++k) {
        const auto from = space_.all[k].from;
        offer_at_[k] = net_.is_point(from) ? front_[from.value()] : none;
        known_.push_back(run_of(k));
        patience += space_.all[k].onward() ? 1 : 0;
    }
    for (int quiet = 0; quiet < patience; ++quiet) {
        const auto offers = offers_.size();
        for (auto k = tie.end; k-- > tie.begin;) {
            const bool another = k + 1 == tie.end || space_.all[k + 1].run != space_.all[k].run;
            if (another) run_of(k) = known_[k - tie.begin];
            look_at(k);
        }
        if (offers_.size() != offers) quiet = -1;
    }
}

void backward_search::note_offers_at_end() {
    for (std::uint32_t s = 0; s < net_.points; ++s) {
        if (front_[s] == none) continue;
        const auto& o = offers_[front_[s]];
        for (std::size_t l = 1; l < label_lanes; ++l)
            if (o.arrival[l] < never && (l == 1 || o.arrival[l] < o.arrival[l - 1]))
                at_end_.emplace_back(o.label[l], s);
    }
}

void backward_search::search(std::uint32_t target, std::span<std::uint8_t> least) {
    target_ = target;
    to_target_[target] = 0;
    for (const auto& w : net_.paths->to[target])
        to_target_[w.to.value()] = std::min(to_target_[w.to.value()], w.takes);
    std::fill(front_.begin(), front_.end(), none);
    offers_.clear();
    labels_.clear();
    at_end_.clear();

    auto tie = space_.ties.size();
    for (auto i = static_cast<std::uint32_t>(space_.all.size()); i > space_.first;) {
        if (i == space_.last) note_offers_at_end();
        while (tie > 0 && space_.ties[tie - 1].begin >= i) --tie;
        if (tie == 0 || space_.ties[tie - 1].end != i) {
            look_at(--i);
            continue;
        }
        --tie;
        look_at_tie(space_.ties[tie]);
        i = space_.ties[tie].begin;
    }
    if (space_.last == space_.first) note_offers_at_end();

    for (std::uint32_t s = 0; s < net_.points; ++s) {
        least[s] = static_cast<std::uint8_t>(label_lanes);
        if (front_[s] == none) continue;
        for (std::size_t l = label_lanes; l-- > 1;)
            if (offers_[front_[s]].arrival[l] < never) least[s] = static_cast<std::uint8_t>(l);
    }
    mark_journeys();
    to_target_[target] = never;
    for (const auto& w : net_.paths->to[target]) to_target_[w.to.value()] = never;
}

void backward_search::mark_journeys() {
    label_marks_.assign(labels_.size(), {});
    for (const auto& [l, point] : at_end_) label_marks_[l] |= regions_at_[point];
    for (auto i = labels_.size(); i-- > 0;) {
        const auto& l = labels_[i];
        auto regions = label_marks_[i];
        if (l.enter < space_.last) regions |= regions_at_[space_.all[l.enter].from.value()];
        if (regions.empty()) continue;
        if (l.then != none) label_marks_[l.then] |= regions;
        mark_ride(l, regions);
    }
}

void backward_search::mark_ride(const label& l, const region_set& regions) {
    const auto mark_from = [&](std::uint32_t i, std::uint32_t until) {
        for (; i != none; i = space_.next_of_run[i]) {
            marks_[i] |= regions;
            if (i == until) return;
        }
    };
    const auto run = static_cast<std::size_t>(space_.all[l.enter].run);
    const auto goal = static_cast<std::size_t>(space_.all[l.exit].run);
    mark_from(l.enter, run == goal ? l.exit : none);
    if (run == goal) return;
    // Along the links from train to train: breadth first, for a train may go on as several.
    std::vector<std::pair<std::size_t, std::size_t>> queue{{run, none}};
    for (std::size_t i = 0; i < queue.size(); ++i)
        net_.go_on(run_id{static_cast<std::uint32_t>(queue[i].first)}, space_.first_date, [&](run_id next) {
            const std::size_t onward = next.value();
            const bool seen =
                std::any_of(queue.begin(), queue.end(), [&](const auto& q) { return q.first == onward; });
            if (!seen && onward < space_.runs) queue.emplace_back(onward, i);
        });
    auto found = std::find_if(queue.begin(), queue.end(), [&](const auto& q) { return q.first == goal; });
    for (auto i = static_cast<std::size_t>(found - queue.begin()); i != 0; i = queue[i].second)
        mark_from(space_.first_of_run[queue[i].first], queue[i].first == goal ? l.exit : none);
}

void backward_search::list_marked(std::span<connection_list> by_region, std::uint32_t day_size) {
    for (auto i = std::size_t{day_size}; i < marks_.size(); ++i) marks_[i % day_size] |= marks_[i];
    const auto count = std::min<std::size_t>(day_size, marks_.size());
    for (std::uint32_t i = 0; i < count; ++i)
        marks_[i].for_each([&](std::size_t region) { by_region[region].push_back(i); });
    for (auto& list : by_region) list.shrink_to_fit();
}

} // namespace

std::uint32_t count_regions(std::uint32_t stations, std::size_t connections) {
    constexpr std::size_t room = 13'000'000; // lists have at most four numbers for each of these: 200 MB
    constexpr std::uint32_t fewest = 64;
    auto count = most_regions;
    while (count > fewest && count * connections > room) count /= 2;
    return std::max(1u, std::min(count, stations));
}

std::vector<std::uint8_t> cut_into_regions(const network::state& net, std::span<const connection> connections,
                                           std::uint32_t count) {
    // The shortest ride between neighbours, either way.
    std::map<std::pair<std::uint32_t, std::uint32_t>, instant> shortest;
    const auto join = [&](boarding_point_id from, boarding_point_id to, instant takes) {
        const auto a = net.station_of(from).value(), b = net.station_of(to).value();
        if (a == b) return;
        const auto known = shortest.try_emplace(std::minmax(a, b), takes).first;
        known->second = std::min(known->second, takes);
    };
    for (const auto& c : connections)
        if (net.is_point(c.from) && net.is_point(c.to.point()))
            join(c.from, c.to.point(), c.arrival - c.departure);
    for (const auto p : net.all_points())
        for (const auto& w : net.paths->from[p.value()]) join(p, w.to, std::max(w.takes, 0));
    struct neighbour {
        std::uint32_t station;
        instant takes;
    };
    std::vector<std::vector<neighbour>> near(net.station_count());
    for (const auto& [ends, takes] : shortest) {
        near[ends.first].push_back({ends.second, takes});
        near[ends.second].push_back({ends.first, takes});
    }
    const auto distances = [&](std::uint32_t from) {
        std::vector<std::int64_t> all(near.size(), never);
        using entry = std::pair<std::int64_t, std::uint32_t>;
        std::priority_queue<entry, std::vector<entry>, std::greater<>> queue;
        queue.emplace(all[from] = 0, from);
        while (!queue.empty()) {
            const auto [at, s] = queue.top();
            queue.pop();
            if (at > all[s]) continue;
            for (const auto& n : near[s])
                if (at + n.takes < all[n.station]) queue.emplace(all[n.station] = at + n.takes, n.station);
        }
        return all;
    };
    std::vector<std::uint8_t> regions(near.size(), 0);
    std::vector<std::uint32_t> stations(near.size());
    for (std::uint32_t s = 0; s < stations.size(); ++s) stations[s] = s;
    const auto cut = [&](const auto& self, std::span<std::uint32_t> part, std::uint32_t first,
                         std::uint32_t parts) -> void {
        if (parts == 1 || part.size() <= 1) {
            for (const auto s : part) regions[s] = static_cast<std::uint8_t>(first);
            return;
        }
        const auto farthest = [&](const std::vector<std::int64_t>& from) {
            return *std::max_element(part.begin(), part.end(), [&](std::uint32_t a, std::uint32_t b) {
                return std::pair{from[a], b} < std::pair{from[b], a};
            });
        };
        const auto one = farthest(distances(part.front()));
        const auto to_one = distances(one);
        const auto to_other = distances(farthest(to_one));
        std::sort(part.begin(), part.end(), [&](std::uint32_t a, std::uint32_t b) {
            return std::pair{to_one[a] - to_other[a], a} < std::pair{to_one[b] - to_other[b], b};
        });
        const auto half = part.size() * (parts / 2) / parts;
        self(self, part.first(half), first, parts / 2);
        self(self, part.subspan(half), first + parts / 2, parts - parts / 2);
    };
    if (count > 0) cut(cut, stations, 0, count);
    return regions;
}

used_connections
list_used_connections(network::state& net, const prepared_window& window, unsigned threads,
                      const std::function<void(std::uint64_t done, std::uint64_t total)>& progress) {
    // Where every day is like the others, one is searched and stands for all.
    auto searched = window;
    const auto shared = net.slice_of(window.first_day);
    const auto day_size = static_cast<std::uint32_t>(shared->connections.size());
    const auto last_date = window.first_day + static_cast<std::int64_t>(window.days());
    bool all_alike = net.links_are_alike(window.first_day - net.days_back, last_date);
    for (std::size_t d = 1; d < window.days() && all_alike; ++d)
        all_alike = net.slice_of(window.first_day + static_cast<std::int64_t>(d)) == shared;
    if (all_alike && window.end - window.begin > 86400) {
        searched.end = window.begin + 86400;
        searched.horizon += most_of_a_span; // which may begin on that day and end on the next
    }
    const search_space space{net, searched};

    used_connections found;
    found.daily = all_alike && day_size > 0;
    const auto stations = net.station_count();
    found.region_count = count_regions(stations, found.daily ? day_size : space.all.size());
    found.regions = cut_into_regions(net, space.all, found.region_count);
    found.least.resize(std::size_t{stations} * net.points);
    found.lists.resize(std::size_t{found.region_count} * found.region_count);
    std::vector<region_set> regions_at(net.points);
    for (std::uint32_t s = 0; s < stations; ++s) {
        regions_at[s].insert(found.regions[s]);
        for (const auto& w : net.paths->from[s]) regions_at[w.to.value()].insert(found.regions[s]);
    }

    std::mutex guard;
    std::uint64_t done = 0;
    std::atomic<std::uint32_t> next_region{0};
    std::atomic<bool> stopped{false};
    const auto prepare_region = [&](backward_search& search, std::uint32_t region) {
        search.forget_marks();
        for (std::uint32_t s = 0; s < stations && !stopped; ++s) {
            if (found.regions[s] != region) continue;
            search.search(s, std::span{found.least}.subspan(std::size_t{s} * net.points, net.points));
            const std::lock_guard lock{guard};
            if (!progress || stopped) continue;
            try {
                progress(++done, stations);
            } catch (...) {
                stopped = true;
                throw;
            }
        }
        search.list_marked(
            std::span{found.lists}.subspan(std::size_t{region} * found.region_count, found.region_count),
            found.daily ? day_size : static_cast<std::uint32_t>(space.all.size()));
    };
    const auto work = [&] {
        backward_search search{space, searched, regions_at};
        for (auto r = next_region++; r < found.region_count && !stopped; r = next_region++)
            prepare_region(search, r);
    };
    std::vector<std::future<void>> others;
    for (auto i = std::min(threads, found.region_count); i > 1; --i)
        others.push_back(std::async(std::launch::async, work));
    work();
    for (auto& other : others) other.get();
    return found;
}

} // namespace qaidam::journeys
