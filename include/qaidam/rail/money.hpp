/// Amounts of money: exact, in one currency, as whole numbers of its smallest unit.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include <qaidam/base/format.hpp>
#include <qaidam/rail/model.hpp>

#pragma GCC visibility push(default)

namespace qaidam::rail {

/// The decimals of a currency's minor unit: 2 for CNY (fen), 0 for JPY, 3 for KWD; 2 where the currency is not known.
/// Source: ISO 4217.
[[nodiscard]] int minor_decimals(std::string_view currency);

/// The same amount in minor units: 2.5 EUR is 250 cents. Where it is finer than these, its own decimals stay.
/// Throws: std::overflow_error beyond 64 bits.
[[nodiscard]] price in_minor_units(const price& p);

/// The sum, in minor units or, where one of the two is finer than these, as finely.
/// Throws: std::invalid_argument for two currencies; std::overflow_error beyond 64 bits.
[[nodiscard]] price operator+(const price& a, const price& b);
[[nodiscard]] price operator-(const price& a, const price& b);
/// So many times the price. Throws: std::overflow_error beyond 64 bits.
[[nodiscard]] price operator*(const price& p, std::int64_t times);

/// By amount, however many decimals they are written with.
/// Throws: std::invalid_argument for two currencies; std::overflow_error beyond 64 bits.
[[nodiscard]] std::strong_ordering compare(const price& a, const price& b);

/// "24.50 CNY", "-0.50 USD", "6000 JPY"
[[nodiscard]] std::string to_string(const price& p);

/// The price in "24.50 CNY"; nothing for any other text.
[[nodiscard]] std::optional<price> parse_price(std::string_view text);

} // namespace qaidam::rail

template <>
struct fmt::formatter<qaidam::rail::price> : qaidam::detail::text_formatter<qaidam::rail::price> {};

#pragma GCC visibility pop
