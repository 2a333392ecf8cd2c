// Rides on trains that run every so often. They have no connections: who comes to a boarding point waits for such
// a train as long as is reckoned with, whenever that is.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "question.hpp"
#include "timeline.hpp"

namespace qaidam::journeys {

struct headway_ride {
    train_id train;
    calendar::date service_date;
    std::uint32_t board, alight; ///< indices into the train's calls
    boarding_point_id from, to;
    instant waits_from; ///< when one is there, or the window opens
    instant leaves;     ///< with the wait that is reckoned with
    instant arrives;
    std::int32_t every; ///< in seconds
};

class headway_rides {
public:
    headway_rides(const network::state& net, const question& asked, const timeline& days)
        : net_{net},
          asked_{asked},
          days_{days} {}

    /// Forgets what was known for the question before.
    void begin_question() {
        windows_.clear();
        begin_scan();
    }
    void begin_scan() { rides_.clear(); }

    /// Whether one comes to the train at any moment, or sets out by it, which one does at certain moments alone;
    /// see list_moments.
    enum class coming { any_time, at_moments };

    /// Whether any of these trains can be boarded there.
    [[nodiscard]] bool may_board(boarding_point_id p) const {
        return net_.headway_calls != nullptr && !calls_at(p).empty();
    }

    /// Rides on all of them for who waits at a boarding point from `ready` on, unless they leave at `too_late`.
    /// Calls `reach(boarding point, arrival, ride)` for each call behind it; the ride is kept if that returns
    /// true.
    template <class Reach>
    void ride_from(boarding_point_id p, instant ready, coming how, instant too_late, const Reach& reach) {
        for (const auto& ref : calls_at(p))
            if (const auto boarded = board(ref, ready, how); boarded && boarded->leaves < too_late)
                ride_on(*boarded, p, ref, reach);
    }

    /// Moments before `end` at which one may set out by them at a boarding point: when a window opens, every headway
    /// after that, and when it closes.
    void list_moments(boarding_point_id p, instant from, instant end, std::vector<instant>& all);

    /// Rides have ids beside those of connections.
    [[nodiscard]] static bool is_one(connection_id c) { return c.value() >= first_id && c != no_connection; }
    [[nodiscard]] const headway_ride& at(connection_id c) const { return rides_[c.value() - first_id]; }

private:
    static constexpr std::uint32_t first_id = 0x80000000;

    struct window { ///< of a run, at the train's first call
        calendar::date service_date;
        instant opens, closes;
        std::int32_t every;
        instant latest_close; ///< of this one and those before it
    };
    struct boarding { ///< of a train
        const window* by;
        instant waits_from;
        instant leaves;
    };

    [[nodiscard]] std::span<const call_ref> calls_at(boarding_point_id p) const {
        return (*net_.headway_calls)[p.value() % net_.points_a_layer()];
    }
    [[nodiscard]] std::optional<boarding> board(const call_ref& at, instant ready, coming how);
    const std::vector<window>& windows_of(train_id i);

    template <class Reach>
    void ride_on(const boarding& by, boarding_point_id from, const call_ref& at, const Reach& reach) {
        const auto& calls = net_.table.trains()[at.train].calls;
        const auto called_at = net_.points_of(at.train);
        const auto leaves = calls[at.call].departure->seconds();
        auto layer = net_.layer_of(from);
        for (auto c = at.call + 1; c < calls.size(); layer = net_.past(layer, calls[c].at), ++c) {
            if (!calls[c].may_alight() || net_.avoided[calls[c].at.value()]) continue;
            const auto to = net_.in_layer(layer, called_at[c]);
            const auto arrives = by.leaves + calls[c].arrival->seconds() - leaves;
            const connection_id id{first_id + static_cast<std::uint32_t>(rides_.size())};
            rides_.push_back({at.train, by.by->service_date, at.call, c, from, to, by.waits_from, by.leaves,
                              arrives, by.by->every});
            if (!reach(to, arrives, id)) rides_.pop_back();
        }
    }

    const network::state& net_;
    const question& asked_;
    const timeline& days_;
    std::unordered_map<std::uint32_t, std::vector<window>>
        windows_; ///< by train, those of the question's days
    std::vector<headway_ride> rides_;
};

} // namespace qaidam::journeys
