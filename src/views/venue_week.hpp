/// A week at the venues, day by day: what its chart, its table and its list show.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <qaidam/views/venue_views.hpp>

namespace qaidam::views::detail {

/// A light ground and a dark edge: white letters can be read on the edge, dark ones on the ground.
struct colours {
    std::string_view ground;
    std::string_view edge;
};
/// The i-th of twelve, and on from the first.
[[nodiscard]] colours colour_at(std::size_t i);
/// By place. Where there are more places than colours, their letters tell them apart.
[[nodiscard]] colours colour_of(civic::place_id place);
inline constexpr colours elsewhere{"#ffffff", "#666666"};
inline constexpr colours closed{"#f0f0f0", "#555555"};
/// "A" is the first place of the feed, "Z" is followed by "AA": the same every week.
[[nodiscard]] std::string letter_of(civic::place_id place);

/// What is on one day of an entry, or of a closure of a place.
struct day_item {
    label title; ///< with what is special about it
    venues::spot where;
    label who{};
    bool is_closure = false;
    calendar::local_time from; ///< on that day; until the small hours after it
    calendar::local_time until;
    calendar::local_time begins; ///< the same with preparing and clearing up
    calendar::local_time ends;
    bool before = false;       ///< it began on another day
    bool after = false;        ///< it goes on on another day
    bool taken_before = false; ///< the same with preparing and clearing up
    bool taken_after = false;

    /// Whether it takes the whole day, or more than one.
    [[nodiscard]] bool is_long() const;
    [[nodiscard]] bool is_prepared() const { return begins < from || until < ends; }
    [[nodiscard]] const civic::place_id* place() const { return std::get_if<civic::place_id>(&where); }
};

struct week_day {
    calendar::date date;
    bool off = false;                      ///< a weekend or a holiday
    std::string note{};                    ///< "春节 休", "放假安排未公布"
    std::string closing{};                 ///< "春节闭馆"
    std::vector<civic::place_id> closed{}; ///< the places to which that happens
    std::vector<day_item> items{};         ///< by time, then place
};

using week = std::array<week_day, 7>;

[[nodiscard]] calendar::date monday_of(const calendar::date& day);
[[nodiscard]] week week_of(const venues::programme& p, const civic::community& c,
                           const calendar::date& monday, language l, const view_options& options);

/// "12月24日", "12/24"
[[nodiscard]] std::string day_text(const calendar::date& day, language l);
/// "10:00–11:00", "09:00 起", "全天"
[[nodiscard]] std::string hours_of(const day_item& x, language l);
/// Where that is which is not at a place.
[[nodiscard]] std::string elsewhere_name(language l, venues::homes at_homes);
/// Whether nobody knows yet if it is a holiday.
[[nodiscard]] bool is_unknown(const calendar::date& day, const calendar::holidays& known);
/// What is told of a class on such a day.
[[nodiscard]] const label& unknown_mark();
/// What is told behind the title of an entry: "（补课）", "（待定）".
[[nodiscard]] label marks_of(const venues::entry& e, const calendar::holidays& known);

} // namespace qaidam::views::detail
