/// What passengers should know (出行提示) beside the times of trains: works, strikes, a lift that is broken.
///
///     const auto alerts = rail::list_alerts(timetable, feed.alerts, question, board);
///     fmt::print("{}", views::describe(timetable, alerts, language::en));
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/rail/board.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

struct service_alert {
    std::string entity{}; ///< its id in the message
    std::string cause{};  ///< as the specification names it: "CONSTRUCTION"
    std::string effect{}; ///< "REDUCED_SERVICE"
    struct text {
        std::string language{}; ///< "" where the message does not say
        std::string header{};
        std::string description{};
        friend bool operator==(const text&, const text&) = default;
    };
    std::vector<text> texts{};
    struct period {
        std::optional<calendar::utc_time> from{};
        std::optional<calendar::utc_time> until{}; ///< no longer at this one
        friend bool operator==(const period&, const period&) = default;
    };
    std::vector<period> active{}; ///< none: always
    /// What it is about: all that is named holds, as a route at a station, or a call of a run.
    struct subject {
        std::optional<agency_id> agency{};
        std::optional<route_id> route{};
        std::optional<station_id> station{};
        std::optional<train_id> train{};
        std::optional<calendar::date> service_date{}; ///< of the train; missing where any run may be meant
        std::optional<std::size_t> call{};            ///< of the train, at the station
        friend bool operator==(const subject&, const subject&) = default;
    };
    std::vector<subject> about{};
    friend bool operator==(const service_alert&, const service_alert&) = default;
};

/// Whether the alert is about this call of a train: about its agency, its route, the train, its run or the call, and
/// holds at its time. What is about the station as such is not about one of its calls. The ids of the alert are those of the
/// plan; the board's may be those of the plan with updates.
[[nodiscard]] bool concerns(const timetable& t, const service_alert& a, const board_entry& e);

/// The alerts of a board, in their order: those that concern one of its calls, and those that are about its station as
/// such, or about everything, and hold within its span.
/// Cost: O(alerts × subjects × calls).
[[nodiscard]] std::vector<service_alert> list_alerts(const timetable& t, std::span<const service_alert> all,
                                                     const board_query& q,
                                                     std::span<const board_entry> board);

} // namespace qaidam::rail

#pragma GCC visibility pop
