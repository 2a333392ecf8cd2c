// What a router keeps: the question, the scans over its days, and the routers of networks that a question
// asks for.
#pragma once

#include "arrivals_scan.hpp"
#include "backward_rounds.hpp"
#include "backward_scan.hpp"
#include "earliest_scan.hpp"
#include "least_trains.hpp"
#include "leg_writer.hpp"
#include "pareto_scan.hpp"
#include "pattern_scan.hpp"

namespace qaidam::journeys {

using arrival_row = std::vector<std::optional<calendar::utc_time>>;

/// By departure, then arrival, then changes.
void put_in_order(std::vector<journey>& all);

struct router::workspace {
    /// `lists` may be null.
    workspace(std::shared_ptr<network::state> n, std::shared_ptr<const prepared_network::state> lists);

    /// That of the network that keeps to the question's filter, in layers where it has vias.
    workspace& for_question(const query& q);
    workspace& for_filter(const query& q);
    /// That for arrivals everywhere. Throws: std::invalid_argument for a question about the way.
    workspace& for_arrivals(const query& q);

    void ask(const query& q, bool use_lists = true);
    /// Of those that arrive first the one with the fewest changes, and of these the one that leaves last.
    [[nodiscard]] std::optional<journey> find_first();
    /// Pareto-optimal in arrival and changes.
    [[nodiscard]] std::vector<journey> find_arrivals();
    /// In departure, arrival and changes.
    [[nodiscard]] std::vector<journey> find_in_span();
    /// In departure and changes; nothing if the lists do not reach back far enough.
    [[nodiscard]] std::optional<std::vector<journey>> find_departures();

    /// The same where trains run every so often; moment by moment, for the backward scan knows connections only.
    [[nodiscard]] std::vector<journey> find_in_span_by_moments();
    [[nodiscard]] std::vector<journey> find_departures_by_moments();
    /// The journey of who sets out at a moment, with so many trains of which `fewest` are needed.
    [[nodiscard]] journey trace_from(instant moment, int trains, int fewest);
    /// At which one may set out, ascending.
    [[nodiscard]] std::vector<instant> list_moments(instant from, instant end);

    /// The earliest arrivals at each of `to` from each of `from`, at most `arrivals_scan::most_travellers`.
    /// Requires: a question for arrivals everywhere; no train that runs every so often.
    [[nodiscard]] std::vector<arrival_row> find_rows(query q, std::span<const station_id> from,
                                                     std::span<const station_id> to);

    /// The earliest arrivals by number of trains for who leaves from a moment on, and from when on one may board then: of
    /// the scan that is done sooner. Ways lead back by `pareto.reached` where a train that runs every so often may be
    /// on them.
    struct by_trains {
        const lane_times& best;
        backward_rounds::ready_times ready;
    };
    [[nodiscard]] by_trains find_by_trains(instant from);

    /// Goes back from the target; `reached(boarding point, trains)` is the ride by which it was reached with
    /// so many trains.
    template <class Reached>
    [[nodiscard]] journey trace_back(int trains, const Reached& reached) const;
    /// Goes on from where the rounds backward set out.
    [[nodiscard]] journey trace_rounds(const backward_rounds::start& s) const;
    /// Goes on from a departure of the backward scan.
    [[nodiscard]] journey trace_on(const backward_scan::start& s, int trains) const;

    std::shared_ptr<network::state> shared;
    network::state& net;
    std::shared_ptr<const prepared_network::state> prepared; ///< or null

    question asked{net};
    timeline days{net, prepared.get()};
    least_trains least{net, asked, days, prepared.get()};
    forward_scan runs{asked, days};
    headway_rides headways{net, asked, days};
    earliest_scan earliest{net, asked, runs, headways};
    arrivals_scan together{net, asked, days};
    pareto_scan pareto{net, asked, runs, headways};
    pattern_scan patterns{net, asked, days};
    backward_rounds rounds{net, asked, days};
    backward_scan backward{net, asked, days, runs};
    leg_writer legs{net, asked, days};

    struct in_layers {
        std::vector<via_stop> via; ///< what it was made for
        std::chrono::seconds change_time;
        std::unique_ptr<workspace> work;
    };
    std::optional<in_layers> layered;
    std::unique_ptr<workspace> filtered;
};

} // namespace qaidam::journeys
