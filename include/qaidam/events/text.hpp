/// Events as lines of text that a journal can keep, and back: the kind of the event with the version of its
/// form, then its fields, each after a tab. Tabs, line ends and backslashes in text are escaped; what there
/// may be several of is written after their number: docs/events.md.
///
/// A room adds its own types by functions `put_field(writer&, x)` and `take_field(reader&, x)` in its
/// namespace. Who reads compares with what writing gives: there is one text for each event.
///
/// When the form of a kind changes, an upcast is added that makes the fields of the new form of those of the
/// one before. So every line that was ever written can be read.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <qaidam/base/words.hpp>
#include <qaidam/calendar/time.hpp>
#include <qaidam/calendar/work_calendar.hpp>
#include <qaidam/events/fields.hpp>

#pragma GCC visibility push(default)

namespace qaidam::events {

/// Makes the fields of the next version of a kind of those of one version. The first upcast of a kind leads
/// from version 1 to version 2, its second from 2 to 3; the last leads to the version that is written.
struct upcast {
    std::string_view kind;
    void (*bring)(std::vector<std::string>& fields);
};

class writer {
public:
    explicit writer(std::string head) : text{std::move(head)} {}

    /// Writes text, escaped, as the next field.
    void write(std::string_view field);

    std::string text;
};

class reader {
public:
    explicit reader(std::string_view fields) : rest_{fields} {}

    /// The text of the next field.
    std::string next();
    /// Notes that a field was not what it should be.
    void fail() { good_ = false; }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    /// Sets the value to what was found, or fails.
    template <class T>
    void keep(const std::optional<T>& found, T& value) {
        if (found) value = *found;
        good_ = good_ && found.has_value();
    }
    template <class Kind, std::size_t N>
    void take_kind(const kind_words (&words)[N], Kind& value) {
        const auto word = next();
        const auto* found =
            std::find_if(words, words + N, [&](const kind_words& w) { return w.cell == word; });
        if (found == words + N) return fail();
        value = static_cast<Kind>(found - words);
    }

private:
    std::string_view rest_; ///< each field after its tab
    bool good_ = true;
};

void put_field(writer& out, const std::string& s);
void put_field(writer& out, const key& k);
void put_field(writer& out, const label& l);
void put_field(writer& out, calendar::local_time t);
void put_field(writer& out, const calendar::date& d);
void put_field(writer& out, const calendar::time_limit& l);
void put_field(writer& out, std::chrono::minutes m);
void put_field(writer& out, bool b);
void put_field(writer& out, int n);
void put_field(writer& out, std::int64_t n);
template <class T>
void put_field(writer& out, const std::optional<T>& x) {
    if (x)
        put_field(out, *x);
    else
        out.write({});
}
template <class T>
void put_field(writer& out, const std::vector<T>& all) {
    put_field(out, static_cast<int>(all.size()));
    for (const auto& x : all) put_field(out, x);
}

void take_field(reader& in, std::string& s);
void take_field(reader& in, key& k);
void take_field(reader& in, label& l);
void take_field(reader& in, calendar::local_time& t);
void take_field(reader& in, calendar::date& d);
void take_field(reader& in, calendar::time_limit& l);
void take_field(reader& in, std::chrono::minutes& m);
void take_field(reader& in, bool& b);
void take_field(reader& in, int& n);
void take_field(reader& in, std::int64_t& n);
void take_field(reader& in, std::optional<calendar::local_time>& t);
void take_field(reader& in, std::optional<calendar::time_limit>& l);
void take_field(reader& in, std::optional<int>& n);
template <class T>
void take_field(reader& in, std::vector<T>& all) {
    int count = 0;
    take_field(in, count);
    for (int i = 0; i < count && in.good(); ++i) take_field(in, all.emplace_back(T{}));
}

namespace detail {

struct line {
    std::string_view kind;
    std::string fields; ///< of the version that is written, each after its tab
};
/// What a line says in the version that is written; nothing if it has a version that there is not.
[[nodiscard]] std::optional<line> bring_up_to_date(std::string_view text, std::span<const upcast> upcasts);

/// "order_verified@1"
[[nodiscard]] std::string head_of(std::string_view kind, std::span<const upcast> upcasts);

} // namespace detail

/// The line of an event that is a variant, with the word of each alternative, in their order.
template <class Event, std::size_t N>
[[nodiscard]] std::string write_event(const Event& event, const kind_words (&words)[N],
                                      std::span<const upcast> upcasts = {}) {
    static_assert(N == std::variant_size_v<variant_type<Event>>);
    writer out{detail::head_of(words[event.index()].cell, upcasts)};
    std::visit(
        [&](const auto& e) {
            for_each_field(e, [&](const auto&, const auto& member) { put_field(out, member); });
        },
        event);
    return std::move(out.text);
}

/// The event of a line that write_event wrote, to the letter, now or in an earlier version; nothing for any
/// other line.
template <class Event, std::size_t N>
[[nodiscard]] std::optional<Event> read_event(std::string_view text, const kind_words (&words)[N],
                                              std::span<const upcast> upcasts = {}) {
    static_assert(N == std::variant_size_v<variant_type<Event>>);
    const auto line = detail::bring_up_to_date(text, upcasts);
    if (!line) return std::nullopt;
    reader in{line->fields};
    std::optional<Event> found;
    const auto try_one = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
        if (words[I].cell != line->kind) return false;
        auto& e = found.emplace().template emplace<I>();
        for_each_field(e, [&](const auto&, auto& member) { take_field(in, member); });
        return true;
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        static_cast<void>((try_one(std::integral_constant<std::size_t, I>{}) || ...));
    }
    (std::make_index_sequence<N>{});
    if (!found || !in.good() || !in.at_end()) return std::nullopt;
    const auto again = write_event(*found, words, upcasts);
    if (!std::string_view{again}.ends_with(line->fields)) return std::nullopt;
    return found;
}

} // namespace qaidam::events

#pragma GCC visibility pop
