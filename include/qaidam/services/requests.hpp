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
#include <qaidam/calendar/zone.hpp>
#include <qaidam/services/order.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// Which column says what. Read from a file with the columns field,value and a row for each of: key, opened,
/// closed, category, status (names of columns; key, closed and status may be missing), zone (an IANA name),
/// limit_days (a whole number) and `state:WORD` (what a word of the status column means: solved, handling,
/// …).
struct request_mapping {
    std::string key{}; ///< "": requests are called after their rows
    std::string opened{};
    std::string closed{};
    std::string category{};
    std::string status{};                 ///< "": closed are those with a closing time
    std::optional<calendar::zone> zone{}; ///< of the city: times with an offset are put on its clock
    std::map<std::string, order_state> states{};
    std::optional<int> limit_days{}; ///< natural days from opening to closing that the city promises
};

/// Throws: data_error with every fault of the file.
[[nodiscard]] loaded<request_mapping> load_mapping(const file_path& file);

/// An order as far as an export tells it. Its item is the category.
struct request {
    services::order order;
    std::optional<calendar::local_time> closed_at{};
    /// From opening to closing: whole days where the export has only the date of either.
    std::optional<double> days{};
};

/// The requests of an export in its order; times on the clock of the city. The same row twice is one request.
/// Errors (the row is left out): a time that cannot be read, closed before opened, a status without a
/// meaning, a key that another row has. A request without a category is kept under "", with a notice.
///
/// Throws:   data_error if a column is missing, and under policy::strict for any bad row.
/// Cost:     O(rows log rows).
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
    std::size_t breached = 0; ///< closed after they were due, or not yet when the export ends
    friend bool operator==(const week_tally&, const week_tally&) = default;
};

/// Requests with a promised day by the week of that day; weeks without any are left out. An open one is
/// breached if its day lies before the last event of all.
[[nodiscard]] std::vector<week_tally> breaches_by_week(std::span<const request> requests);

namespace codes {
inline constexpr message_rule unreadable_time{
    "unreadable_time",
    severity::error,
    {"无法读出时间“{0}”；应如 2022-01-10、2022-01-10 22:40:00、2022-01-10T22:40:00+08:00 或 01/10/2022 "
     "10:40:00 PM",
     "not a time, got {0}, want one like 2022-01-10, 2022-01-10 22:40:00, 2022-01-10T22:40:00+08:00 or "
     "01/10/2022 "
     "10:40:00 PM"}};
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

inline constexpr std::array requests{&unreadable_time,     &closed_before_opened, &unknown_status,
                                     &closed_without_time, &no_category,          &repeated_request,
                                     &bad_mapping,         &missing_mapping};
} // namespace codes

} // namespace qaidam::services

#pragma GCC visibility pop
