#include <qaidam/rail/number.hpp>

#include <algorithm>
#include <charconv>

namespace qaidam::rail {
namespace {

bool is_letter(char c) {
    return c >= 'A' && c <= 'Z';
}

/// The digits as a number, nothing for any other text; at most five, as numbers have.
std::optional<int> find_digits(std::string_view text) {
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (text.empty() || text.size() > 5 || !digits || failure != std::errc{}) return std::nullopt;
    return value;
}

int power_of_ten(std::size_t digits) {
    int power = 1;
    for (; digits > 0; --digits) power *= 10;
    return power;
}

} // namespace

std::optional<train_number> parse_train_number(std::string_view text) {
    train_number n;
    while (!text.empty() && is_letter(text.front()) && n.prefix.size() < 3) {
        n.prefix += text.front();
        text.remove_prefix(1);
    }
    for (bool first = true;; first = false) {
        const auto slash = text.find('/');
        auto part = text.substr(0, slash);
        const bool whole = first || (!n.prefix.empty() && part.starts_with(n.prefix));
        if (!first && whole) part.remove_prefix(n.prefix.size());
        const auto value = find_digits(part);
        if (!value || (whole && part.front() == '0')) return std::nullopt;
        const int tail = power_of_ten(part.size());
        n.numbers.push_back(whole ? *value : n.numbers.back() / tail * tail + *value);
        if (slash == std::string_view::npos) return n;
        text.remove_prefix(slash + 1);
    }
}

std::string to_string(const train_number& n) {
    std::string text = n.prefix;
    std::string before;
    for (const int number : n.numbers) {
        const auto digits = std::to_string(number);
        if (before.empty()) {
            text += digits;
        } else if (digits.size() != before.size()) {
            text += "/" + n.prefix + digits;
        } else {
            std::size_t same = 0;
            while (same + 1 < digits.size() && digits[same] == before[same]) ++same;
            text += '/';
            text += std::string_view{digits}.substr(same);
        }
        before = digits;
    }
    return text;
}

std::vector<std::string> each_number(const train_number& n) {
    std::vector<std::string> all;
    for (const int number : n.numbers) all.push_back(n.prefix + std::to_string(number));
    return all;
}

std::span<const train_class> train_classes() {
    static constexpr int most = 99999;
    static constexpr train_class all[] = {
        {"G", 1, most, {"高速动车组", "high-speed"}, "#c2185b"},
        {"C", 1, most, {"城际动车组", "intercity EMU"}, "#d81b60"},
        {"D", 1, most, {"动车组", "EMU"}, "#8e24aa"},
        {"S", 1, most, {"市郊", "suburban"}, "#00838f"},
        {"Z", 1, most, {"直达特快", "express, non-stop"}, "#6a1b9a"},
        {"T", 1, most, {"特快", "express"}, "#1565c0"},
        {"K", 1, most, {"快速", "fast"}, "#c62828"},
        {"Y", 1, most, {"旅游", "tourist"}, "#ef6c00"},
        {"L", 1, most, {"临时旅客", "relief"}, "#6d4c41"},
        {"", 1001, 5998, {"普通旅客快车", "ordinary fast"}, "#2e7d32"},
        {"", 6001, 7598, {"普通旅客慢车", "ordinary slow"}, "#558b2f"},
        {"", 7601, 8998, {"通勤", "commuter"}, "#827717"},
    };
    return all;
}

bool is_class(std::string_view word) {
    const auto all = train_classes();
    return std::any_of(all.begin(), all.end(), [&](const train_class& c) { return is_called(c, word); });
}

const train_class* find_class(std::string_view number) {
    const auto n = parse_train_number(number);
    if (!n) return nullptr;
    for (const auto& c : train_classes())
        if (c.prefix == n->prefix && c.first <= n->numbers.front() && n->numbers.front() <= c.last) return &c;
    return nullptr;
}

} // namespace qaidam::rail
