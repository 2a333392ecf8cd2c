// How many trains a journey takes at least.
#include "router_workspace.hpp"

namespace qaidam::journeys {

/// Whether trains and walks of the days in question join the source and the target at all.
bool router::workspace::are_joined() {
    const auto count = static_cast<std::size_t>(limit / 86400) + 1;
    outline.every_train = listed || count > network::state::most_days_as_a_whole;
    if (outline.every_train || begun_on) return true;
    if (outline.first != first_day || outline.days != count || outline.joined.empty()) {
        outline.first = first_day;
        outline.days = count;
        outline.running.assign((table.trains().size() + 63) / 64, 0);
        joined_places joined{net.places};
        (void)day(count - 1);
        for (std::size_t d = 0; d < count; ++d) {
            if (d > 0 && days->days[d] == days->days[d - 1]) continue;
            const auto& today = *days->days[d];
            for (std::uint32_t s = 0; s < net.places; ++s) joined.join(s, today.joined[s]);
            for (std::size_t i = 0; i < today.running.size(); ++i) outline.running[i] |= today.running[i];
        }
        for (std::uint32_t s = 0; s < net.places; ++s)
            for (const auto& w : net.paths->from[s]) joined.join(s, w.to);
        outline.joined.resize(net.places);
        for (std::uint32_t s = 0; s < net.places; ++s) outline.joined[s] = joined.root(s);
    }
    return std::any_of(sources.begin(), sources.end(), [&](const source& s) {
        return std::any_of(goals.begin(), goals.end(),
                           [&](std::uint32_t t) { return outline.joined[s.to] == outline.joined[t]; });
    });
}

/// How many trains it takes at least, `lanes` or more where none go.
int router::workspace::least_trains() {
    if (net.layers > 1 || begun_on) return 1;
    if (!listed) return least_trains_to_target();
    int least = lanes;
    for (const auto t : goals)
        for (const auto& s : sources)
            least = std::min<int>(least, prepared->least[std::size_t{t} * net.places + s.to]);
    return std::max(least, 1);
}

/// How many trains of the days in question it takes at least, whatever their times, told from both ends at
/// once; `lanes` where none go.
int router::workspace::least_trains_to_target() {
    auto& from = sides[0];
    auto& to = sides[1];
    for (auto* side : {&from, &to}) {
        side->level.assign(net.places, unboarded);
        side->ridden.assign(table.trains().size(), none);
        side->edge.clear();
    }
    to.ridden.assign(table.trains().size(), 0);
    int least = lanes;
    const auto reach = [&](side_of_search& side, const side_of_search& other, std::uint32_t s, int trains) {
        if (side.level[s] != unboarded) return;
        side.level[s] = static_cast<std::uint8_t>(trains);
        side.edge.push_back(s);
        if (other.level[s] != unboarded) least = std::min(least, trains + other.level[s]);
    };
    for (const auto& s : sources) reach(from, to, s.to, 0);
    for (const auto t : targets) reach(to, from, t, 0);
    int forward = 0, backward = 0;
    while (least > forward + backward + 1 && forward + backward + 1 < lanes && !from.edge.empty() &&
           !to.edge.empty()) {
        if (from.edge.size() <= to.edge.size()) {
            std::swap(from.edge, from.last_edge);
            from.edge.clear();
            ++forward;
            for (const auto s : from.last_edge)
                for (const auto& ref : net.calls_at(s)) ride_on(ref.train, ref.call, forward, reach);
        } else {
            std::swap(to.edge, to.last_edge);
            to.edge.clear();
            ++backward;
            for (const auto s : to.last_edge)
                for (const auto& ref : net.calls_at(s)) ride_back(ref.train, ref.call, backward, reach);
        }
    }
    return std::max(std::min(least, lanes), 1);
}

/// Reaches what a train calls at from a call on, and what the trains do as which its coaches go on.
template <class Reach>
void router::workspace::ride_on(train_id train, std::uint32_t from, int trains, const Reach& reach) {
    auto& rides = sides[0].rides;
    rides.emplace_back(train, from);
    while (!rides.empty()) {
        const auto [i, call] = rides.back();
        rides.pop_back();
        auto& first = sides[0].ridden[i.value()];
        if (first <= call || !outline.has(i)) continue;
        const auto stops = net.places_of(i);
        const auto end = std::min<std::size_t>(first, stops.size() - 1);
        for (auto c = call + 1; c <= end; ++c) {
            reach(sides[0], sides[1], stops[c], trains);
            for (const auto& w : net.paths->from[stops[c]]) reach(sides[0], sides[1], w.to, trains);
        }
        const bool whole = first == none;
        first = call;
        if (!whole || !net.is_taken(i)) continue;
        for (const auto& onward : net.goes_on_as[net.first_of[i.value()]])
            rides.emplace_back(net.trains[onward.train].train, 0);
    }
}

/// The same backwards: from where one can be on the train before a call.
template <class Reach>
void router::workspace::ride_back(train_id train, std::uint32_t until, int trains, const Reach& reach) {
    auto& rides = sides[1].rides;
    rides.emplace_back(train, until);
    while (!rides.empty()) {
        const auto [i, call] = rides.back();
        rides.pop_back();
        auto& last = sides[1].ridden[i.value()];
        if (last >= call || !outline.has(i)) continue;
        const auto stops = net.places_of(i);
        for (auto c = last; c < call; ++c) {
            reach(sides[1], sides[0], stops[c], trains);
            for (const auto& w : net.paths->to[stops[c]]) reach(sides[1], sides[0], w.to, trains);
        }
        const bool whole = last == 0;
        last = call;
        if (!whole || !net.is_taken(i)) continue;
        for (const auto earlier : net.came_from[net.first_of[i.value()]]) {
            const auto x = net.trains[earlier].train;
            rides.emplace_back(x, static_cast<std::uint32_t>(net.places_of(x).size() - 1));
        }
    }
}

} // namespace qaidam::journeys
