/// Clocks: how long each stage of an order may take, what was counted, and what it would have been under
/// other rules. The desk works out deadlines as it goes; this explains them from the events. Which limit holds
/// is said by `handling_limit_of` (rules.hpp), how it is counted by `calendar::deadline` (work_calendar.hpp).
///
///     for (const auto& clock : services::read_clocks(history, item, rules, office))
///         fmt::print("{}\n", clock);
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/services/events.hpp>
#include <qaidam/services/rules.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

enum class stage {
    register_, ///< 立案: from placing to registering or declining
    dispatch,  ///< 派单: from registering, or a return, to dispatching
    accept,    ///< 接单: from dispatching to accepting or returning
    handle,    ///< 办理: from dispatching to the feedback, so that accepting late wins nothing
    check,     ///< 核查: from the feedback to passing or failing
    rate,      ///< 评价: from passing to the rating
    settle,    ///< 复核: from an appeal to its settlement
    total      ///< 全程: from placing to closing
};
[[nodiscard]] std::string to_string(stage s, language l = language::en);

/// A time in which a clock stood still, and the event that stopped it.
struct clock_pause {
    calendar::local_time from;
    std::optional<calendar::local_time> until{}; ///< nothing while it still stands
    std::string reason{};                        ///< `in_both` languages
    friend bool operator==(const clock_pause&, const clock_pause&) = default;
};

struct stage_clock {
    services::stage stage;
    calendar::local_time started;
    std::optional<calendar::local_time> stopped{}; ///< nothing while the stage lasts
    std::optional<calendar::time_limit>
        limit{}; ///< nothing if the rules have none, or another desk promised what is due
    due_time due{};
    std::vector<clock_pause> pauses{};
    friend bool operator==(const stage_clock&, const stage_clock&) = default;
};
/// Whether the stage ended, or lasts at `now`, after it was due.
[[nodiscard]] bool is_late(const stage_clock& c, calendar::local_time now);
/// "handle: 2021-12-24 09:15 → 2021-12-31 18:00 (5 working days), done 2021-12-24 09:55"
[[nodiscard]] std::string to_string(const stage_clock& c, language l = language::en);

/// All clocks of one order, in the order in which they started, as these rules have it: those of its day, or
/// other ones, to see what would have been.
///
/// Requires: the history is that of one order, from its placing on, else std::invalid_argument.
/// Throws:   calendar::after_last_date; std::invalid_argument for a limit of a calendar that there is not.
[[nodiscard]] std::vector<stage_clock> read_clocks(std::span<const event> history, const service_item& item,
                                                   const desk_rules& rules,
                                                   const calendar::work_calendars& office);

/// The working time that was counted from the start of a clock until it is due, span by span, without its
/// pauses. For a limit in minutes, hours or natural days: the unbroken time between them. For what is not yet known: as far as
/// the holidays are. Nothing for what another desk promised: how it counted is not known.
[[nodiscard]] std::vector<calendar::working_span> explain(const stage_clock& c,
                                                          const calendar::work_calendars& office);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::stage_clock>
    : qaidam::detail::bilingual_formatter<qaidam::services::stage_clock> {};

template <>
struct fmt::formatter<qaidam::services::stage>
    : qaidam::detail::bilingual_formatter<qaidam::services::stage> {};

#pragma GCC visibility pop
