#include <qaidam/journeys/price_search.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>

#include <qaidam/rail/number.hpp>

namespace qaidam::journeys {

using namespace rail;
namespace {

/// The classes of the network's trains, faster ones first, each by a word that means it alone.
std::vector<std::string> list_classes(const timetable& t) {
    std::vector<std::string> words;
    for (const auto& c : train_classes()) {
        const bool runs = std::any_of(t.trains().begin(), t.trains().end(),
                                      [&](const train& x) { return find_class(x.number) == &c; });
        if (runs) words.emplace_back(c.prefix.empty() ? c.name.zh : c.prefix);
    }
    return words;
}

/// The question's filter, the same without one more class each, and those that were added.
std::vector<filter> list_filters(const timetable& t, const query& q, const price_search& s) {
    std::vector<filter> all{q.filter};
    auto slower = q.filter;
    for (auto& word : list_classes(t)) {
        slower.avoid.classes.push_back(std::move(word));
        all.push_back(slower);
    }
    all.insert(all.end(), s.filters.begin(), s.filters.end());
    return all;
}

std::vector<journey> list_candidates(const network& n, const query& q, const price_search& s) {
    router ask{n};
    std::vector<journey> all;
    auto each = q;
    for (auto& f : list_filters(n.table(), q, s)) {
        each.filter = std::move(f);
        for (auto& j : ask.find_all(each))
            if (std::find(all.begin(), all.end(), j) == all.end()) all.push_back(std::move(j));
    }
    return all;
}

/// The currency in which most of them have a total; "" where none has.
std::string common_currency(const std::vector<priced_journey>& all) {
    std::map<std::string, std::size_t> counts;
    for (const auto& j : all)
        if (j.price.total) ++counts[j.price.total->currency];
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == counts.end() ? std::string{} : most->first;
}

/// All with what they cost in one currency.
std::vector<priced_journey> price_all(const timetable& t, std::vector<journey> candidates,
                                      const price_search& s) {
    auto prices = s.prices;
    if (prices.currency.empty() && s.budget) prices.currency = s.budget->currency;
    std::vector<priced_journey> all;
    for (auto& j : candidates) {
        auto cost = price_of(t, j, prices);
        all.push_back({std::move(j), std::move(cost)});
    }
    if (!prices.currency.empty()) return all;
    prices.currency = common_currency(all);
    if (prices.currency.empty()) return all;
    for (auto& j : all)
        if (j.price.total && j.price.total->currency != prices.currency)
            j.price = price_of(t, j.journey, prices);
    return all;
}

/// Whether it is no worse in arrival and changes, and in price where both have one.
bool is_as_good(const priced_journey& a, const priced_journey& b) {
    return a.journey.arrival_utc() <= b.journey.arrival_utc() && a.journey.changes() <= b.journey.changes() &&
           (!a.price.total || !b.price.total || compare(*a.price.total, *b.price.total) <= 0);
}

bool comes_before(const priced_journey& a, const priced_journey& b) {
    if (a.price.total && b.price.total)
        if (const auto order = compare(*a.price.total, *b.price.total); order != 0) return order < 0;
    if (a.journey.arrival_utc() != b.journey.arrival_utc())
        return a.journey.arrival_utc() < b.journey.arrival_utc();
    if (a.journey.changes() != b.journey.changes()) return a.journey.changes() < b.journey.changes();
    return a.journey.departure_utc() > b.journey.departure_utc();
}

/// Those that no other one beats, in order; one of those that are equal.
std::vector<priced_journey> keep_best(std::vector<priced_journey> all) {
    std::stable_sort(all.begin(), all.end(), comes_before);
    std::vector<priced_journey> best;
    for (auto& j : all)
        if (std::none_of(best.begin(), best.end(), [&](const auto& other) { return is_as_good(other, j); }))
            best.push_back(std::move(j));
    return best;
}

} // namespace

priced_answer find_priced(const network& n, const query& q, const price_search& s) {
    if (!std::holds_alternative<leave_between>(q.when))
        throw std::invalid_argument("find_priced: want leave_between");
    if (s.budget && !s.prices.currency.empty() && s.prices.currency != s.budget->currency)
        throw std::invalid_argument("find_priced: the budget is in another currency than the question");
    auto all = price_all(n.table(), list_candidates(n, q, s), s);
    priced_answer made{.candidates = all.size()};
    const auto first_without = std::stable_partition(
        all.begin(), all.end(), [](const priced_journey& j) { return j.price.total.has_value(); });
    std::vector<priced_journey> unpriced(std::make_move_iterator(first_without),
                                         std::make_move_iterator(all.end()));
    all.erase(first_without, all.end());
    if (s.budget)
        std::erase_if(all, [&](const priced_journey& j) { return compare(*j.price.total, *s.budget) > 0; });
    made.best = keep_best(std::move(all));
    made.unpriced = keep_best(std::move(unpriced));
    return made;
}

} // namespace qaidam::journeys
