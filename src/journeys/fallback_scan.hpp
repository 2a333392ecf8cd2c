// The least expected arrival from everywhere, whenever one comes there: what to do when a change is missed.
#pragma once

#include <vector>

#include "backward_moments.hpp"
#include "lateness_laws.hpp"
#include "question.hpp"

namespace qaidam::journeys {

/// What one may expect of a choice.
struct prospect {
    double arrival;   ///< expected; instants are counted as a question does
    double not_there; ///< how likely one is not there when the window ends
    friend bool operator==(const prospect&, const prospect&) = default;
};

[[nodiscard]] inline bool is_better(const prospect& a, const prospect& b) {
    constexpr double same = 1e-6; // seconds
    if (a.arrival < b.arrival - same) return true;
    return a.arrival <= b.arrival + same && a.not_there < b.not_there - 1e-12;
}

/// Adds what happens with a likelihood.
inline void mix_in(prospect& all, double share, const prospect& one) {
    all.arrival += share * one.arrival;
    all.not_there += share * one.not_there;
}

class fallback_scan {
public:
    fallback_scan(network::state& net, const question& asked, timeline& days, lateness_laws& laws)
        : net_{net},
          asked_{asked},
          days_{days},
          laws_{laws},
          moments_{net, days} {}

    /// Looks at all connections that leave from `from` to `end`, both included.
    void scan(instant from, instant end);

    /// What one may expect who arrives at a boarding point. Requires: not before `from`.
    [[nodiscard]] prospect arriving(boarding_point_id p, instant at) const;

    /// Who is there at this instant, or counts as not there.
    [[nodiscard]] prospect there(instant at) const {
        return at <= end_ ? prospect{static_cast<double>(at), 0} : nowhere();
    }
    [[nodiscard]] prospect nowhere() const { return {static_cast<double>(end_), 1}; }

private:
    /// The best of the trains that leave a boarding point then or later.
    struct departures {
        instant since;
        prospect best;
    };

    [[nodiscard]] prospect aboard(const backward_moments::leaving& x) const;
    [[nodiscard]] const prospect* find_departing(boarding_point_id p, instant from) const;

    const network::state& net_;
    const question& asked_;
    timeline& days_;
    lateness_laws& laws_;
    backward_moments moments_;
    instant end_ = 0;
    std::vector<prospect> aboard_;                   ///< by connection, of who leaves with it
    std::vector<std::vector<departures>> departing_; ///< by boarding point, the latest first
};

} // namespace qaidam::journeys
