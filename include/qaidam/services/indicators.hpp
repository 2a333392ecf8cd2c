/// Indicators: how well orders were dealt with in a period, in exact numbers, with the keys of the orders
/// behind each.
///
///     const auto december = services::period{.from = t1, .until = t2};
///     const auto orders = services::orders_before(events, december.until);
///     for (const auto& m : services::measure_orders(orders, december)) fmt::print("{}\n", m);
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/ratio.hpp>
#include <qaidam/services/desk.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

enum class indicator {
    registered,       ///< 立案率: of what was placed in the period, what was registered
    handled,          ///< 处置率: of what was due for handling, what was fed back
    handled_on_time,  ///< 按期处置率: and before it was due
    closed,           ///< 结案率: of what was due to close, what is closed
    closed_on_time,   ///< 按期结案率: and solved before it was due
    returned,         ///< 退单率: of what was dispatched, what was ever returned
    reworked,         ///< 返工率: of what was dispatched, what ever failed its check
    dispatched_right, ///< 准确派遣率: of what was dispatched, what was never returned
    responded,        ///< 响应率: of what was closed, what was accepted in time
    solved,           ///< 解决率: of what was closed, what was rated as solved
    satisfied         ///< 满意率: of what was closed, what was rated as satisfying
};
inline constexpr int indicator_count = 11;
[[nodiscard]] std::string to_string(indicator i, language l = language::en);
[[nodiscard]] std::string to_cell(indicator i); ///< "closed_on_time"

/// Why an order is left out of a rate.
enum class exclusion_reason {
    declined,        ///< 不予立案
    cancelled,       ///< 点单人取消
    merged,          ///< 并案: and what it was merged into is not among the orders
    forced,          ///< 强制结案
    unrated,         ///< 没有评价
    rating_struck,   ///< 申诉成立，评价不计
    rated_by_others, ///< 非点单人评价
    referred         ///< 移交: it counts where it goes on
};
[[nodiscard]] std::string to_string(exclusion_reason r, language l = language::en);
[[nodiscard]] std::string to_cell(exclusion_reason r); ///< "rating_struck"

struct exclusion {
    order_key order;
    exclusion_reason reason;
    friend bool operator==(const exclusion&, const exclusion&) = default;
};

/// Times from `from` on and before `until`.
struct period {
    calendar::local_time from;
    calendar::local_time until;
    [[nodiscard]] bool contains(calendar::local_time t) const { return from <= t && t < until; }
    friend bool operator==(const period&, const period&) = default;
};
/// The weeks (from Monday on) or months of which some part lies in the days from `from` on and before
/// `until`, whole.
[[nodiscard]] std::vector<period> weeks_of(const calendar::date& from, const calendar::date& until);
[[nodiscard]] std::vector<period> months_of(const calendar::date& from, const calendar::date& until);

/// What differs from city to city. Whatever is left out is left out with its key and reason; only the rates
/// of returns and reworks leave out nothing.
struct indicator_profile {
    std::string version = "default-1";
    bool leave_out_declined = true;
    bool leave_out_cancelled = true;
    bool leave_out_forced = false; ///< else it counts as not solved and not satisfied
    bool leave_out_unrated = false;
    bool leave_out_rated_by_others = false; ///< by the community, for the reporter
};

/// A rate and the orders behind it, by key.
struct measure {
    services::indicator indicator;
    std::vector<order_key> part{};  ///< the numerator: some of `whole`
    std::vector<order_key> whole{}; ///< the denominator
    std::vector<exclusion> left_out{};
    [[nodiscard]] ratio value() const {
        return {static_cast<std::int64_t>(part.size()), static_cast<std::int64_t>(whole.size())};
    }
    friend bool operator==(const measure&, const measure&) = default;
};
/// "closed on time: 737/972 (75.82 %)"
[[nodiscard]] std::string to_string(const measure& m, language l = language::en);

/// The orders as what happened before an instant had made them: at the end of the period that ends there. Deadlines that were
/// not yet known are set if the calendars are given and know them.
/// Throws: std::invalid_argument if an event does not follow.
/// Cost:   O(events).
[[nodiscard]] order_book orders_before(std::span<const event> events, calendar::local_time instant,
                                       const calendar::work_calendars* office = nullptr);

/// One measure an indicator, in their order. The orders should be those of the end of the period.
///
/// Each reporter's matter counts once. An order that was merged counts under its own key as the order in which it goes
/// on: handled, closed, responded, solved as that is, but by its own deadlines where they were earlier, and satisfied as
/// its own reporter rated it, or else as the last rating says. Whether it was returned or reworked itself is its own.
///
/// What is due at a time that is not yet known is due in no period.
///
/// Due to close is what had to be closed by a time in the period; where the rules set no such time, what had
/// to be handled then, or, before it was dispatched, to be registered or dispatched.
/// Cost: O(orders × indicators).
[[nodiscard]] std::vector<measure> measure_orders(const order_book& orders, const period& when,
                                                  const indicator_profile& profile = {});

/// The order as its reporter's matter: itself, or if it was merged, the order in which it goes on, under its own key, place and
/// reporter, and rated as its own reporter did, where they did.
[[nodiscard]] order matter_of(const order& o, const order_book& orders);

/// The same for the orders of each group, in one pass; the groups add up to the whole. `group` sees an order as
/// matter_of gives it.
[[nodiscard]] std::map<std::string, std::vector<measure>>
measure_orders_by(const order_book& orders, const period& when,
                  const std::function<std::string(const order&)>& group,
                  const indicator_profile& profile = {});

/// Groups. An order lies in the grid of the day on which it was placed, whatever was drawn since.
[[nodiscard]] std::string by_grid(const order& o);
[[nodiscard]] std::string by_handler(const order& o);    ///< who has it now; "" if nobody
[[nodiscard]] std::string by_department(const order& o); ///< "" for what no department has
[[nodiscard]] std::string by_team(const order& o);       ///< "" for what no team has
[[nodiscard]] std::function<std::string(const order&)> by_quarter(const civic::community& c);
[[nodiscard]] std::string by_item(const order& o);
[[nodiscard]] std::string by_week(const order& o); ///< the Monday of the week in which it was placed
[[nodiscard]] std::function<std::string(const order&)> by_category(const catalogue& all);

/// The measures of each period, as things stood at its end: one pass through the events. Deadlines that were not yet known are
/// set if the calendars are given and know them.
[[nodiscard]] std::vector<std::vector<measure>>
measure_trend(std::span<const event> events, std::span<const period> periods,
              const indicator_profile& profile = {}, const calendar::work_calendars* office = nullptr);

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::measure>
    : qaidam::detail::bilingual_formatter<qaidam::services::measure> {};

template <>
struct fmt::formatter<qaidam::services::indicator>
    : qaidam::detail::bilingual_formatter<qaidam::services::indicator> {};
template <>
struct fmt::formatter<qaidam::services::exclusion_reason>
    : qaidam::detail::bilingual_formatter<qaidam::services::exclusion_reason> {};

#pragma GCC visibility pop
