#include "tour_search.hpp"

#include <algorithm>
#include <tuple>

namespace qaidam::journeys {

int tour_problem::nights_until(tour_time t) const {
    return static_cast<int>(std::upper_bound(nights.begin(), nights.end(), t) - nights.begin());
}

std::optional<tour_time> tour_problem::visit_begin(std::size_t sight, tour_time at_door,
                                                   tour_time over_by) const {
    const auto& s = sights[sight];
    for (const auto& w : s.windows) {
        if (w.last < at_door) continue;
        const auto begin = std::max(w.opens, at_door);
        return begin + s.visit <= over_by ? std::optional{begin} : std::nullopt;
    }
    return std::nullopt;
}

tour_time tour_problem::morning_after(tour_time arrival) const {
    const auto night = std::upper_bound(nights.begin(), nights.end(), arrival);
    return night == nights.end() ? end + 1 : std::max(*night, arrival + rest);
}

void tour_search::run() {
    start();
    layer_ = {0};
    while (!layer_.empty()) {
        for (const auto seen : layer_) settle(seen);
        keep_best();
        layer_ = std::move(next_layer_);
        next_layer_.clear();
    }
}

/// Somebody who waits at home sleeps at home: each day is a day to set out.
void tour_search::start() {
    auto& all = group_of(0);
    for (std::size_t s = 0; s < p_.stations.size(); ++s) {
        const auto& station = p_.stations[s];
        const auto node = static_cast<std::uint16_t>(arrived_node(s));
        for (std::uint32_t i = 0; i < station.from_home.size(); ++i) {
            const auto& train = station.from_home[i];
            add(all, {train.arrival, 0, 0, train.price, none, i, node, tour_step::kind::from_home});
        }
        if (!station.is_start) continue;
        add(all, {0, 0, 0, 0, none, 0, node, tour_step::kind::start});
        for (const auto night : p_.nights)
            if (night > 0)
                add(all,
                    {night, 0, 0, 0, none, static_cast<std::uint32_t>(night), node, tour_step::kind::start});
    }
    next_layer_.clear();
}

void tour_search::settle(sight_set seen) {
    settled_ = &groups_.find(seen)->second;
    with_one_.assign(p_.sights.size(), nullptr);
    auto& open = settled_->open;
    for (const auto& at : settled_->at)
        for (const auto l : at) open.emplace_back(-labels_[l].time, l);
    std::make_heap(open.begin(), open.end());
    while (!open.empty()) {
        std::pop_heap(open.begin(), open.end());
        const auto next = open.back().second;
        open.pop_back();
        if (labels_[next].is_beaten) continue;
        if (labels_[next].node >= leaving_node(0))
            take_trains(seen, next);
        else
            take_ways(seen, next);
    }
    settled_ = nullptr;
}

void tour_search::take_ways(sight_set seen, std::uint32_t from) {
    const auto l = labels_[from]; // a copy: labels are added
    const auto& ways = p_.ways[l.node];
    const auto day_end = p_.end_of_day(l.day);
    for (std::size_t i = 0; i < p_.sights.size(); ++i) {
        if ((seen >> i & 1) || !ways[i]) continue;
        const auto door = l.time + ways[i]->duration;
        if (door > p_.end || door >= day_end) continue;
        if (seen == 0) reached_ |= sight_set{1} << i;
        const auto begin = p_.visit_begin(i, door, day_end - 1);
        if (!begin || *begin + p_.sights[i].visit > p_.end) continue;
        if (with_one_[i] == nullptr) with_one_[i] = &group_of(seen | sight_set{1} << i);
        add(*with_one_[i],
            {*begin + p_.sights[i].visit, 0, l.nights, l.price + ways[i]->price + p_.sights[i].price, from, 0,
             static_cast<std::uint16_t>(i), tour_step::kind::visit});
    }
    const bool is_at_station = l.node >= p_.station_place(0);
    const bool is_in_hotel = !is_at_station && l.node >= p_.hotel_place(0);
    for (std::size_t h = 0; h < p_.hotel_prices.size(); ++h) {
        const auto hotel = p_.hotel_place(h);
        if (is_in_hotel) {
            if (hotel == l.node) sleep(from, h, l.time, l.price);
        } else if (ways[hotel] && l.time + ways[hotel]->duration < day_end) {
            sleep(from, h, l.time + ways[hotel]->duration, l.price + ways[hotel]->price);
        }
    }
    if (is_at_station) return;
    for (std::size_t s = 0; s < p_.stations.size(); ++s) {
        const auto& w = ways[p_.station_place(s)];
        if (!w || l.time + w->duration >= day_end) continue;
        add(*settled_, {l.time + w->duration, 0, l.nights, l.price + w->price, from, 0,
                        static_cast<std::uint16_t>(leaving_node(s)), tour_step::kind::way});
    }
}

void tour_search::sleep(std::uint32_t from, std::size_t hotel, tour_time arrival, std::int64_t price) {
    const auto morning = p_.morning_after(arrival);
    const auto slept = p_.nights_until(morning) - p_.nights_until(arrival);
    const auto nights = labels_[from].nights + slept;
    if (nights > p_.most_nights) return;
    add(*settled_, {morning, 0, static_cast<std::int16_t>(nights), price + p_.hotel_prices[hotel] * slept,
                    from, 0, static_cast<std::uint16_t>(p_.hotel_place(hotel)), tour_step::kind::night});
}

void tour_search::take_trains(sight_set seen, std::uint32_t from) {
    const auto l = labels_[from];
    const auto s = l.node - leaving_node(0);
    const auto& station = p_.stations[s];
    const auto each = [&](const std::vector<tour_problem::train>& trains, auto use) {
        const auto ready = l.time + p_.before_train;
        auto x = std::partition_point(trains.begin(), trains.end(),
                                      [&](const auto& t) { return t.departure < ready; });
        for (; x != trains.end() && x->departure < p_.end_of_day(l.day); ++x)
            use(*x, static_cast<std::uint32_t>(x - trains.begin()));
    };
    for (std::size_t other = 0; other < station.to.size(); ++other)
        each(station.to[other], [&](const tour_problem::train& x, std::uint32_t i) {
            add(*settled_, {x.arrival, 0, l.nights, l.price + x.price, from, i,
                            static_cast<std::uint16_t>(arrived_node(other)), tour_step::kind::train});
        });
    if (seen == 0) return;
    each(station.to_home, [&](const tour_problem::train& x, std::uint32_t i) {
        come_home(seen, {x.arrival, l.nights, l.price + x.price, from, i, s});
    });
    if (station.is_end) come_home(seen, {l.time, l.nights, l.price, from, std::nullopt, s});
}

tour_search::group& tour_search::group_of(sight_set seen) {
    auto [found, is_new] = groups_.try_emplace(seen);
    if (is_new) {
        found->second.at.resize(p_.station_place(2 * p_.stations.size()));
        next_layer_.push_back(seen);
    }
    return found->second;
}

/// Whoever is somewhere no later, after no more nights and for no more money is as well off, as long as it is the same
/// day: to be early is to wait, and one cannot wait over night.
void tour_search::add(group& to, label l) {
    if (l.time > p_.end) return;
    l.day = static_cast<std::int16_t>(p_.nights_until(l.time));
    auto& here = to.at[l.node];
    const auto is_as_good = [](const label& a, const label& b) {
        return a.day == b.day && a.time <= b.time && a.nights <= b.nights && a.price <= b.price;
    };
    for (const auto i : here)
        if (is_as_good(labels_[i], l)) return;
    std::erase_if(here, [&](std::uint32_t i) {
        const bool is_beaten = is_as_good(l, labels_[i]);
        if (is_beaten) labels_[i].is_beaten = true;
        return is_beaten;
    });
    const auto i = static_cast<std::uint32_t>(labels_.size());
    labels_.push_back(l);
    here.push_back(i);
    if (&to != settled_) return;
    to.open.emplace_back(-l.time, i);
    std::push_heap(to.open.begin(), to.open.end());
}

void tour_search::come_home(sight_set seen, const tour_end& e) {
    if (e.at > p_.end) return;
    auto& all = ends_[seen];
    const auto is_as_good = [](const tour_end& a, const tour_end& b) {
        return a.at <= b.at && a.nights <= b.nights && a.price <= b.price;
    };
    for (const auto& other : all)
        if (is_as_good(other, e)) return;
    std::erase_if(all, [&](const tour_end& other) { return is_as_good(e, other); });
    all.push_back(e);
}

/// Where there are too many sets of the next size, those of the most weight go on, and of these the earliest ones.
void tour_search::keep_best() {
    std::sort(next_layer_.begin(), next_layer_.end());
    if (next_layer_.size() <= p_.breadth) return;
    is_exact_ = false;
    struct candidate {
        int weight;
        tour_time earliest;
        sight_set seen;
        [[nodiscard]] auto rank() const { return std::tuple{-weight, earliest, seen}; }
    };
    std::vector<candidate> all;
    for (const auto seen : next_layer_) {
        candidate c{0, p_.end, seen};
        for (std::size_t i = 0; i < p_.sights.size(); ++i)
            if (seen >> i & 1) c.weight += p_.sights[i].weight;
        for (const auto& at : groups_[seen].at)
            for (const auto l : at) c.earliest = std::min(c.earliest, labels_[l].time);
        all.push_back(c);
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.rank() < b.rank(); });
    next_layer_.clear();
    for (std::size_t i = 0; i < p_.breadth; ++i) next_layer_.push_back(all[i].seen);
    std::sort(next_layer_.begin(), next_layer_.end());
}

bool tour_search::visits(std::size_t sight) const {
    return groups_.contains(sight_set{1} << sight);
}

std::optional<tour_time> tour_search::at_station(sight_set seen, std::size_t station, int nights) const {
    const auto found = groups_.find(seen);
    if (found == groups_.end()) return std::nullopt;
    std::optional<tour_time> first;
    for (const auto i : found->second.at[leaving_node(station)])
        if (labels_[i].nights <= nights) first = std::min(first.value_or(labels_[i].time), labels_[i].time);
    return first;
}

std::vector<tour_step> tour_search::steps_of(const tour_end& e) const {
    std::vector<tour_step> all;
    for (auto i = e.label; i != none; i = labels_[i].before)
        all.push_back(
            {labels_[i].what, static_cast<std::uint16_t>(place_of(labels_[i].node)), labels_[i].detail});
    std::reverse(all.begin(), all.end());
    return all;
}

} // namespace qaidam::journeys
