#include "filter.hpp"

#include <algorithm>

#include <qaidam/rail/number.hpp>
#include <qaidam/rail/stock.hpp>

#include "network.hpp"

namespace qaidam::journeys {
namespace {

bool contains(const std::vector<std::string>& words, std::string_view name) {
    return !name.empty() && std::find(words.begin(), words.end(), name) != words.end();
}

/// "K9805/K9808" is meant by each of its numbers too.
bool mean_number(const std::vector<std::string>& words, const std::string& number) {
    if (contains(words, number)) return true;
    const auto parsed = parse_train_number(number);
    if (!parsed) return false;
    const auto all = each_number(*parsed);
    return std::any_of(all.begin(), all.end(), [&](const auto& each) { return contains(words, each); });
}

bool mean_class(const std::vector<std::string>& words, const std::string& number) {
    const auto* const c = parse_train_number(number) ? find_class(number) : nullptr;
    return c != nullptr &&
           std::any_of(words.begin(), words.end(), [&](const auto& word) { return is_called(*c, word); });
}

} // namespace

bool mean(const train_words& words, const timetable& t, const train& x) {
    const auto by_number = [&](const std::string& number) {
        return (!words.numbers.empty() && mean_number(words.numbers, number)) ||
               (!words.classes.empty() && mean_class(words.classes, number));
    };
    return by_number(x.number) || (x.route && contains(words.routes, t.routes()[*x.route].short_name)) ||
           std::any_of(x.numbers.begin(), x.numbers.end(),
                       [&](const number_change& n) { return by_number(n.number); });
}

std::vector<std::string> unknown_words(const network& n, const filter& f) {
    const auto& net = *n.internals();
    std::vector<std::string> unknown;
    const auto look_up = [&](const std::vector<std::string>& words, const auto& as_word) {
        for (const auto& word : words) {
            const auto trains = net.table.trains().ids();
            const bool known =
                std::any_of(trains.begin(), trains.end(), [&, one = as_word(word)](train_id i) {
                    return net.is_taken(i) && mean(one, net.table, net.table.trains()[i]);
                });
            if (!known) unknown.push_back(word);
        }
    };
    for (const auto* words : {&f.use, &f.avoid}) {
        look_up(words->numbers, [](const std::string& word) { return train_words{.numbers = {word}}; });
        look_up(words->classes, [](const std::string& word) { return train_words{.classes = {word}}; });
        look_up(words->routes, [](const std::string& word) { return train_words{.routes = {word}}; });
    }
    return unknown;
}

} // namespace qaidam::journeys
