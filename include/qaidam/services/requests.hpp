/// A city's public export of service requests, turned into orders by a mapping of its columns.
///
///     const auto mapping = services::load_mapping("nyc.csv").value;
///     const auto [requests, notices] =
///         services::load_requests("requests.csv", mapping, {.policy = policy::lenient});
///     for (const auto& c : services::tally_by_category(requests))
///         fmt::print("{}: {} orders, {} of them closed\n", c.category.text(), c.orders, c.closed);
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/file_path.hpp>
#include <qaidam/calendar/written_time.hpp>
#include <qaidam/calendar/zone.hpp>
#include <qaidam/services/order.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// Which column says what. Read from a file with the columns field,value and a row for each of: key, opened,
/// closed, due, category, status (names of columns; key, due, and one of closed and status may be missing), zone (an
/// IANA name), times (how they are written where that is not plain: day_first or month_first, and what a number is,
/// serial_1900, serial_1904, epoch_seconds or epoch_milliseconds, which needs the zone), exported (the day on which
/// the export was made), limit_days (a whole number), `limit_days:CATEGORY` (that of one category) and `state:WORD`
/// (what a word of the status column means: solved, handling, …).
struct request_mapping {
    std::string key{}; ///< "": requests are called after their rows
    std::string opened{};
    std::string closed{};
    std::string due{}; ///< by when the city promises to close it, a day or a time
    std::string category{};
    std::string status{};                 ///< "": closed are those with a closing time
    std::optional<calendar::zone> zone{}; ///< of the city: times with an offset are put on its clock
    calendar::time_writing times{};
    std::optional<calendar::date> exported{};
    std::map<std::string, order_state> states{};
    std::optional<int>
        limit_days{}; ///< natural days that the city promises from the day of opening, where no due is
    std::map<std::string, int> category_limits{}; ///< in its place
};

/// Throws: data_error with every fault of the file.
[[nodiscard]] loaded<request_mapping> load_mapping(const file_path& file);

/// An order as far as an export tells it. Its item is the category; it is due by the end of a day, or by a time.
struct request {
    services::order order;
    std::optional<calendar::local_time> closed_at{};
    /// From opening to closing, between the instants; whole days where the export has only the date of either.
    std::optional<double> days{};
    bool late = false; ///< closed after it was due
};

/// The requests of an export in its order; times on the clock of the city. A column of times is read as a whole
/// (calendar/written_time.hpp). The same row twice is one request.
/// Errors (the row is left out): a time that cannot be read, closed before opened, a status without a
/// meaning, a key that another row has. Warnings: a state that contradicts the closing time counts, and the time does
/// not; an offset on one time and none on the other, without a zone, leaves the days unknown; a request
/// without a category is kept under ""; a limit whose category no request has.
///
/// Throws:   data_error if a column is missing, and under policy::strict for any bad row.
/// Cost:     O(rows log rows); the text is read twice.
[[nodiscard]] loaded<std::vector<request>>
load_requests(const file_path& file, const request_mapping& mapping, const load_options& options = {});
/// The same for text that is in memory.
[[nodiscard]] loaded<std::vector<request>> read_requests(std::string_view text, const std::string& file,
                                                         const request_mapping& mapping,
                                                         const load_options& options = {});

struct category_tally {
    item_key category;
    std::size_t orders = 0;
    std::size_t closed = 0;
    std::optional<double> median_days{}; ///< of those whose days are known; of an even number the mean of two
    friend bool operator==(const category_tally&, const category_tally&) = default;
};

/// Each category with its orders, by category.
[[nodiscard]] std::vector<category_tally> tally_by_category(std::span<const request> requests);

/// How many are in each state.
[[nodiscard]] std::map<order_state, std::size_t> count_by_state(std::span<const request> requests);

struct week_tally {
    calendar::date monday; ///< of the week in which they were due
    std::size_t due = 0;
    std::size_t breached = 0; ///< closed after they were due, or not by then and not yet
    friend bool operator==(const week_tally&, const week_tally&) = default;
};

/// Requests that are due by the week in which they are, as they stood at the end of the day `as_of`, which is the
/// day of the export or an earlier one: what was opened later is left out, and what was closed later was open. Weeks
/// without any are left out. An open one is breached if it was due on a day before `as_of`; a closed one whose closing
/// time is not known is not.
[[nodiscard]] std::vector<week_tally> breaches_by_week(std::span<const request> requests,
                                                       const calendar::date& as_of);

namespace codes {
inline constexpr message_rule unreadable_time{
    "unreadable_time",
    severity::error,
    {"{1}：“{0}”；应如 2022-01-10 22:40", "{1}, got {0}, want one like 2022-01-10 22:40"}};
inline constexpr message_rule undecided_time{
    "undecided_time",
    severity::error,
    {"{1}：“{0}”；请在映射中加一行 times，写明其一：{2}",
     "{1}, got {0}; add a row times to the mapping, with one of {2}"}};
inline constexpr message_rule contradicting_state{
    "contradicting_state",
    severity::warning,
    {"状态是“{0}”，却有办结时间 {1}；以状态为准",
     "it is {0}, and yet closed {1}; the state counts, the time does not"}};
inline constexpr message_rule unknown_duration{
    "unknown_duration",
    severity::warning,
    {"受理与办结只有一个带时差，历时不明；请在映射中加一行 zone",
     "of opening and closing one has an offset, so the days are not known; add a row zone to the mapping"}};
inline constexpr message_rule unused_mapping{
    "unused_mapping", severity::warning, {"映射项“{0}”从不起作用：{1}", "mapping of {0} never applies: {1}"}};
inline constexpr message_rule closed_before_opened{
    "closed_before_opened",
    severity::error,
    {"办结 {0} 早于受理 {1}", "closed {0} before it was opened {1}"}};
inline constexpr message_rule unknown_status{
    "unknown_status",
    severity::error,
    {"状态“{0}”没有对应；请在映射中加一行 state:{0}",
     "status {0} has no meaning; add a row state:{0} to the mapping"}};
inline constexpr message_rule closed_without_time{
    "closed_without_time", severity::warning, {"已办结而没有办结时间", "closed, but no time says when"}};
inline constexpr message_rule no_category{
    "no_category", severity::warning, {"没有类别，计入未分类", "no category, counted under none"}};
inline constexpr message_rule repeated_request{
    "repeated_request",
    severity::info,
    {"与编号“{0}”的前一行相同，算作一件", "the same as the row before of key {0}, counted once"}};
inline constexpr message_rule bad_mapping{
    "bad_mapping", severity::error, {"映射项“{0}”不可用：{1}", "mapping of {0} cannot be used: {1}"}};
inline constexpr message_rule missing_mapping{
    "missing_mapping", severity::error, {"缺少映射项“{0}”", "there is no mapping of {0}, want one"}};

inline constexpr std::array requests{&unreadable_time,     &undecided_time,      &closed_before_opened,
                                     &unknown_status,      &closed_without_time, &no_category,
                                     &contradicting_state, &unknown_duration,    &repeated_request,
                                     &bad_mapping,         &missing_mapping,     &unused_mapping};
} // namespace codes

} // namespace qaidam::services

#pragma GCC visibility pop
