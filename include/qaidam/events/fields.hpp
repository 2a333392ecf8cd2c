/// What a command or an event consists of: a table of its fields. Its text, its comparison and the check of
/// what people wrote in it all follow from that one table.
///
///     struct stock_added { key item{}; key by{}; int count = 0; };
///     template <>
///     inline constexpr auto events::fields<stock_added> = std::tuple{
///         events::field{"item_id", &stock_added::item}, events::field{"by", &stock_added::by},
///         events::field{"count", &stock_added::count}};
///
/// An event that derives from its command has the command's fields first, and lists what was worked out:
///
///     struct stock_counted : count_stock { int missing = 0; };
///     template <>
///     inline constexpr auto events::fields<stock_counted> =
///         events::fields_after<count_stock>(events::field{"missing", &stock_counted::missing});
///
/// A table that forgets a member does not compile.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <qaidam/base/id.hpp>
#include <qaidam/base/language.hpp>
#include <qaidam/base/text.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

enum class blank { allowed, refused };

/// A member under the name that files give it.
template <class Owner, class Member>
struct field {
    std::string_view name;
    Member Owner::*member;
    events::blank blank = events::blank::allowed; ///< whether a text may say nothing
};
template <class Owner, class Member>
field(std::string_view, Member Owner::*) -> field<Owner, Member>;
template <class Owner, class Member>
field(std::string_view, Member Owner::*, blank) -> field<Owner, Member>;

/// The table of a type, in the order of the encoded form: a tuple of `field`, or `fields_after` for a type
/// that derives from another.
template <class T>
inline constexpr auto fields = nullptr;

template <class Base, class... Own>
struct derived_fields {
    std::tuple<Own...> own;
};
template <class Base, class... Own>
[[nodiscard]] constexpr derived_fields<Base, Own...> fields_after(Own... own) {
    return {std::tuple{own...}};
}

namespace detail {

/// Stands for a value of any type where an aggregate is counted.
struct any_member {
    template <class T>
    operator T() const; // NOLINT(google-explicit-constructor)
};

template <class T, std::size_t... I>
constexpr bool is_made_of(std::index_sequence<I...>) {
    return requires {
        T{(static_cast<void>(I), any_member{})...};
    };
}

/// How many members the table names; a base counts as one.
template <class... Own>
constexpr std::size_t size_of_table(const std::tuple<Own...>&) {
    return sizeof...(Own);
}
template <class Base, class... Own>
constexpr std::size_t size_of_table(const derived_fields<Base, Own...>&) {
    return 1 + sizeof...(Own);
}

template <class T>
constexpr bool names_every_member() {
    static_assert(!std::is_same_v<decltype(fields<T>), const std::nullptr_t>,
                  "the type has no table of its fields");
    constexpr auto size = size_of_table(fields<T>);
    return is_made_of<T>(std::make_index_sequence<size>{}) &&
           !is_made_of<T>(std::make_index_sequence<size + 1>{});
}

template <class T, class Use, class... Own>
constexpr void use_table(T& value, Use& use, const std::tuple<Own...>& table) {
    std::apply([&](const auto&... f) { (use(f, value.*f.member), ...); }, table);
}
template <class T, class Use, class Base, class... Own>
constexpr void use_table(T& value, Use& use, const derived_fields<Base, Own...>& table) {
    static_assert(std::is_base_of_v<Base, T>);
    using base = std::conditional_t<std::is_const_v<T>, const Base, Base>;
    static_assert(names_every_member<Base>(), "the table of fields names every member of the type");
    use_table(static_cast<base&>(value), use, fields<Base>);
    use_table(value, use, table.own);
}

} // namespace detail

/// Calls `use(field, member)` for every member of the value.
template <class T, class Use>
constexpr void for_each_field(T& value, Use&& use) {
    using type = std::remove_const_t<T>;
    static_assert(detail::names_every_member<type>(), "the table of fields names every member of the type");
    detail::use_table(value, use, fields<type>);
}

/// Whether all members are equal.
template <class T>
[[nodiscard]] bool are_equal(const T& a, const T& b) {
    bool equal = true;
    for_each_field(a, [&](const auto& f, const auto& member) {
        equal = equal && member == static_cast<const T&>(b).*f.member;
    });
    return equal;
}

/// A field whose text no journal, table or page could carry, or that says nothing and must.
struct unusable_text {
    std::string_view field;
    std::size_t longest; ///< bytes that it may have
};

inline constexpr std::size_t longest_key = 200;
inline constexpr std::size_t longest_label = 1000;

namespace detail {

struct text_rule {
    bool may_be_blank;

    [[nodiscard]] bool holds(std::string_view text, std::size_t longest) const {
        return is_plain_text(text, longest) && (may_be_blank || !text.empty());
    }
    /// The most bytes that the text may have, if it is none of those.
    [[nodiscard]] std::optional<std::size_t> broken_by(const key& k) const {
        return holds(k.text(), longest_key) ? std::nullopt : std::optional{longest_key};
    }
    /// A name has a Chinese form; the English one may be missing.
    [[nodiscard]] std::optional<std::size_t> broken_by(const label& l) const {
        const bool good = holds(l.zh, longest_label) && is_plain_text(l.en, longest_label);
        return good ? std::nullopt : std::optional{longest_label};
    }
    template <class T>
    [[nodiscard]] std::optional<std::size_t> broken_by(const std::optional<T>& x) const {
        return x ? broken_by(*x) : std::nullopt;
    }
    /// Words, which files write with spaces between.
    [[nodiscard]] std::optional<std::size_t> broken_by(const std::vector<std::string>& words) const {
        for (const auto& word : words)
            if (word.find(' ') != std::string::npos || !holds(word, longest_key)) return longest_key;
        return std::nullopt;
    }
    template <class T>
    [[nodiscard]] std::optional<std::size_t> broken_by(const std::vector<T>& all) const {
        for (const auto& x : all)
            if (const auto longest = broken_by(x)) return longest;
        return std::nullopt;
    }
    template <class T>
    [[nodiscard]] std::optional<std::size_t> broken_by(const T& x) const {
        if constexpr (std::is_base_of_v<key, T>)
            return broken_by(static_cast<const key&>(x)); // of one kind of thing
        else if constexpr (requires {
                               { x.key } -> std::convertible_to<const key&>;
                           })
            return broken_by(x.key);
        else if constexpr (requires { texts_of(x).begin(); }) {
            for (const std::string_view text : texts_of(x))
                if (text.empty() || !is_plain_text(text, longest_key)) return longest_key;
        }
        return std::nullopt;
    }
};

} // namespace detail

/// The first field with such a text: a key, a label, what has a `key`, or what says by `texts_of`, found by its type, which
/// texts it has, none of them blank; nothing if all can be used.
template <class T>
[[nodiscard]] std::optional<unusable_text> find_unusable_text(const T& value) {
    std::optional<unusable_text> found;
    for_each_field(value, [&](const auto& f, const auto& member) {
        if (found) return;
        const detail::text_rule rule{f.blank == blank::allowed};
        if (const auto longest = rule.broken_by(member)) found = unusable_text{f.name, *longest};
    });
    return found;
}

namespace detail {

template <class... All>
std::variant<All...> variant_of(const std::variant<All...>&); // only its type is used
template <class T, class... All>
std::bool_constant<(std::is_same_v<T, All> || ...)> has_alternative(const std::variant<All...>&);

} // namespace detail

/// The std::variant that an event or a command is or derives from.
template <class T>
using variant_type = decltype(detail::variant_of(std::declval<const T&>()));
/// One of the alternatives of a variant, or of what derives from one.
template <class T, class Variant>
concept alternative_of = decltype(detail::has_alternative<T>(std::declval<const Variant&>()))::value;

namespace detail {

/// Whether an event is this very command as it was allowed, where the events of commands are the first
/// alternatives of `Event`, in the order of `Command`, and derive from them.
template <class Event, class Command>
[[nodiscard]] bool comes_from(const Event& event, const Command& command) {
    const auto is_it = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
        if (command.index() != I) return false;
        const std::variant_alternative_t<I, variant_type<Command>>& happened = std::get<I>(event);
        return are_equal(happened, std::get<I>(command));
    };
    return event.index() == command.index()&& [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (is_it(std::integral_constant<std::size_t, I>{}) || ...);
    }
    (std::make_index_sequence<std::variant_size_v<variant_type<Command>>>{});
}

} // namespace detail

} // namespace qaidam::events

#pragma GCC visibility pop
