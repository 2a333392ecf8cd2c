#include <qaidam/journeys/journey.hpp>
#include <qaidam/rail/detail/service_days.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace qaidam::journeys {

using namespace rail;

bool station_set::contains(station_id s) const {
    return std::find(all_.begin(), all_.end(), s) != all_.end();
}

calendar::local_time journey::departure() const {
    const auto* r = std::get_if<ride>(&legs.front());
    if (r != nullptr && r->waiting) return r->waiting->since;
    return std::visit([](const auto& l) { return l.departure; }, legs.front());
}
calendar::local_time journey::arrival() const {
    return std::visit([](const auto& l) { return l.arrival; }, legs.back());
}
calendar::utc_time journey::departure_utc() const {
    const auto* r = std::get_if<ride>(&legs.front());
    if (r != nullptr && r->waiting) return r->waiting->since_utc;
    return std::visit([](const auto& l) { return l.departure_utc; }, legs.front());
}
calendar::utc_time journey::arrival_utc() const {
    return std::visit([](const auto& l) { return l.arrival_utc; }, legs.back());
}

std::vector<ride> journey::rides() const {
    std::vector<ride> all;
    for (const auto& l : legs)
        if (const auto* r = std::get_if<ride>(&l)) all.push_back(*r);
    return all;
}

std::size_t journey::changes() const {
    std::size_t boarded = 0;
    for (const auto& l : legs)
        if (const auto* r = std::get_if<ride>(&l); r != nullptr && !r->stays_seated) ++boarded;
    return boarded - 1;
}

std::vector<std::vector<std::optional<calendar::utc_time>>> arrival_matrix(const network& n, const query& q,
                                                                           unsigned threads) {
    if (!std::holds_alternative<leave_after>(q.when))
        throw std::invalid_argument("arrival_matrix: want leave_after");
    for (const auto* set : {&q.from, &q.to})
        for (const auto s : *set) require_station(n.table(), s);
    const std::vector<station_id> from(q.from.begin(), q.from.end());
    std::vector<std::vector<std::optional<calendar::utc_time>>> rows(from.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        router r{n};
        auto mine = q;
        mine.to = {};
        for (auto i = next++; i < from.size(); i = next++) {
            mine.from = from[i];
            const auto all = r.find_earliest_arrivals(mine);
            for (const auto s : q.to) rows[i].push_back(all[s]);
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

std::vector<journey> find_all(const timetable& t, const query& q) {
    const network n{t};
    return router{n}.find_all(q);
}

std::optional<journey> find_earliest(const timetable& t, const query& q) {
    const network n{t};
    return router{n}.find_earliest(q);
}

} // namespace qaidam::journeys
