#include <qaidam/services/events.hpp>

#include <algorithm>
#include <stdexcept>

#include <qaidam/base/text.hpp>
#include <qaidam/civic/county.hpp>
#include <qaidam/events/text.hpp>
#include <qaidam/services/codes.hpp>

#include "fields.hpp"
#include "fold.hpp"
#include "words.hpp"

namespace qaidam::services {
using events::reader;
using events::writer;

event::event(const event& other) = default;
event::event(event&& other) noexcept = default;
event& event::operator=(const event& other) = default;
event& event::operator=(event&& other) noexcept = default;
event::~event() = default;

// Found by what they write and read.
void put_field(writer& out, channel c) {
    out.write(to_cell(detail::channel_words, c));
}
void put_field(writer& out, priority p) {
    out.write(to_cell(detail::priority_words, p));
}
void put_field(writer& out, verification v) {
    out.write(to_cell(detail::verification_words, v));
}
void put_field(writer& out, order_state s) {
    out.write(to_cell(detail::state_words, s));
}
void put_field(writer& out, const spot& s) {
    out.write(to_cell(s));
}
void take_field(reader& in, std::optional<spot>& s) {
    const auto text = in.next();
    if (text.empty()) return s.reset();
    in.keep(parse_spot(text), s.emplace());
}
void put_field(writer& out, const due_time& due) {
    out.write(to_cell(due));
}
void take_field(reader& in, due_time& due) {
    in.keep(parse_due_time(in.next()), due);
}
void take_field(reader& in, channel& c) {
    in.take_kind(detail::channel_words, c);
}
void take_field(reader& in, priority& p) {
    in.take_kind(detail::priority_words, p);
}
void put_field(writer& out, const attribute& a) {
    out.write(a.code.text());
    out.write(a.value);
}
void take_field(reader& in, attribute& a) {
    a.code = attribute_code{in.next()};
    a.value = in.next();
}
void put_field(writer& out, const attribute_text& a) {
    out.write(a.code.text());
    out.write(a.text.text());
}
void take_field(reader& in, attribute_text& a) {
    a.code = attribute_code{in.next()};
    a.text = note_key{in.next()};
}
void put_field(writer& out, const photo& p) {
    out.write(to_cell(p));
}
void take_field(reader& in, photo& p) {
    in.keep(parse_photo(in.next()), p);
}
void take_field(reader& in, verification& v) {
    in.take_kind(detail::verification_words, v);
}
void take_field(reader& in, order_state& s) {
    in.take_kind(detail::state_words, s);
}
void take_field(reader& in, std::optional<verification>& v) {
    const auto word = in.next();
    v.reset();
    if (word.empty()) return;
    const auto known = choices<verification>(detail::verification_words);
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const auto& w) { return w.first == word; });
    if (found == known.end()) return in.fail();
    v = found->second;
}
// Each of its fields is one of the event.
void put_field(writer& out, const referred_order& m) {
    events::for_each_field(m, [&](const auto&, const auto& member) { put_field(out, member); });
}
void take_field(reader& in, referred_order& m) {
    events::for_each_field(m, [&](const auto&, auto& member) { take_field(in, member); });
}

namespace {

constexpr events::upcast upcasts[] = {
    {"order_placed",
     [](std::vector<std::string>& fields) { // had neither text nor spot
         if (fields.size() == 12) fields.insert(fields.begin() + 9, {"", ""});
     }},
    {"order_placed",
     [](std::vector<std::string>& fields) { // answered nothing
         if (fields.size() == 14) fields.insert(fields.begin() + 11, {"0", "0"});
     }},
    {"order_placed",
     [](std::vector<std::string>& fields) { // had neither an address in words nor photos
         if (fields.size() >= 16) fields.insert(fields.end() - 3, {"", "0"});
     }},
    {"order_fed_back", [](std::vector<std::string>& fields) { // had no photos
         if (fields.size() == 5) fields.insert(fields.begin() + 4, "0");
     }}};

static_assert(std::variant_size_v<event::variant> == std::variant_size_v<command::variant> + 2);

} // namespace

template <events::alternative_of<event> E>
bool operator==(const E& a, const E& b) {
    return events::are_equal(a, b);
}
template bool operator==(const order_placed&, const order_placed&);
template bool operator==(const order_verified&, const order_verified&);
template bool operator==(const order_registered&, const order_registered&);
template bool operator==(const order_declined&, const order_declined&);
template bool operator==(const order_dispatched&, const order_dispatched&);
template bool operator==(const order_accepted&, const order_accepted&);
template bool operator==(const home_visited&, const home_visited&);
template bool operator==(const order_returned&, const order_returned&);
template bool operator==(const order_adjudicated&, const order_adjudicated&);
template bool operator==(const order_transferred&, const order_transferred&);
template bool operator==(const order_extended&, const order_extended&);
template bool operator==(const order_suspended&, const order_suspended&);
template bool operator==(const order_resumed&, const order_resumed&);
template bool operator==(const order_fed_back&, const order_fed_back&);
template bool operator==(const check_passed&, const check_passed&);
template bool operator==(const check_failed&, const check_failed&);
template bool operator==(const order_rated&, const order_rated&);
template bool operator==(const appeal_made&, const appeal_made&);
template bool operator==(const appeal_settled&, const appeal_settled&);
template bool operator==(const order_cancelled&, const order_cancelled&);
template bool operator==(const order_forced&, const order_forced&);
template bool operator==(const order_merged&, const order_merged&);
template bool operator==(const order_split&, const order_split&);
template bool operator==(const order_reopened&, const order_reopened&);
template bool operator==(const order_urged&, const order_urged&);
template bool operator==(const order_supervised&, const order_supervised&);
template bool operator==(const whistle_blown&, const whistle_blown&);
template bool operator==(const department_reported&, const department_reported&);
template bool operator==(const order_referred&, const order_referred&);
template bool operator==(const order_received&, const order_received&);
template bool operator==(const order_joined&, const order_joined&);
template bool operator==(const order_left&, const order_left&);

const order_key& order_of(const event& e) {
    return std::visit([](const auto& x) -> const order_key& { return x.order; }, e);
}
const key& stream_of(const event& e) {
    return order_of(e);
}
const person_key& actor_of(const event& e) {
    return std::visit([](const auto& x) -> const person_key& { return x.by; }, e);
}
calendar::local_time time_of(const event& e) {
    return std::visit([](const auto& x) -> calendar::local_time { return x.at; }, e);
}
const key* reason_of(const event& e) {
    return std::visit(
        [](const auto& x) -> const key* {
            if constexpr (requires { x.reason; }) return &x.reason;
            return nullptr;
        },
        e);
}
std::string name_of(const event& e, language l) {
    return std::string{detail::event_words[e.index()].text.in(l)};
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
        why.add(codes::bad_event, {}, {excerpt(text)});
        throw data_error{std::move(why)};
    }
    return *std::move(e);
}

namespace {

/// What an event makes of its order.
struct folder {
    order& o;

    /// The handle clock stands from now on.
    void stop_clock(calendar::local_time at) {
        if (!o.due || o.stopped_at) return;
        o.stopped_at = at;
        o.suspension.reset();
    }
    void run_clock(const due_time& due) {
        o.due = due;
        o.stopped_at.reset();
        o.suspension.reset();
    }
    void close(order_state s, calendar::local_time at, const due_time& due = {}) {
        if (due) o.due = due;
        stop_clock(at);
        o.state = s;
        o.closed_at = at;
        o.step_due.reset();
        o.return_by.reset();
    }
    /// Back to the handler, who has it still.
    void send_back(const due_time& due) {
        o.state = order_state::handling;
        o.visits = 0;
        o.fed_back_at.reset();
        o.step_due.reset();
        run_clock(due);
    }
    void hand_to(const auto& e) {
        o.state = order_state::dispatched;
        o.handler = e.handler;
        o.dispatched_at = e.at;
        o.accepted_at.reset();
        o.fed_back_at.reset();
        o.step_due = e.accept_by;
        o.limit = e.limit;
        o.rules = e.rules;
        o.visits = 0;
        run_clock(e.due);
    }
    void give_away() { o.former_handlers.push_back(*o.handler); }

    void note_hand(const person_key& person) {
        if (person != system_actor && std::find(o.hands.begin(), o.hands.end(), person) == o.hands.end())
            o.hands.push_back(person);
    }

    void operator()(const order_placed& e) {
        o.item = e.item;
        o.building = e.building;
        o.spot = e.spot;
        o.text = e.text;
        o.attributes = e.attributes;
        o.attribute_texts = e.attribute_texts;
        o.address = e.address;
        o.photos = e.photos;
        o.grid = e.grid;
        o.placed_by = e.by;
        o.reporter = e.reporter.empty() ? e.by : e.reporter;
        o.at_door = e.at_door;
        o.channel = e.channel;
        o.priority = e.priority;
        o.placed_at = e.at;
        o.step_due = e.register_by;
        o.close_by = e.close_by;
    }
    void operator()(const order_verified& e) { o.verified = e.result; }
    void operator()(const order_registered& e) {
        o.state = order_state::registered;
        o.registered_at = e.at;
        o.step_due = e.dispatch_by;
    }
    void operator()(const order_declined& e) {
        o.decided_by = e.by;
        close(order_state::declined, e.at);
    }
    void operator()(const order_dispatched& e) {
        o.co_handlers = e.co_handlers;
        o.return_by = e.return_by;
        hand_to(e);
    }
    void operator()(const order_accepted& e) {
        o.state = order_state::handling;
        o.accepted_at = e.at;
        // What was late once is not made good by reopening.
        if (o.reopenings == 0 && !(o.received && o.received->accepted_late)) {
            o.responded = e.by != system_actor && (!o.step_due || e.at <= *o.step_due);
            o.open_response.reset();
            if (o.responded && o.step_due.open()) o.open_response = open_response{e.at, o.step_due};
        }
        o.step_due.reset();
        o.return_by.reset();
        note_hand(e.by);
    }
    void operator()(const home_visited& e) {
        note_hand(e.by);
        ++o.visits;
        o.last_at = e.left;
    }
    void operator()(const order_returned& e) {
        give_away();
        ++o.returns;
        o.state = order_state::returned;
        o.handler.reset();
        o.co_handlers.clear();
        o.due.reset();
        o.return_by.reset();
        o.step_due = e.dispatch_by;
    }
    void operator()(const order_adjudicated& e) {
        o.adjudicated = true;
        hand_to(e);
    }
    void operator()(const order_transferred& e) {
        give_away();
        ++o.transfers;
        o.handler = e.handler;
        std::erase(o.co_handlers, e.handler);
    }
    void operator()(const order_extended& e) {
        o.due = e.due;
        o.extended_days += e.days;
    }
    void operator()(const order_suspended& e) {
        o.state = order_state::suspended;
        o.suspension = suspension{e.at, calendar::local_time{e.review}, o.due};
        o.due = e.due;
        ++o.suspensions;
    }
    void operator()(const order_resumed& e) {
        o.state = order_state::handling;
        run_clock(e.due);
    }
    void operator()(const order_fed_back& e) {
        note_hand(e.by);
        stop_clock(e.at);
        o.state = order_state::to_check;
        o.fed_back_at = e.at;
        o.evidence = e.evidence;
        o.feedback_photos = e.photos;
        o.ratings.clear();
        o.step_due = e.check_by;
    }
    void operator()(const check_passed& e) {
        o.state = order_state::follow_up;
        o.decided_by = e.by;
        o.step_due = e.rate_by;
    }
    void operator()(const check_failed& e) {
        ++o.reworks;
        send_back(e.due);
    }
    void operator()(const order_rated& e) {
        o.solved = e.solved;
        o.satisfied = e.satisfied;
        o.rated_by = e.by;
        o.rating_struck = false;
        std::erase_if(o.ratings, [&](const rating& r) { return r.by == e.by; });
        o.ratings.push_back({.by = e.by, .at = e.at, .solved = e.solved, .satisfied = e.satisfied});
        if (e.solved && o.state == order_state::solved) return; // another reporter says so too
        if (e.solved) return close(order_state::solved, e.at);
        ++o.redos;
        send_back(e.due);
    }
    void operator()(const appeal_made& e) {
        o.appeals.push_back({.by = e.by, .against = o.state, .of_reporter = hears_of(o, e.by)});
        o.state = order_state::under_review;
        o.step_due = e.settle_by;
    }
    void operator()(const appeal_settled& e) {
        auto& a = o.appeals.back();
        a.reversed = e.reversed;
        a.settled_at = e.at;
        if (e.due) return send_back(e.due);
        o.state = e.state;
        o.step_due = e.dispatch_by;
        if (e.state == order_state::registered && !o.registered_at) o.registered_at = e.at;
        if (!e.reversed || e.state != order_state::solved) return;
        o.rating_struck = true;
        for (auto& r : o.ratings) r.struck = true;
    }
    void operator()(const order_cancelled& e) {
        o.decided_by = e.by;
        close(order_state::cancelled, e.at, e.due);
    }
    void operator()(const order_forced& e) {
        o.decided_by = e.by;
        close(order_state::forced, e.at, e.due);
    }
    void operator()(const order_merged& e) {
        o.parent = e.into;
        o.merged = merged_from{.state = o.state == order_state::suspended ? order_state::handling : o.state,
                               .step_due = o.step_due,
                               .return_by = o.return_by};
        close(order_state::merged, e.at, e.due);
    }
    void operator()(const order_split& e) {
        o.split_from.push_back(e.from);
        o.parent.reset();
        o.merged.reset();
        o.closed_at.reset();
        o.state = e.state;
        o.step_due = e.step_due;
        o.return_by = e.return_by;
        if (e.due) run_clock(e.due);
    }
    void operator()(const order_left& e) {
        std::erase(o.merged_in, e.other);
        std::erase_if(o.also_for, [&](const person_key& person) {
            return std::find(e.reporters.begin(), e.reporters.end(), person) != e.reporters.end();
        });
    }
    void operator()(const order_reopened& e) {
        ++o.reopenings;
        o.state = order_state::dispatched;
        o.fed_back_at.reset();
        o.rating_struck = false;
        for (auto& r : o.ratings) r.struck = false;
        o.accepted_at.reset();
        o.visits = 0;
        o.step_due = e.accept_by;
        run_clock(e.due);
    }
    void operator()(const order_urged&) { ++o.urges; }
    void operator()(const order_supervised&) { ++o.supervisions; }
    void operator()(const whistle_blown& e) {
        o.whistles.push_back({.at = e.at, .report_by = e.report_by, .called = e.departments});
    }
    void operator()(const department_reported& e) { o.whistles.back().reported.push_back(e.department); }
    void operator()(const order_referred& e) {
        const auto accept_by = o.state == order_state::dispatched ? o.step_due : due_time{};
        o.referred = referral{.to = e.to,
                              .building = e.building,
                              .state = e.state,
                              .step_due = e.step_due,
                              .accepted_late = accept_by && e.at > *accept_by,
                              .accept_by = accept_by.open() ? accept_by : due_time{}};
        ++o.referrals;
        close(order_state::referred, e.at, e.due);
    }
    void operator()(const order_received& e) {
        const auto& m = e.matter;
        o.received =
            receipt{.from = m.from, .order = m.order, .referred_at = m.at, .accepted_late = m.accepted_late};
        o.state = m.state;
        o.item = m.item;
        o.building = m.building;
        o.spot = m.spot;
        o.text = m.text;
        o.attributes = m.attributes;
        o.attribute_texts = m.attribute_texts;
        o.address = m.address;
        o.photos = m.photos;
        o.grid = e.grid;
        o.placed_by = m.placed_by;
        o.reporter = m.reporter;
        o.at_door = m.at_door;
        o.channel = m.channel;
        o.priority = m.priority;
        o.placed_at = m.placed_at;
        o.registered_at = m.registered_at;
        o.dispatched_at = m.dispatched_at;
        o.step_due = e.step_due;
        o.close_by = e.close_by;
        o.due = e.due;
        o.limit = e.limit.value_or(calendar::time_limit{});
        o.rules = m.rules;
        o.verified = m.verified;
        for (const auto& k : m.former_departments) o.former_handlers.push_back({handler_kind::department, k});
        o.returns = m.returns;
        o.transfers = m.transfers;
        o.extended_days = m.extended_days;
        o.suspensions = m.suspensions;
        o.urges = m.urges;
        o.supervisions = m.supervisions;
        o.referrals = m.referrals;
    }
    void operator()(const order_joined& e) {
        o.merged_in.push_back(e.other);
        for (const auto& r : e.reporters)
            if (!hears_of(o, r)) o.also_for.push_back(r);
    }
};

/// What must hold of an event beyond its state and its time, so that the fold can go on.
struct follower {
    const order& o;

    bool operator()(const home_visited& e) const { return e.left >= e.at; }
    bool operator()(const order_suspended& e) const {
        return e.due && o.due && !e.review.is_special() && e.at < calendar::local_time{e.review};
    }
    bool operator()(const order_extended& e) const {
        return e.due && e.days >= 1 && e.days <= 100'000 - o.extended_days;
    }
    bool operator()(const order_verified& e) const { return e.result <= verification::unable; }
    bool operator()(const order_rated& e) const { return e.solved || e.due.has_value(); }
    bool operator()(const appeal_settled& e) const {
        return !o.appeals.empty() && rule_of(step::settle).to.contains(e.state) &&
               (e.reversed || e.state == o.appeals.back().against) &&
               (e.state == order_state::handling ? o.handler && e.due : !e.due);
    }
    bool operator()(const order_reopened& e) const { return o.handler && e.due; }
    bool operator()(const order_dispatched& e) const { return e.due.has_value(); }
    bool operator()(const order_adjudicated& e) const { return e.due.has_value(); }
    bool operator()(const order_resumed& e) const { return e.due.has_value(); }
    bool operator()(const check_failed& e) const { return e.due.has_value(); }
    bool operator()(const order_merged& e) const { return e.into != e.order; }
    bool operator()(const order_split& e) const {
        return o.parent == e.from && o.merged && e.state == o.merged->state &&
               e.due.has_value() == o.due.has_value();
    }
    bool operator()(const order_referred& e) const {
        return rule_of(step::receive).to.contains(e.state) && !e.to.empty();
    }
    bool operator()(const department_reported&) const { return !o.whistles.empty(); }
    bool operator()(const auto&) const { return true; }
};

} // namespace

bool detail::is_sound(const referred_order& m) {
    const auto is_community = [](const civic::community_key& k) {
        return !k.empty() && k.text().find('/') == std::string::npos;
    };
    const bool registered = m.state == order_state::registered;
    if (!is_community(m.from) || !is_community(m.to) || m.from == m.to || m.order.empty()) return false;
    if (!rule_of(step::receive).to.contains(m.state) || registered != m.registered_at.has_value())
        return false;
    if (m.channel > channel::exchange || m.priority > priority::urgent) return false;
    if (m.verified && *m.verified > verification::unable) return false;
    if (m.at_door && m.building.empty()) return false;
    const auto between = [&](const std::optional<calendar::local_time>& t) {
        return !t || (m.placed_at <= *t && *t <= m.at);
    };
    if (m.placed_at > m.at || !between(m.registered_at) || !between(m.dispatched_at)) return false;
    if (m.dispatched_at && !registered) return false;
    // The handle clock goes on by its limit.
    if (m.due.has_value() != m.limit.has_value() || (m.due && !m.dispatched_at)) return false;
    const int counts[] = {m.returns, m.transfers,    m.extended_days, m.suspensions,
                          m.urges,   m.supervisions, m.referrals};
    return std::all_of(std::begin(counts), std::end(counts), [](int n) { return n >= 0; });
}

bool detail::came_from(const order& o, const civic::community_key& from, const order_key& there) {
    return o.received && o.received->from == from && o.received->order == there;
}

void detail::require_follows(const order* before, const event& e) {
    const auto& k = order_of(e);
    if (const auto* r = std::get_if<order_received>(&e)) {
        const auto& m = r->matter;
        if (before != nullptr) throw std::invalid_argument("order " + k.text() + " is received twice");
        if (!is_sound(m) || k.text() != civic::qualified(m.from, m.order) || r->at < m.at ||
            r->due.has_value() != r->limit.has_value())
            throw std::invalid_argument("order " + k.text() + " is not what another community referred");
        return;
    }
    if (std::holds_alternative<order_placed>(e)) {
        if (k.empty()) throw std::invalid_argument("an order has no key");
        const auto& p = std::get<order_placed>(e);
        if (p.channel > channel::exchange || p.priority > priority::urgent)
            throw std::invalid_argument("order " + k.text() + " has a channel or priority that there is not");
        if (before != nullptr) throw std::invalid_argument("order " + k.text() + " is placed twice");
        return;
    }
    auto from = e.index() < step_count ? step_rules()[e.index()].from : rule_of(step::urge).from;
    if (std::holds_alternative<order_left>(e)) {
        from.insert(order_state::cancelled);
        from.insert(order_state::merged);
        from.insert(order_state::referred);
    }
    if (before == nullptr || before->key != k || !from.contains(before->state) ||
        time_of(e) < before->last_at || !std::visit(follower{*before}, e))
        throw std::invalid_argument(fmt::format("event '{}' does not follow for order {}", name_of(e), k));
}

void detail::fold_into(order& o, const event& e) {
    if (o.version++ == 0) o.key = order_of(e);
    o.last_at = time_of(e);
    if (const auto* why = reason_of(e)) o.reason = *why;
    std::visit(folder{o}, e);
}

order fold(const order* before, const event& e) {
    detail::require_follows(before, e);
    auto after = before != nullptr ? *before : order{};
    detail::fold_into(after, e);
    return after;
}

std::optional<order> order_as_of(std::span<const event> history, const order_key& k,
                                 calendar::local_time instant) {
    std::optional<order> o;
    for (const auto& e : history) {
        if (order_of(e) != k) continue;
        if (time_of(e) > instant) break;
        detail::require_follows(o ? &*o : nullptr, e);
        if (!o) o.emplace();
        detail::fold_into(*o, e);
    }
    return o;
}

} // namespace qaidam::services
