#include "network.hpp"

#include "filter.hpp"
#include "question.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <stdexcept>

#include <qaidam/rail/detail/service_days.hpp>

namespace qaidam::journeys {
namespace {

constexpr std::int64_t epoch_day = 2440588; // Julian day number of 1970-01-01
constexpr std::size_t most_filtered = 16;   // networks for filters of questions
/// For rounds over patterns. They take as long as a scan of connections at about 1.7: Germany's long-distance trains, 1.5 a
/// pattern, are slower in rounds, France's, 1.8, are not, and New York's subway, 45, is four times as fast.
constexpr double least_runs_a_pattern = 1.7;

const calendar::date& first_date() {
    static const calendar::date d{boost::gregorian::min_date_time};
    return d;
}
const calendar::date& last_date() {
    static const calendar::date d{boost::gregorian::max_date_time};
    return d;
}

std::vector<bool> mark_avoided(const timetable& t, std::span<const station_id> avoid) {
    std::vector<bool> all(t.stations().size());
    for (const auto s : avoid) {
        require_station(t, s);
        all[s.value()] = true;
    }
    return all;
}

} // namespace

bool is_date(std::int64_t day) {
    static const auto first = day_number(first_date()), last = day_number(last_date());
    return day >= first && day <= last;
}

calendar::date date_of_day(std::int64_t day) {
    return calendar::date{
        boost::gregorian::gregorian_calendar::from_day_number(static_cast<std::uint32_t>(day + epoch_day))};
}

std::int64_t day_number(const calendar::date& day) {
    return static_cast<std::int64_t>(day.day_number()) - epoch_day;
}

void slice::find_ties() {
    ties.clear();
    const auto count = static_cast<std::uint32_t>(connections.size());
    for (std::uint32_t i = 0; i < count;) {
        auto end = i;
        bool instantly = false;
        for (; end < count && connections[end].departure == connections[i].departure; ++end)
            instantly = instantly || connections[end].arrival == connections[end].departure;
        if (instantly && end - i > 1) ties.push_back({i, end});
        i = end;
    }
}

arrivals_by_point::arrivals_by_point(const slice& of, std::uint32_t points) {
    std::vector<std::uint32_t> begin(points + 1);
    const auto is_point = [&](const connection& c) { return c.to.value() < points; };
    for (const auto& c : of.connections) {
        longest_hop = std::max(longest_hop, c.arrival - c.departure);
        if (is_point(c)) ++begin[c.to.value() + 1];
    }
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    all.resize(begin.back());
    auto next = begin;
    for (std::uint32_t i = 0; i < of.connections.size(); ++i) {
        const auto& c = of.connections[i];
        if (!is_point(c)) continue;
        // They come by departure, which is nearly the order of arrival.
        auto at = next[c.to.value()]++;
        for (; at > begin[c.to.value()] && all[at - 1].at > c.arrival; --at) all[at] = all[at - 1];
        all[at] = {c.arrival, i, c.run, of.hops[i] + 1};
    }
    for (std::uint32_t p = 0; p < points; ++p)
        by_point.push_back(std::span{all}.subspan(begin[p], begin[p + 1] - begin[p]));
}

arrivals_by_point::arrivals_by_point(const slice& copy, const slice& before, const change& by)
    : by_point{before.arrivals().by_point},
      kept{by.kept},
      longest_hop{before.arrivals().longest_hop} {
    std::vector<std::pair<std::uint32_t, arrival>> fresh; // by point
    std::vector<std::uint32_t> touched;
    for (const auto i : by.dropped) touched.push_back(before.connections[i].to.value());
    for (const auto i : by.put_in) {
        const auto& c = copy.connections[i];
        longest_hop = std::max(longest_hop, c.arrival - c.departure);
        touched.push_back(c.to.value());
        fresh.push_back({c.to.value(), {c.arrival, i | of_copy, c.run, copy.hops[i] + 1}});
    }
    std::stable_sort(fresh.begin(), fresh.end(), [](const auto& a, const auto& b) {
        return std::pair{a.first, a.second.at} < std::pair{b.first, b.second.at};
    });
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    std::erase_if(touched, [&](std::uint32_t p) { return p >= by_point.size(); });
    std::vector<std::size_t> begin; // of each that was touched
    auto next = fresh.begin();
    for (const auto p : touched) {
        begin.push_back(all.size());
        const auto end = std::find_if(next, fresh.end(), [&](const auto& x) { return x.first != p; });
        for (const auto& a : by_point[p]) {
            if (std::binary_search(by.dropped.begin(), by.dropped.end(), a.connection)) continue;
            const auto now = connection_of(a);
            const auto is_before = [&](const arrival& x) {
                return std::pair{x.at, connection_of(x)} < std::pair{a.at, now};
            };
            for (; next != end && is_before(next->second); ++next) all.push_back(next->second);
            all.push_back(a);
        }
        for (; next != end; ++next) all.push_back(next->second);
    }
    begin.push_back(all.size());
    for (std::size_t i = 0; i < touched.size(); ++i)
        by_point[touched[i]] = std::span{all}.subspan(begin[i], begin[i + 1] - begin[i]);
}

void slice::take_arrivals(std::shared_ptr<const slice> before, const arrivals_by_point::change& by) {
    copied_from_ = std::move(before);
    std::call_once(arrivals_found_,
                   [&] { arrivals_ = std::make_unique<const arrivals_by_point>(*this, *copied_from_, by); });
}

const arrivals_by_point& slice::arrivals() const {
    std::call_once(arrivals_found_, [&] {
        arrivals_ = std::make_unique<const arrivals_by_point>(
            *this, static_cast<std::uint32_t>(outline->joined.size()));
    });
    return *arrivals_;
}

network::state::state(timetable t, const network_options& options)
    : state{t, options.take, mark_avoided(t, options.avoid),
            [&](train_id i) { return !options.take || options.take(t.trains()[i]); }} {
    kernel = options.kernel;
}

network::state::state(timetable t, std::function<bool(const train&)> takes_train,
                      std::vector<bool> avoided_stations, const choice& takes)
    : table{std::move(t)},
      take{std::move(takes_train)},
      days_back{table.longest_run_days() + 1},
      avoided{std::move(avoided_stations)} {
    auto found = find_boarding_points(table);
    points = static_cast<std::uint32_t>(found.points.stations.size());
    calls_behind = std::move(found.calls);
    of_layer = std::make_shared<const boarding_points>(std::move(found.points));
    equals = equal_trains{table, [&](train_id i) { return points_of(i); }};
    paths = std::make_shared<const footpaths>(std::move(found.paths));
    take_trains(takes);
}

network::state::state(const state& base, const choice& takes, std::span<const station_id> avoid_stations)
    : table{base.table},
      points{base.points},
      of_layer{base.of_layer},
      days_back{base.days_back},
      points_of_added{base.points_of_added},
      boardings_of_added{base.boardings_of_added},
      calls_behind{base.calls_behind},
      equals{base.equals},
      kernel{base.kernel},
      avoided{base.avoided},
      paths{base.paths} {
    for (const auto s : avoid_stations) avoided[s.value()] = true;
    take_trains(takes);
}

departure network::state::make_departure(train_id i) const {
    const auto& x = table.trains()[i];
    departure v{i, x.calls.front().departure->seconds(), x.calls.back().arrival->seconds()};
    if (x.headways.empty()) return v;
    const auto takes = v.ends - v.starts;
    v.starts = x.headways.front().from.seconds();
    v.ends = x.headways.front().until.seconds() + takes;
    for (const auto& h : x.headways) {
        v.starts = std::min(v.starts, h.from.seconds());
        v.ends = std::max(v.ends, h.until.seconds() + takes);
    }
    return v;
}

std::shared_ptr<const std::vector<std::vector<call_ref>>>
network::state::find_headway_calls(const choice& takes) const {
    std::shared_ptr<std::vector<std::vector<call_ref>>> all;
    for (const auto i : table.trains().ids()) {
        const auto& x = table.trains()[i];
        if (x.headways.empty() || x.days.empty() || !takes(i)) continue;
        if (!all) all = std::make_shared<std::vector<std::vector<call_ref>>>(points);
        const auto called_at = points_of(i);
        for (std::uint32_t c = 0; c + 1 < x.calls.size(); ++c)
            if (x.calls[c].may_board() && !avoided[x.calls[c].at.value()])
                (*all)[called_at[c].value()].push_back({i, c});
    }
    return all;
}

void network::state::take_trains(const choice& takes) {
    headway_calls = find_headway_calls(takes);
    std::vector<departure> all;
    for (const auto i : table.trains().ids())
        if (takes(i)) all.push_back(make_departure(i));
    // By departure: what a scan knows of trains under way at the same time lies together.
    std::stable_sort(all.begin(), all.end(),
                     [](const departure& a, const departure& b) { return a.starts < b.starts; });
    departures = shared_vector<departure>{all};
    stride = static_cast<std::uint32_t>(all.size() + all.size() / 2 + 64);
    first_of = shared_vector<std::uint32_t>{table.trains().size(), not_taken};
    for (auto i = static_cast<std::uint32_t>(all.size()); i-- > 0;) first_of.write(all[i].train.value()) = i;
    goes_on_as = shared_vector<std::vector<continuation>>{all.size()};
    came_from = shared_vector<std::vector<std::uint32_t>>{all.size()};
    for (const auto& link : list_through_links(table)) add_link(link);
}

void network::state::add_link(const through_link& link) {
    if (!is_taken(link.from) || !is_taken(link.to)) return;
    const auto from = first_of[link.from.value()], to = first_of[link.to.value()];
    came_from.write(to).push_back(from);
    goes_on_as.write(from).push_back({to, link.days_later, link.days});
    longest_wait = std::max(longest_wait, link.days_later);
}

std::shared_ptr<network::state> network::state::within(filter filter, std::optional<train_id> aboard) {
    for (const auto s : filter.avoid_stations) require_station(table, s);
    if (aboard) require_train(table, *aboard);
    const auto put_in_order = [](auto& all) {
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
    };
    for (auto* words : {&filter.use, &filter.avoid})
        for (auto* list : {&words->numbers, &words->classes, &words->routes}) put_in_order(*list);
    put_in_order(filter.avoid_stations);
    const auto is_within = [&](train_id i) {
        const auto& x = table.trains()[i];
        return (filter.use.empty() || mean(filter.use, table, x)) && !mean(filter.avoid, table, x);
    };
    if (aboard && is_within(*aboard)) aboard.reset();
    std::shared_ptr<filtered> wanted;
    {
        const std::lock_guard lock{filtered_guard_};
        const auto known = std::find_if(filtered_.begin(), filtered_.end(), [&](const auto& l) {
            return l->filter == filter && l->aboard == aboard;
        });
        if (known != filtered_.end()) {
            std::rotate(known, known + 1, filtered_.end());
        } else {
            if (filtered_.size() == most_filtered) filtered_.erase(filtered_.begin());
            filtered_.push_back(std::make_shared<filtered>());
            filtered_.back()->filter = filter;
            filtered_.back()->aboard = aboard;
        }
        wanted = filtered_.back();
    }
    // Only those wait for it who want the same.
    std::call_once(wanted->made, [&] {
        const auto takes = [&](train_id i) { return is_taken(i) && (i == aboard || is_within(i)); };
        if (planned) {
            const bool of_updates = aboard && aboard->value() >= planned->table.trains().size();
            wanted->net = with_updates(planned->within(filter, of_updates ? std::nullopt : aboard),
                                       {table, gone, added}, takes);
        } else {
            wanted->net = std::make_shared<state>(*this, takes, filter.avoid_stations);
        }
    });
    return wanted->net;
}

network::state::state(const state& base, std::span<const via_stop> via, instant change_time)
    : table{base.table},
      points{base.points * static_cast<std::uint32_t>(via.size() + 1)},
      layers{static_cast<std::uint32_t>(via.size() + 1)},
      of_layer{base.of_layer},
      days_back{base.days_back},
      points_of_added{base.points_of_added},
      boardings_of_added{base.boardings_of_added},
      headway_calls{base.headway_calls},
      calls_behind{base.calls_behind},
      equals{base.equals},
      avoided{base.avoided},
      longest_wait{base.longest_wait} {
    const auto departures_of_one = static_cast<std::uint32_t>(base.departures.size());
    // In time, those that updates added among the others.
    std::vector<std::uint32_t> order(departures_of_one), rank_in_order(departures_of_one);
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return base.departures[a].starts < base.departures[b].starts;
    });
    for (std::uint32_t i = 0; i < departures_of_one; ++i) rank_in_order[order[i]] = i;
    first_of = shared_vector<std::uint32_t>{base.first_of.size(), not_taken};
    for (std::uint32_t i = 0; i < departures_of_one; ++i)
        first_of.write(base.departures[i].train.value()) = rank_in_order[i];
    footpaths made;
    made.resize(points);
    for (std::uint32_t layer = 0; layer < layers; ++layer) {
        for (const auto i : order) {
            auto v = base.departures[i];
            v.layer = layer;
            departures.push_back(v);
        }
        for (const auto p : base.all_points()) {
            const auto here = in_layer(layer, p);
            made.to_change[here.value()] = base.paths->to_change[p.value()];
            for (const auto& w : base.paths->from[p.value()])
                made.add(here, in_layer(layer, w.to), w.time(change_time));
        }
    }
    for (std::uint32_t layer = 0; layer + 1 < layers; ++layer) {
        const auto stay = static_cast<instant>(via[layer].stay.count());
        stays.push_back(stay);
        auto& here = via_at.emplace_back(table.stations().size());
        for (const auto s : via[layer].at) here[s.value()] = true;
        const auto is_via = [&](boarding_point_id p) { return here[base.station_of(p).value()]; };
        const auto join = [&](boarding_point_id from, boarding_point_id to, std::uint32_t later,
                              instant takes) {
            made.add(in_layer(layer, from), in_layer(layer + later, to), takes);
        };
        for (const auto p : base.all_points()) {
            if (is_via(p))
                join(p, p, 1, std::max(stay, base.paths->to_change[p.value()].value_or(change_time)));
            for (const auto& w : base.paths->from[p.value()]) {
                const auto takes = w.time(change_time);
                if (base.station_of(p) == base.station_of(w.to)) {
                    if (is_via(p)) join(p, w.to, 1, std::max(stay, takes));
                } else if (is_via(p) || is_via(w.to)) { // who walks from one via to another is at both
                    join(p, w.to, 1, stay + takes);
                    const bool next = is_via(p) && layer + 1 < via.size() &&
                                      via[layer + 1].at.contains(base.station_of(w.to));
                    if (next)
                        join(p, w.to, 2, stay + takes + static_cast<instant>(via[layer + 1].stay.count()));
                }
            }
        }
    }
    paths = std::make_shared<const footpaths>(std::move(made));
    std::vector<std::uint32_t> of_base; // the train of the base network that each is
    for (std::uint32_t i = 0; i < departures.size(); ++i) of_base.push_back(order[i % departures_of_one]);
    for (std::uint32_t i = 0; i < departures.size(); ++i) { // those that are added too
        const auto v = departures[i];
        const auto& calls = table.trains()[v.train].calls;
        auto layer = v.layer;
        for (auto c = v.first_hop + 1; c < calls.size(); ++c) {
            if (past(layer, calls[c].at) == layer) continue;
            if (layer == v.layer && c + 1 < calls.size()) {
                departures.push_back({v.train, v.starts, v.ends, layer, c + 1});
                of_base.push_back(of_base[i]);
            }
            ++layer;
        }
        auto onward = base.goes_on_as[of_base[i]];
        for (auto& next : onward) next.departure = rank_in_order[next.departure] + layer * departures_of_one;
        goes_on_as.push_back(std::move(onward));
    }
    stride = static_cast<std::uint32_t>(departures.size());
    came_from = shared_vector<std::vector<std::uint32_t>>{departures.size()};
    for (std::uint32_t i = 0; i < departures.size(); ++i)
        for (const auto& next : goes_on_as[i]) came_from.write(next.departure).push_back(i);
}

std::span<const call_ref> network::state::calls_at(boarding_point_id p) const {
    if (p.value() >= station_count()) return calls_behind[p.value() - station_count()];
    const auto here = table.calls_at(station_id{p.value()});
    const bool told_apart = !here.empty() && points_of(here.front().train)[here.front().call] != p;
    return told_apart ? std::span<const call_ref>{} : here;
}

bool network::state::links_are_alike(std::int64_t first, std::int64_t last) const {
    for (const auto& all : goes_on_as)
        for (const auto& next : all)
            for (auto d = first; d <= last; ++d)
                if (next.days.contains(date_of_day(d)) != next.days.contains(date_of_day(first)))
                    return false;
    return true;
}

std::optional<std::int32_t> network::state::start_of(std::int64_t day) const {
    if (!is_date(day) || !is_date(day + days_back + 1)) return std::nullopt;
    const auto date = date_of_day(day);
    const auto zero = table.utc(date, service_time{std::chrono::seconds{0}});
    return static_cast<std::int32_t>((zero - calendar::utc_time{date}).count());
}

std::optional<train_id> network::state::named_of(std::span<const train_id> all,
                                                 const calendar::date& date) const {
    const auto found = std::find_if(all.begin(), all.end(), [&](train_id i) {
        return i.value() < table.trains().size() && is_taken(i) && table.trains()[i].days.contains(date);
    });
    return found == all.end() ? std::nullopt : std::optional{*found};
}

network::state::service_date network::state::date_of(std::int64_t day) {
    if (const auto known = dates_.find(day); known != dates_.end()) return known->second;
    active_trains active((departures.size() + 63) / 64);
    const auto start = start_of(day);
    if (start) {
        const auto date = date_of_day(day);
        for (std::size_t i = 0; i < departures.size(); ++i)
            if (named_of(departures[i].train, date) == departures[i].train)
                active[i / 64] |= std::uint64_t{1} << (i % 64);
    }
    auto& shared = distinct_[active];
    if (!shared) shared = std::make_shared<const active_trains>(std::move(active));
    return dates_.emplace(day, service_date{shared, start.value_or(0)}).first->second;
}

std::shared_ptr<const slice> network::state::slice_of(std::int64_t day) {
    const std::lock_guard lock{guard_};
    if (const auto known = by_day_.find(day); known != by_day_.end()) return known->second;
    if (by_day_.size() >= most_kept) { // begin anew; routers keep what they are using
        by_day_.clear();
        slices_.clear();
        dates_.clear();
        distinct_.clear();
        patterns_.clear();
        changed_.clear();
        outlines_.clear();
    }
    if (planned) return by_day_.emplace(day, change_slice(day)).first->second;
    std::vector<service_date> dates;
    slice_key k;
    for (auto d = day - days_back; d <= day + days_ahead; ++d) {
        dates.push_back(date_of(d));
        k.emplace_back(dates.back().active.get(), dates.back().start);
    }
    auto& shared = slices_[k];
    if (!shared) shared = make_slice(dates);
    by_day_.emplace(day, shared);
    return shared;
}

bool network::state::is_searched_by_patterns(std::int64_t day) {
    if (kernel == search_kernel::connections || planned != nullptr || layers > 1) return false;
    const std::lock_guard lock{guard_};
    if (!is_searched_by_patterns_) {
        const bool can =
            std::all_of(goes_on_as.begin(), goes_on_as.end(), [](const auto& next) { return next.empty(); });
        const auto shared = can ? count_runs_a_pattern(*this, *date_of(day).active) : 0;
        if (can && shared == 0) return false; // no train runs that day, and another may tell
        is_searched_by_patterns_ =
            can && (kernel == search_kernel::patterns || shared >= least_runs_a_pattern);
    }
    return *is_searched_by_patterns_;
}

dated_patterns network::state::patterns_of(std::int64_t day) {
    const std::lock_guard lock{guard_};
    const auto [active, start] = date_of(day);
    auto& made = patterns_[active];
    if (!made) made = std::make_shared<const stop_patterns>(make_patterns(*this, *active));
    return {made, start};
}

slice_in_making network::state::begin_slice() const {
    return {{}, joined_points{points}, std::vector<std::uint64_t>((table.trains().size() + 63) / 64)};
}

void network::state::lay_out(slice_in_making& made, std::uint32_t i, std::int32_t zero, int back) const {
    const auto& v = departures[i];
    if (zero + v.ends < 0 || zero + v.starts >= 86400) return;
    const auto& calls = table.trains()[v.train].calls;
    const auto called_at = points_of(v.train);
    const bool by_headway = !table.trains()[v.train].headways.empty();
    const auto run = static_cast<std::int32_t>(i) - back * static_cast<std::int32_t>(stride);
    made.running[v.train.value() / 64] |= std::uint64_t{1} << v.train.value() % 64;
    auto layer = v.layer;
    for (auto h = v.first_hop; h + 1 < calls.size(); ++h) {
        if (h > v.first_hop) layer = past(layer, calls[h].at);
        const auto leaves = zero + calls[h].departure->seconds();
        if (!by_headway && leaves >= 86400) break;
        if (!by_headway && leaves < 0) continue;
        const auto from = in_layer(layer, called_at[h]);
        const auto to = in_layer(layer, called_at[h + 1]);
        made.joined.join(from, to);
        if (past(layer, calls[h + 1].at) != layer)
            made.joined.join(to, in_layer(layer + 1, called_at[h + 1]));
        if (by_headway) continue;
        const bool boards = calls[h].may_board() && !avoided[calls[h].at.value()];
        const bool alights = calls[h + 1].may_alight() && !avoided[calls[h + 1].at.value()];
        const bool onward = h + 2 == calls.size() && !goes_on_as[i].empty();
        made.hops.push_back({{leaves,
                              zero + calls[h + 1].arrival->seconds(),
                              boards ? from : not_boarded(),
                              {alights ? to : not_alighted(), onward},
                              run},
                             h});
        for (const auto& next : goes_on_as[i]) {
            const auto& then = departures[next.departure];
            if (onward) made.joined.join(to, in_layer(then.layer, points_of(then.train).front()));
        }
    }
}

std::shared_ptr<const slice> network::state::make_slice(const std::vector<service_date>& dates) const {
    auto laid = begin_slice();
    for (std::size_t d = 0; d < dates.size(); ++d) {
        const int back = days_back - static_cast<int>(d);
        const auto zero = dates[d].start - back * 86400;
        const auto& active = *dates[d].active;
        for (std::size_t word = 0; word < active.size(); ++word)
            for (auto bits = active[word]; bits != 0; bits &= bits - 1)
                lay_out(laid,
                        static_cast<std::uint32_t>(word * 64) +
                            static_cast<std::uint32_t>(std::countr_zero(bits)),
                        zero, back);
    }
    // By departure, and there as they were found: run by run, each in its order.
    std::vector<std::uint32_t> next(86401);
    for (const auto& h : laid.hops) ++next[static_cast<std::size_t>(h.c.departure) + 1];
    std::partial_sum(next.begin(), next.end(), next.begin());
    auto made = std::make_shared<slice>();
    made->connections.resize(laid.hops.size());
    made->hops.resize(laid.hops.size());
    for (const auto& h : laid.hops) {
        const auto at = next[static_cast<std::size_t>(h.c.departure)]++;
        made->connections[at] = h.c;
        made->hops[at] = h.position;
    }
    made->outline =
        std::make_shared<const day_outline>(day_outline{laid.joined.roots(), std::move(laid.running)});
    made->find_ties();
    return made;
}

network::network(const timetable& t, const network_options& options)
    : state_{std::make_shared<state>(t, options)} {}
network::network(std::shared_ptr<state> made) : state_{std::move(made)} {}
void network::prepare_days(const query& q) const {
    const auto* const start = std::get_if<aboard>(&q.when);
    const auto train = start != nullptr ? std::optional{start->train} : std::nullopt;
    const auto filtered = q.filter.empty() ? nullptr : state_->within(q.filter, train);
    auto& net = filtered ? *filtered : *state_;
    if (start != nullptr) {
        calendar::require_plain(start->service_date, "prepare_days");
        const auto leaves = day_number(start->service_date);
        for (int d = -1; d < state::most_days_as_a_whole; ++d) (void)net.slice_of(leaves + d);
        return;
    }
    const auto times = times_of(state_->table, q);
    const auto day_of = [&](calendar::utc_time time) { return day_number(date_at(calendar::zone{}, time)); };
    const bool arrives = std::holds_alternative<arrive_by>(q.when);
    // The first day of the horizon and the last, or as many as a question looks at as a whole.
    const auto horizon =
        std::min<std::int64_t>((q.horizon.count() + 23) / 24, state::most_days_as_a_whole - 1);
    const auto first = arrives ? day_of(times.last) - horizon : day_of(times.first);
    const auto last = day_of(times.last) + (arrives ? 0 : horizon);
    for (auto d = first; d <= last; ++d) (void)net.slice_of(d);
}

const timetable& network::table() const& {
    return state_->table;
}

} // namespace qaidam::journeys
