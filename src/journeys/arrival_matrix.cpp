#include <qaidam/rail/detail/service_days.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "router_workspace.hpp"

namespace qaidam::journeys {

/// Neighbours get a like number: the bits of longitude and latitude in turns.
static std::uint64_t number_of_place(const std::optional<geo::point>& at) {
    if (!at) return UINT64_MAX;
    const auto east = static_cast<std::uint32_t>((at->lon().degrees() + 180) / 360 * 0xFFFF);
    const auto north = static_cast<std::uint32_t>((at->lat().degrees() + 90) / 180 * 0xFFFF);
    std::uint64_t number = 0;
    for (int bit = 15; bit >= 0; --bit) number = number * 4 + ((east >> bit) & 1) * 2 + ((north >> bit) & 1);
    return number;
}

/// Travellers who set out near one another soon share trains, and then a scan does the same for all of them.
static std::vector<std::size_t> order_by_place(const timetable& t, std::span<const station_id> all) {
    std::vector<std::pair<std::uint64_t, std::size_t>> numbered;
    for (const auto s : all) numbered.emplace_back(number_of_place(t.stations()[s].at), numbered.size());
    std::sort(numbered.begin(), numbered.end());
    std::vector<std::size_t> order;
    for (const auto& [number, i] : numbered) order.push_back(i);
    return order;
}

std::vector<arrival_row> router::workspace::find_rows(query q, std::span<const station_id> from,
                                                      std::span<const station_id> to) {
    together.begin();
    for (const auto s : from) {
        q.from = s;
        ask(q, false);
        together.add_traveller();
    }
    std::vector<boarding_point_id> targets;
    for (const auto s : to) targets.push_back(network::state::point_of(s));
    together.scan(targets);
    std::vector<arrival_row> rows(from.size(), arrival_row(to.size()));
    for (std::size_t k = 0; k < to.size(); ++k) {
        const auto at = together.at(targets[k]);
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (at[i] < asked.limit) rows[i][k] = days.utc(at[i]);
    }
    return rows;
}

static arrival_row find_row(router& r, query q, station_id from, std::span<const station_id> to) {
    q.from = from;
    const auto all = r.find_earliest_arrivals(q);
    arrival_row row;
    for (const auto s : to) row.push_back(all[s]);
    return row;
}

std::vector<arrival_row> arrival_matrix(const network& n, const query& q, unsigned threads) {
    if (!std::holds_alternative<leave_after>(q.when))
        throw std::invalid_argument("arrival_matrix: want leave_after");
    for (const auto* set : {&q.from, &q.to})
        for (const auto s : *set) require_station(n.table(), s);
    const std::vector<station_id> from(q.from.begin(), q.from.end()), to(q.to.begin(), q.to.end());
    const auto order = order_by_place(n.table(), from);
    auto everywhere = q;
    everywhere.to = {};
    std::vector<arrival_row> rows(from.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        router r{n};
        auto& w = r.work_->for_arrivals(everywhere);
        const bool one_by_one = w.net.headway_calls != nullptr; // which lanes know nothing of
        const std::size_t at_once = one_by_one ? 1 : arrivals_scan::most_travellers;
        for (auto i = next.fetch_add(at_once); i < from.size(); i = next.fetch_add(at_once)) {
            const auto some = std::span{order}.subspan(i, std::min(at_once, from.size() - i));
            if (one_by_one) {
                rows[some.front()] = find_row(r, everywhere, from[some.front()], to);
                continue;
            }
            std::vector<station_id> starts;
            for (const auto k : some) starts.push_back(from[k]);
            auto found = w.find_rows(everywhere, starts, to);
            for (std::size_t k = 0; k < some.size(); ++k) rows[some[k]] = std::move(found[k]);
        }
    };
    const auto wanted = threads != 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::future<void>> others;
    for (std::size_t i = 1; i < std::min<std::size_t>(wanted, from.size()); ++i)
        others.push_back(std::async(std::launch::async, work));
    work();
    for (auto& other : others) other.get();
    return rows;
}

} // namespace qaidam::journeys
