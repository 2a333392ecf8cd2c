#include <qaidam/venues/events.hpp>

#include <charconv>
#include <cmath>

#include <qaidam/base/csv.hpp>
#include <qaidam/base/text.hpp>
#include <qaidam/events/text.hpp>
#include <qaidam/venues/codes.hpp>

#include "fields.hpp"
#include "words.hpp"

namespace qaidam::venues {

using events::reader;
using events::writer;

// Found by what they write and read.
void put_field(writer& out, const stall_place& s) {
    for (const double n : {s.x, s.y, s.width, s.depth}) out.write(to_cell(n));
}
void take_field(reader& in, stall_place& s) {
    for (double* n : {&s.x, &s.y, &s.width, &s.depth}) {
        const auto text = in.next();
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), *n);
        if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(*n)) in.fail();
    }
}

command::command(const command& other) = default;
command::command(command&& other) noexcept = default;
command& command::operator=(const command& other) = default;
command& command::operator=(command&& other) noexcept = default;
command::~command() = default;

event::event(const event& other) = default;
event::event(event&& other) noexcept = default;
event& event::operator=(const event& other) = default;
event& event::operator=(event&& other) noexcept = default;
event::~event() = default;

static_assert(std::variant_size_v<event::variant> == std::variant_size_v<command::variant> + 2);

template <events::alternative_of<event> E>
bool operator==(const E& a, const E& b) {
    return events::are_equal(a, b);
}
template bool operator==(const place_booked&, const place_booked&);
template bool operator==(const booking_cancelled&, const booking_cancelled&);
template bool operator==(const no_show_noted&, const no_show_noted&);
template bool operator==(const enrolled&, const enrolled&);
template bool operator==(const withdrawn&, const withdrawn&);
template bool operator==(const capacity_changed&, const capacity_changed&);
template bool operator==(const session_scheduled&, const session_scheduled&);
template bool operator==(const session_moved&, const session_moved&);
template bool operator==(const session_called_off&, const session_called_off&);
template bool operator==(const session_held&, const session_held&);
template bool operator==(const activity_planned&, const activity_planned&);
template bool operator==(const activity_called_off&, const activity_called_off&);
template bool operator==(const activity_held&, const activity_held&);
template bool operator==(const stall_taken&, const stall_taken&);
template bool operator==(const trade_recorded&, const trade_recorded&);
template bool operator==(const booking_displaced&, const booking_displaced&);
template bool operator==(const place_given&, const place_given&);

namespace {

constexpr events::upcast upcasts[] = {
    {"booking_cancelled",
     [](std::vector<std::string>& fields) { // whoever booked it cancelled it
         if (fields.size() == 4) fields.emplace_back();
     }},
    {"capacity_changed", [](std::vector<std::string>& fields) { // 0 was no limit
         if (fields.size() == 4 && fields[3] == "0") fields[3].clear();
     }}};

const key& first_key_of(const auto& x) {
    const key* first = nullptr;
    events::for_each_field(x, [&]<class T>(const auto&, const T& member) {
        if constexpr (std::is_base_of_v<key, T>)
            if (first == nullptr) first = &member;
    });
    return *first;
}

} // namespace

const key& subject_of(const command& c) {
    return std::visit([](const auto& x) -> const key& { return first_key_of(x); }, c);
}
const key& subject_of(const event& e) {
    return std::visit([](const auto& x) -> const key& { return first_key_of(x); }, e);
}
std::string name_of(const event& e, language l) {
    return std::string{detail::event_words[e.index()].text.in(l)};
}

const key& stream_of(const event&) {
    static const key all{"venues"};
    return all;
}

bool comes_from(const event& e, const command& c) {
    return events::detail::comes_from(e, c);
}

std::string encode(const event& e) {
    return events::write_event(e, detail::event_words, upcasts);
}

event decode(std::string_view text) {
    auto e = events::read_event<event>(text, detail::event_words, upcasts);
    if (!e) {
        notices why;
        why.add(codes::bad_venue_event, {}, {excerpt(text)});
        throw data_error{std::move(why)};
    }
    return *std::move(e);
}

} // namespace qaidam::venues
