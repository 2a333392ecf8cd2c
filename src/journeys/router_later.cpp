// The journeys that leave next after another one, or before it.
#include <algorithm>
#include <stdexcept>

#include "router_workspace.hpp"

namespace qaidam::journeys {
namespace {

/// Spans of departures away from a moment, `direction` 1 later and -1 earlier, until there are enough
/// journeys.
std::vector<journey> find_beside(router& r, query q, const calendar::zone& clock, calendar::utc_time than,
                                 std::size_t least, int direction) {
    if (std::holds_alternative<aboard>(q.when))
        throw std::invalid_argument("router: aboard a train there is nothing later or earlier");
    const std::chrono::seconds horizon{q.horizon};
    std::vector<journey> all;
    std::chrono::seconds near{0}, length = std::chrono::hours{4};
    while (all.size() < least && near < horizon) {
        const auto far = std::min(near + length, horizon);
        const auto one = than + near * direction, other = than + far * direction;
        q.when = leave_between{clock.to_local(std::min(one, other)), clock.to_local(std::max(one, other))};
        auto found = r.find_all(q);
        std::erase_if(found, [&](const journey& j) {
            const bool beyond = direction > 0 ? j.departure_utc() <= than : j.departure_utc() >= than;
            return beyond || j.duration() > horizon;
        });
        all.insert(direction > 0 ? all.end() : all.begin(), found.begin(), found.end());
        near = far;
        length *= 2;
    }
    // The nearest, and all that leave when the farthest of them does.
    if (all.size() <= least || least == 0) return least == 0 ? std::vector<journey>{} : all;
    if (direction > 0) {
        const auto last = all[least - 1].departure_utc();
        std::erase_if(all, [&](const journey& j) { return j.departure_utc() > last; });
    } else {
        const auto first = all[all.size() - least].departure_utc();
        std::erase_if(all, [&](const journey& j) { return j.departure_utc() < first; });
    }
    return all;
}

} // namespace

std::vector<journey> router::find_later(const query& q, const journey& than, std::size_t least) {
    return find_beside(*this, q, work_->net.table.zone(), than.departure_utc(), least, 1);
}
std::vector<journey> router::find_earlier(const query& q, const journey& than, std::size_t least) {
    return find_beside(*this, q, work_->net.table.zone(), than.departure_utc(), least, -1);
}

} // namespace qaidam::journeys
