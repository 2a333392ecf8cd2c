// All journeys that are Pareto-optimal in expected arrival and in how likely their changes hold, as far as steps of the
// risk tell them apart.
#pragma once

#include <vector>

#include "fallback_scan.hpp"
#include "leg_writer.hpp"

namespace qaidam::journeys {

class safest_scan {
public:
    safest_scan(network::state& net, const question& asked, timeline& days, lateness_laws& laws,
                const fallback_scan& fallbacks, double risk_step)
        : net_{net},
          asked_{asked},
          days_{days},
          laws_{laws},
          fallbacks_{fallbacks},
          risk_step_{risk_step},
          moments_{net, days},
          legs_{net, asked, days} {}

    /// The journeys that leave from `from` on and are there at `end`. Requires: the fallbacks were found for these.
    std::vector<journey> find(instant from, instant end);

private:
    using plan_id = std::uint32_t;

    /// To board a connection, and what to do then.
    struct boarding {
        connection_id by;
        plan_id then;
    };
    /// Where to leave a train, and how to go on.
    struct plan {
        prospect all;
        double holds;
        connection_id exit;
        boarding next; ///< no connection where one is there
    };
    struct departure {
        instant at;
        connection_id by;
        std::vector<boarding>
            best; ///< Pareto-optimal of all that leave then or later, those that leave last first
    };

    /// Alighting from a connection.
    struct alighting {
        connection_id from;
        boarding_point_id at;
        instant arrives;
        const lateness_law* law;
        std::vector<prospect> missed; ///< by lateness
    };

    bool leave(const backward_moments::leaving& x);
    void offer(const backward_moments::leaving& x);
    void end_there(std::vector<plan_id>& all, const alighting& a);
    void change_to(std::vector<plan_id>& all, const alighting& a, boarding_point_id at, instant takes);
    void change_to(std::vector<plan_id>& all, const alighting& a, const departure& d, instant spare);
    void add(std::vector<plan_id>& all, const plan& p);
    void add(std::vector<boarding>& all, const boarding& b) const;
    [[nodiscard]] bool is_as_good(const plan& a, const plan& b) const;
    bool has_as_good(std::vector<plan_id>& all, const plan& p) const;
    [[nodiscard]] run_id run_of(connection_id c) const;
    [[nodiscard]] train_id train_of(connection_id c) const;
    [[nodiscard]] journey trace(const boarding& first) const;

    const network::state& net_;
    const question& asked_;
    timeline& days_;
    lateness_laws& laws_;
    const fallback_scan& fallbacks_;
    double risk_step_;
    backward_moments moments_;
    leg_writer legs_;
    instant end_ = 0;
    std::vector<plan> plans_;
    std::vector<std::vector<plan_id>> aboard_;      ///< by connection, of who leaves with it
    std::vector<std::vector<departure>> departing_; ///< by boarding point, the latest first
};

} // namespace qaidam::journeys
