/// An optional that takes no more room than its value, for types that have a value to spare.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include <qaidam/base/id.hpp>

#pragma GCC visibility push(default)

namespace qaidam {

/// The value of a type that stands for none, and whether a value is that one. Specialised by the types that
/// have one to spare.
template <class T>
struct spare_value;

template <class Tag>
struct spare_value<id<Tag>> {
    static constexpr id<Tag> none{std::numeric_limits<std::uint32_t>::max()};
    static constexpr bool is(id<Tag> value) { return value == none; }
};

template <>
struct spare_value<std::int8_t> {
    static constexpr std::int8_t none = std::numeric_limits<std::int8_t>::min();
    static constexpr bool is(std::int8_t value) { return value == none; }
};

template <>
struct spare_value<float> {
    static constexpr float none = std::numeric_limits<float>::quiet_NaN();
    static constexpr bool is(float value) { return value != value; }
};

/// A T or nothing, used much as std::optional is, and made of and into one. The spare value of T is nothing.
template <class T>
class compact_optional {
    using spare = spare_value<T>;

public:
    constexpr compact_optional() noexcept = default;
    constexpr compact_optional(std::nullopt_t) noexcept {}
    template <std::convertible_to<T> From = T>
    constexpr compact_optional(From&& value) noexcept : value_{static_cast<T>(std::forward<From>(value))} {}
    constexpr compact_optional(const std::optional<T>& value) noexcept
        : value_{value.value_or(spare::none)} {}
    constexpr operator std::optional<T>() const noexcept {
        return has_value() ? std::optional{value_} : std::nullopt;
    }

    [[nodiscard]] constexpr bool has_value() const noexcept { return !spare::is(value_); }
    constexpr explicit operator bool() const noexcept { return has_value(); }
    /// Requires: has_value().
    [[nodiscard]] constexpr const T& operator*() const noexcept { return value_; }
    [[nodiscard]] constexpr T& operator*() noexcept { return value_; }
    [[nodiscard]] constexpr const T* operator->() const noexcept { return &value_; }
    [[nodiscard]] constexpr T* operator->() noexcept { return &value_; }
    /// Throws: std::bad_optional_access for nothing.
    [[nodiscard]] constexpr const T& value() const {
        return has_value() ? value_ : throw std::bad_optional_access{};
    }
    [[nodiscard]] constexpr T value_or(T other) const noexcept { return has_value() ? value_ : other; }

    constexpr void reset() noexcept { value_ = spare::none; }

    /// Nothing equals nothing, and comes before all values; the same beside a std::optional, for which its
    /// own comparisons would not see that this may be nothing.
    friend constexpr bool operator==(const compact_optional& a, const compact_optional& b) noexcept {
        return a.has_value() ? b.has_value() && a.value_ == b.value_ : !b.has_value();
    }
    friend constexpr auto operator<=>(const compact_optional& a, const compact_optional& b) noexcept
        -> std::compare_three_way_result_t<T> {
        if (a.has_value() && b.has_value()) return a.value_ <=> b.value_;
        return a.has_value() <=> b.has_value();
    }
    friend constexpr bool operator==(const compact_optional& a, const std::optional<T>& b) noexcept {
        return a == compact_optional{b};
    }
    friend constexpr auto operator<=>(const compact_optional& a, const std::optional<T>& b) noexcept {
        return a <=> compact_optional{b};
    }
    friend constexpr bool operator==(const compact_optional& a, std::nullopt_t) noexcept {
        return !a.has_value();
    }
    template <std::convertible_to<T> Value>
    friend constexpr bool operator==(const compact_optional& a, const Value& b) noexcept {
        return a == compact_optional{b};
    }
    template <std::convertible_to<T> Value>
    friend constexpr auto operator<=>(const compact_optional& a, const Value& b) noexcept {
        return a <=> compact_optional{b};
    }

private:
    T value_ = spare::none;
};

} // namespace qaidam

#pragma GCC visibility pop
