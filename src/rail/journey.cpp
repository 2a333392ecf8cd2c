#include <qaidam/rail/journey.hpp>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "service_days.hpp"

namespace qaidam::rail {
namespace {

using calendar::date;
using calendar::day_count;
using calendar::ptime;

/// One hop of one run between two calls whose times are known. Times are seconds after the query's.
struct connection {
    std::int64_t departure;
    std::int64_t arrival;
    std::uint32_t run;
    std::uint32_t board;
    std::uint32_t alight;
};

struct run {
    train_id train;
    date service_date;
    std::chrono::seconds shift;
};

constexpr std::chrono::hours longest_horizon{24 * 366};

ptime rounded_up(const ptime& time) {
    const auto fraction = time.time_of_day().fractional_seconds() != 0 ? 1 : 0;
    const auto seconds = time.time_of_day().total_seconds() + fraction;
    if (seconds == 86400 && !calendar::later(time.date(), 1)) return {};
    return calendar::at(time.date(), std::chrono::seconds{seconds});
}

constexpr auto never = std::numeric_limits<std::int64_t>::max();
constexpr auto none = std::numeric_limits<std::uint32_t>::max();

/// How a station was reached first: the connections where the last train was boarded and left.
struct arrival_label {
    std::int64_t at = never;
    std::uint32_t boarded = none;
    std::uint32_t left = none;
};

} // namespace

std::optional<journey> find_earliest_journey(const timetable& t, const journey_query& q) {
    calendar::require_plain(q.leave_after, "find_earliest_journey");
    require_station(t, q.from);
    require_station(t, q.to);
    if (q.horizon.count() < 0 || q.horizon > longest_horizon)
        throw std::invalid_argument(
            fmt::format("find_earliest_journey: got a horizon of {} h, want 0 to {} h", q.horizon.count(),
                        longest_horizon.count()));
    const std::int64_t horizon = std::chrono::seconds{q.horizon}.count();
    const auto leave_after = rounded_up(q.leave_after);
    if (leave_after.is_special()) return std::nullopt; // past the last second there is
    const auto start = t.zone().to_utc(leave_after);
    const auto last_day = calendar::later(leave_after.date(), static_cast<int>(horizon / 86400 + 1));
    const auto days =
        service_days(t, leave_after.date(), last_day.value_or(date{boost::gregorian::max_date_time}));

    std::vector<run> runs;
    std::vector<connection> connections;
    const auto add_run = [&](train_id train, const service_day& day, std::chrono::seconds shift) {
        const auto& x = t.trains()[train];
        const auto offset = (day.start - start).total_seconds() + shift.count();
        std::optional<std::uint32_t> before;
        for (std::uint32_t i = 0; i < x.calls.size(); ++i) {
            if (before && x.calls[i].arrival) {
                const auto departure = offset + x.calls[*before].departure->seconds();
                const auto arrival = offset + x.calls[i].arrival->seconds();
                if (departure >= 0 && arrival <= horizon)
                    connections.push_back(
                        {departure, arrival, static_cast<std::uint32_t>(runs.size()), *before, i});
            }
            if (x.calls[i].departure) before = i;
        }
        runs.push_back({train, day.on, shift});
    };
    for (const auto train : t.trains().ids())
        for (const auto& day : days)
            if (t.trains()[train].days.contains(day.on))
                for (const auto shift : list_shifts(t.trains()[train])) add_run(train, day, shift);
    std::sort(connections.begin(), connections.end(), [](const connection& a, const connection& b) {
        return std::tie(a.departure, a.arrival, a.run, a.board) <
               std::tie(b.departure, b.arrival, b.run, b.board);
    });

    id_vector<station_id, arrival_label> reached(t.stations().size());
    std::vector<std::uint32_t> boarded(runs.size(),
                                       none); // per run: the connection where one can have boarded it
    const auto call_of = [&](const connection& c, std::uint32_t i) -> const call& {
        return t.trains()[runs[c.run].train].calls[i];
    };
    for (std::uint32_t i = 0; i < connections.size(); ++i) {
        const auto& c = connections[i];
        if (c.departure >= reached[q.to].at) break;
        const auto& from = call_of(c, c.board);
        if (boarded[c.run] == none && from.may_board()) {
            const auto& label = reached[from.at];
            const auto change = t.stations()[from.at].change_time.value_or(q.change_time).count();
            if (from.at == q.from || (label.at != never && label.at + change <= c.departure))
                boarded[c.run] = i;
        }
        const auto& to = call_of(c, c.alight);
        if (boarded[c.run] != none && to.may_alight() && to.at != q.from && c.arrival < reached[to.at].at)
            reached[to.at] = {c.arrival, boarded[c.run], i};
    }

    if (reached[q.to].at == never) return std::nullopt;
    journey result;
    for (auto at = q.to; at != q.from;) {
        const auto& label = reached[at];
        const auto& first = connections[label.boarded];
        const auto& last = connections[label.left];
        const auto& r = runs[first.run];
        const auto shown = [&](std::int64_t seconds) {
            return t.zone().to_local(start + boost::posix_time::seconds{seconds});
        };
        result.legs.push_back(
            {r.train, r.service_date, first.board, last.alight, shown(first.departure), shown(last.arrival)});
        at = call_of(first, first.board).at;
    }
    std::reverse(result.legs.begin(), result.legs.end());
    return result;
}

} // namespace qaidam::rail
