/// Dispatch: who is competent for an order (权责清单), and who should have it, as things stand.
///
///     const auto choice = services::choose_handler(desk, "2021-1224-007", now);
///     fmt::print("{}\n", choice);      // each candidate: by which right, load, distance, cost
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <qaidam/services/desk.hpp>

#pragma GCC visibility push(default)

namespace qaidam::services {

/// Somebody who is competent, and by which right.
struct candidate {
    services::handler handler;
    /// The row among the catalogue's competences; nothing for a party member of the building, who takes its
    /// errands.
    std::optional<std::size_t> competence{};
    friend bool operator==(const candidate&, const candidate&) = default;
};

/// Those competent for an order of an item, in the order of preference; the building's party members last. Where there
/// is no building, nobody of a quarter or a building is.
[[nodiscard]] std::vector<candidate> list_competent(const catalogue& all, const civic::community& c,
                                                    const service_item& item,
                                                    std::optional<civic::building_id> building, priority p,
                                                    const calendar::date& day);
/// Those who may help with it.
[[nodiscard]] std::vector<handler> list_helpers(const catalogue& all, const civic::community& c,
                                                const service_item& item,
                                                std::optional<civic::building_id> building, priority p);

/// Whether anybody can act as the handler on a day: a department or team that has nobody could not accept an order.
[[nodiscard]] bool can_act(const civic::community& c, const handler& h, const calendar::date& day);

/// Items for which a competent department or team has nobody who could act, with the days on which that is so.
[[nodiscard]] std::vector<calendar::dated_finding> audit(const catalogue& all, const civic::community& c,
                                                         const calendar::date_span& when);

/// What makes a candidate dear. Costs are added; the cheapest is chosen, the preferred one among equals.
struct dispatch_options {
    double per_open_order = 1.0;
    double per_kilometre = 1.0;     ///< from the home of a person to the building, where both are known
    double per_rank = 0.5;          ///< for each that is preferred to them
    std::optional<int> most_open{}; ///< orders that anybody may have open
};

/// A candidate and what speaks against them.
struct weighed_candidate {
    services::candidate candidate;
    int open = 0;                      ///< orders they have open
    std::optional<geo::meters> away{}; ///< from their home to the building
    double cost = 0;
    bool gave_it_away = false; ///< they returned it or passed it on, and cannot have it again
    bool full = false;         ///< they have as many as they may
    bool empty = false;        ///< nobody can act for them
};

struct dispatch_choice {
    order_key order;
    std::optional<services::handler> handler{};  ///< nothing where nobody can
    std::vector<weighed_candidate> considered{}; ///< the cheapest first
};
/// A line for each candidate, the chosen one marked.
[[nodiscard]] std::string to_string(const dispatch_choice& c, language l = language::en);

/// How many open orders each handler has.
[[nodiscard]] std::map<handler, int> count_open(const order_book& orders);

/// Who should have an order that is to be dispatched, adjudicated or transferred.
/// Throws: std::invalid_argument if there is no such order, or the catalogue or the community has its item or
/// building no more.
[[nodiscard]] dispatch_choice choose_handler(const desk& d, const order_key& order, calendar::local_time at,
                                             const dispatch_options& options = {});

/// The same for many orders at once: as many as possible are given to somebody, at the least total cost,
/// where each order that somebody gets makes their next one dearer.
///
/// Shape:  one a key, in their order.
/// Source: a cheapest flow; costs are whole thousandths.
[[nodiscard]] std::vector<dispatch_choice> choose_handlers(const desk& d, std::span<const order_key> orders,
                                                           calendar::local_time at,
                                                           const dispatch_options& options = {});

} // namespace qaidam::services

template <>
struct fmt::formatter<qaidam::services::dispatch_choice>
    : qaidam::detail::bilingual_formatter<qaidam::services::dispatch_choice> {};

#pragma GCC visibility pop
