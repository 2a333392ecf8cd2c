#include "stop_patterns.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <unordered_set>

#include "network.hpp"

namespace qaidam::journeys {
namespace {

/// A run's calls: its boarding points and what one may do there.
void list_calls(const network::state& net, train_id i, std::vector<std::uint32_t>& calls) {
    const auto& x = net.table.trains()[i];
    const auto points = net.points_of(i);
    calls.clear();
    for (std::size_t c = 0; c < x.calls.size(); ++c) {
        const bool avoided = net.avoided[x.calls[c].at.value()];
        const bool boards = c + 1 < x.calls.size() && x.calls[c].may_board() && !avoided;
        const bool alights = c > 0 && x.calls[c].may_alight() && !avoided;
        calls.push_back(points[c].value() << 2 | (boards ? 1u : 0u) | (alights ? 2u : 0u));
    }
}

/// Calls `take` for the trains that run on a date, but for those that run every so often, by departure.
template <class Take>
void for_each_run(const network::state& net, const network::state::active_trains& active, const Take& take) {
    for (std::size_t word = 0; word < active.size(); ++word)
        for (auto bits = active[word]; bits != 0; bits &= bits - 1) {
            const auto i = net.departures[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))].train;
            if (net.table.trains()[i].headways.empty()) take(i);
        }
}

struct pattern_in_making {
    std::vector<std::uint32_t> calls;
    std::vector<train_id> runs;
};

instant departure_of(const call& c) {
    return (c.departure ? c.departure : c.arrival)->seconds();
}
instant arrival_of(const call& c) {
    return (c.arrival ? c.arrival : c.departure)->seconds();
}

bool follows(const train& next, const train& last) {
    return std::equal(next.calls.begin(), next.calls.end(), last.calls.begin(),
                      [](const call& a, const call& b) {
                          return departure_of(a) >= departure_of(b) && arrival_of(a) >= arrival_of(b);
                      });
}

std::vector<pattern_in_making> sort_runs(const network::state& net,
                                         const network::state::active_trains& active) {
    std::vector<pattern_in_making> all;
    std::map<std::vector<std::uint32_t>, std::vector<std::size_t>> known;
    std::vector<std::uint32_t> calls;
    const auto& trains = net.table.trains();
    for_each_run(net, active, [&](train_id i) {
        list_calls(net, i, calls);
        auto& alike = known[calls];
        auto fits = std::find_if(alike.begin(), alike.end(), [&](std::size_t p) {
            return follows(trains[i], trains[all[p].runs.back()]);
        });
        if (fits == alike.end()) {
            alike.push_back(all.size());
            all.push_back({calls, {}});
            fits = alike.end() - 1;
        }
        all[*fits].runs.push_back(i);
    });
    return all;
}

} // namespace

stop_patterns make_patterns(const network::state& net, const network::state::active_trains& active) {
    stop_patterns made;
    made.first_place.resize(net.points + 1);
    for (const auto& x : sort_runs(net, active)) {
        made.all.push_back(
            {static_cast<std::uint32_t>(made.boards.size()), static_cast<std::uint32_t>(x.calls.size()),
             static_cast<std::uint32_t>(made.departures.size()), static_cast<std::uint32_t>(x.runs.size())});
        for (std::size_t c = 0; c < x.calls.size(); ++c) {
            const boarding_point_id p{x.calls[c] >> 2};
            const bool boards = (x.calls[c] & 1) != 0;
            made.boards.push_back(boards ? p : no_point);
            made.alights.push_back((x.calls[c] & 2) != 0 ? p : no_point);
            if (boards) ++made.first_place[p.value() + 1];
            for (const auto i : x.runs) {
                const auto& at = net.table.trains()[i].calls[c];
                made.departures.push_back(departure_of(at));
                made.arrivals.push_back(arrival_of(at));
                if (!boards) continue;
                made.first_departure = std::min(made.first_departure, departure_of(at));
                made.last_departure = std::max(made.last_departure, departure_of(at));
            }
        }
    }
    for (std::size_t p = 1; p < made.first_place.size(); ++p) made.first_place[p] += made.first_place[p - 1];
    made.places.resize(made.first_place.back());
    auto next = made.first_place;
    for (std::uint32_t i = 0; i < made.all.size(); ++i) {
        const auto& x = made.all[i];
        for (std::uint32_t c = 0; c < x.calls; ++c) {
            const auto p = made.boards[x.first_call + c];
            if (p == no_point) continue;
            const auto* const departures = made.departures_at(x, c);
            made.places[next[p.value()]++] = {i, c, departures[0], departures[x.runs - 1]};
        }
    }
    return made;
}

double count_runs_a_pattern(const network::state& net, const network::state::active_trains& active) {
    std::unordered_set<std::uint64_t> patterns;
    std::size_t runs = 0;
    std::vector<std::uint32_t> calls;
    for_each_run(net, active, [&](train_id i) {
        list_calls(net, i, calls);
        std::uint64_t hash =
            0xCBF29CE484222325; // of FNV-1a; a rare collision makes the figure a little larger
        for (const auto c : calls) hash = (hash ^ c) * 0x100000001B3;
        patterns.insert(hash);
        ++runs;
    });
    return patterns.empty() ? 0 : static_cast<double>(runs) / static_cast<double>(patterns.size());
}

} // namespace qaidam::journeys
