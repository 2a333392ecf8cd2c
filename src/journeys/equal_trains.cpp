#include "equal_trains.hpp"

#include <algorithm>
#include <bit>

namespace qaidam::journeys {
namespace {

/// Whether coaches may go on as it or from it, or it has no minutes: then it is like no other.
bool is_special(const train& x) {
    return !x.headways.empty() || !x.block->empty();
}

std::vector<bool> find_linked(const timetable& t) {
    std::vector<bool> all(t.trains().size());
    for (const auto& x : t.transfers())
        if (x.kind == transfer_kind::stay_seated)
            for (const auto& end : {x.from.train, x.to.train})
                if (end) all[end->value()] = true;
    return all;
}

std::int32_t seconds_of(const compact_optional<service_time>& time) {
    return time ? time->seconds() : never;
}

std::uint64_t hash_of(const train& x, std::span<const boarding_point_id> points) {
    std::uint64_t all = x.calls.size();
    for (std::size_t c = 0; c < x.calls.size(); ++c)
        for (const auto part : {static_cast<std::int32_t>(points[c].value()), seconds_of(x.calls[c].arrival),
                                seconds_of(x.calls[c].departure)})
            all = std::rotl((all ^ static_cast<std::uint32_t>(part)) * 0x9E3779B97F4A7C15u, 29);
    return all;
}

bool are_equal(const train& a, std::span<const boarding_point_id> points_of_a, const train& b,
               std::span<const boarding_point_id> points_of_b) {
    return std::equal(points_of_a.begin(), points_of_a.end(), points_of_b.begin(), points_of_b.end()) &&
           std::equal(a.calls.begin(), a.calls.end(), b.calls.begin(), [](const call& x, const call& y) {
               return x.arrival == y.arrival && x.departure == y.departure &&
                      x.may_board() == y.may_board() && x.may_alight() == y.may_alight();
           });
}

} // namespace

equal_trains::equal_trains(const timetable& t, points_of points) {
    group_of_.assign(t.trains().size(), alone);
    const auto linked = find_linked(t);
    std::vector<told> all;
    for (const auto i : t.trains().ids())
        if (const auto& x = t.trains()[i]; !is_special(x) && !linked[i.value()])
            all.emplace_back(hash_of(x, points(i)), i);
    std::sort(all.begin(), all.end());
    for (std::size_t begin = 0, i = 1; i < all.size(); ++i) {
        if (all[i].first != all[begin].first) begin = i;
        for (auto k = begin; k < i; ++k) {
            const auto one = all[k].second, other = all[i].second;
            if (!are_equal(t.trains()[one], points(one), t.trains()[other], points(other))) continue;
            put(t, other, one);
            break;
        }
    }
    planned_ = std::make_shared<const std::vector<told>>(std::move(all));
}

void equal_trains::put(const timetable& t, train_id i, train_id equal) {
    if (group_of_[equal.value()] == alone) {
        group_of_.write(equal.value()) = static_cast<std::uint32_t>(groups_.size());
        groups_.push_back({equal});
    }
    const auto group = group_of_[equal.value()];
    group_of_.write(i.value()) = group;
    auto& all = groups_.write(group);
    const auto before = [&](train_id a, train_id b) {
        return t.trains()[a].key.text() < t.trains()[b].key.text();
    };
    all.insert(std::upper_bound(all.begin(), all.end(), i, before), i);
}

void equal_trains::add(const timetable& t, points_of points, train_id i) {
    group_of_.push_back(alone);
    const auto& x = t.trains()[i];
    const auto rules = t.transfers();
    const bool linked = std::any_of(rules.begin(), rules.end(), [&](const transfer& rule) {
        return rule.kind == transfer_kind::stay_seated && (rule.from.train == i || rule.to.train == i);
    });
    if (is_special(x) || linked) return;
    const auto hash = hash_of(x, points(i));
    const auto find = [&](auto begin, auto end) -> bool {
        for (; begin != end && begin->first == hash; ++begin)
            if (are_equal(x, points(i), t.trains()[begin->second], points(begin->second))) {
                put(t, i, begin->second);
                return true;
            }
        return false;
    };
    const told first{hash, train_id{0}};
    const auto found = find(std::lower_bound(planned_->begin(), planned_->end(), first), planned_->end()) ||
                       find(std::lower_bound(added_.begin(), added_.end(), first), added_.end());
    if (!found) added_.insert(std::upper_bound(added_.begin(), added_.end(), told{hash, i}), {hash, i});
}

} // namespace qaidam::journeys
