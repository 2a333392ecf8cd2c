// The days of a question and their connections, numbered on: of all trains, or of prepared lists.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "network.hpp"
#include "prepared.hpp"

namespace qaidam::journeys {

using namespace rail;

class timeline {
public:
    /// `prepared` may be null.
    timeline(network::state& net, const prepared_network::state* prepared) : net_{net}, prepared_{prepared} {}

    /// The days from one on, laid out as they are come to.
    void look_at_all(std::int64_t first_day);
    /// The days that were prepared, and the connections that Pareto-optimal journeys use between the regions
    /// of the question.
    void look_at_lists(const query& q);

    [[nodiscard]] bool is_listed() const { return listed_; }
    /// Whether the list is of one day that stands for all.
    [[nodiscard]] bool is_daily() const { return prepared_->daily; }
    /// Numbers of connections, ascending.
    [[nodiscard]] std::span<const std::uint32_t> list() const { return list_; }

    [[nodiscard]] std::int64_t first_day() const { return first_day_; } ///< counted from 1970
    [[nodiscard]] calendar::utc_time zero() const { return zero_; }     ///< its midnight (UTC)
    [[nodiscard]] calendar::utc_time utc(std::int64_t t) const { return zero_ + std::chrono::seconds{t}; }

    /// Of a day that was not come to yet, lays out all until it.
    const slice& day(std::size_t d);
    /// Days that are laid out.
    [[nodiscard]] const laid_out& days() const { return *days_; }
    [[nodiscard]] std::size_t day_count() const { return days_->days.size(); }
    [[nodiscard]] std::uint32_t first_of(std::size_t d) const { return days_->begin[d]; }

    struct position {
        std::size_t day;
        std::uint32_t index; ///< in its slice
    };
    [[nodiscard]] position find(connection_id c) const {
        const auto& begin = days_->begin;
        const auto d = static_cast<std::size_t>(std::upper_bound(begin.begin(), begin.end(), c.value()) -
                                                begin.begin()) -
                       1;
        return {d, c.value() - begin[d]};
    }
    [[nodiscard]] const connection& at(const position& p) const {
        return days_->days[p.day]->connections[p.index];
    }
    [[nodiscard]] const connection& at(connection_id c) const { return at(find(c)); }
    /// In the calls of its train, that of its departure.
    [[nodiscard]] std::size_t call_of(const position& p) const { return days_->days[p.day]->hops[p.index]; }
    [[nodiscard]] instant departure_of(connection_id c) const {
        const auto p = find(c);
        return at(p).departure + start_of(p.day);
    }
    [[nodiscard]] instant arrival_of(connection_id c) const {
        const auto p = find(c);
        return at(p).arrival + start_of(p.day);
    }
    [[nodiscard]] static instant start_of(std::size_t d) { return static_cast<instant>(d) * 86400; }

    /// The connection that leaves the call; nothing on the last dates there are, on which no trains run.
    [[nodiscard]] std::optional<connection_id> connection_from(const aboard& start, instant leaves);

    /// To be added to `connection::run` for the runs of a day.
    [[nodiscard]] std::uint32_t runs_before(std::size_t d) const {
        return (static_cast<std::uint32_t>(d) + static_cast<std::uint32_t>(net_.days_back)) * net_.stride;
    }
    [[nodiscard]] run_id run_of(std::size_t d, const connection& c) const {
        return run_id{runs_before(d) + static_cast<std::uint32_t>(c.run)};
    }
    /// Runs of days until `d` are numbered below this: their service dates lie up to a day ahead.
    [[nodiscard]] std::size_t run_count(std::size_t d) const {
        const auto rows =
            d + static_cast<std::size_t>(net_.days_back + network::state::days_ahead + net_.longest_wait) + 1;
        return rows * net_.stride;
    }
    [[nodiscard]] departure_id departure_of(run_id r) const { return departure_id{r.value() % net_.stride}; }
    [[nodiscard]] calendar::date service_date_of(run_id r) const {
        return zero_.date() + calendar::day_count{static_cast<int>(r.value() / net_.stride) - net_.days_back};
    }
    /// Calls `set` for the runs as which the coaches of a run go on.
    template <class Set>
    void go_on(run_id r, const Set& set) const {
        net_.go_on(r, zero_.date(), set);
    }

private:
    network::state& net_;
    const prepared_network::state* prepared_;
    calendar::utc_time zero_;
    std::int64_t first_day_ = 0;
    laid_out own_days_;
    std::int64_t own_first_day_ = 0;
    const laid_out* days_ = &own_days_;
    bool listed_ = false;
    std::span<const std::uint32_t> list_;
    std::vector<std::uint32_t> joined_lists_;                           ///< where it takes several
    std::vector<std::pair<std::uint32_t, std::uint32_t>> region_pairs_; ///< of the target and the source
};

} // namespace qaidam::journeys
