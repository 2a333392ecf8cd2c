#include "timeline.hpp"

#include <algorithm>

namespace qaidam::journeys {

void timeline::look_at_all(std::int64_t first_day) {
    if (own_first_day_ != first_day) {
        own_days_ = {};
        own_first_day_ = first_day;
    }
    first_day_ = first_day;
    zero_ = calendar::utc_time{date_of_day(first_day)};
    days_ = &own_days_;
    listed_ = false;
}

void timeline::look_at_lists(const query& q) {
    zero_ = prepared_->zero();
    first_day_ = day_number(zero_.date());
    days_ = &prepared_->days;
    listed_ = true;
    region_pairs_.clear();
    for (const auto t : q.to)
        for (const auto s : q.from)
            region_pairs_.emplace_back(prepared_->regions[t.value()], prepared_->regions[s.value()]);
    std::sort(region_pairs_.begin(), region_pairs_.end());
    region_pairs_.erase(std::unique(region_pairs_.begin(), region_pairs_.end()), region_pairs_.end());
    if (region_pairs_.size() == 1) {
        list_ = prepared_->list(region_pairs_.front().first, region_pairs_.front().second);
        return;
    }
    joined_lists_.clear();
    for (const auto& [to, from] : region_pairs_) {
        const auto one = prepared_->list(to, from);
        const auto middle = static_cast<std::ptrdiff_t>(joined_lists_.size());
        joined_lists_.insert(joined_lists_.end(), one.begin(), one.end());
        std::inplace_merge(joined_lists_.begin(), joined_lists_.begin() + middle, joined_lists_.end());
    }
    joined_lists_.erase(std::unique(joined_lists_.begin(), joined_lists_.end()), joined_lists_.end());
    list_ = joined_lists_;
}

const slice& timeline::day(std::size_t d) {
    while (days_->days.size() <= d)
        own_days_.add(net_.slice_of(first_day_ + static_cast<std::int64_t>(own_days_.days.size())));
    return *days_->days[d];
}

std::optional<connection_id> timeline::connection_from(const aboard& start, instant leaves) {
    const auto d = static_cast<std::size_t>(leaves / 86400);
    const auto& today = day(d);
    const auto named = net_.named_of(start.train, start.service_date).value_or(start.train);
    const auto departure = static_cast<std::int32_t>(net_.first_of[named.value()]);
    const auto back = static_cast<std::int32_t>(
        (date_of_day(first_day_ + static_cast<std::int64_t>(d)) - start.service_date).days());
    const auto run = departure - back * static_cast<std::int32_t>(net_.stride);
    for (std::uint32_t i = 0; i < today.connections.size(); ++i)
        if (today.connections[i].run == run && today.hops[i] == start.call)
            return connection_id{days_->begin[d] + i};
    return std::nullopt;
}

} // namespace qaidam::journeys
