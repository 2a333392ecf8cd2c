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

namespace {

constexpr auto all_fields = [](auto& e, auto& v) {
    v("subject", detail::subject(e));
    v("by", e.by);
    v("time", e.at);
    detail::visit_fields(e, v);
};

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
    return calendar::write_event(e, detail::event_words, all_fields);
}

event decode(std::string_view text) {
    auto e = calendar::read_event<event>(text, detail::event_words, all_fields);
    if (!e) {
        notices why;
        why.add(codes::bad_venue_event, {}, {excerpt(text)});
        throw data_error{std::move(why)};
    }
    return *std::move(e);
}

} // namespace qaidam::venues
