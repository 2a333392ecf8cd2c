/// Price as a criterion: cheap journeys beside fast ones, and a budget.
///
///     const auto found = journeys::find_priced(network, question, {.budget = budget});
///     for (const auto& j : found.best) fmt::print("{}", views::describe_price(timetable, j, language::en));
///
/// A router compares departure, arrival and changes. A slow and cheap train is no answer of it where a fast and dear one leaves
/// later and arrives earlier. So `find_priced` asks it again and again, each time without one more class of trains, the faster
/// ones first. What it finds are the *candidates*: for each class of trains, the journeys without it and all faster classes
/// that are Pareto-optimal in departure, arrival and changes among those; and the same for all trains, and for each filter
/// that the caller adds.
///
/// What is promised, exactly: the answer is the Pareto set, in arrival, changes and price, of the candidates within the
/// budget. So the first journey is the cheapest candidate. What is not: another journey may be cheaper, if for each of
/// these sets of trains that has all of its own, there is another one by the set that is no worse in departure, arrival and
/// changes; of several that are equal in these, the router names one. Such a journey waits longer on its way, changes more often or
/// elsewhere, or keeps to trains that no class tells; a filter for such trains, or a via, makes it a candidate.
#pragma once

#include <optional>
#include <vector>

#include <qaidam/journeys/price.hpp>

#pragma GCC visibility push(default)

namespace qaidam::journeys {

struct price_search {
    price_query prices{};
    std::optional<rail::price> budget{}; ///< what a journey may cost at most
    /// To ask for more candidates, each in place of the question's filter; say those that keep to cheap trains.
    std::vector<journeys::filter> filters{};
};

struct priced_answer {
    /// By price, then arrival, then changes; of those that are equal in all, the one that leaves last.
    std::vector<priced_journey> best{};
    /// Candidates without a total, Pareto-optimal in arrival and changes among themselves: they may be cheaper.
    std::vector<priced_journey> unpriced{};
    std::size_t candidates = 0; ///< without repetition
};

/// The journeys of a span of departures that no other candidate beats in arrival, changes and price.
///
/// Prices are compared in one currency: that of the question, else the budget's, else the one in which most candidates
/// have a total, the first by its code. A candidate without a total in it is one of `unpriced`.
/// Throws: as `router::find_all`, and std::invalid_argument for anything but leave_between, or a budget in another currency
///         than the question's.
/// Cost:   a question of the router for each class of the network's trains and each filter, and a price for each candidate.
[[nodiscard]] priced_answer find_priced(const network& n, const query& q, const price_search& s = {});

} // namespace qaidam::journeys

#pragma GCC visibility pop
