#include <qaidam/services/order.hpp>

#include <algorithm>
#include <stdexcept>

#include <qaidam/events/digest.hpp>
#include <qaidam/services/commands.hpp>

#include "words.hpp"

namespace qaidam::services {

bool is_closed(order_state s) {
    return s >= order_state::solved;
}
std::string_view open311_status(order_state s) {
    return is_closed(s) ? "closed" : "open";
}
std::string to_string(order_state s, language l) {
    return to_string(detail::state_words, s, l);
}
std::string to_cell(order_state s) {
    return to_cell(detail::state_words, s);
}
std::string to_cell(channel c) {
    return to_cell(detail::channel_words, c);
}
std::string to_string(channel c, language l) {
    return to_string(detail::channel_words, c, l);
}
std::string to_string(verification v, language l) {
    return to_string(detail::verification_words, v, l);
}
std::string to_cell(verification v) {
    return to_cell(detail::verification_words, v);
}

namespace {

constexpr std::string_view visitor_prefix = "visitor-";
constexpr std::size_t visitor_digits = 32;

} // namespace

person_key visitor_of(std::string_view token) {
    if (token.size() < 16)
        throw std::invalid_argument(
            fmt::format("visitor_of: the token has {} bytes, want 16 or more", token.size()));
    const auto digest = to_string(events::digest_of(token));
    return person_key{std::string{visitor_prefix} + digest.substr(0, visitor_digits)};
}

bool is_visitor(const person_key& person) {
    const auto& text = person.text();
    return text.size() == visitor_prefix.size() + visitor_digits && text.starts_with(visitor_prefix) &&
           text.find_first_not_of("0123456789abcdef", visitor_prefix.size()) == std::string::npos;
}

bool hears_of(const order& o, const person_key& person) {
    return person == o.reporter ||
           std::find(o.also_for.begin(), o.also_for.end(), person) != o.also_for.end();
}

bool is_public(const order& o, const catalogue& offered) {
    const auto* item = offered.find_item(o.item, o.placed_at.date());
    return item != nullptr && item->list == service_list::hardship && item->who == civic::eligibility{} &&
           !o.at_door;
}

order_state settled_state(const order& o) {
    return o.state == order_state::under_review ? o.appeals.back().against : o.state;
}

due_time next_deadline(const order& o) {
    if (is_closed(o.state)) return {};
    auto next = o.step_due;
    const auto also = [&](const due_time& due) {
        if (due && (!next || *due < *next)) next = due;
    };
    if (o.state == order_state::under_review) return next;
    if (!o.stopped_at) also(o.due);
    also(o.close_by);
    return next;
}

namespace {

bool has_open_deadline(const order& o) {
    return o.step_due.open() || o.close_by.open() || o.due.open() || o.return_by.open() || o.open_response ||
           (o.suspension && o.suspension->due_before.open()) ||
           (o.merged && (o.merged->step_due.open() || o.merged->return_by.open())) ||
           (o.referred && (o.referred->step_due.open() || o.referred->accept_by.open()));
}

} // namespace

void set_deadlines(order& o, const calendar::work_calendars& office) {
    const auto set = [&](due_time& due) {
        if (due.open()) due = count_due(*due.open(), office);
    };
    for (auto* due : {&o.step_due, &o.close_by, &o.due, &o.return_by}) set(*due);
    if (o.suspension) set(o.suspension->due_before);
    if (o.merged)
        for (auto* due : {&o.merged->step_due, &o.merged->return_by}) set(*due);
    if (o.referred) {
        auto& gone = *o.referred;
        set(gone.step_due);
        set(gone.accept_by);
        if (gone.accept_by && !gone.accept_by.open()) {
            gone.accepted_late = *o.closed_at > *gone.accept_by;
            gone.accept_by.reset();
        }
    }
    if (!o.open_response) return;
    set(o.open_response->by);
    if (o.open_response->by.open()) return;
    o.responded = o.open_response->at <= *o.open_response->by;
    o.open_response.reset();
}

void set_deadlines(order_book& orders, const calendar::work_calendars& office) {
    for (const auto id : orders.ids())
        if (has_open_deadline(orders[id])) orders.update(id, [&](order& o) { set_deadlines(o, office); });
}

static_assert(std::variant_size_v<command::variant> == step_count);

command::command(const command& other) = default;
command::command(command&& other) noexcept = default;
command& command::operator=(const command& other) = default;
command& command::operator=(command&& other) noexcept = default;
command::~command() = default;

const order_key& order_of(const command& c) {
    return std::visit([](const auto& x) -> const order_key& { return x.order; }, c);
}
const person_key& actor_of(const command& c) {
    return std::visit([](const auto& x) -> const person_key& { return x.by; }, c);
}
calendar::local_time time_of(const command& c) {
    return std::visit([](const auto& x) -> calendar::local_time { return x.at; }, c);
}
step step_of(const command& c) {
    return static_cast<step>(c.index());
}
std::string name_of(const command& c, language l) {
    return to_string(step_of(c), l);
}

} // namespace qaidam::services
