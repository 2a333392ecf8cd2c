// Journeys of a span and for an arrival where trains run every so often: the forward scan at moments at which one
// may set out. Who sets out later never arrives earlier, so that few of the moments need a scan.
#include <algorithm>
#include <map>
#include <utility>

#include "router_workspace.hpp"

namespace qaidam::journeys {
namespace {

/// The arrivals for who sets out at each moment, as far as they are asked for.
class arrivals_of {
public:
    arrivals_of(pareto_scan& scan, const std::vector<instant>& moments, int fewest)
        : scan_{scan},
          moments_{moments},
          fewest_{fewest} {}

    const lane_times& operator[](std::size_t i) {
        const auto [known, is_new] = known_.try_emplace(i);
        if (is_new) known->second = scan_.scan(moments_[i], fewest_, headway_rides::coming::at_moments);
        return known->second;
    }

    /// Learns all moments from `first` to `last` whose arrivals are not those of the next one.
    void learn_between(std::size_t first, std::size_t last) {
        (void)(*this)[first];
        (void)(*this)[last];
        std::vector<std::pair<std::size_t, std::size_t>> stretches{{first, last}};
        while (!stretches.empty()) {
            const auto [a, b] = stretches.back();
            stretches.pop_back();
            if (b - a < 2 || (*this)[a] == (*this)[b]) continue;
            const auto middle = a + (b - a) / 2;
            (void)(*this)[middle];
            stretches.emplace_back(a, middle);
            stretches.emplace_back(middle, b);
        }
    }
    [[nodiscard]] const std::map<std::size_t, lane_times>& known() const { return known_; }

private:
    pareto_scan& scan_;
    const std::vector<instant>& moments_;
    int fewest_;
    std::map<std::size_t, lane_times> known_;
};

} // namespace

std::vector<instant> router::workspace::list_moments(instant from, instant end) {
    std::vector<instant> all;
    for (const auto& s : asked.sources) {
        std::vector<instant> here;
        headways.list_moments(s.to, from + s.takes, end + s.takes, here);
        for (const auto t : here) all.push_back(t - s.takes);
    }
    kept_vector<boarding_point_id, std::vector<instant>> walks; // to each source
    walks.resize(net.points + 2);
    instant longest = 0;
    for (const auto& s : asked.sources) {
        walks[s.to].push_back(s.takes);
        longest = std::max(longest, s.takes);
    }
    const auto last_day = std::min<std::int64_t>(asked.limit, std::int64_t{end} + longest) / 86400;
    for (auto d = static_cast<std::size_t>(from / 86400); d <= static_cast<std::size_t>(last_day); ++d)
        for (const auto& c : days.day(d).connections)
            for (const auto takes : walks[c.from]) {
                const auto t = c.departure + timeline::start_of(d) - takes;
                if (t >= from && t < end) all.push_back(t);
            }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::vector<journey> router::workspace::find_in_span_by_moments() {
    const int fewest = least.find();
    auto moments = list_moments(asked.after, asked.limit);
    // Those of the span, and the one after it, which they compete with.
    const auto end = std::lower_bound(moments.begin(), moments.end(), asked.before);
    const auto count = static_cast<std::size_t>(end - moments.begin());
    if (count == 0 || fewest > asked.most_trains) return {};
    const bool any_later = end != moments.end();
    arrivals_of arrivals{pareto, moments, fewest};
    arrivals.learn_between(0, any_later ? count : count - 1);
    const auto& known = arrivals.known();
    std::vector<journey> all;
    for (auto at = known.begin(); at != known.end() && at->first < count; ++at) {
        const auto later = std::next(at);
        const auto& best = later == known.end() ? all_never : later->second;
        for (std::size_t l = 1; l <= static_cast<std::size_t>(asked.most_trains); ++l)
            if (at->second[l] < best[l] && (l == 1 || at->second[l] < at->second[l - 1]))
                all.push_back(trace_from(moments[at->first], static_cast<int>(l), fewest));
    }
    put_in_order(all);
    return all;
}

std::vector<journey> router::workspace::find_departures_by_moments() {
    const int fewest = least.find();
    const auto moments = list_moments(asked.after, asked.limit);
    arrivals_of arrivals{pareto, moments, fewest};
    std::vector<journey> all;
    std::size_t in_time = 0; // with fewer trains, the moments from which one arrives
    for (int k = fewest; k <= asked.most_trains; ++k) {
        auto first = in_time, end = moments.size();
        while (first < end) {
            const auto middle = first + (end - first) / 2;
            if (arrivals[middle][static_cast<std::size_t>(k)] < asked.limit)
                first = middle + 1;
            else
                end = middle;
        }
        if (first == in_time) continue;
        in_time = first;
        all.push_back(trace_from(moments[in_time - 1], k, fewest));
    }
    put_in_order(all);
    return all;
}

} // namespace qaidam::journeys
