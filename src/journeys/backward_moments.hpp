// The connections of a question's days from the last moment to the first, each with what its coaches go on by.
#pragma once

#include <vector>

#include "timeline.hpp"

namespace qaidam::journeys {

class backward_moments {
public:
    backward_moments(network::state& net, timeline& days) : net_{net}, days_{days} {}

    struct leaving {
        connection_id id;
        const connection& c;
        instant base; ///< of its day
        run_id run;
        connection_id next; ///< of the same run, or none
        [[nodiscard]] instant departure() const { return c.departure + base; }
        [[nodiscard]] instant arrival() const { return c.arrival + base; }
    };

    /// Lays out the days from one instant to the other. Returns: how many connections they have.
    std::size_t look_from(instant from, instant end) {
        first_day_ = static_cast<std::size_t>(from / 86400);
        last_day_ = static_cast<std::size_t>(end / 86400);
        const auto last = days_.day(last_day_).connections.size();
        first_ = days_.first_of(first_day_);
        next_of_run_.assign(days_.run_count(days_.day_count()), no_connection);
        return days_.first_of(last_day_) + last - first_;
    }

    /// The place of a connection among these.
    [[nodiscard]] std::size_t place_of(connection_id c) const { return c.value() - first_; }

    /// For each connection that leaves from `from` to `end`, both included, what it leads to is found by `leave`, which returns
    /// whether that is better than before; and after all of its moment `offer` is called for it. So connections of one moment
    /// do not lead to one another by a change, but coaches may go on in no time.
    template <class Leave, class Offer>
    void scan(instant from, instant end, const Leave& leave, const Offer& offer) {
        for (auto d = last_day_ + 1; d-- > first_day_;) {
            const auto& all = days_.day(d).connections;
            const auto base = timeline::start_of(d);
            for (auto last = static_cast<std::uint32_t>(all.size()); last > 0;) {
                const auto leaves = all[last - 1].departure;
                auto begin = last;
                while (begin > 0 && all[begin - 1].departure == leaves) --begin;
                if (leaves + base < from) return;
                if (leaves + base <= end) scan_moment(d, begin, last, leave, offer);
                last = begin;
            }
        }
    }

    /// Calls `use` for each connection by which the coaches go on.
    template <class Use>
    void go_on(const leaving& x, const Use& use) const {
        if (x.next != no_connection) use(x.next);
        if (!x.c.onward()) return;
        days_.go_on(x.run, [&](run_id as) {
            if (as.value() < next_of_run_.size() && next_of_run_[as.value()] != no_connection)
                use(next_of_run_[as.value()]);
        });
    }

private:
    template <class Leave, class Offer>
    void scan_moment(std::size_t day, std::uint32_t begin, std::uint32_t end, const Leave& leave,
                     const Offer& offer) {
        const auto& all = days_.day(day).connections;
        moment_.clear();
        bool instantly_onward = false;
        for (auto i = end; i-- > begin;) {
            const connection_id id{days_.first_of(day) + i};
            const auto run = days_.run_of(day, all[i]);
            auto& known = next_of_run_[run.value()];
            moment_.push_back({id, all[i], timeline::start_of(day), run, known});
            known = id;
            instantly_onward = instantly_onward || (all[i].onward() && all[i].arrival == all[i].departure);
        }
        // Where coaches go on in no time, what they go on as may come after them.
        for (bool changed = true; changed;) {
            changed = false;
            for (const auto& x : moment_) {
                const bool better = leave(x);
                changed = changed || (better && instantly_onward);
            }
        }
        for (const auto& x : moment_)
            if (net_.is_point(x.c.from)) offer(x);
    }

    network::state& net_;
    timeline& days_;
    std::size_t first_day_ = 0, last_day_ = 0;
    std::uint32_t first_ = 0;                ///< the first connection of the first day
    std::vector<connection_id> next_of_run_; ///< by run, the earliest connection seen until now
    std::vector<leaving> moment_;
};

} // namespace qaidam::journeys
