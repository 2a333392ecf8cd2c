#include <qaidam/rail/money.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <qaidam/rail/railway.hpp>

namespace qaidam::rail {
namespace {

[[noreturn]] void throw_overflow() {
    throw std::overflow_error("price: an amount does not fit in 64 bits");
}

std::int64_t times(std::int64_t a, std::int64_t b) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a, b, &product)) throw_overflow();
    return product;
}

/// Written with so many decimals, not fewer than it has.
std::int64_t amount_with(const price& p, int decimals) {
    auto amount = p.amount;
    for (int i = p.decimals; i < decimals && amount != 0; ++i) amount = times(amount, 10);
    return amount;
}

void require_one_currency(const price& a, const price& b) {
    if (a.currency != b.currency)
        throw std::invalid_argument("price: got " + a.currency + " and " + b.currency +
                                    ", want one currency");
}

int common_decimals(const price& a, const price& b) {
    return std::max({a.decimals, b.decimals, minor_decimals(a.currency)});
}

} // namespace

int minor_decimals(std::string_view currency) {
    static constexpr std::array<std::string_view, 17> whole{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                            "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                            "VND", "VUV", "XAF", "XOF", "XPF"};
    static constexpr std::array<std::string_view, 7> thousandths{"BHD", "IQD", "JOD", "KWD",
                                                                 "LYD", "OMR", "TND"};
    if (std::find(whole.begin(), whole.end(), currency) != whole.end()) return 0;
    if (std::find(thousandths.begin(), thousandths.end(), currency) != thousandths.end()) return 3;
    return currency == "CLF" || currency == "UYW" ? 4 : 2;
}

price in_minor_units(const price& p) {
    auto made = p;
    const int minor = minor_decimals(p.currency);
    while (made.decimals > minor && made.amount % 10 == 0) {
        made.amount /= 10;
        --made.decimals;
    }
    made.amount = amount_with(made, std::max(minor, made.decimals));
    made.decimals = std::max(minor, made.decimals);
    return made;
}

price operator+(const price& a, const price& b) {
    require_one_currency(a, b);
    price sum{.amount = 0, .decimals = common_decimals(a, b), .currency = a.currency};
    if (__builtin_add_overflow(amount_with(a, sum.decimals), amount_with(b, sum.decimals), &sum.amount))
        throw_overflow();
    return in_minor_units(sum);
}

price operator-(const price& a, const price& b) {
    return a + b * -1;
}

price operator*(const price& p, std::int64_t n) {
    auto made = p;
    made.amount = times(p.amount, n);
    return in_minor_units(made);
}

std::strong_ordering compare(const price& a, const price& b) {
    require_one_currency(a, b);
    const int decimals = common_decimals(a, b);
    return amount_with(a, decimals) <=> amount_with(b, decimals);
}

std::string to_string(const price& p) {
    auto digits = std::to_string(p.amount);
    const auto first = static_cast<std::size_t>(p.amount < 0 ? 1 : 0);
    const auto decimals = static_cast<std::size_t>(std::max(0, p.decimals));
    if (decimals > 0) {
        if (digits.size() - first <= decimals)
            digits.insert(first, decimals + 1 - (digits.size() - first), '0');
        digits.insert(digits.size() - decimals, 1, '.');
    }
    return p.currency.empty() ? digits : digits + " " + p.currency;
}

std::optional<price> parse_price(std::string_view text) {
    const auto space = text.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    price p{.amount = 0, .decimals = 0, .currency = std::string{text.substr(space + 1)}};
    std::string digits{text.substr(0, space)};
    if (const auto point = digits.find('.'); point != std::string::npos) {
        p.decimals = static_cast<int>(digits.size() - point - 1);
        digits.erase(point, 1);
        if (p.decimals == 0 || point == 0) return std::nullopt;
    }
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), p.amount);
    const bool good =
        failure == std::errc{} && end == digits.data() + digits.size() && p.decimals <= 6 &&
        p.currency.size() == 3 &&
        std::all_of(p.currency.begin(), p.currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    return good ? std::optional{std::move(p)} : std::nullopt;
}

std::optional<std::size_t> find_concession(std::span<const concession> all, rider_category_id rider,
                                           tariff_id tariff) {
    std::optional<std::size_t> general;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].rider != rider) continue;
        if (all[i].tariff == tariff) return i;
        if (!all[i].tariff) general = i;
    }
    return general;
}

price reduced(const price& full, const concession& by) {
    // In units of 1/100 of the finer of the two decimals, all whole numbers.
    const int decimals = std::max(full.decimals, by.round_to.decimals);
    const auto exact = times(amount_with(full, decimals), by.percent);
    const auto unit = times(amount_with(by.round_to, decimals), 100);
    const auto whole = exact / unit;
    const auto rest = exact % unit;
    const auto multiples = rest >= unit - rest ? whole + 1 : whole;
    return in_minor_units({.amount = times(by.round_to.amount, multiples),
                           .decimals = by.round_to.decimals,
                           .currency = full.currency});
}

} // namespace qaidam::rail
