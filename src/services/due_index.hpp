/// Which orders fall due when.
#pragma once

#include <limits>
#include <map>
#include <vector>

#include <qaidam/services/desk.hpp>

namespace qaidam::services {

/// Open orders by the hour of their next deadline, those for which it is not yet known in the last hour there is. Within an hour
/// they are in no order.
class desk::due_index {
public:
    void move(order_id order, const due_time& due) {
        const auto hour = due ? hour_of(*due) : no_hour;
        if (order.value() >= places_.size()) places_.resize(order.value() + 1);
        auto& at = places_[order.value()];
        if (at.hour == hour) return;
        if (at.hour != no_hour) leave(at);
        at = {};
        if (hour == no_hour) return;
        auto& those = hours_[hour];
        at = {hour, &those, static_cast<std::uint32_t>(those.size())};
        those.push_back(order);
    }

    template <class Use>
    void each_between(calendar::local_time from, calendar::local_time until, Use use) const {
        const auto last = hour_of(until);
        for (auto at = hours_.lower_bound(hour_of(from)); at != hours_.end() && at->first <= last; ++at)
            for (const auto order : at->second) use(order);
    }

private:
    static constexpr std::int64_t no_hour = std::numeric_limits<std::int64_t>::min();
    struct place {
        std::int64_t hour = no_hour;
        std::vector<order_id>* those = nullptr; ///< of the hour
        std::uint32_t position = 0;
    };

    static std::int64_t hour_of(calendar::local_time t) {
        return (t - calendar::local_time::first()) / std::chrono::hours{1};
    }
    void leave(const place& p) {
        const auto last = p.those->back();
        (*p.those)[p.position] = last;
        places_[last.value()].position = p.position;
        p.those->pop_back();
        if (p.those->empty()) hours_.erase(p.hour);
    }

    std::map<std::int64_t, std::vector<order_id>> hours_;
    std::vector<place> places_; ///< by order
};

} // namespace qaidam::services
