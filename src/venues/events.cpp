#include <qaidam/venues/events.hpp>

#include <charconv>
#include <cmath>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/text.hpp>
#include <qaidam/calendar/event_text.hpp>
#include <qaidam/venues/codes.hpp>

#include "fields.hpp"
#include "words.hpp"

namespace qaidam::venues {

using calendar::event_reader;
using calendar::event_writer;

// Found by what they write and read.
void put_field(event_writer& out, const stall_place& s) {
    for (const double n : {s.x, s.y, s.width, s.depth}) out.write(to_cell(n));
}
void take_field(event_reader& in, stall_place& s) {
    for (double* n : {&s.x, &s.y, &s.width, &s.depth}) {
        const auto text = in.next();
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), *n);
        if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(*n)) in.fail();
    }
}

} // namespace qaidam::venues

namespace qaidam::civic {

void put_field(calendar::event_writer& out, activity_kind k) {
    out.write(cell_of(activity_words, k));
}
void take_field(calendar::event_reader& in, activity_kind& k) {
    in.take_kind(activity_words, k);
}

} // namespace qaidam::civic

namespace qaidam::venues {
namespace {

template <class V>
void visit_all(auto& e, V& v) {
    v("subject", detail::subject(e));
    v("by", e.by);
    v("time", e.at);
    detail::visit_fields(e, v);
}

template <std::size_t I = 0>
std::optional<event> read_event(event_reader& in) {
    if constexpr (I == std::variant_size_v<event>) {
        return std::nullopt;
    } else {
        if (detail::event_words[I].cell != in.name()) return read_event<I + 1>(in);
        std::variant_alternative_t<I, event> e{};
        visit_all(e, in);
        return e;
    }
}

static_assert(std::size(detail::event_words) == std::variant_size_v<event>);
static_assert(std::variant_size_v<event> == std::variant_size_v<command> + 2);

} // namespace

const key& subject_of(const command& c) {
    return std::visit([](const auto& x) -> const key& { return detail::subject(x); }, c);
}
const key& subject_of(const event& e) {
    return std::visit([](const auto& x) -> const key& { return detail::subject(x); }, e);
}
std::string name_of(const event& e, language l) {
    return std::string{detail::event_words[e.index()].text.in(l)};
}

std::string encode(const event& e) {
    event_writer out{detail::event_words[e.index()].cell};
    std::visit([&](const auto& x) { visit_all(x, out); }, e);
    return out.text;
}

event decode(std::string_view text) {
    event_reader in{text};
    auto e = read_event(in);
    // Only what encode writes, to the letter.
    if (!e || !in.whole() || encode(*e) != text) {
        notices why;
        why.add(codes::bad_venue_event, {}, {excerpt(text)});
        throw data_error{std::move(why)};
    }
    return *std::move(e);
}

} // namespace qaidam::venues
