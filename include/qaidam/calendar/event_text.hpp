/// Events as lines of text that a journal can keep, and back: a name, then fields, each after a tab. Tabs,
/// line ends and backslashes in text are escaped; what there may be several of is written after their number.
///
///     calendar::event_writer out{"place_booked"};
///     out("place_id", e.place);                      // "place_booked\tplace-art"
///     calendar::event_reader in{out.text};
///     in("place_id", e.place);                       // in.whole() says whether all went well
///
/// A room adds its own types by functions `put_field(event_writer&, x)` and `take_field(event_reader&, x)` in
/// its namespace. Who reads compares with what writing gives: there is one text for each event.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <qaidam/base/words.hpp>
#include <qaidam/calendar/time.hpp>
#include <qaidam/calendar/work_calendar.hpp>

#pragma GCC visibility push(default)

namespace qaidam::calendar {

class event_writer {
public:
    explicit event_writer(std::string_view name) : text{name} {}

    /// Writes a field of any type that has a `put_field`.
    void operator()(std::string_view, const auto& field) { put_field(*this, field); }
    /// Writes text, escaped.
    void write(std::string_view text);

    std::string text;
};

class event_reader {
public:
    explicit event_reader(std::string_view line) : rest_{line} { name_ = next_raw(); }

    [[nodiscard]] std::string_view name() const { return name_; }
    /// Reads a field of any type that has a `take_field`.
    void operator()(std::string_view, auto& field) { take_field(*this, field); }
    /// The text of the next field.
    std::string next();
    /// Notes that a field was not what it should be.
    void fail() { good_ = false; }
    [[nodiscard]] bool good() const { return good_; }
    /// Whether all fields were read and each was good.
    [[nodiscard]] bool whole() const { return good_ && at_end_; }

    /// Sets the value to what was found, or fails.
    template <class T>
    void keep(const std::optional<T>& found, T& value) {
        if (found) value = *found;
        good_ = good_ && found.has_value();
    }
    template <class Kind, std::size_t N>
    void take_kind(const kind_words (&words)[N], Kind& value) {
        const auto word = next();
        std::optional<Kind> found;
        for (const auto& [cell, kind] : choices<Kind>(words))
            if (cell == word) found = kind;
        keep(found, value);
    }

private:
    std::string_view next_raw();

    std::string_view rest_;
    std::string_view name_;
    bool at_end_ = false;
    bool good_ = true;
};

/// Throws (times and dates): std::invalid_argument for a special one or a fraction of a second.
void put_field(event_writer& out, const std::string& s);
void put_field(event_writer& out, const key& k);
void put_field(event_writer& out, const label& l);
void put_field(event_writer& out, local_time t);
void put_field(event_writer& out, const date& d);
void put_field(event_writer& out, const time_limit& l);
void put_field(event_writer& out, std::chrono::minutes m);
void put_field(event_writer& out, bool b);
void put_field(event_writer& out, int n);
void put_field(event_writer& out, std::int64_t n);
template <class T>
void put_field(event_writer& out, const std::optional<T>& x) {
    if (x)
        put_field(out, *x);
    else
        out.write({});
}
template <class T>
void put_field(event_writer& out, const std::vector<T>& all) {
    put_field(out, static_cast<int>(all.size()));
    for (const auto& x : all) put_field(out, x);
}

void take_field(event_reader& in, std::string& s);
void take_field(event_reader& in, key& k);
void take_field(event_reader& in, label& l);
void take_field(event_reader& in, local_time& t);
void take_field(event_reader& in, date& d);
void take_field(event_reader& in, time_limit& l);
void take_field(event_reader& in, std::chrono::minutes& m);
void take_field(event_reader& in, bool& b);
void take_field(event_reader& in, int& n);
void take_field(event_reader& in, std::int64_t& n);
void take_field(event_reader& in, std::optional<local_time>& t);
template <class T>
void take_field(event_reader& in, std::vector<T>& all) {
    int count = 0;
    take_field(in, count);
    for (int i = 0; i < count && in.good(); ++i) take_field(in, all.emplace_back(T{}));
}

/// The line of an event that is a variant: its name from `words`, in the order of the alternatives, then what
/// `visit(event, v)` shows to `v(field name, field)`.
template <class Event, std::size_t N, class Visit>
[[nodiscard]] std::string write_event(const Event& e, const kind_words (&words)[N], Visit visit) {
    static_assert(N == std::variant_size_v<Event>);
    event_writer out{words[e.index()].cell};
    std::visit([&](const auto& x) { visit(x, out); }, e);
    return std::move(out.text);
}

/// The event of a line that write_event wrote, to the letter; nothing for any other.
template <class Event, std::size_t N, class Visit>
[[nodiscard]] std::optional<Event> read_event(std::string_view line, const kind_words (&words)[N],
                                              Visit visit) {
    event_reader in{line};
    std::optional<Event> found;
    const auto try_one = [&](auto index) {
        if (words[index].cell != in.name()) return false;
        std::variant_alternative_t<index, Event> e{};
        visit(e, in);
        found = std::move(e);
        return true;
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        static_cast<void>((try_one(std::integral_constant<std::size_t, I>{}) || ...));
    }
    (std::make_index_sequence<N>{});
    if (!found || !in.whole() || write_event(*found, words, visit) != line) return std::nullopt;
    return found;
}

} // namespace qaidam::calendar

#pragma GCC visibility pop
