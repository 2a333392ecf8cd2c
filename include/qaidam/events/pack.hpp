/// Values as bytes and back, for snapshots: numbers in as few bytes as they need, structs by their tables of fields.
/// The bytes say nothing of themselves: who packs them names their version and sees to it that they are whole.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/calendar/moment.hpp>
#include <qaidam/events/fields.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

namespace detail {

template <class T>
concept instant = requires(const T& t) {
    { t.seconds_since_1970() } -> std::convertible_to<std::int64_t>;
};
template <class T>
concept whole_number = std::is_integral_v<T> || std::is_enum_v<T>;
template <class T>
concept whole_duration = requires(const T& t) {
    { t.count() } -> std::integral;
};
/// Whether it is kept as the text that it has, which its room says by `packed_text` and `unpack_text`.
template <class T>
concept packed_as_text = requires(const T& t, T& to) {
    { packed_text(t) } -> std::convertible_to<std::string>;
    { unpack_text(std::string_view{}, to) } -> std::convertible_to<bool>;
};
template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<id<Tag>> = true;

} // namespace detail

/// A value to be filled. A struct that has none by default needs a specialisation.
template <class T>
[[nodiscard]] T blank() {
    if constexpr (detail::is_id<T>)
        return T{0};
    else
        return T{};
}

class packer {
public:
    void operator()(const std::string& s) {
        number(s.size());
        bytes += s;
    }
    void operator()(const label& l) {
        (*this)(l.zh);
        (*this)(l.en);
    }
    template <class T>
    void operator()(const std::optional<T>& x) {
        number(x ? 1 : 0);
        if (x) (*this)(*x);
    }
    template <class T>
    void operator()(const std::vector<T>& all) {
        number(all.size());
        for (const auto& x : all) (*this)(x);
    }
    template <class... T>
    void operator()(const std::variant<T...>& x) {
        number(x.index());
        std::visit(*this, x);
    }
    template <class T>
    void operator()(const T& x) {
        if constexpr (std::is_base_of_v<key, T>)
            (*this)(x.text());
        else if constexpr (detail::whole_number<T>)
            signed_number(static_cast<std::int64_t>(x));
        else if constexpr (std::is_same_v<T, double>)
            number(std::bit_cast<std::uint64_t>(x));
        else if constexpr (detail::is_id<T>)
            number(x.value());
        else if constexpr (detail::whole_duration<T>)
            signed_number(x.count());
        else if constexpr (detail::instant<T>)
            signed_number(x.seconds_since_1970());
        else if constexpr (detail::packed_as_text<T>)
            (*this)(packed_text(x));
        else
            for_each_field(x, [this](const auto&, const auto& member) { (*this)(member); });
    }

    std::string bytes;

private:
    void number(std::uint64_t n) {
        for (; n >= 128; n >>= 7) bytes += static_cast<char>(n | 128);
        bytes += static_cast<char>(n);
    }
    /// Small ones of both signs are short.
    void signed_number(std::int64_t n) {
        number(static_cast<std::uint64_t>(n) << 1 ^ static_cast<std::uint64_t>(n >> 63));
    }
};

/// Takes values in the order in which they were packed. Where the bytes end too soon, values stay as they are.
class unpacker {
public:
    explicit unpacker(std::string_view bytes) : rest_{bytes} {}

    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    void operator()(std::string& s) { s = text(); }
    void operator()(label& l) {
        (*this)(l.zh);
        (*this)(l.en);
    }
    template <class T>
    void operator()(std::optional<T>& x) {
        if (number() == 0) return x.reset();
        T value = blank<T>();
        (*this)(value);
        x = std::move(value);
    }
    template <class T>
    void operator()(std::vector<T>& all) {
        all.clear();
        for (auto n = number(); n > 0 && good_; --n) (*this)(all.emplace_back(blank<T>()));
    }
    template <class... T>
    void operator()(std::variant<T...>& x) {
        const auto index = number();
        const auto take = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
            using alternative = std::variant_alternative_t<I, std::variant<T...>>;
            if (index == I) (*this)(x.template emplace<I>(blank<alternative>()));
        };
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (take(std::integral_constant<std::size_t, I>{}), ...);
        }
        (std::index_sequence_for<T...>{});
        good_ = good_ && index < sizeof...(T);
    }
    template <class T>
    void operator()(T& x) {
        if constexpr (std::is_base_of_v<key, T>)
            x = T{text()};
        else if constexpr (detail::whole_number<T>)
            x = static_cast<T>(signed_number());
        else if constexpr (std::is_same_v<T, double>)
            x = std::bit_cast<double>(number());
        else if constexpr (detail::is_id<T>)
            x = T{static_cast<typename T::value_type>(number())};
        else if constexpr (detail::whole_duration<T>)
            x = T{static_cast<typename T::rep>(signed_number())};
        else if constexpr (detail::instant<T>)
            x = instant_of<T>(signed_number());
        else if constexpr (detail::packed_as_text<T>)
            good_ = unpack_text(text(), x) && good_;
        else
            for_each_field(x, [this](const auto&, auto& member) { (*this)(member); });
    }

private:
    template <class T>
    T instant_of(std::int64_t seconds) {
        const bool there =
            seconds >= calendar::detail::first_second && seconds <= calendar::detail::last_second;
        good_ = good_ && there;
        return T::from_seconds_since_1970(there ? seconds : 0);
    }
    std::uint64_t number() {
        std::uint64_t n = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) break;
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            n |= std::uint64_t{byte & 127u} << shift;
            if (byte < 128) return n;
        }
        good_ = false;
        return 0;
    }
    std::int64_t signed_number() {
        const auto n = number();
        return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1);
    }
    std::string_view text() {
        const auto size = number();
        good_ = good_ && size <= rest_.size();
        if (!good_) return {};
        const auto found = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return found;
    }

    std::string_view rest_;
    bool good_ = true;
};

/// Packs one value after the other into parts of about a million bytes.
class part_packer {
public:
    template <class T>
    void operator()(const T& x) {
        part_(x);
        if (part_.bytes.size() >= large_enough) cut();
    }
    [[nodiscard]] std::vector<std::string> finish() {
        if (!part_.bytes.empty()) cut();
        return std::move(parts_);
    }

private:
    static constexpr std::size_t large_enough = 1'000'000;
    void cut() {
        parts_.push_back(std::move(part_.bytes));
        part_.bytes.clear();
    }
    packer part_;
    std::vector<std::string> parts_;
};

/// Takes the values again, each as a whole out of one part.
class part_unpacker {
public:
    explicit part_unpacker(std::span<const std::string> parts) : parts_{parts} { go_on(); }

    /// Returns whether it could be taken.
    template <class T>
    [[nodiscard]] bool operator()(T& x) {
        if (at_end()) return false;
        in_(x);
        const bool good = in_.good();
        go_on();
        return good;
    }
    [[nodiscard]] bool at_end() const { return in_.at_end(); }

private:
    void go_on() {
        while (in_.at_end() && !parts_.empty()) {
            in_ = unpacker{parts_.front()};
            parts_ = parts_.subspan(1);
        }
    }
    std::span<const std::string> parts_;
    unpacker in_{{}};
};

/// A number by which different states of a desk are told apart; not meant against those who want two to be equal.
[[nodiscard]] std::uint64_t stamp_of(std::span<const std::string> parts);

} // namespace qaidam::events

#pragma GCC visibility pop
