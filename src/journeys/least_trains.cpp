#include "least_trains.hpp"

namespace qaidam::journeys {

namespace {
constexpr std::uint8_t unreached = 0xFF;
constexpr std::uint32_t not_ridden = 0xFFFFFFFF;
} // namespace

bool least_trains::are_joined() {
    const auto count = static_cast<std::size_t>(asked_.limit / 86400) + 1;
    outline_.every_train = days_.is_listed() || count > network::state::most_days_as_a_whole;
    if (outline_.every_train || asked_.begun_on) return true;
    draw_outline(count);
    const auto root = [&](boarding_point_id p) { return outline_.joined[p.value()]; };
    return std::any_of(asked_.sources.begin(), asked_.sources.end(), [&](const question::source& s) {
        return std::any_of(asked_.goals.begin(), asked_.goals.end(),
                           [&](boarding_point_id goal) { return root(s.to) == root(goal); });
    });
}

bool least_trains::may_wait() const {
    if (net_.headway_calls == nullptr) return false;
    if (outline_.every_train || asked_.begun_on) return true; // there is no outline
    const auto& by_point = *net_.headway_calls;
    const auto is_near = [&](boarding_point_id p) {
        return std::any_of(asked_.sources.begin(), asked_.sources.end(), [&](const question::source& s) {
            return outline_.joined[s.to.value()] == outline_.joined[p.value()];
        });
    };
    for (const auto p : id_range<boarding_point_id>{net_.points})
        for (const auto& call : by_point[p.value() % by_point.size()])
            if (outline_.has(call.train) && is_near(p)) return true;
    return false;
}

void least_trains::draw_outline(std::size_t count) {
    if (outline_.first == days_.first_day() && outline_.days == count && !outline_.joined.empty()) return;
    outline_.first = days_.first_day();
    outline_.days = count;
    outline_.running.assign((net_.table.trains().size() + 63) / 64, 0);
    joined_points joined{net_.points};
    std::shared_ptr<const day_outline> before;
    for (std::size_t d = 0; d < count; ++d) {
        const auto day = net_.outline_of(days_.first_day() + static_cast<std::int64_t>(d));
        if (day == before) continue;
        for (const auto p : net_.all_points()) joined.join(p, day->joined[p.value()]);
        // A day that was laid out before an update knows of fewer trains.
        for (std::size_t i = 0; i < day->running.size(); ++i) outline_.running[i] |= day->running[i];
        before = day;
    }
    for (const auto p : net_.all_points())
        for (const auto& w : net_.paths->from[p.value()]) joined.join(p, w.to);
    outline_.joined = joined.roots();
}

int least_trains::find() {
    if (net_.layers > 1 || asked_.begun_on) return 1;
    if (!days_.is_listed()) return search();
    int least = lanes;
    for (const auto goal : asked_.goals)
        for (const auto& s : asked_.sources)
            least = std::min<int>(least,
                                  prepared_->least[std::size_t{goal.value()} * net_.points + s.to.value()]);
    return std::max(least, 1);
}

/// From both ends at once.
int least_trains::search() {
    for (auto* side : {&ahead_, &behind_}) {
        side->level.assign(net_.points, unreached);
        side->edge.clear();
    }
    ahead_.ridden.assign(net_.table.trains().size(), not_ridden);
    behind_.ridden.assign(net_.table.trains().size(), 0);
    least_ = lanes;
    for (const auto& s : asked_.sources) reach_ahead(s.to, 0);
    for (const auto p : asked_.targets) reach_behind(p, 0);
    int forward = 0, backward = 0;
    while (least_ > forward + backward + 1 && forward + backward + 1 < lanes && !ahead_.edge.empty() &&
           !behind_.edge.empty()) {
        const bool is_ahead = ahead_.edge.size() <= behind_.edge.size();
        auto& side = is_ahead ? ahead_ : behind_;
        auto& trains = is_ahead ? forward : backward;
        ++trains;
        std::swap(side.edge, side.last_edge);
        side.edge.clear();
        for (const auto p : side.last_edge)
            for (const auto& ref : net_.calls_at(p))
                is_ahead ? ride_on(ref.train, ref.call, trains) : ride_back(ref.train, ref.call, trains);
    }
    return std::max(std::min(least_, lanes), 1);
}

void least_trains::reach(side_of_search& side, const side_of_search& other, boarding_point_id p, int trains) {
    if (side.level[p] != unreached) return;
    side.level[p] = static_cast<std::uint8_t>(trains);
    side.edge.push_back(p);
    if (other.level[p] != unreached) least_ = std::min(least_, trains + other.level[p]);
}
void least_trains::reach_ahead(boarding_point_id p, int trains) {
    reach(ahead_, behind_, p, trains);
}
void least_trains::reach_behind(boarding_point_id p, int trains) {
    reach(behind_, ahead_, p, trains);
}

/// Reaches what a train calls at from a call on, and what the trains do as which its coaches go on.
void least_trains::ride_on(train_id start, std::uint32_t from_call, int trains) {
    to_ride_.assign(1, {start, from_call});
    while (!to_ride_.empty()) {
        const auto [i, call] = to_ride_.back();
        to_ride_.pop_back();
        auto& first = ahead_.ridden[i];
        if (first <= call || !outline_.has(i)) continue;
        const auto points = net_.points_of(i);
        const auto end = std::min<std::size_t>(first, points.size() - 1);
        for (auto c = call + 1; c <= end; ++c) {
            reach_ahead(points[c], trains);
            for (const auto& w : net_.paths->from[points[c].value()]) reach_ahead(w.to, trains);
        }
        const bool whole = first == not_ridden;
        first = call;
        if (!whole || !net_.is_taken(i)) continue;
        for (const auto& onward : net_.goes_on_as[net_.first_of[i.value()]])
            to_ride_.push_back({net_.departures[onward.departure].train, 0});
    }
}

/// The same backwards: from where one can be on the train before a call.
void least_trains::ride_back(train_id start, std::uint32_t to_call, int trains) {
    to_ride_.assign(1, {start, to_call});
    while (!to_ride_.empty()) {
        const auto [i, call] = to_ride_.back();
        to_ride_.pop_back();
        auto& last = behind_.ridden[i];
        if (last >= call || !outline_.has(i)) continue;
        const auto points = net_.points_of(i);
        for (auto c = last; c < call; ++c) {
            reach_behind(points[c], trains);
            for (const auto& w : net_.paths->to[points[c].value()]) reach_behind(w.to, trains);
        }
        const bool whole = last == 0;
        last = call;
        if (!whole || !net_.is_taken(i)) continue;
        for (const auto earlier : net_.came_from[net_.first_of[i.value()]]) {
            const auto x = net_.departures[earlier].train;
            to_ride_.push_back({x, static_cast<std::uint32_t>(net_.points_of(x).size() - 1)});
        }
    }
}

} // namespace qaidam::journeys
