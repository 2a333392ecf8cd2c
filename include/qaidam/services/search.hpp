/// Search: orders of a desk by words, item, state, place and time, as far as the asker sees them.
///
///     const auto page = services::search_orders(
///         desk, {.words = "路灯 闪烁", .within = services::circle{{37.2948, 99.0204}, 300_m}}, {"p-clerk", now});
///     for (const auto& match : page.matches) fmt::print("{}\n", desk.orders()[match.order].key);
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <qaidam/base/enum_set.hpp>
#include <qaidam/events/text_store.hpp>
#include <qaidam/geo/point.hpp>
#include <qaidam/services/desk.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// The ground around a spot, with its edge.
struct circle {
    spot middle;
    geo::meters radius;
};

enum class search_sort {
    best_first, ///< by `share`, then the newest
    newest_first,
    nearest_first ///< to the middle of the circle, then the newest; without a circle the newest
};

/// What orders are wanted. What is left out excludes nothing.
struct order_query {
    /// Each must occur, wherever, in a text of the order: apart by blanks, without regard to the case of Latin letters. A
    /// word is found within others too, as Chinese needs it: 灯 in 路灯.
    std::string words{};
    std::vector<item_key> items{};
    enum_set<order_state> states{};
    std::optional<circle> within{}; ///< where its spot or its building is
    std::optional<calendar::local_time> placed_from{};
    std::optional<calendar::local_time> placed_until{}; ///< and before it
    search_sort sort = search_sort::best_first;
    std::size_t skip = 0;  ///< of those found: the pages before
    std::size_t most = 20; ///< of a page
};

/// Who asks, and when: rights are those of that day.
struct asker {
    person_key person;
    calendar::local_time at;
};

struct order_match {
    order_id order;
    /// How much of the texts the words are: for each word the most that it is of any text in which it occurs, on average; 1
    /// without words.
    double share = 1;
    std::optional<geo::meters> distance{}; ///< from the middle of the circle
    friend bool operator==(const order_match&, const order_match&) = default;
};

struct order_page {
    std::vector<order_match> matches; ///< of the page
    std::size_t found = 0;            ///< on all pages
};

/// The orders that the asker sees, wholly or their matter (`desk::sight_of`), and that are wanted. Words are looked for in
/// the order's key, the names and the category of its item, the name of its building, and the answers that it chose of
/// lists. What people wrote is not looked at.
///
/// Cost: O(orders), and for those that pass all but the words and the rights, O(roles of the asker + length of texts).
[[nodiscard]] order_page search_orders(const desk& d, const order_query& query, const asker& who);

/// The same, and words are also looked for in what was written to the orders of which the asker sees whose they are: text,
/// address, answers. Each of these texts is read, which is an access, in the name of the asker and for that reason.
/// Throws: std::invalid_argument for a reason that is blank.
[[nodiscard]] order_page search_orders(const desk& d, const order_query& query, const asker& who,
                                       events::text_store& texts, const std::string& why);

} // namespace qaidam::services

#pragma GCC visibility pop
